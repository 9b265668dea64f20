// Where lines begin: offsets of line starts in a typed array, and the way from an offset to its line; parts of a text that outlive it.

/** Offsets at which lines begin. A line ends before its LF or CR LF. */
export function lineStartsOf(text: string): Uint32Array {
  let starts = new Uint32Array(Math.max(64, text.length >> 6));
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (count === starts.length) {
      const larger = new Uint32Array(starts.length * 2);
      larger.set(starts);
      starts = larger;
    }
    starts[count] = at + 1;
    count += 1;
  }
  return starts.slice(0, count);
}

/** The same for a text of which a beginning and an end are known from another one: `prefix` and `suffix` characters. */
export function lineStartsAfter(
  before: { readonly text: string; readonly starts: Uint32Array },
  text: string,
  { prefix, suffix }: { readonly prefix: number; readonly suffix: number },
): Uint32Array {
  const { starts } = before;
  const head = starts.subarray(0, lineAt(starts, prefix) + 1);
  const tail = starts.subarray(lineAt(starts, before.text.length - suffix) + 1);
  const middle = lineStartsOf(text.slice(prefix, text.length - suffix)).subarray(1);
  const all = new Uint32Array(head.length + middle.length + tail.length);
  all.set(head);
  all.set(
    middle.map((start) => start + prefix),
    head.length,
  );
  const shift = text.length - before.text.length;
  all.set(shift === 0 ? tail : tail.map((start) => start + shift), head.length + middle.length);
  return all;
}

/** Index of the line that holds an offset (0-based). */
export const lineAt = (starts: Uint32Array, offset: number): number => Math.max(0, firstAbove(starts, offset) - 1);

/** Index of the first of some ascending numbers that is larger than a value; their length where none is. */
export function firstAbove(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Offset of the end of a line, without its line break. */
export function lineEnd(text: string, starts: Uint32Array, line: number): number {
  if (line + 1 >= starts.length) return text.length;
  const next = starts[line + 1] as number;
  return text.charCodeAt(next - 2) === 13 && next - 2 >= (starts[line] as number) ? next - 2 : next - 1;
}

/** A part of a text keeps all of it in memory unless it is short; the same characters in a text of their own do not. */
export const own = (part: string): string => (part.length <= shortPart ? part : ` ${part}`.slice(1));
const shortPart = 12;
