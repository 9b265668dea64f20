// Checks the IKEv2 profiles that an output lists: one that lacks what every profile needs is used for no peer.
import { type Detector, detector, type Rec, type Report } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { isIkeUp } from '../up.ts';
import { deviceAt, sameDevice, textOf } from '../values.ts';

export const shownProfiles: Detector = detector({
  id: 'shown-profiles',
  codes: ['config-incomplete'],
  run: incomplete,
});

/** `show crypto ikev2 profile`: a profile that no peer can use, for what it lacks. */
function incomplete(model: Model, report: Report): void {
  // What is shown again later was changed in between.
  const last = new Map(
    model
      .records('show crypto ikev2 profile', 'profile')
      .map((rec) => [`${deviceAt(model, rec.line)} ${textOf(rec, 'profile')}`, rec]),
  );
  for (const rec of last.values()) {
    const { fields } = rec;
    const { profile: name } = fields;
    const lack = lacks.find((one) => isNone(fields[one.field]) && one.when(rec));
    const fact = lack && fields[lack.field];
    if (!name || !lack || !fact || areAllUp(model, rec)) continue;
    report({
      code: 'config-incomplete',
      certainty: 'likely',
      side: 'local',
      evidence: [model.evidence(fact, 'cause'), model.evidence(name, 'context')],
      values: {
        kind: 'IKEv2 profile',
        name: name.value,
        lacks: lack.words,
        entry: `crypto ikev2 profile ${name.value}`,
        missing: lack.missing,
      },
    });
  }
}

/** Every tunnel that the text shows of the device is up: then it needs none of a profile that lacks something. */
function areAllUp(model: Model, { line }: Rec): boolean {
  const device = deviceAt(model, line);
  const mine = model.tunnels.filter((tunnel) => sameDevice(tunnel.device, device));
  return mine.length > 0 && mine.every(isIkeUp);
}

const isNone = (fact: Rec['fields'][string]): boolean => /^none$/i.test(fact?.value ?? '');
const byKey = ({ fields: { authSign, authVerify } }: Rec): boolean =>
  [authSign, authVerify].some((fact) => /pre-?share/i.test(fact?.value ?? ''));

/** Neither identities nor certificates, nor a list of either, nor everybody: such a profile is chosen for no peer. */
const matchesNobody = ({ fields, all }: Rec): boolean =>
  isNone(fields.certificateMap) &&
  !all.some(
    ({ name, value }) =>
      /^(?:peer|domain|fqdn)$/.test(name) ||
      (/^(?:any|\w{1,9}Any)$/.test(name) && !/^(?:none|no|n|false|disabled)$/i.test(value)) ||
      (!/^(?:fvrf|local)$/.test(name) && /^any$/i.test(value)),
  );

/** What a profile must have, in the order in which it is needed. */
const lacks: readonly {
  readonly field: string;
  readonly when: (profile: Rec) => boolean;
  readonly words: string;
  readonly missing: string;
}[] = [
  {
    field: 'identities',
    when: matchesNobody,
    words: 'nothing says which peers it is for',
    missing: 'match identity remote address <peer>',
  },
  {
    field: 'authSign',
    when: () => true,
    words: 'it does not say how this end proves who it is',
    missing: 'authentication local <method>',
  },
  {
    field: 'authVerify',
    when: () => true,
    words: 'it does not say how the peer has to prove who it is',
    missing: 'authentication remote <method>',
  },
  {
    field: 'keyring',
    when: byKey,
    words: 'it uses pre-shared keys and names no keyring',
    missing: 'keyring local <name>',
  },
];
