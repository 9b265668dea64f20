// Finds the profile that would accept a peer, and serves another front-door VRF than the one in which the peer's packets come.
import type { Rec } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { isInterfaceName } from '../config/ends.ts';
import { configsOf, type Identity, type IkeProfile } from '../config/model.ts';
import { networkOf } from '../networks.ts';
import { fieldOf, textOf } from '../values.ts';
import { type Facts, isZero } from './ikev2-exchanges.ts';
import { acceptsIdentity, frontDoorOf, profilesOf, shownIdentity } from './ikev2-methods.ts';
import type { Say } from './ikev2-reports.ts';

/** A profile would accept the identity, but it is for the global table, or another VRF, while the negotiation runs in a front-door VRF. */
export function sayFrontDoor(
  facts: Facts,
  say: Say,
  noProfile: Occurrence,
  { identity, type }: { readonly identity: string; readonly type: string },
): boolean {
  const { model } = facts;
  // The line names no SA: of several negotiations it may stand with another one.
  const search = model
    .occurrences('ikev2.policy')
    .filter((line) => fieldOf(line, 'fvrf') !== undefined && line.line < noProfile.line)
    .at(-1);
  const came = search ? undefined : facts.all(...arrivals).findLast((packet) => fieldOf(packet, 'vrfs') !== undefined);
  const front = fieldOf(search, 'fvrf') ?? /f(\d+)$/.exec(fieldOf(came, 'vrfs') ?? '')?.[1];
  // Where the log does not print it, the tunnel to that end tells.
  const tunnel = front === undefined ? frontDoorTo(model, [identity, facts.negotiation.peer]) : frontDoorOf(model);
  if (front === undefined ? tunnel === undefined : isZero(front)) return false;
  const shown = shownIdentity(identity, type);
  const fitting = [...profilesOf(model), ...listedProfiles(model)].filter(({ accepts }) =>
    accepts.some((wanted) => acceptsIdentity(wanted, shown)),
  );
  const [profile] = fitting;
  const isElsewhere = (doors: readonly string[]): boolean =>
    doors.length === 0 || (tunnel !== undefined && !doors.includes(tunnel) && !doors.includes('any'));
  if (!profile || !fitting.every(({ frontDoors }) => isElsewhere(frontDoors))) return false;
  const [other] = profile.frontDoors;
  say('fvrf-mismatch', 'likely', [noProfile, search ?? came], {
    side: 'local',
    detail: { reason: 'profile' },
    values: {
      profile: profile.name,
      fvrf: tunnel ?? `number ${front}`,
      what: `IKEv2 profile ${profile.name}`,
      other: other === undefined ? 'the global table' : `VRF ${other}`,
    },
  });
  return true;
}

/** Packets that print the VRFs they came in: `i0:f2` is front door 2, and 0 the global table. */
const arrivals = ['received-init-request', 'received-auth-request', 'received-auth-response', 'packet-received'];

/** The VRF by which the tunnels to one of these ends leave, and in which the interface lies that they begin at, where it is shown. */
function frontDoorTo(model: Model, ends: readonly (string | undefined)[]): string | undefined {
  const leading = configsOf(model).flatMap((config) =>
    config.interfaces
      .filter(({ tunnel: { destination } }) => destination !== undefined && ends.includes(destination))
      .map(({ tunnel: { source, vrf } }) => {
        const outside = config.interfaces.find(({ name }) => source !== undefined && isInterfaceName(name, source));
        return outside && outside.vrf !== vrf ? undefined : vrf;
      }),
  );
  const [vrf] = leading;
  return leading.every((other) => other === vrf) ? vrf : undefined;
}

/** Profiles that `show crypto ikev2 profile` lists, with the VRF for which each counts. */
const listedProfiles = (model: Model): Pick<IkeProfile, 'name' | 'accepts' | 'frontDoors'>[] =>
  model.records('show crypto ikev2 profile', 'profile').flatMap((profile) => {
    const [name, vrf] = [textOf(profile, 'profile'), textOf(profile, 'fvrf')];
    if (name === undefined || vrf === undefined) return [];
    return [{ name, frontDoors: vrf === 'global' ? [] : [vrf], accepts: identitiesIn(profile) }];
  });

/** The first one stands in the same cell as the heading of the list. */
const identitiesIn = (profile: Rec): Identity[] =>
  profile.all.flatMap<Identity>(({ name, value }, at) => {
    const first = name === 'identities' ? /^(address|fqdn domain|fqdn) (\S+)(?: (\S+))?/.exec(value) : undefined;
    const [type, wanted, mask] = first
      ? [first[1], first[2] as string, first[3]]
      : [name, value, profile.all[at + 1]?.value];
    const identity = { type: name, value: wanted, vrf: undefined, rec: profile };
    const kind = kinds[type ?? ''];
    return kind ? [{ ...identity, kind, network: kind === 'address' ? networkOf(wanted, mask) : undefined }] : [];
  });

const kinds: Readonly<Record<string, Identity['kind']>> = {
  address: 'address',
  peer: 'address',
  fqdn: 'name',
  'fqdn domain': 'domain',
  domain: 'domain',
};
