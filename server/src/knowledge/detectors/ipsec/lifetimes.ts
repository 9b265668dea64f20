// Judges lifetimes that differ: no fault as long as the shorter one is used, a fault where the tunnel falls whenever that one is over.
import { type Detector, detector, type Fix, type Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { type End, endsOf, type Link, platformsOf, reaches } from '../config/ends.ts';
import { type Config, configsOf } from '../config/model.ts';
import { pairsOf } from '../config/pairs.ts';
import { fieldOf, groupBy } from '../values.ts';
import { type Changes, changesByPeer, fallsAfter, lifetimeOf } from './key-lifetimes.ts';

export const lifetimes: Detector = detector({
  id: 'lifetimes',
  codes: ['lifetime-mismatch'],
  run: (model, report) => {
    shortened(model, report);
    const configs = configsOf(model);
    const links = pairsOf(configs).flatMap((pair) => pair.links);
    const changes = changesByPeer(model);
    for (const link of links) compared(model, link, changes, report);
    if (links.length === 0) untied(model, configs, changes, report);
  },
});

/** Lines with which a device says that it takes the shorter lifetime. */
const shorter = [
  'isakmp.notify-received.responder-lifetime',
  'asa-ikev1.lifetime-forced',
  'asa-ikev1.lifetime-overridden',
];

function shortened(model: Model, report: Report): void {
  const lines = shorter.flatMap((id) => model.occurrences(id)).filter((line) => line.capture >= 0);
  const first = lines[0];
  if (first)
    report({
      code: 'lifetime-mismatch',
      certainty: 'certain',
      side: 'either',
      peer: model.attempts[first.attempt]?.peer ?? first.fields.peer?.value,
      evidence: lines.slice(0, 4).map((line) => model.evidence(line, 'context')),
      count: lines.length,
    });
}

/** Two excerpts of one end each that could belong together: what the tunnel does ties them, or nothing is said. */
function untied(model: Model, configs: readonly Config[], changes: Changes, report: Report): void {
  const [mine = [], theirs = [], ...others] = configs.map(endsOf).filter((ends) => ends.length > 0);
  const [here, there] = [mine[0], theirs[0]];
  if (others.length > 0 || mine.length !== 1 || theirs.length !== 1 || !here || !there) return;
  if (reaches(here, there) === 'open' && reaches(there, here) === 'open')
    compared(model, { here, there, tied: false }, changes, report);
}

function compared(model: Model, { here, there, tied }: Link, changes: Changes, report: Report): void {
  const [mine, theirs] = [lifetimeOf(here), lifetimeOf(there)];
  if (mine.seconds === theirs.seconds) return;
  const written = [mine, theirs].flatMap((one) => one.written ?? []);
  const peers = [...here.peers, ...there.peers];
  const shortest = Math.min(mine.seconds, theirs.seconds);
  const all = fallsAfter(changes, peers, shortest);
  const falls = all.length >= enoughFalls ? all : [];
  const outlived = falls.length > 0 ? [] : outlivedAfter(model, peers, shortest);
  const [first] = [...falls, ...outlived];
  // A line that an excerpt leaves out may be there all the same.
  if (!first && (written.length < 2 || !tied)) return;
  const values = { seconds: String(shortest) };
  const attributes = [
    { name: 'lifetime of IPsec SAs', local: `${mine.seconds} seconds`, remote: `${theirs.seconds} seconds` },
  ];
  if (!first)
    report({
      code: 'lifetime-mismatch',
      certainty: 'certain',
      side: 'either',
      peer: here.peers[0],
      evidence: written.map((rec) => model.evidence(rec, 'context')),
      attributes,
    });
  else
    report({
      code: 'lifetime-mismatch',
      role: 'cause',
      severity: 'warning',
      certainty: 'likely',
      side: 'either',
      peer: fieldOf(first, 'peer') ?? here.peers[0],
      evidence: [
        ...written.map((rec) => model.evidence(rec, 'cause')),
        ...[...falls, ...outlived].slice(0, 3).map((line) => model.evidence(line, 'symptom')),
      ],
      values,
      attributes,
      fix:
        mine.seconds > shortest ? likeTheShorter(here, 'local', shortest) : likeTheShorter(there, 'remote', shortest),
      title:
        falls.length > 0
          ? 'The tunnel[[ with {peer}]] falls whenever the shorter of the two lifetimes is over ({seconds} seconds)'
          : 'Whenever the shorter of the two lifetimes is over ({seconds} seconds), ESP[[ from {peer}]] comes for the old keys',
      explanation:
        'The lifetimes of the two ends are not the same, and each time the tunnel has been up as long as the shorter one allows, it goes down or carries nothing: one end drops the keys that the other still uses, and nobody renews them in time. Enter the same values on both ends.',
    });
}

/** Of a crypto map entry or profile where there is one: its own lifetime counts before that of the device. */
function likeTheShorter(end: End, where: 'local' | 'remote', seconds: number): readonly Fix[] {
  const { config, entry, rec } = end;
  const line = `set security-association lifetime seconds ${seconds}`;
  const heading = config.blocks.find((block) => block.rec === rec)?.text ?? '';
  const own = entry ? `crypto map ${entry.map} ${entry.sequence}` : heading;
  return platformsOf(end, where).map((platform) => ({
    where,
    platform,
    config: entry && config.asa ? [`${own} ${line}`] : [entry ? `${own} ipsec-isakmp` : own, ` ${line}`],
    why: 'On the end whose keys live longer, so that both renew them at the same time.',
  }));
}

/** So many falls after the same time are no chance. */
const enoughFalls = 2;

/** Where no fall is logged: ESP comes for another lost SA each time, so long after the one before. */
function outlivedAfter(model: Model, peers: readonly string[], seconds: number): readonly Occurrence[] {
  const lines = model.occurrences('dataplane.invalid-spi');
  for (const peer of new Set(peers)) {
    const mine = lines.filter((line) => fieldOf(line, 'peer') === peer);
    const firsts = [...groupBy(mine, (line) => fieldOf(line, 'spi')?.toLowerCase()).values()].flatMap(
      ([first]) => first ?? [],
    );
    const gaps = firsts.slice(1).map(({ time = Number.NaN }, at) => (time - (firsts[at]?.time ?? Number.NaN)) / 1000);
    // Keys are renewed a little before they expire; what comes late waited for a packet.
    if (gaps.length >= enoughFalls && gaps.every((gap) => gap > seconds * 0.93 && gap < seconds * 1.03)) return firsts;
  }
  return [];
}
