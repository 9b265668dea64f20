// Tells whether a text holds what no device prints: escape sequences, control characters, pager questions, markup and marks that a page or a word processor wrote.
import { load, view } from '../bytes.ts';
import { CR, LF } from './sample.ts';

export const PAGER = /<-{1,4} ?more ?-{1,4}>|-{2,4} ?more ?-{2,4}/;
export const INVISIBLE = /[\u200b-\u200f\u2060\ufeff\u00ad]/;

/** Marks of a web page whose source was copied. People mask addresses as `<A>`: of the words of one letter only those count that are closed again. */
export const MARKUP =
  /<\/?(?:span|font|strong|em|code|pre|mark|samp|kbd|div|br|li|ul|ol|td|tr|blockquote)(?: [^<>\n]{0,300})?\/?>|<[pbiu](?: [^<>\n]{0,80})?>(?=[^\n]{0,300}<\/[pbiu]>)|<\/[pbiu]>/iy;

/** `&lt;`. */
export const ENTITY = /&(?:amp|lt|gt|quot|nbsp|#39|#x27);/iy;
/** `MM\_NO\_STATE`, `\*Mar  1`: what would otherwise be emphasis, a link or a title. */
export const ESCAPE = /\\[_*[\]<>#]/y;

/** 1 for all but what a device prints: nearly every text is known to be clean by one look for these. */
const isUnusual = Uint8Array.from({ length: 256 }, (_, code) =>
  code === 9 || code === LF || code === CR || (code >= 32 && code < 127) ? 0 : 1,
);
const ODD_OTHERS =
  /[\u0080-\u00a0\u00ad\u1680\u2000-\u2013\u2018\u2019\u201c\u201d\u2026\u2028\u2029\u202f\u205f\u2060\u2212\u3000\ufeff]/y;
/** Marks of damage that begin with usual characters, each found by those. */
export const MARKS: readonly (readonly [begins: string, mark: RegExp])[] = [
  ['\r', /\r(?!\n)/y],
  ['&', ENTITY],
  ['\\', ESCAPE],
  ['<', new RegExp(`${MARKUP.source}|${PAGER.source}`, 'iy')],
  ['--', new RegExp(PAGER.source, 'iy')],
];
const longestMark = 320;

/** Whether something between two places needs treatment. A clean text of any size costs next to nothing here. */
export function hasDamage(text: string, from = 0, to = text.length): boolean {
  const part = text.slice(from, to + longestMark);
  return unusualIn(text, to)(from) < to || MARKS.some(([begins, mark]) => holdsMark(part, begins, mark));
}

/** Looks from a place on for the next character that no device prints and that needs treatment; answers `to` where there is none before it. */
export function unusualIn(text: string, to: number): (from: number) => number {
  let mine = -1;
  return (from) => {
    for (let start = from; start < to; start = view.to) {
      if (view.loads !== mine || start >= view.to) {
        load(text, start, to);
        mine = view.loads;
      }
      const { bytes, words, from: first } = view;
      const count = view.to - first;
      for (let at = (start - first) & ~3; at < count; at += 4) {
        // Four at once: whether one of them is below 32, or above 126.
        const four = words[at >> 2] as number;
        if ((((four - 0x20202020) | four | (four + 0x01010101)) & 0x80808080) === 0) continue;
        for (let one = Math.max(at, start - first); one < Math.min(at + 4, count); one += 1) {
          if (isUnusual[bytes[one] as number] === 0) continue;
          ODD_OTHERS.lastIndex = first + one;
          if ((bytes[one] as number) < 128 || ODD_OTHERS.test(text)) return first + one;
        }
      }
    }
    return to;
  };
}

function holdsMark(part: string, begins: string, mark: RegExp): boolean {
  for (let at = part.indexOf(begins); at >= 0; at = part.indexOf(begins, at + 1)) {
    mark.lastIndex = at;
    if (mark.test(part)) return true;
  }
  return false;
}
