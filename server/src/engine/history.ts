// What happened before and after: whether IKE was up, what came up later, what an operator did and mended.
import type { Success } from './attempts.ts';
import type { Typed } from './captures.ts';
import type { Index } from './dispatch.ts';
import type { Overcome, Placed } from './judge.ts';
import { firstAbove, lineEnd } from './lines.ts';
import type { Attempt, Capture, IkeSa, IpsecSa, Model, Occurrence, Span, Tunnel } from './model.ts';

/** Tells whether the IKE SA of an occurrence's attempt was up before it; undefined where the attempt does not show it. */
export function ikeHistory(
  attempts: readonly Attempt[],
  successes: readonly Success[],
  inTime: readonly Occurrence[],
): (occurrence: Occurrence) => boolean | undefined {
  const ranks = new Map(inTime.map((occurrence, rank) => [occurrence, rank]));
  const firstUp = new Map<number, number>();
  for (const success of successes) if (!firstUp.has(success.attempt)) firstUp.set(success.attempt, success.rank);
  const hasBeginning = attempts.map((attempt) =>
    attempt.occurrences.some(({ message }) => message.effect?.begins === 'ike' || message.effect?.mode !== undefined),
  );
  const stages = new Map<number, readonly Occurrence[]>();
  /** The last step before it that says by itself what is being negotiated. */
  const stageBefore = (occurrence: Occurrence): 'ike' | 'child' | undefined => {
    const rank = ranks.get(occurrence) ?? 0;
    const steps =
      stages.get(occurrence.attempt) ??
      attempts[occurrence.attempt]?.occurrences.filter(({ message }) => message.effect?.stage !== undefined) ??
      [];
    stages.set(occurrence.attempt, steps);
    let low = 0;
    for (let high = steps.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((ranks.get(steps[middle] as Occurrence) ?? 0) < rank) low = middle + 1;
      else high = middle;
    }
    return steps[low - 1]?.message.effect?.stage;
  };
  return (occurrence) => {
    if (!occurrence.message.says?.some(({ when }) => when === 'ike-up' || when === 'ike-down')) return undefined;
    const up = firstUp.get(occurrence.attempt);
    if (up !== undefined && (ranks.get(occurrence) ?? 0) > up) return true;
    const stage = stageBefore(occurrence);
    if (stage !== undefined) return stage === 'child';
    return hasBeginning[occurrence.attempt] === true ? false : undefined;
  };
}

/** The log that is shown together with a table tells of the time before: the line where it ends, -1 where there is none. */
function endOfHistory(captures: readonly Capture[], shown: number): number {
  let end = -1;
  for (let at = shown + 1; at < captures.length; at += 1) {
    const capture = captures[at] as Capture;
    const isLog = captures[at - 1]?.definition?.showsLog === true;
    if (capture.device !== captures[shown]?.device || (capture.kind !== 'show' && !isLog)) break;
    if (isLog) end = capture.endLine;
  }
  return end;
}

export function overcomeBy(
  successes: readonly Success[],
  inTime: readonly Occurrence[],
  backwards: ReadonlySet<number>,
  tunnels: readonly Tunnel[],
  captures: readonly Capture[],
): Overcome[] {
  const fromLogs = successes.map(
    ({ what, line, rank, peer }): Overcome => ({
      what,
      line,
      peer,
      device: captures[inTime[rank]?.capture ?? -1]?.device,
      backwards: backwards.has(inTime[rank]?.capture ?? -1),
    }),
  );
  const fromShows = tunnels.flatMap((tunnel): Overcome[] => {
    const up = tunnel.ike
      .filter((sa) => sa.health === 'up')
      .map(
        (sa): Overcome => ({
          what: 'ike',
          line: Math.max(sa.line, endOfHistory(captures, sa.capture)),
          peer: tunnel.remote,
          device: tunnel.device,
          backwards: false,
        }),
      );
    return areUp(tunnel.ipsec)
      ? [
          ...up,
          {
            what: 'child',
            line: Math.max(...tunnel.ipsec.map((sa) => sa.line)),
            peer: tunnel.remote,
            device: tunnel.device,
            backwards: false,
          },
        ]
      : up;
  });
  return [...fromLogs, ...fromShows];
}

