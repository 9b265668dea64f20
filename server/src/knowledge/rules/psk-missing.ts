// The finding psk-missing: no key is configured for the peer.
import { rule } from '../../engine/define.ts';

export const pskMissing = rule({
  code: 'psk-missing',
  step: 2,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'There is no pre-shared key[[ for {peer}]] on this device[[ (key ring {keyring})]]',
  explanation:
    'The device looks for a pre-shared key under the address (or name) of the peer and finds none, and it has no certificate either. It cannot authenticate, so it does not even send the first message, or refuses the one it gets. ' +
    'Often the key stands in another VRF or key ring, or under another address than the one the peer really uses (NAT, a second outside address).',
  next: [
    {
      command: 'show crypto isakmp key',
      why: 'Is there a key for this address, in the right key ring and VRF?',
      where: 'local',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'show running-config | section crypto keyring|crypto isakmp profile',
      why: 'With an ISAKMP profile only its own key ring counts.',
      where: 'local',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'show running-config | section crypto ikev2 (keyring|profile)',
      why: 'Does the key ring that the profile names hold a peer block for this address or identity?',
      where: 'local',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'show running-config tunnel-group {peer}',
      why: 'The key stands under ipsec-attributes.',
      where: 'local',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      ike: 1,
      config: ['crypto isakmp key <key> address {peer}'],
      why: 'The same key as at the peer. With a front-door VRF: crypto keyring <name> vrf <vrf>, then pre-shared-key address {peer} key <key>.',
    },
    {
      where: 'local',
      platform: 'ios',
      ike: 2,
      config: ['crypto ikev2 keyring {keyring}', ' peer <name>', '  address {peer}', '  pre-shared-key <key>'],
      why: 'The same key as at the peer, in the key ring that the profile names (keyring local …).',
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
      ],
      why: 'The same keys as at the peer.',
    },
    {
      where: 'local',
      platform: 'asa',
      ike: 1,
      config: [
        'tunnel-group {peer} type ipsec-l2l',
        'tunnel-group {peer} ipsec-attributes',
        ' ikev1 pre-shared-key <key>',
      ],
      why: 'The same key as at the peer.',
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
    'psk-mismatch',
    'authentication-failed',
    'peer-unreachable',
    'auth-method-mismatch',
  ],
  confusable: [
    'psk-mismatch',
    'peer-not-configured',
    'ike-policy-mismatch',
    'fvrf-mismatch',
    'phase1-not-established',
    'authentication-failed',
    'identity-mismatch',
  ],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html',
  ],
});
