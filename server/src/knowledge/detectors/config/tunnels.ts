// Checks the tunnel interfaces of a configuration: what they lack, what NHRP needs, and whether IKE works in the VRF of the outside interface.
import type { Fix } from '../../../engine/define.ts';
import { covers, type Network, networkOf, networkOfStatement } from '../networks.ts';
import { isAddress } from '../values.ts';
import { addressesOf, endsOf, isInterfaceName, keysTowards } from './ends.ts';
import type { Block, Config, IkeProfile, Interface, Key, Statement } from './model.ts';
import { isCutOff, type Say } from './say.ts';

/** `all`: the configurations of the text. */
export function checkTunnels(config: Config, all: readonly Config[], say: Say): void {
  tunnels(config, all, say);
  frontDoor(config, say);
  behindMaps(config, say);
  profiles(config, say);
  tunnelKeys(config, all, say);
  staticLoops(config, say);
}

const isOverlay = (one: Interface): boolean =>
  one.nhrp.networkId || one.nhrp.servers > 0 || one.nhrp.authentication !== undefined || one.nhrp.multicast;
export const isMultipoint = (one: Interface): boolean => /^gre multipoint/.test(one.tunnel.mode ?? '');

function tunnels(config: Config, all: readonly Config[], say: Say): void {
  for (const one of config.interfaces) {
    if (!/^Tu/i.test(one.name) || one.shut) continue;
    insideMap(one, say);
    if (isCutOff(config, one.block.rec)) continue;
    const { source, destination, mode, profile } = one.tunnel;
    if (isLabelSwitched(one)) continue;
    const lines = one.block.lines;
    if (source === undefined && destination === undefined && profile === undefined) continue;
    // An instruction to add a line or two to an interface is no interface.
    if (
      source === undefined &&
      destination === undefined &&
      !lines.some(({ text }) => /^ip(?:v6)? (?:address|unnumbered)/.test(text))
    )
      continue;
    // Without an address and without protection it carries nothing.
    if (profile === undefined && !lines.some(({ text }) => /^ip(?:v6)? (?:address|unnumbered) /.test(text))) continue;
    const incomplete = (lacks: string, missing: string): void =>
      say('config-incomplete', one.block.rec, {
        values: {
          kind: 'Interface',
          name: one.name,
          interface: one.name,
          lacks,
          entry: `interface ${one.name}`,
          missing,
        },
        detail: { name: one.name, reason: 'tunnel' },
      });
    const pointToPoint = mode === undefined ? !config.asa : /^(?:gre ip|gre ipv6|ipsec ipv4|ipsec ipv6)/.test(mode);
    if (pointToPoint && destination === undefined && isOverlay(one)) {
      const at = lines.find(({ text }) => /^tunnel mode /.test(text))?.rec ?? one.block.rec;
      say('tunnel-mode-mismatch', at, {
        values: { interface: one.name, localMode: 'point-to-point without a destination, where NHRP runs' },
        next: [
          {
            command: `show interfaces ${one.name}`,
            why: 'Its line protocol is down, and "Tunnel linestate evaluation" says that it has no destination.',
            where: 'local',
            platform: 'ios',
          },
        ],
        fix: [
          {
            where: 'local',
            platform: 'ios',
            config: [`interface ${one.name}`, ' tunnel mode gre multipoint', ' shutdown', ' no shutdown'],
            why: 'A hub, and a spoke that talks to other spokes. A spoke that talks to its hub only may have tunnel destination <hub outside address> instead. IOS asks for a shut and no shut when protection is active.',
          },
        ],
      });
    } else if (pointToPoint && destination === undefined && (profile !== undefined || !besideOthers(config, one)))
      incomplete('it has no tunnel destination', 'tunnel destination <address>');
    else if (
      source === undefined &&
      (destination !== undefined || profile !== undefined) &&
      !leavesOutSources(config, all)
    )
      incomplete('it has no tunnel source', 'tunnel source <interface>');
    if (/^ipsec/.test(mode ?? '') && profile === undefined)
      incomplete('an IPsec tunnel needs protection', 'tunnel protection ipsec profile <profile>');
    if (!one.nhrp.networkId && (one.nhrp.servers > 0 || one.nhrp.multicast || one.nhrp.authentication !== undefined))
      say('nhrp-registration-failure', one.block.rec, {
        detail: { reason: 'network-id' },
        values: { why: `NHRP is not switched on: ${one.name} has no network-id` },
      });
    const taken = lines.find(({ text }) => takenAway.test(text));
    if (mapsNoMulticast(config, one) && config.whole && callsNeighbours(config, one))
      say('nhrp-multicast-map-missing', taken?.rec ?? one.block.rec, {
        values: { interface: one.name },
        fix: [multicastMap(one)],
        // Where the release is not shown, or is the last one that shows the line.
        ...((releaseOf(config) ?? lastThatShows) === lastThatShows && one.nhrp.servers === 0 && !taken
          ? { certainty: 'likely' as const }
          : {}),
      });
    servers(one, say);
  }
  sharedEnds(config, say);
}

