// Where the networks of a device live: each interface with the VRF that it lies in, as configurations, lists of interfaces and routing tables show it.
import type { Fact, Rec } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { isInterfaceName } from '../config/ends.ts';
import { configsOf } from '../config/model.ts';
import { isHost, type Network, networkOf } from '../networks.ts';
import { capturesOf, isUnfiltered, recordsBelow, textOf } from '../values.ts';
import { asked } from './routing-tables.ts';

/** A network that is connected, or the address of the interface to it, and the table that it is in; no table is the global one. */
export interface Home {
  readonly device: string | undefined;
  readonly network: Network;
  readonly interface: string | undefined;
  readonly vrf: string | undefined;
  /** What says so. */
  readonly at: Rec | Fact;
}

export const homesOf = (model: Model): readonly Home[] => [
  ...configured(model),
  ...listed(model),
  ...members(model),
  ...connected(model),
];

/** An interface with a crypto map is the way to the peers. */
const configured = (model: Model): Home[] =>
  configsOf(model).flatMap(({ device, interfaces }) =>
    interfaces.flatMap(({ name, address, vrf, map, shut, block }) => {
      const network = networkOf(address);
      const line = block.lines.find(({ text }) => /vrf forwarding/.test(text)) ?? block;
      return network && !map && !shut ? [{ device, network, interface: name, vrf, at: line.rec }] : [];
    }),
  );

const listed = (model: Model): Home[] =>
  rowsOf(model, 'show ip vrf interfaces', 'interface').flatMap(({ device, row }) => {
    const network = networkOf(textOf(row, 'address'));
    return network && textOf(row, 'protocol') === 'up'
      ? [{ device, network, interface: textOf(row, 'interface'), vrf: textOf(row, 'vrf'), at: row }]
      : [];
  });

/** An interface that a list shows to lie in a VRF. */
export interface Member {
  readonly device: string | undefined;
  readonly vrf: string;
  readonly interface: Fact;
  /** No filter can have left out others of that VRF. */
  readonly whole: boolean;
}

const lists = new WeakMap<Model, readonly Member[]>();

/** The interfaces of each VRF as the lists of a device show them, gone through once: the first one stands beside the VRF and the others below it, or each has its VRF beside it. */
export function membersOf(model: Model): readonly Member[] {
  const known = lists.get(model) ?? [
    ...capturesOf(model.captures, 'show vrf').flatMap((capture) => {
      const [{ device }, whole] = [capture, isUnfiltered(capture)];
      let vrf: string | undefined;
      return capture.root.children.flatMap((row) => {
        vrf = textOf(row, 'vrf') ?? vrf;
        const name = row.fields.interface;
        return name && vrf !== undefined ? [{ device, vrf, interface: name, whole }] : [];
      });
    }),
    ...capturesOf(model.captures, 'show ip vrf interfaces').flatMap((capture) => {
      const [{ device }, whole] = [capture, isUnfiltered(capture)];
      return recordsBelow(capture.root, 'interface').flatMap((row) => {
        const [vrf, name] = [textOf(row, 'vrf'), row.fields.interface];
        return name && vrf !== undefined ? [{ device, vrf, interface: name, whole }] : [];
      });
    }),
  ];
  lists.set(model, known);
  return known;
}

/** Another list has the addresses of the interfaces. */
function members(model: Model): Home[] {
  const addresses = rowsOf(model, 'show ip interface brief', 'interface');
  return membersOf(model).flatMap(({ device, vrf, interface: name }) => {
    const own = addresses.find(
      (other) => other.device === device && isInterfaceName(name.value, textOf(other.row, 'interface') ?? ''),
    )?.row;
    const network = own && networkOf(textOf(own, 'address'));
    return network && textOf(own, 'protocol') === 'up'
      ? [{ device, network, interface: name.value, vrf, at: name }]
      : [];
  });
}

const connected = (model: Model): Home[] =>
  capturesOf(model.captures, 'show ip route').flatMap((capture) =>
    recordsBelow(capture.root, 'route')
      .filter(isConnected)
      .flatMap((row) => {
        const network = networkOf(textOf(row, 'prefix'), textOf(row, 'mask') ?? textOf(row, 'length'));
        const vrf = asked(capture).vrf ?? textOf(row, 'vrf');
        return network && !isHost(network)
          ? [{ device: capture.device, network, interface: textOf(row, 'interface'), vrf, at: row }]
          : [];
      }),
  );

/** By its letter in a table, or in words where the entry was asked for. */
const isConnected = (entry: Rec): boolean =>
  /^C/.test(textOf(entry, 'code') ?? '') || textOf(entry, 'origin') === 'connected';

const rowsOf = (
  model: Model,
  command: string,
  kind: string,
): { readonly device: Capture['device']; readonly row: Rec }[] =>
  capturesOf(model.captures, command).flatMap(({ device, root }) =>
    recordsBelow(root, kind).map((row) => ({ device, row })),
  );
