// `show crypto ikev2 sa` and `show crypto ikev2 session`: IKEv2 SAs and their child SAs, in the layouts of IOS, IOS-XE and ASA.
import { command, type Draft, type Rec, type RecordShape } from '../../engine/define.ts';
import { childrenOf, eachRecord, holdsField, ikev2Health, named, rangeOf, realSpi } from './shared.ts';

const reference = 'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/s1/sec-s1-cr-book/sec-cr-s3.html';

const ends = '{local:host}/{localPort:port} {remote:host}/{remotePort:port}';
const range = (side: 'local' | 'remote'): string =>
  `{${side}From:host}/{${side}FromPort:port} - {${side}To:host}/{${side}ToPort:port}`;

const sa: RecordShape = {
  in: 'session',
  opens: [
    `{tunnel:int} ${ends} {fvrf:vrf}/{ivrf:vrf} {state:ikev2State}`,
    `{tunnel:int} ${ends} {state:ikev2State}[[ {role:role}]]`,
    '{tunnel:int} {fvrf:vrf}/{ivrf:vrf} {state:ikev2State}{:eol}',
  ],
  cells: [
    'Local {local:host}/{localPort:port}',
    'Remote {remote:host}/{remotePort:port}',
    'Encr: {encryption:algorithm}[[ - {:int}]]',
    '((keysize|Keysize)): {keySize:int}',
    'PRF: {prf:algorithm}[[ - {:int}]]',
    'Hash: {hash:algorithm}',
    'DH Grp:~{group:int}',
    'Auth sign: {authSign:phrase}',
    'Auth verify: {authVerify:phrase}',
    'QR',
    'AKE group: {:word}: {keyExchange:word}',
    'AKE group: {keyExchange:word}',
    'PQC Key Exchange: {keyExchange:word}',
    'Life/Active Time: {lifetime:int}/{active:int} sec',
    'Life/Remaining/Active Time: {lifetime:int}/{remaining:int}/{active:int} sec',
    'CE id: {engine:int}',
    'Session-id: {session:int}',
    'MIB-id: {mib:int}',
    'Status Description:~{statusDescription:text}',
    'Local spi: {localSpi:cookie}',
    'Remote spi: {remoteSpi:cookie}',
    'Local id:~{localId:text}',
    'Remote id:~{remoteId:text}',
    'Remote EAP id:~{eapId:text}',
    'Local req ((msg|mess)) id: {localRequest:count}',
    'Remote req ((msg|mess)) id: {remoteRequest:count}',
    'Local next ((msg|mess)) id: {localNext:count}',
    'Remote next ((msg|mess)) id: {remoteNext:count}',
    'Local req queued: {localQueued:count}',
    'Remote req queued: {remoteQueued:count}',
    'Local window: {localWindow:count}',
    'Remote window: {remoteWindow:count}',
    'DPD configured for {dpd:int} seconds, retry {dpdRetry:int}',
    'DPD {dpdConfigured:text}',
    'Fragmentation {fragmentation:sentence}[[.]]',
    'IETF Std Fragmentation {fragmentation:sentence}[[.]]',
    'Dynamic Route Update: {dynamicRouteUpdate:word}',
    'Extended Authentication {xauth:sentence}[[.]]',
    'NAT-T is {natt:text}',
    'Cisco Trust Security SGT is {sgt:text}',
    'Initiator of SA : {initiator:word}',
    'Quantum Resistance {quantum:word}',
    'Quantum-Safe Encryption using {quantum:text}',
    'Quantum-safe Encryption using PQC: {quantum:word}',
    'Quantum-safe Encryption using {quantum:text}',
    'Local Sys Id: {localSystem:word}',
    'Remote Sys Id: {remoteSystem:word}',
    'PEER TYPE: {peerType:text}',
    'Pushed IP address: {pushed:ip}',
    'Assigned host addr: {assigned:ip}',
    'Default Domain:~{domain:text}',
    'DNS Primary:~{dns:ip}',
    'DNS Secondary:~{dns:ip}',
    'WINS Primary:~{wins:ip}',
    'WINS Secondary:~{wins:ip}',
    'Remote subnets:',
    '{subnet:ip} {subnetMask:ip}{:eol}',
    '{subnet:ip}/{subnetMask:int}{:eol}',
  ],
};

