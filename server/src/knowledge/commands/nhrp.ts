// `show ip nhrp …` and `show nhrp …`: the cache, next-hop servers, registrations, statistics and traffic.
import { command } from '../../engine/define.ts';
import { errorCounter } from './shared.ts';

const reference =
  'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/ipaddr/command/ipaddr-cr-book/ipaddr-cr-book_chapter_01000.html';

export const nhrpCache = command({
  id: 'show ip nhrp',
  platform: 'ios',
  aliases: ['show ipv6 nhrp', 'show nhrp'],
  options: [
    'brief',
    'self',
    'vrf',
    'dynamic',
    'static',
    'incomplete',
    'local',
    'interface',
    'group',
    'group-map',
    'remote',
    'purge',
    'short',
  ],
  variants: { detail: ['Preference: {:int}', 'Requester: {:ip}'] },
  fingerprints: [
    'Type: ((static|dynamic|incomplete)), Flags:',
    'Type: ((static|dynamic)) Flags:',
    '{:ip}/{:int} via {:ip} {:interface} created {:duration}',
    '{:ip}/{:int} via {:ip}, {:interface} created {:duration}',
    '{:interface} created {:duration}, expire {:duration}',
    '{:interface} created {:duration}, never expire',
    'Target Via NBMA Mode Intfc Claimed',
    'NBMA address: {:host}',
  ],
  ignores: [
    'Target Via NBMA Mode Intfc Claimed',
    'Metadata Exchange Framework:',
    'Type State',
    'Legend: {:text}',
    '****{:rest}',
    'NHRP entries{:rest}',
  ],
  records: {
    entry: {
      opens: [
        '{target:ip}/{bits:int}{:eol}',
        '{target:ip}[[/{bits:int}]], {interface:interface} created {created:duration}, expire {expire:duration}',
        '{target:ip} {mask:ip}, {interface:interface} created {created:duration} expire {expire:duration}',
        '{target:ip}/{bits:int} via {via:ip}[[,]][[ {interface:interface} created {created:duration}, {expire:never}]][[ {interface:interface} created {created:duration}, expire {expire:duration}]]',
        '{target:ip}[[/{bits:int}]] via {via:ip}[[,]][[ {interface:interface} created {created:duration}, {expire:never}]][[ {interface:interface} created {created:duration}, expire {expire:duration}]]',
      ],
      cells: [
        '{interface:interface} created {created:duration}, {expire:never}',
        '{interface:interface} created {created:duration}, expire {expire:duration}',
        'Tunnel{tunnel:int} created {created:duration}, {expire:never}',
        `Type: {type:word}[[,]] Flags:${'[[ {flag:name}]]'.repeat(6)}`,
        'NBMA address: {peer:host}[[ ({claimed:text}]]',
        'Claimed NBMA address: {claimed:host}',
        'MEF ext data:{mefData:hex}',
        'Requester: {requester:ip} Request ID: {request:int}',
        'Preference: {preference:int}',
        'Group: {group:text}',
        '(no-socket)',
        '(Claimed NBMA address: {claimed:host})',
        'Cache hits: {cacheHits:count}',
        '{mefType:int} {mefState:name}{:eol}',
        'Netid:{:rest}',
      ],
    },
    row: {
      opens: ['{target:ip}/{bits:int} {via:ip} {peer:host} {type:word} {interface:interface}[[ <{claimed:host}>]]'],
    },
  },
  means: 'The NHRP cache: which tunnel address is reached by which address of the transport network.',
  fields: {
    target: 'The address or network inside the tunnel network.',
    via: 'The next hop inside the tunnel network.',
    interface: 'The tunnel interface.',
    created: 'Age of the entry.',
    expire: 'Time until the entry is dropped if nobody renews it.',
    type: 'static: configured. dynamic: learnt. incomplete: asked for, no answer yet.',
    flag: 'How the entry came about and what it is used for; `no-socket` entries carry no crypto.',
    peer: 'NBMA address: where the peer is reached in the transport network.',
    claimed: 'The address that the peer believes to have; differs behind NAT.',
  },
  health: (field, value) => (field === 'type' && /^incomplete/i.test(value) ? 'bad' : undefined),
  sources: [reference],
});

