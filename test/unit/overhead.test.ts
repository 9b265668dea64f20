// The bytes that IPsec adds, against values that devices print and that the formats demand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../server/src/engine/index.ts';
import {
  type Encapsulation,
  insideOfFlow,
  largestInside,
} from '../../server/src/knowledge/detectors/ipsec/overhead.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const tunnel: Encapsulation = {
  transform: 'esp-256-aes esp-sha-hmac',
  mode: 'tunnel',
  natTraversal: false,
  gre: 'none',
};

test('AES-CBC with SHA-1 in tunnel mode leaves 1438 of 1500 bytes', () => {
  assert.deepEqual(largestInside(1500, tunnel), { mtu: 1438, mss: 1398 });
});

test('a longer check value, UDP and GRE each take their bytes', () => {
  assert.equal(largestInside(1500, { ...tunnel, transform: 'esp-256-aes esp-sha256-hmac' })?.mtu, 1438);
  assert.equal(largestInside(1500, { ...tunnel, natTraversal: true })?.mtu, 1422);
  assert.equal(largestInside(1500, { ...tunnel, transform: 'esp-gcm 256' })?.mtu, 1446);
  assert.equal(largestInside(1500, { ...tunnel, gre: 'plain' })?.mtu, 1414);
  assert.equal(largestInside(1500, { ...tunnel, gre: 'keyed', mode: 'transport' })?.mtu, 1430);
});

test('what comes out fits, and one byte more does not', () => {
  for (const transform of ['esp-aes esp-sha-hmac', 'esp-3des esp-md5-hmac', 'esp-gcm', 'esp-aes esp-sha512-hmac'])
    for (const pathMtu of [1280, 1400, 1492, 1500]) {
      const fits = largestInside(pathMtu, { ...tunnel, transform })?.mtu ?? 0;
      assert.ok(size(fits, transform) <= pathMtu, `${transform} ${pathMtu}`);
      assert.ok(size(fits + 1, transform) > pathMtu, `${transform} ${pathMtu}`);
    }
});

test('an unknown transform gives no number', () => {
  assert.equal(largestInside(1500, { ...tunnel, transform: 'esp-seal' }), undefined);
});

/** Length of the ESP packet around a packet of a given length, counted forwards. */
function size(inner: number, transform: string): number {
  const [iv, block, icv] = /gcm/.test(transform)
    ? [8, 4, 16]
    : /3des/.test(transform)
      ? [8, 8, 12]
      : [16, 16, /sha512/.test(transform) ? 32 : 12];
  return 20 + 8 + iv + Math.ceil((inner + 2) / block) * block + icv;
}

test('transform, mode and path are read from the output', () => {
  const shown = (settings: string): string => `interface: Tunnel6
    Crypto map tag: Tunnel6-head-0, local addr 192.0.2.6
   local  ident (addr/mask/prot/port): (192.0.2.6/255.255.255.255/47/0)
   remote ident (addr/mask/prot/port): (198.51.100.6/255.255.255.255/47/0)
   current_peer 198.51.100.6 port 4500
    #pkts encaps: 6, #pkts encrypt: 6, #pkts digest: 6
    #pkts decaps: 6, #pkts decrypt: 6, #pkts verify: 6
     path mtu 1492, ip mtu 1492, ip mtu idb GigabitEthernet0/0
     outbound esp sas:
      spi: 0x4C11E0A7(1276240039)
        transform: esp-256-aes esp-sha-hmac ,
        in use settings ={${settings}, }
`;
  const inside = (settings: string) => {
    const flow = createEngine(catalogue).analyse(shown(settings)).tunnels[0]?.ipsec[0];
    return flow && insideOfFlow(flow.rec);
  };
  const how = { transform: 'esp-256-aes esp-sha-hmac', natTraversal: true, gre: 'plain' } as const;
  assert.deepEqual(inside('Transport UDP-Encaps'), largestInside(1492, { ...how, mode: 'transport' }));
  assert.deepEqual(inside('Tunnel'), largestInside(1492, { ...how, mode: 'tunnel', natTraversal: false }));
});
