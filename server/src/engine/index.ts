// The facade of the engine: a catalogue goes in, `analyse` and `detect` come out. Pure: no clock, no I/O, no exception for any text.
import { rebuild, type Success } from './attempts.ts';
import { cut, type Stretch, type Typed } from './captures.ts';
import type { Catalogue, Command, Platform, Rec, Reported } from './define.ts';
import { buildIndex, type Index, Shape } from './dispatch.ts';
import { claimsOf, conclude, judge, type Overcome, type Placed, stepsOf } from './judge.ts';
import { lineAt, lineEnd, lineStartsOf } from './lines.ts';
import type { Analysis, Attempt, Capture, Evidence, Finding, Model, Occurrence, Role, Span, Tunnel } from './model.ts';
import { hasDamage, normalise, type OffsetMap } from './normalise.ts';
import { type CompiledCommand, compileCommand, type Reading, readCommand } from './reader.ts';
import { contentStart, scanLines } from './scan.ts';
import { Sighting } from './sighting.ts';
import { collector, join } from './tunnels.ts';

export interface Engine {
  readonly catalogue: Catalogue;
  analyse(text: string): Analysis;
  /**
   * The same in steps of a few milliseconds each, for those who must not block. Lines that did not change since `before`, the analysis of an
   * earlier version of the text, are not scanned again.
   */
  steps(text: string, before?: Analysis): Generator<void, Analysis>;
  /** Is this Cisco crypto output? `sample` may be a part of a text. */
  detect(sample: string): 'sure' | 'maybe' | 'no';
}

/** Occurrences read of one message: enough for every judgement, bounded for a day of debug. */
const mostFirst = 1000;
const mostLast = 100;
const mostPackets = 300;
const mostLooked = 300;

export function createEngine(catalogue: Catalogue): Engine {
  const index = buildIndex(catalogue);
  const readers = new Map<Command, CompiledCommand>();
  const readerOf = (command: Command): CompiledCommand => {
    const reader = readers.get(command) ?? compileCommand(command, catalogue.kinds);
    readers.set(command, reader);
    return reader;
  };
  /** What was read of a text, kept as long as its analysis is. */
  const readings = new WeakMap<Analysis, Reading0>();
  function* steps(text: string, before?: Analysis): Generator<void, Analysis> {
    const source = yield* read(index, text, before && readings.get(before));
    const analysis = yield* analysing(index, readerOf, source);
    readings.set(analysis, source);
    return analysis;
  }
  return {
    catalogue,
    analyse: (text) => finish(steps(text)),
    steps,
    detect: (sample) => detect(index, readerOf, sample),
  };
}

function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The text as it is read, with the way back to the text that the user sees. */
interface Reading0 {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly shapes: Uint16Array;
  readonly heads: Uint8Array;
  readonly map: OffsetMap | undefined;
  readonly userText: string;
  readonly userStarts: Uint32Array;
}

/** Characters looked at for damage, and lines scanned, in one step. */
const charactersAtOnce = 500_000;
const linesAtOnce = 1000;
/** A template may go on over line breaks: so many lines that are not blank before a change are scanned again. */
const longestMessage = 64;

function* read(index: Index, userText: string, before?: Reading0): Generator<void, Reading0> {
  const same = before && before.map === undefined ? commonEnds(before.text, userText) : undefined;
  // Clean ends of a clean text need no second look; a mark of damage is a few characters long.
  const from = Math.max(0, (same?.prefix ?? 0) - 16);
  const to = Math.min(userText.length, userText.length - (same?.suffix ?? 0) + 16);
  let damaged = false;
  for (let at = from; at < to && !damaged; at += charactersAtOnce) {
    damaged = hasDamage(userText, at, Math.min(to, at + charactersAtOnce));
    yield;
  }
  const repaired = normalise(userText, damaged);
  const { text } = repaired;
  // A repair may keep every offset and yet break lines elsewhere: places are the same, lines are not.
  const map = repaired.map ?? (text === userText ? undefined : samePlaces);
  yield;
  const starts = lineStartsOf(text);
  const columns = { shapes: new Uint16Array(starts.length), heads: new Uint8Array(starts.length) };
  const fresh = same && before && map === undefined ? keep(before, text, starts, columns, same) : undefined;
  const end = fresh?.end ?? starts.length;
  for (let line = fresh?.start ?? 0; line < end; line += linesAtOnce) {
    yield;
    scanLines(index, text, starts, columns, line, Math.min(end, line + linesAtOnce));
  }
  return { text, starts, ...columns, map, userText, userStarts: map ? lineStartsOf(userText) : starts };
}

