// Unfolds outputs that a program kept as one string, in JSON or in its log.
import { type Normalised, Patch } from './patch.ts';
import { lineEnd, SAMPLE_CHARACTERS } from './sample.ts';

/** What a program writes into a string for a line break, a tab, a quotation mark; and the marks in which the string stands, where a line begins or ends. */
const IN_STRINGS = /\\(?:r\\n|[nt"\\])|"/g;
const UNFOLDED: Readonly<Record<string, string>> = {
  '\\r\\n': '\n',
  '\\n': '\n',
  '\\t': '\t',
  '\\"': '"',
  '"': '\n',
  '\\\\': '\\',
};
/** A line with so many line breaks of this kind is an output kept as one string, in JSON or in the log of a program. */
const FOLDED = 2;

export function repairStrings(text: string): Normalised {
  if (!text.slice(0, SAMPLE_CHARACTERS).includes('\\n')) return { text, map: undefined };
  const patch = new Patch(text);
  let kept = 0;
  for (let at = text.indexOf('\\n'); at >= 0; at = text.indexOf('\\n', kept)) {
    const start = text.lastIndexOf('\n', at) + 1;
    const end = lineEnd(text, at);
    const line = text.slice(start, end);
    patch.keep(kept, start);
    kept = start;
    if (line.split('\\n').length > FOLDED)
      for (const { 0: mark, index } of line.matchAll(IN_STRINGS)) {
        patch.keep(kept, start + index);
        patch.insert(UNFOLDED[mark] as string, start + index);
        kept = start + index + mark.length;
      }
    patch.keep(kept, end);
    kept = end;
  }
  patch.keep(kept, text.length);
  return { text: patch.text(), map: patch.map() };
}
