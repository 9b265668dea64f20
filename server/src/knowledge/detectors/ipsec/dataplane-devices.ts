// Judges what a device shows around its tunnels: drop counters, tunnel interfaces, filters, translations, GETVPN members.
import { type Detector, detector, type Fact, type Rec, type Report, type Reported } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { fixOfGroupRekey, nextOfGroupRekey } from '../../group-rekey.ts';
import { placeOf } from '../config/list-places.ts';
import { configsOf, type Interface } from '../config/model.ts';
import { compareShown } from '../config/shown-tunnel-ends.ts';
import { exceptTunnel, staticHost } from '../config/translation.ts';
import { isPrivateAddress, networkOf } from '../networks.ts';
import { isKeptAlive, keepalivesLost } from '../overlay/gre-keepalives.ts';
import { groupOf, registersBelow } from '../overlay/group-members.ts';
import { holds, type Joined, joinedNetworks } from '../routing/protected-networks.ts';
import { listsIke } from '../up.ts';
import {
  capturesOf,
  deviceAt,
  isReversedMask,
  numberIn,
  recordsBelow,
  reversedMaskTitle,
  sameDevice,
  textOf,
} from '../values.ts';
import { allRunSince, runsSince } from './counted-since.ts';
import { clearPacket, type Dropped, droppedOf, flows, inTheClear, worthSaying } from './drop-tables.ts';
import { dataDenied, isRefusingList } from './refused-packets.ts';
import { reportShut } from './shut-tunnels.ts';

export const dataplaneDevices: Detector = detector({
  id: 'dataplane-devices',
  codes: [
    'invalid-spi',
    'plaintext-received',
    'anti-replay-drops',
    'integrity-failures',
    'tunnel-mode-mismatch',
    'tunnel-key-mismatch',
    'esp-blocked',
    'no-interesting-traffic',
    'nat-exemption-missing',
    'gdoi-registration-failure',
    'no-return-traffic',
    'no-outbound-traffic',
    'crypto-throughput-licence',
    'ike-admission-limit',
    'rekey-failure',
    'phase1-not-established',
    'phase2-not-established',
    'mtu-fragmentation',
    'operator-action',
  ],
  run: (model, report) => {
    drops(model, report);
    tunnelInterfaces(model, report);
    emptyCloud(model, report);
    filters(model, report);
    translations(model, report);
    group(model, report);
    fabric(model, report);
    engine(model, report);
    exportLimit(model, report);
  },
});

interface DropReason {
  readonly name: RegExp;
  readonly code: string;
  /** A device that works counts these too: they tell something only where many more come between two looks. */
  readonly ordinary?: boolean;
  /** What the device shows besides that lets a single look count, and how many there must be then. */
  readonly unless?: { readonly shown: (model: Model, device: string | undefined) => boolean; readonly packets: number };
  readonly more?: Partial<Reported>;
}

const dropReasons: readonly DropReason[] = [
  { name: /NOT_FOUND_SPI$|^IpsecInvalidSa$/, code: 'invalid-spi' },
  { name: clearPacket, code: 'plaintext-received' },
  { name: /ANTI_REPLAY_FAIL$/, code: 'anti-replay-drops' },
  { name: /MAC_EXCEPTION$|PAD_MISMATCH$/, code: 'integrity-failures' },
  {
    name: /^(?:IN|OUT)_PKT_CERM_DROP$/,
    code: 'crypto-throughput-licence',
    more: { side: 'local' },
  },
  // The level is enforced in short intervals: bursts are dropped now and then on a device that is not short of anything (CSCvy18284).
  {
    name: /^(?:IN|OUT)_CRYPTO_THRPUT_POLICY_DROP$/,
    code: 'crypto-throughput-licence',
    ordinary: true,
    unless: { shown: isThrottled, packets: 10_000 },
    more: {
      side: 'local',
      next: [
        {
          command: 'show platform hardware throughput crypto',
          why: 'Shows the level that is enforced.',
          where: 'local',
          platform: 'ios',
        },
      ],
      fix: [
        {
          where: 'local',
          platform: 'ios',
          config: ['platform hardware throughput crypto <level>'],
          why: 'A higher level, as far as the licence allows; the high ones need HSEC. Or shape the traffic below the level.',
        },
      ],
    },
  },
  // What may not be fragmented is dropped once for each sender, which is told the size that fits.
  {
    name: /CANNOT_FRAG_DF_SET/,
    code: 'mtu-fragmentation',
    ordinary: true,
    more: { side: 'either', values: { mtu: '1400', mss: '1360' } },
  },
  // The packet that asks for a tunnel is dropped while the tunnel is built.
  {
    name: /^OUT_V\d_PKT_HIT_IKE_START_SP$/,
    code: 'phase2-not-established',
    ordinary: true,
    more: {
      candidates: [
        { code: 'phase1-not-established', why: 'The counter does not say how far IKE comes.' },
        { code: 'proxy-id-mismatch', why: 'If IKE is up, the peer may refuse the protected networks.' },
        { code: 'ipsec-proposal-mismatch', why: 'If IKE is up, the peer may refuse the transform set.' },
      ],
      next: [
        {
          command: 'show crypto session',
          why: 'Which session is not up, and is it IKE or IPsec that is missing there?',
          where: 'local',
          platform: 'ios',
        },
      ],
    },
  },
];

