// `npm start [-- FILE]`: prints the diagnosis of a capture and opens it in VS Code with the extension.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import path from 'node:path';
import { buildAll } from './build.ts';
import { progress, ROOT } from './host/cache.ts';
import { desktopEditor, hasDisplay } from './host/desktop.ts';
import { editorUrl, startEditor } from './host/editor.ts';

const SAMPLE = path.join(ROOT, 'samples/main-mode-refused.txt');

const [argument] = process.argv.slice(2);
// npm changes the folder; a relative name is meant from where the person stands.
const file = argument ? path.resolve(process.env.INIT_CWD ?? '.', argument) : SAMPLE;
const found = statSync(file, { throwIfNoEntry: false });
if (found?.isFile()) await start();
else fail(found ? `${file} is not a file` : `There is no file ${file}`);

async function start(): Promise<void> {
  progress('Building …');
  await buildAll();
  progress(`Diagnosis of ${path.relative(process.cwd(), file)}:\n`);
  spawnSync(process.execPath, [path.join(ROOT, 'dist/cli.js'), file], { stdio: 'inherit' });
  progress('');
  if (hasDisplay() && openInstalled()) return;
  const desktop = await desktopEditor();
  if ('executable' in desktop) openDesktop(desktop.executable);
  else await openInBrowser(desktop.missing);
}

function openInstalled(): boolean {
  const { status } = spawnSync('code', ['--extensionDevelopmentPath', ROOT, file], {
    shell: process.platform === 'win32',
  });
  if (status === 0) progress('VS Code opens with the extension and this file.');
  return status === 0;
}

function openDesktop(executable: string): void {
  spawn(executable, ['--extensionDevelopmentPath', ROOT, file], { detached: true, stdio: 'ignore' }).unref();
  progress('VS Code opens with the extension and this file.');
}

async function openInBrowser(reason: string): Promise<void> {
  progress(`No desktop VS Code (${reason}): starting the browser-hosted one.`);
  const editor = await startEditor();
  const url = editorUrl(editor, { file });
  progress('Open this address; Ctrl+C ends the editor.\n');
  console.log(url);
  if (hasDisplay()) openAddress(url);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await editor.stop();
}

function openAddress(url: string): void {
  const openers: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
    darwin: ['open'],
    win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  };
  const [command, ...args] = openers[process.platform] ?? ['xdg-open'];
  spawn(command, [...args, url], { detached: true, stdio: 'ignore' })
    .on('error', () => {})
    .unref();
}

function fail(message: string): void {
  progress(message);
  process.exitCode = 2;
}
