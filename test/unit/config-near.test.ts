// Many configurations in one text: only those that may be two ends of something are compared, wherever they stand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../server/src/engine/index.ts';
import { configsIn } from '../../server/src/knowledge/detectors/config/model.ts';
import { nearbyOnes } from '../../server/src/knowledge/detectors/config/near.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const engine = createEngine(catalogue);

/** A router with one crypto map entry. */
const router = (name: string, own: string, peer: string, from: string, to: string, cipher = 'esp-aes 256'): string =>
  `hostname ${name}
crypto isakmp policy 10
 encr aes 256
 hash sha256
 authentication pre-share
 group 14
crypto isakmp key ******** address ${peer}
crypto ipsec transform-set TS ${cipher} esp-sha256-hmac
crypto map WAN 10 ipsec-isakmp
 set peer ${peer}
 set transform-set TS
 match address LAN
interface GigabitEthernet0/0
 ip address ${own} 255.255.255.0
 crypto map WAN
ip access-list extended LAN
 permit ip ${from} 0.0.0.255 ${to} 0.0.0.255
!
`;

/** So many routers, each with a peer of its own that is not in the text. */
const strangers = (count: number): string =>
  Array.from({ length: count }, (_, nth) =>
    router(`S${nth}`, `192.0.${nth}.1`, `198.18.${nth}.1`, `10.1.${nth}.0`, `10.2.${nth}.0`),
  ).join('');

test('two ends among many strangers are compared', () => {
  const text = [
    router('NORTH', '203.0.113.1', '203.0.113.130', '10.8.1.0', '10.9.1.0'),
    strangers(80),
    router('SOUTH', '203.0.113.130', '203.0.113.1', '10.9.1.0', '10.8.1.0', 'esp-3des'),
  ].join('');
  const { verdict, failures } = engine.analyse(text);
  assert.deepEqual(failures, []);
  assert.equal(verdict.primary, 'ipsec-proposal-mismatch');
});

test('strangers are compared with nobody, and those who share one thing with all with few', () => {
  const configs = configsIn(engine.analyse(strangers(200)).captures);
  assert.equal(configs.length, 200);
  const near = nearbyOnes(configs);
  assert.equal(configs.flatMap((config, at) => near(config, at)).length, 0);
  // All have the same peer: each of them may be the other end of a few at most.
  const spokes = Array.from({ length: 200 }, (_, nth) =>
    router(`B${nth}`, `192.0.${nth}.1`, '192.0.0.1', `10.1.${nth}.0`, `10.2.${nth}.0`),
  ).join('');
  const hub = configsIn(engine.analyse(spokes).captures);
  const all = hub.flatMap((config, at) => nearbyOnes(hub)(config, at));
  assert.ok(all.length < 10 * hub.length, `${all.length} pairs`);
});
