// The ends of tunnels in configurations (crypto map entries and protected tunnel interfaces), and which ends of two devices belong together.
import type { Fix, Rec } from '../../../engine/define.ts';
import { isAny, isPrivate, networkOf, sameNetwork } from '../networks.ts';
import { isAddress } from '../values.ts';
import { type Flow, flowsOf, isMirror, isWholesale, meetsMirror, type Rule } from './lists.ts';
import {
  type Config,
  type IkeProfile,
  type Interface,
  type IpsecProfile,
  type Key,
  keyFor,
  type MapEntry,
  type Policy,
  type Statement,
} from './model.ts';

/** One end of a tunnel as it is configured. */
export interface End {
  readonly config: Config;
  readonly entry: MapEntry | undefined;
  readonly tunnel: Interface | undefined;
  /** `crypto map CM 10`, `Tunnel0`. */
  readonly name: string;
  readonly peers: readonly string[];
  /** The statement that names the peer. */
  readonly peerLine: Statement | undefined;
  /** The address that the other end sees, unless NAT changes it. */
  readonly address: string | undefined;
  readonly versions: readonly (1 | 2)[];
  readonly sets: readonly Policy[];
  readonly pfs: string | undefined;
  /** Its map entry or IPsec profile is not in the text: whether that asks for PFS is not known. */
  readonly isPart: boolean;
  readonly profile: IkeProfile | undefined;
  /** What it protects; none for a tunnel interface, undefined where a line cannot be read. */
  readonly rules: readonly Rule[];
  readonly flows: readonly Flow[] | undefined;
  /** Where its settings stand: the map entry or the IPsec profile. */
  readonly rec: Rec;
}

/** The platforms under which a fix is told: what is for this end is shown whichever device the text is mostly of. */
export const platformsOf = ({ config }: End, where: 'local' | 'remote'): readonly Fix['platform'][] =>
  where === 'local' ? ['ios', 'asa'] : [config.asa ? 'asa' : 'ios'];

/** Two ends that belong together. */
export interface Link {
  readonly here: End;
  readonly there: End;
  /** Whether the text ties them; two lone ends are taken for a pair too. */
  readonly tied: boolean;
}

export function endsOf(config: Config): readonly End[] {
  const known = ends.get(config) ?? endsIn(config);
  ends.set(config, known);
  return known;
}

/** Each configuration is compared with every other one. */
const ends = new WeakMap<Config, readonly End[]>();

function endsIn(config: Config): End[] {
  const entries = config.entries.filter(({ dynamic, manual }) => dynamic === undefined && !manual);
  const found = [
    ...entries.map((entry) => endOfEntry(config, entry)),
    ...tunnelsOf(config).flatMap((one) => endOfTunnel(config, one)),
  ];
  if (found.length > 0) return found;
  return isProfileAlone(config) ? endOfProfile(config) : isAlgorithmsAlone(config) ? [endOfAlgorithms(config)] : [];
}

/** An excerpt (`show run | section crypto`) that shows one IPsec profile and not the interface that uses it. */
export const isProfileAlone = ({ entries, interfaces, ipsecProfiles }: Config): boolean =>
  entries.length === 0 && !interfaces.some(({ name }) => /^Tu/i.test(name)) && ipsecProfiles.size === 1;

/** An excerpt that shows what one end offers, its policies or its one transform set, and nothing that uses them. */
export const isAlgorithmsAlone = ({
  entries,
  interfaces,
  ipsecProfiles,
  policies,
  proposals,
  transforms,
}: Config): boolean =>
  entries.length === 0 &&
  ipsecProfiles.size === 0 &&
  !interfaces.some(({ name }) => /^Tu/i.test(name)) &&
  (policies.length > 0 || proposals.length > 0 || transforms.size === 1);

/** What no excerpt has that shows neither a map entry nor a tunnel interface. */
const bare = {
  entry: undefined,
  tunnel: undefined,
  peers: [],
  peerLine: undefined,
  address: undefined,
  rules: [],
  flows: [],
} as const;

const endOfAlgorithms = (config: Config): End => {
  const set = config.transforms.size === 1 ? [...config.transforms.values()] : [];
  return {
    ...bare,
    config,
    name: 'the excerpt',
    peers: keyedPeer(config),
    versions: config.policies.length > 0 ? [1] : config.proposals.length > 0 ? [2] : [],
    sets: set,
    pfs: undefined,
    isPart: true,
    profile: undefined,
    rec: (config.policies[0] ?? config.proposals[0] ?? (set[0] as Policy)).rec,
  };
};

/** The peer that an excerpt names only by the one key that it holds. */
export const keyedPeer = ({ keys: [only, ...more] }: Config): readonly string[] =>
  only?.text !== undefined && isAddress(only.text) && more.length === 0 ? [only.text] : [];

