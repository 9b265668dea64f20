// Compares the proposals that a log of strongSwan lists above its refusal: the attribute that differs is the cause.
import { detector } from '../../../engine/define.ts';
import type { Occurrence } from '../../../engine/model.ts';
import { groups } from '../config/strongswan-words.ts';
import { fieldOf, groupBy } from '../values.ts';
import { differenceTitle } from './ikev2-policies.ts';
import {
  compare,
  type Difference,
  fixesFor,
  noValues,
  type Proposal,
  secrecyGroup,
  typedValues,
} from './ikev2-proposals.ts';
import { peerNear } from './strongswan-exchanges.ts';

export const strongswanLog = detector({
  id: 'strongswan-log',
  codes: ['ike-policy-mismatch', 'ipsec-proposal-mismatch', 'pfs-mismatch'],
  run(model, report) {
    const refusals = ['proposals-refused', 'child-proposals-refused'].flatMap((id) =>
      model.occurrences(`strongswan.${id}`),
    );
    const found = refusals.flatMap((refusal) => {
      const above = (id: string): Occurrence | undefined =>
        model
          .occurrences(`strongswan.proposals-${id}`)
          .findLast(({ line }) => line < refusal.line && refusal.line - line <= near);
      const [received, configured] = [above('received'), above('configured')];
      return configured ? [{ refusal, received, configured, ...judged(refusal, received, configured) }] : [];
    });
    // The same refusal again and again is told once.
    for (const [, group] of groupBy(found, ({ code, differences }) => `${code} ${JSON.stringify(differences)}`)) {
      const [first] = group;
      if (!first) continue;
      const { code, differences, expected, group: dh } = first;
      const lines = [first.received, first.configured, first.refusal].filter((line) => line !== undefined);
      report({
        code,
        certainty: 'certain',
        side: 'either',
        peer: peerNear(model, first.refusal),
        evidence: lines.map((line) => model.evidence(line, 'cause')),
        count: group.length,
        ...(differences.length > 0 ? { attributes: differences, title: differenceTitle(code, differences) } : {}),
        ...(code === 'pfs-mismatch'
          ? { values: dh === undefined ? {} : { dh } }
          : expected && { values: typedValues(expected), fix: fixesFor(expected) }),
      });
    }
  },
});

/** Lines between the lists and the refusal. */
const near = 8;

interface Judged {
  readonly code: 'ike-policy-mismatch' | 'ipsec-proposal-mismatch' | 'pfs-mismatch';
  readonly differences: readonly Difference[];
  readonly expected: Proposal | undefined;
  readonly group: string | undefined;
}

function judged(refusal: Occurrence, received: Occurrence | undefined, configured: Occurrence): Judged {
  const offers = proposalsIn(received);
  const own = proposalsIn(configured);
  const ofChild = refusal.message.id.endsWith('child-proposals-refused');
  const nearest = offers && own ? nearestOf(offers, own) : undefined;
  const differences = nearest?.differences ?? [];
  const onlyGroup = differences.length > 0 && differences.every(({ name }) => name === 'DH group');
  return {
    code: !ofChild ? 'ike-policy-mismatch' : onlyGroup ? 'pfs-mismatch' : 'ipsec-proposal-mismatch',
    differences,
    expected: nearest?.expected,
    group: secrecyGroup([...(own ?? []), ...(offers ?? [])]),
  };
}

/**
 * The first exchange carries no group for ESP, whatever is configured (RFC 7296, 1.2): that one end names none counts where the offer holds one,
 * or where nothing else differs.
 */
function nearestOf(offers: readonly Proposal[], own: readonly Proposal[]): ReturnType<typeof compare> {
  const offersGroup = offers.some(({ values }) => values['DH group'].length > 0);
  const nearest = compare(offers, own, offersGroup);
  return nearest?.differences.length === 0 ? compare(offers, own, true) : nearest;
}

/** `ESP:AES_CBC_256/HMAC_SHA2_256_128/MODP_2048/NO_EXT_SEQ, ESP:…`; undefined where an algorithm is not known here. */
function proposalsIn(line: Occurrence | undefined): readonly Proposal[] | undefined {
  const read = (fieldOf(line, 'proposals') ?? '').split(/,\s*/).map(proposalOf);
  return read.every((one) => one !== undefined) ? read : undefined;
}

type Attribute = Difference['name'];

function proposalOf(text: string): Proposal | undefined {
  const [, protocol, list = ''] = /^(IKE|ESP|AH):(\S+)$/.exec(text.trim()) ?? [];
  if (protocol === undefined) return undefined;
  const values = noValues();
  for (const word of list.split('/')) {
    const found = algorithms.find(({ written }) => written.test(word));
    if (!found) return undefined;
    values[found.name].push(groupOf(word) ?? word.replace(found.written, found.printed).replaceAll('_', '-'));
  }
  return { protocol: protocol === 'IKE' ? 'ike' : 'ipsec', values };
}

/** Algorithms as strongSwan writes them, and as Cisco devices print the same. */
const algorithms: readonly { readonly name: Attribute; readonly written: RegExp; readonly printed: string }[] = [
  { name: 'integrity', written: /^HMAC_SHA1_96$/, printed: 'SHA96' },
  { name: 'integrity', written: /^HMAC_MD5_96$/, printed: 'MD596' },
  { name: 'integrity', written: /^HMAC_SHA2_(256|384|512)_\d+$/, printed: 'SHA$1' },
  { name: 'integrity', written: /^AES_(?:XCBC|CMAC)_96$/, printed: '$&' },
  { name: 'PRF', written: /^PRF_HMAC_(?:SHA2_(256|384|512))$/, printed: 'SHA$1' },
  { name: 'PRF', written: /^PRF_HMAC_(SHA1|MD5)$/, printed: '$1' },
  { name: 'PRF', written: /^PRF_\w+$/, printed: '$&' },
  { name: 'encryption', written: /^AES_GCM_(?:8|12|16)_(\d+)$/, printed: 'AES-GCM-$1' },
  { name: 'encryption', written: /^NULL_AES_GMAC_(\d+)$/, printed: 'AES-GMAC-$1' },
  { name: 'encryption', written: /^(3DES|DES)_CBC$/, printed: '$1' },
  { name: 'encryption', written: /^(?:AES_(?:CBC|CTR|CCM)|CAMELLIA|BLOWFISH|CAST|CHACHA20)_\w+$/, printed: '$&' },
  { name: 'encryption', written: /^NULL$/, printed: '$&' },
  { name: 'DH group', written: /^(?:MODP|ECP|CURVE)_\w+$/, printed: '$&' },
  { name: 'ESN', written: /^NO_EXT_SEQ$/, printed: 'no ESN' },
  { name: 'ESN', written: /^EXT_SEQ$/, printed: 'ESN' },
];

/** Groups that only its log is read for, as configurations write them. */
const rareGroups: Readonly<Record<string, string>> = {
  modp768: '1',
  modp6144: '17',
  modp8192: '18',
  modp1024160: '22',
  modp2048224: '23',
  modp2048256: '24',
  curve25519: '31',
  curve448: '32',
};

/** `MODP_2048` of a log is `modp2048` in a configuration. */
function groupOf(word: string): string | undefined {
  const written = word.toLowerCase().replaceAll('_', '');
  return groups[written] ?? rareGroups[written];
}
