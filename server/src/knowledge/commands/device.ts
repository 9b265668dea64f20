// Outputs that say something about the device around the tunnels: interfaces, access lists, translations, clock, version, log.
import { type Command, command, type Rec } from '../../engine/define.ts';
import { eachRecord, errorCounter } from './shared.ts';

const sources = ['https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/interface/command/ir-cr-book.html'];

const isProtected = ({ fields }: Rec): boolean =>
  fields.profile !== undefined || /IPSEC/i.test(fields.transport?.value ?? '');

export const interfacesTunnel = command({
  id: 'show interfaces tunnel',
  platform: 'ios',
  aliases: ['show interface tunnel', 'show interfaces *'],
  fingerprints: [
    'Tunnel{:int} is {:linkState}, line protocol is {:linkState}',
    'Tunnel source {:host}',
    'Tunnel protocol/transport {:word}',
    'Tunnel protection via IPSec (profile "{:quoted}")',
  ],
  ignores: [
    '{:int} ((CRC|frame|overrun|ignored|abort|no buffer|underruns|collisions|interface resets))',
    '{:int} ((minute|second)) ((input|output)) rate {:rest}',
  ],
  records: {
    interface: {
      opens: ['{interface:interface} is {admin:linkState}, line protocol is {line:linkState}'],
      cells: [
        'Hardware is {hardware:word}',
        'Description: {description:text}',
        'Internet address is {address:ip}[[/{bits:int}]]',
        'MTU {mtu:int} bytes',
        'BW {bandwidth:int} Kbit[[/sec]]',
        'DLY {delay:int} usec',
        'reliability {reliability:word}',
        'txload {sendLoad:word}',
        'rxload {receiveLoad:word}',
        'Encapsulation {encapsulation:word}',
        'loopback {loopback:cell}',
        'Keepalive {keepalive:cell}',
        'Tunnel linestate evaluation {evaluation:text}',
        'Tunnel source {source:host}[[ ({sourceInterface:interface})]]',
        'Tunnel source UNKNOWN',
        'destination {destination:host}',
        'Tunnel protocol/transport {transport:word}, key {key:word}, sequencing {sequencing:word}',
        'Tunnel protocol/transport {transport:cell}',
        'Key {key:word}',
        'sequencing {sequencing:word}',
        'Tunnel TTL {ttl:int}',
        'Fast tunneling {fast:word}',
        'Checksumming of packets {checksum:word}',
        'Tunnel transport MTU {transportMtu:int} bytes',
        'Tunnel transmit bandwidth {sendBandwidth:int} (kbps)',
        'Tunnel receive bandwidth {receiveBandwidth:int} (kbps)',
        'Tunnel protection via ((IPSec|IPsec)) (profile "{profile:quoted}")',
        'Tunnel VRF "{fvrf:quoted}"',
        'Last input {lastInput:word}',
        'output hang {outputHang:word}',
        'output {lastOutput:word}',
        'Last clearing of {:text}',
        'Queueing strategy: {queueing:word}',
        'Input queue: {:text}',
        'Output queue: {:text}',
        '{inputPackets:count} packets input, {inputBytes:count} bytes',
        '{outputPackets:count} packets output, {outputBytes:count} bytes',
        '{inputErrors:count} input errors',
        '{outputErrors:count} output errors',
        '{drops:count} total output drops',
      ],
    },
  },
  // Beside another output it asks about that tunnel; alone it is a list of interfaces, unless it holds nothing but tunnels with protection.
  context: (root, alone) => {
    const tunnels = root.children.filter(({ fields }) => /^(?:Tu|Vi)/.test(fields.interface?.value ?? ''));
    const isAsked = tunnels.length === root.children.length && tunnels.every(isProtected);
    return tunnels.length === 0 || (alone && !isAsked);
  },
  means: 'A tunnel interface: its ends, transport and protection.',
  fields: {
    admin: 'up, or `administratively down` where someone shut it.',
    line: 'Whether the tunnel can carry packets. Down with a protected tunnel: no SA, no route to the destination, or keepalives lost.',
    source: 'Our outer address.',
    destination: 'The peer’s outer address.',
    transport: 'GRE, IPsec (VTI) or multi-GRE. Both ends must agree.',
    key: 'Tunnel key. Both ends must agree.',
    profile: 'The IPsec profile that protects it.',
  },
  health: (field, value) => {
    if (field === 'admin' || field === 'line') return value === 'up' ? 'good' : 'bad';
    return /Errors$|^drops$/.test(field) ? errorCounter(value) : undefined;
  },
  sources,
});

