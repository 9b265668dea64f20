// Judges the counters of an ASA that are those of all its tunnels: clear packets that were dropped, and what arrived damaged or too late.
import { type Detector, detector, type Fact, type Report } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { droppedOf, flows, inTheClear, worthSaying } from '../ipsec/drop-tables.ts';
import { isNoise, shareOf } from '../ipsec/flows.ts';
import { capturesOf, groupBy, numberIn, sameDevice } from '../values.ts';

export const firewallCounters: Detector = detector({
  id: 'firewall-counters',
  codes: ['plaintext-received', 'integrity-failures', 'anti-replay-drops'],
  run: (model, report) => {
    clearPackets(model, report);
    for (const looks of groupBy(capturesOf(model.captures, 'show crypto ipsec stats'), ({ device }) => device).values())
      for (const counter of failing) failures(model, looks, counter, report);
  },
});

/** Clear packets that should have been encrypted. What comes before a tunnel is up is counted elsewhere. */
function clearPackets(model: Model, report: Report): void {
  for (const dropped of droppedOf(model, 'firewall')) {
    const { drop, name, packets, before } = dropped;
    const silent = inTheClear(model, dropped);
    if (name !== 'ipsec-spoof' || (packets < worthSaying && !silent)) continue;
    report({
      code: 'plaintext-received',
      certainty: silent ? 'certain' : 'likely',
      ...(silent ? { tunnel: silent.id, peer: silent.remote } : {}),
      ...(flows(model, drop) && !silent ? { role: 'context' as const, severity: 'information' as const } : {}),
      side: 'remote',
      evidence: [drop, ...(before ? [before] : [])].map((one) => model.evidence(one, 'cause')),
      title: silent
        ? `${packets} clear packets more were dropped between the two looks that should have come encrypted (ipsec-spoof), and nothing comes through the SA[[ with {peer}]]`
        : before
          ? `${packets} clear packets more were dropped between the two looks that should have come encrypted (ipsec-spoof)`
          : `${packets} clear packets were dropped that should have come encrypted (ipsec-spoof)`,
    });
  }
}

interface Failing {
  readonly field: string;
  /** What the failures are a part of; the packets received where a filter left it out. */
  readonly of: string;
  readonly code: string;
  readonly what: string;
}

const failing: readonly Failing[] = [
  {
    field: 'authenticationFailures',
    of: 'authentications',
    code: 'integrity-failures',
    what: 'failed their integrity check',
  },
  { field: 'replayFailures', of: 'packets', code: 'anti-replay-drops', what: 'failed the anti-replay check' },
];

/** Counters since the start tell of old troubles too: only such a share of all packets ever received is worth a word. */
const muchOfAll = 0.01;

/** The first value of a name is the one of what came in; what goes out is counted below under the same names. */
function failures(model: Model, looks: readonly Capture[], { field, of, code, what }: Failing, report: Report): void {
  const [last, earlier] = looks.slice(-2).reverse();
  const failed = last?.root.fields[field];
  if (!last || !failed) return;
  const count = (look: Capture | undefined, name: string): number | undefined => numberIn(look?.root.fields[name]);
  const allOf = (look: Capture | undefined): number | undefined => count(look, of) ?? count(look, 'packets');
  const [now, then, all] = [count(last, field) ?? 0, count(earlier, field), allOf(last)];
  // A smaller number than before was cleared in between.
  const before = then !== undefined && now >= then ? earlier : undefined;
  const [wrong, received] = [now - (before ? (then ?? 0) : 0), (all ?? 0) - (allOf(before) ?? 0)];
  const right = Math.max(0, received - wrong);
  if (before ? isNoise(wrong, right) : wrong < worthSaying || all === undefined || shareOf(wrong, right) < muchOfAll)
    return;
  const [only, ...more] = model.tunnels.filter(({ device }) => sameDevice(device, last.device));
  const isQuiet = !before && flows(model, last.root);
  const share = received > 0 ? ` of ${received}` : '';
  report({
    code,
    certainty: before && last.device !== undefined ? 'certain' : 'likely',
    side: 'either',
    ...(only && more.length === 0 ? { tunnel: only.id, peer: only.remote } : {}),
    ...(isQuiet ? { role: 'context' as const, severity: 'information' as const } : {}),
    evidence: [failed, before?.root.fields[field]]
      .filter((fact): fact is Fact => fact !== undefined)
      .map((fact) => model.evidence(fact, 'cause')),
    values: { count: String(wrong) },
    title: before
      ? `${wrong}${share} packets that came in between the two looks ${what}`
      : `${wrong}${share} packets that came in since the counters were cleared ${what}`,
  });
}
