// `show dmvpn`: the peers of each tunnel interface and, in detail, the crypto session of each.
import { command, type Draft, type Rec } from '../../engine/define.ts';
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
  realSpi,
  selectorOf,
} from './shared.ts';

function contribute(root: Rec, draft: Draft): void {
  eachRecord(root, 'session', (session, [at]) => {
    const ikes = childrenOf(session, 'ike');
    const ends = {
      local: ikes[0]?.fields.local,
      remote: ikes[0]?.fields.remote,
      fvrf: named(session.fields.fvrf),
      interface: at?.fields.interface,
    };
    for (const ike of ikes) {
      const active = ike.fields.state?.value === 'Active';
      draft.ike({
        ...ends,
        rec: ike,
        local: ike.fields.local,
        remote: ike.fields.remote,
        version: ike.fields.version?.value === 'IKEv2' ? 2 : 1,
        state: ike.fields.state,
        health: active ? 'up' : /^UP/.test(session.fields.status?.value ?? '') ? 'unknown' : 'negotiating',
        remaining: ike.fields.lifetime,
      });
    }
    for (const flow of childrenOf(session, 'flow')) {
      const active = numberOf(flow.fields.activeSas);
      draft.ipsec({
        ...ends,
        rec: flow,
        local: ends.local ?? hostOf(flow.fields.localSelector),
        remote: ends.remote ?? hostOf(flow.fields.remoteSelector),
        localSelector: selectorOf(flow.fields.localSelector?.value),
        remoteSelector: selectorOf(flow.fields.remoteSelector?.value),
        outboundSpi: realSpi(flow.fields.outboundSpi),
        encaps: flow.fields.encaps,
        decaps: flow.fields.decaps,
        health: active === undefined ? 'unknown' : active > 0 ? 'up' : 'down',
      });
    }
  });
}

