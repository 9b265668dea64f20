// Tells where a key that was not found belongs: in the key ring that was searched, in the VRF that the peer's packet came from, under its name.
import { type Detector, detector, type Fix } from '../../../engine/define.ts';
import type { Attempt, Model, Occurrence } from '../../../engine/model.ts';
import { fieldOf, isAddress } from '../values.ts';
import { arrival } from './front-door-keys.ts';
import { goesOn } from './ikev1-negotiation.ts';

export const missingKeys: Detector = detector({
  id: 'missing-keys',
  codes: ['psk-missing'],
  run: (model, report) => {
    for (const missing of ['isakmp.no-key', 'isakmp.no-key-in-profile'].flatMap((id) => [...model.occurrences(id)])) {
      const attempt = model.attempts[missing.attempt];
      const peer = fieldOf(missing, 'peer') ?? attempt?.peer;
      if (!attempt || peer === undefined || comesUp(model, peer, missing) || goesOn(missing, attempt.occurrences))
        continue;
      const searched = lookedUp(model, attempt, missing);
      const arrived = arrival(model, missing);
      const place = placeOf(peer, searched, fieldOf(arrived, 'fvrf'));
      const at = searched ?? arrived;
      if (!place || !at) continue;
      report({
        code: 'psk-missing',
        certainty: 'certain',
        side: 'local',
        peer,
        evidence: [model.evidence(at, 'context'), model.evidence(missing, 'cause')],
        count: 0,
        values: place.keyring === undefined ? {} : { keyring: place.keyring },
        fix: [place.fix],
      });
    }
  },
});

const comesUp = (model: Model, peer: string, { line }: Occurrence): boolean =>
  model.attempts.some((attempt) => attempt.peer === peer && attempt.endLine > line && attempt.ikeUp);

/** The last search for a key in the negotiation in which none is found. */
const lookedUp = (model: Model, { startLine }: Attempt, missing: Occurrence): Occurrence | undefined =>
  model.occurrences('isakmp.key-looking').findLast(({ line }) => line >= startLine && line < missing.line);

/** Nothing where the key belongs with the others, under the address of the peer. */
function placeOf(
  peer: string,
  searched: Occurrence | undefined,
  front: string | undefined,
): { readonly keyring: string | undefined; readonly fix: Fix } | undefined {
  const wanted = fieldOf(searched, 'peer') ?? peer;
  const ring = fieldOf(searched, 'keyring');
  const keyring = ring === 'default' ? undefined : ring;
  const vrf = front === 'Global' ? undefined : front;
  const under = isAddress(wanted) || wanted === peer ? `address ${peer}` : `hostname ${wanted}`;
  if (keyring === undefined && vrf === undefined && under.startsWith('address')) return undefined;
  const inRing = keyring !== undefined || vrf !== undefined;
  return {
    keyring,
    fix: {
      where: 'local',
      platform: 'ios',
      ike: 1,
      config: inRing
        ? [
            `crypto keyring ${keyring ?? '<keyring>'}${vrf === undefined ? '' : ` vrf ${vrf}`}`,
            ` pre-shared-key ${under} key <key>`,
          ]
        : [`crypto isakmp key <key> ${under}`],
      why: 'The same key as at the peer, where this device looks for it.',
    },
  };
}
