// Repairs heads of syslog messages whose hyphens a copy of a page has lost, and with them sometimes the sign in front.
import { type Normalised, Patch } from './patch.ts';
import { SAMPLE_CHARACTERS } from './sample.ts';

/**
 * Facility, severity and mnemonic in one: no message is written so. Another sign than the percent sign begins comments, too: it has to stand behind
 * the time of a log.
 */
const RUN_TOGETHER =
  /(?:(?<![\w%])%|(?<=\d[hms]?: ?)#)(?<facility>[A-Z][A-Z_]{2,30}\d?)[0-7](?=[A-Z][A-Z0-9_]{2,50}: )/g;

/** Gives such heads back what they lost. What the beginning of a text does not show is not looked for in the rest. */
export function repairHeadSigns(text: string): Normalised {
  if (text.slice(0, SAMPLE_CHARACTERS).search(RUN_TOGETHER) < 0) return { text, map: undefined };
  const patch = new Patch(text);
  let kept = 0;
  for (const { 0: head, index, groups } of text.matchAll(RUN_TOGETHER)) {
    const severity = index + 1 + (groups?.facility ?? '').length;
    patch.keep(kept, index);
    patch.insert('%', index);
    patch.keep(index + 1, severity);
    patch.insert('-', severity);
    patch.keep(severity, index + head.length);
    patch.insert('-', index + head.length);
    kept = index + head.length;
  }
  if (kept === 0) return { text, map: undefined };
  patch.keep(kept, text.length);
  return { text: patch.text(), map: patch.map() };
}
