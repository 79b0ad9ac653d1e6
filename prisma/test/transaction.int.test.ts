import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTransaction, oneAtATime, putInOutbox, type Queryable, sendTransaction } from '../src/index.ts';
import { makeCourse } from './course.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();

async function kept(client: Queryable): Promise<string[]> {
  const { rows } = await client.query<{ topic: string }>('SELECT topic FROM outbox ORDER BY topic');
  return rows.map(({ topic }) => topic);
}

test('what is sent with its end is done whole', async () => {
  await using db = await database();
  const sent = await sendTransaction(db.pool, (client) =>
    Promise.all([putInOutbox(client, 'a'), putInOutbox(client, 'b'), kept(client)]),
  );
  assert.deepEqual(sent[2], ['a', 'b']);
  assert.deepEqual(await kept(db.pool), ['a', 'b']);
});

test('what was sent with its end is not done where something fails, and that is what is blamed', async () => {
  await using db = await database();
  const failing = { code: '22012' };
  const behind = sendTransaction(db.pool, (client) => putInOutbox(client, 'after'), { text: 'SELECT 1 / 0' });
  await assert.rejects(behind, failing);
  const fail = (client: Queryable) => client.query('SELECT 1 / 0');
  const around = sendTransaction(db.pool, (client) =>
    Promise.all([putInOutbox(client, 'before'), fail(client), putInOutbox(client, 'after')]),
  );
  await assert.rejects(around, failing);
  const hushed = sendTransaction(db.pool, (client) =>
    Promise.all([putInOutbox(client, 'before'), fail(client).catch(() => {})]),
  );
  await assert.rejects(hushed, /undone/);
  const late = sendTransaction(db.pool, async (client) => {
    await putInOutbox(client, 'before');
    await putInOutbox(client, 'after');
  });
  await assert.rejects(late, /has been sent/);
  assert.deepEqual(await kept(db.pool), ['before']);
  await sendTransaction(db.pool, (client) => putInOutbox(client, 'next'));
  assert.deepEqual(await kept(db.pool), ['before', 'next']);
});

test('who is alone with a team begins when the other has ended, and sees by any connection what that one did', async () => {
  await using db = await database();
  const { teams } = await makeCourse(db, 1);
  const teamId = teams[0]!;
  const first = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const one = oneAtATime(db.pool, teamId, async (client) => {
    await putInOutbox(client, 'one');
    locked.resolve();
    await first.promise;
  });
  await locked.promise;
  let begun = false;
  const seen = oneAtATime(db.pool, teamId, async () => {
    begun = true;
    return kept(db.pool);
  });
  const waits = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await db.pool.query(waits)).rowCount === 0);
  const early = begun;
  first.resolve();
  await one;
  assert.equal(early, false);
  assert.deepEqual(await seen, ['one']);
});

test('what fails in the middle undoes what is before and refuses what was sent after', async () => {
  await using db = await database();
  const asked = inTransaction(db.pool, async (client) => {
    const sent = [
      putInOutbox(client, 'before'),
      client.query('SELECT 1 / 0'),
      // Refused, as the transaction has failed.
      putInOutbox(client, 'after'),
    ];
    const ends = await Promise.allSettled(sent);
    assert.deepEqual(
      ends.map((end) => (end.status === 'rejected' ? end.reason.code : 'done')),
      ['done', '22012', '25P02'],
    );
    throw new Error('given up');
  });
  await assert.rejects(asked, /given up/);
  assert.deepEqual(await kept(db.pool), []);
  await inTransaction(db.pool, (client) => putInOutbox(client, 'next'));
  assert.deepEqual(await kept(db.pool), ['next']);
});

test('a connection that breaks with statements on their way fails all of them, and is not lent again', async () => {
  await using db = await database();
  const asked = inTransaction(db.pool, (client) =>
    Promise.all([
      putInOutbox(client, 'before'),
      client.query('SELECT pg_terminate_backend(pg_backend_pid())'),
      putInOutbox(client, 'after'),
    ]),
  );
  await assert.rejects(asked);
  assert.equal(db.pool.totalCount, 0);
  assert.deepEqual(await kept(db.pool), []);
});
