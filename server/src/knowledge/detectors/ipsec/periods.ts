// Finds the period of events that repeat, and which timer it matches: a tunnel that falls every hour falls with its lifetime.
import type { Model, Occurrence } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';

export interface Period {
  readonly seconds: number;
  /** `every 60 minutes, which is the default lifetime of IPsec SAs on IOS`. */
  readonly text: string;
}

/** Timers with these values where nothing else is configured. */
const defaults: readonly (readonly [seconds: number, what: string])[] = [
  [1800, 'the default idle time-out of an ASA group policy'],
  [3600, 'the default lifetime of IPsec SAs on IOS'],
  [28800, 'the default lifetime of IPsec SAs on an ASA'],
  [86400, 'the default lifetime of IKE SAs'],
];

/** Intervals may differ this much and still count as one period. */
const tolerance = 0.1;
const near = (a: number, b: number, share: number): boolean => Math.abs(a - b) <= b * share;

/** The period of at least three events with a clock whose intervals are alike. */
export function periodOf(model: Model, events: readonly Occurrence[]): Period | undefined {
  const times = events
    .map(({ time }) => time)
    .filter((time) => time !== undefined)
    .sort((a, b) => a - b);
  const intervals = times.slice(1).map((time, at) => (time - (times[at] as number)) / 1000);
  const middle = [...intervals].sort((a, b) => a - b)[Math.floor(intervals.length / 2)];
  if (
    intervals.length < 2 ||
    middle === undefined ||
    middle < 5 ||
    !intervals.every((interval) => near(interval, middle, tolerance))
  )
    return undefined;
  const seconds = Math.round(middle);
  const match = [...configured(model), ...defaults].find(([value]) => near(seconds, value, 0.05));
  return { seconds, text: `every ${words(seconds)}${match ? `, which is ${match[1]}` : ''}` };
}

/** Lifetimes that stand in a configuration of the same text. */
const configured = (model: Model): (readonly [seconds: number, what: string])[] =>
  configsOf(model).flatMap(({ entries, policies, blocks }) => [
    ...entries.flatMap(({ lifetime, map, sequence }) =>
      lifetime === undefined ? [] : [[Number(lifetime), `the lifetime of crypto map ${map} ${sequence}`] as const],
    ),
    ...policies.map(({ name, values }) => [Number(values.lifetime), `the lifetime of IKE policy ${name}`] as const),
    ...blocks.flatMap(({ text }) => {
      const global = /^crypto ipsec security-association (lifetime seconds|idle-time) (\d+)/.exec(text);
      return global
        ? [[Number(global[2]), `the configured IPsec ${global[1] === 'idle-time' ? 'idle time' : 'lifetime'}`] as const]
        : [];
    }),
  ]);

function words(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`;
  return `${Math.round(seconds / 360) / 10} hours`;
}
