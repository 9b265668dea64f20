// Reads the crypto part of a configuration (IOS or ASA) into named entries that checks can follow; every entry keeps its line.
import type { Rec } from '../../engine/define.ts';
import type { Capture } from '../../engine/model.ts';
import { type Prefix, prefixOf } from './values.ts';

/** A statement: its words and its line. */
export interface Statement {
  readonly text: string;
  readonly words: readonly string[];
  readonly rec: Rec;
}

interface Block extends Statement {
  readonly lines: readonly Statement[];
}

export interface Key {
  /** As it stands there, masked or not. */
  readonly text: string | undefined;
  readonly address: Prefix | undefined;
  /** Readable only when it is stored in the clear; masks and ciphers are not. */
  readonly secret: string | undefined;
  readonly vrf: string | undefined;
  readonly rec: Rec;
}

export interface Policy {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  readonly rec: Rec;
}

interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly from: Statement;
}

export interface MapEntry {
  readonly map: string;
  readonly sequence: number;
  readonly dynamic: string | undefined;
  readonly peers: readonly Statement[];
  readonly acl: string | undefined;
  readonly aclRec: Rec | undefined;
  readonly transforms: readonly string[];
  readonly proposals: readonly string[];
  readonly pfs: string | undefined;
  readonly lifetime: string | undefined;
  readonly profile: string | undefined;
  readonly rec: Rec;
  readonly manual: boolean;
}

export interface Rule {
  readonly permit: boolean;
  readonly protocol: string;
  readonly source: Prefix | 'any' | undefined;
  readonly destination: Prefix | 'any' | undefined;
  readonly ports: boolean;
  readonly text: string;
  readonly rec: Rec;
}

export interface Interface {
  readonly name: string;
  readonly address: string | undefined;
  readonly vrf: string | undefined;
  readonly map: string | undefined;
  readonly shut: boolean;
  readonly natOutside: boolean;
  readonly filterIn: string | undefined;
  readonly nameif: string | undefined;
  readonly tunnel: {
    readonly source: string | undefined;
    readonly destination: string | undefined;
    readonly mode: string | undefined;
    readonly key: string | undefined;
    readonly vrf: string | undefined;
    readonly profile: string | undefined;
  };
  readonly nhrp: {
    readonly networkId: boolean;
    readonly authentication: string | undefined;
    readonly servers: number;
    readonly multicast: boolean;
    readonly maps: number;
  };
  readonly mtu: string | undefined;
  readonly block: Block;
}

export interface Config {
  readonly capture: Capture;
  readonly device: string | undefined;
  readonly asa: boolean;
  /** Nothing of the configuration is missing: what it does not define does not exist. */
  readonly whole: boolean;
  readonly blocks: readonly Block[];
  readonly references: readonly Reference[];
  readonly defined: ReadonlyMap<string, ReadonlySet<string>>;
  readonly policies: readonly Policy[];
  /** IKEv2 proposals (IOS) or policies (ASA): lists of algorithms, one spelling for both. */
  readonly proposals: readonly Policy[];
  readonly transforms: ReadonlyMap<string, Policy>;
  readonly keys: readonly Key[];
  readonly entries: readonly MapEntry[];
  readonly appliedMaps: ReadonlySet<string>;
  readonly acls: ReadonlyMap<string, readonly Rule[]>;
  readonly interfaces: readonly Interface[];
  readonly natLists: readonly { readonly list: string; readonly rec: Rec }[];
}

