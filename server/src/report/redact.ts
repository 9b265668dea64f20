// Anonymises a text so that it can be handed on: addresses, names and secrets are exchanged consistently, the diagnosis stays the same.
import { lineEnd, lineStartsOf } from '../engine/lines.ts';
import { secretsIn } from './secrets.ts';

/**
 * Addresses keep their prefixes in common: two of one subnet are in one subnet afterwards. Private, multicast, loopback and link-local
 * addresses and masks stay what they are, and the last octet of an IPv4 address and the last 64 bits of an IPv6 address are kept.
 * `random` gives numbers from 0 (inclusive) to 1; with fresh ones each time nothing can be turned back.
 */
export function redact(text: string, random: () => number): string {
  const starts = lineStartsOf(text);
  const addresses = addressMap(text, random);
  const secrets = numbered('secret-');
  const users = numbered('user-');
  const hosts = numbered('host-');
  const devices = devicesOf(text);
  let result = '';
  for (let line = 0; line < starts.length; line += 1) {
    const start = starts[line] as number;
    const end = lineEnd(text, starts, line);
    const raw = text.slice(start, end);
    const above = (distance: number): string | undefined => {
      const at = starts[line - distance];
      return at === undefined ? undefined : text.slice(at, lineEnd(text, starts, line - distance));
    };
    // Secrets first: what looks like an address inside one is part of it.
    const spans = secretsIn(raw, above);
    let kept = 0;
    for (const span of [...spans, { start: raw.length, end: raw.length }]) {
      result += namesIn(addresses(raw.slice(kept, span.start)), devices, hosts, users);
      if (span.end > span.start) result += secrets(raw.slice(span.start, span.end));
      kept = span.end;
    }
    result += text.slice(end, starts[line + 1] ?? text.length);
  }
  return result;
}

/** The same word gets the same number. */
function numbered(prefix: string): (word: string) => string {
  const known = new Map<string, string>();
  return (word) => {
    const name = known.get(word) ?? `${prefix}${known.size + 1}`;
    known.set(word, name);
    return name;
  };
}

/* Names */

