// Syslog messages of ASA, FTD and PIX that bear on a tunnel, apart from the IKEv1 sentences (713xxx to 715xxx, in asa-ikev1.ts) and certificates (asa-ca.ts).
import { type Message, messages } from '../../engine/define.ts';
import { asaEndings } from './asa-endings.ts';
import { ikev2Errors } from './ikev2-errors.ts';

const guide = 'https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/asa-syslog/';
const page = {
  1: `${guide}syslog-messages-101001-to-199027.html`,
  3: `${guide}syslog-messages-302003-to-341011.html`,
  4: `${guide}syslog-messages-400000-to-450002.html`,
  6: `${guide}syslog-messages-602101-to-622102.html`,
  7: `${guide}syslog-messages-701001-to-713109.html`,
  75: `${guide}syslog-messages-722001-to-776020.html`,
} as const;
const source = (mnemonic: string): string => {
  if (mnemonic.startsWith('75') || mnemonic.startsWith('737')) return page[75];
  const key = Number(mnemonic[0]);
  return page[key === 1 || key === 3 || key === 4 || key === 6 ? key : 7];
};

const general = `${guide}syslog-messages-201002-to-219002.html`;

interface More extends Partial<Omit<Message, 'id' | 'head' | 'mnemonic' | 'templates' | 'means' | 'examples'>> {
  /** The message as a device prints it, where the template has fields. */
  readonly text?: string;
  readonly also?: readonly string[];
  /** Severity in the example. */
  readonly level?: number;
  /** What tells messages of one number apart. */
  readonly id?: string;
}

export function log(mnemonic: string, template: string, means: string, more: More = {}): Message {
  const { text = template, also = [], level = 4, id, ...rest } = more;
  return {
    id: `asa.${mnemonic}${id === undefined ? '' : `.${id}`}`,
    head: 'asa-syslog',
    mnemonic,
    templates: [template, ...also],
    means,
    examples: [
      `Mar  4 11:20:31 fw-muc : %ASA-${level}-${mnemonic}: ${text}`,
      `%FTD-vpn-${level}-${mnemonic}: ${text}`,
      `<164>2027-03-04T10:20:31Z fw-muc %ASA-${level}-${mnemonic} ${text}`,
    ],
    sources: [source(mnemonic)],
    ...rest,
  };
}

/** `Local:a:500 Remote:b:500 Username:u IKEv2`: before most IKEv2 messages; in late releases without IKEv2. */
const ends =
  'Local:~{local:host}:{localPort:port} Remote:~{peer:host}:{peerPort:port} Username:[[~{user:userName}]] [[IKEv2 ]]';
const endsText = 'Local:198.51.100.6:500 Remote:203.0.113.20:500 Username:203.0.113.20 IKEv2 ';
const v2 = (mnemonic: string, template: string, means: string, more: More = {}): Message =>
  log(mnemonic, `${ends}${template}`, means, {
    ...more,
    text: `${endsText}${more.text ?? template}`,
    also: [template, ...(more.also ?? [])],
  });

const aborted: readonly Message[] = ikev2Errors.map(({ id, text, means, says, harmless }): Message => {
  const sentence = text.replace('{type:int}', '5');
  return v2('750003', `Negotiation aborted due to ERROR: ${text}[[.]]`, means, {
    id,
    text: `Negotiation aborted due to ERROR: ${sentence}`,
    health: harmless ? 'neutral' : 'bad',
    ...(says ? { says } : {}),
    ...(harmless ? { harmless } : {}),
    effect: { version: 2, down: 'ike' },
  });
});

