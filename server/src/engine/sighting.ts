// An occurrence of a message as rules and features see it: its values are read when first asked for, most lines of a long log never are.
import type { Message } from './define.ts';
import type { Index } from './dispatch.ts';
import { type Fields, type Ids, idsOf, type Line, type Located, readLine, timeOf } from './facts.ts';
import type { Occurrence, Span } from './model.ts';
import type { OffsetMap } from './normalise.ts';

/** What all sightings of one text share. `map` leads to the text that the user sees. */
export interface Sights {
  readonly index: Index;
  readonly text: string;
  readonly map: OffsetMap | undefined;
}

/** Longest prologue in which a timestamp is looked for. */
const longestStamp = 120;

export class Sighting implements Occurrence {
  readonly message: Message;
  readonly line: number;
  readonly capture: number;
  attempt = -1;
  readonly #sights: Sights;
  readonly #located: Located;
  #line: Line | undefined;
  #time: number | undefined | null = null;

  constructor(sights: Sights, located: Located, message: Message, line: number, capture: number) {
    this.#sights = sights;
    this.#located = located;
    this.message = message;
    this.line = line;
    this.capture = capture;
  }
  get #read(): Line {
    if (!this.#line) {
      const { index, text, map } = this.#sights;
      const line = readLine(index, text, this.#located);
      this.#line = map ? userLine(line, map) : line;
    }
    return this.#line;
  }
  get start(): number {
    const { map } = this.#sights;
    return map ? map.original(this.#located.content) : this.#located.content;
  }
  get end(): number {
    return this.#read.end;
  }
  get fields(): Fields {
    return this.#read.fields;
  }
  get time(): number | undefined {
    if (this.#time === null) {
      const { start, content } = this.#located;
      this.#time = timeOf(this.#sights.text.slice(start, Math.min(content, start + longestStamp)));
    }
    return this.#time;
  }
  get ids(): Ids {
    if (this.#line) return valuesOf(this.#line.fields);
    return idsOf(this.#sights.index, this.#sights.text, this.#located) ?? valuesOf(this.fields);
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

function userLine(line: Line, map: OffsetMap): Line {
  const fields = Object.fromEntries(
    Object.entries(line.fields).map(([name, fact]) => [name, fact && { ...fact, ...userSpan(fact, map) }]),
  );
  return { end: map.originalEnd(line.end), fields };
}
