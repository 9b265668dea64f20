// From a stretch of text to a capture: its records, its name, its kind, its end, its platform.
import { userLineOf } from './basis.ts';
import type { Stretch } from './captures.ts';
import type { Command, Platform, Rec } from './define.ts';
import { type Index, Shape } from './dispatch.ts';
import { lineAt, lineEnd } from './lines.ts';
import type { Capture } from './model.ts';
import { type CompiledCommand, type Reading, readCommand } from './reader.ts';
import type { Scanned } from './reading.ts';
import type { OffsetMap } from './repair/patch.ts';

export function readStretch(
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

/** A command keeps its name; a log is called by most of its lines, a debug before a syslog. */
function nameOf(index: Index, stretch: Stretch, reading: Reading | undefined): string {
  if (stretch.definition)
    return stretch.typed === undefined && reading?.variant !== undefined
      ? `${stretch.command} ${reading.variant}`
      : stretch.command;
  const votes = votesOf(index, stretch);
  let best = stretch.command;
  const score = (name: string): number => (votes.get(name) ?? 0) + (isDebug(index, name) ? 1e9 : 0);
  for (const name of votes.keys()) if (score(name) > score(best)) best = name;
  return best;
}

function kindOf(index: Index, stretch: Stretch): Capture['kind'] {
  if (stretch.definition) return stretch.kind;
  return [...votesOf(index, stretch).keys()].some((name) => isDebug(index, name)) ? 'debug' : stretch.kind;
}

/** Lines of a log by the command of their heads. */
function votesOf(index: Index, { votes }: Stretch): ReadonlyMap<string, number> {
  const byCommand = new Map<string, number>();
  for (const [at, count] of votes.entries()) {
    const command = index.heads[at]?.head.command;
    if (count > 0 && command !== undefined) byCommand.set(command, (byCommand.get(command) ?? 0) + count);
  }
  return byCommand;
}

const isDebug = (index: Index, command: string): boolean =>
  index.heads.some(({ head }) => head.kind === 'debug' && head.command === command);

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
  for (const [at, stretch] of stretches.entries()) {
    add(shown[at], 1 + votesOf(index, stretch).size);
    // A log that begins with a line which every platform prints is of the platform of its other lines.
    if (shown[at] === undefined)
      for (const [head, count] of stretch.votes.entries()) if (count > 0) add(index.heads[head]?.head.platform, 1);
  }
  // A head that only one platform prints outweighs the ones that several share.
  const seen = new Uint8Array(index.firstEntry);
  for (let line = 0; line < shapes.length; line += 1) {
    const shape = shapes[line] as number;
    if (shape < seen.length) seen[shape] = 1;
  }
  for (const { head, index: at } of index.heads) if (seen[Shape.firstHead + at] === 1) add(head.platform, 1);
  const rank: readonly Platform[] = ['ftd', 'pix', 'asa', 'ios-xr', 'ios-xe', 'ios'];
  let best: Platform = 'unknown';
  for (const platform of rank) if ((votes.get(platform) ?? 0) > (votes.get(best) ?? 0)) best = platform;
  return best;
}

/** The captures of a text and its platform, from what was read of its stretches. */
export function capturesFrom(
  index: Index,
  source: Scanned,
  stretches: readonly Stretch[],
  readings: readonly (Reading | undefined)[],
): { readonly captures: readonly Capture[]; readonly platform: Platform } {
  const { shapes, userStarts } = source;
  const userLine = userLineOf(source);
  /** What stands below an output closes it, unless it is what was typed at another device. */
  const isClosed = ({ device }: Stretch, endLine: number, next: Stretch | undefined): boolean => {
    let below = endLine;
    while (shapes[below] === Shape.blank) below += 1;
    const isOther = next?.startLine === below && device !== undefined && next.device !== device;
    return below < shapes.length && !isOther;
  };
  const shown = stretches.map(({ platform, definition }, at) => {
    const reading = readings[at];
    return platform ?? (reading && definition?.platformOf?.(reading.root));
  });
  const platform = platformOf(stretches, shown, shapes, index);
  const captures = stretches.map((stretch, at): Capture => {
    const reading = readings[at];
    const endLine = reading ? lastUnderstood(stretch, shapes, reading) : stretch.endLine;
    return {
      index: at,
      command: nameOf(index, stretch, reading),
      kind: kindOf(index, stretch),
      platform: shown[at] ?? platform,
      ...(stretch.device === undefined ? {} : { device: stretch.device }),
      startLine: userLine(stretch.startLine),
      endLine: Math.min(userLine(endLine - 1) + 1, userStarts.length),
      ...(stretch.typed === undefined ? {} : { typed: stretch.typed }),
      ...(stretch.title === undefined ? {} : { title: stretch.title }),
      closed: isClosed(stretch, endLine, stretches[at + 1]),
      ...(stretch.definition === undefined ? {} : { definition: stretch.definition }),
      root: reading?.root ?? { kind: '', line: stretch.startLine, start: 0, end: 0, fields: {}, all: [], children: [] },
    };
  });
  return { captures, platform };
}

/** What was read of a stretch, its places in the text that the user sees. */
export function readAt(
  readerOf: (command: Command) => CompiledCommand,
  { text, starts, map, userStarts }: Scanned,
  stretch: Stretch,
  failures: string[],
): Reading | undefined {
  const reading = readStretch(readerOf, text, starts, stretch, failures);
  if (reading && map) mapRecord(reading.root, map, (offset) => lineAt(userStarts, offset));
  return reading;
}

function mapSpan(span: { start: number; end: number }, map: OffsetMap): void {
  span.start = map.original(span.start);
  span.end = Math.max(span.start, map.originalEnd(span.end));
}

function mapRecord(root: Rec, map: OffsetMap, lineOf: (offset: number) => number): void {
  const seen = new Set<object>();
  const pending: Rec[] = [root];
  for (let record = pending.pop(); record; record = pending.pop()) {
    const mutable = record as { line: number; start: number; end: number };
    mapSpan(mutable, map);
    mutable.line = lineOf(mutable.start);
    for (const fact of record.all) if (!seen.has(fact)) mapSpan(fact as { start: number; end: number }, map);
    for (const fact of record.all) seen.add(fact);
    pending.push(...record.children);
  }
}
