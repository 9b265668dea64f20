// The finding mode-config-failed: mode configuration could not serve the client.
import { rule } from '../../engine/define.ts';

/** The device itself is asked, and does not know the name. */
const noPolicy = ['its authorization policy does not exist'];

export const modeConfigFailed = rule({
  code: 'mode-config-failed',
  step: 2,
  role: 'cause',
  severity: 'error',
  title: 'The client gets no address or configuration[[ ({peer})]][[: {fault}]]',
  explanation:
    'Phase 1 and the user are accepted, but the server cannot give the client its address and settings: the pool is empty, missing or not tied to the group. With IKEv2 the authorization policy that the profile names, or the AAA list behind it, may be missing.',
  next: [
    {
      command: 'show crypto ikev2 authorization policy',
      why: 'The name that the profile gives must be among these; only "default" is there without being configured.',
      where: 'local',
      platform: 'ios',
      answers: noPolicy,
    },
    {
      command: 'show running-config | section crypto ikev2 profile',
      why: 'aaa authorization group … list <list> <policy>: the last word is the name that is looked for.',
      where: 'local',
      platform: 'ios',
      answers: noPolicy,
    },
    {
      command: 'show ip local pool',
      why: 'Is the pool there, and are addresses free?',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show crypto ikev2 authorization policy',
      why: 'On the end that hands out addresses: is the policy there that the profile names, and does it name a pool?',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
    { command: 'show ip local pool <pool>', why: 'Are addresses free?', where: 'local', platform: 'asa' },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      answers: noPolicy,
      config: ['crypto ikev2 authorization policy {policy}', ' pool <pool>', ' route set interface'],
      why: 'Define the policy, or correct the name in the profile (aaa authorization group … list <list> <policy>).',
    },
    {
      where: 'either',
      platform: 'ios',
      ike: 2,
      config: [
        'ip local pool <pool> 10.9.0.10 10.9.0.200',
        'aaa authorization network <list> local',
        'crypto ikev2 authorization policy <policy>',
        ' pool <pool>',
        'crypto ikev2 profile <profile>',
        ' aaa authorization group psk list <list> <policy>',
      ],
      why: 'On the end that hands out addresses: the profile needs an authorization policy that exists and a pool with free addresses (group cert list where certificates are used).',
    },
    {
      where: 'local',
      platform: 'ios',
      ike: 1,
      config: [
        'ip local pool <pool> 10.9.0.10 10.9.0.200',
        'crypto isakmp client configuration group <group>',
        ' pool <pool>',
      ],
      why: 'The group needs a pool with free addresses.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: [
        'ip local pool <pool> 10.9.0.10-10.9.0.200 mask 255.255.255.0',
        'tunnel-group <group> general-attributes',
        ' address-pool <pool>',
      ],
      why: 'The group needs a pool with free addresses.',
    },
  ],
  explains: [
    'phase2-not-established',
    'send-errors',
    'no-return-traffic',
    'nhrp-registration-failure',
    'overlay-routing-flap',
  ],
  confusable: ['xauth-failed', 'peer-not-configured'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc7296#section-3.15.4',
    'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_esyvpn/configuration/xe-16-8/sec-easy-vpn-xe-16-8-book/sec-easy-vpn-srvr.html',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa81/command/ref/refgd/i3.html',
  ],
});
