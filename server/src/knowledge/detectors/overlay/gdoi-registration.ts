// Judges GETVPN: registrations refused or never completed, members that get their keys by registering only, key servers that lost each other.
import { type Detector, detector, type Fix, type Rec, type Report } from '../../../engine/define.ts';
import type { Evidence, Model, Occurrence } from '../../../engine/model.ts';
import { fixOfGroupRekey, nextOfGroupRekey } from '../../group-rekey.ts';
import { type Block, configsOf, type Statement } from '../config/model.ts';
import { capturesOf, fieldOf, firstAndLast, groupBy, numberIn, recordsBelow, textOf } from '../values.ts';

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
const reasonOf: Readonly<Record<string, string>> = {
  'gdoi.unauthorized-identity': 'not-admitted',
  'gdoi.unauthorized-address': 'not-admitted',
  'gdoi.policy-rejected': 'policy',
  'gdoi.policy-failed': 'policy',
  'gdoi.policies-failed': 'policy',
  'gdoi.no-engine': 'policy',
  'gdoi.bad-identity': 'identity',
  'gdoi.version-rejected': 'release',
  'gdoi.unregistered-interface': 'interface',
};

export const gdoiRegistration: Detector = detector({
  id: 'gdoi-registration',
  codes: ['gdoi-registration-failure', 'rekey-failure', 'peer-unreachable', 'phase1-not-established'],
  run: (model, report) => {
    for (const [id, why] of Object.entries(refusals)) refused(model, id, why, report);
    endless(model, report);
    neverRenewed(model, report);
    registersInstead(model, report);
    cooperation(model, report);
    identities(model, report);
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
    evidence: firstAndLast(list, 4).map((occurrence) => model.evidence(occurrence, 'cause')),
    ...(reasonOf[id] === undefined ? {} : { detail: { reason: reasonOf[id] } }),
    values: { why, ...(group === undefined ? {} : { group }) },
    count: model.count(id),
    ...(id === 'gdoi.unauthorized-identity' ? { fix: [admitted(group)] } : {}),
    // The peer of a member is the key server.
    ...(id === 'gdoi.policy-rejected'
      ? {
          title: 'GETVPN: registration[[ with {peer}]][[ in group {group}]] fails: {why}',
        }
      : {}),
  });
}

