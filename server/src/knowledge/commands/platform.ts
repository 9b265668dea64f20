// What the data plane and the crypto engine of IOS-XE count: `show platform … ipsec`, `show sdwan ipsec …`, `show crypto engine …` and the like.
import { type Command, command } from '../../engine/define.ts';
import { errorCounter } from './shared.ts';

const sources = [
  'https://www.cisco.com/c/en/us/td/docs/routers/cloud_edge/c8500/software-configuration-guide/c8500-software-config-guide/packet_drops.html',
];

const trouble: NonNullable<Command['health']> = (field, value) =>
  /fail|error|drop|reject|invalid|missing|replay|packets$/i.test(field) ? errorCounter(value) : undefined;

/** Drop types of the packet processor: a number, a name in capitals, a count. */
const dropRow = '{type:int} {name:capitalWord} {packets:count}{:eol}';

export const qfpIpsecDrops = command({
  id: 'show platform hardware qfp active feature ipsec datapath drops',
  platform: 'ios',
  aliases: ['show platform hardware qfp active feature ipsec data drop'],
  options: ['all', 'clear'],
  fingerprints: ['Drop Type Name Packets', 'IPSEC detailed dp drop counters cleared after display'],
  ignores: ['Drop Type Name Packets', '--{:rest}', 'IPSEC detailed dp drop counters cleared after display.'],
  records: { drop: { opens: [dropRow] } },
  means: 'Packets that the packet processor dropped in IPsec, by reason.',
  fields: {
    name: 'Why packets were dropped. IN_: on the way in, OUT_: on the way out.',
    packets: 'How many. The number counts since the start or the last `clear`.',
  },
  health: trouble,
  sources,
});

export const qfpDrops = command({
  id: 'show platform hardware qfp active statistics drop',
  platform: 'ios',
  context: (root) => !root.children.some(({ fields }) => /ipsec/i.test(fields.name?.value ?? '')),
  options: ['detail', 'clear'],
  fingerprints: ['Global Drop Stats Packets Octets'],
  ignores: ['Global Drop Stats Packets Octets', '--{:rest}', 'Last clearing of QFP drops statistics{:rest}'],
  records: { drop: { opens: ['{name:word} {packets:count} {octets:count}{:eol}'] } },
  means: 'Packets that the packet processor dropped, by reason.',
  fields: { name: 'Why packets were dropped; IpsecInput and IpsecOutput belong to IPsec.', packets: 'How many.' },
  health: trouble,
  sources,
});

export const qfpIpsecSa = command({
  id: 'show platform hardware qfp active feature ipsec sa',
  platform: 'ios',
  fingerprints: ['QFP ipsec sa Information', 'QFP sa id: {:int}'],
  ignores: ['QFP ipsec sa Information'],
  records: {},
  cells: [
    'QFP sa id: {sa:int}',
    'QFP spi: {spi:spi}[[({spiDecimal:int})]]',
    'flags: {flags:hex}[[ (Details below)]]',
    'nat fixup src port: {natPort:int}',
    'nat fixup ip: {natAddress:ip}',
    '{field:flagName}:{flag:word}',
    ': {field:flagName}:{flag:word}',
    'mtu: {mtuHex:hex}={mtu:int}',
    'mtu_adj: {mtuAdjustHex:hex}={mtuAdjust:int}',
    'local endpoint: {local:ip}',
    'remote endpoint: {remote:ip}',
    'cgid.cid.fid.rid: {chunk:word}',
  ],
  pairs: true,
  means: 'One IPsec SA as the packet processor holds it.',
  sources,
});

export const qfpIpsecState = command({
  id: 'show platform hardware qfp active feature ipsec state',
  platform: 'ios',
  fingerprints: ['QFP IPSEC state:'],
  ignores: ['QFP IPSEC state:', 'Message counter:', 'Type Request Reply (OK) Reply (Error)', '--{:rest}'],
  records: { message: { opens: ['{name:label} {requests:count} {repliesOk:count} {repliesError:count}{:eol}'] } },
  cells: ['Crypto throughput license (kbps) (Aggregate): {throughput:int}'],
  pairs: true,
  means: 'What the packet processor was asked to do for IPsec, and whether it could.',
  fields: { repliesError: 'Requests that failed.', throughput: 'The licensed crypto throughput, kilobits a second.' },
  health: trouble,
  sources,
});

