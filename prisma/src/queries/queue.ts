import type { Database } from '../open-database.ts';

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

export interface Place {
  /** Runs that are claimed before this one, as things stand. */
  readonly position: number;
  /** null: nothing has run in this assignment yet. */
  readonly estimatedStartSeconds: number | null;
}

/**
 * Where a waiting run stands in the order of the claim (lane, virtual start, virtual time before, id). The estimate is
 * those ahead times the median duration of the assignment's last 50 runs, by the workers that are alive.
 */
export async function placeInQueue({ pool }: Database, runId: string): Promise<Place | null> {
  const { rows } = await pool.query<{ ahead: number; median: number | null; workers: number }>(
    `SELECT (SELECT count(*)::int FROM run other WHERE other.state = 'waiting'
               AND (other.lane, other.virtual_start, other.virtual_before, other.id)
                 < (one.lane, one.virtual_start, one.virtual_before, one.id)) AS ahead,
            (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM last.ended_at - last.started_at))::float
               FROM (SELECT ended_at, started_at FROM run WHERE assignment_id = one.assignment_id AND state = 'done'
                       ORDER BY ended_at DESC LIMIT 50) last) AS median,
            (SELECT greatest(1, count(DISTINCT worker))::int FROM run_attempt
               WHERE ended_at IS NULL OR ended_at > now() - interval '5 minutes') AS workers
     FROM run one WHERE one.id = $1 AND one.state = 'waiting'`,
    [runId],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const estimate = row.median === null ? null : Math.round((row.ahead * row.median) / row.workers);
  return { position: row.ahead, estimatedStartSeconds: estimate };
}
