// Judges routing tables, CEF entries and pings together with the tunnels: is there a way to the peer and to the networks behind it?
import { type Detector, detector, type Rec, type Report, type Reported } from '../../../engine/define.ts';
import type { Capture, Model, Occurrence, Tunnel } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { isHost, isPrivate, networkOf, writtenIn } from '../networks.ts';
import { losesNeighbours } from '../overlay/neighbour-changes.ts';
import {
  capturesOf,
  contains,
  fieldOf,
  groupBy,
  isPingAnswered,
  maskOf,
  numberIn,
  overlaps,
  type Prefix,
  prefixOf,
  recordsBelow,
  sameDevice,
  textOf,
  wasLostAbove,
} from '../values.ts';
import { holds, joinedNetworks } from './protected-networks.ts';
import { backInside, pastTheMap, peersPastTheMap, swallowed } from './routes-past.ts';
import { addressesPastTheTunnel, leftToTheDefault, pastTheTunnel } from './routes-past-tunnels.ts';
import {
  asked,
  belongs,
  bestTo,
  type Destination,
  destinationsOf,
  type EnteredRoute,
  failedPings,
  interfaceOf,
  type Known,
  knownOf,
  linkOf,
  linksOf,
  pings,
  place,
  routesBelow,
  sameVrf,
  shortName,
} from './routing-tables.ts';

export const routes: Detector = detector({
  id: 'routes',
  codes: ['missing-route', 'recursive-routing', 'crypto-map-not-matched'],
  run: (model, report) => {
    for (const capture of capturesOf(model.captures, 'show ip route', 'show route')) table(model, capture, report);
    for (const capture of capturesOf(model.captures, 'show ip cef')) forwarding(model, capture, report);
    unroutable(model, report);
  },
});

