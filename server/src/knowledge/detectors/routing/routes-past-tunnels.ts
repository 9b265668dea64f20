// Judges routes that lead past the tunnel interface: what should go into it is handed to the provider.
import type { Fix, Rec, Report, Reported } from '../../../engine/define.ts';
import type { Capture, Evidence, IpsecSa, Model, Tunnel } from '../../../engine/model.ts';
import { addressesOf } from '../asa/packet-tracer.ts';
import { isInterfaceName } from '../config/ends.ts';
import { configsOf } from '../config/model.ts';
import { isAny, isPrivate, networkOf } from '../networks.ts';
import { capturesOf, contains, type LostPing, lostPingsOf, maskOf, prefixOf, recordsBelow, textOf } from '../values.ts';
import {
  asked,
  belongs,
  bestTo,
  forwardedOf,
  interfaceOf,
  type Known,
  knownOf,
  linksOf,
  outOf,
  place,
  routesBelow,
  sameVrf,
} from './routing-tables.ts';

/**
 * The answer for an address of the inside names a next hop of the outside, and no tunnel interface of this device sends what it should, though each
 * receives: what should go into the tunnel is handed to the provider.
 */
export function pastTheTunnel(
  model: Model,
  capture: Capture,
  entry: Rec | undefined,
  report: Report,
  address = asked(capture).address,
): void {
  const empty = entry && leftEmpty(model, capture, entry, address);
  if (!empty || address === undefined) return;
  report({
    ...missingTo(capture, address, empty),
    evidence: [model.evidence(entry.fields.via ?? entry, 'cause'), ...inVain(model, empty)],
    values: { ...place(capture, address, undefined), ...networkIn(entry) },
    title: `Packets for {destination}[[ on {device}]] are handed to ${textOf(entry, 'via')}, not to ${empty.name ?? 'the tunnel'}, which sends ${empty.ping ? 'next to nothing' : 'nothing'}`,
  });
}

/** The same where the answer is that no route but the default one leads there, and the default route names the next hop of the outside. */
export function leftToTheDefault(model: Model, capture: Capture, missing: Rec, entry: Rec, report: Report): void {
  const { address } = asked(capture);
  const empty = leftEmpty(model, capture, entry, address);
  if (!empty || address === undefined) return;
  report({
    ...missingTo(capture, address, empty),
    evidence: [
      model.evidence(missing, 'cause'),
      model.evidence(entry.fields.via ?? entry, 'context'),
      ...inVain(model, empty),
    ],
    title: `Only the default route leads to {destination}[[ on {device}]]: its packets are handed to ${textOf(entry, 'via')}, not to ${empty.name ?? 'the tunnel'}, which sends ${empty.ping ? 'next to nothing' : 'nothing'}`,
  });
}

const missingTo = (capture: Capture, address: string, { tunnel, name }: Empty): Omit<Reported, 'evidence'> => ({
  code: 'missing-route',
  certainty: 'likely',
  side: 'local',
  tunnel: tunnel.id,
  peer: tunnel.remote,
  values: place(capture, address, undefined),
  ...(capture.definition?.platform === 'asa' && name !== undefined ? { fix: intoNamed(name) } : {}),
});

/** An ASA leads packets into a tunnel interface by its name and the address of the far end inside. */
const intoNamed = (name: string): readonly Fix[] => [
  {
    where: 'local',
    platform: 'asa',
    config: [`route ${name} {destination} {mask} <address of the far end in the tunnel>`],
    why: 'Leads the traffic into the tunnel interface; or let BGP bring the route through it.',
  },
];

const inVain = (model: Model, { ping }: Empty): readonly Evidence[] => (ping ? [model.evidence(ping, 'symptom')] : []);

/**
 * A whole table, held against the addresses from which the other device pings in vain, for the answers to them should go into the tunnel; and against
 * those to which this device was asked to trace a packet.
 */
export function addressesPastTheTunnel(model: Model, capture: Capture, known: readonly Known[], report: Report): void {
  const sources = pingsOfTheOtherEnd(model, capture).map(({ test }) => textOf(test, 'source') ?? '');
  for (const address of new Set([...sources, ...tracedBy(model, capture)])) {
    const prefix = prefixOf(address);
    const best = prefix && bestTo(known, { prefix });
    if (best) pastTheTunnel(model, capture, best.entry, report, address);
  }
}

