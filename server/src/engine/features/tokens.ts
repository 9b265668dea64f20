// Colours by meaning for a range of lines: states good, waiting and bad, ids, addresses, counters, algorithms, names. Sparse on purpose.
import type { Catalogue, Fact, Health, Term, TokenType } from '../define.ts';
import type { Analysis, Capture, Occurrence, Span } from '../model.ts';
import { type Lookup, lookupOf } from './lookup.ts';
import { attemptOf, factsOnLine, isState, lineOf, lineSpan, longestLine } from './places.ts';

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
  const health = occurrence && healthOfLine(analysis, occurrence);
  if (health) found.push(...wordsOf(occurrence, lookup, analysis.text, { start, end }, line, found, health));
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let free = start;
  for (const token of found) {
    if (token.start < free) continue;
    tokens.push(token);
    free = token.end;
  }
}

/** A line looks bad where the diagnosis rests on it, and not where a refusal was overcome. */
function healthOfLine(analysis: Analysis, occurrence: Occurrence): 'good' | 'bad' | undefined {
  const { health, says } = occurrence.message;
  if (provedLines(analysis).has(occurrence.line)) return 'bad';
  if (health === 'bad' && says?.some((claim) => !claim.lasting) && attemptOf(analysis, occurrence)?.recovered)
    return undefined;
  return health === 'good' || health === 'bad' ? health : undefined;
}

const proved = new WeakMap<Analysis, ReadonlySet<number>>();

/** Lines that prove a fault. */
function provedLines(analysis: Analysis): ReadonlySet<number> {
  let lines = proved.get(analysis);
  if (!lines) {
    const faults = analysis.findings.filter(
      ({ role, severity }) => role !== 'context' && (severity === 'error' || severity === 'warning'),
    );
    const causes = faults.flatMap(({ evidence }) => evidence.filter(({ role }) => role === 'cause'));
    lines = new Set(causes.map(({ start }) => lineOf(analysis, start)));
    proved.set(analysis, lines);
  }
  return lines;
}

/** The words that tell of success or failure: the longest stretch between the values of a message, up to a bracket. */
function wordsOf(
  { message, start, end }: Occurrence,
  lookup: Lookup,
  text: string,
  line: Span,
  lineNumber: number,
  taken: readonly Span[],
  health: 'good' | 'bad',
): readonly Token[] {
  let longest: Span | undefined;
  let from = Math.max(line.start, lookup.bodyOf(message, text, start));
  const last = Math.min(end, line.end);
  for (const next of [...taken.toSorted((a, b) => a.start - b.start), { start: last, end: last }]) {
    const part = text.slice(from, Math.max(from, Math.min(next.start, last)));
    const before = /^[^A-Za-z0-9]*/.exec(part)?.[0].length ?? 0;
    const words = part
      .slice(before)
      .replace(/ [([{].*$/, '')
      .replace(/[^A-Za-z0-9]+$/, '');
    if (words.length > Math.max(1, longest ? longest.end - longest.start : 0))
      longest = { start: from + before, end: from + before + words.length };
    from = Math.max(from, next.end);
  }
  return longest ? [{ ...longest, line: lineNumber, kind: 'state', health }] : [];
}

function tokenOf(fact: Fact, line: number, lookup: Lookup, capture: Capture | undefined): Token | undefined {
  const place = { start: fact.start, end: fact.end, line };
  const term = lookup.terms(fact.value)[0];
  const health = coloured(capture?.definition?.health?.(fact.name, fact.value) ?? term?.health);
  const token = lookup.catalogue.kinds[fact.kind]?.token;
  if (token === 'stateGood') return { ...place, kind: 'state', health: 'good' };
  if (token === 'stateWaiting') return { ...place, kind: 'state', health: 'waiting' };
  if (token === 'stateBad') return { ...place, kind: 'state', health: 'bad' };
  // A letter or two (`R`, `SA`) without a health is no state worth a colour.
  if (isState(fact) || (!token && health))
    return health || fact.end - fact.start > 2 ? { ...place, kind: 'state', ...(health ? { health } : {}) } : undefined;
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
