// Tells whether traffic is shown to pass a tunnel below a change: the flow that was refused is up, a routing neighbour comes up inside, a ping builds the tunnel and goes through.
import type { Rec, Reported } from '../engine/define.ts';
import type { Model } from '../engine/model.ts';
import { isInterfaceName } from './detectors/config/ends.ts';
import { configsOf } from './detectors/config/model.ts';
import { covers, isPrivateAddress, type Network, networkOf } from './detectors/networks.ts';
import { changesOf } from './detectors/overlay/neighbour-changes.ts';
import { capturesOf, deviceAt, lostPingsOf, numberIn, recordsBelow, sameDevice, textOf } from './detectors/values.ts';

interface Place {
  readonly last: number;
  /** None where it was mended elsewhere, or came back by itself: then the sign itself has to tell that it was away before. */
  readonly act: number | undefined;
}

/** A fault of a peer as a whole, or of one flow that the claim names, and a sign that neither is left. */
export function goesThrough(model: Model, claim: Reported, at: Place): boolean {
  if (claim.code === 'proxy-id-mismatch')
    return isRefusedFlowUp(model, claim, at) || isPinged(model, claim, at) || comesUpInside(model, claim, at);
  return ofPeer.has(claim.code) && (comesUpInside(model, claim, at) || isPinged(model, claim, at));
}

/** While it is so, nothing at all passes between this device and the peer. */
const ofPeer: ReadonlySet<string> = new Set([
  'peer-unreachable',
  'nat-t-blocked',
  'peer-not-configured',
  'fvrf-mismatch',
  'phase1-not-established',
  'ike-policy-mismatch',
  'ike-dh-group-mismatch',
  'authentication-failed',
  'psk-mismatch',
  'psk-missing',
  'auth-method-mismatch',
  'identity-mismatch',
  'certificate-invalid',
  'ike-version-mismatch',
  'exchange-mode-mismatch',
  'ike-not-enabled',
  'phase2-not-established',
  'ipsec-proposal-mismatch',
  'pfs-mismatch',
  'encapsulation-mode-mismatch',
]);

/** The two networks that were refused, as a claim names them: `10.1.0.0 255.255.0.0`, `host 10.1.0.1`. */
function refused({ values }: Reported): readonly [ours: Network, theirs: Network] | undefined {
  const [ours, theirs] = ['our', 'their'].map((whose) => {
    const [first, second] = (values?.[`${whose}_network_and_mask`] ?? '').split(' ');
    return first === 'host' ? networkOf(second) : networkOf(first, second);
  });
  return ours && theirs ? [ours, theirs] : undefined;
}

/** An SA for the two networks that were refused, at this end or the other one, carries packets both ways below the change. */
function isRefusedFlowUp(model: Model, claim: Reported, { last, act }: Place): boolean {
  const flow = refused(claim);
  const device = deviceAt(model, last);
  // An SA for them may be older than the refusal, where nobody changed anything.
  if (!flow || claim.peer === undefined || act === undefined) return false;
  const [ours, theirs] = flow;
  const holds = (selector: string | undefined, network: Network): boolean => {
    const shown = networkOf(selector);
    return shown !== undefined && covers(shown, network);
  };
  return model.tunnels.some((tunnel) => {
    const isHere = tunnel.remote === claim.peer && sameDevice(tunnel.device, device);
    const isThere = tunnel.local === claim.peer && tunnel.device !== device;
    return (
      (isHere || isThere) &&
      tunnel.ipsec.some(
        ({ line, health, encaps = 0, decaps = 0, localSelector, remoteSelector }) =>
          line > act &&
          health === 'up' &&
          encaps > 0 &&
          decaps > 0 &&
          holds(isHere ? localSelector : remoteSelector, ours) &&
          holds(isHere ? remoteSelector : localSelector, theirs),
      )
    );
  });
}

/** Nobody but this peer is spoken of at the device: what comes up without naming its peer is with this one. */
const isOnlyPeer = (model: Model, peer: string | undefined, device: string | undefined): boolean =>
  model.tunnels.every(
    (tunnel) => !sameDevice(tunnel.device, device) || tunnel.remote === undefined || tunnel.remote === peer,
  );

