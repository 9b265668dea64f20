// Small readings that several detectors share: numbers, addresses and prefixes, records of a capture.
import type { Fact, Rec } from '../../engine/define.ts';
import type { Capture, Model, Occurrence } from '../../engine/model.ts';
import { eachRecord, selectorOf } from '../commands/shared.ts';

export const numberIn = (fact: Fact | undefined): number | undefined => {
  const value = fact && /^\d+$/.test(fact.value) ? Number(fact.value) : undefined;
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
};

export const textOf = (rec: Rec, field: string): string | undefined => rec.fields[field]?.value;

/** The value of a field of a message. */
export const fieldOf = (occurrence: Occurrence | undefined, field: string): string | undefined =>
  occurrence?.fields[field]?.value;

/** Occurrences of several messages in text order. */
export const inOrder = (model: Model, ids: readonly string[]): Occurrence[] =>
  ids.flatMap((id) => [...model.occurrences(id)]).sort((a, b) => a.start - b.start);

/** By the clock where both lines have one: a short log may begin with its newest line. */
export const isLater = (one: Occurrence, other: Occurrence): boolean =>
  one.time === undefined || other.time === undefined || one.time === other.time
    ? one.line > other.line
    : one.time > other.time;

/** Lines, or whatever else, by what `key` says of them, in the order of the first of each. */
export function groupBy<Item, Key>(
  items: readonly Item[],
  key: (item: Item) => Key,
): ReadonlyMap<Key, readonly Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

/** Of lines that repeat, so many: the first ones and the last, below which it is mended or not. */
export const firstAndLast = <Line>(lines: readonly Line[], shown: number): readonly Line[] =>
  lines.length <= shown ? lines : [...lines.slice(0, shown - 1), ...lines.slice(-1)];

/** All records of a kind below `root`, in text order. */
export function recordsBelow(root: Rec, kind: string): Rec[] {
  const found: Rec[] = [];
  eachRecord(root, kind, (rec) => found.push(rec));
  return found;
}

/** Two things may be of the same device unless the text names two. */
export const sameDevice = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

/** The device in whose output a line stands, where the text names it. */
export const deviceAt = (model: Model, line: number): string | undefined => model.captureAt(line)?.device;

const byIds = new WeakMap<readonly Capture[], Map<string, readonly Capture[]>>();

/** The outputs of some commands, in text order; found once, for many ask. */
export function capturesOf(captures: readonly Capture[], ...ids: readonly string[]): readonly Capture[] {
  const known = byIds.get(captures) ?? new Map<string, readonly Capture[]>();
  byIds.set(captures, known);
  const key = ids.join();
  const found = known.get(key) ?? captures.filter(({ definition }) => definition && ids.includes(definition.id));
  known.set(key, found);
  return found;
}

/** A log of this device holds a message that came from the peer: the way from there to here is open. */
export const isHeard = (model: Model, peer: string | undefined, device: string | undefined): boolean =>
  model.attempts.some(
    (attempt) =>
      attempt.peer === peer &&
      peer !== undefined &&
      sameDevice(attempt.device, device) &&
      attempt.occurrences.some(({ message }) => message.effect?.arrow === 'in'),
  );

/** What a filter took out of an output may be there all the same. */
export const isUnfiltered = ({ typed }: Capture): boolean => !typed?.includes('|');

/** A test of a ping of which at least one packet came back. */
export const isPingAnswered = ({ fields }: Rec): boolean => (numberIn(fields.percent) ?? 0) > 0;

/** The tests of all pings of a device, in text order. */
export const pingsOf = (model: Model, device: string | undefined): readonly Rec[] =>
  capturesOf(model.captures, 'ping')
    .filter((capture) => sameDevice(capture.device, device))
    .flatMap(({ root }) => recordsBelow(root, 'test'));

/** A ping of this device that got no answer at all, to this very address where one is named. */
export const pingInVain = (model: Model, device: string | undefined, to?: string): Rec | undefined =>
  pingsOf(model, device).find(
    (test) => numberIn(test.fields.percent) === 0 && (to === undefined || textOf(test, 'destination') === to),
  );

/** Seconds of `00:01:10`, `1d02h`, `3w5d`; undefined for `never`. */
export function secondsOf(text: string | undefined): number | undefined {
  const clock = /^(\d+):(\d\d):(\d\d)$/.exec(text ?? '');
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  const units: Readonly<Record<string, number>> = { y: 31536000, w: 604800, d: 86400, h: 3600, m: 60, s: 1 };
  const parts = [...(text ?? '').matchAll(/(\d+)([ywdhms])/g)];
  return parts.length === 0
    ? undefined
    : parts.reduce((sum, part) => sum + Number(part[1]) * (units[part[2] as string] ?? 0), 0);
}

/** A dotted quad as a number; undefined for IPv6, masks by hand and everything else. */
export function ipv4(text: string | undefined): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text ?? '');
  if (!match) return undefined;
  const octets = match.slice(1).map(Number);
  return octets.some((octet) => octet > 255) ? undefined : octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** An address as people paste it, digits possibly masked, or a mask instead of it: `192.0.2.1`, `203.x.x.9`, `2001:db8::1`, `<peer>`. */
