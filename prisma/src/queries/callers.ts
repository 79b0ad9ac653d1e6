import type pg from 'pg';
import type { $Enums } from '../generated/client.ts';

export interface KeyOnFile {
  readonly id: string;
  readonly userId: string;
  readonly courseId: string | null;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** What is asked before every answer, and so without detours. */
export async function readKey(pool: pg.Pool, hash: Uint8Array): Promise<KeyOnFile | null> {
  const { rows } = await pool.query<KeyOnFile>(
    `SELECT id, user_id AS "userId", course_id AS "courseId", scopes, expires_at AS "expiresAt",
       revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"
     FROM api_key WHERE hash = $1`,
    [hash],
  );
  return rows[0] ?? null;
}

/** Somebody's place in a course, unless they have left it. */
export async function readEnrollment(
  pool: pg.Pool,
  courseId: string,
  userId: string,
): Promise<{ readonly id: string; readonly role: $Enums.EnrollmentRole } | null> {
  const { rows } = await pool.query<{ id: string; role: $Enums.EnrollmentRole }>(
    'SELECT id, role::text FROM enrollment WHERE course_id = $1 AND user_id = $2 AND left_at IS NULL',
    [courseId, userId],
  );
  return rows[0] ?? null;
}

export interface Deadlines {
  readonly dueAt: Date | null;
  readonly closesAt: Date | null;
  readonly latePercentPerDay: number;
  readonly lateGraceSeconds: number;
  /** Of all teams that have one. */
  readonly extensions: readonly Date[];
}

/** Throws if there is no such assignment. */
export async function readDeadlines(pool: pg.Pool, assignmentId: string): Promise<Deadlines> {
  const { rows } = await pool.query<Deadlines>(
    `SELECT due_at AS "dueAt", closes_at AS "closesAt", late_percent_per_day::float AS "latePercentPerDay",
       late_grace_seconds AS "lateGraceSeconds",
       ARRAY(SELECT due_at FROM extension WHERE assignment_id = assignment.id) AS extensions
     FROM assignment WHERE id = $1`,
    [assignmentId],
  );
  if (rows[0] === undefined) throw new Error(`there is no assignment ${assignmentId}`);
  return rows[0];
}
