// Judges routes that lead past what would encrypt: past the tunnel interface, past the crypto map, or to Null0.
import type { Rec, Report } from '../../engine/define.ts';
import type { Capture, Model, Tunnel } from '../../engine/model.ts';
import { configsOf } from './config-model.ts';
import { isPrivate, networkOf } from './networks.ts';
import { asked, belongs, bestTo, type Destination, interfaceOf, type Known, outOf, place } from './routing-tables.ts';
import { capturesOf, contains, maskOf, prefixOf, recordsBelow, sameDevice, textOf } from './values.ts';

/**
 * The answer for an address of the inside names a next hop of the outside, and no tunnel interface of this device sends anything, though each
 * receives: what should go into the tunnel is handed to the provider.
 */
export function pastTheTunnel(model: Model, capture: Capture, entry: Rec | undefined, report: Report): void {
  const tunnel = entry && leftEmpty(model, capture, entry);
  if (!tunnel) return;
  report({
    code: 'missing-route',
    certainty: 'likely',
    side: 'local',
    tunnel: tunnel.id,
    peer: tunnel.remote,
    evidence: [model.evidence(entry.fields.via ?? entry, 'cause')],
    values: { ...place(capture, asked(capture).address ?? '', undefined), ...networkIn(entry) },
    title: `Packets for {destination} are handed to ${textOf(entry, 'via')}, not to ${interfaceIn(model, tunnel)}, which sends nothing`,
  });
}

/** The same where the answer is that no route but the default one leads there, and the default route names the next hop of the outside. */
export function leftToTheDefault(model: Model, capture: Capture, missing: Rec, entry: Rec, report: Report): void {
  const tunnel = leftEmpty(model, capture, entry);
  if (!tunnel) return;
  report({
    code: 'missing-route',
    certainty: 'likely',
    side: 'local',
    tunnel: tunnel.id,
    peer: tunnel.remote,
    evidence: [model.evidence(missing, 'cause'), model.evidence(entry.fields.via ?? entry, 'context')],
    values: place(capture, asked(capture).address ?? '', undefined),
    title: `Only the default route leads to {destination}: its packets are handed to ${textOf(entry, 'via')}, not to ${interfaceIn(model, tunnel)}, which sends nothing`,
  });
}

/** The tunnel that should carry what an entry hands to a next hop of the outside. */
function leftEmpty(model: Model, capture: Capture, entry: Rec): Tunnel | undefined {
  const { address, vrf } = asked(capture);
  const [wanted, hop] = [networkOf(address), networkOf(textOf(entry, 'via'))];
  if (vrf !== undefined || address === undefined || !wanted || !hop || !isPrivate(wanted) || isPrivate(hop))
    return undefined;
  if (/^Tu/i.test(interfaceOf(entry) ?? '')) return undefined;
  const mine = model.tunnels.filter((tunnel) => belongs(tunnel, capture) && tunnel.ipsec.length > 0);
  const sends = (tunnel: Tunnel): boolean =>
    !/^Tu/i.test(interfaceIn(model, tunnel) ?? '') ||
    tunnel.ivrf !== undefined ||
    tunnel.ipsec.some(({ encaps = 1, decaps = 0, health }) => encaps > 0 || decaps === 0 || health === 'down');
  return mine.some(sends) ? undefined : mine[0];
}

/** A filter may leave the counters alone: then the command says of which interface they are. */
function interfaceIn({ captures }: Model, { interface: shown, ipsec }: Tunnel): string | undefined {
  const typed = ipsec.map(({ capture }) => /\sint\w* (tu\w*? ?\d+)/i.exec(captures[capture]?.typed ?? '')?.[1]);
  return shown ?? typed.find((name) => name !== undefined)?.replace(/^tu\D*/i, 'Tunnel');
}

/** The network of a route, unless it is the default. */
function networkIn(entry: Rec): Record<string, string> {
  const [destination, mask] = [textOf(entry, 'prefix'), textOf(entry, 'mask') ?? textOf(entry, 'length')];
  const prefix = prefixOf(destination, mask);
  return destination && prefix && prefix.length > 0 ? { destination, mask: maskOf(prefix.length) } : {};
}

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
    code: 'missing-route',
    certainty: 'certain',
    side: 'local',
    tunnel: destination.tunnel?.id,
    peer: destination.tunnel?.remote,
    evidence: [model.evidence(best.entry, 'cause')],
    values: place(capture, destination.name, destination),
    title: 'The only route to {destination} leads to Null0: its packets are thrown away before they reach the tunnel',
  });
}

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
  const [out, own] = [best && wiredName(outOf(best, known)), wiredName(destination.interface)];
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
  if (used || ways.some((name) => mapped.has(wiredName(name) ?? ''))) return;
  report({
    code: 'missing-route',
    certainty: 'likely',
    side: 'local',
    tunnel: tunnel.id,
    peer: tunnel.remote,
    evidence: [model.evidence(best.entry, 'cause')],
    values: place(capture, destination.name, destination),
    title: `The route to {destination} leads out of ${outOf(best, known)}, and the crypto map stands on ${destination.interface}`,
  });
}

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
    const works = model.tunnels.some(
      ({ remote, ike, ipsec, attempts }) =>
        remote === peer &&
        ([...ike, ...ipsec].some(({ health }) => health === 'up') || attempts.some(({ ikeUp }) => ikeUp)),
    );
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
