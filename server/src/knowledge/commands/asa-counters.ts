// Counters and tables of ASA and FTD that stand beside tunnels: drops, VPN contexts, crypto statistics, failover, NAT rules.
import { type Command, command } from '../../engine/define.ts';
import { errorCounter } from './shared.ts';

const reference = 'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/S/asa-command-ref-S/';

const aspDrop = command({
  id: 'show asp drop',
  options: ['frame', 'flow'],
  platform: 'asa',
  fingerprints: ['Frame drop:', 'Flow drop:', 'Last clearing:~{:text}'],
  ignores: ['Frame drop:', 'Flow drop:', 'Last clearing:~{:text}'],
  records: { drop: { opens: ['{explanation:dropText} ({reason:dropName}) {packets:count}'] } },
  context: true,
  means:
    'Why packets were dropped since the counters were cleared. They count for all traffic and outlive every fault: compare two outputs.',
  fields: {
    reason:
      'vpn-handle-error, ipsec-tun-down: there was no SA. ipsec-spoof: a clear packet that should have been encrypted. natt-keepalive, ipsec-need-sa: normal. rpf-violated: routing. nat-rpf-failed: NAT of the way back.',
    packets: 'Packets dropped for this reason.',
  },
  sources: [
    `${reference}show-a-show-b-commands.html`,
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/show_asp_drop/show_asp_drop.html',
  ],
});

const vpnContext = command({
  id: 'show asp table vpn-context',
  options: ['detail'],
  variants: { detail: ['Peer IP~=~{:host}', 'Bad SPI~=~{:count}'] },
  platform: 'asa',
  fingerprints: ['VPN CTX~=~{:hex}', 'VPN ID~=~{:word}'],
  records: {
    context: {
      opens: ['VPN CTX~=~{context:hex}', 'VPN ID~=~{id:word},'],
      cells: [
        'Peer IP~=~{network:host}',
        'Pointer~=~{pointer:hex}',
        'State[[ ]]=~{state:word}',
        'Flags[[ ]]=~{flags:word}',
        'SA[[ ]]=~{sa:hex}',
        'SPI[[ ]]=~{spi:spi}',
        'Group[[ ]]=~{group:int}',
        'Pkts[[ ]]=~{packets:count}',
        'Bad Pkts~=~{badPackets:count}',
        'Bad SPI~=~{badSpi:count}',
        'Spoof[[ ]]=~{spoof:count}',
        'Bad Crypto~=~{badCrypto:count}',
        'Rekey Pkt~=~{rekeyPackets:count}',
        'Rekey Call~=~{rekeys:count}',
        'VPN Filter~=~{filter:word}',
      ],
    },
  },
  means:
    'What the fast path holds for each direction of each IPsec SA: the network of the peer, the SPI, and packets that were bad.',
  fields: {
    network: 'The remote network of the SA (not the gateway).',
    state: 'UP: the SA is installed.',
    flags: 'ENCR: outbound. DECR: inbound. NATT: in UDP.',
    packets: 'Packets that used this SA.',
    badSpi: 'Packets whose SPI was not this one.',
    spoof: 'Clear packets that should have been encrypted.',
    badCrypto: 'Packets that could not be decrypted or whose check value was wrong.',
  },
  health: (field, value) =>
    field === 'badCrypto' || field === 'spoof' || field === 'badSpi'
      ? errorCounter(value)
      : field === 'state'
        ? /^UP/.test(value)
          ? 'good'
          : undefined
        : undefined,
  sources: [`${reference}show-a-show-b-commands.html`],
});

const statistics = (id: string, fingerprints: readonly string[], means: string, more: Partial<Command> = {}): Command =>
  command({
    id,
    platform: 'asa',
    fingerprints,
    ignores: fingerprints,
    records: {},
    pairs: true,
    means,
    sources: [`${reference}show-c-commands.html`],
    ...more,
  });

