// What the configurations of both ends exclude, where the text holds them: causes that lie in what the two have in common.
import type { Model } from '../../../engine/model.ts';
import { excluded } from './mirrors.ts';
import { configsOf } from './model.ts';
import { pairsOf } from './pairs.ts';

/** The codes that are out for the tunnel with these addresses, or for the only one where none is known; none where the text does not hold exactly one such pair of ends. */
export function excludedBetween(model: Model, addresses: readonly (string | undefined)[]): ReadonlySet<string> {
  const ends = addresses.filter((address) => address !== undefined);
  const [link, ...more] = pairsOf(configsOf(model))
    .flatMap((pair) => pair.links)
    .filter(
      ({ here, there, tied }) =>
        tied && (ends.length === 0 || [here, there].some((end) => end.peers.some((one) => ends.includes(one)))),
    );
  return link && more.length === 0 ? excluded(link) : new Set();
}
