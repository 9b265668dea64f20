// Rebuilds negotiations from debug and syslog lines: which attempt of which peer a line belongs to, and how far that attempt came.
import type { Ids } from './facts.ts';
import type { Attempt, Occurrence } from './model.ts';

interface Draft {
  index: number;
  version: 1 | 2 | undefined;
  device: string | undefined;
  local: string | undefined;
  peer: string | undefined;
  role: 'initiator' | 'responder' | undefined;
  mode: string | undefined;
  natt: boolean;
  ikeUp: boolean;
  childUp: boolean;
  /** First connection id it was given. */
  connection: string | undefined;
  /** The number of its session, where a device prints one beside the connection. */
  session: string | undefined;
  /** Something but its beginning was seen. */
  moved: boolean;
  startLine: number;
  endLine: number;
  occurrences: Occurrence[];
}

/** Negotiations that the next lines of a device may belong to. */
interface Open {
  readonly device: string | undefined;
  readonly byPeer: Map<string, Draft>;
  /** By version of IKE, or by family of bodies where that says none; then by connection id. */
  readonly byConnection: Map<1 | 2 | string, Map<string, Draft>>;
  /** The last one that has no connection id yet. */
  young: Draft | undefined;
}

function openOf(devices: Map<string | undefined, Open>, device: string | undefined): Open {
  const open = devices.get(device) ?? { device, byPeer: new Map(), byConnection: new Map(), young: undefined };
  devices.set(device, open);
  return open;
}

/** An event that took a peer further: what came up, and where. */
export interface Success {
  readonly what: 'ike' | 'child';
  readonly line: number;
  /** Place in the order of time in which the occurrences were given: lines of a newest-first log run backwards. */
  readonly rank: number;
  readonly attempt: number;
  readonly peer: string | undefined;
}

export interface Negotiations {
  readonly attempts: Attempt[];
  readonly successes: Success[];
}

/**
 * Lines are joined by connection id where they have one, else by peer, else to the attempt that was spoken of last: debug lines of one
 * negotiation stand together unless they name another. `deviceOf` gives the device of a capture, `ikeOf` the IKE version of a family of bodies.
 */
