// Compares the flows of two ends, or of two SAs of one peer, that stand in one text: what the one sends and the other receives.
import type { Report } from '../../../engine/define.ts';
import type { Model, Tunnel } from '../../../engine/model.ts';
import { numberIn, overlaps, prefixOf } from '../values.ts';
import {
  counter,
  evidenceOf,
  type Flow,
  fewest,
  place,
  protocolOf,
  sameSelectors,
  selectors,
  telling,
} from './flows.ts';
import { dataRefusals } from './refused-packets.ts';

/** Two SAs of one peer for overlapping networks: the peer sends by the one, this end by the other. */
export function crossings(flows: readonly Flow[]): [receiving: Flow, sending: Flow][] {
  return flows.flatMap((receiving) => {
    if (!receiving.alive || receiving.encaps > 0 || receiving.decaps < telling) return [];
    const sending = flows.find(
      (flow) =>
        flow !== receiving &&
        flow.tunnel === receiving.tunnel &&
        flow.alive &&
        flow.encaps >= telling &&
        !sameSelectors(flow.sa, receiving.sa) &&
        meet(flow.sa.localSelector, receiving.sa.localSelector) &&
        meet(flow.sa.remoteSelector, receiving.sa.remoteSelector),
    );
    return sending ? [[receiving, sending]] : [];
  });
}

/** Whether two networks overlap and neither is everything. */
function meet(one: string | undefined, other: string | undefined): boolean {
  const [a, b] = [prefixOf(one), prefixOf(other)];
  return a !== undefined && b !== undefined && a.length > 0 && b.length > 0 && overlaps(a, b);
}

export function crossed(model: Model, receiving: Flow, sending: Flow, report: Report): void {
  report({
    ...place(receiving),
    code: 'proxy-id-mismatch',
    certainty: 'likely',
    side: 'either',
    evidence: [
      ...evidenceOf(model, receiving, ['decaps', 'encaps']),
      ...evidenceOf(model, sending, ['encaps', 'decaps']),
    ],
    values: selectors(receiving),
    title:
      'The two ends use different SAs for the same traffic: their networks overlap[[ ({peer})]] and are not mirror images',
    attributes: [
      {
        name: 'networks of the SA in use',
        local: `${sending.sa.localSelector} to ${sending.sa.remoteSelector}`,
        remote: `${receiving.sa.localSelector} to ${receiving.sa.remoteSelector}`,
      },
    ],
  });
}

/** Two ends of which one tries in vain, without an SA between them, and not one of their flows is the mirror image of one of the other. */
export function unlike(flows: readonly Flow[]): [Flow, Flow][] {
  const byTunnel = new Map<Tunnel, Flow[]>();
  for (const flow of flows) {
    if (flow.sa.localSelector === undefined || flow.sa.remoteSelector === undefined) continue;
    const list = byTunnel.get(flow.tunnel);
    if (list) list.push(flow);
    else byTunnel.set(flow.tunnel, [flow]);
  }
  const byEnds = new Map<string, readonly Flow[]>();
  return [...byTunnel].flatMap(([{ local, remote }, far]): [Flow, Flow][] => {
    if (local === undefined || remote === undefined) return [];
    const near = byEnds.get(`${remote} ${local}`);
    if (!byEnds.has(`${local} ${remote}`)) byEnds.set(`${local} ${remote}`, far);
    const [one, other] = [near?.[0], far[0]];
    if (!near || !one || !other) return [];
    const both = [...near, ...far];
    const apart = !near.some((mine) =>
      far.some((theirs) => isMirrored(mine, theirs) && protocolOf(mine.sa) === protocolOf(theirs.sa)),
    );
    const tries = both.some((flow) => (numberIn(counter(flow, 'sendErrors')) ?? 0) >= telling);
    return apart && tries && both.every(({ sa }) => sa.health === 'down') ? [[one, other]] : [];
  });
}

export function notMirrored(model: Model, near: Flow, far: Flow, report: Report): void {
  report({
    ...place(near),
    code: 'proxy-id-mismatch',
    certainty: 'likely',
    side: 'either',
    evidence: [near, far].flatMap((flow) => evidenceOf(model, flow, ['localAddress', 'remoteAddress'])),
    values: selectors(near),
    title:
      'The two ends protect different networks: what each shows is not the mirror image of the other, and no SA is built',
    attributes: [
      {
        name: 'protected traffic',
        local: `${near.sa.localSelector} to ${near.sa.remoteSelector}`,
        remote: `${far.sa.localSelector} to ${far.sa.remoteSelector}`,
      },
    ],
  });
}

/**
 * Two bare pairs of counters that name nobody, as people quote both ends: what the one sends the other receives, and sends nothing itself. Then the
 * silence of the first is that of the second.
 */
export function answeredByNobody(flows: readonly Flow[]): Flow[] {
  const bare = flows.filter(
    ({ tunnel, sa }) => tunnel.remote === undefined && sa.outboundSpi === undefined && sa.localSelector === undefined,
  );
  const [one, other] = bare;
  if (bare.length !== 2 || !one || !other) return [];
  return [[one, other] as const, [other, one] as const].flatMap(([from, to]) =>
    from.decaps === 0 && to.encaps === 0 && to.decaps > 0 && from.encaps >= to.decaps && from.encaps <= 2 * to.decaps
      ? [from]
      : [],
  );
}

