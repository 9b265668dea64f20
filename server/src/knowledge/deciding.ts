// Asks for exactly one more thing: the single command, and the end to run it on, that tells apart the causes which remain.
import type { Advice } from '../engine/define.ts';
import type { Model, Tunnel } from '../engine/model.ts';
import { excludedBetween } from './detectors/config/fitting.ts';
import { configsOf } from './detectors/config/model.ts';
import { capturesOf, recordsBelow, sameDevice, textOf } from './detectors/values.ts';

interface Open {
  readonly code: string;
  readonly candidates: readonly string[];
  readonly peer: string | undefined;
  readonly tunnel: Tunnel | undefined;
  readonly platform: 'ios' | 'asa' | undefined;
  /** The version of IKE that the lines speak of. */
  readonly ike: 1 | 2 | undefined;
}

/** A neutral finding before what decides it is known. */
type Left = Pick<Open, 'candidates' | 'peer' | 'tunnel'>;

/** What a debug prints where this is the cause: the sign by which the reader, and this program, knows it. */
const signs: Readonly<Record<string, string>> = {
  'peer-unreachable': 'only retransmissions, and no packet received, mean the path or the peer itself',
  'ike-policy-mismatch': 'a refused policy or NO_PROPOSAL_CHOSEN means the phase 1 policies',
  'psk-mismatch': 'a message that cannot be decrypted, or a proof that is not accepted, means the keys',
  'psk-missing': '"no pre-shared key" means that one is missing',
  'auth-method-mismatch': 'a refused authentication method means key against certificate',
  'identity-mismatch': 'an identity that fits no profile or group means the identities',
  'certificate-invalid': 'a failed validation means the certificate',
  'fragmentation-ike': 'a large message that is sent again and again and never arrives means fragmentation',
  'nat-t-blocked': 'an exchange that moves to UDP 4500 and stops there means a filter',
  'ike-not-enabled': 'no line at all at the peer means that IKE is off there',
  'peer-not-configured': 'a refusal before any policy is compared means that this address is not configured',
  'fvrf-mismatch': 'a key or profile looked for in another VRF means the front-door VRF',
  'proxy-id-mismatch': 'a complaint about proxy identities or selectors means the crypto access lists',
  'ipsec-proposal-mismatch': 'one about the transform proposal means the transform sets',
  'pfs-mismatch': 'one about PFS or the group means PFS',
  'encapsulation-mode-mismatch': 'one about the mode means tunnel against transport',
  'xauth-failed': 'a user name or password that is refused means the login',
  'mode-config-failed': 'an address that cannot be given means the pool or the group',
  'ike-sa-stale': 'nothing but "already in negotiation" means an old negotiation that never ended',
  'no-interesting-traffic': 'no negotiation at all means that nothing matches the access list',
  'crypto-map-not-matched': 'a map entry that is not found means the crypto map',
};

/** The end that asks cannot see why it is refused; only whether anything comes back. */
const silent = new Set(['peer-unreachable', 'ike-sa-stale', 'ike-not-enabled', 'nat-t-blocked']);

/** The candidates that the rest of the text does not exclude; all of them where nothing would be left. */
export function remaining(model: Model, open: Left): readonly string[] {
  const left = unexcluded(model, open).filter((code) => !ofCryptoMaps.has(code) || !isOverlay(model, open));
  return left.length > 0 ? left : open.candidates;
}

/** What needs a crypto map and its access list. The protection of a multipoint tunnel has neither: it makes its selectors itself. */
const ofCryptoMaps: ReadonlySet<string> = new Set(['proxy-id-mismatch', 'crypto-map-not-matched']);

/** One end lists the other among its DMVPN peers, or is looked at for DMVPN; and no crypto map of it is in the text. */
function isOverlay(model: Model, { peer, tunnel }: Pick<Open, 'peer' | 'tunnel'>): boolean {
  const device = tunnel?.device;
  if (configsOf(model).some((config) => sameDevice(config.device, device) && config.entries.length > 0)) return false;
  return capturesOf(model.captures, 'show dmvpn').some(
    (capture) =>
      (device !== undefined && capture.device === device) ||
      recordsBelow(capture.root, 'peer').some((row) => peer !== undefined && textOf(row, 'peer') === peer),
  );
}

/** The candidates that both configurations, if they are in the text, do not exclude. */
function unexcluded(model: Model, { candidates, peer, tunnel }: Left): readonly string[] {
  const out = excludedBetween(model, [peer, tunnel?.local]);
  return candidates.filter((code) => !out.has(code));
}

