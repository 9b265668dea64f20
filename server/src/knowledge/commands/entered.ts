// Configuration as an operator types it: behind a prompt that shows the mode, with words cut short (`cry isa pol 10`).
import type { Line } from './lines.ts';

/** A line behind a prompt with a mode in brackets, cleaned of the prompt. */
export interface Entered {
  readonly mode: string;
  readonly line: Line;
}

const prompt = /^[A-Za-z0-9][\w.\-/@:~]*\(([^)\s]+)\)#\s*/;

export function enteredIn(line: Line): Entered | undefined {
  const match = prompt.exec(line.text);
  if (!match) return undefined;
  const typed = line.text.slice(match[0].length);
  return {
    mode: match[1] as string,
    line: { ...line, start: line.start + match[0].length, indent: 0, text: inFull(typed) },
  };
}

/**
 * A line that the one below it goes on with, at the same prompt: for the tabulator key the device writes what was typed so far once more. It completes words,
 * never values: `10.2.2.2` above `10.2.2.20` is a line of its own.
 */
export function isBegun(line: Line, next: Line | undefined): boolean {
  const [mine, theirs] = [prompt.exec(line.text), prompt.exec(next?.text ?? '')];
  if (!mine || !theirs || mine[0].trim() !== theirs[0].trim()) return false;
  const typed = line.text.slice(mine[0].length).trim().toLowerCase();
  const whole = (next?.text ?? '').slice(theirs[0].length).toLowerCase();
  if (typed === '' || whole === typed || !whole.startsWith(typed)) return false;
  return whole[typed.length] === ' ' || !/\d\S*$/.test(typed);
}

/**
 * Beginnings of statements, written out. The deepest one that fits is taken, so values may stand here too (`authentication pre-share`). Of a word with
 * a bar at least what stands before it must be typed, because another word begins the same.
 */
const beginnings: readonly (readonly string[])[] = [
  ...['policy', 'key', 'profile', 'identity', 'keepalive', 'enable'].map((word) => `crypto isakmp ${word}`),
  ...['policy', 'enable'].map((word) => `crypto ikev1 ${word}`),
  ...['proposal', 'policy', 'keyring', 'profile', 'enable'].map((word) => `crypto ikev2 ${word}`),
  ...['transform-set', 'profile', 'ikev1 transform-set', 'ikev2 ipsec-proposal'].map((word) => `crypto ipsec ${word}`),
  ...['keyring', 'map', 'dynamic-map'].map((word) => `crypto ${word}`),
  ...[
    'address',
    'access-list extended',
    'access-list standard',
    'route',
    'mtu',
    'vrf',
    'nat inside',
    'nat outside',
  ].map((word) => `ip ${word}`),
  ...['network-id', 'authentication', 'nhs', 'map', 'map multicast'].map((word) => `ip nhrp ${word}`),
  ...['source', 'destination', 'mode', 'key', 'vrf', 'protection ipsec profile'].map((word) => `tunnel ${word}`),
  ...['peer', 'transform-set', 'pfs', 'ikev2-profile', 'isakmp-profile', 'ikev1 transform-set'].map(
    (word) => `set ${word}`,
  ),
  ...['address', 'identity address', 'identity remote address', 'fvrf'].map((word) => `match ${word}`),
  ...['pre-share', 'rsa-sig', 'local pre-share', 'remote pre-share'].map((word) => `authentication ${word}`),
  ...['interface', 'access-list', 'hostname', 'tunnel-g|roup', 'group-|policy', 'vrf definition', 'vrf forwarding'],
  ...['encryption', 'hash', 'authentication', 'group', 'integ|rity', 'prf', 'lifetime', 'mode', 'proposal'],
  ...['keyring', 'pre-shared-key', 'peer', 'address', 'permit', 'deny', 'nameif', 'shutdown', 'no shutdown'],
].map((beginning) => beginning.split(' '));

const written = (word: string): string => word.replace('|', '');

/** The first words of a statement written out, where what was typed can only mean one thing. */
export function inFull(typed: string): string {
  const words = typed.split(/\s+/);
  let best: readonly string[] = [];
  let rivals = 0;
  for (const beginning of beginnings) {
    if (beginning.length < best.length || !beginning.every((word, at) => shortens(words[at], word))) continue;
    const exact = (one: readonly string[]): number => one.filter((word, at) => written(word) === words[at]).length;
    if (beginning.length > best.length || exact(beginning) > exact(best)) {
      best = beginning;
      rivals = 0;
    } else if (exact(beginning) === exact(best)) rivals += 1;
  }
  if (best.length === 0 || rivals > 0) return typed;
  return [...best.map(written), ...words.slice(best.length)].join(' ').replace(tunnel, 'interface Tunnel');
}

/** `int tun 0`, as the device writes it. */
const tunnel = /^interface tu[nel]* ?(?=\d)/i;

const shortens = (typed: string | undefined, word: string): boolean => {
  const least = word.indexOf('|');
  return (
    typed !== undefined && typed.length >= (least < 0 ? 2 : least) && written(word).startsWith(typed.toLowerCase())
  );
};
