// Cuts the text into captures: the output of one command, one stretch of debug or syslog, one configuration. Walks the column of shapes.
import type { Command, Platform } from './define.ts';
import { Entry, find, type Index, Shape, Words } from './dispatch.ts';
import { lineEnd, own } from './lines.ts';
import type { Capture } from './model.ts';
import { isPair, matchTyped } from './reader.ts';
import { type Columns, contentStart, loadLine, placeAt } from './scan.ts';

/** A capture before its values are read. Lines are those of the analysed text. */
export interface Stretch {
  readonly command: string;
  readonly kind: Capture['kind'];
  device: string | undefined;
  readonly platform: Platform | undefined;
  readonly startLine: number;
  endLine: number;
  readonly typed: string | undefined;
  /** The title of a page of notes that it stands under. */
  readonly title: string | undefined;
  readonly definition: Command | undefined;
  /** Debug and syslog: lines of each head, by its index. */
  readonly votes: Uint32Array;
}

/** Something an operator typed: `clear crypto sa`, `configure terminal`, `shutdown`. */
export interface Typed {
  readonly line: number;
  readonly device: string | undefined;
  readonly words: string;
}

const prompt = /^[\s>|]*([A-Za-z0-9][\w.\-/@:~]*(?:\([^)\r\n]*\))?)\s*[#>]\s*([^\r\n]*)/;
const ruler = /-{4,}\s*(sho?w?\s[^\r\n]*?)\s*-{4,}/;
/** A title of a page of notes in Markdown. */
const titled = /^#{1,6} {1,4}([^\s#][^\r\n]*)/;
/** `## Hub ##` is the title Hub. */
const withoutClosing = (title: string): string => {
  let end = title.length;
  while (end > 0 && (title[end - 1] === '#' || title[end - 1] === ' ')) end -= 1;
  return title.slice(0, end);
};
const fence = '```';
/** Lines looked at to tell apart outputs that begin alike, and to see whether an output goes on after a log line. */
const lookAhead = 40;
/** Lines of a stretch whose head is looked up although their body is known. */
const headsLookedUp = 60;
const resumeWithin = 6;
/** Lines looked at before others get a turn. */
const linesAtOnce = 2000;

export function* cut(
  index: Index,
  text: string,
  starts: Uint32Array,
  { shapes, heads }: Columns,
): Generator<void, { stretches: Stretch[]; typed: Typed[] }> {
  const stretches: Stretch[] = [];
  const typedLines: Typed[] = [];
  const accepts = acceptance(index);
  const { heads: headOf, families } = headed(index);
  let current: Stretch | undefined;
  let device: string | undefined;
  let title: string | undefined;
  let lastTitle = -1;
  let fenced = false;
  const lineText = (line: number): string =>
    text.slice(starts[line], Math.min(lineEnd(text, starts, line), (starts[line] as number) + 400));
  const begin = (line: number): number => contentStart(text, starts[line] as number, lineEnd(text, starts, line));
  const matching = (words: Words, line: number): Entry | undefined => {
    const start = starts[line] as number;
    const end = lineEnd(text, starts, line);
    loadLine(text, start, end);
    return find(words, text, start, begin(line), end);
  };
  const accepted = (definition: Command, line: number): boolean => matching(accepts(definition), line) !== undefined;
  const noVotes = new Uint32Array(0);
  const open = (stretch: Omit<Stretch, 'votes' | 'endLine'>): void => {
    const votes = stretch.definition ? noVotes : new Uint32Array(index.heads.length);
    current = { ...stretch, endLine: stretch.startLine + 1, votes };
    stretches.push(current);
  };
  const openCommand = (line: number, words: string | undefined, definition: Command, name: string): void =>
    open({
      command: name,
      kind: definition.kind ?? 'show',
      device,
      platform: definition.platform,
      startLine: line,
      typed: words,
      title,
      definition,
    });

  /** Opens what was typed; false where it is no command we know. */
  const openTyped = (line: number, words: string): boolean => {
    const match = typedBefore(index, words);
    if (match) {
      // Several platforms print different outputs for the same words: what follows tells which.
      const twins = index.catalogue.commands.filter(
        (command) =>
          command === match.command || command.id === match.command.id || command.aliases?.includes(match.command.id),
      );
      openCommand(line, words, twins.length > 1 ? mostAccepting(line + 1, twins) : match.command, match.name);
    }
    return match !== undefined;
  };

  const isOf = (definition: Command, line: number): boolean =>
    accepted(definition, line) || (definition.pairs === true && isPair(text, begin(line)));

  const openPrinted = (line: number, candidates: readonly Command[]): void => {
    const definition = candidates.length === 1 ? (candidates[0] as Command) : mostAccepting(line, candidates);
    // Headings that came before the first telling line belong to the same output, though the output before took them for its own.
    let first = line;
    const before = stretches.at(-1);
    const end = before?.endLine ?? 0;
    const floor = before?.definition && before.kind === 'show' ? before.startLine + 1 : end;
    const isTaken = (at: number): boolean =>
      at < end && before?.definition !== undefined && isOf(before.definition, at);
    while (
      first > floor &&
      (shapes[first - 1] === Shape.blank ||
        (shapes[first - 1] === Shape.unknown && isOf(definition, first - 1) && !isTaken(first - 1)))
    )
      first -= 1;
    while (first < line && shapes[first] === Shape.blank) first += 1;
    if (before && first < end) before.endLine = first;
    openCommand(first, undefined, definition, definition.id);
    if (current) current.endLine = line + 1;
  };

  const mostAccepting = (line: number, candidates: readonly Command[]): Command => {
    let best = candidates[0] as Command;
    let most = -1;
    for (const candidate of candidates) {
      let score = 0;
      for (let at = line; at < Math.min(starts.length, line + lookAhead); at += 1) {
        const shape = shapes[at] as number;
        if (shape === Shape.prompt || shape === Shape.section) break;
        if (shape !== Shape.blank && accepted(candidate, at)) score += 1;
      }
      if (score > most) {
        most = score;
        best = candidate;
      }
    }
    return best;
  };

  const goesOn = (definition: Command, line: number): boolean => {
    for (let at = line + 1; at < Math.min(starts.length, line + resumeWithin); at += 1) {
      const shape = shapes[at] as number;
      if (shape === Shape.prompt || shape === Shape.section || shape === Shape.typed) return false;
      if (shape !== Shape.blank && headOf[shape] === none && accepted(definition, at)) return true;
    }
    return false;
  };

  const isBare = (line: number, shape: number): boolean =>
    heads[line] === 0 && index.entries[shape]?.message !== undefined;

  /** One bare line may be anybody's; a log has more lines. */
  const isFollowed = (line: number): boolean => {
    for (let at = line + 1; at < Math.min(starts.length, line + resumeWithin); at += 1)
      if (index.entries[shapes[at] as number]?.message || headOf[shapes[at] as number] !== none) return true;
    return false;
  };

  /** Bodies that several heads share: which one stands there is looked up for the first lines of a stretch, then it is the one seen last. */
  const seenHeads = new Int16Array(index.entries.length).fill(none);
  const headAt = (line: number, shape: number): number => {
    // Bodies that stand under a head and without one are bare where the line has no head.
    const head = isBare(line, shape) ? none : (headOf[shape] as number);
    const family = families[shape] as number;
    if (head === none || family === none) return head;
    if (current && isLog(current) && current.endLine - current.startLine > headsLookedUp) {
      const seen = seenHeads[family] as number;
      return seen === none ? head : seen;
    }
    const exact = placeAt(index, text, starts[line] as number, lineEnd(text, starts, line))?.head.index ?? head;
    seenHeads[family] = exact;
    return exact;
  };

  /** Nothing but blank lines stands between the command and this line. */
  const opensBelow = (line: number): boolean =>
    current?.typed !== undefined && current.endLine === current.startLine + 1 && line - current.startLine <= 3;
  const entering = index.catalogue.commands.find(({ entered }) => entered !== undefined);
  /** What is typed in a mode of its own is one capture from prompt to prompt of a device. */
  const enter = (line: number, before: string | undefined): boolean => {
    if (entering?.entered === undefined) return false;
    if (current?.command === entering.entered && before === device) current.endLine = line + 1;
    else openCommand(line, undefined, entering, entering.entered);
    return true;
  };

  const isFence = (line: number): boolean => text.startsWith(fence, begin(line));
  const isApart = (line: number): boolean =>
    line === 0 || shapes[line - 1] === Shape.blank || isFence(line - 1) || lastTitle === line - 1;

  for (let line = 0; line < starts.length; line += 1) {
    if (line % linesAtOnce === linesAtOnce - 1) yield;
    const shape = shapes[line] as number;
    if (shape === Shape.blank) continue;
    // Nearly all lines of a log.
    if (heads[line] !== 0 && current !== undefined && isLog(current)) {
      const head = headAt(line, shape);
      if (head !== none) {
        current.endLine = line + 1;
        vote(current, head);
        continue;
      }
    }
    if (shape === Shape.prompt) {
      const match = prompt.exec(lineText(line));
      const words = match?.[2]?.trim() ?? '';
      const before = device;
      device = (match?.[1] ?? '').replace(/\(.*$/, '') || device;
      if (words) typedLines.push({ line, device, words });
      // A log into which somebody types is that of the device typed at.
      if (current && isLog(current) && before === undefined) current.device ??= device;
      const opened =
        words !== '' && (openTyped(line, words) || (match?.[1]?.endsWith(')') === true && enter(line, before)));
      // A prompt between debug lines does not end the debug; an output or another device does.
      if (!opened && (!isLog(current) || (before !== undefined && before !== device))) current = undefined;
      continue;
    }
    if (shape === Shape.typed || shape === Shape.section) {
      const words =
        shape === Shape.section
          ? (ruler.exec(lineText(line))?.[1] ?? '')
          : lineText(line)
              .slice(begin(line) - (starts[line] as number))
              .trim();
      // The same words again right below a prompt are the device's echo; below output they ask anew.
      if (current && current.startLine === line - 1 && current.endLine === line && current.typed === words) {
        current.endLine = line + 1;
        continue;
      }
      if (openTyped(line, words)) continue;
      if (shape === Shape.section) current = undefined;
      if (shape === Shape.typed) continue;
    }
    const entry = index.entries[shape];
    const head = headAt(line, shape);
    if (head !== none || entry?.message) {
      const bare = head === none;
      const shown: Command | undefined = current?.definition;
      if (current && shown && (bare ? accepted(shown, line) || current.kind === 'config' : goesOn(shown, line))) {
        current.endLine = line + 1;
        continue;
      }
      if (bare && !isLog(current)) {
        const print = matching(index.fingerprints, line);
        if (print?.commands) {
          openPrinted(line, print.commands);
          continue;
        }
      }
      const source = bare ? bareHead(index, entry) : index.heads[head]?.head;
      if (!source || (bare && !isLog(current) && !isFollowed(line))) continue;
      if (!isLog(current))
        open({
          command: source.command,
          kind: source.kind,
          device,
          platform: source.platform,
          startLine: line,
          typed: undefined,
          title,
          definition: undefined,
        });
      if (current) {
        current.endLine = line + 1;
        // A line without a head does not say whether it came by debug or by syslog.
        if (!bare) vote(current, head);
      }
      continue;
    }
    if (entry?.commands) {
      const shown: Command | undefined = current?.definition;
      const mine = shown !== undefined && (entry.commands.includes(shown) || accepted(shown, line));
      if (!mine) openPrinted(line, entry.commands);
      else if (current) current.endLine = line + 1;
      continue;
    }
    // A Markdown fence ends what stands in it; right below a command it opens the quotation of its output.
    if (isFence(line)) {
      // With the name of a language it opens, whatever came before.
      fenced = !fenced || /^`{3,} {0,2}\w/.test(text.slice(begin(line), begin(line) + 12));
      if (!opensBelow(line)) current = undefined;
    } else if (!fenced && isApart(line)) {
      // Below another title the prompt of an earlier chapter says nothing any more.
      const named = titled.exec(lineText(line))?.[1];
      if (named !== undefined) {
        title = own(withoutClosing(named));
        lastTitle = line;
        device = undefined;
      }
    }
    if (current?.definition) current.endLine = line + 1;
  }
  return { stretches, typed: typedLines };
}

const vote = ({ votes }: Stretch, head: number): void => {
  votes[head] = (votes[head] as number) + 1;
};

const isLog = (stretch: Stretch | undefined): boolean =>
  stretch !== undefined && (stretch.kind === 'debug' || stretch.kind === 'syslog');

/** No head, no family. */
const none = -1;

/** What the shapes of an index say of heads. */
interface Headed {
  /** Index of the head of a shape: its own for a head with an unknown body, the first that its message may stand under otherwise; none for bare messages. */
  readonly heads: Int16Array;
  /** A number for the bodies that may stand under several heads, the same for all of a family; none for others. */
  readonly families: Int16Array;
}

const headedOf = new WeakMap<Index, Headed>();
function headed(index: Index): Headed {
  const known = headedOf.get(index);
  if (known) return known;
  const first = new Map<string, number>();
  const holders = new Map<string, number>();
  for (const { head, index: at } of index.heads)
    for (const family of head.bodies ?? [head.id]) {
      holders.set(family, (holders.get(family) ?? 0) + 1);
      if (head.starts.length > 0 && !first.has(family)) first.set(family, at);
    }
  const shared = [...holders.keys()].filter((family) => (holders.get(family) ?? 0) > 1);
  const familyOf = (shape: number): string => index.entries[shape]?.message?.head ?? '';
  const shapes = Array.from(index.entries, (_, shape) => shape);
  const made = {
    heads: Int16Array.from(shapes, (shape) =>
      shape >= Shape.firstHead && shape < index.firstEntry
        ? shape - Shape.firstHead
        : (first.get(familyOf(shape)) ?? none),
    ),
    families: Int16Array.from(shapes, (shape) => shared.indexOf(familyOf(shape))),
  };
  headedOf.set(index, made);
  return made;
}

function bareHead(index: Index, entry: Entry | undefined): Index['heads'][number]['head'] | undefined {
  const family = entry?.message?.head;
  return index.bare.find(({ head }) => family !== undefined && (head.bodies ?? [head.id]).includes(family))?.head;
}

/** The same commands are typed again and again. */
const typings = new WeakMap<Index, Map<string, ReturnType<typeof matchTyped>>>();
const mostTypings = 1000;
function typedBefore(index: Index, words: string): ReturnType<typeof matchTyped> {
  const known = typings.get(index) ?? new Map<string, ReturnType<typeof matchTyped>>();
  typings.set(index, known);
  if (!known.has(words)) {
    if (known.size === mostTypings) known.clear();
    // Nothing of the text may stay with it.
    const kept = own(words);
    known.set(kept, matchTyped(kept, index.catalogue.commands));
  }
  return known.get(words);
}

/** All templates of a command as one index: does any of them match at the beginning of a line? */
const acceptances = new WeakMap<Index, Map<Command, Words>>();
function acceptance(index: Index): (definition: Command) => Words {
  const cache = acceptances.get(index) ?? new Map<Command, Words>();
  acceptances.set(index, cache);
  return (definition) => {
    let words = cache.get(definition);
    if (!words) {
      const templates = new Set([
        ...definition.fingerprints,
        ...(definition.ignores ?? []),
        ...Object.values(definition.variants ?? {}).flat(),
        ...(definition.cells ?? []),
        ...Object.values(definition.records).flatMap((shape) => [
          ...shape.opens,
          ...(shape.heads ?? []),
          ...(shape.cells ?? []),
        ]),
      ]);
      words = new Words([...templates].map((source) => new Entry(0, source, index.catalogue.kinds, {})));
      cache.set(definition, words);
    }
    return words;
  };
}
