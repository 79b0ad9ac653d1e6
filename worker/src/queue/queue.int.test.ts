import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
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
/** Longer than anything takes that does not wait. */
const longMs = 120_000;
const fail = (error: Error) => assert.fail(error);

suite('PostgreSQL', undefined);
const reason = whyNoRedis();
if (reason !== undefined) test('the queue on Redis', { skip: reason }, () => {});
else {
  const redis = await testRedis();
  after(() => redis[Symbol.asyncDispose]());
  suite('Redis', redis.url);

  test('Redis goes away while a worker waits: both sides still end at once', async () => {
    await using db = await postgres.database();
    await using redis = await testRedis();
    const settings = { redisUrl: redis.url, databaseUrl: db.url };
    const publisher = await openPublisher(settings, () => {});
    const wakeUps = listenForWakeUps(settings, longMs, () => {});
    await publisher.publish({ id: 'a', topic: wakeUp });
    assert.equal(await wakeUps.next(longMs, never), true);
    const stop = new AbortController();
    const waiting = wakeUps.next(longMs, stop.signal);
    await redis[Symbol.asyncDispose]();
    await until(async () => {
      const sent = publisher.publish({ id: 'b', topic: wakeUp });
      return sent.then(
        () => false,
        () => true,
      );
    });
    stop.abort();
    assert.equal(await waiting, false);
    await soon(wakeUps, publisher);
  });

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
      assert.equal(await Promise.race(woken), true);
      await until(async () => (await publisher.pending()) === 0);
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

test('a queue that is out of reach, or never answers, is not waited for at the end; the message stays in the outbox', async () => {
  const sockets: Socket[] = [];
  const mute = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  try {
    for (const redisUrl of ['redis://127.0.0.1:1', `redis://127.0.0.1:${port}`]) {
      await using db = await postgres.database();
      const settings = { redisUrl, databaseUrl: db.url };
      for (let count = 0; count < 10; count++) await putInOutbox(db.pool, wakeUp);
      const dispatcher = await startDispatcher({ db, queue: settings, onEvent: () => {} });
      const wakeUps = listenForWakeUps(settings, longMs, () => {});
      const stop = new AbortController();
      const waiting = wakeUps.next(longMs, stop.signal);
      // The rows are locked while the queue is asked to take them.
      await until(async () => (await unlocked(db)) === 0);
      stop.abort();
      assert.equal(await waiting, false);
      await soon(wakeUps, dispatcher);
      assert.equal(await db.prisma.outbox.count(), 10);
    }
  } finally {
    for (const socket of sockets) socket.destroy();
    mute.close();
  }
});

async function unlocked({ pool }: TestDatabase): Promise<number> {
  return (await pool.query('SELECT id FROM outbox FOR UPDATE SKIP LOCKED')).rows.length;
}

/** Ends them, as a process does that was told to stop. */
async function soon(...all: AsyncDisposable[]): Promise<void> {
  const started = performance.now();
  for (const one of all) await one[Symbol.asyncDispose]();
  const ms = performance.now() - started;
  assert.ok(ms < longMs / 4, `${ms} ms`);
}
