// Which lines of a log are looked at, and in which order: all of a short log; of a long one what says something, and what stands near it.
import type { Message } from './define.ts';
import type { Index } from './dispatch.ts';
import type { Occurrence } from './model.ts';
import type { Sighting } from './sighting.ts';

/*
 * A day of debug repeats itself. What makes a claim, or takes a tunnel up or down, is looked at wherever it stands (the first ones and the last ones of
 * each message); the steps between only near the first and last of these, near the beginning and near the end: there all of them, since a
 * negotiation that is read in part is misread.
 */
const mostDecisive = 6000;
/** Lines of steps looked at in a long log. */
const mostSteps = 8000;
/** Lines are kept or left in blocks; so many blocks before and after one that decides. */
const block = 32;
const blocksBefore = 6;
const blocksAfter = 2;

const isDecisive = ({ says, effect, operator }: Message): boolean =>
  says !== undefined || operator === true || effect?.up !== undefined || effect?.down !== undefined;

export interface Looked {
  /** All lines of a message. */
  count(messageId: string): number;
  /** Lines of a message that are looked at, in text order. */
  linesOf(messageId: string): readonly number[];
  /** Lines of all messages that say or do something, in text order. */
  telling(): readonly number[];
}

export function lookedAt(index: Index, shapes: Uint16Array): Looked {
  const { entries } = index;
  const isMessage = Uint8Array.from(entries, (entry) => (entry?.message ? 1 : 0));
  const decisive = Uint8Array.from(entries, (entry) => (entry?.message && isDecisive(entry.message) ? 1 : 0));
  const tells = Uint8Array.from(entries, (entry) =>
    entry?.message && (entry.message.effect || isDecisive(entry.message)) ? 1 : 0,
  );
  const lines = postings(shapes, entries.length);
  const countOf = (chosen: Uint8Array): number[] =>
    [...chosen.keys()].filter((shape) => chosen[shape] === 1).map((shape) => lines(shape).length);
  const near = sum(countOf(isMessage)) <= mostSteps ? undefined : nearby(lines, decisive, shapes.length);
  const isNear = (line: number): boolean => near === undefined || near[line >> blockShift] === 1;
  const most = mostOfEach(countOf(decisive), mostDecisive);
  const mostLast = Math.floor(most / 10);
  const looked = (shape: number): Uint32Array => {
    const all = lines(shape);
    if (near === undefined) return all;
    if (decisive[shape] === 0) return all.filter(isNear);
    return all.filter((line, nth) => nth < most - mostLast || nth >= all.length - mostLast || isNear(line));
  };
  return {
    count: (messageId) => sum((index.messageShapes.get(messageId) ?? []).map((shape) => lines(shape).length)),
    linesOf: (messageId) =>
      (index.messageShapes.get(messageId) ?? []).flatMap((shape) => [...looked(shape)]).sort((a, b) => a - b),
    telling: () => {
      const found: number[] = [];
      for (let shape = 0; shape < entries.length; shape += 1)
        if (tells[shape] === 1) for (const line of looked(shape)) found.push(line);
      return found.sort((a, b) => a - b);
    },
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** The largest number (a power of two) of lines that every message may have so that all together stay within a limit. */
function mostOfEach(counts: readonly number[], limit: number): number {
  let most = limit;
  while (most > 1 && sum(counts.map((count) => Math.min(count, most))) > limit) most >>= 1;
  return most;
}

const blockShift = Math.log2(block);

/** Blocks near the beginning, near the end, and near the first and last decisive lines of each message, in turn, as many as may be. */
function nearby(lines: (shape: number) => Uint32Array, decisive: Uint8Array, total: number): Uint8Array {
  const near = new Uint8Array((total >> blockShift) + 1);
  let left = mostSteps / block;
  const mark = (from: number, to: number): void => {
    for (let at = Math.max(0, from); at <= Math.min(to, near.length - 1) && left > 0; at += 1) {
      if (near[at] === 1) continue;
      near[at] = 1;
      left -= 1;
    }
  };
  const share = left >> 2;
  mark(0, share);
  mark(near.length - share, near.length);
  const shapes = [...decisive.keys()].filter((shape) => decisive[shape] === 1 && lines(shape).length > 0);
  const longest = Math.max(0, ...shapes.map((shape) => lines(shape).length));
  for (let nth = 0; nth < longest && left > 0; nth += 1)
    for (const shape of shapes) {
      const all = lines(shape);
      if (2 * nth > all.length) continue;
      for (const line of [all[nth], all[all.length - 1 - nth]])
        if (line !== undefined) mark((line >> blockShift) - blocksBefore, (line >> blockShift) + blocksAfter);
    }
  return near;
}

/** Lines of each shape, in text order: one counting sort for all. */
function postings(shapes: Uint16Array, shapeCount: number): (shape: number) => Uint32Array {
  const first = new Uint32Array(shapeCount + 1);
  for (let line = 0; line < shapes.length; line += 1) {
    const shape = shapes[line] as number;
    if (shape < shapeCount) first[shape + 1] = (first[shape + 1] as number) + 1;
  }
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
