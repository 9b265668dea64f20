// Tells what was mended in the text: below the change of an operator the peer is registered, the neighbour inside the tunnel stays, or a ping passes through it.
import type { Rec, Reported } from '../engine/define.ts';
import type { Capture, IpsecSa, Model } from '../engine/model.ts';
import { isInterfaceName } from './detectors/config/ends.ts';
import { configsOf } from './detectors/config/model.ts';
import { covers, networkOf, networkOfStatement } from './detectors/networks.ts';
import {
  asked,
  bestTo,
  type EnteredRoute,
  interfaceOf,
  knownOf,
  routesBelow,
} from './detectors/routing/routing-tables.ts';
import {
  capturesOf,
  contains,
  deviceAt,
  fieldOf,
  ipv4,
  numberIn,
  prefixOf,
  recordsBelow,
  sameDevice,
  secondsOf,
  textOf,
} from './detectors/values.ts';
import { goesThrough } from './through-the-tunnel.ts';

/**
 * Below the last of the evidence it is shown to work since: the other end lists what was refused as up since then, traffic passes; or, below an act,
 * a look at the same device shows it.
 */
export function worksAgain(
  model: Model,
  claim: Reported,
  { last, act }: { readonly last: number; readonly act: number | undefined },
): boolean {
  return (
    isRegisteredSince(model, claim, last) ||
    goesThrough(model, claim, { last, act }) ||
    (act !== undefined && isSeenWorking(model, claim, { last, act }))
  );
}

function isSeenWorking(
  model: Model,
  { code, peer }: Reported,
  { last, act }: { readonly last: number; readonly act: number },
): boolean {
  const keeps = [signs[code], ofFlow.has(code) ? isAnswered : undefined].filter((sign) => sign !== undefined);
  if (keeps.length === 0) return false;
  const device = deviceAt(model, last);
  const looks = (id: string): Capture[] =>
    capturesOf(model.captures, id).filter(
      (capture) => capture.startLine > act && (device === undefined || capture.device === device),
    );
  return keeps.some((sign) => sign({ model, peer, last, act, looks }));
}

