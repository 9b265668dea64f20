// What is configured for IPsec: crypto maps, profiles, transform sets, lifetimes; and the table of SPIs.
import { command } from '../../engine/define.ts';
import { errorCounter, holdsField } from './shared.ts';

const sources = ['https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/s1/sec-s1-cr-book/sec-cr-s3.html'];

const shared = [
  'Security association lifetime:~{kilobytes:int} kilobytes/{seconds:int} seconds',
  'Security association lifetime:~{seconds:int} seconds',
  'Security association idletime:~{idle:int} seconds',
  'Kilobyte Volume Rekey has been {volumeRekey:name}[[.]]',
  'Responder-Only (Y/N): {responderOnly:word}',
  'Dualstack (Y/N): {dualstack:word}',
  'PFS (Y/N): {pfs:word}',
  'Inherit (Y/N): {inherit:word}',
  'DH group:~{group:word}',
  'PQC Key Exchange:~{keyExchange:word}',
  'ML-KEM ONLY (Y/N): {mlKemOnly:word}',
  'DH ONLY (Y/N): {dhOnly:word}',
  'Mixed-mode : {mixedMode:word}',
  'Transform sets=\\{',
  '{transformSet:name}: \\{ {encryption:algorithm}[[ {integrity:algorithm}]][[ {integrity:algorithm}]] \\}',
  // Packet Tracer, and old releases: the name alone.
  '{transformSet:name},{:eol}',
  '\\}',
];

export const cryptoMap = command({
  id: 'show crypto map',
  options: ['interface', 'tag', 'gdoi', 'vrf'],
  fingerprints: [
    'Crypto Map "{:name}" {:int} ((ipsec-isakmp|ipsec-manual|gdoi))',
    'Crypto Map ((IPv4|IPv6)) "{:name}" {:int}',
    'Crypto Map: "{:name}"',
    'Interfaces using crypto map {:name}:',
  ],
  ignores: ['No matching address list set.', 'Extended IP access check IN list {:word}'],
  records: {
    map: {
      opens: [
        'Crypto Map "{map:name}" {sequence:int} {type:word}',
        'Crypto Map {family:word} "{map:name}" {sequence:int} {type:word}',
        'Crypto Map: "{map:name}"[[ {type:word}]]',
        // Packet Tracer leaves the quotes out; as a beginning this would be taken for a line of a configuration.
        'Crypto Map {map:name} {sequence:int} {type:word}{:eol}',
      ],
      cells: [
        'Peer = {peer:host}[[ {default:word}]]',
        'ISAKMP Profile: {profile:name}',
        'IKEv2 Profile: {profile:name}',
        'Description: {description:text}',
        'Dynamic map template tag: {dynamicMap:name}',
        'Extended IP access list {acl:name}',
        'Extended IP access check IN list {acl:name}',
        'Access-List SS dynamic: {dynamicAcl:word}',
        'access-list {acl:name} {aclEntry:text}',
        'Current peer: {currentPeer:host}',
        'No matching address list set[[.]]',
        'WARNING: {warning:text}',
        '({reason:missing})',
        'Group {group:name}',
        'Reverse Route Injection {routeInjection:word}',
        ...shared,
        'Interfaces using crypto map {usedMap:name}:[[ {interface:interface}]]',
        '{interface:interface}{:eol}',
      ],
    },
  },
  platformOf: (root) => (holdsField(root, ['usedMap', 'pfs']) ? 'ios' : undefined),
  means:
    'The crypto maps of this device: for each entry the peers, the traffic to protect, and where the map is applied.',
  fields: {
    map: 'Name of the crypto map.',
    sequence: 'Entries are tried in this order, the lowest number first.',
    peer: 'The other end. Without a peer the entry is incomplete.',
    acl: 'The access list that says which traffic is protected.',
    warning: 'The entry cannot be used: something is missing.',
    group: 'The Diffie-Hellman group of PFS.',
    pfs: 'Whether a fresh Diffie-Hellman exchange protects the keys.',
    transformSet: 'The transform sets that are offered.',
    interface: 'An interface that the map is applied to. No interface: the map does nothing.',
  },
  health: (field) => (field === 'warning' ? 'bad' : undefined),
  sources,
});

