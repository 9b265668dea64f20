// Judges what ASA, FTD and PIX log and list of their tunnels: each concern in a file of its own; here those of policies, groups and crypto map entries.
import { type Detector, detector, type Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { ikev2Alone, unwrittenCodes } from '../ike/ikev2-syslog.ts';
import { fieldOf, groupBy, isLater } from '../values.ts';
import { userStages, waiting, withoutIpsec } from './ike-tables.ts';
import { aborted, abortedSomehow, ikev2Selectors } from './ikev2-endings.ts';
import { cameUp, evidence } from './log-lines.ts';
import { sessionBytes } from './sessions.ts';
import { flapping } from './short-sessions.ts';
import { translation } from './translations.ts';
import { innerPackets, unknownSpi } from './unfit-packets.ts';

export const asaEvents: Detector = detector({
  id: 'asa-events',
  codes: [
    ...new Set([...Object.values(ikev2Alone).map(({ code }) => code), ...unwrittenCodes]),
    'ike-dh-group-mismatch',
    'invalid-spi',
    'proxy-id-mismatch',
    'crypto-map-not-matched',
    'peer-not-configured',
    'nat-exemption-missing',
    'ike-not-enabled',
    'sa-flapping',
    'phase1-not-established',
    'phase2-not-established',
    'no-return-traffic',
    'no-outbound-traffic',
    'harmless-message',
  ],
  run: (model, report) => {
    unknownSpi(model, report);
    innerPackets(model, report);
    ikev2Selectors(model, report);
    aborted(model, report);
    abortedSomehow(model, report);
    groupPolicy(model, report);
    translation(model, report);
    tunnelManager(model, report);
    for (const tunnel of model.tunnels) waiting(model, tunnel, report);
    withoutIpsec(model, report);
    flapping(model, report);
    userStages(model, report);
    sessionBytes(model, report);
    unknownGroups(model, report);
    mapLookups(model, report);
  },
});

/** 713206, 751008: the group policy of the tunnel leaves this version of IKE out. */
function groupPolicy(model: Model, report: Report): void {
  for (const [id, version] of [
    ['asa-ikev1.conflicting-protocols', 'ikev1'],
    ['asa.751008', 'ikev2'],
  ] as const)
    for (const [, group] of groupBy(model.occurrences(id), (line) => fieldOf(line, 'peer') ?? '')) {
      const last = group.at(-1) as Occurrence;
      const peer = fieldOf(last, 'peer');
      if (cameUp(model, peer, last)) continue;
      report({
        code: 'ike-not-enabled',
        certainty: 'certain',
        side: 'local',
        peer,
        evidence: evidence(model, group),
        count: group.length,
        title: `The group policy of this tunnel does not allow ${version === 'ikev1' ? 'IKEv1' : 'IKEv2'}[[ ({peer})]]`,
        explanation:
          'The policy of a tunnel group lists the protocols that its tunnels may use. The peer speaks another one, so it is refused although its key and proposals may be right.',
        next: [
          {
            command: 'show running-config group-policy',
            why: 'vpn-tunnel-protocol of the policy that the tunnel group names (or of DfltGrpPolicy).',
            where: 'local',
            platform: 'asa',
          },
        ],
        fix: [
          {
            where: 'local',
            platform: 'asa',
            config: ['group-policy <policy of the tunnel group> attributes', ` vpn-tunnel-protocol ${version}`],
            why: 'List every protocol that the tunnels of this policy use: the line replaces the one that is there.',
          },
        ],
      });
    }
}

/** The tunnel manager gave up on a crypto map entry, and nothing later brought it up. */
function tunnelManager(model: Model, report: Report): void {
  const gaveUp = [...model.occurrences('asa.752015'), ...model.occurrences('asa.752012')];
  const worked = model.occurrences('asa.752016');
  for (const [, group] of groupBy(gaveUp, (line) => `${fieldOf(line, 'map')} ${fieldOf(line, 'seq')}`)) {
    const last = group.reduce((best, line) => (isLater(line, best) ? line : best));
    const entry = (line: Occurrence): boolean =>
      fieldOf(line, 'map') === fieldOf(last, 'map') && fieldOf(line, 'seq') === fieldOf(last, 'seq');
    if (worked.some((line) => entry(line) && isLater(line, last))) continue;
    const before = (id: string): Occurrence | undefined =>
      model
        .occurrences(id)
        .filter((line) => isLater(last, line))
        .at(-1);
    const tried = new Set(group.flatMap((line) => fieldOf(line, 'version') ?? []));
    const up = before('asa-ikev1.phase1-completed') ?? before('asa.750006');
    report({
      code: up ? 'phase2-not-established' : 'phase1-not-established',
      certainty: 'likely',
      side: 'unknown',
      peer: undefined,
      ...(tried.size === 1 ? { ike: tried.has('2') ? (2 as const) : (1 as const) } : {}),
      evidence: evidence(model, group),
      count: group.length,
      values: {},
    });
  }
}

/** 713255: the peer asked for a tunnel group by a name that does not exist. */
function unknownGroups(model: Model, report: Report): void {
  const lines = ['unknown-group', 'unknown-group-spoofed'].flatMap((id) => model.occurrences(`asa-ikev1.${id}`));
  for (const [, group] of groupBy(lines, (line) => fieldOf(line, 'peer') ?? '')) {
    const peer = fieldOf(group[0], 'peer');
    const name = group.map((line) => fieldOf(line, 'tunnelGroup')?.replaceAll("'", '')).find(Boolean);
    report({
      code: 'peer-not-configured',
      certainty: 'certain',
      side: 'either',
      peer,
      evidence: evidence(model, group),
      count: group.length,
      title: `The peer[[ {peer}]] asks for the tunnel group ${name ? `“${name}”` : 'of a name'} that does not exist here`,
      fix: [
        {
          where: 'remote',
          platform: 'asa',
          config: ['vpnclient vpngroup <name as it is written here> password <key>'],
          why: 'Where the name is misspelt: it must be written as on this firewall, capitals included. A software client has it among its settings.',
        },
        {
          where: 'local',
          platform: 'asa',
          config: [
            `tunnel-group ${name ?? '<name>'} type remote-access`,
            `tunnel-group ${name ?? '<name>'} ipsec-attributes`,
            ' ikev1 pre-shared-key <key>',
          ],
          why: 'Only if this group is meant to exist.',
        },
      ],
    });
  }
}

/** `debug crypto ipsec`: packets that were compared with every crypto map entry and fit none. */
function mapLookups(model: Model, report: Report): void {
  const packets = model.occurrences('asa-ipsec.lookup.packet');
  const failed = model.occurrences('asa-ipsec.lookup.none');
  for (const [, group] of groupBy(failed, (line) => {
    const packet = packets.findLast(({ start }) => start < line.start);
    return `${fieldOf(packet, 'src') ?? ''} ${fieldOf(packet, 'dst') ?? ''}`;
  })) {
    const last = group.at(-1) as Occurrence;
    if (model.attempts.some((attempt) => attempt.childUp && attempt.endLine > last.line)) continue;
    const packet = packets.findLast(({ start }) => start < last.start);
    const [source, destination] = [fieldOf(packet, 'src'), fieldOf(packet, 'dst')];
    report({
      code: 'crypto-map-not-matched',
      certainty: 'likely',
      side: 'local',
      evidence: evidence(model, group),
      count: group.length,
      detail: { reason: 'acl' },
      title:
        source && destination
          ? `A packet from ${source} to ${destination} fits no crypto access list, so no tunnel is asked for`
          : 'A packet fits no crypto access list, so no tunnel is asked for',
      fix: [
        {
          where: 'local',
          platform: 'asa',
          config: ['access-list <acl of the crypto map entry> extended permit ip <network here> <network there>'],
          why: 'If the packet belongs into the tunnel. The peer needs the mirror image. NAT comes first: a translated source is what is compared.',
        },
      ],
    });
  }
}
