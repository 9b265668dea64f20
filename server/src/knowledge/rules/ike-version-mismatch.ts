// The finding ike-version-mismatch: the two ends use different IKE versions.
import { rule } from '../../engine/define.ts';

export const ikeVersionMismatch = rule({
  code: 'ike-version-mismatch',
  step: 2,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'One end speaks IKEv1 and the other IKEv2[[ ({peer})]]',
  explanation:
    'The messages of the peer belong to the other IKE version. The two versions do not understand each other: both ends must be configured for the same one, and it must be switched on there.',
  next: [
    {
      command: 'show running-config | section crypto',
      why: 'An ikev2 profile in the crypto map or IPsec profile means IKEv2, otherwise IKEv1.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show running-config crypto map',
      why: 'set ikev1 transform-set or set ikev2 ipsec-proposal tells the version.',
      where: 'either',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: ['crypto map <map> <number> ipsec-isakmp', ' set ikev2-profile <profile>'],
      why: 'Where the peer speaks IKEv2; take the line out again where it speaks IKEv1.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['crypto map <map> <number> set ikev2 ipsec-proposal <proposal>', 'crypto ikev2 enable outside'],
      why: 'Where the peer speaks IKEv2.',
    },
  ],
  explains: [
    'phase1-not-established',
    'phase2-not-established',
    'send-errors',
    'no-return-traffic',
    'nhrp-registration-failure',
    'overlay-routing-flap',
    'ike-policy-mismatch',
    'peer-unreachable',
  ],
  confusable: ['ike-policy-mismatch', 'exchange-mode-mismatch', 'ike-not-enabled', 'peer-not-configured'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc7296',
    'https://www.rfc-editor.org/rfc/rfc2408',
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html',
  ],
});
