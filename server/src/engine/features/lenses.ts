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

interface Count {
  readonly text: string;
  readonly health: Lens['health'];
}

function countUp(analysis: Analysis, capture: Capture): Count | undefined {
  const seen = seenIn(analysis, capture.index);
  const parts = [
    count(
      'IKE SA',
      seen.flatMap(({ ike }) => ike.map(({ health }) => (health === 'unknown' ? undefined : health === 'up'))),
    ),
    count(
      'IPsec SA pair',
      seen.flatMap(({ ipsec }) => ipsec.map(({ health }) => (health === 'unknown' ? undefined : health === 'up'))),
    ),
    count(
      'attempt',
      seen.flatMap(({ attempts }) => attempts.map(({ ikeUp, childUp }) => ikeUp || childUp)),
    ),
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  const health = (['waiting', 'good', 'neutral'] as const).find((one) => parts.some((part) => part.health === one));
  return { text: parts.map(({ text }) => text).join(', '), health: health ?? 'neutral' };
}

/** `up` is undefined where the output does not show the state. */
function count(name: string, up: readonly (boolean | undefined)[]): Count | undefined {
  if (up.length === 0) return undefined;
  const plural = up.length === 1 ? name : `${name}s`;
  const judged = up.filter((one) => one !== undefined);
  if (judged.length === 0) return { text: `${up.length} ${plural}`, health: 'neutral' };
  const works = judged.filter(Boolean).length;
  return works === judged.length
    ? { text: `${judged.length} ${plural} up`, health: 'good' }
    : { text: `${works} of ${judged.length} ${plural} up`, health: 'waiting' };
}
