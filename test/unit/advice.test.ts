// Advice fits the text: it speaks of the version of IKE that the peers speak, and holds the values that the text printed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../server/src/engine/index.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const engine = createEngine(catalogue);

/** The configuration lines of the first finding's fixes. */
function fixOf(lines: readonly string[]): readonly string[] {
  const [finding] = engine.analyse(`${lines.join('\n')}\n`).findings;
  assert.ok(finding);
  return finding.fix.flatMap(({ config }) => config);
}

const refused = (protocol: string, offered: string, expected: string): string[] => [
  'IKEv2-PROTO-1: (14): Received Policies: ',
  `${protocol}Proposal 1:  ${offered}`,
  '',
  'IKEv2-PROTO-1: (14): Failed to find a matching policy',
  'IKEv2-PROTO-1: (14): Expected Policies: ',
  `${protocol}Proposal 1:  ${expected}`,
  '',
  'IKEv2-PROTO-1: (14): Failed to find a matching policy',
];

test('a text of one version of IKE gets the commands of that version only', () => {
  const v2 = fixOf([
    'IKEv2-PLAT-2: attempting to find tunnel group for IP: 203.0.113.44',
    'IKEv2-PLAT-2: mapped to tunnel group 203.0.113.44 using peer IP',
    'IKEv2-PLAT-1: Failed to set P1 auth to build policy',
  ]);
  assert.ok(v2.includes(' ikev2 local-authentication pre-shared-key <key>'));
  assert.ok(!v2.some((line) => line.includes('ikev1')));
  const v1 = fixOf([
    "[IKEv1]: Group = DefaultL2LGroup, IP = 203.0.113.44, Can't find a valid tunnel group, aborting...!",
  ]);
  assert.ok(v1.some((line) => line.includes('ikev1')));
  assert.ok(!v1.some((line) => line.includes('ikev2')));
});

test('what is expected here stands in the fix as an ASA writes it', () => {
  const [ike, esp] = [
    refused(
      '',
      'AES-CBC-128 SHA256 SHA256 DH_GROUP_2048_MODP/Group 14',
      'AES-CBC-256 SHA384 SHA384 DH_GROUP_384_ECP/Group 20',
    ),
    refused('ESP: ', "AES-GCM-256 Don't use ESN", "AES-CBC-128 SHA96 Don't use ESN"),
  ];
  assert.deepEqual(fixOf(ike), [
    'crypto ikev2 policy <number>',
    ' encryption aes-256',
    ' integrity sha384',
    ' prf sha384',
    ' group 20',
  ]);
  assert.deepEqual(fixOf(esp), [
    'crypto ipsec ikev2 ipsec-proposal <proposal>',
    ' protocol esp encryption aes',
    ' protocol esp integrity sha-1',
  ]);
});

test('nobody is told to enter what is weak', () => {
  const fix = fixOf(
    refused('', 'AES-CBC-256 SHA256 SHA256 DH_GROUP_2048_MODP/Group 14', '3DES MD5 MD596 DH_GROUP_1024_MODP/Group 2'),
  );
  assert.ok(fix.includes(' encryption <encryption>'));
  assert.ok(!fix.some((line) => /3des|md5|group 2$/i.test(line)));
});

test('an error that nobody knows is named by its first word only: what follows may be long, hostile or secret', () => {
  const { verdict } = engine.analyse(
    `Aug  3 10:00:00.000: %CRYPTO-3-FROBNICATE: key Blue7Kettle <img src=x> ${'A'.repeat(4000)}\n`,
  );
  assert.equal(verdict.status, 'undetermined');
  assert.match(verdict.summary, /: %CRYPTO-3-FROBNICATE$/);
});

