// Takes two excerpts for the two ends of one tunnel where neither shows its own address: each has one peer, and nothing in the text speaks against it.
import type { Model } from '../../../engine/model.ts';
import { covers, isPrivateAddress, networkOf, sameNetwork } from '../networks.ts';
import { addressesOf, type End, endsOf, type Link, reaches, sameOverlay } from './ends.ts';
import type { Config } from './model.ts';

/**
 * The link of the only two configurations that stand under no name of a device, if they can be each other's peers: somebody wrote them side by side.
 * What stands under a prompt may be of any tunnel.
 */
export function counterpartsOf(model: Model, configs: readonly Config[]): readonly Link[] {
  const nameless = configs.filter(({ device }) => device === undefined);
  const [here, there] = nameless.map(onlyEnd);
  if (nameless.length !== 2 || !here || !there) return [];
  const link = { here, there, tied: false };
  const others = configs.filter(({ device }) => device !== undefined);
  return areTwoDevices(here, there) && fitEachOther(link) && areAlone(model, link, others) ? [link] : [];
}

/** The end of a device that has no other peer, and that one by its address, as far as the text shows. */
function onlyEnd(config: Config): End | undefined {
  const [end, ...more] = endsOf(config);
  const peer = networkOf(end?.peers[0]);
  const isOnly = more.length === 0 && end?.peers.length === 1 && config.entries.every(({ dynamic }) => !dynamic);
  const keyed = config.keys.flatMap(({ address }) => address ?? []);
  return isOnly && peer && keyed.every((address) => covers(address, peer)) ? end : undefined;
}

/** No device speaks both languages. Of two under headings that speak one, versions of a device call their map or tunnel alike. */
function areTwoDevices(here: End, there: End): boolean {
  const ends = [here, there];
  const [one, other] = ends.map(({ entry, name }) => entry?.map ?? name);
  return here.config.asa !== there.config.asa || (ends.every(({ config }) => config.headed) && one !== other);
}

/** What both show of addresses, protected networks and the tunnel inside can be that of one tunnel. */
function fitEachOther({ here, there }: Link): boolean {
  const isOpen = reaches(here, there) === 'open' && reaches(there, here) === 'open';
  const [one, other] = [here, there].flatMap(({ tunnel }) => (tunnel?.network ? [tunnel] : []));
  // Where both show what they protect, it would have tied them if it met.
  const selected = [here, there].every(({ flows }) => flows !== undefined && flows.length > 0);
  return (
    here.peers[0] !== there.peers[0] &&
    isOpen &&
    !selected &&
    (!one || !other || sameOverlay(one, other)) &&
    isSourceOf(here, there) &&
    isSourceOf(there, here)
  );
}

/** A list of packets to the peer itself, of GRE, names the own address too. */
const isSourceOf = ({ flows, peers: [peer] }: End, { peers: [own] }: End): boolean => {
  const [far, near] = [networkOf(peer), networkOf(own)];
  return !flows?.some(
    ({ source, destination }) => far && near && sameNetwork(destination, far) && !sameNetwork(source, near),
  );
};

/** No third device is at one of the two addresses or names one, and neither of the two has a tunnel with anybody else. */
function areAlone({ tunnels }: Model, { here, there }: Link, others: readonly Config[]): boolean {
  const isTheirs = (address: string): boolean => here.peers.includes(address) || there.peers.includes(address);
  const named = others.flatMap((config) => [...addressesOf(config), ...endsOf(config).flatMap(({ peers }) => peers)]);
  return (
    !named.some(isTheirs) &&
    tunnels.every(({ device, local, remote }) => {
      // Behind NAT a device speaks from an address that the other end does not see.
      const shown = [...(isPrivateAddress(local) ? [] : [local]), remote].flatMap((address) => address ?? []);
      return (device !== undefined && !shown.some(isTheirs)) || shown.every(isTheirs);
    })
  );
}
