// The rarer sentences of IKEv1 on ASA, FTD and PIX 7: house-keeping, clients, odd payloads.
import { messages } from '../../engine/define.ts';
import { line } from './asa-ikev1.ts';

const guide713 =
  'https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/asa-syslog/syslog-messages-713112-to-714011.html';
const bad = { health: 'bad' as const };
const normal = { harmless: true };

export const asaIkev1Rare = messages([
  line(
    'reboot-scheduled',
    '{device:word} scheduled for reboot, IKE key acquire message on interface {interface:words}, for peer {peer:ip} ignored',
    'The firewall is about to restart and opens no new tunnel.',
    {
      sentence: 'Firewall scheduled for reboot, IKE key acquire message on interface 2, for peer 203.0.113.20 ignored',
      ...bad,
    },
  ),
  line(
    'key-id-too-big',
    'Key ID in ID payload too big for pre-shared IKE tunnel',
    'The group name that the client sent is too long.',
    bad,
  ),
  line(
    'ou-too-big',
    'OU in DN in ID payload too big for Certs IKE tunnel',
    'The unit (OU) in the certificate is too long to be a group name.',
    bad,
  ),
  line(
    'unknown-protocol',
    'Unknown protocol ({protocol:phrase}). Not adding SA w/spi={spi:spi}',
    'An SA of a protocol that is not known.',
    { sentence: 'Unknown protocol (7). Not adding SA w/spi=0x5c1a77be', ...bad },
  ),
  line('unknown-doi', 'Unknown Domain of Interpretation (DOI):~{doi:word}', 'The proposal is not one for IPsec.', {
    sentence: 'Unknown Domain of Interpretation (DOI): 3',
    ...bad,
  }),
  line(
    'id-type',
    '((Unknown identification type|Identification type not supported)), Phase {phase:int}, Type {type:int}',
    'The peer sent an identity of a kind that is not accepted here.',
    { sentence: 'Identification type not supported, Phase 2, Type 7', ...bad },
  ),
  line(
    'id-type-certs',
    'Unknown ID type during find of group name for certs, Type {type:word}',
    'The identity of a peer with a certificate does not lead to a tunnel group.',
    { sentence: 'Unknown ID type during find of group name for certs, Type 7', ...bad },
  ),
  line(
    'proxy-range',
    'Received invalid ((local|remote)) Proxy Range {from:ip} - {to:ip}',
    'The peer sent a network as a range whose end lies before its beginning.',
    { sentence: 'Received invalid remote Proxy Range 10.47.9.9 - 10.47.9.1', ...bad },
  ),
  line(
    'already-in-progress',
    'Cookie/peer address {peer:ip} session already in progress',
    'The peer begins anew while a negotiation with it is running.',
    { sentence: 'Cookie/peer address 203.0.113.20 session already in progress' },
  ),
  line(
    'oakley-group',
    'Unsupported Oakley group: Group {group:word}',
    'The peer offers a Diffie-Hellman group that does not exist here. Another offer may fit.',
    { sentence: 'Unsupported Oakley group: Group 31' },
  ),
  line(
    'not-negotiated',
    'IKE Remote Peer did not negotiate the following:~{what:text}',
    'The peer leaves out something that is configured here.',
    { sentence: 'IKE Remote Peer did not negotiate the following: lifetime' },
  ),
  line(
    'cert-encoding',
    'Unsupported certificate encoding type {encoding:word}',
    'The peer’s certificate comes in a form that cannot be read.',
    {
      sentence: 'Unsupported certificate encoding type 7',
      ...bad,
      says: [{ code: 'certificate-invalid', certainty: 'likely', side: 'either' }],
    },
  ),
  line('cert-handle', 'Invalid certificate handle', 'An internal lookup of a certificate failed.', bad),
  line(
    'id-port',
    'Received invalid phase 1 ((port value|protocol)) ({value:phrase}) in ID payload',
    'The identity of the peer names a port or protocol that it should not. Accepted all the same.',
    { sentence: 'Received invalid phase 1 port value (10000) in ID payload', ...normal },
  ),
  line(
    'cert-unexpected',
    'Received unexpected Certificate payload Possible invalid Auth Method ({method:text}',
    'The peer sends a certificate where a pre-shared key was agreed, or the other way round.',
    {
      sentence: 'Received unexpected Certificate payload Possible invalid Auth Method (Preshared key (1))',
      ...bad,
      says: [{ code: 'auth-method-mismatch', certainty: 'likely', side: 'either' }],
    },
  ),
  line(
    'cert-file',
    'Set Cert filehandle failure: no ((IPSec|IPsec)) SA in group {tunnelGroup:word}',
    'The tunnel group has nothing that a certificate belongs to.',
    { sentence: 'Set Cert filehandle failure: no IPsec SA in group FIELD', ...bad },
  ),
  line(
    'id-too-long',
    'Phase 1 ID Data length {length:int} too long - reject tunnel!',
    'The identity of the peer is too long.',
    { sentence: 'Phase 1 ID Data length 512 too long - reject tunnel!', ...bad },
  ),
  line(
    'id-empty',
    'Zero length data in ID payload received during phase 1 or 2 processing',
    'The peer sent an empty identity.',
    bad,
  ),
  line(
    'dh-group-invalid',
    'Detected invalid Diffie-Helmann {what:words} {group:int}, in {area:words}',
    'A Diffie-Hellman group that cannot be.',
    { sentence: 'Detected invalid Diffie-Helmann group_descriptor 77, in IKE area', ...bad },
  ),
  line(
    'transaction-type',
    'Received unexpected Transaction Exchange payload type:~{type:word}',
    'The client sent something odd while user and address are settled.',
    { sentence: 'Received unexpected Transaction Exchange payload type: 9', ...bad },
  ),
  line('reaper', 'Reaper ((overriding|corrected)) {what:text}', 'An SA that was left over is cleared away.', {
    sentence: 'Reaper overriding refCnt [2] and tunnelCnt [1] -- deleting SA!',
  }),
  line(
    'split-list',
    'Split Tunneling Policy requires network list but none configured',
    'The group policy asks for a list of networks and names none.',
    bad,
  ),
  line(
    'network-extension',
    'Hardware Client connection rejected! Network Extension Mode is not allowed for this group!',
    'The hardware client wants to bring its whole network; the group policy (nem) does not allow it.',
    { ...bad, says: [{ code: 'mode-config-failed', certainty: 'certain', side: 'local' }] },
  ),
  line(
    'no-responder-cookie',
    'IKE Initiator received a packet from its peer without a Responder cookie',
    'The answer of the peer lacks its cookie: it is dropped.',
    bad,
  ),
  line(
    'am-payload-missing',
    'IKE AM Initiator received a packet from its peer without a {payload:words} payload',
    'The answer of the peer to aggressive mode is incomplete.',
    { sentence: 'IKE AM Initiator received a packet from its peer without a KE payload', ...bad },
  ),
  line('user-too-long', 'Error: Username too long - connection aborted', 'The user name is too long.', {
    ...bad,
    says: [{ code: 'xauth-failed', certainty: 'certain', side: 'remote' }],
  }),
  line(
    'confidence',
    'The configured Confidence Interval of {seconds:int} seconds is invalid for this {kind:words} connection.[[ {:text}]]',
    'The configured keepalive interval is out of range; the default is used.',
    {
      sentence:
        'The configured Confidence Interval of 5 seconds is invalid for this IPSec/UDP connection. Enforcing the second default.',
      ...normal,
    },
  ),
  line('socket', 'IKE Receiver: Error reading from socket.', 'An IKE packet could not be read.', bad),
  line(
    'client-route',
    'Adding static route for {whose:text}',
    'A route to the peer’s network is added (reverse route injection).',
    { sentence: 'Adding static route for L2L peer coming in on a dynamic map. address: 10.47.0.0, mask: 255.255.0.0' },
  ),
  line(
    'client-route-deleted',
    '((Deleting|Removing)) static route for {whose:text}',
    'A route to the peer’s network is removed again.',
    {
      sentence:
        'Deleting static route for L2L peer that came in on a dynamic map. address: 10.47.0.0, mask: 255.255.0.0',
    },
  ),
  line(
    'client-route-failed',
    'Could not ((add|delete)) ((static route|route)) for {whose:text}',
    'A route to the peer’s network could not be added or removed.',
    { sentence: 'Could not add static route for client address: 10.99.0.14', ...bad },
  ),
  line(
    'client-version',
    'Tunnel Rejected: Client Type or Version not allowed.',
    'A rule of the group policy does not allow this client.',
    bad,
  ),
  line(
    'client-source-zero',
    'Invalid source proxy address: 0.0.0.0! Check private address on remote client',
    'The client has no inner address.',
    bad,
  ),
  line('udp-port', 'Invalid ((IPSec|IPsec))/UDP port = {port:text}', 'The port for IPsec over UDP is not allowed.', {
    sentence:
      'Invalid IPSec/UDP port = 4500, valid range is 4001 - 49151, except port 4500, which is reserved for IPSec/NAT-T',
    ...bad,
  }),
  line(
    'skipping-dynamic-map',
    'Skipping dynamic map {map:word} sequence {seq:int}:~{why:text}',
    'An entry without a peer is passed over because an earlier entry names this peer. Normal for a site.',
    {
      sentence:
        'Skipping dynamic map DYN sequence 10: cannot match peerless map when peer found in previous map entry.',
      ...normal,
    },
  ),
  line(
    'ios-keepalive',
    '((Processing|Constructing|Sending)) IOS keep alive payload: proposal={proposal:word} sec.',
    'The older kind of keepalive of IOS is agreed.',
    { sentence: 'Processing IOS keep alive payload: proposal=30/10 sec.' },
  ),
  line(
    'ios-keepalive-monitor',
    'Starting IOS keepalive monitor: {seconds:int} sec.',
    'The older kind of keepalive of IOS begins.',
    { sentence: 'Starting IOS keepalive monitor: 30 sec.' },
  ),
  line(
    'keepalive-odd',
    'Received keep-alive of type {type:words}, not the negotiated type',
    'A keepalive of another kind than agreed; it is ignored.',
    { sentence: 'Received keep-alive of type Altiga keep-alive, not the negotiated type', ...normal },
  ),
  line(
    'keepalive-ignored',
    'Ignoring Keepalive payload from vendor not support KeepAlive capability',
    'A keepalive of a peer that did not announce them; it is ignored.',
    normal,
  ),
  line(
    'tunnel-table',
    'Unexpected cleanup of tunnel table entry during SA delete.',
    'House-keeping at the end of an SA.',
    normal,
  ),
  line(
    'claims-ios',
    'Claims to be IOS but failed authentication',
    'The peer says that it is a router with IOS and could not prove it. Accepted all the same.',
    normal,
  ),
  line(
    'old-p1',
    'Old P1 SA is being deleted but new SA is DEAD, cannot transition centries',
    'The old IKE SA ends and the new one did not come up: the IPsec SAs go with it.',
    bad,
  ),
  line('transparency', 'Client is configured for {what:text}', 'How the client’s packets get through NAT.', {
    sentence: 'Client is configured for UDP Transparency',
  }),
  line(
    'nat-detected',
    'Auto-detected a NAT device with NAT-Traversal. Ignoring ((IPSec|IPsec))-over-UDP configuration.',
    'There is NAT on the way, so UDP 4500 is used.',
    {
      sentence: 'Auto-detected a NAT device with NAT-Traversal. Ignoring IPSec-over-UDP configuration.',
      effect: { version: 1, natt: true },
    },
  ),
  line(
    'nat-missing',
    'NAT-Discovery payloads missing. Aborting NAT-Traversal.',
    'The peer does not do NAT traversal; both go on without it.',
    {},
  ),
  line(
    'udp-modes',
    'Proposing/Selecting only UDP-Encapsulated-Tunnel and UDP-Encapsulated-Transport modes defined by NAT-Traversal',
    'There is NAT on the way, so ESP will travel in UDP 4500.',
    { effect: { version: 1, natt: true } },
  ),
  line(
    'fragment-set',
    "Rcv'd fragment from a new fragmentation set. Deleting any old fragments.",
    'A large IKE message begins to arrive in pieces.',
    {},
  ),
  line(
    'logical-id',
    "Can't load an ((IPSec|IPsec)) SA! The corresponding IKE SA contains an invalid logical ID.",
    'An IPsec SA came too late: its IKE SA is gone.',
    { sentence: "Can't load an IPSec SA! The corresponding IKE SA contains an invalid logical ID.", ...bad },
  ),
  line(
    'other-peer',
    'QM IsRekeyed: existing sa from different peer, rejecting new sa',
    'Another peer already has an SA for the same two networks, so this one is refused.',
    {
      ...bad,
      effect: { version: 1, down: 'child' },
      says: [{ code: 'phase2-not-established', certainty: 'likely', side: 'local' }],
    },
  ),
  line(
    'duplicate-sa',
    'QM IsRekeyed: duplicate sa found by {how:word}, deleting old sa',
    'An older SA for the same networks is replaced.',
    { sentence: 'QM IsRekeyed: duplicate sa found by address, deleting old sa', ...normal },
  ),
  line('spi-size', 'Invalid ((ESP|IPComp)) SPI size of {size:int}', 'The proposal is malformed.', {
    sentence: 'Invalid ESP SPI size of 8',
    ...bad,
  }),
  line(
    'protocol-id',
    'Received proposal with unknown protocol ID {protocol:int}',
    'The proposal names a protocol that is not known; others may fit.',
    { sentence: 'Received proposal with unknown protocol ID 9' },
  ),
  line(
    'auth-attributes',
    'Could not retrieve authentication attributes for peer {peer:ip}',
    'The values of the tunnel group could not be read.',
    { sentence: 'Could not retrieve authentication attributes for peer 203.0.113.20', ...bad },
  ),
  line(
    'delay-qm',
    '((Delay|Resume)) Quick Mode processing, {why:text}',
    'Quick mode waits until user and address are settled.',
    { sentence: 'Delay Quick Mode processing, Cert/Trans Exch/RM DSID in progress' },
  ),
  line(
    'mode-cfg-address',
    'Obtained IP addr ({address:ip}) prior to initiating Mode Cfg ({:text}',
    'The client’s inner address is chosen.',
    { sentence: 'Obtained IP addr (10.99.0.14) prior to initiating Mode Cfg (XAuth enabled)' },
  ),
  line('cfg-set', 'construct_cfg_set:~{what:text}', 'A value is sent to the client.', {
    sentence: 'construct_cfg_set: default domain = example.net',
  }),
  line('sending-subnet', 'Sending subnet mask ({mask:ip}) to remote client', 'A value is sent to the client.', {
    sentence: 'Sending subnet mask (255.255.255.0) to remote client',
  }),
  line(
    'rekey-delete',
    'Active unit process rekey delete event for remote peer {peer:ip}',
    'An old SA is removed after its renewal.',
    { sentence: 'Active unit process rekey delete event for remote peer 203.0.113.20' },
  ),
  line(
    'failover-hash',
    'Sending spoofed ISAKMP Failover EC hash',
    'House-keeping between the units of a failover pair.',
    normal,
  ),
  line(
    'ipsec-over-tcp',
    'Client rejected NAT enabled ((IPSec|IPsec)) {what:text}',
    'The client does not do NAT traversal in this way; another is tried.',
    { sentence: 'Client rejected NAT enabled IPSec request, falling back to standard IPSec' },
  ),
  // Groups and clients.
  line(
    'unknown-group',
    'Received ISAKMP Aggressive Mode message 1 with unknown tunnel group name {tunnelGroup:quotedWord}',
    'The peer asks for a group by name (aggressive mode), and no tunnel group is called that.',
    {
      sentence: "Received ISAKMP Aggressive Mode message 1 with unknown tunnel group name 'field-staff'",
      ...bad,
      effect: { version: 1, down: 'ike', role: 'responder' },
      sources: [guide713],
    },
  ),
  line(
    'unknown-group-spoofed',
    'Sending spoofed ISAKMP Aggressive Mode message 2 due to receipt of unknown tunnel group.[[ {:text}]]',
    'The answer to an unknown group looks like any other, so that nobody can guess the names of groups. The negotiation ends.',
    {
      sentence:
        'Sending spoofed ISAKMP Aggressive Mode message 2 due to receipt of unknown tunnel group.  Aborting connection.',
      ...bad,
      effect: { version: 1, down: 'ike', role: 'responder' },
      sources: [guide713],
    },
  ),
  line(
    'contact-timeout',
    'Timed out on initial contact to server [~{server:host}~] Tunnel could not be established.',
    'This device is a client (Easy VPN), and its head end does not answer the first message.',
    {
      sentence: 'Timed out on initial contact to server [203.0.113.20] Tunnel could not be established.',
      ...bad,
      effect: { version: 1, down: 'ike', role: 'initiator' },
      says: [{ code: 'peer-unreachable', certainty: 'likely', side: 'unknown', detail: { direction: 'no-answer' } }],
      sources: [guide713],
    },
  ),
  line(
    'failure-received',
    'Received authentication failure message',
    'The peer says that it did not accept the proof or the user of this end.',
    {
      ...bad,
      effect: { version: 1 },
      says: [{ code: 'authentication-failed', certainty: 'likely', side: 'either' }],
      sources: [guide713],
    },
  ),
  line(
    'ipsec-not-permitted',
    'Terminating connection attempt: ((IPSEC|IPSec|IPsec)) not permitted for group ({tunnelGroup:phrase}',
    'The group policy of this group does not allow IPsec (vpn-tunnel-protocol).',
    {
      sentence: 'Terminating connection attempt: IPSEC not permitted for group (FIELD)',
      ...bad,
      effect: { version: 1, down: 'ike' },
      says: [{ code: 'ike-not-enabled', certainty: 'certain', side: 'local' }],
      sources: [guide713],
    },
  ),
  line(
    'invalid-spi-received',
    'Received Invalid SPI notify (SPI {spi:spi})',
    'The peer does not know one of our IPsec SAs any more: it was restarted or cleared. Dead peer detection puts it right.',
    { sentence: 'Received Invalid SPI notify (SPI 0x5c1a77be)!', effect: { version: 1 }, sources: [guide713] },
  ),
  line(
    'dpd-sequence',
    'Received DPD sequence number {got:word} in {what:phrase}[[, {:text}]]',
    'A keepalive with an unexpected number was dropped: packets get lost on the way.',
    { sentence: 'Received DPD sequence number 1042 in DPD R-U-THERE-ACK, description expected seq # 1043' },
  ),
  line(
    'redirected',
    'Connection attempt to VCPIP redirected to VCA peer {member:ip} via load balancing',
    'The client is sent to another firewall of the group. Normal.',
    { sentence: 'Connection attempt to VCPIP redirected to VCA peer 198.51.100.9 via load balancing', ...normal },
  ),
  line(
    'key-acquire-dequeued',
    'De-queuing KEY-ACQUIRE messages that were left pending.',
    'Waiting traffic is served.',
    normal,
  ),
  line(
    'standby-packet',
    'Attempt to send an IKE packet from standby unit. Dropping the packet!',
    'The standby unit of a failover pair does not speak to peers.',
    normal,
  ),
  line(
    'missing-payload',
    'Received packet with missing payload, Expected payload:~{payload:word}',
    'The message of the peer is incomplete.',
    {
      sentence: 'Received packet with missing payload, Expected payload: 5',
      ...bad,
    },
  ),
  line('request-spi', 'IKE: requesting SPI!', 'An SPI is asked for. Normal.', normal),
  line('peer-id-type', 'peer ID type {type:int} received ({kind:phrase}', 'What kind of identity the peer sent.', {
    sentence: 'peer ID type 2 received (FQDN)',
  }),
  line('peer-id-bypassed', 'Peer ID check bypassed', 'The identity of the peer is not compared with anything.', normal),
  line('l2tp', 'L2TP/((IPSec|IPsec)) session detected.', 'The client speaks L2TP inside IPsec (Windows, phones).', {
    sentence: 'L2TP/IPSec session detected.',
  }),
  line(
    'not-a-rekey',
    'QM IsRekeyed old sa not found by addr',
    'There is no older SA for these networks. Normal.',
    normal,
  ),
  line(
    'udp-modes-selected',
    'Selecting only UDP-Encapsulated-Tunnel and UDP-Encapsulated-Transport modes defined by NAT-Traversal',
    'There is NAT on the way, so ESP will travel in UDP 4500.',
    { effect: { version: 1, natt: true } },
  ),
  line(
    'floating',
    'Floating NAT-T from {from:ip} port {:port} to {to:ip} port {:port}',
    'Both go on over UDP 4500 because there is NAT on the way.',
    {
      sentence: 'Floating NAT-T from 203.0.113.20 port 500 to 203.0.113.20 port 4500',
      effect: { version: 1, natt: true },
    },
  ),
  line(
    'runt',
    'IKE Receiver: Runt ISAKMP packet discarded on Port {localPort:port} from {peer:ip}:{peerPort:port}',
    'A packet too short to be IKE: a keepalive of NAT traversal, as a rule.',
    {
      sentence: 'IKE Receiver: Runt ISAKMP packet discarded on Port 4500 from 203.0.113.20:4500',
      ...normal,
    },
  ),
  line(
    'no-group-found',
    'No Group found by matching {what:words} from ID payload:~{value:text}',
    'One way to find the tunnel group failed; another may succeed.',
    { sentence: 'No Group found by matching IP Address from ID payload: 203.0.113.20' },
  ),
  line(
    'browser-proxy',
    '((Browser Proxy set|Send Client Browser|Split Tunnel List:|Processing MODE_CFG)) {what:text}',
    'Values of the group policy are sent to the client.',
    {
      sentence: 'Send Client Browser Proxy Attributes!',
    },
  ),
  line('server-name', 'DNS lookup for {what:text}', 'The name of a VPN server is looked up.', {
    sentence: 'DNS lookup for Primary VPN Server [vpn.example.net] failed!',
  }),
  line(
    'backup-server',
    'Initializing Backup Server [{server:host}]',
    'The client turns to its backup server: the first one did not answer.',
    {
      sentence: 'Initializing Backup Server [203.0.113.21]',
    },
  ),
  line(
    'firewall-required',
    '((Client-reported firewall does not match configured firewall|Client did not report firewall in use, but there is a configured firewall)): {:text}',
    'The group policy asks for a firewall on the client that is not there.',
    {
      sentence:
        'Client did not report firewall in use, but there is a configured firewall: Terminate tunnel. Expected -- Vendor: Cisco Systems(1), Product Cisco Intrusion Prevention Security Agent(1), Caps: 0000',
      ...bad,
    },
  ),
]);
