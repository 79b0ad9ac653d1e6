import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { caseOf, gradeNext } from '../../api/src/testing/grade.ts';
import { check, connected, eventually, stopServer } from './connected.ts';

after(stopServer);

async function redTeam() {
  const course = await connected();
  const ada = await course.student('ada');
  await course.github.createRepository('uni/red', { files: { 'README.md': 'Red\n' } });
  await course.bind('uni/red', { team: ada.teamId });
  return { course, ada };
}

/** As a compiler says it: one error on each of so many lines. */
const log = (errors: number) =>
  Array.from({ length: errors }, (_, at) => `python/client.c:${at + 1}:1: error: unknown type name 'x${at}'`).join(
    '\n',
  );

test('eighty remarks go over in batches of fifty, once; if GitHub takes offence at them, the grade is told without', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const graded = async (content: string) => {
    const files = { 'python/client.c': `${content}\n`.repeat(80) };
    const { sha } = await github.push('uni/red', 'main', files, ada.account);
    await check(github, sha, 'queued');
    // What a worker leaves when nothing was built.
    await gradeNext(db, [caseOf('a', { outcome: 'build-failed', points: 0 })], {
      programs: [
        {
          id: 'python/client',
          role: 'client',
          language: 'c',
          outcome: 'build-failed',
          command: 'cc client.c',
          log: log(80),
        },
      ],
    });
    return sha;
  };
  const first = await graded('a');
  const told = await check(github, first, 'completed');
  await eventually(() => (told.annotations.length >= 80 ? true : undefined));
  assert.equal(told.annotations.length, 80);
  assert.equal(new Set(told.annotations.map(({ start_line }) => start_line)).size, 80);

  github.failNext(/PATCH .*check-runs/, 422);
  const second = await graded('b');
  const without = await check(github, second, 'completed');
  await eventually(async () =>
    (await db.prisma.headCheck.count({ where: { settledAt: null } })) === 0 ? true : undefined,
  );
  // It was the last word that was not taken, or one before it, which was then sent again.
  assert.ok([0, 80].includes(without.annotations.length));
});

test('re-running: staff have an official result drawn again, GitHub’s "Re-run all" gives others the old one back', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db, courseId } = course;
  const teacher = github.account('teacher');
  const owner = await db.prisma.enrollment.findFirstOrThrow({ where: { courseId, role: 'owner' } });
  await db.prisma.user.update({ where: { id: owner.userId }, data: { githubId: BigInt(teacher.id) } });
  const { sha } = await github.push('uni/red', 'main', { 'python/a.py': '1\n' }, ada.account);
  await check(github, sha, 'queued');
  await gradeNext(db, [caseOf('a')]);
  const done = await check(github, sha, 'completed', 'success');
  const told = done.history.length;
  await github.rerequestSuite(done.suite, ada.account);
  await eventually(() => (done.history.length > told && done.status === 'completed' ? true : undefined));
  assert.equal(await db.prisma.run.count(), 1);
  await github.rerequestCheck(done, teacher);
  await check(github, sha, 'queued');
  const { claim } = await gradeNext(db, [caseOf('a', { points: 5 })]);
  const again = await check(github, sha, 'completed', 'failure');
  assert.deepEqual([again.id, again.externalId], [done.id, claim.runId]);
});

