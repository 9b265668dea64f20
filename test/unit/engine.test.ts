// The engine on a catalogue of invented words: recognition, attempts, claims withdrawn by success, ranking, damage. No device word may be needed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Catalogue, command, detector, head, messages, rule } from '../../server/src/engine/define.ts';
import { work } from '../../server/src/engine/dispatch.ts';
import { createEngine } from '../../server/src/engine/index.ts';
import { kinds } from '../../server/src/knowledge/kinds.ts';

const plain = { explanation: 'Why.', next: [], fix: [], confusable: [], sources: ['RFC 0'] };
const catalogue: Catalogue = {
  kinds,
  heads: [
    head({
      id: 'zap',
      starts: ['ZAP'],
      pattern: 'ZAP\\((?<conn>\\d+)\\):\\s?',
      kind: 'debug',
      command: 'debug zap',
      ike: 1,
      sample: 'ZAP(1):',
    }),
    head({
      id: 'log',
      starts: ['%'],
      pattern: '%(?<facility>[A-Z]+)-\\d-(?<mnemonic>[A-Z]+):\\s?',
      kind: 'syslog',
      command: 'syslog',
      context: true,
      sample: '%ZAP-1-BAD:',
    }),
    head({ id: 'zap-bare', starts: [], pattern: '', kind: 'debug', command: 'debug zap', sample: '' }),
  ],
  messages: messages([
    {
      id: 'zap.begin',
      head: 'zap',
      templates: ['hello to {peer:ip}'],
      means: 'm',
      effect: { version: 1, begins: 'ike', role: 'initiator', arrow: 'out' },
      examples: [],
    },
    { id: 'zap.up', head: 'zap', templates: ['ike done'], means: 'm', effect: { up: 'ike' }, examples: [] },
    { id: 'zap.child', head: 'zap', templates: ['child done'], means: 'm', effect: { up: 'child' }, examples: [] },
    {
      id: 'zap.key',
      head: 'zap',
      templates: ['key looks wrong'],
      means: 'm',
      says: [{ code: 'key-wrong', certainty: 'likely', side: 'either' }],
      examples: [],
    },
    {
      id: 'zap.refused',
      head: 'zap',
      templates: ['offer refused'],
      means: 'm',
      says: [
        { code: 'first-offer', certainty: 'certain', when: 'ike-down' },
        { code: 'second-offer', certainty: 'certain', when: 'ike-up' },
      ],
      examples: [],
    },
    { id: 'zap.detail', head: 'zap-bare', templates: ['field {value:int} of hello'], means: 'm', examples: [] },
    {
      id: 'log.bad',
      head: 'log',
      mnemonic: 'ZAP-BAD',
      templates: ['everything failed[[ for {peer:ip}]]'],
      means: 'm',
      says: [{ code: 'failed', certainty: 'certain' }],
      examples: [],
    },
  ]),
  commands: [
    command({
      id: 'show zap table',
      means: 'm',
      fingerprints: ['Zap table of {device}'],
      records: { row: { opens: ['{local:ip} {remote:ip} {state:state}'] } },
      contribute: (root, draft) => {
        for (const rec of root.children)
          draft.ike({
            version: 1,
            local: rec.fields.local,
            remote: rec.fields.remote,
            state: rec.fields.state,
            health: rec.fields.state?.value === 'OPEN' ? 'up' : 'down',
            rec,
          });
      },
    }),
  ],
  rules: [
    rule({
      code: 'key-wrong',
      step: 2,
      role: 'cause',
      severity: 'error',
      title: 'Keys of {local} and {peer} differ',
      ...plain,
      explains: ['failed'],
    }),
    rule({
      code: 'first-offer',
      step: 2,
      role: 'cause',
      severity: 'error',
      title: 'Offer refused[[ by {peer}]]',
      ...plain,
    }),
    rule({ code: 'second-offer', step: 3, role: 'cause', severity: 'error', title: 'Second offer refused', ...plain }),
    rule({ code: 'failed', step: 2, role: 'cause', severity: 'error', neutral: true, title: 'It failed', ...plain }),
  ],
  detectors: [
    detector({
      id: 'throws',
      codes: [],
      run: () => {
        throw new Error('broken on purpose');
      },
    }),
  ],
  terms: [],
  operatorCommands: ['clear zap'],
};
const engine = createEngine(catalogue);
const codes = (text: string): string[] =>
  engine.analyse(text).findings.map((finding) => `${finding.code}/${finding.role}/${finding.certainty}`);

