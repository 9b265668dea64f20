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
const mostSteps = 5000;
/** Lines are kept or left in blocks; so many blocks before and after one that decides. */
const blockShift = 5;
const block = 1 << blockShift;
const blocksBefore = 6;
const blocksAfter = 2;

const isDecisive = ({ says, effect, operator, unexplained }: Message): boolean =>
  says !== undefined ||
  operator === true ||
  unexplained === true ||
  effect?.up !== undefined ||
  effect?.down !== undefined;

export interface Looked {
  /** All lines of a message. */
  count(messageId: string): number;
  /** Lines of a message that are looked at, in text order. */
  linesOf(messageId: string): readonly number[];
  /** Lines of all messages that say or do something, in text order. */
  readonly telling: readonly number[];
  /** Whether the same lines are looked at: of a text with as many lines, if one of a message is, so is the other. */
  readonly chosen: { readonly near: Uint8Array | undefined; readonly most: number };
}

/** What the shapes of an index are: 1 where they are messages, decisive ones, ones that say or do something. */
interface Kinds {
  readonly isMessage: Uint8Array;
  readonly decisive: Uint8Array;
  readonly tells: Uint8Array;
}
const kindsOf = new WeakMap<Index, Kinds>();
function kinds(index: Index): Kinds {
  const flags = (holds: (message: Message) => boolean): Uint8Array =>
    Uint8Array.from(index.entries, (entry) => (entry?.message && holds(entry.message) ? 1 : 0));
  const known = kindsOf.get(index) ?? {
    isMessage: flags(() => true),
    decisive: flags(isDecisive),
    tells: flags((message) => message.effect !== undefined || isDecisive(message)),
  };
  kindsOf.set(index, known);
  return known;
}

/** Whether lines of this shape say or do something. */
export const tells = (index: Index, shape: number): boolean => kinds(index).tells[shape] === 1;

export function lookedAt(index: Index, shapes: Uint16Array): Looked {
  const { entries, messageShapes } = index;
  const { isMessage, decisive, tells } = kinds(index);
  const counts = countsOf(shapes, entries.length);
  const countOf = (chosen: Uint8Array): number[] => [...counts].filter((_, shape) => chosen[shape] === 1);
  const isShort = sum(countOf(isMessage)) <= mostSteps;
  const near = isShort ? undefined : nearby(shapes, decisive);
  const most = mostOfEach(countOf(decisive), mostDecisive);
  const mostLast = Math.floor(most / 10);

  const lines: (number[] | undefined)[] = [];
  const telling: number[] = [];
  const seen = new Uint32Array(entries.length);
  for (let line = 0; line < shapes.length; line += 1) {
    const shape = shapes[line] as number;
    if (isMessage[shape] !== 1) continue;
    const nth = seen[shape] as number;
    seen[shape] = nth + 1;
    if (near !== undefined && near[line >> blockShift] === 0) {
      const isFirstOrLast = nth < most - mostLast || nth >= (counts[shape] as number) - mostLast;
      if (decisive[shape] === 0 || !isFirstOrLast) continue;
    }
    const list = lines[shape];
    if (list) list.push(line);
    else lines[shape] = [line];
    if (tells[shape] === 1) telling.push(line);
  }
  return {
    count: (messageId) => sum((messageShapes.get(messageId) ?? []).map((shape) => counts[shape] as number)),
    linesOf: (messageId) => {
      const [first = [], ...others] = (messageShapes.get(messageId) ?? []).flatMap((shape) => [lines[shape] ?? []]);
      return others.length === 0 ? first : first.concat(...others).sort((a, b) => a - b);
    },
    telling,
    chosen: { near, most },
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** The largest number (a power of two) of lines that every message may have so that all together stay within a limit. */
function mostOfEach(counts: readonly number[], limit: number): number {
  let most = limit;
  while (most > 1 && sum(counts.map((count) => Math.min(count, most))) > limit) most >>= 1;
  return most;
}

function countsOf(shapes: Uint16Array, shapeCount: number): Uint32Array {
  const counts = new Uint32Array(shapeCount);
  for (let line = 0; line < shapes.length; line += 1) {
    const shape = shapes[line] as number;
    if (shape < shapeCount) counts[shape] = (counts[shape] as number) + 1;
  }
  return counts;
}

/** Blocks near the beginning, near the end, and near the first and last decisive lines of each message, in turn, as many as may be. */
function nearby(shapes: Uint16Array, decisive: Uint8Array): Uint8Array {
  const near = new Uint8Array((shapes.length >> blockShift) + 1);
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
  const lines = new Map<number, number[]>();
  for (let line = 0; line < shapes.length; line += 1) {
    const shape = shapes[line] as number;
    if (decisive[shape] !== 1) continue;
    const list = lines.get(shape);
    if (list) list.push(line);
    else lines.set(shape, [line]);
  }
  for (let nth = 0; nth < shapes.length && left > 0; nth += 1) {
    let isDone = true;
    for (const list of lines.values()) {
      if (2 * nth > list.length) continue;
      isDone = false;
      for (const line of [list[nth], list[list.length - 1 - nth]])
        if (line !== undefined) mark((line >> blockShift) - blocksBefore, (line >> blockShift) + blocksAfter);
    }
    if (isDone) break;
  }
  return near;
}

/** A log shown newest first: more steps back in time than forward, judged by some lines of each capture. */
export function* newestFirst(occurrences: readonly Occurrence[]): Generator<void, Set<number>> {
  const steps = new Map<number, { seen: number; back: number; forth: number; last: number | undefined }>();
  for (const occurrence of occurrences) {
    const step = steps.get(occurrence.capture) ?? { seen: 0, back: 0, forth: 0, last: undefined };
    steps.set(occurrence.capture, step);
    step.seen += 1;
    if (step.seen > timesLookedAt) continue;
    if (step.seen % timesAtOnce === 0) yield;
    if (occurrence.time === undefined) continue;
    if (step.last !== undefined && occurrence.time < step.last) step.back += 1;
    if (step.last !== undefined && occurrence.time > step.last) step.forth += 1;
    step.last = occurrence.time;
  }
  return new Set([...steps].filter(([, { back, forth }]) => back > forth && back >= 2).map(([capture]) => capture));
}

const timesLookedAt = 200;
/** In one step. */
const timesAtOnce = 25;

export function sortByTime(occurrences: readonly Sighting[], backwards: ReadonlySet<number>): Sighting[] {
  const groups = new Map<number, Sighting[]>();
  for (const occurrence of occurrences) {
    const group = groups.get(occurrence.capture);
    if (group) group.push(occurrence);
    else groups.set(occurrence.capture, [occurrence]);
  }
  return [...groups].flatMap(([capture, list]) => (backwards.has(capture) ? list.reverse() : list));
}
