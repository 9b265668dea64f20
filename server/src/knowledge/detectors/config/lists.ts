// Access lists of a configuration with what they refer to: objects, object groups and names, on IOS and ASA, for both IP versions.
import type { Rec } from '../../../engine/define.ts';
import { anyNetwork, covers, isAny, type Network, networkOf, sameNetwork, touching, writtenIn } from '../networks.ts';
import type { Block, Statement } from './model.ts';

export interface Rule {
  readonly permit: boolean;
  readonly protocol: string;
  /** Every network that the line names, groups taken apart; undefined where one of them cannot be read. */
  readonly sources: readonly Network[] | undefined;
  readonly destinations: readonly Network[] | undefined;
  readonly ports: boolean;
  readonly text: string;
  readonly rec: Rec;
}

/** One source and one destination: what one IPsec SA protects. */
export interface Flow {
  readonly protocol: string;
  readonly source: Network;
  readonly destination: Network;
  readonly rule: Rule;
}

/** Names that stand for networks. */
export type Names = (name: string, seen?: ReadonlySet<string>) => readonly Network[] | undefined;

/** More pairs than this come from groups that nobody compares by eye. */
const mostFlows = 2000;

/** The flows of a list, in order; undefined where a line cannot be read or is limited to ports. */
export function flowsOf(rules: readonly Rule[]): readonly Flow[] | undefined {
  const flows: Flow[] = [];
  for (const rule of rules) {
    if (!rule.sources || !rule.destinations || rule.ports) return undefined;
    if (flows.length + rule.sources.length * rule.destinations.length > mostFlows) return undefined;
    for (const source of rule.sources)
      for (const destination of rule.destinations) flows.push({ protocol: rule.protocol, source, destination, rule });
  }
  return flows;
}

export const isMirror = (one: Flow, other: Flow): boolean =>
  one.protocol === other.protocol &&
  sameNetwork(one.source, other.destination) &&
  sameNetwork(one.destination, other.source);

/** Every packet of `inner` is one of `outer`. */
export const flowCovers = (outer: Flow, inner: Flow): boolean =>
  (outer.protocol === inner.protocol || outer.protocol === 'ip') &&
  covers(outer.source, inner.source) &&
  covers(outer.destination, inner.destination);

/** A flow and the mirror image of another have packets in common. */
export const meetsMirror = (flow: Flow, other: Flow): boolean =>
  touching(flow.source, other.destination) && touching(flow.destination, other.source);

export const isWholesale = ({ source, destination }: Flow): boolean => isAny(source) && isAny(destination);

export function listsOf(blocks: readonly Block[], names: Names): Map<string, Rule[]> {
  const lists = new Map<string, Rule[]>();
  const note = (name: string, rule: Rule | undefined): void => {
    const list = lists.get(name) ?? [];
    if (rule) list.push(rule);
    lists.set(name, list);
  };
  for (const block of blocks) {
    const named = /^ip(?:v6)? access-list (?:(extended|standard) )?(\S+)$/.exec(block.text);
    if (named) {
      const [, kind, name = ''] = named;
      lists.set(name, lists.get(name) ?? []);
      for (const line of block.lines)
        note(name, ruleOf(line.text.replace(/^(?:sequence )?\d+ /, ''), line.rec, names, kind === 'standard'));
    }
    const flat = /^access-list (\S+) (?:line \d+ )?(?:(extended|standard) )?((?:permit|deny) .+)/.exec(block.text);
    if (flat) {
      const [, name = '', kind, text = ''] = flat;
      const standard = kind === 'standard' || (kind === undefined && isStandard(name));
      note(name, ruleOf(text, block.rec, names, standard));
    }
  }
  return lists;
}

/** The numbers that IOS keeps for lists of sources. */
const isStandard = (name: string): boolean => /^(?:[1-9]\d?|1[3-9]\d\d)$/.test(name);

