// The parts of a configuration: policies, proposals, transform sets, keys, map entries, interfaces and profiles, each read from its block.
import type { Rec } from '../../../engine/define.ts';
import { networkOf } from '../networks.ts';
import type {
  Block,
  Identity,
  IkeProfile,
  Interface,
  IpsecProfile,
  Key,
  MapEntry,
  Policy,
  Statement,
} from './model.ts';

/** Values that hold where a policy does not name them (IOS). */
const policyDefaults: Readonly<Record<string, string>> = {
  encryption: 'des',
  hash: 'sha',
  authentication: 'rsa-sig',
  group: '1',
  lifetime: '86400',
};

export function policiesOf(blocks: readonly Block[]): Policy[] {
  return blocks.flatMap((block) => {
    const match = /^crypto (isakmp|ikev1) policy (\d+)/.exec(block.text);
    if (!match) return [];
    const values: Record<string, string> = { ...policyDefaults };
    for (const { words } of block.lines) {
      const [word = '', ...rest] = words;
      const name = {
        encr: 'encryption',
        encryption: 'encryption',
        hash: 'hash',
        authentication: 'authentication',
        group: 'group',
        lifetime: 'lifetime',
      }[word];
      if (name) values[name] = rest.join(' ').replace(/^seconds /, '');
    }
    return [{ name: match[2] as string, values: normalised(values), offers: [], rec: block.rec }];
  });
}

export function proposalsOf(blocks: readonly Block[]): Policy[] {
  return blocks.flatMap((block) => {
    const match = /^crypto ikev2 (?:proposal|policy) (\S+)/.exec(block.text);
    const values: Record<string, string> = {};
    for (const { words } of block.lines) {
      const [name = '', ...rest] = words;
      if (/^(?:encryption|integrity|group|prf)$/.test(name))
        values[name] = rest
          .map((word) =>
            word
              .replace(/^aes-cbc-/, 'aes-')
              .replace(/^aes$/, 'aes-128')
              .replace(/^sha$/, 'sha1'),
          )
          .join(' ');
    }
    return match && Object.keys(values).length > 0
      ? [{ name: match[1] as string, values, offers: [], rec: block.rec }]
      : [];
  });
}

/** `3des`, `aes`, `aes 256`, `aes-256` and `sha`, `sha1` say the same on IOS and ASA. */
function normalised(values: Record<string, string>): Record<string, string> {
  const encryption = (values.encryption ?? '').replace(/^aes-(\d+)$/, 'aes $1').replace(/^aes(?: 128)?$/, 'aes 128');
  const hash = (values.hash ?? '').replace(/^sha1$/, 'sha');
  return { ...values, encryption, hash };
}

export function transformsOf(blocks: readonly Block[]): Map<string, Policy> {
  const sets = new Map<string, Policy>();
  for (const block of blocks) {
    const match = /^crypto ipsec (?:ikev1 )?transform-set (\S+) (.+)/.exec(block.text);
    if (match) {
      const [, name = '', rest = ''] = match;
      if (/^mode /.test(rest)) {
        const known = sets.get(name);
        if (known) sets.set(name, { ...known, values: { ...known.values, mode: rest.replace(/^mode /, '') } });
        continue;
      }
      const mode =
        block.lines
          .map(({ words }) => (words[0] === 'mode' ? words[1] : undefined))
          .findLast((word) => word !== undefined) ?? 'tunnel';
      const transforms = transformWords(rest);
      sets.set(name, { name, values: { transforms, mode }, offers: [transforms], rec: block.rec });
    }
    const proposal = /^crypto ipsec ikev2 ipsec-proposal (\S+)/.exec(block.text);
    if (proposal) {
      const [, name = ''] = proposal;
      const list = (what: string): string[] =>
        block.lines.flatMap(({ words }) => (words[0] === 'protocol' && words[2] === what ? words.slice(3) : []));
      const offers = proposalOffers(list('encryption'), list('integrity'));
      sets.set(name, { name, values: { transforms: offers.join(' or '), mode: 'tunnel' }, offers, rec: block.rec });
    }
  }
  return sets;
}

/** One spelling for `esp-aes 256 esp-sha-hmac` (IOS) and `esp-aes-256 esp-sha-hmac` (ASA); what a copy put on the same line is no transform. */
const transformWords = (text: string): string =>
  text
    .replace(/esp-(aes|gcm|gmac) (\d+)/g, 'esp-$1-$2')
    .split(/\s+/)
    .filter((word) => /^(?:esp|ah|comp)-/.test(word))
    .map((word) => (word === 'esp-aes' ? 'esp-aes-128' : word === 'esp-gcm' ? 'esp-gcm-128' : word))
    .sort()
    .join(' ');

