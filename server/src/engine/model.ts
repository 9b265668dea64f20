// What an analysis holds: plain values with spans, from captures to verdict (see ARCHITECTURE.md, the way of the data).
import type { Command, Fact, Message, Platform, Rec } from './define.ts';

export type Role = 'cause' | 'symptom' | 'context';
export type Severity = 'error' | 'warning' | 'information' | 'hint';
export type Certainty = 'certain' | 'likely' | 'possible';
export type Side = 'local' | 'remote' | 'either' | 'unknown';
export type Step = 1 | 2 | 3 | 4 | 5 | 6;
export type Status = 'fault' | 'undetermined' | 'healthy' | 'no-crypto';

/** UTF-16 offsets in the text that the user sees, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Evidence extends Span {
  readonly role: Role;
}

/** One message that stands in the text and that a rule, the attempts or a feature looked at. */
export interface Occurrence {
  readonly message: Message;
  /** 0-based line. */
  readonly line: number;
  /** From the head's first character to the end of the match. */
  readonly start: number;
  readonly end: number;
  readonly fields: { readonly [name: string]: Fact | undefined };
  /** Milliseconds since some midnight or epoch, comparable within one capture; undefined without a timestamp. */
  readonly time?: number | undefined;
  /** Index of the attempt it belongs to, -1 for none. */
  attempt: number;
  readonly capture: number;
}

/** The output of one command, one stretch of debug or syslog, or one configuration. Lines are 0-based, endLine exclusive. */
export interface Capture {
  readonly index: number;
  /** Full normalised command or debug name, even where the text has no prompt. */
  readonly command: string;
  readonly kind: 'show' | 'debug' | 'syslog' | 'config' | 'ping' | 'traceroute';
  readonly device?: string;
  readonly platform: Platform;
  readonly startLine: number;
  readonly endLine: number;
  /** The command as the user typed it, when the text shows it. */
  readonly typed?: string;
  /** The title of a page of notes that it stands under. */
  readonly title?: string;
  /** More of the text stands below it, and not only what was typed at another device: it was not cut off at its end. */
  readonly closed: boolean;
  readonly definition?: Command;
  /** Read on first use; an empty record for debug and syslog. */
  readonly root: Rec;
}

/** One negotiation of one peer, rebuilt from debug and syslog lines. */
export interface Attempt {
  readonly index: number;
  readonly version: 1 | 2 | undefined;
  readonly device?: string;
  readonly local?: string;
  readonly peer?: string;
  readonly role?: 'initiator' | 'responder';
  readonly mode?: string;
  readonly natt: boolean;
  readonly ikeUp: boolean;
  readonly childUp: boolean;
  /** The peer came up in a later attempt in the text (or this one did). */
  readonly recovered: boolean;
  readonly startLine: number;
  readonly endLine: number;
  readonly occurrences: readonly Occurrence[];
}

export interface IkeSa {
  readonly version: 1 | 2;
  readonly state: string;
  readonly health: 'up' | 'negotiating' | 'down' | 'unknown';
  readonly role?: 'initiator' | 'responder';
  readonly remaining?: number;
  /** The state is one that is reached only after each end has heard the other. */
  readonly met?: boolean;
  readonly capture: number;
  readonly line: number;
  readonly span: Span;
}

export interface IpsecSa {
  readonly localSelector?: string;
  readonly remoteSelector?: string;
  readonly inboundSpi?: string;
  readonly outboundSpi?: string;
  readonly encaps?: number;
  readonly decaps?: number;
  readonly sendErrors?: number;
  readonly receiveErrors?: number;
  readonly health: 'up' | 'down' | 'unknown';
  readonly capture: number;
  readonly line: number;
  readonly span: Span;
  /** The record it was read from: its facts are the evidence. */
  readonly rec: Rec;
}

export interface StepResult {
  readonly step: 1 | 2 | 3 | 5 | 6;
  readonly status: 'pass' | 'fail' | 'unknown';
  readonly why: string;
  /** 1-based. */
  readonly lines: readonly number[];
}

export interface Tunnel {
  /** `local-remote`, `any` for an unknown end. */
  readonly id: string;
  readonly device?: string;
  readonly local?: string;
  readonly remote?: string;
  readonly fvrf?: string;
  readonly ivrf?: string;
  readonly interface?: string;
  readonly ike: readonly IkeSa[];
  readonly ipsec: readonly IpsecSa[];
  readonly attempts: readonly Attempt[];
}

/** What rules read. They never see the text itself except through facts. */
export interface Model {
  readonly platform: Platform;
  readonly captures: readonly Capture[];
  readonly tunnels: readonly Tunnel[];
  readonly attempts: readonly Attempt[];
  /** Occurrences of a message id in text order; of a long log those that are looked at (see `occurrences.ts`). `count` is exact. */
  occurrences(messageId: string): readonly Occurrence[];
  count(messageId: string): number;
  /** Records of a kind from every capture of a command (`show ip route`, `route`). */
  records(command: string, kind: string): readonly Rec[];
  /** The capture that a 0-based line stands in, if any. */
  captureAt(line: number): Capture | undefined;
  /** The tunnel whose remote end is this peer, if any. */
  tunnelOf(peer: string | undefined, local?: string): Tunnel | undefined;
  /** Evidence for a fact, an occurrence, or a record's first line. */
  evidence(of: Fact | Occurrence | Rec | Span, role: Role): Evidence;
  /** 0-based line of an offset. */
  lineOf(offset: number): number;
  /** Lines in which an operator acted (clear, shutdown, configuration change, reload). */
  readonly operatorLines: readonly Span[];
}

export interface Finding {
  readonly code: string;
  readonly role: Role;
  readonly severity: Severity;
  readonly certainty: Certainty;
  readonly side: Side;
  readonly step: Step;
  readonly neutral: boolean;
  readonly tunnel?: string;
  readonly peer?: string;
  readonly title: string;
  readonly explanation: string;
  readonly detail: Readonly<Record<string, string>>;
  readonly attributes: readonly { readonly name: string; readonly local: string; readonly remote: string }[];
  readonly candidates: readonly { readonly code: string; readonly why: string }[];
  /** At least one; the first is where the squiggle goes. */
  readonly evidence: readonly Evidence[];
  readonly count: number;
  readonly next: readonly {
    readonly command: string;
    readonly why: string;
    readonly where: 'local' | 'remote' | 'either';
  }[];
  readonly fix: readonly {
    readonly where: 'local' | 'remote' | 'either';
    /** Whose configuration language it is. */
    readonly platform: 'ios' | 'asa';
    readonly config: readonly string[];
    readonly why: string;
  }[];
  readonly sources: readonly string[];
}

export interface Verdict {
  readonly status: Status;
  readonly primary: string | null;
  readonly summary: string;
}

/** The result of `analyse`: a value; the same text gives the same one. */
export interface Analysis {
  readonly text: string;
  readonly lineStarts: Uint32Array;
  /** Number of lines, and of those that are blank, recognised or part of a recognised output. */
  readonly lines: { readonly total: number; readonly understood: number };
  readonly platform: Platform;
  readonly captures: readonly Capture[];
  readonly attempts: readonly Attempt[];
  readonly tunnels: readonly (Tunnel & { readonly steps: readonly StepResult[] })[];
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  /** Rules that threw, by code: isolated, named in the log. */
  readonly failures: readonly string[];
  /** What a line was recognised as, 0-based line. */
  messageAt(line: number): Occurrence | undefined;
  captureAt(line: number): Capture | undefined;
  /** 0-based lines that nobody understood. */
  unknownLines(): readonly number[];
}
