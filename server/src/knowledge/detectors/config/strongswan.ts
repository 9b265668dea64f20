// Compares a connection of strongSwan with the Cisco end that it leads to: the version of IKE, the proposals, and the networks.
import { type Detector, detector, type Fact, type Rec } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { isPrivate, type Network, networkOf } from '../networks.ts';
import { isIpsecUp } from '../up.ts';
import { capturesOf, textOf } from '../values.ts';
import { addressesOf, type End, endsOf, policiesOf } from './ends.ts';
import { flowsOf, isWholesale, meetsMirror, type Rule } from './lists.ts';
import { missingLines, withoutMirror } from './mirrors.ts';
import { configsOf, type Policy } from './model.ts';
import { type Proposal, proposalsOf, transformsOf } from './strongswan-words.ts';

/** A connection, or one of its children with what the connection says. */
interface Swan {
  readonly rec: Rec;
  /** Where a setting stands. */
  readonly at: (name: string) => Fact | undefined;
  readonly say: (name: string) => string | undefined;
}

type Tell = (
  code: string,
  places: readonly (Rec | Fact)[],
  attribute: readonly [string, string, string],
  more?: object,
) => void;

export const configStrongswan: Detector = detector({
  id: 'config-strongswan',
  codes: ['ike-version-mismatch', 'ike-policy-mismatch', 'ipsec-proposal-mismatch', 'proxy-id-mismatch'],
  run: (model, report) => {
    const swans = swansOf(model);
    if (swans.length === 0) return;
    for (const end of configsOf(model).flatMap(endsOf)) {
      const mine = swans.filter((swan) => leadTogether(swan, end));
      const [first] = mine;
      const own = first?.say('local_addrs');
      const peer = networkOf(own) ? own : end.peers[0];
      if (!first || model.tunnels.some((tunnel) => tunnel.remote === peer && isIpsecUp(tunnel))) continue;
      compare(end, mine, first, (code, places, [name, local, remote], more) =>
        report({
          code,
          certainty: 'certain',
          side: 'either',
          peer,
          evidence: places.map((place) => model.evidence(place, 'cause')),
          attributes: [{ name, local, remote }],
          ...more,
        }),
      );
    }
  },
});

function swansOf(model: Model): readonly Swan[] {
  return capturesOf(model.captures, 'strongswan connections').flatMap(({ root }) => {
    const defaults = root.children.find((rec) => textOf(rec, 'name') === '%default');
    return root.children
      .filter((rec) => rec !== defaults && !rec.fields.also)
      .flatMap((rec) => (rec.children.length > 0 ? rec.children : [rec]).map((child) => ({ parent: rec, child })))
      .map(({ parent, child }) => {
        const at: Swan['at'] = (name) => child.fields[name] ?? parent.fields[name] ?? defaults?.fields[name];
        return { rec: child, at, say: (name) => at(name)?.value };
      });
  });
}

/** Each names the other; behind NAT, or where its own address is left open, the one that leads to the only tunnel of the device. */
function leadTogether({ say }: Swan, { config, peers, address }: End): boolean {
  const [own, other] = [say('local_addrs'), say('remote_addrs')];
  const known = addressesOf(config);
  const reaches = other !== undefined && (other === address || known.includes(other));
  if (own !== undefined && peers.includes(own)) return reaches || known.length === 0 || networkOf(other) === undefined;
  const network = networkOf(own);
  return reaches && (network === undefined || isPrivate(network)) && endsOf(config).length === 1;
}

function compare(end: End, swans: readonly Swan[], first: Swan, tell: Tell): void {
  const asked = /^(?:ikev)?([12])$/.exec(first.say('version') ?? '')?.[1];
  const version =
    end.versions.find((one) => String(one) === asked) ?? (asked === undefined ? end.versions[0] : undefined);
  if (version === undefined) {
    if (end.versions.length === 0) return;
    const text = `IKEv${end.versions.join(' and IKEv')}`;
    tell('ike-version-mismatch', [end.rec, first.at('version') ?? first.rec], ['IKE version', text, `IKEv${asked}`], {
      title: `The Cisco end speaks ${text}, strongSwan speaks IKEv${asked}`,
    });
    return;
  }
  policies(end, first, version, tell);
  transforms(end, first, tell);
  // With several entries for one peer it is not known which of them a connection is for.
  if (endsOf(end.config).filter((other) => leadTogether(first, other)).length === 1)
    networks(end, swans, version, tell);
}

