// The reports: contract of the JSON, schema of the SARIF, order and evidence of the text, and that no foreign text or secret gets through.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { Rule } from '../../server/src/engine/define.ts';
import { lineStartsOf } from '../../server/src/engine/lines.ts';
import type { Analysis, Finding } from '../../server/src/engine/model.ts';
import { secretForms } from '../../server/src/knowledge/secrets.ts';
import { code, fence, html, markdown, mermaid, visible } from '../../server/src/report/escape.ts';
import { jsonReport } from '../../server/src/report/json.ts';
import { markdownReport } from '../../server/src/report/markdown.ts';
import { sarifReport } from '../../server/src/report/sarif.ts';
import { MASK, maskLine } from '../../server/src/report/secrets.ts';
import { textReport } from '../../server/src/report/text.ts';

const TEXT = [
  'edge-3#debug crypto isakmp',
  'ISAKMP:(0): no offers accepted!',
  'crypto isakmp key Blue7Kettle address 203.0.113.80',
  'ISAKMP:(0): phase 1 SA policy not acceptable!',
  '',
].join('\r\n');

function spanOf(text: string, part: string, role: 'cause' | 'symptom' | 'context' = 'cause') {
  const start = text.indexOf(part);
  assert.notEqual(start, -1);
  return { start, end: start + part.length, role };
}

function findingOf(text: string, change: Partial<Finding> = {}): Finding {
  return {
    code: 'ike-policy-mismatch',
    role: 'cause',
    severity: 'error',
    certainty: 'certain',
    side: 'either',
    step: 2,
    neutral: false,
    tunnel: '198.51.100.7-203.0.113.80',
    peer: '203.0.113.80',
    title: 'The peers have no IKE policy in common',
    explanation: 'Encryption, hash, group and authentication have to be equal.',
    detail: {},
    attributes: [{ name: 'encryption', local: 'aes-256', remote: '3des' }],
    candidates: [],
    evidence: [spanOf(text, text.includes('no offers') ? 'no offers accepted!' : text.slice(0, 1))],
    count: 3,
    next: [{ command: 'show crypto isakmp policy', why: 'compare both ends', where: 'local' }],
    fix: [
      {
        where: 'remote',
        platform: 'ios',
        config: ['crypto isakmp policy 10', ' encryption aes 256'],
        why: 'the ends have to agree',
      },
    ],
    sources: ['https://www.rfc-editor.org/rfc/rfc2409'],
    ...change,
  };
}

function analysisOf(text: string, findings: readonly Finding[], change: Partial<Analysis> = {}): Analysis {
  return {
    text,
    lineStarts: lineStartsOf(text),
    lines: { total: 4, understood: 4 },
    platform: 'ios',
    captures: [],
    attempts: [],
    tunnels: [
      {
        id: '198.51.100.7-203.0.113.80',
        ike: [],
        ipsec: [],
        attempts: [],
        steps: ([1, 2, 3, 5, 6] as const).map((step) => ({
          step,
          status: step === 2 ? 'fail' : 'unknown',
          why: 'because',
          lines: [2],
        })),
      },
    ],
    findings,
    verdict: { status: 'fault', primary: findings[0]?.code ?? null, summary: 'They do not agree.' },
    failures: [],
    messageAt: () => undefined,
    captureAt: () => undefined,
    unknownLines: () => [],
    ...change,
  };
}

const RULE: Rule = {
  code: 'ike-policy-mismatch',
  step: 2,
  role: 'cause',
  severity: 'error',
  title: 'No policy in common with {peer}[[ on {interface}]]',
  explanation: 'They [have] to agree.',
  next: [],
  fix: [],
  confusable: [],
  sources: ['https://www.rfc-editor.org/rfc/rfc2409'],
};

const printed = (analysis: Analysis, file = 'paste.txt'): Readonly<Record<string, string>> => ({
  text: textReport([{ file, analysis }]),
  markdown: markdownReport([{ file, analysis }]),
  json: JSON.stringify(jsonReport([{ file, analysis }])),
  sarif: JSON.stringify(sarifReport([{ file, analysis }], { version: '1.2.3', rules: [RULE] })),
});

