// The packages as they are handed out: the VSIX and the npm package hold what they need and no more, and work where nothing else is.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT } from '../../scripts/host/cache.ts';
import { unzip } from './unzip.ts';

const MEGABYTE = 1_000_000;
/** What a working copy holds beside its sources. */
const LEFT_OUT = new Set(['node_modules', '.git', '.vscode-test', 'out', 'dist', 'pictures', 'fixtures']);

const folder = mkdtempSync(path.join(tmpdir(), 'ipsec-doctor-packages-'));
const copy = path.join(folder, 'copy');
const home = path.join(folder, 'home');
const vsix = path.join(folder, 'first.vsix');
let tarball = '';

// In a copy: other tests use dist/ meanwhile.
before(() => {
  cpSync(ROOT, copy, { recursive: true, filter: (file) => !LEFT_OUT.has(path.basename(file)) });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
  buildCopy();
  packExtension(vsix);
  tarball = pack('first');
  mkdirSync(home);
  writeFileSync(path.join(home, 'package.json'), '{ "private": true, "type": "module" }');
});
after(() => rmSync(folder, { recursive: true }));

interface Run {
  readonly status: number | null;
  readonly stdout: string;
}

function run(cwd: string, command: string, args: readonly string[]): Run {
  const shell = process.platform === 'win32' && command !== process.execPath;
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', shell });
  if (error) throw error;
  return { status, stdout: stdout + (status === 0 ? '' : stderr) };
}

function npm(cwd: string, ...args: readonly string[]): string {
  const script = process.env.npm_execpath;
  const quiet = [...args, '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund'];
  const { status, stdout } = script ? run(cwd, process.execPath, [script, ...quiet]) : run(cwd, 'npm', quiet);
  assert.equal(status, 0, stdout);
  return stdout;
}

function buildCopy(): void {
  const { status, stdout } = run(copy, process.execPath, ['scripts/build.ts']);
  assert.equal(status, 0, stdout);
}

function packExtension(to: string): void {
  const { status, stdout } = run(copy, process.execPath, [path.join(ROOT, 'scripts/package.ts'), copy, to]);
  assert.equal(status, 0, stdout);
}

/** Makes the npm package in a folder of its own. */
function pack(name: string): string {
  const to = path.join(folder, name);
  mkdirSync(to);
  npm(copy, 'pack', '--pack-destination', to);
  return path.join(to, readdirSync(to)[0] ?? '');
}

test('the VSIX holds the extension and nothing else, in at most a megabyte', () => {
  const files = unzip(readFileSync(vsix));
  const listed = (inside: string): string[] =>
    readdirSync(path.join(ROOT, inside))
      .map((name) => `extension/${inside}/${name}`)
      .sort();
  assert.deepEqual(
    [...files.keys()].sort(),
    [
      '[Content_Types].xml',
      'extension.vsixmanifest',
      ...['LICENSE.txt', 'SECURITY.md', 'changelog.md', 'package.json', 'package.nls.json', 'readme.md'].map(
        (name) => `extension/${name}`,
      ),
      ...['THIRD-PARTY-NOTICES.txt', 'client.js', 'client-web.js', 'server.js'].map((name) => `extension/dist/${name}`),
      ...listed('images').filter((name) => /\/(?:icon\.png|walkthrough-\w+\.svg)$/.test(name)),
      ...listed('l10n'),
      ...listed('samples'),
      ...listed('syntaxes').filter((name) => name.endsWith('.json')),
    ].sort(),
  );
  const { size } = statSync(vsix);
  assert.ok(size <= MEGABYTE, `${size} bytes`);
});

test('everything that the manifest names is in the VSIX', () => {
  const files = unzip(readFileSync(vsix));
  const manifest = JSON.parse(String(files.get('extension/package.json')));
  const { contributes } = manifest;
  const named: string[] = [
    manifest.icon,
    `${manifest.main}.js`,
    `${manifest.browser}.js`,
    ...contributes.languages.map(({ configuration }: { configuration: string }) => configuration),
    ...contributes.grammars.map((grammar: { path: string }) => grammar.path),
    ...contributes.walkthroughs.flatMap(({ steps }: { steps: { media: { svg: string } }[] }) =>
      steps.map(({ media }) => media.svg),
    ),
  ];
  for (const name of named) assert.ok(files.has(path.posix.join('extension', name)), name);
});

