// Judges a tunnel interface that stands in another table than the network which needs it: the way through it is in its own table, and that of the network has none.
import { type Detector, detector, type Fact, type Rec, type Report } from '../../../engine/define.ts';
import type { Capture, Evidence, Model } from '../../../engine/model.ts';
import { isInterfaceName, sourceAddress } from '../config/ends.ts';
import { type Config, configsOf, type Interface } from '../config/model.ts';
import { telling } from '../ipsec/flows.ts';
import { capturesOf, contains, overlaps, type Prefix, recordsBelow, sameDevice, textOf } from '../values.ts';
import { named, placedIn, tableLineOf, tableOf } from './inside-vrf.ts';
import { membersOf } from './network-homes.ts';
import {
  asked,
  type EnteredRoute,
  failedPings,
  interfaceOf,
  type Known,
  knownOf,
  routesBelow,
  sameVrf,
} from './routing-tables.ts';

export const besideTheNetwork: Detector = detector({
  id: 'beside-the-network',
  codes: ['ivrf-mismatch'],
  run: (model, report) => {
    for (const config of configsOf(model))
      for (const gap of [...askedFor(model, config), ...entered(model, config)]) judge(model, config, gap, report);
  },
});

/** A table of another VRF that lacks the way through a tunnel. */
interface Gap {
  readonly capture: Capture;
  /** The VRF of the network that needs the way. */
  readonly vrf: string | undefined;
  readonly tunnel: Interface;
  /** What the way leads to. */
  readonly prefix: Prefix;
  readonly seen: readonly Evidence[];
  /** The device was asked for one address in both tables; else only the whole of one table and a static route of the other are shown. */
  readonly isAsked: boolean;
}

/** What a device reaches a peer by: a tunnel interface, or one that it made itself out of a template. */
const isTunnel = (name: string): boolean => /^(?:Tu|Virtual-(?:Access|Template)|Vi\d)/i.test(name);

const tablesOf = (model: Model, { device }: Config): readonly Capture[] =>
  capturesOf(model.captures, 'show ip route').filter((capture) => sameDevice(capture.device, device));

/** An address that one table does not know, and that another one finds through a tunnel interface. */
const askedFor = (model: Model, config: Config): readonly Gap[] =>
  tablesOf(model, config).flatMap((capture) => {
    const { vrf, address } = asked(capture);
    const missing = recordsBelow(capture.root, 'missing')[0];
    if (!missing || address === undefined) return [];
    const found = tablesOf(model, config)
      .filter((other) => other.device === capture.device && asked(other).address === address)
      .flatMap(knownOf)
      .find(({ entry, prefix }) => prefix.length >= 8 && isTunnel(interfaceOf(entry) ?? ''));
    const tunnel = found && tunnelOf(config, found);
    if (!tunnel || sameVrf(tunnel.vrf, vrf)) return [];
    const seen = [model.evidence(missing, 'symptom')];
    return [{ capture, vrf, tunnel, prefix: found.prefix, seen, isAsked: true }];
  });

const tunnelOf = ({ interfaces }: Config, { entry }: Known): Interface | undefined =>
  interfaces.find(({ name, shut }) => !shut && isInterfaceName(name, interfaceOf(entry) ?? ''));

/** A static route into a tunnel in the table of the tunnel, and the whole of another table, which has no way to the same. */
const entered = (model: Model, config: Config): readonly Gap[] =>
  config.interfaces
    .filter(({ name, shut }) => isTunnel(name) && !shut)
    .flatMap((tunnel) =>
      routesInto(config, tunnel).flatMap((route) =>
        tablesOf(model, config)
          .filter((capture) => isWholeWithout(capture, route))
          .map((capture) => ({ capture, vrf: vrfOf(capture) }))
          .filter(({ vrf }) => !sameVrf(tunnel.vrf, vrf))
          .map(({ capture, vrf }) => {
            const seen = [model.evidence(route.line, 'cause')];
            return { capture, vrf, tunnel, prefix: route.prefix, seen, isAsked: false };
          }),
      ),
    );

const routesInto = (config: Config, tunnel: Interface): readonly EnteredRoute[] =>
  routesBelow(config, -1, tunnel.vrf).filter(
    ({ by, prefix }) => prefix.length >= 8 && isInterfaceName(tunnel.name, by),
  );

const vrfOf = (capture: Capture): string | undefined =>
  asked(capture).vrf ?? knownOf(capture).flatMap(({ entry }) => textOf(entry, 'vrf') ?? [])[0];

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

/** What the network sends there gets no answer, or what the tunnel brings gets none from the network: the tunnel was put into the wrong table. */
function judge(model: Model, config: Config, gap: Gap, report: Report): void {
  const { vrf, tunnel, seen } = gap;
  const lan = lanOf(config, gap) ?? listedLan(model, config, gap);
  const symptom = symptomOf(model, config, gap, lan);
  if (!symptom || isLivedIn(config, tunnel, vrf) || isListedThere(model, config, gap)) return;
  report({
    code: 'ivrf-mismatch',
    certainty: 'likely',
    side: 'local',
    peer: tunnel.tunnel.destination,
    evidence: [
      model.evidence(tableLineOf(tunnel), 'cause'),
      ...(lan ? [model.evidence(lan.at, 'cause')] : []),
      ...seen,
      model.evidence(symptom, 'symptom'),
    ],
    values: { ...tableOf(tunnel.vrf), network: named(vrf) },
    fix: placedIn(vrf, { tunnel: /^V/i.test(tunnel.name) ? 'Virtual-Template<number>' : tunnel.name }),
  });
}

