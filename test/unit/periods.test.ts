// A tunnel that falls in a fixed rhythm names the timer that has the same length.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../server/src/engine/index.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const engine = createEngine(catalogue);

/** A session that comes up and falls `count` times, `seconds` apart. */
function log(seconds: number, count: number, jitter: readonly number[] = []): string {
  const clock = (at: number): string => new Date(Date.UTC(2027, 1, 1) + at * 1000).toISOString().slice(11, 19);
  const line = (at: number, state: string): string =>
    `Feb  ${1 + Math.floor(at / 86400)} ${clock(at)}: %CRYPTO-5-SESSION_STATUS: Crypto tunnel is ${state}.  Peer 203.0.113.77:500       Id: 203.0.113.77`;
  return Array.from({ length: count }, (_, turn) => {
    const down = (turn + 1) * seconds + (jitter[turn] ?? 0);
    return `${line(turn * seconds + 9, 'UP')}\n${line(down, 'DOWN')}`;
  }).join('\n');
}

const titleOf = (text: string): string | undefined =>
  engine.analyse(text).findings.find(({ code }) => code === 'sa-flapping')?.title;

test('an hourly fall is the default lifetime', () => {
  assert.match(titleOf(log(3600, 4)) ?? '', /every 60 minutes, which is the default lifetime of IPsec SAs on IOS$/);
});

test('a period that no timer has is told without a reason', () => {
  assert.match(titleOf(log(700, 4)) ?? '', /every 12 minutes$/);
});

test('a configured lifetime in the same text is named first', () => {
  const config =
    'crypto map WAN 10 ipsec-isakmp\n set peer 203.0.113.77\n set security-association lifetime seconds 720\n set transform-set TS\n match address 101\n';
  assert.match(titleOf(`${config}\n${log(720, 4)}`) ?? '', /the lifetime of crypto map WAN 10$/);
});

test('falls without a rhythm have no period', () => {
  assert.doesNotMatch(titleOf(log(3600, 4, [0, 1700, -1500, 900])) ?? 'every', /every/);
});
