// Which configurations of a text are the two ends of something.
import { isAlgorithmsAlone, isProfileAlone, type Link, linksOf } from './ends.ts';
import type { Config } from './model.ts';
import { laterOnes, nearbyOnes } from './near.ts';
import { type TunnelPair, tunnelPairs } from './tunnel-peers.ts';

export interface Pair {
  readonly here: Config;
  readonly there: Config;
  /** Earlier versions of the two that the text holds too. */
  readonly earlier: readonly Pair[];
  readonly links: readonly Link[];
  readonly tunnels: readonly TunnelPair[];
}

/** Which configurations of a text are the two ends of something; what is tied by nothing is compared with nothing. */
export function pairsOf(configs: readonly Config[]): readonly Pair[] {
  const known = paired.get(configs) ?? pair(configs);
  paired.set(configs, known);
  return known;
}

/** Asked for again by every finding that candidates remain of. */
const paired = new WeakMap<readonly Config[], readonly Pair[]>();

function pair(configs: readonly Config[]): Pair[] {
  const shown = configs.filter(
    (config) =>
      config.entries.length > 0 ||
      config.interfaces.some(({ name }) => /^Tu/i.test(name)) ||
      ((config.device !== undefined || config.headed) && (isProfileAlone(config) || isAlgorithmsAlone(config))),
  );
  const later = laterOnes(shown);
  const versions = new Map<Config, Config[]>();
  const able = shown.filter((config, at) => {
    const newer = later(config, at).filter((other) => isLaterVersion(config, other));
    for (const other of newer) versions.set(other, [...(versions.get(other) ?? []), config]);
    return newer.length === 0;
  });
  const excerpts = able.filter((config) => isProfileAlone(config));
  const algorithms = able.filter((config) => isAlgorithmsAlone(config));
  // Two that were quoted under one prompt belong together, whoever else is in the text.
  const byDevice = new Map<string | undefined, Config[]>();
  for (const config of able) {
    const list = byDevice.get(config.device);
    if (list) list.push(config);
    else byDevice.set(config.device, [config]);
  }
  const near = nearbyOnes(able);
  return able.flatMap((here, at) =>
    near(here, at).flatMap((there) => {
      const together = byDevice.get(here.device) ?? [];
      const alone = [able, excerpts, algorithms, together].some(
        (some) => some.length === 2 && some.includes(here) && some.includes(there),
      );
      const earlier = [here, ...(versions.get(here) ?? [])].flatMap((one) =>
        [there, ...(versions.get(there) ?? [])].flatMap((other) =>
          one === here && other === there ? [] : pairOf(one, other, alone, []),
        ),
      );
      return pairOf(here, there, alone, earlier);
    }),
  );
}

function pairOf(here: Config, there: Config, alone: boolean, earlier: readonly Pair[]): Pair[] {
  const links = linksOf(here, there, alone);
  const tunnels = tunnelPairs(here, there, alone);
  return links.length + tunnels.length > 0 ? [{ here, there, earlier, links, tunnels }] : [];
}

/** The same device once more, after a change: it has the same addresses, and the two do not point at each other. */
const isLaterVersion = (config: Config, later: Config): boolean => {
  const [before, after] = [config, later].map(({ interfaces }) => interfaces.flatMap(({ addresses }) => addresses));
  const shared = before?.some((address) => after?.includes(address)) === true;
  return shared && linksOf(config, later, false).length === 0;
};