const ikev2: readonly Message[] = [
  v2(
    '750001',
    'Received request to {what:words} an ((IPsec|IPSec)) tunnel; local traffic selector = {localSelector:selectorText}; remote traffic selector = {remoteSelector:selectorText}',
    'Traffic for the peer’s network has arrived: this end opens the tunnel.',
    {
      level: 5,
      text: 'Received request to establish an IPsec tunnel; local traffic selector = Address Range: 10.31.0.9-10.31.0.9 Protocol: 0 Port Range: 0-65535; remote traffic selector = Address Range: 10.47.0.8-10.47.0.8 Protocol: 0 Port Range: 0-65535',
      also: ['Received request to {what:words} an ((IPsec|IPSec)) tunnel'],
      effect: { version: 2, begins: 'ike', role: 'initiator', arrow: 'out', label: 'IKE_SA_INIT' },
    },
  ),
  v2('750002', 'Received a ((IKE_INIT_SA|IKE_SA_INIT)) request', 'The peer opens a tunnel.', {
    level: 5,
    text: 'Received a IKE_INIT_SA request',
    effect: { version: 2, begins: 'ike', role: 'responder', arrow: 'in', label: 'IKE_SA_INIT' },
  }),
  ...aborted,
  v2(
    '750003',
    'Negotiation aborted due to ERROR: {error:text}',
    'The negotiation ended; the reason stands at the end of the line.',
    {
      id: 'other',
      text: 'Negotiation aborted due to ERROR: Failed to do something new',
      health: 'bad',
      effect: { version: 2, down: 'ike' },
    },
  ),
  v2(
    '750004',
    'Sending COOKIE challenge to throttle possible DoS',
    'Many new negotiations are under way, so peers must first prove that they receive our answers.',
    { level: 5 },
  ),
  v2(
    '750005',
    '((IPsec|IPSec)) rekey collision detected. I am lowest nonce initiator, deleting SA with inbound SPI {spi:spi}',
    'Both ends renewed at the same moment; one SA is given up. Normal.',
    {
      level: 5,
      text: 'IPsec rekey collision detected. I am lowest nonce initiator, deleting SA with inbound SPI 0x5c1a77be',
      harmless: true,
    },
  ),
  v2('750006', 'SA UP. Reason: {reason:text}', 'The IKEv2 SA is up.', {
    level: 5,
    text: 'SA UP. Reason: New Connection Established',
    health: 'good',
    effect: { version: 2, up: 'ike' },
  }),
  v2(
    '750007',
    'SA DOWN. Reason: ((peer lost|Peer lost|Peer Lost|lost service|Lost Service))',
    'The peer stopped answering: dead peer detection or a retransmission got no answer.',
    {
      id: 'peer-lost',
      level: 5,
      text: 'SA DOWN. Reason: peer lost',
      health: 'bad',
      says: [{ code: 'dpd-failure', certainty: 'likely', side: 'unknown' }],
      effect: { version: 2, down: 'ike' },
    },
  ),
  v2(
    '750007',
    'SA DOWN. Reason: ((idle timeout|Idle timeout|Idle Timeout))',
    'No traffic for the idle time, so the session was closed.',
    {
      id: 'idle',
      level: 5,
      text: 'SA DOWN. Reason: idle timeout',
      health: 'neutral',
      says: [{ code: 'idle-timeout', certainty: 'certain', side: 'local' }],
      effect: { version: 2, down: 'ike' },
    },
  ),
  v2(
    '750007',
    'SA DOWN. Reason: ((administrative|administrator|Administrator|admin)){:rest}',
    'An operator on this firewall closed the session.',
    {
      id: 'administrator',
      level: 5,
      text: 'SA DOWN. Reason: administrator reset',
      operator: true,
      effect: { version: 2, down: 'ike' },
    },
  ),
  v2(
    '750007',
    'SA DOWN. Reason: {reason:text}',
    'The IKEv2 SA is down: peer request means that the other end closed it, local failure that the reason stands in a line before.',
    { level: 5, text: 'SA DOWN. Reason: peer request', effect: { version: 2, down: 'ike' } },
  ),
  v2('750008', 'SA rejected due to system resource low', 'The firewall is out of resources for another tunnel.', {
    level: 5,
    health: 'bad',
    says: [{ code: 'ike-admission-limit', certainty: 'certain', side: 'local' }],
  }),
  v2(
    '750009',
    'SA request rejected due to CAC limit reached:[[ Rejection reason:]]~{reason:text}',
    'More negotiations or sessions than allowed (call admission control).',
    {
      level: 5,
      text: 'SA request rejected due to CAC limit reached: Rejection reason: max-in-negotiation',
      health: 'bad',
      says: [{ code: 'ike-admission-limit', certainty: 'certain', side: 'local' }],
    },
  ),
  log(
    '750010',
    'Local:~{local:ip} Remote:~{peer:ip} Username:[[~{user:userName}]] [[IKEv2 ]]local throttle-request queue depth threshold of {threshold:int} reached[[; {:text}]]',
    'More requests wait for this peer than it takes at once.',
    {
      level: 5,
      text: 'Local: 198.51.100.6 Remote: 203.0.113.20 Username:203.0.113.20 IKEv2 local throttle-request queue depth threshold of 5 reached; increase the window size on peer 203.0.113.20 for better performance',
    },
  ),
  log(
    '750011',
    'Tunnel Rejected: Selected IKEv2 encryption algorithm ({ike:phrase}) is not strong enough to secure proposed ((IPsec|IPSEC)) encryption algorithm ({ipsec:phrase}).',
    'Phase 2 would use a stronger cipher than IKE itself; the release does not allow that.',
    {
      text: 'Tunnel Rejected: Selected IKEv2 encryption algorithm (3DES) is not strong enough to secure proposed IPSEC encryption algorithm (AES-GCM-256).',
      health: 'bad',
      says: [{ code: 'ipsec-proposal-mismatch', certainty: 'certain', side: 'local' }],
    },
  ),
  log(
    '750012',
    '[[{:word} ]]Selected IKEv2 encryption algorithm ({ike:phrase}) is not strong enough to secure proposed ((IPsec|IPSEC)) encryption algorithm ({ipsec:phrase}).',
    'Phase 2 uses a stronger cipher than IKE itself: a warning.',
    {
      text: 'Selected IKEv2 encryption algorithm (AES-CBC-128) is not strong enough to secure proposed IPSEC encryption algorithm (AES-GCM-256).',
    },
  ),
  log(
    '750013',
    'IKEv2 SA (iSPI {ispi:spi} ((rRSP|rSPI)) {rspi:spi}) Peer Moved: Previous {from:word}. Updated {to:word}',
    'The peer goes on from another address (MOBIKE).',
    {
      level: 5,
      text: 'IKEv2 SA (iSPI 8F2C61D09B7A4E13 rRSP 1BE207A45C1A77BE) Peer Moved: Previous 203.0.113.20:4500/198.51.100.6:4500. Updated 203.0.113.88:61022/198.51.100.6:4500',
    },
  ),
  v2(
    '750014',
    'Session aborted. Reason: Initial Contact received for Local ID: {localId:word}, Remote ID: {remoteId:word} from remote peer:~{:text}',
    'The peer starts afresh, so the old session is removed: it was restarted or cleared there.',
    {
      text: 'Session aborted. Reason: Initial Contact received for Local ID: 198.51.100.6, Remote ID: 203.0.113.20 from remote peer:203.0.113.20:500 to 198.51.100.6:500',
      effect: { version: 2, down: 'ike' },
    },
  ),
  v2(
    '750015',
    'deleting ((IPSec|IPsec)) SA. Reason: invalid SPI notification received for SPI {spi:spi}[[; {:text}]]',
    'The peer does not know one of our IPsec SAs any more, so it is removed and built anew.',
    {
      text: 'deleting IPSec SA. Reason: invalid SPI notification received for SPI 0x5c1a77be; local traffic selector = Address Range: 10.31.0.0-10.31.255.255 Protocol: 0 Port Range: 0-65535 ; remote traffic selector = Address Range: 10.47.0.0-10.47.255.255 Protocol: 0 Port Range: 0-65535',
    },
  ),
  v2(
    '750016',
    'Need to send a DPD message to peer',
    'The peer has been silent for a while, so it is asked whether it is there. Normal.',
    { level: 7, harmless: true },
  ),
  v2(
    '751001',
    'Failed to complete Diffie-Hellman operation. Error: {error:text}',
    'The key agreement could not be computed.',
    { text: 'Failed to complete Diffie-Hellman operation. Error: Bad key', health: 'bad' },
  ),
  v2(
    '751002',
    'No ((preshared|pre-shared)) key or trustpoint configured for self in tunnel group DefaultL2LGroup',
    'The peer fits no tunnel group of its own, and the default group holds no key for this end.',
    {
      id: 'default-group',
      text: 'No preshared key or trustpoint configured for self in tunnel group DefaultL2LGroup',
      health: 'bad',
      says: [{ code: 'peer-not-configured', certainty: 'likely', side: 'local' }],
    },
  ),
  v2(
    '751002',
    'No ((preshared|pre-shared)) key or trustpoint configured for self in tunnel group {tunnelGroup:word}',
    'The tunnel group holds neither a key nor a trustpoint for this end (ikev2 local-authentication).',
    {
      text: 'No preshared key or trustpoint configured for self in tunnel group 203.0.113.20',
      health: 'bad',
      says: [{ code: 'psk-missing', certainty: 'certain', side: 'local' }],
    },
  ),
  v2(
    '751003',
    'Need to send a DPD message to peer',
    'The peer has been silent for a while, so it is asked whether it is there. Normal.',
    { level: 7, harmless: true },
  ),
  v2(
    '751004',
    'No remote authentication method configured for peer in tunnel group {tunnelGroup:word}',
    'The tunnel group does not say how the peer must prove itself (ikev2 remote-authentication).',
    {
      text: 'No remote authentication method configured for peer in tunnel group 203.0.113.20',
      health: 'bad',
      says: [{ code: 'psk-missing', certainty: 'certain', side: 'local' }],
    },
  ),
  v2('751006', 'Certificate authentication failed. Error: {error:text}', 'The peer’s certificate was refused.', {
    text: 'Certificate authentication failed. Error: Signature check failed',
    health: 'bad',
    says: [{ code: 'certificate-invalid', certainty: 'certain', side: 'either' }],
  }),
  v2(
    '751007',
    'Configured attribute not supported for IKEv2. Attribute: {attribute:text}',
    'A configured value means nothing with IKEv2. Harmless.',
    {
      level: 5,
      text: 'Configured attribute not supported for IKEv2. Attribute: vpn-simultaneous-logins',
      harmless: true,
    },
  ),
  v2(
    '751008',
    '[[Group~=~{tunnelGroup:name}, ]]Tunnel rejected: IKEv2 not enabled in group policy',
    'The group policy of this tunnel does not allow IKEv2 (vpn-tunnel-protocol).',
    {
      text: 'Group=203.0.113.20, Tunnel rejected: IKEv2 not enabled in group policy',
      also: ['Group~=~{tunnelGroup:name}, Tunnel rejected: IKEv2 not enabled in group policy'],
      health: 'bad',
      effect: { version: 2, down: 'ike' },
    },
  ),
  v2(
    '751009',
    'Unable to find tunnel group for peer.',
    'No tunnel group is named after this peer, and no default one can serve it.',
    { health: 'bad', says: [{ code: 'peer-not-configured', certainty: 'certain', side: 'local' }] },
  ),
  v2(
    '751010',
    'Unable to determine self-authentication method. No crypto map setting or tunnel group found.',
    'Neither the crypto map nor a tunnel group says how this end proves itself: there is no tunnel group for the peer.',
    { level: 3, health: 'bad', says: [{ code: 'peer-not-configured', certainty: 'certain', side: 'local' }] },
  ),
  v2('751011', 'Failed user authentication. Error: {error:text}', 'User name or password were refused (EAP).', {
    level: 3,
    text: 'Failed user authentication. Error: Rejected by server',
    health: 'bad',
    says: [{ code: 'eap-failed', certainty: 'certain', side: 'remote' }],
  }),
  v2(
    '751012',
    'Failure occurred during Configuration Mode processing. Error: {error:text}',
    'The inner address or another value could not be given.',
    {
      level: 3,
      text: 'Failure occurred during Configuration Mode processing. Error: No address',
      health: 'bad',
      says: [{ code: 'mode-config-failed', certainty: 'certain', side: 'local' }],
    },
  ),
  v2(
    '751013',
    'Failed to process Configuration Payload request for attribute {attribute:word}. Error: {error:text}',
    'A value that the client asked for could not be given.',
    {
      level: 3,
      text: 'Failed to process Configuration Payload request for attribute 1. Error: No address',
      health: 'bad',
    },
  ),
  v2(
    '751014',
    '((Warning Configuration Payload|Warning: Configuration Payload)) request for attribute {attribute:word} could not be processed. Error: {error:text}',
    'The peer asks for something that does not exist for it. Harmless.',
    {
      text: 'Warning Configuration Payload request for attribute 0x7007 could not be processed. Error: Unknown/Unsupported Attribute',
      harmless: true,
    },
  ),
  v2(
    '751015',
    'SA request rejected by CAC. Reason: {reason:text}',
    'More negotiations or sessions than allowed (call admission control).',
    {
      text: 'SA request rejected by CAC. Reason: in-negotiation limit',
      health: 'bad',
      says: [{ code: 'ike-admission-limit', certainty: 'certain', side: 'local' }],
    },
  ),
  v2(
    '751016',
    'Remote L2L Peer initiated a tunnel with same outer and inner addresses.[[ {:text}]]',
    'The peer asks for protection between the two gateway addresses themselves, not between networks.',
    {
      text: 'Remote L2L Peer initiated a tunnel with same outer and inner addresses. Peer could be Originate Only - Possible misconfiguration!',
      health: 'bad',
    },
  ),
  v2(
    '751017',
    'Configuration Error[[.]] {error:text}',
    'The configuration that belongs to this tunnel cannot be used.',
    {
      level: 3,
      text: 'Configuration Error. Tunnel group has no policy',
      health: 'bad',
      says: [
        {
          code: 'config-incomplete',
          certainty: 'likely',
          side: 'local',
          title: 'The configuration of this tunnel[[ with {peer}]] cannot be used[[: {error}]]',
          fix: [],
        },
      ],
    },
  ),
  v2(
    '751018',
    'Terminating the VPN connection attempt from {tunnelGroup:word}. Reason: {reason:text}',
    'A client’s attempt is ended for the stated reason.',
    {
      level: 3,
      text: 'Terminating the VPN connection attempt from FIELD. Reason: This connection is group locked to HQ.',
      health: 'bad',
    },
  ),
  v2(
    '751019',
    'Failed to obtain an {licence:words} license. Maximum license limit[[ {limit:int}]] exceeded{:rest}',
    'The licence allows no further session.',
    {
      text: 'Failed to obtain an AnyConnect license. Maximum license limit 25 exceeded.',
      health: 'bad',
      says: [{ code: 'ike-admission-limit', certainty: 'certain', side: 'local' }],
    },
  ),
  v2(
    '751022',
    'Tunnel rejected: Crypto Map Policy not found for remote traffic selector {remoteSelector:wideText} local traffic selector {localSelector:wideText}!',
    'The networks that the peer asks for fit no crypto access list of this peer. Both are in the line.',
    {
      level: 3,
      text: 'Tunnel rejected: Crypto Map Policy not found for remote traffic selector 10.47.0.0/10.47.255.255/0/65535/0 local traffic selector 10.31.0.0/10.31.255.255/0/65535/0!',
      also: ['Tunnel rejected: Crypto Map Policy not found for remote traffic selector {:text}'],
      health: 'bad',
      effect: { version: 2, down: 'child', role: 'responder' },
    },
  ),
  v2('751023', 'Unknown client connection', 'A client of a kind that is not known here connects.', {}),
  log(
    '751024',
    'Local:~{local:host}:{localPort:port} Remote:~{peer:host}:{peerPort:port} Username:[[~{user:userName}]] Group:~{groupPolicy:word} Address={address:ip} User-Agent={:text}',
    'A client was given its address.',
    {
      level: 6,
      text: 'Local:198.51.100.6:4500 Remote:203.0.113.88:61022 Username:dora Group:FIELD Address=10.99.0.14 User-Agent=AnyConnect',
    },
  ),
  log(
    '751025',
    '[[Local:~{local:ip}:{localPort:port} Remote:~{peer:ip}:{peerPort:port} Username:[[~{user:userName}]] ]]Group:~{groupPolicy:word} IPv4 Address={address:ip} IPv6 address={:word} assigned to session',
    'The session is up and was given its group policy and address (0.0.0.0 for a site).',
    {
      level: 5,
      text: 'Local:198.51.100.6:500 Remote:203.0.113.20:500 Username:203.0.113.20 Group:SITES IPv4 Address=0.0.0.0 IPv6 address=:: assigned to session',
      also: [
        'Local:~{local:host}:{localPort:port} Remote:~{peer:host}:{peerPort:port} Username:[[~{user:userName}]] Group:~{groupPolicy:word} IPv4 Address={address:ip} IPv6 address={:word} assigned to session',
      ],
      health: 'good',
      effect: { version: 2, up: 'ike' },
    },
  ),
  v2('751026', 'Client OS: {os:text}', 'The client’s system.', {
    level: 6,
    text: 'Client OS: Windows Client: AnyConnect 4.10.05085',
  }),
  v2(
    '751027',
    'Received INVALID_SELECTORS Notification from peer. Peer received a packet (SPI=~{spi:spi}).[[ {:text}]]',
    'The peer got a packet of ours that does not belong into the SA it came by: the two ends do not agree on the protected networks.',
    {
      text: "Received INVALID_SELECTORS Notification from peer. Peer received a packet (SPI=5C1A77BE). The decapsulated inner packet didn't match the negotiated policy in the SA. Packet destination 10.47.9.9, port 443, source 10.31.0.9, port 50112, protocol TCP.",
      health: 'bad',
      says: [{ code: 'proxy-id-mismatch', certainty: 'likely', side: 'either', lasting: true }],
    },
  ),
  v2(
    '751028',
    'Overriding configured keepalive values of {:text}',
    'The keepalive times are adjusted because there are many sessions. Harmless.',
    {
      level: 5,
      text: 'Overriding configured keepalive values of threshold:10/retry:2 to threshold:300/retry:2.',
      harmless: true,
    },
  ),
];

