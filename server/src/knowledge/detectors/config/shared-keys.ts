// Compares the shared keys that two ends hold for each other.

import { networkOf } from '../networks.ts';
import { areSiblings, aside, type End, keysTowards, reaches } from './ends.ts';
import { keyIsLeftOut } from './left-out.ts';
import type { Key } from './model.ts';
import type { Say } from './tunnel-peers.ts';
import { eitherLine, nameOf } from './ways-out.ts';

/** Keys are compared only where both are readable, and never shown. */
export function compareSharedKeys(here: End, there: End, version: 1 | 2, say: Say): void {
  for (const [from, to] of [
    [here, there],
    [there, here],
  ] as const) {
    const sent = keysTowards(from, to.address, version).filter(({ use }) => use !== 'remote');
    const expected = keysTowards(to, from.address, version).filter(({ use }) => use !== 'local');
    const [a, b] = [sent[0], expected[0]];
    if (keyIsMissing(from, to, version, say) || keyIsLeftOut(from, to, version, say)) return;
    if (sent.length !== 1 || expected.length !== 1 || !differ(a, b)) continue;
    say('psk-mismatch', [(a as Key).rec, (b as Key).rec], {
      ike: version,
      ...(from.config.device === undefined || to.config.device === undefined
        ? {}
        : { title: `${from.config.device} and ${to.config.device} hold different pre-shared keys for each other` }),
      explanation:
        'Both configurations stand in the text, and their keys can be read: what one end proves itself by is not what the other holds for it. A typing error, a letter that looks like a digit and a blank at the end are the usual reasons. Each end refuses the proof of the other, so the tunnel cannot come up.',
      fix: eitherLine(from, to, keyLines(a as Key), keyLines(b as Key)),
    });
    return;
  }
}

/** How an end sets its key anew, in the place where it stands. */
function keyLines({ keyring, version, text }: Key): readonly string[] {
  const address = text ?? '<peer>';
  if (version === 2)
    return [`crypto ikev2 keyring ${keyring ?? '<keyring>'}`, ' peer <name>', '  pre-shared-key <same-key>'];
  return keyring === undefined
    ? [`crypto isakmp key <same-key> address ${address}`]
    : [`crypto keyring ${keyring}`, ` pre-shared-key address ${address} key <same-key>`];
}

export const differ = (a: Key | undefined, b: Key | undefined): boolean =>
  a?.secret !== undefined && b?.secret !== undefined && a.secret !== b.secret;

/** The keyring that the profile names is in the text, and holds no key for the other end. */
function keyIsMissing(from: End, to: End, version: 1 | 2, say: Say): boolean {
  const { profile, config } = from;
  if (profile?.keyring === undefined || to.address === undefined || !networkOf(to.address)) return false;
  if (profile.provesBy !== undefined && profile.provesBy !== 'pre-share') return false;
  if (keysTowards(from, to.address, version).length > 0) return false;
  const ring = config.blocks.find(
    ({ text }) => text.split(' ').at(version === 2 ? 3 : 2) === profile.keyring && / keyring /.test(text),
  );
  const named = config.keys.some(({ keyring, address }) => keyring === profile.keyring && address === undefined);
  // In a cloud nobody is named: two ends that build tunnels by themselves need a key all the same.
  const cloud = from.tunnel?.nhrp.networkId === true && to.tunnel?.nhrp.networkId === true;
  if (!ring || named || (reaches(from, to) === 'open' && !cloud)) return false;
  const at = nameOf(config, 'this device');
  say('psk-missing', [ring.rec, ...ring.lines.filter(({ text }) => /\baddress\b/.test(text)).map(({ rec }) => rec)], {
    peer: to.address,
    ike: version,
    title: `The keyring ${profile.keyring} of ${at} holds no key for {peer}`,
    fix: [
      {
        where: 'local',
        platform: 'ios',
        config:
          version === 2
            ? [ring.text, ' peer <name>', '  address {peer}', '  pre-shared-key <key>']
            : [ring.text, ' pre-shared-key address {peer} key <key>'],
        why: `On ${at}: the same key as at the other end.`,
      },
    ],
    side: 'local',
    ...(cloud ? { certainty: 'likely' as const } : {}),
    ...(areSiblings(from, to) && keysTowards(to, from.address, version).length === 0 ? aside : {}),
  });
  return true;
}
