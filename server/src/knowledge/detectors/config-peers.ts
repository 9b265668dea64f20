// Compares the configurations of two peers in one text, end by end: what one offers and the other does not accept, and the line to change.
import { type Detector, detector, type Fix, type Rec, type Report, type Reported } from '../../engine/define.ts';
import type { Model } from '../../engine/model.ts';
import { compareAnnouncements } from './config-announcements.ts';
import { templatesOf } from './config-calls.ts';
import { counterpartsOf } from './config-counterparts.ts';
import {
  type End,
  isAlgorithmsAlone,
  isProfileAlone,
  isServed,
  keysTowards,
  type Link,
  linksOf,
  policiesOf,
  reaches,
} from './config-ends.ts';
import { accepts, shownBy } from './config-identities.ts';
import { keyIsLeftOut } from './config-left-out.ts';
import { type Flow, isMirror, isWholesale, meetsMirror, mirrorLine } from './config-lists.ts';
import { type Block, type Config, configsOf, type Identity, type Key, type Policy } from './config-model.ts';
import { compareModes } from './config-modes.ts';
import { laterOnes, nearbyOnes } from './config-near.ts';
import { identityLines, methodLines } from './config-proofs.ts';
import { compareQuantumKeys, loneKeyrings } from './config-quantum.ts';
import { compareTunnels, kindOf, type Say, type TunnelPair, tunnelPairs } from './config-tunnel-peers.ts';
import { fallsWithKeys } from './key-lifetimes.ts';
import { networkOf } from './networks.ts';
import { isIpsecUp } from './up.ts';
import { capturesOf, recordsBelow, textOf } from './values.ts';

export const configPeers: Detector = detector({
  id: 'config-peers',
  codes: [
    'ike-policy-mismatch',
    'ike-version-mismatch',
    'exchange-mode-mismatch',
    'auth-method-mismatch',
    'identity-mismatch',
    'ipsec-proposal-mismatch',
    'encapsulation-mode-mismatch',
    'pfs-mismatch',
    'proxy-id-mismatch',
    'psk-mismatch',
    'psk-missing',
    'peer-not-configured',
    'tunnel-key-mismatch',
    'tunnel-mode-mismatch',
    'nhrp-registration-failure',
    'recursive-routing',
    'config-incomplete',
    'authentication-failed',
  ],
  run: (model, report) => {
    const configs = configsOf(model);
    const pairs = pairsOf(configs);
    for (const pair of pairs) {
      const found: Reported[] = [];
      comparePair(model, pair, (one) => found.push(one));
      // Chapters and stages of one device are no two ends: what an earlier version does not share is of another time.
      const before = pair.earlier.map((one) => codesOf(model, one));
      for (const one of found) if (before.every((codes) => codes.has(one.code))) report(one);
    }
    for (const link of counterpartsOf(model, configs))
      if (!pairs.some((pair) => isPairOf(pair, link))) compareEnds(link, speaker(model, link, report));
    for (const [here, there] of loneKeyrings(model, configs))
      compareQuantumKeys(here, there, speaker(model, { here: undefined, there: undefined, tied: false }, report));
  },
});

const isPairOf = ({ here, there, links }: Pair, link: Link): boolean =>
  links.length > 0 && [link.here.config, link.there.config].some((config) => config === here || config === there);

function codesOf(model: Model, pair: Pair): ReadonlySet<string> {
  const codes = new Set<string>();
  comparePair(model, pair, ({ code }) => codes.add(code));
  return codes;
}

export interface Pair {
  readonly here: Config;
  readonly there: Config;
  /** Earlier versions of the two that the text holds too. */
  readonly earlier: readonly Pair[];
  readonly links: readonly Link[];
  readonly tunnels: readonly TunnelPair[];
}

/** Which configurations of a text are the two ends of something; what is tied by nothing is compared with nothing. */
export function pairsOf(configs: readonly Config[]): readonly Pair[] {
  const known = paired.get(configs) ?? pair(configs);
  paired.set(configs, known);
  return known;
}

/** Asked for again by every finding that candidates remain of. */
const paired = new WeakMap<readonly Config[], readonly Pair[]>();

function pair(configs: readonly Config[]): Pair[] {
  const shown = configs.filter(
    (config) =>
      config.entries.length > 0 ||
      config.interfaces.some(({ name }) => /^Tu/i.test(name)) ||
      ((config.device !== undefined || config.headed) && (isProfileAlone(config) || isAlgorithmsAlone(config))),
  );
  const later = laterOnes(shown);
  const versions = new Map<Config, Config[]>();
  const able = shown.filter((config, at) => {
    const newer = later(config, at).filter((other) => isLaterVersion(config, other));
    for (const other of newer) versions.set(other, [...(versions.get(other) ?? []), config]);
    return newer.length === 0;
  });
  const excerpts = able.filter((config) => isProfileAlone(config));
  const algorithms = able.filter((config) => isAlgorithmsAlone(config));
  // Two that were quoted under one prompt belong together, whoever else is in the text.
  const byDevice = new Map<string | undefined, Config[]>();
  for (const config of able) {
    const list = byDevice.get(config.device);
    if (list) list.push(config);
    else byDevice.set(config.device, [config]);
  }
  const near = nearbyOnes(able);
  return able.flatMap((here, at) =>
    near(here, at).flatMap((there) => {
      const together = byDevice.get(here.device) ?? [];
      const alone = [able, excerpts, algorithms, together].some(
        (some) => some.length === 2 && some.includes(here) && some.includes(there),
      );
      const earlier = [here, ...(versions.get(here) ?? [])].flatMap((one) =>
        [there, ...(versions.get(there) ?? [])].flatMap((other) =>
          one === here && other === there ? [] : pairOf(one, other, alone, []),
        ),
      );
      return pairOf(here, there, alone, earlier);
    }),
  );
}

