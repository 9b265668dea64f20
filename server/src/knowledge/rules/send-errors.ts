// The finding send-errors: packets wanted into the tunnel while there was no SA for them. Always a symptom.
import { rule } from '../../engine/define.ts';

export const sendErrors = rule({
  code: 'send-errors',
  step: 3,
  role: 'symptom',
  severity: 'warning',
  title: '{count} packets[[ for {peer}]] could not be encrypted: there was no IPsec SA for them',
  explanation:
    'A packet matched the crypto access list, but no SA was there to protect it, so it was dropped and counted. One or two such packets are lost each time a tunnel is built. Many of them mean that the tunnel ' +
    'does not come up: look for the failing negotiation, not at this counter.',
  next: [
    { command: 'show crypto isakmp sa', why: 'Does phase 1 come up at all?', where: 'local', platform: 'ios', ike: 1 },
    { command: 'show crypto ikev2 sa', why: 'Does the IKE SA come up at all?', where: 'local', ike: 2 },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      ike: 2,
      config: ['debug crypto ikev2', 'debug crypto ipsec'],
      why: 'The responder’s debug names what it refuses.',
    },
    {
      where: 'either',
      platform: 'ios',
      ike: 1,
      config: ['debug crypto isakmp', 'debug crypto ipsec'],
      why: 'The responder’s debug names what it refuses.',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 2,
      config: [
        'debug crypto condition peer {peer}',
        'debug crypto ikev2 protocol 127',
        'debug crypto ikev2 platform 127',
      ],
      why: 'The responder’s debug names what it refuses.',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 1,
      config: ['debug crypto condition peer {peer}', 'debug crypto ikev1 127', 'debug crypto ipsec 127'],
      why: 'The responder’s debug names what it refuses.',
    },
  ],
  confusable: ['no-interesting-traffic', 'no-return-traffic'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
  ],
});
