// The finding ike-sa-stale: one end uses an IKE SA that the other has lost.
import { rule } from '../../engine/define.ts';

export const ikeSaStale = rule({
  code: 'ike-sa-stale',
  step: 2,
  role: 'cause',
  severity: 'warning',
  title: 'IKE messages[[ from {peer}]] belong to an SA that no longer exists here',
  explanation:
    'Messages keep coming for an IKE SA that does not exist here. One end has lost it (reload, clear, failover, idle timer) and the other has not noticed. Without dead peer detection it can stay so until the lifetime ends.',
  next: [
    {
      command: 'show crypto isakmp sa',
      why: 'Compare both ends: one shows an SA that the other does not have.',
      where: 'either',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'show crypto ikev1 sa',
      why: 'Compare both ends: one shows an SA that the other does not have.',
      where: 'either',
      platform: 'asa',
      ike: 1,
    },
    {
      command: 'show crypto ikev2 sa',
      why: 'Compare both ends: one shows an SA that the other does not have.',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'show crypto ikev2 sa',
      why: 'Compare both ends: one shows an SA that the other does not have.',
      where: 'either',
      platform: 'asa',
      ike: 2,
    },
  ],
  fix: [
    {
      where: 'remote',
      platform: 'ios',
      ike: 1,
      config: ['clear crypto session remote {local}', 'crypto isakmp keepalive 30 5 periodic'],
      why: 'Clearing helps now; keepalives on both ends notice it the next time.',
    },
    {
      where: 'remote',
      platform: 'asa',
      ike: 1,
      config: [
        'clear crypto ikev1 sa {local}',
        'tunnel-group {local} ipsec-attributes',
        ' isakmp keepalive threshold 10 retry 2',
      ],
      why: 'Clearing helps now; keepalives notice it the next time.',
    },
    {
      where: 'remote',
      platform: 'ios',
      ike: 2,
      config: ['clear crypto ikev2 sa remote {local}', 'crypto ikev2 profile <profile>', ' dpd 30 5 periodic'],
      why: 'Clearing helps now; keepalives on both ends notice it the next time.',
    },
    {
      where: 'remote',
      platform: 'asa',
      ike: 2,
      config: [
        'clear crypto ikev2 sa {local}',
        'tunnel-group {local} ipsec-attributes',
        ' isakmp keepalive threshold 10 retry 2',
      ],
      why: 'Clearing helps now; keepalives notice it the next time.',
    },
  ],
  explains: ['phase2-not-established', 'no-return-traffic', 'send-errors'],
  confusable: ['invalid-spi', 'peer-unreachable', 'harmless-message'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.rfc-editor.org/rfc/rfc3706',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa81/command/ref/refgd/i3.html',
  ],
});
