// What a hover says of one value: a state, an SPI, a counter, an address, a lifetime, in the context of the tunnel it belongs to.
import type { Fact, Health, Rec, Term } from '../define.ts';
import type { Analysis, Capture, IpsecSa, Tunnel } from '../model.ts';
import { inHours, numberOf, secondsOf, volume } from './durations.ts';
import type { Lookup } from './lookup.ts';
import { isVolume, lineOf } from './places.ts';
import { lines, type Prose, say, words } from './prose.ts';
import { isId, isName, normalSpi, placesOf } from './same.ts';
import { type Topic, termTopic } from './topics.ts';

/** A hover looks for other places of a value this far around it; references look everywhere. */
const reach = 400_000;
const mostPlaces = 6;

export function factTopic(
  analysis: Analysis,
  lookup: Lookup,
  fact: Fact,
  capture: Capture | undefined,
  records: readonly Rec[],
  version: 1 | 2 | undefined,
): Topic | undefined {
  const meaning = capture?.definition?.fields?.[fact.name];
  const term = termOf(lookup, fact, version);
  const known = term && termTopic(term, fact, fact.value);
  const context = contextOf(analysis, fact, capture, records);
  if (!known && !context && !meaning) return undefined;
  return {
    start: fact.start,
    end: fact.end,
    title: known?.title ??
      context?.title ?? [...say`${fact.value}`, ...(fact.name ? [` — ${spokenName(fact.name)}`] : [])],
    ...(context?.health ? { health: context.health } : known?.health ? { health: known.health } : {}),
    // A term says more of the value than the heading of its column; only an algorithm's place is worth both.
    said: [
      ...(meaning && (!term || term.strength) ? [words(meaning)] : []),
      ...(known?.said ?? []),
      ...(context?.said ?? []),
    ],
    usually: known?.usually ?? [],
    here: context?.here ?? [],
    next: known?.next ?? [],
    sources: known?.sources ?? [],
  };
}

interface Context {
  readonly title?: Prose;
  readonly health?: Health;
  readonly said?: readonly Prose[];
  readonly here?: readonly Prose[];
}

function termOf(lookup: Lookup, fact: Fact, version: 1 | 2 | undefined): Term | undefined {
  const named = lookup.terms(fact.value);
  if (named.length > 0) return named[0];
  if (!/^\d{1,5}$/.test(fact.value))
    return ['fvrf', 'ivrf'].includes(fact.name) ? lookup.terms(fact.name)[0] : undefined;
  const number = Number(fact.value);
  if (fact.kind === 'port') return lookup.numbered('port', number);
  if (/^(?:dh|group|dhgroup|dh_?group|pfs)$/i.test(fact.name)) return lookup.numbered('group', number, version ?? 2);
  if (/notify/i.test(fact.name)) return lookup.numbered('notify', number, version);
  return undefined;
}

function contextOf(
  analysis: Analysis,
  fact: Fact,
  capture: Capture | undefined,
  records: readonly Rec[],
): Context | undefined {
  const where = capture?.index;
  if (isId(fact)) return elsewhere(analysis, fact);
  switch (fact.kind) {
    case 'spi':
      return spiContext(analysis, fact);
    case 'cookie':
      return cookieContext(analysis, fact, records);
    case 'ip':
    case 'host':
      return addressContext(analysis, fact);
    case 'count':
      return counterContext(analysis, fact, where, records);
    case 'interface':
      return both(
        tunnelsBy(analysis, fact, (tunnel) => tunnel.interface, ['It carries ', '.']),
        elsewhere(analysis, fact),
      );
  }
  if (fact.name === 'fvrf')
    return tunnelsBy(analysis, fact, (tunnel) => tunnel.fvrf, ['The encrypted packets of ', ' travel in it.']);
  if (fact.name === 'ivrf' || fact.name === 'vrf')
    return tunnelsBy(analysis, fact, (tunnel) => tunnel.ivrf, ['The clear packets of ', ' belong to it.']);
  return lifetimeContext(analysis, fact, capture, records) ?? (isName(fact) ? elsewhere(analysis, fact) : undefined);
}

