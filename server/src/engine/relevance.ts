// Is a text ours? What bears on a tunnel by itself, and what only beside it.
import { cut, type Stretch } from './captures.ts';
import type { Command, Message } from './define.ts';
import { type Index, Shape } from './dispatch.ts';
import { lineEnd } from './lines.ts';
import type { Capture } from './model.ts';
import { readStretch } from './outputs.ts';
import type { CompiledCommand } from './reader.ts';
import { read } from './reading.ts';
import { finish } from './steps.ts';

interface Lines {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly shapes: Uint16Array;
}

/** Context commands and messages alone do not make a text ours. */
export function bearsOnCrypto(
  index: Index,
  stretches: readonly Stretch[],
  captures: readonly Capture[],
  { text, starts, shapes }: Lines,
): boolean {
  const itself = lineTest(index, text, starts, shapes);
  return stretches.some((stretch, at) => {
    const { definition } = stretch;
    const context = definition?.context;
    if (
      definition &&
      (typeof context === 'function'
        ? !context((captures[at] as Capture).root, stretches.length === 1, stretch.typed)
        : context !== true)
    )
      return true;
    for (let line = stretch.startLine; line < stretch.endLine; line += 1) if (itself(line)) return true;
    return false;
  });
}

/** A device of which a text holds nothing but lines that say that something is bad. */
export interface Lonely {
  /** The first word of the first of them. */
  readonly name: string;
  readonly device: string | undefined;
}

/**
 * The first such device: no output of it, and no line that bears on crypto and says more. What follows from its trouble, or came before, is not shown. What
 * stands under no prompt may be of any device.
 */
export function lonelyTrouble(
  index: Index,
  stretches: readonly Stretch[],
  { text, starts, shapes, heads }: Lines & { readonly heads: Uint8Array },
): Lonely | undefined {
  const itself = lineTest(index, text, starts, shapes);
  const firsts = new Map<string | undefined, number>();
  const others = new Set<string | undefined>();
  for (const { definition, device, startLine, endLine } of stretches) {
    if (definition && definition.showsLog !== true) others.add(device);
    for (let line = startLine; line < endLine && !others.has(device); line += 1) {
      if (!itself(line)) continue;
      const message = index.entries[shapes[line] as number]?.message;
      if (!message || !isTrouble(message)) others.add(device);
      else if (!firsts.has(device)) firsts.set(device, line);
    }
  }
  const isAlone = (device: string | undefined): boolean =>
    device === undefined ? others.size === 0 : !others.has(device) && !others.has(undefined);
  for (const [device, line] of firsts)
    if (isAlone(device)) {
      const start = (starts[line] as number) + Math.max(0, (heads[line] as number) - 1);
      return { name: firstWord(text, start), device };
    }
  return undefined;
}

const isTrouble = ({ health, harmless, unexplained }: Message): boolean =>
  unexplained === undefined ? health === 'bad' && harmless !== true : unexplained !== false;

/** What names a message: what follows may be of any length, and hold a secret. */
export function firstWord(text: string, start: number): string {
  const [name = ''] = /^[^\s:]{1,80}/.exec(text.slice(start, start + 80)) ?? [];
  return name;
}

/** So many lines, and such a share of all, make a text ours; a single one only where there is little else. */
const enough = { lines: 2, share: 0.02, littleElse: 3 };

export function detect(
  index: Index,
  readerOf: (command: Command) => CompiledCommand,
  sample: string,
): 'sure' | 'maybe' | 'no' {
  const source = finish(read(index, sample));
  const { text, starts, shapes } = source;
  const { stretches } = finish(cut(index, text, starts, source));
  const itself = lineTest(index, text, starts, shapes);
  let ours = 0;
  for (const stretch of stretches) {
    const reading = readStretch(readerOf, text, starts, stretch, []);
    const context = stretch.definition?.context;
    const isContext =
      typeof context === 'function'
        ? reading && context(reading.root, stretches.length === 1, stretch.typed)
        : context === true;
    for (let line = stretch.startLine; line < stretch.endLine; line += 1) {
      const shape = shapes[line] as number;
      const read = stretch.definition !== undefined && !isContext && shape !== Shape.blank && reading?.understood(line);
      if (read || itself(line)) ours += 1;
    }
  }
  const written = shapes.reduce((sum, shape) => sum + (shape === Shape.blank ? 0 : 1), 0);
  if (ours >= enough.lines ? ours >= written * enough.share : ours > 0 && written <= enough.littleElse) return 'sure';
  return ours > 0 ? 'maybe' : 'no';
}

/** Whether a debug or syslog line makes a text ours by itself. */
function lineTest(index: Index, text: string, starts: Uint32Array, shapes: Uint16Array): (line: number) => boolean {
  return (line) => {
    const shape = shapes[line] as number;
    const message = index.entries[shape]?.message;
    if (!message)
      return (
        shape >= Shape.firstHead && shape < index.firstEntry && !index.heads[shape - Shape.firstHead]?.head.context
      );
    const { context } = message;
    return typeof context === 'object'
      ? context.unless.test(text.slice(starts[line], lineEnd(text, starts, line)))
      : context !== true;
  };
}
