// Names and types of the requests, notifications and commands that client and server share beyond the language server protocol.

/** The language id of every document that the server reads. */
export const LANGUAGE_ID = 'cisco-ipsec';

/** Our own commands. Only those in `LINKED_COMMANDS` may stand behind a link in a hover. */
export const COMMANDS = {
  /** [uri?]: shows the report of a text beside it. */
  diagnose: 'ipsecDoctor.diagnose',
  /** []: opens a sample of a failing negotiation. */
  openSample: 'ipsecDoctor.openSample',
  /** [uri]: treats a plain text as Cisco IPsec output from now on. */
  adopt: 'ipsecDoctor.adopt',
  /** [uri, firstLine, lastLine?], 1-based: shows these lines. */
  reveal: 'ipsecDoctor.reveal',
  /** [text]: puts a text on the clipboard. */
  copy: 'ipsecDoctor.copy',
  /** [code?]: opens the offline page of a finding code; without one, of the finding under the cursor. */
  explain: 'ipsecDoctor.explain',
  /** [code?, severity?]: changes how findings of this code are shown (the setting `ipsecDoctor.findings.severity`); asks for the severity when it is not given. */
  changeSeverity: 'ipsecDoctor.changeSeverity',
  /** []: goes to the next or previous line of evidence. */
  nextEvidence: 'ipsecDoctor.nextEvidence',
  previousEvidence: 'ipsecDoctor.previousEvidence',
  /** []: work on the text in front, or on its selection. */
  copyRedacted: 'ipsecDoctor.copyRedacted',
  redactDocument: 'ipsecDoctor.redactDocument',
  copyReport: 'ipsecDoctor.copyReport',
  /** [format?, uri?]: asks for what is not given. */
  saveReport: 'ipsecDoctor.saveReport',
  compare: 'ipsecDoctor.compare',
  /** [uri?]: diagnoses a file without opening it; asks for it when it is not given. */
  diagnoseFile: 'ipsecDoctor.diagnoseFile',
} as const;

export const LINKED_COMMANDS: readonly string[] = [COMMANDS.diagnose, COMMANDS.reveal, COMMANDS.copy, COMMANDS.explain];

/** Client → server: is this sample of a text Cisco IPsec output? */
export const DETECT_REQUEST = 'ipsecDoctor/detect';

export interface DetectParams {
  readonly sample: string;
}

export interface DetectResult {
  readonly likelihood: 'sure' | 'maybe' | 'no';
}

/** Client → server: the report of one document as Markdown. */
export const REPORT_REQUEST = 'ipsecDoctor/report';

export interface ReportParams {
  readonly uri: string;
  /** Diagnose these lines only, 1-based and inclusive; without it, the whole document. */
  readonly lines?: { readonly first: number; readonly last: number };
}

export interface ReportResult {
  /** Links to lines of the document are written `#L12` or `#L12-L15`, 1-based; the client makes them jump. */
  readonly markdown: string;
}

/** Server → client, after each analysis: what the language status item says, which lines to mark, and that a report may have changed. */
export const STATUS_NOTIFICATION = 'ipsecDoctor/status';

export interface StatusParams {
  readonly uri: string;
  readonly verdict: {
    readonly status: 'fault' | 'undetermined' | 'healthy' | 'no-crypto';
    readonly primary: string | null;
    readonly summary: string;
  };
  readonly platform: string;
  readonly captures: number;
  readonly lines: { readonly total: number; readonly understood: number };
  /** 0-based lines that prove what the problems list shows. */
  readonly evidence: readonly number[];
}

/** The offline page of a finding code is the document `ipsec-doctor-docs:/<code>.md`; its text is the answer to `EXPLAIN_REQUEST`. */
export const DOCS_SCHEME = 'ipsec-doctor-docs';

/** Client → server: the page of a finding code. */
export const EXPLAIN_REQUEST = 'ipsecDoctor/explain';

export interface ExplainParams {
  readonly code: string;
}

export interface ExplainResult {
  readonly markdown: string;
}

/** Client → server: what the Tunnels tree shows for one document. */
export const TUNNELS_REQUEST = 'ipsecDoctor/tunnels';

export interface TunnelsParams {
  readonly uri: string;
}

/** One node of the tree. All texts are plain text. */
export interface TunnelNode {
  readonly kind: 'tunnel' | 'ike' | 'ipsec' | 'attempt' | 'finding';
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: string;
  readonly health: 'good' | 'waiting' | 'bad' | 'neutral';
  /** Lines that a click reveals, 1-based. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly children: readonly TunnelNode[];
}

export interface TunnelsResult {
  readonly nodes: readonly TunnelNode[];
}

/** Client → server: the next or previous line of evidence from a position; null where there is none. */
export const EVIDENCE_REQUEST = 'ipsecDoctor/evidence';

export interface EvidenceParams {
  readonly uri: string;
  /** 0-based, as in the language server protocol. */
  readonly position: { readonly line: number; readonly character: number };
  readonly direction: 'next' | 'previous';
}

export type EvidenceResult = {
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
  readonly code: string;
} | null;

/** Client → server: a text (or a document, or some of its lines) with addresses, names and secrets replaced consistently. */
export const REDACT_REQUEST = 'ipsecDoctor/redact';

export interface RedactParams {
  /** The text itself, or else the document … */
  readonly text?: string;
  readonly uri?: string;
  /** … and its lines, 1-based and inclusive. */
  readonly lines?: { readonly first: number; readonly last: number };
}

export interface RedactResult {
  readonly text: string;
}

/** Client → server: the diagnosis of a text that is no open document (clipboard, a large file, a language model's question), or of one that is. */
export const DIAGNOSE_REQUEST = 'ipsecDoctor/diagnose';

export interface DiagnoseParams {
  /** How the text is called in the result. */
  readonly name: string;
  /** The text itself, or else the document. */
  readonly text?: string;
  readonly uri?: string;
  readonly format: 'markdown' | 'json' | 'sarif';
}

export interface DiagnoseResult {
  readonly content: string;
}

/** Client → server: the two ends of a tunnel side by side. */
export const COMPARE_REQUEST = 'ipsecDoctor/compare';

export interface CompareParams {
  readonly left: string;
  readonly right: string;
}

export interface CompareResult {
  readonly markdown: string;
}

/** Semantic tokens: the manifest declares these types and modifiers, with scopes for themes that know none of them. */
export const TOKEN_TYPES = [
  'ipsecState',
  'ipsecIdentifier',
  'ipsecAddress',
  'ipsecCounter',
  'ipsecAlgorithm',
  'ipsecName',
] as const;
export const TOKEN_MODIFIERS = ['good', 'waiting', 'bad'] as const;
