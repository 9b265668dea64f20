// The index of the catalogue: from the first words of a line's body to the few templates that can match there.
import { view } from './bytes.ts';
import type { Catalogue, Command, Head, Message } from './define.ts';
import { compileTemplate, type Template } from './template.ts';

/**
 * A template with what it belongs to. `shape` is the number that the scan writes for a line it matches. Compiled when first needed: a text holds
 * few of the messages that the catalogue knows.
 */
export class Entry {
  readonly shape: number;
  readonly message: Message | undefined;
  /** Commands that this fingerprint recognises. */
  readonly commands: readonly Command[] | undefined;
  readonly #text: string;
  readonly #kinds: Catalogue['kinds'];
  #template: Template | undefined;
  #test: RegExp | undefined;

  constructor(
    shape: number,
    text: string,
    kinds: Catalogue['kinds'],
    owner: { readonly message?: Message; readonly commands?: readonly Command[] },
  ) {
    this.shape = shape;
    this.message = owner.message;
    this.commands = owner.commands;
    this.#text = text;
    this.#kinds = kinds;
  }
  /** Hashes of the words with which lines of it may begin; `undefined` among them where it may begin with anything. */
  get firstWords(): ReadonlySet<number | undefined> {
    // Nearly all begin with a word of their own: they need not be taken apart for it.
    const plain = plainWord.exec(this.#text)?.[0];
    if (plain !== undefined) return new Set([hashOf(plain)]);
    return new Set(this.template.openings.map(([word]) => (word === undefined ? undefined : hashOf(word))));
  }
  get template(): Template {
    if (this.#template === undefined) {
      work.made += 1;
      this.#template = compileTemplate(this.#text, this.#kinds);
    }
    return this.#template;
  }
  /** Sticky; tells whether the template matches at `lastIndex`. */
  get test(): RegExp {
    if (this.#test === undefined) {
      work.made += 1;
      this.#test = new RegExp(this.template.test, 'y');
    }
    return this.#test;
  }
}

/** A whole word, with no mark of the template language behind it. */
const plainWord = /^\w+(?=$|[^\w{[(~\\|])/;

/**
 * Candidates, heaviest first, one for each way in which their words can be written. `needs` holds three numbers for each: the marks (see `look`)
 * of the words that its line must hold, and the character that it must begin with, 0 for any.
 */
interface Candidates {
  readonly all: readonly Entry[];
  readonly needs: Int32Array;
}

/** Entries by the hash of their first word; `rest` may begin with anything. */
interface Table {
  readonly buckets: ReadonlyMap<number, Bucket>;
  readonly rest: Candidates;
}

/** Entries that begin with one word, made candidates when first needed: those for any second word, and for each that some of them ask for. */
class Bucket {
  readonly #entries: readonly Entry[];
  readonly #hash: number;
  #any: Candidates | undefined;
  #bySecond: ReadonlyMap<number, Candidates> = new Map();

  constructor(entries: readonly Entry[], hash: number) {
    this.#entries = entries;
    this.#hash = hash;
  }
  /** By the hash of a line's second word. */
  candidates(second: number | undefined): Candidates {
    this.#any ??= this.#split();
    return (second === undefined ? undefined : this.#bySecond.get(second)) ?? this.#any;
  }
  /** More than three are split by second word; templates whose second word is not literal are candidates in every split, in order. */
  #split(): Candidates {
    const all = byWeight(this.#entries);
    if (all.length <= 3) return candidatesOf(all);
    const seconds = (entry: Entry): (number | undefined)[] =>
      entry.template.openings
        .filter(([word]) => word !== undefined && hashOf(word) === this.#hash)
        .map(([, word]) => (word === undefined ? undefined : hashOf(word)));
    const words = new Set(all.flatMap(seconds).filter((hash) => hash !== undefined));
    const open = (entry: Entry): boolean => seconds(entry).includes(undefined);
    this.#bySecond = new Map(
      [...words].map((hash) => [
        hash,
        candidatesOf(all.filter((entry) => open(entry) || seconds(entry).includes(hash))),
      ]),
    );
    return candidatesOf(all.filter(open));
  }
}

const byWeight = (entries: readonly Entry[]): Entry[] =>
  [...entries].sort((a, b) => b.template.weight - a.template.weight);

/** Entries that may stand at one place, found by their first words; the table is made when first needed. */
export class Words {
  readonly #entries: readonly Entry[];
  #table: Table | undefined;

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }
  get table(): Table {
    this.#table ??= tableOf(this.#entries);
    return this.#table;
  }
}

export interface CompiledHead {
  readonly head: Head;
  readonly index: number;
  readonly test: RegExp;
  /** The same with its named groups. */
  readonly named: RegExp;
  readonly bodies: Words;
  /** Syslog: bodies by mnemonic. */
  readonly byMnemonic: ReadonlyMap<string, Words> | undefined;
  /** Syslog: what the head's own text (`%CRYPTO-4-IKMP_BAD_MESSAGE:`) came to, so that it is taken apart once. */
  readonly spelled: Map<number, Spelled>;
}

/** A head's own text, found by its hash, and the bodies that may follow. */
interface Spelled {
  readonly text: string;
  readonly words: Words;
}

/** Shapes below this number are not of the catalogue. */
export const Shape = { unknown: 0, blank: 1, prompt: 2, typed: 3, section: 4, firstHead: 8 } as const;

/** What heads begin with, a character a step. */
interface Beginning {
  /** By the code of the character that may follow (ASCII). */
  readonly next: (Beginning | undefined)[];
  /** Those that may stand where the characters so far stand; the longest beginning, which says most, comes first. */
  heads: readonly CompiledHead[];
}

export interface Index {
  readonly catalogue: Catalogue;
  readonly heads: readonly CompiledHead[];
  readonly beginnings: Beginning;
  /** For each character 1 where it is of a word, and 2 more where a head may begin with it. */
  readonly characters: Uint8Array;
  readonly bare: readonly CompiledHead[];
  readonly bareWords: Words;
  readonly fingerprints: Words;
  /** Entry of a shape, undefined for the shapes below `firstEntry`. */
  readonly entries: readonly (Entry | undefined)[];
  readonly firstEntry: number;
  readonly messageShapes: Map<string, number[]>;
}

export function buildIndex(catalogue: Catalogue): Index {
  const entries: (Entry | undefined)[] = [];
  const firstEntry = Shape.firstHead + catalogue.heads.length;
  let nextShape = firstEntry;
  const messageShapes = new Map<string, number[]>();
  const add = (template: string, owner: { message: Message } | { commands: Command[] }): Entry => {
    const entry = new Entry(nextShape, template, catalogue.kinds, owner);
    entries[nextShape] = entry;
    nextShape += 1;
    return entry;
  };

  const families = new Map<string, { plain: Entry[]; byMnemonic: Map<string, Entry[]> }>();
  for (const message of catalogue.messages) {
    const family = families.get(message.head) ?? { plain: [], byMnemonic: new Map<string, Entry[]>() };
    families.set(message.head, family);
    for (const template of message.templates) {
      const entry = add(template, { message });
      messageShapes.set(message.id, [...(messageShapes.get(message.id) ?? []), entry.shape]);
      if (message.mnemonic === undefined) family.plain.push(entry);
      else family.byMnemonic.set(message.mnemonic, [...(family.byMnemonic.get(message.mnemonic) ?? []), entry]);
    }
  }
  const prints = new Map<string, Command[]>();
  for (const command of catalogue.commands)
    for (const template of command.fingerprints) prints.set(template, [...(prints.get(template) ?? []), command]);
  const fingerprints = new Words([...prints].map(([template, commands]) => add(template, { commands })));

  const heads = catalogue.heads.map((head, index): CompiledHead => {
    const mine = (head.bodies ?? [head.id]).map((id) => families.get(id)).filter((family) => family !== undefined);
    const mnemonics = new Map<string, Entry[]>();
    for (const family of mine)
      for (const [mnemonic, list] of family.byMnemonic)
        mnemonics.set(mnemonic, [...(mnemonics.get(mnemonic) ?? []), ...list]);
    return {
      head,
      index,
      test: new RegExp(head.pattern.replace(/\(\?<(?=\w)\w+>/g, '(?:'), 'y'),
      named: new RegExp(head.pattern, 'y'),
      bodies: new Words(mine.flatMap((family) => family.plain)),
      byMnemonic:
        mnemonics.size > 0 ? new Map([...mnemonics].map(([mnemonic, list]) => [mnemonic, new Words(list)])) : undefined,
      spelled: new Map(),
    };
  });
  const beginnings = beginningsOf(heads);
  const bare = heads.filter((head) => head.head.starts.length === 0);
  const bareEntries = bare.flatMap((head) =>
    (head.head.bodies ?? [head.head.id]).flatMap((id) => families.get(id)?.plain ?? []),
  );
  return {
    catalogue,
    heads,
    beginnings,
    characters: isWord.map((word, code) => word + (beginnings.next[code] ? 2 : 0)),
    bare,
    bareWords: new Words([...new Set(bareEntries)]),
    fingerprints,
    entries,
    firstEntry,
    messageShapes,
  };
}

function beginningsOf(heads: readonly CompiledHead[]): Beginning {
  const byStart = new Map<string, CompiledHead[]>();
  for (const head of heads)
    for (const start of head.head.starts) byStart.set(start, [...(byStart.get(start) ?? []), head]);
  const root: Beginning = { next: [], heads: [] };
  // Shorter ones first: each has then been given what may stand at its own beginning.
  for (const [start, mine] of [...byStart].sort(([a], [b]) => a.length - b.length)) {
    let at = root;
    for (const character of start) {
      const code = character.charCodeAt(0);
      at.next[code] ??= { next: [], heads: at.heads };
      at = at.next[code];
    }
    at.heads = [...mine, ...at.heads];
  }
  return root;
}

/** The heads whose beginnings stand at a place, most telling first. */
export function headsAt({ beginnings }: Index, text: string, at: number): readonly CompiledHead[] {
  let reached = beginnings;
  for (let next = at; next < text.length; next += 1) {
    const further = reached.next[text.charCodeAt(next)];
    if (further === undefined) break;
    reached = further;
  }
  return reached.heads;
}

function tableOf(entries: readonly Entry[]): Table {
  const first = new Map<number, Entry[]>();
  const rest: Entry[] = [];
  for (const entry of entries)
    for (const hash of entry.firstWords) {
      const list = hash === undefined ? rest : (first.get(hash) ?? []);
      list.push(entry);
      if (hash !== undefined) first.set(hash, list);
    }
  return {
    buckets: new Map([...first].map(([hash, list]) => [hash, new Bucket(list, hash)])),
    rest: candidatesOf(byWeight(rest)),
  };
}

function candidatesOf(entries: readonly Entry[]): Candidates {
  const all = entries.flatMap((entry) => entry.template.words.map(() => entry));
  const needs = entries.flatMap(({ template }) =>
    template.words.flatMap((words) => {
      const hashes = words.map(hashOf);
      return [
        hashes.reduce((marks, hash) => marks | firstMark(hash), 0),
        hashes.reduce((marks, hash) => marks | secondMark(hash), 0),
        template.begins,
      ];
    }),
  );
  return { all, needs: Int32Array.from(needs) };
}

/** 1 for the bytes of ASCII letters, digits and the underscore. */
const isWord = Uint8Array.from({ length: 256 }, (_, code) =>
  code < 128 && /\w/.test(String.fromCharCode(code)) ? 1 : 0,
);

/** True for ASCII letters, digits and the underscore. */
export const wordCode = (code: number): boolean => code < 128 && isWord[code] === 1;

/** FNV-1a, as a 32-bit integer with a sign: other numbers would be objects. */
const basis = 0x811c9dc5 | 0;
const prime = 0x01000193;

function hashOf(word: string): number {
  let hash = basis;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), prime);
  return hash;
}

/** Hash of the characters from `start` to `end`, which must be in view. */
export function hashBetween(start: number, end: number): number {
  const { bytes, from } = view;
  let hash = basis;
  for (let at = start - from; at < end - from; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), prime);
  return hash;
}

/**
 * Regular expressions tried, lines whose values were read, and templates and expressions made on first need, since the start: the deterministic
 * measures of speed that tests guard.
 */
export const work = { tests: 0, reads: 0, made: 0 };

/*
 * A filter of the words of a body: each sets one of 32 bits in two numbers. A template whose words are not all in the filter cannot match; the
 * few that pass by chance are refused by their expression. Module variables, so that the hot path makes no object.
 */
const firstMark = (hash: number): number => 1 << (hash & 31);
const secondMark = (hash: number): number => 1 << ((hash >>> 5) & 31);
let firstMarks = 0;
let secondMarks = 0;
/** Hashes of the first two words, where there are two. */
let firstWord = 0;
let secondWord = 0;
let wordCount = 0;

/** Takes the words between two places in view into the filter, until `most` of the line are taken; answers where it stopped. */
function take(start: number, end: number, most: number): number {
  const { bytes, from } = view;
  const limit = end - from;
  let at = start - from;
  let firsts = firstMarks;
  let seconds = secondMarks;
  while (at < limit && wordCount < most) {
    let code = bytes[at] as number;
    if (isWord[code] === 0) {
      at += 1;
      continue;
    }
    let hash = basis;
    do {
      hash = Math.imul(hash ^ code, prime);
      at += 1;
      code = at < limit ? (bytes[at] as number) : 128;
    } while (isWord[code] === 1);
    firsts |= 1 << (hash & 31);
    seconds |= 1 << ((hash >>> 5) & 31);
    if (wordCount === 0) firstWord = hash;
    else if (wordCount === 1) secondWord = hash;
    wordCount += 1;
  }
  firstMarks = firsts;
  secondMarks = seconds;
  return at + from;
}

/** Of a line without end, the beginning decides. */
export const longestBody = 2000;
/** So far a message may go on behind the end of its line. */
export const wrapReach = 160;
/** A line that begins like this one, and not with blanks only, is a line of its own; any other may be the rest of this one, broken by a terminal. */
function isWrapped(line: number, end: number): boolean {
  const { bytes, from, to } = view;
  let next = end - from;
  if (end < to && bytes[next] === 13) next += 1;
  if (next + from >= to || bytes[next] !== 10) return false;
  next += 1;
  if (next + from + alike > to) return next + from < to;
  let written = 0;
  for (let at = 0; at < alike; at += 1) {
    const here = bytes[line - from + at] as number;
    const there = bytes[next + at] as number;
    if (here !== there && !(isDigit(here) && isDigit(there))) return true;
    if (here !== 32) written += 1;
  }
  return written === 0;
}
const alike = 4;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function firstMatch({ all, needs }: Candidates, text: string, at: number): Entry | undefined {
  if (all.length === 1) return matches(all[0] as Entry, text, at) ? all[0] : undefined;
  lookFurther();
  const begins = view.bytes[at - view.from] as number;
  let tried: Entry | undefined;
  for (let candidate = 0; candidate < all.length; candidate += 1) {
    const first = needs[3 * candidate] as number;
    const second = needs[3 * candidate + 1] as number;
    const character = needs[3 * candidate + 2] as number;
    if ((first & firstMarks) !== first || (second & secondMarks) !== second) continue;
    if (character !== 0 && character !== begins) continue;
    const entry = all[candidate] as Entry;
    if (entry === tried) continue;
    tried = entry;
    if (matches(entry, text, at)) return entry;
  }
  return undefined;
}

function matches({ test }: Entry, text: string, at: number): boolean {
  work.tests += 1;
  test.lastIndex = at;
  return test.test(text);
}

/** Of the body that is looked at: its line, how far its words are taken, where they end. */
let lineStart = 0;
let taken = 0;
let bodyEnd = 0;
let lineStop = 0;

/**
 * Looks at the words of a body in view; `line` and `end` are where its line begins and ends. Often the first two decide already: the others are
 * taken into the filter when it is asked. False where nothing is in view (see `loadLine`).
 */
export function look(line: number, at: number, end: number): boolean {
  firstMarks = 0;
  secondMarks = 0;
  wordCount = 0;
  lineStart = line;
  lineStop = end;
  bodyEnd = Math.min(end, at + longestBody, view.to);
  taken = take(at, bodyEnd, 2);
  // Where a line holds one word only, the second is the first of the next line.
  if (wordCount < 2) lookFurther();
  return at < view.to;
}

function lookFurther(): void {
  if (taken > bodyEnd) return;
  take(taken, bodyEnd, Number.POSITIVE_INFINITY);
  if (bodyEnd === lineStop && isWrapped(lineStart, lineStop))
    take(lineStop, Math.min(lineStop + wrapReach, view.to), Number.POSITIVE_INFINITY);
  taken = bodyEnd + 1;
}

/** The first template that matches at `at`, the body whose words were looked at last. */
export function findLooked(words: Words, text: string, at: number): Entry | undefined {
  const { buckets, rest } = words.table;
  if (isWord[view.bytes[at - view.from] as number] === 1) {
    const bucket = buckets.get(firstWord);
    if (bucket) {
      const found = firstMatch(bucket.candidates(wordCount < 2 ? undefined : secondWord), text, at);
      if (found) return found;
    }
  }
  return rest.all.length > 0 ? firstMatch(rest, text, at) : undefined;
}

/** Both in one. */
export function find(words: Words, text: string, line: number, at: number, end: number): Entry | undefined {
  return look(line, at, end) ? findLooked(words, text, at) : undefined;
}
