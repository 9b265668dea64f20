// Syslog and debug lines of GETVPN: registration, rekey and policy of a group.
import { messages } from '../../engine/define.ts';
import { fixOfRefusedRekey, nextOfRefusedRekey } from '../group-rekey.ts';

const guide =
  'https://www.cisco.com/c/en/us/support/docs/security/group-encrypted-transport-vpn/118125-technote-getvpn-00.html';
const sources = [guide, 'https://www.rfc-editor.org/rfc/rfc6407'];

export const gdoi = messages([
  {
    id: 'gdoi.registration-start',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-GM_REGSTER',
    templates: ['Start registration to KS {peer:host} for group {group:name} using address {local:host}'],
    means: 'This group member begins to register with a key server. (The spelling is the device’s.)',
    health: 'waiting',
    examples: [
      '*May  5 05:12:10.919: %CRYPTO-5-GM_REGSTER: Start registration to KS 192.0.2.33 for group WAN-GROUP using address 198.51.100.7 fvrf default ivrf default',
    ],
    sources,
  },
  {
    id: 'gdoi.registration-complete',
    head: 'ios-syslog',
    mnemonic: 'GDOI-GM_REGS_COMPL',
    templates: ['Registration to KS {peer:host} complete for group {group:name} using address {local:host}'],
    means: 'This group member has its keys and policy.',
    health: 'good',
    examples: [
      '*May  5 05:12:11.711: %GDOI-5-GM_REGS_COMPL: Registration to KS 192.0.2.33 complete for group WAN-GROUP using address 198.51.100.7',
    ],
    sources,
  },
  {
    id: 'gdoi.policy-installed',
    head: 'ios-syslog',
    mnemonic: 'GDOI-POLICY_INSTALL_SUCCESS',
    templates: ['SUCCESS: Installation of {what:phrase} policy from KS {peer:host} for group {group:name}'],
    means: 'Policy and keys of the group are installed.',
    health: 'good',
    examples: [
      '*May  5 05:12:11.720: %GDOI-5-POLICY_INSTALL_SUCCESS: SUCCESS: Installation of Reg/Rekey policy from KS 192.0.2.33 for group WAN-GROUP & gm identity 198.51.100.7',
    ],
    sources,
  },
  {
    id: 'gdoi.policies-installed',
    head: 'ios-syslog',
    mnemonic: 'GDOI-GM_INSTALL_POLICIES_SUCCESS',
    templates: ['SUCCESS: Installation of {what:phrase} policies from KS {peer:host} for group {group:name}'],
    means: 'Policies and keys of the group are installed on this member.',
    health: 'good',
    examples: [
      '*May  5 05:12:11.720: %GDOI-5-GM_INSTALL_POLICIES_SUCCESS: SUCCESS: Installation of Reg/Rekey policies from KS 192.0.2.33 for group WAN-GROUP & gm identity 198.51.100.7',
    ],
    sources,
  },
  {
    id: 'gdoi.policy-failed',
    head: 'ios-syslog',
    mnemonic: 'GDOI-POLICY_INSTALL_FAILURE',
    templates: [
      'FAILED: Installation of {what:phrase} policy from KS {peer:host} for group {group:name}',
      'FAILURE: Installation of {what:phrase} policy from KS {peer:host} for group {group:name}',
    ],
    means: 'The policy of the group could not be installed on this member.',
    health: 'bad',
    examples: [
      '*May  5 05:12:11.720: %GDOI-3-POLICY_INSTALL_FAILURE: FAILED: Installation of Reg/Rekey policy from KS 192.0.2.33 for group WAN-GROUP',
    ],
    sources,
  },
  {
    id: 'gdoi.next-server',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-GM_CONN_NEXT_SER',
    templates: ['GM is connecting to next key server from the list'],
    means: 'The key server did not answer or refused; the member tries the next one. Once is normal.',
    health: 'waiting',
    examples: ['*May  5 05:13:02.410: %CRYPTO-5-GM_CONN_NEXT_SER: GM is connecting to next key server from the list'],
    sources,
  },
  {
    id: 'gdoi.unauthorized-identity',
    head: 'ios-syslog',
    mnemonic: 'GDOI-UNAUTHORIZED_IDENTITY',
    templates: [
      'Group {group:name} received registration from unauthorized identity: {identity:phrase}. Peer Address: {peer:ip}',
      'Group {group:name} received registration from unauthorized identity',
    ],
    means: 'The key server refuses a member: its identity is not in the authorization list of the group.',
    health: 'bad',
    examples: [
      '*May  5 05:14:40.006: %GDOI-1-UNAUTHORIZED_IDENTITY: Group WAN-GROUP received registration from unauthorized identity: FQDN name: gm9.example.net. Peer Address: 198.51.100.7',
    ],
    sources,
  },
  {
    id: 'gdoi.unauthorized-address',
    head: 'ios-syslog',
    mnemonic: 'GDOI-UNAUTHORIZED_IPADDR',
    templates: ['Group {group:name} received registration from unauthorized ip address: {peer:ip}'],
    means: 'The key server refuses a member: its address is not in the authorization list of the group.',
    health: 'bad',
    examples: [
      '*May  5 05:14:40.006: %GDOI-1-UNAUTHORIZED_IPADDR: Group WAN-GROUP received registration from unauthorized ip address: 198.51.100.7',
    ],
    sources,
  },
  {
    id: 'gdoi.unregistered-interface',
    head: 'ios-syslog',
    mnemonic: 'GDOI-UNREGISTERED_INTERFACE',
    templates: ['Group {group:name} received registration from unregistered interface'],
    means: 'The key server refuses a registration that came in over an interface it does not serve.',
    health: 'bad',
    examples: [
      '*May  5 05:14:40.006: %GDOI-1-UNREGISTERED_INTERFACE: Group WAN-GROUP received registration from unregistered interface.',
    ],
    sources,
  },
  {
    id: 'gdoi.bad-identity',
    head: 'ios-syslog',
    mnemonic: 'GDOI-KS_BAD_ID',
    templates: ['Registration: ((Bad|No|Bad(No\\))) ID payload {:text}'],
    means:
      'The key server got a registration without a usable group identity: the identity numbers of member and server differ, or the packet is damaged.',
    health: 'bad',
    examples: [
      '*May  5 05:14:40.006: %GDOI-3-KS_BAD_ID: Registration: Bad ID payload in group <unknown>, received from 198.51.100.7',
    ],
    sources,
  },
  {
    id: 'gdoi.policy-rejected',
    head: 'ios-syslog',
    mnemonic: 'GDOI-GM_REJECTING_SA_PAYLOAD',
    templates: ['Registration: Policy in SA payload sent by KS {peer:host} rejected by GM in the group {group:name}'],
    means: 'The member cannot use the policy of the key server, for example a transform it does not support.',
    health: 'bad',
    examples: [
      '*May  5 05:14:40.006: %GDOI-3-GM_REJECTING_SA_PAYLOAD: Registration: Policy in SA payload sent by KS 192.0.2.33 rejected by GM in the group WAN-GROUP.',
    ],
    sources,
  },
  {
    id: 'gdoi.policies-failed',
    head: 'ios-syslog',
    mnemonic: 'GDOI-GM_FAILED_TO_INSTALL_POLICIES',
    templates: ['FAILED: Installation of {what:phrase} policies from KS {peer:host} for group {group:name}'],
    means: 'The policies of the group could not be installed on this member.',
    health: 'bad',
    examples: [
      '*May  5 05:12:11.720: %GDOI-3-GM_FAILED_TO_INSTALL_POLICIES: FAILED: Installation of Reg/Rekey policies from KS 192.0.2.33 for group WAN-GROUP & gm identity 198.51.100.7',
    ],
    sources,
  },
  {
    id: 'gdoi.no-engine',
    head: 'ios-syslog',
    mnemonic: 'GDOI-GM_NO_CRYPTO_ENGINE',
    templates: ['No crypto engine is found due to lack of resource or unsupported feature requested'],
    means:
      'The member has no crypto engine that can do what the group asks for: its resources are used up, or the engine does not know the feature.',
    health: 'bad',
    examples: [
      '*May  5 05:12:11.719: %GDOI-3-GM_NO_CRYPTO_ENGINE: No crypto engine is found due to lack of resource or unsupported feature requested',
    ],
    sources,
  },
  {
    id: 'gdoi.version-rejected',
    head: 'ios-syslog',
    mnemonic: 'GDOI-REJECT_GM_VERSION_REGISTER',
    templates: [
      'Reject registration of GM {peer:host}[[ (ver {:hex})]] in group {group:name} as it cannot support {:text}',
    ],
    means:
      'The key server refuses a member whose release cannot do what the group asks for, such as SAs that live longer than a day (Long-SA): update the member, or leave that feature out.',
    health: 'bad',
    examples: [
      '*May  5 05:14:40.006: %GDOI-4-REJECT_GM_VERSION_REGISTER: Reject registration of GM 198.51.100.7 (ver 0x1000003) in group WAN-GROUP as it cannot support these GETVPN features enabled: Long-SA',
    ],
    sources: [
      'https://www.cisco.com/c/en/us/support/docs/security/group-encrypted-transport-vpn/215514-troubleshooting-rejected-registration-of.html',
    ],
  },
  {
    id: 'gdoi.re-register',
    head: 'ios-syslog',
    mnemonic: 'GDOI-GM_RE_REGISTER',
    templates: [
      'The IPSec SA created for group {group:name} may have ((expired|been cleared))',
      'The IPSec SA created for group {group:name}',
    ],
    means: 'The group SA expired or was cleared, or a rekey was missed; the member registers again.',
    health: 'waiting',
    examples: [
      "*May  5 06:12:11.004: %GDOI-4-GM_RE_REGISTER: The IPSec SA created for group WAN-GROUP may have expired/been cleared, or didn't go through. Re-register to KS.",
    ],
    sources,
  },
  {
    id: 'gdoi.rekey-received',
    head: 'ios-syslog',
    mnemonic: 'GDOI-GM_RECV_REKEY',
    templates: ['Received Rekey for group {group:name} from {peer:host}'],
    means: 'New keys arrived from the key server.',
    health: 'good',
    examples: [
      '*May  5 06:00:02.113: %GDOI-5-GM_RECV_REKEY: Received Rekey for group WAN-GROUP from 192.0.2.33 to 198.51.100.7 with seq # 12',
    ],
    sources,
  },
  {
    id: 'gdoi.rekey-failed',
    head: 'ios-syslog',
    mnemonic: 'GDOI-GDOI_REKEY_FAILURE',
    templates: [
      'Processing of REKEY payloads failed on GM {local:host} in the group {group:name}, with peer at {peer:host}',
      'Processing of REKEY payloads failed',
    ],
    means:
      'A rekey message could not be used by this member: it was damaged, or signed with another key than the one that came with the registration.',
    health: 'bad',
    says: [
      {
        code: 'rekey-failure',
        certainty: 'likely',
        side: 'unknown',
        until: ['gdoi.rekey-received', 'gdoi.keys-updated'],
        next: nextOfRefusedRekey,
        fix: fixOfRefusedRekey,
      },
    ],
    examples: [
      '*May  5 06:00:02.113: %GDOI-3-GDOI_REKEY_FAILURE: Processing of REKEY payloads failed on GM 198.51.100.7 in the group WAN-GROUP, with peer at 192.0.2.33',
    ],
    sources,
  },
  {
    id: 'gdoi.server-unreachable',
    head: 'ios-syslog',
    mnemonic: 'GDOI-COOP_KS_UNREACH',
    templates: [
      'Cooperative KS {peer:host} Unreachable in group {group:mapName}[[.]]~IKE SA Status = {state:sentence}',
      'Cooperative KS {peer:host} Unreachable in group {group:mapName}',
    ],
    means:
      'One key server lost another; members stay in service, but keys may split. The state of the IKE SA tells whether it could not be built or was there before.',
    health: 'bad',
    examples: [
      '*May  5 07:00:00.001: %GDOI-3-COOP_KS_UNREACH: Cooperative KS 192.0.2.34 Unreachable in group WAN-GROUP',
      '*May  5 07:00:20.013: %GDOI-3-COOP_KS_UNREACH: Cooperative KS 192.0.2.34 Unreachable in group WAN-GROUP. IKE SA Status = Failed to establish.',
    ],
    sources,
  },
  {
    id: 'gdoi.on-off',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-GDOI_ON_OFF',
    templates: ['GDOI is {state:state}'],
    means: 'GDOI was switched on or off by the configuration.',
    health: 'neutral',
    examples: ['*May  5 05:12:10.947: %CRYPTO-6-GDOI_ON_OFF: GDOI is ON'],
    sources,
  },
  {
    id: 'gdoi.keys-updated',
    head: 'ios-syslog',
    mnemonic: 'GDOI-SA_TEK_UPDATED',
    templates: ['SA TEK was updated'],
    means: 'The traffic keys of the group were replaced.',
    health: 'good',
    examples: ['*May  5 06:00:02.120: %GDOI-5-SA_TEK_UPDATED: SA TEK was updated'],
    sources,
  },
  {
    id: 'gdoi.key-encryption-updated',
    head: 'ios-syslog',
    mnemonic: 'GDOI-SA_KEK_UPDATED',
    templates: ['SA KEK was updated'],
    means: 'The key that protects rekey messages was replaced.',
    health: 'good',
    examples: ['*May  5 06:00:02.120: %GDOI-5-SA_KEK_UPDATED: SA KEK was updated'],
    sources,
  },
]);
