// Ports, routing tables and protocols that tunnels are made of.
import { terms } from '../../engine/define.ts';

const natt = 'https://www.rfc-editor.org/rfc/rfc3948';
const vrfs =
  'https://www.cisco.com/c/en/us/td/docs/routers/ios/config/17-x/sec-vpn/b-security-vpn/m_sec-vrf-aware-ipsec-0.html';

export const network = terms([
  {
    words: ['UDP 500'],
    kind: 'port',
    number: 500,
    means: 'UDP 500: IKE. Negotiation begins here.',
    usually: 'If IKE stays on 500, ESP travels as IP protocol 50: both must be allowed on the way.',
    sources: ['https://www.rfc-editor.org/rfc/rfc7296#section-2'],
  },
  {
    words: ['UDP 4500', 'NAT-T', 'NAT-Traversal', 'NAT traversal'],
    kind: 'port',
    number: 4500,
    means: 'UDP 4500: NAT traversal. IKE moves here when NAT was found, and ESP is wrapped in the same UDP flow.',
    usually: 'If negotiation dies after the move from 500 to 4500, UDP 4500 is blocked on the way.',
    sources: [natt, 'https://www.rfc-editor.org/rfc/rfc7296#section-2.23'],
  },
  {
    words: ['UDP 848'],
    kind: 'port',
    number: 848,
    means: 'UDP 848: GDOI, the group key exchange of GETVPN.',
    sources: ['https://www.rfc-editor.org/rfc/rfc6407'],
  },
  {
    words: ['FVRF', 'fvrf', 'front-door VRF'],
    kind: 'VRF',
    means: 'Front-door VRF: the routing table of the outside, in which the encrypted packets reach the peer.',
    usually:
      'The keyring and the profile must be bound to this VRF, and it needs a route to the peer. (none) is the global table.',
    sources: [vrfs],
  },
  {
    words: ['IVRF', 'ivrf', 'inside VRF'],
    kind: 'VRF',
    means: 'Inside VRF: the routing table to which the protected, clear packets belong.',
    usually: 'It must hold the route to the remote network through the tunnel. (none) is the global table.',
    sources: [vrfs],
  },
  {
    words: ['ESP'],
    kind: 'protocol',
    number: 50,
    means: 'Encapsulating Security Payload, IP protocol 50: carries the encrypted packets.',
    sources: ['https://www.rfc-editor.org/rfc/rfc4303'],
  },
  {
    words: ['DPD'],
    kind: 'mechanism',
    means: 'Dead peer detection: a question that the peer must answer; without answers its SAs are deleted.',
    sources: ['https://www.rfc-editor.org/rfc/rfc3706', 'https://www.rfc-editor.org/rfc/rfc7296#section-2.4'],
  },
]);