const linkHealth: NonNullable<Command['health']> = (field, value) =>
  field === 'status' || field === 'protocol' ? (value === 'up' ? 'good' : 'bad') : undefined;

export const ipInterfaceBrief = command({
  id: 'show ip interface brief',
  context: true,
  options: ['vrf'],
  fingerprints: ['Interface IP-Address OK? Method Status Protocol'],
  ignores: ['Interface IP-Address OK? Method Status[[ Protocol]]', 'Protocol'],
  records: {
    interface: {
      opens: [
        '{interface:interface} {address:ip} {ok:word} {method:word} {status:linkState} {protocol:linkState}',
        '{interface:interface} {address:name} {ok:word} {method:word} {status:linkState} {protocol:linkState}',
      ],
    },
  },
  means: 'The interfaces with address and state.',
  fields: { status: 'Whether the interface is up.', protocol: 'Whether it can carry packets.' },
  contribute: (root, draft) =>
    eachRecord(root, 'interface', ({ fields: { address } }) => address && draft.own(address)),
  health: linkHealth,
  sources,
});

export const ipInterface = command({
  id: 'show ip interface',
  platform: 'ios',
  context: true,
  fingerprints: ['Helper address is not set', 'Directed broadcast forwarding is {:word}'],
  ignores: [
    'Broadcast address is {:ip}',
    'Address determined by {:text}',
    'Helper address is {:text}',
    'Directed broadcast forwarding is {:text}',
    'Multicast reserved groups joined: {:text}',
    '((Outgoing|Inbound)) Common access list is {:text}',
    'Proxy ARP is {:word}',
    'Local Proxy ARP is {:word}',
    'Security level is {:text}',
    'Split horizon is {:word}',
    'ICMP ((redirects|unreachables)) are ((always|never)) sent',
    'ICMP mask replies are ((always|never)) sent',
    'IP ((fast|Flow|CEF)) switching {:text}',
    'IP CEF {:text}',
    'IP multicast {:text}',
    'IP Null turbo vector',
    'IP route-cache flags are {:text}',
    'Router Discovery is {:word}',
    'IP output packet accounting is {:word}',
    'IP access violation accounting is {:word}',
    'TCP/IP header compression is {:word}',
    'RTP/IP header compression is {:word}',
    'Probe proxy name replies are {:word}',
    'Network address translation is {:text}',
    'BGP Policy Mapping is {:word}',
    'WCCP Redirect {:text}',
    'Input features: {:text}',
    'Output features: {:text}',
    'IPv4 WCCP Redirect {:text}',
  ],
  records: {
    interface: {
      opens: ['{interface:interface} is {admin:linkState}, line protocol is {line:linkState}'],
      cells: [
        'Internet address is {address:ip}[[/{bits:int}]]',
        'Internet protocol processing {processing:word}',
        'Peer address is {peer:ip}',
        'Interface is unnumbered. Using address of {lender:interface} ({address:ip})',
        'MTU is {mtu:int} bytes',
        'Outgoing access list is {out:text}',
        'Inbound access list is {in:text}',
        'Policy routing is {policy:text}',
        'VPN Routing/Forwarding "{vrf:quoted}"',
      ],
    },
  },
  means: 'What IP does on an interface: its address, the largest packet, filters.',
  fields: {
    mtu: 'The largest IP packet that the interface lets out whole: ip mtu, or what the transport leaves.',
    out: 'The access list that packets leaving here have to pass.',
    in: 'The access list that packets arriving here have to pass.',
  },
  sources,
});