/** What all tunnels of a text lack was left out by whoever shortened it. */
function leavesOutSources(config: Config, all: readonly Config[]): boolean {
  const shown = all.flatMap(({ interfaces }) => interfaces.filter(({ name }) => /^Tu/i.test(name)));
  return !config.whole && shown.length > 1 && shown.every(({ tunnel }) => tunnel.source === undefined);
}

/** An unprotected interface that was begun and left, among tunnels that are complete. */
const besideOthers = (config: Config, one: Interface): boolean =>
  config.interfaces.some(
    (other) =>
      other !== one && /^Tu/i.test(other.name) && (other.tunnel.destination !== undefined || isMultipoint(other)),
  );

/** A tunnel of MPLS traffic engineering has no source of its own, and its destination is routed into it on purpose. */
const isLabelSwitched = ({ tunnel }: Interface): boolean => /^(?:mpls|sdwan)/.test(tunnel.mode ?? '');

/** The release, as a number to compare by: 15.9 is 1509. */
function releaseOf({ blocks }: Config): number | undefined {
  const [, major, minor] =
    blocks.map(({ text }) => /^version (\d+)\.(\d+)/.exec(text)).find((match) => match !== null) ?? [];
  return major === undefined ? undefined : Number(major) * 100 + Number(minor);
}

/**
 * A hub of newer releases maps those who register by itself, and its configuration does not show that: configurations of hubs up to 15.6 show the
 * line, those of 15.7 and of IOS-XE 16 and later never do.
 */
const lastThatShows = 1506;
const mapsBySelf = (config: Config, { block, nhrp }: Interface): boolean =>
  nhrp.servers === 0 &&
  (releaseOf(config) ?? 0) > lastThatShows &&
  !block.lines.some(({ text }) => takenAway.test(text));
const takenAway = /^no ip nhrp map multicast dynamic/;

/** NHRP runs over it, and nothing says to whom multicast is copied. */
export const mapsNoMulticast = (config: Config, one: Interface): boolean =>
  isMultipoint(one) && one.nhrp.networkId && !one.nhrp.multicast && !mapsBySelf(config, one);

