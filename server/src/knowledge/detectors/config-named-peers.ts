// Whether the crypto maps of a device, where its configuration is in the text, name a peer that asks for a tunnel.
import type { Model } from '../../engine/model.ts';
import { configsOf, type Statement } from './config-model.ts';
import { networkOf } from './networks.ts';

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