export function configOf(capture: Capture): Config {
  const blocks = capture.root.children.map((rec): Block => ({ ...statement(rec), lines: rec.children.map(statement) }));
  const asa = blocks.some(({ text }) =>
    /^(?:ASA Version|tunnel-group|nameif|crypto map \S+ \d+ (?:match|set)|crypto map \S+ interface|access-list \S+ extended|crypto ikev[12] enable|crypto isakmp enable \S|nat \(|group-policy)/.test(
      text,
    ),
  );
  const interfaces = blocks.filter(({ text }) => /^interface /.test(text)).map(interfaceOf);
  const entries = mapEntries(blocks);
  return {
    capture,
    device: hostname(blocks) ?? capture.device,
    asa,
    whole: isWhole(capture, blocks),
    blocks,
    references: referencesOf(blocks),
    defined: definitions(blocks),
    policies: policiesOf(blocks),
    proposals: proposalsOf(blocks),
    transforms: transformsOf(blocks),
    keys: keysOf(blocks),
    entries,
    appliedMaps: new Set([
      ...interfaces.map(({ map }) => map).filter((map) => map !== undefined),
      ...blocks.flatMap(({ text }) => /^crypto map (\S+) interface /.exec(text)?.[1] ?? []),
    ]),
    acls: aclsOf(blocks),
    interfaces,
    natLists: blocks.flatMap(({ text, rec }) => {
      const match = /^ip nat inside source (?:list|route-map) (\S+)/.exec(text);
      return match ? [{ list: match[1] as string, rec }] : [];
    }),
  };
}

function statement(rec: Rec): Statement {
  const text = rec.fields.text?.value ?? '';
  return { text, words: text.split(/\s+/), rec };
}

const hostname = (blocks: readonly Block[]): string | undefined =>
  blocks.flatMap(({ words }) => (words[0] === 'hostname' ? (words[1] ?? []) : []))[0];

/** A filtered or hand-picked excerpt proves nothing by what it does not hold. */
function isWhole(capture: Capture, blocks: readonly Block[]): boolean {
  const typed = capture.typed ?? '';
  if (
    typed.includes('|') ||
    /\b(?:int|interface|crypto|cry|map|access-list|tunnel-group)\b/i.test(typed.replace(/^\S+\s+\S+/, ''))
  )
    return false;
  const has = (pattern: RegExp): boolean => blocks.some(({ text }) => pattern.test(text));
  return (
    has(/^hostname /) && has(/^interface /) && (has(/^(?:end|: end)$/) || has(/^line vty|^: Saved|^Cryptochecksum/))
  );
}

// Definitions and references

const definers: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['transform set', /^crypto ipsec (?:ikev1 )?transform-set (\S+)/],
  ['IPsec proposal', /^crypto ipsec ikev2 ipsec-proposal (\S+)/],
  ['IPsec profile', /^crypto ipsec profile (\S+)/],
  ['IKEv2 profile', /^crypto ikev2 profile (\S+)/],
  ['IKEv2 keyring', /^crypto ikev2 keyring (\S+)/],
  ['IKEv2 proposal', /^crypto ikev2 proposal (\S+)/],
  ['ISAKMP profile', /^crypto isakmp profile (\S+)/],
  ['keyring', /^crypto keyring (\S+)/],
  ['access list', /^ip access-list (?:extended|standard) (\S+)/],
  ['access list', /^access-list (\S+) /],
  ['crypto map', /^crypto map (\S+) \d/],
  ['dynamic map', /^crypto dynamic-map (\S+)/],
  ['VRF', /^ip vrf (?!forwarding)(\S+)/],
  ['VRF', /^vrf definition (\S+)/],
  ['trustpoint', /^crypto (?:pki|ca) trustpoint (\S+)/],
  ['object', /^object(?:-group)? (?:network|service) (\S+)/],
  ['group policy', /^group-policy (\S+) internal/],
  ['tunnel group', /^tunnel-group (\S+) type/],
  ['route map', /^route-map (\S+)/],
];

function definitions(blocks: readonly Block[]): Map<string, Set<string>> {
  const defined = new Map<string, Set<string>>();
  for (const { text } of blocks)
    for (const [kind, pattern] of definers) {
      const name = pattern.exec(text)?.[1];
      if (name !== undefined) defined.set(kind, (defined.get(kind) ?? new Set()).add(name));
    }
  return defined;
}

