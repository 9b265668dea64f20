// The two ends of a tunnel side by side: what must mirror (ends, selectors, SPIs), what one sends and the other receives, which algorithms differ.
import type { Analysis, IpsecSa, Tunnel } from '../model.ts';
import { factsOf } from './places.ts';
import { normalSpi } from './same.ts';

export interface Row {
  readonly what: string;
  readonly left: string;
  readonly right: string;
  /** `fits`, `differs`, `open` where one side is missing; `moved` where the same end was seen at two times. */
  readonly result: 'fits' | 'differs' | 'open' | 'moved';
  readonly why: string;
  /** Where it stands in each text, 1-based. */
  readonly leftLine?: number;
  readonly rightLine?: number;
}

export interface Comparison {
  readonly left: string;
  readonly right: string;
  /** `ends`: the two ends of a tunnel; `times`: the same end before and after. */
  readonly kind: 'ends' | 'times';
  readonly rows: readonly Row[];
}

const mostPairs = 50;

/**
 * One comparison for each tunnel that both texts show, then one for each pair of configurations that `align` can read; where they share neither, the
 * tunnels that both texts show from the same side: before and after. Empty where nothing belongs together.
 */
export function compare(
  left: Analysis,
  right: Analysis,
  align: (left: Analysis, right: Analysis) => readonly Comparison[] = () => [],
): readonly Comparison[] {
  const ends = pairs(left, right)
    .slice(0, mostPairs)
    .map(
      ([one, other]): Comparison => ({
        left: endsOf(one),
        right: endsOf(other),
        kind: 'ends',
        rows: [...endRows(one, other), ...saRows(one, other), ...algorithmRows(left, right)],
      }),
    );
  const both = [...ends, ...align(left, right)];
  return both.length > 0 ? both : times(left, right).slice(0, mostPairs);
}

/** The tunnels that a text shows, in words, for those who ask why nothing was compared. */
export const tunnelsSeen = ({ tunnels }: Analysis): readonly string[] => tunnels.map(endsOf);

/** Tunnels whose ends mirror, each with the one that fits it best. */
function pairs(left: Analysis, right: Analysis): readonly (readonly [Tunnel, Tunnel])[] {
  const candidates = left.tunnels.flatMap((one) =>
    right.tunnels.map((other) => ({ one, other, worth: worthOf(one, other) })).filter(({ worth }) => worth > 0),
  );
  // Both ends in one text: each pair is found from both sides.
  const found =
    left === right
      ? candidates.filter(({ one, other }) => left.tunnels.indexOf(one) < left.tunnels.indexOf(other))
      : candidates;
  const best = (tunnel: Tunnel): number =>
    Math.max(...found.filter(({ one, other }) => one === tunnel || other === tunnel).map(({ worth }) => worth));
  return found
    .filter(({ one, other, worth }) => worth === best(one) && worth === best(other))
    .map(({ one, other }) => [one, other] as const);
}

/**
 * How strongly two tunnels are tied: by SPIs, by mirrored selectors, by addresses. NAT may change one address, so a contradiction in one
 * direction needs more than the address in the other. Two tunnels to the same peer, or from the same address, are no two ends.
 */
function worthOf(one: Tunnel, other: Tunnel): number {
  if (same(one.remote, other.remote) || same(one.local, other.local)) return 0;
  const fits = Number(same(one.remote, other.local)) + Number(same(one.local, other.remote));
  const contradicts = Number(differ(one.remote, other.local)) + Number(differ(one.local, other.remote));
  const shared = one.ipsec.some((sa) => other.ipsec.some((partner) => sameSpis(sa, partner)));
  const mirrored = one.ipsec.some((sa) => other.ipsec.some((partner) => isMirror(sa, partner)));
  const more = (shared ? 4 : 0) + (mirrored ? 2 : 0);
  if (shared) return more + fits;
  if (contradicts === 2) return 0;
  if (contradicts === 1) return fits > 0 && mirrored ? more + fits : 0;
  return fits > 0 ? more + fits : 0;
}

/** The same tunnel on the same device in both texts: what moved between them. */
function times(left: Analysis, right: Analysis): readonly Comparison[] {
  if (left === right) return [];
  return left.tunnels.flatMap((one) => {
    const other = right.tunnels.find((later) => same(one.remote, later.remote) && !differ(one.local, later.local));
    return other
      ? [{ left: endsOf(one), right: endsOf(other), kind: 'times' as const, rows: timeRows(one, other) }]
      : [];
  });
}

