// What a hover says of every kind of word, asked of the program's own knowledge.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hoverAt } from '../../../server/src/engine/features/hover.ts';
import { inlaysOf } from '../../../server/src/engine/features/inlays.ts';
import { createEngine } from '../../../server/src/engine/index.ts';
import { catalogue } from '../../../server/src/knowledge/index.ts';
import { hoverMarkdown } from '../../../server/src/lsp/markdown.ts';
import { ONE_WAY_BRANCH, REFUSED_MAIN_MODE } from '../../e2e/captures.ts';

const engine = createEngine(catalogue);

/** The hover at a mark `│`, without the addresses of its links. */
function hoverOf(marked: string): string {
  const at = marked.indexOf('│');
  assert.ok(at >= 0, 'a mark is there');
  const analysis = engine.analyse(marked.replace('│', ''));
  const hover = hoverAt(analysis, catalogue, at);
  return hover ? hoverMarkdown('untitled:a', analysis, hover).replace(/\((?:command|https):[^)]*\)/g, '') : '';
}

const branch = (before: string, nth = 0): string => markedAt(ONE_WAY_BRANCH, before, nth);
const refused = (before: string, nth = 0): string => markedAt(REFUSED_MAIN_MODE, before, nth);

function markedAt(text: string, before: string, nth: number): string {
  let at = -1;
  for (let count = 0; count <= nth; count += 1) at = text.indexOf(before, at + 1);
  assert.ok(at >= 0, before);
  return `${text.slice(0, at)}│${text.slice(at)}`;
}

const asked: readonly (readonly [string, string, RegExp])[] = [
  ['a state', branch('READY'), /✓ `READY` — IKEv2 state[\s\S]*is up/],
  ['a front-door VRF', branch('TRANSIT'), /Front-door VRF/],
  ['an inside VRF', branch('BLUE'), /Inside VRF/],
  ['an address of a tunnel', branch('203.0.113.140'), /remote end of a tunnel[\s\S]*packets out 88120, in 0/],
  ['a port behind an address', branch('4500'), /port 4500[\s\S]*NAT traversal/],
  ['a port behind its name in a debug', refused('dport'), /port 500[\s\S]*IKE/],
  ['a cipher', branch('AES-CBC'), /strong[\s\S]*In the RFCs: MUST/],
  ['a weak cipher', refused('3DES-CBC'), /weak[\s\S]*In the RFCs: MAY in IKEv2 .*SHOULD NOT in ESP/],
  ['the label of a Diffie-Hellman group', branch('Grp'), /group 14[\s\S]*2048-bit[\s\S]*In the RFCs: MUST/],
  ['a group of PFS', branch('group19'), /elliptic curve, 256 bits/],
  ['an authentication method', branch('PSK'), /same secret key/],
  ['the lifetime of an IKE SA', branch('86400'), /24 h in all; 12 h 36 min are left, and the next rekey/],
  ['its age', branch('41012'), /11 h 23 min/],
  ['a lifetime that counts down', branch('1860'), /31 min; the next rekey comes/],
  ['a lifetime in kilobytes', branch('4607999'), /4\.4 GB of traffic/],
  [
    'a lifetime of four bytes',
    'R1#debug crypto isakmp\nISAKMP:      life duration (VPI) of  │0x0 0x1 0x51 0x80',
    /24 h/,
  ],
  ['the SPI of an IKE SA', branch('6A31F00C5D2E9B47'), /`91C4D7E2083FA65B` is the one of the other end/],
  ['an inbound SPI', branch('0x3C90AA17'), /inbound SPI[\s\S]*Outbound, the other direction: `0xB81E55D0`/],
  [
    'an outbound SPI',
    branch('0xB81E55D0'),
    /outbound SPI[\s\S]*Inbound, the other direction[\s\S]*Also on \[line \d+\]/,
  ],
  ['an SPI in decimal', branch('3088995792'), /outbound SPI/],
  ['a counter', branch('88120'), /✗ `88120` — encaps[\s\S]*none came back/],
  ['the label of a counter', branch('decaps'), /✗ `0` — decaps/],
  ['a connection id', branch('2519'), /connection id/],
  ['an interface of a tunnel', branch('Tunnel61'), /It carries `192\.0\.2\.18 to 203\.0\.113\.140`/],
  ['another interface', branch('GigabitEthernet0/0/1'), /interface/],
  ['a profile', branch('FLEX-BLUE'), /profile that the peer matched/],
  ['a trust point', branch('HARBOUR'), /trust points that use it/],
  ['the end of a certificate', branch('09:00:00 UTC Mar 1 2027'), /end date[\s\S]*until this moment/],
  ['who issued a certificate', branch('Harbour Issuing CA'), /authority that signed/],
  ['an uptime', branch('11:23:32'), /11 h 23 min/],
  ['a command', branch('show crypto ipsec sa'), /`show crypto ipsec sa`/],
  ['the time of the first line', refused('*Mar 14 08:12:40.117'), /The attempt begins here/],
  [
    'the time of a later line',
    refused('*Mar 14 08:12:40.125'),
    /0\.008 s after the attempt with `203\.0\.113\.77` began/,
  ],
];

for (const [what, marked, says] of asked) test(`hover: ${what}`, () => assert.match(hoverOf(marked), says));

test('a word on a line of evidence comes before the line, and the finding is one link', () => {
  const hover = hoverOf(refused('203.0.113.77'));
  assert.doesNotMatch(hover, /What it means here/);
  const onCause = hoverOf(REFUSED_MAIN_MODE.replace('(local 198.51', '(local │198.51'));
  assert.match(
    onCause,
    /^\*\*`198\.51\.100\.18`[\s\S]*\*\*This line\*\*[\s\S]*Evidence of \[ike-policy-mismatch\][^\n]*see \[line \d+\]/,
  );
  assert.doesNotMatch(onCause, /What it means here|Do next|Fix/);
});

test('where the problem is underlined, the hover gives proof, command and fix', () => {
  const hover = hoverOf(REFUSED_MAIN_MODE.replace('offered does', 'off│ered does'));
  const order = ['What the device said', 'What it means here', 'Evidence', 'Do next', 'Fix', 'Sources'];
  const places = order.map((part) => hover.indexOf(part));
  assert.ok(
    places.every((place) => place >= 0),
    hover,
  );
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
});

test('inlay hints say lifetimes of four bytes and volumes', () => {
  const text = [
    'Kestrel-R2#debug crypto isakmp',
    'ISAKMP:      SA life type in seconds',
    'ISAKMP:      SA life duration (basic) of 3600',
    'ISAKMP:      SA life type in kilobytes',
    'ISAKMP:      SA life duration (VPI) of  0x0 0x46 0x50 0x0 ',
    '',
  ].join('\n');
  const labels = inlaysOf(engine.analyse(text), catalogue, 0, 5).map(({ label }) => label);
  assert.deepEqual(labels, ['1 h', '4.4 GB']);
});
