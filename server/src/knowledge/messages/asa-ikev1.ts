// What IKEv1 says on ASA, FTD and PIX 7: the sentences are the same in `debug crypto ikev1` and in the syslog messages 713xxx to 715xxx.
import { type Message, messages } from '../../engine/define.ts';
import { asaEndings } from './asa-endings.ts';

const syslogGuide =
  'https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/asa-syslog/syslog-messages-701001-to-713109.html';
const syslogGuide713 =
  'https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/asa-syslog/syslog-messages-713112-to-714011.html';
const debugGuide =
  'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/113574-tg-asa-ipsec-ike-debugs-main-00.html';
const rfc2409 = 'https://www.rfc-editor.org/rfc/rfc2409';
const rfc2408 = 'https://www.rfc-editor.org/rfc/rfc2408';

interface More extends Partial<Omit<Message, 'id' | 'head' | 'templates' | 'means' | 'examples'>> {
  /** The sentence as a device prints it, where the template has fields. */
  readonly sentence?: string;
  readonly also?: readonly string[];
}

/** One sentence. It is recognised with the ends before it in a debug line, alone with the peer, and in a syslog message. */
export function line(id: string, template: string, means: string, more: More = {}): Message {
  const { sentence = template, also = [], ...rest } = more;
  return {
    id: `asa-ikev1.${id}`,
    head: 'asa-ikev1',
    templates: [template, ...also],
    means,
    examples: [
      `Mar 04 11:20:31 [IKEv1]: Group = 203.0.113.20, IP = 203.0.113.20, ${sentence}`,
      `[IKEv1 DEBUG]IP = 203.0.113.20, ${sentence}`,
      `Mar  4 11:20:31 fw-muc : %ASA-5-713904: Group = 203.0.113.20, IP = 203.0.113.20, ${sentence}`,
    ],
    sources: [syslogGuide],
    ...rest,
  };
}

