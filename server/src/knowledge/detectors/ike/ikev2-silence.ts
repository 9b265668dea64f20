// Judges IKEv2 packets that nobody answers: at which exchange tells what may be lost on the way.
import type { Reported } from '../../../engine/define.ts';
import type { Occurrence } from '../../../engine/model.ts';
import { fieldOf } from '../values.ts';
import { fragmentsDenied } from './denials.ts';
import { certificateMethod } from './ikev2-authentication.ts';
import { downBehind, unansweredRenewal } from './ikev2-child.ts';
import { closingLines, type Facts, idOf, type Stage } from './ikev2-exchanges.ts';
import { configuredMethods, showsKeysOnly } from './ikev2-methods.ts';
import type { Say } from './ikev2-reports.ts';
import { largeOnlyLost } from './large-packets.ts';

/** Nobody answered: at which exchange tells what may be lost. */
export function judgeSilence(facts: Facts, say: Say): boolean {
  const awaited = facts.first('error-auth-not-received', 'sm-auth-awaited');
  if (awaited) {
    const begun = facts.first('received-auth-request');
    // IKE_AUTH has several rounds where a user is asked: the first arrived, so its port is open.
    if (begun && begun.start < awaited.start)
      say('phase1-not-established', 'likely', [awaited, begun, facts.all('eap-step').at(-1)], {
        side: 'unknown',
        candidates: stopsHalfway,
      });
    else if (sayFragmentsLost(facts, say, [awaited])) return true;
    else if (facts.natt) say('nat-t-blocked', 'likely', [awaited, facts.first('nat-found')], { side: 'unknown' });
    else
      say(
        'peer-unreachable',
        'likely',
        [
          facts.first('error-auth-not-received') ?? awaited,
          facts.first('sm-auth-awaited'),
          facts.first('auth-wait'),
          facts.first('sent-init-response'),
        ],
        {
          side: 'unknown',
          detail: { direction: 'reply-lost' },
        },
      );
    return true;
  }
  const resent = facts.all(
    'sm-init-resend',
    'sm-init-exceeded',
    'sm-auth-resend',
    'sm-auth-exceeded',
    'retransmit',
    'error-retransmissions-exceeded',
  );
  const line = resent.at(-1);
  if (!line) return false;
  const answered = facts.first('received-init-response', 'init-done', 'auth-generate');
  const exceeded = facts.first('sm-init-exceeded', 'sm-auth-exceeded', 'error-retransmissions-exceeded');
  // What was sent again was answered after all where the IKE SA comes up behind it.
  if (!exceeded && line.line < (facts.negotiation.ikeUp ?? -1)) return false;
  const stage = wasUp(facts, exceeded) ? 'info' : (closedStage(facts, exceeded) ?? facts.stageAt(exceeded ?? line));
  // The sentence says it in words; the step of the machine stands just before it.
  const lines = [facts.first('error-retransmissions-exceeded') ?? exceeded ?? line, exceeded, ...resent.slice(0, 3)];
  // Keepalives and new child SAs need an IKE SA: the text begins after it came up. One or two packets that are sent again are no fault.
  if (stage === 'info' || stage === 'child') {
    if (exceeded || resent.length > 2)
      say(stage === 'info' ? 'dpd-failure' : 'rekey-failure', exceeded ? 'certain' : 'likely', lines, {
        side: 'unknown',
        count: resent.length,
        peer: facts.negotiation.peer ?? (exceeded && fieldOf(downBehind(facts, exceeded), 'peer')),
        ...(stage === 'child' ? { detail: unansweredRenewal } : {}),
      });
    return true;
  }
  const isAuth =
    facts.has('sm-auth-resend', 'sm-auth-exceeded') ||
    (stage === 'auth' && facts.has('sent-auth-request')) ||
    (answered !== undefined && facts.has('sent-auth-request', 'auth-generate'));
  const heard = isAuth
    ? (facts.first('received-auth-response', 'outside-window') ?? heardThroughNat(facts))
    : undefined;
  if (heard) {
    const refused = facts.first('outside-window', 'error-message-id-outside-window');
    if (exceeded || refused)
      say('phase1-not-established', 'likely', [refused ?? line, exceeded, heard], {
        side: 'unknown',
        candidates: unheardAnswer,
      });
    return exceeded !== undefined || refused !== undefined;
  }
  if (answered && !isAuth && answered.line > line.line) return false;
  // One repeated packet at the end of a text proves nothing yet. The state machine and the packet tell of the same one.
  const repeated = Math.max(facts.all('retransmit').length, facts.all('sm-init-resend', 'sm-auth-resend').length);
  if (!exceeded && repeated < 2) {
    say('phase1-not-established', 'possible', lines, {
      side: 'unknown',
      candidates: [
        {
          code: isAuth && facts.natt ? 'nat-t-blocked' : 'peer-unreachable',
          why: 'A packet had to be sent again; the text ends before an answer.',
        },
      ],
    });
    return true;
  }
  if (stage === 'auth' && !isAuth && !facts.has('sent-intermediate-request')) {
    // The sentence that closes it tells that the first exchange was answered; what got lost after it stands before this text.
    say('phase1-not-established', 'likely', [...lines, facts.first('error-auth-exchange-failed')], {
      side: 'unknown',
      candidates: lostAfterInit(facts),
      count: resent.length,
    });
    return true;
  }
  if (!isAuth && facts.has('sent-intermediate-request')) {
    // The keys of post-quantum exchanges fill more than one packet; the small ones before them were answered.
    say('fragmentation-ike', 'likely', lines, { side: 'unknown', count: resent.length });
  } else if (!isAuth) {
    // Silence after a refusal is a sequel of it more often than a fault of the path.
    const certainty = facts.refusedBefore ? 'possible' : exceeded || resent.length > 2 ? 'certain' : 'likely';
    say('peer-unreachable', certainty, lines, {
      side: 'unknown',
      detail: { direction: 'no-answer' },
      count: resent.length,
    });
  } else if (facts.natt)
    say('nat-t-blocked', 'likely', [...lines, facts.first('nat-found')], { side: 'unknown', count: resent.length });
  else if (sayFragmentsLost(facts, say, lines, resent.length)) return true;
  else if (sendsCertificate(facts))
    say('fragmentation-ike', 'likely', lines, { side: 'unknown', count: resent.length });
  else if (!facts.has('my-method', 'use-key'))
    say('phase1-not-established', 'likely', lines, {
      side: 'unknown',
      candidates: lostAfterInit(facts),
      count: resent.length,
    });
  else
    say('peer-unreachable', 'likely', lines, {
      side: 'unknown',
      detail: { direction: 'no-answer' },
      count: resent.length,
    });
  return true;
}

