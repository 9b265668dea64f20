// Judges IKEv1 phase 1 attempts that came to nothing: which message waits for its answer, and what that means.
import { type Detector, detector, type Report } from '../../engine/define.ts';
import type { Attempt, Evidence, Model, Occurrence } from '../../engine/model.ts';

/** The attempts of one peer that came after the last one in which its IKE SA was up. */
interface Series {
  readonly peer: string | undefined;
  readonly attempts: readonly Attempt[];
  readonly occurrences: readonly Occurrence[];
}

const value = (occurrence: Occurrence, field: string): string | undefined => occurrence.fields[field]?.value;
const stateOf = (occurrence: Occurrence): string =>
  value(occurrence, 'state') ?? /\.((?:mm|ag|qm)_[a-z_]+)$/.exec(occurrence.message.id)?.[1]?.toUpperCase() ?? '';

/** Messages whose own claim names the cause: nothing is left to judge here. */
const decisive =
  /^isakmp\.(?:no-offers|phase1-refused|no-key|no-credentials|reserved-not-zero|payload-malformed|hash-mismatch|ag-disabled|version|delete\.proposal|notify-received\.(?:no-proposal|invalid-id|authentication|malformed))|^crypto\.(?:bad-message|no-key|auth-fail|ag-disabled|ike-deny|sa-not-offered)|^cerm\.tunnel/;

export const ikev1Negotiation: Detector = detector({
  id: 'ikev1-negotiation',
  codes: [
    'peer-unreachable',
    'nat-t-blocked',
    'psk-mismatch',
    'ike-policy-mismatch',
    'phase1-not-established',
    'phase2-not-established',
  ],
  run: (model, report) => {
    for (const series of unresolved(model)) judge(model, series, report);
    quickModeUnanswered(model, report);
  },
});

function unresolved(model: Model): Series[] {
  const byPeer = new Map<string, Attempt[]>();
  for (const attempt of model.attempts) {
    if (attempt.version !== 1) continue;
    const key = `${attempt.device ?? ''} ${attempt.peer ?? `#${attempt.index}`}`;
    byPeer.set(key, [...(byPeer.get(key) ?? []), attempt]);
  }
  return [...byPeer.values()].flatMap((all): Series[] => {
    const lastUp = all.map((attempt) => attempt.ikeUp || attempt.childUp).lastIndexOf(true);
    const attempts = all.slice(lastUp + 1);
    const peer = attempts[0]?.peer;
    const shownUp = model.tunnelOf(peer)?.ike.some((sa) => sa.health === 'up') === true;
    if (attempts.length === 0 || shownUp) return [];
    return [{ peer, attempts, occurrences: attempts.flatMap((attempt) => attempt.occurrences) }];
  });
}

