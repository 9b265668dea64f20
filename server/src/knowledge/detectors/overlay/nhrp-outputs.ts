// What the outputs of show ip nhrp say: servers that do not answer, questions that stay open, lists that are empty.
import type { Rec, Report } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { capturesOf, ipv4, numberIn, recordsBelow, secondsOf, textOf } from '../values.ts';
import { cryptoIsDown } from './events.ts';
import { reasonIsKnown } from './lines.ts';
import { unansweredIn } from './neighbour-changes.ts';
import { answers, answersLater, askedInVain } from './next-hop-servers.ts';
import { candidatesOfSilence } from './registrations.ts';
import { evidenceOf, isKnown, sameDevice } from './rows.ts';
import { uncopiedBy } from './uncopied-clients.ts';
import { unsentFor } from './unsent-questions.ts';

export function servers(model: Model, capture: Capture, report: Report): void {
  const pending = recordsBelow(capture.root, 'pending');
  // One whose turn has only just come has not been asked long enough.
  const tried = recordsBelow(capture.root, 'turn').filter((one) => textOf(one, 'queueBefore') !== 'Waiting');
  for (const nhs of [...recordsBelow(capture.root, 'nhs'), ...tried]) {
    const flags = textOf(nhs, 'flags') ?? '';
    const failed = numberIn(nhs.fields.failed) ?? 0;
    const sent = numberIn(nhs.fields.sent);
    const received = numberIn(nhs.fields.received);
    const expired = pending.some((request) => textOf(request, 'nhs') === textOf(nhs, 'nhs'));
    // A server in waiting is not asked, unless the counters say that it was and never answered.
    const asked = flags === 'W' && askedInVain(nhs);
    if (!asked && (flags.includes('R') || flags.includes('W') || !flags.includes('E'))) continue;
    if (sent !== undefined && sent + failed < 3) continue;
    if (answersLater(model, capture, textOf(nhs, 'nhs'))) continue;
    const nbma = textOf(nhs, 'peer');
    const down = cryptoIsDown(model, nbma) || reasonIsKnown(model);
    report({
      code: 'nhrp-registration-failure',
      certainty: 'likely',
      role: down ? 'symptom' : 'cause',
      side: 'unknown',
      peer: nbma,
      evidence: [
        evidenceOf(model, nhs, down ? 'symptom' : 'cause'),
        ...(received === 0 && nhs.fields.received ? [model.evidence(nhs.fields.received, 'symptom')] : []),
        ...pending
          .filter((request) => textOf(request, 'nhs') === textOf(nhs, 'nhs'))
          .map((request) => model.evidence(request, 'symptom')),
      ],
      detail: { reason: 'not-answered' },
      values: {
        why: `${textOf(nhs, 'nhs') ?? 'the next-hop server'} ${sent === 0 ? `cannot be asked: ${failed} requests could not be sent` : received === 0 && sent !== undefined ? `answered none of ${sent} requests` : expired ? 'lets requests expire' : 'does not answer'}`,
      },
      candidates: candidatesOfSilence(model, nbma),
    });
  }
}

/**
 * Questions that were answered late are gone after some seconds: what is open longer, and asked for again and again, gets no answer. Where the log
 * says that such a request could not be sent, the time in which others are answered is enough.
 */
const openFor = { asked: 15, unsent: 5 };

/** The question for an address that the cache shows to be asked a moment ago, and open yet, where the text does not look later. */
export const justAsked = (model: Model, device: string | undefined): readonly Rec[] =>
  capturesOf(model.captures, 'show ip nhrp')
    .filter((capture) => capture.device === device)
    .slice(-1)
    .flatMap(({ root }) => recordsBelow(root, 'entry'))
    .filter((entry) => {
      const age = secondsOf(textOf(entry, 'created'));
      return /^incomplete/i.test(textOf(entry, 'type') ?? '') && age !== undefined && age < openFor.unsent;
    });

/** Incomplete entries of the cache, where no show dmvpn of the device says the same. */
export function questions(model: Model, capture: Capture, report: Report): void {
  const others = capturesOf(model.captures, 'show ip nhrp', 'show dmvpn').filter((other) => sameDevice(other, capture));
  if (others.some((other) => other.index > capture.index && other.definition === capture.definition)) return;
  const rows = others.flatMap((other) => recordsBelow(other.root, 'peer'));
  const entries = recordsBelow(capture.root, 'entry');
  const serves = entries.some((entry) => flagsOf(entry).includes('registered'));
  for (const entry of entries) {
    const target = textOf(entry, 'target');
    const type = entry.fields.type;
    if (type === undefined || !/^incomplete/i.test(type.value) || target === undefined) continue;
    const unsent = serves ? undefined : unsentFor(model, entry, capture.device);
    if ((secondsOf(textOf(entry, 'created')) ?? 0) < (unsent ? openFor.unsent : openFor.asked)) continue;
    if (rows.some((row) => textOf(row, 'tunnelAddress') === target) || isKnown(model, capture, target)) continue;
    const first = ipv4(target);
    const lowest = entries.every((other) => (ipv4(textOf(other, 'target')) ?? 0) >= (first ?? 0));
    // On a hub the lowest address of the cloud is its own more often than not.
    if (serves && lowest && /\.1$/.test(target)) continue;
    const below = serves
      ? reasonIsKnown(model)
      : rows.some((row) => /^(?:IKE|IPSEC|NHRP|INTF)$/.test(textOf(row, 'state') ?? ''));
    report({
      code: serves ? 'nhrp-registration-failure' : 'nhrp-resolution-failure',
      certainty: 'likely',
      ...(below ? { role: 'symptom' as const } : {}),
      side: serves ? 'either' : unsent ? 'unknown' : 'remote',
      evidence: [type, ...(unsent ? [unsent] : [])].map((of) => model.evidence(of, below ? 'symptom' : 'cause')),
      values: { peer: target, why: 'the hub knows the tunnel address but was never told the outside address' },
    });
  }
}

