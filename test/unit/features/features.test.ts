// Features of the editor as plain values: outline, folding, colours, same things, problems, actions, lenses, hints, selection, evidence, tree.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionsAt } from '../../../server/src/engine/features/actions.ts';
import { diagnosticsOf } from '../../../server/src/engine/features/diagnostics.ts';
import { secondsOf, spoken, spokenInterval } from '../../../server/src/engine/features/durations.ts';
import { evidenceFrom } from '../../../server/src/engine/features/evidence.ts';
import { foldsOf } from '../../../server/src/engine/features/folds.ts';
import { inlaysOf } from '../../../server/src/engine/features/inlays.ts';
import { lensesOf } from '../../../server/src/engine/features/lenses.ts';
import { definitionOf, identityAt, referencesAt } from '../../../server/src/engine/features/same.ts';
import { selectionAt } from '../../../server/src/engine/features/selection.ts';
import { type Symbol as Entry, symbolsOf } from '../../../server/src/engine/features/symbols.ts';
import { tokensOf } from '../../../server/src/engine/features/tokens.ts';
import { treeOf } from '../../../server/src/engine/features/tree.ts';
import type { Analysis, Finding } from '../../../server/src/engine/model.ts';
import { analyse, catalogue, oneWay, refused } from './sample.ts';

const both = `${oneWay}\n${refused}`;
const lines = (analysis: Analysis): number => analysis.lineStarts.length;

test('outline: capture, tunnel, attempt or SA, exchange', () => {
  const { analysis } = analyse(both);
  const [show, debug] = symbolsOf(analysis);
  assert.equal(show?.name, 'show tunnels');
  assert.equal(show?.children[0]?.name, 'any ↔ 203.0.113.9');
  assert.deepEqual(
    show?.children[0]?.children.map((child) => child.kind),
    ['ike', 'ipsec'],
  );
  assert.equal(debug?.name, 'debug crypto isakmp');
  const attempt = debug?.children[0]?.children[0];
  assert.equal(attempt?.name, 'IKEv1 main mode attempt with 203.0.113.9');
  assert.equal(attempt?.detail, 'initiator, not up');
  assert.deepEqual(
    attempt?.children.map((child) => child.name),
    ['→ MM1', '← NOTIFY'],
  );
});

test('outline: every entry holds its own name and lies in its parent', () => {
  const { analysis } = analyse(both);
  const check = (parent: Entry): void => {
    assert.ok(parent.start <= parent.at.start && parent.at.end <= parent.end, parent.name);
    for (const child of parent.children) {
      assert.ok(parent.start <= child.start && child.end <= parent.end, `${child.name} in ${parent.name}`);
      check(child);
    }
  };
  symbolsOf(analysis).forEach(check);
});

test('folding: captures and attempts of more than one line; the limit holds', () => {
  const { analysis } = analyse(both);
  assert.deepEqual(foldsOf(analysis), [
    { startLine: 0, endLine: 5 },
    { startLine: 7, endLine: 10 },
  ]);
  assert.equal(foldsOf(analysis, 1).length, 1);
});

test('colours: states by health, ids, addresses, counters, weak algorithms; in order and apart', () => {
  const { analysis } = analyse(both);
  const tokens = tokensOf(analysis, catalogue, 0, lines(analysis));
  const shown = tokens.map(({ start, end, kind, health }) => [analysis.text.slice(start, end), kind, health]);
  assert.deepEqual(
    shown.find(([text]) => text === 'UP'),
    ['UP', 'state', 'good'],
  );
  assert.deepEqual(
    shown.find(([text]) => text === 'NO_PROPOSAL_CHOSEN'),
    ['NO_PROPOSAL_CHOSEN', 'state', 'bad'],
  );
  assert.deepEqual(
    shown.find(([text]) => text === '3des'),
    ['3des', 'algorithm', 'waiting'],
  );
  for (const [text, kind] of [
    ['0x5C1E77A2', 'identifier'],
    ['203.0.113.9', 'address'],
    ['480', 'counter'],
    ['Tunnel10', 'name'],
  ])
    assert.ok(
      shown.some((one) => one[0] === text && one[1] === kind),
      `${text} is a ${kind}`,
    );
  for (let index = 1; index < tokens.length; index += 1)
    assert.ok((tokens[index - 1]?.end ?? 0) <= (tokens[index]?.start ?? 0));
});

test('colours: the longest words of a message that tells of failure, between its values', () => {
  const { analysis } = analyse(refused);
  const shown = tokensOf(analysis, catalogue, 2, 3).map(({ start, end, kind, health }) => [
    analysis.text.slice(start, end),
    kind,
    health,
  ]);
  assert.deepEqual(shown, [
    ['1001', 'identifier', undefined],
    ['203.0.113.9', 'address', undefined],
    ['NO_PROPOSAL_CHOSEN', 'state', 'bad'],
    ['notify 14', 'state', 'bad'],
  ]);
});

