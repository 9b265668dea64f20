// Tells what was mended in the text: below a fault, or below the change of an operator that follows it, what failed is shown to work, or to get further.
import type { Reported } from '../../engine/define.ts';
import type { Capture, Model } from '../../engine/model.ts';
import { isLoneDrop } from '../detectors/ipsec/lone-drops.ts';
import { capturesOf, deviceAt } from '../detectors/values.ts';
import { isRenewed } from './certificates.ts';
import { isEncryptedSince } from './clear-packets.ts';
import { isAdmitted, isClockSet, isUnlimited } from './devices.ts';
import { farEndAnswers } from './ends.ts';
import { neighboursStay, staysUp } from './lasting.ts';
import { loopIsGone } from './loops.ts';
import type { Place, Question } from './question.ts';
import { ofPeer } from './reach.ts';
import { isCountedFromZero, isRebuilt } from './rebuilt.ts';
import { isListedSince, isRegistered, isRegisteredSince } from './registrations.ts';
import { isUpSince } from './since.ts';
import { goesThrough } from './traffic.ts';

export { passesLater } from './stages.ts';

/**
 * Below the last of the evidence it is shown to work since: the other end, or this one, lists what was refused as up since then, traffic passes, a
 * certificate is renewed, the IKE SA is younger; or, below an act, a look at the same device shows it. Or it was never more than one packet of many.
 */
export const worksAgain = (model: Model, claim: Reported, at: Place): boolean =>
  isRegisteredSince(model, claim, at.last) ||
  isListedSince(model, claim, at.last) ||
  goesThrough(model, claim, at) ||
  isClockSet(model, claim, at) ||
  isRenewed(model, claim, at) ||
  isEncryptedSince(model, claim, at) ||
  isUpSince(model, claim, at) ||
  isLoneDrop(model, claim) ||
  isSeenWorking(model, claim, at);

function isSeenWorking(model: Model, { code, peer, evidence }: Reported, { last, act }: Place): boolean {
  // Who is registered has a session: nothing is left of what kept all of the peer away.
  const sign = signs[code] ?? (ofPeer.has(code) ? isRegistered : undefined);
  const above = act ?? (byItself.has(code) ? last : undefined);
  if (!sign || above === undefined) return false;
  const looks = (id: string): Capture[] => {
    const below = capturesOf(model.captures, id).filter(({ startLine }) => startLine > above);
    const device = below.length === 0 ? undefined : deviceAt(model, last);
    return below.filter((capture) => device === undefined || capture.device === device);
  };
  return sign({ model, peer, lines: evidence.map(({ start }) => model.lineOf(start)), last, act: above, looks });
}

/** Their sign tells by itself that it was away before: nobody has to have acted here. */
const byItself: ReadonlySet<string> = new Set(['overlay-routing-flap']);

/** What a look at the same device shows where a fault of this code is mended. */
const signs: Readonly<Record<string, (question: Question) => boolean>> = {
  'recursive-routing': loopIsGone,
  'nhrp-registration-failure': isRegistered,
  'tunnel-key-mismatch': (question) => isRegistered(question) || farEndAnswers(question),
  'tunnel-mode-mismatch': farEndAnswers,
  'invalid-spi': isRebuilt,
  'anti-replay-drops': isCountedFromZero,
  'sa-flapping': staysUp,
  'overlay-routing-flap': neighboursStay,
  'nhrp-multicast-map-missing': neighboursStay,
  'ike-admission-limit': isAdmitted,
  'crypto-throughput-licence': isUnlimited,
};
