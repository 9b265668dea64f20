// Judges fragments of UDP that a firewall discards while the peer that sends them never gets on with IKE: its messages with certificates come in pieces.
import { type Detector, detector, type Fix } from '../../../engine/define.ts';
import type { Attempt, Model, Occurrence } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { deviceAt, fieldOf, groupBy, inOrder, sameDevice } from '../values.ts';

export const droppedFragments: Detector = detector({
  id: 'dropped-fragments',
  codes: ['fragmentation-ike'],
  run: (model, report) => {
    const lines = inOrder(model, Object.keys(limits)).filter((line) =>
      /^(?:udp|17)$/i.test(fieldOf(line, 'protocol') ?? ''),
    );
    for (const [peer, discarded] of groupBy(lines, (line) => fieldOf(line, 'src'))) {
      const [first] = discarded;
      const attempts = model.attempts.filter((attempt) => isBetween(attempt, peer, fieldOf(discarded[0], 'dst')));
      // Once IKE is up what comes in pieces is the traffic inside, encapsulated.
      if (!first || attempts.some(({ ikeUp, recovered }) => ikeUp || recovered)) continue;
      const silent = attempts.flatMap((attempt) => silenceOf(model, attempt) ?? []);
      const [limit, command] = [fieldOf(first, 'limit') ?? '', limits[first.message.id] ?? ''];
      if (silent.length === 0) continue;
      report({
        code: 'fragmentation-ike',
        certainty: 'certain',
        side: 'local',
        peer,
        title: `This firewall discards packets in pieces from {peer} (fragment ${command} ${limit}), and its next IKE message never arrives`,
        fix: fixesOf(command),
        count: discarded.length,
        evidence: [
          ...discarded.slice(0, shown).map((line) => model.evidence(line, 'cause')),
          ...silent.slice(0, shown).map((line) => model.evidence(line, 'symptom')),
          ...settings(model, first, command).map((line) => model.evidence(line, 'context')),
        ],
      });
    }
  },
});

/** The sender's own log tells of the same negotiation, with the two ends exchanged. */
const isBetween = ({ peer, local }: Attempt, from: string | undefined, to: string | undefined): boolean =>
  from !== undefined && (peer === from || (peer === to && (local ?? from) === from));

const shown = 4;

/** What the message says that was exceeded, as the word of the command that sets it. */
const limits: Readonly<Record<string, string>> = { 'asa.209003': 'size', 'asa.209005': 'chain' };

/** Lines that tell of a message that did not come: in IKEv2 the one with the proof, in IKEv1 the fifth or the sixth. */
const silence =
  /(?:auth-not-received|retransmissions-exceeded|sm-auth-(?:awaited|resend|exceeded)|established-timeout|fsm-history|resent\.(?:ke|id))$/;

/** IKEv2 names no peer when it gives up: what stands below the proof that was sent, in the same log, is of it. */
function silenceOf(model: Model, { occurrences }: Attempt): Occurrence | undefined {
  const proof = occurrences.find(({ message }) => message.id === 'ikev2.sent-auth-request');
  return (
    occurrences.find(({ message }) => silence.test(message.id)) ??
    (proof &&
      givenUp
        .flatMap((id) => model.occurrences(id))
        .find(({ capture, line }) => capture === proof.capture && line > proof.line))
  );
}
const givenUp = ['ikev2.error-retransmissions-exceeded', 'ikev2.error-auth-not-received'];

const settings = (model: Model, { line }: Occurrence, command: string) =>
  configsOf(model)
    .filter(({ asa, device }) => asa && sameDevice(device, deviceAt(model, line)))
    .flatMap(({ blocks }) => blocks.filter(({ text }) => text.startsWith(`fragment ${command} `)))
    .map(({ rec }) => rec);

const fixesOf = (command: string): readonly Fix[] => [
  {
    where: 'local',
    platform: 'asa',
    config: [command === 'chain' ? 'fragment chain 24 <interface>' : 'fragment size 400 <interface>'],
    why:
      command === 'chain'
        ? 'The default: a packet may come in up to 24 pieces.'
        : 'Let more pieces wait; the default is 200. Where they are an attack, stop it before this firewall.',
  },
  {
    where: 'either',
    platform: 'asa',
    ike: 2,
    config: ['crypto ikev2 fragmentation mtu 1280'],
    why: 'Or let IKE cut its own messages, so that no packet comes in pieces; needed on both ends.',
  },
];
