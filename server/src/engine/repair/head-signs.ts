// Repairs heads of syslog messages: hyphens that a copy of a page has lost, and with them sometimes the sign in front; columns in which ASDM lists them.
import { type Normalised, Patch } from './patch.ts';
import { MONTH, SAMPLE_CHARACTERS } from './sample.ts';

/**
 * Facility, severity and mnemonic in one: no message is written so. Another sign than the percent sign begins comments, too: it has to stand behind
 * the time of a log.
 */
const RUN_TOGETHER =
  /(?:(?<![\w%])%|(?<=\d[hms]?: ?)#)(?<facility>[A-Z][A-Z_]{2,30}\d?)[0-7](?=[A-Z][A-Z0-9_]{2,50}: )/g;

/** How ASDM lists the messages of a firewall: severity, date, time, number, addresses and ports, and then the sentence. */
const LISTED = new RegExp(
  `^[0-7]\\|(?<date>${MONTH} \\d{1,2} \\d{4})[| ](?=\\d\\d:\\d\\d:\\d\\d\\|\\d{6}\\|)\\d\\d:\\d\\d:\\d\\d\\|\\d{6}\\|(?:[^|\\r\\n]{0,64}\\|){0,4}`,
  'gm',
);

/** Writes such a line as the firewall sends it. */
export function repairListedHeads(text: string): Normalised {
  if (text.slice(0, SAMPLE_CHARACTERS).search(LISTED) < 0) return { text, map: undefined };
  const patch = new Patch(text);
  let kept = 0;
  for (const { 0: head, index, groups } of text.matchAll(LISTED)) {
    const dated = index + 2 + (groups?.date ?? '').length;
    const timed = dated + 1 + '00:00:00'.length;
    const numbered = timed + 1 + '000000'.length;
    patch.keep(kept, index);
    patch.keep(index + 2, dated);
    patch.insert(' ', dated);
    patch.keep(dated + 1, timed);
    patch.insert(`: %ASA-${head[0]}-`, timed);
    patch.keep(timed + 1, numbered);
    patch.insert(': ', numbered);
    kept = index + head.length;
  }
  patch.keep(kept, text.length);
  return { text: patch.text(), map: patch.map() };
}

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
