// Generated files are those that the catalogue makes today.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { generatedFiles, root } from '../../scripts/generated-files.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const files = generatedFiles(catalogue);

test('no generated file is stale: `npm run generate` would change nothing', () => {
  const stale = files.filter(
    ({ path, content }) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== content,
  );
  assert.deepEqual(
    stale.map(({ path }) => path),
    [],
  );
  const pages = readdirSync(join(root, 'docs/findings')).map((name) => `docs/findings/${name}`);
  assert.deepEqual(
    pages.filter((page) => !files.some(({ path }) => path === page)),
    [],
  );
});

test('every link between the pages leads to one', () => {
  for (const { path, content } of files.filter((file) => file.path.startsWith('docs/findings/'))) {
    for (const [, target] of content.matchAll(/\]\(([\w-]+\.md)\)/g))
      assert.ok(
        files.some((file) => file.path === `docs/findings/${target}`),
        `${path} → ${target}`,
      );
  }
});
