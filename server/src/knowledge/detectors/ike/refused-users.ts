// Judges users whom AAA of an ASA refuses: only those of whom IKE speaks too are users of a tunnel; administrators log in through the same servers.
import { type Detector, detector } from '../../../engine/define.ts';
import type { Attempt, Model, Occurrence } from '../../../engine/model.ts';
import { fieldOf, isLater } from '../values.ts';

export const refusedUsers: Detector = detector({
  id: 'refused-users',
  codes: ['xauth-failed', 'eap-failed'],
  run: (model, report) => {
    const said = refusals.flatMap((id) => model.occurrences(id));
    if (said.length === 0) return;
    const attemptOf = attemptsIn(model);
    for (const refusal of said) {
      const attempt = attemptOf(refusal);
      const version = attempt && versionOf(attempt);
      if (!version || isLetInLater(model, attempt, refusal)) continue;
      report({
        code: version === 2 ? 'eap-failed' : 'xauth-failed',
        certainty: 'likely',
        side: 'remote',
        ike: version,
        peer: attempt.peer,
        evidence: [model.evidence(refusal, 'cause')],
        values: { user: fieldOf(refusal, 'user') ?? '<user>' },
      });
    }
  },
});

const refusals = ['asa.113005', 'asa.113015', 'asa.113006'];

const acceptances = ['asa.113004', 'asa.113012'];

/** A wrong password, and then the right one: the user is accepted below, or what was being negotiated comes up for nobody else. */
function isLetInLater(model: Model, attempt: Attempt, refusal: Occurrence): boolean {
  const user = fieldOf(refusal, 'user');
  const isOf = (line: Occurrence): boolean => fieldOf(line, 'user') === user;
  const isNamed = (line: Occurrence): boolean => fieldOf(line, 'user') !== undefined;
  return (
    acceptances.flatMap((id) => model.occurrences(id)).some((line) => isOf(line) && isLater(line, refusal)) ||
    attempt.occurrences.some(
      (line) => line.message.effect?.up !== undefined && (isOf(line) || !isNamed(line)) && isLater(line, refusal),
    )
  );
}

/** The negotiation with the address that a user came from, else one whose lines name the user. */
function attemptsIn(model: Model): (refusal: Occurrence) => Attempt | undefined {
  const known = model.attempts.filter((attempt) => versionOf(attempt) !== undefined);
  const byAddress = new Map(known.map((attempt) => [attempt.peer, attempt]));
  let byUser: ReadonlyMap<string, Attempt> | undefined;
  return (refusal) => {
    const peer = fieldOf(refusal, 'peer');
    const found = peer === undefined ? undefined : byAddress.get(peer);
    if (found) return found;
    byUser ??= byNamedUser(known);
    return byUser.get(fieldOf(refusal, 'user') ?? '');
  };
}

function byNamedUser(attempts: readonly Attempt[]): ReadonlyMap<string, Attempt> {
  const found = new Map<string, Attempt>();
  for (const attempt of attempts)
    for (const line of attempt.occurrences) {
      const user = refusals.includes(line.message.id) ? undefined : fieldOf(line, 'user');
      if (user !== undefined) found.set(user, attempt);
    }
  return found;
}

/** The classes 750 and 751 are of IKEv2, whatever step of it they tell. */
const versionOf = ({ version, occurrences }: Attempt): 1 | 2 | undefined =>
  version ?? (occurrences.some(({ message }) => /^75[01]/.test(message.mnemonic ?? '')) ? 2 : undefined);
