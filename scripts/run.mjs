// Entry of the commands that the README names: runs on a bare Node, installs what the lock file names, then runs the script on the project's own Node.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const [script, ...args] = process.argv.slice(2);

if (!isInstalled()) {
  process.stderr.write('Installing the locked dependencies …\n');
  const npm = process.env.npm_execpath;
  const install = ['ci', '--loglevel=error', '--no-audit', '--no-fund'];
  run(npm ? process.execPath : 'npm', npm ? [npm, ...install] : install);
}

// The dependency `node` runs TypeScript as it stands; where its install script was not allowed to run, a new enough Node does as well.
const own = path.join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
if (!existsSync(own) && !process.features.typescript) {
  process.stderr.write(
    'Node 24 is missing: allow the install script of the package "node", or use Node 24 yourself.\n',
  );
  process.exit(1);
}
run(existsSync(own) ? own : process.execPath, [path.join(root, 'scripts', `${script}.ts`), ...args]);

function isInstalled() {
  const installed = path.join(root, 'node_modules/.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(path.join(root, 'package-lock.json')).mtimeMs;
}

function run(command, commandArgs) {
  const shell = process.platform === 'win32' && command === 'npm';
  const { status, error } = spawnSync(command, commandArgs, { cwd: root, stdio: 'inherit', shell });
  if (error) process.stderr.write(`${error.message}\n`);
  if (status !== 0) process.exit(status ?? 1);
}
