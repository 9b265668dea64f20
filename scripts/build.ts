// Bundles the client, the server and the command line into dist/, for the desktop and for the web.
import { rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type BuildOptions, build } from 'esbuild';

const node: BuildOptions = { platform: 'node', format: 'cjs', target: 'node20' };
const web: BuildOptions = { platform: 'browser', target: 'es2023' };

const bundles: Record<string, BuildOptions> = {
  'client.js': { ...node, entryPoints: ['client/src/extension.node.ts'], external: ['vscode'] },
  'client.web.js': { ...web, entryPoints: ['client/src/extension.web.ts'], format: 'cjs', external: ['vscode'] },
  'server.js': { ...node, entryPoints: ['server/src/main.node.ts'] },
  'server.web.js': { ...web, entryPoints: ['server/src/main.web.ts'], format: 'iife' },
  'cli.js': { ...node, entryPoints: ['server/src/cli.ts'], banner: { js: '#!/usr/bin/env node' } },
};

export async function buildAll(dev = false): Promise<void> {
  await rm('dist', { recursive: true, force: true });
  const common: BuildOptions = {
    bundle: true,
    minify: !dev,
    sourcemap: dev,
    legalComments: 'none',
    logLevel: 'warning',
  };
  await Promise.all(
    Object.entries(bundles).map(([file, options]) => build({ ...common, ...options, outfile: `dist/${file}` })),
  );
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { dev: { type: 'boolean', default: false } } });
  await buildAll(values.dev);
}
