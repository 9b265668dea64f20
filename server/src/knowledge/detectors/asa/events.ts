// Judges what ASA, FTD and PIX log of ESP, translation and the tunnel manager, and the waiting states that their show commands print.
import { type Detector, detector, type Fact, type Report, type Reported } from '../../../engine/define.ts';
import type { Capture, IkeSa, Model, Occurrence, Span, Tunnel } from '../../../engine/model.ts';
import { asaEndings } from '../../messages/asa-endings.ts';
import { ikev2Messages } from '../../messages/ikev2.ts';
import { listsSasOf } from '../ike/ike-sa-states.ts';
import { isAny, type Range, refusedNetworks } from '../ike/ikev2-selectors.ts';
import { ikev2Alone, isOfChild, unwrittenCodes, unwrittenReason } from '../ike/ikev2-syslog.ts';
import { isIpsecUp, listsIke, listsIpsec } from '../up.ts';
import { capturesOf, contains, fieldOf, groupBy, isAddress, prefixOf, recordsBelow } from '../values.ts';
import { isAfter, secondsOf, standsBeside } from './ikev1.ts';
import { sessionBytes } from './sessions.ts';
import { asaStage, candidatesOf, stageTitle } from './stages.ts';
import { translation } from './translations.ts';

const shown = 4;

export const asaEvents: Detector = detector({
  id: 'asa-events',
  codes: [
    ...new Set([...Object.values(ikev2Alone).map(({ code }) => code), ...unwrittenCodes]),
    'invalid-spi',
    'proxy-id-mismatch',
    'crypto-map-not-matched',
    'peer-not-configured',
    'nat-exemption-missing',
    'ike-not-enabled',
    'sa-flapping',
    'phase1-not-established',
    'phase2-not-established',
    'no-return-traffic',
    'no-outbound-traffic',
    'harmless-message',
  ],
  run: (model, report) => {
    unknownSpi(model, report);
    innerPackets(model, report);
    ikev2Selectors(model, report);
    aborted(model, report);
    abortedSomehow(model, report);
    groupPolicy(model, report);
    translation(model, report);
    tunnelManager(model, report);
    for (const tunnel of model.tunnels) waiting(model, tunnel, report);
    withoutIpsec(model, report);
    flapping(model, report);
    userStages(model, report);
    sessionBytes(model, report);
    unknownGroups(model, report);
    mapLookups(model, report);
  },
});

const evidence = (model: Model, lines: readonly Occurrence[]) =>
  lines.slice(0, shown).map((line) => model.evidence(line, 'cause'));

const spanOf = (lines: readonly Occurrence[]): number => {
  const times = lines.map(({ time }) => time).filter((time) => time !== undefined);
  return times.length < 2 ? 0 : Math.max(...times) - Math.min(...times);
};

/** ESP for an SA that is not here: once around a rekey is normal, the same SPI again and again is not. */
function unknownSpi(model: Model, report: Report): void {
  const lines = ['asa.402114', 'pix.402101', 'asa.710006.esp']
    .flatMap((id) => model.occurrences(id))
    .sort((a, b) => a.start - b.start);
  for (const [, group] of groupBy(lines, (line) => fieldOf(line, 'peer') ?? '')) {
    const most = [...groupBy(group, (line) => (fieldOf(line, 'spi') ?? '').toLowerCase()).values()].reduce(
      (best, list) => (list.length > best.length ? list : best),
    );
    const persistent = most.length >= 3 || spanOf(most) >= 120_000;
    const spi = fieldOf(most[0], 'spi');
    report({
      code: 'invalid-spi',
      certainty: persistent ? 'certain' : 'likely',
      severity: persistent ? 'error' : 'warning',
      side: 'remote',
      peer: fieldOf(group[0], 'peer'),
      evidence: evidence(model, most),
      detail: { persistence: persistent ? 'persistent' : 'transient' },
      values: spi === undefined ? {} : { spi },
      count: group.length,
    });
  }
}

