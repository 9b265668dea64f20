// Tells from pings beside a negotiation that large packets get lost on the way to a peer while small ones arrive.
import type { Rec } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { capturesOf, numberIn, recordsBelow, textOf } from '../values.ts';

/** A ping of the peer with large packets gets no answer, and one with small packets does. */
export function largeOnlyLost(model: Model, peer: string | undefined): Rec | undefined {
  const tests = capturesOf(model.captures, 'ping')
    .flatMap(({ root }) => recordsBelow(root, 'test'))
    .filter((test) => peer !== undefined && textOf(test, 'destination') === peer);
  const size = (test: Rec): number => numberIn(test.fields.size) ?? 100;
  const passing = tests.filter((test) => (numberIn(test.fields.percent) ?? 0) >= 60).map(size);
  return tests.find(
    (test) => numberIn(test.fields.percent) === 0 && size(test) > 576 && passing.some((passed) => passed < size(test)),
  );
}
