import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { paceOf, runTasks, type Task } from './schedule.ts';

const pauses = (count: number) =>
  Array.from({ length: count }).reduce<Promise<void>>((before) => before.then(() => {}), Promise.resolve());

test('every task runs once; never more than the limit, never two with the same need or slot', async () => {
  const task = fc.record({
    needs: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 }),
    length: fc.nat({ max: 6 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(task, { maxLength: 25 }), fc.integer({ min: 1, max: 5 }), async (wanted, limit) => {
      const running = new Set<number>();
      const busy = new Set<string>();
      const tasks: Task<number>[] = wanted.map(({ needs, length }, index) => ({
        needs,
        async run(slot) {
          assert.ok(slot >= 0 && slot < limit && !running.has(slot));
          running.add(slot);
          for (const need of needs) {
            assert.ok(!busy.has(need));
            busy.add(need);
          }
          await pauses(length);
          for (const need of needs) busy.delete(need);
          running.delete(slot);
          return index;
        },
      }));
      assert.deepEqual(
        await runTasks(tasks, () => limit),
        wanted.map((_, index) => index),
      );
    }),
  );
});

test('a task that waits for a need does not hold up those behind it', async () => {
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const task = (name: string, needs: string[], until?: Promise<void>) => ({
    needs,
    async run() {
      order.push(name);
      await until;
    },
  });
  const all = runTasks(
    [task('one', ['x'], first.promise), task('two', ['x']), task('three', ['y']), task('four', [])],
    () => 2,
  );
  await pauses(20);
  assert.deepEqual(order, ['one', 'three', 'four']);
  first.resolve();
  await all;
  assert.deepEqual(order, ['one', 'three', 'four', 'two']);
});

test('after one throws none is started, those that run are waited for, and the first fault is thrown', async () => {
  const order: string[] = [];
  const slow = Promise.withResolvers<void>();
  const failing = runTasks(
    [
      { needs: [], run: () => Promise.reject(new Error('first')) },
      {
        needs: [],
        run: () => slow.promise.then(() => order.push('slow ended')).then(() => Promise.reject(new Error('second'))),
      },
      { needs: [], run: async () => order.push('never') },
    ],
    () => 2,
  );
  let settled = false;
  const settle = failing.catch(() => {
    settled = true;
  });
  await pauses(20);
  assert.equal(settled, false);
  slow.resolve();
  await settle;
  await assert.rejects(failing, { message: 'first' });
  assert.deepEqual(order, ['slow ended']);
});

test('an aborted signal starts nothing more', async () => {
  const abort = new AbortController();
  let started = 0;
  const tasks = Array.from({ length: 5 }, () => ({
    needs: [],
    async run() {
      if (++started === 2) abort.abort(new Error('enough'));
    },
  }));
  await assert.rejects(
    runTasks(tasks, () => 1, abort.signal),
    { message: 'enough' },
  );
  assert.equal(started, 2);
  await assert.rejects(
    runTasks(tasks, () => 1, abort.signal),
    { message: 'enough' },
  );
  assert.equal(started, 2);
});

test('no tasks, no waiting', async () => assert.deepEqual(await runTasks([], () => 3), []));

test('once slowed down, half as many run at once; those that run are left alone', async () => {
  const pace = paceOf(4);
  const gates = Array.from({ length: 7 }, () => Promise.withResolvers<void>());
  const started: number[] = [];
  const tasks = gates.map((gate, index) => ({
    needs: [],
    run: () => {
      started.push(index);
      return gate.promise;
    },
  }));
  const all = runTasks(tasks, pace.limit);
  await pauses(20);
  assert.deepEqual(started, [0, 1, 2, 3]);
  pace.slower();
  gates[0]!.resolve();
  gates[1]!.resolve();
  await pauses(20);
  assert.deepEqual(started, [0, 1, 2, 3], 'two are still running');
  gates[2]!.resolve();
  await pauses(20);
  assert.deepEqual(started, [0, 1, 2, 3, 4]);
  for (const gate of gates) gate.resolve();
  await all;
  for (let i = 0; i < 9; i++) pace.slower();
  assert.equal(pace.limit(), 1, 'never none');
});

test('what began before it was slowed down does not slow it again, and what goes well brings the pace back', () => {
  const pace = paceOf(8);
  const begunMs = performance.now() - 10;
  pace.slower(begunMs);
  pace.slower(begunMs);
  assert.equal(pace.limit(), 4);
  for (let i = 0; i < 4; i++) pace.steady();
  assert.equal(pace.limit(), 5);
  for (let i = 0; i < 100; i++) pace.steady();
  assert.equal(pace.limit(), 8, 'never more than asked for');
});
