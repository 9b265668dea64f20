// The kinds of fields: what an address, an SPI, a state or a counter looks like in text, masked by hand or not.
import { type Kind, kind } from '../engine/define.ts';

const octet = '[0-9A-Za-z*]{1,12}';
const masked = `<[^<>\\s]{1,40}>|[A-Z][A-Z0-9-]*_[A-Z0-9_-]*[A-Z0-9]`;
/** Dotted quad or an IPv6 address, digits possibly replaced by letters or stars; or a placeholder in angle brackets or in capitals. */
const ip = `(?:${octet}(?:\\.${octet}){3}|[0-9A-Fa-fxX*.]{0,15}:[0-9A-Fa-fxX*]*:[0-9A-Fa-fxX*:.]*|${masked})`;

const value =
  "AES-?[A-Z0-9-]*|3DES|DES(?:-[A-Z0-9]+)?|NULL(?:-[A-Z]+)?|CHACHA[A-Z0-9_-]*|SHA-?[0-9-]*|MD5[0-9]*|HMAC[A-Z0-9_-]+|XCBC[A-Z0-9_-]*|[Nn]one|DH_GROUP_[A-Z0-9_]*(?:\\s[A-Z0-9_]{1,20})?/\\s?Group\\s+\\d+|ML-?KEM-?\\d*|Don't\\s+use\\s+ESN|Use\\s+ESN|(?:No\\s+)?ESN|IPCOMP[A-Z_]*";
const label = '(?:ENCRYPTION|ENCR|PRF|INTEGRITY|INTEG|DH\\s+GROUP|ESN|PQC|AD?D?KE ?\\d?|[A-Z]{3,8} KE ?\\d?):';
const proposal = `(?:(?:IKE|ESP|AH):\\s{0,4})?Proposal\\s+\\d+:\\s+(?:${label}|${value})(?:\\s+(?:${label}|${value})){0,60}`;
const payload =
  'SA|KE|N|VID|IDi|IDr|AUTH|CERT|CERTREQ|TSi|TSr|CFG|DELETE|ENCR|EAP|SKF|SK|GSA|KD|NOTIFY(?:\\([A-Za-z0-9_ ]+\\))?';