/** 402116, on PIX 6 402103: the packet inside lies outside the networks of its SA. Both are in the line. */
function innerPackets(model: Model, report: Report): void {
  const lines = [...model.occurrences('asa.402116'), ...model.occurrences('pix.402103')];
  const lost = lines.filter(isWithoutAddress);
  if (lost.length > 0)
    report({
      code: 'harmless-message',
      certainty: 'certain',
      evidence: evidence(model, lost).map((span) => ({ ...span, role: 'context' })),
      values: { what: 'a host without a lease sends with an address of its own making, 169.254.x.x' },
      detail: { reason: 'link-local' },
      count: lost.length,
    });
  for (const [, group] of groupBy(
    lines.filter((line) => !lost.includes(line)),
    (line) => `${fieldOf(line, 'peer')} ${fieldOf(line, 'remoteProxy')}`,
  )) {
    const first = group[0] as Occurrence;
    const [source, destination, remote, local] = ['innerSrc', 'innerDst', 'remoteProxy', 'localProxy'].map((name) =>
      fieldOf(first, name),
    );
    const wrongSource = outside(source, remote);
    report({
      code: 'proxy-id-mismatch',
      certainty: 'certain',
      side: 'remote',
      peer: fieldOf(first, 'peer'),
      evidence: evidence(model, group),
      count: group.length,
      title: `Packets${source ? ` from ${source}` : ''} come through a tunnel that is not meant for them: the peer’s access list or its NAT differs`,
      ...(source && destination && remote && local
        ? {
            attributes: [
              ...(wrongSource === false
                ? []
                : [{ name: 'source of the packet', local: `the SA allows ${short(remote)}`, remote: source }]),
              ...(outside(destination, local) === false
                ? []
                : [{ name: 'destination of the packet', local: `the SA allows ${short(local)}`, remote: destination }]),
            ],
          }
        : {}),
      candidates: [{ code: 'nat-exemption-missing', why: 'The peer translates the source before it encrypts.' }],
      next: [
        {
          command: 'show crypto ipsec sa peer {peer}',
          why: 'The local and remote ident lines are the networks that were agreed.',
          where: 'local',
        },
        {
          command: 'show nat detail',
          why: 'At the peer: is this traffic translated before it is encrypted?',
          where: 'remote',
        },
      ],
    });
  }
}

/**
 * A host without a lease takes an address of 169.254.0.0/16, which no router forwards (RFC 3927): what it sends to the right network says nothing of
 * the networks that were agreed. Between route-based ends these are the addresses of tunnel interfaces: then the destination is one of them, too.
 */
function isWithoutAddress(line: Occurrence): boolean {
  const [source, destination, local] = ['innerSrc', 'innerDst', 'localProxy'].map((name) => fieldOf(line, name));
  return outside(source, linkLocal) === false && outside(destination, local) === false;
}
const linkLocal = '169.254.0.0/16';

const short = (proxy: string): string => proxy.replace(/(?:\/(?:ip|0)){1,2}$/, '');

/** Whether an address lies outside a network; undefined where either cannot be read. */
function outside(address: string | undefined, network: string | undefined): boolean | undefined {
  const [base, mask] = (network ?? '').split('/');
  const prefix = prefixOf(base, mask);
  const host = prefixOf(address);
  return prefix && host ? !contains(prefix, host) : undefined;
}