/** Phase 1, in the order in which it runs. */
const phase1: readonly Message[] = [
  line(
    'new-phase1',
    'IKE Initiator: New Phase 1, Intf {interface:words}, IKE Peer {peer:ip} local Proxy Address {localProxy:ip}, remote Proxy Address {remoteProxy:ip}, Crypto map~({map:phrase}',
    'This end opens a tunnel: traffic for the peer’s network has arrived.',
    {
      sentence:
        'IKE Initiator: New Phase 1, Intf inside, IKE Peer 203.0.113.20  local Proxy Address 10.31.0.0, remote Proxy Address 10.47.0.0,  Crypto map (outside_map)',
      effect: { version: 1, begins: 'ike', role: 'initiator', mode: 'main' },
    },
  ),
  line(
    'new-phase2',
    'IKE Initiator: New Phase 2, Intf {interface:words}, IKE Peer {peer:ip} local Proxy Address {localProxy:ip}, remote Proxy Address {remoteProxy:ip}, Crypto map~({map:phrase}',
    'Another pair of networks of a peer whose phase 1 is up is to be protected.',
    {
      sentence:
        'IKE Initiator: New Phase 2, Intf inside, IKE Peer 203.0.113.20  local Proxy Address 10.31.0.0, remote Proxy Address 10.47.0.0,  Crypto map (outside_map)',
      effect: { version: 1, begins: 'child', role: 'initiator' },
    },
  ),
  line(
    'rekeying',
    'IKE Initiator: Rekeying Phase {phase:int}, Intf {interface:words}, IKE Peer {peer:ip} local Proxy Address {localProxy:word}, remote Proxy Address {remoteProxy:word}, Crypto map~({map:phrase}',
    'The keys are renewed before they expire. Normal.',
    {
      sentence:
        'IKE Initiator: Rekeying Phase 2, Intf outside, IKE Peer 203.0.113.20  local Proxy Address 10.31.0.0, remote Proxy Address 10.47.0.0,  Crypto map (outside_map)',
      health: 'neutral',
      effect: { version: 1 },
    },
  ),
  line(
    'unable-to-find-policy',
    'IKE Initiator unable to find policy: Intf {interface:words}, Src: {localProxy:ip}, Dst: {remoteProxy:ip}',
    'A packet was to be protected, and no crypto map entry fits it.',
    {
      sentence: 'IKE Initiator unable to find policy: Intf outside, Src: 10.31.4.9, Dst: 10.47.2.2',
      health: 'bad',
      effect: { version: 1, role: 'initiator' },
      says: [{ code: 'crypto-map-not-matched', certainty: 'likely', side: 'local', detail: { reason: 'acl' } }],
    },
  ),
  line(
    'key-acquire-queued',
    'Queuing KEY-ACQUIRE messages to be processed when P1 SA is complete.',
    'More traffic waits until phase 1 is up. Normal.',
    { harmless: true },
  ),
  line(
    'packet-received',
    'IKE Receiver: Packet received on {local:ip}:{localPort:port} from {peer:ip}:{peerPort:port}',
    'An IKE packet arrived.',
    {
      sentence: 'IKE Receiver: Packet received on 198.51.100.6:500 from 203.0.113.20:500',
      effect: { version: 1, arrow: 'in', label: 'packet' },
    },
  ),
  line(
    'iface-no-crypto-map',
    'No crypto map bound to interface... dropping pkt',
    'IKE arrived on an interface that no crypto map is bound to, so nothing there answers.',
    {
      health: 'bad',
      effect: { version: 1, role: 'responder' },
      says: [{ code: 'crypto-map-not-matched', certainty: 'certain', side: 'local', detail: { reason: 'interface' } }],
    },
  ),
  line(
    'proposal-acceptable',
    'IKE SA Proposal # {proposal:int}, Transform # {transform:int} acceptable[[ Matches global IKE entry # {entry:int}]]',
    'A phase 1 policy of the peer fits ours.',
    {
      sentence: 'IKE SA Proposal # 1, Transform # 1 acceptable  Matches global IKE entry # 3',
      health: 'good',
      effect: { version: 1, role: 'responder', arrow: 'in', label: 'SA' },
    },
  ),
  line('oakley-acceptable', '((Oakley|oakley)) proposal is acceptable', 'The peer chose one of our phase 1 policies.', {
    sentence: 'Oakley proposal is acceptable',
    health: 'good',
  }),
  line(
    'mismatched-attribute',
    "Phase {phase:int} failure[[ against global IKE proposal # {entry:int}]]:~Mismatched ((attribute|attr)) types for class {attribute:words}: Rcv'd:[[~{received:words}]] Cfg'd:[[ {configured:words}]]",
    'One value of an offered proposal differs from ours. Only if no proposal fits in the end is it a fault.',
    {
      sentence:
        "Phase 1 failure:  Mismatched attribute types for class Group Description:  Rcv'd: Group 5  Cfg'd: Group 14",
      effect: { version: 1 },
      sources: [syslogGuide713],
    },
  ),
  line(
    'all-ike-unacceptable',
    '((All SA|All IKE SA)) proposals found unacceptable',
    'None of the phase 1 policies that the peer offers fits one of ours: encryption, hash, Diffie-Hellman group or authentication method differ.',
    {
      sentence: 'All SA proposals found unacceptable',
      health: 'bad',
      effect: { version: 1, down: 'ike', role: 'responder' },
      sources: [debugGuide, rfc2409],
    },
  ),
  line(
    'bad-payload',
    'Error processing payload: Payload ID: {payload:int}',
    'A payload could not be processed. 1 is the proposal: see the line before it.',
    { sentence: 'Error processing payload: Payload ID: 1', health: 'bad', effect: { version: 1 } },
  ),
  line(
    'nat-status',
    'Automatic NAT Detection Status: Remote end {remoteNat:words} This end {localNat:words}',
    'Whether there is NAT in front of either end. With NAT both go on over UDP 4500.',
    {
      sentence:
        'Automatic NAT Detection Status:     Remote end is NOT behind a NAT device     This   end is NOT behind a NAT device',
      effect: { version: 1 },
    },
  ),
  line(
    'landed-on-group',
    'Connection landed on tunnel_group {tunnelGroup:word}',
    'The tunnel group that serves this peer: it should be the one named after its address.',
    {
      sentence: 'Connection landed on tunnel_group 203.0.113.20',
      effect: { version: 1 },
    },
  ),
  line(
    'no-tunnel-group',
    "Can't find a valid tunnel group, aborting...!",
    'No tunnel group is named after this peer, and no default one can serve it.',
    {
      health: 'bad',
      effect: { version: 1, down: 'ike' },
      says: [{ code: 'peer-not-configured', certainty: 'certain', side: 'local' }],
    },
  ),
  line(
    'no-group-for-psk-peer',
    'No Group found matching {id:word} for Pre-shared key peer {peer:ip}',
    'A peer with a pre-shared key asked for a group that does not exist here.',
    {
      sentence: 'No Group found matching branch-9 for Pre-shared key peer 203.0.113.20',
      health: 'bad',
      effect: { version: 1, down: 'ike' },
      says: [{ code: 'peer-not-configured', certainty: 'certain', side: 'local' }],
    },
  ),
  line(
    'no-group-for-ou',
    'No Group found by matching OU(s) from ID payload: {ou:text}',
    'No tunnel group is named after the unit (OU) in the peer’s certificate; other ways of mapping may still find one.',
    { sentence: 'No Group found by matching OU(s) from ID payload:   ou=Field' },
  ),
  line(
    'cert-group',
    'Trying to find group via {how:words}...',
    'Looking for the tunnel group of a peer with a certificate, one way after another.',
    { sentence: 'Trying to find group via OU...' },
  ),
  line(
    'group-missing-no-default-key',
    'Group {tunnelGroup:word} not found and BASE GROUP default preshared key not configured',
    'There is no tunnel group for this peer, and the default one holds no key.',
    {
      sentence: 'Group 203.0.113.20 not found and BASE GROUP default preshared key not configured',
      health: 'bad',
      says: [{ code: 'psk-missing', certainty: 'certain', side: 'local' }],
      sources: [syslogGuide713],
    },
  ),
  line(
    'group-missing-default-key',
    '{tunnelGroup:word} not found, using BASE GROUP default preshared key',
    'There is no tunnel group for this peer; the key of the default group is used. A wrong key comes next if that was not intended.',
    {
      sentence: '203.0.113.20 not found, using BASE GROUP default preshared key',
      also: ['Group {tunnelGroup:word} not found, using BASE GROUP default preshared key'],
      effect: { version: 1 },
    },
  ),
  line(
    'decrypt-psk',
    '((ERROR|Error|WARNING|Warning)), had problems decrypting packet, probably due to mismatched pre-shared key.[[ {action:text}]]',
    'The encrypted message of phase 1 cannot be read: the key that this end has is not the one the peer used.',
    {
      sentence: 'ERROR, had problems decrypting packet, probably due to mismatched pre-shared key.  Aborting',
      health: 'bad',
      effect: { version: 1, down: 'ike' },
      says: [{ code: 'psk-mismatch', certainty: 'certain', side: 'either' }],
    },
  ),
  line(
    'invalid-main-mode',
    'Received encrypted Oakley ((Main|Aggressive)) Mode packet with invalid payloads, MessID = {msgid:id}',
    'Message 5 or 6 of phase 1 does not decrypt to anything sensible: as a rule the pre-shared keys differ.',
    {
      sentence: 'Received encrypted Oakley Main Mode packet with invalid payloads, MessID = 0',
      health: 'bad',
      effect: { version: 1 },
      says: [{ code: 'psk-mismatch', certainty: 'likely', side: 'either' }],
    },
  ),
  line(
    'invalid-other-mode',
    'Received encrypted Oakley {exchange:words} packet with invalid payloads, MessID = {msgid:id}',
    'An encrypted message does not decrypt to anything sensible.',
    {
      sentence: 'Received encrypted Oakley Informational packet with invalid payloads, MessID = 2094415519',
      health: 'bad',
    },
  ),
  line(
    'auth-method',
    'Mismatch: P1 Authentication algorithm in the crypto map entry different from negotiated algorithm for the L2L connection',
    'One end uses a pre-shared key, the other a certificate.',
    {
      health: 'bad',
      says: [{ code: 'auth-method-mismatch', certainty: 'certain', side: 'either' }],
      sources: [syslogGuide713],
    },
  ),
  line(
    'client-auth-method',
    "Client IKE Auth mode differs from the group's configured Auth mode",
    'The client authenticates in another way than its tunnel group expects.',
    {
      health: 'bad',
      says: [{ code: 'auth-method-mismatch', certainty: 'certain', side: 'either' }],
      sources: [syslogGuide713],
    },
  ),
  line('phase1-completed', 'PHASE 1 COMPLETED', 'Phase 1 is up: policies, keys and identities fit.', {
    health: 'good',
    effect: { version: 1, up: 'ike' },
    sources: [syslogGuide713],
  }),
  line(
    'phase1-rekey-timer',
    'Starting phase 1 rekey timer: {milliseconds:int}[[ ((seconds.|\\(ms\\)|ms))]]',
    'When the IKE SA will be renewed.',
    {
      sentence: 'Starting phase 1 rekey timer: 64800 seconds.',
      health: 'good',
      also: ['Starting P1 rekey timer: {milliseconds:int} seconds.'],
    },
  ),
  line(
    'keepalive-type',
    'Keep-alive type for this connection: {keepalive:word}',
    'How dead peers will be noticed: DPD, or None.',
    { sentence: 'Keep-alive type for this connection: DPD' },
  ),
  line(
    'keepalive-unsupported',
    'Keep-alives configured {:words} but peer {:text}',
    'Dead peer detection is on here and off at the peer. The tunnel works; a dead peer is noticed later.',
    {
      sentence: 'Keep-alives configured on but peer does not support keep-alives (type = None)',
      harmless: true,
    },
  ),
  line(
    'conflicting-protocols',
    'Tunnel Rejected: Conflicting protocols specified by tunnel-group and group-policy',
    'The group policy of this tunnel does not allow IKEv1 (vpn-tunnel-protocol).',
    {
      health: 'bad',
      effect: { version: 1, down: 'ike' },
      sources: [syslogGuide713],
    },
  ),
  line(
    'originate-only',
    'Tunnel rejected: Originate-Only: Cannot accept incoming tunnel yet!',
    'The crypto map entry for this peer may open the tunnel but not answer (set connection-type originate-only). It answers once it has opened the tunnel itself.',
    { health: 'bad', effect: { version: 1, down: 'ike' }, sources: [syslogGuide713] },
  ),
  line(
    'same-addresses',
    'Remote L2L Peer {peer:ip} initiated a tunnel with same outer and inner addresses.[[ {:text}]]',
    'The peer asks for protection between the two gateway addresses themselves, not between networks.',
    {
      sentence:
        'Remote L2L Peer 203.0.113.20 initiated a tunnel with same outer and inner addresses.  Peer could be Originate Only - Possible misconfiguration!',
      health: 'bad',
    },
  ),
  line(
    'no-trustpoint',
    'Connection failed with peer {peer:ip}, no trust-point defined in tunnel-group {tunnelGroup:word}',
    'This tunnel authenticates with certificates, and its tunnel group names no trustpoint.',
    {
      sentence: 'Connection failed with peer 203.0.113.20, no trust-point defined in tunnel-group 203.0.113.20',
      health: 'bad',
      effect: { version: 1, down: 'ike' },
      says: [
        {
          code: 'config-incomplete',
          certainty: 'certain',
          side: 'local',
          title: 'Tunnel group {tunnelGroup} names no trustpoint, and its tunnel authenticates with certificates',
          fix: [
            {
              where: 'local',
              platform: 'asa',
              config: ['tunnel-group {tunnelGroup} ipsec-attributes', ' ikev1 trust-point <trustpoint>'],
              why: 'The trustpoint with the certificate that this end shows.',
            },
          ],
        },
      ],
      sources: [syslogGuide713],
    },
  ),
  line(
    'established-timeout',
    'IKE session establishment timed out [~{state:state}~], aborting!',
    'Phase 1 took too long; the state tells which message was awaited.',
    {
      sentence: 'IKE session establishment timed out [ MM_WAIT_MSG4 ], aborting!',
      health: 'bad',
      effect: { version: 1, down: 'ike' },
      sources: [syslogGuide713],
    },
  ),
  line(
    'fsm-history',
    'IKE {mode:ikeMode} {machine:fsm} FSM error history (struct {address:pointer}) {history:text}',
    'The last steps of a negotiation that failed, newest first: the state before EV_TIMEOUT is the message that never came.',
    {
      sentence:
        'IKE MM Initiator FSM error history (struct &0x7f21c0de8a40)  <state>, <event>:  MM_DONE, EV_ERROR-->MM_WAIT_MSG2, EV_RETRY-->MM_WAIT_MSG2, EV_TIMEOUT-->MM_WAIT_MSG2, NullEvent-->MM_SND_MSG1, EV_SND_MSG-->MM_SND_MSG1, EV_START_TMR',
      health: 'bad',
      effect: { version: 1 },
    },
  ),
  line(
    'dh-length',
    'Received DH key with bad length: received length={received:int} expected length={expected:int}',
    'The Diffie-Hellman value has the wrong size: the peer used another group than agreed.',
    { sentence: 'Received DH key with bad length: received length=96 expected length=128', health: 'bad' },
  ),
  line(
    'concurrent-limit',
    'Maximum concurrent IKE negotiations exceeded!',
    'More negotiations at once than allowed: new ones are dropped.',
    {
      health: 'bad',
      says: [{ code: 'ike-admission-limit', certainty: 'certain', side: 'local' }],
      sources: [syslogGuide713],
    },
  ),
  line(
    'context-limit',
    'Dropping new negotiation - IKEv1 in-negotiation context limit of {limit:int} reached',
    'More negotiations at once than allowed: new ones are dropped.',
    {
      sentence: 'Dropping new negotiation - IKEv1 in-negotiation context limit of 100 reached',
      health: 'bad',
      says: [{ code: 'ike-admission-limit', certainty: 'certain', side: 'local' }],
      sources: [syslogGuide713],
    },
  ),
  line(
    'tunnel-limit',
    'Tunnel Rejected: The maximum tunnel count allowed has been reached',
    'The licence or the configured limit of VPN sessions is used up.',
    {
      also: ['{peer:ip}[[ ]]: Tunnel Rejected: The maximum tunnel count allowed has been reached'],
      health: 'bad',
      says: [{ code: 'ike-admission-limit', certainty: 'certain', side: 'local' }],
      sources: [syslogGuide713],
    },
  ),
  line(
    'own-address',
    'IKE Peer address same as our interface address {peer:ip}',
    'The configured peer is this firewall itself.',
    {
      sentence: 'IKE Peer address same as our interface address 198.51.100.6',
      health: 'bad',
      says: [{ code: 'crypto-map-not-matched', certainty: 'certain', side: 'local', detail: { reason: 'peer' } }],
    },
  ),
  line(
    'peer-address-missing',
    'IKE Peer address not configured for destination {remoteProxy:ip}',
    'The crypto map entry that this traffic hits names no peer.',
    {
      sentence: 'IKE Peer address not configured for destination 10.47.0.0',
      health: 'bad',
      says: [{ code: 'crypto-map-not-matched', certainty: 'certain', side: 'local', detail: { reason: 'incomplete' } }],
    },
  ),
  line(
    'egress-missing',
    'Output interface {interface:words} to peer was not found',
    'No interface leads to the peer: there is no route to its address.',
    { sentence: 'Output interface 3 to peer was not found', health: 'bad' },
  ),
];