/** The interface to the network that needs the way. */
interface Lan {
  readonly name: string;
  readonly address: string | undefined;
  readonly at: Rec | Fact;
}

function lanOf(config: Config, { vrf, tunnel }: Gap): Lan | undefined {
  const lan = config.interfaces.find(
    (one) =>
      !isTunnel(one.name) &&
      !one.map &&
      !one.shut &&
      sameVrf(one.vrf, vrf) &&
      one.address !== undefined &&
      one.address !== sourceAddress(config, tunnel),
  );
  return lan && { name: lan.name, address: lan.address, at: tableLineOf(lan) };
}

/** A list of VRFs names it, where the configuration of the interface is not shown. */
function listedLan(model: Model, config: Config, { vrf, tunnel }: Gap): Lan | undefined {
  const member = membersOf(model).find(
    (one) =>
      vrf !== undefined &&
      one.vrf === vrf &&
      sameDevice(one.device, config.device) &&
      !/^(?:Lo|Nu)/i.test(one.interface.value) &&
      !isTunnel(one.interface.value) &&
      !isInterfaceName(one.interface.value, tunnel.tunnel.source ?? ''),
  );
  return member && { name: member.interface.value, address: undefined, at: member.interface };
}

/** A list of VRFs shows that the table of the network has a tunnel of its own, or that of the tunnel a network. */
const isListedThere = (model: Model, config: Config, { vrf, tunnel }: Gap): boolean =>
  membersOf(model).some(
    ({ device, vrf: other, interface: { value: name } }) =>
      sameDevice(device, config.device) &&
      (isTunnel(name)
        ? other === vrf
        : other === tunnel.vrf && !/^Lo/i.test(name) && !isInterfaceName(name, tunnel.tunnel.source ?? '')),
  );

function symptomOf(model: Model, config: Config, gap: Gap, lan: Lan | undefined): Rec | undefined {
  const { capture, vrf, tunnel, prefix, isAsked } = gap;
  // A device takes only an interface of the VRF for the source of a ping in it.
  const isFromInside = (from: string | undefined): boolean =>
    lan
      ? from === lan.address || (from !== undefined && isInterfaceName(lan.name, from))
      : vrf !== undefined && from !== undefined && !/^\d/.test(from) && !isTunnel(from);
  const ping = failedPings(model, capture, vrf).find(
    (one) => isFromInside(one.from) && contains(prefix, one.prefix),
  )?.test;
  const { isShown, sends, brings } = trafficOf(model, config, tunnel);
  if (sends) return undefined;
  if (isAsked) return ping ?? (lan && !hasDefault(model, config, vrf) ? brings : undefined);
  // Where no output shows its packets, only a whole configuration tells who lives in the table of the tunnel.
  return lan && (isShown ? brings : config.whole) ? ping : undefined;
}

const hasDefault = (model: Model, config: Config, vrf: string | undefined): boolean =>
  tablesOf(model, config).some(
    (other) => sameVrf(asked(other).vrf, vrf) && knownOf(other).some(({ prefix }) => prefix.length === 0),
  );

/** Whether its own table has a use for the tunnel: one that brings packets and sends none has none there. */
function trafficOf(
  model: Model,
  { device }: Config,
  { name, vrf }: Interface,
): { readonly isShown: boolean; readonly sends: boolean; readonly brings: Rec | undefined } {
  const flows = model.tunnels
    .filter(
      (tunnel) =>
        sameDevice(tunnel.device, device) &&
        (tunnel.interface === undefined ? sameVrf(tunnel.ivrf, vrf) : isInterfaceName(name, tunnel.interface)),
    )
    .flatMap(({ ipsec }) => ipsec)
    .filter(({ encaps, decaps }) => encaps !== undefined && decaps !== undefined);
  return {
    isShown: flows.length > 0,
    sends: flows.some(({ encaps = 0 }) => encaps > 0),
    brings: flows.find(({ decaps = 0 }) => decaps >= telling)?.rec,
  };
}

/**
 * Customers may use the same addresses: where the table of the tunnel has a network of its own, or that of the network a tunnel of its own, each
 * may be in its place. The interface that lends the tunnel its address is no network.
 */
const isLivedIn = ({ interfaces }: Config, tunnel: Interface, vrf: string | undefined): boolean =>
  interfaces.some((one) =>
    isTunnel(one.name)
      ? sameVrf(one.vrf, vrf)
      : sameVrf(one.vrf, tunnel.vrf) &&
        one.address !== undefined &&
        !isInterfaceName(one.name, tunnel.tunnel.source ?? '') &&
        !isInterfaceName(one.name, lenderOf(tunnel) ?? ''),
  );

const lenderOf = ({ block }: Interface): string | undefined =>
  block.lines.flatMap(({ text }) => /^ip unnumbered (\S+)/.exec(text)?.[1] ?? [])[0];
