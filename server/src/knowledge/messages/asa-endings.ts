// Why a VPN session of an ASA, FTD or PIX ended: the reasons that 113019, 713050 and 713259 share.
import type { Health, Message } from '../../engine/define.ts';

export interface AsaEnding {
  /** Stable word. */
  readonly id: string;
  /** The spellings of the reason, the usual one first. */
  readonly reasons: readonly string[];
  readonly means: string;
  readonly says?: NonNullable<Message['says']>;
  readonly operator?: boolean;
  readonly health?: Health;
}

/** Longer spellings stand before shorter ones that begin alike. */
export const asaEndings: readonly AsaEnding[] = [
  {
    id: 'idle',
    reasons: [
      'Idle Timeout',
      'Idle timeout',
      'Idle Time Exceeded',
      'Idle time exceeded',
      'IPSec SA Idle Timeout',
      'IPsec SA Idle Timeout',
    ],
    means: 'No traffic for the idle time, so the session was closed. It opens again with the next packet.',
    says: [{ code: 'idle-timeout', certainty: 'certain', side: 'local' }],
  },
  {
    id: 'lost-service',
    reasons: ['Lost Service', 'Lost service', 'Service Lost', 'Lost Carrier', 'Lost carrier'],
    means: 'The peer stopped answering: dead peer detection or a renewal got no answer.',
    health: 'bad',
  },
  {
    id: 'user',
    reasons: ['User Requested', 'User requested', 'User Request', 'Host Requested', 'Host requested'],
    means: 'The other end closed the session in an orderly way (or the user did).',
  },
  {
    id: 'peer',
    reasons: ['Peer Terminate', 'Peer terminate', 'Peer Terminated', 'Peer Request'],
    means: 'The peer removed the SA in an orderly way.',
  },
  {
    id: 'administrator',
    reasons: [
      'Administrator Reset',
      'Administrator reset',
      'Administrator Reboot',
      'Administrator Shutdown',
      'Administrator Request',
    ],
    means: 'An operator on this firewall closed the session, or it was reloaded.',
    operator: true,
  },
  {
    id: 'ike-delete',
    reasons: ['IKE Delete', 'IKE delete'],
    means: 'The IKE SA was removed, and with it the session.',
  },
  {
    id: 'map-policy',
    reasons: [
      'crypto map policy not found',
      'Crypto map policy not found',
      'Crypto Map Policy Not Found',
      'Crypto map Policy not found',
    ],
    means: 'No crypto map entry fits the peer and the networks that it proposes.',
    health: 'bad',
  },
  {
    id: 'phase2-mismatch',
    reasons: ['Phase 2 Mismatch', 'Phase 2 mismatch', 'Phase 2 Error', 'Phase 2 error'],
    means: 'Phase 2 could not be agreed: networks, transform set, mode or PFS.',
    health: 'bad',
    says: [{ code: 'phase2-not-established', certainty: 'likely', side: 'either' }],
  },
  {
    id: 'certificate-expired',
    reasons: ['Certificate Expired', 'Certificate expired'],
    means: 'The certificate has expired.',
    health: 'bad',
    says: [{ code: 'certificate-invalid', certainty: 'certain', side: 'either' }],
  },
  {
    id: 'replaced',
    reasons: ['Peer Reconnected', 'Peer reconnected', 'Connection Preempted', 'Connection preempted'],
    means: 'A newer session of the same peer took its place.',
  },
  {
    id: 'address-changed',
    reasons: ['Peer Address Changed', 'Peer address changed'],
    means: 'The peer comes from another address now.',
  },
  {
    id: 'time',
    reasons: ['Maximum Connect Time Exceeded', 'Max time exceeded', 'Max Time Exceeded'],
    means: 'The longest time that a session may last is over (vpn-session-timeout).',
  },
  {
    id: 'expired',
    reasons: ['SA Expired', 'SA expired'],
    means: 'The lifetime of the SA ended and it was not renewed.',
  },
  {
    id: 'configuration',
    reasons: ['Configuration Error', 'Configuration error', 'ACL Parse Error', 'ACL parse error'],
    means: 'The configuration that belongs to this session cannot be used.',
    health: 'bad',
  },
  {
    id: 'port-error',
    reasons: ['Port Error', 'Port error'],
    means: 'The session was given up by the device itself; the lines before it say why.',
  },
  {
    id: 'internal',
    reasons: ['Internal Error', 'Internal error'],
    means: 'The device gave up the session because of a failure of its own, often right after a refused phase 2.',
    health: 'bad',
  },
  { id: 'unknown', reasons: ['Unknown'], means: 'The session ended without a stated reason.' },
];
