// Builds a repaired text out of pieces of the one before, and keeps the way back from each offset to the text that the user sees.
import { firstAbove } from '../lines.ts';
import type { Edit } from '../reading.ts';
import type { Screen } from './characters.ts';

export interface Normalised {
  readonly text: string;
  /** Undefined where every offset is the same in both texts. */
  readonly map: OffsetMap | undefined;
}

/** Offsets of the repaired text against those of the user's text; both directions are monotonic and stay inside their text. */
export interface OffsetMap {
  /** Where the character at this offset of the repaired text stands in the user's text. */
  original(offset: number): number;
  /** The same for the end of a span (exclusive): text that was taken out behind it stays outside. */
  originalEnd(offset: number): number;
  /** Where an offset of the user's text is found in the repaired one. */
  repaired(offset: number): number;
}

/** Builds a text out of pieces of another one, and the map between the two. */
export class Patch {
  length = 0;
  readonly #source: string;
  #pieces: string[] = [];
  /** End of the last output that is not blank. */
  #inkEnd = 0;
  /** Segments: output offset and source offset at which each begins. */
  #at: number[] = [];
  #from: number[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  keep(start: number, end: number): void {
    if (end > start) this.insert(this.#source.slice(start, end), start);
  }

  /** Adds a text that stands, or would stand, at `place` of the source. */
  insert(piece: string, place: number): void {
    const last = this.#at.length - 1;
    const expected = last < 0 ? -1 : (this.#from[last] as number) + this.length - (this.#at[last] as number);
    if (expected !== place) {
      this.#at.push(this.length);
      this.#from.push(place);
    }
    this.#pieces.push(piece);
    const ink = piece.trimEnd().length;
    if (ink > 0) this.#inkEnd = this.length + ink;
    this.length += piece.length;
  }

  /** Whether the output from an offset on (its last line) is blank. */
  blankFrom(offset: number): boolean {
    return this.#inkEnd <= offset;
  }

  /** Takes the output from an offset on back; a screen gets what was taken. */
  takeBack(offset: number, screen?: Pick<Screen, 'write'>): void {
    const cells: { readonly char: string; readonly place: number }[] = [];
    while (this.length > offset) {
      const piece = this.#pieces.pop() as string;
      const start = this.length - piece.length;
      const from = Math.max(start, offset);
      for (let at = this.length - 1; at >= from; at -= 1) {
        while ((this.#at.at(-1) as number) > at) {
          this.#at.pop();
          this.#from.pop();
        }
        cells.push({
          char: piece[at - start] as string,
          place: (this.#from.at(-1) as number) + at - (this.#at.at(-1) as number),
        });
      }
      this.length = from;
      if (from > start) this.#pieces.push(piece.slice(0, from - start));
    }
    while (this.#at.length > 0 && (this.#at.at(-1) as number) >= this.length) {
      this.#at.pop();
      this.#from.pop();
    }
    this.#inkEnd = Math.min(this.#inkEnd, offset);
    if (screen) for (const { char, place } of cells.reverse()) screen.write(char, place);
  }

  text(): string {
    return this.#pieces.join('');
  }

  map(): OffsetMap | undefined {
    const same = this.length === this.#source.length && this.#at.length <= 1 && (this.#from[0] ?? 0) === 0;
    return same ? undefined : new Segments(this.#at, this.#from, this.length, this.#source.length);
  }
}

/** An offset map of segments: inside one, both texts advance together. */
class Segments implements OffsetMap {
  readonly at: Uint32Array;
  readonly from: Uint32Array;
  readonly length: number;
  readonly sourceLength: number;

  constructor(at: readonly number[], from: readonly number[], length: number, sourceLength: number) {
    this.at = Uint32Array.from(at);
    this.from = Uint32Array.from(from);
    this.length = length;
    this.sourceLength = sourceLength;
  }

  original(offset: number): number {
    const i = lastAtMost(this.at, offset);
    if (i < 0) return Math.min(Math.max(0, offset), this.from[0] ?? this.sourceLength);
    const place = (this.from[i] as number) + offset - (this.at[i] as number);
    return Math.min(place, this.from[i + 1] ?? this.sourceLength);
  }

  originalEnd(offset: number): number {
    if (offset <= 0) return this.original(0);
    const i = lastAtMost(this.at, offset - 1);
    if (i < 0) return this.original(offset);
    const place = (this.from[i] as number) + offset - (this.at[i] as number);
    return Math.min(place, this.from[i + 1] ?? this.sourceLength);
  }

  repaired(offset: number): number {
    const i = lastAtMost(this.from, offset);
    if (i < 0) return 0;
    const place = (this.at[i] as number) + offset - (this.from[i] as number);
    return Math.min(place, this.at[i + 1] ?? this.length);
  }
}

/**
 * Whether two maps lead to the same places, but for what an edit moved: `repaired` is the edit as the repaired texts show it, `user` as those of the user do.
 */
export function isMovedMap(
  before: OffsetMap | undefined,
  now: OffsetMap | undefined,
  repaired: Edit,
  user: Edit,
): boolean {
  if (!(before instanceof Segments) || !(now instanceof Segments)) return before === now;
  // What was typed where a repair takes something out is not seen in the repaired text.
  if (
    before.original(repaired.replaced.start) !== user.replaced.start ||
    before.original(repaired.replaced.end) !== user.replaced.end
  )
    return false;
  const first = lastAtMost(before.at, repaired.replaced.start) + 1;
  const rest = before.at.length - firstAbove(before.at, repaired.replaced.end - 1);
  if (now.at.length < first + rest) return false;
  for (let i = 0; i < first; i += 1) if (before.at[i] !== now.at[i] || before.from[i] !== now.from[i]) return false;
  for (let i = 1; i <= rest; i += 1)
    if (
      (before.at[before.at.length - i] as number) - repaired.characters !== now.at[now.at.length - i] ||
      (before.from[before.from.length - i] as number) - user.characters !== now.from[now.from.length - i]
    )
      return false;
  return true;
}

/** Index of the last element that is not greater than the value, -1 for none; the array is sorted. */
const lastAtMost = (sorted: Uint32Array, value: number): number => firstAbove(sorted, value) - 1;

/** The map of two repairs made one after the other. */
export function compose(first: OffsetMap | undefined, second: OffsetMap | undefined): OffsetMap | undefined {
  if (!(first instanceof Segments) || !(second instanceof Segments)) return first ?? second;
  const at: number[] = [];
  const from: number[] = [];
  for (let i = 0; i < second.at.length; i += 1) {
    const start = second.at[i] as number;
    const end = second.at[i + 1] ?? second.length;
    const place = second.from[i] as number;
    const limit = Math.min(place + end - start, second.from[i + 1] ?? first.length);
    at.push(start);
    from.push(first.original(place));
    for (let j = lastAtMost(first.at, place) + 1; j < first.at.length && (first.at[j] as number) < limit; j += 1) {
      at.push(start + (first.at[j] as number) - place);
      from.push(first.from[j] as number);
    }
  }
  return new Segments(at, from, second.length, first.sourceLength);
}
