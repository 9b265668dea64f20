// Judges sites in `show vpn-sessiondb` whose session names IKE alone as its protocol: phase 1 is up, and nothing for traffic stands beside it.
import { type Detector, detector, type Rec } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { isIpsecUp } from '../up.ts';
import { numberIn, secondsOf, textOf } from '../values.ts';
import { peerOf } from './sessions.ts';

export const asaIkeOnlySessions: Detector = detector({
  id: 'asa-ike-only-sessions',
  codes: ['phase2-not-established'],
  run: (model, report) => {
    for (const session of ikeOnlySessions(model).filter(isLasting)) {
      const { protocol, duration, bytesTx, bytesRx } = session.fields;
      report({
        code: 'phase2-not-established',
        certainty: 'possible',
        side: 'unknown',
        peer: peerOf(session),
        evidence: [protocol, duration].flatMap((fact) => (fact ? [model.evidence(fact, 'cause')] : [])),
        title: `The session[[ with {peer}]] has an IKE SA and no IPsec SA after ${duration?.value}; this text does not show why`,
        candidates: [bytesTx, bytesRx].some((bytes) => (numberIn(bytes) ?? 0) > 0)
          ? [ended, ...refusals]
          : [...refusals, ended],
      });
    }
  },
});

/** A site whose session is so young that its first IPsec SA may still be negotiated. */
export const siteBeingBuilt = (model: Model): string | undefined =>
  ikeOnlySessions(model)
    .filter((session) => !isLasting(session))
    .flatMap((session) => peerOf(session) ?? [])[0];

/** The protocols of a session are all its tunnels, `IKEv1 IPsec`: where IKE stands alone, no list of IPsec was cut off below. */
const isIkeOnly = (session: Rec): boolean => /^IKE(?:v[12])?$/.test(textOf(session, 'protocol') ?? '');

function ikeOnlySessions(model: Model): readonly Rec[] {
  const sites = model.records('show vpn-sessiondb', 'session').filter(({ fields }) => fields.remote && fields.protocol);
  const carrying = new Set(sites.filter((site) => !isIkeOnly(site)).map(peerOf));
  return sites.filter((site) => {
    const tunnel = model.tunnelOf(peerOf(site));
    return isIkeOnly(site) && !carrying.has(peerOf(site)) && !isIpsecUp(tunnel);
  });
}

/** Quick mode with all its repeats ends sooner. */
const isLasting = (session: Rec): boolean => (secondsOf(textOf(session, 'duration')) ?? 0) >= longestNegotiation;
const longestNegotiation = 120;

const ended = {
  code: 'no-interesting-traffic',
  why: 'The IPsec SA may have ended for want of traffic while the IKE SA stayed.',
} as const;
const refusals = [
  { code: 'proxy-id-mismatch', why: 'The crypto ACLs are not mirror images of each other.' },
  { code: 'ipsec-proposal-mismatch', why: 'No transform set or IPsec proposal in common.' },
  { code: 'pfs-mismatch', why: 'Perfect forward secrecy is asked for on one end only, or with different groups.' },
  { code: 'crypto-map-not-matched', why: 'No crypto map entry fits this peer or its networks.' },
] as const;
