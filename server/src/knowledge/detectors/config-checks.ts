// Checks one configuration: names that are used and not defined, entries that lack a part, keys, VRFs and NAT that do not fit.
import { type Detector, detector, type Rec, type Report, type Reported } from '../../engine/define.ts';
import type { Certainty, Model } from '../../engine/model.ts';
import {
  type Config,
  configOf,
  type Interface,
  keyFor,
  type MapEntry,
  type Rule,
  type Statement,
} from './config-model.ts';
import { capturesOf, isAddress, isReversedMask, overlaps, type Prefix, prefixOf, reversedMaskTitle } from './values.ts';

export const configChecks: Detector = detector({
  id: 'config-checks',
  codes: [
    'config-reference-missing',
    'config-incomplete',
    'fvrf-mismatch',
    'nat-exemption-missing',
    'psk-missing',
    'ike-not-enabled',
    'tunnel-mode-mismatch',
    'nhrp-registration-failure',
    'nhrp-multicast-map-missing',
    'no-interesting-traffic',
    'esp-blocked',
  ],
  run: (model, report) => {
    for (const config of configsOf(model)) {
      const say = speaker(model, config, report);
      references(config, say);
      mapEntries(config, say);
      appliedMaps(config, say);
      tunnels(config, say);
      frontDoor(config, say);
      inboundFilter(config, say);
      translation(config, say);
      keys(config, say);
      enabled(config, say);
    }
  },
});

const read = new WeakMap<Model, Config[]>();

/** The configurations in a text, read once. */
export function configsOf(model: Model): Config[] {
  const known = read.get(model);
  if (known) return known;
  const configs = capturesOf(model.captures, 'show running-config')
    .map(configOf)
    .filter(({ blocks }) => blocks.length > 0);
  read.set(model, configs);
  return configs;
}

type Say = (code: string, at: Rec | readonly Rec[], more?: Omit<Partial<Reported>, 'code' | 'evidence'>) => void;

/** What a configuration shows is proven only where nothing was negotiated in the same text; a debug knows better what really failed. */
function speaker(model: Model, config: Config, report: Report): Say {
  const certainty: Certainty = model.attempts.length === 0 && model.tunnels.length === 0 ? 'certain' : 'likely';
  return (code, at, more = {}) => {
    const records = 'kind' in at ? [at] : at;
    report({
      certainty,
      side: 'local',
      ...more,
      values: { ...(config.device === undefined ? {} : { device: config.device }), ...more.values },
      code,
      evidence: records.map((rec) => model.evidence(rec, 'cause')),
    });
  };
}

/** In an excerpt a missing name proves something only where others of its kind are defined. */
function references(config: Config, say: Say): void {
  const seen = new Set<string>();
  for (const { kind, name, from } of config.references) {
    const defined = config.defined.get(kind);
    if (defined?.has(name) || seen.has(`${kind} ${name}`)) continue;
    if (!config.whole && (defined?.size ?? 0) === 0) continue;
    seen.add(`${kind} ${name}`);
    say('config-reference-missing', from.rec, {
      ...(config.whole ? {} : { certainty: 'likely' as const }),
      values: { kind, name, line: from.text },
      detail: { kind, name },
    });
  }
}

