// What the access lists of an ASA, FTD or PIX log about packets of other people's tunnels, which they stop on their way through.
import { messages } from '../../engine/define.ts';
import { log } from './asa-syslog.ts';

export const asaFilters = messages([
  log(
    '106006',
    'Deny inbound UDP from {peer:ip}/{sourceport:clientPort} to {local:ip}/{port:ikePort} on interface {interface:name}',
    'No access list of this firewall lets IKE or NAT traversal in on that interface.',
    {
      id: 'ike',
      level: 2,
      text: 'Deny inbound UDP from 203.0.113.20/500 to 198.51.100.6/500 on interface outside',
      health: 'bad',
    },
  ),
  log(
    '106010',
    'Deny inbound [[protocol ]]{protocol:ipsecProtocol} src {interface:name}:{peer:ip} dst {to:name}:{local:ip}',
    'No access list of this firewall lets ESP or AH in on that interface.',
    {
      id: 'esp',
      level: 3,
      text: 'Deny inbound protocol 50 src outside:203.0.113.20 dst dmz:198.51.100.6',
      health: 'bad',
    },
  ),
  log(
    '106023',
    'Deny [[protocol ]]{protocol:ipsecProtocol} src {interface:name}:{peer:ip} dst {to:name}:{local:ip}[[ by access-group "{acl:name}"]][[ {:text}]]',
    'An access list of this firewall stops ESP or AH on its way through.',
    {
      id: 'esp',
      text: 'Deny protocol 50 src outside:203.0.113.20 dst dmz:198.51.100.6 by access-group "OUTSIDE-IN" [0x0, 0x0]',
      health: 'bad',
    },
  ),
  log(
    '106023',
    'Deny udp src {interface:name}:{peer:ip}/{sourceport:clientPort} dst {to:name}:{local:ip}/{port:ikePort}[[ by access-group "{acl:name}"]][[ {:text}]]',
    'An access list of this firewall stops IKE (UDP 500) or NAT traversal (UDP 4500) on its way through.',
    {
      id: 'ike',
      text: 'Deny udp src outside:203.0.113.20/4500 dst dmz:198.51.100.6/4500 by access-group "OUTSIDE-IN" [0x0, 0x0]',
      health: 'bad',
    },
  ),
  log(
    '106100',
    'access-list {acl:name} denied {protocol:ipsecProtocol} {interface:name}/{peer:ip}({:int}) -> {to:name}/{local:ip}({:int})[[ hit-cnt {packets:int}]][[ {:text}]]',
    'A line of an access list of this firewall that is to be logged stops ESP or AH.',
    {
      id: 'esp',
      text: 'access-list OUTSIDE-IN denied esp outside/203.0.113.20(0) -> dmz/198.51.100.6(0) hit-cnt 1 first hit [0x1b0f6f3d, 0x0]',
      health: 'bad',
    },
  ),
  log(
    '106100',
    'access-list {acl:name} denied udp {interface:name}/{peer:ip}({sourceport:clientPort}) -> {to:name}/{local:ip}({port:ikePort})[[ hit-cnt {packets:int}]][[ {:text}]]',
    'A line of an access list of this firewall that is to be logged stops IKE or NAT traversal.',
    {
      id: 'ike',
      text: 'access-list OUTSIDE-IN denied udp outside/203.0.113.20(500) -> dmz/198.51.100.6(500) hit-cnt 1 first hit [0x1b0f6f3d, 0x0]',
      health: 'bad',
    },
  ),
]);