/** All flows are up; of one that is, a filter may have left the counters alone, with packets both ways and neither its name nor its SPIs. */
function areUp(ipsec: readonly IpsecSa[]): boolean {
  const up = ipsec.filter(({ health }) => health === 'up');
  const names = new Set(up.map(named));
  const isPartOfOne = (sa: IpsecSa): boolean =>
    sa.health === 'unknown' && hasBothWays(sa) && (isUnnamed(sa) || names.has(named(sa)));
  return up.length > 0 && ipsec.every((sa) => sa.health === 'up' || isPartOfOne(sa));
}

const named = ({ localSelector, remoteSelector }: IpsecSa): string => `${localSelector} ${remoteSelector}`;
const isUnnamed = ({ localSelector, remoteSelector }: IpsecSa): boolean =>
  (localSelector ?? remoteSelector) === undefined;
const isSilent = ({ encaps, decaps }: IpsecSa): boolean => encaps === 0 || decaps === 0;
/** The counters of an SA run both ways. */
export const hasBothWays = ({ encaps, decaps }: IpsecSa): boolean => (encaps ?? 0) > 0 && (decaps ?? 0) > 0;

/** Typed words against the operator commands of the catalogue, each word abbreviated at will. */
export function operatorSpans(
  index: Index,
  typed: readonly Typed[],
  occurrences: readonly Occurrence[],
  starts: Uint32Array,
  text: string,
  toUser: (offset: number) => number,
  toUserEnd: (offset: number) => number,
): Span[] {
  const commands = index.catalogue.operatorCommands.map((command) => command.split(' '));
  const matches = (words: readonly string[]): boolean =>
    commands.some((command) =>
      command.every(
        // `sh` is show and `co` is nothing yet; the words after the first may be cut to a letter: `conf t`.
        (word, at) => (words[at]?.length ?? 0) >= (at === 0 ? 3 : 1) && word.startsWith(words[at] as string),
      ),
    );
  const fromTyped = typed
    .filter(({ words }) => matches(words.toLowerCase().replace(/^do /, '').split(/\s+/)))
    .map(({ line }): Span => ({ start: toUser(starts[line] as number), end: toUserEnd(lineEnd(text, starts, line)) }));
  const fromMessages = occurrences
    .filter(({ message }) => message.operator)
    .map(({ start, end }): Span => ({ start, end }));
  return [...fromTyped, ...fromMessages].sort((a, b) => a.start - b.start);
}

/** The line of the first act of an operator below a line: what operators do, and statements that are typed at a prompt that shows the mode. */
export function actBelow(model: Model): (line: number) => number | undefined {
  const entered = model.captures.filter(({ command, definition }) => command === definition?.entered);
  const acts = Uint32Array.from([
    ...model.operatorLines.map(({ start }) => model.lineOf(start)),
    ...entered.map(({ startLine }) => startLine),
  ]).sort();
  return (line) => acts[firstAbove(acts, line)];
}

/**
 * Whether what a claim stands on was mended: somebody acted below all of it, and below that the tunnel is shown to work, at this end or at the
 * other one: the IKE SA is up, where the claim is of what keeps that down; else every flow carries packets both ways. Of a claim that names no
 * tunnel, all tunnels of the device have to.
 */
