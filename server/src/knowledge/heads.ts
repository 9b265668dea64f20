// The heads of debug and syslog lines: what stands before a message's body, with the ids it holds.
import { type Head, head } from '../engine/define.ts';

/** Blanks that stay on the line. */
const gap = '[^\\S\\r\\n]{0,40}';

/** IKEv1 connection: `(0)`, `(1001)`, `(0:1)`, `(0:9577)`, `(0:134217729:SW:1)`, `(0:0:N/A:0)`. The number after `0:` is the connection id. */
const connection = '\\((?:0[:/])?(?<conn>\\d{1,10})(?::(?:[A-Z]{2}|N/A|\\?{1,4}):\\d{1,10})?\\)';

/** `[IKEv2 -> Crypto Engine]`: who tells whom; also with the colon in front. */
const speakers = `(?::?${gap}\\[[A-Za-z0-9 ]{2,20} -> [A-Za-z0-9 ]{2,20}\\]${gap})?`;

/** `(SESSION ID = 5,SA ID = 1):`, `(SA ID = 1):`, `(1):`, `: `, `%`: the ids behind `IKEv2:`, in every release, and who tells whom. */
const ikev2Ids = `${gap}(?:\\((?:(?:SESSION ID ?[=:] ?(?<session>\\d{1,10}) ?, ?)?SA(?: ID)? ?[=:] ?)?(?<conn>\\d{1,10})\\))?(?:${gap}:){0,3}${gap}(?:%${gap})?${speakers}`;

/** ASA: whose negotiation a line speaks of: `Group = g, Username = u, IP = p, `; some messages say it twice. */
const asaEnds =
  '(?:Group ?= ?(?<group>[^,\\r\\n]{0,100}?)[ ,]{1,3}(?=Username ?=|IP ?=))?(?:Username ?= ?(?<user>[^,\\r\\n]{0,100}?)[ ,]{1,3}(?=IP ?=))?(?:IP ?= ?(?<peer>[^,\\s]{1,60})[ ,]{1,3})?' +
  '(?:Group ?= ?[^,\\r\\n]{0,100},? {0,2}(?=Username ?=|IP ?=))?(?:Username ?= ?[^,\\r\\n]{0,100},? {0,2}(?=IP ?=))?(?:IP ?= ?[^,\\s]{1,60}[ ,]{1,3})?';

/** How sentences of strongSwan begin that say what the other end refused. */
const refusals = ['received TS_UNACCEPTABLE', 'received NO_PROPOSAL_CHOSEN', 'received AUTHENTICATION_FAILED'];

/** The same of EAP, which the gateway ends without a notify. */
const eapRefusal = 'received EAP_FAILURE, EAP authentication failed';

/** How sentences of IKEv1 on ASA begin that nothing else prints: people quote them without what stood before. */
const quotable = [
  'Rejecting IPSec tunnel',
  'Rejecting IPsec tunnel',
  'QM FSM error (P2',
  'Removing peer from correlator',
  'Removing peer from peer table',
  'All SA proposals found',
  'All IKE SA proposals',
  'All IPSec SA proposals',
  'All IPsec SA proposals',
  'Received non-routine Notify',
  'Received encrypted packet with no',
  'Received encrypted Oakley',
  'Received an un-encrypted',
  "Can't find a valid tunnel",
  'Session is being torn down',
  'Tunnel rejected:',
  'Tunnel Rejected:',
  'PHASE 1 COMPLETED',
  'PHASE 2 COMPLETED',
  'No crypto map bound',
  'Connection terminated for peer',
  'IKE Initiator: New Phase',
  'IKE Initiator unable to find',
  'IKE lost contact',
  'Security negotiation complete',
  'ERROR, had problems',
  'Phase 1 failure',
  'Phase 2 failure',
  'Error processing payload: Payload',
  'Remote peer has failed user',
] as const;

/** A colon; people who type a line off leave it out before the sentence. */
const mnemonicEnd = `(?: {0,2}:${gap}| (?=[A-Z]))`;

