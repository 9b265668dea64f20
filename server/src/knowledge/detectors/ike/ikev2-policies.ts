// Judges how IKEv2 proposals, policies and crypto map entries were compared: what was offered against what is expected here.
import type { Reported } from '../../../engine/define.ts';
import type { Occurrence } from '../../../engine/model.ts';
import { fieldOf } from '../values.ts';
import { type Comparison, closingLines, type Facts, isFull, isZero, type Stage } from './ikev2-exchanges.ts';
import { frontDoorOf, policiesOf } from './ikev2-methods.ts';
import { compare, type Difference, fixesFor, proposalsOf, secrecyGroup, typedValues } from './ikev2-proposals.ts';
import { type ChildRefusal, type Code, childRefusals, type Say } from './ikev2-reports.ts';
import { type Asked, askedBefore, refusedNetworks } from './ikev2-selectors.ts';

/** The networks that the peer asked for: where this end asked, they are its own. */
export const asAsked = (facts: Facts, refused: Occurrence): Asked | undefined =>
  facts.negotiation.role === 'initiator' ? undefined : askedBefore(facts.negotiation.lines, refused);

/** In a front-door VRF the default proposals were used and refused, while every policy in the text is for the global table: the refusal is the sequel. */
export function sayPolicyOfOtherTable(facts: Facts, say: Say): void {
  const refused = facts.received.find(({ name, stage }) => name === 'NO_PROPOSAL_CHOSEN' && stage === 'init')?.line;
  const compared = facts.comparisons.find((one) => isFull(one) && stageOfComparison(facts, one) === 'init');
  const sequel = refused ?? compared?.lines[0];
  const steps = facts.all('policy').filter(({ start }) => sequel !== undefined && start < sequel.start);
  const search = steps.findLast((step) => fieldOf(step, 'fvrf') !== undefined);
  const used = steps.findLast((step) => fieldOf(step, 'policy') !== undefined);
  if (!search || isZero(fieldOf(search, 'fvrf')) || !used || fieldOf(used, 'policy') !== 'default') return;
  const policies = policiesOf(facts.model);
  const [policy] = policies;
  if (!policy || policies.some(({ lines: set }) => set.some(({ text }) => /^match fvrf /.test(text)))) return;
  say('fvrf-mismatch', 'likely', [used, search, sequel], {
    side: 'local',
    detail: { reason: 'policy' },
    values: {
      policy: policy.words[3] ?? '<policy>',
      fvrf: frontDoorOf(facts.model) ?? `number ${fieldOf(search, 'fvrf')}`,
      what: `IKEv2 policy ${policy.words[3]}`,
      other: 'the global table',
    },
  });
}

export function judgePolicies(facts: Facts, say: Say): boolean {
  const { comparisons } = facts;
  const full = comparisons.find(isFull);
  if (full) {
    sayComparison(facts, say, full, stageOfComparison(facts, full));
    return true;
  }
  const refused = comparisons[0];
  const marker = facts.first(
    'error-no-matching-policy',
    'sm-no-proposal',
    'sending-no-proposal',
    'error-verify-policies-failed',
  );
  const reason = mapReason(facts);
  if (reason) {
    sayMapReason(facts, say, reason, refused);
    return true;
  }
  if (!refused && !marker) return false;
  if (facts.has('error-no-ipsec-policy-for-ts', 'ts-unacceptable')) return true;
  const lines = refused && refused.lines.length > 0 ? refused.lines : [marker];
  const stray = proposalsOf(fieldOf(facts.strayLists[0], 'listed') ?? '');
  const printed = [...(refused?.received ?? []), ...(refused?.expected ?? []), ...stray][0]?.protocol;
  const renewal = facts.first('error-child-exchange-failed');
  if (printed === undefined && renewal) {
    const [code, certainty, more] = childRefusals.NO_PROPOSAL_CHOSEN as ChildRefusal;
    say(code, certainty, [...lines, renewal], more);
    return true;
  }
  // Where no list can be read (a filter picked the lines), the step of the negotiation tells which policies were compared.
  const beyondInit =
    printed === 'ipsec' ||
    (printed === undefined &&
      (facts.has('auth-passed', 'auth-process', 'identity-search') || (marker && followedByUp(facts, marker))));
  if (beyondInit) say('phase2-not-established', 'likely', lines, { side: 'either', candidates: refusedChild });
  else say('ike-policy-mismatch', 'likely', lines, { side: 'either' });
  return true;
}

/** Where the child SA is what was refused, the IKE SA still comes up and is taken down: the syslog right behind says so. */
const followedByUp = (facts: Facts, marker: Occurrence): boolean =>
  facts.model
    .occurrences('ikev2-syslog.session-up')
    .some(
      ({ line, fields }) =>
        line > marker.line &&
        line - marker.line <= closingLines &&
        (facts.negotiation.peer ?? fields.peer?.value) === fields.peer?.value,
    );

