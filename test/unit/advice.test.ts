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
