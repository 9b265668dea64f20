// The words that knowledge is written in: kinds, heads, messages, commands, rules and terms, with their types.
import type { Certainty, Evidence, Model, Role, Severity, Side, Step, Tunnel } from './model.ts';

/** The troubleshooting colour of a state, counter or message. */
export type Health = 'good' | 'waiting' | 'bad' | 'neutral';

/**
 * A kind of field: what its text looks like and how it is shown.
 * `pattern` is the source of a regular expression without capturing groups that matches in linear time.
 */
export interface Kind {
  readonly pattern: string;
  /** Semantic token type; none where the field deserves no colour of its own. */
  readonly token?: TokenType;
  /** Texts that the pattern matches; generated logs, property tests and fuzzing draw from them. */
  readonly samples: readonly string[];
}

export type TokenType =
  | 'stateGood'
  | 'stateWaiting'
  | 'stateBad'
  | 'identifier'
  | 'address'
  | 'counter'
  | 'algorithm'
  | 'name';

/**
 * What stands before a message's body: facility and ids. `pattern` has named groups for the ids it holds (`conn`, `session`, `peer`, `group`,
 * `severity`, `facility`, `mnemonic`; a syslog message's `mnemonic` is `FACILITY-MNEMONIC`, or the number where there is no facility); `starts` are the literal texts one of which every head begins with (dispatch uses their first characters).
 * A head without `starts` is bare: its bodies stand at the beginning of a line and count only next to lines of the same `command`.
 */
export interface Head {
  readonly id: string;
  /** The families of bodies that may follow (`Message.head`); its own id where not given. Heads of several platforms may share bodies. */
  readonly bodies?: readonly string[];
  readonly starts: readonly string[];
  readonly pattern: string;
  readonly kind: 'debug' | 'syslog';
  /** The normalised name of the capture that such lines make: `debug crypto isakmp`, `syslog` … */
  readonly command: string;
  readonly platform?: Platform;
  /** Stands before lines of every kind (a syslog head): lines with an unknown body do not make a text ours. */
  readonly context?: boolean;
  /** The IKE version that such lines speak of. */
  readonly ike?: 1 | 2;
  /** Sample of a head, rendered before a body in generated logs. */
  readonly sample: string;
}

export type Platform = 'ios' | 'ios-xe' | 'asa' | 'ftd' | 'pix' | 'ios-xr' | 'unknown';

/**
 * What a message proves by itself. The judge weighs it in its context: `when` names the context in which it holds
 * (before or after the IKE SA is up, as initiator or responder); a claim whose attempt later succeeds is withdrawn.
 */
export interface Claim {
  readonly code: string;
  readonly certainty: Certainty;
  readonly role?: Role;
  readonly side?: Side;
  readonly when?: 'ike-down' | 'ike-up' | 'initiator' | 'responder';
  /** Values of the finding's extra fields, e.g. `{ reason: 'peer' }` or `{ direction: 'no-answer' }`. */
  readonly detail?: Readonly<Record<string, string>>;
  /** True where a later success of the same peer does not take it back (data-plane events, posture). */
  readonly lasting?: boolean;
  /** Ids of messages that take it back where one of them comes later on the same device, and is of no other peer. */
  readonly until?: readonly string[];
  /** Ids of messages that take it back where one of them stands right above it: it is only what follows from them. */
  readonly below?: readonly string[];
  /** What is seen, where the rule's title asks for values that the message does not have. */
  readonly title?: string;
  /** What to ask for and to do, where it is another than the rule says. */
  readonly next?: readonly Advice[];
  readonly fix?: readonly Fix[];
}

