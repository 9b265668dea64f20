// Judges what syslog alone shows of IKEv2 and of sessions: aborted negotiations without a debug beside them, and tunnels that go up and down.
import { type Detector, detector, type Report, type Reported } from '../../../engine/define.ts';
import type { Model, Occurrence, Tunnel } from '../../../engine/model.ts';
import { ikev2Messages, noPrivateKey } from '../../messages/ikev2.ts';
import { isakmpMessages } from '../../messages/isakmp.ts';
import { excludedBetween } from '../config/fitting.ts';
import { type Period, periodOf } from '../ipsec/periods.ts';
import { listsIke } from '../up.ts';
import { fieldOf, firstAndLast, isLater, sameDevice } from '../values.ts';
import { notCorrected } from './ikev2-groups.ts';
import { refusedChild } from './ikev2-policies.ts';

type Claimed = Pick<Reported, 'code' | 'certainty'> & Partial<Reported>;

/** There is no code of their own for them: what is refused is the proof that they take part in. */
export const postQuantumKey: Claimed & Required<Pick<Reported, 'title' | 'explanation'>> = {
  code: 'authentication-failed',
  certainty: 'likely',
  side: 'either',
  title:
    'The post-quantum pre-shared keys (PPK)[[ of this end and {peer}]] do not fit: missing, of another name, or required on one end only',
  explanation:
    'A post-quantum pre-shared key is mixed into the keys of the IKE SA. Both ends need the same key under the same name; where one end requires it, the other must have it. Without "required" the tunnel comes up without it.',
};

/** Who writes that the SA is not authenticated has compared the proof of the peer: the reason is known here, and not at the peer. */
const refusedHere: Claimed['next'] = (['ios', 'asa'] as const).map((platform) => ({
  command: platform === 'ios' ? 'debug crypto ikev2' : 'debug crypto ikev2 protocol 127',
  why: 'This end refuses, so its own debug names the step: a proof that differs means the keys, a failed validation the certificate of the peer. Paste it below and the verdict follows.',
  where: 'local',
  platform,
}));

/** What a closing sentence proves when it is all there is. */
export const ikev2Alone: Readonly<Record<string, Claimed>> = {
  'no-matching-policy': { code: 'ike-policy-mismatch', certainty: 'likely', side: 'either' },
  'no-proposal-chosen-received': { code: 'ike-policy-mismatch', certainty: 'likely', side: 'either' },
  'auth-exchange-failed': { code: 'authentication-failed', certainty: 'likely' },
  'authenticate-failed': { code: 'authentication-failed', certainty: 'likely', next: refusedHere },
  'auth-not-received': { code: 'peer-unreachable', certainty: 'likely', detail: { direction: 'reply-lost' } },
  'retransmissions-exceeded': { code: 'peer-unreachable', certainty: 'likely', detail: { direction: 'no-answer' } },
  'item-not-found': { code: 'identity-mismatch', certainty: 'likely', side: 'either' },
  'ppk-mismatch': postQuantumKey,
  'initial-exchange-failed': { code: 'phase1-not-established', certainty: 'likely' },
  'sa-init-failed': { code: 'phase1-not-established', certainty: 'likely' },
  'child-exchange-failed': { code: 'rekey-failure', certainty: 'likely' },
};

/** The sentence that refuses a group. */
export const wrongGroup = 'wrong-dh-group';

/** So many refusals of a group, within so many milliseconds. */
const refusals = { count: 3, within: 600_000 };

/**
 * The first guess of a Diffie-Hellman group may be wrong: it is corrected at once, by the next message (RFC 7296, 1.2). Only where it is refused again and
 * again, and nothing comes up, the correction is never taken. A log that leaves out what is less than a warning hides that an SA came up: either it tells
 * how attempts begin too, or there is no time for an SA between the refusals. Lines that name no peer may be of many, each of them corrected: one that
 * asks again does so in a rhythm. The lines are those below which nothing is said to have come up.
 */
