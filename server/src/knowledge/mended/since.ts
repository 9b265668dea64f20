// Tells whether an IKE SA that is listed below a fault, at this end or the other one, began after it, by the clock of the device that lists it.
import type { Rec, Reported } from '../../engine/define.ts';
import type { Capture, Model } from '../../engine/model.ts';
import { dateOf } from '../detectors/ike/clocks.ts';
import { capturesOf, deviceAt, recordsBelow, sameDevice, secondsOf, textOf } from '../detectors/values.ts';
import { type Aged, agedIn } from './ages.ts';
import type { Place } from './question.ts';
import { ofIke, ofPath } from './reach.ts';

/** An IKE SA that a device lists as up. Times are in minutes. */
interface Listed extends Omit<Aged, 'age'> {
  readonly device: string | undefined;
  readonly line: number;
  /** Line of the clock that was looked at, where it is not a part of the row. */
  readonly clockLine: number | undefined;
  readonly now: number;
  readonly began: number;
  /** What its beginning may be wrong by. */
  readonly slack: number;
}

/** An SA may be older than an attempt that fails beside it: its age and a clock have to tell that it is not. */
export function isUpSince(model: Model, { code, peer, tunnel }: Reported, { last }: Place): boolean {
  if ((!ofIke.has(code) && !ofPath.has(code)) || peer === undefined) return false;
  const below = listedOf(model).filter(({ line, clockLine }) => line > last && (clockLine ?? line) > last);
  if (below.length === 0) return false;
  const device = deviceAt(model, last);
  const own = (model.tunnels.find(({ id }) => id === tunnel) ?? model.tunnelOf(peer))?.local;
  const isHere = (row: Listed): boolean => device !== undefined && row.device === device && row.remote === peer;
  const mine = below.filter((row) => isHere(row) || isThere(model, row, peer, own));
  if (mine.length === 0) return false;
  const failed = failedAt(model, peer, last, Math.min(...mine.map(({ now }) => now)));
  return failed !== undefined && mine.some(({ began, slack }) => began > failed + slack);
}

/** All that a device lists of a peer below a line is known to have begun before it. */
export function isOlder(model: Model, peer: string, device: string | undefined, last: number): boolean {
  const mine = listedOf(model).filter(
    (row) => row.remote === peer && row.line > last && sameDevice(row.device, device),
  );
  const failed = mine.length > 0 ? failedAt(model, peer, last, Math.min(...mine.map(({ now }) => now))) : undefined;
  return failed !== undefined && mine.every(({ began, slack }) => began + slack < failed);
}

/** Listed by the peer, as its own address tells, of the only other end that it speaks with; or by whoever has this end for its peer, where nobody else can. */
function isThere(model: Model, { local, remote, device }: Listed, peer: string, own: string | undefined): boolean {
  if (local !== undefined && local !== peer) return false;
  if (own !== undefined && remote !== own) return false;
  if (local === undefined && own === undefined) return false;
  return model.tunnels.every(
    (tunnel) =>
      tunnel.remote === undefined ||
      (local === undefined
        ? tunnel.local !== own || tunnel.remote === peer
        : tunnel.local !== peer || tunnel.remote === remote || !sameDevice(tunnel.device, device)),
  );
}

/** A log counts in UTC where nobody asked for the local time, which the clock shows: they may be so many minutes apart. */
const zones = 14 * 60;
/** Somebody may look at the clock so many minutes after the list. */
const afterwards = 10;

const zoneSlack = (zone: string | undefined): number => (/^(?:UTC|GMT)$/i.test(zone ?? '') ? 1 : zones);

/** All IKE SAs and sessions of the text of which the beginning is known; found once. */
function listedOf(model: Model): readonly Listed[] {
  const found = listed.get(model) ?? [...byClock(model), ...byLogin(model)];
  listed.set(model, found);
  return found;
}
const listed = new WeakMap<Model, readonly Listed[]>();

/** By its age and the last clock above the list, or the one that was looked at next. */
function byClock(model: Model): readonly Listed[] {
  const clocks = capturesOf(model.captures, 'show clock');
  if (clocks.length === 0) return [];
  return capturesOf(model.captures, 'show crypto ikev2 sa', 'show crypto session').flatMap((look) => {
    const mine = clocks.filter(({ device }) => device === look.device && device !== undefined);
    const above = mine.findLast(({ index }) => index < look.index);
    const clock = above ?? mine.find(({ index }) => index === look.index + 1);
    const now = clock && dateOf(`${textOf(clock.root, 'time')} ${textOf(clock.root, 'date')}`);
    if (!clock || now === undefined) return [];
    const slack = zoneSlack(textOf(clock.root, 'zone')) + (above ? 0 : afterwards);
    return agedIn(look, /^UP-(?:ACTIVE|IDLE)/i).flatMap(({ age, ...ends }) =>
      age === undefined
        ? []
        : [{ ...ends, ...placeOf(look), clockLine: clock.startLine, now, began: now - age / 60, slack }],
    );
  });
}

/** A firewall tells of each session when it began. */
const byLogin = (model: Model): readonly Listed[] =>
  capturesOf(model.captures, 'show vpn-sessiondb').flatMap((look) =>
    recordsBelow(look.root, 'session').flatMap((session) => {
      const remote = textOf(session, 'remote');
      const [began, lasted] = [loginOf(session), secondsOf(textOf(session, 'duration'))];
      if (remote === undefined || began === undefined || lasted === undefined) return [];
      const [now, slack] = [began + lasted / 60, zoneSlack(textOf(session, 'zone'))];
      return [{ local: undefined, remote, ...placeOf(look), clockLine: undefined, now, began, slack }];
    }),
  );

const loginOf = (session: Rec): number | undefined =>
  dateOf(['time', 'month', 'day', 'year'].map((part) => textOf(session, part) ?? '').join(' '));

const placeOf = ({ device, startLine }: Capture): Pick<Listed, 'device' | 'line'> => ({ device, line: startLine });

/** When the last thing was said of this peer down to a line, in minutes; a log often leaves its year out. */
function failedAt(model: Model, peer: string, last: number, now: number): number | undefined {
  const times = model.attempts
    .filter((attempt) => attempt.peer === peer)
    .flatMap(({ occurrences }) => occurrences)
    .filter(({ line, time }) => line <= last && time !== undefined);
  const time = times.reduce<number | undefined>((latest, one) => Math.max(latest ?? 0, one.time ?? 0), undefined);
  if (time === undefined) return undefined;
  const date = new Date(time);
  // A clock alone, without a date, tells of no day.
  if (date.getUTCFullYear() < yearless) return undefined;
  if (date.getUTCFullYear() > yearless) return time / 60_000;
  const year = new Date(now * 60_000).getUTCFullYear();
  const thisYear = date.setUTCFullYear(year) / 60_000;
  if (thisYear <= now + zones) return thisYear;
  // A little later than the look: what stands below was not looked at below.
  return thisYear > now + halfYear ? date.setUTCFullYear(year - 1) / 60_000 : undefined;
}

/** In minutes. */
const halfYear = 180 * 24 * 60;

/** The year of times that name none. */
const yearless = 2000;
