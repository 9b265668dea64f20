// `show crypto pki …` and `show crypto key mypubkey …`: certificates, trust points, revocation lists, timers, the certificate server.
import { command } from '../../engine/define.ts';
import { errorCounter, holdsField } from './shared.ts';

const sources = ['https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/s1/sec-s1-cr-book/sec-cr-s3.html'];

/** Parts of a distinguished name, each on its own line or after a comma. */
const names = {
  commonName: ['cn', 'CN'],
  organisation: ['o', 'O'],
  unit: ['ou', 'OU'],
  country: ['c', 'C'],
  locality: ['l', 'L'],
  state: ['st', 'ST'],
  mail: ['e', 'ea', 'E', 'EMAIL'],
  domain: ['dc', 'DC'],
  hostname: ['hostname', 'unstructuredName', 'unstructuredname', 'unstructuredAddress'],
  serialNumber: ['serialNumber', 'serialnumber'],
};
const dn = [
  'serialNumber=PID:{productId:word} SN:{deviceSerial:dnValue}',
  ...Object.entries(names).flatMap(([field, attributes]) =>
    attributes.map((attribute) => `${attribute}={${field}:dnValue}[[+]]`),
  ),
];

const certificate = [
  'Status: {status:cell}',
  'Certificate Serial Number[[ ({serialBase:name})]]: {serial:word}',
  'Certificate Usage: {usage:cell}',
  'Version: {version:int}',
  'Issuer:',
  // ASA
  'Issuer Name:',
  'Subject Name:',
  'Public Key Type: {asaKeyType:cell}',
  '[{:int}] {crl:url}',
  'Subject:',
  'Name: {name:cell}',
  'IP Address~: {address:ip}',
  'Serial Number: PID:{productId:word} SN:{deviceSerial:word}',
  'Serial Number[[ (hex)]]: {deviceSerial:cell}',
  'CRL Distribution Points:[[ {crl:url}]]',
  'Validity Date:',
  'start date: {startDate:text}',
  'end date: {endDate:text}',
  'renew date: {renewDate:text}',
  `Associated Trustpoints:${'[[ {trustpoint:name}]]'.repeat(8)}`,
  'Storage: {storage:cell}',
  'Key Usage: {keyUse:cell}',
  'Certificate Request Fingerprint {digest:name}: {fingerprint:text}',
  'Associated Trustpoint: {trustpoint:name}',
  'Subject Key Info:',
  'Public Key Algorithm: {keyAlgorithm:cell}',
  'RSA Public Key: ({keySize:int} bit)',
  'EC Public Key:[[ {ecKey:text}]]',
  'Signature Algorithm: {signatureAlgorithm:cell}',
  'Fingerprint MD5: {md5:text}',
  'Fingerprint SHA1: {sha1:text}',
  'Fingerprint SHA256: {sha256:text}',
  'X509v3 extensions:',
  'X509v3 Key Usage: {keyUsage:cell}',
  'X509v3 Subject Key ID: {subjectKey:text}',
  'X509v3 Authority Key ID: {authorityKey:text}',
  'X509v3 Basic Constraints:',
  'X509v3 Subject Alternative Name:[[ {alternativeName:text}]]',
  'X509v3 {extension:text}',
  'CA: {ca:word}',
  'Authority Info Access:[[ {access:text}]]',
  'OtherNames :[[ {otherNames:text}]]',
  'Cert install time in nsec: {installedNanoseconds:int}',
  'Cert install time: {installed:text}',
  'Key Label: {keyLabel:word}',
  '{crl:url}',
  '{usage:x509Usage}{:eol}',
  ...dn,
];

const kindsOfCertificate = ['{certificate:certificateKind}{:eol}'];

const certificatePrints = [
  'Certificate Serial Number (hex): {:hex}',
  'Certificate Serial Number: {:hex}',
  'Certificate Usage: {:cell}',
  'Associated Trustpoints:',
  'X509v3 Key Usage: {:hex}',
];

