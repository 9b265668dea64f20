// How much work a longer text makes, counted and not timed: each detector's looks at the model, and the regular expressions tried on each line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateLog } from '../../scripts/generated-text.ts';
import type { Catalogue, Detector } from '../../server/src/engine/define.ts';
import { work } from '../../server/src/engine/dispatch.ts';
import { createEngine } from '../../server/src/engine/index.ts';
import type { Model } from '../../server/src/engine/model.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

/** The same value, with every look at a property of it, or of what is in it, counted. */
function counting<T extends object>(value: T, count: () => void, seen = new WeakMap<object, object>()): T {
  const known = seen.get(value);
  if (known) return known as T;
  const proxy = new Proxy(value, {
    get(target, name) {
      count();
      // Getters and methods see the object itself: private fields are not to be had through a proxy.
      const found: unknown = Reflect.get(target, name, target);
      if (typeof found === 'function') {
        return Array.isArray(target) || ArrayBuffer.isView(target) ? found : found.bind(target);
      }
      const own = Reflect.getOwnPropertyDescriptor(target, name);
      if (own && !own.configurable && !own.writable && 'value' in own) return found;
      return typeof found === 'object' && found !== null ? counting(found, count, seen) : found;
    },
  });
  seen.set(value, proxy);
  return proxy;
}

/** Looks of each detector at the model of a text. */
function looks(text: string, detectors = catalogue.detectors): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const watched: Catalogue = {
    ...catalogue,
    detectors: detectors.map((detector) => ({
      ...detector,
      run: (model: Model, report) => {
        const add = (): void => {
          counts.set(detector.id, (counts.get(detector.id) ?? 0) + 1);
        };
        detector.run(counting(model, add), report);
      },
    })),
  };
  const { failures } = createEngine(watched).analyse(text);
  assert.deepEqual(failures, []);
  return counts;
}

/** Short enough to be looked at whole: of a longer log the engine shows detectors a part. */
const SHORT = generateLog(catalogue, 150_000);
const LONG = generateLog(catalogue, 600_000);

/** Detectors whose looks grow clearly faster than the text. */
function tooEager(detectors = catalogue.detectors): readonly string[] {
  const short = looks(SHORT, detectors);
  return [...looks(LONG, detectors)]
    .filter(([id, count]) => count > 5000 + 7 * (short.get(id) ?? 0))
    .map(([id, count]) => `${id}: ${short.get(id)} looks, then ${count}`);
}

test('no detector does more than about four times the work for four times the text', () => {
  assert.deepEqual(tooEager(), []);
});

test('a detector that looks at everything for everything is noticed', () => {
  const eager: Detector = {
    id: 'eager',
    codes: [],
    run: ({ attempts }) => {
      for (const one of attempts)
        for (const other of attempts) if (one.peer === other.peer && one.startLine < 0) return;
    },
  };
  assert.equal(tooEager([eager]).length, 1);
});

test('few regular expressions are tried on a line', () => {
  const text = generateLog(catalogue, 500_000);
  const engine = createEngine(catalogue);
  engine.analyse(text);
  const before = work.tests;
  engine.analyse(text);
  const perLine = (work.tests - before) / text.split('\n').length;
  assert.ok(perLine < 2.6, `${perLine.toFixed(2)} expressions a line`);
});
