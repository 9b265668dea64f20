// Repairs of pasted text: what comes out, where each character came from, and that no input upsets it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { normalise } from '../../server/src/engine/normalise.ts';
import type { Normalised } from '../../server/src/engine/repair/patch.ts';
import { assertLinear } from './linear.ts';

/** The user's text that stands behind a part of the repaired text. */
function behind(text: string, { text: repaired, map }: Normalised, part: string): string {
  const start = repaired.indexOf(part);
  assert.notEqual(start, -1, `«${part}» is not in «${repaired}»`);
  const end = start + part.length;
  return map ? text.slice(map.original(start), map.originalEnd(end)) : text.slice(start, end);
}

test('clean text stays the very same', () => {
  for (const text of ['', 'R1#show crypto isakmp sa\n', 'a\r\nb\r\n', 'x'.repeat(100_000), '\n\n\n']) {
    assert.deepEqual(normalise(text), { text, map: undefined });
  }
});

test('escape sequences and control characters go, their neighbours keep their places', () => {
  const text = '\u001b]0;edge-7\u0007\u001b[1;31mQM_IDLE\u001b[0m  \u0007ACTIVE\0\n\ufeffnext\u200b line\n';
  const result = normalise(text);
  assert.equal(result.text, 'QM_IDLE  ACTIVE\nnext line\n');
  assert.equal(behind(text, result, 'QM_IDLE'), 'QM_IDLE');
  assert.equal(behind(text, result, 'ACTIVE'), 'ACTIVE');
  assert.equal(behind(text, result, 'next line'), 'next\u200b line');
});

test('the columns in which ASDM lists messages become the lines that a firewall sends', () => {
  const text = 'Log:\n5|May 13 2024|08:44:10|750006|192.0.2.6|500|198.51.100.9|500|Local:one\n1|2|3|4|5\n';
  const result = normalise(text);
  assert.equal(result.text, 'Log:\nMay 13 2024 08:44:10: %ASA-5-750006: Local:one\n1|2|3|4|5\n');
  assert.equal(behind(text, result, '750006'), '750006');
  assert.equal(behind(text, result, 'Local:one'), 'Local:one');
});

test('heads whose hyphens a copy has lost get them back', () => {
  const text = 'Mar  2 10:00:01: %ALPHA_BETA4LINK_BAD: one\n2d03h:#GAMMA26DELTA_OFF: two\n';
  const result = normalise(text);
  assert.equal(result.text, 'Mar  2 10:00:01: %ALPHA_BETA-4-LINK_BAD: one\n2d03h:%GAMMA2-6-DELTA_OFF: two\n');
  assert.equal(behind(text, result, '%ALPHA_BETA-4-LINK_BAD'), '%ALPHA_BETA4LINK_BAD');
  assert.equal(behind(text, result, 'DELTA_OFF: two'), 'DELTA_OFF: two');
});

test('comments, encoded characters and whole heads are no heads that lost their hyphens', () => {
  for (const text of [
    '#PHASE1POLICY: both ends\n',
    'R1#SHOW1STATE: x\n',
    'path%2FABC3DEFG: x\n',
    '10:00:01: %ALPHA-4-LINK_BAD: one\n',
    'at 10:00 #STEP1FIRST then\n',
  ])
    assert.deepEqual(normalise(text), { text, map: undefined });
});

test('the markup of a web page goes, masks in angle brackets stay', () => {
  const text =
    'IP = <A>, <span style="color: #00f;" title="read more">RESENDING</span> Message<br/>\n<Peer> <strong>MM_ACTIVE</strong>\n';
  const result = normalise(text);
  assert.equal(result.text, 'IP = <A>, RESENDING Message\n<Peer> MM_ACTIVE\n');
  assert.equal(behind(text, result, 'RESENDING'), 'RESENDING');
  assert.equal(behind(text, result, 'MM_ACTIVE'), 'MM_ACTIVE');
});

test('the escapes of a Markdown page go', () => {
  const text = '\\*Mar  1 ISAKMP:(0): (I) MM\\_NO\\_STATE \\<PEER\\> flash:\\new\n';
  const result = normalise(text);
  assert.equal(result.text, '*Mar  1 ISAKMP:(0): (I) MM_NO_STATE <PEER> flash:\\new\n');
  assert.equal(behind(text, result, 'MM_NO_STATE'), 'MM\\_NO\\_STATE');
});

