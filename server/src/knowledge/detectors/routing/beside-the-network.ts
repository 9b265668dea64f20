// Judges a static route into a tunnel that stands in another table than the network which needs it: that table is shown, and has no such way.
import { type Detector, detector, type Report } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { isInterfaceName, sourceAddress } from '../config/ends.ts';
import { type Config, configsOf, type Interface } from '../config/model.ts';
import { telling } from '../ipsec/flows.ts';
import { capturesOf, contains, overlaps, recordsBelow, sameDevice, textOf } from '../values.ts';
import { isLivedIn, isTunnel, named, placedIn, tableOf } from './inside-vrf.ts';
import { asked, type EnteredRoute, failedPings, knownOf, routesBelow, sameVrf } from './routing-tables.ts';

export const besideTheNetwork: Detector = detector({
  id: 'beside-the-network',
  codes: ['ivrf-mismatch'],
  run: (model, report) => {
    for (const config of configsOf(model))
      for (const tunnel of config.interfaces.filter(({ name, shut }) => isTunnel(name) && !shut))
        for (const route of routesInto(config, tunnel)) judge(model, config, tunnel, route, report);
  },
});

/** The static routes of its own table that lead into a tunnel interface. */
const routesInto = (config: Config, tunnel: Interface): readonly EnteredRoute[] =>
  routesBelow(config, -1, tunnel.vrf).filter(
    ({ by, prefix }) => prefix.length >= 8 && isInterfaceName(tunnel.name, by),
  );

function judge(model: Model, config: Config, tunnel: Interface, route: EnteredRoute, report: Report): void {
  for (const capture of capturesOf(model.captures, 'show ip route')) {
    const vrf = asked(capture).vrf ?? knownOf(capture).flatMap(({ entry }) => textOf(entry, 'vrf') ?? [])[0];
    if (!sameDevice(capture.device, config.device) || sameVrf(tunnel.vrf, vrf) || !isWholeWithout(capture, route))
      continue;
    const lan = config.interfaces.find(
      (one) =>
        !isTunnel(one.name) &&
        !one.map &&
        !one.shut &&
        sameVrf(one.vrf, vrf) &&
        one.address !== undefined &&
        one.address !== sourceAddress(config, tunnel),
    );
    const ping = failedPings(model, capture, vrf).find(
      ({ from, prefix }) =>
        contains(route.prefix, prefix) &&
        lan !== undefined &&
        from !== undefined &&
        (from === lan.address || isInterfaceName(lan.name, from)),
    );
    if (!lan || !ping || isLivedIn(config, tunnel, vrf) || !isUnused(model, config, tunnel)) continue;
    report({
      code: 'ivrf-mismatch',
      certainty: 'likely',
      side: 'local',
      peer: tunnel.tunnel.destination,
      evidence: [
        ...[tunnel, lan].map(({ block }) =>
          model.evidence((block.lines.find(({ text }) => /vrf forwarding/.test(text)) ?? block).rec, 'cause'),
        ),
        model.evidence(route.line, 'cause'),
        model.evidence(ping.test, 'symptom'),
      ],
      values: { ...tableOf(tunnel.vrf), network: named(vrf) },
      fix: placedIn(vrf, { tunnel: tunnel.name }),
    });
    return;
  }
}

/** The whole table, and no way to what the route leads to. */
function isWholeWithout(capture: Capture, { prefix }: EnteredRoute): boolean {
  const { address, filtered } = asked(capture);
  const known = knownOf(capture);
  const [gateway] = recordsBelow(capture.root, 'gateway');
  return (
    address === undefined &&
    !filtered &&
    gateway?.fields.none !== undefined &&
    known.length > 0 &&
    !known.some((one) => overlaps(one.prefix, prefix))
  );
}

/**
 * Its own table has no use for it: it brings packets and sends none. Where no output shows its packets, only a whole configuration tells who lives in
 * that table.
 */
function isUnused(model: Model, { device, whole }: Config, { name, vrf }: Interface): boolean {
  const flows = model.tunnels
    .filter(
      (tunnel) =>
        sameDevice(tunnel.device, device) &&
        (tunnel.interface === undefined ? sameVrf(tunnel.ivrf, vrf) : isInterfaceName(name, tunnel.interface)),
    )
    .flatMap(({ ipsec }) => ipsec)
    .filter(({ encaps, decaps }) => encaps !== undefined && decaps !== undefined);
  return flows.length === 0
    ? whole
    : flows.every(({ encaps }) => encaps === 0) && flows.some(({ decaps = 0 }) => decaps >= telling);
}