const countsAlone = (model: Model, { drop, packets }: Dropped, { unless }: DropReason): boolean =>
  unless !== undefined && packets >= unless.packets && unless.shown(model, deviceAt(model, drop.line));

/** The device says that it holds encrypted traffic to a level. */
function isThrottled(model: Model, device: string | undefined): boolean {
  return capturesOf(model.captures, 'show platform hardware throughput crypto').some(
    (shown) => sameDevice(shown.device, device) && /^throttled/i.test(textOf(shown.root, 'throttling') ?? ''),
  );
}

function drops(model: Model, report: Report): void {
  const told = droppedOf(model, 'router')
    .flatMap((one) => {
      const reason = dropReasons.find(({ name }) => name.test(one.name));
      return reason && (one.before || !reason.ordinary || countsAlone(model, one, reason)) ? [{ ...one, reason }] : [];
    })
    .filter(({ packets }) => packets >= worthSaying)
    .sort((a, b) => b.packets - a.packets);
  const most = told[0];
  for (const one of told) {
    const { drop, name, packets, before, reason } = one;
    const silent = inTheClear(model, one);
    // Counters that nobody looked at twice are as old as the last reload: the largest names the trouble, the others stand beside it.
    const quiet = (flows(model, drop) && !before) || reason.code !== most?.reason.code;
    report({
      code: reason.code,
      certainty: 'likely',
      side: 'unknown',
      ...reason.more,
      ...(silent
        ? { certainty: 'certain' as const, side: 'remote' as const, tunnel: silent.id, peer: silent.remote }
        : {}),
      ...(quiet ? { role: 'context' as const, severity: 'information' as const } : {}),
      evidence: [drop, ...(before ? [before] : [])].map((rec) => model.evidence(rec, 'cause')),
      values: { ...reason.more?.values, count: String(packets) },
      title: before
        ? `${packets} packets more were dropped as ${name} between the two looks`
        : `${packets} packets were dropped as ${name} since the counters were cleared`,
    });
  }
}

function tunnelInterfaces(model: Model, report: Report): void {
  const shown = capturesOf(model.captures, 'show interfaces tunnel').flatMap((capture) =>
    recordsBelow(capture.root, 'interface').map((rec) => ({ rec, capture })),
  );
  const claimed = new Set<Rec>();
  for (const { rec, capture } of shown) {
    const evaluation = rec.fields.evaluation;
    const name = textOf(rec, 'interface');
    if (!evaluation || !/protection reg down/i.test(evaluation.value)) continue;
    const others = shown.filter((one) => one.capture.device === capture.device).map((one) => one.rec);
    const rival = rivalOf(model, rec, capture.device, others);
    if (!rival) continue;
    claimed.add(rec);
    report({
      code: 'tunnel-mode-mismatch',
      certainty: 'likely',
      side: 'local',
      evidence: [model.evidence(evaluation, 'cause'), model.evidence(rival, 'cause')],
      ...(name === undefined ? {} : { values: { interface: name } }),
      title: `Tunnel protection of ${name ?? 'the interface'} could not be registered: another tunnel already claims these two addresses`,
    });
  }
  for (const { rec } of shown) {
    shutDown(model, rec, shown.length, report);
    silentEnd(model, rec, report);
    if (!claimed.has(rec) && !isUpLater(rec, shown)) lineDown(model, rec, report);
  }
  compareShown(model, shown, report);
}

