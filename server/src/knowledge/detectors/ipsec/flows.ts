// The flows of the tunnels of a text with their counters, as the latest output shows them and what moved since an earlier one.
import type { Fact, Rec } from '../../../engine/define.ts';
import type { Capture, Evidence, IpsecSa, Model, Role, Tunnel } from '../../../engine/model.ts';
import { groupBy, maskOf, numberIn, prefixOf, recordsBelow, sameDevice, wildcardOf } from '../values.ts';

/** One flow of one tunnel, as the latest capture shows it, with what an earlier capture of the same command showed. */
export interface Flow {
  readonly tunnel: Tunnel;
  readonly sa: IpsecSa;
  readonly before: IpsecSa | undefined;
  readonly encaps: number;
  readonly decaps: number;
  /** True where the numbers are differences between two captures. */
  readonly moved: boolean;
  readonly alive: boolean;
}

/** Fewer packets than this one way prove little: the first ones are lost while a tunnel is built. */
export const telling = 5;
/** Below this nothing is said; between two captures any movement counts. */
export const fewest = (flow: Flow): number => (flow.moved ? 2 : 4);
/** Drops below this number, or below this share of what was received, are the noise of any line. */
export const noise = { count: 10, share: 0.001 };
export const shareOf = (count: number, received: number): number => count / Math.max(1, count + received);
export const isNoise = (count: number, received: number): boolean =>
  count < noise.count || shareOf(count, received) < noise.share;

export function flowsOf(model: Model, tunnel: Tunnel): Flow[] {
  const groups = new Map<string, IpsecSa[]>();
  for (const sa of tunnel.ipsec) {
    const capture = model.captures[sa.capture] as Capture;
    const key = `${capture.definition?.id} ${sa.localSelector} ${sa.remoteSelector} ${protocolOf(sa)}`;
    const group = groups.get(key);
    if (group) group.push(sa);
    else groups.set(key, [sa]);
  }
  const flows: Flow[] = [];
  for (const group of groups.values()) {
    const latest = group.filter((sa) => sa.capture === group.at(-1)?.capture);
    const readings = latest.filter((sa, at) => !latest.slice(at + 1).some((later) => isReadAgain(sa, later)));
    for (const sa of readings) {
      const earlier = readings.length === 1 ? group.slice(0, group.indexOf(sa)).at(-1) : undefined;
      const flow = flowOf(tunnel, sa, earlier, earlier !== undefined && actedBetween(model, earlier.line, sa.line));
      if (flow) flows.push(flow);
    }
  }
  return preferDetailed(flows);
}

/** The same flow shown by several commands counts once: the one that shows counters and SPIs best. */
function preferDetailed(flows: readonly Flow[]): Flow[] {
  const worth = (flow: Flow): number =>
    (flow.moved ? 4 : 0) + (flow.sa.outboundSpi ? 2 : 0) + (flow.sa.sendErrors === undefined ? 0 : 1);
  return flows.filter(
    (flow) =>
      !flows.some(
        (other) =>
          other !== flow &&
          other.sa.capture !== flow.sa.capture &&
          sameSelectors(other.sa, flow.sa) &&
          (worth(other) > worth(flow) || (worth(other) === worth(flow) && other.sa.capture > flow.sa.capture)),
      ),
  );
}

/** Counters that a filter took out of an output name no peer. Beside the only flow of the text, of whose device they tell the same, they are its own. */
export function withoutEchoes(flows: readonly Flow[]): readonly Flow[] {
  const named = flows.filter(({ tunnel }) => tunnel.remote !== undefined);
  const [only] = named;
  if (!only || named.length > 1) return flows;
  const echoes = ({ tunnel, encaps, decaps }: Flow): boolean =>
    sameDevice(tunnel.device, only.tunnel.device) && encaps > 0 === only.encaps > 0 && decaps > 0 === only.decaps > 0;
  return flows.filter((flow) => flow === only || !echoes(flow));
}

