// Takes addresses, names and secrets out of a text before it is shared: copy, paste, whole document.
import {
  commands,
  type DataTransfer,
  Disposable,
  DocumentDropOrPasteEditKind,
  DocumentPasteEdit,
  type DocumentPasteEditProvider,
  env,
  l10n,
  languages,
  Range,
  type TextDocument,
  type TextEditor,
  window,
} from 'vscode';
import {
  COMMANDS,
  LANGUAGE_ID,
  REDACT_REQUEST,
  type RedactParams,
  type RedactResult,
} from '../../server/src/protocol.ts';
import { maySpeakOfTunnels } from './glance.ts';
import type { Server } from './shared.ts';

const PASTE_KIND = DocumentDropOrPasteEditKind.Empty.append('ipsecDoctor', 'redacted');
const PLAIN_TEXT = 'text/plain';

export function registerRedaction(server: Server): Disposable {
  const redact = async (text: string): Promise<string> => {
    const params: RedactParams = { text };
    const clean = (await (await server()).sendRequest<RedactResult>(REDACT_REQUEST, params)).text;
    // A failure answers with nothing, which must neither replace a text nor be pasted in place of it.
    if (text !== '' && clean === '') throw new Error(l10n.t('The text could not be redacted.'));
    return clean;
  };

  const copyRedacted = async (): Promise<void> => {
    const editor = window.activeTextEditor;
    if (!editor) return;
    await env.clipboard.writeText(await redact(editor.document.getText(rangeOf(editor))));
    window.setStatusBarMessage(l10n.t('Copied with addresses, names and secrets replaced.'), 5_000);
  };

  const redactDocument = async (): Promise<void> => {
    const editor = window.activeTextEditor;
    if (!editor) return;
    const { version } = editor.document;
    const clean = await redact(editor.document.getText());
    // What was typed meanwhile would be lost.
    if (editor.document.version !== version) return redactDocument();
    await editor.edit((edit) => edit.replace(wholeOf(editor.document), clean));
  };

  return Disposable.from(
    commands.registerCommand(COMMANDS.copyRedacted, copyRedacted),
    commands.registerCommand(COMMANDS.redactDocument, redactDocument),
    languages.registerDocumentPasteEditProvider(
      [{ language: LANGUAGE_ID }, { language: 'plaintext' }, { language: 'log' }],
      new RedactedPaste(redact),
      { providedPasteEditKinds: [PASTE_KIND], pasteMimeTypes: [PLAIN_TEXT] },
    ),
  );
}

/** "Paste redacted" stands in the list of ways to paste; a plain paste stays the first of them. */
class RedactedPaste implements DocumentPasteEditProvider {
  readonly #redact: (text: string) => Promise<string>;

  constructor(redact: (text: string) => Promise<string>) {
    this.#redact = redact;
  }

  async provideDocumentPasteEdits(
    _document: TextDocument,
    _ranges: readonly Range[],
    data: DataTransfer,
  ): Promise<DocumentPasteEdit[] | undefined> {
    const text = await data.get(PLAIN_TEXT)?.asString();
    if (!text || !maySpeakOfTunnels(text.slice(0, 65_536))) return undefined;
    const edit = new DocumentPasteEdit(text, l10n.t('Paste redacted'), PASTE_KIND);
    edit.yieldTo = [DocumentDropOrPasteEditKind.Text];
    return [edit];
  }

  async resolveDocumentPasteEdit(edit: DocumentPasteEdit): Promise<DocumentPasteEdit> {
    edit.insertText = await this.#redact(String(edit.insertText));
    return edit;
  }
}

/** The selection, or else the whole text. */
function rangeOf({ document, selection }: TextEditor): Range {
  return selection.isEmpty ? wholeOf(document) : selection;
}

function wholeOf(document: TextDocument): Range {
  return document.validateRange(new Range(0, 0, document.lineCount, 0));
}
