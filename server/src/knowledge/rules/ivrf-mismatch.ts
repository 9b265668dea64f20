// The finding ivrf-mismatch: the inside VRF of the tunnel is not the one in which the protected network lives.
import { rule } from '../../engine/define.ts';

export const ivrfMismatch = rule({
  code: 'ivrf-mismatch',
  step: 5,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'The clear side of the tunnel[[ to {peer}]] lies in {ivrf}, but its network is routed in {network}',
  explanation:
    'Decrypted packets are routed in the inside VRF of the tunnel (protected vrf, vrf forwarding on the tunnel interface, or the vrf of the ISAKMP profile). The networks that are to be reached through it are in another VRF, so packets are ' +
    'encrypted in one table and looked up in another: the SA is up and no traffic flows, or only one way.',
  next: [
    {
      command: 'show crypto ipsec sa | include protected vrf|local|remote',
      why: 'Shows the VRF in which each selector is used.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show ip route[[ vrf {table}]]',
      why: 'Shows whether the protected network is known in that VRF.',
      where: 'local',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: [
        'interface Tunnel<n>',
        ' vrf forwarding {network}',
        '! with a crypto map:',
        'crypto isakmp profile <profile>',
        ' vrf {network}',
      ],
      why: 'Puts the clear-text side of the tunnel into the VRF of the network.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: [
        '! an ASA has no VRFs; on FTD add the tunnel interface to the virtual router of the network in its manager',
      ],
      why: 'The clear-text side of the tunnel belongs into the virtual router of the network.',
    },
  ],
  explains: ['no-return-traffic', 'no-outbound-traffic', 'idle-tunnel', 'overlay-routing-flap', 'missing-route'],
  confusable: ['fvrf-mismatch', 'missing-route'],
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_ikevpn/configuration/xe-16/sec-ike-for-ipsec-vpns-xe-16-book/sec-vrf-aware-ipsec.html',
  ],
});
