// Judges data-path log lines: how often and for which SPI packets were dropped, and what protocol came in the clear.
import { type Detector, detector, type Report, type Reported } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { followAnAct, isBackBelow } from '../ike/after-an-act.ts';
import { runsBothWays } from '../up.ts';
import { fieldOf, firstAndLast, groupBy, numberIn, recordsBelow, textOf } from '../values.ts';
import { flowsOf, grownBetween, noise, shareOf } from './flows.ts';
import { hour, isLostInAll, minute, spanOf } from './lone-drops.ts';
import { periodOf } from './periods.ts';

/** Few evidence lines say enough; the count says the rest. */
const shown = 5;

const protocols: Readonly<Record<string, string>> = {
  '1': 'ICMP',
  '6': 'TCP',
  '17': 'UDP',
  '47': 'GRE',
  '88': 'EIGRP',
  '89': 'OSPF',
  '132': 'SCTP',
};

export const dataplaneEvents: Detector = detector({
  id: 'dataplane-events',
  codes: ['invalid-spi', 'anti-replay-drops', 'integrity-failures', 'plaintext-received', 'mtu-fragmentation'],
  run: (model, report) => {
    tooBig(model, report);
    unknownSpi(model, report);
    clearPackets(model, report);
    damaged(model, report);
  },
});

export const evidence = (model: Model, group: readonly Occurrence[]): ReturnType<Model['evidence']>[] =>
  firstAndLast(group, shown).map((occurrence) => model.evidence(occurrence, 'cause'));

/** Once or twice is a rekey; the same SPI again and again means that the two ends are out of step. */
function unknownSpi(model: Model, report: Report): void {
  const all = model.occurrences('dataplane.invalid-spi');
  for (const [, group] of groupBy(all, (occurrence) => fieldOf(occurrence, 'peer') ?? '')) {
    const first = group[0] as Occurrence;
    const spis = [...groupBy(group, (occurrence) => (fieldOf(occurrence, 'spi') ?? '').toLowerCase()).values()];
    const most = spis.reduce(
      (best, candidate) => (candidate.length > best.length ? candidate : best),
      spis[0] as readonly Occurrence[],
    );
    const persistent = most.length >= 3 || spanOf(most) >= 120_000;
    const peer = fieldOf(first, 'peer');
    const spi = fieldOf(most[0] as Occurrence, 'spi');
    const last = group.at(-1) as Occurrence;
    // A new SA below: the sender had not yet noticed that the old one was gone. A tunnel just built: its first packet was faster than the SA.
    // A packet that was under way at a rekey. A tunnel that is seen to work: a stray packet of a rekey. Somebody took the SAs away: the peer noticed it, and is back.
    const rebuilt =
      !persistent &&
      (model.attempts.some(
        ({ peer: other, childUp, occurrences }) =>
          other === peer &&
          childUp &&
          occurrences.some(({ line, message }) => line > last.line && message.effect?.up === 'child'),
      ) ||
        model
          .occurrences('dmvpn.socket-up')
          .some((opened) => fieldOf(opened, 'peer') === peer && near(opened, first)) ||
        (spis.length === group.length && strays(group) && sessionIsUp(model, peer)) ||
        isLate(model, group, peer) ||
        works(model, peer) ||
        (followAnAct(model, group) && isBackBelow(model, peer, last)));
    // Keys that are over here each time, and not at the sender.
    const rhythm = periodOf(
      model,
      spis.map(([opens]) => opens as Occurrence),
    );
    report({
      code: 'invalid-spi',
      ...(!rebuilt && rhythm?.text.includes('lifetime') ? { candidates: outlived(rhythm.text) } : {}),
      ...(rebuilt ? { role: 'context' as const } : {}),
      certainty: persistent ? 'certain' : 'likely',
      severity: persistent ? 'error' : rebuilt ? 'information' : 'warning',
      side: 'remote',
      peer,
      evidence: evidence(model, most),
      detail: { persistence: persistent ? 'persistent' : 'transient', ...(isOfGroup(model) ? { fault: 'group' } : {}) },
      values: { ...own(first), ...(spi === undefined ? {} : { spi }) },
      count: group.length,
    });
  }
}

const outlived = (rhythm: string): NonNullable<Reported['candidates']> => [
  { code: 'lifetime-mismatch', why: `A new SPI ${rhythm}: the peer goes on with keys that have expired here.` },
  { code: 'rekey-failure', why: 'The keys run out at both ends, and the new ones are not agreed in time.' },
];

/** The text speaks of a GETVPN group: then the SA is that of the group, and no two peers negotiate it. */
const isOfGroup = (model: Model): boolean =>
  model.captures.some(({ command }) => /^show crypto (?:gdoi|gkm)/.test(command)) ||
  ['gdoi.registration-complete', 'gdoi.rekey-received', 'gdoi.re-register'].some((id) => model.count(id) > 0);

