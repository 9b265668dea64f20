// Reads the values of one recognised line, with their places: on demand, only for lines that somebody looks at.
import type { Fact } from './define.ts';
import { type CompiledHead, type Entry, type Index, work } from './dispatch.ts';
import { own } from './lines.ts';
import type { Span } from './model.ts';
import { headBefore, type Place, withoutMarks } from './scan.ts';
import { factsOf, type Template } from './template.ts';

const readers = new WeakMap<Template, RegExp>();

/** The template's expression with groups, made when first needed. */
function readerOf(template: Template): RegExp {
  const reader = readers.get(template) ?? new RegExp(template.source, 'y');
  readers.set(template, reader);
  return reader;
}

/** Fields of a template that matches at `at`, and where the match ends; undefined if it does not. */
function readTemplate(
  { template, test }: Entry,
  text: string,
  at: number,
): { readonly facts: readonly Fact[]; readonly end: number } | undefined {
  if (!template.groups.some(Boolean)) {
    test.lastIndex = at;
    return test.test(text) ? { facts: [], end: test.lastIndex } : undefined;
  }
  const reader = readerOf(template);
  reader.lastIndex = at;
  const match = reader.exec(text);
  return match
    ? {
        facts: factsOf(match, at, template.groups).map((fact) => ({ ...fact, value: own(fact.value) })),
        end: reader.lastIndex,
      }
    : undefined;
}

interface HeadReader {
  readonly plain: RegExp;
  readonly indexed: RegExp;
  readonly names: readonly string[];
}
const headReaders = new WeakMap<CompiledHead, HeadReader>();