/** The tunnel manager chooses between IKEv1 and IKEv2 for a crypto map entry. */
const mapEntry = 'Map Tag~=~{map:mapName}[[~.]] Map Sequence Number~=~{seq:int}[[~.]]';
const mapText = 'Map Tag = outside_map. Map Sequence Number = 10.';
const manager: readonly Message[] = [
  log('752001', 'Tunnel Manager received invalid parameter to {what:text}', 'An internal request made no sense.', {
    text: 'Tunnel Manager received invalid parameter to remove record.',
  }),
  log('752002', `Tunnel Manager Removed entry. ${mapEntry}`, 'The request of this crypto map entry is done with.', {
    level: 7,
    text: `Tunnel Manager Removed entry. ${mapText}`,
  }),
  log(
    '752003',
    `Tunnel Manager dispatching a KEY_ACQUIRE message to IKEv2. ${mapEntry}`,
    'Traffic hit this crypto map entry, and IKEv2 is asked to build the tunnel.',
    { level: 5, text: `Tunnel Manager dispatching a KEY_ACQUIRE message to IKEv2.  ${mapText}` },
  ),
  log(
    '752004',
    `Tunnel Manager dispatching a KEY_ACQUIRE message to IKEv1. ${mapEntry}`,
    'Traffic hit this crypto map entry, and IKEv1 is asked to build the tunnel.',
    { level: 5, text: `Tunnel Manager dispatching a KEY_ACQUIRE message to IKEv1.  ${mapText}` },
  ),
  log(
    '752005',
    'Tunnel Manager failed to dispatch a KEY_ACQUIRE message. Memory may be low.[[ {:text}]]',
    'The firewall is short of memory.',
    {
      level: 2,
      text: `Tunnel Manager failed to dispatch a KEY_ACQUIRE message. Memory may be low. ${mapText}`,
      health: 'bad',
    },
  ),
  log(
    '752006',
    `Tunnel Manager failed to dispatch a KEY_ACQUIRE message. Probable ((mis-configuration|misconfiguration)) of the crypto map or tunnel-group.[[ ${mapEntry}]]`,
    'The tunnel cannot even be tried: the crypto map entry lacks something, or there is no tunnel group for its peer.',
    {
      level: 3,
      text: `Tunnel Manager failed to dispatch a KEY_ACQUIRE message. Probable mis-configuration of the crypto map or tunnel-group.  ${mapText}`,
      health: 'bad',
      says: [
        {
          code: 'config-incomplete',
          certainty: 'likely',
          side: 'local',
          title:
            'The tunnel cannot even be tried: entry [[{seq} of ]]crypto map[[ {map}]] lacks something, or its peer has no tunnel-group',
          next: [
            {
              command: 'show running-config crypto map',
              why: 'The entry needs an access list, a peer and a proposal of the version that is enabled.',
              where: 'local',
            },
            {
              command: 'show running-config tunnel-group',
              why: 'A tunnel-group must be named like the peer of the entry, with keys or a trustpoint for that version.',
              where: 'local',
            },
          ],
          fix: [],
        },
      ],
    },
  ),
  log(
    '752007',
    `Tunnel Manager failed to dispatch a KEY_ACQUIRE message. Entry already in Tunnel Manager.[[ ${mapEntry}]]`,
    'The tunnel is being built already.',
    {
      level: 3,
      text: `Tunnel Manager failed to dispatch a KEY_ACQUIRE message. Entry already in Tunnel Manager.  ${mapText}`,
    },
  ),
  log('752008', 'Duplicate entry already in Tunnel Manager', 'The tunnel is being built already. Harmless.', {
    level: 7,
    harmless: true,
  }),
  log(
    '752009',
    "IKEv2 Doesn't support Multiple Peers",
    'The crypto map entry names several peers, which this release does not do with IKEv2; IKEv1 is used. Harmless by itself.',
    { harmless: true },
  ),
  log(
    '752010',
    "IKEv2 Doesn't have a proposal specified",
    'The crypto map entry is set up for IKEv1 only. Harmless by itself.',
    { harmless: true },
  ),
  log(
    '752011',
    "IKEv1 Doesn't have a transform set specified",
    'The crypto map entry is set up for IKEv2 only. Harmless by itself.',
    { harmless: true },
  ),
  log(
    '752012',
    `IKEv{version:int} was unsuccessful at setting up a tunnel. ${mapEntry}`,
    'The tunnel did not come up with this version of IKE. The reason stands in the lines before.',
    {
      text: `IKEv1 was unsuccessful at setting up a tunnel.  ${mapText}`,
      health: 'bad',
    },
  ),
  log(
    '752013',
    `Tunnel Manager dispatching a KEY_ACQUIRE message to IKEv2 after a failed attempt. ${mapEntry}`,
    'IKEv1 failed, now IKEv2 is tried.',
    { text: `Tunnel Manager dispatching a KEY_ACQUIRE message to IKEv2 after a failed attempt.  ${mapText}` },
  ),
  log(
    '752014',
    `Tunnel Manager dispatching a KEY_ACQUIRE message to IKEv1 after a failed attempt. ${mapEntry}`,
    'IKEv2 failed, now IKEv1 is tried.',
    { text: `Tunnel Manager dispatching a KEY_ACQUIRE message to IKEv1 after a failed attempt.  ${mapText}` },
  ),
  log(
    '752015',
    `Tunnel Manager has failed to establish an L2L SA. All configured IKE versions failed to establish the tunnel. ${mapEntry}`,
    'The tunnel of this crypto map entry did not come up. The reason stands in the lines before.',
    {
      level: 3,
      text: `Tunnel Manager has failed to establish an L2L SA. All configured IKE versions failed to establish the tunnel. ${mapText}`,
      health: 'bad',
    },
  ),
  log(
    '752016',
    `IKEv{version:int} was successful at setting up a tunnel. ${mapEntry}`,
    'The tunnel of this crypto map entry is up.',
    { level: 5, text: `IKEv2 was successful at setting up a tunnel.  ${mapText}`, health: 'good' },
  ),
  log(
    '752017',
    'IKEv2 Backup L2L tunnel initiation denied on interface {interface:word} matching crypto map {map:mapName}, sequence number {seq:int}[[~.]] Unsupported configuration.',
    'Backup peers with originate-only do not work with IKEv2 in this release.',
    {
      text: 'IKEv2 Backup L2L tunnel initiation denied on interface outside matching crypto map outside_map, sequence number 10. Unsupported configuration.',
      health: 'bad',
    },
  ),
];

