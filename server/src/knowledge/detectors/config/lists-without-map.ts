// Access lists that hold a flow where the text does not show the crypto map that would name them: as `show access-list` counts them, and as a configuration writes them.
import type { Rec } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { type Network, networkOf } from '../networks.ts';
import { holds } from '../routing/protected-networks.ts';
import { numberIn, recordsBelow, sameDevice, textOf } from '../values.ts';
import type { Statement } from './model.ts';
import { type Config, configsOf } from './model.ts';

/** A flow of one device, and the lists that filter its interfaces: those are not meant for a tunnel. */
interface Flow {
  readonly device: string | undefined;
  readonly source: Network | undefined;
  readonly destination: Network | undefined;
  readonly filters: ReadonlySet<string | undefined>;
}

/** The line that permits the flow in a list that can only be meant for a tunnel. Where its packets are counted, none may ever have matched. */
export function lineWithoutMap(model: Model, flow: Flow): Rec | undefined {
  const counted = countedLine(model, flow);
  if (counted) return numberIn(counted.fields.matches) === 0 ? counted : undefined;
  return configsOf(model)
    .filter((config) => sameDevice(config.device, flow.device) && config.entries.length === 0)
    .flatMap((config) => [...config.acls].filter(([name]) => !isUsed(config, name)))
    .filter(([name]) => !flow.filters.has(name))
    .flatMap(([, rules]) => rules)
    .find(
      ({ permit, protocol, sources = [], destinations = [] }) =>
        permit &&
        protocol === 'ip' &&
        sources.some((local) => destinations.some((remote) => holds({ local, remote }, flow.source, flow.destination))),
    )?.rec;
}

function countedLine(model: Model, { device, source, destination, filters }: Flow): Rec | undefined {
  return model.captures
    .filter((capture) => sameDevice(capture.device, device) && capture.definition?.id === 'show access-lists')
    .flatMap(({ root }) => recordsBelow(root, 'counters'))
    .filter((list) => !filters.has(textOf(list, 'acl')))
    .flatMap((list) => recordsBelow(list, 'counted'))
    .find((line) => textOf(line, 'action') === 'permit' && holds(pairOf(line), source, destination));
}

/** The networks of a line as an ASA lists it: `ip 10.1.0.0 255.255.0.0 host 10.2.0.5`. */
function pairOf(rule: Rec): { readonly local: Network | undefined; readonly remote: Network | undefined } {
  const [, from, to] =
    /^ip ((?:host )?\S+(?: 255\.\S+)?) ((?:host )?\S+(?: 255\.\S+)?)$/.exec(textOf(rule, 'rule') ?? '') ?? [];
  const network = (words: string | undefined): Network | undefined =>
    networkOf(words?.replace(/^host /, '').replace(' ', '/'));
  return { local: network(from), remote: network(to) };
}

/** A line that is none of the list itself names it: it filters, sorts, or leaves alone what it holds. */
const isUsed = ({ blocks }: Config, name: string): boolean =>
  blocks.some((block) =>
    [block, ...block.lines].some(({ words }: Statement) => !isOfList(words) && words.includes(name)),
  );

const isOfList = ([first]: readonly string[]): boolean => first === 'access-list';
