// Judges the lines of tunnel interfaces in a log: those that go up and down, that fall and stay down, that send keepalives into the void.
import { type Detector, detector, type Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { configsOf, type Statement } from '../config/model.ts';
import { periodOf } from '../ipsec/periods.ts';
import { covers, networkOf } from '../networks.ts';
import { capturesOf, fieldOf, recordsBelow, textOf } from '../values.ts';
import { unansweredKeepalives } from './gre-keepalives.ts';
import { after, evidence, isTunnel, shown } from './lines.ts';

export const tunnelLines: Detector = detector({
  id: 'tunnel-lines',
  codes: ['phase1-not-established', 'sa-flapping'],
  run: (model, report) => {
    lines(model, report);
    keepalives(model, report);
    fallen(model, report);
  },
});

/** So many falls in one text are no reload and no maintenance. */
export const manyFalls = 3;

/** Milliseconds after which whoever changed the interface has left the configuration. */
const closely = 15_000;

/** A tunnel that is changed goes down and comes up with each change; the device says who did so as soon as that is finished. */
export const isChangedByHand = (model: Model, fall: Occurrence): boolean =>
  model
    .occurrences('sys.configured')
    .some(
      ({ capture, time }) =>
        capture === fall.capture &&
        time !== undefined &&
        fall.time !== undefined &&
        time >= fall.time &&
        time - fall.time <= closely,
    );

/** A line that is down for a few milliseconds was set anew by a change of its configuration; no packet was missed. */
const isSetAnew = (fall: Occurrence, rises: readonly Occurrence[]): boolean =>
  rises.some(({ line, time }) => {
    // The same time to the second says nothing of how long it lasted.
    const lasted = Number(time) - Number(fall.time);
    return line > fall.line && lasted > 0 && lasted < 100;
  });

/** A tunnel interface whose line goes up and down, where nothing in the text says why. */
function lines(model: Model, report: Report): void {
  if (model.count('tunnel.recursive-routing') + model.count('tunnel.looped-chain') > 0) return;
  const falls = model
    .occurrences('tunnel.line-down')
    .filter((occurrence) => /^Tu/i.test(fieldOf(occurrence, 'interface') ?? ''));
  for (const name of new Set(falls.map((fall) => fieldOf(fall, 'interface')))) {
    const rises = model.occurrences('tunnel.line-up').filter((rise) => fieldOf(rise, 'interface') === name);
    const mine = falls.filter(
      (fall) => fieldOf(fall, 'interface') === name && !isSetAnew(fall, rises) && !isChangedByHand(model, fall),
    );
    const shut = model
      .occurrences('tunnel.interface-shut')
      .some((occurrence) => fieldOf(occurrence, 'interface') === name);
    if (mine.length < manyFalls || rises.length < mine.length - 1 || shut) continue;
    const rhythm = periodOf(model, mine);
    const how = `${name} goes up and down${rhythm === undefined ? ` (${mine.length} times)` : ` ${rhythm.text}`}`;
    const kept = keptAlive(model, name);
    if (kept) {
      report({
        code: 'sa-flapping',
        certainty: 'likely',
        side: 'local',
        evidence: [model.evidence(kept.rec, 'cause'), ...evidence(model, mine)],
        title: `${how}: it sends GRE keepalives, which do not work on a tunnel with IPsec protection`,
        values: { count: String(mine.length) },
        count: mine.length,
        fix: [
          {
            where: 'either',
            platform: 'ios',
            config: [`interface ${name}`, ' no keepalive'],
            why: 'The answer to a GRE keepalive is not what the protection expects, so it is dropped. Let dead peer detection of IKE or the routing protocol notice a dead peer.',
          },
        ],
      });
      continue;
    }
    report({
      code: 'sa-flapping',
      certainty: 'likely',
      side: 'unknown',
      evidence: evidence(model, mine),
      title: how,
      values: { count: String(mine.length) },
      count: mine.length,
      candidates: [
        {
          code: 'recursive-routing',
          why: 'Every fall a few seconds after the routing neighbour came up points at it.',
        },
        {
          code: 'dpd-failure',
          why: 'Keepalives of the tunnel or of IKE are not answered: packets are lost on the way.',
        },
        { code: 'nhrp-registration-failure', why: 'With if-state nhrp the line follows the registration.' },
      ],
    });
  }
}

/** The line of a protected tunnel interface by which it sends GRE keepalives. */
const keptAlive = (model: Model, name: string | undefined): Statement | undefined =>
  configsOf(model)
    .flatMap(({ interfaces }) => interfaces)
    .filter((one) => one.name === name && one.tunnel.profile !== undefined)
    .flatMap(({ block }) => block.lines)
    .find(({ text }) => /^keepalive/.test(text));

/** Keepalives of a GRE tunnel that are counted up: none has come back since. */
function keepalives(model: Model, report: Report): void {
  const sent = model.occurrences('tunnel.keepalive-sent');
  const last = sent.at(-1);
  if (!last || sent.length < 3 || Number(fieldOf(last, 'counter') ?? 0) < 3) return;
  if (model.occurrences('tunnel.keepalive-received').some(({ line }) => line > (sent.at(-3)?.line ?? 0))) return;
  report({
    code: 'phase1-not-established',
    certainty: 'likely',
    side: 'unknown',
    peer: fieldOf(last, 'peer'),
    evidence: evidence(model, sent.slice(-shown)),
    title: 'Keepalives of the GRE tunnel[[ to {peer}]] go out and none comes back; this text does not show why',
    candidates: unansweredKeepalives,
    count: sent.length,
  });
}

/** The same device shows more of its tunnels in this text than its log, or a list that is empty. */
function isSpokenOf(model: Model, { capture }: Occurrence): boolean {
  const device = model.captures[capture]?.device;
  const mine = (other: { readonly device?: string }): boolean =>
    device === undefined || other.device === undefined || other.device === device;
  return (
    model.attempts.some(mine) ||
    model.tunnels.some(mine) ||
    model.captures.some(
      (other) =>
        other.kind === 'show' && other.definition?.showsLog !== true && other.root.children.length > 0 && mine(other),
    )
  );
}

/** The last word of a log about a tunnel interface is that its line went down, and nothing else in the text speaks of it. */
function fallen(model: Model, report: Report): void {
  const explained = [
    'tunnel.recursive-routing',
    'tunnel.looped-chain',
    'tunnel.interface-shut',
    'tunnel.protection-changed',
  ].some((id) => model.count(id) > 0);
  if (explained) return;
  const falls = model
    .occurrences('tunnel.line-down')
    .filter((fall) => isTunnel(fieldOf(fall, 'interface') ?? '') && !isSpokenOf(model, fall));
  for (const name of new Set(falls.map((fall) => fieldOf(fall, 'interface')))) {
    const mine = falls.filter((fall) => fieldOf(fall, 'interface') === name);
    const last = mine.at(-1);
    if (!last || mine.length >= manyFalls) continue;
    if (after(model, ['tunnel.line-up'], last.line, (rise) => fieldOf(rise, 'interface') === name)) continue;
    if (isReached(model, name, last.line)) continue;
    report({
      code: 'phase1-not-established',
      certainty: 'likely',
      side: 'unknown',
      evidence: [model.evidence(last, 'cause')],
      title: `The line of ${name} went down and did not come back; this text does not show why`,
      candidates: [
        { code: 'peer-unreachable', why: 'The far end does not answer: no SA, or no keepalive comes back.' },
        { code: 'missing-route', why: 'The way to the far end, or the outside interface, is gone.' },
        { code: 'dpd-failure', why: 'The session below was given up.' },
        { code: 'operator-action', why: 'One of the two ends was shut or changed.' },
      ],
      next: [
        {
          command: `show interfaces ${name}`,
          why: 'Shows what the state of the line follows and whether the tunnel is shut. Paste it below and the verdict follows.',
          where: 'local',
        },
      ],
    });
  }
}

/** Below the fall every echo to an address in the network of this tunnel, as one of its ends is configured, is answered. */
function isReached(model: Model, name: string | undefined, line: number): boolean {
  const networks = configsOf(model)
    .flatMap(({ interfaces }) => interfaces)
    .filter((one) => one.name === name)
    .flatMap(({ network }) => network ?? []);
  return capturesOf(model.captures, 'ping')
    .filter(({ startLine }) => startLine > line)
    .flatMap(({ root }) => recordsBelow(root, 'test'))
    .some((test) => {
      const target = networkOf(textOf(test, 'destination'));
      return (
        textOf(test, 'percent') === '100' && target !== undefined && networks.some((network) => covers(network, target))
      );
    });
}
