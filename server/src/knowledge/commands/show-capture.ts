// The packets that an ASA captured: show capture, printed as tcpdump does.
import { command, type Rec } from '../../engine/define.ts';

const start = '{number:count}: {time:word} [[802.1Q vlan#{:count} P{:count} ]]';
const piece = '(frag {id:count}:{size:count}@{offset:count}[[+]])';

export const showCapture = command({
  id: 'show capture',
  options: ['detail', 'dump', 'decode', 'trace'],
  context: (root) => !root.children.some(isIke),
  platform: 'asa',
  fingerprints: [
    `{:count}: {:word} [[802.1Q vlan#{:count} P{:count} ]]{:ip}.{:ikePort} > {:ip}.{:ikePort}: udp {:count}`,
  ],
  ignores: ['{:count} ((packet|packets)) ((captured|shown))', '{:count}: {:word} {:text}'],
  records: {
    packet: {
      opens: [
        `${start}{source:ip}.{sourcePort:port} > {destination:ip}.{port:port}: udp {length:count} ${piece}`,
        `${start}{source:ip}.{sourcePort:port} > {destination:ip}.{port:port}: udp {length:count}`,
        `${start}{source:ip} > {destination:ip}: [[udp ]]${piece}`,
      ],
    },
  },
  means:
    'The packets that passed an interface and a filter. (frag 40:1480@0+) is the piece at offset 0 of packet 40, with 1480 bytes, of which more follow; only the first piece of a packet shows its ports, so a filter with ports takes no other one.',
  fields: {
    source: 'Sender',
    destination: 'Receiver',
    port: 'Port of the receiver: 500 and 4500 are IKE',
    length: 'Bytes of UDP, of all pieces together',
    id: 'Number of the packet that a piece belongs to: the same at both ends',
    offset: 'Where in the packet the piece belongs: 0 is the first',
  },
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa91/configuration/general/asa_91_general_config/admin_trouble.html',
    'https://www.tcpdump.org/manpages/tcpdump.1.html',
  ],
});

const isIke = ({ fields }: Rec): boolean => /^(?:500|4500)$/.test(fields.port?.value ?? '');
