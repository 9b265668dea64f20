// Runs the end-to-end suite on what the VSIX holds, in a real VS Code: the desktop one where it can be had, else the browser-hosted one; then in a web page with no machine behind it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import type { Page, Worker } from 'playwright-core';
import { launchBrowser } from '../../scripts/host/browser.ts';
import { progress, ROOT } from '../../scripts/host/cache.ts';
import { desktopEditor } from '../../scripts/host/desktop.ts';
import { editorUrl, startEditor } from '../../scripts/host/editor.ts';
import { photograph, THEMES } from '../../scripts/pictures.ts';
import { unzip } from '../package/unzip.ts';
import { REFUSED_MAIN_MODE } from './captures.ts';
import { type CaseResult, MARK } from './results.ts';
import { startWebEditor } from './web/host.ts';

const OUT = path.join(ROOT, 'out/e2e');
const VSIX = path.join(ROOT, 'out/ipsec-doctor.vsix');
const EXTENSION = await unpackedVsix();
/** Generous: other work on the machine must not look like a hang. */
const RUN_LIMIT_MS = 8 * 60_000;
const USE_LIMIT_MS = 60_000;
/** A worker bears the name of the one that started it, and of its script. */
const SERVER_WORKER = 'ExtensionHostWorker -> server.js';

/** The helper of the suite on the web, and the suite itself: a module runs where the extension runs that holds it. */
const WEB_SUITE = {
  name: 'suite',
  publisher: 'ipsec-doctor-test',
  version: '1.0.0',
  engines: { vscode: '*' },
  browser: 'memory',
  activationEvents: ['onFileSystem:vscode-vfs'],
  capabilities: { virtualWorkspaces: true, untrustedWorkspaces: { supported: true } },
};

const desktop = await desktopEditor();
if ('executable' in desktop) {
  await suite('desktop', (module, log) => runOnDesktop(desktop.executable, module, log));
} else {
  progress(`No desktop VS Code (${desktop.missing}): the suite runs in the browser-hosted one.`);
  await suite('browser-hosted', runInBrowser);
  await test('installed it works, uninstalled it leaves nothing', installAndUninstall);
  await test('mouse and keyboard: paste, hover, problems, report, jump', () => photograph(THEMES.slice(0, 1)));
}
await suite('web worker', runInWebWorker);

/** The extension as it is handed out, unpacked as an editor does that installs it. */
async function unpackedVsix(): Promise<string> {
  const folder = path.join(ROOT, 'out/vsix');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  execFileSync(process.execPath, [path.join(ROOT, 'scripts/package.ts'), ROOT, VSIX], { stdio: 'ignore' });
  for (const [name, content] of unzip(await readFile(VSIX))) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return path.join(folder, 'extension');
}

type Log = (line: string) => void;

/** One test per host, one subtest per case; a host that ends without a result for any case fails as a whole. */
async function suite(host: string, run: (module: string, log: Log) => Promise<number>): Promise<void> {
  await test(host, async (context) => {
    const module = path.join(OUT, host.replace(' ', '-'), 'suite.js');
    await bundle('suite.ts', module, host);
    const results: CaseResult[] = [];
    const lines: string[] = [];
    const code = await run(module, (line) => {
      lines.push(line);
      const at = line.indexOf(MARK);
      if (at >= 0) results.push(JSON.parse(line.slice(at + MARK.length)));
    });
    for (const result of results) {
      await context.test(result.name, () => throwIf(result.error));
    }
    assert.ok(results.length > 0, `the suite did not run:\n${lines.slice(-20).join('\n')}`);
    if (!results.some(({ error }) => error)) assert.equal(code, 0, 'exit code of the suite');
  });
}

async function bundle(entry: string, outfile: string, host: string): Promise<void> {
  await build({
    entryPoints: [path.join(import.meta.dirname, entry)],
    outfile,
    bundle: true,
    format: 'cjs',
    define: { HOST: JSON.stringify(host) },
    external: ['vscode'],
    target: 'es2023',
    logLevel: 'warning',
  });
}

/** The failure as the suite saw it, without a second stack that leads here. */
function throwIf(stack: string | undefined): void {
  if (stack) throw Object.assign(new Error(stack), { stack });
}

