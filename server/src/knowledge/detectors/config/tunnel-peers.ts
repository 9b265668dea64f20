// Compares two tunnel interfaces that meet: tunnel key and mode, NHRP, and whether both are protected.
import type { Fix, Rec, Reported } from '../../../engine/define.ts';
import { isPrivate, networkOf } from '../networks.ts';
import { isAddress } from '../values.ts';
import { areHubs, areMembers, isInterfaceName, sameOverlay, sourceAddress, tunnelsOf } from './ends.ts';
import type { Config, Interface, Statement } from './model.ts';
import { bothGre, configuredKind, differ, type TunnelKind } from './tunnel-kinds.ts';

/** Two tunnel interfaces that meet, protected or not. */
export interface TunnelPair {
  readonly one: Interface;
  readonly other: Interface;
}

interface Sides {
  readonly here: Config;
  readonly there: Config;
}

export type Say = (code: string, records: readonly Rec[], more?: Omit<Partial<Reported>, 'code' | 'evidence'>) => void;

export function tunnelPairs(here: Config, there: Config, alone: boolean): TunnelPair[] {
  const others = tunnelsOf(there);
  return tunnelsOf(here).flatMap((one) => {
    const lone = alone && others.length === 1 && tunnelsOf(here).length === 1;
    const worth = (other: Interface): number => worthOf(here, one, there, other, lone);
    const [other] = others.filter((candidate) => worth(candidate) > 0).sort((x, y) => worth(y) - worth(x));
    return other ? [{ one, other }] : [];
  });
}

/**
 * How well two interfaces fit: by source and destination, or by the network inside; two lone ones where neither is in the text. 0 where they do not
 * meet. Several tunnels may share an outside address: the one that fits best is the other end.
 */
function worthOf(here: Config, one: Interface, there: Config, other: Interface, lone: boolean): number {
  const [a, b] = [sourceAddress(here, one), sourceAddress(there, other)];
  const names = [one.tunnel.destination === undefined || b === undefined ? undefined : one.tunnel.destination === b];
  names.push(other.tunnel.destination === undefined || a === undefined ? undefined : other.tunnel.destination === a);
  const inside = one.network !== undefined && other.network !== undefined ? sameOverlay(one, other) : undefined;
  const fits = names.filter((name) => name === true).length;
  const likeness = Number(inside === true) * 2 + Number(one.tunnel.key === other.tunnel.key);
  if (fits > 0) return fits < 2 && inside === false ? 0 : fits * 8 + likeness;
  if (inside !== undefined)
    return inside && ((lone && !areHubs(one, other)) || areMembers(one, other)) ? 4 + likeness : 0;
  return lone && !names.includes(false) ? 1 : 0;
}

