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
