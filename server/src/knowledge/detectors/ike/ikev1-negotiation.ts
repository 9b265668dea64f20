// Judges IKEv1 phase 1 attempts that came to nothing: which message waits for its answer, and what that means.
import {
  type Detector,
  detector,
  type Fact,
  type Message,
  type Rec,
  type Report,
  type Reported,
} from '../../../engine/define.ts';
import type { Attempt, Evidence, Model, Occurrence } from '../../../engine/model.ts';
import { listsIke } from '../up.ts';
import { capturesOf, fieldOf, firstAndLast, recordsBelow, sameDevice, textOf } from '../values.ts';
import { fragmentsDenied, ikeRefused, reportRefusal } from './denials.ts';
import { keysRunningOut } from './keys-running-out.ts';
import { largeOnlyLost } from './large-packets.ts';

/** The attempts of one peer that came after the last one in which its IKE SA was up. */
interface Series {
  readonly peer: string | undefined;
  readonly attempts: readonly Attempt[];
  readonly occurrences: readonly Occurrence[];
}

const stateOf = (occurrence: Occurrence): string =>
  fieldOf(occurrence, 'state') ?? /\.((?:mm|ag|qm)_[a-z_]+)$/.exec(occurrence.message.id)?.[1]?.toUpperCase() ?? '';

/** Messages whose own claim names the cause: nothing is left to judge here. */
const decisive =
  /^isakmp\.(?:no-offers|phase1-refused|no-key|no-credentials|reserved-not-zero|payload-malformed|hash-mismatch|ag-disabled|version|delete\.proposal|notify-received\.(?:no-proposal|invalid-id|authentication|malformed))|^crypto\.(?:bad-message|no-key|auth-fail|ag-disabled|ike-deny|sa-not-offered)|^cerm\.tunnel/;

/** A key that is missing decides nothing where the exchange goes on without it, by a certificate. */
const isDecisive = (occurrence: Occurrence, all: readonly Occurrence[]): boolean =>
  decisive.test(occurrence.message.id) && !(occurrence.message.id === 'isakmp.no-key' && goesOn(occurrence, all));

/** The negotiation in which a key was missing is begun, or its policy accepted, all the same. */
export const goesOn = ({ attempt, line }: Occurrence, all: readonly Occurrence[]): boolean =>
  all.some(
    (after) =>
      after.attempt === attempt && after.line > line && /^isakmp\.(?:main-mode|atts-accepted)$/.test(after.message.id),
  );

export const ikev1Negotiation: Detector = detector({
  id: 'ikev1-negotiation',
  codes: [
    'peer-unreachable',
    'nat-t-blocked',
    'psk-mismatch',
    'ike-policy-mismatch',
    'phase1-not-established',
    'phase2-not-established',
    'rekey-failure',
    'xauth-failed',
    'mode-config-failed',
    'fragmentation-ike',
    'certificate-invalid',
  ],
  *run(model, report) {
    for (const [at, series] of unresolved(model).entries()) {
      if (at % seriesAtOnce === 0) yield;
      judge(model, series, report);
    }
    yield;
    quickModeUnanswered(model, report);
    renewalFailed(model, report);
    askedAgain(model, report);
    configurationEnded(model, report);
    ownCertificateMissing(model, report);
  },
});

/** Judged before others get a turn. */
const seriesAtOnce = 20;

function unresolved(model: Model): Series[] {
  const byPeer = new Map<string, Attempt[]>();
  for (const attempt of model.attempts) {
    if (attempt.version !== 1) continue;
    const key = `${attempt.device ?? ''} ${attempt.peer ?? `#${attempt.index}`}`;
    byPeer.set(key, [...(byPeer.get(key) ?? []), attempt]);
  }
  return [...byPeer.values()].flatMap((all): Series[] => {
    const lastUp = all.map(({ ikeUp }) => ikeUp).lastIndexOf(true);
    const attempts = all.slice(lastUp + 1);
    const peer = attempts[0]?.peer;
    const shownUp = listsIke(model.tunnelOf(peer));
    if (attempts.length === 0 || shownUp) return [];
    return [{ peer, attempts, occurrences: attempts.flatMap((attempt) => attempt.occurrences) }];
  });
}

