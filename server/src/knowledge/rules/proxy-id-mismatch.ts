// The finding proxy-id-mismatch: the crypto ACLs of the two ends are not mirror images.
import { rule } from '../../engine/define.ts';

export const proxyIdMismatch = rule({
  code: 'proxy-id-mismatch',
  step: 3,
  role: 'cause',
  severity: 'error',
  title: 'The protected networks do not match[[ ({peer})]][[: {difference}]]',
  explanation:
    'In phase 2 the peers tell each other which networks the tunnel protects (proxy identities, taken from the crypto ACL), and no entry of the answering end fits what was proposed. ' +
    'The crypto ACLs of both ends must be mirror images: same networks and masks, source and destination exchanged. A wider or narrower mask is a mismatch.',
  next: [
    {
      command: 'show crypto map',
      why: 'The access list of the entry for this peer: each permit line must stand mirrored at the other end.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show access-lists',
      why: 'Check the wildcard masks: 0.0.0.255, not 255.255.255.0.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show running-config crypto map',
      why: 'Then the access list that it names: each permit line must stand mirrored at the other end.',
      where: 'either',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      answers: ['everything'],
      config: [
        'crypto ipsec profile <profile>',
        ' set transform-set <set>',
        'interface Tunnel<n>',
        ' ip unnumbered <outside>',
        ' tunnel source <outside>',
        ' tunnel destination {peer}',
        ' tunnel mode ipsec ipv4',
        ' tunnel protection ipsec profile <profile>',
        'ip route <their network> <mask> Tunnel<n>',
      ],
      why: 'The peer is route based: it proposes everything to everything, which no crypto ACL should hold. Give it a tunnel interface here, or let the peer propose the networks (policy based).',
    },
    {
      where: 'either',
      platform: 'ios',
      config: [
        'ip access-list extended <crypto-acl>',
        ' permit ip {our_network_and_wildcard} {their_network_and_wildcard}',
      ],
      why: 'Add the mirrored line on the end where it is missing; each peer needs its own crypto map entry and ACL.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['access-list <crypto-acl> extended permit ip {our_network_and_mask} {their_network_and_mask}'],
      why: 'Add the mirrored line on the end where it is missing.',
    },
  ],
  explains: [
    'phase2-not-established',
    'send-errors',
    'no-return-traffic',
    'nhrp-registration-failure',
    'overlay-routing-flap',
    'ipsec-proposal-mismatch',
    'no-interesting-traffic',
  ],
  confusable: [
    'ipsec-proposal-mismatch',
    'pfs-mismatch',
    'crypto-map-not-matched',
    'encapsulation-mode-mismatch',
    'identity-mismatch',
    'phase2-not-established',
    'ts-narrowed',
  ],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.rfc-editor.org/rfc/rfc2409#section-5.5',
  ],
});
