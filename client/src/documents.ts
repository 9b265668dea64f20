// Small helpers over the editor's documents: a bounded sample of the text, the change of language, showing a place.
import { languages, Range, TabInputText, type TextDocument, type Uri, ViewColumn, window, workspace } from 'vscode';
import { LANGUAGE_ID } from '../../server/src/protocol.ts';

const HEAD_SIZE = 65_536;
const WINDOW_SIZE = 4_096;
const WINDOWS_AT = [0.25, 0.5, 0.75, 0.95];

/** The head of the text and a few windows further down: recognition costs the same for a page and for a day of logs. */
export function sampleOf(document: TextDocument): string {
  const head = linesFrom(document, 0, HEAD_SIZE);
  if (head.endLine === document.lineCount) return head.text;
  const windows = WINDOWS_AT.map((share) => Math.floor(document.lineCount * share))
    .filter((line) => line >= head.endLine)
    .map((line) => linesFrom(document, line, WINDOW_SIZE).text);
  return [head.text, ...windows].join('\n');
}

function linesFrom(document: TextDocument, startLine: number, size: number): { text: string; endLine: number } {
  const lines: string[] = [];
  let line = startLine;
  for (let room = size; line < document.lineCount && room > 0; line++) {
    const text = document.lineAt(line).text.slice(0, room);
    lines.push(text);
    room -= text.length + 1;
  }
  return { text: lines.join('\n'), endLine: line };
}

export async function readAsCapture(document: TextDocument): Promise<TextDocument> {
  return document.languageId === LANGUAGE_ID ? document : languages.setTextDocumentLanguage(document, LANGUAGE_ID);
}

/** Shows lines (1-based, inclusive) of a text where it already stands, else in the first column. */
export async function reveal(uri: Uri, first: number, last = first): Promise<void> {
  const document = await workspace.openTextDocument(uri);
  const end = document.validateRange(new Range(last - 1, 0, last - 1, Number.MAX_SAFE_INTEGER)).end;
  const group = window.tabGroups.all.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString()),
  );
  await window.showTextDocument(document, {
    viewColumn: group?.viewColumn ?? ViewColumn.One,
    selection: new Range(document.validateRange(new Range(first - 1, 0, first - 1, 0)).start, end),
    preview: false,
  });
}

/** A file as text: UTF-16 and UTF-8 are told by their marks and their form, the rest is read as Latin-1. */
export function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
