// What becomes a Cisco IPsec text by itself, what is only offered, and what is left alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detect } from '../../server/src/detect.ts';

const sure = {
  'a prompt and its command': 'border-4#sh crypto session detail\n',
  'a table without its command, below blank lines':
    '\n\ndst   src   state   conn-id status\n192.0.2.4  198.51.100.9  QM_IDLE  1002 ACTIVE\n',
  'debug lines after other text':
    'hello,\nthis is what we see\nsince noon\n*May  2 10:00:00.001: ISAKMP:(1002): retransmitting phase 1\n*May  2 10:00:10.001: ISAKMP:(1002): retransmitting phase 1\n',
  'one debug line alone': 'IKEv2:(SESSION ID = 4,SA ID = 1):Verify SA init message\n',
  'one syslog line alone': '<188>Nov  1 2026 09:00:00: %ASA-4-713903: IP = 192.0.2.9, something\n',
};
const maybe = {
  'a letter with one line of a log':
    'Dear all,\nplease look at this.\nIt began yesterday.\n*May  2 10:00:00.001: ISAKMP:(1002): retransmitting phase 1\nThank you.\n',
  'prose about the subject': 'The IPsec tunnel to Lyon is to be moved on Friday.\n',
};
const no = {
  nothing: '',
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

test('takes no longer on hostile text', () => {
  for (const piece of ['IKE Peer ', '  Crypto map tag: ', 'a#sh ', '%ASA-', ' '.repeat(50)]) {
    const started = performance.now();
    detect(piece.repeat(80_000 / piece.length));
    assert.ok(performance.now() - started < 500, piece);
  }
});
