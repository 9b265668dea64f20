// Configurations of IOS and ASA: top-level statements with the lines that belong to them.
import { command, type Fact, type Rec, type Source } from '../../engine/define.ts';
import { enteredIn, inFull, isBegun } from './entered.ts';
import { add, type Line, linesOf, record } from './lines.ts';
import { eachRecord } from './shared.ts';

/** Statements that stand at the top level: they tell the blocks apart where a paste has lost its indentation. */
const topLevel =
  /^(?:crypto (?:isakmp|ikev1|ikev2|ipsec|dynamic-map|keyring|gdoi|gkm|pki|key|ca|identity|logging|call|engine|provisioning)\b|crypto map \S+ (?:\d|interface|local-address|client|isakmp|redundancy)|interface \S|ip(?:v6)? access-list|access-list |ip(?:v6)? route |ip nat (?:inside|outside) (?:source|destination)|ip nat pool|ip vrf (?!forwarding)|vrf definition|router |route \S+ \d|nat \(|global \(|static \(|object |object-group |tunnel-group |group-policy |username |hostname |line (?:con|vty|aux)|end$|version \d|service |boot|aaa |ip (?:domain|cef|forward|http|ssh|name|local pool|prefix-list)|route-map |access-group |sysopt |policy-map|class-map|banner|logging |snmp|ntp|webvpn|isakmp |same-security|control-plane|spanning-tree|redundancy|license|no (?:aaa|ip http|service|crypto|ip domain)|[A-Z][\w .()'-]{1,60}:$|ASA Version|: |Building configuration|Current configuration)/;

/** Statements that are no line of any block, however a paste is indented. */
const neverInside =
  /^(?:no )?crypto (?:map \S+ (?:\d|interface)|dynamic-map|keyring|isakmp (?:policy|key)|ikev2 (?:policy|proposal|profile|keyring) \S+$|ipsec (?:transform-set|ikev1|ikev2|profile))|^(?:tunnel-group|ip access-list|access-list) /;

/** Neither the crypto part of a configuration nor a sentence between its parts names an interface by a line of its own. */
const endsBlock = ({ fields }: Rec, text: string): boolean =>
  /^interface [A-Za-z-]{2,30} ?\d/.test(text) &&
  (/^crypto /.test(fields.text?.value ?? '') || !topLevel.test(fields.text?.value ?? ''));

/** Statements that stand in such a block only: where a paste lost the indentation of a line or two, they still belong to it. */
const onlyInside: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^crypto (?:map|dynamic-map) /,
    /^(?:match address|set (?:peer|transform-set|pfs|\S+-profile|security-association)) /,
  ],
  [/^crypto ipsec profile /, /^set (?:transform-set|pfs|\S+-profile|security-association) /],
  [
    /^crypto ikev2 profile /,
    /^(?:match (?:identity|fvrf|certificate)|identity local|authentication (?:local|remote)|keyring|pki trustpoint) /,
  ],
  [/^crypto ikev2 keyring /, /^(?:peer|address|pre-shared-key) /],
  [/^crypto ikev2 proposal /, /^(?:encryption|integrity|group|prf) /],
  [/^crypto isakmp policy /, /^(?:encr|encryption|hash|authentication|group|lifetime) /],
  [
    /^interface /,
    /^(?:ip address|ip nhrp|ip mtu|tunnel (?:source|destination|mode|protection|key|vrf)) |^crypto map \S+$/,
  ],
];
const belongsTo = (block: Rec, text: string): boolean =>
  onlyInside.some(([opens, line]) => opens.test(block.fields.text?.value ?? '') && line.test(text));

/** Words that people cut short where they write what is to be typed. */
const shortened =
  /^(?:int|cry|crypt|mat|match (?:ad|add|addr)|set (?:pe|pee|tr[a-z]{0,9})|tun|tunn|tunnel [a-z]{1,10}|ip addr?) |^interface [Tt][Uu]/;

function read(source: Source): Rec {
  // Rulers, and the marks of a template.
  const lines = linesOf(source)
    .filter((line) => !/^(?:[!-]+$|\{[%#])/.test(line.text))
    .map((line) => (shortened.test(line.text) ? { ...line, text: inFull(line.text) } : line));
  const from = source.lineStart(source.firstLine);
  const root: Rec = { kind: '', line: source.firstLine, start: from, end: from, fields: {}, all: [], children: [] };
  const first = lines[0];
  if (first && enteredIn(first)) return readEntered(root, lines);
  const base = Math.min(...lines.map((line) => line.indent), 1000);
  const flat = lines.every((line) => line.indent === base);
  let block: Rec | undefined;
  for (const line of lines) {
    root.end = line.end;
    const inside =
      block !== undefined &&
      !endsBlock(block, line.text) &&
      (flat
        ? !topLevel.test(line.text)
        : (line.indent > base && !neverInside.test(line.text)) || belongsTo(block, line.text));
    const rec = statement(inside ? 'line' : 'block', line);
    if (inside && block) {
      block.children.push(rec);
      block.end = line.end;
    } else {
      root.children.push(rec);
      block = /^(?:end|exit)$/.test(line.text) ? undefined : rec;
    }
  }
  return root;
}

/** What the mode asks of the operator, what the device answers, and what changes nothing. */
const noStatement = /^(?:exit|end|do |\?|quit$)|\?$/;
const answer = /^[%*^]|^ERROR: |^\S+[#>]|%[A-Z]|^IKEv2 (?:profile|proposal|policy) (?:MUST|must|SHOULD|should) /;

/** What IOS says whenever a profile is made, whatever follows: one that is opened again it opens without a word. */
const made = /^IKEv2 profile MUST have/i;

/** It shows below that line where it stopped reading. */
const caret = /^\^$/;

/** The line before named a transform set that is not there. */
const unknownSet = /^ERROR: transform set with tag "?(?=([^\s"]{1,80})"? does not exist)/;

/** The device did not take the line before. */
const notTaken = /^(?:ERROR: )?% ?(?:Invalid input|Incomplete command|Ambiguous command)/;

/**
 * Typed line by line: the mode in the prompt tells what belongs to what; lines without a prompt were pasted and go on with the one before. What was
 * only begun, or not taken, is no part of the configuration.
 */
function readEntered(root: Rec, lines: readonly Line[]): Rec {
  let block: Rec | undefined;
  let answering = false;
  let last: { readonly list: Rec[]; readonly before: Rec | undefined } | undefined;
  for (const [at, raw] of lines.entries()) {
    const entered = enteredIn(raw);
    const line = entered?.line ?? raw;
    root.end = raw.end;
    if (!entered && last && notTaken.test(line.text)) {
      last.list.pop();
      block = last.before;
    }
    // An answer of the device may be longer than a line; what it offers below a question mark is one too.
    answering = !entered && (answering || answer.test(line.text));
    if (!(entered === undefined && caret.test(line.text))) last = undefined;
    if (entered?.line.text.endsWith('?')) answering = true;
    if (isBegun(raw, lines[at + 1])) continue;
    if (!entered && block && made.test(line.text)) delete block.fields.reopened;
    const nothing = entered ? null : unknownSet.exec(line.text);
    if (nothing) {
      const rec = record('refused', line);
      add(rec, line, 'name', 'name', nothing[1] as string, nothing.index + nothing[0].length);
      root.children.push(rec);
    }
    if (answering || line.text === '' || noStatement.test(line.text)) continue;
    const below = entered ? entered.mode !== 'config' : block !== undefined;
    const inside = below && block !== undefined && !topLevel.test(line.text) && !neverInside.test(line.text);
    const rec = statement(inside ? 'line' : 'block', line);
    if (entered) last = { list: inside && block ? block.children : root.children, before: block };
    if (inside && block) {
      block.children.push(rec);
      block.end = raw.end;
    } else {
      root.children.push(rec);
      block = rec;
      if (/^crypto ikev2 profile /.test(line.text)) rec.fields.reopened = rec.fields.text as Fact;
    }
  }
  return root;
}

function statement(kind: string, line: Line): Rec {
  const rec = record(kind, line);
  const text: Fact = { name: 'text', kind: 'text', value: line.text, start: line.start, end: line.end };
  rec.all.push(text);
  rec.fields.text = text;
  addWords(rec, line);
  return rec;
}

/** Words after which a key or password stands, or its type and then itself. */
const beforeSecret = /^(?:key|password|secret|pre-shared-key|hex|community|authentication-key|key-string)$/;

/** The words of a statement, so that addresses and names can be pointed at. */
function addWords(rec: Rec, line: Line): void {
  let previous = '';
  let secret = false;
  for (const { 0: word, index } of line.text.matchAll(/[^\s,;]+/g)) {
    secret = beforeSecret.test(previous) || (secret && /^(?:\d|local|remote)$/.test(previous));
    add(rec, line, 'word', secret ? 'secret' : /^\d{1,3}(?:\.\d{1,3}){3}$/.test(word) ? 'ip' : 'word', word, index);
    previous = word;
  }
}

/** Lines that only an ASA or only IOS writes. */
const asaLine =
  /^(?:ASA Version|tunnel-group |nameif |access-list \S+ extended |crypto ikev[12] enable |crypto map \S+ (?:\d+ (?:match|set) |interface )|crypto ipsec ikev[12] |group-policy |same-security-traffic )/;
const iosLine =
  /^(?:crypto isakmp (?:key|profile) |crypto (?:keyring|map \S+ \d+ ipsec-isakmp$)|ip (?:route|access-list) |interface Tunnel|aaa new-model|crypto ikev2 (?:keyring|profile|proposal) )/;

export const showRunningConfig = command({
  id: 'show running-config',
  kind: 'config',
  aliases: ['show startup-config', 'show config', 'write terminal', 'more system:running-config'],
  context: (root) =>
    !root.children.some(
      (rec) =>
        /^(?:crypto |tunnel-group |isakmp |interface Tunnel|interface Virtual-Template\d{1,5} type tunnel|ip nhrp)/.test(
          rec.fields.text?.value ?? '',
        ) || rec.children.some((line) => line.fields.text?.value.startsWith('tunnel protection ')),
    ),
  fingerprints: [
    'Building configuration...',
    'Current configuration : {:count} bytes',
    'hostname {:word}{:eol}',
    'version {:count}.{:count}{:eol}',
    ': Saved{:eol}',
    'ASA Version {:word}{:eol}',
    'crypto isakmp policy {:count}{:eol}',
    'crypto ikev1 policy {:count}{:eol}',
    'crypto ikev2 policy {:word}{:eol}',
    'crypto ikev2 proposal {:word}{:eol}',
    'crypto ikev2 profile {:word}{:eol}',
    'crypto ikev2 keyring {:word}{:eol}',
    'crypto ikev2 authorization policy {:word}{:eol}',
    'crypto keyring {:word}[[ vrf {:word}]]{:eol}',
    'crypto isakmp key {:text}',
    'crypto isakmp profile {:word}{:eol}',
    'crypto ipsec transform-set {:word} {:text}',
    'crypto ipsec ikev1 transform-set {:word} {:text}',
    'crypto ipsec ikev2 ipsec-proposal {:word}{:eol}',
    'crypto ipsec profile {:word}{:eol}',
    'crypto ipsec ((security-association|df-bit|fragmentation)) {:text}',
    'crypto map {:word} {:count} ((ipsec-isakmp|match|set|ipsec-manual|gdoi))',
    'crypto map {:word} interface {:word}{:eol}',
    'crypto dynamic-map {:word} {:count}',
    'crypto gdoi group {:word}{:eol}',
    'crypto gkm group {:word}{:eol}',
    'crypto ((pki|ca)) trustpoint {:word}{:eol}',
    'aaa new-model{:eol}',
    'aaa ((authentication login|authorization network)) {:word} {:text}',
    'vrf definition {:word}{:eol}',
    'tunnel-group {:word} type ((ipsec-l2l|remote-access|ipsec-ra))',
    'tunnel-group {:word} ((ipsec-attributes|general-attributes)){:eol}',
    'interface Tunnel{:count}{:eol}',
    'interface Tunnel {:count}{:eol}',
    'interface Virtual-Template{:count} type tunnel{:eol}',
    'interface ((tunnel|tun|tu)){:count}{:eol}',
    'interface ((tunnel|tun|tu)) {:count}{:eol}',
    'int ((tunnel|tun|tu|Tunnel|Tun|Tu)){:count}{:eol}',
    'int ((tunnel|tun|tu|Tunnel|Tun|Tu)) {:count}{:eol}',
    'interface ((GigabitEthernet|FastEthernet|Ethernet|TenGigabitEthernet|Loopback|Port-channel|Management|Serial|Vlan|BDI)){:word}{:eol}',
    // A place that a template leaves open.
    'interface \\{{:text}',
    'interface <{:text}',
    'ip access-list extended {:word}{:eol}',
    'ip nat inside source ((list|route-map|static)) {:text}',
    'object network {:word}{:eol}',
    'object-group network {:word}{:eol}',
    'group-policy {:word} ((internal|attributes)){:eol}',
    'access-list {:word} extended permit {:text}',
    'access-list {:word} permit ((ip|gre|esp|icmp|tcp|udp)) {:text}',
  ],
  platformOf: (root) =>
    root.children.some((rec) => asaLine.test(rec.fields.text?.value ?? ''))
      ? 'asa'
      : root.children.some((rec) => iosLine.test(rec.fields.text?.value ?? ''))
        ? 'ios'
        : undefined,
  entered: 'configure terminal',
  records: {},
  read,
  contribute: (root, draft) =>
    eachRecord(root, 'line', ({ all: [, verb, noun, address] }) => {
      if (verb?.value === 'ip' && noun?.value === 'address' && address?.kind === 'ip') draft.own(address);
    }),
  means: 'The configuration of the device, or a part of it.',
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_vpnips/configuration/xe-16/sec-sec-for-vpns-w-ipsec-xe-16-book/sec-cfg-vpn-ipsec.html',
  ],
});
