// Tells whether what came and went stays now: it is listed as up for much longer than it ever stayed before.
import type { Occurrence } from '../../engine/model.ts';
import { isInterfaceName } from '../detectors/config/ends.ts';
import { allChangesOf } from '../detectors/overlay/neighbour-changes.ts';
import { fieldOf, recordsBelow, secondsOf, textOf } from '../detectors/values.ts';
import { agesOf } from './ages.ts';
import type { Question } from './question.ts';

/** So many times as long as before; and no less than this, in seconds. */
const times = 3;
const least = 300;

export interface Turn {
  readonly up: boolean;
  readonly occurrence: Occurrence;
}

/** The longest time that something stayed up, in seconds; none where no clock tells it, or where it falls below the change too. */
export function longestLife(turns: readonly Turn[], act: number): number | undefined {
  if (turns.some(({ up, occurrence }) => !up && occurrence.line > act)) return undefined;
  const inOrder = [...turns].sort((a, b) => a.occurrence.line - b.occurrence.line);
  const lives = inOrder.flatMap(({ up, occurrence: { time } }, at) => {
    const before = inOrder[at - 1];
    if (up || !before?.up || time === undefined || before.occurrence.time === undefined) return [];
    return [(time - before.occurrence.time) / 1000];
  });
  return lives.length === 0 ? undefined : Math.max(...lives);
}

export const isLong = (age: number | undefined, life: number | undefined): boolean =>
  life !== undefined && (age ?? 0) >= Math.max(least, times * life);

/** Every neighbour of the tunnel that was lost is listed again, since long. */
export function neighboursStay({ model, lines, act, looks }: Question): boolean {
  const all = allChangesOf(model);
  const names = new Set(
    all.filter(({ occurrence }) => lines.includes(occurrence.line)).map((change) => change.interface),
  );
  const rows = [...looks('show ip eigrp neighbors'), ...looks('show ip bgp summary')].flatMap(({ root }) =>
    recordsBelow(root, 'neighbour'),
  );
  const here = all.filter((change) => names.has(change.interface));
  const lost = new Set(here.filter(({ up }) => !up).map(({ neighbour }) => neighbour));
  return (
    lost.size > 0 &&
    [...lost].every((neighbour) => {
      const mine = here.filter((change) => change.neighbour === neighbour);
      const life = longestLife(mine, act);
      return rows.some(
        (row) =>
          textOf(row, 'address') === neighbour &&
          // BGP lists no interfaces; how many prefixes came it says of a session that is up only.
          (row.fields.interface === undefined
            ? /^\d+$/.test(textOf(row, 'state') ?? '')
            : mine.every((change) => isInterfaceName(change.interface, textOf(row, 'interface') ?? ''))) &&
          isLong(secondsOf(textOf(row, 'uptime')), life),
      );
    })
  );
}

const turns: readonly (readonly [id: string, up: boolean])[] = [
  ['crypto.session-up', true],
  ['ikev2-syslog.session-up', true],
  ['crypto.session-down', false],
  ['ikev2-syslog.session-down', false],
];

/** The session with the peer is listed as up, since long. */
export function staysUp({ model, peer, act, looks }: Question): boolean {
  if (peer === undefined) return false;
  const mine = turns.flatMap(([id, up]) =>
    model
      .occurrences(id)
      .filter((occurrence) => fieldOf(occurrence, 'peer') === peer)
      .map((occurrence) => ({ up, occurrence })),
  );
  const life = longestLife(mine, act);
  return [...looks('show crypto ikev2 sa'), ...looks('show crypto session')]
    .flatMap((look) => agesOf(look, peer, /^UP-ACTIVE/i))
    .some((age) => isLong(age, life));
}
