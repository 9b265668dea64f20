// What is asked of the text below a fault: whose it is, where it stands and where somebody acted, and what is shown below that.
import type { Rec } from '../../engine/define.ts';
import type { Capture, Model } from '../../engine/model.ts';
import { secondsOf, textOf } from '../detectors/values.ts';

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

/** Long enough not to fall again at once, and not so long that it stood before the change. */
export const sinceThen = (row: Rec, field: string): boolean => {
  const seconds = secondsOf(textOf(row, field)) ?? 0;
  return seconds >= 30 && seconds <= 3600;
};
