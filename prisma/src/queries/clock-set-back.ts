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

/**
 * A SELECT of the runs of a team, whose row is locked, that would pass for newer than one which is made now, and when they
 * are to have been made instead: before it, in their order.
 */
export function runsAhead(teamId: string): string {
  return `
    SELECT id, now() - row_number() OVER (ORDER BY created_at DESC, id DESC) * interval '1 millisecond' AS before
    FROM run WHERE team_id = ${teamId} AND created_at > now()`;
}

/**
 * An UPDATE that keeps a team's submissions to an assignment behind one that is received now, which is to count for more.
 * One that was found late (its time is long past) stays behind them.
 */
export function keepingSubmissionsBehind(of: Record<'team' | 'assignment', string>, receivedAt: string): string {
  return `
    UPDATE submission
    SET received_at = CASE WHEN ${receivedAt}::timestamptz > now() - interval '10 minutes' THEN ${receivedAt} ELSE now() END
      - ahead.place * interval '1 millisecond'
    FROM (SELECT id, row_number() OVER (ORDER BY received_at DESC, id DESC) AS place FROM submission
          WHERE team_id = ${of.team} AND assignment_id = ${of.assignment}
            AND received_at > greatest(now(), ${receivedAt})) AS ahead
    WHERE submission.id = ahead.id`;
}