export function refusedGroup(
  model: Model,
  lines: readonly Occurrence[],
  peer: string | undefined,
): Claimed | undefined {
  const begun = lines.filter(({ attempt }) =>
    model.attempts[attempt]?.occurrences.some(({ message }) => message.effect?.begins === 'ike'),
  );
  const times = lines.flatMap(({ time }) => time ?? []).sort((a, b) => a - b);
  const isNeverCorrected =
    begun.length >= refusals.count ||
    ((peer !== undefined || periodOf(model, lines) !== undefined) &&
      times.some((time, at) => (times[at + refusals.count - 1] ?? Number.POSITIVE_INFINITY) - time <= refusals.within));
  if (isNeverCorrected) return { code: 'ike-dh-group-mismatch', certainty: 'likely', side: 'either' };
  const device = model.captures[lines[0]?.capture ?? -1]?.device;
  const isMine = (tunnel: Tunnel): boolean =>
    sameDevice(tunnel.device, device) && (peer === undefined || tunnel.remote === peer);
  return model.tunnels.some((tunnel) => isMine(tunnel) && listsIke(tunnel))
    ? undefined
    : { code: 'phase1-not-established', certainty: 'possible', candidates: notCorrected };
}

/** What a reason says that is not one of the closing sentences: its words, or nothing but that the negotiation was given up. */
const unwritten: readonly (readonly [RegExp, Claimed])[] = [
  [/authentication method configured/i, { code: 'auth-method-mismatch', certainty: 'certain', side: 'either' }],
  [/Computed authentication value/i, { code: 'psk-mismatch', certainty: 'certain', side: 'either' }],
  [/\bPPK\b/, postQuantumKey],
  [/pre-?shared|\bPSK\b/i, { code: 'psk-missing', certainty: 'likely', side: 'local' }],
  [
    /\bsign (?:the )?data\b|\bprivate key\b/i,
    { code: 'certificate-invalid', certainty: 'likely', side: 'local', detail: { fault: noPrivateKey } },
  ],
  [/\b(?:major|IKE) version\b/i, { code: 'ike-version-mismatch', certainty: 'likely', side: 'either' }],
  [/\bEAP\b/, { code: 'eap-failed', certainty: 'likely' }],
  [/authori[sz]|\bauthor\b/i, { code: 'mode-config-failed', certainty: 'likely', side: 'local' }],
  [/\bcert|trustpoint/i, { code: 'certificate-invalid', certainty: 'likely' }],
  [/\bTS\b|TS_UNACCEPTABLE|traffic selector/i, { code: 'proxy-id-mismatch', certainty: 'likely', side: 'either' }],
  [/\bAUTH\b|authenticat|signature/i, { code: 'authentication-failed', certainty: 'likely' }],
  [/(?:)/, { code: 'phase1-not-established', certainty: 'possible' }],
];

export const unwrittenReason = (reason: string): Claimed | undefined =>
  unwritten.find(([words]) => words.test(reason))?.[1];
export const unwrittenCodes: readonly Claimed['code'][] = unwritten.map(([, { code }]) => code);

/** A tunnel that falls this often in one text flaps; once or twice is a reload or a line. */
const falls = 3;

export const ikev2Syslog: Detector = detector({
  id: 'ikev2-syslog',
  codes: [
    ...new Set([...Object.values(ikev2Alone).map(({ code }) => code), ...unwrittenCodes]),
    'ike-dh-group-mismatch',
    'phase2-not-established',
    'sa-flapping',
  ],
  run: (model, report) => {
    judgeAborts(model, report);
    // Between the falls it came up again.
    const rises = byPeer(changes(model, 'up'));
    for (const [peer, lines] of fallsByPeer(model))
      if (lines.length >= falls && (rises.get(peer)?.length ?? 0) >= falls - 1)
        report({
          code: 'sa-flapping',
          certainty: 'certain',
          evidence: firstAndLast(lines, 5).map((line) => model.evidence(line, 'cause')),
          peer,
          side: 'unknown',
          // The lines of IKEv2 have a name of their own.
          ike: lines[0]?.message.id === 'ikev2-syslog.session-down' ? 2 : 1,
          count: lines.length,
          values: { count: String(lines.length) },
          ...flapTitle(periodOf(model, lines)),
        });
    judgeLost(model, report);
  },
});

