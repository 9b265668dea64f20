// The commands that a person or a link calls.
import { commands, Disposable, env, l10n, type TextDocument, Uri, window, workspace } from 'vscode';
import { COMMANDS, LANGUAGE_ID } from '../../server/src/protocol.ts';
import { readAsCapture, reveal } from './documents.ts';
import type { Lines, Reports } from './report.ts';

export function registerCommands(reports: Reports, extensionUri: Uri): Disposable {
  const diagnose = async (uri?: unknown): Promise<void> => {
    const document = (await textBehind(uri)) ?? (await clipboardText());
    if (!document) return;
    const lines = selectedLines(document);
    await reports.show((await readAsCapture(document)).uri, lines);
  };

  const adopt = async (uri?: unknown): Promise<void> => {
    const document = await textBehind(uri);
    if (document) await readAsCapture(document);
  };

  const openSample = async (): Promise<void> => {
    const sample = await workspace.fs.readFile(Uri.joinPath(extensionUri, 'samples', 'main-mode-refused.txt'));
    await showCapture(new TextDecoder().decode(sample));
  };

  return Disposable.from(
    commands.registerCommand(COMMANDS.diagnose, diagnose),
    commands.registerCommand(COMMANDS.openSample, openSample),
    commands.registerCommand(COMMANDS.adopt, adopt),
    commands.registerCommand(COMMANDS.reveal, (uri: string, first: number, last?: number) =>
      reveal(Uri.parse(uri, true), first, last),
    ),
    commands.registerCommand(COMMANDS.copy, copy),
  );
}

async function copy(text: string): Promise<void> {
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(l10n.t('Copied.'), 3_000);
}

/** Menus pass the address of a text, hovers pass it as a string, the palette and key bindings pass nothing. */
async function textBehind(uri: unknown): Promise<TextDocument | undefined> {
  if (uri instanceof Uri) return workspace.openTextDocument(uri);
  if (typeof uri === 'string') return workspace.openTextDocument(Uri.parse(uri, true));
  return window.activeTextEditor?.document;
}

/** With no text open, the clipboard is the likely subject; it is read only after a click that says so. */
async function clipboardText(): Promise<TextDocument | undefined> {
  const yes = l10n.t('Paste and diagnose');
  const answer = await window.showInformationMessage(
    l10n.t('No text is open. Diagnose what is on the clipboard?'),
    yes,
  );
  return answer === yes ? showCapture(await env.clipboard.readText()) : undefined;
}

/** A new tab with a capture in it, nothing of which is on disk. */
async function showCapture(content: string): Promise<TextDocument> {
  const document = await workspace.openTextDocument({ language: LANGUAGE_ID, content });
  await window.showTextDocument(document);
  return document;
}

/** The lines of a selection that holds text, 1-based and inclusive. */
function selectedLines(document: TextDocument): Lines | undefined {
  const editor = window.activeTextEditor;
  if (editor?.document !== document || editor.selection.isEmpty) return undefined;
  const { start, end } = editor.selection;
  if (document.getText(editor.selection).trim() === '') return undefined;
  return { first: start.line + 1, last: end.line + (end.character > 0 ? 1 : 0) };
}
