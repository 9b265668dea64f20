// The outline: capture, the tunnels seen in it, the attempts and SAs of each, the exchanges of an attempt.
import type { Analysis, Attempt, Capture, IkeSa, IpsecSa, Occurrence, Span } from '../model.ts';
import { lineSpan, linesSpan } from './places.ts';
import { shorten } from './prose.ts';
import { seenIn } from './seen.ts';

export interface Symbol extends Span {
  readonly kind: 'capture' | 'tunnel' | 'ike' | 'ipsec' | 'attempt' | 'exchange';
  readonly name: string;
  readonly detail: string;
  /** Where the name stands. */
  readonly at: Span;
  readonly children: readonly Symbol[];
}

/** No outline is longer: beyond it nobody reads, and the editor stalls. */
const mostSymbols = 5000;

export function symbolsOf(analysis: Analysis): readonly Symbol[] {
  const budget = { left: mostSymbols };
  return analysis.captures.slice(0, mostSymbols).map((capture) => {
    const last = Math.max(capture.startLine, capture.endLine - 1);
    const own = linesSpan(analysis, capture.startLine, last);
    const children = tunnelsIn(analysis, capture, budget);
    return {
      kind: 'capture',
      name: capture.command,
      detail: [capture.device, capture.platform === 'unknown' ? '' : capture.platform].filter(Boolean).join(', '),
      // A record may end a line later than what was understood of its output.
      start: children.reduce((start, child) => Math.min(start, child.start), own.start),
      end: children.reduce((end, child) => Math.max(end, child.end), own.end),
      at: lineSpan(analysis, capture.startLine),
      children,
    };
  });
}

function tunnelsIn(analysis: Analysis, capture: Capture, budget: { left: number }): readonly Symbol[] {
  const symbols: Symbol[] = [];
  for (const { tunnel, ike, ipsec, attempts } of seenIn(analysis, capture.index)) {
    if (budget.left <= 0) break;
    const children = [
      ...ike.map((sa) => ikeSymbol(analysis, sa)),
      ...ipsec.map((sa) => ipsecSymbol(analysis, sa)),
      ...attempts.map((attempt) => attemptSymbol(analysis, attempt, budget)),
    ].sort((a, b) => a.start - b.start);
    budget.left -= children.length + 1;
    const first = children[0];
    if (!tunnel) symbols.push(...children);
    else if (first)
      symbols.push({
        kind: 'tunnel',
        name: `${tunnel.local ?? 'any'} ↔ ${tunnel.remote ?? 'any'}`,
        detail: tunnel.interface ?? '',
        start: first.start,
        end: children.reduce((end, child) => Math.max(end, child.end), first.end),
        at: first.at,
        children,
      });
  }
  return symbols.sort((a, b) => a.start - b.start);
}

const ikeSymbol = (analysis: Analysis, ike: IkeSa): Symbol => ({
  kind: 'ike',
  name: `IKEv${ike.version} SA`,
  detail: `${ike.state}, ${ike.health}`,
  ...widened(analysis, ike.span, ike.line),
  at: lineSpan(analysis, ike.line),
  children: [],
});

const ipsecSymbol = (analysis: Analysis, sa: IpsecSa): Symbol => ({
  kind: 'ipsec',
  name: `IPsec SA ${sa.localSelector ?? 'any'} → ${sa.remoteSelector ?? 'any'}`,
  detail: `${sa.health}, out ${sa.encaps ?? '?'}, in ${sa.decaps ?? '?'}`,
  ...widened(analysis, sa.span, sa.line),
  at: lineSpan(analysis, sa.line),
  children: [],
});

function attemptSymbol(analysis: Analysis, attempt: Attempt, budget: { left: number }): Symbol {
  const outcome = attempt.childUp ? 'up' : attempt.ikeUp ? 'IKE up, no IPsec SA' : 'not up';
  const exchanges = exchangesOf(analysis, attempt).slice(0, Math.max(0, Math.min(60, budget.left)));
  budget.left -= exchanges.length + 1;
  return {
    kind: 'attempt',
    name: [
      attempt.version ? `IKEv${attempt.version}` : 'IKE',
      attempt.mode,
      'attempt',
      attempt.peer ? `with ${attempt.peer}` : '',
    ]
      .filter(Boolean)
      .join(' '),
    detail: [attempt.role, outcome].filter(Boolean).join(', '),
    ...linesSpan(analysis, attempt.startLine, attempt.endLine - 1),
    at: lineSpan(analysis, attempt.startLine),
    children: exchanges,
  };
}

/** One symbol for each message sent or received, up to the next one. */
function exchangesOf(analysis: Analysis, attempt: Attempt): readonly Symbol[] {
  const arrows = attempt.occurrences.filter((occurrence) => occurrence.message.effect?.arrow);
  return arrows.map((occurrence, index) => {
    const next = arrows[index + 1];
    const last = Math.max(occurrence.line, (next?.line ?? attempt.endLine) - 1);
    return {
      kind: 'exchange',
      name: exchangeName(analysis, occurrence),
      detail: '',
      ...linesSpan(analysis, occurrence.line, last),
      at: lineSpan(analysis, occurrence.line),
      children: [],
    };
  });
}

function exchangeName(analysis: Analysis, { message, start, end }: Occurrence): string {
  const arrow = message.effect?.arrow === 'out' ? '→' : '←';
  return `${arrow} ${message.effect?.label ?? shorten(analysis.text.slice(start, end), 60)}`;
}

/** The range of a symbol holds the line of its name. */
function widened(analysis: Analysis, span: Span, line: number): Span {
  const whole = lineSpan(analysis, line);
  return { start: Math.min(span.start, whole.start), end: Math.max(span.end, whole.end) };
}
