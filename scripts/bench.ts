// Measures the engine on logs made from its own catalogue and of its fixtures, and on large outputs, beside the tools that people use on such files today; ratios of one run on one machine.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';
import type { Command, Rec } from '../server/src/engine/define.ts';
import { work } from '../server/src/engine/dispatch.ts';
import { createEngine } from '../server/src/engine/index.ts';
import { lineEnd, lineStartsOf } from '../server/src/engine/lines.ts';
import type { Analysis } from '../server/src/engine/model.ts';
import { compileCommand, readCommand } from '../server/src/engine/reader.ts';
import { parseTemplate } from '../server/src/engine/template.ts';
import { catalogue } from '../server/src/knowledge/index.ts';
import { start } from '../test/protocol/client.ts';
import { readCases } from './cases.ts';
import { root } from './generated-files.ts';
import { generateLog, repeatedLog, sessionTable } from './generated-text.ts';

/** `--template`: the file with which TextFSM reads `show crypto session detail`, of ntc-templates. */
const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '0.2,5,50' }, template: { type: 'string' } },
});
const sizes = values.sizes.split(',').map(Number);
const folder = mkdtempSync(join(tmpdir(), 'ipsec-doctor-bench-'));

interface Measure {
  readonly what: string;
  readonly milliseconds: number;
  readonly note?: string;
}

/** The middle of three runs: one run alone tells more of the machine than of the program. */
function timed(run: () => unknown): number {
  const times = [1, 2, 3].map(() => {
    const before = performance.now();
    run();
    return performance.now() - before;
  });
  return times.sort((a, b) => a - b)[1] as number;
}

/** Measured where they are installed. */
const SEARCH = 'rg';
const LOG_VIEWER = 'lnav';

const has = (tool: string): boolean => spawnSync(tool, ['--version']).status === 0;

/** What a search for fixed strings would have to look for: every literal text of the messages' templates between two fields. */
function literals(): readonly string[] {
  const found = new Set<string>();
  const collect = (nodes: ReturnType<typeof parseTemplate>): void => {
    let run = '';
    const close = (): void => {
      if (run.trim().length >= 3) found.add(run.trim());
      run = '';
    };
    for (const node of nodes) {
      if (node.type === 'text') run += node.text;
      else if (node.type === 'blank') run += ' ';
      else close();
      if (node.type === 'optional') collect(node.body);
      if (node.type === 'choice') for (const body of node.bodies) collect(body);
    }
    close();
  };
  for (const { templates } of catalogue.messages) for (const template of templates) collect(parseTemplate(template));
  return [...found];
}

const percentile = (times: readonly number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] as number;

/** What somebody who types and points feels, through the server that ships. */
async function inTheEditor(): Promise<readonly Measure[]> {
  const measures: Measure[] = [];
  for (const [what, paste] of [
    ['all messages', generateLog(catalogue, 200_000)],
    ['whole negotiations', repeatedLog(captures, 200_000)],
  ] as const) {
    const fresh = await start();
    const opened: number[] = [];
    for (let nth = 0; nth < 10; nth += 1) {
      const uri = `untitled:paste-${nth}`;
      const before = performance.now();
      fresh.open(uri, paste);
      await fresh.diagnostics(uri);
      opened.push(performance.now() - before);
    }
    await fresh.stop();
    measures.push({
      what: `open 200 KB of ${what}, the first of all`,
      milliseconds: opened[0] as number,
      note: `then ${percentile(opened.slice(1), 0.5).toFixed(0)} ms`,
    });
  }
  const client = await start();
  for (const size of [5000, 50_000])
    for (const [what, log] of [
      ['of all messages', generateLog(catalogue, size * 100)],
      ['of whole negotiations', repeatedLog(captures, size * 200)],
    ] as const)
      measures.push(...(await typing(client, `${size} lines ${what}`, log.split('\n', size))));
  await client.stop();
  return measures;
}

