// The two ends of a tunnel side by side: what must mirror (ends, selectors, SPIs), what one sends and the other receives, which algorithms differ.
import type { Analysis, IpsecSa, Tunnel } from '../model.ts';
import { factsOf } from './places.ts';
import { normalSpi } from './same.ts';

export interface Row {
  readonly what: string;
  readonly left: string;
  readonly right: string;
  /** `fits`, `differs`, or `open` where one side is missing. */
  readonly result: 'fits' | 'differs' | 'open';
  readonly why: string;
}

export interface Comparison {
  readonly left: string;
  readonly right: string;
  readonly rows: readonly Row[];
}

const mostPairs = 50;

/**
 * One comparison for each tunnel that both texts show, then one for each pair of configurations that `align` can read; empty where they share
 * neither.
 */
export function compare(
  left: Analysis,
  right: Analysis,
  align: (left: Analysis, right: Analysis) => readonly Comparison[] = () => [],
): readonly Comparison[] {
  const tunnels = pairs(left, right)
    .slice(0, mostPairs)
    .map(([one, other]) => ({
      left: endsOf(one),
      right: endsOf(other),
      rows: [...endRows(one, other), ...saRows(one, other), ...algorithmRows(left, right)],
    }));
  return [...tunnels, ...align(left, right)];
}

/** Tunnels whose ends mirror; if there are none, the only tunnel of each side. */
function pairs(left: Analysis, right: Analysis): readonly (readonly [Tunnel, Tunnel])[] {
  const mirrored = left.tunnels.flatMap((one) =>
    right.tunnels
      .filter((other) => {
        const there = one.remote !== undefined && one.remote === other.local;
        const back = one.local !== undefined && one.local === other.remote;
        const contradicts = differ(one.remote, other.local) || differ(one.local, other.remote);
        return (there || back) && !contradicts;
      })
      .map((other) => [one, other] as const),
  );
  // Both ends in one text: each pair is found from both sides.
  if (left === right) return mirrored.filter(([one, other]) => left.tunnels.indexOf(one) < left.tunnels.indexOf(other));
  if (mirrored.length > 0) return mirrored;
  const [one, other] = [left.tunnels[0], right.tunnels[0]];
  return left.tunnels.length === 1 && right.tunnels.length === 1 && one && other ? [[one, other]] : [];
}

const differ = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a !== b;

function row(what: string, left: string | undefined, right: string | undefined, fits: boolean, why: string): Row {
  const result = left === undefined || right === undefined ? 'open' : fits ? 'fits' : 'differs';
  return { what, left: left ?? '?', right: right ?? '?', result, why: result === 'differs' ? why : '' };
}

function endRows(one: Tunnel, other: Tunnel): readonly Row[] {
  const [ike, peer] = [one.ike.at(-1), other.ike.at(-1)];
  const nat = 'One end knows another address than the other uses: NAT between them, or a wrong peer address.';
  return [
    row('left end', one.local, other.remote, one.local === other.remote, nat),
    row('right end', one.remote, other.local, one.remote === other.local, nat),
    row(
      'IKE version',
      ike && `IKEv${ike.version}`,
      peer && `IKEv${peer.version}`,
      ike?.version === peer?.version,
      'Both ends must speak the same version.',
    ),
    row(
      'IKE SA',
      ike && `${ike.state} (${ike.health})`,
      peer && `${peer.state} (${peer.health})`,
      ike?.health === peer?.health,
      'One end believes in an IKE SA that the other does not have.',
    ),
  ];
}

function saRows(one: Tunnel, other: Tunnel): readonly Row[] {
  const rest = [...other.ipsec];
  return one.ipsec.flatMap((sa) => {
    const at = partnerOf(sa, rest);
    const partner = at < 0 ? undefined : rest.splice(at, 1)[0];
    const selectors = (local: string | undefined, remote: string | undefined): string | undefined =>
      local === undefined && remote === undefined ? undefined : `${local ?? '?'} → ${remote ?? '?'}`;
    const mine = selectors(sa.localSelector, sa.remoteSelector);
    if (!partner) return [row('selectors', mine, undefined, false, '')];
    const theirs = selectors(partner.remoteSelector, partner.localSelector);
    return [
      row('selectors', mine, theirs, mine === theirs, 'The access lists must be mirror images of each other.'),
      spiRow('SPI left to right', sa.outboundSpi, partner.inboundSpi),
      spiRow('SPI right to left', sa.inboundSpi, partner.outboundSpi),
      trafficRow('packets left to right', sa.encaps, partner.decaps),
      trafficRow('packets right to left', sa.decaps, partner.encaps, true),
    ];
  });
}

/** The SA of the other end: the same SPIs, else mirrored selectors, else the only one. */
function partnerOf(sa: IpsecSa, others: readonly IpsecSa[]): number {
  const same = (a: string | undefined, b: string | undefined): boolean =>
    a !== undefined && b !== undefined && normalSpi(a) !== undefined && normalSpi(a) === normalSpi(b);
  const bySpi = others.findIndex((it) => same(sa.outboundSpi, it.inboundSpi) || same(sa.inboundSpi, it.outboundSpi));
  if (bySpi >= 0) return bySpi;
  const bySelector = others.findIndex(
    (it) =>
      sa.localSelector !== undefined &&
      it.remoteSelector === sa.localSelector &&
      it.localSelector === sa.remoteSelector,
  );
  return bySelector >= 0 ? bySelector : others.length === 1 ? 0 : -1;
}

const spiRow = (what: string, sender: string | undefined, receiver: string | undefined): Row =>
  row(
    what,
    sender,
    receiver,
    sender !== undefined && receiver !== undefined && normalSpi(sender) === normalSpi(receiver),
    'The sender uses an SPI that the receiver does not have: the texts are of different times, or one end kept a dead SA.',
  );

/** Totals are read at different moments, so only nothing against something is told. */
function trafficRow(what: string, left: number | undefined, right: number | undefined, backwards = false): Row {
  const [sent, received] = backwards ? [right, left] : [left, right];
  const lost = (sent ?? 0) > 0 && received === 0;
  return row(
    what,
    text(left),
    text(right),
    !lost,
    'Packets are sent and none arrives: they are lost between the two ends.',
  );
}

const text = (value: number | undefined): string | undefined => (value === undefined ? undefined : String(value));

/** Algorithms that the same output shows under the same name on both ends, but not with the same values. */
function algorithmRows(left: Analysis, right: Analysis): readonly Row[] {
  const [mine, theirs] = [algorithmsOf(left), algorithmsOf(right)];
  return [...mine].flatMap(([name, values]) => {
    const others = theirs.get(name);
    if (!others) return [];
    const common = [...values].some((value) => others.has(value));
    return [
      row(name, [...values].join(', '), [...others].join(', '), common, 'The two ends have no value in common here.'),
    ];
  });
}

function algorithmsOf(analysis: Analysis): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const capture of analysis.captures)
    for (const fact of factsOf(capture)) {
      if (fact.kind !== 'algorithm') continue;
      const name = `${fact.name} (${capture.command})`;
      const values = found.get(name) ?? new Set();
      if (values.size < 12) values.add(fact.value.toLowerCase());
      found.set(name, values);
    }
  return found;
}

const endsOf = (tunnel: Tunnel): string => `${tunnel.local ?? 'any'} to ${tunnel.remote ?? 'any'}`;