test('nothing in the README of the VSIX leads to a place that is not there', () => {
  const readme = String(unzip(readFileSync(vsix)).get('extension/readme.md'));
  for (const [, target = ''] of readme.matchAll(/\]\(([^)]*)\)/g)) assert.match(target, /^(?:https:|#)/);
  assert.doesNotMatch(readme, /!\[|^#.*\n+#|\n{3}/m);
  assert.match(readme, /^# IPsec Doctor\n/);
});

test('with a repository in the manifest, links and pictures of the README lead there', () => {
  const file = path.join(copy, 'package.json');
  const manifest = readFileSync(file, 'utf8');
  const url = 'https://github.com/somebody/something';
  const to = path.join(folder, 'published.vsix');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(manifest), repository: { type: 'git', url: `git+${url}.git` } }));
  try {
    packExtension(to);
  } finally {
    writeFileSync(file, manifest);
  }
  const readme = String(unzip(readFileSync(to)).get('extension/readme.md'));
  for (const place of ['raw/HEAD/docs/images/hover.png', 'blob/HEAD/docs/collecting.md'])
    assert.ok(readme.includes(`](${url}/${place})`), readme);
  for (const [, target = ''] of readme.matchAll(/\]\(([^)]*)\)/g)) assert.match(target, /^(?:https:|#)/);
});

test('the code of others comes with its licences, each in full', () => {
  const notices = String(unzip(readFileSync(vsix)).get('extension/dist/THIRD-PARTY-NOTICES.txt'));
  for (const name of [
    'vscode-languageclient',
    'vscode-languageserver',
    'vscode-languageserver-protocol',
    'vscode-languageserver-types',
    'vscode-languageserver-textdocument',
    'vscode-jsonrpc',
    'minimatch',
    'semver',
  ]) {
    const { version, license } = JSON.parse(
      readFileSync(path.join(ROOT, 'node_modules', name, 'package.json'), 'utf8'),
    );
    assert.ok(notices.includes(`\n${name} ${version} (${license})\n`), name);
  }
  const sections = notices.split(`\n${'-'.repeat(80)}\n`).slice(1);
  for (const section of sections) assert.match(section, /permission|license/i);
  for (const section of sections) assert.ok(section.length > 500, section);
});

test('building and packing again gives the same bytes', () => {
  buildCopy();
  const again = path.join(folder, 'second.vsix');
  packExtension(again);
  assert.ok(readFileSync(again).equals(readFileSync(vsix)));
  assert.ok(readFileSync(pack('second')).equals(readFileSync(tarball)));
});

test('the npm package, installed without a network, is the command and the library', () => {
  npm(home, 'install', '--offline', tarball);
  const installed = path.join(home, 'node_modules/ipsec-doctor');
  assert.deepEqual(
    readdirSync(path.join(home, 'node_modules')).filter((name) => !name.startsWith('.')),
    ['ipsec-doctor'],
  );
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => statSync(path.join(installed, name)).isFile());
  const expected =
    /^(?:LICENSE|README\.md|package\.json|dist\/cli\.js|dist\/library\/(?:package\.json|index\.js|.*\.d\.ts)|samples\/.*)$/;
  assert.deepEqual(
    files.filter((name) => !expected.test(name)),
    [],
  );

  const sample = path.join(installed, 'samples/main-mode-refused.txt');
  const diagnosed = run(home, path.join('node_modules/.bin/ipsec-doctor'), [sample]);
  assert.equal(diagnosed.status, 1);
  assert.match(diagnosed.stdout, /Fault ike-policy-mismatch/);

  const program = `
    import { readFileSync } from 'node:fs';
    import { analyse, detect, jsonReport, markdownReport, redact, textReport } from 'ipsec-doctor';
    const text = readFileSync(${JSON.stringify(sample)}, 'utf8');
    const analysis = analyse(text);
    const documents = [{ file: 'sample', analysis }];
    console.log(JSON.stringify([
      analysis.verdict.primary, detect(text), analyse(redact(text)).verdict.primary, jsonReport(documents).version,
      textReport(documents).includes('Fault'), markdownReport(documents).includes('Fault'),
    ]));`;
  writeFileSync(path.join(home, 'program.mjs'), program);
  const answered = run(home, process.execPath, ['program.mjs']);
  const code = 'ike-policy-mismatch';
  assert.deepEqual(JSON.parse(answered.stdout), [code, 'sure', code, 1, true, true]);
});

test('the library is typed, for either way of finding modules', () => {
  const program = `
    import { type Analysis, analyse, type Finding, textReport } from 'ipsec-doctor';
    const analysis: Analysis = analyse('text');
    const codes: readonly string[] = analysis.findings.map(({ code }: Finding) => code);
    export const report: string = textReport([{ file: codes.join(), analysis }], { width: 80 });
    // @ts-expect-error A text is wanted.
    analyse(5);`;
  writeFileSync(path.join(home, 'program.ts'), program);
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  for (const module of [
    ['--module', 'nodenext'],
    ['--module', 'esnext', '--moduleResolution', 'bundler'],
  ]) {
    const args = [
      tsc,
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      'false',
      '--target',
      'es2023',
      ...module,
      'program.ts',
    ];
    assert.deepEqual(run(home, process.execPath, args), { status: 0, stdout: '' });
  }
});