export const throughputCrypto = command({
  id: 'show platform hardware throughput crypto',
  platform: 'ios',
  fingerprints: [
    'Current configured crypto throughput level: {:word}',
    'Current enforced crypto throughput level: {:word}',
  ],
  ignores: ['Level is saved, reboot is not required', 'Level is {:text}'],
  records: {},
  cells: [
    'Current configured crypto throughput level: {configured:word}',
    'Current enforced crypto throughput level: {enforced:word}',
    'Crypto Throughput is {throttling:text}',
    'Default Crypto throughput level: {default:word}',
    'Current boot level is {boot:word}',
  ],
  pairs: true,
  means: 'The crypto throughput that the licence allows.',
  fields: { enforced: 'Traffic above this rate is dropped.', throttling: 'Whether the rate is being limited.' },
  sources,
});

export const cermInformation = command({
  id: 'show platform cerm-information',
  platform: 'ios',
  fingerprints: ['Crypto Export Restrictions Manager(CERM) Information', 'CERM functionality: {:word}'],
  ignores: [
    'Crypto Export Restrictions Manager(CERM) Information:',
    'Resource Maximum Limit Available',
    'Resource reservation information:',
    'D - Dynamic',
    'Client Tx Bandwidth Rx Bandwidth Tunnels TLS Sessions',
    '(in kbps) (in kbps)',
    '((VOICE|IPSEC|SSLVPN)) {:rest}',
    'Statistics information:',
    '--{:rest}',
  ],
  records: {},
  cells: [
    'CERM functionality: {functionality:word}',
    'Tx Bandwidth(in kbps) {txLimit:count} {txAvailable:count}',
    'Rx Bandwidth(in kbps) {rxLimit:count} {rxAvailable:count}',
    'Number of tunnels {tunnelLimit:count} {tunnelsAvailable:count}',
    'Number of TLS sessions {sessionLimit:count} {sessionsAvailable:count}',
    'Failed tunnels:~{failedTunnels:count}',
    'Failed sessions:~{failedSessions:count}',
    'Failed encrypt ((packets|pkts)):~{failedEncrypt:count}',
    'Failed encrypt packet bytes:~{failedEncryptBytes:count}',
    'Failed decrypt ((packets|pkts)):~{failedDecrypt:count}',
    'Failed decrypt packet bytes:~{failedDecryptBytes:count}',
  ],
  means: 'What the export licence allows of encrypted traffic and tunnels, how much is left, and what was refused.',
  fields: {
    txLimit: 'Encrypted traffic in Kbit/s that the licence allows.',
    rxLimit: 'Decrypted traffic in Kbit/s that the licence allows.',
    failedEncrypt: 'Packets that were dropped because the limit was reached, since the last reload.',
    failedDecrypt: 'Packets that were dropped because the limit was reached, since the last reload.',
    failedTunnels: 'Tunnels that were refused because there are as many as the licence allows.',
  },
  health: (field, value) => (/^failed/.test(field) ? errorCounter(value) : undefined),
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/118746-technote-isr-00.html',
  ],
});

export const softwareIpsec = command({
  id: 'show platform software ipsec',
  platform: 'ios',
  aliases: ['show platform software ipsec fp active', 'show platform software ipsec f0'],
  fingerprints: ['=========== Flow id: {:int}', 'IPsec Flow info{:rest}'],
  ignores: ['Flags:', '=={:rest}'],
  records: { flow: { opens: ['=========== Flow id: {flow:int}'] } },
  pairs: true,
  means: 'IPsec as the forwarding manager holds it.',
  sources,
});

export const softwareIpsecStatistics = command({
  id: 'show platform software ipsec policy statistics',
  platform: 'ios',
  aliases: [
    'show platform software ipsec fp active policy statistics',
    'show platform software ipsec f0 policy statistics',
  ],
  fingerprints: ['PAL CMD REQUEST REPLY OK REPLY ERR ABORT', 'PAL CMD REQUEST REPLY OK REPLY ERROR'],
  ignores: ['PAL CMD REQUEST REPLY OK REPLY ERR{:rest}', '--{:rest}'],
  records: {
    request: {
      opens: ['{name:capitalWord} {requests:count} {repliesOk:count} {repliesError:count}[[ {aborted:count}]]{:eol}'],
    },
  },
  means: 'What the control plane asked of the data plane for IPsec, and whether it was done.',
  fields: { repliesError: 'Requests that failed.' },
  health: trouble,
  sources,
});