export const kinds = {
  word: kind({ pattern: '[^\\s,;]+', samples: ['default', 'VPN-MAP', 'outside'] }),
  /** A name without blanks that may not contain the punctuation around it. */
  name: kind({ pattern: '[^\\s,;:()\\[\\]{}<>"\']+', token: 'name', samples: ['CUSTOMERS', 'branch-map', 'Internet'] }),
  /** A few words without commas or colons: `Group Description`, `Lost Service`. Bounded, so that what follows may be anything. */
  words: kind({ pattern: '[A-Za-z0-9][A-Za-z0-9 ()/_.-]{0,60}', samples: ['Group Description', 'Lost Service'] }),
  /** The rest of the line, without the blanks at its end. */
  text: kind({ pattern: '\\S(?:[^\\r\\n]*\\S)?', samples: ['something the device wrote'] }),
  /** Some words up to the next comma or the end of the line. */
  phrase: kind({ pattern: '[^\\s,](?:[^,\\r\\n]*[^\\s,])?', samples: ['two words'] }),
  /** Words with single blanks between them: a cell of a table. */
  cell: kind({ pattern: '[^\\s]+(?:[^\\S\\r\\n][^\\s]+)*', samples: ['two words'] }),
  /** The name of a VRF or `(none)`. */
  vrf: kind({ pattern: '\\(none\\)|[^\\s,;:()]+', token: 'name', samples: ['(none)', 'Internet'] }),
  /** One end of protected traffic: `host A`, `A/mask`, `any`, with a port. */
  selector: kind({
    pattern: '(?:host[^\\S\\r\\n]+)?[^\\s,;]+(?:[^\\S\\r\\n]+port[^\\S\\r\\n]+\\d+)?',
    token: 'address',
    samples: ['host 198.51.100.7', '10.4.0.0/255.255.0.0'],
  }),
  ikeVersion: kind({ pattern: 'IKE(?:v[12])?', samples: ['IKEv1', 'IKEv2'] }),
  /** States of IKEv1 negotiations: nothing else stands between two addresses and a connection id. */
  ikev1State: kind({
    pattern: '(?:MM|AG|AM|QM|CONF|TM|XAUTH)_[A-Z0-9_]+',
    token: 'stateWaiting',
    samples: ['MM_NO_STATE', 'QM_IDLE', 'MM_KEY_EXCH'],
  }),
  saStatus: kind({ pattern: '(?:ACTIVE|STDBY|STANDBY|DELETED|INACTIVE)', samples: ['ACTIVE'] }),
  authMethod: kind({
    pattern: '(?:psk|rsig|renc|sig|dsig|ecdsa|rsa-sig|rsa-encr|xauth)[a-z-]*',
    samples: ['psk', 'rsig'],
  }),
  capitals: kind({ pattern: '[A-Z]{1,12}', samples: ['D', 'DN'] }),
  /** A key or password: never shown. */
  secret: kind({ pattern: '[^\\s]+(?:[^\\S\\r\\n][^\\s]+)*', samples: ['Sample-Key-1'] }),
  /** What stands in braces, without a comma at its end. */
  braced: kind({ pattern: '[^{}\\s](?:[^{}\\r\\n]*[^{},\\s])?', samples: ['Tunnel', 'origin_is_acl'] }),
  setting: kind({ pattern: '[^{},\\s](?:[^{},\\r\\n]*[^{},\\s])?', samples: ['Tunnel', 'Transport UDP-Encaps'] }),
  ikev2State: kind({
    pattern: '(?:READY|IN-NEG|DELETE|DELETED|[A-Z]{2,}(?:[-_][A-Z]+)*)',
    samples: ['READY', 'IN-NEG', 'DELETE'],
  }),
  role: kind({ pattern: '(?:INITIATOR|RESPONDER)', samples: ['INITIATOR'] }),
  /** Words up to a full stop or the end of the line. */
  sentence: kind({ pattern: '[^\\s.](?:[^.\\r\\n]*[^\\s.])?', samples: ['not configured'] }),
  dmvpnState: kind({ pattern: '(?:UP|NHRP|IKE|IPSEC|INTF|BFD|DOWN)', samples: ['UP', 'NHRP', 'IKE'] }),
  /** A next-hop server: W waiting, R responding, E replies expected, D dynamic. */
  nhsFlags: kind({ pattern: '[WRED]{1,4}', token: 'stateWaiting', samples: ['RE', 'E'] }),
  /** Letters and digits that stand for attributes: `S`, `DT1`. */
  capitalDigits: kind({ pattern: '[A-Z][A-Z0-9]{0,9}', samples: ['S', 'DT1'] }),
  /** Words with single blanks between them, none of which begins with a digit: the label of a row of numbers. */
  label: kind({
    pattern: '[A-Za-z*%-][^\\s:]*(?:[^\\S\\r\\n][^\\s\\d:][^\\s:]*)*',
    samples: ['SA CREATION', 'Tunnel'],
  }),
  never: kind({ pattern: 'never expire', samples: ['never expire'] }),
  /** What an incomplete crypto map lacks. */
  missing: kind({ pattern: 'missing [^()\\r\\n]*[^()\\s]', samples: ['missing peer or access-list definitions'] }),
  saProtocol: kind({ pattern: '(?:esp|ah|pcp)', samples: ['esp'] }),
  permission: kind({ pattern: '(?:PERMIT|DENY)', samples: ['PERMIT'] }),
  /** The name of a crypto engine, blanks included. */
  engine: kind({ pattern: '[A-Za-z][A-Za-z0-9-]*(?: [A-Za-z0-9-]+)*', samples: ['ESG', 'Onboard VPN'] }),
  /** Nothing, at the end of a line. */
  eol: kind({ pattern: '(?=[^\\S\\r\\n]*(?:[\\r\\n]|$))', samples: [''] }),
  quoted: kind({ pattern: '[^"\\r\\n]*', samples: ['No reason'] }),
  ip: kind({ pattern: ip, token: 'address', samples: ['198.51.100.7', '203.0.113.9', '192.0.2.33', '2001:db8:4::1'] }),
  /** An address or a host name. */
  host: kind({
    pattern: `(?:${ip}|[A-Za-z0-9][A-Za-z0-9_.-]*)`,
    token: 'address',
    samples: ['203.0.113.9', 'branch7.example.net'],
  }),
  mask: kind({ pattern: `(?:${ip}|/?\\d{1,3})`, samples: ['255.255.255.0'] }),
  port: kind({ pattern: '\\d{1,5}', samples: ['500', '4500'] }),
  int: kind({ pattern: '-?\\d+', samples: ['0', '7', '3600'] }),
  count: kind({ pattern: '\\d+', token: 'counter', samples: ['0', '12', '48210'] }),
  hex: kind({ pattern: '(?:0x)?[0-9A-Fa-f]+', samples: ['0x1F', '2A'] }),
  spi: kind({ pattern: '(?:0x)?[0-9A-Fa-f]{1,16}', token: 'identifier', samples: ['0x5C1E77A2', '0xA90B4D13'] }),
  cookie: kind({ pattern: '(?:0x)?[0-9A-Fa-f]{8,32}', token: 'identifier', samples: ['8F2C61D09B7A4E13'] }),
  id: kind({ pattern: '[0-9A-Fa-fx]+', token: 'identifier', samples: ['1042', '2907734181'] }),
  state: kind({ pattern: '[A-Za-z][A-Za-z0-9_-]*', samples: ['MM_NO_STATE', 'QM_IDLE', 'READY'] }),
  algorithm: kind({
    pattern: '[A-Za-z0-9][A-Za-z0-9_./-]*',
    token: 'algorithm',
    samples: ['AES-CBC-256', 'esp-sha256-hmac'],
  }),
  interface: kind({
    pattern: '[A-Za-z][A-Za-z-]*[ \\u00a0]?[0-9][0-9/.:]*|[A-Za-z][\\w/.:-]*',
    token: 'name',
    samples: ['GigabitEthernet0/0', 'Tunnel10'],
  }),
  /** h:mm:ss, 1d02h, 3w5d, never, or seconds. */
  duration: kind({
    pattern: '(?:\\d+:\\d\\d:\\d\\d|\\d+[ywdhms](?:\\d+[ywdhms])*|never|\\d+)',
    samples: ['00:12:44', '1d02h', '86012'],
  }),
  date: kind({ pattern: '\\d{1,2}:\\d\\d:\\d\\d[^\\r\\n]{0,40}?\\d{4}', samples: ['11:20:05 UTC Mar 3 2027'] }),
  /** A printed IKE or ESP proposal, its values bare or behind labels, over as many lines as it takes; several may follow each other. */
  proposals: kind({
    pattern: `(?:${proposal})(?:\\s{0,8}(?:${proposal})){0,40}`,
    token: 'algorithm',
    samples: [
      'Proposal 1:  AES-CBC-256 SHA256 SHA256 DH_GROUP_2048_MODP/Group 14',
      "ESP: Proposal 1:  AES-CBC-256 SHA256 Don't use ESN",
    ],
  }),
  /** Names of IKEv2 payloads as a debug lists them. */
  payloads: kind({
    pattern: `(?:${payload})(?:[ \\t]+(?:${payload}))*(?=[ \\t]*(?:\\r?\\n|$))`,
    samples: ['SA KE N VID VID NOTIFY(NAT_DETECTION_SOURCE_IP)', 'VID IDr AUTH NOTIFY(NO_PROPOSAL_CHOSEN)'],
  }),
  /** Name of a notify; the next message may be glued to it. */
  notify: kind({
    pattern: '(?:(?!IKEv2)[A-Z0-9_])+(?:\\(\\d+\\))?',
    samples: ['NO_PROPOSAL_CHOSEN', 'INITIAL_CONTACT'],
  }),
  /** Bytes of a packet. */
  bytes: kind({
    pattern: '(?:[0-9a-fA-F]{2}(?:[ \\t]+|(?=\\r?\\n|$))){1,32}(?=\\r?\\n|$)',
    samples: ['4a 91 0c 22 b7'],
  }),
  /** An NHRP result with its number. */
  nhrpCode: kind({
    pattern: '[A-Za-z][A-Za-z -]{1,60}\\(\\d{1,3}\\)',
    samples: ['no error(0)', 'authentication failure(11)'],
  }),
  /** One mark per ping packet. */
  pingMarks: kind({ pattern: '[!.UMQNA?&]{1,200}(?=\\s|$)', samples: ['!!!!!', '.!!!!', 'M.M.M', '?????'] }),
  /** A hop that nobody answered for. */
  silence: kind({ pattern: '\\*(?:[ \\t]{1,4}\\*){0,9}', samples: ['*  *  *'] }),
  /** What CEF does with packets that have no usable next hop. */
  cefState: kind({
    pattern: '(?:no route|drop|unresolved|attached|receive|discard|punt)\\b',
    samples: ['no route', 'drop'],
  }),
  /** What stands between single quotes. */
  quotedId: kind({ pattern: "[^'\\r\\n]{1,300}", samples: ['branch7.example.net', '192.0.2.33'] }),
  idLetter: kind({ pattern: '[ir]', samples: ['i', 'r'] }),
  identityPair: kind({ pattern: '[^,()\\r\\n]{1,200}', samples: ['192.0.2.33', 'cn=branch7'] }),
  bracketed: kind({ pattern: '[^\\]\\r\\n]{1,120}', samples: ['SPI: 0x5C1E77A2'] }),
  flags: kind({ pattern: '[A-Z-]+(?: [A-Z-]+)?', samples: ['INITIATOR', 'RESPONDER MSG-RESPONSE'] }),
  /** The next message, glued to the end of this one. */
  glued: kind({ pattern: '(?=I?KEv2-)', samples: [''] }),
  counted: kind({
    pattern: '(?:incoming|outgoing|count)[^\\r\\n]*',
    samples: ['incoming negotiating sa count by one'],
  }),
  rest: kind({ pattern: '[^\\r\\n]*', samples: ['', ' (refused)'] }),
} as const;
