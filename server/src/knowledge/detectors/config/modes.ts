// One end begins phase 1 of IKEv1 in aggressive mode, and the other end is told to refuse that.
import type { Fix, Rec } from '../../../engine/define.ts';
import { type End, platformsOf } from './ends.ts';
import type { Say } from './tunnel-peers.ts';

export function compareModes(here: End, there: End, say: Say): void {
  for (const [from, to] of [
    [here, there],
    [there, here],
  ] as const) {
    const [begins, refuses] = [aggressiveOf(from), refusalOf(to)];
    if (begins && refuses)
      say('exchange-mode-mismatch', [begins, refuses], {
        ike: 1,
        title: `${from.config.device ?? 'One end'} begins in aggressive mode, which ${to.config.device ?? 'the other end'} is told to refuse`,
        attributes: [
          from === here
            ? { name: 'exchange mode', local: 'aggressive', remote: 'main only' }
            : { name: 'exchange mode', local: 'main only', remote: 'aggressive' },
        ],
        fix: toMainMode(from, from === here ? 'local' : 'remote'),
      });
  }
}

/** IOS: `crypto isakmp peer` with an identity for aggressive mode. ASA: a word of the map entry. */
function aggressiveOf({ config, entry, peers }: End): Rec | undefined {
  const own = entry && `crypto map ${entry.map} ${entry.sequence} `;
  for (const { text, words, lines, rec } of config.blocks) {
    if (own !== undefined && text.startsWith(own) && / phase1-mode aggressive\b/.test(text)) return rec;
    if (!/^crypto isakmp peer address /.test(text) || !peers.includes(words[4] ?? '')) continue;
    const line = lines.find((one) => /^set aggressive-mode /.test(one.text));
    if (line) return line.rec;
  }
  return undefined;
}

const refusalOf = ({ config }: End): Rec | undefined =>
  config.blocks.find(({ text }) => /^crypto (?:(?:ikev1|isakmp) am-disable|isakmp aggressive-mode disable)$/.test(text))
    ?.rec;

function toMainMode(end: End, where: 'local' | 'remote'): readonly Fix[] {
  const { config, entry, peers } = end;
  const [peer = '<peer>'] = peers;
  return platformsOf(end, where).map((platform) => ({
    where,
    platform,
    config: config.asa
      ? [`no crypto map ${entry?.map ?? '<map>'} ${entry?.sequence ?? '<number>'} set ikev1 phase1-mode aggressive`]
      : [`no crypto isakmp peer address ${peer}`, `crypto isakmp key <key> address ${peer}`],
    why: 'Main mode does wherever the other end knows the address of this one; else let the other end accept aggressive mode.',
  }));
}
