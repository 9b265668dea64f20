// A language client for tests: starts the server that ships, over standard input and output, and speaks the protocol with it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { LANGUAGE_ID, STATUS_NOTIFICATION, type StatusParams } from '../../server/src/protocol.ts';

export interface Client {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** Lines that the server wrote to its log. */
  readonly log: string[];
  /** Settings that the server is given when it asks. */
  settings: unknown;
  open(uri: string, text: string): void;
  /** Replaces the first place of `old`. */
  edit(uri: string, old: string, fresh: string): void;
  close(uri: string): void;
  /** The next diagnostics of this version or a later one. */
  diagnostics(uri: string, version?: number): Promise<readonly Diagnostic[]>;
  /** The next diagnostics that are sent from now on. */
  republished(uri: string): Promise<readonly Diagnostic[]>;
  status(uri: string): StatusParams | undefined;
  textOf(uri: string): string;
  /** Asks about the first place of `needle` in a document. */
  at<R>(method: string, uri: string, needle: string, more?: object): Promise<R>;
  stop(): Promise<number | null>;
}

const server = fileURLToPath(new URL('../../dist/server.js', import.meta.url));

/** `flags` are Node's own, for the server's process. */
export async function start(
  capabilities: object = { workspace: { configuration: true } },
  flags: readonly string[] = [],
): Promise<Client> {
  const process_ = spawn(process.execPath, [...flags, server, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(
    new StreamMessageReader(process_.stdout),
    new StreamMessageWriter(process_.stdin),
  );
  const texts = new Map<string, { text: string; version: number }>();
  const published = new Map<string, { version: number; diagnostics: readonly Diagnostic[] }>();
  const statuses = new Map<string, StatusParams>();
  const waiting = new Set<() => void>();
  const listening = new Set<(uri: string, diagnostics: readonly Diagnostic[]) => void>();
  const log: string[] = [];
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, version, diagnostics }) => {
    published.set(uri, { version: version ?? 0, diagnostics });
    for (const wake of waiting) wake();
    for (const listen of listening) listen(uri, diagnostics);
  });
  connection.onNotification('window/logMessage', ({ message }) => void log.push(message));
  connection.onNotification(STATUS_NOTIFICATION, (status: StatusParams) => void statuses.set(status.uri, status));
  connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
    items.map(() => client.settings),
  );
  connection.onRequest('workspace/codeLens/refresh', () => null);
  connection.listen();
  const initialized = await connection.sendRequest<InitializeResult>('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities,
  });
  await connection.sendNotification('initialized', {});

  const known = (uri: string) => {
    const document = texts.get(uri);
    if (!document) throw new Error(`${uri} is not open`);
    return document;
  };
  const positionOf = (text: string, offset: number) => {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length - 1, character: (before.at(-1) ?? '').length };
  };

  const client: Client = {
    connection,
    initialized,
    log,
    settings: null,
    open: (uri, text) => {
      texts.set(uri, { text, version: 1 });
      void connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId: LANGUAGE_ID, version: 1, text },
      });
    },
    edit: (uri, old, fresh) => {
      const { text, version } = known(uri);
      const at = text.indexOf(old);
      if (at < 0) throw new Error(`no ${old} in ${uri}`);
      const range = { start: positionOf(text, at), end: positionOf(text, at + old.length) };
      texts.set(uri, { text: text.slice(0, at) + fresh + text.slice(at + old.length), version: version + 1 });
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version: version + 1 },
        contentChanges: [{ range, text: fresh }],
      });
    },
    close: (uri) => {
      texts.delete(uri);
      void connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    },
    diagnostics: (uri, version = texts.get(uri)?.version ?? 0) =>
      new Promise((resolve) => {
        const look = (): void => {
          const known = published.get(uri);
          if (!known || known.version < version) return;
          waiting.delete(look);
          resolve(known.diagnostics);
        };
        waiting.add(look);
        look();
      }),
    republished: (uri) =>
      new Promise((resolve) => {
        const listen = (sent: string, diagnostics: readonly Diagnostic[]): void => {
          if (sent !== uri) return;
          listening.delete(listen);
          resolve(diagnostics);
        };
        listening.add(listen);
      }),
    status: (uri) => statuses.get(uri),
    textOf: (uri) => known(uri).text,
    at: (method, uri, needle, more = {}) => {
      const { text } = known(uri);
      const at = text.indexOf(needle);
      if (at < 0) throw new Error(`no ${needle} in ${uri}`);
      return connection.sendRequest(method, { textDocument: { uri }, position: positionOf(text, at), ...more });
    },
    stop: async () => {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      const [code] = process_.exitCode === null ? await once(process_, 'exit') : [process_.exitCode];
      connection.dispose();
      return code as number | null;
    },
  };
  return client;
}