test('nothing of ours: no capture, no finding, a verdict that says so', () => {
  for (const text of [
    '',
    '\n\n',
    'A letter about zap tables.',
    'Jan 1 00:00:01 host %KERN-6-INFO: eth0 up',
    '\0\0PNG\u001a',
  ])
    assert.deepEqual(
      [engine.analyse(text).verdict.status, engine.analyse(text).captures.length, engine.detect(text)],
      ['no-crypto', 0, 'no'],
    );
});

test('a claim has its evidence on its line, whatever stands before the head', () => {
  for (const prologue of [
    '',
    '*Mar  1 00:00:03.123: ',
    '<189>4711: host: Mar  1 2027 00:00:03 UTC: ',
    '> ',
    '  12. Mar 1 00:00:03: ',
  ]) {
    const text = `${prologue}ZAP(7): hello to 192.0.2.1\r\n${prologue}ZAP(7): key looks wrong\r\n`;
    const [finding] = engine.analyse(text).findings;
    assert.equal(finding?.code, 'key-wrong', prologue);
    assert.equal(finding?.peer, '192.0.2.1');
    const [evidence] = finding?.evidence ?? [];
    assert.equal(text.slice(evidence?.start, evidence?.end), 'ZAP(7): key looks wrong');
    assert.equal(finding?.title, 'Keys of this device and 192.0.2.1 differ');
  }
});

test('the same notify means one thing before the IKE SA is up and another after', () => {
  assert.deepEqual(codes('ZAP(1): hello to 192.0.2.1\nZAP(1): offer refused'), ['first-offer/cause/certain']);
  assert.deepEqual(codes('ZAP(1): hello to 192.0.2.1\nZAP(1): ike done\nZAP(1): offer refused'), [
    'second-offer/cause/certain',
  ]);
  assert.deepEqual(
    codes('ZAP(1): offer refused').sort(),
    ['first-offer/cause/likely', 'second-offer/cause/likely'],
    'unknown context',
  );
});

test('a later success of the same peer withdraws a claim, one of another peer does not', () => {
  const refused = 'ZAP(1): hello to 192.0.2.1\nZAP(1): offer refused\n';
  assert.deepEqual(codes(`${refused}ZAP(1): ike done`), []);
  assert.deepEqual(codes(`${refused}ZAP(2): hello to 192.0.2.1\nZAP(2): ike done`), []);
  assert.deepEqual(codes(`${refused}ZAP(2): hello to 192.0.2.2\nZAP(2): ike done`), ['first-offer/cause/certain']);
  assert.deepEqual(codes(`${refused}Zap table of here\n198.51.100.1 192.0.2.1 OPEN\n`), [], 'shown up below');
  assert.equal(engine.analyse(`${refused}ZAP(1): ike done`).verdict.status, 'healthy');
});

test('interleaved peers keep their own story', () => {
  const text = [
    'ZAP(1): hello to 192.0.2.1',
    'ZAP(2): hello to 192.0.2.2',
    'ZAP(1): key looks wrong',
    'ZAP(2): ike done',
    'ZAP(2): child done',
  ].join('\n');
  const analysis = engine.analyse(text);
  assert.deepEqual(
    analysis.findings.map(({ code, peer }) => [code, peer]),
    [['key-wrong', '192.0.2.1']],
  );
  assert.deepEqual(
    analysis.attempts.map(({ peer, ikeUp, childUp }) => [peer, ikeUp, childUp]),
    [
      ['192.0.2.1', false, false],
      ['192.0.2.2', true, true],
    ],
  );
});

