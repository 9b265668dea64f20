// Tells whether a device has what it lacked: a clock that is set, room for the peer that it refused, a licence without a limit.
import type { Reported } from '../../engine/define.ts';
import type { Model } from '../../engine/model.ts';
import { settingOf } from '../detectors/ike/clocks.ts';
import { ikeBelow, listsIke } from '../detectors/up.ts';
import { deviceAt, sameDevice, textOf } from '../detectors/values.ts';
import type { Place, Question } from './question.ts';

/**
 * The clock of the device is known below, which it was not before, and below that an IKE SA of it is up, or it speaks IKE again: what keeps that from
 * coming up is not the clock. That a certificate was refused for its time, or for no reason that is told, said nothing of it while nobody knew the time.
 */
export function isClockSet(model: Model, { code, detail }: Reported, { last }: Place): boolean {
  if (code !== 'clock-not-set' && (code !== 'certificate-invalid' || !ofTheClock.has(detail?.fault))) return false;
  const device = deviceAt(model, last);
  const setting = settingOf(model, device);
  if (setting?.known === undefined || last > setting.known) return false;
  return (
    (lastSpoken(model).get(device) ?? -1) > setting.known ||
    model.tunnels.some((tunnel) => sameDevice(tunnel.device, device) && listsIke(ikeBelow(tunnel, last)))
  );
}

/** What is said of a certificate that may be as good as any. That one has run out no clock says that counts from years ago. */
const ofTheClock: ReadonlySet<string | undefined> = new Set([
  undefined,
  'its time has not begun',
  'its time has not begun or is over',
  'the chain is not valid',
  'the lines before say why',
]);

/** The last line in which each device speaks of a negotiation; read once. */
function lastSpoken(model: Model): ReadonlyMap<string | undefined, number> {
  const found = spoken.get(model) ?? new Map<string | undefined, number>();
  if (!spoken.has(model))
    for (const { device, endLine } of model.attempts) found.set(device, Math.max(found.get(device) ?? -1, endLine));
  spoken.set(model, found);
  return found;
}
const spoken = new WeakMap<Model, Map<string | undefined, number>>();

/** The peer that was refused is let in. */
export const isAdmitted = ({ model, peer, act }: Question): boolean =>
  peer !== undefined && model.tunnels.some((tunnel) => tunnel.remote === peer && listsIke(ikeBelow(tunnel, act)));

/** With a licence for more (HSEC) the limits are off. */
export const isUnlimited = ({ looks }: Question): boolean =>
  looks('show platform cerm-information').some(({ root }) => /^DISABLED$/i.test(textOf(root, 'functionality') ?? ''));