const both = (one: Context | undefined, other: Context | undefined): Context => ({
  here: [...(one?.here ?? []), ...(other?.here ?? [])],
});

/** An IKE SPI or cookie: the one of the other end stands in the same record. */
function cookieContext(analysis: Analysis, fact: Fact, records: readonly Rec[]): Context | undefined {
  const others = records.flatMap(({ all }) => all).filter((one) => one.kind === 'cookie' && one.value !== fact.value);
  const partner = others.find((one) => one.name !== fact.name);
  return both(partner && { here: [say`${partner.value} is the one of the other end.`] }, elsewhere(analysis, fact));
}

function spiContext(analysis: Analysis, fact: Fact): Context | undefined {
  if (/^0(?:x0*)?$/i.test(fact.value))
    return { said: [words('Zero: there is no IPsec SA in this direction at the moment.')], health: 'bad' };
  const spi = normalSpi(fact.value);
  if (!spi) return undefined;
  const here: Prose[] = [];
  const directions = new Set<string>();
  for (const tunnel of analysis.tunnels)
    for (const sa of tunnel.ipsec) {
      const inbound = sa.inboundSpi !== undefined && normalSpi(sa.inboundSpi) === spi;
      const outbound = sa.outboundSpi !== undefined && normalSpi(sa.outboundSpi) === spi;
      if ((!inbound && !outbound) || here.length >= 4) continue;
      directions.add(inbound ? 'inbound' : 'outbound');
      here.push(
        say`${inbound ? words('Packets from') : words('Packets to')} ${tunnel.remote ?? 'the peer'} carry it, for the IPsec SA ${selectorsOf(sa)} (${lines(sa.line)}).`,
      );
      const other = inbound ? sa.outboundSpi : sa.inboundSpi;
      if (other)
        here.push(
          say`${inbound ? words('Outbound') : words('Inbound')}, the other direction: ${other} (${lineList(linesOf(analysis, { ...fact, kind: 'spi', value: other }).slice(0, mostPlaces))}).`,
        );
    }
  return {
    title: [...say`${fact.value}`, ` — ${directions.size === 1 ? `${[...directions][0]} ` : ''}SPI`],
    said: [words('Names one IPsec SA in one direction; the receiver of the packets chose it.')],
    here: [...here, ...(elsewhere(analysis, fact)?.here ?? [])],
  };
}

/** The other lines that hold the same value. */
function elsewhere(analysis: Analysis, fact: Fact): Context | undefined {
  const own = lineOf(analysis, fact.start);
  const others = linesOf(analysis, fact).filter((line) => line !== own);
  if (others.length === 0) return { here: [words('Nowhere else in this text.')] };
  const more = others.length > mostPlaces ? ` and ${others.length - mostPlaces} more` : '';
  return { here: [['Also on ', ...lineList(others.slice(0, mostPlaces)), `${more}.`]] };
}

/** Lines around a fact that hold its value. */
function linesOf(analysis: Analysis, fact: Fact): readonly number[] {
  const kind = isId(fact)
    ? 'id'
    : fact.kind === 'spi' || fact.kind === 'cookie'
      ? fact.kind
      : isName(fact)
        ? 'name'
        : 'address';
  const identity = { kind, value: fact.value, name: fact.name, start: fact.start, end: fact.end } as const;
  const search = { from: Math.max(0, fact.start - reach), to: fact.end + reach, limit: 200 };
  return [...new Set(placesOf(analysis, identity, search).map((span) => lineOf(analysis, span.start)))];
}

const lineList = (all: readonly number[]): Prose =>
  all.flatMap((line, index): Prose => (index === 0 ? [lines(line)] : [', ', lines(line)]));

function addressContext(analysis: Analysis, fact: Fact): Context | undefined {
  const as = (tunnel: Tunnel): string | undefined =>
    tunnel.remote === fact.value ? 'remote end' : tunnel.local === fact.value ? 'local end' : undefined;
  const tunnels = analysis.tunnels.filter(as);
  if (tunnels.length === 0) return elsewhere(analysis, fact);
  const here = tunnels.slice(0, 3).flatMap((tunnel) => tunnelSummary(analysis, tunnel));
  if (tunnels.length > 3) here.push(words(`… and ${tunnels.length - 3} more tunnels.`));
  const first = tunnels[0] as Tunnel;
  return {
    title: [
      ...say`${fact.value}`,
      ` — ${as(first)} of ${tunnels.length === 1 ? 'a tunnel' : `${tunnels.length} tunnels`}`,
    ],
    here: [...here, ...(elsewhere(analysis, fact)?.here ?? [])],
  };
}

