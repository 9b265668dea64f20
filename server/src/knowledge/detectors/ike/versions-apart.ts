// Judges two devices of one text that ask each other in vain, one in IKEv2 and the other in IKEv1: neither understands what it is asked.
import { type Detector, detector, type Rec } from '../../../engine/define.ts';
import type { Capture, Evidence, Model } from '../../../engine/model.ts';
import { ikev1State } from '../../commands/shared.ts';
import { configsOf } from '../config/model.ts';
import { isIkeUp } from '../up.ts';
import {
  capturesOf,
  groupBy,
  isHeard,
  isPingAnswered,
  numberIn,
  pingInVain,
  recordsBelow,
  sameDevice,
  textOf,
} from '../values.ts';
import { ikeRefused } from './denials.ts';
import { isUnanswered } from './ikev2-sa-states.ts';

export const versionsApart: Detector = detector({
  id: 'versions-apart',
  codes: ['ike-version-mismatch'],
  run: (model, report) => {
    const [second, first] = [asksOf(model, inSecond), asksOf(model, inFirst)];
    for (const newer of second)
      for (const older of first) {
        if (newer.device === older.device || newer.from !== older.to || newer.to !== older.from) continue;
        if (isKnown(model, newer, older) || isKnown(model, older, newer)) continue;
        report({
          code: 'ike-version-mismatch',
          certainty: 'likely',
          side: 'either',
          peer: newer.to,
          tunnel: `${newer.from}-${newer.to}`,
          title: `${newer.device} asks in IKEv2, ${older.device} asks in IKEv1, and neither gets an answer`.slice(
            0,
            120,
          ),
          attributes: [{ name: 'IKE version', local: 'IKEv2', remote: 'IKEv1' }],
          evidence: [
            ...[...newer.rows.slice(0, 2), ...older.rows.slice(0, 2)].map((row) =>
              model.evidence(row.fields.state ?? row, 'cause'),
            ),
            ...answered(model, newer, older),
          ],
        });
      }
  },
});

/** What the tables of a device show of one peer that it asks, and that has not answered. */
interface Ask {
  readonly version: 1 | 2;
  readonly device: string;
  readonly from: string;
  readonly to: string;
  readonly rows: readonly Rec[];
}

/** A table of IKE SAs of one version, and what a row of it says. */
interface Table {
  readonly version: 1 | 2;
  readonly commands: readonly string[];
  /** The end that asks, then the one that is asked, as far as the row tells. */
  readonly ends: readonly [from: string, to: string];
  readonly inVain: (row: Rec) => boolean;
}

const inSecond: Table = {
  version: 2,
  commands: ['show crypto ikev2 sa', 'show crypto ikev2 session'],
  ends: ['local', 'remote'],
  inVain: isUnanswered,
};

/** A row that has no number yet: nothing was negotiated. */
const inFirst: Table = {
  version: 1,
  commands: ['show crypto isakmp sa'],
  ends: ['src', 'dst'],
  inVain: (row) =>
    /^(?:MM|AG)_NO_STATE$/.test(ikev1State(textOf(row, 'state') ?? '')) && numberIn(row.fields.conn) === 0,
};

function asksOf(model: Model, { version, commands, ends: [from, to], inVain }: Table): readonly Ask[] {
  const shown = capturesOf(model.captures, ...commands).flatMap(({ device, root }: Capture) =>
    recordsBelow(root, 'sa').map((row) => ({ device, from: textOf(row, from), to: textOf(row, to), row })),
  );
  const pairs = groupBy(shown, (one) => `${one.device} ${[one.from, one.to].sort().join(' ')}`);
  return [...pairs.values()].flatMap((group) => {
    const { device, from: asker, to: asked } = group[0] ?? {};
    if (device === undefined || asker === undefined || asked === undefined) return [];
    const isAsk = group.every((one) => one.from === asker && inVain(one.row));
    return isAsk ? [{ version, device, from: asker, to: asked, rows: group.map(({ row }) => row) }] : [];
  });
}

/** The text shows something else of this end: it speaks the version of the other too, hears it, finds no way to it or lets nothing of it in. */
function isKnown(model: Model, { version, device, from, to }: Ask, { version: other }: Ask): boolean {
  const here = model.tunnels.filter(
    (tunnel) =>
      sameDevice(tunnel.device, device) &&
      [tunnel.local, tunnel.remote].includes(to) &&
      [from, undefined].includes(tunnel.local === to ? tunnel.remote : tunnel.local),
  );
  return (
    here.some(
      (tunnel) =>
        isIkeUp(tunnel) || [...tunnel.ike, ...tunnel.attempts].some((one) => (one.version ?? version) === other),
    ) ||
    (version === 1 && isReadyForSecond(model, device)) ||
    isHeard(model, to, device) ||
    pingInVain(model, device, to) !== undefined ||
    ikeRefused(model, device, to, 500) !== undefined
  );
}

/** An IKEv2 profile of its configuration may be for anybody: then it would have answered. */
const isReadyForSecond = (model: Model, device: string): boolean =>
  configsOf(model).some(
    (config) => sameDevice(config.device, device) && config.ikeProfiles.some(({ version }) => version === 2),
  );

/** A ping from one of these ends to the other that was answered: the way between them is open. */
const answered = (model: Model, ...ends: readonly Ask[]): readonly Evidence[] =>
  ends.flatMap(({ device, to }) =>
    capturesOf(model.captures, 'ping')
      .filter((capture) => capture.device === device)
      .flatMap(({ root }) => recordsBelow(root, 'test'))
      .filter((test) => textOf(test, 'destination') === to && isPingAnswered(test))
      .slice(-1)
      .map((test) => model.evidence(test, 'context')),
  );