function table(model: Model, capture: Capture, report: Report): void {
  const { vrf: typedVrf, address, filtered } = asked(capture);
  const entries = recordsBelow(capture.root, 'route');
  const gateway = recordsBelow(capture.root, 'gateway')[0];
  const vrf = typedVrf ?? entries.map((entry) => textOf(entry, 'vrf')).find((value) => value !== undefined);
  const missing = recordsBelow(capture.root, 'missing')[0];
  const destinations = destinationsOf(model, capture, vrf);
  const known = knownOf(capture);

  if (missing && address !== undefined) {
    const wanted = prefixOf(address);
    if (foundLater(model, capture, address) || isEnteredBelow(model, capture, vrf, wanted)) return;
    if (isAskedForAnother(model, capture, address)) return;
    const needed = destinations.find((destination) => wanted !== undefined && overlaps(destination.prefix, wanted));
    // IOS answers so also where only the default route leads there.
    if (needed?.reached) return;
    if (wanted && isDefaultKnown(model, capture, vrf) && !isRefusedOnTheWay(model, capture, address)) {
      const [way] = vrf === undefined ? linksOf(model, capture).filter(({ prefix }) => prefix.length === 0) : [];
      if (way) leftToTheDefault(model, capture, missing, way.entry, report);
      return;
    }
    if (!needed && (isOnTheWay(model, capture, address) || isOfOtherTable(model, capture, vrf, wanted))) return;
    if (!needed && vrf === undefined && isReachedInVrf(model, capture, address)) return;
    // A question for an address that no tunnel is known to need is somebody's own reason to ask; it is still not reachable.
    report({
      code: 'missing-route',
      certainty: 'likely',
      side: 'local',
      tunnel: needed?.tunnel?.id,
      peer: needed?.tunnel?.remote,
      evidence: [model.evidence(missing, 'cause')],
      values: place(capture, address, needed),
      ...(needed?.peer ? toPeer : {}),
    });
    return;
  }
  for (const destination of destinations)
    if (destination.peer) loops(model, capture, known, destination, report);
    else {
      swallowed(model, capture, known, destination, report);
      backInside(model, capture, known, destination, report);
      if (vrf === undefined) pastTheMap(model, capture, known, destination, report);
    }
  if (vrf === undefined) peersPastTheMap(model, capture, known, report);
  if (address !== undefined && known.length === 1) pastTheTunnel(model, capture, known[0]?.entry, report);
  if (address === undefined && !filtered) addressesPastTheTunnel(model, capture, known, report);
  // Only a whole table without a default route proves that something is missing.
  if (filtered || address !== undefined || !gateway?.fields.none || known.length === 0) return;
  for (const destination of destinations) {
    if (destination.reached || known.some(({ prefix }) => overlaps(prefix, destination.prefix))) continue;
    report({
      code: 'missing-route',
      certainty: 'certain',
      side: 'local',
      tunnel: destination.tunnel?.id,
      peer: destination.tunnel?.remote,
      evidence: [model.evidence(gateway, 'cause')],
      values: place(capture, destination.name, destination),
      ...(destination.peer ? toPeer : {}),
    });
  }
  for (const { line, text, prefix, destination, by: peer, tunnel } of addedBelow(model, capture, vrf)) {
    if (known.some((one) => overlaps(one.prefix, prefix)) || destinations.some((one) => overlaps(one.prefix, prefix)))
      continue;
    report({
      code: 'missing-route',
      certainty: 'likely',
      side: 'local',
      tunnel: tunnel.id,
      peer,
      evidence: [model.evidence(gateway, 'cause'), model.evidence(line, 'cause')],
      values: { ...place(capture, destination, undefined), mask: maskOf(prefix.length) },
      title:
        'The routing table had no way to {destination}: the operator adds the route towards the peer[[ {peer}]] right below it',
      fix: [
        {
          where: 'local',
          platform: 'ios',
          config: [text],
          why: 'The route that the operator added; see that it is saved.',
        },
      ],
    });
  }
  for (const { test, destination, prefix } of failedPings(model, capture, vrf)) {
    if (
      destinations.some((known) => overlaps(known.prefix, prefix)) ||
      known.some((one) => overlaps(one.prefix, prefix))
    )
      continue;
    report({
      code: 'missing-route',
      certainty: 'likely',
      side: 'local',
      evidence: [model.evidence(gateway, 'cause'), model.evidence(test, 'symptom')],
      values: place(capture, destination, undefined),
    });
  }
}

interface AddedRoute extends EnteredRoute {
  readonly tunnel: Tunnel;
}

/**
 * Routes that the operator types below the table, through a peer whose IKE SA was up before: what the table was looked at for. Of a tunnel that
 * is only being set up, a route is one step of many.
 */
function addedBelow(model: Model, capture: Capture, vrf: string | undefined): AddedRoute[] {
  return enteredBelow(model, capture, vrf).flatMap((entered) => {
    const tunnel = model.tunnels.find(
      (one) =>
        belongs(one, capture) &&
        // An IKE table alone does not say which end is here; nobody routes through an address of his own.
        [one.local, one.remote].includes(entered.by) &&
        one.ike.some((sa) => sa.health === 'up' && sa.line < capture.root.line),
    );
    return entered.prefix.length >= 8 && tunnel ? [{ ...entered, tunnel }] : [];
  });
}

/** All routes that the operator types below a table. */
const enteredBelow = (model: Model, capture: Capture, vrf: string | undefined): EnteredRoute[] =>
  configsOf(model)
    .filter(({ device }) => device === capture.device)
    .flatMap((config) => routesBelow(config, capture.root.line, vrf));

/**
 * The route that is missing was entered below, and below that a ping behind it is answered: one of this device, or the same that was lost above,
 * which somebody sends from there.
 */