/** What a message does to the negotiation it belongs to. */
export interface Effect {
  readonly version?: 1 | 2;
  /** Opens a new attempt for the peer (unless one is open that has not got beyond its first message). */
  readonly begins?: 'ike' | 'child';
  readonly role?: 'initiator' | 'responder';
  readonly mode?: string;
  /** `ike`: the IKE SA is up; `child`: an IPsec SA is up. */
  readonly up?: 'ike' | 'child';
  readonly down?: 'ike' | 'child';
  /** A step of the ladder: which message of the exchange was sent or received. */
  readonly arrow?: 'out' | 'in';
  readonly label?: string;
  /** Whether there is NAT on the way; what is said last of an attempt counts. */
  readonly natt?: boolean;
  /** What is being negotiated when this step is seen: until the IKE SA is up `ike`, under it `child`. */
  readonly stage?: 'ike' | 'child';
}

/** One kind of debug or syslog line. Templates are described in template.ts. */
export interface Message {
  /** Stable word: `isakmp.no-pre-shared-key`. */
  readonly id: string;
  /** The family of bodies it belongs to (`Head.bodies`); for syslog messages the mnemonic stands in `mnemonic`. */
  readonly head: string;
  /** `CRYPTO-IKMP_BAD_MESSAGE` for IOS (facility-mnemonic, no severity), `713903` for ASA. */
  readonly mnemonic?: string;
  readonly templates: readonly string[];
  readonly means: string;
  readonly health?: Health;
  readonly says?: readonly Claim[];
  /** The IKE version that it speaks of, where its head is of both. */
  readonly ike?: 1 | 2;
  readonly effect?: Effect;
  /** Bears on a tunnel only beside crypto output: by itself it does not make a text ours, unless the line says that it speaks of a tunnel. */
  readonly context?: boolean | { readonly unless: RegExp };
  /** Noise that looks alarming: the hover says so. */
  readonly harmless?: boolean;
  /**
   * An error of which only the severity is known: where it is the last word and nothing else is found, a text is undecided. `alone`: so it is only where
   * the text holds nothing of its device but such lines, and such as say that something is bad; false: it says too little even for that.
   */
  readonly unexplained?: boolean | 'alone';
  /** True for a line that an operator's action leaves behind. */
  readonly operator?: boolean;
  /** Full lines, composed by us; each must be recognised as this message and no other. */
  readonly examples: readonly string[];
  readonly sources?: readonly string[];
}

/** A record of a show output: which templates begin one, which give it fields, which record it lies in. */
export interface RecordShape {
  /** The record this one lies in; none for those directly below the capture. */
  readonly in?: string;
  /** A cell that begins a new record. */
  readonly opens: readonly string[];
  /** Cells that begin a new record unless the open one of this kind has no children and none of the fields they bring yet. */
  readonly heads?: readonly string[];
  /** Cells that add fields to the open record. A line may hold several cells, a cell may be broken over lines. */
  readonly cells?: readonly string[];
}

/**
 * One show output (or ping, traceroute, configuration). Written as a table; `read` is for what a table cannot say.
 */
export interface Command {
  /** Full normalised command: `show crypto isakmp sa`. Words that may follow stand in `options`. */
  readonly id: string;
  readonly kind?: 'show' | 'ping' | 'traceroute' | 'config';
  /** Other commands that print the same (`show crypto gkm …`). */
  readonly aliases?: readonly string[];
  /** Words that may follow the command, written out, so that abbreviations of them are recognised: `detail`, `peer`. */
  readonly options?: readonly string[];
  /**
   * Options that change the name of the capture when what they print is seen without a prompt: `detail` → templates of text that stands at the
   * start of a line or after a comma or two blanks. Where several fit, the first one here wins.
   */
  readonly variants?: Readonly<Record<string, readonly string[]>>;
  /** Templates of lines that only this output prints: they recognise it without a prompt. */
  readonly fingerprints: readonly string[];
  /** Templates of lines that belong to it but say nothing (legends, headings, rules). */
  readonly ignores?: readonly string[];
  readonly records: Readonly<Record<string, RecordShape>>;
  /** Cells that give the output as a whole its fields. */
  readonly cells?: readonly string[];
  /** True where the output is a list of `label: value` or `label 12`: what no cell reads becomes a field named after its label. */
  readonly pairs?: boolean;
  readonly platform?: Platform;
  /** The platform that this output shows by its own wording, where several print the same command. */
  readonly platformOf?: (root: Rec) => Platform | undefined;
  /** What follows is a log of the time before (`show logging`). */
  readonly showsLog?: boolean;
  /** What is typed at prompts that show a mode in brackets (`R1(config-if)#`) is read by this command under this name; its `read` sees the prompts. */
  readonly entered?: string;
  /** Bears on a tunnel only beside crypto output (`ping`, `show ip route`): by itself it does not make a text ours. `alone`: the text holds no other output; `typed`: the whole command. */
  readonly context?: boolean | ((root: Rec, alone: boolean, typed: string | undefined) => boolean);
  /** What the output shows, for hovers and documentation. */
  readonly means: string;
  /** Words on its fields, for hovers: field name → plain meaning. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Health of a state-like field's value. */
  readonly health?: (field: string, value: string) => Health | undefined;
  /** Adds what the output shows to the model. */
  readonly contribute?: (root: Rec, draft: Draft, capture: CaptureInfo) => void;
  /** Text that only this tool's authors know how to read: called instead of the record tables when given. */
  readonly read?: (source: Source) => Rec;
  readonly sources?: readonly string[];
}

