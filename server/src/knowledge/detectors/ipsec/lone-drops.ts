// Tells whether a packet that a log names as dropped is lost among those that the tunnel has received: one in hours, beside a hundred thousand others.
import type { Reported } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { runsBothWays } from '../up.ts';
import { fieldOf, groupBy } from '../values.ts';
import { shareOf } from './flows.ts';

export const minute = 60_000;
export const hour = 60 * minute;

/** Milliseconds between the first and the last. */
export function spanOf(group: readonly Occurrence[]): number {
  const times = group.map((occurrence) => occurrence.time).filter((time) => time !== undefined);
  return times.length < 2 ? 0 : Math.max(...times) - Math.min(...times);
}

/** Devices log one for many that they drop, so that a line must stand beside far more than a counter would have to. */
const rare = 0.00001;

/**
 * `group` is what the log says of one peer; `counter` is where an output counts just such packets: where it does, the counter tells more. Errors of
 * any kind must be as few.
 */
export function isLostInAll(model: Model, group: readonly Occurrence[], counter: string): boolean {
  const times = group.filter(({ time }) => time !== undefined).length;
  if (group.length > 1 && (times < group.length || spanOf(group) <= hour * (group.length - 1))) return false;
  const peer = fieldOf(group[0], 'peer');
  const only = model.tunnels.length === 1 ? model.tunnels[0] : undefined;
  const { ipsec = [] } = (peer === undefined ? only : model.tunnelOf(peer)) ?? {};
  const sas = ipsec.filter(({ health }) => health !== 'down');
  const received = Math.max(0, ...sas.filter(runsBothWays).map(({ decaps = 0 }) => decaps));
  return (
    shareOf(group.length, received) < rare &&
    sas.every(
      ({ rec, receiveErrors = 0, decaps = 0 }) =>
        rec.fields[counter] === undefined && shareOf(receiveErrors, decaps) < rare,
    )
  );
}

/** The lines of a firewall that claim a fault each by itself, and where its outputs count such packets. */
const lines: Readonly<Record<string, readonly [message: string, counter: string]>> = {
  'anti-replay-drops': ['asa.402119', 'replayFailed'],
  'integrity-failures': ['asa.402120', 'verifyFailed'],
};

/** Whether a claim is of such a line, and the line one of so few. */
export function isLoneDrop(model: Model, { code, evidence }: Reported): boolean {
  const [message, counter] = lines[code] ?? [];
  if (message === undefined || counter === undefined || model.count(message) === 0) return false;
  const all = lone.get(model) ?? new Map<string, ReadonlySet<number>>();
  lone.set(model, all);
  const places = all.get(message) ?? placesOf(model, message, counter);
  all.set(message, places);
  return evidence.length > 0 && evidence.every(({ start }) => places.has(start));
}
const lone = new WeakMap<Model, Map<string, ReadonlySet<number>>>();

/** Where the lines begin that are lost among what their peers have sent. */
const placesOf = (model: Model, message: string, counter: string): ReadonlySet<number> =>
  new Set(
    [...groupBy(model.occurrences(message), (one) => fieldOf(one, 'peer')).values()]
      .filter((group) => isLostInAll(model, group, counter))
      .flatMap((group) => group.map(({ start }) => start)),
  );
