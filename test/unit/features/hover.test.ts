// Hovers: what stands under the cursor, in the context of its tunnel and its attempt.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Hover, hoverAt } from '../../../server/src/engine/features/hover.ts';
import type { Prose } from '../../../server/src/engine/features/prose.ts';
import { analyse, catalogue, oneWay, refused } from './sample.ts';

const flat = (proses: readonly Prose[]): string =>
  proses
    .map((prose) =>
      prose
        .map((piece) =>
          typeof piece === 'string'
            ? piece
            : 'quoted' in piece
              ? piece.quoted
              : 'excerpt' in piece
                ? '<excerpt>'
                : `L${piece.first + 1}-${piece.last + 1}`,
        )
        .join(''),
    )
    .join('\n');

function hoverOf(marked: string): Hover {
  const { analysis, at } = analyse(marked);
  const hover = hoverAt(analysis, catalogue, at[0] as number);
  assert.ok(hover, 'a hover is there');
  return hover;
}

const mark = (text: string, before: string): string => text.replace(before, `│${before}`);

/** What the hover says of findings: in full, or as links. */
const proofsOf = (hover: Hover) => hover.findings.flatMap((finding) => (finding.kind === 'proof' ? [finding] : []));

test('a notify: its name and meaning first, then the line, then the finding as one link', () => {
  const hover = hoverOf(mark(refused, 'NO_PROPOSAL_CHOSEN'));
  assert.match(flat([hover.title]), /NO_PROPOSAL_CHOSEN — IKEv1 notify 14/);
  assert.match(flat(hover.said), /^None of the offers fits[^\n]*(?:\nIn the standards[^\n]*)?$/);
  assert.match(flat(hover.usually), /policies differ/);
  assert.match(flat(hover.line), /accepts none of the offered/);
  assert.deepEqual(hover.findings, [{ kind: 'link', code: 'ike-policy-mismatch', home: undefined }]);
  assert.doesNotMatch(JSON.stringify(hover), /No IKE proposal in common/);
});

test('the underlined line, off its words: the proof with evidence, next command and fix, not its title', () => {
  const hover = hoverOf(mark(refused, 'sent NO_PROPOSAL_CHOSEN'));
  assert.match(flat(hover.said), /accepts none of the offered/);
  assert.deepEqual(hover.line, []);
  const [proof, ...others] = proofsOf(hover);
  assert.ok(proof && others.length === 0);
  assert.equal(proof.code, 'ike-policy-mismatch');
  assert.match(flat([proof.explanation]), /no set of algorithms in common/);
  assert.match(flat([proof.evidence]), /^L3-3/);
  assert.deepEqual(
    proof.next.map(({ command }) => command),
    ['show crypto isakmp policy'],
  );
  assert.equal(proof.fix.length, 1);
  assert.doesNotMatch(JSON.stringify(hover), /No IKE proposal in common/);
});

test('another line of evidence leads to the underlined one', () => {
  const twice = `${refused}\n${refused.split('\n').find((line) => line.includes('NO_PROPOSAL_CHOSEN'))}`;
  const hover = hoverOf(twice.replace(/ sent NO_PROPOSAL_CHOSEN(?![\s\S]* sent NO_PROPOSAL_CHOSEN)/, '│$&'));
  const [link] = hover.findings;
  assert.ok(link?.kind === 'link');
  assert.deepEqual(link.home, { first: 2, last: 2 });
});

test('a number of a notify is explained like its name', () => {
  assert.match(flat(hoverOf(mark(refused, '14\n')).said), /None of the offers fits/);
});

test('a timestamp: how long after the attempt began', () => {
  const hover = hoverOf(mark(refused, 'Mar  7 10:00:01.500'));
  assert.match(flat(hover.said), /1\.5 s after the attempt with 203\.0\.113\.9 began \(L1-1\)/);
});

