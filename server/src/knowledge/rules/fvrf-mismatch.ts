// The finding fvrf-mismatch: the outside (front-door) VRF is not the one for which the tunnel, key or route is configured.
import { rule } from '../../engine/define.ts';

export const fvrfMismatch = rule({
  code: 'fvrf-mismatch',
  step: 1,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'The outside interface is in VRF {fvrf}, but {what} belongs to {other}',
  explanation:
    'The encrypted packets travel in the front-door VRF: the VRF of the interface that faces the peer. Everything that IKE needs must belong to that VRF: the tunnel (tunnel vrf), the key (a keyring with vrf, not the global ' +
    'crypto isakmp key), the profile (match identity … vrf, match fvrf), the IKEv2 policy (match fvrf) and the route to the peer. Something there was left in another table, so the key or the proposal is not found, or packets to the peer have no way out.',
  next: [
    {
      command: 'show crypto ikev2 policy',
      why: 'Its "Match fvrf": the policy with the wanted proposals must count in {fvrf} (or in any).',
      where: 'local',
      platform: 'ios',
      answers: ['policy'],
    },
    {
      command: 'show crypto session fvrf {fvrf} detail',
      why: 'Shows whether a session exists in that VRF.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show ip route vrf {fvrf} {peer}',
      why: 'The peer must be reachable in that VRF.',
      where: 'local',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      answers: ['tunnel'],
      config: ['interface {interface}', ' {vrfline}'],
      why: 'The tunnel looks for its far end in the VRF of the outside interface; key and profile must name that VRF too.',
    },
    {
      where: 'local',
      platform: 'ios',
      answers: ['profile'],
      config: ['crypto ikev2 profile {profile}', ' match fvrf {fvrf}'],
      why: 'The profile then serves peers that come in through this VRF.',
    },
    {
      where: 'local',
      platform: 'ios',
      answers: ['policy'],
      config: ['crypto ikev2 policy {policy}', ' match fvrf {fvrf}'],
      why: 'Its proposals then count in this VRF too; without that line a policy is for the global table, and the default proposals are used.',
    },
    {
      where: 'local',
      platform: 'ios',
      answers: ['identity'],
      config: ['crypto isakmp profile {profile}', ' match identity address {peer} 255.255.255.255 {fvrf}'],
      why: 'The VRF stands behind the address.',
    },
    {
      where: 'local',
      platform: 'ios',
      answers: ['keyring'],
      config: ['crypto keyring {keyring} vrf {fvrf}', ' pre-shared-key address {peer} key <key>'],
      why: 'Keys for peers in a VRF stand in a keyring of that VRF. One that exists without it is removed first.',
    },
    {
      where: 'local',
      platform: 'ios',
      config: [
        'crypto keyring <name> vrf {fvrf}',
        ' pre-shared-key address {peer} key <key>',
        'interface Tunnel<n>',
        ' tunnel vrf {fvrf}',
        '! IKEv2:',
        'crypto ikev2 profile <name>',
        ' match fvrf {fvrf}',
      ],
      why: 'Ties key, profile and tunnel to the VRF of the outside interface.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: [
        '! an ASA terminates IPsec on the interface that holds the crypto map: apply the map there',
        'crypto map <map> interface <outside>',
      ],
      why: 'The map must be on the interface that faces the peer.',
    },
  ],
  explains: [
    'psk-missing',
    'peer-unreachable',
    'phase1-not-established',
    'identity-mismatch',
    'ike-policy-mismatch',
    'nhrp-registration-failure',
    'gdoi-registration-failure',
    'send-errors',
    'missing-route',
  ],
  confusable: ['ivrf-mismatch', 'missing-route', 'psk-missing', 'peer-unreachable'],
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_ikevpn/configuration/xe-16/sec-ike-for-ipsec-vpns-xe-16-book/sec-vrf-aware-ipsec.html',
    'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_dmvpn/configuration/xe-16/sec-conn-dmvpn-xe-16-book/sec-conn-dmvpn-dmvpn.html',
  ],
});
