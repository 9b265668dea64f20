// Tells hosts that ask for a tunnel and are none of the peers of a device: the text names these, and each of them works.
import { type Detector, detector, type Rec } from '../../../engine/define.ts';
import type { Attempt, IpsecSa, Model, Tunnel } from '../../../engine/model.ts';
import { peerOf, sessionsOf } from '../asa/sessions.ts';
import { type Config, configsOf } from '../config/model.ts';
import { isHost, networkOf } from '../networks.ts';
import { listsIke, listsIpsec, runsBothWays } from '../up.ts';
import { capturesOf, groupBy, isUnfiltered, numberIn, recordsBelow, textOf } from '../values.ts';

export const strangers: Detector = detector({
  id: 'strangers',
  codes: ['peer-not-configured'],
  run: (model, report) => {
    for (const attempt of knocksIn(model).values()) {
      const [first] = attempt.occurrences;
      if (!first) continue;
      report({
        code: 'peer-not-configured',
        certainty: 'likely',
        role: 'context',
        severity: 'information',
        side: 'remote',
        peer: attempt.peer,
        evidence: [model.evidence(first, 'context')],
        title: '{peer} asks for a tunnel and is none of the peers of this device, which all work',
        explanation:
          'Any host of the Internet may send IKE to this device: scanners do. It is refused, and that is as it should be. Only if it is to be a peer, it lacks a key and an entry here.',
      });
    }
  },
});

const found = new WeakMap<Model, ReadonlyMap<string, Attempt>>();

/** The strangers in a text, found once. */
export const strangersIn = (model: Model): ReadonlySet<string> => new Set(knocksIn(model).keys());

/** The first attempt of each stranger. */
function knocksIn(model: Model): ReadonlyMap<string, Attempt> {
  const known = found.get(model) ?? firstKnocks(model);
  found.set(model, known);
  return known;
}

function firstKnocks(model: Model): ReadonlyMap<string, Attempt> {
  const knocks = new Map<string, Attempt>();
  for (const [peer, attempts] of groupBy(model.attempts, (attempt) => attempt.peer))
    if (peer !== undefined && attempts[0] && isStranger(model, peer, attempts)) knocks.set(peer, attempts[0]);
  return knocks;
}

/** It knocked and was refused; nobody who wrote this text or this configuration speaks of it. */
function isStranger(model: Model, peer: string, attempts: readonly Attempt[]): boolean {
  const device = attempts[0]?.device;
  // Without a tunnel that works nobody is one.
  if (busyPeers(model, device).size === 0 || networkOf(peer) === undefined) return false;
  if (attempts.some(({ role, ikeUp, childUp }) => role === 'initiator' || ikeUp || childUp)) return false;
  if (spokenOf(model, device).has(peer)) return false;
  const peers = namedPeers(model, device)[attempts.every(({ version }) => version === 2) ? 2 : 1];
  return peers.size > 0 && !peers.has(peer) && [...peers].every((name) => busyPeers(model, device).has(name));
}

/** The words of a configuration, and those of the commands in the text. */
const spokenOf = ofDevice(
  (model, device): ReadonlySet<string> =>
    new Set([
      ...model.captures.flatMap(({ typed }) => typed?.split(/[\s|]+/) ?? []),
      ...configsOf(model)
        .filter((config) => config.device === device)
        .flatMap(({ keys, blocks }) => [
          ...keys.flatMap(({ text }) => text ?? []),
          ...blocks.flatMap(({ words }) => words),
        ]),
    ]),
);

/** Whom the text names as the peers of a device: in its maps and tunnels; else by groups, by the keys of a version of IKE, or in the list of its sessions. */
const namedPeers = ofDevice((model, device): Readonly<Record<1 | 2, ReadonlySet<string>>> => {
  const configs = configsOf(model).filter((config) => config.device === device);
  // Whoever comes may be a peer; of several devices nobody says which one was asked.
  if (configs.some(isOpen) || (device === undefined && configs.length > 1)) return { 1: nobody, 2: nobody };
  const written = [mappedPeers(model, device, configs), groupedPeers(configs)].find(({ size }) => size > 0);
  if (written) return { 1: oneByOne(written), 2: oneByOne(written) };
  // A tunnel that works without any of the keys proves itself by certificate: then there may be more of that kind.
  const certified = configs.some(({ ikeProfiles }) => ikeProfiles.some(({ byCertificate }) => byCertificate));
  const named = (version: 1 | 2): ReadonlySet<string> => {
    const inKeys = keyedPeers(configs, version);
    if (inKeys.size > 0) return [...busyPeers(model, device)].every((peer) => inKeys.has(peer)) ? inKeys : nobody;
    return isPassingBy(model, device) ? listedPeers(model, device) : nobody;
  };
  return certified ? { 1: nobody, 2: nobody } : { 1: oneByOne(named(1)), 2: oneByOne(named(2)) };
});

