// Compares the configurations of two peers in one text: policies, transforms, PFS, crypto access lists, keys and tunnel interfaces.
import { type Detector, detector, type Rec, type Report, type Reported } from '../../engine/define.ts';
import type { Model } from '../../engine/model.ts';
import { configsOf } from './config-checks.ts';
import {
  type Config,
  type Interface,
  type Key,
  keyFor,
  type MapEntry,
  type Policy,
  type Rule,
} from './config-model.ts';
import { isAddress, type Prefix, prefixOf } from './values.ts';

export const configPeers: Detector = detector({
  id: 'config-peers',
  codes: [
    'ike-policy-mismatch',
    'auth-method-mismatch',
    'ipsec-proposal-mismatch',
    'encapsulation-mode-mismatch',
    'pfs-mismatch',
    'proxy-id-mismatch',
    'psk-mismatch',
    'peer-not-configured',
    'tunnel-key-mismatch',
    'tunnel-mode-mismatch',
    'nhrp-registration-failure',
    'config-incomplete',
  ],
  run: (model, report) => {
    for (const pair of pairsOf(configsOf(model))) comparePair(model, pair, report);
  },
});

export interface Pair {
  readonly here: Config;
  readonly there: Config;
  /** Whether addresses tie the two together; two lone configurations are taken for a pair too. */
  readonly tied: boolean;
}

const addressesOf = (config: Config): readonly string[] =>
  config.interfaces.map(({ address }) => address).filter((address) => address !== undefined);

const peersOf = (config: Config): readonly string[] =>
  [
    ...config.entries.flatMap(({ peers }) => peers.map(({ words }) => words.find(isAddress) ?? '')),
    ...config.interfaces.map(({ tunnel }) => tunnel.destination ?? ''),
    ...config.interfaces.flatMap(({ block }) =>
      block.lines.flatMap(
        ({ text }) => /^ip nhrp (?:map \S+ |nhs \S+ nbma |map multicast )(\S+\.\S+)/.exec(text)?.[1] ?? [],
      ),
    ),
  ].filter((peer) => peer !== '');

const pointsTo = (from: Config, to: Config): boolean => peersOf(from).some((peer) => addressesOf(to).includes(peer));

export function pairsOf(configs: readonly Config[]): Pair[] {
  const pairs: Pair[] = [];
  const isCrypto = (config: Config): boolean => config.entries.length > 0 || tunnelsOf(config).length > 0;
  const able = configs
    .filter(isCrypto)
    .filter((config, at, all) => !all.slice(at + 1).some((later) => isLaterVersion(config, later)));
  able.forEach((here, at) => {
    for (const there of able.slice(at + 1)) {
      if (here.device !== undefined && here.device === there.device) continue;
      const tied = pointsTo(here, there) || pointsTo(there, here);
      if (tied || able.length === 2) pairs.push({ here, there, tied });
    }
  });
  return pairs;
}

/** The same device once more, after a change: it has the same addresses, and the two do not point at each other. */
const isLaterVersion = (config: Config, later: Config): boolean =>
  addressesOf(config).some((address) => addressesOf(later).includes(address)) &&
  !pointsTo(config, later) &&
  !pointsTo(later, config);

type Say = (code: string, records: readonly Rec[], more?: Omit<Partial<Reported>, 'code' | 'evidence'>) => void;

function comparePair(model: Model, pair: Pair, report: Report): void {
  const negotiated = model.attempts.length > 0;
  const say: Say = (code, records, more = {}) =>
    report({
      certainty: pair.tied && !negotiated ? 'certain' : 'likely',
      side: 'either',
      ...more,
      code,
      evidence: records.map((rec) => model.evidence(rec, 'cause')),
    });
  const [mine, theirs] = entriesOf(pair);
  if (mine && theirs) {
    wrongPeer(pair, say);
    policies(pair, say);
    proposals(pair, say);
    transforms(pair, mine, theirs, say);
    secrecy(mine, theirs, say);
    mirrors(pair, mine, theirs, say);
    sharedKeys(pair, mine, theirs, say);
  }
  interfaces(pair, say);
}

/** The map entries that point at each other; lone entries where addresses are not in the text. */
export function entriesOf({ here, there }: Pair): readonly [MapEntry | undefined, MapEntry | undefined] {
  const towards = (from: Config, to: Config): MapEntry | undefined => {
    const usable = from.entries.filter(({ dynamic, manual }) => dynamic === undefined && !manual);
    const addressed = usable.find(({ peers }) =>
      peers.some(({ words }) => words.some((word) => addressesOf(to).includes(word))),
    );
    return addressed ?? (usable.length === 1 ? usable[0] : undefined);
  };
  return [towards(here, there), towards(there, here)];
}

