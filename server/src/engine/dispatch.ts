// The index of the catalogue: from the first words of a line's body to the few templates that can match there.
import type { Catalogue, Command, Head, Message } from './define.ts';
import { compileTemplate, type Template } from './template.ts';

/** A compiled template with what it belongs to. `shape` is the number that the scan writes for a line it matches. */
export interface Entry {
  readonly shape: number;
  readonly template: Template;
  /** Sticky; tells whether the template matches at `lastIndex`. */
  readonly test: RegExp;
  readonly message?: Message;
  /** Commands that this fingerprint recognises. */
  readonly commands?: Command[];
}

/** Candidates, heaviest first; `needles` holds for each the hash of a word that its line must hold, 0 for none. */
interface Candidates {
  readonly all: readonly Entry[];
  readonly needles: Uint32Array | undefined;
}

/** Candidates by the hash of their first word, then of their second; `rest` may begin with anything. */
interface Bucket {
  readonly any: Candidates;
  readonly bySecond: ReadonlyMap<number, Candidates> | undefined;
}
export interface Words {
  readonly buckets: Map<number, Bucket>;
  readonly rest: Candidates;
}

export interface CompiledHead {
  readonly head: Head;
  readonly index: number;
  readonly test: RegExp;
  readonly bodies: Words;
  /** Syslog: bodies by mnemonic. */
  readonly byMnemonic: ReadonlyMap<string, Words> | undefined;
  /** Syslog: what the head's own text (`%CRYPTO-4-IKMP_BAD_MESSAGE:`) came to, so that it is taken apart once. */
  readonly spelled: Map<string, Words | undefined>;
}

/** Shapes below this number are not of the catalogue. */
export const Shape = { unknown: 0, blank: 1, prompt: 2, typed: 3, section: 4, firstHead: 8 } as const;

export interface Index {
  readonly catalogue: Catalogue;
  readonly heads: readonly CompiledHead[];
  /** Heads by the code of their first character (ASCII). */
  readonly headsByChar: readonly (readonly CompiledHead[] | undefined)[];
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
    const compiled = compileTemplate(template, catalogue.kinds);
    const entry: Entry = { shape: nextShape, template: compiled, test: new RegExp(compiled.source, 'y'), ...owner };
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
  const fingerprints = wordsOf([...prints].map(([template, commands]) => add(template, { commands })));

  const heads = catalogue.heads.map((head, index): CompiledHead => {
    const mine = (head.bodies ?? [head.id]).map((id) => families.get(id)).filter((family) => family !== undefined);
    const mnemonics = new Map<string, Entry[]>();
    for (const family of mine)
      for (const [mnemonic, list] of family.byMnemonic)
        mnemonics.set(mnemonic, [...(mnemonics.get(mnemonic) ?? []), ...list]);
    return {
      head,
      index,
      test: new RegExp(head.pattern, 'y'),
      bodies: wordsOf(mine.flatMap((family) => family.plain)),
      byMnemonic:
        mnemonics.size > 0 ? new Map([...mnemonics].map(([mnemonic, list]) => [mnemonic, wordsOf(list)])) : undefined,
      spelled: new Map(),
    };
  });
  const headsByChar: CompiledHead[][] = [];
  for (const head of heads)
    for (const start of head.head.starts) {
      const code = start.charCodeAt(0);
      const list = headsByChar[code] ?? [];
      headsByChar[code] = list;
      if (!list.includes(head)) list.push(head);
    }
  const bare = heads.filter((head) => head.head.starts.length === 0);
  const bareEntries = bare.flatMap((head) =>
    (head.head.bodies ?? [head.head.id]).flatMap((id) => families.get(id)?.plain ?? []),
  );
  return {
    catalogue,
    heads,
    headsByChar,
    bare,
    bareWords: wordsOf([...new Set(bareEntries)]),
    fingerprints,
    entries,
    firstEntry,
    messageShapes,
  };
}

export function wordsOf(unordered: readonly Entry[]): Words {
  const list = [...unordered].sort((a, b) => b.template.weight - a.template.weight);
  const first = new Map<number, Entry[]>();
  const rest: Entry[] = [];
  for (const entry of list) {
    const hashes = new Set(
      entry.template.openings.map((opening) => (opening[0] === undefined ? -1 : hashOf(opening[0]))),
    );
    for (const hash of hashes)
      if (hash === -1) rest.push(entry);
      else first.set(hash, [...(first.get(hash) ?? []), entry]);
  }
  const buckets = new Map([...first].map(([hash, candidates]) => [hash, bucket(hash, candidates)]));
  return { buckets, rest: candidatesOf(rest) };
}