/** The address of this device, to which the packet was sent. */
function own(occurrence: Occurrence | undefined): Record<string, string> {
  const local = fieldOf(occurrence, 'local');
  return local === undefined ? {} : { local };
}

const apart = 600_000;

/** Each of them long after the one before: what every rekey may leave behind, not a sender that goes on. */
const strays = (group: readonly Occurrence[]): boolean =>
  group.length > 1 &&
  group.every(({ time }, at) => {
    const before = group[at - 1]?.time;
    return at === 0 || (time !== undefined && before !== undefined && Math.abs(time - before) >= apart);
  });

/** Each of them at the moment at which new SAs with that peer came up: it was under way when the old ones were taken away. */
function isLate({ attempts }: Model, group: readonly Occurrence[], peer: string | undefined): boolean {
  if (peer === undefined || group.length > shown) return false;
  const renewals = attempts
    .filter((attempt) => attempt.peer === peer && attempt.childUp)
    .flatMap(({ occurrences }) => occurrences.filter(({ message }) => message.effect?.up === 'child'));
  return group.every((line) => renewals.some((renewal) => near(renewal, line)));
}

/** The last that the log says of the session with that peer is that it is up. */
function sessionIsUp(model: Model, peer: string | undefined): boolean {
  const said = ['crypto.session-up', 'crypto.session-down']
    .flatMap((id) => model.occurrences(id))
    .filter((occurrence) => fieldOf(occurrence, 'peer') === peer)
    .sort((one, other) => (one.time ?? 0) - (other.time ?? 0) || one.line - other.line);
  return peer !== undefined && said.at(-1)?.message.id === 'crypto.session-up';
}

/** The text shows the tunnel with that peer too, and it works: a session that is active, packets both ways, and no SA that carries them one way only. */
export function works(model: Model, peer: string | undefined): boolean {
  const tunnel = model.tunnelOf(peer);
  // Filtered counters name no peer; where the text knows one tunnel only they are its own.
  const nameless = model.tunnels.filter(({ remote }) => remote === undefined);
  const mine = [...(tunnel ? [tunnel] : []), ...(model.tunnels.length - nameless.length <= 1 ? nameless : [])];
  const sas = mine.flatMap(({ ipsec }) => ipsec);
  const oneWay = sas.some(({ encaps, decaps }) => (encaps === 0) !== (decaps === 0));
  const active = model
    .records('show crypto session', 'session')
    .some(
      (session) =>
        textOf(session, 'status') === 'UP-ACTIVE' &&
        recordsBelow(session, 'peer').some((one) => textOf(one, 'peer') === peer),
    );
  const flowing = sas.some((sa) => sa.health !== 'down' && runsBothWays(sa));
  return !oneWay && (active || flowing);
}

const near = (one: Occurrence, other: Occurrence): boolean =>
  one.time !== undefined && other.time !== undefined && Math.abs(one.time - other.time) <= 5_000;

function clearPackets(model: Model, report: Report): void {
  const all = [...model.occurrences('dataplane.not-ipsec'), ...model.occurrences('dataplane.not-ipsec-xe')];
  for (const [, group] of groupBy(
    all,
    (occurrence) => `${fieldOf(occurrence, 'peer')} ${fieldOf(occurrence, 'protocol')}`,
  )) {
    const first = group[0] as Occurrence;
    const protocol = fieldOf(first, 'protocol');
    // One packet, while somebody was changing the tunnel that carries packets both ways afterwards.
    const passed =
      group.length === 1 &&
      works(model, fieldOf(first, 'peer')) &&
      model.operatorLines.some((span) => model.lineOf(span.start) < first.line);
    report({
      code: 'plaintext-received',
      certainty: 'certain',
      ...(passed ? { role: 'context' as const, severity: 'information' as const } : {}),
      side: isMulticast(fieldOf(first, 'local')) ? 'either' : 'remote',
      peer: fieldOf(first, 'peer'),
      evidence: evidence(model, group),
      ...(protocol === '47'
        ? { detail: { reason: 'gre' } }
        : isMulticast(fieldOf(first, 'local'))
          ? { detail: { reason: 'multicast' } }
          : {}),
      values: {
        ...own(first),
        ...(protocol === undefined
          ? {}
          : {
              protocol: protocols[protocol] ? `${protocols[protocol]}, protocol ${protocol}` : `protocol ${protocol}`,
            }),
      },
      count: group.length,
    });
  }
}

/** What routing protocols say goes to all of a network. */
const isMulticast = (address: string | undefined): boolean =>
  address !== undefined && /^(?:22[4-9]|23\d)\.|^ff[0-9a-f]{2}:/i.test(address);