test('the remedy answers what the text says of a certificate', () => {
  const refused = (mnemonic: string, fate: string): string[] => [
    `Jun  3 04:12:08.101: %PKI-3-${mnemonic}: Certificate chain validation has failed.  The certificate (SN: 5C09) ${fate}`,
  ];
  const withdrawn = fixOf(refused('CERTIFICATE_REVOKED', 'is revoked'));
  assert.ok(withdrawn.includes('crypto pki enroll <trustpoint>'));
  assert.ok(!withdrawn.some((line) => line.includes('revocation-check')));
  assert.ok(
    fixOf(['Jun  3 04:12:08.101: %PKI-3-CRL_FETCH_FAIL: CRL fetch for trustpoint EDGE-CA failed']).includes(
      ' revocation-check crl none',
    ),
  );
  const over = fixOf(
    refused('CERTIFICATE_INVALID_EXPIRED', 'has expired.    Validity period ended on 04:00:00 UTC Jun 1 2027'),
  );
  assert.ok(over.includes(' auto-enroll 80 regenerate'));
  assert.ok(!over.includes('crypto pki authenticate <trustpoint>'));
  const unknown = fixOf(['Jun  3 04:12:08.101: CRYPTO_PKI: (A0031) No suitable trustpoints found']);
  assert.ok(unknown.includes('crypto pki authenticate <missingCA>'));
  assert.ok(!unknown.some((line) => line.includes('enroll <trustpoint>')));
});

test('an identity that no profile accepts stands in the fix as it is configured; a name in a certificate by a map', () => {
  const nobody = (identity: string, type: string): string[] => [
    'IKEv2:(SESSION ID = 61,SA ID = 2):Received Packet [From 203.0.113.77:500/To 192.0.2.9:500/VRF i0:f0]',
    'Initiator SPI : 71C09A2D44E8B613 - Responder SPI : 0D5EF8127A3C6B94 Message id: 1',
    'IKEv2 IKE_AUTH Exchange REQUEST',
    'Payload contents:',
    ' VID IDi AUTH SA TSi TSr',
    `IKEv2:(SESSION ID = 61,SA ID = 2):Searching policy based on peer's identity '${identity}' of type '${type}'`,
    'IKEv2:% IKEv2 profile not found',
    'IKEv2-ERROR:(SESSION ID = 61,SA ID = 2):: Failed to locate an item in the database',
    'IKEv2-ERROR:(SESSION ID = 61,SA ID = 2):: Auth exchange failed',
  ];
  assert.ok(fixOf(nobody('kiosk4.example.net', 'FQDN')).includes(' match identity remote fqdn kiosk4.example.net'));
  assert.ok(fixOf(nobody('192.168.7.2', 'IPv4 address')).includes(' match identity remote address 192.168.7.2'));
  assert.ok(
    fixOf(nobody('ops@example.net', 'RFC822 address')).includes(' match identity remote email ops@example.net'),
  );
  const named = fixOf(nobody('cn=kiosk4,o=Example', 'DER ASN1 DN'));
  assert.ok(named.includes(' match certificate <map>'));
  assert.ok(!named.some((line) => line.includes('match identity remote')));
});

test('the groups of a correction stand on the side that sent them', () => {
  const groupsOf = (sentence: string): unknown => {
    const lines = [1, 2, 3].map((at) => `IKEv2:(SESSION ID = 8${at},SA ID = 1):${sentence}`);
    return engine.analyse(`${lines.join('\n')}\n`).findings[0]?.attributes;
  };
  assert.deepEqual(groupsOf('Processing invalid ke notification, we sent group 14, peer prefers group 21'), [
    { name: 'DH group', local: '14', remote: '21' },
  ]);
  assert.deepEqual(groupsOf('Sending invalid ke notification, peer sent group 14, local policy prefers group 21'), [
    { name: 'DH group', local: '21', remote: '14' },
  ]);
});

test('a refusal is pointed at where it stands among the payloads', () => {
  const text = [
    'IKEv2:(SESSION ID = 12,SA ID = 1):Received Packet [From 198.51.100.30:500/To 203.0.113.6:500/VRF i0:f0]',
    'Initiator SPI : 5B01D2C3A4F59687 - Responder SPI : 60718293A4B5C6D7 Message id: 1',
    'IKEv2 IKE_AUTH Exchange RESPONSE',
    'Payload contents: ',
    ' VID IDr AUTH NOTIFY(TS_UNACCEPTABLE) ',
    'IKEv2:(SESSION ID = 12,SA ID = 1):Process auth response notify',
    '',
  ].join('\n');
  const [{ code, evidence }] = engine.analyse(text).findings as [ReturnType<typeof engine.analyse>['findings'][number]];
  assert.equal(code, 'proxy-id-mismatch');
  const [{ start, end }] = evidence as [(typeof evidence)[number]];
  assert.equal(text.slice(start, end), 'NOTIFY(TS_UNACCEPTABLE)');
});

