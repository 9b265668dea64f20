// A Chromium for tests and pictures: the system's own, else one from the npm registry.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { CACHE, cachedPackage, progress } from './cache.ts';

const PACKAGED = { name: '@sparticuz/chromium', version: '153.0.0' };
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const LAUNCH_LIMIT_MS = 30_000;

export async function launchBrowser(): Promise<Browser> {
  for (const options of systemBrowsers()) {
    const browser = await tryLaunch(options);
    if (browser) return browser;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No browser found: install Chrome, Chromium or Edge (from npm one can be had on Linux x64 only)');
  }
  const folder = await packagedBrowser();
  const executablePath = path.join(folder, 'chromium');
  return (await tryLaunch({ executablePath })) ?? launch({ executablePath, env: environmentOf(folder) });
}

function systemBrowsers(): LaunchOptions[] {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const found = names.flatMap((name) => folders.map((folder) => path.join(folder, name))).filter(existsSync);
  return [{ channel: 'chrome' }, { channel: 'msedge' }, ...found.map((executablePath) => ({ executablePath }))];
}

async function tryLaunch(options: LaunchOptions): Promise<Browser | undefined> {
  return launch(options).catch(() => undefined);
}

function launch(options: LaunchOptions): Promise<Browser> {
  return chromium.launch({ headless: true, args: ARGUMENTS, timeout: LAUNCH_LIMIT_MS, ...options });
}

async function packagedBrowser(): Promise<string> {
  const folder = path.join(CACHE, `chromium-${PACKAGED.version}`);
  if (existsSync(folder)) return folder;
  const bin = path.join(await cachedPackage(PACKAGED.name, PACKAGED.version), 'bin');
  progress('Unpacking Chromium (once) …');
  const unfinished = `${folder}.part`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const unpack = async (file: string, mode: number): Promise<string> => {
    const target = path.join(unfinished, file);
    await writeFile(target, brotliDecompressSync(await readFile(path.join(bin, `${file}.br`))), { mode });
    return target;
  };
  await unpack('chromium', 0o755);
  for (const archive of ['al2023.tar', 'fonts.tar']) {
    const tar = await unpack(archive, 0o644);
    execFileSync('tar', ['-xf', tar, '-C', unfinished]);
    await rm(tar);
  }
  await writeFile(path.join(unfinished, 'fonts.conf'), `<fontconfig><dir>${folder}/fonts</dir></fontconfig>\n`);
  await rename(unfinished, folder);
  return folder;
}

/** For bare machines: the package's own copy of libraries (NSS, NSPR) and of a font. */
function environmentOf(folder: string): Record<string, string> {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const env = Object.fromEntries(own);
  env.LD_LIBRARY_PATH = [env.LD_LIBRARY_PATH, path.join(folder, 'lib')].filter(Boolean).join(':');
  if (!existsSync('/etc/fonts/fonts.conf')) env.FONTCONFIG_FILE = path.join(folder, 'fonts.conf');
  return env;
}