/**
 * Below the change the log says that a routing neighbour came up over a tunnel, and does not say that it was lost again: packets pass both ways.
 * Where the text does not say to whom the tunnel leads, somebody acted, and it speaks of this peer only, and of changes on one tunnel only.
 */
function comesUpInside(model: Model, { peer }: Reported, { last, act }: Place): boolean {
  const device = deviceAt(model, last);
  const below = changesOf(model).filter(
    ({ occurrence }) =>
      occurrence.line > (act ?? last) && sameDevice(model.captures[occurrence.capture]?.device, device),
  );
  const names = [...new Set(below.map((change) => change.interface))];
  return names.some((name) => {
    const ends = farEnds(model, name, device);
    const leadsThere = ends.length > 0 ? ends.every((end) => end === peer) : act !== undefined && names.length === 1;
    return (
      leadsThere &&
      (ends.length > 0 || isOnlyPeer(model, peer, device)) &&
      below.findLast((change) => change.interface === name)?.up === true
    );
  });
}

/** Whom a tunnel interface leads to, as its configuration and what is shown of it say. */
const farEnds = (model: Model, name: string, device: string | undefined): readonly string[] =>
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

/**
 * Below the change a ping from an address of this end to a private one behind the only peer is answered, which asked for the tunnel: the same was
 * lost before, or its first packets are while the tunnel is built. A ping to the peer itself tells of no tunnel, nor one to a network of this end.
 * Where tables list SAs below, they tell more.
 */
function isPinged(model: Model, claim: Reported, { last, act = last }: Place): boolean {
  const { peer } = claim;
  const device = deviceAt(model, last);
  if (peer === undefined || !isOnlyPeer(model, peer, device) || isListedBelow(model, peer, act)) return false;
  const own = configsOf(model)
    .filter((config) => sameDevice(config.device, device))
    .flatMap(({ interfaces }) => interfaces.flatMap(({ network }) => network ?? []));
  const flow = claim.code === 'proxy-id-mismatch' ? refused(claim) : undefined;
  if (claim.code === 'proxy-id-mismatch' && !flow) return false;
  const isInside = ({ source, destination }: Pair): boolean => {
    const [from, to] = [networkOf(source), networkOf(destination)];
    return (
      from !== undefined &&
      to !== undefined &&
      destination !== peer &&
      isPrivateAddress(source) &&
      isPrivateAddress(destination) &&
      !own.some((network) => covers(network, to)) &&
      (!flow || (covers(flow[0], from) && covers(flow[1], to)))
    );
  };
  const tests = capturesOf(model.captures, 'ping')
    .filter((capture) => capture.startLine > act && sameDevice(capture.device, device))
    .flatMap(({ root }) => recordsBelow(root, 'test'))
    .filter((test) => isInside(pairOf(test)));
  const final = tests.at(-1);
  if (!final || !isAnswered(final)) return false;
  const alike = tests.filter((test) => isSamePair(pairOf(test), pairOf(final)));
  return wasLost(model, final, act) || alike.some(buildsTunnel);
}

interface Pair {
  readonly source: string | undefined;
  readonly destination: string | undefined;
}

const pairOf = (test: Rec): Pair => ({ source: textOf(test, 'source'), destination: textOf(test, 'destination') });
const isSamePair = (one: Pair, other: Pair): boolean =>
  one.source === other.source && one.destination === other.destination;

const isAnswered = (test: Rec): boolean => (numberIn(test.fields.percent) ?? 0) >= 50;

/** The first packets wait in vain for the SAs, and all others are answered. */
const buildsTunnel = ({ all }: Rec): boolean =>
  /^\.{1,4}!+$/.test(
    all
      .filter(({ name }) => name === 'marks')
      .map(({ value }) => value)
      .join(''),
  );

const wasLost = (model: Model, final: Rec, act: number): boolean =>
  lostPingsOf(model).some(({ test }) => test.line < act && isSamePair(pairOf(test), pairOf(final)));

const isListedBelow = (model: Model, peer: string, act: number): boolean =>
  model.tunnels.some(({ remote, ike, ipsec }) => remote === peer && [...ike, ...ipsec].some(({ line }) => line > act));