export function compareTunnels(pair: Sides, { one, other }: TunnelPair, say: Say): void {
  const line = (side: Interface, pattern: RegExp): Rec =>
    (side.block.lines.find(({ text }) => pattern.test(text)) ?? side.block).rec;
  if (one.tunnel.key !== other.tunnel.key)
    say('tunnel-key-mismatch', [line(one, /^tunnel key/), line(other, /^tunnel key/)], {
      values: { localKey: one.tunnel.key ?? 'none', remoteKey: other.tunnel.key ?? 'none' },
      attributes: [{ name: 'tunnel key', local: one.tunnel.key ?? 'none', remote: other.tunnel.key ?? 'none' }],
    });
  const [a, b] = [kindOf(one), kindOf(other)];
  if (a !== undefined && b !== undefined && differ(a, b))
    say('tunnel-mode-mismatch', [line(one, /^tunnel mode/), line(other, /^tunnel mode/)], {
      values: { interface: one.name, localMode: a, remoteMode: b },
      attributes: [{ name: 'tunnel mode', local: a, remote: b }],
      ...routeBased(one, other),
    });
  const [s, t] = [one.nhrp.authentication, other.nhrp.authentication];
  if (s !== t && ![s, t].some((value) => value !== undefined && /^[*x<[]/.test(value)))
    say('nhrp-registration-failure', [line(one, /^ip nhrp authentication/), line(other, /^ip nhrp authentication/)], {
      detail: { reason: 'authentication' },
      values: { why: 'the NHRP authentication strings differ' },
    });
  nextHopServers(pair.there, one, other, say);
  nextHopServers(pair.here, other, one, say);
  serverInside(pair.there, one, other, say);
  serverInside(pair.here, other, one, say);
  unregistered(one, other, say);
  unregistered(other, one, say);
  const bare = one.tunnel.profile === undefined ? one : other.tunnel.profile === undefined ? other : undefined;
  const keeper = bare === one ? pair.here : pair.there;
  // A crypto map may protect the GRE packets of a tunnel that has no protection of its own.
  const mapped = [...keeper.acls.values()].some((rules) => rules.some(({ protocol }) => protocol === 'gre'));
  if (bare && !mapped && one.tunnel.profile !== other.tunnel.profile)
    say('config-incomplete', [bare.block.rec, line(bare === one ? other : one, /^tunnel protection/)], {
      values: {
        kind: 'Interface',
        name: bare.name,
        lacks: 'it has no tunnel protection, the other end has',
        entry: `interface ${bare.name}`,
        missing: 'tunnel protection ipsec profile <profile>',
      },
      detail: { name: bare.name },
    });
}

/** A spoke reaches its server at the address outside that it maps; the server is in the text and has another one. */
function nextHopServers(there: Config, one: Interface, other: Interface, say: Say): void {
  const outside = sourceAddress(there, other);
  if (other.address === undefined || !isAddress(outside)) return;
  for (const { text, rec } of one.block.lines) {
    const match = /^ip nhrp (?:map (\S+) (\S+)$|nhs (\S+) nbma (\S+))/.exec(text);
    const [inner, mapped] = match?.[1] === undefined ? [match?.[3], match?.[4]] : [match[1], match[2]];
    const [network, real] = [networkOf(mapped), networkOf(outside)];
    if (inner !== other.address || mapped === outside || !network || !real) continue;
    if (isPrivate(real) && !isPrivate(network)) continue;
    if (there.interfaces.some(({ addresses }) => addresses.includes(mapped as string))) continue;
    const source = other.tunnel.source ?? '';
    const at = there.interfaces.find(({ name }) => isInterfaceName(name, source));
    say(
      'nhrp-registration-failure',
      [rec, (at?.block.lines.find((line) => /^ip address/.test(line.text)) ?? other.block).rec],
      {
        certainty: 'likely',
        detail: { reason: 'not-answered' },
        values: { why: `${one.name} looks for the server at ${mapped}, but the server has ${outside}` },
        attributes: [{ name: 'NBMA address of the server', local: mapped ?? '', remote: outside ?? '' }],
      },
    );
  }
}

/** A spoke goes to the right address outside and asks there for a server that the hub behind it is not. */
function serverInside(there: Config, one: Interface, other: Interface, say: Say): void {
  const outside = sourceAddress(there, other);
  if (other.address === undefined || outside === undefined || other.nhrp.servers > 0) return;
  const named = one.block.lines.flatMap(({ text, words, rec }) =>
    /^ip nhrp nhs \d/.test(text) ? [{ inner: words[3] as string, mapped: words[5] ?? mapOf(one, words[3]), rec }] : [],
  );
  if (named.some(({ inner }) => inner === other.address)) return;
  for (const { inner, mapped, rec } of named.filter((each) => each.mapped === outside))
    say(
      'nhrp-registration-failure',
      [rec, (other.block.lines.find(({ text }) => /^ip address/.test(text)) ?? other.block).rec],
      {
        certainty: 'likely',
        detail: { reason: 'nhs-missing' },
        values: { why: `${one.name} asks for the server ${inner}, and the hub at ${mapped} is ${other.address}` },
        attributes: [{ name: 'next-hop server', local: inner, remote: other.address }],
        fix: [
          {
            where: 'local',
            platform: 'ios',
            config: [
              `interface ${one.name}`,
              ` no ip nhrp nhs ${inner}`,
              ` ip nhrp nhs ${other.address} nbma ${mapped} multicast`,
            ],
            why: 'The tunnel address of the hub, at the outside address that it already has here.',
          },
        ],
      },
    );
}

/** A spoke knows the address outside of the hub and registers with nobody, and the hub has no entry of its own for it: the hub learns of no spoke by itself. */
function unregistered(one: Interface, other: Interface, say: Say): void {
  const map = mapLineOf(one, other.address);
  if (!map || mapLineOf(other, one.address) || one.address === undefined || one.nhrp.servers + other.nhrp.servers > 0)
    return;
  say('nhrp-registration-failure', [map.rec, other.block.rec], {
    certainty: 'likely',
    detail: { reason: 'nhs-missing' },
    values: { why: `${one.name} maps ${other.address} and names it nowhere as its next-hop server` },
    fix: [
      {
        where: 'local',
        platform: 'ios',
        config: [`interface ${one.name}`, ` ip nhrp nhs ${other.address}`],
        why: 'Registers with the hub, which then knows the address outside of this spoke.',
      },
    ],
  });
}

const mapLineOf = ({ block }: Interface, inner: string | undefined): Statement | undefined =>
  block.lines.find(({ text }) => text.startsWith(`ip nhrp map ${inner} `));

const mapOf = (one: Interface, inner: string | undefined): string | undefined => mapLineOf(one, inner)?.words[4];

/** Two tunnels with a destination, one of them of the IPsec kind: nothing asks for GRE, so the other end follows. */
function routeBased(one: Interface, other: Interface): { readonly fix?: readonly Fix[] } {
  const gre = kindOf(one) === 'GRE' ? one : other;
  const bare = gre === one ? other : one;
  if (kindOf(bare) !== 'IPsec') return { fix: bothGre(bare.name, bare === one ? 'local' : 'remote') };
  if ([one, other].some(({ tunnel }) => tunnel.destination === undefined)) return {};
  return {
    fix: [
      {
        where: gre === one ? 'local' : 'remote',
        platform: 'ios',
        config: [`interface ${gre.name}`, ' tunnel mode ipsec ipv4'],
        why: 'On the end that is GRE so far; or tunnel mode gre ip on the other one, if routing protocols have to pass as GRE.',
      },
    ],
  };
}

export const kindOf = ({ tunnel }: Interface): TunnelKind | undefined => configuredKind(tunnel.mode);
