// Checks one configuration: names that are used and not defined, entries that lack a part, keys, VRFs and NAT that do not fit.
import { type Detector, detector, type Fix, type Rec, type Report } from '../../../engine/define.ts';
import type { Model, Tunnel } from '../../../engine/model.ts';
import { settingsOf } from '../ipsec/overhead.ts';
import { covers, isAny, type Network, networkOf, touching } from '../networks.ts';
import { similarTo } from '../similar.ts';
import { listsIpsec } from '../up.ts';
import { capturesOf, fieldOf, groupBy, isAddress, prefixOf, recordsBelow, sameDevice } from '../values.ts';
import { corrected, isUnused } from './corrected.ts';
import { isForMaps, unusedInstead } from './list-use.ts';
import { flowsOf, type Rule } from './lists.ts';
import { checkMaps } from './maps.ts';
import { type Block, type Config, configsOf, keyFor, type MapEntry, type Policy, type Statement } from './model.ts';
import { meantToDefine } from './names.ts';
import { type Misspelt, meantBeside, misspeltNames } from './names-apart.ts';
import { type Say, speaker } from './say.ts';
import { checkTranslation } from './translation.ts';
import { checkTunnels } from './tunnels.ts';

export const configChecks: Detector = detector({
  id: 'config-checks',
  codes: [
    'config-reference-missing',
    'config-incomplete',
    'crypto-map-not-matched',
    'fvrf-mismatch',
    'nat-exemption-missing',
    'psk-missing',
    'ike-not-enabled',
    'tunnel-mode-mismatch',
    'nhrp-registration-failure',
    'nhrp-multicast-map-missing',
    'recursive-routing',
    'no-interesting-traffic',
    'esp-blocked',
    'peer-unreachable',
  ],
  run: (model, report) => {
    const misspelt = misspeltNames(configsOf(model));
    for (const config of configsOf(model)) {
      const say = speaker(model, config, report);
      references(config, misspelt(config), say);
      checkMaps(config, configsOf(model), say);
      checkTunnels(config, configsOf(model), say);
      inboundFilter(model, config, say);
      checkTranslation(model, config, say);
      keys(config, configsOf(model), say);
      enabled(model, config, say);
      deafInterface(model, config, report);
      switchedOff(model, config, say);
      turnedRound(model, config, say);
    }
    refused(model, report);
  },
});

/** In an excerpt a missing name proves something only where others of its kind are defined: numbered lists stand elsewhere than named ones. */
function references(config: Config, misspelt: readonly Misspelt[], say: Say): void {
  const seen = new Set<string>();
  for (const { kind, name, from, meant } of misspelt) {
    if (seen.has(`${kind} ${name}`)) continue;
    seen.add(`${kind} ${name}`);
    say('config-reference-missing', from.rec, {
      certainty: 'likely',
      values: { kind, name, line: from.text, meant },
      detail: { kind, name },
      fix: [corrected(config, from, name, meant)],
    });
  }
  for (const reference of config.references) {
    const { kind, name, from } = reference;
    if (config.filtered && !config.listed.has(kind)) continue;
    const defined = config.defined.get(kind);
    if (defined?.has(name) || seen.has(`${kind} ${name}`)) continue;
    const isNumber = (one: string): boolean => /^\d+$/.test(one);
    if (!config.whole && definedApart.has(kind) && meantBeside(config, reference) === undefined) continue;
    const others = [...(defined ?? [])].filter((other) => isNumber(other) === isNumber(name));
    const slip = meantToDefine(config.blocks, kind, name);
    const isShown = others.some((other) => kind !== 'access list' || isForMaps(config, other));
    const instead = kind === 'access list' ? unusedInstead(config, name) : undefined;
    const isAbsent = kind === 'access list' && config.absentLists.has(name);
    if (!config.whole && !slip && !isShown && !isAbsent && instead === undefined) continue;
    seen.add(`${kind} ${name}`);
    const meant = instead ?? similarTo(name, defined ?? []);
    const beside = instead === undefined ? [] : (config.acls.get(instead) ?? []);
    say('config-reference-missing', [...(slip ? [slip.rec] : []), from.rec, ...beside.map(({ rec }) => rec)], {
      ...(config.whole || isAbsent ? {} : { certainty: 'likely' as const }),
      values: { kind, name, line: from.text, ...(meant === undefined ? {} : { meant }) },
      detail: { kind, name },
      ...(slip && {
        title: `The {kind} {name} is not defined: "${slip.text.slice(0, slip.text.indexOf(name) + name.length)}" is no command`,
      }),
      ...(meant === undefined ? {} : { fix: [corrected(config, from, name, meant, instead && isUnused)] }),
    });
  }
}

