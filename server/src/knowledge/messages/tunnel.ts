// Syslog lines of tunnel interfaces: line protocol, recursive routing, changes of tunnel mode.
import { messages } from '../../engine/define.ts';

/** A line about an interface bears on a tunnel by itself only where the interface is one. */
export const besideTunnels = { unless: /\bTu(?:nnel)?\d/ };

const recursion =
  'https://www.cisco.com/c/en/us/support/docs/ip/enhanced-interior-gateway-routing-protocol-eigrp/22327-gre-flap.html';

const keepalives =
  'https://www.cisco.com/c/en/us/support/docs/ip/generic-routing-encapsulation-gre/118370-technote-gre-00.html';

const fragmentation =
  'https://www.cisco.com/c/en/us/support/docs/ip/generic-routing-encapsulation-gre/25885-pmtud-ipfrag.html';

const protection =
  'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_dmvpn/configuration/xe-16/sec-conn-dmvpn-xe-16-book/sec-conn-dmvpn-share-ipsec-w-tun-protect.html';

export const tunnel = messages([
  {
    id: 'tunnel.recursive-routing',
    head: 'ios-syslog',
    mnemonic: 'TUN-RECURDOWN',
    // Packet Tracer prints the number alone.
    templates: [
      '{interface:interface} temporarily disabled due to recursive routing',
      '{number:int} temporarily disabled due to recursive routing',
    ],
    means:
      'The best route to the tunnel destination leads into the tunnel itself; IOS switched the tunnel off for a while.',
    health: 'bad',
    says: [{ code: 'recursive-routing', certainty: 'certain', side: 'either', lasting: true }],
    examples: ['*Jul  7 12:30:08.771: %TUN-5-RECURDOWN: Tunnel10 temporarily disabled due to recursive routing'],
    sources: [recursion],
  },
  {
    id: 'tunnel.looped-chain',
    head: 'ios-syslog',
    mnemonic: 'ADJ-PARENT',
    templates: [
      'Midchain parent maintenance for {:word} midchain out of {interface:interface}, {what:phrase} - looped chain attempting to stack',
      'Midchain parent maintenance for {:word} midchain out of {interface:interface}[[ {:word}]] - looped chain attempting to stack',
      'Midchain parent maintenance for {adjacency:phrase} - looped chain attempting to stack',
      'Midchain parent maintenance for {adjacency:phrase}, {what:phrase} - looped chain attempting to stack',
    ],
    means:
      'The forwarding entry of a tunnel would point at itself: the route to the far end leads into the tunnel. Multipoint tunnels write only this line.',
    health: 'bad',
    says: [{ code: 'recursive-routing', certainty: 'likely', side: 'either' }],
    examples: [
      '*Jul  7 12:30:07.206: %ADJ-5-PARENT: Midchain parent maintenance for IP midchain out of Tunnel10, addr 172.20.0.1 7F8C2A104D58 - looped chain attempting to stack',
    ],
    sources: [recursion],
  },
  {
    id: 'tunnel.line-up',
    head: 'ios-syslog',
    mnemonic: 'LINEPROTO-UPDOWN',
    templates: ['Line protocol on Interface {interface:interface}, changed state to up'],
    means: 'The interface can carry packets again.',
    health: 'good',
    context: besideTunnels,
    examples: ['*Jul  7 12:31:14.018: %LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel10, changed state to up'],
  },
  {
    id: 'tunnel.line-down',
    head: 'ios-syslog',
    mnemonic: 'LINEPROTO-UPDOWN',
    templates: ['Line protocol on Interface {interface:interface}, changed state to down'],
    means: 'The interface cannot carry packets. On a tunnel with protection that follows the state of IPsec or NHRP.',
    health: 'waiting',
    context: besideTunnels,
    examples: ['*Jul  7 12:30:08.780: %LINEPROTO-5-UPDOWN: Line protocol on Interface Tunnel10, changed state to down'],
  },
  {
    id: 'tunnel.interface-shut',
    head: 'ios-syslog',
    mnemonic: 'LINK-CHANGED',
    templates: ['Interface {interface:interface}, changed state to administratively down'],
    means: 'Someone shut the interface.',
    health: 'waiting',
    context: true,
    operator: true,
    examples: ['*Jul  7 12:40:01.500: %LINK-5-CHANGED: Interface Tunnel10, changed state to administratively down'],
  },
  {
    id: 'tunnel.mtu-too-large',
    head: 'ios-syslog',
    mnemonic: 'TUN-MTUCONFIGEXCEEDSTRMTU_IPV4',
    templates: [
      '{interface:interface} IPv4 MTU configured {configured:count} exceeds tunnel transport MTU {transport:count}',
    ],
    means:
      'The ip mtu of the tunnel is larger than what fits into one packet outside: full-size packets are cut after they were encrypted. A warning; small packets do not notice.',
    health: 'neutral',
    examples: [
      '*Jul  7 12:29:55.004: %TUN-4-MTUCONFIGEXCEEDSTRMTU_IPV4: Tunnel10 IPv4 MTU configured 1500 exceeds tunnel transport MTU 1422',
    ],
    sources: [fragmentation],
  },
  {
    id: 'tunnel.keepalive-sent',
    head: 'tunnel-keepalive',
    templates: ['sending keepalive, {local:ip}->{peer:ip} (len={:int} ttl={:int}), counter={counter:count}'],
    means:
      'A keepalive of the GRE tunnel goes out, made so that the far end sends it back. The counter grows while none comes back; beyond the configured retries the line goes down.',
    health: 'neutral',
    examples: [
      '*Jul  7 12:41:00.011: Tunnel10: sending keepalive, 198.51.100.7->203.0.113.9 (len=24 ttl=255), counter=4',
    ],
    sources: [keepalives],
  },
  {
    id: 'tunnel.keepalive-received',
    head: 'tunnel-keepalive',
    templates: ['keepalive received, {local:ip}->{peer:ip} (len={:int} ttl={:int}), resetting counter'],
    means: 'The far end sent the keepalive back: GRE passes both ways.',
    health: 'good',
    examples: [
      '*Jul  7 12:41:00.019: Tunnel10: keepalive received, 198.51.100.7->203.0.113.9 (len=24 ttl=253), resetting counter',
    ],
    sources: [keepalives],
  },
  {
    id: 'tunnel.protection-changed',
    head: 'tunnel-reply',
    templates: ['{interface:interface} interface due to IPsec tunnel protection modification~.{:rest}'],
    means: 'IOS-XE shuts a tunnel interface when its protection is changed; it stays shut until "no shutdown".',
    health: 'waiting',
    operator: true,
    examples: ['%Shutting down Tunnel10 interface due to IPsec tunnel protection modification.'],
    sources: [protection],
  },
  {
    id: 'tunnel.protection-refused',
    head: 'tunnel-reply',
    templates: ['having the same Tunnel Source{:rest}'],
    means:
      'The line was refused: tunnels with the same source and the same IPsec profile all need the word shared behind the profile.',
    health: 'bad',
    examples: [
      "Error: All Tunnel interfaces having the same Tunnel Source [, same Tunnel Destination for p2p] and the same IPsec profile must be configured with the 'shared' keyword",
    ],
    sources: [protection],
  },
  {
    id: 'tunnel.interface-state',
    head: 'ios-syslog',
    mnemonic: 'LINK-UPDOWN',
    templates: ['Interface {interface:interface}, changed state to {state:state}'],
    means: 'The interface came up or went down.',
    health: 'neutral',
    context: true,
    examples: ['*Jul  7 12:31:14.020: %LINK-3-UPDOWN: Interface Tunnel10, changed state to up'],
  },
]);