/** In ipsec.conf the defaults come on top unless a mark at the end says otherwise. */
function offered({ rec, say }: Swan, name: string): readonly Proposal[] | undefined {
  const text = say(name);
  return text !== undefined && (rec.kind === 'connection' || text.endsWith('!')) ? proposalsOf(text) : undefined;
}

function policies(end: End, swan: Swan, version: 1 | 2, tell: Tell): void {
  const pairs = policiesOf(end, version).flatMap((policy) =>
    (offered(swan, 'proposals') ?? []).map((proposal) => ({ policy, differing: differences(policy, proposal) })),
  );
  const [closest] = pairs.sort((a, b) => a.differing.length - b.differing.length);
  const [attribute] = closest?.differing ?? [];
  if (!closest || !attribute) return;
  tell('ike-policy-mismatch', [closest.policy.rec, swan.at('proposals') ?? swan.rec], attribute, {
    title: `The Cisco end accepts ${attribute[0]} ${attribute[1]}, strongSwan offers only ${attribute[2]}`,
  });
}

/** In which values a policy has nothing in common with a proposal, with what each says; what one of them leaves open differs in nothing. */
const differences = ({ values }: Policy, proposal: Proposal): Parameters<Tell>[2][] =>
  (['encryption', 'integrity', 'group'] as const).flatMap((name) => {
    const own = values[name] ?? (name === 'integrity' ? values.hash : undefined);
    const wanted = proposal[name];
    const words = own
      ?.replace(/^aes (?=\d)/, 'aes-')
      .replace(/^sha$/, 'sha1')
      .split(' ');
    return own === undefined || wanted === undefined || words?.includes(wanted) ? [] : [[name, own, wanted] as const];
  });

function transforms({ sets }: End, swan: Swan, tell: Tell): void {
  const wanted = offered(swan, 'esp_proposals')?.map(transformsOf);
  const [set] = sets;
  if (!wanted || !set || sets.some(({ offers }) => offers.some((offer) => wanted.includes(offer)))) return;
  tell(
    'ipsec-proposal-mismatch',
    [set.rec, swan.at('esp_proposals') ?? swan.rec],
    ['transform set', set.values.transforms ?? '', wanted.join(' or ')],
  );
}

/** Each line of the crypto access list must be, ends swapped, among the networks of the connections. */
function networks(end: End, swans: readonly Swan[], version: 1 | 2, tell: Tell): void {
  const theirs = flowsOf(swans.map(ruleOf));
  const mine = end.flows;
  if (!end.entry || !mine || !theirs || mine.length === 0 || [...mine, ...theirs].some(isWholesale)) return;
  const [lonely, strangers] = [withoutMirror(mine, theirs), withoutMirror(theirs, mine)];
  const [left, right] = [lonely[0], strangers[0]];
  // Networks of other connections may be left out of the excerpt.
  if (!right) return;
  const fits = strangers.every((flow) => mine.some((other) => meetsMirror(flow, other)));
  const swan = swans.find(({ rec }) => rec === right.rule.rec);
  const lines = missingLines(end, strangers);
  tell(
    'proxy-id-mismatch',
    [left?.rule.rec ?? end.rec, swan?.at('remote_ts') ?? right.rule.rec],
    ['crypto access list', left?.rule.text ?? 'no such line', right.rule.text],
    {
      // IKEv2 may agree on the part that both have.
      ...(version === 2 && fits ? { certainty: 'likely' } : {}),
      title: 'The crypto access list is no mirror of the networks of the strongSwan connection',
      fix: [
        {
          where: 'local',
          platform: end.config.asa ? 'asa' : 'ios',
          config: lines,
          why: 'On the Cisco end; or correct the networks of the connection (leftsubnet and rightsubnet, local_ts and remote_ts).',
        },
      ].filter(({ config }) => config.length > 0),
    },
  );
}

/** The networks of a connection, as a line of an access list of that end. */
function ruleOf({ rec, say }: Swan): Rule {
  const [sources, destinations] = [say('local_ts'), say('remote_ts')].map(listOf);
  const text = `${say('local_ts')} === ${say('remote_ts')}`;
  return { permit: true, protocol: 'ip', sources, destinations, ports: false, text, rec };
}

function listOf(text: string | undefined): readonly Network[] | undefined {
  const list = (text ?? '').split(/[\s,]+/).map((word) => networkOf(word));
  return list.every((network) => network !== undefined) ? list : undefined;
}