/** 751022 prints the networks that the peer asked for. */
function ikev2Selectors(model: Model, report: Report): void {
  for (const [, group] of groupBy(
    model.occurrences('asa.751022'),
    (line) => `${fieldOf(line, 'peer')} ${fieldOf(line, 'remoteSelector')} ${fieldOf(line, 'localSelector')}`,
  )) {
    const first = group[0] as Occurrence;
    const last = group.at(-1) as Occurrence;
    const peer = fieldOf(first, 'peer');
    if (cameUp(model, peer, last)) continue;
    const [remote, local] = [rangeOf(fieldOf(first, 'remoteSelector')), rangeOf(fieldOf(first, 'localSelector'))];
    const asked = remote && local ? { remote, local } : undefined;
    // A route-based peer asks for everything, for a second tunnel that stands by: the first one is up.
    const standby =
      asked &&
      isAny(asked.remote) &&
      isAny(asked.local) &&
      standsBeside(model, peer, model.captures[first.capture]?.device);
    report(
      standby
        ? {
            code: 'harmless-message',
            certainty: 'certain',
            role: 'context',
            severity: 'information',
            peer,
            evidence: evidence(model, group),
            count: group.length,
            title: 'A route-based peer offers any to any for a tunnel that stands by; the other tunnel is up',
          }
        : {
            code: 'proxy-id-mismatch',
            certainty: 'certain',
            side: 'either',
            peer,
            evidence: evidence(model, group),
            count: group.length,
            ...(asked && refusedNetworks(asked)),
          },
    );
  }
}

/** 750003 without a debug beside it: what the closing sentence proves, unless a line of the same negotiation says more. */
function aborted(model: Model, report: Report): void {
  if (ikev2Messages.some((message) => model.count(message.id) > 0)) return;
  for (const [id, claim] of Object.entries(ikev2Alone)) {
    const lines = model
      .occurrences(`asa.750003.${id}`)
      .filter((line) => !isExplained(model, line) && !isUpAfter(model, line));
    for (const [, group] of groupBy(lines, (line) => fieldOf(line, 'peer') ?? '')) {
      const first = group[0] as Occurrence;
      // Refused while the IKE SA is up, or where both ends have a policy in common: it was a child SA that the proposal was for.
      const within =
        claim.code === 'ike-policy-mismatch' &&
        (isUpBefore(model, first) || isOfChild(model, claim, fieldOf(first, 'peer'), first));
      report({
        ...claim,
        ...(within ? { code: 'phase2-not-established' } : {}),
        peer: fieldOf(first, 'peer'),
        evidence: evidence(model, group),
        count: group.length,
      });
    }
  }
}

/** Closing sentences that end a negotiation without saying why. */
const unclear = [
  'verify-policies-failed',
  'platform-errors',
  'initiate-failed',
  'invalid-syntax',
  'decrypt-failed',
  'address-type',
  'other',
];

function abortedSomehow(model: Model, report: Report): void {
  if (ikev2Messages.some((message) => model.count(message.id) > 0)) return;
  const lines = unclear
    .flatMap((id) => model.occurrences(`asa.750003.${id}`))
    .filter((line) => !isUpAfter(model, line));
  for (const [, group] of groupBy(lines, (line) => `${fieldOf(line, 'peer') ?? ''} ${fieldOf(line, 'error') ?? ''}`)) {
    // The reason may say it in words of its own.
    const named = unwrittenReason(fieldOf(group[0], 'error') ?? '');
    const code = isUpBefore(model, group[0] as Occurrence) ? 'phase2-not-established' : 'phase1-not-established';
    report({
      side: 'unknown',
      ...(named && named.code !== 'phase1-not-established' ? named : { code, certainty: 'possible' }),
      peer: fieldOf(group[0], 'peer'),
      evidence: evidence(model, group),
      count: group.length,
    });
  }
}

const ups = (model: Model, peer: string | undefined): Occurrence[] =>
  model.attempts
    .filter((attempt) => peer !== undefined && attempt.peer === peer)
    .flatMap((attempt) => attempt.occurrences.filter(({ message }) => message.effect?.up !== undefined));
const isUpAfter = (model: Model, line: Occurrence): boolean =>
  ups(model, fieldOf(line, 'peer')).some((up) => isAfter(up, line));
const isUpBefore = (model: Model, line: Occurrence): boolean =>
  ups(model, fieldOf(line, 'peer')).some((up) => isAfter(line, up));