function pairOf(here: Config, there: Config, alone: boolean, earlier: readonly Pair[]): Pair[] {
  const links = linksOf(here, there, alone);
  const tunnels = tunnelPairs(here, there, alone);
  return links.length + tunnels.length > 0 ? [{ here, there, earlier, links, tunnels }] : [];
}

/** The same device once more, after a change: it has the same addresses, and the two do not point at each other. */
const isLaterVersion = (config: Config, later: Config): boolean => {
  const [before, after] = [config, later].map(({ interfaces }) => interfaces.flatMap(({ addresses }) => addresses));
  const shared = before?.some((address) => after?.includes(address)) === true;
  return shared && linksOf(config, later, false).length === 0;
};

const nameOf = (config: Config, otherwise: string): string => config.device ?? otherwise;

function comparePair(model: Model, pair: Pair, report: Report): void {
  for (const link of pair.links)
    if (link.tied || !areOtherProfiles(link) || isMissed(model, link)) compareEnds(link, speaker(model, link, report));
  const say = speaker(model, { here: undefined, there: undefined, tied: pair.links.every(({ tied }) => tied) }, report);
  for (const tunnels of pair.tunnels) {
    compareTunnels(pair, tunnels, say);
    compareAnnouncements(pair, tunnels, say);
  }
}

/** One IPsec profile of each device and nothing of what uses it, under other names: they may belong to other tunnels. */
const areOtherProfiles = ({ here, there }: Link): boolean =>
  isProfileAlone(here.config) && isProfileAlone(there.config) && here.name !== there.name;

/** One of the two devices shows that IKE is up and IPsec is not. */
const isMissed = (model: Model, { here, there }: Link): boolean => {
  const devices = [here.config.device, there.config.device];
  return (
    !devices.includes(undefined) &&
    capturesOf(model.captures, 'show dmvpn')
      .filter(({ device }) => devices.includes(device))
      .flatMap(({ root }) => recordsBelow(root, 'peer'))
      .some((row) => textOf(row, 'state') === 'IPSEC')
  );
};

/** Proven where the text shows nothing of the tunnel, or that it fails; where it is up, the configurations are of another time. */
function speaker(
  model: Model,
  { here, there, tied }: { here: End | undefined; there: End | undefined; tied: boolean },
  report: Report,
): Say {
  const ends = [here, there].flatMap((end) => (end ? [...end.peers, end.address] : []));
  // Ends of which no address is known may be those of any tunnel in the text.
  const anywhere = here !== undefined && ends.every((address) => address === undefined);
  const own = ({ device }: Model['tunnels'][number]): boolean =>
    device === undefined || device === here?.config.device || device === there?.config.device;
  // Of many ends few differ: only then the tunnels of the text are gone through.
  return (code, records, more = {}) => {
    const shown = model.tunnels.filter((tunnel) =>
      anywhere ? own(tunnel) : tunnel.remote !== undefined && ends.includes(tunnel.remote),
    );
    if (shown.some(isIpsecUp) && !isOutlived(model, code, here, there)) return;
    const elsewhere = model.attempts.length > 0 && here !== undefined && shown.length === 0;
    report({
      certainty: tied && !elsewhere ? 'certain' : 'likely',
      side: 'either',
      ...more,
      code,
      evidence: records.map((rec) => model.evidence(rec, 'cause')),
    });
  };
}

/** Keys are agreed without PFS when the tunnel comes up: where it falls with them, what differs kept new ones from being agreed. */
const isOutlived = (model: Model, code: string, here: End | undefined, there: End | undefined): boolean =>
  code === 'pfs-mismatch' && here !== undefined && there !== undefined && fallsWithKeys(model, here, there).length > 0;

function compareEnds({ here, there }: Link, say: Say): void {
  wrongPeer(here, there, say);
  wrongPeer(there, here, say);
  const common = here.versions.filter((version) => there.versions.includes(version));
  if (common.length === 0 && here.versions.length > 0 && there.versions.length > 0) {
    versions(here, there, say);
    return;
  }
  const version = common.at(-1) ?? 1;
  policies(here, there, version, say);
  if (version === 1) compareModes(here, there, say);
  if (version === 2) {
    proofs(here, there, say);
    compareQuantumKeys(here, there, say);
  }
  transforms(here, there, version, say);
  mirrors(here, there, version, say);
  sharedKeys(here, there, version, say);
}

