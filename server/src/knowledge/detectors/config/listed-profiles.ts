// Compares how the IKEv2 profiles of two devices prove who they are: what one end shows has to be what the other end expects, each way by itself.
import { type Detector, detector, type Fact, type Fix, type Rec, type Report } from '../../../engine/define.ts';
import type { Model, Span } from '../../../engine/model.ts';
import { methodOf } from '../ike/ikev2-methods.ts';
import { isPrivateAddress } from '../networks.ts';
import { capturesOf, groupBy, recordsBelow } from '../values.ts';
import { addressesOf, endsOf } from './ends.ts';
import { accepts, inWords, isHidden } from './identities.ts';
import { type Config, configsOf, type Identity, type IkeProfile } from './model.ts';
import { identityOf } from './parts.ts';
import { identityLines } from './proofs.ts';

export const listedProfiles: Detector = detector({
  id: 'listed-profiles',
  codes: ['auth-method-mismatch', 'identity-mismatch'],
  run: (model, report) => {
    const devices = [...groupBy(profilesIn(model), ({ device }) => device).values()];
    const [mine, theirs] = devices;
    // Of three devices nobody knows who meets whom.
    if (!mine?.[0] || !theirs?.[0] || devices.length > 2 || isUp(model, mine[0], theirs[0])) return;
    for (const refusal of [refusalOf(mine, theirs), refusalOf(theirs, mine)])
      if (refusal) strange(model, refusal, report);
    for (const [here, there] of pairsOf(mine, theirs)) {
      const ways = [
        { from: here, to: there },
        { from: there, to: here },
      ];
      const refused = ways.filter(({ from, to }) => isRefused(from, to));
      const [first] = refused;
      if (!first || (here.compared && there.compared)) continue;
      report({
        code: 'auth-method-mismatch',
        certainty: ways.every(({ from, to }) => meets(from, to) === 'fits') ? 'certain' : 'likely',
        side: 'either',
        ike: 2,
        title: capital(
          `${first.from.device} proves itself by ${first.from.provesBy?.text}, ${first.to.device} expects ${expected(first.to)}`,
        ),
        attributes: refused.map(({ from, to }) => ({
          name: `authentication of ${from.device}`,
          local: from.provesBy?.text ?? '',
          remote: expected(to),
        })),
        fix: refused.map(fixOf),
        evidence: refused.flatMap(({ from, to }) =>
          [from.provesBy, ...to.expects].flatMap((one) => (one ? [model.evidence(one.at, 'cause')] : [])),
        ),
      });
    }
  },
});

interface Method {
  readonly text: string;
  readonly at: Span;
}

/** An IKEv2 profile as its device prints it or as its configuration has it. */
interface Profile {
  /** Its name, or which end it is where a heading parts two that have none. */
  readonly device: string;
  readonly name: string;
  /** Where it stands. */
  readonly start: number;
  readonly provesBy: Method | undefined;
  readonly expects: readonly Method[];
  readonly accepts: readonly Identity[];
  readonly shows: Identity | undefined;
  /** It belongs to an end of a configuration, and those are compared with each other. */
  readonly compared: boolean;
  readonly configured: { readonly config: Config; readonly profile: IkeProfile } | undefined;
}

/** What two ends are called that have no names. */
const nameless = ['the first end', 'the second end'] as const;

/** The profiles of devices that names or headings tell apart, each once. */
function profilesIn(model: Model): readonly Profile[] {
  const shown = capturesOf(model.captures, 'show crypto ikev2 profile').flatMap(({ device, root }) =>
    device === undefined ? [] : recordsBelow(root, 'profile').map((rec) => shownProfile(device, rec)),
  );
  const headed = configsOf(model).filter(({ device, headed: below }) => device === undefined && below);
  const configured = configsOf(model).flatMap((config) => {
    const device = config.device ?? (headed.length <= nameless.length ? nameless[headed.indexOf(config)] : undefined);
    return device === undefined
      ? []
      : config.ikeProfiles
          .filter(({ version }) => version === 2)
          .map((profile) => configuredProfile(device, config, profile));
  });
  // What is shown again later was changed in between.
  const all = [...configured, ...shown].sort((one, other) => one.start - other.start);
  return [...new Map(all.map((one) => [`${one.device} ${one.name}`, one])).values()];
}

