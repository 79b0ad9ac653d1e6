import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cancelRun, claimRun, type Database, failAttempt } from '../src/index.ts';
import { handIn } from './course.ts';
import {
  apply,
  discard,
  finals,
  type Graded,
  gradedCourse,
  gradeNext,
  minute,
  override,
  resultOf,
  start,
} from './regraded.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();

type Step =
  | { readonly what: 'start' | 'apply' | 'discard' | 'fail' }
  | { readonly what: 'grade' | 'override' | 'submit'; readonly team: number; readonly points: number };

const team = fc.nat(2);
const points = fc.nat(100);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constantFrom('start' as const, 'apply' as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('discard' as const, 'fail' as const) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('grade' as const), team, points }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('override' as const, 'submit' as const), team, points }) },
);

/** Whatever is out of turn is refused and changes nothing. */
async function take(db: Database, course: Graded, one: Step, at: number): Promise<void> {
  const open = await db.prisma.regradeBatch.findFirst({ where: { state: { in: ['running', 'preview'] } } });
  if (one.what === 'start' && open === null) await start(db, course);
  else if (one.what === 'apply' && open) await apply(db, open.id);
  else if (one.what === 'discard' && open) await discard(db, open.id);
  else if (one.what === 'fail') {
    const claim = await claimRun(db.pool, minute);
    if (claim) await failAttempt(db.pool, claim.fence, 'Docker is gone');
  } else if (one.what === 'grade') {
    if (await db.prisma.run.count({ where: { state: 'waiting' } })) await gradeNext(db, resultOf(one.points));
  } else if (one.what === 'override') await override(db, course, course.teams[one.team]!, one.points);
  else if (one.what === 'submit') await handIn(db, course, course.teams[one.team]!, { minute: at + 1 });
}

test('whatever is started, ended, applied and discarded, each team has one score that counts', async () => {
  await using db = await database();
  const batches = async (state: 'applied' | 'discarded') => db.prisma.regradeBatch.count({ where: { state } });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
      const course = await gradedCourse(db, 3);
      for (const [at, one] of steps.entries()) {
        await take(db, course, one, at);
        assert.deepEqual(
          (await finals(db, course)).map(({ length }) => length),
          [1, 1, 1],
        );
      }
      const open = await db.prisma.regradeBatch.findFirst({ where: { state: { in: ['running', 'preview'] } } });
      const astray = await db.prisma.score.count({
        where: { standing: 'proposed', NOT: { regradeBatchId: open?.id ?? course.next } },
      });
      assert.equal(astray, 0);
      // The next course begins with an empty queue.
      if (open) await discard(db, open.id);
      for (const { id } of await db.prisma.run.findMany({ where: { state: { in: ['waiting', 'claimed'] } } })) {
        await cancelRun(db.pool, id, 'done');
      }
    }),
    { numRuns: 20, seed: 20261122 },
  );
  assert.ok((await batches('applied')) > 3 && (await batches('discarded')) > 3, 'both were tried');
});

test('applying, handing in, grading and changing by hand at the same moment: one score counts, and nothing is lost', async () => {
  await using db = await database();
  const course = await gradedCourse(db, 6);
  const { batchId } = (await start(db, course))!;
  for (const _ of course.teams) await gradeNext(db, resultOf(80));
  for (const one of course.teams.slice(0, 2)) await handIn(db, course, one, { minute: 5 });
  const [done] = await Promise.all([
    apply(db, batchId),
    ...[1, 2].map(() => gradeNext(db, resultOf(60))),
    ...course.teams.slice(2, 4).map((one) => override(db, course, one, 1)),
  ]);
  assert.ok('leftOut' in done);
  const seen = (await finals(db, course)).map((each) => {
    assert.equal(each.length, 1);
    return each[0]!;
  });
  // Handed in again: that counts, whoever was first. By hand: what came last counts, and it left the other one out or not.
  assert.deepEqual(seen.slice(0, 2), [54, 54]);
  assert.deepEqual(seen.slice(4), [72, 72]);
  assert.equal(done.applied + done.leftOut.length, 6);
  const open = await db.prisma.score.count({ where: { standing: 'proposed' } });
  assert.equal(open, 0);
});
