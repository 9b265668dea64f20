// The notify types of IKEv1 that are rarer than those of notifies.ts, so that every type of RFC 2408 and RFC 2407 has its number and meaning.
import { type Term, terms } from '../../engine/define.ts';

const rfc2408 = 'https://www.rfc-editor.org/rfc/rfc2408#section-3.14.1';
const rfc2407 = 'https://www.rfc-editor.org/rfc/rfc2407#section-4.6.3';

/** Number, name, meaning and what it usually comes from. IOS prints underscores, the RFC hyphens. */
const types: readonly (readonly [number: number, name: string, means: string, usually?: string])[] = [
  [1, 'INVALID-PAYLOAD-TYPE', 'A payload has a type that the receiver does not know.'],
  [
    2,
    'DOI-NOT-SUPPORTED',
    'The receiver does not know this domain of interpretation; for IPsec it is 1, for GETVPN 2.',
  ],
  [3, 'SITUATION-NOT-SUPPORTED', 'The situation field asks for labels that the receiver does not support.'],
  [
    5,
    'INVALID-MAJOR-VERSION',
    'The message has another major version of ISAKMP: one end speaks IKEv2, the other IKEv1.',
  ],
  [6, 'INVALID-MINOR-VERSION', 'The message has a minor version of ISAKMP that the receiver does not support.'],
  [9, 'INVALID-MESSAGE-ID', 'The message id does not fit the exchange, as after a restart of one end.'],
  [10, 'INVALID-PROTOCOL-ID', 'The protocol of a proposal or delete is not known: neither ISAKMP, AH, ESP nor IPCOMP.'],
  [
    12,
    'INVALID-TRANSFORM-ID',
    'A transform is not known to the receiver.',
    'An algorithm that this release does not have.',
  ],
  [
    13,
    'ATTRIBUTES-NOT-SUPPORTED',
    'An attribute of a transform is not supported by the receiver.',
    'A key length, lifetime type or group that the other end does not have.',
  ],
  [15, 'BAD-PROPOSAL-SYNTAX', 'The proposal payload is malformed.'],
  [19, 'INVALID-CERT-ENCODING', 'The certificate payload cannot be decoded.'],
  [21, 'CERT-TYPE-UNSUPPORTED', 'The receiver does not support this type of certificate.'],
  [
    22,
    'INVALID-CERT-AUTHORITY',
    'The receiver does not know the certificate authority.',
    'A trustpoint for the CA of the peer is missing.',
  ],
  [27, 'NOTIFY-SA-LIFETIME', 'Tells the lifetime of an SA.'],
  [28, 'CERTIFICATE-UNAVAILABLE', 'The certificate that was asked for is not there.'],
  [29, 'UNSUPPORTED-EXCHANGE-TYPE', 'The receiver does not support this exchange.'],
  [
    30,
    'UNEQUAL-PAYLOAD-LENGTHS',
    'The lengths of header and payloads do not add up.',
    'Damage on the way or keys that differ.',
  ],
  [
    24578,
    'INITIAL-CONTACT',
    'The sender has no other SA with us: older ones can go. Normal after a restart or a clear there.',
  ],
];

export const ikev1Notifies: readonly Term[] = terms(
  types.map(([number, name, means, usually]) => ({
    words: number === 24578 ? ['NOTIFY INITIAL_CONTACT'] : [name, name.replaceAll('-', '_')],
    kind: 'notify',
    name,
    number,
    means,
    ...(usually === undefined ? {} : { usually }),
    health: number === 24578 || number === 27 ? ('neutral' as const) : ('bad' as const),
    version: 1 as const,
    sources: [number < 24576 ? rfc2408 : rfc2407],
  })),
);
