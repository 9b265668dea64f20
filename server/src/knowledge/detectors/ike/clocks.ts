// Tells from which line on the clock of a device is known: what certificates failed at above may be the clock, below it is not.
import type { Model } from '../../../engine/model.ts';
import { capturesOf, groupBy, textOf } from '../values.ts';

export const unset = 'pki.syslog-non-authoritative-clock';
export const set = 'pki.syslog-authoritative-clock';

const [january, march] = [0, 2];
/** The first of a month, in years before any certificate that is in use. */
function isFirstOf(months: readonly number[], milliseconds: number): boolean {
  const date = new Date(milliseconds);
  return date.getUTCFullYear() <= 2005 && months.includes(date.getUTCMonth()) && date.getUTCDate() === 1;
}

/** Without a battery or a time server the clock of IOS starts at midnight of the first of March at every boot, that of an ASA at the first of January. */
export const isDefaultDate = (milliseconds: number): boolean => isFirstOf([january, march], milliseconds);
export const isDefaultDateOfIos = (milliseconds: number): boolean => isFirstOf([march], milliseconds);

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `09:17:52 UTC Jun 22 2023` as minutes; zones are left out, a day more or less does not matter here. */
export function dateOf(text: string | undefined): number | undefined {
  const match = /(\d{1,2}):(\d\d):\d\d.*?([A-Z][a-z]{2})[a-z]*\s+(\d{1,2}),?\s+(\d{4})/.exec(text ?? '');
  const month = monthNames.indexOf((match?.[3] ?? '').toLowerCase());
  if (!match || month < 0) return undefined;
  return Date.UTC(Number(match[5]), month, Number(match[4]), Number(match[1]), Number(match[2])) / 60_000;
}

interface Sign {
  readonly device: string | undefined;
  readonly line: number;
  readonly known: boolean;
}

/** What a text says of the clocks of its devices: looks at them, at their time server, and what they log themselves. */
function signsIn(model: Model): Sign[] {
  const looks = capturesOf(model.captures, 'show clock').flatMap(({ device, startLine, root }): Sign[] => {
    const day = dateOf(`${textOf(root, 'time')} ${textOf(root, 'date')}`);
    const known = textOf(root, 'notSet') !== '*' && day !== undefined && !isDefaultDate(day * 60_000);
    return root.fields.time === undefined ? [] : [{ device, line: startLine, known }];
  });
  // One that has lost its time server knows the time all the same.
  const followed = capturesOf(model.captures, 'show ntp status')
    .filter(({ root }) => textOf(root, 'state') === 'synchronized')
    .map(({ device, startLine }): Sign => ({ device, line: startLine, known: true }));
  const logged = [unset, set].flatMap((id) =>
    model
      .occurrences(id)
      .map(({ line, capture }): Sign => ({ device: model.captures[capture]?.device, line, known: id === set })),
  );
  return [...looks, ...followed, ...logged].sort((a, b) => a.line - b.line);
}

/** The last line by which the clock of a device is unknown, and the first one below by which it is known. */
interface Setting {
  readonly unknown: number;
  readonly known: number | undefined;
}

const settings = new WeakMap<Model, ReadonlyMap<string | undefined, Setting>>();

/** Where the clock of a device was set in the text, if it was unknown above. */
export function settingOf(model: Model, device: string | undefined): Setting | undefined {
  const found =
    settings.get(model) ??
    new Map(
      [...groupBy(signsIn(model), (sign) => sign.device)].flatMap(([name, signs]) => {
        const last = signs.findLast(({ known }) => !known);
        if (!last) return [];
        const known = signs.find((sign) => sign.known && sign.line > last.line)?.line;
        return [[name, { unknown: last.line, known }] as const];
      }),
    );
  settings.set(model, found);
  return found.get(device);
}
