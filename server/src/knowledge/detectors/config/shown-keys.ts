// Judges the list of pre-shared keys that a device shows: a peer that is not up and that no key of the list is for.
import { type Detector, detector, type Fact, type Rec } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { covers, type Network, networkOf } from '../networks.ts';
import { isTunnelUp } from '../up.ts';
import { capturesOf, isAddress, isUnfiltered, recordsBelow, sameDevice, textOf } from '../values.ts';
import { configsOf } from './model.ts';

export const shownKeys: Detector = detector({
  id: 'shown-keys',
  codes: ['psk-missing'],
  run: (model, report) => {
    for (const list of capturesOf(model.captures, 'show crypto isakmp key'))
      for (const peer of peersOf(model, list)) {
        const first = isUp(model, peer.value) ? undefined : keysWithout(model, list, peer.value);
        if (first)
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

/** The first key of a list that holds none for this peer, in whatever keyring, where IKEv1 uses such keys. */
function keysWithout(model: Model, list: Capture, peer: string): Rec | undefined {
  const keys = recordsBelow(list.root, 'key');
  const networks = keys.map((key) => networkOf(textOf(key, 'peer'), textOf(key, 'mask')));
  // A key under a name may be for any of the peers, and a filter may have left the right one out.
  const isKnown = isUnfiltered(list) && !networks.includes(undefined) && isAskedForKeys(model, list);
  return isKnown && !networks.some((network) => holds(network, peer)) ? keys[0] : undefined;
}

/** The same of the list that a device shows last. */
export function shownKeysWithout(model: Model, device: string | undefined, peer: string | undefined): Rec | undefined {
  const list = capturesOf(model.captures, 'show crypto isakmp key').findLast((capture) => capture.device === device);
  return list && networkOf(peer) ? keysWithout(model, list, peer as string) : undefined;
}

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
  const isHere = (one: { readonly device?: string }): boolean => sameDevice(one.device, device);
  const [here, attempts, tunnels] = [
    model.captures.filter(isHere),
    model.attempts.filter(isHere),
    model.tunnels.filter(isHere),
  ];
  const methods = capturesOf(here, 'show crypto isakmp policy')
    .flatMap(({ root }) => recordsBelow(root, 'policy'))
    .map((policy) => textOf(policy, 'auth') ?? '');
  return (
    capturesOf(here, 'show crypto isakmp sa').length > 0 &&
    [...attempts, ...tunnels.flatMap(({ ike }) => ike)].every(({ version }) => version !== 2) &&
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
