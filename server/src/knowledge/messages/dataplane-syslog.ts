// Syslog lines of the IPsec data path: unknown SPI, clear packets, replay, damaged packets.
import { messages } from '../../engine/define.ts';

const replay = 'https://www.cisco.com/c/en/us/support/docs/ip/internet-key-exchange-ike/116858-problem-replay-00.html';
const spi =
  'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/115801-technote-iosvpn-00.html';
const damaged =
  'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/116085-troubleshooting-pingloss-00.html';

/** The device writes a straight quote, relays and web pages make others of it. */
const received = "((rec'd|rec`d|rec’d|recd))";
const Received = "((Rec'd|Rec`d|Rec’d|Recd))";
const unknownSpi = `decaps[[:]] ${received} IPSEC packet has invalid spi for destaddr=~[[{local:ip}]], prot=~{protocol:word}, spi=~{spi:spi}`;
const clearPacket = `src_addr=~{peer:ip}, prot=~{protocol:word}`;
const dataPath = `DP Handle {handle:word}, src_addr {peer:ip}, dest_addr {local:ip}, SPI {spi:spi}`;

export const dataplaneSyslog = messages([
  {
    id: 'dataplane.invalid-spi',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-RECVD_PKT_INV_SPI',
    templates: [
      `${unknownSpi}({:int}), srcaddr=~{peer:ip}, input interface=~{interface:interface}`,
      `${unknownSpi}({:int}), srcaddr=~{peer:ip}`,
      `${unknownSpi}[[({:int})]]`,
      `decaps[[:]] ${received} IPSEC packet has invalid spi`,
    ],
    means:
      'An ESP packet came for an SPI that is not installed here. Written at most once a minute, so one line may stand for many packets.',
    health: 'bad',
    examples: [
      "Mar  4 09:12:41.118: %CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=198.51.100.7, prot=50, spi=0x5C1E77A2(1545500578), srcaddr=203.0.113.9",
      "%CRYPTO-4-RECVD_PKT_INV_SPI: decaps: rec'd IPSEC packet has invalid spi for destaddr=192.0.2.33, prot=50, spi=0xA90B4D13(2836090131), srcaddr=198.51.100.7, input interface=GigabitEthernet0/0/1",
    ],
    sources: [spi],
  },
  {
    id: 'dataplane.not-ipsec',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-RECVD_PKT_NOT_IPSEC',
    templates: [
      `${Received} packet not an IPSEC packet[[.]] ({:word} vrf/dest_addr=~[[{ivrf:state}]]/~{local:ip}, ${clearPacket}`,
      `${Received} packet not an IPSEC packet[[.]] ({:word} dest_addr=~{local:ip}, ${clearPacket}`,
      `${Received} packet not an IPSEC packet[[.]]`,
    ],
    means:
      'A packet came in the clear although our crypto policy says that it must be encrypted. Protocol 47 is GRE, 88 and 89 are EIGRP and OSPF.',
    health: 'bad',
    examples: [
      "*Feb 11 03:40:22.604: %CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) vrf/dest_addr= /203.0.113.9, src_addr= 198.51.100.7, prot= 47",
      "%CRYPTO-4-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet. (ip) vrf/dest_addr= CUST-A/10.20.0.1, src_addr= 10.30.0.9, prot= 1",
    ],
    sources: ['https://www.rfc-editor.org/rfc/rfc4301#section-5.2'],
  },
  {
    id: 'dataplane.not-ipsec-xe',
    head: 'ios-syslog',
    mnemonic: 'IPSEC-RECVD_PKT_NOT_IPSEC',
    templates: [
      `${Received} packet not an IPSEC packet, dest_addr=~{local:ip}, ${clearPacket}`,
      `${Received} packet not an IPSEC packet`,
    ],
    means: 'The data path of an IOS-XE router received a clear packet that must be encrypted.',
    health: 'bad',
    examples: [
      "%IOSXE-3-PLATFORM: R0/0: cpp_cp: QFP:0.0 Thread:011 TS:00000483920118847721 %IPSEC-3-RECVD_PKT_NOT_IPSEC: Rec'd packet not an IPSEC packet, dest_addr= 203.0.113.9, src_addr= 198.51.100.7, prot= 47",
    ],
    sources: ['https://www.rfc-editor.org/rfc/rfc4301#section-5.2'],
  },
  {
    id: 'dataplane.replay',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-PKT_REPLAY_ERR',
    templates: [
      'decrypt: replay check failed connection id=~{flow:id}, sequence number=~{sequence:count}',
      'decrypt: replay check failed',
    ],
    means: 'A packet was dropped because its sequence number was seen before or lies outside the replay window.',
    health: 'bad',
    examples: [
      'Oct 12 22:04:19.377: %CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed connection id=2031, sequence number=884217',
      '%CRYPTO-4-PKT_REPLAY_ERR: decrypt: replay check failed',
    ],
    sources: [replay],
  },
  {
    id: 'dataplane.replay-xe',
    head: 'ios-syslog',
    mnemonic: 'IPSEC-REPLAY_ERROR',
    templates: [`IPSec SA receives anti-replay error, ${dataPath}`, 'IPSec SA receives anti-replay error'],
    means:
      'The data path of an IOS-XE router dropped a packet: its sequence number was seen before or lies outside the replay window.',
    health: 'bad',
    examples: [
      '*Jun 18 06:21:47.205: %IOSXE-3-PLATFORM: R0/0: cpp_cp: QFP:0.0 Thread:083 TS:00000219384772610934 %IPSEC-3-REPLAY_ERROR: IPSec SA receives anti-replay error, DP Handle 418, src_addr 203.0.113.9, dest_addr 198.51.100.7, SPI 0x7d10c2ea',
    ],
    sources: [replay],
  },
  {
    id: 'dataplane.hmac-xe',
    head: 'ios-syslog',
    mnemonic: 'IPSEC-HMAC_ERROR',
    templates: [`IPSec SA receives HMAC error, ${dataPath}`, 'IPSec SA receives HMAC error'],
    means: 'The data path of an IOS-XE router dropped a packet whose integrity check failed.',
    health: 'bad',
    examples: [
      '*Jun 18 06:21:47.205: %IOSXE-3-PLATFORM: R0/0: cpp_cp: QFP:0.0 Thread:083 TS:00000219384772610934 %IPSEC-3-HMAC_ERROR: IPSec SA receives HMAC error, DP Handle 418, src_addr 203.0.113.9, dest_addr 198.51.100.7, SPI 0x7d10c2ea',
    ],
    sources: [damaged],
  },
  {
    id: 'dataplane.too-big-xe',
    head: 'ios-syslog',
    mnemonic: 'IPSEC-PKT_TOO_BIG',
    templates: [
      'IPSec Packet size {size:count} larger than maximum supported size {limit:count}',
      'IPSec Packet size {:text}',
    ],
    means: 'The data path of an IOS-XE router dropped a packet: with IPsec around it, it is larger than it can handle.',
    health: 'bad',
    says: [{ code: 'mtu-fragmentation', certainty: 'certain', side: 'local', lasting: true }],
    examples: [
      '*Jun 18 06:21:47.205: %IOSXE-3-PLATFORM: R0/0: cpp_cp: QFP:0.0 Thread:083 TS:00000219384772610934 %IPSEC-3-PKT_TOO_BIG: IPSec Packet size 9310 larger than maximum supported size 9216 hence dropping it, DP Handle 418',
    ],
    sources: ['https://www.cisco.com/c/en/us/td/docs/ios/system/messages/guide/consol_smg.html'],
  },
  {
    id: 'dataplane.mac',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-RECVD_PKT_MAC_ERR',
    templates: [
      'decrypt: mac verify failed for connection id=~{flow:id} local=~{local:ip} remote=~{peer:ip} spi=~{spi:spi} seqno=~{sequence:hex}',
      'decrypt: mac verify failed for connection id=~{flow:id} local=~[[{local:ip}]] remote=~[[{peer:ip}]] spi=~{spi:spi}',
      'decrypt: mac verify failed for connection id=~{flow:id}',
      'decrypt: mac verify failed',
    ],
    means:
      'A packet was dropped because its checksum (MAC) did not verify: it was changed on the way, or the keys differ.',
    health: 'bad',
    examples: [
      'Apr 29 14:55:03.810: %CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id=4012 local=198.51.100.7 remote=203.0.113.9 spi=7B20C4EE seqno=0001A2F3',
      '%CRYPTO-4-RECVD_PKT_MAC_ERR: decrypt: mac verify failed for connection id=12',
    ],
    sources: [damaged],
  },
  {
    id: 'dataplane.mac-motcr',
    head: 'ios-syslog',
    mnemonic: 'MOTCR-PKTENGRET_ERROR',
    templates: ['MOTCR PktEng Return Value = {code:word}, {reason:word}'],
    means: 'The crypto chip of an older router refused a packet; MACMiscompare means that its checksum did not verify.',
    health: 'bad',
    examples: [
      'Apr 29 14:55:03.810: %MOTCR-1-PKTENGRET_ERROR: MOTCR PktEng Return Value = 0x20000, PktEngReturn_MACMiscompare',
    ],
    sources: [damaged],
  },
  {
    id: 'dataplane.hardware-receive',
    head: 'ios-syslog',
    mnemonic: 'HW_VPN-HPRXERR',
    templates: ['Hardware VPN{slot:word}: Packet Encryption/Decryption error, status=~{code:count}'],
    means:
      'The VPN module of an older router dropped a packet; status 4612 (ESP) and 4615 (AH) stand for packets that arrived out of order.',
    health: 'bad',
    examples: ['Mar  9 18:30:11: %HW_VPN-1-HPRXERR: Hardware VPN0/2: Packet Encryption/Decryption error, status=4612'],
    sources: [
      'https://community.cisco.com/t5/security-knowledge-base/the-user-receives-the-quot-vpn-hw-1-packet-error-slot-0-errors/ta-p/3131013',
    ],
  },
  {
    id: 'dataplane.hardware-packet',
    head: 'ios-syslog',
    mnemonic: 'VPN_HW-PACKET_ERROR',
    templates: [
      'slot: {slot:int} Packet Encryption/Decryption error, {reason:phrase}',
      'slot: {slot:int} Packet Encryption/Decryption error,{reason:phrase}',
    ],
    means: 'The VPN module of an older router dropped a packet and names the reason.',
    health: 'bad',
    examples: [
      'Mar  9 18:30:11: %VPN_HW-1-PACKET_ERROR: slot: 0 Packet Encryption/Decryption error, Output Authentication error(0x20000000)',
    ],
    sources: [
      'https://community.cisco.com/t5/security-knowledge-base/the-user-receives-the-quot-vpn-hw-1-packet-error-slot-0-errors/ta-p/3131013',
    ],
  },
  {
    id: 'dataplane.module-packet',
    head: 'ios-syslog',
    mnemonic: 'C1700_EM-ERROR',
    templates: ['packet-rx error: {reason:phrase}', 'packet-tx error: {reason:phrase}'],
    means: 'The encryption module of a 1700 router dropped a packet and names the reason.',
    health: 'bad',
    examples: ['Mar  9 18:30:11: %C1700_EM-1-ERROR: packet-rx error: ESP sequence fail'],
    sources: [
      'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    ],
  },
  {
    id: 'dataplane.identity',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-RECVD_PKT_INV_IDENTITY',
    templates: [
      "((identity doesn't match negotiated identity|identity doesn`t match negotiated identity|identity doesn’t match negotiated identity)) (ip) dest_addr=~{destination:ip}, src_addr=~{source:ip}, prot=~{protocol:word}",
      "((identity doesn't match negotiated identity|identity doesn`t match negotiated identity|identity doesn’t match negotiated identity))",
    ],
    means:
      'A decrypted packet does not fit the selectors of its SA: the peer sends other traffic through it than was agreed.',
    health: 'bad',
    says: [{ code: 'proxy-id-mismatch', certainty: 'certain', side: 'remote', lasting: true }],
    examples: [
      "%CRYPTO-4-RECVD_PKT_INV_IDENTITY: identity doesn't match negotiated identity (ip) dest_addr= 10.20.0.1, src_addr= 10.30.0.9, prot= 1",
    ],
    sources: ['https://www.rfc-editor.org/rfc/rfc4301#section-5.2'],
  },
  {
    id: 'dataplane.time-replay',
    head: 'ios-syslog',
    mnemonic: 'GDOI-TIMEBASED_REPLAY_FAILED',
    templates: ['An anti replay check has failed in group {group:name}'],
    means:
      'GETVPN: the time stamp of a packet lies outside the replay window of the group. The clocks (pseudotime) of sender and receiver have drifted apart.',
    health: 'bad',
    examples: [
      '*Sep 27 06:40:13.518: %GDOI-4-TIMEBASED_REPLAY_FAILED: An anti replay check has failed in group WAN-GROUP: my_pseudotime is 81204.52 secs, peer_pseudotime is 80877.16 secs, replay_window is 100 (second), src_addr=198.51.100.9, dst_addr=203.0.113.5',
    ],
    sources: [
      'https://www.cisco.com/c/en/us/support/docs/security/group-encrypted-transport-vpn/118125-technote-getvpn-00.html',
    ],
  },
]);