test('blanks and dashes of other alphabets become plain ones of the same length', () => {
  assert.deepEqual(normalise('esp\u2013aes\u00a0256\u2009x'), { text: 'esp-aes 256 x', map: undefined });
});

test('backspaces take back what was typed', () => {
  const text = 'edge-7#shw\b \bow crypto sesion\b\b\bsion\n';
  const result = normalise(text);
  assert.equal(result.text, 'edge-7#show crypto session\n');
  assert.equal(behind(text, result, 'edge-7#'), 'edge-7#');
});

for (const [name, pager] of [
  ['IOS, as printed', ' --More-- \b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\b'],
  ['IOS, control characters lost', ' --More--         '],
  ['IOS, on its own line', ' --More-- \n'],
  ['IOS, on its own line, CRLF', '--More--\r\n'],
  ['ASA, as printed', '<--- More --->\r              \r'],
  ['ASA, on its own line', '<--- More --->\n'],
  ['ASA, control characters lost', '<--- More --->              '],
  ['lower case', '-- more --\n'],
  ['overprinted', '--More--\r        \r'],
] as const) {
  test(`the pager's question goes: ${name}`, () => {
    const text = `first line\n${pager}second line\nthird line\n`;
    const result = normalise(text);
    assert.equal(result.text, 'first line\nsecond line\nthird line\n');
    for (const line of ['first line', 'second line', 'third line']) assert.equal(behind(text, result, line), line);
  });
}

test('a pager between indented lines leaves the indentation that the device printed', () => {
  const text = 'a\n --More-- \b\b\b\b\b\b\b\b\b        \b\b\b\b\b\b\b\b\b    #pkts encaps: 4\n';
  assert.equal(normalise(text).text, 'a\n    #pkts encaps: 4\n');
});

test('carriage returns: alone they are line breaks, doubled before a line feed they are one', () => {
  assert.deepEqual(normalise('one\rtwo\rthree'), { text: 'one\ntwo\nthree', map: undefined });
  assert.equal(normalise('one\r\r\ntwo\r\r\n').text, 'one\r\ntwo\r\n');
  assert.equal(normalise('one\n\rtwo\n\r').text, 'one\ntwo\n');
});

const MESSAGES = [
  'ISAKMP:(1044): received packet from 203.0.113.77 dport 500 sport 500 Global (N) NEW SA',
  'ISAKMP:(1044): processing SA payload. message ID = 0 and some more words that make the line long',
  'ISAKMP:(1044): Old State = IKE_READY  New State = IKE_R_MM1',
  'ISAKMP:(1044): phase 1 packet is a duplicate of a previous packet from the same peer, retransmitting',
  'ISAKMP:(1044): deleting SA reason "Death by retransmission P1" state (R) MM_SA_SETUP (peer 203.0.113.77)',
];
const LOG = Array.from(
  { length: 40 },
  (_, i) => `*Apr  9 11:02:${10 + i}.120: ${MESSAGES[i % MESSAGES.length]} ${'0123456789'.slice(0, i % 11)}`,
);

function wrap(lines: readonly string[], width: number): string {
  return `${lines.flatMap((line) => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? ['']).join('\n')}\n`;
}

for (const width of [79, 80, 100]) {
  test(`lines broken at column ${width} are joined again`, () => {
    const text = wrap(LOG, width);
    const result = normalise(text);
    assert.equal(result.text, `${LOG.join('\n')}\n`);
    assert.equal(behind(text, result, LOG[4] as string), wrap([LOG[4] as string], width).trimEnd());
  });
}

test('a blank that was trimmed where the line broke is put back', () => {
  const trimmed = wrap(LOG, 80).replaceAll(/ +$/gm, '');
  assert.equal(normalise(trimmed).text.replaceAll(/ +$/gm, ''), LOG.join('\n').concat('\n').replaceAll(/ +$/gm, ''));
});

test('lines of a table, one message of equal length and its continuation are not joined', () => {
  const table = Array.from({ length: 20 }, (_, i) => `row ${i}`.padEnd(79, 'x')).join('\n');
  assert.equal(normalise(table).text, table);
  const packets = Array.from(
    { length: 20 },
    (_, i) =>
      `*Apr  9 11:02:${10 + i}.120: Received Packet [From 203.0.113.7:500/To 198.51.100.1:500/VRF i0:f0]\nInitiator SPI : 0A`,
  ).join('\n');
  assert.equal(normalise(packets).text, packets);
});

