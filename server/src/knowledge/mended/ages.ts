// How long what is listed as up has been so, in seconds.
import type { Capture } from '../../engine/model.ts';
import { recordsBelow, secondsOf, textOf } from '../detectors/values.ts';

/** Of the IKE SAs and sessions with a peer that an output lists; of sessions those in these states. Undefined where a row does not tell. */
export const agesOf = ({ root }: Capture, peer: string, states: RegExp): readonly (number | undefined)[] => [
  ...recordsBelow(root, 'sa')
    .filter((sa) => textOf(sa, 'remote') === peer && textOf(sa, 'state') === 'READY')
    .map((sa) => secondsOf(`${textOf(sa, 'active')}s`)),
  ...recordsBelow(root, 'session')
    .filter(
      (session) =>
        states.test(textOf(session, 'status') ?? '') &&
        recordsBelow(session, 'peer').some((row) => textOf(row, 'peer') === peer),
    )
    .map((session) => secondsOf(textOf(session, 'uptime'))),
];
