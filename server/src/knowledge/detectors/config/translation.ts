// Whether NAT takes the traffic of a tunnel away before it is encrypted: lists and route maps on IOS, the order of NAT rules on an ASA.
import type { Fix, Rec } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { anyNetwork, type Network, networkOf, touching, writtenIn } from '../networks.ts';
import { runsBothWays } from '../up.ts';
import { capturesOf, recordsBelow, sameDevice, textOf } from '../values.ts';
import { type Flow, flowsOf, isWholesale, type Rule } from './lists.ts';
import type { Config, MapEntry, Statement } from './model.ts';
import type { Say } from './say.ts';

export function checkTranslation(model: Model, config: Config, say: Say): void {
  singleHosts(config, say);
  const nat = config.asa ? firewallStatements(config) : undefined;
  if (nat ? nat.count === 0 : config.natLists.length === 0) return;
  for (const entry of config.entries) {
    const { peers, acl, map } = entry;
    if (!config.appliedMaps.has(map)) continue;
    const rules = (config.acls.get(acl ?? '') ?? []).filter(({ permit, protocol }) => permit && protocol === 'ip');
    const flows = (flowsOf(rules) ?? []).filter((flow) => !isWholesale(flow));
    for (const flow of flows) {
      const hit = nat ? firewallRule(config, nat, entry, flow) : routerRule(config, entry, flow);
      if (!hit) continue;
      const peer = peers[0]?.words[2];
      say('nat-exemption-missing', [hit.rec, flow.rule.rec], {
        ...(peer === undefined ? {} : { peer }),
        ...(hit.sure ? {} : { certainty: 'likely' as const }),
        values: { flow: flow.rule.text.replace(/^(?:permit|deny) ip /, '') },
        ...(hit.list ? { fix: leftAlone(hit.list, flow) } : {}),
      });
      return;
    }
  }
  if (config.asa) neverReached(model, config, say);
}

/** The list that translates, with a line for the tunnel before its own; one that knows sources only has to become another. */
function leftAlone({ name, rule }: NonNullable<Hit['list']>, flow: Flow): readonly Fix[] {
  const deny = flow.rule.text.replace(/^permit/, 'deny');
  const knowsBoth = /^(?:permit|deny) ip /.test(rule.text);
  return [
    {
      where: 'local',
      platform: 'ios',
      config: knowsBoth
        ? [`ip access-list extended ${name}`, ` 5 ${deny}`]
        : [
            'ip access-list extended <NAT list>',
            ` ${deny}`,
            ` ${rule.text.replace(/^permit /, 'permit ip ')} any`,
            `no ip nat inside source list ${name} <as it stands there>`,
            'ip nat inside source list <NAT list> <as it stood there>',
          ],
      why: knowsBoth
        ? 'Takes the tunnel traffic out of the translation; the deny line must stand before the permit.'
        : `List ${name} knows sources only: an extended list can leave the tunnel traffic alone.`,
    },
  ];
}

/** The host of a static translation that no route map restricts. */
export const staticHost = (text: string): string | undefined =>
  /^ip nat inside source static (?:(?:tcp|udp) )?(\d+\.\d+\.\d+\.\d+) (?!.* route-map )/.exec(text)?.[1];

/** A static translation takes one host, or one service of it, out of the tunnel: the others do not mind, so it is only noted. */
function singleHosts(config: Config, say: Say): void {
  for (const { text, rec } of config.blocks) {
    const host = staticHost(text);
    const inside = networkOf(host);
    if (!inside) continue;
    for (const { acl, peers } of config.entries) {
      const flow = (flowsOf((config.acls.get(acl ?? '') ?? []).filter(({ permit }) => permit)) ?? []).find(
        (one) => !isWholesale(one) && touching(one.source, inside),
      );
      if (!flow) continue;
      const peer = peers[0]?.words[2];
      say('nat-exemption-missing', [rec, flow.rule.rec], {
        ...(peer === undefined ? {} : { peer }),
        role: 'context',
        severity: 'information',
        certainty: 'possible',
        title: `The static translation of ${host} also takes what it sends into the tunnel[[ to {peer}]]`,
        values: { flow: flow.rule.text.replace(/^(?:permit|deny) ip /, '') },
        fix: exceptTunnel(text, host as string, flow.destination),
      });
      return;
    }
  }
}

