// The finding certificate-revocation: whether a certificate is revoked cannot be found out, or it is revoked.
import { rule } from '../../engine/define.ts';

export const certificateRevocation = rule({
  code: 'certificate-revocation',
  step: 2,
  role: 'cause',
  severity: 'error',
  title: 'The revocation check refuses the certificate[[ of {peer}]][[ (trustpoint {trustpoint})]]',
  explanation:
    'Before a certificate is accepted, the trustpoint asks whether it has been revoked: with a list (CRL) that is fetched from a server, or by asking a server (OCSP). Either the certificate stands on the list, or the list could not be fetched: no route, no name resolution, no address to fetch it from, or a list whose time has run out. If the list cannot be had and "none" is not configured as the last resort, every certificate is refused.',
  reasons: {
    revoked: {
      title: 'The certificate[[ of {peer}]] is revoked[[ (trustpoint {trustpoint})]]',
      explanation:
        'The CA has withdrawn this certificate: it stands on the list of revoked certificates, or the OCSP server says so. The check works as it should; to switch it off would only let in a certificate that nobody should trust any more. The owner of the certificate needs a new one.',
    },
    unavailable: {
      title:
        'The revocation check[[ of {peer}]] fails[[ (trustpoint {trustpoint})]]: there is no list that can be used',
      explanation:
        'Before a certificate is accepted, the trustpoint asks whether it has been revoked: with a list (CRL) that is fetched from a server, or by asking a server (OCSP). That answer could not be had: no route, no name resolution, no address to fetch it from, or a list whose time has run out. If "none" is not configured as the last resort, every certificate is then refused, good ones too.',
    },
    'no-address': {
      title:
        'The revocation check fails[[ (trustpoint {trustpoint})]]: nothing says where the list of revoked certificates can be fetched',
      explanation:
        'The certificate names no place of the list (CRL Distribution Points). Then the CA itself is asked by SCEP, but this trustpoint has no enrollment URL. No list can be had: unless "none" is configured as the last resort, every certificate of this CA is refused, good ones too.',
    },
  },
  next: [
    {
      command: 'show crypto pki certificates verbose',
      why: 'Is there a line CRL Distribution Points in the certificate that is checked? Without one the CA itself is asked, by SCEP.',
      where: 'local',
      platform: 'ios',
      answers: ['no-address'],
    },
    {
      command: 'show running-config | section crypto pki trustpoint',
      why: 'Has the trustpoint an enrollment URL, and which revocation check?',
      where: 'local',
      platform: 'ios',
      answers: ['no-address'],
    },
    {
      command: 'show crypto pki certificates',
      why: 'Which certificate does the peer show? Compare its serial number with the one that is refused.',
      where: 'remote',
      platform: 'ios',
      answers: ['revoked'],
    },
    {
      command: 'show crypto ca certificates',
      why: 'Which certificate does the peer show? Compare its serial number with the one that is refused.',
      where: 'remote',
      platform: 'asa',
      answers: ['revoked'],
    },
    {
      command: 'show crypto pki crls',
      why: 'Which list is held here, and until when it is valid.',
      where: 'local',
      platform: 'ios',
      answers: ['revoked'],
    },
    {
      command: 'show crypto pki crls',
      why: 'Which list is held, and until when it is valid.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show crypto ca crls',
      why: 'Which list is held, and until when it is valid.',
      where: 'local',
      platform: 'asa',
    },
    {
      command: 'debug crypto pki transactions',
      why: 'Shows from where the list is asked and what comes back.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show crypto pki certificates verbose',
      why: 'The address of the list stands in the certificate (CRL Distribution Points).',
      where: 'local',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      answers: ['no-address'],
      config: ['crypto pki trustpoint {trustpoint}', ' enrollment url http://<ca>:80'],
      why: 'If the CA hands out its list by SCEP.',
    },
    {
      where: 'local',
      platform: 'ios',
      answers: ['no-address'],
      config: ['crypto pki trustpoint {trustpoint}', ' revocation-check none'],
      why: 'If the CA publishes no list at all: then no check can succeed. Revoked certificates are accepted from then on; weigh that.',
    },
    {
      where: 'remote',
      platform: 'ios',
      answers: ['revoked'],
      config: ['crypto pki enroll <trustpoint>'],
      why: 'The owner of the certificate asks the CA for a new one.',
    },
    {
      where: 'remote',
      platform: 'asa',
      answers: ['revoked'],
      config: ['crypto ca enroll <trustpoint>'],
      why: 'The owner of the certificate asks the CA for a new one.',
    },
    {
      where: 'local',
      platform: 'ios',
      config: ['crypto pki trustpoint {trustpoint}', ' revocation-check crl none'],
      why: 'Make the server reachable. "none" as the second word lets the tunnel come up when it is not; weigh that.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: ['crypto ca trustpoint {trustpoint}', ' revocation-check crl none'],
      why: 'Make the server reachable. "none" as the second word lets the tunnel come up when it is not; weigh that.',
    },
  ],
  explains: [
    'certificate-invalid',
    'certificate-enrollment-failure',
    'authentication-failed',
    'phase1-not-established',
    'gdoi-registration-failure',
  ],
  confusable: ['certificate-invalid', 'certificate-enrollment-failure', 'peer-unreachable'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc5280#section-6.3',
    'https://www.rfc-editor.org/rfc/rfc6960',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/A-H/asa-command-ref-A-H/crypto-a-to-crypto-ir-commands.html',
  ],
});
