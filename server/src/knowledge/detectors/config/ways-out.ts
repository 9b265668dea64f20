// Both ways out of a difference between two ends: the line of either as the other needs it; a weak algorithm is no way out where there is another.
import type { Fix } from '../../../engine/define.ts';
import type { End } from './ends.ts';
import type { Config } from './model.ts';

export const nameOf = (config: Config, otherwise: string): string => config.device ?? otherwise;

/** Both ways out: the line of one end as the other needs it, in the words of that device. A weak algorithm is never the way out if there is another. */
export function eitherLine(
  here: End,
  there: End,
  forHere: readonly string[],
  forThere: readonly string[],
): readonly Fix[] {
  const [mine, theirs] = [nameOf(here.config, 'the first device'), nameOf(there.config, 'the second device')];
  const [mineIs, theirsIs] = [forHere, forThere].map(weakness) as [number, number];
  const [weakHere, weakThere] = [mineIs > theirsIs, theirsIs > mineIs];
  const why = (at: string, other: string, only: boolean | undefined): string =>
    only
      ? `On ${at}, so that it fits ${other}: the other way round would be weaker.`
      : `On ${at}, so that it fits ${other}; or change ${other} instead.`;
  const both: readonly Fix[] = [
    ...(['ios', 'asa'] as const).map((platform) => ({
      where: 'local' as const,
      platform,
      config: forHere,
      why: why(mine, theirs, weakThere && !weakHere),
    })),
    {
      where: 'remote',
      platform: there.config.asa ? 'asa' : 'ios',
      config: forThere,
      why: why(theirs, mine, weakHere && !weakThere),
    },
  ];
  if (weakHere === weakThere) return both;
  return both.filter(({ where }) => where === (weakHere ? 'remote' : 'local'));
}

/** Nothing at all is weaker than a weak algorithm. */
const weakness = (lines: readonly string[]): number =>
  lines.some((line) => /^ ?no (?:set pfs|crypto map .* set pfs)/.test(line))
    ? 2
    : lines.some((line) => weak.test(line))
      ? 1
      : 0;

/** RFC 8221 and RFC 8247 advise against these. */
const weak = /^ (?:encr|encryption) (?:3?des)\b|\bmd5\b|\besp-3?des\b|\bgroup ?(?:1|2|5)$/;
