// Judges what the device itself went through: IKE switched off, messages for SAs that are gone, operator actions, lines that only look alarming.
import { type Detector, detector, type Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { enabledAgain, saysOff } from '../config/checks.ts';
import { configsOf } from '../config/model.ts';
import { staysShut } from '../overlay/events.ts';
import { isTunnelUp, listsIke } from '../up.ts';
import { groupBy } from '../values.ts';
import { lostIkev2Sas } from './ikev2-lost-sas.ts';

export const deviceEvents: Detector = detector({
  id: 'device-events',
  codes: ['ike-not-enabled', 'ike-sa-stale', 'operator-action', 'harmless-message'],
  run: (model, report) => {
    ikeOff(model, report);
    staleSas(model, report);
    lostIkev2Sas(model, report);
    operator(model, report);
    harmless(model, report);
  },
});

const later = (one: Occurrence, other: Occurrence): boolean =>
  one.time !== undefined && other.time !== undefined && one.time !== other.time
    ? one.time > other.time
    : one.start > other.start;
const latest = (list: readonly Occurrence[]): Occurrence | undefined =>
  list.reduce<Occurrence | undefined>(
    (found, occurrence) => (found === undefined || later(occurrence, found) ? occurrence : found),
    undefined,
  );

/** Within a minute; without timestamps, in the line above or the one above that. */
function justBefore(one: Occurrence, other: Occurrence): boolean {
  const [gap, limit] =
    one.time !== undefined && other.time !== undefined ? [other.time - one.time, 60_000] : [other.line - one.line, 2];
  return gap >= 0 && gap <= limit;
}

/**
 * The last word on the IKE process is OFF, and nothing was negotiated after it. Every router says so once while it boots: it counts only
 * where IKE was on before, somebody changed the configuration, or the text shows other output of its tunnels; certificates and keys need no IKE.
 */
function ikeOff(model: Model, report: Report): void {
  const deviceOf = ({ capture }: Occurrence): string | undefined => model.captures[capture]?.device;
  const switchedOff = model.occurrences('crypto.isakmp-off');
  for (const device of new Set(switchedOff.map(deviceOf))) {
    const mine = (list: readonly Occurrence[]): Occurrence | undefined =>
      latest(list.filter((occurrence) => deviceOf(occurrence) === device));
    const off = mine(switchedOff);
    if (off) ikeOffOn(model, device, off, mine(model.occurrences('crypto.isakmp-on')), report);
  }
}

function ikeOffOn(
  model: Model,
  device: string | undefined,
  off: Occurrence,
  on: Occurrence | undefined,
  report: Report,
): void {
  if (on && later(on, off)) return;
  const here = (other: { readonly device?: string }): boolean =>
    other.device === undefined || device === undefined || other.device === device;
  const negotiated = model.attempts.some(
    (attempt) => attempt.version === 1 && attempt.startLine > off.line && attempt.device === device,
  );
  const up = model.tunnels.some(
    (tunnel) => here(tunnel) && tunnel.ike.some((sa) => sa.version === 1 && sa.health === 'up'),
  );
  if (negotiated || up || isShutByHand(model, off)) return;
  // A change by hand a moment before: this is no boot.
  const byHand = model
    .occurrences('sys.configured')
    .some(
      (change) => change.fields.from !== undefined && change.fields.from.value !== 'memory' && justBefore(change, off),
    );
  // A session that stood before it: a router that boots has none.
  const served = ['dmvpn.socket-up', 'dmvpn.socket-down'].some((id) =>
    model.occurrences(id).some((socket) => model.captures[socket.capture]?.device === device && later(off, socket)),
  );
  const wanted =
    on !== undefined ||
    byHand ||
    served ||
    model.captures.some(
      (capture) => here(capture) && /^show (?:dmvpn|crypto (?!pki|ca|key))/.test(capture.definition?.id ?? ''),
    );
  report(
    wanted
      ? {
          code: 'ike-not-enabled',
          certainty: 'certain',
          side: 'local',
          evidence: [model.evidence(off, 'cause')],
          ...(configsOf(model).some((config) => saysOff(config)) ? enabledAgain : {}),
        }
      : {
          code: 'harmless-message',
          certainty: 'possible',
          evidence: [model.evidence(off, 'context')],
          values: { what: 'every router says while it boots that ISAKMP is off' },
          detail: { reason: 'isakmp-off' },
        },
  );
}

/** Whoever shuts the last tunnel switches IKE off with it: an act and no fault, as long as nobody in the text waits for an answer. */
const isShutByHand = (model: Model, off: Occurrence): boolean =>
  staysShut(model, off) && model.tunnels.every(isTunnelUp);

/** Messages for an IKE SA that is gone: one or two belong to every restart, a stream of them does not. */
function staleSas(model: Model, report: Report): void {
  const byPeer = groupBy(model.occurrences('crypto.no-sa'), ({ fields }) => fields.peer?.value ?? '');
  const late: Occurrence[] = [];
  for (const [peer, list] of byPeer) {
    const last = list.at(-1) as Occurrence;
    const recovered =
      model.attempts.some((attempt) => attempt.peer === peer && attempt.ikeUp && attempt.endLine > last.line) ||
      listsIke(model.tunnelOf(peer));
    const evidence = list.slice(0, 6).map((occurrence) => model.evidence(occurrence, 'cause'));
    if (list.length >= 3 && !recovered)
      report({ code: 'ike-sa-stale', certainty: 'likely', side: 'either', peer, evidence, count: list.length });
    else late.push(...list);
  }
  if (late.length > 0)
    report({
      code: 'harmless-message',
      certainty: 'certain',
      evidence: late.slice(0, 6).map((occurrence) => model.evidence(occurrence, 'context')),
      values: { what: 'a late IKE message for an SA that is gone' },
      detail: { reason: 'no-sa' },
      count: late.length,
    });
}

function operator(model: Model, report: Report): void {
  const spans = model.operatorLines;
  if (spans.length === 0) return;
  report({
    code: 'operator-action',
    certainty: 'certain',
    evidence: spans.slice(0, 6).map((span) => model.evidence(span, 'context')),
    count: spans.length,
  });
}

/** Lines that people search the web for, although they are printed in every working tunnel. */
const alarming: readonly { readonly id: string; readonly what: string }[] = [
  { id: 'isakmp.paranoid', what: 'the words about paranoid keepalives follow every delete of the peer' },
  { id: 'isakmp.not-csdl', what: 'only built-in default policies are refused here' },
  { id: 'crypto.no-cert-match', what: 'the address is not in the certificate, the tunnel does not mind' },
];

function harmless(model: Model, report: Report): void {
  for (const { id, what } of alarming) {
    const first = model.occurrences(id)[0];
    if (first)
      report({
        code: 'harmless-message',
        certainty: 'certain',
        evidence: [model.evidence(first, 'context')],
        values: { what },
        detail: { reason: id },
        count: model.count(id),
      });
  }
}
