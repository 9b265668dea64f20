// The kinds of fields: what an address, an SPI, a state or a counter looks like in text, masked by hand or not.
import { kind } from '../engine/define.ts';

const octet = '[0-9A-Za-z*]{1,12}';
/** `<peer>`, `<peer address>`. */
const words = '<[^<>\\s]{1,40}(?: [^<>\\s]{1,20}){0,4}>';
const masked = `${words}|\\[[A-Za-z][A-Za-z0-9 _-]{0,40}\\]|\\{[A-Za-z][A-Za-z0-9_.-]{0,40}\\}|\\*{2,20}|[Xx]{2,12}(?![\\w.:])|[A-Z][A-Z0-9-]*_[A-Z0-9_-]*[A-Z0-9]`;
/** Dotted quad or an IPv6 address, digits possibly replaced by letters or stars; or what people write instead: in brackets, in capitals, stars. */
const ip = `(?:${octet}(?:\\.${octet}){3}|[0-9A-Fa-fxX*.]{0,15}:[0-9A-Fa-fxX*]*:[0-9A-Fa-fxX*:.]*|${masked})`;

const value =
  "AES-?[A-Z0-9-]*|3DES|DES(?:-[A-Z0-9]+)?|NULL(?:-[A-Z]+)?|CHACHA[A-Z0-9_-]*|SHA-?[0-9-]*|MD5[0-9]*|HMAC[A-Z0-9_-]+|XCBC[A-Z0-9_-]*|[Nn]one|DH_GROUP_[A-Z0-9_]*(?:\\s[A-Z0-9_]{1,20})?/\\s?Group\\s+\\d+|ML-?KEM-?\\d*|Don't\\s+use\\s+ESN|Use\\s+ESN|(?:No\\s+)?ESN|IPCOMP[A-Z_]*";
const label =
  '(?:ENCRYPTION|ENCR|PRF|INTEGRITY|INTEG|DH\\s+GROUP|ESN|PQC(?: [A-Za-z]{2,10}){0,2}|AD?D?KE ?\\d?|[A-Z]{3,8} KE ?\\d?):';
const proposal = `(?:(?:IKE|ESP|AH):\\s{0,4})?Proposal\\s+\\d+:\\s+(?:${label}|${value})(?:\\s+(?:${label}|${value})){0,60}`;
const payload =
  'NOTIFY(?:\\([A-Za-z0-9_ ]+\\))?|SA|KE|N|VID|IDi|IDr|AUTH|CERTREQ|CERT|TSi|TSr|CFG|DELETE|ENCR|EAP|SKF|SK|GSA|KD';