/** The head's expressions, its groups by number: objects of named groups cost more than everything else. */
function headReader(head: CompiledHead): HeadReader {
  let reader = headReaders.get(head);
  if (!reader) {
    const named = /\(\?<(\w+)>/g;
    const names = [...head.head.pattern.matchAll(named)].map((match) => match[1] as string);
    const source = head.head.pattern.replace(named, '(');
    reader = { plain: new RegExp(source, 'y'), indexed: new RegExp(source, 'dy'), names };
    headReaders.set(head, reader);
  }
  return reader;
}

/** Groups of a head as facts. */
function headFacts(place: Place, text: string): Fact[] {
  const { indexed, names } = headReader(place.head);
  if (names.length === 0) return [];
  indexed.lastIndex = place.start;
  const match = indexed.exec(text);
  const facts: Fact[] = [];
  names.forEach((name, at) => {
    const span = match?.indices?.[at + 1];
    if (span)
      facts.push({
        name,
        kind: name === 'peer' ? 'ip' : 'id',
        value: own(match[at + 1] as string),
        start: span[0],
        end: span[1],
      });
  });
  return facts;
}

/** Where a recognised line's own text begins, from the columns of the scan. */
export interface Located {
  readonly entry: Entry;
  readonly start: number;
  readonly end: number;
  /** Offset of the head, -1 for a bare line. */
  readonly head: number;
  /** Offset of the head, or of the line's first own character. */
  readonly content: number;
}

/** Whom and which negotiation a line speaks of, as text: what the attempts are joined by. */
export interface Ids {
  peer?: string;
  conn?: string;
  session?: string;
  local?: string;
}
const idNames: ReadonlySet<string> = new Set(['peer', 'conn', 'session', 'local'] satisfies (keyof Ids)[]);

/** The ids of a line without making facts of everything else; undefined where the line must be read in full (ping marks). */
export function idsOf(index: Index, text: string, located: Located): Ids | undefined {
  const { entry, end, head } = located;
  work.reads += 1;
  const ids: Ids = {};
  const take = (name: string, value: string | undefined): void => {
    if (value !== undefined && idNames.has(name)) ids[name as keyof Ids] ??= own(value);
  };
  let body = located.content;
  let place: Place | undefined;
  if (head >= 0) {
    place = headBefore(index, text, head, end, entry);
    if (!place) return undefined;
    body = place.body;
  }
  const { groups } = entry.template;
  if (groups.some((group) => group !== undefined && idNames.has(group.name))) {
    const expression = readerOf(entry.template);
    expression.lastIndex = body;
    const match = expression.exec(text);
    groups.forEach((group, at) => {
      if (group) take(group.name, match?.[at + 1]);
    });
  }
  const reader = place && headReader(place.head);
  if (place && reader?.names.some((name) => idNames.has(name))) {
    reader.plain.lastIndex = place.start;
    const match = reader.plain.exec(text);
    reader.names.forEach((name, at) => {
      take(name, match?.[at + 1]);
    });
  }
  return ids;
}

/** Where a recognised line's message ends, without reading its values; undefined where the line must be read in full. */
export function endOf(index: Index, text: string, { entry, end, head, content }: Located): number | undefined {
  const body = head < 0 ? content : headBefore(index, text, head, end, entry)?.body;
  if (body === undefined) return undefined;
  entry.test.lastIndex = body;
  return entry.test.test(text) ? Math.max(entry.test.lastIndex, content + 1) : undefined;
}

export type Fields = { [name: string]: Fact | undefined };
export interface Line {
  readonly end: number;
  readonly fields: Fields;
}

/** Everything that a recognised line says. */
export function readLine(index: Index, text: string, located: Located): Line {
  const { entry, start, end, head, content } = located;
  work.reads += 1;
  const nothing = { end: content + 1, fields: {} };
  if (head < 0) return readPlace(undefined, text, content, content, entry) ?? nothing;
  const place = headBefore(index, text, head, end, entry);
  if (place) return readPlace(place, text, content, place.body, entry) ?? nothing;
  const unmarked = withoutMarks(index, text, start, end);
  // A bare line behind a relay header.
  if (unmarked?.place.entry !== entry) return readPlace(undefined, text, content, content, entry) ?? nothing;
  const read = readPlace(unmarked.place, unmarked.text, unmarked.place.start, unmarked.place.body, entry);
  return read ? moved(read, (offset) => unmarked.offsets[offset] ?? end) : nothing;
}

function readPlace(
  place: Place | undefined,
  text: string,
  start: number,
  body: number,
  entry: Entry,
): Line | undefined {
  const read = readTemplate(entry, text, body);
  if (!read) return undefined;
  const fields: Fields = {};
  for (const fact of read.facts) fields[fact.name] ??= fact;
  if (place) for (const fact of headFacts(place, text)) fields[fact.name] ??= fact;
  return { end: Math.max(read.end, start + 1), fields };
}

const moved = (line: Line, original: (offset: number) => number): Line =>
  withPlaces(line, ({ start, end }) => ({ start: original(start), end: original(end - 1) + 1 }));

/** The same line with its places in another text. */
export function withPlaces({ end, fields }: Line, placed: (span: Span) => Span): Line {
  const there: Fields = {};
  for (const name in fields) {
    const fact = fields[name];
    there[name] = fact && { ...fact, ...placed(fact) };
  }
  return { end: placed({ start: end - 1, end }).end, fields: there };
}

/** As dates name them, in lower case. */
export const MONTHS: readonly string[] = [
  'jan',
  'feb',
  'mar',
  'apr',
  'may',
  'jun',
  'jul',
  'aug',
  'sep',
  'oct',
  'nov',
  'dec',
];
const monthDay = /\b([A-Z][a-z]{2})[a-z]*\s{1,3}(\d{1,2})(?:,?\s(\d{4}))?,?\s(\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,9}))?/;
const isoDate = /\b(\d{4})[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?/;
const clockOnly = /\b(\d{1,2}):(\d\d):(\d\d)(?:\.(\d{1,9}))?/;

/** Milliseconds of the last timestamp in a prologue (the device's own), comparable within a capture; undefined where there is none. */
export function timeOf(prologue: string): number | undefined {
  const milliseconds = (digits: string | undefined): number => (digits ? Number(`0.${digits}`) * 1000 : 0);
  const iso = isoDate.exec(prologue);
  if (iso)
    return (
      Date.UTC(+(iso[1] ?? 0), +(iso[2] ?? 1) - 1, +(iso[3] ?? 1), +(iso[4] ?? 0), +(iso[5] ?? 0), +(iso[6] ?? 0)) +
      milliseconds(iso[7])
    );
  let found: number | undefined;
  let rest = prologue;
  for (let stamp = monthDay.exec(rest); stamp; stamp = monthDay.exec(rest)) {
    const month = MONTHS.indexOf((stamp[1] ?? '').toLowerCase());
    // Without a year: a leap year, so that 29 February exists.
    if (month >= 0)
      found =
        Date.UTC(+(stamp[3] ?? 2000), month, +(stamp[2] ?? 1), +(stamp[4] ?? 0), +(stamp[5] ?? 0), +(stamp[6] ?? 0)) +
        milliseconds(stamp[7]);
    rest = rest.slice(stamp.index + stamp[0].length);
  }
  if (found !== undefined) return found;
  const clock = clockOnly.exec(prologue);
  return clock
    ? (+(clock[1] ?? 0) * 3600 + +(clock[2] ?? 0) * 60 + +(clock[3] ?? 0)) * 1000 + milliseconds(clock[4])
    : undefined;
}
