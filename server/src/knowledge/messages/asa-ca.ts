// Certificates on ASA and FTD: the syslog messages 717xxx. (`debug crypto ca` lines have the head of IOS' `debug crypto pki`.)
import { type Claim, type Message, messages } from '../../engine/define.ts';

const guide =
  'https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/asa-syslog/syslog-messages-715001-to-721019.html';

interface More extends Partial<Omit<Message, 'id' | 'head' | 'mnemonic' | 'templates' | 'means' | 'examples'>> {
  readonly text?: string;
  readonly also?: readonly string[];
  readonly level?: number;
  readonly id?: string;
}

function log(mnemonic: string, template: string, means: string, more: More = {}): Message {
  const { text = template, also = [], level = 3, id, ...rest } = more;
  return {
    id: `asa.${mnemonic}${id === undefined ? '' : `.${id}`}`,
    head: 'asa-syslog',
    mnemonic,
    templates: [template, ...also],
    means,
    examples: [`Mar  4 11:20:31 fw-muc : %ASA-${level}-${mnemonic}: ${text}`, `%FTD-ca-${level}-${mnemonic}: ${text}`],
    sources: [guide],
    ...rest,
  };
}

const invalid: readonly Claim[] = [{ code: 'certificate-invalid', certainty: 'certain', side: 'either' }];
const revocation: readonly Claim[] = [{ code: 'certificate-revocation', certainty: 'certain', side: 'local' }];
const enrollment: readonly Claim[] = [{ code: 'certificate-enrollment-failure', certainty: 'certain', side: 'local' }];

/** Refusals of a certificate, by what the reason speaks of. */
const refusals = (mnemonic: string, template: string, sentence: string): Message[] => [
  log(
    mnemonic,
    `${template} {reason:revocationReason}`,
    'Whether the certificate was revoked could not be found out (or it was revoked), so it was refused.',
    {
      id: 'revocation',
      text: `${sentence} CRL check failed, serial number: 1B20A4, subject name: cn=hq.example.net.`,
      health: 'bad',
      says: revocation,
    },
  ),
  log(
    mnemonic,
    `${template} {reason:text}`,
    'The peer’s certificate was refused; the reason stands at the end of the line: expired, not yet valid, unknown issuer or a bad signature.',
    {
      text: `${sentence} Certificate is expired, serial number: 1B20A4, subject name: cn=hq.example.net.`,
      health: 'bad',
      says: invalid,
    },
  ),
];

