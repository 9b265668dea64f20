// Finds and masks keys, passwords and community strings, so that nothing that is printed holds one.
import type { Span } from '../engine/model.ts';
import { secretForms } from '../knowledge/secrets.ts';

export const MASK = '********';

const PREFIX = {
  line: '^[ \\t>|]*(?:\\S{1,80}[#>] *)?',
  words: '^[ \\t>|]*(?:\\S{1,80}[#>] *)?(?:[\\w./-]+ +){0,8}?',
} as const;

const forms = secretForms.map(({ pattern, begins, below }) => ({
  regex: new RegExp((begins ? PREFIX[begins] : '') + pattern, 'dg'),
  below: below === undefined ? undefined : new RegExp(below),
}));

/** A word that every form needs: lines without one are passed by. */
const HINT = /key|pass|secret|community|snmp|auth/i;

/** Spans of the secrets in one line, in order and apart; `above` gives the lines above it, nearest first, for tables. */
export function secretsIn(line: string, above?: (distance: number) => string | undefined): readonly Span[] {
  let spans: Span[] = [];
  for (const { regex, below } of forms) {
    if (below ? !isBelow(regex, below, line, above) : !HINT.test(line)) continue;
    const fresh: Span[] = [];
    // The matches of a form follow each other, as what earlier forms found does: one way through both, for a line may be all secrets.
    let nearest = 0;
    let taken = 0;
    regex.lastIndex = 0;
    for (let match = regex.exec(line); match; match = regex.exec(line)) {
      const [start, end] = match.indices?.groups?.secret ?? [0, 0];
      while ((spans[nearest]?.end ?? line.length) <= start) nearest += 1;
      if (end > start && start >= taken && (spans[nearest]?.start ?? line.length) >= end) {
        fresh.push({ start, end });
        taken = end;
      }
      if (regex.lastIndex === match.index) regex.lastIndex += 1;
    }
    if (fresh.length > 0) spans = [...spans, ...fresh].sort((one, other) => one.start - other.start);
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