/** Keystrokes and hovers all over a document, and the longest step of its analysis. */
async function typing(
  client: Awaited<ReturnType<typeof start>>,
  what: string,
  lines: readonly string[],
): Promise<readonly Measure[]> {
  const uri = `untitled:${what}`;
  client.open(uri, lines.join('\n'));
  await client.diagnostics(uri);
  const typed: number[] = [];
  const pointed: number[] = [];
  for (let nth = 0; nth < 60; nth += 1) {
    const line = (nth * 7919) % lines.length;
    const at = { line, character: 0 };
    const before = performance.now();
    const version = nth + 2;
    void client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range: { start: at, end: at }, text: 'x' }],
    });
    await client.diagnostics(uri, version);
    typed.push(performance.now() - before);
    const asked = performance.now();
    await client.connection.sendRequest('textDocument/hover', {
      textDocument: { uri },
      position: { line, character: 40 },
    });
    pointed.push(performance.now() - asked);
  }
  const engine = createEngine(catalogue);
  const pauses: number[] = [];
  const longest = (before?: Analysis): Analysis => {
    const steps = engine.steps(`${lines.join('\n')}${before ? 'x' : ''}`, before);
    for (;;) {
      const began = performance.now();
      const { done, value } = steps.next();
      pauses.push(performance.now() - began);
      if (done) return value;
    }
  };
  for (let nth = 0; nth < 3; nth += 1) longest(longest());
  // The first ones warm the server up.
  return [
    {
      what: `a keystroke in ${what}`,
      milliseconds: percentile(typed.slice(20), 0.95),
      note: `at the 95th percentile; half of them within ${percentile(typed.slice(20), 0.5).toFixed(1)} ms; a hover ${percentile(pointed.slice(20), 0.95).toFixed(1)} ms`,
    },
    { what: 'longest pause', milliseconds: Math.max(...pauses) },
  ];
}

async function colouringRate(text: string): Promise<number> {
  await oniguruma.loadWASM(readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm')));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve(oniguruma),
    loadGrammar: async () =>
      textmate.parseRawGrammar(
        readFileSync(join(root, 'syntaxes/cisco-ipsec.tmLanguage.json'), 'utf8'),
        'grammar.json',
      ),
  });
  const grammar = await registry.loadGrammar('source.cisco-ipsec');
  const lines = text.split('\n');
  const before = performance.now();
  for (const line of lines) grammar?.tokenizeLine2(line, textmate.INITIAL);
  return text.length / 1000 / (performance.now() - before);
}

/** Outputs of one command, against what people read them with today. */
function reading(sessions: number): readonly Measure[] {
  const text = sessionTable(sessions);
  const engine = createEngine(catalogue);
  const command = catalogue.commands.find(({ id }) => id === 'show crypto session') as Command;
  const compiled = compileCommand(command, catalogue.kinds);
  const read = (): Rec => {
    const starts = lineStartsOf(text);
    return readCommand(compiled, {
      text,
      firstLine: 1,
      endLine: starts.length,
      lineStart: (line) => starts[line] as number,
      lineEnd: (line) => lineEnd(text, starts, line),
    }).root;
  };
  for (let nth = 0; nth < 20; nth += 1) read();
  const own = timed(read);
  engine.analyse(text);
  const measures: Measure[] = [
    { what: 'reading it', milliseconds: own, note: `${read().children.length} records` },
    { what: 'reading and judging it', milliseconds: timed(() => engine.analyse(text)) },
  ];
  const file = join(folder, 'sessions.txt');
  writeFileSync(file, text);
  const { status, stdout } = spawnSync('python3', ['-c', TEXTFSM, values.template ?? '', file], { encoding: 'utf8' });
  if (status !== 0) return measures;
  const [records, took] = stdout.trim().split(' ').map(Number) as [number, number];
  return [
    ...measures,
    {
      what: 'TextFSM',
      milliseconds: took,
      note: `${records} records; ${(took / own).toFixed(1)} times as long as reading`,
    },
  ];
}

/** Prints how many records TextFSM finds in a file, and the milliseconds of the middle one of three runs. */
const TEXTFSM = `
import sys, time, textfsm
machine = textfsm.TextFSM(open(sys.argv[1])); text = open(sys.argv[2]).read(); times = []
for _ in range(3):
    machine.Reset(); before = time.perf_counter(); records = machine.ParseText(text); times.append(time.perf_counter() - before)
print(len(records), 1000 * sorted(times)[1])
`;

