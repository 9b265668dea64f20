// The finding config-incomplete: an entry of the configuration lacks something it needs to work.
import { rule } from '../../engine/define.ts';

export const configIncomplete = rule({
  code: 'config-incomplete',
  step: 3,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: '{kind} {name} is incomplete: {lacks}',
  explanation:
    'The entry exists but lacks a part without which the device skips it. A tunnel interface needs source, destination (unless multipoint) and protection; an IKE profile needs an identity to match, and one of IKEv2 methods, and a keyring or trustpoint; a peer needs a key. What a crypto map lacks is told as crypto-map-not-matched.',
  next: [
    {
      command: 'show interfaces Tunnel<n>',
      why: 'Shows source, destination and mode as the device understands them.',
      where: 'local',
      platform: 'ios',
      answers: ['tunnel'],
    },
    {
      command: 'show running-config | section crypto',
      why: 'Shows the whole crypto configuration, in which the missing part can be looked for.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show running-config crypto',
      why: 'Shows the whole crypto configuration with its entries in order.',
      where: 'local',
      platform: 'asa',
    },
  ],
  fix: [
    { where: 'local', platform: 'ios', config: ['{entry}', ' {missing}'], why: 'Adds the part that is missing.' },
    { where: 'local', platform: 'asa', config: ['{missing}'], why: 'Adds the part that is missing.' },
  ],
  explains: ['no-interesting-traffic', 'send-errors', 'phase1-not-established', 'phase2-not-established'],
  confusable: ['config-reference-missing', 'crypto-map-not-matched'],
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_vpnips/configuration/xe-16/sec-sec-for-vpns-w-ipsec-xe-16-book/sec-cfg-vpn-ipsec.html',
  ],
});
