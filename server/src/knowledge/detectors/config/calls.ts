// Which spokes of a text call which hub: one builds a tunnel to a destination, the other makes its tunnels from a template.
import type { Model } from '../../../engine/model.ts';
import { isIkeUp } from '../up.ts';
import { addressesOf, type End, endsOf, tunnelsOf } from './ends.ts';
import type { Config, IkeProfile, Interface } from './model.ts';

/** A tunnel that a spoke builds to a hub. */
export interface Call {
  readonly hub: Config;
  readonly spoke: Config;
  readonly tunnel: Interface;
  readonly destination: string;
}

export function callsOf(configs: readonly Config[]): readonly Call[] {
  const able = configs.filter(
    (config) => !config.asa && (templatesOf(config).length > 0 || builtBy(config).length > 0),
  );
  const hubs = able.filter((config) => templatesOf(config).length > 0);
  return hubs.flatMap((hub) =>
    able
      .filter((spoke) => spoke !== hub && isOtherDevice(spoke, hub))
      .flatMap((spoke) => leadingTo(hub, spoke, able.length === 2)),
  );
}

/** The spoke's end of it. */
export const callerOf = ({ spoke, tunnel }: Call): End | undefined =>
  endsOf(spoke).find((one) => one.tunnel === tunnel);

/** IKE came up between the two, so they took each other. */
export const cameUp = ({ tunnels }: Model, call: Call): boolean => {
  const ends = [call.destination, callerOf(call)?.address];
  return tunnels.some((tunnel) => tunnel.remote !== undefined && ends.includes(tunnel.remote) && isIkeUp(tunnel));
};

/** The IKEv2 profiles of a hub that take callers: each makes its tunnels from a template. */
export const takingCalls = ({ ikeProfiles }: Config): readonly IkeProfile[] =>
  ikeProfiles.filter(
    ({ version, block }) => version === 2 && block.lines.some(({ words }) => words[0] === 'virtual-template'),
  );

const template = /^Virtual-Template(\d{1,5})typetunnel$/i;
export const numberOf = ({ name }: Interface): string => template.exec(name)?.[1] ?? '<number>';

export const templatesOf = ({ interfaces }: Config): readonly Interface[] =>
  interfaces.filter(({ name, tunnel, shut }) => template.test(name) && tunnel.profile !== undefined && !shut);

/** Parts of one configuration stand apart at times; but they do not give one interface two addresses. */
const isOtherDevice = (one: Config, other: Config): boolean =>
  one.device !== other.device ||
  (one.headed && other.headed) ||
  one.interfaces.some(
    ({ name, address }) =>
      address !== undefined &&
      other.interfaces.some((twin) => twin.name === name && twin.address !== undefined && twin.address !== address),
  );

/** The protected tunnels that it builds to somebody. */
const builtBy = (config: Config): readonly Interface[] =>
  tunnelsOf(config).filter(({ tunnel }) => tunnel.destination !== undefined && tunnel.profile !== undefined);

/** Those of a spoke to this hub; its only one, where the hub shows no address and the text no third device with tunnels. */
function leadingTo(hub: Config, spoke: Config, alone: boolean): readonly Call[] {
  const built = builtBy(spoke).map((tunnel) => ({
    hub,
    spoke,
    tunnel,
    destination: tunnel.tunnel.destination as string,
  }));
  const known = addressesOf(hub);
  if (known.length > 0) return built.filter(({ destination }) => known.includes(destination));
  return alone && built.length === 1 ? built : [];
}
