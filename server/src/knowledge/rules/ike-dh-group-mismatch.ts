// The finding ike-dh-group-mismatch: the two ends never agree on one Diffie-Hellman group, although each keeps correcting the other.
import { rule } from '../../engine/define.ts';

export const ikeDhGroupMismatch = rule({
  code: 'ike-dh-group-mismatch',
  step: 2,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'The Diffie-Hellman group is corrected again and again[[ with {peer}]] and never agreed',
  explanation:
    'IKEv2 guesses a Diffie-Hellman group for its first message. If the peer prefers another group of the list, it answers INVALID_KE_PAYLOAD and the message is sent once more with that group: one correction is normal and costs one round trip. ' +
    'Here it happens again and again, so the group that one end asks for is never used by the other: the lists overlap on paper, but not in what the ends really send.',
  next: [
    {
      command: 'show crypto ikev2 proposal',
      why: 'Lists the groups of each proposal in the order in which they are tried.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show running-config crypto ikev2',
      why: 'Lists the groups of each IKEv2 policy in the order in which they are tried.',
      where: 'either',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: ['crypto ikev2 proposal <name>', ' group 19 14'],
      why: 'Give both ends the same groups, the wanted one first.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['crypto ikev2 policy <number>', ' group 19 14'],
      why: 'Give both ends the same groups, the wanted one first.',
    },
  ],
  explains: ['phase1-not-established', 'ike-policy-mismatch'],
  confusable: ['ike-policy-mismatch', 'pfs-mismatch'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc7296#section-1.3',
    'https://www.rfc-editor.org/rfc/rfc7296#section-2.7',
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html',
  ],
});
