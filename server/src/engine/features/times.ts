// Timestamps in hovers: how long after the start of the attempt a line was written, and how far that attempt got.
import type { Analysis, Attempt, Occurrence } from '../model.ts';
import { spokenInterval } from './durations.ts';
import { attemptOf, lineOf, lineSpan } from './places.ts';
import { lines, type Prose, say, words } from './prose.ts';
import type { Topic } from './topics.ts';

/** The hover of the stretch before a message's head, where the timestamp stands. */
export function timeTopic(analysis: Analysis, offset: number, occurrence: Occurrence | undefined): Topic | undefined {
  if (!occurrence || occurrence.time === undefined || offset >= occurrence.start) return undefined;
  const { start } = lineSpan(analysis, lineOf(analysis, offset));
  const end = occurrence.start;
  if (!/\d:\d\d/.test(analysis.text.slice(start, Math.min(end, start + 240)))) return undefined;
  const attempt = attemptOf(analysis, occurrence);
  const begin = attempt?.occurrences.find((one) => one.time !== undefined);
  const said: Prose[] = [];
  if (attempt && begin?.time !== undefined) {
    said.push(
      occurrence.time === begin.time
        ? words('The attempt begins here.')
        : [
            `Written ${spokenInterval(Math.max(0, occurrence.time - begin.time))} after the attempt`,
            ...(attempt.peer ? say` with ${attempt.peer}` : []),
            ' began (',
            lines(begin.line),
            ').',
          ],
    );
    const before = attempt.occurrences.findLast((one) => one.line < occurrence.line && one.time !== undefined);
    if (before?.time !== undefined && before !== begin)
      said.push(say`${lines(before.line)} came ${plainInterval(occurrence.time - before.time)} earlier.`);
  }
  if (said.length === 0) return undefined;
  return { start, end, title: words('Time'), said, usually: [], here: [], sources: [] };
}

const plainInterval = (milliseconds: number): Prose => words(spokenInterval(Math.max(0, milliseconds)));

/** Which attempt a line belongs to, and whether it succeeded. */
export function attemptSummary(attempt: Attempt, occurrence: Occurrence): readonly Prose[] {
  if (attempt.startLine === occurrence.line && attempt.endLine <= occurrence.line + 1) return [];
  const version = attempt.version ? `IKEv${attempt.version} attempt` : 'attempt';
  const role = attempt.role ? ` as ${attempt.role}` : '';
  const outcome = attempt.childUp
    ? 'it brought up an IPsec SA'
    : attempt.ikeUp
      ? 'the IKE SA came up, no IPsec SA is seen'
      : 'the IKE SA is not seen to come up';
  const peer = attempt.peer ? say` with ${attempt.peer}` : [];
  return [
    [
      `Part of the ${version}${role}`,
      ...peer,
      ' in ',
      lines(attempt.startLine, Math.max(attempt.startLine, attempt.endLine - 1)),
      `: ${outcome}.`,
    ],
  ];
}