const samePlaces: OffsetMap = {
  original: (offset) => offset,
  originalEnd: (offset) => offset,
  repaired: (offset) => offset,
};

/** Takes over what is known of the lines at both ends; the lines between, `start` to `end` (exclusive), are to be scanned. */
function keep(
  before: Reading0,
  text: string,
  starts: Uint32Array,
  { shapes, heads }: { readonly shapes: Uint16Array; readonly heads: Uint8Array },
  { prefix, suffix }: { readonly prefix: number; readonly suffix: number },
): Span {
  let start = lineAt(starts, prefix);
  for (let lines = 0; start > 0 && lines < longestMessage; start -= 1)
    if (before.shapes[start - 1] !== Shape.blank) lines += 1;
  const end = Math.min(starts.length, lineAt(starts, text.length - suffix) + 1);
  const moved = before.starts.length - starts.length;
  shapes.set(before.shapes.subarray(0, start));
  heads.set(before.heads.subarray(0, start));
  shapes.set(before.shapes.subarray(end + moved), end);
  heads.set(before.heads.subarray(end + moved), end);
  return { start, end };
}

/** How many characters two texts have in common at their beginnings and at their ends, without counting any twice. */
function commonEnds(a: string, b: string): { readonly prefix: number; readonly suffix: number } {
  const shorter = Math.min(a.length, b.length);
  const prefix = growing(shorter, (from, to) => a.slice(from, to) === b.slice(from, to));
  const suffix = growing(
    shorter - prefix,
    (from, to) => a.slice(a.length - to, a.length - from) === b.slice(b.length - to, b.length - from),
  );
  return { prefix, suffix };
}

/** The largest length up to `limit` for which all parts are the same: long parts first, then halves of the one that differs. */
function growing(limit: number, same: (from: number, to: number) => boolean): number {
  let length = 0;
  for (let part = 65_536; part >= 1; )
    if (length + part <= limit && same(length, length + part)) length += part;
    else part = part >> 1;
  return length;
}

