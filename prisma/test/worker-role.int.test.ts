import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  commitAttempt,
  type Database,
  ensureWorkerRole,
  failAttempt,
  heartbeat,
  missingWorkerGrants,
  newId,
  openDatabase,
  reconcile,
  releaseAttempt,
  workerRoleName,
} from '../src/index.ts';
import { workerGrants } from '../src/worker-grants.ts';
import { handIn, makeCourse, type TestCourse } from './course.ts';
import { claim, found, nothing, score } from './matrix-runs.ts';
import { gradedCourse, gradeNext, resultOf, start, stateOf } from './regraded.ts';
import { testServer } from './test-server.ts';

const { database, folder } = await testServer();

/** The database as a worker sees it. */
async function asWorker(db: Database): Promise<Database> {
  const { url } = await ensureWorkerRole(db.url);
  return openDatabase({ url: url!, folder });
}

const notAllowed = { code: '42501' };

test('a whole run: claimed, kept, committed with its part of the matrix; given back; met by a fault', async () => {
  await using db = await database();
  await using worker = await asWorker(db);
  const course = await makeCourse(db, 2);
  const [red, blue] = course.teams as [string, string];
  for (const [at, team] of [red, blue, red].entries()) {
    await handIn(db, course, team, { minute: at });
    const { fence } = await claim(worker, 'official');
    assert.equal((await heartbeat(worker.pool, fence, 60_000, { phase: 'running' })).kept, true);
    const cases = resultOf(10).cases;
    const matrix = found([team, at], []);
    const committed = await commitAttempt(worker.pool, fence, { ...nothing, cases, score, matrix, wantsMatrix: true });
    assert.ok(!committed.stale && committed.score?.current);
  }
  const { fence } = await claim(worker, 'matrix');
  assert.equal((await releaseAttempt(worker.pool, fence)).stale, false);
  const again = await claim(worker, 'matrix');
  const given = await failAttempt(worker.pool, again.fence, 'the disk is full');
  assert.deepEqual(given, { stale: false, state: 'waiting' });
  assert.equal(await db.prisma.score.count({ where: { standing: 'current' } }), 2);
  assert.equal(await db.prisma.matrixCell.count(), 3);
  assert.equal(await db.prisma.caseResult.count(), 3);
});

test('a regrade: its proposals, and the preview that the last of them makes', async () => {
  await using db = await database();
  await using worker = await asWorker(db);
  const course = await gradedCourse(db, 2);
  const { batchId } = (await start(db, course))!;
  await gradeNext(worker, { ...resultOf(70), ranInFull: 'its observations were not kept' });
  assert.equal(await stateOf(db, batchId), 'running');
  await gradeNext(worker, resultOf(60));
  assert.equal(await stateOf(db, batchId), 'preview');
});

/** What somebody would try who has broken into a worker. */
function attacks({ courseId, assignmentId, versionId }: TestCourse): string[] {
  const id = newId();
  return [
    'SELECT hash FROM api_key',
    'SELECT payload FROM webhook_delivery',
    'SELECT detail FROM audit_log',
    'SELECT payload FROM outbox',
    'SELECT email FROM "user"',
    'SELECT name FROM team',
    'SELECT reason FROM extension',
    'SELECT rolpassword FROM pg_authid',
    `INSERT INTO "user" (id, name) VALUES ('${id}', 'Mallory')`,
    `INSERT INTO enrollment (id, course_id, user_id, role) VALUES ('${id}', '${courseId}', '${id}', 'owner')`,
    `INSERT INTO api_key (id, name) VALUES ('${id}', 'mine')`,
    `INSERT INTO extension (id, course_id, assignment_id, team_id) VALUES ('${id}', '${courseId}', '${assignmentId}', '${id}')`,
    'INSERT INTO submission SELECT * FROM submission',
    "UPDATE submission SET received_at = '2020-01-01'",
    `UPDATE assignment_version SET points = '{}' WHERE id = '${versionId}'`,
    `UPDATE assignment_version SET state = 'draft' WHERE id = '${versionId}'`,
    "UPDATE assignment SET due_at = '2030-01-01'",
    "UPDATE team SET name = 'best'",
    'UPDATE score SET raw = max',
    "UPDATE case_result SET outcome = 'passed'",
    'UPDATE run SET submission_id = submission_id',
    'UPDATE artefact SET blob_key = blob_key',
    "DO $$ BEGIN EXECUTE 'CREATE TABLE mine (it int)'; END $$",
    'CREATE TEMPORARY TABLE mine (it int)',
    'CREATE SCHEMA mine',
    'CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    'CREATE ROLE mine',
    "COPY course TO PROGRAM 'cat'",
  ];
}