export const distributedIpsec = command({
  id: 'show platform software distributed-ipsec tunnel-info',
  fingerprints: ['IPSEC Total ASIC Count = {:count}', 'SW_NUM ASIC # of TUNNELS PLATFORM'],
  ignores: ['SWITCH MANAGEMENT', 'SW_NUM ASIC # of TUNNELS PLATFORM', '=={:rest}'],
  records: { asic: { opens: ['\\| {switch:int} \\| {asic:int} \\| {tunnels:count} \\| {platform:name} \\|'] } },
  cells: ['IPSEC Total ASIC Count = {asics:count}'],
  means: 'How many tunnels each packet processor of a switch carries.',
  sources,
});

export const sudiPki = command({
  id: 'show platform sudi pki',
  fingerprints: ["'{:quotedName}' certificate : {:word}", 'SUDI Issuer-CN Validation status'],
  ignores: ['SUDI Issuer-CN Validation status', '--{:rest}'],
  records: { certificate: { opens: ['{issuer:cell} {validation:validation}{:eol}'] } },
  cells: ["'{certificate:quotedName}' certificate : {state:word}"],
  means: 'The certificates that the maker put into the device.',
  sources,
});

export const traceLevel = command({
  id: 'show platform software trace level',
  fingerprints: [
    'pki {:traceLevel}',
    'tdl_pki_trustpoint_data {:traceLevel}',
    'crypto {:traceLevel}',
    'Module Name Trace Level',
  ],
  ignores: ['Module Name Trace Level', '--{:rest}'],
  records: { module: { opens: ['{module:word} {level:traceLevel}{:eol}'] } },
  means: 'How much each module writes to the trace.',
  sources,
});

export const qfpTunnel = command({
  id: 'show platform hardware qfp active feature tunnel interface',
  platform: 'ios',
  // A tunnel that nothing protects is no matter of IPsec.
  context: (root) => root.fields.protection?.value !== 'TRUE',
  fingerprints: ['General interface info:', 'ESP Hash element ppe addr : {:hex}'],
  ignores: ['General interface info:', 'Config:'],
  records: {},
  cells: ['tunnel_protection: {protection:word}', '{field:flagName}: {value:word}'],
  pairs: true,
  means: 'A tunnel interface as the packet processor holds it.',
  sources,
});

export const sdwanInbound = command({
  id: 'show sdwan ipsec inbound-connections',
  platform: 'ios',
  fingerprints: ['SOURCE SOURCE DEST DEST REMOTE REMOTE LOCAL LOCAL'],
  ignores: ['SOURCE SOURCE DEST DEST REMOTE{:rest}', 'IP PORT IP PORT TLOC ADDRESS{:rest}', '--{:rest}'],
  records: {
    connection: {
      opens: [
        '{src:ip} {srcPort:port} {dst:ip} {dstPort:port} {remoteTloc:ip} {remoteColor:word} {localTloc:ip} {localColor:word}[[ {encryption:algorithm}]][[ {integrity:word}]][[ {negotiated:word}]]',
      ],
    },
  },
  means: 'IPsec connections of SD-WAN that come in.',
  sources,
});

export const sdwanOutbound = command({
  id: 'show sdwan ipsec outbound-connections',
  platform: 'ios',
  fingerprints: ['SOURCE SOURCE DEST DEST REMOTE REMOTE AUTHENTICATION', 'IP PORT IP PORT SPI TUNNEL MTU TLOC ADDRESS'],
  ignores: ['SOURCE SOURCE DEST DEST REMOTE{:rest}', 'IP PORT IP PORT SPI TUNNEL MTU{:rest}', '--{:rest}'],
  records: {
    connection: {
      opens: [
        '{src:ip} {srcPort:port} {dst:ip} {dstPort:port} {spi:int} {mtu:int} {remoteTloc:ip} {remoteColor:word}[[ {authentication:word}]][[ {keyHash:word}]][[ {encryption:algorithm}]][[ {pairwise:word}]]',
      ],
    },
  },
  means: 'IPsec connections of SD-WAN that go out.',
  sources,
});