/** The line that such an interface lacks: a hub copies to those who register, a spoke to the outside addresses of its servers. */
export function multicastMap({ name, block, nhrp }: Interface): Fix {
  const servers = block.lines.flatMap(({ text, words }) => (/^ip(?:v6)? nhrp nhs /.test(text) ? [words[3]] : []));
  const toServers = block.lines.flatMap(({ text, words }) => {
    if (/^ip(?:v6)? nhrp nhs \S+ nbma /.test(text)) return [` ${text} multicast`];
    const isOfServer = /^ip(?:v6)? nhrp map \S+ \S/.test(text) && servers.includes(words[3]?.split('/')[0]);
    return isOfServer ? [` ${words[0]} nhrp map multicast ${words[4]}`] : [];
  });
  const unknown = ' ip nhrp map multicast <hub outside address>';
  return {
    where: 'local',
    platform: 'ios',
    config: [
      `interface ${name}`,
      ...(nhrp.servers === 0 ? [' ip nhrp map multicast dynamic'] : toServers.length > 0 ? toServers : [unknown]),
    ],
    why:
      nhrp.servers === 0
        ? 'Copies multicast to every spoke that registers.'
        : 'Copies multicast to the outside address of the hub.',
  };
}

/** A routing protocol calls its neighbours over this interface by multicast; BGP, and neighbours that are written down, need none. */
export function callsNeighbours(config: Config, one: Interface): boolean {
  const { block, network } = one;
  if (callsByUnicast(one)) return false;
  const routers = config.blocks.filter(({ text }) => /^router (?:eigrp|ospf|rip)/.test(text));
  if (routers.some(({ lines }) => lines.some(({ text }) => /^neighbor /.test(text)))) return false;
  return (
    block.lines.some(({ text }) => /^(?:ip|ipv6) (?:ospf \d+ area|eigrp \d|router )|^ospfv3 /.test(text)) ||
    routers.some(({ lines }) =>
      lines.some(({ text, words }) => {
        if (!/^network \d/.test(text) || network === undefined) return false;
        const spoken = networkOfStatement(words);
        return spoken !== undefined && covers(spoken, network);
      }),
    )
  );
}

export const callsByUnicast = ({ block }: Interface): boolean =>
  block.lines.some(({ text }) => /^ip ospf network (?:non-broadcast|point-to-multipoint non-)/.test(text));

/** Multicast that is mapped to an address inside the tunnel: wrong whatever follows. */
function insideMap(one: Interface, say: Say): void {
  const multicast = one.block.lines.find(
    ({ words, text }) => /^ip nhrp map multicast /.test(text) && isInTunnel(one, words[4]),
  );
  if (multicast)
    say('nhrp-multicast-map-missing', multicast.rec, {
      detail: { reason: 'inside' },
      values: { interface: one.name, inside: multicast.words[4] ?? '', ...outsideOf(one, multicast.words[4]) },
      title: `${one.name} maps multicast to an address inside the tunnel; it has to be the one outside (NBMA)`,
    });
  const elsewhere = multicast ? undefined : elsewhereMap(one);
  if (elsewhere)
    say('nhrp-multicast-map-missing', elsewhere.rec, {
      certainty: 'likely',
      values: { interface: one.name },
      title: `${one.name} copies multicast to ${elsewhere.words[4]}, which is the outside address of none of its servers`,
      fix: [multicastMap(one)],
    });
  const itself = one.block.lines.find(({ words, text }) => /^ip nhrp map \d/.test(text) && words[3] === words[4]);
  if (itself)
    say('nhrp-registration-failure', itself.rec, {
      detail: { reason: 'nhs-missing' },
      values: {
        why: `${one.name} maps ${itself.words[3]} to itself; behind it has to stand the address outside (NBMA)`,
      },
    });
}

/** A spoke whose multicast goes to addresses outside, of which none is one that it maps. */
function elsewhereMap(one: Interface): Statement | undefined {
  const { lines } = one.block;
  const mapped = lines.flatMap(({ text, words }) =>
    /^ip nhrp map \d/.test(text) ? [words[4]] : /^ip nhrp nhs \S+ nbma /.test(text) ? [words[5]] : [],
  );
  // An address inside the tunnel is wrong there, and said to be.
  const outside = new Set(mapped.filter((address) => !isInTunnel(one, address)));
  const copied = lines.filter(({ text }) => /^ip nhrp map multicast /.test(text));
  const isMultiple = lines.some(({ text }) => /^ip nhrp nhs .* multicast$/.test(text));
  const isKnown = ({ words }: Statement): boolean => outside.has(words[4]) || networkOf(words[4]) === undefined;
  return one.nhrp.servers > 0 && outside.size > 0 && !isMultiple && !copied.some(isKnown) ? copied[0] : undefined;
}

