import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seedOf } from './seed.ts';

test('the first seed that a version names is taken; otherwise one that follows from the assignment', () => {
  assert.equal(seedOf({ official: [5, 6] }, 'a', 'official'), 5);
  assert.equal(seedOf({ official: [0] }, 'a', 'official'), 0);
  const of = (assignment: string, reason: 'official' | 'self-check') => seedOf({ official: [] }, assignment, reason);
  assert.equal(of('a', 'official'), of('a', 'official'));
  assert.notEqual(of('a', 'official'), of('a', 'self-check'));
  assert.notEqual(of('a', 'official'), of('b', 'official'));
  assert.notEqual(seedOf({ official: [5] }, 'a', 'self-check'), 5, 'a self-check does not foretell what counts');
});
