import assert from 'node:assert/strict';
import { test } from 'node:test';
import { datagrams } from '../wire/datagrams.ts';
import { readPcapng } from '../wire/pcapng.ts';
import { timerAdapts, usesSack, windowsAtStandstill, windowVaries } from './extra-credit.ts';
import { luckFrom, type Simulation, simulate } from './simulated-transfer.ts';
import { readTransfers, type Transfer } from './transfer.ts';
import { captureOf, ends } from './transfer-builder.ts';

const usual: Simulation = {
  ...{ count: 40, window: 5, timerMs: 500, sack: true, luck: luckFrom(5), chunk: 20, firstSequence: 0n, remarks: true },
  ...{ loss: 0.3, duplication: 0, corruption: 0, delayMs: 20, jitterMs: 0 },
};

function transferOf(change: Partial<Simulation>, seed = 5): Transfer {
  const { bytes } = captureOf(simulate({ ...usual, luck: luckFrom(seed), ...change }));
  return readTransfers(datagrams(readPcapng(bytes).packets), ends)[0]!;
}

test('a sender that goes by sacks is told from one that has them sent in vain', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const using = usesSack(transferOf({ usesSack: true, loss: 0.5 }, seed));
    const deaf = usesSack(transferOf({ usesSack: false, loss: 0.5 }, seed));
    assert.deepEqual([using.uses, using.resent], [true, 0], `seed ${seed}`);
    assert.ok(deaf.uses === false && deaf.resent > 0, `seed ${seed}`);
  }
  assert.deepEqual(usesSack(transferOf({ loss: 0 })), { spared: 0, resent: 0, uses: null });
  assert.equal(usesSack(transferOf({ sack: false, loss: 0.5 })).uses, null);
});

test('a timer that follows the round trip is told from a constant one', () => {
  const over = (timer: (delayMs: number) => number) =>
    [10, 150].map((delayMs) => transferOf({ delayMs, timerMs: timer(delayMs), sack: false }));
  assert.equal(timerAdapts(over((delayMs) => 2 * delayMs * 1.5 + 20)), true);
  assert.equal(timerAdapts(over(() => 500)), false);
  // Shorter than the longer round trip: every packet is sent again there, and no round trip can be told.
  assert.equal(timerAdapts(over(() => 100)), null);
  assert.equal(timerAdapts(over(() => 500).slice(0, 1)), null);
  assert.equal(timerAdapts([transferOf({ delayMs: 10, loss: 0 }), transferOf({ delayMs: 150, loss: 0 })]), null);
});

test('a window that grows is told from a fixed one', () => {
  const wide = { window: 32, loss: 0, delayMs: 50, sack: false };
  const growing = transferOf({ ...wide, windowAt: (next) => (next < 3 ? 2 : next < 7 ? 4 : next < 15 ? 8 : 16) });
  assert.equal(windowVaries(growing), true, windowsAtStandstill(growing).join());
  for (const loss of [0, 0.3, 0.5]) {
    for (const sack of [false, true]) {
      const fixed = transferOf({ loss, sack, usesSack: sack, window: 10 });
      assert.equal(windowVaries(fixed), false);
      assert.deepEqual([...new Set(windowsAtStandstill(fixed))], [10]);
    }
  }
  assert.equal(windowVaries(transferOf({ ...wide, windowAt: () => 12, count: 30 })), null);
  assert.equal(windowVaries(transferOf({ ...wide, windowAt: () => 12, count: 60 })), false);
  assert.equal(windowVaries(transferOf({ ...wide, delayMs: 0 })), null);
});

test('a fixed window stays one when the machine holds up the program in the middle of sending', () => {
  const fixed = transferOf({ window: 32, loss: 0, delayMs: 50, sack: false, windowAt: () => 12, count: 60 });
  // It wakes up when twelve acknowledgements are there, sends three packets of the next dozen, and the others later.
  const lateMs = (rel: bigint, ms: number) => (rel < 12n || rel > 23n ? 0 : rel < 15n ? 5 : 5 + ms);
  const heldUp = (ms: number): Transfer => ({
    ...fixed,
    packets: fixed.packets.map((one) => ({ ...one, ms: one.ms + lateMs(one.rel!, ms) })),
  });
  assert.equal(windowVaries(heldUp(30)), false);
  assert.deepEqual([...new Set(windowsAtStandstill(heldUp(30)))], [12]);
  assert.ok(
    windowsAtStandstill(heldUp(80)).includes(3),
    'what lasts about as long as a round trip cannot be told from it',
  );
});
