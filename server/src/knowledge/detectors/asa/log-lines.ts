// Small readings of the log of an ASA that several of its judgements share.
import type { Model, Occurrence } from '../../../engine/model.ts';
import { firstAndLast, isLater } from '../values.ts';

const shown = 4;

/** The first lines and the last of many that say the same. */
export const evidence = (model: Model, lines: readonly Occurrence[]) =>
  firstAndLast(lines, shown).map((line) => model.evidence(line, 'cause'));

/** Whether an IPsec SA of this peer came up after a line. */
export const cameUp = (model: Model, peer: string | undefined, line: Occurrence): boolean =>
  model.attempts.some(
    (attempt) =>
      peer !== undefined &&
      attempt.peer === peer &&
      attempt.occurrences.some((other) => other.message.effect?.up === 'child' && isLater(other, line)),
  );
