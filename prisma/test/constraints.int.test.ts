import assert from 'node:assert/strict';
import { test } from 'node:test';
import { claimRun, type Database, newId, putOnTrial, staffTeam } from '../src/index.ts';
import { handIn, makeCourse, makeVersion, type TestCourse } from './course.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();

/** A statement must be refused by the constraint of this name. */
async function refused({ pool }: Database, constraint: string, text: string, values: unknown[] = []) {
  await assert.rejects(pool.query(text, values), { constraint }, text);
}

async function enrol({ pool }: Database, courseId: string, githubId = Math.floor(Math.random() * 1e9) + 1) {
  const [user, enrollment] = [newId(), newId()];
  await pool.query('INSERT INTO "user" (id, name, github_id, email) VALUES ($1, $2, $3, $4)', [
    user,
    'Ada',
    githubId,
    `ada${githubId}@example.org`,
  ]);
  await pool.query(`INSERT INTO enrollment (id, course_id, user_id, role) VALUES ($1, $2, $3, 'student')`, [
    enrollment,
    courseId,
    user,
  ]);
  return { user, enrollment };
}

const join = `INSERT INTO team_member (id, course_id, team_id, enrollment_id, member_from, member_until)
  VALUES ($1, $2, $3, $4, $5, $6)`;

test('people: one account, one enrolment in a course, one team at a time', async () => {
  await using db = await database();
  const course = await makeCourse(db, 2);
  const other = await makeCourse(db, 1);
  const { user, enrollment } = await enrol(db, course.courseId, 7);
  await refused(db, 'user_github_id_key', `INSERT INTO "user" (id, name, github_id) VALUES ($1, 'Eve', 7)`, [newId()]);
  await refused(
    db,
    'user_email_without_case',
    `INSERT INTO "user" (id, name, email) VALUES ($1, 'Eve', 'ADA7@example.org')`,
    [newId()],
  );
  await refused(
    db,
    'enrollment_course_id_user_id_key',
    `INSERT INTO enrollment (id, course_id, user_id, role) VALUES ($1, $2, $3, 'assistant')`,
    [newId(), course.courseId, user],
  );

  const [a, b] = course.teams;
  await db.pool.query(join, [newId(), course.courseId, a, enrollment, '2026-09-01', '2026-10-01']);
  const overlap = [newId(), course.courseId, b, enrollment, '2026-09-30', null];
  await refused(db, 'team_member_in_one_team_at_a_time', join, overlap);
  await refused(db, 'team_member_from_before_until', join, [
    newId(),
    course.courseId,
    b,
    enrollment,
    '2026-11-02',
    '2026-11-01',
  ]);
  await refused(db, 'team_member_course_id_team_id_fkey', join, [
    newId(),
    course.courseId,
    other.teams[0],
    enrollment,
    '2027-01-01',
    null,
  ]);
  await db.pool.query(join, [newId(), course.courseId, b, enrollment, '2026-10-01', null]);
});

test('dates of an assignment are in order, also if one of them is missing', async () => {
  await using db = await database();
  const { assignmentId } = await makeCourse(db, 0);
  const dates = 'UPDATE assignment SET opens_at = $2, due_at = $3, closes_at = $4 WHERE id = $1';
  await refused(db, 'assignment_opens_before_due', dates, [assignmentId, '2026-02-02', '2026-02-01', null]);
  await refused(db, 'assignment_due_before_closes', dates, [assignmentId, null, '2026-02-02', '2026-02-01']);
  await refused(db, 'assignment_opens_before_closes', dates, [assignmentId, '2026-02-02', null, '2026-02-01']);
  await db.pool.query(dates, [assignmentId, '2026-02-01', '2026-02-02', null]);
});

