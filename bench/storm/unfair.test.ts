import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unfair } from './unfair.ts';

const run = (teamId: string, createdAt: number, claimedAt: number | null, lane = 'official') => ({
  runId: `${teamId}${createdAt}`,
  teamId,
  lane,
  state: 'done',
  createdAt,
  claimedAt,
  attempts: 1,
  scores: 1,
});

test('a third that goes before a first which was there is found; one that came later, or another lane, is not', () => {
  const greedy = [run('a', 0, 10), run('a', 1, 20), run('a', 2, 30)];
  assert.equal(unfair([...greedy, run('b', 5, 40)]).length, 1);
  assert.equal(unfair([...greedy, run('b', 5, null)]).length, 1);
  assert.equal(unfair([...greedy, run('b', 35, 40)]).length, 0);
  assert.equal(unfair([...greedy, run('b', 5, 15)]).length, 0);
  assert.equal(unfair([...greedy, run('b', 5, 40, 'self-check')]).length, 0);
});