export const interfacesDescription = command({
  id: 'show interfaces description',
  context: true,
  aliases: ['show interface description'],
  fingerprints: ['Interface Status Protocol Description'],
  ignores: ['Interface Status Protocol[[ Description]]'],
  records: {
    interface: {
      opens: ['{interface:interface} {status:linkState} {protocol:linkState}[[ {description:text}]]'],
    },
  },
  means: 'The interfaces with their state and what they are for.',
  fields: {
    status: 'up, or `admin down` where someone shut it.',
    protocol: 'Whether the interface can carry packets.',
  },
  health: linkHealth,
  sources,
});

export const accessLists = command({
  id: 'show access-lists',
  context: true,
  aliases: ['show ip access-lists', 'show access-list', 'show ip access-list'],
  fingerprints: ['((Extended|Standard)) IP access list {:word}', 'access-list {:word}; {:int} elements; {:text}'],
  ignores: [
    'access-list cached ACL log flows: {:text}',
    'alert-interval {:int}',
    'access-list {:word} line {:int} remark {:text}',
  ],
  records: {
    list: { opens: ['{type:word} IP access list {acl:word}', 'IPv6 access list {acl:word}'] },
    entry: {
      in: 'list',
      opens: [
        '{sequence:int} {action:permit} {rule:aclRule} ({matches:count} ((match|matches)))',
        '{sequence:int} {action:permit} {rule:text}',
        // Releases before 12.3 number no lines; a list for IPv6 has its numbers at the end.
        '{action:permit} {rule:aclRule} ({matches:count} ((match|matches)))[[ sequence {sequence:int}]]',
        '{action:permit} {rule:text}',
      ],
    },
    // An ASA writes masks, not wildcards: its lists are kept apart.
    counters: { opens: ['access-list {acl:word}; {elements:int} elements; {:text}'] },
    counted: {
      in: 'counters',
      opens: [
        'access-list {:word} line {sequence:int} extended {action:permit} {rule:aclRule} (hitcnt=~{matches:count})[[ {:text}]]',
      ],
    },
  },
  means: 'Access lists with the number of packets that each entry matched.',
  fields: {
    matches: 'Packets that matched. For the access list of a crypto map: packets that should be encrypted.',
    action: 'In the access list of a crypto map, permit means protect.',
  },
  platformOf: (root) => (root.children.some(({ kind }) => kind === 'list') ? 'ios' : undefined),
  sources,
});

export const natTranslations = command({
  id: 'show ip nat translations',
  platform: 'ios',
  context: true,
  options: ['verbose', 'vrf'],
  // Rows picked by a filter stand there without the heading.
  fingerprints: [
    'Pro Inside global Inside local Outside local Outside global',
    '((tcp|udp|icmp)) {:ip}:{:port} {:ip}:{:port} {:ip}:{:port} {:ip}:{:port}',
  ],
  ignores: ['Pro Inside global Inside local Outside local Outside global'],
  records: {
    translation: {
      opens: [
        '{protocol:name} {insideGlobal:ip}:{insideGlobalPort:port} {insideLocal:ip}:{insideLocalPort:port} {outsideLocal:ip}:{outsideLocalPort:port} {outsideGlobal:ip}:{outsideGlobalPort:port}',
        '{protocol:natProtocol} {insideGlobal:word} {insideLocal:word} {outsideLocal:word} {outsideGlobal:word}{:eol}',
      ],
    },
  },
  cells: ['Total number of translations: {total:count}'],
  means: 'Addresses that are translated right now.',
  fields: { insideLocal: 'The address before translation. Traffic for a tunnel must not stand here.' },
  sources,
});

