import type { Database } from '../open-database.ts';

/** What the last hour's work looked like, for monitoring. */
export interface LastHour {
  /** Of attempts that were committed: median and 95th percentile of a phase's duration. Seconds. */
  readonly phases: readonly { phase: string; median: number; p95: number; attempts: number }[];
  readonly outcomes: readonly { kit: string; outcome: string; cases: number }[];
  readonly attempts: readonly { ending: string; attempts: number }[];
  /** Cases run again because the link was out of its budget or another fault of ours came between. */
  readonly retries: number;
  /** The link's worst lag of any case (99 of 100 packets). Seconds; null where nothing crossed a link. */
  readonly linkLagSeconds: number | null;
}

export async function readLastHour({ pool }: Pick<Database, 'pool'>): Promise<LastHour> {
  const [phases, outcomes, attempts, link] = await Promise.all([
    pool.query<LastHour['phases'][number]>(`
      SELECT key AS phase, count(*)::int AS attempts,
             percentile_cont(0.5) WITHIN GROUP (ORDER BY value::float / 1000)::float AS median,
             percentile_cont(0.95) WITHIN GROUP (ORDER BY value::float / 1000)::float AS p95
      FROM run_attempt, jsonb_each_text(progress -> 'phaseMs')
      WHERE ending = 'committed' AND ended_at > now() - interval '1 hour' GROUP BY key`),
    pool.query<LastHour['outcomes'][number]>(`
      SELECT version.kit, outcome::text, count(*)::int AS cases
      FROM run JOIN case_result ON case_result.run_id = run.id JOIN assignment_version version ON version.id = run.version_id
      WHERE run.ended_at > now() - interval '1 hour' GROUP BY 1, 2`),
    pool.query<LastHour['attempts'][number]>(`
      SELECT ending::text, count(*)::int AS attempts FROM run_attempt
      WHERE ended_at > now() - interval '1 hour' GROUP BY 1`),
    pool.query<Pick<LastHour, 'retries' | 'linkLagSeconds'>>(`
      SELECT coalesce(sum((result -> 'infrastructure' ->> 'retries')::int), 0)::int AS retries,
             max((result -> 'infrastructure' ->> 'linkLagMs')::float) / 1000 AS "linkLagSeconds"
      FROM run WHERE ended_at > now() - interval '1 hour' AND result IS NOT NULL`),
  ]);
  return { phases: phases.rows, outcomes: outcomes.rows, attempts: attempts.rows, ...link.rows[0]! };
}

/** The name under which a worker's connections are known to the server, so that it is counted while it idles. */
export const workerConnection = 'gradewire worker';

/** Workers that are connected, idle or not. */
export async function countWorkers({ pool }: Pick<Database, 'pool'>): Promise<number> {
  const { rows } = await pool.query<{ workers: number }>(
    `SELECT count(DISTINCT application_name)::int AS workers FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE $1 || ' %'`,
    [workerConnection],
  );
  return rows[0]!.workers;
}
