// Lines, words and records for outputs that are read line by line: configurations and routing tables.
import type { Fact, Rec, Source } from '../../engine/define.ts';

export interface Line {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly indent: number;
  readonly text: string;
}

/** The lines that are not blank, without the blanks and quoting marks around them. */
export function linesOf(source: Source): Line[] {
  const lines: Line[] = [];
  for (let line = source.firstLine; line < source.endLine; line += 1) {
    const from = source.lineStart(line);
    const raw = source.text.slice(from, source.lineEnd(line)).replace(/[\t\u00a0]/g, ' ');
    const text = raw.replace(/^[\s>|]+/, '');
    const indent = raw.length - text.length;
    const trimmed = text.trimEnd();
    if (trimmed) lines.push({ line, start: from + indent, end: from + indent + trimmed.length, indent, text: trimmed });
  }
  return lines;
}

export function record(kind: string, line: Line): Rec {
  return { kind, line: line.line, start: line.start, end: line.end, fields: {}, all: [], children: [] };
}

/** Adds a value that stands at `at` of the line's text. */
export function add(rec: Rec, line: Line, name: string, kind: string, value: string, at: number): void {
  const fact: Fact = { name, kind, value, start: line.start + at, end: line.start + at + value.length };
  rec.all.push(fact);
  rec.fields[name] ??= fact;
}

/** Adds the named groups of a match (made with the `d` flag) as facts. */
export function addGroups(rec: Rec, line: Line, match: RegExpExecArray, kinds: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(match.groups ?? {})) {
    const place = match.indices?.groups?.[name];
    if (value !== undefined && place) add(rec, line, name, kinds[name] ?? 'word', value, place[0]);
  }
}
