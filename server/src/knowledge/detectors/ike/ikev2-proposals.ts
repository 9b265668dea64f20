// Reads printed IKEv2 proposals, compares what was received with what was expected, value by value, and spells what would fit.
import type { Fix } from '../../../engine/define.ts';

type Attribute = 'encryption' | 'PRF' | 'integrity' | 'DH group' | 'ESN' | 'ML-KEM';

/** One proposal: the values that it lists for each attribute. */
export interface Proposal {
  readonly protocol: 'ike' | 'ipsec';
  readonly values: Readonly<Record<Attribute, readonly string[]>>;
}

export interface Difference {
  readonly name: Attribute;
  readonly local: string;
  readonly remote: string;
}

const attributes: readonly Attribute[] = ['encryption', 'PRF', 'integrity', 'DH group', 'ESN', 'ML-KEM'];

/** Splits a printed list into proposals. */
export function proposalsOf(text: string): Proposal[] {
  const parts = text.split(/(?=(?:(?:IKE|ESP|AH):\s*)?Proposal\s+\d+:)/);
  return parts.flatMap((part) => {
    const match = /^\s*(?:(IKE|ESP|AH):\s*)?Proposal\s+\d+:\s*([\s\S]*)$/.exec(part);
    return match && (match[2] ?? '').trim() !== '' ? [proposalOf(match[1], match[2] as string)] : [];
  });
}

/** Of each attribute nothing yet. */
export const noValues = (): Record<Attribute, string[]> => ({
  encryption: [],
  PRF: [],
  integrity: [],
  'DH group': [],
  ESN: [],
  'ML-KEM': [],
});

