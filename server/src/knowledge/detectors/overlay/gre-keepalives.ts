// Judges GRE tunnels whose line follows their keepalives: what it means that none is answered.
import type { Rec, Report } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { deviceAt, isPingAnswered, pingsOf, textOf } from '../values.ts';

/** Why keepalives of a GRE tunnel get no answer: the far end sends them back as any other packet, so all that is wrong with the way or with that end shows so. */
export const unansweredKeepalives = [
  { code: 'peer-unreachable', why: 'The far end cannot be reached, or GRE (protocol 47) is filtered on the way.' },
  { code: 'esp-blocked', why: 'The tunnel is protected, and ESP is lost on the way.' },
  { code: 'tunnel-mode-mismatch', why: 'The far end has no GRE tunnel with these two addresses.' },
  { code: 'missing-route', why: 'The far end has no way back to our address.' },
];

/** GRE whose line follows keepalives of its own, and no protection. */
export const isKeptAlive = ({ fields: { keepalive, transport } }: Rec): boolean =>
  /^set\b/.test(keepalive?.value ?? '') && /^GRE\b/i.test(transport?.value ?? '');

/** The line of a GRE tunnel without protection is down, and its keepalives are on: one end alone cannot tell where they get lost. */
export function keepalivesLost(model: Model, rec: Rec, report: Report): void {
  const { line, keepalive, destination } = rec.fields;
  // What is said of the IPsec between the same two ends tells more.
  const isKnown = [...model.tunnels.map(({ remote }) => remote), ...model.attempts.map(({ peer }) => peer)].some(
    (peer) => peer === undefined || peer === destination?.value,
  );
  if (!line || !keepalive || isKnown || model.count('tunnel.recursive-routing') > 0) return;
  const ping = pingsOf(model, deviceAt(model, rec.line)).find(
    (test) => textOf(test, 'destination') === destination?.value && isPingAnswered(test),
  );
  report({
    code: 'phase1-not-established',
    certainty: 'likely',
    side: 'unknown',
    peer: destination?.value,
    evidence: [
      model.evidence(line, 'cause'),
      model.evidence(keepalive, 'cause'),
      ...(ping?.fields.percent ? [model.evidence(ping.fields.percent, 'context')] : []),
    ],
    title: `${textOf(rec, 'interface')} is down, as it is when its GRE keepalives[[ to {peer}]] get no answer; this text does not show why`,
    candidates: unansweredKeepalives.filter(({ code }) => code !== 'esp-blocked'),
    next: [
      {
        command: 'debug tunnel keepalive',
        why: 'Shows whether the keepalives leave and whether those of the far end arrive. Ask for the same there.',
        where: 'either',
      },
    ],
  });
}