test('a version goes from draft to published, through a trial or not; changed on trial it is a draft, then no more', async () => {
  await using db = await database();
  const { assignmentId, versionId } = await makeCourse(db, 0);
  const draft = await makeVersion(db, assignmentId, 2, 'draft');
  const trial = await makeVersion(db, assignmentId, 3, 'trial');
  const set = (what: string) => `UPDATE assignment_version SET ${what} WHERE id = $1`;
  await db.pool.query(set(`config = '{"window": 5}'`), [draft]);
  for (const id of [trial, versionId]) {
    await refused(db, 'assignment_version_is_immutable', set(`config = '{"window": 5}'`), [id]);
    await refused(db, 'assignment_version_is_immutable', 'DELETE FROM assignment_version WHERE id = $1', [id]);
  }
  for (const state of ['draft', 'trial'])
    await refused(db, 'assignment_version_goes_forward', set(`state = '${state}', published_at = NULL`), [versionId]);
  await db.pool.query(set(`config = '{"window": 5}', state = 'draft'`), [trial]);
  await db.pool.query(set(`state = 'trial'`), [trial]);
  await refused(db, 'assignment_version_is_immutable', set(`published_at = now() + interval '1 day'`), [versionId]);
  await refused(db, 'assignment_version_published_has_a_time', set(`state = 'published'`), [trial]);
  await refused(db, 'assignment_version_assignment_id_number_key', set('number = 1'), [draft]);
  const current = 'UPDATE assignment SET current_version_id = $2 WHERE id = $1';
  await refused(db, 'assignment_current_version_is_published', current, [assignmentId, trial]);
  await db.pool.query('DELETE FROM assignment_version WHERE id = $1', [draft]);
});

test('trials are of the team of staff, which a course has once, without members; a previewed version stays', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  const [staff, students] = [await staffTeam(db.pool, course.courseId), course.teams[0]!];
  assert.equal(await staffTeam(db.pool, course.courseId), staff);
  const team = `INSERT INTO team (id, course_id, slug, name, is_staff) VALUES ($1, $2, 'other', 'Other', true)`;
  await refused(db, 'team_one_of_staff', team, [newId(), course.courseId]);
  const { enrollment } = await enrol(db, course.courseId);
  const member = [newId(), course.courseId, staff, enrollment, '2026-09-01', null];
  await refused(db, 'team_member_not_of_staff', join, member);
  await assert.rejects(handIn(db, course, staff), { constraint: 'run_trial_is_of_staff' });
  await assert.rejects(handIn(db, course, students, { reason: 'trial' }), { constraint: 'run_trial_is_of_staff' });
  const { runId } = await handIn(db, course, staff, { reason: 'trial' });
  await refused(db, 'run_trial_is_of_staff', `UPDATE run SET reason = 'official' WHERE id = $1`, [runId]);

  const draft = await makeVersion(db, course.assignmentId, 2, 'draft');
  const set = (what: string) => `UPDATE assignment_version SET ${what} WHERE id = $1`;
  await refused(db, 'assignment_version_draft_has_no_trial', set('trial_run_id = $2'), [draft, runId]);
  await putOnTrial(db.pool, draft, runId);
  const batch = `INSERT INTO regrade_batch (id, assignment_id, from_version_id, to_version_id, reason) VALUES ($1, $2, $3, $4, 'fix')`;
  await db.pool.query(batch, [newId(), course.assignmentId, course.versionId, draft]);
  await refused(db, 'assignment_version_is_previewed', set(`state = 'draft', trial_run_id = NULL`), [draft]);
  await db.pool.query(`UPDATE regrade_batch SET state = 'discarded', settled_at = now()`);
  await db.pool.query(set(`state = 'published', published_at = now()`), [draft]);
  await refused(db, 'assignment_version_is_immutable', set('trial_run_id = NULL'), [draft]);
});

test('a submission is of a team and an assignment of one course', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  const other = await makeCourse(db, 1);
  await assert.rejects(handIn(db, course, other.teams[0]!), { constraint: 'submission_course_id_team_id_fkey' });
  const mixed: TestCourse = { ...course, versionId: other.versionId };
  await assert.rejects(handIn(db, mixed, course.teams[0]!), { constraint: 'run_assignment_id_version_id_fkey' });
});

