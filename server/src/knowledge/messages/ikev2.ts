// The lines of IKEv2 debugs, on IOS (`IKEv2:…`) and on ASA (`IKEv2-PROTO-n:`, `IKEv2-PLAT-n:`): the bodies are the same and stand here once.
import { type Effect, type Message, messages } from '../../engine/define.ts';
import { ikev2Errors, selectorsRefused } from './ikev2-errors.ts';

const debugsPsk =
  'https://www.cisco.com/c/en/us/support/docs/ip/internet-key-exchange-ike/115934-technote-ikev2-00.html';
const debugsAsa =
  'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html';
const iosAsa =
  'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/117337-config-asa-router-00.html';
const anyConnect =
  'https://www.cisco.com/c/en/us/support/docs/security/flexvpn/200555-FlexVPN-AnyConnect-IKEv2-Remote-Access.html';
const rfc = (section: string): string => `https://www.rfc-editor.org/rfc/rfc7296#section-${section}`;

type More = Partial<Pick<Message, 'health' | 'says' | 'effect' | 'harmless' | 'operator' | 'context' | 'sources'>> & {
  readonly example?: string;
};

/** An entry whose example is a line of IOS with the body that is given, or with the first template where that has no fields. */
const body = (id: string, templates: string | readonly string[], means: string, more: More = {}): Message => {
  const { example, ...rest } = more;
  const list = typeof templates === 'string' ? [templates] : templates;
  return {
    id: `ikev2.${id}`,
    head: 'ikev2',
    templates: list,
    means,
    examples: [`*Nov 12 08:14:22.107: IKEv2:(SESSION ID = 41,SA ID = 1):${example ?? list[0]}`],
    sources: [debugsPsk],
    ...rest,
  };
};

/** The same for bodies that only ASA and FTD print. */
const asa = (id: string, templates: string | readonly string[], means: string, more: More = {}): Message => {
  const { example, ...rest } = more;
  const list = typeof templates === 'string' ? [templates] : templates;
  return {
    id: `ikev2.${id}`,
    head: 'ikev2-platform',
    templates: list,
    means,
    examples: [`IKEv2-PLAT-2: (16): ${example ?? list[0]}`],
    sources: [debugsAsa],
    ...rest,
  };
};

/* Packets: three lines that belong together (addresses, SPIs, exchange). */

interface Exchange {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
}
const exchanges: readonly Exchange[] = [
  { id: 'init', name: 'IKE_SA_INIT', purpose: 'proposes and agrees the IKE algorithms and the Diffie-Hellman keys' },
  { id: 'auth', name: 'IKE_AUTH', purpose: 'proves the identities and makes the first child SA' },
  { id: 'child', name: 'CREATE_CHILD_SA', purpose: 'makes a further child SA or renews keys' },
  { id: 'info', name: 'INFORMATIONAL', purpose: 'carries deletes, notifies and keepalives' },
  {
    id: 'intermediate',
    name: 'IKE_INTERMEDIATE',
    purpose: 'carries further key exchanges, such as post-quantum ones, before IKE_AUTH',
  },
];

const ends = {
  out: 'Sending Packet [To {peer:ip}:{remotePort:port}/From {local:ip}:{localPort:port}/VRF {vrfs:word}]',
  in: 'Received Packet [From {peer:ip}:{remotePort:port}/To {local:ip}:{localPort:port}/VRF {vrfs:word}]',
};
const line2 = '[[({:int}): ]]Initiator SPI : {ispi:cookie} - Responder SPI : {rspi:cookie} Message id: {mid:int}';

const packetEffect = (exchange: Exchange, arrow: 'out' | 'in', kind: 'REQUEST' | 'RESPONSE'): Effect => ({
  version: 2,
  arrow,
  label: `${exchange.name} ${kind.toLowerCase()}`,
  ...(exchange.id === 'init' ? { role: (arrow === 'out') === (kind === 'REQUEST') ? 'initiator' : 'responder' } : {}),
  ...(exchange.id === 'init' && kind === 'REQUEST' ? { begins: 'ike' } : {}),
});

const packets: readonly Message[] = exchanges.flatMap((exchange) =>
  (['out', 'in'] as const).flatMap((arrow) =>
    (['REQUEST', 'RESPONSE'] as const).map((kind): Message => {
      const seen = arrow === 'out' ? 'sent' : 'received';
      const addresses =
        arrow === 'out'
          ? 'Sending Packet [To 198.51.100.7:500/From 192.0.2.33:500/VRF i0:f0]'
          : 'Received Packet [From 198.51.100.7:500/To 192.0.2.33:500/VRF i0:f0]';
      const id = exchange.id === 'init' ? 0 : 2;
      return {
        id: `ikev2.${seen}-${exchange.id}-${kind.toLowerCase()}`,
        head: 'ikev2',
        templates: [
          `${ends[arrow]} ${line2} [[({:int}): ]]IKEv2 ${exchange.name} Exchange ${kind}`,
          // A copy may have joined the lines of the packet.
          `${ends[arrow]} ${line2} [[({:int}): ]]IKEv2 ${exchange.name} Exchange ${kind} Payload contents: {list:payloads}`,
          `${ends[arrow]} ${line2} [[({:int}): ]]IKEv2 ${exchange.name} Exchange ${kind}{:glued}`,
        ],
        means: `${exchange.name} ${kind.toLowerCase()} ${seen}. This exchange ${exchange.purpose}.`,
        effect: packetEffect(exchange, arrow, kind),
        examples: [
          `IKEv2:(SESSION ID = 41,SA ID = 1):${addresses} \nInitiator SPI : 5D12A7704C3EF861 - Responder SPI : ${kind === 'REQUEST' && id === 0 ? '0000000000000000' : '90BB3A25F7D1460C'} Message id: ${id}\nIKEv2 ${exchange.name} Exchange ${kind} `,
        ],
        sources: [rfc('1.2')],
      };
    }),
  ),
);

/* What event traces say of the same packets: `Sending IKEv2 IKE_AUTH Exchange REQUEST`. */
const traced: readonly Message[] = exchanges.flatMap((exchange) =>
  (['out', 'in'] as const).flatMap((arrow) =>
    (['REQUEST', 'RESPONSE'] as const).map((kind): Message => {
      const verb = arrow === 'out' ? 'Sending' : 'Received';
      return {
        id: `ikev2.trace-${arrow === 'out' ? 'sent' : 'received'}-${exchange.id}-${kind.toLowerCase()}`,
        head: 'ikev2-trace',
        templates: [`${verb} IKEv2 ${exchange.name} Exchange ${kind}`],
        means: `${exchange.name} ${kind.toLowerCase()} ${arrow === 'out' ? 'sent' : 'received'}. This exchange ${exchange.purpose}.`,
        effect: packetEffect(exchange, arrow, kind),
        examples: [
          `*Nov 12 08:14:22.107: SA ID:3 SESSION ID:7 Remote: 203.0.113.9/500 Local: 192.0.2.33/500  (${(arrow === 'out') === (kind === 'REQUEST') ? 'I' : 'R'}) ${verb} IKEv2 ${exchange.name} Exchange ${kind}`,
        ],
        sources: [rfc('1.2')],
      };
    }),
  ),
);

/** Platform lines of ASA: `RECV PKT [IKE_AUTH] [a]:500->[b]:500 InitSPI=… RespSPI=… MID=…`. */
const asaPackets: readonly Message[] = (['out', 'in'] as const).map((arrow) => {
  const verb = arrow === 'out' ? 'SENT' : 'RECV';
  const addresses =
    arrow === 'out'
      ? '[{local:ip}]:{localPort:port}->[{peer:ip}]:{remotePort:port}'
      : '[{peer:ip}]:{remotePort:port}->[{local:ip}]:{localPort:port}';
  return asa(
    `asa-packet-${arrow}`,
    `${verb} PKT [{exchange:state}] ${addresses} InitSPI={ispi:hex} RespSPI={rspi:hex} MID={mid:hex}`,
    `A packet was ${arrow === 'out' ? 'sent' : 'received'}; the exchange, both ends, both SPIs and the message number follow.`,
    {
      example: `${verb} PKT [IKE_AUTH] [203.0.113.9]:500->[192.0.2.33]:500 InitSPI=0x4b8a22c91d30e7f5 RespSPI=0x90bb3a25f7d1460c MID=00000001`,
    },
  );
});

/* The state machine. */