export const sdwanLocalSa = command({
  id: 'show sdwan ipsec local-sa',
  platform: 'ios',
  fingerprints: ['TLOC ADDRESS TLOC COLOR SPI IPv4 IPv6 PORT KEY HASH'],
  ignores: ['SOURCE SOURCE SOURCE', 'TLOC ADDRESS TLOC COLOR SPI IPv4 IPv6 PORT KEY HASH', '--{:rest}'],
  records: { sa: { opens: ['{tloc:ip} {color:word} {spi:int} {src:ip} {source6:ip} {port:port} {keyHash:word}'] } },
  means: 'The SAs that this SD-WAN device gives to others.',
  sources,
});

export const sdwanBfd = command({
  id: 'show sdwan bfd sessions',
  aliases: ['show bfd sessions'],
  context: true,
  options: ['alt', 'suspend'],
  platform: 'ios',
  fingerprints: ['SYSTEM IP[[ SITE ID]][[ REGION ID]] STATE COLOR COLOR SOURCE IP'],
  ignores: ['SOURCE TLOC REMOTE TLOC{:rest}', 'SYSTEM IP{:rest}', '*Sus = {:rest}', '*NA = {:rest}', '--{:rest}'],
  records: {
    session: {
      opens: [
        '{systemIp:ip}[[ {site:int}]][[ {region:int}]] {state:state} {localColor:word} {remoteColor:word} {src:ip} {dst:ip} {dstPort:port} {encapsulation:word}[[ {:rest}]]',
      ],
    },
  },
  means:
    'The tunnels of SD-WAN, each watched by BFD inside it. The keys of those over ipsec are handed out by the controllers, so there is no IKE: `show crypto isakmp sa` is empty.',
  fields: {
    state: 'up: packets pass both ways.',
    systemIp: 'The other device.',
    dst: 'The other end of the tunnel.',
    encapsulation: 'ipsec or gre.',
  },
  health: (field, value) =>
    field === 'state' ? (/^up$/i.test(value) ? 'good' : /^down$/i.test(value) ? 'bad' : undefined) : undefined,
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/routers/sdwan/configuration/routing/ios-xe-17/routing-book-xe/cisco-sdwan-bfd.html',
  ],
});

export const sdwanTunnels = command({
  id: 'show sdwan tunnel statistics',
  options: ['ipsec', 'bfd', 'fec', 'pktdup', 'table'],
  fingerprints: ['tunnel stats ((ipsec|gre)) {:ip} {:ip} {:port} {:port}'],
  records: {
    tunnel: {
      opens: ['tunnel stats {protocol:word} {src:ip} {dst:ip} {srcPort:port} {dstPort:port}'],
      cells: ['system-ip {systemIp:ip}', 'local-color {localColor:name}', 'remote-color {remoteColor:name}'],
    },
  },
  pairs: true,
  means: 'What each SD-WAN tunnel of this device has sent, received and failed to decrypt.',
  fields: {
    ipsecDecryptInbound: 'Packets decrypted.',
    ipsecEncryptOutbound: 'Packets encrypted.',
    ipsecRxAuthFailures:
      'Packets whose checksum did not verify: the keys of the two ends differ, or they were changed on the way.',
    ipsecRxFailures: 'Packets that could not be decrypted for another reason.',
  },
  health: trouble,
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/routers/sdwan/command/iosxe/qualified-cli-command-reference-guide.html',
  ],
});

export const tunnelProtection = command({
  id: 'show tunnel protection statistics',
  platform: 'ios',
  fingerprints: ['------------------------- Message Statistics', 'Socket Close : {:count} Conn Timeout : {:count}'],
  ignores: ['Sent:', 'Rcvd:'],
  records: { part: { opens: ['--{:dashes} {part:cell} {:dashes}'] } },
  pairs: true,
  means: 'Messages between tunnel interfaces and IPsec, and their errors.',
  health: trouble,
  sources,
});

