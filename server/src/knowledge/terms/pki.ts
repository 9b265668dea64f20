// Words of certificates, enrolment and revocation.
import { terms } from '../../engine/define.ts';

const x509 = 'https://www.rfc-editor.org/rfc/rfc5280';
const scep = 'https://www.rfc-editor.org/rfc/rfc8894';

export const pkiTerms = terms([
  {
    words: ['trustpoint', 'Trustpoint'],
    kind: 'event',
    means:
      'What this device knows of one CA: its certificate, the own certificate from it, and how revocation is checked.',
    sources: [x509],
  },
  {
    words: ['SCEP'],
    kind: 'event',
    name: 'Simple Certificate Enrolment Protocol',
    means: 'How a device asks a CA for a certificate over HTTP.',
    sources: [scep],
  },
  { words: ['PKCSReq'], kind: 'event', means: 'The request for a certificate.', sources: [scep] },
  { words: ['CertRep'], kind: 'event', means: 'The answer of the CA: GRANTED, REJECTED or PENDING.', sources: [scep] },
  { words: ['GetCACert'], kind: 'event', means: 'Asks for the certificate of the CA.', sources: [scep] },
  { words: ['GetCACaps'], kind: 'event', means: 'Asks what the CA can do.', sources: [scep] },
  {
    words: ['GetCertInitial'],
    kind: 'event',
    means: 'Asks again whether a pending request was granted.',
    sources: [scep],
  },
  { words: ['GetCRL'], kind: 'event', means: 'Asks for the list of revoked certificates.', sources: [scep] },
  {
    words: ['Fail Info', 'pki-fail-info', 'failInfo'],
    kind: 'attribute',
    means:
      'Why the CA refused: 0 algorithm, 1 integrity check, 2 request not permitted or not supported, 3 time too far off, 4 no such certificate.',
    usually: 'A wrong challenge password is mostly reported as 1 or 2.',
    sources: [scep],
  },
  {
    words: ['pki-status'],
    kind: 'attribute',
    means: 'Answer of the CA: 0 success, 2 failure, 3 pending.',
    sources: [scep],
  },
  {
    words: ['CRL', 'CRL Distribution Points', 'CRL Distribution Point', 'CDP'],
    kind: 'event',
    name: 'Certificate revocation list',
    means: 'A list of certificates that the CA has withdrawn. Its address stands in the certificates.',
    usually: 'If it cannot be fetched, certificates are refused unless "none" is the last resort.',
    sources: [x509],
  },
  {
    words: ['OCSP'],
    kind: 'event',
    name: 'Online Certificate Status Protocol',
    means: 'Asks a server whether one certificate is revoked.',
    sources: ['https://www.rfc-editor.org/rfc/rfc6960'],
  },
  {
    words: ['CRYPTO_VALID_CERT'],
    kind: 'state',
    means: 'The chain of certificates is valid.',
    health: 'good',
    sources: [x509],
  },
  {
    words: ['CRYPTO_INVALID_CERT'],
    kind: 'state',
    means: 'A certificate of the chain is not valid.',
    health: 'bad',
    sources: [x509],
  },
  {
    words: ['SAN', 'Subject Alternative Name'],
    kind: 'attribute',
    name: 'Subject alternative name',
    means:
      'Further names of the owner of a certificate: addresses, domain names. The identity of IKE should be one of them.',
    sources: [x509],
  },
  {
    words: ['DER ASN1 DN'],
    kind: 'attribute',
    name: 'ID_DER_ASN1_DN',
    number: 9,
    means: 'The identity is the name in the certificate.',
    sources: ['https://www.rfc-editor.org/rfc/rfc7296#section-3.5'],
  },
  {
    words: ['PKCS12', 'PKCS #12', 'pkcs12'],
    kind: 'event',
    means: 'A file with a private key and its certificates, protected by a password.',
    usually:
      'Older releases cannot read files that newer tools protect with SHA-256; export them with the legacy algorithms.',
    sources: ['https://www.rfc-editor.org/rfc/rfc7292'],
  },
  {
    words: ['SUDI'],
    kind: 'event',
    name: 'Secure unique device identifier',
    means: 'The certificate that the factory put into the device. Tunnels do not use it.',
    sources: [x509],
  },
]);
