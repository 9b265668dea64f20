// Takes away what stands before every line: the marks of a quotation, a comment or of a list (a pasted page whose lines were items), the numbers of a listing, the time that a terminal or a relay wrote there.
import { type Normalised, Patch } from './patch.ts';
import { contentEnd, lineEnd, MONTH } from './sample.ts';

const QUOTED =
  /^[ \t]{0,8}(?:>[ \t]?){1,6}(?:[-*+\u2022][ \t])?|^(?:[|#!;]|\/\/)(?:[ \t]|$)|^#(?=[A-Z][a-z])|^[ \t]{0,8}[-*+\u2022][ \t]/;
const NUMBERED = /^[ \t]{0,8}(\d{1,7})(?:[.:)]|[ \t]?\|)?(?:[ \t]|$)/;
const DATED = `(?:\\d{4}[-/.]\\d\\d[-/.]\\d\\d|\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{2,4}|${MONTH} [ 0-3]?\\d(?:,? \\d{4})?)[ T,]{1,2}`;
const CLOCK = '\\d{1,2}:\\d\\d:\\d\\d(?:[.,:]\\d{1,9})?(?: ?[AaPp][Mm])?(?:Z|[+-]\\d\\d:?\\d\\d)?(?: [A-Z]{2,5}(?=:))?';
/**
 * A date, a time of the day and what closes them; one blank behind it belongs to it, more are the indentation of the line. A device ends its own
 * times with a colon: those stay, unless a relay has put its priority before them.
 */
const TIMED = new RegExp(
  `^(?:<\\d{1,3}>(?:\\d{1,9}: )?(?:[\\w.-]{1,64}: )?[*.]?(?:${DATED})?${CLOCK}:?(?: |$)|[[(]{0,2}(?:${DATED})?${CLOCK}[\\])]?(?! ?:)(?: [-|])?(?: |$))`,
);
/** A line of a log has a time of its own, a facility or the name of what was debugged in front: there the time belongs to it. */
const LOGGED = new RegExp(
  `^\\s{0,4}(?:%[A-Z]|\\[[A-Z]{3}|<\\d|[*.]?${MONTH} |[*.]?\\d\\d:\\d\\d:|[A-Z]{3}[\\w-]{0,20}(?::|\\([a-z]|:? ?\\((?:\\d|SESSION)))`,
);
/** Lines that decide; so many of them must have the mark. */
const MARGIN_SAMPLE = 400;
const MARGIN_SHARE = 0.9;
const FEWEST_MARKED = 4;
/** A text of which more than this is log has no output to speak of. */
const LOG_SHARE = 0.8;
/** Longest margin. */
const MARGIN = 120;

/** How many characters at the beginning of a line are margin. */
type Margin = (line: string) => number;

export function repairMargins(text: string): Normalised {
  const margin = marginOf(text);
  if (!margin) return { text, map: undefined };
  const patch = new Patch(text);
  for (let start = 0; start < text.length; ) {
    const end = Math.min(lineEnd(text, start) + 1, text.length);
    const line = text.slice(start, Math.min(contentEnd(text, start, lineEnd(text, start)), start + 2 * MARGIN));
    patch.keep(start + margin(line), end);
    start = end;
  }
  return { text: patch.text(), map: patch.map() };
}

const lengthOf =
  (pattern: RegExp): Margin =>
  (line) =>
    pattern.exec(line)?.[0].length ?? 0;

/** The margin that nearly every written line has; of times, that nearly every line from the first with one to the last: more may stand before and behind. */
function marginOf(text: string): Margin | undefined {
  const lines: string[] = [];
  let quoted = 0;
  let numbered = 0;
  let numberedFirst = true;
  let last = Number.NaN;
  for (let start = 0; start < text.length && lines.length < MARGIN_SAMPLE; start = lineEnd(text, start) + 1) {
    const line = text.slice(start, Math.min(lineEnd(text, start), start + 2 * MARGIN)).trimEnd();
    if (line === '') continue;
    lines.push(line);
    if (QUOTED.test(line)) quoted += 1;
    const number = Number(NUMBERED.exec(line)?.[1] ?? Number.NaN);
    // The numbers of a listing count lines, blank ones too.
    // A table numbers its rows too, but not its headings.
    if (lines.length === 1 && Number.isNaN(number)) numberedFirst = false;
    if (number > last && number <= last + 3) numbered += 1;
    // The rest of a line that was too wide for its page has a blank margin.
    if (!Number.isNaN(number) || !/^[ \t]{2}/.test(line)) last = number;
  }
  const nearly = (count: number, all: number): boolean => all >= FEWEST_MARKED && count >= (all - 1) * MARGIN_SHARE;
  if (nearly(quoted, lines.length)) return lengthOf(QUOTED);
  if (numberedFirst && nearly(numbered, lines.length)) return numberMargin(lines);
  const isTimed = (line: string): boolean => TIMED.test(line);
  const region = lines.slice(lines.findIndex(isTimed), lines.findLastIndex(isTimed) + 1);
  return nearly(region.filter(isTimed).length, region.length) ? timedMargin(region) : undefined;
}

/** Numbers that stand below each other end in the same column; one further right is the rest of a line that was too wide for its page. */
function numberMargin(lines: readonly string[]): Margin {
  const margin = lengthOf(NUMBERED);
  const endOf = lengthOf(/^[ \t]{0,8}\d{1,7}/);
  const ends = lines.map(endOf).filter((end) => end > 0);
  const [first = 0] = ends;
  const isBelow = ends.filter((end) => end === first).length >= ends.length * MARGIN_SHARE;
  return (line) => (isBelow && endOf(line) > first && /^[ \t]/.test(line) ? 0 : margin(line));
}

/** Times before the lines of an output say nothing about it; before those of a log they do. Behind the time a relay names its host, in every line the same. */
function timedMargin(lines: readonly string[]): Margin | undefined {
  let margin = lengthOf(TIMED);
  for (let words = 0; ; words += 1) {
    const rests = lines.map((line) => line.slice(margin(line)));
    if (rests.filter((rest) => LOGGED.test(rest)).length > lines.length * LOG_SHARE) return undefined;
    const word = words < RELAY_WORDS ? commonWord(rests) : undefined;
    if (word === undefined) break;
    margin = withWord(margin, word);
  }
  return lines.some((line) => OUTPUT.test(line.slice(margin(line))))
    ? (line) => (LOGGED.test(line.slice(margin(line))) ? 0 : margin(line))
    : undefined;
}
/** Of an output at least one line is indented, or its command stands above it: anybody's log has neither, and is left as it is. */
const OUTPUT = /^(?: {2}|#|[A-Za-z0-9][\w.()/-]{0,62}[#>])/;

/** The host, and the program that wrote there. */
const RELAY_WORDS = 2;

const RELAYED_WORD = /^[a-z0-9][\w.:()[\]-]{1,63}(?= |$)/i;

/** The word with which nearly all lines begin; what begins a line of a log is none. */
function commonWord(rests: readonly string[]): string | undefined {
  const word = RELAYED_WORD.exec(rests.find((rest) => rest !== '') ?? '')?.[0];
  const shared = word === undefined ? 0 : rests.filter((rest) => rest === word || rest.startsWith(`${word} `)).length;
  return word !== undefined && !LOGGED.test(word) && shared >= (rests.length - 1) * MARGIN_SHARE ? word : undefined;
}

const withWord =
  (margin: Margin, word: string): Margin =>
  (line) => {
    const start = margin(line);
    if (!line.startsWith(word, start)) return start;
    const end = start + word.length;
    return line[end] === ' ' ? end + 1 : end;
  };