export const nhrpNhs = command({
  id: 'show ip nhrp nhs',
  platform: 'ios',
  aliases: ['show ipv6 nhrp nhs', 'show nhrp nhs'],
  options: ['redundancy'],
  variants: { detail: ['req-sent {:count}', 'Current Request ID:', 'Pending Registration Requests:'] },
  fingerprints: [
    'Legend: E=Expecting replies, R=Responding',
    'No. Interface Clus NHS Prty Cur-State{:rest}',
    'No. Interface Cluster NHS Priority Cur-State{:rest}',
    '{:interface}: {:ip} {:nhsFlags} req-sent {:int} req-failed {:int}',
    '{:ip} {:nhsFlags} NBMA Address: {:host} priority = {:int}',
    '{:ip} {:nhsFlags} priority = {:int} cluster = {:int}',
    '{:ip} {:nhsFlags} req-sent {:int} req-failed {:int}',
  ],
  ignores: [
    'Legend: E=Expecting{:rest}',
    'Pending Registration Requests:',
    'IPv4 Registration Timer: {:text}',
    'No. Interface ((Clus|Cluster)) {:rest}',
  ],
  records: {
    interface: { opens: ['{interface:interface}:{:eol}'] },
    // With `redundancy`: a row for each server, then one for each cluster.
    turn: {
      opens: [
        '{:int} {interface:interface} {cluster:int} {nhs:ip} {priority:int} {flags:nhsFlags} {queue:word} {before:nhsFlags} {queueBefore:word}',
      ],
    },
    cluster: {
      opens: [
        '{:int} {interface:interface} {cluster:int} {status:name} {connections:int} {servers:int} {up:int} {expecting:int} {waiting:int} {fallback:int}',
      ],
    },
    nhs: {
      in: 'interface',
      opens: ['{nhs:ip} {flags:nhsFlags}', '{:interface}: {nhs:ip} {flags:nhsFlags}'],
      cells: [
        'NBMA Address: {peer:host}',
        'priority = {priority:int}',
        'cluster = {cluster:int}',
        'req-sent {sent:count}',
        'req-failed {failed:count}',
        'repl-recv {received:count}[[ ({ago:duration} ago)]]',
        'Current Request ID: {request:int}[[ (Ack: {acknowledged:int})]]',
        'Protection Socket Requested: {socket:word}',
      ],
    },
    pending: {
      opens: [
        'Registration Request: Reqid {request:int}, Ret {retransmit:int} NHS {nhs:ip} expired[[ ({interface:interface})]]',
        'Registration Request: Reqid {request:int}, Ret {retransmit:int} NHS {nhs:ip}[[ ({interface:interface})]]',
        'Reqid {request:int} Ret {retransmit:int} NHS {nhs:ip}',
      ],
    },
  },
  means: 'The next-hop servers (hubs) of this spoke and whether they answer.',
  fields: {
    nhs: 'The server’s address inside the tunnel network.',
    flags:
      'E: replies are expected, R: the server responds, W: waiting. RE is a server that answers; E alone is one that does not.',
    peer: 'The server’s address in the transport network.',
    sent: 'Registration requests sent.',
    failed: 'Registration requests that were refused or could not be sent.',
    received: 'Answers received. 0 beside a growing number of requests: nothing comes back.',
    request: 'Number of the registration request that waits for its answer.',
    queue:
      'Running: the server is used or tried. Waiting: its cluster has as many connections as it may have. Probe: it is asked whether it is back.',
    before: 'The state before.',
    connections: 'How many servers of the cluster are used at a time.',
    fallback: 'Seconds after which a server of higher priority that is back is used again.',
  },
  health: (field, value) => {
    if (field === 'flags') return value.includes('R') ? 'good' : value.includes('W') ? 'waiting' : 'bad';
    return field === 'failed' ? errorCounter(value) : undefined;
  },
  sources: [reference],
});

export const nhrpMulticast = command({
  id: 'show ip nhrp multicast',
  platform: 'ios',
  aliases: ['show ipv6 nhrp multicast', 'show nhrp multicast'],
  options: ['stats'],
  fingerprints: ['I/F NBMA address', '{:interface} {:host} Flags: ((dynamic|static|nhs))[[ (Enabled)]]'],
  records: {
    heading: { opens: ['I/F NBMA {what:word}'] },
    copy: {
      opens: ['{interface:interface} {peer:host}[[ Flags: {flag:name}]][[ ({state:word})]]'],
    },
  },
  means: 'To whom multicast packets of the tunnel interface are copied. An empty list: routing hellos go nowhere.',
  fields: {
    peer: 'The address in the transport network that gets a copy of every multicast packet.',
    flag: 'static: configured. dynamic: a spoke that registered. nhs: a next-hop server.',
  },
  sources: [reference],
});

