// Judges keys that have protected all the data they may and were not renewed: the SA counts down its seconds still, and sends nothing more.
import { type Detector, detector, type Fact, type Rec } from '../../../engine/define.ts';
import type { IpsecSa, Model, Tunnel } from '../../../engine/model.ts';
import { spiDigits } from '../../commands/shared.ts';
import { groupBy, numberIn, recordsBelow, textOf } from '../values.ts';

export const spentKeys: Detector = detector({
  id: 'spent-keys',
  codes: ['rekey-failure'],
  run: (model, report) => {
    for (const tunnel of model.tunnels)
      for (const readings of flowsOf(model, tunnel)) {
        const [before, now] = [readings.at(-2), readings.at(-1) as IpsecSa];
        const spent = spentOf(now);
        const same = before !== undefined && before.outboundSpi === now.outboundSpi;
        // What still grows is sent under these keys or others.
        if (!spent || (same && before.encaps !== now.encaps)) continue;
        const counters = [now, ...(same ? [before] : [])].flatMap(({ rec }) => rec.fields.encaps ?? []);
        report({
          code: 'rekey-failure',
          certainty: same && now.encaps !== undefined ? 'certain' : 'likely',
          side: 'local',
          tunnel: tunnel.id,
          ...(tunnel.remote === undefined ? {} : { peer: tunnel.remote }),
          detail: { reason: 'data-spent' },
          evidence: [
            ...[spent, ...(same ? [spentOf(before)] : [])].flatMap((one) =>
              one ? [model.evidence(one, 'cause')] : [],
            ),
            ...counters.map((fact) => model.evidence(fact, 'symptom')),
          ],
        });
      }
  },
});

/** The readings of each flow in the order of the text. */
const flowsOf = ({ captures }: Model, { ipsec }: Tunnel): readonly (readonly IpsecSa[])[] => [
  ...groupBy(
    ipsec,
    ({ capture, localSelector, remoteSelector }) =>
      `${captures[capture]?.definition?.id} ${localSelector} ${remoteSelector}`,
  ).values(),
];

/** Shorter than this the keys may be at their end by time too, and their renewal under way. */
const shortly = 60;

/**
 * No kilobytes are left to send under any key, while some are left to receive: both began with the same amount. Where data is not
 * counted, none is left either way.
 */
function spentOf({ rec, health, outboundSpi }: IpsecSa): Fact | undefined {
  if (health === 'down') return undefined;
  const below = recordsBelow(rec, 'inboundSa');
  // Where a filter took the headings away, the SPI in use tells which is which.
  const isOutbound = (one: Rec): boolean =>
    outboundSpi !== undefined && spiDigits(textOf(one, 'spi')) === spiDigits(outboundSpi);
  const sending = [...recordsBelow(rec, 'outboundSa'), ...below.filter(isOutbound)];
  const receiving = below.filter((one) => !isOutbound(one));
  const left = (one: Rec): number | undefined => numberIn(one.fields.kilobytes);
  const isSpent = (one: Rec): boolean => left(one) === 0 && (numberIn(one.fields.seconds) ?? 0) > shortly;
  const counted = receiving.length > 0 && receiving.every((one) => (left(one) ?? 0) > 0);
  return counted && sending.length > 0 && sending.every(isSpent) ? sending[0]?.fields.kilobytes : undefined;
}
