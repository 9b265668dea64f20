// Tells what an access list of a device has refused: fragments of large packets, as messages with certificates are, and IKE of a peer.
import type { Rec, Report } from '../../../engine/define.ts';
import type { Capture, Evidence, Model, Tunnel } from '../../../engine/model.ts';
import { isFilter, placeOf } from '../config/list-places.ts';
import { type Rule, ruleOf } from '../config/lists.ts';
import { listFix, listNext, refusedIkeMeans } from '../ipsec/refused-packets.ts';
import { covers, isAny, isHost, type Network, networkOf, touching } from '../networks.ts';
import { capturesOf, isUnfiltered, numberIn, recordsBelow, sameDevice, textOf } from '../values.ts';

const listsIn = (captures: readonly Capture[]): Rec[] => captures.flatMap(({ root }) => recordsBelow(root, 'list'));

const capturesAt = (model: Model, device: string | undefined): readonly Capture[] =>
  capturesOf(model.captures, 'show access-lists').filter((capture) => sameDevice(capture.device, device));

const matchesOf = (entry: Rec): number => numberIn(entry.fields.matches) ?? 0;

/** An entry that refuses fragments, and has refused some. */
export const fragmentsDenied = (model: Model, device: string | undefined): Rec | undefined =>
  listsIn(capturesAt(model, device))
    .flatMap((list) => recordsBelow(list, 'entry'))
    .find(
      (entry) =>
        textOf(entry, 'action') === 'deny' && /\bfragments\b/.test(textOf(entry, 'rule') ?? '') && matchesOf(entry) > 0,
    );

type IkePort = 500 | 4500;

/** The entry of a list that keeps IKE of a peer out of this device. */
export interface Refused {
  readonly entry: Rec;
  readonly list: string | undefined;
  readonly port: IkePort;
  readonly peer: string | undefined;
  readonly local: string | undefined;
  /** What was refused came from this peer: the entry names it. */
  readonly ofPeer: boolean;
  /** It refuses what this end sends to the peer. */
  readonly outgoing?: boolean;
  /** The device on the way whose list it is, where the text names it; the lists of a device of its own are `undefined`. */
  readonly filter?: string | undefined;
}

/** Whose packets are asked for, and where they go to; what is not known is undefined. */
interface Arrival {
  readonly from: Network | undefined;
  readonly to: Network | undefined;
  readonly port: IkePort;
}

/**
 * What a list in use at the outside of this device refuses of a peer's IKE, and has refused. Packets are counted where the list is used, but not
 * whose they are: where the text does not show where that is, the list lets UDP 500 of the peer in, or the entry names the peer.
 */
export function ikeRefused(
  model: Model,
  device: string | undefined,
  peer: string | undefined,
  port: IkePort,
): Refused | undefined {
  const tunnel: Partial<Tunnel> = model.tunnelOf(peer) ?? {};
  const arrival: Arrival = { from: networkOf(peer), to: networkOf(tunnel.local), port };
  // What a filter picked out of a list is no list; of one that is shown again the last look counts.
  const lists = new Map(
    listsIn(capturesAt(model, device).filter(isUnfiltered)).map((list) => [textOf(list, 'acl'), list] as const),
  );
  for (const [name, list] of lists) {
    const end = { local: tunnel.local, interface: tunnel.interface };
    const place = name === undefined ? 'unknown' : placeOf(model, device, name, end);
    if (place === 'elsewhere' || /^Standard$/i.test(textOf(list, 'type') ?? '')) continue;
    const line = refusalIn(list, arrival);
    if (!line) continue;
    const lets = port !== 500 && linesOf(list).some((one) => letsIkeIn(one, arrival));
    const isOfIke = isNamed(line.receiver, port) || lets;
    const ofPeer = namesSender(line);
    if (isOfIke && (place === 'outside' || lets || ofPeer))
      return { entry: line.entry, list: name, port, peer, local: tunnel.local, ofPeer };
  }
  return refusedOnTheWay(model, device, peer, tunnel.local, port);
}

/**
 * A list that lies on the way: it has refused what one of the two ends sends, which its line names, and nobody else has that address. It may be the
 * list of a firewall in front, or of the far end.
 */
