import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { claimRun } from '@gradewire/db';
import { caseOf, gradeNext } from '../../api/src/testing/grade.ts';
import { check, eventually, stopServer } from './connected.ts';
import { redTeam } from './red-team.ts';

after(stopServer);

test('an installation that is suspended while a run is graded: its checks wait, others do not, and go on after that', async () => {
  const { course, push } = await redTeam();
  await using _ = course;
  const { github, db, installation } = course;
  const { sha } = await push('1\n');
  await check(github, sha, 'queued');
  // The word of it is lost: it is noticed by what GitHub answers.
  github.drop(({ event }) => event === 'installation');
  await github.suspend(installation);
  await gradeNext(db, [caseOf('a')]);
  const binding = await eventually(
    async () => (await db.prisma.repositoryBinding.findFirst({ where: { unreachable: { not: null } } })) ?? undefined,
  );
  assert.match(binding.unreachable!, /suspended/);
  const asked = github.world.traffic.requests.length;
  await eventually(async () => {
    const [row] = await db.prisma.headCheck.findMany();
    return row!.settledAt === null && row!.failures >= 1 ? true : undefined;
  });
  github.drop(undefined);
  await github.unsuspend(installation);
  await check(github, sha, 'completed', 'success');
  assert.ok(github.world.traffic.requests.length - asked < 40, 'it asked again and again');
});

test('the App is taken away from the repository while a run is graded, and given back', async () => {
  const { course, push } = await redTeam();
  await using _ = course;
  const { github, db, installation } = course;
  const { sha } = await push('1\n');
  await check(github, sha, 'queued');
  assert.ok(await claimRun(db.pool, { worker: 'test', leaseMs: 60_000 }));
  await check(github, sha, 'in_progress');
  await github.uninstall(installation);
  await eventually(
    async () => (await db.prisma.repositoryBinding.findFirst({ where: { unreachable: { not: null } } })) ?? undefined,
  );
  const again = await github.installApp(course.app, 'uni');
  await eventually(
    async () =>
      (await db.prisma.repositoryBinding.findFirst({ where: { unreachable: null, githubInstallationId: again.id } })) ??
      undefined,
  );
  const { sha: next } = await push('2\n');
  await check(github, next, 'queued');
  await check(github, sha, 'completed', 'cancelled');
});

test('a repository is made private while a run is graded: nothing changes', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const repository = await github.createRepository('uni/open', { files: { 'README.md': 'Open\n' } });
  await course.bind('uni/open', { team: ada.teamId });
  const push = (content: string) => github.push('uni/open', 'main', { 'python/a.py': content }, ada.account);
  const { sha } = await push('1\n');
  await check(github, sha, 'queued');
  await github.setPrivate(repository, true);
  await gradeNext(db, [caseOf('a')]);
  await check(github, sha, 'completed', 'success');
  const { sha: next } = await push('2\n');
  await check(github, next, 'queued');
});

test('renamed and transferred repositories stay the same ones, also where the word of it is lost', async () => {
  const { course } = await redTeam();
  await using _ = course;
  const { github, db, app } = course;
  const handInIn = async (repository: string, content: string) => {
    const { sha } = await github.push(repository, 'main', { 'python/a.py': content }, 'ada');
    await check(github, sha, 'queued');
    await gradeNext(db, [caseOf('a')]);
    await check(github, sha, 'completed', 'success');
  };
  await github.renameRepository('uni/red', 'crimson');
  await handInIn('uni/crimson', '1\n');
  github.createOrganization('college', { owners: ['teacher'] });
  const there = await github.installApp(app, 'college');
  await github.transferRepository('uni/crimson', 'college');
  await handInIn('college/crimson', '2\n');
  const binding = await db.prisma.repositoryBinding.findFirstOrThrow();
  assert.deepEqual([binding.fullName, binding.githubInstallationId], ['college/crimson', BigInt(there.id)]);

  await github.uninstall(there);
  await eventually(
    async () => (await db.prisma.repositoryBinding.findFirst({ where: { unreachable: { not: null } } })) ?? undefined,
  );
  github.drop(({ event }) => event === 'installation');
  await github.installApp(app, 'college');
  github.world.deliveries.length = 0;
  github.drop(undefined);
  await course.stop();
  await course.start();
  await eventually(
    async () => (await db.prisma.repositoryBinding.findFirst({ where: { unreachable: null } })) ?? undefined,
  );
  await handInIn('college/crimson', '3\n');
});
