// The finding peer-not-configured: the device that is asked does not know the peer.
import { rule } from '../../engine/define.ts';

export const peerNotConfigured = rule({
  code: 'peer-not-configured',
  step: 1,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'Nothing is configured for this peer[[: {peer}]]',
  explanation:
    'A peer asks for a tunnel and the device that it asks has no configuration for that address, identity or group. ' +
    'Often the peer has got another address than the configured one, comes through NAT, or uses another name.',
  reasons: {
    group: {
      title: 'A client asks for the group[[ {groupname}]], which is not configured on this device',
      explanation:
        'An Easy VPN client names a group, and the server looks for it in its own configuration or asks RADIUS. There is none of this name: it is misspelt at the client (case counts), was removed here, or stands at a server that was not asked.',
    },
  },
  next: [
    {
      command: 'show running-config | section client configuration group',
      why: 'Which groups are there, spelt how?',
      where: 'local',
      platform: 'ios',
      answers: ['group'],
    },
    {
      command: 'show running-config | include isakmp authorization',
      why: 'Which list is asked for groups: local, or RADIUS?',
      where: 'local',
      platform: 'ios',
      answers: ['group'],
    },
    { command: 'show crypto map', why: 'Lists the peers that are configured.', where: 'local', platform: 'ios' },
    {
      command: 'show running-config | section crypto',
      why: 'Shows for which addresses keys, profiles and crypto maps exist.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show running-config tunnel-group',
      why: 'Lists the peers and groups that are configured.',
      where: 'local',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      answers: ['group'],
      config: ['crypto isakmp client configuration group {groupname}', ' key <key>', ' pool <pool>'],
      why: 'If there is to be such a group; else correct the name at the client.',
    },
    {
      where: 'local',
      platform: 'ios',
      ike: 2,
      config: [
        'crypto ikev2 keyring <keyring>',
        ' peer <name>',
        '  address {peer}',
        '  pre-shared-key <key>',
        'crypto ikev2 profile <profile>',
        ' match identity remote address {peer} 255.255.255.255',
      ],
      why: 'If this peer is meant to have a tunnel; a crypto map needs set peer {peer} too.',
    },
    {
      where: 'local',
      platform: 'asa',
      ike: 2,
      config: [
        'tunnel-group {peer} type ipsec-l2l',
        'tunnel-group {peer} ipsec-attributes',
        ' ikev2 remote-authentication pre-shared-key <key>',
        ' ikev2 local-authentication pre-shared-key <key>',
        'crypto map <map> <number> set peer {peer}',
      ],
      why: 'If this peer is meant to have a tunnel.',
    },
    {
      where: 'local',
      platform: 'ios',
      ike: 1,
      config: [
        'crypto isakmp key <key> address {peer}',
        'crypto map <map> <number> ipsec-isakmp',
        ' set peer {peer}',
        ' set transform-set <set>',
        ' match address <acl>',
      ],
      why: 'If this peer is meant to have a tunnel.',
    },
    {
      where: 'local',
      platform: 'asa',
      ike: 1,
      config: [
        'tunnel-group {peer} type ipsec-l2l',
        'tunnel-group {peer} ipsec-attributes',
        ' ikev1 pre-shared-key <key>',
        'crypto map <map> <number> set peer {peer}',
      ],
      why: 'If this peer is meant to have a tunnel.',
    },
  ],
  explains: [
    'phase1-not-established',
    'phase2-not-established',
    'send-errors',
    'no-return-traffic',
    'nhrp-registration-failure',
    'gdoi-registration-failure',
    'overlay-routing-flap',
    'ike-policy-mismatch',
    'identity-mismatch',
  ],
  confusable: [
    'psk-missing',
    'ike-policy-mismatch',
    'crypto-map-not-matched',
    'peer-unreachable',
    'identity-mismatch',
    'mode-config-failed',
    'ike-version-mismatch',
    'ike-not-enabled',
    'exchange-mode-mismatch',
  ],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/81824-common-ipsec-trouble.html',
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html',
  ],
});
