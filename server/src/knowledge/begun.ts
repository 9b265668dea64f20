// Names what a text shows only the beginning of: neither its success nor its failure stands there.
import type { Model } from '../engine/model.ts';
import { peerBeingBuilt } from './detectors/overlay-states.ts';

export function begun(model: Model): string | undefined {
  const peer = peerBeingBuilt(model);
  return peer === undefined ? registration(model) : `the negotiation with ${peer}`;
}

/** A spoke asked its server, and the text ends before the server could answer. */
const registration = (model: Model): string | undefined =>
  model.count('nhrp.send-registration-request') > 0 && !ends.some((id) => model.count(id) > 0)
    ? 'the NHRP registration'
    : undefined;

/** What a request leads to, on either side. */
const ends = [
  'nhrp.receive-registration-reply',
  'nhrp.receive-registration-request',
  'nhrp.receive-error-indication',
  'nhrp.server-up',
  'dmvpn.server-up',
];
