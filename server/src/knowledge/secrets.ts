// Where keys, passwords and community strings stand in configuration and output, so that they are found, reported and never shown.

/**
 * One way in which a secret is written. `pattern` is the source of a regular expression with a group `secret`, tried anywhere in a line
 * unless `begins` says that a line or a typed command begins with it, or with it behind a few plain words.
 */
export interface SecretForm {
  readonly id: string;
  readonly pattern: string;
  readonly begins?: 'line' | 'words';
  /** Only in the lines below this heading, as far as they match. */
  readonly below?: string;
  /** Full lines that hold one, each with its secret. */
  readonly examples: readonly (readonly [line: string, secret: string])[];
  /** Lines that look alike and hold none. */
  readonly harmless?: readonly string[];
}

/** Encryption type in front of a secret: clear (0), reversible (7), AES (6), hashes (4, 5, 8, 9), hexadecimal. */
const type = '(?:(?:[0-9]|hex|ascii|encrypted|clear) +)?';
/** What is masked already: stars, dots, a row of x, brackets. */
const masked = '[*.]{2,}|\\*(?:\\s|$)|[xX]{3,}(?:\\s|$)|<|\\[|\\(';
/** A quoted text or a word. A mask is no secret any more, and the type in front of one is none either. */
const secret = `(?<secret>"[^"\\r\\n]{1,200}"|(?!(?:[0-9] +)?(?:${masked}))[^\\s"]+)`;

