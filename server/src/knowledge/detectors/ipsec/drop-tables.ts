// The tables of drop counters of a router or a firewall: what the last look shows, and what came since the look before.
import type { Rec } from '../../../engine/define.ts';
import type { Model, Tunnel } from '../../../engine/model.ts';
import { listsIpsec, runsBothWays } from '../up.ts';
import { capturesOf, deviceAt, numberIn, recordsBelow, sameDevice, textOf } from '../values.ts';

/** Drop counters count since the start: below this they tell nothing, and where traffic flows they are history. */
export const worthSaying = 100;

/** Whether a tunnel of the device that prints this carries packets both ways. */
export const flows = (model: Model, { line }: Rec): boolean =>
  model.tunnels
    .filter(({ device }) => sameDevice(device, deviceAt(model, line)))
    .some((tunnel) => tunnel.ipsec.some(runsBothWays));

/** A drop counter as the last look shows it. */
export interface Dropped {
  readonly drop: Rec;
  readonly name: string;
  /** Dropped since the look before, where there is one; else since the counters were cleared. */
  readonly packets: number;
  readonly before: Rec | undefined;
}

const tables = {
  router: [
    'show platform hardware qfp active feature ipsec datapath drops',
    'show platform hardware qfp active statistics drop',
  ],
  firewall: ['show asp drop'],
};

/** The counters of the last look at each table, less what an earlier look at the same table shows of them. */
export function droppedOf(model: Model, of: keyof typeof tables): Dropped[] {
  const looks = capturesOf(model.captures, ...tables[of]);
  const byTable = new Map<string, Map<string, Rec[]>>();
  const cleared = new Set<string>();
  for (const { root, definition, device, typed } of looks) {
    const table = `${definition?.id} ${device}`;
    const counters = (cleared.delete(table) ? undefined : byTable.get(table)) ?? new Map<string, Rec[]>();
    byTable.set(table, counters);
    if (/\bclear\b/.test(typed ?? '')) cleared.add(table);
    for (const drop of recordsBelow(root, 'drop')) {
      const name = textOf(drop, 'name') ?? textOf(drop, 'reason') ?? '';
      counters.set(name, [...(counters.get(name) ?? []).slice(-1), drop]);
    }
  }
  return [...byTable.values()].flatMap((counters) =>
    [...counters].flatMap(([name, seen]) => {
      const [drop, before] = seen.toReversed();
      if (!drop) return [];
      const [then, now] = [before ? numberIn(before.fields.packets) : undefined, numberIn(drop.fields.packets) ?? 0];
      // A smaller number than before was cleared in between.
      const grown = then !== undefined && now >= then;
      return [{ drop, name, packets: grown ? now - then : now, before: grown ? before : undefined }];
    }),
  );
}

/** ASA and IOS-XE: a packet that fits the networks of an SA came unencrypted. */
export const clearPacket = /^ipsec-spoof$|_CL_V\d_PKT_FAILED_POLICY$/;
/** So many more between two looks are no single stray packet. */
const fewClear = 10;

/** The one tunnel of a device whose SAs send and receive nothing, while the device drops more and more clear packets that belong into one. */
export function inTheClear(model: Model, { drop, name, packets, before }: Dropped): Tunnel | undefined {
  if (!before || packets < fewClear || !clearPacket.test(name)) return undefined;
  const device = deviceAt(model, drop.line);
  const silent = model.tunnels.filter(
    (tunnel) =>
      sameDevice(tunnel.device, device) &&
      listsIpsec(tunnel) &&
      tunnel.ipsec.every(({ decaps = 0 }) => decaps === 0) &&
      tunnel.ipsec.some(({ decaps }) => decaps === 0),
  );
  const [only, ...more] = silent;
  return more.length === 0 && only?.ipsec.some(({ encaps = 0 }) => encaps > 0) ? only : undefined;
}

/** The tunnels of which that is so. */
export const tunnelsInTheClear = (model: Model): ReadonlySet<Tunnel> =>
  new Set(
    [...droppedOf(model, 'firewall'), ...droppedOf(model, 'router')].flatMap((one) => inTheClear(model, one) ?? []),
  );
