import type pg from 'pg';
import { longestPauseMs } from './clock-set-back.ts';
import { putInOutbox } from './outbox.ts';
import { tellRunEnded } from './run-ended.ts';
import { wakeUp } from './topics.ts';
import { inTransaction, type Queryable } from './transaction.ts';
import type { AttemptEnding } from './words.ts';

/** Attempts that may end in a fault of ours; after the last, a person has to look. */
export const mostFailures = 3;

/** What is noted of a run or an attempt. Characters. */
export const longestText = 10_000;

/** What came of writing under a fence that was out of date: nothing. */
export interface Stale {
  readonly stale: true;
  /** How the attempt ended before; null if there is no such attempt. */
  readonly ending: AttemptEnding | null;
}

export type GivenBack = { readonly stale: false; readonly state: 'waiting' | 'incomplete' };

/** An attempt that met a fault of ours: the run waits again, after a pause of `pauseMs`, or is incomplete for good. */
export function failAttempt(pool: pg.Pool, fence: string, fault: string, pauseMs = 0): Promise<GivenBack | Stale> {
  return inTransaction(pool, (client) => giveBack(client, fence, { ending: 'faulted', fault, pauseMs }));
}

/** A worker that is told to stop gives its run back; that is no failure. */
export function releaseAttempt(pool: pg.Pool, fence: string): Promise<GivenBack | Stale> {
  return inTransaction(pool, (client) => giveBack(client, fence, { ending: 'released', pauseMs: 0 }));
}

export interface Return {
  readonly ending: 'faulted' | 'released' | 'lost';
  readonly fault?: string;
  readonly pauseMs: number;
}

/** Ends an attempt without a result; within a transaction. */
export async function giveBack(db: Queryable, fence: string, how: Return): Promise<GivenBack | Stale> {
  const runId = await endAttempt(db, fence, how.ending, { fault: how.fault });
  if (typeof runId !== 'string') return runId;
  const { rows } = await db.query<{ state: 'waiting' | 'incomplete' }>(
    `UPDATE run SET
       failures = failures + $2,
       state = CASE WHEN failures + $2 >= $3 THEN 'incomplete' ELSE 'waiting' END::run_state,
       ended_at = CASE WHEN failures + $2 >= $3 THEN now() END,
       note = CASE WHEN failures + $2 >= $3 THEN $4 ELSE note END,
       available_at = now() + $5 * interval '1 millisecond'
     WHERE id = $1 RETURNING state`,
    [
      runId,
      how.ending === 'released' ? 0 : 1,
      mostFailures,
      (how.fault ?? 'the worker was lost').slice(0, longestText),
      Math.min(how.pauseMs, longestPauseMs),
    ],
  );
  const { state } = rows[0]!;
  if (state === 'waiting') await putInOutbox(db, wakeUp);
  else await tellRunEnded(db, runId, state);
  return { stale: false, state };
}

/**
 * The fence: ends the attempt if it lives, and returns its run, locked. Whoever gets `Stale` must write nothing. The run
 * is locked first, here as everywhere, and only then is the attempt looked at: what was true before the wait may not be.
 */
export async function endAttempt(
  db: Queryable,
  fence: string,
  ending: AttemptEnding,
  last: { readonly fault?: string | undefined; readonly progress?: Record<string, unknown> | undefined } = {},
): Promise<string | Stale> {
  await db.query('SELECT FROM run WHERE id = (SELECT run_id FROM run_attempt WHERE id = $1) FOR NO KEY UPDATE', [
    fence,
  ]);
  const { rows } = await db.query<{ runId: string }>(
    `UPDATE run_attempt SET ended_at = now(), ending = $2, fault = $3, progress = coalesce($4, progress)
     WHERE id = $1 AND ended_at IS NULL RETURNING run_id AS "runId"`,
    [fence, ending, last.fault?.slice(0, longestText) ?? null, last.progress ?? null],
  );
  if (rows[0] !== undefined) return rows[0].runId;
  const ended = await db.query<{ ending: AttemptEnding }>('SELECT ending FROM run_attempt WHERE id = $1', [fence]);
  return { stale: true, ending: ended.rows[0]?.ending ?? null };
}
