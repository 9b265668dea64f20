// The words of a configuration for what debugs and show outputs print of an IKEv1 policy.

/** `AES-CBC` and 256 become `aes 256`; so does `AES - Advanced Encryption Standard`. */
export function cipherWords(cipher: string | undefined, bits: string | undefined): string | undefined {
  if (cipher === undefined) return undefined;
  if (/3des|triple/i.test(cipher)) return '3des';
  if (/aes/i.test(cipher)) return bits === undefined || bits === '128' ? 'aes' : `aes ${bits}`;
  return /des/i.test(cipher) ? 'des' : cipher.toLowerCase();
}

/** `Secure Hash Standard 2 (256 bit)`, `Message Digest 5` and `sha256` as a configuration writes them. */
export function hashWords(hash: string): string {
  const size = /(256|384|512)/.exec(hash)?.[1];
  return /md5|message digest/i.test(hash) ? 'md5' : size ? `sha${size}` : 'sha';
}

/** `Pre-Shared Key`, `Rivest-Shamir-Adleman Signature` and `RSA sig` as a configuration writes them. */
export const authWords = (auth: string | undefined): string | undefined =>
  auth === undefined ? undefined : (methods.find(([shown]) => shown.test(auth))?.[1] ?? auth);
const methods = [
  [/pre/i, 'pre-share'],
  [/encr/i, 'rsa-encr'],
  [/rsa|rivest/i, 'rsa-sig'],
  [/ec/i, 'ecdsa-sig'],
] as const;
