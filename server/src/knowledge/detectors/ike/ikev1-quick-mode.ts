// Compares what IKEv1 offers in quick mode with transform sets, PFS and protected networks, and tells whether a profile kept them from being compared.
import type { Fix, Rec, Report, Reported } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { otherPeers } from '../config/named-peers.ts';
import { fieldOf, inOrder, isAddress, isLater, recordsBelow, sameDevice } from '../values.ts';
import { lineOf, remember } from './ikev1-offers.ts';

interface Offer {
  readonly at: Occurrence;
  readonly parts: Map<string, string>;
  mode?: Occurrence;
}

const phase2Ids = [
  'isakmp.qm-checking',
  'isakmp.qm-transform',
  'isakmp.qm-encaps',
  'isakmp.qm-auth',
  'isakmp.qm-keylength',
  'isakmp.qm-group',
  'isakmp.qm-error-32',
  'isakmp.qm-error-256',
  'isakmp.qm-error',
  'isakmp.phase2-refused',
  'ipsec.flags',
  'ipsec.transform-unsupported',
  'ipsec.transform-line',
  'ipsec.proxy-unsupported',
  'ipsec.map-missing',
  'ipsec.map-not-found',
  'ipsec.proposal',
  'ipsec.key-line',
  'ipsec.request',
  'isakmp.quick-mode',
];

/** The refusals of phase 2 and what stood in the proposal that was refused. */
export function phase2(model: Model, report: Report): void {
  let offer: Offer | undefined;
  let proxies: { local?: string; remote?: string } = {};
  for (const occurrence of inOrder(model, phase2Ids)) {
    const { id } = occurrence.message;
    const keep = (name: string, value: string | undefined): void => {
      if (value !== undefined) offer?.parts.set(name, value);
    };
    if (id === 'isakmp.qm-checking') {
      offer = { at: occurrence, parts: new Map() };
      proxies = {};
    } else if (id === 'ipsec.request' || id === 'isakmp.quick-mode') {
      proxies = {};
      offer = undefined;
    } else if (id === 'isakmp.qm-transform') keep('transform', fieldOf(occurrence, 'esp'));
    else if (id === 'isakmp.qm-encaps') {
      keep('mode', fieldOf(occurrence, 'mode'));
      if (offer) offer.mode = occurrence;
    } else if (id === 'isakmp.qm-auth') keep('integrity', fieldOf(occurrence, 'hmac'));
    else if (id === 'isakmp.qm-keylength') keep('key length', fieldOf(occurrence, 'keylength'));
    else if (id === 'isakmp.qm-group') keep('PFS group', fieldOf(occurrence, 'dh'));
    else if (id === 'ipsec.proposal' || id === 'ipsec.key-line') {
      const local = fieldOf(occurrence, 'localproxy');
      const remote = fieldOf(occurrence, 'remoteproxy');
      proxies = { ...proxies, ...(local === undefined ? {} : { local }), ...(remote === undefined ? {} : { remote }) };
      keep('transforms', fieldOf(occurrence, 'transforms'));
    } else if (id === 'ipsec.transform-line') {
      keep(
        'transforms',
        /^.*$/m
          .exec(fieldOf(occurrence, 'transforms') ?? '')?.[0]
          ?.replace(/\}.*$/, '')
          .trim(),
      );
    } else if (/error-32$|proxy-unsupported|map-/.test(id)) selectorsRefused(model, occurrence, proxies, report);
    else if (/error-256$|transform-unsupported/.test(id)) {
      keep('transforms', fieldOf(occurrence, 'transforms'));
      transformRefused(model, occurrence, offer, report);
    } else if (
      /^(?:isakmp\.qm-error|ipsec\.flags|isakmp\.phase2-refused)$/.test(id) &&
      offer &&
      !overcome(model, occurrence)
    )
      otherSecrecy(model, occurrence, offer, report);
  }
}

const peerOf = (model: Model, occurrence: Occurrence): string | undefined =>
  fieldOf(occurrence, 'peer') ?? model.attempts[occurrence.attempt]?.peer;

