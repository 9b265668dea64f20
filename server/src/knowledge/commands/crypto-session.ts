// `show crypto session`: one block a peer, with its IKE SAs and flows; plain, detail and brief.
import { type Command, command, type Draft, type Fact, type Rec } from '../../engine/define.ts';
import {
  childrenOf,
  eachRecord,
  errorCounter,
  flowLine,
  hostOf,
  ikeCell,
  ikeLine,
  named,
  numberOf,
  selectorOf,
} from './shared.ts';

const legend = [
  'Code:{:rest}',
  'K - Keepalives{:rest}',
  'X - IKE Extended Authentication{:rest}',
  'R - IKE Auto Reconnect{:rest}',
  'S - SIP VPN{:rest}',
  'E - Stronger IKE Encryption Enforced',
];

/** The words of `Session status` and of the IKE SA, as signs of health. */
function sessionHealth(field: string, value: string): ReturnType<NonNullable<Command['health']>> {
  if (field === 'status' || field === 'state') {
    if (/^(?:UP-ACTIVE|UP-NO-IKE|Active|UA|UN)$/.test(value)) return 'good';
    if (/^(?:UP-IDLE|DOWN-NEGOTIATING|UI|DN)$/.test(value)) return 'waiting';
    if (/^(?:DOWN|D|Inactive)$/.test(value)) return 'bad';
  }
  return field === 'inboundDrops' || field === 'outboundDrops' ? errorCounter(value) : undefined;
}

const sessionUp = (status: Fact | undefined): boolean => /^UP/.test(status?.value ?? '');

function ikeHealth(state: Fact | undefined, status: Fact | undefined): 'up' | 'negotiating' | 'down' | 'unknown' {
  if (state?.value === 'Active') return 'up';
  if (status?.value === 'DOWN-NEGOTIATING') return 'negotiating';
  // An inactive SA beside a session that is up is the old one, on its way out.
  return sessionUp(status) ? 'unknown' : 'down';
}

/** The state of a session alone says of its IKE SA what it says of itself. */
const healthOfSession = (status: Fact | undefined): 'up' | 'negotiating' | 'down' | 'unknown' =>
  status?.value === 'UP-NO-IKE' ? 'unknown' : sessionUp(status) ? 'up' : ikeHealth(undefined, status);

function contribute(root: Rec, draft: Draft): void {
  eachRecord(root, 'noted', (noted) => {
    const { peer, status } = noted.fields;
    draft.ike({ rec: noted, remote: peer, version: 1, state: status, health: healthOfSession(status) });
  });
  eachRecord(root, 'peer', (peer, [session]) => {
    const status = session?.fields.status;
    const ikes = childrenOf(peer, 'ike');
    const ends = {
      // Who quotes an output leaves lines out.
      remote: peer.fields.peer ?? ikes[0]?.fields.remote,
      fvrf: named(peer.fields.fvrf),
      ivrf: named(peer.fields.ivrf),
      interface: session?.fields.interface,
    };
    const local = ikes[0]?.fields.local ?? session?.fields.local;
    for (const ike of ikes) {
      draft.ike({
        ...ends,
        rec: ike,
        local: ike.fields.local,
        version: ike.fields.version?.value === 'IKEv2' ? 2 : 1,
        state: ike.fields.state,
        health: ikeHealth(ike.fields.state, status),
        remaining: ike.fields.lifetime,
      });
    }
    for (const flow of childrenOf(peer, 'flow')) {
      const active = numberOf(flow.fields.activeSas);
      draft.ipsec({
        ...ends,
        rec: flow,
        local: local ?? (flow.fields.protocol?.value === '47' ? hostOf(flow.fields.localSelector) : undefined),
        localSelector: selectorOf(flow.fields.localSelector?.value),
        remoteSelector: selectorOf(flow.fields.remoteSelector?.value),
        encaps: flow.fields.encaps,
        decaps: flow.fields.decaps,
        health: active === undefined ? 'unknown' : active > 0 ? 'up' : 'down',
      });
    }
  });
}

