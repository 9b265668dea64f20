// Folding: captures, the records of show outputs, the attempts of a debug.
import type { Rec } from '../define.ts';
import type { Analysis } from '../model.ts';
import { lineOf } from './places.ts';

/** 0-based lines, both inclusive. */
export interface Fold {
  readonly startLine: number;
  readonly endLine: number;
}

/** At most `limit` folds; the deepest are left out first. */
export function foldsOf(analysis: Analysis, limit = 5000): readonly Fold[] {
  const found = new Map<number, Fold & { readonly depth: number }>();
  const add = (startLine: number, endLine: number, depth: number): void => {
    const known = found.get(startLine);
    if (endLine > startLine && (!known || known.depth > depth)) found.set(startLine, { startLine, endLine, depth });
  };
  const records = (rec: Rec, depth: number): void => {
    for (const child of rec.children) {
      add(child.line, lineOf(analysis, Math.max(child.start, child.end - 1)), depth);
      if (found.size < limit * 2) records(child, depth + 1);
    }
  };
  for (const capture of analysis.captures) {
    add(capture.startLine, lastTextLine(analysis, capture.startLine, capture.endLine - 1), 0);
    if (capture.kind === 'show' || capture.kind === 'config') records(capture.root, 1);
  }
  for (const attempt of analysis.attempts) add(attempt.startLine, attempt.endLine - 1, 1);
  const folds = [...found.values()];
  const kept = folds.length <= limit ? folds : folds.sort((a, b) => a.depth - b.depth).slice(0, limit);
  return kept.sort((a, b) => a.startLine - b.startLine).map(({ startLine, endLine }) => ({ startLine, endLine }));
}

/** Blank lines between two captures stay visible. */
function lastTextLine(analysis: Analysis, first: number, last: number): number {
  let line = last;
  while (line > first) {
    const start = analysis.lineStarts[line] as number;
    const end = analysis.lineStarts[line + 1] ?? analysis.text.length;
    if (end - start > 200 || analysis.text.slice(start, end).trim() !== '') break;
    line -= 1;
  }
  return line;
}
