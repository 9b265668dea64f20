// The command line as a user runs it: options, exit status, encodings, several files, closed pipes.
import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { catalogue } from '../../server/src/knowledge/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'ipsec-doctor-'));
const cli = join(folder, 'cli.cjs');
// Bundled as it is shipped: one file starts faster than many, too.
before(() =>
  build({
    entryPoints: [fileURLToPath(new URL('../../server/src/cli.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile: cli,
  }),
);
after(() => rmSync(folder, { recursive: true }));

const FAULT = [
  'edge-3#debug crypto isakmp',
  '*Apr  9 11:02:10.120: ISAKMP:(0):Checking ISAKMP transform 1 against priority 10 policy',
  '*Apr  9 11:02:10.120: ISAKMP:(0):Encryption algorithm offered does not match policy!',
  '*Apr  9 11:02:10.120: ISAKMP:(0):atts are not acceptable. Next payload is 0',
  '*Apr  9 11:02:10.120: ISAKMP:(0):no offers accepted!',
  '*Apr  9 11:02:10.120: ISAKMP:(0): phase 1 SA policy not acceptable! (local 198.51.100.7 remote 203.0.113.80)',
  'edge-3#show running-config | include isakmp key',
  'crypto isakmp key Blue7Kettle address 203.0.113.80',
  '',
].join('\n');
const PROSE = 'Dear all, the tunnel to the museum is closed on Mondays.\n';

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function run(args: readonly string[], input = ''): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', input });
}

const fault = file('fault.txt', FAULT);
const prose = file('prose.txt', PROSE);

test('exit status: 1 for a fault, 0 for none, 2 for wrong usage, 3 for a file that cannot be read', () => {
  assert.equal(run([fault]).status, 1);
  assert.equal(run([prose]).status, 0);
  assert.equal(run(['--format', 'xml', prose]).status, 2);
  assert.equal(run(['--nonsense']).status, 2);
  assert.equal(run(['--severity', 'loud', prose]).status, 2);
  assert.equal(run(['--explain', 'no-such-code']).status, 2);
  assert.equal(run(['--compare', fault]).status, 2);
  assert.equal(run([join(folder, 'missing.txt')]).status, 3);
});

test('an unreadable file is named and the others are still diagnosed', () => {
  const { status, stdout, stderr } = run([join(folder, 'missing.txt'), folder, fault]);
  assert.equal(status, 3);
  assert.match(stderr, /cannot read .*missing\.txt: there is no such file/);
  assert.match(stderr, /it is a folder/);
  assert.match(stdout, /fault\.txt: Fault ike-policy-mismatch/);
});

test('standard input needs no name, and may have one', () => {
  for (const args of [[], ['-']]) {
    const { status, stdout } = run(args, FAULT);
    assert.equal(status, 1);
    assert.match(stdout, /^-: Fault/);
  }
});

test('formats: text, Markdown, JSON and SARIF say the same', () => {
  assert.match(run([fault]).stdout, /ike-policy-mismatch/);
  assert.match(
    run(['--format', 'markdown', fault]).stdout,
    /^# IPsec diagnosis of .*\n\n\*\*✗ Fault\*\* · `ike-policy-mismatch`/,
  );
  const json = JSON.parse(run(['--format=json', fault, prose]).stdout);
  assert.equal(json.version, 1);
  assert.deepEqual(
    json.documents.map((document: { verdict: { primary: unknown } }) => document.verdict.primary),
    ['ike-policy-mismatch', null],
  );
  assert.equal(json.documents[1].verdict.status, 'no-crypto');
  const sarif = JSON.parse(run(['--format', 'sarif', fault]).stdout);
  assert.equal(sarif.runs[0].results[0].ruleId, 'ike-policy-mismatch');
});

test('no format and no option prints a secret', () => {
  for (const format of ['text', 'markdown', 'json', 'sarif'])
    assert.ok(!run(['--format', format, fault]).stdout.includes('Blue7Kettle'), format);
  const { stdout, status } = run(['--redact', fault]);
  assert.equal(status, 0);
  assert.ok(!stdout.includes('Blue7Kettle') && !stdout.includes('203.0.113.80') && !stdout.includes('edge-3'));
  assert.equal(run([file('redacted.txt', stdout)]).status, 1);
});

test('--explain tells a code, as text and as Markdown; --help and --version tell themselves', () => {
  assert.match(run(['--explain', 'ike-policy-mismatch']).stdout, /^ike-policy-mismatch: /);
  assert.match(run(['--explain', 'ike-policy-mismatch', '--format', 'markdown']).stdout, /^# ike-policy-mismatch\n/);
  for (const { code } of catalogue.rules.slice(0, 3)) assert.equal(run(['--explain', code]).status, 0);
  const help = run(['--help']).stdout;
  for (const option of ['--format', '--severity', '--explain', '--redact', '--color', '--compare', '--version'])
    assert.ok(help.includes(option), option);
  assert.match(run(['--version']).stdout, /^\d+\.\d+\.\d+\n$/);
});

test('colour: never in a pipe unless it is asked for', () => {
  assert.ok(!run([fault]).stdout.includes('\u001b['));
  assert.ok(run(['--color', 'always', fault]).stdout.includes('\u001b['));
});

test('severity hides lesser findings and leaves the verdict', () => {
  const { stdout, status } = run(['--severity', 'error', '--format', 'json', fault]);
  assert.equal(status, 1);
  const [document] = JSON.parse(stdout).documents;
  assert.ok(document.findings.every(({ severity }: { severity: string }) => severity === 'error'));
});

test('encodings: UTF-8 and UTF-16 with their marks, gzip, Latin-1, Windows line ends', () => {
  const utf16 = Buffer.from(`\ufeff${FAULT}`, 'utf16le');
  const inputs = {
    'bom.txt': Buffer.from(`\ufeff${FAULT}`),
    'le.txt': utf16,
    'be.txt': Buffer.from(utf16).swap16(),
    'crlf.txt': Buffer.from(FAULT.replaceAll('\n', '\r\n')),
    'latin.txt': Buffer.from(`Grüße\n${FAULT}`, 'latin1'),
    'log.gz': gzipSync(FAULT),
  };
  const files = Object.entries(inputs).map(([name, content]) => file(name, content));
  const { documents } = JSON.parse(run(['--format', 'json', ...files]).stdout);
  for (const { file: name, verdict } of documents) assert.equal(verdict.primary, 'ike-policy-mismatch', name);
  assert.equal(documents.length, files.length);
  const damaged = run([file('cut.gz', gzipSync(FAULT).subarray(0, 40))]);
  assert.equal(damaged.status, 3);
  assert.match(damaged.stderr, /compressed data/);
});

test('empty and binary input: nothing to say, no exception', () => {
  const picture = Buffer.from('89504e470d0a1a0a0000000d49484452000000ffff0001', 'hex');
  const files = ['', '\n', Buffer.alloc(5000), picture].map((content, at) => file(`odd${at}.bin`, content));
  const { status, stdout, stderr } = run(['--format', 'json', ...files]);
  assert.equal(status, 0);
  assert.equal(stderr, '');
  for (const { verdict } of JSON.parse(stdout).documents) assert.equal(verdict.status, 'no-crypto');
});

test('names with escape sequences are shown, not obeyed', () => {
  const { stderr } = run([join(folder, '\u001b[2Jmissing')]);
  assert.ok(!stderr.includes('\u001b'));
});

test('a closed pipe ends it quietly', async () => {
  const long = file('long.txt', FAULT.repeat(200));
  const child = spawn(process.execPath, [cli, '--format', 'json', ...Array(40).fill(long)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const status = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(stderr, '');
  assert.equal(status, 1);
});

/** One end of a tunnel that works; the other end is the same seen from there. */
const end = (
  name: string,
  local: string,
  remote: string,
  net: string,
  other: string,
  into: string,
  out: string,
): string =>
  [
    `${name}#show crypto ipsec sa`,
    'interface: GigabitEthernet0/0',
    `    Crypto map tag: VPN, local addr ${local}`,
    '   protected vrf: (none)',
    `   local  ident (addr/mask/prot/port): (${net}/255.255.0.0/0/0)`,
    `   remote ident (addr/mask/prot/port): (${other}/255.255.0.0/0/0)`,
    `   current_peer ${remote} port 500`,
    '     PERMIT, flags={origin_is_acl,}',
    '    #pkts encaps: 812, #pkts encrypt: 812, #pkts digest: 812',
    '    #pkts decaps: 812, #pkts decrypt: 812, #pkts verify: 812',
    `     local crypto endpt.: ${local}, remote crypto endpt.: ${remote}`,
    `     current outbound spi: 0x${out}(1)`,
    '     inbound esp sas:',
    `      spi: 0x${into}(2)`,
    '        transform: esp-256-aes esp-sha256-hmac ,',
    '     outbound esp sas:',
    `      spi: 0x${out}(1)`,
    '        transform: esp-256-aes esp-sha256-hmac ,',
    '',
  ].join('\n');

test('--compare sets two ends side by side; what does not mirror is a fault', () => {
  const west = file(
    'west.txt',
    end('west', '198.51.100.7', '203.0.113.80', '10.20.0.0', '10.40.0.0', 'A90B4D13', '5C1E77A2'),
  );
  const east = file(
    'east.txt',
    end('east', '203.0.113.80', '198.51.100.7', '10.40.0.0', '10.20.0.0', '5C1E77A2', 'A90B4D13'),
  );
  const fits = run(['--compare', west, east]);
  assert.equal(fits.status, 0, fits.stdout);
  assert.match(fits.stdout, /fits +selectors/);
  const wrong = file(
    'wrong.txt',
    end('east', '203.0.113.80', '198.51.100.7', '10.44.0.0', '10.20.0.0', '5C1E77A2', 'A90B4D13'),
  );
  const differs = run(['--compare', west, wrong]);
  assert.equal(differs.status, 1);
  assert.match(differs.stdout, /DIFFERS +selectors/);
  assert.match(run(['--compare', '--format', 'markdown', west, wrong]).stdout, /✗ differs/);
});