/** Names in these lines of these blocks must be defined somewhere. */
const users: readonly (readonly [block: RegExp, line: RegExp, kind: string])[] = [
  [/^crypto (?:dynamic-)?map /, /^match address (\S+)/, 'access list'],
  [/^crypto (?:dynamic-)?map /, /^set transform-set (.+)/, 'transform set'],
  [/^crypto (?:dynamic-)?map /, /^set ikev2-profile (\S+)/, 'IKEv2 profile'],
  [/^crypto (?:dynamic-)?map /, /^set isakmp-profile (\S+)/, 'ISAKMP profile'],
  [/^crypto ipsec profile /, /^set transform-set (.+)/, 'transform set'],
  [/^crypto ipsec profile /, /^set ikev1 transform-set (.+)/, 'transform set'],
  [/^crypto ipsec profile /, /^set ikev2 ipsec-proposal (.+)/, 'IPsec proposal'],
  [/^crypto ipsec profile /, /^set ikev2-profile (\S+)/, 'IKEv2 profile'],
  [/^crypto ipsec profile /, /^set isakmp-profile (\S+)/, 'ISAKMP profile'],
  [/^crypto ikev2 profile /, /^keyring (?:local )?(?!aaa\b)(\S+)/, 'IKEv2 keyring'],
  [/^crypto ikev2 profile /, /^pki trustpoint (\S+)/, 'trustpoint'],
  [/^crypto ikev2 policy /, /^proposal (\S+)/, 'IKEv2 proposal'],
  [/^crypto isakmp profile /, /^keyring (\S+)/, 'keyring'],
  [/^interface /, /^crypto map (\S+)/, 'crypto map'],
  [/^interface /, /^tunnel protection ipsec profile (\S+)/, 'IPsec profile'],
  [/^interface /, /^(?:ip )?vrf forwarding (\S+)/, 'VRF'],
  [/^interface /, /^tunnel vrf (\S+)/, 'VRF'],
  [/^tunnel-group \S+ general-attributes/, /^default-group-policy (\S+)/, 'group policy'],
  [/^tunnel-group \S+ ipsec-attributes/, /^(?:ikev1|ikev2) trust-point (\S+)/, 'trustpoint'],
];
const flatUsers: readonly (readonly [line: RegExp, kind: string])[] = [
  [/^crypto (?:dynamic-)?map \S+ \d+ match address (\S+)/, 'access list'],
  [/^crypto (?:dynamic-)?map \S+ \d+ set (?:ikev1 )?transform-set (.+)/, 'transform set'],
  [/^crypto (?:dynamic-)?map \S+ \d+ set ikev2 ipsec-proposal (.+)/, 'IPsec proposal'],
  [/^crypto map \S+ \d+ ipsec-isakmp dynamic (\S+)/, 'dynamic map'],
  [/^crypto map (\S+) interface /, 'crypto map'],
];
/** Names that need no definition. */
const builtIn = /^(?:default|DfltGrpPolicy|DefaultL2LGroup|DefaultRAGroup|any|management|Mgmt-intf|Mgmt-vrf|reverse)$/;

function referencesOf(blocks: readonly Block[]): Reference[] {
  const references: Reference[] = [];
  const note = (kind: string, names: string, from: Statement): void => {
    for (const name of names.split(/\s+/)) if (name && !builtIn.test(name)) references.push({ kind, name, from });
  };
  for (const block of blocks) {
    for (const [line, kind] of flatUsers) {
      const match = line.exec(block.text);
      if (match) note(kind, match[1] as string, block);
    }
    for (const [opening, line, kind] of users) {
      if (!opening.test(block.text)) continue;
      for (const inner of block.lines) {
        const match = line.exec(inner.text);
        if (match) note(kind, match[1] as string, inner);
      }
    }
  }
  return references;
}

// Entries

/** Values that hold where a policy does not name them (IOS). */
const policyDefaults: Readonly<Record<string, string>> = {
  encryption: 'des',
  hash: 'sha',
  authentication: 'rsa-sig',
  group: '1',
  lifetime: '86400',
};

function policiesOf(blocks: readonly Block[]): Policy[] {
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
    return [{ name: match[2] as string, values: normalised(values), rec: block.rec }];
  });
}

function proposalsOf(blocks: readonly Block[]): Policy[] {
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
    return match && Object.keys(values).length > 0 ? [{ name: match[1] as string, values, rec: block.rec }] : [];
  });
}

/** `3des`, `aes`, `aes 256`, `aes-256` and `sha`, `sha1` say the same on IOS and ASA. */
function normalised(values: Record<string, string>): Record<string, string> {
  const encryption = (values.encryption ?? '').replace(/^aes-(\d+)$/, 'aes $1').replace(/^aes(?: 128)?$/, 'aes 128');
  const hash = (values.hash ?? '').replace(/^sha1$/, 'sha');
  return { ...values, encryption, hash };
}

