// Finds a routing protocol that announces, through a tunnel, the network in which that tunnel begins: the other end then looks for it inside.

import { covers, isAny, type Network, networkOf, networkOfStatement } from '../networks.ts';
import { isInterfaceName, tunnelsOf } from './ends.ts';
import type { Block, Config, Interface, Statement } from './model.ts';
import type { Say, TunnelPair } from './tunnel-peers.ts';

interface Sides {
  readonly here: Config;
  readonly there: Config;
}

/** A device with its end of the tunnel. */
interface Side {
  readonly config: Config;
  readonly tunnel: Interface;
  readonly outside: Interface;
}

export function compareAnnouncements({ here, there }: Sides, { one, other }: TunnelPair, say: Say): void {
  const [mine, theirs] = [sideOf(here, one), sideOf(there, other)];
  if (!mine || !theirs) return;
  announces(mine, theirs, say);
  announces(theirs, mine, say);
}

/** The interface outside; one in another VRF has a routing table of its own. */
function sideOf(config: Config, tunnel: Interface): Side | undefined {
  const source = tunnel.tunnel.source ?? '';
  const outside = config.interfaces.find(
    ({ name, addresses }) => isInterfaceName(name, source) || addresses.includes(source),
  );
  return outside && outside.vrf === tunnel.vrf && tunnelsOf(config).includes(tunnel)
    ? { config, tunnel, outside }
    : undefined;
}

/** What one end says reaches the other only inside the tunnel, and nothing the other knows by itself is as exact. */
function announces(teller: Side, hearer: Side, say: Say): void {
  const { network } = teller.outside;
  const target = networkOf(teller.outside.address);
  if (!network || !target || isAny(network)) return;
  for (const routing of routings(teller.config)) {
    const line = lineFor(routing, teller.outside);
    const heard = routings(hearer.config).find((other) => other.name === routing.name && speaks(other, hearer.tunnel));
    if (!line || !heard || !speaks(routing, teller.tunnel)) continue;
    if (isFiltered(routing) || isFiltered(heard)) continue;
    // A neighbour outside may say the same, and better.
    if (lineFor(heard, hearer.outside) || knows(hearer.config, target, network)) continue;
    say('recursive-routing', [line.rec], {
      certainty: 'likely',
      side: 'either',
      values: { interface: hearer.tunnel.name, destination: teller.outside.address ?? '' },
      title: `The network of ${teller.outside.name} is announced through ${teller.tunnel.name}, which begins there: the other end will look for ${teller.outside.address ?? 'it'} inside the tunnel`,
      fix: [{ where: 'either', platform: 'ios', config: withdrawal(routing, line, teller), why: reason }],
    });
  }
}

const reason = 'Keeps the network outside away from the routing protocol inside.';

/** A statement that takes in the tunnel too is replaced by one for the tunnel alone. */
function withdrawal(routing: Routing, line: Statement, { tunnel }: Side): string[] {
  const area = line.words.indexOf('area');
  const rest = area < 0 ? '' : ` ${line.words.slice(area).join(' ')}`;
  const only = ` network ${tunnel.address ?? ''} 0.0.0.0${rest}`;
  return [routing.block.text, ` no ${line.text}`, ...(lineFor(routing, tunnel) === line ? [only] : [])];
}

interface Routing {
  /** EIGRP ends must have one number; those of OSPF and RIP need not. */
  readonly name: string;
  readonly block: Block;
}

function routings({ blocks }: Config): Routing[] {
  return blocks.flatMap((block) => {
    const match = /^router (eigrp|ospf|rip)(?: (\S+))?/.exec(block.text);
    if (!match) return [];
    const family = block.lines.find(({ text }) => / autonomous-system \d+$/.test(text));
    const number = family ? family.words.at(-1) : match[2];
    return [{ name: match[1] === 'eigrp' ? `eigrp ${number}` : (match[1] as string), block }];
  });
}

/** The statement that takes an interface in. */
function lineFor({ block }: Routing, { address }: Interface): Statement | undefined {
  const at = networkOf(address);
  return block.lines.find(({ words }) => {
    const named = words[0] === 'network' ? networkOfStatement(words) : undefined;
    return named !== undefined && at !== undefined && covers(named, at);
  });
}

/** It has neighbours over the tunnel. */
function speaks(routing: Routing, tunnel: Interface): boolean {
  const line = (start: string): boolean =>
    routing.block.lines.some(
      ({ text, words }) => text.startsWith(start) && isInterfaceName(tunnel.name, words.at(-1) ?? ''),
    );
  const silent = routing.block.lines.some(({ text }) => text === 'passive-interface default');
  return (
    lineFor(routing, tunnel) !== undefined && (silent ? line('no passive-interface ') : !line('passive-interface '))
  );
}

const isFiltered = ({ block }: Routing): boolean =>
  block.lines.some(({ text }) => /^(?:distribute-list|area \S+ filter-list|offset-list|distance) /.test(text));

/** A connected network, or a static route that is as exact. */
function knows({ blocks, interfaces }: Config, target: Network, network: Network): boolean {
  const connected = interfaces.some(
    (one) => one.network !== undefined && !/^(?:Tu|Lo)/i.test(one.name) && covers(one.network, target),
  );
  return (
    connected ||
    blocks.some(({ words }) => {
      const route = words[0] === 'ip' && words[1] === 'route' ? networkOf(words[2], words[3]) : undefined;
      return route !== undefined && route.bits.length >= network.bits.length && covers(route, target);
    })
  );
}
