// Certificates: PKI debugs, PKI syslog messages and event traces, and what enrolment prints on the console.
import { type Claim, type Message, messages } from '../../engine/define.ts';

const largeScale = 'https://www.cisco.com/c/en/us/td/docs/solutions/Enterprise/Security/PKI-security.html';
const path = 'https://www.rfc-editor.org/rfc/rfc5280#section-6.1';
const scep = 'https://www.rfc-editor.org/rfc/rfc8894#section-3.2.1.4';

type More = Partial<Pick<Message, 'health' | 'says' | 'context' | 'harmless' | 'sources'>> & {
  readonly examples?: readonly string[];
};

const invalid = (
  fault: string,
  certainty: Claim['certainty'] = 'certain',
  side: Claim['side'] = 'either',
): readonly Claim[] => [{ code: 'certificate-invalid', certainty, side, detail: { fault } }];
const noRevocationList = (certainty: Claim['certainty'], reason = 'unavailable'): readonly Claim[] => [
  { code: 'certificate-revocation', certainty, side: 'local', detail: { reason } },
];
const revoked: readonly Claim[] = [
  { code: 'certificate-revocation', certainty: 'certain', side: 'remote', detail: { reason: 'revoked' } },
];
/** The CA gave what was asked for. */
export const granted = ['pki.syslog-certret', 'pki.granted', 'pki.trace-granted'];
const enrolment = (
  fault: string,
  certainty: Claim['certainty'] = 'certain',
  side: Claim['side'] = 'unknown',
): readonly Claim[] => [
  // A tunnel that is up may use an older certificate: only a new one says that the enrolment went well after all.
  { code: 'certificate-enrollment-failure', certainty, side, detail: { fault }, lasting: true, until: granted },
];

const entry =
  (head: string, lead: string) =>
  (id: string, templates: string | readonly string[], means: string, more: More = {}): Message => {
    const list = typeof templates === 'string' ? [templates] : templates;
    return { id: `pki.${id}`, head, templates: list, means, examples: [`${lead}${list[0]}`], sources: [path], ...more };
  };

const debug = entry('pki', '*Feb 19 09:41:07.512: CRYPTO_PKI: ');