/** What a filter left out of the output stands in the configuration. */
const interfacesOf = (model: Model, device: string | undefined): readonly Interface[] =>
  configsOf(model)
    .filter((config) => config.device === undefined || device === undefined || config.device === device)
    .flatMap(({ interfaces }) => interfaces);

/** Another tunnel of this device between the same two addresses, as the outputs or the configuration show it. */
function rivalOf(model: Model, rec: Rec, device: string | undefined, others: readonly Rec[]): Rec | undefined {
  const name = textOf(rec, 'interface');
  const tunnels = interfacesOf(model, device);
  const own = tunnels.find((one) => one.name === name)?.tunnel;
  const destination = textOf(rec, 'destination') ?? own?.destination;
  const sources = [textOf(rec, 'source') ?? own?.source, textOf(rec, 'sourceInterface')];
  if (destination === undefined) return undefined;
  const shown = others.find(
    (other) =>
      other !== rec &&
      textOf(other, 'interface') !== name &&
      textOf(other, 'destination') === destination &&
      textOf(other, 'source') === sources[0],
  );
  const written = tunnels.find(
    (other) =>
      other.name !== name &&
      !other.shut &&
      other.tunnel.destination === destination &&
      other.tunnel.source !== undefined &&
      sources.includes(other.tunnel.source),
  );
  return shown ?? written?.block.rec;
}

/** A protected tunnel that somebody shut; one of several may rest on purpose. */
function shutDown(model: Model, rec: Rec, among: number, report: Report): void {
  const { admin, profile } = rec.fields;
  if (!admin || !/^administratively/.test(admin.value) || !profile) return;
  reportShut(model, admin, textOf(rec, 'interface') ?? 'The tunnel', among === 1, report);
}

/** A router whose show dmvpn has nothing to show, because the tunnel interface is shut. */
function emptyCloud(model: Model, report: Report): void {
  for (const cloud of capturesOf(model.captures, 'show dmvpn')) {
    if (recordsBelow(cloud.root, 'peer').length > 0) continue;
    const shut = capturesOf(model.captures, 'show ip interface brief')
      .filter(({ device }) => device === cloud.device)
      .flatMap(({ root }) => recordsBelow(root, 'interface'))
      .filter(
        (row) => /^Tu/.test(textOf(row, 'interface') ?? '') && /^administratively/.test(textOf(row, 'status') ?? ''),
      );
    for (const row of shut)
      if (row.fields.status)
        reportShut(model, row.fields.status, textOf(row, 'interface') ?? 'The tunnel', shut.length === 1, report);
  }
}

/** The same device shows the same interface as up further down. */
const isUpLater = (rec: Rec, shown: readonly { readonly rec: Rec; readonly capture: Capture }[]): boolean => {
  const device = shown.find((one) => one.rec === rec)?.capture.device;
  return shown.some(
    (later) =>
      device !== undefined &&
      later.capture.device === device &&
      later.rec.line > rec.line &&
      textOf(later.rec, 'interface') === textOf(rec, 'interface') &&
      textOf(later.rec, 'line') === 'up',
  );
};

