// Anonymised text: nothing that names somebody is left, subnets stay subnets, and the diagnosis is the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { readCases } from '../../scripts/cases.ts';
import { picker } from '../../scripts/generated-text.ts';
import { createEngine } from '../../server/src/engine/index.ts';
import { normalise } from '../../server/src/engine/normalise.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';
import { redact } from '../../server/src/report/redact.ts';
import { assertLinear } from './linear.ts';

const seeded = (seed: number): (() => number) => {
  const pick = picker(seed);
  return () => pick(1 << 30) / (1 << 30);
};

test('names, users, domains, secrets and descriptions are exchanged, the same one always for the same', () => {
  const text = [
    'berlin-edge1#show running-config',
    'hostname berlin-edge1',
    'username lara.croft privilege 15 secret 9 $9$abc$def',
    'crypto isakmp key Blue7Kettle address 203.0.113.80',
    'crypto isakmp key Blue7Kettle address 203.0.113.81',
    'crypto isakmp key Other8Pot address 203.0.113.82',
    ' description Line to Contoso AG, room 12',
    ' set peer vpn.contoso.com',
    'Username: lara.croft  mail lara.croft@contoso.com',
    'IKEv2:Using mlist FLEX and username lara.croft for user author request',
    'berlin-edge1(config)#exit',
  ].join('\n');
  const lines = redact(text, seeded(1)).split('\n');
  const all = lines.join('\n');
  assert.doesNotMatch(all, /berlin|lara|croft|contoso|Kettle|Other8|\$9\$|room 12/i);
  assert.equal(lines[0], 'host-1#show running-config');
  assert.equal(lines[1], 'hostname host-1');
  const keys = lines.slice(3, 6).map((line) => line.split(' ')[3]);
  assert.equal(keys[0], keys[1]);
  assert.notEqual(keys[0], keys[2]);
  assert.equal(lines.length, text.split('\n').length);
});

test('a device with an ordinary word for a name does not change that word elsewhere', () => {
  const redacted = redact('crypto#show crypto isakmp sa\nIPv4 Crypto ISAKMP SA\n', seeded(1));
  assert.equal(redacted, 'host-1#show crypto isakmp sa\nIPv4 Crypto ISAKMP SA\n');
});

const bits = (address: string): string =>
  address
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
const common = (a: string, b: string): number => {
  const [left, right] = [bits(a), bits(b)];
  let length = 0;
  while (length < 32 && left[length] === right[length]) length += 1;
  return length;
};
const address = fc
  .tuple(fc.integer({ min: 1, max: 223 }), fc.nat(255), fc.nat(255), fc.nat(255))
  .map((octets) => octets.join('.'));

test('two addresses have as many leading bits in common as before', () => {
  fc.assert(
    fc.property(address, address, fc.integer(), (a, b, seed) => {
      const [first = '', second = '', again] = redact(`${a}\n${b}\n${a}`, seeded(seed)).split('\n');
      assert.equal(common(first, second), common(a, b));
      assert.equal(again, first);
    }),
    { numRuns: 500, seed: 5 },
  );
});

test('private stays private, public stays public, and what has a meaning of its own stays', () => {
  const isPrivate = (text: string): boolean => /^10\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\./.test(text);
  fc.assert(
    fc.property(address, fc.integer(), (text, seed) =>
      assert.equal(isPrivate(redact(text, seeded(seed))), isPrivate(text)),
    ),
    { numRuns: 500, seed: 6 },
  );
  for (const text of [
    '0.0.0.0',
    '255.255.255.0',
    '0.0.0.255',
    '127.0.0.1',
    '224.0.0.10',
    '169.254.1.1',
    'x.x.x.x',
    '1.3.6.1.4.1.9',
    '::',
    'fe80::1',
    '11:02:10.120',
  ]) {
    assert.equal(redact(text, seeded(4)), text);
  }
});