/**
 * A flow that counted one way only, and of whose tunnel a filter left the counters in a look further down: as many pairs as there are flows, all of
 * which run both ways. The last look counts, whatever was done meanwhile, and at which end.
 */
export function withoutOvertaken(flows: readonly Flow[]): readonly Flow[] {
  const bare = flows.filter(isBare);
  if (bare.length === 0) return flows;
  const byDevice = groupBy(flows, ({ tunnel }) => tunnel.device);
  const tunnels = new Map([...byDevice].map(([device, mine]) => [device, new Set(mine.map(({ tunnel }) => tunnel))]));
  const isOvertaken = (flow: Flow): boolean => {
    if (isBare(flow) || (flow.encaps > 0 && flow.decaps > 0)) return false;
    const later = bare.filter(
      (other) => other.sa.line > flow.sa.line && isOfTunnel(tunnels, other.tunnel, flow.tunnel),
    );
    const last = later.filter(({ sa }) => sa.capture === later.at(-1)?.sa.capture);
    const shown = flows.filter(({ tunnel, sa }) => tunnel === flow.tunnel && sa.localSelector !== undefined);
    return (
      last.length > 0 && last.length >= shown.length && last.every(({ encaps, decaps }) => encaps > 0 && decaps > 0)
    );
  };
  return flows.filter((flow) => !isOvertaken(flow));
}

/** A filter left the counters of an SA, and nothing that tells it from another one. */
const isBare = ({ sa }: Flow): boolean =>
  (sa.localSelector ?? sa.remoteSelector ?? sa.outboundSpi ?? sa.inboundSpi) === undefined;

/** The same tunnel, or what a filter left of the only one that its device shows. */
const isOfTunnel = (
  tunnels: ReadonlyMap<string | undefined, ReadonlySet<Tunnel>>,
  left: Tunnel,
  tunnel: Tunnel,
): boolean =>
  left === tunnel ||
  ((left.local ?? left.remote) === undefined &&
    left.device !== undefined &&
    left.device === tunnel.device &&
    // These two, and no other.
    tunnels.get(left.device)?.size === 2);

export const sameSelectors = (a: IpsecSa, b: IpsecSa): boolean =>
  a.localSelector === b.localSelector && a.remoteSelector === b.remoteSelector;
export const protocolOf = (sa: IpsecSa): string => sa.rec.fields.localProtocol?.value ?? '';

function flowOf(tunnel: Tunnel, sa: IpsecSa, before: IpsecSa | undefined, acted: boolean): Flow | undefined {
  const encaps = sa.encaps;
  const { decaps } = sa;
  if (encaps === undefined && decaps === undefined) return undefined;
  const comparable =
    before?.encaps !== undefined &&
    encaps !== undefined &&
    decaps !== undefined &&
    encaps >= before.encaps &&
    decaps >= (before.decaps ?? 0) &&
    (sameSpi(before, sa) || (!acted && goesOn(before, sa)));
  const alive = isAlive(sa);
  if (comparable && before)
    return {
      tunnel,
      sa,
      before,
      encaps: encaps - (before.encaps ?? 0),
      decaps: decaps - (before.decaps ?? 0),
      moved: true,
      alive,
    };
  return { tunnel, sa, before: undefined, encaps: encaps ?? 0, decaps: decaps ?? 0, moved: false, alive };
}

/** Whoever changes or clears something has the counters begin anew. */
const actedBetween = ({ operatorLines, lineOf }: Model, from: number, to: number): boolean =>
  operatorLines.some(({ start }) => lineOf(start) > from && lineOf(start) < to);

/** IOS counts on when a flow gets new SAs: a direction that stood still shows that nothing was reset. */
const goesOn = (before: IpsecSa, after: IpsecSa): boolean =>
  (after.decaps !== 0 && before.decaps === after.decaps) || (after.encaps !== 0 && before.encaps === after.encaps);