function endOfEntry(config: Config, entry: MapEntry): End {
  const rules = (config.acls.get(entry.acl ?? '') ?? []).filter(({ permit }) => permit);
  const versions: (1 | 2)[] = config.asa
    ? [...(entry.transforms.length > 0 ? [1 as const] : []), ...(entry.proposals.length > 0 ? [2 as const] : [])]
    : [entry.profileVersion ?? 1];
  return {
    config,
    entry,
    tunnel: undefined,
    name: `crypto map ${entry.map} ${entry.sequence}`,
    // A name too: of a host, or a mask that somebody wrote over the address.
    peers: entry.peers.flatMap(({ words }) =>
      words.filter((word, at) => at >= 2 && !/^(?:default|dynamic)$/.test(word)),
    ),
    peerLine: entry.peers[0],
    address: mapAddress(config, entry.map),
    versions,
    sets: [...entry.transforms, ...entry.proposals].flatMap((name) => config.transforms.get(name) ?? []),
    pfs: entry.pfs,
    isPart: false,
    profile: config.ikeProfiles.find(({ name, version }) => name === entry.profile && version === entry.profileVersion),
    rules,
    flows: flowsOf(rules),
    rec: entry.rec,
  };
}

/** The address of the interface that holds the map, or the one that the map names itself. */
function mapAddress(config: Config, map: string): string | undefined {
  const words = config.blocks.map(({ words: all }) => all).filter((all) => all[1] === 'map' && all[2] === map);
  const own = words.find((all) => all[3] === 'local-address')?.[4];
  const applied = words.filter((all) => all[3] === 'interface').map((all) => all[4]);
  return config.interfaces.find(({ name, nameif, map: held }) =>
    own === undefined ? held === map || applied.includes(nameif) : isInterfaceName(name, own),
  )?.address;
}

function endOfTunnel(config: Config, tunnel: Interface): End[] {
  const profile = config.ipsecProfiles.get(tunnel.tunnel.profile ?? '');
  return (profile ? [profileEnd(config, profile)] : endOfHiddenProfile(config, tunnel)).map((end) => ({
    ...end,
    tunnel,
    name: tunnel.name,
    peers: tunnel.tunnel.destination === undefined ? [] : [tunnel.tunnel.destination],
    peerLine: tunnel.block.lines.find(({ text }) => /^tunnel destination /.test(text)),
    address: sourceAddress(config, tunnel),
  }));
}

/** An excerpt (`show run | section ikev2`) without the IPsec profile that the tunnel names: the IKE that it shows can be no other's if it is of one version. */
function endOfHiddenProfile(config: Config, { tunnel, block }: Interface): End[] {
  const { policies, proposals, ikeProfiles } = config;
  const versions = ([1, 2] as const).filter(
    (version) =>
      (version === 1 ? policies : proposals).length > 0 || ikeProfiles.some((profile) => profile.version === version),
  );
  if (tunnel.profile === undefined || config.whole || versions.length !== 1 || ikeProfiles.length > 1) return [];
  return [
    {
      ...bare,
      config,
      name: '',
      versions,
      sets: [],
      pfs: undefined,
      isPart: true,
      profile: ikeProfiles[0],
      rec: block.rec,
    },
  ];
}

const endOfProfile = (config: Config): End[] =>
  [...config.ipsecProfiles.values()].map((profile) => profileEnd(config, profile));

function profileEnd(config: Config, profile: IpsecProfile): End {
  return {
    ...bare,
    config,
    name: `crypto ipsec profile ${profile.name}`,
    versions: [profile.version ?? 1],
    sets: profile.sets.flatMap((name) => config.transforms.get(name) ?? []),
    pfs: profile.pfs,
    isPart: false,
    profile: config.ikeProfiles.find(
      ({ name, version }) => name === profile.ikeProfile && version === (profile.version ?? 1),
    ),
    rec: profile.block.rec,
  };
}

export const tunnelsOf = (config: Config): readonly Interface[] =>
  config.interfaces.filter((one) => /^Tu/i.test(one.name) && one.tunnel.source !== undefined && !one.shut);

/** `g0/0`, `Gi0/0` and `GigabitEthernet0/0` are the same interface. */
export function isInterfaceName(name: string, other: string): boolean {
  const [a, b] = [name, other].map((one) => /^([A-Za-z-]+)(\d.*)$/.exec(one.toLowerCase()));
  if (!a || !b) return name.toLowerCase() === other.toLowerCase();
  return a[2] === b[2] && ((a[1] as string).startsWith(b[1] as string) || (b[1] as string).startsWith(a[1] as string));
}

