// Finds the name that was meant where one is misspelt.

/** Case and joints do not tell two names apart for a reader. */
export const plainly = (name: string): string => name.toLowerCase().replace(/[-_.]/g, '');

/** Nor do letters that are taken for one another. */
const asRead = (name: string): string => plainly(name).replace(/[il]/g, '1').replace(/o/g, '0');

/** Names longer than this are compared as a reader takes them in only. */
const longest = 60;

/** The one name that differs from another in next to nothing: as it is read, or in one letter of several. */
export function similarTo(name: string, others: Iterable<string>): string | undefined {
  const all = [...others].filter((other) => other !== name && /\D/.test(other));
  const looksSame = all.filter((other) => asRead(other) === asRead(name));
  const near =
    looksSame.length > 0
      ? looksSame
      : all.filter((other) => differsInOne(name, other) || differsInOne(plainly(name), plainly(other)));
  return near.length === 1 && /\D/.test(name) ? near[0] : undefined;
}

/** One letter more, less, other, or two in the other order; of names of two or three letters that is too much. */
function differsInOne(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < 4 || Math.max(one.length, other.length) > longest) return false;
  const slip = slipBetween(one, other);
  // Names that count up (SITE-1, SITE-2) are meant to differ so.
  return slip !== undefined && !/\d/.test(slip.letters);
}

/** The one slip by which two words differ: a letter more or less, another letter, or two in the other order; and the letters at that place. */
export function slipBetween(
  one: string,
  other: string,
): { readonly kind: 'more' | 'other' | 'turned'; readonly letters: string } | undefined {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (one === other || long.length - short.length > 1) return undefined;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  const letters = `${short[at] ?? ''}${long[at] ?? ''}`;
  const rest = long.slice(at + 1);
  if (short.length < long.length) return short.slice(at) === rest ? { kind: 'more', letters } : undefined;
  if (short.slice(at + 1) === rest) return { kind: 'other', letters };
  const isTurned =
    short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
  return isTurned ? { kind: 'turned', letters } : undefined;
}