/** A tunnel in a few lines: its ends, its IKE SAs, its IPsec SAs. */
function tunnelSummary(analysis: Analysis, tunnel: Tunnel): readonly Prose[] {
  const summary: Prose[] = [
    say`Tunnel ${tunnel.local ?? 'any'} to ${tunnel.remote ?? 'any'}${tunnel.interface ? say` on ${tunnel.interface}` : undefined}.`,
  ];
  for (const ike of tunnel.ike.slice(0, 2))
    summary.push(say`IKEv${ike.version} SA ${ike.state}, ${words(ike.health)} (${lines(ike.line)})`);
  // Several outputs show the same SAs; the last one is the newest.
  const newest = tunnel.ipsec.at(-1)?.capture;
  const sas = tunnel.ipsec.filter((sa) => sa.capture === newest);
  if (sas.length > 0) {
    const judged = sas.filter((sa) => sa.health !== 'unknown');
    const up = judged.filter((sa) => sa.health === 'up').length;
    const pairs = `IPsec SA pair${sas.length === 1 ? '' : 's'}`;
    const state = judged.length === 0 ? `${sas.length} ${pairs}` : `${up} of ${judged.length} ${pairs} up`;
    const encaps = sum(sas, (sa) => sa.encaps);
    const decaps = sum(sas, (sa) => sa.decaps);
    const traffic =
      encaps === undefined && decaps === undefined ? '' : `, packets out ${encaps ?? '?'}, in ${decaps ?? '?'}`;
    summary.push([`${state}${traffic} (`, lines(sas[0]?.line ?? 0), ')']);
  }
  if (tunnel.attempts.length > 0) {
    const up = tunnel.attempts.filter((attempt) => attempt.childUp).length;
    const many =
      tunnel.attempts.length === 1 ? 'One negotiation attempt' : `${tunnel.attempts.length} negotiation attempts`;
    summary.push(words(`${many} in the text, ${up === 0 ? 'none' : up} brought up an IPsec SA`));
  }
  const codes = analysis.findings.filter((finding) => finding.tunnel === tunnel.id && finding.role === 'cause');
  if (codes.length > 0) summary.push(say`Found: ${codes.map((finding) => finding.code).join(', ')}`);
  return summary;
}

function counterContext(
  analysis: Analysis,
  fact: Fact,
  capture: number | undefined,
  records: readonly Rec[],
): Context | undefined {
  const sa = saAround(analysis, fact, capture, records);
  if (!sa) return undefined;
  const { encaps, decaps } = sa;
  if (encaps === undefined || decaps === undefined) return undefined;
  const errors = (sa.sendErrors ?? 0) + (sa.receiveErrors ?? 0);
  const verdict: { text: string; health: Health } =
    encaps > 0 && decaps === 0
      ? { text: 'Packets leave into the tunnel and none came back.', health: 'bad' }
      : encaps === 0 && decaps > 0
        ? { text: 'Packets arrive through the tunnel and none was sent back.', health: 'bad' }
        : encaps === 0 && decaps === 0
          ? { text: 'No packet has used this tunnel in either direction.', health: 'waiting' }
          : { text: 'Packets went in both directions.', health: 'good' };
  return {
    health: errors > 0 && verdict.health === 'good' ? 'waiting' : verdict.health,
    here: [
      say`Sent into the tunnel (encaps) ${encaps}, received from it (decaps) ${decaps}${selectorsOf(sa) === '' ? undefined : say` for ${selectorsOf(sa)}`}. ${words(verdict.text)}`,
      ...(errors > 0 ? [words(`Errors: send ${sa.sendErrors ?? 0}, receive ${sa.receiveErrors ?? 0}.`)] : []),
      ...(sa.health === 'down' ? [words('The SA is down now: these totals are of the past.')] : []),
    ],
  };
}