/** SAs of the IPsec side. */
const sa = 'IPSEC: An {direction:word} {kind:words} SA (SPI=~{spi:spi}) between {local:ip} and {remote:ip} (user=~';
const saText =
  'IPSEC: An outbound LAN-to-LAN SA (SPI= 0x90B1E07D) between 198.51.100.6 and 203.0.113.20 (user= 203.0.113.20)';
const withUser = (rest: string): readonly [string, string] => [
  `${sa}{peer:ip}) ${rest}`,
  `${sa}{user:userName}) ${rest}`,
];
const ipsecSa = (mnemonic: string, rest: string, means: string, more: More = {}): Message => {
  const [first, second] = withUser(rest);
  return log(mnemonic, first, means, { level: 6, ...more, text: `${saText} ${rest}`, also: [second] });
};
const packetIn =
  'IPSEC: Received an {protocol:word} packet (SPI=~{spi:spi}, sequence number=~{sequence:hex}) from {peer:ip}[[ (user=~{user:userName})]] to {local:ip}';
const packetText =
  'IPSEC: Received an ESP packet (SPI= 0x5C1A77BE, sequence number= 0x1B2) from 203.0.113.20 (user= 203.0.113.20) to 198.51.100.6';

const dataPlane: readonly Message[] = [
  ipsecSa('602303', 'has been created.', 'An IPsec SA came up.', { health: 'good', effect: { up: 'child' } }),
  ipsecSa('602304', 'has been deleted.', 'An IPsec SA was removed; the reason stands in another line.', {
    effect: { down: 'child' },
  }),
  log(
    '602305',
    'IPSEC: SA creation error, source {src:ip}, destination {dst:ip}, reason {reason:text}',
    'An IPsec SA could not be installed.',
    {
      level: 3,
      text: 'IPSEC: SA creation error, source 198.51.100.6, destination 203.0.113.20, reason SPI in use',
      health: 'bad',
    },
  ),
  log(
    '602306',
    'IPSEC: SA change peer IP error, SPI: {spi:spi}, {:text}',
    'An SA could not follow its peer to another address.',
    {
      level: 3,
      text: 'IPSEC: SA change peer IP error, SPI: 0x5C1A77BE, (src 203.0.113.20/4500, dest 198.51.100.6/4500 => src 203.0.113.88/4500, dest: 198.51.100.6/4500), reason no flow',
      health: 'bad',
    },
  ),
  log(
    '602101',
    'PMTU-D packet {size:int} bytes greater than effective mtu {mtu:int}[[,]] dest_addr=~{dst:ip}, src_addr=~{src:ip}, prot=~{protocol:word}',
    'A packet is too large for the tunnel, and its sender was told. Normal now and then; if transfers stall, lower the TCP MSS.',
    {
      level: 6,
      text: 'PMTU-D packet 1480 bytes greater than effective mtu 1434 dest_addr=10.47.0.8, src_addr=10.31.0.9, prot=TCP',
    },
  ),
  ipsecSa(
    '702305',
    'is rekeying due to sequence number rollover.',
    'The keys are renewed because the packet numbers run out. Normal.',
    { harmless: true },
  ),
  ipsecSa(
    '702307',
    'is rekeying due to data rollover.',
    'The keys are renewed because the allowed volume is used up. Normal.',
    { level: 7, harmless: true },
  ),
  log(
    '402114',
    `${packetIn} with an invalid SPI.`,
    'ESP came for an SA that does not exist here. Once around a rekey is normal; again and again, the peer uses an SA that this end has lost.',
    { text: `${packetText} with an invalid SPI.`, health: 'bad', effect: { arrow: 'in', label: 'ESP' } },
  ),
  log(
    '402115',
    'IPSEC: Received a packet from {peer:ip}[[ (user=~{user:userName})]] to {local:ip} containing {got:word} data instead of {wanted:word} data.',
    'The peer sends another protocol than agreed for this SA.',
    {
      text: 'IPSEC: Received a packet from 203.0.113.20 to 198.51.100.6 containing AH data instead of ESP data.',
      health: 'bad',
      says: [{ code: 'ipsec-proposal-mismatch', certainty: 'likely', side: 'remote', lasting: true }],
    },
  ),
  log(
    '402116',
    `${packetIn}. The decapsulated inner packet doesn't match the negotiated policy in the SA. The packet specifies its destination as {innerDst:ip}, its source as {innerSrc:ip}, and its protocol as {innerProtocol:word}. The SA specifies its local proxy as {localProxy:proxy} and its remote_proxy as {remoteProxy:proxy}[[.]]`,
    'The packet inside does not belong to the networks of this SA: the peer translates it before encryption, or its access list is wider.',
    {
      text: `${packetText}.  The decapsulated inner packet doesn't match the negotiated policy in the SA.  The packet specifies its destination as 10.31.0.9, its source as 10.52.7.7, and its protocol as icmp.  The SA specifies its local proxy as 10.31.0.0/255.255.0.0/ip/0 and its remote_proxy as 10.47.0.0/255.255.0.0/ip/0.`,
      also: [`${packetIn}. The decapsulated inner packet {:text}`],
      health: 'bad',
      effect: { arrow: 'in', label: 'ESP' },
    },
  ),
  log(
    '402117',
    'IPSEC: Received a ((non-IPSec|non-IPsec)) packet (protocol=~{protocol:word}) from {peer:ip} to {local:ip}.',
    'A packet that should have come through the tunnel came in the clear: the peer does not protect it.',
    {
      text: 'IPSEC: Received a non-IPSec packet (protocol= ICMP) from 10.47.0.8 to 10.31.0.9.',
      health: 'bad',
      says: [{ code: 'plaintext-received', certainty: 'certain', side: 'remote', lasting: true }],
    },
  ),
  log(
    '402118',
    `${packetIn} containing an illegal IP fragment of length {length:int} with offset {offset:int}.`,
    'A fragment inside the tunnel has an offset that is refused.',
    { text: `${packetText} containing an illegal IP fragment of length 1496 with offset 64.`, health: 'bad' },
  ),
  log(
    '402119',
    `${packetIn} that failed anti-replay checking.`,
    'The packet number has been seen already or is too old: packets overtake each other on the way, or were copied.',
    {
      text: `${packetText} that failed anti-replay checking.`,
      health: 'bad',
      says: [{ code: 'anti-replay-drops', certainty: 'certain', side: 'either', lasting: true }],
    },
  ),
  log(
    '402120',
    `${packetIn} that failed authentication.`,
    'The check value does not fit: the packet was altered on the way, or the two ends hold different keys.',
    {
      text: `${packetText} that failed authentication.`,
      health: 'bad',
      says: [{ code: 'integrity-failures', certainty: 'certain', side: 'either', lasting: true }],
    },
  ),
  log(
    '402121',
    `${packetIn} that was dropped by IPsec ({reason:phrase}).`,
    'An ESP packet was dropped for the reason in brackets.',
    { text: `${packetText} that was dropped by IPsec (bad padding).`, health: 'bad' },
  ),
  log(
    '402122',
    'IPSEC: Received a cleartext packet from {src:ip} to {dst:ip} that was to be encapsulated in ((IPsec|IPSec)) that was dropped by ((IPsec|IPSec)) ({reason:phrase}).',
    'A packet was to be encrypted and could not be: as a rule there is no SA yet.',
    {
      text: 'IPSEC: Received a cleartext packet from 10.31.0.9 to 10.47.0.8 that was to be encapsulated in IPsec that was dropped by IPsec (no SA).',
      health: 'bad',
    },
  ),
  log('402123', 'CRYPTO: {:text}', 'The crypto engine reports an error.', {
    text: 'CRYPTO: The ASA hardware accelerator encountered an error (Invalid command) while executing crypto command 0x1.',
    health: 'bad',
  }),
  log(
    '402124',
    'CRYPTO: The {device:words} accelerator encountered an error ({:text}',
    'The crypto accelerator reports an error and is reset; tunnels may stall meanwhile. If it comes again it is a defect.',
    {
      text: 'CRYPTO: The ASA hardware accelerator encountered an error (HWErrAddr= 0x40EE9800, Core= 0, HwErrCode= 23, IstatReg= 0x8)',
      health: 'bad',
    },
  ),
  ...['402125', '402126', '402127', '402128', '402129', '402130', '402131', '402140', '402141', '402142'].map(
    (number) =>
      log(number, 'CRYPTO: {:text}', 'What the crypto engine says of itself.', {
        text: 'CRYPTO: An attempt to release a DMA memory block failed',
      }),
  ),
  log(
    '602103',
    'IPSEC: Received an ICMP Destination Unreachable from {from:ip} with suggested PMTU of {suggested:int}; PMTU updated for SA with peer {peer:ip}, SPI~{spi:spi}[[, {:text}]]',
    'A device on the way takes smaller packets only; the tunnel now sends no larger ones. Normal.',
    {
      level: 6,
      text: 'IPSEC: Received an ICMP Destination Unreachable from 192.0.2.90 with suggested PMTU of 1400; PMTU updated for SA with peer 203.0.113.20, SPI 0x5C1A77BE, tunnel name 203.0.113.20, old PMTU 1500, new PMTU 1400.',
      harmless: true,
    },
  ),
  log(
    '602104',
    'IPSEC: Received an ICMP Destination Unreachable from {from:ip}, PMTU is unchanged because {:text}',
    'A device on the way reports the size that the tunnel keeps to already. Normal.',
    {
      level: 6,
      text: 'IPSEC: Received an ICMP Destination Unreachable from 192.0.2.90, PMTU is unchanged because suggested PMTU of 1500 is equal to or greater than the current PMTU of 1400, for SA with peer 203.0.113.20, SPI 0x5C1A77BE, tunnel name 203.0.113.20.',
      harmless: true,
    },
  ),
];

