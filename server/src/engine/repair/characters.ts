// Repairs characters: escape sequences, backspaces and carriage returns that overprint, pagers, markup, escapes, exchanged blanks, dashes and quotation marks.
import { ENTITY, ESCAPE, INVISIBLE, MARKS, MARKUP, PAGER, unusualIn } from './damage.ts';
import { type Normalised, Patch } from './patch.ts';
import { CR, LF } from './sample.ts';

/** But for `\u00a0`, the only one that a text of single bytes can hold: that such a text holds none of these is known at once. */
const ODD_BLANKS = /[\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g;
const ODD_DASHES = /[\u2010-\u2013\u2212]/g;
/** Quotation marks that a word processor or a web page made round. */
const ROUND_APOSTROPHES = /[\u2018\u2019]/g;
const ROUND_QUOTES = /[\u201c\u201d]/g;

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

export function repairCharacters(input: string): Normalised {
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
export class Screen {
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
