// Judges what show outputs say of IKEv2 SAs that are not up, and what counters and error lists tell beside nothing else.
import { type Detector, detector, type Rec, type Report } from '../../engine/define.ts';
import type { Model } from '../../engine/model.ts';
import { ikev2Errors } from '../messages/ikev2-errors.ts';
import { ikev2Alone } from './ikev2-syslog.ts';
import { capturesOf, numberIn, recordsBelow, textOf } from './values.ts';

export const ikev2SaStates: Detector = detector({
  id: 'ikev2-sa-states',
  codes: ['peer-unreachable', 'phase1-not-established', 'ike-sa-stale', 'dpd-failure'],
  run: (model, report) => {
    for (const peer of peersOf(model)) judgePeer(model, peer, report);
    judgeErrors(model, report);
    judgeTimers(model, report);
  },
});

/** Rows of one peer in the last output of one device that shows it. */
interface Peer {
  readonly address: string;
  readonly rows: readonly Rec[];
  readonly line: number;
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
      found.set(`${capture.device ?? ''} ${address}`, { address, rows, line: rows[0]?.line ?? 0 });
  }
  return [...found.values()];
}

const stateOf = (row: Rec): string => (textOf(row, 'state') ?? '').toUpperCase();

function judgePeer(model: Model, { address, rows, line }: Peer, report: Report): void {
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
  const common = { evidence, peer: address, certainty: 'likely' } as const;
  if (pending.length === 0) {
    // A row on its way out after somebody cleared it says nothing.
    if (!model.operatorLines.some((span) => model.lineOf(span.start) < line))
      report({ ...common, code: 'phase1-not-established', candidates: unfinished });
    return;
  }
  const steps = pending.map((row) => textOf(row, 'statusDescription') ?? '').join(' ');
  const unanswered = pending.some(withoutAlgorithms) || /waiting for INIT response/i.test(steps);
  if (/waiting for AUTH (?:message|request)/i.test(steps))
    report({ ...common, code: 'peer-unreachable', detail: { direction: 'reply-lost' } });
  else if (unanswered) report({ ...common, code: 'peer-unreachable', detail: { direction: 'no-answer' } });
  else report({ ...common, code: 'phase1-not-established', candidates: unfinished });
}

const unfinished = [
  { code: 'peer-unreachable', why: 'The peer does not answer: path, UDP 500, or no IKEv2 there.' },
  { code: 'psk-mismatch', why: 'The pre-shared keys differ.' },
  { code: 'ike-policy-mismatch', why: 'No proposal fits.' },
  { code: 'identity-mismatch', why: 'No profile accepts the identity.' },
  { code: 'nat-t-blocked', why: 'A NAT is on the way and UDP 4500 is filtered.' },
];

/** `Encr: Unknown - 0, … DH Grp:0`: the first message was not answered yet. */
const withoutAlgorithms = (row: Rec): boolean => {
  const spi = textOf(row, 'remoteSpi');
  return textOf(row, 'encryption')?.toLowerCase() === 'unknown' || (spi !== undefined && /^(?:0x)?0+$/.test(spi));
};

/** Packets of this peer are encrypted or decrypted, or it comes up elsewhere in the text: then the row is a renewal. */
function works(model: Model, address: string, line: number): boolean {
  return model.tunnels
    .filter((tunnel) => tunnel.remote === address)
    .some(
      (tunnel) =>
        tunnel.ike.some((sa) => sa.health === 'up') ||
        tunnel.ipsec.some((sa) => sa.health === 'up') ||
        tunnel.attempts.some((attempt) => (attempt.ikeUp || attempt.childUp) && attempt.endLine > line),
    );
}

/** `show crypto ikev2 diagnose error`: the last errors, without peers or times. */
function judgeErrors(model: Model, report: Report): void {
  if (model.attempts.length > 0 || model.tunnels.length > 0) return;
  for (const capture of capturesOf(model.captures, 'show crypto ikev2 diagnose error'))
    for (const row of recordsBelow(capture.root, 'error')) {
      const text = textOf(row, 'error') ?? '';
      const known = ikev2Errors.find((error) => text.startsWith(error.text));
      const claim = known && ikev2Alone[known.id];
      const count = numberIn(row.fields.count) ?? 1;
      if (claim) report({ ...claim, certainty: 'possible', evidence: [model.evidence(row, 'cause')], count });
      else if (known?.id === 'invalid-ike-spi' && count >= 3)
        report({ code: 'ike-sa-stale', certainty: 'possible', evidence: [model.evidence(row, 'cause')], count });
    }
}

/** Counters add up over the life of the device: only a large number beside nothing better is worth a word. */
const manyTimeouts = 100;

function judgeTimers(model: Model, report: Report): void {
  if (model.attempts.length > 0 || model.tunnels.length > 0) return;
  for (const row of model.records('show crypto ikev2 stats timeout', 'timer')) {
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
