// Proves that an effort grows as its input does, on any machine and whatever else it is doing: two sizes are compared, by the processor's time.
import assert from 'node:assert/strict';

/** How much larger the larger input is: what is quadratic takes `GROWTH` times `GROWTH` as long. */
const GROWTH = 8;

/** Milliseconds of the processor, the shorter of two runs: the first one may have had to compile. */
function effort(run: () => void): number {
  const times = [1, 2].map(() => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

/** `run` is given texts that `make` makes of a number of characters, at most `most`. */
export function assertLinear(run: (text: string) => void, make: (characters: number) => string, most: number): void {
  const [small, large] = [make(most / GROWTH), make(most)];
  const [less, more] = [effort(() => run(small)), effort(() => run(large))];
  // What takes some milliseconds is lost in what else the process does.
  assert.ok(
    more < Math.max(less, 8) * GROWTH * 3,
    `${less.toFixed(0)} ms, and ${more.toFixed(0)} ms for ${GROWTH} times as much of ${JSON.stringify(small.slice(0, 20))}…`,
  );
}
