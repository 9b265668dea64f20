// Judges routing tables, CEF entries and pings together with the tunnels: is there a way to the peer and to the networks behind it?
import { type Detector, detector, type Rec, type Report, type Reported } from '../../engine/define.ts';
import type { Capture, IpsecSa, Model, Occurrence, Tunnel } from '../../engine/model.ts';
import { configsOf } from './config-model.ts';
import { isHost, isPrivate, networkOf, writtenIn } from './networks.ts';
import { insideOfFlow } from './overhead.ts';
import { losesNeighbours } from './overlay-events.ts';
import { holds, joinedNetworks } from './protected-networks.ts';
import {
  capturesOf,
  contains,
  fieldOf,
  groupBy,
  ipv4,
  maskOf,
  numberIn,
  overlaps,
  type Prefix,
  prefixOf,
  recordsBelow,
  sameDevice,
  textOf,
} from './values.ts';

export const routes: Detector = detector({
  id: 'routes',
  codes: ['missing-route', 'recursive-routing', 'mtu-fragmentation', 'crypto-map-not-matched'],
  run: (model, report) => {
    for (const capture of capturesOf(model.captures, 'show ip route', 'show route')) table(model, capture, report);
    for (const capture of capturesOf(model.captures, 'show ip cef')) forwarding(model, capture, report);
    unroutable(model, report);
    packetSizes(model, report);
  },
});

interface Destination {
  readonly prefix: Prefix;
  readonly name: string;
  /** None for the far end of a tunnel interface that no crypto output speaks of. */
  readonly tunnel: Tunnel | undefined;
  /** The tunnel interface whose packets go there. */
  readonly interface: string | undefined;
  readonly peer: boolean;
  /** The text shows that packets do get there. */
  readonly reached: boolean;
  /** Packets of the tunnel arrive from there, and go there. */
  readonly carries: boolean;
}

const belongs = (tunnel: Tunnel, capture: Capture): boolean =>
  tunnel.device === undefined || capture.device === undefined || tunnel.device === capture.device;

/** Where this device needs to send packets: to its peers, to the far ends of its tunnel interfaces, and to the networks behind them. */
function destinationsOf(model: Model, capture: Capture, vrf: string | undefined): Destination[] {
  const ends = farEnds(model, capture, vrf);
  const ofTunnels = model.tunnels
    .filter((tunnel) => belongs(tunnel, capture))
    .flatMap((tunnel) => [...peerOf(tunnel, vrf), ...networksOf(tunnel, vrf)])
    // A tunnel with this very destination goes down with its route, whatever it has carried.
    .map((one) => ({
      ...one,
      carries: one.carries && !ends.some(({ name, carries }) => name === one.name && !carries),
    }));
  return [
    ...ofTunnels,
    ...wayBack(model, capture, vrf),
    ...ends.filter((end) => !ofTunnels.some(({ peer, name }) => peer && name === end.name)),
  ];
}

/** Another device in the text shows a tunnel that ends here: this one has to send the replies to the networks behind that device. */
function wayBack(model: Model, capture: Capture, vrf: string | undefined): Destination[] {
  if (vrf !== undefined || capture.device === undefined) return [];
  const own = new Set([
    ...recordsBelow(capture.root, 'route').flatMap((entry) =>
      textOf(entry, 'code') === 'L' ? [ipv4(textOf(entry, 'prefix'))] : [],
    ),
    ...model.tunnels.flatMap(({ device, local }) => (device === capture.device ? [ipv4(local)] : [])),
  ]);
  // What is missing is missing to the tunnel as this device shows it.
  const mine = model.tunnels.filter(({ device }) => device === capture.device);
  const answering = (tunnel: Tunnel): Tunnel =>
    mine.find(({ remote }) => remote === tunnel.local) ?? mine.find(({ remote }) => remote === undefined) ?? tunnel;
  return model.tunnels
    .filter(({ device, remote }) => {
      const end = ipv4(remote);
      return device !== undefined && device !== capture.device && end !== undefined && own.has(end);
    })
    .flatMap((tunnel) =>
      tunnel.ipsec.flatMap((sa) => {
        const prefix = prefixOf(sa.localSelector);
        const itself = sa.localSelector?.split('/')[0] === tunnel.local;
        return prefix && prefix.length >= 8 && !itself && sa.localSelector !== undefined
          ? [
              {
                prefix,
                name: sa.localSelector,
                tunnel: answering(tunnel),
                interface: undefined,
                peer: false,
                reached: (sa.decaps ?? 0) > 0,
                carries: false,
              },
            ]
          : [];
      }),
    );
}