test('what both ends say of their one tunnel is one fault', () => {
  const text = [
    'oslo#',
    'IKEv2:(SESSION ID = 3,SA ID = 1):Sending Packet [To 198.51.100.30:500/From 203.0.113.6:500/VRF i0:f0]',
    'Initiator SPI : 5B01D2C3A4F59687 - Responder SPI : 0000000000000000 Message id: 0',
    'IKEv2 IKE_SA_INIT Exchange REQUEST',
    'Payload contents:',
    ' SA KE N VID',
    'IKEv2:(SESSION ID = 3,SA ID = 1):Received Packet [From 198.51.100.30:500/To 203.0.113.6:500/VRF i0:f0]',
    'Initiator SPI : 5B01D2C3A4F59687 - Responder SPI : 0000000000000000 Message id: 0',
    'IKEv2 IKE_SA_INIT Exchange RESPONSE',
    'Payload contents:',
    ' NOTIFY(NO_PROPOSAL_CHOSEN)',
    'IKEv2-ERROR:(SESSION ID = 3,SA ID = 1):Initial exchange failed: Initial exchange failed',
    '',
    'bern#',
    'IKEv2:(SESSION ID = 9,SA ID = 2):Received Packet [From 203.0.113.6:500/To 198.51.100.30:500/VRF i0:f0]',
    'Initiator SPI : 5B01D2C3A4F59687 - Responder SPI : 0000000000000000 Message id: 0',
    'IKEv2 IKE_SA_INIT Exchange REQUEST',
    'Payload contents:',
    ' SA KE N VID',
    'IKEv2-ERROR:(SESSION ID = 9,SA ID = 2):Received Policies: : Failed to find a matching policyProposal 1:  ENCRYPTION: AES-CBC-128 PRF: SHA256 INTEGRITY: SHA256 DH GROUP: DH_GROUP_256_ECP/Group 19',
    'IKEv2-ERROR:(SESSION ID = 9,SA ID = 2):Expected Policies: : Failed to find a matching policyProposal 1:  ENCRYPTION: AES-CBC-256 PRF: SHA256 INTEGRITY: SHA256 DH GROUP: DH_GROUP_256_ECP/Group 19',
    'IKEv2-ERROR:(SESSION ID = 9,SA ID = 2):: Failed to find a matching policy',
    '',
  ].join('\n');
  const { verdict, findings } = engine.analyse(text);
  assert.equal(verdict.primary, 'ike-policy-mismatch');
  assert.ok(!verdict.summary.includes('of its own'), verdict.summary);
  assert.deepEqual(
    findings.filter(({ role }) => role === 'cause').map(({ code }) => code),
    ['ike-policy-mismatch'],
  );
});

test('two profiles that do not fit are told how either of them would', () => {
  const profile = (name: string, own: string, peer: string, lines: readonly string[]): string[] => [
    `${name}#show running-config | section crypto|interface`,
    'crypto ikev2 keyring RING',
    ' peer FAR',
    `  address ${peer}`,
    '  pre-shared-key 6 PQOeYhDaXbJfVg',
    'crypto ikev2 profile WAN',
    ...lines,
    ' keyring local RING',
    'crypto ipsec profile WAN',
    ' set ikev2-profile WAN',
    'interface Tunnel8',
    ' tunnel source GigabitEthernet2',
    ' tunnel mode ipsec ipv4',
    ` tunnel destination ${peer}`,
    ' tunnel protection ipsec profile WAN',
    'interface GigabitEthernet2',
    ` ip address ${own} 255.255.255.0`,
    `${name}#`,
  ];
  const keys = [' authentication remote pre-share', ' authentication local pre-share'];
  const accepts = (peer: string): string => ` match identity remote address ${peer} 255.255.255.255`;
  const [A, B] = ['192.0.2.81', '198.51.100.82'];
  const identity = fixOf([
    ...profile('graz', A, B, [accepts(B), ' identity local email graz@example.net', ...keys]),
    ...profile('linz', B, A, [accepts(A), ...keys]),
  ]);
  assert.deepEqual(identity, [
    'crypto ikev2 profile WAN',
    ` identity local address ${A}`,
    'crypto ikev2 profile WAN',
    ' match identity remote email graz@example.net',
  ]);
  const method = fixOf([
    ...profile('graz', A, B, [accepts(B), ...keys]),
    ...profile('linz', B, A, [accepts(A), ' authentication remote pre-share', ' authentication local ecdsa-sig']),
  ]);
  assert.deepEqual(method, [
    'crypto ikev2 profile WAN',
    ' authentication remote ecdsa-sig',
    'crypto ikev2 profile WAN',
    ' authentication local pre-share',
  ]);
});