test('lines that a mail program folded between words are unfolded', () => {
  const log = LOG.slice(0, 10).map(
    (line, at) => `${line} and this is why number ${at} of the long lines is said to go on`,
  );
  /** Breaks before the word that has no room. */
  const fold = (line: string): string =>
    line.split(' ').reduce((text, word) => {
      const room = 72 - (text.length - text.lastIndexOf('\n') - 1);
      return text + (word.length + 1 > room ? '\n' : ' ') + word;
    });
  const folded = log.map(fold).join('\n');
  const result = normalise(folded);
  assert.equal(result.text, log.join('\n'));
  assert.equal(behind(folded, result, 'number 7 of'), 'number 7 of');
});

test('line breaks that a chat swallowed come back before each stamp', () => {
  const text = `look at this: ${LOG.slice(0, 8).join(' ')}`;
  const result = normalise(text);
  assert.equal(result.text, `look at this:\n${LOG.slice(0, 8).join('\n')}`);
  const glued = LOG.slice(1, 9).join('');
  assert.equal(normalise(glued).text, LOG.slice(1, 9).join('\n'));
  assert.equal(behind(glued, normalise(glued), LOG[3] as string), LOG[3]);
});

test('messages quoted in one sentence are lines of their own, words and other brackets are not', () => {
  const first = 'ISAKMP:(1012):peer does not do paranoid keepalives.';
  const second = 'ISAKMP:(1012):deleting SA reason "No reason" state (R) QM_IDLE';
  assert.equal(normalise(`I see ${first} and then ${second}`).text, `I see ${first} and then\n${second}`);
  for (const text of [`I see ${second}`, `${second} (see ISAKMP (RFC 2408) and ISAKMP: nothing)`])
    assert.equal(normalise(text).text, text);
});

test('repairs combine: broken lines with a pager between', () => {
  const lines = wrap(LOG, 80).split('\n');
  lines.splice(24, 0, ' --More-- ');
  const text = lines.join('\r\n');
  const result = normalise(text);
  assert.equal(result.text, `${LOG.join('\r\n')}\r\n`);
  assert.equal(behind(text, result, LOG[20] as string).replaceAll(/\r\n( --More-- \r\n)?/g, ''), LOG[20]);
});

const damaged = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\b',
        '\r',
        '\n',
        '\r\n',
        ' --More-- ',
        '<--- More --->',
        '\u001b[K',
        '\u001b',
        '\0',
        '\u00a0',
        '\ufeff',
        '\ud800',
        ' ',
        '\t',
      ),
      fc.constantFrom(...LOG),
      fc.string(),
      fc.nat(200).map((n) => 'x'.repeat(n)),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

test('for any text the map is monotonic, inside both texts, and keeps the characters', () => {
  fc.assert(
    fc.property(damaged, (text) => {
      const { text: repaired, map } = normalise(text);
      assert.equal(typeof repaired, 'string');
      if (!map) return assert.equal(repaired.length, text.length);
      let before = 0;
      for (let at = 0; at <= repaired.length; at += 1) {
        const place = map.original(at);
        assert.ok(place >= before && place <= text.length, `original(${at}) = ${place} after ${before}`);
        const end = map.originalEnd(at);
        assert.ok(end >= 0 && end <= text.length);
        if (at > 0) assert.ok(end >= map.original(at - 1), `end ${end} before its start`);
        before = place;
      }
      before = 0;
      for (let at = 0; at <= text.length; at += 1) {
        const place = map.repaired(at);
        assert.ok(place >= before && place <= repaired.length, `repaired(${at}) = ${place} after ${before}`);
        before = place;
      }
    }),
    { numRuns: 1000, seed: 7 },
  );
});

