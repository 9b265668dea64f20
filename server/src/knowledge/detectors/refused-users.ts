// Judges users whom AAA of an ASA refuses: only those of whom IKE speaks too are users of a tunnel; administrators log in through the same servers.
import { type Detector, detector } from '../../engine/define.ts';
import type { Attempt, Occurrence } from '../../engine/model.ts';
import { fieldOf } from './values.ts';

export const refusedUsers: Detector = detector({
  id: 'refused-users',
  codes: ['xauth-failed', 'eap-failed'],
  run: (model, report) => {
    for (const refusal of refusals.flatMap((id) => model.occurrences(id))) {
      const attempt = model.attempts.find((one) => versionOf(one) && speaksOf(one, refusal));
      const version = attempt && versionOf(attempt);
      if (!version) continue;
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

/** A negotiation with the address that the user came from, or one whose lines name the user. */
function speaksOf(attempt: Attempt, refusal: Occurrence): boolean {
  const [address, user] = [fieldOf(refusal, 'peer'), fieldOf(refusal, 'user')];
  const namesUser = (line: Occurrence): boolean =>
    user !== undefined && fieldOf(line, 'user') === user && !refusals.includes(line.message.id);
  return (address !== undefined && attempt.peer === address) || attempt.occurrences.some(namesUser);
}

/** The classes 750 and 751 are of IKEv2, whatever step of it they tell. */
const versionOf = ({ version, occurrences }: Attempt): 1 | 2 | undefined =>
  version ?? (occurrences.some(({ message }) => /^75[01]/.test(message.mnemonic ?? '')) ? 2 : undefined);
