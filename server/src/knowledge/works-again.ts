// Tells of overlays what was mended in the text: below the change of an operator the peer is registered, or the neighbour inside the tunnel stays.
import type { Rec, Reported } from '../engine/define.ts';
import type { Capture, Model } from '../engine/model.ts';
import { isInterfaceName } from './detectors/config-ends.ts';
import { capturesOf, deviceAt, fieldOf, recordsBelow, secondsOf, textOf } from './detectors/values.ts';

/** Below an act, which stands below the last of the evidence, a look at the same device shows it working since then. */
export function worksAgain(
  model: Model,
  { code, peer }: Reported,
  { last, act }: { readonly last: number; readonly act: number },
): boolean {
  const keeps = signs[code];
  if (!keeps) return false;
  const device = deviceAt(model, last);
  const looks = (id: string): Capture[] =>
    capturesOf(model.captures, id).filter(
      (capture) => capture.startLine > act && (device === undefined || capture.device === device),
    );
  return keeps({ model, peer, last, looks });
}

interface Question {
  readonly model: Model;
  readonly peer: string | undefined;
  /** Line of the last evidence. */
  readonly last: number;
  /** The outputs of a command below the change. */
  readonly looks: (id: string) => readonly Capture[];
}

/** Long enough not to fall again at once, and not so long that it stood before the change. */
const sinceThen = (row: Rec, field: string): boolean => {
  const seconds = secondsOf(textOf(row, field)) ?? 0;
  return seconds >= 30 && seconds <= 3600;
};

/** A client that a server registered, or a server that answers: NHRP went through the session. */
function isRegistered(question: Question): boolean {
  const rows = question.looks('show dmvpn').flatMap(({ root }) => recordsBelow(root, 'peer'));
  const peers = peersOf(question);
  // The log of a server may name the refused one nowhere: then it can only be the one that is there.
  const mine = peers.length > 0 ? rows.filter((row) => peers.includes(textOf(row, 'peer'))) : rows;
  return (
    mine.length >= Math.max(1, peers.length) &&
    (peers.length > 0 || rows.length === 1) &&
    mine.every((row) => textOf(row, 'state') === 'UP' && sinceThen(row, 'time'))
  );
}

/** Whom a claim is about; where it does not say so, those whose session came up above it. */
const peersOf = ({ model, peer, last }: Question): readonly (string | undefined)[] =>
  peer === undefined
    ? model
        .occurrences('dmvpn.socket-up')
        .filter(({ line }) => line <= last)
        .map((occurrence) => fieldOf(occurrence, 'peer'))
        .slice(-1)
    : [peer];

/** A route that leads into the tunnel itself takes the neighbour inside it away within seconds. */
function neighbourStays({ model, last, looks }: Question): boolean {
  const name = model
    .occurrences('tunnel.recursive-routing')
    .filter(({ line }) => line <= last)
    .map((occurrence) => fieldOf(occurrence, 'interface'))
    .at(-1);
  return looks('show ip eigrp neighbors')
    .flatMap(({ root }) => recordsBelow(root, 'neighbour'))
    .some(
      (row) => name !== undefined && isInterfaceName(name, textOf(row, 'interface') ?? '') && sinceThen(row, 'uptime'),
    );
}

const signs: Readonly<Record<string, (question: Question) => boolean>> = {
  'recursive-routing': neighbourStays,
  'nhrp-registration-failure': isRegistered,
  'psk-missing': isRegistered,
  'psk-mismatch': isRegistered,
  'peer-unreachable': isRegistered,
  'fvrf-mismatch': isRegistered,
  'tunnel-key-mismatch': isRegistered,
  'phase1-not-established': isRegistered,
  'phase2-not-established': isRegistered,
};