/** The last word of a syslog is that a session went down: no debug says why, nobody did it, and nothing came up after it. */
function judgeLost(model: Model, report: Report): void {
  if ([...ikev2Messages, ...isakmpMessages].some(({ id }) => model.count(id) > 0)) return;
  const rises = changes(model, 'up');
  for (const [peer, lines] of fallsByPeer(model)) {
    const last = lines.reduce((one, other) => (isLater(other, one) ? other : one));
    if (lines.length >= falls || rises.some((rise) => isLater(rise, last))) continue;
    report({
      code: 'phase1-not-established',
      certainty: 'possible',
      peer,
      ike: last.message.id === 'crypto.session-down' ? 1 : 2,
      evidence: [model.evidence(last, 'cause')],
      title: 'The session with {peer} went down; this text does not show why, nor that it came back',
      candidates: lostWithoutReason,
    });
  }
}

const lostWithoutReason = [
  { code: 'peer-unreachable', why: 'The peer or the line to it is gone.' },
  { code: 'dpd-failure', why: 'The peer did not answer the keepalives.' },
  { code: 'rekey-failure', why: 'A new SA did not come about in time.' },
  {
    code: 'idle-timeout',
    why: 'Nothing used the tunnel: one between two spokes ends so, and that is as it should be.',
  },
  { code: 'operator-action', why: 'The other end was shut, cleared or changed.' },
];

/**
 * Policies and proposals of IPsec are refused in the same words: where both configurations agree on the first, or the log of the peer shows the IKE SA
 * up before, it was the second.
 */
export const isOfChild = (model: Model, { code }: Claimed, peer: string | undefined, line?: Occurrence): boolean =>
  code === 'ike-policy-mismatch' &&
  (excludedBetween(model, [peer]).has(code) || (line !== undefined && isUpAtPeer(model, peer, line)));

/** strongSwan, which is the peer, says that the IKE SA came up; its log stands above. */
const isUpAtPeer = (model: Model, peer: string | undefined, { line }: Occurrence): boolean =>
  model
    .occurrences('strongswan.ike-up')
    .some((up) => peer !== undefined && up.line < line && ['local', 'remote'].some((end) => fieldOf(up, end) === peer));
const childRefused: Claimed = {
  code: 'phase2-not-established',
  certainty: 'likely',
  side: 'either',
  candidates: refusedChild,
};

/** Negotiations given up, where no debug says more. */
function judgeAborts(model: Model, report: Report): void {
  if (ikev2Messages.some((message) => model.count(message.id) > 0)) return;
  const say = (claim: Claimed, lines: readonly Occurrence[]): void => {
    const [first] = lines;
    const peer = first && model.attempts[first.attempt]?.peer;
    if (first)
      report({
        ...(isOfChild(model, claim, peer, first) ? childRefused : claim),
        ike: 2,
        evidence: firstAndLast(lines, 4).map((line) => model.evidence(line, 'cause')),
        count: lines.length,
        peer,
      });
  };
  // "Auth exchange failed" closes a time-out too: the line before says that no proof was compared.
  const timers = model.occurrences('ikev2-syslog.abort-auth-not-received');
  const closesTimer = (line: Occurrence): boolean =>
    line.message.id === 'ikev2-syslog.abort-auth-exchange-failed' &&
    timers.some((timer) => timer.line < line.line && line.line - timer.line <= 2);
  const aborts = (id: string): readonly Occurrence[] =>
    model.occurrences(`ikev2-syslog.${id}`).filter((line) => !cameUpAfter(model, line) && !closesTimer(line));
  for (const [id, claim] of Object.entries(ikev2Alone)) say(claim, aborts(`abort-${id}`));
  const refused = aborts(`abort-${wrongGroup}`);
  const claim = refusedGroup(model, refused, model.attempts[refused[0]?.attempt ?? -1]?.peer);
  if (claim) say(claim, refused);
  const claimOf = (line: Occurrence): Claimed | undefined => unwrittenReason(line.fields.reason?.value ?? '');
  const others = aborts('abort');
  for (const [, claim] of unwritten)
    say(
      claim,
      others.filter((line) => claimOf(line) === claim),
    );
}