export const secretForms: readonly SecretForm[] = [
  {
    id: 'isakmp-key',
    // Typed in short, too.
    pattern: `\\bisak?m?p? key +${type}${secret} +(?:ad{1,2}r?e?s{0,2}|hostna?m?e?)\\b`,
    examples: [
      ['crypto isakmp key Blue7Kettle address 203.0.113.80', 'Blue7Kettle'],
      ['crypto isakmp key 6 QWJjRGVmR2hpSktM hostname edge.example.net no-xauth', 'QWJjRGVmR2hpSktM'],
      ['isakmp key Harbour-22 address 203.0.113.80 netmask 255.255.255.255', 'Harbour-22'],
      ['r1(config)#cry isa key Blue7Kettle addr 203.0.113.80', 'Blue7Kettle'],
      ['r1(config)#crypto isakmp key Blue7Kettle add', 'Blue7Kettle'],
    ],
    harmless: ['crypto isakmp key ******** address 203.0.113.80', 'the isakmp key for host 203.0.113.80'],
  },
  {
    id: 'begun-isakmp-key',
    begins: 'line',
    pattern: `crypto isakmp key +${type}(?![06?](?: |$)|(?:policy|mismatch|is|not)\\b)${secret}(?= *\\??$)`,
    examples: [
      ['r1(config)#crypto isakmp key Blue7Kettle', 'Blue7Kettle'],
      ['r1(config)#crypto isakmp key Blue7Kettle ?', 'Blue7Kettle'],
    ],
    harmless: [
      'r1(config)#crypto isakmp key ?',
      'r1(config)#crypto isakmp key 6',
      'r1(config)#crypto isakmp key ********',
    ],
  },
  {
    id: 'keyring-key',
    pattern: `\\bpre-shared-key +(?:address|hostname) +\\S+(?: +[\\d.]{7,15})? +key +${type}${secret}`,
    examples: [
      ['  pre-shared-key address 203.0.113.80 key Garden!Gate', 'Garden!Gate'],
      ['  pre-shared-key address 0.0.0.0 0.0.0.0 key 6 ZZaaBBcc', 'ZZaaBBcc'],
      ['pre-shared-key hostname spoke4.example.net key winter', 'winter'],
    ],
  },
  {
    id: 'pre-shared-key',
    begins: 'words',
    pattern: `\\bpre-shared-key +(?:(?:local|remote) +)?(?!address |hostname |local\\b|remote\\b|mismatch|not\\b|found|is\\b|or\\b|for\\b|with\\b|using|authentication|of\\b|and\\b|in\\b|does|did|was)${type}${secret}`,
    examples: [
      [' pre-shared-key Blue7Kettle', 'Blue7Kettle'],
      [' pre-shared-key local 0 "two words"', '"two words"'],
      [' pre-shared-key remote hex 0A1B2C3D', '0A1B2C3D'],
      [' ikev1 pre-shared-key Harbour-22', 'Harbour-22'],
      [' ikev2 local-authentication pre-shared-key 8 abcdEFGH', 'abcdEFGH'],
      ['fw1(config-tunnel-ipsec)# ikev2 remote-authentication pre-shared-key Harbour-22', 'Harbour-22'],
    ],
    harmless: [
      ' ikev1 pre-shared-key *****',
      ' pre-shared-key *',
      ' pre-shared-key address 203.0.113.80',
      ' authentication pre-share',
      ' pre-shared-key 6 <removed>',
      ' pre-shared-key local 0 XXXXXXXX',
    ],
  },
  {
    id: 'post-quantum-key',
    pattern: `\\bp[ps]k +(?:manual +)?id +\\S+ +key +${type}${secret}`,
    examples: [
      ['  ppk manual id lattice-4 key 0 Quince+Barrel required', 'Quince+Barrel'],
      ['  ppk manual id lattice-4 key hex 0A1B2C3D4E', '0A1B2C3D4E'],
      [' psk id lattice-4 key 6 ZZaaBBcc', 'ZZaaBBcc'],
    ],
    harmless: ['  ppk dynamic KEYSOURCE required'],
  },
  {
    id: 'key',
    begins: 'line',
    pattern: `key +${type}(?!config-key|chain|generate|zeroize|pair|eng\\b|engine|life|length|size|server|string|export|import|pubkey-chain|id\\b|type\\b|mode\\b|lifetime|name\\b|data\\b|usage\\b)${secret}(?= *$)`,
    examples: [
      [' key Garden!Gate', 'Garden!Gate'],
      [' key 7 094F471A1A0A', '094F471A1A0A'],
    ],
    harmless: ['key engine: request timer fired', ' key *****'],
  },
  {
    id: 'server-key',
    pattern: `\\b(?:radius|tacacs|aaa)(?:-server)?\\b[^\\r\\n]{0,120}? key +${type}${secret}`,
    examples: [
      ['radius-server host 192.0.2.14 auth-port 1812 key 7 05080F1C2243', '05080F1C2243'],
      ['tacacs-server key Orchard', 'Orchard'],
    ],
  },
  {
    id: 'server-private',
    pattern: `\\bserver-private +\\S+[^\\r\\n]{0,80}? key +${type}${secret}`,
    examples: [['server-private 192.0.2.14 auth-port 1812 acct-port 1813 key Orchard', 'Orchard']],
  },
  {
    id: 'key-string',
    pattern: `\\bkey-string +${type}${secret}`,
    examples: [['  key-string 7 121A0C041104', '121A0C041104']],
    harmless: ['  key-string'],
  },
  {
    id: 'config-key',
    pattern: `\\bkey config-key +\\S+ +${secret}`,
    examples: [['key config-key password-encrypt Long-Master-Key', 'Long-Master-Key']],
  },
  {
    id: 'password',
    begins: 'words',
    pattern: `\\b(?:password|passwd|secret) +${type}${secret}(?= *$| +(?:encrypted|pbkdf2|privilege|nt-encrypted)\\b)`,
    examples: [
      ['username lara privilege 15 password 7 0822455D0A16', '0822455D0A16'],
      ['username lara secret 9 $9$abcdefgh$ijkl', '$9$abcdefgh$ijkl'],
      ['enable secret 5 $1$mERr$hx5r', '$1$mERr$hx5r'],
      ['passwd 2KFQnbNIdI.2KYOU encrypted', '2KFQnbNIdI.2KYOU'],
      [' neighbor 192.0.2.9 password 7 110A1016141D', '110A1016141D'],
      [' ppp chap password 0 Orchard', 'Orchard'],
      ['enable password Orchard', 'Orchard'],
      [
        '*Apr 19 08:12:03.120: %PARSER-5-CFGLOG_LOGGEDCMD: User:noc  logged command:username lara password 7 0822455D0A16',
        '0822455D0A16',
      ],
    ],
    harmless: [' password *****', 'Invalid password for user lara', 'service password-encryption'],
  },
  {
    id: 'community',
    pattern: `\\bsnmp-server community +${type}${secret}`,
    examples: [['snmp-server community Lighthouse RO 10', 'Lighthouse']],
  },
  {
    id: 'snmp-host',
    pattern: `\\bsnmp-server host +(?:\\S+ +)?\\d[\\d.]{6,14}(?: +vrf +\\S+)?(?: +(?:traps|informs|poll|trap))?(?: +community)?(?: +version +(?:1|2c))? +(?!version\\b|vrf\\b|traps\\b|informs\\b|udp-port\\b|community\\b)${type}${secret}`,
    examples: [
      ['snmp-server host 192.0.2.30 version 2c Lighthouse', 'Lighthouse'],
      ['snmp-server host 192.0.2.30 Lighthouse', 'Lighthouse'],
      ['snmp-server host inside 192.0.2.30 community Lighthouse version 2c', 'Lighthouse'],
    ],
    harmless: ['snmp-server host 192.0.2.30 version 3 priv'],
  },
  {
    id: 'snmp-user-auth',
    pattern: `\\bauth +(?:md5|sha|sha-2|sha256|sha384|sha512)(?: +(?:224|256|384|512))? +${secret}`,
    examples: [['snmp-server user probe OPS v3 auth sha Lantern priv aes 128 Cellar', 'Lantern']],
    harmless: ['Auth sha'],
  },
  {
    id: 'snmp-user-priv',
    pattern: `\\bpriv +(?:des|3des|aes +(?:128|192|256)) +${secret}`,
    examples: [['snmp-server user probe OPS v3 auth sha Lantern priv aes 128 Cellar', 'Cellar']],
  },
  {
    id: 'nhrp-authentication',
    pattern: `\\bip(?:v6)? nhrp authentication +${type}${secret}`,
    examples: [[' ip nhrp authentication Harbour2', 'Harbour2']],
  },
  {
    id: 'routing-key',
    pattern: `\\b(?:authentication-key|message-digest-key +\\d+ +md5|standby \\d+ authentication(?: +(?:md5|text))?) +(?!md5\\b|text\\b|key-)${type}${secret}`,
    examples: [
      [' ip ospf message-digest-key 1 md5 7 1511021F0725', '1511021F0725'],
      [' ip ospf authentication-key Orchard', 'Orchard'],
    ],
  },
  {
    id: 'ldap',
    pattern: `\\bldap-login-password +${type}${secret}`,
    examples: [[' ldap-login-password Orchard', 'Orchard']],
  },
  {
    id: 'table-of-keys',
    begins: 'line',
    below: '^ *Keyring +Hostname/Address +Preshared Key',
    pattern: `\\S+ +\\S+ +(?:\\[[\\d.]{7,15}\\] +)?${secret}(?= *$)`,
    examples: [
      ['default      203.0.113.80                             Blue7Kettle', 'Blue7Kettle'],
      ['RING-A       203.0.113.0    [255.255.255.0]           Garden!Gate', 'Garden!Gate'],
    ],
  },
];
