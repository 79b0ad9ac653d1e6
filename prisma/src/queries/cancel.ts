import type pg from 'pg';
import { tellRunEnded } from './run-ended.ts';
import { inTransaction } from './transaction.ts';

/**
 * Cancels a run that waits or is being graded; its worker learns of it by the next heartbeat and can commit nothing any
 * more. Returns whether there was anything to cancel.
 */
export function cancelRun(pool: pg.Pool, runId: string, note: string): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE run SET state = 'cancelled', ended_at = now(), note = $2 WHERE id = $1 AND state IN ('waiting', 'claimed')`,
      [runId, note],
    );
    if (rowCount === 0) return false;
    await client.query(
      `UPDATE run_attempt SET ended_at = now(), ending = 'cancelled' WHERE run_id = $1 AND ended_at IS NULL`,
      [runId],
    );
    await tellRunEnded(client, runId, 'cancelled');
    return true;
  });
}