test('a cause makes what it explains a symptom; repeats are one finding with a count', () => {
  const text =
    'ZAP(1): hello to 192.0.2.1\nZAP(1): key looks wrong\nZAP(1): key looks wrong\n%ZAP-1-BAD: everything failed for 192.0.2.1\n';
  const { findings, verdict } = engine.analyse(text);
  assert.deepEqual(
    findings.map(({ code, role, count }) => [code, role, count]),
    [
      ['key-wrong', 'cause', 2],
      ['failed', 'symptom', 1],
    ],
  );
  assert.deepEqual([verdict.status, verdict.primary], ['fault', 'key-wrong']);
});

test('a neutral code alone leaves the verdict undetermined', () => {
  const { verdict } = engine.analyse('%ZAP-1-BAD: everything failed for 192.0.2.1');
  assert.deepEqual([verdict.status, verdict.primary], ['undetermined', 'failed']);
});

test('bare lines count only beside lines of their own kind', () => {
  assert.equal(engine.analyse('ZAP(1): hello to 192.0.2.1\n   field 3 of hello\n').lines.understood, 2);
  const prose = engine.analyse('Zap table of here\n198.51.100.1 192.0.2.1 OPEN\nfield 3 of hello\n');
  assert.equal(prose.captures[0]?.endLine, 2);
});

test('a relay puts its header before bare lines too', () => {
  const text = ['ZAP(1): hello to 192.0.2.1', 'field 3 of hello']
    .map((line) => `Mar 12 10:00:00 relay 17: ${line}`)
    .join('\n');
  const { lines, messageAt } = engine.analyse(text);
  assert.equal(lines.understood, 2);
  assert.equal(messageAt(1)?.fields.value?.value, '3');
});

test('an output is found with and without its command, its device and its end', () => {
  const { captures, tunnels } = engine.analyse('\nR1#sh za t\nZap table of here\n198.51.100.1 192.0.2.1 OPEN\nR1#\n');
  assert.deepEqual(
    captures.map(({ command: name, device, startLine, endLine }) => [name, device, startLine, endLine]),
    [['show zap table', 'R1', 1, 4]],
  );
  assert.equal(tunnels[0]?.id, '198.51.100.1-192.0.2.1');
  const bare = engine.analyse('Zap table of here\n198.51.100.1 192.0.2.1 OPEN\n\nThank you for your help!\n');
  assert.deepEqual([bare.captures[0]?.startLine, bare.captures[0]?.endLine], [0, 2]);
});

test('spans point into the text that the user sees, also after repair', () => {
  const text = '\u001b[31mZAP(1): hello to 192.0.2.1\u001b[0m\nZAP(1): \u001b[1mkey\u001b[0m looks wrong\n';
  const [finding] = engine.analyse(text).findings;
  const [evidence] = finding?.evidence ?? [];
  assert.equal(text.slice(evidence?.start, evidence?.end), 'ZAP(1): \u001b[1mkey\u001b[0m looks wrong');
});

test('ping marks inside words are looked through', () => {
  const text = 'ZAP(1): he.llo to 192.0.2.1\nZAP(1): key lo!ok.s wrong\n';
  const [finding] = engine.analyse(text).findings;
  assert.equal(finding?.code, 'key-wrong');
  assert.equal(finding?.peer, '192.0.2.1');
  assert.equal(text.slice(finding?.evidence[0]?.start, finding?.evidence[0]?.end), 'ZAP(1): key lo!ok.s wrong');
});

test('newest-first logs are read in the order of time', () => {
  const lines = [
    'Mar 1 00:00:01: ZAP(1): hello to 192.0.2.1',
    'Mar 1 00:00:02: ZAP(1): offer refused',
    'Mar 1 00:00:03: ZAP(1): hello to 192.0.2.1',
    'Mar 1 00:00:04: ZAP(1): ike done',
  ];
  assert.deepEqual(codes(lines.join('\n')), []);
  assert.deepEqual(codes(lines.toReversed().join('\n')), []);
});

