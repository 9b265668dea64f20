// The outline: capture, the tunnels seen in it, the attempts and SAs of each, the exchanges of an attempt.
import type { Analysis, Attempt, Capture, Occurrence, Span, Tunnel } from '../model.ts';
import { lineSpan, linesSpan } from './places.ts';
import { shorten } from './prose.ts';

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
  const attempts = attemptsByCapture(analysis);
  return analysis.captures.map((capture) => {
    const last = Math.max(capture.startLine, capture.endLine - 1);
    return {
      kind: 'capture',
      name: capture.command,
      detail: [capture.device, capture.platform === 'unknown' ? '' : capture.platform].filter(Boolean).join(', '),
      ...linesSpan(analysis, capture.startLine, last),
      at: lineSpan(analysis, capture.startLine),
      children: budget.left > 0 ? tunnelsIn(analysis, capture, attempts.get(capture.index) ?? [], budget) : [],
    };
  });
}

function tunnelsIn(
  analysis: Analysis,
  capture: Capture,
  attempts: readonly Attempt[],
  budget: { left: number },
): readonly Symbol[] {
  const symbols: Symbol[] = [];
  const claimed = new Set<Attempt>();
  for (const tunnel of analysis.tunnels) {
    if (budget.left <= 0) break;
    const own = attempts.filter((attempt) => tunnel.attempts.includes(attempt));
    for (const attempt of own) claimed.add(attempt);
    const children = [
      ...sasIn(analysis, tunnel, capture),
      ...own.map((attempt) => attemptSymbol(analysis, attempt, budget)),
    ];
    if (children.length === 0) continue;
    budget.left -= children.length + 1;
    children.sort((a, b) => a.start - b.start);
    const first = children[0] as Symbol;
    symbols.push({
      kind: 'tunnel',
      name: `${tunnel.local ?? 'any'} ↔ ${tunnel.remote ?? 'any'}`,
      detail: tunnel.interface ?? '',
      start: first.start,
      end: Math.max(...children.map((child) => child.end)),
      at: first.at,
      children,
    });
  }
  for (const attempt of attempts)
    if (!claimed.has(attempt) && budget.left > 0) symbols.push(attemptSymbol(analysis, attempt, budget));
  return symbols.sort((a, b) => a.start - b.start);
}

function sasIn(analysis: Analysis, tunnel: Tunnel, capture: Capture): Symbol[] {
  const symbols: Symbol[] = [];
  for (const ike of tunnel.ike)
    if (ike.capture === capture.index)
      symbols.push({
        kind: 'ike',
        name: `IKEv${ike.version} SA`,
        detail: `${ike.state}, ${ike.health}`,
        ...widened(analysis, ike.span, ike.line),
        at: lineSpan(analysis, ike.line),
        children: [],
      });
  for (const sa of tunnel.ipsec)
    if (sa.capture === capture.index)
      symbols.push({
        kind: 'ipsec',
        name: `IPsec SA ${sa.localSelector ?? 'any'} → ${sa.remoteSelector ?? 'any'}`,
        detail: `${sa.health}, out ${sa.encaps ?? '?'}, in ${sa.decaps ?? '?'}`,
        ...widened(analysis, sa.span, sa.line),
        at: lineSpan(analysis, sa.line),
        children: [],
      });
  return symbols;
}

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

function attemptsByCapture(analysis: Analysis): Map<number, Attempt[]> {
  const byCapture = new Map<number, Attempt[]>();
  for (const attempt of analysis.attempts) {
    const capture = attempt.occurrences[0]?.capture ?? -1;
    const list = byCapture.get(capture);
    if (list) list.push(attempt);
    else byCapture.set(capture, [attempt]);
  }
  return byCapture;
}

/** The range of a symbol holds the line of its name. */
function widened(analysis: Analysis, span: Span, line: number): Span {
  const whole = lineSpan(analysis, line);
  return { start: Math.min(span.start, whole.start), end: Math.max(span.end, whole.end) };
}