/** The same SA stands twice in one output: it was shown twice, and the prompt between was left out. */
const isReadAgain = (sa: IpsecSa, later: IpsecSa): boolean =>
  sa.outboundSpi !== undefined && sa.outboundSpi === later.outboundSpi && sa.inboundSpi === later.inboundSpi;

const sameSpi = (a: IpsecSa, b: IpsecSa): boolean =>
  a.outboundSpi === undefined || b.outboundSpi === undefined || a.outboundSpi === b.outboundSpi;

/** Counters of a flow without an SA are history. Filtered output shows no SPI; its `in use settings` lines show that there is an SA. */
function isAlive(sa: IpsecSa): boolean {
  if (sa.health !== 'unknown') return sa.health === 'up';
  return (
    [...recordsBelow(sa.rec, 'inboundSa'), ...recordsBelow(sa.rec, 'outboundSa')].some(
      (rec) => rec.fields.mode !== undefined,
    ) || sa.outboundSpi === undefined
  );
}

export const counter = (flow: Flow, field: string): Fact | undefined => flow.sa.rec.fields[field];

/** How much a counter grew between two looks at one flow. */
export function grownBetween({ sa, before }: Flow, field: string): number | undefined {
  const [then, now] = [before, sa].map((one) => numberIn(one?.rec.fields[field]));
  return then === undefined || now === undefined ? undefined : now - then;
}

export function evidenceOf(model: Model, flow: Flow, fields: readonly string[], role: Role = 'cause'): Evidence[] {
  const records: Rec[] = flow.before ? [flow.sa.rec, flow.before.rec] : [flow.sa.rec];
  const facts = records.flatMap((rec) => fields.map((field) => rec.fields[field])).filter((fact) => fact !== undefined);
  return facts.length > 0 ? facts.map((fact) => model.evidence(fact, role)) : [model.evidence(flow.sa.rec, role)];
}

export const place = (flow: Flow): { tunnel: string; peer?: string } => ({
  tunnel: flow.tunnel.id,
  ...(flow.tunnel.remote === undefined ? {} : { peer: flow.tunnel.remote }),
});

/** The two networks of a flow, as routes and access lists write them. */
export const selectors = (flow: Flow): Record<string, string> => ({
  ...network('our', flow.sa.localSelector),
  ...network('their', flow.sa.remoteSelector),
});

function network(whose: 'our' | 'their', selector: string | undefined): Record<string, string> {
  const prefix = prefixOf(selector);
  const [address] = selector?.split('/') ?? [];
  // Any-to-any selectors name no network.
  if (address === undefined || prefix?.length === 0) return {};
  return {
    [`${whose}Network`]: address,
    ...(prefix ? { [`${whose}Mask`]: maskOf(prefix.length), [`${whose}Wildcard`]: wildcardOf(prefix.length) } : {}),
  };
}

/** Before and after, where two captures are compared; the remaining lifetime of the SA is the clock between them. */
export function movement(flow: Flow): readonly { name: string; local: string; remote: string }[] {
  if (!flow.before) return [];
  const elapsed = (secondsLeft(flow.before) ?? 0) - (secondsLeft(flow.sa) ?? 0);
  const pace = (packets: number): string =>
    elapsed > 0 ? ` in ${elapsed} s, ${Math.round((packets / elapsed) * 10) / 10} a second` : '';
  const row = (
    name: string,
    from: number | undefined,
    to: number | undefined,
  ): { name: string; local: string; remote: string } => {
    const packets = (to ?? 0) - (from ?? 0);
    return { name, local: `${from ?? '?'} → ${to ?? '?'} (+${packets}${pace(packets)})`, remote: '' };
  };
  return [row('encaps', flow.before.encaps, flow.sa.encaps), row('decaps', flow.before.decaps, flow.sa.decaps)];
}

const secondsLeft = (sa: IpsecSa): number | undefined =>
  [...recordsBelow(sa.rec, 'outboundSa'), ...recordsBelow(sa.rec, 'inboundSa')]
    .map((one) => numberIn(one.fields.seconds))
    .find((seconds) => seconds !== undefined);