function shownProfile(device: string, rec: Rec): Profile {
  const method = (fact: Fact | undefined): Method[] =>
    fact && methodOf(fact.value).length > 0 ? [{ text: fact.value, at: fact }] : [];
  const { profile, authSign, authVerify, localId } = rec.fields;
  return {
    device,
    name: profile?.value ?? '',
    start: rec.start,
    provesBy: method(authSign)[0],
    expects: method(authVerify),
    accepts: acceptedBy(rec),
    shows: isGiven(localId) ? identityOf(localId.value, rec) : undefined,
    compared: false,
    configured: undefined,
  };
}

const isGiven = (fact: Fact | undefined): fact is Fact => fact !== undefined && !/^none$/i.test(fact.value);

/** The identities of a list: the first stands behind its label, the others in lines of their own. */
function acceptedBy(rec: Rec): readonly Identity[] {
  const masks = rec.all.filter(({ name }) => name === 'mask');
  const texts = rec.all.flatMap(({ name, value, end }) => {
    if (name === 'identities') return [value];
    if (name === 'peer') return [`address ${value} ${masks.find(({ start }) => start >= end)?.value ?? ''}`.trim()];
    return name === 'domain' ? [`fqdn domain ${value}`] : name === 'fqdn' ? [`fqdn ${value}`] : [];
  });
  return texts.filter((text) => !/^none$/i.test(text)).map((text) => identityOf(text, rec));
}

function configuredProfile(device: string, config: Config, profile: IkeProfile): Profile {
  const { name, block, accepts: all, shows } = profile;
  const methods = (side: string): Method[] =>
    block.lines.flatMap(({ words, rec }) =>
      words[0] === 'authentication' && words[1] === side && words[2] !== undefined
        ? [{ text: words[2], at: { start: rec.start, end: rec.end } }]
        : [],
    );
  return {
    device,
    name,
    start: block.rec.start,
    provesBy: methods('local').at(-1),
    expects: methods('remote'),
    accepts: all,
    shows,
    compared: endsOf(config).length > 0,
    configured: { config, profile },
  };
}

/** An SA shows that the profiles fit, or did when it was built: they are of another time. One with somebody else shows nothing of these two. */
function isUp(model: Model, mine: Profile, theirs: Profile): boolean {
  const ends = [mine, theirs].map(({ device, configured }) => ({
    device,
    addresses: configured ? addressesOf(configured.config) : [],
  }));
  return model.tunnels.some(({ device, remote, ike, attempts }) => {
    const others = ends.filter((end) => device === undefined || end.device !== device);
    const isOfThese = device === undefined || others.length < ends.length;
    const isWithOther = others.some(
      ({ addresses }) => remote === undefined || addresses.every(isPrivateAddress) || addresses.includes(remote),
    );
    return (
      isOfThese &&
      isWithOther &&
      (ike.some(({ version, health }) => version === 2 && health === 'up') || attempts.some(({ ikeUp }) => ikeUp))
    );
  });
}

/** Whether the identity that one end shows is one that the other accepts; open where either is not said, or where all are accepted. */
function meets(from: Profile, to: Profile): 'fits' | 'open' | 'contradicts' {
  const told = to.accepts.map((wanted) => (from.shows ? fits(wanted, from.shows) : undefined));
  if (told.includes(true)) return 'fits';
  return told.length === 0 || told.includes(undefined) ? 'open' : 'contradicts';
}

/** Undefined where the two cannot be compared. */
function fits(wanted: Identity, shown: Identity): boolean | undefined {
  const kinds = [wanted.kind, shown.kind];
  if (kinds.includes('any') || kinds.includes('other') || isHidden(wanted) || isHidden(shown)) return undefined;
  if (kinds.every((kind) => kind === 'address') && !(wanted.network && shown.network)) return undefined;
  return accepts(wanted, shown);
}

