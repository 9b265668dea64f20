// The finding identity-mismatch: the identity that a peer sends fits no profile, tunnel-group or certificate.
import { rule } from '../../engine/define.ts';

/** The identity is the name in the certificate of the peer. */
export const byCertificateName = 'it is the name in a certificate';

export const identityMismatch = rule({
  code: 'identity-mismatch',
  step: 2,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'The identity[[ {identity}]] that the peer[[ {peer}]] sends is not accepted',
  explanation:
    'In IKE_AUTH (or the last messages of IKEv1 main mode) each end says who it is: an address, a domain name, an e-mail address, a key id, or the name in its certificate. This identity chooses the profile or tunnel-group. Here nothing is configured for it, or it does not stand in the certificate that came with it. ' +
    'Frequent reasons: the peer sends its private address from behind a NAT, its host name instead of its address, or its certificate name where the profile expects an address.',
  reasons: {
    refused: {
      title: 'The peer[[ {peer}]] does not accept the identity that this device sends',
      explanation:
        'In the last messages of phase 1 each end says who it is: an address, a domain name, a key id, or the name in its certificate. The peer has nothing configured for what this device sends and refuses it. Frequent reasons: this device sends its private address from behind a NAT, its host name instead of its address (crypto isakmp identity hostname), or the name of its certificate where the peer expects an address.',
    },
  },
  next: [
    {
      command: 'show running-config | include crypto isakmp identity|self-identity',
      why: 'What this device sends: its address, unless one of these lines says otherwise.',
      where: 'local',
      platform: 'ios',
      ike: 1,
      answers: ['refused'],
    },
    {
      command: 'debug crypto isakmp',
      why: 'The end that refuses prints the identity that it got.',
      where: 'remote',
      ike: 1,
      answers: ['refused'],
    },
    {
      command: 'show running-config | section crypto isakmp profile',
      why: 'The "match identity" lines must cover what the peer sends.',
      where: 'local',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'show running-config | include crypto isakmp identity|self-identity',
      why: 'On the peer: what it sends. Without such a line that is its address.',
      where: 'remote',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'show crypto ikev2 profile',
      why: 'The "match identity remote" lines must cover what the peer sends.',
      where: 'local',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'show running-config tunnel-group',
      why: 'The name of the tunnel-group must be what the peer sends, unless a default group or a certificate map applies.',
      where: 'local',
      platform: 'asa',
    },
    {
      command: 'show running-config | section crypto ikev2 profile',
      why: 'On the peer: "identity local" is what it sends.',
      where: 'remote',
      platform: 'ios',
      ike: 2,
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      ike: 1,
      answers: ['refused'],
      config: ['crypto isakmp identity address'],
      why: 'Send the address, where the peer expects that; or the name: hostname, dn.',
    },
    {
      where: 'remote',
      platform: 'ios',
      ike: 1,
      answers: ['refused'],
      config: ['crypto isakmp profile <name>', ' match identity <type> <identity>'],
      why: 'Or let the peer accept what this device really sends.',
    },
    {
      where: 'local',
      platform: 'ios',
      ike: 1,
      config: ['crypto isakmp profile <name>', ' match identity <type> <identity>'],
      why: 'Accept what the peer really sends.',
    },
    {
      where: 'remote',
      platform: 'ios',
      ike: 1,
      config: ['crypto isakmp identity address'],
      why: 'Or let the peer send what is expected: its address, hostname or dn.',
    },
    {
      where: 'local',
      platform: 'ios',
      ike: 2,
      config: ['crypto ikev2 profile <name>', ' match identity remote {idType} {identity}'],
      why: 'Accept what the peer really sends; for certificates by name use match certificate with a map.',
    },
    {
      where: 'remote',
      platform: 'ios',
      ike: 2,
      config: ['crypto ikev2 profile <name>', ' identity local {expected}'],
      why: 'Or let the peer send what is expected.',
    },
    {
      where: 'local',
      platform: 'ios',
      answers: [byCertificateName],
      config: [
        'crypto pki certificate map <map> 10',
        ' subject-name co <part of the name>',
        'crypto ikev2 profile <name>',
        ' match certificate <map>',
      ],
      why: 'A name in a certificate is matched by a certificate map, not by match identity.',
    },
    {
      where: 'remote',
      platform: 'ios',
      answers: [byCertificateName],
      config: ['crypto ikev2 profile <name>', ' identity local {expected}'],
      why: 'Or let the peer send what is expected.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: ['crypto isakmp identity address', 'tunnel-group {peer} ipsec-attributes', ' peer-id-validate nocheck'],
      why: 'Send the address as the identity; leave the check of names in certificates off only if the certificates cannot be issued anew.',
    },
  ],
  explains: ['authentication-failed', 'phase1-not-established', 'invalid-spi'],
  confusable: [
    'psk-mismatch',
    'psk-missing',
    'authentication-failed',
    'certificate-invalid',
    'proxy-id-mismatch',
    'peer-not-configured',
  ],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc7296#section-3.5',
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/117337-config-asa-router-00.html',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa81/command/ref/refgd/i3.html',
  ],
});
