// Tunnels are joined out of what several outputs show of the same two ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../server/src/engine/index.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const engine = createEngine(catalogue);
const idsOf = (text: string): readonly string[] => engine.analyse(text).tunnels.map(({ id }) => id);

const states = (device: string, peer: string): string => `${device}#show crypto isakmp sa
dst             src             state          conn-id status
${peer}    192.0.2.44      QM_IDLE           1007 ACTIVE
`;
const counters = (device: string): string => `${device}#show crypto ipsec sa | include caps
    #pkts encaps: 31, #pkts encrypt: 31, #pkts digest: 31
    #pkts decaps: 29, #pkts decrypt: 29, #pkts verify: 29
`;

test('counters whose ends a filter took away are of the only tunnel that is shown', () => {
  const text = states('EMDEN', '203.0.113.71') + counters('EMDEN');
  const [tunnel, ...others] = engine.analyse(text).tunnels;
  assert.deepEqual([tunnel?.remote, tunnel?.ipsec.length, others.length], ['203.0.113.71', 1, 0]);
});

test('of two tunnels, and of another device, they may be anything', () => {
  const two = `${states('EMDEN', '203.0.113.71')}203.0.113.72    192.0.2.44      QM_IDLE           1008 ACTIVE\n`;
  assert.equal(idsOf(two + counters('EMDEN')).length, 3);
  assert.equal(idsOf(states('EMDEN', '203.0.113.71') + counters('HUSUM')).length, 2);
});

test('a state that needs the answers of the peer shows that it is reached', () => {
  const rows = (state: string): string => `EMDEN#show crypto isakmp sa
dst             src             state          conn-id status
203.0.113.71    192.0.2.44      ${state.padEnd(17)} 1007 ACTIVE
`;
  const connectivity = (text: string): string | undefined => engine.analyse(text).tunnels[0]?.steps[0]?.status;
  assert.equal(connectivity(rows('MM_KEY_EXCH')), 'pass');
  assert.notEqual(connectivity(rows('MM_NO_STATE')), 'pass');
  const asa = (state: string): string => `fw#show crypto ikev1 sa
1   IKE Peer: 203.0.113.71
    Type    : L2L             Role    : initiator
    Rekey   : no              State   : ${state}
`;
  assert.equal(connectivity(asa('MM_WAIT_MSG6')), 'pass');
  assert.notEqual(connectivity(asa('MM_WAIT_MSG2')), 'pass');
});

test('addresses that a device shows as its own tell which end of a row it is', () => {
  const row = (device: string): string => `${device}#show crypto isakmp sa
dst             src             state          conn-id status
192.0.2.44      203.0.113.71    MM_NO_STATE          0 ACTIVE (deleted)
`;
  const ping = (device: string, source: string): string => `${device}#ping 203.0.113.71 source ${source}
Sending 5, 100-byte ICMP Echos to 203.0.113.71, timeout is 2 seconds:
Packet sent with a source address of ${source}
!!!!!
Success rate is 100 percent (5/5), round-trip min/avg/max = 1/1/4 ms
`;
  const config = `EMDEN#show running-config interface GigabitEthernet0/1
interface GigabitEthernet0/1
 ip address 192.0.2.44 255.255.255.0
 crypto map WAN
end
`;
  assert.deepEqual(idsOf(row('EMDEN')), ['203.0.113.71-192.0.2.44']);
  assert.deepEqual(idsOf(ping('EMDEN', '192.0.2.44') + row('EMDEN')), ['192.0.2.44-203.0.113.71']);
  assert.deepEqual(idsOf(config + row('EMDEN')), ['192.0.2.44-203.0.113.71']);
  // Those of another device, of the inside, or of both ends tell nothing.
  assert.deepEqual(idsOf(ping('HUSUM', '192.0.2.44') + row('EMDEN')), ['203.0.113.71-192.0.2.44']);
  assert.deepEqual(idsOf(ping('EMDEN', '10.4.0.1') + row('EMDEN')), ['203.0.113.71-192.0.2.44']);
  const both = ping('EMDEN', '192.0.2.44') + ping('EMDEN', '203.0.113.71');
  assert.deepEqual(idsOf(both + row('EMDEN')), ['203.0.113.71-192.0.2.44']);
});
