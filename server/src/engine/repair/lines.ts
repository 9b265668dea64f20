// Repairs line breaks: too many, where a terminal's width or a narrow page broke lines, or too few, where a chat or a form swallowed them.
import { type Normalised, Patch } from './patch.ts';
import { contentEnd, lineEnd, MONTH, SAMPLE_CHARACTERS } from './sample.ts';

/** A syslog message that was set below its head, and the rest of it below that, as narrow pages do. */
const HEAD_ALONE = /%[A-Z][A-Z0-9_-]{1,40}-[0-7]-[A-Z0-9_]{2,50}:[ \t]{0,8}\r?\n[ \t]{0,16}(?=[^\s%*.<\d])/g;

/** Joins such a message with its head. Its own lines are joined by what reads it: a message may be broken at any blank. */
export function repairHeads(text: string): Normalised {
  if (text.slice(0, SAMPLE_CHARACTERS).search(HEAD_ALONE) < 0) return { text, map: undefined };
  const patch = new Patch(text);
  let kept = 0;
  for (const { 0: head, index } of text.matchAll(HEAD_ALONE)) {
    const below = index + head.length;
    const next = text.slice(below, below + 80);
    if (PROMPT.test(next) || STAMPED.test(next)) continue;
    patch.keep(kept, index + head.lastIndexOf(':') + 1);
    patch.insert(' ', below - 1);
    kept = below;
  }
  if (kept === 0) return { text, map: undefined };
  patch.keep(kept, text.length);
  return { text: patch.text(), map: patch.map() };
}

