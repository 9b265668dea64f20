// Algorithms and Diffie-Hellman groups, with the strength that RFC 8221 (ESP), RFC 8247 (IKEv2) and RFC 9395 give them today.
import { terms } from '../../engine/define.ts';

const ike = 'https://www.rfc-editor.org/rfc/rfc8247#section-2';
const esp = 'https://www.rfc-editor.org/rfc/rfc8221#section-5';
const retired = 'https://www.rfc-editor.org/rfc/rfc9395';
const registry = 'https://www.iana.org/assignments/ikev2-parameters/ikev2-parameters.xhtml';

const inBoth = (level: string): string => `${level} in IKEv2 (RFC 8247) and ESP (RFC 8221)`;

const cipher = { kind: 'encryption', sources: [ike, esp] } as const;
const hash = { kind: 'integrity', sources: [ike, esp] } as const;
const group = { kind: 'group', sources: [ike, registry] } as const;

export const algorithms = terms([
  {
    words: ['des', 'esp-des', 'DES-CBC', 'DES'],
    means: 'DES with a key of 56 bits: it can be tried through in hours.',
    strength: 'broken',
    standing: inBoth('MUST NOT'),
    ...cipher,
  },
  {
    words: ['3des', 'esp-3des', '3DES-CBC', '3DES', 'des3'],
    means: 'Triple DES: slow, with small blocks that leak after much traffic.',
    strength: 'weak',
    standing: 'MAY in IKEv2 (RFC 8247), SHOULD NOT in ESP (RFC 8221)',
    ...cipher,
  },
  {
    words: ['aes', 'esp-aes', 'AES-CBC', 'aes-cbc-128', 'AES-CBC-128', 'esp-aes-128', 'aes-128', 'aes 128', 'AES128'],
    means: 'AES in CBC mode; 128 bits unless another length is named. It needs an integrity algorithm beside it.',
    strength: 'strong',
    standing: inBoth('MUST'),
    ...cipher,
  },
  {
    words: ['aes-192', 'esp-192-aes', 'esp-aes-192', 'AES-CBC-192', 'aes-cbc-192', 'aes 192', 'esp-aes 192', 'AES192'],
    means: 'AES in CBC mode with a key of 192 bits. It needs an integrity algorithm beside it.',
    strength: 'strong',
    standing: inBoth('MAY'),
    ...cipher,
  },
  {
    words: ['aes-256', 'esp-256-aes', 'esp-aes-256', 'AES-CBC-256', 'aes-cbc-256', 'aes 256', 'esp-aes 256', 'AES256'],
    means: 'AES in CBC mode with a key of 256 bits. It needs an integrity algorithm beside it.',
    strength: 'strong',
    standing: inBoth('MUST'),
    ...cipher,
  },
  {
    words: [
      'aes-gcm',
      'esp-gcm',
      'AES-GCM',
      'AES-GCM-128',
      'aes-gcm-128',
      'esp-gcm 128',
      'AES-GCM-256',
      'aes-gcm-256',
      'esp-gcm 256',
      'esp-aes-gcm',
      'esp-gcm-256',
      'esp-aes-gcm-256',
    ],
    means: 'AES in GCM mode: encrypts and protects integrity in one, so no integrity algorithm stands beside it.',
    strength: 'strong',
    standing: 'SHOULD in IKEv2 (RFC 8247), MUST in ESP (RFC 8221)',
    ...cipher,
  },
  {
    words: ['esp-gmac', 'AES-GMAC', 'esp-gmac 128', 'esp-gmac 256'],
    means: 'AES-GMAC: integrity without encryption.',
    strength: 'weak',
    ...cipher,
  },
  {
    words: ['esp-null', 'NULL', 'null'],
    means: 'No encryption: packets are protected against change, but readable by everybody on the way.',
    strength: 'broken',
    ...cipher,
  },
  {
    words: ['esp-seal', 'seal'],
    means: 'The SEAL stream cipher, an old choice for software encryption.',
    strength: 'weak',
    ...cipher,
  },
  {
    words: ['md5', 'MD5', 'MD596', 'esp-md5-hmac', 'ah-md5-hmac', 'HMAC-MD5'],
    means: 'MD5: the standards forbid it for new SAs.',
    strength: 'broken',
    standing: inBoth('MUST NOT'),
    ...hash,
    sources: [ike, esp, retired],
  },
  {
    words: ['sha', 'SHA', 'sha1', 'SHA1', 'SHA-1', 'SHA96', 'esp-sha-hmac', 'ah-sha-hmac', 'HMAC-SHA1'],
    means: 'SHA-1: as an HMAC not broken, but on its way out of the standards.',
    strength: 'acceptable',
    standing: inBoth('MUST-, which means: still required, and expected to fall'),
    ...hash,
  },
  {
    words: ['sha256', 'SHA256', 'sha-256', 'SHA-256', 'esp-sha256-hmac', 'esp-sha-256-hmac', 'ah-sha256-hmac'],
    means: 'SHA-2 with 256 bits: what the standards ask everybody to have.',
    strength: 'strong',
    standing: inBoth('MUST'),
    ...hash,
  },
  {
    words: ['sha384', 'SHA384', 'sha-384', 'SHA-384', 'esp-sha384-hmac', 'esp-sha-384-hmac'],
    means: 'SHA-2 with 384 bits.',
    strength: 'strong',
    ...hash,
  },
  {
    words: ['sha512', 'SHA512', 'sha-512', 'SHA-512', 'esp-sha512-hmac', 'esp-sha-512-hmac'],
    means: 'SHA-2 with 512 bits.',
    strength: 'strong',
    standing: inBoth('SHOULD'),
    ...hash,
  },

  {
    words: ['group 1', 'group1', 'Group 1', 'DH group 1', 'DH_GROUP_768_MODP/Group 1', 'DH_GROUP_768_MODP'],
    number: 1,
    means: 'Diffie-Hellman group 1: 768-bit MODP.',
    strength: 'broken',
    standing: 'MUST NOT in IKEv2 (RFC 8247)',
    ...group,
  },
  {
    words: ['group 2', 'group2', 'Group 2', 'DH group 2', 'DH_GROUP_1024_MODP/Group 2', 'DH_GROUP_1024_MODP'],
    number: 2,
    means: 'Diffie-Hellman group 2: 1024-bit MODP.',
    strength: 'weak',
    standing: 'SHOULD NOT in IKEv2 (RFC 8247)',
    ...group,
  },
  {
    words: ['group 5', 'group5', 'Group 5', 'DH group 5', 'DH_GROUP_1536_MODP/Group 5', 'DH_GROUP_1536_MODP'],
    number: 5,
    means: 'Diffie-Hellman group 5: 1536-bit MODP.',
    strength: 'weak',
    standing: 'SHOULD NOT in IKEv2 (RFC 8247)',
    ...group,
  },
  {
    words: ['group 14', 'group14', 'Group 14', 'DH group 14', 'DH_GROUP_2048_MODP/Group 14', 'DH_GROUP_2048_MODP'],
    number: 14,
    means: 'Diffie-Hellman group 14: 2048-bit MODP. Every IKEv2 has it.',
    strength: 'acceptable',
    standing: 'MUST in IKEv2 (RFC 8247)',
    ...group,
  },
  {
    words: ['group 15', 'group15', 'Group 15', 'DH_GROUP_3072_MODP/Group 15', 'DH_GROUP_3072_MODP'],
    number: 15,
    means: 'Diffie-Hellman group 15: 3072-bit MODP.',
    strength: 'strong',
    ...group,
  },
  {
    words: ['group 16', 'group16', 'Group 16', 'DH_GROUP_4096_MODP/Group 16', 'DH_GROUP_4096_MODP'],
    number: 16,
    means: 'Diffie-Hellman group 16: 4096-bit MODP.',
    strength: 'strong',
    ...group,
  },
  {
    words: ['group 19', 'group19', 'Group 19', 'DH_GROUP_256_ECP/Group 19', 'DH_GROUP_256_ECP'],
    number: 19,
    means: 'Diffie-Hellman group 19: elliptic curve, 256 bits.',
    strength: 'strong',
    standing: 'SHOULD in IKEv2 (RFC 8247)',
    ...group,
  },
  {
    words: ['group 20', 'group20', 'Group 20', 'DH_GROUP_384_ECP/Group 20', 'DH_GROUP_384_ECP'],
    number: 20,
    means: 'Diffie-Hellman group 20: elliptic curve, 384 bits.',
    strength: 'strong',
    ...group,
  },
  {
    words: ['group 21', 'group21', 'Group 21', 'DH_GROUP_521_ECP/Group 21', 'DH_GROUP_521_ECP'],
    number: 21,
    means: 'Diffie-Hellman group 21: elliptic curve, 521 bits.',
    strength: 'strong',
    ...group,
  },
  {
    words: ['group 24', 'group24', 'Group 24', 'DH_GROUP_2048_256_MODP/Group 24', 'DH_GROUP_2048_256_MODP'],
    number: 24,
    means: 'Diffie-Hellman group 24: 2048-bit MODP with a small subgroup; nobody trusts it any more.',
    strength: 'weak',
    standing: 'SHOULD NOT in IKEv2 (RFC 8247)',
    ...group,
    sources: [ike, retired],
  },
  {
    words: ['group 31', 'group31', 'Group 31'],
    number: 31,
    means: 'Diffie-Hellman group 31: Curve25519.',
    strength: 'strong',
    kind: 'group',
    sources: ['https://www.rfc-editor.org/rfc/rfc8031', registry],
  },
  {
    words: ['PFS', 'perfect forward secrecy'],
    kind: 'setting',
    means: 'Perfect forward secrecy: each IPsec SA gets keys from a Diffie-Hellman exchange of its own.',
    usually:
      'Both ends must agree on whether it is used and on the group. With IKEv2 the first child SA has none: a difference shows at the first rekey.',
    sources: [
      'https://www.rfc-editor.org/rfc/rfc2409#section-5.5',
      'https://www.rfc-editor.org/rfc/rfc7296#section-1.3',
    ],
  },
]);
