// Syslog lines of DMVPN and NHRP: next-hop servers, clients and crypto sockets that come and go, and refused registrations.
import { messages } from '../../engine/define.ts';

const guide =
  'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/111976-dmvpn-troubleshoot-00.html';
const nhrp = 'https://www.rfc-editor.org/rfc/rfc2332';

const far = '(Tunnel: {overlay:host} NBMA: {peer:host}~)';
const near = 'for (Tunnel: {overlayLocal:host} NBMA: {local:host}~)';
const down = 'is DOWN, Reason:~{reason:text}';

export const dmvpn = messages([
  {
    id: 'dmvpn.socket-up',
    head: 'ios-syslog',
    mnemonic: 'DMVPN-CRYPTO_SS',
    templates: ['{interface:interface}: local address : {local:ip} remote address : {peer:ip} socket is UP'],
    means:
      'The crypto socket between these two outside addresses opened: IPsec may carry the tunnel packets of this peer.',
    health: 'good',
    examples: [
      '*Sep  3 10:02:16.039: %DMVPN-5-CRYPTO_SS:  Tunnel10: local address : 203.0.113.9 remote address : 198.51.100.7 socket is UP',
    ],
    sources: [guide],
  },
  {
    id: 'dmvpn.socket-down',
    head: 'ios-syslog',
    mnemonic: 'DMVPN-CRYPTO_SS',
    templates: ['{interface:interface}: local address : {local:ip} remote address : {peer:ip} socket is DOWN'],
    means: 'The crypto socket between these two outside addresses closed. By itself it says nothing about the reason.',
    health: 'waiting',
    examples: [
      '*Sep  3 10:02:15.210: %DMVPN-5-CRYPTO_SS:  Tunnel10: local address : 203.0.113.9 remote address : 198.51.100.7 socket is DOWN',
    ],
    sources: [guide],
  },
  {
    id: 'dmvpn.server-up',
    head: 'ios-syslog',
    mnemonic: 'DMVPN-NHRP_NHS_UP',
    templates: [`{interface:interface}: Next Hop Server : ${far} ${near} is UP`],
    means: 'The next-hop server answered our registration.',
    health: 'good',
    examples: [
      '*Sep  3 10:02:42.014: %DMVPN-5-NHRP_NHS_UP: Tunnel10: Next Hop Server : (Tunnel: 172.20.0.1 NBMA: 203.0.113.9) for (Tunnel: 172.20.0.7 NBMA: 198.51.100.7) is  UP',
    ],
    sources: [guide],
  },
  {
    id: 'dmvpn.server-down',
    head: 'ios-syslog',
    mnemonic: 'DMVPN-NHRP_NHS_DOWN',
    templates: [`{interface:interface}: Next Hop Server : ${far} ${near} ${down}`],
    means:
      'The next-hop server is held for lost. "NHRP Registration Failure" means that it did not answer; "External" that the socket or interface went; "administratively prohibited" that the configuration was changed here.',
    health: 'bad',
    examples: [
      '*Sep  3 10:04:05.792: %DMVPN-5-NHRP_NHS_DOWN: Tunnel10: Next Hop Server : (Tunnel: 172.20.0.1 NBMA: 203.0.113.9 ) for (Tunnel: 172.20.0.7 NBMA: 198.51.100.7) is DOWN, Reason: NHRP Registration Failure(NHRP: no error)',
    ],
    sources: [guide],
  },
  {
    id: 'dmvpn.client-up',
    head: 'ios-syslog',
    mnemonic: 'DMVPN-NHRP_NHC_UP',
    templates: [`{interface:interface}: Next Hop Client : ${far} ${near} is UP`],
    means: 'A spoke registered with this hub.',
    health: 'good',
    examples: [
      '*Sep  3 10:02:42.013: %DMVPN-5-NHRP_NHC_UP: Tunnel10: Next Hop Client : (Tunnel: 172.20.0.7 NBMA: 198.51.100.7) for (Tunnel: 172.20.0.1 NBMA: 203.0.113.9) is UP',
    ],
    sources: [guide],
  },
  {
    id: 'dmvpn.client-down',
    head: 'ios-syslog',
    mnemonic: 'DMVPN-NHRP_NHC_DOWN',
    templates: [`{interface:interface}: Next Hop Client : ${far} ${near} ${down}`],
    means: 'The registration of a spoke was removed. "External" means that its socket or the interface went first.',
    health: 'waiting',
    examples: [
      '*Sep  3 10:02:15.998: %DMVPN-5-NHRP_NHC_DOWN: Tunnel10: Next Hop Client : (Tunnel: 172.20.0.7 NBMA: 198.51.100.7 ) for (Tunnel: 172.20.0.1 NBMA: 203.0.113.9) is DOWN, Reason: External(NHRP: no error)',
    ],
    sources: [guide],
  },
  {
    id: 'dmvpn.peer-up',
    head: 'ios-syslog',
    mnemonic: 'DMVPN-NHRP_NHP_UP',
    templates: [`{interface:interface}: Next Hop ((NHP|Peer)) : ${far} ${near} is UP`],
    means: 'An NHRP entry for another router of the cloud was made.',
    health: 'good',
    examples: [
      '*Sep  3 10:05:55.913: %DMVPN-5-NHRP_NHP_UP: Tunnel10: Next Hop NHP : (Tunnel: 172.20.0.9 NBMA: 198.51.100.21) for (Tunnel: 172.20.0.7 NBMA: 198.51.100.7) is UP',
    ],
    sources: [guide],
  },
  {
    id: 'dmvpn.peer-down',
    head: 'ios-syslog',
    mnemonic: 'DMVPN-NHRP_NHP_DOWN',
    templates: [`{interface:interface}: Next Hop ((NHP|Peer)) : ${far} ${near} ${down}`],
    means:
      'An NHRP entry for another router of the cloud was removed; normal when a spoke-to-spoke tunnel is no longer used.',
    health: 'neutral',
    examples: [
      '*Sep  3 10:05:55.812: %DMVPN-5-NHRP_NHP_DOWN: Tunnel10: Next Hop Peer : (Tunnel: 172.20.0.9 NBMA: 198.51.100.21) for (Tunnel: 172.20.0.7 NBMA: 198.51.100.7) is DOWN, Reason: administratively prohibited(NHRP: no error)',
    ],
    sources: [guide],
  },
  {
    id: 'dmvpn.wrong-authentication',
    head: 'ios-syslog',
    mnemonic: 'DMVPN-DMVPN_NHRP_ERROR',
    templates: [
      '{interface:interface}: ((Recieved|Received)) wrong authentication string for {request:phrase}~, Reason: {reason:text}',
    ],
    means:
      'An NHRP request arrived whose authentication string is not ours: ip nhrp authentication differs between hub and spoke. (The spelling is the device’s.)',
    health: 'bad',
    examples: [
      '*Sep  3 10:26:05.447: %DMVPN-3-DMVPN_NHRP_ERROR:  Tunnel10: Recieved wrong authentication string for  Registration Request , Reason:  authentication failure (11) on (Tunnel: 172.20.0.1 NBMA: 203.0.113.9)',
    ],
    sources: [guide, nhrp],
  },
  {
    id: 'dmvpn.encapsulation-error',
    head: 'ios-syslog',
    mnemonic: 'DMVPN-DMVPN_NHRP_ERROR',
    templates: ['{interface:interface}: NHRP Encap Error for {request:phrase}~, Reason: {reason:text}'],
    means:
      'This router could not send or answer an NHRP packet: it knows no outside address or no next-hop server for the destination.',
    health: 'bad',
    examples: [
      '*Sep  3 10:29:05.680: %DMVPN-3-DMVPN_NHRP_ERROR:  Tunnel10: NHRP Encap Error for  Resolution Request , Reason:  protocol generic error (7) on (Tunnel: 172.20.0.1 NBMA: 203.0.113.9)',
    ],
    sources: [guide],
  },
  {
    id: 'dmvpn.error',
    head: 'ios-syslog',
    mnemonic: 'DMVPN-DMVPN_NHRP_ERROR',
    templates: ['{interface:interface}: {what:phrase}~, Reason: {reason:text}'],
    means: 'NHRP refused or could not handle a packet and names the reason.',
    health: 'bad',
    examples: [
      '*Sep  3 10:29:05.680: %DMVPN-3-DMVPN_NHRP_ERROR:  Tunnel10: Registration Request denied , Reason:  administratively prohibited (4) on (Tunnel: 172.20.0.1 NBMA: 203.0.113.9)',
    ],
    sources: [guide],
  },
  {
    id: 'dmvpn.network-id-removed',
    head: 'ios-syslog',
    mnemonic: 'DMVPN-NHRP_NETID_UNCONFIGURED',
    templates: ['{interface:interface}: NETID : {id:count} Unconfigured'],
    means:
      'ip nhrp network-id was removed from the tunnel: NHRP is now off there and registrations are no longer answered.',
    health: 'bad',
    operator: true,
    examples: ['*Sep  3 10:11:38.101: %DMVPN-5-NHRP_NETID_UNCONFIGURED:  Tunnel10: NETID : 700 Unconfigured'],
    sources: [guide],
  },
  {
    id: 'dmvpn.network-id-set',
    head: 'ios-syslog',
    mnemonic: 'DMVPN-NHRP_NETID_CONFIGURED',
    templates: ['{interface:interface}: NETID : {id:count} Configured'],
    means: 'ip nhrp network-id was set on the tunnel: NHRP is on there.',
    health: 'good',
    operator: true,
    examples: ['*Sep  3 10:12:38.101: %DMVPN-5-NHRP_NETID_CONFIGURED:  Tunnel10: NETID : 700 Configured'],
    sources: [guide],
  },
  {
    id: 'dmvpn.reply-error',
    head: 'ios-syslog',
    mnemonic: 'NHRP-PAKREPLY',
    templates: ['Receive {request:phrase} packet with error - {reason:text}'],
    means: 'The other end answered our NHRP request with an error code, named in the text.',
    health: 'bad',
    examples: [
      '*Sep  3 10:14:38.101: %NHRP-3-PAKREPLY: Receive Registration Reply packet with error - unique address registered already(14)',
    ],
    sources: [nhrp],
  },
  {
    id: 'dmvpn.error-indication',
    head: 'ios-syslog',
    mnemonic: 'NHRP-PAKERROR',
    templates: [
      'Receive Error Indication for our {request:phrase}, code: {reason:phrase}',
      '((Receive|Received)) Error Indication from[[ {from:host}]], code: {reason:phrase}[[, (trigger src: {overlay:host} (nbma: {nbma:host}) dst: {destination:host})]]',
    ],
    means:
      'Another router sent an NHRP error indication about a packet, with its code. "loop detected" means that the packet would have gone back to the outside address it came from: two routers have the same one, as behind one NAT.',
    health: 'bad',
    unexplained: false,
    examples: [
      '*Sep  3 10:15:01.553: %NHRP-3-PAKERROR: Receive Error Indication for our Error packet, code: protocol generic error(7), (trigger src: 172.20.0.7 (nbma: 198.51.100.7) dst: 172.20.0.1), offset: 0, data: 00 01 08 00 00 00',
      '*Sep  3 10:15:09.102: %NHRP-3-PAKERROR: Received Error Indication from 172.20.0.9, code: loop detected(3), (trigger src: 172.20.0.7 (nbma: 198.51.100.7) dst: 172.20.0.1), offset: 84, data: 00 01 08 00 00 00',
    ],
    sources: [nhrp, 'https://www.trueneutral.eu/2017/dmvpn-mobile-blues.html'],
  },
]);
