import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ratioVariance, rotated, seedsNeeded, spread } from './estimates.ts';

test('numbers in a fixed proportion leave nothing to estimate', () => {
  assert.ok(ratioVariance([1, 5, 9, 2], [2, 10, 18, 4]) < 1e-20);
  assert.equal(seedsNeeded([1, 5, 9, 2], [2, 10, 18, 4], 0.05), 1);
});

test('against a constant the variance is that of the other, relative to its mean', () => {
  // 8 and 12: variance 8, mean 10.
  assert.ok(Math.abs(ratioVariance([3, 3], [8, 12]) - 0.08) < 1e-12);
  assert.equal(seedsNeeded([3, 3], [8, 12], 0.05), 32);
});

test('rotated moves each value to its neighbour', () => assert.deepEqual(rotated([1, 2, 3]), [2, 3, 1]));

test('spread of 0 to 40', () => {
  assert.deepEqual(spread(Array.from({ length: 41 }, (_, i) => i)), [1, 20, 39]);
});