/** Where the packets were to go that this device traced, and that no phase encrypts. */
const tracedBy = (model: Model, { device }: Capture): readonly string[] =>
  capturesOf(model.captures, 'packet-tracer')
    .filter((trace) => trace.device === device)
    .filter(({ root }) => !recordsBelow(root, 'phase').some((phase) => textOf(phase, 'type') === 'VPN'))
    .flatMap((trace) => addressesOf(trace)[1] ?? []);

/** The tunnel that should carry what an entry hands to a next hop of the outside. */
interface Empty {
  readonly tunnel: Tunnel;
  readonly name: string | undefined;
  /** Where it sends a little: what asks for more, and gets no answer. */
  readonly ping: Rec | undefined;
}

/** So many times more arrives than leaves where a few packets of the device itself use the tunnel: its pings, its routing protocol. */
const lopsided = 4;

function leftEmpty(model: Model, capture: Capture, entry: Rec, address: string | undefined): Empty | undefined {
  const { vrf } = asked(capture);
  const [wanted, hop] = [networkOf(address), networkOf(textOf(entry, 'via'))];
  if (vrf !== undefined || address === undefined || !wanted || !hop || !isPrivate(wanted) || isConnected(entry))
    return undefined;
  const mine = model.tunnels.filter((tunnel) => belongs(tunnel, capture) && tunnel.ipsec.length > 0);
  const [tunnel] = mine;
  const names = new Set(mine.filter((one) => isRouted(model, one)).map((one) => one.interface ?? ''));
  const isInto = (name = ''): boolean => /^Tu/i.test(name) || (name !== '' && names.has(name));
  if (!tunnel || isInto(interfaceOf(entry)) || isLedBelow(model, capture, address, isInto)) return undefined;
  const name = interfaceIn(model, tunnel);
  // A tunnel interface whose name a filter took away may be the very one by which they leave, unless the packets to its peer do too.
  if (name === undefined && !isWayToPeer(model, capture, entry, tunnel)) return undefined;
  // A next hop of the inside may be the right one, unless the device shows that it leads nothing into this tunnel.
  if (isPrivate(hop) && !(isLeftOut(model, capture, name) && leavesByWire(model, capture, entry))) return undefined;
  const ping = pingsOfTheOtherEnd(model, capture).find(({ test }) => textOf(test, 'source') === address)?.test;
  const carries = (one: Tunnel, share: number): boolean =>
    !isRouted(model, one) ||
    !sameVrf(one.ivrf, undefined) ||
    one.remote === address ||
    countedIn(one).some(
      ({ encaps = 1, decaps = 0, health }) => encaps > decaps / share || decaps === 0 || health === 'down',
    );
  if (!mine.some((one) => carries(one, Infinity))) return { tunnel, name, ping: undefined };
  return ping && !mine.some((one) => carries(one, lopsided)) ? { tunnel, name, ping } : undefined;
}

const isWayToPeer = (model: Model, capture: Capture, entry: Rec, { remote }: Tunnel): boolean => {
  const prefix = prefixOf(remote);
  const best = prefix && bestTo(linksOf(model, capture), { prefix });
  return best !== undefined && textOf(best.entry, 'via') === textOf(entry, 'via');
};

const isConnected = (entry: Rec): boolean => textOf(entry, 'origin') === 'connected';

/**
 * The static routes of this device, or those of them that name a tunnel, lead into other tunnels and not into this one. A tunnel that sends nothing
 * at all speaks no routing protocol either: only such a route could lead into it.
 */
function isLeftOut(model: Model, capture: Capture, name: string | undefined): boolean {
  return capturesOf(model.captures, 'show ip route')
    .filter((other) => other.device === capture.device && asked(other).address === undefined)
    .filter(({ command }) => /^show ip route(?: static)?(?: \| i\w* \W?tu(?:nnel)?\W?)?$/i.test(command))
    .some(({ root }) => {
      const into = recordsBelow(root, 'route').flatMap((entry) => (isLinked(entry) ? [] : (interfaceOf(entry) ?? [])));
      const isThis = (other: string): boolean => name !== undefined && isInterfaceName(name, other);
      return into.some((other) => /^Tu/i.test(other) && !isThis(other)) && !into.some(isThis);
    });
}

/** The interface of the next hop is shown, beside it or by another output of the device, and it is no tunnel: hops of tunnels are private too. */
function leavesByWire(model: Model, capture: Capture, entry: Rec): boolean {
  const hop = textOf(entry, 'via');
  const names = [
    interfaceOf(entry),
    ...capturesOf(model.captures, 'show ip cef')
      .filter(({ device }) => device === capture.device)
      .flatMap(({ root }) => recordsBelow(root, 'entry'))
      .filter((other) => textOf(other, 'via') === hop)
      .map(interfaceOf),
    ...knownOf(capture).map((route) => outOf(route, linksOf(model, capture))),
  ].filter((name) => name !== undefined);
  return names.length > 0 && !names.some((name) => /^(?:Tu|Vi|Vt)/i.test(name));
}

