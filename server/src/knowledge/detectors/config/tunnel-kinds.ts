// What tunnel interfaces wrap packets in: the kinds that meet only their own, as configurations and outputs name them.
import type { Fix } from '../../../engine/define.ts';

/** Point-to-point and multipoint GRE meet each other; the ways of IPv6 in IP (by hand, 6to4, ISATAP) are one protocol too. */
export type TunnelKind = 'GRE' | 'IPsec' | 'IP in IP' | 'IPv6 in IP';

/** `Tunnel protocol/transport multi-GRE/IP`; undefined for what is none of these. */
export function shownKind(transport: string): TunnelKind | undefined {
  if (/^IPSEC/i.test(transport)) return 'IPsec';
  if (/^(?:multi-)?GRE\//i.test(transport)) return 'GRE';
  if (/^IP\/IP$/i.test(transport)) return 'IP in IP';
  return /^IPv6(?:\/IP$| 6to4| ISATAP)/i.test(transport) ? 'IPv6 in IP' : undefined;
}

/** `tunnel mode …`; without it an interface is GRE. */
export function configuredKind(mode: string | undefined): TunnelKind | undefined {
  if (mode === undefined || /^gre (?:ip|ipv6|multipoint)\b/.test(mode)) return 'GRE';
  if (/^ipsec /.test(mode)) return 'IPsec';
  if (/^ipip\b/.test(mode)) return 'IP in IP';
  return /^ipv6ip\b/.test(mode) ? 'IPv6 in IP' : undefined;
}

/** Two ends that do not unwrap what the other one sends. */
export const differ = (one: TunnelKind | undefined, other: TunnelKind | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other;

/** Between two kinds without IPsec, GRE is the one that carries everything. */
export function bothGre(name: string, where: Fix['where']): Fix[] {
  return [
    {
      where,
      platform: 'ios',
      config: [`interface ${name}`, ' tunnel mode gre ip'],
      why: 'On the end that is not GRE so far; or the same other mode on both ends, which carries one protocol only.',
    },
  ];
}