test('ink is neither lost nor invented where nothing was overprinted', () => {
  const mild = damaged.map((text) => text.replaceAll('\b', ''));
  const invisible = '\\0-\\u001f\\u007f\\u00ad\\ufeff\\u200b-\\u200f';
  const taken = new RegExp(
    ['--More--', '<--- More --->', '\\u001b(?:\\[K)?', '\\\\(?=[_*[\\]<>#])', `[\\s${invisible}]`].join('|'),
    'g',
  );
  const others = new RegExp(['\\u001b[^[]', '\\u001b\\[[^K]', '[\\u009b\\u2010-\\u2013\\u2212\\u2060]'].join('|'));
  const ink = (text: string): string => text.replaceAll(taken, '');
  fc.assert(
    fc.property(mild, (text) => {
      if (others.test(text)) return;
      assert.equal(ink(normalise(text).text), ink(text));
    }),
    { numRuns: 1000, seed: 11 },
  );
});

test('hostile texts take linear time', () => {
  const makers: readonly ((n: number) => string)[] = [
    (n) => '\r'.repeat(n),
    (n) => ' '.repeat(n) + '\r'.repeat(n),
    (n) => `x${' '.repeat(n)}${'--More--\u200b'.repeat(n / 10)}`,
    (n) => '\u001b['.repeat(n),
    (n) => '\u001b]'.repeat(n),
    (n) => 'x\b'.repeat(n),
    (n) => '-'.repeat(n),
    (n) => '<-'.repeat(n),
    (n) => `${'*Apr  9 11:02:10'.repeat(n / 16)}`,
    (n) => 'A'.repeat(n),
    (n) => '1'.repeat(n),
    (n) => '\0'.repeat(n),
    (n) => ' \r'.repeat(n),
  ];
  for (const make of makers) assertLinear(normalise, make, 200_000);
});

test('the marks of a quotation go, the text behind them keeps its place', () => {
  const text = '> R1#show crypto isakmp sa\n> dst   src   state\n>\n> 192.0.2.1   198.51.100.2   QM_IDLE\n> R1#\n';
  const result = normalise(text);
  assert.equal(result.text, 'R1#show crypto isakmp sa\ndst   src   state\n\n192.0.2.1   198.51.100.2   QM_IDLE\nR1#\n');
  assert.equal(behind(text, result, '198.51.100.2'), '198.51.100.2');
});

test('the marks of a list go where every line is an item; a minus or a star of the device stays', () => {
  const lines = ['interface: outside', '#pkts encaps: 0, #pkts encrypt: 0', '  spi: 0x5C1E77A2', 'fw-ulm# show clock'];
  for (const mark of ['- ', '* ', '  \u2022 ', '> - '])
    assert.equal(normalise(`${lines.map((line) => mark + line).join('\n')}\n`).text, `${lines.join('\n')}\n`);
  const log =
    '*Mar  4 10:11:12.131: ISAKMP: one\n*Mar  4 10:11:12.132: ISAKMP: two\n*Mar  4 10:11:12.133: ISAKMP: 3\n*Mar  4 10:11:12.134: four\n';
  assert.equal(normalise(log).text, log);
  const mixed = 'a list:\n- one\n- two\nand text\nagain\n';
  assert.equal(normalise(mixed).text, mixed);
});

test('the numbers of a listing go, the numbers of a table stay', () => {
  const listing = 'one\ntwo words\n\nthree\nfour\nfive';
  const numbered = listing
    .split('\n')
    .map((line, at) => `${at + 8}. ${line}`)
    .join('\n');
  assert.equal(normalise(numbered).text, listing);
  const table = 'Id  Peer\n1   192.0.2.1\n2   192.0.2.2\n4   192.0.2.3\n\nTotal 3\nEnd\n';
  assert.equal(normalise(table).text, table);
});

const OUTPUT = 'R1#show x\nHead of it\n\n   indented 1\n     deeper: 2\nLast line';
const TIMES: Readonly<Record<string, string>> = {
  'a terminal': '[2026-03-04 10:15:02.118] ',
  'a terminal without the date': '10:15:02 ',
  'a relay and its host': 'Mar  4 10:15:02 edge-1 ',
  'a relay, its host and the program': '2026-03-04T10:15:02.118+01:00 192.0.2.7 collector[811]: ',
  'a relay with priority and number': '<189>4411: edge-1: Mar  4 10:15:02.118 CET: ',
};
for (const [name, time] of Object.entries(TIMES))
  test(`the time before every line of an output goes: ${name}`, () => {
    const timed = OUTPUT.split('\n')
      .map((line) => `${time}${line}`.trimEnd())
      .join('\n');
    const { text, map } = normalise(timed);
    assert.equal(text, OUTPUT);
    const at = text.indexOf('deeper');
    assert.equal(map?.original(at), timed.indexOf('deeper'));
  });

