// The reader of show outputs: records and spans from a table, whatever a terminal did to the text; and typed commands.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Command, command, type Rec, type Source } from '../../server/src/engine/define.ts';
import { compileCommand, matchTyped, readCommand } from '../../server/src/engine/reader.ts';
import { kinds } from '../../server/src/knowledge/kinds.ts';

const rooms = command({
  id: 'show rooms',
  options: ['detail', 'peer'],
  variants: { detail: ['Doors: {:int}'] },
  fingerprints: ['House {name} of {owner:ip}'],
  ignores: ['Legend:[[ {:text}]]', 'No Name Size'],
  records: {
    house: { opens: ['House {name} of {owner:ip}'], cells: ['Street:~{street:phrase}', '#keys made: {made:count}'] },
    room: { in: 'house', opens: ['{no:int} {name} {size:int}'], cells: ['Doors: {doors:count}', 'colour {colour}'] },
  },
  means: 'Rooms.',
});
const compiled = compileCommand(rooms, kinds);

function sourceOf(text: string): Source {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return {
    text,
    firstLine: 0,
    endLine: starts.length,
    lineStart: (line) => starts[line] as number,
    lineEnd: (line) => {
      const next = line + 1 < starts.length ? (starts[line + 1] as number) - 1 : text.length;
      return text[next - 1] === '\r' ? next - 1 : next;
    },
  };
}

/** Records as nested values, after a check that each fact's span holds its value. */
function read(text: string, by = compiled): unknown {
  const plain = (rec: Rec): unknown => {
    for (const fact of rec.all) assert.equal(text.slice(fact.start, fact.end).replaceAll('\u00a0', ' '), fact.value);
    const fields = rec.all.map((fact) => `${fact.name}=${fact.value}`).join(' ');
    return rec.children.length > 0 ? [rec.kind, fields, ...rec.children.map(plain)] : [rec.kind, fields];
  };
  return plain(readCommand(by, sourceOf(text)).root);
}

const tidy = [
  'Legend: whatever, it says',
  'House red of 192.0.2.1',
  '  Street: Long Road, #keys made: 3',
  '  No   Name    Size',
  '  1    hall    12',
  '    Doors: 2, colour blue',
  '  2    attic   7',
  'House green of 192.0.2.2',
  '  #keys made: 9',
].join('\n');
const expected = [
  '',
  '',
  [
    'house',
    'name=red owner=192.0.2.1 street=Long Road made=3',
    ['room', 'no=1 name=hall size=12 doors=2 colour=blue'],
    ['room', 'no=2 name=attic size=7'],
  ],
  ['house', 'name=green owner=192.0.2.2 made=9'],
];

test('reads records, their nesting and their fields', () => {
  assert.deepEqual(read(tidy), expected);
});

const damage: readonly (readonly [string, (text: string) => string])[] = [
  ['indentation gone and columns collapsed', (text) => text.replace(/^ +/gm, '').replace(/ {2,}/g, ' ')],
  ['a blank line after every line', (text) => text.replaceAll('\n', '\n\n')],
  ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
  ['tabs', (text) => text.replaceAll('  ', '\t')],
  ['no-break spaces', (text) => text.replaceAll(' ', '\u00a0')],
  ['blanks at line ends', (text) => text.replaceAll('\n', '   \n')],
  ['wrapped inside cells', (text) => text.replace('of 192.0.2.1', '\nof 192.0.2.1').replace('Doors: 2', 'Doors:\n2')],
  ['wrapped between cells', (text) => text.replace(', colour', ',\n colour')],
  ['quoted as mails do', (text) => text.replace(/^/gm, '> ')],
  ['a pager in the way', (text) => text.replace('    Doors', ' --More-- \b\b\b\b\b    Doors')],
];
for (const [name, harm] of damage) {
  test(`survives: ${name}`, () => {
    assert.deepEqual(read(harm(tidy)), expected);
  });
}

test('a paste that begins in the middle opens the records around', () => {
  assert.deepEqual(read('Doors: 4\n3 cellar 20\n'), [
    '',
    '',
    ['house', '', ['room', 'doors=4'], ['room', 'no=3 name=cellar size=20']],
  ]);
});

test('counts as understood what was read, and goes on after what was not', () => {
  const text = 'House red of 192.0.2.1\nwhat is this, Street: X\n\nLegend: no matter\nDoors: 2';
  const { root, understood, variant } = readCommand(compiled, sourceOf(text));
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map((line) => understood(line)),
    [true, false, true, true, true, false],
  );
  assert.equal(root.children[0]?.fields.street?.value, 'X');
  assert.equal(variant, 'detail');
});