function mapEntries(config: Config, say: Say): void {
  const own = config.entries.filter(({ manual, dynamic }) => !manual && dynamic === undefined);
  // What every entry of an excerpt lacks was most likely left out by whoever cut it.
  const cut = (lacks: (entry: MapEntry) => boolean): boolean => !config.whole && own.length > 1 && own.every(lacks);
  for (const entry of own) {
    if (isCutOff(config, entry.rec)) continue;
    const reversed = config.asa
      ? undefined
      : config.acls.get(entry.acl ?? '')?.find(({ permit, text }) => permit && isReversedMask(text));
    if (reversed) say('no-interesting-traffic', reversed.rec, { certainty: 'likely', title: reversedMaskTitle });
    const parts: readonly (readonly [present: boolean, lacks: string, missing: string])[] = [
      [entry.peers.length > 0 || cut(({ peers }) => peers.length === 0), 'no peer is set', 'set peer <address>'],
      [
        entry.acl !== undefined || cut(({ acl }) => acl === undefined),
        'no access list says what to protect',
        'match address <access list>',
      ],
      [
        entry.transforms.length + entry.proposals.length > 0 ||
          cut(({ transforms, proposals }) => transforms.length + proposals.length === 0),
        'no transform set is named',
        config.asa ? 'set ikev1 transform-set <name>' : 'set transform-set <name>',
      ],
    ];
    const lacking = parts.filter(([present]) => !present);
    // An entry with nothing but its heading is one that was cut off or just begun.
    if (lacking.length === 0 || (lacking.length === parts.length && !config.whole)) continue;
    const [, lacks, missing] = lacking[0] as (typeof parts)[number];
    const name = `${entry.map} ${entry.sequence}`;
    say('config-incomplete', entry.rec, {
      values: {
        kind: 'Crypto map entry',
        name,
        lacks,
        entry: `crypto map ${name} ipsec-isakmp`,
        missing: config.asa ? `crypto map ${name} ${missing}` : missing,
      },
      detail: { name },
    });
  }
}

/** The record that the last statement of the text belongs to: on an ASA the lines of one map entry are statements of their own. */
function lastEntry(config: Config): Rec | undefined {
  const last = config.blocks.at(-1);
  const match = /^crypto (?:dynamic-)?map (\S+) (\d+) /.exec(last?.text ?? '');
  const entry = config.entries.find(({ map, sequence }) => map === match?.[1] && sequence === Number(match?.[2]));
  return entry?.rec ?? last?.rec;
}

/** An excerpt may end in the middle of its last entry. */
const isCutOff = (config: Config, rec: Rec): boolean => !config.whole && lastEntry(config) === rec;

/** A map that stands on no interface does nothing. */
function appliedMaps(config: Config, say: Say): void {
  const physical = config.interfaces.filter(({ name }) => !/^(?:Tu|Lo|Vi|Nu)/.test(name));
  if (!config.whole && !(physical.length >= 2 && !config.asa)) return;
  const maps = new Map(
    config.entries.filter((entry) => !(entry.dynamic === entry.map)).map((entry) => [entry.map, entry]),
  );
  for (const [map, entry] of maps) {
    if (config.appliedMaps.has(map)) continue;
    say('config-incomplete', entry.rec, {
      values: {
        kind: 'Crypto map',
        name: map,
        lacks: 'it is applied to no interface',
        entry: 'interface <outside interface>',
        missing: config.asa ? `crypto map ${map} interface outside` : `crypto map ${map}`,
      },
      detail: { name: map },
    });
  }
}

const isOverlay = (one: Interface): boolean =>
  one.nhrp.networkId || one.nhrp.servers > 0 || one.nhrp.authentication !== undefined || one.nhrp.multicast;
const isMultipoint = (one: Interface): boolean => /^gre multipoint/.test(one.tunnel.mode ?? '');

