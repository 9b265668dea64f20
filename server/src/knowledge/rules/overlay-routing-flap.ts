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
  reasons: {
    authentication: {
      title: 'EIGRP refuses the neighbour[[ {peer}]][[ over {interface}]]: its authentication does not fit',
      explanation:
        'The neighbour is heard, and its packets are not accepted for their authentication. Key number, key string and their lifetimes must be equal on both ends, and both must use them. The tunnel itself carries the packets.',
    },
  },
  next: [
    {
      command: 'show running-config | section router eigrp|interface Tunnel|key chain',
      why: 'On both ends: what EIGRP demands of a neighbour must be equal.',
      where: 'either',
      platform: 'ios',
      answers: ['authentication', 'metric'],
    },
    {
      command: 'show ip ospf interface Tunnel<n>',
      why: 'The network type: a tunnel with several neighbours must not be POINT_TO_POINT.',
      where: 'either',
      platform: 'ios',
      answers: ['network-type'],
    },
    {
      command: 'show ip bgp neighbors {peer} | include hold|segment|retransmit',
      why: 'Segments of full size that are sent again and again do not get through the tunnel.',
      where: 'local',
      platform: 'ios',
      answers: ['unicast'],
    },
    {
      command: 'ping {peer} size 1400 df-bit',
      why: 'Updates of full size need the whole MTU; keepalives and small pings do not.',
      where: 'local',
      platform: 'ios',
      answers: ['unicast'],
    },
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
      answers: ['authentication'],
      config: [
        'key chain <chain>',
        ' key <same number on both ends>',
        '  key-string <same on both ends>',
        'interface Tunnel<n>',
        ' ip authentication mode eigrp <as> md5',
        ' ip authentication key-chain eigrp <as> <chain>',
      ],
      why: 'The neighbour is refused for its authentication: both ends need it, with the same key number and string, valid now.',
    },
    {
      where: 'either',
      platform: 'ios',
      answers: ['metric'],
      config: ['router eigrp <as>', ' metric weights 0 1 0 1 0 0'],
      why: 'The K values of both ends must be equal; these are the default ones.',
    },
    {
      where: 'either',
      platform: 'ios',
      answers: ['network-type'],
      config: ['interface Tunnel<n>', ' ip ospf network point-to-multipoint'],
      why: 'On the hub and on all spokes. A point-to-point interface keeps one neighbour only: each hello of another one resets the adjacency.',
    },
    {
      where: 'either',
      platform: 'ios',
      answers: ['unicast'],
      config: ['interface Tunnel<n>', ' ip mtu 1400', ' ip tcp adjust-mss 1360'],
      why: 'BGP runs over TCP: its keepalives wait behind updates that do not fit through the tunnel.',
    },
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
    'https://www.cisco.com/c/en/us/support/docs/ip/border-gateway-protocol-bgp/116377-troubleshoot-bgp-mtu.html',
  ],
});
