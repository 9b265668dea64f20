// Which peers the crypto maps of a device name, where its configuration is in the text: whether one that asks for a tunnel, whether one that only stands by.
import type { Model } from '../../../engine/model.ts';
import { networkOf } from '../networks.ts';
import { listsSa } from '../up.ts';
import { sameDevice } from '../values.ts';
import { configsOf, type Statement } from './model.ts';

/** The statements that name the peers of a device, where none of them is this one and no entry takes whoever comes; none where one may be. */
export function otherPeers(model: Model, device: string | undefined, peer: string): readonly Statement[] {
  const configs = configsOf(model).filter(
    (config) => config.entries.length > 0 && (device === undefined || config.device === device),
  );
  const [config] = configs;
  if (!config || configs.length > 1 || networkOf(peer) === undefined) return [];
  // A tunnel interface of this device, or a dynamic map, needs no entry for it.
  const open =
    config.entries.some(({ dynamic, manual }) => dynamic !== undefined || manual) ||
    config.interfaces.some(({ tunnel }) => tunnel.profile !== undefined);
  const lines = config.entries.flatMap(({ peers }) => peers);
  const names = lines.flatMap(({ words }) => words.slice(2).filter((word) => !/^(?:default|dynamic)$/.test(word)));
  const readable = names.length > 0 && names.every((name) => networkOf(name) !== undefined);
  return open || !readable || names.includes(peer) ? [] : lines;
}

/** Of several peers of one entry a device uses one: the others stand by while the tunnel to it is up. */
export const standsBy = (model: Model, device: string | undefined, peer: string | undefined): boolean =>
  configsOf(model)
    .filter((config) => sameDevice(config.device, device))
    .flatMap(({ entries }) => entries)
    .map(({ peers }) => peers.flatMap(({ words }) => words.slice(2)))
    .some(
      (names) =>
        peer !== undefined &&
        names.includes(peer) &&
        model.tunnels.some(
          (tunnel) =>
            tunnel.remote !== undefined &&
            tunnel.remote !== peer &&
            names.includes(tunnel.remote) &&
            sameDevice(tunnel.device, device) &&
            listsSa(tunnel),
        ),
    );
