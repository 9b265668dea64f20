// What PIX 5 and 6 say of their own: the frame of `debug crypto isakmp` (its sentences are those of IOS), the list of peers, and syslog messages before the numbers of PIX 7.
import { type Message, messages } from '../../engine/define.ts';

const debugDoc =
  'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html';
const logDoc = 'https://www.cisco.com/en/US/docs/security/pix/pix63/system/message/pixemsgs.html';
const rfc2409 = 'https://www.rfc-editor.org/rfc/rfc2409';

/** Which exchange the packet that was named in the line before belongs to. */
const exchanges: readonly { readonly word: string; readonly mode?: string; readonly means: string }[] = [
  { word: 'OAK_MM', mode: 'main', means: 'The packet belongs to main mode (phase 1).' },
  { word: 'OAK_AG', mode: 'aggressive', means: 'The packet belongs to aggressive mode (phase 1).' },
  { word: 'OAK_QM', means: 'The packet belongs to quick mode (phase 2): phase 1 is up.' },
  { word: 'ISAKMP_TRANSACTION', means: 'The packet belongs to user authentication or to the settings of a client.' },
];

const debug: readonly Message[] = [
  {
    id: 'isakmp.received-block',
    head: 'pix-isakmp',
    templates: [
      'crypto_isakmp_process_block[[ ]]:~src[[:]]~{peer:ip}, dest[[:]]~{local:ip}[[ spt:~{sport:port} dpt:~{dport:port}]]',
      'crypto_isakmp_process_block[[ ]]:~src {peer:ip}, dest {local:ip}',
    ],
    means: 'An IKE packet arrived.',
    effect: { version: 1, arrow: 'in', label: 'packet' },
    examples: [
      'crypto_isakmp_process_block:src:203.0.113.44, dest:192.0.2.17 spt:500 dpt:500',
      'crypto_isakmp_process_block: src 203.0.113.44, dest 192.0.2.17',
    ],
    sources: [debugDoc],
  },
  ...exchanges.map(
    ({ word, mode, means }): Message => ({
      id: `pix.exchange.${word.toLowerCase().replace('_', '-')}`,
      head: 'pix-isakmp',
      templates: [`${word} exchange`],
      means,
      effect: { version: 1, ...(mode === undefined ? {} : { mode }) },
      examples: [`${word} exchange`],
      sources: [debugDoc, rfc2409],
    }),
  ),
  {
    id: 'pix.step',
    head: 'pix-isakmp',
    templates: [
      'OAK_QM_IDLE',
      'OAK_QM_AUTH_AWAIT',
      'oakley_process_quick_mode:',
      'oakley_const_qm:',
      'return status is {status:state}',
      'ISADB: reaper checking SA {address:hex}, conn_id = {conn:int}[[ DELETE IT!]]',
    ],
    means: 'A step inside. IKMP_NO_ERROR: the packet was dealt with; IKMP_ERR…: the reason stands in the lines above.',
    examples: [
      'return status is IKMP_NO_ERROR',
      'OAK_QM_IDLE',
      'ISADB: reaper checking SA 0xa1b2c3, conn_id = 0  DELETE IT!',
    ],
    sources: [debugDoc],
  },
  {
    id: 'pix.peer-list',
    head: 'pix-isakmp',
    templates: [
      'VPN Peer[[ ]]:~((ISAKMP|IPSEC)):~Added new peer: ip:~{peer:ip}[[/{port:port}]]{:rest}',
      'VPN Peer[[ ]]:~((ISAKMP|IPSEC)):~Deleted peer: ip:~{peer:ip}[[/{port:port}]]{:rest}',
      'VPN Peer[[ ]]:~((ISAKMP|IPSEC)):~Peer ip:~{peer:ip}[[/{port:port}]] Ref cnt {:words} to:{count:count}{:rest}',
      'VPN Peer[[ ]]:~((ISAKMP|IPSEC)):~Peer Info for {peer:ip}[[/{port:port}]] not found{:rest}',
    ],
    means: 'The list of peers is kept. It means nothing by itself.',
    effect: { version: 1 },
    examples: [
      'VPN Peer: ISAKMP: Added new peer: ip:203.0.113.44/500 Total VPN Peers:1',
      'VPN Peer:ISAKMP: Peer ip:203.0.113.44/500 Ref cnt incremented to:2 Total VPN Peers:1',
    ],
    sources: [debugDoc],
  },
];

interface More extends Partial<Omit<Message, 'id' | 'head' | 'mnemonic' | 'templates' | 'means' | 'examples'>> {
  /** The message as a device prints it, where the template has fields. */
  readonly text: string;
  readonly also?: readonly string[];
  readonly level?: number;
  /** What tells messages of one number apart. */
  readonly id?: string;
}