test('a check has the score that counts: after an override, a regrade and a re-run, with the reason, and nothing hidden', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db, owner, assignmentId } = course;
  const assignment = `/v1/assignments/${assignmentId}`;
  const { sha } = await github.push('uni/red', 'main', { 'python/a.py': '1\n' }, ada.account);
  await check(github, sha, 'queued');
  const closes = (inMs: number) =>
    db.prisma.assignment.update({ where: { id: assignmentId }, data: { closesAt: new Date(Date.now() + inMs) } });
  await closes(3_600_000);
  const secret = caseOf('secret/reset', { hidden: true, points: 0, outcome: 'failed' });
  await gradeNext(db, [caseOf('a', { points: 4 }), secret]);
  const run = await check(github, sha, 'completed');
  const settled = () =>
    eventually(async () =>
      (await db.prisma.headCheck.count({ where: { settledAt: null } })) === 0 ? true : undefined,
    );
  const said = () => JSON.stringify([run.output, run.annotations]);
  const override = (adjustment: number, reason: string) =>
    owner.post(`${assignment}/teams/${ada.teamId}/scores`, { adjustment, reason });
  await settled();

  // As long as the score is kept back, so is that it was changed.
  assert.equal((await override(1, 'A kind word')).status, 201);
  await settled();
  assert.doesNotMatch(said(), /kind word|secret|[45] of 20/);

  await closes(-1000);
  assert.equal((await override(2, 'A *late* train')).status, 201);
  const summary = (words: RegExp) => eventually(() => (words.test(run.output.summary ?? '') ? true : undefined));
  await summary(/Changed by hand because: A .*late.* train/);
  assert.match(run.output.title ?? '', /^6 of 20 points/);
  const firstEnd = run.history.findIndex(({ status }) => status === 'completed');
  assert.ok(
    run.history.slice(firstEnd).every(({ status }) => status === 'completed'),
    'it stays complete',
  );

  const draft = await owner.post(`${assignment}/versions`, { kit: 'hello-internet', config: { interopFullAt: 0.5 } });
  const begun = await owner.post(`${assignment}/regrades`, {
    toVersionId: draft.body.id,
    reason: 'Resets were unfair',
  });
  const { claim } = await gradeNext(db, [caseOf('a', { points: 9 }), secret]);
  await settled();
  assert.match(run.output.title ?? '', /^6 of 20 points/, 'a preview is none of theirs');
  assert.equal((await owner.post(`${begun.headers.get('location')}/apply`)).status, 200);
  await summary(/Graded again because: Resets were unfair/);
  assert.match(run.output.title ?? '', /^11 of 20 points/);
  assert.match(run.output.summary ?? '', /Changed by hand because/);
  assert.equal(run.externalId, claim.runId);

  const { submissionId } = claim;
  assert.equal((await owner.post(`/v1/submissions/${submissionId}/runs`, { reason: 'Docker was slow' })).status, 202);
  await check(github, sha, 'queued');
  // It is given up: what counts is what counted before.
  await db.pool.query(`UPDATE run SET state = 'incomplete', note = 'x', ended_at = now() WHERE state = 'waiting'`);
  await check(github, sha, 'completed');
  assert.match(run.output.title ?? '', /^11 of 20 points/);
  assert.equal((await owner.post(`/v1/submissions/${submissionId}/runs`, { reason: 'Once more' })).status, 202);
  await check(github, sha, 'queued');
  await gradeNext(db, [caseOf('a', { points: 10 }), secret]);
  await check(github, sha, 'completed');
  assert.match(run.output.title ?? '', /^12 of 20 points/);
  assert.doesNotMatch(said(), /secret|Resets were unfair/);
});

test('a run that ends in a fault of ours is told as neutral, and whoever handed it in may have it run again', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const { sha } = await github.push('uni/red', 'main', { 'python/a.py': '1\n' }, ada.account);
  await check(github, sha, 'queued');
  await db.pool.query(`UPDATE run SET state = 'incomplete', note = 'Docker is gone', ended_at = now()`);
  const neutral = await check(github, sha, 'completed', 'neutral');
  assert.doesNotMatch(JSON.stringify(neutral.output), /Docker is gone/);
  await github.rerequestCheck(neutral, ada.account);
  await check(github, sha, 'queued');
  await gradeNext(db, [caseOf('a')]);
  await check(github, sha, 'completed', 'success');
});

test('progress is told while a run goes on, not more often than it is to be', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  await course.stop();
  await course.start({ progressEveryMs: 3000 });
  const { github, db } = course;
  const { sha } = await github.push('uni/red', 'main', { 'python/a.py': '1\n' }, ada.account);
  await check(github, sha, 'queued');
  await db.pool.query(`UPDATE run SET state = 'claimed', started_at = now()`);
  await db.pool.query(
    `INSERT INTO run_attempt (id, run_id, number, worker, lease_until, progress)
     SELECT gen_random_uuid(), id, 1, 'test', now() + interval '1 hour', '{"phase":"building"}' FROM run`,
  );
  await check(github, sha, 'in_progress');
  for (let done = 1; done <= 30; done++) {
    await db.pool.query(`UPDATE run_attempt SET progress = $1`, [
      { phase: 'running', casesDone: done, casesPlanned: 40 },
    ]);
  }
  const run = await eventually(() => {
    const [one] = github.checkRuns(sha);
    return /30 of 40/.test(one?.output.title ?? '') ? one : undefined;
  });
  assert.ok(run.history.length < 12, `${run.history.length} times`);
});