/** The network of the tunnel itself, and its address: no way to what is behind it. */
const isLinked = (entry: Rec): boolean => /^[CL]\b/.test(textOf(entry, 'code') ?? '');

/** Of a flow that several outputs list, those that count its packets: by its SPI, or by its networks where a filter took the SPI away. */
const countedIn = ({ ipsec }: Tunnel): readonly IpsecSa[] =>
  ipsec.filter((sa) => sa.encaps !== undefined || !ipsec.some((other) => isCountOf(other, sa)));

const isCountOf = (counted: IpsecSa, sa: IpsecSa): boolean =>
  counted.encaps !== undefined &&
  (counted.outboundSpi === sa.outboundSpi ||
    (counted.outboundSpi === undefined &&
      counted.localSelector === sa.localSelector &&
      counted.remoteSelector === sa.remoteSelector));

/** What another device pings in vain from an address of its own, where nobody but this device shows a tunnel interface at the other end of its own. */
function pingsOfTheOtherEnd(model: Model, { device }: Capture): readonly LostPing[] {
  const ends = new Set(model.tunnels.filter((tunnel) => isRouted(model, tunnel)).map((tunnel) => tunnel.device));
  return lostPingsOf(model).filter(
    (ping) =>
      device !== undefined &&
      ping.device !== undefined &&
      ping.device !== device &&
      ends.has(device) &&
      [...ends].every((end) => end === device || end === ping.device),
  );
}

/** Further below the same device sends packets for this address into a tunnel: by a route that it shows, or that somebody enters. */
function isLedBelow(
  model: Model,
  capture: Capture,
  address: string,
  isIntoTunnel: (name: string | undefined) => boolean,
): boolean {
  const prefix = prefixOf(address);
  if (!prefix) return false;
  const shown = capturesOf(model.captures, 'show ip route', 'show route', 'show ip cef')
    .filter((other) => other.index > capture.index && other.device === capture.device)
    .some((other) => {
      const known = [...knownOf(other), ...forwardedOf(other)];
      const best = bestTo(known, { prefix });
      return best !== undefined && isIntoTunnel(outOf(best, known));
    });
  const entered = configsOf(model)
    .filter(({ device }) => device === capture.device)
    .flatMap((config) => routesBelow(config, capture.root.line));
  return shown || entered.some((route) => contains(route.prefix, prefix) && isIntoTunnel(route.by));
}

/** What goes into it is chosen by routes: it is of a tunnel interface, which an ASA calls by a name of its own and marks in its SAs. */
const isRouted = (model: Model, tunnel: Tunnel): boolean =>
  /^Tu/i.test(interfaceIn(model, tunnel) ?? '') ||
  tunnel.ipsec.some(isForAll) ||
  tunnel.ipsec.some(({ rec }) =>
    [...recordsBelow(rec, 'inboundSa'), ...recordsBelow(rec, 'outboundSa')].some((sa) =>
      /^__vti-crypto-map/.test(textOf(sa, 'map') ?? ''),
    ),
  );

/** A crypto map with such a flow would encrypt all that leaves by its interface: one that encrypts nothing of it is a tunnel interface. */
const isForAll = ({ localSelector, remoteSelector }: IpsecSa): boolean =>
  [localSelector, remoteSelector].every((selector) => {
    const network = networkOf(selector);
    return network !== undefined && isAny(network);
  });

/** A filter may leave the counters alone: then the command says of which interface they are. */
export function interfaceIn({ captures }: Model, { interface: shown, ipsec }: Tunnel): string | undefined {
  const typed = ipsec.map(({ capture }) => /\sint\w* (tu\w*? ?\d+)/i.exec(captures[capture]?.typed ?? '')?.[1]);
  return shown ?? typed.find((name) => name !== undefined)?.replace(/^tu\D*/i, 'Tunnel');
}

/** The network of a route, unless it is the default. */
function networkIn(entry: Rec): Record<string, string> {
  const [destination, mask] = [textOf(entry, 'prefix'), textOf(entry, 'mask') ?? textOf(entry, 'length')];
  const prefix = prefixOf(destination, mask);
  return destination && prefix && prefix.length > 0 ? { destination, mask: maskOf(prefix.length) } : {};
}
