// Compares the configurations of two peers in one text, end by end: what one offers and the other does not accept, and the line to change.
import { type Detector, detector, type Report, type Reported } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { fallsWithKeys } from '../ipsec/key-lifetimes.ts';
import { isIpsecUp } from '../up.ts';
import { capturesOf, recordsBelow, textOf } from '../values.ts';
import { compareAnnouncements } from './announcements.ts';
import { compareProofs } from './authentication.ts';
import { counterpartsOf } from './counterparts.ts';
import { type End, isProfileAlone, type Link, reaches } from './ends.ts';
import { compareMirrors } from './mirrors.ts';
import { configsOf, keyFor } from './model.ts';
import { compareModes } from './modes.ts';
import { type Pair, pairsOf } from './pairs.ts';
import { comparePickedKeys } from './picked-keys.ts';
import { comparePolicies } from './policies.ts';
import { compareQuantumKeys, loneKeyrings } from './quantum.ts';
import { compareSharedKeys } from './shared-keys.ts';
import { compareTransforms } from './transforms.ts';
import { compareTunnels, type Say } from './tunnel-peers.ts';
import { compareVersions } from './versions.ts';
import { nameOf } from './ways-out.ts';

export const configPeers: Detector = detector({
  id: 'config-peers',
  codes: [
    'ike-policy-mismatch',
    'ike-version-mismatch',
    'exchange-mode-mismatch',
    'auth-method-mismatch',
    'identity-mismatch',
    'ipsec-proposal-mismatch',
    'encapsulation-mode-mismatch',
    'pfs-mismatch',
    'proxy-id-mismatch',
    'psk-mismatch',
    'psk-missing',
    'peer-not-configured',
    'crypto-map-not-matched',
    'tunnel-key-mismatch',
    'tunnel-mode-mismatch',
    'nhrp-registration-failure',
    'recursive-routing',
    'config-incomplete',
    'authentication-failed',
  ],
  run: (model, report) => {
    const configs = configsOf(model);
    const pairs = pairsOf(configs);
    for (const pair of pairs) {
      const found: Reported[] = [];
      comparePair(model, pair, (one) => found.push(one));
      // Chapters and stages of one device are no two ends: what an earlier version does not share is of another time.
      const before = pair.earlier.map((one) => codesOf(model, one));
      for (const one of found) if (before.every((codes) => codes.has(one.code))) report(one);
    }
    for (const link of counterpartsOf(model, configs))
      if (!pairs.some((pair) => isPairOf(pair, link))) compareEnds(model, link, speaker(model, link, report));
    comparePickedKeys(model, report);
    for (const [here, there] of loneKeyrings(model, configs))
      compareQuantumKeys(here, there, speaker(model, { here: undefined, there: undefined, tied: false }, report));
  },
});

const isPairOf = ({ here, there, links }: Pair, link: Link): boolean =>
  links.length > 0 && [link.here.config, link.there.config].some((config) => config === here || config === there);

function codesOf(model: Model, pair: Pair): ReadonlySet<string> {
  const codes = new Set<string>();
  comparePair(model, pair, ({ code }) => codes.add(code));
  return codes;
}

function comparePair(model: Model, pair: Pair, report: Report): void {
  for (const link of pair.links)
    if (link.tied || !areOtherProfiles(link) || isMissed(model, link))
      compareEnds(model, link, speaker(model, link, report));
  const say = speaker(model, { here: undefined, there: undefined, tied: pair.links.every(({ tied }) => tied) }, report);
  for (const tunnels of pair.tunnels) {
    compareTunnels(pair, tunnels, say);
    compareAnnouncements(pair, tunnels, say);
  }
}

/** One IPsec profile of each device and nothing of what uses it, under other names: they may belong to other tunnels. */
const areOtherProfiles = ({ here, there }: Link): boolean =>
  isProfileAlone(here.config) && isProfileAlone(there.config) && here.name !== there.name;

/** One of the two devices shows that IKE is up and IPsec is not. */
const isMissed = (model: Model, { here, there }: Link): boolean => {
  const devices = [here.config.device, there.config.device];
  return (
    !devices.includes(undefined) &&
    capturesOf(model.captures, 'show dmvpn')
      .filter(({ device }) => devices.includes(device))
      .flatMap(({ root }) => recordsBelow(root, 'peer'))
      .some((row) => textOf(row, 'state') === 'IPSEC')
  );
};