export function mendedIn(model: Model): (placed: Placed, act: number, ofIke: boolean) => boolean {
  const { tunnels } = model;
  const isMended = (isMine: (tunnel: Tunnel) => boolean, act: number, ofIke: boolean): boolean => {
    const mine = tunnels.filter(isMine);
    // A filter took the ends of a tunnel away: what is left is of the only one that its device has.
    const isLeftOf = (there: Tunnel, tunnel: Tunnel): boolean =>
      isNameless(there) &&
      there.device === tunnel.device &&
      tunnels.every((other) => other === tunnel || isNameless(other) || other.device !== tunnel.device);
    const works = (tunnel: Tunnel): boolean => {
      const left = tunnels.filter((there) => there !== tunnel && isLeftOf(there, tunnel));
      const areFlowsUp = (): boolean =>
        flows(
          [tunnel, ...left].flatMap(({ ipsec }) => ipsec),
          act,
        );
      // Without IKE no flow is built: where it is not shown, they tell of it.
      const isIkeShown = tunnel.ike.some(({ line }) => line > act);
      return ofIke ? isUp(tunnel.ike, act) || (!isIkeShown && areFlowsUp()) : areFlowsUp();
    };
    const isShown = ({ ike, ipsec }: Tunnel): boolean => [...ike, ...ipsec].some(({ line }) => line > act);
    return (
      mine.length > 0 &&
      mine.every(
        (tunnel) =>
          works(tunnel) ||
          (!isShown(tunnel) && tunnels.some((t) => (isSeenFrom(t, tunnel) || isLeftOf(t, tunnel)) && works(t))),
      )
    );
  };
  /** Many claims are of one tunnel and above the same act. */
  const known = new Map<string, boolean>();
  return ({ reported: { tunnel: id, peer }, line }, act, ofIke) => {
    const device = model.captureAt(line)?.device;
    const key = [id ?? `peer ${peer}`, device, act, ofIke].join('\n');
    const isMine = (tunnel: Tunnel): boolean =>
      (device === undefined || tunnel.device === undefined || tunnel.device === device) &&
      (id !== undefined ? tunnel.id === id : peer === undefined || tunnel.remote === peer);
    const mended = known.get(key) ?? isMended(isMine, act, ofIke);
    known.set(key, mended);
    return mended;
  };
}

/** The same tunnel as its other end shows it. */
const isSeenFrom = (there: Tunnel, { local, remote }: Tunnel): boolean =>
  local !== undefined && remote !== undefined && there.local === remote && there.remote === local;

const isNameless = ({ local, remote }: Tunnel): boolean => local === undefined && remote === undefined;

/** Of the IKE SAs that are shown below a line, one is up and none is on its way. */
function isUp(ike: readonly IkeSa[], act: number): boolean {
  const after = ike.filter(({ line }) => line > act);
  return after.some(({ health }) => health === 'up') && after.every(({ health }) => health !== 'negotiating');
}

/**
 * All flows that are shown below a line, and all that were shown above it, carry packets both ways below it. A list of sessions tells which flows
 * are up and does not count their packets: the counters that a filter left of another output are theirs, where there are as many.
 */
function flows(ipsec: readonly IpsecSa[], act: number): boolean {
  const below = ipsec.filter(({ line }) => line > act);
  const counted = below.filter((sa) => !isUncounted(sa));
  const after = new Map(counted.map((sa) => [named(sa), sa]));
  // Those that name no selectors may be several flows, or one that was looked at twice.
  const unnamed = below.filter(isUnnamed);
  const uncounted = new Set(below.filter((sa) => isUncounted(sa) && !after.has(named(sa))).map(named));
  const lastLook = unnamed.filter(({ capture }) => capture === unnamed.at(-1)?.capture);
  const carries = (sa: IpsecSa | undefined): boolean => sa?.health === 'up' && hasBothWays(sa);
  const above = ipsec.filter((sa) => sa.line <= act && !isUnnamed(sa));
  // Below stand as many bare counters as there were flows above, none of which counted both ways.
  const areLeft =
    below.length === unnamed.length &&
    above.length > 0 &&
    lastLook.length >= new Set(above.map(named)).size &&
    above.every(isSilent) &&
    unnamed.every(hasBothWays);
  const areTheirs = uncounted.size > 0 && lastLook.length >= uncounted.size && unnamed.every(hasBothWays);
  return (
    after.size > 0 &&
    (areTheirs || areLeft || unnamed.every(carries)) &&
    ipsec.every((sa) =>
      isUnnamed(sa)
        ? areTheirs || areLeft || carries(after.get(named(sa)))
        : carries(after.get(named(sa))) || (areTheirs && uncounted.has(named(sa))) || areLeft,
    )
  );
}

const isUncounted = ({ health, encaps, decaps }: IpsecSa): boolean =>
  health === 'up' && encaps === undefined && decaps === undefined;