/** The line that ends the refused quick mode: it names both ends. */
const nextRefusal = (model: Model, occurrence: Occurrence): Occurrence | undefined =>
  model.occurrences('isakmp.phase2-refused').find(({ line }) => line > occurrence.line && line <= occurrence.line + 4);

/** `10.0.0.0 255.0.0.0`, as an ASA writes it. */
const masked = (proxy: string): string => proxy.replace(/,$/, '').split('/').slice(0, 2).join(' ');

/** `10.0.0.0 0.255.255.255`, as an IOS access list writes it. */
function wildcard(proxy: string): string {
  const [address = '', mask = ''] = proxy.split('/');
  return /^\d+(?:\.\d+){3}$/.test(mask)
    ? `${address} ${mask
        .split('.')
        .map((octet) => 255 - Number(octet))
        .join('.')}`
    : masked(proxy);
}

/** `192.0.2.0/255.255.255.0/0/0` without protocol and port, where they say "all". */
const network = (proxy: string): string => proxy.replace(/,$/, '').replace(/\/(?:0|256)\/0$/, '');

function selectorsRefused(
  model: Model,
  occurrence: Occurrence,
  proxies: { local?: string; remote?: string },
  report: Report,
): void {
  const { local, remote } = proxies;
  if (overcome(model, occurrence)) return;
  const certainty = /map-/.test(occurrence.message.id) ? 'likely' : 'certain';
  const refused = nextRefusal(model, occurrence);
  const evidence = [model.evidence(occurrence, 'cause'), ...(refused ? [model.evidence(refused, 'symptom')] : [])];
  const peer = peerOf(model, occurrence) ?? refused?.fields.peer?.value;
  const device = model.captures[occurrence.capture]?.device;
  const [other] = peer === undefined ? [] : otherPeers(model, device, peer);
  if (other) {
    report({
      code: 'crypto-map-not-matched',
      certainty,
      side: 'local',
      peer,
      evidence: [model.evidence(other.rec, 'cause'), ...evidence],
      detail: { reason: 'peer' },
    });
    return;
  }
  const stranger = outsideProfiles(model, occurrence);
  if (stranger) {
    report({ ...stranger, side: 'either', peer, ike: 1, evidence: [...stranger.evidence, ...evidence] });
    return;
  }
  if (local === undefined || remote === undefined) {
    report(
      isMapMissing(model, device)
        ? {
            code: 'crypto-map-not-matched',
            certainty: 'likely',
            side: 'local',
            peer,
            evidence,
            candidates: networksOrPeer,
          }
        : { code: 'proxy-id-mismatch', certainty, side: 'either', peer, evidence },
    );
    return;
  }
  report({
    code: 'proxy-id-mismatch',
    certainty,
    side: 'either',
    peer,
    evidence,
    ...([local, remote].every(isEverything) ? { detail: { fault: 'everything' } } : {}),
    values: {
      our_network_and_mask: masked(local),
      their_network_and_mask: masked(remote),
      our_network_and_wildcard: wildcard(local),
      their_network_and_wildcard: wildcard(remote),
      difference: `it wants ${network(remote)} to ${network(local)}`,
    },
    attributes: [
      { name: 'network behind this end', local: 'no entry with this pair', remote: network(local) },
      { name: 'network behind the peer', local: 'no entry with this pair', remote: network(remote) },
    ],
  });
}

/**
 * No entry of a crypto map was found, and the text prints neither the networks that were asked for nor the entries: whether it is the peer, the interface or
 * the list that no entry has, it does not tell.
 */
const isMapMissing = (model: Model, device: string | undefined): boolean =>
  model.count('ipsec.map-missing') + model.count('ipsec.map-not-found') > 0 &&
  model.count('ipsec.key-line') === 0 &&
  configsOf(model).every((config) => !sameDevice(config.device, device) || config.entries.length === 0);

const networksOrPeer = [
  {
    code: 'proxy-id-mismatch',
    why: 'An entry names the peer, and its access list is no mirror image of the networks that the peer asks for.',
  },
];

/** A route based peer proposes everything to everything. */
const isEverything = (proxy: string): boolean => proxy.startsWith('0.0.0.0/0.0.0.0');

/**
 * The identity of the peer fitted no ISAKMP profile, and what could serve it asks for one: its networks were not even compared. That maps ask for one
 * stands in the lines before the refusal, or in the configuration.
 */
