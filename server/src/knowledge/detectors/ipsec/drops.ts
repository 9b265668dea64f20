// Packets of a flow that arrived and were dropped, and packets that could not be sent.
import type { Report } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { numberIn, sameDevice } from '../values.ts';
import { counter, evidenceOf, type Flow, grownBetween, isNoise, noise, place, selectors, telling } from './flows.ts';
import { insideOfFlow } from './overhead.ts';

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
export function drops(model: Model, flow: Flow, report: Report): void {
  const grown = (field: string): number | undefined => grownBetween(flow, field) ?? numberIn(counter(flow, field));
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
export function filteredDrops(model: Model, flows: readonly Flow[], report: Report): void {
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
export function unsent(model: Model, flow: Flow, report: Report): void {
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