function judge(model: Model, series: Series, report: Report): void {
  const { occurrences, peer } = series;
  if (occurrences.some(({ message }) => decisive.test(message.id))) return;
  const is = (pattern: RegExp): Occurrence[] => occurrences.filter(({ message }) => pattern.test(message.id));
  const again = is(/^isakmp\.retransmit-phase1$/);
  const died = is(/^isakmp\.delete[.-]/).filter(
    (occurrence) =>
      /\.(?:retransmission|retransmission-old|fatal-informational)$/.test(occurrence.message.id) ||
      (/^(?:MM|AG)_/.test(stateOf(occurrence)) &&
        /QM_TIMER|NO_RETRANS|err.?count/i.test(value(occurrence, 'reason') ?? '')),
  );
  const refusals = is(/^(?:isakmp\.notify-unprotected|crypto\.mode-failure-informational)$/);
  const duplicates = is(/^isakmp\.duplicate$/);
  const sent = is(/^isakmp\.sent\./);
  const received = is(/^isakmp\.received/);
  const waiting = died.at(-1) ?? again.at(-1);
  const evidence = (...lists: readonly Occurrence[][]): Evidence[] =>
    lists.flatMap((list, at) =>
      list.slice(0, 3).map((occurrence) => model.evidence(occurrence, at === 0 ? 'cause' : 'symptom')),
    );

  // An unprotected error in answer to our first message: the peer is there and refuses.
  const firstRefusal = refusals[0];
  if (firstRefusal && !sent.some((occurrence) => /MM_SA_SETUP|MM_KEY_EXCH/.test(stateOf(occurrence)))) {
    const offered =
      sent.some((occurrence) => /initiator/.test(occurrence.message.id)) ||
      refusals.some(({ message }) => message.id === 'isakmp.notify-unprotected');
    report({
      code: offered ? 'ike-policy-mismatch' : 'phase1-not-established',
      certainty: 'likely',
      side: 'either',
      peer,
      evidence: evidence(refusals, again, died),
      ...(offered ? {} : { candidates: refusedCandidates }),
    });
    return;
  }
  if (!waiting) return;
  // A later attempt is on its way and gets answers.
  const moving = is(/^isakmp\.(?:atts-accepted|checking|key-found|received)/).some(
    (occurrence) =>
      occurrence.line > waiting.line &&
      (!occurrence.message.id.startsWith('isakmp.received') || stateOf(occurrence) !== stateOf(waiting)) &&
      received.some(({ line }) => line > waiting.line),
  );
  if (moving) return;

  const state = [waiting, again.at(-1), sent.at(-1)].map((found) => (found ? stateOf(found) : '')).find(Boolean) ?? '';
  const role = series.attempts.at(-1)?.role;
  const natt = series.attempts.some((attempt) => attempt.natt);
  const on4500 = sent.filter(
    (occurrence) => value(occurrence, 'sport') === '4500' || value(occurrence, 'dport') === '4500',
  );
  const heardOn4500 = received.some((occurrence) => value(occurrence, 'dport') === '4500');
  const lastSent = sent.filter((occurrence) => stateOf(occurrence) === state).at(0);
  const since = lastSent ? received.filter((occurrence) => occurrence.line > lastSent.line) : received;
  const repeats = evidence(died.length > 0 ? died : again.slice(-3), again, duplicates, on4500);

  if (/^(?:MM_NO_STATE|AG_NO_STATE|AG_INIT_EXCH)$/.test(state) && role !== 'responder') {
    const answered = since.length > 0 || duplicates.length > 0;
    report(
      answered
        ? {
            code: 'phase1-not-established',
            certainty: 'likely',
            side: 'either',
            peer,
            evidence: repeats,
            candidates: refusedCandidates,
          }
        : {
            code: 'peer-unreachable',
            certainty: 'likely',
            side: 'unknown',
            peer,
            detail: { direction: 'no-answer' },
            evidence: repeats,
          },
    );
    return;
  }
  if (role === 'responder' && /^MM_(?:SA_SETUP|NO_STATE)$|^AG_/.test(state)) {
    report({
      code: duplicates.length > 0 ? 'peer-unreachable' : 'phase1-not-established',
      certainty: 'likely',
      side: 'unknown',
      peer,
      evidence: evidence(duplicates.length > 0 ? duplicates : again, again, died),
      ...(duplicates.length > 0
        ? {
            detail: { direction: 'reply-lost' },
            title: 'Our answers do not reach the peer[[ {peer}]]: it repeats the same message',
          }
        : { candidates: lostReplyCandidates }),
    });
    return;
  }
  if (state === 'MM_KEY_EXCH') {
    if (role === 'responder') {
      const atMessage4 = !received.some(
        ({ message, line }) => message.id === 'isakmp.received.responder.mm_key_exch' && line > (lastSent?.line ?? 0),
      );
      if (atMessage4 && natt)
        report({ code: 'nat-t-blocked', certainty: 'likely', side: 'unknown', peer, evidence: repeats });
      else if (atMessage4 && duplicates.length > 0 && sent.length > 0)
        report({
          code: 'peer-unreachable',
          certainty: 'likely',
          side: 'unknown',
          peer,
          detail: { direction: 'reply-lost' },
          title: 'Our answers do not reach the peer[[ {peer}]]: it repeats the same message',
          evidence: evidence(duplicates, again, died),
        });
      else
        report({
          code: 'phase1-not-established',
          certainty: 'likely',
          side: 'either',
          peer,
          evidence: repeats,
          candidates: proofCandidates,
        });
      return;
    }
    if (on4500.length > 0 && !heardOn4500)
      report({ code: 'nat-t-blocked', certainty: 'likely', side: 'unknown', peer, evidence: repeats });
    else if (certificates(series))
      report({
        code: 'phase1-not-established',
        certainty: 'likely',
        side: 'either',
        peer,
        evidence: repeats,
        candidates: certificateCandidates,
      });
    else report({ code: 'psk-mismatch', certainty: 'likely', side: 'either', peer, evidence: repeats });
    return;
  }
  report({
    code: 'phase1-not-established',
    certainty: 'likely',
    side: 'either',
    peer,
    evidence: repeats,
    candidates: lostReplyCandidates,
  });
}

