// Tells whether a ping between networks that a tunnel joins is answered below a fault, and so went through the tunnel.
import type { Rec } from '../../engine/define.ts';
import type { Capture, IpsecSa, Model } from '../../engine/model.ts';
import { configsOf } from '../detectors/config/model.ts';
import { covers, isPrivateAddress, type Network, networkOf } from '../detectors/networks.ts';
import { runsBothWays } from '../detectors/up.ts';
import {
  capturesOf,
  contains,
  deviceAt,
  isSamePing,
  lostPingsOf,
  numberIn,
  type Prefix,
  prefixOf,
  recordsBelow,
  sameDevice,
  textOf,
} from '../detectors/values.ts';
import type { Place } from './question.ts';

/** The networks of one flow, ours first. */
export type Flow = readonly [ours: Network, theirs: Network];

/** Of which peer the fault is, and of which of its flows: of all of them, of one that is named, or of one that is not. */
export interface Matter {
  readonly peer: string | undefined;
  readonly flow: Flow | 'all' | 'unnamed';
}

/**
 * A ping from this device is answered below the change. Where tables list SAs of the peer below, all its flows are up and each is the one of such a
 * ping; where none does, the ping itself has to tell that it went to the only peer.
 */
export function isPinged(model: Model, matter: Matter, { last, act }: Place): boolean {
  const above = act ?? last;
  const below = capturesOf(model.captures, 'ping').filter(({ startLine }) => startLine > above);
  // Of many claims most have no ping below.
  if (below.length === 0) return false;
  const device = deviceAt(model, last);
  const pings = below
    .filter((capture) => sameDevice(capture.device, device))
    .flatMap((capture) => recordsBelow(capture.root, 'test').map((test) => pingOf(capture, test)));
  if (pings.length === 0) return false;
  const tunnels = model.tunnels.filter(({ remote }) => matter.peer === undefined || remote === matter.peer);
  return tunnels.some(({ ike, ipsec }) => [...ike, ...ipsec].some(({ line }) => line > above))
    ? act !== undefined &&
        tunnels
          .map(({ ipsec }) => ipsec.filter(({ line }) => line > act))
          .every((flows) => flows.length > 0 && flows.every((flow) => isFlowPinged(flow, pings)))
    : isBuiltByPing(
        model,
        matter,
        device,
        above,
        pings.map(({ test }) => test),
      );
}

interface Ping {
  readonly test: Rec;
  readonly from: Prefix | undefined;
  readonly to: Prefix | undefined;
}

/** The two ends as the output prints them; of an output that was cut down to its marks and its rate, as they were typed. */
function pingOf({ typed = '' }: Capture, test: Rec): Ping {
  const words = test.fields.destination ? [] : typed.split(/\s+/);
  const source = words.findIndex((word) => /^so/i.test(word));
  return {
    test,
    from: prefixOf(textOf(test, 'source') ?? (source < 0 ? undefined : words[source + 1])),
    to: prefixOf(textOf(test, 'destination') ?? words.find((word) => prefixOf(word) !== undefined)),
  };
}

const isAnswered = (test: Rec | undefined): boolean => (numberIn(test?.fields.percent) ?? 0) >= 50;

/**
 * The last ping that a flow protects is answered; what protects everything tells of no ping whether it went through. Where a filter left its counters
 * only, they have to count both ways, and the ping is the last one that was sent from an address of one's choice.
 */
function isFlowPinged(flow: IpsecSa, pings: readonly Ping[]): boolean {
  const { localSelector, remoteSelector, health } = flow;
  const isLeft = (localSelector ?? remoteSelector) === undefined && runsBothWays(flow);
  if (health === 'down' || (health === 'unknown' && !isLeft)) return false;
  const [local, remote] = [prefixOf(localSelector), prefixOf(remoteSelector)];
  if (!isLeft && !(local?.length && remote?.length)) return false;
  const final = pings.findLast(
    ({ from, to }) => from && to && (!local || contains(local, from)) && (!remote || contains(remote, to)),
  );
  return isAnswered(final?.test);
}

/** Nobody but this peer is spoken of at the device: what comes up without naming its peer is with this one. */
export const isOnlyPeer = (model: Model, peer: string | undefined, device: string | undefined): boolean =>
  model.tunnels.every(
    (tunnel) => !sameDevice(tunnel.device, device) || tunnel.remote === undefined || tunnel.remote === peer,
  );

/**
 * The ping goes from an address of this end to a private one behind the only peer, and it asked for the tunnel: the same was lost before, or its first
 * packets are while the tunnel is built. A ping to the peer itself tells of no tunnel, nor one to a network of this end.
 */
function isBuiltByPing(
  model: Model,
  { peer, flow }: Matter,
  device: string | undefined,
  above: number,
  tests: readonly Rec[],
): boolean {
  if (peer === undefined || flow === 'unnamed' || !isOnlyPeer(model, peer, device)) return false;
  const own = configsOf(model)
    .filter((config) => sameDevice(config.device, device))
    .flatMap(({ interfaces }) => interfaces.flatMap(({ network }) => network ?? []));
  const inside = tests.filter((test) => {
    const [source, destination] = [textOf(test, 'source'), textOf(test, 'destination')];
    const [from, to] = [networkOf(source), networkOf(destination)];
    return (
      from !== undefined &&
      to !== undefined &&
      destination !== peer &&
      isPrivateAddress(source) &&
      isPrivateAddress(destination) &&
      !own.some((network) => covers(network, to)) &&
      (flow === 'all' || (covers(flow[0], from) && covers(flow[1], to)))
    );
  });
  const final = inside.at(-1);
  if (!final || !isAnswered(final)) return false;
  const alike = inside.filter((test) => isSamePing(test, final));
  return wasLost(model, final, above) || alike.some(buildsTunnel);
}

/** The first packets wait in vain for the SAs, and all others are answered. */
const buildsTunnel = ({ all }: Rec): boolean =>
  /^\.{1,4}!+$/.test(
    all
      .filter(({ name }) => name === 'marks')
      .map(({ value }) => value)
      .join(''),
  );

const wasLost = (model: Model, final: Rec, above: number): boolean =>
  lostPingsOf(model).some(({ test }) => test.line < above && isSamePing(test, final));