function timeRows(before: Tunnel, after: Tunnel): readonly Row[] {
  const moved = (what: string, left: string | undefined, right: string | undefined, why = ''): Row => ({
    what,
    left: left ?? '?',
    right: right ?? '?',
    result: left === undefined || right === undefined ? 'open' : left === right ? 'fits' : 'moved',
    why: left === right || left === undefined || right === undefined ? '' : why,
  });
  const [ike, later] = [before.ike.at(-1), after.ike.at(-1)];
  const rest = [...after.ipsec];
  return [
    moved('IKE SA', ike && `${ike.state} (${ike.health})`, later && `${later.state} (${later.health})`),
    ...before.ipsec.flatMap((sa) => {
      const at = rest.findIndex(
        (it) => it.localSelector === sa.localSelector && it.remoteSelector === sa.remoteSelector,
      );
      const now = at < 0 ? undefined : rest.splice(at, 1)[0];
      if (!now) return [];
      const rekeyed = 'The SA was built anew in between, so the counters of before say nothing of now.';
      const spi = (value: string | undefined): string | undefined => normalSpi(value ?? '') ?? value;
      return [
        moved(
          'selectors',
          selectors(sa.localSelector, sa.remoteSelector),
          selectors(now.localSelector, now.remoteSelector),
        ),
        moved('outbound SPI', spi(sa.outboundSpi), spi(now.outboundSpi), rekeyed),
        moved('packets encapsulated', text(sa.encaps), text(now.encaps), grown(sa.encaps, now.encaps)),
        moved('packets decapsulated', text(sa.decaps), text(now.decaps), grown(sa.decaps, now.decaps)),
      ];
    }),
  ];
}

const grown = (before: number | undefined, after: number | undefined): string =>
  before === undefined || after === undefined ? '' : after >= before ? `${after - before} more.` : 'It began anew.';

const same = (a: string | undefined, b: string | undefined): boolean => a !== undefined && a === b;
const differ = (a: string | undefined, b: string | undefined): boolean => a !== undefined && b !== undefined && a !== b;

function row(what: string, left: string | undefined, right: string | undefined, fits: boolean, why: string): Row {
  const result = left === undefined || right === undefined ? 'open' : fits ? 'fits' : 'differs';
  return { what, left: left ?? '?', right: right ?? '?', result, why: result === 'differs' ? why : '' };
}

function endRows(one: Tunnel, other: Tunnel): readonly Row[] {
  const [ike, peer] = [one.ike.at(-1), other.ike.at(-1)];
  const nat = 'One end knows another address than the other uses: NAT between them, or a wrong peer address.';
  return [
    row(`address of ${one.device ?? 'the left end'}`, one.local, other.remote, one.local === other.remote, nat),
    row(`address of ${other.device ?? 'the right end'}`, one.remote, other.local, one.remote === other.local, nat),
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
  const [here, there] = [one.device ?? 'the left end', other.device ?? 'the right end'];
  return one.ipsec.flatMap((sa) => {
    const at = partnerOf(sa, rest);
    const partner = at < 0 ? undefined : rest.splice(at, 1)[0];
    const mine = selectors(sa.localSelector, sa.remoteSelector);
    if (!partner) return [row('selectors', mine, undefined, false, '')];
    const theirs = selectors(partner.remoteSelector, partner.localSelector);
    return [
      row('selectors', mine, theirs, mine === theirs, 'The access lists must be mirror images of each other.'),
      spiRow(`SPI from ${here} to ${there}`, sa.outboundSpi, partner.inboundSpi),
      spiRow(`SPI from ${there} to ${here}`, sa.inboundSpi, partner.outboundSpi),
      trafficRow(here, there, sa.encaps, partner.decaps),
      trafficRow(there, here, partner.encaps, sa.decaps, true),
    ];
  });
}

const selectors = (local: string | undefined, remote: string | undefined): string | undefined =>
  local === undefined && remote === undefined ? undefined : `${local ?? '?'} → ${remote ?? '?'}`;

const sameSpi = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && normalSpi(a) !== undefined && normalSpi(a) === normalSpi(b);
const sameSpis = (sa: IpsecSa, other: IpsecSa): boolean =>
  sameSpi(sa.outboundSpi, other.inboundSpi) || sameSpi(sa.inboundSpi, other.outboundSpi);
const isMirror = (sa: IpsecSa, other: IpsecSa): boolean =>
  sa.localSelector !== undefined &&
  sa.remoteSelector !== undefined &&
  other.remoteSelector === sa.localSelector &&
  other.localSelector === sa.remoteSelector;

/** The SA of the other end: the same SPIs, else mirrored selectors, else the only one. */
function partnerOf(sa: IpsecSa, others: readonly IpsecSa[]): number {
  const bySpi = others.findIndex((it) => sameSpis(sa, it));
  if (bySpi >= 0) return bySpi;
  const bySelector = others.findIndex((it) => isMirror(sa, it));
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
function trafficRow(
  from: string,
  to: string,
  sent: number | undefined,
  received: number | undefined,
  backwards = false,
): Row {
  const lost = (sent ?? 0) > 0 && received === 0;
  const [left, right] = backwards ? [received, sent] : [sent, received];
  return row(
    `packets from ${from} to ${to}`,
    text(left),
    text(right),
    !lost,
    `${capital(from)} has sent ${sent}, and none has arrived at ${to}: they are lost between the two.`,
  );
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

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
