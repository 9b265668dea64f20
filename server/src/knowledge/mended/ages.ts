// How long what is listed as up has been so, in seconds.
import type { Capture } from '../../engine/model.ts';
import { recordsBelow, secondsOf, textOf } from '../detectors/values.ts';

/** An IKE SA or a session that is listed as up. */
export interface Aged {
  /** The address of the device that lists it, where the row names it. */
  readonly local: string | undefined;
  readonly remote: string;
  /** Undefined where the row does not tell. */
  readonly age: number | undefined;
}

/** The IKE SAs that an output lists as up, and its sessions that are in these states. */
export const agedIn = ({ root }: Capture, states: RegExp): readonly Aged[] => [
  ...recordsBelow(root, 'sa').flatMap((sa) => {
    const remote = textOf(sa, 'remote');
    return remote !== undefined && textOf(sa, 'state') === 'READY'
      ? [{ local: textOf(sa, 'local'), remote, age: secondsOf(`${textOf(sa, 'active')}s`) }]
      : [];
  }),
  ...recordsBelow(root, 'session')
    .filter((session) => states.test(textOf(session, 'status') ?? ''))
    .flatMap((session) =>
      recordsBelow(session, 'peer').flatMap((row) => {
        const remote = textOf(row, 'peer');
        const [ike] = recordsBelow(row, 'ike');
        const age = secondsOf(textOf(session, 'uptime'));
        return remote === undefined ? [] : [{ local: ike && textOf(ike, 'local'), remote, age }];
      }),
    ),
  // A firewall lists the sessions that are up.
  ...recordsBelow(root, 'session').flatMap((session) => {
    const [remote, age] = [textOf(session, 'remote'), secondsOf(textOf(session, 'duration'))];
    return remote === undefined || age === undefined ? [] : [{ local: undefined, remote, age }];
  }),
];

/** The ages of those with a peer. */
export const agesOf = (look: Capture, peer: string, states: RegExp): readonly (number | undefined)[] =>
  agedIn(look, states)
    .filter(({ remote }) => remote === peer)
    .map(({ age }) => age);