/** The one profile of a device whose identity no profile of the other takes. */
interface Refusal {
  readonly from: Profile;
  readonly to: Profile;
  readonly shown: Identity;
}

/**
 * The one profile of a device shows an identity that all profiles of the other refuse, while the other way round they fit or its keyring names the
 * address of the other: then they were meant for each other.
 */
function refusalOf([from, ...more]: readonly Profile[], others: readonly Profile[]): Refusal | undefined {
  if (!from?.configured || !from.shows || more.length > 0 || from.compared) return undefined;
  const refuse = others.every(
    (to) => to.configured && !to.compared && !to.configured.profile.byCertificate && meets(from, to) === 'contradicts',
  );
  const to =
    others.find((other) => meets(other, from) === 'fits') ??
    others.find((other) => meets(other, from) === 'open' && others.length === 1 && isKeyedFor(from, other));
  return refuse && to ? { from, to, shown: from.shows } : undefined;
}

/** The keyring of a profile names an address of the other device. */
const isKeyedFor = ({ configured: mine }: Profile, { configured: theirs }: Profile): boolean =>
  mine?.config.keys.some(
    ({ keyring, text }) =>
      keyring !== undefined &&
      keyring === mine.profile.keyring &&
      text !== undefined &&
      theirs !== undefined &&
      addressesOf(theirs.config).includes(text),
  ) === true;

function strange(model: Model, { from, to, shown }: Refusal, report: Report): void {
  const [mine, theirs] = [from.configured?.profile, to.configured?.profile];
  if (!mine || !theirs) return;
  const wanted = to.accepts.map(inWords).join(', ');
  const ways = identityLines({ address: undefined }, mine, shown, theirs);
  report({
    code: 'identity-mismatch',
    certainty: 'likely',
    side: 'either',
    ike: 2,
    title: `The identity of ${from.device} is ${inWords(shown)}, and ${to.device} accepts only ${wanted}`.slice(0, 120),
    attributes: [{ name: 'identity', local: inWords(shown), remote: wanted }],
    fix: [
      { where: 'local' as const, platform: 'ios' as const, config: ways.shower, why: `On ${from.device}.` },
      { where: 'remote' as const, platform: 'ios' as const, config: ways.asker, why: `Or on ${to.device}.` },
    ].filter(({ config }) => config.length > 0),
    evidence: [shown, ...to.accepts].map(({ rec }) => model.evidence(rec, 'cause')),
  });
}

/** The profiles that belong together: tied by their identities, or the only ones of two devices. */
function pairsOf(mine: readonly Profile[], theirs: readonly Profile[]): readonly (readonly [Profile, Profile])[] {
  const pairs = mine.flatMap((here) => theirs.map((there) => [here, there] as const));
  const possible = pairs.filter(([here, there]) => ![meets(here, there), meets(there, here)].includes('contradicts'));
  const tied = possible.filter(([here, there]) => [meets(here, there), meets(there, here)].includes('fits'));
  const found = tied.length > 0 ? tied : pairs.length === 1 ? possible : [];
  // A profile that fits two of the other device may be meant for either.
  return found.filter((pair) => !found.some((other) => other !== pair && pair.some((one) => other.includes(one))));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const expected = ({ expects }: Profile): string => expects.map(({ text }) => text).join(', ');

/** By key, by certificate, by the user: kinds of signatures are not told apart here. */
const isRefused = ({ provesBy }: Profile, { expects }: Profile): boolean => {
  const accepted = expects.flatMap(({ text }) => text.split(/[\s,]+/).flatMap(methodOf));
  return (
    provesBy !== undefined &&
    accepted.length > 0 &&
    !methodOf(provesBy.text).some((method) => accepted.includes(method))
  );
};

const fixOf = ({ from, to }: { readonly from: Profile; readonly to: Profile }): Fix => ({
  where: 'either',
  platform: 'ios',
  ike: 2,
  config: [`crypto ikev2 profile ${to.name}`, ` authentication remote ${from.provesBy?.text ?? '<method>'}`],
  why: `On ${to.device}, so that it expects what ${from.device} shows; or let ${from.device} show what ${to.device} expects.`,
});
