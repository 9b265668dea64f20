// Judges the routing neighbours over tunnels: one that is heard and does not get through tells what the tunnel loses.
import { type Detector, detector, type Rec, type Report } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { isStuck, isUnheard } from '../../commands/neighbours.ts';
import { type Config, configsOf, type Interface } from '../config/model.ts';
import { callsByUnicast, callsNeighbours, mapsNoMulticast, multicastMap } from '../config/tunnels.ts';
import { capturesOf, isUnfiltered, recordsBelow, secondsOf, textOf } from '../values.ts';
import { reasonIsKnown } from './lines.ts';
import { isOvercrowded, withoutMap } from './neighbour-changes.ts';

export const overlayNeighbours: Detector = detector({
  id: 'overlay-neighbours',
  codes: ['nhrp-multicast-map-missing', 'overlay-routing-flap', 'mtu-fragmentation'],
  run: (model, report) => {
    for (const capture of latest(model, 'show ip eigrp neighbors')) eigrp(model, capture, report);
    for (const capture of latest(model, 'show ip ospf neighbor')) ospf(model, capture, report);
    unmapped(model, report);
  },
});

/** The last look at each device counts. */
const latest = (model: Model, id: string): Capture[] => {
  const all = capturesOf(model.captures, id);
  return all.filter((capture) => !all.some((other) => other.index > capture.index && other.device === capture.device));
};

/** A neighbour that came a moment ago is still being met. */
const settled = (row: Rec): boolean => (secondsOf(textOf(row, 'uptime')) ?? 0) >= 15;

/** The state that show dmvpn of the same device gives the tunnel address of a neighbour. */
const dmvpnState = (model: Model, capture: Capture, address: string | undefined): string | undefined => {
  const rows = capturesOf(model.captures, 'show dmvpn')
    .filter(({ device }) => device === capture.device)
    .flatMap(({ root }) => recordsBelow(root, 'peer'))
    .filter((row) => textOf(row, 'tunnelAddress') === address);
  return rows.some((row) => textOf(row, 'state') === 'UP') ? 'UP' : rows[0] && textOf(rows[0], 'state');
};

function eigrp(model: Model, capture: Capture, report: Report): void {
  const rows = recordsBelow(capture.root, 'neighbour').filter((row) => isUnheard(row) && settled(row));
  const known = rows.map((row) => ({ row, state: dmvpnState(model, capture, textOf(row, 'address')) }));
  const up = known.filter(({ state }) => state === 'UP').map(({ row }) => row);
  const unknown = known.filter(({ state }) => state === undefined).map(({ row }) => row);
  oneWay(model, up, 'nhrp-multicast-map-missing', report);
  if (up.length === 0) oneWay(model, unknown, 'overlay-routing-flap', report);
}

function oneWay(model: Model, rows: readonly Rec[], code: string, report: Report): void {
  const first = rows[0];
  if (!first || reasonIsKnown(model)) return;
  const who = rows.length === 1 ? (textOf(first, 'address') ?? 'a neighbour') : `${rows.length} neighbours`;
  report({
    code,
    certainty: 'likely',
    side: 'local',
    evidence: rows
      .slice(0, 3)
      .flatMap((row) => [row.fields.queue, row.fields.sequence])
      .flatMap((fact) => (fact ? [model.evidence(fact, 'cause')] : [])),
    values: { reason: 'nothing is acknowledged', ...(rows.length === 1 ? { peer: who } : {}) },
    title:
      code === 'nhrp-multicast-map-missing'
        ? `NHRP is up, and EIGRP hears ${who} without ever being heard: no multicast map sends our hellos`
        : `EIGRP hears ${who} over the tunnel and is never answered: packets pass one way only`,
    candidates:
      code === 'nhrp-multicast-map-missing'
        ? [{ code: 'overlay-routing-flap', why: 'Unicast to the neighbour may be lost instead.' }]
        : [
            { code: 'nhrp-multicast-map-missing', why: 'Our hellos do not reach the neighbour.' },
            { code: 'nhrp-registration-failure', why: 'The neighbour is not registered, so unicast to it is lost.' },
            { code: 'no-return-traffic', why: 'IPsec passes one way only.' },
          ],
  });
}

