// What `debug crypto isakmp` prints on IOS and IOS-XE, from 12.2 to 17.x: IKEv1 phase 1, phase 2, extended authentication and mode configuration.
import { type Claim, type Effect, type Message, messages } from '../../engine/define.ts';

const debugDoc =
  'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html';
const mainModeDoc = 'https://www.cisco.com/en/US/tech/tk583/tk372/technologies_tech_note09186a0080bce520.shtml';
const certificateDoc =
  'https://www.cisco.com/c/en/us/support/docs/security-vpn/internet-security-association-key-management-protocol-isakmp/117633-technote-ISAKMP-00.html';
const keyringDoc =
  'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/117259-trouble-ios-ike-00.html';
const rfc2408 = 'https://www.rfc-editor.org/rfc/rfc2408';
const rfc2409 = 'https://www.rfc-editor.org/rfc/rfc2409';
const rfc2407 = 'https://www.rfc-editor.org/rfc/rfc2407';
const rfc3947 = 'https://www.rfc-editor.org/rfc/rfc3947';
const rfc3706 = 'https://www.rfc-editor.org/rfc/rfc3706';

/**
 * Packet lines with their ports and front-door VRF, and without (12.2). Written out instead of optional, so that a line may be wrapped
 * at any blank.
 */
const received = (end: string): string[] => [
  `received packet from {peer:host} dport {dport:port} sport {sport:port} Global${end}`,
  `received packet from {peer:host} dport {dport:port} sport {sport:port} {fvrf:name}${end}`,
  `received packet from {peer:host} dport {dport:port} sport {sport:port}${end}`,
  `received packet from {peer:host}${end}`,
];
const sent = (end: string): string[] => [
  `sending packet to {peer:host} my_port {sport:port} peer_port {dport:port}${end}`,
  `sending packet to {peer:host}${end}`,
];

const deleted = (reason: string): string[] =>
  [' state ({letter:state}) {state:state} (peer {peer:host})', ' state ({letter:state}) {state:state}', ''].map(
    (end) => `deleting SA reason "${reason}"${end}`,
  );

/** A policy that is accepted later, whatever becomes of that attempt, shows that the two have one in common. */
const noPolicy = (certainty: Claim['certainty']): Claim => ({
  code: 'ike-policy-mismatch',
  certainty,
  side: 'either',
  when: 'ike-down',
  until: ['isakmp.atts-accepted'],
});

/** Which message of the exchange it is that a packet line in this role and state reports (RFC 2409, 5). */
const exchanges: readonly {
  role: 'I' | 'R';
  state: string;
  out: string;
  in: string;
  outMeans: string;
  inMeans: string;
}[] = [
  {
    role: 'I',
    state: 'MM_NO_STATE',
    out: 'MM1',
    in: 'MM2',
    outMeans: 'Main mode message 1 goes out: our list of phase 1 policies.',
    inMeans: 'The answer to main mode message 1 arrived: the policy that the peer chose, or its refusal.',
  },
  {
    role: 'I',
    state: 'MM_SA_SETUP',
    out: 'MM3',
    in: 'MM4',
    outMeans: 'Main mode message 3 goes out: our Diffie-Hellman value and nonce.',
    inMeans: 'Main mode message 4 arrived: the Diffie-Hellman value and nonce of the peer.',
  },
  {
    role: 'I',
    state: 'MM_KEY_EXCH',
    out: 'MM5',
    in: 'MM6',
    outMeans: 'Main mode message 5 goes out, encrypted: our identity and the proof that we hold the key.',
    inMeans: 'A packet arrived while we wait for message 6, the identity and proof of the peer.',
  },
  {
    role: 'R',
    state: 'MM_SA_SETUP',
    out: 'MM2',
    in: 'MM3',
    outMeans: 'Main mode message 2 goes out: the policy that we chose.',
    inMeans: 'Main mode message 3 arrived: the Diffie-Hellman value and nonce of the initiator.',
  },
  {
    role: 'R',
    state: 'MM_KEY_EXCH',
    out: 'MM4',
    in: 'MM5',
    outMeans: 'Main mode message 4 (Diffie-Hellman) or 6 (identity and proof) goes out.',
    inMeans: 'Main mode message 5 arrived: identity and proof of the initiator, encrypted.',
  },
  {
    role: 'R',
    state: 'MM_NO_STATE',
    out: 'refusal',
    in: 'MM1',
    outMeans: 'An answer goes out while nothing has been agreed: usually the refusal of the offered policies.',
    inMeans: 'A packet arrived for an attempt that has agreed on nothing (or was deleted).',
  },
  {
    role: 'I',
    state: 'AG_NO_STATE',
    out: 'AM1',
    in: 'AM2',
    outMeans: 'Aggressive mode message 1 goes out: policies, Diffie-Hellman value and identity at once.',
    inMeans: 'The answer to aggressive mode message 1 arrived.',
  },
  {
    role: 'I',
    state: 'AG_INIT_EXCH',
    out: 'AM1',
    in: 'AM2',
    outMeans: 'Aggressive mode message 1 goes out: policies, Diffie-Hellman value and identity at once.',
    inMeans: 'Aggressive mode message 2 arrived: choice, Diffie-Hellman value, identity and proof of the peer.',
  },
  {
    role: 'I',
    state: 'AG_AUTH',
    out: 'AM3',
    in: 'AM',
    outMeans: 'Aggressive mode message 3 goes out: our proof.',
    inMeans: 'A packet arrived at the end of aggressive mode.',
  },
  {
    role: 'R',
    state: 'AG_NO_STATE',
    out: 'refusal',
    in: 'AM1',
    outMeans: 'An answer goes out while nothing has been agreed: usually a refusal.',
    inMeans: 'Aggressive mode message 1 arrived.',
  },
  {
    role: 'R',
    state: 'AG_INIT_EXCH',
    out: 'AM2',
    in: 'AM3',
    outMeans: 'Aggressive mode message 2 goes out: our choice, Diffie-Hellman value, identity and proof.',
    inMeans: 'Aggressive mode message 3 arrived: the proof of the initiator.',
  },
  {
    role: 'I',
    state: 'QM_IDLE',
    out: 'QM',
    in: 'QM',
    outMeans: 'A message under the finished IKE SA goes out: quick mode, a notify, a delete or a keepalive.',
    inMeans: 'A message under the finished IKE SA arrived: quick mode, a notify, a delete or a keepalive.',
  },
  {
    role: 'R',
    state: 'QM_IDLE',
    out: 'QM',
    in: 'QM',
    outMeans: 'A message under the finished IKE SA goes out: quick mode, a notify, a delete or a keepalive.',
    inMeans: 'A message under the finished IKE SA arrived: quick mode, a notify, a delete or a keepalive.',
  },
];

const packets: readonly Message[] = exchanges.flatMap(
  ({ role, state, out, in: inLabel, outMeans, inMeans }): Message[] => {
    const word = role === 'I' ? 'initiator' : 'responder';
    const name = `${word}.${state.toLowerCase()}`;
    const stage = state === 'QM_IDLE' ? 'child' : 'ike';
    return [
      {
        id: `isakmp.sent.${name}`,
        head: 'isakmp',
        templates: sent(` (${role}) ${state}`),
        means: outMeans,
        effect: { version: 1, role: word, arrow: 'out', label: out, stage },
        examples: [
          `*May  4 09:12:31.107: ISAKMP:(1005): sending packet to 203.0.113.44 my_port 500 peer_port 500 (${role}) ${state}`,
          `2d03h: ISAKMP (0:3): sending packet to 203.0.113.44 (${role}) ${state}`,
        ],
        sources: [mainModeDoc],
      },
      {
        id: `isakmp.received.${name}`,
        head: 'isakmp',
        templates: received(` (${role}) ${state}`),
        means: inMeans,
        effect: { version: 1, role: word, arrow: 'in', label: inLabel, stage },
        examples: [
          `*May  4 09:12:31.161: ISAKMP (1005): received packet from 203.0.113.44 dport 500 sport 500 Global (${role}) ${state}`,
          `ISAKMP-PAK: (1005):received packet from 203.0.113.44 dport 4500 sport 4500 INTERNET (${role}) ${state}`,
        ],
        sources: [mainModeDoc],
      },
    ];
  },
);

/** An attribute of the offered transform that no policy matched: one line of refusal. */
const refused = (id: string, templates: readonly string[], attribute: string, example: string): Message => ({
  id: `isakmp.refused.${id}`,
  head: 'isakmp',
  templates,
  means: `The ${attribute} that the peer offers is not the one in the policy being tried. Only if no policy fits in the end is it a fault.`,
  health: 'neutral',
  effect: { version: 1 },
  examples: [example],
  sources: [debugDoc],
});

/** Reasons that stand in `deleting SA reason "…"`, with what each means. */
const deleteReasons: readonly {
  id: string;
  reason: string;
  means: string;
  health?: 'bad' | 'neutral';
  says?: readonly Claim[];
  operator?: boolean;
  effect?: Effect;
}[] = [
  {
    id: 'retransmission',
    reason: 'Death by retransmission P1',
    means:
      'The phase 1 message was repeated five times and never answered as expected, so the attempt is given up. The state tells which message.',
    health: 'bad',
    effect: { version: 1, down: 'ike' },
  },
  {
    id: 'retransmission-old',
    reason: 'death by retransmission P1',
    means:
      'The phase 1 message was repeated five times and never answered as expected, so the attempt is given up. The state tells which message.',
    health: 'bad',
    effect: { version: 1, down: 'ike' },
  },
  {
    id: 'proposal',
    reason: 'Phase1 SA policy proposal not accepted',
    means: 'The attempt ends because no offered phase 1 policy was acceptable.',
    health: 'bad',
    says: [noPolicy('certain')],
    effect: { version: 1, down: 'ike' },
  },
  {
    id: 'initial-contact',
    reason: 'Receive initial contact',
    means:
      'The peer says that it starts afresh, so older SAs with it are removed: normal after its restart or a clear there.',
    health: 'neutral',
  },
  {
    id: 'fatal-informational',
    reason: 'Recevied fatal informational',
    means: 'The peer sent an error that ends the attempt.',
    health: 'bad',
    effect: { version: 1, down: 'ike' },
  },
  {
    id: 'peers-alive',
    reason: 'P1 errcounter exceeded (PEERS_ALIVE_TIMER)',
    means: 'Dead peer detection gave up: the peer answered none of the keepalives.',
    health: 'bad',
    says: [{ code: 'dpd-failure', certainty: 'certain', side: 'unknown' }],
    effect: { version: 1, down: 'ike' },
  },
  {
    id: 'user',
    reason: 'By user command',
    means: 'An operator cleared the SA on this device.',
    health: 'neutral',
    operator: true,
  },
  {
    id: 'xauth',
    reason: 'XAuthenticate fail',
    means:
      'The login (extended authentication) failed: the user name or password was refused, or the peer gave none. Phase 1 itself was fine.',
    health: 'bad',
    says: [{ code: 'xauth-failed', certainty: 'certain', side: 'either' }],
    effect: { version: 1, down: 'ike' },
  },
  {
    id: 'address',
    reason: 'Fail to allocate ip address',
    means:
      'The client was accepted, but there is no address for it: the pool is empty, missing or not named in its group.',
    health: 'bad',
    says: [{ code: 'mode-config-failed', certainty: 'certain', side: 'local' }],
    effect: { version: 1, down: 'ike' },
  },
  { id: 'lifetime', reason: 'SA Expired', means: 'The lifetime of the IKE SA has run out: normal.', health: 'neutral' },
];

