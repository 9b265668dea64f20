// An analysis that takes over what did not change is the same as a fresh one, after any edit.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { createEngine } from '../../server/src/engine/index.ts';
import type { Analysis, Attempt, Occurrence } from '../../server/src/engine/model.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const engine = createEngine(catalogue);
const cases = new URL('../fixtures/cases/', import.meta.url);
const texts = globSync('*/*/input.txt', { cwd: cases })
  .sort()
  .map((name) => readFileSync(new URL(name, cases), 'utf8'))
  .filter((text) => text.length < 6000);

function run(text: string, before: Analysis | undefined): Analysis {
  const steps = engine.steps(text, before);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const saying = ({ message, line, start, end, fields, time, attempt, capture }: Occurrence): unknown => [
  message.id,
  line,
  start,
  end,
  fields,
  time,
  attempt,
  capture,
];
const told = ({ occurrences, ...attempt }: Attempt): unknown => ({ ...attempt, occurrences: occurrences.map(saying) });

const shown = (analysis: Analysis): unknown => ({
  lines: analysis.lines,
  unknown: analysis.unknownLines(),
  platform: analysis.platform,
  captures: analysis.captures.map(({ definition, ...capture }) => ({ ...capture, definition: definition?.id })),
  attempts: analysis.attempts.map(told),
  tunnels: analysis.tunnels.map((tunnel) => ({ ...tunnel, attempts: tunnel.attempts.map(told) })),
  messages: Array.from(analysis.lineStarts, (_, line) => {
    const occurrence = analysis.messageAt(line);
    return occurrence && saying(occurrence);
  }),
  findings: analysis.findings,
  verdict: analysis.verdict,
});

/** What edits put in: nothing, characters, lines, damage, and pieces of other captures. */
const inserted = fc.oneof(
  fc.constant(''),
  fc.constantFrom('\n', '\r\n', ' ', 'x', '\u0000', '\u001b[0m', '\r', '--More--', '\n\n\n', '# ', '\ud800'),
  fc
    .tuple(fc.nat(texts.length - 1), fc.nat(6000), fc.nat(300))
    .map(([which, from, length]) => (texts[which] ?? '').slice(from, from + length)),
);

test('any edits of any capture: the same lines, findings and verdict as from the beginning', () => {
  fc.assert(
    fc.property(
      fc.nat(texts.length - 1),
      fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constant(0), fc.nat(200)), inserted), { minLength: 1, maxLength: 4 }),
      (which, edits) => {
        let text = texts[which] ?? '';
        let analysis = engine.analyse(text);
        for (const [where, length, fresh] of edits) {
          const from = where % (text.length + 1);
          text = text.slice(0, from) + fresh + text.slice(from + length);
          analysis = run(text, analysis);
          assert.deepEqual(shown(analysis), shown(engine.analyse(text)));
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('a message that a change far below completes is found', () => {
  const template = 'IPSEC(ipsec_process_proposal): transform proposal not supported for identity:';
  const broken = template.split(' ').join('\n\n\n');
  const before = `ISAKMP:(0): beginning Main Mode exchange\n${broken.slice(0, -10)}\n`;
  const after = `ISAKMP:(0): beginning Main Mode exchange\n${broken}\n`;
  assert.deepEqual(shown(run(after, engine.analyse(before))), shown(engine.analyse(after)));
});

test('a log that begins with its newest line is carried over as it is', () => {
  const text = [
    'Feb 11 2023 07:12:09 fw : %ASA-5-713120: Group = 198.51.100.40, IP = 198.51.100.40, PHASE 2 COMPLETED (msgid=1f2e3d4c)',
    'Feb 11 2023 07:12:09 fw : %ASA-5-713049: Group = 198.51.100.40, IP = 198.51.100.40, Security negotiation complete for LAN-to-LAN Group (198.51.100.40)  Initiator, Inbound SPI = 0x1a2b3c4d, Outbound SPI = 0x5e6f7a8b',
    'Feb 11 2023 07:12:08 fw : %ASA-5-713119: Group = 198.51.100.40, IP = 198.51.100.40, PHASE 1 COMPLETED',
    'Feb 11 2023 07:12:07 fw : %ASA-5-713041: IP = 198.51.100.40, IKE Initiator: New Phase 1, Intf inside, IKE Peer 198.51.100.40  local Proxy Address 10.1.0.0, remote Proxy Address 10.2.0.0,  Crypto map (OUT)',
    '',
  ].join('\n');
  const fresh = engine.analyse(text);
  assert.ok(fresh.attempts.some(({ startLine, endLine }) => endLine <= startLine));
  assert.deepEqual(shown(run(text, fresh)), shown(fresh));
});

test('an analysis is made in small steps', () => {
  const text = texts.join('\n');
  let steps = 0;
  for (const work = engine.steps(text); !work.next().done; ) steps += 1;
  assert.ok(steps > text.split('\n').length / 2000, `${steps} steps`);
});