/** A protected tunnel whose line is down, where the text shows nothing of its IPsec. */
function lineDown(model: Model, rec: Rec, report: Report): void {
  const { line, evaluation } = rec.fields;
  const name = textOf(rec, 'interface');
  const device = deviceAt(model, rec.line);
  const written = interfacesOf(model, device).find((one) => one.name === name)?.tunnel;
  const profile = rec.fields.profile?.value ?? written?.profile;
  const known =
    [...model.tunnels, ...model.attempts].some((other) => sameDevice(other.device, device)) ||
    model.count('tunnel.recursive-routing') > 0;
  const isDown = line?.value === 'down' && textOf(rec, 'admin') === 'up';
  // The interface says itself that its own packets have no way out.
  const noWayOut = evaluation && /no output interface/i.test(evaluation.value);
  if (isDown && profile === undefined && isKeptAlive(rec) && !noWayOut) {
    keepalivesLost(model, rec, report);
    return;
  }
  const isKept = profile !== undefined || isKeptAlive(rec) || /protection/i.test(evaluation?.value ?? '');
  if (!isDown || !isKept || known) return;
  const own = /IPSEC/i.test(textOf(rec, 'transport') ?? written?.mode ?? '');
  report({
    code: 'phase1-not-established',
    certainty: 'likely',
    side: 'unknown',
    peer: textOf(rec, 'destination') ?? written?.destination,
    evidence: [...(noWayOut ? [model.evidence(evaluation, 'cause')] : []), model.evidence(line, 'cause')],
    title: noWayOut
      ? `${name} is down: no interface leads to its destination[[ {peer}]]`
      : own
        ? `${name} is down, as it is without an IPsec SA[[ to {peer}]]; this text does not show why there is none`
        : `${name} is down although it is switched on; this text does not show why`,
    candidates: [
      { code: 'missing-route', why: 'No route leads to the tunnel destination, or the tunnel source has no address.' },
      ...(noWayOut
        ? []
        : [
            own
              ? { code: 'peer-unreachable', why: 'The peer does not answer, so no SA is built.' }
              : { code: 'sa-flapping', why: 'Keepalives of the tunnel get no answer.' },
            { code: 'ipsec-proposal-mismatch', why: 'The peer refuses what is offered.' },
            ...(/protection reg down/i.test(evaluation?.value ?? '')
              ? [
                  {
                    code: 'tunnel-mode-mismatch',
                    why: 'Another tunnel between the same two addresses keeps this one from its SA.',
                  },
                ]
              : []),
          ]),
      { code: 'recursive-routing', why: 'The route to the destination leads into the tunnel itself.' },
    ],
    ...(noWayOut
      ? {
          next: [
            {
              command: 'show ip route {peer}',
              why: 'Tells a route that is missing from one that leads into the tunnel. Paste it below and the verdict follows.',
              where: 'local' as const,
            },
          ],
        }
      : evaluation || own
        ? {}
        : {
            next: [
              {
                command: `show interfaces ${name}`,
                why: 'Unfiltered: its line "Tunnel linestate evaluation" names what the state follows. Paste it below and the verdict follows.',
                where: 'local' as const,
              },
            ],
          }),
  });
}

/** Fewer packets than this say nothing about the way back. */
const fewSent = 20;

/** An interface that is up sends and has never received a packet. */
function silentEnd(model: Model, rec: Rec, report: Report): void {
  const { inputPackets, outputPackets, lastInput } = rec.fields;
  const name = textOf(rec, 'interface');
  if (!/^Tu/i.test(name ?? '') || textOf(rec, 'line') !== 'up' || !inputPackets || !outputPackets) return;
  if (numberIn(inputPackets) !== 0 || (numberIn(outputPackets) ?? 0) < fewSent || lastInput?.value !== 'never') return;
  report({
    code: 'no-return-traffic',
    certainty: 'likely',
    side: 'unknown',
    peer: textOf(rec, 'destination'),
    evidence: [model.evidence(inputPackets, 'cause'), model.evidence(outputPackets, 'cause')],
    title: `${name} sends packets[[ to {peer}]], but has never received one: the return direction is broken`,
    candidates: [
      {
        code: 'missing-route',
        why: 'The far side has no route back to the source of this tunnel, or into the tunnel.',
      },
      {
        code: 'tunnel-key-mismatch',
        why: 'Packets with another tunnel key, or of another tunnel mode, are dropped without a word.',
      },
      { code: 'esp-blocked', why: 'GRE or ESP is filtered on the way.' },
    ],
  });
}

const isEsp = (rule: string): boolean => /^(?:esp|50|ahp)\b/.test(rule);
const isIke = (rule: string): boolean => /^udp .*\b(?:isakmp|500|non500-isakmp|4500)\b/.test(rule);
const isEverything = (rule: string): boolean => /^ip any any\b(?! fragments)/.test(rule);

function filters(model: Model, report: Report): void {
  for (const { root, device } of capturesOf(model.captures, 'show access-lists'))
    for (const list of recordsBelow(root, 'list')) {
      const entries = recordsBelow(list, 'entry');
      if (!isElsewhere(model, device, list)) blockedEsp(model, { device, list, entries }, report);
      ikeOnly(model, device, list, entries, report);
      reversedMask(model, entries, report);
    }
}

/** The configuration shows that a list has nothing to do with what comes in at the ends of the tunnels of this device. */
function isElsewhere(model: Model, device: string | undefined, list: Rec): boolean {
  const name = textOf(list, 'acl');
  const ends = model.tunnels.filter((tunnel) => sameDevice(tunnel.device, device));
  return (
    name !== undefined &&
    ends.length > 0 &&
    ends.every((end) => placeOf(model, device, name, { local: end.local, interface: end.interface }) === 'elsewhere')
  );
}

