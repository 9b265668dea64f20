// Puts the names of a configuration in the same text into fixes: `crypto map <map> <number>` becomes the entry that the peer really has.
import type { Rec } from '../engine/define.ts';
import type { Model } from '../engine/model.ts';
import { type End, endsOf, policiesOf, reaches } from './detectors/config/ends.ts';
import { flowsOf } from './detectors/config/lists.ts';
import { type Config, configsOf } from './detectors/config/model.ts';
import { isAny, isHost, type Network, networkOf, writtenIn } from './detectors/networks.ts';
import { sameDevice } from './detectors/values.ts';

interface About {
  readonly peer: string | undefined;
  readonly local: string | undefined;
  readonly device: string | undefined;
  readonly interface: string | undefined;
  readonly where: 'local' | 'remote' | 'either';
}

/** The lines of a fix with the names of the end that it is for; unchanged where the text does not hold exactly one such end. */
export function named(model: Model, about: About, lines: readonly string[]): readonly string[] {
  const grouped = inGroup(model, about, lines);
  if (!grouped.some((line) => line.includes('<'))) return grouped;
  return betweenNetworks(model, about, onTunnel(model, about, inNamesOfEnd(model, about, grouped)));
}

/** The two networks of the only flow, the list of the only translation, the only profile and trustpoint, and the process of the routing protocol, where the text shows one. */
function betweenNetworks(model: Model, about: About, lines: readonly string[]): readonly string[] {
  if (about.where === 'remote' || !lines.some((line) => line.includes('<'))) return lines;
  const { device } = about;
  const configs = configsOf(model).filter((config) => sameDevice(config.device, device));
  const named = (pattern: RegExp): string | undefined => {
    const names = new Set(configs.flatMap(({ blocks }) => blocks.flatMap(({ text }) => pattern.exec(text)?.[1] ?? [])));
    return names.size === 1 ? [...names][0] : undefined;
  };
  const translated = named(/^ip nat inside source list (\S+) /);
  const trustpoint = named(/^crypto (?:pki|ca) trustpoint (\S+)$/);
  const [ours, theirs] = onlyFlow(model, about, configs);
  const places: readonly (readonly [place: string, name: string | undefined])[] = [
    ['router eigrp <as>', withWord('router eigrp', named(/^router eigrp (\d+)$/))],
    ['crypto ikev2 profile <name>', withWord('crypto ikev2 profile', named(/^crypto ikev2 profile (\S+)$/))],
    ['<trustpoint>', trustpoint],
    ['<NAT list>', isOfSources(configs, translated) ? undefined : translated],
    ['<our network> <wildcard>', ours && writtenIn('ios', ours)],
    ['<remote network> <wildcard>', theirs && writtenIn('ios', theirs)],
    ['<our network> <mask>', ours && !isHost(ours) ? writtenIn('asa', ours) : undefined],
    ['<remote network> <mask>', theirs && !isHost(theirs) ? writtenIn('asa', theirs) : undefined],
  ];
  return lines.map((line) =>
    places.reduce((text, [place, name]) => (name === undefined ? text : text.replace(place, name)), line),
  );
}

/** A standard list knows sources only: it cannot tell where a packet goes. */
const isOfSources = (configs: readonly Config[], list: string | undefined): boolean =>
  /^(?:\d{1,2}|1[3-9]\d\d)$/.test(list ?? '') ||
  configs.some(({ blocks }) => blocks.some(({ text }) => text === `ip access-list standard ${list}`));

const withWord = (words: string, name: string | undefined): string | undefined => name && `${words} ${name}`;

