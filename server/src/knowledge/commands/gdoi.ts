// `show crypto gdoi …` and `show crypto gkm …` (GETVPN): groups, group members, key servers, policies, rekeys.
import { type Command, command } from '../../engine/define.ts';
import { counters } from './ipsec-sa.ts';
import { errorCounter } from './shared.ts';

const sources = ['https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/s1/sec-s1-cr-book/sec-cr-s3.html'];

const fields: Readonly<Record<string, string>> = {
  group: 'Name of the GETVPN group.',
  groupName: 'Name of the GETVPN group.',
  registrationStatus: 'Registered: the key server has accepted this member and sent keys.',
  registeredWith: 'The key server that accepted this member.',
  reRegistersIn: 'Seconds until the member registers anew.',
  succeededRegistration: 'How often registration succeeded.',
  attemptedRegistration:
    'How often registration was tried. Far more than succeeded: the key server does not answer or refuses.',
  rekeysReceived: 'Rekey messages from the key server. 0 while time passes: rekeys do not arrive.',
  spi: 'SPI of the group SA: the same on all members.',
  localKsRole: 'Primary or secondary key server.',
  peerKsStatus: 'Whether the other key server answers.',
};

const health: NonNullable<Command['health']> = (field, value) => {
  if (field === 'registrationStatus' || field === 'gmState')
    return /^registered/i.test(value) ? 'good' : /^registering/i.test(value) ? 'waiting' : 'bad';
  if (field === 'peerKsStatus' || field === 'localKsStatus') return /^alive/i.test(value) ? 'good' : 'bad';
  if (field === 'status') return value === 'ACTIVE' ? 'good' : 'bad';
  return /(?:drops|fail|missed|err|invalid|noSa)/i.test(field) ? errorCounter(value) : undefined;
};

/** Most of these outputs are lists of pairs below the name of a group. */
function gdoi(id: string, means: string, fingerprints: readonly string[], more: Partial<Command> = {}): Command {
  const gkm = id.replace('gdoi', 'gkm');
  return command({
    id,
    platform: 'ios',
    aliases: [gkm],
    fingerprints,
    means,
    pairs: true,
    records: {},
    fields,
    health,
    sources,
    ...more,
  });
}

const groupRecord = {
  group: {
    opens: [
      'Group Name~: {group:word}',
      'Crypto Gdoi Group Name~: {group:word}',
      'Crypto Gdoi Group Name~:{group:word}',
      'GDOI Group~: {group:word}',
      'Group {group:word} ({transport:word})',
      'Key Server Information For Group {group:name}:',
      'Anti-replay Information For Group {group:name}:',
      'GM Sender ID (SID) Information for Group {group:name}:',
      'COOP-KS Sender ID (SID) Information for Group {group:name}:',
      'Data-plane statistics for group {group:name}:',
      'SA created for group {group:name}:',
    ],
  },
};

const policyCells = [
  'spi: {spi:spi}[[({spiDecimal:int})]]',
  'transform: {encryption:algorithm}[[ {integrity:algorithm}]]',
  'transform : {encryption:algorithm}[[ {integrity:algorithm}]]',
  'sa timing:~remaining key lifetime (sec): ({seconds:int})',
  'sa timing:~remaining key lifetime ((\\(k/sec\\)|\\(kB/sec\\))): ({kilobytes:int}/{seconds:int})',
  'Anti-Replay(Counter Based) : {window:int}',
  'Anti-Replay(Time Based) : {window:text}',
  'alg key size: {keySize:int} (bytes)',
  'sig key size: {signatureKeySize:int} (bytes)',
];

const aclRow = '{acl:aclLine}';

