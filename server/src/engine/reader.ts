// Reads the output of one command into a tree of records by the table of its `Command`, and resolves what a user typed to a command.
import type { Command, Fact, Kind, Rec, RecordShape, Source } from './define.ts';
import { compileTemplate, factsOf, type Template } from './template.ts';

/*
 * The reading model. The text is walked once, from boundary to boundary; a boundary is the start of a line, a place after a comma, a semicolon or
 * two blanks, and the place right after a cell. At a boundary these are tried, and the first that matches wins:
 *   1. cells that begin with a word, of the innermost open record, then of its ancestors, then of the output itself
 *      (a cell in `opens` closes what is open at its level and begins a record)
 *   2. `ignores`
 *   3. at the start of a line: cells that begin with a field (rows of a table), in the same order
 *   4. cells of records that are not open: a paste may begin in the middle; the records around them are then opened empty
 *      (of those that begin with a field only the ones that open a record)
 *   5. with `pairs`: `label: value` and `label 12`
 * What nothing matches is skipped up to the next boundary, and its line counts as not understood. Indentation means nothing.
 */

export interface CompiledCommand {
  readonly command: Command;
  readonly levels: ReadonlyMap<string, Level>;
  readonly ignores: Dispatch;
  readonly strays: Dispatch;
  readonly variants: Dispatch;
}

interface CompiledCell {
  readonly template: string;
  readonly regex: RegExp;
  readonly groups: Template['groups'];
  /** Kind of the record it begins. */
  readonly opens?: string;
  /** True where it goes on with an open record that lacks its fields (`heads`). */
  readonly soft?: boolean;
  /** Record it gives fields to (the parent where it opens one). */
  readonly level: string;
}

export interface Reading {
  readonly root: Rec;
  /** Whether everything on a 0-based line was read. */
  understood(line: number): boolean;
  /** Key of `Command.variants` that the text shows. */
  readonly variant?: string;
}

/** Cells by their first word or character, and those that begin with a field. */
interface Dispatch {
  readonly words: ReadonlyMap<string, readonly CompiledCell[]>;
  readonly rows: readonly CompiledCell[];
}

interface Level {
  readonly kind: string;
  readonly dispatch: Dispatch;
  /** Kinds of the records around it, outermost first. */
  readonly around: readonly string[];
}

const ROOT = '';

export function compileCommand(command: Command, kinds: Readonly<Record<string, Kind>>): CompiledCommand {
  const cell =
    (level: string, opens?: string, soft = false) =>
    (template: string): Opening[] => {
      const { source, groups, openings } = compileTemplate(template, kinds);
      const base = { template, regex: new RegExp(source, 'y'), groups, level };
      const compiled = opens === undefined ? base : { ...base, opens, soft };
      return firsts(template, openings).map((first) => ({ first, cell: compiled }));
    };
  const shapes = Object.entries(command.records);
  const levels = new Map<string, Level>();
  for (const kind of [ROOT, ...shapes.map(([name]) => name)]) {
    const own = kind === ROOT ? command.cells : command.records[kind]?.cells;
    levels.set(kind, {
      kind,
      around: around(command, kind),
      dispatch: dispatch([
        ...(own ?? []).flatMap(cell(kind)).filter(({ first }) => first !== ''),
        ...shapes
          .filter(([, shape]) => (shape.in ?? ROOT) === kind)
          .flatMap(([name, shape]) => beginnings(cell, name, kind, shape)),
        // Of those that begin with a field the ones that open a record come first: a cell may be `{more:text}`.
        ...(own ?? []).flatMap(cell(kind)).filter(({ first }) => first === ''),
      ]),
    });
  }
  return {
    command,
    levels,
    ignores: dispatch((command.ignores ?? []).flatMap(cell(ROOT))),
    strays: dispatch(
      shapes.flatMap(([name, shape]) => [
        ...beginnings(cell, name, shape.in ?? ROOT, shape),
        ...(shape.cells ?? []).flatMap(cell(name)).filter(({ first }) => first !== ''),
      ]),
    ),
    variants: dispatch(Object.entries(command.variants ?? {}).flatMap(([name, list]) => list.flatMap(cell(name)))),
  };
}

