// The finding peer-unreachable: IKE messages go out and nothing comes back.
import { rule } from '../../engine/define.ts';

export const peerUnreachable = rule({
  code: 'peer-unreachable',
  step: 1,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'IKE messages[[ to {peer}]] get no answer',
  explanation:
    'The first IKE messages are repeated and nothing that belongs to them comes back. Either they do not reach the peer, or its answers do not reach this device, or nothing listens there. ' +
    'The IKE settings do not matter yet: first the two outside addresses must reach each other on UDP 500 (and 4500), and IKE must be switched on at the peer.',
  reasons: {
    'reply-lost': {
      title: 'The peer[[ {peer}]] is heard, but the answers of this device do not seem to reach it',
      explanation:
        'The messages of the peer arrive and this device answers, but the peer repeats itself or says nothing more. Its first messages find the way, the answers do not: a filter or a NAT on the way back, a route to the peer that leads elsewhere, or a source address that the peer does not expect.',
    },
  },
  next: [
    {
      command: 'debug crypto isakmp',
      why: 'On the peer: are the answers printed as received? If not, they are lost on the way back.',
      where: 'remote',
      platform: 'ios',
      ike: 1,
      answers: ['reply-lost'],
    },
    {
      command: 'debug crypto ikev2',
      why: 'On the peer: are the answers printed as received? If not, they are lost on the way back.',
      where: 'remote',
      platform: 'ios',
      ike: 2,
      answers: ['reply-lost'],
    },
    {
      command: 'show ip access-lists',
      why: 'An inbound filter of the peer must permit UDP 500 and 4500 from this device; here an outbound one must let them leave.',
      where: 'either',
      platform: 'ios',
      answers: ['reply-lost'],
    },
    {
      command: 'capture vpn interface outside match udp host {local} host {peer} eq 500',
      why: 'Shows whether the answers leave, and by which interface.',
      where: 'local',
      platform: 'asa',
      answers: ['reply-lost'],
    },
    {
      command: 'ping {peer} source {local}',
      why: 'Tells whether the peer can be reached from the outside address at all (some peers drop ping: no answer proves nothing).',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show ip access-lists',
      why: 'An inbound filter on the outside interface must permit udp 500, udp 4500 and esp from the peer.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'debug crypto isakmp',
      why: 'On the peer: if nothing is printed while this side tries, the packets do not arrive there.',
      where: 'remote',
      platform: 'ios',
      ike: 1,
    },
    { command: 'ping {peer}', why: 'Tells whether the peer can be reached at all.', where: 'local', platform: 'asa' },
    {
      command: 'capture vpn interface outside match udp host {local} host {peer} eq 500',
      why: 'Shows whether messages leave and whether anything comes back.',
      where: 'local',
      platform: 'asa',
    },
    {
      command: 'debug crypto ikev2',
      why: 'On the peer: if nothing is printed while this side tries, the packets do not arrive there.',
      where: 'remote',
      platform: 'ios',
      ike: 2,
    },
  ],
  fix: [
    {
      where: 'remote',
      platform: 'ios',
      answers: ['reply-lost'],
      config: [
        'ip access-list extended <outside-in>',
        ' permit udp host {local} host {peer} eq isakmp',
        ' permit udp host {local} host {peer} eq non500-isakmp',
      ],
      why: 'Only if a filter in front of the peer drops the answers.',
    },
    {
      where: 'either',
      platform: 'ios',
      config: [
        'ip access-list extended <outside-in>',
        ' permit udp host {peer} host {local} eq isakmp',
        ' permit udp host {peer} host {local} eq non500-isakmp',
        ' permit esp host {peer} host {local}',
      ],
      why: 'Only if a filter on the way drops IKE.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: [
        'access-list outside_in extended permit udp host {peer} host {local} eq isakmp',
        'access-list outside_in extended permit udp host {peer} host {local} eq 4500',
      ],
      why: 'On a firewall between the two ends; traffic to the ASA itself needs no rule.',
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
    'dpd-failure',
    'sa-flapping',
  ],
  confusable: [
    'phase1-not-established',
    'nat-t-blocked',
    'peer-not-configured',
    'ike-not-enabled',
    'fragmentation-ike',
    'psk-mismatch',
    'gdoi-registration-failure',
    'certificate-revocation',
    'dpd-failure',
    'ike-sa-stale',
    'fvrf-mismatch',
    'ike-admission-limit',
  ],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.rfc-editor.org/rfc/rfc2409',
  ],
});
