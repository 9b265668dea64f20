// Routing tables: show ip route on IOS, show route on ASA, whole or for one destination.
import { command, type Rec, type Source } from '../../engine/define.ts';
import { add, addGroups, type Line, linesOf, record } from './lines.ts';

const address = '[0-9A-Za-z*]{1,12}(?:\\.[0-9A-Za-z*]{1,12}){3}';
const kinds = { prefix: 'ip', mask: 'mask', via: 'ip', interface: 'interface', code: 'word', origin: 'phrase' };

/** `S*    0.0.0.0/0 [1/0] via 192.0.2.1`, `C        10.1.0.0 255.255.255.0 is directly connected, inside`. */
const entry = new RegExp(
  `^(?<code>(?:[A-Z][A-Z0-9]?|s)\\*?(?: {1,4}(?:[A-Z][0-9A-Z]|[%+&*p]|IA))?) {1,10}(?<prefix>${address})(?:/(?<length>\\d{1,2})| (?<mask>${address}))?(?: \\[(?<distance>[\\d/]{1,12})\\])?(?<rest>.*)$`,
  'd',
);
/** A heading that gives its mask to the entries below: `10.0.0.0/24 is subnetted, 2 subnets`. */
const parent = new RegExp(`^(?<prefix>${address})/(?<length>\\d{1,2}) is (?:variably )?subnetted`, 'd');
const hop = new RegExp(
  `via (?<via>${address})(?:[^,]{0,20})?(?:, [\\dywdhms:]{2,12})?(?:, (?<interface>[A-Za-z][\\w/.:-]*))?`,
  'd',
);
const connected =
  /(?:directly connected|connected by VPN \([a-z]+\)|is a summary)(?:, [\dywdhms:]{2,12})?(?:, (?<interface>[A-Za-z][\w/.:-]*))?/d;
const continued = new RegExp(`^(?:\\[NHO\\])?\\[[\\d/]+\\] via ${address}`);
const gateway = new RegExp(
  `^Gateway of last resort is (?:(?<none>not set)|(?<via>${address}) to network (?<prefix>${address}))`,
  'd',
);
const single = new RegExp(
  `^Routing entry for (?<prefix>${address})(?:/(?<length>\\d{1,2})| (?<mask>${address}))?`,
  'd',
);
/** What an entry that was asked for says of itself, above its next hops. */
const origin = /^(?:Known via "(?<origin>[^"]{1,30})"|Last update from \S{1,40} on (?<interface>[A-Za-z][\w/.:-]*))/d;
const descriptor = new RegExp(
  `^\\*? ?(?:(?<via>${address})(?:, from [^,]+)?(?:, [\\dywdhms:]{2,12} ago)?(?:, via (?<interface>[A-Za-z][\\w/.:-]*))?|directly connected, via (?<tunnel>[A-Za-z][\\w/.:-]*))$`,
  'd',
);

function read(source: Source): Rec {
  const lines = linesOf(source);
  const root: Rec = {
    kind: '',
    line: source.firstLine,
    start: source.lineStart(source.firstLine),
    end: source.lineStart(source.firstLine),
    fields: {},
    all: [],
    children: [],
  };
  let vrf: { line: Line; value: string; at: number } | undefined;
  let inherited = '';
  let last: Rec | undefined;
  for (const line of lines) {
    root.end = line.end;
    const table = /^Routing Table: (\S+)/.exec(line.text);
    if (table) vrf = { line, value: table[1] as string, at: 15 };
    const miss = /^% ?(?:Network|Subnet) not in table|^% ?Invalid routing table|^% ?Route not found/i.exec(line.text);
    if (miss) {
      const rec = record('missing', line);
      add(rec, line, 'reason', 'phrase', line.text, 0);
      root.children.push(rec);
      continue;
    }
    const last_resort = gateway.exec(line.text);
    if (last_resort) {
      const rec = record('gateway', line);
      addGroups(rec, line, last_resort, kinds);
      root.children.push(rec);
      continue;
    }
    const heading = parent.exec(line.text);
    if (heading) {
      inherited = heading.groups?.length ?? '';
      continue;
    }
    const lone = single.exec(line.text);
    const match = lone ?? entry.exec(line.text);
    if (match) {
      const rec = record('route', line);
      addGroups(rec, line, match, kinds);
      // Typed by hand, the default route has no length.
      const length = rec.fields.prefix?.value === '0.0.0.0' ? '0' : inherited;
      if (!rec.fields.length && !rec.fields.mask && length)
        rec.fields.length = { name: 'length', kind: 'count', value: length, start: line.start, end: line.end };
      if (vrf)
        rec.fields.vrf = {
          name: 'vrf',
          kind: 'name',
          value: vrf.value,
          start: vrf.line.start + vrf.at,
          end: vrf.line.start + vrf.at + vrf.value.length,
        };
      const via = hop.exec(line.text) ?? connected.exec(line.text);
      if (!lone && via) addGroups(rec, line, via, kinds);
      root.children.push(rec);
      last = rec;
      continue;
    }
    if (!last) continue;
    const told = origin.exec(line.text);
    if (told) {
      addGroups(last, line, told, kinds);
      continue;
    }
    const more = descriptor.exec(line.text) ?? (continued.test(line.text) ? hop.exec(line.text) : null);
    if (more) {
      addGroups(last, line, more, kinds);
      last.end = line.end;
    }
  }
  return root;
}

const route = {
  kind: 'show' as const,
  context: true,
  records: {},
  read,
  means:
    'Where packets go. A destination without an entry and without a default route ("Gateway of last resort is not set") is dropped before IPsec sees it.',
  fields: {
    code: 'How the route was learnt',
    origin: 'How the route was learnt',
    prefix: 'Destination',
    via: 'Next hop',
    interface: 'Interface the packets leave by',
  },
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/ip/enhanced-interior-gateway-routing-protocol-eigrp/8651-21.html',
  ],
};

export const showIpRoute = command({
  ...route,
  id: 'show ip route',
  aliases: ['show ipv6 route'],
  options: ['vrf', 'static', 'connected', 'next-hop-override', 'longer-prefixes'],
  platform: 'ios',
  fingerprints: [
    'Codes: L - local, C - connected',
    'Codes: C - connected, S - static, R - RIP',
    'Gateway of last resort is {:text}',
    'Routing entry for {:ip}',
    '% Network not in table',
    '% Subnet not in table',
  ],
});

export const showRoute = command({
  ...route,
  id: 'show route',
  platform: 'asa',
  fingerprints: [
    'Codes: L - local, C - connected',
    'Codes: C - connected, S - static, R - RIP',
    'Gateway of last resort is {:text}',
    'Routing entry for {:ip}',
    '% Network not in table',
    '% Subnet not in table',
  ],
});
