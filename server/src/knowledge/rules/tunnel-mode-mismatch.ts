// The finding tunnel-mode-mismatch: the tunnel interfaces are of different kinds (GRE, multipoint GRE, IPsec VTI).
import { rule } from '../../engine/define.ts';

export const tunnelModeMismatch = rule({
  code: 'tunnel-mode-mismatch',
  step: 3,
  role: 'cause',
  severity: 'error',
  stops: true,
  title:
    'The tunnel interface[[ {interface}]] is of the wrong kind[[: {localMode}]][[, the other end is {remoteMode}]]',
  explanation:
    'Both ends must wrap packets the same way: GRE with GRE (multipoint on a hub with many spokes), or IPsec VTI with VTI. A point-to-point GRE tunnel without a destination stays down and switches ISAKMP off; a VTI claims all traffic between its two addresses, so a second tunnel between them cannot register its protection.',
  next: [
    {
      command: 'show interfaces Tunnel<n>',
      why: 'Compare "Tunnel protocol/transport" of both ends; look at the line-state reason.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show running-config interface Tunnel<n>',
      why: 'Shows tunnel mode and tunnel destination.',
      where: 'either',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: [
        'interface Tunnel<n>',
        '! DMVPN:',
        ' tunnel mode gre multipoint',
        '! route-based IPsec:',
        ' tunnel mode ipsec ipv4',
        ' shutdown',
        ' no shutdown',
      ],
      why: 'The same kind on both ends; IOS asks for a shut and no shut when protection is active.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['interface Tunnel<n>', ' tunnel mode ipsec ipv4'],
      why: 'An ASA knows only the IPsec kind, so the router must use it too.',
    },
  ],
  explains: [
    'peer-unreachable',
    'phase1-not-established',
    'phase2-not-established',
    'nhrp-registration-failure',
    'ike-not-enabled',
    'plaintext-received',
    'no-return-traffic',
    // A VTI asks for any to any, GRE for the two ends alone.
    'proxy-id-mismatch',
  ],
  confusable: ['tunnel-key-mismatch', 'encapsulation-mode-mismatch', 'plaintext-received', 'ike-not-enabled'],
  sources: [
    'https://sendthepayload.com/diving-deep-deep-deep-into-flexvpn-part-1/',
    'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_vpnips/configuration/xe-16/sec-sec-for-vpns-w-ipsec-xe-16-book/sec-ipsec-virt-tunnl.html',
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/111976-dmvpn-troubleshoot-00.html',
  ],
});
