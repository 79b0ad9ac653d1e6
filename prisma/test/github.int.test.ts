import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkNamed,
  checkTold,
  claimRun,
  type Database,
  deliveredEarlier,
  giveUpCheck,
  type Head,
  holdChecks,
  newId,
  openRunsOfOtherHeads,
  postponeCheck,
  postponeDelivery,
  recordDelivery,
  showRun,
  showVerdict,
  takeChecks,
  takeDeliveries,
} from '../src/index.ts';
import { handIn, makeCourse, type TestCourse } from './course.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();
const lease = 60_000;
const never = 3_600_000;
const verdict = { conclusion: 'neutral', title: 'Not graded', summary: 'Because.' } as const;

const delivery = (guid: string, more = {}) => ({
  guid,
  event: 'push',
  action: null,
  happening: { kind: 'x' },
  ...more,
});

async function bind(
  { pool }: Database,
  { courseId, assignmentId, teams }: TestCourse,
  repository = 1,
): Promise<string> {
  const id = newId();
  await pool.query(
    `INSERT INTO repository_binding (id, course_id, assignment_id, team_id, mode, github_repository_id,
       github_installation_id, full_name, default_branch)
     VALUES ($1, $2, $3, $4, 'team-repository', $5, 1, 'uni/red', 'main')`,
    [id, courseId, assignmentId, teams[0], repository],
  );
  return id;
}

const headOf = (bindingId: string, digit: string, pullRequest: number | null = 1): Head => ({
  bindingId,
  headSha: digit.repeat(40),
  pullRequest,
  branch: pullRequest === null ? 'main' : null,
});

test('of a hundred copies of a delivery one is written down, and several takers share what there is', async () => {
  await using db = await database();
  const copies = await Promise.all(Array.from({ length: 100 }, () => recordDelivery(db.pool, delivery('same'))));
  assert.equal(copies.filter(Boolean).length, 1);
  for (let at = 0; at < 30; at++) await recordDelivery(db.pool, delivery(`other-${at}`));
  await recordDelivery(db.pool, { guid: 'nothing', event: 'ping', action: null, note: 'nothing is done' });
  const taken = await Promise.all(Array.from({ length: 8 }, () => takeDeliveries(db.pool, 4, lease)));
  const guids = taken.flat().map(({ guid }) => guid);
  assert.equal(new Set(guids).size, guids.length);
  const rest = await takeDeliveries(db.pool, 100, lease);
  assert.equal(guids.length + rest.length, 31);
  assert.deepEqual(await takeDeliveries(db.pool, 100, lease), []);
});

test('a delivery that is put off is taken after its pause, and has failed after so many', async () => {
  await using db = await database();
  await recordDelivery(db.pool, delivery('one'));
  const [first] = await takeDeliveries(db.pool, 1, lease);
  assert.equal(await postponeDelivery(db.pool, first!.id, 'once', 60_000, 3), 'received');
  assert.deepEqual(await takeDeliveries(db.pool, 1, lease), []);
  assert.equal(await postponeDelivery(db.pool, first!.id, 'twice', 0, 3), 'received');
  const [second] = await takeDeliveries(db.pool, 1, lease);
  assert.equal(second!.failures, 2);
  assert.equal(await postponeDelivery(db.pool, first!.id, 'thrice', 0, 3), 'failed');
  assert.deepEqual(await takeDeliveries(db.pool, 1, lease), []);
});

test("GitHub's earlier time of a delivery becomes that of what came of it; one within the second changes nothing", async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  await recordDelivery(db.pool, delivery('late'));
  const { submissionId } = await handIn(db, course, course.teams[0]!);
  const receivedAt = new Date();
  await db.pool.query(
    `UPDATE submission SET source = 'github', github_repository_id = 1, head_sha = $2, received_at = $3,
       source_reference = '{"delivery": "late"}' WHERE id = $1`,
    [submissionId, 'a'.repeat(40), receivedAt],
  );
  const received = async () =>
    (await db.pool.query('SELECT received_at AS at FROM submission')).rows[0].at.getTime() - receivedAt.getTime();
  await deliveredEarlier(db.pool, [{ guid: 'late', deliveredAt: new Date(receivedAt.getTime() - 500) }]);
  assert.equal(await received(), 0);
  const attempts = [-90_000, -9000].map((ms) => ({ guid: 'late', deliveredAt: new Date(receivedAt.getTime() + ms) }));
  await deliveredEarlier(db.pool, attempts.slice(0, 1));
  await deliveredEarlier(db.pool, attempts.slice(1));
  assert.equal(await received(), -90_000);
});