/** An address of the network that the tunnel interface itself is in. */
function isInTunnel({ network }: Interface, address: string | undefined): boolean {
  const host = networkOf(address);
  return network !== undefined && host !== undefined && covers(network, host);
}

/** The address outside that an address inside the tunnel is mapped to. */
function outsideOf(one: Interface, inside: string | undefined): Record<string, string> {
  const map = one.block.lines.find(({ text }) => text.startsWith(`ip nhrp map ${inside} `));
  const nhs = one.block.lines.find(({ text }) => text.startsWith(`ip nhrp nhs ${inside} nbma `));
  const outside = map?.words[4] ?? nhs?.words[5];
  return outside === undefined ? {} : { outside };
}

/** A spoke needs the address outside of its server. */
function servers(one: Interface, say: Say): void {
  if (!isMultipoint(one)) return;
  const lines = one.block.lines;
  // One that can be reached is enough: the others may be learnt from it.
  const named = lines.filter(({ text }) => /^ip nhrp nhs \d/.test(text));
  const first = named[0];
  const known = ({ text, words }: Statement): boolean =>
    / (?:nbma|dynamic)\b/.test(text) || lines.some((line) => line.text.startsWith(`ip nhrp map ${words[3]} `));
  if (first && !named.some(known))
    say('nhrp-registration-failure', first.rec, {
      detail: { reason: 'nhs-missing' },
      values: { why: `${one.name} names the server ${first.words[3]}, and nothing says which address outside it has` },
    });
}

/** A profile that cannot be chosen, or cannot prove anything, is not used at all. */
function profiles(config: Config, say: Say): void {
  const used = new Set([
    ...config.entries.map(({ profile }) => profile),
    ...[...config.ipsecProfiles.values()].map(({ ikeProfile }) => ikeProfile),
  ]);
  // Where the text holds nothing that could name a profile, whether one is used is not known.
  const showsUse =
    config.whole || used.size > 0 || config.interfaces.some(({ tunnel }) => tunnel.profile !== undefined);
  for (const profile of config.ikeProfiles) {
    const marked = profile.block.lines.find(({ text }) => /^! ?This profile is incomplete/.test(text));
    const needed = used.has(profile.name) || (!showsUse && profile.version === 2);
    if (!needed || profile.reopened || (!marked && (config.filtered || isCutOff(config, profile.block.rec)))) continue;
    const lacking = profile.version === 2 ? lacks(profile) : lacksIdentity(profile, 'match identity address <peer>');
    if (!lacking) continue;
    const [what, missing] = lacking;
    say('config-incomplete', (marked ?? strayKeyring(profile) ?? profile.block).rec, {
      ...(used.has(profile.name) ? {} : { certainty: 'likely' as const }),
      values: {
        kind: profile.version === 2 ? 'IKEv2 profile' : 'ISAKMP profile',
        name: profile.name,
        lacks: what,
        entry: profile.block.text,
        missing,
      },
      detail: { name: profile.name },
    });
  }
}

type Lack = readonly [what: string, missing: string] | undefined;

function lacksIdentity({ accepts, byCertificate, block }: IkeProfile, missing: string): Lack {
  // A copy that lost its indentation shows a profile without lines.
  if (block.lines.length === 0 || accepts.length > 0 || byCertificate) return undefined;
  return ['nothing says which peers it is for', missing];
}

