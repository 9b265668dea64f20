// A peer of show dmvpn whose session is up and whose registration is not answered.
import type { Rec, Report } from '../../../engine/define.ts';
import type { Capture, Evidence, Model } from '../../../engine/model.ts';
import { listsIke } from '../up.ts';
import { capturesOf, fieldOf, isUnfiltered, numberIn, recordsBelow, textOf } from '../values.ts';
import { reasonIsKnown } from './lines.ts';
import { answers, answersLater, isSpare, serversIn } from './next-hop-servers.ts';
import { evidenceOf, sameDevice } from './rows.ts';

export function registration(model: Model, capture: Capture, row: Rec, nbma: string | undefined, report: Report): void {
  const attributes = textOf(row, 'attributes') ?? '';
  // Static entries are the hubs of a spoke; dynamic ones were asked for.
  if (/^(?:D|I)/.test(attributes) && !attributes.includes('S')) {
    report({
      code: 'nhrp-resolution-failure',
      certainty: 'likely',
      side: 'unknown',
      evidence: [evidenceOf(model, row)],
      values: { peer: textOf(row, 'tunnelAddress') ?? nbma ?? 'the other spoke' },
    });
    return;
  }
  const server = textOf(row, 'tunnelAddress');
  if (responds(capture, server) || isSpare(model, capture, server) || answersLater(model, capture, server)) return;
  const lists = capturesOf(model.captures, 'show ip nhrp nhs').filter(
    (other) => sameDevice(other, capture) && isUnfiltered(other),
  );
  const none = lists.length > 0 && lists.every((list) => serversIn(list).length === 0);
  const dropped = none ? undefined : droppedSilently(model, nbma);
  if (dropped)
    report({
      code: 'tunnel-key-mismatch',
      certainty: 'likely',
      side: 'either',
      peer: nbma,
      evidence: [...dropped, evidenceOf(model, row, 'symptom')],
      title: 'The packets of the spoke reach the hub and are dropped before NHRP sees them: the tunnel keys differ',
      candidates: [
        {
          code: 'nhrp-registration-failure',
          why: 'NHRP on the hub may be off (no network-id) or refuse without a log line.',
        },
      ],
    });
  report({
    code: 'nhrp-registration-failure',
    certainty: 'likely',
    ...(reasonIsKnown(model) ? { role: 'symptom' as const } : {}),
    side: none ? 'local' : 'unknown',
    peer: nbma,
    evidence: [evidenceOf(model, row)],
    detail: { reason: none ? 'nhs-missing' : 'not-answered' },
    values: {
      why: none
        ? 'no next-hop server is configured here'
        : `${textOf(row, 'tunnelAddress') ?? 'the next-hop server'} does not answer`,
    },
    candidates: candidatesOfSilence(model, nbma),
    ...(none
      ? {
          fix: [
            {
              where: 'local' as const,
              platform: 'ios' as const,
              config: [
                `interface ${interfaceOf(capture, row) ?? 'Tunnel<n>'}`,
                ` ip nhrp nhs ${textOf(row, 'tunnelAddress') ?? '<hub tunnel address>'} nbma ${nbma ?? '<hub outside address>'} multicast`,
              ],
              why: 'A static mapping alone registers nowhere: name the hub as next-hop server.',
            },
          ],
        }
      : {}),
  });
}

const interfaceOf = (capture: Capture, row: Rec): string | undefined => {
  const at = recordsBelow(capture.root, 'interface').find((one) => one.children.includes(row));
  return at && textOf(at, 'interface');
};

/** The list above the peers says of the same server that it answers (flag R): the mapping itself has no state then. */
const responds = ({ root }: Capture, server: string | undefined): boolean =>
  recordsBelow(root, 'nhs').some((one) => textOf(one, 'nhs') === server && answers(one));

/**
 * The hub decrypts what the spoke sends and never answers, and NHRP on it has not even noticed: neither a refusal in its log nor a request in
 * its counters. Between decryption and NHRP stands only the tunnel interface, which takes no packet with another key.
 */