/** One end points at the other, and that one points at an address which is not ours. */
function wrongPeer({ here, there }: Pair, say: Say): void {
  for (const [from, to] of [
    [here, there],
    [there, here],
  ] as const) {
    if (addressesOf(to).length === 0 || pointsTo(from, to) || !pointsTo(to, from)) continue;
    const entry = from.entries.find(({ peers }) => peers.length > 0);
    const statement = entry?.peers[0];
    // A masked address cannot be told from another.
    if (
      !statement ||
      !prefixOf(statement.words.find(isAddress)) ||
      from.entries.filter(({ peers }) => peers.length > 0).length !== 1
    )
      continue;
    const outside = to.interfaces.find(({ map }) => map !== undefined && to.appliedMaps.has(map)) ?? to.interfaces[0];
    say(
      'peer-not-configured',
      [
        statement.rec,
        (outside?.block.lines.find(({ text }) => /^ip address/.test(text)) ?? outside?.block ?? statement).rec,
      ],
      {
        certainty: 'likely',
        attributes: [
          {
            name: 'peer address',
            local: statement.words.find(isAddress) ?? '',
            remote: outside?.address ?? '',
          },
        ],
      },
    );
  }
}

const compared = ['encryption', 'hash', 'authentication', 'group'] as const;

function policies({ here, there }: Pair, say: Say): void {
  if (here.policies.length === 0 || there.policies.length === 0) return;
  const equal = (a: Policy, b: Policy): number => compared.filter((name) => a.values[name] === b.values[name]).length;
  const all = here.policies.flatMap((mine) =>
    there.policies.map((theirs) => ({ mine, theirs, same: equal(mine, theirs) })),
  );
  const best = all.reduce((a, b) => (b.same > a.same ? b : a));
  if (best.same === compared.length) return;
  const differences = compared.filter((name) => best.mine.values[name] !== best.theirs.values[name]);
  const method = differences.length === 1 && differences[0] === 'authentication';
  say(method ? 'auth-method-mismatch' : 'ike-policy-mismatch', [best.mine.rec, best.theirs.rec], {
    attributes: differences.map((name) => ({
      name,
      local: best.mine.values[name] ?? '',
      remote: best.theirs.values[name] ?? '',
    })),
  });
}

/** IKEv2: lists of algorithms; one value in common is enough. */
function proposals({ here, there }: Pair, say: Say): void {
  if (here.proposals.length === 0 || there.proposals.length === 0) return;
  const differing = (a: Policy, b: Policy): string[] =>
    ['encryption', 'integrity', 'group'].filter((name) => {
      const [mine, theirs] = [a.values[name], b.values[name]];
      return (
        mine !== undefined &&
        theirs !== undefined &&
        !mine.split(' ').some((value) => theirs.split(' ').includes(value))
      );
    });
  const all = here.proposals.flatMap((mine) =>
    there.proposals.map((theirs) => ({ mine, theirs, names: differing(mine, theirs) })),
  );
  const best = all.reduce((a, b) => (b.names.length < a.names.length ? b : a));
  if (best.names.length === 0) return;
  say('ike-policy-mismatch', [best.mine.rec, best.theirs.rec], {
    attributes: best.names.map((name) => ({
      name,
      local: best.mine.values[name] ?? '',
      remote: best.theirs.values[name] ?? '',
    })),
  });
}

export const setsOf = (config: Config, entry: MapEntry): readonly Policy[] =>
  [...entry.transforms, ...entry.proposals]
    .map((name) => config.transforms.get(name))
    .filter((set) => set !== undefined);

function transforms({ here, there }: Pair, mine: MapEntry, theirs: MapEntry, say: Say): void {
  const [ours, others] = [setsOf(here, mine), setsOf(there, theirs)];
  const [one, other] = [ours[0], others[0]];
  if (!one || !other) return;
  const common = ours.flatMap((a) =>
    others.filter((b) => a.values.transforms === b.values.transforms).map((b) => [a, b] as const),
  );
  if (common.length === 0) {
    say('ipsec-proposal-mismatch', [one.rec, other.rec], {
      attributes: [
        { name: 'transform set', local: one.values.transforms ?? '', remote: other.values.transforms ?? '' },
      ],
    });
    return;
  }
  const [a, b] = common[0] as readonly [Policy, Policy];
  if (!common.some(([x, y]) => x.values.mode === y.values.mode)) modes(a, b, say);
}

