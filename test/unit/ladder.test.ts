// The ladders of the report: each way that a negotiation went stands once, and shows where it stopped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../server/src/engine/index.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';
import { laddersOf } from '../../server/src/report/ladder.ts';
import { markdownReport } from '../../server/src/report/markdown.ts';
import { REFUSED_MAIN_MODE } from '../e2e/captures.ts';

const engine = createEngine(catalogue);
const [, ...lines] = REFUSED_MAIN_MODE.split('\n');
const refusal = lines.slice(0, -1).join('\n');
const later = refusal.replaceAll('08:12:40', '08:13:10');

test('a refused negotiation: the messages in order, the stop between them, the outcome', () => {
  const analysis = engine.analyse(REFUSED_MAIN_MODE);
  const [ladder, ...others] = laddersOf(analysis);
  assert.ok(ladder && others.length === 0);
  assert.deepEqual(
    ladder.rungs.map((rung) => (rung.kind === 'stop' ? rung.finding.code : rung.direction)),
    ['in', 'ike-policy-mismatch', 'out'],
  );
  const report = markdownReport([{ file: 'paste.txt', analysis }]);
  const diagram = report.slice(report.indexOf('```mermaid'), report.indexOf('```\n\n- [line'));
  assert.match(diagram, /Note over L,R: .*stopped.*ike-policy-mismatch \(line \d+\)/);
  assert.match(diagram, /Note over L,R: .*did not come up/);
  assert.match(report, /- \[line \d+\]\(#L\d+\) ✗ \*\*stopped\*\*: No phase 1 policy/);
});

test('attempts that went alike stand once, with the places of the others', () => {
  const analysis = engine.analyse(`${REFUSED_MAIN_MODE}${later}\n`);
  assert.equal(analysis.attempts.length, 2);
  const ladders = laddersOf(analysis);
  assert.deepEqual(
    ladders.map(({ alike }) => alike.length),
    [1],
  );
  assert.match(
    markdownReport([{ file: 'paste.txt', analysis }]),
    /The same again in \[lines \d+ to \d+\]\(#L\d+-L\d+\)/,
  );
});

test('a negotiation that came up shows no stop', () => {
  const text = [
    'R7#debug crypto ikev2',
    '*May  2 07:00:00.000: IKEv2:(SESSION ID = 4,SA ID = 1):Sending Packet [To 203.0.113.77:500/From 198.51.100.18:500/VRF i0:f0]',
    'Initiator SPI : 6A31F00C5D2E9B47 - Responder SPI : 0000000000000000 Message id: 0',
    'IKEv2 IKE_SA_INIT Exchange REQUEST',
    '*May  2 07:00:00.040: IKEv2:(SESSION ID = 4,SA ID = 1):Received Packet [From 203.0.113.77:500/To 198.51.100.18:500/VRF i0:f0]',
    'Initiator SPI : 6A31F00C5D2E9B47 - Responder SPI : 91C4D7E2083FA65B Message id: 0',
    'IKEv2 IKE_SA_INIT Exchange RESPONSE',
    '*May  2 07:00:00.090: IKEv2:(SESSION ID = 4,SA ID = 1):IKEV2 SA created; inserting SA into database. SA lifetime timer (86400 sec) started',
    '',
  ].join('\n');
  for (const { rungs } of laddersOf(engine.analyse(text)))
    assert.ok(rungs.length >= 2 && rungs.every(({ kind }) => kind === 'message'));
  assert.ok(laddersOf(engine.analyse(text)).length > 0);
});
