// Judges the inside VRF: the table in which clear packets are routed must be the one in which the protected network lives.
import { type Detector, detector, type Fact, type Fix, type Rec, type Report } from '../../../engine/define.ts';
import type { Capture, IpsecSa, Model, Tunnel } from '../../../engine/model.ts';
import { isInterfaceName } from '../config/ends.ts';
import { type Config, configsOf, type Interface } from '../config/model.ts';
import { covers, isAny, isHost, type Network, networkOf } from '../networks.ts';
import { capturesOf, contains, prefixOf, recordsBelow, sameDevice, textOf } from '../values.ts';
import { type Home, homesOf } from './network-homes.ts';
import { asked, knownOf, sameVrf } from './routing-tables.ts';

export const insideVrf: Detector = detector({
  id: 'inside-vrf',
  codes: ['ivrf-mismatch'],
  run: (model, report) => {
    for (const config of configsOf(model)) {
      configured(model, config, report);
      nextHops(model, config, report);
    }
    shown(model, report);
  },
});

export const named = (vrf: string | undefined): string => vrf ?? 'the global table';

export const tableOf = (vrf: string | undefined): Record<string, string> => ({
  ivrf: named(vrf),
  ...(vrf === undefined ? {} : { table: vrf }),
});

/** The line by which an interface is put into a table, or the interface itself. */
export const tableLineOf = ({ block }: Interface): Rec =>
  (block.lines.find(({ text }) => /vrf forwarding/.test(text)) ?? block).rec;

/** Where the inside VRF is set: in the profile of a crypto map entry, or on the tunnel interface. */
export function placedIn(
  vrf: string | undefined,
  where: { readonly profile: string } | { readonly tunnel: string },
): Fix[] {
  const config =
    'tunnel' in where
      ? [
          `interface ${where.tunnel}`,
          vrf === undefined ? ' no vrf forwarding' : ` vrf forwarding ${vrf}`,
          '! this removes the address of the interface: enter it again',
        ]
      : [`crypto isakmp profile ${where.profile}`, vrf === undefined ? ' no vrf' : ` vrf ${vrf}`];
  return [
    {
      where: 'local',
      platform: 'ios',
      config,
      why: 'Puts the clear-text side of the tunnel into the table of the network.',
    },
  ];
}

/** The tunnel interface of a flow where it has one, else the profile of the crypto map. */
const placeOf = (name: string | undefined): { readonly profile: string } | { readonly tunnel: string } =>
  name !== undefined && /^Tu/i.test(name) ? { tunnel: name } : { profile: '<profile>' };

function configured(model: Model, config: Config, report: Report): void {
  for (const outside of config.interfaces.filter(({ map }) => map !== undefined)) {
    for (const entry of config.entries.filter(({ map, acl }) => map === outside.map && acl !== undefined)) {
      const profile = config.blocks.find(
        ({ text }) => entry.profile !== undefined && text === `crypto isakmp profile ${entry.profile}`,
      );
      const line = profile?.lines.find(({ words }) => words[0] === 'vrf');
      // A profile of which nothing is known may set any VRF.
      if (entry.profile !== undefined && !profile) continue;
      const inside = line?.words[1] ?? outside.vrf;
      for (const rule of config.acls.get(entry.acl as string) ?? []) {
        const source = rule.sources?.[0];
        if (!rule.permit || source === undefined || isAny(source) || isHost(source)) continue;
        const lan = config.interfaces.find((one) => one !== outside && inNetwork(one, source) && !one.shut);
        if (!lan || lan.vrf === inside) continue;
        report({
          code: 'ivrf-mismatch',
          certainty: model.attempts.length === 0 && model.tunnels.length === 0 ? 'certain' : 'likely',
          side: 'local',
          evidence: [
            (line ?? profile ?? entry).rec,
            (lan.block.lines.find(({ text }) => /vrf forwarding/.test(text)) ?? lan.block).rec,
          ].map((rec) => model.evidence(rec, 'cause')),
          values: { ...tableOf(inside), network: named(lan.vrf) },
          fix: placedIn(lan.vrf, { profile: entry.profile ?? '<profile>' }),
        });
        return;
      }
    }
  }
}

/**
 * An output shows the network that a flow protects in another VRF than the flow's own, and nothing comes from there. Customers may use the same
 * addresses: where one of them lives in the VRF of the flow, the network is that one.
 */
