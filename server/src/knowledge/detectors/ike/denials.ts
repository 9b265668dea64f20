// Tells what an access list of a device has refused: fragments of large packets, as messages with certificates are, or IKE behind NAT.
import type { Rec } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { capturesOf, numberIn, recordsBelow, sameDevice, textOf } from '../values.ts';

/** An entry that refuses such packets, and has refused some. */
const denied = (model: Model, device: string | undefined, what: RegExp): Rec | undefined =>
  capturesOf(model.captures, 'show access-lists')
    .filter((capture) => sameDevice(capture.device, device))
    .flatMap(({ root }) => recordsBelow(root, 'entry'))
    .find(
      (entry) =>
        textOf(entry, 'action') === 'deny' &&
        what.test(textOf(entry, 'rule') ?? '') &&
        (numberIn(entry.fields.matches) ?? 0) > 0,
    );

export const fragmentsDenied = (model: Model, device: string | undefined): Rec | undefined =>
  denied(model, device, /\bfragments\b/);

export const natTraversalDenied = (model: Model, device: string | undefined): Rec | undefined =>
  denied(model, device, /^udp .*\beq (?:non500-isakmp|4500)\b/);
