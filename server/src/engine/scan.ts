// The one pass over every line: what shape each line has, as one small integer a line. Nothing else is kept.
import { load, view } from './bytes.ts';
import {
  type CompiledHead,
  type Entry,
  find,
  findLooked,
  hashBetween,
  headsAt,
  type Index,
  longestBody,
  look,
  Shape,
  type Words,
  wordCode,
  work,
  wrapReach,
} from './dispatch.ts';
import { lineEnd, own } from './lines.ts';

/** Where a head and the body after it begin in a line. */
export interface Place {
  readonly head: CompiledHead;
  readonly start: number;
  readonly body: number;
  readonly entry: Entry | undefined;
}

/** Longest prologue (timestamps, relay headers, quoting) before a head. */
const longestPrologue = 240;
/** Blanks, quoting and list marks that may stand before a line's own text. */
const isIndent = (code: number): boolean => code === 32 || code === 9 || code === 160 || code === 13;

const promptRest =
  /[#>]\s*(?:(?:do\s+)?(?:sh|sho|show|deb\w*|un\w*|u|ping|pin|tra\w*|cle\w*|conf\w*|ter\w*|exit|end|en|enable|no|cry\w*|int\w*|wr|write|mon\w*|more|dir|copy|reload|cap\w*|packet-tracer|test|vpn-sessiondb|logging)\b[^\r\n]*|(?:\r?\n|$))/y;
/** Commands that are known without a prompt: the one of some devices is a bare `>`, which looks like a quotation. */
const typedAlone = /(?:do\s+)?sho?w?\s+[a-z][^\r\n]*|packet-tracer\s+input\s[^\r\n]*/iy;
const sectionRuler = /-{4,}\s*sho?w?\s+[^\r\n]*?-{4,}/y;

/** First character after blanks and quoting marks. */
export function contentStart(text: string, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (isIndent(code) || code === 0x3e || code === 0x7c) at += 1;
    else break;
  }
  return at;
}

/** Brings a line into view, as far as it can matter. */
export function loadLine(text: string, start: number, end: number): void {
  load(text, start, Math.min(end + wrapReach, start + lineReach));
}
const lineReach = longestPrologue + longestBody + wrapReach;

/** Looks for a head anywhere in the line's prologue and says which body follows it. A head with an unknown body is kept only if no later one is known. */
export function placeAt(index: Index, text: string, start: number, end: number): Place | undefined {
  loadLine(text, start, end);
  return placeInView(index, text, start, end);
}

function placeInView(index: Index, text: string, start: number, end: number): Place | undefined {
  const { bytes, from } = view;
  const { characters } = index;
  const limit = Math.min(end, start + longestPrologue) - from;
  let unknown: Place | undefined;
  let before = 0;
  for (let at = start - from; at < limit; at += 1) {
    const here = characters[bytes[at] as number] as number;
    // Not in the middle of a word.
    if (here > 1 && (here & before & 1) === 0) {
      const place = headAt(index, text, start, at + from, end);
      if (place?.entry) return place;
      unknown ??= place;
    }
    before = here;
  }
  return unknown;
}

function headAt(index: Index, text: string, line: number, at: number, end: number): Place | undefined {
  let unknown: Place | undefined;
  for (const head of headsAt(index, text, at)) {
    work.tests += 1;
    head.test.lastIndex = at;
    if (!head.test.test(text) || head.test.lastIndex > end) continue;
    const body = head.test.lastIndex;
    const entry = bodyOf(head, text, line, at, body, end);
    if (entry) return { head, start: at, body, entry };
    unknown ??= { head, start: at, body, entry: undefined };
  }
  return unknown;
}

/** The head at this place when it is known which body follows: nothing has to be looked up. */
export function headBefore(index: Index, text: string, at: number, end: number, entry: Entry): Place | undefined {
  const family = entry.message?.head ?? '';
  for (const head of headsAt(index, text, at)) {
    const { bodies, id } = head.head;
    if (!(bodies ? bodies.includes(family) : id === family)) continue;
    head.test.lastIndex = at;
    if (!head.test.test(text) || head.test.lastIndex > end) continue;
    const body = head.test.lastIndex;
    entry.test.lastIndex = body;
    if (entry.test.test(text)) return { head, start: at, body, entry };
  }
  return undefined;
}

function bodyOf(
  head: CompiledHead,
  text: string,
  line: number,
  start: number,
  body: number,
  end: number,
): Entry | undefined {
  if (!look(line, body, end)) return undefined;
  const words = head.byMnemonic && bodiesOf(head, head.byMnemonic, text, start, body);
  return (words && findLooked(words, text, body)) ?? findLooked(head.bodies, text, body);
}

