import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Closing,
  checkTold,
  type Database,
  giveUpCheck,
  isNewestHead,
  lookAgain,
  readBoundDeadlines,
  showRun,
  showVerdict,
  takeChecks,
} from '../src/index.ts';
import { handIn, makeCourse } from './course.ts';
import { bind, checkRow, endRun, headOf, oneHead, verdict } from './github-ground.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();
const lease = 60_000;

/** Checks of so many heads whose runs ended, and which were told when their assignment stood there. */
async function toldHeads(db: Database, count: number, closing: Closing) {
  const course = await makeCourse(db, 1);
  const bindingId = await bind(db, course);
  const heads = Array.from({ length: count }, (_, at) => headOf(bindingId, `${at}`));
  for (const head of heads) {
    const { runId } = await handIn(db, course, course.teams[0]!);
    await showRun(db.pool, head, runId);
    await endRun(db, runId);
  }
  for (const check of await taken(db)) await checkTold(db.pool, check, { state: 'completed', digest: 'one', closing });
  const { assignmentId } = course;
  const look = (now: Closing, most = 10) => lookAgain(db.pool, [{ assignmentId, closing: now }], most);
  return { course, bindingId, heads, look };
}

const taken = ({ pool }: Database, refreshMs = -1) => takeChecks(pool, 10, lease, refreshMs);

test('a check is looked at again when its assignment stands elsewhere than when it was told, once', async () => {
  await using db = await database();
  const { look } = await toldHeads(db, 1, 'ahead');
  assert.equal(await look('ahead'), 0);
  assert.deepEqual(await taken(db), []);
  assert.equal(await look('past'), 1);
  assert.equal(await look('past'), 0);
  const [again] = await taken(db);
  // It shows what it showed, so that GitHub is told only if that says something else by now.
  assert.deepEqual([again!.revision, again!.toldRevision, again!.toldState], [1, 1, 'completed']);
  assert.equal(await look('never'), 0, 'it is looked at already');
  await checkTold(db.pool, again!, { state: 'completed', digest: 'two', closing: 'past' });
  assert.equal(await look('past'), 0);
  assert.deepEqual(await taken(db), []);
  assert.equal(await look('ahead'), 1, 'there is more time');
});

test('so many wait at once to be looked at again, behind those with news', async () => {
  await using db = await database();
  const { course, bindingId, look } = await toldHeads(db, 4, 'ahead');
  assert.equal(await look('past', 2), 2);
  assert.equal(await look('past', 2), 0);
  await db.pool.query(`UPDATE head_check SET available_at = now() - interval '1 minute' WHERE settled_at IS NULL`);
  const { runId } = await handIn(db, course, course.teams[0]!);
  await showRun(db.pool, headOf(bindingId, 'f'), runId);
  const [first, ...others] = await takeChecks(db.pool, 1, lease, -1);
  assert.deepEqual([first!.runId, others], [runId, []]);
  const seen = await taken(db);
  assert.equal(seen.length, 2);
  for (const check of seen) await checkTold(db.pool, check, { state: 'completed', digest: 'one', closing: 'past' });
  assert.equal(await look('past', 2), 2);
});

test('what was given up, has no run or cannot be reached is let be', async () => {
  await using db = await database();
  const { heads, look } = await toldHeads(db, 2, 'ahead');
  await db.pool.query(`UPDATE repository_binding SET unreachable = 'suspended'`);
  assert.equal(await look('past'), 0);
  await db.pool.query('UPDATE repository_binding SET unreachable = NULL');
  await db.pool.query('UPDATE head_check SET run_id = NULL, verdict = $1 WHERE head_sha = $2', [
    verdict,
    heads[0]!.headSha,
  ]);
  assert.equal(await look('past'), 1);
  const [check] = await taken(db);
  assert.equal(check!.headSha, heads[1]!.headSha);
  await giveUpCheck(db.pool, check!, 'there is no such commit');
  assert.equal(await look('past'), 0);
});

test('the deadlines are those of what is handed in by GitHub, and the newest head is the one that came last', async () => {
  await using db = await database();
  await makeCourse(db, 1);
  assert.deepEqual(await readBoundDeadlines(db.pool), []);
  const { course, bindingId, heads } = await toldHeads(db, 2, 'never');
  await db.pool.query(
    `UPDATE assignment SET closes_at = '2026-10-01T00:00Z', late_percent_per_day = 10 WHERE id = $1`,
    [course.assignmentId],
  );
  const [bound, ...more] = await readBoundDeadlines(db.pool);
  assert.deepEqual(
    [bound!.assignmentId, bound!.closesAt?.toISOString(), bound!.latePercentPerDay, bound!.extensions, more],
    [course.assignmentId, '2026-10-01T00:00:00.000Z', 10, [], []],
  );
  assert.deepEqual(await Promise.all(heads.map((head) => isNewestHead(db.pool, head))), [false, true]);
  // Of another pull request.
  await showVerdict(db.pool, headOf(bindingId, 'e', 2), verdict, 'official');
  assert.equal(await isNewestHead(db.pool, heads[1]!), true);
});

test('why a commit was not handed in takes the place of its self-check, and of nothing else', async () => {
  await using db = await database();
  const { head, again } = await oneHead(db);
  const official = await again();
  await showRun(db.pool, head, official);
  await showVerdict(db.pool, head, verdict, 'official');
  assert.equal((await checkRow(db)).run_id, official);
  await db.pool.query(`UPDATE run SET reason = 'self-check'`);
  await showVerdict(db.pool, head, verdict, 'self-check');
  assert.equal((await checkRow(db)).run_id, official);
  await showVerdict(db.pool, head, verdict, 'official');
  const { run_id: runId, verdict: said, revision } = await checkRow(db);
  assert.deepEqual([runId, said, revision], [null, verdict, 2]);
});