export function sourceAddress(config: Config, { tunnel: { source } }: Interface): string | undefined {
  if (source === undefined || isAddress(source)) return source;
  return config.interfaces.find(({ name, nameif }) => nameif === source || isInterfaceName(name, source))?.address;
}

/** Its own addresses. */
export function addressesOf(config: Config): readonly string[] {
  const known = addresses.get(config) ?? [...config.interfaces.flatMap((one) => one.addresses), ...config.seen];
  addresses.set(config, known);
  return known;
}
const addresses = new WeakMap<Config, readonly string[]>();

/** Whether one end names the other: not told apart from NAT where a public address is named and only private ones are seen. */
export function reaches(from: End, to: End): 'fits' | 'open' | 'contradicts' {
  const known = addressesOf(to.config);
  if (from.peers.some((peer) => known.includes(peer) || peer === to.address)) return 'fits';
  const seen = to.address === undefined ? known : [to.address];
  const networks = [...from.peers, ...seen].map((address) => networkOf(address));
  if (from.peers.length === 0 || seen.length === 0 || networks.includes(undefined)) return 'open';
  const hidden = seen.every((address) => isHidden(address)) && from.peers.some((peer) => !isHidden(peer));
  return hidden ? 'open' : 'contradicts';
}

function isHidden(address: string): boolean {
  const network = networkOf(address);
  return network !== undefined && isPrivate(network);
}

const mirrors = (one: End, other: End): boolean =>
  one.flows?.some((flow) => !isWholesale(flow) && other.flows?.some((image) => isMirror(flow, image))) === true;

/** Both sides of a point-to-point tunnel, or of a cloud, lie in one network. */
export function sameOverlay(one: Interface, other: Interface): boolean {
  const [a, b] = [one.network, other.network];
  return a !== undefined && b !== undefined && sameNetwork(a, b) && one.address !== other.address;
}

/** The tunnel addresses of the servers that a router of a cloud names. */
const serversOf = ({ block }: Interface): readonly string[] =>
  block.lines.flatMap(({ text }) => /^ip(?:v6)? nhrp (?:nhs|map) (?!multicast)(\S+)/.exec(text)?.[1] ?? []);

/** One is the server of the other: what these two have not in common keeps the cloud from working. */
const isServed = (one: Interface, other: Interface): boolean =>
  [
    [one, other],
    [other, one],
  ].some(([spoke, hub]) =>
    serversOf(spoke as Interface).some((server) => server === (hub as Interface).address || server === 'dynamic'),
  );

/** Both serve: they have no server, and send multicast to whoever registers or tell spokes of shorter ways. */
export const areHubs = (one: Interface, other: Interface): boolean =>
  [one, other].every(
    (hub) =>
      serversOf(hub).length === 0 &&
      hub.block.lines.some(({ text }) => /^ip(?:v6)? nhrp (?:map multicast dynamic|redirect)/.test(text)),
  );

/** Two routers of one cloud meet when one is the server of the other, or both have the same server. Two hubs side by side do not. */
export function areMembers(one: Interface, other: Interface): boolean {
  const [mine, theirs] = [serversOf(one), serversOf(other)];
  if (one.tunnel.destination !== undefined || other.tunnel.destination !== undefined) return true;
  if (mine.length + theirs.length === 0) return !(one.nhrp.networkId && other.nhrp.networkId);
  if (mine.length === 0) return theirs.some((server) => server === one.address || server === 'dynamic');
  if (theirs.length === 0) return mine.some((server) => server === other.address || server === 'dynamic');
  return mine.some((server) => theirs.includes(server) || server === other.address || server === 'dynamic');
}

/** The ends of two configurations that belong together, each end once. `alone`: there are no other configurations in the text. */
export function linksOf(here: Config, there: Config, alone: boolean): Link[] {
  const others = endsOf(there);
  const taken = new Set<End>();
  const links: Link[] = [];
  const candidates = endsOf(here).flatMap((one) =>
    others.map((other) => ({ one, other, worth: worthOf(one, other) })).filter(({ worth }) => worth > 0),
  );
  for (const { one, other, worth } of candidates.sort((a, b) => b.worth - a.worth)) {
    if (taken.has(one) || taken.has(other)) continue;
    taken.add(one).add(other);
    links.push({ here: one, there: other, tied: worth >= 1 });
  }
  return links.length > 0 || !alone ? links : loneLink(here, there);
}

