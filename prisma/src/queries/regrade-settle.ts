import { showRunInstead } from './github-heads.ts';
import { putInOutbox } from './outbox.ts';
import { publish } from './publish-version.ts';
import { runEnded } from './topics.ts';
import type { Queryable } from './transaction.ts';

export type BatchState = 'running' | 'preview' | 'applied' | 'discarded';

/** It was in another state than the one in which this can be done: nothing was. */
export interface WrongState {
  readonly state: BatchState;
}

/** A team whose present score stays, and why: it has changed since it was compared, or the grader failed. */
export interface LeftOut {
  readonly teamId: string;
  readonly team: string;
  readonly why: 'newer-submission' | 'graded-again' | 'changed-by-hand' | 'incomplete';
}

export interface AppliedRegrade {
  readonly applied: number;
  readonly leftOut: readonly LeftOut[];
}

async function lockBatch(db: Queryable, batchId: string): Promise<BatchState> {
  const { rows } = await db.query<{ state: BatchState }>(
    'SELECT state FROM regrade_batch WHERE id = $1 FOR NO KEY UPDATE',
    [batchId],
  );
  return rows[0]!.state;
}

/**
 * Makes the proposed scores of a preview the present ones; within a transaction. A team whose present score is not the
 * one that was compared keeps it, and is named. The version becomes the assignment's current one.
 */
export async function applyRegrade(db: Queryable, batchId: string): Promise<AppliedRegrade | WrongState> {
  const state = await lockBatch(db, batchId);
  if (state !== 'preview') return { state };
  await db.query(
    `SELECT FROM team WHERE id IN (SELECT team_id FROM run WHERE regrade_batch_id = $1) ORDER BY id FOR NO KEY UPDATE`,
    [batchId],
  );
  const leftOut = await readLeftOut(db, batchId);
  const still = `SELECT proposed.id, proposed.run_id, present.id AS present_id FROM score proposed
    JOIN score present ON present.id = proposed.compared_with_id AND present.standing = 'current'
    WHERE proposed.regrade_batch_id = $1 AND proposed.standing = 'proposed'`;
  const { rows } = await db.query<{ id: string; runId: string; presentId: string }>(
    `SELECT id, run_id AS "runId", present_id AS "presentId" FROM (${still}) AS still`,
    [batchId],
  );
  await db.query(`UPDATE score SET standing = 'superseded' WHERE id = ANY($1)`, [rows.map((one) => one.presentId)]);
  await db.query(`UPDATE score SET standing = 'current', supersedes_id = compared_with_id WHERE id = ANY($1)`, [
    rows.map(({ id }) => id),
  ]);
  await discardProposals(db, batchId);
  await makeVersionCurrent(db, batchId);
  await settle(db, batchId, 'applied');
  for (const { runId } of rows) {
    await showRunInstead(db, runId);
    await putInOutbox(db, runEnded, { runId, state: 'done' });
  }
  return { applied: rows.length, leftOut };
}

/** Cancels what still waits or runs, and lets the present scores be; within a transaction. */
export async function discardRegrade(db: Queryable, batchId: string): Promise<WrongState | undefined> {
  // Runs before their batch, in the order in which their ends take both.
  const { rows } = await db.query<{ id: string }>(
    `SELECT id FROM run WHERE regrade_batch_id = $1 AND state IN ('waiting', 'claimed') ORDER BY id FOR NO KEY UPDATE`,
    [batchId],
  );
  const state = await lockBatch(db, batchId);
  if (state !== 'running' && state !== 'preview') return { state };
  const open = rows.map(({ id }) => id);
  await db.query(
    `UPDATE run SET state = 'cancelled', ended_at = now(), note = 'the regrade was discarded' WHERE id = ANY($1)`,
    [open],
  );
  await db.query(
    `UPDATE run_attempt SET ended_at = now(), ending = 'cancelled' WHERE run_id = ANY($1) AND ended_at IS NULL`,
    [open],
  );
  await discardProposals(db, batchId);
  await settle(db, batchId, 'discarded');
  return undefined;
}

async function readLeftOut(db: Queryable, batchId: string): Promise<LeftOut[]> {
  const { rows } = await db.query<LeftOut>(
    `SELECT team.id AS "teamId", team.name AS team,
       CASE WHEN proposed.id IS NULL THEN 'incomplete'
            WHEN its_run.submission_id IS DISTINCT FROM run.submission_id THEN 'newer-submission'
            WHEN its_run.id IS DISTINCT FROM compared.run_id THEN 'graded-again'
            ELSE 'changed-by-hand' END AS why
     FROM run JOIN team ON team.id = run.team_id
     LEFT JOIN score proposed ON proposed.run_id = run.id AND proposed.standing = 'proposed'
     LEFT JOIN score compared ON compared.id = proposed.compared_with_id
     LEFT JOIN score present ON present.assignment_id = run.assignment_id AND present.team_id = run.team_id
       AND present.standing = 'current'
     LEFT JOIN run its_run ON its_run.id = present.run_id
     WHERE run.regrade_batch_id = $1 AND (proposed.id IS NULL OR present.id IS DISTINCT FROM proposed.compared_with_id)
     ORDER BY team.name, team.id`,
    [batchId],
  );
  return rows;
}

async function discardProposals(db: Queryable, batchId: string): Promise<void> {
  await db.query(`UPDATE score SET standing = 'discarded' WHERE regrade_batch_id = $1 AND standing = 'proposed'`, [
    batchId,
  ]);
}

/** A version that only the preview froze is published by it. */
async function makeVersionCurrent(db: Queryable, batchId: string): Promise<void> {
  const { rows } = await db.query<{ versionId: string }>(
    'SELECT to_version_id AS "versionId" FROM regrade_batch WHERE id = $1',
    [batchId],
  );
  await publish(db, rows[0]!.versionId, batchId);
  await db.query(
    `UPDATE assignment SET current_version_id = batch.to_version_id
     FROM regrade_batch batch WHERE batch.id = $1 AND assignment.id = batch.assignment_id`,
    [batchId],
  );
}

async function settle(db: Queryable, batchId: string, state: 'applied' | 'discarded'): Promise<void> {
  await db.query('UPDATE regrade_batch SET state = $2::batch_state, settled_at = now() WHERE id = $1', [
    batchId,
    state,
  ]);
}
