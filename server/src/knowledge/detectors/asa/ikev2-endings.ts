// Judges how an ASA says that a negotiation of IKEv2 ended, where no debug says more: the networks that were asked for, the closing sentence.
import type { Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { ikev2Messages } from '../../messages/ikev2.ts';
import { isAny, type Range, refusedNetworks } from '../ike/ikev2-selectors.ts';
import { ikev2Alone, isOfChild, refusedGroup, unwrittenReason, wrongGroup } from '../ike/ikev2-syslog.ts';
import { fieldOf, groupBy, isLater } from '../values.ts';
import { standsBeside } from './ikev1.ts';
import { cameUp, evidence } from './log-lines.ts';

/** 751022 prints the networks that the peer asked for. */
export function ikev2Selectors(model: Model, report: Report): void {
  for (const [, group] of groupBy(
    model.occurrences('asa.751022'),
    (line) => `${fieldOf(line, 'peer')} ${fieldOf(line, 'remoteSelector')} ${fieldOf(line, 'localSelector')}`,
  )) {
    const first = group[0] as Occurrence;
    const last = group.at(-1) as Occurrence;
    const peer = fieldOf(first, 'peer');
    if (cameUp(model, peer, last)) continue;
    const [remote, local] = [rangeOf(fieldOf(first, 'remoteSelector')), rangeOf(fieldOf(first, 'localSelector'))];
    const asked = remote && local ? { remote, local } : undefined;
    // A route-based peer asks for everything, for a second tunnel that stands by: the first one is up.
    const standby =
      asked &&
      isAny(asked.remote) &&
      isAny(asked.local) &&
      standsBeside(model, peer, model.captures[first.capture]?.device);
    report(
      standby
        ? {
            code: 'harmless-message',
            certainty: 'certain',
            role: 'context',
            severity: 'information',
            peer,
            evidence: evidence(model, group),
            count: group.length,
            title: 'A route-based peer offers any to any for a tunnel that stands by; the other tunnel is up',
          }
        : {
            code: 'proxy-id-mismatch',
            certainty: 'certain',
            side: 'either',
            peer,
            evidence: evidence(model, group),
            count: group.length,
            ...(asked && refusedNetworks(asked)),
          },
    );
  }
}

/** 750003 without a debug beside it: what the closing sentence proves, unless a line of the same negotiation says more. */
export function aborted(model: Model, report: Report): void {
  if (ikev2Messages.some((message) => model.count(message.id) > 0)) return;
  for (const [id, claim] of Object.entries(ikev2Alone)) {
    const lines = model
      .occurrences(`asa.750003.${id}`)
      .filter((line) => !isExplained(model, line) && !isUpAfter(model, line));
    for (const [, group] of groupBy(lines, (line) => fieldOf(line, 'peer') ?? '')) {
      const first = group[0] as Occurrence;
      // Refused while the IKE SA is up, or where both ends have a policy in common: it was a child SA that the proposal was for.
      const within =
        claim.code === 'ike-policy-mismatch' &&
        (isUpBefore(model, first) || isOfChild(model, claim, fieldOf(first, 'peer'), first));
      report({
        ...claim,
        ...(within ? { code: 'phase2-not-established' } : {}),
        peer: fieldOf(first, 'peer'),
        evidence: evidence(model, group),
        count: group.length,
      });
    }
  }
  const refused = model.occurrences(`asa.750003.${wrongGroup}`).filter((line) => !isUpAfter(model, line));
  for (const [peer, group] of groupBy(refused, (line) => fieldOf(line, 'peer'))) {
    const claim = refusedGroup(model, group, peer);
    if (claim) report({ ...claim, peer, ike: 2, evidence: evidence(model, group), count: group.length });
  }
}

/** Closing sentences that end a negotiation without saying why. */
const unclear = [
  'verify-policies-failed',
  'platform-errors',
  'initiate-failed',
  'invalid-syntax',
  'decrypt-failed',
  'address-type',
  'other',
];

export function abortedSomehow(model: Model, report: Report): void {
  if (ikev2Messages.some((message) => model.count(message.id) > 0)) return;
  const lines = unclear
    .flatMap((id) => model.occurrences(`asa.750003.${id}`))
    .filter((line) => !isUpAfter(model, line));
  for (const [, group] of groupBy(lines, (line) => `${fieldOf(line, 'peer') ?? ''} ${fieldOf(line, 'error') ?? ''}`)) {
    // The reason may say it in words of its own.
    const named = unwrittenReason(fieldOf(group[0], 'error') ?? '');
    const code = isUpBefore(model, group[0] as Occurrence) ? 'phase2-not-established' : 'phase1-not-established';
    report({
      side: 'unknown',
      ...(named && named.code !== 'phase1-not-established' ? named : { code, certainty: 'possible' }),
      peer: fieldOf(group[0], 'peer'),
      evidence: evidence(model, group),
      count: group.length,
    });
  }
}

const ups = (model: Model, peer: string | undefined): Occurrence[] =>
  model.attempts
    .filter((attempt) => peer !== undefined && attempt.peer === peer)
    .flatMap((attempt) => attempt.occurrences.filter(({ message }) => message.effect?.up !== undefined));
const isUpAfter = (model: Model, line: Occurrence): boolean =>
  ups(model, fieldOf(line, 'peer')).some((up) => isLater(up, line));
const isUpBefore = (model: Model, line: Occurrence): boolean =>
  ups(model, fieldOf(line, 'peer')).some((up) => isLater(line, up));

/** Whether a line of the same negotiation names the reason. */
const isExplained = (model: Model, line: Occurrence): boolean =>
  (model.attempts[line.attempt]?.occurrences ?? []).some(
    ({ message }) =>
      message.id === 'asa.751022' || message.says?.some(({ certainty }) => certainty === 'certain') === true,
  );

/** `10.4.0.0/10.4.255.255/0/65535/0` as a range. */
const rangeOf = (selector: string | undefined): Range | undefined => {
  const [first, last] = (selector ?? '').split('/');
  return first && last ? { first, last } : undefined;
};
