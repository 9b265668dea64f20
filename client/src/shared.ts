// What every host does alike: starts the server once there is something to read, and wires adoption, commands, status and report.
import { type ExtensionContext, type TextDocument, workspace } from 'vscode';
import type { BaseLanguageClient, LanguageClientOptions } from 'vscode-languageclient';
import { LANGUAGE_ID, LINKED_COMMANDS, STATUS_NOTIFICATION, type StatusParams } from '../../server/src/protocol.ts';
import { watchForCaptures } from './adopt.ts';
import { registerCommands } from './commands.ts';
import { registerEvidence } from './evidence.ts';
import { registerExplanations } from './explain.ts';
import { registerExports } from './export.ts';
import { Marks } from './marks.ts';
import { registerRedaction } from './redact.ts';
import { Reports } from './report.ts';
import { Status } from './status.ts';
import { Tunnels } from './tunnels.ts';

export const CLIENT_ID = 'ipsecDoctor';
export const CLIENT_NAME = 'IPsec Doctor';

/** The running server; the first call starts it. */
export type Server = () => Promise<BaseLanguageClient>;

export function run(
  context: ExtensionContext,
  createClient: (options: LanguageClientOptions) => BaseLanguageClient,
): void {
  const status = new Status();
  const marks = new Marks();
  let started: Promise<BaseLanguageClient> | undefined;

  const start = async (): Promise<BaseLanguageClient> => {
    const client = createClient({
      documentSelector: [{ language: LANGUAGE_ID }],
      textSynchronization: { delayOpenNotifications: true },
      markdown: { isTrusted: { enabledCommands: [...LINKED_COMMANDS] } },
    });
    context.subscriptions.push(client);
    client.onNotification(STATUS_NOTIFICATION, (params: StatusParams) => {
      status.update(params);
      marks.update(params);
      reports.refresh(params.uri);
      tunnels.refresh(params.uri);
    });
    await client.start();
    return client;
  };
  const server: Server = () => {
    started ??= start().catch((error: unknown) => {
      // A start that failed is no reason never to try again.
      started = undefined;
      throw error;
    });
    return started;
  };
  /** A server that does not start is told by the client itself; until the next try, the text is coloured and nothing more. */
  const startFor = (document: TextDocument): void => {
    if (document.languageId === LANGUAGE_ID) server().catch(() => {});
  };

  const reports = new Reports(server);
  const tunnels = new Tunnels(server);
  context.subscriptions.push(
    status,
    marks,
    reports,
    tunnels,
    watchForCaptures(server),
    registerCommands(reports, context.extensionUri),
    registerEvidence(server),
    registerExplanations(server),
    registerExports(server, reports),
    registerRedaction(server),
    workspace.onDidOpenTextDocument(startFor),
  );
  workspace.textDocuments.forEach(startFor);
}
