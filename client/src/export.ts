// The diagnosis outside the editor: on the clipboard, in a file, of a file too large to open, of two ends side by side, for a chat.
import {
  type CancellationToken,
  commands,
  Disposable,
  env,
  LanguageModelTextPart,
  type LanguageModelToolInvocationOptions,
  LanguageModelToolResult,
  l10n,
  lm,
  ProgressLocation,
  type TextDocument,
  type Uri,
  window,
  workspace,
} from 'vscode';
import {
  COMMANDS,
  COMPARE_REQUEST,
  type CompareParams,
  type CompareResult,
  DIAGNOSE_REQUEST,
  type DiagnoseParams,
  type DiagnoseResult,
  LANGUAGE_ID,
  REDACT_REQUEST,
  type RedactResult,
} from '../../server/src/protocol.ts';
import { decode } from './documents.ts';
import type { Reports } from './report.ts';
import type { Server } from './shared.ts';

type Format = DiagnoseParams['format'];

const EXTENSIONS: Readonly<Record<Format, string>> = { markdown: 'md', json: 'json', sarif: 'sarif' };
const TOOL = 'ipsec_diagnose';

export function registerExports(server: Server, reports: Reports): Disposable {
  // Spread, because the client would send a token that is undefined as one more parameter.
  const diagnose = async (params: DiagnoseParams, ...token: CancellationToken[]): Promise<string> => {
    const client = await server();
    return (await client.sendRequest<DiagnoseResult>(DIAGNOSE_REQUEST, params, ...token)).content;
  };
  const ofDocument = ({ uri }: TextDocument, format: Format): Promise<string> =>
    diagnose({ name: nameOf(uri), uri: uri.toString(), format });

  const copyReport = async (): Promise<void> => {
    const document = capture();
    if (!document) return;
    await env.clipboard.writeText(await ofDocument(document, 'markdown'));
    window.setStatusBarMessage(l10n.t('The report is copied.'), 3_000);
  };

  /** A key binding may name the format and the file; what it does not name is asked for. */
  const saveReport = async (given?: string, file?: Uri): Promise<void> => {
    const document = capture();
    if (!document) return;
    const format =
      given ?? (await window.showQuickPick(Object.keys(EXTENSIONS), { title: l10n.t('Save the report as') }));
    if (!isFormat(format)) return;
    const target = file ?? (await window.showSaveDialog({ filters: { [format]: [EXTENSIONS[format]] } }));
    if (target) await workspace.fs.writeFile(target, new TextEncoder().encode(await ofDocument(document, format)));
  };

  const diagnoseFile = async (given?: Uri): Promise<void> => {
    const file =
      given ?? (await window.showOpenDialog({ title: l10n.t('Diagnose file'), openLabel: l10n.t('Diagnose') }))?.[0];
    if (!file) return;
    const name = nameOf(file);
    await window.withProgress(
      { location: ProgressLocation.Notification, title: l10n.t('Diagnosing {0}', name), cancellable: true },
      async (progress, token) => {
        progress.report({ message: l10n.t('reading') });
        const text = decode(await workspace.fs.readFile(file));
        if (token.isCancellationRequested) return;
        progress.report({ message: l10n.t('analysing') });
        const markdown = await diagnose({ name, text, format: 'markdown' }, token).catch((error: unknown) => {
          // Whoever cancels wants to hear no more of it.
          if (token.isCancellationRequested) return undefined;
          throw error;
        });
        if (markdown !== undefined && !token.isCancellationRequested) await reports.showText(name, markdown);
      },
    );
  };

  const compare = async (): Promise<void> => {
    const left = capture();
    if (!left) return;
    const others = workspace.textDocuments.filter((other) => other.languageId === LANGUAGE_ID && other !== left);
    const picked = await window.showQuickPick(
      [
        ...others.map((other) => ({ label: nameOf(other.uri), uri: other.uri.toString() })),
        { label: l10n.t('Both ends are in this text'), uri: left.uri.toString() },
      ],
      {
        title: l10n.t('The other end of the tunnel'),
        placeHolder: l10n.t('Open the output of both ends first'),
      },
    );
    if (!picked) return;
    const params: CompareParams = { left: left.uri.toString(), right: picked.uri };
    const { markdown } = await (await server()).sendRequest<CompareResult>(COMPARE_REQUEST, params);
    await reports.showText(l10n.t('Both peers'), markdown);
  };

  /** A chat gets the diagnosis of the redacted text: what it is told leaves the machine. */
  const invoke = async ({ input }: LanguageModelToolInvocationOptions<{ text?: string }>, token: CancellationToken) => {
    const text = input.text ?? capture()?.getText() ?? '';
    const redacted = await (await server()).sendRequest<RedactResult>(REDACT_REQUEST, { text }, token);
    const content = await diagnose({ name: 'text', text: redacted.text, format: 'json' }, token);
    return new LanguageModelToolResult([new LanguageModelTextPart(content)]);
  };

  return Disposable.from(
    commands.registerCommand(COMMANDS.copyReport, copyReport),
    commands.registerCommand(COMMANDS.saveReport, saveReport),
    commands.registerCommand(COMMANDS.diagnoseFile, diagnoseFile),
    commands.registerCommand(COMMANDS.compare, compare),
    lm.registerTool(TOOL, { invoke }),
  );
}

/** The capture in front, or next to the report in front. */
function capture(): TextDocument | undefined {
  const editors = [window.activeTextEditor, ...window.visibleTextEditors];
  return editors.find((editor) => editor?.document.languageId === LANGUAGE_ID)?.document;
}

function nameOf(uri: Uri): string {
  return uri.path.split('/').at(-1) || uri.path;
}

function isFormat(text: string | undefined): text is Format {
  return text !== undefined && text in EXTENSIONS;
}
