// Judges IKEv2 negotiations from debug lines: which exchange was reached, what was refused there, and what the lines before say of the reason.
import { type Claim, type Detector, detector } from '../../../engine/define.ts';
import type { Attempt, IpsecSa, Model, Occurrence, Side, Tunnel } from '../../../engine/model.ts';
import { selectorsRefused } from '../../messages/ikev2-errors.ts';
import { listsIke, runsBothWays } from '../up.ts';
import { fieldOf, sameDevice } from '../values.ts';
import { differingMethods, judgeAuthentication, judgeRefusal, sayInOtherWords } from './ikev2-authentication.ts';
import { endsSession, judgeRunning, sayChildGroups, sayLost } from './ikev2-child.ts';
import { closingLines, Facts, idOf, isFull, type Negotiation, negotiationsOf, ownerOf } from './ikev2-exchanges.ts';
import { endsAtCorrection, judgeGroups, notCorrected } from './ikev2-groups.ts';
import { judgeOwnRefusal, sayPool } from './ikev2-own-refusals.ts';
import { asAsked, judgePolicies, refusedChild, sayPolicyOfOtherTable } from './ikev2-policies.ts';
import { type Code, codes, type Say, sayer } from './ikev2-reports.ts';
import { refusedNetworks } from './ikev2-selectors.ts';
import { judgeSilence } from './ikev2-silence.ts';

export const ikev2Negotiation: Detector = detector({
  id: 'ikev2-negotiation',
  codes,
  *run(model, report) {
    const negotiations = negotiationsOf(model);
    yield;
    const lastUp = lastUpOf(negotiations);
    const all = negotiations.map((negotiation) => new Facts(model, negotiation));
    const refusedBy = new Set<string | undefined>();
    const lastProven = lastProvenOf(all);
    const refusals = new Set(
      (selectorsRefused.below ?? []).flatMap((id) => model.occurrences(id).map(({ line }) => line)),
    );
    const followsRefusal = ({ line }: Occurrence): boolean =>
      Array.from({ length: closingLines }, (_, distance) => line - 1 - distance).some((above) => refusals.has(above));
    for (const [at, facts] of all.entries()) {
      if (at % negotiationsAtOnce === 0) yield;
      const { negotiation } = facts;
      facts.refusedBefore = refusedBy.has(negotiation.peer);
      if (facts.received.some(isRefusal)) refusedBy.add(negotiation.peer);
      const say = sayer(model, facts, report);
      const upLine = negotiation.childUp ?? upBefore(facts);
      if (upLine !== undefined) judgeRunning(facts, say, upLine);
      else if (!recovers(model, negotiation, at, lastUp) && !isEcho(facts, all)) {
        const isProven = (lastProven.get(ownerOf(facts)) ?? -1) > at || isProvenBelow(model, negotiation);
        judgeFailing(facts, isProven ? exceptProof(say) : say);
        const later = negotiations
          .slice(at + 1)
          .some(({ ikeUp, peer }) => ikeUp !== undefined && peer === negotiation.peer);
        if (!later) completeStory(facts, say, followsRefusal);
      } else if (endsSession(facts)) judgeFailing(facts, onlyRenewal(say));
      else sayLost(facts, say);
    }
    judgeGroups(model, all, report);
  },
});

/** Judged before others get a turn. */
const negotiationsAtOnce = 20;

/** The last negotiation of each peer in which it proved who it is. */
const lastProvenOf = (all: readonly Facts[]): ReadonlyMap<string | undefined, number> =>
  new Map(all.flatMap((facts, at) => (facts.negotiation.ikeUp === undefined ? [] : [[ownerOf(facts), at] as const])));

/** What stood in the way of the proof is mended where the peer proves itself later, whatever becomes of the IPsec SA. */
const ofProof: readonly Code[] = ['psk-mismatch', 'psk-missing', 'authentication-failed', 'auth-method-mismatch'];

/** A negotiation that names no peer, of a device that shows one IKE SA below, and that is up. */
function isProvenBelow(model: Model, { peer, lines }: Negotiation): boolean {
  if (peer !== undefined) return false;
  const end = lines.at(-1)?.line ?? 0;
  const device = model.captures[lines[0]?.capture ?? -1]?.device;
  const shown = model.tunnels
    .filter((tunnel) => sameDevice(tunnel.device, device))
    .flatMap(({ ike }) => ike.filter(({ line }) => line > end));
  return shown.length === 1 && shown[0]?.health === 'up';
}

