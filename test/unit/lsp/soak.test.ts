// Opening, editing, asking and closing again and again leaves nothing behind in memory.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
// Brings the timers that the server waits with.
import 'vscode-languageserver/node';
import { hoverAt } from '../../../server/src/engine/features/hover.ts';
import { symbolsOf } from '../../../server/src/engine/features/symbols.ts';
import { tokensOf } from '../../../server/src/engine/features/tokens.ts';
import { createEngine } from '../../../server/src/engine/index.ts';
import { catalogue } from '../../../server/src/knowledge/index.ts';
import { documentStore } from '../../../server/src/lsp/document.ts';
import { createDocuments } from '../../../server/src/lsp/documents.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const engine = createEngine(catalogue);
const cases = new URL('../../fixtures/cases/', import.meta.url);
const texts = globSync('*/*/input.txt', { cwd: cases })
  .sort()
  .filter((_, index) => index % 20 === 0)
  .map((name) => readFileSync(new URL(name, cases), 'utf8'));

test('hundreds of rounds: the heap ends where it began', async () => {
  const documents = createDocuments({
    steps: engine.steps,
    analysed: () => {},
    failed: (_, error) => assert.fail(error as Error),
    now: () => 0,
  });
  const round = async (number: number): Promise<void> => {
    const uri = `untitled:${number}`;
    const text = `${texts[number % texts.length]}\nround ${number}\n`;
    documents.changed(documentStore.create(uri, 'cisco-ipsec', 1, text));
    await documents.analysis(uri);
    documents.changed(documentStore.create(uri, 'cisco-ipsec', 2, text.replace('round', 'Round')));
    const analysis = await documents.analysis(uri);
    hoverAt(analysis, catalogue, text.length >> 1);
    tokensOf(analysis, catalogue, 0, 50);
    symbolsOf(analysis);
    documents.closed(uri);
  };
  const heap = (): number => {
    collect();
    collect();
    return process.memoryUsage().heapUsed;
  };
  // Expressions are compiled when first needed; after some rounds everything is.
  for (let number = 0; number < 800; number += 1) await round(number);
  const before = heap();
  for (let number = 800; number < 1800; number += 1) await round(number);
  const growth = (heap() - before) / before;
  assert.ok(growth < 0.05, `the heap grew by ${(growth * 100).toFixed(1)} %`);
});