/** One end points at the other, and that one points at an address which is not ours. */
function wrongPeer(from: End, to: End, say: Say): void {
  if (reaches(from, to) !== 'contradicts' || reaches(to, from) !== 'fits' || !from.peerLine) return;
  const outside = to.config.interfaces.find(({ address }) => address !== undefined && address === to.address);
  const line = outside?.block.lines.find(({ text }) => /^ip address/.test(text)) ?? outside?.block;
  say('peer-not-configured', [from.peerLine.rec, (line ?? to).rec], {
    certainty: 'likely',
    attributes: [{ name: 'peer address', local: from.peers[0] ?? '', remote: to.address ?? '' }],
    ...(from.peers.length === 1 && to.address !== undefined && !from.config.asa && from.entry
      ? rightPeer(from, to, from.peers[0] as string, to.address)
      : {}),
  });
}

/** Where an end says which version it uses: the line that names an IKEv2 profile, else the heading under which there is none. */
const versionLine = ({ config, rec }: End): Rec =>
  config.blocks.find((block) => block.rec === rec)?.lines.find(({ text }) => /^set ikev2-profile /.test(text))?.rec ??
  rec;

const toSecond = ({ config, entry, tunnel, name, peers }: End, isHere: boolean): Fix => ({
  where: isHere ? 'local' : 'remote',
  platform: 'ios',
  config: [
    'crypto ikev2 profile <profile>',
    ` match identity remote address ${peers[0] ?? '<peer>'} 255.255.255.255`,
    ' authentication remote pre-share',
    ' authentication local pre-share',
    ' keyring local <keyring>',
    tunnel
      ? `crypto ipsec profile ${tunnel.tunnel.profile ?? '<profile>'}`
      : entry
        ? `${name} ipsec-isakmp`
        : 'crypto map <map> <number> ipsec-isakmp',
    ' set ikev2-profile <profile>',
  ],
  why: `On ${nameOf(config, 'the end with IKEv1')}, with a keyring that holds the key; or let the other end speak IKEv1 too.`,
});

function rightPeer(from: End, to: End, wrong: string, right: string): Pick<Reported, 'title' | 'fix'> {
  const [at, other] = [nameOf(from.config, 'One device'), nameOf(to.config, 'the other')];
  return {
    title: `${at} has ${wrong} as its peer, and ${other} has the address ${right}`,
    fix: [
      {
        where: 'either',
        platform: 'ios',
        config: [
          `crypto map ${from.entry?.map} ${from.entry?.sequence} ipsec-isakmp`,
          ` no set peer ${wrong}`,
          ` set peer ${right}`,
          `crypto isakmp key <key> address ${right}`,
        ],
        why: `On ${at === 'One device' ? 'the device with the wrong peer' : at}; with IKEv2 the address in its keyring and profile instead of the key.`,
      },
    ],
  };
}

function versions(here: End, there: End, say: Say): void {
  const text = (end: End): string => `IKEv${end.versions.join(' and IKEv')}`;
  const old = here.versions.includes(1) ? here : there;
  say('ike-version-mismatch', [versionLine(here), versionLine(there)], {
    title: `${nameOf(here.config, 'One end')} speaks ${text(here)}, ${nameOf(there.config, 'the other')} speaks ${text(there)}`,
    ...(old.config.asa ? {} : { fix: [toSecond(old, old === here)] }),
    attributes: [{ name: 'IKE version', local: text(here), remote: text(there) }],
  });
}

/** Both ways out: the line of one end as the other needs it, in the words of that device. A weak algorithm is never the way out if there is another. */
function eitherLine(here: End, there: End, forHere: readonly string[], forThere: readonly string[]): readonly Fix[] {
  const [mine, theirs] = [nameOf(here.config, 'the first device'), nameOf(there.config, 'the second device')];
  const [mineIs, theirsIs] = [forHere, forThere].map(weakness) as [number, number];
  const [weakHere, weakThere] = [mineIs > theirsIs, theirsIs > mineIs];
  const why = (at: string, other: string, only: boolean | undefined): string =>
    only
      ? `On ${at}, so that it fits ${other}: the other way round would be weaker.`
      : `On ${at}, so that it fits ${other}; or change ${other} instead.`;
  const both: readonly Fix[] = [
    ...(['ios', 'asa'] as const).map((platform) => ({
      where: 'local' as const,
      platform,
      config: forHere,
      why: why(mine, theirs, weakThere && !weakHere),
    })),
    {
      where: 'remote',
      platform: there.config.asa ? 'asa' : 'ios',
      config: forThere,
      why: why(theirs, mine, weakHere && !weakThere),
    },
  ];
  if (weakHere === weakThere) return both;
  return both.filter(({ where }) => where === (weakHere ? 'remote' : 'local'));
}

/** Nothing at all is weaker than a weak algorithm. */
const weakness = (lines: readonly string[]): number =>
  lines.some((line) => /^ ?no (?:set pfs|crypto map .* set pfs)/.test(line))
    ? 2
    : lines.some((line) => weak.test(line))
      ? 1
      : 0;

