// Which lines of a long log are looked at: a bounded number, decisive ones everywhere, and near the first of them all steps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateLog } from '../../scripts/generated-text.ts';
import { buildIndex } from '../../server/src/engine/dispatch.ts';
import { lookedAt } from '../../server/src/engine/occurrences.ts';
import { read } from '../../server/src/engine/reading.ts';
import { finish } from '../../server/src/engine/steps.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const index = buildIndex(catalogue);
const shapesOf = (text: string): Uint16Array => finish(read(index, text)).shapes;
const messageOf = (shape: number | undefined) => index.entries[shape ?? 0]?.message;
const all = (looked: ReturnType<typeof lookedAt>): number[] =>
  catalogue.messages.flatMap(({ id }) => looked.linesOf(id));

test('a short log is looked at whole', () => {
  const shapes = shapesOf(generateLog(catalogue, 300_000));
  const lines = [...shapes.keys()].filter((line) => messageOf(shapes[line]) !== undefined);
  assert.deepEqual(
    all(lookedAt(index, shapes)).sort((a, b) => a - b),
    lines,
  );
});

test('of a long log a bounded number of lines is looked at, and every line is still counted', () => {
  const shapes = shapesOf(generateLog(catalogue, 4_000_000));
  const longer = new Uint16Array(10 * shapes.length);
  for (let at = 0; at < 10; at += 1) longer.set(shapes, at * shapes.length);
  const [looked, lookedLonger] = [lookedAt(index, shapes), lookedAt(index, longer)];
  assert.ok(all(looked).length < shapes.length / 2);
  assert.ok(all(lookedLonger).length < 12_000);
  for (const { id } of catalogue.messages) assert.equal(lookedLonger.count(id), 10 * looked.count(id));
});

test('around the first decisive line of each message all lines are looked at', () => {
  const quiet = index.entries.findIndex(
    (entry) => entry?.message && !entry.message.says && !entry.message.effect && !entry.message.operator,
  );
  const decisive = index.entries.findIndex((entry) => entry?.message?.says);
  const shapes = new Uint16Array(100_000).fill(quiet);
  for (const line of [40_000, 60_000]) shapes[line] = decisive;
  const looked = new Set(all(lookedAt(index, shapes)));
  for (const near of [40_000 - 150, 39_999, 40_000, 40_030, 60_000, 0, 99_999])
    assert.ok(looked.has(near), `line ${near}`);
  assert.ok(!looked.has(20_000));
});