function modes(a: Policy, b: Policy, say: Say): void {
  say('encapsulation-mode-mismatch', [a.rec, b.rec], {
    certainty: 'likely',
    attributes: [{ name: 'mode', local: a.values.mode ?? '', remote: b.values.mode ?? '' }],
  });
}

function secrecy(mine: MapEntry, theirs: MapEntry, say: Say): void {
  if (mine.pfs === theirs.pfs) return;
  say('pfs-mismatch', [mine.rec, theirs.rec], {
    ...(mine.pfs === undefined || theirs.pfs === undefined ? { certainty: 'likely' as const } : {}),
    attributes: [{ name: 'PFS', local: mine.pfs ?? 'none', remote: theirs.pfs ?? 'none' }],
  });
}

const isPrefix = (end: Rule['source']): end is Prefix => end !== undefined && end !== 'any';
const sameEnd = (a: Rule['source'], b: Rule['source']): boolean =>
  isPrefix(a) && isPrefix(b) ? a.address === b.address && a.length === b.length : a === b && a !== undefined;

export const mirrored = (one: Rule, other: Rule): boolean =>
  one.protocol === other.protocol && sameEnd(one.source, other.destination) && sameEnd(one.destination, other.source);

/** Each line of one crypto access list must stand, ends swapped, in the other. */
function mirrors({ here, there }: Pair, mine: MapEntry, theirs: MapEntry, say: Say): void {
  const ours = here.acls.get(mine.acl ?? '')?.filter(({ permit }) => permit) ?? [];
  const others = there.acls.get(theirs.acl ?? '')?.filter(({ permit }) => permit) ?? [];
  const readable = [...ours, ...others].every(
    ({ source, destination, ports }) => source !== undefined && destination !== undefined && !ports,
  );
  if (ours.length === 0 || others.length === 0 || !readable) return;
  const has = (list: readonly Rule[], rule: Rule): boolean => list.some((other) => mirrored(rule, other));
  const lonely = ours.filter((rule) => !has(others, rule));
  const strangers = others.filter((rule) => !has(ours, rule));
  const first = lonely[0] ?? strangers[0];
  if (!first) return;
  const [left, right] = [lonely[0], strangers[0]];
  say(
    'proxy-id-mismatch',
    [left?.rec, right?.rec].filter((rec) => rec !== undefined),
    {
      attributes: [
        { name: 'crypto access list', local: left?.text ?? 'no such line', remote: right?.text ?? 'no such line' },
      ],
      title: 'The crypto access lists are not mirrors: a line of one end has no counterpart on the other',
      fix: [
        {
          where: 'either',
          platform: 'ios',
          config: [`! on the end that lacks it: ${mirrorText(first)}`],
          why: 'Each line must stand on the other end with source and destination exchanged.',
        },
        {
          where: 'either',
          platform: 'asa',
          config: [`! on the end that lacks it: ${mirrorText(first)}`],
          why: 'Each line must stand on the other end with source and destination exchanged.',
        },
      ],
    },
  );
}

/** `permit ip A B` as `permit ip B A`, in the words of the device. */
export function mirrorText({ text }: Rule): string {
  const [action = '', protocol = '', ...ends] = text.split(/\s+/);
  const size = ends[0] === 'any' ? 1 : 2;
  return [action, protocol, ...ends.slice(size), ...ends.slice(0, size)].join(' ');
}

/** The keys of a configuration that cover the peers of an entry. */
export const keysFor = (config: Config, entry: MapEntry): readonly Key[] =>
  entry.peers.flatMap(({ words }) => keyFor(config, words.find(isAddress) ?? ''));

/** Keys are compared only where both are readable, and never shown. */
function sharedKeys({ here, there }: Pair, mine: MapEntry, theirs: MapEntry, say: Say): void {
  const [ours, others] = [keysFor(here, mine), keysFor(there, theirs)];
  if (ours.length !== 1 || others.length !== 1) return;
  const [a, b] = [ours[0], others[0]];
  if (a?.secret === undefined || b?.secret === undefined || a.secret === b.secret) return;
  say('psk-mismatch', [a.rec, b.rec]);
}