/** RFC 8221 and RFC 8247 advise against these. */
const weak = /^ (?:encr|encryption) (?:3?des)\b|\bmd5\b|\besp-3?des\b|\bgroup ?(?:1|2|5)$/;

const compared = ['encryption', 'hash', 'authentication', 'group'] as const;

/** The two policies that have most in common, and in which values they have nothing in common. */
export function closestPolicies(
  here: End,
  there: End,
  version: 1 | 2,
): { readonly mine: Policy; readonly theirs: Policy; readonly names: readonly string[] } | undefined {
  const differing = version === 1 ? differingValues : differingLists;
  const all = policiesOf(here, version).flatMap((mine) =>
    policiesOf(there, version).map((theirs) => ({ mine, theirs, names: differing(mine, theirs) })),
  );
  return all.reduce<(typeof all)[number] | undefined>(
    (a, b) => (a === undefined || b.names.length < a.names.length ? b : a),
    undefined,
  );
}

const differingValues = (a: Policy, b: Policy): readonly string[] =>
  compared.filter((name) => a.values[name] !== b.values[name]);

/** IKEv2: lists of algorithms; one value in common is enough. */
const differingLists = (a: Policy, b: Policy): readonly string[] =>
  ['encryption', 'integrity', 'prf', 'group'].filter((name) => {
    const [mine, theirs] = [valueIn(a, name), valueIn(b, name)];
    return (
      mine !== undefined && theirs !== undefined && !mine.split(' ').some((value) => theirs.split(' ').includes(value))
    );
  });

/** A pseudo-random function that is not named is that of the integrity algorithm. */
const valueIn = ({ values }: Policy, name: string): string | undefined =>
  values[name] ?? (name === 'prf' ? values.integrity : undefined);

function policies(here: End, there: End, version: 1 | 2, say: Say): void {
  const closest = closestPolicies(here, there, version);
  if (!closest || closest.names.length === 0) return;
  const { mine, theirs, names } = closest;
  const method = version === 1 && names.length === 1 && names[0] === 'authentication';
  const attributes = names.map((name) => ({
    name,
    local: valueIn(mine, name) ?? '',
    remote: valueIn(theirs, name) ?? '',
  }));
  const lines = (end: End, own: Policy, wanted: Policy): string[] => [
    policyHeading(end, version, own),
    ...names.map((name) => ` ${policyLine(end, version, name, valueIn(wanted, name) ?? '')}`),
  ];
  const at = names.slice(0, 2).flatMap((name) => [valueLine(here, mine, name), valueLine(there, theirs, name)]);
  say(method ? 'auth-method-mismatch' : 'ike-policy-mismatch', [...at, mine.rec, theirs.rec], {
    attributes,
    title: offered(here, there, attributes[0]),
    fix: eitherLine(here, there, lines(here, mine, theirs), lines(there, theirs, mine)),
  });
}

/** The line of a policy that names a value; its heading where the value is the default. */
function valueLine({ config }: End, { rec }: Policy, name: string): Rec {
  const block = config.blocks.find((one) => one.rec === rec);
  return block?.lines.findLast(({ words }) => words[0] !== undefined && name.startsWith(words[0]))?.rec ?? rec;
}

/** `R1 offers encryption aes 256, R2 accepts only 3des`. */
function offered(
  here: End,
  there: End,
  attribute: { readonly name: string; readonly local: string; readonly remote: string } | undefined,
): string {
  const [mine, theirs] = [nameOf(here.config, 'One end'), nameOf(there.config, 'the other')];
  const title = `${mine} offers ${attribute?.name} ${attribute?.local}, ${theirs} accepts only ${attribute?.remote}`;
  return title.length <= 120 ? title : `${mine} and ${theirs} have no ${attribute?.name} in common`;
}

function policyHeading({ config }: End, version: 1 | 2, { name }: Policy): string {
  if (version === 1) return `crypto ${config.asa ? 'ikev1' : 'isakmp'} policy ${name}`;
  return `crypto ikev2 ${config.asa ? 'policy' : 'proposal'} ${name}`;
}

/** `encr aes 256` on IOS, `encryption aes-256` on an ASA; IKEv2 proposals of IOS say `aes-cbc-256`. */
function policyLine({ config: { asa } }: End, version: 1 | 2, name: string, value: string): string {
  if (name !== 'encryption') return `${name} ${value}`;
  if (version === 1)
    return asa ? `encryption ${value.replace('aes 128', 'aes').replace('aes ', 'aes-')}` : `encr ${value}`;
  const words = value
    .split(' ')
    .map((word) => (asa ? word.replace(/^aes-128$/, 'aes') : word.replace(/^aes-(\d)/, 'aes-cbc-$1')));
  return `encryption ${words.join(' ')}`;
}