/** Values with labels are told by them; bare values by what they are, hashes by their order: PRFs come first, integrity after. */
function proposalOf(prefix: string | undefined, text: string): Proposal {
  const values = noValues();
  const hashes: string[] = [];
  let label: Attribute | undefined;
  for (const token of text.replace(/\s+/g, ' ').matchAll(tokens)) {
    const word = token[0].trim();
    if (word.endsWith(':')) label = labelOf(word);
    else if (/^DH_GROUP/.test(word)) values['DH group'].push(groupOf(word));
    else if (/ESN$/.test(word)) values.ESN.push(/^(?:Don't|No)/.test(word) ? 'no ESN' : 'ESN');
    else if (/^ML-?KEM/.test(word)) values['ML-KEM'].push(word);
    else if (label === 'PRF' || label === 'integrity') values[label].push(word);
    else if (/^(?:SHA|MD5|HMAC|XCBC|None|none)/.test(word)) hashes.push(word);
    else values.encryption.push(word);
  }
  const protocol = prefix === 'ESP' || prefix === 'AH' || values.ESN.length > 0 ? 'ipsec' : 'ike';
  if (protocol === 'ipsec') values.integrity.push(...hashes);
  else {
    const split = firstIntegrity(hashes);
    values.PRF.push(...hashes.slice(0, split));
    values.integrity.push(...hashes.slice(split));
  }
  return { protocol, values };
}

const tokens =
  /(?:ENCRYPTION|ENCR|PRF|INTEGRITY|INTEG|DH GROUP|ESN|PQC(?: [A-Za-z]{2,10}){0,2}|AD?D?KE ?\d?|[A-Z]{3,8} KE ?\d?):|DH_GROUP_[A-Z0-9_]*(?: [A-Z0-9_]+)?\/ ?Group \d+|Don't use ESN|Use ESN|(?:No )?ESN|[A-Za-z0-9_-]+/g;

const labelOf = (word: string): Attribute | undefined =>
  /^ENCR/.test(word)
    ? 'encryption'
    : /^PRF/.test(word)
      ? 'PRF'
      : /^INTEG/.test(word)
        ? 'integrity'
        : /^DH/.test(word)
          ? 'DH group'
          : /^ESN/.test(word)
            ? 'ESN'
            : undefined;

const groupOf = (word: string): string => /Group\s*(\d+)$/.exec(word)?.[1] ?? word;

/** Where the integrity algorithms begin in a list of hashes. Names with a length (`SHA96`) are integrity; else the list holds each twice. */
function firstIntegrity(hashes: readonly string[]): number {
  if (hashes.length < 2) return hashes.length;
  if (hashes.length % 2 === 0) return hashes.length / 2;
  const truncated = hashes.findIndex((hash) => /^(?:SHA96|MD596|None|none)$/.test(hash));
  return truncated > 0 ? truncated : Math.ceil(hashes.length / 2);
}

/** HMAC-SHA1-96 is printed as SHA96 or SHA1, depending on the release. */
const canonical = (name: Attribute, value: string): string =>
  (name === 'integrity' ? value.replace(/^SHA1$/i, 'SHA96').replace(/^MD5$/i, 'MD596') : value).toUpperCase();

/** Of these, none is a value too. A group belongs to them in CREATE_CHILD_SA only: IKE_AUTH never carries one, whatever is configured. */
const alone = (rekey: boolean): ReadonlySet<Attribute> => new Set(rekey ? ['ML-KEM', 'DH group'] : ['ML-KEM']);

function differencesOf(received: Proposal, expected: Proposal, rekey: boolean): Difference[] {
  return attributes.flatMap((name) => {
    const remote = received.values[name];
    const local = expected.values[name];
    const missing = remote.length === 0 || local.length === 0;
    if (missing && (!alone(rekey).has(name) || remote.length === local.length)) return [];
    const known = new Set(local.map((value) => canonical(name, value)));
    if (remote.some((value) => known.has(canonical(name, value)))) return [];
    return [{ name, local: local.join(', ') || 'none', remote: remote.join(', ') || 'none' }];
  });
}

/** The expected proposal that comes nearest to one that was received, and what keeps the two apart. */
export interface Nearest {
  readonly expected: Proposal;
  readonly differences: readonly Difference[];
}

/** The first of the nearest pairs; undefined where nothing can be compared. */
export function compare(
  received: readonly Proposal[],
  expected: readonly Proposal[],
  rekey: boolean,
): Nearest | undefined {
  let best: Nearest | undefined;
  for (const remote of received)
    for (const local of expected) {
      const differences = differencesOf(remote, local, rekey);
      if (!best || differences.length < best.differences.length) best = { expected: local, differences };
    }
  return best;
}

/**
 * How configuration spells what debugs print: `AES-CBC-256` is `aes-cbc-256` in an IKEv2 proposal, `aes-256` in a policy of an ASA and `esp-aes 256` in
 * a transform set; SHA-2 has a hyphen in an IPsec proposal of an ASA. A key of 128 bits needs no number on an ASA.
 */
interface Spelling {
  readonly printed: RegExp;
  readonly ios: string;
  readonly asa: string;
  readonly transform: string;
  /** Under `protocol esp` of an ASA; none where it is the same as in a policy. */
  readonly asaEsp?: string;
  /** Nobody should be told to enter it. */
  readonly weak?: boolean;
}

const spellings: readonly Spelling[] = [
  { printed: /^AES-CBC-128$/, ios: 'aes-cbc-128', asa: 'aes', transform: 'esp-aes 128' },
  { printed: /^AES-CBC-(\d+)$/, ios: 'aes-cbc-$1', asa: 'aes-$1', transform: 'esp-aes $1' },
  { printed: /^AES-GCM-128$/, ios: 'aes-gcm-128', asa: 'aes-gcm', transform: 'esp-gcm 128' },
  { printed: /^AES-GCM-(\d+)$/, ios: 'aes-gcm-$1', asa: 'aes-gcm-$1', transform: 'esp-gcm $1' },
  { printed: /^AES-GMAC-(\d+)$/, ios: 'aes-gmac-$1', asa: 'aes-gmac-$1', transform: 'esp-gmac $1' },
  { printed: /^(3DES|DES)(?:-CBC)?$/, ios: '$1', asa: '$1', transform: 'esp-$1', weak: true },
  { printed: /^(?:SHA96|SHA1)$/, ios: 'sha1', asa: 'sha', transform: 'esp-sha-hmac', asaEsp: 'sha-1' },
  { printed: /^(?:MD596|MD5)$/, ios: 'md5', asa: 'md5', transform: 'esp-md5-hmac', weak: true },
  { printed: /^(SHA)(256|384|512)$/, ios: '$1$2', asa: '$1$2', transform: 'esp-$1$2-hmac', asaEsp: '$1-$2' },
];

function spell(printed: string | undefined, as: 'ios' | 'asa' | 'transform' | 'asaEsp'): string | undefined {
  const spelling = printed === undefined ? undefined : spellings.find((entry) => entry.printed.test(printed));
  if (!spelling || (spelling.weak && as !== 'transform')) return undefined;
  return printed?.replace(spelling.printed, spelling[as] ?? spelling.asa).toLowerCase();
}

/** The first values of a proposal, for the words of a rule. */
export function typedValues({ protocol, values }: Proposal): Readonly<Record<string, string>> {
  const [group] = values['DH group'];
  return {
    ...(protocol === 'ipsec' ? { transforms: transformOf(values) } : {}),
    ...(group === undefined ? {} : { dh: group }),
  };
}

const transformOf = ({ encryption, integrity }: Proposal['values']): string =>
  [encryption[0], integrity[0]].flatMap((value) => spell(value, 'transform') ?? []).join(' ');

/** Groups that RFC 8247 advises against. */
export const weakGroups: ReadonlySet<string> = new Set(['1', '2', '5', '22', '23', '24']);

/** A group that both ends may be given for perfect forward secrecy: the first of the proposals that can be advised. */
export function secrecyGroup(proposals: readonly Proposal[]): string | undefined {
  const groups = proposals.flatMap(({ values }) => values['DH group']);
  return groups.find((group) => !weakGroups.has(group)) ?? groups[0];
}

/** What the other end may be given to have one value of each kind in common: the first ones that are expected here. */
export function fixesFor({ protocol, values }: Proposal): Fix[] {
  const typed = (name: Attribute, as: 'ios' | 'asa' | 'asaEsp', otherwise = name.toLowerCase()): string =>
    spell(values[name][0], as) ?? `<${otherwise}>`;
  const combined = /GCM/.test(values.encryption[0] ?? '');
  const group = values['DH group'].find((one) => !weakGroups.has(one));
  const pfs = group === undefined ? [] : [` set pfs group${group}`];
  const common = { where: 'either', ike: 2 } as const;
  if (protocol === 'ipsec')
    return [
      {
        ...common,
        platform: 'ios',
        config: [
          `crypto ipsec transform-set <set> ${transformOf(values)}`,
          ...(group === undefined ? [] : ['crypto ipsec profile <profile>', ...pfs]),
        ],
        why: 'This is what this end expects; give both ends the same.',
      },
      {
        ...common,
        platform: 'asa',
        config: [
          'crypto ipsec ikev2 ipsec-proposal <proposal>',
          ` protocol esp encryption ${typed('encryption', 'asaEsp')}`,
          ` protocol esp integrity ${combined ? 'null' : typed('integrity', 'asaEsp')}`,
        ],
        why: 'This is what this end expects; the crypto map or profile of both ends must name such a proposal.',
      },
    ];
  return [
    {
      ...common,
      platform: 'ios',
      config: [
        'crypto ikev2 proposal <name>',
        ` encryption ${typed('encryption', 'ios')}`,
        combined ? ` prf ${typed('PRF', 'ios')}` : ` integrity ${typed('integrity', 'ios')}`,
        ` group ${group ?? '<group>'}`,
      ],
      why: 'This is what this end expects; the proposal must stand in the IKEv2 policy that is used.',
    },
    {
      ...common,
      platform: 'asa',
      config: [
        'crypto ikev2 policy <number>',
        ` encryption ${typed('encryption', 'asa')}`,
        ` integrity ${combined ? 'null' : typed('integrity', 'asa')}`,
        ` prf ${typed('PRF', 'asa')}`,
        ` group ${group ?? '<group>'}`,
      ],
      why: 'This is what this end expects; give both ends one value of each in common.',
    },
  ];
}
