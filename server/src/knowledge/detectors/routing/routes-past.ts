// Judges routes that lead past the crypto map, back to the inside, or to Null0.
import type { Report, Reported } from '../../../engine/define.ts';
import type { Capture, Model, Tunnel } from '../../../engine/model.ts';
import { isInterfaceName } from '../config/ends.ts';
import { configsOf } from '../config/model.ts';
import { isTunnelUp } from '../up.ts';
import { capturesOf, contains, prefixOf, recordsBelow, sameDevice, textOf } from '../values.ts';
import {
  asked,
  bestTo,
  type Destination,
  interfaceOf,
  type Known,
  linksOf,
  outOf,
  place,
  sameVrf,
} from './routing-tables.ts';

/** The best route to a network behind the tunnel throws its packets away. */
export function swallowed(
  model: Model,
  capture: Capture,
  known: readonly Known[],
  destination: Destination,
  report: Report,
): void {
  const best = bestTo(known, destination);
  if (!best || destination.reached || !/^Null/i.test(outOf(best, known) ?? '')) return;
  report({
    ...misled(model, capture, destination, best),
    certainty: 'certain',
    title: 'The only route to {destination} leads to Null0: its packets are thrown away before they reach the tunnel',
  });
}

/** What is the same of every route that leads packets for a destination past the tunnel. */
const misled = (model: Model, capture: Capture, destination: Destination, best: Known) =>
  ({
    code: 'missing-route',
    side: 'local',
    tunnel: destination.tunnel?.id,
    peer: destination.tunnel?.remote,
    evidence: [model.evidence(best.entry, 'cause')],
    values: place(capture, destination.name, destination),
  }) satisfies Partial<Reported>;

/** An interface that stands for itself: others pass their packets on, as a dialer does to the access that it dials. */
const wired = /^(?:Et|Fa|Gi|Te|Tw|Fo|Hu|Se)[a-z]*([\d/.:]+)$/i;

const wiredName = (name: string | undefined): string | undefined => {
  const place = wired.exec(name ?? '')?.[1];
  return place === undefined ? undefined : `${name?.slice(0, 2).toLowerCase()}${place}`;
};

/** The best route to a network behind the tunnel, to which nothing was ever sent, leads out of an interface that has no crypto map. */
export function pastTheMap(
  model: Model,
  capture: Capture,
  known: readonly Known[],
  destination: Destination,
  report: Report,
): void {
  const { tunnel } = destination;
  const best = bestTo(known, destination);
  // The next hop may have been asked for by a command of its own.
  const links = best && outOf(best, known) === undefined ? linksOf(model, capture) : known;
  const way = best && outOf(best, links);
  const [out, own] = [wiredName(way), wiredName(destination.interface)];
  if (!best || !tunnel || out === undefined || own === undefined || out === own) return;
  if (tunnel.fvrf !== undefined || tunnel.ivrf !== undefined) return;
  // The way to another address says nothing of this network.
  const wanted = prefixOf(asked(capture).address);
  if (wanted && !contains(destination.prefix, wanted)) return;
  const used = tunnel.ipsec.some(({ encaps, health }) => (encaps ?? (health === 'down' ? 0 : 1)) > 0);
  const mapped = new Set([own, ...mappedInterfaces(model, capture).map(wiredName)]);
  // Of several equal ways one may meet the map.
  const ways = known
    .filter(({ prefix }) => prefix.length === best.prefix.length && contains(prefix, destination.prefix))
    .flatMap((route) => [outOf(route, known), ...route.entry.all.map(({ value }) => value)]);
  if (used || ways.some((name) => mapped.has(wiredName(name) ?? '')) || !leadsApart(best, links, mapped)) return;
  report({
    ...misled(model, capture, destination, best),
    certainty: 'likely',
    title: `The route to {destination} leads out of ${way}, and the crypto map stands on ${destination.interface}`,
  });
}

/** Where an entry names next hops alone, each of them lies behind an interface that the text tells, and that has no map. */
function leadsApart({ entry }: Known, links: readonly Known[], mapped: ReadonlySet<string | undefined>): boolean {
  if (interfaceOf(entry) !== undefined) return true;
  const hops = entry.all.flatMap(({ name, value }) => (name === 'via' ? (prefixOf(value) ?? []) : []));
  return hops.every((prefix) => {
    const link = bestTo(links, { prefix });
    const out = link && wiredName(outOf(link, links));
    return out !== undefined && !mapped.has(out);
  });
}

/**
 * What arrives through the tunnel is not answered, and the best route to where it comes from leads back to the network that this end protects: by a
 * next hop in it, or by its interface, which is not the one towards the peer.
 */
