// Notes on what two ends agreed although their configurations differ: narrowed selectors and shortened lifetimes. Neither is a fault.
import { type Detector, detector, type Report } from '../../engine/define.ts';
import type { IpsecSa, Model, Tunnel } from '../../engine/model.ts';
import { contains, prefixOf } from './values.ts';

export const agreements: Detector = detector({
  id: 'agreements',
  codes: ['ts-narrowed', 'lifetime-mismatch'],
  run: (model, report) => {
    for (const tunnel of model.tunnels) narrowed(model, tunnel, report);
    shortened(model, report);
  },
});

/** An entry of the access list without an SA beside an SA that lies inside of it. */
function narrowed(model: Model, tunnel: Tunnel, report: Report): void {
  for (const wide of tunnel.ipsec) {
    if (wide.health !== 'down') continue;
    const narrow = tunnel.ipsec.find(
      (sa) => sa !== wide && sa.health === 'up' && sa.capture === wide.capture && liesIn(sa, wide),
    );
    if (!narrow) continue;
    report({
      code: 'ts-narrowed',
      certainty: 'certain',
      side: 'either',
      peer: tunnel.remote,
      tunnel: tunnel.id,
      evidence: [model.evidence(wide.rec, 'context'), model.evidence(narrow.rec, 'context')],
      attributes: [
        {
          name: 'traffic selectors',
          local: `${wide.localSelector} - ${wide.remoteSelector}`,
          remote: `${narrow.localSelector} - ${narrow.remoteSelector}`,
        },
      ],
    });
    return;
  }
}

function liesIn(narrow: IpsecSa, wide: IpsecSa): boolean {
  const pairs = [
    [prefixOf(wide.localSelector), prefixOf(narrow.localSelector)],
    [prefixOf(wide.remoteSelector), prefixOf(narrow.remoteSelector)],
  ] as const;
  if (!pairs.every(([outer, inner]) => outer && inner && contains(outer, inner))) return false;
  return wide.localSelector !== narrow.localSelector || wide.remoteSelector !== narrow.remoteSelector;
}

/** Lines with which a device says that it takes the shorter lifetime. */
const shorter = [
  'isakmp.notify-received.responder-lifetime',
  'asa-ikev1.lifetime-forced',
  'asa-ikev1.lifetime-overridden',
];

function shortened(model: Model, report: Report): void {
  const lines = shorter.flatMap((id) => model.occurrences(id)).filter((line) => line.capture >= 0);
  const first = lines[0];
  if (first)
    report({
      code: 'lifetime-mismatch',
      certainty: 'certain',
      side: 'either',
      peer: model.attempts[first.attempt]?.peer ?? first.fields.peer?.value,
      evidence: lines.slice(0, 4).map((line) => model.evidence(line, 'context')),
      count: lines.length,
    });
}
