// `show crypto ipsec client ezvpn`: the Easy VPN client, how far its connection has come, and what the server gave it.
import { command } from '../../engine/define.ts';
import { eachRecord } from './shared.ts';

/** IPSEC_ACTIVE is the goal; the others wait for a server, for the user or for an address. */
const health = (state: string): 'up' | 'negotiating' => (state === 'IPSEC_ACTIVE' ? 'up' : 'negotiating');

export const ezvpnClient = command({
  id: 'show crypto ipsec client ezvpn',
  platform: 'ios',
  fingerprints: ['Easy VPN Remote Phase: {:int}', 'Current EzVPN Peer:~{:host}'],
  ignores: ['Easy VPN Remote Phase: {:int}'],
  records: {
    tunnel: {
      opens: ['Tunnel name : {tunnel:name}'],
      cells: [
        'Inside interface list: {inside:text}',
        'Outside interface: {interface:interface}',
        'Current State: {state:state}',
        'Last Event: {event:cell}',
        'Address: {assigned:ip} (applied on {appliedOn:interface})',
        'Address: {assigned:ip}',
        'Mask: {mask:ip}',
        'DNS Primary: {dns:ip}',
        'DNS Secondary: {dns:ip}',
        'NBMS/WINS Primary: {wins:ip}',
        'NBMS/WINS Secondary: {wins:ip}',
        'Default Domain: {domain:cell}',
        'Save Password: {savePassword:word}',
        'Using PFS Group: {group:int}',
        'Split Tunnel List: {splitList:int}',
        'Address : {splitAddress:ip}',
        'Mask : {splitMask:ip}',
        'Protocol : {splitProtocol:hex}',
        'Source Port: {splitSourcePort:int}',
        'Dest Port : {splitDestinationPort:int}',
        'Current EzVPN Peer: {peer:host}',
        'Backup Gateways[[ ({backups:int})]]: {:text}',
      ],
    },
  },
  pairs: true,
  means: 'The Easy VPN client: whether its tunnel is up, what it waits for, and what the server gave it.',
  fields: {
    state:
      'IPSEC_ACTIVE: the tunnel is up. XAUTH_REQ: it waits for a user name and password. CONNECT_REQUIRED: it waits for the command to connect. READY: it tries the server again and again.',
    event: 'What happened last.',
    peer: 'The server that is used or tried now.',
    savePassword: 'Whether the server lets the password be stored in the configuration of the client.',
  },
  health: (field, value) => (field === 'state' ? (health(value) === 'up' ? 'good' : 'waiting') : undefined),
  contribute: (root, draft) =>
    eachRecord(root, 'tunnel', (tunnel) => {
      const { peer, state, interface: outside } = tunnel.fields;
      if (peer && state)
        draft.ike({ rec: tunnel, version: 1, remote: peer, interface: outside, state, health: health(state.value) });
    }),
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_esyvpn/configuration/15-mt/sec-easy-vpn-15-mt-book/sec-easy-vpn-rem.html',
  ],
});