function isEnteredBelow(model: Model, capture: Capture, vrf: string | undefined, wanted: Prefix | undefined): boolean {
  const isBehind = (prefix: Prefix, end: string | undefined): boolean => {
    const address = prefixOf(end);
    return address !== undefined && contains(prefix, address);
  };
  const answered = capturesOf(model.captures, 'ping').flatMap(({ device, root }) =>
    recordsBelow(root, 'test')
      .filter(isPingAnswered)
      .filter((test) => device === capture.device || wasLostAbove(model, test, device, capture.root.line))
      .map((test) => ({
        line: test.line,
        end: textOf(test, device === capture.device ? 'destination' : 'source'),
      })),
  );
  return enteredBelow(model, capture, vrf).some(
    ({ line, prefix }) =>
      wanted !== undefined &&
      prefix.length > 0 &&
      contains(prefix, wanted) &&
      answered.some((ping) => ping.line > line.line && isBehind(prefix, ping.end)),
  );
}

/** The default route was asked for because there is none to another address, and the same question for that one has an answer further down. */
const isAskedForAnother = (model: Model, capture: Capture, address: string): boolean =>
  address === '0.0.0.0' &&
  capturesOf(model.captures, 'show ip route', 'show route')
    .filter(
      (other) =>
        other.index < capture.index &&
        other.device === capture.device &&
        asked(other).vrf === asked(capture).vrf &&
        recordsBelow(other.root, 'missing').length > 0,
    )
    .some((other) => {
      const before = asked(other).address;
      return before !== undefined && before !== address && foundLater(model, other, before, capture.index);
    });

/** The same question, asked again below, has an answer: the route came back. */
const foundLater = (model: Model, capture: Capture, address: string, above = capture.index): boolean =>
  capturesOf(model.captures, 'show ip route', 'show route').some(
    (other) =>
      other.index > above &&
      other.device === capture.device &&
      asked(other).address === address &&
      asked(other).vrf === asked(capture).vrf &&
      recordsBelow(other.root, 'route').length > 0,
  );

/** A tunnel of this device needs the way in the table of another VRF: in this one nobody misses it. */
function isOfOtherTable(model: Model, capture: Capture, vrf: string | undefined, wanted: Prefix | undefined): boolean {
  if (!wanted) return false;
  const tables = new Set([
    ...model.tunnels.flatMap((tunnel) => [tunnel.fvrf, tunnel.ivrf]),
    ...configsOf(model).flatMap(({ interfaces }) => interfaces.map(({ tunnel }) => tunnel.vrf)),
  ]);
  return [...tables].some(
    (other) =>
      !sameVrf(other, vrf) && destinationsOf(model, capture, other).some(({ prefix }) => overlaps(prefix, wanted)),
  );
}

/**
 * The question was asked without its VRF: a table of this device knows the way, and in that VRF it is shown to work. Who pings from an interface of
 * the global table does miss it there.
 */
function isReachedInVrf(model: Model, capture: Capture, address: string): boolean {
  return capturesOf(model.captures, 'show ip route')
    .filter((other) => other.device === capture.device && asked(other).address === address)
    .some((other) => {
      const { vrf } = asked(other);
      const [found] = knownOf(other).filter(({ prefix }) => prefix.length >= 8);
      if (vrf === undefined || !found) return false;
      const isThere = ({ prefix }: { prefix: Prefix }): boolean => contains(found.prefix, prefix);
      const needed = failedPings(model, capture, undefined).some(
        (ping) => ping.test.fields.source !== undefined && isThere(ping),
      );
      return (
        !needed &&
        pings(model, capture, vrf).some((ping) => (numberIn(ping.test.fields.percent) ?? 0) >= 60 && isThere(ping))
      );
    });
}

/** What is said of the way to the far end of a tunnel: nothing is encrypted for it yet, it is what carries the encrypted packets. */
const toPeer: Pick<Reported, 'title' | 'fix'> = {
  title:
    'There is no route[[ to {destination}]][[ on {device}]], the far end of the tunnel: neither IKE nor encrypted packets can leave',
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: ['ip route[[ vrf {vrf}]] {destination} {mask} <next hop>'],
      why: 'Leads the outside packets of the tunnel to the provider, in the table in which the tunnel looks for its far end.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: ['route outside {destination} {mask} <gateway>'],
      why: 'Leads the outside packets of the tunnel to the provider.',
    },
  ],
};