const trace = (states: string): string =>
  `SM Trace-> SA: I_SPI={ispi:cookie} R_SPI={rspi:cookie} \\(((I|R))\\) MsgID = {mid:hex} CurState: ${states}`;
const traceExample = (role: 'I' | 'R', state: string, event: string): string =>
  `SM Trace-> SA: I_SPI=5D12A7704C3EF861 R_SPI=90BB3A25F7D1460C (${role}) MsgID = 0 CurState: ${state} Event: ${event}`;

const stateMachine: readonly Message[] = [
  body(
    'sm',
    trace('{state:state} Event: {event:state}'),
    'The state machine: in which state the negotiation is, and which event it handles.',
    { example: traceExample('I', 'I_PROC_INIT', 'EV_CHK4_NOTIFY') },
  ),
  body('sm-initiate', trace('IDLE Event: EV_INIT_SA'), 'This end begins a negotiation.', {
    effect: { version: 2, begins: 'ike', role: 'initiator' },
    example: traceExample('I', 'IDLE', 'EV_INIT_SA'),
  }),
  body('sm-respond', trace('IDLE Event: EV_RECV_INIT'), 'The peer begins a negotiation.', {
    effect: { version: 2, role: 'responder' },
    example: traceExample('R', 'IDLE', 'EV_RECV_INIT'),
  }),
  body('sm-init-resend', trace('I_WAIT_INIT Event: EV_RE_XMT'), 'No answer to IKE_SA_INIT yet: it is sent again.', {
    health: 'waiting',
    example: traceExample('I', 'I_WAIT_INIT', 'EV_RE_XMT'),
    sources: [rfc('2.1')],
  }),
  body('sm-init-exceeded', trace('I_WAIT_INIT Event: EV_RE_XMT_EXCEED'), 'IKE_SA_INIT was never answered.', {
    health: 'bad',
    example: traceExample('I', 'I_WAIT_INIT', 'EV_RE_XMT_EXCEED'),
    sources: [rfc('2.1')],
  }),
  body('sm-auth-resend', trace('I_WAIT_AUTH Event: EV_RE_XMT'), 'No answer to IKE_AUTH yet: it is sent again.', {
    health: 'waiting',
    example: traceExample('I', 'I_WAIT_AUTH', 'EV_RE_XMT'),
    sources: [rfc('2.1')],
  }),
  body('sm-auth-exceeded', trace('I_WAIT_AUTH Event: EV_RE_XMT_EXCEED'), 'IKE_AUTH was never answered.', {
    health: 'bad',
    example: traceExample('I', 'I_WAIT_AUTH', 'EV_RE_XMT_EXCEED'),
    sources: [rfc('2.1')],
  }),
  body(
    'sm-auth-awaited',
    trace('R_WAIT_AUTH Event: EV_WAIT4_AUTH_TMO'),
    'The initiator never sent IKE_AUTH: its timer ran out here.',
    { health: 'bad', example: traceExample('R', 'R_WAIT_AUTH', 'EV_WAIT4_AUTH_TMO') },
  ),
  body(
    'sm-child-resend',
    trace('((CHILD_I_WAIT|I_WAIT_CHILD|CHILD_I_INIT)) Event: EV_RE_XMT'),
    'No answer to CREATE_CHILD_SA yet: it is sent again.',
    { health: 'waiting', example: traceExample('I', 'CHILD_I_WAIT', 'EV_RE_XMT') },
  ),
  body(
    'sm-child-exceeded',
    trace('((CHILD_I_WAIT|I_WAIT_CHILD|CHILD_I_INIT)) Event: EV_RE_XMT_EXCEED'),
    'CREATE_CHILD_SA was never answered.',
    { health: 'bad', example: traceExample('I', 'CHILD_I_WAIT', 'EV_RE_XMT_EXCEED') },
  ),
  body(
    'sm-info-resend',
    trace('((INFO_I_WAIT|INFO_I_BLD_INFO|READY|INFO_I)) Event: EV_RE_XMT'),
    'No answer to an INFORMATIONAL request (a keepalive or a delete) yet: it is sent again.',
    { health: 'waiting', example: traceExample('I', 'INFO_I_WAIT', 'EV_RE_XMT') },
  ),
  body(
    'sm-info-exceeded',
    trace('((INFO_I_WAIT|INFO_I_BLD_INFO|READY|INFO_I)) Event: EV_RE_XMT_EXCEED'),
    'INFORMATIONAL requests are not answered any more: the peer is gone.',
    { health: 'bad', example: traceExample('I', 'INFO_I_WAIT', 'EV_RE_XMT_EXCEED') },
  ),
  body('sm-child-done', trace('READY Event: EV_I_OK'), 'The initiator has its first child SA: the tunnel works.', {
    health: 'good',
    effect: { version: 2, role: 'initiator' },
    example: traceExample('I', 'READY', 'EV_I_OK'),
  }),
  body(
    'sm-no-proposal',
    trace('{state:state} Event: EV_NO_PROP_CHOSEN'),
    'None of the proposals fits; the peer is told so.',
    { health: 'bad', example: traceExample('R', 'R_INIT', 'EV_NO_PROP_CHOSEN') },
  ),
  body(
    'sm-auth-failed',
    trace('{state:state} Event: EV_AUTH_FAIL'),
    'The peer could not prove who it is. The lines before say why.',
    { health: 'bad', example: traceExample('R', 'R_VERIFY_AUTH', 'EV_AUTH_FAIL') },
  ),
  body(
    'sm-cert-failed',
    trace('{state:state} Event: EV_CERT_FAIL'),
    'The peer’s certificate was refused. The CRYPTO_PKI lines before say why.',
    { health: 'bad', example: traceExample('R', 'R_VERIFY_AUTH', 'EV_CERT_FAIL'), sources: [iosAsa] },
  ),
];

/* Proposals. */

const proposals: readonly Message[] = [
  body(
    'received-policies',
    [
      'Received Policies: {received:proposals}',
      'Received Policies: : Failed to find a matching policy~{received:proposals}',
      'Received Policies:~:~{received:proposals}',
    ],
    'What the peer offered. None of it fits what is expected here.',
    {
      health: 'bad',
      example:
        'Received Policies: : Failed to find a matching policyProposal 1:  AES-CBC-256 SHA256 SHA256 DH_GROUP_2048_MODP/Group 14',
      sources: [rfc('3.3')],
    },
  ),
  body('received-policies-empty', 'Received Policies:', 'What the peer offered follows.', {
    health: 'bad',
    sources: [rfc('3.3')],
  }),
  body(
    'expected-policies',
    [
      'Expected Policies: {expected:proposals}',
      'Expected Policies: : Failed to find a matching policy~{expected:proposals}',
      'Expected Policies:~:~{expected:proposals}',
    ],
    'What is configured here. Compare it value by value with what was received.',
    {
      health: 'bad',
      example:
        'Expected Policies: : Failed to find a matching policyProposal 1:  AES-CBC-256 SHA256 SHA256 DH_GROUP_3072_MODP/Group 15',
      sources: [rfc('3.3')],
    },
  ),
  body(
    'expected-policies-empty',
    'Expected Policies:',
    'What is configured here follows. If nothing follows, no crypto map entry or tunnel applies at all: the algorithms are not the reason.',
    { health: 'bad', sources: [rfc('3.3')] },
  ),
  body(
    'proposal',
    ['{listed:proposals}'],
    'A proposal: for IKE encryption, PRF, integrity and DH group, for ESP encryption and integrity.',
    { example: 'Proposal 2:  AES-CBC-128 SHA1 SHA96 DH_GROUP_1536_MODP/Group 5', sources: [rfc('3.3')] },
  ),
  body(
    'sending-no-proposal',
    'Sending no proposal chosen notify',
    'The peer is told that none of its proposals fits.',
    { health: 'bad', sources: [rfc('2.7')] },
  ),
  body(
    'invalid-ke',
    [
      '((Sending|Processing|Process|Received)) invalid ke ((notification|notify)), {sender:word} sent group {sent:int}, ((local policy|peer)) ((prefers|requested|wants)) group {preferred:int}',
      '((Sending|Processing|Process|Received)) invalid ke ((notification|notify))',
    ],
    'The first key was made with another Diffie-Hellman group than the one chosen. It is sent again with the right one; once is normal.',
    {
      example: 'Sending invalid ke notification, peer sent group 14, local policy prefers group 19',
      sources: [rfc('1.3')],
    },
  ),
  body(
    'strength',
    'Selected IKEv2 encryption algorithm ({ike:algorithm}) is not strong enough to secure proposed IPsec encryption algorithm ({esp:algorithm})',
    'The IKE SA would be weaker than the IPsec SA that it protects.',
    {
      example:
        'Selected IKEv2 encryption algorithm (AES-CBC-128) is not strong enough to secure proposed IPsec encryption algorithm (AES-CBC-256).',
      sources: [debugsAsa],
    },
  ),
  body(
    'proposal-count',
    [
      'IKE Proposal: {number:int}, SPI size: {:int} (initial negotiation)',
      'ESP Proposal: {number:int}, SPI size: {:int} (IPSec negotiation)',
      'AH Proposal: {number:int}, SPI size: {:int} (IPSec negotiation)',
    ],
    'A proposal that is about to be sent; its transforms follow.',
    {
      example: 'ESP Proposal: 1, SPI size: 4 (IPSec negotiation),',
    },
  ),
];

