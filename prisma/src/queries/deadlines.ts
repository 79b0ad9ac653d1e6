import type pg from 'pg';

export interface Deadlines {
  readonly dueAt: Date | null;
  readonly closesAt: Date | null;
  readonly latePercentPerDay: number;
  readonly lateGraceSeconds: number;
  /** Of all teams that have one. */
  readonly extensions: readonly Date[];
}

/** Columns of `assignment`. */
export const deadlineColumns = `assignment.due_at AS "dueAt", assignment.closes_at AS "closesAt",
  assignment.late_percent_per_day::float AS "latePercentPerDay", assignment.late_grace_seconds AS "lateGraceSeconds",
  ARRAY(SELECT due_at FROM extension WHERE extension.course_id = assignment.course_id
    AND extension.assignment_id = assignment.id) AS extensions`;

/** Throws if there is no such assignment. */
export async function readDeadlines(pool: pg.Pool, assignmentId: string): Promise<Deadlines> {
  const { rows } = await pool.query<Deadlines>(`SELECT ${deadlineColumns} FROM assignment WHERE id = $1`, [
    assignmentId,
  ]);
  if (rows[0] === undefined) throw new Error(`there is no assignment ${assignmentId}`);
  return rows[0];
}
