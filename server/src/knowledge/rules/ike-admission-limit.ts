// The finding ike-admission-limit: a limit on IKE SAs or tunnels is reached.
import { rule } from '../../engine/define.ts';

export const ikeAdmissionLimit = rule({
  code: 'ike-admission-limit',
  step: 2,
  role: 'cause',
  severity: 'warning',
  ofDevice: true,
  title: 'New tunnels are refused: a limit is reached[[ ({peer})]]',
  explanation:
    'The device refuses new IKE SAs although nothing is wrong with the peer: the configured number (call admission control), the CPU limit or the number of tunnels of the licence is reached. Tunnels that are up keep working.',
  reasons: {
    licence: {
      title: 'New tunnels are refused: the licence allows no more',
      explanation:
        'The export licence of this platform limits how many tunnels may be up at once, and so many are. Nothing is wrong with the peer or the policies; tunnels that are up keep working.',
    },
  },
  next: [
    {
      command: 'show crypto call admission statistics',
      why: 'Shows the limits and how many requests were refused.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show crypto ikev2 stats',
      why: 'Shows the limits on SAs and on negotiations, and how many requests were refused by each.',
      where: 'local',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'show platform cerm-information',
      why: 'Shows the tunnels that the licence allows.',
      where: 'local',
      platform: 'ios',
      answers: ['licence'],
    },
    {
      command: 'show crypto session brief',
      why: 'The sessions that use up the number: are some of them stale, or not needed?',
      where: 'local',
      platform: 'ios',
      answers: ['licence'],
    },
    {
      command: 'show vpn-sessiondb summary',
      why: 'Shows sessions in use against the limit of the licence.',
      where: 'local',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      answers: ['licence'],
      config: ['license install <file of the HSEC licence>'],
      why: 'On ISR G2; on IOS-XE license feature hseck9, once the licence is in the account.',
    },
    {
      where: 'local',
      platform: 'ios',
      config: ['crypto call admission limit ike sa <number>'],
      why: 'Raise the limit if the device can carry it, or free stale sessions.',
    },
    {
      where: 'local',
      platform: 'ios',
      ike: 2,
      config: ['crypto ikev2 limit max-sa <number>', 'crypto ikev2 limit max-in-negotation-sa <number>'],
      why: 'Raise the limit if the device can carry it (the second command is spelled so).',
    },
    {
      where: 'local',
      platform: 'asa',
      config: ['vpn-sessiondb max-other-vpn-limit <number>'],
      why: 'Up to what the licence allows.',
    },
    {
      where: 'local',
      platform: 'asa',
      ike: 2,
      config: ['crypto ikev2 limit max-in-negotiation-sa 100', 'crypto ikev2 limit max-sa <number>'],
      why: 'How many negotiations may be open at once (in percent of what the device can hold), and how many IKE SAs there may be.',
    },
  ],
  explains: [
    'phase1-not-established',
    'phase2-not-established',
    'send-errors',
    'no-return-traffic',
    'nhrp-registration-failure',
    'gdoi-registration-failure',
    'overlay-routing-flap',
  ],
  confusable: ['crypto-throughput-licence', 'peer-unreachable'],
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_ikevpn/configuration/xe-16-11/sec-ike-for-ipsec-vpns-xe-16-11-book/sec-call-addmsn-ike.html',
  ],
});
