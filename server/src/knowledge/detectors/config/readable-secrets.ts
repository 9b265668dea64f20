// Notes keys and passwords that stand readable in configurations and key tables, so that nobody passes them on unawares.
import { type Detector, detector, type Fact } from '../../../engine/define.ts';
import type { Evidence, Model } from '../../../engine/model.ts';
import { secretForms } from '../../secrets.ts';
import { capturesOf, recordsBelow } from '../values.ts';

/** Words that many lines hold: lines without one are passed by. */
const hint = /key|pass|secret|community|snmp|auth/i;
/** What may stand in a line of a configuration before a form that says where it begins. */
const before = { line: '^ *', words: '^ *(?:[\\w./-]+ +){0,8}?' } as const;
const forms = secretForms
  .filter((form) => form.below === undefined)
  .map(({ begins, pattern }) => new RegExp((begins ? before[begins] : '') + pattern, 'd'));
/** Types 4, 5, 6, 8 and 9 are hashes or ciphers that cannot be read back; so is what an ASA marks behind the word. */
const sealedBefore = /(?:^|\s)(?:[45689]\s+|encrypted\s+(?:auth\s.*)?)$/;
const sealedBehind = /^\s+(?:encrypted|pbkdf2|nt-encrypted)\b/;

export const readableSecrets: Detector = detector({
  id: 'readable-secrets',
  codes: ['secret-in-text'],
  run: (model, report) => {
    const found = [...inConfigurations(model), ...inKeyTables(model)];
    if (found.length === 0) return;
    report({
      code: 'secret-in-text',
      certainty: 'certain',
      side: 'local',
      evidence: found.slice(0, 6),
      count: found.length,
      values: { places: `${found.length} place${found.length === 1 ? '' : 's'}` },
    });
  },
});

function inConfigurations(model: Model): Evidence[] {
  return capturesOf(model.captures, 'show running-config')
    .flatMap((capture) => [...recordsBelow(capture.root, 'block'), ...recordsBelow(capture.root, 'line')])
    .flatMap(({ fields }) => secretIn(model, fields.text) ?? []);
}

function secretIn(model: Model, line: Fact | undefined): Evidence | undefined {
  if (!line || !hint.test(line.value)) return undefined;
  for (const form of forms) {
    const match = form.exec(line.value);
    const span = match?.indices?.groups?.secret;
    if (
      match &&
      span &&
      !sealedBefore.test(line.value.slice(0, span[0])) &&
      !sealedBehind.test(line.value.slice(span[1]))
    )
      return model.evidence({ start: line.start + span[0], end: line.start + span[1] }, 'context');
  }
  return undefined;
}

const inKeyTables = (model: Model): Evidence[] =>
  capturesOf(model.captures, 'show crypto isakmp key')
    .flatMap((capture) => recordsBelow(capture.root, 'key'))
    .flatMap(({ fields }) => {
      const key = fields.key;
      return key && !/^(?:[*<]|\(encrypted\)$)/i.test(key.value) ? [model.evidence(key, 'context')] : [];
    });