function outsideProfiles(model: Model, refused: Occurrence): Omit<Reported, 'side' | 'peer'> | undefined {
  const before = (...ids: readonly string[]): Occurrence | undefined =>
    ids
      .flatMap((id) => model.occurrences(id))
      .filter(({ line, capture }) => line < refused.line && capture === refused.capture)
      .sort((a, b) => a.line - b.line)
      .at(-1);
  const none = before('isakmp.no-profile', 'isakmp.profile-matched');
  if (none?.message.id !== 'isakmp.no-profile') return undefined;
  const passedOver = before('ipsec.profile-differs');
  const inLog = passedOver !== undefined && refused.line - passedOver.line <= samePass;
  const bound = boundProfiles(model, model.captures[refused.capture]?.device);
  if (!inLog && bound.length === 0) return undefined;
  const shown = model
    .occurrences('isakmp.id-line')
    .findLast(({ line, fields }) => fields.id && line < none.line && none.line - line <= samePayload);
  const identity = shown && fieldOf(shown, 'id');
  const [profile] = bound;
  return {
    code: 'identity-mismatch',
    certainty: inLog ? 'certain' : 'likely',
    evidence: [...(shown ? [shown] : []), none, ...(inLog ? [passedOver] : [])].map((line) =>
      model.evidence(line, 'cause'),
    ),
    values: identity === undefined ? {} : { identity },
    ...(identity !== undefined && isAddress(identity)
      ? {
          fix: [
            {
              where: 'local',
              platform: 'ios',
              ike: 1,
              config: [
                `crypto isakmp profile ${bound.length === 1 ? profile : '<name>'}`,
                ` match identity address ${identity} 255.255.255.255`,
              ],
              why: 'Accept what the peer really sends: behind NAT that is its own address.',
            },
          ],
        }
      : {}),
    candidates: [
      { code: 'proxy-id-mismatch', why: 'Of a map that asks for no profile, it is the networks that do not fit.' },
    ],
  };
}

/** A map is passed over right before the proposal is refused; the lines of a payload stand right before what is made of it. */
const samePass = 8;
const samePayload = 10;

/** The ISAKMP profiles that all maps and IPsec profiles of a device ask for; none where one of them takes any peer. */
function boundProfiles(model: Model, device: string | undefined): readonly string[] {
  const configs = configsOf(model).filter((config) => sameDevice(config.device, device));
  const asked = configs.flatMap(({ entries, ipsecProfiles }) => [
    ...entries.map(({ profile, profileVersion }) => (profileVersion === 1 ? profile : undefined)),
    ...[...ipsecProfiles.values()].map(({ ikeProfile, version }) => (version === 1 ? ikeProfile : undefined)),
  ]);
  return asked.every((name) => name !== undefined) ? [...new Set(asked)] : [];
}

const overcome = (model: Model, occurrence: Occurrence): boolean => {
  const { attempt, peer } = lastChildren(model);
  const name = model.attempts[occurrence.attempt]?.peer;
  return [attempt.get(occurrence.attempt), name === undefined ? undefined : peer.get(name)].some(
    (child) => child !== undefined && isLater(child, occurrence),
  );
};

/** The last line that says that an IPsec SA came up, of each attempt and of each peer. */
function lastChildren(model: Model) {
  const found = lastOf.get(model) ?? { attempt: new Map<number, Occurrence>(), peer: new Map<string, Occurrence>() };
  if (!lastOf.has(model))
    for (const { index, peer, occurrences } of model.attempts) {
      const child = occurrences.findLast(({ message }) => message.effect?.up === 'child');
      if (!child) continue;
      found.attempt.set(index, child);
      const before = peer === undefined ? undefined : found.peer.get(peer);
      if (peer !== undefined && (!before || isLater(child, before))) found.peer.set(peer, child);
    }
  lastOf.set(model, found);
  return found;
}
const lastOf = new WeakMap<Model, { attempt: Map<number, Occurrence>; peer: Map<string, Occurrence> }>();