function shown(model: Model, report: Report): void {
  const homes = homesOf(model);
  if (homes.length === 0) return;
  for (const tunnel of model.tunnels)
    for (const sa of tunnel.ipsec) {
      const fact = insideOf(model, sa);
      const inside = (fact?.value ?? tunnel.ivrf)?.replace(nowhere, '');
      const source = networkOf(sa.localSelector);
      if (inside === undefined || (sa.encaps ?? 0) > 0 || !source || isAny(source) || isHost(source)) continue;
      const near = homes.filter(
        (home) => sameDevice(tunnel.device, home.device) && isHome(home, source) && !isOutside(tunnel, home),
      );
      const [home] = near;
      if (!home || near.some(({ vrf }) => sameVrf(vrf ?? '', inside)) || isKnown(model, tunnel, inside, sa)) continue;
      report({
        code: 'ivrf-mismatch',
        certainty: 'likely',
        side: 'local',
        tunnel: tunnel.id,
        peer: tunnel.remote,
        evidence: [model.evidence(fact ?? sa.rec, 'cause'), model.evidence(home.at, 'cause')],
        values: { ...tableOf(inside || undefined), network: named(home.vrf) },
        fix: placedIn(home.vrf, placeOf(tunnel.interface)),
      });
    }
}

/** The network of a flow, or an interface in it. In a range as wide as that of an enterprise lie interfaces of other networks too. */
const isHome = ({ network }: Home, source: Network): boolean =>
  covers(network, source) || (covers(source, network) && source.bits.length >= 16);

/** The table of the flow itself has a way to the network that it protects, be it behind another router. */
const isKnown = (model: Model, { device }: Tunnel, inside: string, { localSelector }: IpsecSa): boolean => {
  const source = prefixOf(localSelector);
  return capturesOf(model.captures, 'show ip route')
    .filter((capture) => sameDevice(capture.device, device))
    .flatMap((capture) => knownOf(capture).map((known) => ({ ...known, vrf: asked(capture).vrf })))
    .some(
      ({ entry, prefix, vrf }) =>
        source !== undefined &&
        sameVrf(vrf ?? textOf(entry, 'vrf') ?? '', inside) &&
        prefix.length >= 8 &&
        contains(prefix, source),
    );
};

/** The way to the peer is no network that the tunnel serves. */
export const isOutside = ({ interface: port, local }: Tunnel, home: Home): boolean =>
  (port !== undefined && home.interface !== undefined && isInterfaceName(port, home.interface)) ||
  (local !== undefined && home.network.bits === networkOf(local)?.bits);

/** A session shows its VRF in the line of the peer, above the flows. */
const ofSession = (model: Model, { capture, line }: IpsecSa): Fact | undefined =>
  recordsBelow((model.captures[capture] as Capture).root, 'peer').findLast((peer) => peer.line <= line)?.fields.ivrf;

/** How outputs and configurations call the table that is no VRF. */
export const nowhere = /^\(none\)$|^none$|^Global$|^default$/i;

/** A route of a VRF through the far end of a tunnel whose clear side lies in another table: the next hop is not found there. */
function nextHops(model: Model, config: Config, report: Report): void {
  for (const { text, rec } of config.blocks) {
    const match = /^ip route vrf (\S+) \S+ \S+ (\d+\.\d+\.\d+\.\d+)(?: |$)/.exec(text);
    const hop = networkOf(match?.[2]);
    if (!match || !hop || / global(?: |$)/.test(text)) continue;
    const near = config.interfaces.filter(({ network }) => network !== undefined && covers(network, hop));
    const tunnel = near.find(({ name }) => /^Tu/i.test(name));
    if (!tunnel || near.some(({ vrf }) => vrf === match[1])) continue;
    report({
      code: 'ivrf-mismatch',
      certainty: 'certain',
      side: 'local',
      peer: tunnel.tunnel.destination,
      evidence: [rec, tunnel.block.rec].map((at) => model.evidence(at, 'cause')),
      values: { ...tableOf(tunnel.vrf), network: named(match[1]) },
      fix: placedIn(match[1], { tunnel: tunnel.name }),
    });
  }
}

function inNetwork(one: Interface, network: Network): boolean {
  const address = networkOf(one.address);
  return address !== undefined && covers(network, address);
}

/** The VRF of a flow, in the output of its SAs or above it in that of its session. */
export const insideOf = (model: Model, sa: IpsecSa): Fact | undefined => sa.rec.fields.ivrf ?? ofSession(model, sa);
