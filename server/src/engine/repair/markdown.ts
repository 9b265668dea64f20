// Reads notes in Markdown: they name the command in a title and quote its output below, and make bold what matters in it.
import { type Normalised, Patch } from './patch.ts';
import { SAMPLE_CHARACTERS } from './sample.ts';

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

/** `**Session status: DOWN**`: bold, between blanks or marks of the sentence. Stars within a word or a number are a mask. */
const BOLD = /(?<![^\s>(|:,=])\*\*(?=[^\s*])([^*\r\n]{1,160})\*\*(?![^\s.,:;)|])/g;
/** Bold that is a whole line, without a blank: the title of what follows. */
const TITLE_ALONE = /^\S*$/;

export function repairEmphasis(text: string): Normalised {
  if (text.slice(0, SAMPLE_CHARACTERS).search(BOLD) < 0) return { text, map: undefined };
  const patch = new Patch(text);
  let kept = 0;
  for (const { 0: bold, 1: words = '', index } of text.matchAll(BOLD)) {
    const end = index + bold.length;
    const alone =
      /^\s?$/.test(text.slice(Math.max(0, index - 1), index)) && /^[ \t\r]*(?:\n|$)/.test(text.slice(end, end + 8));
    if (!/[A-Za-z0-9]/.test(words) || words.endsWith(' ') || (alone && TITLE_ALONE.test(words))) continue;
    patch.keep(kept, index);
    patch.keep(index + 2, end - 2);
    kept = end;
  }
  if (kept === 0) return { text, map: undefined };
  patch.keep(kept, text.length);
  return { text: patch.text(), map: patch.map() };
}
