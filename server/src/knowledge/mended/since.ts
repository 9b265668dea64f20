// Tells whether an IKE SA that is listed below a fault began after it, by the clock that the same device shows.
import type { Reported } from '../../engine/define.ts';
import type { Capture, Model } from '../../engine/model.ts';
import { dateOf } from '../detectors/ike/clocks.ts';
import { capturesOf, deviceAt, textOf } from '../detectors/values.ts';
import { agesOf } from './ages.ts';
import type { Place } from './question.ts';
import { ofIke } from './reach.ts';

/** An SA may be older than an attempt that fails beside it: its age and the clock above the list have to tell that it is not. */
export function isUpSince(model: Model, { code, peer }: Reported, { last }: Place): boolean {
  if (!ofIke.has(code) || peer === undefined) return false;
  const device = deviceAt(model, last);
  const isBelow = (capture: Capture): boolean => capture.startLine > last && capture.device === device;
  const clocks = capturesOf(model.captures, 'show clock').filter(isBelow);
  if (device === undefined || clocks.length === 0) return false;
  return capturesOf(model.captures, 'show crypto ikev2 sa', 'show crypto session')
    .filter(isBelow)
    .some((look) => {
      const clock = clocks.findLast(({ index }) => index < look.index);
      const [age] = agesOf(look, peer, /^UP-(?:ACTIVE|IDLE)/i);
      const now = clock && dateOf(`${textOf(clock.root, 'time')} ${textOf(clock.root, 'date')}`);
      const failed = age === undefined || now === undefined ? undefined : failedAt(model, peer, last, now);
      if (age === undefined || now === undefined || failed === undefined) return false;
      return (
        now - age / 60 > failed + (/^(?:UTC|GMT)$/i.test(textOf(clock?.root ?? look.root, 'zone') ?? '') ? 1 : zones)
      );
    });
}

/** A log counts in UTC where nobody asked for the local time, which the clock shows: they may be so many minutes apart. */
const zones = 14 * 60;

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
  return thisYear > now + zones ? date.setUTCFullYear(year - 1) / 60_000 : thisYear;
}

/** The year of times that name none. */
const yearless = 2000;
