// Tells whether refusals of a registration ended: the log that shows them ends with somebody who came up, and who by the clock and the lists of the device is up since.
import type { Reported } from '../../engine/define.ts';
import type { Capture, Model, Occurrence } from '../../engine/model.ts';
import { dateOf } from '../detectors/ike/clocks.ts';
import { changesOf } from '../detectors/overlay/neighbour-changes.ts';
import { capturesOf, fieldOf, inOrder, recordsBelow, secondsOf, textOf } from '../detectors/values.ts';
import type { Place } from './question.ts';

/** Whoever is refused asks again: so many times as long as the longest pause, and no less than this, in seconds, is no pause any more. */
const [times, least] = [5, 600];
/** By so much the clock, the log and the age of a row may be apart, in seconds; rows older than a day tell full hours. */
const near = 120;
const day = 86_400;

/**
 * The log was asked for, and shown as it was at that time: below the last refusal it tells of somebody who came up over a tunnel, a list below shows him
 * for as long as went by since then on the clock of the device, and for much longer than it ever took to refuse again.
 */
export function endedByItself(model: Model, { code }: Reported, { last }: Place): boolean {
  if (code !== 'nhrp-registration-failure') return false;
  const log = model.captures.find(({ startLine, endLine }) => startLine <= last && last < endLine);
  if (log?.kind !== 'syslog') return false;
  const known = ended.get(model) ?? new Map<number, boolean>();
  ended.set(model, known);
  const isEnded = known.get(log.index) ?? isEndedIn(model, log);
  known.set(log.index, isEnded);
  return isEnded;
}
/** By the log: each line of it is a claim. */
const ended = new WeakMap<Model, Map<number, boolean>>();

function isEndedIn(model: Model, log: Capture): boolean {
  const shown = model.captures[log.index - 1];
  if (shown?.definition?.showsLog !== true || shown.device !== log.device) return false;
  const isBelow = (capture: Capture): boolean => capture.index > log.index && capture.device === log.device;
  const clock = capturesOf(model.captures, 'show clock').find(isBelow);
  const now = clock && dateOf(`${textOf(clock.root, 'time')} ${textOf(clock.root, 'date')}`);
  const refusals = inOrder(model, refused).filter(({ capture }) => capture === log.index);
  const pause = longestPause(refusals);
  if (now === undefined || pause === undefined) return false;
  const rows = rowsOf(model, isBelow);
  return risenIn(model, log, refusals.at(-1)?.line ?? log.endLine).some(({ who, time }) =>
    rows.some(
      ({ name, age }) => name === who && age >= Math.max(least, times * pause) && isSpan(age, now * 60 - time / 1000),
    ),
  );
}

/** An age fits what went by between two times of the day: a log leaves its year out. */
function isSpan(age: number, gone: number): boolean {
  const apart = (((age - gone) % day) + day) % day;
  return Math.min(apart, day - apart) <= (age < day ? near : day / 24);
}

const refused = ['dmvpn.wrong-authentication', 'nhrp.wrong-authentication', 'dmvpn.reply-error'];

/** In seconds; none where one of them has no time. */
function longestPause(refusals: readonly Occurrence[]): number | undefined {
  const known = refusals.flatMap(({ time }) => time ?? []).sort((a, b) => a - b);
  if (known.length < Math.max(2, refusals.length)) return undefined;
  return known.reduce((most, time, at) => Math.max(most, time - (known[at - 1] ?? time)), 0) / 1000;
}

interface Risen {
  readonly who: string;
  readonly time: number;
}

/** Whom a stretch of a log says last to have come up over a tunnel, below a line. */
function risenIn(model: Model, log: Capture, last: number): readonly Risen[] {
  const mine = ({ capture }: Occurrence): boolean => capture === log.index;
  const turns = [
    ...['dmvpn.client-up', 'dmvpn.server-up', 'dmvpn.client-down', 'dmvpn.server-down'].flatMap((id) =>
      model.occurrences(id).map((occurrence) => ({
        who: fieldOf(occurrence, 'overlay'),
        up: id.endsWith('-up'),
        occurrence,
      })),
    ),
    ...changesOf(model).map(({ neighbour, up, occurrence }) => ({ who: neighbour, up, occurrence })),
  ]
    .filter(({ occurrence }) => mine(occurrence))
    .sort((a, b) => a.occurrence.line - b.occurrence.line);
  return [...new Map(turns.map((turn) => [turn.who, turn])).values()].flatMap(({ who, up, occurrence }) =>
    up && who !== undefined && occurrence.line > last && occurrence.time !== undefined
      ? [{ who, time: occurrence.time }]
      : [],
  );
}

/** The lists that show somebody inside a tunnel, and the field of his address and of his age. */
const lists = [
  ['show ip nhrp', 'entry', 'target', 'created'],
  ['show dmvpn', 'peer', 'tunnelAddress', 'time'],
  ['show ip eigrp neighbors', 'neighbour', 'address', 'uptime'],
  ['show ip bgp summary', 'neighbour', 'address', 'uptime'],
] as const;

const rowsOf = (
  model: Model,
  isBelow: (capture: Capture) => boolean,
): readonly { readonly name: string | undefined; readonly age: number }[] =>
  lists.flatMap(([command, kind, name, age]) =>
    capturesOf(model.captures, command)
      .filter(isBelow)
      .flatMap(({ root }) => recordsBelow(root, kind))
      .map((row) => ({ name: textOf(row, name), age: secondsOf(textOf(row, age)) ?? 0 })),
  );