function* analysing(
  index: Index,
  readerOf: (command: Command) => CompiledCommand,
  source: Reading0,
): Generator<void, Analysis> {
  const { text, starts, shapes, heads, map, userText, userStarts } = source;
  const { stretches, typed } = yield* cut(index, text, starts, source);
  const failures: string[] = [];

  const toUser = (offset: number): number => (map ? map.original(offset) : offset);
  const toUserEnd = (offset: number): number => (map ? map.originalEnd(offset) : offset);
  const lineOf = (offset: number): number => lineAt(userStarts, offset);
  const userLine = (line: number): number => (map ? lineOf(map.original(starts[line] ?? text.length)) : line);

  // Captures and their records.
  const understood: (((line: number) => boolean) | undefined)[] = [];
  yield;
  const read: Omit<Capture, 'platform'>[] = [];
  const shown: (Platform | undefined)[] = [];
  for (const [at, stretch] of stretches.entries()) {
    yield;
    const reading = readStretch(readerOf, text, starts, stretch, failures);
    if (reading && map) mapRecord(reading.root, toUser, toUserEnd, lineOf);
    understood[at] = reading?.understood;
    const endLine = reading ? lastUnderstood(stretch, shapes, reading) : stretch.endLine;
    shown[at] = stretch.platform ?? (reading && stretch.definition?.platformOf?.(reading.root));
    read.push({
      index: at,
      command: nameOf(stretch, reading),
      kind: kindOf(index, stretch),
      ...(stretch.device === undefined ? {} : { device: stretch.device }),
      startLine: userLine(stretch.startLine),
      endLine: Math.min(userLine(endLine - 1) + 1, userStarts.length),
      ...(stretch.typed === undefined ? {} : { typed: stretch.typed }),
      ...(stretch.definition === undefined ? {} : { definition: stretch.definition }),
      root: reading?.root ?? { kind: '', line: stretch.startLine, start: 0, end: 0, fields: {}, all: [], children: [] },
    });
  }
  const platform = platformOf(stretches, shown, shapes, index);
  const captures = read.map((capture, at): Capture => ({ ...capture, platform: shown[at] ?? platform }));
  yield;

  // Messages that bear on judgement, in the order of time.
  const captureOfLine = lineToStretch(stretches, starts.length);
  const cache = new Map<number, Sighting | undefined>();
  const sights = { index, text, map };
  const occurrenceAt = (line: number): Sighting | undefined => {
    if (cache.has(line)) return cache.get(line);
    const entry = index.entries[shapes[line] as number];
    const capture = captureOfLine(line);
    let sighting: Sighting | undefined;
    if (entry?.message && capture >= 0) {
      const start = starts[line] as number;
      const end = lineEnd(text, starts, line);
      const head = heads[line] === 0 ? -1 : start + (heads[line] as number) - 1;
      const content = head < 0 ? contentStart(text, start, end) : head;
      sighting = new Sighting(sights, { entry, start, end, head, content }, entry.message, userLine(line), capture);
    }
    cache.set(line, sighting);
    return sighting;
  };
  const counts = countShapes(index, shapes);
  let posted: ((shape: number) => Uint32Array) | undefined;
  const listed = new Map<string, readonly Occurrence[]>();
  const occurrences = (messageId: string): readonly Occurrence[] => {
    const known = listed.get(messageId);
    if (known) return known;
    posted ??= postings(shapes, index.entries.length);
    const lines = (index.messageShapes.get(messageId) ?? []).flatMap((shape) => bounded(posted?.(shape)));
    const list = lines.sort((a, b) => a - b).flatMap((line) => occurrenceAt(line) ?? []);
    listed.set(messageId, list);
    return list;
  };
  yield;
  const telling = tellingLines(index, shapes).flatMap((line) => occurrenceAt(line) ?? []);
  const backwards = newestFirst(telling);
  const inTime = backwards.size === 0 ? telling : sortByTime(telling, backwards);
  yield;
  const { attempts, successes } = rebuild(inTime, (capture) => captures[capture]?.device, ikeOf(index));

  // Tunnels.
  const collected = collector();
  for (const capture of captures) {
    yield;
    try {
      capture.definition?.contribute?.(capture.root, collected.draftOf(capture), capture);
    } catch (error) {
      failures.push(`${capture.command}: ${String(error)}`);
    }
  }
  const tunnels = join(collected, attempts);
  yield;

  const operatorLines = operatorSpans(index, typed, inTime, starts, text, toUser, toUserEnd);
  const model: Model = {
    platform,
    captures,
    tunnels,
    attempts,
    occurrences,
    count: (messageId) => counts.get(messageId) ?? 0,
    records: (command, kind) =>
      captures
        .filter((capture) => capture.definition?.id === command)
        .flatMap((capture) => recordsOf(capture.root, kind)),
    tunnelOf: tunnelsByRemote(tunnels),
    evidence: (of, role) => evidenceOf(userText, userStarts, of, role),
    lineOf,
    operatorLines,
  };

  // Claims of messages and detectors.
  const isOurs = bearsOnCrypto(index, stretches, captures, shapes);
  let findings: Finding[] = [];
  if (isOurs) {
    const claims: Placed[] = [];
    const ikeUpBefore = ikeHistory(attempts, successes, inTime);
    for (const occurrence of inTime) {
      const attempt = attempts[occurrence.attempt];
      for (const { claim, certainty } of claimsOf(occurrence, attempt, ikeUpBefore(occurrence))) {
        const peer = occurrence.fields.peer?.value ?? attempt?.peer;
        const values: Record<string, string> = {};
        for (const [name, fact] of Object.entries(occurrence.fields)) if (fact) values[name] = fact.value;
        const reported: Reported = {
          code: claim.code,
          certainty,
          evidence: [{ start: occurrence.start, end: occurrence.end, role: claim.role ?? 'cause' }],
          ...(claim.role === undefined ? {} : { role: claim.role }),
          ...(claim.side === undefined ? {} : { side: claim.side }),
          peer,
          tunnel: model.tunnelOf(peer)?.id,
          ...(claim.detail === undefined ? {} : { detail: claim.detail }),
          values,
        };
        claims.push({ reported, lasting: claim.lasting === true, line: occurrence.line });
      }
    }
    for (const detector of index.catalogue.detectors) {
      yield;
      try {
        detector.run(model, (reported) => {
          const tunnel = reported.tunnel ?? model.tunnelOf(reported.peer)?.id;
          const evidence = reported.evidence.filter(
            (span) => span.start >= 0 && span.end > span.start && span.end <= userText.length,
          );
          const first = evidence[0];
          if (first)
            claims.push({ reported: { ...reported, tunnel, evidence }, lasting: true, line: lineOf(first.start) });
        });
      } catch (error) {
        failures.push(`${detector.id}: ${String(error)}`);
      }
    }
    yield;
    findings = judge(index.catalogue, model, claims, overcomeBy(successes, inTime, backwards, tunnels, captures));
  }

  yield;
  const verdict = conclude(findings, tunnels, isOurs);
  const unknown = (): number[] => unknownLinesOf(index, source, stretches, understood, captureOfLine);
  const total = userStarts.length - (userText.endsWith('\n') || userText === '' ? 1 : 0);
  return {
    text: userText,
    lineStarts: userStarts,
    lines: { total, understood: Math.max(0, total - new Set(unknown().map(userLine)).size) },
    platform,
    captures: isOurs ? captures : [],
    attempts: isOurs ? attempts : [],
    tunnels: isOurs ? tunnels.map((tunnel) => ({ ...tunnel, steps: stepsOf(tunnel, findings, lineOf) })) : [],
    findings,
    verdict,
    failures,
    messageAt: (line) => occurrenceAt(map ? lineAt(starts, map.repaired(userStarts[line] ?? 0)) : line),
    captureAt: (line) => captures.find((capture) => line >= capture.startLine && line < capture.endLine),
    unknownLines: () => [...new Set(unknown().map(userLine))],
  };
}