/** IKEv2: how each end proves itself, which identity it shows, and what the other expects. */
function proofs(here: End, there: End, say: Say): void {
  for (const [from, to] of [
    [here, there],
    [there, here],
  ] as const) {
    const [mine, theirs] = [from.profile, to.profile];
    if (!mine || !theirs) continue;
    const eitherWay = ({ shower, asker }: ReturnType<typeof methodLines>): readonly Fix[] =>
      (from === here ? eitherLine(here, there, shower, asker) : eitherLine(here, there, asker, shower)).filter(
        ({ config }) => config.length > 0,
      );
    const proof = mine.block.lines.find(({ text }) => /^authentication local /.test(text));
    const wanted = theirs.block.lines.find(({ text }) => /^authentication remote /.test(text));
    if (proof && wanted && mine.provesBy !== undefined && !theirs.expects.includes(mine.provesBy)) {
      say('auth-method-mismatch', [proof.rec, wanted.rec], {
        ike: 2,
        title: `${nameOf(from.config, 'One end')} proves itself by ${mine.provesBy}, ${nameOf(to.config, 'the other')} expects ${theirs.expects.join(', ')}`,
        attributes: [{ name: 'authentication', local: mine.provesBy, remote: theirs.expects.join(', ') }],
        fix: eitherWay(methodLines(mine, theirs)),
      });
      return;
    }
    const shown = identityOf(from, to);
    if (!shown || isAccepted(from, to) || isOfTemplate(from) || isOfTemplate(to)) continue;
    const expected = theirs.accepts.map(({ value }) => value).join(', ');
    // Two ends that do not name each other meet only where their server brings them together.
    const unnamed = reaches(from, to) === 'open' && reaches(to, from) === 'open';
    say('identity-mismatch', [shown.rec, (theirs.accepts[0] as Identity).rec], {
      ...(unnamed ? { certainty: 'likely' as const } : {}),
      ...(areSiblings(from, to) && !isAccepted(to, from) ? aside : {}),
      ike: 2,
      attributes: [{ name: 'identity', local: shown.value, remote: expected }],
      fix: eitherWay(identityLines(from, mine, shown, theirs)),
      title:
        `${nameOf(from.config, 'One end')} shows the identity ${shown.value}, ${nameOf(to.config, 'the other')} accepts only ${expected}`.slice(
          0,
          120,
        ),
    });
    return;
  }
}

const identityOf = ({ address, profile }: End, to: End): Identity | undefined =>
  profile && shownBy(profile, address ?? addressInPlaceOfName(to));

/** An excerpt may not hold the address of an end. Where the other end accepts names only, none fits, whichever it is behind NAT. */
const addressInPlaceOfName = ({ peers, profile }: End): string | undefined =>
  peers.length === 1 && profile?.accepts.every(({ kind }) => kind === 'name' || kind === 'domain')
    ? peers[0]
    : undefined;

/** Sets that two ends share, or the first of each. */
export function closestSets(
  here: End,
  there: End,
): { readonly mine: Policy; readonly theirs: Policy; readonly common: boolean } | undefined {
  const all = here.sets.flatMap((mine) =>
    there.sets.map((theirs) => ({ mine, theirs, common: mine.offers.some((one) => theirs.offers.includes(one)) })),
  );
  const shared = all.filter(({ common }) => common);
  return shared.find(({ mine, theirs }) => mine.values.mode === theirs.values.mode) ?? shared[0] ?? all[0];
}

function transforms(here: End, there: End, version: 1 | 2, say: Say): void {
  const closest = closestSets(here, there);
  const secrecy = differingSecrecy(here, there);
  if (!closest || closest.common) {
    if (closest && version === 1 && sameMode(closest) === false) modes(here, there, closest, say);
    if (secrecy) pfs(here, there, version, say);
    return;
  }
  const { mine, theirs } = closest;
  const attributes = [
    { name: 'transform set', local: mine.values.transforms ?? '', remote: theirs.values.transforms ?? '' },
    ...(secrecy ? [{ name: 'PFS', local: here.pfs ?? 'none', remote: there.pfs ?? 'none' }] : []),
  ];
  say('ipsec-proposal-mismatch', [mine.rec, theirs.rec], {
    attributes,
    title: offered(here, there, attributes[0]),
    fix: eitherLine(here, there, setLines(here, mine, theirs), setLines(there, theirs, mine)),
  });
}

/** The set of the other end, under the own name. */
function setLines({ config: { asa, blocks } }: End, own: Policy, wanted: Policy): string[] {
  const offer = wanted.offers[0] ?? '';
  const heading = blocks.find(({ rec }) => rec === own.rec)?.text ?? '';
  if (heading.includes('ipsec-proposal')) {
    const [cipher = '', hash = ''] = offer.split(' ');
    return [
      heading,
      ` protocol esp encryption ${cipher
        .replace('esp-', '')
        .replace('gcm', 'aes-gcm')
        .replace(/^aes-128$/, 'aes')}`,
      ` protocol esp integrity ${
        hash === ''
          ? 'null'
          : hash
              .replace(/^esp-(.*)-hmac$/, '$1')
              .replace(/^sha$/, 'sha-1')
              .replace(/^sha(\d)/, 'sha-$1')
      }`,
    ];
  }
  const words = asa
    ? offer.replace('aes-128', 'aes')
    : offer.replace(/(aes|gcm|gmac)-128/g, '$1').replace(/(aes|gcm|gmac)-(\d)/g, '$1 $2');
  return [`crypto ipsec ${asa ? 'ikev1 ' : ''}transform-set ${own.name} ${words}`];
}

