// Judges Diffie-Hellman groups that are corrected again and again (INVALID_KE_PAYLOAD), in IKE and in child SAs.
import type { Report, Reported } from '../../engine/define.ts';
import type { Model, Occurrence } from '../../engine/model.ts';
import { type Facts, idOf } from './ikev2-exchanges.ts';
import { weakGroups } from './ikev2-proposals.ts';
import { fieldOf } from './values.ts';

/** INVALID_KE is a correction that happens once; three times without success it is a fault. */
export function judgeGroups(model: Model, all: readonly Facts[], report: Report): void {
  const byPeer = new Map<string, Facts[]>();
  for (const facts of all) {
    const peer = facts.negotiation.peer ?? '';
    const list = byPeer.get(peer);
    if (list) list.push(facts);
    else byPeer.set(peer, [facts]);
  }
  // Lines that name no peer are of the only one that the others name.
  const strays = byPeer.get('');
  const named = [...byPeer.keys()].filter((peer) => peer !== '');
  if (strays && named.length === 1) {
    byPeer.get(named[0] as string)?.push(...strays);
    byPeer.delete('');
  }
  for (const [peer, list] of byPeer) {
    if (list.some(({ negotiation: { ikeUp, childUp } }) => ikeUp !== undefined || childUp !== undefined)) continue;
    // The group of a child SA is that of perfect forward secrecy.
    const lines = list.flatMap((facts) => facts.negotiation.lines.filter((line) => facts.stageAt(line) !== 'child'));
    const corrections = lines.filter((line) => idOf(line) === 'invalid-ke');
    const repeated =
      corrections.length >= 3 ? corrections : lines.filter((line) => idOf(line) === 'error-wrong-dh-group');
    if (repeated.length < 3) continue;
    const told = corrections.find((line) => fieldOf(line, 'sent') !== undefined);
    report({
      code: 'ike-dh-group-mismatch',
      certainty: 'certain',
      ike: 2,
      evidence: repeated.slice(0, 4).map((line) => model.evidence(line, 'cause')),
      peer: peer === '' ? undefined : peer,
      side: 'either',
      count: repeated.length,
      attributes: groupsIn(told),
      ...askedGroup(told),
    });
  }
}

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