/** Two ends of the same flow in one text. */
export function pairsOf(flows: readonly Flow[]): [Flow, Flow][] {
  const byEnd = new Map<string, number[]>();
  const perTunnel = new Map<Tunnel, number>();
  for (const [at, flow] of flows.entries()) {
    for (const end of endsOf(flow)) {
      const list = byEnd.get(end);
      if (list) list.push(at);
      else byEnd.set(end, [at]);
    }
    perTunnel.set(flow.tunnel, (perTunnel.get(flow.tunnel) ?? 0) + 1);
  }
  const alone = ({ tunnel }: Flow): boolean => perTunnel.get(tunnel) === 1;
  const [first, second, ...more] = flows.filter(isQuoted);
  const quoted: [Flow, Flow][] =
    first && second && more.length === 0 && agree(first, second) && oppose(first, second, alone)
      ? [[first, second]]
      : [];
  const found = flows.flatMap((one, at) => {
    const others = new Set(oppositeEndsOf(one).flatMap((end) => byEnd.get(end) ?? []));
    return [...others]
      .filter((other) => other > at)
      .sort((a, b) => a - b)
      .map((other) => flows[other] as Flow)
      .filter((other) => oppose(one, other, alone))
      .map((other): [Flow, Flow] => [one, other]);
  });
  return [...quoted, ...found];
}

/** What the one receives is about what the other sends. */
const agree = (one: Flow, other: Flow): boolean =>
  one.tunnel.remote !== other.tunnel.remote &&
  [[one, other] as const, [other, one] as const].some(
    ([to, from]) => to.decaps > 0 && from.encaps >= to.decaps && from.encaps <= 2 * to.decaps,
  );

/** A filter left the peer and the counters, and not the address of the device itself. */
const isQuoted = ({ tunnel, sa }: Flow): boolean =>
  tunnel.device !== undefined &&
  tunnel.local === undefined &&
  tunnel.remote !== undefined &&
  sa.outboundSpi === undefined &&
  sa.inboundSpi === undefined;

/** What a flow is found by from its other end, which knows the same SPIs and addresses the other way round. */
const endsOf = (flow: Flow): string[] => [
  ...ends(flow.sa.inboundSpi, flow.sa.outboundSpi, flow.tunnel.local, flow.tunnel.remote),
  ...(isNameless(flow) ? [`${flow.sa.localSelector} to ${flow.sa.remoteSelector}`] : []),
];
const oppositeEndsOf = (flow: Flow): string[] => [
  ...ends(flow.sa.outboundSpi, flow.sa.inboundSpi, flow.tunnel.remote, flow.tunnel.local),
  ...(isNameless(flow) ? [`${flow.sa.remoteSelector} to ${flow.sa.localSelector}`] : []),
];
/** A filter left nothing but the networks, which are not those of every tunnel. */
const isNameless = ({ tunnel, sa }: Flow): boolean =>
  tunnel.remote === undefined &&
  sa.outboundSpi === undefined &&
  [sa.localSelector, sa.remoteSelector].every((selector) => (prefixOf(selector)?.length ?? 0) > 0);
const ends = (
  inbound: string | undefined,
  outbound: string | undefined,
  local: string | undefined,
  remote: string | undefined,
): string[] => [
  ...(inbound === undefined ? [] : [`in ${inbound}`]),
  ...(outbound === undefined ? [] : [`out ${outbound}`]),
  ...(local === undefined || remote === undefined ? [] : [`${local} ${remote}`]),
];

function oppose(one: Flow, other: Flow, alone: (flow: Flow) => boolean): boolean {
  const [a, b] = [one.tunnel, other.tunnel];
  if (a === b || (a.device !== undefined && a.device === b.device)) return false;
  return isMirrored(one, other) || (alone(one) && alone(other));
}

const isMirrored = (one: Flow, other: Flow): boolean =>
  one.sa.localSelector === other.sa.remoteSelector && one.sa.remoteSelector === other.sa.localSelector;

/** Packets leave one end and do not reach the other. */
export function blocked(model: Model, near: Flow, far: Flow, report: Report): boolean {
  const counted = [near, far].every(({ sa }) => sa.encaps !== undefined && sa.decaps !== undefined);
  if (!near.alive || !far.alive || !counted) return false;
  const lost = (from: Flow, to: Flow): boolean => from.encaps >= fewest(from) && to.decaps === 0;
  const forth = lost(near, far);
  const back = lost(far, near);
  if (!forth && !back) return false;
  const [from, to] = forth ? [near, far] : [far, near];
  const spis =
    from.sa.outboundSpi !== undefined && to.sa.inboundSpi !== undefined && from.sa.outboundSpi !== to.sa.inboundSpi;
  if (spis) return false;
  const sender = from.tunnel.local ?? to.tunnel.remote;
  // Where a log tells which list drops them, that is the cause of what the counters show.
  const isTold = dataRefusals(model).some(({ peer }) => peer === sender);
  report({
    ...place(from),
    ...(isTold ? { role: 'symptom' as const } : {}),
    code: 'esp-blocked',
    certainty: from.encaps >= telling ? 'certain' : 'likely',
    side: 'either',
    evidence: [...evidenceOf(model, from, ['encaps']), ...evidenceOf(model, to, ['decaps'])],
    attributes: [
      { name: `encaps here, decaps there`, local: String(from.encaps), remote: String(to.decaps) },
      { name: `decaps here, encaps there`, local: String(from.decaps), remote: String(to.encaps) },
    ],
  });
  return true;
}