export const engineConnections = command({
  id: 'show crypto engine connections active',
  platform: 'ios',
  aliases: ['show crypto engine connections'],
  fingerprints: [
    'ID Type Algorithm Encrypt Decrypt LastSeqN IP-Address',
    'ID Interface Type Algorithm Encrypt Decrypt',
    'ID Interface IP-Address State Algorithm Encrypt Decrypt',
    'ID Type Algorithm Encrypt Decrypt IP-Address',
  ],
  ignores: [
    'Crypto Engine Connections',
    'ID Type Algorithm Encrypt Decrypt[[ LastSeqN]][[ IP-Address]]',
    'ID Interface Type Algorithm Encrypt Decrypt IP-Address',
    'ID Interface IP-Address State Algorithm Encrypt Decrypt',
    '--{:rest}',
  ],
  records: {
    connection: {
      opens: [
        '{conn:int} {type:engineType} {encryption:transforms} {encrypt:count} {decrypt:count} {lastSequence:count} {local:ip}',
        '{conn:int} {type:engineType} {encryption:transforms} {encrypt:count} {decrypt:count} {local:ip}',
        '{conn:int} {interface:interface} {type:engineType} {encryption:transforms} {encrypt:count} {decrypt:count} {local:ip}',
        '{conn:int} {interface:interface} {local:ip} {state:name} {encryption:transforms} {encrypt:count} {decrypt:count}',
      ],
    },
  },
  means: 'The SAs in the crypto engine with their packet counters: IKE SAs, and two IPsec SAs for each flow.',
  fields: {
    conn: 'Connection id, the same as in `show crypto ipsec sa` and in debug lines.',
    encrypt: 'Packets encrypted. Grows on the outbound SA only.',
    decrypt: 'Packets decrypted. Grows on the inbound SA only; 0 on all of them means that nothing comes back.',
  },
  sources,
});

export const engineBrief = command({
  id: 'show crypto engine brief',
  platform: 'ios',
  aliases: [
    'show crypto engine configuration',
    'show crypto engine accelerator statistic',
    'show crypto engine accelerator',
  ],
  fingerprints: [
    'crypto engine name:{:rest}',
    'crypto engine type: {:word}',
    'crypto engine state: {:word}',
    'Virtual Private Network (VPN) Module in slot',
    'CryptoIndex: {:hex}',
  ],
  records: { engine: { opens: ['crypto engine name:[[ {engine:text}]]', 'Device: {device:text}'] } },
  pairs: true,
  means: 'The crypto engines of this device, their state and counters.',
  health: trouble,
  sources,
});

export const cryptoEli = command({
  id: 'show crypto eli',
  platform: 'ios',
  options: ['all'],
  fingerprints: [
    'Hardware Encryption : {:word}',
    'Number of hardware crypto engines = {:int}',
    'Number of crypto engines = {:int}',
    'CryptoEngine {:engineName} details: state = {:word}',
  ],
  records: {
    engine: {
      opens: [
        'CryptoEngine {engine:engineName} details: state = {state:word}',
        'crypto engine {number:int}:{engine:text}',
      ],
      cells: [
        `Capability :${'[[ {capability:phrase},]]'.repeat(20)}[[ {capability:phrase}]]`,
        '{kind:sessionName}~: {active:count} active[[({halfOpen:count}/{freeing:count})]], {most:count} max, {failed:count} failed, {created:count} created',
        '{kind:sessionName}~: {active:count} active, {most:count} max, {failed:count} failed',
        'SSL support~: {ssl:word}',
        `SSL versions~:${'[[ {sslVersion:word}[[,]]]]'.repeat(6)}`,
        'SSL namespace~: {namespace:word}',
        'Max SSL connec~: {maximumSsl:count}',
        'SSLv3.0 suites~:[[ {suite:word}]]',
        'TLSv1.0 suites~:[[ {suite:word}]]',
        'DTLSv1.0 suite~:[[ {suite:word}]]',
        '{suite:tlsSuite}{:eol}',
        'DH in use/freeing/free - {dhInUse:count}/{dhFreeing:count}/{dhFree:count}',
      ],
    },
  },
  cells: [
    'Hardware Encryption : {hardware:word}',
    'Number of hardware crypto engines = {engines:count}',
    'Number of crypto engines = {engines:count}',
    "Number of DH's pregenerated = {pregenerated:count}",
    'DH lifetime = {dhLifetime:int} seconds',
    'DH calculations: P1 {dhFirst:count}, SS {dhShared:count}',
  ],
  means: 'The crypto engines of this device: what they can do and how many sessions they hold.',
  fields: { failed: 'Sessions that could not be created.', hardware: 'Whether hardware encrypts.' },
  health: trouble,
  sources,
});

