// Tables of ASA about VPN: the contexts of the accelerated path, and the load-balancing cluster.
import { command } from '../../engine/define.ts';
import { errorCounter } from './shared.ts';

const sources = [
  'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/S/asa-command-ref-S/show-a-to-show-b-commands.html',
];

export const aspVpnContext = command({
  id: 'show asp table vpn-context',
  options: ['detail'],
  variants: { detail: ['Bad Crypto = {:count}', 'Pointer = {:hex}'] },
  fingerprints: ['VPN CTX = {:hex}', 'VPN ID = {:hex}'],
  platform: 'asa',
  records: {
    context: {
      opens: ['VPN CTX = {context:hex}'],
      cells: ['Peer IP = {peer:host}', 'SPI = {spi:spi}', 'Bad SPI = {badSpi:count}'],
    },
  },
  pairs: true,
  means: 'The SAs of the accelerated path, one for each direction, with packets and drops.',
  fields: {
    state: 'UP: the context is in use.',
    flags: 'DECR: packets come in. ENCR: packets go out. ESP, NATT: how they travel.',
    pkts: 'Packets that were handled.',
    badPkts: 'Packets that were dropped.',
    badSpi: 'Packets with an SPI that is not there.',
    badCrypto: 'Packets that could not be decrypted or checked.',
    spoof: 'Packets whose addresses do not belong to this SA.',
  },
  health: (field, value) => (/^(?:bad|spoof)/.test(field) ? errorCounter(value) : undefined),
  sources,
});

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
