import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CountedRun,
  cancelRun,
  claimRun,
  commitAttempt,
  enqueueRun,
  failAttempt,
  inTransaction,
  readCountedRuns,
  readRegradeTotals,
} from '../src/index.ts';
import { handIn, makeCourse } from './course.ts';
import {
  apply,
  differences,
  discard,
  finals,
  gradedCourse,
  gradeNext,
  minute,
  override,
  resultOf,
  start,
  stateOf,
} from './regraded.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();

test('a batch previews beside the present scores, and replaces them when it is applied', async () => {
  await using db = await database();
  const course = await gradedCourse(db, 3);
  await override(db, course, course.teams[0]!, 2);
  const begun = (await start(db, course))!;
  assert.deepEqual([begun.runs, begun.judged, begun.fromVersionId], [3, 0, course.versionId]);
  await assert.rejects(start(db, course), { constraint: 'regrade_batch_one_open' });
  assert.deepEqual(await apply(db, begun.batchId), { state: 'running' });
  await gradeNext(db, resultOf(70));
  assert.equal(await stateOf(db, begun.batchId), 'running');
  await gradeNext(db, resultOf(50));
  await gradeNext(db, resultOf(40));
  assert.equal(await stateOf(db, begun.batchId), 'preview');
  assert.deepEqual(await finals(db, course), [[47], [45], [45]]);
  const told = await db.prisma.outbox.count({ where: { topic: 'run-ended' } });
  assert.equal(told, 3, 'of a preview nobody is told');

  const changed = await differences(db, begun.batchId, true);
  assert.deepEqual(
    changed.map(({ status, difference, after }) => [status, difference, after!.adjustment, after!.reason]),
    [
      ['proposed', 18, 2, 'by hand'],
      ['proposed', -9, 0, null],
    ],
  );
  assert.deepEqual(changed[0]!.cases, [
    {
      caseId: 'clean/text',
      title: 'A clean link',
      before: { outcome: 'passed', points: 50, maxPoints: 100 },
      after: { outcome: 'passed', points: 70, maxPoints: 100 },
    },
  ]);
  const totals = (await readRegradeTotals(db, [begun.batchId])).get(begun.batchId)!;
  assert.deepEqual([totals.raised, totals.lowered, totals.same, totals.meanDifference], [1, 1, 1, 3]);

  assert.deepEqual(await apply(db, begun.batchId), { applied: 3, leftOut: [] });
  assert.deepEqual(await finals(db, course), [[65], [45], [36]]);
  assert.equal(await stateOf(db, begun.batchId), 'applied');
  assert.equal(await db.prisma.outbox.count({ where: { topic: 'run-ended' } }), 6);
  const assignment = await db.prisma.assignment.findFirstOrThrow({ include: { currentVersion: true } });
  assert.deepEqual([assignment.currentVersionId, assignment.currentVersion!.state], [course.next, 'published']);
  const superseded = await db.prisma.score.findFirstOrThrow({
    where: { standing: 'current', teamId: course.teams[0]! },
    include: { supersedes: true },
  });
  assert.equal(superseded.supersedes!.final.toNumber(), 47);
  assert.deepEqual(await apply(db, begun.batchId), { state: 'applied' });
  assert.deepEqual(await discard(db, begun.batchId), { state: 'applied' });
});

test('a team whose score has changed since the preview is left out and named; so is one that we failed', async () => {
  await using db = await database();
  const course = await gradedCourse(db, 5);
  const { batchId } = (await start(db, course))!;
  for (let i = 0; i < 4; i++) await gradeNext(db, resultOf(80));
  for (let i = 0; i < 3; i++) await failAttempt(db.pool, (await claimRun(db.pool, minute))!.fence, 'Docker is gone');
  assert.equal(await stateOf(db, batchId), 'preview');
  await handIn(db, course, course.teams[0]!, { minute: 5 });
  await gradeNext(db, resultOf(60));
  await override(db, course, course.teams[1]!, 1);
  const [{ submissionId }] = (await readCountedRuns(db.pool, course.assignmentId, [course.teams[2]!])) as [CountedRun];
  const { assignmentId, versionId } = course;
  const again = { submissionId, assignmentId, versionId, teamId: course.teams[2]!, supersede: false };
  await inTransaction(db.pool, (client) => enqueueRun(client, { ...again, reason: 'official' }));
  await gradeNext(db, resultOf(30));
  const { outdated, runs } = (await readRegradeTotals(db, [batchId])).get(batchId)!;
  assert.deepEqual([outdated, runs.incomplete], [3, 1]);
  const done = await apply(db, batchId);
  assert.ok('leftOut' in done);
  assert.deepEqual(
    [done.applied, done.leftOut.map(({ team, why }) => [team, why])],
    [
      1,
      [
        ['team-0', 'newer-submission'],
        ['team-1', 'changed-by-hand'],
        ['team-2', 'graded-again'],
        ['team-4', 'incomplete'],
      ],
    ],
  );
  assert.deepEqual(await finals(db, course), [[54], [46], [27], [72], [45]]);
  const after = await differences(db, batchId);
  assert.deepEqual(
    after.map(({ status }) => status),
    ['left-out', 'left-out', 'left-out', 'applied', 'incomplete'],
  );
  assert.equal(after[4]!.note, 'Docker is gone');
});

