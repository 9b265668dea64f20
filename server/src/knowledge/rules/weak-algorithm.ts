// The finding weak-algorithm: an algorithm in use is weak.
import { rule } from '../../engine/define.ts';

export const weakAlgorithm = rule({
  code: 'weak-algorithm',
  step: 2,
  role: 'context',
  severity: 'information',
  title: 'A weak algorithm is in use[[ with {peer}]]: {algorithms}',
  explanation:
    'The tunnel may work, but this algorithm no longer gives the protection that is expected today: DES, 3DES, MD5 and the Diffie-Hellman groups 1, 2, 5, 22, 23 and 24 should not be used (RFC 8221, RFC 8247). Change both ends in one step.',
  next: [
    {
      command: 'show crypto isakmp policy',
      why: 'Which policies still name it?',
      where: 'either',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'show crypto ikev2 proposal',
      why: 'Which proposals still name it?',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
    { command: 'show running-config crypto', why: 'Which policies still name it?', where: 'either', platform: 'asa' },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      ike: 1,
      config: ['crypto isakmp policy <number>', ' encryption aes 256', ' hash sha256', ' group 14'],
      why: 'Group 14 is the least; 19, 20 and 21 are better. The transform set: esp-gcm 256, or esp-aes 256 with esp-sha256-hmac.',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 1,
      config: ['crypto ikev1 policy <number>', ' encryption aes-256', ' hash sha', ' group 14'],
      why: 'The most that IKEv1 can do on an ASA; IKEv2 can do more.',
    },
    {
      where: 'either',
      platform: 'ios',
      ike: 2,
      config: ['crypto ikev2 proposal <name>', ' encryption aes-cbc-256', ' integrity sha256', ' group 19 14'],
      why: 'Group 14 is the least; 19, 20 and 21 are better. The transform set: esp-gcm 256, or esp-aes 256 with esp-sha256-hmac.',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 2,
      config: [
        'crypto ikev2 policy <number>',
        ' encryption aes-256',
        ' integrity sha256',
        ' prf sha256',
        ' group 19 14',
        'crypto ipsec ikev2 ipsec-proposal <proposal>',
        ' protocol esp encryption aes-256',
        ' protocol esp integrity sha-256',
      ],
      why: 'Group 14 is the least; 19, 20 and 21 are better.',
    },
  ],
  confusable: ['ike-policy-mismatch', 'secret-in-text'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc8221',
    'https://www.rfc-editor.org/rfc/rfc8247',
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html',
  ],
});
