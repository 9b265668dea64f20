// Judges the counters of IPsec SAs: which direction carries packets, what is dropped, and what moved between two captures.
import { type Detector, detector, type Fact, type Rec, type Report, type Reported } from '../../engine/define.ts';
import type { Capture, Evidence, IpsecSa, Model, Role, Tunnel } from '../../engine/model.ts';
import { insideOfFlow, settingsOf } from './overhead.ts';
import {
  capturesOf,
  groupBy,
  maskOf,
  numberIn,
  overlaps,
  prefixOf,
  recordsBelow,
  sameDevice,
  wildcardOf,
} from './values.ts';

/** One flow of one tunnel, as the latest capture shows it, with what an earlier capture of the same command showed. */
interface Flow {
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
const telling = 5;
/** Below this nothing is said; between two captures any movement counts. */
const fewest = (flow: Flow): number => (flow.moved ? 2 : 4);
/** Drops below this number, or below this share of what was received, are the noise of any line. */
const noise = { count: 10, share: 0.001 };
export const shareOf = (count: number, received: number): number => count / Math.max(1, count + received);
const isNoise = (count: number, received: number): boolean =>
  count < noise.count || shareOf(count, received) < noise.share;

export const ipsecCounters: Detector = detector({
  id: 'ipsec-counters',
  codes: [
    'no-return-traffic',
    'nhrp-registration-failure',
    'no-outbound-traffic',
    'esp-blocked',
    'idle-tunnel',
    'anti-replay-drops',
    'integrity-failures',
    'send-errors',
    'proxy-id-mismatch',
    'mtu-fragmentation',
  ],
  run: (model, report) => {
    const shown = model.tunnels.flatMap((tunnel) => flowsOf(model, tunnel));
    const flows = withoutEchoes(shown);
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

function flowsOf(model: Model, tunnel: Tunnel): Flow[] {
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
function withoutEchoes(flows: readonly Flow[]): readonly Flow[] {
  const named = flows.filter(({ tunnel }) => tunnel.remote !== undefined);
  const [only] = named;
  if (!only || named.length > 1) return flows;
  const echoes = ({ tunnel, encaps, decaps }: Flow): boolean =>
    sameDevice(tunnel.device, only.tunnel.device) && encaps > 0 === only.encaps > 0 && decaps > 0 === only.decaps > 0;
  return flows.filter((flow) => flow === only || !echoes(flow));
}

const sameSelectors = (a: IpsecSa, b: IpsecSa): boolean =>
  a.localSelector === b.localSelector && a.remoteSelector === b.remoteSelector;
const protocolOf = (sa: IpsecSa): string => sa.rec.fields.localProtocol?.value ?? '';

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

const counter = (flow: Flow, field: string): Fact | undefined => flow.sa.rec.fields[field];

function evidenceOf(model: Model, flow: Flow, fields: readonly string[], role: Role = 'cause'): Evidence[] {
  const records: Rec[] = flow.before ? [flow.sa.rec, flow.before.rec] : [flow.sa.rec];
  const facts = records.flatMap((rec) => fields.map((field) => rec.fields[field])).filter((fact) => fact !== undefined);
  return facts.length > 0 ? facts.map((fact) => model.evidence(fact, role)) : [model.evidence(flow.sa.rec, role)];
}

const place = (flow: Flow): { tunnel: string; peer?: string } => ({
  tunnel: flow.tunnel.id,
  ...(flow.tunnel.remote === undefined ? {} : { peer: flow.tunnel.remote }),
});

/** The two networks of a flow, as routes and access lists write them. */
const selectors = (flow: Flow): Record<string, string> => ({
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
function movement(flow: Flow): readonly { name: string; local: string; remote: string }[] {
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
  if (decaps === 0 && encaps >= fewest(flow)) {
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

/** Two SAs of one peer for overlapping networks: the peer sends by the one, this end by the other. */
function crossings(flows: readonly Flow[]): [receiving: Flow, sending: Flow][] {
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

function crossed(model: Model, receiving: Flow, sending: Flow, report: Report): void {
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
function unlike(flows: readonly Flow[]): [Flow, Flow][] {
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

function notMirrored(model: Model, near: Flow, far: Flow, report: Report): void {
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

/** GETVPN and routing-protocol SAs send to groups: their two directions have nothing to do with each other. */
const isGroup = (flow: Flow): boolean => {
  const remote = flow.sa.remoteSelector ?? '';
  return /^(?:22[4-9]|23\d)\./.test(remote) || /^FE80|^FF0/i.test(remote) || /^FE80/i.test(flow.sa.localSelector ?? '');
};

/**
 * Two bare pairs of counters that name nobody, as people quote both ends: what the one sends the other receives, and sends nothing itself. Then the
 * silence of the first is that of the second.
 */
function answeredByNobody(flows: readonly Flow[]): Flow[] {
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
function pairsOf(flows: readonly Flow[]): [Flow, Flow][] {
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
function blocked(model: Model, near: Flow, far: Flow, report: Report): boolean {
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
  report({
    ...place(from),
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

/** Most of what was decrypted was not verified, and as much is counted as errors. Without a hash nothing is verified, and nothing is an error. */
function unverified(model: Model, flow: Flow, report: Report): void {
  const [decrypted, verified, errors] = ['decrypt', 'verify', 'receiveErrors'].map((name) =>
    numberIn(counter(flow, name)),
  );
  if (!flow.alive || flow.moved || decrypted === undefined || verified === undefined || errors === undefined) return;
  const failed = decrypted - verified;
  if (failed < telling || failed < decrypted / 2 || errors < failed) return;
  report({
    ...place(flow),
    code: 'integrity-failures',
    certainty: 'likely',
    side: 'either',
    evidence: evidenceOf(model, flow, ['verify', 'receiveErrors']),
    values: { ...selectors(flow), count: String(failed) },
  });
}

/** Packets that arrived and were thrown away. */
function drops(model: Model, flow: Flow, report: Report): void {
  const grown = (field: string): number | undefined => {
    const now = numberIn(counter(flow, field));
    const then = flow.before ? numberIn(flow.before.rec.fields[field]) : undefined;
    return now === undefined ? undefined : flow.before && then !== undefined ? now - then : now;
  };
  const judge = (field: string, code: string): void => {
    const count = grown(field);
    if (count === undefined || isNoise(count, flow.decaps)) return;
    report({
      ...place(flow),
      code,
      certainty: 'certain',
      side: 'either',
      evidence: evidenceOf(model, flow, [field]),
      values: { ...selectors(flow), count: String(count) },
    });
  };
  judge('replayFailed', 'anti-replay-drops');
  judge('verifyFailed', 'integrity-failures');
  unverified(model, flow, report);
  const identity = grown('invalidIdentity');
  if (identity !== undefined && !isNoise(identity, flow.decaps))
    report({
      ...place(flow),
      code: 'proxy-id-mismatch',
      certainty: 'likely',
      side: 'remote',
      evidence: evidenceOf(model, flow, ['invalidIdentity']),
      values: selectors(flow),
    });
  const fragments = grown('preFragmentFailures');
  if (fragments !== undefined && fragments >= noise.count)
    report({
      ...place(flow),
      code: 'mtu-fragmentation',
      certainty: 'likely',
      side: 'either',
      evidence: evidenceOf(model, flow, ['preFragmentFailures']),
      values: sizes(flow),
    });
}

/** Lines of drops that a filter picked out, without the packets that they are a part of; those another output may tell. */
function filteredDrops(model: Model, flows: readonly Flow[], report: Report): void {
  const most = new Map<string | undefined, number>();
  const receivedBy = (device: string | undefined): number => {
    const here = most.get(device) ?? mostReceived(flows.filter(({ tunnel }) => sameDevice(tunnel.device, device)));
    most.set(device, here);
    return here;
  };
  for (const tunnel of model.tunnels) {
    const received = receivedBy(tunnel.device);
    for (const { rec, decaps } of tunnel.ipsec) {
      if (decaps !== undefined) continue;
      for (const [field, code] of [
        ['replayFailed', 'anti-replay-drops'],
        ['verifyFailed', 'integrity-failures'],
      ] as const) {
        const fact = rec.fields[field];
        const count = numberIn(fact) ?? 0;
        if (!fact || count < failing.count || count < received * noise.share) continue;
        report({
          code,
          certainty: received > 0 ? 'certain' : 'likely',
          side: 'either',
          ...(tunnel.remote === undefined ? {} : { peer: tunnel.remote }),
          evidence: [model.evidence(fact, 'cause')],
          values: { count: String(count) },
        });
      }
    }
  }
}

const mostReceived = (flows: readonly Flow[]): number => flows.reduce((most, { decaps }) => Math.max(most, decaps), 0);

/** What fits into this tunnel; the usual round numbers where its transform is not shown. */
function sizes(flow: Flow): Record<string, string> {
  const { mtu, mss } = insideOfFlow(flow.sa.rec) ?? { mtu: 1400, mss: 1360 };
  return { mtu: String(mtu), mss: String(mss) };
}

/** So many failures, and such a share of what was sent, are more than what a tunnel loses while it is built. */
const failing = { count: 100, share: 0.1 };

const unsentAlive = [
  { code: 'mtu-fragmentation', why: 'Packets too large for the path that may not be fragmented.' },
  { code: 'crypto-throughput-licence', why: 'The licence limits how much is encrypted.' },
];

/** Packets that found no SA, or that could not be encrypted. One or two are lost whenever a tunnel is built. */
function unsent(model: Model, flow: Flow, report: Report): void {
  const failed = numberIn(counter(flow, 'encapsFailed')) ?? 0;
  const failedBefore = numberIn(flow.before?.rec.fields.encapsFailed) ?? 0;
  const lately = failed - failedBefore;
  if (flow.alive && lately >= (flow.moved ? telling : failing.count) && lately >= flow.encaps * failing.share) {
    report({
      ...place(flow),
      code: 'send-errors',
      // A counter of a flow survives the outages of the tunnel: alone it may tell of one that is over.
      certainty: flow.moved ? 'certain' : 'possible',
      role: 'cause',
      side: 'local',
      evidence: evidenceOf(model, flow, ['encapsFailed', 'encaps']),
      values: { ...selectors(flow), count: String(lately) },
      title: flow.moved
        ? `${lately} packets could not be encrypted although the SA is up`
        : `${lately} packets could not be encrypted so far although the SA is up: a second look shows whether it goes on`,
      candidates: unsentAlive,
    });
    return;
  }
  const errors = Math.max(numberIn(counter(flow, 'sendErrors')) ?? 0, numberIn(counter(flow, 'noSaSend')) ?? 0);
  const before = flow.before ? (flow.before.sendErrors ?? 0) : 0;
  const grown = errors - before;
  if (grown < telling || (flow.alive && !(flow.before && grown >= flow.encaps))) return;
  report({
    ...place(flow),
    code: 'send-errors',
    certainty: 'certain',
    role: 'symptom',
    side: 'unknown',
    evidence: evidenceOf(model, flow, ['sendErrors', 'noSaSend'], 'symptom'),
    values: { ...selectors(flow), count: String(grown) },
    // With an SA at hand it is not for want of one.
    ...(flow.alive
      ? { title: `${grown} packets could not be sent although the SA is up`, candidates: unsentAlive }
      : {}),
  });
}
