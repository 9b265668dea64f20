// Judges what the log of a device says that its own filter refuses of a tunnel: ESP and AH, IKE, NAT traversal. What strangers send may be refused.
import type { Rec } from '../../../engine/define.ts';
import { type Advice, type Detector, detector, type Fix, type Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { ruleOf } from '../config/lists.ts';
import { otherPeers } from '../config/named-peers.ts';
import { covers, networkOf } from '../networks.ts';
import { listsIke } from '../up.ts';
import {
  capturesOf,
  deviceAt,
  fieldOf,
  groupBy,
  inOrder,
  numberIn,
  recordsBelow,
  sameDevice,
  textOf,
} from '../values.ts';
import { evidence, works } from './dataplane-events.ts';

export const refusedPackets: Detector = detector({
  id: 'refused-packets',
  codes: ['esp-blocked', 'peer-unreachable', 'nat-t-blocked'],
  run: (model, report) => {
    refusedData(model, report);
    for (const [port, code] of [['500', 'peer-unreachable'] as const, ['4500', 'nat-t-blocked'] as const])
      refusedIke(model, port, code, report);
  },
});

/** What an access list of this device refuses of ESP and AH. */
export const dataDenied = [
  'filter.esp-denied.sec.rp',
  'filter.esp-denied.sec.np',
  'filter.esp-denied.fmanfp.rp',
  'filter.esp-denied.fmanfp.np',
  'asa.106010.esp',
  'asa.106023.esp',
  'asa.106100.esp',
];
/** What an access list or a zone firewall of this device refuses of IKE. */
export const ikeDenied = [
  'filter.ike-denied.sec',
  'filter.ike-denied.fmanfp',
  'filter.ike-denied.zone',
  'asa.106006.ike',
  'asa.106023.ike',
  'asa.106100.ike',
];

/** A filter left no address of the only tunnel of this device, which sends and receives nothing. */
function isNamelessAlone({ tunnels }: Model, device: string | undefined): boolean {
  const [only, ...more] = tunnels.filter((tunnel) => sameDevice(tunnel.device, device));
  if (!only || only.remote !== undefined || more.length > 0) return false;
  return only.ipsec.length > 0 && only.ipsec.every(({ encaps = 0, decaps }) => decaps === 0 && encaps > 0);
}

/** The text speaks of a tunnel with that host. Where only an IKE SA is shown, it does not say which of its two ends is the far one. */
const isPeer = (model: Model, host: string, device: string | undefined): boolean =>
  model.tunnels.some(({ local, remote }) => remote === host || local === host) ||
  isNamelessAlone(model, device) ||
  model.attempts.some(({ peer }) => peer === host);

/** Nothing in the text says who the peers of this device are, so that it may be any host. */
const mayBePeer = (model: Model, host: string, device: string | undefined): boolean =>
  ![...model.tunnels, ...model.attempts].some((one) => sameDevice(one.device, device)) &&
  otherPeers(model, device, host).length === 0;

interface Refusal {
  readonly peer: string;
  readonly group: readonly Occurrence[];
  /** Whether the text speaks of this peer elsewhere too. */
  readonly known: boolean;
}

/** The lines of each host that is, or may be, a peer. */
function refusals(model: Model, occurrences: readonly Occurrence[]): Refusal[] {
  return [...groupBy(occurrences, (occurrence) => farOf(model, occurrence) ?? '')].flatMap(([peer, group]) => {
    const device = deviceAt(model, group[0]?.line ?? 0);
    const known = isPeer(model, peer, device);
    return known || mayBePeer(model, peer, device) ? [{ peer, group, known }] : [];
  });
}

/** What filters of this text refuse of ESP and AH, where it was not corrected since; gone through once. */
export function dataRefusals(model: Model): readonly Refusal[] {
  const found =
    readRefusals.get(model) ??
    refusals(model, inOrder(model, dataDenied)).filter(
      ({ peer, group }) => !works(model, peer) && !isPermittedSince(model, group, /^(?:esp|50|ahp|51)$/),
    );
  readRefusals.set(model, found);
  return found;
}
const readRefusals = new WeakMap<Model, readonly Refusal[]>();

/** A list of a device, by the log the one that refuses ESP. */
export const isRefusingList = (model: Model, list: Rec): boolean =>
  dataRefusals(model).some(({ group }) =>
    group.some(
      (line) =>
        fieldOf(line, 'acl') === textOf(list, 'acl') &&
        sameDevice(deviceAt(model, line.line), deviceAt(model, list.line)),
    ),
  );

function refusedData(model: Model, report: Report): void {
  for (const { peer, group, known } of dataRefusals(model)) {
    const isAh = /^(?:ahp?|51)$/.test(fieldOf(group[0], 'protocol') ?? '');
    report({
      code: 'esp-blocked',
      certainty: known ? 'certain' : 'likely',
      side: 'local',
      peer,
      evidence: evidence(model, group),
      count: group.length,
      title: `An access list of this device refuses ${isAh ? 'AH' : 'ESP'} ${wayOf(group, peer)} {peer}[[ (list {list})]]`,
      explanation:
        'Whoever sends protected packets holds an SA for them, so IKE between the two ends has done its work. The list drops these packets before anybody decrypts them, and the far end counts what it sends as sent.',
      values: valuesOf(group),
      next: dataNext,
      fix: dataFix(isAh),
    });
  }
}

function refusedIke(model: Model, port: string, code: 'peer-unreachable' | 'nat-t-blocked', report: Report): void {
  const denied = inOrder(model, ikeDenied).filter((occurrence) => fieldOf(occurrence, 'port') === port);
  for (const { peer, group, known } of refusals(model, denied)) {
    const up =
      works(model, peer) ||
      listsIke(model.tunnelOf(peer)) ||
      model.attempts.some((attempt) => attempt.peer === peer && (port === '500' ? attempt.ikeUp : attempt.childUp));
    if (up || !(known || isOnTheWay(group) || insists(group))) continue;
    if (isPermittedSince(model, group, /^udp$/, port)) continue;
    report({
      code,
      certainty: known ? 'certain' : 'likely',
      side: 'local',
      peer,
      evidence: evidence(model, group),
      count: group.length,
      title: `An access list of this device refuses UDP ${port} ${wayOf(group, peer)} {peer}[[ (list {list})]]`,
      explanation: refusedIkeMeans(port),
      values: valuesOf(group),
      next: listNext,
      fix: listFix,
      ...zoneOf(group, port, peer),
      ...(code === 'peer-unreachable' ? { detail: { direction: 'no-answer' } } : {}),
    });
  }
}

/** What it means that a filter of this device refuses one of the ports of IKE. */
export const refusedIkeMeans = (port: string): string =>
  port === '500'
    ? 'What is refused here never reaches the IKE of its receiver, which answers nothing, whatever its settings are.'
    : 'With NAT on the way, IKE moves to UDP 4500 for the proof of identity, and ESP travels inside it: what is refused here ends the negotiation there.';

/** Scanners of the Internet knock once or twice and from any port; a peer repeats itself from a port of IKE. */
const insists = (group: readonly Occurrence[]): boolean =>
  group
    .filter((occurrence) => /^4?500$/.test(fieldOf(occurrence, 'sourceport') ?? ''))
    .reduce((sum, { fields }) => sum + (numberIn(fields.packets) ?? 1), 0) >= 3;

/** The list of an interface of an ASA filters what others send through it. */
const isOnTheWay = (group: readonly Occurrence[]): boolean => group[0]?.message.head === 'asa-syslog';

/** The list, shown below, lets such packets of the sender in, and has done so: it was corrected. */
function isPermittedSince(model: Model, group: readonly Occurrence[], protocol: RegExp, port?: string): boolean {
  const [first, last] = [group[0], group.at(-1)];
  const sender = networkOf(fieldOf(first, 'peer'));
  if (!last || !sender) return false;
  const ports = port === '500' ? /\b(?:isakmp|500)\b/ : /\b(?:non500-isakmp|4500)\b/;
  const lets = (entry: Rec): boolean => {
    const text = textOf(entry, 'rule') ?? '';
    const rule = ruleOf(`${textOf(entry, 'action')} ${text}`, entry);
    return (
      rule?.permit === true &&
      (numberIn(entry.fields.matches) ?? 0) > 0 &&
      protocol.test(rule.protocol) &&
      (port === undefined || ports.test(text)) &&
      rule.sources?.some((source) => covers(source, sender)) === true
    );
  };
  return capturesOf(model.captures, 'show access-lists')
    .filter((capture) => capture.startLine > last.line && sameDevice(capture.device, deviceAt(model, first?.line ?? 0)))
    .flatMap(({ root }) => recordsBelow(root, 'list'))
    .filter((list) => textOf(list, 'acl') === fieldOf(first, 'acl'))
    .some((list) => recordsBelow(list, 'entry').some(lets));
}

const refusingLine = (more = ''): readonly Advice[] =>
  (['ios', 'asa'] as const).map((platform) => ({
    command: platform === 'ios' ? 'show ip access-lists {list}' : 'show access-list {list}',
    why: `The line that refuses, and what stands before it${more}.`,
    where: 'local',
    platform,
  }));
const dataNext = refusingLine(': often UDP 500 is permitted there and ESP is not');
const dataFix = (isAh: boolean): readonly Fix[] => [
  {
    where: 'local',
    platform: 'ios',
    config: [
      'ip access-list extended {list}',
      ` 5 permit ${isAh ? 'ahp' : 'esp'} host {sender} host {receiver}`,
      ' 6 permit udp host {sender} host {receiver} eq non500-isakmp',
    ],
    why: `Lets ${isAh ? 'AH' : 'ESP'} pass before the line that drops it. The numbers must be lower than that of this line.`,
  },
  {
    where: 'local',
    platform: 'asa',
    config: [
      `access-list {list} line 1 extended permit ${isAh ? 'ah' : 'esp'} host {sender} host {receiver}`,
      'access-list {list} line 2 extended permit udp host {sender} host {receiver} eq 4500',
    ],
    why: `Lets ${isAh ? 'AH' : 'ESP'} pass the firewall before the line that drops it.`,
  },
];

export const listNext = refusingLine();
export const listFix: readonly Fix[] = [
  {
    where: 'local',
    platform: 'ios',
    config: [
      'ip access-list extended {list}',
      ' 5 permit udp host {sender} host {receiver} eq isakmp',
      ' 6 permit udp host {sender} host {receiver} eq non500-isakmp',
      ' 7 permit esp host {sender} host {receiver}',
    ],
    why: 'Lets IKE and ESP of the peer pass before the line that drops them. Look for free numbers first.',
  },
  {
    where: 'local',
    platform: 'asa',
    config: [
      'access-list {list} line 1 extended permit udp host {sender} host {receiver} eq isakmp',
      'access-list {list} line 2 extended permit udp host {sender} host {receiver} eq 4500',
      'access-list {list} line 3 extended permit esp host {sender} host {receiver}',
    ],
    why: 'Lets IKE and ESP of the two ends pass before the line that drops them.',
  },
];

/** A firewall drops what goes out too: then the far end is where it would have gone. */
function farOf(model: Model, occurrence: Occurrence | undefined): string | undefined {
  const [from, to] = [fieldOf(occurrence, 'peer'), fieldOf(occurrence, 'local')];
  const isFar = (address: string | undefined): boolean =>
    address !== undefined &&
    (model.attempts.some(({ peer }) => peer === address) || model.tunnels.some(({ remote }) => remote === address));
  return hasTwoSides(occurrence) && !isFar(from) && isFar(to) ? to : from;
}

/** A zone firewall or an ASA names the side of either host. */
const hasTwoSides = (occurrence: Occurrence | undefined): boolean =>
  fieldOf(occurrence, 'pair') !== undefined || fieldOf(occurrence, 'to') !== undefined;

/** A zone firewall is opened in another way than an access list. */
function zoneOf(
  group: readonly Occurrence[],
  port: string,
  peer: string,
): Pick<Parameters<Report>[0], 'title' | 'fix'> {
  const pair = fieldOf(group[0], 'pair');
  if (pair === undefined) return {};
  const way = wayOf(group, peer);
  return {
    title: `The zone firewall of this device drops UDP ${port} ${way} {peer} (zone pair ${pair})`,
    fix: [
      {
        where: 'local',
        platform: 'ios',
        config: [
          'ip access-list extended IPSEC-PEERS',
          ...(way === 'from'
            ? [
                ' permit udp host {peer} any eq isakmp',
                ' permit udp host {peer} any eq non500-isakmp',
                ' permit esp host {peer} any',
              ]
            : [
                ' permit udp any host {peer} eq isakmp',
                ' permit udp any host {peer} eq non500-isakmp',
                ' permit esp any host {peer}',
              ]),
          'class-map type inspect match-any IPSEC-PEERS',
          ' match access-group name IPSEC-PEERS',
          `policy-map type inspect <policy of ${pair}>`,
          ' class type inspect IPSEC-PEERS',
          '  pass',
        ],
        why: 'Lets IKE and ESP of the peer pass; the pair of the other direction needs the same, since pass is no inspection.',
      },
    ],
  };
}

const wayOf = (group: readonly Occurrence[], peer: string): 'from' | 'to' =>
  peer === fieldOf(group[0], 'local') ? 'to' : 'from';

function valuesOf(group: readonly Occurrence[]): Record<string, string> {
  const { acl, peer, local } = group[0]?.fields ?? {};
  return {
    ...(acl && { list: acl.value }),
    ...(peer && { sender: peer.value }),
    ...(local && { receiver: local.value }),
  };
}
