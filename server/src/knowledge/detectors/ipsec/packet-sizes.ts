// Judges pings that may not be fragmented: the largest size that passes a tunnel and the smallest that does not.
import { type Detector, detector, type Rec, type Report } from '../../../engine/define.ts';
import type { Capture, IpsecSa, Model } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { capturesOf, contains, numberIn, prefixOf, recordsBelow, textOf } from '../values.ts';
import { insideOfFlow } from './overhead.ts';

export const packetSizes: Detector = detector({
  id: 'packet-sizes',
  codes: ['mtu-fragmentation'],
  run: (model, report) => {
    const tests = capturesOf(model.captures, 'ping').flatMap((capture) =>
      recordsBelow(capture.root, 'test').map((test) => ({ test, capture })),
    );
    for (const { test } of tests) if (test.fields.sizeTo) sweep(model, test, report);
    const set = settings(model);
    const destinations = new Set(tests.map(({ test }) => textOf(test, 'destination') ?? ''));
    for (const destination of destinations) {
      const mine = tests.filter(({ test }) => textOf(test, 'destination') === destination);
      const whole = mine.filter(
        ({ test, capture }) => test.fields.df !== undefined || /\bdf/i.test(capture.typed ?? ''),
      );
      const passes = mine.filter(
        ({ test }) => (numberIn(test.fields.percent) ?? 0) >= 60 && test.fields.sizeTo === undefined,
      );
      /** The same size passes in fragments. */
      const isCut = (test: Rec): boolean =>
        passes.some((one) => !whole.includes(one) && textOf(one.test, 'size') === textOf(test, 'size'));
      /** Further down the same device sends as large a packet whole, and it passes. */
      const passesLater = (test: Rec, { device }: Capture): boolean =>
        passes.some(
          (one) =>
            whole.includes(one) &&
            one.capture.device === device &&
            one.test.line > test.line &&
            (numberIn(one.test.fields.size) ?? 0) >= (numberIn(test.fields.size) ?? 0),
        );
      const isTooLarge = (test: Rec): boolean => /M/.test(marksOf(test));
      // Whoever is told that a packet is too large, and whose fragments arrive, sends smaller ones: so it is meant to be.
      const fails = whole.filter(
        ({ test, capture }) =>
          (numberIn(test.fields.percent) ?? 100) <= 20 &&
          test.fields.sizeTo === undefined &&
          !(isTooLarge(test) && isCut(test)) &&
          !passesLater(test, capture),
      );
      const tooLarge = fails.filter(({ test }) => isTooLarge(test));
      const sizes = (list: readonly { test: Rec }[]): number[] =>
        list.map(({ test }) => numberIn(test.fields.size) ?? 0).sort((a, b) => a - b);
      const failing = sizes(fails)[0];
      const passing = sizes(
        passes.filter(
          (one) => whole.includes(one) || !fails.some(({ test }) => textOf(test, 'size') === textOf(one.test, 'size')),
        ),
      )
        .filter((size) => failing !== undefined && size < failing)
        .at(-1);
      if (failing === undefined || (passing === undefined && tooLarge.length === 0)) continue;
      // Only what is larger than the tunnel interface lets in fails: so it is meant to be.
      if (passing !== undefined && set.some((size) => passing <= size && size < failing)) continue;
      const first = fails[0];
      const mtu =
        passing !== undefined && failing - passing <= 40 ? passing : (computed(model, destination) ?? passing ?? 1400);
      if (!first) continue;
      report({
        code: 'mtu-fragmentation',
        certainty: tooLarge.length > 0 || (passing !== undefined && failing - passing <= 40) ? 'certain' : 'likely',
        side: 'either',
        peer: model.tunnelOf(destination) ? destination : undefined,
        evidence: fails
          .flatMap(({ test }) =>
            ['size', 'percent']
              .map((field) => test.fields[field])
              .filter((fact) => fact !== undefined)
              .map((fact) => model.evidence(fact, 'cause')),
          )
          .slice(0, 6),
        values: {
          mtu: String(mtu),
          mss: String(mtu - 40),
          ...(passing === undefined ? {} : { fits: String(passing), fails: String(failing) }),
        },
      });
    }
  },
});

const marksOf = (test: Rec): string =>
  test.all
    .filter(({ name }) => name === 'marks')
    .map(({ value }) => value)
    .join('');

/** The sizes that tunnel interfaces are set to, or say that they let in; a filter may have taken the heading of the interface away. */
const settings = (model: Model): readonly number[] => [
  ...configsOf(model).flatMap(({ interfaces, blocks }) => [
    ...interfaces.flatMap(({ name, mtu }) => (/^Tu/i.test(name) && mtu !== undefined ? [Number(mtu)] : [])),
    ...blocks
      .filter(({ words }) => words[0] === 'ip')
      .flatMap((block) => [block, ...block.lines])
      .flatMap(({ words }) => (words[1] === 'mtu' ? [Number(words[2])] : [])),
  ]),
  ...capturesOf(model.captures, 'show ip interface').flatMap(({ command, root }) =>
    recordsBelow(root, 'interface').flatMap((rec) =>
      /^Tu/i.test(textOf(rec, 'interface') ?? / (\S+)/.exec(command.slice('show ip interface'.length))?.[1] ?? '')
        ? (numberIn(rec.fields.mtu) ?? [])
        : [],
    ),
  ),
];

/** A ping of growing sizes that may not be fragmented, answered up to one size and never above it, although the SA says that larger packets fit. */
function sweep(model: Model, test: Rec, report: Report): void {
  const [from, to, sent] = [test.fields.size, test.fields.sizeTo, test.fields.sent].map(numberIn);
  const marks = marksOf(test);
  const answered = /^(!{2,})[.M]{2,}$/.exec(marks)?.[1]?.length;
  if (from === undefined || to === undefined || sent === undefined || sent < 2 || answered === undefined) return;
  if (test.fields.df === undefined) return;
  const size = (nth: number): number => Math.floor(from + ((to - from) * (nth - 1)) / (sent - 1));
  const [fits, fails] = [size(answered), size(answered + 1)];
  const known = flowsTo(model, textOf(test, 'destination')).find(({ rec }) => rec.fields.plaintextMtu);
  const promised = known?.rec.fields.plaintextMtu;
  if (!promised || fails > (numberIn(promised) ?? 0)) return;
  report({
    code: 'mtu-fragmentation',
    certainty: 'certain',
    side: 'either',
    evidence: [...test.all.filter(({ name }) => name === 'marks'), promised].map((fact) =>
      model.evidence(fact, 'cause'),
    ),
    values: { mtu: String(fits), mss: String(fits - 40), fits: String(fits), fails: String(fails) },
  });
}

/** The SAs that a packet to this destination would take; counters that a filter picked out name none, and are those of the only flow. */
function flowsTo(model: Model, destination: string | undefined): IpsecSa[] {
  const wanted = prefixOf(destination);
  const flows = model.tunnels.flatMap(({ ipsec }) => ipsec);
  return flows.filter(({ remoteSelector }) => {
    const remote = prefixOf(remoteSelector);
    return remoteSelector === undefined
      ? flows.length === 1
      : wanted !== undefined && remote !== undefined && contains(remote, wanted);
  });
}

/** What the transform of the tunnel leaves for a packet to this destination. */
function computed(model: Model, destination: string): number | undefined {
  const [mine] = flowsTo(model, destination);
  return mine && insideOfFlow(mine.rec)?.mtu;
}
