// Tells whether SAs are new below a fault: somebody took the old ones away by hand and the peer uses the new ones, or their counters begin anew.
import { runsBothWays } from '../detectors/up.ts';
import { deviceAt, sameDevice } from '../detectors/values.ts';
import type { Question } from './question.ts';

/** An act that was typed at a prompt of the text, not one that a log only tells of; below it every flow of the peer carries packets both ways. */
export function isRebuilt({ model, peer, last }: Question): boolean {
  const told = new Set(
    ['sys.configured', 'sys.logged-command'].flatMap((id) => model.occurrences(id).map(({ line }) => line)),
  );
  const typed = model.operatorLines
    .map(({ start }) => model.lineOf(start))
    .find((line) => line > last && !told.has(line));
  if (peer === undefined || typed === undefined) return false;
  const device = deviceAt(model, last);
  const flows = model.tunnels
    .filter((tunnel) => tunnel.remote === peer && sameDevice(tunnel.device, device))
    .flatMap(({ ipsec }) => ipsec.filter(({ line }) => line > typed));
  return flows.length > 0 && flows.every((sa) => sa.health === 'up' && runsBothWays(sa));
}

/** The counters of the SAs begin anew below the change: packets are decrypted, and none fails the replay check. */
export function isCountedFromZero({ model, last, act }: Question): boolean {
  const device = deviceAt(model, last);
  const flows = model.tunnels
    .filter((tunnel) => sameDevice(tunnel.device, device))
    .flatMap(({ ipsec }) => ipsec.filter(({ line, decaps = 0 }) => line > act && decaps > 0));
  return flows.length > 0 && flows.every(({ rec }) => rec.fields.replayFailed?.value === '0');
}
