// An edit that changes nothing that was looked at changes no judgement: the analysis of the text before is carried over to the new one, its places moved.
import { type Basis, type Judged, lineToStretch, type Pieces, shown, sightingsOf } from './basis.ts';
import type { Stretch, Typed } from './captures.ts';
import type { Command, Fact, Rec } from './define.ts';
import { type Index, Shape } from './dispatch.ts';
import { lineAt } from './lines.ts';
import type { Capture, Occurrence, Span } from './model.ts';
import { moving, type Places } from './moved.ts';
import { type Looked, lookedAt, tells } from './occurrences.ts';
import { capturesFrom, readAt } from './outputs.ts';
import type { CompiledCommand, Reading } from './reader.ts';
import type { Edit, Kept, Scanned } from './reading.ts';
import { bearsOnCrypto, lonelyTrouble } from './relevance.ts';
import { isMovedMap } from './repair/patch.ts';
import type { Sighting } from './sighting.ts';

/** Sightings made before others get a turn. */
const sightingsAtOnce = 2000;

/**
 * Undefined where the edit may matter: it adds or takes lines, the text is cut otherwise, an output reads otherwise, or a message that was looked
 * at says something else.
 */
export function* carriedOver(
  index: Index,
  readerOf: (command: Command) => CompiledCommand,
  before: Judged,
  source: Scanned,
  pieces: Pieces,
): Generator<void, Judged | undefined> {
  const { analysis, basis } = before;
  const { kept, edit } = source;
  const { map, userStarts } = basis.source;
  if (kept === undefined || edit === undefined || kept.lines !== 0 || source.userStarts.length !== userStarts.length)
    return undefined;
  if (!isMovedMap(map, source.map, kept, edit)) return undefined;
  const lines = touched(source, kept);
  if (!isCutAlike(basis, pieces) || isActTouched(basis.source, source, lines)) return undefined;
  const looked = lookedAlike(index, basis, source, kept);
  if (looked === undefined) return undefined;
  yield;

  const captureOfLine = lineToStretch(pieces.stretches, source.starts.length);
  const place = placesAfter(edit);
  const seen: Basis['seen'] = new Map();
  const isInside = (line: number): boolean => line >= kept.start && line < kept.end;
  const occurrenceAt = sightingsOf(index, source, captureOfLine, seen, (line) =>
    isInside(line) ? undefined : basis.seen.get(line)?.recalled(line < kept.start ? 0 : -kept.characters),
  );
  // What nobody but a hover asked for may be another message now.
  const isAnother = (line: number): boolean => source.shapes[line] !== basis.source.shapes[line];
  for (let line = kept.start; line < kept.end; line += 1) {
    const old = isAnother(line) ? undefined : basis.seen.get(line);
    const now = old && occurrenceAt(line);
    if (old && (now === undefined || !saysTheSame(old, now, basis.source, source, place))) return undefined;
  }

  const occurrences = new Map<Occurrence, Occurrence>();
  const moved = moving(
    place,
    (one) => occurrences.get(one) ?? one,
    (capture) => (pieces.stretches[capture]?.endLine ?? 0) <= lines.start,
  );
  const readings: (Reading | undefined)[] = [];
  for (const [at, stretch] of pieces.stretches.entries()) {
    yield;
    const old = basis.readings[at];
    if (old === undefined || stretch.endLine <= lines.start) {
      readings.push(old);
      continue;
    }
    const root = moved.rec(old.root);
    const now = stretch.startLine < lines.end ? readAt(readerOf, source, stretch, []) : old;
    if (now === undefined || (now !== old && !readsAlike(root, now.root))) return undefined;
    readings.push({ ...now, root });
  }
  yield;
  const { captures, platform } = capturesFrom(index, source, pieces.stretches, readings);
  const isOurs = bearsOnCrypto(index, pieces.stretches, captures, source);
  const isAlike = captures.every((capture, at) => isSameCapture(capture, basis.captures[at] as Capture));
  const alone = lonelyTrouble(index, pieces.stretches, source);
  if (alone?.name !== basis.alone?.name || alone?.device !== basis.alone?.device) return undefined;
  if (isOurs !== basis.isOurs || platform !== analysis.platform || !isAlike) return undefined;
  yield;

  let made = 0;
  for (const [line, old] of basis.seen) {
    made += 1;
    if (made % sightingsAtOnce === 0) yield;
    const now = isAnother(line) ? undefined : occurrenceAt(line);
    if (now === undefined) continue;
    now.attempt = old.attempt;
    occurrences.set(old, now);
  }
  yield;
  const carried = { ...basis, ...pieces, source, readings, captures, looked, seen };
  return {
    basis: carried,
    analysis: shown(index, carried, captureOfLine, occurrenceAt, {
      platform,
      attempts: analysis.attempts.map(moved.attempt),
      tunnels: analysis.tunnels.map((tunnel) => ({ ...moved.tunnel(tunnel), steps: tunnel.steps })),
      findings: analysis.findings.map(moved.finding),
      verdict: analysis.verdict,
      failures: analysis.failures,
    }),
  };
}

