// Judges IKEv2 negotiations from debug lines: which exchange was reached, what was refused there, and what the lines before say of the reason.
import { type Claim, type Detector, detector, type Report, type Reported } from '../../engine/define.ts';
import type { Attempt, Certainty, Evidence, Model, Occurrence, Role, Side, Span } from '../../engine/model.ts';
import { ikev2Messages } from '../messages/ikev2.ts';
import { selectorsRefused } from '../messages/ikev2-errors.ts';
import { byCertificateName } from '../rules/identity-mismatch.ts';
import { configsOf } from './config-model.ts';
import {
  acceptsIdentity,
  configuredMethods,
  frontDoorOf,
  methodOf,
  policiesOf,
  profilesOf,
  shownIdentity,
  showsKeysOnly,
} from './ikev2-methods.ts';
import {
  compare,
  type Difference,
  fixesFor,
  type Proposal,
  proposalsOf,
  secrecyGroup,
  typedValues,
  weakGroups,
} from './ikev2-proposals.ts';
import { type Asked, askedBefore, refusedNetworks } from './ikev2-selectors.ts';
import { ikev2Alone, unwrittenReason } from './ikev2-syslog.ts';
import { isAddress, sameDevice } from './values.ts';

const codes = [
  'ike-policy-mismatch',
  'ike-dh-group-mismatch',
  'ipsec-proposal-mismatch',
  'pfs-mismatch',
  'proxy-id-mismatch',
  'crypto-map-not-matched',
  'authentication-failed',
  'psk-mismatch',
  'psk-missing',
  'peer-not-configured',
  'ike-sa-stale',
  'identity-mismatch',
  'certificate-invalid',
  'peer-unreachable',
  'nat-t-blocked',
  'fragmentation-ike',
  'mode-config-failed',
  'auth-method-mismatch',
  'eap-failed',
  'ike-version-mismatch',
  'fvrf-mismatch',
  'rekey-failure',
  'rekey-collision',
  'dpd-failure',
  'phase1-not-established',
  'phase2-not-established',
] as const;
type Code = (typeof codes)[number];

/** All lines of one IKE SA's negotiation, in the order of the text. */
interface Negotiation {
  readonly lines: Occurrence[];
  /** The number of the session, where a release prints it: SA ids are used again, these are not. */
  session: string | undefined;
  peer: string | undefined;
  role: 'initiator' | 'responder' | undefined;
  /** Line at which an IPsec SA came up, if one did. */
  childUp: number | undefined;
  ikeUp: number | undefined;
}

/** Which exchange a line belongs to. */
type Stage = 'unknown' | 'init' | 'auth' | 'child' | 'info';

const idOf = (occurrence: Occurrence): string => occurrence.message.id.slice('ikev2.'.length).replace(/^trace-/, '');
const fieldOf = (occurrence: Occurrence | undefined, name: string): string | undefined =>
  occurrence?.fields[name]?.value;
const isZero = (value: string | undefined): boolean => value === undefined || /^(?:0x)?0+$/.test(value);

/** Lines are joined by the initiator's SPI and the SA id; a line without either belongs to the negotiation spoken of last. */
function negotiationsOf(model: Model): Negotiation[] {
  const all = ikev2Messages
    .filter((message) => model.count(message.id) > 0)
    .flatMap((message) => model.occurrences(message.id))
    .filter((occurrence) => occurrence.capture >= 0)
    .sort((a, b) => a.start - b.start);
  const found: Negotiation[] = [];
  const bySpi = new Owners();
  const byId = new Owners();
  let current: Negotiation | undefined;
  for (const occurrence of all) {
    const device = model.captures[occurrence.capture]?.device ?? '';
    const spi = fieldOf(occurrence, 'ispi')?.replace(/^0x/i, '').toUpperCase();
    const connection = fieldOf(occurrence, 'conn');
    const idKey = isZero(connection) ? undefined : `${device} ${connection}`;
    const spiKey = spi === undefined || isZero(spi) ? undefined : `${device} ${spi}`;
    const peer = fieldOf(occurrence, 'peer') ?? model.attempts[occurrence.attempt]?.peer;
    const numbered = fieldOf(occurrence, 'session');
    const session = isZero(numbered) ? undefined : numbered;
    const sameSession = (candidate: Negotiation | undefined): Negotiation | undefined =>
      session === undefined || candidate?.session === undefined || candidate.session === session
        ? candidate
        : undefined;
    let negotiation = spiKey === undefined ? undefined : bySpi.get(spiKey);
    const known = idKey === undefined ? undefined : sameSession(byId.get(idKey));
    // A packet names no id: behind one that begins a negotiation, the id of a tunnel that is up belongs to the new one.
    const begun = known?.ikeUp !== undefined && current && current.ikeUp === undefined && !byId.owns(current);
    if (!negotiation && spiKey === undefined)
      negotiation =
        (begun ? sameSession(current) : known) ??
        (idKey === undefined || current === undefined || !byId.owns(current) ? sameSession(current) : undefined);
    if (
      negotiation &&
      peer !== undefined &&
      negotiation.peer !== undefined &&
      negotiation.peer !== peer &&
      fieldOf(occurrence, 'peer') !== undefined
    )
      negotiation = undefined;
    // IKE_SA_INIT is sent once in the life of an SA: with a tunnel that is up, the same id is used again.
    const begins = occurrence.message.effect?.begins === 'ike' || beginnings.has(idOf(occurrence));
    if (begins && negotiation?.ikeUp !== undefined && spiKey === undefined) negotiation = undefined;
    // Between lines of other SAs, the id tells whose first packet this is; and the packet tells whose the lines with this id are.
    if (spiKey !== undefined && known && known !== negotiation && isNameless(known, bySpi, peer)) {
      if (!negotiation) negotiation = known;
      else if (beganWithin(known, negotiation)) takeOver(known, negotiation);
    }
    // A line of the next SA that comes before its first packet (the SPI is not known yet).
    if (
      !negotiation &&
      spiKey !== undefined &&
      current &&
      !bySpi.owns(current) &&
      !(begins && current.ikeUp !== undefined) &&
      sameSession(current) !== undefined &&
      (peer === undefined || current.peer === undefined || current.peer === peer)
    )
      negotiation = current;
    if (!negotiation) {
      negotiation = { lines: [], session, peer: undefined, role: undefined, childUp: undefined, ikeUp: undefined };
      found.push(negotiation);
    }
    if (spiKey !== undefined) bySpi.set(spiKey, negotiation);
    if (idKey !== undefined) byId.set(idKey, negotiation);
    negotiation.lines.push(occurrence);
    negotiation.session ??= session;
    negotiation.peer ??= peer;
    negotiation.role ??= occurrence.message.effect?.role ?? model.attempts[occurrence.attempt]?.role;
    if (occurrence.message.effect?.up === 'child' || idOf(occurrence) === 'sm-child-done')
      negotiation.childUp ??= occurrence.line;
    if (occurrence.message.effect?.up) negotiation.ikeUp ??= occurrence.line;
    current = negotiation;
  }
  return found.filter(({ lines }) => lines.length > 0);
}

/** Lines of which no packet is known yet. */
const isNameless = (negotiation: Negotiation, bySpi: Owners, peer: string | undefined): boolean =>
  !bySpi.owns(negotiation) &&
  negotiation.ikeUp === undefined &&
  negotiation.lines.every((line) => (fieldOf(line, 'peer') ?? peer) === peer);

/** An older negotiation with the same id began before the first packet of this one. */
const beganWithin = ({ lines: [first] }: Negotiation, { lines: [packet] }: Negotiation): boolean =>
  first !== undefined && packet !== undefined && packet.start < first.start;

function takeOver(from: Negotiation, to: Negotiation): void {
  to.lines.push(...from.lines);
  to.lines.sort((a, b) => a.start - b.start);
  from.lines.length = 0;
  to.session ??= from.session;
  to.role ??= from.role;
}

/** Steps before the first packet of a negotiation. */
const beginnings: ReadonlySet<string> = new Set(['init-generate', 'sm-initiate', 'sm-respond']);

/** Negotiations by a key; a key may pass to another one. */
class Owners {
  readonly #byKey = new Map<string, Negotiation>();
  readonly #keys = new Map<Negotiation, number>();
  get(key: string): Negotiation | undefined {
    return this.#byKey.get(key);
  }
  set(key: string, negotiation: Negotiation): void {
    const before = this.#byKey.get(key);
    if (before === negotiation) return;
    if (before) this.#keys.set(before, (this.#keys.get(before) ?? 0) - 1);
    this.#keys.set(negotiation, (this.#keys.get(negotiation) ?? 0) + 1);
    this.#byKey.set(key, negotiation);
  }
  owns(negotiation: Negotiation): boolean {
    return (this.#keys.get(negotiation) ?? 0) > 0;
  }
}

/** Lines between a payload in the list of a packet and the same payload taken apart. */
const sameDump = 6;

/** What one negotiation shows, gathered in one walk. */
class Facts {
  readonly model: Model;
  readonly negotiation: Negotiation;
  readonly byId = new Map<string, Occurrence[]>();
  /** Exchange and direction of the last packet before each line. */
  readonly stage = new Map<Occurrence, Stage>();
  /** Notifies that the peer sent, with the exchange they came in. */
  readonly received: { readonly name: string; readonly stage: Stage; readonly line: Occurrence }[] = [];
  readonly comparisons: Comparison[] = [];
  /** Lists of proposals of which the line that says whose they are is cut off. */
  readonly strayLists: Occurrence[] = [];
  natt = false;
  /** The peer answered an earlier negotiation, and refused it. */
  refusedBefore = false;