function droppedSilently(model: Model, nbma: string | undefined): Evidence[] | undefined {
  const spoke = model.tunnelOf(nbma)?.local;
  const ends = model.tunnels.filter(
    ({ local, device }) => nbma !== undefined && local === nbma && device !== undefined,
  );
  for (const tunnel of spoke === undefined ? ends : ends.filter(({ remote }) => remote === spoke)) {
    const flow = tunnel.ipsec.find((sa) => (sa.decaps ?? 0) >= 4 && sa.encaps === 0);
    const decaps = flow?.rec.fields.decaps;
    if (!flow || !decaps) continue;
    const captures = model.captures.filter(({ device }) => device === tunnel.device);
    const mine = (id: string): boolean =>
      model.occurrences(id).some(({ capture }) => captures.some(({ index }) => index === capture));
    if (noticed.some(mine)) continue;
    const unasked = capturesOf(captures, 'show ip nhrp traffic')
      .flatMap(({ root }) => recordsBelow(root, 'direction'))
      .find((direction) => direction.fields.received && numberIn(direction.fields.registrationRequests) === 0);
    if (!unasked && !logged.some(mine)) continue;
    return [model.evidence(decaps, 'cause'), ...(unasked ? [model.evidence(unasked, 'cause')] : [])];
  }
  // What never gets through to the hub cannot be dropped there for its key.
  const arrives = !ends.some(
    ({ remote, ipsec }) => remote === spoke && ipsec.length > 0 && ipsec.every((sa) => sa.decaps === 0),
  );
  return arrives ? unlogged(model, nbma, spoke) : undefined;
}

/** The same in the log of the hub: the session with the spoke came up, and NHRP, whose lines are logged there, says nothing of it after that. */
function unlogged(model: Model, nbma: string | undefined, spoke: string | undefined): Evidence[] | undefined {
  const opened = model
    .occurrences('dmvpn.socket-up')
    .filter(
      (socket) =>
        nbma !== undefined &&
        fieldOf(socket, 'local') === nbma &&
        (spoke === undefined || fieldOf(socket, 'peer') === spoke),
    )
    .at(-1);
  if (!opened) return undefined;
  const peer = fieldOf(opened, 'peer');
  const mine = (id: string, later: boolean): boolean =>
    model.occurrences(id).some(({ capture, line }) => capture === opened.capture && (!later || line > opened.line));
  const silent =
    mine('dmvpn.client-down', false) &&
    !noticed.some((id) => mine(id, false)) &&
    !model
      .occurrences('dmvpn.client-up')
      .some((client) => client.line > opened.line && fieldOf(client, 'peer') === peer) &&
    !model
      .occurrences('dmvpn.socket-down')
      .some((socket) => socket.line > opened.line && fieldOf(socket, 'peer') === peer);
  return silent && listsIke(model.tunnelOf(nbma)) ? [model.evidence(opened, 'cause')] : undefined;
}

const noticed = [
  'dmvpn.wrong-authentication',
  'dmvpn.encapsulation-error',
  'dmvpn.error',
  'dmvpn.network-id-removed',
  'dataplane.not-ipsec',
];
const logged = ['dmvpn.socket-up', 'dmvpn.socket-down', 'dmvpn.client-up', 'dmvpn.client-down'];

export function candidatesOfSilence(model: Model, nbma: string | undefined): { code: string; why: string }[] {
  const sent = model.tunnelOf(nbma)?.ipsec.some((sa) => (sa.encaps ?? 0) > 0 && sa.decaps === 0);
  return [
    ...(sent
      ? [{ code: 'esp-blocked', why: 'We encrypt and decrypt nothing: look whether decaps on the hub stay at 0.' }]
      : []),
    { code: 'tunnel-key-mismatch', why: 'Packets with another tunnel key are dropped without a log line.' },
    { code: 'plaintext-received', why: 'One end may lack tunnel protection; the other then drops its packets.' },
  ];
}
