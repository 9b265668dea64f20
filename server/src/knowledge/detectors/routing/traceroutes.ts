// Judges traceroutes through tunnels: the router at the far end that says the destination cannot be reached has no route to it.
import { type Detector, detector, type Rec, type Report } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { covers, networkOf } from '../networks.ts';
import { capturesOf, recordsBelow, textOf } from '../values.ts';

export const traceroutes: Detector = detector({
  id: 'traceroutes',
  codes: ['missing-route'],
  run: (model, report) => {
    for (const capture of capturesOf(model.captures, 'traceroute'))
      for (const trace of recordsBelow(capture.root, 'trace')) refusedBeyond(model, capture, trace, report);
  },
});

const isRefusal = (hop: Rec): boolean => /![HN]/.test(textOf(hop, 'times') ?? '');

function refusedBeyond(model: Model, capture: Capture, trace: Rec, report: Report): void {
  const refusal = recordsBelow(trace, 'hop').find(isRefusal);
  const router = refusal && textOf(refusal, 'address');
  const destination = textOf(trace, 'address') ?? textOf(trace, 'destination');
  if (!refusal || router === undefined || destination === undefined || router === destination) return;
  if (!isInside(model, capture, router)) return;
  report({
    code: 'missing-route',
    certainty: 'likely',
    side: 'remote',
    evidence: [model.evidence(refusal, 'cause')],
    values: { destination },
    title: `${router}, at the other end of the tunnel, says that ${destination} cannot be reached: it has no route there`,
    explanation:
      'The packets pass the tunnel: the router at its other end answers. It says that it cannot deliver them, so encryption is not the reason. Routers say so of a destination that their table does not hold.',
    next: [
      {
        command: `show ip route ${destination}`,
        why: 'On the router at the other end: does its table hold the destination, and which way does it lead?',
        where: 'remote',
        platform: 'ios',
      },
    ],
    fix: [
      {
        where: 'remote',
        platform: 'ios',
        config: ['ip route <network> <mask> <next hop>'],
        why: `For the network of ${destination}; or announce it to that router.`,
      },
    ],
  });
}

/** An address inside a tunnel of this device, and not its own. */
function isInside(model: Model, { device }: Capture, address: string): boolean {
  const network = networkOf(address);
  const mine = (other: string | undefined): boolean => device === undefined || other === undefined || other === device;
  return (
    capturesOf(model.captures, 'show dmvpn')
      .filter((other) => mine(other.device))
      .flatMap(({ root }) => recordsBelow(root, 'peer'))
      .some((row) => textOf(row, 'tunnelAddress') === address && textOf(row, 'state') === 'UP') ||
    configsOf(model)
      .filter((config) => mine(config.device))
      .flatMap(({ interfaces }) => interfaces)
      .some(
        (one) =>
          /^Tu/i.test(one.name) &&
          one.address !== address &&
          network !== undefined &&
          one.network !== undefined &&
          covers(one.network, network),
      )
  );
}