export function backInside(
  model: Model,
  capture: Capture,
  known: readonly Known[],
  destination: Destination,
  report: Report,
): void {
  const { tunnel, prefix, name } = destination;
  const best = bestTo(known, destination);
  const { vrf, address } = asked(capture);
  if (!best || !tunnel || best.prefix.length < 8 || !sameVrf(tunnel.ivrf, vrf) || !isUnanswered(tunnel, name)) return;
  const wanted = prefixOf(address);
  if (wanted && !contains(prefix, wanted)) return;
  const hop = prefixOf(textOf(best.entry, 'via'));
  const links = linksOf(model, capture);
  const wayTo = (end: string | undefined): string | undefined => {
    const to = prefixOf(end);
    const route = to && bestTo(links, { prefix: to });
    return route && outOf(route, links);
  };
  const [way, outside] = [outOf(best, known), sameVrf(tunnel.fvrf, vrf) ? wayTo(tunnel.remote) : undefined];
  const isBack = tunnel.ipsec
    .filter(({ remoteSelector }) => remoteSelector === name)
    .some(({ localSelector }) => {
      const inside = prefixOf(localSelector);
      if (!inside || inside.length < 8 || contains(inside, prefix)) return false;
      const isBeside = way !== undefined && outside !== undefined && way !== outside && wayTo(localSelector) === way;
      return (hop !== undefined && contains(inside, hop)) || isBeside;
    });
  if (!isBack || way === undefined || isMapped(model, capture, tunnel, way)) return;
  report({
    ...misled(model, capture, destination, best),
    certainty: 'likely',
    title: `The route to {destination}[[ on {device}]] leads back inside (${way}): no answer to the peer meets the tunnel`,
  });
}

/** Each output that counts this flow counts packets that came and none that went. */
function isUnanswered({ ipsec }: Tunnel, remote: string): boolean {
  const counted = ipsec.filter((sa) => sa.remoteSelector === remote && sa.encaps !== undefined);
  return counted.length > 0 && counted.every(({ encaps, decaps = 0 }) => encaps === 0 && decaps > 0);
}

/** The map, or the tunnel, is on that very interface. */
const isMapped = (model: Model, capture: Capture, tunnel: Tunnel, way: string): boolean =>
  /^(?:Tu|Vi|Vt)/i.test(way) ||
  [tunnel.interface ?? '', ...mappedInterfaces(model, capture)].some((name) => isInterfaceName(name, way));

/** `show crypto map` names the interfaces of a map, and the best route to a peer of it, which is not up, leads out of one that has none. */
export function peersPastTheMap(model: Model, capture: Capture, known: readonly Known[], report: Report): void {
  const { address, filtered } = asked(capture);
  const outputs = capturesOf(model.captures, 'show crypto map').filter((one) => sameDevice(one.device, capture.device));
  const maps = outputs.flatMap(({ root }) => recordsBelow(root, 'map'));
  const peers = new Set(maps.flatMap(({ all }) => all.filter(({ name }) => name === 'peer').map(({ value }) => value)));
  for (const peer of address === undefined ? (filtered ? [] : peers) : peers.has(address) ? [address] : []) {
    const prefix = prefixOf(peer);
    const best = prefix && bestTo(known, { prefix });
    const way = best && outOf(best, known);
    const names = new Set(
      maps.filter(({ all }) => all.some(({ value }) => value === peer)).map((rec) => textOf(rec, 'map')),
    );
    const used = maps.find((rec) => rec.fields.interface !== undefined && names.has(textOf(rec, 'usedMap')));
    const mapped = mappedInterfaces(model, capture).map(wiredName);
    if (
      !best ||
      !used ||
      wiredName(way) === undefined ||
      mapped.some((name) => name === undefined || name === wiredName(way))
    )
      continue;
    const works = model.tunnels.some((tunnel) => tunnel.remote === peer && isTunnelUp(tunnel));
    if (works) continue;
    const map = textOf(used, 'usedMap') ?? '';
    report({
      code: 'crypto-map-not-matched',
      certainty: 'likely',
      side: 'local',
      peer,
      evidence: [model.evidence(used.fields.interface ?? used, 'cause'), model.evidence(best.entry, 'context')],
      detail: { reason: 'interface', name: map },
      title: `Crypto map ${map} stands on ${textOf(used, 'interface')}, and the route to its peer ${peer} leads out of ${way}`,
      explanation:
        'A crypto map works only on the interface by which the protected traffic leaves. Here that is another one: what should be encrypted never meets the map. Either the map stands on the wrong interface, or the route leads the wrong way.',
      fix: [
        {
          where: 'local',
          platform: 'ios',
          config: [`interface ${way}`, ` crypto map ${map}`],
          why: 'Applies the map where the traffic leaves; or correct the route, if the peer is to be reached by the other interface.',
        },
      ],
    });
  }
}

/** All interfaces of this device that have a crypto map, as far as the text shows them. */
function mappedInterfaces(model: Model, { device }: Capture): readonly string[] {
  const shown = capturesOf(model.captures, 'show crypto map', 'show crypto ipsec sa')
    .filter((capture) => sameDevice(capture.device, device))
    .flatMap(({ root }) => [...recordsBelow(root, 'map'), ...recordsBelow(root, 'interface')])
    .flatMap((rec) => rec.all.filter(({ name }) => name === 'interface').map(({ value }) => value));
  const configured = configsOf(model)
    .filter((config) => sameDevice(config.device, device))
    .flatMap(({ interfaces }) => interfaces.filter(({ map }) => map !== undefined).map(({ name }) => name));
  return [...shown, ...configured];
}
