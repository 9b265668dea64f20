// Reads the crypto part of a configuration (IOS or ASA) into named entries that checks can follow; every entry keeps its line.
import type { Rec } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { covers, isAny, type Network, networkOf } from '../networks.ts';
import { capturesOf, recordsBelow, sameDevice } from '../values.ts';
import { accepts } from './identities.ts';
import { listsOf, type Names, namesOf, type Rule } from './lists.ts';
import { definitions, listedBy, type Reference, referencesOf } from './names.ts';
import {
  addressesIn,
  ikeProfileOf,
  inOneWord,
  interfaceOf,
  ipsecProfileOf,
  keysOf,
  mapEntries,
  policiesOf,
  proposalsOf,
  transformsOf,
} from './parts.ts';
import { answeredOnly, shownLists, shownMaps, unansweredName } from './shown-maps.ts';

/** A statement: its words and its line. */
export interface Statement {
  readonly text: string;
  readonly words: readonly string[];
  readonly rec: Rec;
}

export interface Block extends Statement {
  readonly lines: readonly Statement[];
}

export interface Key {
  /** As it stands there, masked or not. */
  readonly text: string | undefined;
  readonly address: Network | undefined;
  /** The keyring it stands in; IOS only. */
  readonly keyring: string | undefined;
  readonly version: 1 | 2;
  /** IKEv2 may have one key to show and another to expect. */
  readonly use: 'both' | 'local' | 'remote';
  /** Readable only when it is stored in the clear; masks and ciphers are not. */
  readonly secret: string | undefined;
  readonly vrf: string | undefined;
  readonly rec: Rec;
}

export interface Policy {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  /** IPsec: every combination that is offered; an ASA proposal holds lists. */
  readonly offers: readonly string[];
  readonly rec: Rec;
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
  readonly profileVersion: 1 | 2 | undefined;
  readonly rec: Rec;
  /** The line by which IOS itself marks an entry that lacks its peer or its list. */
  readonly marked: Rec | undefined;
  readonly manual: boolean;
  /** IOS names the kind when an entry is made and in its configuration: without it an entry that is there was opened again. */
  readonly reopened: boolean;
}

/** An identity that a profile accepts, or the one that it shows. */
export interface Identity {
  readonly kind: 'address' | 'name' | 'domain' | 'any' | 'other';
  /** As the configuration calls it: `fqdn`, `email`, `key-id`, `dn`. */
  readonly type: string;
  readonly value: string;
  readonly network: Network | undefined;
  /** ISAKMP profiles name the front-door VRF behind the address. */
  readonly vrf: string | undefined;
  readonly rec: Rec;
}

/** An ISAKMP or IKEv2 profile. */
export interface IkeProfile {
  readonly version: 1 | 2;
  readonly name: string;
  readonly keyring: string | undefined;
  /** IKEv2: `match fvrf`; none means the global table. */
  readonly frontDoors: readonly string[];
  readonly accepts: readonly Identity[];
  readonly byCertificate: boolean;
  readonly shows: Identity | undefined;
  readonly provesBy: string | undefined;
  readonly expects: readonly string[];
  /** It was typed, and IOS did not say that it is new: it may have had other lines before. */
  readonly reopened: boolean;
  readonly block: Block;
}

/** What `tunnel protection ipsec profile` refers to. */
export interface IpsecProfile {
  readonly name: string;
  readonly sets: readonly string[];
  readonly pfs: string | undefined;
  readonly ikeProfile: string | undefined;
  readonly version: 1 | 2 | undefined;
  readonly block: Block;
}

