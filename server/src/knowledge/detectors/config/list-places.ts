// Tells where a device uses an access list: on what comes in from the outside, or for something else, as far as its configuration shows.
import type { Model } from '../../../engine/model.ts';
import { sameDevice } from '../values.ts';
import { type Block, type Config, configsOf, type Interface } from './model.ts';

/** `outside`: it filters what comes in there. `elsewhere`: it has another use, or its interface another list. */
export type Place = 'outside' | 'elsewhere' | 'unknown';

/** The end of a tunnel at this device, as far as it is known. */
export interface OwnEnd {
  readonly local: string | undefined;
  readonly interface: string | undefined;
}

export function placeOf(model: Model, device: string | undefined, list: string, end: OwnEnd): Place {
  const configs = configsOf(model).filter((config) => sameDevice(config.device, device));
  const places = configs.flatMap((config) => placesIn(config, list, end));
  if (places.includes('outside')) return 'outside';
  return places.length > 0 || configs.some((config) => hasOthers(config, list)) ? 'elsewhere' : 'unknown';
}

const filters = /^(?:ip access-group|ipv6 traffic-filter|access-group) /;

/** Nothing that the text shows of a device uses the list for anything else than to drop packets. */
export const isFilter = (model: Model, device: string | undefined, list: string): boolean =>
  configsOf(model)
    .filter((config) => sameDevice(config.device, device))
    .flatMap(({ blocks }) => blocks.filter(({ text }) => !definesList.test(text)))
    .flatMap((block) => [block, ...block.lines])
    .every(({ text, words }) => !words.includes(list) || filters.test(text));

const inbound = /^(?:ip access-group|ipv6 traffic-filter) (\S+) in\b/;
const definesList = /^(?:ip(?:v6)? )?access-list /;

function placesIn(config: Config, list: string, end: OwnEnd): Place[] {
  return config.blocks
    .filter(({ text }) => !definesList.test(text))
    .flatMap((block) =>
      [block, ...block.lines]
        .filter(({ words }) => words.includes(list))
        .map(({ text }) => (inbound.exec(text)?.[1] === list && isAtEnd(config, block, end) ? 'outside' : 'elsewhere')),
    );
}

/** Interfaces are shown, and others lists filter what comes in there. */
const hasOthers = ({ blocks }: Config, list: string): boolean =>
  blocks
    .flatMap((block) => [block, ...block.lines])
    .some(({ text }) => inbound.test(text) && inbound.exec(text)?.[1] !== list);

/** Whether the packets of a tunnel come in through an interface; where a filter left its heading out, nothing speaks against it. */
function isAtEnd(config: Config, block: Block, end: OwnEnd): boolean {
  const at = config.interfaces.find((one) => one.block === block);
  if (!at) return true;
  const isEnd = (one: Interface): boolean =>
    (end.local !== undefined && one.addresses.includes(end.local)) ||
    (end.interface !== undefined && one.name.toLowerCase() === end.interface.toLowerCase()) ||
    one.map !== undefined ||
    one.natOutside;
  return isEnd(at) || !config.interfaces.some((one) => one !== at && isEnd(one));
}
