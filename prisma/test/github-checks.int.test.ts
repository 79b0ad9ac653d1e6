import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bringChecksIntoPresent,
  checkMade,
  checkNotMade,
  checkTold,
  claimRun,
  commentMade,
  type Database,
  giveUpCheck,
  type Head,
  holdChecks,
  keepCheck,
  openRunsOfOlderHeads,
  postponeCheck,
  releaseCheck,
  runsOfOtherHeads,
  showRun,
  showVerdict,
  takeChecks,
  tellAgain,
  waitingSince,
} from '../src/index.ts';
import { handIn, makeCourse } from './course.ts';
import { bind, checkRow, endRun, handInOfHead, headOf, oneHead, verdict } from './github-ground.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();
const lease = 60_000;
const never = 3_600_000;

const taken = ({ pool }: Database) => takeChecks(pool, 10, lease, never);

test('a check is taken when its run has gone on, and settled when GitHub has its end', async () => {
  await using db = await database();
  const { head, again } = await oneHead(db);
  const runId = await again();
  await showRun(db.pool, head, runId);
  const [queued] = await taken(db);
  assert.deepEqual([queued!.state, queued!.runId, queued!.toldState], ['queued', runId, null]);
  assert.deepEqual(await taken(db), []);
  await checkMade(db.pool, queued!, 77n);
  await checkTold(db.pool, queued!, { state: 'queued', digest: 'one', closing: 'never' });
  // Held too late, after it was let go of: it stays free.
  await holdChecks(db.pool, [queued!], lease);
  assert.equal(await keepCheck(db.pool, queued!, lease), false);
  assert.deepEqual(await taken(db), []);
  const [refreshed] = await takeChecks(db.pool, 10, lease, -1);
  await releaseCheck(db.pool, refreshed!);

  await claimRun(db.pool, { worker: 'test', leaseMs: lease });
  const [running] = await taken(db);
  assert.deepEqual([running!.state, running!.githubCheckId], ['in_progress', 77n]);
  await checkTold(db.pool, running!, { state: 'in_progress', digest: 'two', closing: 'never' });
  await endRun(db, runId);
  const [ended] = await taken(db);
  assert.equal(ended!.state, 'completed');

  // Somebody shows another run while the end is being told: it is not the last word.
  const next = await again();
  await showRun(db.pool, head, next);
  await checkTold(db.pool, ended!, { state: 'completed', digest: 'three', closing: 'never' });
  const { rows } = await db.pool.query('SELECT github_check_id AS id FROM run WHERE id = $1', [runId]);
  assert.deepEqual(rows, [{ id: '77' }]);
  const [another] = await taken(db);
  assert.deepEqual([another!.state, another!.revision, another!.githubCheckId], ['queued', 2, 77n]);
  await endRun(db, next);
  await checkTold(db.pool, another!, { state: 'queued', digest: 'four', closing: 'never' });
  const [last] = await taken(db);
  await checkTold(db.pool, last!, { state: 'completed', digest: 'five', closing: 'never' });
  assert.deepEqual(await takeChecks(db.pool, 10, lease, -1), []);
});

test('a check that is put off or given up is tried at once where it shows something else by then', async () => {
  await using db = await database();
  const { head } = await oneHead(db);
  await showVerdict(db.pool, head, verdict, 'official');
  const [first] = await taken(db);
  await postponeCheck(db.pool, first!, '502', -1);
  const [second] = await taken(db);
  assert.equal(second!.failures, 1);
  await postponeCheck(db.pool, second!, '502', never);
  assert.deepEqual(await taken(db), []);
  await showVerdict(db.pool, head, { ...verdict, title: 'While it waits' }, 'official');
  const [third] = await taken(db);
  assert.deepEqual([third!.failures, third!.revision], [0, 2]);
  await showVerdict(db.pool, head, { ...verdict, title: 'While it is told' }, 'official');
  await postponeCheck(db.pool, third!, '502', never);
  const [fourth] = await taken(db);
  await showVerdict(db.pool, head, { ...verdict, title: 'While it is refused' }, 'official');
  await giveUpCheck(db.pool, fourth!, 'there is no such commit');
  const [fifth] = await taken(db);
  assert.equal(fifth!.verdict!.title, 'While it is refused');
  await giveUpCheck(db.pool, fifth!, 'there is no such commit');
  assert.deepEqual(await takeChecks(db.pool, 10, lease, -1), []);
});

