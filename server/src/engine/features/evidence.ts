// Evidence of all findings in the order of the text: where "next" and "previous" go.
import type { Analysis, Span } from '../model.ts';
import { lineOf } from './places.ts';

export interface EvidenceStop extends Span {
  readonly code: string;
}

/** The nearest evidence after or before an offset; beyond the last it begins again at the other end. */
export function evidenceFrom(
  analysis: Analysis,
  offset: number,
  direction: 'next' | 'previous',
): EvidenceStop | undefined {
  const stops = evidenceStops(analysis);
  return direction === 'next'
    ? (stops.find((stop) => stop.start > offset) ?? stops[0])
    : (stops.findLast((stop) => stop.start < offset) ?? stops.at(-1));
}

function evidenceStops(analysis: Analysis): readonly EvidenceStop[] {
  const stops = new Map<number, EvidenceStop>();
  for (const { code, evidence, role } of analysis.findings) {
    if (role === 'context') continue;
    for (const { start, end } of evidence) if (!stops.has(start)) stops.set(start, { start, end, code });
  }
  return [...stops.values()].sort((a, b) => a.start - b.start);
}

/** Lines with evidence of what is wrong, in order; a log full of one fault marks its first lines only. */
export function evidenceLines(analysis: Analysis): readonly number[] {
  return [...new Set(evidenceStops(analysis).map(({ start }) => lineOf(analysis, start)))].slice(0, mostLines);
}

const mostLines = 2000;
