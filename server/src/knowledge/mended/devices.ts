// Tells whether a device has what it lacked: a clock that is set, room for the peer that it refused, a licence without a limit.
import type { Reported } from '../../engine/define.ts';
import type { Model } from '../../engine/model.ts';
import { ikeBelow, listsIke } from '../detectors/up.ts';
import { capturesOf, deviceAt, sameDevice, textOf } from '../detectors/values.ts';
import type { Place, Question } from './question.ts';

/** The last look at the clock shows a time that is known, which it was not before, and an IKE SA of the device is up below. */
export function isClockSet(model: Model, { code }: Reported, { last }: Place): boolean {
  if (code !== 'clock-not-set') return false;
  const device = deviceAt(model, last);
  const clock = capturesOf(model.captures, 'show clock').findLast((capture) => sameDevice(capture.device, device));
  return (
    clock !== undefined &&
    clock.startLine > last &&
    clock.root.fields.time !== undefined &&
    textOf(clock.root, 'notSet') !== '*' &&
    model.tunnels.some((tunnel) => sameDevice(tunnel.device, device) && listsIke(ikeBelow(tunnel, last)))
  );
}

/** The peer that was refused is let in. */
export const isAdmitted = ({ model, peer, act }: Question): boolean =>
  peer !== undefined && model.tunnels.some((tunnel) => tunnel.remote === peer && listsIke(ikeBelow(tunnel, act)));

/** With a licence for more (HSEC) the limits are off. */
export const isUnlimited = ({ looks }: Question): boolean =>
  looks('show platform cerm-information').some(({ root }) => /^DISABLED$/i.test(textOf(root, 'functionality') ?? ''));
