// Judges the outside VRF of tunnel interfaces where lists show in which VRF their sources lie: packets to the far end must be routed in that table.
import { type Detector, detector, type Fact, type Rec } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { isInterfaceName } from '../config/ends.ts';
import { configsOf } from '../config/model.ts';
import { isTunnelUp } from '../up.ts';
import { capturesOf, recordsBelow, sameDevice, textOf } from '../values.ts';
import { type Member, membersOf } from './network-homes.ts';
import { sameVrf } from './routing-tables.ts';

export const outsideVrf: Detector = detector({
  id: 'outside-vrf',
  codes: ['fvrf-mismatch'],
  run: (model, report) => {
    const members = membersOf(model);
    if (members.length === 0) return;
    for (const end of [...configured(model), ...shown(model)]) {
      const lies = placeOf(members, end);
      if (!lies || sameVrf(lies.vrf, end.vrf) || isTunnelUp(model.tunnelOf(end.destination))) continue;
      report({
        code: 'fvrf-mismatch',
        certainty: 'likely',
        side: 'local',
        peer: end.destination,
        evidence: [end.at, lies.at].map((at) => model.evidence(at, 'cause')),
        detail: { reason: 'tunnel' },
        values: {
          interface: end.name,
          vrfline: lies.vrf === undefined ? `no tunnel vrf ${end.vrf}` : `tunnel vrf ${lies.vrf}`,
          fvrf: lies.vrf ?? 'global',
          what: `tunnel ${end.name}`,
          other: end.vrf ?? 'the global table',
        },
      });
    }
  },
});

/** A tunnel interface: the interface that it takes its source from, and the VRF in which it looks for its far end. */
interface OuterEnd {
  readonly device: string | undefined;
  readonly name: string;
  readonly source: string;
  readonly vrf: string | undefined;
  readonly destination: string | undefined;
  readonly at: Rec | Fact;
}

/** Where the source has its own lines in the configuration, that is held against them. */
const configured = (model: Model): OuterEnd[] =>
  configsOf(model).flatMap(({ device, interfaces }) =>
    interfaces
      .filter(({ name, shut }) => /^Tu/i.test(name) && !shut)
      .flatMap(({ name, block, tunnel: { source, vrf, destination } }) => {
        const isKnown = interfaces.some((one) => source !== undefined && isInterfaceName(one.name, source));
        const line = block.lines.find(({ text }) => /^tunnel (?:vrf|source)/.test(text)) ?? block;
        return source === undefined || isKnown ? [] : [{ device, name, source, vrf, destination, at: line.rec }];
      }),
  );

const shown = (model: Model): OuterEnd[] =>
  capturesOf(model.captures, 'show interfaces tunnel').flatMap(({ device, root }) =>
    recordsBelow(root, 'interface').flatMap((rec) => {
      const [name, source] = [textOf(rec, 'interface'), rec.fields.sourceInterface];
      const [vrf, destination] = [textOf(rec, 'fvrf'), textOf(rec, 'destination')];
      return name === undefined || !source || /down/.test(textOf(rec, 'admin') ?? '')
        ? []
        : [{ device, name, source: source.value, vrf, destination, at: source }];
    }),
  );

/** The VRF that the source lies in; where the interfaces of the VRF of the tunnel are listed without it, it lies in another table. */
function placeOf(
  members: readonly Member[],
  { device, source, vrf }: OuterEnd,
): { readonly vrf: string | undefined; readonly at: Fact } | undefined {
  const here = members.filter((one) => sameDevice(one.device, device));
  const own = here.find((one) => isInterfaceName(one.interface.value, source));
  if (own) return { vrf: own.vrf, at: own.interface };
  const other = here.find((one) => one.whole && one.vrf === vrf);
  return other && { vrf: undefined, at: other.interface };
}