function interfaces(pair: Pair, say: Say): void {
  const { here, there } = pair;
  for (const one of tunnelsOf(here)) {
    const other = tunnelsOf(there).find((candidate) => belongTogether(pair, one, candidate));
    if (!other) continue;
    const line = (side: Interface, pattern: RegExp): Rec =>
      (side.block.lines.find(({ text }) => pattern.test(text)) ?? side.block).rec;
    if (one.tunnel.key !== other.tunnel.key)
      say('tunnel-key-mismatch', [line(one, /^tunnel key/), line(other, /^tunnel key/)], {
        values: { localKey: one.tunnel.key ?? 'none', remoteKey: other.tunnel.key ?? 'none' },
        attributes: [{ name: 'tunnel key', local: one.tunnel.key ?? 'none', remote: other.tunnel.key ?? 'none' }],
      });
    const [a, b] = [kindOf(one), kindOf(other)];
    if (a !== b)
      say('tunnel-mode-mismatch', [line(one, /^tunnel mode/), line(other, /^tunnel mode/)], {
        values: { interface: one.name, localMode: a, remoteMode: b },
        attributes: [{ name: 'tunnel mode', local: a, remote: b }],
      });
    const [s, t] = [one.nhrp.authentication, other.nhrp.authentication];
    if (s !== t && ![s, t].some((value) => value !== undefined && /^[*x<[]/.test(value)))
      say('nhrp-registration-failure', [line(one, /^ip nhrp authentication/), line(other, /^ip nhrp authentication/)], {
        detail: { reason: 'authentication' },
        values: { why: 'the NHRP authentication strings differ' },
      });
    const bare = one.tunnel.profile === undefined ? one : other.tunnel.profile === undefined ? other : undefined;
    if (bare && one.tunnel.profile !== other.tunnel.profile)
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
    else protection(pair, one, other, say);
  }
}

export const tunnelsOf = (config: Config): readonly Interface[] =>
  config.interfaces.filter((one) => /^Tu/.test(one.name) && one.tunnel.source !== undefined && !one.shut);

/** Multipoint and point-to-point GRE understand each other; IPsec tunnels only their own kind. */
export const kindOf = (one: Interface): string => (/^ipsec/.test(one.tunnel.mode ?? '') ? 'IPsec' : 'GRE');

export function belongTogether({ here, there }: Pair, one: Interface, other: Interface): boolean {
  const sourceAddress = (config: Config, side: Interface): string | undefined =>
    isAddress(side.tunnel.source)
      ? side.tunnel.source
      : config.interfaces.find(({ name }) => name.toLowerCase() === side.tunnel.source?.toLowerCase())?.address;
  const [a, b] = [sourceAddress(here, one), sourceAddress(there, other)];
  if (one.tunnel.destination !== undefined && b !== undefined) return one.tunnel.destination === b;
  if (other.tunnel.destination !== undefined && a !== undefined) return other.tunnel.destination === a;
  const overlay = (side: Interface): boolean => side.nhrp.networkId || side.nhrp.servers > 0;
  if (overlay(one) && overlay(other)) {
    const net = (side: Interface): string => (side.address ?? '').replace(/\.\d+$/, '');
    return net(one) === net(other);
  }
  return tunnelsOf(here).length === 1 && tunnelsOf(there).length === 1;
}

interface Profile {
  readonly set: Policy | undefined;
  readonly pfs: string | undefined;
  readonly rec: Rec | undefined;
}

/** Transform set and PFS of the IPsec profile that protects a tunnel interface. */
export function profileOf(config: Config, side: Interface): Profile {
  const block = config.blocks.find(({ text }) => text === `crypto ipsec profile ${side.tunnel.profile}`);
  const name = block?.lines
    .find(({ text }) => /^set (?:transform-set|ikev1 transform-set|ikev2 ipsec-proposal) /.test(text))
    ?.words.at(-1);
  const pfs = block?.lines.find(({ text }) => /^set pfs/.test(text));
  return {
    set: name === undefined ? undefined : config.transforms.get(name),
    pfs: pfs ? (pfs.words[2] ?? 'on') : undefined,
    rec: block?.rec,
  };
}

function protection({ here, there }: Pair, one: Interface, other: Interface, say: Say): void {
  const [a, b] = [profileOf(here, one), profileOf(there, other)];
  if (a.set && b.set && a.set.values.transforms !== b.set.values.transforms)
    say('ipsec-proposal-mismatch', [a.set.rec, b.set.rec], {
      attributes: [
        { name: 'transform set', local: a.set.values.transforms ?? '', remote: b.set.values.transforms ?? '' },
      ],
    });
  else if (a.set && b.set && a.set.values.mode !== b.set.values.mode) modes(a.set, b.set, say);
  if (a.rec && b.rec && a.pfs !== b.pfs)
    say('pfs-mismatch', [a.rec, b.rec], {
      ...(a.pfs === undefined || b.pfs === undefined ? { certainty: 'likely' as const } : {}),
      attributes: [{ name: 'PFS', local: a.pfs ?? 'none', remote: b.pfs ?? 'none' }],
    });
  policies({ here, there, tied: true }, say);
  proposals({ here, there, tied: true }, say);
}