export const dynamicMap = command({
  id: 'show crypto dynamic-map',
  fingerprints: ['Crypto Map Template"{:name}" {:int}'],
  ignores: ['No matching address list set.'],
  records: {
    map: {
      opens: ['Crypto Map Template"{map:name}" {sequence:int}', 'Crypto Map Template "{map:name}" {sequence:int}'],
      cells: [
        'ISAKMP Profile: {profile:name}',
        'Extended IP access list {acl:name}',
        'Peer = {peer:host}',
        'No matching address list set[[.]]',
        ...shared,
      ],
    },
  },
  means: 'Templates of crypto maps for peers whose address is not known beforehand.',
  sources,
});

export const ipsecProfile = command({
  id: 'show crypto ipsec profile',
  platform: 'ios',
  fingerprints: ['IPSEC profile {:name}'],
  records: {
    profile: {
      opens: ['IPSEC profile {profile:name}'],
      cells: ['IKEv2 Profile: {ikev2Profile:name}', 'ISAKMP Profile: {isakmpProfile:name}', ...shared],
    },
  },
  means: 'The IPsec profiles that tunnel protection uses.',
  fields: {
    profile: 'Name of the profile.',
    pfs: 'Whether a fresh Diffie-Hellman exchange protects the keys.',
    group: 'The Diffie-Hellman group of PFS.',
    seconds: 'Seconds that an SA may live.',
    kilobytes: 'Kilobytes that an SA may carry.',
    transformSet: 'The transform sets that are offered.',
  },
  sources,
});

export const transformSet = command({
  id: 'show crypto ipsec transform-set',
  aliases: ['show crypto ipsec default transform-set'],
  fingerprints: ['Transform set {:name}: \\{', 'will negotiate = \\{'],
  records: {
    set: {
      opens: [
        'Transform set {transformSet:name}: \\{ {encryption:algorithm}[[ {integrity:algorithm}]][[ {integrity:algorithm}]] \\}',
      ],
      cells: ['will negotiate = \\{ {mode:word}, \\}', '\\{ {encryption:algorithm}[[ {integrity:algorithm}]] \\}'],
    },
  },
  means: 'The transform sets: ciphers, integrity checks and mode that can be negotiated.',
  fields: {
    mode: 'Tunnel or Transport. Both ends must agree.',
    encryption: 'The cipher.',
    integrity: 'The integrity check.',
  },
  sources,
});

export const ipsecLifetime = command({
  id: 'show crypto ipsec security-association lifetime',
  aliases: ['show crypto ipsec security-association'],
  fingerprints: ['Security association lifetime: {:int} kilobytes/{:int} seconds'],
  records: {},
  cells: shared.slice(0, 3),
  means: 'How long IPsec SAs live where no crypto map or profile says otherwise.',
  sources,
});

export const spiLookup = command({
  id: 'show crypto ipsec spi-lookup',
  fingerprints: ['Active SPI table', 'Transient SPI table'],
  variants: { detail: ['Handle VRF Remote Address'] },
  ignores: [
    'SPI Prot Local Address Type',
    'SPI Prot Local Address',
    'Handle VRF Remote Address IDB',
    'SPI HANDLE R Time created',
    '--{:rest}',
  ],
  records: {
    table: { opens: ['{table:name} SPI table'] },
    spi: {
      in: 'table',
      opens: [
        '{spi:spi} {protocol:name} {local:ip} type {handle:hex} {vrf:int} {remote:ip} {interface:int}{:eol}',
        '{spi:spi} {protocol:name} {local:ip} {type:word} {handle:hex} {vrf:int} {remote:ip} {interface:word}',
        '{spi:spi} {protocol:name} {local:ip} {type:word}',
        '{spi:spi} {protocol:name} {local:ip}{:eol}',
        '{spi:spi} {handle:hex} {r:int} {created:int}{:eol}',
      ],
    },
  },
  means: 'The SPIs by which this device finds the SA of a received packet.',
  fields: { spi: 'A packet with another SPI is reported as an invalid SPI.' },
  sources,
});

export const ipsecDual = command({
  id: 'show crypto ipsec internal dual',
  platform: 'ios',
  fingerprints: ['==== IPSEC Dual Stack Statistics ===='],
  ignores: ['=={:rest}', 'SUCCESS Statistics', 'ERROR Statistics'],
  records: {},
  pairs: true,
  means: 'Events of dual-stack tunnels (IPv4 and IPv6 in one SA) and their failures.',
  health: (field, value) => (/fail|invalid/i.test(field) ? errorCounter(value) : undefined),
  sources,
});
