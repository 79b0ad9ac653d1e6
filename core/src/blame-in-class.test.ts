import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blameInClass, type PairOutcome } from './blame-in-class.ts';

const passed = (client: string, server: string): PairOutcome => ({ client, server, outcome: 'passed', blame: null });
const failed = (client: string, server: string, blame: PairOutcome['blame'] = 'both'): PairOutcome => {
  return { client, server, outcome: 'failed', blame };
};
const blameOf = (pairs: readonly PairOutcome[]) => blameInClass(pairs).at(-1)!.blame;

test('of two who fail together, who fails with everybody else is to blame', () => {
  assert.equal(blameOf([passed('a', 'x'), failed('b', 'y', 'server'), failed('a', 'y')]), 'server');
  assert.equal(blameOf([passed('b', 'y'), failed('a', 'x', 'client'), failed('a', 'y')]), 'client');
  assert.equal(blameOf([passed('a', 'x'), failed('a', 'y', null)]), 'server');
});

test('what the pair itself shows stands, and where the others tell nothing it stays open', () => {
  assert.equal(blameOf([passed('a', 'x'), failed('a', 'y', 'client')]), 'client');
  assert.equal(blameOf([passed('a', 'x'), passed('b', 'y'), failed('a', 'y')]), 'both');
  assert.equal(blameOf([failed('a', 'y')]), 'both');
  assert.equal(blameOf([failed('a', 'x', 'server'), passed('a', 'y')]), null);
});