const exceptProof =
  (say: Say): Say =>
  (code, ...rest) => {
    if (!ofProof.includes(code)) say(code, ...rest);
  };

const ofRenewal: readonly Code[] = ['pfs-mismatch', 'rekey-failure'];

const onlyRenewal =
  (say: Say): Say =>
  (code, ...rest) => {
    if (ofRenewal.includes(code)) say(code, ...rest);
  };

/** Notifies with which a peer that is there ends a negotiation. */
const isRefusal = ({ name }: { readonly name: string }): boolean =>
  name === 'NO_PROPOSAL_CHOSEN' || name === 'AUTHENTICATION_FAILED' || name === 'TS_UNACCEPTABLE';

/** Causes that a message names by itself, the lines that belong to them before it, and those after it. */
const stories: readonly {
  readonly code: Code;
  readonly before: readonly string[];
  readonly after: readonly string[];
}[] = [
  { code: 'psk-mismatch', before: ['use-key'], after: ['error-authenticate-failed', 'auth-data-failed'] },
  { code: 'psk-missing', before: ['get-key', 'keyring'], after: ['auth-data-failed'] },
  { code: 'auth-method-mismatch', before: ['own-method', 'peer-method'], after: ['auth-data-failed'] },
  { code: 'peer-not-configured', before: ['tunnel-group-search'], after: ['no-own-method'] },
  { code: 'proxy-id-mismatch', before: ['line-range', 'asa-dump-range'], after: [] },
];

/** So many of the lines before: of a selector, both ends and both ranges. */
const told = 4;

/** The message is a claim of its own and counted there: its lines, and what it was about, are put beside it. */
function completeStory(facts: Facts, say: Say, followsRefusal: (line: Occurrence) => boolean): void {
  for (const { code, before, after } of stories) {
    const claimOf = ({ message }: Occurrence): Claim | undefined =>
      message.says?.find((claim) => claim.code === code && claim.certainty === 'certain' && claim.when === undefined);
    const line = facts.negotiation.lines.find((candidate) => claimOf(candidate) !== undefined);
    if (!line || (code === 'proxy-id-mismatch' && followsRefusal(line))) continue;
    const asked = code === 'proxy-id-mismatch' ? asAsked(facts, line) : undefined;
    const lines = [
      line,
      ...facts
        .all(...before)
        .filter(({ start }) => start < line.start)
        .slice(code === 'proxy-id-mismatch' ? -told : -1),
      ...after.map((id) => facts.all(id).find(({ start }) => start > line.start)),
    ];
    const method =
      code === 'auth-method-mismatch'
        ? facts.all('peer-method').findLast(({ start }) => start < line.start)
        : undefined;
    say(code, 'certain', lines, {
      count: 0,
      ...(method && differingMethods(facts, method)),
      ...(claimOf(line)?.side && { side: claimOf(line)?.side as Side }),
      ...(asked && refusedNetworks(asked)),
    });
  }
}

/** The last negotiation that came up: of each peer, and of all. */
interface LastUp {
  readonly byPeer: ReadonlyMap<string | undefined, number>;
  readonly all: number;
  /** Whether what came up in an attempt were other sessions: their lines stand between those of this one. */
  ofOthers(attempt: number, session: string | undefined): boolean;
}

function lastUpOf(negotiations: readonly Negotiation[]): LastUp {
  const byPeer = new Map<string | undefined, number>();
  const sessions = new Map<number, Set<string | undefined>>();
  for (const [at, { childUp, ikeUp, peer, lines, session }] of negotiations.entries()) {
    if (childUp !== undefined) byPeer.set(peer, at);
    for (const line of lines)
      if (line.line === childUp || line.line === ikeUp) {
        const known = sessions.get(line.attempt);
        if (known) known.add(session);
        else sessions.set(line.attempt, new Set([session]));
      }
  }
  return {
    byPeer,
    all: Math.max(-1, ...byPeer.values()),
    ofOthers: (attempt, session) => {
      const up = sessions.get(attempt);
      return session !== undefined && up !== undefined && !up.has(undefined) && !up.has(session);
    },
  };
}

