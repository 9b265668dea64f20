// Judges what show dmvpn and show ip nhrp say: the state of a peer names the layer that fails.
import { type Detector, detector, type Rec, type Report } from '../../../engine/define.ts';
import type { Capture, Model, Occurrence } from '../../../engine/model.ts';
import { configsOf, type Interface } from '../config/model.ts';
import { isMultipoint } from '../config/tunnels.ts';
import { covers, networkOf } from '../networks.ts';
import { listsIke, listsSa } from '../up.ts';
import { capturesOf, deviceAt, fieldOf, ipv4, isUnfiltered, recordsBelow, secondsOf, textOf } from '../values.ts';
import { reasonIsKnown } from './lines.ts';
import { copies, justAsked, questions, servers, trace, traffic } from './nhrp-outputs.ts';
import { isUpAtTheOtherEnd } from './other-end-up.ts';
import { registration } from './registrations.ts';
import { evidenceOf, isKnown, isOwn, isUpAs, rowsOf, sameDevice, settled } from './rows.ts';
import { phase1, phase2 } from './sessions.ts';

export const overlayStates: Detector = detector({
  id: 'overlay-states',
  codes: [
    'phase1-not-established',
    'phase2-not-established',
    'psk-missing',
    'nhrp-registration-failure',
    'nhrp-resolution-failure',
    'nhrp-multicast-map-missing',
    'tunnel-key-mismatch',
    'tunnel-mode-mismatch',
  ],
  run: (model, report) => {
    for (const capture of capturesOf(model.captures, 'show dmvpn')) peers(model, capture, report);
    for (const capture of capturesOf(model.captures, 'show ip nhrp')) questions(model, capture, report);
    for (const capture of capturesOf(model.captures, 'show ip nhrp nhs')) servers(model, capture, report);
    for (const capture of capturesOf(model.captures, 'show ip nhrp multicast')) copies(model, capture, report);
    for (const capture of capturesOf(model.captures, 'show ip nhrp traffic')) traffic(model, capture, report);
    for (const capture of capturesOf(model.captures, 'show monitor event-trace dmvpn')) trace(model, capture, report);
  },
});

/** The last look at a device counts: what was down before may be up now. */
const isLastLook = (model: Model, capture: Capture): boolean =>
  recordsBelow(capture.root, 'peer').length === 0 ||
  !capturesOf(model.captures, 'show dmvpn').some(
    (other) =>
      other.index > capture.index &&
      other.device !== undefined &&
      sameDevice(other, capture) &&
      recordsBelow(other.root, 'peer').length > 0,
  );

/** The outside address of the first peer whose session is still being built in the last look at its device. */
export function peerBeingBuilt(model: Model): string | undefined {
  return capturesOf(model.captures, 'show dmvpn')
    .filter((capture) => isLastLook(model, capture))
    .flatMap(({ root }) => recordsBelow(root, 'peer'))
    .filter((row) => /^(?:IKE|IPSEC)$/i.test(textOf(row, 'state') ?? '') && !settled(row) && !isOwn(row))
    .flatMap((row) => textOf(row, 'peer') ?? [])
    .find((nbma) => !/^UNKNOWN$/i.test(nbma) && !listsSa(model.tunnelOf(nbma)));
}

/** In so many seconds, half a year, somebody who is missed is looked for. */
const long = 26 * 7 * 86_400;

/** At a hub, most of whose peers are up, those that have been down for as long as nobody waits: what was entered for them by hand was left behind, or they are gone. */
function longGone(capture: Capture): readonly Rec[] {
  return recordsBelow(capture.root, 'interface')
    .filter((at) => isHub(textOf(at, 'type'), rowsOf(at)))
    .flatMap((at) => {
      const rows = rowsOf(at);
      const up = rows.filter((row) => textOf(row, 'state') === 'UP');
      const gone = rows.filter(
        (row) => row.fields.state && !up.includes(row) && (secondsOf(textOf(row, 'time')) ?? 0) >= long,
      );
      return up.length > gone.length ? gone : [];
    });
}

/** The outside address of the first of them in the last look at its device. */
export const peerLongGone = (model: Model): string | undefined =>
  capturesOf(model.captures, 'show dmvpn')
    .filter((capture) => isLastLook(model, capture))
    .flatMap(longGone)
    .flatMap((row) => textOf(row, 'peer') ?? [])[0];

