// Tells which access lists that a text shows speak for those of its crypto maps: by who uses them, who asked for them, and what they permit.

import { isAny } from '../networks.ts';
import { flowsOf } from './lists.ts';
import type { Config, Statement } from './model.ts';

/**
 * Lists serve many ends: one that a crypto map uses, or nothing that is shown, tells that the lists of maps were meant to be in the excerpt. One that
 * was asked for by name beside it tells nothing of the others.
 */
export function isForMaps({ blocks, entries, askedLists }: Config, list: string): boolean {
  if (askedLists.has(list)) return false;
  if (entries.some(({ acl }) => acl === list)) return true;
  const names = ({ text, words }: Statement): boolean =>
    words.includes(list) && !/^(?:ip(?:v6)? )?access-list /.test(text);
  return !blocks.some((block) => names(block) || block.lines.some(names));
}

/**
 * The one list that nothing uses and that is written as the list of a map is, where the maps of an excerpt name one list only and that is not
 * there: numbers and names stand in different places of a configuration, so less than this proves nothing.
 */
export function unusedInstead(config: Config, name: string): string | undefined {
  const { entries, acls, askedFor, defined } = config;
  const used = new Set(entries.flatMap(({ acl }) => acl ?? []));
  if (askedFor.length > 0 || used.size !== 1 || !used.has(name)) return undefined;
  const written = [...acls.keys()].filter(
    (list) => defined.get('access list')?.has(list) && isForMaps(config, list) && joinsNetworks(config, list),
  );
  return written.length === 1 ? written[0] : undefined;
}

/** Every line permits what passes between two networks: neither a filter nor a list for NAT is written so. */
function joinsNetworks({ acls }: Config, list: string): boolean {
  const flows = flowsOf(acls.get(list) ?? []) ?? [];
  return (
    flows.length > 0 &&
    flows.every(({ source, destination, rule }) => rule.permit && !isAny(source) && !isAny(destination))
  );
}
