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
  reasons: {
    'server-refuses': {
      title: 'RADIUS server {server} refuses the user[[ of {peer}]]',
      explanation:
        'The gateway proved itself with its certificate, and then the client had to prove the user with EAP. The gateway passes that on to its RADIUS server, and the server said no (Access-Reject): wrong name or password, a locked account, an EAP method that the server and the client do not have in common, or a policy of the server. The reason stands in the log of the server; the tunnel itself is not at fault.',
    },
    'server-silent': {
      title: 'RADIUS server {server} does not answer: the user[[ of {peer}]] cannot be asked',
      explanation:
        'The gateway proved itself with its certificate, and then the client had to prove the user with EAP. The gateway passes that on to its RADIUS server, and the server gives no answer: it is down, no route or filter lets the requests through, it listens on other ports, or it does not know this device and drops them. Nothing is wrong with the user or the tunnel.',
    },
  },
  next: [
    {
      command: 'test aaa group radius <user> <password> new-code',
      why: 'Tries name and password without the VPN. Accepted here, it is the EAP method or a policy of the server: its log names the reason.',
      where: 'local',
      platform: 'ios',
      answers: ['server-refuses'],
    },
    {
      command: 'show aaa servers',
      why: 'Requests, time-outs and the state of each server.',
      where: 'local',
      platform: 'ios',
      answers: ['server-silent'],
    },
    {
      command: 'ping {server}',
      why: 'From the source address of the RADIUS requests: is there a way to the server?',
      where: 'local',
      platform: 'ios',
      answers: ['server-silent'],
    },
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
      answers: ['server-silent'],
      config: ['radius server <name>', ' address ipv4 {server} auth-port 1812 acct-port 1813', ' key <key>'],
      why: 'Address, ports and key as on the server, which must know this device as a client; the requests need a way there and back.',
    },
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
