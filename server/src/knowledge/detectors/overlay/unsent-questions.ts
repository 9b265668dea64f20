// Finds NHRP requests for the outside address of another router that could not be sent although a next-hop server answers this device.
import type { Rec } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { capturesOf, fieldOf, sameDevice, textOf } from '../values.ts';
import { after } from './lines.ts';
import { answers, serversIn } from './next-hop-servers.ts';

/** The errors of requests that ask for an address; a registration asks for nothing. */
const questionsIn = (model: Model): readonly Occurrence[] =>
  model
    .occurrences('dmvpn.encapsulation-error')
    .filter((error) => /resolution request/i.test(fieldOf(error, 'request') ?? ''));

/** The list of next-hop servers of this device shows one that answers: its registration works. */
export const isServed = (model: Model, device: string | undefined): boolean =>
  capturesOf(model.captures, 'show ip nhrp nhs')
    .filter((list) => sameDevice(list.device, device))
    .flatMap(serversIn)
    .some(answers);

/** The last error that an open entry of the cache stands for: a question by the same tunnel of the same device, and nobody was found below it. */
export function unsentFor(model: Model, entry: Rec, device: string | undefined): Occurrence | undefined {
  const tunnel = textOf(entry, 'tunnel');
  const name = textOf(entry, 'interface') ?? (tunnel === undefined ? undefined : `Tunnel${tunnel}`);
  const last = questionsIn(model).findLast(
    (error) =>
      sameDevice(model.captures[error.capture]?.device, device) &&
      (name === undefined || fieldOf(error, 'interface') === name),
  );
  return last && isServed(model, device) && !after(model, ['dmvpn.peer-up'], last.line) ? last : undefined;
}
