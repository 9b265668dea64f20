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
  next: [
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
