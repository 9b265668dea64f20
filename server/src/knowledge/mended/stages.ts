// Tells whether a later negotiation with the same peer gets past what an earlier one failed at: then that was mended, whatever fails next.
import type { Reported } from '../../engine/define.ts';
import type { IkeSa, Model, Occurrence } from '../../engine/model.ts';
import { Facts, negotiationsOf, ownerOf } from '../detectors/ike/ikev2-exchanges.ts';
import { deviceAt, fieldOf, groupBy, sameDevice } from '../detectors/values.ts';

type Stage = 'answer' | 'key' | 'policy' | 'proof' | 'identity' | 'up';

/** Which stage it is that a negotiation does not get past. */
const stages: Readonly<Record<string, Stage>> = {
  'peer-unreachable': 'answer',
  // What is lost is the message with the proof, or the answer to it.
  'nat-t-blocked': 'up',
  'fragmentation-ike': 'up',
  'psk-missing': 'key',
  'ike-policy-mismatch': 'policy',
  'ike-dh-group-mismatch': 'policy',
  'psk-mismatch': 'proof',
  'authentication-failed': 'proof',
  'auth-method-mismatch': 'proof',
  'certificate-invalid': 'proof',
  'identity-mismatch': 'identity',
};

/** What is only said where that stage is passed. That a message cannot be decrypted takes a key of this end. */
const signs: Readonly<Record<Exclude<Stage, 'answer' | 'up'>, ReadonlySet<string>>> = {
  key: new Set(['isakmp.key-found', 'crypto.bad-message', 'ikev2.use-key', 'ikev2.auth-passed']),
  policy: new Set(['ikev2.auth-process', 'ikev2.auth-generate', 'ikev2.auth-passed', 'ikev2.auth-data-failed']),
  proof: new Set(['ikev2.auth-passed']),
  identity: new Set(['ikev2.auth-passed']),
};

/** States of an IKE SA that take a key, or an agreed policy: the next message is encrypted already. */
const encrypted = /^(?:[IR]_)?MM_(?:KEY_EXCH|KEY_AUTH|WAIT_MSG[56])/;

/** One negotiation: the roles do not share their faults, for what one end accepts the other may refuse. */
interface Course {
  readonly version: 1 | 2 | undefined;
  readonly device: string | undefined;
  readonly role: 'initiator' | 'responder' | undefined;
  readonly lines: ReadonlySet<number>;
  /** The last line that says so, of each stage that it gets past. */
  readonly past: ReadonlyMap<Stage, number>;
  /** As whom the peer comes, where that is looked for. */
  readonly identity: string | undefined;
  /** Behind a translated address there may be several hosts. Asked of few: it reads every line. */
  readonly isTranslated: () => boolean;
  readonly begun: number | undefined;
}

/**
 * Below the last of the evidence a negotiation of the same peer, which begins there or follows a change, passes the stage in the same role. Where
 * somebody acted, the state in which a table lists the IKE SA below tells as much.
 */
export function passesLater(
  model: Model,
  { code, peer, evidence, detail }: Reported,
  { last, act }: { readonly last: number; readonly act: number | undefined },
): boolean {
  const stage = stages[code];
  if (stage === undefined || peer === undefined) return false;
  // What came from the peer says nothing of the way back.
  if (stage === 'answer' && detail?.direction === 'reply-lost') return false;
  if (stage === 'answer' && isMetBelow(model, peer, last)) return true;
  if (act !== undefined && (stage === 'key' || stage === 'policy') && isListedPast(model, peer, act)) return true;
  const courses = coursesOf(model).get(peer) ?? [];
  const isPast = (course: Course, above: number): boolean => (course.past.get(stage) ?? -1) > above;
  // Most negotiations never get there.
  if (!courses.some((course) => isPast(course, last))) return false;
  const failed = evidence.map(({ start }) => model.lineOf(start));
  const mine = courses.find(({ lines }) => failed.some((line) => lines.has(line)));
  return (
    mine !== undefined &&
    courses.some(
      (course) =>
        course.role === mine.role &&
        (course.version ?? mine.version) === (mine.version ?? course.version) &&
        sameDevice(course.device, mine.device) &&
        isPast(course, course === mine ? (act ?? Number.POSITIVE_INFINITY) : last) &&
        (stage !== 'identity' || isSameHost(mine, course)),
    )
  );
}

