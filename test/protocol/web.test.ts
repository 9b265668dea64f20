// The server for browsers, in a worker without anything of Node: it answers as the other one does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { LANGUAGE_ID } from '../../server/src/protocol.ts';
import { refusedMainMode } from './captures.ts';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly uri: string; readonly diagnostics: readonly { readonly code?: string }[] };
  readonly result?: { readonly capabilities?: { readonly hoverProvider?: boolean } };
}

/** What a web worker has and a Node worker lacks, and away with what a web worker lacks. */
const prelude = `
const { parentPort } = require('node:worker_threads');
globalThis.self = globalThis;
self.postMessage = (message) => parentPort.postMessage(message);
self.addEventListener = () => {};
parentPort.on('message', (data) => self.onmessage?.({ data }));
for (const name of ['process', 'require', 'module', 'Buffer', 'setImmediate', 'global']) delete globalThis[name];
`;

test('the web server starts, reads a paste and names the cause', async () => {
  const bundle = readFileSync(new URL('../../dist/server.js', import.meta.url), 'utf8');
  const worker = new Worker(`${prelude}\n(function (require, module, process) {\n${bundle}\n})();`, { eval: true });
  try {
    const answered = (found: (message: Message) => boolean): Promise<Message> =>
      new Promise((resolve, reject) => {
        worker.on('error', reject);
        worker.on('message', (message: Message) => {
          if (found(message)) resolve(message);
        });
      });
    const send = (message: object): void => worker.postMessage({ jsonrpc: '2.0', ...message });

    const ready = answered((message) => message.id === 1);
    send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
    assert.equal((await ready).result?.capabilities?.hoverProvider, true);

    const problems = answered((message) => message.method === 'textDocument/publishDiagnostics');
    send({ method: 'initialized', params: {} });
    const document = { uri: 'vscode-vfs://github/a/b.txt', languageId: LANGUAGE_ID, version: 1, text: refusedMainMode };
    send({ method: 'textDocument/didOpen', params: { textDocument: document } });
    const { params } = await problems;
    assert.equal(params?.uri, document.uri);
    assert.ok(params?.diagnostics.some(({ code }) => code === 'ike-policy-mismatch'));
  } finally {
    await worker.terminate();
  }
});
