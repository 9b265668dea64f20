// Judges CREATE_CHILD_SA: renewals and further IPsec SAs that are refused, put off or not answered, and keepalives of a tunnel that is up.
import type { Occurrence } from '../../engine/model.ts';
import { type Facts, fieldOf, isFull, sameDump } from './ikev2-exchanges.ts';
import { groupsIn } from './ikev2-groups.ts';
import { sayComparison } from './ikev2-policies.ts';
import { type ChildRefusal, childRefusals, type Say } from './ikev2-reports.ts';

/** A tunnel that came up: only what happened afterwards counts. */
export function judgeRunning(facts: Facts, say: Say, upLine: number): void {
  const after = (occurrence: Occurrence | undefined): boolean => occurrence !== undefined && occurrence.line > upLine;
  const lost = facts
    .all('sm-info-exceeded', 'error-retransmissions-exceeded')
    .find((line) => after(line) && ['info', 'unknown'].includes(facts.stageAt(line)));
  if (lost) say('dpd-failure', 'certain', [lost], { side: 'unknown' });
  judgeRekey(facts, say, after);
}

/** A renewal of the IKE SA asks for no networks: what is refused in it is not a child SA. */
const renewsIke: ChildRefusal = ['rekey-failure', 'likely', { side: 'either', detail: { reason: 'ike-refused' } }];

/** How the peer refuses a CREATE_CHILD_SA; the list of the request’s payloads stands right before its packet. */
export function childRefusalOf(facts: Facts, name: string, line: Occurrence): ChildRefusal | undefined {
  if (name !== 'NO_PROPOSAL_CHOSEN') return childRefusals[name];
  const request = facts.all('sent-child-request').findLast(({ start }) => start < line.start);
  const asked = facts
    .all('line-payloads')
    .findLast((list) => request !== undefined && list.start < request.start && request.line - list.line <= sameDump);
  const payloads = fieldOf(asked, 'list') ?? '';
  return /\bSA\b/.test(payloads) && !/\bTSi\b/.test(payloads) ? renewsIke : childRefusals[name];
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
