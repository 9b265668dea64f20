// Judges what show outputs say of IKEv2 SAs that are not up, and what counters and error lists tell beside nothing else.
import { type Detector, detector, type Rec, type Report } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { ikev2Errors } from '../../messages/ikev2-errors.ts';
import { isIpsecUp, listsSa } from '../up.ts';
import { capturesOf, deviceAt, isHeard, numberIn, pingInVain, recordsBelow, sameDevice, textOf } from '../values.ts';
import { ikeRefused, reportRefusal } from './denials.ts';
import { ikev2Alone, postQuantumKey } from './ikev2-syslog.ts';

export const ikev2SaStates: Detector = detector({
  id: 'ikev2-sa-states',
  codes: [
    'peer-unreachable',
    'nat-t-blocked',
    'phase1-not-established',
    'phase2-not-established',
    'dpd-failure',
    'ike-admission-limit',
    'authentication-failed',
  ],
  run: (model, report) => {
    for (const peer of peersOf(model)) judgePeer(model, peer, report);
    judgeClients(model, report);
    judgeIdle(model, report);
    judgeChildless(model, report);
    judgeErrors(model, report);
    judgeTimers(model, report);
    judgeLimit(model, report);
    judgeQuantum(model, report);
  },
});

/** Rows of one peer in the last output of one device that shows it. */
interface Peer {
  readonly address: string;
  readonly rows: readonly Rec[];
  readonly line: number;
  /** Another peer of the same output is up. */
  readonly others: boolean;
}

function peersOf(model: Model): Peer[] {
  const found = new Map<string, Peer>();
  for (const capture of capturesOf(model.captures, 'show crypto ikev2 sa', 'show crypto ikev2 session')) {
    const groups = new Map<string, Rec[]>();
    for (const row of recordsBelow(capture.root, 'sa')) {
      const address = textOf(row, 'remote');
      if (address !== undefined) groups.set(address, [...(groups.get(address) ?? []), row]);
    }
    for (const [address, rows] of groups)
      found.set(`${capture.device ?? ''} ${address}`, {
        address,
        rows,
        line: rows[0]?.line ?? 0,
        others: [...groups.values()].flat().some((row) => stateOf(row) === 'READY'),
      });
  }
  return [...found.values()];
}

const stateOf = (row: Rec): string => (textOf(row, 'state') ?? '').toUpperCase();

function judgePeer(model: Model, { address, rows, line, others }: Peer, report: Report): void {
  if (rows.some((row) => !['IN-NEG', 'DELETE', 'DELETED', 'IN_NEG'].includes(stateOf(row)))) return;
  if (works(model, address, line)) return;
  const pending = rows.filter((row) => /^IN.NEG$/.test(stateOf(row)));
  const evidence = (pending.length > 0 ? pending : rows).slice(0, 4).flatMap((row) => {
    const state = row.fields.state;
    const step = row.fields.statusDescription;
    return [
      state ? model.evidence(state, 'cause') : model.evidence(row, 'cause'),
      ...(step ? [model.evidence(step, 'symptom')] : []),
    ];
  });
  const common = { evidence, peer: address, certainty: 'likely', ike: 2 } as const;
  if (pending.length === 0) {
    // A row on its way out after somebody cleared it says nothing.
    if (model.operatorLines.some((span) => model.lineOf(span.start) < line)) return;
    const lived = rows.every((row) => (numberIn(row.fields.active) ?? 0) >= longEnough);
    // Spokes build tunnels to each other and drop them again; the hub is the one that counts.
    if (lived && others) return;
    report({
      ...common,
      code: 'phase1-not-established',
      ...(lived
        ? {
            title: 'The IKE SA with {peer} was up and is being removed; this text does not show why',
            candidates: ended,
          }
        : { candidates: unfinished }),
    });
    return;
  }
  const steps = pending.map((row) => textOf(row, 'statusDescription') ?? '').join(' ');
  const unanswered = pending.some(withoutAlgorithms) || /waiting for INIT response/i.test(steps);
  // An exchange that the answer to its first message has led to UDP 4500, or one that has no answer yet.
  const port = pending.some(isFloated)
    ? 4500
    : unanswered && !isHeard(model, address, deviceAt(model, line))
      ? 500
      : undefined;
  const refused = port && ikeRefused(model, deviceAt(model, line), address, port);
  if (refused) reportRefusal(model, report, refused, evidence);
  else if (/waiting for AUTH (?:message|request)/i.test(steps))
    report({ ...common, code: 'peer-unreachable', detail: { direction: 'reply-lost' } });
  else if (unanswered && !movedOn(model, address, pending)) {
    const ping = pingInVain(model, deviceAt(model, line), address);
    report({
      ...common,
      code: 'peer-unreachable',
      evidence: [...evidence, ...(ping?.fields.percent ? [model.evidence(ping.fields.percent, 'cause')] : [])],
      detail: { direction: 'no-answer' },
    });
  } else
    report({
      ...common,
      code: 'phase1-not-established',
      candidates: /waiting for AUTH response/i.test(steps) || pending.some(isFloated) ? unproven(pending) : unfinished,
    });
}

