import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { auditLink } from './audit.ts';
import { binomialTail } from './binomial.ts';
import { cleanLink, LinkProfile, type LinkProfileInput } from './profile.ts';
import type { RealisedDirection, RealisedLink, Tally } from './realised.ts';

const budget = { lagMs: 25, durationMs: 1000, frames: 100 };
const idle: RealisedDirection = {
  ...{ packets: 0, lost: 0, ruledOut: 0, blackedOut: 0, limited: 0, duplicated: 0, corrupted: 0 },
  ...{ corruptedVisibly: 0, reordered: 0, delayed: 0, tallies: {} },
};
const lag = (p99: number) => ({ p50: 0.1, p99, max: p99 });
const realised = (loss: Tally): RealisedLink => ({
  lagMs: lag(1),
  overrun: 0,
  directions: { clientToServer: { ...idle, tallies: { loss } }, serverToClient: idle },
  rules: [],
});
const lossy = (loss: NonNullable<LinkProfileInput['clientToServer']>['loss']) =>
  LinkProfile.parse({ name: 'lossy', clientToServer: { loss } });
const fifth = lossy({ model: 'random', percent: 20 });

test('tails of the binomial distribution, against sums of whole numbers', () => {
  const choose = (n: number, k: number): bigint =>
    Array.from({ length: k }, (_, i) => BigInt(i)).reduce((ways, i) => (ways * (BigInt(n) - i)) / (i + 1n), 1n);
  // p = 1/2: P(X ≤ k) = Σ C(n, i) / 2ⁿ.
  for (const [n, k] of [
    [10, 2],
    [30, 9],
    [64, 20],
  ] as const) {
    const ways = Array.from({ length: k + 1 }, (_, i) => choose(n, i)).reduce((sum, one) => sum + one, 0n);
    const exact = Number(ways) / 2 ** n;
    assert.ok(Math.abs(binomialTail(k, n, 0.5) / exact - 1) < 1e-8, `${n} ${k}`);
    assert.ok(Math.abs(binomialTail(n - k, n, 0.5) / exact - 1) < 1e-8, 'and from the other side');
  }
  assert.deepEqual(
    [binomialTail(0, 9, 0), binomialTail(1, 9, 0), binomialTail(9, 9, 1), binomialTail(8, 9, 1)],
    [1, 0, 1, 0],
  );
});

test('what chance can do is no fault, what it cannot is one that says both numbers', () => {
  const tally = (hits: number) => realised({ configured: 0.2, trials: 1000, hits });
  for (const hits of [150, 200, 260]) assert.deepEqual(auditLink(fifth, tally(hits), budget), [], `${hits}`);
  assert.deepEqual(auditLink(fifth, tally(0), budget), [
    'clientToServer: loss was 0.00 % of 1000 packets, set to 20.00 %',
  ]);
  assert.equal(auditLink(fifth, tally(300), budget).length, 1);
  assert.deepEqual(auditLink(fifth, realised({ configured: 0.2, trials: 20, hits: 0 }), budget), [], 'too few to say');
});

test('losses in bursts may lie further from their mean', () => {
  const bursts = lossy({ model: 'gemodel', p: 1, r: 4 });
  const tally = (hits: number) => realised({ configured: 0.2, trials: 20_000, hits });
  assert.deepEqual(auditLink(bursts, tally(4900), budget), []);
  assert.equal(auditLink(fifth, tally(4900), budget).length, 1, 'which independent ones may not');
  assert.equal(auditLink(bursts, tally(8000), budget).length, 1);
});

test('so may those of a chain that alternates: every other packet alone sees runs', () => {
  const alternating = lossy({ model: 'gemodel', p: 90, r: 90 });
  const tally = (hits: number) => realised({ configured: 0.5, trials: 1000, hits });
  assert.deepEqual(auditLink(alternating, tally(300), budget), []);
  assert.equal(auditLink(alternating, tally(50), budget).length, 1);
  const isolated = lossy({ model: 'state', p13: 0, p14: 50 });
  assert.deepEqual(auditLink(isolated, realised({ configured: 1 / 3, trials: 1000, hits: 220 }), budget), []);
});

test('a late link is a fault, but a flood is the sender’s doing', () => {
  const late: RealisedLink = { lagMs: lag(31.42), overrun: 3, directions: null, rules: [] };
  assert.deepEqual(auditLink(cleanLink, late, budget), [
    'packets were sent up to 31.4 ms late (99 of 100), allowed are 25 ms',
    '3 frames were not taken in',
  ]);
  assert.deepEqual(auditLink(cleanLink, late, { ...budget, frames: 50_000 }), []);
  assert.deepEqual(auditLink(cleanLink, { ...late, lagMs: null, overrun: 0 }, budget), []);
});

test('property: fair coins of any bias are believed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 1, max: 3000 }),
      fc.nat(),
      (percent, trials, seed) => {
        let state = seed >>> 0;
        let hits = 0;
        for (let i = 0; i < trials; i++) {
          // The finalizer of MurmurHash3 over a Weyl sequence.
          state = Math.imul(state + 0x9e3779b9 + i, 0x85ebca6b) >>> 0;
          state = (state ^ (state >>> 13)) >>> 0;
          state = Math.imul(state, 0xc2b2ae35) >>> 0;
          state = (state ^ (state >>> 16)) >>> 0;
          if (state / 2 ** 32 < percent / 100) hits++;
        }
        const profile = lossy({ model: 'random', percent });
        assert.deepEqual(auditLink(profile, realised({ configured: percent / 100, trials, hits }), budget), []);
      },
    ),
  );
});
