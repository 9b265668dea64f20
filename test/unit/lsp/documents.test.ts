// Open documents: edits keep text and lines true; one analysis for each version; what is overtaken is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node';
import { lineStartsOf } from '../../../server/src/engine/lines.ts';
import type { Analysis } from '../../../server/src/engine/model.ts';
import { type Document, documentStore, offsetAt } from '../../../server/src/lsp/document.ts';
import { createDocuments } from '../../../server/src/lsp/documents.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r\n', 'é', '😀', ' '), maxLength: 40 });
const place = fc.record({ line: fc.nat(12), character: fc.nat(12) });

test('any edits: the text is what an editor shows, its lines are those of the whole text', () => {
  fc.assert(
    fc.property(text, fc.array(fc.tuple(place, place, text), { maxLength: 6 }), (first, edits) => {
      let document = documentStore.create('untitled:a', 'cisco-ipsec', 1, first);
      let shown = first;
      for (const [one, other, inserted] of edits) {
        const starts = lineStartsOf(shown);
        const [from, to] = [offsetAt(shown, starts, one), offsetAt(shown, starts, other)].sort((a, b) => a - b);
        shown = shown.slice(0, from) + inserted + shown.slice(to);
        const range = { start: one, end: other };
        document = documentStore.update(document, [{ range, text: inserted }], document.version + 1);
        assert.equal(document.text, shown);
        assert.deepEqual(document.starts, lineStartsOf(shown));
      }
    }),
  );
});

test('a position beyond the line or the text is moved to its end, never into the line break', () => {
  const text = 'ab\r\ncd\n';
  const starts = lineStartsOf(text);
  const at = (line: number, character: number) => offsetAt(text, starts, { line, character });
  assert.deepEqual([at(0, 9), at(1, 9), at(2, 9), at(9, 0), at(-1, 4), at(0, -4)], [2, 6, 7, 7, 0, 0]);
});

interface Log {
  readonly analysed: string[];
  readonly failed: string[];
}

/** Each character of a text is a step and takes a millisecond. */
function desk(
  analyse: (text: string) => Analysis = (text) => ({ text }) as Analysis,
  onStep: (text: string) => void = () => {},
) {
  const log: Log = { analysed: [], failed: [] };
  let clock = 0;
  const documents = createDocuments({
    steps: function* (text) {
      for (let step = 0; step < text.length; step += 1) {
        clock += 1;
        onStep(text);
        yield;
      }
      return analyse(text);
    },
    analysed: (document) => log.analysed.push(document.text),
    failed: (document) => log.failed.push(document.text),
    now: () => clock,
  });
  return { documents, log };
}

const version = (text: string, version = 1): Document =>
  documentStore.create('untitled:a', 'cisco-ipsec', version, text);

test('several questions about one version cost one analysis', async () => {
  const { documents, log } = desk();
  documents.changed(version('one'));
  const [first, second] = await Promise.all([documents.analysis('untitled:a'), documents.analysis('untitled:a')]);
  assert.equal(first, second);
  assert.equal(await documents.analysis('untitled:a'), first);
  assert.deepEqual(log.analysed, ['one']);
});

test('a version that is overtaken is not analysed, and questions about it are refused', async () => {
  const { documents, log } = desk();
  documents.changed(version('one'));
  const overtaken = documents.analysis('untitled:a');
  documents.changed(version('two', 2));
  await assert.rejects(overtaken, { code: LSPErrorCodes.ContentModified });
  assert.equal((await documents.analysis('untitled:a')).text, 'two');
  assert.deepEqual(log.analysed, ['two']);
});

test('a long analysis gives others a turn, and stops in the middle when it is overtaken', async () => {
  let steps = 0;
  const { documents, log } = desk(undefined, (text) => {
    if (text !== 'y') steps += 1;
    if (steps === 30) queueMicrotask(() => documents.changed(version('y', 2)));
  });
  documents.changed(version('x'.repeat(100)));
  await assert.rejects(documents.analysis('untitled:a'), { code: LSPErrorCodes.ContentModified });
  assert.equal((await documents.analysis('untitled:a')).text, 'y');
  assert.deepEqual(log.analysed, ['y']);
  assert.ok(steps >= 30 && steps < 50, `${steps} steps`);
});

test('a cancelled question is refused at once; the analysis goes on for the others', async () => {
  const { documents, log } = desk();
  documents.changed(version('one'));
  const source = new CancellationTokenSource();
  const cancelled = documents.analysis('untitled:a', source.token);
  source.cancel();
  await assert.rejects(cancelled, { code: LSPErrorCodes.RequestCancelled });
  await documents.analysis('untitled:a');
  assert.deepEqual(log.analysed, ['one']);
});

test('closing forgets the document and refuses what waits for it', async () => {
  const { documents, log } = desk();
  documents.changed(version('one'));
  const waiting = documents.analysis('untitled:a');
  documents.closed('untitled:a');
  await assert.rejects(waiting, { code: LSPErrorCodes.ContentModified });
  assert.equal(documents.get('untitled:a'), undefined);
  await assert.rejects(documents.analysis('untitled:a'), { code: LSPErrorCodes.RequestFailed });
  assert.deepEqual(log.analysed, []);
});

test('an analysis that fails is told, and the next version is tried again', async () => {
  const { documents, log } = desk((text) => {
    if (text === 'bad') throw new Error('bad');
    return { text } as Analysis;
  });
  documents.changed(version('bad'));
  await assert.rejects(documents.analysis('untitled:a'), { code: LSPErrorCodes.RequestFailed });
  await assert.rejects(documents.analysis('untitled:a'), { code: LSPErrorCodes.RequestFailed });
  documents.changed(version('good', 2));
  assert.equal((await documents.analysis('untitled:a')).text, 'good');
  assert.deepEqual(log, { analysed: ['good'], failed: ['bad'] });
});

test('the pause after an edit grows with what the last analysis cost', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { documents, log } = desk();
  const long = 'x'.repeat(200);
  documents.changed(version(long));
  await documents.analysis('untitled:a');
  documents.changed(version(`${long}y`, 2));
  context.mock.timers.tick(199);
  await setImmediate();
  assert.equal(log.analysed.length, 1);
  context.mock.timers.tick(1);
  await documents.analysis('untitled:a');
  assert.equal(log.analysed.length, 2);
});