const deletes: readonly Message[] = deleteReasons.map(
  ({ id, reason, means, health, says, operator, effect }): Message => ({
    id: `isakmp.delete.${id}`,
    head: 'isakmp',
    templates: deleted(reason),
    means,
    ...(health ? { health } : {}),
    ...(says ? { says } : {}),
    ...(operator ? { operator } : {}),
    effect: effect ?? { version: 1 },
    examples: [
      `*May  4 09:13:31.207: ISAKMP:(1005):deleting SA reason "${reason}" state (I) MM_KEY_EXCH (peer 203.0.113.44) `,
    ],
    sources: [debugDoc],
  }),
);

/** Notifies that a line reports as received, by what they prove. `when` separates the two phases. */
const receivedNotifies: readonly {
  id: string;
  type: string;
  means: string;
  health?: 'bad' | 'neutral' | 'good';
  says?: readonly Claim[];
  harmless?: boolean;
}[] = [
  {
    id: 'no-proposal-phase1',
    type: '((PROPOSAL_NOT_CHOSEN|NO_PROPOSAL_CHOSEN|NO-PROPOSAL-CHOSEN)) protocol 1',
    means: 'The peer accepts none of our phase 1 policies.',
    health: 'bad',
    says: [noPolicy('likely')],
  },
  {
    id: 'no-proposal-phase2',
    type: '((PROPOSAL_NOT_CHOSEN|NO_PROPOSAL_CHOSEN|NO-PROPOSAL-CHOSEN)) protocol ((2|3))',
    means:
      'The peer refuses our quick mode: transform set, PFS, mode or protected networks; only its own debug says which.',
    health: 'bad',
    says: [{ code: 'phase2-not-established', certainty: 'likely', side: 'either' }],
  },
  {
    id: 'no-proposal',
    type: '((PROPOSAL_NOT_CHOSEN|NO_PROPOSAL_CHOSEN|NO-PROPOSAL-CHOSEN))[[ protocol {protocol:int}]]',
    means:
      'The peer refuses what we proposed. After phase 1 that is quick mode: transform set, PFS, mode or protected networks; only its own debug says which.',
    health: 'bad',
    says: [{ code: 'phase2-not-established', certainty: 'likely', side: 'either', when: 'ike-up' }, noPolicy('likely')],
  },
  {
    id: 'invalid-id',
    type: '((INVALID_ID_INFORMATION|INVALID_ID_INFO|INVALID-ID-INFORMATION))[[ protocol {protocol:int}]]',
    means: 'The peer does not accept an identity: in quick mode the protected networks, in main mode the IKE identity.',
    health: 'bad',
    says: [
      { code: 'proxy-id-mismatch', certainty: 'likely', side: 'either', when: 'ike-up' },
      {
        code: 'identity-mismatch',
        certainty: 'likely',
        side: 'either',
        when: 'ike-down',
        detail: { reason: 'refused' },
      },
    ],
  },
  {
    id: 'authentication-failed',
    type: '((AUTHENTICATION_FAILED|AUTH_FAILED|AUTHENTICATION-FAILED))[[ protocol {protocol:int}]]',
    means: 'The peer could not verify our proof: another pre-shared key, or a certificate that it does not accept.',
    health: 'bad',
    says: [{ code: 'authentication-failed', certainty: 'certain', side: 'either', when: 'ike-down' }],
  },
  {
    id: 'malformed',
    type: '((PAYLOAD_MALFORMED|PAYLOAD-MALFORMED))[[ protocol {protocol:int}]]',
    means:
      'The peer could not parse what it decrypted. While the IKE SA is being authenticated that usually means that the pre-shared keys differ.',
    health: 'bad',
    says: [{ code: 'psk-mismatch', certainty: 'likely', side: 'either', when: 'ike-down' }],
  },
  {
    id: 'version',
    type: '((INVALID_MAJOR_VERSION|INVALID_MINOR_VERSION|INVALID-MAJOR-VERSION))[[ protocol {protocol:int}]]',
    means: 'The peer does not speak this version of IKE.',
    health: 'bad',
    says: [{ code: 'ike-version-mismatch', certainty: 'certain', side: 'either', when: 'ike-down' }],
  },
  {
    id: 'exchange-type',
    type: '((INVALID_EXCHANGE_TYPE|UNSUPPORTED_EXCHANGE_TYPE|INVALID-EXCHANGE-TYPE|UNSUPPORTED-EXCHANGE-TYPE))[[ protocol {protocol:int}]]',
    means: 'The peer does not accept this exchange: aggressive mode where it wants main mode, or the other way round.',
    health: 'bad',
    says: [{ code: 'exchange-mode-mismatch', certainty: 'likely', side: 'either', when: 'ike-down' }],
  },
  {
    id: 'invalid-spi',
    type: '((INVALID_SPI|INVALID-SPI))[[ protocol {protocol:int}]]',
    means: 'The peer received ESP for an SPI that it does not know.',
    health: 'neutral',
  },
  {
    id: 'invalid-cookie',
    type: '((INVALID_COOKIE|INVALID-COOKIE))[[ protocol {protocol:int}]]',
    means: 'The peer does not know our IKE SA (any more).',
    health: 'bad',
  },
  {
    id: 'initial-contact',
    type: 'INITIAL_CONTACT[[ protocol {protocol:int}]]',
    means: 'The peer says that this is its first IKE SA with us; older ones are removed. Normal.',
    health: 'neutral',
  },
  {
    id: 'responder-lifetime',
    type: 'RESPONDER_LIFETIME[[ protocol {protocol:int}]]',
    means: 'The peer will use a shorter lifetime than we offered; both go on with the shorter one. Normal.',
    health: 'neutral',
    harmless: true,
  },
  {
    id: 'dpd',
    type: 'DPD/R_U_THERE[[ protocol {protocol:int}]]',
    means: 'A dead peer detection question from the peer. Normal.',
    health: 'good',
  },
  {
    id: 'dpd-ack',
    type: 'DPD/R_U_THERE_ACK[[ protocol {protocol:int}]]',
    means: 'The peer answers our dead peer detection question: it is alive.',
    health: 'good',
  },
  { id: 'other', type: '{notify:state}[[ protocol {protocol:int}]]', means: 'The peer sent a notify.' },
];

const notifiesReceived: readonly Message[] = receivedNotifies.map(
  ({ id, type, means, health, says, harmless }): Message => ({
    id: `isakmp.notify-received.${id}`,
    head: 'isakmp',
    templates: [`processing NOTIFY ${type}`],
    means,
    ...(health ? { health } : {}),
    ...(says ? { says } : {}),
    ...(harmless ? { harmless } : {}),
    examples: [
      {
        'no-proposal-phase1': 'ISAKMP:(0): processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 1',
        'no-proposal-phase2': '*Jun 11 07:40:02.118: ISAKMP: (1012):processing NOTIFY PROPOSAL_NOT_CHOSEN protocol 3',
        'no-proposal': '*Jun 11 07:40:02.118: ISAKMP: (1012):processing NOTIFY PROPOSAL_NOT_CHOSEN',
        'invalid-id': 'ISAKMP:(1012): processing NOTIFY INVALID_ID_INFO protocol 1',
        'authentication-failed': 'ISAKMP:(1012): processing NOTIFY AUTHENTICATION_FAILED protocol 1',
        malformed: 'ISAKMP:(1012): processing NOTIFY PAYLOAD_MALFORMED protocol 1',
        'invalid-spi': 'ISAKMP:(1012): processing NOTIFY INVALID_SPI protocol 3',
        'invalid-cookie': 'ISAKMP:(1012): processing NOTIFY INVALID_COOKIE protocol 1',
        'initial-contact': 'ISAKMP:(1012): processing NOTIFY INITIAL_CONTACT protocol 1',
        'responder-lifetime': 'ISAKMP:(1012): processing NOTIFY RESPONDER_LIFETIME protocol 3',
        dpd: 'ISAKMP:(1012): processing NOTIFY DPD/R_U_THERE protocol 1',
        'dpd-ack': 'ISAKMP:(1012): processing NOTIFY DPD/R_U_THERE_ACK protocol 1',
        version: 'ISAKMP:(0): processing NOTIFY INVALID_MAJOR_VERSION protocol 1',
        'exchange-type': 'ISAKMP:(0): processing NOTIFY UNSUPPORTED_EXCHANGE_TYPE protocol 1',
        other: 'ISAKMP:(1012): processing NOTIFY CONNECTED protocol 1',
      }[id] ?? '',
    ],
    sources: [rfc2408, rfc2407],
  }),
);

