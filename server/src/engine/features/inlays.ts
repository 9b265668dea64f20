// Inlay hints: the names behind notify numbers, and durations in hours and days.
import type { Catalogue, Fact } from '../define.ts';
import type { Analysis } from '../model.ts';
import { inHours, numberOf, volume } from './durations.ts';
import { lookupOf } from './lookup.ts';
import { factsOnLine, isVolume } from './places.ts';

export interface Inlay {
  readonly offset: number;
  readonly label: string;
}

/** Bare numbers only: `00:12:44` is read at a glance. */
function labelOf(analysis: Analysis, fact: Fact): string | undefined {
  const number = numberOf(fact.value);
  if (number === undefined) return undefined;
  if (!isVolume(analysis, fact)) return number >= leastSeconds ? inHours(number) : undefined;
  return number >= leastKilobytes ? volume(number) : undefined;
}

/** Smaller volumes are read at a glance. */
const leastKilobytes = 10_000;
/** Shorter times are read at a glance. */
const leastSeconds = 120;

export function inlaysOf(
  analysis: Analysis,
  catalogue: Catalogue,
  firstLine: number,
  endLine: number,
): readonly Inlay[] {
  const lookup = lookupOf(catalogue);
  const inlays: Inlay[] = [];
  const last = Math.min(endLine, analysis.lineStarts.length);
  for (let line = Math.max(0, firstLine); line < last; line += 1) {
    const message = analysis.messageAt(line)?.message;
    const version = message && lookup.ikeOf(message);
    for (const fact of factsOnLine(analysis, line)) {
      const number = /^\d{1,6}$/.test(fact.value) ? Number(fact.value) : undefined;
      if (number !== undefined && /notify/i.test(fact.name)) {
        const term = lookup.numbered('notify', number, version);
        if (term) inlays.push({ offset: fact.end, label: term.name ?? term.words[0] ?? '' });
      } else if (/life|remain|expire|rekey|seconds|timing/i.test(fact.name)) {
        const label = labelOf(analysis, fact);
        if (label) inlays.push({ offset: fact.start + fact.value.trimEnd().length, label });
      }
    }
  }
  return inlays.filter(({ label }) => label !== '');
}