test('a log keeps its times, also between the lines of an output', () => {
  const log = Array.from({ length: 12 }, (_, at) => `Mar  4 10:15:${10 + at} edge-1 %FAC-5-WORD: text ${at}`).join(
    '\n',
  );
  assert.equal(normalise(log).text, log);
  const own = Array.from({ length: 12 }, (_, at) => `*Mar  4 10:15:${10 + at}.001: what happened ${at}`).join('\n');
  assert.equal(normalise(own).text, own);
  const mixed = `${OUTPUT}\nABC: one\nABC: two`.split('\n').map((line) => `Mar  4 10:15:02 edge-1 ${line}`);
  const { text } = normalise(mixed.join('\n'));
  assert.equal(text, `${OUTPUT}\n${mixed.at(-2)}\n${mixed.at(-1)}`);
});

test('a command in the title of a Markdown page is left alone, where it was typed or its output is quoted below', () => {
  const page = (title: string, below: string): string =>
    normalise(`${title}\n\n${below}\n**x**\n`).text.split('\n')[0] as string;
  const fence = '```\nHead\n```';
  assert.equal(page('**W1 edge — R1# show x y**', fence), 'R1# show x y');
  assert.equal(page('### `R1#sh x`', 'Head'), 'R1#sh x');
  assert.equal(page('#### 2. show x detail', fence), 'show x detail');
  assert.equal(page('#### 2. show x detail', 'It tells much.'), '#### 2. show x detail');
  assert.equal(page('## What to show to whom', fence), '## What to show to whom');
});

test('bold words of a Markdown page lose their stars; masks, single words that are titles and stars of a device do not', () => {
  const bold = (text: string): string => normalise(text).text;
  assert.equal(
    bold('192.0.2.1  192.0.2.9  **MM_NO_STATE**  0 ACTIVE\n'),
    '192.0.2.1  192.0.2.9  MM_NO_STATE  0 ACTIVE\n',
  );
  assert.equal(bold('> **Session status: DOWN**  \n').includes('**'), false);
  for (const kept of [
    '**R15**\n',
    'peer 10.**.**.5 port 500\n',
    'key ****\n',
    '*** R1 console ***\n',
    '** not bold **\n',
  ])
    assert.equal(bold(kept), kept);
});

test('an output that a program keeps as one string is unfolded; a line that speaks of such a string is not', () => {
  const output = 'R4#show crypto isakmp sa\r\nIPv4 Crypto ISAKMP SA\r\ndst\tsrc\r\n\r\nIPv6 Crypto ISAKMP SA\r\n';
  const { text, map } = normalise(JSON.stringify({ device: 'R4', output }));
  assert.deepEqual(
    text.split('\n').filter((line) => /[A-Za-z]/.test(line)),
    [
      'device',
      'R4',
      'output',
      'R4#show crypto isakmp sa',
      'IPv4 Crypto ISAKMP SA',
      'dst\tsrc',
      'IPv6 Crypto ISAKMP SA',
    ],
  );
  assert.equal(map?.original(text.indexOf('IPv6')), JSON.stringify({ device: 'R4', output }).indexOf('IPv6'));
  for (const kept of ['path C:\\new\n', 'say "a\\n"\n']) assert.equal(normalise(kept).text, kept);
});

test('marks of comments before every line are a margin, and so are paragraphs of a page; one comment is not', () => {
  const lines = [
    'R4#show dmvpn',
    'Legend: Attrb --> S - Static',
    '',
    'Interface: Tunnel4, IPv4 NHRP Details',
    'Type:Spoke, NHRP Peers:1,',
  ];
  for (const mark of ['! ', '# ', '// ', '; '])
    assert.equal(normalise(lines.map((line) => mark + line).join('\n')).text, lines.join('\n'));
  assert.equal(normalise(lines.map((line) => `<p>${line}</p>`).join('\n')).text, lines.join('\n'));
  for (const kept of [
    '!\ninterface Tunnel4\n! a comment\n ip mtu 1400\n!\nend\n',
    'peer <P> port 500, peer <b> port 500\n',
  ])
    assert.equal(normalise(kept).text, kept);
});