/** `show crypto map` does not show the mode. IKEv2 asks for transport mode by a notify: where the other end has tunnel mode, both use that. */
function sameMode({ mine, theirs }: { readonly mine: Policy; readonly theirs: Policy }): boolean | undefined {
  const modes = [mine.values.mode, theirs.values.mode];
  return modes.includes('unknown') ? undefined : modes[0] === modes[1];
}

function modes(
  here: End,
  there: End,
  { mine, theirs }: { readonly mine: Policy; readonly theirs: Policy },
  say: Say,
): void {
  const of = ({ config }: End, set: Policy): Block | undefined => config.blocks.find(({ rec }) => rec === set.rec);
  /** Without the line it is tunnel mode. */
  const lines = (end: End, set: Policy): Rec[] => [
    ...(of(end, set)?.lines.filter(({ text }) => /^mode /.test(text)) ?? []).map(({ rec }) => rec),
    set.rec,
  ];
  const set = (end: End, own: Policy, wanted: Policy): string[] => [
    of(end, own)?.text ?? `crypto ipsec transform-set ${own.name} ${own.values.transforms ?? '<transforms>'}`,
    ` mode ${wanted.values.mode}`,
  ];
  say('encapsulation-mode-mismatch', [...lines(here, mine), ...lines(there, theirs)], {
    certainty: 'likely',
    attributes: [{ name: 'mode', local: mine.values.mode ?? '', remote: theirs.values.mode ?? '' }],
    ...(here.config.asa || there.config.asa
      ? {}
      : { fix: eitherLine(here, there, set(here, mine, theirs), set(there, theirs, mine)) }),
  });
}

/** `set pfs` without a group is the default group of the release, which may be the one that the other end names. */
export const differingSecrecy = (here: End, there: End): boolean =>
  here.pfs !== there.pfs &&
  !here.isPart &&
  !there.isPart &&
  !([here.pfs, there.pfs].includes('on') && here.pfs !== undefined && there.pfs !== undefined);

function pfs(here: End, there: End, version: 1 | 2, say: Say): void {
  const line = (end: End): Rec => pfsLine(end) ?? end.rec;
  const set = (end: End, other: End): string[] => secrecyLines(end, other.pfs);
  const oneSided = here.pfs === undefined || there.pfs === undefined;
  say('pfs-mismatch', [line(here), line(there)], {
    ...(oneSided || version === 2 ? { certainty: 'likely' as const } : {}),
    attributes: [{ name: 'PFS', local: here.pfs ?? 'none', remote: there.pfs ?? 'none' }],
    ...(version === 2
      ? {
          severity: 'warning' as const,
          title: 'Perfect forward secrecy differs: with IKEv2 the first SA comes up and the rekey fails',
        }
      : {}),
    fix: eitherLine(here, there, set(here, there), set(there, here)),
  });
}

export const pfsLine = ({ config, entry, rec }: End): Rec | undefined => {
  const flat = config.blocks.find(
    ({ text }) => entry !== undefined && text.startsWith(`crypto map ${entry.map} ${entry.sequence} set pfs`),
  );
  return (
    flat?.rec ?? config.blocks.find((block) => block.rec === rec)?.lines.find(({ text }) => /^set pfs/.test(text))?.rec
  );
};

function secrecyLines({ config: { asa, blocks }, entry, rec }: End, group: string | undefined): string[] {
  const line = group === undefined ? 'set pfs' : `set pfs${group === 'on' ? '' : ` ${group}`}`;
  const no = group === undefined ? 'no ' : '';
  const map = entry && `crypto map ${entry.map} ${entry.sequence}`;
  if (map && asa) return [`${no}${map} ${line}`];
  const profile = blocks.find((block) => block.rec === rec)?.text ?? 'crypto ipsec profile <profile>';
  return [map ? `${map} ipsec-isakmp` : profile, ` ${no}${line}`];
}

/** The causes that two configurations exclude by fitting: what is left must lie elsewhere. */
export function excluded({ here, there }: Link): ReadonlySet<string> {
  const common = here.versions.filter((version) => there.versions.includes(version));
  const version = common.at(-1);
  const codes = new Set<string>();
  if (version === undefined) return codes;
  if (closestPolicies(here, there, version)?.names.length === 0)
    codes.add('ike-policy-mismatch').add('auth-method-mismatch');
  const sets = closestSets(here, there);
  if (sets?.common) codes.add('ipsec-proposal-mismatch');
  if (sets?.common && (version === 2 || sameMode(sets))) codes.add('encapsulation-mode-mismatch');
  if (!differingSecrecy(here, there)) codes.add('pfs-mismatch');
  const [mine, theirs] = [here.flows ?? [], there.flows ?? []];
  const mirrored = withoutMirror(mine, theirs).length + withoutMirror(theirs, mine).length === 0;
  if (here.entry && there.entry && mine.length > 0 && mirrored) codes.add('proxy-id-mismatch');
  if (reaches(here, there) === 'fits' && reaches(there, here) === 'fits')
    codes.add('peer-not-configured').add('crypto-map-not-matched');
  const [a, b] = [keysTowards(here, there.address, version), keysTowards(there, here.address, version)];
  if (a.length > 0 && b.length > 0) codes.add('psk-missing');
  if (a.length === 1 && b.length === 1 && a[0]?.secret !== undefined && a[0].secret === b[0]?.secret)
    codes.add('psk-mismatch');
  return codes;
}