function transformsOf(blocks: readonly Block[]): Map<string, Policy> {
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
          .find((word) => word !== undefined) ?? 'tunnel';
      sets.set(name, { name, values: { transforms: transformWords(rest), mode }, rec: block.rec });
    }
    const proposal = /^crypto ipsec ikev2 ipsec-proposal (\S+)/.exec(block.text);
    if (proposal) {
      const values: Record<string, string> = {};
      for (const { words } of block.lines)
        if (words[0] === 'protocol') values[words[2] ?? ''] = words.slice(3).join(' ');
      sets.set(proposal[1] as string, {
        name: proposal[1] as string,
        values: { transforms: proposalWords(values), mode: 'tunnel' },
        rec: block.rec,
      });
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

const proposalWords = (values: Readonly<Record<string, string>>): string =>
  [
    ...(values.encryption ?? '').split(/\s+/).map((word) => `esp-${word === 'aes' ? 'aes-128' : word}`),
    ...(values.integrity ?? '')
      .split(/\s+/)
      .map((word) => `esp-${word === 'sha-1' ? 'sha' : word.replace('-', '')}-hmac`),
  ]
    .filter((word) => !/^esp-(?:-hmac)?$|null/.test(word))
    .sort()
    .join(' ');

function keysOf(blocks: readonly Block[]): Key[] {
  const keys: Key[] = [];
  const everyone = (address: string | undefined, mask: string | undefined): Prefix | undefined =>
    prefixOf(address, mask ?? (address === '0.0.0.0' ? '0.0.0.0' : undefined));
  const keyed = (
    text: string | undefined,
    address: Prefix | undefined,
    words: readonly string[],
    vrf: string | undefined,
    rec: Rec,
  ): void => {
    keys.push({ text, address, secret: readable(words), vrf, rec });
  };
  for (const block of blocks) {
    const { text, words, rec } = block;
    const global = /^crypto isakmp key (.+?) (?:address|hostname) (?:ipv6 )?(\S+)(?: (\d\S+))?/.exec(text);
    if (global) keyed(global[2], everyone(global[2], global[3]), (global[1] ?? '').split(/\s+/), undefined, rec);
    if (/^crypto keyring /.test(text)) {
      const vrf = /^crypto keyring \S+ vrf (\S+)/.exec(text)?.[1];
      for (const line of block.lines) {
        const match = /^pre-shared-key (?:address (\S+)(?: (\d+\.\d+\.\d+\.\d+))?|hostname \S+) key (.+)/.exec(
          line.text,
        );
        if (match) keyed(match[1], everyone(match[1], match[2]), (match[3] ?? '').split(/\s+/), vrf, line.rec);
      }
    }
    if (/^crypto ikev2 keyring /.test(text)) {
      let address: Prefix | undefined;
      let named: string | undefined;
      for (const line of block.lines) {
        const where = /^address (\S+)(?: (\d+\.\d+\.\d+\.\d+))?/.exec(line.text);
        if (/^peer /.test(line.text)) {
          address = undefined;
          named = undefined;
        }
        if (where) {
          address = everyone(where[1], where[2]);
          named = where[1];
        }
        const secret = /^pre-shared-key (?:(?:local|remote) )?(.+)/.exec(line.text);
        if (secret) keyed(named, address, (secret[1] ?? '').split(/\s+/), undefined, line.rec);
      }
    }
    if (words[0] === 'tunnel-group' && words[2] === 'ipsec-attributes') {
      for (const line of block.lines) {
        const secret =
          /^(?:ikev1 pre-shared-key|pre-shared-key|ikev2 (?:local|remote)-authentication pre-shared-key) (.+)/.exec(
            line.text,
          );
        if (secret) keyed(words[1], prefixOf(words[1]), (secret[1] ?? '').split(/\s+/), undefined, line.rec);
      }
    }
  }
  return keys;
}

/** A key in the clear: neither masked by the device or by hand, nor encrypted (types 6 and 7, hex). */
function readable(words: readonly string[]): string | undefined {
  const [first, second] = words;
  const value =
    (first === '0' || first === '6' || first === '7' || first === '8') && second !== undefined ? second : first;
  if (value === undefined || first === '6' || first === '7' || first === '8') return undefined;
  return /^[*x.<[]|\*{2,}|^(?:hidden|removed|redacted|secret|key|password)$/i.test(value) ? undefined : value;
}

function mapEntries(blocks: readonly Block[]): MapEntry[] {
  const groups = new Map<
    string,
    { map: string; sequence: number; dynamic: boolean; rec: Rec; statements: Statement[] }
  >();
  for (const block of blocks) {
    const match = /^crypto (dynamic-map|map) (\S+) (\d+)(?: (.+))?/.exec(block.text);
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
      group.statements.map(({ text }) => pattern.exec(text)).find((match) => match !== null) ?? undefined;
    const acl = group.statements.find(({ text }) => /^match address /.test(text));
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
      profile: first(/^set (?:isakmp|ikev2)-profile (\S+)/)?.[1],
      rec: group.rec,
      manual: group.statements.some(({ text }) => /^(?:ipsec-manual|gdoi|gkm)/.test(text)),
    };
  });
}

