import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomLoss } from './loss-model.ts';
import { nestedShare } from './nesting.ts';
import { receiver } from './receiver.ts';
import { students } from './scenarios.ts';
import { reference } from './sender.ts';
import { transfer } from './transfer.ts';

const at = (percent: number) => [randomLoss(percent), randomLoss(percent)] as const;

test('without loss: a round trip for start, one for each window, one for end, nothing sent again', () => {
  const { ms, sent } = transfer(reference, { keying: 'flow', loss: at(0) }, 1, 40);
  assert.deepEqual({ ms, sent }, { ms: 20 * (1 + 8 + 1), sent: 42 });
});

test('without loss stop-and-wait needs a round trip for every packet', () => {
  assert.equal(transfer(students['stop-and-wait']!, { keying: 'flow', loss: at(0) }, 1, 40).ms, 20 * 42);
});

test('never more than five numbers are outstanding, and each is delivered', () => {
  const { fates } = transfer(reference, { keying: 'message', loss: at(40) }, 2, 40);
  let acknowledged = 0;
  for (const { direction, sequence, lost } of fates) {
    // An acknowledgement is on its way when the window is judged: what it allows comes later.
    if (direction === 1 && !lost) acknowledged = Math.max(acknowledged, sequence);
    if (direction === 0) assert.ok(sequence < acknowledged + 5);
  }
  const delivered = new Set(fates.filter((it) => it.direction === 0 && !it.lost).map(({ sequence }) => sequence));
  assert.equal(delivered.size, 42);
});

test('where nothing passes the transfer never ends', () => {
  const { ms, sent } = transfer(reference, { keying: 'message', loss: at(100) }, 1, 1);
  assert.equal(ms, Number.POSITIVE_INFINITY);
  assert.equal(sent, 1201);
});

for (const [name, habits] of Object.entries(students)) {
  test(`${name}: ends under loss of 30 %, the same whenever it is run`, () => {
    const climate = { keying: 'message', loss: at(30) } as const;
    const once = transfer(habits, climate, 4, 40);
    assert.ok(Number.isFinite(once.ms));
    assert.deepEqual(transfer(habits, climate, 4, 40), once);
  });
}

test('the receiver answers nothing to a stranger, and drops what is beyond its window', () => {
  const receive = receiver();
  assert.equal(receive('data', 7), undefined);
  assert.equal(receive('start', 7), 8);
  assert.equal(receive('data', 13), 8);
  assert.equal(receive('data', 9), 8);
  assert.equal(receive('data', 8), 10);
});

test('keyed by message 10 % nests in 30 %; keyed by stream it does not', () => {
  const losses = [randomLoss(10), randomLoss(30)] as const;
  assert.equal(nestedShare('message', 0, losses, 10), 1);
  assert.equal(nestedShare('message', 1, losses, 10), 1);
  assert.ok(nestedShare('stream', 0, losses, 10) < 0.9);
});