export const clock = command({
  id: 'show clock',
  context: true,
  options: ['detail'],
  fingerprints: [
    'Time source is {:word}',
    'No time source, [[{:clockMark}]]{:clockTime}',
    // The line alone, without the command: nothing else begins with a time and ends in a year. By its first character few lines are tried.
    ...['0{:clockRest}', '1{:clockRest}', '2{:clockRest}', '\\*{:clockTime}', '.{:clockTime}'].map(
      (time) => `${time} {:word} ((Mon|Tue|Wed|Thu|Fri|Sat|Sun)) {:clockDate}`,
    ),
  ],
  records: {},
  cells: [
    '{notSet:clockMark}{time:clockTime} {zone:word} {weekday:name} {date:clockDate}',
    '{time:clockTime} {zone:word} {weekday:name} {date:clockDate}',
    // `terminal exec prompt timestamp` prints this above every output.
    'Time source is {source:phrase}, [[{notSet:clockMark}]]{time:clockTime} {zone:word} {weekday:name} {date:clockDate}',
    'No time source, [[{notSet:clockMark}]]{time:clockTime} {zone:word} {weekday:name} {date:clockDate}',
    'Time source is {source:cell}',
    'No time source',
  ],
  means: 'The clock of this device.',
  fields: {
    notSet: 'A star: the clock has not been set. A dot: it was set, and NTP has lost it.',
    source: 'Where the time comes from.',
  },
  sources,
});

export const ntpStatus = command({
  id: 'show ntp status',
  context: true,
  fingerprints: ['Clock is ((synchronized|unsynchronized)), stratum {:int}'],
  ignores: ['%NTP is not enabled.'],
  records: {},
  cells: [
    'Clock is {state:word}, stratum {stratum:int}[[, reference is {reference:host}]]',
    'no reference clock',
    'nominal freq is {nominal:word} Hz, actual freq is {actual:word} Hz, precision is {precision:word}',
    'reference time is {referenceTime:text}',
    'clock offset is {offset:word} msec, root delay is {delay:word} msec',
    'root dispersion is {dispersion:word} msec, peer dispersion is {peerDispersion:word} msec',
    'ntp uptime is {uptime:text}',
    'loopfilter state is {:text}',
    'system poll interval is {:text}',
    'last update was {:text}',
  ],
  means: 'Whether the clock follows a time server. Certificates need the right time.',
  health: (field, value) => (field === 'state' ? (value === 'synchronized' ? 'good' : 'bad') : undefined),
  sources,
});

export const version = command({
  id: 'show version',
  context: true,
  fingerprints: [],
  records: {},
  cells: [
    'Cisco IOS XE Software, Version {version:word}',
    'Cisco IOS Software \\[{train:name}\\], {software:phrase}, Version {version:word}',
    'Cisco IOS Software, {software:phrase}, Version {version:word}',
    'RELEASE SOFTWARE ({:word})',
    'Cisco Adaptive Security Appliance Software Version {version:word}',
    '{device:name} uptime is {uptime:text}',
    'System image file is "{image:quoted}"',
    'Last reload reason: {reload:text}',
    'License Level: {licence:word}',
  ],
  means: 'Release, up-time and hardware of this device.',
  sources,
});

export const techSupport = command({
  id: 'show crypto tech-support',
  context: true,
  aliases: ['show tech-support ipsec', 'show tech-support'],
  fingerprints: [],
  records: {},
  means: 'Many outputs in one; each section is read by itself.',
  sources,
});

export const logging = command({
  id: 'show logging',
  showsLog: true,
  context: true,
  fingerprints: ['Syslog logging: ((enabled|disabled)) (', 'Log Buffer ({:int} bytes):'],
  ignores: [
    '{:int} messages logged',
    '{:int} message lines logged',
    'No Active Message Discriminator.',
    'No Inactive Message Discriminator.',
    'No active filter modules.',
    'filtering disabled',
    'xml disabled',
  ],
  records: {},
  cells: [
    'Syslog logging: {state:word}',
    'Console logging: level {console:word}',
    'Console logging: disabled',
    'Monitor logging: level {monitor:word}',
    'Monitor logging: disabled',
    'Buffer logging: level {buffer:word}',
    'Buffer logging: disabled',
    'Trap logging: level {trap:word}',
    'Trap logging: disabled',
    'Log Buffer ({size:int} bytes):',
  ],
  means: 'Where messages go, and the buffer with the last of them.',
  sources,
});
