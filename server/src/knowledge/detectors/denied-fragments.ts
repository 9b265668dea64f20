// Tells whether a device refuses the fragments of large packets, as messages with certificates are.
import type { Rec } from '../../engine/define.ts';
import type { Model } from '../../engine/model.ts';
import { capturesOf, numberIn, recordsBelow, sameDevice, textOf } from './values.ts';

/** An access list of this device that refuses fragments, and has refused some. */
export const fragmentsDenied = (model: Model, device: string | undefined): Rec | undefined =>
  capturesOf(model.captures, 'show access-lists')
    .filter((capture) => sameDevice(capture.device, device))
    .flatMap(({ root }) => recordsBelow(root, 'entry'))
    .find(
      (entry) =>
        textOf(entry, 'action') === 'deny' &&
        /\bfragments\b/.test(textOf(entry, 'rule') ?? '') &&
        (numberIn(entry.fields.matches) ?? 0) > 0,
    );
