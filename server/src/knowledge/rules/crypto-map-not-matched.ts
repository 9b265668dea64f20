// The finding crypto-map-not-matched: no crypto map entry fits the peer, interface or traffic.
import { rule } from '../../engine/define.ts';

export const cryptoMapNotMatched = rule({
  code: 'crypto-map-not-matched',
  step: 3,
  role: 'cause',
  severity: 'error',
  title: 'No crypto map entry fits[[ {peer}]][[ (reason: {reason})]]',
  explanation:
    'The device that answers finds no crypto map entry for this proposal: no entry names this peer, the crypto map is on another interface, the access list does not fit, or the entry is incomplete (without peer, transform set or access list it stays switched off).',
  reasons: {
    peer: {
      title: 'No crypto map entry of this device names the peer[[ {peer}]]',
      explanation:
        'Each entry of the crypto map that could be used names another peer, so nothing is expected of this one and whatever it proposes is refused: the algorithms are not the reason. Either the entry for it was never made, or the peer comes from another address than the one that stands in its entry (a second line, NAT on the way).',
    },
    acl: {
      title: 'The traffic[[ with {peer}]] fits the access list of no crypto map entry',
      explanation:
        'An entry protects what its access list permits and nothing else. What is sent here, or what the peer asks for, stands in no list of an entry that could be used, so no SA comes of it. NAT comes before the crypto map: it is the translated address that is compared.',
    },
    interface: {
      title: 'No crypto map is in use at the address[[ {local}]] to which the peer[[ {peer}]] speaks',
      explanation:
        'The peer speaks to an address of this device at which no crypto map is applied: the map is on another interface, it takes its address from another one (local-address), or the peer is configured with the wrong address of this device.',
    },
    incomplete: { title: 'The crypto map entry[[ for {peer}]] is incomplete, so it is not used' },
  },
  next: [
    {
      command: 'show running-config access-list',
      why: 'Is there a line from our network to theirs, the mirror image of the one at the peer, in the list of its entry?',
      where: 'local',
      platform: 'asa',
      answers: ['acl'],
    },
    {
      command: 'show access-lists',
      why: 'Is there a line from our network to theirs, the mirror image of the one at the peer, in the list of its entry?',
      where: 'local',
      platform: 'ios',
      answers: ['acl'],
    },
    {
      command: 'show crypto map',
      why: 'Is there a complete entry with this peer, applied to the interface that the peer addresses?',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show running-config | section crypto map',
      why: 'An entry without set peer, match address or transform set is ignored.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show running-config crypto map',
      why: 'Is there a complete entry with this peer, bound to the interface?',
      where: 'local',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      answers: ['acl'],
      config: [
        'ip access-list extended <crypto acl>',
        ' permit ip <our network> <wildcard> <remote network> <wildcard>',
      ],
      why: 'If this traffic belongs into the tunnel: its line in the list of the entry, and the mirror image of it at the peer.',
    },
    {
      where: 'local',
      platform: 'asa',
      answers: ['acl'],
      config: ['access-list <crypto acl> extended permit ip <our network> <mask> <remote network> <mask>'],
      why: 'If this traffic belongs into the tunnel: its line in the list of the entry, and the mirror image of it at the peer.',
    },
    {
      where: 'local',
      platform: 'ios',
      config: [
        'crypto map <map> <number> ipsec-isakmp',
        ' set peer {peer}',
        ' set transform-set <set>',
        ' match address <acl>',
        'interface <outside>',
        ' crypto map <map>',
      ],
      why: 'A complete entry for this peer on the interface that it addresses; where the tunnel ends on a loopback: crypto map <map> local-address <interface>.',
    },
    {
      where: 'local',
      platform: 'asa',
      ike: 1,
      config: [
        'crypto map {map} {number} match address <acl>',
        'crypto map {map} {number} set peer {peer}',
        'crypto map {map} {number} set ikev1 transform-set <set>',
        'crypto map {map} interface outside',
      ],
      why: 'A complete entry for this peer, bound to the interface that it addresses.',
    },
    {
      where: 'local',
      platform: 'asa',
      ike: 2,
      config: [
        'crypto map {map} {number} match address <acl>',
        'crypto map {map} {number} set peer {peer}',
        'crypto map {map} {number} set ikev2 ipsec-proposal <proposal>',
        'crypto map {map} interface outside',
      ],
      why: 'A complete entry for this peer, bound to the interface that it addresses.',
    },
  ],
  explains: [
    'phase1-not-established',
    'phase2-not-established',
    'no-interesting-traffic',
    'send-errors',
    'no-return-traffic',
    'nhrp-registration-failure',
    'overlay-routing-flap',
  ],
  confusable: [
    'proxy-id-mismatch',
    'peer-not-configured',
    'ipsec-proposal-mismatch',
    'config-incomplete',
    'plaintext-received',
    'phase2-not-established',
    'no-interesting-traffic',
  ],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html',
  ],
});
