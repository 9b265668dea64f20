// Names what a text leaves open: something was begun, or lost, and neither its success nor its failure stands there.
import type { Rec } from '../engine/define.ts';
import type { Capture, IkeSa, IpsecSa, Model } from '../engine/model.ts';
import { siteBeingBuilt } from './detectors/asa/ike-only-sessions.ts';
import { waitsForGrant } from './detectors/ike/pki.ts';
import { neighbourAway } from './detectors/overlay/neighbour-changes.ts';
import { peerBeingBuilt, peerLongGone } from './detectors/overlay/states.ts';
import { isTunnelUp } from './detectors/up.ts';
import {
  capturesOf,
  deviceAt,
  fieldOf,
  groupBy,
  isPingAnswered,
  isUnfiltered,
  numberIn,
  recordsBelow,
  sameDevice,
  textOf,
} from './detectors/values.ts';
import { granted } from './messages/pki.ts';

/** What would have to stand there, as the end of the sentence "the text ends before …". */
export function begun(model: Model): string | undefined {
  const peer = peerBeingBuilt(model) ?? siteBeingBuilt(model);
  if (peer !== undefined) return `the negotiation with ${peer} is finished`;
  const waiting = queuedFor(model);
  if (waiting !== undefined) return `the negotiation with ${waiting} is finished`;
  const connecting = connectingTo(model);
  if (connecting !== undefined) return `a session with the AutoVPN peer ${connecting} is connected`;
  if (isPending(model) || waitsForGrant(model)) return 'the CA answers the request for a certificate';
  const bare = withoutStatus(model);
  if (bare !== undefined) return `a tunnel with ${bare} comes up`;
  if (isWaitingAtServer(model)) return 'the certificate server grants the requests that wait there';
  if (isAsked(model)) return 'the NHRP registration is answered';
  const server = keyServerAsked(model);
  if (server !== undefined) return `the registration with the key server ${server} is complete`;
  const gone = peerLongGone(model);
  if (gone !== undefined) return `the session with ${gone}, which has been down for very long, comes up`;
  const silent = sdwanDown(model);
  if (silent !== undefined) return `the SD-WAN tunnel to ${silent} is up`;
  const away = neighbourAway(model);
  if (away) return `the routing neighbour ${away.neighbour}, lost over ${away.interface}, is back`;
  const lost = lostBetweenLooks(model);
  if (lost !== undefined) return `the tunnel with ${lost}, listed as up before, is up again`;
  return isEmpty(model) ? 'a tunnel comes up' : undefined;
}

/** The peer for whose traffic a firewall waits with phase 2 until phase 1 is complete, where nothing shows that it ever was. */
const queuedFor = (model: Model): string | undefined =>
  model
    .occurrences('asa-ikev1.key-acquire-queued')
    .filter(({ line }) => !model.occurrences('asa-ikev1.key-acquire-dequeued').some((later) => later.line > line))
    .flatMap((queued) => fieldOf(queued, 'peer') ?? [])
    .find((peer) => !isTunnelUp(model.tunnelOf(peer)));

/** A peer none of whose sessions, over whichever pair of uplinks, is there yet when the text looks last. */
const connectingTo = (model: Model): string | undefined =>
  [...groupBy(capturesOf(model.captures, 'show crypto autovpn session'), ({ device }) => device).values()]
    .flatMap((looks) => [...groupBy(recordsBelow(looks.at(-1)?.root as Rec, 'session'), numberOfPeer)])
    .find(([, sessions]) => sessions.every((session) => /^connectin/i.test(textOf(session, 'state') ?? '')))?.[0];

/**
 * A peer of an excerpt that leaves the state of its session out: it has no SA of either kind. Where the state is shown, it tells whether a tunnel
 * rests.
 */
function withoutStatus(model: Model): string | undefined {
  for (const { root } of capturesOf(model.captures, 'show crypto session')) {
    const stated = new Set(
      recordsBelow(root, 'session')
        .filter(({ fields }) => fields.status)
        .flatMap((session) => recordsBelow(session, 'peer')),
    );
    for (const peer of recordsBelow(root, 'peer')) {
      const flows = recordsBelow(peer, 'flow');
      const hasNone = ({ fields }: Rec): boolean => numberIn(fields.activeSas) === 0;
      if (stated.has(peer) || recordsBelow(peer, 'ike').length > 0 || flows.length === 0 || !flows.every(hasNone))
        continue;
      const address = textOf(peer, 'peer');
      if (address !== undefined && !isTunnelUp(model.tunnelOf(address))) return address;
    }
  }
  return undefined;
}

const numberOfPeer = (session: Rec): string => textOf(session, 'peerNumber') ?? '';

/** A device whose listings of SAs are all empty, which nothing else shows at work, and where nobody has just cleared them. */
function isEmpty(model: Model): boolean {
  const listings = capturesOf(model.captures, ...listingsOfSas).filter((one) => isUnfiltered(one) && isRun(one));
  return [...groupBy(listings, ({ device }) => device)].some(
    ([device, mine]) => mine.every(({ root }) => root.children.length === 0) && !isAtWork(model, device),
  );
}

function isAtWork(model: Model, device: string | undefined): boolean {
  const isMine = (one: { readonly device?: string | undefined }): boolean => one.device === device;
  return (
    capturesOf(model.captures, ...withoutIke).some((one) => isMine(one) && one.root.children.some(isOfIpsec)) ||
    model.tunnels.some((tunnel) => isMine(tunnel) && tunnel.ike.length + tunnel.ipsec.length > 0) ||
    model.attempts.some(isMine) ||
    model.operatorLines.some(({ start }) => sameDevice(deviceAt(model, model.lineOf(start)), device)) ||
    capturesOf(model.captures, 'ping').some(
      (ping) => isMine(ping) && recordsBelow(ping.root, 'test').some(isPingAnswered),
    )
  );
}