test('a check is taken when its run has gone on, and settled when GitHub has its end', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  const head = headOf(await bind(db, course), 'a');
  const { runId } = await handIn(db, course, course.teams[0]!);
  await showRun(db.pool, head, runId);
  const [queued] = await takeChecks(db.pool, 10, lease, never);
  assert.deepEqual([queued!.state, queued!.runId, queued!.toldState], ['queued', runId, null]);
  assert.deepEqual(await takeChecks(db.pool, 10, lease, never), []);
  await checkNamed(db.pool, queued!, { checkId: 77n });
  await checkTold(db.pool, queued!, { state: 'queued', digest: 'one' });
  // Held too late, after it was let go of: it stays free.
  await holdChecks(db.pool, [queued!.id], lease);
  assert.deepEqual(await takeChecks(db.pool, 10, lease, never), []);
  assert.equal((await takeChecks(db.pool, 10, 0, -1)).length, 1);

  await claimRun(db.pool, { worker: 'test', leaseMs: lease });
  const [running] = await takeChecks(db.pool, 10, lease, never);
  assert.deepEqual([running!.state, running!.githubCheckId], ['in_progress', 77n]);
  await postponeCheck(db.pool, running!.id, '502', 0);
  const [again] = await takeChecks(db.pool, 10, lease, never);
  assert.equal(again!.failures, 1);
  await checkTold(db.pool, again!, { state: 'in_progress', digest: 'two' });
  await db.pool.query(`UPDATE run SET state = 'cancelled', ended_at = now() WHERE id = $1`, [runId]);
  const [ended] = await takeChecks(db.pool, 10, lease, never);
  assert.equal(ended!.state, 'completed');

  // Somebody shows another run while the end is being told: it is not the last word.
  const next = await handIn(db, course, course.teams[0]!);
  await showRun(db.pool, head, next.runId);
  await checkTold(db.pool, ended!, { state: 'completed', digest: 'three' });
  const [another] = await takeChecks(db.pool, 10, lease, never);
  assert.deepEqual([another!.state, another!.revision, another!.githubCheckId], ['queued', 2, 77n]);
  await giveUpCheck(db.pool, another!, 'there is no such commit');
  assert.deepEqual(await takeChecks(db.pool, 10, lease, -1), []);
});

test('a verdict stands until there is a run, and the same one is not told twice', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  const head = headOf(await bind(db, course), 'a');
  await showVerdict(db.pool, head, verdict);
  const [said] = await takeChecks(db.pool, 10, lease, never);
  assert.deepEqual([said!.state, said!.verdict], ['completed', verdict]);
  await checkTold(db.pool, said!, { state: 'completed', digest: 'one' });
  await showVerdict(db.pool, head, verdict);
  assert.deepEqual(await takeChecks(db.pool, 10, lease, never), []);
  await showVerdict(db.pool, head, { ...verdict, title: 'Something else' });
  const [other] = await takeChecks(db.pool, 10, lease, never);
  assert.equal(other!.revision, 2);
  const { runId } = await handIn(db, course, course.teams[0]!);
  await showRun(db.pool, head, runId);
  await showVerdict(db.pool, head, verdict);
  const [run] = await takeChecks(db.pool, 10, lease, never);
  assert.deepEqual([run!.runId, run!.verdict], [runId, null]);
});

test('checks of a repository that cannot be reached wait', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  const bindingId = await bind(db, course);
  await showVerdict(db.pool, headOf(bindingId, 'a'), verdict);
  await db.pool.query(`UPDATE repository_binding SET unreachable = 'suspended'`);
  assert.deepEqual(await takeChecks(db.pool, 10, lease, never), []);
  await db.pool.query('UPDATE repository_binding SET unreachable = NULL');
  assert.equal((await takeChecks(db.pool, 10, lease, never)).length, 1);
});

test('other heads are those of the same pull request, or of the same branch', async () => {
  await using db = await database();
  const course = await makeCourse(db, 4, true);
  const bindingId = await bind(db, course);
  const heads = [
    headOf(bindingId, 'a'),
    headOf(bindingId, 'b', 2),
    headOf(bindingId, 'c', null),
    headOf(bindingId, 'd'),
  ];
  const runs: string[] = [];
  for (const [at, head] of heads.entries()) {
    const { runId } = await handIn(db, course, course.teams[at]!);
    await showRun(db.pool, head, runId);
    runs.push(runId);
  }
  const others = async (head: Head) =>
    (await openRunsOfOtherHeads(db.pool, head)).map(({ runId }) => runs.indexOf(runId));
  assert.deepEqual(await others(heads[0]!), [3]);
  assert.deepEqual(await others(heads[1]!), []);
  assert.deepEqual(await others(headOf(bindingId, 'e', null)), [2]);
});

test('a repository is bound once for an assignment, to a team if it is a team’s', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  await bind(db, course);
  await assert.rejects(bind(db, course), { code: '23505' });
  await bind(db, course, 2);
  await assert.rejects(db.pool.query('UPDATE repository_binding SET team_id = NULL'), {
    constraint: 'repository_binding_of_a_team_names_it',
  });
});