/** How lines of a log begin, whatever the device: a date, a time, a relay's priority, a facility. */
const STAMPS = [
  `(?:<\\d{1,3}>)?(?:\\d{1,9}: )?[*.]?${MONTH} [ 0-3]?\\d(?: \\d{4})? \\d\\d:\\d\\d:\\d\\d`,
  '(?:<\\d{1,3}>)?\\d{4}[-/]\\d\\d[-/]\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d',
  '%[A-Z][A-Z0-9_-]{1,40}-[0-7]-[A-Z0-9_]{2,40}:',
  '[A-Z][A-Za-z0-9]{2,11}(?:-[A-Z]{3,8})?(?:-\\d{1,3})? ?:? ?\\((?:\\d+|SESSION ID)',
] as const;
/** At the beginning of a line less will do: a relay's host, a level, a time of the day. */
const STAMPED = new RegExp(
  `^[ \\t]{0,8}(?:${STAMPS.join('|')}|(?:<\\d{1,3}>:? ?)?(?:\\d{1,9}: )?(?:[\\w.-]{1,64}: )?[*.]?${MONTH} |IKEv2-[A-Z]{3,8}-\\d|\\[IKE|\\d{1,2}:\\d\\d:\\d\\d)`,
);
/** Where one debug message with its connection begins inside a line: two of them were printed on two lines. */
const LATER_HEAD = /(?<=[^\s(]\s)(?:ISAKMP|IKEv2)(?:-[A-Z]{3,8})?: ?\((?:\d+\)|SESSION ID|SA ID)/g;
/** Longer than what people write by hand around a few messages. */
const SHORT_TEXT = 8000;
const PROMPT = /^[A-Za-z0-9](?:[\w.()/-]{0,62}[\w)])?[#>]/;

/** Enough lines to see how a text was made. */
const SAMPLE_LINES = 2000;
/** Lines of this length hold several lines of a log, or one of a kind that nobody wraps. */
const LONG_LINE = 400;
/** Widths that terminals have, or what they leave before they break: a text whose longest line has one of them was broken there more often than not. */
const TERMINAL_WIDTHS: ReadonlySet<number> = new Set([79, 80, 132]);

export function repairLines(text: string): Normalised {
  const lines: Extent[] = [];
  let longest = 0;
  let start = 0;
  while (start < text.length && lines.length < SAMPLE_LINES) {
    const end = lineEnd(text, start);
    const line = { start, end: contentEnd(text, start, end) };
    lines.push(line);
    longest = Math.max(longest, lengthOf(line));
    start = end + 1;
  }
  if (text.length <= SHORT_TEXT && longest < LONG_LINE) {
    const told = splitLines(text, headsWithin);
    if (told.text !== text) return told;
  }
  // The first lines decide whether the rest is looked at.
  const sample = text.slice(0, start);
  const width = TERMINAL_WIDTHS.has(longest) ? longest : terminalWidth(text, lines);
  const full = lines.filter((line) => lengthOf(line) === longest).length;
  const join = (part: string): Normalised => joinLines(part, width ?? longest);
  const unfold = (part: string): Normalised => unfoldLines(part, longest);
  const repairs =
    longest >= LONG_LINE
      ? [...(width === undefined ? [] : [join]), splitLong]
      : longest < SHORTEST_WIDTH
        ? []
        : width !== undefined || full >= 3
          ? [join, unfold, joinAddresses]
          : [unfold, joinAddresses];
  const repair = repairs.find((candidate) => candidate(sample).text !== sample);
  return repair ? repair(text) : { text, map: undefined };
}

/** The width at which the log ends, where only sentences around it are longer. */
const terminalWidth = (text: string, lines: readonly Extent[]): number | undefined =>
  [...TERMINAL_WIDTHS].find(
    (width) => lines.some((line) => lengthOf(line) === width) && !isExceeded(text, lines, width),
  );

/** Whether a line is longer than a terminal. Sentences that somebody wrote above or below a log, set apart from it, are as long as they are. */
const isExceeded = (text: string, lines: readonly Extent[], width: number): boolean =>
  lines.some((line, i) => lengthOf(line) > width && (!isApart(lines, i) || isBeginning(headOf(text, line))));

const isApart = (lines: readonly Extent[], i: number): boolean =>
  [lines[i - 1], lines[i + 1]].some((other) => other === undefined || lengthOf(other) === 0);

/** Nobody's window is narrower. */
const SHORTEST_WIDTH = 60;

interface Extent {
  readonly start: number;
  /** Without the line break. */
  readonly end: number;
}
const lengthOf = ({ start, end }: Extent): number => end - start;

interface Line extends Extent {
  readonly next: number;
  /** It surely begins something: a stamp or a prompt. */
  readonly begins: boolean;
}

/** Joins the lines that a terminal of this width broke, if the text as a whole shows that one did. */
function joinLines(text: string, width: number): Normalised {
  const { lines, stamped } = linesOf(text);
  if (isExceeded(text, lines, width)) return { text, map: undefined };
  const log = stamped * 4 >= lines.length || isCutLog(text, lines, width);
  const joins = new Map<number, 'cut' | 'blank'>();
  /** What stands around each cut, without numbers: one message that happens to be this long gives one only. */
  const around = new Set<string>();
  let full = 0;
  let inWord = 0;
  let sure = 0;
  let begun = 0;
  for (let i = 0; i < lines.length - 1; i += 1) {
    const line = lines[i] as Line;
    const next = lines[i + 1] as Line;
    const length = line.end - line.start;
    if (length < width - 1 || isRule(text, line)) continue;
    // Blanks at the end of a line that were cut off with it say nothing.
    if (length === width && !isBlank(text, next)) full += 1;
    if (!continues(text, line, next, log || line.begins || joins.has(i - 1))) continue;
    if (length === width) {
      joins.set(i, 'cut');
      const [before, after] = [text.slice(line.end - 8, line.end), text.slice(next.start, next.start + 8)];
      if (/\S$/.test(before) && /^\S/.test(after)) inWord += 1;
      const known = line.begins || joins.has(i - 1);
      if (known) begun += 1;
      if (goesOn(before, after) || (known && goesOnInLog(before, after))) sure += 1;
      around.add(withoutNumbers(`${before}|${after}`));
    } else if (log && /^\S/.test(text.slice(next.start, next.start + 1))) joins.set(i, 'blank');
  }
  // Where as many go on behind shorter lines, somebody folded between words: no terminal leaves room at the end of a line.
  if (log && joins.size > 0 && goOnBehindShorter(text, lines, width) * 2 >= joins.size) return { text, map: undefined };
  // A log has full lines that simply end there; elsewhere nearly each of them must go on, or it is a table.
  // A message that comes again and again is cut at the same places: at the width of a terminal two of them will do.
  const places = TERMINAL_WIDTHS.has(width) && joins.size >= 4 ? 2 : 3;
  const often = around.size >= places && inWord * 2 >= around.size && joins.size * 5 >= full * (log ? 1 : 4);
  // A short text has few full lines: at the width of a terminal fewer will do, if none can be anything but the rest.
  const surely =
    TERMINAL_WIDTHS.has(width) && sure === joins.size && (begun === sure ? sure >= 1 : sure >= 2 && sure === full);
  // A log of which each line without a stamp follows a full one, and each full one has such a line behind it, was broken there.
  const wholly =
    log &&
    TERMINAL_WIDTHS.has(width) &&
    joins.size >= 2 &&
    joins.size >= full &&
    full >= 2 &&
    lines.every((line, i) => line.begins || line.end === line.start || joins.has(i - 1));
  if (!often && !surely && !wholly) return { text, map: undefined };
  return joined(text, lines, joins);
}

/** Joins the lines at whose break an address was cut, whatever else the text shows: in no other way has it four numbers. */
function joinAddresses(text: string): Normalised {
  const { lines } = linesOf(text);
  const patch = new Patch(text);
  let kept = 0;
  for (let i = 0; i < lines.length - 1; i += 1) {
    const [line, next] = [lines[i] as Line, lines[i + 1] as Line];
    const rest = restOfAddress(text, line, next);
    if (rest === undefined) continue;
    patch.keep(kept, line.end);
    kept = rest;
  }
  patch.keep(kept, text.length);
  return kept === 0 ? { text, map: undefined } : { text: patch.text(), map: patch.map() };
}

/** Where the rest of the address begins that a line breaks off: it ends with a dot, and the rest is all that follows, or it ends at the width of a terminal. */
function restOfAddress(text: string, line: Line, next: Line): number | undefined {
  const [tail] = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){0,2}\.?$/.exec(text.slice(line.end - 16, line.end)) ?? [];
  const [, blanks = '', head] = /^([ \t]{0,8})(\.?\d{1,3}(?:\.\d{1,3}){0,2})(?![\w.])/.exec(headOf(text, next)) ?? [];
  if (tail === undefined || head === undefined) return undefined;
  const isAll = next.start + blanks.length + head.length === next.end;
  const isSure =
    (isAll && /\.\d+\.$/.test(tail) && !line.begins) || (blanks === '' && TERMINAL_WIDTHS.has(lengthOf(line)));
  const numbers = (tail + head).split('.');
  const isWhole = numbers.length === 4 && numbers.every((number) => number !== '' && Number(number) <= 255);
  return isSure && isWhole && (tail + head.charAt(0)).includes('.') ? next.start + blanks.length : undefined;
}

