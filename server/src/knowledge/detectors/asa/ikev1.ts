// Judges IKEv1 negotiations of ASA, FTD and PIX: refused proposals and networks by what the lines print, and silence by the message that was awaited.
import { type Detector, detector, type Report, type Reported } from '../../../engine/define.ts';
import type { Attempt, Evidence, Model, Occurrence } from '../../../engine/model.ts';
import { standsBy } from '../config/named-peers.ts';
import { listsSa } from '../up.ts';
import { fieldOf, groupBy, isLater, sameDevice } from '../values.ts';
import { asaStage, candidatesOf, type Stage, stageTitle } from './stages.ts';

const codes = [
  'proxy-id-mismatch',
  'crypto-map-not-matched',
  'ike-policy-mismatch',
  'auth-method-mismatch',
  'ipsec-proposal-mismatch',
  'pfs-mismatch',
  'encapsulation-mode-mismatch',
  'peer-unreachable',
  'psk-missing',
  'psk-mismatch',
  'nat-t-blocked',
  'rekey-failure',
  'phase1-not-established',
  'phase2-not-established',
  'harmless-message',
  'ike-sa-stale',
  'dpd-failure',
  'peer-not-configured',
] as const;

/** Lines shown of something that repeats. */
const shown = 4;

/** What one peer's lines say, by message. */
class Lines {
  readonly peer: string | undefined;
  readonly #byId = new Map<string, Occurrence[]>();
  constructor(peer: string | undefined) {
    this.peer = peer;
  }
  add(line: Occurrence): void {
    const id = line.message.id;
    const list = this.#byId.get(id);
    if (list) list.push(line);
    else this.#byId.set(id, [line]);
  }
  /** Lines of these messages, in the order of the text. */
  of(...ids: readonly string[]): Occurrence[] {
    return ids
      .flatMap((id) => this.#byId.get(id) ?? this.#byId.get(`asa-ikev1.${id}`) ?? [])
      .sort((a, b) => a.start - b.start);
  }
  /** Lines of all messages whose names begin like this. */
  starting(...prefixes: readonly string[]): Occurrence[] {
    return [...this.#byId].flatMap(([id, list]) => (prefixes.some((prefix) => id.startsWith(prefix)) ? list : []));
  }
  /** The last of these in time. */
  last(...ids: readonly string[]): Occurrence | undefined {
    return this.of(...ids).reduce<Occurrence | undefined>(
      (best, line) => (best === undefined || isLater(line, best) ? line : best),
      undefined,
    );
  }
}

const ikeUp = ['phase1-completed', 'complete', 'phase2-completed', 'asa.602303'] as const;
const childUp = ['complete', 'phase2-completed', 'asa.602303'] as const;
const received = ['received.sa', 'received.ke', 'received.id', 'clear-notify', 'packet-received'] as const;
const clearNotifies = [
  'no-proposal',
  'invalid-id',
  'invalid-hash',
  'authentication-failed',
  'malformed',
  'invalid-cookie',
  'invalid-spi',
  'invalid-key',
  'attributes',
  'invalid-certificate',
  'bad-signature',
  'other',
].map((id) => `clear-notify.${id}`);
const failures = [
  'bad-payload',
  'peer-table',
  'peer-entry',
  'fsm-history',
  'all-ike-unacceptable',
  'terminating',
  'sending-delete',
] as const;

export const asaIkev1Negotiation: Detector = detector({
  id: 'asa-ikev1-negotiation',
  codes,
  *run(model, report) {
    for (const lines of peersOf(model)) {
      yield;
      const tell = teller(model, report, lines);
      const selectors = networks(model, lines, tell);
      phase1Proposals(lines, tell);
      phase2Proposals(lines, tell);
      mapPolicy(lines, tell, selectors);
      silence(lines, tell);
      remainder(model, lines, tell);
      stale(lines, tell);
      lostService(lines, tell);
      neverCarried(lines, tell);
      defaultGroup(lines, tell);
      renewal(lines, tell);
    }
  },
});

/**
 * The lines of each peer. Some lines name no peer (the attributes that differ): they belong to the negotiation that follows, or else to the one before.
 * Where a log stands below no prompt, and one device only has another one of that peer, both are of this device.
 */
function peersOf(model: Model): Lines[] {
  const found = new Map<string, Lines>();
  const named = model.attempts.filter(
    ({ peer, occurrences }) => peer !== undefined && occurrences.some(({ message }) => message.head === 'asa-ikev1'),
  );
  const homes = new Map<string | undefined, { readonly peers: (string | undefined)[]; readonly latest: number[] }>();
  for (const { device, peer, startLine } of named) {
    const home = homes.get(device) ?? { peers: [], latest: [] };
    homes.set(device, home);
    home.peers.push(peer);
    home.latest.push(Math.max(startLine, home.latest.at(-1) ?? 0));
  }
  /** The first that begins here or later, else the last of all: `latest` only grows, so the first is found by halves. */
  const homeOf = ({ device, startLine }: Attempt): string | undefined => {
    const { peers, latest } = homes.get(device) ?? { peers: [], latest: [] };
    let low = 0;
    let high = latest.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((latest[middle] as number) >= startLine) high = middle;
      else low = middle + 1;
    }
    return peers[low];
  };
  const devices = new Map(
    [...groupBy(named, ({ peer }) => peer)].map(([peer, attempts]) => [
      peer,
      new Set(attempts.flatMap(({ device }) => device ?? [])),
    ]),
  );
  for (const attempt of model.attempts) {
    const mine = attempt.occurrences.filter(
      ({ message: { id, head } }) =>
        head === 'asa-ikev1' || (head === 'asa-syslog' && /^asa\.(?:602303|113019)/.test(id)),
    );
    if (mine.length === 0) continue;
    const home = attempt.peer ?? homeOf(attempt);
    for (const line of mine) {
      const peer = fieldOf(line, 'peer') ?? home;
      const [only, ...others] = devices.get(peer) ?? [];
      const key = `${attempt.device ?? (others.length === 0 ? only : undefined) ?? ''} ${peer ?? ''}`;
      const lines = found.get(key) ?? new Lines(peer);
      found.set(key, lines);
      lines.add(line);
    }
  }
  return [...found.values()];
}

type Tell = (code: (typeof codes)[number], lines: readonly Occurrence[], more?: Partial<Reported>) => void;

const teller =
  (model: Model, report: Report, { peer }: Lines): Tell =>
  (code, lines, more = {}) => {
    const evidence = pick(lines).map((line): Evidence => model.evidence(line, more.role ?? 'cause'));
    if (evidence.length > 0)
      report({ code, certainty: 'certain', side: 'either', peer, evidence, count: lines.length, ...more });
  };

const pick = (lines: readonly Occurrence[]): Occurrence[] => [
  ...lines.slice(0, shown),
  ...lines.slice(Math.max(shown, lines.length - 1)),
];

/** `10.4.0.0/255.255.0.0/0/0` as an access list writes it: `10.4.0.0 255.255.0.0`. */
function networkOf(proxy: string | undefined): string | undefined {
  const [address, mask] = (proxy ?? '').split('/');
  if (!address || !/^[\d.]+$/.test(address)) return undefined;
  if (mask === undefined || mask === '255.255.255.255') return `host ${address}`;
  return address === '0.0.0.0' ? 'any' : `${address} ${mask}`;
}
const isAny = (proxy: string | undefined): boolean => /^0\.0\.0\.0(?:\/(?:0\.0\.0\.0|0))?(?:\/|$)/.test(proxy ?? '');

/** Networks that the peer proposed and that fit no entry (713061). True where that is the fault. */
function networks(model: Model, lines: Lines, tell: Tell): boolean {
  const rejected = lines.of('no-map-entry', 'map-policy-not-found');
  const up = lines.last(...childUp);
  // Nothing was compared with the networks: what was passed over could not be used at all.
  if (rejected.length > 0 && lines.of('map-no-match').length === 0 && unusableEntry(lines, rejected, up, tell))
    return true;
  const groups = groupBy(rejected, (line) => `${fieldOf(line, 'remoteProxy')} ${fieldOf(line, 'localProxy')}`);
  let told = false;
  for (const group of groups.values()) {
    const first = group[0] as Occurrence;
    const last = group.at(-1) as Occurrence;
    const remote = fieldOf(first, 'remoteProxy');
    const local = fieldOf(first, 'localProxy');
    // A later success of the same peer: the networks fit in the end.
    if (up && isLater(up, last)) continue;
    if (isAny(remote) && isAny(local) && standsBeside(model, lines.peer, model.captures[first.capture]?.device)) {
      tell('harmless-message', group, {
        role: 'context',
        severity: 'information',
        title: 'A route-based peer offers any to any for a tunnel that stands by; the other tunnel is up',
      });
      continue;
    }
    told = true;
    tell('proxy-id-mismatch', group, {
      ...(remote === undefined || local === undefined
        ? {}
        : {
            values: {
              difference: `the peer proposes ${short(remote)} (its side) and ${short(local)} (this side)`,
              ...(networkOf(local) === undefined ? {} : { our_network_and_mask: networkOf(local) as string }),
              ...(networkOf(remote) === undefined ? {} : { their_network_and_mask: networkOf(remote) as string }),
            },
            attributes: [
              { name: 'network of the peer', local: 'no entry with this pair', remote: short(remote) },
              { name: 'network of this side', local: 'no entry with this pair', remote: short(local) },
            ],
          }),
    });
  }
  if (told) return true;
  // The comparison of the entries alone: final only if the negotiation ended after it and no entry matched.
  const skipped = lines.of('map-no-match');
  const lastSkipped = skipped.at(-1);
  const ended = lines.last(
    'qm-fsm-error',
    'torn-down.map-policy',
    'torn-down.phase2-mismatch',
    'asa.113019.map-policy',
    'asa.113019.phase2-mismatch',
  );
  const matched = lines.last('map-match', ...childUp);
  if (
    lastSkipped &&
    ended &&
    !isLater(lastSkipped, ended) &&
    !(matched && isLater(matched, lastSkipped)) &&
    rejected.length === 0
  ) {
    const remote = fieldOf(lastSkipped, 'remoteProxy');
    const local = fieldOf(lastSkipped, 'localProxy');
    tell('proxy-id-mismatch', skipped, {
      certainty: 'likely',
      ...(remote && local
        ? { values: { difference: `the peer proposes ${short(remote)} (its side) and ${short(local)} (this side)` } }
        : {}),
    });
    return true;
  }
  return false;
}

/** An entry of the crypto map that lacks something, so that nothing can fit it. True where that ended the negotiation. */
function unusableEntry(lines: Lines, ended: readonly Occurrence[], up: Occurrence | undefined, tell: Tell): boolean {
  const unusable = [...lines.of('map-incomplete'), ...lines.of('map-no-acl')];
  const last = ended.at(-1);
  if (unusable.length === 0 || !last || (up && isLater(up, last))) return false;
  tell(
    'crypto-map-not-matched',
    [...unusable, ...ended].sort((a, b) => a.start - b.start),
    { side: 'local', detail: { reason: 'incomplete' } },
  );
  return true;
}

const short = (proxy: string): string => (isAny(proxy) ? 'any' : proxy.replace(/(?:\/(?:ip|0)){1,2}$/, ''));

/** Whether another peer's tunnel is up in the same text. */
export const standsBeside = (model: Model, peer: string | undefined, device: string | undefined): boolean =>
  model.attempts.some(
    (attempt) => attempt.peer !== undefined && attempt.childUp && sameDevice(attempt.device, device),
  ) || model.tunnels.some((tunnel) => tunnel.remote !== peer && sameDevice(tunnel.device, device) && listsSa(tunnel));

/** Phase 1 policies: the values that differ, as the lines print them. */
function phase1Proposals(lines: Lines, tell: Tell): void {
  const refused = lines.of('all-ike-unacceptable');
  const differing = lines.of('mismatched-attribute').filter((line) => fieldOf(line, 'phase') === '1');
  const last = [...refused, ...differing].reduce<Occurrence | undefined>(
    (best, line) => (best === undefined || isLater(line, best) ? line : best),
    undefined,
  );
  if (!last) return;
  const accepted = lines.last('proposal-acceptable', ...ikeUp);
  if (accepted && (isLater(accepted, last) || refused.length === 0)) return;
  const known = differing.filter((line) => fieldOf(line, 'attribute') !== undefined);
  const attributes = attributesOf(known);
  const onlyMethod = attributes.length > 0 && attributes.every(({ name }) => name === 'authentication method');
  if (refused.length === 0 && lines.of(...failures, ...clearNotifies).length === 0 && differing.length < 2) {
    tell('ike-policy-mismatch', differing, { certainty: 'likely', attributes });
    return;
  }
  tell(
    onlyMethod ? 'auth-method-mismatch' : 'ike-policy-mismatch',
    [...refused, ...differing].sort((a, b) => a.start - b.start),
    {
      certainty: refused.length > 0 ? 'certain' : 'likely',
      attributes,
    },
  );
}

/** Releases spell an attribute in several ways ("Group Description", "DH Group", "Hash Alg"): the word in it that all of them share. */
const attributeNames: readonly (readonly [word: RegExp, name: string])[] = [
  [/group/i, 'DH group'],
  [/encr/i, 'encryption'],
  [/hash/i, 'hash'],
  [/auth[a-z]{0,12} method/i, 'authentication method'],
  [/key len/i, 'key length'],
  [/life dur/i, 'lifetime'],
  [/encap/i, 'encapsulation mode'],
  [/auth[a-z]{0,12} alg/i, 'integrity'],
];

const attributeName = (printed: string): string =>
  attributeNames.find(([word]) => word.test(printed))?.[1] ?? printed.toLowerCase();

/** Each pair of values once. */
function attributesOf(differing: readonly Occurrence[]): { name: string; local: string; remote: string }[] {
  const seen = new Map<string, { name: string; local: string; remote: string }>();
  for (const line of differing) {
    const attribute = (fieldOf(line, 'attribute') ?? '').trim();
    const entry = {
      name: attributeName(attribute),
      local: (fieldOf(line, 'configured') ?? '').trim(),
      remote: (fieldOf(line, 'received') ?? '').trim(),
    };
    seen.set(`${entry.name} ${entry.local} ${entry.remote}`, entry);
  }
  return [...seen.values()];
}

function phase2Proposals(lines: Lines, tell: Tell): void {
  const refused = lines.of('all-ipsec-unacceptable');
  const differing = lines.of('mismatched-attribute').filter((line) => fieldOf(line, 'phase') === '2');
  const all = [...refused, ...differing].sort((a, b) => a.start - b.start);
  const last = all.reduce<Occurrence | undefined>(
    (best, line) => (best === undefined || isLater(line, best) ? line : best),
    undefined,
  );
  if (!last) return;
  const accepted = lines.last('ipsec-acceptable', ...childUp);
  if (accepted && (isLater(accepted, last) || refused.length === 0)) return;
  const attributes = attributesOf(differing);
  const only = (name: string): boolean =>
    attributes.length > 0 && attributes.every((attribute) => attribute.name === name);
  const code = only('DH group')
    ? 'pfs-mismatch'
    : only('encapsulation mode')
      ? 'encapsulation-mode-mismatch'
      : 'ipsec-proposal-mismatch';
  tell(code, all, {
    certainty: refused.length > 0 ? 'certain' : 'likely',
    attributes,
    // Without the value that differs, what the proposal holds besides the transform set may be it.
    ...(attributes.length === 0 ? { candidates: besidesTransforms } : {}),
  });
}

const besidesTransforms = [
  { code: 'pfs-mismatch', why: 'The group for perfect forward secrecy is part of the proposal.' },
  { code: 'encapsulation-mode-mismatch', why: 'So is the mode: tunnel or transport.' },
];

/** The session was ended because no crypto map entry fits, and no line prints the networks. */
function mapPolicy(lines: Lines, tell: Tell, selectorsTold: boolean): void {
  const ended = lines.of('torn-down.map-policy', 'terminated.map-policy', 'asa.113019.map-policy');
  const last = ended.at(-1);
  const up = lines.last(...childUp);
  if (
    !last ||
    selectorsTold ||
    (up && isLater(up, last)) ||
    lines.of('no-map-entry', 'map-policy-not-found', 'all-ipsec-unacceptable').length > 0
  )
    return;
  if (unusableEntry(lines, ended, up, tell)) return;
  // Whether it is the peer, the interface or the networks that no entry has, it does not say.
  tell('crypto-map-not-matched', ended, { side: 'local', candidates: besidesPeer });
}

const besidesPeer = [
  {
    code: 'proxy-id-mismatch',
    why: 'An entry names this peer, but its access list is not the mirror image of the peer’s.',
  },
  { code: 'config-incomplete', why: 'An entry names this peer and lacks a part, so it is not used.' },
];

/** The stages at which a message was repeated or a timer ran out. */
function stagesOf(lines: Lines): { stage: Stage; line: Occurrence }[] {
  const found: { stage: Stage; line: Occurrence }[] = [];
  const add = (stage: Stage | undefined, line: Occurrence): void => {
    if (stage) found.push({ stage, line });
  };
  const answers = lines.of('proposal-acceptable', 'iface-no-crypto-map').length > 0;
  const began = lines.of('new-phase1').length > 0;
  const opens = began || !answers;
  // NAT is known from the message that holds the keys of the peer: who has that one and repeats his own keys has answered with them.
  const awaitsKeys = began || (!answers && lines.of('nat-status').length === 0);
  for (const line of lines.of('fsm-history')) {
    const timedOut = /([A-Z]{2}_WAIT[A-Z0-9_]{0,20}), EV_TIMEOUT/.exec(fieldOf(line, 'history') ?? '');
    add(timedOut ? asaStage(timedOut[1]) : undefined, line);
  }
  for (const line of lines.of('established-timeout')) add(asaStage(fieldOf(line, 'state')), line);
  for (const line of lines.of('resent.sa')) add(asaStage(opens ? 'MM_WAIT_MSG2' : 'MM_WAIT_MSG3'), line);
  for (const line of lines.of('resent.ke')) add(asaStage(awaitsKeys ? 'MM_WAIT_MSG4' : 'MM_WAIT_MSG5'), line);
  for (const line of lines.of('resent.id')) add(asaStage('MM_WAIT_MSG6'), line);
  for (const line of lines.of('resent.qm')) add(asaStage('QM_WAIT_MSG2'), line);
  return found.sort((a, b) => a.line.start - b.line.start);
}

/** Nothing came back: which message was awaited tells where to look. */
function silence(lines: Lines, tell: Tell): void {
  const all = stagesOf(lines);
  const deepest = all.reduce<Stage | undefined>(
    (best, { stage }) => (best === undefined || stage.depth > best.depth ? stage : best),
    undefined,
  );
  if (!deepest) return;
  const there = all.filter(({ stage }) => stage.state === deepest.state).map(({ line }) => line);
  const last = there.at(-1) as Occurrence;
  const up = lines.last(...(deepest.phase === 1 ? ikeUp : childUp));
  if (up && isLater(up, last)) return;
  const answered = lines.of(...received, ...clearNotifies).length > 0;
  const cookies = lines.of('clear-notify.invalid-cookie');
  // A peer that repeats its last message has not had our answer: it is not the next one that is filtered.
  const again = lines.of('duplicate').length > 0;
  const nat = lines.of('nat-status');
  const behindNat = nat.some((line) =>
    ['remoteNat', 'localNat'].some((end) => /^\s{0,9}is\s{1,9}behind/i.test(fieldOf(line, end) ?? '')),
  );
  if (deepest.state === 'MM_WAIT_MSG2' || deepest.state === 'AM_WAIT_MSG2') {
    if (!answered) {
      tell('peer-unreachable', there, { certainty: 'likely', side: 'unknown', detail: { direction: 'no-answer' } });
      return;
    }
  }
  if (deepest.state === 'MM_WAIT_MSG3' && lines.of('duplicate', 'resent.sa').length > 1) {
    tell('peer-unreachable', there, { certainty: 'likely', side: 'unknown', detail: { direction: 'reply-lost' } });
    return;
  }
  if (deepest.state === 'MM_WAIT_MSG4' && cookies.length > 0) {
    tell(
      'psk-missing',
      [...there, ...cookies].sort((a, b) => a.start - b.start),
      {
        certainty: 'likely',
        side: 'remote',
        title:
          'The policies fit, then the peer[[ {peer}]] drops the negotiation: it has no pre-shared key for this address',
        next: [
          {
            command: 'show running-config tunnel-group',
            why: 'At the peer: a tunnel group must be named after the address that this end comes from.',
            where: 'remote',
            platform: 'asa',
          },
          {
            command: 'debug crypto ikev1 127',
            why: 'At the peer: it names the missing tunnel group or key.',
            where: 'remote',
            platform: 'asa',
          },
        ],
        fix: [
          {
            where: 'remote',
            platform: 'asa',
            config: [
              'tunnel-group <this address> type ipsec-l2l',
              'tunnel-group <this address> ipsec-attributes',
              ' ikev1 pre-shared-key <key>',
            ],
            why: 'The key belongs to the tunnel group that is named after this end’s public address.',
          },
        ],
      },
    );
    return;
  }
  // Message 5 is the first that goes over UDP 4500, and this end never saw it.
  if (deepest.state === 'MM_WAIT_MSG5' && behindNat && lines.of('resent.ke').length > 0 && !again) {
    tell('nat-t-blocked', there, { certainty: 'likely', side: 'either' });
    return;
  }
  if (deepest.state === 'MM_WAIT_MSG6' && nat.length > 0) {
    tell(behindNat ? 'nat-t-blocked' : 'psk-mismatch', there, { certainty: 'likely', side: 'either' });
    return;
  }
  tell(deepest.phase === 1 ? 'phase1-not-established' : 'phase2-not-established', there, {
    certainty: 'likely',
    title: stageTitle(deepest),
    candidates: candidatesOf(deepest, behindNat),
  });
}

/** How long packets of an SA that was just removed may still arrive. */
const afterwards = 60_000;

/** Packets of an IKE SA that is not here: a few right after its end are normal, others mean that the peer has not noticed. */
function stale(lines: Lines, tell: Tell): void {
  const ends = [
    ...lines.starting('asa-ikev1.torn-down.', 'asa-ikev1.terminated.', 'asa.113019'),
    ...lines.of('sending-delete', 'terminating', 'qm-fsm-error', 'all-ike-unacceptable', 'no-tunnel-group', 'dpd-lost'),
  ];
  const up = lines.last(...ikeUp);
  const late = lines
    .of('stale')
    .filter((line) => !(up && isLater(up, line)) && !ends.some((end) => isShortlyBefore(end, line)));
  if (late.length > 0) tell('ike-sa-stale', late, { certainty: 'likely', side: 'remote' });
}

/** Whether `first` stands shortly before `then`. In the same second, a log shown newest first has them the other way round. */
const isShortlyBefore = (first: Occurrence, then: Occurrence): boolean =>
  first.time === undefined || then.time === undefined
    ? first.line <= then.line
    : then.time >= first.time && then.time - first.time <= afterwards;

/** A session that ended because the peer stopped answering; one whose phase 2 never came up ended for that instead. */
function lostService(lines: Lines, tell: Tell): void {
  const refused = [...lines.of('qm-fsm-error', 'all-ipsec-unacceptable', 'no-map-entry'), ...stillborn(lines)];
  const ended = lines
    .of('torn-down.lost-service', 'terminated.lost-service', 'asa.113019.lost-service')
    .filter((end) => !refused.some((line) => line === end || isShortlyBefore(line, end)));
  if (ended.length > 0) tell('dpd-failure', ended, { certainty: 'likely', side: 'unknown' });
}

/** Phase 2 takes this long to give up, and more than that is a life. */
const birth = 2 * 60;
/** Reasons for which a session ends that never had an IPsec SA, as this end sees them. */
const stillbornEnds = ['lost-service', 'user', 'peer', 'ike-delete', 'unknown', 'internal'].map(
  (id) => `asa.113019.${id}`,
);

/** Sessions of a site (its user is its group) that ended at once and never carried a byte: phase 1 came up and phase 2 did not. */
function stillborn(lines: Lines): Occurrence[] {
  return lines
    .of(...stillbornEnds)
    .filter(
      (line) =>
        fieldOf(line, 'sent') === '0' &&
        fieldOf(line, 'received') === '0' &&
        (secondsOf(fieldOf(line, 'duration')) ?? Infinity) <= birth &&
        (fieldOf(line, 'user') === undefined || fieldOf(line, 'user') === fieldOf(line, 'group')),
    );
}

/** The same again and again: the peer ends it, or does not answer, each time phase 2 is to begin. */
function neverCarried(lines: Lines, tell: Tell): void {
  const ended = stillborn(lines);
  const last = ended.at(-1);
  const up = lines.last(...childUp);
  if (ended.length < 2 || !last || (up && isLater(up, ended[0] as Occurrence))) return;
  tell('phase2-not-established', ended, {
    certainty: 'likely',
    title: 'Sessions[[ with {peer}]] come up and end at once without having carried a byte: phase 2 fails each time',
  });
}

/** `1d 2h:03m:04s` in seconds. */
export function secondsOf(duration: string | undefined): number | undefined {
  const match = /^(?:(\d+)d )?(\d+)h:(\d+)m:(\d+)s/.exec(duration ?? '');
  if (!match) return undefined;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** The entry of a peer is taken off a list that it is not on. */
const cleanUp = ['peer-table', 'peer-entry'] as const;

/**
 * One clean-up of an address of which the text shows nothing else, while other peers come up in it: somebody knocked once. By itself, or again
 * and again, it is the end of a phase 1 that somebody waits for.
 */
const isStray = ({ attempts }: Model, lines: Lines): boolean =>
  cleanUp.every((id) => lines.of(id).length <= 1) &&
  lines.starting('').length === lines.of(...cleanUp).length &&
  attempts.some(({ peer, ikeUp, childUp }) => peer !== undefined && peer !== lines.peer && (ikeUp || childUp));

/** Traces of a phase 1 that failed, where nothing says why: clean-up lines, a message that came too late, the same message again and again. */
function remainder(model: Model, lines: Lines, tell: Tell): void {
  const traces = lines.of(...cleanUp, 'no-sa-payload', 'bad-payload');
  const repeated = lines.of('duplicate').filter((line) => fieldOf(line, 'phase') === '1');
  const up = lines.last(...ikeUp);
  const without = (list: readonly Occurrence[]): boolean =>
    list.length > 0 && !(up && isLater(up, list.at(-1) as Occurrence));
  if (repeated.length > 1 && without(repeated))
    tell('phase1-not-established', repeated, {
      certainty: 'likely',
      candidates: [
        { code: 'peer-unreachable', why: 'The peer repeats its message: our answer does not reach it.' },
        { code: 'psk-mismatch', why: 'The peer gets our answer and cannot decrypt it.' },
        { code: 'nat-t-blocked', why: 'Answers over UDP 4500 are filtered.' },
      ],
    });
  else if (without(traces) && standsBy(model, model.captures[traces[0]?.capture ?? -1]?.device, lines.peer))
    tell('harmless-message', traces, {
      role: 'context',
      severity: 'information',
      title:
        'The tunnel to another peer of the same crypto map entry is up; {peer} stands by, and was once tried in vain',
    });
  else if (without(traces) && !isStray(model, lines))
    tell('phase1-not-established', traces, { certainty: 'possible', side: 'unknown' });
}

/** A key that does not fit, in a group that serves whoever has none of his own: the peer may never have been meant to land there. */
function defaultGroup(lines: Lines, tell: Tell): void {
  const landed = lines
    .of('landed-on-group', 'group-missing-default-key')
    .filter((line) => line.message.id.endsWith('default-key') || /^Default/.test(fieldOf(line, 'tunnelGroup') ?? ''));
  const up = lines.last(...ikeUp);
  const last = landed.at(-1);
  if (!last || lines.of('decrypt-psk', 'invalid-main-mode').length === 0 || (up && isLater(up, last))) return;
  tell('peer-not-configured', landed, {
    certainty: 'possible',
    side: 'local',
    title: 'No tunnel group is named after {peer}: a default group with its own key serves it',
  });
}

/** The keys of a tunnel that was up were to be renewed, and quick mode failed. */
function renewal(lines: Lines, tell: Tell): void {
  const begun = lines.last('rekeying');
  const failed = lines.last('qm-fsm-error');
  const up = lines.last(...childUp);
  if (!begun || !failed || !isLater(failed, begun) || (up && isLater(up, failed))) return;
  tell('rekey-failure', [begun, failed], { certainty: 'likely' });
}
