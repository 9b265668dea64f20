// The facade of the engine: a catalogue goes in, `analyse` and `detect` come out. Pure: no clock, no I/O, no exception for any text.
import { rebuild } from './attempts.ts';
import { cut, type Stretch } from './captures.ts';
import type { Catalogue, Command, Message, Platform, Rec, Reported } from './define.ts';
import { buildIndex, type Entry, type Index, Shape } from './dispatch.ts';
import { ikeHistory, operatorSpans, overcomeBy } from './history.ts';
import { guardOf, isolated } from './isolation.ts';
import { claimsOf, conclude, judge, MessageClaim, type Placed, stepsOf, takenBackIn, unexplainedIn } from './judge.ts';
import { lineAt, lineEnd } from './lines.ts';
import type { Analysis, Capture, Evidence, Finding, Model, Occurrence, Role, Span, Tunnel } from './model.ts';
import { lookedAt, newestFirst, sortByTime } from './occurrences.ts';
import { kindOf, lastUnderstood, mapRecord, nameOf, platformOf, readStretch } from './outputs.ts';
import { type CompiledCommand, compileCommand } from './reader.ts';
import { read, type Scanned } from './reading.ts';
import { bearsOnCrypto, detect } from './relevance.ts';
import { contentStart } from './scan.ts';
import { type Recalled, Sighting, type Sights } from './sighting.ts';
import { finish } from './steps.ts';
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

export function createEngine(catalogue: Catalogue): Engine {
  const index = buildIndex(catalogue);
  const readers = new Map<Command, CompiledCommand>();
  const readerOf = (command: Command): CompiledCommand => {
    const reader = readers.get(command) ?? compileCommand(command, catalogue.kinds);
    readers.set(command, reader);
    return reader;
  };
  /** What was read of a text, kept as long as its analysis is. */
  const readings = new WeakMap<Analysis, Read>();
  function* steps(text: string, before?: Analysis): Generator<void, Analysis> {
    const known = before && readings.get(before);
    const source = yield* read(index, text, known?.source);
    const seen = new Map<number, Sighting>();
    const analysis = yield* analysing(index, readerOf, source, seen, known?.seen);
    readings.set(analysis, { source, seen });
    return analysis;
  }
  return {
    catalogue,
    analyse: (text) => finish(steps(text)),
    steps,
    detect: (sample) => detect(index, readerOf, sample),
  };
}

/** What was read of a text: its lines, and what was looked at of them. */
interface Read {
  readonly source: Scanned;
  readonly seen: ReadonlyMap<number, Sighting>;
}

