// Judges what an ASA counts beside a tunnel: crypto access lists that no packet ever matched, packets that stay too large for it.
import { type Detector, detector, type Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { capturesOf, groupBy, isAddress, numberIn, recordsBelow, textOf } from '../values.ts';

export const asaUnused: Detector = detector({
  id: 'asa-unused',
  codes: ['no-interesting-traffic', 'mtu-fragmentation'],
  run: (model, report) => {
    unmatched(model, report);
    tooLarge(model, report);
  },
});

/** Nobody asked for the tunnel: no packet matched the access list of its crypto map, nothing was negotiated, no SA is there. */
function unmatched(model: Model, report: Report): void {
  if (model.attempts.length > 0) return;
  const lists = capturesOf(model.captures, 'show access-lists').flatMap(({ root }) => recordsBelow(root, 'counters'));
  for (const { entries } of configsOf(model))
    for (const entry of entries) {
      const list = lists.find((one) => textOf(one, 'acl') === entry.acl);
      const rules = list ? recordsBelow(list, 'counted').filter((rule) => textOf(rule, 'action') === 'permit') : [];
      const peer = entry.peers[0]?.words.find(isAddress);
      const hasSas = model.tunnels.some(
        ({ remote, ike, ipsec }) => ike.length + ipsec.length > 0 && (!peer || remote === peer),
      );
      if (rules.length === 0 || hasSas || rules.some((rule) => numberIn(rule.fields.matches) !== 0)) continue;
      report({
        code: 'no-interesting-traffic',
        certainty: 'likely',
        side: 'local',
        peer,
        evidence: [
          ...rules.slice(0, shown).map((rule) => model.evidence(rule, 'cause')),
          model.evidence(entry.rec, 'context'),
        ],
      });
    }
}

const shown = 4;
/** A sender that is told once sends smaller packets; so often told, it does not hear or does not heed. */
const unheeded = 5;

function tooLarge(model: Model, report: Report): void {
  const flows = groupBy(model.occurrences('asa.602101'), ({ fields }) => `${fields.src?.value} ${fields.dst?.value}`);
  for (const told of flows.values()) {
    const first = told[0] as Occurrence;
    if (!within(told)) continue;
    const mtu = numberIn(first.fields.mtu);
    report({
      code: 'mtu-fragmentation',
      certainty: 'likely',
      side: 'either',
      evidence: told.slice(0, shown).map((one) => model.evidence(one, 'cause')),
      count: told.length,
      ...(mtu === undefined ? {} : { values: { mtu: String(mtu), mss: String(mtu - headers) } }),
      title: `${first.fields.src?.value} is told ${told.length} times that its packets are too large for the tunnel, and goes on`,
    });
  }
}

/** So many within two minutes: a host that heeds one keeps the smaller size for longer than that. Times that the text does not show are taken for close. */
const within = (told: readonly Occurrence[]): boolean =>
  told.some((first, at) => {
    const last = told[at + unheeded - 1];
    return last !== undefined && (last.time ?? 0) - (first.time ?? 0) < closely;
  });
const closely = 120_000;

/** Of IP and TCP. */
const headers = 40;
