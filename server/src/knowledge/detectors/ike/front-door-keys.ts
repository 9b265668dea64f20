// Judges keys that were not found beside the VRF by which the peer's packet arrives or this end's leaves: a key of another table is no key there.
import { type Detector, detector, type Rec } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { type Config, configsOf, keyFor } from '../config/model.ts';
import { farEnds } from '../config/tunnels.ts';
import { fieldOf, sameDevice } from '../values.ts';
import { goesOn } from './ikev1-negotiation.ts';

export const frontDoorKeys: Detector = detector({
  id: 'front-door-keys',
  codes: ['fvrf-mismatch'],
  run: (model, report) => {
    for (const missing of model.occurrences('isakmp.no-key')) {
      const attempt = model.attempts[missing.attempt];
      const peer = fieldOf(missing, 'peer') ?? attempt?.peer;
      const configs = configsOf(model).filter(({ device, asa }) => !asa && sameDevice(device, attempt?.device));
      const door = peer === undefined ? undefined : (arrivedBy(model, missing) ?? leavesBy(configs, peer));
      // With a certificate it goes on without a key.
      if (peer === undefined || door === undefined || goesOn(missing, attempt?.occurrences ?? [])) continue;
      const keys = configs.flatMap((config) => keyFor(config, peer)).filter(({ version }) => version === 1);
      const [other] = keys;
      if (!other || keys.some((key) => key.vrf === door.vrf)) continue;
      report({
        code: 'fvrf-mismatch',
        certainty: 'certain',
        side: 'local',
        peer,
        evidence: [
          model.evidence(missing, 'cause'),
          model.evidence(other.rec, 'cause'),
          model.evidence(door.shown, 'context'),
        ],
        detail: { reason: 'keyring' },
        values: {
          fvrf: door.vrf,
          what: 'the pre-shared key',
          other: other.vrf ?? 'the global table',
          ...(other.keyring === undefined ? {} : { keyring: other.keyring }),
        },
      });
    }
  },
});

/** The outside VRF of a negotiation, and what shows it. */
interface FrontDoor {
  readonly vrf: string;
  readonly shown: Occurrence | Rec;
}

function arrivedBy(model: Model, missing: Occurrence): FrontDoor | undefined {
  const arrived = arrival(model, missing);
  const vrf = fieldOf(arrived, 'fvrf');
  return arrived && vrf !== undefined && vrf !== 'Global' ? { vrf, shown: arrived } : undefined;
}

/** Where this end begins: every tunnel that it builds to the peer leaves by the same VRF. */
function leavesBy(configs: readonly Config[], peer: string): FrontDoor | undefined {
  const ways = configs.flatMap(({ interfaces, entries }) =>
    interfaces.flatMap((one): (FrontDoor | undefined)[] => {
      const { tunnel, block, map, vrf, shut } = one;
      if (shut) return [];
      const line = block.lines.find(({ text }) => /^(?:tunnel vrf|(?:ip )?vrf forwarding) /.test(text));
      const built = tunnel.profile !== undefined && farEnds(one).some(({ address }) => address === peer);
      const mapped = entries.some(
        (entry) => entry.map === map && entry.peers.some(({ words }) => words.includes(peer)),
      );
      const door = built ? tunnel.vrf : mapped ? vrf : undefined;
      return built || mapped ? [door === undefined ? undefined : { vrf: door, shown: (line ?? block).rec }] : [];
    }),
  );
  const [first] = ways;
  return first && ways.every((way) => way?.vrf === first.vrf) ? first : undefined;
}

/** The packet that began the attempt in which the key was wanted. */
export const arrival = (model: Model, { attempt, line }: Occurrence): Occurrence | undefined =>
  model.attempts[attempt]?.occurrences
    .filter((occurrence) => occurrence.message.id === 'isakmp.received-new' && occurrence.line < line)
    .at(-1);
