// The manifest keeps the manners of the editor: own language, own names, bounded activation, all of it described.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { LANGUAGE_ID } from '../../server/src/protocol.ts';

interface Command {
  readonly command: string;
  readonly category: string;
  readonly title: string;
}

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const lock = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
const commands: readonly Command[] = manifest.contributes.commands;

test('claims its own language and no file name that others use', () => {
  const [language] = manifest.contributes.languages;
  assert.equal(language.id, LANGUAGE_ID);
  for (const taken of ['.txt', '.log', '.cfg', '.conf', '.config']) assert.ok(!language.extensions.includes(taken));
});

test('the first line of a capture is recognised, of prose and of other commands it is not', () => {
  const firstLine = new RegExp(manifest.contributes.languages[0].firstLine);
  for (const line of [
    'R7#sh crypto session detail',
    'hub-1>show cry ikev2 sa',
    'IPv4 Crypto ISAKMP SA',
    'IKEv1 SAs:',
  ]) {
    assert.match(line, firstLine);
  }
  for (const line of ['R7#show ip route', 'Show crypto prices', '# crypto', 'hostname R7', '']) {
    assert.doesNotMatch(line, firstLine);
  }
});

test('commands and settings carry their own prefix, commands their category', () => {
  for (const { command, category } of commands) {
    assert.match(command, /^ipsecDoctor\./);
    assert.equal(category, 'IPsec');
  }
  for (const setting of Object.keys(manifest.contributes.configuration.properties))
    assert.match(setting, /^ipsecDoctor\./);
  assert.equal(commands.find((c) => c.command === 'ipsecDoctor.diagnose')?.title, 'Diagnose IPSec output');
});

test('runs wherever an editor runs', () => {
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, true);
  assert.equal(manifest.capabilities.virtualWorkspaces, true);
  // A name with a dot in it is taken as it stands by the newer editors, and completed by `.js` by the older ones.
  for (const entry of [manifest.main, manifest.browser]) assert.equal(path.extname(entry), '', entry);
});

test('the lock file names no place that packages came from', () => {
  assert.doesNotMatch(lock, /"resolved": "https?:/);
});
