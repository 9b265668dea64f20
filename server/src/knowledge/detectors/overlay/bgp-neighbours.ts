// Tells which BGP neighbours are reached through a tunnel, and why they were lost: the line that says so names no interface, and the reason stands in another one.
import type { Model, Occurrence } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { covers, isPrivate, type Network, networkOf } from '../networks.ts';
import { bestTo, interfaceOf, knownOf } from '../routing/routing-tables.ts';
import { listsSa, runsBothWays } from '../up.ts';
import {
  capturesOf,
  fieldOf,
  groupBy,
  pingsOf,
  prefixOf,
  recordsBelow,
  sameDevice,
  secondsOf,
  textOf,
} from '../values.ts';
import { isTunnel } from './lines.ts';

/** A network of an interface, and whose. */
interface Link {
  readonly device: string | undefined;
  readonly interface: string;
  readonly network: Network;
}

/** The addresses inside the tunnels that DMVPN and NHRP name. */
function overlayAddresses(model: Model): ReadonlySet<string | undefined> {
  const facts = [
    ...model.records('show dmvpn', 'peer').map((row) => row.fields.tunnelAddress),
    ...model.records('show ip nhrp nhs', 'nhs').map((row) => row.fields.nhs),
    ...['dmvpn.server-up', 'dmvpn.server-down', 'dmvpn.client-up', 'dmvpn.client-down'].flatMap((id) =>
      model.occurrences(id).map(({ fields }) => fields.overlay),
    ),
  ];
  return new Set(facts.map((fact) => fact?.value));
}

/** The networks of interfaces, as configurations and outputs have them. */
const linksOf = (model: Model): readonly Link[] =>
  [
    ...configsOf(model).flatMap(({ device, interfaces }) =>
      interfaces.map(({ name, network }) => ({ device, interface: name, network })),
    ),
    ...capturesOf(model.captures, 'show interfaces tunnel', 'show ip interface').flatMap(({ device, root }) =>
      recordsBelow(root, 'interface').map((row) => ({
        device,
        interface: textOf(row, 'interface') ?? '',
        network: textOf(row, 'bits') && networkOf(`${textOf(row, 'address')}/${textOf(row, 'bits')}`),
      })),
    ),
  ].flatMap(({ device, interface: name, network }) => (network ? [{ device, interface: name, network }] : []));

/** The interface through which a neighbour is reached: its network is there, or the route leads there. Asked once for each neighbour. */
function interfaceTo(
  model: Model,
  links: readonly Link[],
  device: string | undefined,
  neighbour: string,
): string | undefined {
  const address = networkOf(neighbour);
  const homes = links.filter((link) => address && sameDevice(link.device, device) && covers(link.network, address));
  const home = homes.reduce<Link | undefined>(
    (best, link) => (best && best.network.bits.length >= link.network.bits.length ? best : link),
    undefined,
  );
  if (home) return home.interface;
  const prefix = prefixOf(neighbour);
  return (
    capturesOf(model.captures, 'show ip route')
      .filter((table) => sameDevice(table.device, device))
      .flatMap((table) => {
        const best = prefix && bestTo(knownOf(table), { prefix });
        return (best && best.prefix.length > 0 && interfaceOf(best.entry)) ?? [];
      })
      .at(-1) || undefined
  );
}

/** A BGP neighbour that the log speaks of. */
export interface BgpNeighbour {
  readonly address: string;
  readonly device: string | undefined;
  /** The tunnel interface that leads to it, `Tunnel` where only that there is one is known. */
  readonly interface: string;
  /** Nothing in the text puts it behind the tunnel; it is asked about beside the only one, and fits. */
  readonly guessed: boolean;
}

/** So many losses are none of an afternoon's work on the other end. */
const again = 2;