function peers(model: Model, capture: Capture, report: Report): void {
  const gone = new Set(longGone(capture));
  const interfaces = recordsBelow(capture.root, 'interface');
  const rows = recordsBelow(capture.root, 'peer');
  if (!isLastLook(model, capture)) return;
  departed(model, capture, rows, report);
  let nbma: string | undefined;
  for (const row of rows) {
    // Further entries of the same peer stand below it without its outside address.
    nbma = textOf(row, 'peer') ?? nbma;
    const state = textOf(row, 'state');
    if (state === undefined || state === 'UP' || !settled(row) || isOwn(row) || gone.has(row)) continue;
    // Who registered has a session; whether the answer came back, only the end that waits for it can tell.
    if (/^(?:IKE|IPSEC)$/i.test(state) && isUpAtTheOtherEnd(model, capture, row)) continue;
    if (/^UNKNOWN$/i.test(nbma ?? '')) {
      const at = interfaces.find((one) => one.children.includes(row));
      const beside = at ? rowsOf(at) : rows;
      const ofHub = isHub(at && textOf(at, 'type'), beside) || hasNoServer(model, capture, row);
      if (!isReached(model, capture, row)) unknown(model, capture, row, ofHub ? beside : undefined, report);
    } else if (state === 'INTF') interfaceDown(model, row, nbma, report);
    else if (state === 'IKE') phase1(model, capture, row, nbma, report);
    else if (/^IPSEC$/i.test(state)) phase2(model, row, nbma, report);
    else if (state === 'NHRP') registration(model, capture, row, nbma, report);
  }
}

/** A client of this hub that the log saw go, and that has neither come back nor an IKE SA, while others are registered. */
function departed(model: Model, capture: Capture, rows: readonly Rec[], report: Report): void {
  const mine = (occurrence: Occurrence): boolean => deviceAt(model, occurrence.line) === capture.device;
  const isThere = rows.some((row) => textOf(row, 'state') === 'UP' && settled(row));
  // A filter on the command may hide the row that is missed.
  const isWhole = ({ typed }: Capture): boolean => !/\|\s*(?:i|e|s)/i.test(typed ?? '');
  const showsIke = capturesOf(
    model.captures,
    'show crypto isakmp sa',
    'show crypto ikev2 sa',
    'show crypto session',
  ).some((other) => sameDevice(other, capture) && isWhole(other));
  if (capture.device === undefined || !isThere || !isWhole(capture) || !showsIke) return;
  const downs = model.occurrences('dmvpn.client-down').filter(mine);
  const ups = model.occurrences('dmvpn.client-up').filter(mine);
  const seen = new Set<string | undefined>();
  for (const down of downs.toReversed()) {
    const [overlay, peer] = [fieldOf(down, 'overlay'), fieldOf(down, 'peer')];
    if (overlay === undefined || peer === undefined || seen.has(overlay)) continue;
    seen.add(overlay);
    const isBack =
      ups.some((up) => up.line > down.line && fieldOf(up, 'overlay') === overlay) ||
      rows.some((row) => textOf(row, 'tunnelAddress') === overlay || textOf(row, 'peer') === peer) ||
      model.tunnels.some(({ local, remote }) => local === peer || remote === peer) ||
      model.attempts.some((attempt) => attempt.peer === peer);
    // After the interface came up again those who can come back do; a spoke that left alone may have been taken out of service.
    const othersBack = ups.some((up) => up.line > down.line);
    if (isBack || !othersBack) continue;
    report({
      code: 'phase1-not-established',
      certainty: 'likely',
      side: 'either',
      peer,
      title: `The spoke ${overlay} ({peer}) has not come back, while others have: there is no IKE SA with it; this text does not show why`,
      evidence: [model.evidence(down, 'cause')],
      candidates: departedCandidates,
    });
  }
}

const departedCandidates = [
  { code: 'peer-unreachable', why: 'No IKE packet of the spoke arrives here: look at its path and its filter.' },
  {
    code: 'nhrp-registration-failure',
    why: 'NHRP on the spoke was switched off (ip nhrp network-id, nhs), so it builds no session.',
  },
  { code: 'psk-mismatch', why: 'The spoke has no key for this hub, or another one.' },
];

/** Where the line above the table was cut off, its rows tell: a spoke has its servers there (S), a hub only those who registered (D). */
const isHub = (type: string | undefined, rows: readonly Rec[]): boolean =>
  type !== undefined
    ? /^Hub$/i.test(type)
    : rows.some((row) => isUpAs(row, 'D')) && !rows.some((row) => textOf(row, 'attributes')?.includes('S') === true);
/** By the configuration, the multipoint tunnel of this row names no server: nobody but the peer itself can tell its outside address. */
function hasNoServer(model: Model, capture: Capture, row: Rec): boolean {
  const overlay = networkOf(textOf(row, 'tunnelAddress'));
  const clouds = configsOf(model)
    .filter(({ device, filtered }) => !filtered && (device ?? capture.device) === capture.device)
    .flatMap(({ interfaces }) => interfaces)
    .filter(({ network }) => network && overlay && covers(network, overlay));
  return clouds.length > 0 && clouds.every((one) => isMultipoint(one) && one.nhrp.networkId && one.nhrp.servers === 0);
}

/**
 * Nobody registers the address that is the router's own: an entry for it stays incomplete after a ping to it. An address that answers is no
 * fault either way.
 */