const flagsOf = (entry: Rec): string[] => entry.all.filter(({ name }) => name === 'flag').map(({ value }) => value);

/** Peers are up, routing asks for multicast, and the list of those to whom it is copied is empty, or lacks one of them. */
export function copies(model: Model, capture: Capture, report: Report): void {
  if (recordsBelow(capture.root, 'copy').length > 0) {
    leftOut(model, capture, report);
    return;
  }
  const heading = recordsBelow(capture.root, 'heading')[0]?.fields.what;
  const peers = capturesOf(model.captures, 'show dmvpn')
    .filter((other) => sameDevice(other, capture))
    .flatMap((other) => recordsBelow(other.root, 'peer'));
  const up = peers.filter((row) => textOf(row, 'state') === 'UP');
  const answered = capturesOf(model.captures, 'show ip nhrp nhs')
    .filter((other) => sameDevice(other, capture))
    .flatMap((other) => recordsBelow(other.root, 'nhs'))
    .some(answers);
  if (!heading || (up.length === 0 && !answered)) return;
  report({
    code: 'nhrp-multicast-map-missing',
    certainty: 'likely',
    side: 'local',
    evidence: [model.evidence(heading, 'cause')],
    title:
      'The DMVPN tunnel is up, but the list of those to whom multicast is copied is empty: routing hellos go nowhere',
  });
}

function leftOut(model: Model, capture: Capture, report: Report): void {
  const found = uncopiedBy(model, capture, unansweredIn(model));
  if (!found) return;
  const { client, listed, symptom } = found;
  const named = client.interface.replace(/^Tu(?=\d)/i, 'Tunnel');
  report({
    code: 'nhrp-multicast-map-missing',
    certainty: 'likely',
    side: 'local',
    evidence: [
      model.evidence(listed, 'cause'),
      model.evidence(client.rec, 'cause'),
      model.evidence(symptom, 'symptom'),
    ],
    values: { interface: named },
    title: `${client.inside} is registered on ${named}, and is not in the list of those to whom multicast is copied: routing hellos do not reach it`,
  });
}

export function traffic(model: Model, capture: Capture, report: Report): void {
  const later = capturesOf(model.captures, 'show ip nhrp traffic')
    .filter((other) => other.index > capture.index && other.device !== undefined && sameDevice(other, capture))
    .flatMap(({ root }) => recordsBelow(root, 'interface'));
  for (const one of recordsBelow(capture.root, 'interface')) {
    // Of counters that are looked at again the last look counts.
    const again = later.filter((other) => textOf(other, 'interface') === textOf(one, 'interface'));
    const replied = again.flatMap((other) => recordsBelow(other, 'direction'));
    if (replied.some(({ fields }) => (numberIn(fields.registrationReplies) ?? 0) > 0)) continue;
    const directions = recordsBelow(one, 'direction');
    const sent = directions.find((direction) => direction.fields.sent);
    const received = directions.find((direction) => direction.fields.received);
    if (!sent || !received) continue;
    const asked = numberIn(sent.fields.registrationRequests) ?? 0;
    const answers = numberIn(received.fields.registrationReplies);
    const requests = numberIn(received.fields.registrationRequests) ?? 0;
    const replies = numberIn(sent.fields.registrationReplies);
    const fact =
      asked >= 5 && answers === 0
        ? sent.fields.registrationRequests
        : requests >= 5 && replies === 0
          ? received.fields.registrationRequests
          : undefined;
    if (!fact) continue;
    const name = textOf(one, 'interface');
    report({
      code: 'nhrp-registration-failure',
      certainty: 'likely',
      side: asked >= 5 && answers === 0 ? 'unknown' : 'local',
      evidence: [
        model.evidence(fact, 'cause'),
        ...(received.fields.registrationReplies ? [model.evidence(received.fields.registrationReplies, 'cause')] : []),
      ],
      detail: { reason: 'not-answered' },
      values: {
        why: `${name ?? 'the tunnel'}: ${asked >= 5 && answers === 0 ? `${asked} requests, no reply` : `${requests} requests came, none was answered`}`,
      },
    });
  }
}

/** The trace keeps what happened to each server; its sections are in no common order, so the times decide what came last. */
export function trace(model: Model, capture: Capture, report: Report): void {
  const last = new Map<string, Rec>();
  for (const event of recordsBelow(capture.root, 'event')) {
    const server = textOf(event, 'tunnelDestination');
    if (server === undefined || !/^NHRP-NHS-(?:UP|DOWN)$/.test(textOf(event, 'event') ?? '')) continue;
    const known = last.get(server);
    if (!known || (textOf(known, 'time') ?? '') <= (textOf(event, 'time') ?? '')) last.set(server, event);
  }
  for (const [server, event] of last) {
    const { reason } = event.fields;
    if (!reason || !/registration failure/i.test(reason.value) || isAnswered(model, capture, server)) continue;
    report({
      code: 'nhrp-registration-failure',
      certainty: 'likely',
      side: 'unknown',
      peer: textOf(event, 'dst'),
      evidence: [model.evidence(event, 'cause')],
      detail: { reason: 'not-answered' },
      values: { why: `${server} does not answer` },
    });
  }
}

const isAnswered = (model: Model, capture: Capture, server: string): boolean =>
  capturesOf(model.captures, 'show dmvpn').some(
    (other) =>
      sameDevice(other, capture) &&
      recordsBelow(other.root, 'peer').some(
        (row) => textOf(row, 'tunnelAddress') === server && textOf(row, 'state') === 'UP',
      ),
  );
