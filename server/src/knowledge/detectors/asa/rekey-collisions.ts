// Judges phase 1 renewals of an ASA that met the peer's own: one of the two gives way, and only where the session goes with it is that a fault.
import { type Detector, detector } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { fieldOf, groupBy } from '../values.ts';

export const asaRekeyCollisions: Detector = detector({
  id: 'asa-rekey-collisions',
  codes: ['rekey-collision'],
  run: (model, report) => {
    const all = model.occurrences('asa-ikev1.rekey-collision');
    const byPeer = groupBy(all, (one) => fieldOf(one, 'peer'));
    for (const [peer, collisions] of byPeer) {
      const lost = collisions.flatMap((one) => endBehind(model, one) ?? []).at(-1);
      const isLost = lost !== undefined && !comesBack(model, lost);
      report({
        code: 'rekey-collision',
        certainty: 'likely',
        side: 'either',
        peer,
        ...(isLost ? { role: 'cause', severity: 'warning' } : {}),
        evidence: [
          ...collisions.map((one) => model.evidence(one, isLost ? 'cause' : 'context')),
          ...(isLost ? [model.evidence(lost, 'symptom')] : []),
        ],
        count: collisions.length,
        ...(isLost
          ? { title: 'Both ends renewed phase 1 at the same moment, and the session[[ with {peer}]] ended with it' }
          : {}),
      });
    }
  },
});

/** So many lines of the same peer stand between a collision and the end of the session that follows from it. */
const near = 6;

const linesOf = (model: Model, peer: string | undefined): readonly Occurrence[] =>
  model.attempts
    .filter((attempt) => attempt.peer === peer)
    .flatMap(({ occurrences }) => occurrences)
    .toSorted((a, b) => a.start - b.start);

/** The session ends right behind, and for no reason that the device or an operator names. */
function endBehind(model: Model, collision: Occurrence): Occurrence | undefined {
  const lines = linesOf(model, fieldOf(collision, 'peer'));
  const at = lines.findIndex(({ start }) => start === collision.start);
  return lines
    .slice(at + 1, at + 1 + near)
    .find(
      ({ message }) =>
        message.effect?.down === 'ike' && !message.operator && !message.says && !orderly.test(message.id),
    );
}

/** The other end closed the session as it should. */
const orderly = /\.(?:user|peer)$/;

/** Behind the end something comes up with the same peer, or an output lists it. */
function comesBack(model: Model, end: Occurrence): boolean {
  const peer = fieldOf(end, 'peer');
  return (
    linesOf(model, peer).some(({ message, start }) => start > end.start && message.effect?.up !== undefined) ||
    model.tunnels.some(
      ({ remote, ike, ipsec }) =>
        remote === peer && [...ike, ...ipsec].some(({ health, line }) => health === 'up' && line > end.line),
    )
  );
}
