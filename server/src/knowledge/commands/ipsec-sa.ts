// `show crypto ipsec sa` of IOS, IOS-XE and ASA: interfaces, crypto maps, flows with their counters, and the SAs of both directions.
import { command, type Draft, type Fact, type Rec } from '../../engine/define.ts';
import { childrenOf, eachRecord, errorCounter, holdsField, named, prefixOf, realSpi, spiDigits } from './shared.ts';

/** Fields of a counter line, in all spellings: with and without a colon, one or two hashes, `(rcv)` and `(recv)`. */
export const counters: readonly (readonly [name: string, text: string])[] = [
  ['encaps', 'pkts encaps'],
  ['encrypt', 'pkts encrypt'],
  ['digest', 'pkts digest'],
  ['decaps', 'pkts decaps'],
  ['decrypt', 'pkts decrypt'],
  ['verify', 'pkts verify'],
  ['compressed', 'pkts compressed'],
  ['decompressed', 'pkts decompressed'],
  ['notCompressed', 'pkts not compressed'],
  ['comprFailed', 'pkts ((comp|compr.)) failed'],
  ['notDecompressed', 'pkts not decompressed'],
  ['decompressFailed', 'pkts ((decomp|decompress)) failed'],
  // The second is how a hand copy has it: nothing else stands before `recv errors`.
  ['sendErrors', '((send|pkts)) errors'],
  ['receiveErrors', 'recv errors'],
  ['noSaSend', 'pkts no sa (send)'],
  ['invalidSaReceive', 'pkts invalid sa ((\\(rcv\\)|\\(recv\\)))'],
  ['encapsFailed', 'pkts encaps failed (send)'],
  ['decapsFailed', 'pkts decaps failed ((\\(rcv\\)|\\(recv\\)))'],
  ['invalidProtocol', 'pkts invalid prot ((\\(rcv\\)|\\(recv\\)))'],
  ['verifyFailed', 'pkts verify failed'],
  ['invalidIdentity', 'pkts invalid identity ((\\(rcv\\)|\\(recv\\)))'],
  ['invalidLength', 'pkts invalid len ((\\(rcv\\)|\\(recv\\)))'],
  ['replayRolloverSend', 'pkts replay rollover (send)'],
  ['replayRolloverReceive', 'pkts replay rollover ((\\(rcv\\)|\\(recv\\)))'],
  ['replayFailed', 'pkts replay failed[[ ((\\(rcv\\)|\\(recv\\)))]]'],
  ['tagged', 'pkts tagged (send)'],
  ['untagged', 'pkts untagged ((\\(rcv\\)|\\(recv\\)))'],
  ['notTagged', 'pkts not tagged (send)'],
  ['notUntagged', 'pkts not untagged ((\\(rcv\\)|\\(recv\\)))'],
  ['internalErrorSend', 'pkts internal err (send)'],
  ['internalErrorReceive', 'pkts internal err ((\\(rcv\\)|\\(recv\\)))'],
  // ASA
  ['preFragmentSuccesses', 'pre-frag successes'],
  ['preFragmentFailures', 'pre-frag failures'],
  ['fragmentsCreated', 'fragments created'],
  ['pmtuSent', 'PMTUs sent'],
  ['pmtuReceived', 'PMTUs rcvd'],
  ['reassembly', 'decapsulated ((frgs|frags)) needing reassembly'],
  ['tfcReceived', 'TFC rcvd'],
  ['tfcSent', 'TFC sent'],
  ['icmpReceived', 'Valid ICMP Errors rcvd'],
  ['icmpInvalid', 'Invalid ICMP Errors rcvd'],
  ['notOffloadDecrypted', 'pkts not offload decrypted'],
  ['notOffloadEncrypted', 'pkts not offload encrypted'],
  ['postFragmentSuccesses', 'post-frag successes'],
  ['postFragmentFailures', 'post-frag failures'],
];

const counterCell = ([name, text]: readonly [string, string]): string => `#[[#]]${text}[[:]] {${name}:count}`;

/** Counters that begin a line. */
const firstCounters = counters.filter(([name]) => /^(?:encaps|decaps|sendErrors)$/.test(name));

