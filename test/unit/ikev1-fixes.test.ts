// The comparison of IKEv1 proposals and what each end is told to change: real values, on the right side, without touching policies that others use.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../server/src/engine/index.ts';
import type { Finding } from '../../server/src/engine/model.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const engine = createEngine(catalogue);

function finding(text: string, code: string): Finding {
  const found = engine.analyse(text).findings.find((one) => one.code === code);
  assert.ok(found, `no ${code}`);
  return found;
}

const check = (priority: number): string => `ISAKMP:(0):Checking ISAKMP transform 1 against priority ${priority} policy
ISAKMP:      encryption AES-CBC
ISAKMP:      keylength of 256
ISAKMP:      hash SHA256
ISAKMP:      default group 2
ISAKMP:      auth pre-share
ISAKMP:(0):Diffie-Hellman group offered does not match policy!
ISAKMP:(0):atts are not acceptable. Next payload is 0
`;
const refused = `${check(5)}${check(6)}ISAKMP:(0):no offers accepted!
ISAKMP:(0): phase 1 SA policy not acceptable! (local 198.51.100.61 remote 192.0.2.140)
`;
const quickMode = `ISAKMP:(1044):SA has been authenticated with 192.0.2.140
ISAKMP:(1044):Checking IPSec proposal 1
ISAKMP: transform 1, ESP_AES
ISAKMP:   attributes in transform:
ISAKMP:      encaps is 1 (Tunnel)
ISAKMP:      authenticator is HMAC-SHA
ISAKMP:      key length is 128
ISAKMP:(1044):atts are acceptable.
IPSEC(ipsec_process_proposal): transform proposal not supported for identity:
    {esp-128-aes esp-sha-hmac }
ISAKMP:(1044): IPSec policy invalidated proposal with error 256
ISAKMP:(1044): phase 2 SA policy not acceptable! (local 198.51.100.61 remote 192.0.2.140)
`;
const configuration = `crypto isakmp policy 5
 encr aes 256
 hash sha256
 authentication pre-share
 group 19
crypto ipsec transform-set WEB esp-3des esp-md5-hmac
 mode transport
crypto ipsec transform-set WAN esp-aes 256 esp-sha-hmac
 mode tunnel
!
`;

test('a policy is added behind those that the text shows, not written over one of them', () => {
  const { fix, attributes } = finding(refused, 'ike-policy-mismatch');
  assert.deepEqual(
    fix.filter(({ config }) => /isakmp policy/.test(config[0] ?? '')).map(({ where, config }) => [where, config]),
    [
      [
        'either',
        ['crypto isakmp policy 7', ' encryption aes 256', ' hash sha256', ' authentication pre-share', ' group 2'],
      ],
    ],
  );
  assert.deepEqual(attributes[0], {
    name: 'Diffie-Hellman group',
    local: 'another in policy 5',
    remote: '2',
  });
});

test('with the configuration in the text each end is told what the other has', () => {
  const { fix, attributes } = finding(configuration + refused, 'ike-policy-mismatch');
  assert.deepEqual(
    fix.map(({ where, config }) => [where, config[0], config.at(-1)]),
    [
      ['remote', 'crypto isakmp policy <number>', ' group 19'],
      ['local', 'crypto isakmp policy 7', ' group 2'],
    ],
  );
  assert.equal(attributes[0]?.local, '19 in policy 5');
});

test('the closest transform set is compared part by part, in the words of a configuration', () => {
  const { fix, attributes } = finding(configuration + quickMode, 'ipsec-proposal-mismatch');
  assert.deepEqual(attributes, [{ name: 'encryption', local: 'esp-aes 256 (transform set WAN)', remote: 'esp-aes' }]);
  assert.deepEqual(
    fix.map(({ where, config }) => [where, config]),
    [
      ['remote', ['crypto ipsec transform-set <set> esp-aes 256 esp-sha-hmac', ' mode tunnel']],
      ['local', ['crypto ipsec transform-set <set> esp-aes esp-sha-hmac', ' mode tunnel']],
    ],
  );
});

test('without a configuration the offer is listed, and nothing is said of this end', () => {
  const { attributes } = finding(quickMode, 'ipsec-proposal-mismatch');
  assert.deepEqual(attributes, [
    { name: 'encryption', local: 'in no transform set', remote: 'esp-aes' },
    { name: 'integrity', local: 'in no transform set', remote: 'esp-sha-hmac' },
  ]);
});

test('a policy number beyond all numbers is no number to count on from', () => {
  const text = check(0).replace('priority 0', 'priority 99999999999999999999');
  const { fix } = finding(`${text}${text}ISAKMP:(0):no offers accepted!\n`, 'ike-policy-mismatch');
  assert.ok(!JSON.stringify(fix).includes('99999999999999999999'));
});