/** A bucket of more than three is split by second word; templates whose second word is not literal are candidates in every split, in order. */
function bucket(firstHash: number, candidates: readonly Entry[]): Bucket {
  if (candidates.length <= 3) return { any: candidatesOf(candidates), bySecond: undefined };
  const seconds = (entry: Entry): (number | undefined)[] =>
    entry.template.openings
      .filter((opening) => opening[0] !== undefined && hashOf(opening[0]) === firstHash)
      .map((opening) => (opening[1] === undefined ? undefined : hashOf(opening[1])));
  const all = new Set(candidates.flatMap(seconds).filter((hash) => hash !== undefined));
  const open = (entry: Entry): boolean => seconds(entry).includes(undefined);
  const bySecond = new Map(
    [...all].map((hash) => [
      hash,
      candidatesOf(candidates.filter((entry) => open(entry) || seconds(entry).includes(hash))),
    ]),
  );
  return { any: candidatesOf(candidates.filter(open)), bySecond };
}

/** Where several begin alike, the word that the fewest of them share tells soonest which one a line can be. */
function candidatesOf(all: readonly Entry[]): Candidates {
  if (all.length <= 3) return { all, needles: undefined };
  const shared = new Map<string, number>();
  for (const entry of all)
    for (const word of new Set(entry.template.words)) shared.set(word, (shared.get(word) ?? 0) + 1);
  const needles = all.map((entry) => {
    const rarest = [...entry.template.words].sort(
      (a, b) => (shared.get(a) ?? 0) - (shared.get(b) ?? 0) || b.length - a.length,
    )[0];
    return rarest === undefined ? 0 : hashOf(rarest);
  });
  return { all, needles: Uint32Array.from(needles) };
}

const isWord = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) isWord[code] = /\w/.test(String.fromCharCode(code)) ? 1 : 0;

/** True for ASCII letters, digits and the underscore. */
export const wordCode = (code: number): boolean => code < 128 && isWord[code] === 1;

function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/** Longer runs of letters are no words of the catalogue. */
const longestWord = 64;

/** End of the word that `hashAt` read last: kept aside so that the hot path makes no object. */
let wordEnd = 0;

function hashAt(text: string, at: number, end: number): number {
  let hash = 0x811c9dc5;
  let position = at;
  const limit = Math.min(end, at + longestWord);
  while (position < limit) {
    const code = text.charCodeAt(position);
    if (!wordCode(code)) break;
    hash = Math.imul(hash ^ code, 0x01000193);
    position += 1;
  }
  wordEnd = position;
  return hash >>> 0;
}

/** Regular expressions tried since the start: the deterministic measure of speed that tests guard. */
export const work = { tests: 0 };

function firstMatch({ all, needles }: Candidates, text: string, at: number, end: number): Entry | undefined {
  if (needles) collectWords(text, at, end);
  for (let candidate = 0; candidate < all.length; candidate += 1) {
    const needle = needles === undefined ? 0 : (needles[candidate] as number);
    if (needle !== 0 && !holdsWord(needle)) continue;
    const entry = all[candidate] as Entry;
    work.tests += 1;
    entry.test.lastIndex = at;
    if (entry.test.test(text)) return entry;
  }
  return undefined;
}

/** Hashes of the words of the line looked at last, and of what follows it as far as a wrapped line reaches. */
const lineWords = new Uint32Array(96);
let lineWordCount = 0;
const wrapReach = 160;

function collectWords(text: string, start: number, end: number): void {
  const limit = Math.min(text.length, Math.min(end, start + longestBody) + wrapReach);
  lineWordCount = 0;
  let at = start;
  while (at < limit) {
    if (!wordCode(text.charCodeAt(at))) {
      at += 1;
      continue;
    }
    if (lineWordCount === lineWords.length) {
      lineWordCount = -1;
      return;
    }
    lineWords[lineWordCount] = hashAt(text, at, text.length);
    lineWordCount += 1;
    at = wordEnd;
  }
}
/** Of a line without end, the beginning decides. */
const longestBody = 2000;

/** True where the word stands in the line, or where the line holds too many words to know. */
function holdsWord(hash: number): boolean {
  if (lineWordCount < 0) return true;
  for (let at = 0; at < lineWordCount; at += 1) if (lineWords[at] === hash) return true;
  return false;
}

/** The first template that matches at `at`; `end` is the line's end. */
export function find(index: Words, text: string, at: number, end: number): Entry | undefined {
  if (at < end && wordCode(text.charCodeAt(at))) {
    const bucket = index.buckets.get(hashAt(text, at, end));
    if (bucket) {
      let candidates = bucket.any;
      if (bucket.bySecond) {
        let second = wordEnd;
        while (second < end && !wordCode(text.charCodeAt(second))) second += 1;
        if (second === end) second = nextLineWord(text, end);
        candidates = bucket.bySecond.get(hashAt(text, second, text.length)) ?? bucket.any;
      }
      const found = firstMatch(candidates, text, at, end);
      if (found) return found;
    }
  }
  return index.rest.all.length > 0 ? firstMatch(index.rest, text, at, end) : undefined;
}

/** Where the first word after a line's end begins: a wrapped line goes on there. Bounded, so that blank stretches cost nothing. */
function nextLineWord(text: string, end: number): number {
  let at = end;
  const limit = Math.min(text.length, end + 8);
  while (at < limit && !wordCode(text.charCodeAt(at))) at += 1;
  return at;
}
