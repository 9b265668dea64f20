// Finds names that an excerpt of one device uses and a part of the same page, meant for all of them, defines a little differently.

import { plainly, similarTo } from '../similar.ts';
import type { Config } from './model.ts';
import type { Reference } from './names.ts';

/** A name that is defined nowhere in the text, and the one that was meant, which nothing uses. */
export interface Misspelt extends Reference {
  readonly meant: string;
}

/** More of one kind than this are a collection: which of them was meant is chance. */
const most = 20;

/** Asked for each configuration of a text: what all of them define and use is gathered once. */
export function misspeltNames(configs: readonly Config[]): (config: Config) => readonly Misspelt[] {
  const key = (kind: string, name: string): string => `${kind} ${name}`;
  const defined = new Set<string>();
  const used = new Set(configs.flatMap(({ references }) => references.map(({ kind, name }) => key(kind, name))));
  const spare = new Map<string, Set<string>>();
  for (const config of configs)
    for (const [kind, names] of config.defined)
      for (const name of names) {
        defined.add(key(kind, name));
        if (!isOfAll(config) || used.has(key(kind, name))) continue;
        spare.set(kind, (spare.get(kind) ?? new Set()).add(name));
      }
  return (config) =>
    config.whole || config.filtered
      ? []
      : config.references.flatMap((reference) => {
          const { kind, name } = reference;
          const others = spare.get(kind) ?? new Set();
          if (others.size === 0 || others.size > most || defined.has(key(kind, name)) || config.defined.has(kind))
            return [];
          const meant = similarTo(name, others);
          return meant !== undefined && isSlip(name, meant) ? [{ ...reference, meant }] : [];
        });
}

/** It stands under no name and shows nothing of which each device has its own. */
const isOfAll = ({ device, headed, whole, filtered, interfaces }: Config): boolean =>
  device === undefined && !headed && !whole && !filtered && interfaces.length === 0;

/** The name of the same excerpt that was meant, which nothing else uses: what is defined far from its users may be in it or not, but not so much alike. */
export function meantBeside({ defined, references }: Config, { kind, name }: Reference): string | undefined {
  const used = new Set(references.flatMap((one) => (one.kind === kind ? one.name : [])));
  const spare = [...(defined.get(kind) ?? [])].filter((other) => !used.has(other));
  const meant = similarTo(name, spare);
  return meant !== undefined && isSlip(name, meant) ? meant : undefined;
}

/** Names of two things of a kind (`SITE-A`, `SITE-B`) differ at the end, or in a letter that takes the place of another. */
function isSlip(name: string, meant: string): boolean {
  const [one, other] = [plainly(name), plainly(meant)];
  return one === other || (one.length !== other.length && one[0] === other[0] && one.at(-1) === other.at(-1));
}
