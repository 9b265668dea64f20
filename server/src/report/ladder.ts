// The ladders of a report: each negotiation message by message, with the place where it stopped; attempts that went alike stand once.
import { lineAt } from '../engine/lines.ts';
import type { Analysis, Attempt, Finding } from '../engine/model.ts';

/** One message of a negotiation; repeated ones stand once. Lines are 1-based. */
interface Message {
  readonly kind: 'message';
  readonly line: number;
  readonly direction: 'out' | 'in';
  readonly label: string;
  readonly times: number;
}

/** Where the negotiation broke, and on what. */
interface Stop {
  readonly kind: 'stop';
  readonly line: number;
  readonly finding: Finding;
}

type Rung = Message | Stop;

export interface Ladder {
  readonly attempt: Attempt;
  readonly rungs: readonly Rung[];
  /** Later attempts that went the same way. */
  readonly alike: readonly Attempt[];
}

/** A longer ladder is cut at its top: the last messages tell where it stopped. */
const mostRungs = 24;

/** The ladders of all attempts of which messages are seen, in the order of the text. */
export function laddersOf(analysis: Analysis): readonly Ladder[] {
  const stops = stopsOf(analysis);
  const known = new Map<string, { attempt: Attempt; rungs: readonly Rung[]; alike: Attempt[] }>();
  for (const attempt of analysis.attempts) {
    const messages = messagesOf(attempt);
    const broke = attempt.childUp ? undefined : stops.get(attempt);
    if (messages.length + (broke ? 1 : 0) < 2) continue;
    const rungs = [...messages, ...(broke ? [broke] : [])].sort((a, b) => a.line - b.line).slice(-mostRungs);
    const key = JSON.stringify([
      attempt.peer,
      attempt.ikeUp,
      attempt.childUp,
      rungs.map((rung) => (rung.kind === 'stop' ? rung.finding.code : `${rung.direction} ${rung.label}`)),
    ]);
    const ladder = known.get(key);
    if (ladder) ladder.alike.push(attempt);
    else known.set(key, { attempt, rungs, alike: [] });
  }
  return [...known.values()];
}

/** The first line of each attempt that proves a cause: there it stopped. */
function stopsOf(analysis: Analysis): ReadonlyMap<Attempt, Stop> {
  const stops = new Map<Attempt, Stop>();
  for (const finding of analysis.findings) {
    if (finding.role !== 'cause') continue;
    for (const { start, role } of finding.evidence) {
      const line = lineAt(analysis.lineStarts, start);
      const attempt = analysis.attempts[analysis.messageAt(line)?.attempt ?? -1];
      const known = attempt && stops.get(attempt);
      if (attempt && role === 'cause' && (!known || line + 1 < known.line))
        stops.set(attempt, { kind: 'stop', line: line + 1, finding });
    }
  }
  return stops;
}

function messagesOf(attempt: Attempt): readonly Message[] {
  const list: Message[] = [];
  for (const { message, line } of attempt.occurrences) {
    const { arrow, label = message.means } = message.effect ?? {};
    const last = list.at(-1);
    if (arrow === undefined) continue;
    if (last?.direction === arrow && last.label === label) list[list.length - 1] = { ...last, times: last.times + 1 };
    else list.push({ kind: 'message', line: line + 1, direction: arrow, label, times: 1 });
  }
  return list;
}

/** How an attempt ended, in a few words. */
export const outcomeOf = ({ ikeUp, childUp }: Attempt): string =>
  childUp
    ? '✓ an IPsec SA came up'
    : ikeUp
      ? '… the IKE SA came up, no IPsec SA is seen'
      : '✗ the IKE SA did not come up';
