// The load-balancing cluster of ASA.
import { command } from '../../engine/define.ts';

const sources = [
  'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/S/asa-command-ref-S/show-a-to-show-b-commands.html',
];

export const vpnLoadBalancing = command({
  id: 'show vpn load-balancing',
  fingerprints: ['Status Role Failover Encryption Peers Cluster IP', 'Role Pri Model Load-Balancing Version Public IP'],
  platform: 'asa',
  ignores: [
    'Status Role Failover Encryption Peers Cluster IP',
    'Role Pri Model Load-Balancing Version Public IP',
    'Peers:',
    'Total License Load:',
    'AnyConnect Premium/Essentials Other VPN Public IP',
    'Limit Used Load Limit Used Load',
    '--{:rest}',
  ],
  records: {
    cluster: {
      opens: ['{status:name} {role:name} {failover:word} {encryption:name} {peers:count} {cluster:host}{:eol}'],
    },
    device: { opens: ['{role:name} {priority:int} {model:word} {version:int} {public:word}{:eol}'] },
    load: {
      opens: [
        '{limit:count} {used:count} {load:int}% {otherLimit:count} {otherUsed:count} {otherLoad:int}% {public:word}{:eol}',
      ],
    },
  },
  means: 'The devices of a VPN cluster and how busy each is.',
  sources,
});