export const isakmpMessages: readonly Message[] = [
  ...packets,
  ...deletes,
  ...notifiesReceived,
  ...messages([
    // The beginning of an attempt.
    {
      id: 'isakmp.sa-request',
      head: 'isakmp',
      templates: ['SA request profile is {profile:text}'],
      means:
        'IPsec asks IKE for an SA: interesting traffic or a tunnel interface needs one. (NULL) means that no ISAKMP profile is tied to it, which is normal.',
      examples: ['*May  4 09:12:31.099: ISAKMP:(0): SA request profile is (NULL)'],
    },
    {
      id: 'isakmp.peer-created',
      head: 'isakmp',
      templates: ['Created a peer struct for {peer:host}, peer port {dport:port}'],
      means: 'The device has no entry for this peer yet and makes one: an attempt begins.',
      effect: { version: 1, begins: 'ike' },
      examples: ['*May  4 09:12:31.099: ISAKMP: Created a peer struct for 203.0.113.44, peer port 500'],
    },
    {
      id: 'isakmp.peer-found',
      head: 'isakmp',
      templates: ['Found a peer struct for {peer:host}, peer port {dport:port}'],
      means: 'The device already knows this peer.',
      examples: ['*May  4 09:12:31.099: ISAKMP: Found a peer struct for 203.0.113.44, peer port 500'],
    },
    {
      id: 'isakmp.peer-handle',
      head: 'isakmp',
      templates: ['New peer created peer = {:hex} peer_handle = {:hex}'],
      means: 'Internal handle of the new peer entry.',
      examples: ['*May  4 09:12:31.099: ISAKMP: New peer created peer = 0x85A41C20 peer_handle = 0x80000012'],
    },
    {
      id: 'isakmp.locking',
      head: 'isakmp',
      templates: [
        'Locking peer struct {:hex}, refcount {:int} for {by:word}',
        'Unlocking peer struct {:hex}[[ for {by:word}]], count {:int}',
        'Unlocking ((IPSEC|IKE)) struct {:hex}[[ from {by:word}]]',
        'Locking ((IPSEC|IKE)) struct {:hex}',
      ],
      means: 'Bookkeeping of the peer entry.',
      examples: [
        'ISAKMP: Locking peer struct 0x85A41C20, refcount 1 for isakmp_initiator',
        'ISAKMP: Unlocking peer struct 0x85A41C20 for isadb_mark_sa_deleted(), count 0',
      ],
    },
    {
      id: 'isakmp.ports',
      head: 'isakmp',
      templates: ['local port {sport:port}, remote port {dport:port}'],
      means: 'UDP ports of the attempt: 500, or 4500 once NAT was found on the way.',
      examples: ['ISAKMP: local port 500, remote port 500'],
    },
    {
      id: 'isakmp.node',
      head: 'isakmp',
      templates: ['set new node {node:int} to {state:state}'],
      means:
        'A new exchange gets its record. The QM_IDLE in this line is the name of the record, not the state of the tunnel.',
      harmless: true,
      examples: ['ISAKMP: set new node 0 to QM_IDLE      '],
    },
    {
      id: 'isakmp.insert',
      head: 'isakmp',
      templates: [
        'insert sa successfully sa = {:hex}',
        'Find a dup sa in the avl tree[[ during calling isadb_insert sa = {:hex}]]',
      ],
      means: 'The new IKE SA is in the database. A "dup" is another attempt with the same peer and harmless by itself.',
      harmless: true,
      examples: [
        'ISAKMP:(0):insert sa successfully sa = 85A41C20',
        'ISAKMP:(0):Find a dup sa in the avl tree during calling isadb_insert sa = 85A41C20',
      ],
    },
    {
      id: 'isakmp.debug-on',
      head: 'isakmp-line',
      templates: ['Crypto ((ISAKMP|IPSEC|Engine|ISAKMP Error|ISAKMP HA|KMI)) debugging is ((on|off))'],
      means: 'The device confirms that a debug was switched on or off.',
      harmless: true,
      context: true,
      examples: ['Crypto ISAKMP debugging is on'],
    },
    {
      id: 'isakmp.insert-bare',
      head: 'isakmp-line',
      templates: ['insert sa successfully sa = {:hex}'],
      means: 'The new IKE SA is in the database.',
      examples: ['insert sa successfully sa = 85A41C20'],
    },
    {
      id: 'isakmp.no-aggressive',
      head: 'isakmp',
      templates: ['Can not start Aggressive mode, trying Main mode'],
      means: 'Normal on every initiator without an aggressive mode configuration: main mode is used.',
      harmless: true,
      effect: { version: 1, role: 'initiator', mode: 'main' },
      examples: ['ISAKMP:(0):Can not start Aggressive mode, trying Main mode.'],
    },
    {
      id: 'isakmp.main-mode',
      head: 'isakmp',
      templates: ['beginning Main Mode exchange'],
      means: 'This device starts phase 1 in main mode.',
      effect: { version: 1, begins: 'ike', role: 'initiator', mode: 'main' },
      examples: ['ISAKMP:(0): beginning Main Mode exchange'],
    },
    {
      id: 'isakmp.aggressive-mode',
      head: 'isakmp',
      templates: [
        'beginning Aggressive Mode exchange',
        '((Initiating|Initiator)) Aggressive Mode exchange',
        'SA is doing ((pre-shared key|Preshared)) authentication plus ((XAUTH|xauth))[[ using id type {idtype:word}]]',
      ],
      means: 'Phase 1 runs in aggressive mode: three messages, the identity is sent in clear.',
      effect: { version: 1, role: 'initiator', mode: 'aggressive' },
      examples: [
        'ISAKMP:(0): beginning Aggressive Mode exchange',
        'ISAKMP:(0):SA is doing pre-shared key authentication plus XAUTH using id type ID_KEY_ID',
      ],
    },
    {
      id: 'isakmp.received-new',
      head: 'isakmp',
      templates: received(' (N) NEW SA'),
      means: 'A peer begins a new attempt: its first message arrived, this device is the responder.',
      effect: { version: 1, begins: 'ike', role: 'responder', arrow: 'in', label: 'MM1' },
      examples: [
        '*May  4 09:12:31.161: ISAKMP (0): received packet from 203.0.113.44 dport 500 sport 500 Global (N) NEW SA',
      ],
      sources: [mainModeDoc],
    },
    {
      id: 'isakmp.sent-other',
      head: 'isakmp',
      templates: [...sent(' ({letter:state}) {state:state}'), ...sent('')],
      means: 'An IKE packet goes out.',
      effect: { version: 1, arrow: 'out' },
      examples: ['ISAKMP:(2010): sending packet to 203.0.113.44 my_port 500 peer_port 500 (R) CONF_XAUTH'],
    },
    {
      id: 'isakmp.received-other',
      head: 'isakmp',
      templates: [...received(' ({letter:state}) {state:state}'), ...received('')],
      means: 'An IKE packet arrived.',
      effect: { version: 1, arrow: 'in' },
      examples: ['ISAKMP (2010): received packet from 203.0.113.44 dport 500 sport 62515 Global (R) CONF_ADDR'],
    },
    {
      id: 'isakmp.sending-ip',
      head: 'isakmp',
      templates: ['Sending an IKE ((IPv4|IPv6)) Packet', 'Sending an IKE {:text}'],
      means: 'The packet leaves over this IP version.',
      examples: ['ISAKMP:(0):Sending an IKE IPv4 Packet.'],
    },

    // Pre-shared keys.
    {
      id: 'isakmp.key-found',
      head: 'isakmp',
      templates: [
        'found peer pre-shared key matching {peer:ip}',
        'found peer pre-shared key matching {keyname:word}',
        'Looking for a matching key for {peer:host} in {keyring:name} : success',
      ],
      means:
        'A pre-shared key is configured for this peer. Whether it is the same as at the other end cannot be seen here.',
      health: 'good',
      effect: { version: 1 },
      examples: [
        'ISAKMP:(0):found peer pre-shared key matching 203.0.113.44',
        'ISAKMP: Looking for a matching key for 203.0.113.44 in default : success',
      ],
    },
    {
      id: 'isakmp.key-local',
      head: 'isakmp',
      templates: [
        'local preshared key found',
        'Found ((ADDRESS|HOST)) key in keyring {keyring:name}',
        'Found {:word} key in keyring {keyring:name}',
      ],
      means: 'A pre-shared key for this peer was found in the keyring.',
      health: 'good',
      effect: { version: 1 },
      examples: ['ISAKMP:(0): local preshared key found', 'ISAKMP: (1003):Found ADDRESS key in keyring HUBS'],
    },
    {
      id: 'isakmp.key-looking',
      head: 'isakmp',
      templates: [
        'Looking for a matching key for {peer:host} in {keyring:name}',
        'No matching key for {peer:host} in {keyring:name}',
      ],
      means: 'Each key ring is searched in turn for a key of this peer.',
      examples: ['ISAKMP: Looking for a matching key for 203.0.113.44 in default'],
    },
    {
      id: 'isakmp.no-key',
      head: 'isakmp',
      templates: [
        'No pre-shared key with {peer:host}',
        'no pre-shared key with {peer:host}',
        'No pre-shared key found for {peer:host}',
        'No preshared key with {peer:host}',
      ],
      means: 'This device has no pre-shared key for that address.',
      health: 'bad',
      // With a certificate none is needed: then the exchange goes on.
      says: [
        {
          code: 'psk-missing',
          certainty: 'certain',
          side: 'local',
          until: ['isakmp.main-mode', 'isakmp.atts-accepted'],
        },
      ],
      examples: [
        '*May  4 09:12:31.101: ISAKMP-ERROR: (0):No pre-shared key with 203.0.113.44!',
        'ISAKMP:(0):No pre-shared key with 203.0.113.44!',
      ],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.no-credentials',
      head: 'isakmp',
      templates: [
        'No Cert or pre-shared address key',
        'No Cert and No Keys with Remote',
        'No cert, and no keys (public or pre-shared) with remote peer {peer:host}',
        'No cert, and no keys',
      ],
      means:
        'There is neither a pre-shared key for this peer nor a certificate: this device cannot authenticate and does not even send the first message.',
      health: 'bad',
      says: [{ code: 'psk-missing', certainty: 'certain', side: 'local', when: 'ike-down' }],
      examples: [
        '*May  4 09:12:31.101: ISAKMP-ERROR: (0):No Cert or pre-shared address key. ',
        'ISAKMP (0:1): No cert, and no keys (public or pre-shared) with remote peer 203.0.113.44',
      ],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.no-key-hostname',
      head: 'isakmp',
      templates: ['((No|no)) pre-shared key based on hostname {name:host}'],
      means: 'No key is configured under that name; a key by address may still be found. By itself no fault.',
      harmless: true,
      examples: ['ISAKMP:(0):no pre-shared key based on hostname branch7.example.net!'],
    },
    {
      id: 'isakmp.no-key-in-profile',
      head: 'isakmp',
      templates: ['((Key|key)) not found in keyrings of profile[[ {profile:text}]]'],
      means:
        'None of the key rings that this device searches for the peer holds a key for its name or address, so the exchange ends.',
      health: 'bad',
      says: [{ code: 'psk-missing', certainty: 'certain', side: 'local', when: 'ike-down' }],
      examples: ['ISAKMP:(0):Key not found in keyrings of profile , aborting exchange'],
      sources: [keyringDoc],
    },
    {
      id: 'isakmp.cannot-start',
      head: 'isakmp',
      templates: ['construct_initial_message: Can not start Main mode'],
      means: 'Main mode cannot begin for the reason in the line above.',
      health: 'bad',
      examples: [
        'ISAKMP-ERROR: (0):construct_initial_message: Can not start Main mode',
        'ISAKMP:(0): construct_initial_message: Can not start Main mode',
      ],
    },
    {
      id: 'isakmp.request-failed',
      head: 'isakmp',
      templates: [
        'Error while processing SA request: {reason:text}',
        'Error while processing KMI message {:int}, error {error:int}',
      ],
      means: 'The request for an SA could not be served; the lines above say why.',
      health: 'bad',
      says: [{ code: 'phase1-not-established', certainty: 'likely', side: 'local', when: 'ike-down' }],
      examples: [
        'ISAKMP-ERROR: (0):Error while processing SA request: Failed to initialize SA',
        'ISAKMP-ERROR: (0):Error while processing KMI message 0, error 2.',
      ],
    },

    // Phase 1 policies: offered against configured.
    {
      id: 'isakmp.checking',
      head: 'isakmp',
      templates: ['((Checking|checking)) ISAKMP transform {transform:int} against priority {priority:int} policy'],
      means:
        'One offered phase 1 transform is compared with one configured policy; the attributes below are what the peer offers.',
      effect: { version: 1, stage: 'ike' },
      examples: ['*May  4 09:12:31.163: ISAKMP:(0):Checking ISAKMP transform 1 against priority 10 policy'],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.offer.encryption',
      head: 'isakmp',
      templates: ['encryption {encryption:algorithm}', 'encryption... What? {encryption:algorithm}'],
      means: 'Encryption algorithm of the offered phase 1 transform.',
      examples: ['ISAKMP:      encryption AES-CBC', 'ISAKMP: (0):      encryption 3DES-CBC'],
    },
    {
      id: 'isakmp.offer.keylength',
      head: 'isakmp',
      templates: ['keylength of {keylength:int}'],
      means: 'Key length in bits of the offered encryption algorithm.',
      examples: ['ISAKMP:      keylength of 256'],
    },
    {
      id: 'isakmp.offer.hash',
      head: 'isakmp',
      templates: ['hash {hash:algorithm}'],
      means: 'Hash algorithm of the offered phase 1 transform.',
      examples: ['ISAKMP:      hash SHA256'],
    },
    {
      id: 'isakmp.offer.group',
      head: 'isakmp',
      templates: ['default group {dh:int}', 'unknown DH group {dh:int}'],
      means: 'Diffie-Hellman group of the offered phase 1 transform.',
      examples: ['ISAKMP:      default group 14', 'ISAKMP:      unknown DH group 31'],
    },
    {
      id: 'isakmp.offer.auth',
      head: 'isakmp',
      templates: ['auth {auth:algorithm}', '. auth {auth:algorithm}'],
      means: 'Authentication method of the offered phase 1 transform.',
      examples: ['ISAKMP:      auth pre-share', 'ISAKMP:      auth XAUTHInitPreShared'],
    },
    {
      id: 'isakmp.offer.lifetime',
      head: 'isakmp',
      templates: [
        'life type in ((seconds|kilobytes))',
        'life duration ((\\(VPI\\)|\\(basic\\))) of {lifetime:text}',
        'life duration of {lifetime:text}',
      ],
      means:
        'Lifetime of the offered phase 1 transform. Different lifetimes are no reason to refuse: the shorter one is used.',
      examples: ['ISAKMP:      life type in seconds', 'ISAKMP:      life duration (VPI) of  0x0 0x1 0x51 0x80 '],
    },
    refused(
      'encryption',
      ['Encryption algorithm offered does not match policy'],
      'encryption algorithm',
      'ISAKMP:(0):Encryption algorithm offered does not match policy!',
    ),
    refused(
      'keylength',
      ['Proposed key length does not match policy', 'Proposed key length {:text}'],
      'key length',
      'ISAKMP-ERROR: (0):Proposed key length does not match policy',
    ),
    refused(
      'hash',
      ['Hash algorithm offered does not match policy'],
      'hash algorithm',
      '*May  4 09:12:31.165: ISAKMP:(0):Hash algorithm offered does not match policy!',
    ),
    refused(
      'group',
      ['Diffie-Hellman group offered does not match policy'],
      'Diffie-Hellman group',
      'ISAKMP:(0):Diffie-Hellman group offered does not match policy!',
    ),
    refused(
      'auth',
      [
        'Authentication method offered does not match policy',
        'Preshared authentication offered but does not match policy',
        'Xauth authentication {:text}',
        'RSA {:word} authentication offered but does not match policy',
        'Rivest-Shamir-Adleman {:text}',
        'Authentication method {:text}',
      ],
      'authentication method',
      'ISAKMP:(0):Preshared authentication offered but does not match policy!',
    ),
    refused(
      'lifetime',
      ['Lifetime duration offered does not match policy', 'Lifetime offered {:text}'],
      'lifetime',
      'ISAKMP:(0):Lifetime duration offered does not match policy!',
    ),
    {
      id: 'isakmp.atts-refused',
      head: 'isakmp',
      templates: ['((atts|attrs)) [[are ]]((not|NOT)) acceptable[[. Next payload is {next:int}]]'],
      means:
        'This offered transform does not fit this configured policy; the next pair is tried. Normal as long as one pair fits in the end.',
      health: 'neutral',
      effect: { version: 1 },
      examples: [
        'ISAKMP:(0):atts are not acceptable. Next payload is 3',
        'ISAKMP (0:1): atts not acceptable. Next payload is 0',
      ],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.atts-accepted',
      head: 'isakmp',
      templates: ['atts are acceptable. Next payload is {next:int}'],
      means: 'The offered transform fits the policy: phase 1 parameters are agreed.',
      health: 'good',
      effect: { version: 1 },
      examples: ['ISAKMP:(0):atts are acceptable. Next payload is 0'],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.qm-atts-accepted',
      head: 'isakmp',
      templates: ['atts are acceptable'],
      means:
        'The attributes of the offered IPsec transform are understood. Transform set, PFS and protected networks are checked after this.',
      health: 'neutral',
      examples: ['ISAKMP:(1012):atts are acceptable.'],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.no-offers',
      head: 'isakmp',
      templates: ['((no|No)) offers accepted'],
      means: 'Every offered phase 1 transform was compared with every configured policy and none fits.',
      health: 'bad',
      says: [noPolicy('certain')],
      examples: ['ISAKMP:(0):no offers accepted!'],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.phase1-refused',
      head: 'isakmp',
      templates: [
        'phase 1 SA policy not acceptable! (local {local:host} remote {peer:host})',
        'phase 1 SA policy not acceptable',
        'phase 1 SA not acceptable',
      ],
      means: 'Phase 1 ends here: the two ends have no phase 1 policy in common.',
      health: 'bad',
      says: [noPolicy('certain')],
      effect: { version: 1, down: 'ike' },
      examples: [
        'ISAKMP:(0): phase 1 SA policy not acceptable! (local 192.0.2.17 remote 203.0.113.44)',
        'ISAKMP:(0): phase 1 SA policy not acceptable!',
      ],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.sa-refused',
      head: 'isakmp',
      templates: ['SA not acceptable', 'SA policy not acceptable'],
      means:
        'The proposal of the peer is refused: of phase 1 after the policies were tried, of phase 2 after the transform sets were.',
      health: 'bad',
      effect: { version: 1 },
      examples: ['ISAKMP (0:1): SA not acceptable!'],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.lifetime-agreed',
      head: 'isakmp',
      templates: [
        'Acceptable atts:',
        'Fill atts in sa {:text}',
        'Returning Actual lifetime: {lifetime:int}',
        'Started lifetime timer: {lifetime:int}',
        'Basic life_in_seconds:{lifetime:int}',
      ],
      means: 'The lifetime that both ends will use for phase 1.',
      examples: [
        'ISAKMP:(0):Returning Actual lifetime: 28800',
        'ISAKMP:(0)::Started lifetime timer: 28800.',
        'ISAKMP:(0):Acceptable atts:actual life: 0',
      ],
    },
    {
      id: 'isakmp.not-csdl',
      head: 'isakmp',
      templates: [
        '({priority:int}): Either ({encryption:name}) encryption algorithm or ({hash:name}) hash algorithmis not CSDL compliant',
        '({priority:int}): {:text} is not CSDL compliant',
        "Can't request CE to Pregen DH Group ({dh:int}) since it is not CSDL compliant",
        'DH Group ({dh:int}) is not CSDL compliant',
      ],
      means:
        'A built-in default policy uses an algorithm that this release refuses. It does not touch the policies that you configured.',
      harmless: true,
      examples: [
        'ISAKMP-ERROR: (0):(65514): Either (3des) encryption algorithm or (md5) hash algorithmis not CSDL compliant',
        "ISAKMP-ERROR: (0):Can't request CE to Pregen DH Group (2) since it is not CSDL compliant",
      ],
    },

    // Vendor ids, NAT, profiles: what the peers tell each other about themselves.
    {
      id: 'isakmp.vendor-natt-sent',
      head: 'isakmp',
      templates: [
        'constructed NAT-T vendor-{draft:word} ID',
        'constructed HIS NAT-D',
        'constructed MINE NAT-D',
        'constructed NAT-T {:text}',
      ],
      means: 'We announce that we can pass through NAT.',
      examples: ['ISAKMP:(0): constructed NAT-T vendor-rfc3947 ID'],
      sources: [rfc3947],
    },
    {
      id: 'isakmp.vendor-noise',
      head: 'isakmp',
      templates: [
        'vendor ID seems Unity/DPD but ((major {:int} mismatch|hash mismatch))',
        'vendor ID seems Unity/DPD but {:text}',
        'processing vendor id payload',
        'Unknown vendor {:text}',
        'processing IKE frag vendor id payload',
        'Support for IKE Fragmentation not enabled',
        'unknown vendor {:text}',
      ],
      means:
        'Vendor ids are compared one after the other; "mismatch" only says that it is not the one just tried. Harmless.',
      harmless: true,
      examples: [
        'ISAKMP:(0): vendor ID seems Unity/DPD but major 69 mismatch',
        'ISAKMP:(0): processing vendor id payload',
        'ISAKMP:(0):vendor ID seems Unity/DPD but hash mismatch',
      ],
    },
    {
      id: 'isakmp.vendor',
      head: 'isakmp',
      templates: [
        'vendor ID is {vendor:text}',
        'speaking to another IOS box',
        'speaking to a {vendor:text}',
        'client configuration mode',
      ],
      means: 'What the peer says about itself: NAT traversal, dead peer detection, Unity client, XAUTH …',
      examples: ['ISAKMP:(0): vendor ID is NAT-T RFC 3947', 'ISAKMP:(1005): speaking to another IOS box!'],
    },
    {
      id: 'isakmp.nat-found',
      head: 'isakmp',
      templates: [
        'NAT found, ((both nodes inside NAT|{where:text}))',
        'My hash no match - this node inside NAT',
        'His hash no match - this node outside NAT',
        'NAT match[[ {:text}]]',
      ],
      means:
        'The hash of the addresses differs: there is NAT on the way. The exchange moves to UDP 4500 from message 5 on. ("His hash no match" alone can be followed by "No NAT Found".)',
      effect: { version: 1, natt: true },
      examples: [
        'ISAKMP:(1005):NAT found, both nodes inside NAT',
        'ISAKMP (1005): My hash no match -  this node inside NAT',
        'ISAKMP (1005): His hash no match - this node outside NAT',
      ],
      sources: [rfc3947],
    },
    {
      id: 'isakmp.nat-none',
      head: 'isakmp',
      templates: ['No NAT Found for self or peer'],
      means: 'No NAT between the two ends: the exchange stays on UDP 500 and ESP is sent as IP protocol 50.',
      health: 'good',
      effect: { version: 1, natt: false },
      examples: ['ISAKMP:(1005):No NAT Found for self or peer'],
      sources: [rfc3947],
    },
    {
      id: 'isakmp.nat-float',
      head: 'isakmp',
      templates: [
        'Detected port floating to port = {dport:port}',
        'Setting UDP ENC peer struct {:text}',
        'Detected NAT-D payload',
        'recalc my hash for NAT-D',
        'NAT match MINE hash',
        'NAT match HIS hash',
        'received payload type {:int}',
        'Trying to find existing peer {:text}',
      ],
      means: 'NAT detection and the move to UDP 4500.',
      effect: { version: 1 },
      examples: ['ISAKMP:(1005):Detected port floating to port = 4500', 'ISAKMP (0:3): received payload type 20'],
      sources: [rfc3947],
    },
    {
      id: 'isakmp.profiles',
      head: 'isakmp',
      templates: [
        'Scanning profiles for xauth ...',
        'Looking for xauth in profile {profile:name}',
        'Scanning profiles for xauth',
        'Setting client config settings {:text}',
        'Profile has no keyring, aborting key search',
        'profile {profile:name} has no keyring, aborting key search',
        'Author request for group {:text}',
        'keyring for profile {:text}',
      ],
      means: 'Which ISAKMP profile, if any, applies to this peer.',
      examples: ['ISAKMP : Scanning profiles for xauth ...'],
    },
    {
      id: 'isakmp.profile-matched',
      head: 'isakmp',
      templates: ['peer matches {profile:name} profile'],
      means: 'The identity of the peer fits this ISAKMP profile, which serves it from here on.',
      examples: ['ISAKMP: (0):peer matches HUBS profile'],
    },
    {
      id: 'isakmp.no-profile',
      head: 'isakmp',
      templates: ['peer matches *none* of the profiles'],
      means:
        'No ISAKMP profile matches the identity of the peer. Normal where no profiles are configured; a crypto map or IPsec profile that asks for one does not serve this peer.',
      harmless: true,
      examples: ['ISAKMP:(0):: peer matches *none* of the profiles'],
    },

    // Payloads and identities.
    {
      id: 'isakmp.payload',
      head: 'isakmp',
      templates: [
        'processing {payload:state} payload. message ID = {mid:int}',
        'processing {payload:state} payload',
        'processing NAT-OAi payload. addr = {:ip}, message ID = {mid:int}',
        'processing NAT-OAr payload. addr = {:ip}, message ID = {mid:int}',
        'processing transaction payload from {peer:host}. message ID = {mid:int}',
        'processing responder lifetime',
        'start processing isakmp responder lifetime',
      ],
      means: 'A payload of the received message is read.',
      examples: [
        'ISAKMP:(0): processing SA payload. message ID = 0',
        'ISAKMP:(1005): processing KE payload. message ID = 0',
      ],
      sources: [rfc2408],
    },
    {
      id: 'isakmp.delete-received',
      head: 'isakmp',
      templates: [
        'processing DELETE payload. message ID = {mid:int}',
        'processing DELETE_WITH_REASON payload, message ID = {mid:int}[[, reason: {reason:text}]]',
      ],
      means: 'The peer deletes an SA on its side.',
      health: 'neutral',
      effect: { version: 1 },
      examples: [
        'ISAKMP:(1012): processing DELETE payload. message ID = -1904227731',
        'ISAKMP:(1012): processing DELETE_WITH_REASON payload, message ID = 1904227731, reason: DELETE_BY_USER_COMMAND',
      ],
      sources: [rfc2408],
    },
    {
      id: 'isakmp.skeyid',
      head: 'isakmp',
      templates: ['SKEYID state generated'],
      means: 'The key material of phase 1 is computed (with pre-shared keys the key goes in here).',
      examples: ['ISAKMP:(1005):SKEYID state generated'],
    },
    {
      id: 'isakmp.authenticating',
      head: 'isakmp',
      templates: [
        'SA is doing pre-shared key authentication using id type {idtype:word}',
        'SA is doing',
        'pre-shared key authentication using id type {idtype:word}',
        'Send initial contact',
        'Total payload length: {:int}',
        'ID payload',
        'My ID configured as {:text}',
      ],
      means: 'This device builds its identity and its proof.',
      examples: [
        'ISAKMP:(1005):SA is doing pre-shared key authentication using id type ID_IPV4_ADDR',
        'ISAKMP: (1005):Total payload length: 12',
        'ISAKMP (0:1005): ID payload ',
      ],
    },
    {
      id: 'isakmp.authenticating-by-certificate',
      head: 'isakmp',
      templates: [
        'SA is doing ((RSA signature|RSA encryption|ECDSA|ECDSA signature)) authentication using id type {idtype:word}',
        '((RSA signature|RSA encryption|ECDSA|ECDSA signature)) authentication using id type {idtype:word}',
      ],
      means: 'This device authenticates with its certificate.',
      effect: { version: 1 },
      examples: ['ISAKMP:(1005):SA is doing RSA signature authentication using id type ID_FQDN'],
    },
    {
      id: 'isakmp.authenticating-certificate',
      head: 'isakmp',
      templates: ['using the {trustpoint:name} trustpoint', 'cert approved with warning'],
      means: 'This device authenticates with its certificate.',
      effect: { version: 1 },
      examples: ['ISAKMP:(1005): using the CORP trustpoint to sign'],
    },
    {
      id: 'isakmp.own-certificate-missing',
      head: 'isakmp',
      templates: ['Unable to get router cert or routerdoes not have a cert: needed to find DN'],
      means:
        'The name in the own certificate was wanted for the identity, and there is no certificate. Harmless where a pre-shared key is used; where a signature is to be made, phase 1 ends here.',
      effect: { version: 1 },
      examples: ['ISAKMP:(1005):Unable to get router cert or routerdoes not have a cert: needed to find DN!'],
      sources: [certificateDoc],
    },
    {
      id: 'isakmp.id-line',
      head: 'isakmp-line',
      templates: [
        'next-payload : {:int}',
        'type : {idtype:int}',
        'address : {id:ip}',
        'FQDN name : {id:host}',
        'group id : {id:word}',
        'Dist. name : {id:text}',
        'protocol : {:int}',
        'port : {:int}',
        'length : {:int}',
        'authenticated',
      ],
      means:
        'Part of the identity payload: next payload, type (1 address, 2 host name, 9 distinguished name, 11 key id), value, protocol, port, length.',
      examples: ['\taddress      : 198.51.100.7 '],
    },
    {
      id: 'isakmp.id-field',
      head: 'isakmp',
      templates: [
        'next-payload : {:int}',
        'type : {idtype:int}',
        'address : {id:ip}',
        'FQDN name : {id:host}',
        'group id : {id:word}',
        'protocol : {:int}',
        'port : {:int}',
        'length : {:int}',
        'Dist. name : {id:text}',
      ],
      means: 'Part of the identity payload.',
      examples: ['ISAKMP: (1003):   address      : 198.51.100.7', 'ISAKMP: (1003):   protocol     : 17 '],
    },
    {
      id: 'isakmp.status',
      head: 'isakmp',
      templates: ['SA authentication status: authenticated', 'SA authentication status:'],
      means: 'Whether the peer has proved its identity.',
      health: 'good',
      examples: ['ISAKMP:(1005):SA authentication status:\tauthenticated'],
    },
    {
      id: 'isakmp.authenticated',
      head: 'isakmp',
      templates: ['SA has been authenticated with {peer:host}', 'SA has been authenticated'],
      means: 'The peer has proved its identity: keys or certificates fit.',
      health: 'good',
      effect: { version: 1, up: 'ike' },
      examples: ['*May  4 09:12:31.301: ISAKMP:(1005):SA has been authenticated with 203.0.113.44'],
      sources: [mainModeDoc],
    },
    {
      id: 'isakmp.insert-peer',
      head: 'isakmp',
      templates: [
        'Trying to insert a peer {local:host}/{peer:host}/{port:port}/{:word}, and inserted successfully {:hex}',
        'Trying to insert a peer {local:host}/{peer:host}/{port:port}/',
        'and inserted successfully {:hex}',
        'Trying to insert a peer {:text}',
      ],
      means: 'The peer is entered under local address, remote address and port.',
      examples: ['ISAKMP: Trying to insert a peer 192.0.2.17/203.0.113.44/500/,  and inserted successfully 85A41C20.'],
    },
    {
      id: 'isakmp.initial-contact',
      head: 'isakmp',
      templates: [
        "Process initial contact, bring down existing phase 1 and 2 SA's with local {local:host} remote {peer:host} remote port {port:port}",
        "Process initial contact, bring down existing phase 1 and 2 SA's",
        'Process initial contact,',
        'received initial contact, deleting SA',
      ],
      means:
        'The peer starts afresh, so the older SAs with it are removed here. Normal after a restart or a clear at the other end.',
      harmless: true,
      examples: [
        "ISAKMP:(1005):Process initial contact, bring down existing phase 1 and 2 SA's with local 192.0.2.17 remote 203.0.113.44 remote port 500",
        'ISAKMP:(1004):received initial contact, deleting SA',
      ],
    },
    {
      id: 'isakmp.initial-contact-line',
      head: 'isakmp-line',
      templates: [
        "bring down existing phase 1 and 2 SA's with local {local:host} remote {peer:host} remote port {port:port}",
      ],
      means: 'The older SAs with the peer are removed.',
      examples: ["bring down existing phase 1 and 2 SA's with local 192.0.2.17 remote 203.0.113.44 remote port 4500"],
    },
    {
      id: 'isakmp.spi-line',
      head: 'isakmp-line',
      templates: ['spi {spi:id}, message ID = {mid:int}[[, sa = {:hex}]]'],
      means: 'SPI and message id of the notify above.',
      examples: ['        spi 1874860992, message ID = 239917732, sa = 0x85A41C20'],
    },

    // The state machine.
    {
      id: 'isakmp.input',
      head: 'isakmp',
      templates: ['Input = {source:state}, {event:state}', 'Node {node:int}, Input = {source:state}, {event:state}'],
      means: 'What moved the state machine: a message of the peer, or an internal step.',
      examples: [
        'ISAKMP:(0):Input = IKE_MESG_FROM_PEER, IKE_MM_EXCH',
        'ISAKMP:(1005):Node 1904227731, Input = IKE_MESG_INTERNAL, IKE_INIT_QM',
      ],
    },
    {
      id: 'isakmp.input-unknown',
      head: 'isakmp',
      templates: [
        'Unknown Input {source:state}, {event:state}: state = {state:state}',
        'Unknown Input for node {:int}: state = {state:state}, {:text}',
        'Unknown Input {:text}',
      ],
      means:
        'A message arrived that does not fit the state: often an unencrypted refusal of the peer, or a late retransmission.',
      effect: { version: 1 },
      examples: ['ISAKMP (0): Unknown Input IKE_MESG_FROM_PEER, IKE_INFO_NOTIFY:  state = IKE_I_MM1'],
    },
    {
      id: 'isakmp.state',
      head: 'isakmp',
      templates: ['Old State = {old:state} New State = {state:state}', 'Old State = {old:state}'],
      means: 'A step of the negotiation: the last number is the message of main mode that was just sent or received.',
      examples: ['ISAKMP:(0):Old State = IKE_I_MM1  New State = IKE_I_MM2 '],
      sources: [mainModeDoc],
    },
    {
      id: 'isakmp.state-phase1-complete',
      head: 'isakmp',
      templates: ['Old State = {old:state} New State = IKE_P1_COMPLETE'],
      means: 'Phase 1 is complete: the IKE SA is up.',
      health: 'good',
      effect: { version: 1, up: 'ike' },
      examples: ['ISAKMP:(1005):Old State = IKE_I_MM6  New State = IKE_P1_COMPLETE '],
      sources: [mainModeDoc],
    },
    {
      id: 'isakmp.state-phase2-complete',
      head: 'isakmp',
      templates: ['Old State = {old:state} New State = IKE_QM_PHASE2_COMPLETE'],
      means: 'Quick mode is complete: the IPsec SAs are up.',
      health: 'good',
      effect: { version: 1, up: 'child' },
      examples: ['ISAKMP:(1005):Old State = IKE_QM_I_QM1  New State = IKE_QM_PHASE2_COMPLETE'],
      sources: [mainModeDoc],
    },
    {
      id: 'isakmp.state-deleted',
      head: 'isakmp',
      templates: ['Old State = {old:state} New State = IKE_DEST_SA'],
      means: 'The IKE SA is removed.',
      effect: { version: 1, down: 'ike' },
      examples: ['ISAKMP:(1005):Old State = IKE_P1_COMPLETE  New State = IKE_DEST_SA '],
    },
    {
      id: 'isakmp.fsm-error',
      head: 'isakmp',
      templates: ['FSM action returned error: {error:int}', 'QM FSM error[[ {:text}]]', 'Error Code: {:text}'],
      means: 'The step could not be done; the lines above say why.',
      health: 'bad',
      examples: ['ISAKMP:(0): FSM action returned error: 2'],
    },
    {
      id: 'isakmp.notify-unprotected',
      head: 'isakmp',
      templates: ['Notify has no hash. Rejected', 'notify has no hash. Rejected', 'Notify has no hash'],
      means:
        'The peer sent an error without protection, as it must before keys exist; this device does not act on it. It still shows that the peer answers and refuses.',
      health: 'bad',
      effect: { version: 1 },
      examples: ['*May  4 09:12:31.181: ISAKMP:(0):Notify has no hash. Rejected.'],
    },

    // Damage and keys that do not fit.
    {
      id: 'isakmp.reserved-not-zero',
      head: 'isakmp',
      templates: [
        'reserved not zero on {payload:state} payload',
        'reserved not zero on payload {:int}',
        'reserved no zero on payload {:int}',
        'malformed payload',
        'Unable to decrypt {:text}',
      ],
      means:
        'The decrypted message makes no sense: the two ends computed different keys, as a rule because the pre-shared keys differ.',
      health: 'bad',
      says: [{ code: 'psk-mismatch', certainty: 'likely', side: 'either', when: 'ike-down' }],
      examples: ['ISAKMP: reserved not zero on ID payload!', 'ISAKMP (0:1): reserved not zero on payload 5!'],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.payload-malformed',
      head: 'isakmp',
      templates: [
        'incrementing error counter on sa, attempt {attempt:int} of {attempts:int}: PAYLOAD_MALFORMED',
        'incrementing error counter on sa: PAYLOAD_MALFORMED',
        'Sending NOTIFY PAYLOAD_MALFORMED[[ protocol {protocol:int}]]',
      ],
      means: 'A message could not be parsed after decryption: as a rule the pre-shared keys differ.',
      health: 'bad',
      says: [{ code: 'psk-mismatch', certainty: 'likely', side: 'either', when: 'ike-down' }],
      examples: ['ISAKMP:(1005): incrementing error counter on sa, attempt 1 of 5: PAYLOAD_MALFORMED'],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.hash-mismatch',
      head: 'isakmp',
      templates: [
        '((Hash|HASH|hash))[[ payload]] mismatch',
        '((Hash|HASH|hash)) payload does not match',
        'pre-shared key authentication failed',
        'Preshared key mismatch',
        'authentication failed',
      ],
      means: 'The proof of the peer does not fit our pre-shared key.',
      health: 'bad',
      says: [{ code: 'psk-mismatch', certainty: 'likely', side: 'either', when: 'ike-down' }],
      examples: ['ISAKMP:(1005): HASH mismatch'],
    },

    // Retransmission.
    {
      id: 'isakmp.retransmit-phase1',
      head: 'isakmp',
      templates: [
        'retransmitting phase 1 {state:state}[[...]][[ {peer:host}]]',
        'retransmitting phase 1[[ ({attempt:int})]]',
      ],
      means:
        'No fitting answer within ten seconds: the phase 1 message is sent again. The state names the message that waits for its answer.',
      health: 'waiting',
      effect: { version: 1, arrow: 'out', label: 'again' },
      examples: [
        '*May  4 09:12:41.107: ISAKMP:(0): retransmitting phase 1 MM_NO_STATE...',
        'ISAKMP (0:1): retransmitting phase 1 MM_KEY_EXCH...',
      ],
    },
    {
      id: 'isakmp.retransmit-phase2',
      head: 'isakmp',
      templates: ['retransmitting phase 2 {state:state} {node:int}', 'retransmitting phase 2'],
      means: 'No answer to a message under the finished IKE SA: it is sent again.',
      health: 'waiting',
      effect: { version: 1, arrow: 'out', label: 'again' },
      examples: ['ISAKMP:(1012): retransmitting phase 2 QM_IDLE       -1904227731 ...'],
    },
    {
      id: 'isakmp.retransmit-count',
      head: 'isakmp',
      templates: [
        'incrementing error counter on ((sa|node)), attempt {attempt:int} of {attempts:int}: retransmit phase {phase:int}',
        'incrementing error counter on ((sa|node)): retransmit phase {phase:int}',
        'incrementing error counter on ((sa|node)), attempt {attempt:int} of {attempts:int}: {reason:text}',
        'incrementing error counter on ((sa|node)): {reason:text}',
      ],
      means: 'How often the message was repeated; after the fifth time the attempt is given up.',
      effect: { version: 1 },
      examples: [
        'ISAKMP (0): incrementing error counter on sa, attempt 2 of 5: retransmit phase 1',
        'ISAKMP (0:1): incrementing error counter on sa: retransmit phase 1',
      ],
    },
    {
      id: 'isakmp.retransmit-due',
      head: 'isakmp',
      templates: [
        'retransmitting due to retransmit phase {phase:int}',
        'retransmission skipped for phase {phase:int} (time since last transmission {:int})',
      ],
      means: 'The peer repeated its message, so ours is repeated too (or was just sent).',
      examples: [
        'ISAKMP:(0): retransmitting due to retransmit phase 1',
        'ISAKMP:(0):retransmission skipped for phase 1 (time since last transmission 488)',
      ],
    },
    {
      id: 'isakmp.nothing-to-repeat',
      head: 'isakmp',
      templates: ['no outgoing phase {phase:int} packet to retransmit[[. {state:state}]]'],
      means:
        'The peer repeated its message, and no answer to it is kept here: this device refused it before, or gave up the attempt.',
      effect: { version: 1 },
      examples: ['ISAKMP:(0): no outgoing phase 1 packet to retransmit. MM_NO_STATE'],
    },
    {
      id: 'isakmp.duplicate',
      head: 'isakmp',
      templates: ['phase {phase:int} packet is a duplicate of a previous packet'],
      means: 'The peer sent the same message again: it has not received our answer, or could not use it.',
      health: 'waiting',
      effect: { version: 1 },
      examples: ['*May  4 09:12:41.161: ISAKMP:(0): phase 1 packet is a duplicate of a previous packet.'],
    },
    {
      id: 'isakmp.peer-unresponsive',
      head: 'isakmp',
      templates: [
        'SA is still budding. Attached new ipsec request to it[[. (local {local:host}, remote {peer:host})]]',
      ],
      means: 'The IKE SA is still being built; nothing has come back yet.',
      health: 'waiting',
      examples: [
        'ISAKMP:(0):SA is still budding. Attached new ipsec request to it. (local 192.0.2.17, remote 203.0.113.44)',
      ],
    },

    // Quick mode.
    {
      id: 'isakmp.quick-mode',
      head: 'isakmp',
      templates: ['beginning Quick Mode exchange, M-ID of {mid:int}'],
      means: 'Phase 2 begins: this device proposes an IPsec SA.',
      effect: { version: 1, begins: 'child', role: 'initiator' },
      examples: ['ISAKMP:(1012):beginning Quick Mode exchange, M-ID of -1904227731'],
      sources: [rfc2409],
    },
    {
      id: 'isakmp.qm-checking',
      head: 'isakmp',
      templates: ['Checking IPSec proposal {proposal:int}'],
      means:
        'The IPsec proposal of the peer is compared with the transform sets configured here; the attributes below are what the peer offers.',
      effect: { version: 1, begins: 'child', stage: 'child' },
      examples: ['ISAKMP:(1012):Checking IPSec proposal 1'],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.qm-transform',
      head: 'isakmp',
      templates: ['transform {transform:int}, {esp:algorithm}', 'attributes in transform:'],
      means: 'The protocol and cipher of the offered IPsec transform.',
      examples: ['ISAKMP: transform 1, ESP_AES ', 'ISAKMP:   attributes in transform:'],
    },
    {
      id: 'isakmp.qm-encaps',
      head: 'isakmp',
      templates: ['encaps is {:int} ({mode:name})', 'encaps is {:int}'],
      means: 'The offered mode: 1 tunnel, 2 transport, 3 tunnel in UDP, 4 transport in UDP.',
      examples: ['ISAKMP:      encaps is 1 (Tunnel)', 'ISAKMP: (1003):      encaps is 4 (Transport-UDP)'],
      sources: [rfc2407, rfc3947],
    },
    {
      id: 'isakmp.qm-life',
      head: 'isakmp',
      templates: [
        'SA life type in ((seconds|kilobytes))',
        'SA life duration ((\\(VPI\\)|\\(basic\\))) of {lifetime:text}',
      ],
      means: 'Lifetime of the offered IPsec SA.',
      examples: [
        'ISAKMP:      SA life type in kilobytes',
        'ISAKMP:      SA life duration (VPI) of  0x0 0x46 0x50 0x0 ',
      ],
    },
    {
      id: 'isakmp.qm-auth',
      head: 'isakmp',
      templates: ['authenticator is {hmac:algorithm}'],
      means: 'Integrity algorithm of the offered IPsec transform.',
      examples: ['ISAKMP:      authenticator is HMAC-SHA256'],
    },
    {
      id: 'isakmp.qm-keylength',
      head: 'isakmp',
      templates: ['key length is {keylength:int}'],
      means: 'Key length in bits of the offered cipher.',
      examples: ['ISAKMP:      key length is 256'],
    },
    {
      id: 'isakmp.qm-group',
      head: 'isakmp',
      templates: ['group is {dh:int}'],
      means: 'The peer asks for perfect forward secrecy with this Diffie-Hellman group.',
      examples: ['ISAKMP:      group is 14'],
    },
    {
      id: 'isakmp.qm-error-32',
      head: 'isakmp',
      templates: ['IPSec policy invalidated proposal with error 32'],
      means: 'No crypto map entry or profile here covers the networks that the peer proposes (proxy identities).',
      health: 'bad',
      effect: { version: 1 },
      examples: [
        'ISAKMP:(1012): IPSec policy invalidated proposal with error 32',
        '*Jun 11 07:40:02.131: ISAKMP-ERROR: (1012):IPSec policy invalidated proposal with error 32',
      ],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.qm-error-256',
      head: 'isakmp',
      templates: ['IPSec policy invalidated proposal with error 256'],
      means: 'No transform set here accepts what the peer offers: cipher, integrity, key length or mode differ.',
      health: 'bad',
      effect: { version: 1 },
      examples: ['ISAKMP:(1012): IPSec policy invalidated proposal with error 256'],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.qm-error',
      head: 'isakmp',
      templates: ['IPSec policy invalidated proposal with error {error:int}', 'IPSec policy invalidated proposal'],
      means: 'The IPsec side refuses the proposal of the peer; the line before says which check failed.',
      health: 'bad',
      says: [{ code: 'phase2-not-established', certainty: 'certain', side: 'either' }],
      examples: [
        'ISAKMP:(1012): IPSec policy invalidated proposal with error 1024',
        'ISAKMP (0:2): IPSec policy invalidated proposal',
      ],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.phase2-refused',
      head: 'isakmp',
      templates: [
        'phase 2 SA policy not acceptable! (local {local:host} remote {peer:host})',
        'phase 2 SA not acceptable',
        'phase 2 SA policy not acceptable',
      ],
      means: 'Phase 2 ends here: this device refuses the proposal of the peer. The lines above say what did not fit.',
      health: 'bad',
      says: [{ code: 'phase2-not-established', certainty: 'certain', side: 'either' }],
      examples: [
        'ISAKMP:(1012): phase 2 SA policy not acceptable! (local 192.0.2.17 remote 203.0.113.44)',
        'ISAKMP (0:2): phase 2 SA not acceptable!',
      ],
      sources: [debugDoc],
    },
    {
      id: 'isakmp.notify-sent',
      head: 'isakmp',
      templates: [
        'Sending NOTIFY {notify:state}[[ protocol {protocol:int}]]',
        'sending NOTIFY {notify:state}[[ protocol {protocol:int}]]',
      ],
      means: 'This device sends a notify to the peer.',
      effect: { version: 1, arrow: 'out', label: 'notify' },
      examples: ['ISAKMP:(1012):Sending NOTIFY PROPOSAL_NOT_CHOSEN protocol 3'],
    },
    {
      id: 'isakmp.node-rejected',
      head: 'isakmp',
      templates: ['deleting node {node:int} error TRUE reason "QM rejected"'],
      means: 'The quick mode that the peer proposed is refused here; the reason stands above.',
      health: 'bad',
      says: [{ code: 'phase2-not-established', certainty: 'likely', side: 'either' }],
      effect: { version: 1 },
      examples: ['*Jun 11 07:40:02.131: ISAKMP:(1012):deleting node -1904227731 error TRUE reason "QM rejected"'],
    },
    {
      id: 'isakmp.node-larval',
      head: 'isakmp',
      templates: ['deleting node {node:int} error TRUE reason "Delete Larval"'],
      means: 'The quick mode that we proposed ends unfinished: the peer refused it.',
      health: 'bad',
      says: [{ code: 'phase2-not-established', certainty: 'likely', side: 'either' }],
      examples: ['ISAKMP-ERROR: (1012):deleting node 570112233 error TRUE reason "Delete Larval"'],
    },
    {
      id: 'isakmp.node-timer',
      head: 'isakmp',
      templates: [
        'deleting node {node:int} error TRUE reason "((QM_TIMER expired|Phase 2 err count exceeded|Death by retransmission P2))"',
      ],
      means: 'Quick mode was repeated and never finished.',
      health: 'bad',
      says: [{ code: 'phase2-not-established', certainty: 'likely', side: 'either' }],
      examples: [
        'ISAKMP:(1012):deleting node -1904227731 error TRUE reason "QM_TIMER expired"',
        'ISAKMP:(1012):deleting node -1904227731 error TRUE reason "Phase 2 err count exceeded"',
      ],
    },
    {
      id: 'isakmp.node-deleted',
      head: 'isakmp',
      templates: [
        'deleting node {node:int} error {error:state} reason "{reason:quoted}"',
        'purging node {node:int}',
        'cleaning up GDOI node {node:int}',
        'purging SA., sa={:hex}, delme={:hex}',
        'purging SA',
        'deleting spi {:int} message ID = {mid:int}',
        'Deleting peer node by peer_reap for {peer:host}: {:hex}',
        'DELETING node {:text}',
      ],
      means:
        'The record of an exchange is removed. "error FALSE" and reasons such as "No Error" or "QM done (await)" are normal.',
      examples: [
        'ISAKMP:(1012):deleting node -1904227731 error FALSE reason "QM done (await)"',
        'ISAKMP:(1012):purging node -1904227731',
        'ISAKMP:(1012):cleaning up GDOI node -1904227731',
        'ISAKMP: Deleting peer node by peer_reap for 203.0.113.44: 85A41C20',
      ],
    },
    {
      id: 'isakmp.paranoid',
      head: 'isakmp',
      templates: [
        'peer does not do paranoid keepalives',
        'peer does not do NAT keepalives',
        'peer does paranoid keepalives',
      ],
      means:
        'Printed whenever the peer deletes an SA. It is not the cause of anything: look at what was refused just before.',
      harmless: true,
      examples: ['ISAKMP:(1012):peer does not do paranoid keepalives.'],
    },
    {
      id: 'isakmp.delete-other',
      head: 'isakmp',
      templates: [...deleted('{reason:quoted}'), 'deleting SA reason', 'deleting SA,', 'deleting SA'],
      means: 'The IKE SA is removed.',
      effect: { version: 1 },
      examples: ['ISAKMP:(1012):deleting SA reason "IKMP_ERR_NO_RETRANS" state (I) MM_NO_STATE (peer 203.0.113.44)'],
    },
    {
      id: 'isakmp.qm-create',
      head: 'isakmp',
      templates: ['Creating IPSec SAs', 'Creating IPSec {:text}'],
      means: 'Quick mode is agreed: the IPsec SAs are made.',
      health: 'good',
      effect: { version: 1, up: 'child' },
      examples: ['ISAKMP:(1012): Creating IPSec SAs'],
    },
    {
      id: 'isakmp.qm-installed',
      head: 'isakmp',
      templates: ['Successfully installed IPSEC SA (SPI:{spi:spi}) on {interface:interface}'],
      means: 'The IPsec SA is installed.',
      health: 'good',
      effect: { version: 1, up: 'child' },
      examples: ['ISAKMP: (1003):Successfully installed IPSEC SA (SPI:0x5C1E77A2) on GigabitEthernet1'],
    },
    {
      id: 'isakmp.qm-install-failed',
      head: 'isakmp',
      templates: [
        'IPSec Install {:word} failed',
        'Failed to install IPSEC SA',
        'Received IPSec Install Failure',
        'IPSEC install failed',
      ],
      means: 'The negotiated IPsec SA could not be installed.',
      health: 'bad',
      says: [{ code: 'phase2-not-established', certainty: 'likely', side: 'local' }],
      examples: ['ISAKMP-ERROR: (1003):Failed to install IPSEC SA'],
    },
    {
      id: 'isakmp.qm-progress',
      head: 'isakmp',
      templates: [
        'QM Initiator gets spi',
        'QM Responder gets spi',
        'Received IPSec Install callback... proceeding with the negotiation',
        'sitting IDLE. Starting QM immediately ({state:state} )',
        'sitting IDLE. Starting QM immediately',
        'SA has outstanding requests (local {local:host} port {sport:port}, remote {peer:host} port {dport:port})',
        'SA has outstanding requests',
        'received ke message ({:int}/{:int})',
        'got callback {:int}',
        'asking for {:int} spis from ipsec',
      ],
      means: 'A step of quick mode.',
      examples: [
        'ISAKMP:(1012):QM Initiator gets spi',
        'ISAKMP: received ke message (1/1)',
        'ISAKMP: (1001):sitting IDLE. Starting QM immediately (QM_IDLE      )',
      ],
    },
    {
      id: 'isakmp.qm-sa-line',
      head: 'isakmp-line',
      templates: [
        'inbound SA from {peer:host} to {local:host}',
        'outbound SA from {local:host} to {peer:host}',
        'has spi {spi:spi} and conn_id {:int}',
        'lifetime of {lifetime:int} ((seconds|kilobytes))',
        'has client flags {:hex}',
        '(proxy {:ip} to {:ip})',
      ],
      means: 'The IPsec SAs that quick mode agreed on.',
      context: true,
      examples: ['        has spi 0x5C1E77A2 and conn_id 0'],
    },
    {
      id: 'isakmp.qm-sa',
      head: 'isakmp',
      templates: [
        'inbound SA from {peer:host} to {local:host}',
        'outbound SA from {local:host} to {peer:host}',
        'has spi {spi:spi} and conn_id {:int}',
        'lifetime of {lifetime:int} ((seconds|kilobytes))',
      ],
      means: 'The IPsec SAs that quick mode agreed on.',
      examples: ['ISAKMP:(1012):        inbound SA from 203.0.113.44 to 192.0.2.17 (f/i)  0/ 0'],
    },
    {
      id: 'isakmp.lifetime-restart',
      head: 'isakmp',
      templates: ['restart ike sa timer to {lifetime:int} secs'],
      means: 'The IKE SA takes the shorter lifetime of the peer. Normal.',
      harmless: true,
      examples: ['ISAKMP:(1005): restart ike sa timer to 3600 secs'],
    },

    // Keepalives.
    {
      id: 'isakmp.dpd',
      head: 'isakmp',
      templates: [
        'DPD/R_U_THERE{:word} received from peer {peer:host}, sequence {seq:hex}',
        'DPD/R_U_THERE received from peer {peer:host}, sequence {seq:hex}',
        'DPD/R_U_THERE_ACK sent to peer address {peer:host}',
        'Sending NOTIFY DPD/R_U_THERE[[ protocol {protocol:int}]]',
        'Sending NOTIFY DPD/R_U_THERE_ACK[[ protocol {protocol:int}]]',
        'DPD Sequence number {:hex}',
        'sending DPD {:text}',
        'purging {:text} DPD',
      ],
      means: 'Dead peer detection: question and answer (RFC 3706). It is asked only over an IKE SA that is up.',
      effect: { version: 1, up: 'ike' },
      examples: [
        'ISAKMP:(1012):DPD/R_U_THERE received from peer 203.0.113.44, sequence 0x62FA31C4',
        'ISAKMP:(1012):Sending NOTIFY DPD/R_U_THERE protocol 1',
      ],
      sources: [rfc3706],
    },
    {
      id: 'isakmp.dpd-count',
      head: 'isakmp',
      templates: [
        'incrementing error counter on sa, attempt {attempt:int} of {attempts:int}: PEERS_ALIVE_TIMER',
        'incrementing error counter on sa: PEERS_ALIVE_TIMER',
        'DPD incrementing error counter ({attempt:int}/{attempts:int})',
      ],
      means: 'A dead peer detection question was not answered in time. After the last one the IKE SA is given up.',
      health: 'waiting',
      effect: { version: 1, up: 'ike' },
      examples: [
        'ISAKMP (1012): incrementing error counter on sa, attempt 4 of 5: PEERS_ALIVE_TIMER',
        'ISAKMP:(1012):DPD incrementing error counter (2/5)',
      ],
      sources: [rfc3706],
    },
    {
      id: 'isakmp.dpd-dead',
      head: 'isakmp',
      templates: [
        'peer {peer:host} not responding',
        'Peer {peer:host} not responding',
        'peer not responding',
        'peer {peer:host} not responding to keepalives',
        'Peer {peer:host} is dead',
        'DPD timeout {:text}',
        'P1 errcounter exceeded (PEERS_ALIVE_TIMER)',
      ],
      means: 'The peer does not answer dead peer detection.',
      health: 'bad',
      says: [{ code: 'dpd-failure', certainty: 'likely', side: 'unknown', when: 'ike-up' }],
      examples: ['*May  4 11:40:02.004: ISAKMP:(1012):peer 203.0.113.44 not responding!'],
      sources: [rfc3706],
    },
    {
      id: 'isakmp.nat-keepalive',
      head: 'isakmp',
      templates: ['NAT keepalive', 'Sending NAT keepalive'],
      means: 'A NAT keepalive, so that the translation on the way stays open. Normal.',
      harmless: true,
      examples: ['ISAKMP:(1012):Sending NAT keepalive to peer 203.0.113.44'],
    },

    // Aggressive mode refusals, extended authentication and mode configuration.
    {
      id: 'isakmp.ag-refused',
      head: 'isakmp',
      templates: [
        'Unable to copy name into saved_grpname',
        'Failed to construct AG informational message',
        'incrementing error counter on sa, attempt {attempt:int} of {attempts:int}: construct_fail_ag_init',
        'incrementing error counter on sa: construct_fail_ag_init',
        'Aggressive mode disabled',
        'Aggressive mode is disabled',
        'Rejecting aggressive mode',
        'Dropping aggressive mode',
      ],
      means: 'Aggressive mode could not be answered.',
      health: 'bad',
      examples: [
        'ISAKMP (0): incrementing error counter on sa, attempt 1 of 5: construct_fail_ag_init',
        'ISAKMP:(0):Unable to copy name into saved_grpname',
      ],
    },
    {
      id: 'isakmp.ag-disabled',
      head: 'isakmp',
      templates: [
        'aggressive mode disabled, {:text}',
        'Unable to initiate or respond to Aggressive Mode while disabled',
      ],
      means: 'Aggressive mode is switched off here, and the peer (or the configuration) asks for it.',
      health: 'bad',
      says: [{ code: 'exchange-mode-mismatch', certainty: 'certain', side: 'local', when: 'ike-down' }],
      examples: ['ISAKMP:(0):Unable to initiate or respond to Aggressive Mode while disabled'],
    },
    {
      id: 'isakmp.xauth-needed',
      head: 'isakmp',
      templates: [
        'Need XAUTH',
        'request attribute {attribute:state}',
        'reply attribute {attribute:state}',
        'set attribute {attribute:state}',
        'attributes sent in message:',
        'Config payload ((REQUEST|REPLY|SET|ACK))',
        'checking ((request|SET|REPLY)):',
        'initiating peer config to {peer:host}',
        'Sending config {:text}',
        'got callback {:text}',
        'peer hwnd {:text}',
        'Need config/address',
        'setting client config settings {:hex}',
        'Sending APPLICATION_VERSION string: {:text}',
        'Sending IP4_NBNS server address: {:ip}',
        'Sending save password reply value {:int}',
        'Sending split include name {:text}',
        'need config/address',
        'Responding to peer config {:text}',
        'allocating address {address:ip}',
        'Unknown Attr: {attribute:text}',
        'attribute {attribute:state} ({:hex}){:eol}',
        'Sending private address: {address:ip}',
        'Sending subnet mask: {:ip}',
        'Sending IP4_DNS server address: {:ip}',
        'Sending DEFAULT_DOMAIN default domain name: {:text}',
        'Sending ADDRESS_EXPIRY seconds left to use the address: {:int}',
        'responding to peer config {:text}',
        'Unknown Attr: UNKNOWN ({:hex})',
        'UNKNOWN Unknown Attr: {:hex}',
        '((IP4_ADDRESS|IP4_NETMASK|IP4_DNS|IP4_NBNS|IP4_SUBNET|ADDRESS_EXPIRY|APPLICATION_VERSION|DEFAULT_DOMAIN|MODECFG_SAVEPWD))',
      ],
      means: 'Extended authentication (user name and password) or mode configuration (address, DNS) after phase 1.',
      examples: [
        'ISAKMP:(2010):Need XAUTH',
        'ISAKMP/xauth: request attribute XAUTH_USER_NAME_V2',
        'ISAKMP: Config payload REQUEST',
      ],
    },
    {
      id: 'isakmp.xauth-asked',
      head: 'isakmp',
      templates: ['request attribute XAUTH_USER_PASSWORD[[_V2]]'],
      means: 'The server asks for the password of the user. Asked once more after an answer, the login was refused.',
      effect: { version: 1 },
      examples: ['ISAKMP/xauth: request attribute XAUTH_USER_PASSWORD_V2'],
    },
    {
      id: 'isakmp.xauth-given',
      head: 'isakmp',
      templates: ['reply attribute XAUTH_USER_PASSWORD[[_V2]]'],
      means: 'The client sent the password of the user; the AAA server is asked now.',
      effect: { version: 1 },
      examples: ['ISAKMP/xauth: reply attribute XAUTH_USER_PASSWORD_V2'],
    },
    {
      id: 'isakmp.xauth-failed',
      head: 'isakmp',
      templates: [
        'Expected attribute {attribute:state} not received',
        'XAUTH failed',
        'xauth failed',
        'Xauth failed',
        'AAA authentication failed',
        'user authentication failed',
        'Authentication failed for user {user:name}',
        'peer failed xauth',
        'XAUTH Aborted',
        'XAUTH_STATUS[[_V2]] XAUTH-NOK',
      ],
      means: 'Extended authentication did not succeed: user name or password was refused, or not sent.',
      health: 'bad',
      says: [{ code: 'xauth-failed', certainty: 'certain', side: 'either' }],
      examples: ['ISAKMP/xauth: Expected attribute XAUTH_TYPE_V2 not received', 'ISAKMP:(2010):XAUTH failed'],
    },
    {
      id: 'isakmp.xauth-ok',
      head: 'isakmp',
      templates: [
        'xauth success',
        'XAUTH success',
        'Xauth success',
        'Authentication succeeded',
        'XAUTH_STATUS[[_V2]] XAUTH-OK',
      ],
      means: 'Extended authentication succeeded.',
      health: 'good',
      examples: ['ISAKMP:(2010):XAUTH success'],
    },
    {
      id: 'isakmp.address-failed',
      head: 'isakmp',
      templates: [
        'Failed to allocate address[[ for client]]',
        'failed to get address[[ {:text}]]',
        'No addresses available in pool {pool:name}',
        'Could not allocate an address',
        'Could not get address from pool',
        'No IP address pool defined for ISAKMP',
        'address allocation failed',
        'no address from {:text}',
      ],
      means: 'The client could not be given an address: the pool is empty or missing.',
      health: 'bad',
      says: [{ code: 'mode-config-failed', certainty: 'certain', side: 'local' }],
      examples: [
        'ISAKMP:(2010):Failed to allocate address for client',
        'ISAKMP:(2010):No IP address pool defined for ISAKMP!',
      ],
    },
    {
      id: 'isakmp.authorization-failed',
      head: 'isakmp',
      templates: [
        'AAA ((group |user |))((authorization|authorisation|author)) [[request ]]((failed|FAILED|failure|rejected))',
        '((Unable|Failed)) to ((authorize|authorise)) ((the |))((peer|group|user|client))',
      ],
      means:
        'AAA has no authorization for the group of this client: its policy is missing, or the RADIUS server refused.',
      health: 'bad',
      says: [{ code: 'mode-config-failed', certainty: 'likely', side: 'local' }],
      examples: ['ISAKMP:(2010):AAA authorization failed'],
    },
    {
      id: 'isakmp.group-missing',
      head: 'isakmp',
      templates: [
        'Group {groupname:name} does not exist',
        'group {groupname:name} not found',
        'Unknown group {groupname:name}',
        'Author request for group {groupname:name} failed',
      ],
      means: 'The client asks for a group that is not configured here.',
      health: 'bad',
      says: [{ code: 'peer-not-configured', certainty: 'likely', side: 'local' }],
      examples: ['ISAKMP:(0):Group SALES does not exist'],
    },

    // Versions and noise.
    {
      id: 'isakmp.version',
      head: 'isakmp',
      templates: [
        'Unsupported major version {:text}',
        'invalid major version {:text}',
        'Received ISAKMP packet with unsupported version {:text}',
        '((unsupported|Unsupported)) exchange type {exchange:ikev2Exchange}',
      ],
      means: 'The message belongs to another IKE version: the exchanges 34 to 38 are those of IKEv2.',
      health: 'bad',
      says: [{ code: 'ike-version-mismatch', certainty: 'likely', side: 'either', when: 'ike-down' }],
      examples: ['ISAKMP:(0):Unsupported exchange type 34'],
    },
    {
      id: 'isakmp.exchange-unknown',
      head: 'isakmp',
      templates: ['((unsupported|Unsupported)) exchange type {exchange:int}'],
      means:
        'Somebody sent an exchange that this device does not speak. A scanner or a damaged packet may be the reason.',
      examples: ['ISAKMP:(0):Unsupported exchange type 243'],
    },
    {
      id: 'isakmp.no-sa-delete',
      head: 'isakmp',
      templates: [
        'ignoring request to send delete notify (no ISAKMP sa) src {local:host} dst {peer:host} for SPI {spi:spi}',
        'ignoring request to send delete notify',
      ],
      means: 'There is no IKE SA over which the peer could be told that an SPI is unknown here.',
      health: 'neutral',
      examples: [
        'ISAKMP: ignoring request to send delete notify (no ISAKMP sa) src 192.0.2.17 dst 203.0.113.44 for SPI 0x5C1E77A2',
      ],
    },
    {
      id: 'isakmp.not-authenticated',
      head: 'isakmp',
      templates: ['src {local:host} dst {peer:host}, SA is not authenticated', 'SA is not authenticated'],
      means: 'The attempt ran out of time before the peer proved who it is.',
      health: 'bad',
      effect: { version: 1 },
      examples: ['*May  4 09:13:02.004: ISAKMP:(1005):src 192.0.2.17 dst 203.0.113.44, SA is not authenticated'],
    },
    {
      id: 'isakmp.certificate-step',
      head: 'isakmp',
      templates: [
        "adding peer's pubkey to cache",
        "peer's pubkey is cached",
        'peer wants a {:word} cert',
        'peer want cert issued by {issuer:text}',
        'peer wants cert issued by {issuer:text}',
        'Choosing trustpoint {trustpoint:name} as issuer',
        'Issuer name is not a trusted root',
        'constructing CERT payload for {subject:text}',
        'constructing CERT_REQ for issuer {issuer:text}',
        'processing CERT payload. message ID = {mid:int}',
        'processing CERT_REQ payload. message ID = {mid:int}',
        'processing SIG payload. message ID = {mid:int}',
        'processing a CT_X509_SIGNATURE cert',
        'Verifying peer certificate{:eol}',
      ],
      means: 'Certificates are exchanged and checked.',
      effect: { version: 1 },
      examples: [
        'ISAKMP:(1005): processing CERT payload. message ID = 0',
        'ISAKMP:(1005): processing SIG payload. message ID = 0',
        "ISAKMP:(1005):adding peer's pubkey to cache",
      ],
    },
    {
      id: 'isakmp.pki-step',
      head: 'isakmp',
      templates: [
        'IKE->PKI {step:phrase} state ({letter:state}) {state:state} (peer {peer:host})',
        'PKI->IKE {step:phrase} state ({letter:state}) {state:state} (peer {peer:host})',
      ],
      means: 'IKE asks the certificate store for something (IKE->PKI), or gets its answer (PKI->IKE).',
      examples: [
        '*May  4 09:12:31.163: ISAKMP: (1005): IKE->PKI Validate certificate chain state (R) MM_KEY_EXCH (peer 203.0.113.44)',
        'ISAKMP: (1005): PKI->IKE Validate certificate chain state (R) MM_KEY_EXCH (peer 203.0.113.44)',
      ],
      sources: [certificateDoc],
    },
    {
      id: 'isakmp.certificate-refused',
      head: 'isakmp',
      templates: [
        'Unknown error in cert validation, {:int}',
        'Unable to validate peer certificate',
        'Certificate validation failed',
        'certificate validation failed',
      ],
      means: 'The certificate of the peer was not accepted; what %PKI lines stand beside it say why.',
      health: 'bad',
      says: [{ code: 'certificate-invalid', certainty: 'likely', side: 'either', when: 'ike-down' }],
      effect: { version: 1 },
      examples: ['ISAKMP:(1005): Unknown error in cert validation, 65535'],
      sources: [certificateDoc],
    },
    {
      id: 'isakmp.signature-failed',
      head: 'isakmp',
      templates: [
        'signature invalid',
        'Signature invalid',
        'signature verification failed',
        'Signature verification failed',
        'signature invalid!',
      ],
      means: 'The signature of the peer does not fit its certificate.',
      health: 'bad',
      says: [{ code: 'authentication-failed', certainty: 'certain', side: 'either', when: 'ike-down' }],
      examples: ['ISAKMP:(1005): signature verification failed'],
    },
    {
      id: 'isakmp.noise',
      head: 'isakmp',
      templates: [
        'Failed to find peer index node to update peer_info_list',
        'No peer struct to get peer description',
        'IKE_DPD is enabled, initializing timers',
        'DPD received KMI message',
        'unknown DPD vendor ID',
        'deleting IPSec SAs',
        'client mode configured',
        "Can't decrement IKE Call Admission Control stat",
        'callback: no SA found for {:text}',
        'Deleting the unauthenticated sa',
        'Sending initial contact',
        'Using {:word} as the local address',
        'Unlocking {:text}',
        'Locking {:text}',
        'IKE->IPSEC {:text}',
        'received KMI message {:text}',
        'quick mode timer expired',
      ],
      means: 'Internal bookkeeping; without meaning for the tunnel.',
      harmless: true,
      examples: [
        'ISAKMP-ERROR: (0):Failed to find peer index node to update peer_info_list',
        'ISAKMP: quick mode timer expired.',
      ],
    },
  ]),
];