/** The neighbours of the lines that are reached through tunnels, by their addresses. */
export function throughTunnels(model: Model, lines: readonly Occurrence[]): ReadonlyMap<string, BgpNeighbour> {
  const found = new Map<string, BgpNeighbour>();
  const inside = overlayAddresses(model);
  const links = linksOf(model);
  const notified = groupBy(model.occurrences('routing.bgp-notification'), (line) => fieldOf(line, 'neighbor'));
  for (const [address, mine] of groupBy(lines, (line) => fieldOf(line, 'neighbor') ?? '')) {
    const device = model.captures[mine[0]?.capture ?? -1]?.device;
    const way = inside.has(address) ? 'Tunnel' : interfaceTo(model, links, device, address);
    if (way !== undefined) {
      if (isTunnel(way)) found.set(address, { address, device, interface: way, guessed: false });
      continue;
    }
    if (isBehindTheOnly(model, device, address, mine, notified.get(address) ?? []))
      found.set(address, { address, device, interface: 'Tunnel', guessed: true });
  }
  return found;
}

const isDown = ({ message }: Occurrence): boolean => message.id === 'routing.bgp-down';
const falls = [
  'crypto.session-down',
  'ikev2-syslog.session-down',
  'tunnel.line-down',
  'dmvpn.socket-down',
  'tunnel.recursive-routing',
];

/**
 * All that the text shows of this device is one tunnel interface, which carries packets both ways and stayed up for as long as the neighbour came and went;
 * the neighbour has an inside address, answers pings, and its hold time ran out again and again: what is small passes, so the path is there. It may
 * all the same be reached another way.
 */
function isBehindTheOnly(
  model: Model,
  device: string | undefined,
  address: string,
  lines: readonly Occurrence[],
  notified: readonly Occurrence[],
): boolean {
  const network = networkOf(address);
  const expired = notified.filter((line) => holdTime.test(fieldOf(line, 'reason') ?? ''));
  if (!network || !(isPrivate(network) || linkLocal.test(address)) || expired.length < again) return false;
  const shown = model.tunnels.filter((one) => sameDevice(one.device, device) && one.ike.length + one.ipsec.length > 0);
  const names = new Set(shown.flatMap((one) => one.interface ?? []));
  const [name] = names;
  const flows = shown.flatMap(({ ipsec }) => ipsec);
  return (
    name !== undefined &&
    names.size === 1 &&
    isTunnel(name) &&
    shown.every(
      (one) => listsSa(one) && one.remote === shown[0]?.remote && ![one.local, one.remote].includes(address),
    ) &&
    flows.some(runsBothWays) &&
    falls.every((id) => model.count(id) === 0) &&
    isOlder(model, device, lines.filter(isDown)) &&
    pingsOf(model, device).some(
      (test) => textOf(test, 'destination') === address && Number(textOf(test, 'percent') ?? 0) >= 80,
    )
  );
}
const holdTime = /hold ?tim/i;
/** Clouds give such addresses to the ends inside a tunnel. */
const linkLocal = /^(?:169\.254\.|fe80:)/i;

/** The session is listed as up for longer than all these losses took. */
function isOlder(model: Model, device: string | undefined, downs: readonly Occurrence[]): boolean {
  const times = downs.flatMap(({ time }) => time ?? []);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
  return capturesOf(model.captures, 'show crypto session', 'show crypto ikev2 sa')
    .filter((look) => sameDevice(look.device, device))
    .flatMap(({ root }) => [
      ...recordsBelow(root, 'session').map((session) => secondsOf(textOf(session, 'uptime'))),
      ...recordsBelow(root, 'sa').map((sa) => secondsOf(`${textOf(sa, 'active')}s`)),
    ])
    .some((age) => age !== undefined && age >= seconds);
}

/** What the notifications of each neighbour say, where all of them say the same: the line of the loss only says that there was one. */
export function notifiedReasons(model: Model): (neighbour: string, reason: string) => string {
  const notified = groupBy(model.occurrences('routing.bgp-notification'), (line) => fieldOf(line, 'neighbor'));
  const reasons = new Map(
    [...notified].map(([neighbour, lines]) => [neighbour, [...new Set(lines.map((line) => fieldOf(line, 'reason')))]]),
  );
  return (neighbour, reason) => {
    const [only, ...more] = reasons.get(neighbour) ?? [];
    return /^BGP Notification/i.test(reason) && only !== undefined && more.length === 0 ? only : reason;
  };
}
