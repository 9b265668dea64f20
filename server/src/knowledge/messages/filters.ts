// What a router logs or debugs about packets that it refuses beside a tunnel: filtered ESP and IKE, packets too large for the tunnel, packets without a route.
import { messages } from '../../engine/define.ts';

const logged = 'https://www.cisco.com/c/en/us/about/security-center/access-control-list-logging.html';
const zones = 'https://www.cisco.com/c/en/us/support/docs/security/ios-firewall/98628-zone-design-guide.html';
const packets =
  'https://www.cisco.com/c/en/us/support/docs/ios-nx-os-software/ios-software-releases-121-mainline/12778-ping-traceroute.html';
const sizes = 'https://www.cisco.com/c/en/us/support/docs/ip/generic-routing-encapsulation-gre/25885-pmtud-ipfrag.html';

const esp = 'list {acl:word} denied {protocol:ipsecProtocol} {peer:ip}';
/** Scanners of the Internet knock at UDP 500 once or twice; several packets from a port of IKE are of somebody who wants a tunnel. */
const severalPackets = /\(4?500\) .*\(4?500\), (?:[3-9]|\d{2,}) packets/;
const ike = 'list {acl:word} denied udp {peer:ip}({sourceport:clientPort})';

const counted = '{local:ip}, {packets:int} ((packet|packets))';

/** IOS-XE filters in the data path and names the process before the sentence. */
const facilities = ['SEC', 'FMANFP'] as const;
const written = (facility: (typeof facilities)[number], sentence: string): string =>
  facility === 'SEC' ? sentence : `{:word} fman_fp_image: ${sentence}`;

export const filterMessages = messages([
  ...facilities.flatMap((facility) =>
    (['IPACCESSLOGRP', 'IPACCESSLOGNP'] as const).map((mnemonic) => ({
      id: `filter.esp-denied.${facility.toLowerCase()}.${mnemonic.slice(-2).toLowerCase()}`,
      head: 'ios-syslog',
      mnemonic: `${facility}-${mnemonic}`,
      templates: [`${written(facility, esp)} -> ${counted}`, `${written(facility, esp)} ({:text}) -> ${counted}`],
      means: 'An access list of this device refused protected packets (ESP or AH). Those of a peer must be permitted.',
      health: 'bad' as const,
      examples: [
        facility === 'SEC'
          ? `Jun  4 10:20:31.402: %SEC-6-${mnemonic}: list WAN-IN denied ${mnemonic === 'IPACCESSLOGNP' ? '50' : 'esp'} 203.0.113.9 -> 198.51.100.7, 12 packets`
          : `Jun  4 10:20:31.402: %FMANFP-6-${mnemonic}:  R0/0: fman_fp_image:  list WAN-IN denied ${mnemonic === 'IPACCESSLOGNP' ? '50' : 'esp'} 203.0.113.9 -> 198.51.100.7, 12 packets`,
      ],
      sources: [logged],
    })),
  ),
  ...facilities.map((facility) => ({
    id: `filter.ike-denied.${facility.toLowerCase()}`,
    head: 'ios-syslog',
    mnemonic: `${facility}-IPACCESSLOGP`,
    templates: [
      `${written(facility, ike)} -> {local:ip}({port:ikePort}), {packets:int} ((packet|packets))`,
      `${written(facility, ike)} ({:text}) -> {local:ip}({port:ikePort}), {packets:int} ((packet|packets))`,
    ],
    means: 'An access list of this device refused IKE (UDP 500) or packets of NAT traversal (UDP 4500).',
    health: 'bad' as const,
    context: { unless: severalPackets },
    examples: [
      facility === 'SEC'
        ? 'Jun  4 10:20:31.402: %SEC-6-IPACCESSLOGP: list WAN-IN denied udp 203.0.113.9(500) -> 198.51.100.7(500), 3 packets'
        : 'Jun  4 10:20:31.402: %FMANFP-6-IPACCESSLOGP:  R0/0: fman_fp_image:  list WAN-IN denied udp 203.0.113.9(500) -> 198.51.100.7(500), 3 packets',
    ],
    sources: [logged],
  })),
  {
    id: 'filter.ike-denied.zone',
    head: 'ios-syslog',
    mnemonic: 'FW-DROP_PKT',
    templates: [
      'Dropping udp session {peer:ip}:{sourceport:clientPort} {local:ip}:{port:ikePort} on zone-pair {pair:word} {:rest}',
    ],
    means: 'The zone firewall of this device dropped IKE (UDP 500) or packets of NAT traversal (UDP 4500).',
    health: 'bad',
    context: true,
    examples: [
      'Jun  4 10:20:31.402: %FW-6-DROP_PKT: Dropping udp session 203.0.113.9:500 198.51.100.7:500 on zone-pair WAN-SELF class class-default due to  DROP action found in policy-map with ip ident 0',
    ],
    sources: [zones],
  },
  {
    id: 'ip.unroutable',
    head: 'ip',
    templates: ['s={source:ip}[[ ({:interface})]], d={destination:ip}[[ ({:interface})]], len {:int}, unroutable'],
    means: 'This device has no route for the packet and drops it, before anything could be encrypted.',
    health: 'bad',
    context: true,
    examples: ['*May  9 07:31:22.118: IP: s=10.77.0.20 (FastEthernet0/1), d=10.44.1.9, len 100, unroutable'],
    sources: [packets],
  },
  {
    id: 'icmp.too-big',
    head: 'icmp',
    templates: [
      'dst ({destination:ip}) frag. needed and DF set unreachable sent to {source:ip}',
      'dst ({destination:ip}) frag. needed and DF set unreachable rcv from {source:ip}',
    ],
    means:
      'A packet that may not be fragmented is too large for the way out, and its sender is told so. Once or twice is how a sender finds the size that fits; again and again it does not hear of it.',
    health: 'bad',
    context: true,
    examples: ['*May  9 07:31:22.118: ICMP: dst (10.44.1.9) frag. needed and DF set unreachable sent to 10.77.0.20'],
    sources: [sizes],
  },
]);