/** The networks of the one flow that this tunnel protects: as an output shows it, else as the access list of its crypto map says. */
function onlyFlow(model: Model, { peer }: About, configs: readonly Config[]): readonly Network[] {
  const shown = (peer === undefined && model.tunnels.length === 1 ? model.tunnels[0] : model.tunnelOf(peer))?.ipsec;
  const flows =
    shown && shown.length > 0
      ? shown.map((sa) => ({ source: networkOf(sa.localSelector), destination: networkOf(sa.remoteSelector) }))
      : configs.flatMap(({ entries, acls }) =>
          entries
            .filter(({ peers }) => peer === undefined || peers.some(({ words }) => words.includes(peer)))
            .flatMap(({ acl }) => flowsOf((acls.get(acl ?? '') ?? []).filter(({ permit }) => permit)) ?? []),
        );
  const [{ source, destination } = {}, ...more] = flows;
  // Any-to-any is the flow of a tunnel interface: it names no network.
  return more.length > 0 || !source || !destination || isAny(source) || isAny(destination) ? [] : [source, destination];
}

/** What an ASA sets for a peer stands in the tunnel group that its log lines name: of clients, that is not their address. */
function inGroup(model: Model, { peer, where }: About, lines: readonly string[]): readonly string[] {
  const heads = [`tunnel-group ${peer} `, 'tunnel-group <group> '];
  const headOf = (line: string): string | undefined => heads.find((head) => line.startsWith(head));
  // What is to be made for a peer bears its address.
  if (where === 'remote' || !lines.some(headOf) || lines.some((line) => /^tunnel-group \S+ type /.test(line)))
    return lines;
  const groups = (model.tunnelOf(peer)?.attempts ?? []).flatMap((attempt) =>
    attempt.occurrences.flatMap(({ fields }) => fields.group?.value ?? []),
  );
  const [group, ...more] = new Set(groups.filter((name) => !isFallback.test(name)));
  return group === undefined || more.length > 0
    ? lines
    : lines.map((line) => {
        const head = headOf(line);
        return head === undefined ? line : `tunnel-group ${group} ${line.slice(head.length)}`;
      });
}
const isFallback = /^Default\w*Group$/;

/** The tunnel interface that the finding is about, or the only one that the text names. */
function onTunnel(model: Model, about: About, lines: readonly string[]): readonly string[] {
  if (!lines.some((line) => line.includes(anyTunnel))) return lines;
  const own = numberOf(about.interface ?? '');
  const [only, ...more] = own === undefined ? tunnelsIn(model) : [own];
  return only === undefined || more.length > 0
    ? lines
    : lines.map((line) => line.replaceAll(anyTunnel, `Tunnel${only}`));
}
const anyTunnel = 'Tunnel<n>';

const numberOf = (name: string): string | undefined => /^Tu(?:n|nnel)? ?(\d[\d/.]*)$/i.exec(name)?.[1];

/** The numbers of all tunnel interfaces in configurations and outputs. */
function tunnelsIn(model: Model): readonly string[] {
  const known = tunnels.get(model) ?? [
    ...new Set(
      [
        ...configsOf(model).flatMap(({ interfaces }) => interfaces.map(({ name }) => name)),
        ...model.captures.flatMap(({ root }) => [...interfacesIn(root)]),
      ].flatMap((name) => numberOf(name) ?? []),
    ),
  ];
  tunnels.set(model, known);
  return known;
}
const tunnels = new WeakMap<Model, readonly string[]>();

function* interfacesIn(rec: Rec): Generator<string> {
  if (rec.fields.interface) yield rec.fields.interface.value;
  for (const child of rec.children) yield* interfacesIn(child);
}

/** The versions of IKE that the tunnels of configurations use, or else that their lines, the commands of outputs and the names of log messages tell. */
export function spoken(model: Model): ReadonlySet<1 | 2> {
  const configs = configsOf(model);
  const used = configs.flatMap((config) => endsOf(config)).filter(({ entry, tunnel }) => entry ?? tunnel);
  if (used.length > 0) return new Set(used.flatMap(({ versions }) => versions));
  const words = [
    ...configs.flatMap(({ blocks }) => blocks.map(({ text }) => text)),
    ...model.captures.map(({ command }) => command),
    ...new Set(model.attempts.flatMap((attempt) => attempt.occurrences.map(({ message }) => message.mnemonic ?? ''))),
  ];
  return new Set(words.flatMap((text) => (/ikev2/i.test(text) ? [2 as const] : isOld.test(text) ? [1 as const] : [])));
}
const isOld = /\b(?:isakmp|ikev1)\b|^crypto keyring |^CRYPTO-IKMP_/;