function readStretch(
  readerOf: (command: Command) => CompiledCommand,
  text: string,
  starts: Uint32Array,
  stretch: Stretch,
  failures: string[],
): Reading | undefined {
  const { definition } = stretch;
  if (!definition) return undefined;
  const source = {
    text,
    firstLine: stretch.typed === undefined ? stretch.startLine : stretch.startLine + 1,
    endLine: stretch.endLine,
    lineStart: (line: number) => starts[line] as number,
    lineEnd: (line: number) => lineEnd(text, starts, line),
  };
  try {
    if (definition.read) return { root: definition.read(source), understood: () => true };
    return readCommand(readerOf(definition), source);
  } catch (error) {
    failures.push(`${definition.id}: ${String(error)}`);
    return undefined;
  }
}

function nameOf(stretch: Stretch, reading: Reading | undefined): string {
  if (stretch.definition)
    return stretch.typed === undefined && reading?.variant !== undefined
      ? `${stretch.command} ${reading.variant}`
      : stretch.command;
  let best = stretch.command;
  const score = (name: string): number => (stretch.votes.get(name) ?? 0) + (name.startsWith('debug') ? 1e9 : 0);
  for (const name of stretch.votes.keys()) if (score(name) > score(best)) best = name;
  return best;
}

function kindOf(index: Index, stretch: Stretch): Capture['kind'] {
  if (stretch.definition) return stretch.kind;
  return index.heads.some(({ head }) => head.kind === 'debug' && stretch.votes.has(head.command))
    ? 'debug'
    : stretch.kind;
}

