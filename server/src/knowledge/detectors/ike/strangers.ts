// Tells hosts that ask for a tunnel and are none of the peers of a device: the text names these, and each of them works.
import { type Detector, detector } from '../../../engine/define.ts';
import type { Attempt, Model, Tunnel } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { otherPeers } from '../config/named-peers.ts';
import { isHost, networkOf } from '../networks.ts';
import { listsIke, runsBothWays } from '../up.ts';
import { capturesOf, groupBy, isUnfiltered, recordsBelow, sameDevice } from '../values.ts';

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

/** Without a tunnel that works nobody is one. */
function firstKnocks(model: Model): ReadonlyMap<string, Attempt> {
  const knocks = new Map<string, Attempt>();
  if (!model.tunnels.some(isBusy)) return knocks;
  for (const [peer, attempts] of groupBy(model.attempts, (attempt) => attempt.peer))
    if (peer !== undefined && attempts[0] && isStranger(model, peer, attempts)) knocks.set(peer, attempts[0]);
  return knocks;
}

/** It knocked and was refused; nobody who wrote this text or this configuration speaks of it. */
function isStranger(model: Model, peer: string, attempts: readonly Attempt[]): boolean {
  const device = attempts[0]?.device;
  if (networkOf(peer) === undefined) return false;
  if (attempts.some(({ role, ikeUp, childUp }) => role === 'initiator' || ikeUp || childUp)) return false;
  if (model.captures.some(({ typed }) => typed?.split(/[\s|]+/).includes(peer))) return false;
  const inMaps = peersOf(model, device, peer);
  const peers = inMaps.size > 0 ? inMaps : keyedPeers(model, attempts, peer);
  return (
    peers.size > 0 &&
    [...peers].every((name) =>
      model.tunnels.some((tunnel) => tunnel.remote === name && sameDevice(tunnel.device, device) && isBusy(tunnel)),
    )
  );
}

/** The peers that a device names, where the other one is not among them and has no key of its own; none where any host may be one. */
function peersOf(model: Model, device: string | undefined, other: string): ReadonlySet<string> {
  const configs = configsOf(model).filter((config) => sameDevice(config.device, device));
  const known = configs.some(
    ({ keys, blocks }) => keys.some(({ text }) => text === other) || blocks.some(({ words }) => words.includes(other)),
  );
  const open = configs.some(
    ({ entries, interfaces }) =>
      entries.some(({ dynamic, manual }) => dynamic !== undefined || manual) ||
      interfaces.some(({ tunnel }) => tunnel.profile !== undefined),
  );
  const maps = capturesOf(model.captures, 'show crypto map').filter((capture) => sameDevice(capture.device, device));
  const shown = maps
    .flatMap(({ root }) => recordsBelow(root, 'map'))
    .flatMap(({ all }) => all.filter(({ name }) => name === 'peer').map(({ value }) => value));
  const written = otherPeers(model, device, other).flatMap(({ words }) => words.slice(2));
  const names = new Set([...shown, ...written].filter((name) => !/^(?:default|dynamic)$/.test(name)));
  // A filter for peers leaves none of them out.
  const all = maps.every((capture) => isUnfiltered(capture) || /\|\s*i\w*\s+[^\d|]*peer/i.test(capture.typed ?? ''));
  const readable = [...names].every((name) => networkOf(name) !== undefined);
  return known || open || !all || !readable || names.has(other) ? new Set() : names;
}

/**
 * The peers for which a device has keys for IKEv2, where somebody looked at its key rings and every key is for one address. A tunnel of this device
 * that works without any of them proves itself by certificate: then there may be more of that kind.
 */
function keyedPeers(model: Model, attempts: readonly Attempt[], other: string): ReadonlySet<string> {
  const device = attempts[0]?.device;
  const configs = configsOf(model).filter((config) => sameDevice(config.device, device));
  const open = configs.some(
    ({ entries, interfaces, ikeProfiles }) =>
      entries.some(({ dynamic, manual }) => dynamic !== undefined || manual) ||
      interfaces.some(({ tunnel }) => tunnel.profile !== undefined && networkOf(tunnel.destination) === undefined) ||
      ikeProfiles.some(({ byCertificate }) => byCertificate),
  );
  if (open || attempts.some(({ version }) => version !== 2)) return new Set();
  const names = new Set(
    configs
      .filter(({ whole, askedFor }) => whole || askedFor.some((words) => /\b(?:crypto|keyring)\b/.test(words)))
      .flatMap(({ blocks, askedFor }) =>
        // Who asks for one ring by its name sees no other.
        blocks.filter(({ text, words }) => /^crypto ikev2 keyring /.test(text) && !askedFor.includes(words[3] ?? '')),
      )
      .flatMap(({ lines }) => lines.flatMap(({ text }) => /^(?:address|hostname|identity) (.+)/.exec(text)?.[1] ?? []))
      .map((place) => place.replace(/ 255\.255\.255\.255$/, '')),
  );
  const isOne = (name: string): boolean => {
    const network = networkOf(name);
    return network !== undefined && isHost(network);
  };
  const isKeyed = ({ remote }: Tunnel): boolean => remote !== undefined && names.has(remote);
  const working = model.tunnels.filter((tunnel) => sameDevice(tunnel.device, device) && isBusy(tunnel));
  return !names.has(other) && [...names].every(isOne) && working.every(isKeyed) ? names : new Set();
}

/** An SA of it carries packets both ways; where a filter left the counters alone, its IKE SA is listed as up. */
const isBusy = (tunnel: Tunnel): boolean =>
  tunnel.ipsec.some((sa) => (sa.health === 'up' || (sa.health === 'unknown' && listsIke(tunnel))) && runsBothWays(sa));
