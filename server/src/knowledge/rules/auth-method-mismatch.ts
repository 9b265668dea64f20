// The finding auth-method-mismatch: one end proves itself in another way than the other end accepts.
import { rule } from '../../engine/define.ts';

export const authMethodMismatch = rule({
  code: 'auth-method-mismatch',
  step: 2,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'The peer[[ {peer}]] authenticates by a method that is not accepted here',
  explanation:
    'The peer proves its identity in one way (a pre-shared key, an RSA, ECDSA or ML-DSA signature) and this end is configured to accept another. The keys or certificates themselves were not even compared, so changing them does not help. Each direction is configured by itself: what one end sends as its local method must be what the other end expects as the remote method.',
  next: [
    {
      command: 'show crypto ikev2 profile',
      why: 'Shows the local and the remote authentication of each profile: compare crosswise with the peer.',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'show crypto isakmp policy',
      why: 'The authentication of each policy.',
      where: 'either',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'show running-config tunnel-group',
      why: 'Shows local-authentication and remote-authentication: compare crosswise with the peer.',
      where: 'either',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      ike: 2,
      config: ['crypto ikev2 profile <name>', ' authentication remote pre-share', ' authentication local pre-share'],
      why: 'Make the remote method of each end the local method of the other.',
    },
    {
      where: 'either',
      platform: 'ios',
      ike: 1,
      config: ['crypto isakmp policy <number>', ' authentication pre-share'],
      why: 'Give one policy of each end the same method; without this line a policy asks for certificates.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: [
        'tunnel-group {peer} ipsec-attributes',
        ' ikev2 remote-authentication pre-shared-key <key>',
        ' ikev2 local-authentication pre-shared-key <key>',
      ],
      why: 'Make the remote method of each end the local method of the other.',
    },
  ],
  explains: [
    'authentication-failed',
    'psk-mismatch',
    'phase1-not-established',
    'ike-policy-mismatch',
    'gdoi-registration-failure',
  ],
  confusable: ['psk-mismatch', 'certificate-invalid', 'authentication-failed', 'ike-policy-mismatch'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc7296#section-2.15',
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html',
  ],
});
