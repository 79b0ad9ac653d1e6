import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { caseOf, gradeNext } from '../../api/src/testing/grade.ts';
import { check, eventually, stopServer } from './connected.ts';
import { redTeam } from './red-team.ts';

after(stopServer);

test('what is pushed to a repository of an archived course is no hand-in; of a restored one it is again', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db, owner, courseId } = course;
  const archived = await owner.send('PATCH', `/v1/courses/${courseId}`, { archived: true });
  assert.equal(archived.status, 200, archived.text);
  await github.push('uni/red', 'work', { 'python/a.py': '1\n' }, ada.account);
  const pull = await github.openPullRequest('uni/red', { branch: 'work', by: ada.account });
  const delivery = await eventually(
    async () =>
      (await db.prisma.webhookDelivery.findFirst({ where: { action: 'opened', settledAt: { not: null } } })) ??
      undefined,
  );
  assert.equal(delivery.state, 'ignored', `${delivery.note}`);
  assert.equal(await db.prisma.submission.count(), 0);
  assert.equal(await db.prisma.headCheck.count(), 0);

  const restored = await owner.send('PATCH', `/v1/courses/${courseId}`, { archived: false });
  assert.equal(restored.status, 200, restored.text);
  const { sha } = await github.synchronize(pull, { 'python/a.py': '2\n' });
  await check(github, sha, 'queued');
  assert.equal((await db.prisma.submission.findFirstOrThrow()).headSha, sha);
});

test('a check that is re-run in an archived course has its result again; where it has none, it is told why until it is restored', async () => {
  const { course, ada, push } = await redTeam();
  await using _ = course;
  const { github, db, owner, courseId, assignmentId } = course;
  const archive = async (archived: boolean) =>
    assert.equal((await owner.send('PATCH', `/v1/courses/${courseId}`, { archived })).status, 200);
  const opens = (opensAt: Date | null) =>
    db.prisma.assignment.update({ where: { id: assignmentId }, data: { opensAt } });
  const teacher = github.account('teacher');
  const { userId } = await db.prisma.enrollment.findFirstOrThrow({ where: { courseId, role: 'owner' } });
  await db.prisma.user.update({ where: { id: userId }, data: { githubId: BigInt(teacher.id) } });

  const { sha: gradedSha } = await push('1\n');
  await check(github, gradedSha, 'queued');
  await gradeNext(db, [caseOf('a')]);
  const graded = await check(github, gradedSha, 'completed', 'success');
  await opens(new Date(Date.now() + 3_600_000));
  const { sha } = await push('2\n');
  const early = await check(github, sha, 'completed', 'neutral');
  assert.match(early.output.title ?? '', /not open yet/);
  await opens(null);
  await archive(true);

  const [told, title] = [graded.history.length, graded.output.title];
  await github.rerequestCheck(graded, teacher);
  await eventually(() => (graded.history.length > told ? true : undefined));
  assert.deepEqual([graded.status, graded.conclusion, graded.output.title], ['completed', 'success', title]);
  await github.rerequestCheck(early, ada.account);
  await eventually(() => (early.output.title === 'Not graded: the course is archived' ? true : undefined));
  assert.deepEqual([early.status, early.conclusion], ['completed', 'neutral']);
  assert.match(early.output.summary ?? '', /until an instructor restores it/);
  assert.equal(await db.prisma.run.count(), 1);

  await archive(false);
  await github.rerequestCheck(early, ada.account);
  await check(github, sha, 'queued');
  const last = await db.prisma.submission.findFirstOrThrow({ where: { headSha: sha } });
  const first = await db.prisma.webhookDelivery.findFirstOrThrow({
    where: { guid: (last.sourceReference as { delivery: string }).delivery },
  });
  assert.ok(last.receivedAt <= first.receivedAt, 'it counts from when it came');
});
