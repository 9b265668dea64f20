// Reads which networks an IKEv2 peer asks for, and how access lists write them.
import type { Occurrence } from '../../../engine/model.ts';
import { fieldOf, ipv4, maskOf, type Prefix, wildcardOf } from '../values.ts';

/** A traffic selector: all addresses from the first to the last. */
export interface Range {
  readonly first: string;
  readonly last: string;
}

/** What the peer asks for: the network behind it, and the one behind this end. */
export interface Asked {
  readonly remote: Range;
  readonly local: Range;
}

/** The TSi and TSr payloads of the request that was refused at `refusal`, the widest range of each: the first is often one packet only. */
export function askedBefore(lines: readonly Occurrence[], refusal: Occurrence): Asked | undefined {
  let side: 'TSi' | 'TSr' | undefined;
  const ranges: { TSi: Range | undefined; TSr: Range | undefined } = { TSi: undefined, TSr: undefined };
  for (const line of lines) {
    if (line.start >= refusal.start) break;
    const payload = fieldOf(line, 'payload');
    if (payload !== undefined) {
      side = payload.startsWith('TSi') ? 'TSi' : payload.startsWith('TSr') ? 'TSr' : undefined;
      if (side) ranges[side] = undefined;
    }
    const [first, last] = [fieldOf(line, 'first'), fieldOf(line, 'last')];
    if (side && first !== undefined && last !== undefined) ranges[side] = wider(ranges[side], { first, last });
  }
  const { TSi: remote, TSr: local } = ranges;
  return remote && local ? { remote, local } : undefined;
}

const sizeOf = ({ first, last }: Range): number => (ipv4(last) ?? 0) - (ipv4(first) ?? 0);
const wider = (known: Range | undefined, range: Range): Range =>
  known === undefined || sizeOf(range) > sizeOf(known) ? range : known;

export const isAny = ({ first, last }: Range): boolean => first === '0.0.0.0' && last === '255.255.255.255';

/** Values and attributes for a finding about networks that fit no entry here. */
export function refusedNetworks({ remote, local }: Asked): {
  readonly values: Readonly<Record<string, string>>;
  readonly attributes: readonly { readonly name: string; readonly local: string; readonly remote: string }[];
} {
  const spelt = (name: 'our' | 'their', range: Range): Record<string, string> => {
    const prefix = prefixOfRange(range);
    if (!prefix) return {};
    const one = prefix.length === 32 ? `host ${range.first}` : prefix.length === 0 ? 'any' : undefined;
    return {
      [`${name}_network_and_mask`]: one ?? `${range.first} ${maskOf(prefix.length)}`,
      [`${name}_network_and_wildcard`]: one ?? `${range.first} ${wildcardOf(prefix.length)}`,
    };
  };
  return {
    values: {
      difference: `the peer proposes ${inWords(remote)} (its side) and ${inWords(local)} (this side)`,
      ...spelt('our', local),
      ...spelt('their', remote),
    },
    attributes: [
      { name: 'network of the peer', local: 'no entry with this pair', remote: inWords(remote) },
      { name: 'network of this side', local: 'no entry with this pair', remote: inWords(local) },
    ],
  };
}

function inWords(range: Range): string {
  const prefix = prefixOfRange(range);
  if (!prefix) return `${range.first}-${range.last}`;
  return prefix.length === 32 ? range.first : `${range.first}/${prefix.length}`;
}

/** The prefix that holds exactly these addresses, if one does. */
function prefixOfRange({ first, last }: Range): Prefix | undefined {
  const [from, to] = [ipv4(first), ipv4(last)];
  if (from === undefined || to === undefined || to < from) return undefined;
  const length = 32 - Math.log2(to - from + 1);
  return Number.isInteger(length) && from % 2 ** (32 - length) === 0 ? { address: from, length } : undefined;
}
