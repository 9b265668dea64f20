// Whether a sample of text is Cisco IPsec output: the door through which the client asks the engine.
export type Likelihood = 'sure' | 'maybe' | 'no';

// Temporary, until the engine's own detector stands.
export function detect(sample: string): Likelihood {
  if (/ISAKMP|IKEv[12] SA|crypto map tag|Crypto session current status/i.test(sample)) return 'sure';
  return /ipsec|crypto/i.test(sample) ? 'maybe' : 'no';
}
