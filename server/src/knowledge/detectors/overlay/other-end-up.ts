// Tells whether the other end of a session that is being built shows it up further down: then it was only on its way.
import type { Rec } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { capturesOf, recordsBelow, secondsOf, textOf } from '../values.ts';

/**
 * A device to which this row leads lists the device of this row as UP, further down, and not since longer than this end had waited: what is older
 * is of a session that the other end has not missed yet.
 */
export function isUpAtTheOtherEnd(model: Model, capture: Capture, row: Rec): boolean {
  const waited = secondsOf(textOf(row, 'time'));
  const { device, index } = capture;
  if (waited === undefined || device === undefined) return false;
  return capturesOf(model.captures, 'show dmvpn')
    .filter((other) => other.index > index && other.device !== undefined && other.device !== device)
    .filter((other) => isRowOf(model, other.device as string, row))
    .flatMap(({ root }) => recordsBelow(root, 'peer'))
    .some(
      (seen) =>
        textOf(seen, 'state') === 'UP' &&
        (secondsOf(textOf(seen, 'time')) ?? Number.POSITIVE_INFINITY) <= waited &&
        isRowOf(model, device, seen),
    );
}

/** A row leads to a device by an address that this is known to have, or by the number that many give to both: R7 has 10.0.0.7. */
function isRowOf(model: Model, device: string, row: Rec): boolean {
  const [peer, overlay] = [textOf(row, 'peer'), textOf(row, 'tunnelAddress')];
  const own = addressesOf(model, device);
  if (own.length > 0) return own.some((address) => address === peer || address === overlay);
  const number = /\d{1,3}$/.exec(device)?.[0];
  return number !== undefined && overlay?.split('.')[3] === number;
}

/** What configurations, lists of interfaces and SAs tell of the addresses of a device. */
const addressesOf = (model: Model, device: string): readonly string[] => [
  ...configsOf(model)
    .filter((config) => config.device === device)
    .flatMap(({ interfaces, seen }) => [...interfaces.flatMap(({ addresses }) => addresses), ...seen]),
  ...capturesOf(model.captures, 'show ip interface brief')
    .filter((capture) => capture.device === device)
    .flatMap(({ root }) => recordsBelow(root, 'interface'))
    .flatMap((one) => textOf(one, 'address') ?? []),
  ...model.tunnels.flatMap((tunnel) => (tunnel.device === device ? (tunnel.local ?? []) : [])),
];
