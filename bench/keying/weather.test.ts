import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gemodel, meanLoss, randomLoss } from './loss-model.ts';
import { otherResends } from './other-resends.ts';
import { type Climate, type Packet, weather } from './weather.ts';

const data = (sequence: number): Packet => ({ direction: 0, word: 'data', sequence, flow: 0 });
const bursts = [gemodel(20, 40), gemodel(20, 40)] as const;

/** Fates of 24 packets, each number sent twice. */
function fates(climate: Climate): string {
  const isLost = weather(climate, 7);
  return Array.from({ length: 24 }, (_, i) => Number(isLost(data(100 + Math.floor(i / 2))))).join('');
}

// Printed by emulator-fates.c, which is the emulator's own code, for the same seed and packets.
const emulated = {
  stream: '000110000000000000000000',
  flow: '000011010011100110110000',
  message: '000000010000000111010101',
} as const;
for (const keying of ['stream', 'flow', 'message'] as const) {
  test(`keyed by ${keying}, packets meet the fates that the emulator deals out`, () => {
    assert.equal(fates({ keying, loss: bursts }), emulated[keying]);
  });
}

test('so do classes of one family, whichever of them a number comes as', () => {
  const climate = { keying: 'message', families: [['start', 'data', 'end']], loss: bursts } as const;
  const isLost = weather(climate, 7);
  const sent = Array.from({ length: 24 }, (_, i) => data(100 + Math.floor(i / 2)));
  const asClass = ({ sequence }: Packet) => (sequence === 100 ? 'start' : sequence === 111 ? 'end' : 'data');
  const lost = sent.map((packet) => Number(isLost({ ...packet, word: asClass(packet) }))).join('');
  assert.equal(lost, '101000000000010001010110');
  assert.equal(fates(climate), lost);
});

test('keyed by message, a fate depends on nothing that was sent before', () => {
  const climate = { keying: 'message', loss: [randomLoss(50), randomLoss(50)] } as const;
  const [bare, busy] = [weather(climate, 3), weather(climate, 3)];
  bare(data(0));
  busy(data(0));
  const alone = Array.from({ length: 50 }, (_, i) => bare(data(i + 1)));
  const between = Array.from({ length: 50 }, (_, i) => {
    busy(data(0));
    return busy(data(i + 1));
  });
  assert.deepEqual(between, alone);
});

for (const resend of ['redrawn-by-number', undefined] as const) {
  test(`${resend ?? 'ahead'}: also in bursts, and with numbers left out`, () => {
    const climate: Climate = { keying: 'message', ...(resend ? { resend } : {}), loss: bursts };
    const [all, some] = [weather(climate, 3), weather(climate, 3)];
    const every = Array.from({ length: 60 }, (_, i) => all(data(i)));
    const third = Array.from({ length: 20 }, (_, i) => some(data(3 * i)));
    assert.deepEqual(
      third,
      every.filter((_, i) => i % 3 === 0),
    );
  });
}

for (const resend of [...otherResends, undefined]) {
  test(`${resend ?? 'ahead'}: first transmissions are lost at the mean rate`, () => {
    const isLost = weather({ keying: 'message', ...(resend ? { resend } : {}), loss: bursts }, 11);
    const count = 20_000;
    let lost = 0;
    for (let i = 0; i < count; i++) lost += Number(isLost(data(i)));
    // Neighbours correlate with 0.4: the variance of the mean is (1.4 / 0.6) times that of independent losses.
    const deviation = Math.sqrt(((1 / 3) * (2 / 3) * (1.4 / 0.6)) / count);
    assert.ok(Math.abs(lost / count - meanLoss(bursts[0])) < 4 * deviation, `${lost / count}`);
  });
}

test('ahead: what is sent again meets the state one window further on', () => {
  const climate = { keying: 'message', loss: bursts } as const;
  const isLost = weather(climate, 5);
  const firsts = Array.from({ length: 60 }, (_, i) => isLost(data(i)));
  const seconds = Array.from({ length: 55 }, (_, i) => isLost(data(i)));
  assert.deepEqual(seconds, firsts.slice(5));
});
