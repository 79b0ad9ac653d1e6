import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { caseOf, gradeNext } from '../../api/src/testing/grade.ts';
import { type Connected, check, connected, eventually, stopServer, withoutChecks } from './connected.ts';
import { redTeam } from './red-team.ts';

after(stopServer);

/** The time is looked at three times in that. */
const often = { leaseMs: 3000 };
const secret = caseOf('secret/reset', { hidden: true, points: 3 });

const closes = ({ db, assignmentId }: Connected, inMs: number) =>
  db.prisma.assignment.update({ where: { id: assignmentId }, data: { closesAt: new Date(Date.now() + inMs) } });

const settled = ({ db }: Connected) =>
  eventually(async () => ((await db.prisma.headCheck.count({ where: { settledAt: null } })) === 0 ? true : undefined));

/** All checks were told where the assignment stands now. */
const told = ({ db }: Connected, toldClosing: string) =>
  eventually(async () =>
    (await db.prisma.headCheck.count({ where: { OR: [{ settledAt: null }, { NOT: { toldClosing } }] } })) === 0
      ? true
      : undefined,
  );

test('the last team’s time passes: checks that kept the score back tell it by themselves, once, and others nothing', async () => {
  const { course, push } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  await course.stop();
  await course.start(often);
  await using _other = await course.another(often);
  await closes(course, 3_600_000);
  const graded = async (content: string, cases: Parameters<typeof gradeNext>[1]) => {
    const { sha } = await push(content);
    await check(github, sha, 'queued');
    await gradeNext(db, cases);
    return check(github, sha, 'completed');
  };
  const plain = await graded('1\n', [caseOf('a', { points: 4 })]);
  const keeps = await graded('2\n', [caseOf('a', { points: 4 }), secret]);
  await settled(course);
  assert.match(plain.output.title ?? '', /^4 of 10 points/);
  assert.doesNotMatch(JSON.stringify(keeps.output), /7 of 20|secret/);
  const [before, beforePlain] = [keeps.history.length, plain.history.length];

  await closes(course, 500);
  await eventually(() => (/^7 of 20 points/.test(keeps.output.title ?? '') ? true : undefined));
  await told(course, 'past');
  assert.doesNotMatch(JSON.stringify(keeps.output), /secret/);
  assert.deepEqual([keeps.history.length, plain.history.length], [before + 1, beforePlain]);
  assert.deepEqual([keeps.status, keeps.externalId !== null], ['completed', true]);

  // One team gets more time: who sees the points could tell it what they are for.
  await closes(course, 3_600_000);
  await eventually(() => (/7 of 20/.test(keeps.output.title ?? '') ? undefined : true));
  await told(course, 'ahead');
  assert.deepEqual([keeps.history.length, plain.history.length], [before + 2, beforePlain]);
});

test('GitHub is down when the time passes: it is told when it is back, and what it does not take is given up', async () => {
  const { course, push } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  await course.stop();
  await course.start(often);
  await closes(course, 3_600_000);
  const { sha } = await push('1\n');
  await check(github, sha, 'queued');
  await gradeNext(db, [caseOf('a', { points: 4 }), secret]);
  const run = await check(github, sha, 'completed');
  await settled(course);
  github.failNext(/PATCH .*check-runs/, 502, 8);
  await closes(course, -1000);
  await eventually(() => (/^7 of 20 points/.test(run.output.title ?? '') ? true : undefined));
  await told(course, 'past');

  // More than it is tried again.
  github.failNext(/PATCH .*check-runs/, 422, 100);
  await closes(course, 3_600_000);
  const given = await eventually(
    async () =>
      (await db.prisma.headCheck.findFirst({ where: { fault: { not: null }, settledAt: { not: null } } })) ?? undefined,
  );
  const { fence } = given;
  const since = Date.now();
  await eventually(() => (Date.now() > since + 1000 ? true : undefined));
  assert.equal((await db.prisma.headCheck.findFirstOrThrow()).fence, fence, 'it is let be');
});

test('where a comment stands in, it goes on to speak of the newest commit', async () => {
  await using course = await connected(withoutChecks);
  const { github, db } = course;
  const ada = await course.student('ada');
  await github.createRepository('uni/red', { files: { 'README.md': 'Red\n' } });
  await course.bind('uni/red', { team: ada.teamId });
  await course.stop();
  await course.start({ ...often, comments: true });
  await closes(course, 3_600_000);
  const { sha: first } = await github.push('uni/red', 'work', { 'python/a.py': '1\n' }, ada.account);
  const pull = await github.openPullRequest('uni/red', { branch: 'work', by: ada.account });
  const last = (sha: string) => github.world.statuses.filter((one) => one.sha === sha).at(-1);
  const status = (sha: string, state: string, description = /./) =>
    eventually(() => {
      const one = last(sha);
      return one?.state === state && description.test(one.description ?? '') ? one : undefined;
    });
  await status(first, 'pending');
  await gradeNext(db, [caseOf('a', { points: 4 }), secret]);
  await status(first, 'success');
  await settled(course);
  const { sha: second } = await github.synchronize(pull, { 'python/a.py': '2\n' });
  await status(second, 'pending');
  await gradeNext(db, [caseOf('a', { points: 5 }), secret]);
  await status(second, 'success');
  await settled(course);
  const { requests } = github.world.traffic;
  const before = requests.length;
  await closes(course, -1000);
  await status(first, 'failure', /7 of 20/);
  await status(second, 'failure', /8 of 20/);
  await told(course, 'past');
  const [comment, ...more] = github.repository('uni/red').comments;
  assert.match(comment!.body, /8 of 20/);
  const written = requests.slice(before).filter(({ method, path }) => method !== 'GET' && path.includes('/comments'));
  assert.equal(written.length, 1);
  assert.deepEqual(more, []);
});