const nobody: ReadonlySet<string> = new Set();

/** Names that can be compared with the address of who knocks. */
const oneByOne = (names: ReadonlySet<string>): ReadonlySet<string> =>
  [...names].every((name) => {
    const network = networkOf(name);
    return network !== undefined && isHost(network);
  })
    ? names
    : nobody;

/** A dynamic map, a tunnel interface without a destination and a group for users take whoever comes. */
const isOpen = ({ entries, interfaces, blocks }: Config): boolean =>
  entries.some(({ dynamic, manual }) => dynamic !== undefined || manual) ||
  interfaces.some(({ tunnel }) => tunnel.profile !== undefined && networkOf(tunnel.destination) === undefined) ||
  blocks.some(({ text }) => /^tunnel-group \S+ type (?:remote-access|ipsec-ra|webvpn)$/.test(text));

/** A filter that asks for an address leaves others out. */
const asksForAddress = ({ askedFor }: Config): boolean => askedFor.some((words) => /\d\.\d/.test(words));

/** The peers in the crypto maps of a device, as its configuration or its outputs show them, and the far ends of its protected tunnels. */
function mappedPeers(model: Model, device: string | undefined, configs: readonly Config[]): ReadonlySet<string> {
  const maps = capturesOf(model.captures, 'show crypto map').filter((capture) => capture.device === device);
  // A filter for peers leaves none of them out.
  if (!maps.every((capture) => isUnfiltered(capture) || /\|\s*i\w*\s+[^\d|]*peer/i.test(capture.typed ?? '')))
    return nobody;
  const shown = maps
    .flatMap(({ root }) => recordsBelow(root, 'map'))
    .flatMap(({ all }) => all.filter(({ name }) => name === 'peer').map(({ value }) => value));
  const written = configs.flatMap(({ entries }) => entries.flatMap(({ peers }) => peers));
  // Lines that a filter picked out stand below whatever it left of the block above.
  const picked = configs
    .filter((config) => config.filtered && !asksForAddress(config))
    .flatMap(({ blocks }) => blocks.flatMap((block) => [block, ...block.lines]))
    .filter(({ text }) => text.startsWith('set peer '));
  const tunnels = configs.flatMap(({ interfaces }) =>
    interfaces.flatMap(({ tunnel }) => (tunnel.profile === undefined ? [] : (tunnel.destination ?? []))),
  );
  const named = [...written, ...picked].flatMap(({ words }) => words.slice(2));
  return new Set([...shown, ...named, ...tunnels].filter((name) => !/^(?:default|dynamic)$/.test(name)));
}

/** The tunnel groups for sites on an ASA: it finds the group of a peer with a key by its address. */
const groupedPeers = (configs: readonly Config[]): ReadonlySet<string> =>
  new Set(
    configs
      .filter((config) => !asksForAddress(config))
      .flatMap(({ blocks }) => blocks)
      .flatMap(({ text }) => /^tunnel-group (\S+) type ipsec-l2l$/.exec(text)?.[1] ?? []),
  );

/** The peers for which a device has keys of a version of IKE, where somebody looked at all of its keys or key rings; all or none of them are hosts. */
function keyedPeers(configs: readonly Config[], version: 1 | 2): ReadonlySet<string> {
  const looked = configs.filter(
    (config) =>
      config.whole ||
      (!asksForAddress(config) && config.askedFor.some((words) => /crypto|keyring|\bkey\b|isakmp/.test(words))),
  );
  if (version === 1)
    return new Set(
      looked
        .flatMap(({ keys }) => keys)
        .filter((key) => key.version === 1)
        .map(({ text, address }) => (text !== undefined && address && isHost(address) ? text : anyone)),
    );
  const places = looked
    // Who asks for one ring by its name sees no other.
    .flatMap(({ blocks, askedFor }) =>
      blocks.filter(({ text, words }) => /^crypto ikev2 keyring /.test(text) && !askedFor.includes(words[3] ?? '')),
    )
    .flatMap(({ lines }) => lines.flatMap(({ text }) => /^(?:address|hostname|identity) (.+)/.exec(text)?.[1] ?? []));
  return new Set(places.map((place) => place.replace(/ 255\.255\.255\.255$/, '')));
}
/** No name of a host. */
const anyone = 'anyone';