/** Tunnels of SD-WAN: their keys come from the controllers, and no IKE SA is ever listed for them. */
const withoutIke = [
  'show sdwan bfd sessions',
  'show sdwan ipsec inbound-connections',
  'show sdwan ipsec outbound-connections',
  'show sdwan ipsec local-sa',
];

/** The outputs that are of IPsec alone do not say so in each row. */
const isOfIpsec = (row: Rec): boolean => /^ipsec$/i.test(textOf(row, 'encapsulation') ?? 'ipsec');

/** The other end of an SD-WAN tunnel over IPsec that BFD lists as down in the last look at its device. */
const sdwanDown = (model: Model): string | undefined =>
  [...groupBy(capturesOf(model.captures, 'show sdwan bfd sessions'), ({ device }) => device).values()]
    .flatMap((looks) => recordsBelow(looks.at(-1)?.root as Rec, 'session'))
    .filter((row) => isOfIpsec(row) && /^down$/i.test(textOf(row, 'state') ?? ''))
    .flatMap((row) => textOf(row, 'dst') ?? [])[0];

/** Typed at a prompt, or answered: commands that only stand in a list are for the reader to type. */
const isRun = ({ typed, device, startLine, endLine }: Capture): boolean =>
  typed === undefined || device !== undefined || endLine - startLine > 1;

/**
 * A peer with which a listing shows the tunnel up, and a later one of the same command at the same device does not. An operator who acted in between
 * may have ended it.
 */
function lostBetweenLooks(model: Model): string | undefined {
  const looks = capturesOf(model.captures, ...listingsOfSas).filter((one) => isUnfiltered(one) && isRun(one));
  const sources = groupBy(looks, ({ device, command }) => `${device} ${command}`);
  for (const mine of sources.values()) {
    const last = mine.at(-1);
    if (last === undefined || mine.length < 2) continue;
    const earlier = new Set(mine.slice(0, -1).map(({ index }) => index));
    const lost = model.tunnels.find(({ remote, ike, ipsec, attempts }) => {
      const isLost = (sas: readonly (IkeSa | IpsecSa)[]): boolean => {
        const up = sas.filter(({ health }) => health === 'up');
        const before = up.find(({ capture }) => earlier.has(capture));
        return (
          before !== undefined &&
          !up.some(({ capture }) => capture >= last.index) &&
          !model.operatorLines.some(({ start }) => isBetween(model.lineOf(start), before.line, last.startLine))
        );
      };
      const isBack = attempts.some(({ ikeUp, childUp, endLine }) => (ikeUp || childUp) && endLine > last.startLine);
      return remote !== undefined && !isBack && (isLost(ike) || isLost(ipsec));
    });
    if (lost) return lost.remote;
  }
  return undefined;
}

const isBetween = (line: number, from: number, to: number): boolean => line > from && line < to;

const listingsOfSas = [
  'show crypto isakmp sa',
  'show crypto isakmp sa detail',
  'show crypto ikev1 sa',
  'show crypto ikev2 sa',
  'show crypto ipsec sa',
  'show crypto session',
];

/** The key server with which a group member began to register, where nothing shows that it has ever got keys. */
const keyServerAsked = (model: Model): string | undefined =>
  keyed.some((id) => model.count(id) > 0) || isRegisteredMember(model)
    ? undefined
    : fieldOf(model.occurrences('gdoi.registration-start').at(-1), 'peer');

const isRegisteredMember = (model: Model): boolean =>
  model
    .records('show crypto gdoi', 'member')
    .some((member) => /^registered/i.test(textOf(member, 'registrationStatus') ?? ''));

const keyed = [
  'gdoi.registration-complete',
  'gdoi.policy-installed',
  'gdoi.policies-installed',
  'gdoi.keys-updated',
  'gdoi.key-encryption-updated',
  'gdoi.rekey-received',
];

/** A certificate was asked for and not granted yet, where nothing shows a tunnel of this device that does without it. */
function isPending(model: Model): boolean {
  const last = ['pki.pending', 'pki.trace-pending'].flatMap((id) => model.occurrences(id)).at(-1);
  const device = last && model.captures[last.capture]?.device;
  return (
    last !== undefined &&
    !granted.some((id) => model.count(id) > 0) &&
    !model.tunnels.some((tunnel) => tunnel.device === device && tunnel.ipsec.length > 0)
  );
}

/** A request waits at the certificate server of this device when the text looks last, where nothing shows a tunnel of the device that does without it. */
const isWaitingAtServer = (model: Model): boolean =>
  [...groupBy(capturesOf(model.captures, 'show crypto pki server requests'), ({ device }) => device)].some(
    ([device, looks]) =>
      recordsBelow(looks.at(-1)?.root as Rec, 'request').some((request) =>
        /^pending$/i.test(textOf(request, 'state') ?? ''),
      ) && !model.tunnels.some((tunnel) => tunnel.device === device && tunnel.ipsec.length > 0),
  );

/** A spoke asked its server, and the text ends before the server could answer. */
const isAsked = (model: Model): boolean =>
  model.count('nhrp.send-registration-request') > 0 && !answers.some((id) => model.count(id) > 0);

/** What a request leads to, on either side. */
const answers = [
  'nhrp.receive-registration-reply',
  'nhrp.receive-registration-request',
  'nhrp.receive-error-indication',
  'nhrp.server-up',
  'dmvpn.server-up',
];