export interface Interface {
  readonly name: string;
  readonly address: string | undefined;
  /** All of them, of both IP versions. */
  readonly addresses: readonly string[];
  /** The network that the address lies in. */
  readonly network: Network | undefined;
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
    /** The IKEv2 profile that stands in the line of the protection itself. */
    readonly ikeProfile: string | undefined;
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
  readonly device: string | undefined;
  /** It stands under a heading that tells it from another configuration of the text. */
  readonly headed: boolean;
  readonly asa: boolean;
  /** Nothing of the configuration is missing: what it does not define does not exist. */
  readonly whole: boolean;
  /** Single lines were picked out by words (`| include …`): what an entry lacks may only not have been asked for. */
  readonly filtered: boolean;
  /** An ASA was asked for all of its crypto maps, or for all of its crypto statements: of these nothing is missing. */
  readonly allOf: ReadonlySet<AllOf>;
  /** Kinds of names of which a filter shows every definition: its words stand in the statement that makes one. */
  readonly listed: ReadonlySet<string>;
  /** The words of the commands that chose a part of the configuration: `access-list OUTSIDE`, `| section crypto`. */
  readonly askedFor: readonly string[];
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
  /** Lists that the text knows only because somebody asked for them by name. */
  readonly askedLists: ReadonlySet<string>;
  /** Lists that somebody asked for by name, and the device printed nothing: they do not exist. */
  readonly absentLists: ReadonlySet<string>;
  /** The networks that the name of an object or group stands for. */
  readonly names: Names;
  readonly interfaces: readonly Interface[];
  readonly ikeProfiles: readonly IkeProfile[];
  readonly ipsecProfiles: ReadonlyMap<string, IpsecProfile>;
  readonly natLists: readonly { readonly list: string; readonly rec: Rec }[];
  /** Its addresses as other outputs show them, where it names none itself. */
  readonly seen: readonly string[];
}

const read = new WeakMap<Model, Config[]>();

/** The configurations in a text, read once. */
export function configsOf(model: Model): Config[] {
  const known =
    read.get(model) ?? configsIn(model.captures).map((config) => ({ ...config, seen: seenOf(model, config) }));
  read.set(model, known);
  return known;
}

/**
 * The addresses from which other outputs of the text see this device speak, by its name or to the peers that it names, or those of its interfaces
 * where one that names it shows them; an excerpt often leaves its own out.
 */
function seenOf(model: Model, { device, entries, interfaces }: Config): readonly string[] {
  if (interfaces.some(({ addresses }) => addresses.length > 0)) return [];
  const listed = capturesOf(model.captures, 'show ip interface brief')
    .filter((capture) => device !== undefined && capture.device === device)
    .flatMap(({ root }) => recordsBelow(root, 'interface'))
    .flatMap(({ fields }) => (networkOf(fields.address?.value) ? [fields.address?.value as string] : []));
  if (listed.length > 0) return [...new Set(listed)];
  const peers = new Set(entries.flatMap(({ peers: list }) => list.flatMap(({ words }) => words.slice(2))));
  const found = model.tunnels.flatMap((tunnel) =>
    tunnel.local !== undefined &&
    // Nobody is his own peer: then two devices of the text go by one name.
    !peers.has(tunnel.local) &&
    ((device !== undefined && tunnel.device === device) ||
      (peers.has(tunnel.remote ?? '') && sameDevice(tunnel.device, device)))
      ? [tunnel.local]
      : [],
  );
  return [...new Set(found)];
}

/** What one device says of itself in one stretch of text. */
interface Piece {
  readonly device: string | undefined;
  /** The title of the page above it, where that names one of the ends. */
  readonly title: string | undefined;
  /** That title, whatever it says. */
  readonly chapter: string | undefined;
  readonly headed: boolean;
  readonly blocks: readonly Block[];
  readonly whole: boolean;
  readonly filtered: boolean;
  readonly allOf: ReadonlySet<AllOf>;
  readonly listed: ReadonlySet<string>;
  readonly askedFor: readonly string[];
}

type AllOf = 'crypto' | 'crypto map' | 'tunnel-group' | 'one tunnel-group';

/** What a command asks for without a filter. */
const wholePart = /^sh\S*\s+ru\S*\s+cr\S*(\s+map)?\s*$/i;
/** All tunnel groups, or all of one. */
const wholeGroup = /^sh\S*\s+ru\S*\s+(?:all\s+)?tunnel-g\S*(\s+[^\s|]+)?\s*$/i;
function allOf(typed: string | undefined): ReadonlySet<AllOf> {
  const groups = wholeGroup.exec(typed ?? '');
  if (groups) return new Set([groups[1] ? 'one tunnel-group' : 'tunnel-group']);
  const match = wholePart.exec(typed ?? '');
  return new Set(match ? (match[1] ? ['crypto map'] : ['crypto', 'crypto map']) : []);
}

