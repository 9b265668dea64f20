// Sets the configurations of two peers side by side: policies, transforms, PFS, access lists, keys and tunnel interfaces, line by line.
import type { Capture } from '../engine/model.ts';
import {
  type Config,
  configOf,
  type Interface,
  type MapEntry,
  type Policy,
  type Rule,
} from './detectors/config-model.ts';
import {
  belongTogether,
  entriesOf,
  keysFor,
  kindOf,
  mirrored,
  mirrorText,
  type Pair,
  pairsOf,
  profileOf,
  setsOf,
  tunnelsOf,
} from './detectors/config-peers.ts';
import { isAddress } from './detectors/values.ts';

/** One line of the table; the same shape as the rows that the engine makes of live tunnels. */
interface AlignedRow {
  readonly what: string;
  readonly left: string;
  readonly right: string;
  readonly result: 'fits' | 'differs' | 'open';
  readonly why: string;
}

export interface Alignment {
  readonly left: string;
  readonly right: string;
  readonly rows: readonly AlignedRow[];
}

/** The configurations in two analyses that belong together, each pair as one table. */
export function alignConfigurations(
  left: { readonly captures: readonly Capture[] },
  right: { readonly captures: readonly Capture[] },
): Alignment[] {
  const here = configurations(left.captures);
  const there = left === right ? here : configurations(right.captures);
  const pairs = here.flatMap((one, at) =>
    // Both ends in one text: each pair once.
    there.filter((_, other) => left !== right || other > at).flatMap((other) => pairsOf([one, other])),
  );
  return pairs
    .map((pair) => ({
      left: nameOf(pair.here, 'left'),
      right: nameOf(pair.there, 'right'),
      rows: [...entryRows(pair), ...tunnelRows(pair)],
    }))
    .filter(({ rows }) => rows.length > 0);
}

const configurations = (captures: readonly Capture[]): Config[] =>
  captures
    .filter(({ definition }) => definition?.id === 'show running-config')
    .map(configOf)
    .filter(({ blocks }) => blocks.length > 0);

const nameOf = (config: Config, side: string): string => config.device ?? `configuration on the ${side}`;

function row(
  what: string,
  left: string | undefined,
  right: string | undefined,
  why: string,
  fits = left === right,
): AlignedRow {
  const open = left === undefined || right === undefined;
  const either = `${why} Set «${right ?? ''}» on the left end or «${left ?? ''}» on the right one.`;
  return {
    what,
    left: left ?? '?',
    right: right ?? '?',
    result: open ? 'open' : fits ? 'fits' : 'differs',
    why: open || fits ? '' : either,
  };
}

function entryRows(pair: Pair): AlignedRow[] {
  const [mine, theirs] = entriesOf(pair);
  if (!mine || !theirs) return [];
  const { here, there } = pair;
  return [
    row(
      'peer of the left end',
      peerText(mine),
      addressOf(there, theirs),
      'Each end must name the address of the other.',
    ),
    row(
      'peer of the right end',
      addressOf(here, mine),
      peerText(theirs),
      'Each end must name the address of the other.',
    ),
    ...policyRows(pair),
    ...transformRows(setsOf(here, mine), setsOf(there, theirs)),
    row('PFS', mine.pfs ?? 'none', theirs.pfs ?? 'none', 'Both ends must use the same group, or none.'),
    row(
      'SA lifetime, seconds',
      mine.lifetime ?? 'default',
      theirs.lifetime ?? 'default',
      'The shorter one is used; this alone is no fault.',
      true,
    ),
    ...listRows(rulesOf(here, mine), rulesOf(there, theirs)),
    ...keyRows(pair, mine, theirs),
  ];
}

const peerText = (entry: MapEntry): string | undefined =>
  entry.peers.map(({ words }) => words.find(isAddress)).find((peer) => peer !== undefined);

/** The address of the interface that holds the map. */
function addressOf(config: Config, entry: MapEntry): string | undefined {
  const applied = config.blocks.flatMap(({ text }) => /^crypto map (\S+) interface (\S+)/.exec(text) ?? []);
  const at = config.interfaces.find(
    ({ map, nameif }) => map === entry.map || (applied[1] === entry.map && nameif === applied[2]),
  );
  return at?.address;
}

const compared = ['encryption', 'hash', 'integrity', 'prf', 'authentication', 'group', 'lifetime'] as const;

/** The two policies that have most in common. */
function policyRows({ here, there }: Pair): AlignedRow[] {
  return [
    ['IKEv1 policy', here.policies, there.policies] as const,
    ['IKEv2 proposal', here.proposals, there.proposals] as const,
  ].flatMap(([title, ours, others]) => {
    const pairs = ours.flatMap((mine) =>
      others.map((theirs) => ({ mine, theirs, same: compared.filter((name) => fits(name, mine, theirs)).length })),
    );
    const best = pairs.reduce<(typeof pairs)[number] | undefined>(
      (a, b) => (a === undefined || b.same > a.same ? b : a),
      undefined,
    );
    if (!best) return [];
    return compared
      .filter((name) => best.mine.values[name] !== undefined || best.theirs.values[name] !== undefined)
      .map((name) =>
        row(
          `${title}: ${name}`,
          best.mine.values[name],
          best.theirs.values[name],
          'The two policies that fit best differ here.',
          fits(name, best.mine, best.theirs),
        ),
      );
  });
}