function aclsOf(blocks: readonly Block[]): Map<string, Rule[]> {
  const acls = new Map<string, Rule[]>();
  const note = (name: string, text: string, rec: Rec): void => {
    const rule = ruleOf(text, rec);
    const list = acls.get(name) ?? [];
    if (rule) list.push(rule);
    acls.set(name, list);
  };
  for (const block of blocks) {
    const named = /^ip access-list extended (\S+)/.exec(block.text);
    if (named) {
      acls.set(named[1] as string, acls.get(named[1] as string) ?? []);
      for (const line of block.lines) note(named[1] as string, line.text.replace(/^\d+ /, ''), line.rec);
    }
    const flat = /^access-list (\S+) (?:line \d+ )?(?:extended )?((?:permit|deny) .+)/.exec(block.text);
    if (flat) note(flat[1] as string, flat[2] as string, block.rec);
  }
  return acls;
}

/** `permit ip 10.1.0.0 0.0.255.255 host 10.2.0.1`: wildcards (IOS) and masks (ASA) both. */
function ruleOf(text: string, rec: Rec): Rule | undefined {
  const words = text.split(/\s+/);
  const [action, protocol = ''] = words;
  if (action !== 'permit' && action !== 'deny') return undefined;
  let at = 2;
  let ports = false;
  const end = (): Prefix | 'any' | undefined => {
    const word = words[at];
    let found: Prefix | 'any' | undefined;
    if (word === 'any' || word === 'any4') {
      at += 1;
      found = 'any';
    } else if (word === 'host') {
      found = prefixOf(words[at + 1]);
      at += 2;
    } else if (word === 'object' || word === 'object-group') at += 2;
    else {
      found = prefixOf(word, words[at + 1]);
      at += 2;
    }
    const operator = words[at];
    if (operator !== undefined && /^(?:eq|gt|lt|neq|range)$/.test(operator)) {
      ports = true;
      at += operator === 'range' ? 3 : 2;
    }
    return found;
  };
  const source = end();
  const destination = end();
  return { permit: action === 'permit', protocol, source, destination, ports, text, rec };
}

function interfaceOf(block: Block): Interface {
  const first = (pattern: RegExp): string | undefined =>
    block.lines.map(({ text }) => pattern.exec(text)?.[1]).find((value) => value !== undefined);
  const has = (pattern: RegExp): boolean => block.lines.some(({ text }) => pattern.test(text));
  const count = (pattern: RegExp): number => block.lines.filter(({ text }) => pattern.test(text)).length;
  return {
    name: block.words.slice(1).join(''),
    address: first(/^ip address (\S+\.\S+\.\S+\.\S+)(?: |$)/),
    vrf: first(/^(?:ip )?vrf forwarding (\S+)/),
    map: first(/^crypto map (\S+)/),
    shut: has(/^shutdown$/),
    natOutside: has(/^ip nat outside/),
    filterIn: first(/^ip access-group (\S+) in/),
    nameif: first(/^nameif (\S+)/),
    tunnel: {
      source: first(/^tunnel source (?:interface )?(\S+)/),
      destination: first(/^tunnel destination (\S+)/),
      mode: first(/^tunnel mode (.+)/),
      key: first(/^tunnel key (\S+)/),
      vrf: first(/^tunnel vrf (\S+)/),
      profile: first(/^tunnel protection ipsec profile (\S+)/),
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

/** Whether a policy's or key's address covers a peer. */
export const keyFor = (config: Config, peer: string): readonly Key[] => {
  const address = prefixOf(peer);
  return config.keys.filter(
    (key) =>
      key.text === peer ||
      (key.address !== undefined &&
        (key.address.length === 0 ||
          (address !== undefined && key.address.length <= address.length && sameNetwork(key.address, address)))),
  );
};

const sameNetwork = (network: Prefix, address: Prefix): boolean =>
  Math.floor(address.address / 2 ** (32 - network.length)) === Math.floor(network.address / 2 ** (32 - network.length));