/* Identities, keys, certificates. */

/** Why this end cannot prove itself with its certificate. */
export const noPrivateKey = 'this device has no usable private key to sign with';

const authentication: readonly Message[] = [
  body(
    'keyring',
    [
      'Getting preshared key from profile keyring {keyring:name}',
      'Getting preshared key by address {:ip}',
      'Getting preshared key by identity {:word}',
    ],
    'Looks for the pre-shared key.',
    { example: 'Getting preshared key from profile keyring BRANCH-KEYS' },
  ),
  body(
    'peer-block',
    ["Matched peer block '{block:name}'", 'Matched peer block {block:name}'],
    'The peer block of the keyring that holds the key.',
    { example: "Matched peer block 'BRANCH-7'" },
  ),
  body(
    'no-key',
    [
      '((No|no)) ((preshared|pre-shared)) key ((found|configured|available|for))',
      '((Preshared|Pre-shared|preshared|pre-shared)) key not found',
      "Failed to ((get|retrieve|find|locate|obtain)) ((peer's |my |the |a |))((preshared|pre-shared)) key",
      "Can't find ((preshared|pre-shared)) key",
      'Unable to ((get|find|locate|retrieve)) ((preshared|pre-shared)) key',
      'Failed to get ((the |))PSK',
      'Keyring not found',
      'No ((keyring|matching keyring|peer block|matching peer block)) ((found|matched))',
    ],
    'No pre-shared key is configured for this peer or identity.',
    {
      health: 'bad',
      says: [{ code: 'psk-missing', certainty: 'certain', side: 'local' }],
      example: 'No preshared key found for 198.51.100.7',
    },
  ),
  body(
    'identity-search',
    "Searching policy based on peer's identity '{identity:quotedId}' of type '{type:quotedId}'",
    'Looks for the profile (on ASA the tunnel group) that accepts this identity.',
    {
      example: "Searching policy based on peer's identity 'branch7.example.net' of type 'FQDN'",
    },
  ),
  body(
    'profile-found',
    [
      "found matching IKEv2 profile '{profile:name}'",
      'Choosing IKE profile {profile:name}',
      'Choosing IKEv2 profile {profile:name}',
    ],
    'The IKEv2 profile that is used.',
    { example: "found matching IKEv2 profile 'BRANCH-PROFILE'" },
  ),
  body(
    'profile-not-found',
    'IKEv2 profile not found',
    'No IKEv2 profile accepts the identity. On tunnels that come up all the same it means nothing.',
    { health: 'waiting', sources: [iosAsa] },
  ),
  body(
    'profile-not-by-certificate',
    'Profile could not be found by peer certificate',
    'No certificate map of an IKEv2 profile fits the peer’s certificate.',
    { health: 'waiting', sources: [iosAsa] },
  ),
  body(
    'constructing-id',
    "Constructing ID{whose:idLetter} payload: '{identity:quotedId}' of type '{type:quotedId}'",
    'The identity that this end sends.',
    { example: "Constructing IDi payload: '192.0.2.33' of type 'IPv4 address'" },
  ),
  body(
    'my-method',
    "My ((authentication|authenticaton)) method is '{method:quotedId}'",
    'How this end proves who it is.',
    { example: "My authentication method is 'PSK'" },
  ),
  body(
    'peer-method',
    "Peer's ((authentication|authenticaton|authenctication)) method is '{method:quotedId}'",
    'How the peer proves who it is.',
    { example: "Peer's authentication method is 'RSA'" },
  ),
  body(
    'method-mismatch',
    'Peer authentication method configured{:rest}',
    'The peer authenticates in another way than this end is configured to accept: key against certificate, or RSA against ECDSA or ML-DSA.',
    {
      example: 'Peer authentication method configured is mismatching with the method proposed by peer',
      health: 'bad',
      says: [{ code: 'auth-method-mismatch', certainty: 'certain', side: 'either' }],
      sources: [debugsAsa, rfc('2.15')],
    },
  ),
  body(
    'use-key',
    'Use preshared key for id {identity:word}, key len {length:int}',
    'A pre-shared key is used. Only its length is printed; equal lengths do not prove equal keys.',
    { example: 'Use preshared key for id branch7.example.net, key len 16' },
  ),
  body('get-key', "Get peer's preshared key for {identity:word}", 'Looks for the key of this identity.', {
    example: "Get peer's preshared key for branch7.example.net",
  }),
  body(
    'auth-passed',
    "Verification of peer's ((authentication|authenctication)) data PASSED",
    'The peer has proved who it is. Key or certificate are right.',
    { health: 'good', effect: { version: 2 }, example: "Verification of peer's authenctication data PASSED" },
  ),
  body(
    'auth-data-failed',
    [
      "Verification of peer's ((authentication|authenctication)) data FAILED",
      'Verification of signed authentication data FAILED',
      'IKEv2 authentication data verification FAILED',
    ],
    'The peer’s proof was refused. With pre-shared keys: the keys differ. With certificates: see the CRYPTO_PKI lines before.',
    { health: 'bad', example: "Verification of peer's authentication data FAILED", sources: [rfc('2.15')] },
  ),
  body(
    'auth-value-differs',
    'Computed authentication value for peer differs from what peer sent',
    'Both ends computed the proof from their key and got different values: the pre-shared keys differ.',
    {
      health: 'bad',
      says: [{ code: 'psk-mismatch', certainty: 'certain', side: 'either' }],
      sources: [rfc('2.15')],
    },
  ),
  body('verify-auth-failed', 'Verify auth failed', 'Authentication failed. The lines before say why.', {
    health: 'bad',
  }),
  body(
    'verify-cert-failed',
    'Verify cert failed',
    'The peer’s certificate was refused. The CRYPTO_PKI lines before say why.',
    { health: 'bad', sources: [iosAsa] },
  ),
  body(
    'sending-auth-failure',
    'Sending authentication failure notify',
    'The peer is told that its authentication failed.',
    { health: 'bad', sources: [rfc('2.21.2')] },
  ),
  body('chain-validated', 'Validation of certificate chain PASSED', 'The peer’s certificate is valid and trusted.', {
    health: 'good',
  }),
  body(
    'chain-refused',
    'Validation of certificate chain FAILED',
    'The peer’s certificate is not valid or not trusted.',
    { health: 'bad' },
  ),
  body(
    'chain-missing',
    ['Getting of cert chain for the trustpoint FAILED', 'Retrieval of cert chain for the trustpoint FAILED'],
    'This end has no certificate of its own to send for that trustpoint.',
    {
      health: 'bad',
      says: [
        {
          code: 'certificate-invalid',
          certainty: 'likely',
          side: 'local',
          detail: { fault: 'this device has none of its own to send' },
        },
      ],
    },
  ),
  body(
    'private-key',
    ['Getting private key', 'Getting of private key PASSED'],
    'With a certificate this end signs its proof: the private key of the trustpoint is looked up.',
    { example: 'Getting of private key PASSED', sources: [iosAsa] },
  ),
  body(
    'private-key-missing',
    'Getting of private key FAILED',
    'The private key of the trustpoint is not there: this end cannot sign its proof.',
    {
      health: 'bad',
      says: [{ code: 'certificate-invalid', certainty: 'likely', side: 'local', detail: { fault: noPrivateKey } }],
      sources: [iosAsa],
    },
  ),
  body(
    'key-hashes',
    'Getting of Public Key Hashes of trustpoints ((FAILED|PASSED))',
    'Looks for trustpoints to name in a certificate request. FAILED is normal without certificates.',
    { harmless: true, example: 'Getting of Public Key Hashes of trustpoints FAILED' },
  ),
  body(
    'auth-data-verified',
    [
      'IKEv2 authentication data generation ((PASSED|FAILED))',
      'Verification of signed authentication data PASSED',
      'Signing of authentication data ((PASSED|FAILED))',
      'IKEv2 authentication data verification PASSED',
    ],
    'The crypto engine made or checked the proof of identity.',
    {
      example: 'IKEv2 authentication data generation PASSED',
    },
  ),
  body('eap-check', 'Check for EAP exchange', 'Checks whether EAP is used. It is written for every tunnel.', {
    harmless: true,
  }),
  body(
    'eap-failed',
    [
      '((Received|Sending|Processing)) EAP ((failure|FAILURE|Failure))',
      '[[AnyConnect ]]EAP ((authentication|Authentication|exchange)) ((failed|FAILED|failure))',
      'EAP ((failure|FAILURE)) ((received|sent))',
    ],
    'The user was refused by EAP: wrong name or password, or the RADIUS server said no.',
    {
      health: 'bad',
      says: [{ code: 'eap-failed', certainty: 'certain', side: 'unknown' }],
      example: 'Received EAP failure',
      sources: [rfc('2.16')],
    },
  ),
  body(
    'eap-step',
    [
      '((Processing|Generating|Sending|Received)) AnyConnect EAP {:rest}',
      '((Processing|Generating|Sending|Received)) EAP ((request|response|identity)){:rest}',
      'Received response from ((aaa|AAA)) for ((AnyConnect EAP|EAP)){:rest}',
      'Using authentication method list {list:name}',
      'Checking for Dual Auth',
    ],
    'EAP: the gateway has proved who it is, now the user is asked for name and password (AnyConnect packs them into its own EAP method).',
    { example: "Sending AnyConnect EAP 'auth-request'", sources: [anyConnect, rfc('2.16')] },
  ),
  body(
    'eap-author-list',
    'AnyConnect EAP - failed to get author list',
    'No list of users is named for authorization. It is printed for users who get in as well.',
    { harmless: true, sources: [anyConnect] },
  ),
  body(
    'authorization-failed',
    [
      'AAA ((group |user |))((author|authorization|authorisation)) [[request ]][[response ]]((failed|FAILED|failure|rejected))',
      'Received AAA ((authorization|authorisation)) ((response|reply)): ((FAIL|Fail|REJECT)){:rest}',
      '((Group|User|group|user)) ((author|authorization|authorisation)) [[request ]]((failed|FAILED))',
      '((Failed to|Unable to)) ((get|retrieve|fetch|process)) [[AAA ]]((group|user|AAA)) ((author|authorization|authorisation)){:rest}',
    ],
    'AAA has no authorization for this peer: the policy that the profile names is missing, or the RADIUS server refused.',
    {
      health: 'bad',
      says: [{ code: 'mode-config-failed', certainty: 'likely', side: 'local' }],
      example: 'AAA authorization failed',
      sources: [rfc('2.19')],
    },
  ),
  body(
    'authorization-policy-missing',
    "IKEv2 local AAA - policy '{policy:quotedId}' does not exist",
    'The device itself is asked what the peer gets, and has no authorization policy of the name that the profile gives.',
    {
      health: 'bad',
      says: [
        {
          code: 'mode-config-failed',
          certainty: 'likely',
          side: 'local',
          detail: { fault: 'its authorization policy does not exist' },
        },
      ],
      example: "IKEv2 local AAA - policy 'BRANCH-POLICY' does not exist.",
      sources: [rfc('2.19')],
    },
  ),
  body(
    'aaa-failed',
    [
      'AAA authentication [[request ]]((failed|FAILED|rejected))',
      'Received AAA authentication ((response|reply)): ((FAIL|Fail|REJECT)){:rest}',
    ],
    'AAA refused the user: wrong name or password, or the RADIUS server does not answer.',
    {
      health: 'bad',
      says: [{ code: 'eap-failed', certainty: 'likely', side: 'unknown' }],
      example: 'AAA authentication failed',
      sources: [rfc('2.16')],
    },
  ),
  body(
    'authorization-step',
    [
      'Using mlist {list:name} and username {policy:name} for ((group|user)) author request',
      "IKEv2 local AAA author request for '{policy:quotedId}'",
      '((Authorisation|Authorization)) request sent',
      'Received AAA ((authorisation|authorization)) response',
      '((Setting received|Received)) config mode ((data|set request))',
    ],
    'Authorization: AAA is asked which address, routes and names the peer gets.',
    {
      example: 'Using mlist BRANCH-LIST and username BRANCH-POLICY for group author request',
      sources: [rfc('2.19')],
    },
  ),
  body(
    'authorization-given',
    [
      'Received ((group|user)) author attributes:{:rest}',
      'Allocated addr {address:ip} from local pool {pool:name}',
      'Adding assigned IP address {address:ip} to TSi',
    ],
    'AAA has answered what the peer gets: an address, routes, names.',
    { example: 'Allocated addr 10.61.4.9 from local pool BRANCH-POOL', sources: [rfc('2.19')] },
  ),
  body(
    'virtual-access',
    [
      'DVTI create request sent for profile {profile:name}{:rest}',
      'DVTI {interface:word} created for profile {profile:name}{:rest}',
      'IPSec policy validate request sent for profile {profile:name}{:rest}',
      'Callback received for the validate proposal - PASSED',
      'KMI/verify policy/sending to IPSec:',
    ],
    'The interface of this peer is made, and IPsec is asked whether the child SA may be built.',
    { example: 'DVTI Vi1 created for profile BRANCH-PROFILE with PSH index 1.' },
  ),
  body(
    'virtual-access-failed',
    [
      'Callback received for the validate proposal - FAILED{:rest}',
      'DVTI ((create|creation)) [[request ]]((failed|FAILED)){:rest}',
      'Failed to create ((DVTI|virtual access|virtual-access)){:rest}',
    ],
    'IPsec refuses the child SA, or the interface of this peer cannot be made.',
    {
      health: 'bad',
      says: [{ code: 'phase2-not-established', certainty: 'likely', side: 'local' }],
      example: 'Callback received for the validate proposal - FAILED.',
    },
  ),
  body(
    'no-issuers',
    'Failed to retrieve Certificate Issuer list',
    'There is no trustpoint to name in a certificate request. With pre-shared keys it says nothing.',
    { harmless: true },
  ),
  body(
    'no-matching-sa',
    ["Couldn't find matching SA", "Couldn't find matching SA: Detected an invalid IKE SPI"],
    'A packet belongs to an IKE SA that does not exist here any more. A few around a delete or reload are normal.',
    { harmless: true },
  ),
  body(
    'no-address',
    [
      '((Failed|Unable)) to ((allocate|assign|get|obtain)) [[an ]][[the ]]((IP|IPv4|IPv6|internal|assigned)) ((addr|address)){:rest}',
      'No ((free|available)) ((IP |IPv4 |IPv6 |))((addr|address)){:rest}',
      '((Sending|Received|Processing)) internal address failure notify',
      'Error in ((settig|setting)) received config mode data',
    ],
    'The client can be given no address: the pool is empty, missing or not named by the authorization policy.',
    {
      health: 'bad',
      says: [{ code: 'mode-config-failed', certainty: 'certain', side: 'unknown' }],
      example: 'Failed to allocate IP addr from local pool BRANCH-POOL',
      sources: [rfc('3.15.4')],
    },
  ),
];