/** The next proposal of the list is being looked at and the text ends before its result. */
function anotherIsChecked(model: Model, occurrence: Occurrence): boolean {
  // Where there are hundreds, the text does not end with the first.
  if (model.count('isakmp.qm-checking') > 200) return false;
  const after = (id: string): Occurrence[] =>
    model.occurrences(id).filter((other) => other.line > occurrence.line && other.attempt === occurrence.attempt);
  const next = after('isakmp.qm-checking')[0];
  return (
    next !== undefined &&
    !['isakmp.qm-error-256', 'isakmp.qm-error-32', 'isakmp.qm-error', 'isakmp.phase2-refused', 'isakmp.node-rejected']
      .flatMap(after)
      .some(({ line }) => line > next.line)
  );
}

function transformRefused(model: Model, occurrence: Occurrence, offer: Offer | undefined, report: Report): void {
  if (overcome(model, occurrence) || anotherIsChecked(model, occurrence)) return;
  const parts = offer?.parts ?? new Map<string, string>();
  const mode = parts.get('mode');
  const offered = transformWords(parts);
  const device = model.attempts[occurrence.attempt]?.device;
  const sets = remember(model, `transforms ${device}`, () => localTransformSets(model, device));
  const peer = peerOf(model, occurrence);
  const evidence = [model.evidence(occurrence, 'cause'), ...(offer ? [model.evidence(offer.at, 'context')] : [])];
  const asked = offered === undefined ? undefined : words(offered);
  const same = sets.filter((set) => set.words === asked);
  const wanted = mode === undefined ? undefined : /transport/i.test(mode) ? 'transport' : 'tunnel';
  const otherMode = same.find((set) => wanted !== undefined && set.mode !== undefined && set.mode !== wanted);
  // A device has one set of a name: where the text holds two, it shows both ends, and they differ in nothing but the mode.
  const bothEnds = sets.length > 1 && same.length === sets.length && sets.every(({ name }) => name === sets[0]?.name);
  if (otherMode?.mode && wanted && (bothEnds || same.every((set) => set.mode !== wanted))) {
    report({
      code: 'encapsulation-mode-mismatch',
      certainty: 'certain',
      side: 'either',
      peer,
      // The mode that is offered stands on a line of its own.
      evidence: offer?.mode ? [model.evidence(offer.mode, 'cause'), ...evidence] : evidence,
      values: {
        difference: `${wanted} offered, ${otherMode.mode} in transform set ${otherMode.name}`,
        mode: wanted,
        transforms: configured(otherMode.transforms),
        set: otherMode.name,
      },
      attributes: [{ name: 'mode', local: `${otherMode.mode} (transform set ${otherMode.name})`, remote: wanted }],
    });
    return;
  }
  if (offer && (same.length > 0 || sets.length === 0) && otherSecrecy(model, occurrence, offer, report)) return;
  const { closest, attributes } = differences(offeredAttributes(parts, offered, wanted), sets);
  report({
    code: 'ipsec-proposal-mismatch',
    certainty: 'certain',
    side: 'either',
    peer,
    evidence,
    values: offered ? { transforms: offered } : {},
    attributes,
    ...(closest && offered ? { fix: setFixes(closest, offered, wanted) } : {}),
  });
}

interface TransformPart {
  readonly name: string;
  readonly value: string;
}

/** The parts of a transform set in the words of a configuration: cipher with key length, integrity, mode. */
function partsOf(transforms: string, mode: string | undefined): TransformPart[] {
  const list = configured(transforms).toLowerCase().replace(/[{},]/g, ' ').trim().split(/\s+/);
  const isIntegrity = (word: string): boolean => /^(?:ah-|esp-(?:sha|md5).*-hmac$)/.test(word);
  const cipher = list.filter((word) => !isIntegrity(word)).join(' ');
  const integrity = list.filter(isIntegrity).join(' ');
  return [
    { name: 'encryption', value: cipher || 'none' },
    { name: 'integrity', value: integrity || 'none' },
    ...(mode === undefined ? [] : [{ name: 'mode', value: mode }]),
  ];
}

