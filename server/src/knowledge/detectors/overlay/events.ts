// Judges the log and debug lines of DMVPN and NHRP: registrations refused or unanswered, servers lost, packets that cannot be read.
import { type Detector, detector, type Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { periodOf } from '../ipsec/periods.ts';
import { listsIke, listsIpsec, listsSa } from '../up.ts';
import { fieldOf, groupBy, sameDevice, textOf } from '../values.ts';
import { after, evidence, reasonIsKnown } from './lines.ts';
import { lineFalls } from './neighbour-changes.ts';
import { answersBelow } from './next-hop-servers.ts';
import { isChangedByHand, manyFalls } from './tunnel-lines.ts';
import { isServed } from './unsent-questions.ts';

export const overlayEvents: Detector = detector({
  id: 'overlay-events',
  codes: [
    'phase1-not-established',
    'phase2-not-established',
    'nhrp-registration-failure',
    'nhrp-resolution-failure',
    'sa-flapping',
    'operator-action',
    'config-incomplete',
  ],
  run: (model, report) => {
    authentication(model, report);
    networkId(model, report);
    lostServers(model, report);
    gone(model, report);
    encapsulation(model, report);
    refusals(model, report);
    unreadable(model, report);
    unanswered(model, report);
    sessions(model, report);
    replies(model, report);
  },
});

/** Whether the text shows that the crypto layer to this outside address is down: then NHRP cannot work and is no cause. */
export const cryptoIsDown = (model: Model, nbma: string | undefined): boolean =>
  isShownDown(model, nbma) || closedSocket(model, nbma) !== undefined;

function isShownDown(model: Model, nbma: string | undefined): boolean {
  const tunnel = model.tunnelOf(nbma);
  if (isBelow(model, nbma) && !listsIpsec(tunnel)) return true;
  if (!tunnel) return false;
  if (tunnel.ike.length > 0 && !listsIke(tunnel)) return true;
  return tunnel.ipsec.length > 0 && tunnel.ipsec.every((sa) => sa.health === 'down');
}

/** The state of the peer in `show dmvpn` names a layer below NHRP. */
const isBelow = (model: Model, nbma: string | undefined): boolean =>
  nbma !== undefined &&
  model
    .records('show dmvpn', 'peer')
    .some((row) => textOf(row, 'peer') === nbma && /^(?:IKE|IPSEC|INTF)$/i.test(textOf(row, 'state') ?? ''));

/** The last line about the session to this outside address says that it is down, and no IPsec SA says otherwise. */
function closedSocket(model: Model, nbma: string | undefined): Occurrence | undefined {
  if (nbma === undefined || listsIpsec(model.tunnelOf(nbma))) return undefined;
  const last = [...model.occurrences('dmvpn.socket-up'), ...model.occurrences('dmvpn.socket-down')]
    .filter((socket) => fieldOf(socket, 'peer') === nbma)
    .sort((a, b) => a.line - b.line)
    .at(-1);
  return last?.message.id === 'dmvpn.socket-down' ? last : undefined;
}

/** The tunnel address of a next-hop server; `UNKNOWN` is printed while only its outside address is configured. */
function overlayOf(occurrence: Occurrence): string {
  const overlay = fieldOf(occurrence, 'overlay');
  return overlay === undefined || overlay === 'UNKNOWN' ? 'the next-hop server' : overlay;
}

/** The tunnel and the own outside address that a line names: what is asked for and entered next is about them. */
function placeOf(occurrence: Occurrence): Record<string, string> {
  const names = ['interface', 'local'].map((name) => [name, fieldOf(occurrence, name)]);
  return Object.fromEntries(names.filter(([, value]) => value !== undefined && value !== 'UNKNOWN'));
}

const stringsDiffer = 'the NHRP authentication strings differ';

function authentication(model: Model, report: Report): void {
  const list = [...model.occurrences('dmvpn.wrong-authentication'), ...model.occurrences('nhrp.wrong-authentication')];
  const first = list[0];
  if (!first || isCorrected(model, list)) return;
  report({
    code: 'nhrp-registration-failure',
    certainty: 'certain',
    side: 'either',
    evidence: evidence(model, list),
    detail: { reason: 'authentication' },
    values: { why: stringsDiffer, ...placeOf(first) },
    count: list.length,
  });
}

/** Below the last refusal somebody changes the device, and below that a registration succeeds over the same interface. */
function isCorrected(model: Model, refused: readonly Occurrence[]): boolean {
  const last = Math.max(...refused.map(({ line }) => line));
  const change = model.operatorLines.map((span) => model.lineOf(span.start)).find((line) => line > last);
  const at = fieldOf(refused[0], 'interface');
  return (
    change !== undefined &&
    after(
      model,
      ['dmvpn.client-up', 'dmvpn.server-up'],
      change,
      (up) => at === undefined || fieldOf(up, 'interface') === at,
    )
  );
}

function networkId(model: Model, report: Report): void {
  for (const removed of model.occurrences('dmvpn.network-id-removed')) {
    const mine = (occurrence: Occurrence): boolean =>
      fieldOf(occurrence, 'interface') === fieldOf(removed, 'interface');
    if (after(model, ['dmvpn.network-id-set'], removed.line, mine)) continue;
    if (after(model, ['dmvpn.client-up', 'dmvpn.server-up'], removed.line, mine)) continue;
    report({
      code: 'nhrp-registration-failure',
      certainty: 'certain',
      side: 'local',
      evidence: evidence(model, [removed]),
      detail: { reason: 'network-id' },
      values: { why: `NHRP was switched off on ${fieldOf(removed, 'interface') ?? 'the tunnel'} (no network-id)` },
      fix: [
        {
          where: 'local',
          platform: 'ios',
          config: [
            `interface ${fieldOf(removed, 'interface') ?? 'Tunnel<n>'}`,
            ` ip nhrp network-id ${fieldOf(removed, 'id') ?? '<n>'}`,
          ],
          why: 'The number that was taken away; it counts only inside this router.',
        },
      ],
    });
  }
}

const isUnregistered = (down: Occurrence): boolean => /registration failure/i.test(fieldOf(down, 'reason') ?? '');

/** The last word about each next-hop server counts; losses by a reset or an operator are not refusals. */
function lostServers(model: Model, report: Report): void {
  const lost = model.occurrences('dmvpn.server-down').filter(isUnregistered);
  const servers = groupBy(lost, (occurrence) => `${occurrence.capture} ${fieldOf(occurrence, 'overlay')}`);
  for (const list of servers.values()) {
    const last = list.at(-1) as Occurrence;
    if (
      after(
        model,
        ['dmvpn.server-up'],
        last.line,
        (up) => isSameClient(model, up, last) && fieldOf(up, 'overlay') === fieldOf(last, 'overlay'),
      ) ||
      answersBelow(model, last)
    )
      continue;
    const peer = fieldOf(last, 'peer');
    const closed = closedSocket(model, peer);
    const down = cryptoIsDown(model, peer) || reasonIsKnown(model);
    if (closed && closed.line < last.line && !isShownDown(model, peer)) sessionBelow(model, last, closed, report);
    report({
      code: 'nhrp-registration-failure',
      certainty: 'likely',
      role: down ? 'symptom' : 'cause',
      side: 'unknown',
      peer,
      evidence: evidence(model, list, down ? 'symptom' : 'cause'),
      detail: { reason: 'not-answered' },
      values: { why: `${overlayOf(last)} does not answer`, ...placeOf(last) },
      count: list.length,
    });
  }
}

/** Two lines of one client: by the address inside that they print; else of one log, or of one device by its name. */
function isSameClient(model: Model, one: Occurrence, other: Occurrence): boolean {
  const [here, there] = [one, other].map(({ capture }) => model.captures[capture]?.device);
  const [mine, theirs] = [one, other].map((line) => fieldOf(line, 'overlayLocal'));
  return [mine, theirs].some((address) => address === undefined || address === 'UNKNOWN')
    ? one.capture === other.capture || (here !== undefined && here === there)
    : mine === theirs && sameDevice(here, there);
}

/** The session to the server was closed and has not come back: what asks through it cannot be answered. */
function sessionBelow(model: Model, server: Occurrence, closed: Occurrence, report: Report): void {
  const peer = fieldOf(server, 'peer');
  const ikeUp = listsIke(model.tunnelOf(peer));
  report({
    code: ikeUp ? 'phase2-not-established' : 'phase1-not-established',
    certainty: 'likely',
    side: 'unknown',
    peer,
    evidence: [model.evidence(closed, 'cause'), model.evidence(server, 'symptom')],
    title: `The session to ${overlayOf(server)} is down and has not come back: it is asked in vain; this text does not show why`,
    ...(ikeUp
      ? {}
      : {
          candidates: [
            { code: 'peer-unreachable', why: 'The server does not answer: path, UDP 500, or no IKE there.' },
            { code: 'psk-missing', why: 'Without a key for the server IKE does not start.' },
            { code: 'ike-policy-mismatch', why: 'The two ends share no IKE policy.' },
            { code: 'psk-mismatch', why: 'The keys differ.' },
            { code: 'ipsec-proposal-mismatch', why: 'IKE may be up, and the transform sets differ.' },
            { code: 'pfs-mismatch', why: 'IKE may be up, and one end demands PFS.' },
          ],
        }),
  });
}

/**
 * A spoke or a server that went with its session and has not come back by the end of the text. An entry that the configuration removed
 * ("administratively prohibited") and a registration that is refused are told elsewhere.
 */
function gone(model: Model, report: Report): void {
  if (reasonIsKnown(model) || model.count('dmvpn.encapsulation-error') > 1) return;
  if (model.count('tunnel.recursive-routing') + model.count('dmvpn.network-id-removed') > 0) return;
  if (model.records('show dmvpn', 'peer').length > 0) return;
  // A spoke in the text says that it is not answered: that is the same trouble, told by the end that waits.
  if (model.occurrences('dmvpn.server-down').some((down) => isUnregistered(down))) return;
  const here = (one: Occurrence, other: Occurrence): boolean =>
    model.captures[one.capture]?.device === model.captures[other.capture]?.device;
  const same = (one: Occurrence, other: Occurrence, field: string): boolean =>
    here(one, other) && fieldOf(one, field) === fieldOf(other, field);
  for (const kind of ['client', 'server']) {
    const downs = model.occurrences(`dmvpn.${kind}-down`);
    const ups = model.occurrences(`dmvpn.${kind}-up`);
    const often = groupBy(downs, (down) => fieldOf(down, 'overlay'));
    const lost = downs.filter(
      (down) =>
        // One that goes and comes again and again is told as such; where the text ends it may be between the two.
        (often.get(fieldOf(down, 'overlay'))?.length ?? 0) < manyFalls &&
        /^(?:External|Expiry)/i.test(fieldOf(down, 'reason') ?? '') &&
        ![...downs, ...ups].some((other) => other.line > down.line && same(other, down, 'overlay')) &&
        !listsSa(model.tunnelOf(fieldOf(down, 'peer'))) &&
        !staysShut(model, down, fieldOf(down, 'interface')),
    );
    const socketOpen = (down: Occurrence): boolean => {
      const sockets = [...model.occurrences('dmvpn.socket-up'), ...model.occurrences('dmvpn.socket-down')]
        .filter((socket) => same(socket, down, 'peer'))
        .sort((a, b) => a.line - b.line);
      return sockets.at(-1)?.message.id === 'dmvpn.socket-up';
    };
    for (const open of [true, false]) {
      const list = lost.filter((down) => socketOpen(down) === open);
      const last = list.at(-1);
      if (!last) continue;
      const all = list.length > 1 && list.length === new Set(downs.map((down) => fieldOf(down, 'overlay'))).size;
      const who = list.length > 1 ? `${list.length} ${kind === 'client' ? 'spokes' : 'servers'}` : overlayOf(last);
      report({
        code: 'phase1-not-established',
        certainty: 'likely',
        side: 'unknown',
        peer: list.length > 1 ? undefined : fieldOf(last, 'peer'),
        evidence: evidence(model, list),
        title: open
          ? `${who} lost the registration, and it is not renewed although the session below came back; this text does not show why`
          : `${who} went with the session below, which has not come back; this text does not show why`,
        candidates: open
          ? [
              { code: 'nhrp-registration-failure', why: 'The request is not sent, or is refused without a log line.' },
              { code: 'tunnel-key-mismatch', why: 'Packets with another tunnel key are dropped without a log line.' },
            ]
          : [
              {
                code: 'operator-action',
                why: all
                  ? 'All at once: the tunnel here was shut, or its protection was changed.'
                  : 'The other end was shut, reloaded or changed.',
              },
              { code: 'peer-unreachable', why: 'The path below is gone.' },
              { code: 'dpd-failure', why: 'Keepalives of IKE got no answer.' },
            ],
        count: list.length,
      });
    }
  }
}

/** The last word of the same log about a tunnel interface (any of them, where none is named) is that somebody shut it. */
export function staysShut(model: Model, { capture }: Occurrence, name?: string): boolean {
  const mine = (id: string): Occurrence[] =>
    model
      .occurrences(id)
      .filter((one) => one.capture === capture && (name === undefined || fieldOf(one, 'interface') === name));
  const shut = mine('tunnel.interface-shut').at(-1);
  return shut !== undefined && !mine('tunnel.line-up').some(({ line }) => line > shut.line);
}

/**
 * One such error while spokes come up is normal; a row of them means that the destination stays unknown. A registration that cannot be passed
 * on names a server that this router is not: that does not heal, twice is enough. Where a server answers this router, it is a spoke that asks for others.
 */
function encapsulation(model: Model, report: Report): void {
  const deviceOf = ({ capture }: Occurrence): string => model.captures[capture]?.device ?? String(capture);
  const clients = new Set(
    ['dmvpn.server-up', 'dmvpn.server-down'].flatMap((id) =>
      model.occurrences(id).map((server) => `${deviceOf(server)} ${fieldOf(server, 'interface')}`),
    ),
  );
  // A spoke fails to send its own requests while its socket is not open: the loss of its server is told by itself.
  const list = model
    .occurrences('dmvpn.encapsulation-error')
    .filter((error) => !clients.has(`${deviceOf(error)} ${fieldOf(error, 'interface')}`));
  const first = list[0];
  const last = list.at(-1);
  const registration = list.filter((occurrence) => /registration/i.test(fieldOf(occurrence, 'request') ?? ''));
  if (!first || !last || list.length < (registration.length > 0 ? 2 : 3)) return;
  const span = first.time !== undefined && last.time !== undefined ? last.time - first.time : undefined;
  if (span !== undefined && span < 4000) return;
  if (registration.length === 0 && list.every(({ capture }) => isServed(model, model.captures[capture]?.device))) {
    if (after(model, ['dmvpn.peer-up'], last.line)) return;
    report({
      code: 'nhrp-resolution-failure',
      certainty: 'likely',
      side: 'unknown',
      evidence: evidence(model, list),
      values: { peer: 'other spokes' },
      count: list.length,
    });
    return;
  }
  report({
    code: 'nhrp-registration-failure',
    certainty: 'likely',
    ...(reasonIsKnown(model) ? { role: 'symptom' as const } : {}),
    side: 'remote',
    evidence: evidence(model, registration.length > 0 ? registration : list),
    detail: { reason: 'nhs-missing' },
    values: {
      why:
        registration.length > 0
          ? 'a spoke asks for a next-hop server that this router is not'
          : 'a spoke is not registered here, so nobody can be found for it',
    },
    count: list.length,
  });
}

function refusals(model: Model, report: Report): void {
  const list = [
    ...model.occurrences('dmvpn.reply-error'),
    ...model.occurrences('dmvpn.error-indication'),
    ...model.occurrences('dmvpn.error'),
    ...model.occurrences('nhrp.unique-already'),
    ...model
      .occurrences('nhrp.packet-code')
      .filter((occurrence) => !/^no error/i.test(fieldOf(occurrence, 'reason') ?? '')),
    ...model
      .occurrences('nhrp.registration-reply-code')
      .filter(
        (occurrence) =>
          fieldOf(occurrence, 'reason') !== undefined && !/^no error/i.test(fieldOf(occurrence, 'reason') ?? ''),
      ),
  ];
  const packets = ['resolution-request', 'resolution-reply', 'registration-request', 'registration-reply']
    .flatMap((what) => [...model.occurrences(`nhrp.send-${what}`), ...model.occurrences(`nhrp.receive-${what}`)])
    .sort((a, b) => a.line - b.line);
  for (const occurrence of list) {
    const reason = fieldOf(occurrence, 'reason') ?? 'unique address registered already';
    const number = Number(/\((\d{1,3})\)/.exec(reason)?.[1] ?? NaN);
    const authenticates = number === 11 || /authentication/i.test(reason);
    const asked = fieldOf(occurrence, 'destination');
    const registers = isForServer(model, occurrence);
    const code =
      !(authenticates || registers || number === 14) &&
      (number === 12 ||
        number === 13 ||
        /binding|NAK|^loop detected/i.test(reason) ||
        // To whom no way is known: a server that answers for it knows itself.
        (asked !== undefined && (number === 6 || /unreachable/i.test(reason))) ||
        /resolution/i.test(requestOf(occurrence, packets)))
        ? 'nhrp-resolution-failure'
        : 'nhrp-registration-failure';
    if (code === 'nhrp-resolution-failure' && isFoundBelow(model, occurrence)) continue;
    if (
      !authenticates &&
      !refusing.has(number) &&
      !/unique|prohibited|insufficient|authori|no address binding|unreachable|^loop detected/i.test(reason)
    )
      continue;
    report({
      code,
      // A loop may pass: two routers behind one translated address, as long as both are there. Who is unreachable may register later.
      certainty: /^loop detected|unreachable/i.test(reason) ? 'likely' : 'certain',
      side: 'either',
      evidence: evidence(model, [occurrence]),
      ...(authenticates
        ? { detail: { reason: 'authentication' } }
        : number === 14 || /unique/i.test(reason)
          ? { detail: { reason: 'unique' } }
          : {}),
      values: {
        ...(asked === undefined || code === 'nhrp-registration-failure' ? {} : { peer: asked }),
        why: authenticates ? stringsDiffer : reason.replace(/\s*\(\d+\).*$/, ''),
      },
    });
  }
}

/** What is meant for the router that answers, or for a next-hop server that the text names, is a registration. */
function isForServer(model: Model, refusal: Occurrence): boolean {
  const asked = fieldOf(refusal, 'destination');
  return asked !== undefined && (asked === fieldOf(refusal, 'from') || serversIn(model).has(asked));
}

/** The tunnel addresses of next-hop servers, as logs, outputs and configurations name them. */
const serversIn = (model: Model): ReadonlySet<string | undefined> =>
  new Set([
    ...['dmvpn.server-up', 'dmvpn.server-down', 'nhrp.server-up', 'nhrp.server-down', 'nhrp.retransmit'].flatMap((id) =>
      model.occurrences(id).map((server) => fieldOf(server, 'overlay')),
    ),
    ...model.records('show ip nhrp nhs', 'nhs').map((server) => textOf(server, 'nhs')),
    ...model
      .records('show dmvpn', 'peer')
      .filter((row) => textOf(row, 'attributes')?.includes('S'))
      .map((row) => textOf(row, 'tunnelAddress')),
    ...configsOf(model)
      .flatMap(({ interfaces }) => interfaces.flatMap(({ block }) => block.lines))
      .flatMap(({ words }) => (words.slice(0, 3).join(' ') === 'ip nhrp nhs' ? [words[3]] : [])),
  ]);

/** The router that was asked for has an entry below the refusal: it had not registered yet. */
const isFoundBelow = (model: Model, refusal: Occurrence): boolean =>
  fieldOf(refusal, 'destination') !== undefined &&
  after(model, ['dmvpn.peer-up'], refusal.line, (up) => fieldOf(up, 'overlay') === fieldOf(refusal, 'destination'));

/** Codes of RFC 2332 by which a request is refused, whatever words a release has for them: prohibited, no resources, no or no unique binding, taken. */
const refusing = new Set([4, 5, 12, 13, 14]);

/** What a code answers: the message names it, or the packet does in which it stands. */
const requestOf = (occurrence: Occurrence, packets: readonly Occurrence[]): string =>
  fieldOf(occurrence, 'request') ??
  fieldOf(occurrence, 'what') ??
  packets.filter(({ capture, line }) => capture === occurrence.capture && line < occurrence.line).at(-1)?.message.id ??
  '';

/** Packets that break the standard are refused here. Which request that was, the line before tells, or it stays a guess. */
function unreadable(model: Model, report: Report): void {
  const list = model.occurrences('nhrp.refused-here');
  const [first] = list;
  if (!first) return;
  const last = (ids: readonly string[]): number =>
    Math.max(
      -1,
      ...ids
        .flatMap((id) => model.occurrences(id))
        .filter(({ line }) => line < first.line)
        .map(({ line }) => line),
    );
  const [registration, resolution] = [
    last(['nhrp.receive-registration-request']),
    last(['nhrp.receive-resolution-request', 'nhrp.receive-resolution-reply']),
  ];
  const registered =
    model.count('nhrp.receive-registration-reply') > 0 ||
    model.records('show dmvpn', 'peer').some((row) => row.fields.state?.value === 'UP');
  report({
    code:
      resolution > registration || (registration < 0 && registered)
        ? 'nhrp-resolution-failure'
        : 'nhrp-registration-failure',
    certainty: registration < 0 && resolution < 0 ? 'possible' : 'likely',
    side: 'remote',
    evidence: evidence(model, list),
    count: list.length,
    values: { why: fieldOf(first, 'reason') ?? 'the packet is not as the standard has it' },
  });
}

/** A registration cannot even be sent: the outside address of the server is not known, and nothing will tell it. */
function unmapped(model: Model, report: Report): void {
  const servers = new Set(model.occurrences('nhrp.retransmit').map((one) => fieldOf(one, 'overlay')));
  const all = model.occurrences('nhrp.resolution-encapsulation-failed');
  for (const server of servers) {
    const mine = all.filter((one) => server !== undefined && fieldOf(one, 'overlay') === server);
    const last = mine.at(-1);
    if (!last || mine.length < 2 || model.count('nhrp.receive-registration-reply') > 0) continue;
    report({
      code: 'nhrp-registration-failure',
      certainty: 'likely',
      side: 'local',
      evidence: evidence(model, mine),
      detail: { reason: 'nhs-missing' },
      values: { why: `nothing says which address outside the next-hop server ${server} has` },
      count: mine.length,
    });
  }
}

/** Seconds of waiting that only a server reaches which leaves several requests unanswered. */
const longWait = 16;

/** Beside a server that answers another one may not: the wait for that one keeps growing. */
function waits(model: Model, report: Report): void {
  if (model.count('nhrp.receive-registration-reply') === 0) return;
  const all = model.occurrences('nhrp.retransmit');
  for (const server of new Set(all.map((one) => fieldOf(one, 'overlay')))) {
    const mine = all.filter((one) => fieldOf(one, 'overlay') === server);
    const long = mine.filter((one) => Number(fieldOf(one, 'seconds') ?? 0) >= longWait);
    const last = mine.at(-1);
    if (!last || last !== long.at(-1) || long.length < 2) continue;
    if (after(model, ['nhrp.server-up'], last.line, (up) => fieldOf(up, 'overlay') === server)) continue;
    report({
      code: 'nhrp-registration-failure',
      certainty: 'likely',
      side: 'unknown',
      evidence: evidence(model, long),
      detail: { reason: 'not-answered' },
      values: { why: `${server ?? 'the next-hop server'} does not answer` },
      count: long.length,
    });
  }
}

/** debug nhrp: requests that go out again and again and bring no reply. */
function unanswered(model: Model, report: Report): void {
  const judge = (sent: string, replies: readonly string[], code: string, why: string): void => {
    const requests = model.occurrences(sent);
    const last = requests.at(-1);
    if (!last || requests.length < 3 || replies.some((reply) => model.count(reply) > 0)) return;
    report({
      code,
      certainty: 'likely',
      side: sent.startsWith('nhrp.receive-') ? 'either' : 'unknown',
      evidence: evidence(model, requests),
      ...(code === 'nhrp-registration-failure' ? { detail: { reason: 'not-answered' } } : {}),
      values: { why },
      count: requests.length,
    });
  };
  judge(
    'nhrp.send-registration-request',
    ['nhrp.receive-registration-reply'],
    'nhrp-registration-failure',
    'requests go out and no reply comes',
  );
  judge(
    'nhrp.receive-registration-request',
    ['nhrp.send-registration-reply', 'nhrp.registration-reply-code', 'nhrp.send-error-indication'],
    'nhrp-registration-failure',
    'requests arrive and this router answers none: their authentication string or their server may not be its own',
  );
  judge(
    'nhrp.send-resolution-request',
    ['nhrp.receive-resolution-reply', 'nhrp.receive-registration-reply'],
    'nhrp-resolution-failure',
    'requests go out and no reply comes',
  );
  waits(model, report);
  unmapped(model, report);
  const downs = model.occurrences('nhrp.server-down');
  const lastDown = downs.at(-1);
  if (
    lastDown &&
    !after(model, ['nhrp.server-up', 'nhrp.receive-registration-reply'], lastDown.line) &&
    !answersBelow(model, lastDown)
  )
    report({
      code: 'nhrp-registration-failure',
      certainty: 'likely',
      side: 'unknown',
      evidence: evidence(model, downs),
      detail: { reason: 'not-answered' },
      values: { why: `${overlayOf(lastDown)} does not answer`, ...placeOf(lastDown) },
      count: downs.length,
    });
}

/** Milliseconds in which so many falls are more than lines outside that fail now and then. */
const day = 86_400_000;

const areClose = (falls: readonly Occurrence[]): boolean =>
  falls.some(({ time }, at) => {
    const last = falls[at + manyFalls - 1];
    return last !== undefined && (time === undefined || last.time === undefined || last.time - time <= day);
  });

const byPeer = (list: readonly Occurrence[]) => groupBy(list, (one) => fieldOf(one, 'peer'));

/**
 * The session with a server or a spoke that goes and comes back, again and again, and takes the registration with it. Sessions between spokes
 * come and go by themselves, and those of a tunnel that is changed by hand with it.
 */
function sessions(model: Model, report: Report): void {
  for (const kind of ['server', 'client']) {
    const falls = model
      .occurrences(`dmvpn.${kind}-down`)
      .filter((fall) => /^External/i.test(fieldOf(fall, 'reason') ?? '') && !isChangedByHand(model, fall));
    const rises = byPeer(model.occurrences(`dmvpn.${kind}-up`));
    for (const [peer, mine] of byPeer(falls)) {
      if (!areClose(mine) || (rises.get(peer)?.length ?? 0) < mine.length - 1) continue;
      // The line of the whole tunnel, or somebody who shuts it, is told by itself.
      if (
        model.count('tunnel.interface-shut') +
          lineFalls(model, fieldOf(mine[0] as Occurrence, 'interface') ?? '').length >
        0
      )
        continue;
      const rhythm = periodOf(model, mine);
      report({
        code: 'sa-flapping',
        certainty: 'likely',
        side: 'unknown',
        peer,
        evidence: evidence(model, mine),
        title: `The session with {peer} goes and comes back${rhythm === undefined ? ` (${mine.length} times)` : ` ${rhythm.text}`}, and its registration with it`,
        values: { count: String(mine.length) },
        count: mine.length,
        candidates: [
          { code: 'dpd-failure', why: 'Keepalives of IKE are not answered: packets are lost on the way.' },
          { code: 'peer-unreachable', why: 'The path outside comes and goes.' },
          { code: 'rekey-failure', why: 'A fall at the end of a lifetime points at it.' },
        ],
      });
    }
  }
}

/** What the device answered when the protection of a tunnel was changed. */
function replies(model: Model, report: Report): void {
  for (const shut of model.occurrences('tunnel.protection-changed')) {
    const name = fieldOf(shut, 'interface') ?? '';
    const reopened = configsOf(model).some(({ interfaces }) =>
      interfaces.some(
        (one) =>
          one.name === name && one.block.lines.some(({ text, rec }) => rec.line > shut.line && /^no shut/.test(text)),
      ),
    );
    const mine = (other: Occurrence): boolean => fieldOf(other, 'interface') === name;
    if (reopened || after(model, ['tunnel.line-up', 'dmvpn.socket-up', 'dmvpn.server-up'], shut.line, mine)) continue;
    report({
      code: 'operator-action',
      certainty: 'certain',
      role: 'cause',
      severity: 'warning',
      side: 'local',
      evidence: [model.evidence(shut, 'cause')],
      title: `${name} was shut because its protection was changed, and waits for "no shutdown"`,
      fix: [
        {
          where: 'local',
          platform: 'ios',
          config: [`interface ${name}`, ' no shutdown'],
          why: 'The device does not open it again by itself.',
        },
      ],
    });
  }
  const refused = model.occurrences('tunnel.protection-refused');
  if (refused.length > 0)
    report({
      code: 'config-incomplete',
      certainty: 'certain',
      side: 'local',
      evidence: evidence(model, refused.slice(0, 1)),
      title:
        'The protection of this tunnel was refused: tunnels with the same source and IPsec profile all need the word "shared"',
      explanation: `${sharing} The line was not taken, so the interface has no protection now. Put the word on all of them, or give each its own profile.`,
      values: {
        entry: 'interface Tunnel<n>',
        missing: 'tunnel protection ipsec profile <profile> shared',
      },
    });
}

/** Why each of several tunnels needs the word. */
export const sharing =
  'Several tunnel interfaces with one source share the IPsec SAs of a peer only if each of them says so.';