/** An exchange moves to UDP 4500 when the answer to its first message has told of a NAT; a log may show that answer too. */
const movedOn = (model: Model, address: string, rows: readonly Rec[]): boolean =>
  rows.some(isFloated) || isHeard(model, address, deviceAt(model, rows[0]?.line ?? 0));
const isFloated = (row: Rec): boolean => textOf(row, 'remotePort') === '4500';

/** IKE_AUTH was sent and not answered: over a NAT by the port that it moved to, else by its size or because the peer does not accept it. */
const unproven = (rows: readonly Rec[]): readonly { readonly code: string; readonly why: string }[] => {
  const natt = { code: 'nat-t-blocked', why: 'IKE_AUTH goes to UDP 4500, and that may be filtered.' };
  const others = [
    { code: 'fragmentation-ike', why: 'With certificates IKE_AUTH is large, and its fragments may be lost.' },
    { code: 'psk-mismatch', why: 'The peer does not accept the proof and says nothing.' },
    { code: 'identity-mismatch', why: 'The peer has no profile for the identity that is sent.' },
    { code: 'peer-unreachable', why: 'The path was lost after the first exchange.' },
  ];
  return rows.some(isFloated) ? [natt, ...others] : [...others, natt];
};

/** Seconds that a negotiation that fails never takes. */
const longEnough = 60;

const ended = [
  { code: 'operator-action', why: 'The tunnel was shut, cleared or changed on one of the ends.' },
  { code: 'dpd-failure', why: 'The peer did not answer the keepalives.' },
  { code: 'rekey-failure', why: 'A new SA did not come about in time.' },
];

const unfinished = [
  { code: 'peer-unreachable', why: 'The peer does not answer: path, UDP 500, or no IKEv2 there.' },
  { code: 'psk-mismatch', why: 'The pre-shared keys differ.' },
  { code: 'ike-policy-mismatch', why: 'No proposal fits.' },
  { code: 'identity-mismatch', why: 'No profile accepts the identity.' },
  { code: 'nat-t-blocked', why: 'A NAT is on the way and UDP 4500 is filtered.' },
];

/** It is being negotiated, and the first message has no answer yet. */
export const isUnanswered = (row: Rec): boolean =>
  /^IN.NEG$/.test(stateOf(row)) &&
  !isFloated(row) &&
  (withoutAlgorithms(row) || /waiting for INIT response/i.test(textOf(row, 'statusDescription') ?? ''));

/** `Encr: Unknown - 0, … DH Grp:0`: the first message was not answered yet. */
const withoutAlgorithms = (row: Rec): boolean => {
  const spi = textOf(row, 'remoteSpi');
  return textOf(row, 'encryption')?.toLowerCase() === 'unknown' || (spi !== undefined && /^(?:0x)?0+$/.test(spi));
};