/** A period says which timer to look at. */
const flapTitle = (period: Period | undefined): { readonly title?: string } =>
  period === undefined
    ? {}
    : { title: `The tunnel[[ with {peer}]] goes up and down[[ ({count} times)]], ${period.text}` };

const upIds = ['ikev2-syslog.session-up', 'ikev2-syslog.sa-up', 'ikev2-syslog.flexvpn-up'];
const cameUpAfter = (model: Model, line: Occurrence): boolean =>
  upIds.some((id) => model.occurrences(id).some((up) => up.line > line.line)) || allShownUp(model, line);

/** The line names no peer: where every tunnel that an output below shows is up, it was a stranger who was refused. */
function allShownUp(model: Model, line: Occurrence): boolean {
  const device = model.captures[line.capture]?.device;
  const shown = model.tunnels.filter(
    (tunnel) =>
      (device === undefined || tunnel.device === undefined || tunnel.device === device) &&
      tunnel.ike.some((sa) => sa.line > line.line),
  );
  return shown.length > 0 && shown.every(listsIke);
}

const sessions = {
  up: ['ikev2-syslog.session-up', 'crypto.session-up'],
  down: ['ikev2-syslog.session-down', 'crypto.session-down'],
};
/** The clients of Easy VPN and FlexVPN say the same once more: it counts where nothing else does. */
const clients = {
  up: ['ikev2-syslog.flexvpn-up', 'crypto.ezvpn-client-up'],
  down: ['ikev2-syslog.flexvpn-down', 'crypto.ezvpn-client-down'],
};

const changes = (model: Model, what: 'up' | 'down'): readonly Occurrence[] => {
  const said = sessions[what].flatMap((id) => model.occurrences(id));
  return said.length > 0 ? said : clients[what].flatMap((id) => model.occurrences(id));
};

function fallsByPeer(model: Model): Map<string, Occurrence[]> {
  const done = doneBy(model);
  return byPeer(changes(model, 'down').filter((line) => !duringAction(done, line)));
}

function byPeer(lines: readonly Occurrence[]): Map<string, Occurrence[]> {
  const found = new Map<string, Occurrence[]>();
  for (const line of lines) {
    const peer = line.fields.peer?.value;
    const list = found.get(peer ?? '');
    if (list) list.push(line);
    else if (peer !== undefined) found.set(peer, [line]);
  }
  return found;
}

/** Messages with a time that an operator's action leaves behind. */
const actions = ['sys.configured', 'sys.restarted', 'sys.reload'];
const soon = { lines: 12, milliseconds: 120_000 };

/** What an operator did, in text order. */
interface Done {
  readonly line: number;
  readonly time: number | undefined;
}

function doneBy(model: Model): Done[] {
  const times = new Map(actions.flatMap((id) => model.occurrences(id)).map(({ start, time }) => [start, time]));
  return model.operatorLines.map(({ start }) => ({ line: model.lineOf(start), time: times.get(start) }));
}

/** So many actions before a line are looked at. */
const lately = 20;

/** Right after something that an operator did: by the clock where both lines have one, else by the distance in the text. */
function duringAction(done: readonly Done[], { line, time }: Occurrence): boolean {
  let low = 0;
  for (let high = done.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((done[middle] as Done).line < line) low = middle + 1;
    else high = middle;
  }
  return done
    .slice(Math.max(0, low - lately), low)
    .some((action) =>
      action.time === undefined || time === undefined
        ? line - action.line < soon.lines
        : time - action.time <= soon.milliseconds,
    );
}
