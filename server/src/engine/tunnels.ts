// Joins what captures and attempts say of the same two ends into tunnels.
import type { Draft, EndsDraft, Fact, IkeDraft, IpsecDraft } from './define.ts';
import type { Attempt, Capture, IkeSa, IpsecSa, Span, Tunnel } from './model.ts';

interface Building {
  device: string | undefined;
  local: string | undefined;
  remote: string | undefined;
  fvrf: string | undefined;
  ivrf: string | undefined;
  interface: string | undefined;
  readonly ike: IkeSa[];
  readonly ipsec: IpsecSa[];
  readonly attempts: Attempt[];
}

interface Shown<T> {
  readonly sa: T;
  readonly capture: Capture;
}

/** Collects drafts while captures contribute; `join` makes the tunnels. */
export interface Collector {
  draftOf(capture: Capture): Draft;
  readonly ike: readonly Shown<IkeDraft>[];
  readonly ipsec: readonly Shown<IpsecDraft>[];
  /** The addresses that devices show as their own. */
  readonly own: ReadonlyMap<string | undefined, ReadonlySet<string>>;
}

export function collector(): Collector {
  const ike: Shown<IkeDraft>[] = [];
  const ipsec: Shown<IpsecDraft>[] = [];
  const own = new Map<string | undefined, Set<string>>();
  return {
    ike,
    ipsec,
    own,
    draftOf: (capture) => ({
      ike: (sa) => ike.push({ sa, capture }),
      ipsec: (sa) => ipsec.push({ sa, capture }),
      own: ({ value }) => own.set(capture.device, (own.get(capture.device) ?? new Set()).add(value)),
    }),
  };
}

const address = (fact: Fact | undefined): string | undefined => {
  const value = fact?.value;
  return value === undefined || /^(?:0\.0\.0\.0|::|0|unknown|\(none\)|UNKNOWN)$/.test(value) ? undefined : value;
};
const name = (fact: Fact | undefined): string | undefined =>
  fact === undefined || /^\(none\)$|^$/.test(fact.value) ? undefined : fact.value;
const number = (fact: Fact | undefined): number | undefined =>
  fact === undefined || Number.isNaN(Number(fact.value)) ? undefined : Number(fact.value);
const spi = (fact: Fact | undefined): string | undefined => {
  if (fact === undefined || /^(?:0x)?0+$/i.test(fact.value) || !/^(?:0x)?[0-9a-f]+$/i.test(fact.value))
    return undefined;
  return `0x${fact.value.replace(/^0x/i, '').toUpperCase()}`;
};
const spanOf = (ends: EndsDraft): Span => ({ start: ends.rec.start, end: ends.rec.end });

/** Drops the keys whose value is undefined, so that optional fields are absent. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

export function join(collected: Collector, attempts: readonly Attempt[]): Tunnel[] {
  const buildings: Building[] = [];
  const byRemote = new Map<string, Building[]>();
  const place = (device: string | undefined, local: string | undefined, remote: string | undefined): Building => {
    const key = remote ?? 'any';
    const list = byRemote.get(key) ?? [];
    const fits = (one: string | undefined, other: string | undefined): boolean =>
      one === undefined || other === undefined || one === other;
    let found = list.find((candidate) => candidate.local === local && fits(candidate.device, device));
    found ??= list.find((candidate) => fits(candidate.local, local) && fits(candidate.device, device));
    if (!found) {
      found = {
        device,
        local,
        remote,
        fvrf: undefined,
        ivrf: undefined,
        interface: undefined,
        ike: [],
        ipsec: [],
        attempts: [],
      };
      buildings.push(found);
      byRemote.set(key, [...list, found]);
    }
    found.local ??= local;
    found.device ??= device;
    return found;
  };

  const sides = sidesOf(collected, attempts);
  const endsOf = (
    sa: EndsDraft,
    device: string | undefined,
  ): { local: string | undefined; remote: string | undefined } => {
    if (!sa.ends) return { local: address(sa.local), remote: address(sa.remote) };
    const [first, second] = [address(sa.ends[0]), address(sa.ends[1])];
    const { locals, remotes } = sides(device);
    const swapped =
      (first !== undefined && remotes.has(first) && !locals.has(first)) || (second !== undefined && locals.has(second));
    return swapped ? { local: second, remote: first } : { local: first, remote: second };
  };
  const describe = (building: Building, sa: EndsDraft): void => {
    building.fvrf ??= name(sa.fvrf);
    building.ivrf ??= name(sa.ivrf);
    building.interface ??= name(sa.interface);
  };

  // Those that say which end is local come first, so that the others find their tunnel.
  for (const { sa, capture } of [...collected.ipsec].sort(known)) {
    const { local, remote } = endsOf(sa, capture.device);
    const building = place(capture.device, local, remote);
    describe(building, sa);
    building.ipsec.push({
      ...present({
        localSelector: sa.localSelector,
        remoteSelector: sa.remoteSelector,
        inboundSpi: spi(sa.inboundSpi),
        outboundSpi: spi(sa.outboundSpi),
        encaps: number(sa.encaps),
        decaps: number(sa.decaps),
        sendErrors: number(sa.sendErrors),
        receiveErrors: number(sa.receiveErrors),
      }),
      health: sa.health,
      capture: capture.index,
      line: sa.rec.line,
      span: spanOf(sa),
      rec: sa.rec,
    });
  }
  for (const { sa, capture } of [...collected.ike].sort(known)) {
    const { local, remote } = endsOf(sa, capture.device);
    const building = place(capture.device, local, remote);
    describe(building, sa);
    building.ike.push({
      ...present({ role: sa.role, remaining: number(sa.remaining), met: sa.met }),
      version: sa.version,
      state: sa.state?.value ?? '',
      health: sa.health,
      capture: capture.index,
      line: sa.rec.line,
      span: spanOf(sa),
    });
  }
  for (const attempt of attempts)
    if (attempt.peer !== undefined) place(attempt.device, attempt.local, attempt.peer).attempts.push(attempt);

  adoptNameless(buildings);
  return buildings.map(({ device, local, remote, fvrf, ivrf, interface: port, ...rest }) => ({
    id: `${local ?? 'any'}-${remote ?? 'any'}`,
    ...present({ device, local, remote, fvrf, ivrf, interface: port }),
    ...rest,
  }));
}

/**
 * Where a filter took the ends of SAs away, they are of the only tunnel that their device shows. Where that is not known of all of them, they are
 * left as they are: then they may be the two ends of one tunnel.
 */
