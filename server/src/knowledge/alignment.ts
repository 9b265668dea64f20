// Sets the configurations of two peers side by side: policies, transforms, PFS, access lists, keys and tunnel interfaces, line by line.
import type { Rec } from '../engine/define.ts';
import type { Capture } from '../engine/model.ts';
import { type End, keysTowards, policiesOf } from './detectors/config/ends.ts';
import type { Flow, Rule } from './detectors/config/lists.ts';
import { missingLines, withoutMirror } from './detectors/config/mirrors.ts';
import { configsIn, type Interface, type Policy } from './detectors/config/model.ts';
import { type Pair, pairsOf } from './detectors/config/pairs.ts';
import { closestPolicies } from './detectors/config/policies.ts';
import { differ } from './detectors/config/shared-keys.ts';
import { closestSets, differingSecrecy, pfsLine } from './detectors/config/transforms.ts';
import { kindOf } from './detectors/config/tunnel-peers.ts';

/** One line of the table; the same shape as the rows that the engine makes of live tunnels. */
interface AlignedRow {
  readonly what: string;
  readonly left: string;
  readonly right: string;
  readonly result: 'fits' | 'differs' | 'open';
  readonly why: string;
  readonly leftLine?: number;
  readonly rightLine?: number;
}

export interface Alignment {
  readonly left: string;
  readonly right: string;
  readonly kind: 'ends';
  readonly rows: readonly AlignedRow[];
}

/** The devices of a table, by name where the text gives one. */
interface Names {
  readonly left: string;
  readonly right: string;
}

/** The configurations in two analyses that belong together, each pair as one table. */
export function alignConfigurations(
  left: { readonly captures: readonly Capture[] },
  right: { readonly captures: readonly Capture[] },
): Alignment[] {
  const here = configsIn(left.captures);
  const there = left === right ? here : configsIn(right.captures);
  const together = left === right ? here : [...here, ...there];
  return pairsOf(together)
    .filter((pair) => left === right || here.includes(pair.here) !== here.includes(pair.there))
    .map((pair): Alignment => {
      const names = { left: pair.here.device ?? 'the left end', right: pair.there.device ?? 'the right end' };
      return {
        ...names,
        kind: 'ends',
        rows: [...pair.links.flatMap((link) => linkRows(names, link)), ...tunnelRows(names, pair)],
      };
    })
    .filter(({ rows }) => rows.length > 0);
}

/** A value of each end with the line it stands on. */
type Value = readonly [text: string | undefined, rec?: Rec | undefined];

function row(
  names: Names,
  what: string,
  [left, a]: Value,
  [right, b]: Value,
  why: string,
  fits = left === right,
): AlignedRow {
  const open = left === undefined || right === undefined;
  const change = `Change one of these two lines: «${right ?? ''}» on ${names.left}, or «${left ?? ''}» on ${names.right}.`;
  return {
    what,
    left: left ?? '?',
    right: right ?? '?',
    result: open ? 'open' : fits ? 'fits' : 'differs',
    why: open || fits ? '' : `${why} ${change}`,
    ...(a && left !== undefined ? { leftLine: a.line + 1 } : {}),
    ...(b && right !== undefined ? { rightLine: b.line + 1 } : {}),
  };
}

function linkRows(names: Names, { here, there }: { readonly here: End; readonly there: End }): AlignedRow[] {
  const common = here.versions.filter((version) => there.versions.includes(version));
  const version = common.at(-1) ?? 1;
  const spoken = (end: End): Value => [end.versions.map((one) => `IKEv${one}`).join(' or '), end.rec];
  const lifetime = (end: End): Value => [end.entry?.lifetime ?? 'default'];
  const secrecy = (end: End): Value => [end.pfs ?? 'none', pfsLine(end)];
  return [
    row(names, `address of ${names.right}`, [here.peers[0], here.peerLine?.rec], [there.address], naming),
    row(names, `address of ${names.left}`, [here.address], [there.peers[0], there.peerLine?.rec], naming),
    row(names, 'IKE version', spoken(here), spoken(there), 'Both ends must speak the same version.', common.length > 0),
    ...(common.length > 0 ? policyRows(names, here, there, version) : []),
    ...identityRows(names, here, there),
    ...setRows(names, here, there),
    row(
      names,
      'PFS',
      secrecy(here),
      secrecy(there),
      'Both ends must use the same group, or none.',
      !differingSecrecy(here, there),
    ),
    row(names, 'SA lifetime, seconds', lifetime(here), lifetime(there), '', true),
    ...listRows(names, here, there),
    ...keyRows(names, here, there, version),
  ];
}

