// The pairs of networks that tunnels join: as SAs show them, and as the crypto maps and access lists of a text write them.
import type { Rec } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { ruleOf } from '../config/lists.ts';
import { configsOf } from '../config/model.ts';
import { covers, isAny, type Network, networkOf } from '../networks.ts';
import { isAddress } from '../values.ts';

/** A line of the access list of a crypto map. */
interface Protected {
  readonly local: Network;
  readonly remote: Network;
  readonly peer: string | undefined;
  /** Interface of the crypto map, where a statement of its own names it (ASA). */
  readonly egress: string | undefined;
  readonly rec: Rec;
}

export const protectedNetworks = (model: Model): Protected[] =>
  configsOf(model).flatMap(({ entries, acls, blocks }) =>
    entries.flatMap(({ acl, peers, map }) => {
      const egress = blocks.find(({ words }) => words[1] === 'map' && words[2] === map && words[3] === 'interface');
      return (acls.get(acl ?? '') ?? [])
        .filter(({ permit }) => permit)
        .flatMap(({ sources = [], destinations = [], rec }) =>
          sources.flatMap((local) =>
            destinations.map((remote) => ({
              local,
              remote,
              peer: peers[0]?.words.find(isAddress),
              egress: egress?.words[4],
              rec,
            })),
          ),
        );
    }),
  );

/** Lines of crypto lists in a `show crypto map` whose filter left the headings of the entries out: which entry they are of is not known. */
const withoutHeading = (model: Model): Omit<Protected, 'egress'>[] =>
  model
    .records('show crypto map', 'map')
    .filter(({ fields }) => fields.map === undefined)
    .flatMap((rec) => {
      const valuesOf = (name: string): string[] =>
        rec.all.filter((fact) => fact.name === name).map(({ value }) => value);
      const [peer, ...others] = new Set(valuesOf('peer'));
      return valuesOf('aclEntry').flatMap((text) => {
        const { permit, sources = [], destinations = [] } = ruleOf(text, rec) ?? {};
        if (!permit) return [];
        return sources.flatMap((local) =>
          destinations.map((remote) => ({ local, remote, peer: others.length > 0 ? undefined : peer, rec })),
        );
      });
    });

/** Two networks that a tunnel joins, and which one. */
export interface Joined {
  readonly local: Network | undefined;
  readonly remote: Network | undefined;
  readonly peer: string | undefined;
  readonly tunnel: string | undefined;
}

export const joinedNetworks = (model: Model): Joined[] => [
  ...model.tunnels.flatMap(({ id, remote: peer, ipsec }) =>
    ipsec.map(({ localSelector, remoteSelector }) => ({
      local: networkOf(localSelector),
      remote: networkOf(remoteSelector),
      peer,
      tunnel: id,
    })),
  ),
  ...[...protectedNetworks(model), ...withoutHeading(model)].map(({ local, remote, peer }) => ({
    local,
    remote,
    peer,
    tunnel: model.tunnelOf(peer)?.id,
  })),
];

/** Whether packets between two addresses belong to a pair of networks. A pair with everything at one end is a default, and tells nothing. */
export const holds = (
  { local, remote }: { readonly local: Network | undefined; readonly remote: Network | undefined },
  source: Network | undefined,
  destination: Network | undefined,
): boolean =>
  local !== undefined &&
  remote !== undefined &&
  source !== undefined &&
  destination !== undefined &&
  !isAny(local) &&
  !isAny(remote) &&
  covers(local, source) &&
  covers(remote, destination);