/**
 * A list in use that lets IKE in to one of our ends and nothing else that could be ESP, and a line below that has refused packets to that end.
 * Where packets come in, or UDP 4500 carries them, the list is none that they pass.
 */
function ikeOnly(model: Model, device: string | undefined, list: Rec, entries: readonly Rec[], report: Report): void {
  // What the log says of the packets that it refused is better proof, and is judged with the other events.
  if (dataDenied.some((id) => model.count(id) > 0)) return;
  const read = entries.map((entry) => ({
    entry,
    rule: textOf(entry, 'rule') ?? '',
    permits: textOf(entry, 'action') === 'permit',
    matches: numberIn(entry.fields.matches) ?? 0,
  }));
  for (const { rule, permits, matches } of read) {
    const end = /^udp (?:any|host \S+) host (\S+) eq (?:isakmp|500)\b/.exec(rule)?.[1];
    if (!permits || matches === 0 || end === undefined) continue;
    const mine = model.tunnels.filter(
      (tunnel) => tunnel.device === device && (tunnel.local === end || tunnel.remote === end),
    );
    const isUp = mine.some(listsIke);
    if (!isUp || mine.some(({ ipsec }) => ipsec.some(({ decaps = 0 }) => decaps > 0))) continue;
    const lets = read.filter((line) => line.permits);
    if (lets.some((line) => !/^(?:udp|tcp|icmp)\b/.test(line.rule))) return;
    if (lets.some((line) => line.matches > 0 && /\b(?:non500-isakmp|4500)\b/.test(line.rule))) return;
    const refusal = read.find(
      (line) =>
        !line.permits &&
        line.matches > 0 &&
        ['ip any any', `ip any host ${end}`].includes(line.rule.replace(/ log.*/, '')),
    );
    if (!refusal || oneWay(model)) continue;
    report({
      code: 'esp-blocked',
      certainty: 'likely',
      side: 'local',
      evidence: [model.evidence(refusal.entry, 'cause')],
      ...ownList(list),
    });
    return;
  }
}

interface Shown {
  readonly device: string | undefined;
  readonly list: Rec;
  readonly entries: readonly Rec[];
}

/** A line that denies ESP and has matched; or a final deny that has, below lines that let only IKE through. */
function blockedEsp(model: Model, { device, list, entries }: Shown, report: Report): void {
  let ike = false;
  for (const entry of entries) {
    const rule = textOf(entry, 'rule') ?? '';
    const permits = textOf(entry, 'action') === 'permit';
    const matches = numberIn(entry.fields.matches) ?? 0;
    if (permits && (isEsp(rule) || isEverything(rule))) return;
    if (permits && isIke(rule)) ike = true;
    const final = isEverything(rule) && ike && oneWay(model);
    if (permits || matches === 0 || !(isEsp(rule) || final)) continue;
    // What a line for everything drops may be anything; where the log tells, that is told.
    if (final && isRefusingList(model, list)) return;
    if (isOpenedSince(model, device, list, entry)) return;
    report({
      code: 'esp-blocked',
      certainty: isEsp(rule) ? 'certain' : 'likely',
      side: 'local',
      evidence: [model.evidence(entry, 'cause')],
      ...ownList(list),
    });
    return;
  }
}

/**
 * The last look at the same list shows a line that has let ESP in before the one that refused it, which has refused no more since: it counts as many
 * as before, or as when that line was first seen, or is gone. A smaller count began anew in between. Where it refused some more before that line came,
 * and nobody looked again since, the tunnels tell: ESP comes in that did not.
 */
function isOpenedSince(model: Model, device: string | undefined, list: Rec, refusal: Rec): boolean {
  const looks = capturesOf(model.captures, 'show access-lists')
    .filter((capture) => capture.startLine > list.line && capture.device === device)
    .flatMap(({ root }) => recordsBelow(root, 'list'))
    .filter((other) => textOf(other, 'acl') === textOf(list, 'acl'))
    .map((again) => openedIn(again, refusal));
  const last = looks.at(-1);
  if (!last?.isOpen) return false;
  const first = looks.find(({ isOpen }) => isOpen);
  return (
    last.counted === 0 ||
    last.counted === numberIn(refusal.fields.matches) ||
    (first !== undefined && first !== last
      ? first.counted === last.counted
      : allRunSince(model, device, refusal.line, 'decaps'))
  );
}