/* NAT, SA_INIT, SA up and down. */

const lifecycle: readonly Message[] = [
  body('no-nat', ['NAT not found', 'No NAT found'], 'There is no NAT between the ends.'),
  body(
    'nat-found',
    [
      'NAT ((OUTSIDE|INSIDE)) found',
      'Host is located NAT ((inside|outside))',
      'NAT detected float to init port {:int}, resp port {:int}',
      'NAT is found',
      'NAT detected',
    ],
    'There is a NAT on the way: from here on UDP 4500 is used.',
    {
      effect: { version: 2, natt: true },
      example: 'NAT OUTSIDE found',
      sources: [rfc('2.23')],
    },
  ),
  body(
    'nat-unsupported',
    'NAT is found but it is not supported{:rest}',
    'A NAT is on the way and NAT traversal is switched off here.',
    {
      health: 'bad',
      says: [{ code: 'nat-t-blocked', certainty: 'certain', side: 'local', detail: { reason: 'disabled' } }],
      effect: { version: 2, natt: true },
      example: 'NAT is found but it is not supported.: NAT-T disabled via cli',
      sources: [rfc('2.23')],
    },
  ),
  body('init-generate', 'Generating IKE_SA_INIT message', 'The first message is being made.'),
  body('init-process', 'Processing IKE_SA_INIT message', 'The first message of the peer is being read.'),
  body('init-done', 'Completed SA init exchange', 'The IKE algorithms and keys are agreed; authentication follows.', {
    effect: { version: 2 },
    health: 'good',
  }),
  body('auth-generate', 'Generating IKE_AUTH message', 'The authentication message is being made.'),
  body('auth-process', 'Processing IKE_AUTH message', 'The authentication message of the peer is being read.'),
  body('auth-response', 'Process auth response notify', 'Looks at the notifies of the authentication response.'),
  body(
    'auth-wait',
    'Starting timer ({seconds:int} sec) to wait for auth message',
    'The answer to IKE_SA_INIT is sent; now the peer has to authenticate.',
    { health: 'waiting', example: 'Starting timer (30 sec) to wait for auth message' },
  ),
  body('auth-came', 'Stopping timer to wait for auth message', 'The peer’s authentication message came.'),
  body('retransmit', 'Retransmitting packet', 'No answer yet: the same packet is sent again.', {
    health: 'waiting',
    sources: [rfc('2.1')],
  }),
  body(
    'outside-window',
    'Response is outside of window received {received:hex}, expect {expected:hex} <= mess_id < {:hex}',
    'An answer whose number is not expected any more, such as a late copy.',
    { example: 'Response is outside of window received 0x1, expect 0x2 <= mess_id < 0x2' },
  ),
  body(
    'sa-created',
    '((IKEV2|IKEv2)) SA created; inserting SA into database[[. SA lifetime timer ({lifetime:int} sec) started]]',
    'The IKE SA is up. That does not yet make an IPsec SA.',
    {
      health: 'good',
      effect: { version: 2, up: 'ike' },
      example: 'IKEV2 SA created; inserting SA into database. SA lifetime timer (86400 sec) started',
    },
  ),
  body(
    'session-up',
    'Session with IKE ID PAIR~({:identityPair}~,~{:identityPair}) is UP',
    'The IKE SA is up. That does not yet make an IPsec SA.',
    {
      health: 'good',
      effect: { version: 2, up: 'ike' },
      example: 'Session with IKE ID PAIR (branch7.example.net, 192.0.2.33) is UP',
    },
  ),
  body(
    'child-keys',
    ['Load IPSEC key material', 'Loading IPSEC key material', 'Load IPsec key material'],
    'The keys of the child SA are loaded: the tunnel can carry traffic.',
    {
      health: 'good',
      effect: { version: 2, up: 'child' },
    },
  ),
  body(
    'child-created',
    ['Creation of IPsec SA into IPsec database PASSED', 'Creation of IPSEC SA into IPSEC database PASSED'],
    'The IPsec SA is installed: the tunnel can carry traffic.',
    { health: 'good', effect: { version: 2, up: 'child' } },
  ),
  body(
    'child-not-created',
    ['Creation of IPsec SA into IPsec database FAILED', 'Creation of IPSEC SA into IPSEC database FAILED'],
    'The IPsec SA could not be installed.',
    { health: 'bad', says: [{ code: 'phase2-not-established', certainty: 'likely', side: 'local' }] },
  ),
  body(
    'child-creating',
    ['Create IPsec SA into IPsec database', 'Create IPSEC SA into IPSEC database', 'Creation of IPsec SA'],
    'The IPsec SA is being installed.',
  ),
  body(
    'duplicate-check',
    ['Checking for duplicate IKEv2 SA', 'No duplicate IKEv2 SA found'],
    'Looks for an older IKE SA with the same peer.',
  ),
  body(
    'duplicate-found',
    ['Duplicate IKEv2 SA found', 'Found duplicate IKEv2 SA', 'Deleting duplicate IKEv2 SA'],
    'Both ends began at the same time; one of the two SAs is removed.',
    { harmless: true },
  ),
  body(
    'in-negotiation',
    'SA is already in negotiation, hence not negotiating again',
    'Traffic asks for a tunnel that is already being negotiated. Repeated for minutes it means that the old negotiation hangs.',
    { health: 'waiting' },
  ),
  body('delete-queued', 'Queuing IKE SA delete request reason: {reason:word}', 'The IKE SA will be deleted.', {
    example: 'Queuing IKE SA delete request reason: unknown',
  }),
  body(
    'delete-reason',
    'Sending Delete Reason Notify with error code : {reason:word}',
    'Why the SA is deleted, told to a Cisco peer.',
    { example: 'Sending Delete Reason Notify with error code : IKEV2_DELETE_DPD_FAILURE' },
  ),
  body(
    'delete-by-user',
    'Sending Delete Reason Notify with error code : IKEV2_DELETE_BY_USER_COMMAND',
    'An operator deleted the SA.',
    { operator: true, sources: [debugsAsa] },
  ),
  body(
    'delete-sent',
    ['Sending DELETE INFO message for ((IPsec|IKEv2|IPSec)) SA [{:bracketed}]', 'Sending DELETE INFO message'],
    'The peer is told that the SA is deleted.',
    { example: 'Sending DELETE INFO message for IPsec SA [SPI: 0x5C1E77A2]', sources: [rfc('1.4.1')] },
  ),
  body(
    'delete-received',
    ['Processing DELETE INFO message for ((IPsec|IKEv2|IPSec)) SA [{:bracketed}]', 'Process delete request from peer'],
    'The peer deletes the SA. Why, its own log says.',
    { example: 'Processing DELETE INFO message for IPsec SA [SPI: 0x5C1E77A2]', sources: [rfc('1.4.1')] },
  ),
  body(
    'deleting',
    [
      'Deleting SA',
      'Delete all IKE SAs',
      'Check for existing ((active|IPSEC)) SA',
      'Process delete IPSec API',
      'Successfully removed child SAs',
      'ipsec delete',
    ],
    'The SA is taken down. Why, the lines before say.',
  ),
  body('aborted', 'Abort exchange', 'The exchange is given up. Why, the lines before say.', { health: 'bad' }),
  body(
    'dpd',
    ['Initializing DPD, configured for {seconds:int} seconds', 'DPD timer started for {seconds:int} secs'],
    'Dead peer detection is set up.',
    { example: 'Initializing DPD, configured for 10 seconds' },
  ),
  body('dpd-query', ['Sending DPD/liveness query'], 'This end asks whether the peer is still there.', {
    example: 'Sending DPD/liveness query',
  }),
  body(
    'dpd-failed',
    ['DPD ((failed|failure))', 'Peer is ((dead|not responding))', 'No response to DPD'],
    'The peer does not answer keepalives any more.',
    {
      health: 'bad',
      says: [{ code: 'dpd-failure', certainty: 'certain', side: 'unknown', lasting: true }],
      example: 'DPD failed',
      sources: [rfc('2.4')],
    },
  ),
  body(
    'rekey-begin',
    [
      'Beginning ((IPSec|IPsec|IPSEC)) ((Rekey|rekey))',
      'Check for IPSEC rekey',
      'Check for ((IKE|IKEv2)) rekey',
      'Rekeying ((IPsec|IPSEC)) SA',
    ],
    'Keys are about to be renewed.',
    { example: 'Check for IPSEC rekey', sources: [rfc('2.8')] },
  ),
  body(
    'child-step',
    [
      '((Generating|Processing|Received)) CREATE_CHILD_SA ((exchange|message|request|response))',
      'Processing any notify-messages in child SA exchange',
      'Validating create child message',
      'Check for create child response message type',
    ],
    'A step of CREATE_CHILD_SA, which needs an IKE SA that is up.',
    {
      example: 'Processing any notify-messages in child SA exchange',
      effect: { stage: 'child' },
      sources: [rfc('1.3')],
    },
  ),
  body(
    'ike-rekey-begin',
    ['Beginning ((IKE|IKEv2)) SA rekey', 'Rekeying IKE SA'],
    'The IKE SA itself is about to be renewed, by CREATE_CHILD_SA without networks.',
    { example: 'Beginning IKE SA rekey', sources: [rfc('1.3.2')] },
  ),
  body(
    'rekey-collision',
    ['Simultaneous rekey', 'Rekey collision', 'Simultaneous ((IKE|IPsec|IPSEC|child)) ((SA |))rekey'],
    'Both ends began to renew the same SA. One of the two new SAs is dropped; that is foreseen.',
    {
      says: [{ code: 'rekey-collision', certainty: 'likely', side: 'either' }],
      example: 'Simultaneous rekey detected',
      sources: [rfc('2.8.1')],
    },
  ),
  body(
    'notify-received',
    ['Parse Notify Payload: {notify:notify}'],
    'A notify of the peer. Its name says what it wants.',
    {
      example:
        'Parse Notify Payload: NAT_DETECTION_SOURCE_IP NOTIFY(NAT_DETECTION_SOURCE_IP)  Next payload: NOTIFY, reserved: 0x0, length: 28',
      sources: [rfc('3.10.1')],
    },
  ),
  body('notify-sent', 'Construct Notify Payload: {notify:notify}', 'A notify that this end sends.', {
    example: 'Construct Notify Payload: INITIAL_CONTACT',
    sources: [rfc('3.10.1')],
  }),
  body(
    'ts-unacceptable',
    [
      'Sending TS unacceptable notify',
      'Received TS unacceptable notify',
      'Processing TS unacceptable notify',
      'TS unacceptable',
    ],
    'The traffic selectors of the two ends have nothing in common.',
    {
      health: 'bad',
      says: [selectorsRefused],
      sources: [rfc('2.9')],
    },
  ),
  body(
    'packet-header',
    [
      'Next payload: {:word}, version: {version:word} [[({:int}): ]]Exchange type: {exchange:state}, flags: {flags:flags}',
    ],
    'The header of an IKEv2 packet.',
    {
      example: 'Next payload: SA, version: 2.0 Exchange type: IKE_SA_INIT, flags: INITIATOR Message id: 0, length: 518',
      sources: [rfc('3.1')],
    },
  ),
  body(
    'packet-spis',
    ['HDR[i:~{ispi:cookie} - r:~{rspi:cookie}]', 'IKEV2 HDR ispi: {ispi:cookie} - rspi: {rspi:cookie}'],
    'The SPIs of the IKE SA. A responder SPI of zeros: the peer has not answered yet.',
    {
      example: 'HDR[i:5D12A7704C3EF861 - r: 0000000000000000]',
      sources: [rfc('3.1')],
    },
  ),
  body(
    'packet-exchange',
    'Exchange type: {exchange:state}, flags: {flags:flags}',
    'Which exchange the packet belongs to, and whether it is a request or a response.',
    { example: 'Exchange type: IKE_AUTH, flags: RESPONDER MSG-RESPONSE', sources: [rfc('3.1')] },
  ),
  body(
    'packet-sent',
    [ends.out, 'Tx [L {local:ip}:{localPort:port}/R {peer:ip}:{remotePort:port}/VRF {vrfs:word}] m_id: {mid:hex}'],
    'A packet that is sent; what it is stands below.',
    {
      effect: { version: 2, arrow: 'out' },
      example: 'Sending Packet [To 198.51.100.7:4500/From 192.0.2.33:4500/VRF i0:f0]',
    },
  ),
  body(
    'packet-received',
    [ends.in, 'Rx [L {local:ip}:{localPort:port}/R {peer:ip}:{remotePort:port}/VRF {vrfs:word}] m_id: {mid:hex}'],
    'A packet that came; what it is stands below.',
    {
      effect: { version: 2, arrow: 'in' },
      example: 'Received Packet [From 198.51.100.7:4500/To 192.0.2.33:4500/VRF i0:f0]',
    },
  ),
];