function saAround(
  analysis: Analysis,
  fact: Fact,
  capture: number | undefined,
  records: readonly Rec[],
): IpsecSa | undefined {
  let best: IpsecSa | undefined;
  for (const tunnel of analysis.tunnels)
    for (const sa of tunnel.ipsec) {
      if (sa.capture !== capture) continue;
      const around = records.includes(sa.rec) || (sa.rec.start <= fact.start && fact.end <= sa.rec.end);
      if (around && (!best || sa.rec.end - sa.rec.start < best.rec.end - best.rec.start)) best = sa;
    }
  return best;
}

function tunnelsBy(
  analysis: Analysis,
  fact: Fact,
  field: (tunnel: Tunnel) => string | undefined,
  [before, after]: readonly [string, string],
): Context | undefined {
  const tunnels = analysis.tunnels.filter((tunnel) => field(tunnel) === fact.value);
  if (tunnels.length === 0) return undefined;
  const named = tunnels.slice(0, 4).map((tunnel) => `${tunnel.local ?? 'any'} to ${tunnel.remote ?? 'any'}`);
  const more = tunnels.length > 4 ? ` and ${tunnels.length - 4} more` : '';
  return { here: [[before, ...say`${named.join(', ')}`, `${more}${after}`]] };
}

/** Lifetimes in hours: `41012` → 11 h 23 min; what remains says when the next rekey comes. */
function lifetimeContext(
  analysis: Analysis,
  fact: Fact,
  capture: Capture | undefined,
  records: readonly Rec[],
): Context | undefined {
  const kilobytes = isVolume(analysis, fact) ? numberOf(fact.value) : undefined;
  if (kilobytes !== undefined) return { said: [words(`In words: ${volume(kilobytes)} of traffic.`)] };
  const meaning = capture?.definition?.fields?.[fact.name] ?? '';
  const timed =
    fact.kind === 'duration' ||
    /life|remain|expire|rekey|uptime|seconds|\bsec\b|timeout/i.test(fact.name) ||
    /^(?:Seconds|Time) /.test(meaning);
  const seconds = timed ? secondsOf(fact.value) : undefined;
  if (seconds === undefined) return undefined;
  return { said: [words(`In words: ${inHours(seconds)}${rekeyWords(fact, seconds, meaning, records)}.`)] };
}

/** When the keys are renewed: known where a value counts down, or where what has passed stands beside the whole. */
function rekeyWords(fact: Fact, seconds: number, meaning: string, records: readonly Rec[]): string {
  if (seconds > 0 && (/remain/i.test(fact.name) || /\buntil\b/.test(meaning)))
    return /must be|replaced|renewed|remain/i.test(`${fact.name} ${meaning}`)
      ? '; the next rekey comes shortly before this time is over'
      : '';
  if (!/^life/i.test(fact.name)) return '';
  const facts = records.at(-1)?.all ?? [];
  const passed = facts.find(({ name, start }) => name === 'active' && Math.abs(start - fact.end) <= 8);
  const left = seconds - (passed ? (secondsOf(passed.value) ?? seconds) : seconds);
  return left > 0 ? ` in all; ${inHours(left)} are left, and the next rekey comes shortly before they are over` : '';
}

const selectorsOf = (sa: IpsecSa): string =>
  sa.localSelector || sa.remoteSelector ? `${sa.localSelector ?? 'any'} to ${sa.remoteSelector ?? 'any'}` : '';

function sum(sas: readonly IpsecSa[], of: (sa: IpsecSa) => number | undefined): number | undefined {
  let total: number | undefined;
  for (const sa of sas) {
    const value = of(sa);
    if (value !== undefined) total = (total ?? 0) + value;
  }
  return total;
}

/** Fields whose names are abbreviated in the catalogue. */
const spokenNames: Readonly<Record<string, string>> = {
  conn: 'connection id',
  ispi: 'initiator SPI of the IKE SA',
  rspi: 'responder SPI of the IKE SA',
  msgid: 'message id',
  mid: 'message id',
  phase1id: 'phase 1 identity',
};

const spokenName = (name: string): string =>
  spokenNames[name] ??
  name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
    .toLowerCase();
