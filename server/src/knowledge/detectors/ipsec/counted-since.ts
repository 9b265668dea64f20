// Tells from two looks at the counters of tunnels that packets which did not pass the first time pass the last time, both ways.
import type { Model, Tunnel } from '../../../engine/model.ts';
import { runsBothWays } from '../up.ts';
import { groupBy } from '../values.ts';

/** All that the last look counts of a tunnel, which is below a line, runs both ways, and an earlier look counted none in this direction. */
export function runsSince({ ipsec }: Tunnel, line: number, direction: 'encaps' | 'decaps'): boolean {
  const looks = [...groupBy(ipsec, ({ capture }) => capture)]
    .sort(([one], [other]) => one - other)
    .map(([, sas]) => sas.filter((sa) => sa.encaps !== undefined && sa.decaps !== undefined))
    .filter((sas) => sas.length > 0);
  const last = looks.at(-1) ?? [];
  return (
    looks.slice(0, -1).some((sas) => sas.length <= last.length && sas.every((sa) => sa[direction] === 0)) &&
    last.every((sa) => sa.line > line && sa.health !== 'down' && runsBothWays(sa))
  );
}

/** The same of all tunnels of a device that count packets. */
export function allRunSince(
  model: Model,
  device: string | undefined,
  line: number,
  direction: 'encaps' | 'decaps',
): boolean {
  const mine = model.tunnels.filter(
    (tunnel) => tunnel.device === device && tunnel.ipsec.some(({ encaps }) => encaps !== undefined),
  );
  return mine.length > 0 && mine.every((tunnel) => runsSince(tunnel, line, direction));
}
