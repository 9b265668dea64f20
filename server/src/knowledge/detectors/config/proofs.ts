// The lines that make what one IKEv2 profile shows of itself fit what the profile of the other end expects, at either end.

import { covers, networkOf } from '../networks.ts';
import type { End } from './ends.ts';
import type { Identity, IkeProfile } from './model.ts';

/** What to enter at the end that shows itself, or else at the one that expects something. */
interface Ways {
  readonly shower: readonly string[];
  readonly asker: readonly string[];
}

const heading = ({ name }: IkeProfile): string => `crypto ikev2 profile ${name}`;

export const methodLines = (mine: IkeProfile, theirs: IkeProfile): Ways => ({
  shower: [heading(mine), ` authentication local ${theirs.expects[0] ?? '<method>'}`],
  asker: [heading(theirs), ` authentication remote ${mine.provesBy ?? '<method>'}`],
});

export function identityLines(from: Pick<End, 'address'>, mine: IkeProfile, shown: Identity, theirs: IkeProfile): Ways {
  const [wanted] = theirs.accepts;
  const identity = wanted && wantedBy(from, wanted);
  return {
    shower: identity === undefined ? [] : [heading(mine), ` identity local ${identity}`],
    asker: [
      heading(theirs),
      shown.type === 'dn' ? ' match certificate <map>' : ` match identity remote ${shown.type} ${shown.value}`,
    ],
  };
}

function wantedBy({ address }: Pick<End, 'address'>, { kind, type, value, network }: Identity): string | undefined {
  if (kind === 'name') return `${type} ${value}`;
  if (kind === 'domain') return `${type} <name>.${value}`;
  if (kind !== 'address') return undefined;
  const own = networkOf(address);
  return own && network && covers(network, own) ? `address ${address}` : `address ${value}`;
}
