import { putInOutbox } from './outbox.ts';
import { runEnded } from './topics.ts';
import type { Queryable } from './transaction.ts';

/**
 * Tells of a run's end; within the transaction that ended it, with the run locked. Of a run of a regrade batch the world
 * learns nothing before the batch is applied; the last one to end makes the batch a preview.
 */
export async function tellRunEnded(
  db: Queryable,
  runId: string,
  state: 'done' | 'incomplete' | 'cancelled',
): Promise<void> {
  const { rows } = await db.query<{ batchId: string | null }>(
    'SELECT regrade_batch_id AS "batchId" FROM run WHERE id = $1',
    [runId],
  );
  const batchId = rows[0]?.batchId ?? null;
  if (batchId === null) await putInOutbox(db, runEnded, { runId, state });
  else await previewIfAllEnded(db, batchId);
}

/** Of two last ends at the same moment the second waits for the first, and sees it. */
async function previewIfAllEnded(db: Queryable, batchId: string): Promise<void> {
  await db.query('SELECT FROM regrade_batch WHERE id = $1 FOR NO KEY UPDATE', [batchId]);
  await db.query(
    `UPDATE regrade_batch SET state = 'preview' WHERE id = $1 AND state = 'running'
       AND NOT EXISTS (SELECT FROM run WHERE regrade_batch_id = $1 AND state IN ('waiting', 'claimed'))`,
    [batchId],
  );
}