/** Certificates and extended authentication within phase 1. */
const authentication: readonly Message[] = [
  line(
    'peer-certificate',
    'Unable to process the received peer certificate',
    'The peer’s certificate could not be used.',
    { health: 'bad', says: [{ code: 'certificate-invalid', certainty: 'likely', side: 'either' }] },
  ),
  line(
    'identity-certificate',
    'Failed to retrieve identity certificate',
    'This end has no certificate of its own to show.',
    { health: 'bad', says: [{ code: 'certificate-invalid', certainty: 'likely', side: 'local' }] },
  ),
  line(
    'no-identity-certificate',
    'Aborting: No identity cert specified in IPsec SA ({sa:phrase}',
    'This end has no certificate of its own to show.',
    {
      sentence: 'Aborting: No identity cert specified in IPsec SA (branch)!',
      health: 'bad',
      says: [{ code: 'certificate-invalid', certainty: 'likely', side: 'local' }],
    },
  ),
  line(
    'certificate-failed',
    '((Peer Certificate|Peer certificate|Certificate)) ((authentication|validation|Validation)) failed[[:~{:text}]]',
    'The peer’s certificate was refused.',
    {
      sentence: 'Peer Certificate authentication failed: General Error',
      health: 'bad',
      says: [{ code: 'certificate-invalid', certainty: 'likely', side: 'either' }],
    },
  ),
  line(
    'identity-compare',
    'Unable to compare IKE ID against peer cert Subject Alt Name',
    'The identity that the peer sent stands nowhere in its certificate. With peer-id-validate req that ends the negotiation.',
    {
      health: 'bad',
      says: [{ code: 'identity-mismatch', certainty: 'likely', side: 'either' }],
    },
  ),
  line(
    'user-failed',
    'Remote peer has failed user authentication - check configured username and password',
    'User name or password were refused (extended authentication).',
    {
      sentence: 'Remote peer has failed user authentication -  check configured username and password',
      health: 'bad',
      says: [{ code: 'xauth-failed', certainty: 'certain', side: 'remote' }],
      sources: [syslogGuide713],
    },
  ),
  line(
    'headend-refused-user',
    'Headend security gateway has failed our user authentication attempt - check configured username and password',
    'The head end refused the user name or password of this device.',
    {
      health: 'bad',
      says: [{ code: 'xauth-failed', certainty: 'certain', side: 'local' }],
      sources: [syslogGuide713],
    },
  ),
  line(
    'xauth-required',
    'Xauth required but selected Proposal does not support xauth~{:text}',
    'The peer landed in a group for users, which asks for a user name; a site’s proposal has none. Usually its address has no tunnel group of type ipsec-l2l.',
    {
      sentence:
        'Xauth required but selected Proposal does not support xauth,  Check priorities of ike xauth proposals in ike proposal list',
      health: 'bad',
      says: [{ code: 'peer-not-configured', certainty: 'likely', side: 'local' }],
    },
  ),
  line(
    'group-lock',
    'Tunnel Rejected: User ({user:phrase}) not member of group ({tunnelGroup:phrase}), group-lock check failed.',
    'The user may not use this group (group-lock).',
    {
      sentence: 'Tunnel Rejected: User (dora) not member of group (FIELD), group-lock check failed.',
      health: 'bad',
      says: [{ code: 'xauth-failed', certainty: 'certain', side: 'local' }],
    },
  ),
  line('user-authorisation', 'User Authorization failed: {:text}', 'The user may not log in.', {
    sentence:
      'User Authorization failed: dora User authorization failed. Username could not be found in the certificate',
    health: 'bad',
    says: [{ code: 'xauth-failed', certainty: 'likely', side: 'either' }],
  }),
  line('user-authenticated', 'User ({user:phrase}) authenticated.', 'The user was accepted.', {
    sentence: 'User (dora) authenticated.',
    health: 'good',
  }),
  line(
    'no-address',
    'Cannot obtain an {:words} for remote peer',
    'There is no address left to give to this user: the pool is empty or missing.',
    {
      sentence: 'Cannot obtain an IP address for remote peer',
      health: 'bad',
      says: [{ code: 'mode-config-failed', certainty: 'certain', side: 'local' }],
    },
  ),
  line(
    'assigned-address',
    'Assigned private IP address {address:ip} to remote user',
    'The user has an inner address.',
    { sentence: 'Assigned private IP address 10.99.0.14 to remote user', health: 'good' },
  ),
  line('client-type', 'Client Type: {client:phrase}', 'Kind and version of the client.', {
    sentence: 'Client Type: WinNT  Client Application Version: 5.0.07.0440',
  }),
  line(
    'unsupported-transaction',
    'Received ((unsupported|unknown)) transaction mode attribute: {attribute:text}',
    'The client asked for something that is not offered. Harmless.',
    { sentence: 'Received unsupported transaction mode attribute: 5', harmless: true },
  ),
  line('mode-cfg', 'MODE_CFG: Received {what:text}', 'What a client asks to be given: address, mask, DNS.', {
    sentence: 'MODE_CFG: Received request for IPV4 address!',
  }),
  line('get-attributes', 'IKEGetUserAttributes: {attribute:text}', 'Values of the group policy are looked up.', {
    sentence: 'IKEGetUserAttributes: primary DNS = 10.99.0.1',
  }),
  line(
    'memory',
    'Freeing previously allocated memory for authorization-dn-attributes',
    'House-keeping. Means nothing.',
    { harmless: true },
  ),
];