/** A device between the ends, which knows nothing of what runs inside: the tunnels of the text are those of others, who know the way. */
function isOnTheWay(model: Model, { device }: Capture, address: string): boolean {
  if (device === undefined) return false;
  const tunnels = [
    ...model.tunnels.map((tunnel) => tunnel.device),
    ...capturesOf(model.captures, 'show interfaces tunnel', 'show dmvpn').map((capture) => capture.device),
    ...configsOf(model)
      .filter(({ entries, interfaces }) => entries.length > 0 || interfaces.some(({ name }) => /^Tu/i.test(name)))
      .map((config) => config.device),
  ];
  const known = capturesOf(model.captures, 'show ip route').some(
    (other) =>
      other.device !== undefined &&
      other.device !== device &&
      tunnels.includes(other.device) &&
      asked(other).address === address &&
      recordsBelow(other.root, 'missing').length === 0,
  );
  return !tunnels.includes(device) && (known || (tunnels.length > 1 && !tunnels.includes(undefined)));
}

/** A router of the provider answers that a private address is nowhere: the default route led the packets past the tunnel. */
function isRefusedOnTheWay(model: Model, capture: Capture, address: string): boolean {
  const network = networkOf(address);
  return (
    network !== undefined &&
    isPrivate(network) &&
    capturesOf(model.captures, 'traceroute')
      .filter(({ device }) => sameDevice(device, capture.device))
      .flatMap(({ root }) => recordsBelow(root, 'trace'))
      .filter((trace) => (textOf(trace, 'address') ?? textOf(trace, 'destination')) === address)
      .some((trace) => recordsBelow(trace, 'hop').some((hop) => /![HN]/.test(textOf(hop, 'times') ?? '')))
  );
}

/** The same device has a default route: its table, its forwarding table or its configuration says so. */
function isDefaultKnown(model: Model, capture: Capture, vrf: string | undefined): boolean {
  const near = (device: string | undefined): boolean =>
    device === undefined || capture.device === undefined || device === capture.device;
  const isDefault = (rec: Rec): boolean =>
    textOf(rec, 'prefix') === '0.0.0.0' && !/^(?:drop|no route)$/.test(textOf(rec, 'state') ?? '');
  const shown = capturesOf(model.captures, 'show ip route', 'show route', 'show ip cef')
    .filter((other) => near(other.device) && (asked(other).vrf ?? '') === (vrf ?? ''))
    .some(
      ({ root }) =>
        ['route', 'entry'].some((kind) => recordsBelow(root, kind).some(isDefault)) ||
        recordsBelow(root, 'gateway').some((rec) => rec.fields.via !== undefined),
    );
  const line = vrf === undefined ? /^ip route 0\.0\.0\.0 0\.0\.0\.0 / : /^ip route vrf \S+ 0\.0\.0\.0 0\.0\.0\.0 /;
  return (
    shown ||
    configsOf(model).some(
      ({ device, blocks }) =>
        near(device) && blocks.some(({ text, words }) => line.test(text) && (vrf === undefined || words[3] === vrf)),
    )
  );
}