function isCutAlike(before: Pieces, { stretches, typed }: Pieces): boolean {
  return (
    stretches.length === before.stretches.length &&
    typed.length === before.typed.length &&
    stretches.every((stretch, at) => isSameStretch(stretch, before.stretches[at] as Stretch)) &&
    typed.every((one, at) => isSameTyped(one, before.typed[at] as Typed))
  );
}

const isSameStretch = (a: Stretch, b: Stretch): boolean =>
  a.startLine === b.startLine &&
  a.endLine === b.endLine &&
  a.command === b.command &&
  a.kind === b.kind &&
  a.device === b.device &&
  a.platform === b.platform &&
  a.typed === b.typed &&
  a.title === b.title &&
  a.definition === b.definition &&
  a.votes.every((count, head) => count === b.votes[head]);

const isSameTyped = (a: Typed, b: Typed): boolean => a.line === b.line && a.device === b.device && a.words === b.words;

const isSameCapture = (a: Capture, b: Capture): boolean =>
  a.command === b.command &&
  a.kind === b.kind &&
  a.platform === b.platform &&
  a.startLine === b.startLine &&
  a.endLine === b.endLine &&
  a.closed === b.closed;

/** Lines in which a character is another one. */
function touched({ starts, text }: Scanned, { replaced, characters }: Kept): Span {
  const end = Math.min(text.length, replaced.end - characters);
  return { start: lineAt(starts, replaced.start), end: lineAt(starts, end) + 1 };
}

/** Whether a line that is an act or a heading is another one: its place is evidence. */
function isActTouched(before: Scanned, source: Scanned, lines: Span): boolean {
  const isAct = (shape: number | undefined): boolean =>
    shape === Shape.prompt || shape === Shape.typed || shape === Shape.section;
  for (let line = lines.start; line < lines.end; line += 1)
    if (isAct(source.shapes[line]) || isAct(before.shapes[line])) return true;
  return false;
}

/** What is looked at, where it is the same as before: undefined where other lines of what was asked for stand there now. */
function lookedAlike(
  index: Index,
  { source: before, looked: old, asked }: Basis,
  source: Scanned,
  kept: Kept,
): Looked | undefined {
  const matters = (shape: number): boolean => tells(index, shape) || asked.has(index.entries[shape]?.message?.id ?? '');
  let isSame = true;
  for (let line = kept.start; line < kept.end; line += 1) {
    const was = before.shapes[line] as number;
    const is = source.shapes[line] as number;
    if (was === is) continue;
    if (matters(was) || matters(is)) return undefined;
    isSame = false;
  }
  if (isSame) return old;
  const looked = lookedAt(index, source.shapes);
  const { near, most } = looked.chosen;
  const isChosenAlike =
    most === old.chosen.most &&
    near?.length === old.chosen.near?.length &&
    (near === undefined || near.every((block, at) => block === old.chosen.near?.[at]));
  return isChosenAlike ? looked : undefined;
}

const placesAfter = ({ replaced, characters }: Edit): Places => ({
  start: (offset) => (offset >= replaced.end ? offset - characters : offset),
  end: (offset) => (offset >= replaced.end && offset > replaced.start ? offset - characters : offset),
  // An edit that adds or takes lines is not carried over.
  line: (line) => line,
});

function saysTheSame(old: Sighting, now: Sighting, before: Scanned, source: Scanned, place: Places): boolean {
  const isMoved = (was: Span, is: Span): boolean =>
    is.start === place.start(was.start) && is.end === place.end(was.end);
  const names = Object.keys(old.fields);
  return (
    isMoved(old, now) &&
    old.line === now.line &&
    before.userText.slice(old.start, old.end) === source.userText.slice(now.start, now.end) &&
    old.time === now.time &&
    names.length === Object.keys(now.fields).length &&
    names.every((name) => {
      const was = old.fields[name];
      const is = now.fields[name];
      return was?.value === is?.value && (was === undefined || is === undefined || isMoved(was, is));
    })
  );
}

/** Whether two records hold the same at the same places. */
function readsAlike(a: Rec, b: Rec): boolean {
  return (
    a.kind === b.kind &&
    a.line === b.line &&
    isSameSpan(a, b) &&
    a.all.length === b.all.length &&
    a.children.length === b.children.length &&
    a.all.every((fact, at) => isSameFact(fact, b.all[at] as Fact)) &&
    Object.keys(a.fields).every((name) => a.fields[name]?.start === b.fields[name]?.start) &&
    a.children.every((child, at) => readsAlike(child, b.children[at] as Rec))
  );
}

const isSameSpan = (a: Span, b: Span): boolean => a.start === b.start && a.end === b.end;
const isSameFact = (a: Fact, b: Fact): boolean =>
  a.name === b.name && a.kind === b.kind && a.value === b.value && isSameSpan(a, b);
