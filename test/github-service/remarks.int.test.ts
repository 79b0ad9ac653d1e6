import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { caseOf, gradeNext } from '../../api/src/testing/grade.ts';
import { type Connected, check, eventually, stopServer } from './connected.ts';
import { redTeam } from './red-team.ts';

after(stopServer);

const failed = [caseOf('a', { outcome: 'build-failed', points: 0 })];

/** What a worker leaves when these lines do not compile. */
const programs = (lines: readonly number[]) => [
  {
    id: 'python/client',
    role: 'client' as const,
    language: 'c',
    outcome: 'build-failed' as const,
    command: 'cc client.c',
    log: lines.map((line) => `python/client.c:${line}:1: error: unknown type name 'x${line}'`).join('\n'),
  },
];
const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

async function pushed({ github }: Connected, by: Parameters<typeof github.push>[3]): Promise<string> {
  const files = { 'python/client.c': 'x\n'.repeat(90) };
  const { sha } = await github.push('uni/red', 'main', files, by);
  await check(github, sha, 'queued');
  return sha;
}

const settled = ({ db }: Connected) =>
  eventually(async () => ((await db.prisma.headCheck.count({ where: { settledAt: null } })) === 0 ? true : undefined));

/** GitHub knows that it waits, so that the next thing it is told is the end. */
const settledQueue = ({ db }: Connected) =>
  eventually(async () =>
    (await db.prisma.headCheck.count({ where: { toldState: 'queued', leasedUntil: null } })) === 1 ? true : undefined,
  );

test('the answer to a batch of remarks is lost: GitHub has each of them once', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db } = course;
  const sha = await pushed(course, ada.account);
  await settledQueue(course);
  const lost = { requests: 'PATCH /repos/uni/red/check-runs', status: 'hang-up', afterEffect: true, times: 2 } as const;
  github.disturb(lost);
  await gradeNext(db, failed, { programs: programs(upTo(80)) });
  const run = await check(github, sha, 'completed', 'failure');
  await settled(course);
  const lines = run.annotations.map(({ start_line }) => start_line);
  assert.deepEqual(
    lines.toSorted((one, other) => one - other),
    upTo(80),
  );
});

test('a commit is graded again: remarks that GitHub has are not added again, other ones are', async () => {
  const { course, ada } = await redTeam();
  await using _ = course;
  const { github, db, owner } = course;
  const sha = await pushed(course, ada.account);
  const { claim } = await gradeNext(db, failed, { programs: programs([2, 3]) });
  await check(github, sha, 'completed', 'failure');
  await settled(course);
  const again = await owner.post(`/v1/submissions/${claim.submissionId}/runs`, { reason: 'Another compiler' });
  assert.equal(again.status, 202, again.text);
  await check(github, sha, 'queued');
  await gradeNext(db, failed, { programs: programs([1, 2, 3]) });
  const run = await check(github, sha, 'completed', 'failure');
  await settled(course);
  assert.deepEqual(run.annotations.map(({ start_line }) => start_line).toSorted(), [1, 2, 3]);
});