function ospf(model: Model, capture: Capture, report: Report): void {
  for (const row of recordsBelow(capture.root, 'neighbour').filter(isStuck)) {
    const state = row.fields.state;
    const [address, name] = [textOf(row, 'address'), textOf(row, 'interface')];
    if (!state || reasonIsKnown(model)) continue;
    const below = dmvpnState(model, capture, address);
    if (below !== undefined && below !== 'UP') continue;
    if (isOvercrowded(model, name ?? '', capture.device)) {
      report({
        code: 'overlay-routing-flap',
        certainty: 'likely',
        side: 'either',
        evidence: [model.evidence(state, 'symptom')],
        values: {
          ...(name === undefined ? {} : { interface: name }),
          reason: 'one neighbour takes the place of another',
        },
        detail: { reason: 'network-type' },
        candidates: [],
      });
      continue;
    }
    if (state.value !== 'INIT')
      report({
        code: 'mtu-fragmentation',
        certainty: 'likely',
        side: 'either',
        evidence: [model.evidence(state, 'cause')],
        title: `OSPF over ${name ?? 'the tunnel'} gets no further than ${state.value} with ${address ?? 'the neighbour'}: the MTUs of the two ends differ, or large packets are lost`,
        values: { mtu: '1400', mss: '1360' },
        candidates: [
          { code: 'overlay-routing-flap', why: 'Unicast to the neighbour is lost while multicast passes.' },
          { code: 'nhrp-multicast-map-missing', why: 'Hellos of one end only arrive.' },
        ],
      });
    else {
      const bare = withoutMap(model, name ?? '', capture.device);
      const unmapped = bare !== undefined || below === 'UP';
      report({
        code: unmapped ? 'nhrp-multicast-map-missing' : 'overlay-routing-flap',
        certainty: unmapped ? 'likely' : 'possible',
        side: 'local',
        evidence: [...(bare ? [model.evidence(bare.block.rec, 'cause')] : []), model.evidence(state, 'cause')],
        ...(bare ? { fix: [multicastMap(bare)] } : {}),
        values: { reason: 'INIT', ...(address === undefined ? {} : { peer: address }) },
        title: `OSPF hears ${address ?? 'a neighbour'} over ${name ?? 'the tunnel'} without being heard (INIT): our hellos do not arrive`,
      });
    }
  }
}

const shortName = (name: string | undefined): string => (name ?? '').replace(/^Tunnel/i, 'Tu').toLowerCase();

const isUp = ({ name, shut, address, tunnel }: Interface): boolean =>
  /^Tu/.test(name) && !shut && address !== undefined && tunnel.source !== undefined;

/** The device of a configuration; where the text does not name it, the only one whose show dmvpn lists the tunnel. */
function deviceOf(model: Model, config: Config, { name }: Interface): string | undefined {
  if (config.device !== undefined) return config.device;
  const devices = new Set(
    capturesOf(model.captures, 'show dmvpn')
      .filter(({ root }) =>
        recordsBelow(root, 'interface').some((one) => shortName(textOf(one, 'interface')) === shortName(name)),
      )
      .map(({ device }) => device),
  );
  return devices.size === 1 ? [...devices][0] : undefined;
}

/** The configuration says that a routing protocol runs over it, or leaves that out and the protocol has no neighbour anywhere. */
const mayCall = (config: Config, one: Interface, tables: readonly Capture[]): boolean =>
  callsNeighbours(config, one) ||
  (!config.blocks.some(({ text }) => /^router /.test(text)) &&
    !callsByUnicast(one) &&
    tables.every(({ root }) => recordsBelow(root, 'neighbour').length === 0));

/** The tunnel is up, its configuration has no multicast map, and the routing protocol finds nobody over it. */
function unmapped(model: Model, report: Report): void {
  if (reasonIsKnown(model)) return;
  for (const config of configsOf(model))
    for (const one of config.interfaces.filter((each) => isUp(each) && mapsNoMulticast(config, each))) {
      const device = deviceOf(model, config, one);
      const up = capturesOf(model.captures, 'show dmvpn')
        .filter((capture) => capture.device === device)
        .flatMap(({ root }) => recordsBelow(root, 'peer'))
        .some((row) => textOf(row, 'state') === 'UP');
      const tables = ['show ip eigrp neighbors', 'show ip ospf neighbor']
        .flatMap((id) => latest(model, id))
        .filter((capture) => capture.device === device && isUnfiltered(capture));
      const met = tables
        .flatMap(({ root }) => recordsBelow(root, 'neighbour'))
        .some((row) => shortName(textOf(row, 'interface')) === shortName(one.name));
      if (!up || tables.length === 0 || met || !mayCall(config, one, tables)) continue;
      report({
        code: 'nhrp-multicast-map-missing',
        certainty: 'likely',
        side: 'local',
        evidence: [model.evidence(one.block.rec, 'cause')],
        values: { interface: one.name },
        fix: [multicastMap(one)],
        candidates: [
          {
            code: 'overlay-routing-flap',
            why: 'The other end may lack its map instead, or the protocols may not fit.',
          },
        ],
      });
    }
}
