// Tells whether what came in the clear comes encrypted since: the tunnel came up below the last such packet, carries packets both ways, and the log goes on without another one.
import type { Reported } from '../../engine/define.ts';
import type { Capture, Model, Occurrence, Tunnel } from '../../engine/model.ts';
import { isPickedOut } from '../detectors/config/model.ts';
import { covers, networkOf } from '../detectors/networks.ts';
import { runsBothWays } from '../detectors/up.ts';
import { deviceAt, fieldOf, groupBy, inOrder, sameDevice } from '../detectors/values.ts';
import type { Place } from './question.ts';

/** IOS tells of clear packets once a minute at most: so many milliseconds of log without one are not chance, nor so many times the longest pause before. */
const [silence, times] = [600_000, 3];

export function isEncryptedSince(model: Model, { code, peer, values }: Reported, { last }: Place): boolean {
  if (code !== 'plaintext-received' || peer === undefined) return false;
  const device = deviceAt(model, last);
  const log = logsOf(model).get(keyOf(device, peer));
  // What else than a log counts them tells of no time.
  if (log === undefined || log.last < last || !log.goesOn) return false;
  const ups = upsOf(model);
  return model.tunnels.some(
    (tunnel) =>
      sameDevice(tunnel.device, device) &&
      (ups.get(tunnel.remote) ?? -1) > log.last &&
      carries(tunnel, { from: peer, to: values?.local, last: log.last }),
  );
}

/** A filter for other words left out what would tell of them. */
const isWithoutThem = (shown: Capture | undefined): boolean =>
  shown?.definition?.showsLog === true && isPickedOut(shown) && !/crypto|ipsec/i.test(shown.typed ?? '');

/** Below a line an SA for the two addresses of a clear packet, or with its sender itself, counts both ways. */
function carries(
  { remote, ipsec }: Tunnel,
  { from, to, last }: { readonly from: string; readonly to: string | undefined; readonly last: number },
): boolean {
  const holds = (selector: string | undefined, address: string | undefined): boolean => {
    const [network, host] = [networkOf(selector), networkOf(address)];
    return network !== undefined && host !== undefined && covers(network, host);
  };
  return ipsec.some(
    (sa) =>
      sa.line > last &&
      sa.health === 'up' &&
      runsBothWays(sa) &&
      (remote === from || (holds(sa.remoteSelector, from) && holds(sa.localSelector, to))),
  );
}

/** The last line by which the SAs of each peer came up in a log; read once. */
function upsOf(model: Model): ReadonlyMap<string | undefined, number> {
  const found = ups.get(model) ?? new Map<string | undefined, number>();
  if (!ups.has(model))
    for (const { peer, occurrences } of model.attempts)
      for (const { message, line } of occurrences)
        if (message.effect?.up === 'child') found.set(peer, Math.max(found.get(peer) ?? -1, line));
  ups.set(model, found);
  return found;
}
const ups = new WeakMap<Model, Map<string | undefined, number>>();

/** The last line with a time in each stretch of a log, of those that are looked at anyway; read once. */
function endsOf(model: Model): ReadonlyMap<number, number> {
  const found = ends.get(model) ?? new Map<number, number>();
  if (!ends.has(model))
    for (const { capture, time } of [
      ...model.attempts.flatMap(({ occurrences }) => occurrences.slice(-1)),
      ...acts.flatMap((id) => model.occurrences(id)),
    ])
      if (time !== undefined) found.set(capture, Math.max(found.get(capture) ?? time, time));
  ends.set(model, found);
  return found;
}
const ends = new WeakMap<Model, Map<number, number>>();
const acts = ['sys.configured', 'sys.logged-command'];

/** What a log tells of the clear packets of one sender: where it ends, and whether it goes on for long without one. */
interface Told {
  readonly last: number;
  readonly goesOn: boolean;
}

const keyOf = (device: string | undefined, peer: string | undefined): string => `${device ?? ''}\n${peer}`;

/** The same of every sender that a device tells of; read once. */
function logsOf(model: Model): ReadonlyMap<string, Told> {
  const found =
    logs.get(model) ??
    new Map(
      [
        ...groupBy(inOrder(model, told), (line) => keyOf(model.captures[line.capture]?.device, fieldOf(line, 'peer'))),
      ].map(([key, lines]) => [key, { last: lines.at(-1)?.line ?? -1, goesOn: goesOnWithout(model, lines) }]),
    );
  logs.set(model, found);
  return found;
}
const logs = new WeakMap<Model, ReadonlyMap<string, Told>>();
const told = ['dataplane.not-ipsec', 'dataplane.not-ipsec-xe', 'asa.402117'];

function goesOnWithout(model: Model, lines: readonly Occurrence[]): boolean {
  const log = model.captures[lines.at(-1)?.capture ?? -1];
  if (log?.kind !== 'syslog' || isWithoutThem(model.captures[log.index - 1])) return false;
  const known = lines.flatMap(({ time }) => time ?? []).sort((a, b) => a - b);
  const latest = known.at(-1);
  if (latest === undefined || known.length < lines.length) return false;
  const longest = known.reduce((most, time, at) => Math.max(most, time - (known[at - 1] ?? time)), 0);
  return (endsOf(model).get(log.index) ?? latest) - latest >= Math.max(silence, times * longest);
}
