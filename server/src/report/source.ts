// The text of an analysis as reports print it: lines by number, places of spans, secrets masked.
import { lineAt, lineEnd } from '../engine/lines.ts';
import type { Analysis, Evidence, Role, Span } from '../engine/model.ts';
import { MASK, maskLine, replaceSpans, secretsIn } from './secrets.ts';

/** One piece of evidence where it stands: line 1-based, characters 0-based, end exclusive, cut to its first line. */
export interface Place {
  readonly line: number;
  readonly startCharacter: number;
  readonly endCharacter: number;
  readonly role: Role;
  /** What stands there, without secrets. */
  readonly text: string;
}

type Text = Pick<Analysis, 'text' | 'lineStarts'>;

/** A line as the user sees it (0-based number), without its line break. */
export function rawLine({ text, lineStarts }: Text, line: number): string | undefined {
  const start = lineStarts[line];
  return start === undefined ? undefined : text.slice(start, lineEnd(text, lineStarts, line));
}

/** The same without secrets. */
export function printableLine(of: Text, line: number): string {
  const raw = rawLine(of, line) ?? '';
  return maskLine(raw, (distance) => rawLine(of, line - distance));
}

export function placeOf(of: Text, span: Evidence): Place {
  const line = lineAt(of.lineStarts, span.start);
  const start = of.lineStarts[line] ?? 0;
  const raw = rawLine(of, line) ?? '';
  const startCharacter = Math.min(span.start - start, raw.length);
  const endCharacter = Math.max(startCharacter, Math.min(span.end - start, raw.length));
  return {
    line: line + 1,
    startCharacter,
    endCharacter,
    role: span.role,
    text: printablePart(of, line, raw, startCharacter, endCharacter),
  };
}

/** A part of a line, without the secrets that reach into it. */
function printablePart(of: Text, line: number, raw: string, start: number, end: number): string {
  const inside: Span[] = [];
  for (const secret of secretsIn(raw, (distance) => rawLine(of, line - distance))) {
    const [from, to] = [Math.max(secret.start, start), Math.min(secret.end, end)];
    if (to > from) inside.push({ start: from - start, end: to - start });
  }
  return replaceSpans(raw.slice(start, end), inside, () => MASK);
}

/** Lines of a finding's evidence in order, each once. */
export function evidencePlaces(of: Text, evidence: readonly Evidence[]): readonly Place[] {
  return evidence
    .map((span) => placeOf(of, span))
    .sort((a, b) => a.line - b.line || a.startCharacter - b.startCharacter);
}