export function deciding(model: Model, open: Open): Advice | undefined {
  const [first = '', second = ''] = open.candidates;
  const signsOf = [first, second].flatMap((code) => signs[code] ?? []).join('; ');
  const told = signsOf.replace(/^one about/, 'a complaint about');
  if (told === '') return undefined;
  const shown = whichPhase(model, open) ?? ownConfiguration(open) ?? otherConfiguration(model, open);
  if (shown) return shown;
  const version = versionOf(model, open);
  const where =
    debugged(open.tunnel) || !open.candidates.slice(0, 2).some((code) => silent.has(code)) ? 'remote' : 'local';
  const platform = where === 'remote' ? undefined : open.platform;
  const [ios, asa] = debugs(version, open.code === 'phase2-not-established');
  const command = platform === 'asa' || (platform === undefined && open.platform === 'asa') ? asa : ios;
  const other = command === ios ? `on an ASA: ${asa}` : `on IOS: ${ios}`;
  const reader = where === 'remote' ? 'The end that refuses knows why' : 'Run it while the tunnel is tried';
  return {
    command,
    where,
    why: `${reader}${platform === undefined ? `; ${other}` : ''}. ${capital(told)}. Paste it below and the verdict follows.`,
  };
}

/** Where nothing of IKE is shown, one look at this end tells which phase it is: no debug, and nothing has to be tried. */
function whichPhase(model: Model, open: Open): Advice | undefined {
  if (open.code !== 'phase2-not-established' || !open.candidates.includes('phase1-not-established')) return undefined;
  const version = versionOf(model, open);
  return {
    command: version === 2 ? 'show crypto ikev2 sa' : 'show crypto isakmp sa',
    where: 'local',
    why: `A row of this peer that is up (${version === 2 ? 'READY' : 'QM_IDLE; on an ASA MM_ACTIVE'}) means that phase 2 is refused; no row, or another state, means phase 1.${version === undefined ? ' With IKEv2: show crypto ikev2 sa.' : ''} Paste it below and the verdict follows.`,
  };
}

/** What only the configuration of this end can show. */
function ownConfiguration({ candidates }: Open): Advice | undefined {
  if (!['fvrf-mismatch', 'no-interesting-traffic'].includes(candidates[0] ?? '')) return undefined;
  return {
    command: 'show running-config',
    where: 'local',
    why: 'Nothing has to be tried: map, access list, keys and VRFs of this end are checked as soon as they stand below.',
  };
}

/** Where the configuration of this end is in the text, the other one decides: nothing has to be tried. */
function otherConfiguration(model: Model, { code, peer, candidates, platform }: Open): Advice | undefined {
  const here = configsOf(model).filter(({ entries, interfaces }) =>
    peer === undefined
      ? entries.length > 0
      : entries.some(({ peers }) => peers.some(({ words }) => words.includes(peer))) ||
        interfaces.some(({ tunnel }) => tunnel.destination === peer),
  );
  const comparable = [
    'proxy-id-mismatch',
    'ipsec-proposal-mismatch',
    'pfs-mismatch',
    'ike-policy-mismatch',
    'psk-mismatch',
  ];
  const others = configsOf(model).length > here.length;
  if (here.length !== 1 || others || code === 'authentication-failed' || !comparable.includes(candidates[0] ?? ''))
    return undefined;
  return {
    command: platform === 'asa' ? 'show running-config crypto' : 'show running-config',
    where: 'remote',
    why: 'The configuration of this end is here. With the other one below, policies, transform sets, PFS, access lists and keys are compared line by line.',
  };
}

/** A log of this negotiation is there already, as the end that asked printed it. */
const debugged = (tunnel: Tunnel | undefined): boolean => (tunnel?.attempts.length ?? 0) > 0;

/** Of the tunnel, else of what the text is about; refused proofs of which nothing else is known are IKEv2. */
function versionOf(model: Model, { tunnel, code, ike }: Open): 1 | 2 | undefined {
  const shown =
    tunnel?.ike.at(-1)?.version ?? tunnel?.attempts.at(-1)?.version ?? model.attempts.at(-1)?.version ?? ike;
  if (shown !== undefined) return shown;
  const commands = model.captures.map(({ command }) => command);
  if (commands.some((command) => /isakmp|ikev1/.test(command))) return 1;
  return code === 'authentication-failed' || commands.some((command) => /ikev2/.test(command)) ? 2 : undefined;
}

/** On IOS and on an ASA. Phase 2 of IKEv1 needs the second debug of IOS too. */
function debugs(version: 1 | 2 | undefined, phase2: boolean): readonly [ios: string, asa: string] {
  if (version === 2) return ['debug crypto ikev2', 'debug crypto ikev2 protocol 127'];
  return [phase2 ? 'debug crypto ipsec' : 'debug crypto isakmp', 'debug crypto ikev1 127'];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