/** The flows of one end that have no mirror image on the other. */
export const withoutMirror = (mine: readonly Flow[], theirs: readonly Flow[]): Flow[] =>
  mine.filter((flow) => !theirs.some((other) => isMirror(flow, other)));

/** Each line of one crypto access list must stand, ends swapped, in the other. */
function mirrors(here: End, there: End, version: 1 | 2, say: Say): void {
  if (!here.flows || !there.flows) return;
  const whole = here.entry && there.tunnel ? here : there.entry && here.tunnel ? there : undefined;
  if (whole) {
    interfaceAgainstMap(whole, whole === here ? there : here, version, say);
    return;
  }
  if (!here.entry || !there.entry || here.flows.length === 0 || there.flows.length === 0) return;
  const lonely = withoutMirror(here.flows, there.flows);
  const strangers = withoutMirror(there.flows, here.flows);
  const [left, right] = [lonely[0], strangers[0]];
  if (!left && !right) return;
  const names = [nameOf(here.config, 'one end'), nameOf(there.config, 'the other')] as const;
  const narrowing = [...lonely, ...strangers].every((flow) =>
    [...(here.flows ?? []), ...(there.flows ?? [])].some((other) => other !== flow && meetsMirror(flow, other)),
  );
  say(
    'proxy-id-mismatch',
    [left?.rule.rec, right?.rule.rec].filter((rec) => rec !== undefined),
    {
      // IKEv2 may agree on the part that both have.
      ...(version === 2 && narrowing ? { certainty: 'likely' as const } : {}),
      attributes: [
        {
          name: 'crypto access list',
          local: left?.rule.text ?? 'no such line',
          remote: right?.rule.text ?? 'no such line',
        },
      ],
      title: mirrorTitle(names, left, right),
      fix: eitherLine(here, there, missingLines(here, strangers), missingLines(there, lonely)).filter(
        ({ config }) => config.length > 0,
      ),
    },
  );
}

function mirrorTitle(names: readonly [string, string], left: Flow | undefined, right: Flow | undefined): string {
  const [has, lacks] = left ? names : [names[1], names[0]];
  const title =
    left && right
      ? `The crypto access lists of ${names[0]} and ${names[1]} are not mirrors: each has a line that the other lacks`
      : `${lacks} has no mirror image of a line in the crypto access list of ${has}`;
  return title.length <= 120
    ? title
    : 'The crypto access lists are not mirrors: a line of one end has no counterpart on the other';
}

/** Lines that an end lacks, as it would write them itself; more than a few are not worth typing. */
export function missingLines({ config, entry, rules }: End, lonely: readonly Flow[]): string[] {
  const name = entry?.acl ?? '<access list>';
  const dialect = config.asa ? 'asa' : 'ios';
  const lines = lonely.slice(0, 4).map((flow) => mirrorLine(dialect, flow));
  const more = lonely.length > 4 ? [`! and ${lonely.length - 4} more`] : [];
  if (lines.length === 0) return [];
  if (config.asa) return [...lines.map((line) => `access-list ${name} extended ${line}`), ...more];
  if (/^\d+$/.test(name)) return [...lines.map((line) => `access-list ${name} ${line}`), ...more];
  const heading = lines[0]?.startsWith('permit ipv6') ? `ipv6 access-list ${name}` : `ip access-list extended ${name}`;
  return rules.length === 0 ? [] : [heading, ...lines.map((line) => ` ${line}`), ...more];
}

/** A tunnel interface in IPsec mode offers any to any; a crypto map with networks refuses that in IKEv1 and narrows it in IKEv2. */
function interfaceAgainstMap(map: End, tunnel: End, version: 1 | 2, say: Say): void {
  if (!tunnel.tunnel || kindOf(tunnel.tunnel) !== 'IPsec' || map.flows === undefined || map.flows.length === 0) return;
  if (map.flows.some(isWholesale)) return;
  const rule = map.rules[0];
  const mode = tunnel.tunnel?.block.lines.find(({ text }) => /^tunnel mode /.test(text));
  if (!rule) return;
  say('proxy-id-mismatch', [rule.rec, (mode ?? tunnel.tunnel?.block ?? tunnel).rec], {
    ...(version === 2 ? { certainty: 'likely' as const } : {}),
    attributes: [{ name: 'protected traffic', local: rule.text, remote: 'any to any (tunnel interface)' }],
    title: 'A crypto map with networks meets a tunnel interface, which always asks for any to any',
  });
}