const debugs: readonly Message[] = [
  debug(
    'no-trustpoint',
    ['No suitable trustpoints found', 'No suitable trustpoint found'],
    'No trustpoint here knows the CA that signed the peer’s certificate: its CA certificate, or an intermediate one, is missing.',
    { health: 'bad', says: invalid('no trusted CA signed it') },
  ),
  debug(
    'issuer-unknown',
    [
      'Unable to locate cert record by issuername',
      'Unable to locate cert record by issuer name',
      'No trust point for cert issuer, looking up cert chain',
      'No trust point for cert issuer',
    ],
    'The CA that signed the certificate is not known here. It may still be found by way of an intermediate certificate.',
    { health: 'waiting' },
  ),
  debug(
    'chain-incomplete',
    [
      'Failed to find a CA certificate for {:text}',
      'Unable to build certificate chain',
      '((Unable to|Cannot|Could not)) find [[peer ]]issuer certificate',
      'chain could not be built',
      'Peer certificate chain is incomplete',
    ],
    'The chain from the peer’s certificate to a trusted CA cannot be closed.',
    {
      health: 'bad',
      says: invalid('its chain to a trusted CA is incomplete'),
      examples: ['*Feb 19 09:41:07.512: CRYPTO_PKI: Unable to build certificate chain'],
    },
  ),
  debug(
    'chain-result-bad',
    [
      'chain cert was anchored to trustpoint {trustpoint:name}, and chain validation result was: CRYPTO_((INVALID_CERT|CERT_INVALID|CERT_EXPIRED|CERT_REVOKED)){:rest}',
      'chain validation result was: CRYPTO_((INVALID_CERT|CERT_INVALID|CERT_EXPIRED|CERT_REVOKED)){:rest}',
    ],
    'The chain was followed to a trusted CA, but a certificate in it is not valid.',
    {
      health: 'bad',
      says: invalid('the chain is not valid'),
      examples: [
        '*Feb 19 09:41:07.512: CRYPTO_PKI: (A004E) chain cert was anchored to trustpoint BRANCH-CA, and chain validation result was: CRYPTO_INVALID_CERT',
      ],
    },
  ),
  debug(
    'chain-result-good',
    [
      'chain cert was anchored to trustpoint {trustpoint:name}, and chain validation result was: CRYPTO_VALID_CERT{:rest}',
      'Certificate validated{:rest}',
      'Certificate is verified',
      'Certificate validation succeeded',
    ],
    'The certificate is valid.',
    {
      health: 'good',
      examples: [
        '*Feb 19 09:41:07.512: CRYPTO_PKI: (A004E) chain cert was anchored to trustpoint BRANCH-CA, and chain validation result was: CRYPTO_VALID_CERT',
        '*Feb 19 09:41:07.512: CRYPTO_PKI: (A004E) Certificate is verified',
      ],
    },
  ),
  debug(
    'expired',
    [
      'Certificate is expired',
      'Certificate has expired',
      'certificate has expired',
      'Cert is expired',
      'certificate expired',
      'Certificate expired',
    ],
    'The certificate’s time is over, by the clock of this device.',
    { health: 'bad', says: invalid('its time is over') },
  ),
  debug(
    'not-yet-valid',
    [
      'Certificate is not yet valid',
      'Certificate not yet valid',
      'certificate is not yet valid',
      'Cert is not yet valid',
    ],
    'The certificate’s time has not begun, by the clock of this device. Mostly that clock is wrong.',
    { health: 'bad', says: invalid('its time has not begun') },
  ),
  debug(
    'outside-validity',
    [
      'Cert not yet valid or is expired[[ -]]',
      'Certificate not yet valid or is expired[[ -]]',
      'status = {:hex}(E_VALIDITY{:rest}',
    ],
    'The certificate’s time has not begun or is over, by the clock of this device.',
    {
      health: 'bad',
      says: invalid('its time has not begun or is over'),
      examples: ['*Feb 19 09:41:07.512: CRYPTO_PKI: Cert not yet valid or is expired -'],
    },
  ),
  debug(
    'not-verified',
    'status = {:int}: failed to verify or insert the cert into storage',
    'A certificate that arrived was not accepted: another CA signed it, its time is not now, or its signature is wrong.',
    {
      health: 'bad',
      says: [{ code: 'certificate-invalid', certainty: 'likely', side: 'unknown' }],
      examples: ['*Feb 19 09:41:07.512: CRYPTO_PKI: status = 1795: failed to verify or insert the cert into storage'],
    },
  ),
  debug(
    'bad-signature',
    [
      '((Certificate|certificate)) signature ((verification|validation|check)) failed',
      'Signature ((verification|validation)) failed',
      'Cert signature is invalid',
    ],
    'The signature of the certificate is wrong: it was not made with the key of the CA that is trusted here.',
    {
      health: 'bad',
      says: invalid('its signature is wrong'),
      examples: ['*Feb 19 09:41:07.512: CRYPTO_PKI: Certificate signature verification failed'],
    },
  ),
  debug(
    'wrong-use',
    [
      '((Key|key)) usage ((check failed|mismatch|is not valid|invalid)){:rest}',
      'ExtendedKeyUsage ((check failed|mismatch|not acceptable)){:rest}',
      'Extended key usage ((check failed|mismatch|not acceptable)){:rest}',
      'Certificate does not have {:text} key usage',
      'Incorrect KeyUsage {:text}',
      'Invalid KeyUsage{:rest}',
    ],
    'The certificate is issued for another purpose than IPsec authentication.',
    {
      health: 'bad',
      says: invalid('it is for another use'),
      examples: ['*Feb 19 09:41:07.512: CRYPTO_PKI: Extended key usage check failed'],
    },
  ),
  debug(
    'validation-failed',
    [
      '((Certificate|Cert)) validation failed',
      'Certificate validation: Failed',
      'Validation failed',
      'chain validation failed',
      'Chain validation has failed',
    ],
    'The certificate was refused. The lines before say why.',
    {
      health: 'bad',
      says: invalid('the lines before say why', 'likely'),
      examples: ['*Feb 19 09:41:07.512: CRYPTO_PKI: Certificate validation failed'],
    },
  ),
  debug(
    'revoked',
    [
      'Certificate is revoked',
      'Certificate revoked',
      'certificate is revoked',
      'Certificate status is revoked',
      'Cert is revoked',
      'revocation status is REVOKED',
    ],
    'The CA has withdrawn this certificate.',
    { health: 'bad', says: revoked, sources: ['https://www.rfc-editor.org/rfc/rfc5280#section-6.3'] },
  ),
  debug(
    'crl-not-fetched',
    [
      'Failed to ((retrieve|fetch|get|download)) CRL',
      'Unable to ((retrieve|fetch|get|download)) CRL',
      'CRL ((fetch|download|retrieval|request|query)) ((failed|has failed|timed out|timeout))',
      'Failed to retrieve revocation status',
      'Revocation check failed',
      'revocation check failed',
      'OCSP ((server unreachable|request failed|response failed|status request failed|failed)){:rest}',
      'Failed to ((verify|check)) revocation status',
      'Unable to retrieve revocation status',
    ],
    'The list of revoked certificates (or the OCSP answer) could not be had.',
    {
      health: 'bad',
      says: noRevocationList('certain'),
      examples: ['*Feb 19 09:41:07.512: CRYPTO_PKI: Failed to retrieve CRL'],
      sources: ['https://www.rfc-editor.org/rfc/rfc5280#section-6.3'],
    },
  ),
  debug(
    'crl-step',
    [
      'Starting CRL revocation check',
      'Matching CRL not found',
      'CDP does not exist. Use SCEP to query CRL',
      'status = {status:int}: poll CRL',
      'Retrieve CRL using {:text}',
      '((Poll|Polling)) CRL{:rest}',
      'transaction GetCRL completed',
      'Starting OCSP revocation check',
      'OCSP server URL is {:text}',
    ],
    'The list of revoked certificates is looked for, and fetched where none is held; with OCSP a server is asked about the one certificate.',
    {
      sources: [
        'https://www.rfc-editor.org/rfc/rfc5280#section-6.3',
        'https://www.rfc-editor.org/rfc/rfc6960#section-2',
      ],
    },
  ),
  debug(
    'rejected',
    [
      'status = {status:int}: certificate request is rejected',
      'Fail Info={info:failInfo}[[{trustpoint:name}:Client received CertRep - REJECTED]]',
      'certificate request is rejected',
      'Certificate request rejected',
    ],
    'The CA refused the request. SCEP fail info: 0 algorithm, 1 integrity (often the challenge password), 2 not permitted or not supported, 3 time, 4 unknown certificate.',
    {
      health: 'bad',
      says: enrolment('the CA refuses the request', 'certain', 'either'),
      examples: [
        '*Feb 19 09:41:07.512: CRYPTO_PKI: status = 101: certificate request is rejected',
        '*Feb 19 09:41:07.512: CRYPTO_PKI: Fail Info=2BRANCH-CA:Client received CertRep - REJECTED.',
      ],
      sources: [scep],
    },
  ),
  debug(
    'granted',
    ['status = {status:int}: certificate is granted', 'certificate is granted'],
    'The CA granted the request.',
    { examples: ['*Feb 19 09:41:07.512: CRYPTO_PKI: status = 100: certificate is granted'], sources: [scep] },
  ),
  debug(
    'requests-completed',
    'All enrollment requests completed for trustpoint {trustpoint:name}',
    'The enrolment request was answered, granted or not.',
    {
      examples: ['*Feb 19 09:41:07.512: CRYPTO_PKI: All enrollment requests completed for trustpoint BRANCH-CA.'],
      sources: [scep],
    },
  ),
  debug(
    'pending',
    [
      'status = {status:int}: certificate request pending',
      'certificate request pending',
      'Certificate request is pending',
      'resend GetCertInitial',
      'resend GetCertInitial, {:int}',
    ],
    'The CA waits until somebody grants the request.',
    {
      health: 'waiting',
      examples: ['*Feb 19 09:41:07.512: CRYPTO_PKI: status = 102: certificate request pending'],
      sources: [scep],
    },
  ),
  debug(
    'ca-unreachable',
    [
      '((socket|Socket)) ((connect|connection)) error',
      'Can not open socket',
      'can not open socket',
      'Cannot open socket',
      'Failed to connect to {:text}',
      'http connection ((failed|refused|timeout|timed out))',
      'HTTP connection ((failed|refused|timeout|timed out))',
      'can not resolve server name{:rest}',
      'Cannot resolve server name{:rest}',
      'Failed to resolve {:text}',
      'Failed to send {:text} to CA{:rest}',
      'No response from CA',
      'Request to CA timed out',
      'status = {:hex}(E_((SOCKET_OPEN|SOCKET_CONNECT|CONNECT|HTTP)){:rest}',
      'status = {:int}: failed to ((open http connection|send out the pki message|select the socket)){:rest}',
    ],
    'The CA (or the server with the revocation list) cannot be reached.',
    {
      health: 'bad',
      says: enrolment('the CA cannot be reached', 'likely'),
      examples: ['*Feb 19 09:41:07.512: CRYPTO_PKI: socket connect error'],
      sources: [largeScale],
    },
  ),
  debug(
    'pkcs12-digest',
    'status = {status:hex}(E_DIGEST_ALG_NOT_SUPPORTED : message digest algorithms not supported)',
    'The PKCS #12 file is protected with an algorithm that this release does not know: export it again with SHA-1.',
    {
      health: 'bad',
      says: enrolment('the PKCS #12 file cannot be read', 'certain', 'local'),
      examples: [
        '*Feb 19 09:41:07.512: CRYPTO_PKI: status = 0x760(E_DIGEST_ALG_NOT_SUPPORTED : message digest algorithms not supported): Imported PKCS12 file failure',
      ],
    },
  ),
  debug(
    'pkcs12-failed',
    ['status = {status:int}: Unknown reason', 'Imported PKCS12 file failure', 'PKCS12 import failed{:rest}'],
    'The PKCS #12 file could not be imported: a wrong password, or an algorithm that this release does not know.',
    {
      health: 'bad',
      says: enrolment('the PKCS #12 file cannot be imported', 'certain', 'local'),
      examples: ['*Feb 19 09:41:07.512: CRYPTO_PKI: status = 65535: Unknown reason: Imported PKCS12 file failure'],
    },
  ),
  debug('imported', 'Imported PKCS12 file successfully', 'The key and the certificates were imported.', {
    health: 'good',
  }),
  debug(
    'step',
    [
      'Adding peer certificate',
      'Added x509 peer certificate',
      'ip-ext-val: IP extension validation not required',
      'create new ca_req_context type {:text}',
      'validation path has {:int} certs',
      'Check for identical certs',
      'Validating ((non-trusted|trusted|certificate)) {:text}',
      'Create a list of suitable trustpoints',
      'Found a issuer match',
      'Suitable trustpoints are: {:text}',
      'Attempting to validate certificate using {:text}',
      'Using {:name} to validate certificate',
      'Certificate Request Fingerprint {:text}',
      'Sending HTTP message',
      'http connection opened',
      'Reply HTTP header:',
      'Complete data arrived{:rest}',
      'Header length received: {:int}',
      'parse content-length header. {:text}',
      'received msg of {:int} bytes',
      'Received pki message (PKCS7) for trustpoint {:text}',
      'Setting ((crypto_ca_req_in_progress to|renewal timers)){:rest}',
      'signed attr: {:text}',
      'transaction {:word} completed',
      'Signature id set to {:text}',
      "Attempting to insert the peer's public key into cache",
      'Deleting cached key having key id {:int}',
      "Peer's public inserted successfully with key id {:int}",
      "Expiring peer's cached key with key id {:int}",
      'Sending CA Certificate Request:',
      'dequeue {:word} message to {:word}',
      'using private key {:name} for enrollment',
      'CRL is ((valid|fresh)){:rest}',
    ],
    'A step of enrolment or validation.',
    {
      examples: [
        '*Feb 19 09:41:07.512: CRYPTO_PKI: (A004E) Check for identical certs',
        '*Feb 19 09:41:07.512: CRYPTO_PKI: Sending HTTP message',
      ],
    },
  ),
];