test('nothing else: neither keys nor people nor hand-ins nor versions, nothing deleted, nothing made', async () => {
  await using db = await database();
  await using worker = await asWorker(db);
  const course = await gradedCourse(db, 1);
  for (const attack of attacks(course)) await assert.rejects(worker.pool.query(attack), notAllowed, attack);
  const { rows: tables } = await db.pool.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  assert.ok(tables.length > 20);
  for (const { name } of tables) {
    await assert.rejects(worker.pool.query(`DELETE FROM "${name}"`), notAllowed, name);
    await assert.rejects(worker.pool.query(`TRUNCATE "${name}"`), notAllowed, name);
  }
});

test('the tables that a worker reaches are those of the list; one that is new is closed, and one too many is taken', async () => {
  await using db = await database();
  await using worker = await asWorker(db);
  const reached = async () => {
    const { rows } = await worker.pool.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm', 'p')
         AND (has_any_column_privilege(oid, 'SELECT, INSERT, UPDATE, REFERENCES')
           OR has_table_privilege(oid, 'DELETE, TRUNCATE, TRIGGER')) ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  };
  const listed = Object.keys(workerGrants).sort();
  assert.deepEqual(await reached(), listed);
  await db.pool.query('CREATE TABLE brand_new (secret text)');
  assert.deepEqual(await reached(), listed);
  const role = workerRoleName(new URL(db.url).pathname.slice(1));
  await db.pool.query(`GRANT SELECT ON api_key TO "${role}"; GRANT UPDATE (raw) ON score TO "${role}"`);
  await ensureWorkerRole(db.url);
  assert.deepEqual(await reached(), listed);
  await assert.rejects(worker.pool.query('UPDATE score SET raw = max'), notAllowed);
});

test('a fence that is out of date stays so', async () => {
  await using db = await database();
  await using worker = await asWorker(db);
  const course = await makeCourse(db, 1);
  await handIn(db, course, course.teams[0]!);
  const { fence } = await claim(worker, 'official');
  await db.pool.query(
    `UPDATE run_attempt SET claimed_at = now() - interval '2 hours', lease_until = now() - interval '1 hour'`,
  );
  await reconcile(db.pool);
  const revive = `UPDATE run_attempt SET ended_at = NULL, ending = NULL WHERE id = '${fence}'`;
  await assert.rejects(worker.pool.query(revive), { constraint: 'run_attempt_ended_is_final' });
  const late = await commitAttempt(worker.pool, fence, { ...nothing, score });
  assert.deepEqual(late, { stale: true, ending: 'lost' });
  const { fence: second } = await claim(worker, 'official');
  await commitAttempt(worker.pool, second, { ...nothing, score });
  const unfinish = `UPDATE run SET state = 'waiting', ended_at = NULL`;
  await assert.rejects(worker.pool.query(unfinish), { constraint: 'run_ended_is_final' });
  assert.equal(await db.prisma.score.count(), 1);
});

test('a role that lost a right, or that was made before a table was, says what it lacks', async () => {
  await using db = await database();
  await using worker = await asWorker(db);
  assert.deepEqual(await missingWorkerGrants(db.pool), []);
  assert.deepEqual(await missingWorkerGrants(worker.pool), []);
  const role = workerRoleName(new URL(db.url).pathname.slice(1));
  await db.pool.query(`REVOKE UPDATE (progress) ON run_attempt FROM "${role}"; DROP TABLE matrix_merge`);
  assert.deepEqual(await missingWorkerGrants(worker.pool), ['SELECT on matrix_merge', 'UPDATE on run_attempt']);
});
