// The finding ipsec-proposal-mismatch: the two ends have no transform set in common.
import { rule } from '../../engine/define.ts';

export const ipsecProposalMismatch = rule({
  code: 'ipsec-proposal-mismatch',
  step: 3,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'No transform set in common[[ with {peer}]][[: offered {transforms}]]',
  explanation:
    'The IPsec transforms that were offered were compared with the transform sets of the answering end and none fits: cipher, key length, integrity algorithm or protocol (ESP, AH) differ. One transform set must be equal on both ends, with IKEv1 mode included.',
  next: [
    {
      command: 'show crypto ipsec transform-set',
      why: 'Run it on both ends and compare; the map or profile must use the one that is meant.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show running-config crypto ipsec',
      why: 'Run it on both ends and compare.',
      where: 'either',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: ['crypto ipsec transform-set <set> {transforms}'],
      why: 'Give both ends this same transform set (a stronger one is better than a weaker one).',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 1,
      config: ['crypto ipsec ikev1 transform-set <set> {transforms}'],
      why: 'Give both ends this same transform set; on the ASA the cipher is written esp-aes-256.',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 2,
      config: [
        'crypto ipsec ikev2 ipsec-proposal <proposal>',
        ' protocol esp encryption <encryption>',
        ' protocol esp integrity <integrity>',
      ],
      why: 'Give both ends one value of each in common; the crypto map or profile must name the proposal.',
    },
  ],
  explains: [
    'phase2-not-established',
    'send-errors',
    'no-return-traffic',
    'nhrp-registration-failure',
    'overlay-routing-flap',
  ],
  confusable: [
    'pfs-mismatch',
    'proxy-id-mismatch',
    'encapsulation-mode-mismatch',
    'ike-policy-mismatch',
    'crypto-map-not-matched',
    'phase2-not-established',
  ],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.rfc-editor.org/rfc/rfc8221',
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html',
    'https://learn.microsoft.com/en-us/azure/vpn-gateway/vpn-gateway-3rdparty-device-config-cisco-asa',
  ],
});