function peerOf(tunnel: Tunnel, vrf: string | undefined): Destination[] {
  const prefix = prefixOf(tunnel.remote);
  if (!prefix || tunnel.remote === undefined || !sameVrf(tunnel.fvrf, vrf)) return [];
  const reached = tunnel.ike.some((sa) => sa.health === 'up') || tunnel.ipsec.some((sa) => (sa.decaps ?? 0) > 0);
  const carries = tunnel.ipsec.some((sa) => (sa.encaps ?? 0) > 0 && (sa.decaps ?? 0) > 0 && sa.health !== 'down');
  return [{ prefix, name: tunnel.remote, tunnel, interface: tunnel.interface, peer: true, reached, carries }];
}

/** Selectors of host pairs are the GRE tunnel's own ends; any-to-any ones name no network. */
function networksOf(tunnel: Tunnel, vrf: string | undefined): Destination[] {
  return tunnel.ipsec.flatMap((sa) => {
    const prefix = prefixOf(sa.remoteSelector);
    const [near, far] = [sa.localSelector, sa.remoteSelector].map((selector) => selector?.split('/')[0]);
    // A text may end before it names the peer.
    const own = tunnel.remote === undefined ? prefix?.length === 32 && near === tunnel.local : far === tunnel.remote;
    if (!prefix || prefix.length < 8 || own || sa.remoteSelector === undefined || !sameVrf(tunnel.ivrf, vrf)) return [];
    return [
      {
        prefix,
        name: sa.remoteSelector,
        tunnel,
        interface: tunnel.interface,
        peer: false,
        reached: (sa.encaps ?? 0) > 0 && sa.health === 'up',
        carries: false,
      },
    ];
  });
}

function farEnds(model: Model, capture: Capture, vrf: string | undefined): Destination[] {
  const end = (name: string | undefined, at: string | undefined, fvrf: string | undefined): Destination[] => {
    const prefix = prefixOf(name);
    return prefix && name !== undefined && sameVrf(fvrf, vrf)
      ? [{ prefix, name, tunnel: model.tunnelOf(name), interface: at, peer: true, reached: false, carries: false }]
      : [];
  };
  const near = (device: string | undefined): boolean =>
    device === undefined || capture.device === undefined || device === capture.device;
  const shown = capturesOf(model.captures, 'show interfaces tunnel')
    .filter(({ device }) => near(device))
    .flatMap(({ root }) =>
      recordsBelow(root, 'interface').flatMap((rec) =>
        end(textOf(rec, 'destination'), textOf(rec, 'interface'), textOf(rec, 'fvrf')),
      ),
    );
  const configured = configsOf(model)
    .filter(({ device }) => near(device))
    .flatMap(({ interfaces }) =>
      interfaces.flatMap(({ name, tunnel, shut }) => (shut ? [] : end(tunnel.destination, name, tunnel.vrf))),
    );
  return [...shown, ...configured, ...serversOf(model, capture, vrf)];
}

/**
 * The servers of a spoke, as its show dmvpn lists them. Without detail it does not say in which VRF the outside is: then only what was asked
 * about that very address counts.
 */
function serversOf(model: Model, capture: Capture, vrf: string | undefined): Destination[] {
  const configured = (name: string | undefined): { vrf: string } | undefined => {
    const mine = configsOf(model).filter(({ device }) => device === capture.device);
    const whole = mine
      .flatMap(({ interfaces }) => interfaces)
      .find((one) => name !== undefined && shortName(one.name) === shortName(name))?.tunnel.vrf;
    // A filter takes the heading of the interface away.
    const lines = mine
      .flatMap(({ blocks }) => blocks.flatMap((block) => [block, ...block.lines]))
      .filter(({ words }) => words[0] === 'tunnel' && words[1] === 'vrf');
    const found = whole ?? (lines.length === 1 ? lines[0]?.words[2] : undefined);
    return found === undefined ? undefined : { vrf: found };
  };
  return capturesOf(model.captures, 'show dmvpn')
    .filter(({ device }) => device === undefined || capture.device === undefined || device === capture.device)
    .flatMap(({ root }) => recordsBelow(root, 'interface'))
    .flatMap((at) =>
      recordsBelow(at, 'peer').flatMap((row) => {
        const name = textOf(row, 'peer');
        const prefix = prefixOf(name);
        const shown = at.fields.fvrf;
        const fvrf = shown
          ? { vrf: shown.value === '' ? undefined : shown.value }
          : configured(textOf(at, 'interface'));
        const there = fvrf ? sameVrf(fvrf.vrf, vrf) : asked(capture).address === name;
        const server = /S/.test(textOf(row, 'attributes') ?? '');
        if (!prefix || name === undefined || !there || !server) return [];
        const up = /^UP$/i.test(textOf(row, 'state') ?? 'UP');
        return [
          {
            prefix,
            name,
            tunnel: model.tunnelOf(name),
            interface: up ? undefined : textOf(at, 'interface'),
            peer: true,
            reached: up,
            carries: up,
          },
        ];
      }),
    );
}