/** `protocol esp encryption aes-256 aes`, `protocol esp integrity sha-256 sha-1`: any of one with any of the other; GCM needs no integrity. */
const proposalOffers = (encryption: readonly string[], integrity: readonly string[]): string[] =>
  encryption.flatMap((cipher) => {
    const esp = `esp-${cipher.replace(/^aes-g/, 'g').replace(/^(aes|gcm)$/, '$1-128')}`;
    const hashes = integrity
      .filter((hash) => hash !== 'null')
      .map((hash) => `esp-${hash === 'sha-1' ? 'sha' : hash.replace('-', '')}-hmac`);
    return /^esp-g(?:cm|mac)/.test(esp) || hashes.length === 0 ? [esp] : hashes.map((hash) => `${esp} ${hash}`);
  });

export function keysOf(blocks: readonly Block[]): Key[] {
  const keys: Key[] = [];
  const note = (at: Omit<Key, 'address' | 'secret'>, mask: string | undefined, words: readonly string[]): void => {
    const address = networkOf(at.text, mask ?? (at.text === '0.0.0.0' ? '0.0.0.0' : undefined));
    keys.push({ ...at, address, secret: readable(words) });
  };
  const v1 = { version: 1, use: 'both', keyring: undefined, vrf: undefined } as const;
  for (const block of blocks) {
    const { text, words, rec, lines } = block;
    const global = /^crypto isakmp key (.+?) (?:address|hostname) (?:ipv6 )?(\S+)(?: (\d\S+))?/.exec(text);
    if (global) note({ ...v1, text: global[2], rec }, global[3], (global[1] ?? '').split(/\s+/));
    const ring = /^crypto keyring (\S+)(?: vrf (\S+))?/.exec(text);
    if (ring)
      for (const line of lines) {
        const match =
          /^pre-shared-key (?:address (?:ipv6 )?(\S+)(?: (\d+\.\d+\.\d+\.\d+))?|hostname (\S+)) key (.+)/.exec(
            line.text,
          );
        if (match)
          note(
            { ...v1, text: match[1] ?? match[3], keyring: ring[1], vrf: ring[2], rec: line.rec },
            match[2],
            (match[4] ?? '').split(/\s+/),
          );
      }
    if (/^crypto ikev2 keyring /.test(text)) peerKeys(words[3], lines, note);
    if (words[0] === 'tunnel-group' && words[2] === 'ipsec-attributes')
      for (const line of lines) {
        const secret =
          /^(?:ikev1 |isakmp )?pre-shared-key (.+)|^ikev2 (local|remote)-authentication pre-shared-key (.+)/.exec(
            line.text,
          );
        if (!secret) continue;
        const use = secret[2] as 'local' | 'remote' | undefined;
        note(
          {
            text: words[1],
            keyring: undefined,
            version: use ? 2 : 1,
            use: use ?? 'both',
            vrf: undefined,
            rec: line.rec,
          },
          undefined,
          (secret[1] ?? secret[3] ?? '').split(/\s+/),
        );
      }
  }
  return keys;
}

/** IKEv2 keyrings: peers with an address or identity and one key, or one for each direction. */
function peerKeys(
  keyring: string | undefined,
  lines: readonly Statement[],
  note: (at: Omit<Key, 'address' | 'secret'>, mask: string | undefined, words: readonly string[]) => void,
): void {
  let text: string | undefined;
  let mask: string | undefined;
  for (const line of lines) {
    const where = /^address (\S+)(?: (\d+\.\d+\.\d+\.\d+))?/.exec(line.text);
    const who = /^(?:hostname|identity (?:fqdn|email|key-id|address)) (\S+)/.exec(line.text);
    if (/^peer /.test(line.text)) {
      text = undefined;
      mask = undefined;
    }
    if (where) [, text, mask] = where;
    else if (who) text ??= who[1];
    const secret = /^pre-shared-key (?:(local|remote) )?(.+)/.exec(line.text);
    if (!secret) continue;
    const use = (secret[1] as 'local' | 'remote' | undefined) ?? 'both';
    note({ text, keyring, version: 2, use, vrf: undefined, rec: line.rec }, mask, (secret[2] ?? '').split(/\s+/));
  }
}

/** `{{ links[0] }}`, `<WAN interface>`: a place that a template leaves open stands for one word, however it is written. */
export const inOneWord = (text: string): string =>
  text.replace(/\{\{[^{}]{1,80}\}\}|<[A-Za-z][\w -]{0,60}>/g, (place) => place.replace(/ /g, ''));

/** What a tool fills in for each device anew: under one name two devices have two values. */
const isPlace = (word: string | undefined): boolean => word?.startsWith('{{') === true;

