// Some characters of a text as bytes, for the loops that look at every one of them: taken from a string one by one they cost several times as much.

/** Characters in one view: a few hundred lines. */
const VIEW = 1 << 16;

const encoder = new TextEncoder();
const bytes = new Uint8Array(VIEW);

/**
 * Characters `from` to `to` (exclusive) of the text loaded last; the byte of the character at offset `at` is `bytes[at - from]`, 128 for every
 * character beyond ASCII; `words` are the bytes, four at once. One view for all, so that the hot path makes no object: whoever looks through it
 * loads it first; `loads` tells whether somebody else did since.
 */
export const view = { bytes, words: new Int32Array(bytes.buffer), from: 0, to: 0, loads: 0 };

/** Loads the characters from `from` on, to `to` or as many as the view holds. */
export function load(text: string, from: number, to: number): void {
  const end = Math.min(to, text.length, from + VIEW);
  view.loads += 1;
  view.from = from;
  view.to = end;
  const { read, written } = encoder.encodeInto(text.slice(from, end), view.bytes);
  if (read === end - from && written === read) return;
  for (let at = from; at < end; at += 1) view.bytes[at - from] = Math.min(128, text.charCodeAt(at));
}
