// `show crypto isakmp …`: IKEv1 SAs in all layouts, their number, peers, policies, keys, profiles and the exit-path table.
import { command, type Draft, type Rec } from '../../engine/define.ts';
import { eachRecord, hasMet, holdsField, ikev1Health, ikev1State, named } from './shared.ts';

const reference = 'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/s1/sec-s1-cr-book/sec-cr-s3.html';

function healthOf(state: string, deleted: boolean): 'up' | 'negotiating' | 'down' | 'unknown' {
  if (deleted || /_NO_STATE$/.test(state)) return 'down';
  const health = ikev1Health(state);
  return health === 'good' ? 'up' : health === 'waiting' ? 'negotiating' : 'unknown';
}

/** The short table names the responder (dst) and the initiator (src), not this end. */
const contributeTable = (root: Rec, draft: Draft): void =>
  eachRecord(root, 'sa', (sa) => {
    const { dst, src, state: written, deleted } = sa.fields;
    if (!dst || !src) return;
    const state = written && { ...written, value: ikev1State(written.value) };
    draft.ike({
      rec: sa,
      version: 1,
      ends: [dst, src],
      state,
      health: healthOf(state?.value ?? '', deleted !== undefined),
      met: hasMet(state?.value ?? ''),
    });
  });

export const isakmpSa = command({
  id: 'show crypto isakmp sa',
  // PIX 6
  aliases: ['show isakmp sa'],
  options: ['active', 'standby', 'nat', 'vrf', 'peer', 'state'],
  fingerprints: [
    'dst src state conn-id',
    'dst src state pending created',
    'IPv4 Crypto ISAKMP SA',
    'IPv6 Crypto ISAKMP SA',
    // A row that was quoted without the heading
    '{:ip} {:ip} {:ikev1State} {:int}',
  ],
  ignores: [
    // PIX 6
    'Total[[ ]]:~{:count}',
    'Embryonic[[ ]]:~{:count}',
    'IPv4 Crypto ISAKMP SA',
    'IPv6 Crypto ISAKMP SA',
    'dst src state conn-id slot[[ status]]',
    'dst src state conn-id status',
    'dst src state conn-id',
    'dst src state pending created',
    'f_vrf/i_vrf dst src state conn-id[[ slot]][[ status]]',
  ],
  records: {
    sa: {
      opens: [
        'dst: {dst:ip}',
        '{dst:ip} {src:ip} {state:ikeStateWord} {conn:int} {slot:int} {status:state}[[ ({deleted:word})]]',
        '{dst:ip} {src:ip} {state:ikeStateWord} {conn:int} {status:state}[[ ({deleted:word})]]',
        '{dst:ip} {src:ip} {state:ikeStateWord} {conn:int}[[ {slot:int}]]{:eol}',
        '{dst:host} {src:host} {state:ikeStateWord} {conn:int}[[ {slot:int}]][[ {status:state}]][[ ({deleted:word})]]{:eol}',
        '{fvrf:vrf}/{ivrf:vrf} {dst:ip} {src:ip} {state:ikeStateWord} {conn:int}[[ {slot:int}]][[ {status:state}]][[ ({deleted:word})]]',
      ],
      cells: [
        'src: {src:ip}',
        'state: {state:ikeStateWord}',
        'conn-id: {conn:int}',
        'slot: {slot:int}',
        'status: {status:state}[[ ({deleted:word})]]',
      ],
    },
  },
  means: 'The IKEv1 SAs (phase 1) of this device and how far each negotiation has come.',
  fields: {
    dst: 'The responder: the end that was asked.',
    src: 'The initiator: the end that asked first.',
    state:
      'How far the negotiation has come. QM_IDLE: phase 1 is up. MM_NO_STATE: it failed or has not begun. MM_KEY_EXCH: keys were exchanged, the peer is not authenticated yet.',
    conn: 'Connection id: the number that debug lines of this negotiation carry; 0 while nothing has been negotiated.',
    slot: 'The module that handles the SA.',
    status: 'ACTIVE: the SA is in use on this device. STDBY: it waits on the standby device.',
    deleted: 'The SA failed or was deleted and is about to be removed.',
  },
  health: (field, value) => (field === 'state' ? ikev1Health(value) : field === 'deleted' ? 'bad' : undefined),
  // PIX 6 prints the same table without a status.
  platformOf: (root) => (holdsField(root, ['status']) ? 'ios' : undefined),
  contribute: contributeTable,
  sources: [reference],
});