function refusedOnTheWay(
  model: Model,
  device: string | undefined,
  peer: string | undefined,
  local: string | undefined,
  port: IkePort,
): Refused | undefined {
  const [here, there] = [networkOf(local), networkOf(peer)];
  if (!here || !there) return undefined;
  for (const { device: filter, list } of lastLists(model)) {
    const name = textOf(list, 'acl');
    if (name !== undefined && !isFilter(model, filter, name)) continue;
    for (const [from, to] of [
      [here, there],
      [there, here],
    ] as const) {
      const line = refusalIn(list, { from, to, port });
      if (!line || !namesSender(line) || !isNamed(line.receiver, port)) continue;
      const outgoing = from === here;
      // What a router sends itself passes no list of its own.
      if (filter === device && (!outgoing || device !== undefined)) continue;
      return { entry: line.entry, list: name, port, peer, local, ofPeer: true, outgoing, filter: filter ?? '' };
    }
  }
  return undefined;
}

const lastLooks = new WeakMap<Model, readonly { readonly device: string | undefined; readonly list: Rec }[]>();

/** The lists of all devices, routers and firewalls, each as it was shown last; gone through once. */
function lastLists(model: Model): readonly { readonly device: string | undefined; readonly list: Rec }[] {
  const known =
    lastLooks.get(model) ??
    [
      ...new Map(
        capturesOf(model.captures, 'show access-lists')
          .filter(isUnfiltered)
          .flatMap(({ device, root }) =>
            [...recordsBelow(root, 'list'), ...recordsBelow(root, 'counters')].map(
              (list) => [`${device ?? ''} ${textOf(list, 'acl')}`, { device, list }] as const,
            ),
          ),
      ).values(),
    ].filter(({ list }) => !/^Standard$/i.test(textOf(list, 'type') ?? ''));
  lastLooks.set(model, known);
  return known;
}

const readLines = new WeakMap<Rec, readonly Line[]>();

/** The lines of a list, read once: many peers are held against them. */
function linesOf(list: Rec): readonly Line[] {
  const known =
    readLines.get(list) ?? [...recordsBelow(list, 'entry'), ...recordsBelow(list, 'counted')].flatMap(lineOf);
  readLines.set(list, known);
  return known;
}

/** The line of a list that refuses such packets, and has refused some. */
function refusalIn(list: Rec, arrival: Arrival): Line | undefined {
  const line = linesOf(list).find((one) => (one.rule.permit ? mayHold(one, arrival) : holds(one, arrival)));
  return line && !line.rule.permit && matchesOf(line.entry) > 0 ? line : undefined;
}

const namesSender = ({ rule }: Line): boolean => rule.sources?.some((source) => !isAny(source)) === true;

/** Says that the list is why IKE of this peer stands still; `seen` is what is seen of it. */
export function reportRefusal(
  model: Model,
  report: Report,
  { entry, list, port, peer, local, outgoing, filter }: Refused,
  seen: readonly Evidence[],
): void {
  const whose = filter === undefined ? 'this device' : filter || 'a device on the way';
  const [sender, receiver] = outgoing ? [local, peer] : [peer, local];
  report({
    code: port === 500 ? 'peer-unreachable' : 'nat-t-blocked',
    certainty: 'likely',
    side: filter === undefined ? 'local' : 'unknown',
    peer,
    title: `An access list of ${whose} refuses UDP ${port}[[ ${outgoing ? 'to' : 'from'} {peer}]][[ (list {list})]]`,
    explanation: refusedIkeMeans(String(port)),
    evidence: [model.evidence(entry, 'cause'), ...seen.map((span) => ({ ...span, role: 'symptom' as const }))],
    values: {
      ...(list === undefined ? {} : { list }),
      ...(sender === undefined ? {} : { sender }),
      ...(receiver === undefined ? {} : { receiver }),
    },
    next: listNext,
    fix: listFix,
    ...(port === 500 ? { detail: { direction: 'no-answer' } } : {}),
  });
}

/** What an entry says of the ports of one side: those that it names, and whether it compares with them otherwise than by `eq`. */
interface Ports {
  readonly named: readonly string[];
  readonly compared: boolean;
}

