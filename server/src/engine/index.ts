// The facade of the engine: a catalogue goes in, `analyse` and `detect` come out. Pure: no clock, no I/O, no exception for any text.
import { rebuild } from './attempts.ts';
import { type Basis, captureFinder, type Judged, lineToStretch, type Pieces, shown, sightingsOf } from './basis.ts';
import { cut } from './captures.ts';
import { carriedOver } from './carried.ts';
import type { Catalogue, Command, Rec, Reported } from './define.ts';
import { buildIndex, type Index } from './dispatch.ts';
import { ikeHistory, operatorSpans, overcomeBy } from './history.ts';
import { guardOf, isolated } from './isolation.ts';
import { claimsOf, conclude, judge, MessageClaim, type Placed, stepsOf, takenBackIn, unexplainedIn } from './judge.ts';
import { lineAt, lineEnd } from './lines.ts';
import type { Analysis, Evidence, Finding, Model, Occurrence, Role, Span, Tunnel } from './model.ts';
import { lookedAt, newestFirst, sortByTime } from './occurrences.ts';
import { capturesFrom, readAt } from './outputs.ts';
import { type CompiledCommand, compileCommand } from './reader.ts';
import { read, type Scanned } from './reading.ts';
import { bearsOnCrypto, detect, firstWord, lonelyTrouble } from './relevance.ts';
import type { Recalled } from './sighting.ts';
import { finish } from './steps.ts';
import { asWritten, threadOf } from './threads.ts';
import { collector, join } from './tunnels.ts';
import { isUp } from './unfinished.ts';

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
  /** What analyses rest on, kept as long as they are. */
  const bases = new WeakMap<Analysis, Basis>();
  function* steps(text: string, before?: Analysis): Generator<void, Analysis> {
    const thread = threadOf(text);
    // Written by people, and short: an edit of it is analysed from the beginning.
    return thread ? asWritten(yield* stepsInOrder(thread.text), text, thread) : yield* stepsInOrder(text, before);
  }
  function* stepsInOrder(text: string, before?: Analysis): Generator<void, Analysis> {
    const known = before && bases.get(before);
    const source = yield* read(index, text, known?.source);
    const pieces = yield* cut(index, source.text, source.starts, source);
    yield;
    const carried =
      before && known && (yield* carriedOver(index, readerOf, { analysis: before, basis: known }, source, pieces));
    const { analysis, basis } = carried ?? (yield* analysing(index, readerOf, source, pieces, known?.seen));
    bases.set(analysis, basis);
    return analysis;
  }
  return {
    catalogue,
    analyse: (text) => finish(steps(text)),
    steps,
    detect: (sample) => detect(index, readerOf, sample),
  };
}

/** `before` is what was looked at of the earlier version that `source` kept lines of. */
function* analysing(
  index: Index,
  readerOf: (command: Command) => CompiledCommand,
  source: Scanned,
  { stretches, typed }: Pieces,
  before: Basis['seen'] | undefined,
): Generator<void, Judged> {
  const { text, starts, shapes, map, userText, userStarts, kept } = source;
  const failures: string[] = [];
  const guard = guardOf(failures);
  const judgement = isolated(index.catalogue, guard);

  const toUser = (offset: number): number => (map ? map.original(offset) : offset);
  const toUserEnd = (offset: number): number => (map ? map.originalEnd(offset) : offset);
  const lineOf = (offset: number): number => lineAt(userStarts, offset);

  // Captures and their records.
  const readings: Basis['readings'][number][] = [];
  for (const stretch of stretches) {
    yield;
    readings.push(readAt(readerOf, source, stretch, failures));
  }
  yield;
  const { captures, platform } = capturesFrom(index, source, stretches, readings);
  yield;

  // Messages that bear on judgement, in the order of time.
  const captureOfLine = lineToStretch(stretches, starts.length);
  /** What was read of a line that did not change. */
  const recalled = (line: number): Recalled | undefined => {
    if (kept === undefined || (line >= kept.start && line < kept.end)) return undefined;
    return line < kept.start
      ? before?.get(line)?.recalled(0)
      : before?.get(line + kept.lines)?.recalled(-kept.characters);
  };
  const seen: Basis['seen'] = new Map();
  const occurrenceAt = sightingsOf(index, source, captureOfLine, seen, recalled);
  const looked = lookedAt(index, shapes);
  const asked = new Set<string>();
  const listed = new Map<string, readonly Occurrence[]>();
  const occurrences = (messageId: string): readonly Occurrence[] => {
    const known = listed.get(messageId);
    if (known) return known;
    asked.add(messageId);
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
    count: (messageId) => {
      asked.add(messageId);
      return looked.count(messageId);
    },
    records: (command, kind) =>
      captures
        .filter((capture) => capture.definition?.id === command)
        .flatMap((capture) => recordsOf(capture.root, kind)),
    captureAt: captureFinder(captures),
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
  const claims: Placed[] = [];
  if (isOurs) {
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
  const alone = lonelyTrouble(index, stretches, source);
  const isAlone = alone !== undefined && !isToldOf(model, claims, alone.device);
  const verdict = conclude(findings, model, settled, isOurs, {
    error: error && firstWord(userText, error.start),
    begun,
    alone: isAlone ? alone.name : undefined,
  });
  const basis = { source, stretches, typed, readings, captures, looked, asked, seen, isOurs, alone };
  const analysis = shown(index, basis, captureOfLine, occurrenceAt, {
    platform,
    attempts: isOurs ? attempts : [],
    tunnels: isOurs ? stepsOf(tunnels, findings, lineOf) : [],
    findings,
    verdict,
    failures,
  });
  return { analysis, basis };
}

/** Whether a tunnel of a device is up, or anything is claimed of it, though it be mended elsewhere. What names no device may be of any. */
function isToldOf(model: Model, claims: readonly Placed[], device: string | undefined): boolean {
  const isMine = (other: string | undefined): boolean =>
    device === undefined || other === undefined || other === device;
  return (
    model.tunnels.some((tunnel) => isUp(tunnel) && isMine(tunnel.device)) ||
    claims.some(({ line }) => isMine(model.captureAt(line)?.device))
  );
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
