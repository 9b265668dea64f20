// Tells whether a certificate that was over is renewed below: its owner holds one that is valid for longer, and the end that refused it has an IKE SA with that peer.
import type { Rec, Reported } from '../../engine/define.ts';
import type { Model } from '../../engine/model.ts';
import { dateOf } from '../detectors/ike/clocks.ts';
import { ikeBelow, listsIke } from '../detectors/up.ts';
import { deviceAt, fieldOf, textOf } from '../detectors/values.ts';
import type { Place } from './question.ts';

/** Whatever the device is called whose log refused the old certificate: the peer shows the new one, another device the SA with that peer. */
export function isRenewed(model: Model, { code, peer }: Reported, { last }: Place): boolean {
  if (code !== 'certificate-invalid') return false;
  const over = model.occurrences('pki.syslog-certificate-invalid-expired').findLast(({ line }) => line <= last);
  const ended = over && dateOf(fieldOf(over, 'ended'));
  if (ended === undefined) return false;
  const isNew = (certificate: Rec): boolean =>
    certificate.line > last &&
    textOf(certificate, 'status') === 'Available' &&
    !/^CA\b|self-signed/i.test(textOf(certificate, 'certificate') ?? '') &&
    (dateOf(textOf(certificate, 'endDate')) ?? ended) > ended;
  const owners = model
    .records('show crypto pki certificates', 'certificate')
    .filter(isNew)
    .flatMap(({ line }) => deviceAt(model, line) ?? []);
  const isUp = (refused: string): boolean =>
    model.tunnels.some(
      ({ remote, device, ike }) =>
        remote === refused &&
        device !== undefined &&
        owners.some((owner) => owner !== device) &&
        listsIke(ikeBelow({ ike }, last)),
    );
  const refused = peer === undefined ? refusedIn(model) : [peer];
  return owners.length > 0 && refused.length > 0 && refused.every(isUp);
}

/** The line that says that a certificate is over names nobody; the one that follows it does. */
const refusedIn = (model: Model): string[] => [
  ...new Set(model.occurrences('crypto.invalid-certificate').flatMap((line) => fieldOf(line, 'peer') ?? [])),
];
