// Tells whether a peer that stopped answering once is back: the log tells that it came up again and goes on, or a later look lists it.
import type { Reported } from '../../engine/define.ts';
import type { Capture, Model, Occurrence } from '../../engine/model.ts';
import { ikeBelow, listsIke } from '../detectors/up.ts';
import { capturesOf, deviceAt, groupBy, sameDevice } from '../detectors/values.ts';
import { agesOf } from './ages.ts';
import type { Place } from './question.ts';
import { isOlder } from './since.ts';

/** Lines of keepalives that stay without an answer, and of the session that ends then; others say of themselves that the peer is lost. */
const losses: ReadonlySet<string> = new Set([
  'ikev2.sm-info-exceeded',
  'ikev2.error-retransmissions-exceeded',
  'asa-ikev1.torn-down.lost-service',
  'asa-ikev1.terminated.lost-service',
  'asa.113019.lost-service',
  'crypto.session-down',
  'ikev2-syslog.session-down',
]);

interface Turn {
  readonly up: boolean;
  readonly line: number;
  readonly time: number | undefined;
  readonly device: string | undefined;
}

/** The lines of one loss stand no further apart, in milliseconds: the keepalives and their retries, until the session is gone. */
const oneLoss = 10 * 60_000;
/** Back for so long it is no part of the same trouble any more: the log goes on, in milliseconds; a look tells it, in seconds. */
const goesOn = 3_600_000;
const stayed = 300;

/**
 * Dead peer detection takes its SA away, so one that is listed below is new, however old the outage is. Who is lost again and again is not back, nor
 * is one that has only just come up.
 */
export function isBack(model: Model, { code, peer }: Reported, { last }: Place): boolean {
  if (code !== 'dpd-failure' || peer === undefined) return false;
  const device = deviceAt(model, last);
  const answers = answered.get(model) ?? new Map<string, number | undefined>();
  answered.set(model, answers);
  const key = `${peer} ${device ?? ''}`;
  if (!answers.has(key)) answers.set(key, shownBack(model, peer, device));
  return (answers.get(key) ?? -1) > last;
}
/** Each line of a loss is a claim: it is found once where its peer and device are shown back. */
const answered = new WeakMap<Model, Map<string, number | undefined>>();

/** The line by which the peer is back. */
function shownBack(model: Model, peer: string, device: string | undefined): number | undefined {
  const mine = (turnsOf(model).get(peer) ?? []).filter((turn) => sameDevice(turn.device, device));
  if (isLostAgain(mine)) return undefined;
  const last = mine.findLast(({ up }) => !up)?.line ?? -1;
  const ups = mine.filter(({ up, line }) => up && line > last);
  const latest = ups.at(-1);
  return listedBelow(model, peer, device, latest?.line ?? last) ?? (staysInLog(ups) ? latest?.line : undefined);
}

/** It came up between two losses, or these are too far apart to be one. */
function isLostAgain(turns: readonly Turn[]): boolean {
  const lost = turns.filter(({ up }) => !up);
  const [first, final] = [lost[0], lost.at(-1)];
  if (!first || !final) return false;
  const times = lost.flatMap(({ time }) => time ?? []);
  return (
    turns.some(({ up, line }) => up && line > first.line && line < final.line) ||
    times.some((time) => Math.abs(time - (times[0] ?? time)) > oneLoss)
  );
}

/** The last look at the peer lists its IKE SA as up, or its session, and not only since a moment ago. */
function listedBelow(model: Model, peer: string, device: string | undefined, above: number): number | undefined {
  const isMine = (capture: Capture): boolean => capture.startLine > above && sameDevice(capture.device, device);
  const ages = capturesOf(model.captures, ...aged)
    .filter(isMine)
    .flatMap((look) => agesOf(look, peer, /^UP-(?:ACTIVE|IDLE)/i))
    .flatMap((age) => age ?? []);
  if (ages.some((age) => age < stayed) || isOlder(model, peer, device, above)) return undefined;
  return model.tunnels
    .filter((tunnel) => tunnel.remote === peer && sameDevice(tunnel.device, device))
    .map((tunnel) => ikeBelow(tunnel, above))
    .find(listsIke)
    ?.ike.at(-1)?.line;
}
const aged = ['show crypto ikev2 sa', 'show crypto session', 'show vpn-sessiondb'] as const;

/** Its SAs are renewed long after it came up again. */
const staysInLog = (ups: readonly Turn[]): boolean =>
  (ups.at(-1)?.time ?? Number.NEGATIVE_INFINITY) - (ups[0]?.time ?? Number.POSITIVE_INFINITY) >= goesOn;

/** What the logs tell of each peer, in the order of the text; read once. */
function turnsOf(model: Model): ReadonlyMap<string | undefined, readonly Turn[]> {
  const found = known.get(model) ?? readTurns(model);
  known.set(model, found);
  return found;
}
const known = new WeakMap<Model, ReturnType<typeof readTurns>>();

function readTurns(model: Model): ReadonlyMap<string | undefined, readonly Turn[]> {
  const turns = model.attempts.flatMap(({ peer, occurrences }) =>
    occurrences.flatMap((occurrence) => {
      const { message, line, time, capture } = occurrence;
      const up = message.effect?.up !== undefined;
      return up || isLoss(message) ? [{ peer, up, line, time, device: model.captures[capture]?.device }] : [];
    }),
  );
  return groupBy(
    turns.sort((a, b) => a.line - b.line),
    ({ peer }) => peer,
  );
}

const isLoss = ({ id, says }: Occurrence['message']): boolean =>
  losses.has(id) || says?.some(({ code }) => code === 'dpd-failure') === true;
