// A mail thread or a ticket shows the newest part on top and quotes the older ones below: it is read from the oldest on, and every place is given where it stands.
import { captureFinder } from './basis.ts';
import type { Fact } from './define.ts';
import { MONTHS } from './facts.ts';
import { lineAt, lineStartsOf } from './lines.ts';
import type { Analysis, Occurrence } from './model.ts';
import { moving, once, type Places } from './moved.ts';

/** A text in the order of time. */
export interface Thread {
  readonly text: string;
  /** Where each line of the user's text begins. */
  readonly userStarts: Uint32Array;
  readonly places: Places;
  /** Line of this text where a line of the user's text stands; both 0-based. */
  readonly lineHere: (line: number) => number;
}

/** Nobody writes mails that are longer; a log is not looked at. */
const longest = 400_000;

const quoting = /^[>|\s]{0,40}/;
const dateLine = /^\**(?:Date|Sent|Datum|Gesendet|Fecha|Enviado(?: el)?|Data|Envoyé|Verzonden)\**\s?:\**\s/i;
const sender = /^\**(?:From|Von|De|Van|Da)\**\s?:\**\s+\S/i;
const wrote = /^(?:On|Am|Le|El|Op|Il)\s.{6,160}\b(?:wrote|schrieb|écrit|escribió|schreef|ha scritto)\b.{0,80}:$/i;
const forwarded =
  /^-{2,20}\s?(?:Original Message|Forwarded message|Ursprüngliche Nachricht|Message d'origine)\s?-{2,20}$/i;
/** A title of notes: its marks, and a date with a time behind some words or before them. */
const title = /^(?:={2,10}|#{1,6}|-{2,10}|_{2,10}|\*\*)\s?(?=\S)/;

/** A part of a text: when it was written, and how many others were written after it as the quotations tell. */
interface Part {
  readonly start: number;
  readonly time: number | undefined;
  readonly age: number;
  readonly isQuoted: boolean;
}

/** Undefined for a text that is read as it stands: nearly every one. */
export function threadOf(text: string): Thread | undefined {
  if (text.length > longest || !mayBe.test(text)) return undefined;
  const userStarts = lineStartsOf(text);
  const parts = partsOf(text, userStarts);
  return isNewestFirst(parts) ? turned(text, userStarts, parts) : undefined;
}

const mayBe =
  /^[>|\t ]{0,40}(?:\**(?:From|Von|De|Van|Da)\**\s?:|-{2,20}\s?[OFUM]|(?:On|Am|Le|El|Op|Il)\s.{6,160}:\s{0,3}$|(?:={2,10}|#{1,6}|-{2,10}|_{2,10}|\*\*)\s?\S.{0,120}\d\d:\d\d)/m;

/** The parts in text order; the first is what stands above all quotations and titles. */
function partsOf(text: string, starts: Uint32Array): readonly Part[] {
  const written = (line: number): string => text.slice(starts[line], starts[line + 1] ?? text.length).trimEnd();
  const own = (line: number): string => written(line).replace(quoting, '');
  /** When the mail was sent whose header begins at a line; null where no date stands there. */
  const sent = (line: number): number | undefined | null => {
    const dated = headerLines.map((step) => own(line + step)).find((below) => dateLine.test(below));
    return dated === undefined ? null : whenOf(dated);
  };
  const parts: Part[] = [{ start: 0, time: undefined, age: 0, isQuoted: false }];
  const add = (line: number, time: number | undefined, age: number, isQuoted = false): void => {
    parts.push({ start: starts[line] as number, time, age, isQuoted });
  };
  const age = (): number => (parts.at(-1) as Part).age;
  /** The quotations that are open: the depth from which on they go, and the age of what they stand in. */
  const open: { readonly depth: number; readonly age: number }[] = [];
  let announced = -1;
  for (let line = 0; line < starts.length; line += 1) {
    const here = own(line);
    if (here === '') continue;
    const depth = depthOf(written(line));
    const closed = open.findIndex((quotation) => depth < quotation.depth);
    // Somebody wrote on below a quotation.
    if (closed >= 0) add(line, undefined, open.splice(closed)[0]?.age ?? 0);
    if (wrote.test(here)) {
      const around = age();
      add(line, whenOf(here), around + 1, true);
      let next = line + 1;
      while (next < starts.length && own(next) === '') next += 1;
      if (depthOf(written(next)) > depth) open.push({ depth: depth + 1, age: around });
    } else if (forwarded.test(here)) {
      add(line, undefined, age() + 1, true);
      announced = line;
    } else if (sender.test(here)) {
      const time = sent(line);
      if (announced >= 0 && line - announced <= 2) parts.push({ ...(parts.pop() as Part), time: time ?? undefined });
      else if (time !== null) add(line, time, age() + 1);
    } else if (title.test(here)) {
      const time = whenOf(here);
      if (time !== undefined) add(line, time, age() + 1);
    }
  }
  return parts;
}

/** So far below its sender a header may tell its date. */
const headerLines = [1, 2, 3, 4, 5];

const depthOf = (line: string): number => quoting.exec(line)?.[0].replace(/[^>]/g, '').length ?? 0;

/** Each part that tells its time is older than the one above it; a quotation without one is older than what it stands in. */
function isNewestFirst(parts: readonly Part[]): boolean {
  const times = parts.flatMap(({ time }) => time ?? []);
  const isBack = times.every((time, at) => at === 0 || time < (times[at - 1] as number));
  return isBack && (times.length > 1 || parts.some(({ isQuoted }) => isQuoted));
}

const monthOf = (name: string | undefined): number => MONTHS.indexOf((name ?? '').toLowerCase());
const clock = /\b(\d{1,2}):(\d\d)(?::(\d\d))?\s?([AP]M)?\b/i;
const dates: readonly [RegExp, (found: readonly string[]) => readonly [number, number, number]][] = [
  [/\b(\d{4})[-/.](\d\d)[-/.](\d\d)/, ([, year, month, day]) => [Number(year), Number(month) - 1, Number(day)]],
  [
    /\b(\d{1,2})\.? ([A-Z][a-z]{2})[a-zé]{0,7}\.?,? (\d{4})/,
    ([, day, month, year]) => [Number(year), monthOf(month), Number(day)],
  ],
  [
    /\b([A-Z][a-z]{2})[a-z]{0,7} (\d{1,2}),? (\d{4})/,
    ([, month, day, year]) => [Number(year), monthOf(month), Number(day)],
  ],
  [/\b(\d\d)\.(\d\d)\.(\d{4})/, ([, day, month, year]) => [Number(year), Number(month) - 1, Number(day)]],
];

/** Milliseconds; undefined where the line has no date, no time, or one that can be read in two ways. */
function whenOf(line: string): number | undefined {
  const time = clock.exec(line);
  if (!time) return undefined;
  for (const [pattern, read] of dates) {
    const found = pattern.exec(line);
    if (!found) continue;
    const [year, month, day] = read(found);
    const half = time[4]?.toLowerCase();
    const hour = (Number(time[1]) % (half ? 12 : 24)) + (half === 'pm' ? 12 : 0);
    return month < 0 ? undefined : Date.UTC(year, month, day, hour, Number(time[2]), Number(time[3] ?? 0));
  }
  return undefined;
}

/** The oldest part first; parts of one age as they stand. */
function turned(text: string, userStarts: Uint32Array, parts: readonly Part[]): Thread {
  const written = parts
    .map(({ start, age }, at) => ({ age, piece: { start, end: parts[at + 1]?.start ?? text.length } }))
    .filter(({ piece }) => piece.end > piece.start)
    .sort((a, b) => b.age - a.age)
    .map(({ piece }) => {
      const part = text.slice(piece.start, piece.end);
      return { piece, part: part.endsWith('\n') ? part : `${part}\n` };
    });
  const here: number[] = [];
  let length = 0;
  for (const { part } of written) {
    here.push(length);
    length += part.length;
  }
  const joined = written.map(({ part }) => part).join('');
  const starts = lineStartsOf(joined);
  const begins = Uint32Array.from(here);
  const there = (offset: number): number => {
    const at = lineAt(begins, offset);
    const piece = written[at]?.piece ?? { start: 0, end: text.length };
    return Math.min(piece.end, piece.start + offset - (here[at] ?? 0));
  };
  const backTo = (offset: number): number => {
    const at = written.findIndex(({ piece }) => offset >= piece.start && offset < piece.end);
    return at < 0 ? length : (here[at] as number) + offset - (written[at]?.piece.start as number);
  };
  return {
    text: joined,
    userStarts,
    places: {
      start: there,
      end: (offset) => (offset <= 0 ? there(0) : there(offset - 1) + 1),
      line: (line) => lineAt(userStarts, there(starts[line] ?? length)),
    },
    lineHere: (line) => lineAt(starts, backTo(userStarts[line] ?? text.length)),
  };
}

/** The analysis of a thread, as the user sees the text. */
export function asWritten(analysis: Analysis, text: string, { userStarts, places, lineHere }: Thread): Analysis {
  const occurrence = once((of: Occurrence): Occurrence => {
    const { message, time, attempt, capture } = of;
    const fields: { [name: string]: Fact | undefined } = {};
    for (const [name, fact] of Object.entries(of.fields)) fields[name] = fact && moved.span(fact);
    return {
      ...moved.span({ start: of.start, end: of.end }),
      message,
      line: places.line(of.line),
      fields,
      time,
      attempt,
      capture,
    };
  });
  const moved = moving(places, occurrence);
  const captures = analysis.captures.map((capture) => ({ ...moved.lines(capture), root: moved.rec(capture.root) }));
  const inOrder = [...captures].sort((a, b) => a.startLine - b.startLine);
  return {
    ...analysis,
    text,
    lineStarts: userStarts,
    captures,
    attempts: analysis.attempts.map(moved.attempt),
    tunnels: analysis.tunnels.map((tunnel) => ({
      ...moved.tunnel(tunnel),
      steps: tunnel.steps.map((step) => ({ ...step, lines: step.lines.map((line) => places.line(line - 1) + 1) })),
    })),
    findings: analysis.findings.map(moved.finding),
    messageAt: (line) => {
      const found = analysis.messageAt(lineHere(line));
      return found && occurrence(found);
    },
    captureAt: captureFinder(inOrder),
    unknownLines: () =>
      analysis
        .unknownLines()
        .map(places.line)
        .sort((a, b) => a - b),
  };
}
