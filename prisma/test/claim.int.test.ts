import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Claim, claimRun, commitAttempt, type Database, enqueueRun, inTransaction, lanes } from '../src/index.ts';
import { handIn, makeCourse } from './course.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();
const claimOptions = { worker: 'test', leaseMs: 60_000 };
const nothing = { state: 'done', result: {}, cases: [], artefacts: [] } as const;

async function claimAll(db: Database): Promise<Claim[]> {
  const claims: Claim[] = [];
  for (let claim = await claimRun(db.pool, claimOptions); claim; claim = await claimRun(db.pool, claimOptions)) {
    claims.push(claim);
  }
  return claims;
}

test('eight claimers take 200 runs: none lost, none twice, and in rounds of the teams', async () => {
  await using db = await database();
  const course = await makeCourse(db, 20, true);
  // Each team hands in ten times at once, team after team: the worst order for the last one.
  for (const team of course.teams) for (let at = 0; at < 10; at++) await handIn(db, course, team);

  const { rows: waiting } = await db.pool.query<{ id: string; team: string }>(
    'SELECT id, team_id AS team FROM run ORDER BY virtual_start, virtual_before, id',
  );
  for (let round = 0; round < 10; round++) {
    const teams = waiting.slice(20 * round, 20 * round + 20).map(({ team }) => team);
    assert.equal(new Set(teams).size, 20, `every team has its turn in round ${round}`);
  }

  let clock = 0;
  const claims: { rank: number; asked: number; answered: number }[] = [];
  async function claimer(worker: string) {
    for (;;) {
      const asked = clock++;
      const claim = await claimRun(db.pool, { worker, leaseMs: 60_000 });
      if (claim === undefined) return;
      claims.push({ rank: waiting.findIndex(({ id }) => id === claim.runId), asked, answered: clock++ });
      assert.equal((await commitAttempt(db.pool, claim.fence, nothing)).stale, false);
    }
  }
  await Promise.all(Array.from({ length: 8 }, (_, at) => claimer(`worker-${at}`)));

  assert.equal(new Set(claims.map(({ rank }) => rank)).size, 200);
  const { rows } = await db.pool.query('SELECT state, count(*)::int AS runs FROM run GROUP BY state');
  assert.deepEqual(rows, [{ state: 'done', runs: 200 }]);
  assert.equal((await db.pool.query('SELECT FROM run_attempt')).rowCount, 200);
  // Whoever asks after another was answered gets a later run; those who ask side by side may get either.
  for (const one of claims) {
    for (const other of claims) if (one.answered < other.asked) assert.ok(one.rank < other.rank);
  }
});

test('in a lane no second run of a team goes before the first of another, whenever that one comes', async () => {
  await using db = await database();
  const course = await makeCourse(db, 3, true);
  const [a, b, c] = course.teams as [string, string, string];
  for (const team of [a, a, a, a, c, c, c]) await handIn(db, course, team);
  const first = [
    await claimRun(db.pool, claimOptions),
    await claimRun(db.pool, claimOptions),
    await claimRun(db.pool, claimOptions),
  ];
  assert.deepEqual(
    first.map((claim) => claim?.teamId),
    [a, c, a],
  );
  // b comes late: before everybody's next, but it is owed nothing for the time when it was away.
  for (const team of [b, b, b]) await handIn(db, course, team);
  assert.deepEqual(
    (await claimAll(db)).map(({ teamId }) => teamId),
    [b, c, a, c, b, a, b],
  );
});

test('lanes go before fairness, and a worker may serve some of them only', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1, true);
  const { submissionId } = await handIn(db, course, course.teams[0]!);
  await claimAll(db);
  const run = { ...course, submissionId, teamId: course.teams[0]!, supersede: false };
  for (const reason of [...lanes].reverse())
    await inTransaction(db.pool, (client) => enqueueRun(client, { ...run, reason }));
  const only = await claimRun(db.pool, { ...claimOptions, lanes: ['regrade', 'matrix'] });
  assert.equal(only?.lane, 'regrade');
  assert.deepEqual(
    (await claimAll(db)).map(({ lane }) => lane),
    ['official', 'self-check', 'matrix'],
  );
});

test('a newer submission supersedes the one that waits and takes its place; one that is being graded goes on', async () => {
  await using db = await database();
  const course = await makeCourse(db, 2);
  const [a, b] = course.teams as [string, string];
  const graded = await handIn(db, course, a);
  assert.equal((await claimRun(db.pool, claimOptions))?.runId, graded.runId);
  const older = await handIn(db, course, a);
  const others = await handIn(db, course, b);
  const othersCheck = await handIn(db, course, a, { reason: 'self-check' });
  const newer = await handIn(db, course, a);
  assert.deepEqual(newer.superseded, [older.runId]);
  assert.deepEqual([older.superseded, others.superseded, othersCheck.superseded], [[], [], []]);
  assert.deepEqual(
    (await claimAll(db)).map(({ runId }) => runId),
    [others.runId, newer.runId, othersCheck.runId],
  );
  const { rows } = await db.pool.query(
    'SELECT a.state, a.superseded_by_id, a.virtual_start = b.virtual_start AS place FROM run a, run b WHERE a.id = $1 AND b.id = $2',
    [older.runId, newer.runId],
  );
  assert.deepEqual(rows, [{ state: 'superseded', superseded_by_id: newer.runId, place: true }]);
});

test('of many submissions of a team at once, one is left waiting', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  await Promise.all(Array.from({ length: 20 }, () => handIn(db, course, course.teams[0]!)));
  assert.equal((await claimAll(db)).length, 1);
  const { rows } = await db.pool.query(`SELECT count(*)::int AS runs FROM run WHERE state = 'superseded'`);
  assert.deepEqual(rows, [{ runs: 19 }]);
});
