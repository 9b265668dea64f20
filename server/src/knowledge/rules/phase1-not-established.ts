// The finding phase1-not-established: phase 1 is not up and the text cannot say why.
import { rule } from '../../engine/define.ts';

export const phase1NotEstablished = rule({
  code: 'phase1-not-established',
  step: 2,
  role: 'cause',
  severity: 'error',
  stops: true,
  neutral: true,
  title: 'Phase 1 does not come up[[ with {peer}]]; this text does not show why',
  explanation:
    'The IKE SA is not established, and what stands here fits several causes. How far it came tells where to look: nothing agreed yet (MM_NO_STATE, IKE_SA_INIT) points at the path or the policy, keys exchanged but the peer not authenticated (MM_KEY_EXCH, IKE_AUTH) at the key, the certificate, the identity or UDP 4500.',
  next: [
    {
      command: 'debug crypto isakmp',
      why: 'Run it while the tunnel is tried, best on the side that answers: the line before the end names the cause.',
      where: 'either',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'debug crypto ikev2',
      why: 'Run it while the tunnel is tried, best on the side that answers: the line before the end names the cause.',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'debug crypto condition peer ipv4 {peer}',
      why: 'First, so that only this peer is printed.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'debug crypto ikev1 127',
      why: 'Run it while the tunnel is tried, best on the side that answers.',
      where: 'either',
      platform: 'asa',
      ike: 1,
    },
    {
      command: 'debug crypto ikev2 protocol 127',
      why: 'Run it while the tunnel is tried, best on the side that answers.',
      where: 'either',
      platform: 'asa',
      ike: 2,
    },
    {
      command: 'debug crypto condition peer {peer}',
      why: 'First, so that only this peer is printed.',
      where: 'either',
      platform: 'asa',
    },
  ],
  fix: [],
  explains: ['nhrp-registration-failure', 'overlay-routing-flap', 'send-errors', 'phase2-not-established'],
  confusable: [
    'peer-unreachable',
    'ike-policy-mismatch',
    'psk-mismatch',
    'psk-missing',
    'ike-not-enabled',
    'nat-t-blocked',
    'nhrp-registration-failure',
    'gdoi-registration-failure',
    'phase2-not-established',
    'no-interesting-traffic',
  ],
  candidates: [
    {
      code: 'peer-unreachable',
      why: 'Messages or answers get lost on the way (UDP 500), or nothing listens at the peer.',
    },
    { code: 'ike-policy-mismatch', why: 'The two ends have no phase 1 policy in common.' },
    { code: 'psk-mismatch', why: 'The pre-shared keys differ.' },
    { code: 'psk-missing', why: 'One end has no pre-shared key for the other.' },
    {
      code: 'ike-not-enabled',
      why: 'IKE is switched off at the peer, or no crypto map or tunnel protection is applied there.',
    },
    { code: 'peer-not-configured', why: 'The peer has nothing configured for this address.' },
    { code: 'nat-t-blocked', why: 'NAT on the way and UDP 4500 is filtered.' },
  ],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.cisco.com/en/US/tech/tk583/tk372/technologies_tech_note09186a0080bce520.shtml',
  ],
});
