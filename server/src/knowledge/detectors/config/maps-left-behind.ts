// Judges crypto maps that stand only on interfaces which are down, while the peer is reached by another one: the line was moved, and the map was not.
import { type Detector, detector, type Fact, type Rec } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { isPrivateAddress } from '../networks.ts';
import { isTunnelUp } from '../up.ts';
import {
  capturesOf,
  groupBy,
  isPingAnswered,
  isUnfiltered,
  pingsOf,
  recordsBelow,
  sameDevice,
  textOf,
} from '../values.ts';
import { isInterfaceName } from './ends.ts';
import { mapLeftBehind } from './map-gaps.ts';
import { entriesOf } from './shown-maps.ts';

export const mapsLeftBehind: Detector = detector({
  id: 'maps-left-behind',
  codes: ['crypto-map-not-matched'],
  run: (model, report) => {
    for (const capture of capturesOf(model.captures, 'show crypto map').filter(isUnfiltered)) {
      const rows = portsOf(model, capture);
      for (const [map, entries] of groupBy(entriesOf(capture), (entry) => textOf(entry, 'map'))) {
        const peers = entries.flatMap(({ all }) => all.filter(({ name }) => name === 'peer'));
        const used = entries.flatMap(({ all }) => all.filter(({ name }) => name === 'interface'));
        const states = used.map((port) => rowOf(rows, port));
        const dead = states.filter((row) => row !== undefined && !isPortUp(row));
        const reached = peers.find(({ value }) => pingTo(model, capture, value) !== undefined);
        if (map === undefined || used.length === 0 || dead.length < used.length || !reached) continue;
        if (peers.some(({ value }) => isTunnelUp(model.tunnelOf(value)))) continue;
        const ping = pingTo(model, capture, reached.value);
        const outside = rows.filter((row) => isPortUp(row) && !isPrivateAddress(textOf(row, 'address')));
        report({
          code: 'crypto-map-not-matched',
          certainty: 'certain',
          side: 'local',
          peer: reached.value,
          evidence: [
            ...used.map((port) => model.evidence(port, 'cause')),
            ...dead.flatMap((row) => (row?.fields.status ? [model.evidence(row.fields.status, 'cause')] : [])),
            ...(ping?.fields.percent ? [model.evidence(ping.fields.percent, 'symptom')] : []),
          ],
          ...mapLeftBehind(
            map,
            used.map(({ value }) => value),
            outside.length === 1 ? textOf(outside[0] as Rec, 'interface') : undefined,
          ),
        });
      }
    }
  },
});

/** The interfaces of the device as it listed them last. */
const portsOf = (model: Model, { device }: Capture): readonly Rec[] => {
  const list = capturesOf(model.captures, 'show ip interface brief').findLast((one) => sameDevice(one.device, device));
  return list ? recordsBelow(list.root, 'interface') : [];
};

const rowOf = (rows: readonly Rec[], port: Fact): Rec | undefined =>
  rows.find((row) => isInterfaceName(textOf(row, 'interface') ?? '', port.value));

const isPortUp = (row: Rec): boolean =>
  textOf(row, 'status') === 'up' && textOf(row, 'protocol') === 'up' && textOf(row, 'address') !== 'unassigned';

/** Answered, so a way to the peer is there which does not lead through the interfaces that are down. */
const pingTo = (model: Model, { device }: Capture, peer: string): Rec | undefined =>
  pingsOf(model, device).findLast((test) => textOf(test, 'destination') === peer && isPingAnswered(test));
