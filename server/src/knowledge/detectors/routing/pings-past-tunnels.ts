// Judges pings beside a tunnel interface that works: one network behind it answers, and the way to another one leads to the provider.
import { type Detector, detector, type Rec, type Report } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { isPrivateAddress, networkOf } from '../networks.ts';
import { listsSa } from '../up.ts';
import { capturesOf, isPingAnswered, type Prefix, prefixOf, recordsBelow, textOf } from '../values.ts';
import { holds, joinedNetworks } from './protected-networks.ts';
import { asked, bestTo, failedPings, forwardedOf, type Known, knownOf, outOf, pings, place } from './routing-tables.ts';

export const pingsPastTunnels: Detector = detector({
  id: 'pings-past-tunnels',
  codes: ['missing-route'],
  run: (model, report) => {
    const devices = new Map(capturesOf(model.captures, 'ping').map((capture) => [capture.device, capture]));
    for (const capture of devices.values()) past(model, capture, report);
  },
});

/** An inside address is pinged in vain, and what was asked about it answers with a next hop of the outside, while the tunnel carries pings elsewhere. */
function past(model: Model, capture: Capture, report: Report): void {
  const lost = failedPings(model, capture, undefined).filter(({ destination }) => isPrivateAddress(destination));
  if (lost.length === 0) return;
  const known = knownBy(model, capture.device);
  const isTunnel = (route: Known | undefined): boolean =>
    route !== undefined && /^(?:Tu|Vi)/i.test(outOf(route, known) ?? '');
  const tried = pings(model, capture, undefined);
  const works = tried.find(
    ({ test, destination, prefix }) =>
      isPingAnswered(test) && isPrivateAddress(destination) && isTunnel(bestTo(known, { prefix })),
  );
  const tunnel = model.tunnels.find((one) => one.device === capture.device && listsSa(one));
  if (!works || !tunnel) return;
  for (const { test, destination, prefix } of lost) {
    const best = bestTo(known, { prefix });
    const looks = answersAbout(model, capture.device, destination);
    const answeredLater = tried.some(
      (other) => other.test.line > test.line && isPingAnswered(other.test) && other.destination === destination,
    );
    if (!best || looks.length === 0 || isTunnel(best) || !isOutside(best) || answeredLater) continue;
    if (isProtected(model, test, destination)) continue;
    report({
      code: 'missing-route',
      certainty: 'likely',
      side: 'local',
      tunnel: tunnel.id,
      peer: tunnel.remote,
      evidence: [
        ...looks.map((look) => model.evidence(look, 'cause')),
        model.evidence(best.entry.fields.via ?? best.entry, 'cause'),
        model.evidence(test, 'symptom'),
        model.evidence(works.test, 'context'),
      ],
      values: place(capture, destination, undefined),
      title: `Packets for {destination}[[ on {device}]] are handed to ${textOf(best.entry, 'via')}, not to the tunnel, behind which ${works.destination} answers`,
    });
  }
}

/** All routes and forwarding entries of the global table that a device shows. */
const knownBy = (model: Model, device: string | undefined): readonly Known[] =>
  capturesOf(model.captures, 'show ip route', 'show ip cef')
    .filter((capture) => capture.device === device && asked(capture).vrf === undefined)
    .flatMap((capture) => [...knownOf(capture), ...forwardedOf(capture)]);

/** What a device answers when it is asked for the way to this very address: that it knows none, or by which route it sends there. A whole table answers too. */
function answersAbout(model: Model, device: string | undefined, destination: string): readonly Rec[] {
  const wanted = prefixOf(destination) as Prefix;
  return capturesOf(model.captures, 'show ip route', 'show ip cef')
    .filter((capture) => capture.device === device && asked(capture).vrf === undefined)
    .flatMap((capture) => {
      const { address, filtered } = asked(capture);
      if (address !== undefined && address !== destination) return [];
      if (address === undefined && filtered) return [];
      const missing = address === undefined ? [] : recordsBelow(capture.root, 'missing');
      const best = bestTo([...knownOf(capture), ...forwardedOf(capture)], { prefix: wanted });
      return [...missing, ...(best ? [best.entry] : [])];
    });
}

/** By a next hop that no tunnel and no inside has. */
function isOutside({ entry }: Known): boolean {
  const hop = textOf(entry, 'via');
  return networkOf(hop) !== undefined && !isPrivateAddress(hop);
}

/** A crypto map takes what it protects wherever the way to the provider leads. */
const isProtected = (model: Model, test: Rec, destination: string): boolean =>
  joinedNetworks(model).some((pair) => {
    const source = networkOf(textOf(test, 'source')) ?? pair.local;
    return holds(pair, source, networkOf(destination));
  });
