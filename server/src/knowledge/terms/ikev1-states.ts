// The names of `Old State = … New State = …` of the IKEv1 state machine, and the words that stand beside states in show outputs.
import { type Health, type Term, terms } from '../../engine/define.ts';

const mainMode = 'https://www.cisco.com/en/US/tech/tk583/tk372/technologies_tech_note09186a0080bce520.shtml';
const rfc2409 = 'https://www.rfc-editor.org/rfc/rfc2409#section-5';

const states: readonly (readonly [name: string, means: string, health?: Health, usually?: string])[] = [
  ['IKE_READY', 'The start: nothing sent or received yet.', 'neutral'],
  [
    'IKE_I_MM1',
    'Initiator: main mode message 1 (our policies) was sent; the answer is awaited.',
    'waiting',
    'Staying here: the peer does not answer, or refuses.',
  ],
  ['IKE_I_MM2', 'Initiator: message 2 (the chosen policy) arrived.', 'waiting'],
  [
    'IKE_I_MM3',
    'Initiator: message 3 (Diffie-Hellman, nonce) was sent; the answer is awaited.',
    'waiting',
    'Staying here: the peer has no key for us, or the larger message is lost.',
  ],
  ['IKE_I_MM4', 'Initiator: message 4 (Diffie-Hellman, nonce of the peer) arrived; NAT is known now.', 'waiting'],
  [
    'IKE_I_MM5',
    'Initiator: message 5 (identity, proof, encrypted) was sent; the answer is awaited.',
    'waiting',
    'Staying here: keys differ, or UDP 4500 is filtered.',
  ],
  ['IKE_I_MM6', 'Initiator: message 6 (identity and proof of the peer) arrived.', 'waiting'],
  [
    'IKE_R_MM1',
    'Responder: message 1 (the policies of the peer) arrived and is compared with ours.',
    'waiting',
    'Ending here: no policy in common.',
  ],
  [
    'IKE_R_MM2',
    'Responder: message 2 (our choice) was sent; message 3 is awaited.',
    'waiting',
    'Staying here: our answer does not reach the peer.',
  ],
  ['IKE_R_MM3', 'Responder: message 3 (Diffie-Hellman, nonce) arrived.', 'waiting'],
  [
    'IKE_R_MM4',
    'Responder: message 4 was sent; message 5, the first encrypted one, is awaited.',
    'waiting',
    'Staying here: UDP 4500 is filtered, or the peer cannot go on.',
  ],
  [
    'IKE_R_MM5',
    'Responder: message 5 (identity and proof of the initiator) arrived and is checked.',
    'waiting',
    'Ending here: keys differ or the identity is not accepted.',
  ],
  ['IKE_R_MM6', 'Responder: message 6 was sent.', 'waiting'],
  [
    'IKE_I_AM1',
    'Initiator: aggressive mode message 1 was sent.',
    'waiting',
    'Staying here: the peer does not answer, or does not know the group.',
  ],
  ['IKE_I_AM2', 'Initiator: aggressive mode message 2 arrived.', 'waiting'],
  ['IKE_I_AM3', 'Initiator: aggressive mode message 3 was sent.', 'waiting'],
  ['IKE_R_AM1', 'Responder: aggressive mode message 1 arrived.', 'waiting'],
  ['IKE_R_AM2', 'Responder: aggressive mode message 2 was sent.', 'waiting'],
  ['IKE_R_AM_AAA_AWAIT', 'Responder: the AAA server is asked about the group of the client.', 'waiting'],
  ['IKE_P1_COMPLETE', 'Phase 1 is complete: the IKE SA is up.', 'good'],
  ['IKE_DEST_SA', 'The IKE SA is being removed.', 'bad'],
  ['IKE_XAUTH_REQ_SENT', 'User name and password were asked for; the answer of the client is awaited.', 'waiting'],
  [
    'IKE_XAUTH_REPLY_AWAIT',
    'Client: the server asks for user name and password, and the user has not entered them yet.',
    'waiting',
    'Staying here: nobody enters them. Store them (save-password) or enter them by hand.',
  ],
  ['IKE_XAUTH_REPLY_SENT', 'Client: user name and password were sent; the result is awaited.', 'waiting'],
  ['IKE_XAUTH_SET_SENT', 'The client was told whether its user name and password were accepted.', 'waiting'],
  [
    'IKE_XAUTH_AAA_CONT_LOGIN_AWAIT',
    'The AAA server is asked about user name and password.',
    'waiting',
    'Staying here: the AAA server does not answer.',
  ],
  ['IKE_CONFIG_AUTHOR_AAA_AWAIT', 'The AAA server is asked for the address and settings of the client.', 'waiting'],
  ['IKE_CONFIG_MODE_REQ_SENT', 'Address and settings were asked for.', 'waiting'],
  ['IKE_CONFIG_MODE_SET_SENT', 'Address and settings were sent to the client.', 'waiting'],
  ['IKE_QM_READY', 'Quick mode is about to begin.', 'neutral'],
  [
    'IKE_QM_I_QM1',
    'Initiator: quick mode message 1 (proposal and networks) was sent; the answer is awaited.',
    'waiting',
    'Staying here: the peer refuses transform set, PFS, mode or networks.',
  ],
  ['IKE_QM_SPI_STARVE', 'Responder: the proposal was accepted; IPsec is asked for an SPI.', 'waiting'],
  ['IKE_QM_IPSEC_INSTALL_AWAIT', 'The IPsec SAs are being installed.', 'waiting'],
  ['IKE_QM_R_QM1', 'Responder: quick mode message 1 arrived and is checked.', 'waiting'],
  ['IKE_QM_R_QM2', 'Responder: quick mode message 2 was sent; the last message is awaited.', 'waiting'],
  ['IKE_QM_PHASE2_COMPLETE', 'Phase 2 is complete: the IPsec SAs are up.', 'good'],
];

export const ikev1States: readonly Term[] = terms([
  ...states.map(([name, means, health, usually]) => ({
    words: [name],
    kind: 'state',
    means,
    ...(health === undefined ? {} : { health }),
    ...(usually === undefined ? {} : { usually }),
    version: 1 as const,
    sources: [mainMode, rfc2409],
  })),
  {
    words: ['ACTIVE (deleted)', '(deleted)'],
    kind: 'state',
    means:
      'The SA failed or was deleted and will vanish from the table soon. Beside a QM_IDLE row of the same peer it is only the trace of an older attempt.',
    health: 'neutral',
    version: 1,
    sources: [mainMode],
  },
  {
    words: ['QM rejected'],
    kind: 'reason',
    means: 'This end refused the quick mode of the peer; the lines above say what did not fit.',
    health: 'bad',
    version: 1,
    sources: [mainMode],
  },
  {
    words: ['Delete Larval'],
    kind: 'reason',
    means: 'The IPsec SA that was being negotiated is given up, because the peer refused it.',
    health: 'bad',
    version: 1,
    sources: [mainMode],
  },
  {
    words: ['Death by retransmission P1'],
    kind: 'reason',
    means: 'The phase 1 message was sent five times more and never answered.',
    health: 'bad',
    version: 1,
    sources: [mainMode],
  },
]);
