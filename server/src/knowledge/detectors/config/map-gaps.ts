// How a crypto map that cannot match anything is told, whether a configuration or `show crypto map` shows it: an entry that lacks a part, a map on no interface.
import type { Fix, Reported } from '../../../engine/define.ts';

type Told = Pick<Reported, 'title' | 'explanation' | 'detail' | 'next' | 'fix'>;

/** `name` is map and number; `lacks` says what is missing, `missing` is the command that sets it. */
export const incompleteEntry = (name: string, lacks: string, missing: string, asa: boolean): Told => ({
  title: `Crypto map entry ${name} is incomplete: ${lacks}`,
  explanation:
    'An entry needs a peer, an access list and a transform set or proposal. Without one of them the device skips it: nothing that it should protect is encrypted, and no proposal of the peer fits.',
  detail: { reason: 'incomplete', name },
  next: shown(asa, 'Once the part is added, the entry must no longer be marked incomplete.'),
  fix: [
    added(
      asa,
      asa ? [`crypto map ${name} ${missing}`] : [`crypto map ${name} ipsec-isakmp`, ` ${missing}`],
      'Adds the part that is missing.',
    ),
  ],
});

/** `outside`: the interface on which it should stand, where the text names it. */
export const unappliedMap = (map: string, asa: boolean, outside?: string): Told => ({
  title: `Crypto map ${map} is applied to no interface`,
  explanation:
    'A crypto map works only on the interfaces to which it is applied: it has to stand where the protected traffic leaves this device. Elsewhere, or nowhere, it matches nothing, and the peer finds nobody to talk to.',
  detail: { reason: 'interface', name: map },
  next: shown(asa, 'Once the map is applied, its interface must be listed here.'),
  fix: [
    added(
      asa,
      asa
        ? [`crypto map ${map} interface ${outside ?? 'outside'}`]
        : [`interface ${outside ?? '<outside interface>'}`, ` crypto map ${map}`],
      'Applies the map where the protected traffic leaves.',
    ),
  ],
});

/** `ports`: those on which it stands; `outside`: the one by which the peer is reached, where the text names it. */
export const mapLeftBehind = (map: string, ports: readonly string[], outside: string | undefined): Told => ({
  title: `Crypto map ${map} stands only on ${ports.join(' and ')}, which ${ports.length === 1 ? 'is' : 'are'} down; the peer[[ {peer}]] is reached by another interface`,
  explanation:
    'A crypto map works only where the protected traffic leaves this device. Its interface is down, the peer is reached by another one, and there no map is applied: nothing is encrypted, and no negotiation begins. That is what is left when a line is moved to another port and the map is not.',
  detail: { reason: 'interface', name: map },
  next: shown(false, 'The interface by which the peer is reached must be listed below the map.'),
  fix: [
    added(
      false,
      [
        ...ports.flatMap((port) => [`interface ${port}`, ` no crypto map ${map}`]),
        `interface ${outside ?? '<outside interface>'}`,
        ` crypto map ${map}`,
      ],
      'Moves the map to the interface by which the peer is reached.',
    ),
  ],
});

const shown = (asa: boolean, why: string): Told['next'] => [
  {
    command: asa ? 'show running-config crypto map' : 'show crypto map',
    why,
    where: 'local',
    platform: asa ? 'asa' : 'ios',
  },
];

const added = (asa: boolean, config: readonly string[], why: string): Fix => ({
  where: 'local',
  platform: asa ? 'asa' : 'ios',
  config,
  why,
});
