// Which names a configuration defines, which it uses, and of which kinds an excerpt of it shows every definition.

import { similarTo } from '../similar.ts';
import { groupBy } from '../values.ts';
import type { Block, Statement } from './model.ts';
import { keyringNamed } from './parts.ts';

export interface Reference {
  readonly kind: string;
  readonly name: string;
  readonly from: Statement;
}

const definers: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['transform set', /^crypto ipsec (?:ikev1 )?transform-set (\S+)/],
  ['IPsec proposal', /^crypto ipsec ikev2 ipsec-proposal (\S+)/],
  ['IPsec profile', /^crypto ipsec profile (\S+)/],
  ['IKEv2 profile', /^crypto ikev2 profile (\S+)/],
  ['IKEv2 keyring', /^crypto ikev2 keyring (\S+)/],
  ['IKEv2 proposal', /^crypto ikev2 proposal (\S+)/],
  ['ISAKMP profile', /^crypto isakmp profile (\S+)/],
  ['keyring', /^crypto keyring (\S+)/],
  ['access list', /^ip(?:v6)? access-list (?:extended |standard )?(\S+)/],
  ['access list', /^access-list (\S+) /],
  ['crypto map', /^crypto map (?:ipv6 )?(\S+) \d/],
  ['dynamic map', /^crypto dynamic-map (\S+)/],
  ['GDOI group', /^crypto (?:gdoi|gkm) group (?:ipv6 )?(\S+)/],
  ['VRF', /^ip vrf (?!forwarding)(\S+)/],
  ['VRF', /^vrf definition (\S+)/],
  ['trustpoint', /^crypto (?:pki|ca) trustpoint (\S+)/],
  ['object', /^object(?:-group)? (?:network|service) (\S+)/],
  ['group policy', /^group-policy (\S+) internal/],
  ['tunnel group', /^tunnel-group (\S+) type/],
  ['route map', /^route-map (\S+)/],
  ['AAA authorization list', /^aaa authorization network (\S+)/],
  ['AAA authentication list', /^aaa authentication login (\S+)/],
  ['IKEv2 authorization policy', /^crypto ikev2 authorization policy (\S+)/],
  ['IKEv2 name mangler', /^crypto ikev2 name-mangler (\S+)/],
  ['certificate map', /^crypto (?:pki|ca) certificate map (\S+)/],
  ['address pool', /^ip local pool (\S+)/],
  ['virtual template', /^interface Virtual-Template ?(\d+)/i],
];

/** What every definition of a kind begins with, without what its patterns leave open. */
const openings: ReadonlyMap<string, readonly string[]> = new Map(
  [...groupBy(definers, ([kind]) => kind)].map(([kind, all]) => [
    kind,
    all.map(([, { source }]) => source.replace(/^\^|\(\?[:!][^)]*\)\??|\(.*$/g, '')),
  ]),
);

/** A filter for words that are in all definitions of a kind shows all of them; one for a name shows those of this name. */
export function listedBy(typed: string | undefined): ReadonlySet<string> {
  const [, words] = /^sh\S*\s+ru[^|]*\|\s*(?:i|inc\w*|s|sec\w*|gr\w*)\s+(.+)$/i.exec(typed ?? '') ?? [];
  const asked = (words ?? '')
    .split('|')
    .map((word) => word.trim())
    .filter((word) => /^\^?[\w-][\w -]+$/.test(word));
  const shows = (opening: string): boolean =>
    asked.some((word) => (word.startsWith('^') ? opening.startsWith(word.slice(1)) : opening.includes(word)));
  return new Set([...openings].flatMap(([kind, all]) => (all.every(shows) ? [kind] : [])));
}

export function definitions(blocks: readonly Block[]): Map<string, Set<string>> {
  const defined = new Map<string, Set<string>>();
  for (const { text } of blocks)
    for (const [kind, pattern] of definers) {
      const name = pattern.exec(text)?.[1];
      if (name !== undefined) defined.set(kind, (defined.get(kind) ?? new Set()).add(name));
    }
  return defined;
}

/** A line that was meant to define a name and is no command: one word of it is misspelt, or belongs to another family of commands. */
export function meantToDefine(blocks: readonly Block[], kind: string, name: string): Block | undefined {
  const written = (openings.get(kind) ?? []).map((opening) => opening.trim().split(/\s+/));
  return blocks.find(
    ({ text, words }) =>
      words[0] === 'crypto' &&
      !definers.some(([, pattern]) => pattern.test(text)) &&
      written.some((right) => words[right.length] === name && isSlip(words.slice(0, right.length), right)),
  );
}

/** One word of several is another: the last, which names the thing, must still be recognised. */
function isSlip(words: readonly string[], right: readonly string[]): boolean {
  const wrong = words.flatMap((word, at) => (word === right[at] ? [] : [at]));
  const [at] = wrong;
  return (
    wrong.length === 1 &&
    at !== undefined &&
    at > 0 &&
    (at < right.length - 1 || similarTo(words[at] as string, [right[at] as string]) !== undefined)
  );
}

/** The policy that a key server hands out stands below `sa ipsec` in its group. */
export const keyServer = /^crypto (?:gdoi|gkm) group /;

