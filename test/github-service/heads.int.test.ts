import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { claimRun } from '@gradewire/db';
import { caseOf, gradeNext } from '../../api/src/testing/grade.ts';
import { allTaken, check, connected, eventually, stopServer } from './connected.ts';

after(stopServer);

async function redTeam(options: Parameters<typeof connected>[0] = {}) {
  const course = await connected(options);
  const ada = await course.student('ada');
  const repository = await course.github.createRepository('uni/red', { files: { 'README.md': 'Red\n' } });
  await course.bind('uni/red', { team: ada.teamId });
  return { course, ada, repository };
}

test('a force-push while the commit is graded: the old check ends as cancelled, the new one is graded', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const { sha: first } = await github.push('uni/red', 'work', { 'python/a.py': '1\n' }, ada.account);
  await github.openPullRequest('uni/red', { branch: 'work', by: ada.account });
  await check(github, first, 'queued');
  const claim = await claimRun(db.pool, { worker: 'test', leaseMs: 60_000 });
  await check(github, first, 'in_progress');
  const { sha: second } = await github.forcePush('uni/red', 'work', { 'python/a.py': '2\n' }, ada.account);
  const cancelled = await check(github, first, 'completed', 'cancelled');
  assert.match(cancelled.output.title ?? '', new RegExp(second.slice(0, 12)));
  await check(github, second, 'queued');
  const run = await db.prisma.run.findUniqueOrThrow({ where: { id: claim!.runId } });
  assert.equal(run.state, 'cancelled');
  await gradeNext(db, [caseOf('a')]);
  assert.equal((await check(github, second, 'completed')).conclusion, 'success');
});

test('events out of order: what is not the head any more is never graded, and its check says so', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const { sha: first } = await github.push('uni/red', 'work', { 'python/a.py': '1\n' }, ada.account);
  github.hold();
  const opening = github.openPullRequest('uni/red', { branch: 'work', by: ada.account });
  const pull = await opening;
  const { sha: second } = await github.synchronize(pull, { 'python/a.py': '2\n' });
  await github.letGo((held) => held.reverse());
  await check(github, second, 'queued');
  await check(github, first, 'completed', 'cancelled');
  await gradeNext(db, [caseOf('a')]);
  await check(github, second, 'completed');
  assert.equal(await db.prisma.submission.count(), 1);
});

test('the older commit is fetched slowly, and done after the newer one: the newer one is graded, the older one superseded', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const slowly = async (newer: () => Promise<{ sha: string }>, older: () => Promise<{ sha: string }>) => {
    const letGo = Promise.withResolvers<void>();
    github.disturb({ requests: /\/tarball\//, until: letGo.promise, times: 1 });
    const { sha: first } = await older();
    await eventually(() => (github.world.traffic.disturbances.at(-1)!.used === 1 ? true : undefined));
    const { sha: second } = await newer();
    await check(github, second, 'queued');
    letGo.resolve();
    const superseded = await check(github, first, 'completed', 'cancelled');
    assert.match(superseded.output.title ?? '', new RegExp(second.slice(0, 12)));
    await allTaken(course);
    const { claim } = await gradeNext(db, [caseOf('a')]);
    const { headSha } = await db.prisma.submission.findUniqueOrThrow({ where: { id: claim.submissionId } });
    assert.equal(headSha, second);
    await check(github, second, 'completed', 'success');
  };
  await github.push('uni/red', 'work', { 'python/a.py': '0\n' }, ada.account);
  const pull = await github.openPullRequest('uni/red', { branch: 'work', by: ada.account });
  await check(github, pull.headSha, 'queued');
  await gradeNext(db, [caseOf('a')]);
  await slowly(
    () => github.forcePush('uni/red', 'work', { 'python/a.py': '2\n' }, ada.account),
    () => github.synchronize(pull, { 'python/a.py': '1\n' }),
  );
  const push = (content: string) => github.push('uni/red', 'main', { 'python/a.py': content }, ada.account);
  await slowly(
    () => push('4\n'),
    () => push('3\n'),
  );
  // Of another branch GitHub cannot say which commit is the newer one: when they came does.
  await slowly(
    () => push('6\n'),
    () => github.synchronize(pull, { 'python/a.py': '5\n' }),
  );
});

test('the commit is still the last one when GitHub is asked, and is not when it is handed in: GitHub is asked again', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const { sha: first } = await github.push('uni/red', 'work', { 'python/a.py': '1\n' }, ada.account);
  const pull = await github.openPullRequest('uni/red', { branch: 'work', by: ada.account });
  await check(github, first, 'queued');
  // Somebody holds the team while a newer commit comes in, and another one before that is there.
  const held = await db.pool.connect();
  await held.query('BEGIN');
  await held.query('SELECT FROM team WHERE id = $1 FOR UPDATE', [ada.teamId]);
  const { sha: second } = await github.synchronize(pull, { 'python/a.py': '2\n' });
  const waiting = (count: number) =>
    eventually(async () => {
      const { rows } = await db.pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
      return rows[0]!.count >= count ? true : undefined;
    });
  await waiting(1);
  const { sha: third } = await github.synchronize(pull, { 'python/a.py': '3\n' });
  await waiting(2);
  await held.query('COMMIT');
  held.release();
  await check(github, third, 'queued');
  await check(github, second, 'completed', 'cancelled');
  await check(github, first, 'completed', 'cancelled');
  const open = await db.prisma.run.findMany({ where: { state: 'waiting' }, include: { submission: true } });
  assert.deepEqual(
    open.map(({ submission }) => submission.headSha),
    [third],
  );
});