/** The output of a command ends at its last line that was understood; what comes after is somebody's prose. */
function lastUnderstood(stretch: Stretch, shapes: Uint16Array, reading: Reading): number {
  let end = stretch.endLine;
  while (
    end - 1 > stretch.startLine &&
    (shapes[end - 1] === Shape.blank || (shapes[end - 1] === Shape.unknown && !reading.understood(end - 1)))
  )
    end -= 1;
  return end;
}

function platformOf(
  stretches: readonly Stretch[],
  shown: readonly (Platform | undefined)[],
  shapes: Uint16Array,
  index: Index,
): Platform {
  const votes = new Map<Platform, number>();
  const add = (platform: Platform | undefined, weight: number): void => {
    if (platform) votes.set(platform, (votes.get(platform) ?? 0) + weight);
  };
  for (const [at, stretch] of stretches.entries()) add(shown[at], 1 + stretch.votes.size);
  // A head that only one platform prints outweighs the ones that several share.
  const seen = new Set<number>();
  for (const shape of shapes) if (shape >= Shape.firstHead) seen.add(shape);
  for (const { head } of index.heads.filter((candidate) => seen.has(Shape.firstHead + candidate.index)))
    add(head.platform, 1);
  const rank: readonly Platform[] = ['ftd', 'pix', 'asa', 'ios-xr', 'ios-xe', 'ios'];
  let best: Platform = 'unknown';
  for (const platform of rank) if ((votes.get(platform) ?? 0) > (votes.get(best) ?? 0)) best = platform;
  return best;
}

function mapSpan(
  fact: { start: number; end: number },
  toUser: (offset: number) => number,
  toUserEnd: (offset: number) => number,
): void {
  fact.start = toUser(fact.start);
  fact.end = Math.max(fact.start, toUserEnd(fact.end));
}

function mapRecord(
  root: Rec,
  toUser: (offset: number) => number,
  toUserEnd: (offset: number) => number,
  lineOf: (offset: number) => number,
): void {
  const seen = new Set<object>();
  const pending: Rec[] = [root];
  for (let record = pending.pop(); record; record = pending.pop()) {
    const mutable = record as { line: number; start: number; end: number };
    mapSpan(mutable, toUser, toUserEnd);
    mutable.line = lineOf(mutable.start);
    for (const fact of record.all)
      if (!seen.has(fact)) mapSpan(fact as { start: number; end: number }, toUser, toUserEnd);
    for (const fact of record.all) seen.add(fact);
    pending.push(...record.children);
  }
}

function tunnelsByRemote(tunnels: readonly Tunnel[]): Model['tunnelOf'] {
  const byRemote = new Map<string, Tunnel[]>();
  for (const tunnel of tunnels)
    if (tunnel.remote !== undefined) byRemote.set(tunnel.remote, [...(byRemote.get(tunnel.remote) ?? []), tunnel]);
  return (peer, local) =>
    byRemote
      .get(peer ?? '')
      ?.find((tunnel) => local === undefined || tunnel.local === undefined || tunnel.local === local);
}

/** IKE version of a family of bodies, by the heads it may stand under. */
function ikeOf(index: Index): (family: string) => 1 | 2 | undefined {
  const versions = new Map<string, 1 | 2>();
  for (const { head } of index.heads)
    if (head.ike) for (const family of head.bodies ?? [head.id]) versions.set(family, head.ike);
  return (family) => versions.get(family);
}

function lineToStretch(stretches: readonly Stretch[], total: number): (line: number) => number {
  const owner = new Int32Array(total).fill(-1);
  for (const [at, stretch] of stretches.entries()) owner.fill(at, stretch.startLine, stretch.endLine);
  return (line) => owner[line] ?? -1;
}