export const kinds = {
  word: kind({ pattern: '[^\\s,;]+', samples: ['default', 'VPN-MAP', 'outside'] }),
  /** A name without blanks that may not contain the punctuation around it. */
  name: kind({ pattern: '[^\\s,;:()\\[\\]{}<>"\']+', token: 'name', samples: ['CUSTOMERS', 'branch-map', 'Internet'] }),
  /** A few words without commas or colons: `Group Description`, `Lost Service`. Bounded, so that what follows may be anything. */
  words: kind({ pattern: '[A-Za-z0-9][A-Za-z0-9 ()/_.-]{0,60}', samples: ['Group Description', 'Lost Service'] }),
  /** IKEv1 exchanges and machines as an ASA prints them. */
  ikeMode: kind({ pattern: '[A-Z]{2}(?: [A-Z0-9]{2,4})?', samples: ['MM', 'AM', 'QM'] }),
  fsm: kind({ pattern: '[A-Z][A-Za-z]{2,12}(?: [A-Z][A-Za-z]{2,12})?', samples: ['Initiator', 'Responder'] }),
  pointer: kind({ pattern: '&? ?(?:0x)?[0-9A-Fa-f]{1,18}', samples: ['&0x7f21c0de8a40'] }),
  bang: kind({ pattern: '!?', samples: ['!'] }),
  /** One end of protected traffic as an ASA prints it: `10.4.0.0/255.255.0.0/0/0`, or masked by hand. */
  proxy: kind({
    pattern: '[^\\s/,]{0,63}[^\\s/,.](?:/[^\\s/,]{0,40}[^\\s/,.]){0,3}',
    token: 'address',
    samples: ['10.4.0.0/255.255.0.0/0/0'],
  }),
  proxyName: kind({ pattern: '[^\\s,!]{1,80}', token: 'address', samples: ['10.4.0.0'] }),
  /** States of IKEv1 SAs on ASA: `MM_ACTIVE`, `AM_Active`, `MM_WAIT_MSG3`. */
  asaState: kind({
    pattern: '(?:MM|AM|AG|QM|TM)_[A-Za-z0-9_]{2,24}',
    token: 'stateWaiting',
    samples: ['MM_ACTIVE', 'MM_WAIT_MSG3'],
  }),
  asaRole: kind({ pattern: '[IiRr][a-z]{3,9}', samples: ['Resp', 'Init'] }),
  /** Kinds of sessions in a summary of VPN sessions. */
  sessionKind: kind({ pattern: '[A-Z][A-Za-z0-9/ -]{2,40}?', samples: ['Site-to-Site VPN', 'IKEv2 IPsec'] }),
  /** The name of a crypto map that a full stop may follow. */
  mapName: kind({
    pattern: '[^\\s,;:()]{0,64}[^\\s,;:().]',
    token: 'name',
    samples: ['outside_map', 'branch-map'],
  }),
  /** A user or group name; the shortest text that fits. */
  userName: kind({ pattern: '[^\\r\\n,;()]{1,64}?', token: 'name', samples: ['dora', 'SITE-B'] }),
  userQuoted: kind({ pattern: "[^'\\r\\n]{0,64}", samples: ['enable_15'] }),
  quotedRest: kind({ pattern: "[^'\\r\\n]{0,200}", samples: [' sa'] }),
  /** Traffic selectors of IKEv2 as an ASA logs them, up to the next semicolon. */
  selectorText: kind({
    pattern: '[^;\\r\\n]{1,200}',
    samples: ['Address Range: 10.4.0.0-10.4.255.255 Protocol: 0 Port Range: 0-65535'],
  }),
  wideText: kind({ pattern: '[^\\s!]{1,200}', samples: ['10.4.0.0/10.4.255.255/0/65535/0'] }),
  /** A flow as an ASA logs it: `icmp src outside:a dst inside:b (type 8, code 0)`. */
  flow: kind({
    pattern: '[a-z0-9]{1,12} src [^\\s]{1,80} dst [^\\s]{1,80}(?: \\([^()\\r\\n]{0,40}\\))?',
    samples: ['icmp src outside:10.7.0.8 dst inside:10.4.0.9'],
  }),
  /** A name that may stand in quotes. */
  quotedWord: kind({ pattern: "'?[^'\\s,]{1,80}'?", samples: ["'field-staff'", 'VPNUSERS'] }),
  reasonText: kind({ pattern: '[^:\\r\\n]{0,80}[^:\\s]', samples: ['AAA failure'] }),
  /** The kind of a VPN session that ended: over TLS, or anything else. */
  webSession: kind({
    pattern: '(?:SSL|SVC|AnyConnect|WebVPN|Clientless|DTLS)[^,\\r\\n]{0,40}',
    samples: ['AnyConnect-Parent', 'SSL'],
  }),
  tunnelSession: kind({
    pattern: '(?!SSL|SVC|AnyConnect|WebVPN|Clientless|DTLS)[^,\\s][^,\\r\\n]{0,60}',
    samples: ['LAN-to-LAN', 'IKEv2'],
  }),
  /** Some bytes of a dump. */
  dumpBytes: kind({ pattern: '[0-9A-Fa-f]{2}(?: [0-9A-Fa-f]{2}){0,31}', samples: ['1d f1 4c 9a 20 77 be 01'] }),
  /** What a phase of packet-tracer says. */
  phaseResult: kind({ pattern: '(?:ALLOW|DROP)', samples: ['ALLOW', 'DROP'] }),
  /** Why the fast path of an ASA dropped packets: in words, and the short name. */
  dropText: kind({ pattern: '[A-Z][^()\\r\\n]{2,100}?', samples: ['Invalid SPI'] }),
  dropName: kind({ pattern: '[a-z0-9_-]{3,60}', samples: ['np-sp-invalid-spi'] }),
  onOff: kind({ pattern: '(?:On|Off)', samples: ['On', 'Off'] }),
  /** The networks of a rule of an ASA; hosts, ranges and IPv6 too. */
  natNetworks: kind({
    pattern: '[\\dA-Fa-f:][\\dA-Fa-f.:/-]*(?:, ?[\\dA-Fa-f:][\\dA-Fa-f.:/-]*)*',
    samples: ['10.4.0.0/16, 10.6.1.7/32'],
  }),
  natKind: kind({ pattern: '(?:static|dynamic)', samples: ['static'] }),
  tableName: kind({ pattern: '[A-Za-z][A-Za-z0-9 :_-]{1,40}?', samples: ['VPN IKEv2 SA'] }),
  unitName: kind({ pattern: '\\((?:Primary|Secondary)[^()\\r\\n]{0,20}\\)', samples: ['(Primary)'] }),
  rest: kind({ pattern: '[^\\r\\n]*', samples: [''] }),
  /** The reason of a refused certificate that speaks of revocation. */
  revocationReason: kind({
    pattern: '(?=[^\\r\\n]{0,300}(?:CRL|OCSP|[Rr]evo))[^\\r\\n]+',
    samples: ['CRL check failed'],
  }),
  /** Identity payloads: their type, and the value after dashes or a blank. */
  idType: kind({ pattern: 'ID_[A-Z0-9_]{2,30}', samples: ['ID_IPV4_ADDR_SUBNET', 'ID_FQDN'] }),
  idValue: kind({ pattern: '[^\\r\\n]*', samples: ['--10.4.0.0--255.255.0.0'] }),
  /** The rest of the line, without the blanks at its end. */
  text: kind({ pattern: '\\S(?:[^\\r\\n]*\\S)?', samples: ['something the device wrote'] }),
  /** Some words up to the next comma or the end of the line. */
  phrase: kind({ pattern: '[^\\s,](?:[^,\\r\\n]*[^\\s,])?', samples: ['two words'] }),
  /** Words with single blanks between them: a cell of a table. */
  cell: kind({ pattern: '[^\\s]+(?:[^\\S\\r\\n][^\\s]+)*', samples: ['two words'] }),
  /** The name of a VRF or `(none)`. */
  vrf: kind({ pattern: '\\(none\\)|[^\\s,;:()/]+', token: 'name', samples: ['(none)', 'Internet'] }),
  /** The route distinguisher of a VRF, of a number or an address and a number. */
  distinguisher: kind({ pattern: '(?:<not set>|[0-9.]{1,15}:[0-9]{1,10})', samples: ['64500:7', '<not set>'] }),
  /** One end of protected traffic: `host A`, `A/mask`, `any`, with a port. */
  selector: kind({
    pattern: '(?:host[^\\S\\r\\n]+)?[^\\s,;]+(?:[^\\S\\r\\n]+port[^\\S\\r\\n]+\\d+)?',
    token: 'address',
    samples: ['host 198.51.100.7', '10.4.0.0/255.255.0.0'],
  }),
  ipsecProtocol: kind({ pattern: '(?:esp|ahp?|50|51)', samples: ['50', 'esp'] }),
  ikePort: kind({ pattern: '(?:500|4500)', samples: ['500', '4500'] }),
  /** Not that of a name, time or management server: what comes from there answers a client that happens to use such a port. */
  clientPort: kind({ pattern: '(?!(?:53|123|161)\\b)\\d+', samples: ['500', '4500', '61422'] }),
  ikeVersion: kind({ pattern: 'IKE(?:v[12])?', samples: ['IKEv1', 'IKEv2'] }),
  /** States of IKEv1 negotiations: nothing else stands between two addresses and a connection id. */
  ikev1State: kind({
    pattern: '(?:MM|AG|AM|QM|CONF|TM|XAUTH|GDOI)_[A-Z0-9_]+',
    token: 'stateWaiting',
    samples: ['MM_NO_STATE', 'QM_IDLE', 'MM_KEY_EXCH'],
  }),
  /** A state that nobody knows, as who types or scans an output may write it. */
  ikeStateWord: kind({
    pattern: '[A-Z0-9]{2,6}_[A-Z0-9l_]{2,30}',
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
  secret: kind({ pattern: '[^\\s]+', samples: ['Sample-Key-1'] }),
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
  /** Groups of hexadecimal digits: the data of a key. */
  hexData: kind({ pattern: '[0-9A-F]{2,8}(?: [0-9A-F]{1,8})*', samples: ['30820122 300D0609'] }),
  base64: kind({ pattern: '[A-Za-z0-9+/$]{16,}={0,2}', samples: ['MIIDdzCCAl+gAwIBAgIE'] }),
  /** A name that may hold hyphens, before a rule of hyphens. */
  trustpoint: kind({ pattern: '[^\\s-]+(?:-[^\\s-]+)*', token: 'name', samples: ['CORP-CA'] }),
  /** The value of one part of a distinguished name. */
  dnValue: kind({ pattern: '[^,+\\r\\n]*[^,+\\s]', samples: ['Example Root', 'Example'] }),
  certificateKind: kind({
    pattern:
      '(?:Certificate|CA Certificate(?: \\(not configured\\))?|Subordinate CA Certificate|Router(?: Self-Signed)? Certificate|RA (?:General Purpose|Signature|KeyEncipher) Certificate)',
    samples: ['Certificate', 'CA Certificate'],
  }),
  x509Usage: kind({
    pattern:
      '(?:Digital Signature|Non Repudiation|(?:Key|Data) Encipherment|Key Agreement|Key Cert Sign|CRL Signature|Encipher Only|Decipher Only)',
    samples: ['Digital Signature'],
  }),
  url: kind({ pattern: '(?:https?|ldap|tftp|nvram|ftp):[^\\s]*', samples: ['http://ca.example.net/root.crl'] }),
  dots: kind({ pattern: '\\.{3,}', samples: ['.......'] }),
  pkiTimer: kind({ pattern: '[\\d:.d]+', samples: ['303d23:59:25.387', '14:19.287'] }),
  timerName: kind({ pattern: '[A-Z*][^\\r\\n(]*[^\\s(]', samples: ['SESSION CLEANUP', 'RENEW client'] }),
  /** An entry of an access list as a whole. */
  aclLine: kind({ pattern: 'access-list[^\\S\\r\\n][^\\r\\n]*\\S', samples: ['access-list 101 permit ip any any'] }),
  field: kind({ pattern: '[^\\s:](?:[^:\\r\\n]*[^\\s:])?', samples: ['TEK Lifetime'] }),
  capitalWord: kind({ pattern: '[A-Z][A-Z0-9_]{3,}', samples: ['IN_US_V4_PKT_SA_NOT_FOUND_SPI'] }),
  flagName: kind({ pattern: '[a-z][a-z0-9_-]*', samples: ['replay-check', 'mode'] }),
  traceLevel: kind({
    pattern: '(?:Emergency|Alert|Critical|Error|Warning|Notice|Info(?:rmational)?|Debug|Verbose|Noise)',
    samples: ['Notice'],
  }),
  dashes: kind({ pattern: '-+', samples: ['-----'] }),
  engineType: kind({ pattern: '(?:IKE|IPsec|IPSec)', samples: ['IKE', 'IPsec'] }),
  /** The name of a crypto engine, number in brackets included. */
  engineName: kind({
    pattern: '[^\\s:]+(?:[^\\S\\r\\n](?!details)[^\\s:]+)*',
    samples: ['IOSXE-ESG(9)', 'Software Crypto Engine'],
  }),
  sessionName: kind({
    pattern: '(?:IPSec-Session|IKE-Session|IKEv2-Session|SSL-Session|DH)',
    samples: ['IPSec-Session'],
  }),
  tlsSuite: kind({ pattern: '(?:TLS|SSL)_[A-Z0-9_]+', token: 'algorithm', samples: ['TLS_RSA_WITH_AES_128_CBC_SHA'] }),
  eventName: kind({ pattern: '[A-Z][A-Z0-9-]*', samples: ['IPSEC-CREATE-SA'] }),
  nhrpEvent: kind({ pattern: 'NHRP-[A-Z][A-Z0-9-]*', samples: ['NHRP-NHS-UP'] }),
  traceSection: kind({ pattern: '[a-z][a-z0-9]*(?:_[a-z0-9]+)*', samples: ['ikev2_event'] }),
  traceTime: kind({
    pattern: '[*.]?[A-Z][a-z]{2}[ ]+\\d{1,2}[ ](?:\\d{4}[ ])?\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?',
    samples: ['*Apr  3 23:53:30.374'],
  }),
  traceDate: kind({ pattern: '\\d{4}/\\d\\d/\\d\\d', samples: ['2027/03/09'] }),
  traceClock: kind({ pattern: '\\d\\d:\\d\\d:\\d\\d\\.\\d+', samples: ['18:56:14.446143266'] }),
  linkState: kind({ pattern: '(?:administratively down|admin down|up|down|deleted|reset)', samples: ['up', 'down'] }),
  permit: kind({ pattern: '(?:permit|deny)', samples: ['permit', 'deny'] }),
  aclRule: kind({ pattern: '[^()\\s](?:[^()\\r\\n]*[^()\\s])?', samples: ['ip 10.4.0.0 0.0.255.255 any'] }),
  natProtocol: kind({ pattern: '(?:tcp|udp|icmp|gre|esp|ah|---)', samples: ['udp'] }),
  clockMark: kind({ pattern: '[*.]', samples: ['*'] }),
  clockTime: kind({ pattern: '\\d\\d:\\d\\d:\\d\\d\\.\\d{3}', samples: ['11:20:05.123'] }),
  /** The same behind the first digit. */
  clockRest: kind({ pattern: '\\d:\\d\\d:\\d\\d\\.\\d{3}', samples: ['1:20:05.123'] }),
  clockDate: kind({ pattern: '[A-Z][a-z]{2} \\d{1,2} \\d{4}', samples: ['Mar 3 2027'] }),
  quotedName: kind({ pattern: "[^'\\r\\n]+", samples: ['Example Manufacturing CA'] }),
  validation: kind({ pattern: '(?:Valid|Invalid|Not Supported|Expired|Revoked)', samples: ['Valid'] }),
  traceCreate: kind({ pattern: 'sa create', samples: ['sa create'] }),
  traceDelete: kind({ pattern: 'sa delete', samples: ['sa delete'] }),
  kmiParties: kind({ pattern: '[A-Za-z0-9][A-Za-z0-9 ]*->[A-Za-z0-9 ]+', samples: ['IPSEC key engine->Crypto IKMP'] }),
  kmiEvent: kind({ pattern: 'KEY_[A-Z_]+', samples: ['KEY_ENG_REQUEST_SAS'] }),
  /** Algorithms joined by a plus sign. */
  transforms: kind({ pattern: '[A-Za-z0-9][A-Za-z0-9_./+-]*', token: 'algorithm', samples: ['AES256+SHA256'] }),
  /** Words up to the next `label:`. */
  traceWords: kind({
    pattern: '[A-Za-z-][A-Za-z0-9/_-]*(?![\\w:])(?: [A-Za-z-][A-Za-z0-9/_-]*(?![\\w:]))*',
    samples: ['NHS down', 'host with'],
  }),
  loginTime: kind({ pattern: '\\d{1,2}:\\d\\d:\\d\\d(?:\\.\\d+)?', samples: ['10:58:15'] }),
  inboundWord: kind({ pattern: 'inbound', samples: ['inbound'] }),
  outboundWord: kind({ pattern: 'outbound', samples: ['outbound'] }),
  /** An address, or a host name with a dot. */
  dottedHost: kind({
    pattern: `(?:${ip}|[A-Za-z0-9][A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]+)+)`,
    token: 'address',
    samples: ['203.0.113.9', 'branch7.example.net'],
  }),
  weekdayTime: kind({
    pattern: '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \\d{1,2}:\\d\\d',
    samples: ['Monday 04:30'],
  }),
  cryptoStep: kind({ pattern: '(?:post )?crypto [a-z][a-z ]*[a-z]', samples: ['crypto check input'] }),
  saProtocol: kind({ pattern: '(?:esp|ah|pcp)', samples: ['esp'] }),
  permission: kind({ pattern: '(?:PERMIT|DENY)', samples: ['PERMIT'] }),
  /** The name of a crypto engine, blanks included. */
  engine: kind({ pattern: '[A-Za-z][A-Za-z0-9-]*(?: [A-Za-z0-9-]+)*', samples: ['ESG', 'Onboard VPN'] }),
  /** Nothing, at the end of a line, or an arrow that somebody put there: `<=====`. */
  eol: kind({ pattern: '(?=[^\\S\\r\\n]*(?:<[=-]{2,40}|[\\r\\n]|$))', samples: [''] }),
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
  /** The numbers of the exchanges of IKEv2, as an IKEv1 process prints them. */
  ikev2Exchange: kind({ pattern: '3[4-8](?!\\d)', samples: ['34', '35'] }),
  int: kind({ pattern: '-?\\d+', samples: ['0', '7', '3600'] }),
  count: kind({ pattern: '\\d+', token: 'counter', samples: ['0', '12', '48210'] }),
  hex: kind({ pattern: '(?:0x)?[0-9A-Fa-f]+', samples: ['0x1F', '2A'] }),
  spi: kind({
    pattern: '(?:0x)?[0-9A-Fa-f]{1,16}|(?:0x)?[Xx*]{4,8}(?![\\w*])|<[^<>\\s]{1,40}>',
    token: 'identifier',
    samples: ['0x5C1E77A2', '0xA90B4D13'],
  }),
  cookie: kind({ pattern: '(?:0x)?[0-9A-Fa-f]{8,32}', token: 'identifier', samples: ['8F2C61D09B7A4E13'] }),
  id: kind({ pattern: '[0-9A-Fa-fx]+', token: 'identifier', samples: ['1042', '2907734181'] }),
  state: kind({ pattern: '[A-Za-z][A-Za-z0-9_-]*', samples: ['MM_NO_STATE', 'QM_IDLE', 'READY'] }),
  algorithm: kind({
    pattern: '[A-Za-z0-9][A-Za-z0-9_./-]*',
    token: 'algorithm',
    samples: ['AES-CBC-256', 'esp-sha256-hmac'],
  }),
  ospfState: kind({
    pattern: '(?:DOWN|ATTEMPT|INIT|2WAY|EXSTART|EXCHANGE|LOADING|FULL)',
    samples: ['FULL', 'EXSTART'],
  }),
  ospfRole: kind({ pattern: '(?:-|DR|BDR|DROTHER)', samples: ['-', 'DROTHER'] }),
  interface: kind({
    pattern: `[A-Za-z][A-Za-z-]*[ \\u00a0]?[0-9][0-9/.:]*|[A-Za-z][\\w/.:-]*|${words}`,
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
    pattern: '(?:[0-9a-fA-F]{2}(?:[ \\t]+|(?=\\r?\\n|$))){8,32}(?=\\r?\\n|$)',
    samples: ['4a 91 0c 22 b7 10 ee 02 9d', '00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff'],
  }),
  /** The last line of such bytes; it needs a head of its own to be told from other numbers. */
  fewBytes: kind({
    pattern: '(?:[0-9a-fA-F]{2}(?:[ \\t]+|(?=\\r?\\n|$))){1,7}(?=\\r?\\n|$)',
    samples: ['4a 91 0c', 'c0 00 02 21'],
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
  /** The payloads of a renewal as strongSwan lists them. */
  rekeyPayloads: kind({
    pattern: '[^\\]\\r\\n]{0,200}N\\(REKEY_SA\\)[^\\]\\r\\n]{0,200}',
    samples: [' N(REKEY_SA) SA No KE TSi TSr '],
  }),
  /** Networks of both ends as strongSwan writes them. */
  networkPair: kind({ pattern: '[0-9][0-9A-Fa-f.:/= ]{3,300}[0-9]', samples: ['10.7.0.0/16 === 10.9.0.0/16'] }),
  idLetter: kind({ pattern: '[ir]', samples: ['i', 'r'] }),
  identityPair: kind({ pattern: '[^,()\\r\\n]{1,200}', samples: ['192.0.2.33', 'cn=branch7'] }),
  /** A name in round brackets. */
  bracketName: kind({ pattern: '[^()\\r\\n]{1,64}', samples: ['BRANCH', 'Tunnel1'] }),
  bracketed: kind({ pattern: '[^\\]\\r\\n]{1,120}', samples: ['SPI: 0x5C1E77A2'] }),
  flags: kind({ pattern: '[A-Z-]+(?: [A-Z-]+)?', samples: ['INITIATOR', 'RESPONDER MSG-RESPONSE'] }),
  /** The next message, glued to the end of this one. */
  glued: kind({ pattern: 'I?KEv2-(?:PROTO|PLAT)-\\d:', samples: ['IKEv2-PROTO-3:'] }),
  counted: kind({
    pattern: '(?:incoming|outgoing|count)[^\\r\\n]*',
    samples: ['incoming negotiating sa count by one'],
  }),
  /** Serial number of a certificate. */
  serial: kind({ pattern: '[0-9A-Fa-f]{1,64}', token: 'identifier', samples: ['4A7710C2', '03'] }),
  /** SCEP: why a request was refused. */
  failInfo: kind({ pattern: '[0-4]', samples: ['2', '1'] }),
  exchangeKind: kind({ pattern: 'REQUEST|RESPONSE', samples: ['REQUEST', 'RESPONSE'] }),
  /** A payload at the head of its dump; ASA puts the SA's number behind it. */
  payloadName: kind({
    pattern: `(?:${payload})(?:\\(\\d{1,6}\\):)?`,
    samples: ['KE', 'TSi', 'NOTIFY(INITIAL_CONTACT)', 'SA(16):'],
  }),
} as const;