/** Lists of algorithms need one value in common; lifetimes may differ. */
const fits = (name: string, a: Policy, b: Policy): boolean =>
  name === 'lifetime' ||
  a.values[name] === b.values[name] ||
  (a.values[name] ?? '')
    .split(' ')
    .some((value) => (name !== 'encryption' ? (b.values[name] ?? '').split(' ').includes(value) : false));

function transformRows(ours: readonly Policy[], others: readonly Policy[]): AlignedRow[] {
  const [first, second] = [ours[0], others[0]];
  if (!first || !second) return [];
  const [a, b] = ours.flatMap((one) =>
    others.filter((other) => other.values.transforms === one.values.transforms).map((other) => [one, other] as const),
  )[0] ?? [first, second];
  return [
    row('transform set', a.values.transforms, b.values.transforms, 'Both ends must offer the same transforms.'),
    row('mode', a.values.mode, b.values.mode, 'IKEv1 refuses transport against tunnel mode.'),
  ];
}

const rulesOf = (config: Config, entry: MapEntry): readonly Rule[] =>
  (config.acls.get(entry.acl ?? '') ?? []).filter(({ permit }) => permit);

/** Every line of one list beside its mirror image in the other. */
function listRows(ours: readonly Rule[], others: readonly Rule[]): AlignedRow[] {
  const lonely = (left: string, right: string, why: string): AlignedRow => ({
    what: 'protected traffic',
    left,
    right,
    result: 'differs',
    why,
  });
  return [
    ...ours.map((rule) => {
      const found = others.find((other) => mirrored(rule, other));
      return found
        ? row('protected traffic', rule.text, found.text, '', true)
        : lonely(rule.text, 'no such line', `The right end lacks the mirror image: ${mirrorText(rule)}.`);
    }),
    ...others
      .filter((other) => !ours.some((rule) => mirrored(rule, other)))
      .map((other) => lonely('no such line', other.text, `The left end lacks the mirror image: ${mirrorText(other)}.`)),
  ];
}

/** Keys are compared and never shown. */
function keyRows({ here, there }: Pair, mine: MapEntry, theirs: MapEntry): AlignedRow[] {
  const [a, b] = [keysFor(here, mine), keysFor(there, theirs)];
  if (a.length !== 1 || b.length !== 1) return [];
  const readable = a[0]?.secret !== undefined && b[0]?.secret !== undefined;
  const same = a[0]?.secret === b[0]?.secret;
  const text = readable ? (same ? 'the same' : 'another one') : 'not readable';
  return [
    {
      what: 'pre-shared key',
      left: text,
      right: text,
      result: readable ? (same ? 'fits' : 'differs') : 'open',
      why: readable && !same ? 'The two keys differ; enter the same one on both ends.' : '',
    },
  ];
}

function tunnelRows(pair: Pair): AlignedRow[] {
  return tunnelsOf(pair.here).flatMap((one) => {
    const other = tunnelsOf(pair.there).find((candidate) => belongTogether(pair, one, candidate));
    return other ? interfaceRows(pair, one, other) : [];
  });
}

function interfaceRows({ here, there }: Pair, one: Interface, other: Interface): AlignedRow[] {
  const [a, b] = [profileOf(here, one), profileOf(there, other)];
  const secret = (value: string | undefined): string => (value === undefined ? 'none' : 'set');
  const authentication = one.nhrp.authentication === other.nhrp.authentication;
  return [
    row(`${one.name}: kind`, kindOf(one), kindOf(other), 'Both ends must wrap packets the same way.'),
    row(
      `${one.name}: tunnel key`,
      one.tunnel.key ?? 'none',
      other.tunnel.key ?? 'none',
      'Packets with another key are dropped after decryption.',
    ),
    row(
      `${one.name}: protection`,
      one.tunnel.profile === undefined ? 'none' : 'yes',
      other.tunnel.profile === undefined ? 'none' : 'yes',
      'Both ends need tunnel protection, or neither.',
    ),
    row(
      `${one.name}: IP MTU`,
      one.mtu ?? 'default',
      other.mtu ?? 'default',
      'Different values make large packets pass one way only.',
      one.mtu === other.mtu,
    ),
    ...(one.nhrp.networkId && other.nhrp.networkId
      ? [
          {
            what: `${one.name}: NHRP authentication`,
            left: secret(one.nhrp.authentication),
            right: secret(other.nhrp.authentication),
            result: authentication ? ('fits' as const) : ('differs' as const),
            why: authentication ? '' : 'The strings differ, so registrations are refused.',
          },
        ]
      : []),
    ...transformRows(a.set ? [a.set] : [], b.set ? [b.set] : []),
    ...(a.rec && b.rec
      ? [row('PFS', a.pfs ?? 'none', b.pfs ?? 'none', 'Both ends must use the same group, or none.')]
      : []),
  ];
}