export const isakmpSaDetail = command({
  id: 'show crypto isakmp sa detail',
  platform: 'ios',
  options: ['active', 'standby', 'nat', 'vrf', 'peer'],
  fingerprints: [
    'C-id Local Remote',
    'Codes: C - IKE configuration mode',
    'IPv4 Crypto ISAKMP SA',
    'IPv6 Crypto ISAKMP SA',
  ],
  ignores: [
    'IPv4 Crypto ISAKMP SA',
    'IPv6 Crypto ISAKMP SA',
    'Codes: C - IKE configuration mode{:rest}',
    'K - Keepalives{:rest}',
    'T - cTCP encapsulation{:rest}',
    'psk - Preshared key{:rest}',
    'renc - RSA encryption',
    'X - IKE Extended Authentication{:rest}',
    'C-id Local Remote I-VRF[[ Status]] Encr Hash Auth DH Lifetime[[ Cap.]]',
    'C-id Local Remote Status Encr Hash Auth DH Lifetime[[ Cap.]]',
    'Cap.',
  ],
  records: {
    sa: {
      opens: [
        ...[' {ivrf:name}', ''].map(
          (ivrf) =>
            `{conn:int} {local:host} {remote:host}${ivrf} {status:saStatus} {encryption:algorithm} {hash:algorithm} {auth:authMethod} {group:int} {lifetime:duration}[[ {capabilities:capitals}]]`,
        ),
        '{conn:int} {local:ip} {remote:ip}[[ {ivrf:name}]] {status:saStatus}[[ {group:int} {lifetime:duration}]]',
        '{conn:int} {local:ip} {remote:ip}[[ {ivrf:name}]] {encryption:algorithm} {hash:algorithm} {auth:authMethod} {group:int} {lifetime:duration}[[ {capabilities:capitals}]]',
      ],
      cells: [
        'Engine-id:Conn-id = {engine:word}:{engineConn:int}',
        'Engine-id:Conn-id = {engine:word}',
        '{capabilities:capitals}{:eol}',
      ],
    },
  },
  means: 'The IKEv1 SAs (phase 1) of this device with the agreed algorithms and the time that is left.',
  fields: {
    conn: 'Connection id: the number that debug lines of this negotiation carry.',
    local: 'Our address.',
    remote: 'The peer’s address.',
    ivrf: 'The VRF of the clear traffic.',
    status: 'ACTIVE: the SA is in use on this device. STDBY: it waits on the standby device.',
    encryption: 'The agreed cipher.',
    hash: 'The agreed hash.',
    auth: 'psk: pre-shared key, rsig: certificate, renc: RSA encrypted nonces.',
    group: 'The Diffie-Hellman group.',
    lifetime: 'Time until the SA must be replaced.',
    capabilities:
      'D: dead peer detection, N: NAT traversal, X: extended authentication, C: configuration mode, K: keepalives.',
    engineConn: 'Connection id inside the crypto engine, as in `show crypto engine connections active`.',
  },
  health: (field, value) => (field === 'status' ? ikev1Health(value) : undefined),
  contribute: (root, draft) =>
    eachRecord(root, 'sa', (sa) => {
      const { conn, local, remote, status, encryption, lifetime } = sa.fields;
      // The second line of an SA whose first one was cut off or cannot be read.
      if (!conn) return;
      // Nothing is agreed yet where no cipher is shown.
      const health = encryption ? (status?.value === 'STDBY' ? 'unknown' : 'up') : 'negotiating';
      draft.ike({
        rec: sa,
        version: 1,
        local,
        remote,
        ivrf: named(sa.fields.ivrf),
        state: status,
        health,
        remaining: lifetime,
      });
    }),
  sources: [reference],
});

export const isakmpSaCount = command({
  id: 'show crypto isakmp sa count',
  fingerprints: ["Active ISAKMP SA's: {:count}"],
  records: {},
  cells: [
    "Active ISAKMP SA's: {active:count}",
    "Standby ISAKMP SA's: {standby:count}",
    "Currently being negotiated ISAKMP SA's: {negotiating:count}",
    "Dead ISAKMP SA's: {dead:count}",
  ],
  means: 'How many IKEv1 SAs there are, by state.',
  fields: {
    active: 'SAs in use.',
    standby: 'SAs that wait on a standby device.',
    negotiating: 'Negotiations under way.',
    dead: 'SAs that failed or ended and are about to be removed; many of them mean that negotiations keep failing.',
  },
  sources: [reference],
});

export const isakmpPeers = command({
  id: 'show crypto isakmp peers',
  platform: 'ios',
  options: ['config', 'vrf'],
  variants: { config: ['ISAKMP Peers Configuration', 'Client-Public-Addr='] },
  fingerprints: ['Peer: {:host} Port: {:port} Local: {:host}', 'ISAKMP Peers Configuration', 'Client-Public-Addr='],
  ignores: ['ISAKMP Peers Configuration'],
  pairs: true,
  records: {
    peer: {
      opens: [
        'Peer: {peer:host} Port: {peerPort:port} Local: {local:host}',
        'Peer: {peer:host}',
        'Client-Public-Addr={peer:ip}:{peerPort:port}',
      ],
      cells: ['Phase1 id: {phase1Id:text}', 'flags:[[ {flags:text}]]', 'NAS Port:[[ {nasPort:text}]]'],
    },
  },
  means: 'The peers that this device knows of, with the identity each one sent.',
  fields: {
    peer: 'The other end.',
    phase1Id: 'The identity that the peer sent in IKE; the profile is chosen by it.',
  },
  sources: [reference],
});