/** The configurations in a text: one for each device, put together from its parts; a whole one takes the place of an earlier one. */
export function configsIn(captures: readonly Capture[]): Config[] {
  const devices: Piece[] = [];
  const from = (id: string): Capture[] => captures.filter(({ definition }) => definition?.id === id);
  const written = from('show running-config').flatMap(piecesOf);
  for (const piece of [...written, ...from('show crypto map').flatMap((capture) => mapsPiece(capture, written))]) {
    const at = devices.findLastIndex((known) => isSameDevice(known, piece));
    const known = devices[at];
    if (!known) devices.push(piece);
    else if (piece.whole && known.whole) devices[at] = piece;
    else devices[at] = joined(known, piece);
  }
  const lists = answeredOnly(captures, from('show access-lists'));
  const wearers = new Map<string | undefined, number>();
  for (const { device } of devices) wearers.set(device, (wearers.get(device) ?? 0) + 1);
  return devices.map((piece) => {
    // Whose lists they are is not known where so many go by one name.
    const shown = (wearers.get(piece.device) ?? 0) > mostWearers ? [] : lists;
    return assemble(piece, shown.filter(isOf(piece, devices.length === 1)));
  });
}

function joined(known: Piece, piece: Piece): Piece {
  const both: Piece = {
    ...piece,
    blocks: [...known.blocks, ...piece.blocks],
    whole: known.whole || piece.whole,
    filtered: !known.whole && !piece.whole && (known.filtered || piece.filtered),
    allOf: new Set([...known.allOf, ...piece.allOf]),
    listed: new Set([...known.listed, ...piece.listed]),
    askedFor: [...known.askedFor, ...piece.askedFor],
  };
  const [mine, theirs] = [marksOf(known), marksOf(piece)];
  marks.set(both, {
    addresses: [...new Set([...mine.addresses, ...theirs.addresses])],
    peers: [...new Set([...mine.peers, ...theirs.peers])],
  });
  return both;
}

const mostWearers = 20;

/** An output is one of the device whose configuration this is: by name, or because the text names no device and holds one configuration. */
const isOf =
  ({ device }: Piece, alone: boolean) =>
  (capture: Capture): boolean =>
    device === undefined || capture.device === undefined ? alone : device === capture.device;

/** What `show crypto map` shows, where the text does not hold the configuration of these maps. */
function mapsPiece(capture: Capture, written: readonly Piece[]): Piece[] {
  const { device } = capture;
  const known = written.some(
    (piece) =>
      (piece.device === undefined || device === undefined || piece.device === device) &&
      piece.blocks.some(({ text, lines }) => /^crypto map /.test(text) && lines.length > 1),
  );
  const blocks = known ? [] : shownMaps(capture);
  return blocks.length > 0
    ? [
        {
          device,
          title: undefined,
          chapter: capture.title,
          headed: false,
          blocks,
          whole: false,
          filtered: true,
          allOf: allOf(undefined),
          listed: listedBy(undefined),
          askedFor: [],
        },
      ]
    : [];
}

/** What stands at the top of a configuration: where it comes after the rest, a second device has begun. */
const opening = /^(?:Building configuration|Current configuration|ASA Version|version \d|hostname |: Saved)/;

function piecesOf(capture: Capture): Piece[] {
  const blocksOf = capture.root.children.filter(({ kind }) => kind === 'block');
  const all = blocksOf.map((rec): Block => ({ ...statement(rec), lines: rec.children.map(statement) }));
  const parts: Block[][] = [[]];
  for (const block of all) {
    const part = parts.at(-1) as Block[];
    const again =
      opening.test(block.text) &&
      part.some(({ text }) => /^(?:crypto (?!key|pki)|interface|tunnel-group|end$)/.test(text));
    if (again) parts.push([block]);
    else part.push(block);
  }
  const typed = capture.command !== capture.definition?.id;
  const divided = parts.flatMap((blocks) => (typed && !isHeading(blocks[0]) ? [blocks] : underHeadings(blocks)));
  const headed = divided.length > parts.length && !divided.some((part) => change.test(part[0]?.text ?? ''));
  const spoken = divided.flatMap(asDialects);
  const several = headed || spoken.length > divided.length;
  const pieces = spoken
    .flatMap((blocks) => (typed ? [blocks] : asDevices(blocks)))
    .filter((blocks) => blocks.length > 0 && !blocks.some(isSyntax));
  return pieces.map((blocks) => ({
    // The prompt before them can be that of one of them only.
    device: hostname(blocks) ?? (several ? undefined : capture.device),
    title: pieces.length === 1 ? titleOf(capture) : undefined,
    chapter: capture.title,
    headed: headed || (pieces.length === 1 && titleOf(capture) !== undefined),
    blocks,
    whole: isWhole(capture, blocks),
    filtered: isPickedOut(capture),
    allOf: allOf(capture.typed),
    listed: listedBy(capture.typed),
    askedFor: (capture.typed ?? '').split(/\s+/).slice(2),
  }));
}