const child: RecordShape = {
  in: 'sa',
  opens: [`Child sa:[[ local selector ${range('local')}]]`],
  cells: [
    `local selector ${range('local')}`,
    `remote selector ${range('remote')}`,
    'local selector -> remote((_| ))selector',
    `${range('local')} -> ${range('remote')}`,
    'ESP spi in/out: {inboundSpi:spi}/{outboundSpi:spi}',
    'AH spi in/out: {ahInboundSpi:spi}/{ahOutboundSpi:spi}',
    'CPI in/out: {inboundCpi:spi}/{outboundCpi:spi}',
    'Encr: {encryption:algorithm}[[ - {:int}]]',
    '((keysize|Keysize)): {keySize:int}',
    'esp_hmac: {hash:algorithm}',
    'ah_hmac: {ahHash:algorithm}',
    'comp: {compression:algorithm}',
    'mode {mode:word}',
  ],
};

const sessionLine =
  'Session-id:{session:int}, Status:{status:state}[[, IKE count:{ikes:count}]][[, CHILD count:{children:count}]]';

/** IOS nests SAs in sessions in one command only, ASA in both. */
const records = { session: { opens: [sessionLine] }, sa, child };

const ignores = [
  'IPv4 Crypto IKEv2 SA',
  'IPv6 Crypto IKEv2 SA',
  'IPv4 Crypto IKEv2 Session',
  'IPv6 Crypto IKEv2 Session',
  'Tunnel-id Local Remote fvrf/ivrf Status',
  'Tunnel-id fvrf/ivrf Status',
];
const details = ['CE id: {:int}', 'Local spi: {:cookie}', 'Local id:', 'DPD configured for', 'Status Description:'];
const headings = [
  'Tunnel-id Local Remote fvrf/ivrf Status',
  'Tunnel-id fvrf/ivrf Status',
  'Tunnel-id Local Remote Status Role',
];

const means: Readonly<Record<string, string>> = {
  tunnel: 'Number of the IKE SA on this device.',
  local: 'Our address and UDP port.',
  remote: 'The peer’s address and UDP port; 4500 means that NAT traversal is in use.',
  fvrf: 'Front-door VRF: the routing table of the encrypted packets.',
  ivrf: 'Inside VRF: the routing table of the clear packets.',
  state: 'READY: the IKE SA is up. IN-NEG: it is being negotiated. DELETE: it failed or ended and is being removed.',
  status: 'UP-ACTIVE: IKE and child SAs are up. UP-IDLE: IKE is up, no child SA. DOWN-NEGOTIATING: IKE is being tried.',
  role: 'INITIATOR: this end asked first. RESPONDER: the peer did.',
  encryption: 'The agreed cipher.',
  prf: 'The agreed pseudo-random function, from which keys are made.',
  hash: 'The agreed integrity check; None with AES-GCM, which brings its own.',
  group: 'The Diffie-Hellman group.',
  authSign: 'How this end proves who it is.',
  authVerify: 'How the peer proves who it is.',
  keyExchange: 'The post-quantum key exchange that was added to Diffie-Hellman.',
  lifetime: 'Seconds that the IKE SA may live.',
  active: 'Seconds since it came up.',
  statusDescription: 'The last step of the negotiation.',
  localSpi: 'Our IKE SPI: names this SA in the packets.',
  remoteSpi: 'The peer’s IKE SPI.',
  localId: 'The identity that we sent.',
  remoteId: 'The identity that the peer sent; the profile is chosen by it.',
  dpd: 'Seconds between dead-peer checks; 0 where the peer alone decides.',
  natt: 'On which side a device that translates addresses was seen.',
  initiator: 'Whether this end began the negotiation.',
  localFrom: 'First address of the traffic that is protected on our side.',
  localTo: 'Last address of it.',
  remoteFrom: 'First address of the traffic that is protected on the peer’s side.',
  remoteTo: 'Last address of it.',
  inboundSpi: 'SPI of the packets that come in.',
  outboundSpi: 'SPI of the packets that go out.',
  children: 'Number of child SAs (IPsec SA pairs).',
  ikes: 'Number of IKE SAs of this session.',
};

