// Feeds damaged texts to the engine and stops at the first that it takes badly: `npm run fuzz -- --count 100000 --seed 7`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createEngine } from '../server/src/engine/index.ts';
import { catalogue } from '../server/src/knowledge/index.ts';
import { readCases } from './cases.ts';
import { root } from './generated-files.ts';
import { generateLog, picker } from './generated-text.ts';
import { check, checkReports, mutate } from './mutate.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '20000' }, seed: { type: 'string', default: '1' } },
});

const count = Number(values.count);
const first = Number(values.seed);
const engine = createEngine(catalogue);
const seeds = [
  ...positionals.map((file) => readFileSync(file, 'utf8')),
  ...readCases(join(root, 'test/fixtures/cases')).map(({ text }) => text),
  ...Array.from({ length: 20 }, (_, seed) => generateLog(catalogue, 4000, seed + 1)),
];

/** Milliseconds for each kilobyte, to tell an analysis that is slow for its size. */
const rates: number[] = [];
const slow: { readonly seed: number; readonly length: number; readonly took: number }[] = [];
const started = performance.now();

for (let seed = first; seed < first + count; seed += 1) {
  const text = mutate(seeds, picker(seed * 2_654_435_761));
  const before = performance.now();
  try {
    check(engine, text);
    const took = performance.now() - before;
    if (seed % 50 === 0) checkReports(engine, text);
    if (text.length > 500) {
      rates.push(took / text.length);
      if (rates.length > 500 && took > 20 && isSlow(text, 20 * median(rates.slice(-500)) * text.length))
        slow.push({ seed, length: text.length, took });
    }
  } catch (error) {
    const file = join(root, 'out', `fuzz-${seed}.txt`);
    mkdirSync(join(root, 'out'), { recursive: true });
    writeFileSync(file, text);
    console.error(`seed ${seed}: the text is in ${file}`);
    throw error;
  }
  if (seed % 1000 === 0 && process.stderr.isTTY) process.stderr.write(`\r${seed - first} of ${count}`);
}

const seconds = (performance.now() - started) / 1000;
console.log(
  `${count} texts from ${seeds.length} seeds in ${seconds.toFixed(1)} s: no exception, all spans inside, reports the same twice`,
);
console.log(
  `${slow.length} slower than 20 times the median for their size${slow.length > 0 ? `: ${JSON.stringify(slow.slice(0, 5))}` : ''}`,
);

/** A slow run may be the machine's fault: only a text that takes the processor long each time counts. */
function isSlow(text: string, limit: number): boolean {
  return [1, 2, 3].every(() => {
    const { user, system } = process.threadCpuUsage();
    engine.analyse(text);
    const spent = process.threadCpuUsage();
    return (spent.user - user + spent.system - system) / 1000 > limit;
  });
}

function median(list: readonly number[]): number {
  const sorted = list.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
