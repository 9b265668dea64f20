// Repairs what terminals, pagers and copies do to text before it is read, and maps every offset back to the text that the user sees.

import { load, view } from './bytes.ts';

export interface Normalised {
  readonly text: string;
  /** Undefined where every offset is the same in both texts. */
  readonly map: OffsetMap | undefined;
}

/** Offsets of the repaired text against those of the user's text; both directions are monotonic and stay inside their text. */
export interface OffsetMap {
  /** Where the character at this offset of the repaired text stands in the user's text. */
  original(offset: number): number;
  /** The same for the end of a span (exclusive): text that was taken out behind it stays outside. */
  originalEnd(offset: number): number;
  /** Where an offset of the user's text is found in the repaired one. */
  repaired(offset: number): number;
}

/*
 * What is repaired: escape sequences and control characters, backspaces, carriage returns that overprint or stand for line breaks, the pager's
 * question, the markup of a web page, the escapes of a Markdown page, blanks and dashes that a web page or word processor exchanged, quoting, line numbers and times before every
 * line of an output, commands in the titles of a Markdown page and its bold words, lines that a terminal broke at its width, and line breaks that a chat or a form
 * swallowed. The times of a log belong to its prologue.
 */
export function normalise(text: string, damaged = hasDamage(text)): Normalised {
  const unfolded = repairStrings(text);
  const characters = damaged ? repairCharacters(unfolded.text) : { text: unfolded.text, map: undefined };
  const margins = repairMargins(characters.text);
  const titles = repairTitles(margins.text);
  const marks = repairEmphasis(titles.text);
  const heads = repairHeads(marks.text);
  const lines = repairLines(heads.text);
  return {
    text: lines.text,
    map: [characters, margins, titles, marks, heads, lines].reduce((map, step) => compose(map, step.map), unfolded.map),
  };
}

