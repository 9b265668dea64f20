// Colours by meaning for a range of lines: states good, waiting and bad, ids, addresses, counters, algorithms, names. Sparse on purpose.
import type { Catalogue, Fact, Health, Term, TokenType } from '../define.ts';
import type { Analysis, Capture, Occurrence, Span } from '../model.ts';
import { type Lookup, lookupOf } from './lookup.ts';
import { factsOnLine, isState, lineSpan, longestLine } from './places.ts';

type TokenKind = 'state' | Exclude<TokenType, 'stateGood' | 'stateWaiting' | 'stateBad'>;

export interface Token extends Span {
  readonly line: number;
  readonly kind: TokenKind;
  readonly health?: 'good' | 'waiting' | 'bad';
}

/** Tokens of the lines `firstLine` to `endLine` (exclusive), in order, not overlapping, none over a line break. */
export function tokensOf(
  analysis: Analysis,
  catalogue: Catalogue,
  firstLine: number,
  endLine: number,
): readonly Token[] {
  const lookup = lookupOf(catalogue);
  const tokens: Token[] = [];
  const last = Math.min(endLine, analysis.lineStarts.length);
  for (let line = Math.max(0, firstLine); line < last; line += 1) tokensOfLine(analysis, lookup, line, tokens);
  return tokens;
}

function tokensOfLine(analysis: Analysis, lookup: Lookup, line: number, tokens: Token[]): void {
  const capture = analysis.captureAt(line);
  const occurrence = analysis.messageAt(line);
  // Text that belongs to no capture keeps its plain colour.
  if (!capture && !occurrence) return;
  const { start, end } = lineSpan(analysis, line);
  if (start === end) return;
  const found: Token[] = [];
  // Of a whole proposal in one value, the algorithms are coloured one by one, on each of its lines.
  const proposal = Object.values(occurrence?.fields ?? {}).some(
    (fact) => fact && listsAlgorithms(fact, lookup) && fact.start < end && start < fact.end,
  );
  for (const fact of factsOnLine(analysis, line)) {
    const token = tokenOf(fact, line, lookup, capture);
    if (token && fact.end <= end && !(proposal && listsAlgorithms(fact, lookup))) found.push(token);
  }
  const text = analysis.text.slice(start, Math.min(end, start + longestLine));
  for (const { term, start: from, end: to } of lookup.termsIn(text)) {
    const span = { start: start + from, end: start + to };
    if (found.some((token) => token.start < span.end && span.start < token.end)) continue;
    const health = coloured(term.health);
    if (health) found.push({ ...span, line, kind: 'state', health });
    else if (proposal && term.strength) found.push({ ...span, line, kind: 'algorithm', ...strengthOf(term) });
  }
  if (occurrence) found.push(...wordsOf(occurrence, lookup, analysis.text, { start, end }, line, found));
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let free = start;
  for (const token of found) {
    if (token.start < free) continue;
    tokens.push(token);
    free = token.end;
  }
}

/** The words of a message that tells of success or failure, between its values and without the marks around them. */
function wordsOf(
  { message, start, end }: Occurrence,
  lookup: Lookup,
  text: string,
  line: Span,
  lineNumber: number,
  taken: readonly Span[],
): readonly Token[] {
  const { health } = message;
  if (health !== 'good' && health !== 'bad') return [];
  const tokens: Token[] = [];
  let from = Math.max(line.start, lookup.bodyOf(message, text, start));
  const last = Math.min(end, line.end);
  for (const next of [...taken.toSorted((a, b) => a.start - b.start), { start: last, end: last }]) {
    const to = Math.min(next.start, last);
    if (to > from) {
      const part = text.slice(from, to);
      const before = /^[^A-Za-z0-9]*/.exec(part)?.[0].length ?? 0;
      const words = part.slice(before).replace(/[^A-Za-z0-9]+$/, '');
      if (words.length > 1)
        tokens.push({
          start: from + before,
          end: from + before + words.length,
          line: lineNumber,
          kind: 'state',
          health,
        });
    }
    from = Math.max(from, next.end);
  }
  return tokens;
}

function tokenOf(fact: Fact, line: number, lookup: Lookup, capture: Capture | undefined): Token | undefined {
  const place = { start: fact.start, end: fact.end, line };
  const term = lookup.terms(fact.value)[0];
  const health = coloured(capture?.definition?.health?.(fact.name, fact.value) ?? term?.health);
  const token = lookup.catalogue.kinds[fact.kind]?.token;
  if (token === 'stateGood') return { ...place, kind: 'state', health: 'good' };
  if (token === 'stateWaiting') return { ...place, kind: 'state', health: 'waiting' };
  if (token === 'stateBad') return { ...place, kind: 'state', health: 'bad' };
  if (isState(fact) || (!token && health)) return { ...place, kind: 'state', ...(health ? { health } : {}) };
  if (!token) return undefined;
  if (token === 'algorithm' && (term?.strength === 'weak' || term?.strength === 'broken'))
    return { ...place, kind: token, ...strengthOf(term) };
  return { ...place, kind: token, ...(health ? { health } : {}) };
}

/** Weak algorithms look like what is not settled, broken ones like what failed. */
const strengthOf = ({ strength }: Term): { health?: 'waiting' | 'bad' } =>
  strength === 'weak' ? { health: 'waiting' } : strength === 'broken' ? { health: 'bad' } : {};

const listsAlgorithms = ({ kind, value }: Fact, { catalogue }: Lookup): boolean =>
  catalogue.kinds[kind]?.token === 'algorithm' && /\s/.test(value);

const coloured = (health: Health | undefined): 'good' | 'waiting' | 'bad' | undefined =>
  health === 'neutral' ? undefined : health;