test('who lost a check writes nothing any more, and who has it keeps it, whatever it shows by then', async () => {
  await using db = await database();
  const { head, again } = await oneHead(db);
  await showRun(db.pool, head, await again());
  const [first] = await taken(db);
  assert.equal(first!.makingForMs, null);
  assert.equal(await keepCheck(db.pool, first!, lease, true), true);
  // While GitHub is being asked, the check shows something else: it is not to be made twice.
  await showRun(db.pool, head, await again());
  await tellAgain(db.pool, first!.id);
  assert.deepEqual(await taken(db), []);
  assert.equal(await keepCheck(db.pool, first!, lease), true);

  // A lease that ends in the past.
  assert.equal(await keepCheck(db.pool, first!, -1), true);
  const [second] = await taken(db);
  assert.deepEqual([second!.id, second!.revision, second!.makingForMs === null], [first!.id, 3, false]);
  const before = await checkRow(db);
  // It differs in the fence alone, so that nothing but the fence keeps it off.
  const late = { ...second!, fence: first!.fence };
  assert.equal(await keepCheck(db.pool, late, 2 * lease), false);
  assert.equal(await keepCheck(db.pool, late, 2 * lease, true), false);
  const writeBacks = {
    holdChecks: () => holdChecks(db.pool, [late], 2 * lease),
    checkNotMade: () => checkNotMade(db.pool, late),
    checkTold: () => checkTold(db.pool, late, { state: 'completed', digest: 'late', closing: 'never' }),
    postponeCheck: () => postponeCheck(db.pool, late, '502', 0),
    giveUpCheck: () => giveUpCheck(db.pool, late, 'there is no such commit'),
    releaseCheck: () => releaseCheck(db.pool, late),
  };
  for (const [name, writeBack] of Object.entries(writeBacks)) {
    await writeBack();
    assert.deepEqual(await checkRow(db), before, name);
  }
  assert.equal(await keepCheck(db.pool, second!, lease), true);

  // What GitHub made is there, whoever asked for it; and the first that is known of counts.
  assert.equal(await checkMade(db.pool, first!, 77n), 77n);
  assert.equal(await checkMade(db.pool, second!, 88n), 77n);
  await commentMade(db.pool, first!, 7n);
  await commentMade(db.pool, second!, 8n);
  await releaseCheck(db.pool, second!);
  const [third] = await taken(db);
  assert.deepEqual([third!.githubCheckId, third!.githubCommentId, third!.makingForMs], [77n, 7n, null]);
});

test('a verdict stands until there is a run, and the same one is not told twice', async () => {
  await using db = await database();
  const { head, again } = await oneHead(db);
  await showVerdict(db.pool, head, verdict, 'official');
  const [said] = await taken(db);
  assert.deepEqual([said!.state, said!.verdict], ['completed', verdict]);
  await checkTold(db.pool, said!, { state: 'completed', digest: 'one', closing: 'never' });
  await showVerdict(db.pool, head, verdict, 'official');
  assert.deepEqual(await taken(db), []);
  await showVerdict(db.pool, head, { ...verdict, title: 'Something else' }, 'official');
  const [other] = await taken(db);
  assert.equal(other!.revision, 2);
  await releaseCheck(db.pool, other!);
  const runId = await again();
  await showRun(db.pool, head, runId);
  await showVerdict(db.pool, head, verdict, 'official');
  const [run] = await taken(db);
  assert.deepEqual([run!.runId, run!.verdict], [runId, null]);
});

test('checks of a repository that cannot be reached wait', async () => {
  await using db = await database();
  const { head } = await oneHead(db);
  await showVerdict(db.pool, head, verdict, 'official');
  await db.pool.query(`UPDATE repository_binding SET unreachable = 'suspended'`);
  assert.deepEqual(await taken(db), []);
  await db.pool.query('UPDATE repository_binding SET unreachable = NULL');
  assert.equal((await taken(db)).length, 1);
});