const certificateFields: Readonly<Record<string, string>> = {
  status: 'Available: the certificate can be used. Pending: it was asked for and not granted yet.',
  serial: 'Serial number that the issuer gave it.',
  usage: 'What the certificate may be used for.',
  name: 'The name of the device in the certificate.',
  commonName: 'A common name: below Issuer, of the authority that signed; below Subject, of the owner.',
  issuer: 'Who issued it.',
  subject: 'Whose it is.',
  startDate: 'It counts from this moment on. A clock that is behind makes it invalid.',
  endDate: 'It counts until this moment.',
  crl: 'Where the list of revoked certificates is fetched.',
  trustpoint: 'The trust points that use it.',
  keyUsage: 'What the key may be used for.',
};

export const pkiCertificates = command({
  id: 'show crypto pki certificates',
  aliases: ['show crypto ca certificates', 'show crypto pki cert'],
  options: ['trustpoint', 'storage', 'pem'],
  variants: { verbose: ['X509v3 extensions:', 'Subject Key Info:', 'Signature Algorithm:'] },
  fingerprints: certificatePrints,
  platformOf: (root) =>
    holdsField(root, ['asaKeyType'])
      ? 'asa'
      : holdsField(root, ['storage', 'digest', 'serialBase'])
        ? 'ios'
        : undefined,
  records: { certificate: { opens: kindsOfCertificate, cells: certificate } },
  means: 'The certificates of this device: whose they are, who issued them, when they count.',
  fields: certificateFields,
  health: (field, value) =>
    field === 'status' ? (value === 'Available' ? 'good' : /pending/i.test(value) ? 'waiting' : 'bad') : undefined,
  sources,
});

export const pkiTrustpool = command({
  id: 'show crypto pki trustpool',
  fingerprints: ['Trustpool: {:word}', ...certificatePrints],
  records: { certificate: { opens: kindsOfCertificate, cells: ['Trustpool: {trustpool:cell}', ...certificate] } },
  means: 'The certificates of the trust pool: authorities that are trusted without a trust point.',
  fields: certificateFields,
  sources,
});

export const pkiPem = command({
  id: 'show crypto pki certificates pem',
  fingerprints: [
    '------Trustpoint: {:name}------',
    '% Self-signed CA certificate:',
    '% General Purpose Certificate:',
    '% CA certificate:',
  ],
  ignores: ['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----', '% {:text}', '{:base64}{:eol}'],
  records: { trustpoint: { opens: ['------Trustpoint: {trustpoint:trustpoint}------'] } },
  means: 'Certificates in PEM form.',
  sources,
});

export const pkiTrustpoints = command({
  id: 'show crypto pki trustpoints',
  platform: 'ios',
  aliases: ['show crypto ca trustpoints'],
  fingerprints: ['Trustpoint {:name}:', 'Certificate configured.', 'Persistent self-signed certificate trust point'],
  ignores: [
    'Persistent self-signed certificate trust point',
    'Certificate configured.',
    'CA certificate configured[[.]]',
  ],
  records: {
    trustpoint: {
      opens: ['Trustpoint {trustpoint:name}:'],
      cells: [
        'Subject Name:',
        'Serial Number (hex): {serial:word}',
        'SCEP URL: {url:text}',
        'Enrollment URL: {url:text}',
        'Enrollment Protocol:[[ {protocol:text}]]',
        'Using key label {keyLabel:word}',
        'Can not select my full public key',
        ...dn,
      ],
    },
  },
  means: 'The trust points: authorities that this device trusts or has a certificate from.',
  sources,
});