function lacks(profile: IkeProfile): Lack {
  const { provesBy, expects, keyring, block } = profile;
  const identity = lacksIdentity(profile, 'match identity remote address <peer>');
  if (identity || block.lines.length === 0) return identity;
  if (provesBy === undefined) return ['it has no local authentication', 'authentication local pre-share'];
  if (expects.length === 0) return ['it has no remote authentication', 'authentication remote pre-share'];
  const inline = block.lines.some(({ text }) =>
    /^authentication (?:local|remote) pre-share key |^keyring aaa/.test(text),
  );
  if (keyring === undefined && !inline && (provesBy === 'pre-share' || expects.includes('pre-share')))
    return [
      strayKeyring(profile)
        ? 'no device takes its line for the keyring'
        : 'it uses pre-shared keys and names no keyring',
      'keyring local <keyring>',
    ];
  return undefined;
}

/** A line for the keyring that names none. */
const strayKeyring = ({ keyring, block }: IkeProfile): Statement | undefined =>
  keyring === undefined ? block.lines.find(({ text }) => /^keyring (?!aaa\b)/.test(text)) : undefined;

/** Two protected tunnels between the same two addresses: an IPsec one claims the traffic of the other. */
function sharedEnds(config: Config, say: Say): void {
  const protectedOnes = config.interfaces.filter(
    (one) =>
      /^Tu/i.test(one.name) && one.tunnel.destination !== undefined && one.tunnel.profile !== undefined && !one.shut,
  );
  for (const one of protectedOnes) {
    const rival = protectedOnes.find(
      (other) =>
        other !== one &&
        other.tunnel.source === one.tunnel.source &&
        other.tunnel.destination === one.tunnel.destination,
    );
    if (!rival || !/^ipsec/.test(one.tunnel.mode ?? '') || /^ipsec/.test(rival.tunnel.mode ?? '')) continue;
    say('tunnel-mode-mismatch', [one.block.rec, rival.block.rec], {
      certainty: 'likely',
      values: {
        interface: one.name,
        localMode: 'IPsec',
        remoteMode: `GRE on ${rival.name}, between the same addresses`,
      },
    });
  }
}

/** What IKE needs must belong to the VRF of the outside interface. */
function frontDoor(config: Config, say: Say): void {
  for (const one of config.interfaces) {
    if (!/^Tu/i.test(one.name) || one.shut) continue;
    const { source } = one.tunnel;
    const outside = config.interfaces.find(
      ({ name, addresses }) => source !== undefined && (isInterfaceName(name, source) || addresses.includes(source)),
    );
    const line = (pattern: RegExp): Statement | undefined => one.block.lines.find(({ text }) => pattern.test(text));
    if (outside && outside.vrf !== one.tunnel.vrf) {
      say(
        'fvrf-mismatch',
        [
          (line(/^tunnel (?:vrf|source)/) ?? one.block).rec,
          (outside.block.lines.find(({ text }) => /vrf forwarding/.test(text)) ?? outside.block).rec,
        ],
        {
          detail: { reason: 'tunnel' },
          values: {
            interface: one.name,
            vrfline: outside.vrf === undefined ? `no tunnel vrf ${one.tunnel.vrf}` : `tunnel vrf ${outside.vrf}`,
            fvrf: outside.vrf ?? 'global',
            what: `tunnel ${one.name}`,
            other: one.tunnel.vrf ?? 'the global table',
          },
        },
      );
      continue;
    }
    if (one.tunnel.vrf !== undefined && one.tunnel.profile !== undefined)
      keyVrf(config, one, one.tunnel.vrf, one.tunnel.profile, say);
  }
}

function keyVrf(config: Config, one: Interface, vrf: string, name: string, say: Say): void {
  const ipsec = config.ipsecProfiles.get(name);
  const own = one.tunnel.ikeProfile;
  const [named, version] = own === undefined ? [ipsec?.ikeProfile, ipsec?.version] : [own, 2];
  const profile = config.ikeProfiles.find(
    (other) => named !== undefined && other.name === named && other.version === version,
  );
  if (profile) profileVrf(config, profile, vrf, one, say);
  // A profile of which nothing is known may fit.
  else if (named === undefined) globalKeys(config, vrf, one, say);
}

