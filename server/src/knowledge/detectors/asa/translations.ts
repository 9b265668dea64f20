// Judges what an ASA logs of NAT that forward and return flow do not agree on, between networks that a tunnel joins.
import type { Report } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { isPrivateAddress, networkOf } from '../networks.ts';
import { holds, joinedNetworks } from '../routing/protected-networks.ts';
import { listsIpsec } from '../up.ts';
import { fieldOf, groupBy } from '../values.ts';
import { peerOf, sessionsOf } from './sessions.ts';

/**
 * NAT that forward and return flow do not agree on, between networks that a tunnel of this text protects. Where the text names no networks of the
 * tunnels that came up in the same log, or that the device lists as up, private addresses on both sides say it too: through another interface they come by a tunnel only.
 */
export function translation(model: Model, report: Report): void {
  const lines = [...model.occurrences('asa.305013'), ...model.occurrences('asa.305005')];
  if (lines.length === 0) return;
  const pairs = joinedNetworks(model);
  const upBeside = peersUp(model);
  for (const line of lines) {
    const flow = /src ([^:\s]+):([^/\s(]+)\S* dst ([^:\s]+):([^/\s(]+)/.exec(fieldOf(line, 'flow') ?? '');
    const [, from, sender, to, receiver] = flow ?? [];
    const [source, destination] = [networkOf(sender), networkOf(receiver)];
    const home = pairs.find((pair) => holds(pair, source, destination) || holds(pair, destination, source));
    const up = upBeside(line.capture);
    const isInside =
      up.size > 0 &&
      !pairs.some(({ local, peer }) => local !== undefined && (peer === undefined || up.has(peer))) &&
      from !== to &&
      [sender, receiver].every(isPrivateAddress);
    if (!home && !isInside) continue;
    report({
      code: 'nat-exemption-missing',
      certainty: home ? 'certain' : 'likely',
      side: 'local',
      ...(home ? { tunnel: home.tunnel, peer: home.peer } : { peer: up.size === 1 ? [...up][0] : undefined }),
      evidence: [model.evidence(line, 'cause')],
      ...(flow ? { values: { flow: `${sender} to ${receiver}` } } : {}),
    });
  }
}

/** The peers whose tunnels came up in a capture, or that its device lists as up; read once for each. */
function peersUp(model: Model): (capture: number) => ReadonlySet<string | undefined> {
  const cameUp = groupBy(
    model.attempts.filter(({ childUp }) => childUp),
    ({ occurrences }) => occurrences[0]?.capture,
  );
  const known = new Map<number, ReadonlySet<string | undefined>>();
  return (capture) => {
    const device = model.captures[capture]?.device;
    const peers =
      known.get(capture) ??
      new Set([
        ...(cameUp.get(capture) ?? []).map(({ peer }) => peer),
        ...model.tunnels.filter((tunnel) => tunnel.device === device && listsIpsec(tunnel)).map(({ remote }) => remote),
        ...sessionsOf(model)
          .filter((one) => one.capture.device === device)
          .map(({ session }) => peerOf(session)),
      ]);
    known.set(capture, peers);
    return peers;
  };
}
