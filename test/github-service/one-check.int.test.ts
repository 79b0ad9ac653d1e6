import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { caseOf, gradeNext } from '../../api/src/testing/grade.ts';
import { appClient } from '../github/app-client.ts';
import { type Connected, check, eventually, stopServer } from './connected.ts';
import { redTeam } from './red-team.ts';

after(stopServer);

const making = /POST \/repos\/uni\/red\/check-runs/;
const makings = ({ github }: Connected) =>
  github.world.traffic.requests.filter(({ method, path }) => method === 'POST' && path.includes('check-runs'));

/** GitHub takes no request that makes a check run until it is let go on. */
function hang({ github }: Connected) {
  const letGo = Promise.withResolvers<void>();
  github.disturb({ requests: making, until: letGo.promise, times: 1 });
  const { disturbances } = github.world.traffic;
  const hangs = () => eventually(() => (disturbances.some(({ used }) => used === 1) ? true : undefined));
  return { letGo: letGo.resolve, hangs };
}

const settled = ({ db }: Connected) =>
  eventually(async () => ((await db.prisma.headCheck.count({ where: { settledAt: null } })) === 0 ? true : undefined));

/** The commit's run ends well, and all that is told of it is told by the one check run that was ever asked for. */
async function isGradedWithOneCheck(course: Connected, sha: string): Promise<void> {
  const { github, db } = course;
  await check(github, sha, 'queued');
  await gradeNext(db, [caseOf('a')]);
  await check(github, sha, 'completed', 'success');
  await settled(course);
  assert.equal(makings(course).length, 1);
}

test('GitHub takes longer to make a check run than it is leased, and two services are there: there is one', async () => {
  const { course, push } = await redTeam();
  await using _ = course;
  const { db } = course;
  await course.stop();
  // Shorter than the request: the lease is renewed while it is underway.
  const lease = { leaseMs: 6000 };
  await course.start(lease);
  await using _other = await course.another(lease);
  const { letGo, hangs } = hang(course);
  const { sha } = await push('1\n');
  await hangs();
  const { fence, leasedUntil } = await db.prisma.headCheck.findFirstOrThrow();
  await eventually(() => (Date.now() > leasedUntil!.getTime() ? true : undefined));
  const kept = await db.prisma.headCheck.findFirstOrThrow();
  assert.equal(kept.fence, fence, 'nobody else has it');
  assert.ok(kept.leasedUntil! > leasedUntil!);
  letGo();
  await isGradedWithOneCheck(course, sha);
});

test('who asks for a check run stands still meanwhile and is given up: the other one waits, and finds what came of it', async () => {
  const { course, push } = await redTeam();
  await using _ = course;
  const { db } = course;
  await course.stop();
  await course.start({ requestMs: 4000 });
  await using _other = await course.another({ requestMs: 4000 });
  const { letGo, hangs } = hang(course);
  const { sha } = await push('1\n');
  await hangs();
  const { fence } = await db.prisma.headCheck.findFirstOrThrow();
  // Nobody said that it is held still.
  await db.pool.query(`UPDATE head_check SET leased_until = now() - interval '1 second'`);
  const taken = await eventually(async () => {
    const row = await db.prisma.headCheck.findFirstOrThrow();
    return row.fence > fence && row.failures > 0 ? row : undefined;
  });
  assert.match(taken.fault ?? '', /may come still/);
  letGo();
  await isGradedWithOneCheck(course, sha);
});

test('GitHub never got the request for a check run: it is sent again when nothing can come of the first one', async () => {
  const { course, push } = await redTeam();
  await using _ = course;
  const { github } = course;
  await course.stop();
  await course.start({ requestMs: 1000 });
  github.disturb({ requests: making, status: 'hang-up', times: 1 });
  const { sha } = await push('1\n');
  await check(github, sha, 'queued');
  const [first, second] = makings(course);
  assert.ok(second!.at - first!.at >= 1000, `${second!.at - first!.at} ms`);
});

test('if there are two check runs after all, the older one is kept, and the other one says that it is nothing', async () => {
  const { course, push } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  await course.stop();
  const { sha } = await push('1\n');
  const { slug } = await db.prisma.assignment.findFirstOrThrow();
  const octokit = await appClient(github, course.app).getInstallationOctokit(course.installation.id);
  for (let at = 0; at < 2; at++) {
    await octokit.request('POST /repos/{owner}/{repo}/check-runs', {
      ...{ owner: 'uni', repo: 'red', name: `Gradewire / ${slug}`, head_sha: sha },
    });
  }
  const [older, newer] = github.checkRuns(sha);
  await course.start();
  await eventually(() => (newer!.status === 'completed' ? true : undefined));
  assert.deepEqual([newer!.conclusion, newer!.name], ['neutral', `Gradewire / ${slug} (a second one)`]);
  await gradeNext(db, [caseOf('a')]);
  await settled(course);
  assert.deepEqual([older!.conclusion, older!.name], ['success', `Gradewire / ${slug}`]);
  assert.equal(github.checkRuns(sha).length, 2);
});
