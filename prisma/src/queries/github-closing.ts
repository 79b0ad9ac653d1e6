import { type Deadlines, deadlineColumns } from './deadlines.ts';
import type { Queryable } from './transaction.ts';

/** Where the last team's time to hand in stands: it never ends, its end is to come, or it is over. */
export type Closing = 'never' | 'ahead' | 'past';

/** Of all assignments that are handed in by GitHub. */
export async function readBoundDeadlines(db: Queryable): Promise<(Deadlines & { readonly assignmentId: string })[]> {
  const { rows } = await db.query<Deadlines & { assignmentId: string }>(
    `SELECT id AS "assignmentId", ${deadlineColumns} FROM assignment
     WHERE EXISTS (SELECT FROM repository_binding binding WHERE binding.assignment_id = assignment.id)`,
  );
  return rows;
}

/**
 * Has checks looked at again whose run GitHub was told of when their assignment stood elsewhere than `now`; it is told only
 * what differs. Ones that were given up stay so, and at no time more than `most` wait for that. Returns how many were added.
 */
export async function lookAgain(
  db: Queryable,
  now: readonly { readonly assignmentId: string; readonly closing: Closing }[],
  most: number,
): Promise<number> {
  const { rowCount } = await db.query(
    `UPDATE head_check SET settled_at = NULL, available_at = now(), waits_since = now() WHERE id IN (
       SELECT head_check.id FROM head_check JOIN repository_binding binding ON binding.id = binding_id
       JOIN unnest($1::uuid[], $2::text[]) AS present (assignment_id, closing) USING (assignment_id)
       WHERE settled_at IS NOT NULL AND fault IS NULL AND run_id IS NOT NULL AND binding.unreachable IS NULL
         AND told_closing <> present.closing
       LIMIT greatest(0, $3 - (
         SELECT count(*) FROM head_check open JOIN repository_binding binding ON binding.id = open.binding_id
         WHERE open.settled_at IS NULL AND open.told_state = 'completed' AND open.told_revision = open.revision
           AND binding.unreachable IS NULL))
       FOR UPDATE OF head_check SKIP LOCKED)`,
    [now.map(({ assignmentId }) => assignmentId), now.map(({ closing }) => closing), most],
  );
  return rowCount ?? 0;
}