/** Of a log whose messages take many lines, such as packets, few lines have a stamp; but each of them that fills the terminal goes on below. */
function isCutLog(text: string, lines: readonly Line[], width: number): boolean {
  if (!TERMINAL_WIDTHS.has(width)) return false;
  const full = lines.slice(0, -1).flatMap((line, i) => {
    const next = lines[i + 1] as Line;
    return line.begins && line.end - line.start === width ? [continues(text, line, next, true)] : [];
  });
  return full.length >= 4 && full.every(Boolean);
}

/** Lines of a log that have no stamp, behind one that is not full and had no room for their first word. */
function goOnBehindShorter(text: string, lines: readonly Line[], width: number): number {
  let count = 0;
  for (let i = 0; i < lines.length - 1; i += 1) {
    const [line, next] = [lines[i] as Line, lines[i + 1] as Line];
    const length = line.end - line.start;
    if (next.begins || length >= width - 1 || length * 3 < width * 2) continue;
    const word = /^\S{1,80}/.exec(text.slice(next.start, Math.min(next.end, next.start + 80)))?.[0].length;
    if (word !== undefined && length + 1 + word > width) count += 1;
  }
  return count;
}

function linesOf(text: string): { readonly lines: readonly Line[]; readonly stamped: number } {
  const lines: Line[] = [];
  let stamped = 0;
  for (let start = 0; start < text.length; ) {
    const newline = lineEnd(text, start);
    const end = contentEnd(text, start, newline);
    const head = headOf(text, { start, end });
    const isStamped = STAMPED.test(head);
    if (isStamped) stamped += 1;
    lines.push({ start, end, next: Math.min(newline + 1, text.length), begins: isStamped || PROMPT.test(head) });
    start = newline + 1;
  }
  return { lines, stamped };
}

/** So much of a line tells whether it begins something. */
const headOf = (text: string, { start, end }: Extent): string => text.slice(start, Math.min(end, start + 80));
const isBeginning = (head: string): boolean => STAMPED.test(head) || PROMPT.test(head);

const withoutNumbers = (text: string): string => text.replace(/[0-9A-Fa-f]*\d[0-9A-Fa-f]*/g, '0');

function joined(text: string, lines: readonly Line[], joins: ReadonlyMap<number, 'cut' | 'blank'>): Normalised {
  const patch = new Patch(text);
  let kept = 0;
  for (const [i, join] of joins) {
    const line = lines[i] as Line;
    patch.keep(kept, line.end);
    if (join === 'blank') patch.insert(' ', line.end);
    kept = line.next;
  }
  patch.keep(kept, text.length);
  return { text: patch.text(), map: patch.map() };
}

/**
 * Joins the lines of a log that a mail program folded between words: a line without a stamp follows one that had no room for its first word.
 * Messages of several lines have lines without a stamp too, but seldom behind full ones: then nothing is joined.
 */
