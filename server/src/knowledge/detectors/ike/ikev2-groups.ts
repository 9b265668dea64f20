// Judges Diffie-Hellman groups that are corrected again and again (INVALID_KE_PAYLOAD), in IKE and in child SAs.
import type { Report, Reported } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { fieldOf, groupBy } from '../values.ts';
import { type Facts, idOf } from './ikev2-exchanges.ts';
import { weakGroups } from './ikev2-proposals.ts';
import { pointOf } from './ikev2-reports.ts';

/** INVALID_KE is a correction that happens once; three times without success it is a fault. */
export function judgeGroups(model: Model, all: readonly Facts[], report: Report): void {
  // Lines that name no peer are of the only one that the others name.
  const named = new Set(all.flatMap(({ negotiation }) => negotiation.peer ?? []));
  const [only] = named.size === 1 ? named : [];
  for (const [peer, list] of groupBy(all, ({ negotiation }) => negotiation.peer ?? only)) {
    const told = uncorrected(list);
    const repeated = told.find((lines) => lines.length >= 3);
    if (!repeated) continue;
    const values = told[0].find((line) => fieldOf(line, 'sent') !== undefined);
    report({
      code: 'ike-dh-group-mismatch',
      certainty: 'certain',
      ike: 2,
      evidence: repeated.slice(0, 4).map((line) => model.evidence(pointOf(line), 'cause')),
      peer,
      side: 'either',
      count: repeated.length,
      attributes: groupsIn(values),
      ...askedGroup(values),
    });
  }
}

/**
 * The corrections of the IKE SA that led to nothing, in each way that they are told: by the step that says so, by the notify of the peer, by the
 * error. Once both go on to IKE_AUTH, the group is agreed, whatever fails then. The group of a child SA is that of perfect forward secrecy.
 */
function uncorrected(list: readonly Facts[]): readonly [Occurrence[], Occurrence[], Occurrence[]] {
  const agreed = list
    .flatMap((facts) => [facts.negotiation.lines.findLast(isAgreed(facts)) ?? [], ...risesOf(facts)].flat())
    .reduce((last, { start }) => Math.max(last, start), -1);
  const open = (lines: readonly Occurrence[]): Occurrence[] => lines.filter(({ start }) => start > agreed);
  const said = (id: string): Occurrence[] =>
    open(list.flatMap((facts) => facts.all(id).filter((line) => facts.stageAt(line) !== 'child')));
  const notified = list
    .flatMap(({ received }) => received)
    .filter(({ name, stage }) => name === 'INVALID_KE_PAYLOAD' && stage !== 'child')
    .map(({ line }) => line);
  return [said('invalid-ke'), open(notified), said('error-wrong-dh-group')];
}

const isAgreed =
  (facts: Facts) =>
  (line: Occurrence): boolean =>
    facts.stageAt(line) === 'auth' || idOf(line) === 'init-done' || line.message.effect?.up !== undefined;

/** What else says, syslog for one, that something came up in the attempts of a negotiation. */
const risesOf = ({ model, negotiation }: Facts): readonly Occurrence[] =>
  [...new Set(negotiation.lines.map(({ attempt }) => attempt))].flatMap(
    (attempt) => model.attempts[attempt]?.occurrences.findLast(({ message }) => message.effect?.up !== undefined) ?? [],
  );

/** A negotiation that ends at a correction: too few to prove it, yet the first thing to look at. */
export const endsAtCorrection = (facts: Facts): Occurrence | undefined =>
  uncorrected([facts]).find((lines) => lines.length > 0)?.[0];

/** What a negotiation that ends at a correction leaves open. */
export const notCorrected: NonNullable<Reported['candidates']> = [
  {
    code: 'ike-dh-group-mismatch',
    why: 'The Diffie-Hellman group of the first message is not the one that the other end wants, and it was not sent again with that one.',
  },
  { code: 'ike-policy-mismatch', why: 'The two ends have no such group in common.' },
];

/** The group that this end is asked for, or asks for, is the one to give to both. */
function askedGroup(told: Occurrence | undefined): Pick<Reported, 'fix'> | undefined {
  const group = fieldOf(told, 'preferred');
  if (group === undefined || weakGroups.has(group)) return undefined;
  const why = 'One end insists on this group: give it to both, before the others.';
  return {
    fix: [
      { where: 'either', platform: 'ios', config: ['crypto ikev2 proposal <name>', ` group ${group}`], why },
      { where: 'either', platform: 'asa', config: ['crypto ikev2 policy <number>', ` group ${group}`], why },
    ],
  };
}

/** The two groups of a correction, each on its side. */
export function groupsIn(told: Occurrence | undefined): NonNullable<Reported['attributes']> {
  const groups = [fieldOf(told, 'preferred') ?? '', fieldOf(told, 'sent') ?? ''] as const;
  const [remote, local] = fieldOf(told, 'sender') === 'we' ? groups : groups.toReversed();
  return told ? [{ name: 'DH group', local: local ?? '', remote: remote ?? '' }] : [];
}