test('a submission that was graded while the batch ran is newer than what it proposes', async () => {
  await using db = await database();
  const course = await gradedCourse(db, 1);
  const { batchId } = (await start(db, course))!;
  await handIn(db, course, course.teams[0]!, { minute: 5 });
  await gradeNext(db, resultOf(60));
  await gradeNext(db, resultOf(90));
  const [one] = await differences(db, batchId);
  assert.deepEqual([one!.status, one!.before, one!.difference], ['outdated', null, null]);
  const done = await apply(db, batchId);
  assert.ok('leftOut' in done);
  assert.deepEqual([done.applied, done.leftOut[0]!.why], [0, 'newer-submission']);
  assert.deepEqual(await finals(db, course), [[54]]);
});

test('discarding cancels what still runs, and its worker writes nothing', async () => {
  await using db = await database();
  const course = await gradedCourse(db, 3);
  const { batchId } = (await start(db, course))!;
  await gradeNext(db, resultOf(80));
  const claim = (await claimRun(db.pool, minute))!;
  assert.equal(await discard(db, batchId), undefined);
  assert.deepEqual(await commitAttempt(db.pool, claim.fence, resultOf(80)), { stale: true, ending: 'cancelled' });
  assert.equal(await claimRun(db.pool, minute), undefined);
  assert.deepEqual(await finals(db, course), [[45], [45], [45]]);
  const standings = await db.prisma.score.groupBy({ by: ['standing'], _count: true, orderBy: { standing: 'asc' } });
  assert.deepEqual(
    standings.map(({ standing, _count }) => [standing, _count]),
    [
      ['current', 3],
      ['discarded', 1],
    ],
  );
  assert.deepEqual(await discard(db, batchId), { state: 'discarded' });
  assert.ok(await start(db, course), 'the next one may begin');
});

test('the last runs end at the same moment: there is a preview all the same', async () => {
  await using db = await database();
  const course = await gradedCourse(db, 8);
  const { batchId } = (await start(db, course))!;
  const fences = await Promise.all(course.teams.map(async () => (await claimRun(db.pool, minute))!));
  await Promise.all(
    fences.map(({ fence, runId }, at) =>
      at === 3 ? cancelRun(db.pool, runId, 'by hand') : commitAttempt(db.pool, fence, resultOf(60 + at)),
    ),
  );
  assert.equal(await stateOf(db, batchId), 'preview');
});

test('only some teams; a run that was to be judged and had to be run says so', async () => {
  await using db = await database();
  const course = await gradedCourse(db, 3);
  const some = course.teams.slice(1);
  const counted = await readCountedRuns(db.pool, course.assignmentId, some);
  const judgeable = counted.map(({ runId }) => runId);
  const { batchId, judged, runs } = (await start(db, course, { only: some, judgeable }))!;
  assert.deepEqual([runs, judged], [2, 2]);
  const batch = () => db.prisma.regradeBatch.findUniqueOrThrow({ where: { id: batchId } });
  assert.equal((await batch()).judgeOnly, true);
  await gradeNext(db, { ...resultOf(50), ranInFull: 'its observations were not kept' });
  await gradeNext(db, resultOf(50));
  assert.deepEqual([(await batch()).judgeOnly, (await batch()).state], [false, 'preview']);
  const seen = await differences(db, batchId);
  assert.deepEqual(seen.map(({ judgedOnly, note }) => [judgedOnly, note]).sort(), [
    [false, 'its observations were not kept'],
    [true, null],
  ]);
});

test('an attempt may end incomplete with what there is of a result, however much or little it says', async () => {
  await using db = await database();
  const course = await makeCourse(db, 2);
  const notes = [{ note: `the link was late${'!'.repeat(20_000)}` }, {}];
  for (const [at, note] of notes.entries()) {
    const { runId } = await handIn(db, course, course.teams[at]!);
    const { committed } = await gradeNext(db, { ...resultOf(30), state: 'incomplete', ...note });
    assert.equal(committed.stale, false);
    const run = await db.prisma.run.findUniqueOrThrow({ where: { id: runId }, include: { cases: true, scores: true } });
    assert.deepEqual([run.state, run.result, run.cases.length, run.scores], ['incomplete', { subjects: [] }, 1, []]);
    assert.match(run.note!, /^(the link was late!{9983}|no reason was given)$/);
  }
});

test('a case may be named after a weather and two folders with names as long as names can be', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  await handIn(db, course, course.teams[0]!);
  const folder = 'ü'.repeat(127);
  const other = '漢'.repeat(85);
  const id = `weather/${'w'.repeat(64)}/${folder}/${other}`;
  const result = resultOf(50, id);
  const cases = result.cases.map((one) => ({
    ...one,
    subject: folder,
    title: `${folder} client with ${other} server`,
  }));
  await gradeNext(db, { ...result, cases });
  assert.equal((await db.prisma.caseResult.findFirstOrThrow()).caseId, id);
});