/** The same peer came up later, in the log or in a show output below. */
function recovers(model: Model, { peer, lines, session }: Negotiation, at: number, lastUp: LastUp): boolean {
  const end = lines.at(-1)?.line ?? 0;
  if (lines.some(({ attempt }) => model.attempts[attempt]?.recovered === true && !lastUp.ofOthers(attempt, session)))
    return true;
  // What came up without naming its peer may be this one.
  const up =
    peer === undefined ? lastUp.all : Math.max(lastUp.byPeer.get(peer) ?? -1, lastUp.byPeer.get(undefined) ?? -1);
  if (up > at) return true;
  const device = model.captures[lines[0]?.capture ?? -1]?.device;
  // A log names the peer whose session came up, and stays up; a negotiation that names none may be the one before it.
  const logged = ({ childUp, device: other, occurrences }: Attempt): boolean => {
    const last = occurrences.findLast(
      ({ message: { effect } }) => effect?.up !== undefined || effect?.down !== undefined,
    );
    return childUp && last?.message.effect?.up !== undefined && last.line > end && sameDevice(other, device);
  };
  if (peer === undefined && model.attempts.some(logged)) return true;
  const tunnels = model.tunnels.filter(
    (tunnel) => sameDevice(tunnel.device, device) && (peer === undefined || tunnel.remote === peer),
  );
  return tunnels.some((tunnel) =>
    tunnel.ipsec.some((sa) => sa.line > end && (sa.health === 'up' || isLeft(tunnel, sa))),
  );
}

/** A filter left the counters of an IPsec SA only: they count both ways, and the IKE SA is up beside it. */
const isLeft = (tunnel: Tunnel, sa: IpsecSa): boolean =>
  sa.health === 'unknown' && runsBothWays(sa) && listsIke(tunnel);

/** Packets that pass only while a session is built. */
const firstExchanges = ['init', 'auth'].flatMap((exchange) =>
  ['sent', 'received'].flatMap((way) => ['request', 'response'].map((what) => `${way}-${exchange}-${what}` as const)),
);

/** The line of syslog from which on the session of a later exchange was up; none where this negotiation is one of its own. */
function upBefore(facts: Facts): number | undefined {
  const { lines, peer } = facts.negotiation;
  const first = lines[0];
  if (!first || peer === undefined || facts.has(...firstExchanges)) return undefined;
  const last = (ids: readonly string[]): number =>
    Math.max(
      -1,
      ...ids
        .flatMap((id) => facts.model.occurrences(id))
        .filter((one) => one.line < first.line && fieldOf(one, 'peer') === peer)
        .map(({ line }) => line),
    );
  const up = last(['crypto.session-up', 'ikev2-syslog.session-up']);
  return up > last(['crypto.session-down', 'ikev2-syslog.session-down']) ? up : undefined;
}

/** Nothing but the sentence that a proposal was refused, while the end that refused it stands in the same text and says what differs. */
const isEcho = (facts: Facts, all: readonly Facts[]): boolean =>
  facts.has('error-no-proposal-chosen-received') &&
  facts.received.length === 0 &&
  facts.stageAt(facts.first('error-no-proposal-chosen-received')) === 'unknown' &&
  all.some((other) => other !== facts && other.comparisons.some(isFull));

/** A negotiation that did not get as far as an IPsec SA: the first reason that the lines prove. */
function judgeFailing(facts: Facts, say: Say): void {
  if (sayChildGroups(facts, say, (line) => line !== undefined)) return;
  if (judgeLocalSetup(facts, say)) return;
  sayPool(facts, say);
  sayPolicyOfOtherTable(facts, say);
  if (judgePolicies(facts, say)) return;
  if (judgeAuthentication(facts, say)) return;
  if (judgeRefusal(facts, say)) return;
  if (judgeOwnRefusal(facts, say)) return;
  if (judgeSilence(facts, say)) return;
  judgeRemainder(facts, say);
}

/** ASA: a tunnel-group without a key for IKEv2. (No tunnel-group at all is what its own line says.) IOS: a key ring in which nothing fits. */
function judgeLocalSetup(facts: Facts, say: Say): boolean {
  const line = facts.first('no-policy-auth');
  if (!line) return facts.has('no-tunnel-group', 'no-key', 'nat-unsupported') || judgeKeyring(facts, say);
  const found = facts.first('tunnel-group');
  const unset = facts.first('no-own-method');
  if (unset && !found && !facts.has('no-tunnel-group'))
    say('peer-not-configured', 'likely', [unset, line], { side: 'local' });
  else if (!facts.has('no-tunnel-group')) say('psk-missing', 'certain', [line, found], { side: 'local' });
  return true;
}

