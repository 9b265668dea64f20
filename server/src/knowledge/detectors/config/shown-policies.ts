// Compares what two devices of one text show of themselves: IKE policies of which none is the same, IPsec profiles that share no transform set or differ in PFS.
import { type Detector, detector, type Fact, type Rec, type Report } from '../../../engine/define.ts';
import type { Capture, Certainty, Model, Tunnel } from '../../../engine/model.ts';
import { authWords, cipherWords, hashWords } from '../ike/policy-words.ts';
import { listsIpsec, listsSa } from '../up.ts';
import { capturesOf, deviceAt, isUnfiltered, numberIn, recordsBelow, textOf } from '../values.ts';

const compared = [
  { field: 'encryption', name: 'encryption' },
  { field: 'keySize', name: 'key length' },
  { field: 'hash', name: 'hash' },
  { field: 'auth', name: 'authentication' },
  { field: 'group', name: 'Diffie-Hellman group' },
] as const;
/** Without these a policy was cut off, and may be the one in common. */
const needed = ['encryption', 'hash', 'auth', 'group'] as const;

export const shownPolicies: Detector = detector({
  id: 'shown-policies',
  codes: ['ike-policy-mismatch', 'auth-method-mismatch', 'ipsec-proposal-mismatch', 'pfs-mismatch'],
  run: (model, report) => {
    ipsecProfiles(model, report);
    const ends = namedEnds(model) ?? namelessEnds(model);
    if (!ends) return;
    const { names, certainty, tunnels } = ends;
    const [mine, theirs] = ends.policies;
    if ([...mine, ...theirs].some((policy) => needed.some((field) => textOf(policy, field) === undefined))) return;
    const pairs = mine
      .flatMap((one) => theirs.map((other) => ({ one, other, rows: differences(one, other) })))
      .sort((a, b) => a.rows.length - b.rows.length);
    const closest = pairs[0];
    if (!closest || closest.rows.length === 0) return;
    const onlyMethod = closest.rows.every(({ name }) => name === 'authentication');
    const [tunnel, ...others] = tunnels;
    report({
      code: onlyMethod ? 'auth-method-mismatch' : 'ike-policy-mismatch',
      certainty,
      side: 'either',
      ike: 1,
      ...(tunnel && others.length === 0 ? { tunnel: tunnel.id, peer: tunnel.remote } : {}),
      ...(onlyMethod ? { title: 'No phase 1 policy in common: {difference}' } : {}),
      evidence: closest.rows.flatMap(({ facts }) => facts.map((fact) => model.evidence(fact, 'cause'))),
      values: {
        ...wordsOf(closest.one),
        difference: closest.rows
          .map(({ name, local, remote }) => `${name} ${local} on ${names[0]}, ${remote} on ${names[1]}`)
          .join('; '),
      },
      attributes: closest.rows.map(({ name, local, remote }) => ({ name, local, remote })),
    });
  },
});

/** What each of two devices shows of its policies, and the tunnels that the text has of them. */
interface Ends {
  readonly names: readonly [string, string];
  readonly policies: readonly [readonly Rec[], readonly Rec[]];
  readonly tunnels: readonly Tunnel[];
  readonly certainty: Certainty;
}

function namedEnds(model: Model): Ends | undefined {
  const shown = capturesOf(model.captures, 'show crypto isakmp policy');
  const devices = [...new Set(shown.map(({ device }) => device))];
  const [here, there] = devices;
  if (devices.length !== 2 || here === undefined || there === undefined || isUp(model, devices)) return undefined;
  return {
    names: [here, there],
    policies: [policiesOf(shown, here), policiesOf(shown, there)],
    tunnels: model.tunnels.filter(({ device }) => devices.includes(device)),
    certainty: 'certain',
  };
}

/**
 * Two lists of which the text does not name the devices, and the one tunnel there does not come up: those of its two ends where they have no number in common.
 * Nobody gives all policies of one router other numbers when he changes them, and the text shows no change.
 */
function namelessEnds(model: Model): Ends | undefined {
  const { captures, attempts, operatorLines } = model;
  const [one, other, ...more] = capturesOf(captures, 'show crypto isakmp policy');
  const isNameless = ({ device }: { readonly device?: string | undefined }): boolean => device === undefined;
  if (!one || !other || more.length > 0 || ![one, other].every(isNameless)) return undefined;
  const [mine, theirs] = [one, other].map(({ root }) => recordsBelow(root, 'policy')) as [Rec[], Rec[]];
  const numbers = new Set(mine.filter(isNumbered).map((policy) => textOf(policy, 'priority')));
  const isApart =
    numbers.size > 0 &&
    theirs.some(isNumbered) &&
    !theirs.some((policy) => isNumbered(policy) && numbers.has(textOf(policy, 'priority')));
  const tunnels = model.tunnels.filter(isNameless);
  const [tunnel, ...others] = tunnels;
  const isDown =
    tunnel !== undefined &&
    others.length === 0 &&
    tunnel.ike.length > 0 &&
    !listsSa(tunnel) &&
    !attempts.some((attempt) => isNameless(attempt) && attempt.ikeUp);
  const isChanged = operatorLines.some(({ start }) => deviceAt(model, model.lineOf(start)) === undefined);
  if (!isApart || !isDown || isChanged || !isUnfiltered(one) || !isUnfiltered(other)) return undefined;
  return { names: ['one end', 'the other'], policies: [mine, theirs], tunnels, certainty: 'likely' };
}

