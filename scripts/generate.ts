// Writes every file that is made from the catalogue, and removes pages of codes that are gone.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { catalogue } from '../server/src/knowledge/index.ts';
import { generatedFiles, root } from './generated-files.ts';

const files = generatedFiles(catalogue);
for (const { path, content } of files) {
  const file = join(root, path);
  if (existsSync(file) && readFileSync(file, 'utf8') === content) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  console.log(`wrote ${path}`);
}
for (const name of readdirSync(join(root, 'docs/findings'))) {
  if (files.some(({ path }) => path === `docs/findings/${name}`)) continue;
  rmSync(join(root, 'docs/findings', name));
  console.log(`removed docs/findings/${name}`);
}
