// The cache folder for editors and browsers, and the installation of packages into it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');
export const CACHE = path.join(ROOT, '.vscode-test');

const INSTALL_LIMIT_MS = 10 * 60_000;

/** Says on the terminal what is going on; standard output stays free for results. */
export function progress(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** The folder of a package from the npm registry, installed on first use. `nested` is a folder in it with dependencies of its own. */
export async function cachedPackage(name: string, version: string, nested?: string): Promise<string> {
  const folder = path.join(CACHE, `${name.replace(/^@/, '').replace('/', '-')}-${version}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.part`;
    progress(`Installing ${name} ${version} into ${path.relative(ROOT, folder)} (once) …`);
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    await writeFile(path.join(unfinished, 'package.json'), '{ "private": true }\n');
    await npm(unfinished, ['install', '--ignore-scripts', '--no-save', `${name}@${version}`]);
    if (nested) {
      progress(`Installing what ${name} needs …`);
      await npm(path.join(unfinished, 'node_modules', name, nested), ['install', '--omit=dev', '--ignore-scripts']);
    }
    await rename(unfinished, folder);
  }
  return path.join(folder, 'node_modules', name);
}

async function npm(cwd: string, args: readonly string[]): Promise<void> {
  const quiet = ['--loglevel=error', '--no-audit', '--no-fund'];
  const script = process.env.npm_execpath;
  const [command, first] = script ? [process.execPath, [script]] : ['npm', []];
  const child = spawn(command, [...first, ...args, ...quiet], {
    cwd,
    shell: !script && process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: INSTALL_LIMIT_MS,
  });
  const code = await new Promise<number | null>((resolve, reject) => child.on('exit', resolve).on('error', reject));
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed; the npm registry must be reachable for the first run`);
}