const syslog = (
  mnemonic: string,
  severity: number,
  templates: string | readonly string[],
  means: string,
  more: More = {},
): Message => {
  const list = typeof templates === 'string' ? [templates] : templates;
  return {
    id: `pki.syslog-${mnemonic.toLowerCase().replace(/_/g, '-')}`,
    head: 'ios-syslog',
    mnemonic: `PKI-${mnemonic}`,
    templates: list,
    means,
    examples: [`Feb 19 09:41:07.512: %PKI-${severity}-${mnemonic}: ${list[0]}`],
    sources: [largeScale],
    ...more,
  };
};
const chain = 'Certificate chain validation has failed';

const syslogs: readonly Message[] = [
  syslog(
    'NON_AUTHORITATIVE_CLOCK',
    2,
    'PKI functions can not be initialized until an authoritative time source',
    'The clock is not set, so certificates are not used yet. Right after a reload this is normal.',
    {
      health: 'waiting',
      examples: [
        '*Feb 19 09:41:07.512: %PKI-2-NON_AUTHORITATIVE_CLOCK: PKI functions can not be initialized until an authoritative time source, like NTP, can be obtained.',
      ],
    },
  ),
  syslog(
    'AUTHORITATIVE_CLOCK',
    6,
    'The system clock has been set',
    'The time is known now: certificates can be used.',
    { context: true, health: 'good' },
  ),
  syslog(
    'CERTIFICATE_INVALID_EXPIRED',
    3,
    [`${chain}. The certificate (SN: {serial:serial}) has expired. Validity period ended on {ended:date}`, '{:text}'],
    'A certificate of the chain has run out, by the clock of this device.',
    {
      health: 'bad',
      says: invalid('its time is over'),
      examples: [
        `Feb 19 09:41:07.512: %PKI-3-CERTIFICATE_INVALID_EXPIRED: ${chain}.  The certificate (SN: 4A7710C2) has expired.    Validity period ended on 06:12:44 UTC Feb 2 2027`,
      ],
    },
  ),
  syslog(
    'CERTIFICATE_INVALID_NOT_YET_VALID',
    3,
    [
      `${chain}. The certificate (SN: {serial:serial}) is not yet valid[[.]] Validity period starts on {starts:date}`,
      '{:text}',
    ],
    'A certificate of the chain is not valid yet, by the clock of this device. Mostly that clock is wrong.',
    {
      health: 'bad',
      says: invalid('its time has not begun'),
      examples: [
        `Feb 19 09:41:07.512: %PKI-3-CERTIFICATE_INVALID_NOT_YET_VALID: ${chain}.  The certificate (SN: 4A7710C2) is not yet valid   Validity period starts on 10:02:19 UTC Feb 19 2027`,
      ],
    },
  ),
  syslog('CERTIFICATE_INVALID', 3, '{:text}', 'A certificate of the chain is not valid.', {
    health: 'bad',
    says: invalid('the chain is not valid'),
    examples: [
      `Feb 19 09:41:07.512: %PKI-3-CERTIFICATE_INVALID: ${chain}.  The certificate (SN: 4A7710C2) is not valid`,
    ],
  }),
  syslog(
    'CERTIFICATE_INVALID_UNAUTHORIZED',
    3,
    '{:text}',
    'The certificate is valid, but authorisation (a certificate map or AAA) refuses it.',
    {
      health: 'bad',
      says: invalid('it is not authorised'),
      examples: [`Feb 19 09:41:07.512: %PKI-3-CERTIFICATE_INVALID_UNAUTHORIZED: ${chain}.  Unauthorized`],
    },
  ),
  syslog('CERTIFICATE_REVOKED', 3, '{:text}', 'The CA has withdrawn a certificate of the chain.', {
    health: 'bad',
    says: revoked,
    examples: [`Feb 19 09:41:07.512: %PKI-3-CERTIFICATE_REVOKED: ${chain}.  The certificate (SN: 4A7710C2) is revoked`],
    sources: ['https://www.rfc-editor.org/rfc/rfc5280#section-6.3'],
  }),
  syslog(
    'CRL_FETCH_FAIL',
    3,
    [
      'CRL fetch for trustpoint {trustpoint:name} failed[[ Reason : {why:text}]]',
      'CRL fetch for trustpoint {trustpoint:name} failed Reason : {why:text}',
      '{:text}',
    ],
    'The list of revoked certificates could not be fetched; the reason stands on the next line.',
    {
      health: 'bad',
      says: noRevocationList('certain'),
      examples: [
        'Feb 19 09:41:07.512: %PKI-3-CRL_FETCH_FAIL: CRL fetch for trustpoint BRANCH-CA failed\n                      Reason : Failed to connect to CRL server',
      ],
      sources: ['https://www.rfc-editor.org/rfc/rfc5280#section-6.3'],
    },
  ),
  {
    ...syslog(
      'CRL_FETCH_FAIL',
      3,
      'CRL fetch for trustpoint {trustpoint:name} failed Reason : Enrollment URL not configured',
      'The certificate names no place to fetch a list of revoked certificates from, and the trustpoint no CA to ask for one.',
      {
        health: 'bad',
        says: noRevocationList('certain', 'no-address'),
        examples: [
          'Feb 19 09:41:07.512: %PKI-3-CRL_FETCH_FAIL: CRL fetch for trustpoint BRANCH-CA failed\n                      Reason : Enrollment URL not configured.',
        ],
        sources: ['https://www.rfc-editor.org/rfc/rfc5280#section-6.3'],
      },
    ),
    id: 'pki.syslog-crl-no-address',
  },
  syslog(
    'CRL_INSERT_FAIL',
    3,
    '{:text}',
    'The list of revoked certificates came, but it could not be used: not valid, or too long.',
    {
      health: 'bad',
      says: noRevocationList('likely'),
      examples: [
        'Feb 19 09:41:07.512: %PKI-3-CRL_INSERT_FAIL: CRL download for trustpoint BRANCH-CA has been discarded. Reason : CRL is not valid',
      ],
    },
  ),
  syslog('OCSP_FETCH_FAIL', 3, '{:text}', 'The OCSP server did not give an answer that can be used.', {
    health: 'bad',
    says: noRevocationList('certain'),
    examples: ['Feb 19 09:41:07.512: %PKI-3-OCSP_FETCH_FAIL: OCSP fetch for trustpoint BRANCH-CA failed'],
  }),
  syslog(
    'CERTREJECT',
    6,
    [
      'Certificate enrollment request was rejected by Certificate Authority[[ for Trustpoint {trustpoint:name}]]',
      '{:text}',
    ],
    'The CA refused the enrolment request.',
    {
      health: 'bad',
      says: enrolment('the CA refuses the request', 'certain', 'either'),
      examples: [
        'Feb 19 09:41:07.512: %PKI-6-CERTREJECT: Certificate enrollment request was rejected by Certificate Authority for Trustpoint BRANCH-CA',
      ],
      sources: [scep],
    },
  ),
  syslog('CERTFAIL', 6, '{:text}', 'Enrolment failed.', {
    health: 'bad',
    says: enrolment('enrolment failed'),
    examples: ['Feb 19 09:41:07.512: %PKI-6-CERTFAIL: Certificate enrollment failed.'],
  }),
  syslog('CERT_ENROLL_FAIL', 2, '{:text}', 'Enrolment failed; the reason follows.', {
    health: 'bad',
    says: enrolment('enrolment failed'),
    examples: [
      'Feb 19 09:41:07.512: %PKI-2-CERT_ENROLL_FAIL: Certificate enrollment failed for trustpoint BRANCH-CA. Reason : Enrollment request rejected',
    ],
  }),
  syslog('CERT_RENEW_FAIL', 2, '{:text}', 'The certificate could not be renewed in time; the reason follows.', {
    health: 'bad',
    says: enrolment('the certificate is not renewed'),
    examples: [
      'Feb 19 09:41:07.512: %PKI-2-CERT_RENEW_FAIL: Certificate renewal failed for trustpoint BRANCH-CA. Reason : Failed to select CA public key',
    ],
  }),
  syslog('CERT_SHADOW_INSTALL_FAIL', 2, '{:text}', 'The next certificate of the CA could not be installed.', {
    health: 'bad',
    says: enrolment('the next certificate is not installed', 'likely'),
    examples: ['Feb 19 09:41:07.512: %PKI-2-CERT_SHADOW_INSTALL_FAIL: CERT_SHADOW_INSTALL_FAIL'],
  }),
  syslog('AUTOCERTERR', 3, '{:text}', 'Automatic enrolment or renewal failed.', {
    health: 'bad',
    says: enrolment('automatic enrolment failed'),
    examples: ['Feb 19 09:41:07.512: %PKI-3-AUTOCERTERR: Auto-certificate enrollment failed for trustpoint BRANCH-CA'],
  }),
  syslog('AUTOERR', 3, '{:text}', 'Automatic enrolment or renewal failed.', {
    health: 'bad',
    says: enrolment('automatic enrolment failed'),
    examples: ['Feb 19 09:41:07.512: %PKI-3-AUTOERR: Auto-Enroll failed for trustpoint BRANCH-CA'],
  }),
  syslog('CERTRETERR', 3, '{:text}', 'The answer of the CA could not be used.', {
    health: 'bad',
    says: enrolment('the answer of the CA cannot be used'),
    examples: ['Feb 19 09:41:07.512: %PKI-3-CERTRETERR: Cert request failed.'],
  }),
  syslog('GETCARACERT', 3, '{:text}', 'The certificates of the CA could not be fetched.', {
    health: 'bad',
    says: enrolment('the CA certificate is not received'),
    examples: ['Feb 19 09:41:07.512: %PKI-3-GETCARACERT: Failed to receive RA/CA certificates.'],
  }),
  syslog('QUERYCACERT', 3, '{:text}', 'The certificates of the CA could not be fetched.', {
    health: 'bad',
    says: enrolment('the CA certificate is not received'),
    examples: ['Feb 19 09:41:07.512: %PKI-3-QUERYCACERT: Failed to query CA certificate.'],
  }),
  syslog('SOCKETSEND', 3, 'Failed to send out message to CA server', 'The CA server cannot be reached.', {
    health: 'bad',
    says: enrolment('the CA cannot be reached'),
  }),
  syslog('SOCKETSELECT', 3, '{:text}', 'The CA server did not answer.', {
    health: 'bad',
    says: enrolment('the CA does not answer'),
    examples: ['Feb 19 09:41:07.512: %PKI-3-SOCKETSELECT: Failed to select the socket.'],
  }),
  syslog('HOSTNAMEADDR', 3, '{:text}', 'The name of the CA server could not be resolved.', {
    health: 'bad',
    says: enrolment('the name of the CA is not resolved'),
    examples: ['Feb 19 09:41:07.512: %PKI-3-HOSTNAMEADDR: Failed to resolve HOSTNAME/IPADDRESS : ca.example.net'],
  }),
  syslog('POLLCACERT', 3, '{:text}', 'The CA certificate has to be fetched again.', {
    health: 'bad',
    says: enrolment('the CA certificate is not received', 'likely'),
    examples: ['Feb 19 09:41:07.512: %PKI-3-POLLCACERT: Polling CA certificate failed.'],
  }),
  syslog('INVALIDCACERT', 3, '{:text}', 'What the CA sent as its certificate could not be used.', {
    health: 'bad',
    says: enrolment('the CA certificate cannot be used'),
    examples: ['Feb 19 09:41:07.512: %PKI-3-INVALIDCACERT: Failed to process CA certificate.'],
  }),
  syslog('INVALIDCERT', 3, '{:text}', 'A certificate that was received could not be used.', {
    health: 'bad',
    says: invalid('it cannot be read', 'likely'),
    examples: ['Feb 19 09:41:07.512: %PKI-3-INVALIDCERT: Certificate is invalid.'],
  }),
  syslog(
    'PKCS12_IMPORT_FAILURE',
    3,
    'PKCS #12 import failed for trustpoint: {trustpoint:name}. Reason: {why:text}',
    'The PKCS #12 file could not be imported: a wrong password, or an algorithm that this release does not know.',
    {
      health: 'bad',
      says: enrolment('the PKCS #12 file cannot be imported', 'certain', 'local'),
      examples: [
        'Feb 19 09:41:07.512: %PKI-3-PKCS12_IMPORT_FAILURE: PKCS #12 import failed for trustpoint: BRANCH-P12. Reason: Failed to import pkcs12 context',
      ],
    },
  ),
  syslog(
    'KEY_CMP_MISMATCH',
    3,
    'Key in the certificate and stored key does not match for Trustpoint-{trustpoint:word}',
    'Printed on every import of a PKCS #12 file; the import still succeeds.',
    {
      harmless: true,
      examples: [
        'Feb 19 09:41:07.512: %PKI-3-KEY_CMP_MISMATCH: Key in the certificate and stored key does not match for Trustpoint-BRANCH-P12.',
      ],
    },
  ),
  syslog('CERT_EXPIRY_WARNING', 4, '{:text}', 'A certificate will run out soon.', {
    health: 'waiting',
    examples: [
      'Feb 19 09:41:07.512: %PKI-4-CERT_EXPIRY_WARNING: ID Certificate belonging to trustpoint BRANCH-CA will expire in 21 Days 4 hours 9 mins 2 secs',
    ],
  }),
  syslog('CERT_EXPIRY_ALERT', 1, '{:text}', 'A certificate will run out very soon.', {
    health: 'bad',
    examples: [
      'Feb 19 09:41:07.512: %PKI-1-CERT_EXPIRY_ALERT: ID Certificate belonging to trustpoint BRANCH-CA will expire in 0 Days 23 hours 9 mins 2 secs',
    ],
  }),
  syslog('CERTRET', 6, 'Certificate received from Certificate Authority', 'The CA sent the certificate.', {
    context: true,
    health: 'good',
  }),
  syslog('CERT_INSTALL', 6, '{:text}', 'A certificate was installed.', {
    context: true,
    health: 'good',
    examples: ['Feb 19 09:41:07.512: %PKI-6-CERT_INSTALL: An ID certificate has been installed under'],
  }),
  syslog(
    'CERT_ENROLL_MANUAL',
    6,
    'Manual enrollment for trustpoint {trustpoint:name}',
    'Somebody asked for a certificate.',
    {
      context: true,
      examples: ['Feb 19 09:41:07.512: %PKI-6-CERT_ENROLL_MANUAL: Manual enrollment for trustpoint BRANCH-CA'],
    },
  ),
  syslog('CERT_ENROLL_AUTO', 6, '{:text}', 'The device asks for a certificate by itself.', {
    context: true,
    examples: ['Feb 19 09:41:07.512: %PKI-6-CERT_ENROLL_AUTO: Auto initial enrollment for trustpoint BRANCH-CA'],
  }),
  syslog(
    'NOCONFIGAUTOSAVE',
    4,
    'Configuration was modified. Issue "write memory" to save new IOS PKI configuration',
    'A new key or certificate is not saved yet.',
    { context: true, harmless: true },
  ),
  syslog(
    'NOAUTOSAVE',
    4,
    'Configuration was modified. Issue "write memory" to save new certificate',
    'A new key or certificate is not saved yet.',
    { context: true, harmless: true },
  ),
  syslog('CS_ENABLED', 6, 'Certificate server now enabled', 'The CA server of this router runs.', { health: 'good' }),
  syslog('CS_DISABLED', 6, '{:text}', 'The CA server of this router is switched off.', {
    health: 'bad',
    examples: ['Feb 19 09:41:07.512: %PKI-6-CS_DISABLED: Certificate server now disabled.'],
  }),
  syslog('CS_CRIT', 3, '{:text}', 'The CA server of this router cannot work.', {
    health: 'bad',
    says: enrolment('the CA server cannot work', 'likely', 'local'),
    examples: ['Feb 19 09:41:07.512: %PKI-3-CS_CRIT: Critical certificate server error'],
  }),
  syslog(
    'CS_GRANT_AUTO',
    6,
    'All enrollment requests will be automatically granted',
    'The CA server grants every request.',
  ),
  syslog('SUDI_INFO', 6, '{:text}', 'Whether the device has a factory certificate.', {
    context: true,
    harmless: true,
    examples: ['Feb 19 09:41:07.512: %PKI-6-SUDI_INFO: PKI: no sudi certificate is installed'],
  }),
  syslog(
    'TRUSTPOINT_CREATE',
    6,
    'Trustpoint: {trustpoint:name} created ((succesfully|successfully))',
    'A trustpoint was created.',
    {
      context: true,
      examples: ['Feb 19 09:41:07.512: %PKI-6-TRUSTPOINT_CREATE: Trustpoint: BRANCH-CA created succesfully'],
    },
  ),
];

