// How the judges of an IKEv2 negotiation report: which codes, with which lines as evidence, and what a refusal of a child SA stands for.
import type { Report, Reported } from '../../../engine/define.ts';
import type { Certainty, Evidence, Model, Occurrence, Role, Side, Span } from '../../../engine/model.ts';
import { fieldOf } from '../values.ts';
import { type Facts, keyOwner } from './ikev2-exchanges.ts';

export const codes = [
  'ike-policy-mismatch',
  'ike-dh-group-mismatch',
  'ipsec-proposal-mismatch',
  'pfs-mismatch',
  'proxy-id-mismatch',
  'crypto-map-not-matched',
  'authentication-failed',
  'psk-mismatch',
  'psk-missing',
  'peer-not-configured',
  'ike-sa-stale',
  'identity-mismatch',
  'certificate-invalid',
  'peer-unreachable',
  'nat-t-blocked',
  'fragmentation-ike',
  'mode-config-failed',
  'auth-method-mismatch',
  'eap-failed',
  'ike-version-mismatch',
  'fvrf-mismatch',
  'rekey-failure',
  'rekey-collision',
  'dpd-failure',
  'phase1-not-established',
  'phase2-not-established',
] as const;

export type Code = (typeof codes)[number];

export type Say = (
  code: Code,
  certainty: Certainty,
  lines: readonly (Occurrence | undefined)[],
  more?: Partial<Reported> & { readonly side?: Side },
) => void;

export function sayer(model: Model, facts: Facts, report: Report): Say {
  return (code, certainty, lines, more = {}) => {
    const own = lines.filter((line) => line !== undefined);
    const [cause] = own;
    if (!cause) return;
    // What followed must not push out what proves it.
    const room = Math.max(0, shownLines - own.length);
    const evidence = [...own, ...consequences(facts, cause).toReversed().slice(0, room).toReversed()].map(
      (line): Evidence => model.evidence(pointOf(line), line === cause ? 'cause' : ('symptom' satisfies Role)),
    );
    // A collision passes by itself, unless it takes the session with it.
    const harmful = code === 'rekey-collision' && lostAfter(facts, cause);
    report({
      code,
      certainty,
      evidence,
      peer: facts.negotiation.peer ?? (code.startsWith('psk-') ? keyOwner(facts) : undefined),
      ike: 2,
      ...(harmful ? { role: 'cause' as const, severity: 'warning' as const } : {}),
      ...more,
    });
  };
}

/** A finding shows this much evidence. */
const shownLines = 6;

const refusal =
  /NOTIFY\((?:NO_PROPOSAL_CHOSEN|AUTHENTICATION_FAILED|TS_UNACCEPTABLE|INVALID_\w+|UNSUPPORTED_\w+|\w+_REQUIRED|\w+_FAILURE)\)/;

const closings = [
  'error-sa-init-failed',
  'error-initial-exchange-failed',
  'error-auth-exchange-failed',
  'error-child-exchange-failed',
  'no-policy',
  'delete-queued',
  'session-killed',
];

/** Of a packet, what refuses stands in the list of its payloads, a line below the words that announce the list. */
export function pointOf(line: Occurrence): Occurrence | Span {
  const { list } = line.fields;
  const found = list && refusal.exec(list.value);
  if (!list || !found) return list ?? line;
  const start = list.start + found.index;
  return { start, end: Math.min(list.end, start + found[0].length) };
}

/** What followed from a cause in its negotiation: the notify that tells the peer, and the sentence that closes it. */
function consequences(facts: Facts, cause: Occurrence): readonly Occurrence[] {
  const after = (line: Occurrence): boolean => line.start > cause.start;
  return [
    facts
      .all('dump-payload', 'asa-dump-payload')
      .find((line) => after(line) && refusal.test(fieldOf(line, 'payload') ?? '')),
    facts.all(...closings).find(after),
  ].filter((line) => line !== undefined);
}

const noMore = [
  {
    code: 'proxy-id-mismatch',
    why: 'The peer allows one child SA only, and this end asks for one per pair of networks.',
  },
  { code: 'ike-admission-limit', why: 'The peer has as many SAs as it may have.' },
];

/** How CREATE_CHILD_SA is refused. Where both ends renew at once, one of them is put off: that passes by itself. */
export type ChildRefusal = readonly [
  Code,
  Certainty,
  Pick<Reported, 'candidates' | 'detail'> & { readonly side: Side },
];

export const childRefusals: Readonly<Record<string, ChildRefusal>> = {
  NO_PROPOSAL_CHOSEN: ['pfs-mismatch', 'likely', { side: 'either' }],
  TS_UNACCEPTABLE: ['proxy-id-mismatch', 'certain', { side: 'either' }],
  SINGLE_PAIR_REQUIRED: ['proxy-id-mismatch', 'certain', { side: 'either' }],
  NO_ADDITIONAL_SAS: ['phase2-not-established', 'likely', { side: 'remote', candidates: noMore }],
  TEMPORARY_FAILURE: ['rekey-collision', 'likely', { side: 'either' }],
  CHILD_SA_NOT_FOUND: ['rekey-collision', 'likely', { side: 'either' }],
};

/** The session with this peer goes down behind a line and does not come up again in the text. */
function lostAfter(facts: Facts, { line: from }: Occurrence): boolean {
  const later = (ids: readonly string[]): Occurrence | undefined =>
    ids
      .flatMap((id) => [...facts.model.occurrences(id)])
      .filter((one) => one.line > from && fieldOf(one, 'peer') === facts.negotiation.peer)
      .sort((a, b) => a.line - b.line)
      .at(-1);
  const down = later(['crypto.session-down', 'ikev2-syslog.session-down']);
  const up = later(['crypto.session-up', 'ikev2-syslog.session-up']);
  return down !== undefined && (!up || up.line < down.line);
}
