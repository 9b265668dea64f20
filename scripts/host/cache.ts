// The cache folder for editors and browsers, and the installation of packages into it.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
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
  const folder = await cached(name, version, async (unfinished) => {
    await writeFile(path.join(unfinished, 'package.json'), '{ "private": true }\n');
    await npm(unfinished, ['install', '--ignore-scripts', '--no-save', `${name}@${version}`]);
    if (!nested) return;
    progress(`Installing what ${name} needs …`);
    await npm(path.join(unfinished, 'node_modules', name, nested), ['install', '--omit=dev', '--ignore-scripts']);
  });
  return path.join(folder, 'node_modules', name);
}

/** The files of a package from the npm registry, without the packages that it depends on. */
export async function cachedFiles(name: string, version: string): Promise<string> {
  const folder = await cached(name, version, async (unfinished) => {
    await npm(unfinished, ['pack', `${name}@${version}`]);
    const archives = (await readdir(unfinished)).filter((file) => file.endsWith('.tgz'));
    for (const archive of archives) execFileSync('tar', ['-xzf', archive], { cwd: unfinished });
  });
  return path.join(folder, 'package');
}

/** A folder that is there whole or not at all: it is filled under another name. */
async function cached(name: string, version: string, fill: (unfinished: string) => Promise<void>): Promise<string> {
  const folder = path.join(CACHE, `${name.replace(/^@/, '').replace('/', '-')}-${version}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.part`;
  progress(`Installing ${name} ${version} into ${path.relative(ROOT, folder)} (once) …`);
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await fill(unfinished);
  await rename(unfinished, folder);
  return folder;
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
