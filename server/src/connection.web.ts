// How the language server talks to the editor that started it as a web worker.
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  type Connection,
  createConnection,
  ProposedFeatures,
} from 'vscode-languageserver/browser';

export function connect(): Connection {
  const scope = self as unknown as Worker;
  return createConnection(ProposedFeatures.all, new BrowserMessageReader(scope), new BrowserMessageWriter(scope));
}