const trace = entry('pki-trace', '*Feb 19 09:41:07.512: Trustpoint- BRANCH-CA:');

const traces: readonly Message[] = [
  {
    id: 'pki.timers-not-started',
    head: 'pki-trace',
    templates: ['PKI timers have not been initialized due to non-authoritative system clock'],
    means: 'The clock is not set: nothing that depends on time, such as renewal, is started.',
    health: 'bad',
    says: [{ code: 'clock-not-set', certainty: 'likely', side: 'local' }],
    examples: [
      '*Feb 19 09:41:07.512: PKI timers have not been initialized due to non-authoritative system clock. Ensure system clock is configured/updated.',
    ],
    sources: [largeScale],
  },
  trace(
    'trace-http-off',
    'HTTP Server is disabled',
    'The CA server of this router cannot answer: its HTTP server is off.',
    { health: 'bad', says: enrolment('the HTTP server of the CA is off', 'likely', 'local') },
  ),
  trace('trace-server-off', 'Certificate Server is now disabled', 'The CA server of this router is switched off.', {
    health: 'bad',
  }),
  trace('trace-rejected', 'Client received CertRep - REJECTED', 'The CA refused the request.', {
    health: 'bad',
    says: enrolment('the CA refuses the request', 'certain', 'either'),
    sources: [scep],
  }),
  trace('trace-granted', 'Client received CertRep - GRANTED', 'The CA granted the request.', {
    health: 'good',
    sources: [scep],
  }),
  trace('trace-pending', 'Client received CertRep - PENDING', 'The CA waits until somebody grants the request.', {
    health: 'waiting',
    sources: [scep],
  }),
  trace(
    'trace-failed',
    [
      'Failed to ((send|receive|connect|get|process|parse)) {:text}',
      '((Enrollment|Renewal|Certificate enrollment|Certificate renewal)) failed{:rest}',
    ],
    'A step of enrolment failed.',
    {
      health: 'bad',
      says: enrolment('a step of enrolment failed', 'likely'),
      examples: ['*Feb 19 09:41:07.512: Trustpoint- BRANCH-CA:Failed to process CA certificate'],
    },
  ),
  trace(
    'trace-step',
    [
      'Manual enrollment for trustpoint',
      'Sending GetCACaps request with msg = {:text}',
      'Capabilities received : {:text}',
      'Client sending PKCSReq',
      'Client sending GetCACert request: {:text}',
      'Client received CA certificate',
      'Received pki message',
      'A CA certificate has been installed',
      'An ID certificate has been installed under',
      'ID Certificate will expire in {:text}',
      'Started shadow timer for {:int} seconds',
      'Enrollment: SCEP',
    ],
    'A step of enrolment.',
  ),
];

