import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBlackouts } from './blackouts.ts';

/** Runs blackouts on a clock of the test's own, up to `untilMs`. */
async function told(
  t: import('node:test').TestContext,
  blackouts: { fromMs: number; toMs: number }[],
  untilMs: number,
) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const calls: [number, boolean][] = [];
  let now = -1;
  const started = await startBlackouts(blackouts, async (blocked) => void calls.push([now, blocked]));
  started.begin();
  for (now = 0; now <= untilMs; now += 10) {
    t.mock.timers.tick(now === 0 ? 0 : 10);
    await Promise.resolve();
    await Promise.resolve();
  }
  await started.end();
  return calls;
}

test('each blackout begins and ends once, in order of time', async (t) => {
  const blackouts = [
    { fromMs: 300, toMs: 400 },
    { fromMs: 100, toMs: 200 },
  ];
  assert.deepEqual(await told(t, blackouts, 500), [
    [100, true],
    [200, false],
    [300, true],
    [400, false],
  ]);
});

test('one that begins with the first packet is there before it; one on the heels of another makes no gap', async (t) => {
  const blackouts = [
    { fromMs: 0, toMs: 100 },
    { fromMs: 100, toMs: 200 },
  ];
  assert.deepEqual(await told(t, blackouts, 300), [
    [-1, true],
    [200, false],
  ]);
});

test('what is to come is forgotten at the end', async (t) => {
  assert.deepEqual(await told(t, [{ fromMs: 100, toMs: 900 }], 200), [[100, true]]);
});

test('a change that failed is the fault of the whole case', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const started = await startBlackouts([{ fromMs: 10, toMs: 20 }], () => Promise.reject(new Error('no such device')));
  started.begin();
  t.mock.timers.tick(15);
  await assert.rejects(started.end(), /no such device/);
});

test('a case that met its blackout too late has not met it', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let clock = 0;
  t.mock.method(performance, 'now', () => clock);
  const started = await startBlackouts([{ fromMs: 10, toMs: 20 }], async () => {
    clock += 150;
  });
  started.begin();
  t.mock.timers.tick(15);
  await assert.rejects(started.end(), { name: 'InfrastructureFault', message: /began 140 ms late/ });
});
