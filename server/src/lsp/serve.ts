// The language server: capabilities and handlers. Every handler is a feature of the engine between two conversions.
import {
  type CancellationToken,
  CodeActionKind,
  type Connection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  LSPErrorCodes,
  type Position,
  ResponseError,
  type ServerCapabilities,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import manifest from '../../../package.json' with { type: 'json' };
import { actionsAt } from '../engine/features/actions.ts';
import { compare, tunnelsSeen } from '../engine/features/compare.ts';
import { diagnosticsOf } from '../engine/features/diagnostics.ts';
import { evidenceFrom, evidenceLines } from '../engine/features/evidence.ts';
import { foldsOf } from '../engine/features/folds.ts';
import { hoverAt } from '../engine/features/hover.ts';
import { inlaysOf } from '../engine/features/inlays.ts';
import { lensesOf } from '../engine/features/lenses.ts';
import { definitionOf, highlightsAt, identityAt, referencesAt } from '../engine/features/same.ts';
import { selectionAt } from '../engine/features/selection.ts';
import { symbolsOf } from '../engine/features/symbols.ts';
import { tokensOf } from '../engine/features/tokens.ts';
import { treeOf } from '../engine/features/tree.ts';
import { createEngine } from '../engine/index.ts';
import { lineStartsOf } from '../engine/lines.ts';
import type { Analysis } from '../engine/model.ts';
import { alignConfigurations } from '../knowledge/alignment.ts';
import { catalogue } from '../knowledge/index.ts';
import {
  COMPARE_REQUEST,
  type CompareParams,
  type CompareResult,
  DETECT_REQUEST,
  type DetectParams,
  type DetectResult,
  DIAGNOSE_REQUEST,
  type DiagnoseParams,
  type DiagnoseResult,
  EVIDENCE_REQUEST,
  type EvidenceParams,
  type EvidenceResult,
  EXPLAIN_REQUEST,
  type ExplainParams,
  type ExplainResult,
  REDACT_REQUEST,
  REPORT_REQUEST,
  type RedactParams,
  type RedactResult,
  type ReportParams,
  type ReportResult,
  STATUS_NOTIFICATION,
  type StatusParams,
  TOKEN_MODIFIERS,
  TOKEN_TYPES,
  TUNNELS_REQUEST,
  type TunnelsParams,
  type TunnelsResult,
} from '../protocol.ts';
import { comparisonMarkdown } from '../report/comparison.ts';
import { explainMarkdown } from '../report/explain.ts';
import { jsonReport } from '../report/json.ts';
import { markdownReport } from '../report/markdown.ts';
import { redact } from '../report/redact.ts';
import { sarifReport } from '../report/sarif.ts';
import {
  actionOf,
  diagnosticOf,
  foldOf,
  inlayOf,
  lensOf,
  rangeOf,
  redactAction,
  selectionOf,
  symbolOf,
  tokenData,
  treeNodeOf,
} from './convert.ts';
import { type Document, documentStore, offsetAt } from './document.ts';
import { createDocuments } from './documents.ts';
import { docsUri, hoverMarkdown } from './markdown.ts';
import { secretSpans } from './secrets.ts';
import { SETTINGS_SECTION, type Settings, settingsFrom } from './settings.ts';

const capabilities: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  hoverProvider: true,
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  documentHighlightProvider: true,
  referencesProvider: true,
  definitionProvider: true,
  selectionRangeProvider: true,
  codeLensProvider: { resolveProvider: false },
  inlayHintProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
  // By range only: tokens of a whole day of debug would choke every editor.
  semanticTokensProvider: {
    legend: { tokenTypes: [...TOKEN_TYPES], tokenModifiers: [...TOKEN_MODIFIERS] },
    range: true,
  },
};

const mostReferences = 10_000;
const mostFolds = 5000;
/** Milliseconds of work before others get a turn. */
const turn = 20;

