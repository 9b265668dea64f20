// Compares who a spoke says it is with whom the hub that it calls accepts, and the other way round: the hub finds its profile by that identity alone.
import { type Detector, detector, type Fix } from '../../../engine/define.ts';
import { type Call, callerOf, callsOf, cameUp, takingCalls, templatesOf } from './calls.ts';
import { addressesOf } from './ends.ts';
import { inWords, isTaken, shownBy } from './identities.ts';
import { type Config, configsOf, type Identity, type IkeProfile } from './model.ts';
import { identityLines } from './proofs.ts';
import { isCutOff } from './say.ts';

export const configCallers: Detector = detector({
  id: 'config-callers',
  codes: ['identity-mismatch'],
  run: (model, report) => {
    for (const call of callsOf(configsOf(model))) {
      const refusal = refusalOf(call);
      if (!refusal || cameUp(model, call)) continue;
      const { from, to, shown, mine, theirs, address } = refusal;
      const expected = theirs.accepts.map(inWords).join(', ');
      const said = inWords(shown);
      const ways = identityLines({ address }, mine, shown, theirs);
      const [teller, asker] = [from, to].map(({ device }, at) => device ?? roleOf(call, [from, to][at]));
      const fix: readonly Fix[] = [
        { where: 'local', platform: 'ios', config: ways.shower, why: `On ${teller}.` },
        { where: 'remote', platform: 'ios', config: ways.asker, why: `Or on ${asker}.` },
      ];
      report({
        code: 'identity-mismatch',
        // Another profile may stand where an excerpt ends.
        certainty: to.whole ? 'certain' : 'likely',
        side: 'either',
        ike: 2,
        peer: call.destination,
        evidence: [shown, ...theirs.accepts].map(({ rec }) => model.evidence(rec, 'cause')),
        attributes: [{ name: 'identity', local: said, remote: expected }],
        title: `The identity of ${teller} is ${said}, and ${asker} accepts only ${expected}`.slice(0, 120),
        fix: fix.filter(({ config }) => config.length > 0),
      });
    }
  },
});

const roleOf = ({ hub }: Call, config: Config | undefined): string => (config === hub ? 'the hub' : 'the spoke');

/** An identity of one end that no profile of the other takes. */
interface Refusal {
  readonly from: Config;
  readonly to: Config;
  readonly shown: Identity;
  readonly address: string | undefined;
  readonly mine: IkeProfile;
  /** The profile that was meant for it. */
  readonly theirs: IkeProfile;
}

function refusalOf(call: Call): Refusal | undefined {
  const { hub, spoke, destination } = call;
  const end = callerOf(call);
  const profiles = secondOf(hub);
  const serving = takingCalls(hub);
  const mine = end?.profile;
  if (mine?.version !== 2 || !isComplete(hub)) return undefined;
  const shown = shownBy(mine, end?.address);
  if (shown && !isTaken(profiles, shown)) {
    const theirs = serving[0] ?? profiles[0];
    return theirs && { from: spoke, to: hub, shown, address: end?.address, mine, theirs };
  }
  // Which of several answers depends on what it is shown.
  const answers = shown ? serving.filter((profile) => isTaken([profile], shown)) : serving;
  const [theirs, ...more] = answers;
  if (!theirs || more.length > 0 || !isComplete(spoke)) return undefined;
  const address = addressesOf(hub).includes(destination) || !takesAddresses(mine) ? destination : undefined;
  const answer = shownBy(theirs, address);
  return answer && !isTaken([mine], answer)
    ? { from: hub, to: spoke, shown: answer, address, mine: theirs, theirs: mine }
    : undefined;
}

const secondOf = ({ ikeProfiles }: Config): readonly IkeProfile[] => ikeProfiles.filter(({ version }) => version === 2);

/** Any address is refused, whichever it is behind NAT. */
const takesAddresses = ({ accepts }: IkeProfile): boolean => accepts.some(({ kind }) => kind === 'address');

/** Every profile that the text shows is shown to its end, and none that it names is left out. */
function isComplete(config: Config): boolean {
  if (config.whole) return true;
  const profiles = secondOf(config);
  const names = new Set(profiles.map(({ name }) => name));
  const used = templatesOf(config).map(({ tunnel }) => config.ipsecProfiles.get(tunnel.profile ?? ''));
  const named = [...config.ipsecProfiles.values()].flatMap(({ ikeProfile }) => ikeProfile ?? []);
  return (
    !config.filtered &&
    !used.includes(undefined) &&
    named.every((name) => names.has(name)) &&
    !profiles.some(({ block }) => isCutOff(config, block.rec))
  );
}
