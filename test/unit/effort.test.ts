// How much work a longer text makes, counted and not timed: each detector's looks at the model, and the regular expressions tried on each line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateLog } from '../../scripts/generated-text.ts';
import type { Catalogue, Detector } from '../../server/src/engine/define.ts';
import { work } from '../../server/src/engine/dispatch.ts';
import { createEngine } from '../../server/src/engine/index.ts';
import type { Model } from '../../server/src/engine/model.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

/** The same value, with every look at a property of it, or of what is in it, counted. */
function counting<T extends object>(value: T, count: () => void, seen = new WeakMap<object, object>()): T {
  const known = seen.get(value);
  if (known) return known as T;
  const proxy = new Proxy(value, {
    get(target, name) {
      count();
      // Getters and methods see the object itself: private fields are not to be had through a proxy.
      const found: unknown = Reflect.get(target, name, target);
      if (typeof found === 'function') {
        return Array.isArray(target) || ArrayBuffer.isView(target) ? found : found.bind(target);
      }
      const own = Reflect.getOwnPropertyDescriptor(target, name);
      if (own && !own.configurable && !own.writable && 'value' in own) return found;
      return typeof found === 'object' && found !== null ? counting(found, count, seen) : found;
    },
  });
  seen.set(value, proxy);
  return proxy;
}

/** Looks of each detector at the model of a text. */
function looks(text: string, detectors = catalogue.detectors): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const watched: Catalogue = {
    ...catalogue,
    detectors: detectors.map((detector) => ({
      ...detector,
      run: (model: Model, report) => {
        const add = (): void => {
          counts.set(detector.id, (counts.get(detector.id) ?? 0) + 1);
        };
        return detector.run(counting(model, add), report);
      },
    })),
  };
  const { failures } = createEngine(watched).analyse(text);
  assert.deepEqual(failures, []);
  return counts;
}

/** A hub with so many peers: no IKE SA with some, traffic one way or none with others. */
function tables(peers: number): string {
  const each = (line: (peer: string, nth: number) => string): string =>
    Array.from({ length: peers }, (_, nth) => line(`203.0.${113 + (nth >> 7)}.${1 + (nth & 127)}`, nth)).join('\n');
  const flow = (peer: string, nth: number): string => `
   local  ident (addr/mask/prot/port): (10.20.0.0/255.255.0.0/0/0)
   remote ident (addr/mask/prot/port): (10.${64 + (nth >> 7)}.${nth & 127}.0/255.255.255.0/0/0)
   current_peer ${peer} port 500
    #pkts encaps: ${nth % 2 === 0 ? 0 : 900 + nth}, #pkts encrypt: 0, #pkts digest: 0
    #pkts decaps: 0, #pkts decrypt: 0, #pkts verify: 0
     local crypto endpt.: 192.0.2.7, remote crypto endpt.: ${peer}
     current outbound spi: 0x${(0x2a000000 + nth).toString(16).toUpperCase()}(${0x2a000000 + nth})
     inbound esp sas:
      spi: 0x${(0x3b000000 + nth).toString(16).toUpperCase()}(${0x3b000000 + nth})
        transform: esp-aes esp-sha-hmac ,
        Status: ACTIVE
     outbound esp sas:
      spi: 0x${(0x2a000000 + nth).toString(16).toUpperCase()}(${0x2a000000 + nth})
        transform: esp-aes esp-sha-hmac ,
        Status: ACTIVE`;
  return `HUB7#show crypto isakmp sa
IPv4 Crypto ISAKMP SA
dst             src             state          conn-id status
${each((peer, nth) => `${peer}  192.0.2.7  ${nth % 3 === 0 ? 'MM_NO_STATE  0' : `QM_IDLE  ${1001 + nth}`}  ACTIVE`)}

HUB7#show crypto ipsec sa

interface: GigabitEthernet0/1
    Crypto map tag: BRANCHES, local addr 192.0.2.7
${each(flow)}
`;
}

/** A tunnel that goes up and down, on a router that somebody works at. */
const flapping = (times: number): string =>
  Array.from({ length: times }, (_, nth) => {
    const clock = `Jul  7 ${String(Math.floor(nth / 60) % 24).padStart(2, '0')}:${String(nth % 60).padStart(2, '0')}`;
    return `${clock}:01.000: %CRYPTO-5-IKEV2_SESSION_STATUS: Crypto tunnel v2 is DOWN.  Peer 203.0.113.77:500
${clock}:02.000: %SYS-5-CONFIG_I: Configured from console by console
${clock}:40.000: %CRYPTO-5-IKEV2_SESSION_STATUS: Crypto tunnel v2 is UP.  Peer 203.0.113.77:500`;
  }).join('\n');

/** Texts of which the second says four times as much. Logs are short enough to be looked at whole: of a longer one detectors see a part. */
const growing: readonly (readonly [short: string, long: string])[] = [
  [generateLog(catalogue, 150_000), generateLog(catalogue, 600_000)],
  [tables(60), tables(240)],
  [flapping(200), flapping(800)],
];

/** Detectors whose looks grow clearly faster than the text. */
const tooEager = (detectors = catalogue.detectors): readonly string[] =>
  growing.flatMap(([shorter, longer]) => {
    const short = looks(shorter, detectors);
    return [...looks(longer, detectors)]
      .filter(([id, count]) => count > 5000 + 7 * (short.get(id) ?? 0))
      .map(([id, count]) => `${id}: ${short.get(id)} looks, then ${count}`);
  });

test('no detector does more than about four times the work for four times the text', () => {
  assert.deepEqual(tooEager(), []);
});

test('a detector that looks at everything for everything is noticed', () => {
  const eager: Detector = {
    id: 'eager',
    codes: [],
    run: ({ attempts }) => {
      for (const one of attempts)
        for (const other of attempts) if (one.peer === other.peer && one.startLine < 0) return;
    },
  };
  assert.notEqual(tooEager([eager]).length, 0);
});

const longLog = generateLog(catalogue, 2_000_000);
for (const [what, text] of [
  ['a long log', longLog],
  ['a long log that a terminal has damaged', longLog.replace('\n', '\n --More-- \b\b\b\b\b\b\b\b\b')],
] as const)
  test(`typing in ${what} reads and scans only what changed`, () => {
    const engine = createEngine(catalogue);
    const before = engine.analyse(text);
    const counts = { ...work };
    const middle = text.indexOf('\n', text.length / 2) + 1;
    for (const steps = engine.steps(`${text.slice(0, middle)}x${text.slice(middle)}`, before); !steps.next().done; );
    assert.ok(work.tests - counts.tests < 500, `${work.tests - counts.tests} expressions tried`);
    assert.ok(work.reads - counts.reads < 500, `${work.reads - counts.reads} lines read`);
  });

test('no step of the first analysis of all makes many templates', () => {
  const steps = createEngine(catalogue).steps(generateLog(catalogue, 500_000));
  let most = 0;
  for (let made = work.made; !steps.next().done; made = work.made) most = Math.max(most, work.made - made);
  assert.ok(most > 0 && most < 200, `${most} made in one step`);
});

test('few regular expressions are tried on a line', () => {
  const engine = createEngine(catalogue);
  const perLine = [1, 2, 3].map((seed) => {
    const text = generateLog(catalogue, 500_000, seed);
    engine.analyse(text);
    const before = work.tests;
    engine.analyse(text);
    return (work.tests - before) / text.split('\n').length;
  });
  const mean = perLine.reduce((sum, each) => sum + each) / perLine.length;
  assert.ok(mean < 2.6, `${mean.toFixed(2)} expressions a line`);
});