/* What only ASA and FTD print. */

const platform: readonly Message[] = [
  asa(
    'no-tunnel-group',
    ["Can't find tunnel group for peer {peer:ip}", "Can't find tunnel group for IP[[:]] {peer:ip}[[, using default]]"],
    'There is no tunnel-group for this address, and none may be used instead.',
    {
      health: 'bad',
      says: [{ code: 'peer-not-configured', certainty: 'certain', side: 'local' }],
      example: "Can't find tunnel group for peer 198.51.100.7",
    },
  ),
  asa(
    'tunnel-group',
    [
      'mapped to tunnel group {group:name} using ((peer IP|phase 1 ID))',
      'connection initiated with tunnel group {group:name}',
    ],
    'The tunnel-group that is used.',
    { example: 'mapped to tunnel group 198.51.100.7 using peer IP' },
  ),
  asa(
    'tunnel-group-search',
    [
      'attempting to find tunnel group for IP: {peer:ip}',
      'attempting to find tunnel group for ((IP|ID)): {identity:word}',
    ],
    'Looks for the tunnel-group.',
    { example: 'attempting to find tunnel group for IP: 198.51.100.7' },
  ),
  asa('no-own-method', 'unable to set self auth method', 'The tunnel-group does not say how this end authenticates.', {
    health: 'bad',
    example: 'unable to set self auth method. Probable misconfiguration.',
  }),
  asa(
    'no-policy-auth',
    'Failed to set P1 auth to build policy',
    'No IKEv2 policy can be built: the tunnel-group has no key or trustpoint for IKEv2.',
    { health: 'bad' },
  ),
  asa(
    'no-policy',
    ['Could not build ikev2 policy', 'asa connect start L2L failed'],
    'The negotiation cannot begin. The lines before say why.',
    { health: 'bad' },
  ),
  asa(
    'own-method',
    [
      'my_auth_method = {method:int}',
      'supported_peers_auth_method = {method:int}',
      'my auth method set to: {method:int}',
      'peer auth method set to: {method:int}',
    ],
    'Authentication methods as numbers: 1 RSA signature, 2 pre-shared key, 9 and above certificates with ECDSA.',
    { example: 'supported_peers_auth_method = 9' },
  ),
  asa(
    'map-no-proxy',
    'Crypto Map: No proxy match on map {map:name} seq {sequence:int}',
    'The crypto ACL of this entry does not cover the selectors of the peer.',
    { health: 'bad', example: 'Crypto Map: No proxy match on map OUTSIDE-MAP seq 10' },
  ),
  asa(
    'map-other-peer',
    [
      "Crypto map {map:name} seq {sequence:int} peer doesn't match map entry",
      "Crypto Map: {map:name} seq {sequence:int} peer doesn't match map entry",
    ],
    'This crypto map entry has no set peer for the address that the packets come from.',
    { health: 'bad', example: "Crypto map OUTSIDE-MAP seq 10  peer doesn't match map entry" },
  ),
  asa(
    'map-incomplete',
    [
      'Crypto map {map:name} seq {sequence:int} is incomplete[[ due to missing {missing:word}]]',
      'Crypto Map: {map:name} seq {sequence:int} is incomplete[[ due to missing {missing:word}]]',
    ],
    'This crypto map entry lacks something and is skipped.',
    { health: 'bad', example: 'Crypto map OUTSIDE-MAP seq 10 is incomplete due to missing ACL' },
  ),
  asa(
    'map-match',
    [
      'PROXY MATCH on crypto map {map:name} seq {sequence:int}',
      'Crypto Map: PROXY MATCH on crypto map {map:name} seq {sequence:int}',
      'Selector received from peer is accepted',
    ],
    'The selectors of the peer fit this crypto map entry.',
    { health: 'good', example: 'PROXY MATCH on crypto map OUTSIDE-MAP seq 10' },
  ),
  asa('peer-id-refused', 'Peer ID check failed', 'The identity that the peer sent does not stand in its certificate.', {
    health: 'bad',
    says: [{ code: 'identity-mismatch', certainty: 'certain', side: 'either' }],
    sources: [iosAsa],
  }),
  asa(
    'peer-id-name',
    'Peer ID check: failed to ((retreive|retrieve)) {what:text}',
    'The certificate has no alternative name of this kind.',
    { health: 'bad', example: 'Peer ID check: failed to retreive IP from SAN', sources: [iosAsa] },
  ),
  asa(
    'session-killed',
    'session manager killed ikev2 tunnel. Reason: {reason:text}',
    'The tunnel is taken down. "User Requested" on this line only means that the peer sent a delete.',
    { example: 'session manager killed ikev2 tunnel. Reason: Internal Error' },
  ),
  asa(
    'session-reset',
    'session manager killed ikev2 tunnel. Reason: Administrator Reset',
    'An operator reset the tunnel.',
    { operator: true },
  ),
  asa(
    'pfkey',
    'Received PFKEY ((Acquire SA|SPI callback|update SA|add SA|Active SA)) for SPI {spi:hex},~error FALSE',
    'A step of installing the IPsec SA that succeeded.',
    { example: 'Received PFKEY update SA for SPI 0x5C1E77A2, error FALSE' },
  ),
  asa('pfkey-delete', 'Received PFKEY delete SA for SPI {spi:hex}[[,]] error FALSE', 'The IPsec SA is removed.', {
    example: 'Received PFKEY delete SA for SPI 0x5C1E77A2 error FALSE',
  }),
  asa(
    'pfkey-invalid-spi',
    'Received PFKEY Invalid SPI for SPI {spi:hex}',
    'The SPI that was just agreed is refused: the renewed SA is lost.',
    {
      health: 'bad',
      says: [{ code: 'rekey-failure', certainty: 'likely', side: 'unknown' }],
      example: 'Received PFKEY Invalid SPI for SPI 0x5C1E77A2, error FALSE',
    },
  ),
  asa(
    'housekeeping',
    [
      'INVALID PSH HANDLE',
      'NO IKEv2 ID',
      'Failed to remove peer correlation entry from {:word}',
      'PSH cleanup',
      'Process custom VID payloads',
      'Cisco Copyright VID received from peer',
      '((En|De))crypt success status returned via ipc {:int}',
      'IPv((4|6)) filter ID not configured for connection',
      'tg_name set to: {:word}',
      'tp_name set to:',
      'tunn grp type set to: {:word}',
      'Site to Site connection detected',
      'P1 ID = {:int}',
      'Translating IKE_ID_AUTO to = {:int}',
      '((idle|session)) timeout set to: {:int}',
      'class attr set',
      'tunnel protocol set to: {:hex}',
      'group ((lock|policy)) set to{:rest}',
      'connection ((attribues|attributes)) set valid to TRUE',
      'connection auth hdl set to {:int}',
      'Successfully retrieved conn attrs',
      'Session registration after conn attr retrieval PASSED{:rest}',
      'AAA conn attribute retrieval successfully queued for register session request',
      'Completed authentication for connection',
      'mib_index set to: {:int}',
      'IKEv2 session deregistered from session manager. Reason: {:int}',
      'Base MTU get: {:int}',
      'DPD Max Time will be: {:int}',
      'retrieving SAN for peer ID check',
      'Peer ID check started, received ID type: {:text}',
      'Detected unsupported failover version',
    ],
    'Housekeeping of the platform. It stands in the log of every tunnel.',
    { harmless: true },
  ),
  asa('empty', '{:eol}', 'Nothing: the device ends a line here.', { example: '' }),
];

