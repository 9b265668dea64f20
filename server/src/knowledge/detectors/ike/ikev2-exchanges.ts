// Rebuilds IKEv2 negotiations from debug lines, exchange by exchange, and gathers what each of them shows.
import type { Model, Occurrence } from '../../../engine/model.ts';
import { spiDigits } from '../../commands/shared.ts';
import { ikev2Messages } from '../../messages/ikev2.ts';
import { fieldOf, isAddress } from '../values.ts';
import { type Proposal, proposalsOf } from './ikev2-proposals.ts';

/** All lines of one IKE SA's negotiation, in the order of the text. */
export interface Negotiation {
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
export type Stage = 'unknown' | 'init' | 'auth' | 'child' | 'info';

export const idOf = (occurrence: Occurrence): string =>
  occurrence.message.id.slice('ikev2.'.length).replace(/^trace-/, '');

export const isZero = (value: string | undefined): boolean => value === undefined || /^(?:0x)?0+$/.test(value);

/** Lines are joined by the initiator's SPI and the SA id; a line without either belongs to the negotiation spoken of last. */
export function negotiationsOf(model: Model): Negotiation[] {
  const all = ikev2Messages
    .filter((message) => model.count(message.id) > 0)
    .flatMap((message) => model.occurrences(message.id))
    .filter((occurrence) => occurrence.capture >= 0)
    .sort((a, b) => a.start - b.start);
  const found: Negotiation[] = [];
  const bySpi = new Owners();
  const byId = new Owners();
  let current: Negotiation | undefined;
  let speaker = '';
  for (const occurrence of all) {
    const device = model.captures[occurrence.capture]?.device ?? '';
    // What was spoken of last was another device's.
    if (device !== speaker) current = undefined;
    speaker = device;
    const spi = spiDigits(fieldOf(occurrence, 'ispi'));
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
export const sameDump = 6;

/** What one negotiation shows, gathered in one walk. */
export class Facts {
  readonly model: Model;
  readonly negotiation: Negotiation;
  readonly byId = new Map<string, Occurrence[]>();
  /** Exchange and direction of the last packet before each line. */
  readonly stage = new Map<Occurrence, Stage>();
  /** Notifies that the peer sent, with the exchange they came in. */
  readonly received: { readonly name: string; readonly stage: Stage; readonly line: Occurrence }[] = [];
  /** The same of this end. */
  readonly sent: { readonly name: string; readonly stage: Stage; readonly line: Occurrence }[] = [];
  readonly #places = new Set<number>();
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
    let own: Occurrence | undefined;
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
        // This end lists the payloads of a packet, encrypts them, and then sends it.
        if (!incoming && own) this.#send(own, stage);
        if (!incoming) this.#send(occurrence, stage);
        own = undefined;
      } else if (id === 'asa-packet-in' || id === 'asa-packet-out') {
        stage = stageOf(fieldOf(occurrence, 'exchange')) ?? stage;
        incoming = id === 'asa-packet-in';
      } else if (id === 'packet-header') {
        stage = stageOf(fieldOf(occurrence, 'exchange')) ?? stage;
        // A dump does not say who sent it; an answer is the peer's unless this end is known to be the one that answers.
        incoming = /RESPONSE/.test(fieldOf(occurrence, 'flags') ?? '') && negotiation.role !== 'responder';
      } else if (id === 'line-exchange') stage = stageOf(fieldOf(occurrence, 'exchange')) ?? stage;
      else if (id === 'auth-process' || id === 'auth-response' || id === 'auth-generate') stage = 'auth';
      else if (id === 'child-step') stage = 'child';
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
      if (id === 'packet-built') incoming = false;
      if (id === 'line-payloads' && incoming === false) {
        if (isLastPacket(this.all(...outgoing).at(-1), occurrence)) this.#send(occurrence, stage);
        else own = occurrence;
      }
      if (id === 'line-payloads' && fieldOf(occurrence, 'list') !== undefined) {
        if (incoming === undefined) unsaid = occurrence;
        incoming = false;
      }
      this.natt ||= occurrence.message.effect?.natt === true || fieldOf(occurrence, 'remotePort') === '4500';
    }
    // The text ends before the packet is sent.
    if (own && isLastPacket(this.all('packet-built').at(-1), own)) this.#send(own, stage);
    this.#collectComparisons();
  }

  /** Notifies among the payloads of a packet of the peer. The packet and the list of its payloads hold the same ones. */
  #receive(payloads: Occurrence, stage: Stage): void {
    this.#note(this.received, payloads, stage);
  }
  #send(payloads: Occurrence, stage: Stage): void {
    this.#note(this.sent, payloads, stage);
  }
  #note(
    into: { readonly name: string; readonly stage: Stage; readonly line: Occurrence }[],
    payloads: Occurrence,
    stage: Stage,
  ): void {
    const listed = payloads.fields.list ?? payloads.fields.payload;
    for (const match of listed?.value.matchAll(/NOTIFY\((\w+)/g) ?? []) {
      const place = (listed?.start ?? 0) + match.index;
      if (this.#places.has(place)) continue;
      this.#places.add(place);
      into.push({ name: match[1] as string, stage, line: payloads });
    }
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

const outgoing = ['init', 'auth', 'child', 'info', 'intermediate'].flatMap((name) =>
  ['request', 'response'].map((kind) => `sent-${name}-${kind}`),
);

/** The list of payloads stands right below the line that tells whose packet it is. */
const isLastPacket = (packet: Occurrence | undefined, list: Occurrence): boolean =>
  packet !== undefined && packet.start < list.start && list.line - packet.line <= sameDump;

/** Lines of a list of proposals, below the line that says whose they are. */
const lists: ReadonlySet<string> = new Set(['proposal', 'line-proposal', 'asa-dump-policies']);

export interface Comparison {
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

export const ownerOf = (facts: Facts): string | undefined => facts.negotiation.peer ?? keyOwner(facts);

/** Where no line names the peer, its key is looked for by its address. */
export const keyOwner = (facts: Facts): string | undefined =>
  facts
    .all('get-key', 'use-key')
    .map((line) => fieldOf(line, 'identity')?.replace(/,$/, ''))
    .find(isAddress);

export const isFull = ({ received, expected }: Comparison): boolean => received.length > 0 && expected.length > 0;

/** Between the two stand the lines of the state machine at most. */
export const closingLines = 6;