function tunnels(config: Config, say: Say): void {
  for (const one of config.interfaces) {
    if (!/^Tu/.test(one.name) || one.shut || isCutOff(config, one.block.rec)) continue;
    const { source, destination, mode, profile } = one.tunnel;
    const lines = one.block.lines;
    if (source === undefined && destination === undefined && profile === undefined) continue;
    // An instruction to add a line or two to an interface is no interface.
    if (source === undefined && destination === undefined && !lines.some(({ text }) => /^ip(?:v6)? /.test(text)))
      continue;
    const incomplete = (lacks: string, missing: string): void =>
      say('config-incomplete', one.block.rec, {
        values: { kind: 'Interface', name: one.name, lacks, entry: `interface ${one.name}`, missing },
        detail: { name: one.name },
      });
    const pointToPoint = mode === undefined ? !config.asa : /^(?:gre ip|gre ipv6|ipsec ipv4|ipsec ipv6)/.test(mode);
    if (pointToPoint && destination === undefined && isOverlay(one)) {
      const at = lines.find(({ text }) => /^tunnel mode /.test(text))?.rec ?? one.block.rec;
      say('tunnel-mode-mismatch', at, {
        values: { interface: one.name, localMode: 'point-to-point without a destination', remoteMode: 'multipoint' },
      });
    } else if (pointToPoint && destination === undefined)
      incomplete('it has no tunnel destination', 'tunnel destination <address>');
    else if (source === undefined && (destination !== undefined || profile !== undefined))
      incomplete('it has no tunnel source', 'tunnel source <interface>');
    if (/^ipsec/.test(mode ?? '') && profile === undefined)
      incomplete('an IPsec tunnel needs protection', 'tunnel protection ipsec profile <profile>');
    if (!one.nhrp.networkId && (one.nhrp.servers > 0 || one.nhrp.multicast || one.nhrp.authentication !== undefined))
      say('nhrp-registration-failure', one.block.rec, {
        detail: { reason: 'network-id' },
        values: { why: `NHRP is not switched on: ${one.name} has no network-id` },
      });
    const routed = config.blocks.some(({ text }) => /^router (?:eigrp|ospf|rip)/.test(text));
    if (isMultipoint(one) && one.nhrp.networkId && !one.nhrp.multicast && routed && config.whole)
      say('nhrp-multicast-map-missing', one.block.rec, { values: { interface: one.name } });
  }
  sharedEnds(config, say);
}

/** Two protected tunnels between the same two addresses: an IPsec one claims the traffic of the other. */
function sharedEnds(config: Config, say: Say): void {
  const protectedOnes = config.interfaces.filter(
    (one) =>
      /^Tu/.test(one.name) && one.tunnel.destination !== undefined && one.tunnel.profile !== undefined && !one.shut,
  );
  for (const one of protectedOnes) {
    const rival = protectedOnes.find(
      (other) =>
        other !== one &&
        other.tunnel.source === one.tunnel.source &&
        other.tunnel.destination === one.tunnel.destination,
    );
    if (!rival || !/^ipsec/.test(one.tunnel.mode ?? '') || /^ipsec/.test(rival.tunnel.mode ?? '')) continue;
    say('tunnel-mode-mismatch', [one.block.rec, rival.block.rec], {
      certainty: 'likely',
      values: {
        interface: one.name,
        localMode: 'IPsec',
        remoteMode: `GRE on ${rival.name}, between the same addresses`,
      },
    });
  }
}

/** What IKE needs must belong to the VRF of the outside interface. */
function frontDoor(config: Config, say: Say): void {
  for (const one of config.interfaces) {
    if (!/^Tu/.test(one.name) || one.shut || one.tunnel.source === undefined) continue;
    const outside = config.interfaces.find(
      ({ name }) => name.toLowerCase() === (one.tunnel.source as string).toLowerCase(),
    );
    const line = (pattern: RegExp): Statement | undefined => one.block.lines.find(({ text }) => pattern.test(text));
    if (outside && outside.vrf !== one.tunnel.vrf) {
      say(
        'fvrf-mismatch',
        [
          (line(/^tunnel (?:vrf|source)/) ?? one.block).rec,
          (outside.block.lines.find(({ text }) => /vrf forwarding/.test(text)) ?? outside.block).rec,
        ],
        {
          values: {
            fvrf: outside.vrf ?? 'global',
            what: `tunnel ${one.name}`,
            other: one.tunnel.vrf ?? 'the global table',
          },
        },
      );
      continue;
    }
    if (one.tunnel.vrf !== undefined && one.tunnel.profile !== undefined)
      keyVrf(config, one, one.tunnel.vrf, one.tunnel.profile, say);
  }
}