const sameVrf = (one: string | undefined, other: string | undefined): boolean =>
  (one ?? '') === (other ?? '') || (/^(?:global|default)$/i.test(one ?? '') && other === undefined);

interface Question {
  readonly vrf: string | undefined;
  readonly address: string | undefined;
  readonly filtered: boolean;
}

const questions = new WeakMap<Capture, Question>();

/** Each table is held against all others of its device. */
function asked(capture: Capture): Question {
  const known = questions.get(capture) ?? questionOf(capture);
  questions.set(capture, known);
  return known;
}

/** Address and VRF that were asked for: `show ip route vrf CUST 10.1.1.1`, `sh route 10.2.0.0 255.255.0.0`. */
function questionOf(capture: Capture): Question {
  const words = (capture.typed ?? '').split(/\s+/);
  const at = words.findIndex((word) => /^vrf$/i.test(word));
  const address = words.find((word) => ipv4(word.split('/')[0]) !== undefined);
  const rest = words
    .slice(1)
    .filter(
      (word, index, all) =>
        !/^(?:sh|sho|show|ip|ipv6|ro\w*|vrf|detail|do)$/i.test(word) &&
        all[index - 1]?.toLowerCase() !== 'vrf' &&
        word !== address &&
        ipv4(word) === undefined,
    );
  return { vrf: at < 0 ? undefined : words[at + 1], address, filtered: rest.length > 0 };
}

