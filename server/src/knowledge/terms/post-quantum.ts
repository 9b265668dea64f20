// Post-quantum words: post-quantum pre-shared keys (PPK), ML-KEM and ML-DSA, and how show outputs and debugs spell them.
import { terms } from '../../engine/define.ts';

const ppk = 'https://www.rfc-editor.org/rfc/rfc8784';
const several = 'https://www.rfc-editor.org/rfc/rfc9370';
const kem = 'https://csrc.nist.gov/pubs/fips/203/final';
const dsa = 'https://csrc.nist.gov/pubs/fips/204/final';
const registry = 'https://www.iana.org/assignments/ikev2-parameters/ikev2-parameters.xhtml';

export const postQuantum = terms([
  {
    words: ['PPK', 'ppk', 'Quantum-Safe Encryption using PPK', 'Quantum-safe Encryption using Manual PPK'],
    kind: 'algorithm',
    name: 'Post-quantum pre-shared key',
    means:
      'A second secret that is mixed into the keys of IKEv2. Who records the traffic today cannot open it with a quantum computer later.',
    usually:
      'Both ends need the same key under the same name. Without "required" a tunnel comes up without it when the other end has none.',
    strength: 'strong',
    version: 2,
    sources: [ppk],
  },
  {
    words: ['USE_PPK'],
    kind: 'notify',
    name: 'USE_PPK',
    number: 16435,
    means: 'The sender can use a post-quantum pre-shared key.',
    usually: 'Both ends, in IKE_SA_INIT. Sent by one end only: no PPK is used.',
    version: 2,
    sources: [ppk, registry],
  },
  {
    words: ['PPK_IDENTITY'],
    kind: 'notify',
    name: 'PPK_IDENTITY',
    number: 16436,
    means: 'The name of the post-quantum pre-shared key that is used.',
    usually: 'Initiator with the name, responder without, in IKE_AUTH.',
    version: 2,
    sources: [ppk, registry],
  },
  {
    words: ['NO_PPK_AUTH'],
    kind: 'notify',
    name: 'NO_PPK_AUTH',
    number: 16437,
    means: 'A second proof that is valid without the post-quantum key, in case the responder does not have it.',
    usually: 'Initiator, in IKE_AUTH, where the key is not required.',
    version: 2,
    sources: [ppk, registry],
  },
  {
    words: ['USE_PPK_INT'],
    kind: 'notify',
    name: 'USE_PPK_INT',
    number: 16445,
    means: 'The sender can use a post-quantum pre-shared key already before IKE_AUTH.',
    usually: 'Both ends, in IKE_SA_INIT.',
    version: 2,
    sources: ['https://www.rfc-editor.org/rfc/rfc9867', registry],
  },
  {
    words: ['PPK_IDENTITY_KEY'],
    kind: 'notify',
    name: 'PPK_IDENTITY_KEY',
    number: 16446,
    means: 'The name of a post-quantum pre-shared key with a check that both ends hold the same.',
    usually: 'Initiator, in IKE_INTERMEDIATE.',
    version: 2,
    sources: ['https://www.rfc-editor.org/rfc/rfc9867', registry],
  },
  {
    words: [
      'ML-KEM',
      'MLKEM',
      'ML-KEM-512',
      'MLKEM512',
      'mlkem512',
      'ML-KEM-768',
      'MLKEM768',
      'mlkem768',
      'ML-KEM-1024',
      'MLKEM1024',
      'mlkem1024',
    ],
    kind: 'algorithm',
    name: 'ML-KEM (FIPS 203)',
    means:
      'A key exchange that a quantum computer cannot break, done in addition to Diffie-Hellman. 512, 768 and 1024 are its strengths.',
    usually:
      'Both ends must know the same strength. Where it is optional and the other end lacks it, the tunnel comes up with Diffie-Hellman alone and says nothing: only the missing line "PQC Key Exchange" tells.',
    strength: 'strong',
    version: 2,
    sources: [kem, several, registry],
  },
  {
    words: ['AKE1', 'AKE2', 'AKE3', 'AKE4', 'AKE5', 'AKE6', 'AKE7', 'AKE group', 'ADDKE1', 'PQC Key Exchange'],
    kind: 'attribute',
    name: 'Additional key exchange',
    means: 'A further key exchange after Diffie-Hellman; up to seven may follow one another.',
    usually: 'It carries ML-KEM today.',
    version: 2,
    sources: [several, registry],
  },
  {
    words: ['ML-DSA', 'MLDSA', 'mldsa-sig', 'ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87'],
    kind: 'algorithm',
    name: 'ML-DSA (FIPS 204)',
    means: 'A signature that a quantum computer cannot forge, used in certificates to prove who a peer is.',
    usually: 'Both ends must sign in the same way: a peer that signs with RSA is refused where ML-DSA is expected.',
    strength: 'strong',
    version: 2,
    sources: [dsa, registry],
  },
  {
    words: ['IKE_INTERMEDIATE'],
    kind: 'event',
    name: 'IKE_INTERMEDIATE',
    number: 43,
    means:
      'An exchange between IKE_SA_INIT and IKE_AUTH; it carries further key exchanges, which are too large for the first message.',
    version: 2,
    sources: ['https://www.rfc-editor.org/rfc/rfc9242', registry],
  },
  {
    words: ['IKE_FOLLOWUP_KE'],
    kind: 'event',
    name: 'IKE_FOLLOWUP_KE',
    number: 44,
    means: 'An exchange after CREATE_CHILD_SA that carries a further key exchange.',
    version: 2,
    sources: [several, registry],
  },
  {
    words: ['Quantum Resistance Enabled', 'Quantum Resistance', 'QR'],
    kind: 'flag',
    means: 'A post-quantum key was mixed into this SA.',
    health: 'good',
    version: 2,
    sources: [ppk],
  },
  {
    words: ['SKS', 'sks', 'Secure Key Import Protocol', 'SKIP'],
    kind: 'event',
    name: 'Session key service',
    means: 'An external source from which both ends fetch the same post-quantum key, by name.',
    version: 2,
    sources: [ppk],
  },
]);