function contribute(root: Rec, draft: Draft): void {
  eachRecord(root, 'sa', (rec) => {
    const { fields } = rec;
    const common = { local: fields.local, remote: fields.remote, fvrf: named(fields.fvrf), ivrf: named(fields.ivrf) };
    const health = ikev2Health(fields.state?.value ?? '');
    const began = fields.initiator?.value ?? fields.role?.value;
    draft.ike({
      ...common,
      rec,
      version: 2,
      state: fields.state,
      health: health === 'good' ? 'up' : health === 'waiting' ? 'negotiating' : health === 'bad' ? 'down' : 'unknown',
      role: began === undefined ? undefined : /^(?:yes|initiator)$/i.test(began) ? 'initiator' : 'responder',
      remaining: fields.remaining,
    });
    for (const flow of childrenOf(rec, 'child')) {
      const inboundSpi = realSpi(flow.fields.inboundSpi);
      const outboundSpi = realSpi(flow.fields.outboundSpi);
      draft.ipsec({
        ...common,
        rec: flow,
        localSelector: rangeOf(flow.fields.localFrom?.value, flow.fields.localTo?.value),
        remoteSelector: rangeOf(flow.fields.remoteFrom?.value, flow.fields.remoteTo?.value),
        inboundSpi,
        outboundSpi,
        health: inboundSpi && outboundSpi ? 'up' : 'unknown',
      });
    }
  });
}

const health = (field: string, value: string) =>
  field === 'state' || field === 'status' ? ikev2Health(value) : undefined;

export const ikev2Sa = command({
  id: 'show crypto ikev2 sa',
  options: ['detailed', 'local', 'remote', 'fvrf', 'ivrf', 'active', 'standby'],
  variants: { detailed: details },
  fingerprints: [
    'IPv4 Crypto IKEv2 SA',
    'IPv6 Crypto IKEv2 SA',
    'IKEv2 SAs:',
    'Life/Active Time: {:int}/{:int} sec',
    sessionLine,
    ...headings,
  ],
  ignores: [
    ...ignores,
    ...headings,
    'IKEv2 SAs:',
    'There are no IKEv2 SAs',
    'Parent SA Extended Status:',
    'Delete in progress:~{:word}',
    'Marked for delete:~{:word}',
  ],
  records,
  means: 'The IKEv2 SAs of this device: peers, state, algorithms and, in detail, identities and NAT traversal.',
  fields: means,
  health,
  // Only an ASA names the role in the row of an SA, only IOS the VRFs.
  platformOf: (root) => (holdsField(root, ['role']) ? 'asa' : holdsField(root, ['fvrf']) ? 'ios' : undefined),
  contribute,
  sources: [reference],
});

export const ikev2Session = command({
  id: 'show crypto ikev2 session',
  options: ['detailed', 'brief'],
  variants: { detailed: details },
  fingerprints: ['IPv4 Crypto IKEv2 Session', 'IPv6 Crypto IKEv2 Session', sessionLine],
  ignores,
  records,
  means: 'The IKEv2 sessions of this device: the IKE SA of each peer and its child SAs with their selectors and SPIs.',
  fields: means,
  health,
  platformOf: (root) => (holdsField(root, ['fvrf']) ? 'ios' : undefined),
  contribute,
  sources: [reference],
});
