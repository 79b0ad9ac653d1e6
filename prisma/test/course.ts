import { type Database, type NewSubmission, newId, submit } from '../src/index.ts';

export interface TestCourse {
  readonly courseId: string;
  readonly assignmentId: string;
  readonly versionId: string;
  readonly teams: readonly string[];
}

/** A course with a published assignment and teams. */
export async function makeCourse(
  { pool }: Database,
  teams: number,
  everySubmissionCounts = false,
): Promise<TestCourse> {
  const [courseId, assignmentId] = [newId(), newId()];
  await pool.query(`INSERT INTO course (id, slug, title, every_submission_counts) VALUES ($1, $2, 'Networks', $3)`, [
    courseId,
    `networks-${courseId.slice(-8)}`,
    everySubmissionCounts,
  ]);
  await pool.query(`INSERT INTO assignment (id, course_id, slug, title) VALUES ($1, $2, 'udp', 'Reliable UDP')`, [
    assignmentId,
    courseId,
  ]);
  const versionId = await makeVersion({ pool } as Database, assignmentId, 1, 'published');
  await pool.query('UPDATE assignment SET current_version_id = $2 WHERE id = $1', [assignmentId, versionId]);
  const ids = Array.from({ length: teams }, () => newId());
  for (const [at, id] of ids.entries()) {
    await pool.query('INSERT INTO team (id, course_id, slug, name) VALUES ($1, $2, $3, $3)', [
      id,
      courseId,
      `team-${at}`,
    ]);
  }
  return { courseId, assignmentId, versionId, teams: ids };
}

export async function makeVersion(
  { pool }: Database,
  assignmentId: string,
  number: number,
  state: 'draft' | 'trial' | 'published',
): Promise<string> {
  const id = newId();
  await pool.query(
    `INSERT INTO assignment_version (id, assignment_id, number, kit, kit_version, config, image_digests, points, visibility,
       seeds, link_backend) VALUES ($1, $2, $3, 'reliable-udp', '1', '{}', '{}', '{}', '{}', '{}', 'emulator')`,
    [id, assignmentId, number],
  );
  if (state !== 'draft') await pool.query(`UPDATE assignment_version SET state = 'trial' WHERE id = $1`, [id]);
  if (state === 'published') {
    await pool.query(`UPDATE assignment_version SET state = 'published', published_at = now() WHERE id = $1`, [id]);
  }
  return id;
}

const digest = `sha256:${'0'.repeat(64)}`;

/** A submission of a team, `minute` minutes into the course. */
export function handIn(
  { pool }: Database,
  course: TestCourse,
  teamId: string,
  { reason = 'official', minute = 0 }: { reason?: 'official' | 'self-check' | 'trial'; minute?: number } = {},
) {
  const submission: NewSubmission = {
    courseId: course.courseId,
    assignmentId: course.assignmentId,
    teamId,
    treeDigest: digest,
    blobKey: 'trees/0',
    sizeBytes: 1000,
    fileCount: 3,
    receivedAt: new Date(Date.UTC(2026, 8, 1, 12, minute)),
    source: 'upload',
  };
  return submit(pool, submission, { versionId: course.versionId, reason });
}
