// Tells whether a route that led into the tunnel itself is gone below a fault: the neighbour inside stays, or the table leads past the tunnel.
import type { Rec } from '../../engine/define.ts';
import type { IpsecSa, Occurrence } from '../../engine/model.ts';
import { isInterfaceName } from '../detectors/config/ends.ts';
import { configsOf } from '../detectors/config/model.ts';
import { covers, networkOf, networkOfStatement } from '../detectors/networks.ts';
import { changesOf } from '../detectors/overlay/neighbour-changes.ts';
import {
  asked,
  bestTo,
  type EnteredRoute,
  interfaceOf,
  knownOf,
  routesBelow,
} from '../detectors/routing/routing-tables.ts';
import { runsBothWays } from '../detectors/up.ts';
import {
  capturesOf,
  contains,
  deviceAt,
  fieldOf,
  numberIn,
  prefixOf,
  recordsBelow,
  sameDevice,
  textOf,
} from '../detectors/values.ts';
import { farEnds } from './far-ends.ts';
import { isLong, longestLife, type Turn } from './lasting.ts';
import { type Question, sinceThenOrLogged } from './question.ts';

/** A route that leads into the tunnel itself takes the neighbour inside it away within seconds. */
export function loopIsGone(question: Question): boolean {
  const { model, last, looks } = question;
  const name = ['tunnel.recursive-routing', 'tunnel.looped-chain']
    .flatMap((id) => model.occurrences(id))
    .filter(({ line }) => line <= last)
    .flatMap((occurrence) => fieldOf(occurrence, 'interface') ?? [])
    .at(-1);
  if (name === undefined) return false;
  if (isQuietSince(question, name)) return true;
  const inside = (id: string): Rec[] =>
    looks(id)
      .flatMap(({ root }) => recordsBelow(root, 'neighbour'))
      .filter((row) => isInterfaceName(name, textOf(row, 'interface') ?? ''));
  const heard = inside('show ip eigrp neighbors');
  if (heard.some((row) => sinceThenOrLogged(question, row, { age: 'uptime', neighbour: 'address' }))) return true;
  const full = inside('show ip ospf neighbor').filter((row) => textOf(row, 'state') === 'FULL');
  if (heard.length + full.length === 0) return false;
  const stays = (mended: boolean): boolean => mended && full.some((row) => staysUp(question, name, row));
  return (
    stays(isTakenBack(question, name)) ||
    (looks('show ip route').length > 0 ? leadsPast(question) : stays(isHostRouted(question, name)))
  );
}

/** Lines that say nothing of tunnels, and that the log goes on. */
const goingOn = [
  'sys.logout',
  'sys.login',
  'sys.configured',
  'sys.logged-command',
  'routing.bgp-up',
  'routing.eigrp-up',
];

/**
 * Somebody acted below the loop, the line of the tunnel and a neighbour over it came up below that, and the log goes on without another fall for much longer
 * than the line ever stayed up between two loops: with such a route it would have fallen within minutes.
 */
function isQuietSince({ model, last, act }: Question, name: string): boolean {
  const isMine = (one: Occurrence): boolean => isInterfaceName(name, fieldOf(one, 'interface') ?? '');
  const turnsOf = (ids: readonly string[], up: boolean): Turn[] =>
    ids.flatMap((id) =>
      model
        .occurrences(id)
        .filter(isMine)
        .map((occurrence) => ({ up, occurrence })),
    );
  const ups = turnsOf(['tunnel.line-up'], true);
  const falls = turnsOf(['tunnel.recursive-routing', 'tunnel.looped-chain'], false);
  const risen = ups.at(-1)?.occurrence;
  if (risen?.time === undefined || risen.line < act) return false;
  const [lost, met] = [false, true].map((up) =>
    changesOf(model).findLast((one) => one.up === up && isMine(one.occurrence)),
  );
  const isMet = met !== undefined && met.occurrence.line > risen.line && (lost?.occurrence.line ?? -1) < risen.line;
  const hasFallen = model.occurrences('tunnel.line-down').some((one) => isMine(one) && one.line > risen.line);
  if (!isMet || hasFallen || risen.line < last) return false;
  const { capture } = risen;
  const ends = goingOn
    .flatMap((id) => model.occurrences(id))
    .filter((one) => one.capture === capture && one.line > risen.line)
    .flatMap(({ time }) => time ?? []);
  const quiet = (Math.max(...ends, risen.time) - risen.time) / 1000;
  return isLong(quiet, longestLife([...ups, ...falls], act));
}

/** A route for the far end alone was entered that leads past the tunnel. */
const isHostRouted = (question: Question, name: string): boolean =>
  enteredPast(question).some(
    ({ prefix, destination }) =>
      prefix.length === 32 &&
      farEnds(question.model, name, deviceAt(question.model, question.last)).every((far) => far === destination),
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
    ...farEnds(model, name, device),
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
 * told all its routes (FULL), and packets pass still: it answers pings, or the SA of the tunnel counts both ways.
 */
function staysUp(question: Question, name: string, neighbour: Rec): boolean {
  const { model, last, looks } = question;
  const changed = (id: string): number =>
    model.occurrences(id).findLast((one) => isInterfaceName(name, fieldOf(one, 'interface') ?? ''))?.line ?? -1;
  return (
    changed('tunnel.line-up') > Math.max(last, changed('tunnel.line-down')) &&
    (carriesBothWays(question, name) ||
      looks('ping')
        .filter(({ startLine }) => startLine > neighbour.line)
        .flatMap(({ root }) => recordsBelow(root, 'test'))
        .some(
          (test) =>
            textOf(test, 'destination') === textOf(neighbour, 'address') && (numberIn(test.fields.percent) ?? 0) >= 90,
        ))
  );
}

/** Below the change an SA of the tunnel interface counts both ways; where a filter left the counters only, the command names the interface. */
function carriesBothWays({ model, last, act }: Question, name: string): boolean {
  const device = deviceAt(model, last);
  const asksFor = ({ capture }: IpsecSa): boolean =>
    isInterfaceName(name, / interface (\S+)/.exec(model.captures[capture]?.command ?? '')?.[1] ?? '');
  return model.tunnels.some(
    (tunnel) =>
      sameDevice(tunnel.device, device) &&
      tunnel.ipsec.some(
        (sa) =>
          sa.line > act &&
          sa.health !== 'down' &&
          runsBothWays(sa) &&
          (isInterfaceName(name, tunnel.interface ?? '') || asksFor(sa)),
      ),
  );
}

/** The routes that were entered below the loop, and that lead into no tunnel. */
function enteredPast({ model, last }: Question): EnteredRoute[] {
  const here = deviceAt(model, last);
  return configsOf(model)
    .filter(({ device }) => sameDevice(device, here))
    .flatMap((config) => routesBelow(config, last))
    .filter(({ prefix, by }) => prefix.length > 0 && !/^Tu/i.test(by));
}

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
