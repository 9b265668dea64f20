// Sets the configurations of two peers side by side: policies, transforms, PFS, access lists, keys and tunnel interfaces, line by line.
import type { Capture } from '../engine/model.ts';
import { type End, keysTowards, policiesOf } from './detectors/config-ends.ts';
import type { Flow } from './detectors/config-lists.ts';
import { configsIn, type Interface, type Policy } from './detectors/config-model.ts';
import {
  closestPolicies,
  closestSets,
  differ,
  differingSecrecy,
  missingLines,
  type Pair,
  pairsOf,
  withoutMirror,
} from './detectors/config-peers.ts';
import { kindOf } from './detectors/config-tunnel-peers.ts';

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
  const here = configsIn(left.captures);
  const there = left === right ? here : configsIn(right.captures);
  const together = left === right ? here : [...here, ...there];
  return pairsOf(together)
    .filter((pair) => left === right || here.includes(pair.here) !== here.includes(pair.there))
    .map((pair) => ({
      left: pair.here.device ?? 'configuration on the left',
      right: pair.there.device ?? 'configuration on the right',
      rows: [...pair.links.flatMap(linkRows), ...tunnelRows(pair)],
    }))
    .filter(({ rows }) => rows.length > 0);
}

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

function linkRows({ here, there }: { readonly here: End; readonly there: End }): AlignedRow[] {
  const common = here.versions.filter((version) => there.versions.includes(version));
  const version = common.at(-1) ?? 1;
  const spoken = (end: End): string => end.versions.map((one) => `IKEv${one}`).join(' or ');
  return [
    row('right end, as each knows it', here.peers[0], there.address, naming),
    row('left end, as each knows it', here.address, there.peers[0], naming),
    row('IKE version', spoken(here), spoken(there), 'Both ends must speak the same version.', common.length > 0),
    ...(common.length > 0 ? policyRows(here, there, version) : []),
    ...identityRows(here, there),
    ...setRows(here, there),
    row(
      'PFS',
      here.pfs ?? 'none',
      there.pfs ?? 'none',
      'Both ends must use the same group, or none.',
      !differingSecrecy(here, there),
    ),
    row(
      'SA lifetime, seconds',
      here.entry?.lifetime ?? 'default',
      there.entry?.lifetime ?? 'default',
      'The shorter one is used; this alone is no fault.',
      true,
    ),
    ...listRows(here, there),
    ...keyRows(here, there, version),
  ];
}

const naming = 'Each end must name the address of the other.';

const compared = ['encryption', 'hash', 'integrity', 'prf', 'authentication', 'group', 'lifetime'] as const;

/** The two policies that have most in common. */
function policyRows(here: End, there: End, version: 1 | 2): AlignedRow[] {
  const closest = closestPolicies(here, there, version);
  if (!closest) return [];
  const { mine, theirs, names } = closest;
  const title = version === 1 ? 'IKEv1 policy' : 'IKEv2 proposal';
  const more = Math.max(policiesOf(here, version).length, policiesOf(there, version).length) > 1;
  return compared
    .filter((name) => mine.values[name] !== undefined || theirs.values[name] !== undefined)
    .map((name) =>
      row(
        `${title}: ${name}`,
        mine.values[name],
        theirs.values[name],
        more ? 'The two policies that fit best differ here.' : 'The two ends have nothing in common here.',
        !names.includes(name),
      ),
    );
}

/** IKEv2: the identity that one shows and those that the other accepts. */
function identityRows(here: End, there: End): AlignedRow[] {
  const shown = (end: End): string | undefined => end.profile?.shows?.value ?? (end.profile ? end.address : undefined);
  const accepted = (end: End): string | undefined => end.profile?.accepts.map(({ value }) => value).join(', ');
  if (!here.profile || !there.profile) return [];
  const told = (what: string, left: string | undefined, right: string | undefined): AlignedRow =>
    row(what, left, right, '', true);
  return [
    told('identity: left shows, right accepts', shown(here), accepted(there)),
    told('identity: right shows, left accepts', accepted(here), shown(there)),
  ];
}

function setRows(here: End, there: End): AlignedRow[] {
  const closest = closestSets(here, there);
  if (!closest) return [];
  const { mine, theirs, common } = closest;
  const text = (set: Policy): string => set.offers.join(' or ');
  return [
    row('transform set', text(mine), text(theirs), 'Both ends must offer the same transforms.', common),
    row('mode', mine.values.mode, theirs.values.mode, 'IKEv1 refuses transport against tunnel mode.'),
  ];
}

/** Every line of one list beside its mirror image in the other. */
function listRows(here: End, there: End): AlignedRow[] {
  if (!here.flows || !there.flows || !here.entry || !there.entry) return [];
  const [lonely, strangers] = [withoutMirror(here.flows, there.flows), withoutMirror(there.flows, here.flows)];
  const fitting = here.flows.filter((flow) => !lonely.includes(flow));
  const lacking = (left: string, right: string, side: string, lines: readonly string[]): AlignedRow => ({
    what: 'protected traffic',
    left,
    right,
    result: 'differs',
    why: `The ${side} end lacks the mirror image: ${lines.join(' / ')}`,
  });
  const text = ({ rule }: Flow): string => rule.text;
  return [
    ...uniqueTexts(fitting).map((one) => row('protected traffic', one, 'its mirror image', '', true)),
    ...lonely.map((flow) => lacking(text(flow), 'no such line', 'right', missingLines(there, [flow]))),
    ...strangers.map((flow) => lacking('no such line', text(flow), 'left', missingLines(here, [flow]))),
  ];
}

const uniqueTexts = (flows: readonly Flow[]): string[] => [...new Set(flows.map(({ rule }) => rule.text))];

/** Keys are compared and never shown. */
function keyRows(here: End, there: End, version: 1 | 2): AlignedRow[] {
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
        : `pre-shared key of the ${use === 'local' ? 'left' : 'right'} end`;
    return [{ what, left: text, right: text, result, why }];
  });
  return rows.filter(({ what }, at) => rows.findIndex((other) => other.what === what) === at);
}

function tunnelRows({ tunnels }: Pair): AlignedRow[] {
  return tunnels.flatMap(({ one, other }) => interfaceRows(one, other));
}

function interfaceRows(one: Interface, other: Interface): AlignedRow[] {
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
  ];
}
