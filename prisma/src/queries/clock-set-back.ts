import type { Queryable } from './transaction.ts';

// No time by the database's clock lies ahead of it, pauses apart. What does was written before the clock was set back, and
// would wait, hold, or pass for the newest until the clock has caught up.

/** No pause is longer. Milliseconds. */
export const longestPauseMs = 60_000;

/**
 * Leases go on with their own length from now, and what waits for its time waits no longer than any pause lasts. To be
 * called every few seconds.
 */
export async function bringIntoPresent(db: Queryable): Promise<void> {
  await db.query(
    `UPDATE run_attempt SET claimed_at = least(claimed_at, now()), heartbeat_at = least(heartbeat_at, now()),
       lease_until = now() + CASE WHEN heartbeat_at > now() THEN lease_until - heartbeat_at ELSE $1 * interval '1 millisecond' END
     WHERE ended_at IS NULL AND greatest(claimed_at, heartbeat_at) > now() + interval '1 second'`,
    // What was beaten since says nothing of its length any more: until the next beat.
    [longestPauseMs],
  );
  for (const [table, waits] of [
    ['run', `state = 'waiting'`],
    ['outbox', 'true'],
  ]) {
    await db.query(
      `UPDATE ${table} SET available_at = now() WHERE id IN (
         SELECT id FROM ${table} WHERE ${waits} AND available_at > now() + $1 * interval '1 millisecond'
         FOR UPDATE SKIP LOCKED)`,
      [longestPauseMs],
    );
  }
}

/** Earlier runs of a team, whose row is locked, are older than the one that came now, and stay in their order. */
export async function keepRunsBehind(db: Queryable, teamId: string, newRunId: string): Promise<void> {
  await db.query(
    `UPDATE run SET created_at = now() - ahead.place * interval '1 millisecond'
     FROM (SELECT id, row_number() OVER (ORDER BY created_at DESC, id DESC) AS place FROM run
           WHERE team_id = $1 AND created_at > now() AND id <> $2) AS ahead
     WHERE run.id = ahead.id`,
    [teamId, newRunId],
  );
}

/**
 * The same for submissions: the one that comes now is to count for more. One that was found late (its time is long past)
 * stays behind them.
 */
export async function keepSubmissionsBehind(
  db: Queryable,
  { teamId, assignmentId, receivedAt }: { teamId: string; assignmentId: string; receivedAt: Date },
): Promise<void> {
  await db.query(
    `UPDATE submission SET received_at = CASE WHEN $3 > now() - interval '10 minutes' THEN $3 ELSE now() END
       - ahead.place * interval '1 millisecond'
     FROM (SELECT id, row_number() OVER (ORDER BY received_at DESC, id DESC) AS place FROM submission
           WHERE team_id = $1 AND assignment_id = $2 AND received_at > greatest(now(), $3)) AS ahead
     WHERE submission.id = ahead.id`,
    [teamId, assignmentId, receivedAt],
  );
}