const statisticsCommands: readonly Command[] = [
  statistics(
    'show crypto ikev1 stats',
    ['Global IKE Statistics', 'Global IKEv1 Statistics', 'IKEV1 Call Admission Statistics'],
    'Counters of IKEv1 since the last restart: tunnels, refused policies, failed authentications, unanswered messages.',
    {
      aliases: ['show crypto isakmp stats', 'show isakmp stats', 'show crypto ike stats'],
    },
  ),
  statistics(
    'show crypto ipsec stats',
    ['IPsec Global Statistics'],
    'Counters of ESP since the last restart: packets each way, and drops by reason (replay, authentication, missing SA).',
    {
      aliases: ['show ipsec stats', 'show crypto ipsec stat', 'show ipsec stat'],
      ignores: ['IPsec Global Statistics', 'Inbound', 'Outbound', '{:dashes}'],
    },
  ),
  statistics(
    'show crypto protocol statistics',
    [
      '[IKEv1 statistics]',
      '[IKEv2 statistics]',
      '[IPsec statistics]',
      '[IPSec statistics]',
      '[SSL statistics]',
      '[SSH statistics]',
      '[SRTP statistics]',
      '[Other statistics]',
    ],
    'Requests to the crypto engine, by protocol.',
    {
      options: ['all', 'ikev1', 'ikev2', 'ipsec', 'ssl', 'ssh', 'srtp', 'other'],
      context: true,
    },
  ),
  statistics(
    'show crypto accelerator statistics',
    ['Crypto Accelerator Status', '[Global Statistics]', '[Accelerator {:int}]'],
    'What the crypto hardware did, and how often it failed.',
    {
      ignores: [
        'Crypto Accelerator Status',
        '{:dashes}',
        '[Capability]',
        '[Capacity]',
        '[Global Statistics]',
        '[Accelerator {:int}]',
        '[Input statistics]',
        '[Output statistics]',
        '[Diffie-Hellman statistics]',
        '[RSA statistics]',
        '[ECDSA statistics]',
        '[DSA statistics]',
        '[SSL statistics]',
        '[RNG statistics]',
        '[HMAC statistics]',
      ],
      context: true,
    },
  ),
];

const failover = command({
  id: 'show failover',
  options: ['state', 'history', 'interface', 'statistics'],
  platform: 'asa',
  fingerprints: ['Failover ((On|Off))', 'Failover unit {:word}', 'This host:~{:word} - {:word}'],
  pairs: true,
  ignores: [
    'Failover LAN Interface:~{:text}',
    'Reconnect timeout {:text}',
    '((Unit|Interface)) Poll frequency {:text}',
    'Interface Policy {:text}',
    'Monitored Interfaces {:text}',
    'MAC Address Move {:text}',
    'failover replication {:text}',
    'Version: Ours {:text}',
    'Serial Number: Ours {:text}',
    'slot {:int}:~{:text}',
    'Stateful Failover Logical Update Statistics',
    'Stateful Obj xmit xerr rcv rerr',
    'Logical Update Queue Information',
    'Cur Max Total',
    'Link :~{:text}',
    '{:tableName} {:count} {:count} {:count} {:count}',
    '{:tableName} {:count} {:count} {:count}',
    '{:words}, {:text}',
  ],
  cells: ['Failover {failover:onOff}', 'Failover unit {unit:word}', 'Last Failover at:~{last:text}'],
  records: {
    host: {
      opens: ['This host:~{role:word} - {state:cell}', 'Other host:~{role:word} - {state:cell}'],
      cells: [
        'Active time:~{active:int} ((\\(sec\\)|sec))',
        'Interface {interface:name} ({address:ip}): {status:text}',
      ],
    },
  },
  context: true,
  means:
    'Which unit of the pair is active, since when, and whether the units see each other’s interfaces. After a change, peers may use SAs of the old unit for a moment.',
  sources: [`${reference}show-f-to-show-ipu-commands.html`],
});

const nat = command({
  id: 'show nat',
  options: ['detail', 'interface', 'pool', 'divert-table'],
  platform: 'asa',
  fingerprints: ['Manual NAT Policies ((\\(Section 1\\)|\\(Section 3\\)))', 'Auto NAT Policies (Section 2)'],
  ignores: [
    'Manual NAT Policies ((\\(Section 1\\)|\\(Section 3\\)))',
    'Auto NAT Policies (Section 2)',
    'Manual NAT Policies Implicit (Section 0)',
  ],
  records: {
    rule: {
      opens: ['{number:int} ({from:name}) to ({to:name}) source {kind:natKind} {source:text}'],
      cells: [
        'translate_hits =~{hits:count}',
        'untranslate_hits =~{backHits:count}',
        'Source - Origin:~{origin:natNetworks}',
        'Source - Origin:~{origin:word}',
        'Translated:~{translated:natNetworks}',
        'Translated:~{translated:word}',
        'Destination - Origin:~{destination:natNetworks}',
        'Destination - Origin:~{destination:word}',
      ],
    },
  },
  context: true,
  means:
    'The translation rules in the order in which they are tried, with how often each was hit. A rule that leaves tunnel traffic alone must stand before the general one and be hit.',
  fields: {
    hits: 'How often the rule was used from its first interface to its second.',
    backHits: 'How often it was used the other way.',
  },
  sources: [`${reference}show-m-to-show-o-commands.html`],
});

export const asaCounters: readonly Command[] = [aspDrop, vpnContext, ...statisticsCommands, failover, nat];
