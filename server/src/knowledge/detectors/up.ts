// Whether a tunnel is up: as the outputs of the text list its SAs, or also as its logs tell.
import type { IkeSa, IpsecSa, Tunnel } from '../../engine/model.ts';

/** An output lists an IKE SA that is up, and none below it lists the tunnel without one. */
export const listsIke = (tunnel: Pick<Tunnel, 'ike'> | undefined): boolean => isUpAtLast(tunnel?.ike ?? []);

/** The same of an IPsec SA. */
export const listsIpsec = (tunnel: Pick<Tunnel, 'ipsec'> | undefined): boolean => isUpAtLast(tunnel?.ipsec ?? []);

/** A look that a filter left without the states says nothing of them. */
function isUpAtLast(sas: readonly (IkeSa | IpsecSa)[]): boolean {
  const told = sas.filter(({ health }) => health !== 'unknown');
  const last = told.reduce((latest, { capture }) => Math.max(latest, capture), -1);
  return told.some(({ capture, health }) => capture === last && health === 'up');
}

/** An output lists an SA that is up. */
export const listsSa = (tunnel: Pick<Tunnel, 'ike' | 'ipsec'> | undefined): boolean =>
  listsIke(tunnel) || listsIpsec(tunnel);

/** IKE is up, or was: an output lists its SA, or a log tells that it came up. */
export const isIkeUp = (tunnel: Pick<Tunnel, 'ike' | 'attempts'> | undefined): boolean =>
  listsIke(tunnel) || tunnel?.attempts.some(({ ikeUp }) => ikeUp) === true;

/** An IPsec SA is up, or was: an output lists it, or a log tells that it came up. */
export const isIpsecUp = (tunnel: Pick<Tunnel, 'ipsec' | 'attempts'> | undefined): boolean =>
  listsIpsec(tunnel) || tunnel?.attempts.some(({ childUp }) => childUp) === true;

/** An SA of either kind is up, or was. In a log no IPsec SA comes up without IKE. */
export const isTunnelUp = (tunnel: Pick<Tunnel, 'ike' | 'ipsec' | 'attempts'> | undefined): boolean =>
  isIkeUp(tunnel) || listsIpsec(tunnel);

/** The IKE SAs that an output below a line lists, as those of a tunnel. */
export const ikeBelow = ({ ike }: Pick<Tunnel, 'ike'>, above: number): Pick<Tunnel, 'ike'> => ({
  ike: ike.filter(({ line }) => line > above),
});

/** The counters of an SA run both ways. */
export const runsBothWays = ({ encaps = 0, decaps = 0 }: Pick<IpsecSa, 'encaps' | 'decaps'>): boolean =>
  encaps > 0 && decaps > 0;
