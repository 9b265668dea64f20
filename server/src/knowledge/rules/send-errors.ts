// The finding send-errors: packets wanted into the tunnel while there was no SA for them. Always a symptom.
import { rule } from '../../engine/define.ts';

export const sendErrors = rule({
  code: 'send-errors',
  step: 3,
  role: 'symptom',
  severity: 'warning',
  stops: true,
  title: '{count} packets[[ for {peer}]] could not be encrypted: there was no IPsec SA for them',
  explanation:
    'A packet matched the crypto access list, but no SA was there to protect it, so it was dropped and counted. One or two such packets are lost each time a tunnel is built. Many of them mean that the tunnel ' +
    'does not come up: look for the failing negotiation, not at this counter.',
  next: [
    {
      command: 'show crypto isakmp sa',
      why: 'Does phase 1 come up at all?',
      where: 'local',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'show crypto ikev1 sa',
      why: 'Does phase 1 come up at all?',
      where: 'local',
      platform: 'asa',
      ike: 1,
    },
    { command: 'show crypto ikev2 sa', why: 'Does the IKE SA come up at all?', where: 'local', ike: 2 },
    {
      command: 'debug crypto isakmp',
      why: 'On the end that answers, with debug crypto ipsec: it names what it refuses.',
      where: 'either',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'debug crypto ikev2',
      why: 'On the end that answers: it names what it refuses.',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'debug crypto ikev1 127',
      why: 'On the end that answers, after debug crypto condition peer {peer}: it names what it refuses.',
      where: 'either',
      platform: 'asa',
      ike: 1,
    },
    {
      command: 'debug crypto ikev2 protocol 127',
      why: 'On the end that answers, after debug crypto condition peer {peer}: it names what it refuses.',
      where: 'either',
      platform: 'asa',
      ike: 2,
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: ['clear crypto sa peer {peer}'],
      why: 'Where old SAs are out of step: the next packet builds new ones. A tunnel that is refused needs the reason mended first.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: ['clear crypto ipsec sa peer {peer}'],
      why: 'Where old SAs are out of step: the next packet builds new ones. A tunnel that is refused needs the reason mended first.',
    },
  ],
  confusable: ['no-interesting-traffic', 'no-return-traffic'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
  ],
});