function inNamesOfEnd(model: Model, about: About, lines: readonly string[]): readonly string[] {
  const end = endFor(model, about);
  if (!end) return lines;
  const whole = onProfile(end, lines);
  const names = namesOf(end);
  return whole.map((line) =>
    names.reduce(
      (text, [place, name]) =>
        name === undefined ? text : text.replace(place, (_, before: string) => `${before}${name}`),
      line,
    ),
  );
}

function endFor(model: Model, { peer, local, device, where }: About): End | undefined {
  const configs = configsOf(model);
  const ends = configs.flatMap((config) => endsOf(config));
  if (ends.length === 0) return undefined;
  const towards = (address: string | undefined): End[] =>
    address === undefined ? [] : ends.filter(({ peers }) => peers.includes(address));
  const near = towards(peer).filter(
    ({ config }) => device === undefined || config.device === undefined || config.device === device,
  );
  const [mine, ...more] = near.length > 0 ? near : peer === undefined && configs.length === 1 ? ends : [];
  const here = more.length === 0 ? mine : undefined;
  if (where !== 'remote') return here;
  const far = ends.filter(
    (end) => end.config !== here?.config && (end.address === peer || (here && reaches(here, end) === 'fits')),
  );
  const back = far.filter((end) => local === undefined || end.peers.length === 0 || end.peers.includes(local));
  return back.length === 1 && peer !== undefined ? back[0] : undefined;
}

/** What belongs into an entry of a crypto map belongs, for a tunnel interface, into its IPsec profile. */
function onProfile({ tunnel }: End, lines: readonly string[]): readonly string[] {
  const inside = lines.every((line) =>
    /^crypto map <|^ set (?:pfs|security-association|transform-set|ikev2-profile)/.test(line),
  );
  if (!tunnel?.tunnel.profile || !inside || !lines[0]?.endsWith(' ipsec-isakmp')) return lines;
  return [`crypto ipsec profile ${tunnel.tunnel.profile}`, ...lines.slice(1)];
}

/** Places in the lines of fixes, and what stands there on this device. */
function namesOf(end: End): readonly (readonly [place: RegExp, name: string | undefined])[] {
  const { entry, tunnel, profile, sets } = end;
  const only = (version: 1 | 2): string | undefined => {
    const list = policiesOf(end, version);
    return list.length === 1 ? list[0]?.name : undefined;
  };
  const ipsec = tunnel?.tunnel.profile;
  return [
    [/^((?:no )?crypto map )<\w+> <\w+>/, entry && `${entry.map} ${entry.sequence}`],
    [/^( ?crypto map )<\w+>/, entry?.map],
    [/^((?: set|crypto ipsec|crypto ipsec ikev1) transform-set )<set>/, sets[0]?.name],
    [/^( match address )<acl>/, entry?.acl],
    [/^(crypto map \S+ \d+ match address )<acl>/, entry?.acl],
    [/^((?:ip access-list extended|access-list) )<crypto[ -](?:acl|list)>/, entry?.acl],
    [/^(crypto (?:isakmp|ikev1) policy )<number>/, only(1)],
    [/^(crypto ikev2 (?:proposal|policy) )<\w+>/, only(2)],
    [/^(crypto ikev2 profile | set ikev2-profile )<\w+>/, profile?.version === 2 ? profile.name : undefined],
    [/^(crypto isakmp profile | set isakmp-profile )<\w+>/, profile?.version === 1 ? profile.name : undefined],
    [/^(crypto ikev2 keyring )<name>/, profile?.version === 2 ? profile.keyring : undefined],
    [/^(crypto ipsec profile | tunnel protection ipsec profile )<\w+>/, ipsec],
    [/^(interface Tunnel)<n>/, tunnel?.name.replace(/^\D+/, '')],
  ];
}
