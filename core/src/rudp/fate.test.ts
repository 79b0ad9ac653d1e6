import assert from 'node:assert/strict';
import { test } from 'node:test';
import { corruptedByte, delayMs, expectedCopies, isDuplicate, reasonOfLoss } from './fate.ts';

test('the remarks of the link on a packet as it was sent', () => {
  const read = (comment: string) => {
    const { original, duplicate } = expectedCopies(comment);
    return [Number(original) + Number(duplicate), reasonOfLoss(comment)];
  };
  assert.deepEqual(read(''), [1, null]);
  assert.deepEqual(read('duplicated'), [2, null]);
  assert.deepEqual(read('lost (loss 20%, data +3 transmission 2)'), [0, 'loss 20%']);
  assert.deepEqual(read('lost (loss gemodel 1.25% 23.75%, flow 1 #17)'), [0, 'loss gemodel 1.25% 23.75%']);
  assert.deepEqual(read('lost (loss state, flow 1 #17), duplicated'), [1, 'loss state']);
  assert.deepEqual(read('lost (blackout)'), [0, 'blackout']);
  assert.deepEqual(read('lost (queue limit 10)'), [0, 'queue limit 10']);
  assert.deepEqual(read('rule 1: drop'), [0, 'rule 1: drop']);
  assert.deepEqual(read('rule 2: duplicate, duplicated'), [2, null]);
  assert.deepEqual(read('rule 12: delay'), [1, null]);
  assert.deepEqual(read('rule 2: corrupt, duplicated'), [2, null]);
});

test('the notes of the link on a delivered copy', () => {
  const note = 'duplicate, sent ahead (reorder), delayed 2000.123 ms, corrupted (visible, byte 17)';
  assert.deepEqual([isDuplicate(note), delayMs(note), corruptedByte(note)], [true, 2000.123, 17]);
  assert.deepEqual([isDuplicate(''), delayMs(''), corruptedByte('')], [false, 0, null]);
  assert.equal(delayMs('delayed 0.02 ms'), 0.02);
  assert.equal(delayMs('delayed 5e-06 ms'), 5e-6);
  assert.equal(delayMs('delayed 1.2345678e+07 ms'), 12_345_678);
  assert.equal(corruptedByte('corrupted (frame byte 61)'), null);
});
