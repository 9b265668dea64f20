// `npm run package [-- FOLDER FILE]`: the VSIX from what is built. The same files give the same bytes, whenever and wherever it is made.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { ROOT } from './host/cache.ts';

const [folder = ROOT, packagePath] = process.argv.slice(2);

// The time that npm gives the files of its packages, too; a ZIP file tells it as local time.
process.env.SOURCE_DATE_EPOCH = '499162500';
process.env.TZ = 'UTC';
const { repository } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
await createVSIX({
  cwd: folder,
  dependencies: false,
  allowMissingRepository: true,
  // Once the manifest names a repository, links and pictures of the README lead there.
  rewriteRelativeLinks: repository !== undefined,
  ...(repository === undefined ? { readmePath: 'dist/README.md' } : {}),
  ...(packagePath === undefined ? {} : { packagePath }),
});