export const dmvpn = command({
  id: 'show dmvpn',
  platform: 'ios',
  options: ['interface', 'peer', 'vrf', 'ipv4', 'ipv6', 'static', 'nbma', 'tunnel', 'network'],
  variants: {
    detail: [
      'Crypto Session Details:',
      'Interface {:interface} is {:word}, Addr. is',
      'Peer NBMA Addr Peer Tunnel Add State UpDn Tm Attrb Target Network',
      'Intf. is up, Line Protocol is up',
    ],
    ipv6: ['{:int}.Peer NBMA Address:', 'Tunnel IPv6 Address:'],
  },
  fingerprints: [
    'Legend: Attrb --> S - Static, D - Dynamic',
    'Interface: {:interface}, IPv4 NHRP Details',
    'Interface: {:interface}, IPv6 NHRP Details',
    '# Ent Peer NBMA Addr Peer Tunnel Add State UpDn Tm Attrb',
    'Type:((Hub|Spoke|Hub/Spoke|Unknown)), NHRP Peers:{:int}',
    'Type:((Hub|Spoke|Hub/Spoke|Unknown)), Total NBMA Peers (v4/v6): {:int}',
    'Interface {:interface} is {:state}/{:state}, Addr. is {:ip}, VRF',
    'Tunnel Src./Dest. addr: {:host}/{:host}, Tunnel VRF',
    'Crypto Session Status: {:state}',
    'Crypto Session Details:',
    flowLine,
    ikeLine,
  ],
  ignores: [
    'Legend: Attrb -->{:rest}',
    'N - NATed{:rest}',
    'T1 - Route Installed{:rest}',
    'C - CTS Capable{:rest}',
    'X - No Socket',
    '# Ent --> Number of NHRP entries{:rest}',
    'NHS Status: E --> Expecting Replies{:rest}',
    'UpDn Time -->{:rest}',
    '# Ent Peer NBMA Addr Peer Tunnel Add State UpDn Tm Attrb[[ Target Network]]',
    'Ent Peer NBMA Addr Peer Tunnel Add State UpDn Tm Attrb',
    'Crypto Session Details:',
    'Pending DMVPN Sessions:',
    'IPv4 NHS:{:eol}',
    'IPv6 NHS:{:eol}',
    'IPv4 Registration Timer:{:rest}',
    '=={:rest}',
    '--{:rest}',
  ],
  records: {
    interface: {
      opens: [
        'Interface: {interface:interface}, {family:word} NHRP Details',
        'Interface: {interface:interface}',
        'Interface {interface:interface} is {admin:state}/{line:state}, Addr. is {tunnelAddress:ip}, VRF "{ivrf:quoted}"',
      ],
      cells: [
        'Type:{type:word}, NHRP Peers:{peers:count}',
        'Type:{type:word}, Total NBMA Peers (v4/v6): {peers:count}',
        'Tunnel Src./Dest. addr: {source:host}/{destination:host}, Tunnel VRF "{fvrf:quoted}"',
        'Protocol/Transport: "{transport:quoted}", Protect "{protect:quoted}"',
        'Interface State Control: {stateControl:word}',
        'nhrp event-publisher : {eventPublisher:word}',
        'Intf. is {admin:word}, Line Protocol is {line:word}',
      ],
    },
    nhs: {
      in: 'interface',
      opens: [
        '{nhs:ip} {flags:nhsFlags}[[ NBMA Address: {peer:host}]] priority = {priority:int} cluster = {cluster:int}',
        'IPv6 NHS: {nhs:ip} {flags:nhsFlags}',
        'IPv4 NHS: {nhs:ip} {flags:nhsFlags}',
      ],
    },
    peer: {
      in: 'interface',
      opens: [
        '{entries:int} {peer:host} {tunnelAddress:ip} {state:dmvpnState} {time:duration}[[ {attributes:capitalDigits}]][[ {network:ip}/{networkBits:int}]]',
        '{peer:host} {tunnelAddress:ip} {state:dmvpnState} {time:duration}[[ {attributes:capitalDigits}]][[ {network:ip}/{networkBits:int}]]',
        '{entries:int}.Peer NBMA Address: {peer:host}',
        '{tunnelAddress:ip} {state:dmvpnState} {time:duration}[[ {attributes:capitalDigits}]][[ {network:ip}/{networkBits:int}]]',
      ],
      cells: [
        'Tunnel IPv6 Address: {tunnelAddress:ip}',
        'IPv6 Target Network: {network:cell}',
        '# Ent: {entries:int}',
        'Status: {state:dmvpnState}',
        'UpDn Time: {time:duration}',
        'Cache Attrib: {attributes:capitalDigits}',
      ],
    },
    session: {
      in: 'interface',
      opens: ['Session: [{handle:hex}]'],
      cells: [
        'Session ID:~{session:id}',
        'Crypto Session Status:~{status:state}',
        'fvrf: {fvrf:vrf}',
        'Phase1_id: {phase1Id:text}',
      ],
    },
    ike: {
      in: 'session',
      opens: [ikeCell],
      cells: ['Capabilities:~{capabilities:word}', 'connid:~{conn:int}', 'lifetime:~{lifetime:duration}'],
    },
    flow: {
      in: 'session',
      opens: [flowLine],
      cells: [
        'Active SAs:~{activeSas:count}',
        'origin:~{origin:cell}',
        "Inbound: #pkts dec'ed {decaps:count}[[ drop {inboundDrops:count}]][[ life (KB/Sec) {inboundKilobytes:phrase}/{inboundSeconds:duration}]]",
        "Outbound: #pkts enc'ed {encaps:count}[[ drop {outboundDrops:count}]][[ life (KB/Sec) {outboundKilobytes:phrase}/{outboundSeconds:duration}]]",
        'Outbound SPI : {outboundSpi:spi}',
        // A leading zero is printed as a blank.
        'Outbound SPI : 0x {outboundSpi:spi}',
        'transform : {encryption:algorithm}[[ {integrity:algorithm}]]',
        'Socket State: {socket:word}',
      ],
    },
  },
  means: 'The peers of each DMVPN tunnel interface and how far each has come: NHRP, IKE, IPsec, up.',
  fields: {
    interface: 'The tunnel interface.',
    type: 'Hub or spoke, as the configuration says.',
    peers: 'Number of NHRP peers.',
    entries: 'NHRP entries that use the same NBMA address.',
    peer: 'NBMA address: where the peer is reached in the transport network; UNKNOWN while resolution has not succeeded.',
    tunnelAddress: 'The peer’s address inside the tunnel network.',
    state:
      'UP: works. NHRP: waits for NHRP registration or resolution. IKE: waits for phase 1. IPSEC: waits for phase 2. INTF: the tunnel interface is down.',
    time: 'How long it has been up or down.',
    attributes: 'S: static, D: dynamic, I: incomplete, N: behind NAT, L: local, X: no socket.',
    flags:
      'E: replies are expected, R: the server responds, W: waiting. RE is a server that answers; E alone is one that does not.',
    status: 'State of the crypto session below.',
    encaps: 'Packets encrypted.',
    decaps: 'Packets decrypted.',
  },
  health: (field, value) => {
    if (field === 'state')
      return value === 'UP' || value === 'Active'
        ? 'good'
        : value === 'INTF' || value === 'Inactive'
          ? 'bad'
          : 'waiting';
    if (field === 'status') return /^UP-(?:ACTIVE|NO-IKE)/.test(value) ? 'good' : value === 'DOWN' ? 'bad' : 'waiting';
    if (field === 'flags') return value.includes('R') ? 'good' : 'bad';
    return field === 'inboundDrops' || field === 'outboundDrops' ? errorCounter(value) : undefined;
  },
  contribute,
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/routers/ios/config/17-x/ip-addressing/b-ip-addressing/m_nhrp-switch-enhancemts-dmvpn-0.html',
  ],
});