test('an identity or a method that IKEv1 refuses is mended in the commands of IKEv1, on the end that is meant', () => {
  const refusedHere = [
    'ISAKMP (1031): received packet from 203.0.113.14 dport 500 sport 500 Global (I) MM_KEY_EXCH',
    'ISAKMP:(1031): processing NOTIFY INVALID_ID_INFO protocol 1',
    'ISAKMP:(1031):Old State = IKE_I_MM5  New State = IKE_I_MM5',
  ];
  const [finding] = engine.analyse(`${refusedHere.join('\n')}\n`).findings;
  assert.equal(finding?.code, 'identity-mismatch');
  assert.match(finding.title, /this device sends/);
  const told = [...finding.next.map(({ command }) => command), ...finding.fix.flatMap(({ config }) => config)];
  assert.ok(told.length > 0);
  assert.ok(!told.some((line) => line.includes('ikev2')));
  const method = fixOf([
    'ISAKMP:(0):Checking ISAKMP transform 1 against priority 10 policy',
    'ISAKMP:      encryption AES-CBC',
    'ISAKMP:      auth RSA sig',
    'ISAKMP:(0):Authentication method offered does not match policy!',
    'ISAKMP:(0):no offers accepted!',
  ]);
  assert.ok(!method.some((line) => line.includes('ikev2')));
});

test('where the configuration says no crypto isakmp enable, that line is taken away', () => {
  assert.deepEqual(
    fixOf([
      'Jun  6 10:00:41.120: %CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is OFF',
      'r4#show run | include crypto isakmp',
      'no crypto isakmp enable',
      'crypto isakmp policy 10',
      'crypto isakmp key ****** address 203.0.113.9',
      'r4#show crypto isakmp sa',
    ]),
    ['crypto isakmp enable'],
  );
});

test('nobody is told to give up secrecy because the group of the other end is an old one', () => {
  const end = (peer: string, mine: string, here: string, there: string, pfs: readonly string[]): string[] => [
    'crypto isakmp policy 10',
    ' encr aes',
    ' authentication pre-share',
    ' group 5',
    `crypto isakmp key ******** address ${peer}`,
    'crypto ipsec transform-set TS esp-aes esp-sha-hmac',
    'crypto map VPN 10 ipsec-isakmp',
    ` set peer ${peer}`,
    ' set transform-set TS',
    ...pfs,
    ' match address 101',
    'interface FastEthernet0/0',
    ` ip address ${mine} 255.255.255.0`,
    ' crypto map VPN',
    `access-list 101 permit ip ${here} 0.0.0.255 ${there} 0.0.0.255`,
  ];
  const fix = fixOf([
    'hostname east',
    ...end('203.0.113.6', '192.0.2.6', '10.6.0.0', '10.7.0.0', [' set pfs group5']),
    'end',
    'hostname west',
    ...end('192.0.2.6', '203.0.113.6', '10.7.0.0', '10.6.0.0', []),
    'end',
  ]);
  assert.deepEqual(fix, ['crypto map VPN 10 ipsec-isakmp', ' set pfs group5']);
});

test('a mode is mended in the words of a configuration', () => {
  const fix = fixOf([
    'ISAKMP:(1001):Checking IPSec proposal 1',
    'ISAKMP: transform 1, ESP_AES',
    'ISAKMP:      encaps is 2 (Transport)',
    'ISAKMP:      authenticator is HMAC-SHA',
    'ISAKMP:      key length is 256',
    'ISAKMP:(1001):atts are acceptable.',
    'IPSEC(ipsec_process_proposal): transform proposal not supported for identity:',
    '    {esp-aes 256 esp-sha-hmac }',
    'ISAKMP:(1001): IPSec policy invalidated proposal with error 256',
    'r5#show crypto ipsec transform-set',
    'Transform set GRE: { esp-256-aes esp-sha-hmac  }',
    '   will negotiate = { Tunnel,  },',
  ]);
  assert.ok(fix.some((line) => line.includes('esp-aes 256 esp-sha-hmac')));
  assert.ok(!fix.some((line) => line.includes('esp-256-aes')));
});