function countShapes(index: Index, shapes: Uint16Array): Map<string, number> {
  const perShape = new Uint32Array(index.entries.length + 1);
  for (const shape of shapes) if (shape < perShape.length) perShape[shape] = (perShape[shape] as number) + 1;
  return new Map(
    [...index.messageShapes].map(([id, list]) => [
      id,
      list.reduce((sum, shape) => sum + (perShape[shape] as number), 0),
    ]),
  );
}

/** Lines of each shape, in text order: one counting sort for all, made when first asked for. */
function postings(shapes: Uint16Array, shapeCount: number): (shape: number) => Uint32Array {
  const first = new Uint32Array(shapeCount + 1);
  for (const shape of shapes) if (shape < shapeCount) first[shape + 1] = (first[shape + 1] as number) + 1;
  for (let shape = 0; shape < shapeCount; shape += 1)
    first[shape + 1] = (first[shape + 1] as number) + (first[shape] as number);
  const next = first.slice();
  const lines = new Uint32Array(first[shapeCount] as number);
  for (let line = 0; line < shapes.length; line += 1) {
    const shape = shapes[line] as number;
    if (shape >= shapeCount) continue;
    lines[next[shape] as number] = line;
    next[shape] = (next[shape] as number) + 1;
  }
  return (shape) => lines.subarray(first[shape], first[shape + 1]);
}

/** The first and last lines of a list, as many as detectors are given. */
function bounded(lines: Uint32Array | undefined): number[] {
  if (lines === undefined) return [];
  if (lines.length <= mostLooked + mostLast) return [...lines];
  return [...lines.subarray(0, mostLooked), ...lines.subarray(lines.length - mostLast)];
}

/**
 * Lines of messages that say or do something, in text order, each message bounded: generously where it makes a claim or brings something up, less
 * where it is one more packet of an exchange.
 */
function tellingLines(index: Index, shapes: Uint16Array): number[] {
  const wanted = new Uint8Array(index.entries.length + 1);
  index.entries.forEach((entry, shape) => {
    if (entry?.message && (entry.message.says || entry.message.effect || entry.message.operator)) wanted[shape] = 1;
  });
  const isPacket = new Uint8Array(wanted.length);
  index.entries.forEach((entry, shape) => {
    const { says, effect } = entry?.message ?? {};
    if (!says && effect?.arrow && !effect.begins && !effect.up) isPacket[shape] = 1;
  });
  const totals = new Uint32Array(wanted.length);
  for (const shape of shapes) if (wanted[shape] === 1) totals[shape] = (totals[shape] as number) + 1;
  const seen = new Uint32Array(wanted.length);
  const lines: number[] = [];
  shapes.forEach((shape, line) => {
    if (wanted[shape] !== 1) return;
    const nth = seen[shape] as number;
    seen[shape] = nth + 1;
    const first = isPacket[shape] === 1 ? mostPackets : mostFirst;
    if (nth < first || nth >= (totals[shape] as number) - mostLast) lines.push(line);
  });
  return lines;
}

/** A log shown newest first: more steps back in time than forward, judged by some lines of each capture. */
function newestFirst(occurrences: readonly Occurrence[]): Set<number> {
  const steps = new Map<number, { seen: number; back: number; forth: number; last: number | undefined }>();
  for (const occurrence of occurrences) {
    const step = steps.get(occurrence.capture) ?? { seen: 0, back: 0, forth: 0, last: undefined };
    steps.set(occurrence.capture, step);
    step.seen += 1;
    if (step.seen > timesLookedAt || occurrence.time === undefined) continue;
    if (step.last !== undefined && occurrence.time < step.last) step.back += 1;
    if (step.last !== undefined && occurrence.time > step.last) step.forth += 1;
    step.last = occurrence.time;
  }
  return new Set([...steps].filter(([, { back, forth }]) => back > forth && back >= 2).map(([capture]) => capture));
}
const timesLookedAt = 200;

