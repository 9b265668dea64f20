// Compares the IKE policies that two devices of one text show: where no policy of one is a policy of the other, phase 1 cannot be agreed on.
import { type Detector, detector, type Rec } from '../../engine/define.ts';
import type { Capture, Model } from '../../engine/model.ts';
import { capturesOf, recordsBelow, textOf } from './values.ts';

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
  codes: ['ike-policy-mismatch', 'auth-method-mismatch'],
  run: (model, report) => {
    const shown = capturesOf(model.captures, 'show crypto isakmp policy');
    const devices = [...new Set(shown.map(({ device }) => device))];
    const [here, there] = devices;
    if (devices.length !== 2 || here === undefined || there === undefined || isUp(model, devices)) return;
    const [mine, theirs] = [policiesOf(shown, here), policiesOf(shown, there)];
    if ([...mine, ...theirs].some((policy) => needed.some((field) => textOf(policy, field) === undefined))) return;
    const pairs = mine
      .flatMap((one) => theirs.map((other) => ({ one, other, rows: differences(one, other) })))
      .sort((a, b) => a.rows.length - b.rows.length);
    const closest = pairs[0];
    if (!closest || closest.rows.length === 0) return;
    const onlyMethod = closest.rows.every(({ name }) => name === 'authentication');
    report({
      code: onlyMethod ? 'auth-method-mismatch' : 'ike-policy-mismatch',
      certainty: 'certain',
      side: 'either',
      ike: 1,
      ...(onlyMethod ? { title: 'No phase 1 policy in common: {difference}' } : {}),
      evidence: closest.rows.flatMap(({ facts }) => facts.map((fact) => model.evidence(fact, 'cause'))),
      values: {
        difference: closest.rows
          .map(({ name, local, remote }) => `${name} ${local} on ${here}, ${remote} on ${there}`)
          .join('; '),
      },
      attributes: closest.rows.map(({ name, local, remote }) => ({ name, local, remote })),
    });
  },
});

const policiesOf = (captures: readonly Capture[], name: string): Rec[] =>
  captures.filter(({ device }) => device === name).flatMap(({ root }) => recordsBelow(root, 'policy'));

/** What is up on one of them was agreed on, whatever is shown of another time. */
function isUp({ tunnels, attempts }: Model, devices: readonly (string | undefined)[]): boolean {
  const here = ({ device }: { readonly device?: string }): boolean => device !== undefined && devices.includes(device);
  return (
    tunnels.some((tunnel) => here(tunnel) && [...tunnel.ike, ...tunnel.ipsec].some(({ health }) => health === 'up')) ||
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