test('counters that a filter took out of an output are no tunnel of their own beside the only one', () => {
  const flow = (peer: string, network: string, encaps: number, decaps: number): string[] => [
    `   local  ident (addr/mask/prot/port): (10.9.0.0/255.255.0.0/0/0)`,
    `   remote ident (addr/mask/prot/port): (${network}/255.255.0.0/0/0)`,
    `   current_peer ${peer} port 500`,
    `    #pkts encaps: ${encaps}, #pkts encrypt: ${encaps}, #pkts digest: ${encaps}`,
    `    #pkts decaps: ${decaps}, #pkts decrypt: ${decaps}, #pkts verify: ${decaps}`,
    '     current outbound spi: 0x7C11B0A4(2081534116)',
  ];
  const filtered = [
    'r1#show crypto ipsec sa | include caps',
    '    #pkts encaps: 90, #pkts encrypt: 90, #pkts digest: 90',
    '    #pkts decaps: 0, #pkts decrypt: 0, #pkts verify: 0',
  ];
  const oneWay = (lines: readonly string[]): number =>
    engine
      .analyse(`${['r1#show crypto ipsec sa', 'interface: Dialer1', ...lines, ...filtered].join('\n')}\n`)
      .findings.filter(({ code }) => code === 'no-return-traffic').length;
  assert.equal(oneWay(flow('203.0.113.8', '10.8.0.0', 70, 0)), 1);
  // Of which of two flows they are is not known.
  assert.equal(oneWay([...flow('203.0.113.8', '10.8.0.0', 70, 60), ...flow('203.0.113.7', '10.7.0.0', 70, 0)]), 2);
});

test('a router without a certificate of its own is told to enrol, not to look at its clock', () => {
  const fix = fixOf([
    'ISAKMP:(0):Checking ISAKMP transform 1 against priority 10 policy',
    'ISAKMP:      auth RSA sig',
    'ISAKMP:(0):atts are acceptable. Next payload is 0',
    'ISAKMP:(0): sending packet to 203.0.113.70 my_port 500 peer_port 500 (I) MM_SA_SETUP',
    'ISAKMP:(1002):Unable to get router cert or routerdoes not have a cert: needed to find DN!',
    'ISAKMP:(1002):SA is doing RSA signature authentication using id type ID_IPV4_ADDR',
  ]);
  assert.ok(
    fix.every((line) => line.endsWith(' enroll <trustpoint>')),
    fix.join(),
  );
});

test('nobody is told to leave off the check that finds a certificate revoked', () => {
  const fix = fixOf([
    'Feb 20 04:00:10.101: %PKI-3-CERTIFICATE_REVOKED: Certificate chain validation has failed.  The certificate (SN: 2B) is revoked',
  ]);
  assert.ok(
    fix.every((line) => line.endsWith(' enroll <trustpoint>')),
    fix.join(),
  );
  const unreachable = fixOf(['Feb 20 04:00:10.101: %PKI-3-CRL_FETCH_FAIL: CRL fetch for trustpoint SUBCA failed']);
  assert.ok(unreachable.some((line) => line.includes('revocation-check')));
});

const router = (list: readonly string[]): string[] => [
  'crypto isakmp policy 1',
  ' encr aes',
  ' authentication pre-share',
  ' group 14',
  'crypto isakmp key ******** address 203.0.113.40',
  'crypto ipsec transform-set T1 esp-aes esp-sha-hmac',
  'crypto map OFFICE 1 ipsec-isakmp',
  ' set peer 203.0.113.40',
  ' set transform-set T1',
  ' match address 130',
  'interface GigabitEthernet0/0',
  ' ip address 192.0.2.40 255.255.255.0',
  ' ip nat outside',
  ' crypto map OFFICE',
  'interface GigabitEthernet0/1',
  ' ip address 10.30.0.1 255.255.255.0',
  ' ip nat inside',
  ...list,
  'access-list 130 permit ip 10.30.0.0 0.0.0.255 10.40.0.0 0.0.0.255',
];