/** A profile and its keyring must name the front-door VRF. */
function profileVrf(config: Config, profile: IkeProfile, vrf: string, at: Interface, say: Say): void {
  const wrong = (reason: string, record: Statement, what: string, other: string | undefined): void =>
    say('fvrf-mismatch', [record.rec, at.block.rec], {
      detail: { reason },
      values: {
        fvrf: vrf,
        what,
        other: other ?? 'the global table',
        profile: profile.name,
        ...(profile.keyring === undefined ? {} : { keyring: profile.keyring }),
      },
    });
  if (profile.version === 2) {
    const [first] = profile.frontDoors;
    if (profile.frontDoors.some((name) => name === vrf || name === 'any')) return;
    wrong('profile', profile.block, `IKEv2 profile ${profile.name}`, first);
    return;
  }
  const addressed = profile.accepts.filter(({ kind }) => kind === 'address');
  const first = addressed[0];
  if (first && addressed.every((identity) => identity.vrf !== vrf)) {
    const line = profile.block.lines.find(({ rec }) => rec === first.rec);
    if (line) wrong('identity', line, `match identity of ISAKMP profile ${profile.name}`, first.vrf);
    return;
  }
  const ring = config.blocks.find(({ words }) => words[1] === 'keyring' && words[2] === profile.keyring);
  const named = ring?.words[3] === 'vrf' ? ring.words[4] : undefined;
  if (ring && named !== vrf) wrong('keyring', ring, `keyring ${profile.keyring}`, named);
}

function globalKeys(config: Config, vrf: string, at: Interface, say: Say): void {
  const here = config.keys.filter((key) => key.vrf === vrf);
  const [first] = config.keys.filter((key) => key.vrf !== vrf && key.version === 1);
  const usesKeys = config.policies.some(({ values }) => values.authentication === 'pre-share');
  if (usesKeys && here.length === 0 && first)
    say('fvrf-mismatch', [first.rec, at.block.rec], {
      detail: { reason: 'keyring' },
      values: { fvrf: vrf, what: 'the pre-shared key', other: first.vrf ?? 'the global table' },
    });
}

/** The same for crypto maps on an interface that lies in a VRF. */
function behindMaps(config: Config, say: Say): void {
  for (const outside of config.interfaces) {
    if (outside.map === undefined || outside.vrf === undefined || outside.shut) continue;
    for (const entry of config.entries.filter(({ map, manual }) => map === outside.map && !manual)) {
      const profile = config.ikeProfiles.find(
        ({ name, version }) => name === entry.profile && version === entry.profileVersion,
      );
      if (profile) profileVrf(config, profile, outside.vrf, outside, say);
      else if (entry.profile === undefined && entry.dynamic === undefined)
        globalKeys(config, outside.vrf, outside, say);
    }
  }
}

/** The outside addresses that a tunnel is built to: its destination, and those of its next-hop servers. */
export function farEnds({
  tunnel,
  block,
}: Interface): readonly { readonly address: string; readonly line: Statement }[] {
  const servers = new Set(block.lines.flatMap(({ text, words }) => (/^ip nhrp nhs \d/.test(text) ? [words[3]] : [])));
  return block.lines.flatMap((line) => {
    const { text, words } = line;
    const address = /^tunnel destination /.test(text)
      ? tunnel.destination
      : /^ip nhrp nhs \S+ nbma /.test(text)
        ? words[5]
        : /^ip nhrp map \d/.test(text) && servers.has(words[3])
          ? words[4]
          : undefined;
    return address !== undefined && isAddress(address) && networkOf(address) ? [{ address, line }] : [];
  });
}

