// Judges the list of pre-shared keys that a device shows: a peer of its crypto map that is not up and that no key of the list is for.
import { type Detector, detector, type Fact, type Rec } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { covers, type Network, networkOf } from '../networks.ts';
import { isTunnelUp } from '../up.ts';
import { capturesOf, isAddress, recordsBelow, sameDevice, textOf } from '../values.ts';
import { configsOf } from './model.ts';

export const shownKeys: Detector = detector({
  id: 'shown-keys',
  codes: ['psk-missing'],
  run: (model, report) => {
    for (const list of capturesOf(model.captures, 'show crypto isakmp key')) {
      const keys = recordsBelow(list.root, 'key');
      const networks = keys.map((key) => networkOf(textOf(key, 'peer'), textOf(key, 'mask')));
      const [first] = keys;
      // A key under a name may be for any of the peers.
      if (!first || networks.includes(undefined) || !isAskedForKeys(model, list)) continue;
      for (const peer of peersOf(model, list))
        if (!isUp(model, peer.value) && !networks.some((network) => holds(network, peer.value)))
          report({
            code: 'psk-missing',
            certainty: 'likely',
            side: 'local',
            peer: peer.value,
            ike: 1,
            title: 'None of the pre-shared keys of this device is for the peer {peer}, which is not up',
            next: [methodNext],
            evidence: [model.evidence(peer, 'cause'), model.evidence(first, 'context')],
          });
    }
  },
});

const methodNext = {
  command: 'show crypto isakmp policy',
  why: 'Only where a policy asks for signatures does a certificate stand in place of the key.',
  where: 'local' as const,
};

const holds = (network: Network | undefined, peer: string): boolean => {
  const address = networkOf(peer);
  return network !== undefined && address !== undefined && covers(network, address);
};

/** The device shows that it is IKEv1 with keys that it uses: its table of IKE SAs, no IKEv2, and no policy that asks for certificates only. */
function isAskedForKeys(model: Model, { device }: Capture): boolean {
  const here = model.captures.filter((capture) => sameDevice(capture.device, device));
  const methods = capturesOf(here, 'show crypto isakmp policy')
    .flatMap(({ root }) => recordsBelow(root, 'policy'))
    .map((policy) => textOf(policy, 'auth') ?? '');
  return (
    capturesOf(here, 'show crypto isakmp sa').length > 0 &&
    [...model.attempts, ...model.tunnels.flatMap(({ ike }) => ike)].every(({ version }) => version !== 2) &&
    methods.every((method) => /pre/i.test(method)) &&
    configsOf(model)
      .filter((config) => sameDevice(config.device, device))
      .every(
        ({ policies, ikeProfiles }) =>
          ikeProfiles.length === 0 && policies.every(({ values }) => values.authentication === 'pre-share'),
      )
  );
}

/** The peers of crypto map entries that name no profile, each once. */
function peersOf(model: Model, { device }: Capture): readonly Fact[] {
  const maps = capturesOf(model.captures, 'show crypto map')
    .filter((capture) => sameDevice(capture.device, device))
    .flatMap(({ root }) => recordsBelow(root, 'map'))
    .filter((map: Rec) => map.fields.profile === undefined);
  const facts = maps.flatMap(({ all }) => all.filter(({ name, value }) => name === 'peer' && isAddress(value)));
  return facts.filter(({ value }, at) => facts.findIndex((other) => other.value === value) === at);
}

const isUp = (model: Model, peer: string): boolean =>
  model.tunnels.some((tunnel) => tunnel.remote === peer && isTunnelUp(tunnel));
