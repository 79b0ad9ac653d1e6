import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  claimRun,
  inTransaction,
  listenToOutbox,
  newId,
  oneAtATime,
  putInOutbox,
  reconcile,
  takeFromOutbox,
} from '../src/index.ts';
import { handIn, makeCourse } from './course.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();

test('several takers share the messages: each is delivered once', async () => {
  await using db = await database();
  for (let at = 0; at < 60; at++) await putInOutbox(db.pool, 'count', { at });
  const seen: number[] = [];
  async function taker() {
    while (await takeFromOutbox(db.pool, 7, async ({ payload }) => void seen.push(payload.at as number)));
  }
  await Promise.all([taker(), taker(), taker(), taker()]);
  assert.deepEqual(
    seen.sort((a, b) => a - b),
    Array.from({ length: 60 }, (_, at) => at),
  );
});

test('a message that cannot be delivered stays and pauses; the others are delivered', async () => {
  await using db = await database();
  for (const name of ['a', 'b', 'c']) await putInOutbox(db.pool, 'name', { name });
  const now = async () => (await db.pool.query<{ now: Date }>('SELECT clock_timestamp() AS now')).rows[0]!.now;
  let failed!: Date;
  const delivered = await takeFromOutbox(db.pool, 10, async ({ payload }) => {
    failed = await now();
    if (payload.name === 'b') throw new Error('nobody listens');
  });
  assert.equal(delivered, 2);
  const { rows } = await db.pool.query(
    `SELECT payload, failures, fault, available_at >= $1::timestamptz + interval '249 milliseconds' AS paused FROM outbox`,
    [failed],
  );
  assert.deepEqual(rows, [{ payload: { name: 'b' }, failures: 1, fault: 'nobody listens', paused: true }]);
});

test('a message is not there if what it tells of was rolled back', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  await assert.rejects(handIn(db, { ...course, versionId: course.courseId }, course.teams[0]!), { code: '23503' });
  const { rows } = await db.pool.query(
    'SELECT (SELECT count(*)::int FROM submission) + (SELECT count(*)::int FROM outbox) AS left',
  );
  assert.deepEqual(rows, [{ left: 0 }]);
});

test('the wake-up that was lost is written again, while anything waits', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  await handIn(db, course, course.teams[0]!);
  const wakeUps = async () => takeFromOutbox(db.pool, 10, async ({ topic }) => assert.equal(topic, 'wake-up'));
  assert.equal(await wakeUps(), 1);
  assert.equal((await reconcile(db.pool)).waiting, 1);
  assert.equal((await reconcile(db.pool)).waiting, 1);
  assert.equal(await wakeUps(), 1);
  await claimRun(db.pool, { worker: 'test', leaseMs: 60_000 });
  assert.equal((await reconcile(db.pool)).waiting, 0);
  assert.equal(await wakeUps(), 0);
});

test('news of a message comes with its commit, also those of before; a broken connection is made anew', async () => {
  await using db = await database();
  await using news = listenToOutbox(db.url);
  const longMs = 60_000;
  const { signal } = new AbortController();
  // The first call connects; what came before is found by looking.
  await news.next(1, signal);
  const told = news.next(longMs, signal);
  await inTransaction(db.pool, (client) => putInOutbox(client, 'a'));
  await told;
  await putInOutbox(db.pool, 'b');
  await news.next(longMs, signal);

  // Where many hand in at once, one that tells for all that were committed meanwhile.
  await Promise.all(
    ['d', 'e', 'f'].map((topic) => oneAtATime(db.pool, newId(), (client) => putInOutbox(client, topic))),
  );
  await news.next(longMs, signal);
  const last = news.next(longMs, signal);
  await oneAtATime(db.pool, newId(), (client) => putInOutbox(client, 'g'));
  await last;

  await db.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gradewire outbox' AND datname = current_database()`,
  );
  await news.next(200, signal);
  const again = news.next(longMs, signal);
  const telling = setInterval(() => void putInOutbox(db.pool, 'c'), 50);
  await again;
  clearInterval(telling);

  const over = new AbortController();
  const aborted = news.next(longMs, over.signal);
  over.abort();
  await aborted;
});
