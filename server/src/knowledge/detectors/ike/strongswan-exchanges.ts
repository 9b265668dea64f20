// Judges requests of strongSwan that come to nothing: renewals that are refused, and IKE_AUTH that nobody answers.
import { detector, type Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { fieldOf, numberIn } from '../values.ts';

export const strongswanExchanges = detector({
  id: 'strongswan-exchanges',
  codes: ['rekey-failure', 'pfs-mismatch', 'fragmentation-ike', 'nat-t-blocked'],
  run(model, report) {
    sayRenewals(model, report);
    sayUnansweredProof(model, report);
  },
});

/** Lines between a request and what becomes of it. */
const near = 8;

/** Of the two ends of strongSwan's packets near a line the one that the text knows as the peer of a Cisco device: it is what they speak of. */
export function peerNear(model: Model, { line }: Occurrence): string | undefined {
  const remotes = new Set(model.tunnels.map(({ remote }) => remote));
  return ['strongswan.packet-sent', 'strongswan.packet-received', 'strongswan.ike-up']
    .flatMap((id) => model.occurrences(id))
    .filter((packet) => Math.abs(packet.line - line) <= packetsWithin)
    .flatMap((packet) => ['local', 'remote'].flatMap((end) => fieldOf(packet, end) ?? []))
    .find((end) => remotes.has(end));
}
const packetsWithin = 20;

const lastAbove = (
  lines: readonly Occurrence[],
  { line }: Occurrence,
  within = Number.POSITIVE_INFINITY,
): Occurrence | undefined => lines.findLast((one) => one.line < line && line - one.line <= within);

/**
 * The IPsec SA that is to be renewed was agreed with the same algorithms: what a renewal compares and the first exchange does not is the group of
 * perfect forward secrecy (RFC 7296, 1.2 and 1.3).
 */
function sayRenewals(model: Model, report: Report): void {
  const requests = model.occurrences('strongswan.rekey-request');
  const refused = model
    .occurrences('strongswan.child-refused')
    .filter((refusal) => lastAbove(requests, refusal, near) !== undefined);
  const [first] = refused;
  if (!first || isRenewedBelow(model, refused.at(-1))) return;
  const request = lastAbove(requests, first, near);
  const failed = model.occurrences('strongswan.rekey-failed').find(({ line }) => line > first.line);
  report({
    code: 'rekey-failure',
    certainty: 'certain',
    side: 'either',
    ike: 2,
    peer: peerNear(model, first),
    count: refused.length,
    evidence: [first, request, failed].flatMap((line, at) =>
      line ? [model.evidence(line, at === 0 ? 'cause' : 'context')] : [],
    ),
  });
  report({
    code: 'pfs-mismatch',
    certainty: 'likely',
    side: 'either',
    ike: 2,
    peer: peerNear(model, first),
    count: refused.length,
    evidence: [first, ...(request ? [request] : [])].map((line) => model.evidence(line, 'cause')),
  });
}

/** An IPsec SA that comes up with a new IKE SA compares no group either: its first renewal fails the same way. */
function isRenewedBelow(model: Model, refusal: Occurrence | undefined): boolean {
  const below = (id: string): Occurrence | undefined =>
    model.occurrences(`strongswan.${id}`).find(({ line }) => refusal !== undefined && line > refusal.line);
  return below('child-up') !== undefined && below('ike-up') === undefined;
}

/**
 * IKE_AUTH is sent only after IKE_SA_INIT was answered. It is larger than a packet of an Ethernet and was not cut by IKE: then a part of it is lost
 * where the whole never arrives. A small one that goes to another port than the first exchange finds that port closed.
 */
function sayUnansweredProof(model: Model, report: Report): void {
  const requests = model.occurrences('strongswan.request');
  const ups = model.occurrences('strongswan.ike-up');
  for (const end of model.occurrences('strongswan.given-up')) {
    const request = lastAbove(requests, end);
    if (!request || fieldOf(request, 'exchange') !== 'IKE_AUTH') continue;
    const between = (id: string): readonly Occurrence[] =>
      model.occurrences(`strongswan.${id}`).filter(({ line }) => line > request.line && line < end.line);
    const cut = /\bEF\(/.test(fieldOf(request, 'payloads') ?? '') || between('split').length > 0;
    const packets = between('packet-sent').filter((packet) => numberIn(packet.fields.size) !== undefined);
    const [packet] = packets;
    if (!packet || cut || between('response-parsed').length > 0 || ups.some(({ line }) => line > end.line)) continue;
    const isLarge = (numberIn(packet.fields.size) ?? 0) > inOnePacket;
    const isHeard = model
      .occurrences('strongswan.packet-received')
      .some((answer) => fieldOf(answer, 'port') === '4500' && fieldOf(answer, 'remote') === fieldOf(packet, 'remote'));
    if (!isLarge && (fieldOf(packet, 'port') !== '4500' || isHeard)) continue;
    const awaited = model.occurrences('ikev2.error-auth-not-received');
    report({
      code: isLarge ? 'fragmentation-ike' : 'nat-t-blocked',
      certainty: 'likely',
      side: 'unknown',
      ike: 2,
      peer: peerNear(model, packet) ?? fieldOf(packet, 'remote'),
      count: packets.length,
      evidence: [
        model.evidence(packet, 'cause'),
        ...[request, end, ...awaited.slice(0, 1)].map((line) => model.evidence(line, 'symptom')),
      ],
    });
    return;
  }
}

/** What an Ethernet packet of 1500 bytes holds of UDP. */
const inOnePacket = 1472;
