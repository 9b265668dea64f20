// What of each tunnel is seen in which capture: its SAs and attempts, found once for all features that walk captures.
import type { Analysis, Attempt, IkeSa, IpsecSa, Tunnel } from '../model.ts';

export interface Seen {
  /** None for attempts that belong to no tunnel. */
  readonly tunnel: Tunnel | undefined;
  readonly ike: IkeSa[];
  readonly ipsec: IpsecSa[];
  readonly attempts: Attempt[];
}

const known = new WeakMap<Analysis, ReadonlyMap<number, readonly Seen[]>>();

/** By capture index, tunnels in their own order. */
export function seenIn(analysis: Analysis, capture: number): readonly Seen[] {
  let byCapture = known.get(analysis);
  if (!byCapture) {
    byCapture = collect(analysis);
    known.set(analysis, byCapture);
  }
  return byCapture.get(capture) ?? [];
}

function collect(analysis: Analysis): ReadonlyMap<number, readonly Seen[]> {
  const byCapture = new Map<number, Map<Tunnel | undefined, Seen>>();
  const seen = (capture: number, tunnel: Tunnel | undefined): Seen => {
    const tunnels = byCapture.get(capture) ?? new Map<Tunnel | undefined, Seen>();
    byCapture.set(capture, tunnels);
    const entry = tunnels.get(tunnel) ?? { tunnel, ike: [], ipsec: [], attempts: [] };
    tunnels.set(tunnel, entry);
    return entry;
  };
  const claimed = new Set<Attempt>();
  for (const tunnel of analysis.tunnels) {
    for (const ike of tunnel.ike) seen(ike.capture, tunnel).ike.push(ike);
    for (const sa of tunnel.ipsec) seen(sa.capture, tunnel).ipsec.push(sa);
    for (const attempt of tunnel.attempts) {
      claimed.add(attempt);
      seen(captureOf(attempt), tunnel).attempts.push(attempt);
    }
  }
  for (const attempt of analysis.attempts)
    if (!claimed.has(attempt)) seen(captureOf(attempt), undefined).attempts.push(attempt);
  return new Map([...byCapture].map(([capture, tunnels]) => [capture, [...tunnels.values()]]));
}

const captureOf = (attempt: Attempt): number => attempt.occurrences[0]?.capture ?? -1;
