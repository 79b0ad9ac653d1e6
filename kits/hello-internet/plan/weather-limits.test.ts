import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinkProfile, type LinkProfileInput } from '@gradewire/core';
import { weatherLimits } from './weather-limits.ts';
import { readWeather } from './weather-profiles.ts';

const limitsOf = (direction: NonNullable<LinkProfileInput['clientToServer']>) =>
  weatherLimits(LinkProfile.parse({ name: 'x', clientToServer: direction, serverToClient: direction }));
const named = (name: string) => {
  const read = readWeather(name);
  assert.ok('profile' in read);
  return weatherLimits(read.profile);
};
const loss = (percent: number) => limitsOf({ loss: { model: 'random', percent } });

test('a link that only delays, or is slow, needs a known time, and then there is no luck in it', () => {
  assert.deepEqual(limitsOf({}), { extraMs: 0, badLuck: 0 });
  assert.deepEqual(limitsOf({ delay: 50 }), { extraMs: 500, badLuck: 0 });
  assert.equal(limitsOf({ delay: 50, jitter: 10 }).extraMs, 900);
  // 8 KiB at 64 kbit/s are 1024 ms, in either direction.
  assert.deepEqual(limitsOf({ rate: { bitsPerSecond: '64kbit' } }), { extraMs: 2048, badLuck: 0 });
});

test('where packets get lost, there is time for timers that double, and three trials fail honestly once in 10⁹', () => {
  // Three tries to connect (1 + 2 + 4 s), three times three to deliver (200 + 400 + 800 ms, for each of 4).
  assert.equal(loss(5).extraMs, 12_600);
  for (const percent of [0.1, 1, 5, 10]) assert.ok(loss(percent).badLuck ** 3 <= 1e-9, `${percent} %`);
  assert.ok(named('all').badLuck ** 3 <= 1e-9);
  assert.ok(named('all').extraMs > named('loss').extraMs);
});

test('where no limit is long enough, that is said', () => {
  for (const limits of [loss(30), named('conference-wifi')]) assert.ok(limits.badLuck ** 3 > 1e-9);
  const every = { direction: 'clientToServer', nth: 'every', action: 'drop' } as const;
  assert.equal(weatherLimits(LinkProfile.parse({ name: 'x', rules: [every] })).badLuck, 1);
  assert.equal(limitsOf({ loss: { model: 'state', p13: 1 } }).badLuck, 1);
});

test('the bound on bad luck holds for TCP’s timers', () => {
  // A simulation with the same timers: the share of trials over the limit may not exceed the bound.
  const { extraMs, badLuck } = loss(10);
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const untilThrough = (firstMs: number, chance: number) => {
    let waited = 0;
    for (let timer = firstMs; random() < chance; timer *= 2) waited += timer;
    return waited;
  };
  const exchangeMs = () => untilThrough(1000, 0.19) + [0, 1, 2, 3].reduce((sum) => sum + untilThrough(200, 0.1), 0);
  const trials = 100_000;
  let late = 0;
  for (let i = 0; i < trials; i++) if (Math.max(exchangeMs(), exchangeMs()) > extraMs) late++;
  assert.ok(late > 0 && late / trials <= badLuck, `${late / trials} > ${badLuck}`);
});