async function runOnDesktop(vscodeExecutablePath: string, module: string, log: Log): Promise<number> {
  const workspace = await mkdtemp(path.join(tmpdir(), 'ipsec-doctor-e2e-'));
  let rest = '';
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      const lines = (rest + chunk).split(/\r?\n/);
      rest = lines.pop() ?? '';
      lines.forEach(log);
      done();
    },
  });
  try {
    return await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: EXTENSION,
      extensionTestsPath: module,
      launchArgs: [workspace, '--disable-extensions'],
      stdout,
      stderr: new Writable({ write: (_chunk, _encoding, done) => done() }),
    });
  } catch (error) {
    log(String(error));
    return 1;
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

async function runInBrowser(module: string, log: Log): Promise<number> {
  const editor = await startEditor();
  try {
    return await visit(editorUrl(editor, { extension: EXTENSION, suite: module }), log);
  } finally {
    await editor.stop();
  }
}

async function installAndUninstall(): Promise<void> {
  const editor = await startEditor();
  const browser = await launchBrowser();
  try {
    editor.manage('--install-extension', VSIX);
    assert.notDeepEqual(await filesThatName(editor.home), []);
    const page = await browser.newPage();
    const file = path.join(editor.workspace, 'peer-refused.txt');
    await writeFile(file, REFUSED_MAIN_MODE);
    await page.goto(editorUrl(editor, { extension: 'installed', file }));
    await page.locator('.squiggly-error').first().waitFor({ timeout: USE_LIMIT_MS });
    await page.getByRole('button', { name: 'Diagnose IPSec output' }).click();
    const report = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await report.locator('a[href^="line/"]').first().waitFor({ timeout: USE_LIMIT_MS });
    await page.close();
    editor.manage('--uninstall-extension', 'ipsec-doctor.ipsec-doctor');
    assert.deepEqual(await filesThatName(editor.home), []);
  } finally {
    await browser.close();
    await editor.stop();
  }
}

/** Files of an editor that speak of this extension; not its folder, which goes at the editor's next start, nor the editor's diary and cache. */
async function filesThatName(home: string): Promise<readonly string[]> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => path.join(parentPath, name));
  const own = files.filter(
    (file) => !/[\\/](?:logs|CachedProfilesData|ipsec-doctor\.ipsec-doctor[^\\/]*)[\\/]/.test(file),
  );
  const about = await Promise.all(
    own.map(async (file) =>
      /ipsec-doctor\.ipsec-doctor|ipsecDoctor/.test(`${path.relative(home, file)} ${await readFile(file, 'latin1')}`),
    ),
  );
  return own.filter((_file, index) => about[index]);
}

/** A folder in memory, not trusted, in an editor with no machine behind it. */
async function runInWebWorker(module: string, log: Log): Promise<number> {
  const folder = path.dirname(module);
  await bundle('web/memory.ts', path.join(folder, 'memory.js'), 'web worker');
  await writeFile(path.join(folder, 'package.json'), JSON.stringify(WEB_SUITE));
  const editor = await startWebEditor({
    folder: 'vscode-vfs://memory/workspace',
    extensions: { doctor: EXTENSION, suite: folder },
    suite: 'suite/suite',
  });
  const workers: Promise<string>[] = [];
  const meet = (worker: Worker): unknown => workers.push(worker.evaluate(() => self.name).catch(() => 'gone'));
  try {
    const code = await visit(editor.url, log, (page) => page.on('worker', meet));
    const names = await Promise.all(workers);
    assert.ok(names.includes(SERVER_WORKER), `no server among the workers ${names.join(', ')}`);
    return code;
  } finally {
    await editor.stop();
  }
}

/** Opens an editor that runs the suite, and answers with the suite's exit code. */
async function visit(url: string, log: Log, prepare?: (page: Page) => unknown): Promise<number> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => log(args.map(String).join(' ')));
    const ended = new Promise<number>((resolve, reject) => {
      void page.exposeFunction('codeAutomationExit', resolve);
      page.on('crash', () => reject(new Error('The page crashed')));
      setTimeout(() => reject(new Error('The suite did not end in time')), RUN_LIMIT_MS).unref();
    });
    prepare?.(page);
    await page.goto(url);
    return await ended;
  } finally {
    await browser.close();
  }
}
