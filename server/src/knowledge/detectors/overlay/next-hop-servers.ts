// Reads the lists of next-hop servers of a spoke: who is asked, and who waits for its turn.
import type { Rec } from '../../../engine/define.ts';
import type { Capture, Model, Occurrence } from '../../../engine/model.ts';
import { capturesOf, deviceAt, fieldOf, numberIn, recordsBelow, textOf } from '../values.ts';

/** The servers of a list, with counters or as `redundancy` shows them. */
export const serversIn = ({ root }: Capture): Rec[] => [...recordsBelow(root, 'nhs'), ...recordsBelow(root, 'turn')];

/**
 * A cluster uses no more servers at a time than it may (`ip nhrp nhs cluster … max-connections`): with another of the same cluster that answers, one
 * that waits (W) is not asked, and its mapping has no state yet.
 */
export function isSpare(model: Model, capture: Capture, server: string | undefined): boolean {
  const list = capturesOf(model.captures, 'show ip nhrp nhs')
    .filter(({ device }) => device === capture.device)
    .findLast((other) => serversIn(other).some((one) => textOf(one, 'nhs') === server));
  const all = [...(list ? serversIn(list) : []), ...recordsBelow(capture.root, 'nhs')];
  const mine = all.filter((one) => textOf(one, 'nhs') === server);
  return (
    mine.length > 0 &&
    mine.every((one) => textOf(one, 'flags') === 'W' && !askedInVain(one)) &&
    all.some((one) => answers(one) && mine.some((waiting) => textOf(waiting, 'cluster') === textOf(one, 'cluster')))
  );
}

/** It responds (flag R). */
export const answers = (nhs: Rec): boolean => textOf(nhs, 'flags')?.includes('R') === true;

/** The counters of a server in waiting say that it was asked, and never answered. */
export const askedInVain = (nhs: Rec): boolean =>
  numberIn(nhs.fields.received) === 0 && (numberIn(nhs.fields.failed) ?? 0) >= 3;

/** Further down the same device lists it as one that responds, and not as silent again below that: the last look counts. */
export function answersLater(model: Model, capture: Capture, server: string | undefined): boolean {
  const last = capturesOf(model.captures, 'show ip nhrp nhs')
    .filter(({ device, index }) => device !== undefined && device === capture.device && index > capture.index)
    .flatMap(serversIn)
    .findLast((one) => textOf(one, 'nhs') === server);
  return last !== undefined && answers(last);
}

/** Below a line that says that a server is lost, the last look at it on the same device shows that it answers: the device holds it for lost no more. */
export function answersBelow(model: Model, lost: Occurrence): boolean {
  const device = deviceAt(model, lost.line);
  const [server, nbma] = [fieldOf(lost, 'overlay'), fieldOf(lost, 'peer')];
  if (device === undefined) return false;
  const isIt = (inside: string | undefined, outside: string | undefined): boolean =>
    server === undefined || server === 'UNKNOWN' ? outside !== undefined && outside === nbma : inside === server;
  const last = capturesOf(model.captures, 'show ip nhrp nhs', 'show dmvpn')
    .filter((look) => look.device === device && look.startLine > lost.line)
    .flatMap((look) => [
      ...serversIn(look).map((one) => ({
        isMine: isIt(textOf(one, 'nhs'), textOf(one, 'peer')),
        isThere: answers(one),
      })),
      ...recordsBelow(look.root, 'peer').map((row) => ({
        isMine: isIt(textOf(row, 'tunnelAddress'), textOf(row, 'peer')),
        isThere: textOf(row, 'state') === 'UP',
      })),
    ])
    .findLast(({ isMine }) => isMine);
  return last?.isThere === true;
}
