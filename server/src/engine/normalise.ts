// Repairs what terminals, pagers and copies do to text before it is read, and maps every offset back to the text that the user sees.
import { repairCharacters } from './repair/characters.ts';
import { hasDamage } from './repair/damage.ts';
import { repairHeadSigns, repairListedHeads } from './repair/head-signs.ts';
import { repairHeads, repairLines } from './repair/lines.ts';
import { repairMargins } from './repair/margins.ts';
import { repairEmphasis, repairTitles } from './repair/markdown.ts';
import { compose, type Normalised } from './repair/patch.ts';
import { repairStrings } from './repair/strings.ts';
import { finish } from './steps.ts';

/*
 * What is repaired: escape sequences and control characters, backspaces, carriage returns that overprint or stand for line breaks, the pager's
 * question, the markup of a web page, the escapes of a Markdown page, blanks and dashes that a web page or word processor exchanged, quoting, line numbers and times before every
 * line of an output, commands in the titles of a Markdown page and its bold words, heads of syslog without their hyphens or in the columns of ASDM, lines that a terminal broke at its width, and line breaks that a chat or a form
 * swallowed. The times of a log belong to its prologue.
 */
const repairs: readonly ((text: string) => Normalised)[] = [
  repairStrings,
  repairCharacters,
  repairMargins,
  repairTitles,
  repairEmphasis,
  repairHeadSigns,
  repairListedHeads,
  repairHeads,
  repairLines,
];

/** One repair after the other. What a look for damage did not find (`hasDamage`), the repair of characters need not look for. */
export function* repairing(text: string, damaged: boolean): Generator<void, Normalised> {
  let repaired: Normalised = { text, map: undefined };
  for (const repair of repairs) {
    if (repair === repairCharacters && !damaged) continue;
    const next = repair(repaired.text);
    repaired = { text: next.text, map: compose(repaired.map, next.map) };
    yield;
  }
  return repaired;
}

export const normalise = (text: string): Normalised => finish(repairing(text, hasDamage(text)));
