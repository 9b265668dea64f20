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
import { isBack } from './lost.ts';
import type { Place, Question } from './question.ts';
import { ofPeer } from './reach.ts';
import { isCountedFromZero, isRebuilt } from './rebuilt.ts';
import { endedByItself } from './refusals.ts';
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
  endedByItself(model, claim, at) ||
  isUpSince(model, claim, at) ||
  isBack(model, claim, at) ||
  isLoneDrop(model, claim) ||
  isSeenWorking(model, claim, at);

function isSeenWorking(model: Model, { code, peer, evidence, detail }: Reported, { last, act }: Place): boolean {
  const alone = signsAlone[`${code} ${detail?.reason}`] ?? signsAlone[code];
  // Who is registered has a session: nothing is left of what kept all of the peer away.
  const below = act === undefined ? undefined : (signs[code] ?? (ofPeer.has(code) ? isRegistered : undefined));
  if (!alone && !below) return false;
  const above = act ?? last;
  const looks = (id: string): Capture[] => {
    const later = capturesOf(model.captures, id).filter(({ startLine }) => startLine > above);
    const device = later.length === 0 ? undefined : deviceAt(model, last);
    return later.filter((capture) => device === undefined || capture.device === device);
  };
  const lines = evidence.map(({ start }) => model.lineOf(start));
  const question: Question = { model, peer, lines, last, act: above, looks };
  return alone?.(question) === true || below?.(question) === true;
}

type Signs = Readonly<Record<string, (question: Question) => boolean>>;

/** What tells by itself that a fault of this code, or of this code for this reason, was there before and is gone: nobody has to have acted here. */
const signsAlone: Signs = {
  'overlay-routing-flap': neighboursStay,
  'crypto-throughput-licence': isUnlimited,
  'ike-admission-limit licence': isUnlimited,
};

/** What a look at the same device shows where a fault of this code is mended by an act. */
const signs: Signs = {
  'recursive-routing': loopIsGone,
  'nhrp-registration-failure': isRegistered,
  'tunnel-key-mismatch': (question) => isRegistered(question) || farEndAnswers(question),
  'tunnel-mode-mismatch': farEndAnswers,
  'invalid-spi': isRebuilt,
  'anti-replay-drops': isCountedFromZero,
  'sa-flapping': staysUp,
  'nhrp-multicast-map-missing': neighboursStay,
  'ike-admission-limit': isAdmitted,
};
