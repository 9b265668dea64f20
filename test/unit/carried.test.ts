// What an edit leaves as it was is not judged again; what it may change is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../server/src/engine/index.ts';
import type { Analysis } from '../../server/src/engine/model.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

let judged = 0;
const [first, ...others] = catalogue.detectors;
assert.ok(first);
const counting = {
  ...first,
  run: (...args: Parameters<typeof first.run>) => {
    judged += 1;
    return first.run(...args);
  },
};
const engine = createEngine({ ...catalogue, detectors: [counting, ...others] });

/** The analysis after an edit, and how often it was judged anew. */
function edit(before: Analysis, old: string, fresh: string): { after: Analysis; again: number } {
  const text = before.text.replace(old, () => fresh);
  judged = 0;
  const steps = engine.steps(text, before);
  for (;;) {
    const step = steps.next();
    if (!step.done) continue;
    const again = judged;
    assert.deepEqual(step.value.findings, engine.analyse(text).findings);
    return { after: step.value, again };
  }
}

const log = engine.analyse(
  [
    'Notes: the branch called at nine.',
    '',
    '*Feb  3 04:11:20.113: ISAKMP:(0):Checking ISAKMP transform 1 against priority 10 policy',
    '*Feb  3 04:11:20.113: ISAKMP:      encryption AES-CBC',
    '*Feb  3 04:11:20.113: ISAKMP:(0):Encryption algorithm offered does not match policy!',
    '*Feb  3 04:11:20.113: ISAKMP:(0):atts are not acceptable. Next payload is 0',
    '*Feb  3 04:11:20.113: ISAKMP:(0):phase 1 SA policy not acceptable! (local 192.0.2.14 remote 198.51.100.29)',
    '',
    'branch#show crypto isakmp sa',
    'dst             src             state          conn-id status',
    '198.51.100.29   192.0.2.14      MM_NO_STATE          0 ACTIVE (deleted)',
    '',
  ].join('\n'),
);

test('what is typed into notes, blank lines and the time of a line is not judged again', () => {
  assert.equal(log.verdict.primary, 'ike-policy-mismatch');
  for (const [old, fresh] of [
    ['at nine', 'at half past nine'],
    ['policy!\n', 'policy! \n'],
    ['*Feb  3 04:11:20.113: ISAKMP:      encryption', '* Feb  3 04:11:20.113: ISAKMP:      encryption'],
    ['payload is 0\n', 'payload is 0 why?\n'],
  ] as const)
    assert.equal(edit(log, old, fresh).again, 0, old);
});

test('places move with the text, time after time', () => {
  let analysis = log;
  for (let nth = 0; nth < 5; nth += 1) {
    const { after, again } = edit(analysis, 'Notes', 'Notes!');
    assert.equal(again, 0);
    const [evidence] = after.findings[0]?.evidence ?? [];
    assert.ok(evidence);
    const shift = nth + 1;
    assert.equal(evidence.start, (log.findings[0]?.evidence[0]?.start ?? 0) + shift);
    assert.equal(after.tunnels[0]?.ike[0]?.span.start, (log.tunnels[0]?.ike[0]?.span.start ?? 0) + shift);
    analysis = after;
  }
});

test('what was looked at is judged again where it says something else', () => {
  for (const [old, fresh] of [
    ['198.51.100.29)', '198.51.100.92)'],
    ['MM_NO_STATE ', 'QM_IDLE     '],
    ['policy not acceptable', 'policy acceptable'],
    ['priority 10', 'priority 20'],
    ['show crypto isakmp sa', 'show crypto isakmp'],
    ['Notes:', 'Notes:\nmore'],
    ['04:11:20.113: ISAKMP:(0):atts', '05:11:20.113: ISAKMP:(0):atts'],
  ] as const)
    assert.ok(edit(log, old, fresh).again > 0, old);
});

test('a damaged text is carried over like a clean one', () => {
  const damaged = engine.analyse(log.text.replace('branch called', '\u001b[1mbranch\u001b[0m called'));
  const { after, again } = edit(damaged, 'at nine', 'at half past nine');
  assert.equal(again, 0);
  assert.equal(after.verdict.primary, 'ike-policy-mismatch');
});
