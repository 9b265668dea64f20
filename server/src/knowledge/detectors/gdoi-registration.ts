// Judges GETVPN registrations, refused by the key server or begun again and again without completion, and key servers that lost each other.
import { type Detector, detector, type Fix, type Report } from '../../engine/define.ts';
import type { Model, Occurrence } from '../../engine/model.ts';
import { fieldOf } from './values.ts';

const refusals: Readonly<Record<string, string>> = {
  'gdoi.unauthorized-identity': 'the key server does not accept the identity of the member',
  'gdoi.unauthorized-address': 'the key server does not accept the address of the member',
  'gdoi.unregistered-interface': 'the request came in over an interface that the key server does not serve',
  'gdoi.bad-identity': 'the group identity of member and key server differ',
  'gdoi.policy-rejected': 'the member cannot use the policy of the key server',
  'gdoi.version-rejected': 'the release of the member cannot do what the group asks for',
  'gdoi.policy-failed': 'the policy could not be installed on the member',
  'gdoi.policies-failed': 'the policies could not be installed on the member',
  'gdoi.no-engine': 'the crypto engine of the member cannot do what the group asks for',
};

/** What the line says of the end that printed it: the key server admits nobody but those of its list; the member cannot use what it got. */
const reasons: Readonly<Record<string, string>> = {
  'gdoi.unauthorized-identity': 'not-admitted',
  'gdoi.unauthorized-address': 'not-admitted',
  'gdoi.policy-rejected': 'policy',
  'gdoi.policy-failed': 'policy',
  'gdoi.policies-failed': 'policy',
  'gdoi.no-engine': 'policy',
};

export const gdoiRegistration: Detector = detector({
  id: 'gdoi-registration',
  codes: ['gdoi-registration-failure', 'peer-unreachable', 'phase1-not-established'],
  run: (model, report) => {
    for (const [id, why] of Object.entries(refusals)) refused(model, id, why, report);
    endless(model, report);
    cooperation(model, report);
  },
});

function refused(model: Model, id: string, why: string, report: Report): void {
  const list = model.occurrences(id);
  const last = list.at(-1);
  if (!last) return;
  const group = fieldOf(last, 'group');
  if (completedAfter(model, last)) return;
  report({
    code: 'gdoi-registration-failure',
    certainty: 'certain',
    side: 'either',
    peer: fieldOf(last, 'peer'),
    evidence: list.slice(0, 4).map((occurrence) => model.evidence(occurrence, 'cause')),
    ...(reasons[id] === undefined ? {} : { detail: { reason: reasons[id] } }),
    values: { why, ...(group === undefined ? {} : { group }) },
    count: model.count(id),
    ...(id === 'gdoi.unauthorized-identity' ? { fix: [admitted(group)] } : {}),
  });
}

/** Where the members show a name, a list of addresses does not admit them. The key server prints the refusal, so it is this device. */
const admitted = (group: string | undefined): Fix => ({
  where: 'local',
  platform: 'ios',
  reason: 'not-admitted',
  config: [
    'crypto identity <name>',
    ' dn <part of the distinguished name of the members>',
    ' fqdn <name or domain of the members>',
    `crypto gdoi group ${group ?? '<name>'}`,
    ' server local',
    '  authorization identity <name>',
  ],
  why: 'The identity that authorization names on the key server must admit what the member shows; one without dn or fqdn admits nobody.',
});

const completedAfter = (model: Model, occurrence: Occurrence): boolean =>
  model
    .occurrences('gdoi.registration-complete')
    .some(
      (done) =>
        done.line > occurrence.line &&
        (fieldOf(occurrence, 'group') === undefined || fieldOf(done, 'group') === fieldOf(occurrence, 'group')),
    );

/** The first attempt may go to a key server that is down; a third start without completion is no accident. */
function endless(model: Model, report: Report): void {
  const starts = model.occurrences('gdoi.registration-start');
  const groups = new Set(starts.map((start) => fieldOf(start, 'group') ?? ''));
  for (const group of groups) {
    const mine = starts.filter((start) => (fieldOf(start, 'group') ?? '') === group && !completedAfter(model, start));
    const [first, last] = [mine[0], mine.at(-1)];
    if (!first || !last) continue;
    const tries = mine.length + model.occurrences('gdoi.next-server').filter((next) => next.line > first.line).length;
    if (tries < 3) continue;
    report({
      code: 'gdoi-registration-failure',
      certainty: 'likely',
      side: 'unknown',
      peer: fieldOf(last, 'peer'),
      // The peer of a member is the key server.
      title: 'GETVPN: registration[[ with {peer}]][[ in group {group}]] fails: {why}',
      evidence: mine.slice(-4).map((occurrence) => model.evidence(occurrence, 'cause')),
      values: { why: 'it starts again and again and is never completed', ...(group === '' ? {} : { group }) },
      count: mine.length,
    });
  }
}

/** Key servers of a group keep in touch through an IKE SA. One that is lost once may reload; a message that nothing takes back stands. */
function cooperation(model: Model, report: Report): void {
  const lost = model.occurrences('gdoi.server-unreachable');
  const back = model.occurrences('gdoi.cooperative-reachable');
  const ofServer = (peer: string | undefined) => (occurrence: Occurrence) => fieldOf(occurrence, 'peer') === peer;
  for (const peer of new Set(lost.map((occurrence) => fieldOf(occurrence, 'peer')))) {
    const mine = lost.filter(ofServer(peer));
    const last = mine.at(-1) as Occurrence;
    if (back.filter(ofServer(peer)).some(({ line }) => line > last.line)) continue;
    const unbuilt = mine.find((occurrence) => /fail/i.test(fieldOf(occurrence, 'state') ?? ''));
    report({
      code: unbuilt ? 'phase1-not-established' : 'peer-unreachable',
      certainty: 'likely',
      side: 'either',
      peer,
      evidence: mine.slice(-4).map((occurrence) => model.evidence(occurrence, 'cause')),
      title: 'This key server cannot reach the cooperating key server {peer}',
      count: mine.length,
      ...(unbuilt
        ? {
            candidates: [
              {
                code: 'peer-unreachable',
                why: 'No route between the key servers, a filter for UDP 848, or the other one is down.',
              },
              { code: 'authentication-failed', why: 'Key or certificate of the two key servers do not fit.' },
              { code: 'ike-policy-mismatch', why: 'The two key servers share no IKE policy.' },
            ],
          }
        : {}),
    });
  }
}