const PROMPT = /^[ \t>|]*([A-Za-z][\w.-]{0,62})(?:\/[\w/-]+)?(?:\([^()\r\n]{0,60}\))?[#>]/gm;
const HOSTNAME = /^[ \t>|]*(?:\S{1,80}# ?)?(?:hostname|switchname) +"?([A-Za-z][\w.-]{0,62})"?[ \t]*$/gm;
const DOMAIN =
  /(?<![\w.-])(?:[A-Za-z0-9_-]{1,63}\.){1,6}(?:com|net|org|edu|gov|mil|int|local|lan|corp|internal|home|io|[a-z]{2}|example|test)(?![\w.-]*\w)/g;
const MAIL = /(?<![\w.-])([\w.+-]{1,64})@(?=[A-Za-z0-9_-]{1,63}\.)/g;
const USER =
  /((?:^[ \t>|]*|# ?)username +|\b(?:[Uu]sername|User|user) ?[:=] ?['"<]?|\bfor user +['"<]?|\band username +(?=\S{1,64} for user ))(?!privilege\b|auth(?:entication|or)\b)([A-Za-z][\w.\\-]{1,62})(?=['">,:; ]|$)/g;
const DESCRIPTION = /^([ \t>|]*description +)\S.*$/;

/** What lies in one domain lies in one domain afterwards. */
function domain(name: string, hosts: (word: string) => string): string {
  const parent = name.slice(name.indexOf('.') + 1);
  return `${hosts(name)}.${parent.includes('.') ? domain(parent, hosts) : 'example'}`;
}

interface Device {
  readonly name: string;
  /** Where the name stands; what stands before it is kept. */
  readonly pattern: RegExp;
}

/** What devices are called: at prompts and in their configuration. */
function devicesOf(text: string): readonly Device[] {
  const names = new Set<string>();
  for (const pattern of [PROMPT, HOSTNAME]) for (const [, name] of text.matchAll(pattern)) if (name) names.add(name);
  return [...names].slice(0, MOST_DEVICES).map((name) => {
    const quoted = name.replace(/[.\\-]/g, '\\$&');
    // A name made of letters only may be an ordinary word as well: it is exchanged only where a name must stand.
    const pattern = /^[A-Za-z]+$/.test(name)
      ? `^([ \\t>|]*)${quoted}(?=(?:/[\\w/-]+)?(?:\\([^()]{0,60}\\))?[#>])|(\\b(?:hostname|switchname) +"?)${quoted}(?="?[ \\t]*$)`
      : `()()(?<![\\w.-])${quoted}(?![\\w-]|\\.\\w)`;
    return { name, pattern: new RegExp(pattern, 'g') };
  });
}

/** A text with more prompts than this is no capture. */
const MOST_DEVICES = 200;

function namesIn(
  part: string,
  devices: readonly Device[],
  hosts: (word: string) => string,
  users: (word: string) => string,
): string {
  let result = part
    .replace(DESCRIPTION, '$1removed')
    .replace(MAIL, (_, user: string) => `${users(user)}@`)
    .replace(USER, (_, before: string, user: string) => `${before}${users(user)}`)
    .replace(DOMAIN, (name) => domain(name.toLowerCase(), hosts));
  for (const { name, pattern } of devices) {
    if (result.includes(name))
      result = result.replace(pattern, (_, before = '', behind = '') => `${before}${behind}${hosts(name)}`);
  }
  return result;
}

/* Addresses */

/** Captured packets write the port behind the address: `192.0.2.1.500 > 192.0.2.2.500:`. */
const IPV4 = /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d(?!\d{0,4}(?: >|:)))/g;
const IPV6 = /(?<![\w.:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:]|\.\d)/g;
/** The beginning of an address, as a filter asks for a network: `| include 192.0.2.`. */
const BEGUN = /(?<![\w.])(?:\d{1,3}\.){3}(?![\w.])/g;

/** Ranges with a meaning of their own: they map to themselves as a whole, and what is outside stays outside. */
const FIXED: readonly { readonly prefix: number; readonly length: number; readonly whole: boolean }[] = [
  { prefix: 0, length: 8, whole: true },
  { prefix: 10, length: 8, whole: false },
  { prefix: (100 << 2) | 1, length: 10, whole: true },
  { prefix: 127, length: 8, whole: true },
  { prefix: (169 << 8) | 254, length: 16, whole: true },
  { prefix: (172 << 4) | 1, length: 12, whole: false },
  { prefix: (192 << 8) | 168, length: 16, whole: true },
  { prefix: 7, length: 3, whole: true },
];

/** Exchanges the addresses of a text: bit by bit, whether one is turned depends on all bits before it. */
function addressMap(text: string, random: () => number): (part: string) => string {
  const flips = new Map<string, number>();
  const flip = (prefix: string): number => {
    const known = flips.get(prefix) ?? (random() < 0.5 ? 0 : 1);
    flips.set(prefix, known);
    return known;
  };
  const networks = networkBits(text);
  const ipv4 = (address: string): string => {
    const value = parse(address);
    if (value === undefined) return address;
    const fixed = FIXED.find(({ prefix, length }) => value >>> (32 - length) === prefix);
    if (fixed?.whole) return address;
    const most = fixed ? networks.inside : networks.outside;
    let mapped = value;
    for (let bit = fixed?.length ?? 0; bit < most; bit += 1) {
      const before = bit === 0 ? 0 : value >>> (32 - bit);
      // The way to a fixed range stays, and to octets of zeros or ones that the text holds: networks and broadcasts remain what they are.
      const onTheWay = FIXED.some(({ prefix, length }) => bit < length && prefix >>> (length - bit) === before);
      const inOctet = before & ((1 << (bit % 8)) - 1);
      const octets = before >>> (bit % 8);
      const plain =
        (inOctet === 0 && networks.ends.has(`${bit >> 3}/${octets}/0`)) ||
        (inOctet === (1 << (bit % 8)) - 1 && networks.ends.has(`${bit >> 3}/${octets}/255`));
      if (!onTheWay && !plain && flip(`${bit}/${before}`)) mapped = (mapped ^ (1 << (31 - bit))) >>> 0;
    }
    return [24, 16, 8, 0].map((shift) => (mapped >>> shift) & 255).join('.');
  };
  const groups = new Map<string, string>();
  const taken = new Set<string>();
  const group = (before: string, digits: string): string => {
    const key = `${before}:${digits.toLowerCase().padStart(4, '0')}`;
    let known = groups.get(key);
    while (known === undefined) {
      const drawn = 0x1000 + Math.floor(random() * 0xf000);
      const candidate = drawn.toString(16);
      if (drawn !== 0 && ![...groups].some(([other, taken]) => taken === candidate && other.startsWith(`${before}:`)))
        known = candidate;
    }
    groups.set(key, known);
    taken.add(`${before}:${known}`);
    return digits !== digits.toLowerCase() ? known.toUpperCase() : known;
  };
  const ipv6 = (address: string): string => {
    const parts = address.split(':');
    const gap = address.includes('::') ? parts.indexOf('', parts[0] === '' ? 1 : 0) : parts.length;
    if (!address.includes('::') && parts.length !== 8) return address;
    if (/^(?:f[cdef]|::|0*:)/i.test(address)) return address;
    let before = (parts[0] as string).toLowerCase().padStart(4, '0');
    return parts
      .map((part, at) => {
        if (at === 0 || at > 3 || at >= gap || /^0*$/.test(part)) {
          if (at > 0) before += part.padStart(4, '0');
          return part;
        }
        const mapped = group(before, part);
        before += part.toLowerCase().padStart(4, '0');
        return mapped;
      })
      .join(':');
  };
  const network = (begun: string): string => ipv4(`${begun}0`).slice(0, -1);
  return (part) => part.replace(IPV6, ipv6).replace(IPV4, ipv4).replace(BEGUN, network);
}

function parse(address: string): number | undefined {
  const octets = address.split('.').map(Number);
  if (octets.some((octet) => octet > 255)) return undefined;
  return octets.reduce((value, octet) => value * 256 + octet, 0);
}

/**
 * How many leading bits may be turned so that no network in the text is cut: at most 24, fewer where a network ends inside an octet.
 * `ends` are the octets of zeros or ones, each with the octets before it.
 */
function networkBits(text: string): { readonly inside: number; readonly outside: number; readonly ends: Set<string> } {
  const bits = { inside: 24, outside: 24, ends: new Set<string>() };
  for (const [address] of text.matchAll(IPV4)) {
    const value = parse(address);
    if (value === undefined || value === 0) continue;
    const fixed = FIXED.find(({ prefix, length }) => value >>> (32 - length) === prefix);
    if (fixed?.whole) continue;
    for (const at of [0, 1, 2]) {
      const octet = (value >>> (24 - 8 * at)) & 255;
      if (octet === 0 || octet === 255) bits.ends.add(`${at}/${at === 0 ? 0 : value >>> (32 - 8 * at)}/${octet}`);
    }
    const last = value & 255;
    if (last !== 0 && last !== 255) continue;
    const tail = last === 0 ? 31 - Math.clz32(value & -value) : 31 - Math.clz32(~value & -~value);
    const length = 32 - tail;
    if (length % 8 === 0 || length > 24) continue;
    const where = fixed ? 'inside' : 'outside';
    bits[where] = Math.min(bits[where], Math.max(length, 8));
  }
  return bits;
}
