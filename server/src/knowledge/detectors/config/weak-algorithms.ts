// Notes algorithms in use that RFC 8221 and RFC 8247 advise against: in accepted offers, in the SAs that show outputs list, and in configurations.
import { type Detector, detector, type Fact } from '../../../engine/define.ts';
import type { Evidence, Model, Occurrence } from '../../../engine/model.ts';
import { capturesOf, recordsBelow } from '../values.ts';
import { type Block, configsOf, type Statement } from './model.ts';

const weakCipher = /^(?:esp-)?(?:3des|des)(?:[-_].*)?$|^ESP_(?:3DES|DES)$|^(?:3DES|DES)-CBC$/i;
const weakHash = /^(?:md5|md596|esp-md5-hmac|ah-md5-hmac|HMAC-MD5)$/i;
const weakGroup = /^(?:1|2|5|22|23|24)$/;

/** The outputs that list SAs with what they agreed on, and whether a record of them is one of IKE. */
const tables: readonly (readonly [command: string, kind: string, ike: boolean])[] = [
  ['show crypto isakmp sa detail', 'sa', true],
  ['show crypto ikev1 sa', 'sa', true],
  ['show crypto ikev2 sa', 'sa', true],
  ['show crypto ikev2 sa', 'child', false],
  ['show crypto ikev2 session', 'sa', true],
  ['show crypto ikev2 session', 'child', false],
  ['show vpn-sessiondb', 'ike', true],
  ['show vpn-sessiondb', 'tunnel', false],
];

export const weakAlgorithms: Detector = detector({
  id: 'weak-algorithms',
  codes: ['weak-algorithm'],
  run: (model, report) => {
    const found = new Map<string, Evidence>();
    // Where only ESP is weak, the policies of IKE need no change.
    let ofIke = false;
    const note = (name: string, fact: Fact, ike: boolean): void => {
      if (!found.has(name)) found.set(name, model.evidence(fact, 'context'));
      ofIke ||= ike;
    };
    for (const facts of accepted(model)) {
      for (const fact of facts) {
        if (fact.name === 'dh') {
          if (weakGroup.test(fact.value)) note(`group ${fact.value}`, fact, true);
        } else if (weakCipher.test(fact.value) || weakHash.test(fact.value))
          note(fact.value, fact, !/^(?:esp|hmac)$/.test(fact.name));
      }
    }
    for (const [command, kind, ike] of tables)
      for (const capture of capturesOf(model.captures, command))
        for (const { fields } of recordsBelow(capture.root, kind)) {
          const { encryption, hash, group } = fields;
          for (const fact of [encryption, hash])
            if (fact && (weakCipher.test(fact.value) || weakHash.test(fact.value))) note(fact.value, fact, ike);
          if (group && weakGroup.test(group.value)) note(`group ${group.value}`, group, ike);
        }
    for (const tunnel of model.tunnels)
      for (const sa of tunnel.ipsec) {
        const list = sa.rec.children.flatMap((child) => child.children);
        for (const rec of list)
          for (const fact of [rec.fields.encryption, rec.fields.integrity])
            if (fact && (weakCipher.test(fact.value) || weakHash.test(fact.value))) note(fact.value, fact, false);
      }
    const inUse = found.size > 0;
    for (const [name, { rec, text }] of configured(model)) {
      if (!found.has(name)) found.set(name, model.evidence(rec, 'context'));
      ofIke ||= !text.startsWith('crypto ipsec ');
    }
    if (found.size > 0)
      report({
        code: 'weak-algorithm',
        certainty: 'certain',
        evidence: [...found.values()],
        values: { algorithms: [...found.keys()].join(', ') },
        ...(ofIke ? {} : { detail: { reason: 'esp' } }),
        ...(inUse ? {} : { title: 'The configuration offers a weak algorithm: {algorithms}' }),
      });
  },
});

/** What policies, proposals and transform sets name; statements that an ASA writes for itself offer everything and say nothing. */
function configured(model: Model): Map<string, Statement> {
  const found = new Map<string, Statement>();
  for (const { blocks, asa } of configsOf(model))
    for (const block of blocks)
      for (const [name, statement] of weakIn(block, asa)) if (!found.has(name)) found.set(name, statement);
  return found;
}

function weakIn(block: Block, asa: boolean): (readonly [string, Statement])[] {
  const set = /^crypto ipsec (?:ikev1 )?transform-set (\S+) /.exec(block.text);
  if (set)
    return asa && /^ESP-/.test(set[1] as string)
      ? []
      : block.words.filter((word) => weakCipher.test(word) || weakHash.test(word)).map((word) => [word, block]);
  if (!/^crypto (?:isakmp|ikev1|ikev2) (?:policy|proposal) /.test(block.text)) return [];
  return block.lines.flatMap((line) => {
    const [name = '', ...values] = line.words;
    const isWeak = (value: string): boolean =>
      /^gr/.test(name)
        ? weakGroup.test(value)
        : /^(?:encr|hash|integrity)/.test(name) && (weakCipher.test(value) || weakHash.test(value));
    return values.filter(isWeak).map((value) => [/^gr/.test(name) ? `group ${value}` : value, line] as const);
  });
}

const offerIds = [
  'isakmp.offer.encryption',
  'isakmp.offer.hash',
  'isakmp.offer.group',
  'isakmp.qm-transform',
  'isakmp.qm-auth',
  'isakmp.qm-group',
];

/** The attributes of the transforms that were accepted: those between a check and its acceptance. */
function accepted(model: Model): Fact[][] {
  const ids = [
    'isakmp.checking',
    'isakmp.qm-checking',
    'isakmp.atts-accepted',
    'isakmp.qm-atts-accepted',
    'isakmp.atts-refused',
    ...offerIds,
  ];
  const all: Occurrence[] = ids.flatMap((id) => [...model.occurrences(id)]).sort((a, b) => a.start - b.start);
  const result: Fact[][] = [];
  let open: Fact[] = [];
  for (const { message, fields } of all) {
    if (/checking|refused/.test(message.id)) open = [];
    else if (/accepted$/.test(message.id)) {
      result.push(open);
      open = [];
    } else
      open.push(
        ...(Object.values(fields).filter(
          (fact) => fact !== undefined && ['encryption', 'hash', 'dh', 'esp', 'hmac'].includes(fact.name),
        ) as Fact[]),
      );
  }
  return result;
}
