import type { Database } from '../open-database.ts';
import { type Place, type PlaceRow, placeOf, placeOfRun } from './place-of-run.ts';

export interface QueueLine {
  readonly lane: string;
  readonly state: 'waiting' | 'claimed';
  readonly runs: number;
  readonly oldestSeconds: number;
}

export async function readQueue({ pool }: Database): Promise<QueueLine[]> {
  const { rows } = await pool.query<QueueLine>(`
    SELECT lane::text, state::text, count(*)::int AS runs,
           extract(epoch FROM now() - min(created_at))::float AS "oldestSeconds"
    FROM run WHERE state IN ('waiting', 'claimed') GROUP BY 1, 2`);
  return rows;
}

export interface Fleet {
  readonly ended: readonly { lane: string; state: string; runs: number; medianSeconds: number | null }[];
  readonly busyWorkers: number;
  readonly outboxRows: number;
}

export async function readFleet({ pool }: Database): Promise<Fleet> {
  const [ended, now] = await Promise.all([
    pool.query<Fleet['ended'][number]>(`
      SELECT lane::text, state::text, count(*)::int AS runs,
             percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - started_at))::float AS "medianSeconds"
      FROM run WHERE ended_at > now() - interval '1 hour' GROUP BY 1, 2`),
    pool.query<{ busy: number; outbox: number }>(`
      SELECT (SELECT count(DISTINCT worker)::int FROM run_attempt WHERE ended_at IS NULL AND lease_until > now()) AS busy,
             (SELECT count(*)::int FROM outbox) AS outbox`),
  ]);
  return { ended: ended.rows, busyWorkers: now.rows[0]!.busy, outboxRows: now.rows[0]!.outbox };
}

/** null: the run does not wait, or not any more. */
export async function placeInQueue({ pool }: Database, runId: string): Promise<Place | null> {
  const { rows } = await pool.query<PlaceRow>(
    `SELECT place.* FROM run CROSS JOIN LATERAL (${placeOfRun}) place WHERE run.id = $1`,
    [runId],
  );
  return rows[0] === undefined ? null : placeOf(rows[0]);
}