/** What a terminal makes of a text: every line broken at its width. */
const broken = (text: string, width: number): string =>
  text.replace(new RegExp(`[^\\n]{${width}}(?!\\n|$)`, 'g'), '$&\n');

const SHORT_TEXTS = {
  'one message': '*Mar  3 07:41:12.006: IKEv2-ERROR:(SESSION ID = 12,SA ID = 1):: Failed to find a matching policy\n',
  'a message behind a relay':
    '<187>2211: hub-1: Aug 19 14:02:57.330 UTC: %IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR\n',
  'one message below a command':
    'R5#show monitor event-trace crypto all detail\npki_event:\n\npki_error:\n\n' +
    '*Apr  3 23:53:50.581: PKI timers have not been initialized due to non-authoritative system clock.\n\nikev2_event:\n',
  'a table of two lines':
    'R5#show crypto ikev2 sa\n' +
    `${'Tunnel-id Local                 Remote                fvrf/ivrf'.padEnd(76)}Status\n` +
    `${'1         192.0.2.18/500        203.0.113.77/500      none/none'.padEnd(76)}IN-NEG\n`,
};
for (const [name, text] of Object.entries(SHORT_TEXTS)) {
  test(`a short text broken at 80 columns is joined: ${name}`, () => {
    assert.notEqual(broken(text, 80), text);
    assert.equal(normalise(broken(text, 80)).text, text);
  });
}

test('a log that was folded between words is no terminal, although its longest lines are of one length', () => {
  const lines = ['10', '20', '30'].flatMap((second) => [
    `*May  1 10:00:${second}.100: ISAKMP (0:7): received packet from 203.0.113.50 dport 500 sport 500 Global (I) MM_KEY_EXCH`,
    `*May  1 10:00:${second}.104: ISAKMP (0:7): sending packet to 203.0.113.50 my_port 500 peer_port 500 (I) MM_KEY_EXCH`,
    `*May  1 10:00:${second}.108: ISAKMP (0:7): incrementing error counter on sa: retransmit phase 1`,
    `*May  1 10:00:${second}.112: ISAKMP (0:7): SA is doing pre-shared key authentication using id type ID_IPV4_ADDR`,
  ]);
  const folded = lines.map((line) => line.replace(/ (?=MM_KEY_EXCH|ID_IPV4_ADDR)/, '\n')).join('\n');
  assert.equal(normalise(folded).text, lines.join('\n'));
});

const question =
  'We moved this spoke to the new provider last night and since then the tunnel to the head office does not come up any more, who knows why?';

test('sentences around a log that a terminal broke are as long as somebody wrote them', () => {
  const log = ['10', '20', '30', '40']
    .map(
      (second) =>
        `*May  1 10:00:${second}.100: ISAKMP:(0): sending packet to 203.0.113.50 my_port 500 peer_port 500 (I) MM_NO_STATE\n`,
    )
    .join('');
  const text = `${question}\n\n${broken(log, 80)}`;
  assert.equal(normalise(text).text, `${question}\n\n${log}`);
  assert.equal(normalise(`${broken(log, 80)}\n${question}`).text, `${log}\n${question}`);
});

test('a log with longer lines of its own was not broken at a terminal, whatever stands around it', () => {
  const stamped = '*May  1 10:00:10.100: ISAKMP:(0): '.padEnd(80, 'x');
  const text = `${question}\n\n${`${stamped}\n of one message\n`.repeat(3)}${stamped} and more of it\n`;
  assert.deepEqual(normalise(text), { text, map: undefined });
});

test('a line that is as long as a terminal is wide stays alone where another may follow', () => {
  const packet = '*Mar  3 07:41:12.006: IKEv2:(SESSION ID = 12,SA ID = 1):Sending Packet [To 192.0.2.9:500/VRF ';
  for (const text of [
    `${packet.padEnd(130, 'i')}] \nInitiator SPI : 0123456789ABCDEF - Responder SPI : 0000000000000000\n`,
    `${'crypto map WAN 10 ipsec-isakmp dynamic '.padEnd(80, 'X')}\ncrypto map WAN interface Dialer1\n`,
    `${'crypto ipsec transform-set '.padEnd(80, 'X')}\n mode tunnel\n`,
  ])
    assert.deepEqual(normalise(text), { text, map: undefined });
});

