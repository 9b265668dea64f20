// The finding no-interesting-traffic: nothing that matches the crypto access list reaches the crypto interface, so no tunnel is built.
import { rule } from '../../engine/define.ts';

export const noInterestingTraffic = rule({
  code: 'no-interesting-traffic',
  step: 3,
  role: 'cause',
  severity: 'warning',
  stops: true,
  title: 'No packet has matched the crypto access list[[ for {peer}]]: the tunnel has no reason to come up',
  explanation:
    'A tunnel with a crypto map is built only when a packet matches its access list on the way out of the crypto interface. Here no IKE and no IPsec SA exists, nothing was ' +
    'sent and nothing failed: such a packet has not been seen yet. Either nobody sends, or the packets take another way (route, policy routing), are translated before, or the ' +
    'access list does not cover them.',
  next: [
    {
      command: 'show ip access-lists',
      why: 'A match count of 0 on the crypto access list proves that nothing reached it.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show access-list',
      why: 'A hit count of 0 on the crypto access list proves that nothing reached it.',
      where: 'local',
      platform: 'asa',
    },
    {
      command: 'ping <remote host> source <inside interface>',
      why: 'Sends a packet that must match; a plain ping leaves with the outside address and does not.',
      where: 'local',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: [
        'ip access-list extended <crypto list>',
        ' permit ip <our network> <wildcard> <remote network> <wildcard>',
      ],
      why: 'Names the traffic that is to be protected; its mirror belongs on the peer.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: ['access-list <crypto list> extended permit ip <our network> <mask> <remote network> <mask>'],
      why: 'Names the traffic that is to be protected; its mirror belongs on the peer.',
    },
  ],
  explains: ['phase1-not-established'],
  confusable: ['no-outbound-traffic', 'idle-tunnel', 'phase1-not-established', 'crypto-map-not-matched', 'send-errors'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
  ],
});
