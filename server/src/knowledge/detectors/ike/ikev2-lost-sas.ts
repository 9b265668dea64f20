// Judges packets for IKEv2 SAs that a device does not have: whether a peer still uses what is lost here, or only sends late copies.
import type { Rec, Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { spiDigits } from '../../commands/shared.ts';
import { listsIke } from '../up.ts';
import { capturesOf, deviceAt, fieldOf, inOrder, recordsBelow, sameDevice, textOf } from '../values.ts';
import { isZero } from './ikev2-exchanges.ts';

/**
 * The line that complains names no peer: it takes many of them, over a longer time, and nothing that comes up. Where the packet is printed below, time
 * is not needed: a peer that goes on to its next message, for the same SA, has not given it up. Where the other end lists the SA as its own, a few do.
 */
export function lostIkev2Sas(model: Model, report: Report): void {
  const lines = inOrder(model, ['ikev2.no-matching-sa', 'ikev2.error-invalid-ike-spi']);
  const [first] = lines;
  const last = lines.at(-1);
  if (!first || !last || heldByPeer(model, lines, report) || lines.length < stream.lines) return;
  const peer = persistent(model, lines);
  const lasting =
    first.time !== undefined && last.time !== undefined && Math.abs(last.time - first.time) >= stream.milliseconds;
  if (!lasting && peer === undefined) return;
  if (isUpHere(model, first, undefined)) return;
  report({
    code: 'ike-sa-stale',
    certainty: 'likely',
    side: 'remote',
    peer,
    ike: 2,
    evidence: [...lines.slice(0, 3), last].map((line) => model.evidence(line, 'cause')),
    count: lines.length,
  });
}

const stream = { lines: 5, milliseconds: 60_000 };

/** The device that complains has an SA with this peer after all, or with any where none is named. */
function isUpHere(model: Model, { line: from }: Occurrence, peer: string | undefined): boolean {
  const here = ({ device }: { readonly device?: string | undefined }): boolean =>
    sameDevice(device, deviceAt(model, from));
  const isOf = (other: string | undefined): boolean => peer === undefined || other === undefined || other === peer;
  return (
    model.attempts.some((attempt) => here(attempt) && isOf(attempt.peer) && attempt.ikeUp) ||
    model.tunnels.some((tunnel) => here(tunnel) && isOf(tunnel.remote) && listsIke(tunnel)) ||
    model
      .occurrences('ikev2-syslog.session-up')
      .some((up) => isOf(fieldOf(up, 'peer')) && here({ device: deviceAt(model, up.line) }))
  );
}

/** The only peer whose packets are complained of, where they are several messages of one SA and not the copies of one. */
function persistent(model: Model, lines: readonly Occurrence[]): string | undefined {
  const below = (...ids: readonly string[]): readonly Occurrence[] => {
    const at = new Map(ids.flatMap((id) => model.occurrences(id)).map((one) => [one.line, one]));
    return lines.flatMap(
      ({ line }) => Array.from({ length: samePacket }, (_, step) => at.get(line + 1 + step)).find(Boolean) ?? [],
    );
  };
  const packets = below(...requests);
  const numbers = below('ikev2.line-spis');
  const [peer, ...others] = new Set(packets.map((packet) => fieldOf(packet, 'peer')));
  const ofOneSa = new Set(numbers.map((one) => `${fieldOf(one, 'ispi')} ${fieldOf(one, 'rspi')}`)).size === 1;
  const messages = new Set(numbers.map((one) => fieldOf(one, 'mid')));
  return others.length === 0 && ofOneSa && messages.size > 1 ? peer : undefined;
}

/** A line that complains, an empty one, the addresses and the numbers of the packet. */
const samePacket = 4;
const requests = ['ikev2.received-info-request', 'ikev2.received-child-request'];

/** The last output of the peer lists the very SA whose packets are complained of, as the only one with this end. */
function heldByPeer(model: Model, lines: readonly Occurrence[], report: Report): boolean {
  if (lines.length < fewLines) return false;
  const packets = requests
    .flatMap((id) => model.occurrences(id))
    .filter((packet) => isOfNoSa(packet) && lines.some(({ line }) => Math.abs(line - packet.line) <= sameEvent));
  const [packet, ...more] = packets;
  if (!packet || more.some((other) => spisOf(other) !== spisOf(packet))) return false;
  const peer = fieldOf(packet, 'peer');
  const row = rowOf(model, packet);
  if (!row || peer === undefined || isUpHere(model, packet, peer)) return false;
  const { localSpi, active } = row.fields;
  const last = lines.at(-1)?.line ?? 0;
  report({
    code: 'ike-sa-stale',
    // What was listed before may have been given up since.
    certainty: row.line > last ? 'certain' : 'likely',
    side: 'remote',
    peer,
    ike: 2,
    evidence: [
      ...[packet, ...lines.slice(0, 2)].map((line) => model.evidence(line, 'cause')),
      ...[row.fields.state, localSpi, active].flatMap((fact) => (fact ? [model.evidence(fact, 'cause')] : [])),
    ],
    count: lines.length,
  });
  return true;
}

/** One or two belong to every restart. */
const fewLines = 3;
/** The addresses, the numbers and the exchange of a packet, and the errors around it. */
const sameEvent = 5;

/** A packet that belongs to an SA of this device is printed with the number of the SA. */
const isOfNoSa = (packet: Occurrence): boolean => ['conn', 'session'].every((field) => isZero(fieldOf(packet, field)));

const spisOf = (packet: Occurrence): string =>
  ['ispi', 'rspi'].map((field) => spiDigits(fieldOf(packet, field))).join(' ');

/** The row of the SA at the other end: by its SPIs, in whichever order. A second SA between the two is its successor. */
function rowOf(model: Model, packet: Occurrence): Rec | undefined {
  const peer = fieldOf(packet, 'peer');
  const spis = spisOf(packet).split(' ').sort().join(' ');
  const rows = capturesOf(model.captures, 'show crypto ikev2 sa', 'show crypto ikev2 session')
    .flatMap(({ root }) => recordsBelow(root, 'sa'))
    .filter((row) => textOf(row, 'remote') !== peer && /^READY$/i.test(textOf(row, 'state') ?? ''));
  const mine = rows.findLast(
    (row) =>
      ['localSpi', 'remoteSpi']
        .map((field) => spiDigits(textOf(row, field)) ?? '')
        .sort()
        .join(' ') === spis,
  );
  const successor = rows.some(
    (row) =>
      textOf(row, 'remote') === textOf(mine ?? row, 'remote') &&
      row.line > (mine?.line ?? 0) &&
      spiDigits(textOf(row, 'localSpi')) !== spiDigits(mine && textOf(mine, 'localSpi')),
  );
  return successor ? undefined : mine;
}
