// What ships opens no connection, writes no file and runs no program: tried with all of that refused.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../scripts/host/cache.ts';
import { refusedMainMode } from '../protocol/captures.ts';
import { start } from '../protocol/client.ts';

/** With these, Node refuses to write files, to start programs and workers, and to load native code. */
const REFUSALS = [
  '--permission',
  '--allow-fs-read=*',
  '--no-warnings',
  '--import',
  pathToFileURL(path.join(import.meta.dirname, 'no-network.ts')).href,
];
const cli = path.join(ROOT, 'dist/cli.js');
const sample = path.join(ROOT, 'samples/main-mode-refused.txt');

const folder = mkdtempSync(path.join(tmpdir(), 'ipsec-doctor-quiet-'));
after(() => rmSync(folder, { recursive: true }));

function run(flags: readonly string[], args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, ...args], {
    cwd: folder,
    encoding: 'utf8',
    input,
  });
  return { status, stdout, stderr };
}

test('the trap shuts: connections, names, files and programs are refused', () => {
  const attempts = {
    socket: "require('node:net').connect(9, '127.0.0.1')",
    server: "require('node:net').createServer().listen(0)",
    datagram: "require('node:dgram').createSocket('udp4').send('x', 9, '127.0.0.1')",
    name: "require('node:dns').lookup('host.example', () => {})",
    resolver: "require('node:dns').resolve4('host.example', () => {})",
    request: "require('node:https').get('https://192.0.2.1/').on('error', () => {})",
    fetch: "fetch('http://127.0.0.1:8009/').catch(() => {})",
  };
  for (const [name, code] of Object.entries(attempts)) assert.equal(run(REFUSALS, ['--eval', code]).status, 97, name);
  for (const code of [
    "require('node:fs').writeFileSync('x', '')",
    "require('node:fs').createWriteStream('x')",
    "require('node:fs').mkdirSync('x')",
    "require('node:child_process').spawn('ls')",
    "new (require('node:worker_threads').Worker)('', { eval: true })",
  ])
    assert.match(run(REFUSALS, ['--eval', code]).stderr, /ERR_ACCESS_DENIED/, code);
  assert.deepEqual(readdirSync(folder), []);
});

test('the command line says the same behind the trap', () => {
  const calls: readonly (readonly string[])[] = [
    [sample],
    ['--format', 'markdown', sample],
    ['--format', 'json', sample],
    ['--format', 'sarif', sample],
    ['--compare', sample, sample],
    ['--explain', 'ike-policy-mismatch'],
    ['--help'],
    ['missing.txt'],
    ['-'],
  ];
  for (const call of calls) {
    const free = run([], [cli, ...call], refusedMainMode);
    assert.notEqual(free.stdout + free.stderr, '');
    assert.deepEqual(run(REFUSALS, [cli, ...call], refusedMainMode), free, call.join(' '));
  }
  assert.equal(run(REFUSALS, [cli, '--redact', sample]).status, 0);
  assert.deepEqual(readdirSync(folder), []);
});

test('the language server works behind the trap', async () => {
  const client = await start({ workspace: { configuration: true } }, REFUSALS);
  const uri = 'untitled:Untitled-1';
  client.open(uri, refusedMainMode);
  const problems = await client.diagnostics(uri);
  assert.ok(problems.some(({ code }) => code === 'ike-policy-mismatch'));
  const hover = await client.at<{ contents: unknown } | null>('textDocument/hover', uri, 'MM_NO_STATE');
  assert.ok(hover?.contents);
  assert.equal(await client.stop(), 0);
  assert.deepEqual(readdirSync(folder), []);
});
