// Names of Cisco's IKEv2 state machine: states (`CurState: I_WAIT_INIT`) and the events that tell most (`Event: EV_RE_XMT`).
import { type Term, terms } from '../../engine/define.ts';

const sources = [
  'https://www.cisco.com/c/en/us/support/docs/ip/internet-key-exchange-ike/115934-technote-ikev2-00.html',
  'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html',
];

type Row = readonly [word: string, means: string, health?: Term['health'], usually?: string];
const make = (kind: string, rows: readonly Row[]): Term[] =>
  rows.map(([word, means, health, usually]) => ({
    words: [word],
    kind,
    version: 2,
    means,
    ...(usually ? { usually } : {}),
    ...(health ? { health } : {}),
    sources,
  }));

const states: readonly Row[] = [
  ['IDLE', 'No negotiation yet: the first event of a new one is handled.', 'neutral'],
  ['I_BLD_INIT', 'Initiator: builds the first message (proposal, Diffie-Hellman key).', 'waiting'],
  ['I_PROC_INIT', 'Initiator: reads the answer to the first message.', 'waiting'],
  [
    'R_INIT',
    'Responder: reads the first message and chooses a proposal.',
    'waiting',
    'A negotiation that ends here was refused: no proposal fits.',
  ],
  ['R_BLD_INIT', 'Responder: builds the answer to the first message.', 'waiting'],
  ['INIT_DONE', 'The first exchange is complete: algorithms and keys of the IKE SA are agreed.', 'good'],
  ['I_BLD_AUTH', 'Initiator: builds the message that proves its identity and asks for the first child SA.', 'waiting'],
  ['I_PROC_AUTH', 'Initiator: checks the proof of the responder and what it agreed to.', 'waiting'],
  ['I_WAIT_EAP', 'Initiator: waits for the next EAP message.', 'waiting'],
  ['I_PROC_EAP', 'Initiator: reads an EAP message.', 'waiting'],
  [
    'R_VERIFY_AUTH',
    'Responder: checks the proof of the initiator, then its selectors and ESP proposal.',
    'waiting',
    'A negotiation that ends here failed in authentication, or its child SA was refused.',
  ],
  ['R_BLD_AUTH', 'Responder: builds the answer with its own proof.', 'waiting'],
  ['R_WAIT_EAP_RESP', 'Responder: waits for the EAP answer of the client.', 'waiting'],
  ['R_PROC_EAP_RESP', 'Responder: hands the EAP answer to the RADIUS server.', 'waiting'],
  ['R_BLD_EAP_AUTH_REQ', 'Responder: asks the client for EAP.', 'waiting'],
  ['AUTH_DONE', 'The second exchange is complete; the next event says whether well or not.', 'neutral'],
  ['CHILD_I_INIT', 'Initiator of CREATE_CHILD_SA: a new child SA or new keys are prepared.', 'waiting'],
  ['CHILD_I_IPSEC', 'Initiator of CREATE_CHILD_SA: a child SA is asked for.', 'waiting'],
  [
    'CHILD_I_WAIT',
    'Initiator of CREATE_CHILD_SA: waits for the answer.',
    'waiting',
    'Staying here means that the rekey is not answered.',
  ],
  ['CHILD_I_PROC', 'Initiator of CREATE_CHILD_SA: reads the answer.', 'waiting'],
  ['CHILD_I_DONE', 'Initiator of CREATE_CHILD_SA: done.', 'good'],
  ['CHILD_R_INIT', 'Responder of CREATE_CHILD_SA: reads the request.', 'waiting'],
  ['CHILD_R_BLD_MSG', 'Responder of CREATE_CHILD_SA: builds the answer.', 'waiting'],
  ['CHILD_R_DONE', 'Responder of CREATE_CHILD_SA: done.', 'good'],
  ['INFO_I_BLD_INFO', 'Builds an INFORMATIONAL request: a delete, a notify or a keepalive.', 'neutral'],
  [
    'INFO_I_WAIT',
    'Waits for the answer to an INFORMATIONAL request.',
    'waiting',
    'Staying here means that the peer does not answer keepalives.',
  ],
  ['INFO_R', 'Handles an INFORMATIONAL request of the peer.', 'neutral'],
  ['EXIT', 'The exchange is over and cleaned up.', 'neutral'],
];

const events: readonly Row[] = [
  ['EV_INIT_SA', 'This end begins a negotiation.', 'neutral'],
  ['EV_RECV_INIT', 'The first message (or its answer) came.', 'neutral'],
  ['EV_RE_XMT', 'No answer in time: the packet is sent again.', 'waiting'],
  ['EV_RE_XMT_EXCEED', 'The packet was sent as often as allowed and never answered.', 'bad'],
  [
    'EV_WAIT4_AUTH_TMO',
    'The initiator did not send IKE_AUTH in time.',
    'bad',
    'The answer to its first message got lost, or its IKE_AUTH did (UDP 4500, fragments).',
  ],
  ['EV_NO_PROP_CHOSEN', 'No proposal fits; the peer is told so.', 'bad'],
  ['EV_INV_KE', 'The Diffie-Hellman group of the first key is not the one chosen; it is asked for again.', 'waiting'],
  ['EV_AUTH_FAIL', 'The proof of identity was refused.', 'bad'],
  ['EV_CERT_FAIL', 'The certificate of the peer was refused.', 'bad'],
  ['EV_FAIL', 'The exchange failed; the events before say why.', 'bad'],
  ['EV_ABORT', 'The exchange is given up.', 'bad'],
  ['EV_OK', 'The exchange succeeded.', 'good'],
  ['EV_I_OK', 'Initiator: the SAs are in place.', 'good'],
  ['EV_R_OK', 'Responder: the answer is sent. A child SA that was refused prints it too.', 'neutral'],
  ['EV_DETECT_NAT', 'Looks whether an address was translated on the way.', 'neutral'],
  ['EV_CHK_NAT_T', 'Decides whether UDP 4500 is used.', 'neutral'],
  ['EV_CHK_COOKIE', 'Decides whether the initiator has to repeat its request with a cookie.', 'neutral'],
  ['EV_CHK_CAC', 'Asks admission control whether another negotiation is allowed.', 'neutral'],
  ['EV_CHK_REDIRECT', 'Decides whether the client is sent to another gateway.', 'neutral'],
  [
    'EV_GET_POLICY_BY_PEERID',
    'Looks for the profile (ASA: tunnel-group) that accepts the identity of the peer.',
    'neutral',
  ],
  ['EV_VERIFY_POLICY_BY_PEERID', 'Checks that the profile fits what was agreed.', 'neutral'],
  ['EV_CHK_AUTH_TYPE', 'Which way of authentication the peer uses.', 'neutral'],
  ['EV_GET_PRESHR_KEY', 'Looks for the pre-shared key.', 'neutral'],
  ['EV_VERIFY_AUTH', 'Compares the proof of the peer.', 'neutral'],
  ['EV_VERIFY_X509_CERTS', 'Checks the certificates of the peer.', 'neutral'],
  ['EV_PROC_SA_TS', 'Checks the ESP proposal and the traffic selectors of the peer.', 'neutral'],
  ['EV_CHK4_IC', 'Looks for INITIAL_CONTACT: older SAs of this peer are removed.', 'neutral'],
  ['EV_CHECK_DUPE', 'Looks for another IKE SA with the same peer.', 'neutral'],
  ['EV_RECV_DEL', 'The peer deletes the SA.', 'neutral'],
  ['EV_FREE_SA', 'The SA is removed.', 'neutral'],
];

export const ikev2States = terms([...make('state', states), ...make('event', events)]);
