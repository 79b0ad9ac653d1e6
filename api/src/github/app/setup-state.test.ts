import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setupStates } from './setup-state.ts';

test('a state is good until it is used or its time is over', () => {
  let now = 0;
  const states = setupStates(1000, () => now);
  const first = states.give();
  assert.ok(states.isGood(first) && states.isGood(first));
  assert.ok(states.use(first));
  assert.ok(!states.use(first) && !states.isGood(first));
  const second = states.give();
  assert.notEqual(first, second);
  now = 1000;
  assert.ok(!states.isGood(second) && !states.use(second));
  assert.ok(!states.use('anything'));
});