export const nhrpStats = command({
  id: 'show ip nhrp stats',
  platform: 'ios',
  aliases: ['show nhrp stats', 'show ipv6 nhrp stats'],
  options: ['detail', 'tunnel'],
  fingerprints: [
    'Codes: T - Transport, O - Overlay, EP - End Point',
    'Interface State Event Stats:',
    'Tunnel Protection Stats:',
  ],
  ignores: [
    'Codes: T - Transport{:rest}',
    'TP - Tunnel Protection{:rest}',
    '[S] - Sent from NHRP{:rest}',
    '[number] - Error{:rest}',
  ],
  records: {
    interface: { opens: ['{interface:interface}{:eol}'] },
    group: { in: 'interface', opens: ['{name:label} Stats:'] },
    event: { in: 'group', opens: ['[{direction:name}]{event:label}~: {count:count}[{errors:count}]'] },
  },
  means: 'Events between NHRP and the rest of the router, each with its number and, in brackets, its errors.',
  fields: {
    count: 'How often it happened.',
    errors: 'How often it failed.',
    direction: 'S: sent by NHRP, R: received by NHRP.',
  },
  health: (field, value) => (field === 'errors' ? errorCounter(value) : undefined),
  sources: [reference],
});

export const nhrpTraffic = command({
  id: 'show ip nhrp traffic',
  platform: 'ios',
  aliases: ['show ipv6 nhrp traffic', 'show nhrp traffic'],
  options: ['detail', 'interface'],
  fingerprints: ['{:interface}: Max-send limit:{:int}Pkts/{:int}Sec, Usage:'],
  ignores: ['Global statistics:'],
  records: {
    interface: {
      opens: ['{interface:interface}: Max-send limit:{limit:word}, Usage:{usage:word}'],
    },
    direction: {
      in: 'interface',
      opens: ['Sent: Total {sent:count}', 'Rcvd: Total {received:count}', 'Fwd: Total {forwarded:count}'],
      cells: [
        '{resolutionRequests:count} Resolution Request {resolutionReplies:count} Resolution Reply {registrationRequests:count} Registration Request',
        '{registrationReplies:count} Registration Reply {purgeRequests:count} Purge Request {purgeReplies:count} Purge Reply',
        '{errorIndications:count} Error Indication {trafficIndications:count} Traffic Indication[[ {redirectSuppress:count} Redirect Suppress]]',
      ],
    },
  },
  cells: ['Packet Queue size: {queue:int}[{queueDropped:int}]({queuePeak:int})'],
  pairs: true,
  means:
    'NHRP packets sent, received and forwarded, by kind. Requests without replies name the side that does not answer.',
  fields: {
    registrationRequests: 'Registrations asked for.',
    registrationReplies: 'Registrations answered.',
    errorIndications: 'Errors reported.',
  },
  health: (field, value) => (field === 'errorIndications' ? errorCounter(value) : undefined),
  sources: [reference],
});

export const nhrpSummary = command({
  id: 'show ip nhrp summary',
  platform: 'ios',
  aliases: ['show ipv6 nhrp summary', 'show nhrp summary'],
  fingerprints: ['((IP|IPv6)) NHRP cache {:int} entries, {:int} bytes'],
  records: {
    part: {
      opens: ['{remote:count} Remote', '{local:count} Local'],
      cells: [
        '{static:count} static {dynamic:count} dynamic {incomplete:count} incomplete',
        '{nhop:count} nhop {bfd:count} bfd',
        '{default:count} default {temporary:count} temporary',
        '{route:count} route',
        '{rib:count} rib ({ribHits:count} H {nho:count} nho)',
        '{bgp:count} bgp',
        '{lfib:count} lfib',
        '{rib:count} rib {nho:count} nho',
        '{group:count} {name:name}{:eol}',
      ],
    },
  },
  cells: [
    '((IP|IPv6)) NHRP cache {entries:count} entries, {bytes:count} bytes',
    '{static:count} static {dynamic:count} dynamic {incomplete:count} incomplete',
  ],
  means: 'How many NHRP entries there are, by kind. Incomplete entries wait for an answer.',
  sources: [reference],
});