export const pkiTrustpointStatus = command({
  id: 'show crypto pki trustpoints status',
  platform: 'ios',
  aliases: ['show crypto ca trustpoints status', 'show crypto pki trustpoints * status'],
  fingerprints: [
    'Trustpoint {:name}:',
    'Last enrollment status: {:word}',
    'Keys generated ....',
    'Issuing CA authenticated ....',
    'Issuing CA certificate configured:',
  ],
  ignores: ['State:'],
  records: {
    trustpoint: { opens: ['Trustpoint {trustpoint:name}:'] },
    certificate: {
      in: 'trustpoint',
      opens: [
        'Issuing CA certificate configured:',
        'Router General Purpose certificate configured:',
        'Router {usage:name} certificate configured:',
      ],
      cells: [
        'Subject Name:',
        'Fingerprint MD5: {md5:text}',
        'Fingerprint SHA1: {sha1:text}',
        'Fingerprint SHA256: {sha256:text}',
        ...dn,
      ],
    },
    state: {
      in: 'trustpoint',
      opens: ['Last enrollment status: {enrollment:word}', 'State:'],
      cells: [
        'Keys generated {:dots} {keysGenerated:name}[[ ({keyUsage:phrase}, {keyExport:word}]]',
        'Issuing CA authenticated {:dots} {authenticated:name}',
        'Certificate request(s) {:dots} {requested:name}',
      ],
    },
  },
  means: 'How far the enrolment of each trust point has come.',
  fields: {
    enrollment: 'Outcome of the last enrolment.',
    keysGenerated: 'Whether there is a key pair.',
    authenticated: 'Whether the certificate of the authority was accepted.',
    requested: 'Whether a certificate was asked for.',
  },
  health: (field, value) => {
    if (field === 'enrollment') return /granted/i.test(value) ? 'good' : /pending/i.test(value) ? 'waiting' : 'bad';
    return /^(?:keysGenerated|authenticated|requested)$/.test(field) ? (value === 'Yes' ? 'good' : 'bad') : undefined;
  },
  sources,
});

export const pkiCrls = command({
  id: 'show crypto pki crls',
  aliases: ['show crypto ca crls'],
  fingerprints: ['CRL Issuer Name:', 'LastUpdate: {:date}', 'CRL DER is {:count} bytes'],
  ignores: ['CRL is stored in parsed CRL cache', 'Retrieved from CRL Distribution Point:'],
  records: {
    list: {
      opens: ['CRL Issuer Name:'],
      cells: [
        'LastUpdate: {lastUpdate:text}',
        'NextUpdate: {nextUpdate:text}',
        'CRL downloaded at: {downloaded:text}',
        'CRL DER is {bytes:count} bytes',
        '** {retrieved:text}',
        'Parsed CRL cache current size is {cacheBytes:count} bytes',
        'Parsed CRL cache maximum size is {cacheLimit:count} bytes',
        ...dn,
      ],
    },
  },
  means: 'The lists of revoked certificates that this device has fetched.',
  fields: { nextUpdate: 'The list counts until this moment; later it must be fetched anew.' },
  sources,
});

export const pkiCrlDownload = command({
  id: 'show crypto pki crls download',
  fingerprints: [
    'CRL static time download entries',
    'CRL download for trustpoints :',
    'CRL prepublish time : {:int} minutes',
  ],
  ignores: ['CRL static time download entries'],
  records: {
    list: {
      opens: ['CRL download for trustpoints :[[ {trustpoint:name}]]'],
      cells: ['{trustpoint:name}{:eol}', '{time:weekdayTime}{:eol}'],
    },
  },
  pairs: true,
  means: 'When lists of revoked certificates are fetched.',
  sources,
});

export const pkiCounters = command({
  id: 'show crypto pki counters',
  fingerprints: ['PKI Sessions Started: {:count}'],
  records: {},
  pairs: true,
  means: 'How often certificates were checked and lists fetched, and how often that failed.',
  fields: {
    failedValidations: 'Certificates that were not accepted.',
    crlFailedAttempts: 'Lists of revoked certificates that could not be fetched.',
  },
  health: (field, value) => (/fail|reject/i.test(field) ? errorCounter(value) : undefined),
  sources,
});

