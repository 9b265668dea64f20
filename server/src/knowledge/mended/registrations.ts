// Tells whether a peer is registered with its server below a fault, as either end lists it.
import type { Rec, Reported } from '../../engine/define.ts';
import type { Capture, Model } from '../../engine/model.ts';
import { isPickedOut } from '../detectors/config/model.ts';
import { changesOf } from '../detectors/overlay/neighbour-changes.ts';
import { capturesOf, deviceAt, fieldOf, recordsBelow, textOf } from '../detectors/values.ts';
import { type Question, sinceThen } from './question.ts';

/** A client that a server registered, or a server that answers: NHRP went through the session. */
export function isRegistered(question: Question): boolean {
  const rows = question.looks('show dmvpn').flatMap(({ root }) => recordsBelow(root, 'peer'));
  const peers = peersOf(question);
  // The log of a server may name the refused one nowhere: then it can only be the one that is there, or the one that came since.
  const mine = peers.length > 0 ? rows.filter((row) => peers.includes(textOf(row, 'peer'))) : rows;
  const isBack = (row: Rec): boolean => textOf(row, 'state') === 'UP' && sinceThen(row, 'time');
  return peers.length === 0 && rows.length > 1
    ? rows.every((row) => textOf(row, 'state') === 'UP') &&
        rows.some((row) => isBack(row) && isAnswering(question, row))
    : mine.length >= Math.max(1, peers.length) && mine.every(isBack);
}

/** Below the change a routing neighbour comes up at the tunnel address of a row and is not lost again. */
function isAnswering({ model, act }: Question, row: Rec): boolean {
  const changes = changesOf(model).filter(
    ({ occurrence, neighbour }) => occurrence.line > act && neighbour === textOf(row, 'tunnelAddress'),
  );
  return changes.at(-1)?.up === true;
}

/**
 * What a server refused to somebody: the clients of the text, looked at below, all list this server, by the outside address that its own lines name,
 * as up since then. A client lists it so once its registration was answered.
 */
export function isRegisteredSince(model: Model, { code, evidence }: Reported, last: number): boolean {
  if (code !== 'nhrp-registration-failure') return false;
  const lines = new Set(evidence.map(({ start }) => start));
  const own = new Set(
    model
      .occurrences('dmvpn.wrong-authentication')
      .filter(({ start }) => lines.has(start))
      .map((refusal) => /\bNBMA: ([\w.:]+)/.exec(fieldOf(refusal, 'reason') ?? '')?.[1]),
  );
  const server = deviceAt(model, last);
  const rows = capturesOf(model.captures, 'show dmvpn')
    .filter(({ startLine, device }) => startLine > last && device !== undefined && device !== server)
    .flatMap(({ root }) => recordsBelow(root, 'peer'))
    .filter((row) => own.has(textOf(row, 'peer')));
  return rows.length > 0 && rows.every((row) => textOf(row, 'state') === 'UP' && sinceThen(row, 'time'));
}

const refusedStrings = ['dmvpn.wrong-authentication', 'nhrp.wrong-authentication'];
/** So many times as many lines of the log without a refusal as ever stood between two of them. */
const silence = 2;

/**
 * A server that refused somebody in its log lists all its clients as up in its last look below, one of which it listed otherwise in the look before,
 * and its log goes on without a refusal. Of whom it refuses the log alone is sure to tell: it need not list him at all.
 */
export function isListedSince(model: Model, { code, evidence }: Reported, last: number): boolean {
  if (code !== 'nhrp-registration-failure') return false;
  const device = deviceAt(model, last);
  const refused = refusedStrings
    .flatMap((id) => model.occurrences(id))
    .map(({ line }) => line)
    .filter((line) => deviceAt(model, line) === device)
    .sort((a, b) => a - b);
  if (!evidence.every(({ start }) => refused.includes(model.lineOf(start)))) return false;
  const looks = capturesOf(model.captures, 'show dmvpn').filter((capture) => capture.device === device);
  const [before, now] = looks.slice(-2).map(({ root }) => recordsBelow(root, 'peer'));
  if (!before || !now || (looks.at(-1)?.startLine ?? 0) < Math.max(...refused)) return false;
  const isUp = (row: Rec | undefined): boolean => row !== undefined && textOf(row, 'state') === 'UP';
  const later = (row: Rec): Rec | undefined =>
    now.find((other) => textOf(other, 'tunnelAddress') === textOf(row, 'tunnelAddress'));
  return (
    now.every(isUp) &&
    before.every((row) => isUp(later(row))) &&
    before.some((row) => !isUp(row)) &&
    goesOnWithout(model, device, refused)
  );
}

/** A stretch of the same log below, of which no filter took lines away, that is longer than any between two of these lines. */
function goesOnWithout(model: Model, device: string | undefined, lines: readonly number[]): boolean {
  const pauses = lines.slice(1).map((line, at) => line - (lines[at] as number));
  return model.captures.some(
    (capture) =>
      capture.kind === 'syslog' &&
      capture.device === device &&
      capture.startLine > Math.max(...lines) &&
      !isFiltered(model.captures[capture.index - 1]) &&
      pauses.length > 0 &&
      capture.endLine - capture.startLine >= silence * Math.max(...pauses),
  );
}

/** Its command has a filter that picks out lines. */
const isFiltered = (shown: Capture | undefined): boolean => shown?.definition?.showsLog === true && isPickedOut(shown);

/** Whom a claim is about; where it does not say so, those whose session came up above it. */
const peersOf = ({ model, peer, last }: Question): readonly (string | undefined)[] =>
  peer === undefined
    ? model
        .occurrences('dmvpn.socket-up')
        .filter(({ line }) => line <= last)
        .map((occurrence) => fieldOf(occurrence, 'peer'))
        .slice(-1)
    : [peer];
