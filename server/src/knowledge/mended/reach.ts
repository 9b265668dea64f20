// How far a fault reaches: which codes keep the IKE SA of a peer down, which keep all of its traffic away, and which only one flow.

/** While it is so, no IKE SA comes up with the peer. */
export const ofIke: ReadonlySet<string> = new Set([
  'peer-not-configured',
  'phase1-not-established',
  'ike-policy-mismatch',
  'ike-dh-group-mismatch',
  'authentication-failed',
  'psk-mismatch',
  'psk-missing',
  'auth-method-mismatch',
  'identity-mismatch',
  'certificate-invalid',
  'ike-version-mismatch',
  'exchange-mode-mismatch',
]);

/** While it is so, what IKE sends is lost on the way: no IKE SA comes up with the peer either. */
export const ofPath: ReadonlySet<string> = new Set(['peer-unreachable', 'nat-t-blocked', 'fragmentation-ike']);

/** While it is so, nothing at all passes between this device and the peer. */
export const ofPeer: ReadonlySet<string> = new Set([
  ...ofIke,
  'peer-unreachable',
  'nat-t-blocked',
  'fvrf-mismatch',
  'ike-not-enabled',
  'phase2-not-established',
  'ipsec-proposal-mismatch',
  'pfs-mismatch',
  'encapsulation-mode-mismatch',
]);

/** While it is so, one flow does not pass; others may. */
export const ofFlow: ReadonlySet<string> = new Set(['proxy-id-mismatch', 'crypto-map-not-matched']);
