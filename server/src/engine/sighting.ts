// An occurrence of a message as rules and features see it: its values are read when first asked for, most lines of a long log never are.
import type { Message } from './define.ts';
import type { Entry, Index } from './dispatch.ts';
import { endOf, type Fields, type Ids, idsOf, type Line, type Located, readLine, timeOf, withPlaces } from './facts.ts';
import { lineEnd } from './lines.ts';
import type { Occurrence, Span } from './model.ts';
import type { OffsetMap } from './repair/patch.ts';

/** What all sightings of one text share. `map` leads to the text that the user sees. */
export interface Sights {
  readonly index: Index;
  readonly text: string;
  readonly starts: Uint32Array;
  readonly map: OffsetMap | undefined;
}

/** Longest prologue in which a timestamp is looked for. */
const longestStamp = 120;

/** What was read of a line in an earlier version of the text. */
export interface Recalled {
  readonly line: Line | undefined;
  readonly ids: Ids | undefined;
  /** Null where nobody asked. */
  readonly time: number | undefined | null;
  /** So many characters further on the line stands now. */
  readonly shift: number;
}

export class Sighting implements Occurrence {
  readonly message: Message;
  readonly line: number;
  readonly capture: number;
  attempt = -1;
  readonly #sights: Sights;
  readonly #entry: Entry;
  /** Its line in the text as it is read. */
  readonly #at: number;
  /** Offset of the head, or of the line's first own character. */
  readonly #content: number;
  readonly #isBare: boolean;
  /** With its places in the text as it is read, and so much has to be added to them. */
  #line: Line | undefined;
  #shift = 0;
  /** With its places in the text that the user sees. */
  #placed: Line | undefined;
  #start: number | undefined;
  #ids: Ids | undefined;
  #time: number | undefined | null = null;

  constructor(
    sights: Sights,
    entry: Entry & { readonly message: Message },
    at: { readonly line: number; readonly content: number; readonly isBare: boolean },
    line: number,
    capture: number,
    before?: Recalled,
  ) {
    this.#sights = sights;
    this.#entry = entry;
    this.message = entry.message;
    this.#at = at.line;
    this.#content = at.content;
    this.#isBare = at.isBare;
    this.line = line;
    this.capture = capture;
    if (before) {
      this.#line = before.line;
      this.#shift = before.line ? before.shift : 0;
      this.#ids = before.ids;
      this.#time = before.time;
    }
  }
  /** What a later version of the text may take over, `shift` characters further on. */
  recalled(shift: number): Recalled {
    return { line: this.#line, ids: this.#ids, time: this.#time, shift: this.#shift + shift };
  }
  get #located(): Located {
    const { text, starts } = this.#sights;
    return {
      entry: this.#entry,
      start: starts[this.#at] as number,
      end: lineEnd(text, starts, this.#at),
      head: this.#isBare ? -1 : this.#content,
      content: this.#content,
    };
  }
  get #read(): Line {
    if (this.#placed) return this.#placed;
    const { index, text, map } = this.#sights;
    this.#line ??= readLine(index, text, this.#located);
    const shift = this.#shift;
    const inText = ({ start, end }: Span): Span => ({ start: start + shift, end: end + shift });
    if (map) this.#placed = withPlaces(this.#line, (span) => userSpan(inText(span), map));
    else {
      this.#placed = shift === 0 ? this.#line : withPlaces(this.#line, inText);
      this.#line = this.#placed;
      this.#shift = 0;
    }
    return this.#placed;
  }
  get start(): number {
    this.#start ??= this.#sights.map?.original(this.#content) ?? this.#content;
    return this.#start;
  }
  get end(): number {
    if (this.#placed) return this.#placed.end;
    const { index, text, map } = this.#sights;
    const end = this.#line ? this.#line.end + this.#shift : endOf(index, text, this.#located);
    if (end === undefined) return this.#read.end;
    return map ? userSpan({ start: end - 1, end }, map).end : end;
  }
  get fields(): Fields {
    return this.#read.fields;
  }
  get time(): number | undefined {
    if (this.#time === null) {
      const { text, starts } = this.#sights;
      const start = starts[this.#at] as number;
      this.#time = timeOf(text.slice(start, Math.min(this.#content, start + longestStamp)));
    }
    return this.#time;
  }
  get ids(): Ids {
    this.#ids ??= this.#line
      ? valuesOf(this.#line.fields)
      : (idsOf(this.#sights.index, this.#sights.text, this.#located) ?? valuesOf(this.fields));
    return this.#ids;
  }
}

const valuesOf = ({ peer, conn, session, local }: Fields): Ids => ({
  ...(peer && { peer: peer.value }),
  ...(conn && { conn: conn.value }),
  ...(session && { session: session.value }),
  ...(local && { local: local.value }),
});

/** A value may be empty, and what was taken out before it stays outside: it never ends before it begins. */
function userSpan({ start, end }: Span, map: OffsetMap): Span {
  const from = map.original(start);
  return { start: from, end: Math.max(from, map.originalEnd(end)) };
}