/** Phase 2, in the order in which it runs. */
const phase2: readonly Message[] = [
  line('qm-start', 'IKE ((Initiator|Responder)) starting QM: msg id = {msgid:id}', 'Quick mode (phase 2) begins.', {
    sentence: 'IKE Initiator starting QM: msg id = 5c1a77be',
  }),
  line(
    'qm-packet',
    'IKE ((Initiator|Responder)) sending {nth:word} QM pkt: msg id = {msgid:id}',
    'A message of quick mode goes out.',
    { sentence: 'IKE Initiator sending 1st QM pkt: msg id = 5c1a77be' },
  ),
  line(
    'qm-construct',
    '((oakley|Oakley)) ((constucting|constructing|begin)) {:words}',
    'A message of quick mode is put together.',
    { sentence: 'oakley constucting quick mode' },
  ),
  line(
    'proxy-subnet',
    'Received {end:word} IP Proxy Subnet data in ID Payload: Address {address:ip}, Mask[[~/]][[ ]]{mask:mask}, Protocol {protocol:int}, Port {port:int}',
    'A network as the peer proposes it: “remote” is the peer’s, “local” is ours.',
    {
      sentence:
        'Received remote IP Proxy Subnet data in ID Payload:   Address 10.47.0.0, Mask 255.255.0.0, Protocol 0, Port 0',
      also: [
        'Received ((remote|local)) Proxy Host data in ID Payload: Address {address:ip}, Protocol {protocol:int}, Port {port:int}',
        'Received ((remote|local)) Proxy Range data in ID Payload: Address {address:ip}~-~{to:ip}, Protocol {protocol:int}, Port {port:int}',
        'Received ((remote|local)) Proxy Host FQDN in ID Payload: Host Name:~{host:host} Address {address:ip}, Protocol {protocol:int}, Port {port:int}',
      ],
    },
  ),
  line('id-received', '{type:idType} ID received{value:idValue}', 'An identity as the peer sent it.', {
    sentence: 'ID_IPV4_ADDR_SUBNET ID received--10.47.0.0--255.255.0.0',
  }),
  line(
    'map-checking',
    'Static Crypto Map check, checking map = {map:word}, seq = {seq:int}[[...]]',
    'Each crypto map entry is compared with what the peer proposes, in order.',
    { sentence: 'Static Crypto Map check, checking map = outside_map, seq = 10...', effect: { version: 1 } },
  ),
  line(
    'map-no-match',
    'Static Crypto Map check, map = {map:word}, seq = {seq:int}, ACL does not match proxy IDs src:{remoteProxy:proxyName} dst:{localProxy:proxyName}',
    'This entry’s access list does not fit the proposed networks. A later entry may still fit.',
    {
      sentence:
        'Static Crypto Map check, map = outside_map, seq = 10, ACL does not match proxy IDs src:10.47.0.0 dst:10.31.0.0',
      effect: { version: 1 },
    },
  ),
  line(
    'map-no-acl',
    'Static Crypto Map check, map = {map:word}, seq = {seq:int}, no ACL configured',
    'This entry has no access list, so it fits nothing.',
    {
      sentence: 'Static Crypto Map check, map = outside_map, seq = 10, no ACL configured',
      health: 'bad',
      effect: { version: 1 },
    },
  ),
  line(
    'map-incomplete',
    'Static Crypto Map Check by-passed: Crypto map entry incomplete!',
    'An entry lacks its peer, its access list or its transform set and is passed over.',
    {
      health: 'bad',
      effect: { version: 1 },
      also: ['Static Crypto Map check by-passed: Crypto map entry incomplete!'],
    },
  ),
  line(
    'map-match',
    'Static Crypto Map check, map[[~=]] {map:word}, seq = {seq:int} is a successful match',
    'This crypto map entry fits the peer and the proposed networks.',
    {
      sentence: 'Static Crypto Map check, map outside_map, seq = 10 is a successful match',
      health: 'good',
      effect: { version: 1 },
      also: ['[IKEv1], Static Crypto Map check, map {map:word}, seq = {seq:int} is a successful match'],
    },
  ),
  line(
    'remote-peer-map',
    'IKE Remote Peer configured for crypto map: {map:word}',
    'The crypto map that serves this peer.',
    { sentence: 'IKE Remote Peer configured for crypto map: outside_map', health: 'good', effect: { version: 1 } },
  ),
  line(
    'no-map-entry',
    'Rejecting IPSec tunnel: no matching crypto map entry for remote proxy {remoteProxy:proxy} local proxy {localProxy:proxy} on interface {interface:word}',
    'The networks that the peer proposes fit no crypto access list of this peer. Both are in the line: compare them with the access list.',
    {
      sentence:
        'Rejecting IPSec tunnel: no matching crypto map entry for remote proxy 10.47.0.0/255.255.0.0/0/0 local proxy 10.31.0.0/255.255.0.0/0/0 on interface outside',
      health: 'bad',
      effect: { version: 1, down: 'child', role: 'responder' },
      also: [
        'Rejecting IPsec tunnel: no matching crypto map entry for remote proxy {remoteProxy:proxy} local proxy {localProxy:proxy} on interface {interface:word}',
        'Rejecting ((IPSec|IPsec)) tunnel: no matching crypto map entry for remote proxy {remoteProxy:proxy} local proxy {localProxy:proxy}',
      ],
    },
  ),
  line(
    'map-policy-not-found',
    'Tunnel rejected: Crypto Map Policy not found for Src:~{remoteProxy:proxyName}, Dst:~{localProxy:proxyName}',
    'The networks that the peer proposes fit no crypto access list of this peer.',
    {
      also: [
        'Tunnel ((rejected|Rejected)): Policy not found for Src:~{remoteProxy:proxyName}, Dst:~{localProxy:proxyName}',
      ],
      sentence: 'Tunnel rejected: Crypto Map Policy not found for Src:10.47.0.0, Dst: 10.31.0.0 !',
      health: 'bad',
      effect: { version: 1, down: 'child', role: 'responder' },
    },
  ),
  line(
    'wrong-peer-for-map',
    'Tunnel Rejected: IKE peer does not match remote peer as defined in L2L policy IKE peer address: {peer:ip}, Remote peer address: {expected:ip}',
    'The networks belong to a crypto map entry that names another peer.',
    {
      sentence:
        'Tunnel Rejected: IKE peer does not match remote peer as defined in L2L policy  IKE peer address: 203.0.113.20, Remote peer address: 203.0.113.21',
      health: 'bad',
      effect: { version: 1, down: 'child' },
      says: [{ code: 'crypto-map-not-matched', certainty: 'certain', side: 'local', detail: { reason: 'peer' } }],
      sources: [syslogGuide713],
    },
  ),
  line(
    'sa-not-found',
    'Tunnel rejected: SA ({sa:phrase}) not found for group ({tunnelGroup:phrase})!',
    'The tunnel group refers to a phase 2 policy that does not exist.',
    {
      sentence: 'Tunnel rejected: SA (ESP-AES) not found for group (FIELD)!',
      health: 'bad',
      says: [
        {
          code: 'config-reference-missing',
          certainty: 'certain',
          side: 'local',
          title: 'Tunnel group {tunnelGroup} uses {sa}, which is not defined',
          fix: [],
        },
      ],
    },
  ),
  line(
    'ipsec-acceptable',
    '((IPSec|IPsec)) SA Proposal # {proposal:int}, Transform # {transform:int} acceptable[[ Matches global ((IPSec|IPsec)) SA entry # {entry:int}]]',
    'A phase 2 proposal of the peer fits the crypto map entry.',
    {
      sentence: 'IPSec SA Proposal # 1, Transform # 1 acceptable  Matches global IPSec SA entry # 10',
      health: 'good',
      effect: { version: 1 },
    },
  ),
  line(
    'all-ipsec-unacceptable',
    'All ((IPSec|IPsec)) SA proposals found unacceptable!',
    'Phase 1 and the networks fit; the phase 2 proposal does not: transform set, mode, or the PFS group.',
    {
      sentence: 'All IPSec SA proposals found unacceptable!',
      health: 'bad',
      effect: { version: 1, down: 'child', role: 'responder' },
      sources: [debugGuide, rfc2409],
    },
  ),
  line('ah-unsupported', 'AH proposal not supported', 'The peer offers AH, which this platform does not have.', {
    health: 'bad',
    says: [{ code: 'ipsec-proposal-mismatch', certainty: 'likely', side: 'remote' }],
  }),
  line(
    'pfs-override',
    'Mismatch: Overriding phase 2 DH Group(DH group {phase2:word}) with phase 1 group(DH group {phase1:word}',
    'The PFS group of the client’s policy is replaced by the one of phase 1. Harmless.',
    { sentence: 'Mismatch: Overriding phase 2 DH Group(DH group 2) with phase 1 group(DH group 5', harmless: true },
  ),
  line(
    'lifetime-forced',
    'Responder forcing change of {phase:words} rekeying duration from {ours:int} to {theirs:int} ((seconds|Kbs|kbs))',
    'The lifetimes differ; the shorter one is used by both. Harmless.',
    {
      sentence: 'Responder forcing change of Phase 2 rekeying duration from 28800 to 3600 seconds',
      also: ['Responder forcing change of {phase:words} rekeying duration from {ours:int} to {theirs:int}'],
      harmless: true,
    },
  ),
  line(
    'lifetime-overridden',
    "Overriding Initiator's {what:words} rekeying duration from {theirs:int} to {ours:int} ((seconds|Kbs|kbs))",
    'The lifetimes differ; the shorter one is used by both. Harmless.',
    {
      sentence: "Overriding Initiator's IPSec rekeying duration from 86400 to 28800 seconds",
      also: ["Overriding Initiator's {what:words} rekeying duration from {theirs:int} to {ours:int}"],
      harmless: true,
    },
  ),
  line('got-spi', 'IKE got SPI from key engine: SPI = {spi:spi}', 'An SPI is reserved for the new IPsec SA.', {
    sentence: 'IKE got SPI from key engine: SPI = 0x5c1a77be',
  }),
  line('key-add', 'IKE got a KEY_ADD msg for SA: SPI = {spi:spi}', 'The keys of an IPsec SA are installed.', {
    sentence: 'IKE got a KEY_ADD msg for SA: SPI = 0x90b1e07d',
    health: 'good',
  }),
  line('pitcher', 'Pitcher: {what:phrase}, spi {spi:spi}', 'IKE and the IPsec side talk about an SA.', {
    sentence: 'Pitcher: received KEY_UPDATE, spi 0x5c1a77be',
  }),
  line(
    'complete',
    'Security negotiation complete for {kind:words} ({for:phrase}) {role:word}, Inbound SPI = {spi:spi}, Outbound SPI = {outboundSpi:spi}',
    'Phase 2 is up: an IPsec SA stands in both directions.',
    {
      sentence:
        'Security negotiation complete for LAN-to-LAN Group (203.0.113.20)  Responder, Inbound SPI = 0x5c1a77be, Outbound SPI = 0x90b1e07d',
      health: 'good',
      effect: { version: 1, up: 'child' },
      also: [
        'Security negotiation complete for {kind:words} ({for:phrase}) {role:word}',
        'Security negotiation complete for {kind:words} () {role:word}, Inbound SPI = {spi:spi}, Outbound SPI = {outboundSpi:spi}',
      ],
    },
  ),
  line('phase2-completed', 'PHASE 2 COMPLETED[[ (msgid={msgid:hex})]]', 'Phase 2 is up: packets can be encrypted.', {
    sentence: 'PHASE 2 COMPLETED (msgid=5c1a77be)',
    health: 'good',
    effect: { version: 1, up: 'child' },
    sources: [syslogGuide713],
  }),
  line(
    'phase2-rekey-timer',
    'Starting P2 ((rekey|Rekey)) timer: {seconds:int}[[ seconds.]]',
    'When the IPsec SA will be renewed.',
    {
      sentence: 'Starting P2 rekey timer: 24480 seconds.',
      health: 'good',
      also: ['Starting P2 Rekey timer to expire in {seconds:int} seconds'],
    },
  ),
  line(
    'qm-fsm-error',
    'QM FSM error (P2 struct &[[~]]{address:hex}, mess id {msgid:hex}){mark:bang}',
    'Quick mode ended in an error. It does not say which: the line before it, or the peer, does.',
    {
      also: ['QM FSM error (P2 struct'],
      sentence: 'QM FSM error (P2 struct &0x7f21c0de8a40, mess id 0x5c1a77be)!',
      health: 'bad',
      effect: { version: 1, down: 'child' },
      says: [{ code: 'phase2-not-established', certainty: 'likely', side: 'either' }],
      sources: [debugGuide],
    },
  ),
  line(
    'negotiation-in-progress',
    'Tunnel negotiation in progress for destination {remoteProxy:ip}, discarding data',
    'Packets that come while the tunnel is built are dropped. Normal for the first seconds.',
    { sentence: 'Tunnel negotiation in progress for destination 10.47.0.0, discarding data', harmless: true },
  ),
  line(
    'already-negotiating',
    'Rejecting new ((IPSec|IPsec)) SA negotiation for peer {peer:ip}. A negotiation was already in progress for local Proxy {:text}',
    'Both ends tried at the same moment; the first attempt goes on.',
    {
      sentence:
        'Rejecting new IPSec SA negotiation for peer 203.0.113.20. A negotiation was already in progress for local Proxy 10.31.0.0/255.255.0.0, remote Proxy 10.47.0.0/255.255.0.0',
      harmless: true,
      unexplained: 'alone',
      sources: [syslogGuide713],
    },
  ),
  line(
    'routing-change',
    'Attempting to establish a phase2 tunnel on {interface:words} interface but phase1 tunnel is on {other:words} interface.[[ {:text}]]',
    'The route to the peer now leaves by another interface, so the old phase 1 is torn down.',
    {
      sentence:
        'Attempting to establish a phase2 tunnel on backup interface but phase1 tunnel is on outside interface.  Tearing down old phase1 tunnel due to a potential routing change.',
      health: 'bad',
      effect: { version: 1 },
    },
  ),
  line(
    'dynamic-route',
    'Could not add route for L2L peer coming in on a dynamic map. address: {address:ip}, mask: {mask:mask}',
    'Reverse route injection failed: the route exists already, or the table is full.',
    { sentence: 'Could not add route for L2L peer coming in on a dynamic map. address: 10.47.0.0, mask: 255.255.0.0' },
  ),
];

