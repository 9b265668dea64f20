// Finds the registered clients of a server to whom it copies no multicast, where routing shows that they miss it.
import type { Rec } from '../../../engine/define.ts';
import type { Capture, Model, Occurrence } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { callsByUnicast } from '../config/tunnels.ts';
import { capturesOf, isUnfiltered, recordsBelow, secondsOf, textOf } from '../values.ts';
import { sameDevice } from './rows.ts';

/** Who registered, as the cache or the list of sessions of a server shows it. */
interface Client {
  readonly rec: Rec;
  readonly interface: string;
  /** Its addresses outside: behind NAT it believes to have another one. */
  readonly outside: readonly string[];
  /** Its address in the tunnel. */
  readonly inside: string | undefined;
}

/** A routing neighbour that a log says was lost because it acknowledged nothing. */
export interface Unanswered {
  readonly neighbour: string;
  readonly interface: string;
  readonly occurrence: Occurrence;
  /** It is lost for good, or again and again. */
  readonly stays: boolean;
}

export interface Uncopied {
  readonly client: Client;
  /** The list of those to whom multicast is copied. */
  readonly listed: Rec;
  /** What shows that it is missed: its neighbour was lost, or others are neighbours and it is none. */
  readonly symptom: Rec | Occurrence;
}

/** As long as this a neighbour stays only if its packets are acknowledged, in seconds. */
const settled = 300;

const isSameTunnel = (one: string, other: string): boolean => one.replace(/^\D+/, '') === other.replace(/^\D+/, '');

/**
 * The last list of a server to whom it copies multicast holds one of its clients and lacks another. The list of a client holds its servers alone, and
 * rightly: this device is a server where one to whom it copies is among those that it learnt.
 */
export function uncopiedBy(model: Model, capture: Capture, lost: readonly Unanswered[]): Uncopied | undefined {
  const copies = recordsBelow(capture.root, 'copy');
  const [listed] = copies;
  if (!listed || !isUnfiltered(capture) || /\d\.\d/.test(capture.typed ?? '') || isLookedAtAgain(model, capture))
    return undefined;
  const clients = clientsOf(model, capture);
  const isCopied = ({ interface: name, outside }: Client): boolean =>
    copies.some(
      (copy) => isSameTunnel(textOf(copy, 'interface') ?? '', name) && outside.includes(textOf(copy, 'peer') ?? ''),
    );
  const served = clients.filter(isCopied);
  const tunnels = new Set(served.map((client) => client.interface.replace(/^\D+/, '')));
  for (const client of clients) {
    if (isCopied(client) || !tunnels.has(client.interface.replace(/^\D+/, ''))) continue;
    if (isCalledByUnicast(model, capture, client.interface)) continue;
    const symptom = symptomOf(model, capture, client, served, lost);
    if (symptom) return { client, listed, symptom };
  }
  return undefined;
}

const isLookedAtAgain = (model: Model, capture: Capture): boolean =>
  capturesOf(model.captures, 'show ip nhrp multicast').some(
    (other) => other.index > capture.index && sameDevice(other, capture),
  );

const isCalledByUnicast = (model: Model, { device }: Capture, name: string): boolean =>
  configsOf(model)
    .filter((config) => config.device === device)
    .flatMap(({ interfaces }) => interfaces)
    .some((one) => isSameTunnel(one.name, name) && /^Tu/i.test(one.name) && callsByUnicast(one));

function clientsOf(model: Model, capture: Capture): readonly Client[] {
  const mine = (id: string): readonly Capture[] =>
    capturesOf(model.captures, id).filter((other) => sameDevice(other, capture));
  const client = (rec: Rec, name: string | undefined, inside: string | undefined): Client[] => {
    const outside = [textOf(rec, 'peer'), textOf(rec, 'claimed')].filter((address) => address !== undefined);
    return name === undefined || outside.length === 0 ? [] : [{ rec, interface: name, outside, inside }];
  };
  // Of an entry that shows its flags, they tell who registered; the brief list has none.
  const cached = mine('show ip nhrp')
    .flatMap(({ root }) => [...recordsBelow(root, 'entry'), ...recordsBelow(root, 'row')])
    .filter((entry) => /^(?:dynamic|D)$/i.test(textOf(entry, 'type') ?? ''))
    .filter((entry) => {
      const flags = entry.all.filter(({ name }) => name === 'flag').map(({ value }) => value);
      return flags.length === 0 || flags.includes('registered');
    })
    .flatMap((entry) => client(entry, textOf(entry, 'interface'), textOf(entry, 'via') ?? textOf(entry, 'target')));
  const sessions = mine('show dmvpn')
    .flatMap(({ root }) => recordsBelow(root, 'interface'))
    .filter((at) => /^Hub/i.test(textOf(at, 'type') ?? ''))
    .flatMap((at) =>
      recordsBelow(at, 'peer')
        .filter((row) => textOf(row, 'state') === 'UP' && /D/.test(textOf(row, 'attributes') ?? ''))
        .flatMap((row) => client(row, textOf(at, 'interface'), textOf(row, 'tunnelAddress'))),
    );
  return [...cached, ...sessions];
}

function symptomOf(
  model: Model,
  capture: Capture,
  { interface: name, inside }: Client,
  served: readonly Client[],
  lost: readonly Unanswered[],
): Rec | Occurrence | undefined {
  const tables = ['show ip eigrp neighbors', 'show ip ospf neighbor'].flatMap((id) =>
    capturesOf(model.captures, id)
      .filter((other) => sameDevice(other, capture))
      .slice(-1),
  );
  const met = tables
    .flatMap(({ root }) => recordsBelow(root, 'neighbour'))
    .filter((row) => isSameTunnel(textOf(row, 'interface') ?? '', name));
  const addresses = new Set(served.map((client) => client.inside));
  const isOf = (row: Rec, address: string | undefined): boolean => textOf(row, 'address') === address;
  const isSettled = (row: Rec): boolean =>
    textOf(row, 'state') === 'FULL' || (secondsOf(textOf(row, 'uptime')) ?? 0) >= settled;
  if (inside === undefined || met.some((row) => isOf(row, inside) && isSettled(row))) return undefined;
  const loss = lost.find(
    (one) => one.stays && isSameTunnel(one.interface, name) && !addresses.has(one.neighbour),
  )?.occurrence;
  const isWhole = tables.length > 0 && tables.every((other) => isUnfiltered(other));
  const other = met.find((row) => isSettled(row) && [...addresses].some((address) => isOf(row, address)));
  return loss ?? (isWhole && other && !met.some((row) => isOf(row, inside)) ? other : undefined);
}
