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
      const lines = linesOf(model, peer);
      const places = placesBehind(lines, collisions);
      const lost = places.flatMap((at) => endBehind(lines, at) ?? []).at(-1);
      const isGone = lost !== undefined && !comesBack(model, lines, lost);
      const anew = isGone ? [] : collisions.flatMap((one, at) => builtAnew(lines, places[at] as number, one) ?? []);
      const isLost = isGone || (anew.length >= enough && anew.length === collisions.length);
      report({
        code: 'rekey-collision',
        certainty: 'likely',
        side: 'either',
        peer,
        ...(isLost ? { role: 'cause', severity: 'warning' } : {}),
        evidence: [
          ...collisions.map((one) => model.evidence(one, isLost ? 'cause' : 'context')),
          ...(isGone ? [lost] : isLost ? anew : []).map((one) => model.evidence(one, 'symptom')),
        ],
        count: collisions.length,
        ...(isLost
          ? {
              title: isGone
                ? 'Both ends renewed phase 1 at the same moment, and the session[[ with {peer}]] ended with it'
                : 'Each time both ends renew phase 1 at the same moment, the tunnel[[ with {peer}]] is built anew only long after',
            }
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

/** Where the lines behind each collision begin; both stand in the order of the text. */
function placesBehind(lines: readonly Occurrence[], collisions: readonly Occurrence[]): readonly number[] {
  let at = 0;
  return collisions.map(({ start }) => {
    while ((lines[at]?.start ?? Number.POSITIVE_INFINITY) <= start) at += 1;
    return at;
  });
}

/** The session ends right behind, and for no reason that the device or an operator names. */
function endBehind(lines: readonly Occurrence[], behind: number): Occurrence | undefined {
  return lines.slice(behind, behind + near).find(isUnexplainedEnd);
}

const isUnexplainedEnd = ({ message }: Occurrence): boolean =>
  message.effect?.down === 'ike' && !message.operator && !message.says && !orderly.test(message.id);

/** The other end closed the session as it should. */
const orderly = /\.(?:user|peer)$/;

/** So many of them are no chance; where phase 1 is renewed as it should be, one of the two is complete within this time, in milliseconds. */
const enough = 2;
const promptly = 10_000;
/** A session that nobody needed meanwhile comes back for another reason. */
const longest = 300_000;
/** Phase 2 follows at once where both are built anew. */
const together = 2000;

/**
 * Phase 1 is complete only long after the collision, and phase 2 with it: neither of the two attempts renewed it, and the SAs for traffic were gone
 * too. Where they outlive phase 1, they are renewed when their own time is over. An end that is named for a reason is another story.
 */
function builtAnew(lines: readonly Occurrence[], behind: number, collision: Occurrence): Occurrence | undefined {
  const events = lines
    .slice(behind, behind + near)
    .filter((line) => (line.message.effect?.up ?? line.message.effect?.down) && !isUnexplainedEnd(line));
  const since = (one: Occurrence | undefined, other: Occurrence | undefined): number =>
    (one?.time ?? Number.NaN) - (other?.time ?? Number.NaN);
  const [first, next] = events;
  const waited = since(first, collision);
  return first?.message.effect?.up === 'ike' &&
    next?.message.effect?.up === 'child' &&
    waited >= promptly &&
    waited <= longest &&
    since(next, first) <= together
    ? first
    : undefined;
}

/** Behind the end something comes up with the same peer, or an output lists it. */
function comesBack(model: Model, lines: readonly Occurrence[], end: Occurrence): boolean {
  const peer = fieldOf(end, 'peer');
  return (
    lines.some(({ message, start }) => start > end.start && message.effect?.up !== undefined) ||
    model.tunnels.some(
      ({ remote, ike, ipsec }) =>
        remote === peer && [...ike, ...ipsec].some(({ health, line }) => health === 'up' && line > end.line),
    )
  );
}
