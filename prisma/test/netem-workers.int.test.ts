import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { claimRun, countNetemWorkers, type Database, type NetemAbility, offerNetem } from '../src/index.ts';
import { handIn, makeCourse, makeVersion } from './course.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();
const claimOptions = { worker: 'test', leaseMs: 60_000 };

async function netemCourse(db: Database) {
  const course = await makeCourse(db, 3);
  const versionId = await makeVersion(db, course.assignmentId, 2, 'draft');
  await db.pool.query(`UPDATE assignment_version SET link_backend = 'netem' WHERE id = $1`, [versionId]);
  for (const state of ['trial', 'published']) {
    await db.pool.query(
      `UPDATE assignment_version SET state = $2::version_state, published_at = CASE WHEN $2 = 'published' THEN now() END
       WHERE id = $1`,
      [versionId, state],
    );
  }
  return { course, onNetem: { ...course, versionId } };
}

/** Looks until it is so many workers; fails after two minutes. */
async function untilCounted(db: Database, than: NetemAbility, workers: number): Promise<void> {
  const end = Date.now() + 120_000;
  while ((await countNetemWorkers(db.pool, than)) !== workers) {
    assert.ok(Date.now() < end, `not ${workers} workers with more than ${than}`);
    await pause(20);
  }
}

test('who leaves runs for netem to others claims what is behind them; the others claim them in their turn', async () => {
  await using db = await database();
  const { course, onNetem } = await netemCourse(db);
  const [a, b, c] = course.teams as [string, string, string];
  const first = await handIn(db, onNetem, a);
  const second = await handIn(db, course, b);
  const third = await handIn(db, onNetem, c);
  assert.equal((await claimRun(db.pool, { ...claimOptions, leaveNetem: true }))?.runId, second.runId);
  assert.equal(await claimRun(db.pool, { ...claimOptions, leaveNetem: true }), undefined);
  assert.equal((await claimRun(db.pool, claimOptions))?.runId, first.runId);
  assert.equal((await claimRun(db.pool, { ...claimOptions, leaveNetem: false }))?.runId, third.runId);
});

test('workers with netem are known while they are connected, again after a connection broke, and only in their database', async () => {
  await using db = await database();
  await using other = await database();
  assert.equal(await countNetemWorkers(db.pool), 0);
  {
    await using _old = offerNetem(db.pool, 'without-seed');
    await using _new = offerNetem(db.pool, 'with-seed');
    await untilCounted(db, 'none', 2);
    await untilCounted(db, 'without-seed', 1);
    assert.equal(await countNetemWorkers(db.pool, 'with-seed'), 0);
    assert.equal(await countNetemWorkers(other.pool), 0);
    const { rowCount } = await db.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks
       WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    assert.equal(rowCount, 2);
    await untilCounted(db, 'none', 2);
  }
  await untilCounted(db, 'none', 0);
});
