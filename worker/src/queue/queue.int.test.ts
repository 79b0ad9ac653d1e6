import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { putInOutbox, wakeUp } from '@gradewire/db';
import { type TestDatabase, testPostgres, testRedis, whyNoRedis, workerUrl } from '../../test/servers.ts';
import { until } from '../../test/until.ts';
import { startDispatcher } from '../dispatch/dispatcher.ts';
import { prepareQueue } from './backend.ts';
import { openPublisher } from './publisher.ts';
import type { QueueSettings } from './settings.ts';
import { listenForWakeUps } from './wake-ups.ts';

const postgres = await testPostgres();
after(() => postgres[Symbol.asyncDispose]());
const never = new AbortController().signal;
const longMs = 20_000;
const fail = (error: Error) => assert.fail(error);

suite('PostgreSQL', undefined);
const reason = whyNoRedis();
if (reason !== undefined) test('the queue on Redis', { skip: reason }, () => {});
else {
  const redis = await testRedis();
  after(() => redis[Symbol.asyncDispose]());
  suite('Redis', redis.url);

  test('Redis is restarted: what was lost is found by the poll, and the queue goes on', async () => {
    await using db = await postgres.database();
    const settings = { redisUrl: redis.url, databaseUrl: db.url, name: 'restarted' };
    await using publisher = await openPublisher(settings, () => {});
    await using wakeUps = listenForWakeUps(settings, 500, () => {});
    await publisher.publish({ id: 'a', topic: wakeUp });
    await redis.restart();
    await until(async () => {
      await publisher.publish({ id: 'b', topic: wakeUp }).catch(() => {});
      return wakeUps.next(500, never);
    });
  });
}

function suite(name: string, redisUrl: string | undefined) {
  describe(`the queue on ${name}`, () => {
    let count = 0;
    const settingsFor = async (databaseUrl: string): Promise<QueueSettings> => {
      const settings = { redisUrl, databaseUrl, name: `test-${name}-${process.pid}-${++count}` };
      await Promise.all([prepareQueue(settings), prepareQueue(settings), prepareQueue(settings)]);
      return settings;
    };

    /** As a worker has it. */
    const taking = async (db: TestDatabase, settings: QueueSettings): Promise<QueueSettings> => ({
      ...settings,
      databaseUrl: await workerUrl(db),
    });

    test('a wake-up wakes one of those who wait, at once', async () => {
      await using db = await postgres.database();
      const settings = await settingsFor(db.url);
      await using publisher = await openPublisher(settings, fail);
      await using one = listenForWakeUps(await taking(db, settings), longMs, fail);
      await using other = listenForWakeUps(await taking(db, settings), longMs, fail);
      const stop = new AbortController();
      const woken = [one, other].map((each) => each.next(longMs, stop.signal));
      await publisher.publish({ id: '1', topic: wakeUp });
      // Long before the wait is over by itself.
      await until(async () => (await publisher.pending()) === 0, 5000);
      stop.abort();
      assert.deepEqual((await Promise.all(woken)).sort(), [false, true]);
    });

    test('what came while nobody waited wakes the next one; twice the same is one', async () => {
      await using db = await postgres.database();
      const settings = await settingsFor(db.url);
      await using publisher = await openPublisher(settings, fail);
      for (const id of ['1', '2', '2']) await publisher.publish({ id, topic: wakeUp });
      assert.equal(await publisher.pending(), 2);
      await using wakeUps = listenForWakeUps(await taking(db, settings), 300, fail);
      assert.equal(await wakeUps.next(longMs, never), true);
      assert.equal(await wakeUps.next(longMs, never), true);
      assert.equal(await wakeUps.next(600, never), false);
      assert.equal(await publisher.pending(), 0);
    });

    test('a wait ends by time, and by its signal', async () => {
      await using db = await postgres.database();
      const settings = await settingsFor(db.url);
      await using wakeUps = listenForWakeUps(await taking(db, settings), longMs, fail);
      assert.equal(await wakeUps.next(50, never), false);
      const stop = new AbortController();
      const waiting = wakeUps.next(longMs, stop.signal);
      stop.abort();
      assert.equal(await waiting, false);
    });

    test('from the outbox to who waits; the row is gone then', async () => {
      await using db = await postgres.database();
      const settings = await settingsFor(db.url);
      await using wakeUps = listenForWakeUps(await taking(db, settings), longMs, fail);
      const woken = wakeUps.next(longMs, never);
      await using _dispatcher = await startDispatcher({
        db,
        queue: settings,
        onEvent: (event) => assert.fail(event.kind),
      });
      await putInOutbox(db.pool, wakeUp);
      await putInOutbox(db.pool, 'run-ended', { runId: '1' });
      assert.equal(await woken, true);
      await until(async () => (await db.prisma.outbox.count()) === 0);
    });
  });
}

test('a queue that is out of reach keeps the message in the outbox', async () => {
  await using db = await postgres.database();
  const settings = { redisUrl: 'redis://127.0.0.1:1', databaseUrl: db.url };
  await using _dispatcher = await startDispatcher({ db, queue: settings, onEvent: () => {} });
  await putInOutbox(db.pool, wakeUp);
  await until(async () => ((await db.prisma.outbox.findFirst())?.failures ?? 0) > 0);
});