export function namesOf(blocks: readonly Block[]): Names {
  const members = new Map<string, readonly Statement[]>();
  const plain = new Map<string, string>();
  for (const { text, lines } of blocks) {
    const object = /^object(?:-group)? network (\S+)/.exec(text);
    if (object) members.set(object[1] as string, [...(members.get(object[1] as string) ?? []), ...lines]);
    const name = /^name (\S+) (\S+)/.exec(text);
    if (name) plain.set(name[2] as string, name[1] as string);
  }
  const resolve: Names = (name, seen = new Set()) => {
    const host = plain.get(name);
    if (host !== undefined) return listed(networkOf(host));
    const lines = members.get(name);
    if (!lines || seen.has(name)) return undefined;
    const found = lines
      .filter(({ text }) => !/^(?:description|nat|\d+ remark|remark) ?/.test(text))
      .map((line) => memberOf(line, (other) => resolve(other, new Set([...seen, name])), plain));
    return found.length > 0 && found.every((one) => one !== undefined) ? found.flat() : undefined;
  };
  return resolve;
}

/** One line of an object or group: `subnet A M`, `host A`, `network-object …`, `group-object G`, or bare on IOS. */
function memberOf(
  { words }: Statement,
  names: Names,
  plain: ReadonlyMap<string, string>,
): readonly Network[] | undefined {
  const rest = /^(?:subnet|network-object)$/.test(words[0] ?? '') ? words.slice(1) : words;
  const [first = '', second] = rest;
  if (first === 'host') return listed(networkOf(plain.get(second ?? '') ?? second));
  if (first === 'object' || first === 'group-object') return names(second ?? '');
  return listed(networkOf(plain.get(first) ?? first, second));
}

const listed = (network: Network | undefined): readonly Network[] | undefined => network && [network];

/** `permit ip 10.1.0.0 0.0.255.255 host 10.2.0.1`: wildcards (IOS) and masks (ASA), objects and groups, both IP versions. */
export function ruleOf(text: string, rec: Rec, names: Names = () => undefined, standard = false): Rule | undefined {
  const words = text.split(/\s+/);
  const action = words[0];
  if (action !== 'permit' && action !== 'deny') return undefined;
  const reader = new EndReader(words, names);
  if (standard) {
    reader.at = 1;
    return {
      permit: action === 'permit',
      protocol: 'ip',
      sources: reader.end(),
      destinations: [anyNetwork],
      ports: false,
      text,
      rec,
    };
  }
  // The protocol may be a group of services.
  const grouped = words[1] === 'object-group' || words[1] === 'object';
  reader.at = grouped ? 3 : 2;
  const sources = reader.end();
  const destinations = reader.end();
  const protocol = (words[1] ?? '').replace(/^ipv6$/, 'ip');
  return { permit: action === 'permit', protocol, sources, destinations, ports: grouped || reader.ports, text, rec };
}

/** Reads the ends of a line one after the other. */
class EndReader {
  at = 0;
  ports = false;
  readonly #words: readonly string[];
  readonly #names: Names;

  constructor(words: readonly string[], names: Names) {
    this.#words = words;
    this.#names = names;
  }

  end(): readonly Network[] | undefined {
    const [word = '', next = ''] = this.#words.slice(this.at);
    let found: readonly Network[] | undefined;
    if (/^any[46]?$/.test(word)) {
      found = listed(networkOf(word));
      this.at += 1;
    } else if (word === 'host') {
      found = this.#names(next) ?? listed(networkOf(next));
      this.at += 2;
    } else if (/^(?:object|object-group)$/.test(word)) {
      found = this.#names(next);
      this.at += 2;
    } else if (word.includes(':')) {
      found = listed(networkOf(word));
      this.at += 1;
    } else {
      const named = this.#names(word)?.[0];
      found = named ? listed(narrowed(named, next)) : listed(networkOf(word, next));
      this.at += 2;
    }
    this.#skipPorts();
    return found;
  }

  #skipPorts(): void {
    const operator = this.#words[this.at] ?? '';
    if (!/^(?:eq|gt|lt|neq|range)$/.test(operator)) return;
    this.ports = true;
    this.at += operator === 'range' ? 3 : 2;
  }
}

/** A name of an address, with the mask that stands behind it. */
function narrowed(address: Network, mask: string): Network | undefined {
  const length = networkOf('0.0.0.0', mask)?.bits.length;
  return length === undefined ? undefined : { family: address.family, bits: address.bits.slice(0, length) };
}

/** A line that protects the mirror image of a flow, as the other device writes it. */
export function mirrorLine(dialect: 'ios' | 'asa', { protocol, source, destination }: Flow): string {
  const written = [destination, source].map((network) => writtenIn(dialect, network)).join(' ');
  return `permit ${source.family === 6 && dialect === 'ios' && protocol === 'ip' ? 'ipv6' : protocol} ${written}`;
}