/** Life after the beginning: keepalives, notifies, deletes, retransmissions. */
const later: readonly Message[] = [
  line(
    'duplicate',
    'Duplicate[[,]] ((Phase|phase)) {phase:int} packet detected.[[ {action:text}]]',
    'The peer repeats its message: our answer has not reached it, or not yet.',
    {
      sentence: 'Duplicate Phase 1 packet detected.  Retransmitting last packet.',
      effect: { version: 1 },
      unexplained: 'alone',
      also: [
        'Duplicate, Phase {phase:int} packet detected.[[ {action:text}]]',
        'Duplicate {:ip} packet detected.',
        'Duplicate first packet detected.[[ {action:text}]]',
      ],
    },
  ),
  line(
    'retransmit',
    '((P1|P2)) Retransmit msg dispatched to {machine:words}',
    'A message is sent again because no answer came.',
    {
      sentence: 'P1 Retransmit msg dispatched to MM FSM',
      effect: { version: 1 },
      also: ['((P1|P2)) ((retransmission|Retransmission)) {:text}'],
    },
  ),
  line(
    'stale',
    'Received encrypted packet with no matching SA, dropping',
    'The peer uses an IKE SA that this end does not have (any more). Once around a delete is normal.',
    {
      health: 'bad',
      effect: { version: 1 },
    },
  ),
  line(
    'no-sa-payload',
    'Header invalid, missing SA payload! (next payload = {payload:int})',
    'A later message of a phase 1 that this end has already given up. It follows the failure that made it do so.',
    { sentence: 'Header invalid, missing SA payload! (next payload = 4)', effect: { version: 1 } },
  ),
  line(
    'dpd-lost',
    'IKE lost contact with remote peer, deleting connection (keepalive type: {keepalive:word})',
    'Dead peer detection got no answer: the peer is gone, or the path to it.',
    {
      sentence: 'IKE lost contact with remote peer, deleting connection (keepalive type: DPD)',
      health: 'bad',
      effect: { version: 1, down: 'ike' },
      says: [{ code: 'dpd-failure', certainty: 'certain', side: 'unknown' }],
      sources: [syslogGuide713],
    },
  ),
  line(
    'dpd-sent',
    'Sending keep-alive of type DPD R-U-THERE (seq number {seq:hex})',
    'Dead peer detection asks the peer whether it is there.',
    { sentence: 'Sending keep-alive of type DPD R-U-THERE (seq number 0x1be207a4)', effect: { version: 1 } },
  ),
  line(
    'dpd-sent-answer',
    'Sending keep-alive of type DPD R-U-THERE-ACK (seq number {seq:hex})',
    'The peer asked whether this end is there; it is.',
    { sentence: 'Sending keep-alive of type DPD R-U-THERE-ACK (seq number 0x1be207a4)', health: 'good' },
  ),
  line(
    'dpd-received',
    'Received keep-alive of type DPD R-U-THERE (seq number {seq:hex})',
    'The peer asks whether this end is there. Normal.',
    { sentence: 'Received keep-alive of type DPD R-U-THERE (seq number 0x1be207a4)', health: 'good' },
  ),
  line(
    'dpd-answered',
    'Received keep-alive of type DPD R-U-THERE-ACK (seq number {seq:hex})',
    'The peer answers: it is there.',
    { sentence: 'Received keep-alive of type DPD R-U-THERE-ACK (seq number 0x1be207a4)', health: 'good' },
  ),
  line(
    'rekey-collision',
    'Failure during phase {phase:int} rekeying attempt due to collision',
    'Both ends renewed at the same moment; one attempt gives way.',
    {
      sentence: 'Failure during phase 1 rekeying attempt due to collision',
      health: 'neutral',
    },
  ),
  line(
    'fragment-dropped',
    'Dropped received IKE fragment. Reason: {reason:text}',
    'A fragment of an IKE message was dropped.',
    {
      sentence: 'Dropped received IKE fragment. Reason: fragments out of order',
      health: 'bad',
      says: [{ code: 'fragmentation-ike', certainty: 'likely', side: 'unknown' }],
    },
  ),
  line(
    'fragment-gap',
    'Error assembling fragments! Fragment numbers are non-continuous.',
    'A fragment of an IKE message is missing.',
    { health: 'bad', says: [{ code: 'fragmentation-ike', certainty: 'likely', side: 'unknown' }] },
  ),
  line(
    'fragment-joined',
    "Successfully assembled an encrypted pkt from rcv'd fragments!",
    'An IKE message that came in fragments is complete.',
    { health: 'good' },
  ),
  line(
    'correlator',
    'Removing peer from correlator table failed, no match!',
    'Clean-up after a failure. It means nothing by itself.',
    { harmless: true },
  ),
  line(
    'peer-table',
    'Removing peer from peer table failed, no match!',
    'Clean-up after a failure in phase 1. It means nothing by itself.',
    { harmless: true, effect: { version: 1 }, also: ['Removing peer from peer table failed, no match'] },
  ),
  line(
    'peer-entry',
    '((Error: Unable|Unable)) to remove PeerTblEntry',
    'Clean-up after a failure in phase 1. It means nothing by itself.',
    { sentence: 'Error: Unable to remove PeerTblEntry', harmless: true, effect: { version: 1 } },
  ),
  line(
    'no-spi',
    'construct_ipsec_delete(): No SPI to identify Phase 2 SA!',
    'Clean-up after quick mode failed before an SPI was agreed.',
    { harmless: true },
  ),
  line(
    'information-failed',
    'Information Exchange processing failed',
    'A notify was not acted upon: see the line before it.',
    {},
  ),
  line(
    'terminating',
    'IKE SA {mode:ikeMode}:{cookie:hex} terminating: flags {flags:hex}, refcnt {:int}, tuncnt {:int}',
    'An IKE SA is removed. The reason stands in the lines around it.',
    { sentence: 'IKE SA MM:4be1c07a terminating:  flags 0x01000022, refcnt 0, tuncnt 0', effect: { version: 1 } },
  ),
  line(
    'terminate-received',
    "IKE SA {mode:ikeMode}:{cookie:hex} rcv'd Terminate: state {state:state} flags {flags:hex}, refcnt {:int}, tuncnt {:int}",
    'An IKE SA is told to end in this state.',
    {
      sentence: "IKE SA MM:4be1c07a rcv'd Terminate: state MM_ACTIVE  flags 0x0000c062, refcnt 1, tuncnt 1",
      effect: { version: 1 },
    },
  ),
  line(
    'sending-delete',
    'sending ((delete/delete with reason|notify)) message',
    'The peer is told that an SA is removed, or sent a notify.',
    {
      sentence: 'sending delete/delete with reason message',
      also: ['Sending ((IKE|IPSec|IPsec)) Delete With Reason message: {reason:text}'],
    },
  ),
  line(
    'received-delete',
    '((processing delete|Received delete|IKE Received delete))~{:text}',
    'The peer says that it removed an SA.',
    {
      sentence: 'IKE Received delete for rekeyed SA  IKE peer: 203.0.113.20, SA address: 0x7f21c0de8a40, tunnelCnt: 0',
      also: ['processing delete'],
      health: 'neutral',
    },
  ),
  line(
    'active-unit-delete',
    'Active unit receives a delete event for remote peer {peer:ip}.',
    'An SA of this peer is removed on the active unit.',
    { sentence: 'Active unit receives a delete event for remote peer 203.0.113.20.', effect: { version: 1 } },
  ),
  line(
    'deleting-sa',
    'IKE Deleting SA: Remote Proxy {remoteProxy:word}, Local Proxy {localProxy:word}',
    'An IPsec SA is removed.',
    { sentence: 'IKE Deleting SA: Remote Proxy 10.47.0.0, Local Proxy 10.31.0.0' },
  ),
  line(
    'mark-dead',
    'Ignoring msg to mark SA with specified coordinates <{map:word}, {seq:int}> dead',
    'House-keeping at the end of an SA.',
    { sentence: 'Ignoring msg to mark SA with specified coordinates <outside_map, 10> dead', harmless: true },
  ),
  line(
    'connected-notify',
    '((Processing|Failed to process)) CONNECTED notify~{:text}',
    'The responder says that its SA is installed.',
    { sentence: 'Processing CONNECTED notify (MsgId 5c1a77be)' },
  ),
  line(
    'initial-contact',
    'IKE Initiator sending Initial Contact',
    'This end says that it starts afresh; the peer removes older SAs.',
    {},
  ),
];

