// Which lines of a long log are looked at, and in which order: by message, bounded, in the order of time.
import type { Index } from './dispatch.ts';
import type { Occurrence } from './model.ts';
import type { Sighting } from './sighting.ts';

/** Occurrences read of one message: enough for every judgement, bounded for a day of debug. */
const mostFirst = 1000;

const mostLast = 100;

const mostPackets = 300;

const mostLooked = 300;

export function countShapes(index: Index, shapes: Uint16Array): Map<string, number> {
  const perShape = new Uint32Array(index.entries.length + 1);
  for (const shape of shapes) if (shape < perShape.length) perShape[shape] = (perShape[shape] as number) + 1;
  return new Map(
    [...index.messageShapes].map(([id, list]) => [
      id,
      list.reduce((sum, shape) => sum + (perShape[shape] as number), 0),
    ]),
  );
}

/** Lines of each shape, in text order: one counting sort for all, made when first asked for. */
export function postings(shapes: Uint16Array, shapeCount: number): (shape: number) => Uint32Array {
  const first = new Uint32Array(shapeCount + 1);
  for (const shape of shapes) if (shape < shapeCount) first[shape + 1] = (first[shape + 1] as number) + 1;
  for (let shape = 0; shape < shapeCount; shape += 1)
    first[shape + 1] = (first[shape + 1] as number) + (first[shape] as number);
  const next = first.slice();
  const lines = new Uint32Array(first[shapeCount] as number);
  for (let line = 0; line < shapes.length; line += 1) {
    const shape = shapes[line] as number;
    if (shape >= shapeCount) continue;
    lines[next[shape] as number] = line;
    next[shape] = (next[shape] as number) + 1;
  }
  return (shape) => lines.subarray(first[shape], first[shape + 1]);
}

/** The first and last lines of a list, as many as detectors are given. */
export function bounded(lines: Uint32Array | undefined): number[] {
  if (lines === undefined) return [];
  if (lines.length <= mostLooked + mostLast) return [...lines];
  return [...lines.subarray(0, mostLooked), ...lines.subarray(lines.length - mostLast)];
}

/**
 * Lines of messages that say or do something, in text order, each message bounded: generously where it makes a claim or brings something up, less
 * where it is one more packet of an exchange.
 */
export function tellingLines(index: Index, shapes: Uint16Array): number[] {
  const wanted = new Uint8Array(index.entries.length + 1);
  index.entries.forEach((entry, shape) => {
    if (entry?.message && (entry.message.says || entry.message.effect || entry.message.operator)) wanted[shape] = 1;
  });
  const isPacket = new Uint8Array(wanted.length);
  index.entries.forEach((entry, shape) => {
    const { says, effect } = entry?.message ?? {};
    if (!says && effect?.arrow && !effect.begins && !effect.up) isPacket[shape] = 1;
  });
  const totals = new Uint32Array(wanted.length);
  for (const shape of shapes) if (wanted[shape] === 1) totals[shape] = (totals[shape] as number) + 1;
  const seen = new Uint32Array(wanted.length);
  const lines: number[] = [];
  shapes.forEach((shape, line) => {
    if (wanted[shape] !== 1) return;
    const nth = seen[shape] as number;
    seen[shape] = nth + 1;
    const first = isPacket[shape] === 1 ? mostPackets : mostFirst;
    if (nth < first || nth >= (totals[shape] as number) - mostLast) lines.push(line);
  });
  return lines;
}

/** A log shown newest first: more steps back in time than forward, judged by some lines of each capture. */
export function newestFirst(occurrences: readonly Occurrence[]): Set<number> {
  const steps = new Map<number, { seen: number; back: number; forth: number; last: number | undefined }>();
  for (const occurrence of occurrences) {
    const step = steps.get(occurrence.capture) ?? { seen: 0, back: 0, forth: 0, last: undefined };
    steps.set(occurrence.capture, step);
    step.seen += 1;
    if (step.seen > timesLookedAt || occurrence.time === undefined) continue;
    if (step.last !== undefined && occurrence.time < step.last) step.back += 1;
    if (step.last !== undefined && occurrence.time > step.last) step.forth += 1;
    step.last = occurrence.time;
  }
  return new Set([...steps].filter(([, { back, forth }]) => back > forth && back >= 2).map(([capture]) => capture));
}

const timesLookedAt = 200;

export function sortByTime(occurrences: readonly Sighting[], backwards: ReadonlySet<number>): Sighting[] {
  const groups = new Map<number, Sighting[]>();
  for (const occurrence of occurrences) {
    const group = groups.get(occurrence.capture);
    if (group) group.push(occurrence);
    else groups.set(occurrence.capture, [occurrence]);
  }
  return [...groups].flatMap(([capture, list]) => (backwards.has(capture) ? list.reverse() : list));
}