test('a message that looks alarming and is harmless', () => {
  assert.match(flat(hoverOf(mark(refused, 'vendor id')).usually), /harmless/);
});

test('an algorithm: its strength', () => {
  assert.match(flat(hoverOf(mark(refused, '3des')).said), /Triple DES[\s\S]*weak/);
});

test('counters that grow in one direction only', () => {
  const hover = hoverOf(mark(oneWay, '480'));
  assert.match(flat(hover.said), /Packets encrypted/);
  assert.match(flat(hover.here), /\(encaps\) 480, received from it \(decaps\) 0.*none came back/);
  assert.equal(hover.health, 'bad');
});

test('counters that grow in both directions are well', () => {
  assert.equal(hoverOf(mark(oneWay.replace('in 0', 'in 467'), '467')).health, 'good');
});

test('an SPI: its direction, the other direction, its other places', () => {
  const both = `${oneWay}\n*Mar  7 10:00:01.000: IKE:(1001):installed SPI 5c1e77a2, lifetime 3600\n`;
  const hover = hoverOf(mark(both, '0x5C1E77A2'));
  assert.match(flat([hover.title]), /inbound SPI/);
  assert.match(flat(hover.here), /Packets from 203\.0\.113\.9 carry it/);
  assert.match(flat(hover.here), /other direction: 0x0A90B4D1 \(L\d/);
  assert.match(flat(hover.here), /Also on L8-8\./);
});

test('a lifetime in minutes, and when the next rekey comes', () => {
  assert.match(flat(hoverOf(mark(oneWay, '3540')).said), /59 min[\s\S]*next rekey/);
});

test('an SPI is what is called so: handles are hexadecimal numbers too', () => {
  const hoverIn = (line: string): Hover | undefined => {
    const { analysis, at } = analyse(`${refused}\n${line}`);
    return hoverAt(analysis, catalogue, at[0] as number);
  };
  assert.match(flat([hoverIn('IKE: unheard of, spi │0x80000012')?.title ?? []]), /SPI/);
  assert.equal(hoverIn('IKE: unheard of, peer_handle = │0x80000012'), undefined);
});

test('the words before a value are explained like the value', () => {
  const label = hoverOf(mark(oneWay, 'remaining'));
  assert.match(flat([label.title]), /3540/);
  assert.match(flat(label.said), /59 min/);
});

test('a peer: a summary of its tunnel', () => {
  const hover = hoverOf(mark(`${oneWay}\n${refused}`, '203.0.113.9'));
  assert.match(flat([hover.title]), /remote end of a tunnel/);
  assert.match(
    flat(hover.here),
    /Tunnel any to 203\.0\.113\.9[\s\S]*IKEv1 SA UP[\s\S]*packets out 480, in 0[\s\S]*One negotiation attempt in the text/,
  );
});

test('a front-door VRF and an interface say which tunnel they carry', () => {
  assert.match(flat(hoverOf(mark(oneWay, 'Internet')).said), /routing table of the encrypted packets/);
  assert.match(flat(hoverOf(mark(oneWay, 'Internet')).here), /any to 203\.0\.113\.9/);
  assert.match(flat(hoverOf(mark(oneWay, 'Tunnel10')).here), /It carries any to 203\.0\.113\.9/);
});

test('no hover where nothing is known', () => {
  const { analysis, at } = analyse(`${oneWay}\n\nThank │you, see you tomorrow\n`);
  assert.equal(hoverAt(analysis, catalogue, at[0] as number), undefined);
  assert.equal(hoverAt(analyse('').analysis, catalogue, 0), undefined);
});

test('a hover lies around its cursor', () => {
  const { analysis } = analyse(`${oneWay}\n${refused}`);
  for (let offset = 0; offset < analysis.text.length; offset += 1) {
    const hover = hoverAt(analysis, catalogue, offset);
    if (hover) assert.ok(hover.start <= offset && offset <= hover.end, `at ${offset}`);
  }
});
