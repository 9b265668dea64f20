// Is a text ours? What bears on a tunnel by itself, and what only beside it.
import { cut, type Stretch } from './captures.ts';
import type { Command } from './define.ts';
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
