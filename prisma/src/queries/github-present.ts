import type { Queryable } from './transaction.ts';

// As in `clock-set-back.ts`: no time by the database's clock lies ahead of it, pauses apart. What does was written before
// the clock was set back. Both are to be called every few seconds.

/** Pauses and leases of deliveries go on with their own length from now. */
export async function bringDeliveriesIntoPresent(db: Queryable): Promise<void> {
  await db.query(
    `UPDATE webhook_delivery SET available_at = now() + (available_at - waits_since), waits_since = now() WHERE id IN (
       SELECT id FROM webhook_delivery WHERE state = 'received' AND waits_since > now() + interval '1 second'
       FOR UPDATE SKIP LOCKED)`,
  );
}

/** Pauses of checks go on with their own length from now, and no lease lasts longer than `leaseMs`. */
export async function bringChecksIntoPresent(db: Queryable, leaseMs: number): Promise<void> {
  // Not by `least`, which takes the other one of null.
  const notAhead = (column: string, most: string) =>
    `${column} = CASE WHEN ${column} > ${most} THEN ${most} ELSE ${column} END`;
  const leaseEnd = `now() + $1 * interval '1 millisecond'`;
  await db.query(
    `UPDATE head_check SET available_at = CASE WHEN waits_since > now() THEN now() + (available_at - waits_since)
         ELSE available_at END,
       ${['waits_since', 'told_at', 'making_since'].map((column) => notAhead(column, 'now()')).join(', ')},
       ${notAhead('leased_until', `(${leaseEnd})`)}
     WHERE id IN (
       SELECT id FROM head_check WHERE settled_at IS NULL
         AND (greatest(waits_since, told_at, making_since) > now() + interval '1 second'
           OR leased_until > ${leaseEnd} + interval '1 second')
       FOR UPDATE SKIP LOCKED)`,
    [leaseMs],
  );
}
