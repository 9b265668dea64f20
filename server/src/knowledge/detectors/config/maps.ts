// Checks the crypto maps of a configuration: entries that lack a part, maps that stand on no interface, entries that another one hides.

import type { Rec } from '../../../engine/define.ts';
import { covers, isAny, networkOf } from '../networks.ts';
import { isAddress, isReversedMask, isTypedMask, reversedMaskTitle } from '../values.ts';
import { type Flow, flowCovers, flowsOf, isWholesale } from './lists.ts';
import { incompleteEntry, unappliedMap } from './map-gaps.ts';
import type { Config, Interface, MapEntry, Statement } from './model.ts';
import { isCutOff, type Say } from './say.ts';

/** `all`: the configurations of the text. Of notes on several devices one cannot always tell which excerpt is of which. */
export function checkMaps(config: Config, all: readonly Config[], say: Say): void {
  mapEntries(config, say);
  const outside = namedByPeer(config, all);
  const same = all.filter((one) => one === config || (!outside && !config.whole && !one.whole));
  appliedMaps(config, same, outside, say);
  innerMaps(config, say);
  boundBelow(config, say);
  order(config, say);
}

/** How an access is bound to the interface that its packets are routed by: the line of the access, and the line of that interface with the same number, or its name. */
const bindings: readonly (readonly [access: RegExp, routed: RegExp])[] = [
  [/^(?:pppoe-client dial-pool-number|dialer pool-member) (\d+)/, /^dialer pool (\d+)$/],
  [/^bridge-group (\d+)$/, /^BVI(\d+)$/],
  [/^channel-group (\d+)/, /^Port-channel(\d+)$/],
];

/** A map on an access without an address, while packets are routed by the interface above it, on which there is none: what they meet there is no packet of IP any more. */
function boundBelow(config: Config, say: Say): void {
  for (const access of config.interfaces) {
    const { map, shut } = access;
    if (map === undefined || shut || isAddressed(access)) continue;
    if (config.interfaces.some((other) => other !== access && other.map !== undefined)) continue;
    const [routed, line] = routedAbove(config, access) ?? [];
    if (!routed || !line || routed.shut || !isAddressed(routed)) continue;
    say('crypto-map-not-matched', [mapLine(access).rec, line.rec, routed.block.rec], {
      certainty: 'likely',
      ...unappliedMap(map, false, routed.name),
      title: `Crypto map ${map} stands on ${access.name}, which has no address; its packets are routed by ${routed.name}, on which there is no map`,
    });
  }
}

/** The interface by which the packets of an access are routed, and the line that binds them. */
function routedAbove({ interfaces }: Config, access: Interface): readonly [Interface, Statement] | undefined {
  for (const [below, above] of bindings)
    for (const line of access.block.lines) {
      const bound = below.exec(line.text)?.[1];
      const routed = interfaces.find(
        ({ name, block }) =>
          bound !== undefined &&
          [name, ...block.lines.map(({ text }) => text)].some((own) => above.exec(own)?.[1] === bound),
      );
      if (routed) return [routed, line];
    }
  return undefined;
}

const isAddressed = ({ block }: Interface): boolean =>
  block.lines.some(({ text }) => /^ip (?:address|unnumbered) /.test(text));

/** A map on the interface of the protected network, or on one that is shut down, while packets leave by another one, never meets them on their way out. */
function innerMaps(config: Config, say: Say): void {
  const next = config.blocks.flatMap(({ text }) => /^ip route 0\.0\.0\.0 0\.0\.0\.0 (\S+)/.exec(text)?.[1] ?? [])[0];
  const hop = networkOf(next);
  if (config.asa || next === undefined) return;
  const out = config.interfaces.find(
    ({ name, network }) => name === next || (network !== undefined && hop !== undefined && covers(network, hop)),
  );
  for (const inner of config.interfaces) {
    const { map, network } = inner;
    if (map === undefined || !out || out === inner || out.map !== undefined || out.shut) continue;
    if (config.interfaces.some((other) => other !== inner && other.map === map)) continue;
    if (inner.shut) {
      // What is left of an earlier line does no harm where a tunnel interface protects the traffic.
      if (config.interfaces.some(({ tunnel }) => tunnel.profile !== undefined)) continue;
      say('crypto-map-not-matched', [mapLine(inner).rec, out.block.rec], {
        certainty: 'likely',
        ...unappliedMap(map, false, out.name),
        title: `Crypto map ${map} stands on ${inner.name}, which is shut down; packets leave by ${out.name}`,
      });
      continue;
    }
    if (!network) continue;
    const entries = config.entries.filter((entry) => entry.map === map);
    const flows = entries.flatMap(
      ({ acl }) => flowsOf((config.acls.get(acl ?? '') ?? []).filter(({ permit }) => permit)) ?? [],
    );
    if (flows.length === 0 || !flows.every((flow) => !isAny(flow.source) && covers(flow.source, network))) continue;
    say('crypto-map-not-matched', [mapLine(inner).rec, out.block.rec], {
      certainty: 'likely',
      detail: { reason: 'interface' },
      title: `Crypto map ${map} stands on ${inner.name}, the inside; what it should encrypt leaves by ${out.name}`,
    });
  }
}