/** The best route to a peer leads into the tunnel that needs that peer. */
function loops(
  model: Model,
  capture: Capture,
  known: readonly Known[],
  destination: Destination,
  report: Report,
): void {
  const best = bestTo(known, destination);
  if (!best) return;
  const link = linkOf(best, known) ?? linkOf(best, linksOf(model, capture));
  const out = link && interfaceOf(link.entry);
  const own = destination.interface;
  if (!link || out === undefined || !/^Tu/i.test(out)) return;
  if (own !== undefined && shortName(own) !== shortName(out)) return;
  // Of a session whose tunnel interface is not known, and which carries packets, the table of the overlay proves nothing; unless the tunnel
  // loses its neighbours again and again.
  if (destination.carries && own === undefined && !losesNeighbours(model, out)) return;
  // What is switched by labels is routed into its tunnel on purpose.
  const labels = configsOf(model)
    .flatMap(({ interfaces }) => interfaces)
    .some(({ name, tunnel }) => shortName(name) === shortName(out) && /^mpls/.test(tunnel.mode ?? ''));
  if (labels) return;
  report({
    code: 'recursive-routing',
    certainty: own === undefined ? 'likely' : 'certain',
    side: 'local',
    tunnel: destination.tunnel?.id,
    peer: destination.tunnel?.remote,
    evidence: [
      model.evidence(best.entry, 'cause'),
      ...(link === best ? [] : [model.evidence(link.entry, 'cause')]),
      ...[link.entry.fields.interface ?? link.entry.fields.tunnel].flatMap((fact) =>
        fact ? [model.evidence(fact, 'cause')] : [],
      ),
    ],
    values: { interface: out, destination: destination.name },
  });
}

function forwarding(model: Model, capture: Capture, report: Report): void {
  const { vrf, address } = asked(capture);
  for (const entry of recordsBelow(capture.root, 'entry')) {
    const prefix = prefixOf(textOf(entry, 'prefix'), textOf(entry, 'length'));
    const out = entry.fields.interface;
    if (!prefix || !out) continue;
    for (const destination of destinationsOf(model, capture, vrf)) {
      if (!destination.peer) {
        if (vrf === undefined && address !== undefined)
          pastTheMap(model, capture, [{ entry, prefix }], destination, report);
      } else if (contains(prefix, destination.prefix)) loops(model, capture, [{ entry, prefix }], destination, report);
    }
  }
  pastTheTunnel(model, capture, recordsBelow(capture.root, 'entry')[0], report);
  for (const entry of [...recordsBelow(capture.root, 'entry'), ...recordsBelow(capture.root, 'missing')]) {
    const state = textOf(entry, 'state') ?? textOf(entry, 'reason');
    const fact = entry.fields.state ?? entry.fields.reason;
    if (!fact || !/^(?:no route|drop|unresolved|found)$/.test(state ?? '')) continue;
    const wanted = prefixOf(address ?? textOf(entry, 'prefix'));
    const needed = destinationsOf(model, capture, vrf).find(
      (destination) => wanted !== undefined && overlaps(destination.prefix, wanted),
    );
    const name = address ?? textOf(entry, 'prefix');
    if (name === undefined || (!needed && address === undefined)) continue;
    report({
      code: 'missing-route',
      certainty: needed ? 'certain' : 'likely',
      side: 'local',
      tunnel: needed?.tunnel?.id,
      peer: needed?.tunnel?.remote,
      evidence: [model.evidence(fact, 'cause')],
      values: place(capture, name, needed),
    });
  }
}

/** Packets that belong into a tunnel, and for which the device says that it has no route. */
function unroutable(model: Model, report: Report): void {
  const pairs = joinedNetworks(model);
  const lost = groupBy(model.occurrences('ip.unroutable'), (line) => fieldOf(line, 'destination') ?? '');
  for (const [destination, lines] of lost) {
    const first = lines[0] as Occurrence;
    const home = pairs.find((pair) => holds(pair, networkOf(fieldOf(first, 'source')), networkOf(destination)));
    if (!home?.remote) continue;
    const [network, mask] = isHost(home.remote) ? [destination, maskOf(32)] : writtenIn('asa', home.remote).split(' ');
    report({
      code: 'missing-route',
      certainty: 'certain',
      side: 'local',
      tunnel: home.tunnel,
      peer: home.peer,
      evidence: lines.slice(0, 3).map((line) => model.evidence(line, 'cause')),
      values: { destination: network ?? destination, mask: mask ?? maskOf(32) },
      count: lines.length,
    });
  }
}
