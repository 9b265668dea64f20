// The finding nat-t-blocked: NAT was found and nothing passes on UDP 4500.
import { rule } from '../../engine/define.ts';

export const natTBlocked = rule({
  code: 'nat-t-blocked',
  step: 1,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'IKE stops[[ with {peer}]] where it moves to UDP 4500',
  explanation:
    'The first messages pass on UDP 500. Both ends see NAT on the way, so with the proof of identity (message 5 of IKEv1, IKE_AUTH of IKEv2) they move to UDP 4500, and from there nothing comes back. ' +
    'As a rule a filter or firewall on the way permits UDP 500 but not UDP 4500, or a NAT device forwards only UDP 500.',
  reasons: {
    disabled: {
      title: 'There is NAT on the way[[ to {peer}]], and NAT traversal is switched off on this device',
      explanation:
        'Both ends see NAT on the way. IKE and ESP then have to move to UDP 4500, but this device is told not to do that, so it gives the negotiation up.',
    },
  },
  next: [
    {
      command: 'show running-config | include nat-transparency',
      why: 'A line with "no" before it switches NAT traversal off; without any line it is on.',
      where: 'local',
      platform: 'ios',
      answers: ['disabled'],
    },
    {
      command: 'show running-config crypto | include nat-traversal',
      why: 'A line with "no" before it switches NAT traversal off.',
      where: 'local',
      platform: 'asa',
      answers: ['disabled'],
    },
    {
      command: 'show ip access-lists',
      why: 'UDP 4500 (non500-isakmp) must be permitted in both directions wherever UDP 500 is.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show crypto isakmp sa detail',
      why: 'After the fix the capability letter N must appear: NAT traversal in use.',
      where: 'local',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'show crypto ikev2 sa detailed',
      why: 'After the fix both addresses must stand with port 4500: NAT traversal in use.',
      where: 'local',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'capture natt interface outside match udp any any eq 4500',
      why: 'Shows in which direction the packets on port 4500 get lost.',
      where: 'either',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      answers: ['disabled'],
      config: ['crypto ipsec nat-transparency udp-encapsulation'],
      why: 'Switches NAT traversal on again.',
    },
    {
      where: 'local',
      platform: 'asa',
      answers: ['disabled'],
      config: ['crypto isakmp nat-traversal 20'],
      why: 'Switches NAT traversal on again.',
    },
    {
      where: 'either',
      platform: 'ios',
      config: ['ip access-list extended <outside-in>', ' permit udp host {peer} any eq non500-isakmp'],
      why: 'Permit UDP 4500 on every filter between the two ends.',
    },
    {
      where: 'either',
      platform: 'ios',
      config: ['crypto ipsec nat-transparency udp-encapsulation'],
      why: 'Where NAT traversal was switched off by hand (no crypto ipsec nat-transparency udp-encapsulation).',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['crypto isakmp nat-traversal 20'],
      why: 'NAT traversal must be on; and UDP 4500 must be permitted on every filter between the two ends.',
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
  confusable: ['peer-unreachable', 'psk-mismatch', 'fragmentation-ike', 'phase1-not-established', 'dpd-failure'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc3947',
    'https://www.rfc-editor.org/rfc/rfc7296#section-2.23',
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/23820-ios-pat-ipsec-tunnel.html',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa81/command/ref/refgd/i3.html',
  ],
});