/** What a title says without its number, if it names one of the ends and no time or step of it. */
function titleOf({ title = '' }: Capture): string | undefined {
  const words = title.replace(/^[\d.]{1,8}[):]? {1,3}/, '');
  return end.test(words) && !change.test(words) ? words.toLowerCase() : undefined;
}

/** A line that shows how a command is written, with its alternatives: no device takes these. */
const isSyntax = ({ text, lines }: Block): boolean =>
  [text, ...lines.map((line) => line.text)].some((one) => syntax.test(one));
const syntax =
  /^(?:crypto|set|match|encr(?:yption)?|hash|authentication|group|lifetime|tunnel|ip nhrp) [^{[]{0,60}(?:\{[^}|]{1,40}\|[^}]*\}|\[[^\]|]{1,40}\|[^\]]*\])/;

/** Filters that print single lines; `section` and `begin` print what belongs together. */
export const isPickedOut = ({ typed }: Capture): boolean => byWords.test(typed ?? '');
const byWords = /\|\s{0,4}(?:i|inc[a-z]{0,5}|e|exc[a-z]{0,5}|gr|grep|egrep)\s/i;

/**
 * What people write above the configuration of each end: a comment with words, words between rules, or a few words that are no statement; in small
 * letters only where the first of them names an end and begins no statement.
 */
