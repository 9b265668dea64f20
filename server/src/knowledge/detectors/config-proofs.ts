// The lines that make what one IKEv2 profile shows of itself fit what the profile of the other end expects, at either end.
import type { Rec } from '../../engine/define.ts';
import type { End } from './config-ends.ts';
import type { Identity, IkeProfile } from './config-model.ts';
import { covers, networkOf } from './networks.ts';

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

export function identityLines(from: End, mine: IkeProfile, shown: Identity, theirs: IkeProfile): Ways {
  const [wanted] = theirs.accepts;
  const identity = wanted && wantedBy(from, wanted, typeIn(theirs, wanted.rec));
  return {
    shower: identity === undefined ? [] : [heading(mine), ` identity local ${identity}`],
    asker: [
      heading(theirs),
      ` match identity remote ${shown.kind === 'address' ? 'address' : typeIn(mine, shown.rec)} ${shown.value}`,
    ],
  };
}

/** `fqdn` of `match identity remote fqdn …` or `identity local fqdn …`. */
const typeIn = ({ block }: IkeProfile, rec: Rec): string => {
  const words = block.lines.find((line) => line.rec === rec)?.words ?? [];
  return words[words[0] === 'match' ? 3 : 2] ?? 'fqdn';
};

function wantedBy({ address }: End, { kind, value, network }: Identity, type: string): string | undefined {
  if (kind === 'name') return `${type} ${value}`;
  if (kind === 'domain') return `${type} <name>.${value}`;
  if (kind !== 'address') return undefined;
  const own = networkOf(address);
  return own && network && covers(network, own) ? `address ${address}` : `address ${value}`;
}
