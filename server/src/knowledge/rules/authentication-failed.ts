// The finding authentication-failed: IKE authentication failed and the text does not say whether a key or a certificate is the reason.
import { rule } from '../../engine/define.ts';

export const authenticationFailed = rule({
  code: 'authentication-failed',
  step: 2,
  role: 'cause',
  severity: 'error',
  stops: true,
  neutral: true,
  title: 'Authentication[[ with {peer}]] fails; the text does not show whether key, certificate or identity is wrong',
  explanation:
    'The algorithms were agreed, so the ends reach each other; then the proof of identity was refused. With pre-shared keys that is nearly always a key that differs; with certificates one that is expired, not trusted or does not carry the expected name; and either way the peer may not know the identity that was sent. The side that refused knows more: its debug names the step.',
  next: [
    {
      command: 'debug crypto ikev2',
      why: 'On the side that refuses: the line before the failure names the reason.',
      where: 'remote',
      platform: 'ios',
    },
    {
      command: 'debug crypto ikev2 protocol 127',
      why: 'On the side that refuses: the line before the failure names the reason.',
      where: 'remote',
      platform: 'asa',
    },
    {
      command: 'show crypto ikev2 profile',
      why: 'Which authentication, identities and trustpoints are expected.',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      ike: 2,
      config: ['crypto ikev2 keyring <name>', ' peer <name>', '  address {peer}', '  pre-shared-key <key>'],
      why: 'With pre-shared keys: enter the same key on both ends once more.',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 2,
      config: [
        'tunnel-group {peer} ipsec-attributes',
        ' ikev2 remote-authentication pre-shared-key <key>',
        ' ikev2 local-authentication pre-shared-key <key>',
      ],
      why: 'With pre-shared keys: enter the same keys on both ends once more.',
    },
  ],
  explains: ['phase1-not-established'],
  confusable: [
    'psk-mismatch',
    'psk-missing',
    'auth-method-mismatch',
    'identity-mismatch',
    'certificate-invalid',
    'eap-failed',
    'gdoi-registration-failure',
  ],
  candidates: [
    { code: 'psk-mismatch', why: 'The pre-shared keys differ: the most frequent reason.' },
    { code: 'certificate-invalid', why: 'A certificate is expired, not trusted, or not there.' },
    { code: 'identity-mismatch', why: 'The peer does not know the identity that was sent.' },
    { code: 'auth-method-mismatch', why: 'One end sends a key where the other expects a certificate.' },
  ],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc7296#section-2.15',
    'https://www.rfc-editor.org/rfc/rfc7296#section-2.21.2',
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html',
  ],
});