/**
 * IKE_SA_INIT arrives and IKE_AUTH does not, while a list of this end refuses fragments, or pings show that large packets get lost: a message with
 * a certificate is in several.
 */
function sayFragmentsLost(facts: Facts, say: Say, lines: readonly (Occurrence | undefined)[], count?: number): boolean {
  const { model, negotiation } = facts;
  const methods = configuredMethods(model);
  const byKey =
    facts.has('use-key') || showsKeysOnly(model) || (methods.length > 0 && methods.every((method) => method === 'key'));
  if (byKey) return false;
  const [first] = lines.filter((line) => line !== undefined);
  const denied = first && fragmentsDenied(model, model.captures[first.capture]?.device);
  const lost = denied ?? largeOnlyLost(model, negotiation.peer);
  if (!lost) return false;
  const role = denied ? 'symptom' : 'cause';
  say('fragmentation-ike', 'likely', lines, {
    side: denied ? 'local' : 'unknown',
    ...(count === undefined ? {} : { count }),
    evidence: [
      ...(denied ? [model.evidence(denied, 'cause')] : []),
      ...lines.flatMap((line) => (line ? [model.evidence(line, role)] : [])),
      ...(denied ? [] : [model.evidence(lost, 'context')]),
    ],
  });
  return true;
}

/** The message that got no answer holds a certificate, or several, and is larger than one packet. The name in it is an identity that goes with it only. */
const sendsCertificate = (facts: Facts): boolean =>
  facts.all('constructing-id').some((identity) => /\bDN\b/.test(fieldOf(identity, 'type') ?? '')) ||
  facts.all('my-method').some((method) => certificateMethod.test(fieldOf(method, 'method') ?? '')) ||
  facts.all('line-payloads').some((list) => /\bIDi\b.*\bCERT\b/.test(fieldOf(list, 'list') ?? ''));

/** A packet of the peer from UDP 4500: nothing filters that port, even where the rest of the packet's lines is torn. */
const heardThroughNat = (facts: Facts): Occurrence | undefined =>
  facts.all('packet-received').find((packet) => fieldOf(packet, 'remotePort') === '4500');

/** The sentence that closes a negotiation right after its requests are given up names the exchange they belonged to. */
function closedStage(facts: Facts, exceeded: Occurrence | undefined): Stage | undefined {
  const closing = facts
    .all('error-child-exchange-failed', 'error-auth-exchange-failed')
    .find((line) => exceeded !== undefined && line.line > exceeded.line && line.line - exceeded.line <= closingLines);
  return closing && (idOf(closing) === 'error-child-exchange-failed' ? 'child' : 'auth');
}

/** IKE_SA_INIT was answered, IKE_AUTH was not; with the method and the ports unseen several things can be lost. */
const lostAfterInit = (facts: Facts): NonNullable<Reported['candidates']> => [
  { code: 'peer-unreachable', why: 'The peer answers the first message and nothing after it, or refuses in silence.' },
  ...(facts.has('no-nat')
    ? []
    : [{ code: 'nat-t-blocked', why: 'NAT on the way moves IKE_AUTH to UDP 4500, and that port is filtered.' }]),
  {
    code: 'fragmentation-ike',
    why: 'With certificates the message is larger than one packet, and a part of it is lost.',
  },
];

/** A session that goes down right after its requests are given up was up: they were keepalives, not the first packets. */
const wasUp = (facts: Facts, exceeded: Occurrence | undefined): boolean =>
  exceeded !== undefined && downBehind(facts, exceeded) !== undefined;

/** The peer began IKE_AUTH, was answered with a certificate and a question, and says nothing more. */
const stopsHalfway = [
  { code: 'certificate-invalid', why: 'The client does not trust the certificate of this end, or its name or use.' },
  {
    code: 'fragmentation-ike',
    why: 'The answer with certificates is larger than one packet, and a part of it is lost.',
  },
  { code: 'eap-failed', why: 'The user was asked and did not answer, or the client offers no such method.' },
];

const unheardAnswer = [
  {
    code: 'fragmentation-ike',
    why: 'A part of the large answer with certificates is lost, so that it cannot be put together.',
  },
  { code: 'certificate-invalid', why: 'The answer came, but its certificate is not accepted.' },
  { code: 'nat-t-blocked', why: 'Answers come late or by another way.' },
];
