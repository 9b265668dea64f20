// Places in an analysed text: lines of an offset, the words around it, the record and the facts that stand there.
import type { Fact, Rec } from '../define.ts';
import { lineAt, lineEnd } from '../lines.ts';
import type { Analysis, Attempt, Capture, Occurrence, Span } from '../model.ts';

/** No feature looks at more of one line than this. */
export const longestLine = 2000;

export const lineOf = (analysis: Analysis, offset: number): number => lineAt(analysis.lineStarts, offset);

export function lineSpan(analysis: Analysis, line: number): Span {
  const last = analysis.lineStarts.length - 1;
  const index = Math.max(0, Math.min(line, last));
  return {
    start: analysis.lineStarts[index] as number,
    end: lineEnd(analysis.text, analysis.lineStarts, index),
  };
}

/** The lines `first` to `last` (0-based, inclusive) without the last line break. */
export const linesSpan = (analysis: Analysis, first: number, last: number): Span => ({
  start: lineSpan(analysis, first).start,
  end: lineSpan(analysis, Math.max(first, last)).end,
});

/** The stretch of an offset's line that features read, and where it begins: all of it, or `longestLine` characters around the offset. */
export function lineTextAt(analysis: Analysis, offset: number): { readonly text: string; readonly start: number } {
  const { start, end } = lineSpan(analysis, lineOf(analysis, offset));
  if (end - start <= longestLine) return { text: analysis.text.slice(start, end), start };
  const from = Math.max(start, offset - longestLine / 2);
  return { text: analysis.text.slice(from, Math.min(end, from + longestLine)), start: from };
}

const wordCharacter = /[A-Za-z0-9_.:/*<>-]/;

/** The run of word characters at an offset, without punctuation at its ends. */
export function wordAt(analysis: Analysis, offset: number): Span | undefined {
  const { text, start } = lineTextAt(analysis, offset);
  const at = offset - start;
  let from = at;
  let to = at;
  while (from > 0 && wordCharacter.test(text[from - 1] as string)) from -= 1;
  while (to < text.length && wordCharacter.test(text[to] as string)) to += 1;
  while (from < to && /[.:/<\-*]/.test(text[from] as string)) from += 1;
  while (to > from && /[.:/>-]/.test(text[to - 1] as string)) to -= 1;
  return from < to && from <= at && at <= to ? { start: start + from, end: start + to } : undefined;
}

const factsByCapture = new WeakMap<Capture, readonly Fact[]>();

/** All facts of a capture's records, in the order of the text. */
export function factsOf(capture: Capture): readonly Fact[] {
  let facts = factsByCapture.get(capture);
  if (!facts) {
    const all: Fact[] = [];
    const collect = (rec: Rec): void => {
      for (const fact of rec.all) all.push(fact);
      rec.children.forEach(collect);
    };
    collect(capture.root);
    facts = all.sort((a, b) => a.start - b.start || b.end - a.end);
    factsByCapture.set(capture, facts);
  }
  return facts;
}

/** Words of a syslog head are no ids, though they are read like them. */
const headWords: ReadonlySet<string> = new Set(['facility', 'severity', 'mnemonic']);

/** Facts of a line, of its message and of the record around it. */
export function factsOnLine(analysis: Analysis, line: number): readonly Fact[] {
  const { start, end } = lineSpan(analysis, line);
  const found: Fact[] = [];
  const occurrence = analysis.messageAt(line);
  for (const fact of Object.values(occurrence?.fields ?? {}))
    if (fact && fact.start >= start && fact.end <= end && !headWords.has(fact.name)) found.push(fact);
  const capture = analysis.captureAt(line);
  if (capture && found.length === 0) {
    const facts = factsOf(capture);
    for (let index = firstFrom(facts, start); index < facts.length; index += 1) {
      const fact = facts[index] as Fact;
      if (fact.start >= end) break;
      found.push(fact);
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** The fact at an offset, the narrowest of several; a cursor right behind a fact counts too when nothing begins there. */
export function factAt(analysis: Analysis, offset: number): Fact | undefined {
  const facts = factsOnLine(analysis, lineOf(analysis, offset));
  let best: Fact | undefined;
  for (const fact of facts)
    if (fact.start <= offset && offset < fact.end && (!best || fact.end - fact.start < best.end - best.start))
      best = fact;
  return best ?? facts.find((fact) => fact.end === offset);
}

/** Records around an offset, outermost first, without the capture's root. */
export function recordsAt(analysis: Analysis, offset: number): readonly Rec[] {
  const capture = analysis.captureAt(lineOf(analysis, offset));
  const path: Rec[] = [];
  let rec = capture?.root;
  while (rec) {
    const inner: Rec | undefined = rec.children.find((child) => child.start <= offset && offset < child.end);
    if (inner) path.push(inner);
    rec = inner;
  }
  return path;
}

/** The attempt of a message; of one that takes no part in any, the attempt that was going on around it. */
export function attemptOf(analysis: Analysis, occurrence: Occurrence): Attempt | undefined {
  const own = analysis.attempts[occurrence.attempt];
  if (own) return own;
  return analysis.attempts.findLast(
    (attempt) =>
      attempt.startLine <= occurrence.line &&
      occurrence.line < attempt.endLine &&
      attempt.occurrences[0]?.capture === occurrence.capture,
  );
}

function firstFrom(facts: readonly Fact[], offset: number): number {
  let low = 0;
  let high = facts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((facts[middle] as Fact).start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const overlaps = (a: Span, b: Span): boolean => a.start <= b.end && b.start <= a.end;

/** Facts that name a state, whatever kind of word they are read as. */
export const isState = (fact: Fact): boolean =>
  /state$/i.test(fact.kind) || fact.name === 'state' || fact.name === 'status';

/** Lifetimes that count traffic: by their name, or because the line before says so of the bare number. */
export function isVolume(analysis: Analysis, fact: Fact): boolean {
  if (/kilo|kb|volume|bytes/i.test(fact.name)) return true;
  if (!/^life/i.test(fact.name)) return false;
  const { start, end } = lineSpan(analysis, lineOf(analysis, fact.start) - 1);
  return /kilobytes\s*$/i.test(analysis.text.slice(Math.max(start, end - 40), end));
}
