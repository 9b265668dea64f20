// Whether a sample of text is Cisco IPsec output: asked by the client, which must answer at once and without the catalogue.

export type Likelihood = 'sure' | 'maybe' | 'no';

/** Lines that only a device prints, or a person who talks to one. One is enough. */
const HEADINGS = [
  /^\s*\S{1,64}[#>] ?(?:do )?(?:sh|sho|show|deb|debu|debug) (?:cry|cryp|crypt|crypto|dmvpn|nhrp|vpn-sessiondb)\b/m,
  /^IPv[46] Crypto (?:ISAKMP|IKEv2) {1,2}SA\s*$/m,
  /^Crypto session current status\s*$/m,
  /^dst +src +state +conn-id/m,
  /^IKEv[12] SAs:/m,
  /^ *(?:\d+ +)?IKE Peer(?:: \S| {2,}Type )/m,
  /^There are no IKEv[12] SAs\s*$/m,
  /^\s*Crypto map tag: \S+, (?:local addr|seq num)/m,
  /^\s*#pkts (?:encaps|decaps): ?\d+/m,
  /^\s*(?:Session ID:? ?\d* ?)?IKE(?:v1|v2)? SA: local \S+ remote \S+/m,
  /^\s*crypto (?:isakmp|ikev[12]) (?:policy|profile|proposal|keyring|key)\b/m,
  /^\s*crypto (?:ipsec (?:ikev[12] )?(?:transform-set|profile|ipsec-proposal)|map \S+ \d+ (?:ipsec-isakmp|match|set))\b/m,
];

/** The heads of debug and syslog lines, wherever the timestamp ends. Two are enough, or one in a text of few lines: one in many may be quoted in a letter. */
const HEADS =
  /(?:^|[\s:])(?:ISAKMP(?:-PAK|-ERROR)?\s?:?\s?\(|ISAKMP(?:-ERROR)?: |IKEv2(?:-[A-Z]+(?:-\d)?)?:|IPSEC\(|CRYPTO_(?:PKI|SS)|crypto_isakmp|%(?:CRYPTO|CERM(?:_DP)?)-\d-|%(?:IKEV2|IPSEC|NHRP|DMVPN|GDOI)-\d-|%(?:ASA|FTD|PIX)-(?:[a-z]+-)?\d-(?:402|602|713|715|750|751|752)\d|\[IKEv1[\] ]|NHRP: )/gm;

const FEW_LINES = 3;

/** Words of the field, which prose uses too. */
const WORDS = /\b(?:isakmp|ikev[12]|ipsec|crypto map)\b/i;

export function detect(sample: string): Likelihood {
  if (HEADINGS.some((heading) => heading.test(sample))) return 'sure';
  const heads = sample.match(HEADS)?.length ?? 0;
  if (heads >= 2 || (heads === 1 && lineCount(sample) <= FEW_LINES)) return 'sure';
  return heads === 1 || WORDS.test(sample) ? 'maybe' : 'no';
}

function lineCount(text: string): number {
  return text.split('\n').filter((line) => line.trim() !== '').length;
}