/**
 * How far an attempt came, by the packets that went out: 1 the first message, 2 a policy is agreed, 3 keys were exchanged, 4 the proof of
 * the initiator arrived. An answer counts once it was used for the next message: a refusal is an answer too.
 */
function reached({ occurrences }: Attempt): number {
  const stageOf = (occurrence: Occurrence): number => {
    const { id } = occurrence.message;
    if (id === 'isakmp.received.responder.mm_key_exch') return 4;
    return id.startsWith('isakmp.sent.') ? (stages[stateOf(occurrence)] ?? 0) : 0;
  };
  return Math.max(0, ...occurrences.map(stageOf));
}
const stages: Readonly<Record<string, number>> = {
  MM_NO_STATE: 1,
  AG_NO_STATE: 1,
  MM_SA_SETUP: 2,
  AG_INIT_EXCH: 2,
  MM_KEY_EXCH: 3,
  AG_AUTH: 3,
};

/**
 * The last packet of the attempts that were given up without a word: each time the same peer is tried anew in the same role, and no attempt
 * comes further than those before. Once may be chance (two ends that begin at the same time, two clients behind one address).
 */
function abandoned({ attempts }: Series): Occurrence[] {
  const last = attempts.at(-1);
  const before = attempts.slice(0, -1).filter((attempt) => attempt.role === last?.role && reached(attempt) > 0);
  const furthest = Math.max(0, ...before.map(reached));
  if (!last || before.length < 2 || reached(last) > furthest) return [];
  return before
    .filter((attempt) => reached(attempt) === furthest)
    .flatMap(({ occurrences }) => occurrences.filter(({ message }) => message.id.startsWith('isakmp.sent.')).slice(-1));
}