const naming = 'Each end must name the address of the other.';

const compared = ['encryption', 'hash', 'integrity', 'prf', 'authentication', 'group', 'lifetime'] as const;

/** The two policies that have most in common. */
function policyRows(names: Names, here: End, there: End, version: 1 | 2): AlignedRow[] {
  const closest = closestPolicies(here, there, version);
  if (!closest) return [];
  const { mine, theirs, names: differing } = closest;
  const title = version === 1 ? 'IKEv1 policy' : 'IKEv2 proposal';
  const more = Math.max(policiesOf(here, version).length, policiesOf(there, version).length) > 1;
  return compared
    .filter((name) => mine.values[name] !== undefined || theirs.values[name] !== undefined)
    .map((name) =>
      row(
        names,
        `${title}: ${name}`,
        [mine.values[name], mine.rec],
        [theirs.values[name], theirs.rec],
        more ? 'The two policies that fit best differ here.' : 'The two ends have nothing in common here.',
        !differing.includes(name),
      ),
    );
}

/** IKEv2: the identity that one shows and those that the other accepts. */
function identityRows(names: Names, here: End, there: End): AlignedRow[] {
  const shown = (end: End): Value =>
    end.profile?.shows ? [end.profile.shows.value, end.profile.shows.rec] : [end.profile ? end.address : undefined];
  const accepted = (end: End): Value => [
    end.profile?.accepts.map(({ value }) => value).join(', '),
    end.profile?.accepts[0]?.rec,
  ];
  if (!here.profile || !there.profile) return [];
  return [
    row(names, `identity: ${names.left} shows, ${names.right} accepts`, shown(here), accepted(there), '', true),
    row(names, `identity: ${names.right} shows, ${names.left} accepts`, accepted(here), shown(there), '', true),
  ];
}

function setRows(names: Names, here: End, there: End): AlignedRow[] {
  const closest = closestSets(here, there);
  if (!closest) return [];
  const { mine, theirs, common } = closest;
  const text = (set: Policy): Value => [set.offers.join(' or '), set.rec];
  const mode = (set: Policy): Value => [set.values.mode, set.rec];
  return [
    row(names, 'transform set', text(mine), text(theirs), 'Both ends must offer the same transforms.', common),
    row(names, 'mode', mode(mine), mode(theirs), 'IKEv1 refuses transport against tunnel mode.'),
  ];
}

/** Every line of one list beside its mirror image in the other. */
function listRows(names: Names, here: End, there: End): AlignedRow[] {
  if (!here.flows || !there.flows || !here.entry || !there.entry) return [];
  const [lonely, strangers] = [withoutMirror(here.flows, there.flows), withoutMirror(there.flows, here.flows)];
  const fitting = here.flows.filter((flow) => !lonely.includes(flow));
  const lacks = (side: string, lines: readonly string[]): string =>
    `${side} lacks the mirror image: ${lines.map((line) => line.trim()).join(' / ')}`;
  const none = 'no such line';
  return [
    ...uniqueRules(fitting).map(({ text, rec }) =>
      row(names, 'protected traffic', [text, rec], ['its mirror image'], '', true),
    ),
    ...lonely.map(
      ({ rule }, at): AlignedRow => ({
        ...row(names, 'protected traffic', [rule.text, rule.rec], [none], ''),
        why: lacks(names.right, missingLines(there, lonely.slice(at, at + 1))),
      }),
    ),
    ...strangers.map(
      ({ rule }, at): AlignedRow => ({
        ...row(names, 'protected traffic', [none], [rule.text, rule.rec], ''),
        why: lacks(names.left, missingLines(here, strangers.slice(at, at + 1))),
      }),
    ),
  ];
}