const PAGER = /<-{1,4} ?more ?-{1,4}>|-{2,4} ?more ?-{2,4}/;
/** But for `\u00a0`, the only one that a text of single bytes can hold: that such a text holds none of these is known at once. */
const ODD_BLANKS = /[\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g;
const ODD_DASHES = /[\u2010-\u2013\u2212]/g;
/** Quotation marks that a word processor or a web page made round. */
const ROUND_APOSTROPHES = /[\u2018\u2019]/g;
const ROUND_QUOTES = /[\u201c\u201d]/g;
const INVISIBLE = /[\u200b-\u200f\u2060\ufeff\u00ad]/;

const LF = 10;
const CR = 13;

/** Marks of a web page whose source was copied. People mask addresses as `<A>`: of the words of one letter only those count that are closed again. */
const MARKUP =
  /<\/?(?:span|font|strong|em|code|pre|mark|samp|kbd|div|br|li|ul|ol|td|tr|blockquote)(?: [^<>\n]{0,300})?\/?>|<[pbiu](?: [^<>\n]{0,80})?>(?=[^\n]{0,300}<\/[pbiu]>)|<\/[pbiu]>/iy;

/** Characters as the source of a web page or of a Markdown page writes them, and three dots in one. */
const ESCAPED: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#x27;': "'",
  '&nbsp;': ' ',
  '\u2026': '...',
  '\\_': '_',
  '\\*': '*',
  '\\[': '[',
  '\\]': ']',
  '\\<': '<',
  '\\>': '>',
  '\\#': '#',
};
const ENTITY = /&(?:amp|lt|gt|quot|nbsp|#39|#x27);/iy;
/** `MM\_NO\_STATE`, `\*Mar  1`: what would otherwise be emphasis, a link or a title. */
const ESCAPE = /\\[_*[\]<>#]/y;

/** 1 for all but what a device prints: nearly every text is known to be clean by one look for these. */
const isUnusual = Uint8Array.from({ length: 256 }, (_, code) =>
  code === 9 || code === LF || code === CR || (code >= 32 && code < 127) ? 0 : 1,
);
const ODD_OTHERS =
  /[\u0080-\u00a0\u00ad\u1680\u2000-\u2013\u2018\u2019\u201c\u201d\u2026\u2028\u2029\u202f\u205f\u2060\u2212\u3000\ufeff]/y;
/** Marks of damage that begin with usual characters, each found by those. */
const MARKS: readonly (readonly [begins: string, mark: RegExp])[] = [
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
function unusualIn(text: string, to: number): (from: number) => number {
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

function repairStrings(text: string): Normalised {
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

/** What needs treatment: everything between two matches is kept as it is. */
const TREATED = new RegExp(
  [
    '\\u001b\\][^\\u0007\\u001b\\r\\n]{0,256}(?:\\u0007|\\u001b\\\\)', // OSC: window titles
    '(?:\\u001b\\[|\\u009b)[0-?]{0,64}[!-/]{0,4}[@-~]?', // CSI: colours, cursor
    '\\u001b[#-/]{0,2}[0-~]?', // other escape sequences
    '[\\0-\\u0008\\u000e-\\u001f\\u007f]', // control characters, backspace among them
    INVISIBLE.source,
    '\\r+\\n?',
    PAGER.source,
    MARKUP.source,
    ENTITY.source,
    ESCAPE.source,
    '\\u2026',
  ].join('|'),
  'iy',
);

/** Looks from a place on for what needs treatment, by the characters that it begins with: an expression tried at each character of a large text costs more than all else. */
function treatedIn(text: string): (from: number) => { readonly at: number; readonly found: string } | undefined {
  const first = (begins: string) => (from: number) => {
    const at = text.indexOf(begins, from);
    return at < 0 ? text.length : at;
  };
  const ways = [unusualIn(text, text.length), ...MARKS.map(([begins]) => first(begins))];
  const places = ways.map(() => -1);
  return (from) => {
    for (let start = from; ; ) {
      let at = text.length;
      for (let nth = 0; nth < ways.length; nth += 1) {
        if ((places[nth] as number) < start) places[nth] = (ways[nth] as (from: number) => number)(start);
        at = Math.min(at, places[nth] as number);
      }
      if (at === text.length) return undefined;
      TREATED.lastIndex = at;
      const found = TREATED.exec(text)?.[0];
      if (found !== undefined) return { at, found };
      start = at + 1;
    }
  };
}

function repairCharacters(input: string): Normalised {
  // Exchanges of the same length need no map.
  const text = input
    .replaceAll('\u00a0', ' ')
    .replace(ODD_BLANKS, ' ')
    .replace(ODD_DASHES, '-')
    .replace(ROUND_APOSTROPHES, "'")
    .replace(ROUND_QUOTES, '"');
  const patch = new Patch(text);
  let lineStart = 0; // of the output line: first character that a backspace or carriage return may reach
  let kept = 0;
  const screen = new Screen();
  const flush = (end: number): void => {
    if (screen.active) screen.writeRange(text, kept, end);
    else patch.keep(kept, end);
    kept = end;
  };
  /** Starts to emulate the terminal for the line that began at `lineStart`. */
  const emulate = (): void => {
    if (screen.active) return;
    patch.takeBack(lineStart, screen);
    screen.active = true;
  };
  const endLine = (): void => {
    if (screen.active) screen.finish(patch);
  };
  const treated = treatedIn(text);
  for (let next = treated(0); next; next = treated(kept)) {
    const { at, found } = next;
    const end = at + found.length;
    // Line breaks between the last treated place and this one end an emulated line.
    const lastBreak = kept + text.slice(kept, at).lastIndexOf('\n');
    if (lastBreak >= kept) {
      if (screen.active) {
        const firstBreak = text.indexOf('\n', kept);
        flush(firstBreak);
        endLine();
      }
      patch.keep(kept, lastBreak + 1);
      kept = lastBreak + 1;
      lineStart = patch.length;
    }
    flush(at);
    const plain = ESCAPED[found.toLowerCase()];
    if (plain !== undefined) {
      // Each character stands for the whole of what was escaped.
      for (const char of plain) {
        if (screen.active) screen.write(char, at);
        else patch.insert(char, at);
      }
    } else if (found === '\b') {
      emulate();
      screen.left();
    } else if (found.endsWith('\n')) {
      endLine();
      patch.keep(end - 2, end);
      lineStart = patch.length;
    } else if (found.startsWith('\r')) {
      if (screen.active ? screen.blank() : patch.blankFrom(lineStart)) {
        // Nothing but blanks so far: the next text is printed over them.
        emulate();
        screen.home();
      } else {
        endLine();
        patch.insert('\n', at);
        lineStart = patch.length;
      }
    } else if (/^<?-/.test(found)) {
      const alone = screen.active ? screen.blank() : patch.blankFrom(lineStart);
      if (alone && !screen.active) patch.takeBack(lineStart);
      kept = afterPager(text, end, found.length, alone && !screen.active);
      continue;
    }
    kept = end;
  }
  const firstBreak = text.indexOf('\n', kept);
  if (screen.active) {
    flush(firstBreak < 0 ? text.length : firstBreak);
    endLine();
  }
  patch.keep(kept, text.length);
  return { text: patch.text(), map: patch.map() };
}

/** The offset behind a pager's question: the blanks that erased it go too, and the line break if it stood alone. */
function afterPager(text: string, end: number, length: number, alone: boolean): number {
  let at = end;
  while (at - end <= length && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at += 1;
  if (!alone) return at;
  if (text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF) return at + 2;
  return text.charCodeAt(at) === LF ? at + 1 : at;
}

/** One line of a terminal: cells that can be written over, each with its place in the user's text. */
class Screen {
  active = false;
  #cells: string[] = [];
  #places: number[] = [];
  #cursor = 0;
  /** Cells that are not blank. */
  #ink = 0;

  writeRange(text: string, start: number, end: number): void {
    for (let at = start; at < end; at += 1) this.write(text[at] as string, at);
  }

  write(char: string, place: number): void {
    if (isInk(this.#cells[this.#cursor])) this.#ink -= 1;
    if (isInk(char)) this.#ink += 1;
    this.#cells[this.#cursor] = char;
    this.#places[this.#cursor] = place;
    this.#cursor += 1;
  }

  left(): void {
    if (this.#cursor > 0) this.#cursor -= 1;
  }

  home(): void {
    this.#cursor = 0;
  }

  blank(): boolean {
    return this.#ink === 0;
  }

  /** Writes the line out; blanks that only erased something are dropped at its end, and places never run backwards. */
  finish(patch: Patch): void {
    let length = this.#cells.length;
    while (length > this.#cursor && this.#cells[length - 1] === ' ') length -= 1;
    for (let i = length - 2; i >= 0; i -= 1) {
      this.#places[i] = Math.min(this.#places[i] as number, this.#places[i + 1] as number);
    }
    for (let i = 0, run = 0; i < length; i += 1) {
      if (i + 1 < length && this.#places[i + 1] === (this.#places[i] as number) + 1) continue;
      patch.insert(this.#cells.slice(run, i + 1).join(''), this.#places[run] as number);
      run = i + 1;
    }
    this.#cells = [];
    this.#places = [];
    this.#cursor = 0;
    this.#ink = 0;
    this.active = false;
  }
}

const isInk = (cell: string | undefined): boolean => cell !== undefined && cell !== ' ' && cell !== '\t';

/** Builds a text out of pieces of another one, and the map between the two. */
class Patch {
  length = 0;
  readonly #source: string;
  #pieces: string[] = [];
  /** End of the last output that is not blank. */
  #inkEnd = 0;
  /** Segments: output offset and source offset at which each begins. */
  #at: number[] = [];
  #from: number[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  keep(start: number, end: number): void {
    if (end > start) this.insert(this.#source.slice(start, end), start);
  }

  /** Adds a text that stands, or would stand, at `place` of the source. */
  insert(piece: string, place: number): void {
    const last = this.#at.length - 1;
    const expected = last < 0 ? -1 : (this.#from[last] as number) + this.length - (this.#at[last] as number);
    if (expected !== place) {
      this.#at.push(this.length);
      this.#from.push(place);
    }
    this.#pieces.push(piece);
    const ink = piece.trimEnd().length;
    if (ink > 0) this.#inkEnd = this.length + ink;
    this.length += piece.length;
  }

  /** Whether the output from an offset on (its last line) is blank. */
  blankFrom(offset: number): boolean {
    return this.#inkEnd <= offset;
  }

  /** Takes the output from an offset on back; a screen gets what was taken. */
  takeBack(offset: number, screen?: Screen): void {
    const cells: { readonly char: string; readonly place: number }[] = [];
    while (this.length > offset) {
      const piece = this.#pieces.pop() as string;
      const start = this.length - piece.length;
      const from = Math.max(start, offset);
      for (let at = this.length - 1; at >= from; at -= 1) {
        while ((this.#at.at(-1) as number) > at) {
          this.#at.pop();
          this.#from.pop();
        }
        cells.push({
          char: piece[at - start] as string,
          place: (this.#from.at(-1) as number) + at - (this.#at.at(-1) as number),
        });
      }
      this.length = from;
      if (from > start) this.#pieces.push(piece.slice(0, from - start));
    }
    while (this.#at.length > 0 && (this.#at.at(-1) as number) >= this.length) {
      this.#at.pop();
      this.#from.pop();
    }
    this.#inkEnd = Math.min(this.#inkEnd, offset);
    if (screen) for (const { char, place } of cells.reverse()) screen.write(char, place);
  }

  text(): string {
    return this.#pieces.join('');
  }

  map(): OffsetMap | undefined {
    const same = this.length === this.#source.length && this.#at.length <= 1 && (this.#from[0] ?? 0) === 0;
    return same ? undefined : new Segments(this.#at, this.#from, this.length, this.#source.length);
  }
}

/** An offset map of segments: inside one, both texts advance together. */
class Segments implements OffsetMap {
  readonly at: Uint32Array;
  readonly from: Uint32Array;
  readonly length: number;
  readonly sourceLength: number;

  constructor(at: readonly number[], from: readonly number[], length: number, sourceLength: number) {
    this.at = Uint32Array.from(at);
    this.from = Uint32Array.from(from);
    this.length = length;
    this.sourceLength = sourceLength;
  }

  original(offset: number): number {
    const i = lastAtMost(this.at, offset);
    if (i < 0) return Math.min(Math.max(0, offset), this.from[0] ?? this.sourceLength);
    const place = (this.from[i] as number) + offset - (this.at[i] as number);
    return Math.min(place, this.from[i + 1] ?? this.sourceLength);
  }

  originalEnd(offset: number): number {
    if (offset <= 0) return this.original(0);
    const i = lastAtMost(this.at, offset - 1);
    if (i < 0) return this.original(offset);
    const place = (this.from[i] as number) + offset - (this.at[i] as number);
    return Math.min(place, this.from[i + 1] ?? this.sourceLength);
  }

  repaired(offset: number): number {
    const i = lastAtMost(this.from, offset);
    if (i < 0) return 0;
    const place = (this.at[i] as number) + offset - (this.from[i] as number);
    return Math.min(place, this.at[i + 1] ?? this.length);
  }
}

/** Index of the last element that is not greater than the value, -1 for none; the array is sorted. */
function lastAtMost(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The map of two repairs made one after the other. */
function compose(first: OffsetMap | undefined, second: OffsetMap | undefined): OffsetMap | undefined {
  if (!(first instanceof Segments) || !(second instanceof Segments)) return first ?? second;
  const at: number[] = [];
  const from: number[] = [];
  for (let i = 0; i < second.at.length; i += 1) {
    const start = second.at[i] as number;
    const end = second.at[i + 1] ?? second.length;
    const place = second.from[i] as number;
    const limit = Math.min(place + end - start, second.from[i + 1] ?? first.length);
    at.push(start);
    from.push(first.original(place));
    for (let j = lastAtMost(first.at, place) + 1; j < first.at.length && (first.at[j] as number) < limit; j += 1) {
      at.push(start + (first.at[j] as number) - place);
      from.push(first.from[j] as number);
    }
  }
  return new Segments(at, from, second.length, first.sourceLength);
}

/* What stands before every line: the marks of a quotation, a comment or of a list (a pasted page whose lines were items), the numbers of a listing, the time that a terminal or a relay wrote there. */

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const QUOTED =
  /^[ \t]{0,8}(?:>[ \t]?){1,6}(?:[-*+\u2022][ \t])?|^(?:[|#!;]|\/\/)(?:[ \t]|$)|^[ \t]{0,8}[-*+\u2022][ \t]/;
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

function repairMargins(text: string): Normalised {
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
    last = number;
  }
  const nearly = (count: number, all: number): boolean => all >= FEWEST_MARKED && count >= (all - 1) * MARGIN_SHARE;
  if (nearly(quoted, lines.length)) return lengthOf(QUOTED);
  if (numberedFirst && nearly(numbered, lines.length)) return lengthOf(NUMBERED);
  const isTimed = (line: string): boolean => TIMED.test(line);
  const region = lines.slice(lines.findIndex(isTimed), lines.findLastIndex(isTimed) + 1);
  return nearly(region.filter(isTimed).length, region.length) ? timedMargin(region) : undefined;
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

/* Notes in Markdown name the command in a title and quote its output below, and make bold what matters in it. */

/** A title, and in it a prompt with the command, or the command alone as far as the marks leave it. */
const TITLE = /^[ \t]{0,3}(?:#{1,6}[ \t]|\*\*|__|`(?!`)|[-*+][ \t]{1,3}(?=[*`]))[^\r\n]{0,200}/gm;
const PROMPTED = /[A-Za-z0-9][\w./-]{0,62}[#>][ \t]?sho?w?[ \t][^\r\n*`\u2192\u2014]{1,120}/;
const COMMANDED = /^[ \t#*`_+-]{1,12}(?:\d{1,2}[.)] ?)?[*`]{0,3}(sho?w?[ \t][^\r\n*`\u2192\u2014:(]{1,120})/;
const FENCE_BELOW = /^[^\n]*\n(?:[ \t\r]*\n){0,2}[ \t]{0,3}```/;

/** Leaves of such titles what was typed. A command without a prompt counts only where its output is quoted right below: a title may speak of it. */
function repairTitles(text: string): Normalised {
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

function repairEmphasis(text: string): Normalised {
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

/** Enough characters to see how a text was made: what its beginning does not show is not looked for in the rest. */
const SAMPLE_CHARACTERS = 200_000;

/* Line breaks: too many (a terminal's width) or too few (a chat that swallowed them). */

/** A syslog message that was set below its head, and the rest of it below that, as narrow pages do. */
const HEAD_ALONE = /%[A-Z][A-Z0-9_-]{1,40}-[0-7]-[A-Z0-9_]{2,50}:[ \t]{0,8}\r?\n[ \t]{0,16}(?=[^\s%*.<\d])/g;

/** Joins such a message with its head. Its own lines are joined by what reads it: a message may be broken at any blank. */
function repairHeads(text: string): Normalised {
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

function repairLines(text: string): Normalised {
  const lengths: number[] = [];
  let longest = 0;
  let start = 0;
  while (start < text.length && lengths.length < SAMPLE_LINES) {
    const end = lineEnd(text, start);
    lengths.push(contentEnd(text, start, end) - start);
    longest = Math.max(longest, lengths.at(-1) as number);
    start = end + 1;
  }
  if (text.length <= SHORT_TEXT && longest < LONG_LINE) {
    const told = splitLines(text, headsWithin);
    if (told.text !== text) return told;
  }
  const full = lengths.filter((length) => length === longest).length;
  const broken = TERMINAL_WIDTHS.has(longest) || full >= 3;
  const repairs =
    longest >= LONG_LINE
      ? [splitLong]
      : longest < SHORTEST_WIDTH
        ? []
        : broken
          ? [joinLines, unfoldLines]
          : [unfoldLines];
  // The first lines decide whether the rest is looked at.
  const sample = text.slice(0, start);
  const repair = repairs.find((candidate) => candidate(sample, longest).text !== sample);
  return repair ? repair(text, longest) : { text, map: undefined };
}
/** Nobody's window is narrower. */
const SHORTEST_WIDTH = 60;

function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function contentEnd(text: string, start: number, end: number): number {
  return end > start && text.charCodeAt(end - 1) === CR ? end - 1 : end;
}

interface Line {
  readonly start: number;
  /** Without the line break. */
  readonly end: number;
  readonly next: number;
  /** It surely begins something: a stamp or a prompt. */
  readonly begins: boolean;
}

/** Joins the lines that a terminal of this width broke, if the text as a whole shows that one did. */
function joinLines(text: string, width: number): Normalised {
  const { lines, stamped } = linesOf(text);
  if (lines.some((line) => line.end - line.start > width)) return { text, map: undefined };
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
    const head = text.slice(start, Math.min(end, start + 80));
    const isStamped = STAMPED.test(head);
    if (isStamped) stamped += 1;
    lines.push({ start, end, next: Math.min(newline + 1, text.length), begins: isStamped || PROMPT.test(head) });
    start = newline + 1;
  }
  return { lines, stamped };
}

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