function log(
  mnemonic: string,
  template: string,
  means: string,
  { text, also = [], level = 7, id, ...rest }: More,
): Message {
  return {
    id: `pix.${mnemonic}${id === undefined ? '' : `.${id}`}`,
    head: 'asa-syslog',
    mnemonic,
    templates: [template, ...also],
    means,
    examples: [
      `Mar  4 2007 11:20:31: %PIX-${level}-${mnemonic}: ${text}`,
      `Mar  4 11:20:31 192.0.2.17 %PIX-${level}-${mnemonic}: ${text}`,
    ],
    sources: [logDoc],
    ...rest,
  };
}

const sa =
  '(sa) sa_dest=~{dst:ip}, sa_prot=~{protocol:word}, sa_spi=~{spi:spi}[[({:int})]], sa_trans=~{transform:cell}[[ ]], sa_conn_id=~{conn:int}';
const saText =
  '(sa) sa_dest= 203.0.113.44, sa_prot= 50, sa_spi= 0x5c1a77be(1545238462), sa_trans= esp-3des esp-md5-hmac , sa_conn_id= 2';
const roles = ['initiator', 'responder'] as const;
const endsOf = (role: string): string =>
  `(local {local:ip}[[/{localPort:port}]][[ ]](${role}), remote {peer:ip}[[/{peerPort:port}]]`;
const endsText = (role: string): string => `(local 192.0.2.17 (${role}), remote 203.0.113.44)`;
/** A step of a negotiation, as initiator and as responder. */
const step = (
  mnemonic: string,
  sentence: string,
  means: string,
  rest: Omit<More, 'text' | 'id' | 'also'> & { readonly closing?: string },
): readonly Message[] =>
  roles.map((role) => {
    const { effect, closing = ')', ...more } = rest;
    return log(mnemonic, `${sentence}[[ ]]${endsOf(role)}`, means, {
      ...more,
      id: role,
      text: `${sentence} ${endsText(role).slice(0, -1)}${closing}`,
      ...(effect ? { effect: { ...effect, role } } : {}),
    });
  });

