// What becomes a Cisco IPsec text by itself, what is only offered, and what is left alone.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { maySpeakOfTunnels } from '../../client/src/glance.ts';
import { createEngine } from '../../server/src/engine/index.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const { detect, analyse } = createEngine(catalogue);

const sure = {
  'a prompt and its command': 'border-4#sh crypto session detail\n',
  'a table without its command, below blank lines':
    '\n\ndst   src   state   conn-id status\n192.0.2.4  198.51.100.9  QM_IDLE  1002 ACTIVE\n',
  'debug lines after other text':
    'hello,\nthis is what we see\nsince noon\n*May  2 10:00:00.001: ISAKMP:(1002): retransmitting phase 1\n*May  2 10:00:10.001: ISAKMP:(1002): retransmitting phase 1\n',
  'one debug line alone': 'IKEv2:(SESSION ID = 4,SA ID = 1):Verify SA init message\n',
  'one syslog line alone':
    '<188>Nov  1 2026 09:00:00: %ASA-3-713902: IP = 192.0.2.9, Removing peer from peer table failed, no match!\n',
};
const maybe = {
  'a letter with one line of a log':
    'Dear all,\nplease look at this.\nIt began yesterday.\n*May  2 10:00:00.001: ISAKMP:(1002): retransmitting phase 1\nThank you.\n',
};
const no = {
  nothing: '',
  'prose about the subject': 'The IPsec tunnel to Lyon is to be moved on Friday.\n',
  prose: 'The quick brown fox jumps over the lazy dog.\n',
  'a Linux log': 'Nov  1 09:00:00 web-2 sshd[311]: Accepted publickey for deploy from 192.0.2.7 port 50122 ssh2\n',
  'a configuration of a switch':
    'hostname access-7\n!\ninterface GigabitEthernet0/1\n switchport mode access\n spanning-tree portfast\n',
  'binary data': '\u0089PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR',
};

for (const [expected, texts] of Object.entries({ sure, maybe, no })) {
  for (const [name, text] of Object.entries(texts))
    test(`${expected}: ${name}`, () => assert.equal(detect(text), expected));
}

test('every text of our own with a verdict is found by the glance and by the closer look', () => {
  const folder = new URL('../fixtures/cases/', import.meta.url);
  const missed: string[] = [];
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('input.txt')) continue;
    const text = readFileSync(new URL(path, folder), 'utf8');
    if (analyse(text).verdict.status === 'no-crypto') continue;
    if (!maySpeakOfTunnels(text)) missed.push(`${path}: glance`);
    else if (detect(text) === 'no') missed.push(`${path}: look`);
  }
  assert.deepEqual(missed, []);
});
