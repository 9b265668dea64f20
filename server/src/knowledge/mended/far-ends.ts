// Tells whom a tunnel interface leads to, as the outputs of its device say.
import type { Model } from '../../engine/model.ts';
import { isInterfaceName } from '../detectors/config/ends.ts';
import { configsOf } from '../detectors/config/model.ts';
import { networkOf } from '../detectors/networks.ts';
import { sameDevice, textOf } from '../detectors/values.ts';

/** Whom a tunnel interface leads to, as its configuration and what is shown of it say. */
export const farEnds = (model: Model, name: string, device: string | undefined): readonly string[] =>
  [
    ...configsOf(model)
      .filter((config) => sameDevice(config.device, device))
      .flatMap(({ interfaces }) => interfaces)
      .map((one) => [one.name, one.tunnel.destination]),
    ...model
      .records('show interfaces tunnel', 'interface')
      .map((row) => [textOf(row, 'interface'), textOf(row, 'destination')]),
    ...model.tunnels
      .filter((tunnel) => sameDevice(tunnel.device, device))
      .map((tunnel) => [tunnel.interface, tunnel.remote]),
  ].flatMap(([at, far]) => (isInterfaceName(name, at ?? '') && networkOf(far) !== undefined ? (far ?? []) : []));
