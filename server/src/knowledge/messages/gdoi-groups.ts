// Syslog lines of GETVPN groups beside registration: cooperating key servers, rekeys, members that are cleared or refused.
import { type Claim, type Health, type Message, messages } from '../../engine/define.ts';
import type { Certainty, Side } from '../../engine/model.ts';
import { fixOfGroupRekey, fixOfRefusedRekey, nextOfGroupRekey, nextOfRefusedRekey } from '../group-rekey.ts';

const sources = [
  'https://www.cisco.com/c/en/us/support/docs/security/group-encrypted-transport-vpn/118125-technote-getvpn-00.html',
];
const stamp = '*May  5 07:00:00.001: ';

interface Line {
  readonly id: string;
  /** `GDOI-` is put before it. */
  readonly mnemonic: string;
  readonly severity: number;
  /** Known wordings, best first; any other wording of the same mnemonic means the same. */
  readonly templates?: readonly string[];
  readonly means: string;
  readonly health: Health;
  readonly says?: readonly Claim[];
  readonly operator?: boolean;
  readonly body: string;
}

const refused = (why: string, side: Side, certainty: Certainty = 'certain'): Claim => ({
  code: 'gdoi-registration-failure',
  certainty,
  side,
  detail: { why },
  lasting: true,
});
const unusable: Claim = {
  code: 'rekey-failure',
  certainty: 'likely',
  side: 'unknown',
  next: nextOfRefusedRekey,
  fix: fixOfRefusedRekey,
};
const notRenewed: Claim = {
  code: 'rekey-failure',
  certainty: 'likely',
  side: 'unknown',
  next: nextOfGroupRekey,
  fix: fixOfGroupRekey,
};

