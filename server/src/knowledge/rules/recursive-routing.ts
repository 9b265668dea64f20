// The finding recursive-routing: the route to the tunnel's own destination leads into the tunnel.
import { rule } from '../../engine/define.ts';

export const recursiveRouting = rule({
  code: 'recursive-routing',
  step: 5,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'Recursive routing[[ on {interface}]]: the route to the far end of the tunnel leads into the tunnel itself',
  explanation:
    'The encapsulated packets must reach the tunnel destination over the underlay. The best route to that destination now points into the tunnel: a packet would be wrapped again and again. IOS notices it and ' +
    'shuts the tunnel for a while; then the underlay route is best again, the tunnel comes up, learns the better route through itself, and so on. Usually the routing protocol of the overlay announces the underlay network, or a default route is learnt through the tunnel.',
  next: [
    {
      command: 'show ip route {destination}',
      why: 'While the tunnel is up: the route must not name the tunnel.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show ip protocols',
      why: 'Which networks does the protocol of the overlay announce?',
      where: 'either',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: [
        'ip route {destination} 255.255.255.255 <underlay next hop>',
        '! and keep the underlay out of the overlay protocol:',
        'router eigrp <as>',
        ' distribute-list prefix <list without the underlay> out {interface}',
      ],
      why: 'A host route over the underlay always wins; filtering removes the reason. A front-door VRF separates the two tables for good.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['route outside {destination} 255.255.255.255 <gateway>'],
      why: 'A host route over the outside interface always wins over one learnt through the VTI.',
    },
  ],
  explains: [
    'sa-flapping',
    'overlay-routing-flap',
    'nhrp-registration-failure',
    'dpd-failure',
    'peer-unreachable',
    'phase1-not-established',
    'missing-route',
  ],
  confusable: ['missing-route', 'overlay-routing-flap', 'sa-flapping'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/ip/enhanced-interior-gateway-routing-protocol-eigrp/22327-gre-flap.html',
  ],
});
