import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { newId } from '@gradewire/db';
import { caseOf, gradeNext } from '../../api/src/testing/grade.ts';
import { check, connected, eventually, stopServer, withoutChecks } from './connected.ts';
import { redTeam } from './red-team.ts';

after(stopServer);

test('the server is away while commits come: each is found at the start, with the time at which GitHub sent it', async () => {
  const { course, push } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  await course.stop();
  const before = Date.now();
  const { sha } = await push('1\n');
  const sent = Date.now();
  await eventually(() => (Date.now() > sent + 300 ? true : undefined));
  await course.start();
  await check(github, sha, 'queued');
  const submission = await db.prisma.submission.findFirstOrThrow({ where: { headSha: sha } });
  // GitHub tells seconds.
  const at = submission.receivedAt.getTime();
  assert.ok(at >= before - 1000 && at <= sent, `${at} is not between ${before} and ${sent}`);
  assert.equal(github.world.deliveries.filter(({ redelivery }) => redelivery).length, 0);
});

test('a pull request that nothing was ever delivered of is found when open ones are looked through', async () => {
  const { course, ada, push } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  await course.stop();
  await github.push('uni/red', 'work', { 'python/a.py': '5\n' }, ada.account);
  const pull = await github.openPullRequest('uni/red', { branch: 'work', by: ada.account });
  // As after more than three days: GitHub keeps no longer what it could not deliver.
  github.world.deliveries.length = 0;
  const opened = Date.now();
  await course.start();
  await check(github, pull.headSha, 'queued');
  const submission = await db.prisma.submission.findFirstOrThrow({ where: { headSha: pull.headSha } });
  assert.ok(submission.receivedAt.getTime() <= opened);
  await course.stop();
  await course.start();
  await push('6\n');
  assert.equal(await db.prisma.submission.count({ where: { headSha: pull.headSha } }), 1);
});

test('a redelivery that comes first counts from the attempt that failed', async () => {
  const { course, push } = await redTeam();
  await using _ = course;
  const { github, db, app } = course;
  const hookUrl = app.hookUrl;
  app.hookUrl = undefined;
  const { sha } = await push('1\n');
  const sent = Date.now();
  await eventually(() => (Date.now() > sent + 1100 ? true : undefined));
  app.hookUrl = hookUrl;
  await github.redeliver(github.world.deliveries.find(({ event }) => event === 'push')!);
  await check(github, sha, 'queued');
  assert.ok((await db.prisma.submission.findFirstOrThrow()).receivedAt.getTime() > sent);
  await course.stop();
  await course.start();
  await eventually(async () => {
    const { receivedAt } = await db.prisma.submission.findFirstOrThrow();
    return receivedAt.getTime() <= sent ? true : undefined;
  });
  assert.equal(await db.prisma.submission.count(), 1);
});

test('the server stops in the middle: runs that ended meanwhile are told when it is back', async () => {
  const { course, push } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const { sha } = await push('1\n');
  await check(github, sha, 'queued');
  await course.stop();
  await gradeNext(db, [caseOf('a')]);
  assert.equal(github.checkRuns(sha)[0]!.status, 'queued');
  await course.start();
  await check(github, sha, 'completed', 'success');
});

test('GitHub fails now and then, hangs up after it has done what it was asked, and limits: one check, told in the end', async () => {
  const { course, push } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  github.disturb({ requests: 'POST /repos/uni/red/check-runs', status: 'hang-up', afterEffect: true, times: 1 });
  github.failNext(/PATCH .*check-runs/, 502, 4);
  github.failNext(/tarball/, 503, 5);
  const { sha } = await push('1\n');
  await check(github, sha, 'queued');
  github.limitNext(/check-runs/, 1, 2);
  await gradeNext(db, [caseOf('a')]);
  await check(github, sha, 'completed', 'success');
  const limited = github.world.traffic.requests.filter(({ status }) => status === 403);
  // After it was told so, nothing is asked for a second.
  const after = github.world.traffic.requests.find(
    ({ at, path }) => at > limited[0]!.at && path.includes('check-runs'),
  );
  assert.ok(after!.at - limited[0]!.at >= 900, `asked again after ${after!.at - limited[0]!.at} ms`);
});

test('tokens that expire while a run is graded are renewed', async () => {
  const { course, push } = await redTeam({ tokenLifetimeMs: 1500 });
  await using _ = course;
  const { github, db } = course;
  const { sha } = await push('1\n');
  await check(github, sha, 'queued');
  const since = Date.now();
  await eventually(() => (Date.now() > since + 1600 ? true : undefined));
  await gradeNext(db, [caseOf('a')]);
  await check(github, sha, 'completed', 'success');
});

test('where checks may not be written, a commit status and one comment are, and kept up to date', async () => {
  const course = await connected(withoutChecks);
  await using _ = course;
  const { github, db } = course;
  const ada = await course.student('ada');
  await github.createRepository('uni/red', { files: { 'README.md': 'Red\n' } });
  await course.bind('uni/red', { team: ada.teamId });
  await course.stop();
  await course.start({ comments: true });
  const { sha } = await github.push('uni/red', 'work', { 'python/a.py': '1\n' }, ada.account);
  const pull = await github.openPullRequest('uni/red', { branch: 'work', by: ada.account });
  const status = (headSha: string, state: string) =>
    eventually(() => {
      const told = github.world.statuses.filter((one) => one.sha === headSha).at(-1);
      return told?.state === state ? told : undefined;
    });
  await status(sha, 'pending');
  await gradeNext(db, [caseOf('a', { points: 4 })]);
  await status(sha, 'failure');
  const { sha: second } = await github.synchronize(pull, { 'python/a.py': '2\n' });
  await status(second, 'pending');
  await gradeNext(db, [caseOf('a')]);
  await status(second, 'success');
  const comments = await eventually(() => {
    const [one, ...more] = github.repository('uni/red').comments;
    return one && more.length === 0 && /10 (of|\/) 10/.test(one.body) ? [one] : undefined;
  });
  assert.equal(comments.length, 1);
  assert.deepEqual(github.checkRuns(), []);
});

test('a delivery that can never be acted on fails in the end, says so, and holds up no other', async () => {
  const { course, push } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const bad = newId();
  github.disturb({ requests: /branches\/main/, status: 500, times: 3 });
  await db.pool.query(
    `INSERT INTO webhook_delivery (id, guid, event, payload, failures) VALUES ($1, 'poison', 'push', $2, 11)`,
    [
      bad,
      {
        kind: 'push',
        repository: { id: github.repository('uni/red').id, fullName: 'uni/red', defaultBranch: 'main' },
        branch: 'main',
        headSha: 'a'.repeat(40),
        sender: { id: 1, login: 'nobody' },
      },
    ],
  );
  const { sha } = await eventually(async () => {
    const row = await db.prisma.webhookDelivery.findUniqueOrThrow({ where: { id: bad } });
    return row.state === 'failed' ? row : undefined;
  }).then(() => push('1\n'));
  await check(github, sha, 'queued');
});
