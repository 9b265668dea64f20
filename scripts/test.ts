// `npm test`: builds the bundles and runs every test, the end-to-end suite in a real VS Code included.
import { spawnSync } from 'node:child_process';
import { buildAll } from './build.ts';
import { ROOT } from './host/cache.ts';

await buildAll();
const { status } = spawnSync(process.execPath, ['--test', 'test/**/*.test.ts'], { cwd: ROOT, stdio: 'inherit' });
process.exitCode = status ?? 1;