export function serve(connection: Connection): void {
  const engine = createEngine(catalogue);
  const rules = new Map(catalogue.rules.map((rule) => [rule.code, rule]));
  const store = new TextDocuments(documentStore);
  let client: InitializeParams['capabilities'] = {};
  let settings: Settings = settingsFrom(undefined);

  const log = (what: string, error: unknown): void =>
    connection.console.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);

  const publish = (document: Document, analysis: Analysis): void => {
    const problems = settings.diagnostics ? diagnosticsOf(analysis, (code) => settings.severity.get(code)) : [];
    const { uri, version } = document;
    const diagnostics = problems.map((problem) => diagnosticOf(uri, analysis, problem));
    send(connection.sendDiagnostics({ uri, version, diagnostics }));
  };

  const tell = (document: Document, analysis: Analysis): void => {
    send(connection.sendNotification(STATUS_NOTIFICATION, statusOf(document.uri, analysis, settings)));
    publish(document, analysis);
  };

  const documents = createDocuments({
    steps: engine.steps,
    analysed: (document, analysis) => {
      for (const failure of analysis.failures) connection.console.error(`Left out: ${failure}`);
      tell(document, analysis);
    },
    failed: ({ uri }, error) => log(`Analysis of ${uri}`, error),
    now: () => performance.now(),
  });

  /** A message that cannot be sent (the client went away) is no reason to fall. */
  const send = (sent: Promise<void>): void => void sent.catch((error: unknown) => log('Sending', error));

  /**
   * Wraps a feature: waits for the analysis of the newest version; an error is a line in the log and the empty answer; a cancelled or
   * overtaken request is refused, never answered with less than all.
   */
  const safely =
    <P, R>(what: string, empty: R, work: (params: P, token: CancellationToken) => R | Promise<R>) =>
    async (params: P, token: CancellationToken): Promise<R | ResponseError> => {
      try {
        const result = await work(params, token);
        return token.isCancellationRequested
          ? new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.')
          : result;
      } catch (error) {
        if (error instanceof ResponseError && error.code !== LSPErrorCodes.RequestFailed) return error;
        log(what, error);
        return empty;
      }
    };
  const about = <P, R>(
    what: string,
    uriOf: (params: P) => string,
    empty: R,
    work: (analysis: Analysis, params: P, uri: string) => R | Promise<R>,
  ) =>
    safely(what, empty, async (params: P, token) => {
      const uri = uriOf(params);
      if (!documents.get(uri)) return empty;
      const analysis = await documents.analysis(uri, token);
      return token.isCancellationRequested ? empty : work(analysis, params, uri);
    });
  const onDocument = <P extends { readonly textDocument: { readonly uri: string } }, R>(
    what: string,
    empty: R,
    work: (analysis: Analysis, params: P, uri: string) => R,
  ) => about<P, R>(what, ({ textDocument }) => textDocument.uri, empty, work);
  const at = (analysis: Analysis, position: Position): number => offsetAt(analysis.text, analysis.lineStarts, position);

  /** A text that is no open document, perhaps a whole day of debug: others are served meanwhile, and whoever asked may cancel. */
  const analyseInSteps = async (text: string, token: CancellationToken): Promise<Analysis> => {
    const steps = engine.steps(text);
    for (let pause = performance.now() + turn; ; ) {
      const step = steps.next();
      if (step.done) return step.value;
      if (performance.now() < pause) continue;
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (token.isCancellationRequested)
        throw new ResponseError(LSPErrorCodes.RequestCancelled, 'The request was cancelled.');
      pause = performance.now() + turn;
    }
  };

  connection.onInitialize((params) => {
    client = params.capabilities;
    return { capabilities, serverInfo: { name: 'IPsec Doctor' } };
  });

  const readSettings = async (): Promise<void> => {
    try {
      settings = settingsFrom(await connection.workspace.getConfiguration(SETTINGS_SECTION));
    } catch (error) {
      log('Reading the settings', error);
    }
  };
  const settingsChanged = async (): Promise<void> => {
    if (client.workspace?.configuration) await readSettings();
    for (const { document, analysis } of documents.analysed()) tell(document, analysis);
    if (client.workspace?.codeLens?.refreshSupport) await connection.sendRequest('workspace/codeLens/refresh');
    if (client.workspace?.inlayHint?.refreshSupport) await connection.languages.inlayHint.refresh();
  };
  connection.onInitialized(() => {
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration)
      void connection.client
        .register(DidChangeConfigurationNotification.type, { section: SETTINGS_SECTION })
        .catch((error: unknown) => log('Watching the settings', error));
    void settingsChanged().catch((error: unknown) => log('Reading the settings', error));
  });
  connection.onDidChangeConfiguration(({ settings: pushed }) => {
    if (!client.workspace?.configuration)
      settings = settingsFrom((pushed as Readonly<Record<string, unknown>> | null)?.[SETTINGS_SECTION]);
    void settingsChanged().catch((error: unknown) => log('Reading the settings', error));
  });

  store.onDidChangeContent(({ document }) => documents.changed(document));
  store.onDidClose(({ document }) => {
    documents.closed(document.uri);
    send(connection.sendDiagnostics({ uri: document.uri, diagnostics: [] }));
  });

  connection.onHover(
    onDocument('Hover', null, (analysis, { position }, uri) => {
      const hover = hoverAt(analysis, catalogue, at(analysis, position));
      return hover
        ? {
            contents: { kind: 'markdown' as const, value: hoverMarkdown(uri, analysis, hover) },
            range: rangeOf(analysis, hover),
          }
        : null;
    }),
  );
  connection.onDocumentSymbol(
    onDocument('Outline', [], (analysis) => symbolsOf(analysis).map((symbol) => symbolOf(analysis, symbol))),
  );
  connection.onFoldingRanges(
    onDocument('Folding', [], (analysis) =>
      foldsOf(analysis, client.textDocument?.foldingRange?.rangeLimit ?? mostFolds).map(foldOf),
    ),
  );
  connection.onDocumentHighlight(
    onDocument('Highlights', [], (analysis, { position }) =>
      highlightsAt(analysis, at(analysis, position)).map((span) => ({ range: rangeOf(analysis, span) })),
    ),
  );
  connection.onReferences(
    onDocument('References', [], (analysis, { position }, uri) =>
      referencesAt(analysis, at(analysis, position), mostReferences).map((span) => ({
        uri,
        range: rangeOf(analysis, span),
      })),
    ),
  );
  connection.onDefinition(
    onDocument('Definition', null, (analysis, { position }, uri) => {
      const identity = identityAt(analysis, at(analysis, position));
      const first = identity && definitionOf(analysis, identity);
      return first ? { uri, range: rangeOf(analysis, first) } : null;
    }),
  );
  connection.onSelectionRanges(
    onDocument('Selection', [], (analysis, { positions }) =>
      positions.map((position) => selectionOf(analysis, selectionAt(analysis, at(analysis, position)))),
    ),
  );
  connection.onCodeLens(
    onDocument('Code lens', [], (analysis, _params, uri) =>
      settings.codeLens ? lensesOf(analysis).map((lens) => lensOf(uri, lens)) : [],
    ),
  );
  connection.languages.inlayHint.on(
    onDocument('Inlay hints', [], (analysis, { range }) =>
      settings.inlayHints
        ? inlaysOf(analysis, catalogue, range.start.line, range.end.line + 1).map((inlay) => inlayOf(analysis, inlay))
        : [],
    ),
  );
  connection.languages.semanticTokens.onRange(
    onDocument('Semantic tokens', { data: [] as number[] }, (analysis, { range }) => ({
      data: tokenData(analysis, tokensOf(analysis, catalogue, range.start.line, range.end.line + 1)),
    })),
  );
  connection.onCodeAction(
    onDocument('Code actions', [], (analysis, { range, context }, uri) => {
      if (context.only && !context.only.some((kind) => kind === '' || CodeActionKind.QuickFix.startsWith(kind)))
        return [];
      const span = { start: at(analysis, range.start), end: at(analysis, range.end) };
      return [
        ...secretSpans(analysis, span).map((secret) => redactAction(uri, analysis, secret)),
        ...actionsAt(analysis, span).map((action) => actionOf(analysis, action, context.diagnostics)),
      ];
    }),
  );

  connection.onRequest<TunnelsResult, void>(
    TUNNELS_REQUEST,
    about(
      'Tunnels',
      ({ uri }: TunnelsParams) => uri,
      { nodes: [] } as TunnelsResult,
      (analysis) => ({
        nodes: treeOf(analysis).map(treeNodeOf),
      }),
    ),
  );
  connection.onRequest<EvidenceResult, void>(
    EVIDENCE_REQUEST,
    about(
      'Evidence',
      ({ uri }: EvidenceParams) => uri,
      null as EvidenceResult,
      (analysis, { position, direction }) => {
        const stop = evidenceFrom(analysis, at(analysis, position), direction);
        return stop ? { range: rangeOf(analysis, stop), code: stop.code } : null;
      },
    ),
  );

  connection.onRequest<ReportResult, void>(
    REPORT_REQUEST,
    about(
      'Report',
      ({ uri }: ReportParams) => uri,
      { markdown: '' },
      (analysis, { lines }, uri) => {
        const part = lines ? engine.analyse(onlyLines(analysis, lines)) : analysis;
        return { markdown: markdownReport([{ file: nameOf(uri), analysis: part }]) };
      },
    ),
  );
  connection.onRequest<CompareResult, void>(
    COMPARE_REQUEST,
    about(
      'Comparison',
      ({ left }: CompareParams) => left,
      { markdown: '' },
      async (analysis, { left, right }) => {
        const other = right === left ? analysis : await documents.analysis(right);
        return {
          markdown: comparisonMarkdown(nameOf(left), nameOf(right), compare(analysis, other, alignConfigurations), {
            left: tunnelsSeen(analysis),
            right: tunnelsSeen(other),
          }),
        };
      },
    ),
  );
  connection.onRequest<DiagnoseResult, void>(
    DIAGNOSE_REQUEST,
    safely('Diagnosis', { content: '' }, async ({ name, text, uri, format }: DiagnoseParams, token) => {
      const analysis = await (text === undefined ? documents.analysis(uri ?? '', token) : analyseInSteps(text, token));
      return { content: rendered(name, analysis, format) };
    }),
  );
  connection.onRequest<RedactResult, void>(
    REDACT_REQUEST,
    safely('Redaction', { text: '' }, ({ text, uri, lines }: RedactParams) => {
      const whole = text ?? documents.get(uri ?? '')?.text ?? '';
      const clean = redact(whole, Math.random);
      return { text: lines ? linesOf(clean, lines) : clean };
    }),
  );
  connection.onRequest<DetectResult, void>(
    DETECT_REQUEST,
    safely('Detection', { likelihood: 'no' }, ({ sample }: DetectParams) => ({ likelihood: engine.detect(sample) })),
  );
  connection.onRequest<ExplainResult, void>(
    EXPLAIN_REQUEST,
    safely('Explanation', { markdown: '' }, ({ code }: ExplainParams) => {
      const rule = rules.get(code);
      return { markdown: rule ? explainMarkdown(rule, catalogue, docsUri) : '' };
    }),
  );

  connection.onShutdown(() => documents.dispose());
  store.listen(connection);
  connection.listen();
}