/** Names in these lines of these blocks must be defined somewhere. */
const users: readonly (readonly [block: RegExp, line: RegExp, kind: string])[] = [
  [/^crypto (?:dynamic-)?map /, /^match address (\S+)/, 'access list'],
  [/^crypto (?:dynamic-)?map /, /^set transform-set (.+)/, 'transform set'],
  [/^crypto (?:dynamic-)?map /, /^set ikev2-profile (\S+)/, 'IKEv2 profile'],
  [/^crypto (?:dynamic-)?map /, /^set isakmp-profile (\S+)/, 'ISAKMP profile'],
  [/^crypto map /, /^set group (\S+)/, 'GDOI group'],
  [/^crypto ipsec profile /, /^set transform-set (.+)/, 'transform set'],
  [/^crypto ipsec profile /, /^set ikev1 transform-set (.+)/, 'transform set'],
  [/^crypto ipsec profile /, /^set ikev2 ipsec-proposal (.+)/, 'IPsec proposal'],
  [/^crypto ipsec profile /, /^set ikev2-profile (\S+)/, 'IKEv2 profile'],
  [/^crypto ipsec profile /, /^set isakmp-profile (\S+)/, 'ISAKMP profile'],
  [/^crypto ikev2 profile /, keyringNamed, 'IKEv2 keyring'],
  [/^crypto ikev2 profile /, /^pki trustpoint (\S+)/, 'trustpoint'],
  [/^crypto ikev2 profile /, /^match certificate (\S+)/, 'certificate map'],
  [/^crypto ikev2 profile /, /^virtual-template (\d+)/, 'virtual template'],
  [/^crypto ikev2 profile /, /^aaa authorization (?:group|user) .{0,30}\blist (\S+)/, 'AAA authorization list'],
  [/^crypto ikev2 profile /, /^aaa authorization .{0,60}\bname-mangler (\S+)/, 'IKEv2 name mangler'],
  [/^crypto ikev2 profile /, /^aaa authentication (?:eap|anyconnect-eap) (\S+)/, 'AAA authentication list'],
  [/^crypto ikev2 authorization policy /, /^pool (\S+)/, 'address pool'],
  [/^crypto ikev2 authorization policy /, /^route set access-list (?:ipv6 )?(\S+)/, 'access list'],
  [keyServer, /^match address ipv[46] (\S+)/, 'access list'],
  [keyServer, /^(?:authorization|rekey) address ipv[46] (\S+)/, 'access list'],
  [keyServer, /^profile (\S+)/, 'IPsec profile'],
  [/^crypto ikev2 policy /, /^proposal (\S+)/, 'IKEv2 proposal'],
  [/^crypto isakmp profile /, /^keyring (\S+)/, 'keyring'],
  [/^crypto isakmp profile /, /^isakmp authorization list (\S+)/, 'AAA authorization list'],
  [/^crypto isakmp profile /, /^client authentication list (\S+)/, 'AAA authentication list'],
  [/^crypto isakmp profile /, /^virtual-template (\d+)/, 'virtual template'],
  [/^crypto isakmp client configuration group /, /^pool (\S+)/, 'address pool'],
  [/^interface /, /^(?:ipv6 )?crypto map (\S+)/, 'crypto map'],
  [/^interface /, /^tunnel protection ipsec profile (\S+)/, 'IPsec profile'],
  [/^interface /, /^(?:ip )?vrf forwarding (\S+)/, 'VRF'],
  [/^interface /, /^tunnel vrf (\S+)/, 'VRF'],
  [/^tunnel-group \S+ general-attributes/, /^default-group-policy (\S+)/, 'group policy'],
  [/^tunnel-group \S+ general-attributes/, /^address-pool (?:\(\S+\) )?(.+)/, 'address pool'],
  [/^group-policy \S+ attributes/, /^address-pools value (.+)/, 'address pool'],
  [/^tunnel-group \S+ ipsec-attributes/, /^(?:ikev1|ikev2) trust-point (\S+)/, 'trustpoint'],
];
const flatUsers: readonly (readonly [line: RegExp, kind: string])[] = [
  [/^crypto (?:dynamic-)?map \S+ \d+ match address (\S+)/, 'access list'],
  [/^crypto (?:dynamic-)?map \S+ \d+ set (?:ikev1 )?transform-set (.+)/, 'transform set'],
  [/^crypto (?:dynamic-)?map \S+ \d+ set ikev2 ipsec-proposal (.+)/, 'IPsec proposal'],
  [/^crypto map \S+ \d+ ipsec-isakmp dynamic (\S+)/, 'dynamic map'],
  [/^crypto map (\S+) interface /, 'crypto map'],
  [/^crypto isakmp client configuration address-pool local (\S+)/, 'address pool'],
  [/^crypto map \S+ isakmp authorization list (\S+)/, 'AAA authorization list'],
  [/^crypto map \S+ client authentication list (\S+)/, 'AAA authentication list'],
];
/** Names that need no definition, and places that a template leaves open. */
const builtIn =
  /^[<[{(]|^(?:default|DfltGrpPolicy|DefaultL2LGroup|DefaultRAGroup|any|management|Mgmt-intf|Mgmt-vrf|reverse)$/;

export function referencesOf(blocks: readonly Block[]): Reference[] {
  const references: Reference[] = [];
  const note = (kind: string, names: string, from: Statement): void => {
    // Markup of a template.
    if (/<\S+ /.test(names)) return;
    for (const name of names.split(/\s+/)) if (name && !builtIn.test(name)) references.push({ kind, name, from });
  };
  for (const block of blocks) {
    for (const [line, kind] of flatUsers) {
      const match = line.exec(block.text);
      if (match) note(kind, match[1] as string, block);
    }
    if (/^crypto ikev2 profile /.test(block.text))
      for (const inner of block.lines) {
        const [, list, policy] = /^aaa authorization group .{0,30}\blist (\S+) (\S+)/.exec(inner.text) ?? [];
        if (list && policy && !/^(?:name-mangler|password)$/.test(policy) && isLocalOnly(blocks, list))
          note('IKEv2 authorization policy', policy, inner);
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

/** The device itself is asked and no server: what is authorized has to stand in this configuration. */
const isLocalOnly = (blocks: readonly Block[], list: string): boolean =>
  blocks.some(({ text }) => text === `aaa authorization network ${list} local`);