test('a run has one live attempt, an end that is final, and a version that stays', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  const { runId } = await handIn(db, course, course.teams[0]!);
  const { fence } = (await claimRun(db.pool, { worker: 'test', leaseMs: 60_000 }))!;
  await refused(
    db,
    'run_attempt_one_live',
    `INSERT INTO run_attempt (id, run_id, number, worker, lease_until) VALUES ($1, $2, 2, 'other', now() + interval '1 hour')`,
    [newId(), runId],
  );
  await db.pool.query(`UPDATE run_attempt SET ended_at = now(), ending = 'released' WHERE id = $1`, [fence]);
  await refused(
    db,
    'run_attempt_ended_is_final',
    'UPDATE run_attempt SET ended_at = NULL, ending = NULL WHERE id = $1',
    [fence],
  );
  await refused(db, 'run_done_has_a_result', `UPDATE run SET state = 'done', ended_at = now() WHERE id = $1`, [runId]);
  await db.pool.query(`UPDATE run SET state = 'cancelled', ended_at = now() WHERE id = $1`, [runId]);
  await refused(db, 'run_ended_is_final', `UPDATE run SET state = 'waiting', ended_at = NULL WHERE id = $1`, [runId]);
  await refused(db, 'run_submission_id_assignment_id_team_id_fkey', 'DELETE FROM submission WHERE assignment_id = $1', [
    course.assignmentId,
  ]);
});

test('a score is the sum of its parts, one is current, and none is changed or deleted', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  const team = course.teams[0]!;
  const { runId } = await handIn(db, course, team);
  const insert = `INSERT INTO score (id, assignment_id, team_id, run_id, standing, raw, late, adjustment, final, max, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 100, $10)`;
  const score = (standing: string, ...parts: unknown[]) => [
    newId(),
    course.assignmentId,
    team,
    runId,
    standing,
    ...parts,
  ];
  await refused(db, 'score_final_is_the_sum', insert, score('current', 80, 8, 0, 73, null));
  await refused(db, 'score_final_is_the_sum', insert, score('current', 10, 0, -20, -10, 'copied'));
  await refused(db, 'score_adjustment_has_a_reason', insert, score('current', 80, 8, 3, 75, null));
  await refused(db, 'score_proposed_in_a_batch', insert, score('proposed', 80, 0, 0, 80, null));
  // Never below nothing; extra credit may go above the maximum.
  await db.pool.query(insert, score('superseded', 10, 0, -20, 0, 'copied'));
  const first = score('current', 98, 0, 7, 105, 'extra credit');
  await db.pool.query(insert, first);
  await refused(db, 'score_one_current', insert, score('current', 80, 8, 0, 72, null));
  await refused(db, 'score_is_immutable', `UPDATE score SET reason = 'other' WHERE id = $1`, [first[0]]);
  await refused(db, 'score_is_immutable', 'DELETE FROM score WHERE id = $1', [first[0]]);
  await db.pool.query(`UPDATE score SET standing = 'superseded' WHERE id = $1`, [first[0]]);
  await refused(db, 'score_goes_forward', `UPDATE score SET standing = 'current' WHERE id = $1`, [first[0]]);
});

test('a delivery is stored once, and the audit log only ever added to', async () => {
  await using db = await database();
  const delivery = `INSERT INTO webhook_delivery (id, guid, event, payload) VALUES ($1, $2, 'push', '{}')`;
  const guid = 'cd0f6a80-0000-11f0-8000-000000000000';
  const replays = Array.from({ length: 20 }, () =>
    db.pool.query(`${delivery} ON CONFLICT (guid) DO NOTHING`, [newId(), guid]),
  );
  const stored = (await Promise.all(replays)).map(({ rowCount }) => rowCount);
  assert.equal(stored.filter((count) => count === 1).length, 1);
  await refused(db, 'webhook_delivery_guid_key', delivery, [newId(), guid]);

  await db.pool.query(`INSERT INTO audit_log (id, action, subject_type) VALUES ($1, 'score.override', 'score')`, [
    newId(),
  ]);
  for (const text of [`UPDATE audit_log SET action = 'x'`, 'DELETE FROM audit_log', 'TRUNCATE audit_log']) {
    await refused(db, 'audit_log_is_append_only', text);
  }
});

test('the claim and the results table are answered from their indices', async () => {
  await using db = await database();
  const plan = async (text: string) => {
    await db.pool.query('ANALYZE');
    const client = await db.pool.connect();
    try {
      // On a table of this size the planner would rather read it all.
      await client.query('SET enable_seqscan = off');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    } finally {
      client.release(true);
    }
  };
  const claim = await plan(
    `SELECT id FROM run WHERE state = 'waiting' ORDER BY lane, virtual_start, virtual_before, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  assert.match(claim, /run_waiting_in_order/);
  assert.doesNotMatch(claim, /Sort/);
  const results = await plan(`SELECT * FROM score WHERE assignment_id = '${newId()}' AND standing = 'current'`);
  assert.match(results, /score_one_current/);
});