  constructor(model: Model, negotiation: Negotiation) {
    this.model = model;
    this.negotiation = negotiation;
    let stage: Stage = 'unknown';
    let incoming: boolean | undefined;
    let lone: Occurrence | undefined;
    let unsaid: Occurrence | undefined;
    for (const occurrence of negotiation.lines) {
      let id = idOf(occurrence);
      if (id === 'packet-sent' || id === 'packet-received') lone = occurrence;
      // The lines of a packet may be torn apart by what a mail or a list puts before each of them.
      if (
        (id === 'line-exchange' || id === 'packet-exchange' || id === 'asa-dump-exchange') &&
        lone &&
        occurrence.line - lone.line <= 5
      )
        id = packetId(lone, occurrence);
      const same = this.byId.get(id);
      if (same) same.push(occurrence);
      else this.byId.set(id, [occurrence]);
      const packet = /^(sent|received)-(init|auth|child|info|intermediate)-(request|response)$/.exec(id);
      if (packet) {
        stage = packet[2] === 'intermediate' ? 'auth' : (packet[2] as Stage);
        incoming = packet[1] === 'received';
        if (incoming && fieldOf(occurrence, 'list') !== undefined) this.#receive(occurrence, stage);
      } else if (id === 'asa-packet-in' || id === 'asa-packet-out') {
        stage = stageOf(fieldOf(occurrence, 'exchange')) ?? stage;
        incoming = id === 'asa-packet-in';
      } else if (id === 'packet-header') {
        stage = stageOf(fieldOf(occurrence, 'exchange')) ?? stage;
        // A dump does not say who sent it; an answer is the peer's unless this end is known to be the one that answers.
        incoming = /RESPONSE/.test(fieldOf(occurrence, 'flags') ?? '') && negotiation.role !== 'responder';
      } else if (id === 'line-exchange') stage = stageOf(fieldOf(occurrence, 'exchange')) ?? stage;
      else if (id === 'auth-process' || id === 'auth-response' || id === 'auth-generate') stage = 'auth';
      else if (id === 'dpd-query') stage = 'info';
      else if (id === 'notice' || id === 'auth-wait') stage = id === 'auth-wait' ? 'auth' : stage;
      const sm = id.startsWith('sm') ? /CurState: (\w+)/.exec(stateText(occurrence)) : null;
      if (sm) stage = stageOfState(sm[1] as string) ?? stage;
      this.stage.set(occurrence, stage);
      if (id === 'notify-received') {
        const name = plain(fieldOf(occurrence, 'notify'));
        // The list of the packet's payloads names it first; this line says it in so many words.
        const listed = this.received.findIndex(
          (notify) => notify.name === name && occurrence.line - notify.line.line <= sameDump,
        );
        if (listed >= 0) this.received.splice(listed, 1);
        this.received.push({ name, stage, line: occurrence });
      }
      if (id === 'line-payloads' && incoming) this.#receive(occurrence, stage);
      if (id === 'dump-payload' && incoming) this.#receive(occurrence, stage);
      // Where the text begins after the addresses of a packet, the next step says whose packet it was.
      if (id === 'auth-response' && unsaid) this.#receive(unsaid, stage);
      if (id === 'line-payloads' && fieldOf(occurrence, 'list') !== undefined) {
        if (incoming === undefined) unsaid = occurrence;
        incoming = false;
      }
      this.natt ||= occurrence.message.effect?.natt === true || fieldOf(occurrence, 'remotePort') === '4500';
    }
    this.#collectComparisons();
  }

  /** Notifies among the payloads of a packet of the peer. */
  #receive(payloads: Occurrence, stage: Stage): void {
    const listed = fieldOf(payloads, 'list') ?? fieldOf(payloads, 'payload') ?? '';
    for (const match of listed.matchAll(/NOTIFY\((\w+)/g))
      this.received.push({ name: match[1] as string, stage, line: payloads });
  }

  has(...ids: readonly string[]): boolean {
    return ids.some((id) => this.byId.has(id));
  }
  all(...ids: readonly string[]): Occurrence[] {
    return ids.flatMap((id) => this.byId.get(id) ?? []).sort((a, b) => a.start - b.start);
  }
  first(...ids: readonly string[]): Occurrence | undefined {
    return this.all(...ids)[0];
  }
  notify(name: string): { readonly stage: Stage; readonly line: Occurrence } | undefined {
    return this.received.find((notify) => notify.name === name);
  }
  stageAt(occurrence: Occurrence | undefined): Stage {
    return (occurrence && this.stage.get(occurrence)) ?? 'unknown';
  }

  /** Pairs each list of received proposals with the expected ones that follow it; a list may continue on lines of its own. */
  #collectComparisons(): void {
    let open: { received: Proposal[]; expected: Proposal[]; lines: Occurrence[] } | undefined;
    let side: 'received' | 'expected' | undefined;
    let last = 0;
    const close = (): void => {
      if (open) this.comparisons.push(open);
      open = undefined;
      side = undefined;
    };
    for (const occurrence of this.negotiation.lines) {
      const id = idOf(occurrence);
      if (id.startsWith('received-policies')) {
        close();
        open = { received: [], expected: [], lines: [] };
        side = 'received';
      } else if (id.startsWith('expected-policies')) {
        if (!open || side === 'expected') {
          close();
          open = { received: [], expected: [], lines: [] };
          // What stands right before the expected ones are the received ones.
          const stray = this.strayLists.at(-1);
          if (stray && occurrence.line - stray.line <= sameDump) {
            open.lines.push(stray);
            open.received.push(...proposalsOf(fieldOf(stray, 'listed') ?? ''));
          }
        }
        side = 'expected';
      } else if (!lists.has(id)) continue;
      if (!open || !side) {
        this.strayLists.push(occurrence);
        continue;
      }
      const continues = lists.has(id);
      if (continues && occurrence.line - last > 4) continue;
      open.lines.push(occurrence);
      open[side].push(...proposalsOf(fieldOf(occurrence, side) ?? fieldOf(occurrence, 'listed') ?? ''));
      last = this.model.lineOf(occurrence.end - 1);
    }
    close();
  }
}

/** Lines of a list of proposals, below the line that says whose they are. */
const lists: ReadonlySet<string> = new Set(['proposal', 'line-proposal', 'asa-dump-policies']);

interface Comparison {
  readonly received: readonly Proposal[];
  readonly expected: readonly Proposal[];
  readonly lines: readonly Occurrence[];
}

const packetId = (addresses: Occurrence, exchange: Occurrence): string =>
  `${idOf(addresses) === 'packet-sent' ? 'sent' : 'received'}-${stageOf(fieldOf(exchange, 'exchange')) ?? 'info'}-${fieldOf(exchange, 'kind')?.toLowerCase() ?? (/RESPONSE/.test(fieldOf(exchange, 'flags') ?? '') ? 'response' : 'request')}`;