/** Who is refused tries again at once: in so many milliseconds another host behind the same address would be heard of again. */
const triesAgain = 300_000;

/** Whom the peer calls itself may be what was mended. Of several hosts behind one address the one that was refused would come again. */
const isSameHost = (refused: Course, later: Course): boolean =>
  refused.identity === later.identity ||
  !(refused.isTranslated() || later.isTranslated()) ||
  (later.begun ?? 0) - (refused.begun ?? Number.POSITIVE_INFINITY) >= triesAgain;

const isListedPast = (model: Model, peer: string, act: number): boolean =>
  listedOf(model)
    .get(peer)
    ?.some((sa) => sa.line > act && encrypted.test(sa.state)) === true;

/** A later look lists an IKE SA on its way, which lives for a minute or so, in a state that takes an answer of the peer. */
const isMetBelow = (model: Model, peer: string, last: number): boolean =>
  listedOf(model)
    .get(peer)
    ?.some(
      (sa) =>
        sa.line > last &&
        sa.met === true &&
        sa.health === 'negotiating' &&
        sameDevice(model.captures[sa.capture]?.device, deviceAt(model, last)) &&
        model.captureAt(last)?.index !== sa.capture,
    ) === true;

/** The IKE SAs of each peer that are not given up, as tables list them; read once. */
function listedOf(model: Model): ReadonlyMap<string | undefined, readonly IkeSa[]> {
  const found =
    listed.get(model) ??
    new Map(
      [...groupBy(model.tunnels, ({ remote }) => remote)].map(([peer, tunnels]) => [
        peer,
        tunnels.flatMap(({ ike }) => ike.filter((sa) => sa.health !== 'down')),
      ]),
    );
  listed.set(model, found);
  return found;
}
const listed = new WeakMap<Model, ReadonlyMap<string | undefined, readonly IkeSa[]>>();

const known = new WeakMap<Model, ReadonlyMap<string | undefined, readonly Course[]>>();

/** All negotiations of a text by their peer, rebuilt once. */
function coursesOf(model: Model): ReadonlyMap<string | undefined, readonly Course[]> {
  const found =
    known.get(model) ??
    groupBy(
      [
        ...model.attempts
          .filter(({ version }) => version !== 2)
          .map(({ occurrences, ...attempt }) => ({ ...attempt, identity: undefined, ...readOf(occurrences) })),
        ...negotiationsOf(model).map((negotiation) => {
          const facts = new Facts(model, negotiation);
          return {
            version: 2 as const,
            peer: ownerOf(facts),
            device: model.captures[negotiation.lines[0]?.capture ?? -1]?.device,
            role: negotiation.role ?? roleIn(facts),
            identity: facts
              .all('identity-search')
              .map((line) => fieldOf(line, 'identity'))
              .at(-1),
            ...readOf(negotiation.lines),
          };
        }),
      ].map(({ version, peer, device, role, lines, past, identity, isTranslated, begun }) => ({
        version,
        peer,
        device,
        role,
        lines,
        past,
        identity,
        isTranslated,
        begun,
      })),
      ({ peer }) => peer,
    );
  known.set(model, found);
  return found;
}

function readOf(occurrences: readonly Occurrence[]): Pick<Course, 'lines' | 'past' | 'isTranslated' | 'begun'> {
  const past = new Map<Stage, number>();
  const note = (stage: Stage, line: number): void => {
    past.set(stage, Math.max(past.get(stage) ?? -1, line));
  };
  for (const { message, line } of occurrences) {
    if (message.effect?.arrow === 'in') note('answer', line);
    if (message.effect?.up !== undefined) note('up', line);
    for (const stage of ['key', 'policy', 'proof', 'identity'] as const)
      if (signs[stage].has(message.id)) note(stage, line);
  }
  return {
    lines: new Set(occurrences.map(({ line }) => line)),
    past,
    isTranslated: () =>
      occurrences.some(({ message, fields }) => message.effect?.natt === true || fields.remotePort?.value === '4500'),
    begun: occurrences.find(({ time }) => time !== undefined)?.time,
  };
}

const roleIn = (facts: Facts): Course['role'] =>
  facts.has('received-init-request', 'received-auth-request')
    ? 'responder'
    : facts.has('sent-init-request', 'sent-auth-request')
      ? 'initiator'
      : undefined;
