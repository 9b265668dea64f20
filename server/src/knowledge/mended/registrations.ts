// Tells whether a peer is registered with its server below a fault, as either end lists it.
import type { Rec, Reported } from '../../engine/define.ts';
import type { Capture, Model } from '../../engine/model.ts';
import { isPickedOut } from '../detectors/config/model.ts';
import { capturesOf, deviceAt, fieldOf, groupBy, inOrder, recordsBelow, textOf } from '../detectors/values.ts';
import { comesUpBelow, type Question, sinceThen, sinceThenOrLogged } from './question.ts';

/** A client that a server registered, or a server that answers: NHRP went through the session. */
export function isRegistered(question: Question): boolean {
  const rows = question.looks('show dmvpn').flatMap(({ root }) => recordsBelow(root, 'peer'));
  const peers = peersOf(question);
  // The log of a server may name the refused one nowhere: then it can only be the one that is there, or the one that came since.
  const mine = peers.length > 0 ? rows.filter((row) => peers.includes(textOf(row, 'peer'))) : rows;
  const isBack = (row: Rec): boolean =>
    textOf(row, 'state') === 'UP' && sinceThenOrLogged(question, row, { age: 'time', neighbour: 'tunnelAddress' });
  return peers.length === 0 && rows.length > 1
    ? rows.every((row) => textOf(row, 'state') === 'UP') &&
        rows.some((row) => isBack(row) && comesUpBelow(question, textOf(row, 'tunnelAddress')))
    : mine.length >= Math.max(1, peers.length) && mine.every(isBack);
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
  const looks = capturesOf(model.captures, 'show dmvpn').filter((capture) => capture.device === device);
  const [before, now] = looks.slice(-2).map(({ root }) => recordsBelow(root, 'peer'));
  if (!before || !now) return false;
  const isUp = (row: Rec | undefined): boolean => row !== undefined && textOf(row, 'state') === 'UP';
  const later = (row: Rec): Rec | undefined =>
    now.find((other) => textOf(other, 'tunnelAddress') === textOf(row, 'tunnelAddress'));
  if (!now.every(isUp) || before.every(isUp) || !before.every((row) => isUp(later(row)))) return false;
  const refusals = refusalsOf(model).get(device);
  return (
    refusals !== undefined &&
    evidence.every(({ start }) => refusals.has(model.lineOf(start))) &&
    (looks.at(-1)?.startLine ?? 0) > lastOf(refusals) &&
    goesOnWithout(model, device, refusals)
  );
}

/** The lines in which each device refuses a string, in text order; found once, for each of them is a claim. */
function refusalsOf(model: Model): ReadonlyMap<string | undefined, ReadonlySet<number>> {
  const found = refusalsIn.get(model) ?? readRefusals(model);
  refusalsIn.set(model, found);
  return found;
}
const refusalsIn = new WeakMap<Model, ReturnType<typeof readRefusals>>();

function readRefusals(model: Model): Map<string | undefined, ReadonlySet<number>> {
  const lines = inOrder(model, refusedStrings).map(({ line }) => line);
  return new Map([...groupBy(lines, (line) => deviceAt(model, line))].map(([device, mine]) => [device, new Set(mine)]));
}

const lastOf = (lines: ReadonlySet<number>): number => [...lines].at(-1) ?? -1;

/** A stretch of the same log below, of which no filter took lines away, that is longer than any between two of these lines. */
function goesOnWithout(model: Model, device: string | undefined, refusals: ReadonlySet<number>): boolean {
  const lines = [...refusals];
  const longest = lines.reduce((most, line, at) => Math.max(most, line - (lines[at - 1] ?? line)), 0);
  return model.captures.some(
    (capture) =>
      capture.kind === 'syslog' &&
      capture.device === device &&
      capture.startLine > (lines.at(-1) ?? 0) &&
      !isFiltered(model.captures[capture.index - 1]) &&
      longest > 0 &&
      capture.endLine - capture.startLine >= silence * longest,
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
