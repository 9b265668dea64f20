// Judges CREATE_CHILD_SA: renewals and further IPsec SAs that are refused, put off or not answered, and keepalives of a tunnel that is up.
import type { Model, Occurrence } from '../../../engine/model.ts';
import { fieldOf } from '../values.ts';
import { type Facts, idOf, isFull, type Stage, sameDump } from './ikev2-exchanges.ts';
import { groupsIn } from './ikev2-groups.ts';
import { sayComparison } from './ikev2-policies.ts';
import { type ChildRefusal, childRefusals, type Say } from './ikev2-reports.ts';

/** A tunnel that came up: only what happened afterwards counts. */
export function judgeRunning(facts: Facts, say: Say, upLine: number): void {
  const after = (occurrence: Occurrence | undefined): boolean => occurrence !== undefined && occurrence.line > upLine;
  sayLost(facts, say, after);
  judgeRekey(facts, say, after);
}

/** Keepalives that nobody answers on a tunnel that was up, as the lines above show, or that goes down with them. */
export function sayLost(
  facts: Facts,
  say: Say,
  isAfter: (occurrence: Occurrence | undefined) => boolean = () => false,
): void {
  const lost = facts
    .all('sm-info-exceeded', 'error-retransmissions-exceeded')
    .find((line) => (isAfter(line) ? keepalives.has(facts.stageAt(line)) : downBehind(facts, line)));
  // Lines that name no connection are those of the session that goes down with them, which may be the one before.
  const peer = facts.negotiation.peer ?? (lost && fieldOf(downBehind(facts, lost), 'peer'));
  if (lost) say('dpd-failure', 'certain', [lost], { side: 'unknown', peer });
}

/** What is given up there may be a keepalive. */
const keepalives: ReadonlySet<Stage> = new Set(['info', 'unknown']);

/** The line in which a session goes down right after its requests are given up. */
export const downBehind = (facts: Facts, exceeded: Occurrence): Occurrence | undefined =>
  keepalives.has(facts.stageAt(exceeded))
    ? Array.from({ length: rightBehind }, (_, distance) => downsOf(facts.model).get(exceeded.line + 1 + distance)).find(
        (down) => down && (facts.negotiation.peer ?? fieldOf(down, 'peer')) === fieldOf(down, 'peer'),
      )
    : undefined;

/** So many lines stand between the two. */
const rightBehind = 6;

/** The lines of syslog in which sessions go down; found once. */
function downsOf(model: Model): ReadonlyMap<number, Occurrence> {
  const found =
    downs.get(model) ?? new Map(model.occurrences('ikev2-syslog.session-down').map((down) => [down.line, down]));
  downs.set(model, found);
  return found;
}
const downs = new WeakMap<Model, ReadonlyMap<number, Occurrence>>();

/** A renewal of the IKE SA asks for no networks: what is refused in it is not a child SA. */
const renewsIke: ChildRefusal = ['rekey-failure', 'likely', { side: 'either', detail: { reason: 'ike-refused' } }];

/** How the peer refuses a CREATE_CHILD_SA. */
export const childRefusalOf = (facts: Facts, name: string, line: Occurrence): ChildRefusal | undefined =>
  ofEither.has(name) && asksForIke(facts, line) ? renewsIke : childRefusals[name];

/** An end may have no proposal in common, or renew no IKE SAs at all (RFC 7296, 1.3 and 4); the others are of child SAs, or pass by themselves. */
const ofEither: ReadonlySet<string> = new Set(['NO_PROPOSAL_CHOSEN', 'NO_ADDITIONAL_SAS']);

/** The list of the request’s payloads stands right before its packet: the IKE SA has no networks. Where the list is hidden, the step before it tells. */
function asksForIke(facts: Facts, line: Occurrence): boolean {
  const before = (ids: readonly string[], end: Occurrence): Occurrence | undefined =>
    facts.all(...ids).findLast(({ start }) => start < end.start);
  const request = before(['sent-child-request'], line);
  if (!request) return false;
  const asked = before(['line-payloads'], request);
  const payloads = (asked && request.line - asked.line <= sameDump && fieldOf(asked, 'list')) || '';
  if (/\bSA\b/.test(payloads)) return !/\bTSi\b/.test(payloads);
  const last = before(['ike-rekey-begin', 'rekey-begin', 'sent-child-request'], request);
  return last !== undefined && idOf(last) === 'ike-rekey-begin';
}

/** CREATE_CHILD_SA that is sent again and again until it is given up, while the SA that is to be renewed, or to be served, is there. */
const unansweredIn = (facts: Facts, after: (occurrence: Occurrence) => boolean): Occurrence | undefined =>
  facts
    .all('sm-child-exceeded', 'error-retransmissions-exceeded')
    .find((line) => after(line) && facts.stageAt(line) === 'child');

