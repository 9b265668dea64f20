// The sessions that show vpn-sessiondb lists, and those whose bytes went one way only.
import type { Rec, Report } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { capturesOf, groupBy, numberIn, recordsBelow, textOf } from '../values.ts';

/** So many bytes one way are more than the first packets of a tunnel. */
const manyBytes = 2000;

/** `show vpn-sessiondb l2l` without detail: the bytes of a session went one way only. */
export function sessionBytes(model: Model, report: Report): void {
  // A look further down shows what became of it.
  const last = groupBy(sessionsOf(model), ({ capture, session }) => `${capture.device} ${peerOf(session)}`);
  for (const { session } of [...last.values()].flatMap((looks) => latest(looks))) {
    const { bytesTx, bytesRx } = session.fields;
    // The detailed form counts packets for each pair of networks.
    if (!bytesTx || !bytesRx || recordsBelow(session, 'tunnel').length > 0) continue;
    const [sent, received] = [numberIn(bytesTx) ?? 0, numberIn(bytesRx) ?? 0];
    const returns = received === 0 && sent >= manyBytes;
    if (!returns && !(sent === 0 && received >= manyBytes)) continue;
    report({
      code: returns ? 'no-return-traffic' : 'no-outbound-traffic',
      certainty: 'likely',
      side: returns ? 'unknown' : 'local',
      peer: peerOf(session),
      evidence: [bytesTx, bytesRx].map((fact) => model.evidence(fact, 'cause')),
    });
  }
}

/** The sessions that the last of some looks lists: there may be several with one peer. */
const latest = <T extends { readonly capture: Capture }>(looks: readonly T[]): readonly T[] =>
  looks.filter(({ capture }) => capture === looks.at(-1)?.capture);

/** Sessions over TLS are no tunnels of this kind. */
export const sessionsOf = (model: Model): readonly { readonly capture: Capture; readonly session: Rec }[] =>
  capturesOf(model.captures, 'show vpn-sessiondb').flatMap((capture) =>
    recordsBelow(capture.root, 'session')
      .filter((session) => /IKE|IPS[Ee]c/.test(textOf(session, 'protocol') ?? ''))
      .map((session) => ({ capture, session })),
  );

/** Whom a session of `show vpn-sessiondb` is with. */
export const peerOf = (session: Rec): string | undefined => textOf(session, 'address') ?? textOf(session, 'remote');
