// One open text: its string and where its lines begin, kept up to date edit by edit.
import type { Position, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { lineAt, lineStartsOf } from '../engine/lines.ts';

/** A version of a text; an edit makes a new one. */
export interface Document {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
  readonly starts: Uint32Array;
}

/** For `TextDocuments`: the library's own document would keep a second table of lines. */
export const documentStore = {
  create: (uri: string, languageId: string, version: number, text: string): Document => ({
    uri,
    languageId,
    version,
    text,
    starts: lineStartsOf(text),
  }),
  update: (document: Document, changes: readonly TextDocumentContentChangeEvent[], version: number): Document => {
    let { text, starts } = document;
    for (const change of changes) {
      if (!('range' in change)) {
        text = change.text;
        starts = lineStartsOf(text);
        continue;
      }
      const one = offsetAt(text, starts, change.range.start);
      const other = offsetAt(text, starts, change.range.end);
      const start = Math.min(one, other);
      const end = Math.max(one, other);
      starts = splice(starts, start, end, change.text);
      text = text.slice(0, start) + change.text + text.slice(end);
    }
    return { uri: document.uri, languageId: document.languageId, version, text, starts };
  },
};

/** Offset of a position; positions beyond a line or the text are moved to its end. */
export function offsetAt(text: string, starts: Uint32Array, { line, character }: Position): number {
  if (line < 0) return 0;
  if (line >= starts.length) return text.length;
  const start = starts[line] as number;
  let end = line + 1 < starts.length ? (starts[line + 1] as number) - 1 : text.length;
  if (end > start && line + 1 < starts.length && text.charCodeAt(end - 1) === 13) end -= 1;
  return Math.min(Math.max(start, start + character), end);
}

/** Line starts after the characters from `start` to `end` were replaced. */
function splice(starts: Uint32Array, start: number, end: number, inserted: string): Uint32Array {
  const keep = lineAt(starts, start) + 1;
  const resume = lineAt(starts, end) + 1;
  const added = inserted.includes('\n') ? lineStartsOf(inserted).subarray(1) : new Uint32Array(0);
  const result = new Uint32Array(keep + added.length + (starts.length - resume));
  result.set(starts.subarray(0, keep));
  for (let index = 0; index < added.length; index += 1) result[keep + index] = (added[index] as number) + start;
  const shift = inserted.length - (end - start);
  const tail = keep + added.length;
  for (let index = resume; index < starts.length; index += 1)
    result[tail + index - resume] = (starts[index] as number) + shift;
  return result;
}
