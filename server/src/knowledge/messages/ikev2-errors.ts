// The sentences with which Cisco's IKEv2 ends a negotiation: the same in debugs, in syslog messages and in the exit path table.
import type { Claim } from '../../engine/define.ts';

/** One closing sentence. `claims` say what it proves by itself; most need the lines before them and prove nothing alone. */
export interface Ikev2Error {
  /** Stable word. */
  readonly id: string;
  /** The sentence, as a template, without the full stop. */
  readonly text: string;
  readonly means: string;
  readonly says?: readonly Claim[];
  /** True where it also appears on working tunnels. */
  readonly harmless?: boolean;
}

/** IPsec refused what was asked for; where it says that the transforms are why, the selectors were not. */
export const selectorsRefused: Claim = {
  code: 'proxy-id-mismatch',
  certainty: 'certain',
  side: 'either',
  below: ['ipsec.transform-unsupported', 'ipsec.transform-hardware'],
};

export const ikev2Errors: readonly Ikev2Error[] = [
  {
    id: 'no-matching-policy',
    text: 'Failed to find a matching policy',
    means:
      'Nothing configured here fits what the peer offered. The lists below say what was offered and what was expected; if nothing was expected, look at the line before.',
  },
  {
    id: 'verify-policies-failed',
    text: 'Failed to verify the proposed policies',
    means: 'The proposals were compared and none fits. It follows the line that says which.',
  },
  {
    id: 'no-proposal-chosen-received',
    text: 'Received no proposal chosen notify',
    means: 'The peer refused the proposal. It does not say which value; the peer’s own debug does.',
  },
  {
    id: 'auth-exchange-failed',
    text: 'Auth exchange failed',
    means: 'IKE_AUTH ended without success: refused, or not answered in time. The line before says which.',
  },
  {
    id: 'initial-exchange-failed',
    text: 'Initial exchange failed',
    means:
      'IKE_SA_INIT ended without success: the proposal was refused or nobody answered. The line before says which.',
  },
  {
    id: 'sa-init-failed',
    text: 'Failed SA init exchange',
    means: 'IKE_SA_INIT was refused here. The line before says why.',
  },
  {
    id: 'authenticate-failed',
    text: 'Failed to authenticate the IKE SA',
    means: 'The proof of identity was not accepted: the pre-shared keys differ, or the certificate was refused.',
  },
  {
    id: 'auth-not-received',
    text: 'Failed to receive the AUTH msg before the timer expired',
    means: 'The answer to IKE_SA_INIT was sent, but IKE_AUTH never came. A timer ran out; no key was compared.',
  },
  {
    id: 'retransmissions-exceeded',
    text: 'Maximum number of retransmissions reached',
    means: 'The request was sent as often as allowed and never answered.',
  },
  {
    id: 'no-ipsec-policy-for-ts',
    text: 'There was no IPSEC policy found for received TS',
    means:
      'The traffic selectors that the peer sent fit no crypto ACL or tunnel here. Below a refused transform it only closes what that refused.',
    says: [selectorsRefused],
  },
  {
    id: 'item-not-found',
    text: 'Failed to locate an item in the database',
    means:
      'A lookup found nothing. After "Searching policy based on peer’s identity" it means that no IKEv2 profile (or tunnel group) accepts that identity.',
  },
  {
    id: 'invalid-parameter',
    text: 'A supplied parameter is incorrect',
    means: 'An internal check failed. It also appears when packets for an SA arrive that has just been deleted.',
  },
  {
    id: 'invalid-ike-spi',
    text: 'Detected an invalid IKE SPI',
    means:
      'A packet belongs to an IKE SA that does not exist here any more. A few around a delete or reload are normal.',
    harmless: true,
  },
  {
    id: 'message-id-outside-window',
    text: 'Received an IKE msg id outside supported window',
    means: 'A message number that is not expected now: a late copy, a lost fragment, or an end that restarted.',
  },
  {
    id: 'wrong-dh-group',
    text: "The peer's KE payload contained the wrong DH group",
    means:
      'The first key was made with another Diffie-Hellman group than the one chosen. The peer is asked to send it again; once is normal.',
  },
  {
    id: 'retransmitted-packet',
    text: 'Packet is a retransmission',
    means: 'The peer sent the same request again; it gets the same answer. Normal on a lossy path.',
    harmless: true,
  },
  {
    id: 'context-locked',
    text: 'Negotiation context locked currently in use',
    means: 'The same negotiation is being worked on. Nothing to do.',
    harmless: true,
  },
  {
    id: 'platform-errors',
    text: 'Platform errors',
    means: 'Another part of the system refused, mostly the certificate validation. The lines before say what.',
  },
  {
    id: 'cert-encoding',
    text: 'Unsupported cert encoding found or Peer requested HTTP URL but never sent HTTP_LOOKUP_SUPPORTED Notification',
    means:
      'The peer sent its certificate in a form that cannot be used here, mostly the address of it in place of the certificate, or none at all.',
    says: [
      {
        code: 'certificate-invalid',
        certainty: 'likely',
        side: 'either',
        detail: { fault: 'the peer sends none, or in a form that is not understood here' },
      },
    ],
  },
  {
    id: 'child-exchange-failed',
    text: 'Create child exchange failed',
    means: 'A CREATE_CHILD_SA exchange (a new or renewed child SA) ended without success.',
  },
  {
    id: 'certificate-request-failed',
    text: 'Failed to build certificate payload',
    means:
      'There is no usable certificate of one’s own to send: not enrolled, expired, or the profile names no trustpoint.',
    says: [
      {
        code: 'certificate-invalid',
        certainty: 'likely',
        side: 'local',
        detail: { fault: 'this device has none of its own to send' },
      },
    ],
  },
  {
    id: 'config-reply-failed',
    text: 'Error constructing config reply',
    means: 'There was nothing to put into the configuration reply. Seen on tunnels that work.',
    harmless: true,
  },
  {
    id: 'address-type',
    text: 'Address type {type:int} not supported',
    means: 'An internal address could not be used. The configuration of tunnel source and destination decides.',
  },
  {
    id: 'initiate-failed',
    text: 'Failed to initiate sa',
    means: 'The negotiation could not even begin; the line before says why.',
  },
  {
    id: 'ppk-mismatch',
    text: 'PPK Identity mismatch',
    means: 'The post-quantum keys (PPK) of the two ends have different names.',
  },
  {
    id: 'invalid-syntax',
    text: 'Received an invalid message',
    means: 'A message could not be understood.',
  },
  {
    id: 'decrypt-failed',
    text: 'Failed to decrypt packet',
    means: 'A protected message could not be read: altered on the way, or its SA is out of step.',
  },
  {
    id: 'sa-limit',
    text: 'Maximum SA limit reached',
    means: 'No further IKE SA is allowed on this device now.',
    says: [{ code: 'ike-admission-limit', certainty: 'certain', side: 'local' }],
  },
];