export const callAdmission = command({
  id: 'show crypto call admission statistics',
  platform: 'ios',
  fingerprints: ['Crypto Call Admission Control Statistics', 'Total IKE SA Count: {:count} active:'],
  ignores: ['Crypto Call Admission Control Statistics', '--{:rest}'],
  records: {},
  cells: [
    'System Resource Limit: {resourceLimit:count}',
    'Max IKE SAs: {maximumIke:count}',
    'Max in nego: {maximumNegotiating:count}',
    'Total IKE SA Count: {ike:count} active: {ikeActive:count} negotiating: {ikeNegotiating:count}',
    'Incoming IKE Requests: {incomingIke:count} accepted: {incomingIkeAccepted:count} rejected: {incomingIkeRejected:count}',
    'Outgoing IKE Requests: {outgoingIke:count} accepted: {outgoingIkeAccepted:count} rejected: {outgoingIkeRejected:count}',
    'Rejected IKE Requests: {rejected:count} rsrc low: {rejectedResources:count}[[ ((SA limit|Active SA limit)): {rejectedLimit:count}]]',
    'In-neg SA limit: {rejectedNegotiating:count}',
    'IKE packets dropped at dispatch: {dropped:count}',
    'Max IPSEC SAs: {maximumIpsec:count}',
    'Total IPSEC SA Count: {ipsec:count} active: {ipsecActive:count} negotiating: {ipsecNegotiating:count}',
    'Incoming IPSEC Requests: {incomingIpsec:count} accepted: {incomingIpsecAccepted:count} rejected: {incomingIpsecRejected:count}',
    'Outgoing IPSEC Requests: {outgoingIpsec:count} accepted: {outgoingIpsecAccepted:count} rejected: {outgoingIpsecRejected:count}',
    'SA Strength Enforcement Rejects: incoming: {strengthIncoming:count} outgoing: {strengthOutgoing:count}',
    'Phase1.5 SAs under negotiation: {phase15:count}',
  ],
  pairs: true,
  means: 'Requests for IKE and IPsec SAs that this device accepted and refused because of a limit.',
  fields: {
    rejected: 'IKE requests refused. Anything but 0 means that a limit was reached.',
    rejectedResources: 'Refused because processor or memory were short.',
    rejectedLimit: 'Refused because the configured number of IKE SAs was reached.',
  },
  health: trouble,
  sources,
});

