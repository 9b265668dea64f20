// Writes the line that names what is not defined once more, with the name that was meant.
import type { Fix } from '../../../engine/define.ts';
import type { Block, Config, Statement } from './model.ts';
import { keyServer } from './names.ts';

export const isUnused = 'nothing that is shown uses it, and it joins two networks as the list of a crypto map does.';
const differsLittle = 'it differs little: names must agree letter by letter, upper and lower case included.';

/** The line once more with the name that was meant, below what it stands in. */
export function corrected(
  { asa, blocks }: Config,
  from: Statement,
  name: string,
  meant: string,
  why = differsLittle,
): Fix {
  const block = blocks.find(({ lines }) => lines.includes(from));
  const line = from.words.map((word) => (word === name ? meant : word)).join(' ');
  return {
    where: 'local',
    platform: asa ? 'asa' : 'ios',
    config: block && block !== from ? below([block.text, ...between(block, from)], line) : [line],
    why: `${meant} is defined; ${why}`,
  };
}

const below = (parents: readonly string[], line: string): string[] =>
  [...parents, line].map((text, depth) => `${' '.repeat(depth)}${text}`);

/** The headings inside the group of a key server under which a line stands. */
const between = ({ text, lines }: Block, from: Statement): readonly string[] =>
  keyServer.test(text)
    ? [/^server local$/, /^sa ipsec \d/].flatMap(
        (heading) => lines.slice(0, lines.indexOf(from)).findLast((line) => heading.test(line.text))?.text ?? [],
      )
    : [];
