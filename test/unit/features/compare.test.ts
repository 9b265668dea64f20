// Two ends of a tunnel side by side.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, tunnelsSeen } from '../../../server/src/engine/features/compare.ts';
import type { Analysis, Tunnel } from '../../../server/src/engine/model.ts';
import { analyse, oneWay } from './sample.ts';

/** The analysis of one end, with the local address that the small catalogue does not read. */
function end(text: string, local: string): Analysis {
  const { analysis } = analyse(text);
  return {
    ...analysis,
    tunnels: analysis.tunnels.map((tunnel) => ({ ...tunnel, local }) as Tunnel & { steps: [] }),
  };
}

const left = end(oneWay, '198.51.100.1');
const other = oneWay
  .replace('203.0.113.9', '198.51.100.1')
  .replace('out 480 in 0', 'out 466 in 480')
  .replace('in 0x5C1E77A2 out 0x0A90B4D1', 'in 0xA90B4D1 out 5c1e77a2');

const resultOf = (comparisons: ReturnType<typeof compare>, what: string): string | undefined =>
  comparisons[0]?.rows.find((row) => row.what === what)?.result;

test('mirrored ends and SPIs fit; packets that are sent and do not arrive differ', () => {
  const compared = compare(left, end(other, '203.0.113.9'));
  assert.equal(compared.length, 1);
  for (const what of [
    'address of the left end',
    'address of the right end',
    'IKE version',
    'IKE SA',
    'SPI from the left end to the right end',
    'SPI from the right end to the left end',
  ])
    assert.equal(resultOf(compared, what), 'fits', what);
  assert.equal(resultOf(compared, 'packets from the left end to the right end'), 'fits');
  assert.equal(resultOf(compared, 'packets from the right end to the left end'), 'differs');
  assert.equal(resultOf(compared, 'selectors'), 'open');
});

test('another SPI on the other end differs', () => {
  const compared = compare(left, end(other.replace('in 0xA90B4D1', 'in 0x77'), '203.0.113.9'));
  assert.equal(resultOf(compared, 'SPI from the left end to the right end'), 'differs');
});

test('tunnels that are not ends of each other are not compared', () => {
  const elsewhere = other.replace('in 0xA90B4D1 out 5c1e77a2', 'in 0x71B2C3D4 out 0x8E1F2A3B');
  const strangers = `${elsewhere}\n\n${elsewhere.replaceAll('198.51.100.1', '192.0.2.77')}`;
  assert.deepEqual(compare(left, end(strangers, '192.0.2.8')), []);
  // A lone tunnel on each side is no reason either.
  const lone = elsewhere.replaceAll('198.51.100.1', '192.0.2.77');
  assert.deepEqual(compare(left, end(lone, '192.0.2.8')), []);
  assert.deepEqual(tunnelsSeen(left), ['198.51.100.1 to 203.0.113.9']);
});

test('SPIs tie two ends that NAT hides from each other', () => {
  const compared = compare(left, end(other, '192.0.2.8'));
  assert.equal(compared.length, 1);
  assert.equal(resultOf(compared, 'address of the right end'), 'differs');
  assert.equal(resultOf(compared, 'SPI from the left end to the right end'), 'fits');
});

test('two tunnels to the same peer are no two ends', () => {
  assert.deepEqual(compare(left, end(oneWay, '198.51.100.77')), []);
});

test('the same end twice is before and after', () => {
  const later = end(oneWay.replace('out 480 in 0', 'out 600 in 0'), '198.51.100.1');
  const [compared, ...more] = compare(left, later);
  assert.deepEqual(more, []);
  assert.equal(compared?.kind, 'times');
  const row = (what: string) => compared?.rows.find((one) => one.what === what);
  assert.equal(row('packets encapsulated')?.why, '120 more.');
  assert.equal(row('packets decapsulated')?.result, 'fits');
  assert.equal(row('outbound SPI')?.result, 'fits');
  const rekeyed = end(oneWay.replace('out 0x0A90B4D1', 'out 0x0BA1C5E2').replace('out 480', 'out 12'), '198.51.100.1');
  const [again] = compare(left, rekeyed);
  assert.equal(again?.rows.find(({ what }) => what === 'outbound SPI')?.result, 'moved');
  assert.equal(again?.rows.find(({ what }) => what === 'packets encapsulated')?.why, 'It began anew.');
});