/* Steps that say little by themselves: they make the log readable and show how far a negotiation came. */

const steps: readonly Message[] = [
  body(
    'policy',
    [
      "Found Policy '{policy:quotedId}'",
      'Searching Policy with fvrf {fvrf:word}, local address {:ip}',
      'Using the Default Policy for Proposal',
      'Setting configured policies',
      'Adding Proposal {:word} to toolkit policy',
    ],
    'The IKEv2 policy that is used, with its proposals.',
    { example: "Found Policy 'WAN-POLICY'" },
  ),
  body('policy-verified', ["Verify peer's policy", "Peer's policy verified"], 'The profile of the peer is in order.'),
  body(
    'method-get',
    [
      "Get peer's ((authentication|authenticaton)) method",
      'Get my ((authentication|authenticaton)) method',
      'Generate my ((authentication|authenctication)) data',
      "Verify peer's ((authentication|authenctication)) data",
    ],
    'A step of authentication.',
    { effect: { version: 2, stage: 'ike' }, example: "Get peer's authentication method" },
  ),
  body(
    'request-admitted',
    [
      'New ikev2 sa request ((admitted|activated))',
      '((Incrementing|Decrement)) {:counted}',
      'Negotiating SA request deleted',
      'Active ike sa request deleted',
    ],
    'Counting of negotiations against the admission limit.',
    { example: 'New ikev2 sa request admitted' },
  ),
  body(
    'initial-contact',
    'Processing INITIAL_CONTACT',
    'The peer says that this is its only SA: older ones are removed.',
    { sources: [rfc('2.4')] },
  ),
  body(
    'config-data',
    [
      'Config data to send:',
      'Config data ((recieved|received)):',
      'Have config mode data to send',
      'Config-type: {:word}',
      'Attrib type: {:phrase}',
      '((Received valid|Set received)) config mode data',
      'IKEv2 ((initiator|responder)) - no config data to send in {:word} exch',
      'No config data to send to toolkit',
      'Build config mode reply: no request stored',
    ],
    'Configuration payloads: addresses, routes and names for FlexVPN and remote access.',
    { example: 'Have config mode data to send', sources: [rfc('2.19')] },
  ),
  body(
    'nat-check',
    [
      'Checking NAT discovery',
      'Process NAT discovery notify',
      'Processing nat detect ((src|dst)) notify',
      '((Remote|Local)) address ((matched|not matched))',
      'Set NAT keepalive timer {:int}',
    ],
    'Looks whether an address was translated on the way.',
    { example: 'Checking NAT discovery', sources: [rfc('2.23')] },
  ),
  body(
    'dh',
    [
      'Computing DH ((public|secret)) key, DH Group {group:int}',
      'Request queued for computation of DH ((key|secret))',
      'DH key Computation ((PASSED|FAILED))',
      'Calculate SKEYSEED and create ((rekeyed |))IKEv2 SA',
      'SKEYSEED calculation and creation of ((rekeyed |))IKEv2 SA ((PASSED|FAILED))',
      'Generate skeyid',
      'Generate IKEv2 authentication data',
      'Verify IKEv2 authentication data',
    ],
    'The crypto engine computes keys.',
    { example: 'Computing DH public key, DH Group 19' },
  ),
  body(
    'pki-step',
    [
      'Opening a PKI session',
      'Closing the PKI session',
      'Retrieve configured trustpoint(s)',
      'Retrieved trustpoint(s): {:text}',
      'Getting cert chain for the trustpoint {:word}',
      'Getting of cert chain for the trustpoint PASSED',
      'Getting of Public Key Hashes of trustpoints',
      'Get Public Key Hashes of trustpoints',
      'Start PKI Session',
      'Starting of PKI Session {:word}',
      'Validating certificate chain',
      'Sign authentication data',
      'Signature generation {:word}',
      'Retrieving trustpoint(s) from received certificate hash(es)',
    ],
    'A step with certificates.',
    { example: 'Validating certificate chain' },
  ),
  body(
    'vendor',
    ['Parse Vendor Specific Payload: {:text}', 'Construct Vendor Specific Payload: {:text}'],
    'A vendor id: which features the other end knows.',
    { example: 'Parse Vendor Specific Payload: CISCO-DELETE-REASON VID  Next payload: VID, reserved: 0x0, length: 23' },
  ),
  body('packet-built', 'Building packet for encryption', 'The payloads of a packet of this end follow.'),
  body(
    'notice',
    [
      'Verify SA init message',
      'Insert SA',
      'Checking if request will fit in peer window',
      'Redirect check is not needed, skipping it',
      'Action: {:word}',
      '((IETF |Cisco |))Fragmentation is ((enabled|disabled))',
      'Cisco DeleteReason Notify is enabled',
      'Request has mess_id {:int}; expected {:int} through {:int}',
      'Sent response with message id {:int}',
      'Processing ACK to informational exchange',
      'Received valid parameteres in process id',
      'Received valid parameters in process id',
      'Accounting not required',
      'IKEv2 MIB tunnel started, tunnel index {:int}',
      'Deleting negotiation context for {:text}',
      'Starting timer ({:int} sec) to delete negotiation context',
      'not a VPN-SIP session',
      'decrypt queued',
      'Asynchronous request queued',
      'Got a packet from dispatcher',
      'Processing an item off the pak queue',
    ],
    'A step of the negotiation.',
    { example: 'Verify SA init message' },
  ),
];