function bodiesOf(
  head: CompiledHead,
  byMnemonic: ReadonlyMap<string, Words>,
  text: string,
  start: number,
  body: number,
): Words | undefined {
  const hash = hashBetween(start, body);
  const known = head.spelled.get(hash);
  if (known?.text.length === body - start && text.startsWith(known.text, start)) return known.words;
  head.named.lastIndex = start;
  const { facility, mnemonic } = head.named.exec(text)?.groups ?? {};
  if (mnemonic === undefined) return undefined;
  const words = byMnemonic.get(facility === undefined ? mnemonic : `${facility}-${mnemonic}`);
  if (words && body - start < 80 && head.spelled.size < mostSpelled)
    head.spelled.set(hash, { text: own(text.slice(start, body)), words });
  return words;
}
const mostSpelled = 4096;

/** Where the head of the line that `shapeOf` looked at last begins; -1 for none. Kept aside so that the hot path makes no object. */
let headStart = -1;

const relayHeader =
  /(?:<\d{1,3}>)?(?:\d{1,9}: )?[*.]?(?:[A-Z][a-z]{2}[ ]{1,2}\d{1,2}(?:[ ]\d{4})?[ ]|\d{4}-\d\d-\d\d[T ])\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:[ ]?[A-Z]{1,5})?:?[ ](?:[\w.-]{1,64}[ ]\d{1,9}:[ ]?)?/y;

/** A relay puts its header before every line of a message, also before those that have no head of their own. */
function relayedShape(index: Index, text: string, start: number, content: number, end: number): number {
  relayHeader.lastIndex = content;
  if (!relayHeader.test(text) || relayHeader.lastIndex >= end) return Shape.unknown;
  const body = contentStart(text, relayHeader.lastIndex, end);
  const entry = find(index.bareWords, text, start, body, end);
  if (!entry) return Shape.unknown;
  headStart = body;
  return entry.shape;
}

const closing: Readonly<Record<string, string>> = { '`': '`', '"': '"', '\u201c': '\u201d', '\u00ab': '\u00bb' };
const adviceBefore = /\b(?:look|watch|check|search|grep)(?:ing)? (?:out )?for\b/i;
const adviceAfter = /^[\s*_]{0,4}(?:means?\b|indicates?\b|signals?\b|is (?:a|the) sign\b)/i;
const arrowAfter = /^[\s*_]{0,4}(?:[-=]>|\u2192)/;
/** Also at the end of the line before. */
const arrowBefore = /(?:[-=]>|\u2192)[\s*_]{1,16}$/;

/**
 * A message that notes quote to say what it would mean (`Look for "…"`, `"…" -> sign of …`) was not printed here. One that another arrow leads to is
 * a link in a chain of events: it was.
 */
function isExplained(text: string, content: number, head: number, end: number): boolean {
  const close = head > content ? closing[text[head - 1] as string] : undefined;
  if (close === undefined) return false;
  const quoted = text.slice(head, end).indexOf(close);
  if (quoted < 0) return false;
  const behind = head + quoted + 1;
  const after = text.slice(behind, Math.min(end, behind + 24));
  return (
    adviceBefore.test(text.slice(content, head)) ||
    adviceAfter.test(after) ||
    (arrowAfter.test(after) && !arrowBefore.test(text.slice(Math.max(0, head - 21), head - 1)))
  );
}