/** Whether a line of the same negotiation names the reason. */
const isExplained = (model: Model, line: Occurrence): boolean =>
  (model.attempts[line.attempt]?.occurrences ?? []).some(
    ({ message }) =>
      message.id === 'asa.751022' || message.says?.some(({ certainty }) => certainty === 'certain') === true,
  );

/** `10.4.0.0/10.4.255.255/0/65535/0` as a range. */
const rangeOf = (selector: string | undefined): Range | undefined => {
  const [first, last] = (selector ?? '').split('/');
  return first && last ? { first, last } : undefined;
};

/** Whether an IPsec SA of this peer came up after a line. */
const cameUp = (model: Model, peer: string | undefined, line: Occurrence): boolean =>
  model.attempts.some(
    (attempt) =>
      peer !== undefined &&
      attempt.peer === peer &&
      attempt.occurrences.some((other) => other.message.effect?.up === 'child' && isAfter(other, line)),
  );

/** 713206, 751008: the group policy of the tunnel leaves this version of IKE out. */
function groupPolicy(model: Model, report: Report): void {
  for (const [id, version] of [
    ['asa-ikev1.conflicting-protocols', 'ikev1'],
    ['asa.751008', 'ikev2'],
  ] as const)
    for (const [, group] of groupBy(model.occurrences(id), (line) => fieldOf(line, 'peer') ?? '')) {
      const last = group.at(-1) as Occurrence;
      const peer = fieldOf(last, 'peer');
      if (cameUp(model, peer, last)) continue;
      report({
        code: 'ike-not-enabled',
        certainty: 'certain',
        side: 'local',
        peer,
        evidence: evidence(model, group),
        count: group.length,
        title: `The group policy of this tunnel does not allow ${version === 'ikev1' ? 'IKEv1' : 'IKEv2'}[[ ({peer})]]`,
        explanation:
          'The policy of a tunnel group lists the protocols that its tunnels may use. The peer speaks another one, so it is refused although its key and proposals may be right.',
        next: [
          {
            command: 'show running-config group-policy',
            why: 'vpn-tunnel-protocol of the policy that the tunnel group names (or of DfltGrpPolicy).',
            where: 'local',
            platform: 'asa',
          },
        ],
        fix: [
          {
            where: 'local',
            platform: 'asa',
            config: ['group-policy <policy of the tunnel group> attributes', ` vpn-tunnel-protocol ${version}`],
            why: 'List every protocol that the tunnels of this policy use: the line replaces the one that is there.',
          },
        ],
      });
    }
}

/** The tunnel manager gave up on a crypto map entry, and nothing later brought it up. */
function tunnelManager(model: Model, report: Report): void {
  const gaveUp = [...model.occurrences('asa.752015'), ...model.occurrences('asa.752012')];
  const worked = model.occurrences('asa.752016');
  for (const [, group] of groupBy(gaveUp, (line) => `${fieldOf(line, 'map')} ${fieldOf(line, 'seq')}`)) {
    const last = group.reduce((best, line) => (isAfter(line, best) ? line : best));
    const entry = (line: Occurrence): boolean =>
      fieldOf(line, 'map') === fieldOf(last, 'map') && fieldOf(line, 'seq') === fieldOf(last, 'seq');
    if (worked.some((line) => entry(line) && isAfter(line, last))) continue;
    const before = (id: string): Occurrence | undefined =>
      model
        .occurrences(id)
        .filter((line) => isAfter(last, line))
        .at(-1);
    const tried = new Set(group.flatMap((line) => fieldOf(line, 'version') ?? []));
    const up = before('asa-ikev1.phase1-completed') ?? before('asa.750006');
    report({
      code: up ? 'phase2-not-established' : 'phase1-not-established',
      certainty: 'likely',
      side: 'unknown',
      peer: undefined,
      ...(tried.size === 1 ? { ike: tried.has('2') ? (2 as const) : (1 as const) } : {}),
      evidence: evidence(model, group),
      count: group.length,
      values: {},
    });
  }
}