const lines: readonly Line[] = [
  {
    id: 'incomplete-group',
    mnemonic: 'GM_INCOMPLETE_CFG',
    severity: 3,
    templates: ['Registration: incomplete config for group {group:name}'],
    means: 'The group on this member lacks its identity or its key server, so it cannot register.',
    health: 'bad',
    says: [
      {
        ...refused('the group on this member lacks its identity or its key server', 'local'),
        next: [
          {
            command: 'show running-config | section crypto gdoi',
            why: 'On this member: the group needs an identity number and at least one server address.',
            where: 'local',
            platform: 'ios',
          },
        ],
        fix: [
          {
            where: 'local',
            platform: 'ios',
            config: [
              'crypto gdoi group {group}',
              ' identity number <that of the key server>',
              ' server address ipv4 <key server>',
            ],
            why: 'Both lines are needed before the member can ask anybody; the number must be that of the key server.',
          },
        ],
      },
    ],
    body: 'Registration: incomplete config for group WAN-GROUP',
  },
  {
    id: 'no-flows',
    mnemonic: 'GM_NO_IPSEC_FLOWS',
    severity: 3,
    means:
      'The crypto hardware of this member has no room for another flow: the policy of the group cannot be installed, and it registers again and again.',
    health: 'bad',
    says: [refused('the crypto hardware of this member has no room for the flows of the policy', 'local', 'likely')],
    body: 'IPSec FLOW limit possibly reached',
  },
  {
    id: 'bad-hash-member',
    mnemonic: 'GM_HASH_FAIL',
    severity: 4,
    means:
      'A registration message of the key server has no hash or one that does not fit: it was damaged, or the IKE SAs of the two ends differ.',
    health: 'bad',
    says: [refused('the hash of a message from the key server does not fit', 'unknown', 'likely')],
    body: 'Registration: Bad(No) hash in message sent by the KS 192.0.2.33',
  },
  {
    id: 'bad-hash-server',
    mnemonic: 'KS_HASH_FAIL',
    severity: 4,
    means:
      'A registration message of a member has no hash or one that does not fit: it was damaged, or the IKE SAs of the two ends differ.',
    health: 'bad',
    says: [refused('the hash of a message from the member does not fit', 'unknown', 'likely')],
    body: 'Registration: Bad(No) hash in Message sent by the GM 198.51.100.7',
  },
  {
    id: 'version-refused',
    mnemonic: 'REJECT_GM_VER_REGISTER',
    severity: 4,
    templates: ['Reject registration of GM {peer:ip}'],
    means:
      'The group uses a feature (long lifetimes, for instance) that the release of this member does not know: the key server refuses it.',
    health: 'bad',
    says: [refused('the release of the member does not know a feature that the group uses', 'remote')],
    body: 'Reject registration of GM 198.51.100.7 (ver 0x1000001) in group WAN-GROUP as it cannot support these GETVPN features enabled: Long-SA',
  },
  {
    id: 'server-complete',
    mnemonic: 'KS_REGS_COMPL',
    severity: 5,
    templates: ['KS completed successful registration in group {group:name} with GM {peer:ip}'],
    means: 'The key server has handed keys and policy to a member.',
    health: 'good',
    body: 'KS completed successful registration in group WAN-GROUP with GM 198.51.100.7',
  },
  {
    id: 'rekey-key-missing',
    mnemonic: 'KS_NO_RSA_KEYS',
    severity: 1,
    templates: ['RSA Key - {name:cell} : Not found, Required for group {group:mapName}'],
    means:
      'The group signs its rekeys with an RSA key pair of this name, and this key server has none: it cannot send rekeys.',
    health: 'bad',
    says: [
      {
        code: 'config-reference-missing',
        certainty: 'certain',
        side: 'local',
        detail: { kind: 'the RSA key pair' },
        lasting: true,
        until: ['gdoi.rekey-sent-unicast', 'gdoi.rekey-sent-multicast'],
        next: [
          {
            command: 'show crypto key mypubkey rsa',
            why: 'On the key server: which key pairs exist, and how are they called?',
            where: 'local',
            platform: 'ios',
          },
        ],
        fix: [
          {
            where: 'local',
            platform: 'ios',
            config: ['crypto key generate rsa general-keys label {name} modulus 2048 exportable'],
            why: 'Makes the key pair that "rekey authentication mypubkey rsa" names. Cooperating key servers need the very same one: export it from the first and import it on the others.',
          },
        ],
      },
    ],
    body: 'RSA Key - REKEY-PAIR : Not found, Required for group WAN-GROUP',
  },
  {
    id: 'rekey-not-received',
    mnemonic: 'GM_REKEY_NOT_RECD',
    severity: 3,
    means: 'This member has waited longer than the key server says for new keys: rekey messages do not arrive.',
    health: 'bad',
    says: [notRenewed],
    body: 'GM did not receive rekey from KS 192.0.2.33 in group WAN-GROUP.',
  },
  {
    id: 'rekey-too-old',
    mnemonic: 'PSEUDO_TIME_TOO_OLD',
    severity: 3,
    templates: ['Rekey received in group {group:name} is too old and fail PST check'],
    means: 'A rekey was thrown away because its time (pseudotime) is too far from that of this member.',
    health: 'bad',
    says: [unusable],
    body: 'Rekey received in group WAN-GROUP is too old and fail PST check: my_pst is 9000 sec, peer_pst is 200 sec, allowable_skew is 30 sec',
  },
  {
    id: 'rekey-sequence',
    mnemonic: 'GDOI_REKEY_SEQ_FAILURE',
    severity: 3,
    means:
      'A rekey was thrown away because its sequence number was used before: a replay, or a key server that begins anew.',
    health: 'bad',
    says: [unusable],
    body: 'Failed to process rekey seq # 3 in seq payload for group WAN-GROUP, last seq # 12',
  },
  {
    id: 'time-moved',
    mnemonic: 'PSEUDO_TIME_LARGE',
    severity: 3,
    means:
      'The time of the group (pseudotime) on the key server and on this member differs more than expected; the member takes over that of the key server.',
    health: 'waiting',
    body: 'Pseudotime difference between KS (9000 sec) and GM (200 sec) is larger than expected in group WAN-GROUP. Adjust to new PST',
  },
  {
    id: 'rekey-sent-unicast',
    mnemonic: 'KS_SEND_UNICAST_REKEY',
    severity: 5,
    means: 'The key server sends new keys to each member.',
    health: 'good',
    body: 'Sending Unicast Rekey for group WAN-GROUP from address 192.0.2.33 with seq # 4',
  },
  {
    id: 'rekey-sent-multicast',
    mnemonic: 'KS_SEND_MCAST_REKEY',
    severity: 5,
    means: 'The key server sends new keys to all members at once.',
    health: 'good',
    body: 'Sending Multicast Rekey for group WAN-GROUP from address 192.0.2.33 to 239.77.77.77 with seq # 4',
  },
  {
    id: 'member-revoked',
    mnemonic: 'KS_GM_REVOKED',
    severity: 4,
    means: 'A member that is no longer authorised was left out of a rekey.',
    health: 'bad',
    body: 'Re-Key: GM 198.51.100.7 has been revoked by KS in group WAN-GROUP',
  },
  {
    id: 'member-cleared',
    mnemonic: 'GM_CLEAR_REGISTER',
    severity: 4,
    means: 'Somebody cleared the group on this member (clear crypto gdoi): it registers anew.',
    health: 'waiting',
    operator: true,
    body: 'Config: GM cleared gdoi configuration for the group WAN-GROUP.',
  },
  {
    id: 'server-cleared',
    mnemonic: 'KS_CLEAR_REGISTER',
    severity: 4,
    means: 'Somebody cleared the group on the key server (clear crypto gdoi): the members register anew.',
    health: 'waiting',
    operator: true,
    body: 'Config: KS cleared gdoi configuration for the group WAN-GROUP.',
  },
  {
    id: 'map-attached',
    mnemonic: 'GM_CM_ATTACH',
    severity: 5,
    means: 'The crypto map of the group was put on an interface: this member takes part from now on.',
    health: 'good',
    body: 'Crypto map attached for GM in group WAN-GROUP',
  },
  {
    id: 'map-detached',
    mnemonic: 'GM_CM_DETACH',
    severity: 5,
    means: 'The crypto map of the group was taken off an interface: this member takes no part any more.',
    health: 'waiting',
    operator: true,
    body: 'Crypto map detached for GM in group WAN-GROUP',
  },
  {
    id: 'permit-refused',
    mnemonic: 'GM_ACL_PERMIT',
    severity: 3,
    means: 'The access list that a member adds may only deny: what its permit lines match is dropped.',
    health: 'bad',
    body: "GM doesn't support permit ACL. Any packets matched will be dropped.",
  },
  {
    id: 'cooperative-reachable',
    mnemonic: 'COOP_KS_REACH',
    severity: 5,
    templates: ['Reachability restored with Cooperative KS {peer:host} in group {group:mapName}'],
    means: 'One key server hears another again.',
    health: 'good',
    body: 'Reachability restored with Cooperative KS 192.0.2.34 in group WAN-GROUP.',
  },
  {
    id: 'cooperative-primary',
    mnemonic: 'COOP_KS_TRANS_TO_PRI',
    severity: 5,
    means: 'This key server has become the primary one.',
    health: 'neutral',
    body: 'KS 192.0.2.33 in group WAN-GROUP transitioned to Primary (Previous Primary = 192.0.2.34)',
  },
  {
    id: 'cooperative-election',
    mnemonic: 'COOP_KS_ELECTION',
    severity: 5,
    means: 'The key servers choose their primary one.',
    health: 'neutral',
    body: 'KS entering election mode in group WAN-GROUP (Previous Primary = NONE)',
  },
  {
    id: 'cooperative-unauthorized',
    mnemonic: 'COOP_KS_UNAUTH',
    severity: 4,
    templates: ['Contact from unauthorized KS {peer:host} in group {group:mapName}'],
    means:
      'A key server that is not configured here as a cooperating one made contact: a peer or local address is wrong on one of the two.',
    health: 'bad',
    says: [
      {
        code: 'peer-not-configured',
        certainty: 'likely',
        side: 'either',
        until: ['gdoi.cooperative-reachable'],
        next: [
          {
            command: 'show running-config | section crypto gdoi',
            why: 'On both key servers: each names the other as "peer address", by the address that stands there as its own.',
            where: 'either',
            platform: 'ios',
          },
        ],
        fix: [
          {
            where: 'either',
            platform: 'ios',
            config: [
              'crypto gdoi group {group}',
              ' server local',
              '  address ipv4 <own address>',
              '  redundancy',
              '   local priority <number>',
              '   peer address ipv4 {peer}',
            ],
            why: 'The address of the other key server must be that by which it is configured there ("address ipv4").',
          },
        ],
      },
    ],
    body: 'Contact from unauthorized KS 192.0.2.34 in group WAN-GROUP at local address 192.0.2.33 (Possible MISCONFIG of peer/local address)',
  },
  {
    id: 'cooperative-mismatch',
    mnemonic: 'COOP_CONFIG_MISMATCH',
    severity: 3,
    means:
      'The primary and a secondary key server are configured differently for this group: members get other policies after a change of primary.',
    health: 'bad',
    body: 'WARNING: Group WAN-GROUP, TEK configuration between Primary KS and Secondary KS are mismatched',
  },
];

export const gdoiGroups: readonly Message[] = messages(
  lines.map(({ id, mnemonic, severity, templates, body, ...more }) => ({
    id: `gdoi.${id}`,
    head: 'ios-syslog',
    mnemonic: `GDOI-${mnemonic}`,
    templates: [...(templates ?? []), '{what:text}'],
    ...more,
    examples: [`${stamp}%GDOI-${severity}-${mnemonic}: ${body}`],
    sources,
  })),
);