function adoptNameless(buildings: Building[]): void {
  const several = new Set(buildings.map(({ device }) => device)).size > 1;
  const isNamed = ({ local, remote }: Building): boolean => (local ?? remote) !== undefined;
  const homeOf = (stray: Building): Building | undefined => {
    const [only, ...more] = buildings.filter((building) => isNamed(building) && building.device === stray.device);
    // Beside devices that go by a name, what goes by none may be of any of them.
    return more.length > 0 || (several && stray.device === undefined) ? undefined : only;
  };
  const strays = buildings.filter((building) => !isNamed(building));
  const homes = strays.flatMap((stray) => homeOf(stray) ?? []);
  if (homes.length < strays.length) return;
  for (const [at, stray] of strays.entries()) {
    const home = homes[at] as Building;
    home.ipsec.push(...stray.ipsec);
    home.ike.push(...stray.ike);
    home.interface ??= stray.interface;
    home.fvrf ??= stray.fvrf;
    home.ivrf ??= stray.ivrf;
    buildings.splice(buildings.indexOf(stray), 1);
  }
}

const known = (a: Shown<EndsDraft>, b: Shown<EndsDraft>): number =>
  Number(a.sa.ends !== undefined) - Number(b.sa.ends !== undefined);

interface Sides {
  readonly locals: Set<string>;
  readonly remotes: Set<string>;
}

/**
 * Which addresses are ours and which the peers', for each device: outputs that say so decide, then the addresses that it shows as its own; of the
 * others, the address that stands in more rows of one device is its own, and where they stand in as many, the one that asked more often.
 */
function sidesOf(collected: Collector, attempts: readonly Attempt[]): (device: string | undefined) => Sides {
  const devices = new Map<string, Sides>();
  const of = (device: string | undefined): Sides => {
    const key = device ?? '';
    const known = devices.get(key) ?? { locals: new Set<string>(), remotes: new Set<string>() };
    devices.set(key, known);
    return known;
  };
  for (const { sa, capture } of [...collected.ike, ...collected.ipsec]) {
    if (sa.ends) continue;
    const [local, remote] = [address(sa.local), address(sa.remote)];
    if (local !== undefined) of(capture.device).locals.add(local);
    if (remote !== undefined) of(capture.device).remotes.add(remote);
  }
  for (const attempt of attempts) {
    if (attempt.local !== undefined) of(attempt.device).locals.add(attempt.local);
    if (attempt.peer !== undefined) of(attempt.device).remotes.add(attempt.peer);
  }
  const rows = new Map<string, number>();
  /** Rows in which an address is the second, which is the one that asked. */
  const askers = new Map<string, number>();
  const pairs: { first: string; second: string; device: string | undefined }[] = [];
  for (const { sa, capture } of collected.ike) {
    const [first, second] = [address(sa.ends?.[0]), address(sa.ends?.[1])];
    if (first === undefined || second === undefined) continue;
    pairs.push({ first, second, device: capture.device });
    for (const end of [first, second]) {
      const key = `${capture.device ?? ''} ${end}`;
      rows.set(key, (rows.get(key) ?? 0) + 1);
      if (end === second) askers.set(key, (askers.get(key) ?? 0) + 1);
    }
  }
  for (const { first, second, device } of pairs) {
    const { locals, remotes } = of(device);
    if ([first, second].some((end) => locals.has(end) || remotes.has(end))) continue;
    const [mine, ...both] = [first, second].filter((end) => collected.own.get(device)?.has(end));
    if (mine !== undefined && both.length === 0) {
      locals.add(mine);
      continue;
    }
    const standing = (end: string): number => rows.get(`${device ?? ''} ${end}`) ?? 0;
    const asking = (end: string): number => askers.get(`${device ?? ''} ${end}`) ?? 0;
    const more = standing(first) - standing(second) || asking(first) - asking(second);
    locals.add(more > 0 ? first : second);
  }
  return of;
}