/** Phase 1 is up, and what is sent under it is repeated without an answer, so that no IPsec SA comes up. */
function quickModeUnanswered(model: Model, report: Report): void {
  for (const attempt of model.attempts) {
    if (attempt.version !== 1 || attempt.childUp || attempt.recovered) continue;
    const again = attempt.occurrences.filter(({ message }) => message.id === 'isakmp.retransmit-phase2');
    const asked = attempt.occurrences.some(({ message }) => message.id === 'isakmp.quick-mode');
    if (again.length < 2 || (!asked && !attempt.ikeUp)) continue;
    report({
      code: 'phase2-not-established',
      certainty: 'likely',
      side: 'either',
      peer: attempt.peer,
      evidence: again.slice(-3).map((occurrence) => model.evidence(occurrence, 'cause')),
    });
  }
}

const certificates = ({ occurrences }: Series): boolean =>
  occurrences.some(
    ({ message, fields }) => /cert|trustpoint/i.test(message.id) || /rsa|ecdsa/i.test(fields.auth?.value ?? ''),
  );

const refusedCandidates = [
  {
    code: 'ike-policy-mismatch',
    why: 'The peer answers the first message with an error: it accepts none of our policies.',
  },
  { code: 'peer-not-configured', why: 'The peer has nothing configured for our address.' },
  { code: 'psk-missing', why: 'The peer has no pre-shared key for our address.' },
];
const lostReplyCandidates = [
  { code: 'peer-unreachable', why: 'The next message gets lost on the way, in one direction.' },
  { code: 'psk-missing', why: 'The peer stops because it has no pre-shared key for our address.' },
  { code: 'peer-not-configured', why: 'The peer stops because nothing is configured for our address.' },
  { code: 'fragmentation-ike', why: 'Large messages are lost on the way.' },
];
const proofCandidates = [
  { code: 'psk-mismatch', why: 'The pre-shared keys differ, and the other end cannot read the message.' },
  { code: 'nat-t-blocked', why: 'NAT on the way and UDP 4500 is filtered.' },
  { code: 'peer-unreachable', why: 'The next message gets lost on the way.' },
  { code: 'fragmentation-ike', why: 'The message with the certificate is too large and its fragments are lost.' },
];
const certificateCandidates = [
  { code: 'certificate-invalid', why: 'The peer does not accept our certificate.' },
  { code: 'fragmentation-ike', why: 'The message with the certificate is too large and its fragments are lost.' },
  { code: 'nat-t-blocked', why: 'NAT on the way and UDP 4500 is filtered.' },
  { code: 'authentication-failed', why: 'The peer could not verify the proof.' },
];