const syslog: readonly Message[] = [
  log(
    '402101',
    "decaps: rec'd IPSEC packet has invalid spi for destaddr=~{local:ip}, prot=~{protocol:word}, spi=~{spi:spi}[[({:int})]][[, srcaddr=~{peer:ip}]]",
    'ESP came for an SA that does not exist here. Once around a rekey is normal; again and again, the peer uses an SA that this end has lost.',
    {
      text: "decaps: rec'd IPSEC packet has invalid spi for destaddr=192.0.2.17, prot=esp, spi=0x5c1a77be(1545238462)",
      also: ["decaps: rec'd IPSEC packet has invalid spi[[ for]][[ {:text}]]"],
      level: 4,
      health: 'bad',
      effect: { arrow: 'in', label: 'ESP' },
    },
  ),
  log(
    '402102',
    'decapsulate: packet missing {wanted:word}, ((destadr|destaddr))=~{dst:ip}, actual prot=~{protocol:word}',
    'A packet that should have come through the tunnel came in the clear: the peer does not protect it.',
    {
      text: 'decapsulate: packet missing ESP, destadr=192.0.2.17, actual prot=tcp',
      level: 4,
      health: 'bad',
      says: [{ code: 'plaintext-received', certainty: 'certain', side: 'remote', lasting: true }],
    },
  ),
  log(
    '402103',
    "identity doesn't match negotiated identity (ip) dest_addr=~{innerDst:ip}, src_addr=~{innerSrc:ip}, prot=~{innerProtocol:word}, (ident) local=~{local:ip}, remote=~{peer:ip}, local_proxy=~{localProxy:proxy}, remote_proxy=~{remoteProxy:proxy}",
    'The packet inside does not belong to the networks of this SA: the peer translates it before encryption, or its access list is wider.',
    {
      text: "identity doesn't match negotiated identity (ip) dest_addr= 10.31.0.9, src_addr= 10.52.7.7, prot= icmp, (ident) local=192.0.2.17, remote=203.0.113.44, local_proxy=10.31.0.0/255.255.0.0/0/0, remote_proxy=10.47.0.0/255.255.0.0/0/0",
      level: 4,
      health: 'bad',
      effect: { arrow: 'in', label: 'ESP' },
    },
  ),
  log(
    '402106',
    "Rec'd packet not an ((IPSEC|IPSec)) packet[[.]] (ip) dest_addr=~{dst:ip}, src_addr=~{src:ip}, prot=~{protocol:word}",
    'A packet that should have come through the tunnel came in the clear: the peer does not protect it.',
    {
      text: "Rec'd packet not an IPSEC packet (ip) dest_addr= 10.31.0.9, src_addr= 10.47.0.8, prot= icmp",
      level: 4,
      health: 'bad',
      says: [{ code: 'plaintext-received', certainty: 'certain', side: 'remote', lasting: true }],
    },
  ),
  ...step('602201', 'ISAKMP Phase 1 SA created', 'Phase 1 is up.', {
    level: 6,
    health: 'good',
    effect: { version: 1, up: 'ike' },
    closing: ', authentication=pre-share, encryption=3DES-CBC, hash=MD5, group=2, lifetime=86400s)',
  }),
  log('602301', `sa created, ${sa}`, 'An IPsec SA came up.', {
    text: `sa created, ${saText}`,
    level: 6,
    health: 'good',
    effect: { up: 'child' },
  }),
  log('602302', `deleting SA, ${sa}`, 'An IPsec SA was removed; the reason stands in another line.', {
    text: `deleting SA, ${saText}`,
    level: 6,
    effect: { down: 'child' },
  }),
  ...step('702201', 'ISAKMP Phase 1 delete received', 'The peer says that it removed phase 1.', {
    effect: { version: 1, down: 'ike' },
  }),
  ...step('702202', 'ISAKMP Phase 1 delete sent', 'The peer is told that phase 1 is removed.', {
    effect: { version: 1, down: 'ike' },
  }),
  ...step('702203', 'ISAKMP DPD timed out', 'Dead peer detection got no answer: the peer is gone, or the path to it.', {
    health: 'bad',
    says: [{ code: 'dpd-failure', certainty: 'certain', side: 'unknown' }],
    effect: { version: 1, down: 'ike' },
  }),
  ...step('702204', 'ISAKMP Phase 1 retransmission', 'No answer came, so the message of phase 1 is sent again.', {
    health: 'waiting',
    says: [{ code: 'phase1-not-established', certainty: 'possible', side: 'unknown' }],
    effect: { version: 1, arrow: 'out', label: 'again' },
  }),
  ...step('702205', 'ISAKMP Phase 2 retransmission', 'No answer came, so the message of phase 2 is sent again.', {
    health: 'waiting',
    says: [{ code: 'phase2-not-established', certainty: 'possible', side: 'unknown' }],
    effect: { version: 1, arrow: 'out', label: 'again' },
  }),
  ...step(
    '702206',
    'ISAKMP malformed payload received',
    'The decrypted message makes no sense: as a rule the pre-shared keys differ.',
    {
      health: 'bad',
      says: [{ code: 'psk-mismatch', certainty: 'likely', side: 'either', when: 'ike-down' }],
      effect: { version: 1 },
    },
  ),
  ...step(
    '702207',
    'ISAKMP duplicate packet detected',
    'The peer repeats its message: our answer has not reached it.',
    {
      effect: { version: 1 },
    },
  ),
  ...step('702208', 'ISAKMP Phase 1 exchange started', 'Phase 1 begins.', { effect: { version: 1, begins: 'ike' } }),
  ...step('702209', 'ISAKMP Phase 2 exchange started', 'Phase 2 begins.', { effect: { version: 1, begins: 'child' } }),
  ...step('702210', 'ISAKMP Phase 1 exchange completed', 'Phase 1 is up.', {
    health: 'good',
    effect: { version: 1, up: 'ike' },
  }),
  ...step('702211', 'ISAKMP Phase 2 exchange completed', 'Phase 2 is up: packets can be encrypted.', {
    health: 'good',
    effect: { version: 1, up: 'child' },
  }),
  ...step('702212', 'ISAKMP Phase 1 initiating rekey', 'Phase 1 is renewed before it expires. Normal.', {
    effect: { version: 1 },
  }),
  log('702301', `lifetime expiring, ${sa}`, 'The keys are renewed because their time is up. Normal.', {
    text: `lifetime expiring, ${saText}`,
    harmless: true,
  }),
  log(
    '702303',
    'sa_request, (key eng. msg.) src=~{local:ip}, dest=~{peer:ip}, src_proxy=~{localProxy:proxy}[[ (type=~{:int})]], dest_proxy=~{remoteProxy:proxy}',
    'Traffic for the peer’s network has arrived: a tunnel is asked for.',
    {
      text: 'sa_request, (key eng. msg.) src= 192.0.2.17, dest= 203.0.113.44, src_proxy= 10.31.0.0/255.255.0.0/0/0 (type=4), dest_proxy= 10.47.0.0/255.255.0.0/0/0 (type=4), protocol= ESP, transform= esp-3des esp-md5-hmac , lifedur= 28800s and 4608000kb, spi= 0x0(0), conn_id= 0, keysize= 0, flags= 0x4004',
    },
  ),
];

export const pix = messages([...debug, ...syslog]);
