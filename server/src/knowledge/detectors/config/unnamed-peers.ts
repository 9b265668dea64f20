// Judges a peer with which IKE is up, by a key for everybody, and which no entry of the crypto map names: the address in the entry that was meant for it is another one.
import { type Detector, detector, type Fix } from '../../../engine/define.ts';
import type { Model, Tunnel } from '../../../engine/model.ts';
import { slipBetween } from '../similar.ts';
import { isIpsecUp, listsIke, listsSa } from '../up.ts';
import { addressesOf, type End, endsOf } from './ends.ts';
import { type Config, configsOf, type MapEntry, type Statement } from './model.ts';
import { otherPeers } from './named-peers.ts';

export const unnamedPeers: Detector = detector({
  id: 'unnamed-peers',
  codes: ['crypto-map-not-matched'],
  run: (model, report) => {
    for (const config of configsOf(model).filter(isListed)) {
      for (const tunnel of model.tunnels) {
        const peer = tunnel.remote;
        if (peer === undefined || tunnel.device !== config.device || !isHalfUp(tunnel)) continue;
        if (otherPeers(model, config.device, peer).length === 0) continue;
        const spare = spareEntries(model, config);
        const meant = spare.filter(({ address }) => isMistyped(address, peer));
        const caller = callerFrom(model, config, peer);
        const only = meant.length === 1 ? meant[0] : undefined;
        if (!caller && !only) continue;
        const lines = spare.length > 0 ? spare.map(({ line }) => line) : config.entries.flatMap(({ peers }) => peers);
        const ike = tunnel.ike.find(({ health }) => health === 'up');
        report({
          code: 'crypto-map-not-matched',
          certainty: 'likely',
          side: 'local',
          peer,
          tunnel: tunnel.id,
          detail: { reason: 'peer' },
          evidence: [
            ...(only ? [only.line] : lines).slice(0, 3).map(({ rec }) => model.evidence(rec, 'cause')),
            ...(ike ? [model.evidence(ike.span, 'symptom')] : []),
            ...(caller?.peerLine ? [model.evidence(caller.peerLine.rec, 'context')] : []),
          ],
          ...(only && {
            title: `IKE is up with {peer}, which no crypto map entry names: entry ${only.entry.sequence} has the peer ${only.address}`,
            attributes: [{ name: 'peer address', local: only.address, remote: peer }],
            fix: [corrected(config, only, peer)],
          }),
        });
      }
    }
  },
});

/** Every entry of its crypto maps is in the text. */
const isListed = ({ entries, whole, listed, allOf }: Config): boolean =>
  entries.length > 0 && (whole || listed.has('crypto map') || allOf.has('crypto map'));

/** IKE is up and no output or log shows an IPsec SA. */
const isHalfUp = (tunnel: Tunnel): boolean => listsIke(tunnel) && !isIpsecUp(tunnel);

interface Named {
  readonly entry: MapEntry;
  readonly line: Statement;
  readonly address: string;
}

/** The entries with one peer of which no SA is shown. */
const spareEntries = (model: Model, { device, entries }: Config): readonly Named[] =>
  entries.flatMap((entry) => {
    const [line, ...more] = entry.peers;
    const address = line?.words[2];
    const isUsed = model.tunnels.some(
      (tunnel) => tunnel.device === device && tunnel.remote === address && listsSa(tunnel),
    );
    return line && more.length === 0 && line.words.length === 3 && address !== undefined && !isUsed
      ? [{ entry, line, address }]
      : [];
  });

/** Two digits in the other order, or one more or less: neighbours that are numbered one by one differ otherwise. */
const isMistyped = (one: string, other: string): boolean =>
  /^(?:more|turned)$/.test(slipBetween(one, other)?.kind ?? '');

/** The end of a crypto map of another device in the text that has this address and names this device. */
function callerFrom(model: Model, config: Config, peer: string): End | undefined {
  const own = addressesOf(config);
  return configsOf(model)
    .filter((other) => other !== config && other.device !== config.device && addressesOf(other).includes(peer))
    .flatMap(endsOf)
    .find(({ entry, peers }) => entry !== undefined && peers.some((name) => own.includes(name)));
}

function corrected({ asa }: Config, { entry, address }: Named, peer: string): Fix {
  const name = `crypto map ${entry.map} ${entry.sequence}`;
  return {
    where: 'local',
    platform: asa ? 'asa' : 'ios',
    config: asa
      ? [`no ${name} set peer ${address}`, `${name} set peer ${peer}`]
      : [`${name} ipsec-isakmp`, ` no set peer ${address}`, ` set peer ${peer}`],
    why: 'The address from which the peer really comes; if the entry is for somebody else, the peer needs one of its own.',
  };
}
