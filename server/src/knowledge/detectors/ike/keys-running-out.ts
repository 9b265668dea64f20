// Tells whether the outputs around a quick mode show that it is to renew keys: those of the same peer are up above it and at their end.
import type { Fact } from '../../../engine/define.ts';
import type { Attempt, IpsecSa, Model, Occurrence } from '../../../engine/model.ts';
import { numberIn, recordsBelow, sameDevice } from '../values.ts';

/** Seconds before the end of an SA within which its renewal is asked for: IOS begins some half a minute to two minutes before. */
const nearlyOver = 300;

/** What shows, above a quick mode, that keys of its peer are about to run out: their remaining time, or the SPI that is gone in the next look. */
export function keysRunningOut(model: Model, { peer, device }: Attempt, begun: Occurrence): Fact | undefined {
  const sas = model.tunnels
    .filter((tunnel) => peer !== undefined && tunnel.remote === peer && sameDevice(tunnel.device, device))
    .flatMap(({ ipsec }) => ipsec);
  for (const sa of sas.filter(({ line, health }) => line < begun.line && health === 'up')) {
    // Newer keys beside old ones that run out: those are renewed already.
    const keys = recordsBelow(sa.rec, 'inboundSa');
    const gone = sas.some((other) => other.line > begun.line && other.health === 'down' && isSameFlow(other, sa));
    const fact =
      keys.length > 0 && keys.every(isNearlyOver)
        ? keys[0]?.fields.seconds
        : gone && model.operatorLines.length === 0
          ? sa.rec.fields.currentOutboundSpi
          : undefined;
    if (fact) return fact;
  }
  return undefined;
}

const isNearlyOver = ({ fields }: IpsecSa['rec']): boolean => (numberIn(fields.seconds) ?? Infinity) <= nearlyOver;

const isSameFlow = (one: IpsecSa, other: IpsecSa): boolean =>
  one.localSelector === other.localSelector && one.remoteSelector === other.remoteSelector;