/** Notifies of the peer, by the text and number that the line prints (RFC 2408, 3.14.1). */
interface Notify {
  readonly id: string;
  readonly text: string;
  readonly capitals: string;
  /** Other spellings in capitals. */
  readonly also?: readonly string[];
  readonly number: number;
  readonly means: string;
  readonly says?: Message['says'];
  readonly harmless?: boolean;
  /** Claims of the same notify received in the clear: phase 1 has not finished. */
  readonly clear?: Message['says'];
}

const notifies: readonly Notify[] = [
  {
    id: 'no-proposal',
    text: 'No proposal chosen',
    capitals: 'NO_PROPOSAL_CHOSEN',
    number: 14,
    means: 'The peer refuses what was proposed.',
    says: [
      { code: 'phase2-not-established', certainty: 'certain', side: 'either', when: 'ike-up' },
      { code: 'ike-policy-mismatch', certainty: 'likely', side: 'either', when: 'ike-down' },
    ],
    clear: [{ code: 'ike-policy-mismatch', certainty: 'likely', side: 'either' }],
  },
  {
    id: 'invalid-id',
    text: 'Invalid ID info',
    capitals: 'INVALID_ID_INFO',
    number: 18,
    means:
      'The peer does not accept an identity: in phase 2 the protected networks, in phase 1 the identity of this end.',
    says: [
      { code: 'proxy-id-mismatch', certainty: 'certain', side: 'either', when: 'ike-up' },
      { code: 'identity-mismatch', certainty: 'likely', side: 'either', when: 'ike-down' },
    ],
    clear: [{ code: 'identity-mismatch', certainty: 'likely', side: 'either' }],
  },
  {
    id: 'invalid-hash',
    text: 'Invalid hash info',
    capitals: 'INVALID_HASH_INFO',
    number: 23,
    means: 'The peer could not verify our hash. In phase 1 the pre-shared keys differ.',
    says: [{ code: 'psk-mismatch', certainty: 'certain', side: 'either', when: 'ike-down' }],
    clear: [{ code: 'psk-mismatch', certainty: 'likely', side: 'either' }],
  },
  {
    id: 'authentication-failed',
    text: 'Authentication failed',
    capitals: 'AUTH_FAILED',
    also: ['AUTHENTICATION_FAILED'],
    number: 24,
    means: 'The peer did not accept our proof: another pre-shared key, or a certificate that it refuses.',
    says: [{ code: 'authentication-failed', certainty: 'certain', side: 'either' }],
    clear: [{ code: 'authentication-failed', certainty: 'certain', side: 'either' }],
  },
  {
    id: 'malformed',
    text: 'Payload malformed',
    capitals: 'PAYLOAD_MALFORMED',
    number: 16,
    means:
      'The peer could not read what it decrypted. While phase 1 is authenticated that means that the pre-shared keys differ.',
    says: [{ code: 'psk-mismatch', certainty: 'certain', side: 'either', when: 'ike-down' }],
    clear: [{ code: 'psk-mismatch', certainty: 'certain', side: 'either' }],
  },
  {
    id: 'invalid-cookie',
    text: 'Invalid cookie',
    capitals: 'INVALID_COOKIE',
    number: 4,
    means: 'The peer does not know this exchange (any more): it gave up the negotiation, or it was restarted.',
  },
  {
    id: 'invalid-spi',
    text: 'Invalid SPI',
    capitals: 'INVALID_SPI',
    number: 11,
    means: 'The peer received ESP for an SPI that it does not know.',
  },
  {
    id: 'invalid-key',
    text: 'Invalid key info',
    capitals: 'INVALID_KEY_INFO',
    number: 17,
    means: 'The peer does not accept the Diffie-Hellman value: another group, in phase 2 the PFS group.',
    says: [
      { code: 'pfs-mismatch', certainty: 'likely', side: 'either', when: 'ike-up' },
      { code: 'ike-policy-mismatch', certainty: 'likely', side: 'either', when: 'ike-down' },
    ],
  },
  {
    id: 'attributes',
    text: 'Attributes not supported',
    capitals: 'ATTRIBUTES_NOT_SUPPORTED',
    number: 13,
    means: 'The peer knows no proposal with these attributes.',
    says: [
      { code: 'ipsec-proposal-mismatch', certainty: 'likely', side: 'either', when: 'ike-up' },
      { code: 'ike-policy-mismatch', certainty: 'likely', side: 'either', when: 'ike-down' },
    ],
  },
  {
    id: 'invalid-certificate',
    text: 'Invalid certificate',
    capitals: 'INVALID_CERTIFICATE',
    number: 20,
    means: 'The peer refuses our certificate.',
    says: [{ code: 'certificate-invalid', certainty: 'likely', side: 'either' }],
    clear: [{ code: 'certificate-invalid', certainty: 'likely', side: 'either' }],
  },
  {
    id: 'bad-signature',
    text: 'Invalid signature',
    capitals: 'INVALID_SIGNATURE',
    number: 25,
    means: 'The peer could not verify our signature.',
    says: [{ code: 'certificate-invalid', certainty: 'likely', side: 'either' }],
    clear: [{ code: 'certificate-invalid', certainty: 'likely', side: 'either' }],
  },
];

