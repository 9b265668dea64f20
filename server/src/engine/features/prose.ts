// Sentences of features: our own words, pasted fragments and links to lines, kept apart so that every door can escape what was pasted.
import type { Span } from '../model.ts';

/** A fragment of the pasted text, or a command to type: always shown as is, never read as markup. */
interface Quoted {
  readonly quoted: string;
}

/** A link to lines of the text, 0-based and inclusive. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/** A stretch of the text as it stands there: doors print it without secrets. */
interface Excerpt {
  readonly excerpt: Span;
}

export type Prose = readonly (string | Quoted | Lines | Excerpt)[];

const longestQuote = 120;

/** ``say`SPI ${spi} is used twice` ``: what stands between the braces came from the text and is quoted; numbers and lines are ours. */
export function say(
  words: TemplateStringsArray,
  ...values: readonly (string | number | Lines | Prose | undefined)[]
): Prose {
  const pieces = words.flatMap((word, index): Prose => {
    const value = values[index];
    const own: Prose = word ? [word] : [];
    if (value === undefined) return own;
    if (typeof value === 'number') return [...own, String(value)];
    if (typeof value === 'string') return [...own, { quoted: shorten(value, longestQuote) }];
    return isProse(value) ? [...own, ...value] : [...own, value];
  });
  const joined: (string | Quoted | Lines | Excerpt)[] = [];
  for (const piece of pieces) {
    const before = joined.at(-1);
    if (typeof piece === 'string' && typeof before === 'string') joined[joined.length - 1] = before + piece;
    else joined.push(piece);
  }
  return joined;
}

/** Words of the catalogue or of a finding; what stands between back-ticks is quoted. They may hold pasted values: doors escape all of it. */
export const words = (text: string): Prose =>
  text.split('`').map((part, index, all) => (index % 2 === 1 && index < all.length - 1 ? { quoted: part } : part));

export const lines = (first: number, last = first): Lines => ({ first, last });

/** Cut after `length` UTF-16 units, never inside a surrogate pair, with an ellipsis. */
export function shorten(text: string, length: number): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  if (flat.length <= length) return flat;
  const code = flat.charCodeAt(length - 2);
  return `${flat.slice(0, code >= 0xd800 && code < 0xdc00 ? length - 2 : length - 1)}…`;
}

const isProse = (value: Lines | Prose): value is Prose => Array.isArray(value);
