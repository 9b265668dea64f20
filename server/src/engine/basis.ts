// What an analysis rests on beside the text: kept as long as the analysis is, so that one of an edited text can take over from it.
import type { Stretch, Typed } from './captures.ts';
import type { Message } from './define.ts';
import { type Entry, type Index, Shape } from './dispatch.ts';
import { firstAbove, lineAt, lineEnd } from './lines.ts';
import type { Analysis, Capture, Occurrence } from './model.ts';
import type { Looked } from './occurrences.ts';
import type { Reading } from './reader.ts';
import type { Scanned } from './reading.ts';
import type { Lonely } from './relevance.ts';
import { contentStart } from './scan.ts';
import { type Recalled, Sighting, type Sights } from './sighting.ts';

export interface Basis {
  readonly source: Scanned;
  readonly stretches: readonly Stretch[];
  readonly typed: readonly Typed[];
  /** What was read of each stretch that is an output. */
  readonly readings: readonly (Reading | undefined)[];
  /** Also those of a text that is not ours. */
  readonly captures: readonly Capture[];
  readonly looked: Looked;
  /** Messages of which the judgement asked for the lines or their number. */
  readonly asked: ReadonlySet<string>;
  /** What was looked at, by line of the text as it is read. */
  readonly seen: Map<number, Sighting>;
  readonly isOurs: boolean;
  readonly alone: Lonely | undefined;
}

/** What a text was cut into. */
export type Pieces = Pick<Basis, 'stretches' | 'typed'>;

export interface Judged {
  readonly analysis: Analysis;
  readonly basis: Basis;
}

/** Index of the stretch that each line belongs to, -1 for none. */
export function lineToStretch(stretches: readonly Stretch[], total: number): (line: number) => number {
  const owner = new Int32Array(total).fill(-1);
  for (const [at, stretch] of stretches.entries()) owner.fill(at, stretch.startLine, stretch.endLine);
  return (line) => owner[line] ?? -1;
}

/** Finds the capture that a line stands in; they stand one below the other, of repaired lines several in one. */
export function captureFinder(captures: readonly Capture[]): (line: number) => Capture | undefined {
  const starts = Uint32Array.from(captures, ({ startLine }) => startLine);
  const holds = (at: number, line: number): boolean => line < (captures[at]?.endLine ?? 0);
  return (line) => {
    let at = firstAbove(starts, line) - 1;
    while (at > 0 && starts[at - 1] === starts[at]) at -= 1;
    if (at > 0 && holds(at - 1, line)) at -= 1;
    return holds(at, line) ? captures[at] : undefined;
  };
}

/** The line that the user sees of a line of the text as it is read. */
export const userLineOf =
  ({ map, starts, text, userStarts }: Scanned) =>
  (line: number): number =>
    map ? lineAt(userStarts, map.original(starts[line] ?? text.length)) : line;

const hasMessage = (entry: Entry | undefined): entry is Entry & { readonly message: Message } =>
  entry?.message !== undefined;

/** Sightings of a text, made when they are first asked for; `seen` gets them. `recalled` tells what was read of a line that did not change. */
export function sightingsOf(
  index: Index,
  source: Scanned,
  captureOfLine: (line: number) => number,
  seen: Map<number, Sighting>,
  recalled: (line: number) => Recalled | undefined,
): (line: number) => Sighting | undefined {
  const { text, starts, shapes, heads, map } = source;
  const sights: Sights = { index, text, starts, map };
  const userLine = userLineOf(source);
  return (line) => {
    const known = seen.get(line);
    if (known) return known;
    const entry = index.entries[shapes[line] as number];
    const capture = captureOfLine(line);
    if (!hasMessage(entry) || capture < 0) return undefined;
    const start = starts[line] as number;
    const head = heads[line] as number;
    const content = head === 0 ? contentStart(text, start, lineEnd(text, starts, line)) : start + head - 1;
    const place = { line, content, isBare: head === 0 };
    const sighting = new Sighting(sights, entry, place, userLine(line), capture, recalled(line));
    seen.set(line, sighting);
    return sighting;
  };
}

/** The analysis as others see it: what was judged, and what can be asked of the lines. */
export function shown(
  index: Index,
  { source, stretches, readings, captures, isOurs }: Basis,
  captureOfLine: (line: number) => number,
  occurrenceAt: (line: number) => Occurrence | undefined,
  judged: Pick<Analysis, 'platform' | 'attempts' | 'tunnels' | 'findings' | 'verdict' | 'failures'>,
): Analysis {
  const { map, starts, userText, userStarts } = source;
  const unknown = (): readonly number[] => {
    const lines = unknownLinesOf(index, source, stretches, readings, captureOfLine);
    return map ? [...new Set(lines.map(userLineOf(source)))] : lines;
  };
  const total = userStarts.length - (userText.endsWith('\n') || userText === '' ? 1 : 0);
  return {
    text: userText,
    lineStarts: userStarts,
    lines: { total, understood: Math.max(0, total - unknown().length) },
    ...judged,
    captures: isOurs ? captures : [],
    messageAt: (line) => occurrenceAt(map ? lineAt(starts, map.repaired(userStarts[line] ?? 0)) : line),
    captureAt: captureFinder(captures),
    unknownLines: unknown,
  };
}

function unknownLinesOf(
  index: Index,
  source: Scanned,
  stretches: readonly Stretch[],
  readings: Basis['readings'],
  captureOfLine: (line: number) => number,
): number[] {
  const unknown: number[] = [];
  for (let line = 0; line < source.shapes.length; line += 1) {
    const shape = source.shapes[line] as number;
    if (shape === Shape.blank || shape === Shape.prompt || shape === Shape.typed || shape === Shape.section) continue;
    const at = captureOfLine(line);
    const stretch = stretches[at];
    if (stretch?.definition) {
      if (shape === Shape.unknown && !readings[at]?.understood(line)) unknown.push(line);
    } else if (stretch === undefined || shape < index.firstEntry) unknown.push(line);
  }
  return unknown;
}