const plain = (notify: string | undefined): string => (notify ?? '').replace(/\(.*$/, '');
const stageOf = (exchange: string | undefined): Stage | undefined =>
  exchange === undefined
    ? undefined
    : /INIT$/.test(exchange)
      ? 'init'
      : /AUTH$/.test(exchange)
        ? 'auth'
        : /CHILD/.test(exchange)
          ? 'child'
          : /INFO/.test(exchange)
            ? 'info'
            : undefined;
const stageOfState = (state: string): Stage | undefined =>
  /^CHILD_/.test(state)
    ? 'child'
    : /^INFO_/.test(state)
      ? 'info'
      : /(?:WAIT|BLD|VERIFY|PROC)_AUTH$|^AUTH_DONE$/.test(state)
        ? 'auth'
        : /_INIT$|^IDLE$|^INIT_DONE$/.test(state)
          ? 'init'
          : undefined;
const stateText = (occurrence: Occurrence): string =>
  occurrence.fields.state
    ? `CurState: ${occurrence.fields.state.value}`
    : `CurState: ${impliedState[idOf(occurrence)] ?? ''}`;
const impliedState: Readonly<Record<string, string>> = {
  'sm-initiate': 'IDLE',
  'sm-respond': 'IDLE',
  'sm-init-resend': 'I_WAIT_INIT',
  'sm-init-exceeded': 'I_WAIT_INIT',
  'sm-auth-resend': 'I_WAIT_AUTH',
  'sm-auth-exceeded': 'I_WAIT_AUTH',
  'sm-auth-awaited': 'R_WAIT_AUTH',
  'sm-child-resend': 'CHILD_I_WAIT',
  'sm-child-exceeded': 'CHILD_I_WAIT',
  'sm-info-resend': 'INFO_I_WAIT',
  'sm-info-exceeded': 'INFO_I_WAIT',
};

type Say = (
  code: Code,
  certainty: Certainty,
  lines: readonly (Occurrence | undefined)[],
  more?: Partial<Reported> & { readonly side?: Side },
) => void;

export const ikev2Negotiation: Detector = detector({
  id: 'ikev2-negotiation',
  codes,
  run: (model, report) => {
    const negotiations = negotiationsOf(model);
    const lastUp = lastUpOf(negotiations);
    const all = negotiations.map((negotiation) => new Facts(model, negotiation));
    const refusedBy = new Set<string | undefined>();
    const lastProven = lastProvenOf(all);
    const refusals = new Set(
      (selectorsRefused.below ?? []).flatMap((id) => model.occurrences(id).map(({ line }) => line)),
    );
    const followsRefusal = ({ line }: Occurrence): boolean =>
      Array.from({ length: closingLines }, (_, distance) => line - 1 - distance).some((above) => refusals.has(above));
    for (const [at, facts] of all.entries()) {
      const { negotiation } = facts;
      facts.refusedBefore = refusedBy.has(negotiation.peer);
      if (facts.received.some(isRefusal)) refusedBy.add(negotiation.peer);
      const say = sayer(model, facts, report);
      const upLine = negotiation.childUp ?? upBefore(facts);
      if (upLine !== undefined) judgeRunning(facts, say, upLine);
      else if (!recovers(model, negotiation, at, lastUp) && !isEcho(facts, all)) {
        judgeFailing(facts, (lastProven.get(ownerOf(facts)) ?? -1) > at ? exceptProof(say) : say);
        const later = negotiations
          .slice(at + 1)
          .some(({ ikeUp, peer }) => ikeUp !== undefined && peer === negotiation.peer);
        if (!later) completeStory(facts, say, followsRefusal);
      }
    }
    judgeGroups(model, all, report);
  },
});

function sayer(model: Model, facts: Facts, report: Report): Say {
  return (code, certainty, lines, more = {}) => {
    const own = lines.filter((line) => line !== undefined);
    const [cause] = own;
    if (!cause) return;
    // What followed must not push out what proves it.
    const room = Math.max(0, shownLines - own.length);
    const evidence = [...own, ...consequences(facts, cause).toReversed().slice(0, room).toReversed()].map(
      (line): Evidence => model.evidence(pointOf(line), line === cause ? 'cause' : ('symptom' satisfies Role)),
    );
    // A collision passes by itself, unless it takes the session with it.
    const harmful = code === 'rekey-collision' && lostAfter(facts, cause);
    report({
      code,
      certainty,
      evidence,
      peer: facts.negotiation.peer ?? (code.startsWith('psk-') ? keyOwner(facts) : undefined),
      ike: 2,
      ...(harmful ? { role: 'cause' as const, severity: 'warning' as const } : {}),
      ...more,
    });
  };
}

/** The last negotiation of each peer in which it proved who it is. */
const lastProvenOf = (all: readonly Facts[]): ReadonlyMap<string | undefined, number> =>
  new Map(all.flatMap((facts, at) => (facts.negotiation.ikeUp === undefined ? [] : [[ownerOf(facts), at] as const])));

/** What stood in the way of the proof is mended where the peer proves itself later, whatever becomes of the IPsec SA. */
const ofProof: readonly Code[] = ['psk-mismatch', 'psk-missing', 'authentication-failed', 'auth-method-mismatch'];
const exceptProof =
  (say: Say): Say =>
  (code, ...rest) => {
    if (!ofProof.includes(code)) say(code, ...rest);
  };

const ownerOf = (facts: Facts): string | undefined => facts.negotiation.peer ?? keyOwner(facts);

/** Where no line names the peer, its key is looked for by its address. */
const keyOwner = (facts: Facts): string | undefined =>
  facts
    .all('get-key', 'use-key')
    .map((line) => fieldOf(line, 'identity')?.replace(/,$/, ''))
    .find(isAddress);

/** Notifies with which a peer that is there ends a negotiation. */
const isRefusal = ({ name }: { readonly name: string }): boolean =>
  name === 'NO_PROPOSAL_CHOSEN' || name === 'AUTHENTICATION_FAILED' || name === 'TS_UNACCEPTABLE';

/** A finding shows this much evidence. */
const shownLines = 6;

const refusal =
  /NOTIFY\((?:NO_PROPOSAL_CHOSEN|AUTHENTICATION_FAILED|TS_UNACCEPTABLE|INVALID_\w+|UNSUPPORTED_\w+|\w+_REQUIRED|\w+_FAILURE)\)/;
const closings = [
  'error-sa-init-failed',
  'error-initial-exchange-failed',
  'error-auth-exchange-failed',
  'error-child-exchange-failed',
  'no-policy',
  'delete-queued',
  'session-killed',
];

/** Of a packet, what refuses stands in the list of its payloads, a line below the words that announce the list. */
function pointOf(line: Occurrence): Occurrence | Span {
  const { list } = line.fields;
  const found = list && refusal.exec(list.value);
  if (!list || !found) return list ?? line;
  const start = list.start + found.index;
  return { start, end: Math.min(list.end, start + found[0].length) };
}

/** What followed from a cause in its negotiation: the notify that tells the peer, and the sentence that closes it. */
function consequences(facts: Facts, cause: Occurrence): readonly Occurrence[] {
  const after = (line: Occurrence): boolean => line.start > cause.start;
  return [
    facts
      .all('dump-payload', 'asa-dump-payload')
      .find((line) => after(line) && refusal.test(fieldOf(line, 'payload') ?? '')),
    facts.all(...closings).find(after),
  ].filter((line) => line !== undefined);
}

/** Causes that a message names by itself, the lines that belong to them before it, and those after it. */
const stories: readonly {
  readonly code: Code;
  readonly before: readonly string[];
  readonly after: readonly string[];
}[] = [
  { code: 'psk-mismatch', before: ['use-key'], after: ['error-authenticate-failed', 'auth-data-failed'] },
  { code: 'psk-missing', before: ['get-key', 'keyring'], after: ['auth-data-failed'] },
  { code: 'auth-method-mismatch', before: ['own-method', 'peer-method'], after: ['auth-data-failed'] },
  { code: 'peer-not-configured', before: ['tunnel-group-search'], after: ['no-own-method'] },
  { code: 'proxy-id-mismatch', before: ['line-range', 'asa-dump-range'], after: [] },
];
/** So many of the lines before: of a selector, both ends and both ranges. */
const told = 4;

/** The message is a claim of its own and counted there: its lines, and what it was about, are put beside it. */
function completeStory(facts: Facts, say: Say, followsRefusal: (line: Occurrence) => boolean): void {
  for (const { code, before, after } of stories) {
    const claimOf = ({ message }: Occurrence): Claim | undefined =>
      message.says?.find((claim) => claim.code === code && claim.certainty === 'certain' && claim.when === undefined);
    const line = facts.negotiation.lines.find((candidate) => claimOf(candidate) !== undefined);
    if (!line || (code === 'proxy-id-mismatch' && followsRefusal(line))) continue;
    const asked = code === 'proxy-id-mismatch' ? asAsked(facts, line) : undefined;
    const lines = [
      line,
      ...facts
        .all(...before)
        .filter(({ start }) => start < line.start)
        .slice(code === 'proxy-id-mismatch' ? -told : -1),
      ...after.map((id) => facts.all(id).find(({ start }) => start > line.start)),
    ];
    say(code, 'certain', lines, {
      count: 0,
      ...(claimOf(line)?.side && { side: claimOf(line)?.side as Side }),
      ...(asked && refusedNetworks(asked)),
    });
  }
}

/** The networks that the peer asked for: where this end asked, they are its own. */
const asAsked = (facts: Facts, refused: Occurrence): Asked | undefined =>
  facts.negotiation.role === 'initiator' ? undefined : askedBefore(facts.negotiation.lines, refused);

/** The last negotiation that came up: of each peer, and of all. */
interface LastUp {
  readonly byPeer: ReadonlyMap<string | undefined, number>;
  readonly all: number;
  /** Whether what came up in an attempt were other sessions: their lines stand between those of this one. */
  ofOthers(attempt: number, session: string | undefined): boolean;
}

function lastUpOf(negotiations: readonly Negotiation[]): LastUp {
  const byPeer = new Map<string | undefined, number>();
  const sessions = new Map<number, Set<string | undefined>>();
  for (const [at, { childUp, ikeUp, peer, lines, session }] of negotiations.entries()) {
    if (childUp !== undefined) byPeer.set(peer, at);
    for (const line of lines)
      if (line.line === childUp || line.line === ikeUp) {
        const known = sessions.get(line.attempt);
        if (known) known.add(session);
        else sessions.set(line.attempt, new Set([session]));
      }
  }
  return {
    byPeer,
    all: Math.max(-1, ...byPeer.values()),
    ofOthers: (attempt, session) => {
      const up = sessions.get(attempt);
      return session !== undefined && up !== undefined && !up.has(undefined) && !up.has(session);
    },
  };
}

/** The same peer came up later, in the log or in a show output below. */
function recovers(model: Model, { peer, lines, session }: Negotiation, at: number, lastUp: LastUp): boolean {
  const end = lines.at(-1)?.line ?? 0;
  if (lines.some(({ attempt }) => model.attempts[attempt]?.recovered === true && !lastUp.ofOthers(attempt, session)))
    return true;
  // What came up without naming its peer may be this one.
  const up =
    peer === undefined ? lastUp.all : Math.max(lastUp.byPeer.get(peer) ?? -1, lastUp.byPeer.get(undefined) ?? -1);
  if (up > at) return true;
  const device = model.captures[lines[0]?.capture ?? -1]?.device;
  // A log names the peer whose session came up, and stays up; a negotiation that names none may be the one before it.
  const logged = ({ childUp, device: other, occurrences }: Attempt): boolean => {
    const last = occurrences.findLast(
      ({ message: { effect } }) => effect?.up !== undefined || effect?.down !== undefined,
    );
    return childUp && last?.message.effect?.up !== undefined && last.line > end && sameDevice(other, device);
  };
  if (peer === undefined && model.attempts.some(logged)) return true;
  const tunnels = model.tunnels.filter(
    (tunnel) => sameDevice(tunnel.device, device) && (peer === undefined || tunnel.remote === peer),
  );
  return tunnels.some((tunnel) => tunnel.ipsec.some((sa) => sa.health === 'up' && sa.line > end));
}

/** The line of syslog from which on the session of a later exchange was up; none where this negotiation is one of its own. */
function upBefore(facts: Facts): number | undefined {
  const { lines, peer } = facts.negotiation;
  const first = lines[0];
  if (!first || peer === undefined || facts.has('sent-init-request', 'received-init-request')) return undefined;
  const last = (ids: readonly string[]): number =>
    Math.max(
      -1,
      ...ids
        .flatMap((id) => facts.model.occurrences(id))
        .filter((one) => one.line < first.line && fieldOf(one, 'peer') === peer)
        .map(({ line }) => line),
    );
  const up = last(['crypto.session-up', 'ikev2-syslog.session-up']);
  return up > last(['crypto.session-down', 'ikev2-syslog.session-down']) ? up : undefined;
}

/** Nothing but the sentence that a proposal was refused, while the end that refused it stands in the same text and says what differs. */
const isEcho = (facts: Facts, all: readonly Facts[]): boolean =>
  facts.has('error-no-proposal-chosen-received') &&
  facts.received.length === 0 &&
  facts.stageAt(facts.first('error-no-proposal-chosen-received')) === 'unknown' &&
  all.some((other) => other !== facts && other.comparisons.some(isFull));

const isFull = ({ received, expected }: Comparison): boolean => received.length > 0 && expected.length > 0;

/** A tunnel that came up: only what happened afterwards counts. */
function judgeRunning(facts: Facts, say: Say, upLine: number): void {
  const after = (occurrence: Occurrence | undefined): boolean => occurrence !== undefined && occurrence.line > upLine;
  const lost = facts
    .all('sm-info-exceeded', 'error-retransmissions-exceeded')
    .find((line) => after(line) && ['info', 'unknown'].includes(facts.stageAt(line)));
  if (lost) say('dpd-failure', 'certain', [lost], { side: 'unknown' });
  judgeRekey(facts, say, after);
}

const noMore = [
  {
    code: 'proxy-id-mismatch',
    why: 'The peer allows one child SA only, and this end asks for one per pair of networks.',
  },
  { code: 'ike-admission-limit', why: 'The peer has as many SAs as it may have.' },
];

/** How CREATE_CHILD_SA is refused. Where both ends renew at once, one of them is put off: that passes by itself. */
type ChildRefusal = readonly [Code, Certainty, Pick<Reported, 'candidates' | 'detail'> & { readonly side: Side }];
const childRefusals: Readonly<Record<string, ChildRefusal>> = {
  NO_PROPOSAL_CHOSEN: ['pfs-mismatch', 'likely', { side: 'either' }],
  TS_UNACCEPTABLE: ['proxy-id-mismatch', 'certain', { side: 'either' }],
  SINGLE_PAIR_REQUIRED: ['proxy-id-mismatch', 'certain', { side: 'either' }],
  NO_ADDITIONAL_SAS: ['phase2-not-established', 'likely', { side: 'remote', candidates: noMore }],
  TEMPORARY_FAILURE: ['rekey-collision', 'likely', { side: 'either' }],
  CHILD_SA_NOT_FOUND: ['rekey-collision', 'likely', { side: 'either' }],
};

/** A renewal of the IKE SA asks for no networks: what is refused in it is not a child SA. */
const renewsIke: ChildRefusal = ['rekey-failure', 'likely', { side: 'either', detail: { reason: 'ike-refused' } }];

/** How the peer refuses a CREATE_CHILD_SA; the list of the request’s payloads stands right before its packet. */
function childRefusalOf(facts: Facts, name: string, line: Occurrence): ChildRefusal | undefined {
  if (name !== 'NO_PROPOSAL_CHOSEN') return childRefusals[name];
  const request = facts.all('sent-child-request').findLast(({ start }) => start < line.start);
  const asked = facts
    .all('line-payloads')
    .findLast((list) => request !== undefined && list.start < request.start && request.line - list.line <= sameDump);
  const payloads = fieldOf(asked, 'list') ?? '';
  return /\bSA\b/.test(payloads) && !/\bTSi\b/.test(payloads) ? renewsIke : childRefusals[name];
}

/** To be put off once or twice is normal; again and again, the keys are never renewed. Where errors only are shown, the sentences that close it are counted. */
function sayPutOff(facts: Facts, say: Say): void {
  const notified = facts.received
    .filter(({ name, stage }) => name === 'TEMPORARY_FAILURE' && stage === 'child')
    .map(({ line }) => line);
  const [first] = notified;
  const closed = facts.all('error-child-exchange-failed').filter(({ start }) => first && start > first.start);
  const again = closed.length > notified.length ? closed : notified;
  const last = again.at(-1)?.line ?? 0;
  const agreed = facts.negotiation.lines.some(({ message, line }) => message.effect?.up === 'child' && line > last);
  if (again.length > 2 && !agreed)
    say('rekey-failure', 'likely', again === closed ? [first, ...again.slice(0, 2)] : again.slice(0, 3), {
      side: 'remote',
      count: again.length,
    });
}

/** The session with this peer goes down behind a line and does not come up again in the text. */
function lostAfter(facts: Facts, { line: from }: Occurrence): boolean {
  const later = (ids: readonly string[]): Occurrence | undefined =>
    ids
      .flatMap((id) => [...facts.model.occurrences(id)])
      .filter((one) => one.line > from && fieldOf(one, 'peer') === facts.negotiation.peer)
      .sort((a, b) => a.line - b.line)
      .at(-1);
  const down = later(['crypto.session-down', 'ikev2-syslog.session-down']);
  const up = later(['crypto.session-up', 'ikev2-syslog.session-up']);
  return down !== undefined && (!up || up.line < down.line);
}

/** The group of a child SA is corrected again and again: the ends do not agree on perfect forward secrecy. */
function sayChildGroups(facts: Facts, say: Say, after: (occurrence: Occurrence | undefined) => boolean): boolean {
  const again = facts.received.filter(
    ({ name, stage, line }) => name === 'INVALID_KE_PAYLOAD' && stage === 'child' && after(line),
  );
  const last = again.at(-1)?.line;
  const agreed = facts.negotiation.lines.some(
    ({ message, line }) => message.effect?.up === 'child' && last !== undefined && line > last.line,
  );
  if (again.length < 3 || agreed) return false;
  const corrections = facts.all('invalid-ke').filter((line) => after(line) && facts.stageAt(line) === 'child');
  say(
    'pfs-mismatch',
    'likely',
    [
      ...again.slice(0, 3).map(({ line }) => line),
      corrections[0],
      facts.all('error-child-exchange-failed').find(after),
    ],
    {
      side: 'either',
      count: again.length,
      attributes: groupsIn(corrections.find((line) => fieldOf(line, 'sent') !== undefined)),
    },
  );
  return true;
}

/** CREATE_CHILD_SA on a tunnel that was up. */
function judgeRekey(facts: Facts, say: Say, after: (occurrence: Occurrence | undefined) => boolean): void {
  if (sayChildGroups(facts, say, after)) return;
  const comparison = facts.comparisons.find((candidate) => after(candidate.lines[0]) && isFull(candidate));
  if (comparison) {
    sayComparison(facts, say, comparison, 'child');
    return;
  }
  for (const { name, stage, line } of facts.received) {
    const refusal = stage === 'child' && after(line) ? childRefusalOf(facts, name, line) : undefined;
    if (!refusal) continue;
    const [code, certainty, more] = refusal;
    say(code, certainty, [line, facts.all('error-child-exchange-failed').find(after)], more);
    sayPutOff(facts, say);
    return;
  }
  const unanswered = facts
    .all('sm-child-exceeded', 'error-retransmissions-exceeded')
    .find((line) => after(line) && facts.stageAt(line) === 'child');
  const failed = unanswered ?? facts.all('error-child-exchange-failed').find(after);
  if (failed)
    say('rekey-failure', unanswered ? 'certain' : 'likely', [failed], {
      side: 'unknown',
      ...(unanswered ? { detail: unansweredRenewal } : {}),
    });
}

const unansweredRenewal = { reason: 'no-answer' } as const;

/** A negotiation that did not get as far as an IPsec SA: the first reason that the lines prove. */
function judgeFailing(facts: Facts, say: Say): void {
  if (sayChildGroups(facts, say, (line) => line !== undefined)) return;
  if (judgeLocalSetup(facts, say)) return;
  sayPolicyOfOtherTable(facts, say);
  if (judgePolicies(facts, say)) return;
  if (judgeAuthentication(facts, say)) return;
  if (judgeRefusal(facts, say)) return;
  if (judgeSilence(facts, say)) return;
  judgeRemainder(facts, say);
}

/** ASA: a tunnel-group without a key for IKEv2. (No tunnel-group at all is what its own line says.) IOS: a key ring in which nothing fits. */
function judgeLocalSetup(facts: Facts, say: Say): boolean {
  const line = facts.first('no-policy-auth');
  if (!line) return facts.has('no-tunnel-group', 'no-key', 'nat-unsupported') || judgeKeyring(facts, say);
  const found = facts.first('tunnel-group');
  const unset = facts.first('no-own-method');
  if (unset && !found && !facts.has('no-tunnel-group'))
    say('peer-not-configured', 'likely', [unset, line], { side: 'local' });
  else if (!facts.has('no-tunnel-group')) say('psk-missing', 'certain', [line, found], { side: 'local' });
  return true;
}

/** The key ring was searched, no peer block of it is named, and the negotiation did not even begin. */
function judgeKeyring(facts: Facts, say: Say): boolean {
  const searches = facts.all('keyring');
  const given = facts.first('error-initiate-failed');
  if (searches.length === 0 || !given || facts.has('peer-block', 'use-key', 'sent-init-request', 'init-generate'))
    return false;
  say('psk-missing', 'likely', [searches[0], given], {
    side: 'local',
    count: searches.length,
    values: { keyring: fieldOf(searches[0], 'keyring') ?? '' },
  });
  return true;
}

/** In a front-door VRF the default proposals were used and refused, while every policy in the text is for the global table: the refusal is the sequel. */
function sayPolicyOfOtherTable(facts: Facts, say: Say): void {
  const refused = facts.received.find(({ name, stage }) => name === 'NO_PROPOSAL_CHOSEN' && stage === 'init')?.line;
  const compared = facts.comparisons.find((one) => isFull(one) && stageOfComparison(facts, one) === 'init');
  const sequel = refused ?? compared?.lines[0];
  const steps = facts.all('policy').filter(({ start }) => sequel !== undefined && start < sequel.start);
  const search = steps.findLast((step) => fieldOf(step, 'fvrf') !== undefined);
  const used = steps.findLast((step) => fieldOf(step, 'policy') !== undefined);
  if (!search || isZero(fieldOf(search, 'fvrf')) || !used || fieldOf(used, 'policy') !== 'default') return;
  const policies = policiesOf(facts.model);
  const [policy] = policies;
  if (!policy || policies.some(({ lines: set }) => set.some(({ text }) => /^match fvrf /.test(text)))) return;
  say('fvrf-mismatch', 'likely', [used, search, sequel], {
    side: 'local',
    detail: { reason: 'policy' },
    values: {
      policy: policy.words[3] ?? '<policy>',
      fvrf: frontDoorOf(facts.model) ?? `number ${fieldOf(search, 'fvrf')}`,
      what: `IKEv2 policy ${policy.words[3]}`,
      other: 'the global table',
    },
  });
}

function judgePolicies(facts: Facts, say: Say): boolean {
  const { comparisons } = facts;
  const full = comparisons.find(isFull);
  if (full) {
    sayComparison(facts, say, full, stageOfComparison(facts, full));
    return true;
  }
  const refused = comparisons[0];
  const marker = facts.first(
    'error-no-matching-policy',
    'sm-no-proposal',
    'sending-no-proposal',
    'error-verify-policies-failed',
  );
  const reason = mapReason(facts);
  if (reason) {
    sayMapReason(facts, say, reason, refused);
    return true;
  }
  if (!refused && !marker) return false;
  if (facts.has('error-no-ipsec-policy-for-ts', 'ts-unacceptable')) return true;
  const lines = refused && refused.lines.length > 0 ? refused.lines : [marker];
  const stray = proposalsOf(fieldOf(facts.strayLists[0], 'listed') ?? '');
  const printed = [...(refused?.received ?? []), ...(refused?.expected ?? []), ...stray][0]?.protocol;
  const renewal = facts.first('error-child-exchange-failed');
  if (printed === undefined && renewal) {
    const [code, certainty, more] = childRefusals.NO_PROPOSAL_CHOSEN as ChildRefusal;
    say(code, certainty, [...lines, renewal], more);
    return true;
  }
  // Where no list can be read (a filter picked the lines), the step of the negotiation tells which policies were compared.
  const beyondInit =
    printed === 'ipsec' ||
    (printed === undefined &&
      (facts.has('auth-passed', 'auth-process', 'identity-search') || (marker && followedByUp(facts, marker))));
  if (beyondInit) say('phase2-not-established', 'likely', lines, { side: 'either', candidates: refusedChild });
  else say('ike-policy-mismatch', 'likely', lines, { side: 'either' });
  return true;
}

/** Where the child SA is what was refused, the IKE SA still comes up and is taken down: the syslog right behind says so. */
const followedByUp = (facts: Facts, marker: Occurrence): boolean =>
  facts.model
    .occurrences('ikev2-syslog.session-up')
    .some(
      ({ line, fields }) =>
        line > marker.line &&
        line - marker.line <= closingLines &&
        (facts.negotiation.peer ?? fields.peer?.value) === fields.peer?.value,
    );

const refusedChild = [
  { code: 'proxy-id-mismatch', why: 'No crypto ACL entry covers the selectors that the peer asked for.' },
  { code: 'crypto-map-not-matched', why: 'No crypto map entry names this peer, or the entry is incomplete.' },
  { code: 'ipsec-proposal-mismatch', why: 'The ESP algorithms differ.' },
];

const stageOfComparison = (facts: Facts, comparison: Comparison): Stage => facts.stageAt(comparison.lines[0]);

function sayComparison(facts: Facts, say: Say, comparison: Comparison, stage: Stage): void {
  const nearest = compare(comparison.received, comparison.expected, stage === 'child');
  const differences = nearest?.differences ?? [];
  const ipsec = [...comparison.received, ...comparison.expected].some((proposal) => proposal.protocol === 'ipsec');
  const only = (attribute: Difference['name']): boolean =>
    differences.length > 0 && differences.every(({ name }) => name === attribute);
  const code: Code =
    !ipsec && stage !== 'child'
      ? 'ike-policy-mismatch'
      : ipsec && only('DH group')
        ? 'pfs-mismatch'
        : ipsec
          ? 'ipsec-proposal-mismatch'
          : 'ike-policy-mismatch';
  const repeats = facts.comparisons.length;
  const expected = nearest?.expected ?? comparison.expected[0];
  say(code, differences.length > 0 ? 'certain' : 'likely', comparison.lines, {
    side: 'either',
    attributes: differences,
    count: Math.max(1, repeats),
    ...(differences.length > 0 ? { title: `${titles[code]}: ${sentence(differences)}` } : {}),
    ...(code === 'pfs-mismatch'
      ? secrecyOf(comparison)
      : expected && { values: typedValues(expected), fix: only('ML-KEM') ? [] : fixesFor(expected) }),
  });
}

/** Algorithms need no fix where only the group differs. Where the expected ones have none, it is the one of the peer. */
function secrecyOf({ expected, received }: Comparison): Pick<Reported, 'values'> {
  const dh = secrecyGroup([...expected, ...received]);
  return dh === undefined ? {} : { values: { dh } };
}

const titles: Partial<Record<Code, string>> = {
  'ike-policy-mismatch': 'No IKE proposal in common[[ with {peer}]]',
  'ipsec-proposal-mismatch': 'No IPsec proposal in common[[ with {peer}]]',
  'pfs-mismatch': 'Perfect forward secrecy differs[[ ({peer})]]',
};

/** What the peer offered against what is expected here; the table of attributes has the rest where it is much. */
const sentence = (differences: readonly Difference[]): string =>
  differences
    .slice(0, 2)
    .map((difference) => `${difference.name} ${brief(difference.remote)}, expected ${brief(difference.local)}`)
    .join('; ');

/** The first of many values. */
const brief = (values: string): string => {
  const list = values.split(', ');
  return list.length <= 2 ? values : `${list[0]} and ${list.length - 1} more`;
};

interface MapReason {
  readonly line: Occurrence;
  readonly reason: 'acl' | 'incomplete' | 'peer';
}

/** Why no crypto map entry was used, unless a later entry fitted. An entry that has the peer but not the selectors says most. */
function mapReason(facts: Facts): MapReason | undefined {
  const fitted = facts.all('map-match').at(-1);
  const unanswered = (id: string): Occurrence | undefined =>
    facts.all(id).find((line) => !fitted || fitted.line < line.line);
  const acl = unanswered('map-no-proxy');
  if (acl) return { line: acl, reason: 'acl' };
  const incomplete = unanswered('map-incomplete');
  if (incomplete) return { line: incomplete, reason: 'incomplete' };
  const peer = unanswered('map-other-peer');
  return peer ? { line: peer, reason: 'peer' } : undefined;
}

function sayMapReason(facts: Facts, say: Say, { line, reason }: MapReason, refused: Comparison | undefined): void {
  const ranges = facts.all('line-range', 'asa-dump-range').filter((range) => range.line < line.line);
  const values = { map: fieldOf(line, 'map') ?? '', sequence: fieldOf(line, 'sequence') ?? '' };
  if (reason === 'acl' && ranges.length > 0) {
    const asked = asAsked(facts, line);
    const networks = asked && refusedNetworks(asked);
    say('proxy-id-mismatch', 'certain', [line, ...ranges.slice(-4), ...(refused?.lines ?? [])], {
      side: 'either',
      values: { ...values, ...networks?.values },
      ...(networks && { attributes: networks.attributes }),
    });
  } else
    say('crypto-map-not-matched', 'certain', [line, ...(refused?.lines ?? [])], {
      side: reason === 'acl' ? 'either' : 'local',
      detail: { reason },
      values,
    });
}

/** Lines that say the reason by themselves. */
const reasons = [
  'method-mismatch',
  'peer-id-refused',
  'eap-failed',
  'aaa-failed',
  'authorization-failed',
  'authorization-policy-missing',
  'no-address',
  'auth-value-differs',
  'chain-missing',
  'private-key-missing',
  'error-certificate-request-failed',
  'error-cert-encoding',
];

const certificateMethod = /RSA|ECDSA|DSS|MLDSA|ML-DSA|SIG|cert/i;

function judgeAuthentication(facts: Facts, say: Say): boolean {
  if (facts.has(...reasons)) return true;
  const passed = facts.all('auth-passed').at(-1);
  const unresolved = (line: Occurrence | undefined): line is Occurrence =>
    line !== undefined && (!passed || line.line > passed.line);
  const failed = [
    facts.first('auth-data-failed'),
    facts.first('error-authenticate-failed'),
    facts.first('sm-auth-failed'),
    facts.first('verify-auth-failed'),
    facts.first('sending-auth-failure'),
  ].find(unresolved);
  const timedOut = facts.has(
    'error-auth-not-received',
    'sm-auth-awaited',
    'sm-auth-exceeded',
    'sm-init-exceeded',
    'error-retransmissions-exceeded',
  );
  const closed = facts.first('error-auth-exchange-failed');
  const certificate = facts.first('verify-cert-failed', 'sm-cert-failed', 'chain-refused');
  if (certificate && unresolved(certificate)) {
    say('certificate-invalid', 'likely', [certificate, failed], { side: 'either' });
    return true;
  }
  const missing = facts.first('error-item-not-found');
  const search = facts.all('identity-search').at(-1);
  const noProfile = facts.first('profile-not-by-certificate', 'profile-not-found');
  const identity =
    search && unresolved(search)
      ? { identity: fieldOf(search, 'identity') ?? '', type: fieldOf(search, 'type') ?? '' }
      : undefined;
  const ended = failed !== undefined || (closed !== undefined && !timedOut) || missing !== undefined;
  if (
    noProfile &&
    unresolved(noProfile) &&
    (ended || (search && noProfile.line - search.line < 8)) &&
    !facts.has('session-up', 'sa-created')
  ) {
    if (identity && sayFrontDoor(facts, say, noProfile, identity)) return true;
    say('identity-mismatch', missing || failed || closed ? 'certain' : 'likely', [noProfile, search, missing, closed], {
      side: 'either',
      ...asConfigured(identity, facts),
    });
    return true;
  }
  if (missing && unresolved(missing) && !facts.has('session-up', 'sa-created') && (search || closed)) {
    say('identity-mismatch', 'likely', [missing, search, closed], { side: 'either', ...asConfigured(identity, facts) });
    return true;
  }
  const method = facts.all('peer-method').at(-1);
  if (
    method &&
    (failed || (closed && !timedOut)) &&
    unresolved(method) &&
    sayMethod(facts, say, method, failed ?? closed)
  )
    return true;
  // The user is asked only after the gateway has proved who it is: what fails then is the user.
  const user = facts.all('eap-step').at(-1);
  const silent = user && silentServer(facts, user);
  if (user && silent && (failed ?? closed) && !passed) {
    say('eap-failed', 'likely', [silent, user, failed, closed], {
      side: 'local',
      detail: { reason: 'server-silent' },
      values: { server: fieldOf(silent, 'server') ?? '<server>' },
    });
    return true;
  }
  const refusedUser = failed ?? (timedOut ? undefined : closed);
  if (user && refusedUser && !passed && user.line < refusedUser.line) {
    say('eap-failed', 'likely', [refusedUser, user, closed], { side: 'unknown' });
    return true;
  }
  if (ended && sayInOtherWords(facts, say, unresolved)) return true;
  // AAA is asked only after the peer has proved who it is: what fails then is what the peer may have, not its key.
  const asked = facts.all('authorization-step').at(-1);
  const refusedAfter = failed ?? (timedOut ? undefined : closed);
  const given = facts.has('authorization-given');
  if (asked && refusedAfter && passed && unresolved(asked) && asked.line < refusedAfter.line && !given) {
    say('mode-config-failed', 'likely', [asked, refusedAfter, passed], { side: 'local' });
    return true;
  }
  // The peer says no more than no: what it did not accept, only its own lines tell.
  const told = facts.notify('AUTHENTICATION_FAILED');
  if (told && !facts.has('auth-data-failed')) {
    const byKey = provedBy(facts) === 'key' || (provedBy(facts) === undefined && onlyKeys(facts.model));
    say('authentication-failed', 'likely', [told.line, closed], {
      side: 'either',
      ...(byKey && { candidates: refusedKey }),
      ...(provedBy(facts) === 'certificate' && { candidates: aboutCertificates, fix: [] }),
    });
    return true;
  }
  // The proof was accepted before: neither key nor certificate is why this end refuses.
  if (failed && passed && !facts.has('auth-data-failed', 'error-authenticate-failed')) {
    say('authentication-failed', 'likely', [failed, passed, closed], {
      side: 'local',
      candidates: refusedPeer,
      next: refusedHere,
      fix: [],
    });
    return true;
  }
  if (failed) {
    sayUnproven(facts, say, failed, [...facts.all('peer-method', 'use-key').slice(-2), closed]);
    return true;
  }
  if (
    closed &&
    !timedOut &&
    !passed &&
    facts.received.length === 0 &&
    !facts.has('error-no-proposal-chosen-received', 'retransmit', 'error-no-ipsec-policy-for-ts', 'ts-unacceptable')
  ) {
    sayUndecided(facts, say, [closed], false);
    return true;
  }
  return false;
}

/** While the user was being asked, the server that knows the users gave no answer. */
const silentServer = ({ model, negotiation }: Facts, user: Occurrence): Occurrence | undefined =>
  model
    .occurrences('crypto.radius-dead')
    .find(({ line }) => line >= user.line && line <= (negotiation.lines.at(-1)?.line ?? user.line));

/** An identity in the words of `match identity remote`; a name in a certificate has none. */
function asConfigured(
  identity: { readonly identity: string; readonly type: string } | undefined,
  { model }: Facts,
): Pick<Reported, 'values' | 'detail'> {
  if (!identity) return {};
  const expected = expectedBy(model);
  const values = { ...identity, ...(expected === undefined ? {} : { expected }) };
  if (/\bDN\b/.test(identity.type)) return { values, detail: { fault: byCertificateName } };
  const [, idType] = identityTypes.find(([type]) => type.test(identity.type)) ?? [];
  return { values: { ...values, ...(idType && { idType }) } };
}

/** What the only profile in the text asks of a peer, as the peer would configure it. */
function expectedBy(model: Model): string | undefined {
  const asked = configsOf(model)
    .flatMap(({ blocks }) => blocks.filter(({ text }) => text.startsWith('crypto ikev2 profile ')))
    .flatMap(({ lines }) => lines.flatMap(({ text }) => /^match identity remote (.+)$/.exec(text)?.[1] ?? []));
  const [only, ...more] = asked;
  if (only === undefined || more.length > 0) return undefined;
  return only
    .trim()
    .replace(/^(fqdn|email) domain /, '$1 <name>.')
    .replace(/^(address \S+) .*$/, '$1');
}
const identityTypes: readonly (readonly [RegExp, string])[] = [
  [/FQDN/i, 'fqdn'],
  [/mail|822/i, 'email'],
  [/key/i, 'key-id'],
  [/address/i, 'address'],
];

/** A profile would accept the identity, but it is for the global table while the negotiation runs in a front-door VRF. */
function sayFrontDoor(
  facts: Facts,
  say: Say,
  noProfile: Occurrence,
  { identity, type }: { readonly identity: string; readonly type: string },
): boolean {
  // The line names no SA: of several negotiations it may stand with another one.
  const search = facts.model
    .occurrences('ikev2.policy')
    .filter((line) => fieldOf(line, 'fvrf') !== undefined && line.line < noProfile.line)
    .at(-1);
  if (!search || isZero(fieldOf(search, 'fvrf'))) return false;
  const shown = shownIdentity(identity, type);
  const fitting = profilesOf(facts.model).filter(({ accepts }) =>
    accepts.some((wanted) => acceptsIdentity(wanted, shown)),
  );
  const [profile] = fitting;
  if (!profile || fitting.some(({ frontDoors }) => frontDoors.length > 0)) return false;
  say('fvrf-mismatch', 'likely', [noProfile, search], {
    side: 'local',
    detail: { reason: 'profile' },
    values: {
      profile: profile.name,
      fvrf: frontDoorOf(facts.model) ?? `number ${fieldOf(search, 'fvrf')}`,
      what: `IKEv2 profile ${profile.name}`,
      other: 'the global table',
    },
  });
  return true;
}

/** The profile that was chosen, or each that there is where no line names it, expects the peer to prove itself in another way than it does. */
function sayMethod(facts: Facts, say: Say, method: Occurrence, refused: Occurrence | undefined): boolean {
  const chosen = facts.all('profile-found').at(-1);
  const device = facts.model.captures[method.capture]?.device;
  const profiles = chosen
    ? profilesOf(facts.model).filter(({ name }) => name === fieldOf(chosen, 'profile'))
    : configsOf(facts.model)
        .filter((config) => sameDevice(config.device, device))
        .flatMap(({ ikeProfiles }) => ikeProfiles)
        .filter(({ version }) => version === 2);
  const word = fieldOf(method, 'method') ?? '';
  const uses = certificateMethod.test(word) ? 'certificate' : /PSK|pre-?shar/i.test(word) ? 'key' : undefined;
  const [profile] = profiles;
  if (uses === undefined || !profile || (chosen && profiles.length > 1)) return false;
  if (profiles.some(({ expects }) => expects.length === 0 || expects.flatMap(methodOf).includes(uses))) return false;
  say('auth-method-mismatch', chosen ? 'certain' : 'likely', [method, chosen, refused], {
    side: 'either',
    attributes: [{ name: 'authentication', local: profile.expects.join(', '), remote: word }],
  });
  return true;
}

/** An error in words that no message knows, of which some tell what it is about. */
function sayInOtherWords(facts: Facts, say: Say, unresolved: (line: Occurrence) => boolean): boolean {
  for (const line of facts.all('error-unwritten', 'error-ppk-mismatch').filter(unresolved)) {
    const reason = fieldOf(line, 'reason');
    const claim = reason === undefined ? ikev2Alone['ppk-mismatch'] : unwrittenReason(reason);
    if (!claim || claim.code === 'phase1-not-established') continue;
    // Trustpoints are looked through for keys too, but nothing is signed with a key; and that the proof was refused, other lines say better.
    if (claim.code === 'certificate-invalid' && claim.detail === undefined && provedBy(facts) === 'key') continue;
    if (claim.code === 'authentication-failed' && claim.title === undefined) continue;
    const { code, side = 'unknown', ...more } = claim;
    const closing = facts.all('error-auth-exchange-failed', 'error-initial-exchange-failed');
    say(code as Code, 'likely', [line, closing.find(({ start }) => start > line.start)], { ...more, side });
    return true;
  }
  return false;
}

/** The proof of identity was refused: with keys they differ; with certificates, or unseen, the text cannot say more. */
function sayUnproven(facts: Facts, say: Say, line: Occurrence, more: readonly (Occurrence | undefined)[]): void {
  const by = provedBy(facts);
  const here = facts.has('auth-data-failed');
  if (by === 'key') say('psk-mismatch', here ? 'certain' : 'likely', [line, ...more], { side: 'either' });
  else if (by === undefined && onlyKeys(facts.model))
    say('psk-mismatch', 'likely', [line, ...more], { side: 'either' });
  else sayUndecided(facts, say, [line, ...more], by === 'certificate');
}

/** The text does not say what was wrong with the proof. This end knows where it is the one that refuses; of certificates no key is to blame. */
function sayUndecided(
  facts: Facts,
  say: Say,
  lines: readonly (Occurrence | undefined)[],
  byCertificate: boolean,
): void {
  say('authentication-failed', 'likely', lines, {
    side: byCertificate ? 'either' : 'unknown',
    ...(facts.has('auth-data-failed', 'sending-auth-failure') ? { next: refusedHere } : {}),
    ...(byCertificate ? { candidates: aboutCertificates, fix: [] } : {}),
  });
}

const refusedHere: NonNullable<Reported['next']> = [
  {
    command: 'show crypto ikev2 profile',
    why: 'This end refuses: which authentication, identities, key ring and trustpoints does it expect of the peer?',
    where: 'local',
    platform: 'ios',
  },
  {
    command: 'show running-config tunnel-group',
    why: 'This end refuses: which authentication and trustpoints does it expect of the peer?',
    where: 'local',
    platform: 'asa',
  },
];

const aboutCertificates: NonNullable<Reported['candidates']> = [
  { code: 'certificate-invalid', why: 'A certificate is expired, not trusted, or not there.' },
  { code: 'identity-mismatch', why: 'The name in the certificate is not the one that the peer expects.' },
  { code: 'auth-method-mismatch', why: 'One end sends a certificate where the other expects a key.' },
];

/** With what the ends prove who they are, as far as the lines name it. */
function provedBy(facts: Facts): 'key' | 'certificate' | undefined {
  const methods = facts.all('peer-method', 'my-method', 'own-method').map((method) => fieldOf(method, 'method') ?? '');
  if (methods.some((method) => certificateMethod.test(method))) return 'certificate';
  const named = methods.some((method) => /PSK|pre-?shar/i.test(method));
  return named || facts.has('use-key', 'get-key', 'keyring') ? 'key' : undefined;
}

/** Why a peer that has proved who it is may be refused all the same. */
const refusedPeer = [
  { code: 'mode-config-failed', why: 'AAA does not authorize the peer, or it can be given no address.' },
  { code: 'identity-mismatch', why: 'The identity is not one that this end accepts.' },
];

/** Why a peer may refuse a proof that was made with a key. */
const refusedKey = [
  { code: 'psk-mismatch', why: 'The pre-shared keys differ: the most frequent reason.' },
  { code: 'identity-mismatch', why: 'No profile of the peer accepts the identity that was sent.' },
  { code: 'psk-missing', why: 'The peer has no key for this end.' },
  { code: 'auth-method-mismatch', why: 'The peer expects a certificate in place of a key.' },
];

/** The profiles in the text know no other proof than keys; where it shows none, its keyrings, and nothing of certificates. */
function onlyKeys(model: Model): boolean {
  const methods = configuredMethods(model);
  return methods.length > 0 ? methods.every((method) => method === 'key') : showsKeysOnly(model);
}

/** What stands alone for its reason: a notify that has one meaning in every exchange. */
const plainRefusals: Readonly<
  Record<string, readonly [Code, Certainty, Pick<Reported, 'candidates'> & { readonly side: Side }]>
> = {
  TS_UNACCEPTABLE: ['proxy-id-mismatch', 'certain', { side: 'either' }],
  SINGLE_PAIR_REQUIRED: ['proxy-id-mismatch', 'certain', { side: 'either' }],
  INTERNAL_ADDRESS_FAILURE: ['mode-config-failed', 'certain', { side: 'remote' }],
  FAILED_CP_REQUIRED: ['mode-config-failed', 'certain', { side: 'local' }],
  INVALID_MAJOR_VERSION: ['ike-version-mismatch', 'certain', { side: 'either' }],
};

/** The peer refused with a notify. */
function judgeRefusal(facts: Facts, say: Say): boolean {
  const child = facts.received.find(({ name, stage }) => stage === 'child' && childRefusals[name]);
  if (child) {
    const [code, certainty, more] = childRefusalOf(facts, child.name, child.line) as ChildRefusal;
    say(code, certainty, [child.line, facts.first('error-child-exchange-failed')], more);
    sayPutOff(facts, say);
    return true;
  }
  for (const [name, [code, certainty, more]] of Object.entries(plainRefusals)) {
    const notify = facts.notify(name);
    if (!notify) continue;
    const ranges = code === 'proxy-id-mismatch' ? facts.all('line-range', 'asa-dump-range').slice(-2) : [];
    say(code, certainty, [notify.line, ...ranges], more);
    return true;
  }
  if (facts.has('error-no-ipsec-policy-for-ts', 'ts-unacceptable')) return true;
  const notify = facts.notify('NO_PROPOSAL_CHOSEN');
  const sentence = facts.first('error-no-proposal-chosen-received');
  const line = notify?.line ?? sentence;
  if (!line) return false;
  const stage =
    notify && notify.stage !== 'unknown'
      ? notify.stage
      : facts.has('error-initial-exchange-failed', 'error-sa-init-failed')
        ? 'init'
        : facts.has('error-child-exchange-failed')
          ? 'child'
          : facts.has('error-auth-exchange-failed', 'auth-passed', 'auth-response')
            ? 'auth'
            : facts.stageAt(line);
  if (stage === 'child') {
    const [code, certainty, more] = childRefusals.NO_PROPOSAL_CHOSEN as ChildRefusal;
    say(code, certainty, [line, facts.first('error-child-exchange-failed')], more);
    return true;
  }
  if (stage === 'auth')
    say('ipsec-proposal-mismatch', 'likely', [line, facts.first('auth-passed')], { side: 'either' });
  else
    say(
      'ike-policy-mismatch',
      'likely',
      [line, sentence === line ? undefined : sentence, facts.first('error-initial-exchange-failed')],
      { side: 'either' },
    );
  return true;
}

/** Nobody answered: at which exchange tells what may be lost. */
function judgeSilence(facts: Facts, say: Say): boolean {
  const awaited = facts.first('error-auth-not-received', 'sm-auth-awaited');
  if (awaited) {
    const begun = facts.first('received-auth-request');
    // IKE_AUTH has several rounds where a user is asked: the first arrived, so its port is open.
    if (begun && begun.start < awaited.start)
      say('phase1-not-established', 'likely', [awaited, begun, facts.all('eap-step').at(-1)], {
        side: 'unknown',
        candidates: stopsHalfway,
      });
    else if (facts.natt) say('nat-t-blocked', 'likely', [awaited, facts.first('nat-found')], { side: 'unknown' });
    else
      say(
        'peer-unreachable',
        'likely',
        [
          facts.first('error-auth-not-received') ?? awaited,
          facts.first('sm-auth-awaited'),
          facts.first('auth-wait'),
          facts.first('sent-init-response'),
        ],
        {
          side: 'unknown',
          detail: { direction: 'reply-lost' },
        },
      );
    return true;
  }
  const resent = facts.all(
    'sm-init-resend',
    'sm-init-exceeded',
    'sm-auth-resend',
    'sm-auth-exceeded',
    'retransmit',
    'error-retransmissions-exceeded',
  );
  const line = resent.at(-1);
  if (!line) return false;
  const answered = facts.first('received-init-response', 'init-done', 'auth-generate');
  const exceeded = facts.first('sm-init-exceeded', 'sm-auth-exceeded', 'error-retransmissions-exceeded');
  // What was sent again was answered after all where the IKE SA comes up behind it.
  if (!exceeded && line.line < (facts.negotiation.ikeUp ?? -1)) return false;
  const stage = wasUp(facts, exceeded) ? 'info' : (closedStage(facts, exceeded) ?? facts.stageAt(exceeded ?? line));
  // The sentence says it in words; the step of the machine stands just before it.
  const lines = [facts.first('error-retransmissions-exceeded') ?? exceeded ?? line, exceeded, ...resent.slice(0, 3)];
  // Keepalives and new child SAs need an IKE SA: the text begins after it came up. One or two packets that are sent again are no fault.
  if (stage === 'info' || stage === 'child') {
    if (exceeded || resent.length > 2)
      say(stage === 'info' ? 'dpd-failure' : 'rekey-failure', exceeded ? 'certain' : 'likely', lines, {
        side: 'unknown',
        count: resent.length,
        ...(stage === 'child' ? { detail: unansweredRenewal } : {}),
      });
    return true;
  }
  const isAuth =
    facts.has('sm-auth-resend', 'sm-auth-exceeded') ||
    (stage === 'auth' && facts.has('sent-auth-request')) ||
    (answered !== undefined && facts.has('sent-auth-request', 'auth-generate'));
  const heard = isAuth
    ? (facts.first('received-auth-response', 'outside-window') ?? heardThroughNat(facts))
    : undefined;
  if (heard) {
    const refused = facts.first('outside-window', 'error-message-id-outside-window');
    if (exceeded || refused)
      say('phase1-not-established', 'likely', [refused ?? line, exceeded, heard], {
        side: 'unknown',
        candidates: unheardAnswer,
      });
    return exceeded !== undefined || refused !== undefined;
  }
  if (answered && !isAuth && answered.line > line.line) return false;
  // One repeated packet at the end of a text proves nothing yet. The state machine and the packet tell of the same one.
  const repeated = Math.max(facts.all('retransmit').length, facts.all('sm-init-resend', 'sm-auth-resend').length);
  if (!exceeded && repeated < 2) {
    say('phase1-not-established', 'possible', lines, {
      side: 'unknown',
      candidates: [
        {
          code: isAuth && facts.natt ? 'nat-t-blocked' : 'peer-unreachable',
          why: 'A packet had to be sent again; the text ends before an answer.',
        },
      ],
    });
    return true;
  }
  if (stage === 'auth' && !isAuth && !facts.has('sent-intermediate-request')) {
    // The sentence that closes it tells that the first exchange was answered; what got lost after it stands before this text.
    say('phase1-not-established', 'likely', [...lines, facts.first('error-auth-exchange-failed')], {
      side: 'unknown',
      candidates: lostAfterInit(facts),
      count: resent.length,
    });
    return true;
  }
  if (!isAuth && facts.has('sent-intermediate-request')) {
    // The keys of post-quantum exchanges fill more than one packet; the small ones before them were answered.
    say('fragmentation-ike', 'likely', lines, { side: 'unknown', count: resent.length });
  } else if (!isAuth) {
    // Silence after a refusal is a sequel of it more often than a fault of the path.
    const certainty = facts.refusedBefore ? 'possible' : exceeded || resent.length > 2 ? 'certain' : 'likely';
    say('peer-unreachable', certainty, lines, {
      side: 'unknown',
      detail: { direction: 'no-answer' },
      count: resent.length,
    });
  } else if (facts.natt)
    say('nat-t-blocked', 'likely', [...lines, facts.first('nat-found')], { side: 'unknown', count: resent.length });
  else if (sendsCertificate(facts))
    say('fragmentation-ike', 'likely', lines, { side: 'unknown', count: resent.length });
  else if (!facts.has('my-method', 'use-key'))
    say('phase1-not-established', 'likely', lines, {
      side: 'unknown',
      candidates: lostAfterInit(facts),
      count: resent.length,
    });
  else
    say('peer-unreachable', 'likely', lines, {
      side: 'unknown',
      detail: { direction: 'no-answer' },
      count: resent.length,
    });
  return true;
}

/** The message that got no answer holds a certificate, or several, and is larger than one packet. The name in it is an identity that goes with it only. */
const sendsCertificate = (facts: Facts): boolean =>
  facts.all('constructing-id').some((identity) => /\bDN\b/.test(fieldOf(identity, 'type') ?? '')) ||
  facts.all('my-method').some((method) => certificateMethod.test(fieldOf(method, 'method') ?? '')) ||
  facts.all('line-payloads').some((list) => /\bIDi\b.*\bCERT\b/.test(fieldOf(list, 'list') ?? ''));

/** A packet of the peer from UDP 4500: nothing filters that port, even where the rest of the packet's lines is torn. */
const heardThroughNat = (facts: Facts): Occurrence | undefined =>
  facts.all('packet-received').find((packet) => fieldOf(packet, 'remotePort') === '4500');

/** The sentence that closes a negotiation right after its requests are given up names the exchange they belonged to. */
function closedStage(facts: Facts, exceeded: Occurrence | undefined): Stage | undefined {
  const closing = facts
    .all('error-child-exchange-failed', 'error-auth-exchange-failed')
    .find((line) => exceeded !== undefined && line.line > exceeded.line && line.line - exceeded.line <= closingLines);
  return closing && (idOf(closing) === 'error-child-exchange-failed' ? 'child' : 'auth');
}
/** Between the two stand the lines of the state machine at most. */
const closingLines = 6;

/** IKE_SA_INIT was answered, IKE_AUTH was not; with the method and the ports unseen several things can be lost. */
const lostAfterInit = (facts: Facts): NonNullable<Reported['candidates']> => [
  { code: 'peer-unreachable', why: 'The peer answers the first message and nothing after it, or refuses in silence.' },
  ...(facts.has('no-nat')
    ? []
    : [{ code: 'nat-t-blocked', why: 'NAT on the way moves IKE_AUTH to UDP 4500, and that port is filtered.' }]),
  {
    code: 'fragmentation-ike',
    why: 'With certificates the message is larger than one packet, and a part of it is lost.',
  },
];

/** A session that goes down right after its requests are given up was up: they were keepalives, not the first packets. */
const wasUp = (facts: Facts, exceeded: Occurrence | undefined): boolean =>
  exceeded !== undefined &&
  facts.stageAt(exceeded) === 'unknown' &&
  facts.model
    .occurrences('ikev2-syslog.session-down')
    .some(
      ({ line, fields }) =>
        line > exceeded.line &&
        line - exceeded.line <= 6 &&
        (facts.negotiation.peer ?? fields.peer?.value) === fields.peer?.value,
    );

const anySessionUp = (facts: Facts, error: Occurrence): boolean =>
  facts.model.occurrences('ikev2-syslog.session-up').some(({ line }) => line > error.line);

/** The peer began IKE_AUTH, was answered with a certificate and a question, and says nothing more. */
const stopsHalfway = [
  { code: 'certificate-invalid', why: 'The client does not trust the certificate of this end, or its name or use.' },
  {
    code: 'fragmentation-ike',
    why: 'The answer with certificates is larger than one packet, and a part of it is lost.',
  },
  { code: 'eap-failed', why: 'The user was asked and did not answer, or the client offers no such method.' },
];

const unheardAnswer = [
  {
    code: 'fragmentation-ike',
    why: 'A part of the large answer with certificates is lost, so that it cannot be put together.',
  },
  { code: 'certificate-invalid', why: 'The answer came, but its certificate is not accepted.' },
  { code: 'nat-t-blocked', why: 'Answers come late or by another way.' },
];

/** An IKE SA that came up and was taken down again without an IPsec SA. */
function judgeRemainder(facts: Facts, say: Say): void {
  // An event trace does not show child SAs at all.
  if (facts.negotiation.lines.some((line) => line.message.id.startsWith('ikev2.trace-'))) return;
  const up = facts.first('session-up', 'sa-created');
  const down = facts
    .all('delete-queued', 'delete-sent', 'session-killed', 'delete-received')
    .find((line) => up !== undefined && line.line > up.line);
  const byOperator =
    facts.has('delete-by-user', 'session-reset') ||
    facts.model.operatorLines.some((span) => up !== undefined && span.start > up.start);
  if (
    up &&
    down &&
    !byOperator &&
    facts.has('sent-auth-request', 'received-auth-request', 'auth-generate', 'auth-process')
  ) {
    say('phase2-not-established', 'likely', [down, up, facts.first('session-up')], {
      side: 'unknown',
      candidates: refusedChild,
    });
    return;
  }
  const unwritten = facts.first('error-unwritten', 'error-initiate-failed', 'error-invalid-syntax');
  const ends = facts.has('deleting', 'aborted', 'delete-queued', 'error-auth-exchange-failed', 'error-initiate-failed');
  const alone = facts.negotiation.lines.every((line) => idOf(line).startsWith('error-'));
  if (ends && !byOperator && sayInOtherWords(facts, say, () => true)) return;
  // An error line names no peer: where a session comes up behind it, it may have been noise of that one.
  if (unwritten && alone && facts.negotiation.peer === undefined && anySessionUp(facts, unwritten)) return;
  // The last word of a negotiation, which nothing followed.
  const last = unwritten && facts.negotiation.lines.at(-1) === unwritten && !up && !anySessionUp(facts, unwritten);
  if (last && !byOperator && sayInOtherWords(facts, say, () => true)) return;
  if (unwritten && !byOperator && (ends || alone || last)) {
    const late = facts.has('session-up', 'sa-created', 'auth-passed');
    say(late ? 'phase2-not-established' : 'phase1-not-established', 'possible', [unwritten], { side: 'unknown' });
    return;
  }
  const hangs = facts.all('in-negotiation');
  const closed = facts.first('error-initial-exchange-failed', 'error-auth-exchange-failed');
  const child = facts.first('error-child-exchange-failed');
  if (closed && !facts.has('auth-passed')) say('phase1-not-established', 'likely', [closed], { side: 'unknown' });
  // CREATE_CHILD_SA needs an IKE SA: the text begins after it came up.
  else if (child) say('rekey-failure', 'likely', [child], { side: 'unknown' });
  else if (
    hangs.length >= 5 &&
    facts.negotiation.lines.every((line) => idOf(line) === 'in-negotiation' || line.message.harmless === true)
  ) {
    say('ike-sa-stale', 'likely', [hangs[0], hangs.at(-1)], { side: 'unknown', count: hangs.length });
    say('rekey-failure', 'possible', [hangs[0], hangs.at(-1)], { side: 'unknown', count: hangs.length });
  }
}

/** INVALID_KE is a correction that happens once; three times without success it is a fault. */
function judgeGroups(model: Model, all: readonly Facts[], report: Report): void {
  const byPeer = new Map<string, Facts[]>();
  for (const facts of all) {
    const peer = facts.negotiation.peer ?? '';
    const list = byPeer.get(peer);
    if (list) list.push(facts);
    else byPeer.set(peer, [facts]);
  }
  // Lines that name no peer are of the only one that the others name.
  const strays = byPeer.get('');
  const named = [...byPeer.keys()].filter((peer) => peer !== '');
  if (strays && named.length === 1) {
    byPeer.get(named[0] as string)?.push(...strays);
    byPeer.delete('');
  }
  for (const [peer, list] of byPeer) {
    if (list.some(({ negotiation: { ikeUp, childUp } }) => ikeUp !== undefined || childUp !== undefined)) continue;
    // The group of a child SA is that of perfect forward secrecy.
    const lines = list.flatMap((facts) => facts.negotiation.lines.filter((line) => facts.stageAt(line) !== 'child'));
    const corrections = lines.filter((line) => idOf(line) === 'invalid-ke');
    const repeated =
      corrections.length >= 3 ? corrections : lines.filter((line) => idOf(line) === 'error-wrong-dh-group');
    if (repeated.length < 3) continue;
    const told = corrections.find((line) => fieldOf(line, 'sent') !== undefined);
    report({
      code: 'ike-dh-group-mismatch',
      certainty: 'certain',
      ike: 2,
      evidence: repeated.slice(0, 4).map((line) => model.evidence(line, 'cause')),
      peer: peer === '' ? undefined : peer,
      side: 'either',
      count: repeated.length,
      attributes: groupsIn(told),
      ...askedGroup(told),
    });
  }
}

/** The group that this end is asked for, or asks for, is the one to give to both. */
function askedGroup(told: Occurrence | undefined): Pick<Reported, 'fix'> | undefined {
  const group = fieldOf(told, 'preferred');
  if (group === undefined || weakGroups.has(group)) return undefined;
  const why = 'One end insists on this group: give it to both, before the others.';
  return {
    fix: [
      { where: 'either', platform: 'ios', config: ['crypto ikev2 proposal <name>', ` group ${group}`], why },
      { where: 'either', platform: 'asa', config: ['crypto ikev2 policy <number>', ` group ${group}`], why },
    ],
  };
}

/** The two groups of a correction, each on its side. */
function groupsIn(told: Occurrence | undefined): NonNullable<Reported['attributes']> {
  const groups = [fieldOf(told, 'preferred') ?? '', fieldOf(told, 'sent') ?? ''] as const;
  const [remote, local] = fieldOf(told, 'sender') === 'we' ? groups : groups.toReversed();
  return told ? [{ name: 'DH group', local: local ?? '', remote: remote ?? '' }] : [];
}
