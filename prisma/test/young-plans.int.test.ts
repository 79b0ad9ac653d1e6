import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTeamRepositories } from '../src/index.ts';
import { handIn, makeCourse } from './course.ts';
import { bind } from './github-ground.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();

// A connection's plans are of when its tables were empty, and nothing is known of them yet.
test('what a hand-in reads does not grow with what was handed in before, on a database of which nothing is known', async () => {
  await using db = await database({ poolSize: 1 });
  for (const table of ['run', 'submission', 'team', 'repository_binding'])
    await db.pool.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
  const course = await makeCourse(db, 100);
  const { assignmentId, teams } = course;
  for (const [at, teamId] of teams.entries())
    await bind(db, { ...course, teams: [teamId] }, at + 1, `class/Team-${at}`);
  const round = async () => {
    for (const [at, teamId] of teams.entries()) {
      const named = { repository: `class/team-${at}`, commit: '0'.repeat(40) };
      assert.equal((await readTeamRepositories(db.pool, assignmentId, named))[0]!.teamId, teamId);
      await handIn(db, course, teamId);
    }
  };
  const read = async () => {
    await db.pool.query('SELECT pg_stat_force_next_flush()');
    const { rows } = await db.pool.query<{ rows: number }>(
      `SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes)::int
         + (SELECT sum(seq_tup_read) FROM pg_stat_user_tables)::int AS rows`,
    );
    return rows[0]!.rows;
  };
  for (let made = 0; made < 4; made++) await round();
  const before = await read();
  await round();
  const each = ((await read()) - before) / teams.length;
  assert.ok(each < 40, `${each} rows for each`);
});

test('a connection plans a hand-in once, also when there are statistics', async () => {
  await using db = await database({ poolSize: 1 });
  const course = await makeCourse(db, 10);
  const made = async () => {
    for (const teamId of course.teams) await handIn(db, course, teamId);
  };
  await made();
  await db.pool.query('ANALYZE');
  await made();
  const { rows } = await db.pool.query(
    `SELECT custom_plans::int AS custom, generic_plans::int AS generic FROM pg_prepared_statements WHERE name = 'submit'`,
  );
  assert.deepEqual(rows, [{ custom: 0, generic: 20 }]);
});
