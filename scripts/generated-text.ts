// Text made from the catalogue itself: log lines of every message, with the places of their fields, for tests, fuzzing and benchmarks.
import type { Catalogue, Head, Message } from '../server/src/engine/define.ts';
import { parseTemplate } from '../server/src/engine/template.ts';
import { anySentence } from '../server/src/knowledge/messages/any-sentence.ts';

export interface RenderedField {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface RenderedLine {
  readonly message: Message;
  readonly template: string;
  readonly text: string;
  /** Fields with a name, in order; offsets in `text`. */
  readonly fields: readonly RenderedField[];
}

/** Draws an index below a number. */
export type Pick = (below: number) => number;

/** A small generator of even pseudo-random numbers: the same seed gives the same texts everywhere (xorshift, 32 bits). */
export function picker(seed: number): Pick {
  let state = seed | 0 || 0x9e3779b9;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** The head that a message's lines begin with; heads of several platforms may share bodies. */
export function headOf(catalogue: Catalogue, message: Message): Head | undefined {
  const fitting = catalogue.heads.filter((head) => (head.bodies ?? [head.id]).includes(message.head));
  if (message.mnemonic === undefined) return fitting[0];
  const numbered = /^\d+$/.test(message.mnemonic);
  return fitting.find(({ sample }) => /\d{6}/.test(sample) === numbered) ?? fitting[0];
}

/** What stands before the body; a syslog head names the message. */
export function headText(head: Head, message: Message): string {
  const { mnemonic } = message;
  if (mnemonic === undefined || head.sample === '') return head.sample;
  if (/^\d+$/.test(mnemonic)) return head.sample.replace(/\d{6}/, mnemonic);
  const [facility = '', ...rest] = mnemonic.split('-');
  return `%${facility}-4-${rest.join('-')}:`;
}

export function renderLine(catalogue: Catalogue, message: Message, template: string, pick: Pick): RenderedLine {
  const head = headOf(catalogue, message);
  const before = head ? headText(head, message) : '';
  const gap = before === '' || /\s$/.test(before) ? '' : ' ';
  const fields: RenderedField[] = [];
  let text = before + gap;
  // A port glued to an IPv6 address cannot be told from the address itself.
  const glued = message.templates.some((each) => /:ip\}(?:\[\[)?[:~]/.test(each));
  type Nodes = ReturnType<typeof parseTemplate>;
  const render = (nodes: Nodes): void => {
    for (const node of nodes) {
      if (node.type === 'text') text += node.text;
      else if (node.type === 'blank') text += ' ';
      else if (node.type === 'field') {
        const all = catalogue.kinds[node.kind]?.samples ?? ['x'];
        const samples = glued ? all.filter((sample) => !/:.*:/.test(sample)) : all;
        const value = samples[pick(samples.length)] ?? 'x';
        if (node.name !== '')
          fields.push({ name: node.name, value, start: text.length, end: text.length + value.length });
        text += value;
      } else if (node.type === 'optional') {
        if (pick(2) === 1) render(node.body);
      } else if (node.type === 'choice') render(node.bodies[pick(node.bodies.length)] ?? []);
    }
  };
  render(parseTemplate(template));
  return { message, template, text, fields };
}

/** A line of the same capture that makes lines without a head count; empty where the message has a head of its own. */
export function companion(catalogue: Catalogue, message: Message): string {
  const head = headOf(catalogue, message);
  if (!head || head.starts.length > 0) return '';
  const other = catalogue.heads.find(({ command, starts }) => command === head.command && starts.length > 0);
  const near =
    other ?? catalogue.heads.find(({ command, starts }) => starts.length > 0 && command.startsWith(head.command));
  return near ? `${near.sample} something else` : '';
}

/**
 * A log of about so many characters: messages at random, as in life few of them decisive, timestamps, now and then a line that nobody knows.
 */
export function generateLog(catalogue: Catalogue, size: number, seed = 1): string {
  const pick = picker(seed);
  // Devices print ASCII; other spellings come from web pages. They print whole sentences: any text at all stands for what was cut.
  const all = catalogue.messages.flatMap((message) =>
    message.templates
      .filter((template, nth) => isAscii.test(template) && (nth === 0 || template !== anySentence))
      .map((template) => ({ message, template })),
  );
  const decisive = all.filter(({ message }) => message.says || message.operator);
  const steps = all.filter(({ message }) => message.effect && !message.says && !message.operator);
  const plain = all.filter(({ message }) => !message.effect && !message.says && !message.operator);
  const draw = (): (typeof all)[number] | undefined => {
    const chance = pick(200);
    const list = chance === 0 ? decisive : chance < 30 ? steps : plain;
    return list[pick(list.length)];
  };
  const lines: string[] = [];
  let length = 0;
  for (let n = 0; length < size && all.length > 0; n += 1) {
    const line = pick(25) === 0 ? `the device says something of no interest, number ${n}` : stamped(n, draw());
    lines.push(line);
    length += line.length + 1;
  }
  return `${lines.join('\n')}\n`;

  function stamped(n: number, chosen: (typeof all)[number] | undefined): string {
    if (!chosen) return '';
    const { text } = renderLine(catalogue, chosen.message, chosen.template, pick);
    if (headOf(catalogue, chosen.message)?.starts.length === 0) return `  ${text}`;
    const seconds = Math.floor(n / 50);
    const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
    return `*Apr  9 ${clock.map((part) => String(part).padStart(2, '0')).join(':')}.${100 + (n % 900)}: ${text}`;
  }
}

const isAscii = /^[ -~]*$/;

/**
 * A log of whole negotiations, as a device writes it: captures one after another, each time at other times, with other connections and other
 * peers, at least so many characters long.
 */
export function repeatedLog(captures: readonly string[], length: number): string {
  const pick = picker(7);
  const parts: string[] = [];
  const two = (number: number): string => String(number).padStart(2, '0');
  for (let size = 0, nth = 1; size < length; nth += 1) {
    const part = (captures[pick(captures.length)] ?? '')
      .replace(
        /\b\d\d:\d\d:(\d\d)\b/g,
        (_, second: string) => `${two(Math.floor(nth / 60) % 24)}:${two(nth % 60)}:${second}`,
      )
      .replace(/(ISAKMP[^(\n]{0,8}\()(\d{1,5})\)/g, (_, head: string, id: string) =>
        id === '0' ? `${head}0)` : `${head}${1000 + ((Number(id) + nth) % 60_000)})`,
      )
      .replace(
        /\b(198\.51\.100|203\.0\.113)\.(\d{1,3})\b/g,
        (_, net: string, host: string) => `${net}.${((Number(host) + nth) % 254) + 1}`,
      );
    parts.push(part.endsWith('\n') ? part : `${part}\n`);
    size += part.length + 1;
  }
  return parts.join('');
}

/** `show crypto session detail` of a hub with so many sessions. */
export function sessionTable(sessions: number): string {
  const session = (nth: number): string => {
    const peer = `198.18.${nth >> 8}.${nth & 255}`;
    return `Interface: Tunnel${nth}
Uptime: 2d04h
Session status: UP-ACTIVE
Peer: ${peer} port 4500 fvrf: WAN ivrf: BLUE
      Phase1_id: ${peer}
      Desc: (none)
  Session ID: ${nth}
  IKEv2 SA: local 192.0.2.66/4500 remote ${peer}/4500 Active
          Capabilities:D connid:${1 + nth} lifetime:21:14:05
  IPSEC FLOW: permit ip 10.99.0.0/255.255.0.0 10.${100 + (nth >> 8)}.${nth & 255}.0/255.255.255.0
        Active SAs: 2, origin: crypto map
        Inbound:  #pkts dec'ed ${977 * nth + 12} drop 0 life (KB/Sec) 4608000/${3600 - (nth % 3000)}
        Outbound: #pkts enc'ed ${831 * nth + 40} drop 0 life (KB/Sec) 4608000/${3600 - (nth % 3000)}
`;
  };
  return `Crypto session current status

Code: C - IKE Configuration mode, D - Dead Peer Detection
K - Keepalives, N - NAT-traversal, T - cTCP encapsulation
X - IKE Extended Authentication, F - IKE Fragmentation
R - IKE Auto Reconnect, U - IKE Dynamic Route Update
S - SIP VPN

${Array.from({ length: sessions }, (_, nth) => session(nth)).join('\n')}
`;
}