/** What a later look at a list counts of a line that refused ESP, and whether a line above it has let some in. */
function openedIn(again: Rec, refusal: Rec): { readonly counted: number; readonly isOpen: boolean } {
  const entries = recordsBelow(again, 'entry');
  const at = entries.findIndex(
    (entry) => textOf(entry, 'action') === 'deny' && textOf(entry, 'rule') === textOf(refusal, 'rule'),
  );
  const isOpen = entries
    .slice(0, at < 0 ? undefined : at)
    .some(
      (entry) =>
        textOf(entry, 'action') === 'permit' &&
        isEsp(textOf(entry, 'rule') ?? '') &&
        (numberIn(entry.fields.matches) ?? 0) > 0,
    );
  return { counted: numberIn(entries[at]?.fields.matches) ?? 0, isOpen };
}

/** What is said of a list of this device that refuses ESP. */
function ownList(list: Rec): Partial<Reported> {
  const name = textOf(list, 'acl');
  return {
    title: 'An access list of this device refuses ESP[[ (list {list})]]',
    detail: { reason: 'list' },
    ...(name === undefined ? {} : { values: { list: name } }),
  };
}

/** Nothing comes in through an SA that there is, or was. */
const oneWay = (model: Model): boolean =>
  model.tunnels.some((tunnel) =>
    tunnel.ipsec.some(({ health, encaps, decaps }) => decaps === 0 && (health !== 'down' || encaps !== 0)),
  ) || model.records('show dmvpn', 'peer').some((row) => textOf(row, 'state') === 'NHRP');

function reversedMask(model: Model, entries: readonly Rec[], report: Report): void {
  const entry = entries.find((one) => textOf(one, 'action') === 'permit' && isReversedMask(textOf(one, 'rule') ?? ''));
  if (!entry) return;
  report({
    code: 'no-interesting-traffic',
    certainty: 'likely',
    side: 'local',
    evidence: [model.evidence(entry, 'cause')],
    title: reversedMaskTitle,
  });
}

/** A translation between the two protected networks of a tunnel. */
function translations(model: Model, report: Report): void {
  const pairs = joinedNetworks(model);
  const homeOf = (source: string | undefined, destination: string | undefined): Joined | undefined =>
    pairs.find((pair) => holds(pair, networkOf(source), networkOf(destination)));
  const statics = configsOf(model)
    .flatMap(({ blocks }) => blocks)
    .flatMap(({ text }) => (staticHost(text) === undefined ? [] : [{ text, host: staticHost(text) }]));
  const say = (
    home: Joined | undefined,
    at: Parameters<Model['evidence']>[0],
    source: string | undefined,
    destination: string | undefined,
  ): void => {
    const statement = statics.find(({ host }) => host === source)?.text;
    report({
      code: 'nat-exemption-missing',
      certainty: home ? 'certain' : 'likely',
      side: 'local',
      tunnel: home?.tunnel,
      peer: home?.peer,
      evidence: [model.evidence(at, 'cause')],
      values: { flow: `${source} to ${destination}` },
      ...(statement && source && home?.remote ? { fix: exceptTunnel(statement, source, home.remote) } : {}),
    });
  };
  const shown = capturesOf(model.captures, 'show ip nat translations').map((capture) => ({
    capture,
    found: recordsBelow(capture.root, 'translation').flatMap((entry) => {
      const [local, outside] = [textOf(entry, 'insideLocal'), textOf(entry, 'outsideLocal')];
      const home = homeOf(local, outside);
      return home && local !== textOf(entry, 'insideGlobal') ? [{ entry, local, outside, home }] : [];
    }),
  }));
  for (const { capture, found } of shown) {
    const last = found.length > 0 ? shown.findLast((other) => looksAgain(capture, other.capture)) : undefined;
    for (const { entry, local, outside, home } of found)
      if (!last || last.found.some((other) => other.home.tunnel === home.tunnel) || !isUsedSince(model, home, entry))
        say(home, entry, local, outside);
  }
  for (const translated of model.occurrences('nat.translated')) {
    const [source, destination] = [translated.fields.source?.value, translated.fields.destination?.value];
    const home = homeOf(source, destination);
    const privately =
      isPrivateAddress(source) &&
      isPrivateAddress(destination) &&
      !isPrivateAddress(translated.fields.translated?.value);
    if (home || privately) say(home, translated, source, destination);
  }
}