function measure(text: string): readonly Measure[] {
  const megabytes = text.length / 1_000_000;
  const lines = text.split('\n').length;
  const file = join(folder, 'log.txt');
  const words = join(folder, 'literals.txt');
  writeFileSync(file, text);
  writeFileSync(words, `${literals().join('\n')}\n`);
  const measures: Measure[] = [];
  const add = (what: string, milliseconds: number, note?: string): void => {
    measures.push({ what, milliseconds, ...(note === undefined ? {} : { note }) });
  };

  const cold = performance.now();
  const engine = createEngine(catalogue);
  const first = engine.analyse(text);
  add(
    'open to verdict, cold',
    performance.now() - cold,
    `${first.findings.length} findings, ${first.lines.understood} of ${first.lines.total} lines`,
  );
  const tests = work.tests;
  add(
    'open to verdict, warm',
    timed(() => engine.analyse(text)),
    `${((work.tests - tests) / 3 / lines).toFixed(2)} expressions a line`,
  );
  const middle = text.indexOf('\n', text.length / 2) + 1;
  const edited = `${text.slice(0, middle)}x${text.slice(middle)}`;
  add(
    'one keystroke to verdict',
    timed(() => engine.analyse(edited)),
  );

  const cli = join(root, 'dist/cli.js');
  const bare = timed(() => spawnSync(process.execPath, ['-e', '0']));
  const run = spawnSync(process.execPath, [cli, '--version']).status === 0 ? [cli] : [join(root, 'server/src/cli.ts')];
  const own = timed(() => spawnSync(process.execPath, [...run, '--format', 'json', file], { maxBuffer: 1 << 30 }));
  add('command line, start to verdict', own, `of which Node itself ${bare.toFixed(0)} ms`);
  const peak = spawnSync('/usr/bin/time', ['-f', '%M', process.execPath, ...run, file], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const kilobytes = Number(peak.stderr?.trim().split('\n').at(-1));
  if (kilobytes > 0)
    add(
      'peak memory of the command line',
      Number.NaN,
      `${(kilobytes / 1000).toFixed(0)} MB, ${(kilobytes / 1000 / megabytes).toFixed(1)} times the text`,
    );

  if (has(SEARCH)) {
    const took = timed(() => spawnSync(SEARCH, ['-j1', '-c', '-F', '-f', words, file]));
    add('rg -j1 -c -F -f literals', took, `the command line takes ${(own / took).toFixed(1)} times as long`);
  }
  if (has(LOG_VIEWER)) {
    const took = timed(() => spawnSync(LOG_VIEWER, ['-n', '-c', ';select count(*) from all_logs', file]));
    add('lnav -n, indexing only', took, `${(took / own).toFixed(1)} times as long as the command line`);
  }
  return measures;
}

/** A capture of debug or syslog lines, nearly nothing else. */
function isLog(text: string): boolean {
  const lines = text.split('\n');
  return (
    lines.filter((line) => /^.{0,60}(?:ISAKMP|IPSEC|IKEv[12]|%[A-Z]{2,})/.test(line)).length > 0.8 * lines.length &&
    lines.length > 12
  );
}

function tell(title: string, measures: readonly Measure[]): void {
  console.log(`\n${title}`);
  for (const { what, milliseconds, note } of measures)
    console.log(
      `  ${what.padEnd(48)} ${(Number.isNaN(milliseconds) ? '' : `${milliseconds.toFixed(0)} ms`).padStart(10)}  ${note ?? ''}`,
    );
}

const captures = readCases(join(root, 'test/fixtures/cases'))
  .map(({ text }) => text)
  .filter(isLog);
// First: on a heap full of large logs the same takes twice as long, and TextFSM has a process of its own.
tell('show crypto session detail, 1200 sessions', reading(1200));
for (const size of sizes) {
  tell(`${size} MB of all messages of the catalogue, evenly`, measure(generateLog(catalogue, size * 1_000_000)));
  tell(`${size} MB of whole negotiations`, measure(repeatedLog(captures, size * 1_000_000)));
}
tell('in the editor', await inTheEditor());
console.log(
  `\nTextMate grammar in the tokenizer of VS Code: ${(await colouringRate(generateLog(catalogue, 1_000_000))).toFixed(1)} MB/s`,
);
rmSync(folder, { recursive: true });