export function* rebuild(
  occurrences: readonly (Occurrence & { readonly ids: Ids })[],
  deviceOf: (capture: number) => string | undefined,
  ikeOf: (family: string) => 1 | 2 | undefined,
): Generator<void, Negotiations> {
  const drafts: Draft[] = [];
  const successes: Success[] = [];
  const devices = new Map<string | undefined, Open>();
  let open = openOf(devices, undefined);
  let current: Draft | undefined;
  let capture = -1;

  for (const [rank, occurrence] of occurrences.entries()) {
    if (rank % linesAtOnce === linesAtOnce - 1) yield;
    const { message, ids } = occurrence;
    const effect = message.effect;
    const device = occurrence.capture === capture ? open.device : deviceOf(occurrence.capture);
    if (occurrence.capture !== capture) {
      open = openOf(devices, device);
      // Connection ids and "the peer spoken of last" do not cross captures of different devices.
      if (current && current.device !== device) current = undefined;
      capture = occurrence.capture;
    }
    const ike = ikeOf(message.head);
    const version = effect?.version ?? ike;
    const peer = known(ids.peer);
    const connection = known(ids.conn ?? ids.session);

    let draft: Draft | undefined;
    if (connection !== undefined) draft = open.byConnection.get(ike ?? message.head)?.get(connection);
    if (draft && peer !== undefined && draft.peer !== undefined && draft.peer !== peer) draft = undefined;
    // Connection ids are used again, the numbers of sessions are not.
    const session = known(ids.session);
    const isOther = (other: Draft | undefined): boolean =>
      session !== undefined && other?.session !== undefined && other.session !== session;
    if (isOther(draft)) draft = undefined;
    if (!draft && peer !== undefined) {
      draft = open.byPeer.get(peer);
      if (draft && ids.conn !== undefined && isLongUp(draft, occurrence)) draft = undefined;
    }
    // A line that says it has no connection id yet goes on with such a negotiation, not with one of another peer that got in between.
    if (
      !draft &&
      peer === undefined &&
      ids.conn !== undefined &&
      connection === undefined &&
      current?.connection !== undefined &&
      open.young?.connection === undefined &&
      open.young?.peer !== current.peer &&
      occurrence.line - (open.young?.endLine ?? 0) < between
    )
      draft = open.young;
    if (
      !draft &&
      peer === undefined &&
      current &&
      (connection === undefined || current.connection === undefined) &&
      !isOther(current)
    )
      draft = current;
    // The beginning of an attempt does not always name its peer; the lines right after it do.
    if (
      !draft &&
      current?.peer === undefined &&
      current?.connection === undefined &&
      connection === undefined &&
      current?.device === device &&
      occurrence.line - (current?.endLine ?? 0) < nearby
    )
      draft = current;
    if (draft && version !== undefined && draft.version !== undefined && draft.version !== version) draft = undefined;
    if (
      effect?.begins === 'ike' &&
      draft &&
      (draft.moved || (effect.role !== undefined && draft.role !== undefined && draft.role !== effect.role))
    )
      draft = undefined;
    if (!draft) {
      if (!effect && peer === undefined && connection === undefined) continue;
      draft = {
        index: drafts.length,
        version,
        device,
        local: undefined,
        peer,
        role: undefined,
        mode: undefined,
        natt: false,
        ikeUp: false,
        childUp: false,
        moved: false,
        connection: undefined,
        session: undefined,
        startLine: occurrence.line,
        endLine: occurrence.line + 1,
        occurrences: [],
      };
      drafts.push(draft);
    }
    draft.peer ??= peer;
    draft.local ??= known(ids.local);
    draft.version ??= version;
    draft.connection ??= connection;
    draft.session ??= session;
    draft.endLine = occurrence.line + 1;
    if (connection !== undefined) {
      const connections = open.byConnection.get(ike ?? message.head) ?? new Map<string, Draft>();
      open.byConnection.set(ike ?? message.head, connections);
      connections.set(connection, draft);
    }
    if (draft.peer !== undefined) open.byPeer.set(draft.peer, draft);
    if (draft.connection === undefined && ids.conn !== undefined) open.young = draft;
    occurrence.attempt = draft.index;
    draft.occurrences.push(occurrence);
    current = draft;
    if (effect) {
      if (effect.begins !== 'ike') draft.moved = true;
      draft.role ??= effect.role;
      draft.mode = effect.mode ?? draft.mode;
      draft.natt = effect.natt ?? draft.natt;
      if (effect.up) {
        draft.ikeUp = true;
        draft.childUp ||= effect.up === 'child';
        successes.push({ what: effect.up, line: occurrence.line, rank, attempt: draft.index, peer: draft.peer });
      }
    }
  }
  // The last IPsec SA that came up, by attempt and by peer.
  const lastChild = new Map<number | string, number>();
  for (const { what, line, attempt, peer } of successes)
    if (what === 'child')
      for (const key of peer === undefined ? [attempt] : [attempt, peer])
        lastChild.set(key, Math.max(lastChild.get(key) ?? 0, line));
  const attempts = drafts.map((draft): Attempt => {
    const last = Math.max(lastChild.get(draft.index) ?? -1, lastChild.get(draft.peer ?? -1) ?? -1);
    const later = last >= draft.startLine;
    const {
      moved: _moved,
      connection: _connection,
      session: _session,
      version,
      device,
      local,
      peer,
      role,
      mode,
      ...rest
    } = draft;
    return {
      ...rest,
      version,
      recovered: later,
      ...(device === undefined ? {} : { device }),
      ...(local === undefined ? {} : { local }),
      ...(peer === undefined ? {} : { peer }),
      ...(role === undefined ? {} : { role }),
      ...(mode === undefined ? {} : { mode }),
    };
  });
  return { attempts, successes };
}

/** Lines joined before others get a turn. */
const linesAtOnce = 50;

/**
 * Something came up with the peer long before a line that tells its connection: the lines that say so name none, and this one is of another negotiation.
 * Nobody pauses that long within one.
 */
const isLongUp = ({ ikeUp, connection, occurrences }: Draft, { time }: Occurrence): boolean => {
  const before = ikeUp && connection === undefined ? occurrences.at(-1)?.time : undefined;
  return before !== undefined && time !== undefined && time - before > longestPause;
};
/** Milliseconds. */
const longestPause = 180_000;

/** So many lines of others at most stand between two lines of one negotiation that has no connection id. */
const between = 30;

/** So many lines at most lie between lines that belong together without saying so. */
const nearby = 5;

/** Zeros and `unknown` stand for "not known yet". */
const known = (value: string | undefined): string | undefined =>
  value === undefined || /^(?:0+(?:\.0+)*|0x0+|unknown|\(none\))$/i.test(value) ? undefined : value;
