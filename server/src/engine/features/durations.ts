// Durations as devices print them (seconds, h:mm:ss, 1d02h) and as people say them.

const unitSeconds: Readonly<Record<string, number>> = { y: 31_536_000, w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };

/** Four bytes, the highest first: `0x0 0x1 0x51 0x80` is 86400. */
const bytes = /^0x[0-9a-f]{1,2}(?: {1,2}0x[0-9a-f]{1,2}){3}$/i;

/** The number of `86012` and of `0x0 0x1 0x51 0x80`. */
export function numberOf(text: string): number | undefined {
  const plain = text.trim();
  if (/^\d{1,12}$/.test(plain)) return Number(plain);
  return bytes.test(plain) ? plain.split(/ +/).reduce((sum, byte) => sum * 256 + Number(byte), 0) : undefined;
}

/** Seconds of `86012`, `00:12:44`, `1d02h`; undefined for `never` and anything else. */
export function secondsOf(text: string): number | undefined {
  const number = numberOf(text);
  if (number !== undefined) return number;
  const clock = /^(\d{1,6}):(\d\d):(\d\d)$/.exec(text);
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  if (!/^(?:\d{1,6}[ywdhms]){1,6}$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([ywdhms])/g))
    seconds += Number(count) * (unitSeconds[unit as string] as number);
  return seconds;
}

/** `24 h`, `59 min 12 s`, `3 d 4 h`: the two largest units that matter. */
export function spoken(seconds: number): string {
  const whole = Math.round(seconds);
  const parts: string[] = [];
  let rest = whole;
  for (const [size, name] of [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const) {
    const count = Math.floor(rest / size);
    rest %= size;
    if (count > 0) parts.push(`${count} ${name}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ') || '0 s';
}

/** Lifetimes are configured and compared in hours: `24 h`, `12 h 36 min`, `168 h (7 d)`, `31 min`. */
export function inHours(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  if (hours < 24) return spoken(seconds);
  const minutes = Math.floor((seconds % 3600) / 60);
  const exact = minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return hours < 48 ? exact : `${exact} (${spoken(seconds)})`;
}

/** Traffic that a lifetime allows: `4.4 GB`. */
export const volume = (kilobytes: number): string =>
  kilobytes >= 1_000_000
    ? `${Number((kilobytes / 1_048_576).toFixed(1))} GB`
    : kilobytes >= 1000
      ? `${Number((kilobytes / 1024).toFixed(1))} MB`
      : `${kilobytes} kB`;

/** Time between two lines of a log: `0.004 s`, `12.5 s`, `2 min 3 s`. */
export function spokenInterval(milliseconds: number): string {
  if (milliseconds >= 60_000) return spoken(milliseconds / 1000);
  return `${Number((milliseconds / 1000).toFixed(3))} s`;
}