/** What is defined far from what uses it, and of which an excerpt shows some only by chance. */
const definedApart: ReadonlySet<string> = new Set(['virtual template', 'address pool', 'AAA authentication list']);

/** The list on an outside interface that lets IKE in must let ESP in too; where only UDP 4500 is used it need not. */
function inboundFilter(model: Model, config: Config, say: Say): void {
  const sources = new Set(config.interfaces.map(({ tunnel }) => tunnel.source?.toLowerCase()));
  const ends = model.tunnels.filter(({ device }) => sameDevice(device, config.device));
  for (const one of config.interfaces) {
    const sas = ends
      .filter(({ local }) => local !== undefined && one.addresses.includes(local))
      .flatMap(({ ipsec }) => ipsec);
    const outside = one.map !== undefined || sources.has(one.name.toLowerCase()) || sas.length > 0;
    // An SA that is there and receives nothing tells whether its packets are ESP or UDP.
    const bare = sas.some(({ health, decaps, rec }) => health === 'up' && decaps === 0 && isBareEsp(rec));
    const rules = config.acls.get(one.filterIn ?? '') ?? [];
    if (config.asa || !outside || rules.length === 0) continue;
    const named = (pattern: RegExp) => (rule: Rule) =>
      rule.permit && rule.protocol === 'udp' && pattern.test(rule.text);
    const natted = rules.some(named(/\b(?:non500-isakmp|4500)\b/));
    const peers = [
      ...config.entries.filter(({ map }) => map === one.map).flatMap((entry) => entry.peers.map(peerOf)),
      ...config.interfaces.flatMap(({ tunnel }) =>
        tunnel.source?.toLowerCase() === one.name.toLowerCase() ? [tunnel.destination ?? ''] : [],
      ),
      ...ends.flatMap(({ local, remote }) => (one.addresses.includes(local ?? '') ? [remote ?? ''] : [])),
    ];
    for (const peer of new Set(peers.length > 0 ? peers : [''])) {
      const concerns = (rule: Rule): boolean => concerned(rule, peer, one.addresses);
      const ike = rules.find((rule) => named(/\b(?:isakmp|500)\b/)(rule) && concerns(rule));
      const first = rules.find(
        (rule) => (/^(?:esp|50)$/.test(rule.protocol) || (rule.protocol === 'ip' && !rule.ports)) && concerns(rule),
      );
      const filter = one.block.lines.find(({ text }) => /^ip access-group /.test(text));
      if (first?.permit && first.protocol !== 'ip' && !rules.some((rule) => rule.permit && isForIke(rule))) {
        // Somebody thought of the tunnel, and forgot how it is agreed on.
        say('peer-unreachable', [first.rec, ...(filter ? [filter.rec] : [])], {
          certainty: 'likely',
          title:
            'The list on the outside interface lets ESP in and not IKE: nothing that the peer sends to UDP 500 arrives',
          detail: { direction: 'reply-lost' },
        });
        break;
      }
      if (!ike || first?.permit || (natted && !bare && !(first && first.protocol !== 'ip'))) continue;
      say('esp-blocked', [first?.rec ?? ike.rec, ...(filter ? [filter.rec] : [])], {
        ...(first ? {} : { certainty: 'likely' as const }),
      });
      break;
    }
  }
}

/**
 * Whether a line decides on what a peer sends to this device. What cannot be read, or concerns a peer that is not known, is taken for a line that
 * lets it in.
 */
function concerned({ permit, sources, destinations }: Rule, peer: string, own: readonly string[]): boolean {
  const from = networkOf(peer);
  const to = own.flatMap((address) => networkOf(address) ?? []);
  const holds = (networks: readonly Network[] | undefined, addresses: readonly Network[]): boolean =>
    networks === undefined || addresses.length === 0
      ? permit || networks?.some(isAny) === true
      : networks.some((network) => isAny(network) || addresses.some((address) => covers(network, address)));
  return holds(sources, from ? [from] : []) && holds(destinations, to);
}

