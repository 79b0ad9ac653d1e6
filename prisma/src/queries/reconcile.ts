import type pg from 'pg';
import { bringIntoPresent } from './clock-set-back.ts';
import { giveBack } from './end-attempt.ts';
import { putInOutbox } from './outbox.ts';
import { wakeUp } from './topics.ts';
import { inTransaction } from './transaction.ts';

export interface Reconciled {
  /** Runs that wait again because the lease of their worker ran out. */
  readonly givenBack: string[];
  /** Runs that were lost once too often. */
  readonly incomplete: string[];
  /** Runs that could be claimed now; a wake-up was written if there are any. */
  readonly waiting: number;
}

/**
 * Finds what fell between database, queue and workers; to be called every few seconds, by anybody, also by several at
 * once. An expired lease ends its attempt, and what waits gets a wake-up, should the last one have been lost.
 */
export async function reconcile(pool: pg.Pool, limit = 100): Promise<Reconciled> {
  await bringIntoPresent(pool);
  const { rows } = await pool.query<{ fence: string; runId: string }>(
    `SELECT id AS fence, run_id AS "runId" FROM run_attempt WHERE ended_at IS NULL AND lease_until < now()
     ORDER BY lease_until LIMIT $1`,
    [limit],
  );
  const found = { givenBack: [] as string[], incomplete: [] as string[] };
  for (const { fence, runId } of rows) {
    const state = await endExpired(pool, fence, runId);
    if (state !== undefined) found[state === 'waiting' ? 'givenBack' : 'incomplete'].push(runId);
  }
  return { ...found, waiting: await wakeIfAnythingWaits(pool) };
}

function endExpired(pool: pg.Pool, fence: string, runId: string): Promise<'waiting' | 'incomplete' | undefined> {
  return inTransaction(pool, async (client) => {
    await client.query('SELECT FROM run WHERE id = $1 FOR NO KEY UPDATE', [runId]);
    // A heartbeat may have come in the meantime; from here on it waits for us.
    const expired = await client.query(
      'SELECT FROM run_attempt WHERE id = $1 AND ended_at IS NULL AND lease_until < now() FOR UPDATE',
      [fence],
    );
    if (expired.rowCount === 0) return undefined;
    const given = await giveBack(client, fence, { ending: 'lost', pauseMs: 0 });
    return given.stale ? undefined : given.state;
  });
}

function wakeIfAnythingWaits(pool: pg.Pool): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM run WHERE state = 'waiting' AND available_at <= now()`,
    );
    const { waiting } = rows[0]!;
    const pending = await client.query('SELECT FROM outbox WHERE topic = $1 LIMIT 1', [wakeUp]);
    if (waiting > 0 && pending.rowCount === 0) await putInOutbox(client, wakeUp);
    return waiting;
  });
}