test('a detector that throws is isolated and named', () => {
  const { failures, verdict } = engine.analyse('ZAP(1): hello to 192.0.2.1\nZAP(1): key looks wrong');
  assert.deepEqual(failures, ['throws: Error: broken on purpose']);
  assert.equal(verdict.primary, 'key-wrong');
});

test('a part of the judgement that throws is isolated and named once, and changes nothing', () => {
  const broken = (): never => {
    throw new Error('broken on purpose');
  };
  const parts = ['named', 'spoken', 'mended', 'strangers', 'begun', 'remaining', 'deciding'] as const;
  const frail = createEngine({
    ...catalogue,
    rules: catalogue.rules.map((each) => ({
      ...each,
      next: [{ command: 'show zap', why: 'w', where: 'local' }],
    })),
    judgement: Object.fromEntries(parts.map((part) => [part, broken])),
  });
  const text = `%ZAP-1-BAD: everything failed for 192.0.2.1\nR1#clear zap\nR1#show clock\n`;
  const { failures, verdict, findings } = frail.analyse(text);
  assert.deepEqual(
    [...failures].sort(),
    ['throws', ...parts].map((part) => `${part}: Error: broken on purpose`).sort(),
  );
  assert.deepEqual([verdict.status, verdict.primary], ['undetermined', 'failed']);
  assert.deepEqual(findings[0]?.next[0]?.command, 'show zap');
});

test('operator commands are seen, abbreviated or not', () => {
  for (const typed of ['R1#clear zap', 'R1#cle za 192.0.2.1'])
    assert.match(
      String(engine.analyse(`${typed}\nZAP(1): hello to 192.0.2.1\nZAP(1): ike done`).verdict.status),
      /healthy/,
    );
});

test('few regular expressions are tried per line, however many lines there are', () => {
  const lines = Array.from(
    { length: 2000 },
    (_, at) =>
      `Mar  1 00:00:01.${at}: ZAP(${at % 50}): ${['hello to 192.0.2.1', 'ike done', 'noise that nobody knows', 'child done'][at % 4]}`,
  );
  work.tests = 0;
  engine.analyse(lines.join('\n'));
  assert.ok(work.tests / lines.length < 4, `${work.tests / lines.length} a line`);
});

test('lines are those that the user sees, also where a lost line break was found again', () => {
  const entry = (at: number): string =>
    `<187>10${at}: hub: Nov 19 2027 07:10:0${at}: ZAP(${at}): hello to 192.0.2.${at}`;
  const text = `first\n${[1, 2, 3, 4, 5, 6, 7, 8].map(entry).join(' ')}\nlast\n`;
  const { lineStarts, lines, attempts } = engine.analyse(text);
  assert.deepEqual([...lineStarts], [0, 6, text.length - 5, text.length]);
  assert.equal(lines.total, 3);
  assert.equal(attempts.length, 8);
  assert.deepEqual([...new Set(attempts.map(({ startLine }) => startLine))], [1]);
});

test('an empty value of a repaired text has a place too', () => {
  const text = '\u001b[1mZAP(1): hello to 192.0.2.1\nZAP(1): \u001b[0m\u001b[1mmark\u001b[0m here\n';
  const marked = createEngine({
    ...catalogue,
    kinds: { ...kinds, nothing: { pattern: '', samples: [''] } },
    messages: [
      ...catalogue.messages,
      {
        id: 'zap.mark',
        head: 'zap',
        templates: ['{sign:nothing}mark{more:nothing} here'],
        means: 'm',
        effect: {},
        examples: [],
      },
    ],
  }).analyse(text);
  for (const fact of Object.values(marked.messageAt(1)?.fields ?? {})) assert.ok(fact && fact.start <= fact.end);
  assert.equal(marked.messageAt(1)?.fields.sign?.value, '');
});
