// Reads a text: repair, lines, shapes. What did not change since an earlier version of the text is taken over.
import { type Index, Shape } from './dispatch.ts';
import { lineAt, lineStartsAfter, lineStartsOf } from './lines.ts';
import type { Span } from './model.ts';
import { repairing } from './normalise.ts';
import { hasDamage } from './repair/damage.ts';
import type { OffsetMap } from './repair/patch.ts';
import { scanLines } from './scan.ts';

/** The text as it is read, with the way back to the text that the user sees. */
export interface Scanned {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly shapes: Uint16Array;
  readonly heads: Uint8Array;
  readonly map: OffsetMap | undefined;
  readonly userText: string;
  readonly userStarts: Uint32Array;
  /** Lines of which what was read before still holds. */
  readonly kept: Kept | undefined;
  /** What is another in the text that the user sees. */
  readonly edit: Edit | undefined;
}

/** Characters of the earlier version that are others now; those behind had been `characters` characters further on. */
export interface Edit {
  readonly replaced: Span;
  readonly characters: number;
}

/** What did not change since an earlier version: the lines before `start`, and those from `end` on, which had been `lines` lines and `characters` characters further on. */
export interface Kept extends Span, Edit {
  readonly lines: number;
}

/** Characters looked at for damage, and lines scanned, in one step. */
const charactersAtOnce = 500_000;

const linesAtOnce = 50;

/** A template may go on over line breaks: so many lines that are not blank before a change are scanned again. */
const longestMessage = 64;

export function* read(index: Index, userText: string, before?: Scanned): Generator<void, Scanned> {
  const user = before && commonEnds(before.userText, userText);
  // Clean ends of a clean text need no second look; a mark of damage is a few characters long.
  const clean = before?.map === undefined ? user : undefined;
  const from = Math.max(0, (clean?.prefix ?? 0) - 16);
  const to = Math.min(userText.length, userText.length - (clean?.suffix ?? 0) + 16);
  let damaged = false;
  for (let at = from; at < to && !damaged; at += charactersAtOnce) {
    damaged = hasDamage(userText, at, Math.min(to, at + charactersAtOnce));
    yield;
  }
  const repaired = yield* repairing(userText, damaged);
  const { text } = repaired;
  // A repair may keep every offset and yet break lines elsewhere: places are the same, lines are not.
  const map = repaired.map ?? (text === userText ? undefined : samePlaces);
  yield;
  const isClean = clean !== undefined && map === undefined;
  const same = isClean ? clean : before && commonEnds(before.text, text);
  const starts = startsIn(text, before, same);
  const columns = { shapes: new Uint16Array(starts.length), heads: new Uint8Array(starts.length) };
  const kept = before && same && keep(before, text, starts, columns, same);
  const end = kept?.end ?? starts.length;
  for (let line = kept?.start ?? 0; line < end; ) {
    yield;
    line = scanLines(index, text, starts, columns, line, Math.min(end, line + linesAtOnce));
  }
  return {
    text,
    starts,
    ...columns,
    map,
    userText,
    userStarts: map ? startsIn(userText, before && { text: before.userText, starts: before.userStarts }, user) : starts,
    kept,
    edit: before && user && editBetween(before.userText, userText, user),
  };
}

type Ends = ReturnType<typeof commonEnds>;

const startsIn = (
  text: string,
  before: Pick<Scanned, 'text' | 'starts'> | undefined,
  same: Ends | undefined,
): Uint32Array => (before && same ? lineStartsAfter(before, text, same) : lineStartsOf(text));

const samePlaces: OffsetMap = {
  original: (offset) => offset,
  originalEnd: (offset) => offset,
  repaired: (offset) => offset,
};

/** Takes over what is known of the lines at both ends. The lines between are scanned, and the one behind them: the end of a line may say how the next is meant. */
function keep(
  before: Scanned,
  text: string,
  starts: Uint32Array,
  { shapes, heads }: { readonly shapes: Uint16Array; readonly heads: Uint8Array },
  { prefix, suffix }: Ends,
): Kept {
  let start = lineAt(starts, prefix);
  for (let written = 0; start > 0 && written < longestMessage; start -= 1)
    if (before.shapes[start - 1] !== Shape.blank) written += 1;
  const end = Math.min(starts.length, lineAt(starts, text.length - suffix) + 2);
  const lines = before.starts.length - starts.length;
  shapes.set(before.shapes.subarray(0, start));
  heads.set(before.heads.subarray(0, start));
  shapes.set(before.shapes.subarray(end + lines), end);
  heads.set(before.heads.subarray(end + lines), end);
  return { start, end, lines, ...editBetween(before.text, text, { prefix, suffix }) };
}

const editBetween = (before: string, text: string, { prefix, suffix }: Ends): Edit => ({
  replaced: { start: prefix, end: before.length - suffix },
  characters: before.length - text.length,
});

/** How many characters two texts have in common at their beginnings and at their ends, without counting any twice. */
function commonEnds(a: string, b: string): { readonly prefix: number; readonly suffix: number } {
  const shorter = Math.min(a.length, b.length);
  const prefix = growing(shorter, (from, to) => a.slice(from, to) === b.slice(from, to));
  const suffix = growing(
    shorter - prefix,
    (from, to) => a.slice(a.length - to, a.length - from) === b.slice(b.length - to, b.length - from),
  );
  return { prefix, suffix };
}

/** The largest length up to `limit` for which all parts are the same: long parts first, then halves of the one that differs. */
function growing(limit: number, same: (from: number, to: number) => boolean): number {
  let length = 0;
  for (let part = 65_536; part >= 1; )
    if (length + part <= limit && same(length, length + part)) length += part;
    else part = part >> 1;
  return length;
}
