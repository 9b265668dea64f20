// Reads notes in Markdown: they name the command in a title and quote its output below, and make bold what matters in it.
import { compose, type Normalised, Patch } from './patch.ts';
import { MONTH, SAMPLE_CHARACTERS } from './sample.ts';

/** A title, and in it a prompt with the command, or the command alone as far as the marks leave it. */
const TITLE = /^[ \t]{0,3}(?:#{1,6}[ \t]|\*\*|__|`(?!`)|[-*+][ \t]{1,3}(?=[*`]))[^\r\n]{0,200}/gm;
const PROMPTED = /[A-Za-z0-9][\w./-]{0,62}[#>][ \t]?sho?w?[ \t][^\r\n*`\u2192\u2014]{1,120}/;
const COMMANDED = /^[ \t#*`_+-]{1,12}(?:\d{1,2}[.)] ?)?[*`]{0,3}(sho?w?[ \t][^\r\n*`\u2192\u2014:(]{1,120})/;
const FENCE_BELOW = /^[^\n]*\n(?:[ \t\r]*\n){0,2}[ \t]{0,3}```/;

/** Leaves of such titles what was typed. A command without a prompt counts only where its output is quoted right below: a title may speak of it. */
export function repairTitles(text: string): Normalised {
  if (!text.includes('```') && !text.includes('**')) return { text, map: undefined };
  const patch = new Patch(text);
  let kept = 0;
  for (const { 0: title, index } of text.matchAll(TITLE)) {
    const prompted = PROMPTED.exec(title);
    const commanded = prompted ? undefined : COMMANDED.exec(title);
    const words = prompted?.[0] ?? commanded?.[1];
    if (words === undefined || (commanded && !FENCE_BELOW.test(text.slice(index, index + 400)))) continue;
    const at = index + title.indexOf(words, prompted?.index ?? 0);
    patch.keep(kept, index);
    patch.keep(at, at + words.trimEnd().length);
    kept = index + title.length;
  }
  if (kept === 0) return { text, map: undefined };
  patch.keep(kept, text.length);
  return { text: patch.text(), map: patch.map() };
}

/** A pair of marks around words, each so many characters wide; a mark alone is as wide as what is found. */
interface Emphasis {
  readonly marked: RegExp;
  readonly width: number;
  readonly isMeant: (words: string, alone: boolean) => boolean;
}

const emphases: readonly Emphasis[] = [
  {
    // `**Session status: DOWN**`: bold, between blanks or marks of the sentence. Stars within a word or a number are a mask.
    marked: /(?<![^\s>(|:,=])\*\*(?=[^\s*])([^*\r\n]{1,160})\*\*(?![^\s.,:;)|])/g,
    width: 2,
    // Bold that is a whole line, without a blank, is the title of what follows.
    isMeant: (words, alone) => /[A-Za-z0-9]/.test(words) && !words.endsWith(' ') && !(alone && !/\s/.test(words)),
  },
  {
    // `*QM_IDLE 2012 ACTIVE*`: slanted. A star before a time of a log says that the clock is not set, stars around one word are a mask.
    marked: new RegExp(`(?<!\\S)\\*(?=[A-Za-z0-9<])(?!${MONTH} )([^*\\r\\n]{1,160})\\*(?!\\S)`, 'g'),
    width: 1,
    isMeant: (words) => /\S\s+\S/.test(words) && !/\s$/.test(words),
  },
  {
    // `*<peer>`: what is left of such a pair where the page broke its lines, around a placeholder.
    marked: /(?<!\S)\*(?=<[A-Za-z])|(?<=[A-Za-z]>)\*(?!\S)/g,
    width: 1,
    isMeant: () => true,
  },
];

/** Takes away the marks of words that a page makes bold or slants. */
export const repairEmphasis = (text: string): Normalised =>
  emphases.reduce(
    (done: Normalised, emphasis) => {
      const next = withoutMarks(done.text, emphasis);
      return { text: next.text, map: compose(done.map, next.map) };
    },
    { text, map: undefined },
  );

function withoutMarks(text: string, { marked, width, isMeant }: Emphasis): Normalised {
  const isTaken = (match: RegExpMatchArray): boolean => {
    const [end, words] = [(match.index as number) + match[0].length, match[1] ?? ''];
    const isFirst = /^\s?$/.test(text.slice(Math.max(0, (match.index as number) - 1), match.index));
    return isMeant(words, isFirst && /^[ \t\r]*(?:\n|$)/.test(text.slice(end, end + 8)));
  };
  if (![...text.slice(0, SAMPLE_CHARACTERS).matchAll(marked)].some(isTaken)) return { text, map: undefined };
  const patch = new Patch(text);
  let kept = 0;
  for (const match of text.matchAll(marked)) {
    if (!isTaken(match)) continue;
    const { index } = match;
    const end = index + match[0].length;
    patch.keep(kept, index);
    patch.keep(index + width, end - width);
    kept = end;
  }
  patch.keep(kept, text.length);
  return { text: patch.text(), map: patch.map() };
}