/** Packets in pieces that this firewall does not put together: IKE messages with certificates come so. */
const fragmentEnds = 'src = {src:ip}, dest = {dst:ip}, proto = {protocol:word}, id = {:int}';
const discarded = [
  {
    mnemonic: '209003',
    template: 'Fragment database limit of {limit:int} exceeded',
    text: 'Fragment database limit of 200 exceeded',
    means: 'More pieces of packets wait to be put together than `fragment size` allows: this one is discarded.',
  },
  {
    mnemonic: '209005',
    template: 'Discard IP fragment set with more than {limit:int} elements',
    text: 'Discard IP fragment set with more than 24 elements',
    means:
      'A packet came in more pieces than `fragment chain` allows and is discarded; with 1 nothing that is cut gets through.',
  },
] as const;

/** Traffic to the firewall itself, translation, filters: they bear on a tunnel beside crypto lines, IKE and ESP by themselves. */
const around: readonly Message[] = [
  log(
    '710005',
    'UDP request discarded from {peer:ip}/{peerPort:word} to {interface:name}:{local:ip}/((500|4500|isakmp|non500-isakmp))',
    'IKE arrives at this interface, and nothing there listens: IKE is not enabled on it.',
    {
      id: 'ike',
      level: 7,
      text: 'UDP request discarded from 203.0.113.20/61022 to outside:198.51.100.6/4500',
      health: 'bad',
      says: [{ code: 'ike-not-enabled', certainty: 'likely', side: 'local' }],
    },
  ),
  log(
    '710003',
    'UDP access denied by ACL from {peer:ip}/{peerPort:port} to {interface:name}:{local:ip}/((500|4500|isakmp))',
    'IKE may not use this interface: it is not enabled there, or an access list for traffic to the firewall itself (control-plane) stops it.',
    {
      id: 'ike',
      level: 3,
      text: 'UDP access denied by ACL from 203.0.113.20/500 to outside:198.51.100.6/500',
      health: 'bad',
      says: [{ code: 'peer-unreachable', certainty: 'likely', side: 'local', detail: { direction: 'no-answer' } }],
    },
  ),
  log(
    '710006',
    '((ESP|esp|AH|50)) request discarded from {peer:ip} to {interface:name}:{local:ip}',
    'ESP arrives and this firewall has no SA for it: the sender still uses an old one, or it was never a peer.',
    { id: 'esp', level: 7, text: 'ESP request discarded from 203.0.113.20 to outside:198.51.100.6', health: 'bad' },
  ),
  log(
    '710007',
    'NAT-T keepalive received from {peer:ip}/{peerPort:port} to {interface:name}:{local:ip}/{localPort:port}',
    'A packet that keeps the translation on the way alive. Normal.',
    {
      level: 7,
      text: 'NAT-T keepalive received from 203.0.113.20/4500 to outside:198.51.100.6/4500',
      harmless: true,
      context: true,
    },
  ),
  ...discarded.map(({ mnemonic, template, means, text }) =>
    log(mnemonic, `${template}: ${fragmentEnds}`, means, {
      text: `${text}:  src = 203.0.113.20, dest = 198.51.100.6, proto = UDP, id = 41870`,
      context: true,
      health: 'bad',
      sources: [general],
    }),
  ),
  log(
    '305005',
    'No translation group found for {flow:flow}',
    'Traffic from outside has no translation rule to the inside (before 8.3). From a tunnel, the NAT exemption (nat 0) is missing.',
    {
      level: 3,
      text: 'No translation group found for icmp src outside:10.47.0.8 dst inside:10.31.0.9 (type 8, code 0)',
      context: true,
      health: 'bad',
    },
  ),
  log(
    '305013',
    'Asymmetric NAT rules matched for forward and reverse flows; Connection [[for ]]{flow:flow} denied due to NAT reverse path failure',
    'The way in and the way back hit different NAT rules. Between two ends of a tunnel, the exemption is missing or stands too late.',
    {
      level: 5,
      text: 'Asymmetric NAT rules matched for forward and reverse flows; Connection for icmp src outside:10.47.0.8 dst inside:10.31.0.9 (type 8, code 0) denied due to NAT reverse path failure',
      also: ['Asymmetric NAT rules matched for forward and reverse flows[[;]][[ {:text}]]'],
      context: true,
      health: 'bad',
      effect: {},
    },
  ),
  log(
    '110003',
    'Routing failed to locate next hop for {protocol:word} from {from:name}:{src:ip}/{:port} to {to:name}:{dst:ip}/{:port}',
    'There is no route or no next hop for this packet.',
    {
      level: 6,
      text: 'Routing failed to locate next hop for icmp from inside:10.31.0.9/0 to outside:10.47.0.8/0',
      context: true,
      health: 'bad',
    },
  ),
  log(
    '109025',
    'Authorization denied (acl=~{acl:name}) for user {user:phrase} from {src:ip}/{:port} to {dst:ip}/{:port} on interface {interface:name} using {protocol:word}',
    'The filter of the group policy (vpn-filter) stops this packet inside the tunnel.',
    {
      level: 6,
      text: "Authorization denied (acl=VPN-FILTER) for user '203.0.113.20' from 10.47.0.8/51022 to 10.31.0.9/3389 on interface outside using TCP",
      context: true,
      health: 'bad',
    },
  ),
  log('411001', 'Line protocol on Interface {interface:phrase}, changed state to up', 'An interface came up.', {
    text: 'Line protocol on Interface outside, changed state to up',
    context: true,
  }),
  log(
    '411002',
    'Line protocol on Interface {interface:phrase}, changed state to down',
    'An interface went down; tunnels over it fall with it.',
    { text: 'Line protocol on Interface outside, changed state to down', context: true, health: 'bad' },
  ),
  log(
    '104001',
    '{unit:unitName} Switching to ACTIVE - {reason:text}',
    'Failover: this unit takes over. Sessions may be renewed.',
    {
      level: 1,
      text: '(Secondary) Switching to ACTIVE - Other unit wants me Active',
      also: ['{unit:unitName} Switching to ACTIVE (cause:~{reason:text}'],
      context: true,
    },
  ),
  log('104002', '{unit:unitName} Switching to STANDBY[[ {reason:text}]]', 'Failover: this unit steps back.', {
    level: 1,
    text: '(Primary) Switching to STANDBY - Other unit wants me Standby',
    context: true,
  }),
];

