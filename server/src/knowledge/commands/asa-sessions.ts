// `show vpn-sessiondb …` of ASA and FTD: sessions with their tunnels and counters, of sites and of users, and the summary.
import { command, type Rec } from '../../engine/define.ts';
import { eachRecord, named, prefixOf, selectorOf } from './shared.ts';

const reference =
  'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/S/asa-command-ref-S/show-u-show-z-commands.html';

/** `10.4.0.0/255.255.0.0/0/0` without protocol and port. */
const networkOf = (text: string | undefined): string | undefined => selectorOf(text?.split('/').slice(0, 2).join('/'));

const selectorFrom = ({ fields }: Rec, side: 'local' | 'remote'): string | undefined => {
  const address = fields[`${side}Address`]?.value;
  return address === undefined ? undefined : prefixOf(address, fields[`${side}Mask`]?.value);
};

export const vpnSession = command({
  id: 'show vpn-sessiondb',
  options: [
    'detail',
    'l2l',
    'anyconnect',
    'ra-ikev1-ipsec',
    'ra-ikev2-ipsec',
    'remote',
    'webvpn',
    'full',
    'index',
    'filter',
    'sort',
    'summary',
    'ratio',
    'license-summary',
  ],
  variants: {
    'detail l2l': ['Session Type: LAN-to-LAN Detailed'],
    l2l: ['Session Type: LAN-to-LAN'],
    'detail anyconnect': ['Session Type: AnyConnect Detailed', 'Session Type: AnyConnect Client Detailed'],
    anyconnect: ['Session Type: AnyConnect', 'Session Type: AnyConnect Client'],
    'detail ra-ikev2-ipsec': [
      'Session Type: Generic Remote-Access IKEv2 IPsec Detailed',
      'Session Type: IKEv2 IPsec Detailed',
    ],
    summary: ['VPN Session Summary', 'Active Session Summary'],
  },
  platform: 'asa',
  fingerprints: [
    'Session Type: ((LAN-to-LAN|AnyConnect|WebVPN|Clientless|IKE|IKEv1|IKEv2|Generic|L2TP|Remote|SVC|SSL|Email|OSPFv3|IPsec))',
    'VPN Session Summary',
    'Active Session Summary',
    'Tunnels Summary',
    '((IKEv1|IKEv2|IKE)) ((Tunnels|Sessions)):~{:count}',
  ],
  ignores: [
    'VPN Session Summary',
    'Active Session Summary',
    'Sessions:',
    'Tunnels:',
    'Tunnels Summary',
    'Active : Cumulative : Peak Concur{:rest}',
    'INFO: There are presently no active sessions{:rest}',
    'Active : Cumulative : Peak Concurrent',
    'Total Active and Inactive : {:count} Total Cumulative : {:count}',
    '{:dashes}',
    'NAC Result[[ {:text}]]',
  ],
  pairs: true,
  records: {
    list: { opens: ['Session Type:~{type:words}'] },
    row: {
      in: 'list',
      opens: [
        '{kind:sessionKind}[[ ]]:~{active:count}[[ ]]:~{cumulative:count}[[ ]]:~{peak:count}[[[[ ]]:~{inactive:count}]]',
      ],
    },
    session: {
      in: 'list',
      opens: ['Connection[[ ]]:~{remote:host}', 'Username[[ ]]:[[~{user:word}]]'],
      cells: [
        'Index[[ ]]:~{index:int}',
        'IP Addr[[ ]]:~{address:host}',
        'Public IP[[ ]]:~{address:host}',
        'Assigned IP[[ ]]:~{assigned:ip}',
        'Protocol[[ ]]:~{protocol:cell}',
        'Encryption[[ ]]:[[~{encryption:cell}]]',
        'Hashing[[ ]]:[[~{hashing:cell}]]',
        'Bytes Tx[[ ]]:~{bytesTx:count}',
        'Bytes Rx[[ ]]:~{bytesRx:count}',
        'Group Policy[[ ]]:[[~{policy:word}]]',
        'Tunnel Group[[ ]]:[[~{tunnelGroup:word}]]',
        'Login Time[[ ]]:~{time:loginTime} {zone:name} {weekday:name} {month:name} {day:int} {year:int}',
        'Login Time[[ ]]:~{login:text}',
        'Duration[[ ]]:~{duration:text}',
        'Inactivity[[ ]]:~{inactivity:text}',
        '((IKE|IKEv1|IKEv2)) ((Tunnels|Sessions)):~{ikes:count}',
        '((IPSec|IPsec|IPsecOverNatT|IPsecOverUDP|IPsecOverTCP)) ((Tunnels|Sessions)):~{tunnels:count}',
      ],
    },
    ike: {
      in: 'session',
      opens: ['{version:ikeVersion}:{:eol}'],
      cells: [
        '((Tunnel|Session)) ID[[ ]]:~{session:int}[[.{part:int}]]',
        'UDP Src Port[[ ]]:~{sourcePort:port}',
        'UDP Dst Port[[ ]]:~{port:port}',
        'IKE Neg Mode[[ ]]:~{mode:word}',
        'Auth Mode[[ ]]:~{auth:word}',
        'Rem Auth Mode[[ ]]:~{remoteAuth:word}',
        'Loc Auth Mode[[ ]]:~{localAuth:word}',
        'Encryption[[ ]]:~{encryption:algorithm}',
        'Hashing[[ ]]:~{hash:algorithm}',
        'Rekey Int (T)[[ ]]:~{lifetime:int} {unit:name}',
        'Rekey Left(T)[[ ]]:~{remaining:int} {unit:name}',
        'PRF[[ ]]:~{prf:algorithm}',
        'D/H Group[[ ]]:~{group:word}',
        'Filter Name[[ ]]:[[~{filter:word}]]',
        'Client OS[[ ]]:[[~{os:cell}]]',
      ],
    },
    nac: {
      in: 'session',
      opens: ['NAC:{:eol}'],
      cells: [
        'Reval Int (T)[[ ]]:~{revalidate:int} {unit:name}',
        'Reval Left(T)[[ ]]:~{revalidateLeft:int} {unit:name}',
        'SQ Int (T)[[ ]]:~{query:int} {unit:name}',
        'EoU Age(T)[[ ]]:~{age:int} {unit:name}',
        'Hold Left (T)[[ ]]:~{hold:int} {unit:name}',
        'Posture Token[[ ]]:[[~{posture:word}]]',
        'Redirect URL[[ ]]:[[~{redirect:word}]]',
      ],
    },
    tunnel: {
      in: 'session',
      opens: ['((IPSec|IPsec|IPsecOverNatT|IPsecOverUDP|IPsecOverTCP)):{:eol}'],
      cells: [
        '((Tunnel|Session)) ID[[ ]]:~{session:int}[[.{part:int}]]',
        'Local Addr[[ ]]:~{localAddress:ip}/{localMask:mask}/{localProtocol:int}/{localPort:int}',
        'Local Addr[[ ]]:~{localSelector:proxyName}',
        'Remote Addr[[ ]]:~{remoteAddress:ip}/{remoteMask:mask}/{remoteProtocol:int}/{remotePort:int}',
        'Remote Addr[[ ]]:~{remoteSelector:proxyName}',
        'Encryption[[ ]]:~{encryption:algorithm}',
        'Hashing[[ ]]:~{hash:algorithm}',
        'Encapsulation[[ ]]:~{mode:word}',
        'PFS Group[[ ]]:~{pfs:word}',
        'Rekey Int (T)[[ ]]:~{lifetime:int} {unit:name}',
        'Rekey Left(T)[[ ]]:~{remaining:int} {unit:name}',
        'Rekey Int (D)[[ ]]:~{volume:int} {unit:name}',
        'Rekey Left(D)[[ ]]:~{volumeLeft:int} {unit:name}',
        'Idle Time Out[[ ]]:~{idle:int} {unit:name}',
        'Idle TO Left[[ ]]:~{idleLeft:int} {unit:name}',
        'Conn Time Out[[ ]]:~{connectTime:int} {unit:name}',
        'Conn TO Left[[ ]]:~{connectLeft:int} {unit:name}',
        'Bytes Tx[[ ]]:~{bytesTx:count}',
        'Bytes Rx[[ ]]:~{bytesRx:count}',
        'Pkts Tx[[ ]]:~{encaps:count}',
        'Pkts Rx[[ ]]:~{decaps:count}',
        'Pkts Tx Drop[[ ]]:~{sendErrors:count}',
        'Pkts Rx Drop[[ ]]:~{receiveErrors:count}',
      ],
    },
  },
  means:
    'The VPN sessions of this firewall: peer or user, algorithms, networks, and how many packets went each way. What is listed is up.',
  fields: {
    remote: 'The tunnel group of the peer, as a rule its address.',
    address: 'The peer’s address.',
    encaps: 'Packets that were encrypted and sent.',
    decaps: 'Packets that were received and decrypted.',
    sendErrors: 'Packets that should have been sent and were dropped.',
    receiveErrors: 'Packets that were received and dropped.',
    localSelector: 'The network of this side: address, mask, protocol, port.',
    remoteSelector: 'The network of the peer: address, mask, protocol, port.',
    remaining: 'Seconds until the keys are renewed.',
    filter: 'The filter of the group policy (vpn-filter) that applies to traffic in the tunnel.',
    pfs: 'The Diffie-Hellman group of phase 2.',
    idleLeft: 'Minutes until the session is closed if no packet comes.',
  },
  contribute: (root, draft) => {
    // Without detail a session names its protocols only, `IKEv1 IPsec`; what is listed is up.
    eachRecord(root, 'session', (session) => {
      const { remote, address, protocol } = session.fields;
      const version = /^IKE(v2)?/.exec(protocol?.value ?? '');
      if (!remote || !version || session.children.some(({ kind }) => kind === 'ike')) return;
      draft.ike({ rec: session, version: version[1] ? 2 : 1, remote: address ?? remote, health: 'up' });
    });
    eachRecord(root, 'ike', (ike, around) => {
      const session = around.find(({ kind }) => kind === 'session');
      const remote = session?.fields.address ?? session?.fields.remote;
      if (!remote || !/[\d:*x]/.test(remote.value)) return;
      draft.ike({
        rec: ike,
        version: ike.fields.version?.value === 'IKEv2' ? 2 : 1,
        remote,
        health: 'up',
        remaining: ike.fields.remaining,
      });
    });
    eachRecord(root, 'tunnel', (tunnel, around) => {
      const session = around.find(({ kind }) => kind === 'session');
      const remote = session?.fields.address ?? session?.fields.remote;
      if (!remote) return;
      const { localSelector, remoteSelector, encaps, decaps, sendErrors, receiveErrors } = tunnel.fields;
      draft.ipsec({
        rec: tunnel,
        remote,
        localSelector: selectorFrom(tunnel, 'local') ?? networkOf(named(localSelector)?.value ?? localSelector?.value),
        remoteSelector: selectorFrom(tunnel, 'remote') ?? networkOf(remoteSelector?.value),
        encaps,
        decaps,
        sendErrors,
        receiveErrors,
        health: 'up',
      });
    });
  },
  sources: [reference],
});
