// Repairs what terminals, pagers and copies do to text before it is read, and maps every offset back to the text that the user sees.
import { repairCharacters } from './repair/characters.ts';
import { hasDamage } from './repair/damage.ts';
import { repairHeadSigns } from './repair/head-signs.ts';
import { repairHeads, repairLines } from './repair/lines.ts';
import { repairMargins } from './repair/margins.ts';
import { repairEmphasis, repairTitles } from './repair/markdown.ts';
import { compose, type Normalised } from './repair/patch.ts';
import { repairStrings } from './repair/strings.ts';

/*
 * What is repaired: escape sequences and control characters, backspaces, carriage returns that overprint or stand for line breaks, the pager's
 * question, the markup of a web page, the escapes of a Markdown page, blanks and dashes that a web page or word processor exchanged, quoting, line numbers and times before every
 * line of an output, commands in the titles of a Markdown page and its bold words, heads of syslog without their hyphens, lines that a terminal broke at its width, and line breaks that a chat or a form
 * swallowed. The times of a log belong to its prologue.
 */
export function normalise(text: string, damaged = hasDamage(text)): Normalised {
  const unfolded = repairStrings(text);
  const characters = damaged ? repairCharacters(unfolded.text) : { text: unfolded.text, map: undefined };
  const margins = repairMargins(characters.text);
  const titles = repairTitles(margins.text);
  const marks = repairEmphasis(titles.text);
  const signs = repairHeadSigns(marks.text);
  const heads = repairHeads(signs.text);
  const lines = repairLines(heads.text);
  return {
    text: lines.text,
    map: [characters, margins, titles, marks, signs, heads, lines].reduce(
      (map, step) => compose(map, step.map),
      unfolded.map,
    ),
  };
}