/** Where the members show a name, a list of addresses does not admit them. The key server prints the refusal, so it is this device. */
const admitted = (group: string | undefined): Fix => ({
  where: 'local',
  platform: 'ios',
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

/** Keys that ran out so often without a rekey between are no accident. */
const oftenExpired = 3;

const byRegistration =
  'GETVPN: the member[[ in group {group}]] gets new keys only by registering again: rekeys of the key server do not arrive';
const reasons = [
  { code: 'missing-route', why: 'No multicast route leads from the key server to the member, or UDP 848 is filtered.' },
  { code: 'config-incomplete', why: 'The key server sends none: its group has no rekey transport.' },
];

/** The group SA ran out again and again, the member registered each time, and no rekey was received between. Somebody who clears it does the same. */
function neverRenewed(model: Model, report: Report): void {
  for (const [group, mine] of groupBy(model.occurrences('gdoi.re-register'), (one) => fieldOf(one, 'group'))) {
    const renewed = ['gdoi.rekey-received', 'gdoi.rekey-failed', 'gdoi.member-cleared', 'gdoi.server-cleared'];
    if (mine.length < oftenExpired || renewed.some((id) => model.count(id) > 0)) continue;
    const times = mine.map(({ time }) => time);
    // Lifetimes of group SAs are minutes at least: what follows within seconds is something else that fails.
    if (times.some((time, at) => at > 0 && (time ?? 0) - (times[at - 1] ?? 0) < 120_000)) continue;
    report({
      code: 'rekey-failure',
      certainty: 'likely',
      side: 'unknown',
      evidence: mine.slice(-4).map((one) => model.evidence(one, 'cause')),
      title: byRegistration,
      values: group === undefined ? {} : { group },
      candidates: reasons,
      next: nextOfGroupRekey,
      fix: fixOfGroupRekey,
      count: mine.length,
    });
  }
}

/** The counters of a member that is registered: it registered again and again, and has never seen a rekey. */
function registersInstead(model: Model, report: Report): void {
  for (const capture of capturesOf(model.captures, 'show crypto gdoi'))
    for (const group of recordsBelow(capture.root, 'group'))
      for (const member of recordsBelow(group, 'member')) {
        const { registrationStatus, succeededRegistration: registered } = member.fields;
        const received = group.fields.rekeysReceived ?? member.fields.unicastRekeyReceived;
        if (!registered || !received || !/^registered/i.test(registrationStatus?.value ?? '')) continue;
        if ((numberIn(registered) ?? 0) < oftenExpired || numberIn(received) !== 0) continue;
        report({
          code: 'rekey-failure',
          certainty: 'likely',
          side: 'unknown',
          peer: textOf(member, 'registeredWith'),
          evidence: [model.evidence(received, 'cause'), model.evidence(registered, 'cause')],
          title: byRegistration,
          values: textOf(group, 'group') === undefined ? {} : { group: textOf(group, 'group') as string },
          candidates: reasons,
          next: nextOfGroupRekey,
          fix: fixOfGroupRekey,
        });
      }
}

interface Group {
  readonly device: string | undefined;
  readonly block: Block;
  readonly identity: Statement | undefined;
  /** The addresses of the key server: as the member names them, or as the server does. */
  readonly servers: readonly string[];
  readonly serves: boolean;
}

const groupsOf = (model: Model): Group[] =>
  configsOf(model).flatMap(({ device, blocks }) =>
    blocks
      .filter(({ text }) => /^crypto (?:gdoi|gkm) group /.test(text))
      .map((block) => ({
        device,
        block,
        identity: block.lines.find(({ text }) => /^identity (?:number|address) /.test(text)),
        servers: block.lines.flatMap(({ text, words }) =>
          /^server address ipv4 /.test(text)
            ? [words[3] as string]
            : /^address ipv4 /.test(text)
              ? [words[2] as string]
              : [],
        ),
        serves: block.lines.some(({ text }) => text === 'server local'),
      })),
  );

/** A member names a key server of the text, and asks it for a group that this server does not have. */
function identities(model: Model, report: Report): void {
  const groups = groupsOf(model);
  const isMember = (device: string | undefined): boolean =>
    capturesOf(model.captures, 'show crypto gdoi')
      .filter((capture) => capture.device === device)
      .flatMap(({ root }) => recordsBelow(root, 'member'))
      .some((member) => /^registered/i.test(textOf(member, 'registrationStatus') ?? ''));
  for (const member of groups.filter(({ serves, identity }) => !serves && identity)) {
    const served = groups.filter(
      ({ serves, device, servers }) =>
        serves &&
        (device === undefined || device !== member.device) &&
        servers.some((server) => member.servers.includes(server)),
    );
    const asked = member.identity as Statement;
    const known = served.flatMap(({ identity }) => identity ?? []);
    const first = known[0];
    if (!first || served.length > known.length || known.some(({ text }) => text === asked.text)) continue;
    if (isMember(member.device)) continue;
    report({
      code: 'gdoi-registration-failure',
      certainty: 'certain',
      side: 'either',
      evidence: [model.evidence(asked.rec, 'cause'), model.evidence(first.rec, 'cause')],
      values: { why: 'the group identity of member and key server differ' },
      attributes: [
        { name: 'group identity', local: asked.words.slice(2).join(' '), remote: first.words.slice(2).join(' ') },
      ],
      fix: [
        {
          where: 'local',
          platform: 'ios',
          config: [member.block.text, ` ${first.text}`],
          why: 'On the member, so that it asks for the group of the key server; the names of the groups may differ.',
        },
      ],
    });
  }
}

/** Key servers of a group keep in touch through an IKE SA. One that is lost once may reload; a message that nothing takes back stands. */
function cooperation(model: Model, report: Report): void {
  const sessions = sessionsOf(model);
  const byPeer = (id: string) => groupBy(model.occurrences(id), (occurrence) => fieldOf(occurrence, 'peer'));
  const lost = byPeer('gdoi.server-unreachable');
  const back = byPeer('gdoi.cooperative-reachable');
  for (const [peer, mine] of lost) {
    const last = mine.at(-1) as Occurrence;
    if (back.get(peer)?.some(({ line }) => line > last.line)) continue;
    const shown = sessions.find((session) => textOf(session, 'peer') === peer);
    const unbuilt =
      mine.some((occurrence) => /fail/i.test(fieldOf(occurrence, 'state') ?? '')) ||
      (shown !== undefined && isUnbuilt(shown));
    const evidence = mine.slice(-4).map((occurrence) => model.evidence(occurrence, 'cause'));
    apart(peer, unbuilt, evidence, mine.length, report);
  }
  for (const session of sessions) {
    const { ikeStatus } = session.fields;
    const peer = textOf(session, 'peer');
    if (!ikeStatus || !isUnbuilt(session) || lost.has(peer)) continue;
    apart(peer, true, [model.evidence(ikeStatus, 'cause')], 1, report);
  }
}

const sessionsOf = (model: Model): readonly Rec[] => {
  const captures = capturesOf(model.captures, 'show crypto gdoi ks coop');
  // The last look at each device counts.
  return captures
    .filter((one) => !captures.some((other) => other.index > one.index && other.device === one.device))
    .flatMap(({ root }) => recordsBelow(root, 'session'));
};

const isUnbuilt = ({ fields }: Rec): boolean =>
  fields.ikeStatus !== undefined &&
  !/^established/i.test(fields.ikeStatus.value) &&
  !/^alive/i.test(fields.peerKsStatus?.value ?? '');

function apart(
  peer: string | undefined,
  unbuilt: boolean,
  evidence: readonly Evidence[],
  count: number,
  report: Report,
): void {
  report({
    code: unbuilt ? 'phase1-not-established' : 'peer-unreachable',
    certainty: 'likely',
    side: 'either',
    peer,
    evidence,
    title: 'This key server cannot reach the cooperating key server {peer}',
    count,
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