type MakeCell = (level: string, opens?: string, soft?: boolean) => (template: string) => Opening[];

const beginnings = (cell: MakeCell, name: string, level: string, shape: RecordShape): Opening[] => [
  ...shape.opens.flatMap(cell(level, name)),
  ...(shape.heads ?? []).flatMap(cell(level, name, true)),
];

interface Opening {
  readonly first: string;
  readonly cell: CompiledCell;
}

/** First words of a template; its first character where that is no letter; '' where it begins with a field. */
function firsts(template: string, openings: readonly (readonly string[])[]): string[] {
  const words = openings.map((opening) => opening[0] ?? '');
  const known = words.filter((word) => word !== '');
  if (known.length === words.length && known.length > 0) return [...new Set(known)];
  // A literal that begins with no letter: its first character. `[[`, `((`, `{` and `~` are no literals.
  const [, escaped, plain] = /^(?:\\(.)|([^\w[({~]|\[(?!\[)|\((?!\()))/.exec(template) ?? [];
  const head = escaped ?? plain;
  return head ? [head] : [...new Set([...known, ''])];
}

function dispatch(entries: readonly Opening[]): Dispatch {
  const words = new Map<string, CompiledCell[]>();
  const rows: CompiledCell[] = [];
  for (const { first, cell } of entries) {
    const list = first === '' ? rows : (words.get(first) ?? []);
    if (!list.includes(cell)) list.push(cell);
    if (first !== '') words.set(first, list);
  }
  return { words, rows };
}

function around(command: Command, kind: string): string[] {
  const chain: string[] = [];
  for (let at = command.records[kind]?.in; at !== undefined && chain.length < 20; at = command.records[at]?.in)
    chain.unshift(at);
  return chain;
}

const isWord = (code: number): boolean =>
  (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
/** Blank, tab, backspace (left by a pager), no-break space and other white space within a line. */
const isBlank = (code: number): boolean =>
  code === 32 ||
  code === 9 ||
  code === 8 ||
  code === 160 ||
  code === 11 ||
  code === 12 ||
  code === 0x3000 ||
  code === 0xfeff ||
  code === 0x200b;
const isBreak = (code: number): boolean => code === 10 || code === 13;
const isSeparator = (code: number): boolean => code === 44 || code === 59;

export function readCommand(compiled: CompiledCommand, source: Source): Reading {
  const { command } = compiled;
  const { text, firstLine, endLine } = source;
  const unread = new Set<number>();
  if (endLine <= firstLine) return { root: newRec('', firstLine, 0), understood: () => true };
  const end = source.lineEnd(endLine - 1);
  const root = newRec(ROOT, firstLine, source.lineStart(firstLine));
  if (command.read) {
    const read = command.read(source);
    return { root: read, understood: (line) => line >= firstLine && line < endLine };
  }
  const add = text.slice(root.start, end).includes(noBreak) ? addPlain : addFact;
  const stack: Rec[] = [root];
  let variant = -1;
  const variantNames = Object.keys(command.variants ?? {});

  /** The last match of `tryCells`, and where it ends. */
  let match: RegExpExecArray | null = null;
  let matchEnd = 0;
  const tryCells = (cells: readonly CompiledCell[] | undefined, at: number): CompiledCell | undefined => {
    if (!cells) return undefined;
    for (const cell of cells) {
      cell.regex.lastIndex = at;
      match = cell.regex.exec(text);
      if (match === null) continue;
      matchEnd = cell.regex.lastIndex;
      const cut = isWord(text.charCodeAt(matchEnd - 1)) && isWord(text.charCodeAt(matchEnd));
      if (matchEnd > at && matchEnd <= end && !cut) return cell;
    }
    return undefined;
  };
  const tryOpen = (first: string, at: number): CompiledCell | undefined => {
    for (let depth = stack.length - 1; depth >= 0; depth -= 1) {
      const level = compiled.levels.get((stack[depth] as Rec).kind) as Level;
      const cell = tryCells(first === '' ? level.dispatch.rows : level.dispatch.words.get(first), at);
      if (cell) return cell;
    }
    return undefined;
  };
  const openTo = (kind: string, line: number, at: number): Rec => {
    for (let depth = stack.length - 1; depth >= 0; depth -= 1) {
      if ((stack[depth] as Rec).kind !== kind) continue;
      stack.length = depth + 1;
      return stack[depth] as Rec;
    }
    // A stray: open the records around it that are not open, empty.
    const chain = [...(compiled.levels.get(kind) as Level).around, kind];
    let kept = 1;
    while (kept < stack.length && (stack[kept] as Rec).kind === chain[kept - 1]) kept += 1;
    stack.length = kept;
    for (const missing of chain.slice(kept - 1)) push(missing, line, at);
    return stack.at(-1) as Rec;
  };
  const push = (kind: string, line: number, at: number): void => {
    const rec = newRec(kind, line, at);
    (stack.at(-1) as Rec).children.push(rec);
    stack.push(rec);
  };
  const take = (cell: CompiledCell, line: number, at: number, lastEnd: number): void => {
    const resumed = cell.soft ? stack.findLastIndex((open) => open.kind === cell.opens) : -1;
    if (resumed >= 0 && lacks(stack[resumed] as Rec, cell)) stack.length = resumed + 1;
    else {
      openTo(cell.level, line, at);
      if (cell.opens !== undefined) push(cell.opens, line, at);
    }
    const rec = stack.at(-1) as Rec;
    if (match) for (const fact of factsOf(match, at, cell.groups)) if (fact.end > fact.start) add(rec, fact);
    for (const open of stack) open.end = lastEnd;
  };

  let line = firstLine;
  let at = source.lineStart(firstLine);
  let atLineStart = true;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (isBreak(code)) {
      at += 1;
      if (line + 1 < endLine && at >= source.lineStart(line + 1)) line += 1;
      atLineStart = true;
      continue;
    }
    if (isBlank(code) || isSeparator(code)) {
      at += 1;
      continue;
    }
    // A mail or forum quotes lines with `>`.
    if (atLineStart && code === 62) {
      at += 1;
      continue;
    }
    if (atLineStart && code === 45) {
      const pager = pagerEnd(text, at);
      if (pager > at) {
        at = pager;
        continue;
      }
    }
    const first = firstAt(text, at);
    // What the first variant of all was found for, no other changes.
    if (variant !== 0 && variantNames.length > 0) {
      const marker = tryCells(compiled.variants.words.get(first), at);
      const index = marker ? variantNames.indexOf(marker.level) : -1;
      if (index >= 0 && (variant < 0 || index < variant)) variant = index;
    }
    let cell = tryOpen(first, at);
    let ignored = false;
    if (!cell) {
      ignored = tryCells(compiled.ignores.words.get(first), at) !== undefined;
      if (!ignored && atLineStart) {
        cell = tryOpen('', at);
      }
      if (!cell && !ignored) ignored = tryCells(compiled.ignores.rows, at) !== undefined;
      if (!cell && !ignored) cell = tryCells(compiled.strays.words.get(first), at);
      if (!cell && !ignored && atLineStart) cell = tryCells(compiled.strays.rows, at);
    }
    let stop = at;
    if (cell || ignored) {
      stop = matchEnd;
      const last = lineOf(source, line, stop - 1);
      if (cell) take(cell, line, at, source.lineEnd(last));
      line = last;
    } else {
      if (command.pairs) stop = readPair(text, at, source.lineEnd(line), (fact) => add(stack.at(-1) as Rec, fact));
      if (stop === at) {
        unread.add(line);
        stop = nextBoundary(text, at, source.lineEnd(line));
      } else {
        for (const open of stack) open.end = source.lineEnd(line);
      }
    }
    at = stop;
    atLineStart = false;
  }
  const name = variantNames[variant];
  return {
    root,
    understood: (asked) => asked >= firstLine && asked < endLine && !unread.has(asked),
    ...(name === undefined ? {} : { variant: name }),
  };
}

const lacks = (rec: Rec, cell: CompiledCell): boolean =>
  rec.children.length === 0 &&
  cell.groups.every((group) => group === undefined || rec.fields[group.name] === undefined);

function newRec(kind: string, line: number, at: number): Rec {
  return { kind, line, start: at, end: at, fields: {}, all: [], children: [] };
}

function addFact(rec: Rec, fact: Fact): void {
  rec.all.push(fact);
  rec.fields[fact.name] ??= fact;
}

const noBreak = '\u00a0';
/** A copy from a web page has no-break spaces; values compare as if they were plain ones. */
const addPlain = (rec: Rec, fact: Fact): void => addFact(rec, { ...fact, value: fact.value.replaceAll(noBreak, ' ') });

function firstAt(text: string, at: number): string {
  let stop = at;
  while (stop - at < 40 && isWord(text.charCodeAt(stop))) stop += 1;
  return text.slice(at, stop > at ? stop : at + 1);
}

function lineOf(source: Source, from: number, offset: number): number {
  let line = from;
  while (line + 1 < source.endLine && source.lineStart(line + 1) <= offset) line += 1;
  return line;
}

/** The place after a pager's `--More--`, or `at`. */
function pagerEnd(text: string, at: number): number {
  const pager = /--+ ?\(?[Mm]ore\)? ?--+|<--- More --->/y;
  pager.lastIndex = at;
  return pager.test(text) ? pager.lastIndex : at;
}

/** The place after the next comma, semicolon or pair of blanks, or the end of the line. */
function nextBoundary(text: string, from: number, lineEnd: number): number {
  for (let at = from + 1; at < lineEnd; at += 1) {
    const code = text.charCodeAt(at);
    if (isSeparator(code) || code === 9) return at;
    if (isBlank(code) && isBlank(text.charCodeAt(at + 1))) return at;
  }
  return Math.max(lineEnd, from + 1);
}

const LABEL = '[A-Za-z#][^\\s:=,;]*(?:[^\\S\\r\\n][^\\s:=,;]+){0,12}';
const PAIR = new RegExp(
  `(${LABEL})[^\\S\\r\\n]*[:=][^\\S\\r\\n]*([^\\s,;]+(?:[^\\S\\r\\n][^\\s,;:=][^\\s,;]*)*)?`,
  'dy',
);
const TALLY =
  /([A-Za-z#][^\s:=,;]*(?:[^\S\r\n]+[^\s\d:=,;][^\s:=,;]*){0,12})[^\S\r\n]+(\d+)(?=[^\S\r\n]*(?:[\r\n,;]|$))/dy;
const AMOUNT =
  /^(-?\d+)(?: (?:milli)?(?:sec(?:ond)?s?|min(?:ute)?s?|hours?|days?|bytes?|bits?|kilobytes|packets?|%).*)?$/;

/** Whether `label: value` or `label 12` stands at an offset. */
export function isPair(text: string, at: number): boolean {
  PAIR.lastIndex = at;
  TALLY.lastIndex = at;
  return PAIR.test(text) || TALLY.test(text);
}

/** Where columns were collapsed, `12 Next label` stands before the colon of the next pair: the first word is the value. */
function ownValue(text: string, value: string, after: number): string {
  let next = after;
  while (isBlank(text.charCodeAt(next))) next += 1;
  return next > after && /[:=]/.test(text.charAt(next)) ? (/^\S+/.exec(value)?.[0] ?? value) : value;
}

/** Reads `label: value` or `label 12`; returns the place after it, or `from`. */
function readPair(text: string, from: number, lineEnd: number, add: (fact: Fact) => void): number {
  for (const regex of [PAIR, TALLY]) {
    regex.lastIndex = from;
    const match = regex.exec(text);
    if (!match || regex.lastIndex > lineEnd) continue;
    const place = match.indices?.[2];
    if (place) {
      const own = ownValue(text, match[2] as string, regex.lastIndex);
      const amount = AMOUNT.exec(own);
      const value = amount?.[1] ?? own;
      add({
        name: fieldName(match[1] as string),
        kind: amount ? 'count' : /^\d{1,3}(?:\.\d{1,3}){3}$/.test(value) ? 'ip' : 'phrase',
        value,
        start: place[0],
        end: place[0] + value.length,
      });
    }
    return place ? place[0] + ownValue(text, match[2] as string, regex.lastIndex).length : regex.lastIndex;
  }
  return from;
}

/** `Failed to decrypt (pkts)` becomes `failedToDecryptPkts`. */
function fieldName(label: string): string {
  return label
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .map((word, index) => (index === 0 ? word : word[0]?.toUpperCase() + word.slice(1)))
    .join('');
}

export interface Typed {
  readonly command: Command;
  /** What followed the command, written out where the catalogue knows the word: `detail`, `peer 192.0.2.1`. */
  readonly options: string;
  /** Command, options and filter. */
  readonly name: string;
}

/** Resolves what a user typed, abbreviated or not, to a command of the catalogue; `variants` and `options` are written out too. */
export function matchTyped(words: string, commands: readonly Command[]): Typed | undefined {
  const pipe = words.indexOf('|');
  const line = pipe < 0 ? words : words.slice(0, pipe);
  const typed = line.split(/\s+/).filter(Boolean);
  while (typed[0]?.toLowerCase() === 'do') typed.shift();
  let best: { command: Command; length: number; exact: number } | undefined;
  for (const command of commands) {
    for (const name of [command.id, ...(command.aliases ?? [])]) {
      const wanted = name.split(' ');
      if (wanted.length > typed.length) continue;
      if (!wanted.every((word, index) => isKeyword(typed[index] as string, word, wanted[index - 1]))) continue;
      const exact = wanted.filter((word, index) => word === typed[index]?.toLowerCase()).length;
      if (!best || wanted.length > best.length || (wanted.length === best.length && exact > best.exact)) {
        best = { command, length: wanted.length, exact };
      }
    }
  }
  if (!best) return undefined;
  const known = [...Object.keys(best.command.variants ?? {}), ...(best.command.options ?? [])].flatMap((option) =>
    option.split(' '),
  );
  const options = typed
    .slice(best.length)
    .map((word) => (/^[A-Za-z-]+$/.test(word) ? (known.find((option) => isAbbreviation(word, option)) ?? word) : word))
    .join(' ');
  const filter =
    pipe < 0
      ? ''
      : ` | ${words
          .slice(pipe + 1)
          .trim()
          .replace(/^(\S+)/, longFilter)}`;
  return { command: best.command, options, name: [best.command.id, options].filter(Boolean).join(' ') + filter };
}

const FILTERS = ['section', 'include', 'begin', 'exclude', 'count', 'redirect', 'append', 'tee', 'grep'];

const longFilter = (word: string): string => FILTERS.find((filter) => isAbbreviation(word, filter)) ?? word;

/** `ip` is a word of its own except after `crypto`, where it can only be `ipsec`. */
const isKeyword = (short: string, long: string, before: string | undefined): boolean =>
  isAbbreviation(short, long) && !(short.toLowerCase() === 'ip' && long !== 'ip' && before !== 'crypto');

/** A `*` in a name stands for any word: the name of a server, an interface. */
const isAbbreviation = (short: string, long: string): boolean => long === '*' || long.startsWith(short.toLowerCase());