test('a record ends where its last line ends', () => {
  const { root } = readCommand(compiled, sourceOf(tidy));
  const [red, green] = root.children;
  assert.equal(tidy.slice(red?.start, red?.end).split('\n').length, 6);
  assert.equal(green?.end, tidy.length);
  assert.equal(green?.line, 7);
});

test('collapsed pairs: the next label is no part of a value', () => {
  const pairs = compileCommand({ ...rooms, id: 'show pairs', records: {}, pairs: true }, kinds);
  assert.deepEqual(read('Open : 12 Closed : 7\nBusy : 0\n', pairs), ['', 'open=12 closed=7 busy=0']);
});

test('a value is never cut in two', () => {
  assert.deepEqual(read('House red of 192.0.2.1\n#keys made: 12x\n'), ['', '', ['house', 'name=red owner=192.0.2.1']]);
});

test('labels become fields where the command is a list of pairs', () => {
  const pairs = compileCommand({ ...rooms, id: 'show pairs', records: {}, pairs: true }, kinds);
  const text =
    'Total SAs: 12\n  Failed to decrypt (pkts)      7\nMode : main mode, Peer = 192.0.2.9\nlifetime: 300 secs\nempty:\n';
  assert.deepEqual(read(text, pairs), [
    '',
    'totalSas=12 failedToDecryptPkts=7 mode=main mode peer=192.0.2.9 lifetime=300',
  ]);
});

test('a head goes on with the open record until that one has its fields', () => {
  const flats = compileCommand(
    {
      ...rooms,
      records: { flat: { opens: ['Owner: {owner}'], heads: ['Floor: {floor:int}'], cells: ['Size: {size:int}'] } },
    },
    kinds,
  );
  const text = 'Owner: A\nFloor: 1\nSize: 2\nFloor: 3\nOwner: B\nSize: 4\nFloor: 5\n';
  assert.deepEqual(read(text, flats), [
    '',
    '',
    ['flat', 'owner=A floor=1 size=2'],
    ['flat', 'floor=3'],
    ['flat', 'owner=B size=4 floor=5'],
  ]);
});

test('linear on hostile input', () => {
  const started = process.cpuUsage().user;
  for (const text of [
    'a'.repeat(300_000),
    'a '.repeat(150_000),
    'a,'.repeat(150_000),
    'a:'.repeat(150_000),
    '\n'.repeat(300_000),
  ]) {
    read(text);
    read(text, compileCommand({ ...rooms, pairs: true }, kinds));
  }
  assert.ok(process.cpuUsage().user - started < 5_000_000);
});

test('reads 50,000 lines in a second', () => {
  const text = `${tidy}\n`.repeat(5_600);
  const started = process.cpuUsage().user;
  const { root } = readCommand(compiled, sourceOf(text));
  assert.equal(root.children.length, 11_200);
  assert.ok(process.cpuUsage().user - started < 2_000_000);
});

const listed: readonly Command[] = [
  ...['show crypto isakmp sa', 'show crypto ipsec sa', 'show crypto session', 'show ip nhrp', 'show ip nhrp nhs'].map(
    (id) => ({
      ...rooms,
      id,
    }),
  ),
  { ...rooms, id: 'show crypto gdoi', aliases: ['show crypto gkm'] },
  { ...rooms, id: 'show platform software ipsec' },
  { ...rooms, id: 'show crypto pki server * requests' },
];
for (const [typed, full] of [
  ['show crypto isakmp sa', 'show crypto isakmp sa'],
  ['sh cry ips sa det', 'show crypto ipsec sa detail'],
  ['do sho crypto isa sa', 'show crypto isakmp sa'],
  ['SH CRY SESS PEER 192.0.2.1', 'show crypto session peer 192.0.2.1'],
  ['show crypto gkm gm', 'show crypto gdoi gm'],
  ['sh ip nhrp nhs det', 'show ip nhrp nhs detail'],
  ['sh cry ips sa | i caps|ident', 'show crypto ipsec sa | include caps|ident'],
  ['sh cry ip sa', 'show crypto ipsec sa'],
  ['show platform software ip route', undefined],
  ['show crypto pki server HUB-CA requests', 'show crypto pki server * requests'],
  ['show ip bgp', undefined],
  ['show crypto', undefined],
  ['clear crypto sa', undefined],
] as const) {
  test(`typed: ${typed}`, () => {
    assert.equal(matchTyped(typed, listed)?.name, full);
  });
}