/** How a guide of system messages heads an entry; who reports a message of his own writes a colon behind it. */
const guideHeading = /\bError Message[\s*_`]{1,16}$/;
/** Part of an address or a longer number, not of a name such as IKEv2. */
const number = /(?<![A-Za-z\d])\d\d|\d\.\d/;

/** Whether the last letter before a place is the one that the heading ends in: of a log it is none, and the expression need not be tried. */
function endsInE(text: string, content: number, start: number): boolean {
  let at = start - 1;
  for (let code = text.charCodeAt(at); at > content && (isIndent(code) || isEmphasis(code)); code = text.charCodeAt(at))
    at -= 1;
  return text.charCodeAt(at) === 0x65;
}
const isEmphasis = (code: number): boolean => code === 0x2a || code === 0x5f || code === 0x60;

/** Words in brackets that guides of system messages set for kinds of values. A person who takes a value away may write one of them, and leaves a time in front. */
const kindOfValue = /\[(?:chars?|dec|hex|int|inet|num|enet|IP_address)\]/gi;

/** An entry of a guide of system messages, which no device has printed: it has names where a device prints values, and stands behind the heading of such entries, or nothing stands before it. */
function isDocumented(text: string, content: number, { head: { head }, start, body }: Place, end: number): boolean {
  if (head.kind !== 'syslog' || (start > content && !endsInE(text, content, start))) return false;
  const message = text.slice(body, end);
  return start > content
    ? guideHeading.test(text.slice(Math.max(content, start - 40), start)) && !number.test(message)
    : message.includes('[') && (message.match(kindOfValue)?.length ?? 0) > 1 && !number.test(message);
}

/** Shape of one line. */
function shapeOf(index: Index, text: string, start: number, end: number): number {
  headStart = -1;
  const content = contentStart(text, start, end);
  if (content === end) return Shape.blank;
  const place = placeInView(index, text, start, end);
  if (place && (isExplained(text, content, place.start, end) || isDocumented(text, content, place, end)))
    return Shape.unknown;
  if (place) {
    headStart = place.start;
    const entry = place.entry ?? withoutMarks(index, text, start, end)?.place.entry;
    return entry ? entry.shape : Shape.firstHead + place.head.index;
  }
  if (isPrompt(text, content, end)) return Shape.prompt;
  const first = text.charCodeAt(content);
  if ((first | 32) === 115 || (first | 32) === 100 || (first | 32) === 112) {
    typedAlone.lastIndex = content;
    if (typedAlone.test(text)) return Shape.typed;
  }
  if (first === 45) {
    sectionRuler.lastIndex = content;
    if (sectionRuler.test(text)) return Shape.section;
  }
  const bare = look(start, content, end)
    ? (findLooked(index.bareWords, text, content) ?? findLooked(index.fingerprints, text, content))
    : undefined;
  return bare?.shape ?? relayedShape(index, text, start, content, end);
}

/** A line cleaned of ping marks, where it is recognised without them, and where each of its characters stands in the text. */
export interface Unmarked {
  readonly text: string;
  readonly offsets: readonly number[];
  readonly place: Place;
}

const marks = /(?<=[A-Za-z =])[.!]+(?=[A-Za-z])/g;
const longestMarked = 400;

/** A ping that runs while the device logs drops its `.` and `!` into the words (`ins.ert sa`). Tried only where the body is unknown. */
export function withoutMarks(index: Index, text: string, start: number, end: number): Unmarked | undefined {
  if (end - start > longestMarked) return undefined;
  const line = text.slice(start, end);
  const offsets: number[] = [];
  let cleaned = '';
  let from = 0;
  const keep = (to: number): void => {
    for (let at = from; at < to; at += 1) offsets.push(start + at);
    cleaned += line.slice(from, to);
  };
  for (const mark of line.matchAll(marks)) {
    keep(mark.index);
    from = mark.index + mark[0].length;
  }
  if (from === 0) return undefined;
  keep(line.length);
  const place = placeAt(index, cleaned, 0, cleaned.length);
  return place?.entry ? { text: cleaned, offsets, place } : undefined;
}

/** A device prompt with a command that is typed there, or alone: `R1#show clock`, `fw/pri/act(config)# `. */
function isPrompt(text: string, content: number, end: number): boolean {
  const limit = Math.min(end, content + 72);
  for (let at = content; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 35 || code === 62) {
      if (at === content) return false;
      // A mode in brackets before the mark: whatever is typed there, it is a prompt.
      if (code === 35 && text.charCodeAt(at - 1) === 41) return true;
      promptRest.lastIndex = at;
      return promptRest.test(text);
    }
    if (
      !wordCode(code) &&
      code !== 45 &&
      code !== 46 &&
      code !== 47 &&
      code !== 40 &&
      code !== 41 &&
      code !== 64 &&
      code !== 58 &&
      code !== 126
    )
      return false;
  }
  return false;
}

/** Shapes of all lines (see `Shape` and `Index.entries`), and where their heads begin (behind a relay header: their bodies): offset in the line plus one, 0 for none. */
export interface Columns {
  readonly shapes: Uint16Array;
  readonly heads: Uint8Array;
}

/** Scans the lines `from` to `to` (exclusive) into the columns. Stops behind a line for which templates had to be made, which takes long; answers the next line. */
export function scanLines(
  index: Index,
  text: string,
  starts: Uint32Array,
  { shapes, heads }: Columns,
  from: number,
  to: number,
): number {
  const { made } = work;
  const last = (starts[to] ?? text.length) + lineReach;
  let mine = -1;
  for (let line = from; line < to; line += 1) {
    const start = starts[line] as number;
    const end = lineEnd(text, starts, line);
    const reach = Math.min(text.length, end + wrapReach, start + lineReach);
    // A line cleaned of marks is looked at in a view of its own.
    if (reach > view.to || view.loads !== mine) {
      load(text, start, last);
      mine = view.loads;
    }
    shapes[line] = shapeOf(index, text, start, end);
    heads[line] = headStart < 0 ? 0 : headStart - start + 1;
    if (work.made !== made) return line + 1;
  }
  return to;
}
