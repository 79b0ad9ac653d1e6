import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { caseOf, gradeNext } from '../../api/src/testing/grade.ts';
import { check, eventually, stopServer } from './connected.ts';
import { redTeam } from './red-team.ts';

after(stopServer);

test('a self-check that is to be handed in too late says so; with more time it is handed in, though others came since', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db, assignmentId } = course;
  const { sha } = await github.push('uni/red', 'work', { 'python/a.py': '1\n' }, ada.account);
  const pull = await github.openPullRequest('uni/red', { branch: 'work', by: ada.account, draft: true });
  await check(github, sha, 'queued');
  await gradeNext(db, [caseOf('a', { points: 3 })], { score: false });
  const selfCheck = await check(github, sha, 'completed', 'failure');
  const { sha: newer } = await github.synchronize(pull, { 'python/a.py': '2\n' });
  await check(github, newer, 'queued');
  await gradeNext(db, [caseOf('a')], { score: false });
  await check(github, newer, 'completed', 'success');

  const closes = (inMs: number) =>
    db.prisma.assignment.update({ where: { id: assignmentId }, data: { closesAt: new Date(Date.now() + inMs) } });
  await closes(-1000);
  await github.pressAction(selfCheck, 'run-official', ada.account);
  const refused = await check(github, sha, 'completed', 'neutral');
  assert.equal(refused.id, selfCheck.id);
  assert.match(refused.output.title ?? '', /hand-in is closed/);
  await github.setDraft(pull, false);
  assert.match((await check(github, newer, 'completed', 'neutral')).output.title ?? '', /hand-in is closed/);

  await closes(3_600_000);
  await github.rerequestCheck(refused, ada.account);
  await check(github, sha, 'queued');
  const { claim } = await gradeNext(db, [caseOf('a', { points: 3 })]);
  assert.equal(claim.reason, 'official');
  await check(github, sha, 'completed', 'failure');
});

test('an official result stays when the same commit comes again after the end', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db, assignmentId } = course;
  const { sha } = await github.push('uni/red', 'work', { 'python/a.py': '1\n' }, ada.account);
  const pull = await github.openPullRequest('uni/red', { branch: 'work', by: ada.account });
  await check(github, sha, 'queued');
  await gradeNext(db, [caseOf('a')]);
  const graded = await check(github, sha, 'completed', 'success');
  const told = graded.history.length;
  await db.prisma.assignment.update({ where: { id: assignmentId }, data: { closesAt: new Date(Date.now() - 1000) } });
  await github.closePullRequest(pull);
  await github.reopenPullRequest(pull);
  await eventually(
    async () =>
      (await db.prisma.webhookDelivery.findFirst({ where: { action: 'reopened', state: 'done' } })) ?? undefined,
  );
  await eventually(async () =>
    (await db.prisma.headCheck.count({ where: { settledAt: null } })) === 0 ? true : undefined,
  );
  assert.equal(graded.history.length, told);
});

test('a draft’s commit takes the place of a self-check before it, and of no hand-in', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const { sha: handedIn } = await github.push('uni/red', 'work', { 'python/a.py': '1\n' }, ada.account);
  const pull = await github.openPullRequest('uni/red', { branch: 'work', by: ada.account });
  await check(github, handedIn, 'queued');
  await github.setDraft(pull, true);
  const { sha: tried } = await github.synchronize(pull, { 'python/a.py': '2\n' });
  await check(github, tried, 'queued');
  const { sha: triedAgain } = await github.synchronize(pull, { 'python/a.py': '3\n' });
  await check(github, triedAgain, 'queued');
  await check(github, tried, 'completed', 'cancelled');
  const { claim } = await gradeNext(db, [caseOf('a')], { lanes: ['official'] });
  assert.equal(claim.reason, 'official');
  await check(github, handedIn, 'completed', 'success');
  await check(github, triedAgain, 'queued');
});