const errors: readonly Message[] = ikev2Errors.map(
  (error): Message => ({
    id: `ikev2.error-${error.id}`,
    head: 'ikev2',
    templates: [error.text],
    means: error.means,
    ...(error.harmless ? { harmless: true } : { health: 'bad' as const }),
    ...(error.says ? { says: error.says } : {}),
    examples: [
      `*Nov 12 08:14:22.107: IKEv2-ERROR:(SESSION ID = 41,SA ID = 1):: ${error.text.replace('{type:int}', '2147516380')}`,
    ],
    sources: [debugsPsk],
  }),
);

/** A failure in words that are not known here: it says that something failed, not what. */
const unwritten: Message = {
  id: 'ikev2.error-unwritten',
  head: 'ikev2-error',
  templates: ['{reason:text}'],
  means: 'An error of IKEv2 in words that are not known here. Read it together with the lines around it.',
  health: 'bad',
  examples: ['*Nov 12 08:14:22.107: IKEv2-ERROR:(SESSION ID = 41,SA ID = 1):: Something new'],
  sources: [debugsPsk],
};

/* Lines below a head: they have none of their own. */

const line = (
  id: string,
  templates: readonly string[],
  means: string,
  examples: readonly string[],
  more: More = {},
): Message => ({ id: `ikev2.${id}`, head: 'ikev2-line', templates, means, examples, sources: [rfc('3.2')], ...more });

