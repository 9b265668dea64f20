// Judges routing neighbours over tunnels that come and go in a log: lost by themselves, refused, stuck in the exchange of their databases.
import { type Detector, detector, type Rec, type Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { configsOf, type Interface } from '../config/model.ts';
import { callsByUnicast, mapsNoMulticast, multicastMap } from '../config/tunnels.ts';
import { periodOf } from '../ipsec/periods.ts';
import { capturesOf, fieldOf, groupBy, inOrder, isLater, recordsBelow, sameDevice, textOf } from '../values.ts';
import { notifiedReasons, throughTunnels } from './bgp-neighbours.ts';
import { after, evidence, isTunnel, reasonIsKnown } from './lines.ts';
import { type Unanswered, uncopiedBy } from './uncopied-clients.ts';

export const neighbourChanges: Detector = detector({
  id: 'neighbour-changes',
  codes: ['nhrp-multicast-map-missing', 'overlay-routing-flap', 'mtu-fragmentation'],
  run: (model, report) => {
    neighbours(model, report);
    strangers(model, report);
    exchanges(model, report);
  },
});

export interface Change {
  readonly occurrence: Occurrence;
  readonly up: boolean;
  readonly neighbour: string;
  readonly interface: string;
  readonly reason: string;
  /** Nothing in the text says that it is over a tunnel. */
  readonly guessed?: boolean;
}

/** What a log says of neighbours over tunnels, in text order; read once. */
export function changesOf(model: Model): readonly Change[] {
  const found = placed.get(model) ?? allChangesOf(model).filter(({ guessed }) => guessed !== true);
  placed.set(model, found);
  return found;
}
const placed = new WeakMap<Model, readonly Change[]>();

/** The same with neighbours that nothing puts behind a tunnel, and that may be reached through the only one. */
export function allChangesOf(model: Model): readonly Change[] {
  const found = known.get(model) ?? readChanges(model);
  known.set(model, found);
  return found;
}
const known = new WeakMap<Model, readonly Change[]>();

function readChanges(model: Model): Change[] {
  const change = (occurrence: Occurrence, up: boolean): Change => ({
    occurrence,
    up,
    neighbour: fieldOf(occurrence, 'neighbor') ?? '',
    interface: fieldOf(occurrence, 'interface') ?? '',
    reason: fieldOf(occurrence, 'reason') ?? '',
  });
  return [
    ...model.occurrences('routing.eigrp-up').map((occurrence) => change(occurrence, true)),
    ...model.occurrences('routing.eigrp-down').map((occurrence) => change(occurrence, false)),
    ...(model.count('routing.bgp-down') < 2 ? [] : bgpChanges(model, change)),
    ...model.occurrences('routing.ospf-change').flatMap((occurrence) => {
      if (fieldOf(occurrence, 'to') === 'FULL') return [change(occurrence, true)];
      return fieldOf(occurrence, 'to') === 'DOWN' ? [change(occurrence, false)] : [];
    }),
  ]
    .filter((one) => isTunnel(one.interface))
    .sort((a, b) => a.occurrence.line - b.occurrence.line);
}

function bgpChanges(model: Model, change: (occurrence: Occurrence, up: boolean) => Change): Change[] {
  const lines = inOrder(model, ['routing.bgp-up', 'routing.bgp-down']);
  const inside = throughTunnels(model, lines);
  const reasonOf = notifiedReasons(model);
  return lines.flatMap((occurrence) => {
    const one = change(occurrence, occurrence.message.id === 'routing.bgp-up');
    const way = inside.get(one.neighbour);
    return way
      ? [{ ...one, interface: way.interface, guessed: way.guessed, reason: reasonOf(one.neighbour, one.reason) }]
      : [];
  });
}

/** OSPF finds its neighbour by small hellos and then cannot exchange its database: packets of full size do not pass, or the MTUs differ. */
function exchanges(model: Model, report: Report): void {
  const stuck = model
    .occurrences('routing.ospf-change')
    .filter(
      (occurrence) =>
        isTunnel(fieldOf(occurrence, 'interface') ?? '') &&
        /^(?:EXSTART|EXCHANGE)$/.test(fieldOf(occurrence, 'from') ?? '') &&
        /too many retrans/i.test(fieldOf(occurrence, 'reason') ?? ''),
    );
  const through = stuck.length > 0 ? lastThrough(model) : new Map<string, number>();
  for (const name of new Set(stuck.map((occurrence) => fieldOf(occurrence, 'interface')))) {
    const mine = stuck.filter(
      (occurrence) =>
        fieldOf(occurrence, 'interface') === name && (through.get(exchangeOf(occurrence)) ?? -1) <= occurrence.line,
    );
    if (mine.length < 2) continue;
    report({
      code: 'mtu-fragmentation',
      certainty: 'likely',
      side: 'either',
      evidence: evidence(model, mine),
      title: `OSPF over ${name} never gets beyond the database exchange: the MTUs of the two ends differ, or large packets are lost`,
      values: { mtu: '1400', mss: '1360' },
      count: mine.length,
      candidates: [
        { code: 'overlay-routing-flap', why: 'Unicast to the neighbour is lost while multicast passes.' },
        { code: 'nhrp-multicast-map-missing', why: 'Hellos of one end only arrive.' },
      ],
    });
  }
}

const exchangeOf = (line: Occurrence): string => `${fieldOf(line, 'interface')} ${fieldOf(line, 'neighbor')}`;

/** The last line by which each neighbour got through the exchange. */
const lastThrough = (model: Model): ReadonlyMap<string, number> =>
  new Map(
    model
      .occurrences('routing.ospf-change')
      .filter((change) => fieldOf(change, 'to') === 'FULL')
      .map((change) => [exchangeOf(change), change.line]),
  );

/** What a loss says that the interface or an operator caused is no loss of the neighbour. */
const isOwn = ({ up, reason }: Change): boolean => !up && !caused.test(reason);
/** So BGP says too that its session was reset or taken away at either end, and that the interface went. */
const caused =
  /interface (?:down|flap)|administrati|manually|user reset|admin\b|cease|shutdown|deleted|deconfigured|changed|activated|config/i;

const isUnanswered = ({ reason }: Change): boolean => /retry limit exceeded/i.test(reason);

/** The losses of neighbours that acknowledged nothing; one stays where it is the last that is told of the neighbour, or not the only one. */
export function unansweredIn(model: Model): readonly Unanswered[] {
  const changes = changesOf(model);
  const lost = changes.filter((change) => isOwn(change) && isUnanswered(change));
  const last = new Map(changes.map((change) => [change.neighbour, change]));
  const times = groupBy(lost, ({ neighbour }) => neighbour);
  return lost.map((change) => ({
    ...change,
    stays: last.get(change.neighbour)?.up === false || (times.get(change.neighbour)?.length ?? 0) > 1,
  }));
}

/** EIGRP says last of a neighbour that its packets are not authentic: that does not heal by itself. */
const isRefused = (here: readonly Change[], neighbour: string): boolean =>
  /auth failure/i.test(here.findLast((change) => change.neighbour === neighbour)?.reason ?? '');

/** A neighbour over a tunnel that was lost for a reason of its own and that the text does not show again, where no operator acted. */
export function neighbourAway(model: Model): { readonly neighbour: string; readonly interface: string } | undefined {
  if (model.operatorLines.length > 0) return undefined;
  const changes = changesOf(model);
  const tables = capturesOf(model.captures, 'show ip eigrp neighbors', 'show ip ospf neighbor');
  const rows = tables.flatMap(({ root }) => recordsBelow(root, 'neighbour'));
  const isBack = ({ neighbour, occurrence }: Change): boolean =>
    changes.some(
      (other) =>
        other.up &&
        other.neighbour === neighbour &&
        (other.occurrence.time !== undefined && occurrence.time !== undefined
          ? other.occurrence.time >= occurrence.time
          : other.occurrence.line > occurrence.line),
    ) || rows.some((row) => [textOf(row, 'address'), textOf(row, 'neighbour')].includes(neighbour));
  return changes.findLast((change) => isOwn(change) && !isLeaving(change) && !isBack(change));
}

/** Every neighbour over a tunnel that the log says was lost, for whatever reason, is said to be up below a line and not lost again. */
export function neighboursAreBack(model: Model, line: number): boolean {
  const changes = changesOf(model);
  const lost = new Set(changes.filter(({ up }) => !up).map(({ neighbour }) => neighbour));
  const isBack = (neighbour: string): boolean => {
    const last = changes.findLast((change) => change.neighbour === neighbour);
    return last?.up === true && last.occurrence.line > line;
  };
  return lost.size > 0 && [...lost].every(isBack);
}

/** The neighbour itself says that it goes. */
const isLeaving = ({ reason }: Change): boolean => /goodbye|peer restarted|peer-termination|process/i.test(reason);

/** Again and again it goes as soon as it has come: it is not shut down there, it loses us. */
function leaveSoon(here: readonly Change[], downs: readonly Change[]): boolean {
  const isDown = new Set(downs);
  let came: number | undefined;
  for (const change of here.filter(({ neighbour }) => neighbour === downs[0]?.neighbour)) {
    const { time } = change.occurrence;
    const stayed = Number(time) - Number(came);
    if (change.up) came = time;
    else if (isDown.has(change) && !(stayed > 0 && stayed <= soon)) return false;
  }
  return true;
}
/** Milliseconds. */
const soon = 300_000;

/**
 * On an interface of network type point-to-point OSPF keeps one neighbour: the hello of another one resets the first. Several that are reset on one
 * tunnel tell the type, where one of them comes again or gets no further; all of them once, from FULL, may only have been cleared.
 */
function displaced(model: Model, here: readonly Change[]): readonly Change[] {
  const [first] = here;
  const reset = here.filter(({ up, reason }) => !up && forced.test(reason));
  const who = new Set(reset.map(({ neighbour }) => neighbour));
  const isFought =
    reset.length > who.size ||
    reset.some(({ occurrence }) => fieldOf(occurrence, 'from') !== 'FULL') ||
    (first !== undefined && isPointToPoint(model, first.interface, deviceOf(model, first)));
  return who.size > 1 && isFought ? reset : [];
}
const forced = /forced to reset/i;

const deviceOf = (model: Model, { occurrence }: Change): string | undefined =>
  model.captures[occurrence.capture]?.device;

/** Rows of an output of one device that are of one tunnel. */
const rowsOf = (model: Model, command: string, kind: string, name: string, device: string | undefined): Rec[] =>
  capturesOf(model.captures, command)
    .filter((capture) => capture.device === device)
    .flatMap(({ root }) => recordsBelow(root, kind))
    .filter((row) => isSameTunnel(textOf(row, 'interface'), name));

/** OSPF says so of the tunnel itself. */
const isPointToPoint = (model: Model, name: string, device: string | undefined): boolean =>
  rowsOf(model, 'show ip ospf interface brief', 'interface', name, device).some(
    (row) => textOf(row, 'state') === 'P2P',
  );

const isSameTunnel = (one: string | undefined, other: string): boolean =>
  one?.replace(/^\D+/, '') === other.replace(/^\D+/, '') && isTunnel(one ?? '');

/** More than one neighbour wants the only place that OSPF of a device has on this tunnel. */
export function isOvercrowded(model: Model, name: string, device: string | undefined): boolean {
  const changes = changesOf(model).filter(
    (change) => isSameTunnel(change.interface, name) && sameDevice(deviceOf(model, change), device),
  );
  if (displaced(model, changes).length > 0) return true;
  const met = rowsOf(model, 'show ip ospf neighbor', 'neighbour', name, device);
  return isPointToPoint(model, name, device) && new Set(met.map((row) => textOf(row, 'neighbour'))).size > 1;
}

/** A neighbour over a tunnel that comes and goes while the tunnel itself is not said to go down. */
function neighbours(model: Model, report: Report): void {
  // A route that leads into the tunnel takes its neighbours with it: what is lost for another reason is lost after the last of these.
  const loops = inOrder(model, ['tunnel.recursive-routing', 'tunnel.looped-chain']);
  const [first, ...others] = loops;
  const last = first && others.reduce((latest, loop) => (isLater(loop, latest) ? loop : latest), first);
  const isSince = (occurrence: Occurrence): boolean => last === undefined || isLater(occurrence, last);
  const changes = allChangesOf(model).filter(({ occurrence }) => isSince(occurrence));
  for (const name of new Set(changes.map((change) => change.interface))) {
    const here = changes.filter((change) => change.interface === name);
    const falls = lineFalls(model, name).filter(isSince).length;
    const lost = here.filter(isOwn);
    // Several neighbours behind one tunnel interface: it is a multipoint one.
    const several = new Set(lost.map(({ neighbour }) => neighbour)).size > 1;
    if (several && lost.every(isUnanswered) && here.some(({ up }) => up) && !reasonIsKnown(model)) {
      losses(model, here, lost, true, report);
      continue;
    }
    const reset = displaced(model, lost);
    if (reset.length > falls) {
      losses(model, here, reset, false, report);
      continue;
    }
    const lacksClients = copiesToSome(model, name);
    for (const neighbour of new Set(here.map((change) => change.neighbour))) {
      const downs = lost.filter(
        (change) => change.neighbour === neighbour && !/too many retrans|ignore timer/i.test(change.reason),
      );
      if (downs.length < (isRefused(here, neighbour) ? 1 : 2) || falls >= downs.length) continue;
      if (downs.every(isLeaving) && !leaveSoon(here, downs)) continue;
      const bare = downs.every(isUnanswered) ? withoutMap(model, name) : undefined;
      const isMissed = downs.every(isUnanswered) && (lacksClients || dmvpnIsUp(model));
      losses(model, here, downs, bare !== undefined || isMissed, report, bare);
    }
  }
}

/** A routing neighbour over this tunnel was lost more than once, for a reason of its own. */
export const losesNeighbours = (model: Model, tunnel: string): boolean =>
  changesOf(model).filter((change) => isOwn(change) && change.interface.toLowerCase() === tunnel.toLowerCase()).length >
  1;

export const lineFalls = (model: Model, name: string): Occurrence[] =>
  model.occurrences('tunnel.line-down').filter((occurrence) => fieldOf(occurrence, 'interface') === name);

/** The configuration of a tunnel interface, by whichever name, where it names nobody to whom multicast is copied. */
export const withoutMap = (model: Model, name: string, device?: string): Interface | undefined =>
  configsOf(model)
    .filter((config) => device === undefined || config.device === undefined || config.device === device)
    .flatMap((config) =>
      config.interfaces.filter(
        (one) => one.name === name.replace(/^Tu(?=\d)/i, 'Tunnel') && !one.shut && mapsNoMulticast(config, one),
      ),
    )
    .find((one) => !callsByUnicast(one));

/** What the reasons of the losses say themselves, for advice that fits. */
function kindOfLoss(here: readonly Change[], downs: readonly Change[]): string | undefined {
  const every = (pattern: RegExp): boolean => downs.every(({ reason }) => pattern.test(reason));
  if (every(/auth failure/i)) return 'authentication';
  if (every(/K-value mismatch/i)) return 'metric';
  if (every(forced) && new Set(here.filter(({ reason }) => forced.test(reason)).map((one) => one.neighbour)).size > 1)
    return 'network-type';
  return downs.every(({ occurrence }) => occurrence.message.id === 'routing.bgp-down') ? 'unicast' : undefined;
}

function losses(
  model: Model,
  here: readonly Change[],
  downs: readonly Change[],
  multicast: boolean,
  report: Report,
  bare?: Interface | undefined,
): void {
  const first = downs[0] as Change;
  const occurrences = downs.map((change) => change.occurrence);
  const rhythm = periodOf(model, occurrences);
  const alone = downs.every(({ neighbour }) => neighbour === first.neighbour);
  const told = multicast ? undefined : kindOfLoss(here, downs);
  report({
    code: multicast ? 'nhrp-multicast-map-missing' : 'overlay-routing-flap',
    certainty: first.guessed === true ? 'possible' : 'likely',
    side: bare ? 'local' : 'either',
    evidence: [...(bare ? [model.evidence(bare.block.rec, 'cause')] : []), ...evidence(model, occurrences)],
    values: {
      ...(first.interface === 'Tunnel' ? {} : { interface: first.interface }),
      ...(alone ? { peer: first.neighbour } : {}),
      reason: `${first.reason}${rhythm === undefined ? '' : `, ${rhythm.text}`}`,
    },
    count: downs.length,
    ...(bare ? { fix: [multicastMap(bare)] } : {}),
    ...(told === undefined ? {} : { detail: { reason: told } }),
    candidates:
      told !== undefined && told !== 'unicast'
        ? []
        : [
            ...(multicast
              ? [{ code: 'overlay-routing-flap', why: 'Unicast to the neighbour may be lost instead.' }]
              : told === undefined
                ? [
                    {
                      code: 'nhrp-multicast-map-missing',
                      why: 'Hellos pass one way only: "retry limit exceeded" points at it.',
                    },
                  ]
                : []),
            { code: 'mtu-fragmentation', why: 'Hellos are small, updates are not.' },
            { code: 'sa-flapping', why: 'IPsec below may come and go.' },
          ],
  });
}

/** Hellos from a network that the tunnel interface is not in: the neighbour will never come up. */
function strangers(model: Model, report: Report): void {
  const all = model.occurrences('routing.eigrp-stranger').filter((one) => isTunnel(fieldOf(one, 'interface') ?? ''));
  for (const neighbour of new Set(all.map((one) => fieldOf(one, 'neighbor')))) {
    const mine = all.filter((one) => fieldOf(one, 'neighbor') === neighbour);
    const first = mine[0];
    const last = mine.at(-1);
    if (!first || !last || after(model, ['routing.eigrp-up'], last.line, (up) => fieldOf(up, 'neighbor') === neighbour))
      continue;
    const name = fieldOf(first, 'interface') ?? 'the tunnel';
    report({
      code: 'overlay-routing-flap',
      certainty: 'likely',
      side: 'either',
      evidence: evidence(model, mine),
      title: `EIGRP does not take ${neighbour} for a neighbour over ${name}: its address is not in the network of this interface`,
      values: { interface: name, ...(neighbour === undefined ? {} : { peer: neighbour }) },
      count: mine.length,
    });
  }
}

/** The list of a server shows that it copies multicast to some of its clients on this tunnel only. */
const copiesToSome = (model: Model, name: string): boolean =>
  capturesOf(model.captures, 'show ip nhrp multicast').some((capture) =>
    isSameTunnel(uncopiedBy(model, capture, unansweredIn(model))?.client.interface, name),
  );

/** NHRP works as far as the text shows it: somebody came up and nobody was refused. */
function dmvpnIsUp(model: Model): boolean {
  const rows = model.records('show dmvpn', 'peer');
  if (rows.length > 0) return rows.every((row) => row.fields.state?.value === 'UP');
  const servers = model.records('show ip nhrp nhs', 'nhs');
  if (servers.length > 0) return servers.every((server) => server.fields.flags?.value.includes('R') === true);
  return model.count('dmvpn.client-up') > 0 || model.count('dmvpn.server-up') > 0;
}