/** A static translation knows no destinations; a route map behind it does. */
export const exceptTunnel = (statement: string, host: string, destination: Network): readonly Fix[] => [
  {
    where: 'local',
    platform: 'ios',
    config: [
      'ip access-list extended NOT-INTO-TUNNEL',
      ` deny ip host ${host} ${writtenIn('ios', destination)}`,
      ` permit ip host ${host} any`,
      'route-map NOT-INTO-TUNNEL permit 10',
      ' match ip address NOT-INTO-TUNNEL',
      `no ${statement}`,
      `${statement} route-map NOT-INTO-TUNNEL`,
    ],
    why: `Leaves what ${host} sends into the tunnel alone, and translates the rest as before.`,
  },
];

/** The statements of an ASA that bear on translation, found once. */
interface FirewallNat {
  readonly count: number;
  readonly outside: ReadonlyMap<string, string>;
  readonly manual: readonly Statement[];
  readonly after: readonly Statement[];
  readonly objects: readonly { readonly name: string; readonly line: Statement; readonly to: string | undefined }[];
  readonly old: readonly Statement[];
}

function firewallStatements({ blocks }: Config): FirewallNat {
  const nat = blocks.filter(({ text }) => text.startsWith('nat ('));
  const objects = blocks.flatMap(({ text, words, lines }) => {
    const line = text.startsWith('object network ')
      ? lines.find((one) => /^nat \([^)]+\) dynamic /.test(one.text))
      : undefined;
    return line ? [{ name: words[2] ?? '', line, to: /^nat \([^,]+,([^)]+)\)/.exec(line.text)?.[1] }] : [];
  });
  return {
    count: nat.length + objects.length,
    outside: new Map(
      blocks.flatMap(({ text }) => {
        const match = /^crypto map (\S+) interface (\S+)/.exec(text);
        return match ? [[match[1] as string, match[2] as string] as const] : [];
      }),
    ),
    manual: inOrder(blocks).filter(({ text }) => /^nat \(\S+?,\S+?\) (?!after-auto)/.test(text)),
    after: nat.filter(({ text }) => /^nat \(\S+?,\S+?\) after-auto /.test(text)),
    objects,
    old: nat.filter(({ text }) => /^nat \([^,)]+\) \d/.test(text)),
  };
}

/** A statement that is entered with a number is put in there. */
const numbered = /^(nat \(\S+?,\S+?\) )\d+ (?=source )/;
const shownAs = (text: string): string => text.replace(numbered, '$1');

/** The rules of translation in their order. What was put in with a number stands further up: how far, only the whole list would tell. */
function inOrder(blocks: readonly Statement[]): Statement[] {
  const isGone = ({ text, rec }: Statement): boolean =>
    blocks.some((block) => block.text === `no ${shownAs(text)}` && block.rec.line > rec.line);
  const all = blocks.filter((one) => one.text.startsWith('nat (') && !isGone(one));
  const first = all.filter(({ text }) => numbered.test(text));
  const texts = new Set(first.map(({ text }) => shownAs(text)));
  return [...first, ...all.filter(({ text }) => !numbered.test(text) && !texts.has(text))];
}

/** `nat (inside,outside) source static A A destination static B B …` */
const exemption =
  /^nat \(([^,)]+),([^)]+)\) source static (\S+) (\S+) destination static (\S+) (\S+)(?!.* (?:service|inactive)\b)/;
/** The same for whatever goes anywhere. */
const general = /^nat \(([^,)]+),([^)]+)\) source dynamic any (?!.*\b(?:destination|service|inactive)\b)/;

/**
 * The rule that leaves the flow of a crypto list alone, by the names of its two ends, stands below one for everything between the same interfaces. The
 * first rule of section 1 that fits is taken ("NAT Rule Order" of Cisco's guide to the firewall), so it is never reached, whatever the names stand for;
 * unless one above both leaves the same alone, which only the networks would tell. Where packets run both ways, the flow is left alone somehow.
 */