const mapLine = ({ block }: Interface): Statement => block.lines.find(({ text }) => /^crypto map /.test(text)) ?? block;

function mapEntries(config: Config, say: Say): void {
  const own = config.entries.filter(({ manual, dynamic }) => !manual && dynamic === undefined);
  // What every entry of an excerpt lacks was most likely left out by whoever cut it.
  const cut = (lacks: (entry: MapEntry) => boolean): boolean => !config.whole && own.length > 1 && own.every(lacks);
  for (const entry of own) {
    const { marked } = entry;
    if ((!marked && isCutOff(config, entry.rec)) || isLeftover(config, entry)) continue;
    const reversed = config.asa
      ? undefined
      : config.acls
          .get(entry.acl ?? '')
          ?.find(({ permit, text }) => permit && (isReversedMask(text) || isTypedMask(text)));
    if (reversed) say('no-interesting-traffic', reversed.rec, { certainty: 'likely', title: reversedMaskTitle });
    deniedFirst(config, entry, say);
    // What was filtered may be another part: all crypto maps were asked for by a command of their own.
    const isPicked = config.filtered && !config.allOf.has('crypto map');
    if (!marked && (isPicked || (entry.reopened && !config.asa))) continue;
    const parts: readonly (readonly [present: boolean, lacks: string, missing: string])[] = [
      [entry.peers.length > 0 || cut(({ peers }) => peers.length === 0), 'no peer is set', 'set peer <address>'],
      [
        entry.acl !== undefined || cut(({ acl }) => acl === undefined),
        'no access list says what to protect',
        'match address <access list>',
      ],
      [
        entry.transforms.length + entry.proposals.length > 0 ||
          cut(({ transforms, proposals }) => transforms.length + proposals.length === 0),
        'no transform set is named',
        config.asa ? 'set ikev1 transform-set <name>' : 'set transform-set <name>',
      ],
    ];
    const lacking = parts.filter(([present]) => !present);
    if (marked && lacking.length === 0) emptyList(config, entry, marked, say);
    // An entry of an excerpt that lacks most of its parts was cut off, just begun, or quoted for the one line that is there.
    if (lacking.length === 0 || (lacking.length > 1 && !config.whole)) continue;
    const [, lacks, missing] = lacking[0] as (typeof parts)[number];
    const name = `${entry.map} ${entry.sequence}`;
    say('crypto-map-not-matched', marked ? [marked, entry.rec] : entry.rec, {
      // Newer IOS releases have a default transform set.
      ...(lacks === 'no transform set is named' && !config.asa ? { certainty: 'likely' as const } : {}),
      ...incompleteEntry(name, lacks, missing, config.asa),
      ...peerOf(entry),
    });
  }
}

/** The device marks an entry that has all its lines: the list that it names is not there, or holds no line. One that was filled since is no fault any more. */
function emptyList({ acls, asa }: Config, entry: MapEntry, marked: Rec, say: Say): void {
  const { acl, aclRec, rec } = entry;
  if (acl === undefined || (acls.get(acl) ?? []).length > 0) return;
  const lacks = `its access list ${acl} is empty or does not exist`;
  say('crypto-map-not-matched', [marked, aclRec ?? rec], {
    ...incompleteEntry(`${entry.map} ${entry.sequence}`, lacks, `match address ${acl}`, asa),
    fix: [
      {
        where: 'local',
        platform: 'ios',
        config: [`ip access-list extended ${acl}`, ' permit ip <our network> <wildcard> <their network> <wildcard>'],
        why: 'Says what the entry is to protect; its mirror image stands at the peer.',
      },
    ],
    ...peerOf(entry),
  });
}

