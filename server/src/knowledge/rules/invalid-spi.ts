// The finding invalid-spi: ESP packets arrive for an SA that this end does not have.
import { rule } from '../../engine/define.ts';

export const invalidSpi = rule({
  code: 'invalid-spi',
  step: 3,
  role: 'cause',
  severity: 'warning',
  title: 'ESP arrives[[ from {peer}]] for an SA that does not exist here[[ (SPI {spi})]]',
  explanation:
    'The sender still uses an IPsec SA that this end has lost: after a reload, a failover, a clear, or a rekey that only one side completed. Once or twice around a rekey is normal and passes. ' +
    'When the same SPI keeps coming, the two ends are out of step and all traffic in that direction is lost until the sender drops its SA: it has to be told (invalid SPI recovery), notice by itself (dead peer detection) or be cleared.',
  next: [
    {
      command: 'show crypto gdoi ks coop',
      why: 'On each key server: one is Primary, the others are Secondary and Alive. Two primaries hand out different keys.',
      where: 'remote',
      platform: 'ios',
      answers: ['group'],
    },
    {
      command: 'show crypto gdoi',
      why: 'On both members: the SPIs of the group (TEK) must be the same, and so must the key server they registered with or its partner.',
      where: 'either',
      platform: 'ios',
      answers: ['group'],
    },
    {
      command: 'show crypto ipsec sa peer {local} | include spi',
      why: 'On the sender: the outbound SPI there must be an inbound SPI here.',
      where: 'remote',
    },
    {
      command: 'show crypto ipsec sa peer {peer} | include spi',
      why: 'Here: the SPI of the message is not among these.',
      where: 'local',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      answers: ['group'],
      config: ['clear crypto gdoi'],
      why: 'On the member with the old keys: it registers anew and takes those that the group has now. Where two key servers are primary, bring them together first.',
    },
    {
      where: 'remote',
      platform: 'ios',
      ike: 2,
      config: ['clear crypto sa peer {local}', 'crypto ikev2 dpd 30 5 periodic'],
      why: 'Clearing helps now; periodic keepalives help the next time.',
    },
    {
      where: 'remote',
      platform: 'ios',
      ike: 1,
      config: ['clear crypto sa peer {local}', 'crypto isakmp keepalive 30 5 periodic'],
      why: 'Clearing helps now; periodic keepalives help the next time.',
    },
    {
      where: 'local',
      platform: 'ios',
      ike: 1,
      config: ['crypto isakmp invalid-spi-recovery'],
      why: 'Here, where the packets arrive: without an IKE SA this end cannot tell the sender that it has no such SA; with this line it builds one for that.',
    },
    {
      where: 'remote',
      platform: 'asa',
      config: [
        'clear crypto ipsec sa peer {local}',
        'tunnel-group {local} ipsec-attributes',
        ' isakmp keepalive threshold 10 retry 2',
      ],
      why: 'Clearing helps now; keepalives notice it the next time.',
    },
  ],
  explains: ['no-return-traffic'],
  confusable: ['integrity-failures', 'anti-replay-drops', 'ike-sa-stale', 'rekey-failure', 'lifetime-mismatch'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/115801-technote-iosvpn-00.html',
    'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_dplane/configuration/xe-16/sec-ipsec-data-plane-xe-16-book/sec-invalid-index-rec.html',
    'https://www.rfc-editor.org/rfc/rfc4303#section-3.4.2',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa81/command/ref/refgd/i3.html',
  ],
});