function sortByTime(occurrences: readonly Sighting[], backwards: ReadonlySet<number>): Sighting[] {
  const groups = new Map<number, Sighting[]>();
  for (const occurrence of occurrences) {
    const group = groups.get(occurrence.capture);
    if (group) group.push(occurrence);
    else groups.set(occurrence.capture, [occurrence]);
  }
  return [...groups].flatMap(([capture, list]) => (backwards.has(capture) ? list.reverse() : list));
}

function recordsOf(root: Rec, kind: string): Rec[] {
  const found: Rec[] = [];
  const visit = (record: Rec): void => {
    if (record.kind === kind) found.push(record);
    for (const child of record.children) visit(child);
  };
  visit(root);
  return found;
}

/** A record's evidence is its first line, not its whole block. */
function evidenceOf(text: string, starts: Uint32Array, of: Span | Rec, role: Role): Evidence {
  if (!('children' in of)) return { start: of.start, end: of.end, role };
  const end = lineEnd(text, starts, lineAt(starts, of.start));
  return { start: of.start, end: Math.min(of.end, Math.max(end, of.start + 1)), role };
}

/** Tells whether the IKE SA of an occurrence's attempt was up before it; undefined where the attempt does not show it. */
function ikeHistory(
  attempts: readonly Attempt[],
  successes: readonly Success[],
  inTime: readonly Occurrence[],
): (occurrence: Occurrence) => boolean | undefined {
  const ranks = new Map(inTime.map((occurrence, rank) => [occurrence, rank]));
  const firstUp = new Map<number, number>();
  for (const success of successes) if (!firstUp.has(success.attempt)) firstUp.set(success.attempt, success.rank);
  const hasBeginning = attempts.map((attempt) =>
    attempt.occurrences.some(({ message }) => message.effect?.begins === 'ike' || message.effect?.mode !== undefined),
  );
  return (occurrence) => {
    const up = firstUp.get(occurrence.attempt);
    if (up !== undefined && (ranks.get(occurrence) ?? 0) > up) return true;
    return hasBeginning[occurrence.attempt] === true ? false : undefined;
  };
}

/** The log that is shown together with a table tells of the time before: the line where it ends, -1 where there is none. */
function endOfHistory(captures: readonly Capture[], shown: number): number {
  let end = -1;
  for (let at = shown + 1; at < captures.length; at += 1) {
    const capture = captures[at] as Capture;
    const isLog = captures[at - 1]?.definition?.id === 'show logging';
    if (capture.device !== captures[shown]?.device || (capture.kind !== 'show' && !isLog)) break;
    if (isLog) end = capture.endLine;
  }
  return end;
}

function overcomeBy(
  successes: readonly Success[],
  inTime: readonly Occurrence[],
  backwards: ReadonlySet<number>,
  tunnels: readonly Tunnel[],
  captures: readonly Capture[],
): Overcome[] {
  const fromLogs = successes.map(
    ({ what, line, rank, peer }): Overcome => ({
      what,
      line,
      peer,
      backwards: backwards.has(inTime[rank]?.capture ?? -1),
    }),
  );
  const fromShows = tunnels.flatMap((tunnel): Overcome[] => {
    const up = tunnel.ike
      .filter((sa) => sa.health === 'up')
      .map(
        (sa): Overcome => ({
          what: 'ike',
          line: Math.max(sa.line, endOfHistory(captures, sa.capture)),
          peer: tunnel.remote,
          backwards: false,
        }),
      );
    const all = tunnel.ipsec.length > 0 && tunnel.ipsec.every((sa) => sa.health === 'up');
    return all
      ? [
          ...up,
          {
            what: 'child',
            line: Math.max(...tunnel.ipsec.map((sa) => sa.line)),
            peer: tunnel.remote,
            backwards: false,
          },
        ]
      : up;
  });
  return [...fromLogs, ...fromShows];
}