test('the JSON holds what the contract names, and nothing else', () => {
  const analysis = analysisOf(TEXT, [findingOf(TEXT, { detail: { direction: 'no-answer' } })]);
  const report = JSON.parse(JSON.stringify(jsonReport([{ file: '-', analysis }])));
  assert.equal(report.version, 1);
  const [document] = report.documents;
  assert.deepEqual(Object.keys(document), ['file', 'platform', 'lines', 'captures', 'tunnels', 'findings', 'verdict']);
  const [finding] = document.findings;
  assert.deepEqual(finding.evidence, [
    { line: 2, startCharacter: 12, endCharacter: 31, role: 'cause', text: 'no offers accepted!' },
  ]);
  assert.equal(finding.direction, 'no-answer');
  assert.equal(finding.count, 3);
  assert.ok(!('neutral' in finding) && !('detail' in finding) && !('candidates' in finding));
  assert.deepEqual(
    document.tunnels[0].steps.map(({ step }: { step: number }) => step),
    [1, 2, 3, 5, 6],
  );
});

test('neutral findings list their candidates in the JSON', () => {
  const neutral = findingOf(TEXT, { neutral: true, candidates: [{ code: 'pfs-mismatch', why: 'often' }] });
  const report = JSON.parse(JSON.stringify(jsonReport([{ file: '-', analysis: analysisOf(TEXT, [neutral]) }])));
  assert.deepEqual(report.documents[0].findings[0].candidates, [{ code: 'pfs-mismatch', why: 'often' }]);
});

// The published schema names an older draft than the validator's; nothing in it depends on that.
const { $schema: _, id: __, ...schema } = sarifSchema;
const compiled = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
const validate = (report: unknown): boolean => compiled(report);

test('the SARIF is valid by its schema, whatever the file is called', () => {
  const analysis = analysisOf(TEXT, [
    findingOf(TEXT),
    findingOf(TEXT, { code: 'weak-algorithm', role: 'context', severity: 'hint' }),
  ]);
  for (const file of ['paste.txt', '-', '/tmp/a b/ü.txt', 'C:\\logs\\x.txt', '../up.txt', '\ud800', 'a\nb']) {
    const report = JSON.parse(JSON.stringify(sarifReport([{ file, analysis }], { version: '1.2.3', rules: [RULE] })));
    assert.ok(validate(report), JSON.stringify(compiled.errors));
    const [result, hint] = report.runs[0].results;
    assert.deepEqual([result.ruleIndex, result.level, hint.level, hint.ruleIndex], [0, 'error', 'note', undefined]);
    const { region } = result.locations[0].physicalLocation;
    assert.deepEqual([region.startLine, region.startColumn, region.endColumn], [2, 13, 32]);
    assert.match(result.locations[0].physicalLocation.artifactLocation.uri, /^[\w.~:/%+-]+$/);
  }
});

test('a result without findings is valid SARIF', () => {
  const analysis = analysisOf('', [], {
    verdict: { status: 'no-crypto', primary: null, summary: 'Nothing.' },
    tunnels: [],
  });
  assert.ok(
    validate(JSON.parse(JSON.stringify(sarifReport([{ file: 'x', analysis }], { version: '1.2.3', rules: [] })))),
  );
});