/** Proven where the text shows nothing of the tunnel, or that it fails; where it is up, the configurations are of another time. */
function speaker(
  model: Model,
  { here, there, tied }: { here: End | undefined; there: End | undefined; tied: boolean },
  report: Report,
): Say {
  const ends = [here, there].flatMap((end) => (end ? [...end.peers, end.address] : []));
  // Ends of which no address is known may be those of any tunnel in the text.
  const anywhere = here !== undefined && ends.every((address) => address === undefined);
  const own = ({ device }: Model['tunnels'][number]): boolean =>
    device === undefined || device === here?.config.device || device === there?.config.device;
  // Of many ends few differ: only then the tunnels of the text are gone through.
  return (code, records, more = {}) => {
    const shown = model.tunnels.filter((tunnel) =>
      anywhere ? own(tunnel) : tunnel.remote !== undefined && ends.includes(tunnel.remote),
    );
    if (shown.some(isIpsecUp) && !isOutlived(model, code, here, there)) return;
    const elsewhere = model.attempts.length > 0 && here !== undefined && shown.length === 0;
    report({
      certainty: tied && !elsewhere ? 'certain' : 'likely',
      side: 'either',
      ...more,
      code,
      evidence: records.map((rec) => model.evidence(rec, 'cause')),
    });
  };
}

/** Keys are agreed without PFS when the tunnel comes up: where it falls with them, what differs kept new ones from being agreed. */
const isOutlived = (model: Model, code: string, here: End | undefined, there: End | undefined): boolean =>
  code === 'pfs-mismatch' && here !== undefined && there !== undefined && fallsWithKeys(model, here, there).length > 0;

function compareEnds(model: Model, { here, there }: Link, say: Say): void {
  wrongPeer(here, there, say);
  wrongPeer(there, here, say);
  const common = here.versions.filter((version) => there.versions.includes(version));
  if (common.length === 0 && here.versions.length > 0 && there.versions.length > 0) {
    compareVersions(here, there, say);
    return;
  }
  const version = common.at(-1) ?? 1;
  comparePolicies(here, there, version, say);
  if (version === 1) compareModes(here, there, say);
  if (version === 2) {
    compareProofs(here, there, say);
    compareQuantumKeys(here, there, say);
  }
  const devices = [here.config.device, there.config.device];
  const isTried = [...model.attempts, ...model.tunnels].some(({ device }) => devices.includes(device));
  compareTransforms(here, there, version, say, isTried);
  compareMirrors(here, there, version, say);
  compareSharedKeys(here, there, version, say);
}

/** One end points at the other, and that one points at an address which is not ours. */
function wrongPeer(from: End, to: End, say: Say): void {
  if (reaches(from, to) !== 'contradicts' || reaches(to, from) !== 'fits' || !from.peerLine) return;
  const outside = to.config.interfaces.find(({ address }) => address !== undefined && address === to.address);
  const line = outside?.block.lines.find(({ text }) => /^ip address/.test(text)) ?? outside?.block;
  // With a key for the other end IKE comes up, and no entry is for it.
  const isKnown = from.entry !== undefined && to.address !== undefined && keyFor(from.config, to.address).length > 0;
  say(isKnown ? 'crypto-map-not-matched' : 'peer-not-configured', [from.peerLine.rec, (line ?? to).rec], {
    certainty: 'likely',
    ...(isKnown ? { detail: { reason: 'peer' } } : {}),
    attributes: [{ name: 'peer address', local: from.peers[0] ?? '', remote: to.address ?? '' }],
    ...(from.peers.length === 1 && to.address !== undefined && !from.config.asa && from.entry
      ? rightPeer(from, to, from.peers[0] as string, to.address)
      : {}),
  });
}

function rightPeer(from: End, to: End, wrong: string, right: string): Pick<Reported, 'title' | 'fix'> {
  const [at, other] = [nameOf(from.config, 'One device'), nameOf(to.config, 'the other')];
  return {
    title: `${at} has ${wrong} as its peer, and ${other} has the address ${right}`,
    fix: [
      {
        where: 'either',
        platform: 'ios',
        config: [
          `crypto map ${from.entry?.map} ${from.entry?.sequence} ipsec-isakmp`,
          ` no set peer ${wrong}`,
          ` set peer ${right}`,
          `crypto isakmp key <key> address ${right}`,
        ],
        why: `On ${at === 'One device' ? 'the device with the wrong peer' : at}; with IKEv2 the address in its keyring and profile instead of the key.`,
      },
    ],
  };
}
