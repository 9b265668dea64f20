// Judges what show dmvpn and show ip nhrp say: the state of a peer names the layer that fails.
import { type Detector, detector, type Rec, type Report } from '../../engine/define.ts';
import type { Capture, Evidence, Model, Occurrence } from '../../engine/model.ts';
import { configsOf, type Interface, keyFor } from './config-model.ts';
import { isMultipoint } from './config-tunnels.ts';
import { covers, networkOf } from './networks.ts';
import { answers, askedInVain, isSpare, serversIn } from './next-hop-servers.ts';
import { cryptoIsDown } from './overlay-events.ts';
import { reasonIsKnown } from './overlay-lines.ts';
import { unsentFor } from './unsent-questions.ts';
import { listsIke, listsIpsec, listsSa } from './up.ts';
import {
  capturesOf,
  deviceAt,
  fieldOf,
  ipv4,
  isPingAnswered,
  isUnfiltered,
  numberIn,
  recordsBelow,
  secondsOf,
  textOf,
} from './values.ts';

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

/** A peer that changed its state a moment ago is still being built. */
const settled = (row: Rec): boolean => (secondsOf(textOf(row, 'time')) ?? 3600) >= 15;

const sameDevice = (one: Capture, other: Capture): boolean => one.device === other.device;

function evidenceOf(model: Model, row: Rec, role: 'cause' | 'symptom' = 'cause'): Evidence {
  const state = row.fields.state ?? row.fields.flags;
  const first = row.all[0];
  return state && first
    ? model.evidence(
        {
          start: Math.min(first.start, state.start),
          end: Math.max(state.end, row.fields.attributes?.end ?? 0, row.fields.time?.end ?? 0),
        },
        role,
      )
    : model.evidence(row, role);
}

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