/** A key in the clear: neither masked by the device or by hand, nor encrypted (types 6 and 7, hex). */
export function readable(words: readonly string[]): string | undefined {
  const [first, second] = words;
  const value =
    (first === '0' || first === '6' || first === '7' || first === '8') && second !== undefined ? second : first;
  if (value === undefined || first === '6' || first === '7' || first === '8') return undefined;
  return isPlace(value) || /^[*x.<[]|\*{2,}|^(?:hidden|removed|redacted|secret|key|password)$/i.test(value)
    ? undefined
    : value;
}

export function mapEntries(blocks: readonly Block[]): MapEntry[] {
  const groups = new Map<
    string,
    { map: string; sequence: number; dynamic: boolean; rec: Rec; statements: Statement[] }
  >();
  for (const block of blocks) {
    const match = /^crypto (dynamic-map|map) (?:ipv6 )?(\S+) (\d+)(?: (.+))?/.exec(block.text);
    if (!match) continue;
    const key = `${match[1]} ${match[2]} ${match[3]}`;
    const group = groups.get(key) ?? {
      map: match[2] as string,
      sequence: Number(match[3]),
      dynamic: match[1] === 'dynamic-map',
      rec: block.rec,
      statements: [],
    };
    groups.set(key, group);
    if (match[4]) group.statements.push({ text: match[4], words: match[4].split(/\s+/), rec: block.rec });
    group.statements.push(...block.lines);
  }
  return [...groups.values()].map((group): MapEntry => {
    const first = (pattern: RegExp): RegExpExecArray | undefined =>
      group.statements.map(({ text }) => pattern.exec(text)).findLast((match) => match !== null) ?? undefined;
    const acl = group.statements.findLast(({ text }) => /^match address /.test(text));
    const profile = first(/^set (isakmp|ikev2)-profile (\S+)/);
    return {
      map: group.map,
      sequence: group.sequence,
      dynamic: group.dynamic ? group.map : first(/^ipsec-isakmp dynamic (\S+)/)?.[1],
      peers: group.statements.filter(({ text }) => /^set peer /.test(text)),
      acl: acl?.words[2],
      aclRec: acl?.rec,
      transforms: (first(/^set (?:ikev1 )?transform-set (.+)/)?.[1] ?? '').split(/\s+/).filter(Boolean),
      proposals: (first(/^set ikev2 ipsec-proposal (.+)/)?.[1] ?? '').split(/\s+/).filter(Boolean),
      pfs: group.statements.some(({ text }) => /^set pfs/.test(text))
        ? (first(/^set pfs (\S+)/)?.[1] ?? 'on')
        : undefined,
      lifetime: first(/^set security-association lifetime seconds (\d+)/)?.[1],
      profile: profile?.[2],
      profileVersion: profile && (profile[1] === 'ikev2' ? 2 : 1),
      rec: group.rec,
      marked: group.statements.find(({ text }) => /^! ?Incomplete$/.test(text))?.rec,
      manual: group.statements.some(({ text }) => /^(?:ipsec-manual|gdoi|gkm)/.test(text)),
      reopened: !group.statements.some(({ text }) => /^(?:ipsec-|gdoi|gkm)/.test(text)),
    };
  });
}

export function interfaceOf(block: Block): Interface {
  const first = (pattern: RegExp): string | undefined =>
    block.lines.map(({ text }) => pattern.exec(text)?.[1]).findLast((value) => value !== undefined);
  const has = (pattern: RegExp): boolean => block.lines.some(({ text }) => pattern.test(text));
  const count = (pattern: RegExp): number => block.lines.filter(({ text }) => pattern.test(text)).length;
  const primary = block.lines.findLast(
    ({ text, words }) =>
      /^ip address (?:\S+\.\S+\.\S+\.\S+|\S+ \d+\.\d+\.\d+\.\d+)/.test(text) &&
      !isPlace(words[2]) &&
      !/ secondary$/.test(text),
  );
  const [address, mask] = primary?.words.slice(2) ?? [];
  return {
    name: block.words.slice(1).join(''),
    address,
    addresses: addressesIn(block),
    network: networkOf(address, mask),
    vrf: first(/^(?:ip )?vrf forwarding (\S+)/),
    map: first(/^(?:ipv6 )?crypto map (\S+)/),
    shut: has(/^shutdown$/),
    natOutside: has(/^ip nat outside/),
    filterIn: first(/^ip access-group (\S+) in/),
    nameif: first(/^nameif (\S+)/),
    tunnel: {
      source: first(/^tunnel source (?:interface )?([A-Za-z-]+ \d\S*|\S+)/)?.replace(' ', ''),
      destination: first(/^tunnel destination (\S+)/),
      mode: first(/^tunnel mode (.+)/),
      key: first(/^tunnel key (\S+)/),
      vrf: first(/^tunnel vrf (\S+)/),
      profile: first(/^tunnel protection ipsec profile (\S+)/),
      ikeProfile: first(/^tunnel protection ipsec profile \S+ (?:shared )?ikev2-profile (\S+)/),
    },
    nhrp: {
      networkId: has(/^ip nhrp network-id/),
      authentication: first(/^ip nhrp authentication (\S+)/),
      servers: count(/^ip nhrp nhs/),
      multicast: has(/^ip nhrp map multicast|^ip nhrp nhs .* multicast/),
      maps: count(/^ip nhrp map (?!multicast)/),
    },
    mtu: first(/^ip mtu (\d+)/),
    block,
  };
}

export const addressesIn = ({ lines }: Block): string[] =>
  lines.flatMap(
    ({ text }) =>
      /^ip(?:v6)? address (?!\{\{)([\dA-Fa-fxX*]\S*[.:][^\s/]*|\S+(?= \d+\.\d+\.\d+\.\d+))/.exec(text)?.[1] ?? [],
  );

export const ipsecProfileOf = ({ text, words, lines, rec }: Block): IpsecProfile[] => {
  if (!/^crypto ipsec profile /.test(text)) return [];
  const last = (pattern: RegExp): RegExpExecArray | undefined =>
    lines.map((line) => pattern.exec(line.text)).findLast((match) => match !== null) ?? undefined;
  const sets = last(/^set (?:transform-set|(ikev1) transform-set|(ikev2) ipsec-proposal) (.+)/);
  const ike = last(/^set (isakmp|ikev2)-profile (\S+)/);
  const pfs = last(/^set pfs(?: (\S+))?/);
  const asa = sets?.[1] === undefined ? (sets?.[2] === undefined ? undefined : 2) : 1;
  return [
    {
      name: words[3] ?? '',
      sets: (sets?.[3] ?? '').split(/\s+/).filter(Boolean),
      pfs: pfs && (pfs[1] ?? 'on'),
      ikeProfile: ike?.[2],
      version: ike ? (ike[1] === 'ikev2' ? 2 : 1) : asa,
      block: { text, words, lines, rec },
    },
  ];
};

/** No device takes another word than these two before the name, so a line with one names none. */
export const keyringNamed = /^keyring (?!(?!local |aaa )\S+ \w)(?:local )?(?!aaa\b)(\S+)/;

export function ikeProfileOf(block: Block): IkeProfile[] {
  const match = /^crypto (isakmp|ikev2) profile (\S+)/.exec(block.text);
  if (!match) return [];
  const all = (pattern: RegExp): readonly (readonly [RegExpExecArray, Statement])[] =>
    block.lines.flatMap((line) => {
      const found = pattern.exec(line.text);
      return found ? [[found, line] as const] : [];
    });
  const last = (pattern: RegExp): string | undefined => all(pattern).at(-1)?.[0][1];
  const accepts = all(/^match identity (?:remote )?(.+)/).map(([found, line]) => identityOf(found[1] ?? '', line.rec));
  const shown = all(/^(?:identity local|self-identity) (.+)/).at(-1);
  return [
    {
      version: match[1] === 'ikev2' ? 2 : 1,
      name: match[2] as string,
      keyring: last(keyringNamed),
      frontDoors: all(/^match fvrf (\S+)/).map(([found]) => found[1] as string),
      accepts,
      byCertificate: all(/^match certificate /).length > 0,
      shows: shown && identityOf(shown[0][1] ?? '', shown[1].rec),
      provesBy: last(/^authentication local (\S+)/),
      expects: all(/^authentication remote (\S+)/).map(([found]) => found[1] as string),
      reopened: block.rec.fields.reopened !== undefined,
      block,
    },
  ];
}

/** `address 198.51.100.9 255.255.255.255 FVRF`, `fqdn domain example.net`, `any`; what is not known here accepts and shows anything. */
export function identityOf(text: string, rec: Rec): Identity {
  const [word = '', first = '', second, third] = text.split(/\s+/);
  const base = { type: word, vrf: undefined, network: undefined, rec };
  if (word === 'any') return { ...base, kind: 'any', value: 'any' };
  if (word === 'address') {
    const masked = /^\d+\.\d+\.\d+\.\d+$/.test(second ?? '');
    const network = networkOf(first, masked ? second : first === '0.0.0.0' ? '0.0.0.0' : undefined);
    return { ...base, kind: 'address', value: first, network, vrf: masked ? third : second };
  }
  if (/^(?:fqdn|email|user-fqdn|host|user|key-id)$/.test(word))
    return first === 'domain'
      ? { ...base, kind: 'domain', value: second ?? '' }
      : { ...base, kind: 'name', value: first };
  return { ...base, kind: 'other', value: text };
}
