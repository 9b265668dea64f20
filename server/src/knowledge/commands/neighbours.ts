// Routing neighbours: show ip eigrp neighbors, show ip ospf neighbor, show ip bgp summary. They bear on a tunnel only beside what shows the tunnel itself.
import { command, type Rec } from '../../engine/define.ts';

const isTunnel = ({ fields }: Rec): boolean => /^Tu/i.test(fields.interface?.value ?? '');
const number = (rec: Rec, field: string): number => Number(rec.fields[field]?.value ?? 0);

/** EIGRP waits for the first word of a neighbour whose hellos it hears. */
export const isUnheard = (rec: Rec): boolean =>
  isTunnel(rec) && number(rec, 'queue') > 0 && rec.fields.sequence?.value === '0' && number(rec, 'rto') >= 3000;

/** OSPF hears the neighbour and gets no further. */
export const isStuck = (rec: Rec): boolean =>
  isTunnel(rec) && /^(?:INIT|EXSTART|EXCHANGE|LOADING)$/.test(rec.fields.state?.value ?? '');

export const eigrpNeighbors = command({
  id: 'show ip eigrp neighbors',
  aliases: ['show eigrp address-family ipv4 neighbors'],
  options: ['detail', 'vrf'],
  context: true,
  fingerprints: [
    'EIGRP-IPv4 Neighbors for AS({:int})',
    'EIGRP-IPv4 VR({:word}) Address-Family Neighbors for AS({:int})',
    'IP-EIGRP neighbors for process {:int}',
    'H Address Interface Hold Uptime SRTT RTO Q Seq',
  ],
  ignores: ['(sec) (ms) Cnt Num', 'H Address Interface Hold Uptime SRTT RTO Q Seq'],
  records: {
    neighbour: {
      opens: [
        '{handle:int} {address:ip} {interface:interface} {hold:int} {uptime:duration} {srtt:int} {rto:int} {queue:int} {sequence:int}',
      ],
      cells: ['Version {version:word}, Retrans: {retransmissions:count}, Retries: {retries:count}'],
    },
  },
  means:
    'The EIGRP neighbours. Over a tunnel a neighbour whose hellos arrive and whose packets are never acknowledged is heard one way only.',
  fields: {
    hold: 'Seconds until the neighbour is given up unless a hello comes.',
    srtt: 'Smoothed round-trip time in milliseconds.',
    rto: 'Milliseconds until a packet is sent again; 5000 is the most: nothing is acknowledged.',
    queue: 'Packets that wait for an acknowledgement. It has to fall back to 0.',
    sequence: 'Number of the last packet from the neighbour. 0: it never sent more than hellos.',
  },
  health: (field, value) => (field === 'queue' ? (value === '0' ? 'good' : 'waiting') : undefined),
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/ip/enhanced-interior-gateway-routing-protocol-eigrp/118974-technote-eigrp-00.html',
  ],
});

export const ospfNeighbor = command({
  id: 'show ip ospf neighbor',
  options: ['vrf'],
  context: true,
  fingerprints: ['Neighbor ID Pri State Dead Time Address Interface'],
  ignores: ['Neighbor ID Pri State Dead Time Address Interface'],
  records: {
    neighbour: {
      opens: [
        '{neighbour:ip} {priority:int} {state:ospfState}/~{role:ospfRole} {dead:duration} {address:ip} {interface:interface}',
      ],
    },
  },
  means: 'The OSPF neighbours and how far each has come: FULL, or 2WAY between routers that are neither DR nor BDR.',
  fields: {
    state:
      'INIT: their hellos arrive, ours do not. EXSTART, EXCHANGE: hellos pass both ways and the database does not, which points at packet sizes. FULL: done.',
    dead: 'Time until the neighbour is given up unless a hello comes.',
  },
  health: (field, value) =>
    field === 'state' ? (/^(?:FULL|2WAY)$/.test(value) ? 'good' : value === 'DOWN' ? 'bad' : 'waiting') : undefined,
  sources: ['https://www.cisco.com/c/en/us/support/docs/ip/open-shortest-path-first-ospf/13685-13.html'],
});

export const ospfInterfaces = command({
  id: 'show ip ospf interface brief',
  context: true,
  fingerprints: ['Interface PID Area IP Address/Mask Cost State Nbrs F/C'],
  ignores: ['Interface PID Area IP Address/Mask Cost State Nbrs F/C'],
  records: {
    interface: {
      opens: [
        '{interface:interface} {process:int} {area:word} {address:word} {cost:int} {state:word} {full:int}/{count:int}',
      ],
    },
  },
  means: 'The interfaces that OSPF runs on, the state of each, and how many of its neighbours are full.',
  fields: {
    state:
      'P2P: one neighbour only, which no multipoint tunnel of several ends can keep to. P2MP, DR, BDR, DROTH: several.',
    full: 'Neighbours that are full, of all that are there.',
  },
  sources: ['https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/iproute_ospf/command/iro-cr-book.html'],
});

export const bgpSummary = command({
  id: 'show ip bgp summary',
  aliases: [
    'show bgp summary',
    'show bgp ipv4 unicast summary',
    'show bgp ipv6 unicast summary',
    'show ip bgp vpnv4 vrf * summary',
  ],
  context: true,
  fingerprints: ['Neighbor V AS MsgRcvd MsgSent TblVer InQ OutQ Up/Down State/PfxRcd'],
  ignores: [
    'Neighbor V AS MsgRcvd MsgSent TblVer InQ OutQ Up/Down State/PfxRcd',
    'BGP router identifier {:ip}, local AS number {:text}',
    'BGP table version is {:text}',
    'BGP using {:text}',
    'BGP activity {:text}',
  ],
  records: {
    neighbour: {
      opens: [
        '{address:ip} {version:int} {as:word} {received:count} {sent:count} {table:count} {inQueue:count} {outQueue:count} {uptime:duration} {state:word}',
      ],
    },
  },
  means: 'The BGP neighbours and since when each is up, or down.',
  fields: {
    uptime: 'How long the session is in this state.',
    state: 'A number: the session is up, and so many prefixes came. A word: how far it has come.',
    outQueue: 'Messages that wait to be sent; they do not get through where it never falls to 0.',
  },
  health: (field, value) => (field === 'state' ? (/^\d+$/.test(value) ? 'good' : 'waiting') : undefined),
  sources: ['https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/iproute_bgp/command/irg-cr-book.html'],
});
