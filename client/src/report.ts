// The report beside the text: a read-only virtual Markdown document in the editor's own preview, kept in step with the text.
import {
  commands,
  Disposable,
  EventEmitter,
  TabInputText,
  type TextDocumentContentProvider,
  Uri,
  window,
  workspace,
} from 'vscode';
import { REPORT_REQUEST, type ReportParams, type ReportResult } from '../../server/src/protocol.ts';
import { readAsCapture, reveal } from './documents.ts';
import type { Server } from './shared.ts';

const SCHEME = 'ipsec-doctor-report';
const FILE_NAME = 'IPsec report.md';

export type Lines = NonNullable<ReportParams['lines']>;

/** What a report address stands for. `at` are the lines that a link in the report leads to. */
interface Address {
  readonly source: Uri;
  readonly lines?: Lines | undefined;
  readonly at?: Lines | undefined;
}

export class Reports implements TextDocumentContentProvider {
  readonly #changed = new EventEmitter<Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #server: Server;
  readonly #registrations: Disposable;
  readonly #texts = new Map<string, string>();

  constructor(server: Server) {
    this.#server = server;
    this.#registrations = Disposable.from(
      workspace.registerTextDocumentContentProvider(SCHEME, this),
      window.onDidChangeActiveTextEditor((editor) => editor && followLink(editor.document.uri)),
      this.#changed,
    );
  }

  dispose(): void {
    this.#registrations.dispose();
  }

  async show(source: Uri, lines?: Lines): Promise<void> {
    await commands.executeCommand('markdown.showPreviewToSide', addressOf(source, lines));
  }

  /** Shows a report that no open text stands behind, so its lines are named but not linked. */
  async showText(name: string, markdown: string): Promise<void> {
    const uri = Uri.from({ scheme: SCHEME, path: `/${encodeURIComponent(name)}/text/${FILE_NAME}` });
    this.#texts.set(uri.toString(), markdown.replace(/\[([^\]]*)\]\(#L[\dL-]+\)/g, '$1'));
    this.#changed.fire(uri);
    await commands.executeCommand('markdown.showPreviewToSide', uri);
  }

  /** The server has read the text anew: every open report on it is asked for again. */
  refresh(source: string): void {
    for (const { uri } of workspace.textDocuments) {
      if (uri.scheme === SCHEME && parse(uri).source.toString() === source) this.#changed.fire(uri);
    }
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const { source, lines, at } = parse(uri);
    const text = at ? '' : this.#texts.get(uri.toString());
    if (text !== undefined) return text;
    await readAsCapture(await workspace.openTextDocument(source));
    const client = await this.#server();
    const params: ReportParams = { uri: client.code2ProtocolConverter.asUri(source), ...(lines && { lines }) };
    const { markdown } = await client.sendRequest<ReportResult>(REPORT_REQUEST, params);
    return markdown.replace(/\]\(#L(\d+)(?:-L(\d+))?\)/g, (_, first, last = first) => `](line/${first}-${last})`);
  }
}

function addressOf(source: Uri, lines?: Lines): Uri {
  const part = lines ? `${lines.first}-${lines.last}` : 'all';
  return Uri.from({ scheme: SCHEME, path: `/${encodeURIComponent(source.toString())}/${part}/${FILE_NAME}` });
}

function parse({ path }: Uri): Address {
  const [, source = '', part = '', kind, at] = path.split('/');
  return {
    source: Uri.parse(decodeURIComponent(source)),
    lines: parseLines(part),
    at: kind === 'line' ? parseLines(at) : undefined,
  };
}

function parseLines(text = ''): Lines | undefined {
  const match = /^(\d+)-(\d+)$/.exec(text);
  return match ? { first: Number(match[1]), last: Number(match[2]) } : undefined;
}

/**
 * The preview runs no command of ours, it only opens relative addresses. So a link to a line opens an address of the
 * report's own scheme, and that tab gives way at once to the line in the text.
 */
async function followLink(uri: Uri): Promise<void> {
  if (uri.scheme !== SCHEME) return;
  const { source, at } = parse(uri);
  if (!at) return;
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  const own = tabs.filter(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString());
  // In this order: a tab that closes in the active group would take the focus back to the report.
  await reveal(source, at.first, at.last);
  await window.tabGroups.close(own);
}
