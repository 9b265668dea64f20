// Judges renewals of which only the closing sentences are shown: the peer refuses CREATE_CHILD_SA, and the tunnel falls right behind it.
import { type Detector, detector, type Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { ikev2Messages } from '../../messages/ikev2.ts';
import { isTunnel } from '../overlay/lines.ts';
import { isChangedByHand } from '../overlay/tunnel-lines.ts';
import { fieldOf, groupBy, inOrder } from '../values.ts';

export const ikev2RefusedRenewals: Detector = detector({
  id: 'ikev2-refused-renewals',
  codes: ['rekey-failure'],
  run: (model, report) => {
    const byDevice = groupBy(refusalsIn(model), ({ capture }) => model.captures[capture]?.device);
    for (const [device, refusals] of byDevice) judgeDevice(model, device, refusals, report);
  },
});

function judgeDevice(model: Model, device: string | undefined, refusals: readonly Occurrence[], report: Report): void {
  const changes = changesIn(model).filter(({ capture }) => model.captures[capture]?.device === device);
  const ends = [...groupBy(changes, ownerOf).values()].flatMap((ofOne) => endsOf(model, refusals, ofOne));
  const [first] = ends;
  // Where several tunnels fall behind refusals, nothing says whose SA was to be renewed.
  if (!first || ends.some(({ fall }) => ownerOf(fall) !== ownerOf(first.fall))) return;
  const isOnly = changes.every((change) => ownerOf(change) === ownerOf(first.fall));
  const peers = new Set(
    model.tunnels.flatMap((tunnel) => (tunnel.device === device && tunnel.remote ? [tunnel.remote] : [])),
  );
  report({
    code: 'rekey-failure',
    certainty: ends.length > 1 && isOnly ? 'certain' : 'likely',
    side: 'either',
    ike: 2,
    peer: fieldOf(first.fall, 'peer') ?? (peers.size === 1 ? [...peers][0] : undefined),
    count: ends.reduce((sum, { before }) => sum + before.length, 0),
    candidates,
    evidence: ends
      .slice(0, shownFalls)
      .flatMap(({ fall, before }) => [
        ...before.slice(-1).map((line) => model.evidence(line, 'cause')),
        model.evidence(fall, 'symptom'),
      ]),
  });
}

/** The algorithms of a child SA were agreed when the tunnel came up: what the first exchange does not compare is the group (RFC 7296, 1.2 and 1.3). */
const candidates = [
  {
    code: 'pfs-mismatch',
    why: 'The group of perfect forward secrecy is compared for the first time when keys are renewed.',
  },
];

/** So many falls are shown. */
const shownFalls = 3;

/** So many lines above the sentence that closes its exchange the notify stands. */
const closely = [1, 2] as const;

/** What ends the SA comes this soon behind the last refusal, in milliseconds: whoever is refused asks again until the keys run out. */
const soon = 600_000;

/** No proposal was chosen in CREATE_CHILD_SA: the exchange of a tunnel that is up. */
const refusalsIn = (model: Model): readonly Occurrence[] => {
  const notified = new Map(model.occurrences('ikev2.error-no-proposal-chosen-received').map((one) => [one.line, one]));
  return model.occurrences('ikev2.error-child-exchange-failed').filter((closing) =>
    closely.some((above) => {
      const notify = notified.get(closing.line - above);
      return notify !== undefined && fieldOf(notify, 'session') === fieldOf(closing, 'session');
    }),
  );
};

const downs = ['tunnel.line-down', 'crypto.session-down', 'ikev2-syslog.session-down'];
const ups = ['tunnel.line-up', 'crypto.session-up', 'ikev2-syslog.session-up'];
const isFall = ({ message }: Occurrence): boolean => downs.includes(message.id);
/** A child SA that came up. */
const agreements = ikev2Messages.filter(({ effect }) => effect?.up === 'child').map(({ id }) => id);
const ownerOf = (change: Occurrence): string | undefined => fieldOf(change, 'interface') ?? fieldOf(change, 'peer');

/** Sessions name their peers; where none is logged, the lines of tunnel interfaces tell the same. */
function changesIn(model: Model): readonly Occurrence[] {
  const all = inOrder(model, [...downs, ...ups]);
  const sessions = all.filter((change) => fieldOf(change, 'interface') === undefined);
  return sessions.length > 0 ? sessions : all.filter((change) => isTunnel(fieldOf(change, 'interface') ?? ''));
}

interface End {
  readonly fall: Occurrence;
  readonly before: readonly Occurrence[];
}

/** The falls of one tunnel, each with the refusals since its last change, where these are what ended it. */
function endsOf(model: Model, refusals: readonly Occurrence[], changes: readonly Occurrence[]): readonly End[] {
  let at = 0;
  return [...changes]
    .sort((a, b) => a.line - b.line)
    .flatMap((fall) => {
      const since = at;
      while ((refusals[at]?.line ?? Number.POSITIVE_INFINITY) < fall.line) at += 1;
      const before = refusals.slice(since, at);
      return isFall(fall) && isEndedBy(model, before.at(-1), fall) ? [{ fall, before }] : [];
    });
}

/** Nothing was agreed after the last refusal, nobody acted, and the tunnel falls soon. */
function isEndedBy(model: Model, last: Occurrence | undefined, fall: Occurrence): boolean {
  if (last?.time === undefined || fall.time === undefined || isChangedByHand(model, fall)) return false;
  const wait = fall.time - last.time;
  const isBetween = (start: number): boolean => start > last.start && start < fall.start;
  return (
    wait >= 0 &&
    wait <= soon &&
    !model.operatorLines.some(({ start }) => isBetween(start)) &&
    !agreements.some((id) => model.occurrences(id).some(({ start }) => isBetween(start)))
  );
}