function neverReached(model: Model, config: Config, say: Say): void {
  const rules = inOrder(config.blocks);
  const at = rules.findIndex(({ text }) => general.test(text));
  const above = rules[at];
  if (!above || rules.slice(0, at).some(({ text }) => / source static /.test(text))) return;
  const takes = general.exec(above.text);
  for (const { acl, peers } of config.entries) {
    const peer = peers[0]?.words[2];
    if (carriesBothWays(model, config, peer)) continue;
    for (const { text, permit, rec } of config.acls.get(acl ?? '') ?? []) {
      const [, ours, theirs] = /^permit ip object(?:-group)? (\S+) object(?:-group)? (\S+)$/.exec(text) ?? [];
      if (!permit || ours === undefined || theirs === undefined) continue;
      const left = rules.slice(at).find((one) => {
        const [, from, to, ...ends] = exemption.exec(one.text) ?? [];
        const isTaken = [from, 'any'].includes(takes?.[1]) && [to, 'any'].includes(takes?.[2]);
        return isTaken && ends.join(' ') === [ours, ours, theirs, theirs].join(' ');
      });
      if (!left || !isShownAbove(model, config, above, left)) continue;
      say('nat-exemption-missing', [above.rec, left.rec, rec], {
        ...(peer === undefined ? {} : { peer }),
        title: 'The rule that leaves tunnel traffic alone stands behind the general translation, which is tried first',
      });
      return;
    }
  }
}

/** The last output that shows both rules shows them in this order, and nothing of the kind was put in by a number below it. */
function isShownAbove(model: Model, { device, blocks }: Config, above: Statement, below: Statement): boolean {
  const look = capturesOf(model.captures, 'show running-config')
    .filter((capture) => capture.command !== capture.definition?.entered && sameDevice(capture.device, device))
    .map(({ root }) => recordsBelow(root, 'block'))
    .map((all) =>
      [above, below].map(({ text }) => all.find((rec) => textOf(rec, 'text')?.replace(/\s+/g, ' ') === text)),
    )
    .findLast(([one, other]) => one !== undefined && other !== undefined);
  const [one, other] = look ?? [];
  return (
    one !== undefined &&
    other !== undefined &&
    one.line < other.line &&
    !blocks.some(({ text, rec }) => numbered.test(text) && rec.line > other.line)
  );
}

const carriesBothWays = (model: Model, { device }: Config, peer: string | undefined): boolean =>
  model.tunnels.some(
    ({ remote, device: shown, ipsec }) =>
      (remote === undefined || peer === undefined || remote === peer) &&
      sameDevice(shown, device) &&
      ipsec.some(runsBothWays),
  );

interface Hit {
  readonly rec: Rec;
  readonly sure: boolean;
  /** The list of a router that translates. */
  readonly list?: { readonly name: string; readonly rule: Rule };
}

/** On the way out NAT comes first: the list that translates must leave the tunnel's traffic alone. */
function routerRule(config: Config, entry: MapEntry, flow: Flow): Hit | undefined {
  const outside =
    config.interfaces.some(({ natOutside, map }) => natOutside && map === entry.map) ||
    // A filter leaves out the headings of the interfaces: a map that is applied and an outside of NAT are all that can be seen.
    (config.filtered && !config.interfaces.some(({ natOutside }) => natOutside));
  // The network behind an interface that takes no part in NAT is not translated.
  const lan = config.interfaces.find(
    ({ network, map }) => map !== entry.map && network !== undefined && touching(network, flow.source),
  );
  if (!outside || (lan && !lan.block.lines.some(({ text }) => /^ip nat inside/.test(text)))) return undefined;
  for (const { list } of config.natLists) {
    const hit = natRules(config, list).find(
      ({ rule }) =>
        (rule.protocol === 'ip' || rule.protocol === 'any') &&
        rule.sources?.some((source) => touching(source, flow.source)) &&
        rule.destinations?.some((destination) => touching(destination, flow.destination)),
    );
    if (hit?.translates)
      return {
        rec: hit.rule.rec,
        sure: true,
        ...(config.acls.has(list) ? { list: { name: list, rule: hit.rule } } : {}),
      };
  }
  return undefined;
}

