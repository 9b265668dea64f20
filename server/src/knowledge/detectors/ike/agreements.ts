// Notes on selectors that two ends agreed although their configurations differ. That is no fault.
import { type Detector, detector, type Report } from '../../../engine/define.ts';
import type { IpsecSa, Model, Tunnel } from '../../../engine/model.ts';
import { contains, prefixOf } from '../values.ts';

export const agreements: Detector = detector({
  id: 'agreements',
  codes: ['ts-narrowed'],
  run: (model, report) => {
    for (const tunnel of model.tunnels) narrowed(model, tunnel, report);
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
