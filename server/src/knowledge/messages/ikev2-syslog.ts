// IOS syslog messages about IKEv2: sessions, aborted negotiations, tunnels that are asked for.
import { type Message, messages } from '../../engine/define.ts';
import { ikev2Errors } from './ikev2-errors.ts';

const guide =
  'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_ike2vpn/configuration/xe-17/sec-flex-vpn-xe-17-book.html';

const syslog = (
  id: string,
  mnemonic: string,
  templates: readonly string[],
  means: string,
  examples: readonly string[],
  more: Partial<Pick<Message, 'health' | 'says' | 'effect' | 'harmless'>> = {},
): Message => ({
  id: `ikev2-syslog.${id}`,
  head: 'ios-syslog',
  mnemonic,
  templates,
  means,
  examples,
  sources: [guide],
  ...more,
});

/** One entry for each closing sentence; the detector of syslog messages says what it proves. */
const aborted: readonly Message[] = ikev2Errors.map((error) =>
  syslog(
    `abort-${error.id}`,
    'IKEV2-NEG_ABORT',
    [`Negotiation aborted due to ERROR: ${error.text}`],
    `The negotiation was given up. ${error.means}`,
    [
      `Nov 12 08:14:22.107: %IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: ${error.text.replace('{type:int}', '7')}`,
    ],
    { health: 'bad', ...(error.says ? { says: error.says } : {}) },
  ),
);

export const ikev2SyslogMessages = messages([
  syslog(
    'session-up',
    'CRYPTO-IKEV2_SESSION_STATUS',
    ['Crypto tunnel v2 is UP. Peer {peer:ip}:{:port}', 'Crypto tunnel v2 is UP'],
    'The IKEv2 session is up, with at least one IPsec SA.',
    [
      'Nov 12 08:14:22.107: %CRYPTO-5-IKEV2_SESSION_STATUS: Crypto tunnel v2 is UP.  Peer 198.51.100.7:500       Id: branch7.example.net',
    ],
    { health: 'good', effect: { version: 2, up: 'child' } },
  ),
  syslog(
    'session-down',
    'CRYPTO-IKEV2_SESSION_STATUS',
    ['Crypto tunnel v2 is DOWN. Peer {peer:ip}:{:port}', 'Crypto tunnel v2 is DOWN'],
    'The IKEv2 session went down. Why, the lines before may say: a delete from the peer, keepalives, an operator.',
    [
      'Nov 12 08:14:22.107: %CRYPTO-5-IKEV2_SESSION_STATUS: Crypto tunnel v2 is DOWN.  Peer 198.51.100.7:500       Id: branch7.example.net',
    ],
    { health: 'bad', effect: { version: 2, down: 'child' } },
  ),
  syslog(
    'flexvpn-up',
    'FLEXVPN-FLEXVPN_CONNECTION_UP',
    ['FlexVPN({client:bracketName}) Client_public_addr = {local:ip} Server_public_addr = {peer:ip}', '{:text}'],
    'The FlexVPN client of this device is connected to a server.',
    [
      'Nov 12 08:14:22.107: %FLEXVPN-6-FLEXVPN_CONNECTION_UP: FlexVPN(BRANCH) Client_public_addr = 192.0.2.33  Server_public_addr = 198.51.100.7  Assigned_Tunnel_v4_addr = 10.61.4.9',
    ],
    { health: 'good', effect: { version: 2, up: 'child' } },
  ),
  syslog(
    'flexvpn-down',
    'FLEXVPN-FLEXVPN_CONNECTION_DOWN',
    ['FlexVPN({client:bracketName}) Client_public_addr = {local:ip} Server_public_addr = {peer:ip}', '{:text}'],
    'The FlexVPN client of this device lost its server, or left it for another one.',
    [
      'Nov 12 08:14:22.107: %FLEXVPN-6-FLEXVPN_CONNECTION_DOWN: FlexVPN(BRANCH) Client_public_addr = 192.0.2.33  Server_public_addr = 198.51.100.7',
    ],
    { health: 'bad', effect: { version: 2, down: 'child' } },
  ),
  ...aborted,
  syslog(
    'abort',
    'IKEV2-NEG_ABORT',
    ['Negotiation aborted due to ERROR: {reason:text}'],
    'The negotiation was given up; the reason follows.',
    ['Nov 12 08:14:22.107: %IKEV2-3-NEG_ABORT: Negotiation aborted due to ERROR: Something new'],
    { health: 'bad' },
  ),
  syslog(
    'initiate',
    'IKEV2-OSAL_INITIATE_TUNNEL',
    ['Received request to establish an IPsec tunnel{:rest}'],
    'Traffic (or the tunnel interface) asks for an IPsec tunnel; the selectors follow.',
    [
      'Nov 12 08:14:22.107: %IKEV2-5-OSAL_INITIATE_TUNNEL: Received request to establish an IPsec tunnel; local traffic selector = Address Range: 10.61.4.0-10.61.4.255 Protocol: 256 Port Range: 0-65535',
    ],
  ),
  syslog(
    'request',
    'IKEV2-RECV_CONNECTION_REQUEST',
    ['Received ((a|an)) IKE_INIT_SA request'],
    'A peer begins a negotiation.',
    ['Nov 12 08:14:22.107: %IKEV2-5-RECV_CONNECTION_REQUEST: Received a IKE_INIT_SA request'],
  ),
  syslog('sa-up', 'IKEV2-SA_UP', ['SA UP'], 'The IKE SA is up.', ['Nov 12 08:14:22.107: %IKEV2-5-SA_UP: SA UP'], {
    health: 'good',
  }),
  syslog(
    'sa-down',
    'IKEV2-SA_DOWN',
    ['SA DOWN'],
    'The IKE SA went down.',
    ['Nov 12 08:14:22.107: %IKEV2-5-SA_DOWN: SA DOWN'],
    { health: 'bad' },
  ),
]);