export const cryptoSession = command({
  id: 'show crypto session',
  platform: 'ios',
  options: [
    'brief',
    'summary',
    'remote',
    'local',
    'interface',
    'fvrf',
    'ivrf',
    'ikev2',
    'active',
    'standby',
    'username',
    'groups',
    'peer',
    'isakmp',
    'profile',
  ],
  variants: {
    detail: [
      'Code: C - IKE Configuration mode',
      'Capabilities:{:word} connid:',
      'Phase1_id:',
      'Phase1 ID:',
      'Inbound: #pkts',
    ],
  },
  fingerprints: [
    'Crypto session current status',
    'Session status: {:state}',
    // Notes taken by hand may hold it; which of the two outputs it is, the next lines tell.
    'Crypto map tag: {:word}, local addr',
    flowLine,
    ikeLine,
  ],
  ignores: ['Crypto session current status', ...legend],
  records: {
    session: {
      opens: ['Interface:~{interface:interface}'],
      heads: ['Session status:~{status:state}'],
      cells: [
        'Username:~{username:cell}',
        'Profile:~{profile:word}',
        'Group:~{group:word}',
        'Assigned address:~{assigned:ip}',
        'Uptime:~{uptime:duration}',
        'Crypto map tag:~{map:name}[[, local addr {local:ip}]]',
      ],
    },
    // One line a peer, as people write it down.
    noted: { opens: ['Peer:~{peer:host} ((Status|Session status)):~{status:state}'] },
    peer: {
      in: 'session',
      opens: ['Peer[[:]] {peer:host} port {peerPort:port}[[ fvrf: {fvrf:vrf}]][[ ivrf: {ivrf:vrf}]]'],
      cells: [
        'fvrf: {fvrf:vrf}',
        'ivrf: {ivrf:vrf}',
        'FVRF:~{fvrf:vrf}',
        'IVRF:~{ivrf:vrf}',
        'Phase1_id:~{phase1Id:text}',
        'Phase1 ID:~{phase1Id:text}',
        'Desc:~{description:text}',
        'System IP:~{systemIp:ip}[[ Interface: {systemInterface:interface}]]',
        'Session ID:~{session:id}',
      ],
    },
    ike: {
      in: 'peer',
      opens: [ikeCell],
      cells: ['Capabilities:~{capabilities:word}', 'connid:~{conn:int}', 'lifetime:~{lifetime:duration}'],
    },
    flow: {
      in: 'peer',
      opens: [flowLine],
      cells: [
        'Active SAs:~{activeSas:count}',
        'origin:~{origin:cell}',
        "Inbound: #pkts dec'ed {decaps:count} drop {inboundDrops:count} life (KB/Sec) {inboundKilobytes:phrase}/{inboundSeconds:duration}",
        "Inbound: #pkts dec'ed {decaps:count}[[ drop {inboundDrops:count}]]",
        "Outbound: #pkts enc'ed {encaps:count} drop {outboundDrops:count} life (KB/Sec) {outboundKilobytes:phrase}/{outboundSeconds:duration}",
        "Outbound: #pkts enc'ed {encaps:count}[[ drop {outboundDrops:count}]]",
      ],
    },
  },
  means: 'The crypto sessions of this device: for each peer the state, the IKE SA and the flows with their counters.',
  fields: {
    interface: 'The interface, tunnel or virtual access that the session belongs to.',
    profile: 'The ISAKMP or IKEv2 profile that the peer matched.',
    status:
      'UP-ACTIVE: IKE and IPsec SAs are there. UP-IDLE: IKE is up, no IPsec SA. UP-NO-IKE: IPsec SAs without an IKE SA. DOWN: neither. DOWN-NEGOTIATING: IKE is being tried.',
    peer: 'The other end and its UDP port; 4500 means that NAT traversal is in use.',
    fvrf: 'Front-door VRF: the routing table in which the encrypted packets travel.',
    ivrf: 'Inside VRF: the routing table in which the clear packets travel.',
    phase1Id: 'The identity that the peer sent in IKE.',
    state: 'Active: the IKE SA can be used. Inactive: it is being built, or is about to be deleted.',
    capabilities:
      'D: dead peer detection, N: NAT traversal, X: extended authentication, C: configuration mode, F: fragmentation, U: dynamic route update.',
    conn: 'Connection id of the IKE SA, the same as in `show crypto isakmp sa`.',
    lifetime: 'Time until the IKE SA must be replaced.',
    activeSas: 'IPsec SAs of this flow: one in each direction when it is up, 0 when it is not.',
    decaps:
      'Packets decrypted on this flow. Zero beside a growing number of encrypted packets means that nothing comes back.',
    encaps: 'Packets encrypted on this flow.',
    inboundDrops: 'Received packets that were dropped.',
    outboundDrops: 'Packets that could not be sent.',
  },
  health: sessionHealth,
  contribute,
  sources: ['https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/s1/sec-s1-cr-book/sec-cr-s3.html'],
});

/** The letters of `show crypto session brief`. */
function contributeBrief(root: Rec, draft: Draft): void {
  eachRecord(root, 'row', (row) => {
    const status = row.fields.status?.value ?? '';
    draft.ike({
      rec: row,
      remote: row.fields.peer,
      interface: row.fields.interface,
      version: 1,
      state: row.fields.status,
      health: /^U[AI]$/.test(status) ? 'up' : status === 'DN' ? 'negotiating' : status === 'D' ? 'down' : 'unknown',
    });
  });
}

export const cryptoSessionBrief = command({
  id: 'show crypto session brief',
  platform: 'ios',
  fingerprints: [
    'Status: A- Active, U - Up, D - Down, I - Idle, S - Standby, N - Negotiating',
    'Peer I/F Username Group/Phase1_id Uptime Status',
  ],
  ignores: [
    'Status: A- Active{:rest}',
    'K - No IKE{:rest}',
    'ivrf = {:vrf}',
    'Peer I/F Username Group/Phase1_id Uptime Status',
  ],
  records: {
    row: {
      opens: [
        '{peer:ip} {interface:interface} {username:word} {phase1Id:word} {uptime:duration} {status:state}{:eol}',
        '{peer:ip} {interface:interface} {phase1Id:word} {uptime:duration} {status:state}{:eol}',
        '{peer:ip} {interface:interface} {phase1Id:word} {status:state}{:eol}',
        '{peer:ip} {interface:interface} {status:state}{:eol}',
      ],
    },
  },
  means: 'The crypto sessions of this device, one line each.',
  fields: {
    status: 'U: up, D: down, A: active, I: idle, N: negotiating, K: no IKE, S: standby. UA is a session that works.',
    uptime: 'How long the session has been up.',
    peer: 'The other end.',
  },
  health: sessionHealth,
  contribute: contributeBrief,
  sources: ['https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/s1/sec-s1-cr-book/sec-cr-s3.html'],
});