function keyVrf(config: Config, one: Interface, vrf: string, profile: string, say: Say): void {
  const profileBlock = config.blocks.find(({ text }) => text === `crypto ipsec profile ${profile}`);
  const ikev2 = profileBlock?.lines.find(({ text }) => /^set ikev2-profile /.test(text))?.words[2];
  if (ikev2 !== undefined) {
    const block = config.blocks.find(({ text }) => text === `crypto ikev2 profile ${ikev2}`);
    const matches = block?.lines.filter(({ text }) => /^match fvrf /.test(text)) ?? [];
    if (block && !matches.some(({ words }) => words[2] === vrf || words[2] === 'any'))
      say('fvrf-mismatch', [block.rec, one.block.rec], {
        values: { fvrf: vrf, what: `IKEv2 profile ${ikev2}`, other: matches[0]?.words[2] ?? 'the global table' },
      });
    return;
  }
  const here = config.keys.filter((key) => key.vrf === vrf);
  const elsewhere = config.keys.filter((key) => key.vrf !== vrf);
  const usesKeys = config.policies.some(({ values }) => values.authentication === 'pre-share');
  const first = elsewhere[0];
  if (usesKeys && here.length === 0 && first)
    say('fvrf-mismatch', [first.rec, one.block.rec], {
      values: { fvrf: vrf, what: 'the pre-shared key', other: first.vrf ?? 'the global table' },
    });
}

const isPrefix = (end: Rule['source']): end is Prefix => end !== undefined && end !== 'any';
const touches = (end: Rule['source'], network: Prefix): boolean =>
  end === 'any' || (isPrefix(end) && overlaps(end, network));

/** The list on an outside interface that lets IKE in must let ESP in too; where only UDP 4500 is used it need not. */
function inboundFilter(config: Config, say: Say): void {
  const sources = new Set(config.interfaces.map(({ tunnel }) => tunnel.source?.toLowerCase()));
  for (const one of config.interfaces) {
    const outside = one.map !== undefined || sources.has(one.name.toLowerCase());
    const rules = config.acls.get(one.filterIn ?? '') ?? [];
    if (config.asa || !outside || rules.length === 0) continue;
    const names = (rule: Rule, pattern: RegExp): boolean => pattern.test(rule.text);
    const ike = rules.find((rule) => rule.permit && rule.protocol === 'udp' && names(rule, /\b(?:isakmp|500)\b/));
    const natted = rules.some(
      (rule) => rule.permit && rule.protocol === 'udp' && names(rule, /\b(?:non500-isakmp|4500)\b/),
    );
    const first = rules.find(
      ({ protocol, permit }) => /^(?:esp|50)$/.test(protocol) || (protocol === 'ip' && (permit || ike)),
    );
    if (!ike || first?.permit || (natted && !(first && /^(?:esp|50)$/.test(first.protocol)))) continue;
    const filter = one.block.lines.find(({ text }) => /^ip access-group /.test(text));
    say('esp-blocked', [first?.rec ?? ike.rec, ...(filter ? [filter.rec] : [])], {
      ...(first ? {} : { certainty: 'likely' as const }),
    });
  }
}

/** On the way out NAT comes first: the list that translates must leave the tunnel's traffic alone. */
function translation(config: Config, say: Say): void {
  if (config.asa) {
    firewallTranslation(config, say);
    return;
  }
  const outside = config.interfaces.filter((one) => one.natOutside && one.map !== undefined);
  for (const one of outside) {
    for (const entry of config.entries.filter(({ map, acl }) => map === one.map && acl !== undefined)) {
      for (const protectedRule of config.acls.get(entry.acl as string) ?? []) {
        const { source, destination } = protectedRule;
        if (!protectedRule.permit || protectedRule.protocol !== 'ip' || !isPrefix(source) || !isPrefix(destination))
          continue;
        for (const nat of config.natLists) {
          const hit = natRules(config, nat.list).find(
            (rule) =>
              (rule.protocol === 'ip' || rule.protocol === 'any') &&
              touches(rule.source, source) &&
              touches(rule.destination, destination),
          );
          if (hit?.permit) {
            say('nat-exemption-missing', [hit.rec, protectedRule.rec], { values: { flow: flowText(protectedRule) } });
            return;
          }
        }
      }
    }
  }
}