function unfoldLines(text: string, width: number): Normalised {
  const { lines, stamped } = linesOf(text);
  const nothing = { text, map: undefined };
  if (stamped * 5 < lines.length || stamped < 3) return nothing;
  const joins = new Map<number, 'blank'>();
  /** What stands around each fold: one message of two lines, however often it comes, gives one only. */
  const around = new Set<string>();
  let others = 0;
  for (let i = 0; i < lines.length - 1; i += 1) {
    const line = lines[i] as Line;
    const next = lines[i + 1] as Line;
    if (next.begins || next.end === next.start || line.end === line.start) continue;
    const word = /^\S{1,80}/.exec(text.slice(next.start, Math.min(next.end, next.start + 80)))?.[0].length;
    // A word that is long by itself would not fit behind any line: then nothing was folded.
    const isFull = (line.end - line.start) * 3 >= width * 2;
    if (word !== undefined && isFull && line.end - line.start + 1 + word > width) {
      joins.set(i, 'blank');
      around.add(withoutNumbers(`${text.slice(line.end - 8, line.end)}|${text.slice(next.start, next.start + 8)}`));
    } else others += 1;
  }
  return around.size >= 3 && others * 5 <= joins.size ? joined(text, lines, joins) : nothing;
}

/** Whether the second line is the rest of the first. */
function continues(text: string, line: Line, next: Line, log: boolean): boolean {
  if (next.begins || next.end === next.start || isRule(text, next)) return false;
  const after = text.slice(next.start, next.start + 2);
  if (log) return !/^\s\s/.test(after);
  // A word was cut: anything else could be a line of its own.
  const before = text[line.end - 1] as string;
  const cut = /[\w.:/]/.test(before) && (/^[a-z0-9.:/)]/.test(after) || (/[A-Z]/.test(before) && /^[A-Z]/.test(after)));
  return cut && next.end - next.start < (line.end - line.start) / 2;
}

/** Whether a line that begins like this can only be the rest of one that ends like that: no message begins in small letters or with a comma. */
function goesOn(before: string, after: string): boolean {
  if (/^ ?[a-z]|^[.,:;)\]/=_-]/.test(after)) return true;
  if (/^\d/.test(after)) return /(?:[\w.:/(-]|= ?)$/.test(before);
  // A number in hexadecimal digits was cut.
  if (/0x[0-9A-Fa-f]{0,6}$/.test(before) && /^[0-9A-F]/.test(after)) return true;
  return /[A-Z_(/-]$/.test(before) && /^[A-Z]/.test(after);
}

/** The same behind a line that has a stamp: the text of a message, which is prose, goes on behind a word and a blank. */
function goesOnInLog(before: string, after: string): boolean {
  return /[,=] ?$|[a-z] $/.test(before) ? /^\S/.test(after) : /^ \S|^\((?!\d+\):)/.test(after);
}

const isBlank = (text: string, line: Line): boolean =>
  line.end > line.start && text.slice(line.start, line.end).trim() === '';
const isRule = (text: string, line: Line): boolean => /^[\s\-=_*+#|.]*$/.test(text.slice(line.start, line.end));

/** Gives a line break back to each stamp inside lines that hold several. */
const splitLong = (text: string): Normalised =>
  splitLines(text, (line) => (line.length < LONG_LINE ? [] : lostBreaks(line)));

/** Where the second message of a line begins, and each after it. */
function headsWithin(line: string): readonly number[] {
  if (line.indexOf('(') === line.lastIndexOf('(')) return [];
  const places = [...` ${line}`.matchAll(LATER_HEAD)].map(({ index }) => index - 1);
  const first = /^[^A-Za-z]{0,40}(?:ISAKMP|IKEv2)/.test(line);
  return first ? places.filter((place) => place > 0) : places.slice(1);
}

function splitLines(text: string, breaksIn: (line: string) => readonly number[]): Normalised {
  const patch = new Patch(text);
  let kept = 0;
  for (let start = 0; start < text.length; ) {
    const end = lineEnd(text, start);
    const breaks = breaksIn(text.slice(start, end));
    for (const offset of breaks) {
      const at = start + offset;
      const blank = text.charCodeAt(at - 1) === 32;
      patch.keep(kept, blank ? at - 1 : at);
      patch.insert('\n', blank ? at - 1 : at);
      kept = at;
    }
    start = end + 1;
  }
  if (kept === 0) return { text, map: undefined };
  patch.keep(kept, text.length);
  return { text: patch.text(), map: patch.map() };
}

/** Offsets in one long line at which a log line begins, by the first form of stamp that it holds often. */
function lostBreaks(line: string): readonly number[] {
  for (const stamp of STAMPS) {
    const places = [...line.matchAll(new RegExp(`(?:(?<!\\w)|(?=[*.%<]))(?:${stamp})`, 'g'))].map(
      (match) => match.index,
    );
    if (places.length >= 3) return places.filter((place) => place > 0);
  }
  return [];
}
