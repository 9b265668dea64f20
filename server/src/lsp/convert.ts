// From the engine's plain values to the objects of the language server protocol.
import {
  type CodeAction,
  CodeActionKind,
  type CodeLens,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type DocumentSymbol,
  type FoldingRange,
  type InlayHint,
  InlayHintKind,
  type Position,
  type Range,
  type SelectionRange,
  SymbolKind,
} from 'vscode-languageserver';
import type { Action } from '../engine/features/actions.ts';
import type { Diagnostic as Problem } from '../engine/features/diagnostics.ts';
import type { Fold } from '../engine/features/folds.ts';
import type { Inlay } from '../engine/features/inlays.ts';
import type { Lens } from '../engine/features/lenses.ts';
import { shorten } from '../engine/features/prose.ts';
import type { Symbol as Entry } from '../engine/features/symbols.ts';
import type { Token } from '../engine/features/tokens.ts';
import type { Node } from '../engine/features/tree.ts';
import { lineAt } from '../engine/lines.ts';
import type { Analysis, Severity, Span } from '../engine/model.ts';
import { COMMANDS, LANGUAGE_ID, TOKEN_MODIFIERS, TOKEN_TYPES, type TunnelNode } from '../protocol.ts';
import { MASK } from '../report/secrets.ts';
import { placeOf } from '../report/source.ts';
import { docsUri } from './markdown.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

function positionAt({ lineStarts }: Analysis, offset: number): Position {
  const line = lineAt(lineStarts, offset);
  return { line, character: offset - (lineStarts[line] as number) };
}

export const rangeOf = (analysis: Analysis, { start, end }: Span): Range => ({
  start: positionAt(analysis, start),
  end: positionAt(analysis, end),
});

/** One line in the hover, where these stand above our own. */
const longestExcerpt = 50;

export function diagnosticOf(uri: string, analysis: Analysis, problem: Problem): Diagnostic {
  return {
    range: rangeOf(analysis, problem),
    severity: severities[problem.severity],
    source: LANGUAGE_ID,
    message: problem.message,
    ...(problem.code === undefined ? {} : { code: problem.code, codeDescription: { href: docsUri(problem.code) } }),
    ...(problem.unnecessary ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    relatedInformation: problem.related.map((related) => ({
      location: { uri, range: rangeOf(analysis, related) },
      message: related.excerpt
        ? `${related.note}: ${shorten(placeOf(analysis, { ...related, role: 'context' }).text, longestExcerpt)}`
        : related.note,
    })),
  };
}

const symbolKinds: Readonly<Record<Entry['kind'], SymbolKind>> = {
  capture: SymbolKind.Module,
  tunnel: SymbolKind.Interface,
  ike: SymbolKind.Key,
  ipsec: SymbolKind.Package,
  attempt: SymbolKind.Event,
  exchange: SymbolKind.Method,
};

export const symbolOf = (analysis: Analysis, symbol: Entry): DocumentSymbol => ({
  name: symbol.name || '…',
  detail: symbol.detail,
  kind: symbolKinds[symbol.kind],
  range: rangeOf(analysis, symbol),
  selectionRange: rangeOf(analysis, symbol.at),
  children: symbol.children.map((child) => symbolOf(analysis, child)),
});

export const foldOf = ({ startLine, endLine }: Fold): FoldingRange => ({ startLine, endLine });

const tokenTypes: Readonly<Record<Token['kind'], (typeof TOKEN_TYPES)[number]>> = {
  state: 'ipsecState',
  identifier: 'ipsecIdentifier',
  address: 'ipsecAddress',
  counter: 'ipsecCounter',
  algorithm: 'ipsecAlgorithm',
  name: 'ipsecName',
};

/** Five numbers a token, each place relative to the token before, as the protocol wants it. */
export function tokenData({ lineStarts }: Analysis, tokens: readonly Token[]): number[] {
  const data: number[] = [];
  let line = 0;
  let character = 0;
  for (const token of tokens) {
    const column = token.start - (lineStarts[token.line] as number);
    if (token.line !== line) character = 0;
    const modifiers = token.health ? 1 << TOKEN_MODIFIERS.indexOf(token.health) : 0;
    const type = TOKEN_TYPES.indexOf(tokenTypes[token.kind]);
    data.push(token.line - line, column - character, token.end - token.start, type, modifiers);
    line = token.line;
    character = column;
  }
  return data;
}

const lensMarks = { good: '$(pass)', waiting: '$(question)', bad: '$(error)', neutral: '$(info)' } as const;

export const lensOf = (uri: string, { line, health, title }: Lens): CodeLens => ({
  range: { start: { line, character: 0 }, end: { line, character: 0 } },
  // `$(…)` draws an icon in a lens; what was pasted must not. The editor drops a plain blank behind an icon.
  command: {
    title: `${lensMarks[health]}\u00a0${title.replaceAll('$(', '$ (')}`,
    command: COMMANDS.diagnose,
    arguments: [uri],
  },
});

export const inlayOf = (analysis: Analysis, { offset, label }: Inlay): InlayHint => ({
  position: positionAt(analysis, offset),
  label,
  kind: InlayHintKind.Type,
  paddingLeft: true,
});

export function selectionOf(analysis: Analysis, spans: readonly Span[]): SelectionRange {
  let selection: SelectionRange | undefined;
  for (const span of spans.toReversed())
    selection = { range: rangeOf(analysis, span), ...(selection ? { parent: selection } : {}) };
  return selection ?? { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
}

export function actionOf(analysis: Analysis, action: Action, diagnostics: readonly Diagnostic[]): CodeAction {
  const code = analysis.findings[action.finding]?.code;
  const base = {
    title: action.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: diagnostics.filter((diagnostic) => diagnostic.code === code),
  };
  switch (action.do) {
    case 'copy':
      return { ...base, command: { title: action.title, command: COMMANDS.copy, arguments: [action.text] } };
    case 'explain':
      return { ...base, command: { title: action.title, command: COMMANDS.explain, arguments: [action.code] } };
    case 'severity':
      return { ...base, command: { title: action.title, command: COMMANDS.changeSeverity, arguments: [action.code] } };
  }
}

export const redactAction = (uri: string, analysis: Analysis, secret: Span): CodeAction => ({
  title: 'Redact this secret',
  kind: CodeActionKind.QuickFix,
  edit: { changes: { [uri]: [{ range: rangeOf(analysis, secret), newText: MASK }] } },
});

export const treeNodeOf = (node: Node): TunnelNode => ({
  kind: node.kind,
  label: node.label,
  ...(node.description ? { description: node.description } : {}),
  ...(node.tooltip ? { tooltip: node.tooltip } : {}),
  health: node.health,
  firstLine: node.firstLine + 1,
  lastLine: node.lastLine + 1,
  children: node.children.map(treeNodeOf),
});