function table(model: Model, capture: Capture, report: Report): void {
  const { vrf: typedVrf, address, filtered } = asked(capture);
  const entries = recordsBelow(capture.root, 'route');
  const gateway = recordsBelow(capture.root, 'gateway')[0];
  const vrf = typedVrf ?? entries.map((entry) => textOf(entry, 'vrf')).find((value) => value !== undefined);
  const missing = recordsBelow(capture.root, 'missing')[0];
  const destinations = destinationsOf(model, capture, vrf);
  const known = knownOf(capture);

  if (missing && address !== undefined) {
    if (foundLater(model, capture, address)) return;
    const wanted = prefixOf(address);
    const needed = destinations.find((destination) => wanted !== undefined && overlaps(destination.prefix, wanted));
    // IOS answers so also where only the default route leads there.
    if (needed?.reached) return;
    if (wanted && isDefaultKnown(model, capture, vrf) && !isRefusedOnTheWay(model, capture, address)) return;
    if (!needed && (isOnTheWay(model, capture, address) || isOfOtherTable(model, capture, vrf, wanted))) return;
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
      if (vrf === undefined) pastTheMap(model, capture, known, destination, report);
    }
  if (vrf === undefined) peersPastTheMap(model, capture, known, report);
  if (address !== undefined && known.length === 1) pastTheTunnel(model, capture, known[0]?.entry, report);
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
  for (const { line, text, prefix, destination, peer, tunnel } of addedBelow(model, capture, vrf)) {
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

interface AddedRoute {
  readonly line: Rec;
  readonly text: string;
  readonly prefix: Prefix;
  readonly destination: string;
  readonly peer: string;
  readonly tunnel: Tunnel;
}

/**
 * Routes that the operator types below the table, through a peer whose IKE SA was up before: what the table was looked at for. Of a tunnel that
 * is only being set up, a route is one step of many.
 */
function addedBelow(model: Model, capture: Capture, vrf: string | undefined): AddedRoute[] {
  return configsOf(model)
    .filter(({ device }) => device === capture.device)
    .flatMap(({ blocks }) => blocks)
    .flatMap(({ text, words, rec }) => {
      const [to, mask, by] = vrf === undefined ? words.slice(2) : words[2] === 'vrf' ? words.slice(4) : [];
      if (words[0] !== 'ip' || words[1] !== 'route' || rec.line <= capture.root.line) return [];
      const prefix = prefixOf(to, mask);
      const tunnel = model.tunnels.find(
        (one) =>
          belongs(one, capture) &&
          // An IKE table alone does not say which end is here; nobody routes through an address of his own.
          [one.local, one.remote].includes(by) &&
          one.ike.some((sa) => sa.health === 'up' && sa.line < capture.root.line),
      );
      return prefix && to !== undefined && by !== undefined && prefix.length >= 8 && tunnel
        ? [{ line: rec, text, prefix, destination: to, peer: by, tunnel }]
        : [];
    });
}

/** Addresses that this device pinged in vain. */
function failedPings(
  model: Model,
  capture: Capture,
  vrf: string | undefined,
): { test: Rec; destination: string; prefix: Prefix }[] {
  return capturesOf(model.captures, 'ping')
    .filter((other) => other.device === capture.device && asked(other).vrf === vrf)
    .flatMap((other) => recordsBelow(other.root, 'test'))
    .flatMap((test) => {
      const destination = textOf(test, 'destination');
      const prefix = prefixOf(destination);
      return destination !== undefined && prefix && numberIn(test.fields.percent) === 0
        ? [{ test, destination, prefix }]
        : [];
    });
}

/** The same question, asked again below, has an answer: the route came back. */
const foundLater = (model: Model, capture: Capture, address: string): boolean =>
  capturesOf(model.captures, 'show ip route', 'show route').some(
    (other) =>
      other.index > capture.index &&
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

function place(capture: Capture, destination: string, needed: Destination | undefined): Record<string, string> {
  const name = needed?.name ?? destination;
  const { vrf } = asked(capture);
  return {
    ...(vrf === undefined ? {} : { vrf }),
    destination: name.split('/')[0] ?? name,
    // A network that was asked for without its mask is not a host.
    ...(needed || !/\.0$/.test(destination) ? { mask: maskOf(needed?.prefix.length ?? 32) } : {}),
    ...(capture.device === undefined ? {} : { device: capture.device }),
  };
}

interface Known {
  readonly entry: Rec;
  readonly prefix: Prefix;
}

const knownOf = ({ root }: Capture): Known[] =>
  recordsBelow(root, 'route').flatMap((entry) => {
    const prefix = prefixOf(textOf(entry, 'prefix'), textOf(entry, 'mask') ?? textOf(entry, 'length'));
    return prefix ? [{ entry, prefix }] : [];
  });

/**
 * The answer for an address of the inside names a next hop of the outside, and no tunnel interface of this device sends anything, though each
 * receives: what should go into the tunnel is handed to the provider.
 */
function pastTheTunnel(model: Model, capture: Capture, entry: Rec | undefined, report: Report): void {
  const { address, vrf } = asked(capture);
  const [wanted, hop] = [networkOf(address), networkOf(entry && textOf(entry, 'via'))];
  if (!entry || vrf !== undefined || address === undefined || !wanted || !hop || !isPrivate(wanted) || isPrivate(hop))
    return;
  const mine = model.tunnels.filter((tunnel) => belongs(tunnel, capture) && tunnel.ipsec.length > 0);
  const [tunnel] = mine;
  const sends = ({ interface: at, ivrf, ipsec }: Tunnel): boolean =>
    !/^Tu/i.test(at ?? '') ||
    ivrf !== undefined ||
    ipsec.some(({ encaps = 1, decaps = 0, health }) => encaps > 0 || decaps === 0 || health === 'down');
  if (!tunnel || mine.some(sends)) return;
  report({
    code: 'missing-route',
    certainty: 'likely',
    side: 'local',
    tunnel: tunnel.id,
    peer: tunnel.remote,
    evidence: [model.evidence(entry.fields.via ?? entry, 'cause')],
    values: { ...place(capture, address, undefined), ...networkIn(entry) },
    title: `Packets for {destination} are handed to ${textOf(entry, 'via')}, not to ${tunnel.interface}, which sends nothing`,
  });
}

/** The network of a route, unless it is the default. */
function networkIn(entry: Rec): Record<string, string> {
  const [destination, mask] = [textOf(entry, 'prefix'), textOf(entry, 'mask') ?? textOf(entry, 'length')];
  const prefix = prefixOf(destination, mask);
  return destination && prefix && prefix.length > 0 ? { destination, mask: maskOf(prefix.length) } : {};
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

/** The longest prefix decides. */
const bestTo = (known: readonly Known[], destination: Pick<Destination, 'prefix'>): Known | undefined =>
  known
    .filter(({ prefix }) => contains(prefix, destination.prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];

/** The best route to a network behind the tunnel throws its packets away. */
function swallowed(
  model: Model,
  capture: Capture,
  known: readonly Known[],
  destination: Destination,
  report: Report,
): void {
  const best = bestTo(known, destination);
  if (!best || destination.reached || !/^Null/i.test(outOf(best, known) ?? '')) return;
  report({
    code: 'missing-route',
    certainty: 'certain',
    side: 'local',
    tunnel: destination.tunnel?.id,
    peer: destination.tunnel?.remote,
    evidence: [model.evidence(best.entry, 'cause')],
    values: place(capture, destination.name, destination),
    title: 'The only route to {destination} leads to Null0: its packets are thrown away before they reach the tunnel',
  });
}

/** An interface that stands for itself: others pass their packets on, as a dialer does to the access that it dials. */
const wired = /^(?:Et|Fa|Gi|Te|Tw|Fo|Hu|Se)[a-z]*([\d/.:]+)$/i;
const wiredName = (name: string | undefined): string | undefined => {
  const place = wired.exec(name ?? '')?.[1];
  return place === undefined ? undefined : `${name?.slice(0, 2).toLowerCase()}${place}`;
};

/** The best route to a network behind the tunnel, to which nothing was ever sent, leads out of an interface that has no crypto map. */
function pastTheMap(
  model: Model,
  capture: Capture,
  known: readonly Known[],
  destination: Destination,
  report: Report,
): void {
  const { tunnel } = destination;
  const best = bestTo(known, destination);
  const [out, own] = [best && wiredName(outOf(best, known)), wiredName(destination.interface)];
  if (!best || !tunnel || out === undefined || own === undefined || out === own) return;
  if (tunnel.fvrf !== undefined || tunnel.ivrf !== undefined) return;
  // The way to another address says nothing of this network.
  const wanted = prefixOf(asked(capture).address);
  if (wanted && !contains(destination.prefix, wanted)) return;
  const used = tunnel.ipsec.some(({ encaps, health }) => (encaps ?? (health === 'down' ? 0 : 1)) > 0);
  const mapped = new Set([own, ...mappedInterfaces(model, capture).map(wiredName)]);
  // Of several equal ways one may meet the map.
  const ways = known
    .filter(({ prefix }) => prefix.length === best.prefix.length && contains(prefix, destination.prefix))
    .flatMap((route) => [outOf(route, known), ...route.entry.all.map(({ value }) => value)]);
  if (used || ways.some((name) => mapped.has(wiredName(name) ?? ''))) return;
  report({
    code: 'missing-route',
    certainty: 'likely',
    side: 'local',
    tunnel: tunnel.id,
    peer: tunnel.remote,
    evidence: [model.evidence(best.entry, 'cause')],
    values: place(capture, destination.name, destination),
    title: `The route to {destination} leads out of ${outOf(best, known)}, and the crypto map stands on ${destination.interface}`,
  });
}

/** `show crypto map` names the interfaces of a map, and the best route to a peer of it, which is not up, leads out of one that has none. */
function peersPastTheMap(model: Model, capture: Capture, known: readonly Known[], report: Report): void {
  const { address, filtered } = asked(capture);
  const outputs = capturesOf(model.captures, 'show crypto map').filter((one) => sameDevice(one.device, capture.device));
  const maps = outputs.flatMap(({ root }) => recordsBelow(root, 'map'));
  const peers = new Set(maps.flatMap(({ all }) => all.filter(({ name }) => name === 'peer').map(({ value }) => value)));
  for (const peer of address === undefined ? (filtered ? [] : peers) : peers.has(address) ? [address] : []) {
    const prefix = prefixOf(peer);
    const best = prefix && bestTo(known, { prefix });
    const way = best && outOf(best, known);
    const names = new Set(
      maps.filter(({ all }) => all.some(({ value }) => value === peer)).map((rec) => textOf(rec, 'map')),
    );
    const used = maps.find((rec) => rec.fields.interface !== undefined && names.has(textOf(rec, 'usedMap')));
    const mapped = mappedInterfaces(model, capture).map(wiredName);
    if (
      !best ||
      !used ||
      wiredName(way) === undefined ||
      mapped.some((name) => name === undefined || name === wiredName(way))
    )
      continue;
    const works = model.tunnels.some(
      ({ remote, ike, ipsec, attempts }) =>
        remote === peer &&
        ([...ike, ...ipsec].some(({ health }) => health === 'up') || attempts.some(({ ikeUp }) => ikeUp)),
    );
    if (works) continue;
    const map = textOf(used, 'usedMap') ?? '';
    report({
      code: 'crypto-map-not-matched',
      certainty: 'likely',
      side: 'local',
      peer,
      evidence: [model.evidence(used.fields.interface ?? used, 'cause'), model.evidence(best.entry, 'context')],
      detail: { reason: 'interface', name: map },
      title: `Crypto map ${map} stands on ${textOf(used, 'interface')}, and the route to its peer ${peer} leads out of ${way}`,
      explanation:
        'A crypto map works only on the interface by which the protected traffic leaves. Here that is another one: what should be encrypted never meets the map. Either the map stands on the wrong interface, or the route leads the wrong way.',
      fix: [
        {
          where: 'local',
          platform: 'ios',
          config: [`interface ${way}`, ` crypto map ${map}`],
          why: 'Applies the map where the traffic leaves; or correct the route, if the peer is to be reached by the other interface.',
        },
      ],
    });
  }
}

/** All interfaces of this device that have a crypto map, as far as the text shows them. */
function mappedInterfaces(model: Model, { device }: Capture): readonly string[] {
  const shown = capturesOf(model.captures, 'show crypto map', 'show crypto ipsec sa')
    .filter((capture) => sameDevice(capture.device, device))
    .flatMap(({ root }) => [...recordsBelow(root, 'map'), ...recordsBelow(root, 'interface')])
    .flatMap((rec) => rec.all.filter(({ name }) => name === 'interface').map(({ value }) => value));
  const configured = configsOf(model)
    .filter((config) => sameDevice(config.device, device))
    .flatMap(({ interfaces }) => interfaces.filter(({ map }) => map !== undefined).map(({ name }) => name));
  return [...shown, ...configured];
}

const shortName = (name: string): string => name.replace(/^Tunnel/i, 'Tu').toLowerCase();

const interfaceOf = (entry: Rec): string | undefined => textOf(entry, 'interface') ?? textOf(entry, 'tunnel');

/** The interface of a route, looked up over its next hop where the entry names none. */
function outOf(route: Known, known: readonly Known[]): string | undefined {
  const link = linkOf(route, known);
  return link && interfaceOf(link.entry);
}

/** The entry that names the interface of a route: itself, or the best one to its next hop. */
function linkOf(route: Known, known: readonly Known[]): Known | undefined {
  if (interfaceOf(route.entry) !== undefined) return route;
  const via = prefixOf(textOf(route.entry, 'via'));
  if (!via) return undefined;
  return known
    .filter(
      ({ entry, prefix }) =>
        entry !== route.entry && prefix.length > 0 && contains(prefix, via) && interfaceOf(entry) !== undefined,
    )
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];
}

/** What else the device shows of the same table: a next hop is looked up by a command of its own. */
const linksOf = (model: Model, capture: Capture): Known[] =>
  capturesOf(model.captures, 'show ip route', 'show route')
    .filter((other) => other.device === capture.device && asked(other).vrf === asked(capture).vrf)
    .flatMap(knownOf);

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

/** Pings that may not be fragmented: the largest size that passes and the smallest that does not. */
function packetSizes(model: Model, report: Report): void {
  const tests = capturesOf(model.captures, 'ping').flatMap((capture) =>
    recordsBelow(capture.root, 'test').map((test) => ({ test, capture })),
  );
  for (const { test } of tests) if (test.fields.sizeTo) sweep(model, test, report);
  const set = settings(model);
  const destinations = new Set(tests.map(({ test }) => textOf(test, 'destination') ?? ''));
  for (const destination of destinations) {
    const mine = tests.filter(({ test }) => textOf(test, 'destination') === destination);
    const whole = mine.filter(({ test, capture }) => test.fields.df !== undefined || /\bdf/i.test(capture.typed ?? ''));
    const passes = mine.filter(
      ({ test }) => (numberIn(test.fields.percent) ?? 0) >= 60 && test.fields.sizeTo === undefined,
    );
    const fails = whole.filter(
      ({ test }) => (numberIn(test.fields.percent) ?? 100) <= 20 && test.fields.sizeTo === undefined,
    );
    const tooLarge = fails.filter(({ test }) => /M/.test(marksOf(test)));
    const sizes = (list: readonly { test: Rec }[]): number[] =>
      list.map(({ test }) => numberIn(test.fields.size) ?? 0).sort((a, b) => a - b);
    const failing = sizes(fails)[0];
    const passing = sizes(
      passes.filter(
        (one) => whole.includes(one) || !fails.some(({ test }) => textOf(test, 'size') === textOf(one.test, 'size')),
      ),
    )
      .filter((size) => failing !== undefined && size < failing)
      .at(-1);
    if (failing === undefined || (passing === undefined && tooLarge.length === 0)) continue;
    // All that the tunnel interface lets in passes; what is larger was not meant to.
    if (passing !== undefined && set.has(passing)) continue;
    const first = fails[0];
    const mtu =
      passing !== undefined && failing - passing <= 40 ? passing : (computed(model, destination) ?? passing ?? 1400);
    if (!first) continue;
    report({
      code: 'mtu-fragmentation',
      certainty: tooLarge.length > 0 || (passing !== undefined && failing - passing <= 40) ? 'certain' : 'likely',
      side: 'either',
      peer: model.tunnelOf(destination) ? destination : undefined,
      evidence: fails
        .flatMap(({ test }) =>
          ['size', 'percent']
            .map((field) => test.fields[field])
            .filter((fact) => fact !== undefined)
            .map((fact) => model.evidence(fact, 'cause')),
        )
        .slice(0, 6),
      values: {
        mtu: String(mtu),
        mss: String(mtu - 40),
        ...(passing === undefined ? {} : { fits: String(passing), fails: String(failing) }),
      },
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

const marksOf = (test: Rec): string =>
  test.all
    .filter(({ name }) => name === 'marks')
    .map(({ value }) => value)
    .join('');

/** The sizes that tunnel interfaces are set to. */
const settings = (model: Model): ReadonlySet<number> =>
  new Set(
    configsOf(model).flatMap(({ interfaces }) =>
      interfaces.flatMap(({ name, mtu }) => (/^Tu/i.test(name) && mtu !== undefined ? [Number(mtu)] : [])),
    ),
  );

/** A ping of growing sizes that may not be fragmented, answered up to one size and never above it, although the SA says that larger packets fit. */
function sweep(model: Model, test: Rec, report: Report): void {
  const [from, to, sent] = [test.fields.size, test.fields.sizeTo, test.fields.sent].map(numberIn);
  const marks = marksOf(test);
  const answered = /^(!{2,})[.M]{2,}$/.exec(marks)?.[1]?.length;
  if (from === undefined || to === undefined || sent === undefined || sent < 2 || answered === undefined) return;
  if (test.fields.df === undefined) return;
  const size = (nth: number): number => Math.floor(from + ((to - from) * (nth - 1)) / (sent - 1));
  const [fits, fails] = [size(answered), size(answered + 1)];
  const known = flowsTo(model, textOf(test, 'destination')).find(({ rec }) => rec.fields.plaintextMtu);
  const promised = known?.rec.fields.plaintextMtu;
  if (!promised || fails > (numberIn(promised) ?? 0)) return;
  report({
    code: 'mtu-fragmentation',
    certainty: 'certain',
    side: 'either',
    evidence: [...test.all.filter(({ name }) => name === 'marks'), promised].map((fact) =>
      model.evidence(fact, 'cause'),
    ),
    values: { mtu: String(fits), mss: String(fits - 40), fits: String(fits), fails: String(fails) },
  });
}

/** The SAs that a packet to this destination would take; counters that a filter picked out name none, and are those of the only flow. */
function flowsTo(model: Model, destination: string | undefined): IpsecSa[] {
  const wanted = prefixOf(destination);
  const flows = model.tunnels.flatMap(({ ipsec }) => ipsec);
  return flows.filter(({ remoteSelector }) => {
    const remote = prefixOf(remoteSelector);
    return remoteSelector === undefined
      ? flows.length === 1
      : wanted !== undefined && remote !== undefined && contains(remote, wanted);
  });
}

/** What the transform of the tunnel leaves for a packet to this destination. */
function computed(model: Model, destination: string): number | undefined {
  const [mine] = flowsTo(model, destination);
  return mine && insideOfFlow(mine.rec)?.mtu;
}
