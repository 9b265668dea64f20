// The catalogue as features ask it: terms by the words that devices print, rules by code.
import type { Catalogue, Rule, Term } from '../define.ts';
import type { Span } from '../model.ts';

export interface TermInText extends Span {
  readonly term: Term;
}

export interface Lookup {
  readonly catalogue: Catalogue;
  readonly rule: (code: string) => Rule | undefined;
  /** Terms spelled exactly so, upper and lower case alike; the first is the best. */
  readonly terms: (word: string) => readonly Term[];
  readonly numbered: (kind: string, number: number) => Term | undefined;
  /** Terms that stand in a line, the longest at each place, in order. */
  readonly termsIn: (text: string) => readonly TermInText[];
}

interface Spelling {
  readonly lower: string;
  readonly exact: string;
  /** Plain words (`Active`, `up`) also occur in prose: only this spelling counts. Names such as MM_NO_STATE count in any case. */
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
  const rules = new Map(catalogue.rules.map((rule) => [rule.code, rule]));
  const byWord = new Map<string, Term[]>();
  const byNumber = new Map<string, Term>();
  const byFirstWord = new Map<string, Spelling[]>();
  for (const term of catalogue.terms) {
    if (term.number !== undefined && !byNumber.has(`${term.kind} ${term.number}`))
      byNumber.set(`${term.kind} ${term.number}`, term);
    for (const exact of new Set([...term.words, ...(term.name === undefined ? [] : [term.name])])) {
      const lower = exact.toLowerCase();
      push(byWord, lower, term);
      const first = /\w+/.exec(lower)?.[0];
      if (first !== undefined && lower.startsWith(first))
        push(byFirstWord, first, { lower, exact, strict: /^[A-Za-z]+$/.test(exact), term });
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
    rule: (code) => rules.get(code),
    terms: (word) => byWord.get(word.toLowerCase()) ?? [],
    numbered: (kind, number) => byNumber.get(`${kind} ${number}`),
    termsIn,
  };
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
