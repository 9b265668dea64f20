// Bundles into dist/ what is shipped: client and server for the desktop and for the web, command line, library, standalone page.
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { thirdPartyNotices } from './bundle/notices.ts';
import { standalonePage } from './bundle/page.ts';
import { packagedReadme } from './bundle/readme.ts';
import { writeTypes } from './bundle/types.ts';
import { ROOT } from './host/cache.ts';

const node: BuildOptions = { platform: 'node', format: 'cjs', target: 'node20' };
const web: BuildOptions = { platform: 'browser', target: 'es2023' };

const folder = path.join(ROOT, 'dist');

const bundles: Record<string, BuildOptions> = {
  'client.js': { ...node, entryPoints: ['client/src/extension.node.ts'], external: ['vscode'] },
  'client-web.js': { ...web, entryPoints: ['client/src/extension.web.ts'], format: 'cjs', external: ['vscode'] },
  // For a Node process and for a web worker: what is only there in one of them is loaded in that one only.
  'server.js': { ...node, conditions: ['browser'], entryPoints: ['server/src/main.ts'], format: 'iife' },
  'cli.js': { ...node, entryPoints: ['server/src/cli.ts'], banner: { js: '#!/usr/bin/env node' } },
  'library/index.js': { platform: 'neutral', target: 'es2023', entryPoints: ['server/src/library.ts'], format: 'esm' },
};

export async function buildAll(dev = false): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const common: BuildOptions = {
    absWorkingDir: ROOT,
    bundle: true,
    minify: !dev,
    legalComments: 'none',
    logLevel: 'warning',
  };
  const bundled = Promise.all(
    Object.entries(bundles).map(([file, options]) =>
      build({ ...common, sourcemap: dev, ...options, metafile: true, outfile: path.join(folder, file) }),
    ),
  );
  const write = (file: string, content: string): Promise<void> => writeFile(path.join(folder, file), content);
  const metafiles = (await bundled).map(({ metafile }) => metafile);
  await write('THIRD-PARTY-NOTICES.txt', thirdPartyNotices(metafiles));
  await write('ipsec-doctor.html', await page(common));
  await write('README.md', packagedReadme(await sourceText('README.md')));
  // The manifest of the project is that of an editor's extension, which is CommonJS.
  await write('library/package.json', `${JSON.stringify({ type: 'module' })}\n`);
  writeTypes(path.join(folder, 'library'));
}

function sourceText(file: string): Promise<string> {
  return readFile(path.join(ROOT, file), 'utf8');
}

async function page(common: BuildOptions): Promise<string> {
  const { outputFiles } = await build({
    ...common,
    ...web,
    entryPoints: ['server/src/page.ts'],
    format: 'iife',
    define: { SAMPLE: JSON.stringify(await sourceText('samples/main-mode-refused.txt')) },
    write: false,
  });
  return standalonePage(await sourceText('server/src/page.html'), outputFiles[0]?.text ?? '');
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { dev: { type: 'boolean', default: false } } });
  await buildAll(values.dev);
}
