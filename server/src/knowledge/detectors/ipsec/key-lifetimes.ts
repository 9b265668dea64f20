// The keys of a tunnel as its configuration lets them live, and whether the tunnel falls whenever they are spent.
import type { Rec } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import type { End } from '../config/ends.ts';
import { fieldOf } from '../values.ts';

/** Seconds that the IPsec SAs of an end live, and the lines that say so; none where the default holds. */
interface Lifetime {
  readonly seconds: number;
  readonly written: Rec | undefined;
}

/** Of the crypto map entry or IPsec profile, else of the whole device, else what it takes by itself. */
export function lifetimeOf({ config, entry, rec }: End): Lifetime {
  const own = config.blocks.find((block) => block.rec === rec);
  // An ASA writes each part of an entry in a line of its own.
  const name = entry && `crypto map ${entry.map} ${entry.sequence} `;
  const parts = name === undefined ? [] : config.blocks.filter(({ text }) => text.startsWith(name));
  const line = [...(own?.lines ?? []), ...parts].findLast(({ text }) => setLifetime.test(text));
  const seconds = entry?.lifetime ?? setLifetime.exec(line?.text ?? '')?.[1];
  if (seconds !== undefined) return { seconds: Number(seconds), written: line?.rec ?? rec };
  for (const block of config.blocks) {
    const global = globalLifetime.exec(block.text)?.[1];
    if (global !== undefined) return { seconds: Number(global), written: block.rec };
  }
  return { seconds: config.asa ? 28_800 : 3600, written: undefined };
}
const setLifetime = /(?:^| )set security-association lifetime seconds (\d+)/;
const globalLifetime = /^crypto ipsec security-association lifetime seconds (\d+)/;

/** A tunnel that goes up or down, with its time. */
interface Change {
  readonly time: number;
  readonly up: boolean;
  readonly line: Occurrence;
}

export type Changes = ReadonlyMap<string, readonly Change[]>;

/** A session as IOS and ASA log it, of both versions of IKE. */
const rises = ['crypto.session-up', 'ikev2-syslog.session-up', 'asa.750006'];
const descents = ['crypto.session-down', 'ikev2-syslog.session-down', 'asa.750007', 'asa.750007.peer-lost'];

export function changesByPeer(model: Model): Changes {
  const changes = new Map<string, Change[]>();
  for (const [id, up] of [
    ...rises.map((rise) => [rise, true] as const),
    ...descents.map((fall) => [fall, false] as const),
  ])
    for (const line of model.occurrences(id)) {
      const peer = fieldOf(line, 'peer');
      if (peer === undefined || line.time === undefined) continue;
      const change = { time: line.time, up, line };
      const known = changes.get(peer);
      if (known) known.push(change);
      else changes.set(peer, [change]);
    }
  for (const list of changes.values()) list.sort((one, other) => one.time - other.time);
  return changes;
}

/** The falls of a tunnel, where each came when it had been up for so long. */
export function fallsAfter(changes: Changes, peers: readonly string[], seconds: number): Occurrence[] {
  const falls: Occurrence[] = [];
  for (const peer of new Set(peers)) {
    let rise: number | undefined;
    for (const { time, up, line } of changes.get(peer) ?? []) {
      if (up) rise = time;
      else if (rise !== undefined) {
        const lasted = (time - rise) / 1000;
        // Keys are renewed a little before they expire.
        if (lasted <= seconds * 0.93 || lasted >= seconds * 1.03) return [];
        falls.push(line);
      }
    }
  }
  return falls;
}

/** Each fall of the tunnel between two ends, where it comes with the end of the keys: the first ones were agreed, the next ones are not. */
export function fallsWithKeys(model: Model, here: End, there: End): readonly Occurrence[] {
  const seconds = Math.min(...[here, there].map((end) => lifetimeOf(end).seconds));
  return fallsAfter(changesByPeer(model), [...here.peers, ...there.peers], seconds);
}