/** Keys are compared only where both are readable, and never shown. */
function sharedKeys(here: End, there: End, version: 1 | 2, say: Say): void {
  for (const [from, to] of [
    [here, there],
    [there, here],
  ] as const) {
    const sent = keysTowards(from, to.address, version).filter(({ use }) => use !== 'remote');
    const expected = keysTowards(to, from.address, version).filter(({ use }) => use !== 'local');
    const [a, b] = [sent[0], expected[0]];
    if (keyIsMissing(from, to, version, say) || keyIsLeftOut(from, to, version, say)) return;
    if (sent.length !== 1 || expected.length !== 1 || !differ(a, b)) continue;
    say('psk-mismatch', [(a as Key).rec, (b as Key).rec], {
      ike: version,
      ...(from.config.device === undefined || to.config.device === undefined
        ? {}
        : { title: `${from.config.device} and ${to.config.device} hold different pre-shared keys for each other` }),
      explanation:
        'Both configurations stand in the text, and their keys can be read: what one end proves itself by is not what the other holds for it. A typing error, a letter that looks like a digit and a blank at the end are the usual reasons. Each end refuses the proof of the other, so the tunnel cannot come up.',
      fix: eitherLine(from, to, keyLines(a as Key), keyLines(b as Key)),
    });
    return;
  }
}

/** How an end sets its key anew, in the place where it stands. */
function keyLines({ keyring, version, text }: Key): readonly string[] {
  const address = text ?? '<peer>';
  if (version === 2)
    return [`crypto ikev2 keyring ${keyring ?? '<keyring>'}`, ' peer <name>', '  pre-shared-key <same-key>'];
  return keyring === undefined
    ? [`crypto isakmp key <same-key> address ${address}`]
    : [`crypto keyring ${keyring}`, ` pre-shared-key address ${address} key <same-key>`];
}

export const differ = (a: Key | undefined, b: Key | undefined): boolean =>
  a?.secret !== undefined && b?.secret !== undefined && a.secret !== b.secret;

/** The keyring that the profile names is in the text, and holds no key for the other end. */
function keyIsMissing(from: End, to: End, version: 1 | 2, say: Say): boolean {
  const { profile, config } = from;
  if (profile?.keyring === undefined || to.address === undefined || !networkOf(to.address)) return false;
  if (profile.provesBy !== undefined && profile.provesBy !== 'pre-share') return false;
  if (keysTowards(from, to.address, version).length > 0) return false;
  const ring = config.blocks.find(
    ({ text }) => text.split(' ').at(version === 2 ? 3 : 2) === profile.keyring && / keyring /.test(text),
  );
  const named = config.keys.some(({ keyring, address }) => keyring === profile.keyring && address === undefined);
  // In a cloud nobody is named: two ends that build tunnels by themselves need a key all the same.
  const cloud = from.tunnel?.nhrp.networkId === true && to.tunnel?.nhrp.networkId === true;
  if (!ring || named || (reaches(from, to) === 'open' && !cloud)) return false;
  const at = nameOf(config, 'this device');
  say('psk-missing', [ring.rec, ...ring.lines.filter(({ text }) => /\baddress\b/.test(text)).map(({ rec }) => rec)], {
    peer: to.address,
    ike: version,
    title: `The keyring ${profile.keyring} of ${at} holds no key for {peer}`,
    fix: [
      {
        where: 'local',
        platform: 'ios',
        config:
          version === 2
            ? [ring.text, ' peer <name>', '  address {peer}', '  pre-shared-key <key>']
            : [ring.text, ' pre-shared-key address {peer} key <key>'],
        why: `On ${at}: the same key as at the other end.`,
      },
    ],
    side: 'local',
    ...(cloud ? { certainty: 'likely' as const } : {}),
    ...(areSiblings(from, to) && keysTowards(to, from.address, version).length === 0 ? aside : {}),
  });
  return true;
}

/** Which of its profiles a hub takes follows from the identity itself: that is looked at where the callers of hubs are. */
const isOfTemplate = ({ config, tunnel, entry }: End): boolean => !tunnel && !entry && templatesOf(config).length > 0;

/** What one end shows is what the profile of the other takes, or nothing is known against it. */
function isAccepted(from: End, to: End): boolean {
  const shown = identityOf(from, to);
  const wanted = to.profile;
  if (!shown || !wanted || wanted.byCertificate || wanted.accepts.length === 0) return true;
  return wanted.accepts.some((identity) => accepts(identity, shown));
}

/**
 * Two spokes of a cloud, or two of its servers. Where neither is prepared for the other, they were not meant to build a tunnel: their packets go by
 * the server. Where one is, the other lacks something.
 */
const areSiblings = (from: End, to: End): boolean =>
  from.tunnel?.nhrp.networkId === true &&
  to.tunnel?.nhrp.networkId === true &&
  from.peers.length + to.peers.length === 0 &&
  !isServed(from.tunnel, to.tunnel);
const aside = { role: 'context', severity: 'information' } as const;