const lists: readonly (readonly [
  id: string,
  means: string,
  fingerprints: readonly string[],
  more?: Partial<Command>,
])[] = [
  [
    'show crypto sockets',
    'Sockets between tunnel protection and IPsec.',
    ['Number of Crypto Socket connections {:int}', 'Crypto Sockets in Listen state:'],
    {
      ignores: ['Crypto Sockets in Listen state:'],
      records: {
        socket: {
          opens: [
            '{interface:interface} Peers (local/remote): {local:ip}/{remote:ip}',
            '{interface:interface} Peers (local/remote): {local:ip} /{remote:ip}',
          ],
          cells: [
            'Local Ident (addr/mask/port/prot): ({localAddress:ip}/{localMask:mask}/{localPort:int}/{localProtocol:int})',
            'Remote Ident (addr/mask/port/prot): ({remoteAddress:ip}/{remoteMask:mask}/{remotePort:int}/{remoteProtocol:int})',
            'Client: "{client:quoted}" (Client State: {clientState:word})',
            'Socket State: {state:word}',
            '((IPSec|ipsec)) Profile: "{profile:quoted}"',
            'Flags: {flags:word}',
          ],
        },
      },
      cells: ['Number of Crypto Socket connections {sockets:count}'],
    },
  ],
  [
    'show crypto sockets internal',
    'Messages between sockets, IKE and IPsec, by kind.',
    ['Crypto Secure Socket Messages'],
    {
      ignores: [
        '=={:rest}',
        '--{:rest}',
        'Crypto Secure Socket{:rest}',
        'Message Stats{:rest}',
        'State Transition Stats{:rest}',
      ],
    },
  ],
  [
    'show crypto mib ipsec flowmib global',
    'Totals of IPsec: tunnels, packets, drops and failures.',
    ['Uncompressed encrypted bytes: {:count}', 'Protocol use failures: {:count}'],
    {
      records: { vrf: { opens: ['vrf {vrf:word}{:eol}'] } },
      aliases: ['show crypto mib isakmp flowmib global', 'show crypto mib ipsec flowmib'],
    },
  ],
  [
    'show crypto entropy status',
    'Where the device takes its randomness from.',
    ['# Entropy source Type Status[[ Requests]] Entropy Bits'],
    {
      ignores: [
        '# Entropy source Type Status[[ Requests]] Entropy Bits',
        'Secure mode {:word}',
        '(*) - {:text}',
        'achieving the entropy target',
      ],
      records: {
        source: {
          opens: [
            '{number:int} {name:label} {type:word} {status:word} {requests:count} {bits:int}[[/{total:int}]][[ ({:clockMark})]]',
            '{number:int} {name:label} {type:word} {status:word} {bits:int}[[({:clockMark})]]',
          ],
        },
      },
      cells: [
        'Fresh entropy collected once every {interval:int} minutes',
        'Entropy most recently collected {age:int} minutes ago',
        'Entropy target = {target:int} bits',
        'entropy actually collected = {collected:int} bits',
      ],
    },
  ],
  [
    'show crypto datapath',
    'Packets on their way through the crypto code, by step.',
    ['Success Statistics: Snapshot at', 'Punt Statistics: Snapshot at'],
    {
      aliases: ['show crypto datapath ipv4 snapshot', 'show crypto datapath ipv6 snapshot'],
      records: {
        part: { opens: ['{part:name} Statistics: Snapshot at {time:text}'] },
        step: {
          in: 'part',
          opens: ['{step:cryptoStep}{:eol}'],
          cells: [
            '{counter:field}: {count:count} {counter:field}: {count:count}',
            '{counter:field}: {count:count}',
            '{counter:label} {count:count} {counter:label} {count:count}',
            '{counter:label} {count:count}',
          ],
        },
      },
    },
  ],
  [
    'show crypto autovpn session',
    'AutoVPN: what the registries told this device, its peers and sessions.',
    [
      'Local-WAN info learnt from VPN Registries:',
      'Peers learnt from VPN Registries:',
      'Peer-No Local-IP:Port Peer-IP:Port',
    ],
    {
      ignores: [
        'Local Information:',
        'Local-WAN info learnt from VPN Registries:',
        'Local-WAN Interface Private-IP:Port NAT-Type',
        'Local-WAN Status Public-IP:Port',
        'Peers learnt from VPN Registries:',
        'Peer-WAN Priv-IP:port(From Reg1){:rest}',
        'Session Details:',
        'Peer-No Local-IP:Port{:rest}',
        '--{:rest}',
      ],
      records: {
        local: { opens: ['{wan:word} {interface:interface} {private:ip}:{privatePort:port} {nat:word}{:eol}'] },
        registry: { opens: ['VPN Registry-{registry:int} {address:ip}:{port:port}'] },
        registered: { in: 'registry', opens: ['{wan:word} {status:word} {public:ip}:{publicPort:port}{:eol}'] },
        peer: { opens: ['Peer Number: {peerNumber:int}, ID: {id:word}, Role:~{role:word}'] },
        peerWan: {
          in: 'peer',
          opens: [
            '{wan:word} {private:ip}:{privatePort:port} {private:ip}:{privatePort:port} {public:ip}:{publicPort:port} {public:ip}:{publicPort:port}{:eol}',
          ],
        },
        session: {
          opens: [
            '{peerNumber:int} {local:ip}:{localPort:port} {remote:ip}:{remotePort:port} {localWan:int} {peerWan:int} {type:word} {state:word} {interface:interface} {initiator:word}{:eol}',
          ],
        },
      },
      cells: ['Device Number: {deviceNumber:int}, ID: {id:word}, Role: {role:word}'],
    },
  ],
  [
    'show crypto ssl session profile',
    'SSL VPN sessions by profile.',
    ['SSL Session Profile'],
    { ignores: ['SSL Session Profile'], records: { profile: { opens: ['Profile Name: {profile:word}'] } } },
  ],
];

export const listCommands: readonly Command[] = lists.map(([id, means, fingerprints, more]) =>
  command({ id, means, fingerprints, records: {}, pairs: true, health: trouble, sources, ...more }),
);