/** A policy that somebody wrote: those of the device itself have the highest numbers, or none. */
const isNumbered = (policy: Rec): boolean => (numberIn(policy.fields.priority) ?? firstDefault) < firstDefault;
const firstDefault = 65_500;

/** A policy as a configuration writes it, for both ends to have. */
function wordsOf(policy: Rec): Record<string, string> {
  const [encryption = '', hash = '', auth = '', dh = ''] = needed.map((field) => textOf(policy, field));
  return {
    encryption: cipherWords(encryption, textOf(policy, 'keySize')) ?? encryption,
    hash: hashWords(hash),
    auth: authWords(auth) ?? auth,
    dh,
  };
}

const policiesOf = (captures: readonly Capture[], name: string): Rec[] =>
  captures.filter(({ device }) => device === name).flatMap(({ root }) => recordsBelow(root, 'policy'));

/** Every release lists a profile that nobody uses beside the one that was configured. */
const isConfigured = (profile: Rec): boolean => textOf(profile, 'profile') !== 'default';

/** The one IPsec profile of each of two devices, where no IPsec SA is up between them. With IKEv2, PFS is first used at a rekey. */
function ipsecProfiles(model: Model, report: Report): void {
  const shown = capturesOf(model.captures, 'show crypto ipsec profile');
  const [here, there, ...more] = [...new Set(shown.map(({ device }) => device))];
  if (here === undefined || there === undefined || more.length > 0) return;
  const near = ({ device }: { readonly device?: string }): boolean =>
    device === undefined || device === here || device === there;
  const tunnels = model.tunnels.filter(near);
  const attempts = model.attempts.filter(near);
  if (tunnels.some(listsIpsec)) return;
  if (attempts.some(({ childUp }) => childUp)) return;
  const of = (name: string): Rec[] =>
    shown
      .filter(({ device }) => device === name)
      .flatMap(({ root }) => recordsBelow(root, 'profile').filter(isConfigured));
  const [[mine, ...others], [theirs, ...another]] = [of(here), of(there)];
  if (!mine || !theirs || others.length + another.length > 0) return;
  const [offered, wanted] = [offersOf(mine), offersOf(theirs)];
  if (
    offered.length > 0 &&
    wanted.length > 0 &&
    !offered.some(({ value }) => wanted.some((one) => one.value === value))
  ) {
    report({
      code: 'ipsec-proposal-mismatch',
      certainty: 'likely',
      side: 'either',
      evidence: [...offered, ...wanted].map(({ fact }) => model.evidence(fact, 'cause')),
      attributes: [{ name: 'transform set', local: offered[0]?.value ?? '', remote: wanted[0]?.value ?? '' }],
    });
    return;
  }
  const secrecy = (profile: Rec): string | undefined =>
    textOf(profile, 'pfs') === 'N' ? 'none' : textOf(profile, 'group');
  const [local, remote] = [secrecy(mine), secrecy(theirs)];
  const isV2 = [...tunnels.flatMap(({ ike }) => ike), ...attempts].some(({ version }) => version === 2);
  if (isV2 || local === undefined || remote === undefined || local === remote) return;
  report({
    code: 'pfs-mismatch',
    certainty: 'likely',
    side: 'either',
    evidence: [mine, theirs].flatMap(({ fields }) =>
      [fields.pfs, fields.group].filter((fact) => fact !== undefined).map((fact) => model.evidence(fact, 'cause')),
    ),
    attributes: [{ name: 'PFS', local, remote }],
  });
}

/** The transform sets of a profile, each as cipher and integrity, with the place of the cipher. */
function offersOf(profile: Rec): { readonly value: string; readonly fact: Fact }[] {
  const offers: { value: string; fact: Fact }[] = [];
  for (const fact of profile.all) {
    if (fact.name === 'encryption') offers.push({ value: fact.value, fact });
    const last = offers.at(-1);
    if (fact.name === 'integrity' && last) last.value += ` ${fact.value}`;
  }
  return offers;
}

/** What is up on one of them was agreed on, whatever is shown of another time. */
function isUp({ tunnels, attempts }: Model, devices: readonly (string | undefined)[]): boolean {
  const here = ({ device }: { readonly device?: string }): boolean => device !== undefined && devices.includes(device);
  return (
    tunnels.some((tunnel) => here(tunnel) && listsSa(tunnel)) ||
    attempts.some((attempt) => here(attempt) && attempt.ikeUp)
  );
}

const differences = (one: Rec, other: Rec) =>
  compared.flatMap(({ field, name }) => {
    const [local, remote] = [one.fields[field], other.fields[field]];
    if (local?.value === remote?.value) return [];
    const facts = [local, remote].filter((fact) => fact !== undefined);
    return [{ name, local: local?.value ?? 'none', remote: remote?.value ?? 'none', facts }];
  });