/** Lets messages of IKE in, by itself or with all else; what cannot be read might. */
const isForIke = ({ protocol, text, ports }: Rule): boolean =>
  protocol === 'ip' ||
  (protocol === 'udp' && (!ports || !/ eq \S+/.test(text) || /\b(?:isakmp|500|non500-isakmp|4500)\b/.test(text))) ||
  !/^(?:tcp|icmp|esp|ahp|gre|udp|50|51|47)$/.test(protocol);

const isBareEsp = (sa: Rec): boolean =>
  recordsBelow(sa, 'inboundSa')
    .map(settingsOf)
    .some((settings) => settings !== '' && !/UDP-Encaps/i.test(settings));

const peerOf = (statement: Statement): string => statement.words.find((word, at) => at >= 2 && isAddress(word)) ?? '';

function keys(config: Config, all: readonly Config[], say: Say): void {
  const groups = tunnelGroups(config);
  // Who has a key for the device that faces it, under an address that the map does not name, has that address wrong: what the map names needs no key.
  const facing = facingAddresses(config, all);
  const isMeant = facing.some((address) => keyFor(config, address).length > 0);
  for (const entry of config.entries.filter(({ manual, profile }) => !manual && profile === undefined)) {
    for (const statement of entry.peers) {
      const peer = peerOf(statement);
      if (peer && (!isMeant || facing.includes(peer))) keyOf(config, groups, entry, peer, statement, say);
    }
  }
}

/** The outside addresses of the other devices in the text whose maps name an address of this one as their peer. */
const facingAddresses = (config: Config, all: readonly Config[]): readonly string[] => {
  const own = new Set(config.interfaces.flatMap(({ addresses }) => addresses));
  return all
    .filter((other) => other !== config && other.entries.some(({ peers }) => peers.some((one) => own.has(peerOf(one)))))
    .flatMap(({ interfaces }) => interfaces.flatMap(({ map, addresses }) => (map === undefined ? [] : addresses)));
};

/** The tunnel groups of an ASA by name; one configuration may have thousands. */
interface TunnelGroups {
  readonly byName: ReadonlyMap<string, TunnelGroup>;
  readonly ofPeers: boolean;
  /** Others have what proves them, and no default group proves whoever lacks it. */
  readonly proven: boolean;
}

interface TunnelGroup {
  readonly type: Block | undefined;
  readonly attributes: Block | undefined;
}

/** How a group proves itself and its peer: by key or certificate. */
const proof = /pre-shared-key|trust-?point|authentication/;
const isProven = ({ attributes }: TunnelGroup): boolean =>
  attributes?.lines.some(({ text }) => proof.test(text)) === true;

function tunnelGroups({ asa, blocks }: Config): TunnelGroups {
  const byName = new Map<string, TunnelGroup>();
  for (const block of asa ? blocks : []) {
    const [word, name = '', kind] = block.words;
    if (word !== 'tunnel-group') continue;
    const known = byName.get(name) ?? { type: undefined, attributes: undefined };
    byName.set(name, {
      type: known.type ?? (kind === 'type' ? block : undefined),
      attributes: known.attributes ?? (kind === 'ipsec-attributes' ? block : undefined),
    });
  }
  const fallback = byName.get('DefaultL2LGroup');
  return {
    byName,
    ofPeers: [...byName.keys()].some((name) => /^\d/.test(name)),
    proven: [...byName.values()].some(isProven) && !(fallback && isProven(fallback)),
  };
}

/**
 * The group of a peer stands there with its type only, while others say how they prove themselves. In an excerpt the lines below the last one may be
 * cut off; IKEv1 with certificates takes the trustpoint from the crypto map too.
 */
function lacksAttributes(
  { whole, filtered, blocks, policies }: Config,
  { proven }: TunnelGroups,
  { proposals }: MapEntry,
  { type, attributes }: TunnelGroup,
): boolean {
  const signs = policies.some(({ values }) => /sig/.test(values.authentication ?? ''));
  return (
    attributes === undefined &&
    proven &&
    !filtered &&
    type?.words[3] === 'ipsec-l2l' &&
    (whole || blocks.at(-1) !== type) &&
    (proposals.length > 0 || !signs)
  );
}