/** Facilities of tunnels: collectors and people may drop the percent sign before them. */
const bareFacilities = ['PKI', 'DMVPN', 'NHRP', 'HW_VPN', 'VPN_HW'] as const;

/** Facilities that report of nothing but tunnels. */
const tunnelFacilities = [
  'CRYPTO',
  'CRYPTO_ENGINE',
  'IKEV2',
  'GDOI',
  'IPSEC',
  'CERM',
  'CERM_DP',
  'DMVPN',
  'NHRP',
] as const;
const tunnelStarts = tunnelFacilities.flatMap((facility) => [`%${facility}`, `%>${facility}`, `${facility}-`]);
const tunnelFacility = (severity: string): string =>
  `%?>?(?<facility>${tunnelFacilities.join('|')})(?:-[A-Z][A-Z0-9_]{0,20})?-(?<severity>${severity})-(?<mnemonic>[A-Z][A-Z0-9_]{1,50})${mnemonicEnd}`;

/** What an ASA numbers so is of its VPN. */
const vpnNumbers = '(?:71[345]|75[0-3]|402|602|702)\\d{3}';

export const heads: readonly Head[] = [
  // IKEv1: `ISAKMP (0:1):` (12.x), `ISAKMP:(1001):` (12.4, 15.x), `ISAKMP: (1001):`, `ISAKMP-PAK: (1001):`, `ISAKMP-ERROR: (0):` (late 15.x, 16.x, 17.x),
  // and `ISAKMP:` alone before attributes. A colon or a connection must follow: ISAKMP is also a word of sentences.
  head({
    id: 'isakmp',
    ike: 1,
    starts: ['ISAKMP'],
    pattern: `ISAKMP(?:-[A-Z]{2,8}|/[A-Za-z]{2,12}| AAA)?(?= {0,2}(?::|\\(\\d)) {0,2}:? {0,2}(?:${connection})?(?: {0,2}[:;]){0,2}${gap}`,
    kind: 'debug',
    command: 'debug crypto isakmp',
    platform: 'ios',
    context: true,
    sample: 'ISAKMP:(1001):',
  }),
  head({
    id: 'isakmp-bare',
    bodies: ['isakmp-line'],
    starts: [],
    pattern: '',
    kind: 'debug',
    command: 'debug crypto isakmp',
    platform: 'ios',
    sample: '',
  }),
  // Lines of `Creating IPSec SAs` in 12.x and 15.x: a timestamp and no head.
  head({
    id: 'isakmp-stamped',
    ike: 1,
    bodies: ['isakmp-line'],
    starts: ['inbound SA from', 'outbound SA from', 'has spi ', 'lifetime of ', 'has client flags'],
    pattern: '(?=inbound SA from|outbound SA from|has spi |lifetime of |has client flags)',
    kind: 'debug',
    command: 'debug crypto isakmp',
    platform: 'ios',
    context: true,
    sample: 'has spi ',
  }),

  // PIX 5 and 6: the frame of the debug, whose sentences are those of IOS: `crypto_isakmp_process_block:src:…`, `OAK_MM exchange`, `VPN Peer:ISAKMP: …`.
  head({
    id: 'pix-isakmp-bare',
    ike: 1,
    bodies: ['pix-isakmp'],
    starts: [],
    pattern: '',
    kind: 'debug',
    command: 'debug crypto isakmp',
    platform: 'pix',
    sample: '',
  }),
  head({
    id: 'pix-isakmp',
    ike: 1,
    starts: [
      'crypto_isakmp_process_block',
      'VPN Peer',
      'OAK_',
      'oakley_',
      'return status is IKMP',
      'ISADB:',
      'ISAKMP_TRANSACTION',
    ],
    pattern:
      '(?=crypto_isakmp_process_block ?:|VPN Peer ?:|OAK_(?:MM|AG|QM)|oakley_[a-z]|return status is IKMP|ISADB:|ISAKMP_TRANSACTION )',
    kind: 'debug',
    command: 'debug crypto isakmp',
    platform: 'pix',
    context: true,
    sample: 'return status is IKMP_NO_ERROR',
  }),

  // The IPsec side (not `Tunnel protection via IPSec (profile …`). The function's name is part of the head: `IPSEC(create_sa):`, `IPSEC:(SESSION_ID = 1) (create_sa)`, `(ipsec_process_proposal)Map …`.
  head({
    id: 'ipsec',
    starts: ['IPSEC', 'IPSec(', 'IPSec (', '(ipsec_'],
    pattern: `(?:IPS[Ee][Cc](?! \\(profile )(?:v6)?(?:-[A-Z]{2,12}){0,4}(?= {0,2}[:(]) {0,2}:?(?: {0,2}\\(SESSION_ID ?= ?\\d{1,10}\\))?|(?=\\(ipsec_))(?: {0,2}\\([A-Za-z_][^()\\r\\n]{0,60}\\))?(?: {0,2}:){0,2}${gap}`,
    kind: 'debug',
    command: 'debug crypto ipsec',
    platform: 'ios',
    context: true,
    sample: 'IPSEC(key_engine):',
  }),
  head({
    id: 'ipsec-bare',
    bodies: ['ipsec-line'],
    starts: [],
    pattern: '',
    kind: 'debug',
    command: 'debug crypto ipsec',
    platform: 'ios',
    sample: '',
  }),
  head({
    id: 'kmi',
    starts: ['KMI:'],
    pattern: `KMI:${gap}`,
    kind: 'debug',
    command: 'debug crypto kmi',
    platform: 'ios',
    context: true,
    sample: 'KMI:',
  }),
  head({
    id: 'ezvpn',
    starts: ['EZVPN(', 'EZVPN: '],
    pattern: `EZVPN(?:\\([^()\\r\\n]{0,40}\\))? ?:${gap}`,
    kind: 'debug',
    command: 'debug crypto ipsec client ezvpn',
    platform: 'ios',
    context: true,
    sample: 'EZVPN(BR7):',
  }),
  // `debug tunnel keepalive`: `Tunnel0: sending keepalive, …`.
  head({
    id: 'tunnel-keepalive',
    starts: ['Tunnel'],
    pattern: `(?<interface>Tunnel\\d{1,10}): (?=sending keepalive|keepalive received)`,
    kind: 'debug',
    command: 'debug tunnel',
    platform: 'ios',
    sample: 'Tunnel10: ',
  }),
  // What the device answers to a change of tunnel protection, on the screen where it was typed.
  head({
    id: 'tunnel-reply',
    starts: ['%Shutting down ', 'Error: All Tunnel interfaces '],
    pattern: '(?:%Shutting down|Error: All Tunnel interfaces) ',
    kind: 'syslog',
    command: 'syslog',
    platform: 'ios',
    context: true,
    sample: '%Shutting down ',
  }),
  head({
    id: 'mapdb',
    starts: ['Crypto mapdb'],
    pattern: `Crypto mapdb ?:${gap}`,
    kind: 'debug',
    command: 'debug crypto ipsec',
    platform: 'ios',
    context: true,
    sample: 'Crypto mapdb :',
  }),
  head({
    id: 'engine',
    starts: ['CryptoEngine', 'crypto_engine', 'CRYPTO_ENGINE', 'Crypto engine', 'crypto engine'],
    pattern: `[Cc][Rr][Yy][Pp][Tt][Oo][ _]?[Ee][Nn][Gg][Ii][Nn][Ee](?:\\[?\\d{1,3}\\]?)? {0,2}:${gap}`,
    kind: 'debug',
    command: 'debug crypto engine',
    platform: 'ios',
    context: true,
    sample: 'crypto_engine:',
  }),

  // IOS and IOS-XE syslog; within a data-plane message (`%IOSXE-3-PLATFORM: … %IPSEC-3-REPLAY_ERROR:`) the inner one is the head.
  // Mail programs quote it as `%>CRYPTO-4-…`; people who type it off leave out the colon before the sentence.
  // What these facilities report is of tunnels even where the message is not known here; of severities 0 to 3 it is an error all the same, of 4 a warning.
  head({
    id: 'ios-crypto-error',
    bodies: ['ios-syslog', 'ios-crypto-error'],
    starts: tunnelStarts,
    pattern: tunnelFacility('[0-3]'),
    kind: 'syslog',
    command: 'syslog',
    platform: 'ios',
    sample: '%CRYPTO-3-KEY_STORE_LOST:',
  }),
  head({
    id: 'ios-crypto-warning',
    bodies: ['ios-syslog', 'ios-crypto-warning'],
    // With the severity: other lines need not be tried for it.
    starts: tunnelStarts.map((start) => (start.endsWith('-') ? `${start}4-` : `${start}-4-`)),
    pattern: tunnelFacility('4'),
    kind: 'syslog',
    command: 'syslog',
    platform: 'ios',
    sample: '%CRYPTO-4-KEY_STORE_LOW:',
  }),
  head({
    id: 'ios-crypto-syslog',
    bodies: ['ios-syslog'],
    starts: tunnelStarts,
    pattern: tunnelFacility('[0-7]'),
    kind: 'syslog',
    command: 'syslog',
    platform: 'ios',
    sample: '%CRYPTO-4-IKMP_BAD_MESSAGE:',
  }),
  head({
    id: 'ios-syslog',
    starts: ['%', ...bareFacilities.map((facility) => `${facility}-`)],
    pattern: `(?:%>?(?!(?:ASA|FTD|PIX|FWSM)-)|(?=(?:${bareFacilities.join('|')})-))(?<facility>[A-Z][A-Z0-9_]{1,30})(?:-[A-Z][A-Z0-9_]{0,20})?-(?<severity>[0-7])-(?<mnemonic>[A-Z][A-Z0-9_]{1,50})${mnemonicEnd}`,
    kind: 'syslog',
    command: 'syslog',
    platform: 'ios',
    context: true,
    sample: '%CRYPTO-4-IKMP_BAD_MESSAGE:',
  }),

  // IKEv2 on IOS: `IKEv2:(SESSION ID = 5,SA ID = 1):`, `IKEv2:(SA ID = 1):`, `IKEv2:(1):`, `IKEv2-ERROR:(…)::`, `IKEv2:%`, and who speaks to whom:
  // `[IKEv2 -> Crypto Engine]`. SA ID 0 stands for none yet.
  // What stands behind ERROR is a failure even where no release of the sentence is known here.
  head({
    id: 'ikev2-error',
    ike: 2,
    bodies: ['ikev2', 'ikev2-error'],
    starts: ['IKEv2-ERR', 'IKEV2-ERR', 'KEv2-ERR'],
    pattern: `I?KE[vV]2-(?:ERROR|ERR) {0,2}:${ikev2Ids}`,
    kind: 'debug',
    command: 'debug crypto ikev2',
    platform: 'ios',
    sample: 'IKEv2-ERROR:(SESSION ID = 41,SA ID = 1)::',
  }),
  head({
    id: 'ikev2',
    ike: 2,
    starts: ['IKEv2', 'IKEV2', 'KEv2'],
    pattern: `I?KE[vV]2(?:-(?:INTERNAL|PAK|DEBUG|EVENT))? {0,2}:${ikev2Ids}`,
    kind: 'debug',
    command: 'debug crypto ikev2',
    platform: 'ios',
    sample: 'IKEv2:(SESSION ID = 41,SA ID = 1):',
  }),
  // IKEv2 on ASA and FTD: `IKEv2-PROTO-1: (16):`, `IKEv2-PLAT-2: (172) `, `IKEv2-PLAT-2:`; a copy may lose the first letters.
  head({
    id: 'ikev2-asa',
    ike: 2,
    bodies: ['ikev2-platform', 'ikev2'],
    starts: ['IKEv2-P', 'KEv2-P', 'Ev2-P'],
    pattern: `I?K?Ev2-(?:PROTO|PLAT)-\\d${gap}:${gap}(?:\\((?<conn>\\d{1,10})\\)${gap}:?)?${gap}${speakers}`,
    kind: 'debug',
    command: 'debug crypto ikev2 protocol',
    platform: 'asa',
    sample: 'IKEv2-PROTO-2: (16):',
  }),
  // What follows on lines of its own: packets, payloads, proposals.
  head({
    id: 'ikev2-bare',
    bodies: ['ikev2-line'],
    starts: [],
    pattern: '',
    kind: 'debug',
    command: 'debug crypto ikev2',
    ike: 2,
    sample: '',
  }),
  // ASA: `(16):     DH group: 14` at the beginning of a line, inside the dump of a packet.
  head({
    id: 'ikev2-dump',
    starts: ['('],
    pattern: `(?<![^\\r\\n])\\((?<conn>\\d{1,6})\\):${gap}`,
    kind: 'debug',
    command: 'debug crypto ikev2 protocol',
    platform: 'asa',
    ike: 2,
    context: true,
    sample: '(16):',
  }),
  // `show monitor event-trace crypto ikev2 …`.
  head({
    id: 'ikev2-trace',
    ike: 2,
    bodies: ['ikev2-trace', 'ikev2'],
    starts: ['SA ID:'],
    pattern: `SA ID: ?(?<conn>\\d{1,10}) SESSION ID: ?(?<session>\\d{1,10})(?: {1,4}Remote: (?<peer>[0-9A-Za-z.:*]{3,45})/\\d{1,5} Local: (?<local>[0-9A-Za-z.:*]{3,45})/\\d{1,5})?${gap}(?:\\((?:I|R)\\)${gap})?(?::${gap}){0,2}`,
    kind: 'debug',
    command: 'show monitor event-trace crypto ikev2',
    platform: 'ios-xe',
    sample: 'SA ID:3 SESSION ID:7 Remote: 203.0.113.9/500 Local: 192.0.2.33/500 ',
  }),
  // `show monitor event-trace crypto ipsec …`.
  head({
    id: 'ipsec-trace',
    bodies: ['ipsec-trace'],
    starts: ['IPSEC-EVENT:', 'IPSEC-ERROR:', 'IPSEC-EXCEPTION:'],
    pattern: `(?<event>IPSEC-(?:EVENT|ERROR|EXCEPTION):[A-Z0-9-]{1,40}):${gap}`,
    kind: 'debug',
    command: 'show monitor event-trace crypto ipsec',
    platform: 'ios-xe',
    sample: 'IPSEC-EVENT:IPSEC-CREATE-SA:  ',
  }),
  // Certificates: `CRYPTO_PKI:`, `CRYPTO_PKI: (A16A8)`, `CRYPTO_PKI : (A16A8)`, `CRYPTO_PKI_SCEP:`, `PKI:`, `CRYPTO_OPSSL:`; ASA `PKI[4]:`, `CRYPTO_PKI[12]:`.
  head({
    id: 'pki',
    starts: ['CRYPTO_PKI', 'CRYPTO_OPSSL', 'PKI[', 'PKI:', 'CERT_C', 'CERT-C', 'Crypto CA'],
    pattern: `(?:CRYPTO_PKI(?:_[A-Z]{2,12})?|CRYPTO_OPSSL|CRYPTO_CS|PKI|CERT[_-]C|CERT_API|Crypto CA(?: thread)?)(?:\\[\\d{1,4}\\])?${gap}:${gap}(?:\\((?:[0-9A-F]{1,10}|0x[0-9A-Fa-f]{1,10})\\)${gap})?`,
    kind: 'debug',
    command: 'debug crypto pki',
    sample: 'CRYPTO_PKI:',
  }),
  head({
    id: 'pki-trace',
    bodies: ['pki-trace', 'pki'],
    starts: ['Trustpoint-'],
    pattern: `Trustpoint- ?(?<trustpoint>[^:\\r\\n]{1,64}):${gap}`,
    kind: 'debug',
    command: 'show monitor event-trace crypto pki',
    platform: 'ios-xe',
    sample: 'Trustpoint- BRANCH-CA:',
  }),
  // The same trace without a trustpoint, and what `crypto pki authenticate` and `enroll` print on the console.
  head({
    id: 'pki-timers',
    bodies: ['pki-trace', 'pki'],
    starts: ['PKI timers', 'pki_'],
    pattern: `(?=PKI timers have not)|pki_(?:error|event|exception):${gap}`,
    kind: 'debug',
    command: 'show monitor event-trace crypto pki',
    platform: 'ios-xe',
    sample: 'pki_error: ',
  }),
  head({
    id: 'pki-console',
    bodies: ['pki-console'],
    starts: ['% '],
    pattern: '(?<![^\\r\\n])% (?=[EFY ])',
    kind: 'syslog',
    command: 'crypto pki',
    platform: 'ios',
    context: true,
    sample: '% ',
  }),
  head({
    id: 'pki-bare',
    bodies: ['pki-line'],
    starts: [],
    pattern: '',
    kind: 'debug',
    command: 'debug crypto pki',
    sample: '',
  }),
  // The overlay: `NHRP:`, `NHRP-CACHE:`, `NHRP-ERROR:`, `NHRP-RT:`; packet dumps below it have no head. GETVPN: `GDOI:`, `GDOI:GM INFRA:(GROUP:0):`, `CRYPTO_GDOI:`.
  head({
    id: 'nhrp',
    starts: ['NHRP'],
    pattern: `NHRP(?:-[A-Z]{2,10}){0,2} {0,2}:${gap}`,
    kind: 'debug',
    command: 'debug nhrp',
    platform: 'ios',
    sample: 'NHRP:',
  }),
  head({
    id: 'nhrp-bare',
    bodies: ['nhrp-line'],
    starts: [],
    pattern: '',
    kind: 'debug',
    command: 'debug nhrp',
    platform: 'ios',
    sample: '',
  }),
  head({
    id: 'gdoi',
    starts: ['GDOI:', 'CRYPTO_GDOI'],
    pattern: `(?:CRYPTO_)?GDOI {0,2}:(?:[A-Z][A-Z ]{1,20}:)?${gap}(?:\\([^()\\r\\n]{1,60}\\)${gap}:?)?${gap}`,
    kind: 'debug',
    command: 'debug crypto gdoi',
    platform: 'ios',
    sample: 'GDOI:',
  }),
  // ASA, FTD and PIX syslog: `%ASA-5-713904:`, `%FTD-4-750003 Local:…` (no colon), with a class name `%ASA-vpn-5-713120:`, `%FTD-vpn-5-…`. The ends of the
  // negotiation stand before the sentence: `Group = g, Username = u, IP = p, `, in some releases twice and without the last comma.
  // Numbers of the VPN (713xxx to 715xxx, 75xxxx, 402xxx, 602xxx, 702xxx) are ours even where the sentence is new; of severities 0 to 3 they are errors all the same.
  ...(['ASA', 'FTD', 'PIX'] as const).flatMap((product) =>
    (
      [
        ['vpn-error', '[0-3]', vpnNumbers, false],
        ['vpn-syslog', '[0-7]', vpnNumbers, false],
        ['syslog', '[0-7]', '\\d{6}', true],
      ] as const
    ).map(([id, severity, mnemonic, context]) =>
      head({
        id: `${product.toLowerCase()}-${id}`,
        bodies: ['asa-syslog', 'asa-ikev1', ...(id === 'vpn-error' ? ['asa-vpn-error'] : [])],
        starts:
          id === 'vpn-error'
            ? ['0', '1', '2', '3', 'vpn'].flatMap((part) => [`%${product}-${part}-`, `${product}-${part}-`])
            : [`%${product}-`, `${product}-`],
        pattern: `%?${product}-(?:[A-Za-z][A-Za-z0-9_]{1,20}-)?(?<severity>${severity})-(?<mnemonic>${mnemonic}) {0,2}:?${gap}(?:\\[IKEv1(?: DEBUG)?\\][:,]?${gap})?${asaEnds}`,
        kind: 'syslog',
        command: 'syslog',
        platform: product.toLowerCase() as 'asa' | 'ftd' | 'pix',
        ...(context ? { context } : {}),
        sample: id === 'vpn-error' ? `%${product}-3-713902:` : `%${product}-5-713904:`,
      }),
    ),
  ),
  // `debug crypto ikev1` and `debug crypto isakmp` of ASA, FTD and PIX 7: `[IKEv1]: Group = g, IP = p, …`, `[IKEv1]Group = …`, `[IKEv1 DEBUG]: IP = …`, `[IKEv1 DECODE]…`.
  head({
    id: 'asa-ikev1',
    ike: 1,
    starts: ['[IKEv1', 'IKEv1]', 'IKEv1 DEBUG]'],
    pattern: `\\[?IKEv1(?: [A-Z]{3,12})?\\]${gap}:?${gap}${asaEnds}`,
    kind: 'debug',
    command: 'debug crypto ikev1',
    platform: 'asa',
    sample: '[IKEv1]: Group = 203.0.113.20, IP = 203.0.113.20, ',
  }),
  // The same sentences in a log viewer's column: the ends alone stand before them.
  head({
    id: 'asa-ends',
    ike: 1,
    bodies: ['asa-ikev1'],
    starts: ['Group = ', 'IP = '],
    pattern: `(?=Group = |IP = )${asaEnds}`,
    kind: 'debug',
    command: 'debug crypto ikev1',
    platform: 'asa',
    context: true,
    sample: 'Group = 203.0.113.20, IP = 203.0.113.20, ',
  }),
  // The same sentences without anything before them, as people quote them: only those that nothing else prints.
  head({
    id: 'asa-sentence',
    ike: 1,
    bodies: ['asa-ikev1'],
    starts: quotable,
    pattern: `(?=${quotable.map((start) => start.replace('(', '\\(')).join('|')})`,
    kind: 'debug',
    command: 'debug crypto ikev1',
    context: true,
    sample: 'PHASE 1 COMPLETED',
  }),
  // Event log of the VPN 3000 concentrator, whose IKE is that of the ASA: `SEV=4 IKE/119 RPT=4 203.0.113.20`, `Group [g] User [u]`, and the sentence, each on a line.
  head({
    id: 'vpn3000',
    ike: 1,
    bodies: ['vpn3000', 'asa-ikev1'],
    starts: ['SEV='],
    pattern: `SEV=\\d{1,2} (?:IKE|IPSEC|AUTH)[A-Z]{0,8}/\\d{1,4} RPT=\\d{1,9}(?: (?<peer>[0-9A-Za-z.:*]{3,45}))?${gap}`,
    kind: 'debug',
    command: 'VPN 3000 event log',
    context: true,
    sample: 'SEV=4 IKE/119 RPT=4 203.0.113.20',
  }),
  head({
    id: 'vpn3000-ends',
    ike: 1,
    bodies: ['vpn3000', 'asa-ikev1'],
    starts: ['Group ['],
    pattern: `Group \\[(?<group>[^\\]\\r\\n]{0,100})\\](?: User \\[(?<user>[^\\]\\r\\n]{0,100})\\])?${gap}`,
    kind: 'debug',
    command: 'VPN 3000 event log',
    context: true,
    sample: 'Group [203.0.113.20]',
  }),
  // `debug crypto ipsec` of ASA and FTD: `IPSEC: New embryonic SA created`, `IPSEC DEBUG:`, `IPSEC INFO:`.
  head({
    id: 'asa-map-check',
    starts: ['IPSEC(crypto_map_check'],
    pattern: `IPSEC\\(crypto_map_check\\)-\\d:${gap}`,
    kind: 'debug',
    command: 'debug crypto ipsec',
    platform: 'asa',
    sample: 'IPSEC(crypto_map_check)-3:',
  }),
  head({
    id: 'asa-ipsec-bare',
    bodies: ['asa-ipsec-line'],
    starts: [],
    pattern: '',
    kind: 'debug',
    command: 'debug crypto ipsec',
    platform: 'asa',
    sample: '',
  }),
  head({
    id: 'asa-ipsec',
    starts: ['IPSEC'],
    pattern: `IPSEC(?: (?:DEBUG|INFO|ERROR|WARNING))?:${gap}`,
    kind: 'debug',
    command: 'debug crypto ipsec',
    platform: 'asa',
    sample: 'IPSEC:',
  }),
  head({
    id: 'asa-ikev1-bare',
    bodies: ['asa-ikev1-line'],
    starts: [],
    pattern: '',
    kind: 'debug',
    command: 'debug crypto ikev1',
    platform: 'asa',
    sample: '',
  }),
  // Translations, beside crypto output: `NAT:`, `NAT*:`, `NAT: i: icmp (…)`.
  head({
    id: 'nat',
    starts: ['NAT:', 'NAT*:'],
    pattern: `NAT\\*? {0,2}:${gap}(?=[sd]=)`,
    kind: 'debug',
    command: 'debug ip nat',
    platform: 'ios',
    context: true,
    sample: 'NAT: ',
  }),
  // `debug radius`, beside crypto output: only what the server answers. `RADIUS:`, `RADIUS(0000002A):`.
  head({
    id: 'radius',
    starts: ['RADIUS:', 'RADIUS('],
    pattern: `RADIUS(?:\\([0-9A-Fa-f]{1,8}\\))? {0,2}:${gap}(?=Received from id |No response from \\(|EAP-Message)`,
    kind: 'debug',
    command: 'debug radius',
    platform: 'ios',
    context: true,
    sample: 'RADIUS: ',
  }),
  // `debug ip packet`, beside crypto output: only packets that have no way.
  head({
    id: 'ip',
    starts: ['IP:'],
    pattern: `IP {0,2}:${gap}(?=s=[^,]{1,60}, d=[^,]{1,60}, len \\d{1,6}, unroutable)`,
    kind: 'debug',
    command: 'debug ip packet',
    platform: 'ios',
    context: true,
    sample: 'IP: ',
  }),
  // `debug ip icmp`, beside crypto output: only what is said of sizes.
  head({
    id: 'icmp',
    starts: ['ICMP:'],
    pattern: `ICMP {0,2}:${gap}(?=dst \\()`,
    kind: 'debug',
    command: 'debug ip icmp',
    platform: 'ios',
    context: true,
    sample: 'ICMP: ',
  }),
  // strongSwan, the other end of many tunnels: `12[IKE] <branch|7> `. It counts beside crypto output only.
  head({
    id: 'strongswan',
    starts: ['[IKE]', '[CFG]', '[ENC]', '[CHD]', '[NET]', '[KNL]'],
    pattern: `\\[(?:IKE|CFG|ENC|CHD|NET|KNL)\\]${gap}(?:<[^>\\r\\n]{1,60}>${gap})?`,
    kind: 'debug',
    command: 'strongSwan log',
    context: true,
    sample: '[IKE] <branch|7> ',
  }),
  // What it says of a refusal without anything before it, as `ipsec up` prints it and people quote it.
  head({
    id: 'strongswan-sentence',
    bodies: ['strongswan'],
    starts: [...refusals, eapRefusal],
    pattern: `(?=(?:${refusals.join('|')}) notify(?:, no CHILD_SA built| error)|${eapRefusal})`,
    kind: 'debug',
    command: 'strongSwan log',
    context: true,
    sample: 'received TS_UNACCEPTABLE notify, no CHILD_SA built',
  }),
];