/** Users and what an operator typed. */
const clears = [
  'clear crypto',
  'clear ipsec',
  'clear isakmp',
  'vpn-sessiondb logoff',
  'crypto',
  'no crypto',
  'tunnel-group',
  'no tunnel-group',
  'clear configure crypto',
  'reload',
  'failover active',
  'no failover active',
] as const;
const users: readonly Message[] = [
  log(
    '113004',
    'AAA user {what:words} Successful : server = {server:host} : user = {user:text}',
    'The user was accepted by the server.',
    {
      level: 6,
      text: 'AAA user authentication Successful : server =  10.31.0.5 : user = dora',
      context: true,
      health: 'good',
    },
  ),
  log(
    '113005',
    'AAA user {what:words} Rejected : reason = {reason:reasonText} : server = {server:host} : user[[~]]=[[~{user:reasonText}]][[ : user IP[[~]]=[[~{peer:ip}]]]]',
    'The server refused this user.',
    {
      level: 6,
      text: 'AAA user authentication Rejected : reason = AAA failure : server = 10.31.0.5 : user = dora : user IP = 203.0.113.88',
      context: true,
      health: 'bad',
    },
  ),
  log(
    '113015',
    'AAA user {what:words} Rejected : reason = {reason:reasonText} : local database : user[[~]]=[[~{user:reasonText}]][[ : user IP[[~]]=[[~{peer:ip}]]]]',
    'This user or password does not stand in the local list.',
    {
      level: 6,
      text: 'AAA user authentication Rejected : reason = Invalid password : local database : user = dora : user IP = 203.0.113.88',
      context: true,
      health: 'bad',
    },
  ),
  log('113012', 'AAA user {what:words} Successful : local database : user = {user:text}', 'The user was accepted.', {
    level: 6,
    text: 'AAA user authentication Successful : local database : user = dora',
    context: true,
    health: 'good',
  }),
  log(
    '113006',
    'User {user:word} locked out on exceeding {tries:int} successive failed authentication attempts',
    'Too many wrong passwords: this user is locked out until an operator unlocks it.',
    {
      level: 6,
      text: 'User dora locked out on exceeding 3 successive failed authentication attempts',
      context: true,
      health: 'bad',
    },
  ),
  log(
    '113029',
    'Group {groupPolicy:word} User {user:word} IP {peer:word} Session could not be established: session limit of {limit:int} reached',
    'The licence or the configured limit of VPN sessions is used up.',
    {
      text: 'Group <FIELD> User <dora> IP <203.0.113.88> Session could not be established: session limit of 250 reached',
      context: true,
      health: 'bad',
      says: [{ code: 'ike-admission-limit', certainty: 'certain', side: 'local' }],
    },
  ),
  log(
    '113022',
    'AAA Marking {kind:word} server {server:host} in aaa-server group {name:word} as FAILED',
    'The server for user names does not answer; the next one of its group is asked.',
    {
      level: 2,
      text: 'AAA Marking RADIUS server 10.31.0.5 in aaa-server group STAFF as FAILED',
      context: true,
      health: 'bad',
    },
  ),
  log(
    '113014',
    'AAA {what:words} server not accessible : server = {server:host} : user = {user:text}',
    'The server for user names cannot be reached.',
    {
      level: 6,
      text: 'AAA authentication server not accessible : server = 10.31.0.5 : user = dora',
      context: true,
      health: 'bad',
    },
  ),
  log(
    '113009',
    'AAA retrieved default group policy ({policy:phrase}) for user = {user:text}',
    'The group policy that applies.',
    { level: 6, text: 'AAA retrieved default group policy (SITES) for user = 203.0.113.20', context: true },
  ),
  log(
    '737026',
    'IPAA: [[Session={session:hex}, ]]Client assigned {assigned:ip} from {:text}',
    'The client was given an inner address.',
    {
      level: 6,
      text: 'IPAA: Session=0x0001b000, Client assigned 10.30.8.21 from local pool HOME-POOL',
      also: ['IPAA: Client assigned 10.30.8.21 from local pool'],
      context: true,
      health: 'good',
    },
  ),
  log(
    '737034',
    'IPAA: [[Session={session:hex}, ]]{family:name} address: {reason:text}',
    'Why a client gets no address of this family. Where only IPv4 is in use, the line about IPv6 belongs to every login.',
    {
      level: 5,
      text: 'IPAA: Session=0x0001b000, IPv6 address: no IPv6 address available from local pools',
      context: true,
    },
  ),
  log('737019', 'IPAA: {:text}', 'There is no address left to give to a client.', {
    text: 'IPAA: Session=0x0001b000, Unable to get address from group-policy or tunnel-group local pools',
    also: ['IPAA: Unable to get address from group-policy or tunnel-group local pools'],
    context: true,
    health: 'bad',
    says: [{ code: 'mode-config-failed', certainty: 'likely', side: 'local' }],
  }),
  log(
    '737007',
    "IPAA: [[Session={session:hex}, ]]Local pool request failed for tunnel-group '{tunnelGroup:name}'",
    'The pools of this tunnel group gave no address: they are empty, or none is set.',
    {
      level: 5,
      text: "IPAA: Session=0x0001b000, Local pool request failed for tunnel-group 'HOME'",
      also: ["IPAA: Local pool request failed for tunnel-group 'HOME'"],
      context: true,
      health: 'bad',
      says: [{ code: 'mode-config-failed', certainty: 'likely', side: 'local' }],
    },
  ),
  log(
    '737012',
    'IPAA: [[Session={session:hex}, ]]Address assignment failed',
    'No way of getting an address was left for a client.',
    {
      level: 4,
      text: 'IPAA: Session=0x0001b000, Address assignment failed',
      also: ['IPAA: Address assignment failed'],
      context: true,
      health: 'bad',
      says: [{ code: 'mode-config-failed', certainty: 'likely', side: 'local' }],
    },
  ),
  ...clears.map(
    (command): Message =>
      log(
        '111008',
        `User '{user:userQuoted}' executed the '${command}{:quotedRest}' command.`,
        'Somebody typed a command that touches tunnels.',
        {
          id: command.replaceAll(' ', '-'),
          level: 5,
          text: `User 'enable_15' executed the '${command} ikev2 sa 203.0.113.20' command.`,
          operator: true,
          context: true,
        },
      ),
  ),
  ...clears.map(
    (command): Message =>
      log(
        '111010',
        `User '{user:userQuoted}', running '{app:userQuoted}' from IP {from:ip}, executed '${command}{:quotedRest}'`,
        'Somebody typed a command that touches tunnels.',
        {
          id: command.replaceAll(' ', '-'),
          level: 5,
          text: `User 'enable_15', running 'CLI' from IP 10.31.0.2, executed '${command} ikev2 sa 203.0.113.20'`,
          operator: true,
          context: true,
        },
      ),
  ),
];

