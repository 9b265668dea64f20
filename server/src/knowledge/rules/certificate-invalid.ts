// The finding certificate-invalid: a certificate is refused: its time, its chain, its use or its name.
import { rule } from '../../engine/define.ts';

/** The CA, or one between it and the certificate, is not known where the certificate is checked. */
const untrusted = ['no trusted CA signed it', 'its chain to a trusted CA is incomplete'];
const form = ['the peer sends none, or in a form that is not understood here'];
const over = ['its time is over'];
const tooEarly = ['its time has not begun'];

export const certificateInvalid = rule({
  code: 'certificate-invalid',
  step: 2,
  role: 'cause',
  severity: 'error',
  title: 'A certificate cannot be used[[ ({peer})]][[: {fault}]]',
  explanation:
    'The certificate that a peer sent, or that this device would have to send, cannot be used: its time has run out or has not begun, no trusted CA signed it (the root or an intermediate certificate is missing), it is for another purpose, or there is none. ' +
    'Look at the clock first: a wrong date makes every certificate look expired or not yet valid.',
  next: [
    {
      command: 'show crypto pki trustpoints status',
      why: 'Which CA certificates this device holds: the one that signed the certificate of the peer must be among them.',
      where: 'local',
      platform: 'ios',
      answers: untrusted,
    },
    {
      command: 'show crypto ca certificates',
      why: 'Which CA certificates this device holds: the one that signed the certificate of the peer must be among them.',
      where: 'local',
      platform: 'asa',
      answers: untrusted,
    },
    {
      command: 'debug crypto pki validation',
      why: 'Names the issuer that is looked for.',
      where: 'local',
      platform: 'ios',
      answers: untrusted,
    },
    {
      command: 'show running-config | include http-url',
      why: 'If it is a router: unless "no crypto ikev2 http-url cert" is there, it may send the address of its certificate in place of the certificate.',
      where: 'remote',
      answers: form,
    },
    {
      command: 'show crypto ca certificates',
      why: 'Whether the end that the other one does not understand has a certificate of its own to send.',
      where: 'either',
      platform: 'asa',
      answers: form,
    },
    {
      command: 'show crypto pki certificates',
      why: 'Whether the end that the other one does not understand has a certificate of its own to send.',
      where: 'either',
      platform: 'ios',
      answers: form,
    },
    {
      command: 'show clock detail',
      why: 'Certificates are judged by this clock. Is the date right, and does it come from NTP?',
      where: 'either',
    },
    {
      command: 'show crypto pki certificates verbose',
      why: 'Validity, issuer and use of the device certificate and of the CA certificates.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show crypto ca certificates',
      why: 'Validity, issuer and use of the device certificate and of the CA certificates.',
      where: 'either',
      platform: 'asa',
    },
    {
      command: 'debug crypto pki validation',
      why: 'Names the certificate of the chain that is refused, and why.',
      where: 'local',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      answers: untrusted,
      config: ['crypto pki trustpoint <missingCA>', ' enrollment terminal', 'crypto pki authenticate <missingCA>'],
      why: 'Make the CA that signed the certificate of the peer known here; each CA of the chain has its own trustpoint. Or let the peer send the intermediate certificate too (on an ASA: set trustpoint … chain).',
    },
    {
      where: 'local',
      platform: 'asa',
      answers: untrusted,
      config: ['crypto ca trustpoint <missingCA>', ' enrollment terminal', 'crypto ca authenticate <missingCA>'],
      why: 'Make the CA that signed the certificate of the peer known here; each CA of the chain has its own trustpoint. Or let the peer send the intermediate certificate too.',
    },
    {
      where: 'either',
      platform: 'ios',
      answers: over,
      config: ['crypto pki trustpoint <trustpoint>', ' auto-enroll 80 regenerate', 'crypto pki enroll <trustpoint>'],
      why: 'On the device whose certificate it is, after a look at the clock: fetch a new one, and let it be renewed in time from now on.',
    },
    {
      where: 'either',
      platform: 'asa',
      answers: over,
      config: ['crypto ca enroll <trustpoint>'],
      why: 'On the device whose certificate it is, after a look at the clock: fetch a new one.',
    },
    {
      where: 'local',
      platform: 'ios',
      answers: tooEarly,
      config: ['ntp server <address>'],
      why: 'The clock that judges is behind, or that of the CA is ahead: let both follow the same time.',
    },
    {
      where: 'local',
      platform: 'asa',
      answers: tooEarly,
      config: ['ntp server <address>'],
      why: 'The clock that judges is behind, or that of the CA is ahead: let both follow the same time.',
    },
    {
      where: 'remote',
      platform: 'ios',
      answers: form,
      config: ['no crypto ikev2 http-url cert'],
      why: 'On a router: it sends the certificate itself, not the address of it, which not every peer fetches.',
    },
    {
      where: 'remote',
      platform: 'ios',
      answers: form,
      config: ['crypto pki enroll <trustpoint>'],
      why: 'If it has no certificate to send.',
    },
    {
      where: 'remote',
      platform: 'asa',
      answers: form,
      config: ['crypto ca enroll <trustpoint>'],
      why: 'If it has no certificate to send.',
    },
    {
      where: 'either',
      platform: 'ios',
      config: ['crypto pki authenticate <trustpoint>', 'crypto pki enroll <trustpoint>'],
      why: 'Set the clock first. Authenticate where a CA certificate is missing (each CA of the chain has its own trustpoint); enroll where the device certificate is missing or its time is over.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['crypto ca authenticate <trustpoint>', 'crypto ca enroll <trustpoint>'],
      why: 'Set the clock first. Authenticate where a CA certificate is missing (each CA of the chain has its own trustpoint); enroll where the device certificate is missing or its time is over.',
    },
  ],
  explains: ['authentication-failed', 'phase1-not-established', 'gdoi-registration-failure'],
  confusable: [
    'clock-not-set',
    'certificate-revocation',
    'certificate-enrollment-failure',
    'identity-mismatch',
    'authentication-failed',
    'auth-method-mismatch',
    'fragmentation-ike',
  ],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc5280#section-6.1',
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/117337-config-asa-router-00.html',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/A-H/asa-command-ref-A-H/crypto-a-to-crypto-ir-commands.html',
  ],
});
