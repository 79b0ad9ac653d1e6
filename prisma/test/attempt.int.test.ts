import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AttemptResult,
  cancelRun,
  claimRun,
  commitAttempt,
  type Database,
  enqueueRun,
  failAttempt,
  giveScore,
  heartbeat,
  inTransaction,
  newId,
  reconcile,
  releaseAttempt,
} from '../src/index.ts';
import { handIn, makeCourse } from './course.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();
const minute = { worker: 'test', leaseMs: 60_000 };

const graded: AttemptResult = {
  state: 'done',
  result: { subjects: [] },
  cases: [
    {
      id: 'clean-60',
      subject: 'sender',
      title: 'a clean link',
      group: 'correct',
      outcome: 'timed-out',
      blame: 'client',
      points: 1.5,
      maxPoints: 2,
      feedback: [{ code: 'late', text: 'It took too long.' }],
      evidence: [],
      drawings: [],
      metrics: { packets: 60 },
      durationMs: 1200.4,
      artefacts: [],
      hidden: true,
    },
  ],
  artefacts: [
    {
      kind: 'capture',
      name: 'clean-60.pcapng',
      mediaType: 'application/vnd.tcpdump.pcap',
      blobKey: 'captures/1',
      sizeBytes: 5_000_000_000,
      digest: `sha256:${'1'.repeat(64)}`,
      hidden: true,
    },
  ],
  score: { raw: 80, late: 8, max: 100 },
};

/** Puts the clock of a lease forward. */
async function expire({ pool }: Database, fence: string) {
  await pool.query(
    `UPDATE run_attempt SET claimed_at = now() - interval '2 hours', lease_until = now() - interval '1 hour' WHERE id = $1`,
    [fence],
  );
}

async function written({ pool }: Database) {
  const { rows } = await pool.query(
    `SELECT (SELECT count(*)::int FROM case_result) AS cases, (SELECT count(*)::int FROM artefact) AS artefacts,
       (SELECT count(*)::int FROM score) AS scores, (SELECT count(*)::int FROM outbox WHERE topic = 'run-ended') AS told`,
  );
  return rows[0];
}

test('a commit writes cases, artefacts, score and message; a second one nothing', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  const { runId } = await handIn(db, course, course.teams[0]!);
  const claim = (await claimRun(db.pool, minute))!;
  const outcomes = await Promise.all([
    commitAttempt(db.pool, claim.fence, graded),
    commitAttempt(db.pool, claim.fence, graded),
  ]);
  assert.deepEqual(outcomes.map(({ stale }) => stale).sort(), [false, true]);
  assert.deepEqual(await written(db), { cases: 1, artefacts: 1, scores: 1, told: 1 });
  const run = await db.prisma.run.findUniqueOrThrow({ where: { id: runId }, include: { cases: true, scores: true } });
  assert.equal(run.state, 'done');
  assert.equal(run.cases[0]?.outcome, 'timedOut');
  assert.equal(run.scores[0]?.final.toString(), '72');
  assert.equal(run.scores[0]?.standing, 'current');
});

test('a commit that fails half-way has done nothing, and can be repeated', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  await handIn(db, course, course.teams[0]!);
  const { fence } = (await claimRun(db.pool, minute))!;
  const wrong = { ...graded, score: { raw: 80, late: 90, max: 100 } };
  await assert.rejects(commitAttempt(db.pool, fence, wrong), { constraint: 'score_parts' });
  assert.deepEqual(await written(db), { cases: 0, artefacts: 0, scores: 0, told: 0 });
  assert.equal((await commitAttempt(db.pool, fence, graded)).stale, false);
});

test('a worker that comes back from the dead finds its fence out of date and writes nothing', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  const { runId } = await handIn(db, course, course.teams[0]!);
  const dead = (await claimRun(db.pool, minute))!;
  await expire(db, dead.fence);
  // Several reconcilers find it at the same time.
  const found = await Promise.all([reconcile(db.pool), reconcile(db.pool), reconcile(db.pool)]);
  assert.deepEqual(
    found.flatMap(({ givenBack }) => givenBack),
    [runId],
  );
  const next = (await claimRun(db.pool, minute))!;
  assert.deepEqual([next.runId, next.attempt], [runId, 2]);

  assert.deepEqual(await heartbeat(db.pool, dead.fence, 60_000), { kept: false, ending: 'lost' });
  assert.deepEqual(await commitAttempt(db.pool, dead.fence, graded), { stale: true, ending: 'lost' });
  assert.deepEqual(await failAttempt(db.pool, dead.fence, 'late'), { stale: true, ending: 'lost' });
  assert.deepEqual(await releaseAttempt(db.pool, dead.fence), { stale: true, ending: 'lost' });
  assert.deepEqual(await commitAttempt(db.pool, newId(), graded), { stale: true, ending: null });
  assert.deepEqual(await written(db), { cases: 0, artefacts: 0, scores: 0, told: 0 });
  assert.equal((await commitAttempt(db.pool, next.fence, graded)).stale, false);
});

test('a heartbeat keeps a lease that ran out, if nobody has taken the run away', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  await handIn(db, course, course.teams[0]!);
  const { fence } = (await claimRun(db.pool, minute))!;
  await expire(db, fence);
  assert.equal((await heartbeat(db.pool, fence, 60_000, { phase: 'build' })).kept, true);
  assert.deepEqual((await reconcile(db.pool)).givenBack, []);
  assert.equal((await commitAttempt(db.pool, fence, graded)).stale, false);
});

