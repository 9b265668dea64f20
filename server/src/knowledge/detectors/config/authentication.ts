// Compares how the two ends of IKEv2 prove who they are: the method, and the identity that one shows and the other takes.
import type { Fix } from '../../../engine/define.ts';
import { templatesOf } from './calls.ts';
import { areSiblings, aside, type End, reaches } from './ends.ts';
import { accepts, shownBy } from './identities.ts';
import type { Identity } from './model.ts';
import { identityLines, methodLines } from './proofs.ts';
import type { Say } from './tunnel-peers.ts';
import { eitherLine, nameOf } from './ways-out.ts';

/** IKEv2: how each end proves itself, which identity it shows, and what the other expects. */
export function compareProofs(here: End, there: End, say: Say): void {
  for (const [from, to] of [
    [here, there],
    [there, here],
  ] as const) {
    const [mine, theirs] = [from.profile, to.profile];
    if (!mine || !theirs) continue;
    const eitherWay = ({ shower, asker }: ReturnType<typeof methodLines>): readonly Fix[] =>
      (from === here ? eitherLine(here, there, shower, asker) : eitherLine(here, there, asker, shower)).filter(
        ({ config }) => config.length > 0,
      );
    const proof = mine.block.lines.find(({ text }) => /^authentication local /.test(text));
    const wanted = theirs.block.lines.find(({ text }) => /^authentication remote /.test(text));
    if (proof && wanted && mine.provesBy !== undefined && !theirs.expects.includes(mine.provesBy)) {
      say('auth-method-mismatch', [proof.rec, wanted.rec], {
        ike: 2,
        title: `${nameOf(from.config, 'One end')} proves itself by ${mine.provesBy}, ${nameOf(to.config, 'the other')} expects ${theirs.expects.join(', ')}`,
        attributes: [{ name: 'authentication', local: mine.provesBy, remote: theirs.expects.join(', ') }],
        fix: eitherWay(methodLines(mine, theirs)),
      });
      return;
    }
    const shown = identityOf(from, to);
    if (!shown || isAccepted(from, to) || isOfTemplate(from) || isOfTemplate(to)) continue;
    const expected = theirs.accepts.map(({ value }) => value).join(', ');
    // Two ends that do not name each other meet only where their server brings them together.
    const unnamed = reaches(from, to) === 'open' && reaches(to, from) === 'open';
    say('identity-mismatch', [shown.rec, (theirs.accepts[0] as Identity).rec], {
      ...(unnamed ? { certainty: 'likely' as const } : {}),
      ...(areSiblings(from, to) && !isAccepted(to, from) ? aside : {}),
      ike: 2,
      attributes: [{ name: 'identity', local: shown.value, remote: expected }],
      fix: eitherWay(identityLines(from, mine, shown, theirs)),
      title:
        `${nameOf(from.config, 'One end')} shows the identity ${shown.value}, ${nameOf(to.config, 'the other')} accepts only ${expected}`.slice(
          0,
          120,
        ),
    });
    return;
  }
}

const identityOf = ({ address, profile }: End, to: End): Identity | undefined =>
  profile && shownBy(profile, address ?? addressInPlaceOfName(to));

/** An excerpt may not hold the address of an end. Where the other end accepts names only, none fits, whichever it is behind NAT. */
const addressInPlaceOfName = ({ peers, profile }: End): string | undefined =>
  peers.length === 1 && profile?.accepts.every(({ kind }) => kind === 'name' || kind === 'domain')
    ? peers[0]
    : undefined;

/** Which of its profiles a hub takes follows from the identity itself: that is looked at where the callers of hubs are. */
const isOfTemplate = ({ config, tunnel, entry }: End): boolean => !tunnel && !entry && templatesOf(config).length > 0;

/** What one end shows is what the profile of the other takes, or nothing is known against it. */
function isAccepted(from: End, to: End): boolean {
  const shown = identityOf(from, to);
  const wanted = to.profile;
  if (!shown || !wanted || wanted.byCertificate || wanted.accepts.length === 0) return true;
  return wanted.accepts.some((identity) => accepts(identity, shown));
}
