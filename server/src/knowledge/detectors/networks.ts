// Networks of both IP versions as strings of bits, so that "lies in" is "begins with"; whoever needs arithmetic on IPv4 takes `values.ts`.
import { ipv4, isAddress, maskOf, prefixOf, wildcardOf } from './values.ts';

export interface Network {
  /** 0 for `any`, which holds both. */
  readonly family: 0 | 4 | 6;
  /** As many characters as the prefix is long. */
  readonly bits: string;
}

export const anyNetwork: Network = { family: 0, bits: '' };
const everything: Readonly<Record<string, Network>> = {
  any: anyNetwork,
  any4: { family: 4, bits: '' },
  any6: { family: 6, bits: '' },
};

export const isAny = ({ bits }: Network): boolean => bits === '';
export const isHost = ({ family, bits }: Network): boolean => bits.length === (family === 6 ? 128 : 32);

/** `10.1.0.0/16`, `10.1.0.0` with a mask or wildcard given apart, `2001:db8::/32`, `any`; undefined for masks by hand and names. */
export function networkOf(text: string | undefined, mask?: string): Network | undefined {
  if (text === undefined) return undefined;
  // A text of its own: a part of a paste would keep all of it in memory.
  const key = `${text} ${mask ?? ''}`;
  if (known.has(key)) return known.get(key);
  const network = read(text, mask);
  if (known.size === mostKnown) known.clear();
  known.set(key, network);
  return network;
}

/** The same networks are asked for again and again, by each configuration of a text. */
const known = new Map<string, Network | undefined>();
const mostKnown = 5000;

function read(text: string, mask: string | undefined): Network | undefined {
  const whole = everything[text];
  if (whole) return whole;
  if (text.includes(':')) return networkOf6(text);
  // A wildcard of zeros is one host, one of ones is all of them; for a mask it is the other way round.
  if (text === '0.0.0.0' && mask === '255.255.255.255') return everything.any4;
  const prefix = prefixOf(text, text !== '0.0.0.0' && mask === '0.0.0.0' ? undefined : mask);
  return prefix && { family: 4, bits: prefix.address.toString(2).padStart(32, '0').slice(0, prefix.length) };
}

function networkOf6(text: string): Network | undefined {
  const [address = '', length = '128'] = text.split('/');
  const bits = bitsOf6(address);
  return bits !== undefined && /^\d{1,3}$/.test(length) && Number(length) <= 128
    ? { family: 6, bits: bits.slice(0, Number(length)) }
    : undefined;
}

function bitsOf6(address: string): string | undefined {
  const halves = address.split('::');
  if (halves.length > 2) return undefined;
  const [front, back] = halves.map(groupsOf);
  if (!front || (halves.length === 2 && !back)) return undefined;
  const missing = 8 - front.length - (back?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  return [...front, ...Array.from({ length: missing }, () => 0), ...(back ?? [])]
    .map((group) => group.toString(2).padStart(16, '0'))
    .join('');
}

/** The 16-bit groups of one side of `::`; the last may be an IPv4 address. */
function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':').flatMap((group) => {
    const quad = ipv4(group);
    if (quad !== undefined) return [Math.floor(quad / 65_536), quad % 65_536];
    return [/^[\da-f]{1,4}$/i.test(group) ? Number.parseInt(group, 16) : Number.NaN];
  });
  return groups.some(Number.isNaN) ? undefined : groups;
}

/** Whether every address of `inner` lies in `outer`. */
export const covers = (outer: Network, inner: Network): boolean =>
  (outer.family === 0 || outer.family === inner.family) && inner.bits.startsWith(outer.bits);

export const touching = (one: Network, other: Network): boolean => covers(one, other) || covers(other, one);

/** `any` and `any4` say the same where only one version is spoken. */
export const sameNetwork = (one: Network, other: Network): boolean =>
  one.bits === other.bits && (one.family === other.family || isAny(one));

const inside = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map((text) =>
  networkOf(text),
);

/** An address that NAT would hide from the other end. */
export const isPrivate = (network: Network): boolean =>
  inside.some((range) => range !== undefined && covers(range, network));

/** The same of an address as it is written. */
export function isPrivateAddress(text: string | undefined): boolean {
  const network = networkOf(text);
  return network !== undefined && isPrivate(network);
}

/** As an access list writes it: `any`, `host 10.1.1.1`, `10.1.0.0 0.0.255.255` (IOS) or `10.1.0.0 255.255.0.0` (ASA), `2001:db8::/32`. */
export function writtenIn(dialect: 'ios' | 'asa', network: Network): string {
  if (isAny(network)) return 'any';
  if (network.family === 6)
    return isHost(network) ? `host ${addressOf(network)}` : `${addressOf(network)}/${network.bits.length}`;
  if (isHost(network)) return `host ${addressOf(network)}`;
  const { length } = network.bits;
  return `${addressOf(network)} ${dialect === 'asa' ? maskOf(length) : wildcardOf(length)}`;
}

function addressOf({ family, bits }: Network): string {
  const all = bits.padEnd(family === 6 ? 128 : 32, '0');
  const size = family === 6 ? 16 : 8;
  const groups = Array.from({ length: all.length / size }, (_, at) =>
    Number.parseInt(all.slice(at * size, (at + 1) * size), 2),
  );
  if (family !== 6) return groups.join('.');
  // The longest run of zeros is left out once.
  const runs = [
    ...groups
      .map((group) => (group === 0 ? '0' : '1'))
      .join('')
      .matchAll(/0{2,}/g),
  ];
  const longest = runs.reduce<RegExpExecArray | undefined>(
    (a, b) => (a && a[0].length >= b[0].length ? a : b),
    undefined,
  );
  const words = groups.map((group) => group.toString(16));
  if (!longest) return words.join(':');
  const end = longest.index + longest[0].length;
  return `${words.slice(0, longest.index).join(':')}::${words.slice(end).join(':')}`;
}

/** The network of a statement `network <address> [<mask>]` of a routing protocol: without a mask the class of the address counts. */
export function networkOfStatement([, address, mask]: readonly string[]): Network | undefined {
  if (mask !== undefined && isAddress(mask)) return networkOf(address, mask);
  const value = ipv4(address);
  if (value === undefined) return undefined;
  const length = value < 2 ** 31 ? 8 : value < 0xc0_00_00_00 ? 16 : 24;
  return networkOf(value === 0 ? 'any4' : `${address}/${length}`);
}
