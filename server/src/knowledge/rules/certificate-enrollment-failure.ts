// The finding certificate-enrollment-failure: the device gets no certificate from its CA.
import { rule } from '../../engine/define.ts';

const files = ['the PKCS #12 file cannot be read', 'the PKCS #12 file cannot be imported'];

export const certificateEnrollmentFailure = rule({
  code: 'certificate-enrollment-failure',
  step: 2,
  role: 'cause',
  severity: 'error',
  title: 'No certificate is issued to this device[[ (trustpoint {trustpoint})]][[: {fault}]]',
  explanation:
    'The device asked its CA for a certificate and did not get one: the CA is not reachable or its HTTP server is off, it refused the request (a wrong challenge password, a name that exists already, a request that an operator denied), or it still waits for somebody to grant it. Without a certificate no tunnel that authenticates by certificate can come up.',
  next: [
    {
      command: 'show crypto pki certificates',
      why: 'Whether any certificate of the file has been installed.',
      where: 'local',
      platform: 'ios',
      answers: files,
    },
    {
      command: 'debug crypto pki transactions',
      why: 'Import once more: it names the reason, an algorithm that is not supported or a password that does not fit.',
      where: 'local',
      platform: 'ios',
      answers: files,
    },
    {
      command: 'show crypto pki trustpoints status',
      why: 'Which steps are done: keys, CA certificate, device certificate, and the last request.',
      where: 'local',
      platform: 'ios',
    },
    { command: 'show crypto ca trustpoints', why: 'Which steps are done.', where: 'local', platform: 'asa' },
    {
      command: 'show crypto pki server',
      why: 'On an IOS CA: is it enabled, and does it grant requests by itself?',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'debug crypto pki transactions',
      why: 'Shows the request and the answer of the CA with its reason.',
      where: 'local',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      answers: files,
      config: ['crypto pki import {trustpoint} pkcs12 <url> password <password>'],
      why: 'After the file was made anew with the old algorithms, SHA-1 and 3DES (openssl pkcs12 -export -legacy), or on a release that knows the newer ones; and with the password that it was made with.',
    },
    {
      where: 'local',
      platform: 'ios',
      config: [
        'crypto pki trustpoint {trustpoint}',
        ' enrollment url http://<ca>:80',
        'crypto pki authenticate {trustpoint}',
        'crypto pki enroll {trustpoint}',
      ],
      why: 'Check address and challenge password, then ask again.',
    },
    {
      where: 'either',
      platform: 'ios',
      config: ['ip http server', 'crypto pki server <name>', ' no shutdown'],
      why: 'On the CA: an IOS CA answers only while its HTTP server runs and the server is enabled.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: [
        'crypto ca trustpoint {trustpoint}',
        ' enrollment url http://<ca>:80',
        'crypto ca authenticate {trustpoint}',
        'crypto ca enroll {trustpoint}',
      ],
      why: 'Check address and challenge password, then ask again.',
    },
  ],
  explains: ['certificate-invalid', 'authentication-failed', 'phase1-not-established'],
  confusable: ['certificate-invalid', 'certificate-revocation', 'clock-not-set'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc8894#section-3.2.1.4',
    'https://www.cisco.com/c/en/us/td/docs/solutions/Enterprise/Security/PKI-security.html',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/A-H/asa-command-ref-A-H/crypto-a-to-crypto-ir-commands.html',
  ],
});