const flowText = (rule: Rule): string => rule.text.replace(/^(?:permit|deny) ip /, '');

function natRules(config: Config, name: string): readonly Rule[] {
  const direct = config.acls.get(name);
  if (direct) return direct;
  return config.blocks
    .filter(({ text }) => text.startsWith(`route-map ${name} `))
    .flatMap(({ lines }) =>
      lines.flatMap(({ text }) => config.acls.get(/^match ip address (\S+)/.exec(text)?.[1] ?? '') ?? []),
    );
}

/** ASA: a general translation and not one rule that leaves a pair of networks alone. */
function firewallTranslation(config: Config, say: Say): void {
  const all = config.blocks.flatMap((block) => [block, ...block.lines]);
  const dynamic =
    all.find(({ text }) => /^nat \([^)]+\) (?:\d+ )?(?:after-auto )?(?:source )?dynamic /.test(text)) ??
    all.find(({ text }) => /^nat \([^)]+\) [1-9]\d* \d/.test(text));
  const exempt = all.some(
    ({ text }) =>
      /^nat \([^)]+\) .*source static (\S+) \1 destination static (\S+) \2/.test(text) ||
      /^nat \([^)]+\) 0 access-list/.test(text),
  );
  const flow = config.entries.find(({ acl, map }) => acl !== undefined && config.appliedMaps.has(map));
  if (dynamic && !exempt && flow?.aclRec)
    say('nat-exemption-missing', [dynamic.rec, flow.aclRec], { certainty: 'likely' });
}

const peerOf = (statement: Statement): string => statement.words.find((word, at) => at >= 2 && isAddress(word)) ?? '';

function keys(config: Config, say: Say): void {
  for (const entry of config.entries.filter(({ manual, profile }) => !manual && profile === undefined)) {
    for (const statement of entry.peers) {
      const peer = peerOf(statement);
      if (peer) keyOf(config, entry, peer, statement, say);
    }
  }
}

function keyOf(config: Config, entry: MapEntry, peer: string, statement: Statement, say: Say): void {
  if (config.asa) {
    const group = config.blocks.find(({ text }) => text.startsWith(`tunnel-group ${peer} `));
    const others = config.blocks.some(({ text }) => /^tunnel-group \d\S+ type/.test(text));
    if (!group && prefixOf(peer) && (config.whole || others)) {
      say('config-incomplete', statement.rec, {
        values: {
          kind: 'Peer',
          name: peer,
          lacks: 'it has no tunnel-group',
          entry: '',
          missing: `tunnel-group ${peer} type ipsec-l2l`,
        },
        detail: { name: peer },
        peer,
      });
      return;
    }
    const attributes = config.blocks.find(({ text }) => text === `tunnel-group ${peer} ipsec-attributes`);
    if (
      group &&
      attributes &&
      !attributes.lines.some(({ text }) => /pre-shared-key|trust-?point|authentication/.test(text))
    )
      say('psk-missing', [attributes.rec, statement.rec], { peer });
    return;
  }
  const shared =
    config.policies.length > 0 && config.policies.every(({ values }) => values.authentication === 'pre-share');
  // A masked address may stand for one of the keys.
  if (!shared || entry.proposals.length > 0 || keyFor(config, peer).length > 0 || !prefixOf(peer)) return;
  const named = config.keys.some(({ address }) => address === undefined);
  if (named || (!config.whole && config.keys.length === 0)) return;
  say('psk-missing', statement.rec, { peer, ...(config.whole ? {} : { certainty: 'likely' as const }) });
}

function enabled(config: Config, say: Say): void {
  if (!config.asa || !config.whole) return;
  const on = config.blocks.some(({ text }) => /^(?:crypto (?:ikev1|ikev2|isakmp) enable |isakmp enable )/.test(text));
  const applied = config.blocks.find(({ text }) => /^crypto map \S+ interface /.test(text));
  if (!on && applied) say('ike-not-enabled', applied.rec);
}
