// What an end says it is, by its IKE profile, and whether a profile of the other end takes that.

import { covers, networkOf } from '../networks.ts';
import type { Identity, IkeProfile } from './model.ts';

/** With a key, IOS shows its address unless the profile says otherwise. */
export function shownBy({ shows, provesBy, block }: IkeProfile, address: string | undefined): Identity | undefined {
  const network = networkOf(address);
  if (shows || address === undefined || !network || provesBy !== 'pre-share') return shows;
  return { kind: 'address', type: 'address', value: address, network, vrf: undefined, rec: block.rec };
}

/** `fqdn domain example.net` */
export const inWords = ({ type, kind, value }: Identity): string =>
  `${type}${kind === 'domain' ? ' domain' : ''} ${value}`;

/** Whether one line takes what is shown. What cannot be compared is accepted. */
export function accepts(wanted: Identity, shown: Identity): boolean {
  if (wanted.kind === 'any' || wanted.kind === 'other' || isHidden(wanted) || isHidden(shown)) return true;
  // The name in a certificate is matched by a certificate map only.
  if (shown.kind === 'other') return shown.type !== 'dn';
  if (wanted.kind === 'address' && shown.kind === 'address')
    return !wanted.network || !shown.network || covers(wanted.network, shown.network);
  if (wanted.kind === 'address' || shown.kind === 'address' || familyOf(wanted) !== familyOf(shown)) return false;
  const [asked, value] = [wanted.value.toLowerCase(), shown.value.toLowerCase()];
  return asked === value || (wanted.kind === 'domain' && ['.', '@'].some((mark) => value.endsWith(mark + asked)));
}

/** RFC 7296 has one type for names of hosts, one for those of users and one for ids that mean nothing to others; IKEv1 has other words for them. */
const familyOf = ({ type }: Identity): string =>
  /^(?:email|user)/.test(type) ? 'user' : type === 'key-id' ? type : 'host';

/** Somebody wrote a mask over it. */
export const isHidden = ({ kind, value }: Identity): boolean =>
  kind !== 'address' && (/[<>{}[\]*]/.test(value) || /^x[x.@-]*$/i.test(value));

/** What all its profiles together take; true where one of them decides by certificates, or takes whom it likes. */
export const isTaken = (profiles: readonly IkeProfile[], shown: Identity): boolean =>
  profiles.some(
    ({ byCertificate, accepts: all }) =>
      byCertificate || all.length === 0 || all.some((wanted) => accepts(wanted, shown)),
  );