test('faults of ours and lost workers are tried three times, then the run is incomplete, without a score', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  const { runId } = await handIn(db, course, course.teams[0]!);
  const claim = async () => (await claimRun(db.pool, minute))!.fence;
  // A drained worker is no failure.
  assert.deepEqual(await releaseAttempt(db.pool, await claim()), { stale: false, state: 'waiting' });
  assert.deepEqual(await failAttempt(db.pool, await claim(), 'Docker is gone'), { stale: false, state: 'waiting' });
  await expire(db, await claim());
  assert.deepEqual((await reconcile(db.pool)).givenBack, [runId]);
  assert.deepEqual(await failAttempt(db.pool, await claim(), 'disk full'), { stale: false, state: 'incomplete' });
  assert.equal(await claimRun(db.pool, minute), undefined);
  const run = await db.prisma.run.findUniqueOrThrow({ where: { id: runId }, include: { attempts: true } });
  assert.deepEqual([run.state, run.failures, run.note], ['incomplete', 3, 'disk full']);
  assert.deepEqual(run.attempts.map(({ ending }) => ending).sort(), ['faulted', 'faulted', 'lost', 'released']);
  assert.deepEqual(await written(db), { cases: 0, artefacts: 0, scores: 0, told: 1 });
});

test('a run that failed waits out its pause', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  await handIn(db, course, course.teams[0]!);
  const { fence } = (await claimRun(db.pool, minute))!;
  await failAttempt(db.pool, fence, 'Docker is gone', 3_600_000);
  assert.equal(await claimRun(db.pool, minute), undefined);
});

test('a cancelled run is taken from its worker', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  const { runId } = await handIn(db, course, course.teams[0]!);
  const { fence } = (await claimRun(db.pool, minute))!;
  assert.equal(await cancelRun(db.pool, runId, 'a newer commit was pushed'), true);
  assert.equal(await cancelRun(db.pool, runId, 'again'), false);
  assert.deepEqual(await heartbeat(db.pool, fence, 60_000), { kept: false, ending: 'cancelled' });
  assert.deepEqual(await commitAttempt(db.pool, fence, graded), { stale: true, ending: 'cancelled' });
  assert.deepEqual(await written(db), { cases: 0, artefacts: 0, scores: 0, told: 1 });
});

test('commit, loss and cancellation at the same moment: exactly one of them happens', async () => {
  await using db = await database();
  const course = await makeCourse(db, 12);
  for (const team of course.teams) {
    const { runId } = await handIn(db, course, team);
    const { fence } = (await claimRun(db.pool, minute))!;
    await expire(db, fence);
    const [committed, lost, cancelled] = await Promise.all([
      commitAttempt(db.pool, fence, graded),
      reconcile(db.pool),
      cancelRun(db.pool, runId, 'cancelled'),
    ]);
    // A lost run waits again and can still be cancelled, and a cancellation may win over both.
    const { state } = await db.prisma.run.findUniqueOrThrow({ where: { id: runId } });
    const scores = await db.prisma.score.count({ where: { runId } });
    assert.equal(scores, committed.stale ? 0 : 1);
    assert.equal(state, !committed.stale ? 'done' : cancelled ? 'cancelled' : 'waiting');
    assert.ok(!(lost.givenBack.length > 0 && !committed.stale));
    if (state === 'waiting') await cancelRun(db.pool, runId, 'so that the next claim gets the next run');
  }
});

test('the score of the submission that came last counts, in whatever order they are graded', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1, true);
  const [team] = course.teams as [string];
  const first = await handIn(db, course, team, { minute: 1 });
  const last = await handIn(db, course, team, { minute: 2 });
  const [claimOfFirst, claimOfLast] = [(await claimRun(db.pool, minute))!, (await claimRun(db.pool, minute))!];
  assert.deepEqual([claimOfFirst.runId, claimOfLast.runId], [first.runId, last.runId]);
  const late = await commitAttempt(db.pool, claimOfLast.fence, { ...graded, score: { raw: 60, late: 0, max: 100 } });
  const early = await commitAttempt(db.pool, claimOfFirst.fence, graded);
  assert.equal(!late.stale && late.score?.current, true);
  assert.equal(!early.stale && early.score?.current, false);
  const again = await handIn(db, course, team, { minute: 3 });
  const { fence } = (await claimRun(db.pool, minute))!;
  await commitAttempt(db.pool, fence, graded);
  const current = await db.prisma.score.findMany({
    where: { teamId: team, standing: 'current' },
    include: { supersedes: true },
  });
  assert.deepEqual(
    current.map((score) => [score.runId, score.supersedes?.runId]),
    [[again.runId, last.runId]],
  );
});

test('what a person decided stays when the same submission is graded again; a later one begins without it', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1, true);
  const [teamId] = course.teams as [string];
  const { assignmentId, versionId } = course;
  const gradeNext = async () => commitAttempt(db.pool, (await claimRun(db.pool, minute))!.fence, graded);
  const present = async () => {
    const one = await db.prisma.score.findFirstOrThrow({ where: { teamId, standing: 'current' } });
    return [one.adjustment.toNumber(), one.reason, one.final.toNumber()];
  };
  const { runId, submissionId } = await handIn(db, course, teamId, { minute: 1 });
  await gradeNext();
  const [, , plain] = await present();
  const byHand = { ...graded.score!, runId, adjustment: 2, reason: 'comments' };
  await inTransaction(db.pool, (client) => giveScore(client, byHand));
  const again = { submissionId, assignmentId, teamId, versionId, reason: 'official', supersede: false } as const;
  await inTransaction(db.pool, (client) => enqueueRun(client, again));
  await gradeNext();
  assert.deepEqual(await present(), [2, 'comments', Number(plain) + 2]);
  await handIn(db, course, teamId, { minute: 2 });
  await gradeNext();
  assert.deepEqual(await present(), [0, null, plain]);
});
