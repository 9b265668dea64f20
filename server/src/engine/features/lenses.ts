// One lens above each capture: what it shows, in a few words.
import type { Analysis, Capture, Finding } from '../model.ts';
import { lineOf } from './places.ts';
import { shorten } from './prose.ts';
import { seenIn } from './seen.ts';

export interface Lens {
  /** 0-based. */
  readonly line: number;
  readonly health: 'good' | 'waiting' | 'bad' | 'neutral';
  readonly title: string;
}

const mostLenses = 500;

export function lensesOf(analysis: Analysis): readonly Lens[] {
  const byCapture = new Map<number, Finding[]>();
  for (const finding of analysis.findings) {
    const first = finding.evidence[0];
    const capture = first && analysis.captureAt(lineOf(analysis, first.start));
    if (!capture || finding.role === 'context') continue;
    const known = byCapture.get(capture.index);
    if (known) known.push(finding);
    else byCapture.set(capture.index, [finding]);
  }
  return analysis.captures
    .slice(0, mostLenses)
    .map((capture) => lensOf(analysis, capture, byCapture.get(capture.index) ?? []));
}

function lensOf(analysis: Analysis, capture: Capture, findings: readonly Finding[]): Lens {
  const line = capture.startLine;
  const primary =
    findings.find((finding) => finding.code === analysis.verdict.primary) ??
    findings.find((finding) => finding.role === 'cause') ??
    findings[0];
  if (primary) {
    const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
    const health = primary.neutral || primary.severity === 'information' ? 'waiting' : 'bad';
    return { line, health, title: `${capture.command}: ${shorten(primary.title, 110)}${more}` };
  }
  const up = countUp(analysis, capture);
  if (up) return { line, health: up.health, title: `${capture.command}: ${up.text}` };
  return { line, health: 'neutral', title: `${capture.command}: nothing wrong seen here` };
}

function countUp(
  analysis: Analysis,
  capture: Capture,
): { readonly text: string; readonly health: 'good' | 'waiting' } | undefined {
  const seen = seenIn(analysis, capture.index);
  const ike = seen.flatMap((one) => one.ike);
  const ipsec = seen.flatMap((one) => one.ipsec);
  const attempts = seen.flatMap((one) => one.attempts);
  const parts = [
    count('IKE SA', ike.length, ike.filter((sa) => sa.health === 'up').length),
    count('IPsec SA pair', ipsec.length, ipsec.filter((sa) => sa.health === 'up').length),
    count('attempt', attempts.length, attempts.filter((attempt) => attempt.childUp || attempt.ikeUp).length),
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  return { text: parts.map(({ text }) => text).join(', '), health: parts.every(({ all }) => all) ? 'good' : 'waiting' };
}

function count(name: string, total: number, up: number): { readonly text: string; readonly all: boolean } | undefined {
  if (total === 0) return undefined;
  return {
    text: `${up === total ? total : `${up} of ${total}`} ${name}${total === 1 ? '' : 's'} up`,
    all: up === total,
  };
}