/** What the text prints of the offer: all parts where the transforms stand in it, else those that the attribute lines name. */
function offeredAttributes(
  parts: ReadonlyMap<string, string>,
  offered: string | undefined,
  mode: string | undefined,
): TransformPart[] {
  const whole = partsOf(offered ?? '', mode);
  const given = parts.get('transforms');
  return whole.filter(
    ({ name }) =>
      (name === 'encryption' && offered !== undefined) ||
      (name === 'integrity' && (parts.has('integrity') || (given !== undefined && offered !== undefined))) ||
      name === 'mode',
  );
}

/** Each part of the offer that the closest transform set of this device has otherwise; every part where none is shown. */
function differences(
  offered: readonly TransformPart[],
  sets: readonly TransformSet[],
): {
  readonly closest?: TransformSet;
  readonly attributes: readonly { readonly name: string; readonly local: string; readonly remote: string }[];
} {
  const against = sets.map((set) => ({
    set,
    rows: partsOf(set.transforms, set.mode).flatMap(({ name, value: local }) => {
      const remote = offered.find((part) => part.name === name)?.value;
      return remote === undefined || remote === local ? [] : [{ name, local, remote }];
    }),
  }));
  const closest = against.filter(({ rows }) => rows.length > 0).sort((x, y) => x.rows.length - y.rows.length)[0];
  return closest
    ? {
        closest: closest.set,
        attributes: closest.rows.map((row) => ({ ...row, local: `${row.local} (transform set ${closest.set.name})` })),
      }
    : {
        attributes: offered
          // A mode that differs is refused in other words.
          .filter(({ name }) => name !== 'mode')
          .map(({ name, value: remote }) => ({ name, local: 'in no transform set', remote })),
      };
}

/** Where both are known, each end can be told what the other has. */
function setFixes(set: TransformSet, offered: string, mode: string | undefined): Fix[] {
  const lines = (transforms: string, of: string | undefined): string[] => [
    `crypto ipsec transform-set <set> ${transforms}`,
    ...(of === undefined ? [] : [` mode ${of}`]),
  ];
  return [
    {
      where: 'remote',
      platform: 'ios',
      config: lines(set.transforms, set.mode),
      why: `Let the peer offer what transform set ${set.name} of this device holds.`,
    },
    {
      where: 'local',
      platform: 'ios',
      config: lines(offered, mode),
      why: 'Or accept here what the peer offers: name this set in the crypto map entry or profile too. Take the stronger of the two.',
    },
  ];
}

/**
 * PFS that the configuration asks for and the peer does not offer, or offers with another group. (Offered and not asked for is accepted.)
 * True where that is what was found.
 */
function otherSecrecy(model: Model, occurrence: Occurrence, offer: Offer, report: Report): boolean {
  const peer = peerOf(model, occurrence);
  const device = model.attempts[occurrence.attempt]?.device;
  const wanted = remember(model, `pfs ${device} ${peer}`, () => wantedGroup(model, device, peer));
  if (wanted === undefined) return false;
  const offered = offer.parts.get('PFS group');
  const asked = /\d+/.exec(wanted)?.[0];
  if (offered !== undefined && (asked === undefined || asked === offered)) return false;
  const difference = `group ${asked ?? '1'} asked for here, ${offered === undefined ? 'none' : `group ${offered}`} offered`;
  report({
    code: 'pfs-mismatch',
    certainty: 'likely',
    side: 'either',
    peer,
    evidence: [model.evidence(occurrence, 'cause'), model.evidence(offer.at, 'context')],
    values: { difference, dh: asked ?? '1' },
    attributes: [{ name: 'PFS', local: wanted, remote: offered === undefined ? 'none' : `group${offered}` }],
  });
  return true;
}

/** The PFS group that the configuration in the text asks of this peer: of its crypto map entry, else of all IPsec profiles alike. */
function wantedGroup(model: Model, device: string | undefined, peer: string | undefined): string | undefined {
  const configs = configsOf(model).filter(
    (config) => device === undefined || config.device === undefined || config.device === device,
  );
  if (device === undefined && new Set(configs.map((config) => config.device)).size > 1) return undefined;
  const entries = configs
    .flatMap((config) => config.entries)
    .filter(({ peers }) => peers.some(({ words: list }) => peer !== undefined && list.includes(peer)));
  const profiles = configs
    .flatMap((config) => config.blocks)
    .filter((block) => /^crypto ipsec profile /.test(block.text));
  const groups =
    entries.length > 0
      ? entries.map(({ pfs }) => pfs)
      : profiles.map((profile) => {
          const line = profile.lines.find((found) => /^set pfs/.test(found.text));
          return line && (line.words[2] ?? 'group1');
        });
  return groups.length > 0 && groups.every((found) => found === groups[0]) ? groups[0] : undefined;
}

