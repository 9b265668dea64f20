// Judges the counters of IPsec SAs: which direction carries packets, what is dropped, and what moved between two captures.
import { type Detector, detector, type Fact, type Report, type Reported } from '../../../engine/define.ts';
import type { IpsecSa, Model } from '../../../engine/model.ts';
import { capturesOf, groupBy, numberIn, recordsBelow } from '../values.ts';
import { answeredByNobody, blocked, crossed, crossings, notMirrored, pairsOf, unlike } from './both-ends.ts';
import { tunnelsInTheClear } from './drop-tables.ts';
import { drops, filteredDrops, unsent } from './drops.ts';
import {
  counter,
  evidenceOf,
  type Flow,
  fewest,
  flowsOf,
  movement,
  place,
  selectors,
  telling,
  withoutEchoes,
  withoutOvertaken,
} from './flows.ts';
import { oneWayService } from './one-way-services.ts';
import { settingsOf } from './overhead.ts';

export const ipsecCounters: Detector = detector({
  id: 'ipsec-counters',
  codes: [
    'no-return-traffic',
    'nhrp-registration-failure',
    'no-outbound-traffic',
    'esp-blocked',
    'idle-tunnel',
    'harmless-message',
    'anti-replay-drops',
    'integrity-failures',
    'send-errors',
    'proxy-id-mismatch',
    'mtu-fragmentation',
  ],
  run: (model, report) => {
    const shown = model.tunnels.flatMap((tunnel) => flowsOf(model, tunnel));
    const flows = withoutOvertaken(withoutEchoes(shown));
    const pairs = pairsOf(flows);
    const explained = new Set<Flow>();
    const silenced = new Set<Flow>();
    const carrying = flows.filter(({ alive, encaps, decaps }) => alive && encaps > 0 && decaps > 0);
    const others: Others = {
      carrying: new Set(carrying.map(({ tunnel }) => tunnel.id)),
      carryingListed: new Set(carrying.map(listedOf)),
      unregistered: unregistered(model, flows),
      received: receivedFlows(model, flows),
    };
    for (const [near, far] of pairs) {
      if (blocked(model, near, far, report)) explained.add(near).add(far);
      // The other end receives and does not answer: what is missing here is missing there.
      for (const [from, to] of [[near, far] as const, [far, near] as const])
        if (from.alive && to.alive && from.encaps > 0 && to.decaps > 0 && to.encaps === 0) silenced.add(from);
    }
    for (const from of answeredByNobody(flows)) silenced.add(from);
    // What should come back through the SA comes without it.
    const inTheClear = tunnelsInTheClear(model);
    for (const flow of flows) if (inTheClear.has(flow.tunnel)) silenced.add(flow);
    for (const [receiving, sending] of crossings(flows)) {
      crossed(model, receiving, sending, report);
      explained.add(receiving).add(sending);
    }
    for (const [near, far] of unlike(flows)) notMirrored(model, near, far, report);
    // Drops that a filter picked out may belong to what it left of another flow.
    filteredDrops(model, shown, report);
    for (const flow of flows) {
      if (!explained.has(flow) && !rejected(model, flow, report))
        direction(model, flow, others, silenced.has(flow), report);
      drops(model, flow, report);
      unsent(model, flow, report);
    }
  },
});

/** What all flows of a text say of one of them. */
interface Others {
  /** The tunnels of which one flow carries packets both ways. */
  readonly carrying: ReadonlySet<string>;
  /** The same, by the output that lists them too: what two devices show of one peer tells nothing of each other's way. */
  readonly carryingListed: ReadonlySet<string>;
  readonly unregistered: ReadonlySet<Flow>;
  readonly received: ReadonlySet<Flow>;
}

/** Those of which another output, of the far end, shows that their packets are decrypted there. */
function receivedFlows(model: Model, flows: readonly Flow[]): ReadonlySet<Flow> {
  const byLocal = groupBy(
    model.tunnels.filter(({ ipsec }) => ipsec.some(({ decaps = 0 }) => decaps > 0)),
    ({ local }) => local,
  );
  return new Set(
    flows.filter(({ tunnel: { local, remote } }) =>
      byLocal.get(remote ?? '')?.some((far) => local === undefined || far.remote === local),
    ),
  );
}

