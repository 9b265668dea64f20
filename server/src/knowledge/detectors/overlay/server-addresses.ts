// Compares the outside address at which a spoke looks for its hub with the one on which that hub, shown in the same text, keeps its tunnels.
import { type Detector, detector, type Fact, type Rec } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { listsSa } from '../up.ts';
import { capturesOf, deviceAt, fieldOf, groupBy, inOrder, recordsBelow, textOf } from '../values.ts';

export const serverAddresses: Detector = detector({
  id: 'server-addresses',
  codes: ['peer-not-configured'],
  run: (model, report) => {
    const hubs = hubsIn(model);
    if (hubs.length === 0) return;
    for (const { device, row, mapped, overlay } of serversSought(model)) {
      const hub = hubs.find((one) => one.overlay === overlay && one.device !== device);
      if (!hub || hub.outside === mapped.value) continue;
      if (standsOn(model, hub.device, mapped.value) || !standsOn(model, hub.device, hub.outside)) continue;
      // An address that only NAT knows is another one on each side: this spoke has met the hub at its own.
      if (!hasMet(model, device, hub)) continue;
      const interfaceName = textOf(row, 'interface') ?? '<tunnel>';
      report({
        code: 'peer-not-configured',
        certainty: 'likely',
        side: 'local',
        peer: mapped.value,
        evidence: [model.evidence(mapped, 'cause'), model.evidence(hub.said, 'context')],
        title: `The hub ${overlay} is looked for at {peer}, and keeps its tunnels on ${hub.outside}`,
        explanation:
          'A spoke finds the outside address of its hub in a mapping of its own. The hub is shown too: it has that tunnel address, its tunnels stand on another outside address, and none on the one that is mapped.',
        attributes: [{ name: 'outside address of the hub', local: mapped.value, remote: hub.outside }],
        next: [
          {
            command: 'show running-config | include nhrp (map|nhs)',
            why: 'Each line that names the hub must have its right outside address, that for multicast too.',
            where: 'local',
            platform: 'ios',
          },
        ],
        fix: [
          {
            where: 'local',
            platform: 'ios',
            config: [
              `interface ${interfaceName}`,
              ` no ip nhrp map ${overlay} ${mapped.value}`,
              ` ip nhrp map ${overlay} ${hub.outside}`,
              ` ip nhrp map multicast ${hub.outside}`,
            ],
            why: `Looks for the hub where it is. Written as one line: ip nhrp nhs ${overlay} nbma ${hub.outside} multicast.`,
          },
        ],
      });
    }
  },
});

interface Hub {
  readonly device: string;
  readonly overlay: string;
  readonly outside: string;
  readonly said: Occurrence;
}

/** Both addresses of a hub, as its own log tells them where a spoke comes or goes: what it said last. */
function hubsIn(model: Model): Hub[] {
  const said = inOrder(model, ['dmvpn.client-up', 'dmvpn.client-down']).flatMap((occurrence): Hub[] => {
    const [overlay, outside] = [fieldOf(occurrence, 'overlayLocal'), fieldOf(occurrence, 'local')];
    const device = deviceAt(model, occurrence.line);
    return overlay && outside && device ? [{ device, overlay, outside, said: occurrence }] : [];
  });
  return [...groupBy(said, ({ device, overlay }) => `${device} ${overlay}`).values()].flatMap((group) =>
    group.slice(-1),
  );
}

interface Sought {
  readonly device: string;
  /** The record that names the interface, where one does. */
  readonly row: Rec;
  readonly mapped: Fact;
  readonly overlay: string;
}

/** Where each spoke looks for its servers, in its last list of peers: the entries that are not up. */
function serversSought(model: Model): Sought[] {
  const looks = capturesOf(model.captures, 'show dmvpn').filter(({ device }) => device !== undefined);
  return [...groupBy(looks, ({ device }) => device as string)].flatMap(([device, captures]) =>
    recordsBelow((captures.at(-1) as (typeof captures)[number]).root, 'interface').flatMap((row) =>
      recordsBelow(row, 'peer').flatMap((peer): Sought[] => {
        const { peer: mapped, tunnelAddress, state, attributes } = peer.fields;
        return mapped &&
          tunnelAddress &&
          /^(?:IKE|IPSEC|NHRP)$/.test(state?.value ?? '') &&
          /S/.test(attributes?.value ?? '')
          ? [{ device, row, mapped, overlay: tunnelAddress.value }]
          : [];
      }),
    ),
  );
}

/** A tunnel of that device is up on that address of its own. */
const standsOn = (model: Model, device: string, address: string): boolean =>
  model.tunnels.some((tunnel) => tunnel.device === device && tunnel.local === address && listsSa(tunnel));

/** A list of this device, or its log, has the hub at its own address. */
const hasMet = (model: Model, device: string, { overlay, outside }: Hub): boolean =>
  model.tunnels.some((tunnel) => tunnel.device === device && tunnel.remote === outside && tunnel.ike.length > 0) ||
  inOrder(model, ['dmvpn.server-up', 'dmvpn.server-down', 'dmvpn.peer-up']).some(
    (occurrence) =>
      deviceAt(model, occurrence.line) === device &&
      fieldOf(occurrence, 'overlay') === overlay &&
      fieldOf(occurrence, 'peer') === outside,
  );