export const asaCa = messages([
  log('717001', 'Querying keypair failed.', 'The key pair of a trustpoint cannot be found.', {
    health: 'bad',
    says: [{ code: 'certificate-enrollment-failure', certainty: 'likely', side: 'local' }],
  }),
  log(
    '717002',
    'Certificate enrollment failed for trustpoint {trustpoint:word}[[ {:text}]]',
    'This firewall got no certificate from the CA.',
    {
      text: 'Certificate enrollment failed for trustpoint BRANCH-CA. Reason: certificate request was rejected',
      also: ['Certificate enrollment failed for trustpoint {trustpoint:name}.[[ Reason:]]~{reason:text}'],
      health: 'bad',
      says: enrollment,
    },
  ),
  log(
    '717003',
    'Certificate received from Certificate Authority for trustpoint {trustpoint:word}',
    'A certificate was obtained.',
    { text: 'Certificate received from Certificate Authority for trustpoint BRANCH-CA.', level: 6, health: 'good' },
  ),
  log('717007', 'Certificate import failed for trustpoint {trustpoint:word}', 'A certificate could not be stored.', {
    text: 'Certificate import failed for trustpoint BRANCH-CA.',
    health: 'bad',
    says: enrollment,
  }),
  ...refusals('717009', 'Certificate validation failed.', 'Certificate validation failed.'),
  log(
    '717010',
    'CRL polling failed for trustpoint {trustpoint:word}',
    'The list of revoked certificates could not be fetched.',
    {
      text: 'CRL polling failed for trustpoint BRANCH-CA.',
      health: 'bad',
      says: [{ code: 'certificate-revocation', certainty: 'likely', side: 'local' }],
    },
  ),
  log(
    '717012',
    'Failed to refresh CRL cache entry from the server for trustpoint {trustpoint:word} at {:text}',
    'The list of revoked certificates could not be renewed.',
    {
      text: 'Failed to refresh CRL cache entry from the server for trustpoint BRANCH-CA at 11:20:31 UTC Mar 4 2027',
      health: 'bad',
      says: [{ code: 'certificate-revocation', certainty: 'likely', side: 'local' }],
    },
  ),
  log('717015', 'CRL received from {issuer:text}', 'The list of revoked certificates is too large and was not used.', {
    text: 'CRL received from CN=Example CA is too large to process (CRL size = 92113, maximum CRL size = 65534)',
    health: 'bad',
    says: [{ code: 'certificate-revocation', certainty: 'likely', side: 'local' }],
  }),
  log(
    '717016',
    'Removing expired CRL from the CRL cache. Issuer:~{issuer:text}',
    'An old list of revoked certificates is dropped; a new one is fetched when needed.',
    { text: 'Removing expired CRL from the CRL cache. Issuer: CN=Example CA', level: 6 },
  ),
  log(
    '717017',
    'Failed to query CA certificate for trustpoint {trustpoint:word} from {url:text}',
    'The certificate of the CA could not be fetched.',
    {
      text: 'Failed to query CA certificate for trustpoint BRANCH-CA from http://192.0.2.80/certsrv',
      health: 'bad',
      says: enrollment,
    },
  ),
  log(
    '717019',
    'Failed to insert CRL for trustpoint {trustpoint:word}[[ {:text}]]',
    'A list of revoked certificates could not be used.',
    {
      text: 'Failed to insert CRL for trustpoint BRANCH-CA. Reason: signature',
      health: 'bad',
      says: [{ code: 'certificate-revocation', certainty: 'likely', side: 'local' }],
    },
  ),
  log(
    '717020',
    'Failed to install device certificate for trustpoint {trustpoint:word}[[ {:text}]]',
    'The certificate of this firewall could not be installed.',
    {
      text: 'Failed to install device certificate for trustpoint BRANCH-CA. Reason: key',
      health: 'bad',
      says: enrollment,
    },
  ),
  log(
    '717021',
    'Certificate data could not be verified. ((Locate Reason|Reason)):~{reason:text}',
    'The data of a certificate cannot be used.',
    {
      text: 'Certificate data could not be verified. Reason: bad signature, serial number: 1B20A4',
      health: 'bad',
      says: invalid,
    },
  ),
  log('717022', 'Certificate was successfully validated.[[ {:text}]]', 'The certificate is accepted.', {
    text: 'Certificate was successfully validated. serial number: 1B20A4, subject name:  cn=hq.example.net.',
    level: 6,
    health: 'good',
  }),
  log(
    '717024',
    'Checking CRL from trustpoint:~{trustpoint:word} for {:text}',
    'The list of revoked certificates is looked at.',
    { text: 'Checking CRL from trustpoint: BRANCH-CA for VPN', level: 7 },
  ),
  log(
    '717025',
    'Validating certificate chain containing {count:int} certificate[[(s).]]',
    'The certificates of the peer are checked.',
    {
      text: 'Validating certificate chain containing 2 certificate(s).',
      level: 7,
      also: ['Validating certificate chain containing {count:int} certificate{:rest}'],
    },
  ),
  log(
    '717026',
    'Name lookup failed for hostname {host:word} during PKI operation{:rest}',
    'The name of the CA or of the revocation list server could not be resolved.',
    {
      text: 'Name lookup failed for hostname ca.example.net during PKI operation.',
      level: 4,
      health: 'bad',
      says: [{ code: 'certificate-revocation', certainty: 'likely', side: 'local' }],
    },
  ),
  ...refusals('717027', 'Certificate chain failed validation.', 'Certificate chain failed validation.'),
  log(
    '717028',
    'Certificate chain was successfully validated {how:text}',
    'The certificates of the peer are accepted.',
    {
      text: 'Certificate chain was successfully validated with warning, revocation status was not checked.',
      level: 6,
      health: 'good',
      also: ['Certificate chain was successfully validated.'],
    },
  ),
  log(
    '717029',
    'Identified client certificate within certificate chain. {:text}',
    'Which of the certificates is the peer’s own.',
    {
      text: 'Identified client certificate within certificate chain. serial number: 1B20A4, subject name: cn=hq.example.net.',
      level: 7,
    },
  ),
  log(
    '717030',
    'Found a suitable trustpoint {trustpoint:word} to validate certificate.',
    'The issuer of the peer’s certificate is known here.',
    {
      text: 'Found a suitable trustpoint BRANCH-CA to validate certificate.',
      level: 7,
      health: 'good',
      also: ['Found a suitable authenticated trustpoint {trustpoint:word}{:rest}'],
    },
  ),
  log(
    '717031',
    'Failed to find a suitable trustpoint for the issuer:~{issuer:text}',
    'The peer’s certificate comes from a CA that is not known here.',
    {
      text: 'Failed to find a suitable trustpoint for the issuer: cn=Other CA Reason: No trustpoint found',
      level: 4,
      health: 'bad',
      says: invalid,
    },
  ),
  log(
    '717032',
    'OCSP status check failed. Reason:~{reason:text}',
    'The server that tells whether a certificate was revoked gave no usable answer.',
    { text: 'OCSP status check failed. Reason: Failed to connect to OCSP server.', health: 'bad', says: revocation },
  ),
  log('717033', 'CRL response received.', 'A list of revoked certificates arrived.', {
    text: 'CRL response received.',
    level: 6,
    also: ['OCSP response received.'],
  }),
  log(
    '717035',
    'OCSP status is being checked for certificate. {:text}',
    'A server is asked whether the certificate was revoked.',
    {
      text: 'OCSP status is being checked for certificate. serial number: 1B20A4, subject name: cn=hq.example.net.',
      level: 4,
    },
  ),
  log(
    '717036',
    'Looking for a tunnel group match based on certificate maps for peer certificate with {:text}',
    'The tunnel group of a peer with a certificate is looked for.',
    {
      text: 'Looking for a tunnel group match based on certificate maps for peer certificate with serial number: 1B20A4, subject name: cn=hq.example.net.',
      level: 7,
    },
  ),
  log(
    '717037',
    'Tunnel group search using certificate maps failed for peer certificate:~{:text}',
    'No rule maps this certificate to a tunnel group; other ways (OU, identity, address) may still find one.',
    {
      text: 'Tunnel group search using certificate maps failed for peer certificate: serial number: 1B20A4, subject name: cn=hq.example.net.',
      level: 4,
    },
  ),
  log(
    '717038',
    'Tunnel group match found. Tunnel Group:~{tunnelGroup:name}[[, {:text}]]',
    'A rule maps this certificate to a tunnel group.',
    {
      text: 'Tunnel group match found. Tunnel Group: SITES, Peer certificate: serial number: 1B20A4, subject name: cn=hq.example.net.',
      level: 7,
      health: 'good',
    },
  ),
  log(
    '717052',
    '[[{:text}]]Session disconnected due to periodic certificate authentication failure{:rest}',
    'A certificate was no longer valid when it was looked at again, so the session ended.',
    {
      text: 'Group SITES User dora IP 203.0.113.88 Session disconnected due to periodic certificate authentication failure. Subject Name cn=dora Issuer Name cn=Example CA Serial Number 1B20A4',
      level: 4,
      also: ['Group {:text}'],
      health: 'bad',
      says: invalid,
    },
  ),
  log(
    '717054',
    'The {kind:words} certificate in the trustpoint {trustpoint:word} is due to expire in {days:int} days.[[ {:text}]]',
    'A certificate of this firewall runs out soon.',
    {
      text: 'The ID certificate in the trustpoint BRANCH-CA is due to expire in 6 days. Expiration 11:20:31 UTC Mar 10 2027 Subject Name cn=fw.example.net Issuer Name cn=Example CA Serial Number 1B20A4',
      level: 1,
    },
  ),
  log(
    '717055',
    'The {kind:words} certificate in the trustpoint {trustpoint:word} has expired.[[ {:text}]]',
    'A certificate of this firewall has run out.',
    {
      text: 'The ID certificate in the trustpoint BRANCH-CA has expired. Expiration 11:20:31 UTC Mar 3 2027 Subject Name cn=fw.example.net Issuer Name cn=Example CA Serial Number 1B20A4',
      level: 1,
      health: 'bad',
      says: [{ code: 'certificate-invalid', certainty: 'certain', side: 'local', lasting: true }],
    },
  ),
  log(
    '717056',
    'Attempting {kind:word} revocation check from {:text}',
    'A server is asked whether the certificate was revoked.',
    { text: 'Attempting CRL revocation check from outside:198.51.100.6/41022 to 192.0.2.80/80 using HTTP', level: 6 },
  ),
  log(
    '717060',
    'Peer certificate with {what:phrase}, subject:~{subject:phrase}[[, {:text}]] failed to match the configured certificate map {map:word}',
    'The peer’s certificate is valid, but not the one that this tunnel expects.',
    {
      text: 'Peer certificate with serial number: 1B20A4, subject: cn=hq.example.net, issuer: cn=Example CA failed to match the configured certificate map HQ-MAP',
      also: ['Peer certificate with {:text}'],
      health: 'bad',
      says: [{ code: 'identity-mismatch', certainty: 'certain', side: 'either' }],
    },
  ),
  log(
    '717071',
    'CRL signature validation failed. Issuer:~{:text}',
    'The list of revoked certificates is not genuine.',
    {
      text: 'CRL signature validation failed. Issuer: CN=Example CA. Last Update: 11:20:31 UTC Mar 4 2027.',
      health: 'bad',
      says: revocation,
    },
  ),
]);