test('a delivery repeated a thousand times at once is one run', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const { sha } = await github.push('uni/red', 'work', { 'python/a.py': '1\n' }, ada.account);
  await github.openPullRequest('uni/red', { branch: 'work', by: ada.account });
  const opened = github.world.deliveries.find(({ event }) => event === 'pull_request')!;
  github.world.hooks.timeoutMs = 120_000;
  const copies = await github.redeliver(opened, 1000);
  assert.deepEqual([...new Set(copies.map(({ statusCode }) => statusCode))], [202]);
  await check(github, sha, 'queued');
  assert.equal(await db.prisma.webhookDelivery.count({ where: { guid: opened.guid } }), 1);
  assert.equal(await db.prisma.run.count(), 1);
});

test('a draft is a self-check and costs quota; ready for review hands the commit in, with one check all the while', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  await db.prisma.assignment.update({ where: { id: course.assignmentId }, data: { selfCheckBurst: 1 } });
  const { sha } = await github.push('uni/red', 'work', { 'python/a.py': '1\n' }, ada.account);
  const pull = await github.openPullRequest('uni/red', { branch: 'work', by: ada.account, draft: true });
  await check(github, sha, 'queued');
  const { claim } = await gradeNext(db, [caseOf('a')], { score: false });
  assert.equal(claim.reason, 'self-check');
  const graded = await check(github, sha, 'completed');
  assert.match(graded.output.title ?? '', /Self-check/);

  const { sha: second } = await github.synchronize(pull, { 'python/a.py': '2\n' });
  assert.match((await check(github, second, 'completed', 'neutral')).output.title ?? '', /no self-check is left/);

  await github.setDraft(pull, false);
  await check(github, second, 'queued');
  const official = await gradeNext(db, [caseOf('a')]);
  assert.equal(official.claim.reason, 'official');
  await check(github, second, 'completed', 'success');
});

test('buttons: "Grade officially" hands the self-check in; an official result is not drawn again by its team', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const { sha } = await github.push('uni/red', 'work', { 'python/a.py': '1\n' }, ada.account);
  await github.openPullRequest('uni/red', { branch: 'work', by: ada.account, draft: true });
  await check(github, sha, 'queued');
  await gradeNext(db, [caseOf('a', { points: 3 })], { score: false });
  const selfCheck = await check(github, sha, 'completed');
  assert.deepEqual(selfCheck.actions.map(({ identifier }) => identifier).sort(), ['run-again', 'run-official']);
  await github.pressAction(selfCheck, 'run-official', ada.account);
  await check(github, sha, 'queued');
  const { claim } = await gradeNext(db, [caseOf('a', { points: 3 })]);
  assert.equal(claim.reason, 'official');
  const official = await check(github, sha, 'completed');
  assert.equal(official.id, selfCheck.id);
  assert.equal(official.externalId, claim.runId);
  // The tree was frozen before: it was fetched once.
  assert.equal(github.world.traffic.codeload.length, 1);
  await github.rerequestCheck(official, ada.account);
  await eventually(
    async () =>
      (await db.prisma.webhookDelivery.findFirst({ where: { action: 'rerequested', state: 'ignored' } })) ?? undefined,
  );
  await check(github, sha, 'completed');
  assert.equal(await db.prisma.run.count(), 2);
});

test('closing cancels what waits, opening it again has it graded; merging cancels nothing', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const { sha } = await github.push('uni/red', 'work', { 'python/a.py': '1\n' }, ada.account);
  const pull = await github.openPullRequest('uni/red', { branch: 'work', by: ada.account });
  await check(github, sha, 'queued');
  await github.closePullRequest(pull);
  await check(github, sha, 'completed', 'cancelled');
  await github.reopenPullRequest(pull);
  await check(github, sha, 'queued');
  const merged = await github.mergePullRequest(pull, ada.account);
  await check(github, merged.sha, 'queued');
  await gradeNext(db, [caseOf('a')]);
  // The merge is the newer hand-in of the team: it took the place of the commit that waited.
  await check(github, merged.sha, 'completed', 'success');
  await check(github, sha, 'completed', 'cancelled');
});

test('pushes to the default branch, or to the hand-in branch if there is one, are handed in; others are not', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const { sha } = await github.push('uni/red', 'main', { 'python/a.py': '1\n' }, ada.account);
  await check(github, sha, 'queued');
  await course.bind('uni/red', { team: ada.teamId, handInBranch: 'submit' });
  const { sha: other } = await github.push('uni/red', 'main', { 'python/a.py': '2\n' }, ada.account);
  const { sha: handedIn } = await github.push('uni/red', 'submit', { 'python/a.py': '3\n' }, ada.account);
  await check(github, handedIn, 'queued');
  await check(github, sha, 'completed', 'cancelled');
  assert.deepEqual(github.checkRuns(other), []);
  await gradeNext(db, [caseOf('a')]);
  await check(github, handedIn, 'completed');
  const submission = await db.prisma.submission.findFirstOrThrow({ where: { headSha: handedIn } });
  assert.equal(submission.pullRequest, null);
});

test('where every submission counts, each head is graded', async () => {
  const { course, ada } = await redTeam({ everySubmissionCounts: true });
  await using _ = course;
  const { github, db } = course;
  const { sha: first } = await github.push('uni/red', 'main', { 'python/a.py': '1\n' }, ada.account);
  const { sha: second } = await github.push('uni/red', 'main', { 'python/a.py': '2\n' }, ada.account);
  await check(github, first, 'queued');
  await check(github, second, 'queued');
  await gradeNext(db, [caseOf('a')]);
  await gradeNext(db, [caseOf('a')]);
  await check(github, first, 'completed', 'success');
  await check(github, second, 'completed', 'success');
});
