import { type Database, type Head, newId, showRun } from '../src/index.ts';
import { handIn, makeCourse, type TestCourse } from './course.ts';

export const verdict = { conclusion: 'neutral', title: 'Not graded', summary: 'Because.' } as const;

export const delivery = (guid: string, more = {}) => ({
  guid,
  event: 'push',
  action: null,
  happening: { kind: 'x' },
  ...more,
});

export async function bind(
  { pool }: Database,
  { courseId, assignmentId, teams }: TestCourse,
  repository = 1,
  fullName = 'uni/red',
): Promise<string> {
  const id = newId();
  await pool.query(
    `INSERT INTO repository_binding (id, course_id, assignment_id, team_id, mode, github_repository_id,
       github_installation_id, full_name, default_branch)
     VALUES ($1, $2, $3, $4, 'team-repository', $5, 1, $6, 'main')`,
    [id, courseId, assignmentId, teams[0], repository, fullName],
  );
  return id;
}

export const headOf = (bindingId: string, digit: string, pullRequest: number | null = 1): Head => ({
  bindingId,
  headSha: digit.repeat(40),
  pullRequest,
  branch: pullRequest === null ? 'main' : null,
});

/** Hands in for a team as at some time: as the head commit of a repository, or an upload without one. Returns the run. */
export async function handInOfHead(
  db: Database,
  course: TestCourse,
  teamId: string,
  { at, head, reason }: { at: Date; head?: Head; reason?: 'official' | 'self-check' },
): Promise<string> {
  const { submissionId, runId } = await handIn(db, course, teamId, { reason });
  await db.pool.query('UPDATE submission SET received_at = $2 WHERE id = $1', [submissionId, at]);
  if (head === undefined) return runId;
  await db.pool.query(
    `UPDATE submission SET source = 'github', github_repository_id = 1, head_sha = $2 WHERE id = $1`,
    [submissionId, head.headSha],
  );
  await showRun(db.pool, head, runId);
  return runId;
}

/** A head of the only team's repository, and how the team hands in again. Returns the run. */
export async function oneHead(db: Database) {
  const course = await makeCourse(db, 1);
  const again = async () => (await handIn(db, course, course.teams[0]!)).runId;
  return { head: headOf(await bind(db, course), 'a'), again };
}

export const endRun = ({ pool }: Database, runId: string) =>
  pool.query(`UPDATE run SET state = 'cancelled', ended_at = now() WHERE id = $1`, [runId]);

/** The row of the only check, and which transaction wrote it. */
export const checkRow = async ({ pool }: Database) =>
  (await pool.query('SELECT xmin::text, * FROM head_check')).rows[0];