/** The rules of a list, or of the lists of a route map: what a `deny` entry of a map matches is not translated. */
function natRules(config: Config, name: string): readonly { readonly rule: Rule; readonly translates: boolean }[] {
  const direct = config.acls.get(name);
  if (direct) return direct.map((rule) => ({ rule, translates: rule.permit }));
  return config.blocks
    .filter(({ words }) => words[0] === 'route-map' && words[1] === name)
    .sort((a, b) => Number(a.words[3]) - Number(b.words[3]))
    .flatMap(({ words, lines }) =>
      lines
        .flatMap(({ text }) => /^match ip address (.+)/.exec(text)?.[1]?.split(/\s+/) ?? [])
        .flatMap((list) => config.acls.get(list) ?? [])
        // What a list of a deny entry denies goes on to the next entry.
        .filter(({ permit }) => permit || words[2] !== 'deny')
        .map((rule) => ({ rule, translates: rule.permit && words[2] !== 'deny' })),
    );
}

/** Rules that an administrator ordered come first, then those of objects, then those put after. */
function firewallRule(config: Config, nat: FirewallNat, entry: MapEntry, flow: Flow): Hit | undefined {
  const outside = nat.outside.get(entry.map);
  const ofObject = nat.objects.find(
    ({ name, to }) =>
      (outside === undefined || to === outside || to === 'any') &&
      config.names(name)?.some((network) => touching(network, flow.source)),
  );
  for (const statement of [...nat.manual, ...(ofObject ? [ofObject.line] : []), ...nat.after]) {
    if (statement === ofObject?.line) return { rec: statement.rec, sure: true };
    const decision = twiceNat(config, statement, outside, flow);
    if (decision === 'open' || decision === 'exempt') return undefined;
    if (decision === 'translated') return { rec: statement.rec, sure: true };
  }
  return oldRule(config, nat, flow);
}

/** `nat (inside,outside) [n] source static A A destination static B B`, `… source dynamic any interface`. */
function twiceNat(
  config: Config,
  { text }: Statement,
  outside: string | undefined,
  flow: Flow,
): 'exempt' | 'translated' | 'open' | 'other' {
  const match =
    /^nat \([^,)]+,([^)]+)\) (?:after-auto )?(?:\d+ )?source (static|dynamic) (\S+) (?:pat-pool )?(\S+)(?: interface)?(?: destination static (\S+) (\S+))?/.exec(
      text,
    );
  if (!match || / inactive(?: |$)/.test(text)) return 'other';
  const [, to, kind, real = '', mapped, far, realFar] = match;
  if (outside !== undefined && to !== outside && to !== 'any') return 'other';
  const [sources, destinations] = [
    networksOf(config, real),
    far === undefined ? [anyNetwork] : networksOf(config, far),
  ];
  if (!sources || !destinations) return 'open';
  const hit =
    sources.some((source) => touching(source, flow.source)) &&
    destinations.some((destination) => touching(destination, flow.destination));
  if (!hit || / service /.test(text)) return 'other';
  return kind === 'static' && real === mapped && far === realFar
    ? 'exempt'
    : kind === 'dynamic'
      ? 'translated'
      : 'open';
}

const networksOf = (config: Config, name: string): readonly Network[] | undefined =>
  name === 'any' ? [anyNetwork] : config.names(name);

/** Before 8.3: `nat (inside) 1 …` translates what `nat (inside) 0 access-list …` does not leave alone. */
function oldRule(config: Config, { old }: FirewallNat, flow: Flow): Hit | undefined {
  const general = old.find(({ text }) => /^nat \([^,)]+\) [1-9]\d* (?:\d|access-list )/.test(text));
  const exempt = old.flatMap(({ text }) => /^nat \([^,)]+\) 0 access-list (\S+)/.exec(text)?.[1] ?? []);
  if (!general || exempt.length === 0) return general && { rec: general.rec, sure: false };
  const lists = exempt.map((name) => config.acls.get(name));
  const leaves = lists.some(
    (rules) =>
      rules === undefined ||
      rules.some(
        ({ permit, sources, destinations }) =>
          permit &&
          (!sources || sources.some((source) => touching(source, flow.source))) &&
          (!destinations || destinations.some((destination) => touching(destination, flow.destination))),
      ),
  );
  return leaves ? undefined : { rec: general.rec, sure: true };
}