function peers(model: Model, capture: Capture, report: Report): void {
  const interfaces = recordsBelow(capture.root, 'interface');
  const rows = recordsBelow(capture.root, 'peer');
  if (!isLastLook(model, capture)) return;
  departed(model, capture, rows, report);
  let nbma: string | undefined;
  for (const row of rows) {
    // Further entries of the same peer stand below it without its outside address.
    nbma = textOf(row, 'peer') ?? nbma;
    const state = textOf(row, 'state');
    if (state === undefined || state === 'UP' || !settled(row) || isOwn(row)) continue;
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

/** A local network that was given to another spoke (L): nobody builds a session to oneself. */
const isOwn = (row: Rec): boolean => textOf(row, 'attributes')?.includes('L') === true;

const rowsOf = (at: Rec): Rec[] => recordsBelow(at, 'peer');

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

const isUpAs = (row: Rec, attribute: string): boolean =>
  textOf(row, 'state') === 'UP' && textOf(row, 'attributes')?.includes(attribute) === true;

/**
 * Nobody registers the address that is the router's own: an entry for it stays incomplete after a ping to it. An address that answers is no
 * fault either way.
 */
const isReached = (model: Model, capture: Capture, row: Rec): boolean =>
  isKnown(model, capture, textOf(row, 'tunnelAddress'));

function isKnown(model: Model, capture: Capture, overlay: string | undefined): boolean {
  const device = (other: Capture): boolean => sameDevice(other, capture) || other.device === undefined;
  const mine = (id: string, kind: string, field: string): boolean =>
    capturesOf(model.captures, id)
      .filter(device)
      .some(({ root }) => recordsBelow(root, kind).some((rec) => textOf(rec, field) === overlay));
  return (
    capturesOf(model.captures, 'ping').some(({ root, typed }) =>
      recordsBelow(root, 'test').some(
        (test) =>
          isPingAnswered(test) &&
          (textOf(test, 'destination') ?? typed?.split(' ').find((word) => word === overlay)) === overlay,
      ),
    ) ||
    mine('show dmvpn', 'interface', 'tunnelAddress') ||
    mine('show interfaces tunnel', 'interface', 'address') ||
    mine('show ip interface brief', 'interface', 'address') ||
    configsOf(model).some(({ interfaces }) => interfaces.some(({ address }) => address === overlay)) ||
    ['dmvpn.client-up', 'dmvpn.client-down', 'dmvpn.server-up', 'dmvpn.server-down'].some((id) =>
      model.occurrences(id).some((occurrence) => fieldOf(occurrence, 'overlayLocal') === overlay),
    )
  );
}

/** An entry without an outside address: a hub that never got a valid registration, or a spoke whose question stays open. */
function unknown(model: Model, capture: Capture, row: Rec, hub: readonly Rec[] | undefined, report: Report): void {
  const overlay = textOf(row, 'tunnelAddress');
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

function phase1(model: Model, capture: Capture, row: Rec, nbma: string | undefined, report: Report): void {
  const tunnel = model.tunnelOf(nbma);
  // IPsec SAs outlive the IKE SA that made them (UP-NO-IKE): the tunnel works.
  if (listsSa(tunnel)) return;
  const tables = capturesOf(model.captures, 'show crypto isakmp sa').filter(
    (other) => sameDevice(other, capture) && isUnfiltered(other),
  );
  const rows = tables.flatMap((table) => recordsBelow(table.root, 'sa'));
  const silent = tables.length > 0 && !rows.some((sa) => textOf(sa, 'dst') === nbma || textOf(sa, 'src') === nbma);
  const unanswered = rows.some(
    (sa) => /NO_STATE/.test(textOf(sa, 'state') ?? '') && (textOf(sa, 'dst') === nbma || textOf(sa, 'src') === nbma),
  );
  const shut = pointToPointHub(model, capture, textOf(row, 'tunnelAddress'));
  if (shut) {
    report({
      code: 'tunnel-mode-mismatch',
      certainty: 'likely',
      side: 'remote',
      peer: nbma,
      evidence: [model.evidence(shut, 'cause'), evidenceOf(model, row, 'symptom')],
      title: `${textOf(shut, 'interface') ?? 'The tunnel interface'} of the hub[[ {peer}]] is down while nothing shuts it: the wrong kind of tunnel, point-to-point without a destination`,
      fix: [
        {
          where: 'remote',
          platform: 'ios',
          config: [
            `interface ${textOf(shut, 'interface') ?? 'Tunnel<n>'}`,
            ' tunnel mode gre multipoint',
            ' shutdown',
            ' no shutdown',
          ],
          why: 'The interface of a hub has many far ends, so it names none. IOS asks for a shut and no shut when protection is active.',
        },
      ],
    });
    return;
  }
  const waits = silent && rows.length === 0 ? asksInVain(model, capture, row) : undefined;
  if (waits) {
    report({
      code: 'psk-missing',
      certainty: 'likely',
      side: 'local',
      peer: nbma,
      evidence: [evidenceOf(model, row), waits],
      title:
        'The spoke asks for the tunnel[[ to {peer}]] again and again, and IKE does not even begin: most likely it has no key for that address',
    });
    return;
  }
  const others = silent ? keysForOthers(model, capture.device, nbma) : undefined;
  if (others) {
    report({
      code: 'psk-missing',
      certainty: 'likely',
      side: 'local',
      peer: nbma,
      evidence: [others, evidenceOf(model, row, 'symptom')],
      title: 'The keys of this device are for other addresses than[[ {peer}]]: IKE does not even begin',
    });
    return;
  }
  const key = {
    code: 'psk-missing',
    why: 'Not even an attempt is listed: without a key for the peer IKE does not start.',
  };
  const silence = {
    code: 'peer-unreachable',
    why: 'The peer does not answer: path, UDP 500, or no IKE there (tunnel protection missing).',
  };
  const off = { code: 'ike-not-enabled', why: 'A hub without tunnel protection does not run IKE and stays silent.' };
  const policy = { code: 'ike-policy-mismatch', why: 'The two ends share no IKE policy.' };
  const psk = { code: 'psk-mismatch', why: 'The keys differ.' };
  report({
    code: 'phase1-not-established',
    certainty: 'likely',
    side: 'unknown',
    peer: nbma,
    evidence: [evidenceOf(model, row)],
    candidates: silent
      ? [key, silence, off, policy, psk]
      : unanswered
        ? [silence, off, policy, psk, key]
        : [silence, policy, psk, key, off],
  });
}

/**
 * What a spoke has asked its server in vain for at least a minute, where nothing but a missing key explains that IKE v1 lists no attempt: one
 * that gets no answer, or a refusal, stands in the table. IKEv2 has a table of its own.
 */
function asksInVain(model: Model, capture: Capture, row: Rec): Evidence | undefined {
  if (speaksV2(model) || (secondsOf(textOf(row, 'time')) ?? 0) < 60) return undefined;
  if (isOff(model, capture.device)) return undefined;
  return capturesOf(model.captures, 'show ip nhrp nhs')
    .filter((other) => sameDevice(other, capture))
    .flatMap(({ root }) => recordsBelow(root, 'nhs'))
    .filter(
      (nhs) =>
        textOf(nhs, 'nhs') === textOf(row, 'tunnelAddress') &&
        (numberIn(nhs.fields.sent) ?? 0) >= 3 &&
        numberIn(nhs.fields.received) === 0,
    )
    .map((nhs) => model.evidence(nhs, 'symptom'))[0];
}

/** IKEv2, or a profile that brings keys of its own, is used somewhere in the text. */
const speaksV2 = (model: Model): boolean =>
  model.captures.some(({ command }) => command.includes('ikev2')) ||
  model.attempts.some(({ version }) => version === 2) ||
  configsOf(model).some(
    (config) =>
      config.proposals.length > 0 ||
      [...config.ipsecProfiles.values()].some(({ ikeProfile, version }) => ikeProfile !== undefined || version === 2),
  );

/** The keys of a device that its configuration shows, where each is for an address and none for this one. */
function keysForOthers(model: Model, device: string | undefined, nbma: string | undefined): Evidence | undefined {
  if (nbma === undefined || ipv4(nbma) === undefined || speaksV2(model)) return undefined;
  const mine = configsOf(model).filter((config) => config.device === device);
  const keys = mine.flatMap((config) => config.keys);
  const first = keys[0];
  const known = keys.every(({ version, address, keyring }) => version === 1 && address && keyring === undefined);
  return first && known && mine.every((config) => keyFor(config, nbma).length === 0)
    ? model.evidence(first.rec, 'cause')
    : undefined;
}

/** The log of a device says last that IKE was switched off. */
function isOff(model: Model, device: string | undefined): boolean {
  const last = (id: string): number =>
    model.occurrences(id).findLast(({ capture }) => model.captures[capture]?.device === device)?.line ?? -1;
  return last('crypto.isakmp-off') > last('crypto.isakmp-on');
}

/**
 * A multipoint tunnel is up as long as its source is. One that is down while its device runs no IKE is a point-to-point tunnel without a
 * destination. That no IKE runs there, the log says; or the interface is the server's by its address, and its device has no IKE SA at all.
 */
function pointToPointHub(model: Model, spoke: Capture, server: string | undefined): Rec | undefined {
  const silent = (device: string | undefined): boolean => {
    const tables = capturesOf(model.captures, 'show crypto isakmp sa', 'show crypto ikev2 sa').filter(
      (table) => table.device === device && isUnfiltered(table),
    );
    return tables.length > 0 && tables.every(({ root }) => recordsBelow(root, 'sa').length === 0);
  };
  for (const capture of capturesOf(model.captures, 'show ip interface brief')) {
    const rows = recordsBelow(capture.root, 'interface');
    const down = rows.filter((row) => textOf(row, 'status') === 'up' && textOf(row, 'protocol') === 'down');
    const row = down.find((one) => /^Tu/.test(textOf(one, 'interface') ?? ''));
    if (!row) continue;
    const isServer =
      capture.device !== undefined &&
      capture.device !== spoke.device &&
      server !== undefined &&
      textOf(row, 'address') === server &&
      down.length === 1 &&
      silent(capture.device);
    if (isOff(model, capture.device) || isServer) return row;
  }
  return undefined;
}

function phase2(model: Model, row: Rec, nbma: string | undefined, report: Report): void {
  const tunnel = model.tunnelOf(nbma);
  if (listsIpsec(tunnel)) return;
  report({
    code: 'phase2-not-established',
    certainty: 'likely',
    side: 'unknown',
    peer: nbma,
    evidence: [evidenceOf(model, row)],
    candidates: [
      { code: 'ipsec-proposal-mismatch', why: 'The transform sets of the two ends differ.' },
      { code: 'pfs-mismatch', why: 'One end demands PFS or another group.' },
      { code: 'encapsulation-mode-mismatch', why: 'One end offers transport, the other tunnel mode (IKEv1).' },
      { code: 'proxy-id-mismatch', why: 'The tunnel source addresses that become the selectors do not fit.' },
    ],
  });
}

function registration(model: Model, capture: Capture, row: Rec, nbma: string | undefined, report: Report): void {
  const attributes = textOf(row, 'attributes') ?? '';
  // Static entries are the hubs of a spoke; dynamic ones were asked for.
  if (/^(?:D|I)/.test(attributes) && !attributes.includes('S')) {
    report({
      code: 'nhrp-resolution-failure',
      certainty: 'likely',
      side: 'unknown',
      evidence: [evidenceOf(model, row)],
      values: { peer: textOf(row, 'tunnelAddress') ?? nbma ?? 'the other spoke' },
    });
    return;
  }
  if (responds(capture, textOf(row, 'tunnelAddress')) || isSpare(model, capture, textOf(row, 'tunnelAddress'))) return;
  const lists = capturesOf(model.captures, 'show ip nhrp nhs').filter(
    (other) => sameDevice(other, capture) && isUnfiltered(other),
  );
  const none = lists.length > 0 && lists.every((list) => serversIn(list).length === 0);
  const dropped = none ? undefined : droppedSilently(model, nbma);
  if (dropped)
    report({
      code: 'tunnel-key-mismatch',
      certainty: 'likely',
      side: 'either',
      peer: nbma,
      evidence: [...dropped, evidenceOf(model, row, 'symptom')],
      title: 'The packets of the spoke reach the hub and are dropped before NHRP sees them: the tunnel keys differ',
      candidates: [
        {
          code: 'nhrp-registration-failure',
          why: 'NHRP on the hub may be off (no network-id) or refuse without a log line.',
        },
      ],
    });
  report({
    code: 'nhrp-registration-failure',
    certainty: 'likely',
    ...(reasonIsKnown(model) ? { role: 'symptom' as const } : {}),
    side: none ? 'local' : 'unknown',
    peer: nbma,
    evidence: [evidenceOf(model, row)],
    detail: { reason: none ? 'nhs-missing' : 'not-answered' },
    values: {
      why: none
        ? 'no next-hop server is configured here'
        : `${textOf(row, 'tunnelAddress') ?? 'the next-hop server'} does not answer`,
    },
    candidates: candidatesOfSilence(model, nbma),
    ...(none
      ? {
          fix: [
            {
              where: 'local' as const,
              platform: 'ios' as const,
              config: [
                `interface ${interfaceOf(capture, row) ?? 'Tunnel<n>'}`,
                ` ip nhrp nhs ${textOf(row, 'tunnelAddress') ?? '<hub tunnel address>'} nbma ${nbma ?? '<hub outside address>'} multicast`,
              ],
              why: 'A static mapping alone registers nowhere: name the hub as next-hop server.',
            },
          ],
        }
      : {}),
  });
}

const interfaceOf = (capture: Capture, row: Rec): string | undefined => {
  const at = recordsBelow(capture.root, 'interface').find((one) => one.children.includes(row));
  return at && textOf(at, 'interface');
};

/** The list above the peers says of the same server that it answers (flag R): the mapping itself has no state then. */
const responds = ({ root }: Capture, server: string | undefined): boolean =>
  recordsBelow(root, 'nhs').some((one) => textOf(one, 'nhs') === server && answers(one));

/**
 * The hub decrypts what the spoke sends and never answers, and NHRP on it has not even noticed: neither a refusal in its log nor a request in
 * its counters. Between decryption and NHRP stands only the tunnel interface, which takes no packet with another key.
 */
function droppedSilently(model: Model, nbma: string | undefined): Evidence[] | undefined {
  const spoke = model.tunnelOf(nbma)?.local;
  const ends = model.tunnels.filter(
    ({ local, device }) => nbma !== undefined && local === nbma && device !== undefined,
  );
  for (const tunnel of spoke === undefined ? ends : ends.filter(({ remote }) => remote === spoke)) {
    const flow = tunnel.ipsec.find((sa) => (sa.decaps ?? 0) >= 4 && sa.encaps === 0);
    const decaps = flow?.rec.fields.decaps;
    if (!flow || !decaps) continue;
    const captures = model.captures.filter(({ device }) => device === tunnel.device);
    const mine = (id: string): boolean =>
      model.occurrences(id).some(({ capture }) => captures.some(({ index }) => index === capture));
    if (noticed.some(mine)) continue;
    const unasked = capturesOf(captures, 'show ip nhrp traffic')
      .flatMap(({ root }) => recordsBelow(root, 'direction'))
      .find((direction) => direction.fields.received && numberIn(direction.fields.registrationRequests) === 0);
    if (!unasked && !logged.some(mine)) continue;
    return [model.evidence(decaps, 'cause'), ...(unasked ? [model.evidence(unasked, 'cause')] : [])];
  }
  // What never gets through to the hub cannot be dropped there for its key.
  const arrives = !ends.some(
    ({ remote, ipsec }) => remote === spoke && ipsec.length > 0 && ipsec.every((sa) => sa.decaps === 0),
  );
  return arrives ? unlogged(model, nbma, spoke) : undefined;
}

/** The same in the log of the hub: the session with the spoke came up, and NHRP, whose lines are logged there, says nothing of it after that. */
function unlogged(model: Model, nbma: string | undefined, spoke: string | undefined): Evidence[] | undefined {
  const opened = model
    .occurrences('dmvpn.socket-up')
    .filter(
      (socket) =>
        nbma !== undefined &&
        fieldOf(socket, 'local') === nbma &&
        (spoke === undefined || fieldOf(socket, 'peer') === spoke),
    )
    .at(-1);
  if (!opened) return undefined;
  const peer = fieldOf(opened, 'peer');
  const mine = (id: string, later: boolean): boolean =>
    model.occurrences(id).some(({ capture, line }) => capture === opened.capture && (!later || line > opened.line));
  const silent =
    mine('dmvpn.client-down', false) &&
    !noticed.some((id) => mine(id, false)) &&
    !model
      .occurrences('dmvpn.client-up')
      .some((client) => client.line > opened.line && fieldOf(client, 'peer') === peer) &&
    !model
      .occurrences('dmvpn.socket-down')
      .some((socket) => socket.line > opened.line && fieldOf(socket, 'peer') === peer);
  return silent && listsIke(model.tunnelOf(nbma)) ? [model.evidence(opened, 'cause')] : undefined;
}

const noticed = [
  'dmvpn.wrong-authentication',
  'dmvpn.encapsulation-error',
  'dmvpn.error',
  'dmvpn.network-id-removed',
  'dataplane.not-ipsec',
];
const logged = ['dmvpn.socket-up', 'dmvpn.socket-down', 'dmvpn.client-up', 'dmvpn.client-down'];

function candidatesOfSilence(model: Model, nbma: string | undefined): { code: string; why: string }[] {
  const sent = model.tunnelOf(nbma)?.ipsec.some((sa) => (sa.encaps ?? 0) > 0 && sa.decaps === 0);
  return [
    ...(sent
      ? [{ code: 'esp-blocked', why: 'We encrypt and decrypt nothing: look whether decaps on the hub stay at 0.' }]
      : []),
    { code: 'tunnel-key-mismatch', why: 'Packets with another tunnel key are dropped without a log line.' },
    { code: 'plaintext-received', why: 'One end may lack tunnel protection; the other then drops its packets.' },
  ];
}

function servers(model: Model, capture: Capture, report: Report): void {
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

/** Incomplete entries of the cache, where no show dmvpn of the device says the same. */
function questions(model: Model, capture: Capture, report: Report): void {
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

/** Peers are up, routing asks for multicast, and the list of those to whom it is copied is empty. */
function copies(model: Model, capture: Capture, report: Report): void {
  if (recordsBelow(capture.root, 'copy').length > 0) return;
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

function traffic(model: Model, capture: Capture, report: Report): void {
  for (const one of recordsBelow(capture.root, 'interface')) {
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
function trace(model: Model, capture: Capture, report: Report): void {
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
