// The finding missing-route: a routing table, traceroute or CEF entry in the text shows that there is no way to the other network or peer.
import { rule } from '../../engine/define.ts';

export const missingRoute = rule({
  code: 'missing-route',
  step: 5,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'There is no route[[ to {destination}]][[ on {device}]]: packets for it never reach the tunnel',
  explanation:
    'Before a packet can be encrypted it has to be routed out of the interface that does the encryption, or into the tunnel interface. What this device shows has no ' +
    'such route for this destination, so IPsec never sees the packet. If the peer sends and this end cannot answer, the peer sees packets go out and none come back.',
  next: [
    {
      command: 'show running-config | include ^ip route|^router',
      why: 'Which static route or which protocol should know {destination}, and is it there?',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show running-config route',
      why: 'Which route should cover {destination}, and is it there?',
      where: 'local',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: ['ip route[[ vrf {vrf}]] {destination} {mask} <next hop or tunnel>'],
      why: 'Leads the traffic to the interface with the crypto map, or into the tunnel.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: ['route outside {destination} {mask} <gateway>'],
      why: 'Leads the traffic to the interface with the crypto map. With reverse-route on the map entry it appears by itself.',
    },
  ],
  explains: [
    'no-return-traffic',
    'no-outbound-traffic',
    'no-interesting-traffic',
    'peer-unreachable',
    'phase1-not-established',
    'phase2-not-established',
    'nhrp-registration-failure',
    'gdoi-registration-failure',
    'idle-tunnel',
    'overlay-routing-flap',
    'send-errors',
  ],
  confusable: [
    'no-return-traffic',
    'no-outbound-traffic',
    'nat-exemption-missing',
    'recursive-routing',
    'ivrf-mismatch',
    'fvrf-mismatch',
  ],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/ip/enhanced-interior-gateway-routing-protocol-eigrp/8651-21.html',
  ],
});