/** The only peer of an entry: what is up to others says nothing of it. */
function peerOf({ peers: [set, ...more] }: MapEntry): { readonly peer?: string } {
  const [peer, ...others] = set?.words.slice(2) ?? [];
  return peer === undefined || more.length + others.length > 0 || !isAddress(peer) ? {} : { peer };
}

/** Lines are tried from the top: a list that denies all that it permits further down protects nothing. */
function deniedFirst({ acls }: Config, { acl }: MapEntry, say: Say): void {
  const lines = (acls.get(acl ?? '') ?? []).map((rule) => ({ rule, flows: flowsOf([rule]) }));
  const denies = lines.flatMap(({ rule, flows }, at) =>
    rule.permit ? [] : (flows ?? []).map((flow) => ({ flow, at })),
  );
  const permits = lines.flatMap(({ rule, flows }, at) => (rule.permit ? [{ flows, at }] : []));
  const over = (flow: Flow, before: number): Flow | undefined =>
    denies.find(({ flow: deny, at }) => at < before && flowCovers(deny, flow))?.flow;
  const [first] = permits;
  if (!first || !permits.every(({ flows, at }) => flows?.every((flow) => over(flow, at)))) return;
  const hidden = first.flows?.[0];
  const deny = hidden && over(hidden, first.at);
  if (!hidden || !deny) return;
  say('no-interesting-traffic', [deny.rule.rec, hidden.rule.rec], {
    certainty: 'likely',
    title: `Access list ${acl} denies all that it permits further down: nothing is interesting`,
    fix: [
      {
        where: 'local',
        platform: 'ios',
        config: [`ip access-list extended ${acl}`, ` no ${deny.rule.text}`],
        why: 'Takes the line away. What is to stay out of the tunnel is denied more exactly, or not named at all.',
      },
      {
        where: 'local',
        platform: 'asa',
        config: [`no access-list ${acl} extended ${deny.rule.text}`],
        why: 'Takes the line away. What is to stay out of the tunnel is denied more exactly, or not named at all.',
      },
    ],
  });
}

/** Another map is applied, or a tunnel has a profile. */
const protectsOtherwise = ({ appliedMaps, interfaces }: Config): boolean =>
  appliedMaps.size > 0 || interfaces.some(({ tunnel }) => tunnel.profile !== undefined);

/** An entry that was begun and left, on no interface, of a device that protects its traffic otherwise. */
const isLeftover = (config: Config, entry: MapEntry): boolean =>
  entry.peers.length === 0 &&
  entry.acl === undefined &&
  !config.appliedMaps.has(entry.map) &&
  protectsOtherwise(config);

/** The interface of this end that another end names as its peer: there a map of this end belongs. */
function namedByPeer(config: Config, all: readonly Config[]): Interface | undefined {
  const peers = new Set(
    all
      .filter((other) => other !== config)
      .flatMap(({ entries }) => entries.flatMap((entry) => entry.peers.flatMap(({ words }) => words))),
  );
  return config.interfaces.find(({ addresses }) => addresses.some((address) => peers.has(address)));
}

/** A map that stands on no interface does nothing. An excerpt that shows the outside interface, or several, would show the map on it. */
function appliedMaps(config: Config, same: readonly Config[], outside: Interface | undefined, say: Say): void {
  const physical = config.interfaces.filter(({ name }) => !/^(?:Tu|Lo|Vi|Nu)/.test(name));
  if (config.filtered || (!config.whole && (config.asa || !(outside || physical.length >= 2)))) return;
  const maps = new Map(
    config.entries.filter((entry) => !(entry.dynamic === entry.map)).map((entry) => [entry.map, entry]),
  );
  // Where something else protects the traffic, the map is what is left of an earlier attempt.
  const elsewhere = protectsOtherwise(config);
  for (const [map, entry] of maps) {
    if (same.some((one) => one.appliedMaps.has(map)) || isLeftover(config, entry)) continue;
    say('crypto-map-not-matched', [entry.rec, ...(outside ? [outside.block.rec] : [])], {
      ...(elsewhere ? { role: 'context' as const, severity: 'information' as const } : {}),
      ...unappliedMap(map, config.asa, outside?.name),
    });
  }
}

const peersOf = (entry: MapEntry): readonly string[] =>
  entry.peers.flatMap(({ words }) => words.filter((word, at) => at >= 2 && isAddress(word)));