export const isakmpPolicy = command({
  id: 'show crypto isakmp policy',
  platform: 'ios',
  aliases: ['show crypto isakmp default policy'],
  fingerprints: [
    'Protection suite of priority {:int}',
    'Default protection suite[[ of priority {:int}]]',
    'Global IKE policy',
    'Default IKE policy',
  ],
  ignores: ['Global IKE policy', 'Default IKE policy', 'Default IKE policies{:rest}'],
  records: {
    policy: {
      opens: [
        'Protection suite of priority {priority:int}',
        'Default protection suite of priority {priority:int}',
        'Default protection suite',
      ],
      cells: [
        'encryption algorithm: {encryption:cell} ({keySize:int} bit keys)[[.]]',
        'encryption algorithm:[[ {encryption:text}]]',
        'hash algorithm:[[ {hash:text}]]',
        'authentication method:[[ {auth:text}]]',
        'Diffie-Hellman group: #{group:int} ({groupSize:word} {:word})',
        'Diffie-Hellman group: #{group:int} ({groupSize:word} bit{:rest}',
        'Diffie-Hellman group:[[ {group:text}]]',
        'lifetime: {lifetime:int} seconds',
        'no volume limit',
        'volume limit {:text}',
      ],
    },
  },
  means: 'The IKEv1 policies that this device offers and accepts, best first.',
  fields: {
    priority: 'The order in which policies are tried: the lowest number first.',
    encryption: 'The cipher of phase 1.',
    hash: 'The hash of phase 1.',
    auth: 'How the peers prove who they are.',
    group: 'The Diffie-Hellman group.',
    lifetime: 'Seconds until phase 1 must be done anew.',
  },
  sources: [reference],
});

export const isakmpKey = command({
  id: 'show crypto isakmp key',
  fingerprints: ['Keyring Hostname/Address Preshared Key'],
  ignores: ['Keyring Hostname/Address Preshared Key'],
  records: {
    key: {
      opens: [
        '{keyring:word} {peer:dottedHost} [{mask:host}~] {key:secret}{:eol}',
        '{keyring:word} {peer:ip}/{mask:ip} {key:secret}{:eol}',
        '{keyring:word} {peer:dottedHost} {key:secret}{:eol}',
        '{peer:ip} [{mask:host}~] {key:secret}{:eol}',
        '{peer:ip}/{mask:ip} {key:secret}{:eol}',
        '{peer:ip} {key:secret}{:eol}',
      ],
    },
  },
  means: 'The pre-shared keys of this device by peer. Keys are secrets: mask them before you pass this text on.',
  fields: {
    keyring: 'The keyring that the key stands in; `default` for keys of the global configuration.',
    peer: 'The peer, or range of peers, that the key is for. 0.0.0.0 matches every peer.',
    key: 'A secret.',
  },
  sources: [reference],
});

export const isakmpProfile = command({
  id: 'show crypto isakmp profile',
  options: ['tag', 'vrf'],
  fingerprints: ['ISAKMP PROFILE {:name}', 'IKEv1 PROFILE {:name}', 'Identities matched are:'],
  ignores: ['Identities matched are:', 'Certificate maps matched are:'],
  records: {
    profile: {
      opens: ['((ISAKMP|IKEv1)) PROFILE {profile:name}'],
      cells: [
        'Ref Count = {references:count}',
        'ip-address {peer:ip} {mask:ip}[[ {vrf:vrf}]]',
        'ip-address {peer:ip}[[ {vrf:vrf}]]',
        'group {group:word}',
        'fqdn {fqdn:word}',
        'domain {domain:word}',
        'host {host:word}',
        'user {user:word}',
        'keyring(s):~{keyring:text}',
        'trustpoint(s):~{trustpoint:text}',
        'virtual-template:~{template:text}',
        'vrf:~{vrf:vrf}',
      ],
    },
  },
  means: 'The ISAKMP profiles: by which identities a peer matches, with which keys.',
  fields: {
    peer: 'A peer whose address identity matches this profile.',
    keyring: 'The keyring in which the peer’s key is looked up.',
    trustpoint: 'The certificates that are accepted.',
  },
  sources: [reference],
});

export const isakmpDiagnose = command({
  id: 'show crypto isakmp diagnose error',
  platform: 'ios',
  fingerprints: ['Exit Path Table - status: {:word}, current entry {:int}'],
  ignores: ['Exit Path Table - status:{:rest}', 'Error({:count}):{:rest}'],
  records: {},
  means: 'The errors that IKEv1 remembers, with how often each happened.',
  sources: [reference],
});
