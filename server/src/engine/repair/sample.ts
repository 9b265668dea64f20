// What several repairs ask of a text: how much of it shows how it was made, where its lines end, how logs begin.

/** Enough characters to see how a text was made: what its beginning does not show is not looked for in the rest. */
export const SAMPLE_CHARACTERS = 200_000;

export const LF = 10;
export const CR = 13;

/** How a log writes the month. */
export const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';

export function lineEnd(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

export function contentEnd(text: string, start: number, end: number): number {
  return end > start && text.charCodeAt(end - 1) === CR ? end - 1 : end;
}
