import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultPause } from './fault-pause.ts';

test('a worker rests after three faults in a row, longer and longer, until an attempt goes well', () => {
  const faults = faultPause();
  const after = (...outcomes: Parameters<typeof faults.after>[0][]) =>
    outcomes.map((one) => faults.after(one)?.seconds);
  assert.deepEqual(after('faulted', 'faulted', 'committed', 'faulted', 'faulted'), Array(5).fill(undefined));
  assert.deepEqual(after('faulted', 'faulted', 'lost', 'faulted'), [30, 60, undefined, 120]);
  assert.equal(after('faulted', 'faulted', 'faulted', 'faulted').at(-1), 600);
  assert.deepEqual(after('committed', 'faulted'), [undefined, undefined]);
});
