// The finding fragmentation-ike: large IKE messages (with certificates) are lost on the way, small ones pass.
import { rule } from '../../engine/define.ts';

export const fragmentationIke = rule({
  code: 'fragmentation-ike',
  step: 2,
  role: 'cause',
  severity: 'error',
  title: 'Large IKE messages[[ to {peer}]] get lost: the first exchange passes, the one with certificates does not',
  explanation:
    'The first IKE exchange is small and passes. The next one carries certificates, is larger than the path allows and is cut into IP fragments; a firewall, a NAT or a policer drops them. The sender repeats the message until it gives up. Nothing is wrong with the certificates. IKEv2 can cut its messages itself (IKE fragmentation), so that no IP fragments arise.',
  next: [
    {
      command: 'show crypto ikev2 sa detailed',
      why: 'Shows whether IKE fragmentation was negotiated ("Fragmentation not configured").',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'show ip access-lists',
      why: 'A line with the word fragments and a growing number of matches drops them here.',
      where: 'either',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'ping {peer} size 1500 df-bit',
      why: 'Finds the size that still passes the path.',
      where: 'local',
      platform: 'ios',
    },
    { command: 'show fragment', why: 'Counts fragments that were dropped.', where: 'either', platform: 'asa' },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      ike: 1,
      config: ['ip access-list extended <outside-in>', ' permit udp host {peer} any fragments'],
      why: 'Let IP fragments pass wherever they are dropped; the line belongs before the one that denies them.',
    },
    {
      where: 'either',
      platform: 'ios',
      ike: 2,
      config: ['crypto ikev2 fragmentation mtu 1280'],
      why: 'Let IKE cut its own messages; needed on both ends.',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 2,
      config: ['crypto ikev2 fragmentation mtu 1280'],
      why: 'Let IKE cut its own messages; needed on both ends.',
    },
  ],
  explains: ['phase1-not-established', 'authentication-failed', 'mtu-fragmentation', 'peer-unreachable'],
  confusable: ['nat-t-blocked', 'peer-unreachable', 'certificate-invalid', 'mtu-fragmentation'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc7383',
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/117337-config-asa-router-00.html',
  ],
});