const isReached = (model: Model, capture: Capture, row: Rec): boolean =>
  isKnown(model, capture, textOf(row, 'tunnelAddress'));

/** An entry without an outside address: a hub that never got a valid registration, or a spoke whose question stays open. */
function unknown(model: Model, capture: Capture, row: Rec, hub: readonly Rec[] | undefined, report: Report): void {
  const overlay = textOf(row, 'tunnelAddress');
  if (!hub && justAsked(model, capture.device).some((entry) => textOf(entry, 'target') === overlay)) return;
  // The first address of the cloud is the hub's own more often than not; then the entry means nothing.
  const others = (hub ?? [])
    .map((other) => ipv4(textOf(other, 'tunnelAddress')))
    .filter((other) => other !== undefined);
  const lowest = others.length > 1 && ipv4(overlay) === Math.min(...others) && /\.1$/.test(overlay ?? '');
  const absent = hub !== undefined && isEverybodyRegistered(model, capture, hub);
  const title = lowest
    ? `Nobody has registered ${overlay}: of no account if that is this router's own tunnel address`
    : `Nobody has registered ${overlay}, and every session of this hub is with a spoke that has registered: that spoke is off, or nobody has this address`;
  report({
    code: hub && !lowest ? 'nhrp-registration-failure' : 'nhrp-resolution-failure',
    certainty: lowest || absent ? 'possible' : 'likely',
    ...(lowest || absent
      ? { role: 'context' as const, severity: 'information' as const, title }
      : hub && reasonIsKnown(model)
        ? { role: 'symptom' as const }
        : {}),
    side: hub ? 'either' : 'remote',
    ...(hub && !lowest ? { next: askedFromHub } : {}),
    evidence: [evidenceOf(model, row)],
    values: {
      ...(overlay === undefined ? {} : { peer: overlay }),
      why: 'the hub knows the tunnel address but was never told the outside address',
    },
  });
}

const askedFromHub = [
  {
    command: 'debug nhrp packet',
    why: 'Shows whether a request of that spoke arrives and why it is refused.',
    where: 'local' as const,
    platform: 'ios' as const,
  },
  {
    command: 'show ip nhrp nhs detail',
    why: 'On that spoke: RE means answered, E alone means requests without reply.',
    where: 'remote' as const,
    platform: 'ios' as const,
  },
];

/** The device shows its IKE SAs, and each of them is up and with a peer that is registered: nobody tries in vain. */
function isEverybodyRegistered(model: Model, capture: Capture, rows: readonly Rec[]): boolean {
  const registered = new Set(rows.filter((row) => textOf(row, 'state') === 'UP').map((row) => textOf(row, 'peer')));
  const shown = capturesOf(model.captures, 'show crypto isakmp sa', 'show crypto ikev2 sa').filter(
    (table) => sameDevice(table, capture) && isUnfiltered(table),
  );
  const tunnels = model.tunnels.filter(({ device, ike }) => device === capture.device && ike.length > 0);
  return (
    shown.length > 0 &&
    tunnels.length > 0 &&
    model.attempts.length === 0 &&
    tunnels.every((tunnel) => (registered.has(tunnel.remote) || registered.has(tunnel.local)) && listsIke(tunnel))
  );
}

const lacksSource = ({ name, tunnel, nhrp, shut }: Interface): boolean =>
  /^Tu/i.test(name) && tunnel.source === undefined && !shut && (nhrp.networkId || tunnel.profile !== undefined);

/** The tunnel interface itself is down: nothing is tried, and the row says nothing about the peer. */
function interfaceDown(model: Model, row: Rec, nbma: string | undefined, report: Report): void {
  // The configuration says why.
  if (configsOf(model).some(({ interfaces }) => interfaces.some(lacksSource))) return;
  report({
    code: 'phase1-not-established',
    certainty: 'likely',
    side: 'local',
    peer: nbma,
    evidence: [evidenceOf(model, row)],
    title:
      'The tunnel interface is down (state INTF): nothing is tried[[ with {peer}]], and this text does not show why',
    candidates: [
      {
        code: 'nhrp-registration-failure',
        why: 'With if-state nhrp the interface follows the registration: no next-hop server answers.',
      },
      { code: 'missing-route', why: 'The tunnel source is down, or no route leads to the tunnel destination.' },
      {
        code: 'recursive-routing',
        why: 'The route to the far end leads into the tunnel, so the tunnel was switched off.',
      },
      { code: 'tunnel-mode-mismatch', why: 'A point-to-point tunnel without a destination stays down.' },
      { code: 'operator-action', why: 'The interface is shut.' },
    ],
    next: [
      {
        command: 'show interfaces Tunnel<n>',
        why: 'Shows whether the tunnel is shut, its source and destination, and what its line state follows.',
        where: 'local',
      },
      {
        command: 'show logging | include Tunnel|DMVPN|TUN-5',
        why: 'The line before the interface went down names the reason.',
        where: 'local',
      },
    ],
  });
}
