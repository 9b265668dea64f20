// A spoke whose tunnel interface waits for an address that the hub hands out, beside a hub whose profile hands out nothing.
import { type Detector, detector, type Fix, type Rec } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { capturesOf, recordsBelow, sameDevice } from '../values.ts';
import { type Call, callerOf, callsOf, cameUp, takingCalls } from './calls.ts';
import { isInterfaceName } from './ends.ts';
import { isTaken, shownBy } from './identities.ts';
import { type Config, configsOf, type IkeProfile, isPickedOut } from './model.ts';
import { isCutOff } from './say.ts';

export const configHandedOut: Detector = detector({
  id: 'config-handed-out',
  codes: ['mode-config-failed'],
  run: (model, report) => {
    for (const call of callsOf(configsOf(model))) {
      const { hub, destination } = call;
      const line = call.tunnel.block.lines.find(({ text }) => text === 'ip address negotiated');
      const empty = line && withoutAddress(model, call);
      const [profile, ...more] = empty && cameUp(model, call) ? servingProfiles(call) : [];
      if (!line || !empty || !profile || ![profile, ...more].every((one) => handsOutNothing(model, hub, one))) continue;
      report({
        code: 'mode-config-failed',
        certainty: 'likely',
        side: 'remote',
        ike: 2,
        peer: destination,
        evidence: [profile.block.rec, line.rec, empty].map((rec) => model.evidence(rec, 'cause')),
        values: {
          fault: `the profile ${profile.name} of ${hub.device ?? 'the hub'} has no aaa authorization group`,
        },
        fix: [authorization(hub, profile)],
      });
    }
  },
});

/** What shows the interface up and without an address, if that is what is shown of it last. */
function withoutAddress(model: Model, { spoke, tunnel }: Call): Rec | undefined {
  const row = capturesOf(model.captures, 'show ip interface brief')
    .filter(({ device }) => sameDevice(device, spoke.device))
    .flatMap(({ root }) => recordsBelow(root, 'interface'))
    .findLast(({ fields }) => isInterfaceName(fields.interface?.value ?? '', tunnel.name));
  const { address, status } = row?.fields ?? {};
  return address?.value === 'unassigned' && status?.value === 'up' ? row : undefined;
}

/** Those of the hub that may be the one for this spoke. */
function servingProfiles(call: Call): readonly IkeProfile[] {
  const end = callerOf(call);
  const shown = end?.profile && shownBy(end.profile, end.address);
  return takingCalls(call.hub).filter((profile) => shown === undefined || isTaken([profile], shown));
}

/** The pool and the routes stand in an authorization policy, and a profile that names neither a group nor a user to look up reads none. */
const handsOutNothing = (model: Model, hub: Config, { block }: IkeProfile): boolean =>
  !block.lines.some(({ text }) => /^aaa authorization /.test(text)) &&
  !isCutOff(hub, block.rec) &&
  !model.captures.some((capture) => isPickedOut(capture) && capture.root.children.includes(block.rec));

/** With the list and the policy that the hub has for it, where it has one of each. */
function authorization({ blocks }: Config, { name, expects }: IkeProfile): Fix {
  const only = (pattern: RegExp): string | undefined => {
    const [first, ...more] = blocks.flatMap(({ text }) => pattern.exec(text)?.[1] ?? []);
    return more.length === 0 ? first : undefined;
  };
  const list = only(/^aaa authorization network (\S+) /) ?? '<list>';
  const policy = only(/^crypto ikev2 authorization policy (\S+)/) ?? '<policy>';
  const proof = expects.includes('pre-share') ? 'psk' : 'cert';
  return {
    where: 'remote',
    platform: 'ios',
    ike: 2,
    config: [`crypto ikev2 profile ${name}`, ` aaa authorization group ${proof} list ${list} ${policy}`],
    why: 'On the hub, with a policy that names a pool; then clear the IKE SA on the spoke, so that it asks again.',
  };
}
