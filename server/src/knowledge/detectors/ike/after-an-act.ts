// Tells what a log shows right after an operator's act, and whether the peer that lost its SAs by it is back.
import type { Model, Occurrence } from '../../../engine/model.ts';
import { isTunnel } from '../overlay/lines.ts';
import { neighboursAreBack } from '../overlay/neighbour-changes.ts';
import { capturesOf, fieldOf, inOrder, recordsBelow, sameDevice, textOf } from '../values.ts';

/** Milliseconds within which a peer that lost its SAs with an act notices it and builds new ones. */
const soon = 120_000;

/** What somebody did that takes SAs away: entered lines, a reload, an interface that is shut and opened again. */
function actsOf(model: Model): readonly Occurrence[] {
  const shut = model.occurrences('tunnel.interface-shut');
  const opened = model
    .occurrences('tunnel.line-up')
    .filter((rise) =>
      shut.some(({ line, fields }) => line < rise.line && fields.interface?.value === fieldOf(rise, 'interface')),
    );
  return [
    ...inOrder(model, ['sys.logged-command', 'sys.configured', 'sys.reload', 'sys.restarted']),
    ...shut,
    ...opened,
  ];
}

/** All of these lines stand right after something that somebody did at the same device. */
export function followAnAct(model: Model, lines: readonly Occurrence[]): boolean {
  const acts = actsOf(model);
  return lines.every(({ line, time, capture }) =>
    acts.some(
      (act) =>
        act.capture === capture &&
        act.line < line &&
        act.time !== undefined &&
        time !== undefined &&
        time >= act.time &&
        time - act.time <= soon,
    ),
  );
}

/** A line of a tunnel comes up below, and none falls any more. */
function comesUp(model: Model, line: number): boolean {
  const turns = inOrder(model, ['tunnel.line-up', 'tunnel.line-down']).filter(
    (turn) => turn.line > line && isTunnel(fieldOf(turn, 'interface') ?? ''),
  );
  return turns.length > 0 && turns.every(({ message }) => message.id === 'tunnel.line-up');
}

/** Below a line the peer is shown to be registered; or, where no table lists it, the tunnels come up, or all neighbours that were lost over tunnels have come back. */
export function isBackBelow(model: Model, peer: string | undefined, { line, capture }: Occurrence): boolean {
  const device = model.captures[capture]?.device;
  const rows = capturesOf(model.captures, 'show dmvpn')
    .filter((shown) => shown.startLine > line && sameDevice(shown.device, device))
    .flatMap(({ root }) => recordsBelow(root, 'peer'))
    .filter((row) => textOf(row, 'peer') === peer);
  return peer !== undefined && rows.length > 0
    ? rows.every((row) => textOf(row, 'state') === 'UP')
    : comesUp(model, line) || neighboursAreBack(model, line);
}
