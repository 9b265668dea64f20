// Judges a DMVPN cloud by what a spoke and its hub show in one text: a spoke that has no server to register with.
import { type Detector, detector, type Rec, type Report } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { type Config, configsOf, type Interface, type Statement } from '../config/model.ts';
import { capturesOf, recordsBelow, textOf } from '../values.ts';

export const overlayEnds: Detector = detector({
  id: 'overlay-ends',
  codes: ['nhrp-registration-failure'],
  run: (model, report) => {
    for (const config of configsOf(model))
      for (const one of config.interfaces) withoutServer(model, config, one, report);
  },
});

/** Where a spoke has its hub: the line that maps one tunnel address, to which multicast goes too. A hub maps many, or those who register. */
function hubLine({ nhrp, block, shut, name }: Interface): Statement | undefined {
  if (shut || !/^Tu/i.test(name) || !nhrp.networkId || nhrp.servers > 0) return undefined;
  const maps = block.lines.filter(({ text }) => /^ip nhrp map \d/.test(text));
  const multicast = block.lines.filter(({ text }) => /^ip nhrp map multicast /.test(text));
  const [line] = maps;
  return line && maps.length === 1 && multicast.every(({ words }) => words[4] === line.words[4]) ? line : undefined;
}

/** The static mapping makes the row of the hub look well on the spoke; the table of the hub, which lacks the spoke, tells better. */
function withoutServer(model: Model, { device }: Config, one: Interface, report: Report): void {
  const line = hubLine(one);
  const [, , , overlay, nbma] = line?.words ?? [];
  if (!line || device === undefined || one.address === undefined) return;
  const hub = capturesOf(model.captures, 'show dmvpn')
    .filter((capture) => capture.device !== undefined && capture.device !== device && !isPicked(capture))
    .flatMap(({ root }) => recordsBelow(root, 'interface'))
    .find((at) => /^Hub/i.test(textOf(at, 'type') ?? '') && isCloudOf(at, one.address as string));
  const lists = hub && recordsBelow(hub, 'peer').some((row) => textOf(row, 'tunnelAddress') === one.address);
  if (lists || !(hub || isUnknownElsewhere(model, device, one.address))) return;
  const type = hub?.fields.type;
  report({
    code: 'nhrp-registration-failure',
    certainty: 'likely',
    side: 'local',
    peer: nbma,
    evidence: [model.evidence(line.rec, 'cause'), ...(type ? [model.evidence(type, 'symptom')] : [])],
    detail: { reason: 'nhs-missing' },
    values: {
      why: `${one.name} maps the hub ${overlay ?? ''} and names it no next-hop server; the hub has no entry for ${one.address}`,
    },
    fix: [
      {
        where: 'local',
        platform: 'ios',
        config: [
          `interface ${one.name}`,
          ` ip nhrp nhs ${overlay ?? '<hub tunnel address>'} nbma ${nbma ?? '<hub outside address>'} multicast`,
        ],
        why: 'A static mapping alone registers nowhere: name the hub as next-hop server.',
      },
    ],
  });
}

/** Another device was asked for the address of this spoke, and its answer is empty; this one lists no server. */
function isUnknownElsewhere(model: Model, device: string, address: string): boolean {
  const isEmpty = ({ root, closed }: Capture): boolean => root.children.length === 0 && closed;
  const servers = capturesOf(model.captures, 'show ip nhrp nhs').filter((capture) => capture.device === device);
  const asked = capturesOf(model.captures, 'show ip nhrp').filter(
    (capture) =>
      capture.device !== undefined && capture.device !== device && capture.typed?.split(/\s+/).includes(address),
  );
  return servers.length > 0 && servers.every(isEmpty) && asked.length > 0 && asked.every(isEmpty);
}

/** Single rows were picked out; `begin` leaves the end of the table. */
const isPicked = ({ typed = '' }: Capture): boolean =>
  /\|\s{0,4}(?:i|inc[a-z]{0,5}|e|exc[a-z]{0,5}|gr|grep)\s/i.test(typed);

/** Tunnel addresses of the same cloud begin alike. */
const isCloudOf = (at: Rec, address: string): boolean =>
  recordsBelow(at, 'peer').some(
    (row) =>
      textOf(row, 'tunnelAddress')?.split('.').slice(0, 3).join('.') === address.split('.').slice(0, 3).join('.'),
  );