interface Line {
  readonly entry: Rec;
  readonly rule: Rule;
  readonly text: string;
  readonly sender: Ports;
  readonly receiver: Ports;
}

function lineOf(entry: Rec): Line[] {
  const text = textOf(entry, 'rule') ?? '';
  const rule = ruleOf(`${textOf(entry, 'action')} ${text}`, entry);
  return rule ? [{ entry, rule, text, ...portsOf(text) }] : [];
}

const names: Readonly<Record<IkePort, RegExp>> = { 500: /^(?:isakmp|500)$/, 4500: /^(?:non500-isakmp|4500)$/ };
const isNamed = ({ named }: Ports, ...ports: readonly IkePort[]): boolean =>
  named.some((name) => ports.some((port) => names[port].test(name)));
const isFree = ({ named, compared }: Ports): boolean => named.length === 0 && !compared;

/** Every such packet is one of this entry. */
function holds({ rule, text, sender, receiver }: Line, { from, to, port }: Arrival): boolean {
  const isFor = (networks: readonly Network[] | undefined, one: Network | undefined, open: boolean): boolean =>
    networks?.some((network) => isAny(network) || (one ? covers(network, one) : open && isHost(network))) === true;
  return (
    /^(?:udp|17|ip)$/.test(rule.protocol) &&
    !/\b(?:fragments|time-range)\b/.test(text) &&
    isFree(sender) &&
    (isFree(receiver) || (!receiver.compared && isNamed(receiver, port))) &&
    isFor(rule.sources, from, false) &&
    // A host that a list of the outside names as receiver is this device.
    isFor(rule.destinations, to, true)
  );
}

/** Such packets may be of this entry: what cannot be read is taken for a line that lets them in. */
function mayHold({ rule, sender, receiver }: Line, { from, to, port }: Arrival): boolean {
  const isFor = (networks: readonly Network[] | undefined, one: Network | undefined): boolean =>
    networks === undefined || one === undefined || networks.some((network) => touching(network, one));
  return (
    /^(?:udp|17|ip|object|object-group)$/.test(rule.protocol) &&
    (isFree(sender) || sender.compared || isNamed(sender, 500, 4500)) &&
    (isFree(receiver) || receiver.compared || isNamed(receiver, port)) &&
    isFor(rule.sources, from) &&
    isFor(rule.destinations, to)
  );
}

/** UDP 500 of the peer came in through this list. */
const letsIkeIn = (line: Line, arrival: Arrival): boolean =>
  line.rule.permit &&
  isNamed(line.receiver, 500) &&
  matchesOf(line.entry) > 0 &&
  mayHold(line, { ...arrival, port: 500 });

const operator = /^(?:eq|gt|lt|neq|range)$/;
const isPort = (word = ''): boolean =>
  /^(?:\d+|[a-z][\w-]*)$/.test(word) && !/^(?:any[46]?|host|object|object-group|log|log-input)$/.test(word);

/** `udp any eq domain any`, `udp any host 192.0.2.1 eq isakmp non500-isakmp`, `udp any range 1 1023 any`. */
function portsOf(text: string): Pick<Line, 'sender' | 'receiver'> {
  const words = text.split(/\s+/);
  let at = /^object/.test(words[0] ?? '') ? 2 : 1;
  const side = (): Ports => {
    at += /^any[46]?$|[:/]/.test(words[at] ?? '') ? 1 : 2;
    const how = words[at] ?? '';
    if (!operator.test(how)) return { named: [], compared: false };
    const named: string[] = [];
    for (at += 1; isPort(words[at]); at += 1) named.push(words[at] as string);
    return { named, compared: how !== 'eq' };
  };
  return { sender: side(), receiver: side() };
}

/** An output shows that IKE with this peer has moved to UDP 4500. */
export const isOnPort4500 = (model: Model, peer: string | undefined): boolean =>
  capturesOf(model.captures, 'show crypto session').some(({ root }) =>
    recordsBelow(root, 'peer').some(
      (session) =>
        textOf(session, 'peer') === peer &&
        [session.fields.peerPort, ...recordsBelow(session, 'ike').map(({ fields }) => fields.remotePort)].some(
          (port) => port?.value === '4500',
        ),
    ),
  );