/** An SA: what stands below `spi:`. */
const saCells = [
  '({spiDecimal:int})',
  'SA State: {status:word}',
  'transform: {encryption:algorithm}[[ no compression]][[ {integrity:algorithm}]][[ no compression]][[ {compression:algorithm}]]',
  `in use settings =~\\{~[[{mode:setting}]]${'[[,~{mode:setting}]]'.repeat(5)}[[,]]~\\}`,
  'slot: {slot:int}',
  '((conn id|conn_id)): {conn:int}',
  'flow_id: {engine:engine}:{flow:int}',
  'flow_id: {flow:int}',
  'sibling_flags {siblingFlags:hex}',
  '((crypto map|crypto-map)): {map:word}',
  'initiator : {initiator:word}',
  'sa timing:~remaining key lifetime ((\\(k/sec\\)|\\(kB/sec\\))): ({kilobytes:int}/{seconds:int})',
  'sa timing:~remaining key lifetime (sec): [[(]]{seconds:int}[[)]]',
  'sa timing:~remaining key lifetime {timing:text}',
  'Kilobyte Volume Rekey has been {volumeRekey:word}',
  'ekey has been {volumeRekey:word}',
  'IV size: {ivSize:int}[[ {ivUnit:word}]]',
  'replay detection support: {replay:word}[[ replay window size: {replayWindow:int}]]',
  'replay window size: {replayWindow:int}',
  'ecn bit support: {ecn:text}',
  'Status: {status:word}',
  'status: {status:text}',
  'Anti replay bitmap:[[ {antiReplay:hex} {antiReplay:hex}]]',
  '0x{antiReplay:hex} 0x{antiReplay:hex}{:eol}',
];
const spiCell = 'spi: {spi:spi}~({spiDecimal:int})';
const spiCells = [spiCell, 'spi: {spi:spi}', 'spi: [{spi:cell}]'];

/** The peer that the command asked for: lines picked out of its output do not name it again. */
function askedPeer(asked: string, { start }: Rec): Fact | undefined {
  const value = /\bpeer (\d+\.\d+\.\d+\.\d+|[\da-f]*:[\da-f:]+)(?= |$)/i.exec(asked)?.[1];
  return value === undefined ? undefined : { name: 'peer', kind: 'host', value, start, end: start };
}

/** Of an SA that is in use a filter left its state, and took the heading and the SPI away. */
const isPickedActive = (sa: Rec | undefined): boolean =>
  sa !== undefined && sa.fields.spi === undefined && /^ACTIVE\b/i.test(sa.fields.status?.value ?? '');

function contribute(root: Rec, draft: Draft, { command: asked }: { readonly command: string }): void {
  eachRecord(root, 'flow', (flow, [map, at]) => {
    const { fields } = flow;
    // The root of a tunnel's identities matches everything and is no flow of its own.
    if (flow.fields.flags?.value.includes('ident_is_root')) return;
    const sasOf = (direction: string): Rec[] => childrenOf(flow, direction).flatMap((list) => list.children);
    // Where a filter took the headings away, the SPI in use tells an outbound SA from the inbound one above it.
    const isOutbound = (sa: Rec): boolean =>
      sa.fields.spi !== undefined && spiDigits(sa.fields.spi.value) === spiDigits(fields.currentOutboundSpi?.value);
    const inbound = sasOf('inbound').findLast((sa) => !isOutbound(sa));
    const outbound = sasOf('outbound').at(-1) ?? sasOf('inbound').find(isOutbound);
    const outboundSpi = realSpi(outbound?.fields.spi) ?? realSpi(fields.currentOutboundSpi);
    const inboundSpi = realSpi(inbound?.fields.spi) ?? realSpi(fields.currentInboundSpi);
    const zero = fields.currentOutboundSpi !== undefined && realSpi(fields.currentOutboundSpi) === undefined;
    // Below the list of one protocol stands that of the next: it was not cut off, and holds none. An SPI that was noted above says no more then.
    const holdsNone = !inbound && !outbound && childrenOf(flow, 'inbound').length > 1;
    const selector = (side: 'local' | 'remote'): string | undefined => {
      const address = fields[`${side}Address`]?.value;
      return address === undefined ? undefined : prefixOf(address, fields[`${side}Mask`]?.value);
    };
    draft.ipsec({
      rec: flow,
      local: named(fields.local) ?? named(map?.fields.local),
      remote: named(fields.remote) ?? named(fields.peer) ?? askedPeer(asked, flow),
      ivrf: named(fields.ivrf),
      interface: at?.fields.interface,
      localSelector: selector('local'),
      remoteSelector: selector('remote'),
      inboundSpi,
      outboundSpi,
      encaps: fields.encaps,
      decaps: fields.decaps,
      // The detailed form counts the same packets by their reason.
      sendErrors: fields.sendErrors ?? fields.noSaSend,
      receiveErrors: fields.receiveErrors,
      health:
        inbound && outbound
          ? 'up'
          : zero && !inbound && !outbound
            ? 'down'
            : (outboundSpi && !holdsNone) || isPickedActive(inbound)
              ? 'up'
              : 'unknown',
    });
  });
}