const uniqueRules = (flows: readonly Flow[]): readonly Rule[] => [...new Set(flows.map(({ rule }) => rule))];

/** Keys are compared and never shown. */
function keyRows(names: Names, here: End, there: End, version: 1 | 2): AlignedRow[] {
  const uses = version === 1 ? (['both'] as const) : (['local', 'remote'] as const);
  const rows = uses.flatMap((use) => {
    const mine = keysTowards(here, there.address, version).filter((key) => key.use === 'both' || key.use === use);
    const other = use === 'local' ? 'remote' : use === 'remote' ? 'local' : use;
    const theirs = keysTowards(there, here.address, version).filter((key) => key.use === 'both' || key.use === other);
    const [a, b] = [mine[0], theirs[0]];
    if (mine.length !== 1 || theirs.length !== 1 || !a || !b) return [];
    const readable = a.secret !== undefined && b.secret !== undefined;
    const text = readable ? (differ(a, b) ? 'another one' : 'the same') : 'not readable';
    const result = readable ? (differ(a, b) ? ('differs' as const) : ('fits' as const)) : ('open' as const);
    const why = result === 'differs' ? 'The two keys differ; enter the same one on both ends.' : '';
    const what =
      a.use === 'both' && b.use === 'both'
        ? 'pre-shared key'
        : `pre-shared key that ${use === 'local' ? names.left : names.right} shows`;
    return [{ what, left: text, right: text, result, why, leftLine: a.rec.line + 1, rightLine: b.rec.line + 1 }];
  });
  return rows.filter(({ what }, at) => rows.findIndex((other) => other.what === what) === at);
}

function tunnelRows(names: Names, { tunnels }: Pair): AlignedRow[] {
  return tunnels.flatMap(({ one, other }) => interfaceRows(names, one, other));
}

function interfaceRows(names: Names, one: Interface, other: Interface): AlignedRow[] {
  const line = (side: Interface, pattern: RegExp): Rec | undefined =>
    side.block.lines.find(({ text }) => pattern.test(text))?.rec;
  const both = (what: string, text: (side: Interface) => string, at: RegExp, why: string): AlignedRow =>
    row(names, `${one.name}: ${what}`, [text(one), line(one, at)], [text(other), line(other, at)], why);
  const authentication = one.nhrp.authentication === other.nhrp.authentication;
  const secret = (side: Interface): string => (side.nhrp.authentication === undefined ? 'none' : 'set');
  return [
    both(
      'kind',
      (side) => kindOf(side) ?? side.tunnel.mode ?? '',
      /^tunnel mode/,
      'Both ends must wrap packets the same way.',
    ),
    both(
      'tunnel key',
      ({ tunnel }) => tunnel.key ?? 'none',
      /^tunnel key/,
      'Packets with another key are dropped after decryption.',
    ),
    both(
      'protection',
      ({ tunnel }) => (tunnel.profile === undefined ? 'none' : 'yes'),
      /^tunnel protection/,
      'Both ends need tunnel protection, or neither.',
    ),
    both('IP MTU', ({ mtu }) => mtu ?? 'default', /^ip mtu/, 'Different values make large packets pass one way only.'),
    ...(one.nhrp.networkId && other.nhrp.networkId
      ? [
          {
            ...both('NHRP authentication', secret, /^ip nhrp authentication/, ''),
            result: authentication ? ('fits' as const) : ('differs' as const),
            why: authentication
              ? ''
              : 'The strings differ, so registrations are refused. Enter the same one on both ends.',
          },
        ]
      : []),
  ];
}