/** Typed words against the operator commands of the catalogue, each word abbreviated at will. */
function operatorSpans(
  index: Index,
  typed: readonly Typed[],
  occurrences: readonly Occurrence[],
  starts: Uint32Array,
  text: string,
  toUser: (offset: number) => number,
  toUserEnd: (offset: number) => number,
): Span[] {
  const commands = index.catalogue.operatorCommands.map((command) => command.split(' '));
  const matches = (words: readonly string[]): boolean =>
    commands.some((command) =>
      command.every(
        // `sh` is show and `co` is nothing yet; the words after the first may be cut to a letter: `conf t`.
        (word, at) => (words[at]?.length ?? 0) >= (at === 0 ? 3 : 1) && word.startsWith(words[at] as string),
      ),
    );
  const fromTyped = typed
    .filter(({ words }) => matches(words.toLowerCase().replace(/^do /, '').split(/\s+/)))
    .map(({ line }): Span => ({ start: toUser(starts[line] as number), end: toUserEnd(lineEnd(text, starts, line)) }));
  const fromMessages = occurrences
    .filter(({ message }) => message.operator)
    .map(({ start, end }): Span => ({ start, end }));
  return [...fromTyped, ...fromMessages].sort((a, b) => a.start - b.start);
}

/** Context commands and messages alone do not make a text ours. */
function bearsOnCrypto(
  index: Index,
  stretches: readonly Stretch[],
  captures: readonly Capture[],
  shapes: Uint16Array,
): boolean {
  return stretches.some((stretch, at) => {
    const { definition } = stretch;
    const context = definition?.context;
    if (
      definition &&
      (typeof context === 'function'
        ? !context((captures[at] as Capture).root, stretches.length === 1)
        : context !== true)
    )
      return true;
    for (let line = stretch.startLine; line < stretch.endLine; line += 1)
      if (bearsItself(index, shapes[line] as number)) return true;
    return false;
  });
}

/** So many lines, and such a share of all, make a text ours; a single one only where there is little else. */
const enough = { lines: 2, share: 0.02, littleElse: 3 };

function detect(
  index: Index,
  readerOf: (command: Command) => CompiledCommand,
  sample: string,
): 'sure' | 'maybe' | 'no' {
  const source = finish(read(index, sample));
  const { text, starts, shapes } = source;
  const { stretches } = finish(cut(index, text, starts, source));
  let ours = 0;
  for (const stretch of stretches) {
    const reading = readStretch(readerOf, text, starts, stretch, []);
    const context = stretch.definition?.context;
    const isContext =
      typeof context === 'function' ? reading && context(reading.root, stretches.length === 1) : context === true;
    for (let line = stretch.startLine; line < stretch.endLine; line += 1) {
      const shape = shapes[line] as number;
      const read = stretch.definition !== undefined && !isContext && shape !== Shape.blank && reading?.understood(line);
      if (read || bearsItself(index, shape)) ours += 1;
    }
  }
  const written = shapes.reduce((sum, shape) => sum + (shape === Shape.blank ? 0 : 1), 0);
  if (ours >= enough.lines ? ours >= written * enough.share : ours > 0 && written <= enough.littleElse) return 'sure';
  return ours > 0 ? 'maybe' : 'no';
}

/** A debug or syslog line that makes a text ours by itself. */
function bearsItself(index: Index, shape: number): boolean {
  const message = index.entries[shape]?.message;
  if (message) return !message.context;
  return shape >= Shape.firstHead && shape < index.firstEntry && !index.heads[shape - Shape.firstHead]?.head.context;
}

function unknownLinesOf(
  index: Index,
  source: Reading0,
  stretches: readonly Stretch[],
  understood: readonly (((line: number) => boolean) | undefined)[],
  captureOfLine: (line: number) => number,
): number[] {
  const unknown: number[] = [];
  source.shapes.forEach((shape, line) => {
    if (shape === Shape.blank || shape === Shape.prompt || shape === Shape.typed || shape === Shape.section) return;
    const at = captureOfLine(line);
    const stretch = stretches[at];
    if (stretch?.definition) {
      if (!understood[at]?.(line) && shape === Shape.unknown) unknown.push(line);
    } else if (stretch === undefined || shape < index.firstEntry) unknown.push(line);
  });
  return unknown;
}