const notifyMessages: readonly Message[] = [
  ...notifies.flatMap(({ id, text, capitals, also = [], number, means, says, clear }): Message[] => [
    line(`notify.${id}`, `Received non-routine Notify message: ${text} (${number})`, means, {
      ...(says ? { says } : {}),
      also: [
        `Received non-routine Notify message: ${text.toLowerCase()} (${number})`,
        ...[capitals, ...also].map((word) => `Received non-routine Notify message: ${word}`),
      ],
      health: 'bad',
      effect: { version: 1 },
      sources: [syslogGuide, rfc2408],
    }),
    line(
      `clear-notify.${id}`,
      `Received an un-encrypted ${capitals} notify message, dropping`,
      `${means} It came in the clear, so phase 1 has not finished; the line is logged and the notify is not obeyed.`,
      {
        ...(clear ? { says: clear } : {}),
        also: [
          `Received an un-encrypted ${capitals}RMATION notify message, dropping`,
          ...[capitals, ...also].map((word) => `Received an un-encrypted ${word} notify message`),
        ],
        health: 'bad',
        effect: { version: 1, arrow: 'in', label: 'notify' },
        sources: [rfc2408],
      },
    ),
  ]),
  line(
    'notify.other',
    'Received non-routine Notify message: {notify:text}',
    'The peer sent a notify; its text says what it means.',
    { sentence: 'Received non-routine Notify message: Unknown notify (0)', effect: { version: 1 } },
  ),
  line(
    'clear-notify.other',
    'Received an un-encrypted {notify:words} notify message, dropping',
    'The peer sent a notify in the clear; it is not obeyed.',
    { sentence: 'Received an un-encrypted RESPONDER_LIFETIME notify message, dropping' },
  ),
];

/** Which message of the exchange a packet line reports, by its payloads (RFC 2409, 5). */
const exchanges: readonly {
  readonly id: string;
  readonly payloads: string;
  readonly sample: string;
  readonly label: string;
  readonly stage?: 'ike' | 'child';
  readonly means: string;
}[] = [
  {
    id: 'sa',
    payloads: 'HDR + SA (1)',
    sample: 'HDR + SA (1) + VENDOR (13) + VENDOR (13) + NONE (0) total length : 132',
    label: 'SA',
    stage: 'ike',
    means: 'message 1 or 2 of phase 1: the policies, or the one chosen',
  },
  {
    id: 'ke',
    payloads: 'HDR + KE (4)',
    sample: 'HDR + KE (4) + NONCE (10) + VENDOR (13) + NAT-D (20) + NAT-D (20) + NONE (0) total length : 304',
    label: 'KE',
    stage: 'ike',
    means: 'message 3 or 4 of phase 1: the Diffie-Hellman values',
  },
  {
    id: 'id',
    payloads: 'HDR + ID (5)',
    sample: 'HDR + ID (5) + HASH (8) + IOS KEEPALIVE (128) + VENDOR (13) + NONE (0) total length : 96',
    label: 'ID',
    stage: 'ike',
    means: 'message 5 or 6 of phase 1: identity and proof',
  },
  {
    id: 'qm',
    payloads: 'HDR + HASH (8) + SA (1)',
    sample: 'HDR + HASH (8) + SA (1) + NONCE (10) + ID (5) + ID (5) + NOTIFY (11) + NONE (0) total length : 200',
    label: 'QM',
    stage: 'child',
    means: 'a message of quick mode: proposal, nonce and networks',
  },
  {
    id: 'delete',
    payloads: 'HDR + HASH (8) + DELETE (12)',
    sample: 'HDR + HASH (8) + DELETE (12) + NONE (0) total length : 76',
    label: 'DELETE',
    means: 'word that an SA is removed',
  },
  {
    id: 'notify',
    payloads: 'HDR + HASH (8) + NOTIFY (11)',
    sample: 'HDR + HASH (8) + NOTIFY (11) + NONE (0) total length : 80',
    label: 'NOTIFY',
    means: 'a notify: a keepalive or an error',
  },
  {
    id: 'clear-notify',
    payloads: 'HDR + NOTIFY (11)',
    sample: 'HDR + NOTIFY (11) + NONE (0) total length : 96',
    label: 'NOTIFY',
    means: 'a notify in the clear: phase 1 has not finished',
  },
];
const directions = [
  { word: 'SENDING', id: 'sent', arrow: 'out', means: 'This end sends' },
  { word: 'RESENDING', id: 'resent', arrow: 'out', means: 'No answer came, so this end sends again' },
  { word: 'RECEIVED', id: 'received', arrow: 'in', means: 'This end received' },
] as const;

const packets: readonly Message[] = [
  ...directions.flatMap(({ word, id, arrow, means }) =>
    exchanges.map((exchange) =>
      line(
        `${id}.${exchange.id}`,
        `IKE_DECODE ${word} Message (msgid={msgid:hex}) with payloads :~${exchange.payloads}`,
        `${means} ${exchange.means}.`,
        {
          sentence: `IKE_DECODE ${word} Message (msgid=0) with payloads : ${exchange.sample}`,
          effect: {
            version: 1,
            arrow,
            label: exchange.label,
            ...(exchange.stage ? { stage: exchange.stage } : {}),
          },
        },
      ),
    ),
  ),
  line(
    'packet',
    'IKE_DECODE {direction:word} Message (msgid={msgid:hex}) with payloads :~{:text}',
    'An IKE message and its payloads.',
    {
      sentence:
        'IKE_DECODE RECEIVED Message (msgid=5c1a77be) with payloads : HDR + HASH (8) + NONE (0) total length : 52',
      effect: { version: 1 },
    },
  ),
];

