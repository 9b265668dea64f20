// Finds, among many configurations, those that may be two ends of something, or the same device twice: not each is compared with every other one.

import type { Network } from '../networks.ts';
import { addressesOf, endsOf, tunnelsOf } from './ends.ts';
import type { Config } from './model.ts';

type Others = (config: Config, at: number) => readonly Config[];

/** So many are compared each with every other one; more of them in one text are a collection, not the ends of a tunnel. */
const few = 40;

/** Configurations further down that may be the other end: they name one another by address, network of the tunnel or selectors. */
export function nearbyOnes(configs: readonly Config[]): Others {
  if (configs.length <= few) return (_, at) => configs.slice(at + 1);
  return sharing(configs, hasOf, wantsOf);
}

/** Configurations further down that have an address of this one. */
export function laterOnes(configs: readonly Config[]): Others {
  if (configs.length <= few) return (_, at) => configs.slice(at + 1);
  return sharing(configs, addressesOf, addressesOf);
}

function sharing(
  configs: readonly Config[],
  has: (config: Config) => readonly string[],
  wants: (config: Config) => readonly string[],
): Others {
  const [having, wanting] = [has, wants].map((keysOf) => {
    const places = new Map<string, number[]>();
    for (const [at, config] of configs.entries())
      for (const key of keysOf(config)) {
        const list = places.get(key) ?? [];
        places.set(key, list);
        // What all of them share ties none of them.
        if (list.length < few) list.push(at);
      }
    return places;
  });
  return (config, at) => {
    const found = new Set([
      ...wants(config).flatMap((key) => having?.get(key) ?? []),
      ...has(config).flatMap((key) => wanting?.get(key) ?? []),
    ]);
    return [...found]
      .filter((other) => other > at)
      .sort((a, b) => a - b)
      .map((other) => configs[other] as Config);
  };
}

const written = ({ family, bits }: Network): string => `${family} ${bits}`;

const overlaysOf = (config: Config): readonly string[] =>
  tunnelsOf(config).flatMap(({ network }) => (network ? [`overlay ${written(network)}`] : []));

const hasOf = (config: Config): readonly string[] => [
  ...addressesOf(config),
  ...overlaysOf(config),
  ...endsOf(config).flatMap(
    ({ flows }) => flows?.map(({ source, destination }) => `${written(source)} to ${written(destination)}`) ?? [],
  ),
];

const wantsOf = (config: Config): readonly string[] => [
  ...endsOf(config).flatMap(({ peers }) => peers),
  ...tunnelsOf(config).flatMap(({ tunnel }) => tunnel.destination ?? []),
  ...overlaysOf(config),
  ...endsOf(config).flatMap(
    ({ flows }) => flows?.map(({ source, destination }) => `${written(destination)} to ${written(source)}`) ?? [],
  ),
];