/** The same question, or one that leaves nothing out, put to the same device again. */
const looksAgain = (capture: Capture, other: Capture): boolean =>
  other.index > capture.index &&
  other.device === capture.device &&
  (other.typed === capture.typed || /^sh\w* ip nat t\w*(?: v\w*)?$/i.test(other.typed ?? ''));

/** Translations age, and that none is left tells little; but the tunnel, into which nothing went, carries packets both ways since. */
const isUsedSince = (model: Model, { tunnel: id }: Joined, { line }: Rec): boolean =>
  model.tunnels.some((tunnel) => tunnel.id === id && runsSince(tunnel, line, 'encaps'));

/** What the export licence refused. The counters are as old as the last reload, so a few packets of one burst tell nothing. */
function exportLimit(model: Model, report: Report): void {
  for (const { root } of capturesOf(model.captures, 'show platform cerm-information')) {
    const { failedEncrypt, failedDecrypt, failedTunnels, txLimit, rxLimit } = root.fields;
    const worse = (numberIn(failedDecrypt) ?? 0) > (numberIn(failedEncrypt) ?? 0) ? failedDecrypt : failedEncrypt;
    const packets = numberIn(worse) ?? 0;
    const limit = worse === failedDecrypt ? rxLimit : txLimit;
    if (worse && packets >= worthSaying)
      report({
        code: 'crypto-throughput-licence',
        certainty: 'certain',
        side: 'local',
        evidence: [worse, ...(limit ? [limit] : [])].map((fact) => model.evidence(fact, 'cause')),
        values: limit ? { kbps: limit.value } : {},
        detail: { direction: worse === failedDecrypt ? 'received' : 'sent' },
      });
    if (failedTunnels && (numberIn(failedTunnels) ?? 0) > 0)
      report({
        code: 'ike-admission-limit',
        certainty: 'likely',
        side: 'local',
        detail: { reason: 'licence' },
        evidence: [model.evidence(failedTunnels, 'cause')],
      });
  }
}

/** The table of the crypto engine, where no SA with counters is shown: all its SAs together carry packets one way only. */
function engine(model: Model, report: Report): void {
  for (const capture of capturesOf(model.captures, 'show crypto engine connections active')) {
    const counted = model.tunnels.some(
      ({ device, ipsec }) =>
        sameDevice(device, capture.device) &&
        ipsec.some(({ encaps, decaps }) => encaps !== undefined || decaps !== undefined),
    );
    if (counted) continue;
    const rows = recordsBelow(capture.root, 'connection').filter((row) => !/^IKE/i.test(textOf(row, 'type') ?? ''));
    const busy = (field: 'encrypt' | 'decrypt'): Fact[] =>
      rows.map((row) => row.fields[field]).filter((fact) => fact !== undefined && (numberIn(fact) ?? 0) > 0) as Fact[];
    const packets = (facts: readonly Fact[]): number => facts.reduce((sum, fact) => sum + (numberIn(fact) ?? 0), 0);
    const [sent, received] = [busy('encrypt'), busy('decrypt')];
    if (rows.length < 2 || sent.length > 0 === received.length > 0) continue;
    const moving = sent.length > 0 ? sent : received;
    if (packets(moving) < fewOneWay) continue;
    const still = rows.map((row) => row.fields[sent.length > 0 ? 'decrypt' : 'encrypt']).find((fact) => fact);
    report({
      code: sent.length > 0 ? 'no-return-traffic' : 'no-outbound-traffic',
      certainty: 'likely',
      side: sent.length > 0 ? 'unknown' : 'local',
      evidence: [...moving, ...(still ? [still] : [])].map((fact) => model.evidence(fact, 'cause')),
    });
  }
}

/** The first packets of a tunnel are lost while it is built. */
const fewOneWay = 5;

