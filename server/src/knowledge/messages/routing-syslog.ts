// Syslog lines of routing protocols whose neighbours may be reached through a tunnel.
import { messages } from '../../engine/define.ts';
import { besideTunnels } from './tunnel.ts';

const eigrp =
  '((EIGRP-IPv4|EIGRP-IPv6|IP-EIGRP|IPv6-EIGRP|EIGRP))[[:]][[~({:word}]] {as:count}: Neighbor {neighbor:ip} ({interface:interface}) is';

export const routingSyslog = messages([
  {
    id: 'routing.eigrp-up',
    head: 'ios-syslog',
    mnemonic: 'DUAL-NBRCHANGE',
    templates: [`${eigrp} up: {reason:text}`],
    means: 'An EIGRP neighbour appeared: hellos pass in at least one direction.',
    health: 'good',
    context: besideTunnels,
    examples: [
      '*Aug  8 04:10:22.480: %DUAL-5-NBRCHANGE: EIGRP-IPv4 65: Neighbor 172.20.0.1 (Tunnel10) is up: new adjacency',
      '%DUAL-5-NBRCHANGE: IP-EIGRP(0) 65: Neighbor 172.20.0.1 (Tunnel10) is up: new adjacency',
    ],
  },
  {
    id: 'routing.eigrp-down',
    head: 'ios-syslog',
    mnemonic: 'DUAL-NBRCHANGE',
    templates: [`${eigrp} down: {reason:text}`],
    means:
      'An EIGRP neighbour was lost. "retry limit exceeded": hellos arrive, but our unicast packets are not acknowledged; "holding time expired": nothing arrives any more.',
    health: 'bad',
    context: besideTunnels,
    examples: [
      '*Aug  8 04:11:41.916: %DUAL-5-NBRCHANGE: EIGRP-IPv4 65: Neighbor 172.20.0.1 (Tunnel10) is down: retry limit exceeded',
    ],
  },
  {
    id: 'routing.eigrp-stranger',
    head: 'ios-syslog',
    mnemonic: 'DUAL-NBRINFO',
    templates: [
      `${eigrp} blocked: not on common subnet[[ ({network:word})]]`,
      '((EIGRP-IPv4|IP-EIGRP))[[:]][[~({:word}]] {as:count}: Neighbor {neighbor:ip} not on common subnet for {interface:interface}',
    ],
    means:
      'A hello came from an address that is not in the network of this interface: the two ends of the tunnel, or two clouds with one key, have different networks.',
    health: 'bad',
    context: besideTunnels,
    examples: [
      '*Aug  8 04:12:06.001: %DUAL-6-NBRINFO: EIGRP-IPv4 65: Neighbor 172.20.9.1 (Tunnel10) is blocked: not on common subnet (172.20.0.7/24)',
    ],
    sources: [
      'https://www.cisco.com/c/en/us/support/docs/ip/enhanced-interior-gateway-routing-protocol-eigrp/118974-technote-eigrp-00.html',
    ],
  },
  {
    id: 'routing.ospf-change',
    head: 'ios-syslog',
    mnemonic: 'OSPF-ADJCHG',
    templates: [
      'Process {process:count}, Nbr {neighbor:ip} on {interface:interface} from {from:word} to {to:word}, {reason:text}',
    ],
    means: 'An OSPF neighbour changed its state.',
    health: 'neutral',
    context: besideTunnels,
    examples: [
      '*Aug  8 04:15:33.021: %OSPF-5-ADJCHG: Process 1, Nbr 192.0.2.33 on Tunnel10 from FULL to DOWN, Neighbor Down: Dead timer expired',
    ],
  },
  {
    id: 'routing.bgp-up',
    head: 'ios-syslog',
    mnemonic: 'BGP-ADJCHANGE',
    templates: ['neighbor {neighbor:ip} [[vpn vrf {vrf:name} ]]Up'],
    means: 'A BGP neighbour came up.',
    health: 'good',
    context: true,
    examples: ['*Aug  8 04:20:10.660: %BGP-5-ADJCHANGE: neighbor 172.20.0.1 Up'],
  },
  {
    id: 'routing.bgp-down',
    head: 'ios-syslog',
    mnemonic: 'BGP-ADJCHANGE',
    templates: ['neighbor {neighbor:ip} [[vpn vrf {vrf:name} ]]Down {reason:text}'],
    means: 'A BGP neighbour was lost.',
    health: 'bad',
    context: true,
    examples: ['*Aug  8 04:23:10.660: %BGP-5-ADJCHANGE: neighbor 172.20.0.1 Down BGP Notification sent'],
  },
  {
    id: 'routing.bgp-notification',
    head: 'ios-syslog',
    mnemonic: 'BGP-NOTIFICATION',
    templates: [
      '((sent to|received from)) neighbor {neighbor:ip} [[((active|passive)) ]]{code:int}/{subcode:int} ({reason:reasonText}~)[[ {:int} bytes]]',
    ],
    means:
      'A BGP session is ended, and why. 4/0, hold time expired: three keepalives in a row did not arrive. 6: one end was told to end it.',
    health: 'bad',
    context: true,
    examples: [
      '*Aug  8 04:23:10.657: %BGP-3-NOTIFICATION: sent to neighbor 172.20.0.1 4/0 (hold time expired) 0 bytes',
      '*Aug  8 04:23:10.657: %BGP-3-NOTIFICATION: received from neighbor 172.20.0.1 active 6/4 (Administrative Reset) 0 bytes',
    ],
    sources: ['https://www.rfc-editor.org/rfc/rfc4271#section-4.5', 'https://www.rfc-editor.org/rfc/rfc4486'],
  },
  {
    id: 'routing.bgp-reset',
    head: 'ios-syslog',
    mnemonic: 'BGP-NBR_RESET',
    templates: ['Neighbor {neighbor:ip} [[((active|passive)) ]]reset ({reason:reasonText}~)'],
    means: 'A BGP session was ended; the reason stands in brackets, or in the notification beside it.',
    health: 'bad',
    context: true,
    examples: ['*Aug  8 04:23:10.658: %BGP-5-NBR_RESET: Neighbor 172.20.0.1 reset (BGP Notification sent)'],
  },
  {
    id: 'routing.bgp-topology',
    head: 'ios-syslog',
    mnemonic: 'BGP_SESSION-ADJCHANGE',
    templates: [
      'neighbor {neighbor:ip} [[vpn vrf {vrf:name} ]]{family:words} topology base removed from session {reason:text}',
    ],
    means: 'The routes of a BGP neighbour are taken away with its session.',
    health: 'neutral',
    context: true,
    examples: [
      '*Aug  8 04:23:10.660: %BGP_SESSION-5-ADJCHANGE: neighbor 172.20.0.1 IPv4 Unicast topology base removed from session  BGP Notification sent',
    ],
  },
]);
