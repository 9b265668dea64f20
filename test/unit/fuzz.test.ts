// A short slice of the fuzzing: damaged fixtures and generated text, the same ones each time.

import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readCases } from '../../scripts/cases.ts';
import { generateLog, picker } from '../../scripts/generated-text.ts';
import { check, checkReports, mutate } from '../../scripts/mutate.ts';
import { createEngine } from '../../server/src/engine/index.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const engine = createEngine(catalogue);
const seeds = [
  ...readCases(fileURLToPath(new URL('../fixtures/cases/', import.meta.url))).map(({ text }) => text),
  ...[1, 2, 3, 4, 5].map((seed) => generateLog(catalogue, 3000, seed)),
];

test('no damage upsets the engine or the reports', () => {
  for (let seed = 1; seed <= 1500; seed += 1) {
    const text = mutate(seeds, picker(seed * 40_503));
    try {
      check(engine, text);
      if (seed % 25 === 0) checkReports(engine, text);
    } catch (error) {
      throw new Error(`seed ${seed}: ${JSON.stringify(text.slice(0, 300))}`, { cause: error });
    }
  }
});

test('texts without a capture, and texts that are nothing but one character', () => {
  for (const text of [
    '',
    '\n',
    '\0',
    '\r',
    '\ud800',
    ' '.repeat(100_000),
    '\n'.repeat(100_000),
    'a'.repeat(1_000_000),
    '('.repeat(100_000),
    '0x'.repeat(50_000),
    ':'.repeat(100_000),
    '1.'.repeat(50_000),
  ]) {
    check(engine, text);
  }
});
