// The finding xauth-failed: extended authentication was refused.
import { rule } from '../../engine/define.ts';

export const xauthFailed = rule({
  code: 'xauth-failed',
  step: 2,
  role: 'cause',
  severity: 'error',
  title: 'User authentication (XAUTH) failed[[ for {user}]][[ ({peer})]]',
  explanation:
    'Phase 1 is up, and the user name and password that follow were refused or never came. Either they are wrong, or the AAA server does not answer, or only one end asks for extended authentication.',
  next: [
    {
      command: 'debug aaa authentication',
      why: 'Shows which server or list was asked and what it answered.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'test aaa group radius <user> <password> legacy',
      why: 'Tries the server without the VPN.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'test aaa-server authentication <group> host <server> username <user> password <password>',
      why: 'Tries the server without the VPN.',
      where: 'local',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: ['aaa authentication login <list> local', 'crypto map <map> client authentication list <list>'],
      why: 'The list must exist and hold the user; for site-to-site peers use no-xauth behind the key.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: ['tunnel-group <group> general-attributes', ' authentication-server-group <servers> LOCAL'],
      why: 'The server group must answer for this user.',
    },
  ],
  explains: [
    'mode-config-failed',
    'phase2-not-established',
    'send-errors',
    'no-return-traffic',
    'nhrp-registration-failure',
    'overlay-routing-flap',
  ],
  confusable: ['mode-config-failed', 'psk-mismatch', 'eap-failed'],
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_esyvpn/configuration/xe-16-8/sec-easy-vpn-xe-16-8-book/sec-easy-vpn-srvr.html',
    'https://www.cisco.com/en/US/docs/security/asa/asa82/command/reference/t.html',
  ],
});
