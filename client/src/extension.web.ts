// Entry point in a browser: the server runs in a web worker.
import { type ExtensionContext, Uri } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { CLIENT_ID, CLIENT_NAME, run } from './shared.ts';

export function activate(context: ExtensionContext): void {
  const script = Uri.joinPath(context.extensionUri, 'dist/server.js').toString(true);
  run(context, (options) => new LanguageClient(CLIENT_ID, CLIENT_NAME, new Worker(script), options));
}
