// Judges the translation rules of an ASA by the networks that `show nat detail` prints: which rule takes what an SA that only decrypts should send.
import { type Detector, detector, type Fix, type Rec } from '../../../engine/define.ts';
import type { Capture, Model, Tunnel } from '../../../engine/model.ts';
import { evidenceOf, type Flow, fewest, flowsOf, place } from '../ipsec/flows.ts';
import { anyNetwork, covers, isAny, type Network, networkOf, sameNetwork, touching, writtenIn } from '../networks.ts';
import { capturesOf, isUnfiltered, numberIn, recordsBelow, sameDevice, textOf } from '../values.ts';

export const asaNatDetail: Detector = detector({
  id: 'asa-nat-detail',
  codes: ['nat-exemption-missing'],
  run: (model, report) => {
    for (const { tunnel, flow, local, remote } of answerless(model)) {
      const rules = rulesOf(model, tunnel);
      const general = takerOf(rules, tunnel, local, remote);
      if (!general) continue;
      // An exemption for the same hosts that nothing uses was meant for another network, or for this one.
      const unused = rules.find((rule) => isIdentity(rule) && rule.hits === 0 && holds(rule.sources, local));
      report({
        ...place(flow),
        code: 'nat-exemption-missing',
        certainty: 'likely',
        side: 'local',
        title: `No rule leaves the traffic of the tunnel[[ with {peer}]] alone ({flow}): the general translation takes it${unused ? ', and a rule for these hosts and another network is never hit' : ''}`,
        evidence: [
          model.evidence(general.rec, 'cause'),
          ...(unused ? [model.evidence(unused.rec, 'context')] : []),
          ...evidenceOf(model, flow, ['encaps'], 'symptom'),
        ],
        values: { flow: `${writtenIn('asa', local)} to ${writtenIn('asa', remote)}` },
        fix: exemption(general, local, remote),
      });
    }
  },
});

interface Answerless {
  readonly tunnel: Tunnel;
  readonly flow: Flow;
  readonly local: Network;
  readonly remote: Network;
}

/** Flows of which packets arrive and none is sent, between two networks that are known. */
const answerless = (model: Model): Answerless[] =>
  model.tunnels.flatMap((tunnel) =>
    flowsOf(model, tunnel)
      .filter((flow) => flow.alive && flow.encaps === 0 && flow.sa.encaps !== undefined && flow.decaps >= fewest(flow))
      .flatMap((flow) => {
        const [local, remote] = [networkOf(flow.sa.localSelector), networkOf(flow.sa.remoteSelector)];
        return local && remote && !isAny(local) && !isAny(remote) ? [{ tunnel, flow, local, remote }] : [];
      }),
  );

/** One rule, in the order in which the firewall tries them. Networks that the output does not print are undefined. */
interface NatRule {
  readonly from: string;
  readonly to: string;
  readonly isDynamic: boolean;
  /** What stands behind `static` or `dynamic`. */
  readonly words: readonly string[];
  readonly sources: readonly Network[] | undefined;
  readonly destinations: readonly Network[] | undefined;
  readonly translated: string | undefined;
  readonly hits: number;
  readonly rec: Rec;
}

/** The last look at the whole list of this device. */
function rulesOf(model: Model, { device }: Tunnel): readonly NatRule[] {
  const isWhole = (capture: Capture): boolean => isUnfiltered(capture) && !/ (?:interface|pool) /.test(capture.command);
  const last = capturesOf(model.captures, 'show nat').findLast(
    (capture) => sameDevice(capture.device, device) && isWhole(capture),
  );
  return last ? recordsBelow(last.root, 'rule').map(ruleOf) : [];
}

