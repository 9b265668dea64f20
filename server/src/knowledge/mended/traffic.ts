// Tells whether traffic is shown to pass a tunnel below a change: the flow that was refused is up, a routing neighbour comes up inside, a ping builds the tunnel and goes through.
import type { Reported } from '../../engine/define.ts';
import type { IpsecSa, Model, Tunnel } from '../../engine/model.ts';
import { covers, type Network, networkOf } from '../detectors/networks.ts';
import { type Change, changesOf } from '../detectors/overlay/neighbour-changes.ts';
import { runsBothWays } from '../detectors/up.ts';
import { deviceAt, groupBy, numberIn, pingsOf, sameDevice, wasLostAbove } from '../detectors/values.ts';
import { farEnds } from './far-ends.ts';
import { type Flow, isOnlyPeer, isPinged } from './pings.ts';
import type { Place } from './question.ts';
import { ofFlow, ofPeer } from './reach.ts';

/** A fault of a peer as a whole, or of one of its flows, and a sign that neither is left. */
export function goesThrough(model: Model, claim: Reported, at: Place): boolean {
  const { code, peer } = claim;
  if (code === 'no-return-traffic' || code === 'no-outbound-traffic') return isAnsweredBy(model, claim, at);
  if (!ofPeer.has(code) && !ofFlow.has(code)) return false;
  const named = ofFlow.has(code) ? refused(claim) : undefined;
  return (
    (named !== undefined && isRefusedFlowUp(model, peer, named, at)) ||
    isPinged(model, { peer, flow: ofFlow.has(code) ? (named ?? 'unnamed') : 'all' }, at) ||
    // The packets of a tunnel interface that no crypto map protects pass in the clear.
    (code !== 'crypto-map-not-matched' && comesUpInside(model, claim, at))
  );
}

/** The two networks that were refused, as a claim names them: `10.1.0.0 255.255.0.0`, `host 10.1.0.1`. */
function refused({ values }: Reported): Flow | undefined {
  const [ours, theirs] = ['our', 'their'].map((whose) => {
    const [first, second] = (values?.[`${whose}_network_and_mask`] ?? '').split(' ');
    return first === 'host' ? networkOf(second) : networkOf(first, second);
  });
  return ours && theirs ? [ours, theirs] : undefined;
}

/** An SA for the two networks that were refused, at this end or the other one, carries packets both ways below the change. */
function isRefusedFlowUp(model: Model, peer: string | undefined, [ours, theirs]: Flow, { last, act }: Place): boolean {
  const device = deviceAt(model, last);
  // An SA for them may be older than the refusal, where nobody changed anything.
  if (peer === undefined || act === undefined) return false;
  const holds = (selector: string | undefined, network: Network): boolean => {
    const shown = networkOf(selector);
    return shown !== undefined && covers(shown, network);
  };
  return model.tunnels.some((tunnel) => {
    const isHere = tunnel.remote === peer && sameDevice(tunnel.device, device);
    const isThere = tunnel.local === peer && tunnel.device !== device;
    return (
      (isHere || isThere) &&
      tunnel.ipsec.some(
        (sa) =>
          sa.line > act &&
          sa.health === 'up' &&
          runsBothWays(sa) &&
          holds(isHere ? sa.localSelector : sa.remoteSelector, ours) &&
          holds(isHere ? sa.remoteSelector : sa.localSelector, theirs),
      )
    );
  });
}

/**
 * Below the change the log says that a routing neighbour came up over a tunnel, and does not say that it was lost again: packets pass both ways.
 * Where the text does not say to whom the tunnel leads, somebody acted, and it speaks of this peer only, and of changes on one tunnel only.
 */
function comesUpInside(model: Model, { peer }: Reported, { last, act }: Place): boolean {
  const changes = changesOf(model);
  const isBelow = ({ occurrence }: Change): boolean => occurrence.line > (act ?? last);
  const latest = changes.findLast(({ up }) => up);
  if (!latest || !isBelow(latest)) return false;
  const device = deviceAt(model, last);
  const below = changes.filter(
    (change) => isBelow(change) && sameDevice(model.captures[change.occurrence.capture]?.device, device),
  );
  const names = [...new Set(below.map((change) => change.interface))];
  return names.some((name) => {
    const ends = farEnds(model, name, device);
    const leadsThere = ends.length > 0 ? ends.every((end) => end === peer) : act !== undefined && names.length === 1;
    return (
      leadsThere &&
      (ends.length > 0 || isOnlyPeer(model, peer, device)) &&
      below.findLast((change) => change.interface === name)?.up === true
    );
  });
}

/**
 * The other end received what this one sent, or sent what this one received, and nothing went back. In the last look at that other end, below, packets
 * run both ways: where it receives now, this end sends; where it sends now, the ping that this end lost above has to be answered too.
 */
function isAnsweredBy(model: Model, { code }: Reported, { last }: Place): boolean {
  const device = deviceAt(model, last);
  const [here, ...more] = model.tunnels.filter((tunnel) => tunnel.device === device && tunnel.ipsec.length > 0);
  if (!here || device === undefined || more.length > 0) return false;
  const others = model.tunnels.filter((tunnel) => isOtherEnd(here, tunnel));
  const [there] = others;
  if (!there || others.length > 1 || !endsBothWays(there, last)) return false;
  if (code === 'no-outbound-traffic') return true;
  const ping = pingsOf(model, device).at(-1);
  return (
    ping !== undefined &&
    ping.line > last &&
    (numberIn(ping.fields.percent) ?? 0) >= 50 &&
    wasLostAbove(model, ping, device, last)
  );
}

/** Another device, whose addresses do not speak against it, counted one way only about as many packets as this one the other way. */
function isOtherEnd(here: Tunnel, there: Tunnel): boolean {
  const fits = (one: string | undefined, other: string | undefined): boolean =>
    one === undefined || other === undefined || one === other;
  const alike = (sent = 0, received = 0): boolean => received > 0 && sent >= received / 2 && sent <= received * 2;
  const meets = (one: IpsecSa, other: IpsecSa): boolean =>
    one.decaps === 0 && other.encaps === 0 && alike(one.encaps, other.decaps);
  return (
    there.device !== undefined &&
    there.device !== here.device &&
    fits(here.local, there.remote) &&
    fits(there.local, here.remote) &&
    here.ipsec.some((one) => there.ipsec.some((other) => meets(one, other) || meets(other, one)))
  );
}

/** All flows that a device shows of a tunnel carry packets both ways in its last look, which is below a line. */
function endsBothWays({ ipsec }: Tunnel, above: number): boolean {
  const looks = [...groupBy(ipsec, ({ capture }) => capture).values()];
  const look = looks.at(-1) ?? [];
  return (
    looks.every((earlier) => earlier.length <= look.length) && look.every((sa) => sa.line > above && runsBothWays(sa))
  );
}
