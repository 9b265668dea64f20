// Colours by meaning for a range of lines: states good, waiting and bad, ids, addresses, counters, algorithms, names. Sparse on purpose.
import type { Catalogue, Fact, Health, TokenType } from '../define.ts';
import type { Analysis, Capture, Span } from '../model.ts';
import { type Lookup, lookupOf } from './lookup.ts';
import { factsOnLine, isState, lineSpan, longestLine } from './places.ts';

export type TokenKind = 'state' | Exclude<TokenType, 'stateGood' | 'stateWaiting' | 'stateBad'>;

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
  for (const fact of factsOnLine(analysis, line)) {
    const token = tokenOf(fact, line, lookup, capture);
    if (token && fact.end <= end) found.push(token);
  }
  const text = analysis.text.slice(start, Math.min(end, start + longestLine));
  for (const { term, start: from, end: to } of lookup.termsIn(text)) {
    const health = coloured(term.health);
    const span = { start: start + from, end: start + to };
    if (health && !found.some((token) => token.start < span.end && span.start < token.end))
      found.push({ ...span, line, kind: 'state', health });
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let free = start;
  for (const token of found) {
    if (token.start < free) continue;
    tokens.push(token);
    free = token.end;
  }
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
    return { ...place, kind: token, health: term.strength === 'weak' ? 'waiting' : 'bad' };
  return { ...place, kind: token, ...(health ? { health } : {}) };
}

const coloured = (health: Health | undefined): 'good' | 'waiting' | 'bad' | undefined =>
  health === 'neutral' ? undefined : health;