test('the root cause comes first, evidence is quoted with its line, all six steps are listed', () => {
  const first = findingOf(TEXT, { code: 'send-errors', role: 'symptom', title: 'A symptom' });
  const analysis = analysisOf(TEXT, [first, findingOf(TEXT)], {
    verdict: { status: 'fault', primary: 'ike-policy-mismatch', summary: 'So.' },
  });
  const { text = '', markdown: report = '' } = printed(analysis);
  for (const output of [text, report]) {
    assert.ok(output.indexOf('no IKE policy in common') < output.indexOf('A symptom'));
    for (const step of ['Connectivity', 'IKE', 'IPsec', 'Logs', 'Routing', 'Lifetime'])
      assert.ok(output.includes(step), step);
    assert.ok(output.includes('encryption'));
  }
  assert.match(text, /2 \| ISAKMP:\(0\): no offers accepted!\n +\| {13}\^{19}\n/);
  assert.match(report, /\[line 2\]\(#L2\)/);
});

test('severity leaves lesser findings out, and the verdict as it is', () => {
  const analysis = analysisOf(TEXT, [
    findingOf(TEXT),
    findingOf(TEXT, { code: 'weak-algorithm', role: 'context', severity: 'hint', title: 'A weak one' }),
  ]);
  assert.ok(textReport([{ file: 'x', analysis }]).includes('A weak one'));
  for (const output of [
    textReport([{ file: 'x', analysis }], { severity: 'warning' }),
    markdownReport([{ file: 'x', analysis }], { severity: 'warning' }),
    JSON.stringify(jsonReport([{ file: 'x', analysis }], { severity: 'warning' })),
    JSON.stringify(sarifReport([{ file: 'x', analysis }], { version: '1.2.3', rules: [], severity: 'warning' })),
  ]) {
    assert.ok(!output.includes('A weak one'));
  }
});

test('colour is off unless wanted', () => {
  const analysis = analysisOf(TEXT, [findingOf(TEXT)]);
  assert.ok(!textReport([{ file: 'x', analysis }]).includes('\u001b'));
  assert.ok(textReport([{ file: 'x', analysis }], { color: true }).includes('\u001b[31m'));
});

test('secrets are found where they stand, and nowhere else', () => {
  for (const { id, examples, harmless, below } of secretForms) {
    const above = (distance: number): string | undefined =>
      distance === 1 ? 'Keyring      Hostname/Address        Preshared Key' : undefined;
    for (const [line, secret] of examples) {
      const masked = maskLine(line, below === undefined ? undefined : above);
      assert.ok(!masked.includes(secret), `${id}: «${masked}»`);
      assert.ok(masked.includes(MASK));
    }
    for (const line of harmless ?? []) assert.equal(maskLine(line), line, id);
  }
  for (const line of [
    'ISAKMP:(1001):found peer pre-shared key matching 203.0.113.80',
    'ISAKMP:(0):No pre-shared key with 203.0.113.80!',
    '  (key eng. msg.) INBOUND local= 198.51.100.7, remote= 203.0.113.80,',
    'IPSEC(key_engine): got a queue event with 1 KMI message(s)',
    'sa timing: remaining key lifetime (k/sec): (4607999/3500)',
    'crypto key generate rsa modulus 2048',
    ' authentication pre-share',
    ' pre-shared-key address 203.0.113.80',
    'default      203.0.113.80   up',
  ]) {
    assert.equal(maskLine(line), line);
  }
});

test('no door prints a secret that evidence or a title holds', () => {
  const whole = 'crypto isakmp key Blue7Kettle address 203.0.113.80';
  const half = { start: TEXT.indexOf('Kettle'), end: TEXT.indexOf('Kettle') + 10, role: 'cause' } as const;
  const finding = findingOf(TEXT, {
    evidence: [spanOf(TEXT, whole), half],
    title: `Seen: ${whole}`,
    next: [{ command: whole, why: 'try', where: 'local' }],
    fix: [{ where: 'local', platform: 'ios', config: [whole], why: 'so' }],
  });
  for (const [door, output] of Object.entries(printed(analysisOf(TEXT, [finding])))) {
    assert.ok(!/Blue7|Kettle/.test(output), door);
  }
});

const CONTROLS = '\\0-\\u0008\\u000b-\\u001f';

const HOSTILE = [
  '[x](command:workbench.action.quit)',
  '<img src=x onerror=alert(1)>',
  '```\n# broken out',
  '</code><script>alert(1)</script>',
  '![a](https://evil.example/x.png)',
  'https://evil.example',
  'www.evil.example',
  '\u001b[2J\u001b]0;owned\u0007',
  '\u202egnp.exe',
  '| a | b |',
  '%%{init: {"securityLevel": "loose"}}%%',
  '"]; click L call alert()',
  '- item\n1. one\n> quote',
  '$x$ ~~y~~ __z__ **b**',
  '&lt;b&gt;',
];

test('foreign text is shown and never obeyed', () => {
  for (const evil of HOSTILE) {
    const text = `${evil}\nno offers accepted!\n`;
    const finding = findingOf(text, {
      title: evil,
      explanation: evil,
      peer: evil,
      tunnel: evil,
      evidence: [{ start: 0, end: evil.length, role: 'cause' }, spanOf(text, 'no offers accepted!')],
      attributes: [{ name: evil, local: evil, remote: evil }],
      next: [{ command: evil, why: evil, where: 'local' }],
      fix: [{ where: 'local', platform: 'ios', config: [evil], why: evil }],
    });
    const base = analysisOf(text, [finding]);
    const analysis = {
      ...base,
      tunnels: base.tunnels.map((tunnel) => ({ ...tunnel, id: evil })),
      verdict: { ...base.verdict, summary: evil },
    };
    const {
      text: plain,
      markdown: report,
      sarif,
    } = printed(analysis, evil) as Record<'text' | 'markdown' | 'sarif', string>;
    for (const output of [plain, report, sarif])
      assert.doesNotMatch(output, new RegExp(`[${CONTROLS}\\u202a-\\u202e]`));
    assert.ok(validate(JSON.parse(sarif)), JSON.stringify(compiled.errors));
    const prose = withoutCode(report);
    assert.doesNotMatch(prose, /<(?!https:\/\/www\.rfc-editor)[a-z/!]/i, prose);
    assert.doesNotMatch(prose, /(?<!\\)\]\((?!#L)/, prose);
    assert.doesNotMatch(prose, /https:\/\/evil|www\.evil/, prose);
    assert.doesNotMatch(prose, /^# broken|^- item|^> quote|\*\*b\*\*|(?<!\\)~~y/m, prose);
    // Every table row keeps its number of cells.
    for (const block of report.split('\n\n').filter((part) => part.startsWith('| '))) {
      const cells = block
        .trimEnd()
        .split('\n')
        .map((row) => row.replaceAll('\\|', '').split('|').length);
      assert.equal(new Set(cells).size, 1, block);
    }
  }
});

/** Markdown without fenced blocks and code spans, as a reader of CommonMark takes it. */
function withoutCode(report: string): string {
  const lines: string[] = [];
  let open: string | undefined;
  for (const line of report.split('\n')) {
    const ticks = /^`{3,}/.exec(line)?.[0];
    if (open === undefined && ticks) open = ticks;
    else if (open !== undefined && line === open) open = undefined;
    else if (open === undefined) lines.push(line);
  }
  assert.equal(open, undefined, 'a fence is left open');
  return lines.join('\n').replaceAll(/(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
}

test('escaping holds for any text', () => {
  const anything = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE));
  fc.assert(
    fc.property(anything, (text) => {
      assert.doesNotMatch(html(text), /[<>"']/);
      assert.doesNotMatch(markdown(text), /[<>\n]|(?<!\\)(?:\\\\)*[[\]`]/);
      assert.doesNotMatch(mermaid(text), /[<>"'`%{}[\]()\n;](?!)|[<>"'`%{}[\]()\n]/);
      assert.doesNotMatch(visible(text), new RegExp(`[${CONTROLS}\\n\\u007f-\\u009f]`));
      assert.ok(!code(text).includes('\n'));
      const fenced = fence([text.replaceAll('\n', ' ')]);
      const ticks = /^`+/.exec(fenced)?.[0] ?? '';
      assert.equal(fenced.split('\n').filter((line) => line.startsWith(ticks)).length, 2);
    }),
    { numRuns: 500, seed: 3 },
  );
});

test('a part of a large file tells the lines of the file', () => {
  const analysis = analysisOf(TEXT, [findingOf(TEXT)]);
  const lines = (linesBefore: number): unknown => {
    const document = { file: 'day.log', analysis, linesBefore };
    const json = JSON.parse(JSON.stringify(jsonReport([document])));
    const sarif = JSON.parse(JSON.stringify(sarifReport([document], { version: '1', rules: [RULE] })));
    return [
      json.documents[0].findings.map(({ evidence }: { evidence: { line: number }[] }) =>
        evidence.map(({ line }) => line),
      ),

      json.documents[0].tunnels.map(({ steps }: { steps: { lines: number[] }[] }) => steps.map((step) => step.lines)),
      sarif.runs[0].results.map((result: never) =>
        JSON.stringify(result)
          .match(/"(?:start|end)Line":\d+/g)
          ?.map((found) => Number(found.split(':')[1])),
      ),
    ];
  };
  const moved = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(moved) : typeof value === 'number' ? value + 1000 : value;
  assert.deepEqual(lines(1000), moved(lines(0)));
  const number = /^ {2}(\d+) \|/m;
  const first = (linesBefore: number): number =>
    Number(number.exec(textReport([{ file: 'day.log', analysis, linesBefore }]))?.[1]);
  assert.equal(first(1000), first(0) + 1000);
});