/** A tunnel whose far end has no pre-shared key, although keys are how the ends prove themselves. */
function tunnelKeys(config: Config, all: readonly Config[], say: Say): void {
  for (const end of endsOf(config)) {
    const { tunnel, profile, versions } = end;
    const version = versions[0];
    if (!tunnel || tunnel.tunnel.vrf !== undefined || version === undefined || versions.length > 1) continue;
    const mine = config.keys.filter(
      (key) => key.version === version && (profile?.keyring === undefined || key.keyring === profile.keyring),
    );
    // Keys by name or for masked addresses may be meant for anybody; without any key another excerpt may hold them.
    if (!sharesKeys(config, profile, version) || mine.some(({ address }) => address === undefined)) continue;
    if (mine.length === 0 && !config.whole) continue;
    if (isMeantFor(config, all, mine)) continue;
    for (const { address, line } of farEnds(tunnel))
      if (keysTowards({ ...end, peers: [] }, address, version).length === 0)
        say('psk-missing', line.rec, {
          peer: address,
          ...(config.whole && version === 1 ? {} : { certainty: 'likely' as const }),
        });
  }
}

/** The key is for another device of the text, which has its tunnel here: then it is the destination that is wrong. */
const isMeantFor = (config: Config, all: readonly Config[], keys: readonly Key[]): boolean =>
  all.some(
    (other) =>
      other !== config &&
      addressesOf(other).some((address) => keys.some((key) => key.text === address)) &&
      endsOf(other).some(({ peers }) => peers.some((peer) => addressesOf(config).includes(peer))),
  );

/** Whether pre-shared keys are the only proof that is configured. */
function sharesKeys({ policies }: Config, profile: IkeProfile | undefined, version: 1 | 2): boolean {
  if (version === 1)
    return policies.length > 0 && policies.every(({ values }) => values.authentication === 'pre-share') && !profile;
  const inline = profile?.block.lines.some(({ text }) => /pre-share key |^keyring aaa/.test(text));
  return profile?.provesBy === 'pre-share' && profile.keyring !== undefined && inline === false;
}

interface StaticRoute {
  readonly network: Network;
  readonly via: string;
  readonly block: Block;
}

/** A static route that sends what the tunnel wraps back into the tunnel. */
function staticLoops(config: Config, say: Say): void {
  const routes = config.blocks.flatMap((block): StaticRoute[] => {
    const [word, kind, address, mask, via] = block.words;
    const everything = address === '0.0.0.0' && mask === '0.0.0.0';
    const network =
      word === 'ip' && kind === 'route'
        ? networkOf(everything ? 'any4' : address, everything ? undefined : mask)
        : undefined;
    return network && via !== undefined ? [{ network, via, block }] : [];
  });
  if (routes.length === 0) return;
  const learns = config.blocks.some(({ text }) => /^router /.test(text));
  for (const one of config.interfaces.filter(
    (one) => /^Tu/.test(one.name) && !one.shut && !one.tunnel.vrf && !isLabelSwitched(one),
  ))
    for (const { address, line } of farEnds(one)) {
      const target = networkOf(address) as Network;
      const fitting = routes.filter(({ network }) => covers(network, target));
      const longest = Math.max(...fitting.map(({ network }) => network.bits.length));
      const best = fitting.filter(({ network }) => network.bits.length === longest);
      const connected = config.interfaces.some(
        ({ name, network }) =>
          name !== one.name && network !== undefined && network.bits.length >= longest && covers(network, target),
      );
      // A default route gives way to whatever is learnt or stands in a part that is not shown.
      if (best.length === 0 || connected || (longest === 0 && (learns || !config.whole))) continue;
      const inside = ({ via }: StaticRoute): boolean => isInterfaceName(one.name, via) || isInside(one, via);
      if (best.every(inside))
        say('recursive-routing', [(best[0] as StaticRoute).block.rec, line.rec], {
          certainty: 'likely',
          peer: address,
          values: { interface: one.name, destination: address },
        });
    }
}

function isInside({ network, address }: Interface, via: string): boolean {
  const hop = networkOf(via);
  return network !== undefined && hop !== undefined && via !== address && covers(network, hop);
}
