import assert from 'node:assert/strict';
import { after, test } from 'node:test';
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