/** Who is put off asks once more; where that is not answered, it is the silence that ends the SA, and no collision. */
export function sayNotAnswered(facts: Facts, say: Say, putOff: Occurrence): boolean {
  const unanswered = unansweredIn(facts, ({ start }) => start > putOff.start);
  const agreed = facts.negotiation.lines.some(
    ({ message, start }) => message.effect?.up === 'child' && unanswered !== undefined && start > unanswered.start,
  );
  if (!unanswered || agreed) return false;
  const resent = facts.all('retransmit', 'sm-child-resend').filter(({ start }) => start > putOff.start);
  say('rekey-failure', 'certain', [unanswered, putOff, ...resent.slice(0, 2)], {
    side: 'unknown',
    detail: unansweredRenewal,
    count: Math.max(1, resent.length),
  });
  return true;
}

/** To be put off once or twice is normal; again and again, the keys are never renewed. Where errors only are shown, the sentences that close it are counted. */
export function sayPutOff(facts: Facts, say: Say): void {
  const notified = facts.received
    .filter(({ name, stage }) => name === 'TEMPORARY_FAILURE' && stage === 'child')
    .map(({ line }) => line);
  const [first] = notified;
  const closed = facts.all('error-child-exchange-failed').filter(({ start }) => first && start > first.start);
  const again = closed.length > notified.length ? closed : notified;
  const last = again.at(-1)?.line ?? 0;
  const agreed = facts.negotiation.lines.some(({ message, line }) => message.effect?.up === 'child' && line > last);
  if (again.length > 2 && !agreed)
    say('rekey-failure', 'likely', again === closed ? [first, ...again.slice(0, 2)] : again.slice(0, 3), {
      side: 'remote',
      count: again.length,
    });
}

/** The group of a child SA is corrected again and again: the ends do not agree on perfect forward secrecy. */
export function sayChildGroups(
  facts: Facts,
  say: Say,
  after: (occurrence: Occurrence | undefined) => boolean,
): boolean {
  const again = facts.received.filter(
    ({ name, stage, line }) => name === 'INVALID_KE_PAYLOAD' && stage === 'child' && after(line),
  );
  const last = again.at(-1)?.line;
  const agreed = facts.negotiation.lines.some(
    ({ message, line }) => message.effect?.up === 'child' && last !== undefined && line > last.line,
  );
  if (again.length < 3 || agreed) return false;
  const corrections = facts.all('invalid-ke').filter((line) => after(line) && facts.stageAt(line) === 'child');
  say(
    'pfs-mismatch',
    'likely',
    [
      ...again.slice(0, 3).map(({ line }) => line),
      corrections[0],
      facts.all('error-child-exchange-failed').find(after),
    ],
    {
      side: 'either',
      count: again.length,
      attributes: groupsIn(corrections.find((line) => fieldOf(line, 'sent') !== undefined)),
    },
  );
  return true;
}

/**
 * A renewal that is refused and takes the session down is not overcome by the session that comes up behind it: the first exchange of a tunnel does
 * not compare what a renewal compares, so the next one fails the same way.
 */
export function endsSession(facts: Facts): boolean {
  const { lines, peer } = facts.negotiation;
  const refused =
    facts.comparisons.find((one) => isFull(one) && facts.stageAt(one.lines[0]) === 'child')?.lines[0] ??
    facts.received.find(({ name, stage }) => stage === 'child' && ofEither.has(name))?.line;
  const agreed = lines.some(({ message, start }) => message.effect?.up && refused && start > refused.start);
  if (peer === undefined || !refused || agreed || lines.some(({ message }) => message.effect?.begins === 'ike'))
    return false;
  const [next] = ['down', 'up']
    .flatMap((state) => [`crypto.session-${state}`, `ikev2-syslog.session-${state}`])
    .flatMap((id) => facts.model.occurrences(id))
    .filter((one) => one.start > refused.start && fieldOf(one, 'peer') === peer)
    .sort((one, other) => one.start - other.start);
  return next?.message.id.endsWith('.session-down') === true;
}

/** CREATE_CHILD_SA on a tunnel that was up. */
function judgeRekey(facts: Facts, say: Say, after: (occurrence: Occurrence | undefined) => boolean): void {
  if (sayChildGroups(facts, say, after)) return;
  const comparison = facts.comparisons.find((candidate) => after(candidate.lines[0]) && isFull(candidate));
  if (comparison) {
    sayComparison(facts, say, comparison, 'child');
    return;
  }
  for (const { name, stage, line } of facts.received) {
    const refusal = stage === 'child' && after(line) ? childRefusalOf(facts, name, line) : undefined;
    if (!refusal) continue;
    const [code, certainty, more] = refusal;
    if (code === 'rekey-collision' && sayNotAnswered(facts, say, line)) return;
    say(code, certainty, [line, facts.all('error-child-exchange-failed').find(after)], more);
    sayPutOff(facts, say);
    return;
  }
  const unanswered = unansweredIn(facts, after);
  const failed = unanswered ?? facts.all('error-child-exchange-failed').find(after);
  if (failed)
    say('rekey-failure', unanswered ? 'certain' : 'likely', [failed], {
      side: 'unknown',
      ...(unanswered ? { detail: unansweredRenewal } : {}),
    });
}

export const unansweredRenewal = { reason: 'no-answer' } as const;
