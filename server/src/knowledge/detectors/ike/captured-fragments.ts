// Judges captured packets: of IKE messages that are sent in pieces only the first piece arrives, again and again.
import { type Detector, detector, type Rec } from '../../../engine/define.ts';
import type { Capture, Model, Occurrence } from '../../../engine/model.ts';
import { isIkeUp } from '../up.ts';
import { capturesOf, fieldOf, groupBy, numberIn, recordsBelow, textOf } from '../values.ts';

export const capturedFragments: Detector = detector({
  id: 'captured-fragments',
  codes: ['fragmentation-ike'],
  run: (model, report) => {
    const captures = capturesOf(model.captures, 'show capture').map(piecesOf);
    for (const here of captures)
      for (const [source, firsts] of groupBy(here.firsts, (packet) => textOf(packet, 'source') ?? '')) {
        const destination = textOf(firsts[0] as Rec, 'destination') ?? '';
        const tunnels = model.tunnels.filter(({ remote }) => remote === source || remote === destination);
        // A single packet may be lost; and with a tunnel that is up, what comes in pieces may be the traffic inside.
        if (firsts.length < often || here.rest.has(source) || tunnels.some(isIkeUp)) continue;
        const sent = captures
          .filter((other) => other !== here)
          .flatMap((other) => other.restOf(source, new Set(firsts.map((first) => textOf(first, 'id')))));
        const awaited = awaitedIn(model, source);
        if (sent.length === 0 && awaited.length === 0) continue;
        report({
          code: 'fragmentation-ike',
          certainty: sent.length >= often ? 'certain' : 'likely',
          side: 'unknown',
          ike: awaited.length > 0 ? 2 : undefined,
          peer: tunnels[0]?.remote ?? source,
          title: `Of the large IKE messages from ${source} to ${destination} only the first fragment arrives`,
          count: firsts.length,
          evidence: [
            ...firsts.slice(0, shown).map((first) => model.evidence(first, 'cause')),
            ...sent.slice(0, shown).map((piece) => model.evidence(piece, 'context')),
            ...awaited.slice(0, 1).map((line) => model.evidence(line, 'symptom')),
          ],
        });
      }
  },
});

/** The same message is sent again: that it is lost once is no fault. */
const often = 2;
const shown = 2;

interface Pieces {
  /** First pieces of IKE messages. */
  readonly firsts: readonly Rec[];
  /** Senders of which a later piece is seen. */
  readonly rest: ReadonlySet<string | undefined>;
  restOf(source: string, ids: ReadonlySet<string | undefined>): readonly Rec[];
}

function piecesOf({ root }: Capture): Pieces {
  const pieces = recordsBelow(root, 'packet').filter(({ fields }) => fields.id !== undefined);
  const later = pieces.filter(({ fields }) => (numberIn(fields.offset) ?? 0) > 0);
  return {
    firsts: pieces.filter(
      ({ fields }) => numberIn(fields.offset) === 0 && /^(?:500|4500)$/.test(fields.port?.value ?? ''),
    ),
    rest: new Set(later.map((piece) => textOf(piece, 'source'))),
    restOf: (source, ids) =>
      later.filter((piece) => textOf(piece, 'source') === source && ids.has(textOf(piece, 'id'))),
  };
}

/** Who answered IKE_SA_INIT says that the next message never came; a debug names no peer. */
const awaitedIn = (model: Model, source: string): readonly Occurrence[] =>
  ['asa.750003.auth-not-received', 'ikev2-syslog.abort-auth-not-received', 'ikev2.error-auth-not-received']
    .flatMap((id) => model.occurrences(id))
    .filter((line) => (fieldOf(line, 'peer') ?? source) === source);