test('the clock is set back: what was asked for or told ahead of it was so just now', async () => {
  await using db = await database();
  const { head, again } = await oneHead(db);
  await showRun(db.pool, head, await again());
  const [check] = await taken(db);
  await checkTold(db.pool, check!, { state: 'queued', digest: 'one', closing: 'never' });
  await db.pool.query(`UPDATE head_check SET told_at = now() + '1h'::interval, making_since = now() + '1h'::interval`);
  assert.deepEqual(await takeChecks(db.pool, 10, lease, -1), []);
  await bringChecksIntoPresent(db.pool, lease);
  const [present] = await takeChecks(db.pool, 10, lease, -1);
  assert.ok(present!.makingForMs! >= -1, `${present!.makingForMs}`);
});

test('older heads are those of the same pull request or branch whose runs were made before, whoever asks last', async () => {
  await using db = await database();
  const course = await makeCourse(db, 6, true);
  const [bindingId, elsewhere] = [await bind(db, course), await bind(db, course, 2)];
  const heads = [
    headOf(bindingId, 'a'),
    headOf(bindingId, 'b', 2),
    headOf(bindingId, 'c', null),
    headOf(bindingId, 'd'),
    headOf(elsewhere, 'e'),
    headOf(bindingId, 'f', null),
  ];
  const runs: string[] = [];
  for (const teamId of course.teams) runs.push((await handIn(db, course, teamId)).runId);
  // Shown in another order than made.
  for (const at of [3, 5, 4, 2, 1, 0]) await showRun(db.pool, heads[at]!, runs[at]!);
  const numbers = (ids: readonly string[]) => ids.map((id) => runs.indexOf(id));
  const older = async (head: Head) => numbers(await openRunsOfOlderHeads(db.pool, head));
  const others = async (head: Head) => numbers(await runsOfOtherHeads(db.pool, head));
  assert.deepEqual(await Promise.all(heads.map(older)), [[], [], [], [0], [], [2]]);
  assert.deepEqual(await Promise.all(heads.map(others)), [[3], [], [5], [0], [], [2]]);
  // A head without a run is not newer than anything; another branch is another line.
  assert.deepEqual(await older(headOf(bindingId, '9')), []);
  assert.deepEqual(await others({ ...headOf(bindingId, '9', null), branch: 'fix' }), []);
  assert.equal((await claimRun(db.pool, { worker: 'test', leaseMs: lease }))?.runId, runs[0]);
  assert.deepEqual(await older(heads[3]!), [0]);
  await endRun(db, runs[0]!);
  assert.deepEqual([await older(heads[3]!), await others(heads[3]!)], [[], [0]]);
});

test('what a team handed in later and elsewhere is found as long as it waits', async () => {
  await using db = await database();
  const course = await makeCourse(db, 2, true);
  const [team, otherTeam] = course.teams as [string, string];
  const bindingId = await bind(db, course);
  const start = Date.now() - never;
  const at = (minute: number) => new Date(start + minute * 60_000);
  const later = (than: number, reason: 'official' | 'self-check' = 'official') =>
    waitingSince(db.pool, headOf(bindingId, 'a'), { ...course, teamId: team, reason, receivedAt: at(than) });
  // Of the same pull request; of another team.
  await handInOfHead(db, course, team, { at: at(30), head: headOf(bindingId, 'd') });
  await handInOfHead(db, course, otherTeam, { at: at(31), head: headOf(bindingId, 'e', 3) });
  assert.equal(await later(0), undefined);
  const uploaded = await handInOfHead(db, course, team, { at: at(10) });
  const pushed = await handInOfHead(db, course, team, { at: at(20), head: headOf(bindingId, 'b', 2) });
  assert.deepEqual(await later(0), { commit: 'b'.repeat(40) });
  assert.equal(await later(20), undefined);
  assert.equal(await later(0, 'self-check'), undefined);
  await handInOfHead(db, course, team, { at: at(5), head: headOf(bindingId, 'c', null), reason: 'self-check' });
  assert.deepEqual(await later(0, 'self-check'), { commit: 'c'.repeat(40) });
  // Written before the clock was set back.
  await handInOfHead(db, course, team, { at: at(90), head: headOf(bindingId, 'f', 4) });
  assert.deepEqual(await later(0), { commit: 'b'.repeat(40) });
  await endRun(db, pushed);
  assert.deepEqual(await later(0), { commit: null });
  await endRun(db, uploaded);
  assert.equal(await later(0), undefined);
});