export const refusedChild = [
  { code: 'proxy-id-mismatch', why: 'No crypto ACL entry covers the selectors that the peer asked for.' },
  { code: 'crypto-map-not-matched', why: 'No crypto map entry names this peer, or the entry is incomplete.' },
  { code: 'ipsec-proposal-mismatch', why: 'The ESP algorithms differ.' },
];

const stageOfComparison = (facts: Facts, comparison: Comparison): Stage => facts.stageAt(comparison.lines[0]);

export function sayComparison(facts: Facts, say: Say, comparison: Comparison, stage: Stage): void {
  const nearest = compare(comparison.received, comparison.expected, stage === 'child');
  const differences = nearest?.differences ?? [];
  const ipsec = [...comparison.received, ...comparison.expected].some((proposal) => proposal.protocol === 'ipsec');
  const only = (attribute: Difference['name']): boolean =>
    differences.length > 0 && differences.every(({ name }) => name === attribute);
  const code: Code =
    !ipsec && stage !== 'child'
      ? 'ike-policy-mismatch'
      : ipsec && only('DH group')
        ? 'pfs-mismatch'
        : ipsec
          ? 'ipsec-proposal-mismatch'
          : 'ike-policy-mismatch';
  const repeats = facts.comparisons.length;
  const expected = nearest?.expected ?? comparison.expected[0];
  say(code, differences.length > 0 ? 'certain' : 'likely', comparison.lines, {
    side: 'either',
    attributes: differences,
    count: Math.max(1, repeats),
    ...(differences.length > 0 ? { title: differenceTitle(code, differences) } : {}),
    ...(code === 'pfs-mismatch'
      ? secrecyOf(comparison)
      : expected && { values: typedValues(expected), fix: only('ML-KEM') ? [] : fixesFor(expected) }),
  });
}

/** Algorithms need no fix where only the group differs. Where the expected ones have none, it is the one of the peer. */
function secrecyOf({ expected, received }: Comparison): Pick<Reported, 'values'> {
  const dh = secrecyGroup([...expected, ...received]);
  return dh === undefined ? {} : { values: { dh } };
}

/** What is not in common, in a line. */
export const differenceTitle = (code: Code, differences: readonly Difference[]): string =>
  `${titles[code]}: ${sentence(differences)}`;

const titles: Partial<Record<Code, string>> = {
  'ike-policy-mismatch': 'No IKE proposal in common[[ with {peer}]]',
  'ipsec-proposal-mismatch': 'No IPsec proposal in common[[ with {peer}]]',
  'pfs-mismatch': 'Perfect forward secrecy differs[[ ({peer})]]',
};

/** What the peer offered against what is expected here; the table of attributes has the rest where it is much. */
const sentence = (differences: readonly Difference[]): string =>
  differences
    .slice(0, 2)
    .map((difference) => `${difference.name} ${brief(difference.remote)}, expected ${brief(difference.local)}`)
    .join('; ');

/** The first of many values. */
const brief = (values: string): string => {
  const list = values.split(', ');
  return list.length <= 2 ? values : `${list[0]} and ${list.length - 1} more`;
};

/** The lines of the entries that were passed over, and why. */
interface MapReason {
  readonly lines: readonly [Occurrence, ...Occurrence[]];
  readonly reason: 'acl' | 'incomplete' | 'peer';
}

/** Reasons why an entry is passed over. An entry that has the peer but not the selectors says most. */
const mapReasons = [
  ['map-no-proxy', 'acl'],
  ['map-incomplete', 'incomplete'],
  ['map-other-peer', 'peer'],
] as const;

/** Why no crypto map entry was used, unless a later entry fitted. */
function mapReason(facts: Facts): MapReason | undefined {
  const fitted = facts.all('map-match').at(-1);
  for (const [id, reason] of mapReasons) {
    const [first, ...more] = facts.all(id).filter((line) => !fitted || fitted.line < line.line);
    if (first) return { lines: [first, ...more], reason };
  }
  return undefined;
}

function sayMapReason(facts: Facts, say: Say, { lines, reason }: MapReason, refused: Comparison | undefined): void {
  const [line] = lines;
  const ranges = facts.all('line-range', 'asa-dump-range').filter((range) => range.line < line.line);
  const values = { map: fieldOf(line, 'map') ?? '', sequence: fieldOf(line, 'sequence') ?? '' };
  if (reason === 'acl' && ranges.length > 0) {
    const asked = asAsked(facts, line);
    const networks = asked && refusedNetworks(asked);
    say('proxy-id-mismatch', 'certain', [line, ...ranges.slice(-4), ...(refused?.lines ?? [])], {
      side: 'either',
      values: { ...values, ...networks?.values },
      ...(networks && { attributes: networks.attributes }),
    });
  } else
    say('crypto-map-not-matched', 'certain', [...lines.slice(0, shownEntries), ...(refused?.lines ?? [])], {
      side: reason === 'acl' ? 'either' : 'local',
      detail: { reason },
      // The entry for the peer is still to be made: the ones in the text are those of others.
      values: { map: values.map, ...(reason === 'peer' ? {} : { number: values.sequence }) },
    });
}

/** So many of the entries that name other peers; what was expected and received has to find room too. */
const shownEntries = 3;