test('the beginning of an address that a filter asks for goes with the addresses', () => {
  const text = 'R1#show dmvpn | include 203.0.113.\n 1 203.0.113.9  10.1.1.9  UP\nversion 15.2. And 10.1.\n';
  const [filter, row, rest] = redact(text, seeded(7)).split('\n');
  const network = /include ((?:\d+\.){3})$/.exec(filter ?? '')?.[1];
  assert.ok(network !== undefined && network !== '203.0.113.');
  assert.ok(row?.includes(` ${network}9 `), row);
  assert.equal(rest, 'version 15.2. And 10.1.');
});

test('a small octet is as hidden as a large one; an octet of zeros stays one', () => {
  const octets = new Set<string>();
  for (let seed = 0; seed < 40; seed += 1) {
    const [host = '', network = ''] = redact('62.2.1.9\n10.4.0.0', seeded(seed)).split('\n');
    octets.add(host.split('.').slice(1, 3).join('.'));
    assert.match(network, /^10\.\d+\.0\.0$/);
  }
  assert.ok(octets.size > 20, `${octets.size} different ones of 40`);
});

test('networks stay networks: their ends are not moved apart', () => {
  const text = '10.20.16.0 255.255.240.0\n203.0.113.0 - 203.0.113.255\n10.20.17.9';
  for (const seed of [1, 2, 3, 4, 5]) {
    const [network = '', range = '', host = ''] = redact(text, seeded(seed)).split('\n');
    assert.match(network, /^10\.\d+\.(?:16|\d+)\.0 255\.255\.240\.0$/);
    assert.equal(common(network.split(' ')[0] as string, host), common('10.20.16.0', '10.20.17.9'));
    const [low = '', high = ''] = range.split(' - ');
    assert.equal(low.replace(/\.0$/, ''), high.replace(/\.255$/, ''));
  }
});

test('addresses of IPv6 change between the first group and the interface, alike for alike', () => {
  const [a = '', b = '', c = ''] = redact('2001:db8:4:9::1\n2001:DB8:4:a::2\n2001:db8:4:9::3', seeded(9)).split('\n');
  assert.match(a, /^2001:[0-9a-f]{1,4}:[0-9a-f]{1,4}:[0-9a-f]{1,4}::1$/);
  assert.equal(a.split(':').slice(0, 3).join(':').toLowerCase(), b.split(':').slice(0, 3).join(':').toLowerCase());
  assert.equal(a.slice(0, a.indexOf('::')), c.slice(0, c.indexOf('::')));
  assert.notEqual(a, '2001:db8:4:9::1');
});

test('the diagnosis of the anonymised text is that of the text', () => {
  const engine = createEngine(catalogue);
  const summary = (text: string): object => {
    const { verdict, findings, captures, lines } = engine.analyse(text);
    return {
      status: verdict.status,
      primary: verdict.primary,
      findings: findings.map(({ code, role, certainty, side, count }) => ({ code, role, certainty, side, count })),
      // Arguments are addresses, which change.
      captures: captures.map(({ command }) => command.replace(/\b\d+\.\S+|\S*::?\S*/g, 'address')),
      lines,
    };
  };
  for (const { name, text } of readCases(fileURLToPath(new URL('../fixtures/cases/', import.meta.url)))) {
    const repaired = normalise(text).text;
    assert.deepEqual(summary(redact(repaired, seeded(11))), summary(repaired), name);
  }
});

test('hostile texts take linear time', () => {
  for (const piece of [
    'a',
    ' ',
    '1.',
    '1',
    'a.',
    ':',
    'f:',
    'key ',
    'password ',
    'user ',
    '> ',
    'hostname ',
    'auth sha ',
    '#',
    '-',
    '\n',
    'snmp-server host 1',
    'radius key ',
    '"',
    'R1#',
  ]) {
    assertLinear(
      (text) => redact(text, seeded(1)),
      (characters) => piece.repeat(characters / piece.length),
      200_000,
    );
  }
});