/** How strongly the text ties two ends; 0 where it does not. */
function worthOf(one: End, other: End): number {
  const there = reaches(one, other);
  const back = reaches(other, one);
  const named = Number(there === 'fits') + Number(back === 'fits');
  const overlay = one.tunnel !== undefined && other.tunnel !== undefined && sameOverlay(one.tunnel, other.tunnel);
  // One end names the other and both lie in one network inside: that the other names somebody else is what is wrong with it.
  if (there === 'contradicts' || back === 'contradicts')
    return mirrors(one, other) || (overlay && named > 0) ? 1 + named : 0;
  if (overlay && one.tunnel && other.tunnel) return named > 0 || areMembers(one.tunnel, other.tunnel) ? 3 + named : 0;
  if (mirrors(one, other)) return 3 + named;
  // Nothing can be read against it, and their networks meet crosswise.
  return named === 0 && there === 'open' && back === 'open' && crosses(one, other) ? 0.5 : named;
}

/** Two excerpts with one end each: one names the other, or nothing can be read against it and something else speaks for it. */
function loneLink(here: Config, there: Config): Link[] {
  const [mine, theirs] = [endsOf(here), endsOf(there)];
  const [one, other] = [mine[0], theirs[0]];
  if (mine.length !== 1 || theirs.length !== 1 || !one || !other) return [];
  const [a, b] = [reaches(one, other), reaches(other, one)];
  // One end names the other, which names somebody else: that is a wrong peer, not a stranger.
  const tied = a === 'fits' || b === 'fits';
  const open = a === 'open' && b === 'open';
  return tied || (open && (isMasked(one) || isMasked(other) || shareSomething(one, other) || areTwins(one, other)))
    ? [{ here: one, there: other, tied }]
    : [];
}

/** Its peer was made unreadable by hand, so it may be anybody. */
const isMasked = ({ peers }: End): boolean => peers.length > 0 && peers.every((peer) => networkOf(peer) === undefined);

const crosses = (one: End, other: End): boolean =>
  one.flows?.some((flow) => !isWholesale(flow) && other.flows?.some((image) => meetsMirror(flow, image))) === true;

/** The network behind one end is what the other end wants to reach. */
const wants = (one: End, other: End): boolean =>
  one.flows?.some(
    (flow) =>
      !isWholesale(flow) &&
      other.flows?.some(
        (image) =>
          (!isAny(flow.destination) && sameNetwork(flow.destination, image.source)) ||
          (!isAny(flow.source) && sameNetwork(flow.source, image.destination)),
      ),
  ) === true;

/** Excerpts of two devices that show one profile each: what somebody pastes to have them compared. Under other names they need more to speak for it. */
const areTwins = (one: End, other: End): boolean =>
  (isProfileAlone(one.config) && isProfileAlone(other.config)) ||
  (isAlgorithmsAlone(one.config) && isAlgorithmsAlone(other.config));

/** Networks that meet crosswise, one that both name, or the same readable key. */
const shareSomething = (one: End, other: End): boolean =>
  crosses(one, other) ||
  wants(one, other) ||
  one.config.keys.some(({ secret }) => secret !== undefined && other.config.keys.some((key) => key.secret === secret));

/** What of an end says which keys it uses. */
export type KeyHolder = Pick<End, 'config' | 'profile' | 'peers'>;

/** The keys with which an end meets an address: those of its keyring if a profile names one, the most exact address first. */
export function keysTowards(
  { config, profile, peers }: KeyHolder,
  address: string | undefined,
  version: 1 | 2,
): readonly Key[] {
  const names = address === undefined ? peers : [...peers, address];
  const fitting = new Set(names.flatMap((name) => keyFor(config, name)));
  const usable = [...fitting].filter(
    (key) => key.version === version && (profile?.keyring === undefined || key.keyring === profile.keyring),
  );
  const longest = Math.max(-1, ...usable.map(({ address: network }) => network?.bits.length ?? 128));
  return usable.filter(({ address: network }) => (network?.bits.length ?? 128) === longest);
}

/** The policies of a version that an end uses: IKEv2 proposals count only if a policy names them. */
export function policiesOf({ config }: End, version: 1 | 2): readonly Policy[] {
  if (version === 1) return config.policies;
  const named = config.blocks
    .filter(({ text }) => /^crypto ikev2 policy /.test(text))
    .flatMap(({ lines }) => lines.flatMap(({ words }) => (words[0] === 'proposal' ? words.slice(1) : [])));
  return config.asa || named.length === 0
    ? config.proposals
    : config.proposals.filter(({ name }) => named.includes(name));
}

/**
 * Two spokes of a cloud, or two of its servers. Where neither is prepared for the other, they were not meant to build a tunnel: their packets go by
 * the server. Where one is, the other lacks something.
 */
export const areSiblings = (from: End, to: End): boolean =>
  from.tunnel?.nhrp.networkId === true &&
  to.tunnel?.nhrp.networkId === true &&
  from.peers.length + to.peers.length === 0 &&
  !isServed(from.tunnel, to.tunnel);

/** How what two siblings lack is told. */
export const aside = { role: 'context', severity: 'information' } as const;
