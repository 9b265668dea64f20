// Threads that show the newest part on top: every place of an analysis is one of the text that the user sees.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCases } from '../../scripts/cases.ts';
import { root } from '../../scripts/generated-files.ts';
import type { Rec } from '../../server/src/engine/define.ts';
import { createEngine } from '../../server/src/engine/index.ts';
import { threadOf } from '../../server/src/engine/threads.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const engine = createEngine(catalogue);
const all = readCases(join(root, 'test/fixtures/cases'));
const turned = all.flatMap(({ name, text }) => {
  const thread = threadOf(text);
  return thread ? [{ name, text, thread }] : [];
});

test('some labelled captures are threads of which the newest part stands on top', () => {
  assert.ok(turned.filter(({ name }) => name.startsWith('follow/')).length >= 5);
});

for (const { name, text, thread } of turned) {
  test(`${name}: each character and each line is found where it stands`, () => {
    for (let at = 0; at < thread.text.length - 1; at += 1)
      if (thread.text[at] !== '\n') assert.equal(text[thread.places.start(at)], thread.text[at]);
    const lines = text.split('\n');
    for (const line of lines.keys()) {
      if (lines[line] === '') continue;
      assert.equal(thread.text.split('\n')[thread.lineHere(line)], lines[line]);
      assert.equal(thread.places.line(thread.lineHere(line)), line);
    }
  });

  test(`${name}: what is found is what the text in the order of time shows, each at its place`, () => {
    const shown = engine.analyse(text);
    const ordered = engine.analyse(thread.text);
    assert.equal(shown.text, text);
    assert.deepEqual(shown.verdict, ordered.verdict);
    assert.equal(shown.lines.total, ordered.lines.total);
    for (const [nth, finding] of shown.findings.entries())
      assert.deepEqual(
        finding.evidence.map(({ start, end }) => text.slice(start, end)),
        ordered.findings[nth]?.evidence.map(({ start, end }) => thread.text.slice(start, end)),
      );
    const facts = (rec: Rec, whole: string): string[] => [
      ...rec.all.map(({ start, end }) => whole.slice(start, end)),
      ...rec.children.flatMap((child) => facts(child, whole)),
    ];
    for (const [nth, capture] of shown.captures.entries()) {
      assert.deepEqual(facts(capture.root, text), facts(ordered.captures[nth]?.root as Rec, thread.text));
      if (capture.kind === 'show') assert.equal(shown.captureAt(capture.startLine)?.command, capture.command);
    }
    for (const line of text.split('\n').keys()) {
      const occurrence = shown.messageAt(line);
      if (occurrence) assert.equal(occurrence.line, line);
    }
  });
}

test('a page of notes whose titles have no dates, and a log, are read as they stand', () => {
  for (const plain of [
    '## Before\nr1#show crypto isakmp sa\n## After\nr1#show crypto isakmp sa\n',
    'From: 192.0.2.1\nTo: 192.0.2.2\n',
    'Jun  6 08:15:01.120: ISAKMP:(0):found peer\nJun  6 08:14:59.003: ISAKMP:(0):found peer\n',
  ])
    assert.equal(threadOf(plain), undefined);
});