/** A session ends (113019): the reason tells why. */
const session =
  'Session disconnected. Session Type: {type:tunnelSession}, Duration: {duration:phrase}, Bytes xmt: {sent:count}, Bytes rcv: {received:count}, Reason:';
const sessionText =
  'Group = 203.0.113.20, Username = 203.0.113.20, IP = 203.0.113.20, Session disconnected. Session Type: LAN-to-LAN, Duration: 4h:19m:02s, Bytes xmt: 481200, Bytes rcv: 902114, Reason:';
const endings: readonly Message[] = [
  log(
    '113019',
    'Session disconnected. Session Type: {type:webSession}, Duration: {duration:phrase}, Bytes xmt: {sent:count}, Bytes rcv: {received:count}, Reason: {reason:text}',
    'A session over TLS ended; it is no IPsec tunnel.',
    {
      id: 'tls',
      text: 'Group = FIELD, Username = dora, IP = 203.0.113.88, Session disconnected. Session Type: AnyConnect-Parent, Duration: 1h:02m:11s, Bytes xmt: 481200, Bytes rcv: 902114, Reason: Idle Timeout',
      context: true,
    },
  ),
  ...asaEndings.map(({ id, reasons, means, says, operator, health }): Message => {
    const reason = reasons.length === 1 ? (reasons[0] as string) : `((${reasons.join('|')}))`;
    return log('113019', `${session} ${reason}`, means, {
      id,
      text: `${sessionText} ${reasons[0]}`,
      ...(says ? { says } : {}),
      ...(operator ? { operator } : {}),
      health: health ?? 'neutral',
      effect: { down: 'ike' },
    });
  }),
  log('113019', `${session} {reason:text}`, 'A session ended; the reason stands at the end of the line.', {
    id: 'other',
    text: `${sessionText} VLAN Mapping Error`,
    effect: { down: 'ike' },
  }),
];

const unknownError: Message = {
  id: 'asa.unknown-error',
  head: 'asa-vpn-error',
  templates: ['{:text}'],
  means:
    'An error of the part of the firewall that makes tunnels, in a message that is not known here. The severity says that it matters, not what to do.',
  health: 'bad',
  unexplained: 'alone',
  examples: ['Mar  4 11:20:31 fw-muc : %ASA-3-713990: IP = 203.0.113.20, The table of negotiations did not answer'],
  sources: [page[7]],
};

export const asaSyslog = messages([...ikev2, ...manager, ...dataPlane, ...around, ...users, ...endings, unknownError]);
