// Tells which first negotiations a text does not follow to their end: that is no fault, and nothing came up either.
import type { Attempt, Model, Tunnel } from './model.ts';

export const isUp = ({ ike, ipsec, attempts }: Tunnel): boolean =>
  [...ike, ...ipsec].some(({ health }) => health === 'up') || attempts.some(({ childUp, ikeUp }) => childUp || ikeUp);

/**
 * What the text ends before, as a part of a sentence. `ends` names the two ends of a tunnel: what is under way at one of them may be up at the
 * other. A negotiation whose peer is not named may be of any tunnel of its device.
 */
export function unfinishedIn(
  { tunnels, attempts }: Pick<Model, 'tunnels' | 'attempts'>,
  ends: (tunnel: string) => string,
): string | undefined {
  const up = tunnels.filter(isUp);
  const upAt = new Set(up.map(({ id }) => ends(id)));
  const works = new Set([...up, ...attempts.filter(({ ikeUp }) => ikeUp)].map(({ device }) => device));
  const peers = [
    ...tunnels
      .filter((tunnel) =>
        isUp(tunnel) ? isHalfWay(tunnel) : !upAt.has(ends(tunnel.id)) && tunnel.attempts.some(isOpen),
      )
      .map(({ remote }) => remote),
    ...attempts
      .filter((attempt) => attempt.peer === undefined && !works.has(attempt.device) && isOpen(attempt))
      .map(() => undefined),
  ];
  if (peers.length === 0) return undefined;
  return peers.length > 1
    ? 'the negotiations are finished'
    : `the negotiation with ${peers[0] ?? 'the peer'} is finished`;
}

/** The ends agreed in this text, and it ends while they speak of their first SA for traffic. */
const isHalfWay = ({ ipsec, attempts }: Tunnel): boolean =>
  !ipsec.some(({ health }) => health === 'up') &&
  !attempts.some(({ childUp }) => childUp) &&
  attempts.some((attempt) => (isUnderWay(attempt) || agrees(attempt)) && asksForChild(attempt));

/** Where a text that begins in the middle shows nothing that is up, an SA for traffic that is spoken of may be the first. */
const isOpen = (attempt: Attempt): boolean => isUnderWay(attempt) || asksForChild(attempt);

const asksForChild = ({ occurrences }: Attempt): boolean =>
  occurrences.some(({ message: { effect } }) => effect?.begins === 'child');

/** The ends agree in this text, though it begins late. */
const agrees = ({ occurrences }: Attempt): boolean =>
  occurrences.some(({ message: { effect } }) => effect?.up === 'ike');

/** A first negotiation, and not what passes between ends that agreed before. */
const isUnderWay = ({ occurrences }: Attempt): boolean =>
  occurrences.some(({ message: { effect } }) => effect?.begins === 'ike' || effect?.stage === 'ike');
