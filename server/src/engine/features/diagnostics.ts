// The problems list: one entry for each cause and tunnel, on the causal line, in one line of text, with its evidence beside it.
import type { Analysis, Finding, Severity, Span } from '../model.ts';
import { lineOf, lineSpan } from './places.ts';
import { shorten } from './prose.ts';

export interface Diagnostic extends Span {
  /** None for the entry that says how many were left out. */
  readonly code?: string;
  readonly severity: Severity;
  readonly message: string;
  /** Evidence beside the causal line, and what is to be said of it. */
  readonly related: readonly (Span & { readonly note: string; readonly excerpt: boolean })[];
  /** Noise that looks alarming: editors may fade it. */
  readonly unnecessary: boolean;
  /** Index in `Analysis.findings`; -1 for the entry that says how many were left out. */
  readonly finding: number;
}

export type Shown = Severity | 'off';

/** What the user chose for a code, in place of the program's own judgement. */
export type SeverityOf = (code: string) => Shown | undefined;

const longestMessage = 120;
const mostDiagnostics = 200;
/** Editors show these in the hover above our own: few and short. */
const mostRelated = 3;
const mostSymptoms = 1;

const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

export function diagnosticsOf(analysis: Analysis, chosen: SeverityOf = () => undefined): readonly Diagnostic[] {
  const explained = new Set(analysis.findings.filter(({ role }) => role === 'cause').map(({ tunnel }) => tunnel));
  const all: Diagnostic[] = [];
  analysis.findings.forEach((finding, index) => {
    // A symptom whose cause is named is evidence of that cause, not a second problem.
    if (finding.role === 'symptom' && explained.has(finding.tunnel)) return;
    const severity = chosen(finding.code) ?? severityOf(finding);
    const at = finding.evidence[0];
    if (severity === 'off' || !at) return;
    all.push({
      ...onOneLine(analysis, at),
      code: finding.code,
      severity,
      message: messageOf(finding),
      related: [...relatedOf(analysis, finding), ...symptomsOf(analysis, finding)],
      unnecessary: severityOf(finding) === 'hint',
      finding: index,
    });
  });
  const primary = (entry: Diagnostic): number =>
    analysis.verdict.primary !== null && entry.code === analysis.verdict.primary ? 0 : 1;
  all.sort(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) || primary(a) - primary(b) || a.start - b.start,
  );
  if (all.length <= mostDiagnostics) return all;
  const shown = all.slice(0, mostDiagnostics - 1);
  const last = lineSpan(analysis, analysis.lineStarts.length - 1);
  const left = all.length - shown.length;
  return [
    ...shown,
    {
      ...last,
      severity: 'information',
      message: `${left} more findings are not shown here; the report lists all of them`,
      related: [],
      unnecessary: false,
      finding: -1,
    },
  ];
}

/** What frightens and asks for nothing: it stays out of lists. */
export const isNoise = ({ role, severity, next, fix }: Finding): boolean =>
  severity === 'hint' || (role === 'context' && next.length + fix.length === 0);

/** Severity is certainty times impact: only what is proven is an error. */
function severityOf(finding: Finding): Severity {
  const { severity, certainty } = finding;
  if (isNoise(finding)) return 'hint';
  if (certainty === 'certain' || severity === 'hint' || severity === 'information') return severity;
  if (certainty === 'likely') return 'warning';
  return 'information';
}

/** Fact, cause and first action in one line. */
function messageOf({ title, next }: Finding): string {
  const command = next[0]?.command;
  const whole = command ? `${title.replace(/\.$/, '')} → ${command}` : title;
  return whole.length <= longestMessage ? shorten(whole, longestMessage) : shorten(title, longestMessage);
}

function relatedOf(analysis: Analysis, finding: Finding): Diagnostic['related'] {
  const [first, ...rest] = finding.evidence;
  const seen = new Set(first ? [lineOf(analysis, first.start)] : []);
  const others = rest.filter(({ start }) => {
    const line = lineOf(analysis, start);
    return !seen.has(line) && seen.add(line);
  });
  const related: (Span & { note: string; excerpt: boolean })[] = others
    .slice(0, mostRelated)
    .sort((a, b) => a.start - b.start)
    .map((evidence) => ({ ...onOneLine(analysis, evidence), note: evidence.role, excerpt: true }));
  // How often it repeats is worth a line where not every time is shown.
  if (finding.count > seen.size && first)
    related.push({
      ...onOneLine(analysis, first),
      note: `seen ${finding.count} times; this is the first`,
      excerpt: false,
    });
  return related;
}

/** What follows from a cause on the same tunnel: told beside it, since it has no entry of its own. */
function symptomsOf(analysis: Analysis, { role, tunnel }: Finding): Diagnostic['related'] {
  if (role !== 'cause') return [];
  const symptoms = analysis.findings.filter((other) => other.role === 'symptom' && other.tunnel === tunnel);
  return symptoms.slice(0, mostSymptoms).flatMap(({ title, evidence }) => {
    const [first] = evidence;
    return first
      ? [{ ...onOneLine(analysis, first), note: shorten(`symptom: ${title}`, longestMessage), excerpt: false }]
      : [];
  });
}

/** A squiggle stays on the line where it begins. */
function onOneLine(analysis: Analysis, { start, end }: Span): Span {
  const line = lineSpan(analysis, lineOf(analysis, start));
  return { start, end: Math.max(Math.min(end, line.end), Math.min(start + 1, line.end)) };
}
