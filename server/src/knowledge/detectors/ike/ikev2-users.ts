// Judges the user behind an IKEv2 client: what the gateway was told by the RADIUS server while it asked for name and password.
import type { Occurrence } from '../../../engine/model.ts';
import { fieldOf, sameDevice } from '../values.ts';
import type { Facts } from './ikev2-exchanges.ts';
import type { Say } from './ikev2-reports.ts';

/** How a negotiation ended: the step that failed, the sentence that closes it, and whether that came of silence. */
interface Ending {
  readonly failed: Occurrence | undefined;
  readonly closed: Occurrence | undefined;
  readonly timedOut: boolean;
}

/** The user is asked only after the gateway has proved who it is: what fails then is the user. True where that is what ended the negotiation. */
export function judgeUser(facts: Facts, say: Say, { failed, closed, timedOut }: Ending): boolean {
  const user = facts.all('eap-step').at(-1) ?? facts.negotiation.lines.findLast(carriesEap);
  const silent = (failed ?? closed) && user && silentServer(facts, user);
  if (silent) {
    say('eap-failed', 'likely', [silent, user, failed, closed], {
      side: 'local',
      detail: { reason: 'server-silent' },
      values: { server: fieldOf(silent, 'server') ?? '<server>' },
    });
    return true;
  }
  const end = failed ?? (timedOut ? undefined : closed);
  const refusal = end && refusalBy(facts, end, user !== undefined);
  if (refusal) {
    say('eap-failed', isCutOff(facts, refusal) ? 'likely' : 'certain', [refusal, user, failed, closed], {
      side: 'unknown',
      detail: { reason: 'server-refuses' },
      fix: [],
      values: { server: fieldOf(refusal, 'server') ?? '<server>' },
    });
    return true;
  }
  if (!user || !end || user.line >= end.line) return false;
  say('eap-failed', 'likely', [end, user, closed], { side: 'unknown' });
  return true;
}

/** A packet with a payload of EAP. */
const carriesEap = ({ fields }: Occurrence): boolean =>
  /(?:^|\s)EAP(?:\s|$)/.test((fields.list ?? fields.payload)?.value ?? '');

/** While the user was being asked, the server that knows the users gave no answer. */
const silentServer = ({ model, negotiation }: Facts, user: Occurrence): Occurrence | undefined =>
  ['crypto.radius-dead', 'radius.no-answer']
    .flatMap((id) => model.occurrences(id))
    .find(({ line }) => line >= user.line && line <= (negotiation.lines.at(-1)?.line ?? user.line));

/**
 * The server refused, and the negotiation is the first that ends behind it. A server is asked for administrators, keys and policies too: it has to
 * be EAP that was refused, by the words of the answer or of the negotiation.
 */
function refusalBy({ model, negotiation }: Facts, end: Occurrence, asked: boolean): Occurrence | undefined {
  const device = model.captures[end.capture]?.device;
  const refusal = model
    .occurrences('radius.reject')
    .findLast(({ line, capture }) => line < end.line && sameDevice(model.captures[capture]?.device, device));
  if (!refusal || end.line - refusal.line > rightBehind) return undefined;
  const between = ({ line }: Occurrence): boolean => line > refusal.line && line < end.line;
  const others = ends.flatMap((id) => model.occurrences(id));
  if (others.some((other) => between(other) && !negotiation.lines.includes(other))) return undefined;
  const ofEap = model.occurrences('radius.eap').some(between);
  const [first] = negotiation.lines;
  if (isCutOff({ negotiation }, refusal))
    return ofEap && first && end.line - first.line <= sameEnd ? refusal : undefined;
  return asked || ofEap ? refusal : undefined;
}

/** An excerpt may hold of a negotiation nothing but its end, below the answer of the server. */
const isCutOff = ({ negotiation: { lines } }: Pick<Facts, 'negotiation'>, refusal: Occurrence): boolean =>
  lines.every(({ line }) => line > refusal.line);

/** A negotiation closes with a few sentences. */
const sameEnd = 3;

/** An answer has some attributes, each of a few lines. */
const rightBehind = 30;

const ends = ['ikev2.error-auth-exchange-failed', 'ikev2.error-initial-exchange-failed'];
