// The commands that a person or a link calls.
import { commands, Disposable, env, type TextDocument, Uri, window, workspace } from 'vscode';
import { COMMANDS, LANGUAGE_ID } from '../../server/src/protocol.ts';
import { readAsCapture, reveal } from './documents.ts';
import type { Lines, Reports } from './report.ts';

export function registerCommands(reports: Reports): Disposable {
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

  return Disposable.from(
    commands.registerCommand(COMMANDS.diagnose, diagnose),
    commands.registerCommand(COMMANDS.adopt, adopt),
    commands.registerCommand(COMMANDS.reveal, (uri: string, first: number, last?: number) =>
      reveal(Uri.parse(uri, true), first, last),
    ),
    commands.registerCommand(COMMANDS.copy, (text: string) => env.clipboard.writeText(text)),
  );
}

/** Menus pass the address of a text, hovers pass it as a string, the palette and key bindings pass nothing. */
async function textBehind(uri: unknown): Promise<TextDocument | undefined> {
  if (uri instanceof Uri) return workspace.openTextDocument(uri);
  if (typeof uri === 'string') return workspace.openTextDocument(Uri.parse(uri, true));
  return window.activeTextEditor?.document;
}

/** With no text open, the clipboard is the likely subject; it is read only after a click that says so. */
async function clipboardText(): Promise<TextDocument | undefined> {
  const yes = 'Paste and diagnose';
  const answer = await window.showInformationMessage('No text is open. Diagnose what is on the clipboard?', yes);
  if (answer !== yes) return undefined;
  const document = await workspace.openTextDocument({ language: LANGUAGE_ID, content: await env.clipboard.readText() });
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