/** A list of sessions without a filter, of which the last look shows every configured peer, whether it is up or down; not those that a dynamic entry awaits. */
function listedPeers(model: Model, device: string | undefined): ReadonlySet<string> {
  const look = capturesOf(model.captures, 'show crypto session', 'show crypto session brief').findLast(
    (capture) => capture.device === device,
  );
  if (!look || !/^sh\w* cr\w* se\w*(?: (?:br|de)\w*)?$/i.test(look.typed?.trim() ?? '')) return nobody;
  const rows = [...recordsBelow(look.root, 'row'), ...recordsBelow(look.root, 'peer')];
  return new Set(rows.map((row) => textOf(row, 'peer') ?? anyone));
}

/** So many hosts that each knock for so many milliseconds, over so long a time: who is configured on both ends comes again. */
const [hosts, knock, watch] = [3, 60_000, 3_600_000];

/** All that knock in vain pass by. Asked once of each device. */
const isPassingBy = ofDevice((model, device) => {
  const busy = busyPeers(model, device);
  const refused = model.attempts.filter(
    (attempt) => attempt.peer !== undefined && !busy.has(attempt.peer) && attempt.device === device,
  );
  const visits = [...groupBy(refused, ({ peer }) => peer).values()].map((attempts) =>
    spanOf(attempts.flatMap(({ occurrences }) => [occurrences[0]?.time, occurrences.at(-1)?.time])),
  );
  const all = spanOf(visits.flatMap((visit) => [visit?.from, visit?.to]));
  return (
    visits.length >= hosts &&
    all !== undefined &&
    all.to - all.from >= watch &&
    visits.every((visit) => visit !== undefined && visit.to - visit.from <= knock)
  );
});

/** The first and the last of some times; none where one of them is not known. */
function spanOf(times: readonly (number | undefined)[]): { readonly from: number; readonly to: number } | undefined {
  const known = times.flatMap((time) => time ?? []).sort((a, b) => a - b);
  const [from] = known;
  const to = known.at(-1);
  return from === undefined || to === undefined || known.length < times.length ? undefined : { from, to };
}

/** Whom a device works with. */
const busyPeers = ofDevice<ReadonlySet<string>>((model, device) => {
  const tunnels = model.tunnels.filter((tunnel) => tunnel.device === device && isBusy(tunnel));
  const bytes = ({ fields }: Rec): boolean =>
    [fields.bytesTx, fields.bytesRx].every((fact) => (numberIn(fact) ?? 0) > 0);
  const sessions = sessionsOf(model).filter(({ capture, session }) => capture.device === device && bytes(session));
  return new Set([
    ...tunnels.flatMap(({ remote }) => remote ?? []),
    ...sessions.flatMap(({ session }) => peerOf(session) ?? []),
  ]);
});

/**
 * An SA of it carries packets both ways; where a filter left the counters alone, its IKE SA is listed as up. A list that counts nothing says that SAs
 * for traffic are there.
 */
const isBusy = (tunnel: Tunnel): boolean =>
  tunnel.ipsec.some(
    (sa) => (sa.health === 'up' || (sa.health === 'unknown' && listsIke(tunnel))) && runsBothWays(sa),
  ) ||
  (listsIke(tunnel) &&
    tunnel.ipsec.every(isUncounted) &&
    (listsIpsec(tunnel) || tunnel.ike.some(({ state }) => /^(?:UA|UP-ACTIVE)$/.test(state))));

const isUncounted = ({ encaps, decaps }: IpsecSa): boolean => encaps === undefined && decaps === undefined;

/** What is asked of a device again and again, for each host that knocks. */
function ofDevice<Answer>(
  ask: (model: Model, device: string | undefined) => Answer,
): (model: Model, device: string | undefined) => Answer {
  const answers = new WeakMap<Model, Map<string | undefined, Answer>>();
  return (model, device) => {
    const known = answers.get(model) ?? new Map<string | undefined, Answer>();
    answers.set(model, known);
    const answer = known.has(device) ? (known.get(device) as Answer) : ask(model, device);
    known.set(device, answer);
    return answer;
  };
}