/** Which way packets flow. */
function direction(model: Model, flow: Flow, others: Others, silenced: boolean, report: Report): void {
  if (!flow.alive || isGroup(flow)) return;
  const { encaps, decaps } = flow;
  if (encaps > 0 && decaps > 0) return;
  const attributes = movement(flow);
  const base = { ...place(flow), values: selectors(flow), ...(attributes.length > 0 ? { attributes } : {}) };
  if (counter(flow, 'encaps') === undefined || counter(flow, 'decaps') === undefined) return;
  const unanswered = oneWayService(flow.sa, decaps === 0 ? 'remote' : 'local');
  if (unanswered !== undefined && encaps + decaps > 0 && arrivals(flow) === undefined) {
    report({
      ...place(flow),
      code: 'harmless-message',
      certainty: 'likely',
      evidence: evidenceOf(model, flow, ['encaps', 'decaps'], 'context'),
      values: { what: `this SA is for what nobody answers (${unanswered}), so that packets go one way only` },
      explanation:
        'What is sent there is never answered, so that one counter of this SA stays at 0 in a working tunnel too. Whether it arrives only the counters of the other end tell.',
      detail: { reason: 'one-way' },
    });
  } else if (decaps === 0 && encaps >= fewest(flow)) {
    const refused = flow.moved ? undefined : arrivals(flow);
    const alone = refused !== undefined || !isNamed(flow) || !others.carryingListed.has(listedOf(flow));
    report({
      ...base,
      code: 'no-return-traffic',
      ...(silenced ? { role: 'symptom' as const } : {}),
      certainty: encaps >= telling ? 'certain' : 'likely',
      // Only where the text shows that the far side decrypts them, the way there is known to be open.
      side: others.received.has(flow) ? 'remote' : 'unknown',
      evidence: evidenceOf(model, flow, ['encaps', 'decaps', ...(refused === undefined ? [] : [refused.name])]),
      ...(refused === undefined
        ? {}
        : {
            title: `What comes back[[ from {peer}]] is dropped before it is decrypted: ${refused.value} packets, none accepted`,
          }),
      candidates: [
        ...(refused === undefined ? [] : damagedOnArrival),
        { code: 'missing-route', why: 'The far side has no route back into the tunnel.' },
        { code: 'nat-exemption-missing', why: 'The far side translates its replies before it encrypts them.' },
        ...(alone ? [filteredOnTheWay] : []),
      ],
      ...(alone ? {} : besideAnother(flow.sa)),
    });
  } else if (encaps === 0 && decaps >= fewest(flow)) {
    const unknown = others.unregistered.has(flow);
    if (unknown)
      report({
        ...place(flow),
        code: 'nhrp-registration-failure',
        certainty: 'likely',
        side: 'either',
        evidence: evidenceOf(model, flow, ['decaps', 'encaps']),
        values: { why: 'what it sends is decrypted here, but show dmvpn of this hub lists nobody' },
        candidates: refusedByHub,
      });
    report({
      ...base,
      code: 'no-outbound-traffic',
      ...(unknown || overlayWaits(model, flow.tunnel.local) ? { role: 'symptom' as const } : {}),
      certainty: decaps >= telling ? 'certain' : 'likely',
      side: 'local',
      evidence: evidenceOf(model, flow, ['decaps', 'encaps']),
      candidates: [
        { code: 'missing-route', why: 'No route here leads the replies into the tunnel.' },
        { code: 'nat-exemption-missing', why: 'NAT here changes the replies before they can be encrypted.' },
        ...(carriesGre(flow)
          ? [
              {
                code: 'tunnel-key-mismatch',
                why: 'GRE packets with another tunnel key are dropped after decryption, without a log line.',
              },
            ]
          : []),
      ],
    });
  } else if (encaps === 0 && decaps === 0) {
    if (others.unregistered.has(flow))
      report({
        ...place(flow),
        code: 'nhrp-registration-failure',
        certainty: 'possible',
        side: 'unknown',
        evidence: evidenceOf(model, flow, ['decaps', 'encaps']),
        values: { why: 'its session with this hub is up and carries nothing, but show dmvpn of this hub lists nobody' },
        candidates: notArriving,
      });
    if (!others.carrying.has(flow.tunnel.id) && flow.sa.health === 'up')
      report({
        ...base,
        code: 'idle-tunnel',
        certainty: 'certain',
        side: 'unknown',
        evidence: evidenceOf(model, flow, ['encaps', 'decaps'], 'context'),
        ...((flow.before?.encaps ?? 0) + (flow.before?.decaps ?? 0) > 0 ? restedMeanwhile : {}),
      });
  }
}

const listedOf = ({ sa, tunnel }: Flow): string => `${sa.capture} ${tunnel.id}`;
/** Its peer and its networks are printed. */
const isNamed = ({ sa, tunnel }: Flow): boolean =>
  [tunnel.remote, sa.localSelector, sa.remoteSelector].every((one) => one !== undefined);

const filteredOnTheWay = {
  code: 'esp-blocked',
  why: 'ESP is filtered on the way; the decaps counter of the peer then stays at 0 too.',
};

/** Another SA of the same two ends carries packets both ways: what is between them lets ESP pass, and only what this SA protects is not answered. */
const besideAnother = ({ localSelector, remoteSelector }: IpsecSa): Pick<Reported, 'title' | 'explanation'> => ({
  title: `Packets from ${localSelector} to ${remoteSelector} go out encrypted[[ to {peer}]], but not one comes back; another SA of this peer carries packets both ways`,
  explanation:
    'This end encrypts, and another SA of the same peer receives, so negotiation and the way between the two ends are not the problem: ESP passes. What this SA protects is not answered. ' +
    'At the far side the route back, its NAT or an access list takes the replies, or the host is silent; or the replies come through another SA whose networks hold these too.',
});

