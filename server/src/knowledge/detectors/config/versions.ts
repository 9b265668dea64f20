// Compares the versions of IKE that two ends speak.
import type { Fix, Rec } from '../../../engine/define.ts';
import type { End } from './ends.ts';
import type { Say } from './tunnel-peers.ts';
import { nameOf } from './ways-out.ts';

/** Where an end says which version it uses: the line that names an IKEv2 profile, else the heading under which there is none. */
const versionLine = ({ config, rec }: End): Rec =>
  config.blocks.find((block) => block.rec === rec)?.lines.find(({ text }) => /^set ikev2-profile /.test(text))?.rec ??
  rec;

const toSecond = ({ config, entry, tunnel, name, peers }: End, isHere: boolean): Fix => ({
  where: isHere ? 'local' : 'remote',
  platform: 'ios',
  config: [
    'crypto ikev2 profile <profile>',
    ` match identity remote address ${peers[0] ?? '<peer>'} 255.255.255.255`,
    ' authentication remote pre-share',
    ' authentication local pre-share',
    ' keyring local <keyring>',
    tunnel
      ? `crypto ipsec profile ${tunnel.tunnel.profile ?? '<profile>'}`
      : entry
        ? `${name} ipsec-isakmp`
        : 'crypto map <map> <number> ipsec-isakmp',
    ' set ikev2-profile <profile>',
  ],
  why: `On ${nameOf(config, 'the end with IKEv1')}, with a keyring that holds the key; or let the other end speak IKEv1 too.`,
});

export function compareVersions(here: End, there: End, say: Say): void {
  const text = (end: End): string => `IKEv${end.versions.join(' and IKEv')}`;
  const old = here.versions.includes(1) ? here : there;
  say('ike-version-mismatch', [versionLine(here), versionLine(there)], {
    title: `${nameOf(here.config, 'One end')} speaks ${text(here)}, ${nameOf(there.config, 'the other')} speaks ${text(there)}`,
    ...(old.config.asa ? {} : { fix: [toSecond(old, old === here)] }),
    attributes: [{ name: 'IKE version', local: text(here), remote: text(there) }],
  });
}
