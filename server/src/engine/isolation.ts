// Keeps apart what a catalogue brings as code: a part that throws is named, answers as if it knew nothing, and the analysis goes on.
import type { Catalogue, Judgement } from './define.ts';

/** Runs a part of the catalogue; where it throws, the failure is named and the answer is `otherwise`. */
export type Guard = <T>(name: string, run: () => T, otherwise: T) => T;

/** `failures` gets each failure once: a part is asked again and again. */
export function guardOf(failures: string[]): Guard {
  return (name, run, otherwise) => {
    try {
      return run();
    } catch (error) {
      const failure = `${name}: ${String(error)}`;
      if (!failures.includes(failure)) failures.push(failure);
      return otherwise;
    }
  };
}

/** The judgement of a catalogue with each part of it guarded. What a catalogue does not judge leaves everything as it is. */
export function isolated({ judgement = {} }: Catalogue, guard: Guard): Judgement {
  return {
    named: (model, about, lines) => guard('named', () => judgement.named?.(model, about, lines) ?? lines, lines),
    spoken: (model) => guard('spoken', () => judgement.spoken?.(model) ?? noVersions, noVersions),
    mended: (model, reported, at) => guard('mended', () => judgement.mended?.(model, reported, at) ?? false, false),
    passed: (model, reported, at) => guard('passed', () => judgement.passed?.(model, reported, at) ?? false, false),
    strangers: (model) => guard('strangers', () => judgement.strangers?.(model) ?? nobody, nobody),
    begun: (model) => guard('begun', () => judgement.begun?.(model), undefined),
    remaining: (model, open) =>
      guard('remaining', () => judgement.remaining?.(model, open) ?? open.candidates, open.candidates),
    deciding: (model, open) => guard('deciding', () => judgement.deciding?.(model, open), undefined),
  };
}

const nobody: ReadonlySet<string> = new Set();
const noVersions: ReadonlySet<1 | 2> = new Set();