export const gdoiCommands: readonly Command[] = [
  gdoi(
    'show crypto gdoi',
    'The GETVPN groups of this device: registration, rekeys and the policies that the key server sent.',
    ['GROUP INFORMATION{:eol}', 'Group Server list : {:ip}', 'Registration status : {:word}'],
    {
      options: ['group', 'gm', 'ks', 'detail', 'ipsec', 'rekey', 'feature'],
      ignores: [
        'GROUP INFORMATION{:eol}',
        'Total group members registered to this box: {:count}',
        'Group Member Information For Group {:name}:',
        'ACL Downloaded From KS {:ip}:',
        'TEK POLICY for the current KS-Policy ACEs Downloaded:',
        'ACL Configured:',
        'Rekeys cumulative',
        'KEK POLICY:',
        'KGS POLICY:',
        'P2P POLICY:',
        'IPsec SA:',
      ],
      records: {
        group: {
          opens: ['Group Name~: {group:word}'],
          cells: [
            'Group Identity~: {identity:word}',
            'Group Server list~: {keyServer:ip}',
            // The further servers of the list, each on a line of its own.
            '{keyServer:ip}{:eol}',
            aclRow,
          ],
        },
        member: {
          in: 'group',
          opens: ['Group member~: {member:ip} vrf: {vrf:word}', 'Group Member~: {member:ip} vrf: {vrf:word}'],
          cells: [
            'Local addr/port~: {local:ip}/{localPort:port}',
            'Remote addr/port~: {remote:ip}/{remotePort:port}',
            'fvrf/ivrf~: {fvrf:word}/{ivrf:word}',
            'Registration status~: {registrationStatus:cell}',
            'Registered with~: {registeredWith:host}',
            'Rekey Rcvd(hh:mm:ss)~: {rekeyReceived:duration}',
            'REG_GM: local_addr {local:ip}',
            aclRow,
          ],
        },
        tek: { in: 'group', opens: ['{interface:interface}:{:eol}'], cells: policyCells },
      },
    },
  ),
  gdoi(
    'show crypto gdoi feature',
    'Which members and key servers support a GETVPN feature.',
    ['Group Member ID Version Feature Supported', 'Key Server ID Version Feature Supported'],
    {
      options: [
        'ckm',
        'crl-check',
        'gdoi-mib',
        'gikev2',
        'gm-removal',
        'ip-d3p',
        'long-sa-lifetime',
        'suite-b',
        'policy-replace',
        'cts-sgt',
      ],
      ignores: ['Group Member ID Version Feature Supported', 'Key Server ID Version Feature Supported'],
      records: {
        ...groupRecord,
        device: { in: 'group', opens: ['{device:ip} {version:word} {supported:name}{:eol}'] },
      },
    },
  ),
  gdoi(
    'show crypto gdoi gm acl',
    'The access lists of the group members.',
    ['ACL Configured Locally:', 'ACL Downloaded From KS {:ip}:'],
    {
      options: ['local', 'download'],
      ignores: ['ACL Configured Locally:', 'ACL Downloaded From KS {:ip}:'],
      records: {
        group: { opens: ['Group Name~: {group:word}'], cells: ['Map Name~: {map:word}', aclRow] },
      },
    },
  ),
  gdoi(
    'show crypto gdoi gm dataplane counters',
    'Packets of the group SAs on this member, with the errors.',
    ['Data-plane statistics for group {:name}:'],
    {
      aliases: ['show crypto gkm gm dataplane counters', 'show crypto gdoi gm dataplan counter'],
      records: {
        group: {
          opens: ['Data-plane statistics for group {group:name}:'],
          cells: counters.map(([name, text]) => `#${text}~: {${name}:count}`),
        },
      },
    },
  ),
  gdoi(
    'show crypto gdoi gm identifier',
    'Sender identifiers of this group member.',
    ['GM Sender ID (SID) Information for Group {:name}:'],
    {
      options: ['detail'],
      variants: { detail: ['NEXT SID REQUEST:', 'CURRENT SIDs:'] },
      records: {
        ...groupRecord,
        member: {
          in: 'group',
          opens: ['Group Member~: {member:ip} vrf: {vrf:word}'],
          cells: [
            'SID Length (Group Size)~: {sidBits:int} bits ({sidSize:word})',
            '{field:field}~: {value:int} {unit:name}{:eol}',
          ],
        },
      },
    },
  ),
  gdoi(
    'show crypto gdoi gm pubkey',
    'The key server’s public key by which this member checks rekeys.',
    ['KS IP Address: {:ip}'],
    {
      ignores: ['Key Data:'],
      records: {
        group: { opens: ['GDOI Group~: {group:word}'] },
        key: {
          in: 'group',
          opens: ['KS IP Address: {keyServer:ip}'],
          cells: [
            'conn-id: {conn:int}',
            'my-cookie:~{myCookie:cookie}',
            'his-cookie:~{hisCookie:cookie}',
            'Key Data:',
            '{data:hexData}{:eol}',
          ],
        },
      },
    },
  ),
  gdoi(
    'show crypto gdoi gm rekey',
    'Rekeys that this member received, and the SAs they come over.',
    ['Number of Rekeys received (cumulative)', 'Rekey (KEK) SA information :'],
    {
      options: ['detail'],
      variants: { detail: ['Rekey (KEK) SA information :'] },
      ignores: ['Rekey (KEK) SA information :', 'dst src conn-id my-cookie his-cookie'],
      records: {
        ...groupRecord,
        sa: {
          in: 'group',
          opens: ['{age:name}~: {dst:word} {src:word} {conn:word} {myCookie:word} {hisCookie:word}{:eol}'],
        },
      },
    },
  ),
  gdoi(
    'show crypto gdoi gm replay',
    'Time-based anti-replay of this member.',
    ['Anti-replay Information For Group {:name}:', 'Timebased Replay:'],
    {
      aliases: ['show crypto gkm gm replay', 'show crypto gdoi gm replay'],
      ignores: ['Timebased Replay:', 'is not enabled', 'TBAR Error History{:rest}', 'No TBAR errors detected'],
      records: {
        group: {
          opens: ['Anti-replay Information For Group {group:name}:'],
          cells: [
            'Replay Value : {value:word} secs',
            'Input Packets : {inputPackets:count}',
            'Output Packets : {outputPackets:count}',
            'Input Error Packets : {inputErrors:count}',
            'Output Error Packets : {outputErrors:count}',
            'Time Sync Error : {timeErrors:count}',
            'Max time delta : {timeDelta:word} secs',
          ],
        },
      },
    },
  ),
  gdoi('show crypto gdoi ipsec sa', 'The flows that the group SAs protect.', ['SA created for group {:name}:'], {
    records: {
      group: { opens: ['SA created for group {group:name}:'] },
      flow: {
        in: 'group',
        opens: ['protocol = {protocol:word}'],
        cells: [
          'local ident = {localAddress:word}, port = {localPort:word}',
          'remote ident = {remoteAddress:word}, port = {remotePort:word}',
          'direction: {direction:word}',
          'replay(method/window): {method:name}/{window:word}',
        ],
      },
    },
  }),
  gdoi(
    'show crypto gdoi ks',
    'The groups of this key server, its role and its redundancy.',
    [
      'GROUP INFORMATION{:eol}',
      'Total group members registered to this box: {:count}',
      'Key Server Information For Group {:name}:',
      'Local KS Role : {:word}',
    ],
    {
      options: ['detail'],
      variants: { detail: ['ACL Configured:', 'Rekey Acknowledgement Cfg:'] },
      ignores: ['ACL Configured:'],
      records: {
        group: {
          opens: [
            'Total group members registered to this box: {registered:count}',
            'Key Server Information For Group {group:name}:',
          ],
          cells: [
            aclRow,
            'Group Name~: {group:word}',
            'Group Members~: {members:count}',
            'Rekey Acknowledgement Cfg~: {acknowledgement:word}',
            'Redundancy~: {redundancy:word}',
            'Local KS Role~: {localKsRole:word}',
          ],
        },
      },
    },
  ),
  gdoi('show crypto gdoi ks acl', 'The access lists that this key server sends to its members.', ['Configured ACL:'], {
    ignores: ['Configured ACL:'],
    records: { group: { opens: ['Group Name~: {group:word}'], cells: [aclRow] } },
  }),
  gdoi(
    'show crypto gdoi ks coop',
    'How this key server works together with others.',
    ['Crypto Gdoi Group Name~:[[ ]]{:word}', 'Local KS Role: {:word}', 'Peer KS Role: {:word}'],
    {
      options: ['detail'],
      variants: { detail: ['Server handle: {:int}', 'Group handle: {:int}'] },
      ignores: ['Primary Timers:', 'Secondary Timers:', 'Peer Sessions:', 'Counters:'],
      records: {
        group: { opens: ['Crypto Gdoi Group Name~:[[ ]]{group:word}'] },
        session: {
          in: 'group',
          opens: ['Session {session:int}:'],
          cells: ['Peer Address: {peer:ip}', 'IKE status: {ikeStatus:word}'],
        },
      },
    },
  ),
  gdoi(
    'show crypto gdoi ks coop identifier',
    'Sender identifiers of the cooperating key servers.',
    ['COOP-KS Sender ID (SID) Information for Group {:name}:'],
    {
      options: ['detail'],
      variants: { detail: ['KSSID(s) Used', 'Old KSSID(s) Used'] },
      records: {
        group: {
          opens: ['COOP-KS Sender ID (SID) Information for Group {group:name}:'],
          cells: [
            'Local KS Role~: {localKsRole:word}',
            'Local KS Status~: {localKsStatus:word}',
            'SID Length (Group Size) {length:name}~: {sidBits:int} bits ({sidSize:word})',
          ],
        },
      },
    },
  ),
  gdoi(
    'show crypto gdoi ks coop version',
    'Versions of the cooperation between key servers.',
    ['Cooperative key server infra Version'],
    {
      records: { client: { opens: ['Client~: {client:word} Version~: {version:word}'] } },
    },
  ),
  gdoi(
    'show crypto gdoi ks members',
    'The group members that have registered with this key server.',
    [
      'Group Member ID : {:ip}',
      'Number of rekeys sent for group {:name} : {:count}',
      'Group Member Information :',
      'Group Member not Found',
    ],
    {
      options: ['summary'],
      variants: { summary: ['Key Server ID: {:ip}, GMDB state:', 'Member ID Version Rekey sent'] },
      ignores: [
        'Group Member Information :',
        'Group Member not Found',
        'Member ID Version Rekey sent Rekey Ack missed',
      ],
      records: {
        rekeys: { opens: ['Number of rekeys sent for group {group:name} : {rekeysSent:count}'] },
        summary: { opens: ['Group Name: {group:word}, ID: {identity:word}, Group Members: {members:count}'] },
        server: {
          in: 'summary',
          opens: ['Key Server ID: {keyServer:ip}, GMDB state: {database:word}, Group Members: {members:count}'],
        },
        row: { in: 'server', opens: ['{member:ip} {version:word} {rekeysSent:count} {acksMissed:count}{:eol}'] },
        member: {
          opens: ['Group Member ID~: {member:ip} GM Version~: {version:word}', 'Group Member ID~: {member:ip}'],
          cells: [
            'Sent seq num : {sentSequence:count} {sentSequence:count} {sentSequence:count} {sentSequence:count}',
            'Rcvd seq num : {receivedSequence:count} {receivedSequence:count} {receivedSequence:count} {receivedSequence:count}',
            'Group Name~: {group:word}',
            'Key Server ID~: {keyServer:ip}',
          ],
        },
      },
      cells: [
        'Number of retransmits during the last rekey for group {group:name} : {retransmits:count}',
        'Duration of the last rekey for group {group:name} : {duration:count} {unit:name}',
      ],
    },
  ),
  gdoi(
    'show crypto gdoi ks policy',
    'The keys and policies that this key server hands out.',
    [
      'Key Server Policy:',
      '# of teks : {:count}',
      'KEK POLICY (transport type : {:word})',
      'TEK POLICY (encaps : {:word})',
    ],
    {
      ignores: ['Key Server Policy:'],
      records: {
        group: {
          opens: ['For group {group:name} (handle: {handle:word}) server {keyServer:ip} (handle: {serverHandle:hex}):'],
          cells: [
            '# of teks : {teks:count} Seq num : {sequence:count}',
            ...policyCells,
            'transform~: {encryption:algorithm} {integrity:algorithm}',
          ],
        },
        policy: {
          in: 'group',
          opens: [
            '((KEK|TEK)) POLICY (transport type : {transport:name})',
            'TEK POLICY (encaps : {encapsulation:name})',
          ],
          cells: [
            'spi : {spi:cookie}[[({spiDecimal:int})]]',
            'access-list~: {acl:word}',
            'transform~: {encryption:algorithm} {integrity:algorithm}',
          ],
        },
      },
    },
  ),
  gdoi('show crypto gdoi rekey sa', 'The SAs over which rekeys travel.', ['GETVPN REKEY SA'], {
    pairs: false,
    ignores: ['GETVPN REKEY SA', 'dst src conn-id status'],
    records: { sa: { opens: ['{dst:ip} {src:ip} {conn:int} {status:state}'] } },
  }),
];