const console = entry('pki-console', '% ');

const consoles: readonly Message[] = [
  console(
    'console-no-ca',
    [
      'Error in receiving Certificate Authority certificate: status = FAIL, cert length = {:int}',
      'Error in receiving Certificate Authority certificate{:rest}',
    ],
    'The certificate of the CA did not come: the CA cannot be reached, or its address is wrong.',
    {
      health: 'bad',
      says: enrolment('the CA certificate is not received'),
      examples: ['% Error in receiving Certificate Authority certificate: status = FAIL, cert length = 0'],
    },
  ),
  console(
    'console-not-saved',
    'Error in saving certificate: status = FAIL',
    'The certificate does not fit the key or the trustpoint.',
    { health: 'bad', says: enrolment('the certificate is not accepted', 'certain', 'local') },
  ),
  console(
    'console-failed',
    [
      'Failed to ((parse or verify imported certificate|authenticate the Certificate Authority)){:rest}',
      'Failed to request certificate{:rest}',
    ],
    'A step of enrolment failed.',
    {
      health: 'bad',
      says: enrolment('a step of enrolment failed', 'certain', 'local'),
      examples: ['% Failed to parse or verify imported certificate'],
    },
  ),
  console(
    'console-not-authenticated',
    'You must authenticate the Certificate Authority before{:rest}',
    'The certificate of the CA has to be fetched first.',
    {
      health: 'bad',
      says: enrolment('the CA certificate is missing', 'certain', 'local'),
      examples: ['% You must authenticate the Certificate Authority before'],
    },
  ),
];

export const pkiMessages = messages([...debugs, ...syslogs, ...traces, ...consoles]);
