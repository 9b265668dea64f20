// Reads how the two ends prove who they are and whom they accept, where the text shows the profiles of IKEv2 beside a negotiation.
import type { Model } from '../../../engine/model.ts';
import { type Block, configsOf, type Identity, type IkeProfile } from '../config/model.ts';
import { covers, networkOf } from '../networks.ts';

export type Method = 'key' | 'certificate' | 'user';

/** `pre-share`, `rsa-sig`, `ecdsa-sig`, `mldsa-sig`, `eap`, `anyconnect-eap`. */
export const methodOf = (words: string): readonly Method[] =>
  /eap/i.test(words) ? ['user'] : /sig|cert/i.test(words) ? ['certificate'] : /pre-?share/i.test(words) ? ['key'] : [];

/** Every method that a configuration or `show crypto ikev2 profile` names. */
export const configuredMethods = (model: Model): Method[] => [
  ...configsOf(model)
    .flatMap(({ blocks }) => blocks)
    .filter(({ text }) => /^crypto ikev2 profile /.test(text))
    .flatMap(({ lines }) => lines)
    .flatMap(({ text }) => (/^authentication (?:local|remote) /.test(text) ? methodOf(text) : [])),
  ...model
    .records('show crypto ikev2 profile', 'profile')
    .flatMap(({ fields }) => [fields.authSign, fields.authVerify])
    .flatMap((fact) => (fact ? methodOf(fact.value) : [])),
];

/** The text shows keyrings of IKEv2, and neither trustpoints nor certificates. */
export function showsKeysOnly(model: Model): boolean {
  const texts = configsOf(model).flatMap(({ blocks }) => blocks.map(({ text }) => text));
  return (
    texts.some((text) => /^crypto ikev2 keyring /.test(text)) &&
    !texts.some((text) => /^crypto (?:pki|ca) (?:trustpoint|certificate) /.test(text))
  );
}

/** The IKEv2 profiles that a configuration in the text shows. */
export const profilesOf = (model: Model): IkeProfile[] =>
  configsOf(model)
    .flatMap(({ ikeProfiles }) => ikeProfiles)
    .filter(({ version }) => version === 2);

/** The IKEv2 policies that a configuration in the text shows: each names the proposals for a VRF. */
export const policiesOf = (model: Model): Block[] =>
  configsOf(model)
    .flatMap(({ blocks }) => blocks)
    .filter(({ text }) => /^crypto ikev2 policy /.test(text));

/** The VRF of the outside interface, where the tunnels in the text have one and the same. */
export function frontDoorOf(model: Model): string | undefined {
  const names = new Set(
    configsOf(model)
      .flatMap(({ interfaces }) => interfaces)
      .flatMap(({ tunnel }) => tunnel.vrf ?? []),
  );
  return names.size === 1 ? [...names][0] : undefined;
}

/** An identity as a debug line names it: `'203.0.113.9' of type 'IPv4 address'`. */
export const shownIdentity = (value: string, type: string): Pick<Identity, 'kind' | 'value' | 'network'> =>
  /address/i.test(type)
    ? { kind: 'address', value, network: networkOf(value) }
    : /FQDN|USER|mail/i.test(type)
      ? { kind: 'name', value, network: undefined }
      : { kind: 'other', value, network: undefined };

/** What cannot be compared is not taken for accepted here: the device has just said that it found no profile. */
export function acceptsIdentity(wanted: Identity, shown: ReturnType<typeof shownIdentity>): boolean {
  if (wanted.kind === 'any') return true;
  if (wanted.kind === 'address' && shown.kind === 'address')
    return wanted.network !== undefined && shown.network !== undefined && covers(wanted.network, shown.network);
  const value = shown.value.toLowerCase();
  const name = wanted.value.toLowerCase();
  return (
    shown.kind === 'name' &&
    ((wanted.kind === 'name' && value === name) ||
      (wanted.kind === 'domain' && (value === name || value.endsWith(`.${name}`))))
  );
}