/** The key ring was searched, no peer block of it is named, and the negotiation did not even begin. */
function judgeKeyring(facts: Facts, say: Say): boolean {
  const searches = facts.all('keyring');
  const given = facts.first('error-initiate-failed');
  if (searches.length === 0 || !given || facts.has('peer-block', 'use-key', 'sent-init-request', 'init-generate'))
    return false;
  say('psk-missing', 'likely', [searches[0], given], {
    side: 'local',
    count: searches.length,
    values: { keyring: fieldOf(searches[0], 'keyring') ?? '' },
  });
  return true;
}

const anySessionUp = (facts: Facts, error: Occurrence): boolean =>
  facts.model.occurrences('ikev2-syslog.session-up').some(({ line }) => line > error.line);

/** An IKE SA that came up and was taken down again without an IPsec SA. */
function judgeRemainder(facts: Facts, say: Say): void {
  // An event trace does not show child SAs at all.
  if (facts.negotiation.lines.some((line) => line.message.id.startsWith('ikev2.trace-'))) return;
  const up = facts.first('session-up', 'sa-created');
  const down = facts
    .all('delete-queued', 'delete-sent', 'session-killed', 'delete-received')
    .find((line) => up !== undefined && line.line > up.line);
  const byOperator =
    facts.has('delete-by-user', 'session-reset') ||
    facts.model.operatorLines.some((span) => up !== undefined && span.start > up.start);
  if (
    up &&
    down &&
    !byOperator &&
    facts.has('sent-auth-request', 'received-auth-request', 'auth-generate', 'auth-process')
  ) {
    say('phase2-not-established', 'likely', [down, up, facts.first('session-up')], {
      side: 'unknown',
      candidates: refusedChild,
    });
    return;
  }
  const unwritten = facts.first('error-unwritten', 'error-initiate-failed', 'error-invalid-syntax');
  const ends = facts.has('deleting', 'aborted', 'delete-queued', 'error-auth-exchange-failed', 'error-initiate-failed');
  const alone = facts.negotiation.lines.every((line) => idOf(line).startsWith('error-'));
  if (ends && !byOperator && sayInOtherWords(facts, say, () => true)) return;
  // An error line names no peer: where a session comes up behind it, it may have been noise of that one.
  if (unwritten && alone && facts.negotiation.peer === undefined && anySessionUp(facts, unwritten)) return;
  // The last word of a negotiation, which nothing followed.
  const last = unwritten && facts.negotiation.lines.at(-1) === unwritten && !up && !anySessionUp(facts, unwritten);
  if (last && !byOperator && sayInOtherWords(facts, say, () => true)) return;
  if (unwritten && !byOperator && (ends || alone || last)) {
    const late = facts.has('session-up', 'sa-created', 'auth-passed');
    say(late ? 'phase2-not-established' : 'phase1-not-established', 'possible', [unwritten], { side: 'unknown' });
    return;
  }
  const hangs = facts.all('in-negotiation');
  const closed = facts.first('error-initial-exchange-failed', 'error-auth-exchange-failed');
  const child = facts.first('error-child-exchange-failed');
  const corrected = endsAtCorrection(facts);
  if (closed && !facts.has('auth-passed'))
    say('phase1-not-established', 'likely', [closed, corrected], {
      side: 'unknown',
      ...(corrected && { candidates: notCorrected }),
    });
  // CREATE_CHILD_SA needs an IKE SA: the text begins after it came up.
  else if (child) say('rekey-failure', 'likely', [child], { side: 'unknown' });
  else if (
    hangs.length >= 5 &&
    facts.negotiation.lines.every((line) => idOf(line) === 'in-negotiation' || line.message.harmless === true)
  ) {
    say('ike-sa-stale', 'likely', [hangs[0], hangs.at(-1)], { side: 'unknown', count: hangs.length });
    say('rekey-failure', 'possible', [hangs[0], hangs.at(-1)], { side: 'unknown', count: hangs.length });
  }
}
