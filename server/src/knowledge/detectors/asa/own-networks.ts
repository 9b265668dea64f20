// Puts the networks that an ASA proposed beside the refusal of the peer (Invalid ID info): those are to be compared with the list at the other end.
import { type Detector, detector, type Fix } from '../../../engine/define.ts';
import type { Occurrence } from '../../../engine/model.ts';
import { type Network, networkOf, writtenIn } from '../networks.ts';
import { fieldOf } from '../values.ts';

export const asaOwnNetworks: Detector = detector({
  id: 'asa-own-networks',
  codes: ['proxy-id-mismatch'],
  run: (model, report) => {
    for (const { peer, ikeUp, occurrences } of model.attempts) {
      const refused = occurrences.find(({ message }) => message.id === 'asa-ikev1.notify.invalid-id');
      const proposed = occurrences.findLast(
        ({ message, start }) =>
          message.id === 'asa-ikev1.transmitting' && refused !== undefined && start < refused.start,
      );
      const [ours, theirs] = [networkIn(proposed, 'local'), networkIn(proposed, 'remote')];
      if (!ikeUp || !refused || !proposed || !ours || !theirs) continue;
      const [here, there] = [writtenIn('asa', ours), writtenIn('asa', theirs)];
      report({
        code: 'proxy-id-mismatch',
        certainty: 'certain',
        side: 'either',
        ike: 1,
        peer,
        // The refusal is a claim of its own, and counted there.
        count: 0,
        evidence: [model.evidence(proposed, 'context'), model.evidence(refused, 'cause')],
        values: {
          difference: `this end proposes ${here} (its side) and ${there}, which the peer refuses`,
        },
        fix: mirrored(ours, theirs),
        attributes: [
          { name: 'network of this side', local: here, remote: 'no entry with this pair' },
          { name: 'network of the peer', local: there, remote: 'no entry with this pair' },
        ],
      });
    }
  },
});

/** The line that this end has already is missing at the peer, unless it is this end that asks for too much. */
const mirrored = (ours: Network, theirs: Network): readonly Fix[] =>
  (['asa', 'ios'] as const).map((platform) => {
    const line = `permit ip ${writtenIn(platform, theirs)} ${writtenIn(platform, ours)}`;
    return {
      where: 'remote',
      platform,
      config:
        platform === 'asa'
          ? [`access-list <crypto-acl> extended ${line}`]
          : ['ip access-list extended <crypto-acl>', ` ${line}`],
      why: 'The mirror image of what this end proposes. Where the peer is right, correct the line of this end instead.',
    };
  });

/** A host has no mask. */
const networkIn = (line: Occurrence | undefined, end: 'local' | 'remote'): Network | undefined => {
  const [address, mask] = [fieldOf(line, `${end}Proxy`), fieldOf(line, `${end}Mask`)];
  return networkOf(mask === undefined ? address : `${address}/${mask}`);
};
