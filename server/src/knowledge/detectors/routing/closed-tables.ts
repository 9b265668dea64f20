// Judges a VRF that holds a network and no way out of it, beside a tunnel interface in another table that brings packets and takes none back.
import { type Detector, detector, type Rec } from '../../../engine/define.ts';
import type { Capture, IpsecSa, Model, Tunnel } from '../../../engine/model.ts';
import { isInterfaceName } from '../config/ends.ts';
import { configsOf, type Interface } from '../config/model.ts';
import { isPrivate } from '../networks.ts';
import { capturesOf, groupBy, recordsBelow, sameDevice, textOf } from '../values.ts';
import { insideOf, isOutside, named, nowhere, placedIn, tableLineOf, tableOf } from './inside-vrf.ts';
import { homesOf, membersOf } from './network-homes.ts';
import { interfaceIn } from './routes-past-tunnels.ts';
import { asked, failedPings, interfaceOf, knownOf, sameVrf } from './routing-tables.ts';

export const closedTables: Detector = detector({
  id: 'closed-tables',
  codes: ['ivrf-mismatch'],
  run: (model, report) => {
    for (const [device, captures] of groupBy(capturesOf(model.captures, 'show ip route'), (one) => one.device)) {
      const [table, ...more] = closedOf(captures);
      // Of several such networks the text does not tell whose the tunnel is.
      if (!table || more.length > 0) continue;
      const ends = endsOf(model, device);
      const [end] = ends;
      if (!end || ends.some((one) => !isEmpty(one) || sameVrf(one.vrf, table.vrf))) continue;
      if (hasTunnel(model, device, table.vrf) || ends.some((one) => isLivedIn(model, device, one))) continue;
      const ping = failedPings(model, table.capture, table.vrf)[0]?.test;
      report({
        code: 'ivrf-mismatch',
        certainty: 'likely',
        side: 'local',
        tunnel: end.tunnel.id,
        peer: end.tunnel.remote,
        evidence: [
          model.evidence(end.at, 'cause'),
          model.evidence(table.network, 'cause'),
          model.evidence(table.gateway, 'symptom'),
          model.evidence(end.sa.rec, 'symptom'),
          ...(ping ? [model.evidence(ping, 'symptom')] : []),
        ],
        values: { ...tableOf(end.vrf), network: named(table.vrf) },
        fix: placedIn(table.vrf, { tunnel: end.name }),
      });
    }
  },
});

interface Closed {
  readonly capture: Capture;
  readonly vrf: string;
  readonly gateway: Rec;
  /** The network that is connected. */
  readonly network: Rec;
}

/** The VRFs of which the last whole table shows connected networks and nothing else, not even a default route. */
function closedOf(captures: readonly Capture[]): readonly Closed[] {
  const whole = captures.filter(
    (capture) => asked(capture).vrf !== undefined && asked(capture).address === undefined && isWhole(capture),
  );
  return [...groupBy(whole, (capture) => asked(capture).vrf ?? '')].flatMap(([vrf, looks]) => {
    const capture = looks.at(-1);
    if (!capture) return [];
    const [gateway] = recordsBelow(capture.root, 'gateway');
    const known = knownOf(capture);
    const isLocal = ({ entry }: (typeof known)[number]): boolean =>
      /^[CL]$/.test(textOf(entry, 'code') ?? '') && !isTunnel(interfaceOf(entry));
    const network = known.find(({ entry, prefix }) => prefix.length < 32 && !/^Lo/i.test(interfaceOf(entry) ?? ''));
    return gateway?.fields.none && network && known.every(isLocal)
      ? [{ capture, vrf, gateway, network: network.entry }]
      : [];
  });
}

/** No filter took routes away: one that skips what stands above the first of them does not. */
const isWhole = (capture: Capture): boolean =>
  !asked(capture).filtered || /\| *b\w* +gateway/i.test(capture.typed ?? '');

const isTunnel = (name: string | undefined): boolean => /^(?:Tu|Vi)/i.test(name ?? '');

/** A tunnel interface of the device, the table it lies in, and what its last look counts. */
interface End {
  readonly tunnel: Tunnel;
  readonly name: string;
  readonly vrf: string | undefined;
  /** What says in which table it lies. */
  readonly at: Parameters<Model['evidence']>[0];
  /** Its configuration says so. */
  readonly configured: boolean;
  readonly sa: IpsecSa;
}

const endsOf = (model: Model, device: string | undefined): readonly End[] =>
  model.tunnels
    .filter((tunnel) => sameDevice(tunnel.device, device))
    .flatMap((tunnel): End[] => {
      const name = interfaceIn(model, tunnel);
      const sa = tunnel.ipsec.findLast(({ encaps, decaps }) => encaps !== undefined && decaps !== undefined);
      if (!sa || name === undefined || !isTunnel(name)) return [];
      const own = shownOf(model, device).find((one) => isInterfaceName(one.name, name));
      if (own) return [{ tunnel, name, vrf: own.vrf, at: tableLineOf(own), configured: true, sa }];
      const fact = insideOf(model, sa);
      const vrf = fact?.value.replace(nowhere, '');
      return fact ? [{ tunnel, name, vrf: vrf === '' ? undefined : vrf, at: fact, configured: false, sa }] : [];
    });

const interfacesOf = (model: Model, device: string | undefined): readonly Interface[] =>
  configsOf(model)
    .filter((config) => sameDevice(config.device, device))
    .flatMap(({ interfaces }) => interfaces.filter(({ shut }) => !shut));

/** The tunnel interfaces of which a configuration shows all: no filter, and not only what somebody typed, may have left their VRF out. */
const shownOf = (model: Model, device: string | undefined): readonly Interface[] =>
  configsOf(model)
    .filter((config) => sameDevice(config.device, device) && !config.filtered)
    .flatMap(({ interfaces }) => interfaces)
    .filter(({ address, tunnel, shut }) => address !== undefined && tunnel.source !== undefined && !shut);

/** So many packets tell that the other end has traffic for this one. */
const telling = 100;

/** What arrives is not answered: nothing is sent, or next to nothing, as by the device itself, where the configuration shows its table. */
const isEmpty = ({ configured, sa: { encaps = 0, decaps = 0, health } }: End): boolean =>
  health !== 'down' && decaps >= telling && encaps <= (configured ? decaps / telling : 0);

/** The VRF has a tunnel of its own, be it down. */
const hasTunnel = (model: Model, device: string | undefined, vrf: string): boolean =>
  interfacesOf(model, device).some((one) => isTunnel(one.name) && one.vrf === vrf) ||
  membersOf(model).some((one) => sameDevice(one.device, device) && one.vrf === vrf && isTunnel(one.interface.value));

/** Another network lives in the table of the tunnel, and may be the one that it serves. */
const isLivedIn = (model: Model, device: string | undefined, { tunnel, vrf }: End): boolean =>
  homesOf(model).some(
    (home) =>
      sameDevice(home.device, device) &&
      sameVrf(home.vrf, vrf) &&
      isPrivate(home.network) &&
      !/^(?:Tu|Vi|Lo)/i.test(home.interface ?? '') &&
      !isOutside(tunnel, home),
  );
