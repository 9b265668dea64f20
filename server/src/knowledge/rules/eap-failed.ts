// The finding eap-failed: the user behind an IKEv2 remote access client is refused.
import { rule } from '../../engine/define.ts';

export const eapFailed = rule({
  code: 'eap-failed',
  step: 2,
  role: 'cause',
  severity: 'error',
  title: 'EAP refuses the user[[ {user}]][[ of {peer}]]',
  explanation:
    'The gateway proved itself with its certificate, and then the client had to prove the user with EAP. The answer of the RADIUS server (or of the local list) was no: wrong name or password, an EAP method that it does not offer, or the server did not know the gateway.',
  next: [
    {
      command: 'debug radius authentication',
      why: 'Shows what was asked and the reason in the answer.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show aaa servers',
      why: 'Do the servers answer at all, or is each request a time-out?',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'debug aaa authentication',
      why: 'Shows what was asked and the reason in the answer.',
      where: 'local',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: [
        'crypto ikev2 profile <name>',
        ' authentication remote eap query-identity',
        ' aaa authentication eap <list>',
      ],
      why: 'The profile must ask for the EAP identity and name the list that knows the users.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: ['tunnel-group <name> ipsec-attributes', ' ikev2 remote-authentication eap query-identity'],
      why: 'The group must ask for the EAP identity.',
    },
  ],
  explains: ['authentication-failed', 'phase1-not-established'],
  confusable: ['xauth-failed', 'authentication-failed', 'psk-mismatch'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc7296#section-2.16',
    'https://www.rfc-editor.org/rfc/rfc3748#section-4.2',
  ],
});
