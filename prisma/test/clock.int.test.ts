import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import {
  claimRun,
  commitAttempt,
  type Database,
  embeddedServer,
  failAttempt,
  heartbeat,
  newId,
  openDatabase,
  putInOutbox,
  readQuota,
  reconcile,
  submit,
  takeFromOutbox,
} from '../src/index.ts';
import { handIn, makeCourse, type TestCourse } from './course.ts';
import { type MovableClock, movableClock, whyNoMovableClock } from './movable-clock.ts';
import { type EmbeddedPostgres, postgresOf } from './postgres-of.ts';

const hour = 3600;
const lease = { worker: 'test', leaseMs: 60_000 };
const result = { state: 'done', result: {}, cases: [], artefacts: [] } as const;
const graded = { ...result, score: { raw: 80, late: 0, max: 100 } };

describe('the clock of the database is set back by an hour', { skip: whyNoMovableClock() ?? false }, () => {
  const undo = new AsyncDisposableStack();
  let clock: MovableClock;
  let db: Database;
  let course: TestCourse;
  let team: string;

  before(async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'gradewire-clock-'));
    undo.defer(() => rm(folder, { recursive: true }));
    await chmod(folder, 0o711);
    const server = undo.use(await embeddedServer(path.join(folder, 'postgres')));
    const url = server.urlOf('gradewire');
    const postgres: EmbeddedPostgres = await postgresOf(path.join(folder, 'postgres'), Number(new URL(url).port));
    clock = movableClock(path.join(folder, 'clock'));
    await postgres.crash();
    await postgres.start(clock.environment);
    db = undo.use(await openDatabase({ folder }));
  });
  after(() => undo.disposeAsync());
  beforeEach(async () => {
    clock.set(0);
    course = await makeCourse(db, 1);
    team = course.teams[0]!;
    // What earlier tests left in the queue.
    await db.pool.query(`UPDATE run SET state = 'cancelled', ended_at = now() WHERE state IN ('waiting', 'claimed')`);
    await db.pool.query('UPDATE run_attempt SET ended_at = now(), ending = $1 WHERE ended_at IS NULL', ['cancelled']);
    await db.pool.query('DELETE FROM outbox');
  });
  const secondsOff = async () => {
    const { rows } = await db.pool.query<{ now: Date }>('SELECT now()');
    // Not -0.
    return Math.round((rows[0]!.now.getTime() - Date.now()) / 1000) + 0;
  };
  const arrive = (receivedAt: Date, reason: 'official' | 'self-check' = 'official') =>
    submit(
      db.pool,
      {
        ...{ courseId: course.courseId, assignmentId: course.assignmentId, teamId: team },
        ...{ treeDigest: `sha256:${'0'.repeat(64)}`, blobKey: 'trees/0', sizeBytes: 1, fileCount: 1 },
        ...{ receivedAt, source: 'upload' },
      },
      { versionId: course.versionId, reason },
    );
  const grade = async (points = 80) => {
    const claim = (await claimRun(db.pool, lease))!;
    const outcome = await commitAttempt(db.pool, claim.fence, { ...graded, score: { raw: points, late: 0, max: 100 } });
    assert.equal(outcome.stale, false);
    return claim;
  };

  test('it really is', async () => {
    assert.equal(await secondsOff(), 0);
    clock.set(-hour);
    assert.equal(await secondsOff(), -hour);
  });

  test('a run that is being graded keeps its lease, and is committed once', async () => {
    await handIn(db, course, team);
    const { fence, runId } = (await claimRun(db.pool, lease))!;
    clock.set(-hour);
    assert.equal((await heartbeat(db.pool, fence, lease.leaseMs)).kept, true);
    assert.deepEqual((await reconcile(db.pool)).givenBack, []);
    assert.equal(await claimRun(db.pool, lease), undefined);
    assert.equal((await commitAttempt(db.pool, fence, graded)).stale, false);
    assert.equal(await db.prisma.score.count({ where: { runId } }), 1);
  });

  for (const beats of [0, 1]) {
    test(`a worker that dies after ${beats} heartbeats since is missed when its lease is over, not an hour later`, async () => {
      const { runId } = await handIn(db, course, team);
      const { fence } = (await claimRun(db.pool, lease))!;
      clock.set(-hour);
      for (let beat = 0; beat < beats; beat++) await heartbeat(db.pool, fence, lease.leaseMs);
      assert.deepEqual((await reconcile(db.pool)).givenBack, []);
      clock.set(-hour + 50);
      assert.deepEqual((await reconcile(db.pool)).givenBack, []);
      clock.set(-hour + 70);
      assert.deepEqual((await reconcile(db.pool)).givenBack, [runId]);
      assert.equal((await commitAttempt(db.pool, fence, graded)).stale, true);
    });
  }

  test('what waits in the queue and in the outbox goes on waiting for its turn only', async () => {
    const { runId } = await handIn(db, course, team);
    await putInOutbox(db.pool, 'run-ended', { runId });
    clock.set(-hour);
    await reconcile(db.pool);
    const told: string[] = [];
    await takeFromOutbox(db.pool, 100, async ({ topic }) => void told.push(topic));
    assert.ok(told.includes('run-ended'));
    assert.equal((await claimRun(db.pool, lease))?.runId, runId);
  });

  test('a run that waits out a pause waits no longer than that', async () => {
    const { runId } = await handIn(db, course, team);
    await failAttempt(db.pool, (await claimRun(db.pool, lease))!.fence, 'Docker is gone', 5000);
    clock.set(-hour);
    await reconcile(db.pool);
    assert.equal((await claimRun(db.pool, lease))?.runId, runId);
  });

  test('the score of the submission that came last counts, and both keep their order', async () => {
    const first = await arrive(new Date());
    await grade(60);
    clock.set(-hour);
    const second = await arrive(new Date(Date.now() - hour * 1000));
    await grade(90);
    const scores = await db.prisma.score.findMany({ where: { teamId: team }, orderBy: { raw: 'asc' } });
    assert.deepEqual(
      scores.map(({ runId, standing }) => [runId, standing]),
      [
        [first.runId, 'superseded'],
        [second.runId, 'current'],
      ],
    );
    const inOrder = await db.prisma.submission.findMany({ where: { teamId: team }, orderBy: { receivedAt: 'asc' } });
    assert.deepEqual(
      inOrder.map(({ id }) => id),
      [first.submissionId, second.submissionId],
    );
    const runs = await db.prisma.run.findMany({
      where: { teamId: team, reason: 'official' },
      orderBy: { createdAt: 'asc' },
    });
    assert.deepEqual(
      runs.map(({ id }) => id),
      [first.runId, second.runId],
    );
  });

  test('what is superseded then stays older than what superseded it', async () => {
    const first = await arrive(new Date());
    clock.set(-hour);
    const second = await arrive(new Date(Date.now() - hour * 1000));
    assert.deepEqual(second.superseded, [first.runId]);
    const runs = await db.prisma.run.findMany({ where: { teamId: team }, orderBy: { createdAt: 'asc' } });
    assert.deepEqual(
      runs.map(({ id, state }) => [id, state]),
      [
        [first.runId, 'superseded'],
        [second.runId, 'waiting'],
      ],
    );
  });

  test('a submission that is found late counts no more than before', async () => {
    const last = await arrive(new Date());
    await grade(60);
    clock.set(-hour);
    await arrive(new Date(Date.now() - 5 * hour * 1000));
    await grade(90);
    const current = await db.prisma.score.findFirstOrThrow({ where: { teamId: team, standing: 'current' } });
    assert.equal(current.runId, last.runId);
  });

  test('a self-check counts once, for an hour, and not for two', async () => {
    const limits = { id: course.assignmentId, selfChecksPerDay: 9, selfCheckBurst: 9, course: { timeZone: 'UTC' } };
    const used = async () => {
      const { day, burst } = await readQuota(db.pool, limits, team);
      return { day: day.used, burst: burst.used };
    };
    // Noon, so that an hour is within the day.
    const noon = 12 * hour - (Math.floor(Date.now() / 1000) % 86_400);
    clock.set(noon);
    await arrive(new Date(), 'self-check');
    const one = (await claimRun(db.pool, lease))!;
    await commitAttempt(db.pool, one.fence, result);
    assert.deepEqual(await used(), { day: 1, burst: 1 });
    clock.set(noon - hour);
    assert.deepEqual(await used(), { day: 1, burst: 1 });
    await arrive(new Date(), 'self-check');
    const two = (await claimRun(db.pool, lease))!;
    await commitAttempt(db.pool, two.fence, result);
    assert.deepEqual(await used(), { day: 2, burst: 2 });
    clock.set(noon + 10);
    assert.deepEqual(await used(), { day: 2, burst: 0 });
  });

  test('ids of one process go on growing', () => {
    const now = Date.now();
    const ids = [newId(now), newId(now - hour * 1000), newId(now - hour * 1000), newId(now)];
    assert.deepEqual(ids.toSorted(), ids);
  });
});
