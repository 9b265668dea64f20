// The finding psk-mismatch: both ends have a key, but not the same.
import { rule } from '../../engine/define.ts';

export const pskMismatch = rule({
  code: 'psk-mismatch',
  step: 2,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'The pre-shared keys differ[[ ({peer})]]',
  explanation:
    'The policies fit and keys were exchanged, but the first encrypted message cannot be read or its proof is wrong. With pre-shared keys the key is part of the computation, so a different key turns everything after it into garbage. ' +
    'Look for a typing error, a blank at the end, another key ring or profile that matches first, or a key for another address (0.0.0.0 keys are used when no better one fits). More rarely the message was damaged on the way.',
  next: [
    {
      command: 'show crypto isakmp key',
      why: 'Shows which key is configured for which address; compare both ends.',
      where: 'either',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'show running-config | include crypto isakmp key|pre-shared-key',
      why: 'The same from the configuration; encrypted keys (type 6) cannot be compared by eye.',
      where: 'either',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'show running-config | section crypto ikev2 keyring',
      why: 'Compare the peer block of both ends: the local key of one end is the remote key of the other.',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'show crypto ikev2 profile',
      why: 'Which key ring the profile of this peer uses.',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'more system:running-config | begin tunnel-group {peer}',
      why: 'Shows the key in clear (show running-config prints stars).',
      where: 'either',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      ike: 1,
      config: ['no crypto isakmp key <key> address {peer}', 'crypto isakmp key <same-key> address {peer}'],
      why: 'Enter the same key again on both ends, then clear crypto isakmp.',
    },
    {
      where: 'either',
      platform: 'ios',
      ike: 2,
      config: ['crypto ikev2 keyring <keyring>', ' peer <name>', '  address {peer}', '  pre-shared-key <same-key>'],
      why: 'Enter the same key again on both ends. With two keys, local of one end is remote of the other.',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 1,
      config: ['tunnel-group {peer} ipsec-attributes', ' ikev1 pre-shared-key <same-key>'],
      why: 'Enter the same key again on both ends.',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 2,
      config: [
        'tunnel-group {peer} ipsec-attributes',
        ' ikev2 remote-authentication pre-shared-key <same-key>',
        ' ikev2 local-authentication pre-shared-key <same-key>',
      ],
      why: 'Enter the same keys again on both ends: local of one end is remote of the other.',
    },
  ],
  explains: [
    'phase1-not-established',
    'phase2-not-established',
    'send-errors',
    'no-return-traffic',
    'nhrp-registration-failure',
    'gdoi-registration-failure',
    'overlay-routing-flap',
    'authentication-failed',
  ],
  confusable: [
    'psk-missing',
    'ike-policy-mismatch',
    'authentication-failed',
    'identity-mismatch',
    'nat-t-blocked',
    'auth-method-mismatch',
    'peer-unreachable',
    'phase1-not-established',
    'xauth-failed',
    'eap-failed',
  ],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.rfc-editor.org/rfc/rfc2409',
    'https://www.rfc-editor.org/rfc/rfc7296#section-2.15',
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html',
  ],
});
