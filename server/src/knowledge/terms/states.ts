// States of IKE and IPsec SAs, of sessions and of DMVPN peers: where in the negotiation they stand, and what holds them there.
import { terms } from '../../engine/define.ts';

const ios =
  'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html';
const commands = 'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/a1/sec-a1-cr-book/sec-cr-s3.html';
const asa =
  'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/113574-tg-asa-ipsec-ike-debugs-main-00.html';
const exchange =
  'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/115936-understanding-ikev2-packet-exch-debug.html';
const dmvpn =
  'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/111976-dmvpn-troubleshoot-00.html';

const main = { kind: 'state', version: 1, sources: [commands, ios] } as const;
const asaMain = { kind: 'state', version: 1, sources: [asa] } as const;
const ikev2 = { kind: 'state', version: 2, sources: [exchange] } as const;

export const states = terms([
  {
    words: ['MM_NO_STATE'],
    means:
      'Main mode has begun and the peers have agreed on nothing yet; a failed SA also shows it before it is removed.',
    usually:
      'Staying here means that no answer comes (address, filter, UDP 500) or that the proposals were refused. Beside (deleted) the negotiation has failed.',
    health: 'waiting',
    ...main,
  },
  {
    words: ['MM_SA_SETUP'],
    means: 'The peers have agreed on the IKE policy; keys have not been exchanged.',
    usually: 'Staying here means that the key exchange messages do not get through or are not answered.',
    health: 'waiting',
    ...main,
  },
  {
    words: ['MM_KEY_EXCH'],
    means: 'Keys have been exchanged; the peers have not proved yet who they are.',
    usually:
      'Staying here means trouble with authentication: pre-shared keys that differ, a wrong identity or certificate, or UDP 4500 blocked where NAT was found.',
    health: 'waiting',
    ...main,
  },
  {
    words: ['MM_KEY_AUTH'],
    means: 'The peer is authenticated; the next state is QM_IDLE.',
    health: 'waiting',
    ...main,
  },
  {
    words: ['QM_IDLE'],
    means: 'Phase 1 is complete: the IKE SA is authenticated and ready to build IPsec SAs.',
    usually: 'This is the good state. It says nothing about phase 2 and the traffic.',
    health: 'good',
    ...main,
  },
  {
    words: ['GDOI_IDLE'],
    means: 'GETVPN: the IKE SA between group member and key server, over which the member registers.',
    usually: 'It is needed for the registration only and times out soon after: its absence later on is no fault.',
    health: 'good',
    version: 1,
    kind: 'state',
    sources: [
      'https://www.cisco.com/c/en/us/support/docs/security/group-encrypted-transport-vpn/116958-troubleshoot-getvpn-00.html',
    ],
  },
  {
    words: ['GDOI_REKEY'],
    means: 'GETVPN: the SA over which the key server sends new keys; both ends of it are made by the registration.',
    health: 'good',
    version: 1,
    kind: 'state',
    sources: [
      'https://www.cisco.com/c/en/us/support/docs/security/group-encrypted-transport-vpn/116958-troubleshoot-getvpn-00.html',
    ],
  },
  {
    words: ['AG_NO_STATE'],
    means: 'Aggressive mode has begun and nothing is agreed yet.',
    usually: 'Staying here means that no answer comes, or that the peer refuses.',
    health: 'waiting',
    ...main,
  },
  {
    words: ['AG_INIT_EXCH'],
    means: 'The first exchange of aggressive mode is done; the peer is not authenticated yet.',
    usually: 'Staying here means trouble with the pre-shared key or the group.',
    health: 'waiting',
    ...main,
  },
  { words: ['AG_AUTH'], means: 'Aggressive mode has authenticated the peer.', health: 'waiting', ...main },
  {
    words: ['CONF_XAUTH', 'CONF_ADDR'],
    means: 'Phase 1 is done; the user is asked for name and password, or gets an address.',
    health: 'waiting',
    ...main,
  },
  {
    words: ['MM_WAIT_MSG2'],
    means: 'This end has sent the first message of main mode and waits for an answer.',
    usually: 'The peer does not answer: wrong address, no route, a filter, or IKEv1 is not enabled there.',
    health: 'waiting',
    ...asaMain,
  },
  {
    words: ['MM_WAIT_MSG3'],
    means: 'This end has agreed to a policy and waits for the keys of the initiator.',
    usually: 'The answer does not reach the initiator, or it does not accept it.',
    health: 'waiting',
    ...asaMain,
  },
  {
    words: ['MM_WAIT_MSG4'],
    means: 'This end has sent its keys and waits for those of the peer.',
    usually: 'Something between the two drops the messages, or the peer has no pre-shared key for this address.',
    health: 'waiting',
    ...asaMain,
  },
  {
    words: ['MM_WAIT_MSG5'],
    means: 'This end has sent its keys and waits for the proof of the initiator.',
    usually: 'Pre-shared keys that differ, or UDP 4500 blocked where NAT was found.',
    health: 'waiting',
    ...asaMain,
  },
  {
    words: ['MM_WAIT_MSG6'],
    means: 'This end has sent its proof and waits for that of the responder.',
    usually: 'Pre-shared keys that differ, or UDP 4500 blocked where NAT was found.',
    health: 'waiting',
    ...asaMain,
  },
  {
    words: ['MM_ACTIVE', 'AM_ACTIVE'],
    means: 'Phase 1 is complete: the IKE SA is authenticated and ready.',
    health: 'good',
    ...asaMain,
  },
  {
    words: ['READY'],
    means: 'The IKEv2 SA is up: both ends have proved who they are.',
    health: 'good',
    ...ikev2,
  },
  {
    words: ['IN-NEG'],
    means: 'The IKEv2 SA is being negotiated.',
    usually: 'For a moment it is normal. Staying here means that an answer is missing or was refused.',
    health: 'waiting',
    ...ikev2,
  },
  { words: ['DELETE'], means: 'The IKEv2 SA is being taken down.', health: 'bad', ...ikev2 },
  {
    words: ['I_WAIT_INIT', 'INIT_I_WAIT'],
    means: 'The initiator waits for the answer to IKE_SA_INIT.',
    usually: 'No answer: the path, UDP 500, or no configuration for this peer at the other end.',
    health: 'waiting',
    ...ikev2,
  },
  {
    words: ['I_WAIT_AUTH'],
    means: 'The initiator waits for the answer to IKE_AUTH.',
    usually: 'No answer: UDP 4500 or fragments are dropped, or the peer rejects the identity.',
    health: 'waiting',
    ...ikev2,
  },
  {
    words: ['R_WAIT_AUTH'],
    means: 'The responder has answered IKE_SA_INIT and waits for IKE_AUTH.',
    usually: 'The answer did not reach the initiator, or its IKE_AUTH (UDP 4500, fragments) does not arrive here.',
    health: 'waiting',
    ...ikev2,
  },
  {
    words: ['UP-ACTIVE'],
    kind: 'state',
    means: 'IKE and IPsec SAs are there: the session works.',
    health: 'good',
    sources: [commands],
  },
  {
    words: ['UP-IDLE'],
    kind: 'state',
    means: 'IKE is up, but there is no IPsec SA.',
    usually: 'Phase 2 was refused, or no traffic has asked for it yet.',
    health: 'waiting',
    sources: [commands],
  },
  {
    words: ['UP-NO-IKE'],
    kind: 'state',
    means: 'IPsec SAs are there without an IKE SA.',
    usually: 'Traffic still flows; the IKE SA comes back with the next rekey, or the tunnel ends then.',
    health: 'good',
    sources: [commands],
  },
  {
    words: ['DOWN-NEGOTIATING'],
    kind: 'state',
    means: 'There is no SA and IKE is trying.',
    usually: 'Staying here means that phase 1 does not complete.',
    health: 'waiting',
    sources: [commands],
  },
  { words: ['DOWN'], kind: 'state', means: 'There is no SA.', health: 'bad', sources: [commands] },
  {
    words: ['IKE_SA_INIT', 'SA_INIT'],
    kind: 'exchange',
    version: 2,
    means: 'First exchange of IKEv2: proposals, keys and random numbers, not encrypted yet.',
    sources: ['https://www.rfc-editor.org/rfc/rfc7296#section-1.2', exchange],
  },
  {
    words: ['IKE_AUTH'],
    kind: 'exchange',
    version: 2,
    means: 'Second exchange of IKEv2: identities, proof of who each end is, and the first child SA.',
    sources: ['https://www.rfc-editor.org/rfc/rfc7296#section-1.2', exchange],
  },
  {
    words: ['CREATE_CHILD_SA'],
    kind: 'exchange',
    version: 2,
    means: 'Exchange of IKEv2 that makes another child SA or replaces one, or the IKE SA.',
    sources: ['https://www.rfc-editor.org/rfc/rfc7296#section-1.3'],
  },
  {
    words: ['INFORMATIONAL'],
    kind: 'exchange',
    version: 2,
    means: 'Exchange of IKEv2 for errors, deletions and signs of life.',
    sources: ['https://www.rfc-editor.org/rfc/rfc7296#section-1.4'],
  },
  {
    words: ['NHRP'],
    kind: 'DMVPN state',
    means: 'The tunnel waits for the registration or resolution of NHRP.',
    usually:
      'IPsec is up. The registration request is not answered: NHRP authentication, network id, tunnel key or the hub’s address.',
    health: 'waiting',
    sources: [dmvpn],
  },
]);
