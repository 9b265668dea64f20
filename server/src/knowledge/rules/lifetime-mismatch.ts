// The finding lifetime-mismatch: the two ends are configured with different lifetimes; the shorter one is used.
import { rule } from '../../engine/define.ts';

export const lifetimeMismatch = rule({
  code: 'lifetime-mismatch',
  step: 6,
  role: 'context',
  severity: 'information',
  title: 'The lifetimes differ[[ with {peer}]]; the shorter one is used',
  explanation:
    'The lifetimes of the two ends are not the same. That does not keep a tunnel down: in IKEv1 the shorter one is used, in IKEv2 each end keeps its own and the one that expires first renews. It is worth making them equal, because a tunnel whose ends disagree on when keys expire is harder to read, and some devices of other makers insist on equal values in IKEv1.',
  next: [
    {
      command: 'show crypto isakmp policy',
      why: 'Lifetime of the IKE SA.',
      where: 'either',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'show crypto ikev2 profile',
      why: 'Lifetime of the IKE SA.',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
    { command: 'show crypto ipsec sa peer {peer}', why: 'Remaining lifetime of the IPsec SAs.', where: 'either' },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      ike: 1,
      config: ['crypto isakmp policy <number>', ' lifetime 86400'],
      why: 'Enter the same value on both ends.',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 1,
      config: ['crypto ikev1 policy <number>', ' lifetime 86400'],
      why: 'Enter the same value on both ends.',
    },
    {
      where: 'either',
      platform: 'ios',
      ike: 2,
      config: ['crypto ikev2 profile <profile>', ' lifetime 86400'],
      why: 'Enter the same value on both ends.',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 2,
      config: ['crypto ikev2 policy <number>', ' lifetime seconds 86400'],
      why: 'Enter the same value on both ends.',
    },
  ],
  explains: ['sa-flapping', 'invalid-spi'],
  confusable: ['ike-policy-mismatch', 'rekey-failure', 'sa-flapping', 'invalid-spi'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc7296#section-2.8',
    'https://www.rfc-editor.org/rfc/rfc2407#section-4.5.4',
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa917/configuration/vpn/asa-917-vpn-config/vpn-ike.html',
  ],
});