function statusOf(uri: string, analysis: Analysis, settings: Settings): StatusParams {
  const { verdict, platform, captures, lines } = analysis;
  const evidence = settings.diagnostics ? evidenceLines(analysis) : [];
  return { uri, verdict, platform, captures: captures.length, lines, evidence };
}

function rendered(name: string, analysis: Analysis, format: DiagnoseParams['format']): string {
  const documents = [{ file: name, analysis }];
  if (format === 'markdown') return markdownReport(documents);
  const value =
    format === 'json'
      ? jsonReport(documents)
      : sarifReport(documents, { version: manifest.version, rules: catalogue.rules });
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Some lines of a text, with as many empty lines before them as were left out, so that line numbers stay true. */
function onlyLines({ text, lineStarts }: Analysis, { first, last }: { first: number; last: number }): string {
  const start = lineStarts[Math.max(0, first - 1)] ?? text.length;
  const end = lineStarts[last] ?? text.length;
  return '\n'.repeat(Math.max(0, Math.min(first, lineStarts.length) - 1)) + text.slice(start, end);
}

function linesOf(text: string, { first, last }: { first: number; last: number }): string {
  const starts = lineStartsOf(text);
  return text.slice(starts[Math.max(0, first - 1)] ?? text.length, starts[last] ?? text.length);
}

/** The last part of a URI, as people call the document: `Untitled-1` of `untitled:Untitled-1`. */
function nameOf(uri: string): string {
  const last = uri.slice(Math.max(uri.lastIndexOf('/'), uri.indexOf(':')) + 1).replace(/[?#].*$/, '');
  try {
    return decodeURIComponent(last) || uri;
  } catch {
    return last || uri;
  }
}