export const pkiTimers = command({
  id: 'show crypto pki timers',
  platform: 'ios',
  aliases: ['show crypto pki timer', 'show crypto pki timers detail'],
  options: ['detail'],
  variants: { detail: ['| {:pkiTimer} (', 'Expiry Alert Timers'] },
  fingerprints: ['PKI Timers'],
  ignores: ['PKI Timers', 'Expiry Alert Timers', 'Trustpool Timers', 'CRL Timers', 'CS Timers', 'Time {:text}'],
  records: {
    timer: {
      opens: [
        '\\|~{remaining:pkiTimer} ({at:word}) {name:timerName}[[~({label:name})]]',
        '\\|~{remaining:pkiTimer} ({at:word})',
        '\\|~{remaining:pkiTimer} {name:text}',
        '\\|~{remaining:pkiTimer}',
      ],
    },
  },
  means: 'When certificates are renewed, lists fetched and enrolments tried again.',
  sources,
});

export const pkiServer = command({
  id: 'show crypto pki server',
  platform: 'ios',
  fingerprints: ['Certificate Server {:name}:', 'CA cert fingerprint: {:hex}'],
  records: {
    server: {
      opens: ['Certificate Server {server:name}:'],
      cells: [
        'Server configured in {mode:word} mode',
        "Server's configuration is {configuration:word}[[ ({hint:text}]]",
        'Last certificate issued serial number[[ (hex)]]: {lastSerial:word}',
        'Issuer name: {issuer:text}',
        'CA cert fingerprint: {fingerprint:text}',
        'RA cert fingerprint: {raFingerprint:text}',
        'CA certificate expiration timer: {expiration:text}',
        'CRL NextUpdate timer: {crlTimer:text}',
        'Autorollover timer: {rolloverTimer:text}',
        'Database Level: {database:text}',
        'Current primary storage dir: {storage:word}',
        'Current storage dir for .crl files: {crlStorage:word}',
        'Auto-Rollover configured, overlap period {overlap:int} days',
      ],
    },
  },
  pairs: true,
  means: 'The certificate server on this device.',
  sources,
});

export const pkiServerRequests = command({
  id: 'show crypto pki server requests',
  platform: 'ios',
  aliases: ['show crypto pki server * requests'],
  fingerprints: ['Enrollment Request Database:', 'ReqID State Fingerprint SubjectName'],
  ignores: ['Enrollment Request Database:', 'ReqID State Fingerprint SubjectName', '--{:rest}'],
  records: {
    list: { opens: ['{list:label} ((requests|certificate requests|certificates requests)):'] },
    request: { in: 'list', opens: ['{request:int} {state:word} {fingerprint:hex} {subject:text}'] },
  },
  means: 'Certificates that were asked of the server on this device.',
  sources,
});

export const pkiServerCrl = command({
  id: 'show crypto pki server crl',
  platform: 'ios',
  aliases: ['show crypto pki server * crl'],
  fingerprints: ['Certificate Revocation List:', 'Number of CRL entries: {:count}'],
  ignores: ['Certificate Revocation List:'],
  records: {},
  cells: [
    'Issuer: {issuer:text}',
    'This Update: {thisUpdate:text}',
    'Next Update: {nextUpdate:text}',
    'Number of CRL entries: {entries:count}',
    'CRL size: {bytes:count} bytes',
  ],
  means: 'The list of revoked certificates of the server on this device.',
  sources,
});

export const keyMypubkey = command({
  id: 'show crypto key mypubkey',
  options: ['rsa', 'ec', 'all'],
  variants: { rsa: ['Key type: RSA KEYS'], ec: ['Key type: EC KEYS'] },
  fingerprints: ['% Key pair was generated at: {:date}', 'Key name: {:word}'],
  ignores: ['Key Data:', 'Temporary key', '{:hexData}{:eol}'],
  records: {
    key: {
      opens: ['% Key pair was generated at: {generated:text}'],
      cells: [
        'Key name: {key:word}',
        'Key type: {type:cell}[[ {keySize:int} bits]][[ {curve:word} curve]]',
        'Storage Device: {storage:cell}',
        'Usage: {usage:cell}',
        'Key is {exportable:sentence}[[.]]',
        'Redundancy {redundancy:sentence}[[.]]',
        'Temporary key',
        'Key Data[[(Hex)]][[:]]',
        '{data:hexData}{:eol}',
      ],
    },
  },
  means: 'The public keys of this device.',
  sources,
});
