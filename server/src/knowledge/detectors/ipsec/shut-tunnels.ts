// Tells of tunnel interfaces that somebody shut: nothing is tried there, and nothing is wrong with the peer.
import type { Fact, Rec, Report } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { capturesOf, deviceAt, recordsBelow, sameDevice, textOf } from '../values.ts';

/** The outputs that tell whether an interface was shut, and the field that says so. */
const outputs: readonly (readonly [command: string, field: string])[] = [
  ['show interfaces tunnel', 'admin'],
  ['show interfaces description', 'status'],
  ['show ip interface brief', 'status'],
];

/** What shows that an interface of the device is shut: the last word of its configuration, or of an output. */
function shutAt(model: Model, device: string | undefined, name: string): Fact | Rec | undefined {
  const shown = outputs.flatMap(([command, field]) =>
    capturesOf(model.captures, command)
      .filter((capture) => sameDevice(capture.device, device))
      .flatMap(({ root }) => recordsBelow(root, 'interface'))
      .filter((row) => isOf(textOf(row, 'interface'), name))
      .flatMap((row) => row.fields[field] ?? []),
  );
  const written = configsOf(model)
    .filter((config) => sameDevice(config.device, device))
    .flatMap(({ interfaces }) => interfaces)
    .filter((one) => isOf(one.name, name))
    .flatMap(({ shut, block }) => block.lines.find(({ text }) => shut && text === 'shutdown')?.rec ?? []);
  const last = shown.toSorted((a, b) => a.start - b.start).at(-1);
  if (last && !/^admin/.test(last.value)) return undefined;
  return written.at(-1) ?? last;
}

/** Tables cut names short: `Tu30`. */
const isOf = (shown: string | undefined, name: string): boolean =>
  shown !== undefined && shortened(shown) === shortened(name);
const shortened = (name: string): string => name.toLowerCase().replace(/^([a-z]{2})[a-z]* ?/, '$1');

/** `alone`: it is the only tunnel of its device; one of several may rest on purpose. */
export function reportShut(model: Model, at: Fact | Rec, name: string, alone: boolean, report: Report): void {
  report({
    code: 'operator-action',
    certainty: 'certain',
    ...(alone ? { role: 'cause' as const, severity: 'warning' as const } : {}),
    side: 'local',
    evidence: [model.evidence(at, alone ? 'cause' : 'context')],
    title: `${name} is shut: nothing is tried until "no shutdown"`,
    fix: [
      { where: 'local', platform: 'ios', config: [`interface ${name}`, ' no shutdown'], why: 'Opens the interface.' },
    ],
  });
}

/** The session of a tunnel interface that is shut. */
export function isShutSession(model: Model, session: Rec, alone: boolean, report: Report): boolean {
  const name = textOf(session, 'interface');
  const at = name === undefined ? undefined : shutAt(model, deviceAt(model, session.line), name);
  if (name === undefined || !at) return false;
  reportShut(model, at, name, alone, report);
  return true;
}
