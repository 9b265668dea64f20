// Rows of show dmvpn: what they show, and what else a text knows of the address in one.
import type { Rec } from '../../../engine/define.ts';
import type { Capture, Evidence, Model } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { capturesOf, fieldOf, isPingAnswered, recordsBelow, secondsOf, textOf } from '../values.ts';

/** A peer that changed its state a moment ago is still being built. */
export const settled = (row: Rec): boolean => (secondsOf(textOf(row, 'time')) ?? 3600) >= 15;

export const sameDevice = (one: Capture, other: Capture): boolean => one.device === other.device;

export function evidenceOf(model: Model, row: Rec, role: 'cause' | 'symptom' = 'cause'): Evidence {
  const state = row.fields.state ?? row.fields.flags;
  const first = row.all[0];
  return state && first
    ? model.evidence(
        {
          start: Math.min(first.start, state.start),
          end: Math.max(state.end, row.fields.attributes?.end ?? 0, row.fields.time?.end ?? 0),
        },
        role,
      )
    : model.evidence(row, role);
}

/** A local network that was given to another spoke (L): nobody builds a session to oneself. */
export const isOwn = (row: Rec): boolean => textOf(row, 'attributes')?.includes('L') === true;

export const rowsOf = (at: Rec): Rec[] => recordsBelow(at, 'peer');

export const isUpAs = (row: Rec, attribute: string): boolean =>
  textOf(row, 'state') === 'UP' && textOf(row, 'attributes')?.includes(attribute) === true;

export function isKnown(model: Model, capture: Capture, overlay: string | undefined): boolean {
  const device = (other: Capture): boolean => sameDevice(other, capture) || other.device === undefined;
  const mine = (id: string, kind: string, field: string): boolean =>
    capturesOf(model.captures, id)
      .filter(device)
      .some(({ root }) => recordsBelow(root, kind).some((rec) => textOf(rec, field) === overlay));
  return (
    capturesOf(model.captures, 'ping').some(({ root, typed }) =>
      recordsBelow(root, 'test').some(
        (test) =>
          isPingAnswered(test) &&
          (textOf(test, 'destination') ?? typed?.split(' ').find((word) => word === overlay)) === overlay,
      ),
    ) ||
    mine('show dmvpn', 'interface', 'tunnelAddress') ||
    mine('show interfaces tunnel', 'interface', 'address') ||
    mine('show ip interface brief', 'interface', 'address') ||
    configsOf(model).some(({ interfaces }) => interfaces.some(({ address }) => address === overlay)) ||
    ['dmvpn.client-up', 'dmvpn.client-down', 'dmvpn.server-up', 'dmvpn.server-down'].some((id) =>
      model.occurrences(id).some((occurrence) => fieldOf(occurrence, 'overlayLocal') === overlay),
    )
  );
}
