// The finding ike-policy-mismatch: the two ends have no phase 1 policy in common.
import { rule } from '../../engine/define.ts';

export const ikePolicyMismatch = rule({
  code: 'ike-policy-mismatch',
  step: 2,
  role: 'cause',
  severity: 'error',
  title: 'No phase 1 policy in common[[ with {peer}]][[: {difference}]]',
  explanation:
    'Every phase 1 transform that was offered was compared with every policy configured at the answering end, and none is the same. ' +
    'Encryption, key length, hash and Diffie-Hellman group must be equal in one policy of both ends; with IKEv1 the authentication method too, with IKEv2 the PRF. The lifetime may differ: the shorter one is used. The policy numbers do not matter.',
  next: [
    {
      command: 'show crypto isakmp policy',
      why: 'Run it on both ends and find the one policy that is meant to match.',
      where: 'either',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'show running-config crypto ikev1',
      why: 'Run it on both ends and find the one policy that is meant to match.',
      where: 'either',
      platform: 'asa',
      ike: 1,
    },
    {
      command: 'show crypto ikev2 proposal',
      why: 'Run it on both ends: each kind of algorithm must have one value in common.',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'show crypto ikev2 policy',
      why: 'Which proposals are really offered: those of the policy that fits the VRF and the local address.',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'show running-config crypto ikev2',
      why: 'Run it on both ends: each kind of algorithm must have one value in common.',
      where: 'either',
      platform: 'asa',
      ike: 2,
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      ike: 2,
      config: ['crypto ikev2 proposal <name>', ' encryption <encryption>', ' integrity <integrity>', ' group <group>'],
      why: 'Give both ends one value of each in common; the proposal must stand in the IKEv2 policy that is used. With AES-GCM a prf stands in place of integrity.',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 2,
      config: [
        'crypto ikev2 policy <number>',
        ' encryption <encryption>',
        ' integrity <integrity>',
        ' prf <prf>',
        ' group <group>',
      ],
      why: 'Give both ends one value of each in common.',
    },
    {
      where: 'either',
      platform: 'ios',
      ike: 1,
      config: [
        'crypto isakmp policy {number}',
        ' encryption {encryption}',
        ' hash {hash}',
        ' authentication {auth}',
        ' group {dh}',
      ],
      why: 'Add (or change) one policy so that both ends have these same values.',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 1,
      config: [
        'crypto ikev1 policy {number}',
        ' encryption {encryption}',
        ' hash {hash}',
        ' authentication {auth}',
        ' group {dh}',
      ],
      why: 'Add (or change) one policy so that both ends have these same values.',
    },
  ],
  explains: [
    'phase1-not-established',
    'phase2-not-established',
    'send-errors',
    'no-return-traffic',
    'nhrp-registration-failure',
    'overlay-routing-flap',
  ],
  confusable: [
    'psk-mismatch',
    'psk-missing',
    'peer-not-configured',
    'ike-version-mismatch',
    'auth-method-mismatch',
    'ipsec-proposal-mismatch',
    'ike-dh-group-mismatch',
    'phase1-not-established',
    'weak-algorithm',
    'lifetime-mismatch',
    'exchange-mode-mismatch',
  ],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.rfc-editor.org/rfc/rfc2409',
    'https://www.rfc-editor.org/rfc/rfc8247',
  ],
});
