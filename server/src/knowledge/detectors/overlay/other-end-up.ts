// Tells whether the other end of a session that is being built shows it up further down: then it was only on its way.
import type { Rec } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { capturesOf, recordsBelow, secondsOf, textOf } from '../values.ts';

/**
 * Further down the other end lists this device as UP, and not since longer than this end had waited: what is older is of a session that the other
 * end has not missed yet.
 */
export function isUpAtTheOtherEnd(model: Model, { device, index }: Capture, row: Rec): boolean {
  const waited = secondsOf(textOf(row, 'time'));
  if (waited === undefined || device === undefined) return false;
  const isFresh = (seen: Rec): boolean =>
    textOf(seen, 'state') === 'UP' && (secondsOf(textOf(seen, 'time')) ?? Number.POSITIVE_INFINITY) <= waited;
  return capturesOf(model.captures, 'show dmvpn')
    .filter((other) => other.index > index && other.device !== undefined && other.device !== device)
    .some(({ device: far, root }) => {
      const rows = recordsBelow(root, 'peer');
      const mine = rows.filter((seen) => leadsTo(model, device, seen));
      return (
        (leadsTo(model, far as string, row) && mine.some(isFresh)) ||
        (isHubOf(model, far as string, row) && rows.every(isFresh) && rows.length === spokesOf(model, row).size)
      );
    });
}

/** A row leads to a device by an address that this is known to have. */
const leadsTo = (model: Model, device: string, row: Rec): boolean =>
  addressesOf(model, device).some(
    (address) => address === textOf(row, 'peer') || address === textOf(row, 'tunnelAddress'),
  );

/** The addresses of no device may be told. Then the only hub of the text, with as many spokes as the text has, is the one to which they all look. */
function isHubOf(model: Model, device: string, row: Rec): boolean {
  const hubs = new Set(
    capturesOf(model.captures, 'show dmvpn')
      .filter(({ root }) => recordsBelow(root, 'interface').some((one) => /^Hub$/i.test(textOf(one, 'type') ?? '')))
      .map((capture) => capture.device),
  );
  const spokes = spokesOf(model, row);
  return hubs.size === 1 && hubs.has(device) && spokes.size > 1 && !spokes.has(device);
}

/** The devices of the text that look to the server of this row. */
const spokesOf = (model: Model, row: Rec): ReadonlySet<string | undefined> =>
  new Set(
    capturesOf(model.captures, 'show dmvpn')
      .filter(({ root }) =>
        recordsBelow(root, 'peer').some(
          (other) =>
            /S/.test(textOf(other, 'attributes') ?? '') &&
            ['peer', 'tunnelAddress'].every((field) => textOf(other, field) === textOf(row, field)),
        ),
      )
      .map(({ device }) => device),
  );

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
