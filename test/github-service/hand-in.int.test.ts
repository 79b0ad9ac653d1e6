import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { caseOf, gradeNext } from '../../api/src/testing/grade.ts';
import { check, connected, eventually, stopServer } from './connected.ts';

after(stopServer);

test('a pull request is graded: the check is queued, runs, and ends with the score', async () => {
  await using course = await connected();
  const { github, db } = course;
  const ada = await course.student('ada');
  await github.createRepository('uni/red', { private: true, files: { 'README.md': 'Red\n' } });
  await course.bind('uni/red', { team: ada.teamId });
  const { sha } = await github.push('uni/red', 'work', { 'python/client.py': 'print(1)\n' }, ada.account);
  const before = Date.now();
  await github.openPullRequest('uni/red', { branch: 'work', by: ada.account });
  await check(github, sha, 'queued');
  const submission = await db.prisma.submission.findFirstOrThrow({ include: { runs: true } });
  assert.equal(submission.source, 'github');
  assert.equal(submission.teamId, ada.teamId);
  assert.equal(submission.submittedById, ada.userId);
  assert.equal(submission.headSha, sha);
  assert.equal(submission.pullRequest, 1);
  assert.equal(submission.fileCount, 2);
  assert.ok(submission.receivedAt.getTime() >= before - 1000 && submission.receivedAt.getTime() <= Date.now());
  assert.deepEqual(
    github.world.traffic.codeload.map(({ authorized }) => authorized),
    [false],
  );

  const { claim } = await gradeNext(db, [caseOf('a', { points: 7 })]);
  const done = await check(github, sha, 'completed');
  assert.equal(done.conclusion, 'failure');
  assert.equal(done.externalId, claim.runId);
  assert.match(done.output.title ?? '', /7/);
  await eventually(async () =>
    (await db.prisma.headCheck.count({ where: { settledAt: { not: null } } })) === 1 ? true : undefined,
  );
  const run = await db.prisma.run.findUniqueOrThrow({ where: { id: claim.runId } });
  assert.equal(run.githubCheckId, BigInt(done.id));
});
