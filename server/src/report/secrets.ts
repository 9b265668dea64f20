// Finds and masks keys, passwords and community strings, so that nothing that is printed holds one.
import type { Span } from '../engine/model.ts';
import { secretForms } from '../knowledge/secrets.ts';

export const MASK = '********';

/** Where a line of a configuration begins, behind a prompt, or as a device that logs each command writes it down. */
const BEGIN = '(?:^[ \\t>|]*(?:\\S{1,80}[#>] *)?|\\blogged command: {0,2})';
const PREFIX = {
  line: BEGIN,
  words: `${BEGIN}(?:[\\w./-]+ +){0,8}?`,
} as const;

const forms = secretForms.map(({ pattern, begins, below }) => ({
  regex: new RegExp((begins ? PREFIX[begins] : '') + pattern, 'dg'),
  below: below === undefined ? undefined : new RegExp(below),
}));

/** A word that every form needs: lines without one are passed by. */
const HINT = /key|pass|secret|community|snmp|auth/i;

/** Spans of the secrets in one line, in order and apart; `above` gives the lines above it, nearest first, for tables. */
export function secretsIn(line: string, above?: (distance: number) => string | undefined): readonly Span[] {
  let spans: readonly Span[] = [];
  for (const { regex, below } of forms) {
    if (below ? !isBelow(regex, below, line, above) : !HINT.test(line)) continue;
    const found: Span[] = [];
    // Both lists are in order: each is walked once, however many secrets a line holds.
    let known = 0;
    regex.lastIndex = 0;
    for (let match = regex.exec(line); match; match = regex.exec(line)) {
      const [start, end] = match.indices?.groups?.secret ?? [0, 0];
      while (known < spans.length && (spans[known] as Span).end <= start) known += 1;
      const next = spans[known];
      if (end > start && !(next && next.start < end)) found.push({ start, end });
      if (regex.lastIndex === match.index) regex.lastIndex += 1;
    }
    if (found.length > 0) spans = [...spans, ...found].sort((a, b) => a.start - b.start);
  }
  return spans;
}

/** A line of a table: each line up to the heading has the form of a row. */
function isBelow(
  row: RegExp,
  heading: RegExp,
  line: string,
  above: ((distance: number) => string | undefined) | undefined,
): boolean {
  const matches = (text: string): boolean => {
    row.lastIndex = 0;
    return row.test(text);
  };
  if (!above || !matches(line)) return false;
  for (let distance = 1; distance <= 100; distance += 1) {
    const text = above(distance);
    if (text === undefined) return false;
    if (heading.test(text)) return true;
    if (text.trim() !== '' && !matches(text)) return false;
  }
  return false;
}

/** A line with its secrets replaced. */
export function maskLine(line: string, above?: (distance: number) => string | undefined): string {
  return replaceSpans(line, secretsIn(line, above), () => MASK);
}

export function replaceSpans(text: string, spans: readonly Span[], replacement: (found: string) => string): string {
  let result = '';
  let kept = 0;
  for (const { start, end } of spans) {
    result += text.slice(kept, start) + replacement(text.slice(start, end));
    kept = end;
  }
  return result + text.slice(kept);
}