/** A debug writes `esp-256-aes` and `esp-gcm 128` where a configuration has `esp-aes 256` and `esp-gcm`. */
const configured = (transforms: string): string =>
  transforms.replace(/\besp-(\d{3})-(aes|gcm|gmac)\b/gi, 'esp-$2 $1').replace(/\b(esp-(?:aes|gcm|gmac)) 128\b/gi, '$1');

/** `ESP_AES`, 256 and `HMAC-SHA256` as a transform set writes them. */
function transformWords(parts: ReadonlyMap<string, string>): string | undefined {
  const given = parts
    .get('transforms')
    ?.replace(/\s*\((?:Tunnel|Transport)[^)]*\).*$/i, '')
    .replace(/[{},]/g, '')
    .trim();
  if (given !== undefined && given !== '' && !/^NONE/i.test(given)) return configured(given);
  const cipher = parts.get('transform');
  if (cipher === undefined) return undefined;
  const bits = parts.get('key length');
  const name = cipher.replace(/^ESP_/i, 'esp-').replace(/^AH_/i, 'ah-').replace(/_/g, '-').toLowerCase();
  const integrity = parts
    .get('integrity')
    ?.replace(/^HMAC-/i, '')
    .toLowerCase();
  return `${name}${bits !== undefined && bits !== '128' ? ` ${bits}` : ''}${integrity ? ` esp-${integrity}-hmac` : ''}`;
}

/** Transforms in one spelling and order. */
const words = (list: string): string =>
  configured(list).toLowerCase().replace(/[{},]/g, ' ').trim().split(/\s+/).sort().join(' ');

interface TransformSet {
  readonly name: string;
  readonly transforms: string;
  /** To be compared with what is offered. */
  readonly words: string;
  readonly mode: 'tunnel' | 'transport' | undefined;
}

function localTransformSets(model: Model, device: string | undefined): TransformSet[] {
  const devices = new Set(model.captures.map((capture) => capture.device).filter((name) => name !== undefined));
  if (devices.size > 1 && device === undefined) return [];
  const mine = model.captures.filter(
    (capture) => device === undefined || capture.device === undefined || capture.device === device,
  );
  const sets = mine.flatMap((capture) => {
    if (capture.definition?.id === 'show running-config')
      return recordsBelow(capture.root, 'block').flatMap(configuredSet);
    return capture.definition?.id === 'show crypto ipsec transform-set'
      ? recordsBelow(capture.root, 'set').flatMap(shownSet)
      : [];
  });
  // The set that comes with the device is always listed, and used only where nobody wrote another.
  const written = sets.filter(({ name }) => name !== 'default');
  return written.length > 0 ? written : sets;
}

function configuredSet(block: Rec): TransformSet[] {
  const match = /^crypto ipsec transform-set (\S+) (.+)$/.exec(lineOf(block));
  if (!match) return [];
  const mode = block.children
    .map((line) => /^mode (tunnel|transport)/.exec(lineOf(line))?.[1])
    .find((found) => found !== undefined);
  const transforms = (match[2] ?? '').trim();
  return [
    {
      name: match[1] ?? '',
      transforms,
      words: words(transforms),
      mode: mode === 'transport' ? 'transport' : 'tunnel',
    },
  ];
}

/** `show crypto ipsec transform-set` prints the mode of each set below it: "will negotiate = { Transport,  }". */
function shownSet(rec: Rec): TransformSet[] {
  const [name, mode] = [rec.fields.transformSet?.value, rec.fields.mode?.value.toLowerCase()];
  const facts = rec.all.filter((fact) => fact.name === 'encryption' || fact.name === 'integrity');
  if (name === undefined || (mode !== 'tunnel' && mode !== 'transport')) return [];
  const transforms = facts.map(({ value }) => value).join(' ');
  return [{ name, transforms, words: words(transforms), mode }];
}