function ruleOf(rec: Rec): NatRule {
  const words = (textOf(rec, 'source') ?? '').split(/\s+/);
  const hasDestination = words.includes('destination');
  return {
    from: textOf(rec, 'from') ?? '',
    to: textOf(rec, 'to') ?? '',
    isDynamic: textOf(rec, 'kind') === 'dynamic',
    words,
    sources: words[0] === 'any' ? [anyNetwork] : networksOf(textOf(rec, 'origin')),
    destinations: hasDestination ? networksOf(textOf(rec, 'destination')) : [anyNetwork],
    translated: textOf(rec, 'translated')?.split('/')[0],
    hits: numberIn(rec.fields.hits) ?? 0,
    rec,
  };
}

function networksOf(text: string | undefined): readonly Network[] | undefined {
  const networks = text?.split(/, ?/).map((one) => networkOf(one));
  return networks?.every((one) => one !== undefined) ? (networks as readonly Network[]) : undefined;
}

const holds = (networks: readonly Network[] | undefined, inner: Network): boolean =>
  networks?.some((network) => covers(network, inner)) === true;
const meets = (networks: readonly Network[] | undefined, other: Network): boolean =>
  networks === undefined || networks.some((network) => touching(network, other));

/** `source static A A …`: what it takes keeps its address. */
const isIdentity = ({ isDynamic, words }: NatRule): boolean => !isDynamic && words[0] === words[1];

/**
 * The dynamic rule that takes all of a flow on its way out, and takes packets. Where a rule before it may take a part of the flow, or is not
 * readable, nothing is proven.
 */
function takerOf(rules: readonly NatRule[], tunnel: Tunnel, local: Network, remote: Network): NatRule | undefined {
  for (const rule of rules) {
    if (rule.words.includes('inactive')) continue;
    const forth = meets(rule.sources, local) && meets(rule.destinations, remote);
    // A static rule works both ways, whichever interface it names first.
    const back = !rule.isDynamic && meets(rule.sources, remote) && meets(rule.destinations, local);
    if (!(forth || back)) continue;
    if (!rule.isDynamic) {
      // A host or two with addresses of their own leave the rest of the network to the rules below.
      if (isPartial(rule, local)) continue;
      return undefined;
    }
    if (!leadsOut(rule, tunnel) || rule.words.includes('service')) continue;
    const takes = holds(rule.sources, local) && holds(rule.destinations, remote) && rule.hits > 0;
    return takes && isBehind(rules, rule, local) ? rule : undefined;
  }
  return undefined;
}

/** The network lies behind the first interface of the rule: the rule names it, or no other interface is translated. */
const isBehind = (rules: readonly NatRule[], { from, sources }: NatRule, local: Network): boolean =>
  from === 'any' ||
  sources?.some((source) => sameNetwork(source, local)) === true ||
  rules.every((rule) => rule.from === from || rule.from === 'any');

/** A static translation of some hosts of the network, towards everybody. */
const isPartial = (rule: NatRule, local: Network): boolean =>
  !isIdentity(rule) &&
  !rule.words.includes('destination') &&
  rule.sources?.every((source) => !covers(source, local)) === true;

/** The rule is for the interface of the tunnel: by its name, or because it translates into the tunnel's own address there. */
const leadsOut = ({ to, words, translated }: NatRule, tunnel: Tunnel): boolean =>
  tunnel.interface === undefined
    ? to === 'any' || (words.includes('interface') && translated === tunnel.local)
    : to === 'any' || to === tunnel.interface;

const exemption = ({ from, to }: NatRule, local: Network, remote: Network): readonly Fix[] => [
  {
    where: 'local',
    platform: 'asa',
    config: [
      'object network LOCAL-NET',
      ` ${memberOf(local)}`,
      'object network REMOTE-NET',
      ` ${memberOf(remote)}`,
      `nat (${from},${to}) 1 source static LOCAL-NET LOCAL-NET destination static REMOTE-NET REMOTE-NET no-proxy-arp route-lookup`,
    ],
    why: 'An identity rule in section 1, before the general translation. Where one for these hosts names another network, its object is what to correct.',
  },
];

const memberOf = (network: Network): string => writtenIn('asa', network).replace(/^(?!host )/, 'subnet ');
