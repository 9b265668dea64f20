// Two configurations side by side: what fits, what differs, and which line is missing where.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compare } from '../../server/src/engine/features/compare.ts';
import { createEngine } from '../../server/src/engine/index.ts';
import { alignConfigurations } from '../../server/src/knowledge/alignment.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const engine = createEngine(catalogue);

/** A fixture with two devices, cut at the second prompt. */
function ends(name: string, second: string): ReturnType<typeof compare> {
  const text = readFileSync(new URL(`../fixtures/cases/peers/${name}/input.txt`, import.meta.url), 'utf8');
  const at = text.indexOf(second);
  assert.ok(at > 0);
  return compare(engine.analyse(text.slice(0, at)), engine.analyse(text.slice(at)), alignConfigurations);
}

const differing = (comparisons: ReturnType<typeof compare>): string[] =>
  comparisons.flatMap(({ rows }) => rows.filter(({ result }) => result === 'differs').map(({ what }) => what));

test('configurations that fit show no difference', () => {
  const comparisons = ends('config-healthy-pair', 'R-AUE#show');
  assert.equal(comparisons.length, 1);
  assert.deepEqual(differing(comparisons), []);
  const fits = comparisons[0]?.rows.filter(({ result }) => result === 'fits').map(({ what }) => what) ?? [];
  for (const what of ['IKEv1 policy: group', 'transform set', 'PFS', 'protected traffic', 'pre-shared key'])
    assert.ok(fits.includes(what), what);
});

test('the attribute that differs is the only one named', () => {
  assert.deepEqual(differing(ends('config-policy-differs', 'R-AUE#show')), ['IKEv1 policy: group']);
  assert.deepEqual(differing(ends('config-transform-differs', 'R-AUE#show')), ['transform set']);
  assert.deepEqual(differing(ends('config-pfs-one-sided', 'R-AUE#show')), ['PFS']);
  assert.deepEqual(differing(ends('config-tunnel-keys-differ', 'RY#show')), ['Tunnel9: tunnel key']);
});

test('a broken mirror names the line that is missing', () => {
  const rows = ends('config-mirror-broken', 'R-AUE#show').flatMap(({ rows: all }) => all);
  const broken = rows.filter(({ what, result }) => what === 'protected traffic' && result === 'differs');
  assert.ok(broken.some(({ why }) => why.includes('permit ip 10.32.0.0 0.0.255.255 10.31.0.0 0.0.255.255')));
});

test('keys are compared and never shown', () => {
  const rows = ends('config-keys-differ', 'R-AUE#show').flatMap(({ rows: all }) => all);
  assert.equal(rows.find(({ what }) => what === 'pre-shared key')?.result, 'differs');
  assert.ok(!JSON.stringify(rows).includes('2031'));
  const masked = ends('config-keys-unreadable', 'R-AUE#show').flatMap(({ rows: all }) => all);
  assert.equal(masked.find(({ what }) => what === 'pre-shared key')?.result, 'open');
});

test('algorithms are the same however the platform spells them', () => {
  assert.deepEqual(differing(ends('config-asa-and-ios-healthy', 'fw-1# show')), []);
});

test('both ends in one text are compared once', () => {
  const text = readFileSync(
    new URL('../fixtures/cases/peers/config-policy-differs/input.txt', import.meta.url),
    'utf8',
  );
  const analysis = engine.analyse(text);
  const comparisons = compare(analysis, analysis, alignConfigurations);
  assert.equal(comparisons.length, 1);
  assert.deepEqual(differing(comparisons), ['IKEv1 policy: group']);
});
