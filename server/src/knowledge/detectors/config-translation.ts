// Whether NAT takes the traffic of a tunnel away before it is encrypted: lists and route maps on IOS, the order of NAT rules on an ASA.
import type { Rec } from '../../engine/define.ts';
import { type Flow, flowsOf, isWholesale, type Rule } from './config-lists.ts';
import type { Config, MapEntry, Statement } from './config-model.ts';
import type { Say } from './config-say.ts';
import { anyNetwork, type Network, touching } from './networks.ts';

export function checkTranslation(config: Config, say: Say): void {
  for (const entry of config.entries) {
    const { peers, acl, map } = entry;
    const rules = (config.acls.get(acl ?? '') ?? []).filter(({ permit, protocol }) => permit && protocol === 'ip');
    const flows = (flowsOf(rules) ?? []).filter((flow) => !isWholesale(flow));
    if (!config.appliedMaps.has(map)) continue;
    for (const flow of flows) {
      const hit = config.asa ? firewallRule(config, entry, flow) : routerRule(config, entry, flow);
      if (!hit) continue;
      const peer = peers[0]?.words[2];
      say('nat-exemption-missing', [hit.rec, flow.rule.rec], {
        ...(peer === undefined ? {} : { peer }),
        ...(hit.sure ? {} : { certainty: 'likely' as const }),
        values: { flow: flow.rule.text.replace(/^(?:permit|deny) ip /, '') },
      });
      return;
    }
  }
}

interface Hit {
  readonly rec: Rec;
  readonly sure: boolean;
}

/** On the way out NAT comes first: the list that translates must leave the tunnel's traffic alone. */
function routerRule(config: Config, entry: MapEntry, flow: Flow): Hit | undefined {
  const outside = config.interfaces.some(({ natOutside, map }) => natOutside && map === entry.map);
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
    if (hit?.translates) return { rec: hit.rule.rec, sure: true };
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
function firewallRule(config: Config, entry: MapEntry, flow: Flow): Hit | undefined {
  const outside = config.blocks
    .map(({ text }) => /^crypto map (\S+) interface (\S+)/.exec(text))
    .find((match) => match?.[1] === entry.map)?.[2];
  const manual = config.blocks.filter(({ text }) => /^nat \(\S+?,\S+?\) (?!after-auto)/.test(text));
  const after = config.blocks.filter(({ text }) => /^nat \(\S+?,\S+?\) after-auto /.test(text));
  for (const statement of manual) {
    const decision = twiceNat(config, statement, outside, flow);
    if (decision === 'open' || decision === 'exempt') return undefined;
    if (decision === 'translated') return { rec: statement.rec, sure: true };
  }
  const ofObject = objectRule(config, outside, flow);
  if (ofObject) return ofObject;
  for (const statement of after) {
    const decision = twiceNat(config, statement, outside, flow);
    if (decision === 'open' || decision === 'exempt') return undefined;
    if (decision === 'translated') return { rec: statement.rec, sure: true };
  }
  return oldRule(config, flow);
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

/** `nat (inside,outside) dynamic interface` within an object. */
function objectRule(config: Config, outside: string | undefined, flow: Flow): Hit | undefined {
  for (const { text, words, lines } of config.blocks) {
    if (!/^object network /.test(text)) continue;
    const line = lines.find((one) => /^nat \([^)]+\) dynamic /.test(one.text));
    const to = /^nat \([^,]+,([^)]+)\)/.exec(line?.text ?? '')?.[1];
    if (!line || (outside !== undefined && to !== outside && to !== 'any')) continue;
    if (config.names(words[2] ?? '')?.some((network) => touching(network, flow.source)))
      return { rec: line.rec, sure: true };
  }
  return undefined;
}

/** Before 8.3: `nat (inside) 1 …` translates what `nat (inside) 0 access-list …` does not leave alone. */
function oldRule(config: Config, flow: Flow): Hit | undefined {
  const general = config.blocks.find(({ text }) => /^nat \([^,)]+\) [1-9]\d* (?:\d|access-list )/.test(text));
  const exempt = config.blocks.flatMap(({ text }) => /^nat \([^,)]+\) 0 access-list (\S+)/.exec(text)?.[1] ?? []);
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