/** The SA did carry packets, only none between the two outputs that are compared. */
const restedMeanwhile = {
  title: 'The IPsec SA[[ to {peer}]] is up and carried no packet between the two outputs',
  explanation:
    'Both outputs show the same counters: packets went through this SA before, and none since. That is normal for a tunnel nobody uses right now. If someone was sending meanwhile, the packets did not reach the encryption of this device: check route, NAT and access list.',
};

/** Packets that arrived and were counted as errors or drops only. */
const arrivals = (flow: Flow): Fact | undefined =>
  [counter(flow, 'receiveErrors'), counter(flow, 'inboundDrops')].find((fact) => (numberIn(fact) ?? 0) >= telling);

const damagedOnArrival = [
  {
    code: 'integrity-failures',
    why: 'The keys or the hash of the two ends differ, or packets are changed on the way.',
  },
  {
    code: 'anti-replay-drops',
    why: 'Sequence numbers outside the window: show crypto ipsec sa detail counts them apart.',
  },
  { code: 'proxy-id-mismatch', why: 'What is inside the packets does not belong to the selectors.' },
];

/** GRE shows in the selectors or the interface; a filtered output still shows transport mode, which is used for little else. */
const carriesGre = (flow: Flow): boolean =>
  flow.sa.rec.fields.localProtocol?.value === '47' ||
  /^Tunnel/i.test(flow.tunnel.interface ?? '') ||
  [...recordsBelow(flow.sa.rec, 'inboundSa'), ...recordsBelow(flow.sa.rec, 'outboundSa')].some((sa) =>
    /^Transport/.test(settingsOf(sa)),
  );

/** A spoke in the text waits for this end to answer its NHRP registration: then NHRP is what is missing here. */
const overlayWaits = (model: Model, local: string | undefined): boolean =>
  local !== undefined &&
  (model
    .records('show dmvpn', 'peer')
    .some((row) => row.fields.peer?.value === local && row.fields.state?.value === 'NHRP') ||
    model
      .records('show ip nhrp nhs', 'nhs')
      .some((row) => row.fields.peer?.value === local && !/[RW]/.test(row.fields.flags?.value ?? 'R')));

/** Flows of the hub of several spokes: it protects GRE, sends nothing to any of them, and the whole `show dmvpn` lists nobody. */
function unregistered(model: Model, flows: readonly Flow[]): ReadonlySet<Flow> {
  const clouds = capturesOf(model.captures, 'show dmvpn').filter(({ typed }) => typed?.includes('|') === false);
  const onTunnel = ({ tunnel }: Flow): boolean => tunnel.interface === undefined || /^Tu/i.test(tunnel.interface);
  const found = [...new Set(clouds.map(({ device }) => device))].flatMap((device) => {
    const mine = clouds.filter((cloud) => cloud.device === device);
    const last = mine.at(-1);
    const rows = mine.some(({ root }) => recordsBelow(root, 'peer').length > 0);
    // Where the copy ends, more may have followed.
    if (!last || rows || last.endLine <= last.startLine + 1 || last.index === model.captures.length - 1) return [];
    const spokes = flows.filter(
      (flow) => flow.alive && flow.tunnel.device === device && carriesGre(flow) && onTunnel(flow),
    );
    const several = new Set(spokes.map(({ tunnel }) => tunnel.remote)).size > 1;
    return several && spokes.every(({ encaps }) => encaps === 0) ? spokes : [];
  });
  return new Set(found);
}

const refusedByHub = [
  {
    code: 'tunnel-key-mismatch',
    why: 'GRE packets with another tunnel key are dropped after decryption, without a log line.',
  },
];
const notArriving = [
  { code: 'esp-blocked', why: 'Encaps of the spokes grow while decaps here stay at 0: ESP is filtered on the way.' },
];

/** ASA: packets arrive and none is decrypted, all are counted as errors: what is inside them does not belong to the selectors. */
function rejected(model: Model, flow: Flow, report: Report): boolean {
  const decrypted = numberIn(counter(flow, 'decrypt'));
  // A text that ends before the errors does not show them.
  const errors = numberIn(counter(flow, 'receiveErrors')) ?? flow.decaps;
  if (!flow.alive || flow.moved || decrypted !== 0 || flow.decaps < telling || errors < flow.decaps / 2) return false;
  report({
    ...place(flow),
    code: 'proxy-id-mismatch',
    certainty: 'likely',
    side: 'remote',
    evidence: evidenceOf(model, flow, ['decaps', 'receiveErrors']),
    values: selectors(flow),
    title: 'Every packet from {peer} is refused after it arrives: it does not belong to the selectors of this SA',
    candidates: [{ code: 'integrity-failures', why: 'Damaged packets are counted as receive errors too.' }],
  });
  return true;
}

/** GETVPN and routing-protocol SAs send to groups: their two directions have nothing to do with each other. */
const isGroup = (flow: Flow): boolean => {
  const remote = flow.sa.remoteSelector ?? '';
  return /^(?:22[4-9]|23\d)\./.test(remote) || /^FE80|^FF0/i.test(remote) || /^FE80/i.test(flow.sa.localSelector ?? '');
};
