// Damaged texts for fuzzing: what terminals, copies, editors and enemies do to a capture, drawn from a seed; and what must hold for each of them.
import assert from 'node:assert/strict';
import type { Engine } from '../server/src/engine/index.ts';
import type { Analysis, Span } from '../server/src/engine/model.ts';
import { jsonReport } from '../server/src/report/json.ts';
import { markdownReport } from '../server/src/report/markdown.ts';
import { textReport } from '../server/src/report/text.ts';
import type { Pick } from './generated-text.ts';

type Mutation = (text: string, pick: Pick, other: string) => string;

const lines = (text: string): string[] => text.split('\n');
const cut = (text: string, pick: Pick): number => pick(text.length + 1);
const insert = (text: string, at: number, piece: string): string => text.slice(0, at) + piece + text.slice(at);

const PIECES = [
  '\0',
  '\ufeff',
  '\ud800',
  '\udc00',
  '\u001b[31m',
  '\u001b]0;x\u0007',
  '\b\b\b',
  '\r',
  '\r\r\n',
  ' --More-- ',
  '<--- More --->\r              \r',
  '\u00a0',
  '\u2028',
  '\t',
  '>',
  '> ',
  '# ',
  'R1#',
  '*Mar  1 00:00:01.003: ',
  '%',
  '(',
  '[[',
  '{peer}',
  '0x',
  '::',
  '255.255.255.255',
  '9'.repeat(40),
  'A'.repeat(300),
  ' '.repeat(300),
  '0x0(0)',
  '*'.repeat(50),
  '🙂',
];

const MUTATIONS: readonly Mutation[] = [
  (text, pick) => text.slice(0, cut(text, pick)),
  (text, pick) => text.slice(cut(text, pick)),
  (text, pick, other) => text.slice(0, cut(text, pick)) + other.slice(cut(other, pick)),
  (text, pick) => insert(text, cut(text, pick), PIECES[pick(PIECES.length)] as string),
  (text, pick) => insert(text, cut(text, pick), String.fromCharCode(pick(0x300))),
  (text, pick) => {
    const at = cut(text, pick);
    return text.slice(0, at) + text.slice(at + 1 + pick(20));
  },
  (text, pick) => {
    const list = lines(text);
    const at = pick(list.length);
    list.splice(at, 0, ...list.slice(at, at + 1 + pick(5)));
    return list.join('\n');
  },
  (text, pick) => {
    const list = lines(text);
    list.splice(pick(list.length), 1 + pick(5));
    return list.join('\n');
  },
  (text, pick) => {
    const list = lines(text);
    for (let at = list.length - 1; at > 0; at -= 1) {
      const to = pick(at + 1);
      [list[at], list[to]] = [list[to] as string, list[at] as string];
    }
    return list.join('\n');
  },
  (text) => lines(text).reverse().join('\n'),
  (text) => text.replaceAll(/\r?\n/g, '\r\n'),
  (text) => text.replaceAll('\n', '\r'),
  (text) => text.replaceAll('\n', ' '),
  (text) => text.replaceAll('\n', '\n\n'),
  (text) => text.replaceAll(/^[ \t]+/gm, ''),
  (text) => text.replaceAll(/^/gm, '> '),
  (text) => text.replaceAll(/^/gm, '    '),
  (text) => text.replaceAll(' ', '\u00a0'),
  (text) => text.replaceAll(' ', '\t'),
  (text, pick) => {
    const width = 40 + pick(60);
    return lines(text)
      .flatMap((line) => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? [''])
      .join('\n');
  },
  (text) => text.replaceAll(/\d+\.\d+\.\d+\.\d+/g, 'x.x.x.x'),
  (text) => text.toUpperCase(),
  (text, pick) => text.replaceAll(/\d+/g, () => String(pick(1 << 30))),
  (text) => [...text].join('\0'),
  (text, pick) => {
    const at = cut(text, pick);
    const piece = text.slice(at, at + 1 + pick(30));
    return insert(text, at, piece.repeat(50));
  },
];

/** A text from the seeds, changed one to four times. */
export function mutate(seeds: readonly string[], pick: Pick): string {
  const seed = (): string => (seeds[pick(seeds.length)] as string) ?? '';
  let text = seed();
  for (let times = 1 + pick(4); times > 0 && text.length < 200_000; times -= 1) {
    text = (MUTATIONS[pick(MUTATIONS.length)] as Mutation)(text, pick, seed());
  }
  return text;
}

/** What holds for the analysis of any text; throws where it does not. */
export function check(engine: Engine, text: string): Analysis {
  const analysis = engine.analyse(text);
  assert.deepEqual(analysis.failures, [], 'a rule or command threw');
  const inside = ({ start, end }: Span): void =>
    assert.ok(start >= 0 && start <= end && end <= text.length, `span ${start} to ${end} of ${text.length}`);
  const { captures, tunnels, attempts, findings, lineStarts, verdict } = analysis;
  assert.equal(analysis.text, text);
  for (const { evidence } of findings) {
    assert.ok(evidence.length > 0, 'a finding without evidence');
    for (const span of evidence) inside(span);
    for (const { start, end } of evidence) assert.ok(end > start, 'empty evidence');
  }
  for (const { startLine, endLine } of captures)
    assert.ok(
      startLine >= 0 && startLine < endLine && endLine <= lineStarts.length,
      `capture ${startLine} to ${endLine} of ${lineStarts.length}`,
    );
  for (const { ike, ipsec, steps } of tunnels) {
    for (const { span } of [...ike, ...ipsec]) inside(span);
    assert.deepEqual(
      steps.map(({ step }) => step),
      [1, 2, 3, 5, 6],
    );
    for (const line of steps.flatMap((step) => step.lines)) assert.ok(line >= 1 && line <= lineStarts.length);
  }
  for (const occurrence of attempts.flatMap(({ occurrences }) => occurrences)) {
    inside(occurrence);
    for (const fact of Object.values(occurrence.fields)) if (fact) inside(fact);
  }
  const faults = findings.filter(({ role }) => role !== 'context').map(({ code }) => code);
  if (verdict.status === 'no-crypto') assert.deepEqual(findings, []);
  if (verdict.primary !== null)
    assert.ok(
      findings.some(({ code }) => code === verdict.primary),
      'the primary is no finding',
    );
  if (verdict.status === 'fault') assert.ok(faults.length > 0, 'a fault without a finding');
  assert.ok(analysis.lines.understood >= 0 && analysis.lines.understood <= analysis.lines.total);
  return analysis;
}

/** The reports of an analysis come out, and the same text gives the same ones. */
export function checkReports(engine: Engine, text: string): void {
  const reports = (): string => {
    const documents = [{ file: 'fuzz', analysis: engine.analyse(text) }];
    return textReport(documents) + markdownReport(documents) + JSON.stringify(jsonReport(documents));
  };
  assert.equal(reports(), reports());
}
