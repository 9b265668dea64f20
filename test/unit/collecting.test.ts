// The page on what to collect asks for nothing that is not read, and cites a source for each number in brackets.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/generated-files.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const page = readFileSync(join(root, 'docs/collecting.md'), 'utf8');

test('every output that the page asks for is read', () => {
  const listed = [...page.matchAll(/in this order:\n\n```text\n([\s\S]*?)\n```/g)].flatMap(([, block = '']) =>
    block.split('\n'),
  );
  const added = (/\| Add \|\n([\s\S]*?)\n\n/.exec(page)?.[1] ?? '').match(/(?<=`)[a-z][^`]*(?=`)/g) ?? [];
  assert.ok(listed.length > 15 && added.length > 4);
  const known = catalogue.commands.flatMap(({ id, aliases = [] }) => [id, ...aliases]);
  const isRead = (asked: string): boolean => known.some((name) => asked === name || asked.startsWith(`${name} `));
  assert.deepEqual(
    [...listed, ...added].filter((asked) => !isRead(asked)),
    [],
  );
});

test('every number in brackets is a source, and every source is used', () => {
  const [text = '', sources = ''] = page.split('## Sources');
  const cited = new Set([...text.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number)));
  const given = [...sources.matchAll(/^(\d+)\. \[[^\]]+\]\(https:\/\/www\.cisco\.com\/[^)\s]+\)$/gm)].map(
    ([, number]) => Number(number),
  );
  assert.deepEqual(
    [...cited].sort((a, b) => a - b),
    given,
  );
});