export const isAddress = (word: string | undefined): boolean =>
  /^[\dA-Za-z*]{1,12}(?:\.[\dA-Za-z*]{1,12}){3}$|^[\da-fxA-FX*]{0,4}:[\da-fxA-FX*:]+$|^<[^<>\s]{1,40}>$/.test(
    word ?? '',
  );

export interface Prefix {
  readonly address: number;
  readonly length: number;
}

const maskLength = (mask: number): number | undefined => {
  const bits = mask.toString(2).padStart(32, '0');
  return /^1*0*$/.test(bits) ? (bits.indexOf('0') < 0 ? 32 : bits.indexOf('0')) : undefined;
};

/** `10.1.0.0/16`, `10.1.0.0/255.255.0.0`, `10.1.0.0` with a mask or wildcard given apart. */
export function prefixOf(text: string | undefined, mask?: string): Prefix | undefined {
  const [address, inline] = (text ?? '').split('/');
  const start = ipv4(address);
  if (start === undefined) return undefined;
  const given = mask ?? inline;
  let length: number | undefined = 32;
  if (given !== undefined && given !== '') {
    const dotted = ipv4(given);
    if (dotted === undefined) length = /^\d{1,2}$/.test(given) && Number(given) <= 32 ? Number(given) : undefined;
    else length = maskLength(dotted) ?? maskLength(4294967295 - dotted);
  }
  return length === undefined ? undefined : { address: networkOf(start, length), length };
}

const networkOf = (address: number, length: number): number =>
  length === 0 ? 0 : Math.floor(address / 2 ** (32 - length)) * 2 ** (32 - length);

/** Whether every address of `inner` lies in `outer`. */
export const contains = (outer: Prefix, inner: Prefix): boolean =>
  outer.length <= inner.length && networkOf(inner.address, outer.length) === outer.address;

export const overlaps = (one: Prefix, other: Prefix): boolean => contains(one, other) || contains(other, one);

export interface LostPing {
  readonly test: Rec;
  readonly device: string | undefined;
  readonly source: Prefix;
  readonly destination: Prefix;
}

const lostPings = new WeakMap<Model, readonly LostPing[]>();

/** The pings from an address to an address that nobody answered, read once: each flow is held against them. */
export function lostPingsOf(model: Model): readonly LostPing[] {
  const known =
    lostPings.get(model) ??
    capturesOf(model.captures, 'ping').flatMap(({ device, root }) =>
      recordsBelow(root, 'test').flatMap((test) => {
        const [source, destination] = [prefixOf(textOf(test, 'source')), prefixOf(textOf(test, 'destination'))];
        return numberIn(test.fields.percent) === 0 && source && destination
          ? [{ test, device, source, destination }]
          : [];
      }),
    );
  lostPings.set(model, known);
  return known;
}

/** From and to the same addresses. */
export const isSamePing = (one: Rec, other: Rec): boolean =>
  ['source', 'destination'].every((end) => textOf(one, end) === textOf(other, end));

/** The same ping of the same device, from and to the same address, got no answer above a line. */
export const wasLostAbove = (model: Model, ping: Rec, device: string | undefined, line: number): boolean =>
  lostPingsOf(model).some(({ test, device: from }) => test.line < line && from === device && isSamePing(test, ping));

/** A ping of this device that nobody answered, although a flow of a session protects it by both its addresses: traffic did ask for the tunnel. */
export function pingOfFlow(model: Model, flow: Rec, device: string | undefined): Rec | undefined {
  const [local, remote] = ['localSelector', 'remoteSelector'].map((end) => prefixOf(selectorOf(textOf(flow, end))));
  if (!local || !remote || !/^(?:ip|icmp|1)$/.test(textOf(flow, 'protocol') ?? '')) return undefined;
  return lostPingsOf(model).find(
    (ping) => sameDevice(ping.device, device) && contains(local, ping.source) && contains(remote, ping.destination),
  )?.test;
}

/** Mask and wildcard of a prefix length, in dotted form. */
export const maskOf = (length: number): string =>
  [0, 8, 16, 24]
    .map((at) =>
      Number.parseInt(
        '1'
          .repeat(length)
          .padEnd(32, '0')
          .slice(at, at + 8),
        2,
      ),
    )
    .join('.');
export const wildcardOf = (length: number): string =>
  maskOf(length)
    .split('.')
    .map((octet) => 255 - Number(octet))
    .join('.');

/** `0.0.0.0 255.255.255.0` is what IOS makes of a mask where a wildcard belongs: it matches hardly anything that was meant. */
export const isReversedMask = (rule: string): boolean =>
  /\b0\.0\.\d{1,3}\.\d{1,3} 255\.(?:255\.(?:255\.0|0\.0)|0\.0\.0)\b/.test(rule);

/** The same before IOS has taken it: as it was typed, or stands in notes. Only where IOS is to read it: a PIX wants masks there. */
export const isTypedMask = (rule: string): boolean =>
  /\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3} 255\.(?:255\.(?:255\.0|0\.0)|0\.0\.0)\b/.test(rule);

export const reversedMaskTitle =
  'The access list holds a subnet mask where a wildcard mask belongs, so the traffic meant does not match it';
