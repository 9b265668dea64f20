// Every text of the manifest that is looked up stands in package.nls.json, and nothing stands there in vain.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

test('the manifest and its texts fit together', () => {
  const used = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]);
  const given = Object.keys(JSON.parse(read('package.nls.json')));
  assert.deepEqual([...new Set(used)].sort(), given.sort());
  assert.ok(used.length > 20);
});

test('each step of the walkthrough has its picture, which takes the colours of the theme', () => {
  const [walkthrough] = JSON.parse(read('package.json')).contributes.walkthroughs;
  assert.equal(walkthrough.steps.length, 4);
  for (const { media } of walkthrough.steps)
    assert.match(read(media.svg), /^<svg[^>]*aria-label="[^"]+"[\s\S]*--vscode-/);
});
