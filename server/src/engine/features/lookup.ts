// The catalogue as features ask it: terms by the words that devices print, IKE versions of messages.
import type { Catalogue, Message, Term } from '../define.ts';
import type { Span } from '../model.ts';

interface TermInText extends Span {
  readonly term: Term;
}

export interface Lookup {
  readonly catalogue: Catalogue;
  /** The IKE version that lines of a message speak of. */
  readonly ikeOf: (message: Message) => 1 | 2 | undefined;
  /** Offset of a message's body: behind the head that begins at `start`. */
  readonly bodyOf: (message: Message, text: string, start: number) => number;
  /** Terms spelled exactly so, upper and lower case alike; the first is the best. */
  readonly terms: (word: string) => readonly Term[];
  /** The term with a registered number; of those that belong to one IKE version, the one of `version`. */
  readonly numbered: (kind: string, number: number, version?: 1 | 2) => Term | undefined;
  /** Terms that stand in a line, the longest at each place, in order. */
  readonly termsIn: (text: string) => readonly TermInText[];
}

interface Spelling {
  readonly lower: string;
  readonly exact: string;
  /** Plain words (`aes`, `ESP`) also occur in prose: only this spelling counts. Names such as MM_NO_STATE count in any case. */
  readonly strict: boolean;
  readonly term: Term;
}

const lookups = new WeakMap<Catalogue, Lookup>();

export function lookupOf(catalogue: Catalogue): Lookup {
  let lookup = lookups.get(catalogue);
  if (!lookup) {
    lookup = build(catalogue);
    lookups.set(catalogue, lookup);
  }
  return lookup;
}

function build(catalogue: Catalogue): Lookup {
  const headsByFamily = new Map<string, RegExp[]>();
  for (const head of catalogue.heads)
    if (head.starts.length > 0)
      for (const family of head.bodies ?? [head.id]) push(headsByFamily, family, new RegExp(head.pattern, 'y'));
  const bodyOf = (message: Message, text: string, start: number): number => {
    for (const head of headsByFamily.get(message.head) ?? []) {
      head.lastIndex = start;
      if (head.test(text)) return head.lastIndex;
    }
    return start;
  };
  const ikeByFamily = new Map(
    catalogue.heads.flatMap((head) =>
      head.ike ? (head.bodies ?? [head.id]).map((body) => [body, head.ike] as const) : [],
    ),
  );
  const byWord = new Map<string, Term[]>();
  const byNumber = new Map<string, Term[]>();
  const byFirstWord = new Map<string, Spelling[]>();
  for (const term of catalogue.terms) {
    if (term.number !== undefined) push(byNumber, `${term.kind} ${term.number}`, term);
    for (const exact of new Set([...term.words, ...(term.name === undefined ? [] : [term.name])])) {
      const lower = exact.toLowerCase();
      push(byWord, lower, term);
      const first = /\w+/.exec(lower)?.[0];
      const strict = /^[A-Za-z]+$/.test(exact);
      // `DOWN`, `READY` or `NHRP` are states only where a state is read; elsewhere they are words.
      if (first !== undefined && lower.startsWith(first) && !(strict && /state/.test(term.kind)))
        push(byFirstWord, first, { lower, exact, strict, term });
    }
  }
  for (const spellings of byFirstWord.values()) spellings.sort((a, b) => b.lower.length - a.lower.length);

  const termsIn = (text: string): TermInText[] => {
    const lower = text.toLowerCase();
    // Some letters change their length in lower case; such a line holds no device output worth a search.
    if (lower.length !== text.length) return [];
    const found: TermInText[] = [];
    let from = 0;
    for (const match of lower.matchAll(/\w+/g)) {
      if (match.index < from) continue;
      const spelling = byFirstWord
        .get(match[0])
        ?.find(
          (candidate) =>
            lower.startsWith(candidate.lower, match.index) &&
            !/\w/.test(lower[match.index + candidate.lower.length] ?? ' ') &&
            (!candidate.strict || text.startsWith(candidate.exact, match.index)),
        );
      if (!spelling) continue;
      from = match.index + spelling.lower.length;
      found.push({ term: spelling.term, start: match.index, end: from });
    }
    return found;
  };

  return {
    catalogue,
    ikeOf: (message) => message.effect?.version ?? ikeByFamily.get(message.head),
    bodyOf,
    terms: (word) => byWord.get(word.toLowerCase()) ?? [],
    numbered: (kind, number, version) => {
      const all = byNumber.get(`${kind} ${number}`) ?? [];
      return version === undefined && all.length > 1
        ? undefined
        : all.find((term) => term.version === undefined || version === undefined || term.version === version);
    },
    termsIn,
  };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
