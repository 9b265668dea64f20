// Judges lifetimes that differ: no fault as long as the shorter one is used, a fault where the tunnel falls whenever that one is over.
import { type Detector, detector, type Rec, type Report } from '../../engine/define.ts';
import type { Model, Occurrence } from '../../engine/model.ts';
import { type End, endsOf, type Link, reaches } from './config-ends.ts';
import { type Config, configsOf } from './config-model.ts';
import { pairsOf } from './config-peers.ts';
import { fieldOf } from './values.ts';

export const lifetimes: Detector = detector({
  id: 'lifetimes',
  codes: ['lifetime-mismatch'],
  run: (model, report) => {
    shortened(model, report);
    const configs = configsOf(model);
    const links = pairsOf(configs).flatMap((pair) => pair.links);
    for (const link of links) compared(model, link, report);
    if (links.length === 0) untied(model, configs, report);
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

/** Seconds that the IPsec SAs of an end live, and the lines that say so; none where the default holds. */
interface Lifetime {
  readonly seconds: number;
  readonly written: Rec | undefined;
}

/** Of the crypto map entry or IPsec profile, else of the whole device, else what it takes by itself. */
function lifetimeOf({ config, entry, rec }: End): Lifetime {
  const own = config.blocks.find((block) => block.rec === rec);
  const line = own?.lines.map(({ text }) => setLifetime.exec(text)?.[1]).find((seconds) => seconds !== undefined);
  const seconds = entry?.lifetime ?? line;
  if (seconds !== undefined) return { seconds: Number(seconds), written: rec };
  for (const block of config.blocks) {
    const global = globalLifetime.exec(block.text)?.[1];
    if (global !== undefined) return { seconds: Number(global), written: block.rec };
  }
  return { seconds: config.asa ? 28_800 : 3600, written: undefined };
}
const setLifetime = /^set security-association lifetime seconds (\d+)/;
const globalLifetime = /^crypto ipsec security-association lifetime seconds (\d+)/;

/** Two excerpts of one end each that could belong together: what the tunnel does ties them, or nothing is said. */
function untied(model: Model, configs: readonly Config[], report: Report): void {
  const [mine = [], theirs = [], ...others] = configs.map(endsOf).filter((ends) => ends.length > 0);
  const [here, there] = [mine[0], theirs[0]];
  if (others.length > 0 || mine.length !== 1 || theirs.length !== 1 || !here || !there) return;
  if (reaches(here, there) === 'open' && reaches(there, here) === 'open')
    compared(model, { here, there, tied: false }, report);
}

function compared(model: Model, { here, there, tied }: Link, report: Report): void {
  const [mine, theirs] = [lifetimeOf(here), lifetimeOf(there)];
  if (mine.seconds === theirs.seconds) return;
  const written = [mine, theirs].flatMap((one) => one.written ?? []);
  const falls = fallsAfter(model, [...here.peers, ...there.peers], Math.min(mine.seconds, theirs.seconds));
  const [first] = falls;
  // A line that an excerpt leaves out may be there all the same.
  if (!first && (written.length < 2 || !tied)) return;
  const values = { seconds: String(Math.min(mine.seconds, theirs.seconds)) };
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
        ...falls.slice(0, 3).map((fall) => model.evidence(fall, 'symptom')),
      ],
      values,
      attributes,
      title: 'The tunnel[[ with {peer}]] falls whenever the shorter of the two lifetimes is over ({seconds} seconds)',
      explanation:
        'The lifetimes of the two ends are not the same, and each time the tunnel has been up as long as the shorter one allows, it goes down: one end drops the keys that the other still uses, and nobody renews them in time. Enter the same values on both ends.',
    });
}

/** So many falls after the same time are no chance. */
const enoughFalls = 2;

/** The falls of a tunnel, where each came when it had been up for so long. */
function fallsAfter(model: Model, peers: readonly string[], seconds: number): Occurrence[] {
  const isOurs = (change: Occurrence): boolean => peers.includes(fieldOf(change, 'peer') ?? '');
  const timed = (id: string): (readonly [number, Occurrence])[] =>
    model
      .occurrences(id)
      .filter(isOurs)
      .flatMap((change) => (change.time === undefined ? [] : [[change.time, change] as const]))
      .sort(([a], [b]) => a - b);
  const rises = timed('crypto.session-up');
  const falls = timed('crypto.session-down').flatMap(([time, fall]) => {
    const rise = rises.findLast(([before]) => before < time)?.[0];
    return rise === undefined ? [] : [{ fall, lasted: (time - rise) / 1000 }];
  });
  // Keys are renewed a little before they expire.
  const fits = falls.every(({ lasted }) => lasted > seconds * 0.93 && lasted < seconds * 1.03);
  return fits && falls.length >= enoughFalls ? falls.map(({ fall }) => fall) : [];
}