/** SD-WAN: the IPsec counters of each tunnel, or the echoes by which it is told to be up. */
function fabric(model: Model, report: Report): void {
  for (const tunnel of model.records('show sdwan tunnel statistics', 'tunnel')) {
    const { fields } = tunnel;
    const sent = fields.ipsecEncryptOutbound ?? fields.txPkts ?? fields.bfdEchoTxPkts;
    const received = fields.ipsecDecryptInbound ?? fields.rxPkts ?? fields.bfdEchoRxPkts;
    const failed = fields.ipsecRxAuthFailures;
    const [wrong, right] = [numberIn(failed) ?? 0, numberIn(received) ?? 0];
    const peer = textOf(tunnel, 'dst');
    if (failed && wrong >= fewSent && wrong >= right / 1000)
      report({
        code: 'integrity-failures',
        certainty: 'certain',
        side: 'either',
        peer,
        evidence: [model.evidence(failed, 'cause')],
        values: { count: String(wrong) },
      });
    else if (sent && received && right === 0 && (numberIn(sent) ?? 0) >= fewSent)
      report({
        code: 'no-return-traffic',
        certainty: 'likely',
        side: 'unknown',
        peer,
        evidence: [model.evidence(sent, 'cause'), model.evidence(received, 'cause')],
      });
  }
}

/** Members of a GETVPN group: registered or not, and whether they decrypt what they should. */
function group(model: Model, report: Report): void {
  for (const capture of capturesOf(model.captures, 'show crypto gdoi'))
    for (const member of recordsBelow(capture.root, 'member')) registration(model, capture, member, report);
  for (const member of model.records('show crypto gdoi ks members', 'member')) acknowledgements(model, member, report);
  for (const capture of model.captures.filter(({ command }) => /^show crypto (?:gdoi|gkm) gm dataplan/.test(command))) {
    for (const one of recordsBelow(capture.root, 'group')) {
      const [sent, received] = [one.fields.encrypt, one.fields.decrypt];
      if (!sent || !received || (numberIn(sent) ?? 0) < 10 || numberIn(received) !== 0) continue;
      report({
        code: 'no-return-traffic',
        certainty: 'likely',
        side: 'unknown',
        evidence: [model.evidence(sent, 'cause'), model.evidence(received, 'cause')],
        title: 'This group member encrypts, but has decrypted nothing from the group',
        next: [
          {
            command: 'show crypto gdoi gm dataplane counters',
            why: 'On another member: does it decrypt what comes from here, and does it encrypt the answers?',
            where: 'remote',
            platform: 'ios',
          },
          {
            command: 'show crypto gdoi',
            why: 'On both members: the same group, the same SPI (TEK) and the same access list from the key server?',
            where: 'either',
            platform: 'ios',
          },
        ],
        fix: [
          {
            where: 'either',
            platform: 'ios',
            config: ['clear crypto gdoi'],
            why: 'Only where the SPIs of the members differ: the member registers anew and takes the keys that the group has now.',
          },
        ],
      });
    }
  }
}

/** So many rekeys without an acknowledgement are no single lost packet. */
const manyMissed = 3;

/** A member that registered but acknowledges no rekey: the key server will drop it, and it will stay behind with old keys. */
function acknowledgements(model: Model, member: Rec, report: Report): void {
  const [missed, received] = [member.fields.rekeyAcksMissed, member.fields.rekeyAcksRcvd];
  if (!missed || numberIn(received) !== 0 || (numberIn(missed) ?? 0) < manyMissed) return;
  report({
    code: 'rekey-failure',
    certainty: 'likely',
    side: 'remote',
    peer: textOf(member, 'member'),
    evidence: [model.evidence(missed, 'cause')],
    title: 'The group member {peer} has acknowledged none of the rekeys that the key server sent',
    next: nextOfGroupRekey,
    fix: fixOfGroupRekey,
  });
}

function registration(model: Model, capture: Capture, member: Rec, report: Report): void {
  const status = member.fields.registrationStatus;
  const attempts = numberIn(member.fields.attemptedRegistration);
  const done = numberIn(member.fields.succeededRegistration);
  if (!status || !/^(?:registering|not registered)/i.test(status.value) || (attempts !== undefined && attempts < 2))
    return;
  if (done !== undefined && done > 0 && attempts !== undefined && attempts - done < 2) return;
  if (registersBelow(model, capture, member)) return;
  const group = groupOf(capture, member);
  report({
    code: 'gdoi-registration-failure',
    certainty: 'likely',
    side: 'unknown',
    evidence: [model.evidence(status, 'cause')],
    values: {
      why: attempts === undefined ? 'the member is not registered' : `${attempts} attempts, ${done ?? 0} succeeded`,
      ...(group === undefined ? {} : { group }),
    },
  });
}
