// Compares the IKE policies of two ends: the closest two, and the line that makes them agree.
import type { Rec } from '../../../engine/define.ts';
import { type End, policiesOf } from './ends.ts';
import type { Policy } from './model.ts';
import type { Say } from './tunnel-peers.ts';
import { eitherLine, nameOf } from './ways-out.ts';

const compared = ['encryption', 'hash', 'authentication', 'group'] as const;

/** The two policies that have most in common, and in which values they have nothing in common. */
export function closestPolicies(
  here: End,
  there: End,
  version: 1 | 2,
): { readonly mine: Policy; readonly theirs: Policy; readonly names: readonly string[] } | undefined {
  const differing = version === 1 ? differingValues : differingLists;
  const all = policiesOf(here, version).flatMap((mine) =>
    policiesOf(there, version).map((theirs) => ({ mine, theirs, names: differing(mine, theirs) })),
  );
  return all.reduce<(typeof all)[number] | undefined>(
    (a, b) => (a === undefined || b.names.length < a.names.length ? b : a),
    undefined,
  );
}

const differingValues = (a: Policy, b: Policy): readonly string[] =>
  compared.filter((name) => a.values[name] !== b.values[name]);

/** IKEv2: lists of algorithms; one value in common is enough. */
const differingLists = (a: Policy, b: Policy): readonly string[] =>
  ['encryption', 'integrity', 'prf', 'group'].filter((name) => {
    const [mine, theirs] = [valueIn(a, name), valueIn(b, name)];
    return (
      mine !== undefined && theirs !== undefined && !mine.split(' ').some((value) => theirs.split(' ').includes(value))
    );
  });

/** A pseudo-random function that is not named is that of the integrity algorithm. */
const valueIn = ({ values }: Policy, name: string): string | undefined =>
  values[name] ?? (name === 'prf' ? values.integrity : undefined);

export function comparePolicies(here: End, there: End, version: 1 | 2, say: Say): void {
  const closest = closestPolicies(here, there, version);
  if (!closest || closest.names.length === 0) return;
  const { mine, theirs, names } = closest;
  const method = version === 1 && names.length === 1 && names[0] === 'authentication';
  const attributes = names.map((name) => ({
    name,
    local: valueIn(mine, name) ?? '',
    remote: valueIn(theirs, name) ?? '',
  }));
  const lines = (end: End, own: Policy, wanted: Policy): string[] => [
    policyHeading(end, version, own),
    ...names.map((name) => ` ${policyLine(end, version, name, valueIn(wanted, name) ?? '')}`),
  ];
  const at = names.slice(0, 2).flatMap((name) => [valueLine(here, mine, name), valueLine(there, theirs, name)]);
  say(method ? 'auth-method-mismatch' : 'ike-policy-mismatch', [...at, mine.rec, theirs.rec], {
    attributes,
    title: offered(here, there, attributes[0]),
    fix: eitherLine(here, there, lines(here, mine, theirs), lines(there, theirs, mine)),
  });
}

/** The line of a policy that names a value; its heading where the value is the default. */
function valueLine({ config }: End, { rec }: Policy, name: string): Rec {
  const block = config.blocks.find((one) => one.rec === rec);
  return block?.lines.findLast(({ words }) => words[0] !== undefined && name.startsWith(words[0]))?.rec ?? rec;
}

/** `R1 offers encryption aes 256, R2 accepts only 3des`. */
export function offered(
  here: End,
  there: End,
  attribute: { readonly name: string; readonly local: string; readonly remote: string } | undefined,
): string {
  const [mine, theirs] = [nameOf(here.config, 'One end'), nameOf(there.config, 'the other')];
  const title = `${mine} offers ${attribute?.name} ${attribute?.local}, ${theirs} accepts only ${attribute?.remote}`;
  return title.length <= 120 ? title : `${mine} and ${theirs} have no ${attribute?.name} in common`;
}

function policyHeading({ config }: End, version: 1 | 2, { name }: Policy): string {
  if (version === 1) return `crypto ${config.asa ? 'ikev1' : 'isakmp'} policy ${name}`;
  return `crypto ikev2 ${config.asa ? 'policy' : 'proposal'} ${name}`;
}

/** `encr aes 256` on IOS, `encryption aes-256` on an ASA; IKEv2 proposals of IOS say `aes-cbc-256`. */
function policyLine({ config: { asa } }: End, version: 1 | 2, name: string, value: string): string {
  if (name !== 'encryption') return `${name} ${value}`;
  if (version === 1)
    return asa ? `encryption ${value.replace('aes 128', 'aes').replace('aes ', 'aes-')}` : `encr ${value}`;
  const words = value
    .split(' ')
    .map((word) => (asa ? word.replace(/^aes-128$/, 'aes') : word.replace(/^aes-(\d)/, 'aes-cbc-$1')));
  return `encryption ${words.join(' ')}`;
}
