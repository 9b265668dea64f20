// A real VS Code in the browser, from the npm registry: where the desktop one cannot be had, tests, pictures and `npm start` use it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cachedPackage, ROOT } from './cache.ts';

const PACKAGED = { name: 'code-server', version: '4.139.1', nested: 'lib/vscode' };
const START_LIMIT_MS = 60_000;

/** Nothing but the text on the screen. */
const SETTINGS = {
  'chat.disableAIFeatures': true,
  'git.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
};

export interface EditorServer {
  readonly origin: string;
  /** Whoever does not know it is refused: the editor has a terminal, and others may use this machine. */
  readonly token: string;
  /** An empty folder that the editor shows; gone when the server stops. */
  readonly workspace: string;
  /** Everything that the editor keeps; gone when the server stops, too. */
  readonly home: string;
  /** Has the editor install or uninstall an extension. */
  manage(...options: readonly string[]): void;
  stop(): Promise<void>;
}

/** Where the packaged VS Code lies. */
export async function editorFolder(): Promise<string> {
  return path.join(await cachedPackage(PACKAGED.name, PACKAGED.version, PACKAGED.nested), PACKAGED.nested);
}

export async function startEditor(): Promise<EditorServer> {
  const token = randomUUID();
  const vscode = await editorFolder();
  const home = await mkdtemp(path.join(tmpdir(), 'ipsec-doctor-editor-'));
  const workspace = path.join(home, 'workspace');
  await mkdir(workspace);
  await writeSettings(home);
  const main = [
    path.join(vscode, 'out/server-main.js'),
    ...['--server-data-dir', path.join(home, 'data'), '--extensions-dir', path.join(home, 'extensions')],
    '--accept-server-license-terms',
  ];
  const server = spawn(
    process.execPath,
    [
      ...main,
      ...['--host', '127.0.0.1', '--port', '0', '--connection-token', token],
      ...['--telemetry-level', 'off', '--disable-workspace-trust'],
      // With it the page takes the extension and the file to open from its address.
      '--enable-smoke-test-driver',
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const manage = (...options: readonly string[]): void => {
    execFileSync(process.execPath, [...main, ...options], { stdio: 'ignore' });
  };
  const stop = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill();
      await once(server, 'exit');
    }
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const port = await listening(server);
    return { origin: `http://127.0.0.1:${port}`, token, workspace, home, manage, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Shown {
  /** The folder of the extension under development: the project's if not given, none if only installed ones are meant. */
  readonly extension?: string | 'installed';
  readonly file?: string;
  readonly suite?: string;
}

/** The address of the editor, with an extension loaded. */
export function editorUrl(
  { origin, token, workspace }: EditorServer,
  { extension = ROOT, file, suite }: Shown = {},
): string {
  const remote = (local: string): string => `${origin.replace('http:', 'vscode-remote:')}${local}`;
  const payload: [string, string][] = [];
  if (extension !== 'installed') payload.push(['extensionDevelopmentPath', remote(extension)]);
  if (suite) payload.push(['extensionTestsPath', remote(suite)]);
  if (file) payload.push(['openFile', remote(file)]);
  const query = new URLSearchParams({ tkn: token, folder: workspace, payload: JSON.stringify(payload) });
  return `${origin}/?${query}`;
}

async function writeSettings(home: string): Promise<void> {
  const folder = path.join(home, 'data/data/Machine');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'settings.json'), JSON.stringify(SETTINGS));
}

async function listening(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('The editor server did not start in time')), START_LIMIT_MS);
    let printed = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk;
      const port = /listening on (\d+)/i.exec(printed)?.[1];
      if (!port) return;
      clearTimeout(late);
      printed = '';
      resolve(Number(port));
    });
    server.on('error', reject);
    server.on('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`The editor server ended with code ${code}`));
    });
  });
}