const heading =
  /^!+[ !*=#-]{0,40}[A-Za-z][\w .:#'()/-]{0,60}$|^[-=*#~]{2,40} ?[A-Za-z][\w .:()/'=*#~-]{0,60}$|^(?!Building|Current|ASA|Cryptochecksum|Last)[A-Z][\w.-]{0,20}(?: [\w.()-]{1,20}){0,3} ?:?$|^(?:hub|spoke|branch|head-?end|hq|office|initiator|responder)(?: [\w.()-]{1,20}){0,4} ?:?$/;
const noHeading = /^! ?(?:Incomplete|This profile is incomplete|Last configuration|NVRAM config|No configuration)/;

/** Words by which a heading names one of the ends: below the next one of these stands the other, though it calls things by other names. */
const end =
  /\b(?:router|firewall|asa|isr|site|side|hub|spoke|headend|branch|hq|office|left|right|east|west|north|south|initiator|responder|mine|ours?|theirs?|[a-z]{1,5}-?\d{1,3})\b|\b(?:on|at) [a-z]/i;
/** Words by which a heading tells two times of one device apart. */
const change =
  /\b(?:before|after|old|new|orig[a-z]*|previous|changed?|fix(?:ed)?|wrong|correct(?:ed)?|was|now|instead)\b/i;
/** What both ends of a tunnel have. */
const shared = /^crypto (?:isakmp policy|ikev[12] (?:policy|proposal)|ipsec transform-set)/;

/** What a device has once by each name. */
const unique =
  /^(?:crypto (?:map \S+ \d+|(?:gdoi|gkm) group \S+|ipsec (?:transform-set|profile) \S+|isakmp (?:policy|profile) \S+|ikev[12] (?:policy|proposal|profile|keyring) \S+)|interface \S+)/;
/** Lines of it of which one takes the place of another. */
const single =
  /^(set (?:peer|transform-set)|mode|match address|ip address|tunnel (?:source|destination)|encr(?:yption)?|hash|group|authentication(?: local| remote)?|address|pre-shared-key|identity number|server) (.+)/;

/** What each name stands for: the values of its single lines, or of the statement itself. */
function contentsOf(blocks: readonly Block[]): Map<string, Map<string, Set<string>>> {
  const contents = new Map<string, Map<string, Set<string>>>();
  for (const { text, lines } of blocks) {
    const name = unique.exec(text)?.[0];
    if (name === undefined) continue;
    const said = contents.get(name) ?? new Map<string, Set<string>>();
    contents.set(name, said);
    const note = (key: string, value: string): Set<string> =>
      (said.get(key) ?? (said.set(key, new Set()).get(key) as Set<string>)).add(value);
    if (/^crypto ipsec transform-set /.test(text)) note('', text);
    for (const line of lines) {
      const match = single.exec(line.text);
      if (match) note(match[1] as string, match[2] as string);
    }
  }
  return contents;
}

/** The same name with other values; what is only added contradicts nothing. */
function contradict(before: ReturnType<typeof contentsOf>, after: ReturnType<typeof contentsOf>): boolean {
  return [...after].some(([name, said]) =>
    [...said].some(([key, values]) => {
      const known = before.get(name)?.get(key);
      return known !== undefined && ![...values].some((value) => known.has(value));
    }),
  );
}

/** No device prints one at the top of what it was asked for: there the command is a title itself. */
const isHeading = (block: Block | undefined): boolean =>
  block !== undefined && block.lines.length === 0 && heading.test(block.text) && !noHeading.test(block.text);

/** One makes its tunnels from a template as peers call, the other builds one to a destination. */
function areHubAndSpoke(one: readonly Block[], other: readonly Block[]): boolean {
  const answers = (blocks: readonly Block[]): boolean =>
    blocks.some(({ text }) => /^interface Virtual-Template ?\d+ type tunnel$/i.test(text));
  const calls = (blocks: readonly Block[]): boolean =>
    blocks.some(({ lines }) => lines.some(({ text }) => /^tunnel destination \d/.test(text)));
  return (answers(one) && calls(other) && !calls(one)) || (answers(other) && calls(one) && !calls(other));
}

/** Their IKE profiles show other identities, and one takes what the other shows: no device is its own peer. */
function takeEachOther(one: readonly Block[], other: readonly Block[]): boolean {
  const [mine, theirs] = [one, other].map((blocks) => blocks.flatMap(ikeProfileOf)) as [IkeProfile[], IkeProfile[]];
  const [own, far] = [mine, theirs].map((profiles) => profiles.flatMap(({ shows }) => shows ?? [])) as [
    Identity[],
    Identity[],
  ];
  const takes = (profiles: readonly IkeProfile[], shown: Identity): boolean =>
    profiles.some(({ accepts: all }) =>
      all.some((wanted) => /^(?:name|domain|address)$/.test(wanted.kind) && accepts(wanted, shown)),
    );
  return (
    own.length > 0 &&
    far.length > 0 &&
    !own.some(({ value }) => far.some((shown) => shown.value === value)) &&
    (own.some((shown) => takes(theirs, shown)) || far.some((shown) => takes(mine, shown)))
  );
}

/** Below a heading that names things once more, with other contents, stands another device. */
function underHeadings(blocks: readonly Block[]): (readonly Block[])[] {
  const parts: Block[][] = [[]];
  for (const [at, block] of blocks.entries()) {
    const part = parts.at(-1) as Block[];
    if (part.length > 0 && isHeading(block)) {
      const next = blocks.findIndex(
        (other, index) => index > at && heading.test(other.text) && !noHeading.test(other.text),
      );
      const below = blocks.slice(at, next < 0 ? undefined : next);
      const [before, after] = [contentsOf(part), contentsOf(below)];
      const kinds = (list: typeof before): readonly string[] =>
        [...list.keys()].flatMap((name) => shared.exec(name)?.[0] ?? []);
      const other =
        !block.text.startsWith('!') &&
        (end.test(block.text) || namesItsAddress(block, part, below)) &&
        (kinds(after).some((kind) => kinds(before).includes(kind)) ||
          areHubAndSpoke(part, below) ||
          takeEachOther(part, below));
      if (other || contradict(before, after) || startsAnew(part, block, after)) {
        parts.push([block]);
        continue;
      }
    }
    part.push(block);
  }
  return parts;
}

/** A heading with an address that an interface below it has, and none above it. */
function namesItsAddress({ text }: Block, part: readonly Block[], below: readonly Block[]): boolean {
  const [address] = /\d{1,3}(?:\.\d{1,3}){3}/.exec(text) ?? [];
  const has = (blocks: readonly Block[]): boolean =>
    blocks.some(({ lines }) =>
      lines.some(
        ({ words }) => /^(?:ip address|tunnel source)$/.test(`${words[0]} ${words[1]}`) && words[2] === address,
      ),
    );
  return address !== undefined && has(below) && !has(part);
}

/** The name of another device, and below it what every configuration writes before its profiles, maps and interfaces: those above are not of it. */
function startsAnew(part: readonly Block[], { text }: Block, after: ReturnType<typeof contentsOf>): boolean {
  const isBegun = part.some((block) => /^(?:crypto (?:map|isakmp profile|ikev2 profile) |interface )/.test(block.text));
  return (
    isBegun && nameOnly.test(text) && part[0]?.text !== text && [...after.keys()].some((name) => shared.test(name))
  );
}
/** `R2:` */
const nameOnly = /^[A-Za-z]{1,10}-?\d{1,3} ?:$/;

/** What only an ASA says, or only IOS. Both have lines of other kinds, or write them alike. */
function dialectOf({ text, lines }: Block): 'asa' | 'ios' | undefined {
  const inside = (pattern: RegExp): boolean => lines.some((line) => pattern.test(line.text));
  if (asaOnly.test(text) || asaToo.test(text) || (/^interface /.test(text) && inside(/^nameif /))) return 'asa';
  if (iosOnly.test(text)) return 'ios';
  if (/^crypto map \S+ \d+ ipsec-isakmp$/.test(text) && inside(/^(?:set|match) /)) return 'ios';
  return /^interface /.test(text) && inside(/^(?:crypto map |ip nat |ip nhrp |ip access-group )/) ? 'ios' : undefined;
}
const asaToo = /^(?:crypto ipsec ikev[12]|crypto ikev1 policy|object network|route (?:outside|inside) )/;
const iosOnly =
  /^(?:crypto (?:isakmp (?:key|profile)|keyring|ikev2 (?:keyring|profile|proposal)) |ip (?:route|access-list|nat inside|vrf) )/;

/** No device speaks both: where one language ends and the other begins, a second device has begun. One line of it may be a slip. */
function asDialects(blocks: readonly Block[]): (readonly Block[])[] {
  const told = blocks.flatMap((block, at) => {
    const dialect = dialectOf(block);
    return dialect ? [{ at, dialect }] : [];
  });
  const runs: { dialect: string; first: number; last: number; count: number }[] = [];
  for (const { at, dialect } of told) {
    const run = runs.at(-1);
    if (run?.dialect === dialect) {
      run.last = at;
      run.count += 1;
    } else runs.push({ dialect, first: at, last: at, count: 1 });
  }
  if (runs.length < 2 || runs.some(({ count }) => count < 2)) return [blocks];
  const from = runs.map((run, index): number => {
    const before = runs[index - 1];
    if (!before) return 0;
    const between = blocks.slice(before.last + 1, run.first);
    const headed = between.findIndex((block) => !statements.test(block.text));
    // The lists of IOS stand below what uses them.
    const own = between.findIndex(({ text }) => before.dialect === 'asa' || !/^access-list \d/.test(text));
    const offset = headed >= 0 ? headed : own;
    return offset < 0 ? run.first : before.last + 1 + offset;
  });
  return from.map((start, index) => blocks.slice(start, from[index + 1]));
}
const statements = /^[a-z]/;

/**
 * No interface has two addresses, and no complete crypto map entry is written twice, with another peer: there a second device has begun, at
 * the first block that stands there once more.
 */
function asDevices(blocks: readonly Block[]): (readonly Block[])[] {
  const other = withAnotherMap(blocks);
  if (other !== undefined) return [blocks.slice(0, other), ...asDevices(blocks.slice(other))];
  const seen = new Map<string, Block>();
  let second = -1;
  for (const [at, block] of blocks.entries()) {
    const known = seen.get(block.text);
    if (!known) {
      seen.set(block.text, block);
      continue;
    }
    if (isEntryOfAnother(known, block)) {
      const start = withItsLists(blocks, blocks.indexOf(known), second < 0 ? at : second);
      return [blocks.slice(0, start), ...asDevices(blocks.slice(start))];
    }
    const [before, now] = [addressesIn(known), addressesIn(block)];
    const moved = before.length > 0 && now.length > 0 && !now.some((address) => before.includes(address));
    // Opened again to say the same things, not to add something.
    const again =
      block.lines.length > 0 &&
      block.lines.every(({ words }) => known.lines.some((line) => line.words[0] === words[0]));
    if (second < 0 && (moved || again)) second = at;
    if (moved) return [blocks.slice(0, second), ...asDevices(blocks.slice(second))];
  }
  return [blocks];
}

/** The same entry of a crypto map from end to end, for another peer. */
function isEntryOfAnother(known: Block, block: Block): boolean {
  if (!/^crypto map \S+ \d+ ipsec-isakmp$/.test(block.text)) return false;
  const peers = ({ lines }: Block): string[] => lines.flatMap(({ text }) => /^set peer (\S+)/.exec(text)?.[1] ?? []);
  const whole = ({ lines }: Block): boolean =>
    ['set peer ', 'set transform-set ', 'match address '].every((part) =>
      lines.some(({ text }) => text.startsWith(part)),
    );
  const [before, now] = [peers(known), peers(block)];
  return whole(known) && whole(block) && !now.some((peer) => before.includes(peer));
}

/** An interface of an ASA holds one crypto map: where it gets another one, for other peers, the first statement of that belongs to a second device. */
function withAnotherMap(blocks: readonly Block[]): number | undefined {
  const held = new Map<string, string>();
  for (const { text } of blocks) {
    const [, map, port] = /^crypto map (\S+) interface (\S+)/.exec(text) ?? [];
    if (map === undefined || port === undefined) continue;
    const before = held.get(port);
    held.set(port, map);
    if (before === undefined || before === map) continue;
    const firstOf = (name: string): number => blocks.findIndex((block) => block.text.startsWith(`crypto map ${name} `));
    const peersOf = (name: string): string[] =>
      mapEntries(blocks).flatMap((entry) => (entry.map === name ? entry.peers.map(({ text: peer }) => peer) : []));
    const [first, second] = [firstOf(before), firstOf(map)];
    const [mine, theirs] = [peersOf(before), peersOf(map)];
    if (first >= second || mine.length === 0 || theirs.length === 0 || mine.some((peer) => theirs.includes(peer)))
      continue;
    const title = blocks.slice(first, second).findLastIndex(isHeading);
    return title < 0 ? withItsLists(blocks, first, second) : first + title;
  }
  return undefined;
}

/** Where the second device begins: what comes before its entry belongs to it as far back as the first device had the like before its own. */
function withItsLists(blocks: readonly Block[], first: number, second: number): number {
  const kind = ({ words }: Block): string => words.slice(0, 2).join(' ');
  const before = new Set(blocks.slice(0, first).map(kind));
  let start = second;
  while (start - 1 > first && before.has(kind(blocks[start - 1] as Block))) start -= 1;
  return start;
}

const isAnotherChapter = (one: Piece, other: Piece): boolean =>
  one.chapter !== other.chapter && unchosen.test(one.device ?? '');
const unchosen = /^(?:router|rtr|r|switch|ciscoasa|asa|firewall|hostname|device)$/i;

/** Default names (`Router`, `ciscoasa`) are worn by both ends, so addresses and peers may speak against the name. */
function isSameDevice(one: Piece, other: Piece): boolean {
  if (one.device !== other.device) return false;
  // Below titles one end is named by its title; a name that no one chose may stand for another device in each chapter.
  if (one.device === undefined ? one.title === undefined || one.title !== other.title : isAnotherChapter(one, other))
    return false;
  const [{ addresses: mine, peers: here }, { addresses: theirs, peers: there }] = [marksOf(one), marksOf(other)];
  if (mine.length > 0 && theirs.length > 0 && one.whole && other.whole)
    return mine.some((address) => theirs.includes(address));
  return here.length === 0 || there.length === 0 || here.some((peer) => there.includes(peer));
}

/** What tells a device from another one of its name. */
interface Marks {
  readonly addresses: readonly string[];
  readonly peers: readonly string[];
}

/** Each piece is held against all before it. */
const marks = new WeakMap<Piece, Marks>();

function marksOf(piece: Piece): Marks {
  const known = marks.get(piece) ?? {
    addresses: piece.blocks.filter(isInterface).flatMap((block) => addressesIn(block)),
    peers: mapEntries(piece.blocks).flatMap(({ peers }) => peers.map(({ text }) => text)),
  };
  marks.set(piece, known);
  return known;
}

const everyLine = (block: Block): readonly Statement[] => [block, ...block.lines];

const isInterface = ({ text }: Block): boolean => /^interface /.test(text);

function assemble(
  { device, headed, blocks: written, whole, filtered, allOf, listed, askedFor }: Piece,
  tables: readonly Capture[],
): Config {
  const blocks = inEffect(written);
  const shown = tables.flatMap(shownLists);
  const interfaces = blocks.filter(isInterface).map(interfaceOf);
  const names = namesOf(blocks);
  const lists = listsOf(blocks, names);
  return {
    device,
    headed,
    asa: blocks.some(({ text }) => asaOnly.test(text)),
    whole,
    filtered,
    allOf,
    listed,
    askedFor,
    blocks,
    references: referencesOf(blocks),
    defined: definitions([...shown, ...blocks]),
    policies: policiesOf(blocks),
    proposals: proposalsOf(blocks),
    transforms: transformsOf(blocks),
    keys: keysOf(blocks),
    entries: mapEntries(blocks),
    appliedMaps: new Set([
      ...interfaces.map(({ map }) => map).filter((map) => map !== undefined),
      ...blocks.flatMap(({ text }) => /^crypto map (\S+) interface /.exec(text)?.[1] ?? []),
      // A filter leaves out the heading; no other line of a configuration is a map without a number.
      ...(filtered ? blocks.flatMap(everyLine) : []).flatMap(({ text }) => /^crypto map (\S+)$/.exec(text)?.[1] ?? []),
    ]),
    acls: new Map([...listsOf(shown, names), ...lists]),
    askedLists: new Set([
      ...tables
        .filter(({ typed }) => /\blists? +[^\s|]/.test(typed ?? ''))
        .flatMap((table) => [...listsOf(shownLists(table), names).keys()])
        .filter((list) => !lists.has(list)),
      ...askedFor.filter((word) => lists.has(word)),
    ]),
    absentLists: new Set(tables.flatMap(unansweredName)),
    names,
    interfaces,
    ikeProfiles: blocks.flatMap(ikeProfileOf),
    ipsecProfiles: new Map(blocks.flatMap(ipsecProfileOf).map((profile) => [profile.name, profile])),
    natLists: blocks.flatMap(({ text, rec }) => {
      const match = /^ip nat inside source (?:list|route-map) (\S+)/.exec(text);
      return match ? [{ list: match[1] as string, rec }] : [];
    }),
    seen: [],
  };
}

const asaOnly =
  /^(?:ASA Version|tunnel-group|nameif|crypto map \S+ \d+ (?:match|set)|crypto map \S+ interface|access-list \S+ extended|crypto ikev[12] enable|crypto isakmp enable \S|nat \(|group-policy)/;

/** An entry of a crypto map is opened again without its kind, an interface as `Tunnel0` or `tunnel 0`. */
const unnamed = (text: string): string =>
  /^interface /i.test(text)
    ? text
        .toLowerCase()
        .replace(/\s/g, '')
        .replace(/^interfacetu[a-z]*/, 'interfacetunnel')
    : text.replace(/ ipsec-isakmp$/, '');

/** What is left when blocks that are opened again go on with the first, and `no …` takes back what stood before. */
function inEffect(written: readonly Block[]): readonly Block[] {
  const blocks: { block: Block; lines: Statement[] }[] = [];
  const byText = new Map<string, { block: Block; lines: Statement[] }>();
  for (const block of written) {
    const gone = block.text.startsWith('no ') ? block.text.slice(3) : undefined;
    if (gone !== undefined) {
      for (let at = blocks.length - 1; at >= 0; at -= 1) {
        const { text } = (blocks[at] as { block: Block }).block;
        if (text !== gone && !text.startsWith(`${gone} `)) continue;
        blocks.splice(at, 1);
        byText.delete(unnamed(text));
      }
    }
    const name = unnamed(block.text);
    const known = byText.get(name);
    const entry = known ?? { block, lines: [] };
    // A keyring repeats the same key under several peers; elsewhere a line that is there says nothing new.
    const repeats = / keyring /.test(block.text);
    for (const line of block.lines)
      if (repeats || !known || !entry.lines.some(({ text }) => text === line.text)) applyLine(entry.lines, line);
    if (known) continue;
    blocks.push(entry);
    byText.set(name, entry);
  }
  return blocks.map(({ block, lines }) => ({ ...block, lines }));
}

function applyLine(lines: Statement[], line: Statement): void {
  if (/^no /.test(line.text)) {
    const gone = line.text.slice(3);
    for (let at = lines.length - 1; at >= 0; at -= 1) {
      const { text } = lines[at] as Statement;
      if (text === gone || text.startsWith(`${gone} `)) lines.splice(at, 1);
    }
  }
  lines.push(line);
}

function statement(rec: Rec): Statement {
  // Devices align some words (`deny   ip`), and people type two blanks.
  const text = inOneWord((rec.fields.text?.value ?? '').replace(/\s+/g, ' '));
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
  // Without the command and without what every configuration begins with, somebody chose the lines.
  const chosen =
    typed === '' &&
    !has(/^(?:Building configuration|Current configuration|: Saved|ASA Version|PIX Version|version |service |boot-)/);
  if (chosen) return false;
  return (
    has(/^hostname /) && has(/^interface /) && (has(/^(?:end|: end)$/) || has(/^line vty|^: Saved|^Cryptochecksum/))
  );
}

/** Keys whose address covers a peer, or that stand under the same (masked) word. */
export function keyFor(config: Config, peer: string): readonly Key[] {
  const address = networkOf(peer);
  return config.keys.filter(
    (key) =>
      key.text === peer ||
      (key.address !== undefined && (isAny(key.address) || (address !== undefined && covers(key.address, address)))),
  );
}
