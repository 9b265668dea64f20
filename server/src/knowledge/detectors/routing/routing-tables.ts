// Reads routing tables: what was asked, what is known, and where this device needs to send packets.
import type { Rec } from '../../../engine/define.ts';
import type { Capture, Model, Tunnel } from '../../../engine/model.ts';
import { type Config, configsOf } from '../config/model.ts';
import { listsIke, runsBothWays } from '../up.ts';
import {
  capturesOf,
  contains,
  ipv4,
  maskOf,
  numberIn,
  type Prefix,
  prefixOf,
  recordsBelow,
  textOf,
} from '../values.ts';

export interface Destination {
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

export const belongs = (tunnel: Tunnel, capture: Capture): boolean =>
  tunnel.device === undefined || capture.device === undefined || tunnel.device === capture.device;

/** Where this device needs to send packets: to its peers, to the far ends of its tunnel interfaces, and to the networks behind them. */
export function destinationsOf(model: Model, capture: Capture, vrf: string | undefined): Destination[] {
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
  const reached = listsIke(tunnel) || tunnel.ipsec.some((sa) => (sa.decaps ?? 0) > 0);
  const carries = tunnel.ipsec.some((sa) => runsBothWays(sa) && sa.health !== 'down');
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

export const sameVrf = (one: string | undefined, other: string | undefined): boolean =>
  (one ?? '') === (other ?? '') || (/^(?:global|default)$/i.test(one ?? '') && other === undefined);

/** A static route of a configuration; `by` is its next hop or interface. */
export interface EnteredRoute {
  readonly line: Rec;
  readonly text: string;
  readonly prefix: Prefix;
  readonly destination: string;
  readonly by: string;
}

/** The routes of one table that a configuration has below a line. */
export const routesBelow = ({ blocks }: Config, above: number, vrf?: string): EnteredRoute[] =>
  blocks.flatMap(({ text, words, rec }) => {
    const [destination, mask, by] = vrf === undefined ? words.slice(2) : words[2] === 'vrf' ? words.slice(4) : [];
    if (words[0] !== 'ip' || words[1] !== 'route' || rec.line <= above) return [];
    const prefix = prefixOf(destination, mask);
    return prefix && destination !== undefined && by !== undefined
      ? [{ line: rec, text, prefix, destination, by }]
      : [];
  });

interface Question {
  readonly vrf: string | undefined;
  readonly address: string | undefined;
  readonly filtered: boolean;
}

const questions = new WeakMap<Capture, Question>();

/** Each table is held against all others of its device. */
export function asked(capture: Capture): Question {
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

export function place(capture: Capture, destination: string, needed: Destination | undefined): Record<string, string> {
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

export interface Known {
  readonly entry: Rec;
  readonly prefix: Prefix;
}

export const knownOf = ({ root }: Capture): Known[] => withPrefix(recordsBelow(root, 'route'));

/** What a device forwards by, as CEF shows it. */
export const forwardedOf = ({ root }: Capture): Known[] => withPrefix(recordsBelow(root, 'entry'));

const withPrefix = (entries: readonly Rec[]): Known[] =>
  entries.flatMap((entry) => {
    const prefix = prefixOf(textOf(entry, 'prefix'), textOf(entry, 'mask') ?? textOf(entry, 'length'));
    return prefix ? [{ entry, prefix }] : [];
  });

/** The longest prefix decides. */
export const bestTo = (known: readonly Known[], destination: Pick<Destination, 'prefix'>): Known | undefined =>
  known
    .filter(({ prefix }) => contains(prefix, destination.prefix))
    .sort((a, b) => b.prefix.length - a.prefix.length)[0];

export const shortName = (name: string): string => name.replace(/^Tunnel/i, 'Tu').toLowerCase();

export const interfaceOf = (entry: Rec): string | undefined => textOf(entry, 'interface') ?? textOf(entry, 'tunnel');

/** The interface of a route, looked up over its next hop where the entry names none. */
export function outOf(route: Known, known: readonly Known[]): string | undefined {
  const link = linkOf(route, known);
  return link && interfaceOf(link.entry);
}

/** The entry that names the interface of a route: itself, or the best one to its next hop. */
export function linkOf(route: Known, known: readonly Known[]): Known | undefined {
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
export const linksOf = (model: Model, capture: Capture): Known[] =>
  capturesOf(model.captures, 'show ip route', 'show route')
    .filter((other) => other.device === capture.device && asked(other).vrf === asked(capture).vrf)
    .flatMap(knownOf);

interface Ping {
  readonly test: Rec;
  readonly destination: string;
  readonly prefix: Prefix;
  /** Its source as it is printed, or the interface that was asked for. */
  readonly from: string | undefined;
}

/** What this device pinged in one table. */
export const pings = (model: Model, { device }: Capture, vrf: string | undefined): Ping[] =>
  capturesOf(model.captures, 'ping')
    .filter((other) => other.device === device && asked(other).vrf === vrf)
    .flatMap(({ root, typed }) =>
      recordsBelow(root, 'test').flatMap((test) => {
        const destination = textOf(test, 'destination');
        const prefix = prefixOf(destination);
        const from = textOf(test, 'source') ?? /\sso\w* ([A-Za-z-]+ ?\d\S*)/.exec(typed ?? '')?.[1]?.replace(' ', '');
        return destination !== undefined && prefix ? [{ test, destination, prefix, from }] : [];
      }),
    );

/** Addresses that this device pinged in vain. */
export const failedPings = (model: Model, capture: Capture, vrf: string | undefined): Ping[] =>
  pings(model, capture, vrf).filter(({ test }) => numberIn(test.fields.percent) === 0);