const lines: readonly Message[] = [
  line(
    'line-spis',
    ['Initiator SPI : {ispi:cookie} - Responder SPI : {rspi:cookie} Message id: {mid:int}'],
    'The SPIs of the IKE SA and the number of the message. A responder SPI of zeros: the peer has not answered yet.',
    ['Initiator SPI : 5D12A7704C3EF861 - Responder SPI : 0000000000000000 Message id: 0'],
  ),
  line(
    'line-exchange',
    ['IKEv2 {exchange:state} Exchange {kind:exchangeKind}'],
    'Which exchange the packet belongs to.',
    ['IKEv2 IKE_AUTH Exchange RESPONSE'],
  ),
  line(
    'line-payloads',
    ['Payload contents: {list:payloads}', 'Payload contents:', '{list:payloads}'],
    'The payloads of the packet.',
    ['Payload contents: ', ' VID IDr AUTH NOTIFY(NO_PROPOSAL_CHOSEN) '],
  ),
  line(
    'line-proposal',
    ['{listed:proposals}', 'Failed to find a matching policy~{listed:proposals}'],
    'A proposal: for IKE encryption, PRF, integrity and DH group, for ESP encryption and integrity.',
    ['Proposal 1:  AES-CBC-256 SHA256 SHA256 DH_GROUP_2048_MODP/Group 14'],
  ),
  line(
    'line-connection',
    ['CONNECTION STATUS: {state:state}... peer: {peer:ip}:{:port}, phase1_id: {identity:word}'],
    'The IKE SA of this peer. UP does not prove a child SA.',
    ['CONNECTION STATUS: UP... peer: 198.51.100.7:500, phase1_id: 198.51.100.7'],
  ),
  line('line-range', ['start addr: {first:ip}, end addr: {last:ip}'], 'A traffic selector: the range of addresses.', [
    '    start addr: 10.61.4.0, end addr: 10.61.4.255',
  ]),
  line(
    'line-ports',
    [
      'start port: {:int}, end port: {:int}',
      'TS type: {:state}, proto id: {protocol:int}, length: {:int}',
      'Num of TSs: {:int}, reserved {:hex}, reserved {:hex}',
    ],
    'A traffic selector: protocol and ports.',
    ['    start port: 0, end port: 65535'],
  ),
  line(
    'line-spis-reserved',
    ['IKEv2 received all requested SPIs from CTM to ((initiate tunnel|respond to a tunnel request))'],
    'The SPIs of the IPsec SAs are reserved; the negotiation goes on.',
    ['IKEv2 received all requested SPIs from CTM to respond to a tunnel request.'],
    { sources: [debugsAsa] },
  ),
  line('line-transforms', ['Num. transforms: {:int}'], 'How many transforms the proposal has; they follow.', [
    'Num. transforms: 4',
  ]),
];

/* Dumps of packets: bare on IOS, behind the number of the SA on ASA. */

const dumps: readonly (readonly [id: string, templates: readonly string[], means: string, example: string])[] = [
  [
    'payload',
    ['{payload:payloadName} Next payload: {next:word}, reserved: {:hex}, length: {length:int}'],
    'A payload of the packet and its length.',
    'KE  Next payload: N, reserved: 0x0, length: 72',
  ],
  [
    'proposal',
    [
      'last proposal: {:hex}, reserved: {:hex}, length: {:int}',
      'Proposal: {:int}, Protocol id: {protocol:word}, SPI size: {:int}, #trans: {:int}',
    ],
    'A proposal; its transforms follow.',
    'last proposal: 0x0, reserved: 0x0, length: 44',
  ],
  [
    'transform',
    [
      'last transform: {:hex}, reserved: {:hex}:[[ length: {:int}]]',
      'type: {type:int}, reserved: {:hex}, id: {value:text}',
    ],
    'A transform. Types: 1 encryption, 2 PRF, 3 integrity, 4 Diffie-Hellman group, 5 extended sequence numbers, 6 to 12 further key exchanges.',
    'type: 1, reserved: 0x0, id: AES-CBC',
  ],
  [
    'content',
    [
      'DH group: {group:int}, Reserved: {:hex}',
      'Security protocol id: {:text}',
      'Id type: {type:text}',
      'Auth method {method:text}',
      'Auth data: {:int} bytes',
      'Cert encoding {:text}',
      'CertReq data: {:int} bytes',
      'Cert data: {:int} bytes',
      'Encrypted data: {:int} bytes',
      'Decrypted packet:{:rest}',
      'REAL Decrypted packet:{:rest}',
      'cfg type: {:text}',
      'attrib type: {:text}',
    ],
    'Content of a payload.',
    'DH group: 19, Reserved: 0x0',
  ],
  ['bytes', ['{data:bytes}'], 'Bytes of a payload.', '4a 91 0c 22 b7 10 ee 02 9d 55 01 aa 7f 3c 20 b8'],
];

const bareDumps: readonly Message[] = dumps.map(([id, templates, means, example]) => ({
  ...line(`dump-${id}`, templates, means, [`    ${example}`]),
  context: true,
}));
const asaDumps: readonly Message[] = dumps.map(([id, templates, means, example]) => ({
  ...line(`asa-dump-${id}`, templates, means, [`(16):     ${example}`]),
  head: 'ikev2-dump',
  context: true,
}));
const asaLines: readonly Message[] = [
  line(
    'asa-dump-spis',
    ['Initiator SPI : {ispi:cookie} - Responder SPI : {rspi:cookie} Message id: {mid:int}'],
    'The SPIs of the IKE SA and the number of the message.',
    ['(16): Initiator SPI : 5D12A7704C3EF861 - Responder SPI : 0000000000000000 Message id: 0'],
  ),
  line(
    'asa-dump-exchange',
    ['IKEv2 {exchange:state} Exchange {kind:exchangeKind}'],
    'Which exchange the packet belongs to.',
    ['(16): IKEv2 IKE_AUTH Exchange RESPONSE'],
  ),
  line(
    'asa-dump-policies',
    ['Failed to find a matching policy~{listed:proposals}', '{listed:proposals}'],
    'What the peer offered, or what is expected here: the line before says which.',
    [
      '(16): Failed to find a matching policyProposal 1:  AES-CBC-256 SHA256 SHA256 DH_GROUP_2048_MODP/Group 14(16):  ',
      "(16): Failed to find a matching policyESP: Proposal 0:  AES-GCM-256 Don't use ESN",
    ],
    { sources: [debugsAsa] },
  ),
  line('asa-dump-few-bytes', ['{data:fewBytes}'], 'The last bytes of a payload.', ['(16):      c0 00 02 21'], {
    context: true,
  }),
  line('asa-dump-empty', ['{:eol}'], 'The end of a line of a dump.', ['(16):'], { context: true }),
  line(
    'asa-dump-range',
    ['start addr: {first:ip}, end addr: {last:ip}'],
    'A traffic selector: the range of addresses.',
    ['(16):     start addr: 10.61.4.0, end addr: 10.61.4.255'],
    { context: true },
  ),
  line(
    'asa-dump-ports',
    [
      'start port: {:int}, end port: {:int}',
      'TS type: {:state}, proto id: {protocol:int}, length: {:int}',
      'Num of TSs: {:int}, reserved {:hex}, reserved {:hex}',
    ],
    'A traffic selector: protocol and ports.',
    ['(16):     start port: 0, end port: 65535'],
    { context: true },
  ),
].map((message) => ({ ...message, head: 'ikev2-dump' }));

export const ikev2Messages = messages([
  ...packets,
  ...asaPackets,
  ...traced,
  ...stateMachine,
  ...proposals,
  ...authentication,
  ...lifecycle,
  ...platform,
  ...errors,
  unwritten,
  ...steps,
  ...lines,
  ...bareDumps,
  ...asaDumps,
  ...asaLines,
]);
