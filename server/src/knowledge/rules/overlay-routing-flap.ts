// The finding overlay-routing-flap: routing neighbours over the tunnel come and go.
import { rule } from '../../engine/define.ts';

export const overlayRoutingFlap = rule({
  code: 'overlay-routing-flap',
  step: 5,
  role: 'cause',
  severity: 'warning',
  title: 'The routing neighbour[[ {peer}]][[ over {interface}]] comes and goes[[: {reason}]]',
  explanation:
    'A routing protocol over the tunnel loses its neighbour again and again. If the tunnel itself stays up, look for what the hellos need and small packets do not: a multicast map, the MTU for full-size updates, timers, and a route to the tunnel destination that the protocol itself may change. If IPsec or NHRP goes down first, the adjacency is only a symptom.',
  next: [
    {
      command: 'show ip nhrp multicast',
      why: 'Hellos need a multicast map on a multipoint tunnel.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'ping <neighbour tunnel address> size 1400 df-bit',
      why: 'Full-size updates need the whole MTU; hellos do not.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show logging | include NBRCHANGE|ADJCHG|TUN-5|DMVPN',
      why: 'The line before the first loss names the layer that went first.',
      where: 'local',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: ['interface Tunnel<n>', ' ip nhrp map multicast dynamic', ' ip mtu 1400', ' ip tcp adjust-mss 1360'],
      why: 'The two usual reasons: multicast that goes nowhere one way, and updates that do not fit.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['router bgp <as>', ' address-family ipv4 unicast', '  neighbor <peer tunnel address> timers 10 30'],
      why: 'Over an ASA VTI use BGP with timers longer than the rekey gap.',
    },
  ],
  confusable: ['recursive-routing', 'nhrp-multicast-map-missing', 'sa-flapping', 'nhrp-resolution-failure'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/111976-dmvpn-troubleshoot-00.html',
  ],
});
