// Growing a selection: word, value, line, record by record, capture, everything.
import type { Analysis, Span } from '../model.ts';
import { factAt, lineOf, lineSpan, linesSpan, recordsAt, wordAt } from './places.ts';

/** Spans around an offset, from the narrowest to the whole text; each lies in the next. */
export function selectionAt(analysis: Analysis, offset: number): readonly Span[] {
  const line = lineOf(analysis, offset);
  const capture = analysis.captureAt(line);
  const attempt = analysis.attempts[analysis.messageAt(line)?.attempt ?? -1];
  const records = recordsAt(analysis, offset).toReversed();
  const candidates: (Span | undefined)[] = [
    wordAt(analysis, offset),
    factAt(analysis, offset),
    lineSpan(analysis, line),
    ...records,
    attempt && linesSpan(analysis, attempt.startLine, attempt.endLine - 1),
    capture && linesSpan(analysis, capture.startLine, capture.endLine - 1),
    { start: 0, end: analysis.text.length },
  ];
  const chain: Span[] = [];
  for (const span of candidates) {
    const inner = chain.at(-1) ?? { start: offset, end: offset };
    if (!span || span.start > inner.start || span.end < inner.end) continue;
    if (chain.length > 0 && span.start === inner.start && span.end === inner.end) continue;
    chain.push({ start: span.start, end: span.end });
  }
  return chain;
}