/** Packets of this peer are encrypted or decrypted, or it comes up elsewhere in the text: then the row is a renewal. */
function works(model: Model, address: string, line: number): boolean {
  return model.tunnels
    .filter((tunnel) => tunnel.remote === address)
    .some((tunnel) => listsSa(tunnel) || tunnel.attempts.some((attempt) => attempt.ikeUp && attempt.endLine > line));
}

/** A FlexVPN client that still negotiates with its server where the last output shows it. */
function judgeClients(model: Model, report: Report): void {
  for (const capture of capturesOf(model.captures, 'show crypto ikev2 client flexvpn')) {
    const later = capturesOf(model.captures, 'show crypto ikev2 client flexvpn').some(
      (other) => other.startLine > capture.startLine && sameDevice(other.device, capture.device),
    );
    if (later) continue;
    for (const client of recordsBelow(capture.root, 'client')) {
      const { state, peer } = client.fields;
      if (!state || !peer || !/^NEGOTIATING$/i.test(state.value) || works(model, peer.value, client.line)) continue;
      report({
        code: 'phase1-not-established',
        certainty: 'likely',
        ike: 2,
        peer: peer.value,
        evidence: [model.evidence(state, 'cause'), model.evidence(peer, 'context')],
        candidates: unfinished,
      });
    }
  }
}

/** A session with an IKE SA and without a child SA: IKEv2 makes the two in one exchange, so the second was refused or has been deleted. */
function judgeIdle(model: Model, report: Report): void {
  for (const capture of capturesOf(model.captures, 'show crypto ikev2 session', 'show crypto ikev2 sa'))
    for (const session of recordsBelow(capture.root, 'session')) {
      const { status, children } = session.fields;
      const ready = recordsBelow(session, 'sa').find((row) => stateOf(row) === 'READY');
      if (status?.value !== 'UP-IDLE' || !ready || (numberIn(children) ?? 0) > 0) continue;
      if (recordsBelow(session, 'child').length > 0) continue;
      const peer = textOf(ready, 'remote');
      if (peer !== undefined && hasIpsec(model, peer)) continue;
      report({
        code: 'phase2-not-established',
        certainty: 'likely',
        peer,
        evidence: [
          model.evidence(status, 'cause'),
          ...(children ? [model.evidence(children, 'symptom')] : []),
          ...(ready.fields.state ? [model.evidence(ready.fields.state, 'context')] : []),
        ],
      });
    }
}

/** The IKE SA stands in one output, and a later output shows that none of the peer’s flows has an IPsec SA. */
function judgeChildless(model: Model, report: Report): void {
  for (const tunnel of model.tunnels) {
    const ready = tunnel.ike.find((sa) => sa.version === 2 && sa.health === 'up');
    const flows = tunnel.ipsec.filter((sa) => ready !== undefined && sa.line > ready.line);
    if (!ready || flows.length === 0 || flows.length < tunnel.ipsec.length) continue;
    if (flows.some((sa) => sa.health !== 'down' || (sa.encaps ?? 0) > 0 || (sa.decaps ?? 0) > 0)) continue;
    if (tunnel.attempts.some((attempt) => attempt.childUp)) continue;
    const spi = flows[0]?.rec.fields.currentOutboundSpi;
    report({
      code: 'phase2-not-established',
      certainty: 'likely',
      peer: tunnel.remote,
      tunnel: tunnel.id,
      evidence: [
        spi ? model.evidence(spi, 'cause') : model.evidence(flows[0]?.span ?? ready.span, 'cause'),
        model.evidence(ready.span, 'context'),
      ],
    });
  }
}

const hasIpsec = (model: Model, peer: string): boolean =>
  model.tunnels.some((tunnel) => tunnel.remote === peer && isIpsecUp(tunnel));

/** Tunnels or negotiations of the same device say more than counters without peers. */
function tellsMore(model: Model, { line }: Rec): boolean {
  const here = deviceAt(model, line);
  const isHere = ({ device }: { readonly device?: string }): boolean => sameDevice(device, here);
  return model.attempts.some(isHere) || model.tunnels.some(isHere);
}

