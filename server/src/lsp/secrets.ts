// Keys and passwords in the editor: never quoted in a hover, and replaced in the text by one quick fix.
import { lineOf, lineSpan } from '../engine/features/places.ts';
import type { Analysis, Span } from '../engine/model.ts';
import { MASK, secretsIn } from '../report/secrets.ts';
import { rawLine } from '../report/source.ts';

/** A selection of a whole log is searched this far. */
const mostLines = 200;

/** Places of secrets on the lines of a span. */
export function secretSpans(analysis: Analysis, span: Span): readonly Span[] {
  const first = lineOf(analysis, span.start);
  const last = Math.min(lineOf(analysis, span.end), first + mostLines);
  const found: Span[] = [];
  for (let line = first; line <= last; line += 1) {
    const { start } = lineSpan(analysis, line);
    for (const secret of secretsIn(rawLine(analysis, line) ?? '', (distance) => rawLine(analysis, line - distance)))
      found.push({ start: start + secret.start, end: start + secret.end });
  }
  return found;
}

export const secretsOn = (analysis: Analysis, span: Span): readonly string[] =>
  secretSpans(analysis, span).map(({ start, end }) => analysis.text.slice(start, end));

export const hideSecrets = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((shown, secret) => shown.replaceAll(secret, MASK), text);
