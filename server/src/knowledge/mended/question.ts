// What is asked of the text below a fault: whose it is, where it stands and where somebody acted, and what is shown below that.
import type { Rec } from '../../engine/define.ts';
import type { Capture, Model } from '../../engine/model.ts';
import { changesOf } from '../detectors/overlay/neighbour-changes.ts';
import { deviceAt, sameDevice, secondsOf, textOf } from '../detectors/values.ts';

/** Where a fault stands and where it was mended. */
export interface Place {
  /** Line of the last evidence. */
  readonly last: number;
  /** Line of the first change below it. None where it was mended elsewhere, or came back by itself: then the sign itself has to tell that it was away before. */
  readonly act: number | undefined;
}

export interface Question {
  readonly model: Model;
  readonly peer: string | undefined;
  /** The lines of the evidence. */
  readonly lines: readonly number[];
  /** Line of the last evidence. */
  readonly last: number;
  /** Line of the change below it, or of the last evidence where it came back by itself. */
  readonly act: number;
  /** The outputs of a command of the same device below the change. */
  readonly looks: (id: string) => readonly Capture[];
}

/** Long enough not to fall again at once, in seconds; and not so long that it stood before the change. */
const stayed = 30;
const young = 3600;

/** How long a row has been so, as one of its fields tells. */
const ageOf = (row: Rec, field: string): number => secondsOf(textOf(row, field)) ?? 0;

export const sinceThen = (row: Rec, field: string): boolean =>
  ageOf(row, field) >= stayed && ageOf(row, field) <= young;

/** The same, however long it is by now, of a row whose routing neighbour comes up below the change. */
export const sinceThenOrLogged = (
  question: Pick<Question, 'model' | 'last' | 'act'>,
  row: Rec,
  { age, neighbour }: { readonly age: string; readonly neighbour: string },
): boolean => sinceThen(row, age) || (ageOf(row, age) >= stayed && comesUpBelow(question, textOf(row, neighbour)));

/** What the log of the device tells last of a neighbour inside a tunnel is that it came up, and it tells so below the change. */
export function comesUpBelow(
  { model, last, act }: Pick<Question, 'model' | 'last' | 'act'>,
  neighbour: string | undefined,
): boolean {
  const device = deviceAt(model, last);
  const final = changesOf(model).findLast(
    (change) => change.neighbour === neighbour && sameDevice(model.captures[change.occurrence.capture]?.device, device),
  );
  return final?.up === true && final.occurrence.line > act;
}
