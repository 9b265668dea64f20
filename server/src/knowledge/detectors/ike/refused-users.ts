// Judges users whom AAA of an ASA refuses: only those of whom IKE speaks too are users of a tunnel; administrators log in through the same servers.
import { type Detector, detector } from '../../../engine/define.ts';
import type { Attempt, Model, Occurrence } from '../../../engine/model.ts';
import { fieldOf, inOrder, isLater } from '../values.ts';

export const refusedUsers: Detector = detector({
  id: 'refused-users',
  codes: ['xauth-failed', 'eap-failed'],
  run: (model, report) => {
    const said = refusals.flatMap((id) => model.occurrences(id));
    if (said.length === 0) return;
    const attemptOf = attemptsIn(model);
    const isLetIn = lettingIn(model);
    for (const refusal of said) {
      const attempt = attemptOf(refusal);
      const version = attempt && versionOf(attempt);
      if (!version || isLetIn(attempt, refusal)) continue;
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

/** A wrong password, and then the right one: the user is accepted later, or what was being negotiated comes up for nobody else. */
function lettingIn(model: Model): (attempt: Attempt, refusal: Occurrence) => boolean {
  const accepted = lastOfUsers(inOrder(model, acceptances));
  const rises = new Map<Attempt, ReturnType<typeof lastOfUsers>>();
  return (attempt, refusal) => {
    const up = rises.get(attempt) ?? lastOfUsers(attempt.occurrences.filter(({ message }) => message.effect?.up));
    rises.set(attempt, up);
    const user = fieldOf(refusal, 'user');
    return [accepted.get(user), up.get(user), up.get(undefined)].some((line) => line && isLater(line, refusal));
  };
}

/** The last of some lines by the user that it names. */
function lastOfUsers(lines: readonly Occurrence[]): ReadonlyMap<string | undefined, Occurrence> {
  const last = new Map<string | undefined, Occurrence>();
  for (const line of lines) {
    const user = fieldOf(line, 'user');
    const known = last.get(user);
    if (!known || isLater(line, known)) last.set(user, line);
  }
  return last;
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
      const user = isOfFirewall(line) && !refusals.includes(line.message.id) ? fieldOf(line, 'user') : undefined;
      if (user !== undefined) found.set(user, attempt);
    }
  return found;
}

/** Only syslog of an ASA is asked for a user: to read every line of a debug would take long. */
const isOfFirewall = ({ message }: Occurrence): boolean => /^\d{6}$/.test(message.mnemonic ?? '');

/** The classes 750 and 751 are of IKEv2, whatever step of it they tell. */
const versionOf = ({ version, occurrences }: Attempt): 1 | 2 | undefined =>
  version ?? (occurrences.some(({ message }) => /^75[01]/.test(message.mnemonic ?? '')) ? 2 : undefined);