function keyOf(
  config: Config,
  groups: TunnelGroups,
  entry: MapEntry,
  peer: string,
  statement: Statement,
  say: Say,
): void {
  if (config.asa) {
    const group = groups.byName.get(peer);
    // A filter may have left the lines with the keys out, and whole groups; who asks for one group sees no other.
    const { whole, filtered, allOf } = config;
    if (!whole && !allOf.has('tunnel-group') && (allOf.has('one tunnel-group') ? !group : filtered)) return;
    if (!group && prefixOf(peer) && (config.whole || groups.ofPeers)) {
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
    if (!group) return;
    const { attributes } = group;
    if (attributes && !isProven(group)) say('psk-missing', [attributes.rec, statement.rec], { peer });
    if (group.type && lacksAttributes(config, groups, entry, group))
      say('config-incomplete', [group.type.rec, statement.rec], {
        ...(config.whole ? {} : { certainty: 'likely' as const }),
        values: {
          kind: 'Tunnel group',
          name: peer,
          lacks: 'it has no ipsec-attributes, so neither a key nor a certificate',
          entry: `tunnel-group ${peer} ipsec-attributes`,
          missing: 'ipsec-attributes',
        },
        fix: [
          {
            where: 'local',
            platform: 'asa',
            config: [
              `tunnel-group ${peer} ipsec-attributes`,
              ...(entry.transforms.length > 0 ? [' ikev1 pre-shared-key <key>'] : []),
              ...(entry.proposals.length > 0
                ? [
                    ' ikev2 remote-authentication pre-shared-key <key>',
                    ' ikev2 local-authentication pre-shared-key <key>',
                  ]
                : []),
            ],
            why: 'The same key as at the peer, or a trustpoint in its place.',
          },
        ],
        detail: { name: peer },
        peer,
      });
    return;
  }
  // A map that no interface carries, beside a tunnel that is protected otherwise, is no longer used.
  if (!config.appliedMaps.has(entry.map) && config.interfaces.some(({ tunnel }) => tunnel.profile !== undefined))
    return;
  // A masked address may stand for one of the keys.
  if (!usesKeys(config) || entry.proposals.length > 0 || keyFor(config, peer).length > 0 || !prefixOf(peer)) return;
  const named = config.keys.some(({ address }) => address === undefined);
  if (named || config.filtered || (!config.whole && config.keys.length === 0) || mayHaveKeyElsewhere(config, peer))
    return;
  say('psk-missing', statement.rec, { peer, ...(config.whole ? {} : { certainty: 'likely' as const }) });
}

/**
 * Every policy asks for keys. Where none names a method, each asks for signatures; but where keys stand, and no certificate in all that is shown, keys are
 * what was meant: that line is missing too.
 */
function usesKeys({ policies, blocks, keys, askedFor }: Config): boolean {
  const namesMethod = ({ rec }: Policy): boolean =>
    blocks.some((block) => block.rec === rec && block.lines.some(({ words }) => words[0] === 'authentication'));
  const certified = blocks.some(({ text }) => /^crypto (?:pki|ca) /.test(text));
  return (
    policies.length > 0 &&
    (policies.every(({ values }) => values.authentication === 'pre-share') ||
      (keys.length > 0 && !certified && askedFor.length === 0 && !policies.some(namesMethod)))
  );
}

/** The ISAKMP profile of the peer names a key ring that does not stand in the text: what it holds is not known. */
const mayHaveKeyElsewhere = ({ ikeProfiles, keys }: Config, peer: string): boolean =>
  ikeProfiles.some(
    ({ version, keyring, accepts }) =>
      version === 1 &&
      keyring !== undefined &&
      !keys.some((key) => key.keyring === keyring) &&
      (accepts.length === 0 ||
        accepts.some(
          ({ kind, network }) => kind !== 'address' || (network !== undefined && holdsAddress(network, peer)),
        )),
  );

const holdsAddress = (network: Network, peer: string): boolean => {
  const address = networkOf(peer);
  return address === undefined || covers(network, address);
};

/** An ASA listens for IKE on the interfaces that it was told to, for each version by itself; old releases know one version only. */
function enabled(model: Model, config: Config, say: Say): void {
  if (!config.asa || config.filtered) return;
  const on = listening(config).map(({ version, name }) => `${version} ${name}`);
  const applied = config.blocks.flatMap((block) => {
    const match = /^crypto map (\S+) interface (\S+)/.exec(block.text);
    return match ? [{ block, map: match[1] as string, name: match[2] as string }] : [];
  });
  if (on.length === 0 && config.whole) {
    if (applied[0]) say('ike-not-enabled', applied[0].block.rec);
    return;
  }
  if (on.length === 0 && (!config.allOf.has('crypto') || negotiates(model, config))) return;
  for (const { block, map, name } of applied) {
    const deaf = config.entries.find((entry) => entry.map === map && isUnheard(entry, name, on));
    if (!deaf) continue;
    const version = deaf.proposals.length > 0 ? 2 : 1;
    say('ike-not-enabled', [block.rec, deaf.rec], {
      ...(config.whole ? {} : { certainty: 'likely' as const }),
      ike: version,
      title: `IKEv${version} is not enabled on interface ${name}, where the crypto map needs it`,
      explanation: `An ASA sends and answers IKE only on interfaces on which that version is enabled, each version by itself. The crypto map on this interface has an entry for a version that is enabled ${on.length > 0 ? 'elsewhere only' : 'nowhere'}.`,
      fix: [enable(version, name)],
    });
  }
}

/** The interfaces on which an ASA was told to listen for IKE. */
const listening = ({
  blocks,
}: Config): readonly { readonly version: 1 | 2; readonly name: string; readonly at: Rec }[] =>
  blocks.flatMap(({ text, rec }) => {
    const match = /^(?:crypto (ikev1|ikev2|isakmp)|isakmp) enable (\S+)/.exec(text);
    return match ? [{ version: match[1] === 'ikev2' ? 2 : 1, name: match[2] as string, at: rec }] : [];
  });

/** With these an ASA says that nothing takes the IKE of a peer at an interface: the service is not on there, or a list for the device itself stops it. */
const turnedAway = ['asa.710003.ike', 'asa.710005.ike'];

/** IKE of a configured peer is turned away at an interface, and the configuration enables it on others only. */
function deafInterface(model: Model, config: Config, report: Report): void {
  const on = listening(config);
  if (!config.asa || on.length === 0) return;
  const lines = turnedAway
    .flatMap((id) => model.occurrences(id))
    .filter(({ capture, fields: { interface: at } }) => {
      const { device } = model.captures[capture] ?? {};
      return sameDevice(device, config.device) && at && !on.some(({ name }) => name === at.value);
    });
  for (const [place, group] of groupBy(lines, (line) => `${fieldOf(line, 'interface')} ${fieldOf(line, 'peer')}`)) {
    const [name = '', peer = ''] = place.split(' ');
    const entry = config.entries.find(({ peers }) => peers.some(({ words }) => words.includes(peer)));
    const block = config.blocks.find(({ text }) => text === `crypto map ${entry?.map} interface ${name}`);
    // Strangers knock at interfaces that no tunnel uses.
    if (!entry || !block) continue;
    const version = entry.proposals.length > 0 ? 2 : 1;
    report({
      code: 'ike-not-enabled',
      certainty: 'certain',
      side: 'local',
      peer,
      ike: version,
      evidence: [
        ...group.slice(0, 3).map((line) => model.evidence(line, 'cause')),
        ...[block.rec, ...on.map(({ at }) => at)].map((rec) => model.evidence(rec, 'context')),
      ],
      count: group.length,
      title: `IKE of {peer} arrives at interface ${name} and is turned away: it is enabled on ${[...new Set(on.map((one) => one.name))].join(', ')} only`,
      fix: [enable(version, name)],
    });
  }
}

const enable = (version: 1 | 2, name: string): Fix => ({
  where: 'local',
  platform: 'asa',
  config: [`crypto ikev${version} enable ${name}`],
  why: 'On the interface that carries the crypto map.',
});

/** Packets of IKE were taken, or an SA was seen, so this device listens. */
const negotiates = ({ attempts, tunnels }: Model, config: Config): boolean =>
  [
    ...attempts.filter(({ occurrences }) => !occurrences.every(({ message }) => turnedAway.includes(message.id))),
    ...tunnels.filter(({ ike }) => ike.length > 0),
  ].some(({ device }) => sameDevice(device, config.device));

/** An entry says with its proposals which versions it uses: none of these is enabled on the interface. */
const isUnheard = ({ proposals, transforms }: MapEntry, name: string, on: readonly string[]): boolean => {
  const used = [...(proposals.length > 0 ? [2] : []), ...(transforms.length > 0 ? [1] : [])];
  return used.length > 0 && !used.some((version) => on.includes(`${version} ${name}`));
};

/** The line by which a router was told not to listen for IKE. */
export function saysOff({ asa, blocks }: Config): Statement | undefined {
  const last = blocks.findLast(({ text }) => /^(?:no )?crypto isakmp enable$/.test(text));
  return !asa && last?.text.startsWith('no ') ? last : undefined;
}

/** What is said where that line stands in the text. */
export const enabledAgain = {
  title: 'IKE is switched off on this device: its configuration says no crypto isakmp enable',
  fix: [
    {
      where: 'local' as const,
      platform: 'ios' as const,
      config: ['crypto isakmp enable'],
      why: 'Without the line that switches it off, IOS listens by itself.',
    },
  ],
};

/**
 * IOS listens for IKE unless it was told not to. A router that was told so on purpose has at most remains of IKEv1, which nothing of a whole
 * configuration uses any more.
 */
function switchedOff(model: Model, config: Config, say: Say): void {
  const last = saysOff(config);
  if (!last) return;
  const wanted = config.whole
    ? config.interfaces.some(({ map, tunnel }) => map !== undefined || tunnel.profile !== undefined)
    : config.blocks.some(({ text }) => /^crypto isakmp (?:key|policy|profile) /.test(text)) ||
      model.tunnels.some((tunnel) => sameDevice(tunnel.device, config.device) && isDown(tunnel));
  const newer = config.ikeProfiles.some(({ version }) => version === 2);
  const negotiates = model.attempts.some(({ version, device }) => version === 1 && sameDevice(device, config.device));
  if (wanted && !newer && !negotiates)
    say('ike-not-enabled', last.rec, {
      ...(config.whole ? {} : { certainty: 'likely' as const }),
      ...enabledAgain,
    });
}

/** Wanted, and nothing of it is up; a tunnel that IKEv2 tried needs no IKEv1. */
const isDown = ({ ike, ipsec }: Tunnel): boolean =>
  ipsec.length > 0 &&
  [...ike, ...ipsec].every(({ health }) => health !== 'up') &&
  ike.every(({ version }) => version !== 2);

/** The device itself said, when the line was typed, that the name is of nothing; unless the set was made afterwards. */
function refused(model: Model, report: Report): void {
  const replies = capturesOf(model.captures, 'show running-config').flatMap(({ root }) =>
    recordsBelow(root, 'refused'),
  );
  for (const reply of replies) {
    const name = reply.fields.name?.value;
    const later = configsOf(model).some(({ transforms }) => name !== undefined && transforms.has(name));
    if (name === undefined || later) continue;
    report({
      code: 'config-reference-missing',
      certainty: 'certain',
      side: 'local',
      evidence: [model.evidence(reply, 'cause')],
      values: { kind: 'transform set', name, line: `set transform-set ${name}` },
      detail: { kind: 'transform set', name },
    });
  }
}

/** The list of a map written from the other end: the own network stands where the remote one belongs, so nothing that leaves matches. */
function turnedRound(model: Model, config: Config, say: Say): void {
  const works = model.tunnels.some((tunnel) => sameDevice(tunnel.device, config.device) && listsIpsec(tunnel));
  if (config.asa || works) return;
  const own = ownNetworks(model, config);
  const holds = (network: Network): boolean => own.some((address) => covers(network, address));
  for (const entry of config.entries) {
    const flows = (flowsOf((config.acls.get(entry.acl ?? '') ?? []).filter(({ permit }) => permit)) ?? []).filter(
      ({ source, destination }) => !touching(source, destination),
    );
    const [first] = flows;
    if (!first || !flows.every(({ source, destination }) => holds(destination) && !holds(source))) continue;
    say('no-interesting-traffic', first.rule.rec, {
      certainty: 'likely',
      title:
        'The access list of the crypto map is written the wrong way round: its source must be the network of this end',
    });
  }
}

/** The addresses inside of this device, from its configuration and from what lists its interfaces. */
function ownNetworks(model: Model, config: Config): readonly Network[] {
  const outside = new Set(config.interfaces.filter(({ map }) => map !== undefined).map(({ name }) => name));
  const listed = capturesOf(model.captures, 'show ip interface brief')
    .filter(({ device }) => sameDevice(device, config.device))
    .flatMap(({ root }) => recordsBelow(root, 'interface'))
    .filter(({ fields }) => !outside.has(fields.interface?.value ?? ''))
    .map(({ fields }) => fields.address?.value);
  const configured = config.interfaces.filter(({ name }) => !outside.has(name)).map(({ address }) => address);
  return [...listed, ...configured].flatMap((address) => networkOf(address) ?? []);
}
