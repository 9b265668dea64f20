// Judges keys that were not found beside the VRF in which the peer's packet arrived: a key of another table is no key there.
import { type Detector, detector } from '../../engine/define.ts';
import type { Model, Occurrence } from '../../engine/model.ts';
import { configsOf, type Key, keyFor } from './config-model.ts';
import { fieldOf, sameDevice } from './values.ts';

export const frontDoorKeys: Detector = detector({
  id: 'front-door-keys',
  codes: ['fvrf-mismatch'],
  run: (model, report) => {
    for (const missing of model.occurrences('isakmp.no-key')) {
      const peer = fieldOf(missing, 'peer') ?? model.attempts[missing.attempt]?.peer;
      const arrived = arrival(model, missing);
      const vrf = fieldOf(arrived, 'fvrf');
      if (peer === undefined || vrf === undefined || vrf === 'Global') continue;
      const keys = keysOf(model, missing, peer);
      const other = keys[0];
      if (!arrived || !other || keys.some((key) => key.vrf === vrf)) continue;
      report({
        code: 'fvrf-mismatch',
        certainty: 'certain',
        side: 'local',
        peer,
        evidence: [
          model.evidence(missing, 'cause'),
          model.evidence(other.rec, 'cause'),
          model.evidence(arrived, 'context'),
        ],
        detail: { reason: 'keyring' },
        values: {
          fvrf: vrf,
          what: 'the pre-shared key',
          other: other.vrf ?? 'the global table',
          ...(other.keyring === undefined ? {} : { keyring: other.keyring }),
        },
      });
    }
  },
});

/** The packet that began the attempt in which the key was wanted. */
export const arrival = (model: Model, { attempt, line }: Occurrence): Occurrence | undefined =>
  model.attempts[attempt]?.occurrences
    .filter((occurrence) => occurrence.message.id === 'isakmp.received-new' && occurrence.line < line)
    .at(-1);

/** The IKEv1 keys that the configuration of this device holds for the peer. */
const keysOf = (model: Model, { attempt }: Occurrence, peer: string): Key[] =>
  configsOf(model)
    .filter(({ device, asa }) => !asa && sameDevice(device, model.attempts[attempt]?.device))
    .flatMap((config) => keyFor(config, peer))
    .filter(({ version }) => version === 1);
