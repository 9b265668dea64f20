// Door for programs: `import { analyse } from 'ipsec-doctor'` gives the engine with its catalogue, and the reports.
import { createEngine } from './engine/index.ts';
import type { Analysis } from './engine/model.ts';
import { normalise } from './engine/normalise.ts';
import { catalogue } from './knowledge/index.ts';
import { redact as exchange } from './report/redact.ts';

export type {
  Analysis,
  Attempt,
  Capture,
  Evidence,
  Finding,
  IkeSa,
  IpsecSa,
  Span,
  StepResult,
  Tunnel,
  Verdict,
} from './engine/model.ts';
export { type Document, jsonReport } from './report/json.ts';
export { type MarkdownOptions, markdownReport } from './report/markdown.ts';
export { type TextOptions, textReport } from './report/text.ts';

const engine = createEngine(catalogue);

/** Reads a text and says what is wrong: never throws, and the same text gives the same result. */
export function analyse(text: string): Analysis {
  return engine.analyse(text);
}

/** Is this Cisco IPsec or IKE output? A part of the text is enough. */
export function detect(sample: string): 'sure' | 'maybe' | 'no' {
  return engine.detect(sample);
}

/** The text with addresses, names and secrets exchanged consistently, to hand it on: its diagnosis stays the same. */
export function redact(text: string): string {
  return exchange(normalise(text).text, Math.random);
}