/** The lines of one capture, for `Command.read`. */
export interface Source {
  readonly text: string;
  /** First line and the line after the last, 0-based, and offsets of each line's start and end (without the line break). */
  readonly firstLine: number;
  readonly endLine: number;
  lineStart(line: number): number;
  lineEnd(line: number): number;
}

/** A value read from the text, with its place (UTF-16 offsets, end exclusive). */
export interface Fact {
  readonly name: string;
  readonly kind: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A record read from a show output: a tree of facts. */
export interface Rec {
  readonly kind: string;
  readonly line: number;
  /** From the first character of its first cell to the end of its last line. */
  readonly start: number;
  end: number;
  /** First value of each field; repeated fields stand in `all`. */
  readonly fields: { [name: string]: Fact | undefined };
  readonly all: Fact[];
  readonly children: Rec[];
}

interface CaptureInfo {
  readonly index: number;
  readonly command: string;
  readonly device?: string;
  readonly platform: Platform;
}

/** Where commands write what they show; the engine joins it into tunnels. Every value is a Fact so that it can be traced. */
export interface Draft {
  ike(sa: IkeDraft): void;
  ipsec(sa: IpsecDraft): void;
  /** An address of the device itself. */
  own(address: Fact): void;
}

export interface EndsDraft {
  readonly local?: Fact | undefined;
  readonly remote?: Fact | undefined;
  /** Instead of local and remote where the output does not say which is which (`dst src`): the engine finds out from the rest. */
  readonly ends?: readonly [Fact, Fact] | undefined;
  readonly fvrf?: Fact | undefined;
  readonly ivrf?: Fact | undefined;
  readonly interface?: Fact | undefined;
  /** The lines this rests on. */
  readonly rec: Rec;
}

export interface IkeDraft extends EndsDraft {
  readonly version: 1 | 2;
  readonly state?: Fact | undefined;
  readonly health: 'up' | 'negotiating' | 'down' | 'unknown';
  readonly role?: 'initiator' | 'responder' | undefined;
  /** Remaining lifetime, seconds. */
  readonly remaining?: Fact | undefined;
  /** The state is one that is reached only after each end has heard the other. */
  readonly met?: boolean | undefined;
}

export interface IpsecDraft extends EndsDraft {
  readonly localSelector?: string | undefined;
  readonly remoteSelector?: string | undefined;
  readonly inboundSpi?: Fact | undefined;
  readonly outboundSpi?: Fact | undefined;
  readonly encaps?: Fact | undefined;
  readonly decaps?: Fact | undefined;
  readonly sendErrors?: Fact | undefined;
  readonly receiveErrors?: Fact | undefined;
  /** `up`: both SPIs installed; `down`: none. */
  readonly health: 'up' | 'down' | 'unknown';
}

/**
 * A next command to run. `{peer}`-like fields are filled from the finding. `platform` limits it (ios covers ios-xe; asa covers ftd and pix), and so
 * does `ike`, where the command serves one version of IKE only. `answers`: the reasons (`detail.reason`, `direction` or `fault` of the claim) that it is for;
 * where some of a rule's entries are for the reason at hand, the general ones are left out.
 */
export interface Advice {
  readonly command: string;
  readonly why: string;
  readonly where: 'local' | 'remote' | 'either';
  readonly platform?: 'ios' | 'asa';
  readonly ike?: 1 | 2;
  readonly answers?: readonly string[];
}

/** `answers` as in `Advice`. */
export interface Fix {
  readonly where: 'local' | 'remote' | 'either';
  readonly platform: 'ios' | 'asa';
  /** Where the configuration serves one version of IKE only. */
  readonly ike?: 1 | 2;
  readonly answers?: readonly string[];
  readonly config: readonly string[];
  readonly why: string;
}

/** One finding code: what is said to the user, and how it is told from its neighbours. One file each. */
export interface Rule {
  readonly code: string;
  readonly step: Step;
  readonly role: Role;
  readonly severity: Severity;
  /** Neutral codes say that something did not come up and the text cannot say why. */
  readonly neutral?: boolean;
  /** One line, at most 120 characters: what is seen and what it means. `{peer}`, `{local}` and values of `detail` and `values` are filled in; a part in [[ ]] is left out when its field is unknown. */
  readonly title: string;
  readonly explanation: string;
  /** What is said otherwise where `detail.reason` (or `direction`) is one of these. */
  readonly reasons?: Readonly<Record<string, { readonly title?: string; readonly explanation?: string }>>;
  readonly next: readonly Advice[];
  readonly fix: readonly Fix[];
  /** It is the matter of a device, not of a tunnel: it is told once, of whichever peers it shows. */
  readonly ofDevice?: boolean;
  /** While it is so, no tunnel it concerns carries packets both ways: one that does, after somebody acted, shows that it was mended. */
  readonly stops?: boolean;
  /** Codes that only follow from this one on the same tunnel: they are shown as its symptoms. Its own: what is proven explains what was only seen. */
  readonly explains?: readonly string[];
  /** Codes it must not be confused with (symmetrical; each pair has fixtures on both sides). */
  readonly confusable: readonly string[];
  /** Neutral codes: what it may be, best first. */
  readonly candidates?: readonly { readonly code: string; readonly why: string }[];
  readonly sources: readonly string[];
}

/**
 * Judgement that no single message proves: looks at one kind of evidence (the counters of IPsec SAs, the transforms of an attempt, a routing
 * table) and reports the codes that it can tell apart there. Codes that are easily confused are decided in one detector.
 */
export interface Detector {
  readonly id: string;
  readonly codes: readonly string[];
  /** One that looks at much is a generator: it yields where others may get a turn. */
  readonly run: (model: Model, report: Report) => Iterator<void> | void;
}

/** A claim of a detector, with its evidence. Everything not given is taken from the rule of that code. */
export interface Reported {
  readonly code: string;
  readonly certainty: Certainty;
  readonly evidence: readonly Evidence[];
  readonly role?: Role | undefined;
  readonly severity?: Severity;
  readonly side?: Side | undefined;
  readonly tunnel?: string | undefined;
  readonly peer?: string | undefined;
  /** The version of IKE that the evidence speaks of, where the negotiations of the text do not tell. */
  readonly ike?: 1 | 2 | undefined;
  readonly detail?: Readonly<Record<string, string>> | undefined;
  /** Values for the placeholders of title, explanation, next and fix. */
  readonly values?: Readonly<Record<string, string>>;
  readonly attributes?: readonly { readonly name: string; readonly local: string; readonly remote: string }[];
  readonly candidates?: readonly { readonly code: string; readonly why: string }[];
  readonly count?: number;
  readonly title?: string | undefined;
  readonly explanation?: string;
  readonly next?: readonly Advice[] | undefined;
  readonly fix?: readonly Fix[] | undefined;
}
export type Report = (finding: Reported) => void;

/** An explained word: state, notify type, attribute, algorithm, payload. */
export interface Term {
  /** The spellings that devices print. */
  readonly words: readonly string[];
  /** `state`, `notify`, `attribute`, `algorithm`, `group`, `event`, `vendor-id`, `flag` … */
  readonly kind: string;
  /** RFC or registry name and number where there is one. */
  readonly name?: string;
  readonly number?: number;
  readonly means: string;
  readonly usually?: string;
  readonly next?: string;
  readonly health?: Health;
  readonly strength?: 'strong' | 'acceptable' | 'weak' | 'broken';
  /** What the RFCs require of implementations today: `MUST`, `SHOULD NOT` … */
  readonly standing?: string;
  /** IKE versions it belongs to; none where both or neither. */
  readonly version?: 1 | 2;
  readonly sources: readonly string[];
}

/** What a catalogue judges of a whole text, beside its detectors. */
export interface Judgement {
  /** Puts names that the text holds into the lines of a fix. */
  named(
    model: Model,
    about: {
      readonly peer: string | undefined;
      readonly local: string | undefined;
      readonly device: string | undefined;
      readonly interface: string | undefined;
      readonly where: Fix['where'];
    },
    lines: readonly string[],
  ): readonly string[];
  /** The versions of IKE that a text without a negotiation is about. */
  spoken(model: Model): ReadonlySet<1 | 2>;
  /** Whether what stands below a claim shows that it was mended, and the tunnel works. `last` is the last line of its evidence, `act` that of the first change below it, if there is one. */
  mended(model: Model, reported: Reported, at: { readonly last: number; readonly act: number | undefined }): boolean;
  /** Whether a later negotiation with the same peer gets past what a claim says it fails at: then it was mended, and what comes after it may be at fault. */
  passed(model: Model, reported: Reported, at: { readonly last: number; readonly act: number | undefined }): boolean;
  /** Hosts that are nobody's peers: what is refused to them is no fault, and nothing of theirs is left open. */
  strangers(model: Model): ReadonlySet<string>;
  /** What the text ends before, as a part of a sentence: something was begun or lost, and neither came up nor failed. */
  begun(model: Model): string | undefined;
  /** The candidates of a neutral finding that the rest of the text does not exclude. */
  remaining(
    model: Model,
    open: {
      readonly candidates: readonly string[];
      readonly peer: string | undefined;
      readonly tunnel: Tunnel | undefined;
    },
  ): readonly string[];
  /** The one command that tells the candidates of a neutral finding apart. */
  deciding(
    model: Model,
    open: {
      readonly code: string;
      readonly candidates: readonly string[];
      readonly peer: string | undefined;
      readonly tunnel: Tunnel | undefined;
      readonly platform: 'ios' | 'asa' | undefined;
      readonly ike: 1 | 2 | undefined;
    },
  ): Advice | undefined;
}

export interface Catalogue {
  /** Commands that an operator types and that explain what follows in a log: `clear crypto`, `shutdown`. Words may be abbreviated. */
  readonly operatorCommands: readonly string[];
  readonly kinds: Readonly<Record<string, Kind>>;
  readonly heads: readonly Head[];
  readonly messages: readonly Message[];
  readonly commands: readonly Command[];
  readonly rules: readonly Rule[];
  readonly detectors: readonly Detector[];
  readonly terms: readonly Term[];
  readonly judgement?: Partial<Judgement>;
}

/** Identity functions that give entries their type where they are written. */
export const kind = (entry: Kind): Kind => entry;
export const head = (entry: Head): Head => entry;
export const messages = (entries: readonly Message[]): readonly Message[] => entries;
export const command = (entry: Command): Command => entry;
export const rule = (entry: Rule): Rule => entry;
export const detector = (entry: Detector): Detector => entry;
export const terms = (entries: readonly Term[]): readonly Term[] => entries;
