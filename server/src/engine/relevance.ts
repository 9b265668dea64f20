// Is a text ours? What bears on a tunnel by itself, and what only beside it.
import { cut, type Stretch } from './captures.ts';
import type { Command } from './define.ts';
import { type Index, Shape } from './dispatch.ts';
import type { Capture } from './model.ts';
import { readStretch } from './outputs.ts';
import type { CompiledCommand } from './reader.ts';
import { finish, read } from './reading.ts';

/** Context commands and messages alone do not make a text ours. */
export function bearsOnCrypto(
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

export function detect(
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