/** Steps that only show that the work goes on. */
const steps: readonly Message[] = [
  line('constructing', '((constructing|Constructing)) {what:text}', 'A part of the next message is put together.', {
    sentence: 'constructing NAT-Traversal VID ver RFC payload',
  }),
  line('processing', '((processing|Processing)) {what:text}', 'A part of the message that arrived is looked at.', {
    sentence: 'processing ke payload',
  }),
  line(
    'vendor',
    '((Received|Send)) {what:words} ((VID|Vendor ID))',
    'Which product and which extensions the peer has.',
    { sentence: 'Received DPD VID' },
  ),
  line(
    'fragmentation-flags',
    'IKE Peer included IKE fragmentation capability flags: Main Mode:~{main:word} Aggressive Mode:~{aggressive:word}',
    'Whether the peer can fragment IKE messages.',
    {
      sentence: 'IKE Peer included IKE fragmentation capability flags:  Main Mode:        True  Aggressive Mode:  True',
    },
  ),
  line('generating', '((Generating|Computing|computing)) {what:text}', 'Keys or hashes are computed.', {
    sentence: 'Generating keys for Initiator...',
  }),
  line('discovery', 'Discovery payload: {what:text}', 'NAT is looked for.', {
    sentence: 'Discovery payload: constructing NAT-Discovery payload',
  }),
  line('loading', '((loading|Loading)) {what:text}', 'The IPsec SAs are installed.', {
    sentence: 'Loading subnet:  Dst: 10.47.0.0  Src: 10.31.0.0',
  }),
  line(
    'map-rule',
    'NP encrypt rule look up for crypto map {map:word} {seq:int} {what:text}',
    'The rule of the crypto map entry that the SA is for.',
    {
      sentence:
        'NP encrypt rule look up for crypto map outside_map 10 matching ACL SITE-B: returned cs_id=53f11198; rule=53f11a90',
    },
  ),
  line(
    'transmitting',
    'Transmitting Proxy Id: Local ((subnet|host)): {localProxy:ip}[[ mask {localMask:ip}]] Protocol {:int} Port {:int} Remote ((subnet|host)): {remoteProxy:ip}[[ ((Mask|mask)) {remoteMask:ip}]]',
    'The networks that this end proposes, in the next lines.',
    {
      sentence:
        'Transmitting Proxy Id:\n  Local subnet:  10.31.0.0  mask 255.255.0.0 Protocol 0  Port 0\n  Remote subnet: 10.47.0.0  Mask 255.255.0.0 Protocol 0  Port 0',
      effect: { version: 1 },
      also: ['Transmitting Proxy Id:'],
    },
  ),
  line('payload-nat', '((NAT-Traversal|NAT-Discovery)) {what:text}', 'NAT traversal at work.', {
    sentence: 'NAT-Traversal sending NAT-Original-Address payload',
  }),
  line(
    'dump',
    '((BEFORE ENCRYPTION|AFTER DECRYPTION|RAW PACKET DUMP|SENDING PACKET to|RECV PACKET from))~{:text}',
    'A packet is printed field by field.',
    { sentence: 'RAW PACKET DUMP on SEND' },
  ),
];

/** A session or SA ends: the reason tells why. The same reasons stand in 113019. */
const endings: readonly Message[] = asaEndings.flatMap(({ id, reasons, means, says, operator, health }): Message[] => {
  const reason = reasons.length === 1 ? (reasons[0] as string) : `((${reasons.join('|')}))`;
  const more = {
    health: health ?? ('neutral' as const),
    ...(says ? { says } : {}),
    ...(operator ? { operator } : {}),
    effect: { version: 1 as const, down: 'ike' as const },
  };
  return [
    line(`torn-down.${id}`, `Session is being torn down. Reason: ${reason}`, means, {
      ...more,
      sentence: `Session is being torn down. Reason: ${reasons[0]}`,
      sources: [syslogGuide713],
    }),
    line(
      `terminated.${id}`,
      `Connection terminated for peer {peer:host}. Reason: ${reason} Remote Proxy {remoteProxy:word}, Local Proxy {localProxy:word}`,
      means,
      {
        ...more,
        sentence: `Connection terminated for peer 203.0.113.20.  Reason: ${reasons[0]}  Remote Proxy 10.47.0.0, Local Proxy 10.31.0.0`,
      },
    ),
  ];
});

const unknownEndings: readonly Message[] = [
  line(
    'torn-down.other',
    'Session is being torn down. Reason: {reason:text}',
    'The session ends; the reason stands at the end of the line.',
    { sentence: 'Session is being torn down. Reason: VLAN Mapping Error', effect: { version: 1, down: 'ike' } },
  ),
  line(
    'terminated.other',
    'Connection terminated for peer {peer:host}.[[ Reason: {reason:text}]]',
    'An SA ends; the reason stands in the line.',
    {
      sentence:
        'Connection terminated for peer 203.0.113.20.  Reason: NAC Policy Error  Remote Proxy 10.47.0.0, Local Proxy 10.31.0.0',
      effect: { version: 1, down: 'child' },
    },
  ),
];

/** Lines without a head that follow some of these. */
const bare: readonly Message[] = [
  {
    id: 'asa-ikev1.line.subnet',
    head: 'asa-ikev1-line',
    templates: [
      '((Local|Remote)) ((subnet|host)): {address:ip}[[ ((mask|Mask)) {mask:ip}]] Protocol {protocol:int} Port {port:int}',
    ],
    means: 'A network that this end proposes in phase 2.',
    examples: [
      '  Local subnet:  10.31.0.0  mask 255.255.0.0 Protocol 0  Port 0',
      '  Remote host: 10.47.2.9  Protocol 0  Port 0',
    ],
    sources: [debugGuide],
  },
  // A packet, field by field (debug level 254 and above).
  {
    id: 'asa-ikev1.line.header',
    head: 'asa-ikev1-line',
    templates: [
      'ISAKMP Header',
      '((Initiator|Responder)) COOKIE:~{cookie:dumpBytes}',
      'Next Payload:~{payload:words}',
      'Exchange Type:~{exchange:words}',
      'Flags:~({flags:phrase})',
      'MessageID:~{msgid:hex}',
      'Payload Length:~{length:int}',
      'Length:~{length:int}',
      'Version:~{:int}.{:int}',
      'Reserved:~{:hex}',
    ],
    means: 'The header of an IKE message, or of one of its parts.',
    examples: [
      '  ISAKMP Header',
      '    Initiator COOKIE: 1d f1 4c 9a 20 77 be 01',
      '    Exchange Type: Identity Protection (Main Mode)',
      '    MessageID: 00000000',
    ],
    sources: [rfc2408],
  },
  {
    id: 'asa-ikev1.line.payload',
    head: 'asa-ikev1-line',
    templates: [
      'Payload ((Security Association|Key Exchange|Nonce|Vendor ID|Identification|Hash|Notification|Delete|Proposal|Transform|NAT-D|NAT-OA|Certificate Request|Certificate|Signature|Unknown))',
    ],
    means: 'A part of the message begins here.',
    examples: ['  Payload Security Association', '    Payload Transform'],
    sources: [rfc2408],
  },
  {
    id: 'asa-ikev1.line.attribute',
    head: 'asa-ikev1-line',
    templates: [
      'DOI:~IPsec',
      'Situation:~({situation:phrase})',
      'Proposal #:~{proposal:int}',
      'Protocol-Id:~{protocol:word}',
      'SPI Size:~{size:int}',
      '# of transforms:~{transforms:int}',
      'Transform #:~{transform:int}',
      'Transform-Id:~{kind:word}',
      'Reserved2:~{:hex}',
      'Encryption Algorithm:~{encryption:words}',
      'Hash Algorithm:~{hash:words}',
      'Group Description:~{group:words}',
      'Authentication Algorithm:~{integrity:words}',
      'Authentication Method:~{auth:words}',
      'Encapsulation Mode:~{encapsulation:words}',
      'Life Type:~{:words}',
      'Life Duration (Hex):~{:dumpBytes}',
      'ID Type:~{idType:words}',
      'ID Data:~{id:word}',
      'Notify Type:~{notify:word}',
      'Data (In Hex):[[ {:text}]]',
    ],
    means: 'A value that is offered or chosen in this message.',
    examples: [
      '      Transform-Id: KEY_IKE',
      '      Encryption Algorithm: AES-CBC',
      '      Group Description: Group 14',
      '      Life Duration (Hex): 00 01 51 80',
    ],
    sources: [rfc2408, rfc2409],
  },
  {
    id: 'asa-ikev1.line.dump',
    head: 'asa-ikev1-line',
    templates: [
      'IKE Recv RAW packet dump',
      'RAW PACKET DUMP on SEND',
      'BEFORE ENCRYPTION',
      'AFTER DECRYPTION',
      'RECV PACKET from {peer:ip}',
      'SENDING PACKET to {peer:ip}',
      '{:dumpBytes}~|{:rest}',
    ],
    means: 'The bytes of a packet, and the same as text.',
    examples: [
      'IKE Recv RAW packet dump',
      ' RECV PACKET from 203.0.113.20',
      '54 1f 76 48 88 fb e0 7d 06 20 4a 20 84 ca f9 3e    |  T.vH...}. J ...>',
    ],
    sources: [debugGuide],
  },
  {
    id: 'asa-ikev1.line.nat-remote',
    head: 'asa-ikev1-line',
    templates: ['Remote end ((is|IS))~{:text}', 'This end ((is|IS))~{:text}'],
    means: 'Whether there is NAT in front of that end.',
    examples: ['     Remote end is NOT behind a NAT device'],
    sources: [debugGuide],
  },
];

export const asaIkev1 = messages([
  ...phase1,
  ...authentication,
  ...phase2,
  ...later,
  ...notifyMessages,
  ...packets,
  ...steps,
  ...endings,
  ...unknownEndings,
  ...bare,
]);