interface Question {
  readonly model: Model;
  readonly peer: string | undefined;
  /** Line of the last evidence. */
  readonly last: number;
  /** Line of the change. */
  readonly act: number;
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

/**
 * What a server refused to somebody: the clients of the text, looked at below, all list this server, by the outside address that its own lines name,
 * as up since then. A client lists it so once its registration was answered.
 */
function isRegisteredSince(model: Model, { code, evidence }: Reported, last: number): boolean {
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
function loopIsGone(question: Question): boolean {
  const { model, last, looks } = question;
  const name = ['tunnel.recursive-routing', 'tunnel.looped-chain']
    .flatMap((id) => model.occurrences(id))
    .filter(({ line }) => line <= last)
    .flatMap((occurrence) => fieldOf(occurrence, 'interface') ?? [])
    .at(-1);
  if (name === undefined) return false;
  const inside = (id: string): Rec[] =>
    looks(id)
      .flatMap(({ root }) => recordsBelow(root, 'neighbour'))
      .filter((row) => isInterfaceName(name, textOf(row, 'interface') ?? ''));
  const heard = inside('show ip eigrp neighbors');
  if (heard.some((row) => sinceThen(row, 'uptime'))) return true;
  const full = inside('show ip ospf neighbor').filter((row) => textOf(row, 'state') === 'FULL');
  if (heard.length + full.length === 0) return false;
  const stays = (mended: boolean): boolean => mended && full.some((row) => staysUp(question, name, row));
  return (
    stays(isTakenBack(question, name)) ||
    (looks('show ip route').length > 0 ? leadsPast(question) : stays(isHostRouted(question, name)))
  );
}

/** A route for the far end alone was entered that leads past the tunnel. */
const isHostRouted = (question: Question, name: string): boolean =>
  enteredPast(question).some(
    ({ prefix, destination }) =>
      prefix.length === 32 && farEnds(question.model, name).every((far) => far === destination),
  );

/** What tells the other end, or this one, of a network. */
const announces = /^(?:network|ip route|redistribute|ip ospf|ip summary-address|neighbor|default-information) /;

/**
 * The statement that made the loop is gone: the operator typed it above the loop and took it back below, or took away a network that holds an end
 * of the tunnel.
 */
function isTakenBack({ model, last }: Question, name: string): boolean {
  const device = deviceAt(model, last);
  const mine = (one: { readonly device?: string | undefined }): boolean => sameDevice(one.device, device);
  const lines = capturesOf(model.captures, 'show running-config')
    .filter(mine)
    .flatMap(({ command, root }) =>
      [...recordsBelow(root, 'block'), ...recordsBelow(root, 'line')].map((rec) => ({
        text: textOf(rec, 'text') ?? '',
        line: rec.line,
        typed: command === 'configure terminal',
      })),
    );
  const made = new Set(lines.filter(({ line, typed }) => typed && line < last).map(({ text }) => text));
  const ends = [
    ...farEnds(model, name),
    ...model.tunnels.filter(mine).flatMap(({ local, remote }) => [local, remote]),
  ].flatMap((end) => networkOf(end) ?? []);
  const holdsAnEnd = (text: string): boolean => {
    const network = text.startsWith('network ') ? networkOfStatement(text.split(' ')) : undefined;
    return network !== undefined && ends.some((end) => covers(network, end));
  };
  return lines
    .filter(({ line, text }) => line > last && text.startsWith('no '))
    .map(({ text }) => text.slice(3))
    .some((text) => announces.test(text) && (made.has(text) || holdsAnEnd(text)));
}

/**
 * What made the loop was mended, the line of the tunnel is up since and not down again, and the neighbour, which OSPF lists without an age, has
 * told all its routes (FULL) and answers pings still.
 */
function staysUp({ model, last, looks }: Question, name: string, neighbour: Rec): boolean {
  const changed = (id: string): number =>
    model.occurrences(id).findLast((one) => isInterfaceName(name, fieldOf(one, 'interface') ?? ''))?.line ?? -1;
  return (
    changed('tunnel.line-up') > Math.max(last, changed('tunnel.line-down')) &&
    looks('ping')
      .filter(({ startLine }) => startLine > neighbour.line)
      .flatMap(({ root }) => recordsBelow(root, 'test'))
      .some(
        (test) =>
          textOf(test, 'destination') === textOf(neighbour, 'address') && (numberIn(test.fields.percent) ?? 0) >= 90,
      )
  );
}

/** The destination of a tunnel, as its configuration and its state name it. */
const farEnds = (model: Model, name: string): string[] =>
  [
    ...configsOf(model)
      .flatMap(({ interfaces }) => interfaces)
      .map((one) => [one.name, one.tunnel.destination]),
    ...model
      .records('show interfaces tunnel', 'interface')
      .map((row) => [textOf(row, 'interface'), textOf(row, 'destination')]),
  ].flatMap(([at, far]) =>
    isInterfaceName(name, at ?? '') && far !== undefined && ipv4(far) !== undefined ? far : [],
  );

/** The routes that were entered below the loop, and that lead into no tunnel. */
const enteredPast = ({ model, last }: Question): EnteredRoute[] =>
  configsOf(model)
    .filter(({ device }) => device === undefined || device === (deviceAt(model, last) ?? device))
    .flatMap((config) => routesBelow(config, last))
    .filter(({ prefix, by }) => prefix.length > 0 && !/^Tu/i.test(by));

/** The route that was entered is the one by which the table now reaches what it was entered for, and it leads into no tunnel. */
function leadsPast(question: Question): boolean {
  const entered = enteredPast(question);
  return question.looks('show ip route').some((capture) => {
    const wanted = prefixOf(asked(capture).address);
    const best = wanted && bestTo(knownOf(capture), { prefix: wanted });
    const out = best && interfaceOf(best.entry);
    return entered.some(
      ({ prefix, by }) =>
        best?.prefix.length === prefix.length &&
        contains(prefix, best.prefix) &&
        (textOf(best.entry, 'via') === by || (out !== undefined && isInterfaceName(out, by))),
    );
  });
}

/**
 * A ping between protected networks is answered, and all flows with that peer that are shown below the change are up. What protects everything
 * tells of no ping whether it went through.
 */
function isAnswered({ model, peer, act, looks }: Question): boolean {
  const pings = looks('ping').flatMap(({ root }) => recordsBelow(root, 'test'));
  const shown = model.tunnels
    .filter(({ remote }) => peer === undefined || remote === peer)
    .map(({ ipsec }) => ipsec.filter(({ line }) => line > act));
  return shown.length > 0 && shown.every((flows) => flows.length > 0 && flows.every((flow) => isPinged(flow, pings)));
}

/**
 * The last ping that a flow protects is answered. Where a filter left its counters only, they have to count both ways, and the ping is the last
 * one that was sent from an address of one's choice.
 */
function isPinged(flow: IpsecSa, pings: readonly Rec[]): boolean {
  const { localSelector, remoteSelector, encaps, decaps, health } = flow;
  const isLeft = (localSelector ?? remoteSelector) === undefined && (encaps ?? 0) > 0 && (decaps ?? 0) > 0;
  if (health === 'down' || (health === 'unknown' && !isLeft)) return false;
  const [local, remote] = [prefixOf(localSelector), prefixOf(remoteSelector)];
  if (!isLeft && !(local?.length && remote?.length)) return false;
  const last = pings.findLast((test) => {
    const [from, to] = [prefixOf(textOf(test, 'source')), prefixOf(textOf(test, 'destination'))];
    return from && to && (!local || contains(local, from)) && (!remote || contains(remote, to));
  });
  return (numberIn(last?.fields.percent) ?? 0) >= 50;
}

/** Codes of what keeps the packets of a flow from passing. */
const ofFlow: ReadonlySet<string> = new Set([
  'ike-policy-mismatch',
  'psk-mismatch',
  'psk-missing',
  'identity-mismatch',
  'peer-not-configured',
  'phase1-not-established',
  'phase2-not-established',
  'ipsec-proposal-mismatch',
  'pfs-mismatch',
  'proxy-id-mismatch',
  'encapsulation-mode-mismatch',
  'crypto-map-not-matched',
]);

const signs: Readonly<Record<string, (question: Question) => boolean>> = {
  'recursive-routing': loopIsGone,
  'nhrp-registration-failure': isRegistered,
  'psk-missing': isRegistered,
  'psk-mismatch': isRegistered,
  'peer-unreachable': isRegistered,
  'fvrf-mismatch': isRegistered,
  'tunnel-key-mismatch': isRegistered,
  'phase1-not-established': isRegistered,
  'phase2-not-established': isRegistered,
};
