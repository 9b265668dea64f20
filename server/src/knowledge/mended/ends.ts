// Tells whether the two ends of a tunnel that did not fit reach each other: a ping goes from the one to the address of the other inside the tunnel.
import type { Model } from '../../engine/model.ts';
import { configsOf } from '../detectors/config/model.ts';
import { capturesOf, numberIn, recordsBelow, textOf } from '../detectors/values.ts';
import type { Question } from './question.ts';

interface TunnelEnd {
  readonly device: string | undefined;
  readonly address: string;
}

/** Below the change one of the two ends pings the other one; both are known by their names. */
export function farEndAnswers({ model, lines, act }: Question): boolean {
  const ends = endsAt(model, lines);
  return capturesOf(model.captures, 'ping')
    .filter(({ startLine }) => startLine > act)
    .some(({ device, root }) =>
      recordsBelow(root, 'test').some(
        (test) =>
          (numberIn(test.fields.percent) ?? 0) >= 80 &&
          ends.some((end) => end.device === device) &&
          ends.some((end) => end.device !== device && end.address === textOf(test, 'destination')),
      ),
    );
}

/** The tunnel interfaces in which these lines stand, as outputs and configurations show them, with their address inside. */
const endsAt = (model: Model, lines: readonly number[]): TunnelEnd[] =>
  [
    ...capturesOf(model.captures, 'show interfaces tunnel').flatMap(({ device, root }) =>
      recordsBelow(root, 'interface').map(({ all, fields }) => ({
        device,
        address: fields.address?.value,
        lines: all.map(({ start }) => model.lineOf(start)),
      })),
    ),
    ...configsOf(model).flatMap(({ device, interfaces }) =>
      interfaces.map(({ address, block }) => ({
        device,
        address,
        lines: [block.rec, ...block.lines.map(({ rec }) => rec)].map(({ line }) => line),
      })),
    ),
  ].flatMap(({ device, address, lines: own }) =>
    device !== undefined && address !== undefined && lines.some((line) => own.includes(line))
      ? [{ device, address }]
      : [],
  );