export const ipsecSa = command({
  id: 'show crypto ipsec sa',
  options: [
    'peer',
    'interface',
    'map',
    'identity',
    'vrf',
    'ipv6',
    'address',
    'active',
    'standby',
    'entry',
    'inactive',
    'summary',
    'user',
    'assigned-address',
  ],
  variants: {
    detail: ['#pkts no sa (send)', '##pkts replay failed', '#pkts internal err (send)', '#pkts invalid sa'],
  },
  fingerprints: [
    'Crypto map tag: {:word}, local addr',
    'Crypto map tag: {:word}, seq num: {:int}, local addr',
    'local ident (addr/mask/prot/port): (',
    'remote ident (addr/mask/prot/port): (',
    'current_peer[[:]] {:host}[[ port {:port}]][[:{:port}]]{:eol}',
    '#pkts encaps: {:count}, #pkts encrypt:',
    '#pkts decaps: {:count}, #pkts decrypt:',
    'local crypto endpt.: {:host}',
    'inbound esp sas:',
    'outbound esp sas:',
    'There are no ipsec sas',
    'No SAs found',
  ],
  ignores: ['There are no ipsec sas', 'No SAs found'],
  records: {
    interface: { opens: ['interface: {interface:interface}', 'peer address: {address:host}'] },
    map: {
      in: 'interface',
      opens: [
        'Crypto map tag: {map:word}[[, seq num: {sequence:int}]], local addr[[:]] {local:host}',
        'Crypto map tag: {map:word}',
      ],
      cells: ['IPsecv6 policy name: {policy:word}', 'access-list {acl:name}[[ {aclEntry:text}]]'],
    },
    flow: {
      in: 'map',
      opens: ['protected vrf: {ivrf:vrf}', 'Protected vrf (ivrf): {ivrf:vrf}'],
      // What `| include …` leaves of a flow may begin with any of these.
      heads: [
        'local ident (addr/mask/prot/port): ({localAddress:host}/{localMask:mask}/{localProtocol:int}/{localPort:int})',
        'remote ident (addr/mask/prot/port): ({remoteAddress:host}/{remoteMask:mask}/{remoteProtocol:int}/{remotePort:int})',
        'current_peer[[:]] {peer:host}[[ port {peerPort:port}]][[:{peerPort:port}]][[, username: {username:text}]]',
        'current_peer (none) port {peerPort:port}',
        ...firstCounters.map(counterCell),
        'local crypto endpt.: {local:host}[[/{localUdpPort:port}]]',
        'current outbound spi~: {currentOutboundSpi:spi}[[({currentOutboundDecimal:int})]]',
      ],
      cells: [
        'username: {username:text}',
        'dynamic allocated peer ip: {assigned:ip}',
        'dynamic allocated peer ip(ipv6): {assigned:ip}',
        '{action:permission}, flags=\\{[[{flags:braced}]][[,]]~\\}',
        ...counters.filter((counter) => !firstCounters.includes(counter)).map(counterCell),
        'remote crypto endpt.: {remote:host}[[/{remoteUdpPort:port}]]',
        'plaintext mtu {plaintextMtu:int}',
        'path mtu {pathMtu:int}',
        'ip mtu idb {mtuInterface:interface}',
        'ip mtu idb (none)',
        'ip mtu {ipMtu:int}',
        'ipv6 mtu idb {mtuInterface:interface}',
        'ipv6 mtu {ipMtu:int}',
        'ipsec overhead {overhead:int}[[({:int})]]',
        'media mtu {mediaMtu:int}',
        'PMTU time remaining (sec): {pmtuSeconds:int}',
        'DF policy: {dfPolicy:word}',
        'ICMP error validation: {icmpValidation:word}',
        'TFC packets: {tfc:word}',
        'current inbound spi~: {currentInboundSpi:spi}[[({currentInboundDecimal:int})]]',
        'PFS (Y/N): {pfs:word}',
        'DH group: {group:word}',
        'AKE group:[[ {:word}:]] {keyExchange:word}',
        'PQC Key Exchange: {keyExchange:word}',
      ],
    },
    inbound: { in: 'flow', opens: ['{direction:inboundWord} {protocol:saProtocol} sas:'] },
    inboundSa: { in: 'inbound', opens: spiCells, cells: saCells },
    outbound: { in: 'flow', opens: ['{direction:outboundWord} {protocol:saProtocol} sas:'] },
    outboundSa: { in: 'outbound', opens: spiCells, cells: saCells },
  },
  means: 'The flows that IPsec protects, each with its counters and the SAs of both directions.',
  fields: {
    interface: 'The interface that the crypto map or tunnel protection is applied to.',
    map: 'The crypto map; `Tunnel0-head-0` and the like are made by tunnel protection.',
    ivrf: 'Inside VRF: the routing table of the clear traffic.',
    localAddress: 'The network on our side that this flow protects: our proxy identity.',
    remoteAddress: 'The network behind the peer that this flow protects: its proxy identity.',
    peer: 'The other end that this flow is negotiated with.',
    encaps:
      'Packets put into the tunnel. If it stands still, no traffic matches this flow, or routing or NAT takes it elsewhere.',
    decaps:
      'Packets taken out of the tunnel. If it stands still while encaps grows, the peer sends nothing back, or ESP is lost on the way.',
    encrypt: 'Packets encrypted.',
    decrypt: 'Packets decrypted.',
    digest: 'Packets that were given an integrity check value.',
    verify: 'Packets whose integrity was checked.',
    sendErrors:
      'Packets that could not be sent: most often there was no SA yet. One or two while a tunnel comes up are normal.',
    receiveErrors: 'Received packets that were dropped: failed integrity or replay check, or wrong identity.',
    noSaSend: 'Packets dropped because there was no SA for them.',
    invalidSaReceive: 'Packets received for an SA that is not there.',
    verifyFailed: 'Packets whose integrity check failed: damaged on the way, or other keys on the two ends.',
    replayFailed: 'Packets dropped by the replay check: they came too late or twice.',
    invalidIdentity:
      'Packets whose addresses do not belong to the flow of their SA: the two ends disagree about the selectors.',
    internalErrorSend: 'Packets that the crypto engine could not process on the way out.',
    internalErrorReceive: 'Packets that the crypto engine could not process on the way in.',
    local: 'Our tunnel address.',
    remote: 'The peer’s tunnel address.',
    plaintextMtu: 'The largest clear packet that fits into the tunnel without fragmentation.',
    pathMtu: 'The largest packet that the path to the peer is known to carry.',
    currentOutboundSpi: 'The SPI that packets are sent with; 0x0 means that there is no SA.',
    pfs: 'Whether a fresh Diffie-Hellman exchange protects these keys (perfect forward secrecy).',
    group: 'The Diffie-Hellman group of PFS.',
    spi: 'Security parameter index: names this SA in the packets. Our inbound SPI is the peer’s outbound SPI.',
    encryption: 'The agreed cipher.',
    integrity: 'The agreed integrity check.',
    mode: 'Tunnel or Transport; `UDP-Encaps` means NAT traversal.',
    conn: 'Connection id in the crypto engine.',
    engine: 'The crypto engine that handles the SA.',
    kilobytes: 'Kilobytes until the SA is replaced.',
    seconds: 'Seconds until the SA is replaced.',
    replay: 'Whether the replay check is on.',
    status: 'ACTIVE: the SA is in use.',
  },
  health: (field, value) => {
    if (/(?:Errors|Failed|Failures|noSaSend|invalid|internalError)/.test(field)) return errorCounter(value);
    if (field === 'status') return /^active/i.test(value) ? 'good' : 'bad';
    if (field === 'currentOutboundSpi') return /^(?:0x)?0+$/.test(value) ? 'bad' : undefined;
    return undefined;
  },
  platformOf: (root) =>
    holdsField(root, ['sequence', 'pmtuSent', 'preFragmentSuccesses', 'notOffloadDecrypted'])
      ? 'asa'
      : holdsField(root, ['plaintextMtu', 'pfs', 'peerPort'])
        ? 'ios'
        : undefined,
  contribute,
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/s1/sec-s1-cr-book/sec-cr-s3.html',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/S/asa-command-ref-S/show-c-commands.html',
  ],
});

export const ipsecSaCount = command({
  id: 'show crypto ipsec sa count',
  fingerprints: ['IPsec SA total: {:count}, active: {:count}'],
  records: {},
  cells: [
    'IPsec SA total: {total:count}',
    'active: {active:count}',
    'rekeying: {rekeying:count}',
    'unused: {unused:count}',
    'invalid: {invalid:count}',
  ],
  means: 'How many IPsec SAs there are, by state.',
  fields: { invalid: 'SAs that cannot be used.', rekeying: 'SAs that are being replaced.' },
  sources: ['https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/s1/sec-s1-cr-book/sec-cr-s3.html'],
});
