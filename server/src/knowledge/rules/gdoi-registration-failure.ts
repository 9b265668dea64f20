// The finding gdoi-registration-failure: a GETVPN group member does not get its keys from the key server.
import { rule } from '../../engine/define.ts';

export const gdoiRegistrationFailure = rule({
  code: 'gdoi-registration-failure',
  step: 3,
  role: 'cause',
  severity: 'error',
  title: 'GETVPN: registration[[ of {peer}]][[ in group {group}]] fails[[: {why}]]',
  explanation:
    'A group member gets policy and keys from a key server. First the two build an IKE SA, then the member registers for its group. Here that second step does not succeed: the key server does not accept the identity or address of the member, the group identity number differs, the ' +
    'policy offered cannot be used by the member, or the key server does not answer. One retry to the next key server is normal; repeated starts without completion are not.',
  reasons: {
    policy: { title: 'GETVPN: registration[[ with {peer}]][[ in group {group}]] fails[[: {why}]]' },
  },
  next: [
    {
      command: 'show crypto gdoi ks policy',
      why: 'On the key server: which transform set, mode and features does the group use?',
      where: 'remote',
      platform: 'ios',
      answers: ['policy'],
    },
    {
      command: 'show crypto gdoi gm acl',
      why: 'On the member: what it holds of the policy. Its release has to know every algorithm of the group.',
      where: 'local',
      platform: 'ios',
      answers: ['policy'],
    },
    {
      command: 'show running-config | section crypto gdoi',
      why: 'On the key server, which printed this: which list does "authorization" name?',
      where: 'local',
      platform: 'ios',
      answers: ['not-admitted'],
    },
    {
      command: 'show crypto gdoi ks members',
      why: 'On the key server: the member must appear here after the change.',
      where: 'local',
      platform: 'ios',
      answers: ['not-admitted'],
    },
    {
      command: 'show running-config | section crypto gdoi group',
      why: 'On key server and member: the identity of the group.',
      where: 'either',
      platform: 'ios',
      answers: ['identity'],
    },
    {
      command: 'show crypto gdoi feature',
      why: 'On the key server: which member knows which feature of the group?',
      where: 'local',
      platform: 'ios',
      answers: ['release'],
    },
    {
      command: 'show crypto gdoi ks',
      why: 'On the key server: at which address does it serve the group, and over which interface did the member come?',
      where: 'local',
      platform: 'ios',
      answers: ['interface'],
    },
    {
      command: 'show crypto gdoi',
      why: 'On the member: registration status, key server in use and attempts.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show crypto gdoi ks members',
      why: 'On the key server: is the member listed?',
      where: 'remote',
      platform: 'ios',
    },
    {
      command: 'debug crypto gdoi gm registration',
      why: 'Shows which message of the registration is refused.',
      where: 'local',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'remote',
      platform: 'ios',
      answers: ['policy'],
      config: ['crypto ipsec transform-set <set> esp-aes 256 esp-sha256-hmac', ' mode tunnel'],
      why: 'On the key server: the set that the IPsec profile of the group names must be one that every member can use; tunnel mode.',
    },
    {
      where: 'local',
      platform: 'ios',
      answers: ['not-admitted'],
      config: ['ip access-list standard <list that authorization names>', ' permit host {peer}'],
      why: 'On the key server: admits the member by the address from which it registers. If the member uses a wrong one: client registration interface.',
    },
    {
      where: 'either',
      platform: 'ios',
      answers: ['identity'],
      config: ['crypto gdoi group <name>', ' identity number <same on member and server>'],
      why: 'The number (or address) says which group is meant; the names of the groups may differ.',
    },
    {
      where: 'local',
      platform: 'ios',
      answers: ['release'],
      config: [
        '! update the member, or do without the feature that the line names; for Long-SA:',
        'crypto ipsec profile <profile of the group>',
        ' set security-association lifetime seconds 86400',
        'crypto gdoi group {group}',
        ' server local',
        '  rekey lifetime seconds 86400',
      ],
      why: 'The key server admits only members that know every feature of the group. Lifetimes of more than a day are Long-SA.',
    },
    {
      where: 'local',
      platform: 'ios',
      answers: ['interface'],
      config: ['crypto gdoi group {group}', ' server local', '  address ipv4 <address that the members register with>'],
      why: 'The key server serves the group at this address only; a loopback serves whatever interface the member comes over.',
    },
    {
      where: 'remote',
      platform: 'ios',
      config: [
        'crypto gdoi group <name>',
        ' identity number <same on member and server>',
        ' server local',
        '  authorization address ipv4 <list with the member>',
      ],
      why: 'The member must be in the authorization list (or identity) and use the same group number.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['! an ASA does not take part in GETVPN; let UDP 848 (and 4500) pass'],
      why: 'On a firewall between member and server only the path matters.',
    },
  ],
  confusable: ['phase1-not-established', 'peer-unreachable', 'authentication-failed'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc6407',
    'https://www.cisco.com/c/en/us/support/docs/security/group-encrypted-transport-vpn/118125-technote-getvpn-00.html',
  ],
});