/** Entries are tried from the lowest number on: one that covers all traffic of a later one hides it. */
function order(config: Config, say: Say): void {
  for (const map of new Set(config.entries.map((entry) => entry.map))) {
    const entries = config.entries
      .filter((entry) => entry.map === map && entry.dynamic === undefined && !entry.manual)
      .sort((a, b) => a.sequence - b.sequence)
      .map((entry) => readable(config, entry));
    for (const [at, later] of entries.entries()) {
      const earlier = entries.slice(0, Math.min(at, mostCompared)).find((one) => hides(one, later));
      if (earlier) hidden(config, earlier, later, say);
    }
  }
}

/** Beyond this many entries the wide one, if there is one, has long been found. */
const mostCompared = 200;

interface Readable {
  readonly entry: MapEntry;
  readonly peers: readonly string[];
  /** What it protects; undefined where a line cannot be read. */
  readonly wanted: readonly Flow[] | undefined;
  /** Every line with its flows; undefined where one cannot be read. */
  readonly lines: readonly { readonly rule: Flow['rule']; readonly flows: readonly Flow[] }[] | undefined;
}

function readable(config: Config, entry: MapEntry): Readable {
  const rules = config.acls.get(entry.acl ?? '') ?? [];
  const lines = rules.map((rule) => ({ rule, flows: flowsOf([rule]) }));
  const isWhole = (line: (typeof lines)[number]): line is { rule: Flow['rule']; flows: readonly Flow[] } =>
    line.flows !== undefined;
  return {
    entry,
    peers: peersOf(entry),
    wanted: flowsOf(rules.filter(({ permit }) => permit)),
    lines: lines.every(isWhole) ? lines : undefined,
  };
}

/** Every flow of the later entry is first met, and permitted, by a line of the earlier one, which is for somebody else. */
function hides(earlier: Readable, later: Readable): boolean {
  const { lines } = earlier;
  if (!lines || !later.wanted || later.wanted.length === 0) return false;
  if (earlier.peers.some((one) => later.peers.includes(one))) return false;
  return later.wanted.every((flow) => firstOver(flow, lines) !== undefined);
}

function hidden(config: Config, { entry: earlier, lines }: Readable, later: Readable, say: Say): void {
  const first = later.wanted?.[0] && firstOver(later.wanted[0], lines ?? []);
  const line = later.entry.peers[0]?.rec ?? later.entry.rec;
  if (!first) return;
  say('crypto-map-not-matched', [first.rec, line], {
    // A peer that asks by itself may still be served.
    certainty: 'likely',
    peer: later.peers[0],
    detail: { reason: 'acl' },
    title: `Entry ${earlier.sequence} of crypto map ${earlier.map} comes first and covers the traffic of entry ${later.entry.sequence}, which is never reached`,
    explanation:
      'The entries of a crypto map are tried from the lowest number on, and the first whose access list fits a packet decides. The wider list comes first here, so what is meant for the other peer goes to this one, or is refused there.',
    fix: (['ios', 'asa'] as const).map((platform) => ({
      where: 'local',
      platform,
      config: moved(config, earlier, later.entry),
      why: 'The narrower entry needs the lower number, or the wider list a deny line for its traffic.',
    })),
  });
}

/** The line of the earlier list that decides on a flow of the later one, if it permits all of it. */
function firstOver(
  flow: Flow,
  before: readonly { readonly rule: Flow['rule']; readonly flows: readonly Flow[] }[],
): Flow['rule'] | undefined {
  const hit = before.find(({ flows }) => flows.some((other) => flowCovers(other, flow)));
  return hit?.rule.permit && !isWholesale(flow) ? hit.rule : undefined;
}

/** The later entry once more, under a number before the earlier one. */
function moved(config: Config, earlier: MapEntry, later: MapEntry): readonly string[] {
  const name = `${later.map} ${Math.max(1, earlier.sequence - 1)}`;
  const lines = [
    ...peersOf(later).map((peer) => `set peer ${peer}`),
    ...(later.transforms.length > 0
      ? [`set ${config.asa ? 'ikev1 ' : ''}transform-set ${later.transforms.join(' ')}`]
      : []),
    ...(later.proposals.length > 0 ? [`set ikev2 ipsec-proposal ${later.proposals.join(' ')}`] : []),
    `match address ${later.acl}`,
  ];
  return config.asa
    ? [`no crypto map ${later.map} ${later.sequence}`, ...lines.map((line) => `crypto map ${name} ${line}`)]
    : [
        `no crypto map ${later.map} ${later.sequence}`,
        `crypto map ${name} ipsec-isakmp`,
        ...lines.map((line) => ` ${line}`),
      ];
}