test('the list that translates is told what to leave alone, by the networks of the tunnel', () => {
  const known = fixOf(
    router([
      'ip nat inside source list NAT interface GigabitEthernet0/0 overload',
      'ip access-list extended NAT',
      ' permit ip 10.30.0.0 0.0.0.255 any',
    ]),
  );
  assert.deepEqual(known, ['ip access-list extended NAT', ' 5 deny ip 10.30.0.0 0.0.0.255 10.40.0.0 0.0.0.255']);
  const sources = fixOf(
    router([
      'ip nat inside source list 10 interface GigabitEthernet0/0 overload',
      'access-list 10 permit 10.30.0.0 0.0.0.255',
    ]),
  );
  // A list of sources cannot hold the line.
  assert.ok(!sources.includes('ip access-list extended 10'));
  assert.ok(sources.includes(' deny ip 10.30.0.0 0.0.0.255 10.40.0.0 0.0.0.255'));
  assert.ok(sources.includes(' permit ip 10.30.0.0 0.0.0.255 any'));
});

test('a peer whose address is another one is named, with the line that has to change', () => {
  const end = (peer: string, mine: string, here: string, there: string): string[] => [
    'crypto isakmp policy 10',
    ' encr aes',
    ' authentication pre-share',
    ' group 14',
    `crypto isakmp key ******** address ${peer}`,
    'crypto ipsec transform-set TS esp-aes esp-sha-hmac',
    'crypto map VPN 10 ipsec-isakmp',
    ` set peer ${peer}`,
    ' set transform-set TS',
    ' match address 101',
    'interface FastEthernet0/0',
    ` ip address ${mine} 255.255.255.0`,
    ' crypto map VPN',
    `access-list 101 permit ip ${here} 0.0.0.255 ${there} 0.0.0.255`,
  ];
  const text = [
    'hostname east',
    ...end('203.0.113.6', '192.0.2.6', '10.6.0.0', '10.7.0.0'),
    'end',
    'hostname west',
    ...end('192.0.2.60', '203.0.113.6', '10.7.0.0', '10.6.0.0'),
    'end',
  ];
  const [finding] = engine.analyse(`${text.join('\n')}\n`).findings;
  assert.equal(finding?.code, 'peer-not-configured');
  assert.match(finding.title, /west has 192\.0\.2\.60 as its peer, and east has the address 192\.0\.2\.6$/);
  assert.ok(fixOf(text).includes(' set peer 192.0.2.6'));
});

test('where only the encryption of packets is weak, the policies of IKE stay as they are', () => {
  const only = ['crypto ipsec transform-set OLD esp-3des esp-md5-hmac', ' mode tunnel'];
  const esp = fixOf(only);
  assert.ok(esp.some((line) => line.startsWith('crypto ipsec transform-set')));
  assert.ok(!esp.some((line) => /policy|group/.test(line)));
  const both = fixOf(['crypto isakmp policy 10', ' encryption 3des', ' group 14', ...only]);
  assert.ok(both.some((line) => line.startsWith('crypto isakmp policy')));
});

test('that nobody answers follows from policies that differ, at the same peer only', () => {
  const debug = (peer: string): string => `
ISAKMP (0:0): received packet from ${peer} dport 500 sport 500 Global (N) NEW SA
ISAKMP:(0):Checking ISAKMP transform 1 against priority 10 policy
ISAKMP:      encryption AES-CBC
ISAKMP:(0):Encryption algorithm offered does not match policy!
ISAKMP:(0):atts are not acceptable. Next payload is 0
ISAKMP:(0):no offers accepted!
ISAKMP:(0): phase 1 SA policy not acceptable! (local 203.0.113.18 remote ${peer})
`;
  const row = '198.51.100.140  203.0.113.18    MM_NO_STATE          0 ACTIVE\n';
  const rows = `dst             src             state          conn-id status\n${row}`;
  const roleIn = (text: string): string | undefined =>
    engine.analyse(text).findings.find(({ code }) => code === 'peer-unreachable')?.role;
  assert.notEqual(roleIn(debug('198.51.100.140') + rows), 'cause');
  assert.equal(roleIn(debug('192.0.2.99') + rows), 'cause');
});