const atProof = asaStage('MM_WAIT_MSG6')?.candidates ?? [];

/** IKE SAs that wait for a message (`show crypto ikev1 sa`): the state tells which, unless the tunnel is up besides. */
function waiting(model: Model, tunnel: Tunnel, report: Report): void {
  if (listsIke(tunnel) || isIpsecUp(tunnel)) return;
  // Debug or syslog of the same peer says more than a state.
  if (
    tunnel.attempts.some((attempt) =>
      attempt.occurrences.some(({ message }) => message.head === 'asa-ikev1' && message.says),
    )
  )
    return;
  for (const sa of tunnel.ike) {
    const stage = sa.version === 1 ? asaStage(sa.state) : undefined;
    const early =
      sa.version === 1 &&
      model.captures[sa.capture]?.definition?.id === 'show crypto ikev1 sa' &&
      /^(?:MM|AM|AG)_(?:NO_STATE|SA_SETUP|KEY_EXCH|INIT_EXCH)$/.test(sa.state);
    if (!stage && !early) continue;
    const base = {
      certainty: 'likely' as const,
      side: 'unknown' as const,
      tunnel: tunnel.id,
      peer: tunnel.remote,
      evidence: [model.evidence(stateOf(model, sa), 'cause')],
    };
    // PIX 7 has the names of IOS for what is not up yet.
    if (!stage)
      report({
        ...base,
        code: 'phase1-not-established',
        ...(/KEY_EXCH/.test(sa.state) ? { candidates: atProof } : {}),
      });
    else if (stage.depth === 2) report({ ...base, code: 'peer-unreachable', detail: { direction: 'no-answer' } });
    else
      report({
        ...base,
        code: stage.phase === 1 ? 'phase1-not-established' : 'phase2-not-established',
        title: stageTitle(stage),
        candidates: candidatesOf(stage, false),
      });
  }
}

/** Phase 1 is up and the firewall holds no IPsec SA at all: phase 2 has failed, or nothing has asked for it. */
function withoutIpsec(model: Model, report: Report): void {
  const empty = model.captures.filter(
    ({ index, definition, root, platform, startLine, endLine }) =>
      definition?.id === 'show crypto ipsec sa' &&
      /^(?:asa|ftd|pix)$/.test(platform) &&
      root.children.length === 0 &&
      // A command with nothing below it at the end of the text is where the copy ends.
      (endLine > startLine + 1 || index < model.captures.length - 1),
  );
  for (const tunnel of model.tunnels) {
    const lists = empty.filter((capture) => listsSasOf(tunnel.remote, capture)).map(({ device }) => device);
    const up = tunnel.ike.find((sa) => sa.health === 'up' && lists.includes(model.captures[sa.capture]?.device));
    if (!up || tunnel.ipsec.length > 0 || tunnel.attempts.some(({ childUp }) => childUp)) continue;
    report({
      code: 'phase2-not-established',
      certainty: 'likely',
      side: 'unknown',
      tunnel: tunnel.id,
      peer: tunnel.remote,
      evidence: [model.evidence(stateOf(model, up), 'cause')],
    });
  }
}

/** A site's sessions that last this long or less, and at least so many of them, are no orderly life. */
const shortSession = 15 * 60;
const manySessions = 3;

/** The sessions of a site end again and again after a few minutes, and not because they were idle. */
function flapping(model: Model, report: Report): void {
  const told = shortSessions(model);
  const ended = told.length > 0 ? told : shortSas(model);
  for (const [, group] of groupBy(ended, (line) => fieldOf(line, 'peer') ?? '')) {
    if (group.length < manySessions) continue;
    report({
      code: 'sa-flapping',
      certainty: 'certain',
      side: 'unknown',
      peer: fieldOf(group[0], 'peer'),
      evidence: evidence(model, group),
      count: group.length,
      values: { count: String(group.length) },
    });
  }
}

