// What the reports call things, and the order in which they tell them.

import { isOf } from '../engine/judge.ts';
import { lineAt } from '../engine/lines.ts';
import type { Analysis, Certainty, Finding, Severity, Side, Status, Step } from '../engine/model.ts';

export const STEP_NAMES: Readonly<Record<Step, string>> = {
  1: 'Connectivity',
  2: 'IKE (phase 1)',
  3: 'IPsec (phase 2)',
  4: 'Logs',
  5: 'Routing',
  6: 'Lifetime and rekey',
};

export const STATUS_NAMES: Readonly<Record<Status, string>> = {
  fault: 'Fault',
  undetermined: 'Undetermined',
  healthy: 'Healthy',
  'no-crypto': 'No crypto output',
};

export const CERTAINTY_NAMES: Readonly<Record<Certainty, string>> = {
  certain: 'the text proves it',
  likely: 'likely',
  possible: 'possible',
};

/** Only what was seen to follow from a cause that is told too. */
export const isExplained = ({ findings, verdict }: Analysis, finding: Finding): boolean =>
  finding.role === 'symptom' &&
  finding !== findings.find(({ code }) => code === verdict.primary) &&
  findings.some((other) => other.role === 'cause');

export const FOLLOWS = 'It follows from the fault above: mend that first.';

const SIDE_NAMES: Readonly<Record<Side, string>> = {
  local: 'this device',
  remote: 'the peer',
  either: 'either end',
  unknown: 'cannot be told from this text',
};

/** Where two values have to be the same, it is nobody's fault alone. */
export const sideOf = ({ side, code }: Finding): string =>
  side === 'either' && code.endsWith('-mismatch') ? 'either end: they have to agree' : SIDE_NAMES[side];

export const WHERE_NAMES = { local: 'on this device', remote: 'on the peer', either: 'on either end' } as const;

export const PLATFORM_NAMES = { ios: 'IOS and IOS-XE', asa: 'ASA and FTD' } as const;

/** `on the peer`; where fixes in several languages stand side by side, each names its own: `on the peer (ASA and FTD)`. */
export const placeOfFix = ({ where, platform }: Finding['fix'][number], all: Finding['fix']): string =>
  all.some((other) => other.platform !== platform)
    ? `${WHERE_NAMES[where]} (${PLATFORM_NAMES[platform]})`
    : WHERE_NAMES[where];

export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

export const isAtLeast = ({ severity }: Finding, least: Severity): boolean =>
  SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);

/** Findings of at least this severity, the root cause first, then causes, symptoms and context as the judge ranked them. */
export function ranked(analysis: Analysis, least: Severity = 'hint'): readonly Finding[] {
  const rank = { cause: 1, symptom: 2, context: 3 } as const;
  const order = (finding: Finding): number => (finding.code === analysis.verdict.primary ? 0 : rank[finding.role]);
  return analysis.findings.filter((finding) => isAtLeast(finding, least)).toSorted((a, b) => order(a) - order(b));
}

/** What a person reads: the first of a long list, and how many are left out. */
export function firstOf<T>(list: readonly T[], most: number): { readonly shown: readonly T[]; readonly left: number } {
  return { shown: list.slice(0, most), left: Math.max(0, list.length - most) };
}

/** Tunnels with something wrong first, in the order of the text otherwise. */
export function rankedTunnels({ tunnels, findings }: Analysis): Analysis['tunnels'] {
  const wrong = new Set(findings.filter(({ role }) => role !== 'context').map(({ tunnel }) => tunnel));
  return tunnels.toSorted((a, b) => Number(wrong.has(b.id)) - Number(wrong.has(a.id)));
}

export interface CheckedStep {
  readonly step: Step;
  readonly status: 'pass' | 'fail' | 'unknown';
  readonly why: string;
  /** 1-based. */
  readonly lines: readonly number[];
}

/** All six steps of one tunnel; the logs are those of the whole text. */
export function checklist(analysis: Analysis, tunnel: Analysis['tunnels'][number]): readonly CheckedStep[] {
  return [...tunnel.steps, logStep(analysis, tunnel)].sort((a, b) => a.step - b.step);
}

function logStep(analysis: Analysis, tunnel: Analysis['tunnels'][number]): CheckedStep {
  const isLog = (line: number): boolean => ['debug', 'syslog'].includes(analysis.captureAt(line)?.kind ?? '');
  const logs = analysis.captures.filter(({ kind }) => kind === 'debug' || kind === 'syslog');
  if (logs.length === 0) return { step: 4, status: 'unknown', why: 'No debug or syslog is in the text.', lines: [] };
  const lines = analysis.findings
    .filter(({ role, severity }) => role !== 'context' && (severity === 'error' || severity === 'warning'))
    .filter((finding) => isOf(tunnel, finding))
    .flatMap(({ evidence }) => evidence.map(({ start }) => lineAt(analysis.lineStarts, start)))
    .filter(isLog);
  if (lines.length === 0) {
    return {
      step: 4,
      status: 'pass',
      why: 'The log holds no fault.',
      lines: logs.map(({ startLine }) => startLine + 1),
    };
  }
  const sorted = [...new Set(lines)].sort((a, b) => a - b).map((line) => line + 1);
  return { step: 4, status: 'fail', why: 'The log shows the fault.', lines: sorted };
}

/** A part of a long line around a span, with the span's place in it. */
export function clip(
  line: string,
  start: number,
  end: number,
  width = 160,
): { readonly text: string; readonly start: number; readonly end: number } {
  if (line.length <= width) return { text: line, start, end };
  const from = Math.max(0, Math.min(start - 20, line.length - width));
  const to = from + width;
  const text = `${from > 0 ? '…' : ''}${line.slice(from, to)}${to < line.length ? '…' : ''}`;
  const shift = from > 0 ? 1 - from : 0;
  return { text, start: start + shift, end: Math.min(end + shift, text.length) };
}
