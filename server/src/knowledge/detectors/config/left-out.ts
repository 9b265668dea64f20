// Finds what two excerpts of one text show by each other: a part that one end has and the other, written out alike, has not.

import type { End } from './ends.ts';
import type { Config } from './model.ts';
import type { Say } from './tunnel-peers.ts';

/**
 * Two excerpts that say the same of both ends, part for part, but that one of them has no key at all. An excerpt alone proves nothing by what it
 * lacks; the other end shows what would stand there.
 */
export function keyIsLeftOut(
  { config, entry, peers, profile }: End,
  { config: other }: End,
  version: 1 | 2,
  say: Say,
): boolean {
  const [peer] = peers;
  if (version !== 1 || !entry || peer === undefined || peers.length > 1 || profile || entry.profile !== undefined)
    return false;
  if (config.asa || config.whole || config.filtered || !config.headed || config.keys.length > 0) return false;
  if (config.policies.length === 0 || config.policies.some(({ values }) => values.authentication !== 'pre-share'))
    return false;
  const parts = ({ blocks }: Config): string[] =>
    blocks.map(({ words }) => words.slice(0, words[0] === 'crypto' ? 2 : 1).join(' '));
  const mine = new Set(parts(config));
  const isLikeIt = other.blocks.every(
    (block, at) => isKeyLine(block.text) || !isStatement.test(block.text) || mine.has(parts(other)[at] ?? ''),
  );
  if (!isLikeIt || !other.blocks.some(({ text }) => isKeyLine(text))) return false;
  const statement = entry.peers[0] ?? entry;
  say('psk-missing', [statement.rec], { peer, ike: 1, side: 'local', certainty: 'likely' });
  return true;
}
const isStatement = /^[a-z]/;
const isKeyLine = (text: string): boolean => /^crypto isakmp key /.test(text);