function judge(model: Model, series: Series, report: Report): void {
  const { occurrences, peer } = series;
  const is = (pattern: RegExp): Occurrence[] => occurrences.filter(({ message }) => pattern.test(message.id));
  // One message that cannot be read may be damaged; when each of them is, the keys differ.
  const unreadable = is(/^isakmp\.reserved-not-zero$/);
  if (new Set(unreadable.map(({ line }) => Math.floor(line / 2))).size > 1)
    report({
      code: 'psk-mismatch',
      certainty: 'likely',
      side: 'either',
      peer,
      evidence: firstAndLast(unreadable, 4).map((occurrence) => model.evidence(occurrence, 'cause')),
      count: unreadable.length,
    });
  if (occurrences.some((occurrence) => isDecisive(occurrence, occurrences))) return;
  const again = is(/^isakmp\.retransmit-phase1$/);
  const died = is(/^isakmp\.delete[.-]/).filter(
    (occurrence) =>
      /\.(?:retransmission|retransmission-old|fatal-informational)$/.test(occurrence.message.id) ||
      (/^(?:MM|AG)_/.test(stateOf(occurrence)) &&
        /QM_TIMER|NO_RETRANS|err.?count/i.test(fieldOf(occurrence, 'reason') ?? '')),
  );
  const refusals = is(/^(?:isakmp\.notify-unprotected|crypto\.mode-failure-informational)$/);
  const duplicates = is(/^isakmp\.duplicate$/);
  const sent = is(/^isakmp\.sent\./);
  const received = is(/^isakmp\.received/);
  const givenUp = died.length + again.length > 0 ? [] : abandoned(series);
  // What the other end says again and again got no answer that it could use.
  const asksAgain = duplicates.filter((occurrence) => fieldOf(occurrence, 'phase') !== '2');
  const waiting =
    died.at(-1) ?? again.at(-1) ?? givenUp.at(-1) ?? (asksAgain.length > 1 ? asksAgain.at(-1) : undefined);
  const evidence = (...lists: readonly Occurrence[][]): Evidence[] =>
    lists.flatMap((list, at) =>
      firstAndLast(list, 3).map((occurrence) => model.evidence(occurrence, at === 0 ? 'cause' : 'symptom')),
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
  // The same in answer to our proof, which is the first message that only the right key can read.
  const proofSent = sent.find(({ message }) => message.id === 'isakmp.sent.initiator.mm_key_exch');
  const proofRefused = refusals.filter(({ line }) => proofSent !== undefined && line > proofSent.line);
  if (proofRefused.length > 0 && !certificates(series)) {
    report({
      code: 'psk-mismatch',
      certainty: 'likely',
      side: 'either',
      peer,
      evidence: evidence(proofRefused, again, died),
    });
    return;
  }
  if (!waiting) {
    ended(model, series, report);
    return;
  }
  // The same attempt goes on, or a later one is on its way and has come further.
  const stuck = series.attempts.findIndex(({ index }) => index === waiting.attempt);
  const moving =
    series.attempts.slice(stuck + 1).some((attempt) => reached(attempt) > reached(series.attempts[stuck] as Attempt)) ||
    (givenUp.length === 0 &&
      is(/^isakmp\.(?:atts-accepted|checking|key-found|received)/).some(
        (occurrence) =>
          occurrence.attempt === waiting.attempt &&
          occurrence.line > waiting.line &&
          (!occurrence.message.id.startsWith('isakmp.received') || stateOf(occurrence) !== stateOf(waiting)) &&
          received.some(({ line, attempt }) => line > waiting.line && attempt === waiting.attempt),
      ));
  if (moving) return;

  const state = [waiting, again.at(-1), sent.at(-1)].map((found) => (found ? stateOf(found) : '')).find(Boolean) ?? '';
  const role = series.attempts.at(-1)?.role ?? (fieldOf(waiting, 'letter') === 'R' ? 'responder' : undefined);
  const natt = series.attempts.some((attempt) => attempt.natt);
  const on4500 = sent.filter(
    (occurrence) => fieldOf(occurrence, 'sport') === '4500' || fieldOf(occurrence, 'dport') === '4500',
  );
  const heardOn4500 = received.some((occurrence) => fieldOf(occurrence, 'dport') === '4500');
  const lastSent = sent.filter((occurrence) => stateOf(occurrence) === state).at(0);
  const since = lastSent ? received.filter((occurrence) => occurrence.line > lastSent.line) : received;
  const repeats = evidence(
    [died, again.slice(-3), givenUp].find((list) => list.length > 0) ?? [],
    again,
    duplicates,
    on4500,
  );
  const undecided = (candidates: NonNullable<Reported['candidates']>): void =>
    report({
      code: 'phase1-not-established',
      certainty: 'likely',
      side: 'either',
      peer,
      evidence: repeats,
      candidates,
    });

  if (/^(?:MM_NO_STATE|AG_NO_STATE|AG_INIT_EXCH)$/.test(state) && role !== 'responder') {
    // Ten seconds without an answer, seen from their beginning, may be of a peer that is slow, or busy.
    if (givenUp.length === 0 && died.length === 0 && isOnce(again, sent)) return;
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
  // Old releases do not print the state: then only that nothing at all has come back is telling.
  if (state === '' && role === 'initiator' && sent.length === 0 && again.length > 1 && received.length === 0) {
    report({
      code: 'peer-unreachable',
      certainty: 'likely',
      side: 'unknown',
      peer,
      detail: { direction: 'no-answer' },
      evidence: repeats,
    });
    return;
  }
  // Nothing is kept to repeat: it was refused here, before the text begins.
  const kept = is(/^isakmp\.nothing-to-repeat$/);
  if (role === 'responder' && kept.length > 0 && sent.length === 0) {
    report({
      code: 'phase1-not-established',
      certainty: 'likely',
      side: 'either',
      peer,
      evidence: evidence(kept, duplicates),
      candidates: refusedHereCandidates,
    });
    return;
  }
  if (role === 'responder' && /^MM_(?:SA_SETUP|NO_STATE)$|^AG_/.test(state)) {
    report({
      code: duplicates.length > 0 ? 'peer-unreachable' : 'phase1-not-established',
      certainty: 'likely',
      side: 'unknown',
      peer,
      evidence: duplicates.length > 0 ? evidence(duplicates, again, died) : repeats,
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
    const { device } = series.attempts.at(-1) ?? {};
    if (role === 'responder') {
      const atMessage4 = !received.some(
        ({ message, line }) => message.id === 'isakmp.received.responder.mm_key_exch' && line > (lastSent?.line ?? 0),
      );
      const denied =
        atMessage4 && (certificates(series) || asksForSignatures(model, device))
          ? fragmentsDenied(model, device)
          : undefined;
      if (denied) reportFragments(model, report, peer, denied, repeats);
      else if (atMessage4 && natt)
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
      else undecided(proofCandidates);
      return;
    }
    const refused = on4500.length > 0 && !heardOn4500 ? ikeRefused(model, device, peer, 4500) : undefined;
    if (refused) {
      reportRefusal(model, report, refused, repeats);
      return;
    }
    // The same of the proof, where no other output shows that it goes on.
    const alone = (model.tunnelOf(peer)?.ike ?? []).length === 0;
    const proofs = sent.filter((occurrence) => stateOf(occurrence) === state);
    if (alone && !certificates(series) && died.length + asksAgain.length === 0 && isOnce(again, proofs)) return;
    if (on4500.length > 0 && isTail(series, again, sent, received)) undecided(proofCandidates);
    else if (on4500.length > 0 && !heardOn4500)
      report({ code: 'nat-t-blocked', certainty: 'likely', side: 'unknown', peer, evidence: repeats });
    else if (certificates(series)) {
      // The message with the certificate is the first large one: where large packets get lost and small ones pass, that is why it is not answered.
      const denied = fragmentsDenied(model, device);
      const lost = denied ?? largeOnlyLost(model, peer);
      if (lost) reportFragments(model, report, peer, lost, repeats);
      else undecided(certificateCandidates);
    } else report({ code: 'psk-mismatch', certainty: 'likely', side: 'either', peer, evidence: repeats });
    return;
  }
  undecided(lostReplyCandidates);
}

/**
 * The text begins among the repetitions: how the ends prove themselves, whether there is NAT, and what came back so far stands above it. A peer that
 * cannot read the proof is as silent as one that it does not reach.
 */
const isTail = (
  { attempts }: Series,
  again: readonly Occurrence[],
  sent: readonly Occurrence[],
  received: readonly Occurrence[],
): boolean =>
  received.length === 0 &&
  !attempts.some(({ natt }) => natt) &&
  (again[0]?.line ?? Number.POSITIVE_INFINITY) < (sent[0]?.line ?? 0);

/** `lost`: the entry of a list that refuses fragments here, or the ping that shows that large packets get lost somewhere. */
function reportFragments(
  model: Model,
  report: Report,
  peer: string | undefined,
  lost: Rec,
  repeats: readonly Evidence[],
): void {
  const denied = lost.fields.rule !== undefined;
  report({
    code: 'fragmentation-ike',
    certainty: 'likely',
    side: denied ? 'local' : 'unknown',
    peer,
    evidence: denied
      ? [model.evidence(lost, 'cause'), ...repeats.map((span) => ({ ...span, role: 'symptom' as const }))]
      : [...repeats, model.evidence(lost, 'context')],
  });
}

/** What was sent once is repeated once: that is told in two or three lines. */
function isOnce(again: readonly Occurrence[], sent: readonly Occurrence[]): boolean {
  const [first, last] = [again[0], again.at(-1)];
  if (!first || !last || last.line - first.line > 3) return false;
  return sent.filter(({ line }) => line < first.line).length === 1;
}

/** Every policy that this device shows proves its end by a signature: the message with the certificate is a large one. */
function asksForSignatures(model: Model, device: string | undefined): boolean {
  const methods = capturesOf(model.captures, 'show crypto isakmp policy')
    .filter((capture) => sameDevice(capture.device, device))
    .flatMap(({ root }) => recordsBelow(root, 'policy'))
    .map((policy) => textOf(policy, 'auth') ?? '');
  return methods.length > 0 && methods.every((method) => /signature|rsa|ecdsa/i.test(method));
}

/** The attempt was removed before it was finished, for a reason that does not tell why. */
function ended(model: Model, series: Series, report: Report): void {
  const removed = series.occurrences.filter(
    (occurrence) =>
      occurrence.message.id === 'isakmp.delete-other' &&
      /^(?:MM|AG)_/.test(stateOf(occurrence)) &&
      !/user|clear|command|cli\b|initial contact/i.test(fieldOf(occurrence, 'reason') ?? ''),
  );
  const last = removed.at(-1);
  const stuck = series.attempts.findIndex(({ index }) => index === last?.attempt);
  if (!last || series.attempts.slice(stuck + 1).some((attempt) => reached(attempt) > 0)) return;
  report({
    code: 'phase1-not-established',
    certainty: 'likely',
    side: 'either',
    peer: series.peer,
    evidence: removed.slice(-3).map((occurrence) => model.evidence(occurrence, 'cause')),
    ...(stateOf(last) === 'MM_KEY_EXCH' ? { candidates: proofCandidates } : {}),
  });
}

/**
 * Phase 1 is up, and no IPsec SA comes up under it: what is sent is repeated without an answer, quick mode is begun again and again, or the
 * peer answers it by deleting the IKE SA.
 */
function quickModeUnanswered(model: Model, report: Report): void {
  for (const attempt of model.attempts) {
    if (attempt.version !== 1 || attempt.childUp || attempt.recovered) continue;
    const is = (id: string): Occurrence[] => attempt.occurrences.filter(({ message }) => message.id === id);
    const again = is('isakmp.retransmit-phase2');
    const asked = is('isakmp.quick-mode');
    const begun = asked[0];
    const deleted = begun ? is('isakmp.delete-received').filter(({ line }) => line > begun.line) : [];
    const gone = is('isakmp.delete-other').filter(
      (occurrence) => stateOf(occurrence) === 'QM_IDLE' && deleted.some(({ line }) => line < occurrence.line),
    );
    // Under the same words: the questions for a user name, and the address that is handed out.
    const config = again.filter((occurrence) => /^CONF_/.test(stateOf(occurrence)));
    if (config.length > 1) {
      const login = config.some((occurrence) => stateOf(occurrence) === 'CONF_XAUTH');
      report({
        code: login ? 'xauth-failed' : 'mode-config-failed',
        certainty: 'likely',
        side: 'either',
        peer: attempt.peer,
        title: login
          ? 'The peer[[ {peer}]] does not answer the question for user name and password (XAUTH)'
          : 'The peer[[ {peer}]] does not answer the offer of an address (mode configuration)',
        evidence: config.slice(-3).map((occurrence) => model.evidence(occurrence, 'cause')),
        ...(login ? { fix: noXauthFix } : {}),
      });
      continue;
    }
    const duplicates = is('isakmp.duplicate').filter((occurrence) => fieldOf(occurrence, 'phase') === '2');
    const repeated = is('isakmp.retransmit-count').filter((occurrence) => fieldOf(occurrence, 'phase') === '2');
    const evidence =
      again.length > 1 && (asked.length > 0 || attempt.ikeUp || again.some((one) => stateOf(one) === 'QM_IDLE'))
        ? again
        : repeated.length > 1 && asked.length > 0
          ? repeated
          : duplicates.length > 1
            ? duplicates
            : gone.length > 0
              ? [...gone, ...deleted.slice(0, 1), ...asked.slice(-1)]
              : begunAnew(asked)
                ? asked
                : [];
    if (evidence.length === 0) continue;
    const due = begun && renewalDue(model, attempt, begun);
    if (due) {
      report({
        code: 'rekey-failure',
        certainty: 'likely',
        side: 'unknown',
        detail: { reason: 'no-answer' },
        peer: attempt.peer,
        evidence: [due, ...evidence.slice(-3)].map((of) => model.evidence(of, 'cause')),
      });
      continue;
    }
    report({
      code: 'phase2-not-established',
      certainty: 'likely',
      side: 'either',
      peer: attempt.peer,
      evidence: evidence.slice(-3).map((occurrence) => model.evidence(occurrence, 'cause')),
    });
  }
}

/** The line that an SA runs out, right before its renewal is asked for. */
const expiringBefore = (model: Model, begun: Occurrence): Occurrence | undefined =>
  model
    .occurrences('ipsec.lifetime-threshold')
    .findLast(({ line }) => line < begun.line && begun.line - line <= linesOfRequest);

/**
 * What shows that this quick mode is to renew an SA that works: its lifetime was nearly over just before, its end takes the tunnel down, or the
 * outputs around it show that SA at its end.
 */
function renewalDue(model: Model, attempt: Attempt, begun: Occurrence): Occurrence | Fact | undefined {
  const expiring = expiringBefore(model, begun);
  if (expiring) return expiring;
  if (attempt.occurrences.some(({ message }) => isOther(message))) return undefined;
  return (
    attempt.occurrences.find(({ message, line }) => message.effect?.down === 'child' && line > begun.line) ??
    keysRunningOut(model, attempt, begun)
  );
}
/** A peer that answers no keepalive either is gone: then that it is not renewed follows. */
const isOther = ({ effect, id }: Message): boolean =>
  effect?.begins === 'ike' || /^isakmp\.dpd-(?:count|dead)$/.test(id);

/** The tunnel was up; under the same IKE SA quick mode is begun once more and gets no answer, or is refused. If the tunnel then goes down, it was to be renewed. */
function renewalFailed(model: Model, report: Report): void {
  for (const attempt of model.attempts) {
    const { version, peer, occurrences } = attempt;
    const up = occurrences.findLastIndex(({ message }) => message.effect?.up === 'child');
    // A text may begin as the SA runs out: what is asked for then is its renewal.
    const first = occurrences.find(({ message }) => message.id === 'isakmp.quick-mode');
    const due = up < 0 && first ? expiringBefore(model, first) : undefined;
    const since = version === 1 && (up >= 0 || due) ? occurrences.slice(up + 1) : [];
    const begun = since.findIndex(({ message }) => message.id === 'isakmp.quick-mode');
    const is = (id: RegExp): Occurrence[] =>
      begun < 0 ? [] : since.slice(begun).filter(({ message }) => id.test(message.id));
    const refused = is(/^isakmp\.notify-received\.no-proposal/);
    const again = is(/^isakmp\.retransmit-phase2$/);
    const counted = is(/^isakmp\.retransmit-count$/).filter((occurrence) => fieldOf(occurrence, 'phase') === '2');
    const repeated = again.length > 1 ? again : counted.length > 1 ? counted : [];
    // Silence after the SA runs out is told by its own judge.
    const failed = refused.length > 0 || due ? refused : repeated;
    const last = failed.at(-1);
    if (!last || since.some(({ message }) => isOther(message))) continue;
    const down = since.find(({ message, line }) => message.effect?.down === 'child' && line > last.line);
    const evidence = [...(due ? [due] : []), ...failed.slice(-3)].map((occurrence) =>
      model.evidence(occurrence, 'cause'),
    );
    if (down || due)
      report({
        code: 'rekey-failure',
        certainty: 'likely',
        side: refused.length > 0 ? 'either' : 'unknown',
        ...(refused.length > 0 ? {} : { detail: { reason: 'no-answer' } }),
        peer,
        evidence: [...evidence, ...(down ? [model.evidence(down, 'symptom')] : [])],
      });
    else if (refused.length === 0)
      report({ code: 'phase2-not-established', certainty: 'likely', side: 'either', peer, evidence });
  }
}

/** A request for an SA takes some lines, between what caused it and the quick mode. */
const linesOfRequest = 30;

/** Quick mode was begun at least three times, not for several networks at once: ten seconds and more lie between. */
function begunAnew(asked: readonly Occurrence[]): boolean {
  const apart = asked.filter((one, at) => {
    const before = asked[at - 1];
    return before === undefined || ((one.time ?? 0) - (before.time ?? 0)) / 1000 >= 10;
  });
  return apart.length > 2;
}

/** A password was given and is asked for again: the login was refused. */
function askedAgain(model: Model, report: Report): void {
  for (const attempt of model.attempts) {
    if (attempt.version !== 1 || attempt.childUp) continue;
    const is = (id: string): Occurrence[] => attempt.occurrences.filter(({ message }) => message.id === id);
    const given = is('isakmp.xauth-given')[0];
    const again = given ? is('isakmp.xauth-asked').filter(({ line }) => line > given.line) : [];
    const last = again.at(-1);
    if (!given || !last) continue;
    report({
      code: 'xauth-failed',
      certainty: 'likely',
      side: 'either',
      peer: attempt.peer,
      evidence: [model.evidence(last, 'cause'), model.evidence(given, 'context')],
      count: again.length,
    });
  }
}

/** The IKE SA was removed for a failure while the user name was asked for or the address was handed out: the state tells which. */
function configurationEnded(model: Model, report: Report): void {
  for (const attempt of model.attempts) {
    if (attempt.version !== 1 || attempt.childUp || attempt.recovered) continue;
    const ended = attempt.occurrences.filter(
      (occurrence) =>
        occurrence.message.id === 'isakmp.delete-other' &&
        /^CONF_/.test(stateOf(occurrence)) &&
        /fail|reject|error|retransmission/i.test(fieldOf(occurrence, 'reason') ?? ''),
    );
    const last = ended.at(-1);
    if (!last) continue;
    report({
      code: stateOf(last) === 'CONF_XAUTH' ? 'xauth-failed' : 'mode-config-failed',
      certainty: 'likely',
      side: 'either',
      peer: attempt.peer,
      evidence: ended.slice(-3).map((occurrence) => model.evidence(occurrence, 'cause')),
    });
  }
}

/** This device is to prove itself by a signature and has no certificate. With a pre-shared key the same line is harmless. */
function ownCertificateMissing(model: Model, report: Report): void {
  for (const missing of model.occurrences('isakmp.own-certificate-missing')) {
    const attempt = model.attempts[missing.attempt];
    if (!attempt || attempt.ikeUp || attempt.recovered) continue;
    const signs = attempt.occurrences.some(
      ({ message, fields }) =>
        message.id === 'isakmp.authenticating-by-certificate' || /rsa|ecdsa/i.test(fields.auth?.value ?? ''),
    );
    if (!signs) continue;
    report({
      code: 'certificate-invalid',
      certainty: 'likely',
      side: 'local',
      peer: attempt.peer,
      title: 'This device has no certificate of its own to show[[ to {peer}]]',
      evidence: [model.evidence(missing, 'cause')],
      detail: { fault: 'there is none' },
      next: [
        {
          command: 'show crypto pki certificates',
          why: 'Is there a certificate of this device, beside that of the CA, for the trustpoint that IKE uses?',
          where: 'local',
        },
        {
          command: 'show crypto pki trustpoints status',
          why: 'Which steps are done: keys, CA certificate, device certificate, and the last request.',
          where: 'local',
        },
      ],
      fix: [
        {
          where: 'local',
          platform: 'ios',
          config: ['crypto pki enroll <trustpoint>'],
          why: 'The CA is known; ask it for a certificate of this device. With rsa-sig no pre-shared key can stand in for it.',
        },
      ],
    });
  }
}

const certificates = ({ occurrences }: Series): boolean =>
  occurrences.some(
    ({ message, fields }) =>
      (/cert|trustpoint/i.test(message.id) && message.id !== 'isakmp.own-certificate-missing') ||
      /rsa|ecdsa/i.test(fields.auth?.value ?? ''),
  );

export const noXauthFix = [
  {
    where: 'local' as const,
    platform: 'ios' as const,
    config: ['crypto isakmp key <key> address {peer} no-xauth'],
    why: 'A site-to-site peer has no user who could answer: with no-xauth behind its key it is not asked. For remote users the list of the login is right and their client is to blame.',
  },
];
export const refusedCandidates = [
  {
    code: 'ike-policy-mismatch',
    why: 'The peer answers the first message with an error: it accepts none of our policies.',
  },
  { code: 'peer-not-configured', why: 'The peer has nothing configured for our address.' },
  { code: 'psk-missing', why: 'The peer has no pre-shared key for our address.' },
];
const refusedHereCandidates = [
  { code: 'ike-policy-mismatch', why: 'This device accepted none of the policies of the peer.' },
  { code: 'psk-missing', why: 'This device has no pre-shared key for the peer.' },
  { code: 'peer-not-configured', why: 'Nothing is configured here for the address of the peer.' },
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
