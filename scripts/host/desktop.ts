// The desktop VS Code for tests and `npm start`: a cached or downloaded one, if it can be had and shown.
import { existsSync, readdirSync } from 'node:fs';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import manifest from '../../package.json' with { type: 'json' };
import { CACHE, progress } from './cache.ts';

const DOWNLOAD_SITE = 'https://update.code.visualstudio.com/api/releases/stable';
const PROBE_LIMIT_MS = 4_000;

/** The executable of a desktop VS Code, or why there is none. */
export async function desktopEditor(): Promise<{ executable: string } | { missing: string }> {
  if (!hasDisplay()) return { missing: 'this machine has no display' };
  if (!isCached() && !(await isReachable())) return { missing: "VS Code's download site cannot be reached" };
  progress('Getting VS Code …');
  return { executable: await downloadAndUnzipVSCode({ cachePath: CACHE, version: wantedVersion() }) };
}

/** `IPSEC_DOCTOR_VSCODE`: `stable` (the default), `minimum` (the oldest that the manifest allows), or a version. */
function wantedVersion(): string {
  const wanted = process.env.IPSEC_DOCTOR_VSCODE || 'stable';
  return wanted === 'minimum' ? manifest.engines.vscode.replace(/^\D+/, '') : wanted;
}

export function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function isCached(): boolean {
  return existsSync(CACHE) && readdirSync(CACHE).some((name) => /^vscode-.*-\d+\.\d+\.\d+$/.test(name));
}

async function isReachable(): Promise<boolean> {
  try {
    return (await fetch(DOWNLOAD_SITE, { signal: AbortSignal.timeout(PROBE_LIMIT_MS) })).ok;
  } catch {
    return false;
  }
}