/** `show crypto ikev2 diagnose error`: the last errors, without peers or times. */
function judgeErrors(model: Model, report: Report): void {
  for (const capture of capturesOf(model.captures, 'show crypto ikev2 diagnose error'))
    for (const row of recordsBelow(capture.root, 'error')) {
      if (tellsMore(model, row)) continue;
      const text = textOf(row, 'error') ?? '';
      const known = ikev2Errors.find((error) => text.startsWith(error.text));
      const claim = known && ikev2Alone[known.id];
      const count = numberIn(row.fields.count) ?? 1;
      if (claim) report({ ...claim, ike: 2, certainty: 'possible', evidence: [model.evidence(row, 'cause')], count });
    }
}

/** Counters add up over the life of the device: only a large number beside nothing better is worth a word. */
const manyTimeouts = 100;

function judgeTimers(model: Model, report: Report): void {
  for (const row of model.records('show crypto ikev2 stats timeout', 'timer')) {
    if (tellsMore(model, row)) continue;
    const count = numberIn(row.fields.timedOut) ?? 0;
    if (count < manyTimeouts) continue;
    const name = textOf(row, 'name') ?? '';
    if (/MAXIMUM RETRANS/i.test(name))
      report({
        code: 'peer-unreachable',
        certainty: 'possible',
        evidence: [model.evidence(row, 'cause')],
        count,
        detail: { direction: 'no-answer' },
      });
    else if (/DPD/i.test(name))
      report({ code: 'dpd-failure', certainty: 'possible', evidence: [model.evidence(row, 'cause')], count });
  }
}

/** Post-quantum keys did not fit and no IKE SA is up. Where none is required, the tunnel comes up without them. */
function judgeQuantum(model: Model, report: Report): void {
  for (const { root } of capturesOf(model.captures, 'show crypto ikev2 stats')) {
    const { ppkMismatch, ppkRetrieveFailedRequired, ppkAuthenticationFailedRequired } = root.fields;
    const refused = [ppkMismatch, ppkRetrieveFailedRequired, ppkAuthenticationFailedRequired].filter(
      (fact) => fact !== undefined && (numberIn(fact) ?? 0) > 0,
    );
    if (refused.length === 0 || activeSas(root) > 0 || tellsMore(model, root)) continue;
    report({
      ...postQuantumKey,
      certainty: 'possible',
      ike: 2,
      evidence: refused.flatMap((fact) => (fact ? [model.evidence(fact, 'cause')] : [])),
      count: Math.max(...refused.map((fact) => numberIn(fact) ?? 0)),
    });
  }
}

/** The IKE SAs that are up, in one number or in one for each direction. */
const activeSas = ({ fields: { active, incomingActive, outgoingActive } }: Rec): number =>
  numberIn(active) ?? (numberIn(incomingActive) ?? 0) + (numberIn(outgoingActive) ?? 0);

/** Requests were refused by the limit on SAs, and it is still reached: refusals of the past do not matter any more. */
function judgeLimit(model: Model, report: Report): void {
  for (const { root } of capturesOf(model.captures, 'show crypto ikev2 stats')) {
    const { maximumSas, resourceLimit, incomingActive, active: held, rejectedLimit } = root.fields;
    const limit = numberIn(maximumSas) || numberIn(resourceLimit) || 0;
    if (!rejectedLimit || (numberIn(rejectedLimit) ?? 0) === 0 || limit === 0 || activeSas(root) < limit) continue;
    report({
      code: 'ike-admission-limit',
      certainty: 'certain',
      ike: 2,
      side: 'local',
      evidence: [
        model.evidence(rejectedLimit, 'cause'),
        ...[maximumSas, held ?? incomingActive].flatMap((fact) => (fact ? [model.evidence(fact, 'symptom')] : [])),
      ],
      count: numberIn(rejectedLimit) ?? 1,
    });
  }
}
