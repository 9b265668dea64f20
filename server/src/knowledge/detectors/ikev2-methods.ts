// Reads how the two ends prove who they are, where the text shows the profiles of IKEv2 beside a negotiation.
import type { Model } from '../../engine/model.ts';
import { configsOf } from './config-model.ts';

export type Method = 'key' | 'certificate' | 'user';

/** `pre-share`, `rsa-sig`, `ecdsa-sig`, `mldsa-sig`, `eap`, `anyconnect-eap`. */
const methodOf = (words: string): readonly Method[] =>
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