/** `seen` gets what is looked at; `before` is what was looked at of the earlier version that `source` kept lines of. */
function* analysing(
  index: Index,
  readerOf: (command: Command) => CompiledCommand,
  source: Scanned,
  seen: Map<number, Sighting>,
  before: Read['seen'] | undefined,
): Generator<void, Analysis> {
  const { text, starts, shapes, heads, map, userText, userStarts, kept } = source;
  const { stretches, typed } = yield* cut(index, text, starts, source);
  const failures: string[] = [];
  const guard = guardOf(failures);
  const judgement = isolated(index.catalogue, guard);

  const toUser = (offset: number): number => (map ? map.original(offset) : offset);
  const toUserEnd = (offset: number): number => (map ? map.originalEnd(offset) : offset);
  const lineOf = (offset: number): number => lineAt(userStarts, offset);
  const userLine = (line: number): number => (map ? lineOf(map.original(starts[line] ?? text.length)) : line);

  // Captures and their records.
  const understood: (((line: number) => boolean) | undefined)[] = [];
  yield;
  const outputs: Omit<Capture, 'platform'>[] = [];
  const shown: (Platform | undefined)[] = [];
  /** What stands below an output closes it, unless it is what was typed at another device. */
  const isClosed = ({ device }: Stretch, endLine: number, next: Stretch | undefined): boolean => {
    let below = endLine;
    while (shapes[below] === Shape.blank) below += 1;
    const isOther = next?.startLine === below && device !== undefined && next.device !== device;
    return below < shapes.length && !isOther;
  };
  for (const [at, stretch] of stretches.entries()) {
    yield;
    const reading = readStretch(readerOf, text, starts, stretch, failures);
    if (reading && map) mapRecord(reading.root, toUser, toUserEnd, lineOf);
    understood[at] = reading?.understood;
    const endLine = reading ? lastUnderstood(stretch, shapes, reading) : stretch.endLine;
    shown[at] = stretch.platform ?? (reading && stretch.definition?.platformOf?.(reading.root));
    outputs.push({
      index: at,
      command: nameOf(index, stretch, reading),
      kind: kindOf(index, stretch),
      ...(stretch.device === undefined ? {} : { device: stretch.device }),
      startLine: userLine(stretch.startLine),
      endLine: Math.min(userLine(endLine - 1) + 1, userStarts.length),
      ...(stretch.typed === undefined ? {} : { typed: stretch.typed }),
      ...(stretch.title === undefined ? {} : { title: stretch.title }),
      closed: isClosed(stretch, endLine, stretches[at + 1]),
      ...(stretch.definition === undefined ? {} : { definition: stretch.definition }),
      root: reading?.root ?? { kind: '', line: stretch.startLine, start: 0, end: 0, fields: {}, all: [], children: [] },
    });
  }
  const platform = platformOf(stretches, shown, shapes, index);
  const captures = outputs.map((capture, at): Capture => ({ ...capture, platform: shown[at] ?? platform }));
  yield;

  // Messages that bear on judgement, in the order of time.
  const captureOfLine = lineToStretch(stretches, starts.length);
  const sights: Sights = { index, text, starts, map };
  /** What was read of a line that did not change. */
  const recalled = (line: number): Recalled | undefined => {
    if (kept === undefined || (line >= kept.start && line < kept.end)) return undefined;
    return line < kept.start
      ? before?.get(line)?.recalled(0)
      : before?.get(line + kept.lines)?.recalled(-kept.characters);
  };
  const occurrenceAt = (line: number): Sighting | undefined => {
    const known = seen.get(line);
    if (known) return known;
    const entry = index.entries[shapes[line] as number];
    const capture = captureOfLine(line);
    if (!hasMessage(entry) || capture < 0) return undefined;
    const start = starts[line] as number;
    const head = heads[line] as number;
    const content = head === 0 ? contentStart(text, start, lineEnd(text, starts, line)) : start + head - 1;
    const place = { line, content, isBare: head === 0 };
    const sighting = new Sighting(sights, entry, place, userLine(line), capture, recalled(line));
    seen.set(line, sighting);
    return sighting;
  };
  const looked = lookedAt(index, shapes);
  const listed = new Map<string, readonly Occurrence[]>();
  const occurrences = (messageId: string): readonly Occurrence[] => {
    const known = listed.get(messageId);
    if (known) return known;
    const list = looked.linesOf(messageId).flatMap((line) => occurrenceAt(line) ?? []);
    listed.set(messageId, list);
    return list;
  };
  yield;
  const telling = looked.telling.flatMap((line) => occurrenceAt(line) ?? []);
  yield;
  const backwards = yield* newestFirst(telling);
  const inTime = backwards.size === 0 ? telling : sortByTime(telling, backwards);
  yield;
  const ikeOfFamily = ikeOf(index);
  const { attempts, successes } = yield* rebuild(inTime, (capture) => captures[capture]?.device, ikeOfFamily);

  // Tunnels.
  const collected = collector();
  for (const capture of captures) {
    yield;
    guard(
      capture.command,
      () => capture.definition?.contribute?.(capture.root, collected.draftOf(capture), capture),
      undefined,
    );
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
    count: looked.count,
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
  const isOurs = bearsOnCrypto(index, stretches, captures, source);
  const overcome = overcomeBy(successes, inTime, backwards, tunnels, captures);
  let findings: Finding[] = [];
  let settled: ReadonlySet<string> = new Set();
  if (isOurs) {
    const claims: Placed[] = [];
    const isTakenBack = takenBackIn(model);
    const ikeUpBefore = ikeHistory(attempts, successes, inTime);
    for (const occurrence of inTime) {
      const attempt = attempts[occurrence.attempt];
      for (const { claim, certainty } of claimsOf(occurrence, attempt, ikeUpBefore(occurrence))) {
        if (isTakenBack(claim, occurrence)) continue;
        const peer = occurrence.ids.peer ?? attempt?.peer;
        const ike = occurrence.message.ike ?? ikeOfFamily(occurrence.message.head);
        const reported = new MessageClaim(occurrence, claim, certainty, peer, model.tunnelOf(peer)?.id, ike);
        const device = captures[occurrence.capture]?.device;
        const { line } = occurrence;
        claims.push({ reported, lasting: claim.lasting === true, line, last: line, device });
      }
    }
    const report = (reported: Reported): void => {
      const tunnel = reported.tunnel ?? model.tunnelOf(reported.peer)?.id;
      const evidence = reported.evidence.filter(
        (span) => span.start >= 0 && span.end > span.start && span.end <= userText.length,
      );
      const lines = evidence.map(({ start }) => lineOf(start));
      const [line] = lines;
      if (line !== undefined)
        claims.push({
          reported: { ...reported, tunnel, evidence },
          lasting: true,
          line,
          last: Math.max(...lines),
          device: undefined,
        });
    };
    for (const detector of index.catalogue.detectors) {
      yield;
      const work = guard(detector.id, () => detector.run(model, report), undefined);
      if (work) while (!guard(detector.id, () => work.next().done, true)) yield;
    }
    yield;
    const strangers = judgement.strangers(model);
    const judged = yield* judge(index.catalogue, judgement, model, claims, overcome, strangers);
    findings = judged.findings;
    settled = new Set([...strangers, ...judged.working]);
  }

  yield;
  const error = unexplainedIn(inTime, overcome, (capture) => captures[capture]?.device);
  const begun = isOurs ? judgement.begun(model) : undefined;
  const verdict = conclude(findings, model, settled, isOurs, error && nameOfError(userText, error), begun);
  const unknown = (): readonly number[] => {
    const lines = unknownLinesOf(index, source, stretches, understood, captureOfLine);
    return map ? [...new Set(lines.map(userLine))] : lines;
  };
  const total = userStarts.length - (userText.endsWith('\n') || userText === '' ? 1 : 0);
  return {
    text: userText,
    lineStarts: userStarts,
    lines: { total, understood: Math.max(0, total - unknown().length) },
    platform,
    captures: isOurs ? captures : [],
    attempts: isOurs ? attempts : [],
    tunnels: isOurs ? stepsOf(tunnels, findings, lineOf) : [],
    findings,
    verdict,
    failures,
    messageAt: (line) => occurrenceAt(map ? lineAt(starts, map.repaired(userStarts[line] ?? 0)) : line),
    captureAt: (line) => captures.find((capture) => line >= capture.startLine && line < capture.endLine),
    unknownLines: unknown,
  };
}

/** Its first word: what follows may be of any length, and hold a secret. */
function nameOfError(text: string, { start }: Occurrence): string {
  const [name = ''] = /^[^\s:]{1,80}/.exec(text.slice(start, start + 80)) ?? [];
  return name;
}

const hasMessage = (entry: Entry | undefined): entry is Entry & { readonly message: Message } =>
  entry?.message !== undefined;

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

function unknownLinesOf(
  index: Index,
  source: Scanned,
  stretches: readonly Stretch[],
  understood: readonly (((line: number) => boolean) | undefined)[],
  captureOfLine: (line: number) => number,
): number[] {
  const unknown: number[] = [];
  for (let line = 0; line < source.shapes.length; line += 1) {
    const shape = source.shapes[line] as number;
    if (shape === Shape.blank || shape === Shape.prompt || shape === Shape.typed || shape === Shape.section) continue;
    const at = captureOfLine(line);
    const stretch = stretches[at];
    if (stretch?.definition) {
      if (shape === Shape.unknown && !understood[at]?.(line)) unknown.push(line);
    } else if (stretch === undefined || shape < index.firstEntry) unknown.push(line);
  }
  return unknown;
}