test('colours: only of the lines asked for, none in text that is not ours', () => {
  const { analysis } = analyse(`${both}\nThe tunnel is UP again, says 203.0.113.9\n`);
  assert.deepEqual([...new Set(tokensOf(analysis, catalogue, 1, 3).map((token) => token.line))], [1, 2]);
  assert.deepEqual(tokensOf(analysis, catalogue, 12, 13), []);
});

test('an SPI is the same with and without prefix, zeros and case, and in decimal', () => {
  const { analysis, at } = analyse(
    `${oneWay.replace('0x0A90B4D1', '│0x0A90B4D1')}\n a90b4d1 A90B4D1F 0x0a90b4d1(177255633) xa90b4d1\n`,
  );
  const found = referencesAt(analysis, at[0] as number, 100).map(({ start, end }) => analysis.text.slice(start, end));
  assert.deepEqual(found, ['0x0A90B4D1', 'a90b4d1', '0x0a90b4d1', '177255633']);
});

test('an address is not the same as one that begins with it', () => {
  const { analysis, at } = analyse(
    '│203.0.113.9 203.0.113.90 1.203.0.113.9 203.0.113.9/500, 203.0.113.9. 203.0.113.9.1',
  );
  const found = referencesAt(analysis, at[0] as number, 100).map(({ start }) => start);
  assert.deepEqual(found, [0, 39, 56]);
});

test('an id is the same only as an id of the same name', () => {
  const { analysis, at } = analyse(`${refused.replace('(1001)', '(│1001)')}1001 packets\n`);
  assert.equal(referencesAt(analysis, at[0] as number, 100).length, 4);
});

test('the definition is the first place', () => {
  const { analysis, at } = analyse(refused.replace(/203\.0\.113\.9 sent/, '│203.0.113.9 sent'));
  const identity = identityAt(analysis, at[0] as number);
  assert.equal(identity && definitionOf(analysis, identity)?.start, analysis.text.indexOf('203.0.113.9'));
});

test('one problem for a cause, on its line, in one short line, with the first action', () => {
  const { analysis } = analyse(refused.repeat(3));
  const problems = diagnosticsOf(analysis);
  const cause = problems.filter((problem) => problem.code === 'ike-policy-mismatch');
  assert.equal(cause.length, 1);
  assert.equal(cause[0]?.message, 'No IKE proposal in common with 203.0.113.9 → show crypto isakmp policy');
  assert.equal(cause[0]?.severity, 'error');
  assert.match(analysis.text.slice(cause[0]?.start, cause[0]?.end), /NO_PROPOSAL_CHOSEN/);
  assert.equal(problems.find((problem) => problem.code === 'weak-algorithm')?.severity, 'information');
});

/** The analysis with findings that no small catalogue would bring forth. */
function withFindings(
  analysis: Analysis,
  change: (finding: Finding, index: number) => Partial<Finding>,
  copies = 1,
): Analysis {
  const cause = analysis.findings.find((finding) => finding.role === 'cause') as Finding;
  const findings = Array.from({ length: copies }, (_, index): Finding => ({ ...cause, ...change(cause, index) }));
  return { ...analysis, findings };
}

test('what asks for nothing is a hint, faded; what can be acted upon is listed', () => {
  const { analysis } = analyse(refused);
  const shown = (change: Partial<Finding>) =>
    diagnosticsOf(withFindings(analysis, () => ({ role: 'context', severity: 'information', ...change })))[0];
  const noise = shown({ next: [], fix: [] });
  assert.deepEqual([noise?.severity, noise?.unnecessary], ['hint', true]);
  const advice = shown({ fix: [] });
  assert.deepEqual([advice?.severity, advice?.unnecessary], ['information', false]);
});

test('evidence beside the problem: in the order of the text, a count only where not every time is shown', () => {
  const line = refused.split('\n')[2] as string;
  const { analysis } = analyse(`${refused}${line}\n`);
  const [problem] = diagnosticsOf(analysis);
  const starts = problem?.related.map(({ start }) => start) ?? [];
  assert.deepEqual(
    starts,
    [...starts].sort((a, b) => a - b),
  );
  assert.ok(!problem?.related.some(({ note }) => /seen/.test(note)));
  const [often] = diagnosticsOf(withFindings(analysis, () => ({ count: 50 })));
  assert.ok(often?.related.some(({ note }) => /seen 50 times/.test(note)));
});

test('severity is certainty times impact; the user has the last word', () => {
  const { analysis } = analyse(refused);
  const shown = (change: Partial<Finding>) => diagnosticsOf(withFindings(analysis, () => change))[0]?.severity;
  assert.equal(shown({ certainty: 'likely' }), 'warning');
  assert.equal(shown({ certainty: 'possible' }), 'information');
  assert.equal(shown({ certainty: 'likely', severity: 'hint' }), 'hint');
  const one = withFindings(analysis, () => ({}));
  assert.deepEqual(
    diagnosticsOf(one, () => 'off'),
    [],
  );
  assert.equal(diagnosticsOf(one, () => 'hint')[0]?.severity, 'hint');
});

