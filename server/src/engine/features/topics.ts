// The subjects that a hover is put together from, and the subject made of a term of the catalogue.
import type { Health, Term } from '../define.ts';
import type { Span } from '../model.ts';
import { type Prose, say, words } from './prose.ts';

/** One subject of a hover. */
export interface Topic extends Span {
  readonly title: Prose;
  readonly health?: Health;
  readonly said: readonly Prose[];
  readonly usually: readonly Prose[];
  readonly here: readonly Prose[];
  readonly next?: readonly { readonly command: string; readonly where: string; readonly why: string }[];
  readonly sources: readonly string[];
}

export function termTopic(term: Term, span: Span, spelled: string): Topic {
  const registered = term.name ?? spelled;
  const number = term.number === undefined ? '' : ` ${term.number}`;
  return {
    ...span,
    title: [...say`${spelled}`, ` — ${term.version ? `IKEv${term.version} ` : ''}${term.kind}${number}`],
    ...(term.health ? { health: term.health } : {}),
    said: [
      words(term.means),
      ...(registered.toLowerCase() === spelled.toLowerCase() ? [] : [words(`In the standards: ${registered}.`)]),
      ...(term.strength ? [words(strengthWords[term.strength])] : []),
      ...(term.standing ? [words(`In the RFCs: ${term.standing}.`)] : []),
    ],
    usually: term.usually ? [words(term.usually)] : [],
    here: [],
    next: term.next ? [{ command: term.next, where: 'either', why: '' }] : [],
    sources: term.sources,
  };
}

const strengthWords = {
  strong: 'Strength: strong; a good choice today.',
  acceptable: 'Strength: acceptable; still allowed, stronger ones exist.',
  weak: 'Strength: weak; the standards advise against it. Replace it when both ends can.',
  broken: 'Strength: broken; do not use it. Replace it on both ends.',
} as const;