/** 113019 says how long each session lasted. */
function shortSessions(model: Model): Occurrence[] {
  const unremarkable = ['idle', 'administrator', 'time'];
  return asaEndings
    .filter(({ id }) => !unremarkable.includes(id))
    .flatMap(({ id }) => model.occurrences(`asa.113019.${id}`))
    .filter(
      (line) =>
        /lan/i.test(fieldOf(line, 'type') ?? '') && (secondsOf(fieldOf(line, 'duration')) ?? Infinity) <= shortSession,
    )
    .filter((line) => (secondsOf(fieldOf(line, 'duration')) ?? 0) > 0)
    .sort((a, b) => a.start - b.start);
}

/**
 * 750006 and 750007 say when an IKEv2 SA came up and went. A site goes by its address or by a group; people come and go as they like. What comes up
 * a good while after the last time was not wanted in between.
 */
function shortSas(model: Model): Occurrence[] {
  const isSite = (line: Occurrence): boolean => {
    const user = fieldOf(line, 'user') ?? '';
    return isAddress(user) || /L2L/i.test(user);
  };
  const soon = shortSession * 1000;
  const ended: Occurrence[] = [];
  const up = new Map<string | undefined, number>();
  const down = new Map<string | undefined, number>();
  for (const { line, time } of timed(model, 'asa.750006', 'asa.750007').filter(({ line }) => isSite(line))) {
    const peer = fieldOf(line, 'peer');
    const since = up.get(peer);
    const byHand = /application|admin/i.test(fieldOf(line, 'reason') ?? '');
    if (line.message.id === 'asa.750006') {
      if (time - (down.get(peer) ?? time) <= soon) up.set(peer, time);
    } else {
      if (since !== undefined && time - since <= soon && !byHand) ended.push(line);
      up.delete(peer);
      down.set(peer, time);
    }
  }
  return ended;
}

/** The lines of some messages that bear a time, the earliest first. */
const timed = (model: Model, ...ids: readonly string[]): { readonly line: Occurrence; readonly time: number }[] =>
  ids
    .flatMap((id) => model.occurrences(id))
    .flatMap((line) => (line.time === undefined ? [] : [{ line, time: line.time }]))
    .sort((a, b) => a.time - b.time || a.line.start - b.line.start);

/** The word that names the state of an IKE SA, or all lines of the SA. */
function stateOf(model: Model, sa: IkeSa): Fact | Span {
  const records = recordsBelow((model.captures[sa.capture] as Capture).root, 'sa');
  return records.find((rec) => rec.start === sa.span.start)?.fields.state ?? sa.span;
}

/** Where a user who gets no further waits, by what the state says. */
const waitingUsers: readonly {
  readonly state: RegExp;
  readonly title: string;
  readonly candidates: NonNullable<Reported['candidates']>;
}[] = [
  {
    state: /_TM_INIT_XAUTH/i,
    title: 'Phase 1 is agreed, and {peer} is asked for a user name and password; nothing more is seen',
    candidates: [
      { code: 'xauth-failed', why: 'User name and password have not been sent, or not been accepted.' },
      {
        code: 'peer-not-configured',
        why: 'If this is a site and no user: no tunnel group of type ipsec-l2l is named after its address, so it landed in a group for users.',
      },
    ],
  },
  {
    state: /_TM_INIT_MODECFG/i,
    title: 'Phase 1 is agreed, and {peer} waits for its address and other settings; nothing more is seen',
    candidates: [
      { code: 'mode-config-failed', why: 'There is no address left in the pool, or none is assigned to the group.' },
    ],
  },
];