test('what Markdown marks bold or guards with a backslash is read without its marks', () => {
  const text = '> R9\\#show crypto session\n> **Session status: DOWN**\n> QM\\_IDLE\n__esp-aes__ stays\n';
  const result = normalise(text);
  assert.match(result.text, /R9#show crypto session/);
  assert.match(result.text, /^> Session status: DOWN$|^Session status: DOWN$/m);
  assert.match(result.text, /QM_IDLE/);
  assert.match(result.text, /__esp-aes__ stays/);
  assert.equal(behind(text, result, 'Session status: DOWN'), 'Session status: DOWN');
  assert.equal(behind(text, result, 'QM_IDLE'), 'QM\\_IDLE');
});

test('a single backslash is left alone where nothing else is guarded', () => {
  const text = 'username BRANCH\\-admin\nip as-path access-list 4 permit ^65010\\(7\\)$\n';
  assert.deepEqual(normalise(text), { text, map: undefined });
});

test('a message that stands below its head is joined with it, a new message or a prompt is not', () => {
  const text = 'Aug  3 06:12:44.101: %CRYPTO-4-RECVD_PKT_MAC_ERR:\n  decrypt: mac verify failed\n';
  const result = normalise(text);
  assert.equal(result.text, 'Aug  3 06:12:44.101: %CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed\n');
  assert.equal(behind(text, result, 'decrypt: mac'), 'decrypt: mac');
  for (const below of [
    'Aug  3 06:12:45.004: %SYS-5-CONFIG_I: x',
    '%SYS-5-CONFIG_I: x',
    'edge-7#show clock',
    '*Aug  3 06:12:45.004: x',
  ]) {
    const apart = `%CRYPTO-4-RECVD_PKT_MAC_ERR:\n${below}\n`;
    assert.equal(normalise(apart).text, apart);
  }
});

/** A line of a certain length that ends like this. */
const endingLike = (end: string, length = 80): string => `${' description '.padEnd(length - end.length, 'x')}${end}`;
const longer = 'y'.repeat(130);

for (const [first, second] of [
  [' peer 203.0.', '113.77'],
  [' peer 203.0.113', '.77 and more'],
  [' peer 203.0.1', '13.77'],
  [' peer 203', '.0.113.77'],
] as const)
  test(`an address cut at the width of a terminal is one, also beside longer lines: ${first}|${second}`, () => {
    const text = `${endingLike(first)}\n${second}\n${longer}\n`;
    assert.equal(normalise(text).text, `${endingLike(first)}${second}\n${longer}\n`);
  });

test('an address that ends with a dot was cut wherever the line ends, also before a blank margin', () => {
  assert.equal(normalise(`${longer}\n endpoint 203.0.\n      113.77\n`).text, `${longer}\n endpoint 203.0.113.77\n`);
});

test('a filter that ends with a dot is no cut address', () => {
  const text = `${longer}\nR4#show dmvpn | include 172.21.6.\n     1\n     1 UNKNOWN   172.21.6.40\n`;
  assert.equal(normalise(text).text, text);
});

for (const [first, second, length] of [
  [' peer 203.0.113.77', '10.0.0.1 is next', 80],
  [' version 15.2', '7 neighbors', 80],
  [' peer 203.0', '.113.77', 71],
  [' version 15.', '2.3.4', 71],
  [' peer 203.0.', '613.77', 80],
  [' mask 255.255.255.', '0.0.0.255', 80],
] as const)
  test(`what has not four numbers, or ends elsewhere, is no cut address: ${first}|${second}|${length}`, () => {
    const text = `${endingLike(first, length)}\n${second}\n${longer}\n`;
    assert.equal(normalise(text).text, text);
  });

test('the numbers of a listing go where its page broke wide lines, too', () => {
  const lines = Array.from({ length: 30 }, (_, nth) => `   line ${nth} of an output`);
  const numbered = (line: string, nth: number): string =>
    `${String(nth + 1).padStart(4)}  ${line}${nth % 9 === 4 ? '\n      and its rest' : ''}`;
  const { text } = normalise(lines.map(numbered).join('\n'));
  assert.ok(!/^ *\d/m.test(text), text);
});
