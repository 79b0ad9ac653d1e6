import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { caseOf, gradeNext } from '../../api/src/testing/grade.ts';
import { check, connected, eventually, stopServer } from './connected.ts';

after(stopServer);

test('a stranger gets a neutral check that says how to be enrolled, and re-running it afterwards keeps the time', async () => {
  await using course = await connected();
  const { github, db, courseId } = course;
  const ada = await course.student('ada');
  await github.createRepository('uni/class', { files: { 'c/client.c': 'int main;\n' } });
  await course.bind('uni/class');
  const eve = github.createUser('eve');
  const fork = await github.fork('uni/class', eve);
  const { sha } = await github.push(fork, 'mine', { 'rust/main.rs': 'fn main() {}\n' }, eve);
  await github.openPullRequest('uni/class', { branch: 'mine', by: eve, fork });
  const neutral = await check(github, sha, 'completed', 'neutral');
  assert.match(neutral.output.title ?? '', /not enrolled/);
  assert.match(neutral.output.summary ?? '', /`eve`/);
  assert.equal(await db.prisma.submission.count(), 0);
  const came = (await db.prisma.webhookDelivery.findFirstOrThrow({ where: { event: 'pull_request' } })).receivedAt;

  // The roster names her by login; who comes under it first is her, by number, from then on.
  const { id } = await db.prisma.user.create({
    data: { id: crypto.randomUUID(), name: 'Eve', githubLogin: 'EVE' },
  });
  const enrollmentId = crypto.randomUUID();
  await db.prisma.enrollment.create({ data: { id: enrollmentId, courseId, userId: id, role: 'student' } });
  await github.rerequestCheck(neutral, eve);
  const inNoTeam = await eventually(() => {
    const [run] = github.checkRuns(sha);
    return /in no team/.test(run!.output.title ?? '') && run!.status === 'completed' ? run : undefined;
  });
  assert.equal(inNoTeam.id, neutral.id);
  await db.prisma.teamMember.create({
    data: { id: crypto.randomUUID(), courseId, teamId: ada.teamId, enrollmentId },
  });
  await github.rerequestCheck(inNoTeam, eve);
  await check(github, sha, 'queued');
  const submission = await db.prisma.submission.findFirstOrThrow();
  assert.equal(submission.receivedAt.getTime(), came.getTime());
  assert.equal((await db.prisma.user.findUniqueOrThrow({ where: { id } })).githubId, BigInt(eve.id));
  assert.deepEqual(submission.changedFolders, ['rust']);
  assert.match(submission.baseTreeDigest ?? '', /^sha256:/);
  assert.notEqual(submission.baseTreeDigest, submission.treeDigest);
  await gradeNext(db, [caseOf('a')]);
  await check(github, sha, 'completed');
});

test("another team's member gets a neutral check; staff hand in for the team; a renamed account is the same person", async () => {
  await using course = await connected();
  const { github, db } = course;
  const ada = await course.student('ada');
  const bob = await course.student('bob');
  await github.createRepository('uni/red', { files: { 'README.md': 'Red\n' } });
  await course.bind('uni/red', { team: ada.teamId });
  const { sha } = await github.push('uni/red', 'work', { 'python/a.py': '1\n' }, bob.account);
  const pull = await github.openPullRequest('uni/red', { branch: 'work', by: bob.account });
  assert.match((await check(github, sha, 'completed', 'neutral')).output.title ?? '', /another team/);
  await github.closePullRequest(pull);
  github.renameAccount(ada.account, 'ada-lovelace');
  const { sha: mine } = await github.push('uni/red', 'mine', { 'python/a.py': '2\n' }, ada.account);
  await github.openPullRequest('uni/red', { branch: 'mine', by: ada.account });
  await check(github, mine, 'queued');
  const user = await db.prisma.user.findUniqueOrThrow({ where: { id: ada.userId } });
  assert.equal(user.githubLogin, 'ada-lovelace');
});