test('a symptom whose cause is named is no second problem, but stands beside it', () => {
  const { analysis } = analyse(refused);
  const withSymptom = withFindings(
    analysis,
    (cause, index) => (index === 0 ? {} : { ...cause, code: 'send-errors', role: 'symptom' }),
    2,
  );
  const problems = diagnosticsOf(withSymptom);
  assert.deepEqual(
    problems.map((problem) => problem.code),
    ['ike-policy-mismatch'],
  );
  assert.match(problems[0]?.related.at(-1)?.note ?? '', /^symptom: /);
});

test('problems are capped, and the last entry says so', () => {
  const { analysis } = analyse(refused);
  const problems = diagnosticsOf(withFindings(analysis, (_, index) => ({ tunnel: `t${index}` }), 250));
  assert.equal(problems.length, 200);
  assert.match(problems.at(-1)?.message ?? '', /^51 more findings/);
});

test('a message is never longer than a line', () => {
  const { analysis } = analyse(refused);
  const long = withFindings(analysis, () => ({ title: `x\n${'word '.repeat(60)}` }));
  const message = diagnosticsOf(long)[0]?.message ?? '';
  assert.ok(message.length <= 120 && !message.includes('\n'));
});

test('actions: copy the command and the fix, explain, change the severity', () => {
  const { analysis } = analyse(refused);
  const at = analysis.text.indexOf('NO_PROPOSAL');
  const actions = actionsAt(analysis, { start: at, end: at });
  assert.deepEqual(
    actions.map((action) => action.do),
    ['copy', 'copy', 'explain', 'severity'],
  );
  assert.equal(actions[0]?.do === 'copy' && actions[0].text, 'show crypto isakmp policy');
  assert.equal(actions[1]?.do === 'copy' && actions[1].text, 'crypto isakmp policy 10\n encryption aes 256\n');
  assert.deepEqual(actionsAt(analysis, { start: 0, end: 0 }), []);
});

test('one lens for each capture: what is wrong there, or what is up', () => {
  const lenses = lensesOf(analyse(`${oneWay.replace('in 0', 'in 470')}\n${refused}`).analysis);
  assert.deepEqual(
    lenses.map(({ line, health }) => [line, health]),
    [
      [0, 'good'],
      [7, 'bad'],
    ],
  );
  assert.equal(lenses[0]?.title, 'show tunnels: 1 IKE SA up, 1 IPsec SA pair up');
  assert.match(lenses[1]?.title ?? '', /No IKE proposal in common/);
});

test('hints: names of notify numbers, durations', () => {
  const { analysis } = analyse(both);
  const hints = inlaysOf(analysis, catalogue, 0, lines(analysis));
  assert.deepEqual(
    hints.map(({ label }) => label),
    ['59 min', 'NO-PROPOSAL-CHOSEN'],
  );
});

test('a selection grows from the word to the whole text', () => {
  const { analysis, at } = analyse(both.replace('480', '4│80'));
  const chain = selectionAt(analysis, at[0] as number);
  assert.equal(analysis.text.slice(chain[0]?.start, chain[0]?.end), '480');
  assert.deepEqual(chain.at(-1), { start: 0, end: analysis.text.length });
  for (let index = 1; index < chain.length; index += 1) {
    const [inner, outer] = [chain[index - 1], chain[index]] as const;
    assert.ok(inner && outer && outer.start <= inner.start && inner.end <= outer.end);
  }
});

test('next and previous evidence go round', () => {
  const { analysis } = analyse(`${oneWay}\n${refused}`);
  const here = evidenceFrom(analysis, 0, 'next');
  assert.equal(here?.code, 'ike-policy-mismatch');
  assert.deepEqual(evidenceFrom(analysis, here?.start ?? 0, 'next'), here);
  assert.deepEqual(evidenceFrom(analysis, analysis.text.length, 'previous'), here);
  assert.equal(evidenceFrom(analyse('nothing').analysis, 0, 'next'), undefined);
});

test('the tree: tunnel, its findings, SAs and attempts, with lines', () => {
  const [tunnel, ...others] = treeOf(analyse(both).analysis);
  assert.equal(others.length, 0);
  assert.equal(tunnel?.label, '203.0.113.9');
  assert.equal(tunnel?.health, 'bad');
  assert.deepEqual(
    tunnel?.children.map((child) => child.kind),
    ['finding', 'finding', 'ike', 'ipsec', 'attempt'],
  );
  assert.deepEqual([tunnel?.firstLine, tunnel?.lastLine], [0, 9]);
});

test('durations as devices print them and as people say them', () => {
  assert.deepEqual(['86400', '00:12:44', '1d02h', '3w5d', 'never', '12:3'].map(secondsOf), [
    86_400,
    764,
    93_600,
    2_246_400,
    undefined,
    undefined,
  ]);
  assert.deepEqual([86_400, 3540, 93_600, 0, 90_061].map(spoken), ['1 d', '59 min', '1 d 2 h', '0 s', '1 d 1 h']);
  assert.deepEqual([4, 12_500, 123_000].map(spokenInterval), ['0.004 s', '12.5 s', '2 min 3 s']);
});