function damaged(model: Model, report: Report): void {
  const hardware = [...model.occurrences('dataplane.hardware-packet'), ...model.occurrences('dataplane.module-packet')];
  const replayed = [
    ...model.occurrences('dataplane.replay'),
    ...model.occurrences('dataplane.replay-xe'),
    ...model.occurrences('dataplane.time-replay'),
    ...model
      .occurrences('dataplane.hardware-receive')
      .filter((occurrence) => /^461[25]$/.test(fieldOf(occurrence, 'code') ?? '')),
    ...hardware.filter((occurrence) => /replay|sequence/i.test(fieldOf(occurrence, 'reason') ?? '')),
  ];
  const broken = [
    ...model.occurrences('dataplane.mac'),
    ...model.occurrences('dataplane.hmac-xe'),
    ...model
      .occurrences('dataplane.mac-motcr')
      .filter((occurrence) => /MACMiscompare/.test(fieldOf(occurrence, 'reason') ?? '')),
    ...hardware.filter((occurrence) => /Authentication|\bICV\b/i.test(fieldOf(occurrence, 'reason') ?? '')),
  ];
  const tell = (code: string, list: readonly Occurrence[], counter: string, rare: number): void => {
    if (list.length === 0) return;
    const counted = countsOf(model, counter);
    const few = isNegligible(counted, rare);
    const hardlyAny = isNegligible(counted, rarely.damaged);
    for (const [, group] of groupBy(list, (occurrence) => fieldOf(occurrence, 'peer') ?? '')) {
      const first = group[0] as Occurrence;
      // One in hours is what a line loses now and then.
      const seldom = spanOf(group) > hour * (group.length - 1);
      const passed = (goesOn(group) ? hardlyAny : few) || isLostInAll(model, group, counter);
      const byTime = group.find(({ message }) => message.id === 'dataplane.time-replay');
      const members = byTime && fieldOf(byTime, 'group');
      report({
        code,
        certainty: seldom || few ? 'likely' : 'certain',
        ...(passed ? { role: 'context' as const, severity: 'information' as const } : {}),
        side: 'either',
        peer: fieldOf(first, 'peer'),
        evidence: evidence(model, group),
        count: group.length,
        ...(byTime ? { detail: { reason: 'time' } } : {}),
        values: {
          ...(group.length > 1 ? { count: String(group.length) } : {}),
          ...(members === undefined ? {} : { group: members }),
        },
      });
    }
  };
  tell('anti-replay-drops', replayed, 'replayFailed', rarely.overtaken);
  tell('integrity-failures', broken, 'verifyFailed', rarely.damaged);
}

/** A device says so once a minute at most: minute after minute, packets are lost all the time, however many go through. */
const goesOn = (group: readonly Occurrence[]): boolean =>
  group.length >= 3 &&
  group.every(({ time }, at) => {
    const before = group[at - 1]?.time;
    return at === 0 || (time !== undefined && before !== undefined && Math.abs(time - before) <= 2 * minute);
  });

/** Shares of packets that any line overtakes or damages: links check what they carry, so that hardly anything damaged arrives. */
const rarely = { overtaken: 0.001, damaged: 0.0001 };

/** What the SAs of the text count of such packets. */
interface Counts {
  /** By how much it grew between two looks at one SA. */
  readonly isGrowth: boolean;
  readonly sas: readonly { readonly count: number; readonly decaps: number }[];
}

function countsOf(model: Model, counter: string): Counts {
  const grown = model.tunnels
    .flatMap((tunnel) => flowsOf(model, tunnel))
    .flatMap((flow) => {
      const count = grownBetween(flow, counter);
      return count === undefined ? [] : [{ count, decaps: flow.decaps }];
    });
  if (grown.length > 0) return { isGrowth: true, sas: grown };
  const sas = model.tunnels
    .flatMap(({ ipsec }) => ipsec)
    .flatMap(({ rec, decaps = 0 }) => {
      const count = numberIn(rec.fields[counter]);
      return count === undefined ? [] : [{ count, decaps }];
    });
  return { isGrowth: false, sas };
}

/**
 * Each SA counts as few of them as any line loses. Between two looks at one SA it is the share of what came meanwhile that tells: in the total of
 * weeks it would be lost.
 */
const isNegligible = ({ isGrowth, sas }: Counts, rare: number): boolean =>
  sas.every(({ count, decaps }) => (isGrowth && count < noise.count) || shareOf(count, decaps) < rare) &&
  (isGrowth || sas.some(({ count }) => count > 0));

/** The sender of large packets does not hear, again and again, that they are too large. */
function tooBig(model: Model, report: Report): void {
  const flowing = model.tunnels.some(({ ipsec }) =>
    ipsec.some(({ encaps = 0, health }) => encaps > 0 && health !== 'down'),
  );
  if (!flowing) return;
  for (const [, group] of groupBy(
    model.occurrences('icmp.too-big'),
    (occurrence) => fieldOf(occurrence, 'source') ?? '',
  )) {
    if (group.length < 3) continue;
    report({
      code: 'mtu-fragmentation',
      certainty: 'likely',
      side: 'either',
      evidence: evidence(model, group),
      count: group.length,
      values: { mtu: '1400', mss: '1360' },
    });
  }
}
