// The finding phase2-not-established: phase 2 is not up and the text cannot say why.
import { rule } from '../../engine/define.ts';

export const phase2NotEstablished = rule({
  code: 'phase2-not-established',
  step: 3,
  role: 'cause',
  severity: 'error',
  stops: true,
  neutral: true,
  title: 'No IPsec SA comes up[[ with {peer}]]; this text does not show why',
  explanation:
    'The IPsec SA (phase 2) is refused or never finished. Where the IKE SA is up, the peers reach and trust each other, and it is one of a few things: transform set, PFS, mode or protected networks. ' +
    'From this side they look the same: only the end that refuses prints which one it is.',
  next: [
    {
      command: 'debug crypto isakmp',
      why: 'On the end that answers, together with debug crypto ipsec: the line before "phase 2 SA policy not acceptable" names the check that failed.',
      where: 'remote',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'debug crypto ikev2',
      why: 'On the end that answers: it prints received and expected policies, or that no policy fits the traffic selectors.',
      where: 'remote',
      platform: 'ios',
      ike: 2,
    },
    { command: 'debug crypto ipsec', why: 'On the end that answers.', where: 'remote', platform: 'ios' },
    {
      command: 'show crypto map',
      why: 'Compare transform sets, PFS and access lists of both ends line by line.',
      where: 'either',
      platform: 'ios',
    },
    { command: 'debug crypto ikev1 127', why: 'On the end that answers.', where: 'remote', platform: 'asa', ike: 1 },
    {
      command: 'debug crypto ikev2 protocol 127',
      why: 'On the end that answers, together with debug crypto ikev2 platform 127.',
      where: 'remote',
      platform: 'asa',
      ike: 2,
    },
    {
      command: 'show running-config crypto map',
      why: 'Compare transform sets, PFS and access lists of both ends line by line.',
      where: 'either',
      platform: 'asa',
    },
  ],
  fix: [],
  explains: ['send-errors', 'nhrp-registration-failure', 'no-return-traffic', 'overlay-routing-flap'],
  confusable: [
    'ipsec-proposal-mismatch',
    'pfs-mismatch',
    'proxy-id-mismatch',
    'encapsulation-mode-mismatch',
    'crypto-map-not-matched',
    'phase1-not-established',
    'harmless-message',
    'nhrp-registration-failure',
  ],
  candidates: [
    { code: 'proxy-id-mismatch', why: 'The crypto ACLs are not mirror images of each other.' },
    { code: 'ipsec-proposal-mismatch', why: 'No transform set in common.' },
    { code: 'pfs-mismatch', why: 'Perfect forward secrecy is asked for on one end only, or with different groups.' },
    { code: 'encapsulation-mode-mismatch', why: 'Tunnel mode on one end and transport mode on the other.' },
    { code: 'crypto-map-not-matched', why: 'No crypto map entry at the peer fits this peer or interface.' },
  ],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/show_asp_drop/show_asp_drop.html',
    'https://www.rfc-editor.org/rfc/rfc2409',
  ],
});
