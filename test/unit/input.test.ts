// Reading for the command line: whole files, parts of large ones, packed ones, damaged ones.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Part, partsOf } from '../../server/src/input.ts';

const folder = mkdtempSync(join(tmpdir(), 'ipsec-doctor-input-'));
after(() => rmSync(folder, { recursive: true }));

const LOG = Array.from({ length: 5000 }, (_, n) => `line ${n}: Grüße, ISAKMP:(100${n % 7}) says nothing — again`).join(
  '\n',
);

async function read(name: string, content: string | Buffer, most?: number): Promise<readonly Part[]> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const parts: Part[] = [];
  for await (const part of partsOf(path, most)) parts.push(part);
  return parts;
}

const textOf = (parts: readonly Part[]): string => parts.map(({ text }) => text).join('');

test('a file that fits is read whole', async () => {
  const parts = await read('whole.txt', LOG);
  assert.equal(parts.length, 1);
  assert.equal(parts[0]?.text, LOG);
  assert.deepEqual(await read('empty.txt', ''), [{ text: '', linesBefore: 0, read: 0, size: 0 }]);
});

for (const [name, pack] of [
  ['log.txt', Buffer.from],
  ['log.gz', gzipSync],
] as const) {
  test(`a large file comes in parts that end with a line: ${name}`, async () => {
    const parts = await read(name, pack(LOG), 70_000);
    assert.ok(parts.length >= 3);
    assert.equal(textOf(parts), LOG);
    let lines = 0;
    for (const { text, linesBefore, read: bytes, size } of parts) {
      assert.equal(linesBefore, lines);
      assert.ok(bytes > 0 && bytes <= (size ?? 0));
      lines += text.split('\n').length - 1;
    }
    for (const { text } of parts.slice(0, -1)) assert.ok(text.endsWith('\n'));
  });
}

test('a large file without a line end is still read', async () => {
  const long = 'x'.repeat(300_000);
  assert.equal(textOf(await read('long.txt', long, 70_000)), long);
});

test('UTF-16 is not cut', async () => {
  const parts = await read('wide.txt', Buffer.from(`\ufeff${LOG}`, 'utf16le'), 70_000);
  assert.equal(parts.length, 1);
  assert.equal(parts[0]?.text, LOG);
});

test('what stands before the damage of a packed file is read, then the damage is told', async () => {
  const path = join(folder, 'cut.gz');
  const packed = gzipSync(LOG);
  writeFileSync(path, packed.subarray(0, packed.length / 2));
  let text = '';
  await assert.rejects(async () => {
    for await (const part of partsOf(path)) text += part.text;
  }, /unexpected end/);
  assert.ok(text.length > 1000 && LOG.startsWith(text));
});

test('a file that is not there is an error', async () => {
  await assert.rejects(async () => {
    for await (const part of partsOf(join(folder, 'missing'))) assert.fail(part.text);
  }, /ENOENT/);
});
