// The proposals of strongSwan (aes256-sha256-modp2048) in the words that configurations of Cisco devices are read into.

export interface Proposal {
  readonly encryption: string;
  readonly integrity: string | undefined;
  readonly group: string | undefined;
}

/** Its groups by the numbers of the registry (IANA, IKEv2 Transform Type 4). */
export const groups: Readonly<Record<string, string>> = {
  modp1024: '2',
  modp1536: '5',
  modp2048: '14',
  modp3072: '15',
  modp4096: '16',
  ecp256: '19',
  ecp384: '20',
  ecp521: '21',
};

const cipher = /^(?:3des|aes(?:128|192|256)?(?:gcm(?:16|128))?)$/;
const hash = /^(?:md5|sha1?|sha(?:2_)?(?:256|384|512))$/;

/** Undefined where one of them is unknown. */
export function proposalsOf(text: string): readonly Proposal[] | undefined {
  const read = text
    .replace(/!$/, '')
    .split(',')
    .map((one) => proposalOf(one.trim()));
  return read.every((one) => one !== undefined) ? read : undefined;
}

function proposalOf(text: string): Proposal | undefined {
  const [first = '', ...rest] = text.toLowerCase().split('-');
  const hashes = rest.filter((word) => hash.test(word));
  const named = rest.flatMap((word) => groups[word] ?? []);
  // Lists within a proposal, pseudo-random functions and what is newer than this table are left alone.
  if (!cipher.test(first) || hashes.length > 1 || named.length > 1 || hashes.length + named.length < rest.length)
    return undefined;
  return {
    encryption: cipherOf(first),
    integrity: hashes[0]?.replace('sha2_', 'sha').replace(/^sha$/, 'sha1'),
    group: named[0],
  };
}

/** `aes256gcm16` is `aes-gcm-256`, `aes` is `aes-128`. */
function cipherOf(word: string): string {
  const [, bits = '128', gcm] = /^aes(\d{3})?(gcm)?/.exec(word) ?? [];
  return word === '3des' ? word : `aes-${gcm === undefined ? '' : 'gcm-'}${bits}`;
}

/** As a transform set of a Cisco device offers it. */
export const transformsOf = ({ encryption, integrity }: Proposal): string =>
  [
    `esp-${encryption.replace('aes-gcm', 'gcm')}`,
    ...(integrity === undefined ? [] : [`esp-${integrity.replace('sha1', 'sha')}-hmac`]),
  ].join(' ');