/** `show crypto ikev1 sa`: the only SA waits for a user. Among others that are up, somebody is just logging in. */
function userStages(model: Model, report: Report): void {
  for (const capture of capturesOf(model.captures, 'show crypto ikev1 sa')) {
    const states = recordsBelow(capture.root, 'sa').map((sa) => ({ sa, state: sa.fields.state }));
    if (states.some(({ state }) => !waitingUsers.some((user) => user.state.test(state?.value ?? '')))) continue;
    for (const { sa, state } of states) {
      const stage = waitingUsers.find((user) => user.state.test(state?.value ?? ''));
      const peer = sa.fields.remote?.value;
      if (!stage || !state || cameUpAtAll(model, peer)) continue;
      report({
        code: 'phase1-not-established',
        certainty: 'possible',
        side: 'unknown',
        peer,
        evidence: [model.evidence(state, 'cause')],
        title: stage.title,
        candidates: stage.candidates,
      });
    }
  }
}

const cameUpAtAll = (model: Model, peer: string | undefined): boolean =>
  model.attempts.some((attempt) => attempt.peer === peer && attempt.childUp) || listsIpsec(model.tunnelOf(peer));

/** 713255: the peer asked for a tunnel group by a name that does not exist. */
function unknownGroups(model: Model, report: Report): void {
  const lines = ['unknown-group', 'unknown-group-spoofed'].flatMap((id) => model.occurrences(`asa-ikev1.${id}`));
  for (const [, group] of groupBy(lines, (line) => fieldOf(line, 'peer') ?? '')) {
    const peer = fieldOf(group[0], 'peer');
    const name = group.map((line) => fieldOf(line, 'tunnelGroup')?.replaceAll("'", '')).find(Boolean);
    report({
      code: 'peer-not-configured',
      certainty: 'certain',
      side: 'either',
      peer,
      evidence: evidence(model, group),
      count: group.length,
      title: `The peer[[ {peer}]] asks for the tunnel group ${name ? `“${name}”` : 'of a name'} that does not exist here`,
      fix: [
        {
          where: 'remote',
          platform: 'asa',
          config: ['vpnclient vpngroup <name as it is written here> password <key>'],
          why: 'Where the name is misspelt: it must be written as on this firewall, capitals included. A software client has it among its settings.',
        },
        {
          where: 'local',
          platform: 'asa',
          config: [
            `tunnel-group ${name ?? '<name>'} type remote-access`,
            `tunnel-group ${name ?? '<name>'} ipsec-attributes`,
            ' ikev1 pre-shared-key <key>',
          ],
          why: 'Only if this group is meant to exist.',
        },
      ],
    });
  }
}

/** `debug crypto ipsec`: packets that were compared with every crypto map entry and fit none. */
function mapLookups(model: Model, report: Report): void {
  const packets = model.occurrences('asa-ipsec.lookup.packet');
  const failed = model.occurrences('asa-ipsec.lookup.none');
  for (const [, group] of groupBy(failed, (line) => {
    const packet = packets.findLast(({ start }) => start < line.start);
    return `${fieldOf(packet, 'src') ?? ''} ${fieldOf(packet, 'dst') ?? ''}`;
  })) {
    const last = group.at(-1) as Occurrence;
    if (model.attempts.some((attempt) => attempt.childUp && attempt.endLine > last.line)) continue;
    const packet = packets.findLast(({ start }) => start < last.start);
    const [source, destination] = [fieldOf(packet, 'src'), fieldOf(packet, 'dst')];
    report({
      code: 'crypto-map-not-matched',
      certainty: 'likely',
      side: 'local',
      evidence: evidence(model, group),
      count: group.length,
      detail: { reason: 'acl' },
      title:
        source && destination
          ? `A packet from ${source} to ${destination} fits no crypto access list, so no tunnel is asked for`
          : 'A packet fits no crypto access list, so no tunnel is asked for',
      fix: [
        {
          where: 'local',
          platform: 'asa',
          config: ['access-list <acl of the crypto map entry> extended permit ip <network here> <network there>'],
          why: 'If the packet belongs into the tunnel. The peer needs the mirror image. NAT comes first: a translated source is what is compared.',
        },
      ],
    });
  }
}
